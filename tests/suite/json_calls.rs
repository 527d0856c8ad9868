//! The library for hosts that speak JSON.

use crate::support::cases;
use cse_screening::json_calls::{self, CallError, CallErrorKind};
use cse_screening::rules::Json;
use cse_screening::{Budget, Record, RecordOrigin, Request, RuleSet, VERSION};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Stands in texts that no log may get.
const SECRET: &str = "Elm-Street-4711";

fn value(bytes: &[u8]) -> Value {
    assert!(!bytes.contains(&b'\n'));
    serde_json::from_slice(bytes).unwrap()
}

fn detail(error: &CallError) -> Value {
    error.detail().read().unwrap()
}

fn elsewhere() -> RuleSet {
    let document = json!({
        "extends": {"id": "coventry", "version": RuleSet::coventry().tables().manifest.version},
        "manifest": {"id": "elsewhere", "version": "1.0.0", "title": "Elsewhere",
            "settings": {"change": [{"id": "several-category-1", "value": 2}]}},
    });
    let document = document.to_string();
    json_calls::rules(&[("manifest.json", document.as_bytes())], &[]).unwrap()
}

fn bytes(request: &Value) -> Vec<u8> {
    request.to_string().into_bytes()
}

const REQUEST: &[u8] = br#"{"child": {"age": 14}, "screening": {"indicators": ["poor-self-image"]}}"#;

#[test]
fn every_case_comes_out_as_in_rust() {
    let rules = RuleSet::coventry();
    let cases = cases();
    assert!(cases.len() > 100);
    let (mut lines, mut records) = (Vec::new(), Vec::new());
    for case in &cases {
        let text = case["request"].to_string();
        let request = Request::from_json(&text).unwrap();
        let outcome = request.screen();
        let mut expected = Vec::new();
        outcome.write_json(&mut expected);
        assert_eq!(json_calls::screen(rules, text.as_bytes()).unwrap(), expected);
        let category = value(&json_calls::category(rules, text.as_bytes()).unwrap());
        let record = value(&expected);
        for (field, found) in category.as_object().unwrap() {
            assert_eq!(*found, record[field], "{field} in {text}");
        }
        assert_eq!(category.as_object().unwrap().len(), 5);
        let verified = value(&json_calls::verify(rules, &expected).unwrap());
        assert_eq!(verified["sha256"], outcome.to_record().sha256());
        lines.extend_from_slice(text.as_bytes());
        lines.push(b'\n');
        records.extend_from_slice(&expected);
        records.push(b'\n');
    }
    assert_eq!(json_calls::screen_lines(rules, &lines), records);
}

#[test]
fn levels_of_an_area_are_told_with_the_category() {
    let files = ["manifest.json", "indicators.json", "pathway.json", "rules.json", "statements.json"];
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/local/tiers");
    let files: Vec<_> = files.map(|name| (name, std::fs::read(folder.join(name)).unwrap())).into();
    let files: Vec<_> = files.iter().map(|(name, bytes)| (*name, &**bytes)).collect();
    let rules = json_calls::rules(&files, &[]).unwrap();
    let request = br#"{"child": {"age": 14}, "screening": {}}"#;
    let record = value(&json_calls::screen(&rules, request).unwrap());
    let category = value(&json_calls::category(&rules, request).unwrap());
    assert!(record["levels"].is_object());
    assert_eq!(category["levels"], record["levels"]);
}

#[test]
fn lines_keep_their_numbers_and_a_blank_one_gives_nothing() {
    let rules = RuleSet::coventry();
    let good = std::str::from_utf8(REQUEST).unwrap();
    let long = |length| format!("{}{good}", " ".repeat(length - good.len()));
    let longest = 1 << 20;
    let lines = format!("\n  \r\n{good}\r\n{{\n{}\n{}\n{good}", long(longest), long(longest + 1));
    let answers = String::from_utf8(json_calls::screen_lines(rules, lines.as_bytes())).unwrap();
    let answers: Vec<Value> = answers.lines().map(|line| value(line.as_bytes())).collect();
    let numbers: Vec<_> = answers.iter().map(|answer| answer["line"].as_u64()).collect();
    assert_eq!(numbers, [None, Some(4), None, Some(6), None]);
    assert!(answers[1]["error"].as_str().unwrap().starts_with("column "), "{}", answers[1]);
    assert_eq!(answers[3]["error"], "the line is too long; allowed are 1048576 bytes");
    assert!(json_calls::screen_lines(rules, b"").is_empty());
}

#[test]
fn rules_are_named_and_written_so_that_they_are_read_again() {
    for rules in [RuleSet::coventry().clone(), elsewhere()] {
        let document = json_calls::document(&rules);
        let again = json_calls::rules(&[("", &document)], &[]).unwrap();
        assert_eq!(again.sha256(), rules.sha256());
        let about = value(&json_calls::about(&rules));
        assert_eq!(about["rules"]["sha256"], rules.sha256());
        assert_eq!(about["engine"], VERSION);
        assert_eq!(about["base"].is_null(), rules.base().is_none());
    }
    // A set that extends one that only the caller has.
    let base = elsewhere();
    let manifest = br#"{"extends": {"id": "elsewhere", "version": "1.0.0"},
        "manifest": {"id": "further", "version": "1.0.0", "title": "Further"}}"#;
    let error = json_calls::rules(&[("manifest.json", manifest)], &[]).unwrap_err();
    assert_eq!(error.kind(), CallErrorKind::RulesRefused);
    let further = json_calls::rules(&[("manifest.json", manifest)], &[&base]).unwrap();
    assert_eq!(value(&json_calls::about(&further))["base"]["id"], "elsewhere");
}

#[test]
fn a_record_names_its_rules_and_each_change_of_it_is_told() {
    let rules = RuleSet::coventry();
    let stored = json_calls::screen(rules, REQUEST).unwrap();
    let identity = value(&json_calls::identity(&stored).unwrap());
    let origin = RecordOrigin::of_record(&stored).unwrap();
    assert_eq!(identity, json!({"format": 2, "engine": VERSION, "rules": value(&stored)["rules"]}));
    assert_eq!(identity["rules"]["sha256"], origin.rules.sha256);

    let mut changed = value(&stored);
    changed["category"] = json!(3);
    let error = json_calls::verify(rules, &bytes(&changed)).unwrap_err();
    assert_eq!(error.kind(), CallErrorKind::NotVerified);
    assert_eq!(detail(&error)["reason"], "differs");
    let difference = json!({"place": "category", "recorded": 3, "expected": 1});
    assert_eq!(detail(&error)["differences"][0], difference);

    let error = json_calls::verify(&elsewhere(), &stored).unwrap_err();
    assert_eq!(error.kind(), CallErrorKind::NotVerified);
    let expected =
        json!({"reason": "other_rules", "recorded": rules.sha256(), "at_hand": elsewhere().sha256()});
    assert_eq!(detail(&error), expected);
    assert_eq!(
        error.message(),
        Record::from_json_for(rules, std::str::from_utf8(&stored).unwrap())
            .unwrap()
            .verify(&elsewhere())
            .unwrap_err()
            .to_string()
    );

    for text in ["", "[]", "{}", SECRET] {
        for error in [json_calls::identity(text.as_bytes()), json_calls::verify(rules, text.as_bytes())] {
            let error = error.unwrap_err();
            assert_eq!((error.kind(), &detail(&error)["of"]), (CallErrorKind::Refused, &json!("record")));
        }
    }
}

#[test]
fn a_check_and_a_comparison_end_when_they_are_called_off_and_say_when_work_ran_out() {
    let rules = RuleSet::coventry();
    let stop = Arc::new(AtomicBool::new(true));
    let called_off = Budget::new().cancelled_by(Arc::clone(&stop));
    let local = elsewhere();
    let ended = [
        json_calls::check(rules, &called_off),
        json_calls::compare(rules, &local, &called_off),
        json_calls::why_not(rules, REQUEST, "under-13", &called_off),
        json_calls::next_category(rules, REQUEST, &called_off),
    ];
    for error in ended {
        let error = error.unwrap_err();
        assert_eq!(error.kind(), CallErrorKind::Cancelled);
        assert_eq!(detail(&error), Value::Null);
    }
    let little = Budget::new().of_work(1);
    let report = value(&json_calls::check(rules, &little).unwrap());
    assert_eq!((&report["holds"], &report["cut_short"]), (&json!(false), &json!("out-of-work")));
    let comparison = value(&json_calls::compare(rules, &local, &little).unwrap());
    assert_eq!(comparison["same_outcomes"], false);
    assert_eq!(comparison["cut_short"], "out-of-work");
    // Nobody calls it off.
    stop.store(false, std::sync::atomic::Ordering::Relaxed);
    let same = value(&json_calls::compare(rules, rules, &called_off).unwrap());
    assert_eq!((&same["same_outcomes"], &same["cut_short"]), (&json!(true), &Value::Null));
}

#[test]
fn a_row_is_explained_whether_it_applied_or_not() {
    let rules = RuleSet::coventry();
    let ask = |id| json_calls::why_not(rules, REQUEST, id, &Budget::new());
    let not = value(&ask("under-13").unwrap());
    assert_eq!(not["applied"], false);
    assert_eq!(not["why_not"]["id"], "under-13");
    assert_eq!(not["changes"]["sets"][0]["in_words"], "age: 12 or younger (now 14)");
    let did = value(&ask("listed-indicator").unwrap());
    assert_eq!(did["applied"], true);
    assert!(did["conditions"].as_array().unwrap().iter().all(|condition| condition["held"] == true));

    let unknown = ask("under-14").unwrap_err();
    assert_eq!(unknown.kind(), CallErrorKind::Misuse);
    assert_eq!(detail(&unknown)["nearest"], "under-13");
    let several = ask("looked-after").unwrap_err();
    assert!(detail(&several)["rows"].as_array().unwrap().len() > 1);

    let next = value(&json_calls::next_category(rules, REQUEST, &Budget::new()).unwrap());
    assert_eq!(next["category"], 2);
    assert!(!next["changes"]["sets"].as_array().unwrap().is_empty());
    let highest = br#"{"child": {"age": 14}, "screening": {"indicators": ["rape"]}}"#;
    let none = value(&json_calls::next_category(rules, highest, &Budget::new()).unwrap());
    assert_eq!(none, json!({"category": null, "changes": null}));
}

#[cfg(feature = "schema")]
#[test]
fn schemas_and_the_form_are_those_of_the_library() {
    use cse_screening::rules::schema;
    for (name, expected) in schema::schemas() {
        let expected: Value = expected.read().unwrap();
        assert_eq!(value(&json_calls::schema(&name).unwrap()), expected);
    }
    let error = json_calls::schema("requests.json").unwrap_err();
    assert_eq!((error.kind(), &detail(&error)["nearest"]), (CallErrorKind::Misuse, &json!("request.json")));
    for rules in [RuleSet::coventry(), &elsewhere()] {
        let form: Json = schema::form(rules);
        assert_eq!(value(&json_calls::form(rules)), form.read::<Value>().unwrap());
    }
}

#[test]
fn no_message_of_an_error_repeats_what_was_given_and_every_kind_is_told() {
    let rules = RuleSet::coventry();
    let secret = |text: &str| text.replace("SECRET", SECRET).into_bytes();
    let requests = [
        "SECRET",
        r#"{"child": {"age": "SECRET"}, "screening": {}}"#,
        r#"{"child": {"SECRET": "yes"}, "screening": {}}"#,
        r#"{"child": {}, "screening": {"indicators": {"SECRET": "yes"}}}"#,
        r#"{"child": {"case": "SECRET"}, "screening": {}}"#,
    ];
    let mut errors: Vec<CallError> =
        requests.iter().map(|text| json_calls::screen(rules, &secret(text)).unwrap_err()).collect();
    assert!(errors.iter().all(|error| error.kind() == CallErrorKind::Refused));
    assert!(errors.iter().skip(1).all(|error| error.detail().to_string().contains(SECRET)));
    let request = br#"{"child": {"age": 14}, "screening": {"indicators":
        {"rape": {"answer": "yes", "note": "SECRET"}}}, "reference": "SECRET"}"#;
    let stored = json_calls::screen(rules, &secret(std::str::from_utf8(request).unwrap())).unwrap();
    let stored = String::from_utf8(stored).unwrap();
    for (from, to) in [
        (r#""category":3"#, r#""category":1"#),
        (r#""format":2"#, r#""format":"Elm-Street-4711""#),
        (r#""sha256":""#, r#""sha256":"Elm-Street-4711"#),
        (r#""answer":"yes""#, r#""answer":"Elm-Street-4711""#),
    ] {
        assert!(stored.contains(from), "{from}");
        errors.push(json_calls::verify(rules, stored.replace(from, to).as_bytes()).unwrap_err());
    }
    errors.push(json_calls::rules(&[], &[]).unwrap_err());
    errors.push(json_calls::rules(&[("a.json", b"{"), ("b.json", b"[]")], &[]).unwrap_err());
    errors.push(json_calls::why_not(rules, REQUEST, SECRET, &Budget::new()).unwrap_err());
    errors.push(CallError::misuse("no request was given"));
    let stop = Budget::new().cancelled_by(Arc::new(AtomicBool::new(true)));
    errors.push(json_calls::check(rules, &stop).unwrap_err());
    for kind in CallErrorKind::ALL {
        assert!(errors.iter().any(|error| error.kind() == *kind), "{kind}");
    }
    for error in &errors {
        for printed in [error.message().to_owned(), error.to_string(), format!("{error:?} {error:#?}")] {
            assert!(!printed.contains("Elm") && !printed.contains("4711"), "{printed}");
        }
        let json = value(&error.to_json());
        let expected =
            json!({"kind": error.kind().code(), "message": error.message(), "detail": detail(error)});
        assert_eq!(json, expected);
    }
}
