//! Rule sets as areas would write them, without any change of Rust: `tests/local`. Each loads, is checked,
//! has cases beside it, and is compared with a naive evaluator of its own.

pub mod naive;

use cse_screening::rules::proof::{Property, Verdict};
use cse_screening::rules::tables::QuestionKind;
use cse_screening::{Answer, Category, Meeting, NoCategory, Record, Request, RuleSet, Scope};
use naive::Decided;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Random requests for each set.
const REQUESTS: usize = 20_000;

fn folder(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "local", name].iter().collect()
}

pub fn load(name: &str) -> RuleSet {
    RuleSet::from_dir(folder(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every property is proved, but for what is accepted, and nothing is warned of that the set does not
/// acknowledge.
fn is_clean(name: &str, accepted: &[Property], acknowledged: &[&str]) {
    let report = load(name).check();
    for property in Property::ALL {
        let verdict = report.verdict(*property);
        let is_accepted = matches!(verdict, Verdict::Accepted(_));
        assert_eq!(is_accepted, accepted.contains(property), "{name}: {property}: {verdict:?}");
        assert!(is_accepted || *verdict == Verdict::Holds, "{name}: {property}: {verdict:?}");
    }
    assert_eq!(report.open_warnings().count(), 0, "{name}: {:?}", report.warnings);
    let kinds: BTreeSet<_> = report.warnings.iter().map(|warning| warning.kind.code()).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), acknowledged, "{name}");
}

#[test]
fn a_set_that_extends_another_is_clean() {
    is_clean("extended", &[], &[]);
}

#[test]
fn a_set_of_tiers_is_clean_but_for_what_it_acknowledges() {
    let acknowledged =
        ["determination-ignored", "fact-ignored", "never-decides", "nothing-at-once", "previous-ignored"];
    is_clean("tiers", &[], &acknowledged);
}

#[test]
fn a_set_of_weights_is_clean_but_for_what_it_accepts_and_acknowledges() {
    let acknowledged =
        ["determination-ignored", "fact-ignored", "judgement-ignored", "nothing-at-once", "previous-ignored"];
    is_clean("weights", &[Property::NoGap], &acknowledged);
}

#[test]
fn every_case_beside_a_local_set_comes_out_as_it_says_and_reaches_every_rule_of_its_own() {
    for (name, least, own) in [("extended", 50, false), ("tiers", 40, true), ("weights", 40, true)] {
        let report = load(name).run_cases(folder(name).join("cases")).unwrap();
        assert!(report.failures.is_empty(), "{name}: {:#?}", report.failures);
        assert!(report.run >= least, "{name}: {}", report.run);
        // The set that extends the built-in one has cases for what it changes; the rest has cases already.
        let changed = ["phone-and-absence", "several-category-1", "tell-school-lead", "mase-meeting"];
        let missing = report.rules_not_reached.iter().chain(&report.steps_not_reached);
        let missing: Vec<_> = missing.filter(|id| own || changed.contains(&id.as_str())).collect();
        assert!(missing.is_empty(), "{name}: no case reaches {missing:?}");
    }
}

#[test]
fn a_local_name_and_a_local_deadline_stand_in_the_texts() {
    let rules = load("extended");
    let step = |id: &str| rules.tables().steps.iter().find(|step| step.id == id).unwrap();
    assert_eq!(step("mase-meeting").action, "hold a MACE meeting within 10 working days of the referral");
    let texts = serde_json::to_string(&rules.tables().steps).unwrap();
    assert!(!texts.contains("MASE"), "a step still says MASE");
    let own: Vec<_> =
        rules.tables().statements.iter().filter(|statement| statement.source == "addendum").collect();
    assert_eq!(own.len(), 11);
    assert_eq!(rules.tables().manifest.based_on.as_ref().unwrap().id, "coventry");
}

/// Answers to some of the codes, now few and now many of them.
fn random_answers(codes: &[String], rng: &mut StdRng) -> Map<String, Value> {
    let share = rng.random_range(0.02..0.7_f64).powi(2);
    let asked: Vec<_> = codes.iter().filter(|_| rng.random_bool(share)).collect();
    asked
        .into_iter()
        .map(|code| {
            let answer = match rng.random_range(0..10) {
                0 => Answer::No,
                1 => Answer::NotKnown,
                2 => Answer::Suspected,
                _ => Answer::Yes,
            };
            let day = |rng: &mut StdRng| {
                format!(
                    "202{}-{:02}-{:02}",
                    rng.random_range(3..5),
                    rng.random_range(1..13),
                    rng.random_range(1..29)
                )
            };
            let answer = match rng.random_range(0..6) {
                0 => json!({ "answer": answer, "seen_on": day(rng) }),
                1 => json!({ "answer": answer, "seen_on": [day(rng), day(rng)] }),
                2 => json!({ "answer": answer, "seen_on": "2024-08-31" }),
                3 => json!({ "answer": answer, "seen_on": "2024-09-01" }),
                _ => json!(answer),
            };
            (code.clone(), answer)
        })
        .collect()
}

pub fn random_request(rules: &RuleSet, rng: &mut StdRng) -> Value {
    let codes: Vec<_> = rules.tables().indicators.iter().map(|row| row.code.clone()).collect();
    let facts: Vec<_> = rules.tables().facts.iter().map(|row| row.fact).collect();
    let mut child = Map::new();
    match rng.random_range(0..8) {
        0 => {}
        1 => {
            let lowest = rng.random_range(8..27);
            child.insert("age_between".into(), json!([lowest, rng.random_range(lowest..30)]));
        }
        _ => {
            child.insert("age".into(), json!(rng.random_range(8..27)));
        }
    }
    for row in &rules.tables().questions {
        if rng.random_bool(0.5) {
            continue;
        }
        let lowest = rng.random_range(0..8);
        let answer = match row.asks {
            QuestionKind::Answer => json!(Answer::ALL.choose(rng).unwrap()),
            _ if rng.random_bool(0.2) => json!("not_known"),
            _ if rng.random_bool(0.3) => json!([lowest, rng.random_range(lowest..9)]),
            _ => json!(lowest),
        };
        child.insert(row.code.clone(), answer);
    }
    for fact in &facts {
        if rng.random_bool(0.3) {
            let answer = if rng.random_bool(0.5) { &Answer::No } else { Answer::ALL.choose(rng).unwrap() };
            child.insert(fact.code().into(), json!(answer));
        }
    }
    if rng.random_bool(0.2) {
        child.insert("previous_category".into(), json!(rng.random_range(1..=3)));
        child.insert("previous_category_on".into(), json!("2024-11-08"));
    }
    if rng.random_bool(0.2) {
        let category = match rng.random_range(0..=3) {
            0 => json!("none"),
            category => json!(category),
        };
        let by = Meeting::ALL.choose(rng).unwrap();
        let determined =
            json!({ "category": category, "on": "2025-02-20", "by": by, "rationale": "weighed" });
        child.insert("determination".into(), determined);
    }
    let mut screening = json!({ "indicators": random_answers(&codes, rng) });
    if rng.random_bool(0.8) {
        screening["screened_on"] = json!("2025-03-01");
    }
    if rng.random_bool(0.2) {
        screening["professional_judgement"] =
            json!({ "category": rng.random_range(1..=3), "rationale": "as judged" });
    }
    json!({ "child": child, "screening": screening })
}

/// The engine and the naive evaluator come to the same category and the same rules.
fn agrees(name: &str, naive: fn(&Value) -> Decided) {
    let rules = load(name);
    let mut rng = StdRng::seed_from_u64(20_250_301);
    let mut fired: BTreeSet<&str> = BTreeSet::new();
    let mut given = [0_usize; 4];
    for _ in 0..REQUESTS {
        let request = random_request(&rules, &mut rng);
        let (category, expected) = naive(&request);
        let read = Request::from_json_for(&rules, &request.to_string()).unwrap();
        let outcome = read.screen_by(&rules);
        let reasons: BTreeSet<_> = outcome.reasons().map(|reason| reason.rule()).collect();
        assert_eq!(outcome.category().map_or(0, Category::number), category, "{name}: {request}");
        assert_eq!(reasons, expected, "{name}: {request}");
        assert_eq!(rules.category(read.child(), read.indicators()), outcome.category(), "{name}: {request}");
        // The level for none is said only of somebody in scope of whom something was seen.
        let seen = |answer: &Value| {
            ["yes", "suspected"].map(Some).contains(&answer.get("answer").unwrap_or(answer).as_str())
        };
        let seen = request["screening"]["indicators"].as_object().is_some_and(|all| all.values().any(seen));
        // A meeting that found that there is none does not hide it: it is the reason where nothing was seen.
        let found_none = request["child"]["determination"]["category"] == "none";
        let may_stand = outcome.category().is_some() || seen && outcome.scope() != Scope::Adult;
        let none_stands =
            found_none && !seen && outcome.category().is_none() && outcome.scope() != Scope::Adult;
        let said = outcome.no_category() == Some(NoCategory::DeterminedNone);
        assert_eq!(said, none_stands, "{name}: {request}");
        let level = rules.level_of(outcome.category()).filter(|_| may_stand);
        assert_eq!(outcome.level(), level, "{name}: {request}");
        fired.extend(expected);
        given[usize::from(category)] += 1;
    }
    assert_eq!(fired.len(), rules.tables().category_rules.len(), "{name}: only these fired: {fired:?}");
    assert!(given.iter().all(|count| *count > REQUESTS / 100), "{name}: {given:?}");
    crate::support::report(&format!("local set `{name}`: {REQUESTS} random requests, by category {given:?}"));
}

#[test]
fn the_set_that_extends_another_agrees_with_its_naive_evaluator() {
    agrees("extended", naive::extended);
}

#[test]
fn the_set_of_tiers_agrees_with_its_naive_evaluator() {
    agrees("tiers", naive::tiers);
}

#[test]
fn the_set_of_weights_agrees_with_its_naive_evaluator() {
    agrees("weights", naive::weights);
}

#[test]
fn a_local_set_says_what_it_changes_and_keeps_its_records() {
    let rules = load("extended");
    let comparison = RuleSet::coventry().compare(&rules);
    assert!(comparison.undecided.is_empty(), "{:?}", comparison.undecided);
    let changes: Vec<_> = comparison.outcomes.iter().map(|outcome| outcome.change.to_string()).collect();
    // Three Category 1 indicators are not enough here, which takes protection away, and is said first.
    assert_eq!(changes[0], "category down: Category 2 becomes Category 1");
    for expected in ["category up: Category 1 becomes Category 2", "step gained: tell-school-lead"] {
        assert!(changes.iter().any(|change| change == expected), "{expected} is not among {changes:#?}");
    }
    assert!(changes.iter().any(|change| change == "plan: care-plan becomes joint-plan"), "{changes:#?}");
    let gained: BTreeSet<_> = comparison.codes_new.iter().map(String::as_str).collect();
    assert!(gained.contains("indicators/second-phone") && gained.contains("plans/joint-plan"));
    assert_eq!(comparison.codes_gone, Vec::<String>::new());

    for name in ["extended", "tiers", "weights"] {
        let rules = load(name);
        let code = &rules.tables().indicators[0].code;
        let request = json!({ "child": { "age": 12 }, "screening": { "indicators": { code: "yes" } } });
        let record =
            Request::from_json_for(&rules, &request.to_string()).unwrap().screen_by(&rules).to_record();
        let kept = serde_json::to_string(&record).unwrap();
        let read = Record::from_json_for(&rules, &kept).unwrap();
        assert!(read == record && read.verify(&rules).is_ok(), "{name}");
    }
}
