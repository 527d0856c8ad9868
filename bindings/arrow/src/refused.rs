//! The cells that could not be read.

use crate::{Table, TableError};
use arrow_array::builder::{StringBuilder, StringDictionaryBuilder, UInt64Builder};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, RecordBatch};
use cse_screening::UnknownCode;
use std::sync::Arc;

#[derive(Default)]
pub(crate) struct Refused {
    table: StringDictionaryBuilder<Int32Type>,
    row: UInt64Builder,
    column: StringDictionaryBuilder<Int32Type>,
    found: StringBuilder,
    allowed: StringDictionaryBuilder<Int32Type>,
}

/// A found text is cut after so many characters.
const LONGEST: usize = 60;

impl Refused {
    /// Notes a cell: the row counted from 0, what was found if anything, and what is allowed.
    pub(crate) fn note(
        &mut self,
        (table, row, column): (Table, u64, &str),
        found: Option<&str>,
        allowed: &str,
    ) {
        self.table.append_value(table.name());
        self.row.append_value(row);
        self.column.append_value(column);
        self.found.append_option(found.map(|found| found.chars().take(LONGEST).collect::<String>()));
        self.allowed.append_value(allowed);
    }

    pub(crate) fn finish(mut self) -> Result<RecordBatch, TableError> {
        let columns: [(&str, ArrayRef); 5] = [
            ("table", Arc::new(self.table.finish())),
            ("row", Arc::new(self.row.finish())),
            ("column", Arc::new(self.column.finish())),
            ("found", Arc::new(self.found.finish())),
            ("allowed", Arc::new(self.allowed.finish())),
        ];
        let nullable = |(name, column)| (name, column, name == "found");
        Ok(RecordBatch::try_from_iter_with_nullable(columns.map(nullable))?)
    }
}

/// The codes that are allowed, in words.
pub(crate) fn allowed(error: &UnknownCode) -> String {
    let codes = error.allowed();
    let list = if codes.len() > 24 {
        format!("one of the {} codes of the rules", codes.len())
    } else {
        codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ")
    };
    match error.nearest() {
        Some(nearest) => format!("{list}; did you mean `{nearest}`?"),
        None => list,
    }
}
