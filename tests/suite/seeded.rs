//! Faults put into the built-in set by program: each must be noticed by loading or by checking, without a
//! case. What checking cannot notice is listed, with the reason, and cases or a comparison notice it.

mod faults;
mod only_cases;

use crate::support;
use cse_screening::RuleSet;
use cse_screening::rules::proof::Warning;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::LazyLock;

/// A broken variant of the built-in set: the class of fault, what was done, and the document.
pub struct Variant {
    pub class: &'static str,
    pub name: String,
    pub set: Value,
}

/// The built-in set as a document, under a name of its own: under that of the built-in set, no other is read.
pub fn built_in() -> Value {
    let mut set: Value = serde_json::from_str(&RuleSet::coventry().to_json()).unwrap();
    set["manifest"]["id"] = json!("variant");
    set
}

/// The place of a row in a table, by its id.
pub fn place(set: &Value, table: &str, id: &str) -> usize {
    let keys = ["id", "code", "fact", "scope", "stage", "observed"];
    let is = |row: &Value| keys.iter().any(|key| row[key] == id);
    set[table].as_array().unwrap().iter().position(is).unwrap_or_else(|| panic!("no `{id}` in {table}"))
}

pub fn ids(set: &Value, table: &str) -> Vec<String> {
    let rows = set[table].as_array().unwrap();
    rows.iter().map(|row| row["id"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The built-in set with one change.
pub fn changed(class: &'static str, name: impl Into<String>, change: impl FnOnce(&mut Value)) -> Variant {
    let mut set = built_in();
    change(&mut set);
    Variant { class, name: name.into(), set }
}

/// A set that extends the built-in one.
pub fn extending(class: &'static str, name: impl Into<String>, mut changes: Value) -> Variant {
    let manifest = json!({ "id": "local", "version": "1.0.0", "title": "Local" });
    let fields = changes.as_object_mut().unwrap();
    fields.insert("extends".to_owned(), json!({ "id": "coventry", "version": "2.0.0" }));
    let own = fields.entry("manifest").or_insert_with(|| json!({}));
    own.as_object_mut().unwrap().extend(manifest.as_object().unwrap().clone());
    Variant { class, name: name.into(), set: changes }
}

/// What notices a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Noticed {
    Refused,
    Fails,
    Warned,
    Not,
}

/// The warnings that the set gives as one document, in which the texts have the names filled in.
static GIVEN: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let report = RuleSet::from_json(&built_in().to_string()).unwrap().check();
    assert!(report.holds());
    report.warnings.iter().map(ToString::to_string).collect()
});

pub fn noticed(variant: &Variant) -> (Noticed, Option<RuleSet>) {
    let Ok(rules) = RuleSet::from_json(&variant.set.to_string()) else { return (Noticed::Refused, None) };
    let report = rules.check();
    let new = |warning: &Warning| !GIVEN.contains(&warning.to_string());
    let by = match () {
        () if !report.holds() => Noticed::Fails,
        () if report.warnings.iter().any(new) => Noticed::Warned,
        () => Noticed::Not,
    };
    (by, Some(rules))
}

/// The results of all variants, on a few threads.
fn results<T: Send>(variants: &[Variant], result: impl Fn(&Variant) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = variants.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = variants
            .chunks(share)
            .map(|part| scope.spawn(|| part.iter().map(&result).collect::<Vec<_>>()))
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}

#[test]
fn every_fault_put_into_the_set_is_noticed_without_a_case() {
    assert_eq!(noticed(&changed("nothing", "nothing", |_| {})).0, Noticed::Not);
    assert_eq!(noticed(&extending("nothing", "nothing", json!({}))).0, Noticed::Not);
    let variants = faults::all();
    let found = results(&variants, |variant| noticed(variant).0);
    let mut by: BTreeMap<(Noticed, &str), usize> = BTreeMap::new();
    let mut missed = Vec::new();
    for (variant, by_what) in variants.iter().zip(found) {
        *by.entry((by_what, variant.class)).or_default() += 1;
        if by_what == Noticed::Not {
            missed.push(format!("{}: {}", variant.class, variant.name));
        }
    }
    let count =
        |what: Noticed| by.iter().filter(|((by, _), _)| *by == what).map(|(_, count)| count).sum::<usize>();
    let [refused, fails, warned] = [Noticed::Refused, Noticed::Fails, Noticed::Warned].map(count);
    let (tried, seen) = (variants.len(), refused + fails + warned);
    support::report(&format!(
        "seeded faults: {seen} of {tried} noticed ({refused} refused, {fails} fail a property, {warned} warned of)"
    ));
    assert!(missed.is_empty(), "not noticed:\n{}", missed.join("\n"));
    assert!(tried >= 200, "{tried} variants");
    assert_eq!(seen, tried);
}

#[test]
fn what_checking_cannot_notice_is_listed_and_cases_or_a_comparison_notice_it() {
    let (variants, cases) = (
        only_cases::all(),
        [env!("CARGO_MANIFEST_DIR"), "rules", "coventry", "cases"].iter().collect::<PathBuf>(),
    );
    let report = RuleSet::coventry().run_cases(&cases).unwrap();
    assert!(report.run > 500 && report.failures.is_empty(), "{report:?}");
    let found = results(&variants, |variant| {
        let (by, rules) = noticed(variant);
        let failing = rules.as_ref().map_or(0, |rules| rules.run_cases(&cases).unwrap().failures.len());
        // Where the cases are silent too, the comparison with the version before speaks.
        let differs = |rules: RuleSet| failing == 0 && !RuleSet::coventry().compare(&rules).same_outcomes();
        (by, failing > 0, by == Noticed::Not && rules.is_some_and(differs))
    });
    let mut by_class: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut missed = Vec::new();
    for (variant, (by, by_cases, by_comparison)) in variants.iter().zip(found) {
        let [cases, comparison] = by_class.entry(variant.class).or_default();
        match (by, by_cases, by_comparison) {
            (Noticed::Not, true, _) => *cases += 1,
            (Noticed::Not, _, true) => *comparison += 1,
            (Noticed::Not, ..) => missed.push(format!("{}: {}", variant.class, variant.name)),
            // Some of the class are noticed all the same.
            _ => {}
        }
    }
    assert!(missed.is_empty(), "noticed by nothing:\n{}", missed.join("\n"));
    for (class, why) in only_cases::CLASSES {
        let [cases, comparison] = by_class.remove(class).unwrap_or_default();
        assert!(cases > 0, "no case notices a variant of the class “{class}”");
        support::report(&format!(
            "seeded faults that check does not notice: {class} ({why}): {cases} noticed by cases, {comparison} by comparison alone"
        ));
    }
    assert!(by_class.is_empty(), "without a reason: {by_class:?}");
}

const AGES: [&str; 3] = ["could_be_under", "certainly_at_least", "could_be_at_least"];

/// The conditions on ages in some conditions.
pub fn ages_in(when: &Value) -> Vec<&Value> {
    match when {
        Value::Array(parts) => parts.iter().flat_map(ages_in).collect(),
        Value::Object(one) if AGES.iter().any(|word| one.contains_key(*word)) => vec![when],
        Value::Object(one) => one.values().flat_map(ages_in).collect(),
        _ => Vec::new(),
    }
}

/// Turns the condition on an age with this number to its opposite.
pub fn invert_age(when: &mut Value, number: usize) {
    fn visit(part: &mut Value, left: &mut usize) {
        match part {
            Value::Array(parts) => parts.iter_mut().for_each(|part| visit(part, left)),
            Value::Object(one) => {
                if let Some(word) = AGES.iter().find(|word| one.contains_key(**word)) {
                    if *left == 0 {
                        let age = one[*word].clone();
                        *part = match *word {
                            "could_be_under" => json!({ "certainly_at_least": age }),
                            "certainly_at_least" => json!({ "could_be_under": age }),
                            _ => json!({ "not": { "could_be_at_least": age } }),
                        };
                    }
                    *left = left.wrapping_sub(1);
                } else {
                    one.values_mut().for_each(|part| visit(part, left));
                }
            }
            _ => {}
        }
    }
    let mut left = number;
    visit(when, &mut left);
}
