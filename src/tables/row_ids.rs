//! The field that names a row.

use crate::tables::TableId;
use serde_json::Value;

/// A note may stand in every file and every row. It is for whoever reads the files, and is left out of
/// the set.
pub(crate) const NOTE: &str = "note";

/// The id of a row as it stands in JSON.
pub(crate) fn id_of(table: &str, row: &Value) -> Option<String> {
    TableId::from_code(table)?.id_in(row)
}
