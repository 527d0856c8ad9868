//! One thing is one thing, and what is not there is not put in brackets.

use crate::command_line::call;
use crate::faults::{put, small};
use crate::report::called;
use cse_screening::rules::proof::WhatChanges;
use cse_screening::{Record, Request, RuleSet};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// A folder with one set, which goes when the test does.
struct Set(PathBuf);

impl Drop for Set {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Set {
    fn new(name: &str, document: &Value) -> Self {
        let folder = std::env::temp_dir().join(format!("cse-plain-words-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("set.json"), document.to_string()).unwrap();
        Self(folder)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

/// The built-in set with the MASE meeting within so many working days.
fn with_deadline(days: u16) -> RuleSet {
    let document = json!({
        "extends": {"id": "coventry", "version": "1.0.0"},
        "manifest": {"id": "elsewhere", "version": "1.0.0", "title": "Elsewhere",
            "settings": {"change": [{"id": "mase-deadline", "value": days}]}},
    });
    RuleSet::from_json(&document.to_string()).unwrap()
}

#[test]
fn a_number_of_one_has_its_noun_in_the_singular() {
    for (days, words) in
        [(1, "within 1 working day of"), (2, "within 2 working days of"), (11, "within 11 working days of")]
    {
        let rules = with_deadline(days);
        let step = rules.tables().steps.iter().find(|step| step.id == "mase-meeting").unwrap();
        assert!(step.action.contains(words), "{}", step.action);
    }
    let step = || "meeting".to_owned();
    let later = WhatChanges::DeadlineLater { step: step(), from: 1, to: Some(2) };
    assert_eq!(later.to_string(), "deadline later: meeting had 1 working day, and has 2 working days");
    let sooner = WhatChanges::DeadlineSooner { step: step(), from: None, to: 1 };
    assert_eq!(sooner.to_string(), "deadline sooner: meeting had no deadline, and has 1 working day");

    let request =
        Request::from_json(r#"{"child": {"age": 15}, "screening": {"indicators": ["clipping"]}}"#).unwrap();
    let mut record: Record = request.screen().to_record();
    record.plan = None;
    let error = record.verify(RuleSet::coventry()).unwrap_err().to_string();
    assert_eq!(error, "the record differs in 1 place, first in `plan`");
    record.possible = None;
    let error = record.verify(RuleSet::coventry()).unwrap_err().to_string();
    assert!(error.starts_with("the record differs in 2 places, first in "), "{error}");
}

#[test]
fn a_form_of_one_indicator_is_told_of_in_the_singular() {
    let mut document = small();
    document["indicators"].as_array_mut().unwrap().pop();
    put(&mut document, "/prompts", json!([]));
    put(&mut document, "/findings", json!([]));
    put(&mut document, "/manifest/settings/1/value", json!(1));
    let set = Set::new("one", &document);
    let request = r#"{"child": {"age": 15}, "screening": {"indicators": ["first-sign"]}}"#;
    let rules = RuleSet::from_dir(set.path()).unwrap();
    let summary = call(&["--rules", set.path(), "-"], request.as_bytes()).out;
    let record = Request::from_json_for(&rules, request).unwrap().screen_by(&rules).to_record();
    let (_, report) = called::forms(&record, &["--rules", set.path()]);
    for text in [&summary, &report] {
        assert!(text.contains("Asked about 1 of 1 indicator: 1 seen."), "{text}");
        assert!(text.contains("1 working day after the referral"), "{text}");
        assert!(!text.contains("1 working days") && !text.contains("1 indicators"), "{text}");
        // This set gives its categories no other names, and lists no support.
        assert!(!text.contains("lso called") && !text.contains("()"), "{text}");
        assert!(!text.contains("[]"), "{text}");
    }
    assert!(!summary.contains("Assessments") && !summary.contains("SUPPORT LISTED"), "{summary}");
}

#[test]
fn a_column_of_one_entry_is_told_of_in_the_singular() {
    let error = cse_screening::ColumnsError::Length { column: "age", found: 1, expected: 2 };
    assert_eq!(error.to_string(), "the column `age` has 1 entry, and `yes` has 2");
}
