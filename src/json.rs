//! A value of JSON, in a type of this crate.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// A value of JSON as it was found: a field of a table or of a record. `Display` is its text.
///
/// `Debug` is empty: the value may be a child's.
///
/// ```
/// use cse_screening::rules::Json;
/// let json: Json = "[1, 2]".parse()?;
/// assert_eq!(json.to_string(), "[1,2]");
/// assert_eq!(json.read::<Vec<u8>>(), Some(vec![1, 2]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json(Value);

impl Json {
    pub(crate) const fn new(value: Value) -> Self {
        Self(value)
    }

    /// The text, where the value is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_str()
    }

    /// The value as another type, where it is one.
    #[must_use]
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(&self.0).ok()
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Says nothing of what it holds: it may end up in a log.
impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Json").finish_non_exhaustive()
    }
}

impl std::str::FromStr for Json {
    type Err = NotJson;
    fn from_str(text: &str) -> Result<Self, NotJson> {
        serde_json::from_str(text).map(Self).map_err(|_| NotJson)
    }
}

/// A text that is not JSON. It says nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not JSON")]
#[non_exhaustive]
pub struct NotJson;
