//! Sets whose tables can be read, and that are not sound: what they lack, repeat, refer to and could lower.

use super::{Shown, are_refused, put, shown, small, with, with_indicators, with_rule};
use cse_screening::RuleSet;
use serde_json::{Value, json};

pub fn vocabulary() -> Vec<Shown> {
    vec![
        shown(
            with("/indicators/1/code", json!("first-sign")),
            &[
                "indicators, `first-sign`: the code stands twice",
                "prompts, `first-sign`, consider: refers to the indicator `second-sign`, which does not exist",
                "findings, `both`, when[0].all_observed: refers to the indicator `second-sign`, which does not exist",
            ],
        ),
        shown(
            with(
                "/indicators/-",
                json!({ "code": "Third sign", "label": "l", "kind": "behaviour", "statement": "S1" }),
            ),
            &[
                "indicators, `Third sign`: an indicator code is made of small letters, digits and hyphens, at most 100 of them",
            ],
        ),
        shown(
            {
                let mut set = with("/indicators", json!([]));
                put(&mut set, "/definitions/0/when", json!([{ "could_be_under": 3 }]));
                put(&mut set, "/prompts", json!([]));
                put(&mut set, "/findings", json!([]));
                set
            },
            &["indicators: no row: nothing could be observed"],
        ),
        shown(with_indicators(967), &["indicators: 969 indicators of its own; allowed: 968"]),
        shown(
            with(
                "/facts/-",
                json!({ "fact": "learning_disability", "label": "l", "left_out": "no", "statements": ["S1"] }),
            ),
            &["facts, `learning_disability`: 2 rows; allowed: 1"],
        ),
        shown(with("/categories/0/category", json!(2)), &["categories, `2`: 2 rows; allowed: 1"]),
        shown(
            {
                let mut set = with("/indicators/0/category", json!(1));
                set["categories"].as_array_mut().unwrap().remove(0);
                set
            },
            &["indicators, `first-sign`, category: found 1, and no row of `categories` has it"],
        ),
        shown(with("/scopes", json!([])), &["scopes: no row: nobody would be screened"]),
        shown(
            with("/levels/-", json!({ "id": "more", "label": "l", "category": 2 })),
            &["levels, `more`: another level stands for the same category"],
        ),
        shown(
            with("/names/-", json!({ "id": "within", "name": "n" })),
            &["names, `within`: a setting has the same id, and texts refer to both in the same way"],
        ),
        shown(
            with("/levels/-", json!({ "id": "judged", "label": "l", "category": 3 })),
            &["levels, `judged`: the word has a meaning of its own as a level"],
        ),
        shown(
            with("/stages/-", json!({ "stage": " ", "label": "l" })),
            &["stages, ` `: an id has 1 to 100 bytes"],
        ),
        shown(
            with("/names/-", json!({ "id": "n".repeat(101), "name": "n" })),
            &[
                "names, `nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn…`: an id has 1 to 100 bytes",
            ],
        ),
    ]
}

pub fn references() -> Vec<Shown> {
    vec![
        shown(with("/steps/1/statements", json!([])), &["steps, `talk`: cites no statement"]),
        shown(
            with("/steps/1/statements", json!(["S3"])),
            &[
                "steps, `talk`, statements: refers to the statement `S3`, which does not exist; add it in `statements`, or name one that is there",
            ],
        ),
        shown(
            with("/indicators/0/statement", json!("S9999")),
            &[
                "indicators, `first-sign`, statements: refers to the statement `S9999`, which does not exist; add it in `statements`, or name one that is there",
            ],
        ),
        shown(
            with("/category_rules/0/basis", json!({ "reading": "any-sing" })),
            &[
                "category_rules, `sign`, basis: refers to the reading `any-sing`, which does not exist; did you mean `any-sign`?",
            ],
        ),
        shown(
            with("/not_modelled/0/statements", json!(["S2", "S4"])),
            &[
                "not_modelled, `S4`, statements: refers to the statement `S4`, which does not exist; add it in `statements`, or name one that is there",
            ],
        ),
        shown(with("/readings/0/words", json!(" ")), &["readings, `any-sign`: `words` is empty"]),
        shown(with("/readings/0/chosen", json!("")), &["readings, `any-sign`: `chosen` is empty"]),
        shown(
            with("/steps/1/stage", json!("helps")),
            &[
                "steps, `talk`, stage: refers to the stage `helps`, which does not exist; did you mean `help`?",
            ],
        ),
        shown(
            with("/steps/0/deadline/working_days", json!("witin")),
            &[
                "steps, `refer`, deadline.working_days: refers to the setting `witin`, which does not exist; did you mean `within`?",
            ],
        ),
        shown(
            with("/category_rules/0/at_least", json!("som")),
            &[
                "category_rules, `sign`, at_least: refers to the level `som`, which does not exist; allowed: `1`, `2`, `3`, `listed`, `judged`, `determined`, `previous`, or the id of a level; did you mean `some`?",
            ],
        ),
        shown(
            with("/category_rules/0/at_least", json!("nothing")),
            &["category_rules, `sign`, at_least: the level stands for no category, which a rule cannot give"],
        ),
        shown(
            with("/prompts/0/consider", json!(["second-sing"])),
            &[
                "prompts, `first-sign`, consider: refers to the indicator `second-sing`, which does not exist; did you mean `second-sign`?",
            ],
        ),
        shown(
            with("/prompts/0/observed", json!("third")),
            &["prompts, `third`, consider: refers to the indicator `third`, which does not exist"],
        ),
        shown(
            with("/category_rules/1/when/0", json!({ "could_be_under": "yuong-age" })),
            &[
                "category_rules, `young`, when[0].could_be_under: refers to the setting `yuong-age`, which does not exist; did you mean `young-age`?",
            ],
        ),
        shown(
            with("/findings/0/when/0", json!({ "not": { "any_observed": ["first-sing"] } })),
            &[
                "findings, `both`, when[0].not.any_observed: refers to the indicator `first-sing`, which does not exist; did you mean `first-sign`?",
            ],
        ),
        shown(
            with(
                "/findings/0/when/0",
                json!({ "any": [{ "any_known": "any" }, { "any_observed": { "together": [{ "group": "sings" }, ["x"]] } }] }),
            ),
            &[
                "findings, `both`, when[0].any[1].any_observed: refers to the indicator `x`, which does not exist",
                "findings, `both`, when[0].any[1].any_observed: no indicator is in the group `sings`; did you mean `signs`?",
            ],
        ),
        shown(
            with("/category_rules/0/when/0", json!({ "holds": "sene" })),
            &[
                "category_rules, `sign`, when[0].holds: refers to the definition `sene`, which does not exist; did you mean `seen`?",
            ],
        ),
        shown(
            with("/steps/1/when/0", json!({ "step_applies": "refers" })),
            &[
                "steps, `talk`, when[0].step_applies: refers to the step `refers`, which does not exist; did you mean `refer`?",
            ],
        ),
        shown(
            with("/steps/1/when/1", json!({ "rule_fired": "yung" })),
            &[
                "steps, `talk`, when[1].rule_fired: refers to the category rule `yung`, which does not exist; did you mean `young`?",
            ],
        ),
        shown(
            with("/steps/1/when/1", json!({ "fact": { "name": "care_leaver", "is": ["yes"] } })),
            &["steps, `talk`, when[1].fact: asks for the fact `care_leaver`, which has no row in `facts`"],
        ),
        shown(
            with("/findings/0/when/0", json!({ "step_applies": "talk" })),
            &["findings, `both`: asks whether step `talk` applies, which itself asks that of another"],
        ),
        shown(
            with("/names/0/id", json!("teams")),
            &[
                "steps, `refer`, who: refers to `{team}`, which is neither a name nor a setting; did you mean `teams`?",
            ],
        ),
    ]
}

pub fn directions() -> Vec<Shown> {
    let disability = |is: Value| json!([{ "fact": { "name": "learning_disability", "is": is } }]);
    vec![
        shown(
            with("/protections/0/when", disability(json!(["no"]))),
            &[
                "protections, `young`, when: a protection may ask only for ages under, for answers of yes or suspected, and for what is observed",
            ],
        ),
        shown(
            with("/protections/0/when", json!([{ "not": { "any_observed": "any" } }])),
            &[
                "protections, `young`, when: a protection may ask only for ages under, for answers of yes or suspected, and for what is observed",
            ],
        ),
        shown(
            with("/protections/0/when", json!([{ "certainly_at_least": 13 }])),
            &[
                "protections, `young`, when: a protection may ask only for ages under, for answers of yes or suspected, and for what is observed",
            ],
        ),
        shown(
            with_rule(json!([{ "other_rules_give_at_least": 2 }, { "other_rules_give_at_least": 3 }])),
            &["category_rules, `new`: asks twice what other rules give; allowed: once"],
        ),
        shown(
            with_rule(disability(json!(["no", "yes"]))),
            &[
                "category_rules, `new`: could lower a category: it asks for a fact whose answers are not closed towards yes; allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            with_rule(json!([{ "judgement_given": false }])),
            &[
                "category_rules, `new`: could lower a category: it asks for the absence of a judgement, of a previous category or of a level in force; allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            with_rule(json!([{ "any": [{ "any_observed": "any" }, { "previous_category_given": false }] }])),
            &[
                "category_rules, `new`: could lower a category: it asks for the absence of a judgement, of a previous category or of a level in force; allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            with_rule(json!([{ "not": { "any_observed": "any" } }])),
            &[
                "category_rules, `new`: could lower a category: it asks for `not`; allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            with_rule(json!([{ "certainly_at_least": 13 }])),
            &[
                "category_rules, `new`: could lower a category: it asks for an age at least; allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            with_rule(json!([{ "all": [{ "could_be_at_least": 13 }] }])),
            &[
                "category_rules, `new`: could lower a category: it asks for an age at least; allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            with_rule(json!([{ "case": "open" }])),
            &[
                "category_rules, `new`: could lower a category: it asks for something decided after the category; allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            with_rule(json!([{ "completed_by": ["police"] }])),
            &[
                "category_rules, `new`: could lower a category: it asks for something on the form that has no order of protection; allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            with_rule(json!([{ "fact": { "name": "section_47", "is": ["no", "not_known", "suspected"] } }])),
            &[
                "category_rules, `new`: could lower a category: it asks for a fact whose answers are not closed towards yes; allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            with("/definitions/0/when", json!([{ "not": { "any_known": "any" } }])),
            &[
                "category_rules, `sign`: could lower a category: it asks for `not` (in definition `seen`); allowed: what is observed, answers of yes or suspected, ages under",
                "category_rules, `young`: could lower a category: it asks for `not` (in definition `seen`); allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            with_rule(json!([{ "level_in_force_given": false }])),
            &[
                "category_rules, `new`: could lower a category: it asks for the absence of a judgement, of a previous category or of a level in force; allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            with_rule(json!([{ "determination": ["none", "3"] }])),
            &[
                "category_rules, `new`: could lower a category: it asks for a determination of none, or of a level without the graver ones; allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            with_rule(json!([{ "determination": ["1", "3"] }])),
            &[
                "category_rules, `new`: could lower a category: it asks for a determination of none, or of a level without the graver ones; allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            with_rule(json!([{ "not": { "determination": ["none", "1", "2", "3"] } }])),
            &[
                "category_rules, `new`: could lower a category: it asks for `not`; allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            with("/facts/0/asked_by", json!("placed_out_of_area")),
            &[
                "facts, `learning_disability`, asked_by: is asked by `placed_out_of_area`; allowed: a fact with a row, which no other asks",
            ],
        ),
        shown(
            with("/facts/0/asked_by", json!("learning_disability")),
            &[
                "facts, `learning_disability`, asked_by: is asked by `learning_disability`; allowed: a fact with a row, which no other asks",
            ],
        ),
        shown(
            with_rule(
                json!([{ "previous_category_given": true }, { "not": { "determination": ["none", "1", "2", "3"] } }]),
            ),
            &[
                "category_rules, `new`: could lower a category: it asks for `not`; allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            with("/facts/0/left_out", json!("suspected")),
            &[
                "facts, `learning_disability`: is taken for `suspected` when left out; allowed: `no`, `not_known`",
            ],
        ),
        shown(
            with("/facts/1/left_out", json!("yes")),
            &["facts, `section_47`: is taken for `yes` when left out; allowed: `no`, `not_known`"],
        ),
        shown(
            with("/category_rules/1/at_least", json!(2)),
            &[
                "protections, `young`: this child is given some, and may never be below Category 3: age not known; observed: “A first sign”",
            ],
        ),
    ]
}

#[test]
fn what_the_vocabulary_lacks_or_repeats() {
    are_refused(vocabulary());
}

#[test]
fn references_that_lead_nowhere() {
    are_refused(references());
}

#[test]
fn rules_and_protections_that_could_lower() {
    are_refused(directions());
}

#[test]
fn an_id_that_stands_twice_is_found_in_every_table() {
    let ids = [
        ("names", "team"),
        ("definitions", "seen"),
        ("category_rules", "sign"),
        ("protections", "young"),
        ("findings", "both"),
        ("plan_hosts", "plan"),
        ("stages", "referral"),
        ("steps", "refer"),
        ("levels", "nothing"),
        ("prompts", "first-sign"),
        ("readings", "any-sign"),
        ("statements", "S1"),
    ];
    for (table, id) in ids {
        let row = small()[table][0].clone();
        let error = RuleSet::from_json(&with(&format!("/{table}/-"), row).to_string()).unwrap_err();
        let expected = format!("{table}, `{id}`: the id stands twice");
        assert!(super::messages(&error).contains(&expected), "{error}");
    }
    let setting = small()["manifest"]["settings"][0].clone();
    let error = RuleSet::from_json(&with("/manifest/settings/-", setting).to_string()).unwrap_err();
    assert_eq!(error.to_string(), "manifest, `young-age`: the id stands twice");
}
