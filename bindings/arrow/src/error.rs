//! Why tables are not screened at all.

use crate::Table;
use arrow_schema::ArrowError;
use cse_screening::ColumnsError;
use std::fmt;

/// Why two tables are not screened. `Display` and `Debug` repeat no cell of them.
#[derive(Clone, PartialEq, Eq)]
pub struct TableError {
    message: String,
    detail: Option<String>,
}

impl TableError {
    pub(crate) const fn new(message: String) -> Self {
        Self { message, detail: None }
    }

    /// A batch was not made, or holds what no table can. What is said of it may hold a child's data.
    pub(crate) fn broken(table: &str, error: &ArrowError) -> Self {
        let message = format!("the table `{table}` broke off: whoever makes its batches failed");
        Self { message, detail: Some(error.to_string()) }
    }

    pub(crate) fn missing(table: Table, column: &str) -> Self {
        Self::new(format!("the table `{}` has no column `{column}`", table.name()))
    }

    /// What whoever made the batches said. It may hold a child's data, and belongs in no log.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }
}

impl From<ArrowError> for TableError {
    fn from(error: ArrowError) -> Self {
        Self { message: "the result could not be put together".to_owned(), detail: Some(error.to_string()) }
    }
}

impl From<ColumnsError> for TableError {
    fn from(error: ColumnsError) -> Self {
        Self::new(error.to_string())
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// As `Display`.
impl fmt::Debug for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TableError").field(&self.message).finish()
    }
}

impl std::error::Error for TableError {}
