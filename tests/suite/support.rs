//! What several tests share.

use cse_screening::rules::Json;
use cse_screening::{Record, Request, RequestError, RuleSet};
use serde_json::{Value, json};
use std::io::Write;

/// All cases of the built-in rules.
pub fn cases() -> Vec<Value> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/coventry/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let cases =
        files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "json")).flat_map(
            |file| serde_json::from_str::<Vec<Value>>(&std::fs::read_to_string(file).unwrap()).unwrap(),
        );
    cases.filter(|case| case.get("expect").is_some()).collect()
}

/// What a value of JSON is.
pub fn found(json: &Json) -> Value {
    json.read().unwrap()
}

/// The built-in set with these one-off days in its calendar.
pub fn with_one_off(one_off: Value) -> RuleSet {
    let set = json!({
        "extends": {"id": "coventry", "version": "2.0.0"},
        "manifest": {"id": "elsewhere", "version": "1.0.0", "title": "Elsewhere"},
        "calendar": {"one_off": {"add": one_off}},
    });
    RuleSet::from_json(&set.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

/// A figure as the pages write it.
pub fn with_commas(figure: usize) -> String {
    if figure < 1_000 { figure.to_string() } else { format!("{},{:03}", figure / 1_000, figure % 1_000) }
}

/// Says a figure, past the capture of the test harness.
pub fn report(figure: &str) {
    std::io::stderr().write_all(format!("{figure}\n").as_bytes()).unwrap();
}

/// The request as the library reads it.
pub fn read(request: &Value) -> Request {
    Request::from_json(&request.to_string()).unwrap_or_else(|error| panic!("{error}\nin {request}"))
}

/// What is said of the place of a fault, with what was found there.
pub fn problem(error: &RequestError) -> String {
    let text = error.full_text();
    text.strip_prefix(&format!("{}: ", error.place())).unwrap().to_owned()
}

/// The record of a request under these rules.
pub fn record(rules: &RuleSet, request: &Value) -> Record {
    read(request).screen_by(rules).to_record()
}
