//! Why a record cannot be read.

use crate::vocabulary::vocabulary;
use serde_json::error::Category;
use std::fmt;

vocabulary! {
    /// What is wrong with a text that cannot be read as a record.
    #[non_exhaustive]
    pub enum RecordErrorKind ("kind of error") {
        /// The text is not JSON.
        NotJson = "not_json",
        /// It is JSON, and not a record of these rules: a field is missing, unknown or of another type, or the
        /// request in it is refused.
        NotARecord = "not_a_record",
    }
}

/// A text that is not a record of the rules it was read with.
///
/// `Display` and `Debug` are for logs: they repeat nothing that stands in the record. [`RecordError::full_text`]
/// may name what was found, which can be a child's answer.
#[derive(Clone, PartialEq, Eq)]
pub struct RecordError {
    kind: RecordErrorKind,
    place: Option<(usize, usize)>,
    full_text: String,
}

impl RecordError {
    /// What is wrong, for a host that tells it in its own words.
    #[must_use]
    pub const fn kind(&self) -> RecordErrorKind {
        self.kind
    }

    /// The line and the column, both from 1, where the text says where.
    #[must_use]
    pub const fn place(&self) -> Option<(usize, usize)> {
        self.place
    }

    /// All that is known of it, for who may see the record.
    #[must_use]
    pub fn full_text(&self) -> &str {
        &self.full_text
    }
}

impl From<serde_json::Error> for RecordError {
    fn from(error: serde_json::Error) -> Self {
        let kind = match error.classify() {
            Category::Data => RecordErrorKind::NotARecord,
            Category::Syntax | Category::Eof | Category::Io => RecordErrorKind::NotJson,
        };
        let place = (error.line() > 0).then(|| (error.line(), error.column()));
        Self { kind, place, full_text: error.to_string() }
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            RecordErrorKind::NotJson => "the record is not JSON",
            RecordErrorKind::NotARecord => "this is not a record of these rules",
        })?;
        self.place.map_or(Ok(()), |(line, column)| write!(f, " (line {line} column {column})"))
    }
}

/// As [`fmt::Display`]: it may end up in a log.
impl fmt::Debug for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordError")
            .field("kind", &self.kind)
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for RecordError {}
