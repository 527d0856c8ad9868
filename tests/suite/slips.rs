//! Slips that people make when they write rules, and what they are told: `tests/slips.json`.

use crate::faults::messages;
use cse_screening::RuleSet;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What a set says of itself, with what else a slip says there.
fn manifest(id: &str, extends: &str, more: &Value) -> Value {
    let mut own = json!({"id": id, "version": "1.0.0", "title": "Elsewhere"});
    let version = if extends == "coventry" { "2.0.0" } else { "1.0.0" };
    let extends = json!({"id": extends, "version": version});
    let extends = more.get("extends").cloned().unwrap_or(extends);
    let fields = more.get("manifest").and_then(Value::as_object).cloned().unwrap_or_default();
    own.as_object_mut().unwrap().extend(fields);
    json!({"extends": extends, "manifest": own})
}

/// A row to add, with the slip in it.
fn row(table: &str, slip: &Value, mut row: Value) -> Vec<u8> {
    row.as_object_mut().unwrap().extend(slip.as_object().unwrap().clone());
    json!({table: {"add": [row]}}).to_string().into_bytes()
}

/// The bytes of a file: a text as it is, in an encoding of its own, or JSON.
fn bytes(file: &Value) -> Vec<u8> {
    match (file, file.get("windows-1252")) {
        (Value::String(text), _) => text.clone().into_bytes(),
        (_, Some(text)) => text.as_str().unwrap().chars().map(|letter| letter as u8).collect(),
        (file, None) => file.to_string().into_bytes(),
    }
}

fn set(id: &str, extends: &str, files: Option<&Map<String, Value>>) -> BTreeMap<String, Vec<u8>> {
    let plain = manifest(id, extends, &json!({})).to_string().into_bytes();
    let mut set = BTreeMap::from([("manifest.json".to_owned(), plain)]);
    for (name, file) in files.into_iter().flatten() {
        let own = file.is_object() && name == "manifest.json";
        set.insert(name.clone(), if own { bytes(&manifest(id, extends, file)) } else { bytes(file) });
    }
    set
}

fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (name, text) in files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

/// The folder of a set with the slip in it, as somebody has written it.
fn folder(case: &Value) -> PathBuf {
    let name = case["slip"].as_str().unwrap().replace(' ', "-");
    let around = Path::new(env!("CARGO_TARGET_TMPDIR")).join("slips").join(name);
    let _ = fs::remove_dir_all(&around);
    let neighbour = case.get("neighbour").and_then(Value::as_object);
    let extends = if neighbour.is_some() { "neighbour" } else { "coventry" };
    let mut files = set("elsewhere", extends, case["files"].as_object());
    if let Some(slip) = case.get("rule") {
        let rule = json!({
            "id": "own", "label": "a rule", "at_least": 2, "when": [{"any_observed": ["clipping"]}],
            "statements": ["N019"], "basis": "toolkit",
        });
        files.insert("category-rules.json".to_owned(), row("category_rules", slip, rule));
    }
    if let Some(slip) = case.get("step") {
        let step = json!({
            "id": "own", "stage": "information", "when": [{"category_at_least": 1}], "who": "you",
            "actor": "referrer", "action": "tell somebody", "force": "should",
            "statements": ["N241"], "basis": "toolkit",
        });
        files.insert("steps.json".to_owned(), row("steps", slip, step));
    }
    write(&around.join("elsewhere"), &files);
    if neighbour.is_some() {
        write(&around.join("neighbour"), &set("neighbour", "coventry", neighbour));
    }
    around.join("elsewhere")
}

/// What somebody is told: the faults of the set or of its cases, or else what `check` warns of.
fn told(case: &Value) -> Vec<String> {
    let folder = folder(case);
    let cases = folder.join("cases");
    match RuleSet::from_dir(&folder) {
        Err(error) => messages(&error),
        Ok(rules) if cases.is_dir() => match rules.run_cases(cases) {
            Err(error) => messages(&error),
            Ok(_) => Vec::new(),
        },
        Ok(rules) => rules.check().warnings.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn every_slip_is_told_of_in_plain_words() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("../slips.json")).unwrap();
    let mut otherwise = Vec::new();
    for case in &cases {
        let told = json!(told(case));
        if told != case["says"] {
            otherwise.push(json!({"slip": case["slip"], "says": told}));
        }
        // These are words of those who write programs.
        for word in
            ["invalid", "expected", "EOF", "sequence", "variant", "struct", "u16", "u64", "map,", "parsing"]
        {
            assert!(!told.to_string().contains(word), "{told}");
        }
    }
    assert!(otherwise.is_empty(), "{:#}", json!(otherwise));
    assert!(cases.len() > 80, "{}", cases.len());
}
