//! Sets that extend another.

use super::{Shown, are_refused, extending, messages, put, shown, small};
use cse_screening::{Loader, RuleSet};
use serde_json::json;

pub fn headers() -> Vec<Shown> {
    let with = |extends: serde_json::Value| {
        let mut set = extending(json!({}));
        put(&mut set, "/extends", extends);
        set
    };
    vec![
        shown(
            with(json!("coventry")),
            &[
                "extends: found \"coventry\"; allowed: an object with the `id` and the `version` of a rule set",
            ],
        ),
        shown(
            with(json!({ "version": "1.0.0" })),
            &["extends: `id` is missing; allowed: an object with the `id` and the `version` of a rule set"],
        ),
        shown(
            with(json!({ "id": "coventry", "version": 1 })),
            &["extends: `version` is 1; allowed: an object with the `id` and the `version` of a rule set"],
        ),
        shown(
            with(json!({ "id": "coventry", "version": "2.0.0", "sha": "" })),
            &[
                "extends: unknown field `sha`; allowed: an object with the `id` and the `version` of a rule set",
            ],
        ),
        shown(
            with(json!({ "id": "coventri", "version": "1.0.0" })),
            &[
                "extends, id: no rule set `coventri` is known; looked for it among: `coventry`; did you mean `coventry`?",
            ],
        ),
        shown(
            with(json!({ "id": "../small", "version": "1.0.0" })),
            &["extends, id: no rule set `../small` is known; looked for it among: `coventry`"],
        ),
        shown(
            with(json!({ "id": "coventry", "version": "0.9.0" })),
            &[
                "extends, version: the rule set `coventry` at hand has the version 2.0.0, and this one extends 0.9.0",
            ],
        ),
        shown(
            json!({ "extends": { "id": "coventry", "version": "2.0.0" } }),
            &["manifest: a set that extends another has an `id`, a `version` and a `title` of its own"],
        ),
        shown(
            json!({ "extends": { "id": "coventry", "version": "2.0.0" }, "manifest": { "id": "local" } }),
            &[
                "manifest, version: the field is missing; a set that extends another has its own",
                "manifest, title: the field is missing; a set that extends another has its own",
            ],
        ),
        shown(
            json!({ "extends": { "id": "coventry", "version": "2.0.0" }, "manifest": "local" }),
            &["manifest: found \"local\"; allowed: an object"],
        ),
        shown(extending(json!({ "calendar": [] })), &["calendar: found a list; allowed: an object"]),
    ]
}

pub fn operations() -> Vec<Shown> {
    let id = "mase-meeting";
    vec![
        shown(
            extending(json!({ "steps": [] })),
            &["steps: found a list; allowed: an object with `add`, `replace`, `change`, `remove`"],
        ),
        shown(
            extending(json!({ "steps": { "delete": [id] } })),
            &["steps, delete: unknown operation; allowed: `add`, `replace`, `change`, `remove`"],
        ),
        shown(
            extending(json!({ "steps": { "ad": [] } })),
            &[
                "steps, ad: unknown operation; allowed: `add`, `replace`, `change`, `remove`; did you mean `add`?",
            ],
        ),
        shown(
            extending(json!({ "steps": { "remove": id } })),
            &[
                "steps, remove: found \"mase-meeting\"; allowed: a list of ids, `\"all\"`, or `{\"all_but\": […]}` with the ids of the rows to keep",
            ],
        ),
        shown(
            extending(json!({ "steps": { "add": id } })),
            &["steps, add: found \"mase-meeting\"; allowed: a list of rows, in `[ ]`"],
        ),
        shown(
            extending(json!({ "prompts": { "remove": { "all_but": ["seen-in-hotspo"] } } })),
            &[
                "prompts, `seen-in-hotspo`, remove: is kept, and the set has no such row; did you mean `seen-in-hotspot`?",
            ],
        ),
        shown(
            extending(json!({ "prompts": { "remove": { "all_but": [[]] } } })),
            &["prompts, remove: found a list; allowed: the id of a row to keep"],
        ),
        shown(
            extending(json!({ "prompts": { "remove": { "all_but": [], "and": [] } } })),
            &[
                "prompts, remove: found an object; allowed: a list of ids, `\"all\"`, or `{\"all_but\": […]}` with the ids of the rows to keep",
            ],
        ),
        shown(
            extending(json!({ "steps": { "remove": [{ "id": id }] } })),
            &["steps, remove: allowed: the ids of the rows to remove"],
        ),
        shown(
            extending(json!({ "steps": { "remove": ["mase-meting"] } })),
            &[
                "steps, `mase-meting`, remove: is removed, and the set has no such row; did you mean `mase-meeting`?",
            ],
        ),
        shown(
            extending(json!({ "steps": { "replace": [{ "id": "mase-meting" }] } })),
            &[
                "steps, `mase-meting`, replace: is replaced, and the set has no such row; did you mean `mase-meeting`?",
            ],
        ),
        shown(
            extending(json!({ "steps": { "change": [{ "id": "mase-meting", "who": "w" }] } })),
            &[
                "steps, `mase-meting`, change: is changed, and the set has no such row; did you mean `mase-meeting`?",
            ],
        ),
        shown(
            extending(json!({ "steps": { "change": [{ "who": "w" }] } })),
            &["steps, change: a row without its `id`"],
        ),
        shown(
            extending(json!({ "steps": { "add": [{ "id": id }] } })),
            &[
                "steps, `mase-meeting`, add: is added, and the set has such a row; allowed: `replace` or `change`",
            ],
        ),
        shown(
            extending(json!({ "names": { "add": [{ "id": "new", "name": "n", "before": "mash-up" }] } })),
            &["names, `mash-up`, add: a row shall stand before it, and the set has no such row"],
        ),
        shown(
            extending(json!({ "names": { "add": [{ "id": "new", "name": "n", "before": 1 }] } })),
            &["names, `new`, before: found 1; allowed: the id of a row"],
        ),
        shown(
            extending(json!({ "not_modelled": { "remove": ["N004"] } })),
            &["not_modelled, remove: the rows of this table have no id; allowed: `add`"],
        ),
        shown(
            extending(
                json!({ "manifest": { "settings": { "change": [{ "id": "mase-dedline", "value": 3 }] } } }),
            ),
            &[
                "manifest, `mase-dedline`, change: is changed, and the set has no such row; did you mean `mase-deadline`?",
            ],
        ),
        shown(
            extending(json!({ "calendar": { "one_off": { "remove": ["2012-05-29"] } } })),
            &[
                "calendar, `2012-05-29`, remove: is removed, and the set has no such row; did you mean `2012-05-28`?",
            ],
        ),
        shown(
            extending(json!({ "steps": { "change": [{ "id": id, "who": null }] } })),
            &["steps, `mase-meeting`, who: the field is missing"],
        ),
        shown(
            extending(json!({ "manifest": { "settings": { "change": [
                { "id": "mase-deadline", "value": 5 }, { "id": "mase-deadline", "value": 30 }
            ] } } })),
            &[
                "manifest, `mase-deadline`, change: stands twice under `change`; allowed: one operation on a row",
            ],
        ),
        shown(
            extending(
                json!({ "names": { "add": [{ "id": "new", "name": "n" }, { "id": "new", "name": "m" }] } }),
            ),
            &["names, `new`, add: stands twice under `add`; allowed: one operation on a row"],
        ),
        shown(
            extending(json!({ "names": {
                "change": [{ "id": "mash", "name": "n" }], "remove": ["mase"],
                "replace": [{ "id": "mash", "name": "m" }, { "id": "mase", "name": "m" }]
            } })),
            &[
                "names, `mash`, change: stands under `replace` and under `change`; allowed: one operation on a row",
                "names, `mase`, remove: stands under `replace` and under `remove`; allowed: one operation on a row",
            ],
        ),
        shown(
            extending(json!({ "calendar": { "one_off": {
                "add": [{ "date": "2031-01-02", "holiday": true, "why": "w" }], "remove": ["2031-01-02"]
            } } })),
            &[
                "calendar, `2031-01-02`, remove: stands under `add` and under `remove`; allowed: one operation on a row",
            ],
        ),
        // The category is a number, and is named as a text where it is removed.
        shown(
            extending(
                json!({ "categories": { "change": [{ "category": 1, "name": "n" }], "remove": ["1"] } }),
            ),
            &[
                "categories, `1`, remove: stands under `change` and under `remove`; allowed: one operation on a row",
            ],
        ),
        shown(
            extending(json!({ "case": { "open_when_left_out": [] } })),
            &["case, statements: the field is missing", "case, basis: the field is missing"],
        ),
    ]
}

pub fn removals() -> Vec<Shown> {
    vec![
        shown(
            extending(json!({ "definitions": { "remove": ["status-only"] } })),
            &[
                "steps, `pass-intelligence-to-police`, when[0].any[0].all[1].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `encourage-parents-to-log`, when[2].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `decide-on-cse-risk-assessment`, when[2].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `safety-plan`, when[1].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `support-parents`, when[2].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `one-to-one-work`, when[1].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `cse-team-co-works`, when[2].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `treat-as-victim`, when[1].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `looked-after-inform-managers`, when[1].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `looked-after-joint-visit`, when[1].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `looked-after-other-children`, when[3].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `looked-after-contact`, when[3].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `inform-parents`, when[4].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `inform-parents-unless-justified`, when[4].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `residential-clarify-and-record`, when[4].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `residential-record`, when[4].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `residential-dissuade`, when[4].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `residential-decide-whether-to-follow`, when[4].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `residential-calls-and-callers`, when[4].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `residential-explain-money`, when[4].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `residential-keep-money`, when[4].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `residential-missing-and-return`, when[4].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `foster-carer-at-meeting`, when[3].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `record-on-police-systems`, when[1].not.holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
                "steps, `decide-on-police-record`, when[1].holds: refers to the definition `status-only`, which this set removes; keep that row, or change or remove this one too",
            ],
        ),
        shown(
            extending(json!({ "category_rules": { "remove": ["previous-category"] } })),
            &[
                "findings, `held-at-previous`, when[1].rule_fired: refers to the category rule `previous-category`, which this set removes; keep that row, or change or remove this one too",
                "steps, `review-before-stepping-down`, when[0].rule_fired: refers to the category rule `previous-category`, which this set removes; keep that row, or change or remove this one too",
            ],
        ),
        shown(
            extending(json!({ "steps": { "remove": ["take-advice-before-parent-contact"] } })),
            &[
                "steps, `decide-on-informing-parents`, when[0].step_applies: refers to the step `take-advice-before-parent-contact`, which this set removes; keep that row, or change or remove this one too",
                "steps, `encourage-parents-to-log`, when[3].not.step_applies: refers to the step `take-advice-before-parent-contact`, which this set removes; keep that row, or change or remove this one too",
                "steps, `support-parents`, when[3].not.step_applies: refers to the step `take-advice-before-parent-contact`, which this set removes; keep that row, or change or remove this one too",
                "steps, `inform-parents`, when[5].not.step_applies: refers to the step `take-advice-before-parent-contact`, which this set removes; keep that row, or change or remove this one too",
                "steps, `inform-parents-unless-justified`, when[5].not.step_applies: refers to the step `take-advice-before-parent-contact`, which this set removes; keep that row, or change or remove this one too",
            ],
        ),
        shown(
            extending(json!({ "manifest": { "settings": { "remove": ["transition-age"] } } })),
            &[
                "steps, `transition-arrangements`, when[2].could_be_at_least: refers to the setting `transition-age`, which this set removes; keep that row, or change or remove this one too",
            ],
        ),
        shown(
            extending(json!({ "indicators": { "remove": ["gang-association-or-rules"] } })),
            &[
                "prompts, `gang-association-or-rules`, consider: refers to the indicator `gang-association-or-rules`, which this set removes; keep that row, or change or remove this one too",
                "category_rules, `known-gang-association`, when[0].any_known: refers to the indicator `gang-association-or-rules`, which this set removes; keep that row, or change or remove this one too",
            ],
        ),
        shown(
            extending(json!({ "stages": { "remove": ["group"] } })),
            &[
                "steps, `group-additional-planning`, stage: refers to the stage `group`, which this set removes; keep that row, or change or remove this one too",
                "steps, `consider-complex-abuse-procedure`, stage: refers to the stage `group`, which this set removes; keep that row, or change or remove this one too",
            ],
        ),
        shown(
            extending(json!({ "statements": { "remove": ["N484"] } })),
            &[
                "facts, `exploited_with_others`, statements: refers to the statement `N484`, which this set removes; keep that row, or change or remove this one too",
                "category_rules, `exploited-with-others`, statements: refers to the statement `N484`, which this set removes; keep that row, or change or remove this one too",
                "steps, `group-additional-planning`, statements: refers to the statement `N484`, which this set removes; keep that row, or change or remove this one too",
                "readings, `exploited-with-others`, statements: refers to the statement `N484`, which this set removes; keep that row, or change or remove this one too",
            ],
        ),
        shown(
            extending(json!({ "readings": { "remove": ["mase-meeting"] } })),
            &[
                "steps, `mase-meeting`, basis: refers to the reading `mase-meeting`, which this set removes; keep that row, or change or remove this one too",
            ],
        ),
        shown(
            extending(json!({ "names": { "remove": ["mash"] } })),
            &[
                "actors, `mash`, label: refers to `{mash}`, which is neither a name nor a setting; did you mean `mase`?",
                "steps, `send-tool-to-mash`, action: refers to `{mash}`, which is neither a name nor a setting; did you mean `mase`?",
                "steps, `refer-to-mash-with-tool`, action: refers to `{mash}`, which is neither a name nor a setting; did you mean `mase`?",
                "steps, `mash-screens-referral`, action: refers to `{mash}`, which is neither a name nor a setting; did you mean `mase`?",
                "steps, `mash-screens-referral`, who: refers to `{mash}`, which is neither a name nor a setting; did you mean `mase`?",
            ],
        ),
    ]
}

pub fn protections() -> Vec<Shown> {
    let without = json!({ "remove": ["under-13"] });
    vec![
        shown(
            extending(json!({ "protections": without })),
            &[
                "protections, `under-13`: takes away a protection of the set that it extends; say so in `waives`, with the reason",
            ],
        ),
        shown(
            extending(json!({ "protections": { "change": [{ "id": "under-13", "never_below": 1 }] } })),
            &[
                "protections, `under-13`: lowers a protection of the set that it extends; say so in `waives`, with the reason",
            ],
        ),
        shown(
            extending(
                json!({ "protections": without, "manifest": { "waives": [{ "protection": "under-13", "reason": " " }] } }),
            ),
            &["manifest, waives[0].reason: gives up the protection `under-13` without a reason"],
        ),
        shown(
            extending(
                json!({ "protections": without, "manifest": { "waives": [{ "protection": "under-13", "reason": "\u{2060}\u{200b}" }] } }),
            ),
            &["manifest, waives[0].reason: gives up the protection `under-13` without a reason"],
        ),
        shown(
            extending(
                json!({ "protections": without, "manifest": { "waives": [{ "protection": "under-14", "reason": "the board, May 2024" }] } }),
            ),
            &[
                "manifest, waives[0].protection: there is no protection `under-14` to give up; did you mean `under-13`?",
                "protections, `under-13`: takes away a protection of the set that it extends; say so in `waives`, with the reason",
            ],
        ),
        shown(
            extending(json!({ "category_rules": { "remove": ["under-13"] } })),
            &[
                "protections, `under-13`: this child is given Category 1, and may never be below Category 2: age not known; […]",
            ],
        ),
        shown(
            extending(
                json!({ "manifest": { "settings": { "change": [{ "id": "minimum-age-for-category-1", "value": 12 }] } } }),
            ),
            &[
                "protections, `under-13`: the protection no longer speaks of this child, as the set that it extends has it: age 12",
            ],
        ),
        shown(
            extending(json!({ "protections": { "change": [{ "id": "learning-disability", "when": [
            { "fact": { "name": "learning_disability", "is": ["yes"] } }] }] },
            "category_rules": { "change": [{ "id": "learning-disability", "when": [
            { "fact": { "name": "learning_disability", "is": ["yes"] } }, { "holds": "concern-recorded" }] }] } })),
            &[
                "protections, `learning-disability`: the protection no longer speaks of this child, as the set that it extends has it: age not known; a learning disability: suspected",
            ],
        ),
        shown(
            extending(json!({ "protections": { "change": [{ "id": "under-13", "when": [
            { "could_be_under": 13 }, { "fact": { "name": "care_leaver", "is": ["yes"] } }] }] },
            "category_rules": { "remove": ["under-13"] } })),
            &[
                "protections, `under-13`: this child is given Category 1, and may never be below Category 2: age not known; a care leaver: yes; […]",
            ],
        ),
        shown(
            extending(json!({ "category_rules": { "change": [{ "id": "learning-disability", "when": [
            { "fact": { "name": "learning_disability", "is": ["yes"] } }, { "holds": "concern-recorded" }] }] } })),
            &[
                "protections, `learning-disability`: this child is given Category 1, and may never be below Category 2: age […]",
            ],
        ),
    ]
}

#[test]
fn what_a_set_says_of_the_one_that_it_extends() {
    are_refused(headers());
}

#[test]
fn operations_on_rows() {
    are_refused(operations());
}

#[test]
fn references_to_what_the_set_removes() {
    are_refused(removals());
}

#[test]
fn protections_of_the_set_that_is_extended() {
    are_refused(protections());
    let waived = extending(json!({
        "protections": { "remove": ["under-13"] },
        "category_rules": { "remove": ["under-13"] },
        "manifest": { "waives": [{ "protection": "under-13", "reason": "decided by the board in May 2024" }] }
    }));
    assert!(RuleSet::from_json(&waived.to_string()).is_ok());
}

#[test]
fn a_level_that_the_set_removes() {
    let base = RuleSet::from_json(&small().to_string()).unwrap();
    let set = json!({
        "extends": { "id": "small", "version": "1.0.0" },
        "manifest": { "id": "local", "version": "1.0.0", "title": "Local" },
        "levels": { "remove": ["some"] }
    });
    let error = Loader::new().base(&base).json(&set.to_string()).unwrap_err();
    assert_eq!(
        messages(&error),
        [
            "category_rules, `sign`, at_least: refers to the level `some`, which this set removes; keep that row, or change or remove this one too"
        ]
    );
}

/// What is left of a table of the built-in set, by the field that names its rows.
fn left(table: &str, key: &str, change: serde_json::Value) -> Vec<String> {
    let set = extending(json!({ table: change }));
    let rules = RuleSet::from_json(&set.to_string()).unwrap();
    let tables: serde_json::Value = serde_json::from_str(&rules.to_json()).unwrap();
    let rows = tables.get(table).and_then(|rows| rows.as_array()).cloned().unwrap_or_default();
    rows.iter().map(|row| row[key].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn all_rows_or_all_but_some_are_removed_and_what_is_said_of_here_stays() {
    let prompt = |observed: &str| json!({ "observed": observed, "consider": ["clipping"] });
    let observed = |change| left("prompts", "observed", change);
    let all = observed(json!({ "add": [] }));
    assert!(all.len() > 3 && !all.contains(&"poor-self-image".to_owned()), "{all:?}");
    assert_eq!(observed(json!({ "remove": "all" })), Vec::<String>::new());
    assert_eq!(observed(json!({ "remove": { "all_but": [] } })), Vec::<String>::new());
    assert_eq!(observed(json!({ "remove": { "all_but": [all[2], all[0]] } })), [&*all[0], &*all[2]]);
    assert_eq!(observed(json!({ "remove": { "all_but": all } })), all);
    // A row that is added, replaced or changed here is not one of those that go.
    let change = json!({
        "remove": "all", "add": [prompt("poor-self-image")], "replace": [prompt(&all[3])],
        "change": [{ "observed": all[1], "consider": ["clipping"] }],
    });
    assert_eq!(observed(change), [&*all[1], &*all[3], "poor-self-image"]);
    // Rows without ids, and rows that stand in another table.
    let reasons = |change| left("not_modelled", "reason", change);
    let own = json!({ "statements": ["N001"], "reason": "ours" });
    assert_eq!(reasons(json!({ "remove": "all", "add": [own] })), ["ours"]);
    let set = extending(json!({ "calendar": { "one_off": { "remove": { "all_but": ["2012-06-04"] } } } }));
    let days = RuleSet::from_json(&set.to_string()).unwrap().tables().calendar.one_off.len();
    assert_eq!(days, 1);
    // What others still need is told of, row by row.
    let set = extending(json!({ "definitions": { "remove": "all" } }));
    let found = messages(&RuleSet::from_json(&set.to_string()).unwrap_err());
    let needs = "which this set removes; keep that row, or change or remove this one too";
    assert!(found.len() > 3 && found.iter().all(|fault| fault.ends_with(needs)), "{found:#?}");
}

/// The operations are carried out in an order of their own: a row may be added before one that goes.
#[test]
fn a_row_takes_the_place_of_one_that_is_removed() {
    let set = extending(json!({
        "names": { "remove": ["mash"], "add": [{ "id": "front-door", "name": "the front door", "before": "mash" }] },
        "steps": { "change": [
            { "id": "send-tool-to-mash", "action": "a" }, { "id": "refer-to-mash-with-tool", "action": "a" },
            { "id": "mash-screens-referral", "action": "a", "who": "w" }
        ] },
        "actors": { "change": [{ "actor": "mash", "label": "the front door" }] }
    }));
    let built_in = RuleSet::coventry().tables().names.iter().position(|row| row.id == "mash");
    let rules = RuleSet::from_json(&set.to_string()).unwrap();
    assert_eq!(rules.tables().names.iter().position(|row| row.id == "front-door"), built_in);
    assert!(!rules.tables().names.iter().any(|row| row.id == "mash"));
}
