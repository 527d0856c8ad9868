//! An example of each condition, and of the fields that are not written at first sight. The rows that they name are
//! those of the built-in set.

use serde::{Deserialize, Serialize};
use serde_json::ser::{Formatter, Serializer};
use serde_json::{Map, Value};
use std::io::{self, Write};
use std::sync::LazyLock;

/// Each an object with one word, so that they keep their order.
#[derive(Default, Deserialize)]
pub(crate) struct Examples {
    /// The conditions.
    pub(crate) conditions: Vec<Map<String, Value>>,
    /// The fields, each with all ways to write it.
    pub(crate) fields: Vec<Map<String, Value>>,
    /// Words of other kinds, and the fields of tables of which the built-in set has no example.
    #[cfg(feature = "schema")]
    pub(crate) others: Map<String, Value>,
}

/// All of them. Where they could not be read there would be none, which a test excludes.
pub(crate) static EXAMPLES: LazyLock<Examples> =
    LazyLock::new(|| serde_json::from_str(include_str!("examples.json")).unwrap_or_default());

/// Whether a place is in a list of conditions.
pub(crate) fn is_of_condition(place: &str) -> bool {
    let first = place.split(['.', '[']).next();
    first.is_some_and(|first| matches!(first, "when" | "open_when_left_out"))
}

/// An example of what may stand at a place such as `when[0].any[1].fact`, or around it.
pub(crate) fn at(place: &str) -> Option<String> {
    let Examples { conditions, fields, .. } = &*EXAMPLES;
    let conditions = if is_of_condition(place) { &**conditions } else { &[] };
    let find = |all: &[Map<String, Value>], word: &str| all.iter().find_map(|one| one.get(word).cloned());
    place.rsplit(['.', '[', ']']).find_map(|word| {
        if let Some(example) = find(conditions, word) {
            return Some(format!("`{{\"{word}\": {}}}`", spaced(&example)));
        }
        let ways = find(fields, word)?;
        let ways = ways.as_array()?.iter().map(|way| format!("`\"{word}\": {}`", spaced(way)));
        Some(ways.collect::<Vec<_>>().join(", or "))
    })
}

/// JSON in one line, as people write it: with a space behind each comma and colon.
pub(crate) fn spaced(value: &Value) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, Spaced);
    match value.serialize(&mut serializer) {
        Ok(()) => String::from_utf8(bytes).unwrap_or_default(),
        Err(_) => value.to_string(),
    }
}

struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }
    fn begin_object_key<W: Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }
    fn begin_object_value<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}
