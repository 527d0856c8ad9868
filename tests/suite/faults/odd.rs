//! What `check` warns of, and what it finds that does not hold.

use super::{Shown, extending, put, shown, small, with};
use cse_screening::RuleSet;
use cse_screening::rules::proof::{Property, Verdict};
use serde_json::{Value, json};

const NO_PROTECTIONS: &str = "protections: there are no protections: that whoever is protected is never placed below their category says nothing of this set";

fn rule(id: &str, at_least: Value, when: Value) -> Value {
    json!({ "id": id, "label": id, "at_least": at_least, "when": when, "statements": ["S1"], "basis": "toolkit" })
}

pub fn warnings() -> Vec<Shown> {
    let never = json!([{ "scope": ["adult"] }, { "category_at_least": 1 }]);
    let step = |id: &str, action: &str, when: Value| json!({ "id": id, "stage": "help", "when": when, "actor": "holder", "who": "w", "action": action, "force": "may", "statements": ["S1"], "basis": "toolkit" });
    let mut twice = small();
    let again = |set: &mut Value, table: &str, id: &str| {
        let mut row = set[table][0].clone();
        put(&mut row, "/id", json!(id));
        put(set, &format!("/{table}/1"), row);
    };
    again(&mut twice, "category_rules", "again");
    put(&mut twice, "/steps/1/when", json!([{ "category_at_least": 2 }]));
    put(&mut twice, "/protections", json!([]));
    put(&mut twice, "/indicators/1/label", json!("a FIRST sign "));
    put(
        &mut twice,
        "/plan_hosts/-",
        json!({ "id": "again", "host": "plan", "label": "p", "when": [{ "category_at_least": 1 }], "statements": ["S1"], "basis": "toolkit" }),
    );
    put(&mut twice, "/steps/-", step("again", "talk", json!([{ "category_at_least": 2 }])));
    put(
        &mut twice,
        "/findings/-",
        json!({ "id": "again", "message": "m", "when": [{ "all_observed": ["first-sign", "second-sign"] }], "statements": ["S1"] }),
    );
    put(
        &mut twice,
        "/definitions/-",
        json!({ "id": "again", "label": "m", "when": [{ "any_observed": "any" }], "statements": ["S1"], "basis": "toolkit" }),
    );
    put(&mut twice, "/manifest/settings/0/unit", json!("months"));
    vec![
        shown(
            {
                let mut set = with(
                    "/indicators/-",
                    json!({ "code": "third-sign", "label": "l", "kind": "circumstance", "statement": "S1" }),
                );
                put(
                    &mut set,
                    "/definitions/0/when",
                    json!([{ "any_observed": ["first-sign", "second-sign"] }]),
                );
                put(&mut set, "/protections", json!([]));
                put(
                    &mut set,
                    "/manifest/accepts_no_category",
                    json!([{ "of": ["third-sign"], "reason": "for the test" }]),
                );
                set
            },
            &[
                NO_PROTECTIONS,
                "indicators, `third-sign`: no category rule asks for the indicator: this child is given no level",
            ],
        ),
        shown(
            {
                let mut set = with("/indicators/0/category", json!(3));
                put(&mut set, "/indicators/1/category", json!(1));
                put(
                    &mut set,
                    "/findings/-",
                    json!({ "id": "ones", "message": "m", "when": [{ "any_observed": { "together": ["category-1", ["first-sign"]] } }], "statements": ["S1"] }),
                );
                set
            },
            &[
                "categories, `3`: 1 indicator is listed in the category, and no rule gives the listed category or asks for `category-3`",
            ],
        ),
        shown(
            {
                let mut set = with("/indicators/0/category", json!(2));
                put(&mut set, "/indicators/1/category", json!(2));
                set
            },
            &[
                "categories, `2`: 2 indicators are listed in the category, and no rule gives the listed category or asks for `category-2`",
            ],
        ),
        // A rule that gives what is listed hears those that it asks for; one that asks for none by name hears all.
        shown(
            {
                let mut set = with("/indicators/0/category", json!(3));
                put(&mut set, "/indicators/1/category", json!(1));
                put(
                    &mut set,
                    "/category_rules/-",
                    rule("listed", json!("listed"), json!([{ "any_observed": ["first-sign"] }])),
                );
                set
            },
            &[
                "categories, `1`: 1 indicator is listed in the category, and no rule gives the listed category or asks for `category-1`",
            ],
        ),
        shown(
            {
                let mut set = with("/indicators/0/category", json!(3));
                put(
                    &mut set,
                    "/category_rules/-",
                    rule("listed", json!("listed"), json!([{ "holds": "seen" }])),
                );
                set
            },
            &[
                "indicators, `second-sign`: the indicator counts only where any indicator does, though `first-sign` of the group `signs` counts by itself: this child is given Category 3",
            ],
        ),
        shown(
            with("/names/-", json!({ "id": "unused", "name": "n" })),
            &["names, `unused`: no text refers to the name"],
        ),
        shown(
            with(
                "/indicators/-",
                json!({ "code": "cliping", "label": "l", "kind": "behaviour", "statement": "S1" }),
            ),
            &[
                "indicators, `cliping`, code: the code is nearly that of an indicator with a type; this one is another; did you mean `clipping`?",
            ],
        ),
        shown(
            with(
                "/definitions/-",
                json!({ "id": "unused", "label": "l", "when": [{ "judgement_given": true }], "statements": ["S1"], "basis": "toolkit" }),
            ),
            &["definitions, `unused`: no row asks for the definition"],
        ),
        shown(
            with(
                "/manifest/settings/-",
                json!({ "id": "unused", "value": 1, "unit": "u", "statements": ["S1"], "basis": "toolkit" }),
            ),
            &["manifest, `unused`, settings: no row uses the setting"],
        ),
        shown(
            with("/readings/0/over", json!(" ")),
            &["readings, `any-sign`, over: the reading does not say what it was chosen over"],
        ),
        shown(
            with("/category_rules/0/basis", json!("toolkit")),
            &["readings, `any-sign`: no row rests on the reading"],
        ),
        shown(
            with(
                "/statements/-",
                json!({ "id": "S3", "section": "s", "kind": "action", "condition": "c", "effect": "e", "force": "must", "source": "doc" }),
            ),
            &["statements, `S3`: no row carries the statement, and `not_modelled` does not say why"],
        ),
        shown(
            twice,
            &[
                "definitions, `again`: no row asks for the definition",
                "manifest, `young-age`, settings: no row uses the setting",
                "definitions, `again`: says the same as `seen`",
                "category_rules, `again`: says the same as `sign`",
                "findings, `again`: says the same as `both`",
                "plan_hosts, `again`: says the same as `plan`",
                "steps, `again`: says the same as `talk`",
                "indicators, `second-sign`: says the same as `first-sign`",
                NO_PROTECTIONS,
                "category_rules, `sign`: the rule can never decide: others always give as much where it fires",
                "category_rules, `again`: the rule can never decide: others always give as much where it fires",
                "plan_hosts, `again`: the plan can never host: the rows above it take every case",
            ],
        ),
        shown(
            with("/category_rules/-", rule("late", json!(2), json!([{ "any_known": "any" }]))),
            &["category_rules, `late`: the rule can never decide: others always give as much where it fires"],
        ),
        shown(
            with(
                "/plan_hosts/-",
                json!({ "id": "late", "host": "p", "label": "p", "when": [{ "category": [3] }], "statements": ["S1"], "basis": "toolkit" }),
            ),
            &["plan_hosts, `late`: the plan can never host: the rows above it take every case"],
        ),
        shown(
            with("/steps/-", step("never", "a", never.clone())),
            &["steps, `never`: no outcome can reach the step"],
        ),
        shown(
            with("/steps/-", step("always", "a", json!([]))),
            &["steps, `always`: the step applies to everybody: it says nothing of one child"],
        ),
        shown(
            with(
                "/findings/-",
                json!({ "id": "never", "message": "m", "when": never, "statements": ["S1"] }),
            ),
            &["findings, `never`: nothing can be found"],
        ),
        shown(
            with(
                "/findings/-",
                json!({ "id": "always", "message": "m", "when": [{ "any": [{ "could_be_under": 18 }, { "certainly_at_least": 18 }] }], "statements": ["S1"] }),
            ),
            &["findings, `always`: it holds for everybody"],
        ),
        shown(
            {
                let two = json!([{ "all_observed": ["first-sign", "second-sign"] }, { "not": { "any_observed": ["first-sign"] } }]);
                let mut set = with(
                    "/definitions/-",
                    json!({ "id": "never", "label": "l", "when": two, "statements": ["S1"], "basis": "toolkit" }),
                );
                put(&mut set, "/steps/1/when/-", json!({ "not": { "holds": "never" } }));
                set
            },
            &["definitions, `never`: the definition can never hold"],
        ),
    ]
}

#[test]
fn everything_odd_is_warned_of() {
    let mut otherwise = String::new();
    for (at, Shown { set, messages }) in warnings().into_iter().enumerate() {
        let report = RuleSet::from_json(&set).unwrap_or_else(|error| panic!("#{at}: {error}")).check();
        assert!(report.holds(), "#{at}: {report:?}");
        let found: Vec<_> = report.open_warnings().map(ToString::to_string).collect();
        if found != *messages {
            otherwise.push_str(&format!("\n#{at}: expected {messages:#?}, and it is {found:#?}\n"));
        }
    }
    assert!(otherwise.is_empty(), "{otherwise}");
}

/// Sets in which a property does not hold, and what is said of it: property, row, problem, requests.
pub fn failures() -> Vec<Shown> {
    let judged =
        with("/category_rules/-", rule("judged", json!("judged"), json!([{ "judgement_given": true }])));
    vec![
        // A step of the stage that needs one applies to open cases alone.
        shown(
            with("/steps/0/when/-", json!({ "case": "open" })),
            &[
                "category-has-stages: stages, `referral`: this child is given Category 3, and has no step of the stage “Referral”: age not known; case: not open; observed: “A […]",
            ],
        ),
        shown(
            with("/stages/0/in_every_category", json!(false)),
            &[
                "category-has-stages: no stage is marked `in_every_category`: nothing says that a category leads to a referral: ",
            ],
        ),
        // A judgement is above what came before only where something gives less.
        shown(
            {
                let mut set = judged.clone();
                put(
                    &mut set,
                    "/category_rules/1",
                    rule("young", json!(3), json!([{ "judgement_given": true }])),
                );
                put(&mut set, "/protections", json!([]));
                put(&mut set, "/manifest/settings/0/unit", json!("months"));
                set
            },
            &["rules-can-fire: category_rules, `judged`: no request makes the rule fire: "],
        ),
        shown(
            {
                let mut set = with("/levels/0", json!({ "id": "one", "label": "one", "category": 1 }));
                put(&mut set, "/definitions/0/when", json!([{ "any_observed": ["first-sign"] }]));
                put(&mut set, "/protections", json!([]));
                set
            },
            &[
                "no-gap: indicators, `second-sign`: an indicator is observed, and the child is given no level: age not known; observed: “A second sign”",
            ],
        ),
        // Whoever is 18 to 20 and may have a learning disability is given no category, and whoever is older is.
        shown(
            {
                let mut set = judged;
                put(
                    &mut set,
                    "/scopes/1",
                    json!({ "scope": "young_adult", "categories": true, "when": [{ "certainly_at_least": 21 }], "statements": ["S1"], "basis": "toolkit" }),
                );
                put(
                    &mut set,
                    "/scopes/-",
                    json!({ "scope": "adult", "categories": false, "when": [{ "certainly_at_least": 18 }], "statements": ["S1"], "basis": "toolkit" }),
                );
                put(&mut set, "/protections", json!([]));
                set
            },
            &[
                "more-never-lowers: the second request says more than the first, and lowers what the tables give: age 21; suspected: “A […]",
                "more-never-lowers: the second request says more than the first, and lowers the category: age 21; suspected: “A […]",
                "more-never-lowers: the second request says more than the first, and lowers what is possible: age 21; not known: “A […]",
            ],
        ),
    ]
}

#[test]
fn what_does_not_hold_is_shown_by_the_smallest_request() {
    let mut otherwise = String::new();
    for (at, Shown { set, messages }) in failures().into_iter().enumerate() {
        let rules = RuleSet::from_json(&set).unwrap_or_else(|error| panic!("#{at}: {error}"));
        let mut found = Vec::new();
        for (property, verdict) in rules.check().properties {
            match verdict {
                Verdict::Holds | Verdict::NothingToProve(_) | Verdict::Accepted(_) => {}
                Verdict::Undecided(why) => panic!("#{at}: {property}: {why}"),
                Verdict::Fails(failures) => found.extend(failures.iter().map(|failure| {
                    let row = failure
                        .row
                        .as_ref()
                        .map_or(String::new(), |(table, row)| format!("{table}, `{row}`: "));
                    let requests: Vec<_> =
                        failure.requests.iter().map(|one| rules.request_in_words(&one.request)).collect();
                    format!("{property}: {row}{}: {}", failure.problem, requests.join(" / "))
                })),
            }
        }
        if !super::says(&found, messages) {
            otherwise.push_str(&format!("\n#{at}: expected {messages:#?}, and it is {found:#?}\n"));
        }
    }
    assert!(otherwise.is_empty(), "{otherwise}");
}

#[test]
fn the_built_in_set_is_clean_and_says_what_each_property_is() {
    let report = RuleSet::coventry().check();
    assert!(report.holds() && report.warnings.is_empty(), "{report:?}");
    assert_eq!(
        Property::ALL.iter().map(|property| property.in_words()).collect::<Vec<_>>(),
        [
            "no further answer and no younger age lowers the category",
            "whoever is protected is never placed below their category",
            "every outcome with a category has a plan",
            "every outcome with a category has a step of each stage that needs one",
            "every category rule can fire",
            "no observed indicator is without a category",
        ]
    );
    let local = RuleSet::from_json(&extending(json!({})).to_string()).unwrap().check();
    assert!(local.holds() && local.warnings.is_empty(), "{local:?}");
}
