//! The statements of the source: by far the longest table, and one that no screening asks.

use crate::tables::Statement;
use crate::tables::fault::Fault;
use crate::tables::read::ReadTable;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

/// The numbered statements of the source, in order: a slice of [`Statement`].
///
/// Those of the built-in set are read when they are first asked for, so that the first screening does not
/// wait for them.
#[derive(Clone)]
pub struct Statements {
    rows: OnceLock<Vec<Statement>>,
    /// What they are read from, as long as they were not.
    text: &'static str,
}

impl Statements {
    /// Statements that are read from this JSON when they are first asked for.
    pub(crate) const fn of_text(text: &'static str) -> Self {
        Self { rows: OnceLock::new(), text }
    }
}

impl From<Vec<Statement>> for Statements {
    fn from(rows: Vec<Statement>) -> Self {
        Self { rows: OnceLock::from(rows), text: "" }
    }
}

impl Default for Statements {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl Deref for Statements {
    type Target = [Statement];

    fn deref(&self) -> &[Statement] {
        self.rows.get_or_init(|| {
            #[allow(
                clippy::expect_used,
                reason = "the built-in statements are part of the crate, and its tests read them"
            )]
            serde_json::from_str(self.text).expect("the built-in statements are sound")
        })
    }
}

impl<'a> IntoIterator for &'a Statements {
    type Item = &'a Statement;
    type IntoIter = std::slice::Iter<'a, Statement>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for Statements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl PartialEq for Statements {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Statements {}

impl Serialize for Statements {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

impl<'de> Deserialize<'de> for Statements {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}

impl ReadTable for Statements {
    fn read_table(table: &str, value: Value, faults: &mut Vec<Fault>) -> Option<Self> {
        Vec::read_table(table, value, faults).map(Self::from)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Statements {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Vec::<Statement>::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<Statement>::json_schema(generator)
    }
}
