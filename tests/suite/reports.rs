//! What is found of a set, and of a row that did not apply, as JSON; and within a budget.

use cse_screening::rules::proof::{CutShort, Report, Verdict};
use cse_screening::{Answer, Budget, Child, Fact, Indicator, Indicators, NoChange, RuleSet, screen};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

fn local(set: &str) -> RuleSet {
    RuleSet::from_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/local").join(set)).unwrap()
}

fn fields(object: &Value) -> BTreeSet<&str> {
    object.as_object().unwrap_or_else(|| panic!("{object}")).keys().map(String::as_str).collect()
}

fn assert_fields<const N: usize>(object: &Value, names: [&str; N]) {
    assert_eq!(fields(object), BTreeSet::from(names), "{object}");
}

/// A set with rules that fail, something accepted, and warnings with and without a request.
fn faulty() -> RuleSet {
    RuleSet::from_json(
        &json!({
            "extends": {"id": "coventry", "version": "2.0.0"},
            "manifest": {"id": "elsewhere", "version": "1.0.0", "title": "Elsewhere"},
            "category_rules": {"remove": ["professional-judgement"]},
            "steps": {"remove": ["inform-parents"]},
            "indicators": {"add": [
                {"code": "own-sign", "label": "an own sign", "kind": "behaviour", "statement": "N001"}
            ]},
        })
        .to_string(),
    )
    .unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_check_has_these_fields_in_json() {
    let report = json!(faulty().check());
    let base = ["id", "version", "sha256", "verified", "base"];
    assert_fields(
        &report,
        [
            "rules",
            "base",
            "gives_up",
            "given_up_before",
            "accepts_no_category",
            "holds",
            "properties",
            "warnings",
            "cut_short",
            "fall_by_calendar",
        ],
    );
    assert_fields(&report["rules"], ["id", "version", "sha256", "calendar"]);
    assert_fields(&report["base"], base);
    for property in report["properties"].as_array().unwrap() {
        assert_fields(
            property,
            ["property", "in_words", "verdict", "decided", "why", "accepted", "failures"],
        );
    }
    let failures =
        report["properties"].as_array().unwrap().iter().flat_map(|one| one["failures"].as_array().unwrap());
    let failures: Vec<_> = failures.collect();
    assert!(!failures.is_empty() && report["holds"] == json!(false), "{report}");
    for failure in failures {
        assert_fields(failure, ["table", "row", "problem", "requests"]);
        failure["requests"]
            .as_array()
            .unwrap()
            .iter()
            .for_each(|one| assert_fields(one, ["request", "in_words"]));
    }
    let warnings = report["warnings"].as_array().unwrap();
    for warning in warnings {
        assert_fields(
            warning,
            [
                "kind",
                "file",
                "table",
                "row",
                "field",
                "problem",
                "nearest",
                "smallest_request",
                "acknowledged",
            ],
        );
    }
    let shown = warnings.iter().find(|warning| !warning["smallest_request"].is_null()).unwrap();
    assert_fields(&shown["smallest_request"], ["request", "in_words"]);
}

#[test]
fn a_comparison_has_these_fields_in_json() {
    let comparison = json!(RuleSet::coventry().compare(&faulty()));
    assert_fields(
        &comparison,
        [
            "from",
            "to",
            "rows",
            "outcomes",
            "codes_gone",
            "codes_new",
            "fall_by_calendar",
            "undecided",
            "cut_short",
            "same_outcomes",
            "version",
        ],
    );
    assert_fields(&comparison["version"], ["takes", "problem"]);
    let rows = comparison["rows"].as_array().unwrap();
    rows.iter().for_each(|row| assert_fields(row, ["table", "row", "change", "fields"]));
    let changed = rows.iter().find(|row| row["change"] == "changed").unwrap();
    assert_fields(&changed["fields"][0], ["field", "was", "is"]);
    let outcomes = comparison["outcomes"].as_array().unwrap();
    assert!(outcomes.len() > 1, "{comparison}");
    for outcome in outcomes {
        let mut names = fields(outcome);
        for name in ["change", "direction", "in_words", "example", "others"] {
            assert!(names.remove(name), "{name}: {outcome}");
        }
        assert!(names.is_subset(&["step", "finding", "from", "to"].into()), "{outcome}");
        assert_fields(&outcome["example"], ["when", "request", "fell"]);
        assert_fields(&outcome["example"]["request"], ["request", "in_words"]);
    }
}

#[test]
fn why_not_has_these_fields_in_json() {
    let child = Child::aged(14).unwrap().fact(Fact::LearningDisability, Answer::No);
    let tool = Indicators::new().observed(Indicator::PoorSelfImage);
    let outcome = screen(&child, &tool);
    let why_not = outcome.why_not("under-13").unwrap();
    assert_eq!(
        json!(why_not),
        json!({
            "table": "category_rules",
            "id": "under-13",
            "label": why_not.label(),
            "conditions": why_not.conditions().iter().map(|one| json!({
                "in_words": one.in_words(), "held": one.held(), "joined": one.joined(),
                "parts": one.parts().iter().map(|part| json!(part)).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        })
    );
    let changes = json!(why_not.changes());
    let to: Vec<_> = (0..=12).rev().collect();
    assert_eq!(
        changes,
        json!({
            "sets": [{
                "changes": [{
                    "of": ["age"], "count": 1, "from": 14, "to": to, "in_words": "age: 12 or younger (now 14)",
                }],
                "answers_changed": 1,
                "in_words": "age: 12 or younger (now 14)",
            }],
            "more": false,
            "none": null,
            "none_in_words": null,
        })
    );
}

/// What is decided within a budget is what is decided without.
fn assert_no_more_than(limited: &Report, whole: &Report) {
    let mut undecided = 0;
    for (property, verdict) in &limited.properties {
        match verdict {
            Verdict::Undecided(_) => undecided += 1,
            // A smallest request may be larger, and fewer places may be found.
            Verdict::Fails(_) | Verdict::Accepted(_) => {
                assert_eq!(verdict.code(), whole.verdict(*property).code(), "{property}");
            }
            _ => assert_eq!(verdict, whole.verdict(*property), "{property}"),
        }
    }
    assert!(undecided == 0 || limited.cut_short.is_some());
    assert!(undecided == 0 || !limited.holds());
    let told = limited.warnings.iter().any(|one| {
        one.fault.problem()
            == "undecided: the work that the check may take was spent, so there may be more to warn of"
    });
    assert_eq!(told, limited.cut_short.is_some());
}

#[test]
fn what_a_budget_leaves_undecided_never_passes_as_proved() {
    for rules in [RuleSet::coventry().clone(), local("tiers"), faulty()] {
        let whole = rules.check();
        assert_eq!(whole.cut_short, None);
        let mut decided = Vec::new();
        for work in [0, 1, 1_000, 30_000, 300_000, 1 << 40] {
            let budget = Budget::new().of_work(work);
            let limited = rules.check_within(&budget);
            assert_no_more_than(&limited, &whole);
            assert!(limited == rules.check_within(&budget), "{work}: another report");
            decided.push(limited.cut_short.is_none());
        }
        assert!(!decided[0] && decided[5] && decided.is_sorted(), "{decided:?}");
        assert!(rules.check_within(&Budget::new().of_work(1 << 40)) == whole);
    }
}

#[test]
fn a_comparison_within_a_budget_says_what_it_did_not_ask() {
    let (from, to) = (RuleSet::coventry(), faulty());
    let whole = from.compare(&to);
    let all: BTreeSet<_> = whole.outcomes.iter().map(|one| one.change.to_string()).collect();
    for work in [0, 1_000, 50_000, 500_000] {
        let limited = from.compare_within(&to, &Budget::new().of_work(work));
        let found = limited.outcomes.iter().map(|one| one.change.to_string());
        let said: BTreeSet<_> = found.chain(limited.undecided.iter().cloned()).collect();
        assert!(said.is_superset(&all), "{work}: {:?}", all.difference(&said));
        assert!(limited.undecided.is_empty() || limited.cut_short == Some(CutShort::OutOfWork), "{work}");
        // A set held against itself is not the same either, if nobody looked.
        if work == 0 {
            assert!(!limited.undecided.is_empty() && !limited.same_outcomes());
        }
    }
}

#[test]
fn what_is_called_off_is_undecided() {
    let budget = Budget::new().cancelled_by(Arc::new(AtomicBool::new(true)));
    let (rules, other) = (RuleSet::coventry(), local("tiers"));
    let report = rules.check_within(&budget);
    assert_eq!(report.cut_short, Some(CutShort::Cancelled));
    let told = "undecided: the check was called off, so there may be more to warn of";
    assert!(report.warnings.iter().any(|one| one.fault.problem() == told));
    assert!(
        report.properties.iter().all(|(_, verdict)| matches!(verdict, Verdict::Undecided(_))),
        "{report:?}"
    );
    let comparison = rules.compare_within(&other, &budget);
    assert_eq!((comparison.cut_short, comparison.same_outcomes()), (Some(CutShort::Cancelled), false));
    assert!(comparison.outcomes.is_empty() && !comparison.undecided.is_empty());

    let child = Child::aged(14).unwrap();
    let tool = Indicators::new().observed(Indicator::PoorSelfImage);
    let outcome = screen(&child, &tool);
    let next = outcome.next_category().unwrap();
    let none = Some(NoChange::CutShort(CutShort::Cancelled));
    assert_eq!(next.changes_within(&budget).none(), none);
    assert_eq!(outcome.why_not("under-13").unwrap().changes_within(&budget).none(), none);
    // Two screenings are enough for one change, and one is not.
    assert!(!next.changes_within(&Budget::new().of_work(100_000)).sets().is_empty());
    let none = Some(NoChange::CutShort(CutShort::OutOfWork));
    assert_eq!(next.changes_within(&Budget::new().of_work(100)).none(), none);
}
