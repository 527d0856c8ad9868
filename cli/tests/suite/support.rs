//! What several tests share: requests, records and sets.

use crate::run::{cse, of_project};
use cse_screening::{Record, Request};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// The files of a folder of the project with this ending, in order.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(of_project(folder)).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == ending));
    files.sort();
    files
}

/// All cases of the built-in rules that come to an outcome.
pub fn cases() -> Vec<Value> {
    let files = files("rules/coventry/cases", "json");
    let cases =
        files.iter().flat_map(|file| serde_json::from_slice::<Vec<Value>>(&fs::read(file).unwrap()).unwrap());
    cases.filter(|case| case.get("expect").is_some()).collect()
}

/// The requests that come with the project, by their file names.
pub fn bundled() -> Vec<(String, Value)> {
    let request = |file: &PathBuf| serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let name = |file: &PathBuf| file.file_name().unwrap().to_str().unwrap().to_owned();
    files("examples/requests", "json").iter().map(|file| (name(file), request(file))).collect()
}

/// The request as the library reads it.
pub fn read(request: &Value) -> Request {
    Request::from_json(&request.to_string()).unwrap_or_else(|error| panic!("{error}\nin {request}"))
}

pub fn record(request: &Value) -> Record {
    read(request).screen().to_record()
}

/// A request with a reference, and one indicator.
pub fn simple(reference: &str) -> String {
    format!(r#"{{"reference":"{reference}","child":{{"age":15}},"screening":{{"indicators":["clipping"]}}}}"#)
}

/// The smallest set there is, beside the tests of the library.
pub fn small() -> Value {
    serde_json::from_str(include_str!("../../../tests/small.json")).unwrap()
}

/// A set that extends the built-in one, in the version 1.0.0 unless `changes` says another.
pub fn extending(changes: Value) -> Value {
    let mut document = json!({
        "extends": {"id": "coventry", "version": "2.0.0"},
        "manifest": {"id": "elsewhere", "version": "1.0.0", "title": "Elsewhere"},
    });
    for (table, value) in changes.as_object().unwrap() {
        match (table.as_str(), document[table].as_object_mut()) {
            ("manifest", Some(fields)) => fields.extend(value.as_object().unwrap().clone()),
            _ => document[table] = value.clone(),
        }
    }
    document
}

/// A figure as the pages write it.
pub fn with_commas(figure: usize) -> String {
    if figure < 1_000 { figure.to_string() } else { format!("{},{:03}", figure / 1_000, figure % 1_000) }
}

/// The text without its line breaks and indents.
pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Requests that say anything of what `cse codes` lists, odd combinations included.
pub fn random_requests(count: usize) -> Vec<Value> {
    let codes = cse("codes", &["--json"], b"").json();
    let mut random = StdRng::seed_from_u64(1);
    (0..count).map(|_| random_request(&codes, &mut random)).collect()
}

fn random_request(codes: &Value, random: &mut StdRng) -> Value {
    let mut request = json!({"child": {}, "screening": {"indicators": {}}});
    for field in codes["fields"].as_array().unwrap() {
        let allowed = field["codes"].as_array().unwrap();
        if !allowed.is_empty() && random.random_bool(0.4) {
            let (object, name) = field["field"].as_str().unwrap().split_once('.').unwrap();
            match name.split_once('.') {
                None => request[object][name] = one_of(allowed, random),
                // A determination needs all its fields.
                Some(("determination", name)) => {
                    let given = request[object]["determination"].as_object().cloned();
                    let mut given = given.unwrap_or_else(|| {
                        json!({"category": "none", "on": "2025-01-06", "by": "mase_meeting", "rationale": "seen at a visit"})
                            .as_object()
                            .unwrap()
                            .clone()
                    });
                    given.insert(name.to_owned(), one_of(allowed, random));
                    request[object]["determination"] = Value::Object(given);
                }
                Some((inner, name)) => {
                    request[object][inner] = json!({"rationale": "seen at a visit"});
                    request[object][inner][name] = one_of(allowed, random);
                }
            }
        }
    }
    if !request["child"]["previous_category"].is_null() {
        request["child"]["previous_category_on"] = json!("2024-12-02");
    }
    let answers = codes["answers"].as_array().unwrap();
    for fact in codes["facts"].as_array().unwrap() {
        if random.random_bool(0.4) {
            request["child"][fact["code"].as_str().unwrap()] = one_of(answers, random);
        }
    }
    let share = [0.0, 0.03, 0.1, 0.5][random.random_range(0..4)];
    for indicator in codes["indicators"].as_array().unwrap() {
        if random.random_bool(share) {
            request["screening"]["indicators"][indicator["code"].as_str().unwrap()] = one_of(answers, random);
        }
    }
    if random.random_bool(0.8) {
        request["child"]["age"] = json!(random.random_range(0..40));
    }
    if random.random_bool(0.6) {
        request["screening"]["referred_on"] = json!(format!("2025-03-{:02}", random.random_range(1..=31)));
    }
    request
}

fn one_of(codes: &[Value], random: &mut StdRng) -> Value {
    codes[random.random_range(0..codes.len())]["code"].clone()
}
