//! A record can be reproduced, and says where it was changed.

use crate::reading_2::requests;
use crate::support;
use cse_screening::{Category, Record, Request, RuleSet, VerifyError};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn record() -> Record {
    let request = r#"{"reference": "ours", "child": {"age": 12}, "screening": {"referred_on": "2025-03-03", "indicators": ["rape"]}}"#;
    Request::from_json(request).unwrap().screen().to_record()
}

#[test]
fn a_record_read_back_is_equal_and_verifies() {
    for seed in 0..2_000 {
        let request = requests::random_request(&mut StdRng::seed_from_u64(seed));
        let record = support::record(RuleSet::coventry(), &request);
        let text = serde_json::to_string(&record).unwrap();
        let read: Record = serde_json::from_str(&text).unwrap();
        assert!(read == record, "{request}");
        assert_eq!(read.verify(RuleSet::coventry()), Ok(()));
        let again = read.request.screen().to_record();
        assert_eq!(serde_json::to_string(&again).unwrap(), text, "its request gives the same record");
    }
}

#[test]
fn the_sha256_of_a_record_is_that_of_its_bytes_as_written_and_tells_an_edited_answer() {
    let request = r#"{"reference": "ours", "child": {"age": 12}, "screening": {"referred_on": "2025-03-03", "indicators": ["rape"]}}"#;
    let mut written = Vec::new();
    Request::from_json(request).unwrap().screen().write_json(&mut written);
    let expected: String = Sha256::digest(&written).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(record().sha256(), expected);
    // However the host has laid it out since.
    let pretty = serde_json::to_string_pretty(&record()).unwrap();
    assert_eq!(serde_json::from_str::<Record>(&pretty).unwrap().sha256(), expected);

    let edited = request.replace(r#"["rape"]"#, r#"{"rape": "no"}"#);
    let edited = Request::from_json(&edited).unwrap().screen().to_record();
    assert_eq!(edited.verify(RuleSet::coventry()), Ok(()));
    assert_ne!(edited.sha256(), expected);
}

#[test]
fn what_was_left_out_stays_left_out() {
    let text = |request: &str| {
        serde_json::to_value(&Request::from_json(request).unwrap().screen().to_record().request).unwrap()
    };
    let bare = r#"{"child": {}, "screening": {}}"#;
    assert_eq!(text(bare), serde_json::from_str::<Value>(bare).unwrap());
    let empty = r#"{"child": {}, "screening": {"indicators": []}}"#;
    assert_eq!(text(empty), json!({"child": {}, "screening": {"indicators": {}}}));
}

#[test]
fn each_changed_place_is_named() {
    let mut changed = record();
    changed.category = Some(Category::One);
    changed.steps.pop();
    changed.reasons[0].statements[0] = "N001".to_owned();
    let Err(VerifyError::Differs(differences)) = changed.verify(RuleSet::coventry()) else {
        panic!("it verifies")
    };
    let places: Vec<_> = differences.iter().map(|difference| &*difference.place).collect();
    let last_step = format!("steps[{}]", record().steps.last().unwrap().id);
    for place in ["category", &last_step, "reasons[listed-indicator 3].statements[0]"] {
        assert!(places.contains(&place), "{place} is not in {places:?}");
    }
    assert_eq!(differences.len(), 3, "and no other place: {places:?}");
    let category = differences.iter().find(|difference| difference.place == "category").unwrap();
    assert_eq!(
        [&category.recorded, &category.expected].map(|one| one.as_ref().unwrap().to_string()),
        ["1", "3"]
    );
}

#[test]
fn a_record_that_lacks_a_key_or_has_null_where_there_is_none_is_not_read() {
    let whole = serde_json::to_value(record()).unwrap();
    for key in whole.as_object().unwrap().keys().filter(|key| *key != "reference") {
        let mut lacking = whole.clone();
        lacking.as_object_mut().unwrap().remove(key);
        assert!(serde_json::from_value::<Record>(lacking).is_err(), "{key}");
    }
    let mut changed = whole.clone();
    changed["reference"] = Value::Null;
    assert!(serde_json::from_value::<Record>(changed).is_err());
    let mase = record().steps.iter().position(|step| step.id == "mase-meeting").unwrap();
    let places = [
        "/rules",
        "/reasons/0",
        "/plan",
        "/steps/0",
        &format!("/steps/{mase}/due"),
        "/support",
        "/findings/0",
    ];
    for place in places.iter().filter(|place| whole.pointer(place).is_some()) {
        for key in whole.pointer(place).unwrap().as_object().unwrap().keys() {
            let mut lacking = whole.clone();
            lacking.pointer_mut(place).unwrap().as_object_mut().unwrap().remove(key);
            assert!(serde_json::from_value::<Record>(lacking).is_err(), "{place}/{key}");
        }
    }
}

#[test]
fn steps_in_another_order_are_a_difference() {
    let mut changed = record();
    changed.steps.swap(0, 1);
    let Err(VerifyError::Differs(differences)) = changed.verify(RuleSet::coventry()) else {
        panic!("it verifies")
    };
    assert_eq!(differences.iter().map(|difference| &*difference.place).collect::<Vec<_>>(), ["steps"]);
}

#[test]
fn a_row_twice_is_a_difference_and_no_error_names_an_answer() {
    let mut changed = record();
    changed.steps.push(changed.steps[0].clone());
    let gap = r#"{"question": "clipping", "would_raise_to": 3}"#;
    changed.gaps.push(serde_json::from_str(gap).unwrap());
    let error = changed.verify(RuleSet::coventry()).unwrap_err();
    let VerifyError::Differs(differences) = &error else { panic!("{error}") };
    assert_eq!(
        differences.iter().map(|difference| difference.table()).collect::<Vec<_>>(),
        ["gaps", "steps"]
    );
    assert!(!format!("{error} {error:?}").contains("clipping"), "{error:?}");
}

#[test]
fn a_record_of_other_rules_is_refused_by_their_sha_256() {
    let mut document: Value = serde_json::from_str(&RuleSet::coventry().to_json()).unwrap();
    document["manifest"]["id"] = json!("others");
    document["manifest"]["settings"][6]["value"] = json!(4);
    let others = RuleSet::from_json(&document.to_string()).unwrap();
    assert!(matches!(record().verify(&others), Err(VerifyError::OtherRules { .. })));
    assert_eq!(record().verify(RuleSet::coventry()), Ok(()));
}

#[test]
fn nothing_of_the_child_is_in_debug_output() {
    let request = r#"{"reference": "secret-1", "child": {"age": 12, "looked_after": "yes"}, "screening": {"indicators": ["rape"], "professional_judgement": {"category": 3, "rationale": "secret-2"}}}"#;
    let request = Request::from_json(request).unwrap();
    let outcome = request.screen();
    let record = outcome.to_record();
    let mut changed = record.clone();
    changed.category = None;
    let texts = [
        format!("{request:?}"),
        format!("{outcome:?}"),
        format!("{record:?}"),
        format!("{:?}", request.child()),
        format!("{:?}", request.indicators()),
        format!("{:?}", changed.verify(RuleSet::coventry())),
        format!("{:?}", record.reasons),
        format!("{:?}", record.gaps),
        format!("{:?}", Request::from_json(r#"{"child": {"case": "secret"}, "screening": {}}"#).unwrap_err()),
    ];
    for text in texts {
        for secret in ["secret", "rape", "looked_after", "12"] {
            assert!(!text.replace(&record.rules.sha256, "").contains(secret), "{secret} in {text}");
        }
    }
}
