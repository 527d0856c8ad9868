//! One thing is one thing, and what is not there is not put in brackets.

use cse_screening::rules::proof::WhatChanges;
use cse_screening::rules::tables::{CountedFrom, Term};
use cse_screening::{DueUnit, Record, Request, RuleSet};
use serde_json::json;

/// The built-in set with the MASE meeting within so many working days.
fn with_deadline(days: u16) -> RuleSet {
    let document = json!({
        "extends": {"id": "coventry", "version": "2.0.0"},
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
    let term = |after| Term::new(after, DueUnit::WorkingDays, CountedFrom::Referral);
    let later = WhatChanges::DeadlineLater { step: step(), from: term(1), to: Some(term(2)) };
    assert_eq!(later.to_string(), "deadline later: meeting had 1 working day, and has 2 working days");
    let sooner = WhatChanges::DeadlineSooner { step: step(), from: None, to: term(1) };
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
fn a_column_of_one_entry_is_told_of_in_the_singular() {
    let error = cse_screening::ColumnsError::Length { column: "age", found: 1, expected: 2 };
    assert_eq!(error.to_string(), "the column `age` has 1 entry, and `yes` has 2");
}
