//! Cases as data: each request with what must come of it, all of `tests/cases` at once.
//!
//! The lists that the cases must cover come from the tables, so a new rule, step or threshold without
//! a case fails here.

mod coverage;
mod refusals;

use cse_screening::{Category, Force, GapRecord, PromptRecord, Record, Request, RuleSet, Scope};
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::path::PathBuf;

/// One case.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    request: Value,
    expect: Expect,
}

/// What must come back. The first seven are exact, and must be said; so are the others where given.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    scope: Scope,
    #[serde(deserialize_with = "said")]
    category: Option<Category>,
    #[serde(deserialize_with = "said")]
    indicated: Option<Category>,
    #[serde(deserialize_with = "said")]
    possible: Option<Category>,
    rules: BTreeSet<String>,
    findings: BTreeSet<String>,
    #[serde(deserialize_with = "said")]
    plan: Option<String>,
    #[serde(default)]
    steps_include: BTreeSet<String>,
    #[serde(default)]
    steps_exclude: BTreeSet<String>,
    /// The rules that give the category.
    decisive: Option<BTreeSet<String>>,
    /// What made a rule fire.
    #[serde(default)]
    because: BTreeMap<String, Vec<String>>,
    /// The observed indicators by the category that lists them.
    listed: Option<BTreeMap<Category, Vec<String>>>,
    gaps: Option<Vec<GapRecord>>,
    prompts: Option<Vec<PromptRecord>>,
    #[serde(default)]
    due: BTreeMap<String, Option<chrono::NaiveDate>>,
    #[serde(default)]
    force: BTreeMap<String, Force>,
}

/// A value that may be null, and may not be left out.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(value)
}

const REFUSALS: &str = "errors.json";

/// The files of cases, sorted by name.
fn files() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

fn parsed<T: DeserializeOwned>(file: &PathBuf) -> Vec<T> {
    let text = std::fs::read_to_string(file).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Every case but the refusals.
fn cases() -> Vec<Case> {
    files().iter().filter(|file| !file.ends_with(REFUSALS)).flat_map(parsed).collect()
}

fn screened(request: &Value) -> Record {
    crate::support::record(RuleSet::coventry(), request)
}

#[test]
fn every_case_comes_out_as_it_says() {
    let mut failures = String::new();
    for case in cases() {
        let differences = differences(&case.expect, &screened(&case.request));
        if !differences.is_empty() {
            failures.push_str(&format!("\n{}\n{}", case.name, differences.concat()));
        }
    }
    assert!(failures.is_empty(), "these cases come out otherwise:\n{failures}");
}

/// Each difference on a line of its own.
fn differences(expect: &Expect, record: &Record) -> Vec<String> {
    let mut found = Vec::new();
    let rules: BTreeSet<_> = record.reasons.iter().map(|reason| reason.rule.clone()).collect();
    let findings: BTreeSet<_> = record.findings.iter().map(|finding| finding.id.clone()).collect();
    unequal(&mut found, "scope", &expect.scope, &record.scope);
    unequal(&mut found, "category", &expect.category, &record.category);
    unequal(&mut found, "indicated", &expect.indicated, &record.indicated);
    unequal(&mut found, "possible", &expect.possible, &record.possible);
    unequal(&mut found, "rules", &expect.rules, &rules);
    unequal(&mut found, "findings", &expect.findings, &findings);
    unequal(&mut found, "plan", &expect.plan, &record.plan.as_ref().map(|plan| plan.host.clone()));
    if let Some(decisive) = &expect.decisive {
        let reasons = record.reasons.iter().filter(|reason| reason.decisive);
        unequal(&mut found, "decisive", decisive, &reasons.map(|reason| reason.rule.clone()).collect());
    }
    for (rule, because) in &expect.because {
        let reasons = record.reasons.iter().filter(|reason| reason.rule == *rule);
        let causes: Vec<_> = reasons.flat_map(|reason| reason.because.clone()).collect();
        unequal(&mut found, &format!("because of `{rule}`"), because, &causes);
    }
    if let Some(listed) = &expect.listed {
        let reasons = record.reasons.iter().filter(|reason| reason.rule == "listed-indicator");
        let by_category: Vec<_> = reasons.map(|reason| (reason.at_least, reason.because.clone())).collect();
        unequal(&mut found, "listed", &listed.clone().into_iter().collect(), &by_category);
    }
    if let Some(gaps) = &expect.gaps {
        unequal(&mut found, "gaps", gaps, &record.gaps);
    }
    if let Some(prompts) = &expect.prompts {
        unequal(&mut found, "prompts", prompts, &record.prompts);
    }
    step_differences(&mut found, expect, record);
    found
}

fn step_differences(found: &mut Vec<String>, expect: &Expect, record: &Record) {
    let step = |id: &String| record.steps.iter().find(|step| step.id == *id);
    let missing: Vec<_> = expect.steps_include.iter().filter(|id| step(id).is_none()).collect();
    let present: Vec<_> = expect.steps_exclude.iter().filter(|id| step(id).is_some()).collect();
    unequal(found, "steps that are missing", &Vec::new(), &missing);
    unequal(found, "steps that are there and must not be", &Vec::new(), &present);
    for (id, force) in &expect.force {
        let is = step(id).map(|step| step.force);
        unequal(found, &format!("force of `{id}`"), &Some(*force), &is);
    }
    for (id, date) in &expect.due {
        let is = step(id).map(|step| step.due.as_ref().and_then(|due| due.date));
        unequal(found, &format!("due date of `{id}`"), &Some(*date), &is);
    }
}

fn unequal<T: PartialEq + Debug>(found: &mut Vec<String>, what: &str, expected: &T, is: &T) {
    if expected != is {
        found.push(format!("  {what}: expected {expected:?}, is {is:?}\n"));
    }
}

#[test]
fn every_record_of_a_case_can_be_kept_read_verified_and_made_again() {
    let rules = RuleSet::coventry();
    for Case { name, request, .. } in cases() {
        let record = screened(&request);
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
    for Case { name, mut request, .. } in cases() {
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
