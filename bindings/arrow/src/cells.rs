//! Cells of columns, whatever way Arrow holds them.

use crate::{Table, TableError};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, Int64Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use cse_screening::chrono::{Datelike, Days, NaiveDate};
use std::collections::HashMap;

pub(crate) const fn is_text(of: &DataType) -> bool {
    match of {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => {
            matches!(**values, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
        }
        _ => false,
    }
}

pub(crate) fn is_whole(of: &DataType) -> bool {
    of.is_integer()
}

pub(crate) const fn is_day(of: &DataType) -> bool {
    matches!(of, DataType::Date32) || is_text(of)
}

/// A column that a table may have, with a test of its type and the types in words.
pub(crate) type Allowed = (&'static str, fn(&DataType) -> bool, &'static str);

pub(crate) const TEXT: &str = "text, plain or as a dictionary";
pub(crate) const WHOLE: &str = "whole numbers";
pub(crate) const DAY: &str = "days (`date32`), or text such as 2025-02-28";

/// Refuses a column that is not allowed, of another type, or there twice: one that is misspelt would go unread.
pub(crate) fn check(
    table: Table,
    schema: &Schema,
    allowed: &[Allowed],
    needed: &[&str],
) -> Result<(), TableError> {
    let name = table.name();
    for (at, field) in schema.fields().iter().enumerate() {
        let Some((column, fits, types)) = allowed.iter().find(|(column, ..)| column == field.name()) else {
            let all: Vec<_> = allowed.iter().map(|(column, ..)| format!("`{column}`")).collect();
            return Err(TableError::new(format!(
                "the table `{name}` has a column that is not known, the {}; allowed: {}",
                place(at),
                all.join(", ")
            )));
        };
        if !fits(field.data_type()) {
            return Err(TableError::new(format!(
                "the column `{column}` of the table `{name}` is of the type {}; allowed: {types}",
                field.data_type()
            )));
        }
        if schema.fields().iter().filter(|other| other.name() == field.name()).count() > 1 {
            return Err(TableError::new(format!("the table `{name}` has the column `{column}` twice")));
        }
    }
    let missing = |column: &&&str| {
        !schema.fields().iter().any(|field: &std::sync::Arc<Field>| field.name() == **column)
    };
    match needed.iter().find(missing) {
        Some(column) => Err(TableError::missing(table, column)),
        None => Ok(()),
    }
}

/// A column that is not known may be named by what a child said: it is told by its place.
fn place(at: usize) -> String {
    format!("{}. from the left", at + 1)
}

/// Text as numbers of its different values, so that each value is looked at once.
pub(crate) struct Text<'a> {
    /// The number of each cell's value; [`Text::NULL`] where there is none.
    pub(crate) keys: Vec<u32>,
    pub(crate) values: Vec<&'a str>,
}

impl<'a> Text<'a> {
    pub(crate) const NULL: u32 = u32::MAX;

    pub(crate) fn of(column: &'a dyn Array) -> Self {
        if let Some(dictionary) = column.as_any_dictionary_opt() {
            let values = dictionary.values();
            if values.is_empty() {
                return Self { keys: vec![Self::NULL; column.len()], values: Vec::new() };
            }
            let (count, values_have_nulls) = (values.len(), values.null_count() > 0);
            let is_value = |key: usize| key < count && !(values_have_nulls && values.is_null(key));
            let keys = numbers(dictionary.keys(), |key| {
                let key = key.filter(|key| is_value(usize::try_from(*key).unwrap_or(usize::MAX)));
                key.and_then(|key| u32::try_from(key).ok()).unwrap_or(Self::NULL)
            });
            return Self { keys, values: plain(values).map(Option::unwrap_or_default).collect() };
        }
        let (mut known, mut values) = (HashMap::new(), Vec::new());
        let keys = plain(column).map(|text| {
            let Some(text) = text else { return Self::NULL };
            *known.entry(text).or_insert_with(|| {
                values.push(text);
                u32::try_from(values.len() - 1).unwrap_or(Self::NULL)
            })
        });
        Self { keys: keys.collect(), values }
    }

    /// What each value is.
    pub(crate) fn parsed<T>(&self, parse: impl Fn(&'a str) -> T) -> Vec<T> {
        self.values.iter().map(|value| parse(value)).collect()
    }
}

/// The cells of plain text; nothing of another type.
pub(crate) fn plain(column: &dyn Array) -> Box<dyn Iterator<Item = Option<&str>> + '_> {
    match column.data_type() {
        DataType::Utf8 => Box::new(column.as_string::<i32>().iter()),
        DataType::LargeUtf8 => Box::new(column.as_string::<i64>().iter()),
        DataType::Utf8View => Box::new(column.as_string_view().iter()),
        _ => Box::new(std::iter::empty()),
    }
}

/// The cells of text, plain or of a dictionary; nothing of another type. Of a dictionary no more values are looked at than
/// there are cells.
pub(crate) fn texts(column: &dyn Array) -> Box<dyn Iterator<Item = Option<&str>> + '_> {
    let Some(dictionary) = column.as_any_dictionary_opt() else { return plain(column) };
    let (keys, values) = (dictionary.keys(), &**dictionary.values());
    if values.is_empty() {
        return Box::new(std::iter::repeat_n(None, column.len()));
    }
    let cells = dictionary.normalized_keys().into_iter().enumerate();
    Box::new(cells.map(|(at, key)| keys.is_valid(at).then(|| text_at(values, key)).flatten()))
}

/// One cell of plain text; none of another type.
fn text_at(values: &dyn Array, at: usize) -> Option<&str> {
    if at >= values.len() || values.is_null(at) {
        return None;
    }
    match values.data_type() {
        DataType::Utf8 => Some(values.as_string::<i32>().value(at)),
        DataType::LargeUtf8 => Some(values.as_string::<i64>().value(at)),
        DataType::Utf8View => Some(values.as_string_view().value(at)),
        _ => None,
    }
}

/// What is made of each cell of whole numbers; nothing of another type.
pub(crate) fn numbers<T>(column: &dyn Array, mut make: impl FnMut(Option<i128>) -> T) -> Vec<T> {
    macro_rules! of {
        ($type:ty) => {
            column.as_primitive::<$type>().iter().map(|cell| make(cell.map(i128::from))).collect()
        };
    }
    match column.data_type() {
        DataType::Int8 => of!(Int8Type),
        DataType::Int16 => of!(Int16Type),
        DataType::Int32 => of!(Int32Type),
        DataType::Int64 => of!(Int64Type),
        DataType::UInt8 => of!(UInt8Type),
        DataType::UInt16 => of!(UInt16Type),
        DataType::UInt32 => of!(UInt32Type),
        DataType::UInt64 => of!(UInt64Type),
        _ => Vec::new(),
    }
}

/// The cells of whole numbers: the usual type is read in place.
pub(crate) enum Whole<'a> {
    Int64(&'a Int64Array),
    Other(Vec<Option<i128>>),
}

impl<'a> Whole<'a> {
    /// Of another type there is nothing.
    pub(crate) fn of(column: &'a dyn Array) -> Self {
        match column.data_type() {
            DataType::Int64 => Self::Int64(column.as_primitive()),
            _ => Self::Other(numbers(column, |cell| cell)),
        }
    }

    /// The number in a row, if there is one.
    #[inline(always)] // As for ids.
    pub(crate) fn get(&self, row: usize) -> Option<i128> {
        match self {
            Self::Int64(cells) => (row < cells.len() && cells.is_valid(row)).then(|| cells.value(row).into()),
            Self::Other(cells) => cells.get(row).copied().flatten(),
        }
    }
}

/// A day, or what was found in its place.
pub(crate) type Day = Result<NaiveDate, String>;

/// The cells of days; nothing of another type.
pub(crate) fn days(column: &dyn Array) -> Vec<Option<Day>> {
    if column.data_type() == &DataType::Date32 {
        let cells = column.as_primitive::<Date32Type>().iter();
        return cells.map(|cell| cell.map(of_days)).collect();
    }
    let text = Text::of(column);
    let parsed = text.parsed(|value| {
        let day = value.parse::<NaiveDate>().ok().filter(|day| is_in_years(*day));
        // Only as it is written: a sign, a space or a missing nought is a slip.
        day.filter(|day| day.to_string() == value).ok_or_else(|| value.to_owned())
    });
    text.keys.iter().map(|key| parsed.get(*key as usize).cloned()).collect()
}

fn of_days(days: i32) -> Day {
    let start = NaiveDate::default();
    let by = Days::new(u64::from(days.unsigned_abs()));
    let day = if days < 0 { start.checked_sub_days(by) } else { start.checked_add_days(by) };
    let found = || day.map_or_else(|| format!("day {days} from 1970-01-01"), |day| day.to_string());
    day.filter(|day| is_in_years(*day)).ok_or_else(found)
}

fn is_in_years(day: NaiveDate) -> bool {
    (1900..=2199).contains(&day.year())
}

/// A column by its name, if it is there.
pub(crate) fn column<'b>(batch: &'b RecordBatch, name: &str) -> Option<&'b dyn Array> {
    batch.column_by_name(name).map(AsRef::as_ref)
}

/// A column without which a table is not read.
pub(crate) fn needed<'b>(
    table: Table,
    batch: &'b RecordBatch,
    name: &str,
) -> Result<&'b dyn Array, TableError> {
    column(batch, name).ok_or_else(|| TableError::missing(table, name))
}
