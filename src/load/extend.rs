//! A set that extends another: rows added, replaced, changed and removed by id.
//!
//! It works on the tables as they are written, before they are read, so it is the same for all.

use crate::load::MOST_ROWS;
use crate::tables::TableId;
use crate::tables::fault::{Fault, RulesError, shown};
use crate::tables::read::{Origins, found};
use crate::tables::row_ids::{NOTE, id_of};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// Which set is extended, and in which version.
pub(crate) struct Extends {
    pub(crate) id: String,
    pub(crate) version: String,
    /// The SHA-256 of its tables, where it shall be that and no other.
    pub(crate) sha256: Option<String>,
}

impl Extends {
    pub(crate) fn read(value: Value) -> Result<Self, String> {
        let allowed = "allowed: an object with the `id` and the `version` of a rule set";
        let Value::Object(mut fields) = value else {
            return Err(format!("found {}; {allowed}", found(&value)));
        };
        fields.remove(NOTE);
        let mut text = |field: &str| match fields.remove(field) {
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(format!("`{field}` is {}; {allowed}", found(&other))),
            None => Ok(None),
        };
        let (id, version, sha256) = (text("id")?, text("version")?, text("sha256")?);
        let missing = |field: &str| format!("`{field}` is missing; {allowed}");
        let extends = Self {
            id: id.ok_or_else(|| missing("id"))?,
            version: version.ok_or_else(|| missing("version"))?,
            sha256,
        };
        match fields.keys().next() {
            Some(field) => Err(format!("unknown field `{}`; {allowed}", shown(field))),
            None => Ok(extends),
        }
    }
}

/// What may be done with the rows of a table, in the order in which it is done, however the file has it: a row
/// that is added may stand before one that goes.
const OPERATIONS: [&str; 4] = ["add", "replace", "change", "remove"];
/// In place of the ids to remove: all of them, or all but some.
const ALL: &str = "all";
const ALL_BUT: &str = "all_but";
/// In a row that is added: the id of the row that it shall stand before.
const BEFORE: &str = "before";

/// Carries out the changes, and says which rows were removed.
pub(crate) fn extend(
    tables: &mut Map<String, Value>,
    changes: Map<String, Value>,
    origins: &mut Origins,
    faults: &mut Vec<Fault>,
) -> Vec<(String, String)> {
    let mut extending = Extending { origins, faults, removed: Vec::new() };
    if !changes.contains_key("manifest") {
        let problem = "a set that extends another has an `id`, a `version` and a `title` of its own";
        extending.faults.push(Fault::new("manifest", "", problem));
    }
    for (table, change) in changes {
        match (&*table, change) {
            ("manifest", Value::Object(fields)) => {
                for field in ["id", "version", "title"].iter().filter(|field| !fields.contains_key(**field)) {
                    let problem = "the field is missing; a set that extends another has its own";
                    extending.faults.push(Fault::new("manifest", "", problem).in_field(*field));
                }
                if fields.contains_key("based_on") {
                    let problem =
                        "is filled in when the set is loaded; what a set extends, it says in `extends`";
                    extending.faults.push(Fault::new("manifest", "", problem).in_field("based_on"));
                }
                extending.object("manifest", tables, fields, "settings");
            }
            ("calendar", Value::Object(fields)) => extending.object("calendar", tables, fields, "one_off"),
            ("manifest" | "calendar", other) => {
                let problem = format!("found {}; allowed: an object", found(&other));
                let file = extending.origins.file(&table, "").to_owned();
                extending.faults.push(Fault::new(&table, "", problem).in_file(&file));
            }
            ("case", case) => {
                tables.insert("case".to_owned(), case);
            }
            (name, change) => {
                let rows = tables.entry(name).or_insert_with(|| Value::Array(Vec::new()));
                extending.rows(name, name, rows, change);
            }
        }
    }
    extending.removed
}

struct Extending<'e> {
    origins: &'e mut Origins,
    faults: &'e mut Vec<Fault>,
    removed: Vec<(String, String)>,
}

impl Extending<'_> {
    /// Replaces the fields of a table that is one object, and changes the rows of the one list in it.
    fn object(
        &mut self,
        table: &str,
        tables: &mut Map<String, Value>,
        fields: Map<String, Value>,
        list: &str,
    ) {
        let Some(Value::Object(object)) = tables.get_mut(table) else { return };
        for (field, value) in fields {
            if field == list {
                let rows = object.entry(list).or_insert_with(|| Value::Array(Vec::new()));
                self.rows(table, list, rows, value);
            } else {
                object.insert(field, value);
            }
        }
    }

    /// Changes the rows of a list, which is a table or stands in one.
    fn rows(&mut self, table: &str, list: &str, rows: &mut Value, change: Value) {
        let file = self.origins.file(table, "").to_owned();
        let Value::Array(rows) = rows else { return };
        let Value::Object(operations) = change else {
            let problem =
                format!("found {}; allowed: an object with {}", found(&change), operations_in_words());
            self.faults.push(Fault::new(table, "", problem).in_file(&file));
            return;
        };
        let mut operations: Vec<_> = operations.into_iter().collect();
        operations.sort_by_key(|(operation, _)| OPERATIONS.iter().position(|known| known == operation));
        let inherited: Vec<_> = rows.iter().map(|row| id_of(list, row)).collect();
        let mut done = HashMap::new();
        for (operation, values) in operations {
            if operation == NOTE {
                continue;
            }
            if !OPERATIONS.contains(&&*operation) {
                let problem = format!("unknown operation; allowed: {}", operations_in_words());
                let fault = Fault::new(table, "", problem).in_field(shown(&operation));
                let fault = fault.near(self.faults.len(), &operation, OPERATIONS.into_iter());
                self.faults.push(fault.in_file(&file));
                continue;
            }
            let values = match (values, &*operation) {
                (Value::Array(values), _) => values,
                (values, "remove") => {
                    let removed = self.remove_most((table, list), rows, &inherited, &done, &values);
                    if let Err(error) = removed {
                        self.faults.extend(error.into_faults().into_iter().map(|fault| fault.in_file(&file)));
                    }
                    continue;
                }
                (values, _) => {
                    let problem = format!("found {}; allowed: a list of rows, in `[ ]`", found(&values));
                    self.faults.push(Fault::new(table, "", problem).in_field(operation).in_file(&file));
                    continue;
                }
            };
            if values.len().max(rows.len()) > MOST_ROWS {
                let problem = format!("{} rows; allowed: {MOST_ROWS}", values.len().max(rows.len()));
                self.faults.push(Fault::new(table, "", problem).in_field(operation).in_file(&file));
                continue;
            }
            for value in values {
                let once = is_the_first(&mut done, (table, list), &operation, &value);
                if let Err(error) = once.and_then(|()| self.row(table, list, rows, &operation, value)) {
                    self.faults.extend(error.into_faults().into_iter().map(|fault| fault.in_file(&file)));
                }
            }
        }
    }

    /// Removes all rows of the set that is extended, or all but some. What is replaced or changed here stays, and what
    /// is added.
    fn remove_most(
        &mut self,
        (table, list): (&str, &str),
        rows: &mut Vec<Value>,
        inherited: &[Option<String>],
        done: &HashMap<String, String>,
        which: &Value,
    ) -> Result<(), RulesError> {
        let but = match which {
            Value::String(word) if word == ALL => Some(&[][..]),
            Value::Object(fields) if fields.len() == 1 => {
                fields.get(ALL_BUT).and_then(Value::as_array).map(Vec::as_slice)
            }
            _ => None,
        };
        let Some(but) = but else {
            let problem = format!(
                "found {}; allowed: a list of ids, `\"{ALL}\"`, or `{{\"{ALL_BUT}\": […]}}` with the ids of the rows to keep",
                found(which)
            );
            return Err(Fault::new(table, "", problem).in_field("remove").into());
        };
        let mut kept = HashSet::new();
        for id in but {
            let Some(id) = named(list, "remove", id) else {
                let problem = format!("found {}; allowed: the id of a row to keep", found(id));
                return Err(Fault::new(table, "", problem).in_field("remove").into());
            };
            if !inherited.iter().flatten().any(|known| *known == id) {
                let fault = Fault::new(table, &id, "is kept, and the set has no such row");
                let known = inherited.iter().flatten().map(String::as_str);
                return Err(fault.in_field("remove").near(0, &id, known).into());
            }
            kept.insert(id);
        }
        let goes = |id: &&String| !kept.contains(*id) && !done.contains_key(*id);
        let goes: HashSet<_> = inherited.iter().flatten().filter(goes).cloned().collect();
        if TableId::from_code(list).and_then(TableId::key).is_none() {
            // Rows without ids that are added stand behind the others.
            rows.drain(..inherited.len().min(rows.len()));
        }
        rows.retain(|row| id_of(list, row).is_none_or(|id| !goes.contains(&id)));
        self.removed.extend(goes.into_iter().map(|id| (list.to_owned(), id)));
        Ok(())
    }

    fn row(
        &mut self,
        table: &str,
        list: &str,
        rows: &mut Vec<Value>,
        operation: &str,
        value: Value,
    ) -> Result<(), RulesError> {
        let file = self.origins.file(table, "").to_owned();
        let key = TableId::from_code(list).and_then(TableId::key);
        if operation == "add" && key.is_none() {
            rows.push(value);
            return Ok(());
        }
        let problem = |problem: &str| Fault::new(table, "", problem).in_field(operation);
        let Some(key) = key else {
            return Err(problem("the rows of this table have no id; allowed: `add`").into());
        };
        let id = named(list, operation, &value);
        if operation == "remove" && id.is_none() {
            return Err(problem("allowed: the ids of the rows to remove").into());
        }
        let id = id.ok_or_else(|| problem(&format!("a row without its `{key}`")))?;
        let at = rows.iter().position(|row| has_id(row, key, &id));
        let ids = |rows: &[Value]| rows.iter().filter_map(|row| id_of(list, row)).collect::<Vec<_>>();
        let already = self.faults.len();
        let unknown = |id: &str, what: &str, rows: &[Value]| {
            let fault = Fault::new(table, id, format!("{what}, and the set has no such row"));
            fault.in_field(operation).near(already, id, ids(rows).iter().map(String::as_str))
        };
        match (operation, at) {
            ("add", Some(_)) => {
                let problem = "is added, and the set has such a row; allowed: `replace` or `change`";
                return Err(Fault::new(table, &id, problem).in_field(operation).into());
            }
            ("add", None) => {
                let mut value = value;
                let at = match value.as_object_mut().and_then(|row| row.remove(BEFORE)) {
                    None => default_place(list, rows, &value),
                    Some(Value::String(before)) => {
                        let at = rows.iter().position(|row| has_id(row, key, &before));
                        at.ok_or_else(|| unknown(&before, "a row shall stand before it", rows))?
                    }
                    Some(other) => {
                        let problem = format!("found {}; allowed: the id of a row", found(&other));
                        return Err(Fault::new(table, &id, problem).in_field(BEFORE).into());
                    }
                };
                rows.insert(at, value);
            }
            (_, None) => {
                let what = match operation {
                    "remove" => "is removed",
                    "replace" => "is replaced",
                    _ => "is changed",
                };
                return Err(unknown(&id, what, rows).into());
            }
            ("remove", Some(at)) => {
                rows.remove(at);
                self.removed.push((list.to_owned(), id));
                return Ok(());
            }
            ("replace", Some(at)) => {
                if let Some(row) = rows.get_mut(at) {
                    *row = value;
                }
            }
            (_, Some(at)) => {
                if let (Some(Value::Object(row)), Value::Object(fields)) = (rows.get_mut(at), value) {
                    for (field, value) in fields {
                        // Null takes an optional field away.
                        match value {
                            Value::Null => row.remove(&field),
                            value => row.insert(field, value),
                        };
                    }
                }
            }
        }
        self.origins.set(table, &id, &file);
        Ok(())
    }
}

/// The id of the row that an operation is about: the row itself, or for one that is removed the id alone.
fn named(list: &str, operation: &str, value: &Value) -> Option<String> {
    match (operation, value) {
        ("remove", Value::String(id)) => Some(id.clone()),
        ("remove", Value::Number(id)) => Some(id.to_string()),
        ("remove", _) => None,
        _ => id_of(list, value),
    }
}

/// Refuses a second operation on a row: which of the two is meant, nobody could tell.
fn is_the_first(
    done: &mut HashMap<String, String>,
    (table, list): (&str, &str),
    operation: &str,
    value: &Value,
) -> Result<(), RulesError> {
    let Some(id) = named(list, operation, value) else { return Ok(()) };
    match done.get(&id) {
        None => {
            done.insert(id, operation.to_owned());
            Ok(())
        }
        Some(before) => {
            let both = if before == operation {
                format!("stands twice under `{operation}`")
            } else {
                format!("stands under `{before}` and under `{operation}`")
            };
            let problem = format!("{both}; allowed: one operation on a row");
            Err(Fault::new(table, &id, problem).in_field(operation).into())
        }
    }
}

/// Whether a row has this id, which is [`id_of`] without the copy.
fn has_id(row: &Value, key: &str, id: &str) -> bool {
    match row.get(key) {
        Some(Value::String(own)) => own == id,
        Some(Value::Number(own)) => own.to_string() == id,
        _ => false,
    }
}

fn operations_in_words() -> String {
    format!("`{}`", OPERATIONS.join("`, `"))
}

/// Where a row goes that does not say. Rules whose level is in the request stay last in the reasons, and a step
/// stands with those of its stage.
fn default_place(list: &str, rows: &[Value], row: &Value) -> usize {
    let text = |row: &Value, field: &str| row.get(field).and_then(Value::as_str).map(str::to_owned);
    match list {
        "category_rules" => {
            let from_request =
                |row: &Value| matches!(text(row, "at_least").as_deref(), Some("judged" | "previous"));
            let last = rows.iter().position(from_request).unwrap_or(rows.len());
            if from_request(row) { rows.len() } else { last }
        }
        "steps" => {
            let stage = text(row, "stage");
            rows.iter().rposition(|row| text(row, "stage") == stage).map_or(rows.len(), |at| at + 1)
        }
        _ => rows.len(),
    }
}
