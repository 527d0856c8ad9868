//! Reads tables from JSON, row by row and field by field, so that every fault is found in one go.

use crate::encoding::{NotUtf8, json_text, without_mark};
use crate::tables::fault::{Fault, shown};
use crate::tables::plain::{Misfit, fitting, not_json};
use crate::tables::row_ids::{NOTE, id_of};
use crate::tables::{RowRef, TableId, Tables};
use serde::de::{
    self, Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::fmt;

/// What was found, in words fit for a message.
pub(crate) fn found(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{}\"", shown(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        plain => plain.to_string(),
    }
}

/// A row that is read field by field.
pub(crate) trait ReadRow: Sized {
    const FIELDS: &'static [&'static str];
    /// What it has of the parts of [`RowRef`], and in which field.
    const PARTS: &'static [(&'static str, &'static str)];
    #[cfg(feature = "local-rules")]
    fn read(fields: &mut Fields<'_>) -> Option<Self>;
    fn fill_in<'t>(&'t self, row: &mut RowRef<'t>);
}

/// The fields of one row, and the faults found in them.
pub(crate) struct Fields<'r> {
    fields: Map<String, Value>,
    table: &'r str,
    row: &'r str,
    faults: &'r mut Vec<Fault>,
}

impl Fields<'_> {
    fn fault(&mut self, field: &str, problem: impl Into<String>) {
        self.faults.push(Fault::new(self.table, self.row, problem).in_field(field));
    }

    /// A fault with the nearest of the words that are allowed.
    fn unknown<'c>(
        &mut self,
        at: &str,
        problem: String,
        found: &str,
        allowed: impl Iterator<Item = &'c str>,
    ) {
        let fault = Fault::new(self.table, self.row, problem).in_field(at);
        self.faults.push(fault.near(self.faults.len(), found, allowed));
    }

    pub(crate) fn required<T: DeserializeOwned>(&mut self, field: &str) -> Option<T> {
        match self.fields.remove(field) {
            Some(value) => self.value(field, value),
            None => {
                self.fault(field, "the field is missing");
                None
            }
        }
    }

    pub(crate) fn optional<T: DeserializeOwned + Default>(&mut self, field: &str) -> Option<T> {
        self.fields.remove(field).map_or_else(|| Some(T::default()), |value| self.value(field, value))
    }

    fn value<T: DeserializeOwned>(&mut self, field: &str, mut value: Value) -> Option<T> {
        if value.is_null() {
            self.fault(field, "found null; leave the field out instead");
            return None;
        }
        // Settings, waivers and the days of a calendar are rows too.
        if ["waives", "accepts_no_category", "acknowledges"].contains(&field)
            || TableId::from_code(field).is_some()
        {
            for row in value.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
                row.remove(NOTE);
            }
        }
        match fitting(&value, field) {
            Ok(read) => Some(read),
            Err(Misfit { place, problem, found, allowed }) => {
                let already = self.faults.len();
                let fault = match row_within(field, &place, &value) {
                    // The place in the list is not that in any file where the set extends another.
                    Some((id, inner)) => Fault::new(self.table, &id, problem).in_field(inner),
                    None => Fault::new(self.table, self.row, problem).in_field(place),
                };
                self.faults.push(fault.near(already, &found, allowed.iter().map(String::as_str)));
                None
            }
        }
    }

    /// What was left over is unknown.
    fn finish(mut self, known: &[&str]) {
        for field in std::mem::take(&mut self.fields).keys().filter(|field| *field != NOTE) {
            let problem = format!("unknown field; allowed: `{}`", known.join("`, `"));
            self.unknown(&shown(field), problem, field, known.iter().copied());
        }
    }
}

/// Of a place in a list of rows that have ids, such as `settings[7].value`: the id and the place in that row.
fn row_within<'p>(list: &str, place: &'p str, rows: &Value) -> Option<(String, &'p str)> {
    let (at, inner) = place.strip_prefix(list)?.strip_prefix('[')?.split_once(']')?;
    let id = id_of(list, rows.get(at.parse::<usize>().ok()?)?)?;
    Some((id, inner.trim_start_matches('.')))
}

/// Reads the tables of one document.
pub(crate) struct Reader<'f> {
    tables: Map<String, Value>,
    faults: &'f mut Vec<Fault>,
}

#[cfg(feature = "local-rules")]
impl<'f> Reader<'f> {
    pub(crate) const fn new(tables: Map<String, Value>, faults: &'f mut Vec<Fault>) -> Self {
        Self { tables, faults }
    }

    pub(crate) fn tables(mut self) -> Option<Tables> {
        Tables::read(&mut self)
    }

    pub(crate) fn required<T: ReadTable>(&mut self, table: &str) -> Option<T> {
        match self.tables.remove(table) {
            Some(value) => T::read_table(table, value, self.faults),
            None => {
                self.faults.push(Fault::new(table, "", "the table is missing"));
                None
            }
        }
    }

    pub(crate) fn optional<T: ReadTable + Default>(&mut self, table: &str) -> Option<T> {
        let value = self.tables.remove(table);
        value.map_or_else(|| Some(T::default()), |value| T::read_table(table, value, self.faults))
    }
}

/// A table: a list of rows, or one row.
pub(crate) trait ReadTable: Sized {
    type Row: ReadRow;
    fn rows(&self) -> &[Self::Row];
    #[cfg(feature = "local-rules")]
    fn read_table(table: &str, value: Value, faults: &mut Vec<Fault>) -> Option<Self>;
}

impl<R: ReadRow> ReadTable for R {
    type Row = R;
    fn rows(&self) -> &[R] {
        std::slice::from_ref(self)
    }
    #[cfg(feature = "local-rules")]
    fn read_table(table: &str, value: Value, faults: &mut Vec<Fault>) -> Option<Self> {
        row(table, "", value, faults)
    }
}

impl<R: ReadRow> ReadTable for Vec<R> {
    type Row = R;
    fn rows(&self) -> &[R] {
        self
    }
    #[cfg(feature = "local-rules")]
    fn read_table(table: &str, value: Value, faults: &mut Vec<Fault>) -> Option<Self> {
        let Value::Array(rows) = value else {
            faults.push(Fault::new(table, "", format!("found {}; allowed: a list of rows", found(&value))));
            return None;
        };
        let read: Vec<Option<R>> = rows
            .into_iter()
            .enumerate()
            .map(|(at, value)| {
                let id = id_of(table, &value).unwrap_or_else(|| format!("row {}", at + 1));
                row(table, &id, value, faults)
            })
            .collect();
        read.into_iter().collect()
    }
}

#[cfg(feature = "local-rules")]
fn row<R: ReadRow>(table: &str, id: &str, value: Value, faults: &mut Vec<Fault>) -> Option<R> {
    let Value::Object(fields) = value else {
        faults.push(Fault::new(table, id, format!("found {}; allowed: an object", found(&value))));
        return None;
    };
    let mut fields = Fields { fields, table, row: id, faults };
    let read = R::read(&mut fields);
    fields.finish(R::FIELDS);
    read
}

/// The value of a JSON file, in which no object repeats a key; or what is wrong with the file.
pub(crate) fn strict_json(bytes: &[u8]) -> Result<Value, String> {
    let text =
        json_text(without_mark(bytes)).map_err(|NotUtf8 { line, column, problem }| match (line, column) {
            // The beginning is no place to look for.
            (1, 1) => problem.to_owned(),
            _ => format!("{problem} (line {line} column {column})"),
        })?;
    if text.trim().is_empty() {
        return Err("the text is empty; write something there, or take the file away".to_owned());
    }
    serde_json::from_str(text).map(|Strict(value)| value).map_err(|error| not_json(&error, text))
}

/// Below this every whole number is an `f64` of its own.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// More braces in one another than this are refused. Conditions may stand 32 deep, in a row of a table of a document;
/// what reads them into their types takes some KiB of the stack for each.
const MOST_BRACES: usize = 40;

/// A JSON value in which no object repeats a key.
pub(crate) struct Strict(pub(crate) Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        StrictVisitor { braces: MOST_BRACES }.deserialize(deserializer).map(Self)
    }
}

/// With as many braces in one another as there may still be.
#[derive(Clone, Copy)]
struct StrictVisitor {
    braces: usize,
}

impl<'de> DeserializeSeed<'de> for StrictVisitor {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    /// A number with a whole value is a whole number, however it is written: schemas take it for one.
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        #[allow(clippy::cast_possible_truncation, reason = "it is whole, and within the bounds")]
        if value.fract() == 0.0 && value.abs() < MOST_EXACT {
            return Ok((value as i64).into());
        }
        Ok(value.into())
    }
    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_string<E: de::Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let Some(braces) = self.braces.checked_sub(1) else {
            return Err(de::Error::custom(format_args!(
                "braces stand too deep in one another; allowed: {MOST_BRACES} of them"
            )));
        };
        let mut fields = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if fields.contains_key(&key) {
                return Err(de::Error::custom(format_args!("the key `{}` is repeated", shown(&key))));
            }
            let value = map.next_value_seed(Self { braces })?;
            fields.insert(key, value);
        }
        Ok(Value::Object(fields))
    }
}

/// Which file each row comes from; the rows of a table under an empty id are those of its file.
#[derive(Default)]
pub(crate) struct Origins(HashMap<(String, String), String>);

impl Origins {
    pub(crate) fn set(&mut self, table: &str, row: &str, file: &str) {
        self.0.insert((table.to_owned(), row.to_owned()), file.to_owned());
    }

    /// The rows of a set that is extended come from there, until something is done with one here; so does each
    /// table of which nothing is said here.
    pub(crate) fn inherit(&mut self, tables: &Map<String, Value>, from: &str) {
        for (table, rows) in tables {
            let inner = match &**table {
                "manifest" => rows.get("settings").map(|rows| ("settings", rows)),
                "calendar" => rows.get("one_off").map(|rows| ("one_off", rows)),
                _ => Some((&**table, rows)),
            };
            self.0.entry((table.clone(), String::new())).or_insert_with(|| from.to_owned());
            let (list, rows) = inner.map_or(("", None), |(list, rows)| (list, rows.as_array()));
            for id in rows.into_iter().flatten().filter_map(|row| id_of(list, row)) {
                self.0.insert((table.clone(), id), from.to_owned());
            }
        }
    }

    pub(crate) fn file(&self, table: &str, row: &str) -> &str {
        let at = |row: &str| self.0.get(&(table.to_owned(), row.to_owned()));
        at(row).or_else(|| at("")).map_or("", String::as_str)
    }
}
