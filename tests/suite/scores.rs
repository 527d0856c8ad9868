//! What a rule counts or adds up is said: how much there was, how much is needed, and what each answer added.

use crate::faults::{put, with_rule};
use crate::local::naive::{observed, points};
use crate::local::{load, random_request};
use cse_screening::{Counted, Record, Request, RuleSet};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Signs of the small set, weighing 2, 3, 4 and nothing.
const SIGNS: [(&str, u32); 4] = [("two", 2), ("three", 3), ("four", 4), ("nothing", 0)];

/// The small set with those signs, and a rule that asks for this.
fn rules(when: Value) -> RuleSet {
    let mut set = with_rule(when);
    for (code, weight) in SIGNS {
        let row =
            json!({ "code": code, "label": code, "kind": "behaviour", "weight": weight, "statement": "S1" });
        put(&mut set, "/indicators/-", row);
    }
    let definition = json!({
        "id": "many", "label": "many", "statements": ["S1"], "basis": "toolkit",
        "when": [{ "observed_at_least": { "count": 2, "of": ["two", "three", "four"] } }]
    });
    put(&mut set, "/definitions/-", definition);
    put(&mut set, "/manifest/accepts_no_category", json!([{ "of": "any", "reason": "it is small" }]));
    RuleSet::from_json(&set.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

fn request(rules: &RuleSet, age: u8, observed: &[&str]) -> Request {
    let request = json!({ "child": { "age": age }, "screening": { "indicators": observed } });
    Request::from_json_for(rules, &request.to_string()).unwrap()
}

/// Of the rule `new`, what it counted, and what each answer added; nothing where it did not fire.
fn said(rules: &RuleSet, age: u8, observed: &[&str]) -> Option<(Option<[u32; 2]>, String)> {
    let request = request(rules, age, observed);
    let outcome = request.screen_by(rules);
    let reason = outcome.reasons().find(|reason| reason.rule() == "new")?;
    let added: Vec<_> =
        reason.added().map(|(question, adds)| format!("{} {adds}", question.code())).collect();
    Some((reason.counted().map(|one| [one.reached, one.needed]), added.join(", ")))
}

#[test]
fn a_rule_that_counts_or_adds_up_says_how_much_there_was_and_what_each_answer_added() {
    let weight = json!({ "weight_at_least": { "sum": 5, "of": ["two", "three", "four", "nothing"] } });
    let count = json!({ "observed_at_least": { "count": 2, "of": ["two", "three", "four"] } });
    let some = |reached: u32, needed: u32, added: &str| Some((Some([reached, needed]), added.to_owned()));
    type Said = Option<(Option<[u32; 2]>, String)>;
    let cases: Vec<(Value, u8, &[&str], Said)> = vec![
        // Just below, at, above.
        (json!([weight]), 15, &["four"], None),
        (json!([weight]), 15, &["two", "three"], some(5, 5, "two 2, three 3")),
        (json!([weight]), 15, &["two", "four"], some(6, 5, "two 2, four 4")),
        // What weighs nothing adds nothing, and is not named.
        (json!([weight]), 15, &["two", "three", "nothing", "first-sign"], some(5, 5, "two 2, three 3")),
        (json!([count]), 15, &["two"], None),
        (json!([count]), 15, &["two", "four"], some(2, 2, "two 1, four 1")),
        (json!([count]), 15, &["two", "three", "four", "first-sign"], some(3, 2, "two 1, three 1, four 1")),
        // A definition counts for the rule that asks for it.
        (json!([{ "holds": "many" }]), 15, &["two", "three"], some(2, 2, "two 1, three 1")),
        // Of several, the first that reaches what is needed, as the rule is written.
        (json!([count, weight]), 15, &["two", "four"], some(2, 2, "two 1, four 1")),
        (json!([{ "all": [weight, count] }]), 15, &["two", "four"], some(6, 5, "two 2, four 4")),
        (
            json!([{ "any": [{ "weight_at_least": { "sum": 7, "of": ["two", "three", "four"] } }, count] }]),
            15,
            &["two", "three"],
            some(2, 2, "two 1, three 1"),
        ),
        // It fired without its count, so there is none to tell of; nor does a rule that does not count.
        (json!([{ "any": [weight, { "could_be_under": 13 }] }]), 12, &["two"], Some((None, String::new()))),
        (
            json!([{ "any": [weight, { "could_be_under": 13 }] }]),
            12,
            &["two", "four"],
            some(6, 5, "two 2, four 4"),
        ),
        (json!([{ "all_observed": ["two", "four"] }]), 15, &["two", "four"], Some((None, String::new()))),
    ];
    for (when, age, observed, expected) in cases {
        assert_eq!(said(&rules(when.clone()), age, observed), expected, "{when} {observed:?}");
    }
}

#[test]
fn a_record_holds_it_only_where_there_is_a_count_and_reads_back() {
    let rules = rules(json!([{ "weight_at_least": { "sum": 5, "of": ["two", "three", "four"] } }]));
    let request = request(&rules, 12, &["two", "four", "first-sign"]);
    let outcome = request.screen_by(&rules);
    let mut written = Vec::new();
    outcome.write_json(&mut written);
    let record: Value = serde_json::from_slice(&written).unwrap();
    let reasons = record["reasons"].as_array().unwrap();
    let counted = reasons.iter().find(|reason| reason["rule"] == "new").unwrap();
    assert_eq!(counted["counted"], json!({ "reached": 6, "needed": 5 }));
    assert!(reasons.len() > 1);
    assert!(reasons.iter().all(|reason| reason["rule"] == "new" || reason.get("counted").is_none()));
    let read = Record::from_slice_for(&rules, &written).unwrap();
    assert!(read == outcome.to_record() && read.verify(&rules).is_ok());
    assert!(written == serde_json::to_vec(&read).unwrap());
    // Another count is another record.
    let mut other = record.clone();
    let at = reasons.iter().position(|reason| reason["rule"] == "new").unwrap();
    other["reasons"][at]["counted"]["reached"] = json!(7);
    assert!(Record::from_json_for(&rules, &other.to_string()).unwrap().verify(&rules).is_err());
    other["reasons"][at]["counted"] = Value::Null;
    assert!(Record::from_json_for(&rules, &other.to_string()).is_err());
}

#[test]
fn why_not_says_how_much_is_missing() {
    let rules = rules(json!([{ "any": [
        { "weight_at_least": { "sum": 7, "of": ["two", "three", "four"] } },
        { "holds": "many" }
    ] }]));
    let request = request(&rules, 15, &["four"]);
    let outcome = request.screen_by(&rules);
    let conditions = outcome.conditions_of("category_rules/new").unwrap();
    let [either, ..] = &*conditions else { panic!() };
    let [weight, many] = either.parts() else { panic!() };
    let [count] = many.parts() else { panic!() };
    let said = |counted: Option<Counted>| counted.unwrap().in_words();
    assert_eq!([said(weight.counted()), said(count.counted())], ["4 of 7", "1 of 2"]);
    assert!(either.counted().is_none() && many.counted().is_none());
    let added: Vec<_> = weight.added().iter().map(|one| (&*one.code, one.adds)).collect();
    assert_eq!(added, [("four", 4)]);
    let written = serde_json::to_value(weight).unwrap();
    assert_eq!(written["counted"], json!({ "reached": 4, "needed": 7 }));
    assert_eq!(written["added"], json!([{ "code": "four", "adds": 4 }]));
    assert!(serde_json::to_value(either).unwrap().get("counted").is_none());
    let fired = serde_json::from_str::<Counted>(r#"{"reached": 8, "needed": 7}"#).unwrap();
    assert_eq!(fired.in_words(), "8 where 7 are enough");
}

/// What each adds, reckoned from the request.
fn naive(request: &Value) -> BTreeMap<String, u32> {
    let observed = observed(request).into_iter();
    observed.map(|code| (code.to_owned(), points(request, code))).filter(|(_, points)| *points > 0).collect()
}

#[test]
fn what_random_forms_add_up_to_is_what_their_weights_are() {
    let rules = load("weights");
    let mut rng = StdRng::seed_from_u64(7);
    let (mut counted, mut not) = (0, 0);
    for _ in 0..3_000 {
        let request = random_request(&rules, &mut rng);
        let read = Request::from_json_for(&rules, &request.to_string()).unwrap();
        let outcome = read.screen_by(&rules);
        for reason in outcome.reasons() {
            let setting = rules.tables().manifest.settings.iter().find(|row| row.id == reason.rule());
            let Some(setting) = setting.filter(|_| reason.rule().ends_with("-from")) else {
                assert!(reason.counted().is_none() && reason.added().next().is_none());
                not += 1;
                continue;
            };
            let expected = naive(&request);
            let said = reason.counted().unwrap();
            assert_eq!((said.reached, said.needed), (expected.values().sum(), u32::from(setting.value)));
            let added: BTreeMap<_, _> =
                reason.added().map(|(question, adds)| (question.code().to_owned(), adds)).collect();
            assert_eq!(added, expected);
            counted += 1;
        }
    }
    assert!(counted > 500 && not > 100, "{counted}, {not}");
}

#[test]
fn the_built_in_rule_that_counts_says_how_many() {
    let listed = |count: usize| -> Vec<_> {
        let rows = RuleSet::coventry().tables().indicators.iter();
        let codes =
            rows.filter(|row| row.category.is_some_and(|one| one.number() == 1)).map(|row| &*row.code);
        codes.take(count).collect()
    };
    for (count, expected) in [(2, None), (3, Some([3, 3])), (5, Some([5, 3]))] {
        let request = json!({ "child": { "age": 15 }, "screening": { "indicators": listed(count) } });
        let request = Request::from_json(&request.to_string()).unwrap();
        let outcome = request.screen();
        let reason = outcome.reasons().find(|reason| reason.rule() == "several-category-1");
        let counted = reason.and_then(|reason| reason.counted()).map(|one| [one.reached, one.needed]);
        assert_eq!(counted, expected, "{count}");
        assert!(
            outcome
                .reasons()
                .all(|reason| reason.rule() == "several-category-1" || reason.counted().is_none())
        );
    }
}
