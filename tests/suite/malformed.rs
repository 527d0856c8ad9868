//! Whatever is sent: what the contract allows is read whole, what it refuses is refused, nothing
//! panics, and no message or log line tells of the child.

mod contract;
pub mod mutate;
mod spelling;

use crate::reading_2::requests::random_request;
use crate::support::problem;
use contract::{ANSWERS, contract_allows, without_repeats};
use cse_screening::{Record, Request, RequestError, RuleSet};
use mutate::{Mutation, Step, mutation, places, value_at};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng};
use serde_json::{Value, json};
use spelling::{entries, spelt, spelt_with_repeat};
use std::cell::Cell;
use std::collections::HashSet;

/// Runs a test on as many values, the same ones each time.
pub fn check<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value)) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let run = runner.run(&strategy, |value| {
        test(value);
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
}

/// A valid request, and a source of chance for how it is written.
pub fn valid() -> impl Strategy<Value = (Value, StdRng)> {
    any::<u64>().no_shrink().prop_map(|seed| {
        let mut rng = StdRng::seed_from_u64(seed);
        (random_request(&mut rng), rng)
    })
}

pub fn mutated(request: &Value, changes: &[(Index, Mutation)]) -> Value {
    let mut request = request.clone();
    for (at, change) in changes {
        let places = places(&request);
        change.apply(&mut request, &places[at.index(places.len())]);
    }
    request
}

/// An accepted request is written and read again as the same, and so is its record.
fn assert_kept(request: &Request) {
    let written = serde_json::to_string(request).unwrap();
    let value = without_repeats(written.as_bytes()).expect("each key once");
    assert!(contract_allows(&value), "written as {written}, which the contract refuses");
    assert!(Request::from_json(&written).as_ref() == Ok(request), "reads otherwise: {written}");
    assert!(serde_json::from_value::<Request>(value).unwrap() == *request, "as a value: {written}");

    let record = request.screen().to_record();
    let kept = serde_json::to_string(&record).unwrap();
    let again: Record = serde_json::from_str(&kept).unwrap();
    assert!(again == record && again.request == *request, "the record reads otherwise: {kept}");
    assert_eq!(serde_json::to_string(&again).unwrap(), kept);
    assert_eq!(again.verify(RuleSet::coventry()), Ok(()));
}

/// Reads a text, and holds the answer against the contract.
fn assert_read_as_allowed(text: &[u8]) -> Result<Request, RequestError> {
    let read = Request::from_slice(text);
    let allowed = without_repeats(text).is_some_and(|value| contract_allows(&value));
    match &read {
        Ok(request) => {
            assert!(allowed, "accepted, and the contract refuses it: {}", text.escape_ascii());
            assert_kept(request);
        }
        Err(error) => {
            assert!(!allowed, "refused, and the contract allows it: {error}\n{}", text.escape_ascii());
            assert!(!error.place().is_empty() && !problem(error).is_empty(), "{error:?}");
        }
    }
    read
}

/// How the error for a place names it.
fn named(place: &[Step]) -> String {
    let mut name = String::new();
    for (depth, step) in place.iter().enumerate() {
        match step {
            Step::Key(key) if name == "screening.indicators" => name += &format!(".{key:?}"),
            Step::Key(key) if depth == 0 => name += key,
            Step::Key(key) => name += &format!(".{key}"),
            Step::At(at) => name += &format!("[{at}]"),
        }
    }
    if name.is_empty() { "request".to_owned() } else { name }
}

/// Every name that an error may give to what stands in a request.
fn names(request: &Value) -> HashSet<String> {
    let quoted = |text: &str| match text.char_indices().nth(60) {
        Some((cut, _)) => format!("{:?}…", &text[..cut]),
        None => format!("{text:?}"),
    };
    let mut names = HashSet::new();
    for place in places(request) {
        names.insert(named(&place));
        let Some((last, around)) = place.split_last() else { continue };
        let before = if around.is_empty() { String::new() } else { named(around) + "." };
        match last {
            Step::Key(key) => drop(names.insert(before + &quoted(key))),
            Step::At(_) => {
                if let Some(code) = value_at(&mut request.clone(), &place).as_str() {
                    names.insert(before + &quoted(code));
                }
            }
        }
    }
    names
}

/// The error is about something that stands in the request, or that is missing from what does.
fn assert_place_occurs(error: &RequestError, request: &Value) {
    let names = names(request);
    let around = error.place().rsplit_once('.').map_or("request", |(around, _)| around);
    let occurs =
        names.contains(error.place()) || (problem(error).contains("missing") && names.contains(around));
    assert!(occurs, "{error}\nis not about a place in {request}");
}

#[test]
fn a_request_is_accepted_exactly_when_the_contract_allows_it() {
    let (accepted, refused) = (Cell::new(0), Cell::new(0));
    let changes = vec((any::<Index>(), mutation()), 0..4);
    check(40_000, (valid(), changes), |((request, mut rng), changes)| {
        let request = mutated(&request, &changes);
        match assert_read_as_allowed(spelt(&request, &mut rng).as_bytes()) {
            Ok(_) => accepted.set(accepted.get() + 1),
            Err(error) => {
                assert_place_occurs(&error, &request);
                refused.set(refused.get() + 1);
            }
        }
    });
    // Both sides of the boundary were met often.
    assert!(accepted.get() > 8_000 && refused.get() > 8_000, "{accepted:?} accepted, {refused:?} refused");
}

#[test]
fn every_refusal_that_the_contract_lists_names_its_place() {
    let screened = |day: &str| json!({ "screened_on": day });
    let judged = |judgement: Value| json!({ "professional_judgement": judgement });
    let repeated = json!({ "indicators": ["rape", "clipping", "rape"] });
    let refusals = [
        ("\"name\"", json!({ "child": {}, "screening": {}, "name": "A" })),
        ("child.\"gender\"", json!({ "child": { "gender": "f" }, "screening": {} })),
        ("screening.\"age\"", json!({ "child": {}, "screening": { "age": 12 } })),
        (
            "screening.indicators.\"cliping\"",
            json!({ "child": {}, "screening": { "indicators": ["cliping"] } }),
        ),
        ("child.looked_after", json!({ "child": { "looked_after": "unknown" }, "screening": {} })),
        ("screening.screened_on", json!({ "child": {}, "screening": screened("2025-02-29") })),
        ("screening.screened_on", json!({ "child": { "date_of_birth": "2012-02-29" }, "screening": {} })),
        ("screening.indicators.\"rape\"", json!({ "child": {}, "screening": repeated })),
        ("child.age", json!({ "child": { "age": -1 }, "screening": {} })),
        ("child.age", json!({ "child": { "age": 121 }, "screening": {} })),
        ("child.age", json!({ "child": { "age": 12.5 }, "screening": {} })),
        ("child.age_between", json!({ "child": { "age": 12, "age_between": [12, 13] }, "screening": {} })),
        ("child.age_between", json!({ "child": { "age_between": [13, 12] }, "screening": {} })),
        ("child.age_between[1]", json!({ "child": { "age_between": [12, 121] }, "screening": {} })),
        (
            "child.date_of_birth",
            json!({ "child": { "date_of_birth": "2025-03-02" }, "screening": screened("2025-03-01") }),
        ),
        (
            "child.date_of_birth",
            json!({ "child": { "date_of_birth": "1904-02-29" }, "screening": screened("2025-03-01") }),
        ),
        (
            "screening.professional_judgement.category",
            json!({ "child": {}, "screening": judged(json!({ "rationale": "seen" })) }),
        ),
        (
            "screening.professional_judgement.rationale",
            json!({ "child": {}, "screening": judged(json!({ "category": 3, "rationale": " " })) }),
        ),
        (
            "screening.professional_judgement.category",
            json!({ "child": {}, "screening": judged(json!({ "category": 4, "rationale": "seen" })) }),
        ),
        ("child.previous_category", json!({ "child": { "previous_category": 0 }, "screening": {} })),
        ("child", json!({ "screening": {} })),
        ("screening", json!({ "child": {} })),
        ("request", json!([])),
    ];
    for (place, request) in refusals {
        assert!(!contract_allows(&request), "{request}");
        let error = Request::from_json(&request.to_string()).expect_err(place);
        assert_eq!(error.place(), place, "{error}");
    }
    // On the other side of the line.
    for (born, screened_on) in [("1904-02-29", "2025-02-28"), ("2025-03-01", "2025-03-01")] {
        let request = json!({ "child": { "date_of_birth": born }, "screening": screened(screened_on) });
        assert_read_as_allowed(request.to_string().as_bytes()).expect(born);
    }
}

#[test]
fn null_is_refused_at_every_place_by_its_name() {
    check(400, valid(), |(request, mut rng)| {
        for place in places(&request) {
            let mut request = request.clone();
            *value_at(&mut request, &place) = Value::Null;
            let error = Request::from_json(&spelt(&request, &mut rng)).expect_err("null");
            assert_eq!(error.place(), named(&place), "{error}");
            assert!(problem(&error).contains("null"), "{error}");
        }
    });
}

#[test]
fn a_repeated_key_is_refused_wherever_it_stands() {
    let other = select(vec![json!(null), json!("yes"), json!("no"), json!(2), json!({}), json!([])]);
    check(500, (valid(), proptest::option::of(other)), |((request, mut rng), again)| {
        let mut keys = places(&request);
        keys.retain(|place| matches!(place.last(), Some(Step::Key(_))));
        assert_eq!(keys.len(), entries(&request));
        for (nth, place) in keys.iter().enumerate() {
            let text = spelt_with_repeat(&request, nth, again.as_ref(), &mut rng);
            let error = assert_read_as_allowed(text.as_bytes()).expect_err("repeated");
            if again.is_none() {
                assert_eq!(error.place(), named(place), "{error}\nin {text}");
                assert!(problem(&error).contains("repeated"), "{error}");
            }
        }
    });
}

#[test]
fn a_repeated_code_in_a_list_is_refused_wherever_it_stands() {
    let codes = proptest::sample::subsequence(
        crate::reading_2::heard::INDICATORS.map(|(code, _)| code).to_vec(),
        1..=20,
    );
    check(2_000, (valid(), codes.prop_shuffle()), |((mut request, mut rng), codes)| {
        request["screening"]["indicators"] = json!(codes);
        assert_read_as_allowed(spelt(&request, &mut rng).as_bytes()).expect("each code once");
        let from = rng.random_range(0..codes.len());
        for to in 0..=codes.len() {
            let mut codes = codes.clone();
            codes.insert(to, codes[from]);
            request["screening"]["indicators"] = json!(codes);
            let error = Request::from_json(&spelt(&request, &mut rng)).expect_err("repeated");
            assert_eq!(error.place(), format!("screening.indicators.\"{}\"", codes[to]));
            assert!(problem(&error).contains("repeated"), "{error}");
        }
    });
}

#[test]
fn arbitrary_bytes_are_read_as_the_contract_says() {
    check(20_000, vec(any::<u8>(), 0..200), |bytes| drop(assert_read_as_allowed(&bytes)));

    let mut tokens =
        vec!["{", "}", "[", "]", ":", ",", "null", "1", "-1", "1e999", "true", "\"", "\\ud800", " "];
    tokens.extend([
        "\"child\":",
        "\"screening\":",
        "\"indicators\":",
        "\"age\":",
        "\"rape\"",
        "\"looked_after\":",
    ]);
    let tokens = vec(select(tokens), 0..40).prop_map(|tokens| tokens.concat());
    check(20_000, tokens, |text| drop(assert_read_as_allowed(text.as_bytes())));
}

#[test]
fn a_text_cut_short_is_refused() {
    check(100, valid(), |(request, mut rng)| {
        let text = spelt(&request, &mut rng);
        for end in 0..text.len() {
            Request::from_slice(&text.as_bytes()[..end]).expect_err("cut short");
        }
    });
}

#[test]
fn a_text_with_bytes_changed_is_read_as_the_contract_says() {
    let (accepted, refused) = (Cell::new(0), Cell::new(0));
    let flips =
        vec((any::<Index>(), prop_oneof![any::<u8>(), select(b"0123456789\",{}[]: -_".to_vec())]), 1..4);
    check(40_000, (valid(), flips), |((request, mut rng), flips)| {
        let mut text = spelt(&request, &mut rng).into_bytes();
        for (at, byte) in flips {
            let at = at.index(text.len());
            text[at] = byte;
        }
        let count = if assert_read_as_allowed(&text).is_ok() { &accepted } else { &refused };
        count.set(count.get() + 1);
    });
    assert!(accepted.get() > 200 && refused.get() > 20_000, "{accepted:?} accepted, {refused:?} refused");
}

#[test]
fn nested_junk_as_deep_as_it_goes_is_refused_without_exhausting_the_stack() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let junk = format!("{}1{}", open.repeat(200_000), close.repeat(200_000));
        for text in [
            junk.clone(),
            format!("{{\"child\":{junk},\"screening\":{{}}}}"),
            format!("{{\"child\":{{\"age\":{junk}}},\"screening\":{{}}}}"),
            format!("{{\"child\":{{\"age_between\":[1,2,{junk}]}},\"screening\":{{}}}}"),
            format!("{{\"child\":{{}},\"screening\":{{\"indicators\":[{junk}]}}}}"),
        ] {
            Request::from_json(&text).expect_err("nested junk");
        }
    }
}

/// Two texts of the caller's that stand in no message.
const RATIONALE: &str = "Rationale Aubergine-4711";
const REFERENCE: &str = "Reference Quince-0815";
const BORN: &str = "2011-07-23";

fn with_secrets(mut request: Value) -> Value {
    request["reference"] = json!(REFERENCE);
    request["screening"]["professional_judgement"] = json!({ "category": 2, "rationale": RATIONALE });
    request["screening"]["screened_on"] = json!("2025-03-01");
    // Texts everywhere, and days that fit the birth and the screening.
    let evidence = |answer: &mut Value| {
        if let Some(given) = answer.get("answer").cloned() {
            *answer =
                json!({ "answer": given, "seen_on": "2025-02-01", "note": RATIONALE, "source": REFERENCE });
        }
    };
    if let Some(indicators) = request["screening"].get_mut("indicators").and_then(Value::as_object_mut) {
        indicators.values_mut().for_each(evidence);
    }
    request["screening"]["views"] = json!({ "seen_alone_on": "2025-02-28", "words": RATIONALE });
    request["screening"]["strengths"] = json!([RATIONALE]);
    let screening = request["screening"].as_object_mut().unwrap();
    screening.remove("referred_on");
    let child = request["child"].as_object_mut().unwrap();
    child.remove("age");
    child.remove("age_between");
    child.values_mut().for_each(evidence);
    child.insert("date_of_birth".to_owned(), json!(BORN));
    child.insert("previous_category".to_owned(), json!(1));
    child.insert("previous_category_on".to_owned(), json!("2025-01-01"));
    let determination =
        json!({ "category": 2, "on": "2025-02-01", "by": "mase_meeting", "rationale": RATIONALE });
    child.insert("determination".to_owned(), determination);
    request
}

fn assert_silent(message: &str) {
    for secret in ["Aubergine", "4711", "Quince", "0815", BORN] {
        assert!(!message.contains(secret), "{secret} in {message}");
    }
}

fn assert_error_silent(error: &RequestError) {
    assert_silent(&format!("{error} {error:?} {error:#?} {} {}", error.place(), problem(error)));
}

#[test]
fn no_error_repeats_another_part_of_the_request() {
    let refused = Cell::new(0);
    check(20_000, (valid(), any::<Index>(), mutation()), |((request, mut rng), at, change)| {
        let request = with_secrets(request);
        // What is broken is not one of the secrets.
        let mut places = places(&request);
        places.retain(|place| {
            let value = value_at(&mut request.clone(), place).clone();
            ![RATIONALE, REFERENCE, BORN].contains(&value.as_str().unwrap_or_default())
        });
        let mut broken = request.clone();
        change.apply(&mut broken, &places[at.index(places.len())]);
        if let Err(error) = Request::from_json(&spelt(&broken, &mut rng)) {
            assert_error_silent(&error);
            assert_place_occurs(&error, &broken);
            refused.set(refused.get() + 1);
        }

        let text = spelt(&request, &mut rng);
        let cut = &text.as_bytes()[..at.index(text.len())];
        assert_error_silent(&Request::from_slice(cut).expect_err("cut short"));
        let nth = at.index(entries(&request));
        let repeated = spelt_with_repeat(&request, nth, None, &mut rng);
        assert_error_silent(&Request::from_json(&repeated).expect_err("repeated"));
    });
    assert!(refused.get() > 10_000, "{refused:?} refused");
}

#[test]
fn nothing_of_the_child_is_in_a_debug_line() {
    check(2_000, valid(), |(request, mut rng)| {
        let value = with_secrets(request);
        let request = Request::from_json(&spelt(&value, &mut rng)).unwrap();
        let outcome = request.screen();
        let record = outcome.to_record();
        let (child, tool) = (request.child(), request.indicators());
        let lines = format!("{request:?} {request:#?} {record:?} {record:#?} {outcome:?} {outcome:#?}")
            + &format!("{child:?} {child:#?} {tool:?} {tool:#?}");
        assert_silent(&lines);
        for place in places(&value) {
            // Neither which questions were answered nor what was answered.
            let told = match (place.last(), value_at(&mut value.clone(), &place)) {
                (Some(Step::Key(key)), Value::String(text)) => [key.clone(), text.clone()],
                (_, Value::String(text)) => [text.clone(), text.clone()],
                _ => continue,
            };
            for word in told.iter().filter(|word| word.len() > 3 && !ANSWERS.contains(&word.as_str())) {
                assert!(
                    !lines.contains(&format!("\"{word}\"")) && !lines.contains(&format!("{word}:")),
                    "{word} in {lines}"
                );
            }
        }
    });
}
