//! What an area says for its reports: whom to ring, and how they are marked. It is no part of the rules: numbers change
//! more often than they do.

use crate::strict::{json, kind, line, object};
use serde_json::Value;
use std::path::Path;

/// How every sheet is marked where the area says nothing else.
const MARKING: &str = "Official - Sensitive";

/// The most that a line of it may be long, so that it fits on a sheet.
const LONGEST: usize = 120;

/// The most that there may be to ring: more would not be read.
const MOST: usize = 12;

/// An area's own words.
pub(crate) struct Area {
    pub(crate) marking: String,
    pub(crate) ring: Vec<Ring>,
}

/// Somebody to ring.
pub(crate) struct Ring {
    pub(crate) who: String,
    pub(crate) number: String,
    pub(crate) when: Option<String>,
}

impl Default for Area {
    fn default() -> Self {
        Self { marking: MARKING.to_owned(), ring: Vec::new() }
    }
}

impl Area {
    /// Reads it from a file.
    ///
    /// # Errors
    /// It cannot be read, or is no such object: in words, with the place, what was found and what is allowed.
    pub(crate) fn read(file: &Path) -> Result<Self, String> {
        let in_file = |problem: String| format!("{}: {problem}", file.display());
        let text = std::fs::read(file).map_err(|error| in_file(error.to_string()))?;
        Self::from_json(&text).map_err(in_file)
    }

    fn from_json(text: &[u8]) -> Result<Self, String> {
        let value = json(text)?;
        let fields = object("", &value, &["marking", "ring"])?;
        let area = Self::default();
        let marking = match fields.get("marking") {
            Some(marking) => line("marking", marking, LONGEST)?,
            None => area.marking,
        };
        let ring = match fields.get("ring") {
            Some(Value::Array(rows)) if rows.len() <= MOST => rows,
            Some(Value::Array(rows)) => {
                return Err(format!("ring: {} are listed; allowed: {MOST} at most", rows.len()));
            }
            Some(other) => return Err(format!("ring: found {}; allowed: a list", kind(other))),
            None => &Vec::new(),
        };
        let ring = ring.iter().enumerate().map(|(at, row)| Ring::read(&format!("ring[{at}]"), row));
        Ok(Self { marking, ring: ring.collect::<Result<_, _>>()? })
    }
}

impl Ring {
    fn read(place: &str, row: &Value) -> Result<Self, String> {
        let fields = object(place, row, &["who", "number", "when"])?;
        let optional = |name: &str| {
            let value = fields.get(name);
            value.map(|value| line(&format!("{place}.{name}"), value, LONGEST)).transpose()
        };
        let needed = |name: &str| {
            optional(name)?.ok_or_else(|| format!("{place}: `{name}` is missing; allowed: a line of text"))
        };
        Ok(Self { who: needed("who")?, number: needed("number")?, when: optional("when")? })
    }
}
