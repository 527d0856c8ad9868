//! The faults that loading and checking notice.

use super::only_cases::{REFERRALS, REMOVED};
use super::{Variant, built_in, changed, extending, ids, place};
use serde_json::{Value, json};

pub fn all() -> Vec<Variant> {
    [
        protections(),
        protections_of_the_base(),
        ages(),
        shadows(),
        plans(),
        steps_out_of_reach(),
        removed_rows(),
        removed_references(),
        absence(),
        indicators(),
        scopes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const PROTECTIVE: [&str; 2] = ["under-13", "learning-disability"];

fn protections() -> Vec<Variant> {
    let mut all = Vec::new();
    for rule in PROTECTIVE {
        all.push(changed("a protective rule is gone", rule, |set| {
            let at = place(set, "category_rules", rule);
            set["category_rules"].as_array_mut().unwrap().remove(at);
        }));
        all.push(changed("a protective rule gives less", rule, |set| {
            let at = place(set, "category_rules", rule);
            set["category_rules"][at]["at_least"] = json!(1);
        }));
        for (more, what) in [
            (json!({ "any_observed": "behaviour" }), "a behaviour"),
            (json!({ "any_observed": "category-2" }), "a Category 2 indicator"),
            (json!({ "observed_at_least": { "count": 2, "of": "any" } }), "two indicators"),
            (json!({ "any_known": "any" }), "an indicator that is known"),
            (json!({ "judgement_given": true }), "a judgement"),
            (json!({ "could_be_under": 10 }), "an age under 10"),
            (json!({ "fact": { "name": "looked_after", "is": ["yes"] } }), "a looked-after child"),
        ] {
            all.push(changed("a protective rule asks for more", format!("{rule}: {what}"), |set| {
                let at = place(set, "category_rules", rule);
                set["category_rules"][at]["when"].as_array_mut().unwrap().push(more);
            }));
        }
        all.push(changed("a protection is above its rule", rule, |set| {
            let at = place(set, "protections", rule);
            set["protections"][at]["never_below"] = json!(3);
        }));
    }
    all.push(changed("a protective rule takes fewer answers", "yes alone", |set| {
        let at = place(set, "category_rules", "learning-disability");
        set["category_rules"][at]["when"][0]["fact"]["is"] = json!(["yes"]);
    }));
    for age in 1..13 {
        all.push(changed("a protective rule has another age", format!("under {age}"), |set| {
            let at = place(set, "category_rules", "under-13");
            set["category_rules"][at]["when"][0] = json!({ "could_be_under": age });
        }));
    }
    for part in 0..3 {
        all.push(changed("what counts as a concern is less", format!("without part {part}"), |set| {
            let at = place(set, "definitions", "concern-recorded");
            set["definitions"][at]["when"][0]["any"].as_array_mut().unwrap().remove(part);
        }));
    }
    all
}

fn protections_of_the_base() -> Vec<Variant> {
    let mut all = Vec::new();
    for id in PROTECTIVE {
        let gone = json!({ "remove": [id] });
        let lower = json!({ "change": [{ "id": id, "never_below": 1 }] });
        let narrower = json!({ "change": [{ "id": id, "when": [
            { "could_be_under": 12 }, { "fact": { "name": "learning_disability", "is": ["yes"] } }] }] });
        for (what, change) in [("gone", &gone), ("lower", &lower)] {
            let name = format!("{id} {what}");
            all.push(extending(
                "a protection of the base is given up",
                &name,
                json!({ "protections": change }),
            ));
            for reason in ["", " "] {
                let waives = json!([{ "protection": id, "reason": reason }]);
                let set = json!({ "protections": change, "manifest": { "waives": waives } });
                all.push(extending("a waiver without a reason", &name, set));
            }
            let waives = json!([{ "protection": "somebody", "reason": "the board" }]);
            let set = json!({ "protections": change, "manifest": { "waives": waives } });
            all.push(extending("a waiver of another protection", name, set));
        }
        let rules = json!({ "remove": [id] });
        let set = json!({ "protections": narrower, "category_rules": rules });
        all.push(extending("a protection of the base speaks of fewer", id, set));
    }
    for age in 1..13 {
        let settings = json!({ "change": [{ "id": "minimum-age-for-category-1", "value": age }] });
        let set = json!({ "manifest": { "settings": settings } });
        all.push(extending("the age of a protection is changed by a setting", format!("{age}"), set));
    }
    all
}

/// Each condition on an age, turned to its opposite.
fn ages() -> Vec<Variant> {
    let mut all = Vec::new();
    for (table, row) in [
        ("protections", "under-13"),
        ("category_rules", "under-13"),
        ("scopes", "child"),
        ("scopes", "young_adult"),
        ("scopes", "adult"),
    ] {
        let set = built_in();
        let when = set[table][place(&set, table, row)]["when"].clone();
        for at in 0..super::ages_in(&when).len() {
            all.push(changed(
                "an age is asked the other way round",
                format!("{table}, {row}, {at}"),
                |set| {
                    let row = place(set, table, row);
                    super::invert_age(&mut set[table][row]["when"], at);
                },
            ));
        }
    }
    all
}

fn shadows() -> Vec<Variant> {
    let set = built_in();
    let mut all = Vec::new();
    for (at, id) in ids(&set, "category_rules").into_iter().enumerate() {
        let row = &set["category_rules"][at];
        let mut broader = vec![("the same, at 3", row["when"].clone(), json!(3))];
        if row["at_least"].is_u64() {
            broader.push(("the same", row["when"].clone(), row["at_least"].clone()));
        }
        if row["when"].as_array().unwrap().len() > 1 {
            // Without the last of its conditions.
            let mut when = row["when"].clone();
            when.as_array_mut().unwrap().pop();
            broader.push(("a broader one at 3", when, json!(3)));
        }
        for (what, when, level) in broader {
            for above in [true, false] {
                let name = format!("{id}: {what}, {}", if above { "at the top" } else { "beside it" });
                let new = json!({ "id": "shadow", "label": "shadow", "at_least": level, "when": when,
                                  "statements": row["statements"], "basis": row["basis"] });
                all.push(changed("a rule stands in the shadow of another", name, |set| {
                    set["category_rules"].as_array_mut().unwrap().insert(if above { 0 } else { at }, new);
                }));
            }
        }
    }
    all
}

fn plans() -> Vec<Variant> {
    let set = built_in();
    let hosts = ids(&set, "plan_hosts");
    let mut all = Vec::new();
    let category = json!([{ "category_at_least": 1 }]);
    for (at, id) in hosts.iter().enumerate() {
        if !REMOVED.contains(&("plan_hosts", id)) {
            all.push(changed("a plan is gone", id, |set| {
                set["plan_hosts"].as_array_mut().unwrap().remove(at);
            }));
        }
        if at + 1 < hosts.len() {
            all.push(changed("a plan takes every case", id, |set| {
                set["plan_hosts"][at]["when"] = category.clone()
            }));
        }
        let mut twin = set["plan_hosts"][at].clone();
        twin["id"] = json!("twin");
        twin["host"] = json!("another-plan");
        all.push(changed("a plan stands in the shadow of another", id, |set| {
            set["plan_hosts"].as_array_mut().unwrap().insert(at, twin);
        }));
    }
    for when in
        [json!([]), category.clone(), json!([{ "any": [{ "category": [1, 2] }, { "category": [3] }] }])]
    {
        all.push(changed("a plan that takes all stands first", when.to_string(), |set| {
            let mut row = set["plan_hosts"][0].clone();
            row["id"] = json!("all");
            row["when"] = when;
            set["plan_hosts"].as_array_mut().unwrap().insert(0, row);
        }));
    }
    for id in ["looked-after", "care-leaver"] {
        all.push(changed("a plan stands below those that take its cases", id, |set| {
            let at = place(set, "plan_hosts", id);
            let rows = set["plan_hosts"].as_array_mut().unwrap();
            let row = rows.remove(at);
            rows.push(row);
        }));
    }
    all
}

fn steps_out_of_reach() -> Vec<Variant> {
    let contradictions = [
        json!([{ "category": [1] }, { "category": [3] }]),
        json!([{ "scope": ["adult"] }, { "category_at_least": 1 }]),
        json!([{ "could_be_under": 13 }, { "certainly_at_least": 18 }]),
        json!([{ "rule_fired": "under-13" }, { "category": [1] }]),
        json!([{ "category_change": ["raised"] }, { "previous_category_given": false }]),
        json!([{ "all_observed": ["rape", "clipping"] }, { "category": [1, 2] }]),
    ];
    let set = built_in();
    let steps = ids(&set, "steps").into_iter().enumerate();
    steps
        .map(|(at, id)| {
            let more = &contradictions[at % contradictions.len()];
            changed("a step is out of reach", format!("{id}: {more}"), |set| {
                set["steps"][at]["when"].as_array_mut().unwrap().extend(more.as_array().unwrap().clone());
            })
        })
        .collect()
}

/// Rows whose statements, readings or definitions nobody rests on any more.
fn removed_rows() -> Vec<Variant> {
    let set = built_in();
    let mut all = Vec::new();
    for table in ["steps", "category_rules", "findings", "definitions"] {
        for (at, id) in ids(&set, table).into_iter().enumerate() {
            // Nothing can be proved of a date that no request can be read with: `dates` and `mutations` try it.
            if !REMOVED.contains(&(table, id.as_str())) && id != "impossible-date" {
                all.push(changed("a row is gone", format!("{table}, {id}"), |set| {
                    set[table].as_array_mut().unwrap().remove(at);
                }));
            }
        }
    }
    let referral: Vec<_> = ids(&set, "steps")
        .into_iter()
        .filter(|id| set["steps"][place(&set, "steps", id)]["stage"] == "referral")
        .collect();
    for id in referral.into_iter().filter(|id| !REFERRALS.contains(&&**id)) {
        all.push(changed("a referral is for fewer", &*id, |set| {
            let at = place(set, "steps", &id);
            let when = set["steps"][at]["when"].as_array_mut().unwrap();
            when.push(json!({ "any_observed": "behaviour" }));
        }));
    }
    all.push(changed("every referral is for fewer", "behaviours alone", |set| {
        for id in REFERRALS {
            let at = place(set, "steps", id);
            let when = set["steps"][at]["when"].as_array_mut().unwrap();
            when.push(json!({ "any_observed": "behaviour" }));
        }
    }));
    all
}

fn removed_references() -> Vec<Variant> {
    let set = built_in();
    let mut all = Vec::new();
    let cited: Vec<_> = set["category_rules"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| row["statements"].as_array().unwrap())
        .collect();
    for statement in cited.iter().step_by(5) {
        all.push(changed("a statement that rows cite is gone", statement.to_string(), |set| {
            let at = place(set, "statements", statement.as_str().unwrap());
            set["statements"].as_array_mut().unwrap().remove(at);
        }));
    }
    for table in ["readings", "stages"] {
        for at in 0..set[table].as_array().unwrap().len() {
            all.push(changed("what rows refer to is gone", format!("{table}, {at}"), |set| {
                set[table].as_array_mut().unwrap().remove(at);
            }));
        }
    }
    for at in 0..set["manifest"]["settings"].as_array().unwrap().len() {
        all.push(changed("what rows refer to is gone", format!("settings, {at}"), |set| {
            set["manifest"]["settings"].as_array_mut().unwrap().remove(at);
        }));
    }
    for (at, reading) in ids(&set, "readings").into_iter().enumerate() {
        all.push(changed("a reading does not say over what", reading, |set| {
            set["readings"][at]["over"] = json!("")
        }));
    }
    all
}

/// Each rule made to depend on something that is not there.
fn absence() -> Vec<Variant> {
    let set = built_in();
    let mut all = Vec::new();
    for (at, id) in ids(&set, "category_rules").into_iter().enumerate() {
        for more in [
            json!({ "not": { "any_observed": "category-3" } }),
            json!({ "judgement_given": false }),
            json!({ "previous_category_given": false }),
            json!({ "fact": { "name": "care_leaver", "is": ["no", "not_known"] } }),
            json!({ "fact": { "name": "care_leaver", "is": ["no", "yes"] } }),
            json!({ "certainly_at_least": 13 }),
            json!({ "could_be_at_least": 13 }),
            json!({ "not": { "placement": ["foster"] } }),
            json!({ "not": { "legal_status": ["care_order"] } }),
            json!({ "level_in_force_given": false }),
            json!({ "category": [2] }),
        ] {
            all.push(changed("a rule depends on absence", format!("{id}: {more}"), |set| {
                set["category_rules"][at]["when"].as_array_mut().unwrap().push(more);
            }));
        }
    }
    all
}

fn indicators() -> Vec<Variant> {
    let set = built_in();
    let rows = set["indicators"].as_array().unwrap();
    let mut all = Vec::new();
    for (at, row) in rows.iter().enumerate().step_by(4) {
        let code = row["code"].as_str().unwrap();
        all.push(changed("an indicator is listed in no category", code, |set| {
            set["indicators"][at].as_object_mut().unwrap().remove("category");
        }));
        if !REMOVED.contains(&("indicators", code)) {
            all.push(changed("an indicator is gone", code, |set| {
                set["indicators"].as_array_mut().unwrap().remove(at);
            }));
        }
        all.push(changed("an indicator stands twice under another code", code, |set| {
            let mut twin = row.clone();
            twin["code"] = json!("twin");
            set["indicators"].as_array_mut().unwrap().push(twin);
        }));
    }
    all
}

fn scopes() -> Vec<Variant> {
    let mut all = Vec::new();
    for age in [1, 13, 16, 17] {
        all.push(changed("children are in a scope without a category", format!("{age}"), |set| {
            let at = place(set, "scopes", "adult");
            set["scopes"][at]["when"] = json!([{ "certainly_at_least": age }]);
        }));
        all.push(extending(
            "children are in a scope without a category",
            format!("by a setting: {age}"),
            json!({
                "manifest": { "settings": { "change": [{ "id": "adult-age", "value": age }] } }
            }),
        ));
    }
    for scope in ["child", "young_adult"] {
        all.push(changed("a scope gives no category any more", scope, |set| {
            let at = place(set, "scopes", scope);
            set["scopes"][at]["categories"] = Value::Bool(false);
        }));
    }
    // Whoever has no scope is a child, so the first row may go.
    for scope in ["young_adult", "adult"] {
        all.push(changed("a scope is gone", scope, |set| {
            let at = place(set, "scopes", scope);
            set["scopes"].as_array_mut().unwrap().remove(at);
        }));
    }
    all.push(changed("a scope asks for what is known alone", "young_adult", |set| {
        let at = place(set, "scopes", "young_adult");
        set["scopes"][at]["when"][1]["any"][1]["all"][1]["fact"]["is"] = json!(["yes", "suspected"]);
    }));
    all
}
