//! Names of roles, services and meetings, and numbers: texts refer to them as `{id}`, and are filled in at
//! load. So a number that is changed is changed in every text too.

use super::fault::{Fault, shown};
use super::read::id_of;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The tables whose texts may refer to names.
pub(super) const TABLES: [&str; 12] = [
    "levels",
    "stages",
    "protections",
    "facts",
    "scopes",
    "indicators",
    "categories",
    "definitions",
    "category_rules",
    "findings",
    "plan_hosts",
    "steps",
];

pub(super) fn fill_in(tables: &mut Map<String, Value>, faults: &mut Vec<Fault>) {
    let text = |row: &Value, field: &str| row.get(field).and_then(Value::as_str).map(str::to_owned);
    let rows = tables.get("names").and_then(Value::as_array);
    let mut names: BTreeMap<String, String> =
        rows.into_iter().flatten().filter_map(|row| Some((text(row, "id")?, text(row, "name")?))).collect();
    let own: BTreeSet<String> = names.keys().cloned().collect();
    let settings = tables.get("manifest").and_then(|manifest| manifest.get("settings"));
    for row in settings.and_then(Value::as_array).into_iter().flatten() {
        if let (Some(id), Some(number)) = (text(row, "id"), row.get("value").and_then(Value::as_u64)) {
            if own.contains(&id) {
                let problem = "a setting has the same id, and texts refer to both in the same way";
                faults.push(Fault::new("names", &id, problem));
            }
            names.insert(id, number.to_string());
        }
    }
    for table in TABLES {
        for row in tables.get_mut(table).and_then(Value::as_array_mut).into_iter().flatten() {
            let id = id_of(table, row).unwrap_or_default();
            let Value::Object(fields) = row else { continue };
            for (field, value) in fields {
                fill_in_value(value, &names, &mut |unknown| {
                    let problem =
                        format!("refers to `{{{}}}`, which is neither a name nor a setting", shown(unknown));
                    let fault = Fault::new(table, &id, problem).in_field(field.clone());
                    let already = faults.len();
                    faults.push(fault.near(already, unknown, names.keys().map(String::as_str)));
                });
            }
        }
    }
}

fn fill_in_value(value: &mut Value, names: &BTreeMap<String, String>, unknown: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) if text.contains('{') => *text = filled_in(text, names, unknown),
        Value::Array(list) => list.iter_mut().for_each(|value| fill_in_value(value, names, unknown)),
        Value::Object(map) => map.values_mut().for_each(|value| fill_in_value(value, names, unknown)),
        _ => {}
    }
}

/// A text with its names. A brace that closes nothing stays as it is.
fn filled_in(text: &str, names: &BTreeMap<String, String>, unknown: &mut dyn FnMut(&str)) -> String {
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        whole.push_str(before);
        let Some((id, after)) = after.split_once('}') else {
            whole.push('{');
            rest = after;
            continue;
        };
        match names.get(id) {
            Some(name) => whole.push_str(name),
            None => unknown(id),
        }
        rest = after;
    }
    whole.push_str(rest);
    whole
}
