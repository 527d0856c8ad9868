//! How much a version must rise.

use super::load;
use crate::seeded;
use cse_screening::RuleSet;
use serde_json::{Value, json};

/// The built-in set with a change and a version.
fn version(number: &str, change: &dyn Fn(&mut Value)) -> RuleSet {
    let mut set = seeded::built_in();
    set["manifest"]["version"] = json!(number);
    change(&mut set);
    load(&set).unwrap()
}

fn at(set: &mut Value, table: &str, id: &str) -> usize {
    seeded::place(set, table, id)
}

#[test]
fn a_version_must_claim_as_much_as_changed() {
    type Change = (&'static str, fn(&mut Value));
    let nothing: Change = ("nothing", |_| {});
    let words: Change = ("words", |set| set["manifest"]["title"] = json!("another title"));
    let more: Change = ("a step for more", |set| {
        let row = at(set, "steps", "urgent-response");
        set["steps"][row]["when"] = json!([{ "category_at_least": 2 }]);
    });
    // Whoever rises to Category 3 loses the steps and the plan of Category 2.
    let higher: Change = ("a higher category", |set| {
        let row = at(set, "category_rules", "several-category-1");
        set["category_rules"][row]["at_least"] = json!(3);
    });
    let code: Change = ("a new indicator", |set| {
        let mut row = set["indicators"][0].clone();
        row["code"] = json!("own-sign");
        set["indicators"].as_array_mut().unwrap().push(row);
    });
    let finding: Change = ("another finding", |set| {
        let row = at(set, "findings", "escalated");
        set["findings"][row]["when"] = json!([{ "category_change": ["raised", "same"] }]);
    });
    let sooner: Change = ("a sooner deadline", |set| {
        let row = at(set, "steps", "mase-meeting");
        set["steps"][row]["deadline"]["working_days"] = json!(14);
    });
    let later: Change = ("a later deadline", |set| {
        let row = at(set, "steps", "mase-meeting");
        set["steps"][row]["deadline"]["working_days"] = json!(16);
    });
    let lower: Change = ("a lower category", |set| {
        let row = at(set, "category_rules", "section-47");
        set["category_rules"][row]["at_least"] = json!(2);
    });
    let force: Change = ("less force", |set| {
        let row = at(set, "steps", "treat-as-victim");
        set["steps"][row]["force"] = json!("should");
    });
    let step: Change = ("a step less", |set| {
        let row = at(set, "steps", "cmog-review");
        set["steps"].as_array_mut().unwrap().remove(row);
    });
    let gone: Change = ("an indicator less", |set| {
        let row = at(set, "indicators", "repeat-offending");
        set["indicators"].as_array_mut().unwrap().remove(row);
    });
    let claims = |from: &str, to: &str, claims: &str, changed: &str| {
        Some(format!(
            "the version goes from {from} to {to}, which claims {claims}; what changed is {changed}"
        ))
    };
    let table: &[(Change, &str, &str, Option<String>)] = &[
        (nothing, "1.0.0", "1.0.0", None),
        (words, "1.0.0", "1.0.0", claims("1.0.0", "1.0.0", "no change", "patch")),
        (words, "1.0.0", "1.0.1", None),
        (words, "1.0.1", "1.0.0", claims("1.0.1", "1.0.0", "no change", "patch")),
        (words, "2.0.0", "1.9.9", claims("2.0.0", "1.9.9", "no change", "patch")),
        (words, "1.0.0-draft.1", "1.0.0", None),
        (more, "1.0.0", "1.0.1", claims("1.0.0", "1.0.1", "patch", "minor")),
        (more, "1.0.0", "1.1.0", None),
        (more, "1.4.2", "1.5.0", None),
        (more, "1.0.0", "2.0.0", None),
        (higher, "1.0.0", "1.1.0", claims("1.0.0", "1.1.0", "minor", "major")),
        (code, "1.0.0", "1.0.1", claims("1.0.0", "1.0.1", "patch", "minor")),
        (code, "1.0.0", "1.1.0", None),
        (finding, "1.0.0", "1.0.1", claims("1.0.0", "1.0.1", "patch", "minor")),
        (sooner, "1.0.0", "1.0.1", claims("1.0.0", "1.0.1", "patch", "minor")),
        (sooner, "1.0.0", "1.1.0", None),
        (later, "1.0.0", "1.1.0", claims("1.0.0", "1.1.0", "minor", "major")),
        (lower, "1.0.0", "1.1.0", claims("1.0.0", "1.1.0", "minor", "major")),
        (lower, "1.9.9", "2.0.0", None),
        (lower, "1.9.9", "1.9.10", claims("1.9.9", "1.9.10", "patch", "major")),
        (force, "1.0.0", "1.1.0", claims("1.0.0", "1.1.0", "minor", "major")),
        (force, "1.0.0", "3.0.0", None),
        (step, "1.0.0", "1.1.0", claims("1.0.0", "1.1.0", "minor", "major")),
        (gone, "1.0.0", "1.1.0", claims("1.0.0", "1.1.0", "minor", "major")),
        (gone, "1.0.0", "2.0.0", None),
    ];
    for ((what, change), from, to, problem) in table {
        let comparison = version(from, &|_| {}).compare(&version(to, change));
        assert_eq!(comparison.version_problem(), *problem, "{what}, from {from} to {to}");
    }
    // What is no version is refused when it is loaded.
    for number in ["2", "one", "anything"] {
        let mut set = seeded::built_in();
        set["manifest"]["version"] = json!(number);
        assert!(load(&set).is_none(), "{number}");
    }
    // Sets with different ids are no versions of one another.
    let other = version("1.0.0", &|set| {
        (lower.1)(set);
        set["manifest"]["id"] = json!("elsewhere");
    });
    assert_eq!(RuleSet::coventry().compare(&other).version_problem(), None);
}
