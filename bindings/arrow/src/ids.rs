//! The ids of screenings: text or whole numbers, and the same in both tables.

use crate::TableError;
use crate::cells::{Text, Whole, is_text, is_whole};
use arrow_array::cast::AsArray;
use arrow_array::{Array, LargeStringArray, StringArray, StringViewArray};
use arrow_schema::{DataType, Schema};

pub(crate) const SCREENING: &str = "screening";
pub(crate) const TYPES: &str = "text, plain or as a dictionary, or whole numbers";

pub(crate) fn is_id(of: &DataType) -> bool {
    is_text(of) || is_whole(of)
}

/// The id of a screening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Id<'a> {
    Number(i64),
    /// Above every number that fits there.
    Large(u64),
    Text(&'a str),
}

impl Id<'_> {
    /// Every type of whole numbers fits in one or the other.
    fn number(number: i128) -> Option<Self> {
        let large = || u64::try_from(number).ok().map(Self::Large);
        i64::try_from(number).ok().map(Self::Number).or_else(large)
    }
}

/// Ids as a column has them: the usual ways are read in place.
pub(crate) enum Ids<'a> {
    Utf8(&'a StringArray),
    LargeUtf8(&'a LargeStringArray),
    Utf8View(&'a StringViewArray),
    Whole(Whole<'a>),
    /// Those of a dictionary.
    Numbered(Text<'a>),
}

impl<'a> Ids<'a> {
    pub(crate) fn of(column: &'a dyn Array) -> Self {
        match column.data_type() {
            DataType::Utf8 => Self::Utf8(column.as_string()),
            DataType::LargeUtf8 => Self::LargeUtf8(column.as_string()),
            DataType::Utf8View => Self::Utf8View(column.as_string_view()),
            other if is_whole(other) => Self::Whole(Whole::of(column)),
            _ => Self::Numbered(Text::of(column)),
        }
    }

    /// The id in a row, which has to be one of the column.
    #[inline(always)] // So that ids stay in registers: written and read again they took half the time of a row.
    pub(crate) fn get(&self, row: usize) -> Option<Id<'a>> {
        match self {
            Self::Utf8(ids) => ids.is_valid(row).then(|| Id::Text(ids.value(row))),
            Self::LargeUtf8(ids) => ids.is_valid(row).then(|| Id::Text(ids.value(row))),
            Self::Utf8View(ids) => ids.is_valid(row).then(|| Id::Text(ids.value(row))),
            Self::Whole(ids) => ids.get(row).and_then(Id::number),
            Self::Numbered(Text { keys, values }) => {
                keys.get(row).and_then(|key| values.get(*key as usize)).map(|text| Id::Text(text))
            }
        }
    }
}

/// An id that is a number in one table and text in the other would never be found.
pub(crate) fn check_alike(children: &Schema, answers: &Schema) -> Result<(), TableError> {
    let whole =
        |schema: &Schema| schema.field_with_name(SCREENING).is_ok_and(|field| is_whole(field.data_type()));
    if whole(children) == whole(answers) {
        return Ok(());
    }
    Err(TableError::new(
        "the column `screening` has whole numbers in one table and text in the other; allowed: the same in both"
            .to_owned(),
    ))
}
