//! Names of roles, services and meetings, and numbers: texts refer to them as `{id}`, and are filled in at
//! load. So a number that is changed is changed in every text too. The build script uses this too.

use super::row_ids::id_of;
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

/// What is wrong with a name, or with a text that refers to one.
pub(super) enum Wrong<'a> {
    /// A name and a setting have the same id.
    SameId { name: &'a str },
    /// A text refers to what is neither a name nor a setting.
    Unknown {
        table: &'static str,
        row: &'a str,
        field: &'a str,
        reference: &'a str,
        names: &'a BTreeMap<String, String>,
    },
}

pub(super) fn fill_in(tables: &mut Map<String, Value>, wrong: &mut dyn FnMut(Wrong<'_>)) {
    let text = |row: &Value, field: &str| row.get(field).and_then(Value::as_str).map(str::to_owned);
    let rows = tables.get("names").and_then(Value::as_array);
    let mut names: BTreeMap<String, String> =
        rows.into_iter().flatten().filter_map(|row| Some((text(row, "id")?, text(row, "name")?))).collect();
    let own: BTreeSet<String> = names.keys().cloned().collect();
    let settings = tables.get("manifest").and_then(|manifest| manifest.get("settings"));
    for row in settings.and_then(Value::as_array).into_iter().flatten() {
        if let (Some(id), Some(number)) = (text(row, "id"), row.get("value").and_then(Value::as_u64)) {
            if own.contains(&id) {
                wrong(Wrong::SameId { name: &id });
            }
            names.insert(id, number.to_string());
        }
    }
    for table in TABLES {
        for row in tables.get_mut(table).and_then(Value::as_array_mut).into_iter().flatten() {
            let id = id_of(table, row).unwrap_or_default();
            let Value::Object(fields) = row else { continue };
            for (field, value) in fields {
                fill_in_value(value, &names, &mut |reference| {
                    wrong(Wrong::Unknown { table, row: &id, field, reference, names: &names });
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
