//! The canonical JSON of a rule set, and its SHA-256.
//!
//! Canonical means: one object with every table under its name, keys sorted at every depth, no white
//! space, text as UTF-8. Notes and schema names of the files are not part of it. So the fingerprint
//! of a set can be reckoned again, decades later, with any JSON library. The build script uses this too.

use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write;

pub(crate) fn canonical_json(tables: &Value) -> String {
    let mut json = String::new();
    write_sorted(tables, &mut json);
    json
}

pub(crate) fn sha256(json: &str) -> String {
    Sha256::digest(json).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Sorts by itself: whether a map keeps its keys sorted depends on what else is compiled in.
fn write_sorted(value: &Value, json: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            json.push('{');
            for (i, (key, value)) in entries.into_iter().enumerate() {
                let _ = write!(json, "{}{}:", if i == 0 { "" } else { "," }, Value::from(key.as_str()));
                write_sorted(value, json);
            }
            json.push('}');
        }
        Value::Array(list) => {
            json.push('[');
            for (i, value) in list.iter().enumerate() {
                json.push_str(if i == 0 { "" } else { "," });
                write_sorted(value, json);
            }
            json.push(']');
        }
        plain => {
            let _ = write!(json, "{plain}");
        }
    }
}
