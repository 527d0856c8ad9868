//! The faults that checking cannot notice: what is a decision of whoever writes the rules, and could be meant.
//! Cases notice it, or the comparison with the version before.

use super::{Variant, built_in, changed, ids, place};
use serde_json::json;

/// Each class, and why checking cannot tell it from what was meant.
pub const CLASSES: &[(&str, &str)] = &[
    ("a rule gives a lower level", "which level a rule gives is decided, and no protection speaks of it"),
    ("a rule takes a yes alone", "some rules ask for what is known, and no protection speaks of it"),
    (
        "a rule asks for a placement",
        "a rule may rest on where a child is placed, and no protection speaks of it",
    ),
    ("a number is another", "a number is decided, and every row takes it from the same place"),
    ("an indicator is listed lower", "the category of an indicator is decided"),
    ("a step has less force", "the force of a step is decided, in a set that is made from no other"),
    (
        "what is left out is taken for no",
        "where no category depends on it, it hides nothing that is possible",
    ),
    ("an age is asked the other way round", "a step or a finding may be for those under an age or over it"),
    ("a referral is for fewer, and another remains", "nobody is without a referral"),
    ("a row is gone that alone carries nothing", "what it cites is cited by other rows too"),
];

/// Rows that can be taken away without a trace: all that they cite is cited by others too, or they ask for
/// what nobody else does.
pub const REMOVED: &[(&str, &str)] = &[
    ("steps", "urgent-response"),
    ("steps", "report-missing"),
    ("steps", "pass-intelligence-to-police"),
    ("steps", "encourage-parents-to-log"),
    ("steps", "prevention-and-disruption-plan"),
    ("steps", "return-interview"),
    ("steps", "treat-as-victim"),
    ("steps", "preserve-evidence"),
    ("steps", "abduction-warning-notices"),
    ("steps", "consider-risk-alerts"),
    ("steps", "cross-reference-other-issues"),
    ("steps", "consider-legal-framework"),
    ("steps", "harm-reduction"),
    ("steps", "looked-after-social-worker-stays"),
    ("steps", "cmog-review"),
    ("steps", "escalate-under-procedures"),
    ("steps", "strategy-discussion"),
    ("steps", "send-tool-to-mash"),
    ("steps", "cse-team-informs-social-worker"),
    ("steps", "section-47-enquiry"),
    ("steps", "update-assessments"),
    ("steps", "arrange-multi-agency-meeting"),
    ("steps", "early-intervention-plan"),
    ("steps", "child-in-need-plan-or-no-further-action"),
    ("steps", "work-on-risk-consent-and-abuse"),
    ("steps", "safety-plan"),
    ("steps", "looked-after-inform-managers"),
    ("steps", "looked-after-joint-visit"),
    ("steps", "looked-after-restrict-only-with-orders"),
    ("steps", "looked-after-other-children"),
    ("steps", "looked-after-contact"),
    ("steps", "inform-parents-unless-justified"),
    ("steps", "residential-clarify-and-record"),
    ("steps", "residential-record"),
    ("steps", "residential-dissuade"),
    ("steps", "residential-decide-whether-to-follow"),
    ("steps", "residential-calls-and-callers"),
    ("steps", "residential-explain-money"),
    ("steps", "residential-keep-money"),
    ("steps", "residential-missing-and-return"),
    ("steps", "foster-carer-at-meeting"),
    ("steps", "notify-adult-safeguarding"),
    ("steps", "record-on-police-systems"),
    ("steps", "decide-on-police-record"),
    ("findings", "age-contradicts-indicator"),
    ("findings", "care-status-contradicts-indicator"),
    ("findings", "compound-indicator-alone"),
    ("findings", "judgement-below-indicated"),
    ("findings", "needs-contradict-disability"),
    ("findings", "looked-after-adult"),
    ("findings", "looked-after-not-open"),
    ("findings", "held-at-previous"),
    ("findings", "escalated"),
    ("findings", "stepped-down"),
    ("findings", "age-contradicts-under-18-indicator"),
    ("findings", "determination-below-indicated"),
    ("findings", "looked-after-contradicted"),
    ("findings", "parent-recorded-alone"),
    ("findings", "previous-category-at-18"),
    ("plan_hosts", "care-leaver"),
    ("plan_hosts", "young-adult"),
    ("plan_hosts", "open-case"),
    ("indicators", "changed-social-media-use"),
    ("indicators", "expressions-of-despair"),
    ("indicators", "unsure-of-sexual-orientation"),
    ("indicators", "concerning-phone-use"),
    ("indicators", "exchanging-or-selling-sex"),
];

/// Referrals beside which another one remains.
pub const REFERRALS: [&str; 5] = [
    "send-tool-to-cru",
    "send-tool-to-mash",
    "refer-to-mash-with-tool",
    "mash-screens-referral",
    "open-case-for-cse-team",
];

pub fn all() -> Vec<Variant> {
    let set = built_in();
    let mut all = Vec::new();
    for (at, id) in ids(&set, "category_rules").into_iter().enumerate() {
        for lower in 1..set["category_rules"][at]["at_least"].as_u64().unwrap_or(0) {
            all.push(changed("a rule gives a lower level", format!("{id}: {lower}"), |set| {
                set["category_rules"][at]["at_least"] = json!(lower)
            }));
        }
    }
    for (at, id) in ids(&set, "category_rules").into_iter().enumerate() {
        if set["category_rules"][at]["when"][0]["fact"]["is"].is_array() {
            all.push(changed("a rule takes a yes alone", id, |set| {
                set["category_rules"][at]["when"][0]["fact"]["is"] = json!(["yes"])
            }));
        }
    }
    for (at, id) in ids(&set, "category_rules").into_iter().enumerate() {
        all.push(changed("a rule asks for a placement", id, |set| {
            set["category_rules"][at]["when"].as_array_mut().unwrap().push(json!({ "placement": ["foster"] }))
        }));
    }
    for (at, row) in set["manifest"]["settings"].as_array().unwrap().iter().enumerate() {
        for by in [-1, 1] {
            let value = row["value"].as_i64().unwrap() + by;
            all.push(changed("a number is another", format!("{}: {value}", row["id"]), |set| {
                set["manifest"]["settings"][at]["value"] = json!(value)
            }));
        }
    }
    for (at, row) in set["indicators"].as_array().unwrap().iter().enumerate().step_by(5) {
        let lower = row["category"].as_u64().unwrap() - 1;
        if lower > 0 {
            all.push(changed("an indicator is listed lower", row["code"].as_str().unwrap(), |set| {
                set["indicators"][at]["category"] = json!(lower)
            }));
        }
    }
    for (at, row) in set["steps"].as_array().unwrap().iter().enumerate() {
        if row["force"] == "must" && at % 4 == 0 {
            all.push(changed("a step has less force", row["id"].as_str().unwrap(), |set| {
                set["steps"][at]["force"] = json!("may")
            }));
        }
    }
    for (at, row) in set["facts"].as_array().unwrap().iter().enumerate() {
        // Nothing asks whether `placed_out_of_area` is not known, so no outcome tells it from a no.
        if row["left_out"] == "not_known" && row["fact"] != "placed_out_of_area" {
            all.push(changed("what is left out is taken for no", row["fact"].as_str().unwrap(), |set| {
                set["facts"][at]["left_out"] = json!("no")
            }));
        }
    }
    for table in ["steps", "findings"] {
        for (at, row) in set[table].as_array().unwrap().iter().enumerate() {
            for age in 0..super::ages_in(&row["when"]).len() {
                all.push(changed(
                    "an age is asked the other way round",
                    format!("{table}, {}, {age}", row["id"]),
                    |set| super::invert_age(&mut set[table][at]["when"], age),
                ));
            }
        }
    }
    for id in REFERRALS {
        all.push(changed("a referral is for fewer, and another remains", id, |set| {
            let at = place(set, "steps", id);
            let when = set["steps"][at]["when"].as_array_mut().unwrap();
            when.push(json!({ "any_observed": "behaviour" }));
        }));
    }
    for (table, id) in REMOVED {
        all.push(changed("a row is gone that alone carries nothing", format!("{table}, {id}"), |set| {
            let at = place(set, table, id);
            set[table].as_array_mut().unwrap().remove(at);
        }));
    }
    all
}
