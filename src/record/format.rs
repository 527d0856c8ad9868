//! The version of the shape of a record.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The shape of records that this version reads and writes: 2. A record of another shape is refused, so a value of
/// this type says that it was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Format;

impl Format {
    /// Its number.
    pub const NUMBER: u8 = 2;
}

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(Self::NUMBER)
    }
}

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // However a whole number is written.
        match f64::deserialize(deserializer)? {
            number if number == f64::from(Self::NUMBER) => Ok(Self),
            other => {
                let expected = format!("a record of format {}", Self::NUMBER);
                Err(de::Error::invalid_value(de::Unexpected::Float(other), &expected.as_str()))
            }
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Format {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Format".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "The version of this shape.", "const": Self::NUMBER })
    }
}
