//! What differs between the rows of two sets, in words.

use crate::compiled::RuleSet;
use crate::json::Json;
use crate::tables::row_ids::id_of;
use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap};
use std::fmt;

/// A row that differs between two sets.
///
/// As JSON: `table`, `row`, `change` (`added`, `removed`, `moved` or `changed`) and `fields`, each with `field`, `was`
/// and `is`; null where the row is not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RowChange {
    /// The table, such as `steps` or `settings`.
    pub table: String,
    /// The id of the row; empty for a table that is one row.
    pub row: String,
    /// What happened to it.
    pub change: RowDifference,
}

impl Serialize for RowChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (change, of) = match &self.change {
            RowDifference::Added => ("added", None),
            RowDifference::Removed => ("removed", None),
            RowDifference::Moved => ("moved", None),
            RowDifference::Changed(of) => ("changed", Some(of)),
        };
        let mut fields = serializer.serialize_struct("RowChange", 4)?;
        fields.serialize_field("table", &self.table)?;
        fields.serialize_field("row", &self.row)?;
        fields.serialize_field("change", change)?;
        fields.serialize_field("fields", &of)?;
        fields.end()
    }
}

/// A field of a row that differs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct FieldChange {
    /// Its name.
    pub field: String,
    /// What it was; none where it was not there.
    pub was: Option<Json>,
    /// What it is; none where it is not there.
    pub is: Option<Json>,
}

/// What happened to a row. The list is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowDifference {
    /// Only the second set has it.
    Added,
    /// Only the first set has it.
    Removed,
    /// It stands at another place among its like, which matters where the first that holds decides.
    Moved,
    /// Both have it, and these fields differ.
    Changed(Vec<FieldChange>),
}

impl fmt::Display for RowChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.table)?;
        if !self.row.is_empty() {
            write!(f, ", `{}`", self.row)?;
        }
        match &self.change {
            RowDifference::Added => f.write_str(": added"),
            RowDifference::Removed => f.write_str(": removed"),
            RowDifference::Moved => f.write_str(": moved"),
            RowDifference::Changed(fields) => {
                let shown =
                    |value: &Option<Json>| value.as_ref().map_or("nothing".to_owned(), Json::to_string);
                f.write_str(": ")?;
                for (at, FieldChange { field, was, is }) in fields.iter().enumerate() {
                    let comma = if at == 0 { "" } else { "; " };
                    write!(f, "{comma}{field} was {}, and is {}", shown(was), shown(is))?;
                }
                Ok(())
            }
        }
    }
}

/// The rows that differ, in the order of the tables.
pub(crate) fn row_changes(from: &RuleSet, to: &RuleSet) -> Vec<RowChange> {
    let (from, to) = (from.as_written(), to.as_written());
    let mut changes = Vec::new();
    let tables: BTreeSet<_> = from.keys().chain(to.keys()).collect();
    for table in tables {
        let rows = |tables: &Map<String, Value>| tables.get(table).cloned();
        match (rows(&from), rows(&to)) {
            (Some(Value::Object(from)), Some(Value::Object(to))) => object(table, &from, &to, &mut changes),
            (from, to) => lists(table, &list(from), &list(to), &mut changes),
        }
    }
    changes
}

fn list(rows: Option<Value>) -> Vec<Value> {
    match rows {
        Some(Value::Array(rows)) => rows,
        _ => Vec::new(),
    }
}

/// A table that is one row; a list in it that has ids is a table of its own.
fn object(table: &str, from: &Map<String, Value>, to: &Map<String, Value>, changes: &mut Vec<RowChange>) {
    const LISTS: [&str; 2] = ["settings", "one_off"];
    let without = |fields: &Map<String, Value>| {
        let mut fields = fields.clone();
        fields.retain(|field, _| !LISTS.contains(&&**field));
        fields
    };
    let fields = fields(&without(from), &without(to));
    if !fields.is_empty() {
        let change = RowDifference::Changed(fields);
        changes.push(RowChange { table: table.to_owned(), row: String::new(), change });
    }
    for name in LISTS {
        lists(name, &list(from.get(name).cloned()), &list(to.get(name).cloned()), changes);
    }
}

fn lists(table: &str, from: &[Value], to: &[Value], changes: &mut Vec<RowChange>) {
    // Rows without an id are known by what they say.
    let id = |row: &Value| id_of(table, row).unwrap_or_else(|| row.to_string());
    let [ids, other_ids] = [from, to].map(|rows| rows.iter().map(id).collect::<Vec<_>>());
    let (before, after) = (places(ids.iter()), places(other_ids.iter()));
    let shared_before = places(ids.iter().filter(|id| after.contains_key(*id)));
    let shared_after = places(other_ids.iter().filter(|id| before.contains_key(*id)));
    let mut push =
        |row: &String, change| changes.push(RowChange { table: table.to_owned(), row: row.clone(), change });
    for name in ids.iter().filter(|name| !after.contains_key(*name)) {
        push(name, RowDifference::Removed);
    }
    for (row, name) in to.iter().zip(&other_ids) {
        match before.get(name).and_then(|at| from.get(*at)) {
            None => push(name, RowDifference::Added),
            Some(was) => {
                let (Value::Object(was), Value::Object(is)) = (was, row) else { continue };
                let fields = fields(was, is);
                if !fields.is_empty() {
                    push(name, RowDifference::Changed(fields));
                } else if shared_before.get(name) != shared_after.get(name) {
                    push(name, RowDifference::Moved);
                }
            }
        }
    }
}

/// The first place of each id.
fn places<'i>(ids: impl Iterator<Item = &'i String>) -> HashMap<&'i String, usize> {
    let mut places = HashMap::new();
    for (at, id) in ids.enumerate() {
        places.entry(id).or_insert(at);
    }
    places
}

/// The fields that differ, but for notes.
fn fields(from: &Map<String, Value>, to: &Map<String, Value>) -> Vec<FieldChange> {
    let names: BTreeSet<_> = from.keys().chain(to.keys()).filter(|name| *name != "note").collect();
    let value = |fields: &Map<String, Value>, name: &str| fields.get(name).cloned().map(Json::new);
    names
        .into_iter()
        .filter(|name| from.get(*name) != to.get(*name))
        .map(|name| FieldChange { field: name.clone(), was: value(from, name), is: value(to, name) })
        .collect()
}
