//! The report as a process.

use crate::page::Page;
use crate::run::{Call, cse};
use cse_screening::Record;

/// What `cse report` says of the record on its standard input.
pub fn call(arguments: &[&str], record: &[u8]) -> Call {
    run(&[&["-"], arguments].concat(), record)
}

pub fn run(arguments: &[&str], input: &[u8]) -> Call {
    cse("report", arguments, input)
}

/// The report on a record that reproduces, or whose rules are not at hand: the second may not end as the first.
pub fn report(record: &Record, arguments: &[&str]) -> String {
    let done = call(arguments, serde_json::to_string(record).unwrap().as_bytes());
    let not_verified =
        "the record is not verified: its rules are not at hand; the report says so, at its top\n";
    let expected = if done.out.to_lowercase().contains("not verified: its rules are not at hand") {
        (1, not_verified)
    } else {
        (0, "")
    };
    assert_eq!((done.code, &*done.errors), expected, "{arguments:?}");
    done.out
}

/// The page and the text.
pub fn forms(record: &Record, arguments: &[&str]) -> (Page, String) {
    let page = report(record, &[arguments, &["-o", "-"]].concat());
    (Page::new(page), report(record, &[arguments, &["--text"]].concat()))
}
