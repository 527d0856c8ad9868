//! The field that names a row. The build script uses this too.

use serde_json::Value;

/// For each table of rows that has one, the field that names a row.
pub(crate) const ROW_IDS: &[(&str, &str)] = &[
    ("settings", "id"),
    ("sources", "id"),
    ("names", "id"),
    ("facts", "fact"),
    ("scopes", "scope"),
    ("indicators", "code"),
    ("categories", "category"),
    ("levels", "id"),
    ("definitions", "id"),
    ("category_rules", "id"),
    ("protections", "id"),
    ("prompts", "observed"),
    ("findings", "id"),
    ("plan_hosts", "id"),
    ("stages", "stage"),
    ("steps", "id"),
    ("readings", "id"),
    ("statements", "id"),
    ("one_off", "date"),
];

/// A note may stand in every file and every row. It is for whoever reads the files, and is left out of
/// the set.
pub(crate) const NOTE: &str = "note";

/// The id of a row as it stands in JSON.
pub(crate) fn id_of(table: &str, row: &Value) -> Option<String> {
    let (_, key) = ROW_IDS.iter().find(|(name, _)| *name == table)?;
    match row.get(key)? {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}
