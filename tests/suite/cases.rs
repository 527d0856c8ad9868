//! Cases as data: each request with what must come of it, all of `rules/coventry/cases` at once.
//!
//! The lists that the cases must cover come from the tables, so a new rule, step or threshold without
//! a case fails here.

mod coverage;
mod refusals;

use crate::support::found;
use cse_screening::rules::cases::RuleCase as Case;
use cse_screening::{Record, Request, RuleSet};
use serde::de::{Deserialize, DeserializeOwned};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What is refused, with the error: in a file of its own.
const REFUSALS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/refusals.json");

/// The files of cases, sorted by name.
fn files() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/coventry/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

fn parsed<T: DeserializeOwned>(file: impl AsRef<Path>) -> Vec<T> {
    let file = file.as_ref();
    let text = std::fs::read_to_string(file).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn cases() -> Vec<Case> {
    files().iter().flat_map(parsed).collect()
}

fn screened(request: &Value) -> Record {
    crate::support::record(RuleSet::coventry(), request)
}

#[test]
fn every_case_comes_out_as_it_says() {
    let mut failures = String::new();
    for case in cases() {
        let differences = case.differences(RuleSet::coventry(), &screened(&found(&case.request)));
        if !differences.is_empty() {
            failures.push_str(&format!("\n{}\n  {}\n", case.name, differences.join("\n  ")));
        }
    }
    assert!(failures.is_empty(), "these cases come out otherwise:\n{failures}");
}

#[test]
fn every_record_of_a_case_can_be_kept_read_verified_and_made_again() {
    let rules = RuleSet::coventry();
    for Case { name, request, .. } in cases() {
        let record = screened(&found(&request));
        let kept = serde_json::to_string(&record).unwrap();
        let read: Record = serde_json::from_str(&kept).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(read == record, "{name}: the record reads back as another");
        assert!(read.verify(rules).is_ok(), "{name}: {:?}", read.verify(rules));
        let understood = serde_json::to_value(&record).unwrap()["request"].to_string();
        let again = Request::from_json(&understood).unwrap().screen_by(rules).to_record();
        assert_eq!(serde_json::to_string(&again).unwrap(), kept, "{name}: its request gives another record");
    }
}

#[test]
fn the_request_of_a_record_says_what_was_given_and_nothing_more() {
    for Case { name, request, .. } in cases() {
        let mut request = found(&request);
        // A list of codes is understood as an object whose answers are yes.
        if let Some(codes) = request["screening"]["indicators"].as_array() {
            let yes = codes.iter().map(|code| (code.as_str().unwrap().to_owned(), json!("yes")));
            request["screening"]["indicators"] = Value::Object(yes.collect());
        }
        let understood = serde_json::to_value(screened(&request)).unwrap()["request"].take();
        assert_eq!(understood, request, "{name}");
    }
}

#[test]
fn no_two_cases_have_one_name() {
    let refusals = refusals::all().into_iter().map(|refusal| refusal.name);
    let mut names = BTreeSet::new();
    for name in cases().into_iter().map(|case| case.name).chain(refusals) {
        assert!(names.insert(name.clone()), "two cases are named `{name}`");
    }
}

#[test]
fn a_typing_error_in_a_case_is_told() {
    let whole = json!({"name": "a child", "request": {}, "expect": {
        "scope": "child", "category": null, "indicated": null, "possible": null,
        "rules": [], "findings": [], "plan": null}});
    let fits = |case: &Value| Case::deserialize(case).is_ok();
    assert!(fits(&whole));
    for key in ["scope", "category", "indicated", "possible", "rules", "findings", "plan"] {
        let mut case = whole.clone();
        case["expect"].as_object_mut().unwrap().remove(key);
        assert!(!fits(&case), "`{key}` was left out, and nobody told");
    }
    for misspelt in ["/note", "/expect/steps_included", "/expect/gap"] {
        let (parent, key) = misspelt.rsplit_once('/').unwrap();
        let mut case = whole.clone();
        case.pointer_mut(parent).unwrap()[key] = json!([]);
        assert!(!fits(&case), "`{misspelt}` is no key, and nobody told");
    }
}

#[test]
fn every_id_that_a_case_names_stands_in_the_tables() {
    let tables = RuleSet::coventry().tables();
    let steps: BTreeSet<_> = tables.steps.iter().map(|row| &*row.id).collect();
    let rules: BTreeSet<_> = tables.category_rules.iter().map(|row| &*row.id).collect();
    let findings: BTreeSet<_> = tables.findings.iter().map(|row| &*row.id).collect();
    let hosts: BTreeSet<_> = tables.plan_hosts.iter().map(|row| &*row.host).collect();
    for Case { name, expect, .. } in cases() {
        let known = |ids: &mut dyn Iterator<Item = &String>, table: &BTreeSet<&str>| {
            for id in ids {
                assert!(table.contains(&**id), "{name}: `{id}` does not exist");
            }
        };
        let in_steps = expect.steps_include.iter().chain(&expect.steps_exclude);
        known(&mut in_steps.chain(expect.due.keys()).chain(expect.force.keys()), &steps);
        let decisive = expect.decisive.iter().flatten();
        known(&mut expect.rules.iter().chain(decisive).chain(expect.because.keys()), &rules);
        known(&mut expect.findings.iter(), &findings);
        known(&mut expect.plan.iter(), &hosts);
    }
}

#[test]
fn the_cases_beside_the_rules_run_by_themselves_and_reach_every_rule_and_step() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/coventry/cases");
    let report = RuleSet::coventry().run_cases(folder).unwrap();
    assert_eq!((report.run, report.failures.len()), (cases().len(), 0));
    assert_eq!(report.rules_not_reached, Vec::<String>::new());
    assert_eq!(report.steps_not_reached, Vec::<String>::new());
}
