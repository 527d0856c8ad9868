//! Small files of people's own, read strictly: an error names the place, what was found, and what is allowed.

use cse_screening::chrono::NaiveDate;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// A value of JSON in which no object repeats a key: one of the two would be lost.
struct Unrepeated(Value);

/// The value in these bytes.
pub(crate) fn json(text: &[u8]) -> Result<Value, String> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let text = std::str::from_utf8(text).map_err(|error| {
        format!("not UTF-8, from byte {} on; allowed: JSON, saved as UTF-8", error.valid_up_to() + 1)
    })?;
    serde_json::from_str(text).map(|Unrepeated(value)| value).map_err(|error| format!("not JSON: {error}"))
}

/// An object with no other fields than these. The place is empty for the whole.
pub(crate) fn object<'v>(
    place: &str,
    value: &'v Value,
    allowed: &[&str],
) -> Result<&'v Map<String, Value>, String> {
    let at = if place.is_empty() { String::new() } else { format!("{place}: ") };
    let names = || allowed.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let Value::Object(fields) = value else {
        return Err(format!("{at}found {}; allowed: an object with {}", kind(value), names()));
    };
    match fields.keys().find(|name| !allowed.contains(&name.as_str())) {
        Some(unknown) => Err(format!("{at}unknown field `{unknown}`; allowed: {}", names())),
        None => Ok(fields),
    }
}

/// Words, on a line and not longer than this.
pub(crate) fn line(place: &str, value: &Value, longest: usize) -> Result<String, String> {
    let found = match value {
        Value::String(text) if text.trim().is_empty() => "nothing but spaces".to_owned(),
        Value::String(text) if text.contains(['\n', '\r']) => "more than one line".to_owned(),
        Value::String(text) if text.chars().count() > longest => {
            format!("{} characters", text.chars().count())
        }
        Value::String(text) => return Ok(text.trim().to_owned()),
        other => kind(other).to_owned(),
    };
    Err(format!("{place}: found {found}; allowed: a line of text of {longest} characters at most"))
}

/// A day, such as `2026-01-14`.
pub(crate) fn day(place: &str, value: &Value) -> Result<NaiveDate, String> {
    let found = match value {
        Value::String(text) => match text.parse::<NaiveDate>() {
            Ok(day) if day.to_string() == *text => return Ok(day),
            _ => "no such date",
        },
        other => kind(other),
    };
    Err(format!("{place}: found {found}; allowed: a date such as 2026-01-14"))
}

pub(crate) const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

impl<'de> Deserialize<'de> for Unrepeated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue).map(Self)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }
    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Unrepeated(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if fields.contains_key(&key) {
                return Err(Error::custom("a key is repeated"));
            }
            let Unrepeated(value) = map.next_value()?;
            fields.insert(key, value);
        }
        Ok(Value::Object(fields))
    }
}
