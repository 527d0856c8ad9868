//! A plain value of a request, and what it is read as.

use crate::compiled::RuleSet;
use crate::request::dates;
use crate::request::{RequestError, RequestErrorKind};
use crate::vocabulary::LONGEST_SHOWN;
use crate::vocabulary::UnknownCode;
use crate::vocabulary::category::Category;
use crate::vocabulary::child::checked_age;
use crate::vocabulary::dates::{is_of_our_time, read};
use crate::vocabulary::determination::Determination;
use crate::vocabulary::evidence::{EvidenceError, FreeText};
use crate::vocabulary::question::Choice;
use chrono::NaiveDate;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// The values that are neither lists nor objects, all told to one method of the visitor.
/// What a meeting may determine.
const DETERMINED: &str = "`1`, `2`, `3`, `\"none\"`";

macro_rules! plain_values {
    ($tell:ident) => {
        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            self.$tell(&Scalar::Null)
        }
        fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
            self.$tell(&Scalar::Bool(value))
        }
        fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
            self.$tell(&Scalar::Whole(value))
        }
        fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
            self.$tell(&Scalar::from(value))
        }
        fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
            self.$tell(&Scalar::from(value))
        }
        fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
            self.$tell(&Scalar::Text(Cow::Borrowed(value)))
        }
    };
}
pub(super) use plain_values;

/// A text, borrowed where it can be.
pub(super) struct Text<'de>(pub(super) Cow<'de, str>);

impl<'de> de::Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }
            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// Whatever stands where a plain value is expected.
pub(super) enum Scalar<'de> {
    Null,
    Bool(bool),
    Whole(i64),
    Number(f64),
    Text(Cow<'de, str>),
    List,
    Object,
}

impl From<u64> for Scalar<'_> {
    #[allow(clippy::cast_precision_loss, reason = "a number this large is only shown, and refused")]
    fn from(value: u64) -> Self {
        i64::try_from(value).map_or(Self::Number(value as f64), Self::Whole)
    }
}

/// A number with a whole value is a whole number, however it is written.
impl From<f64> for Scalar<'_> {
    fn from(value: f64) -> Self {
        // Greater ones are no ages and no categories, and are only shown.
        const GREATEST: f64 = 9e15;
        if value.fract() == 0.0 && value.abs() <= GREATEST {
            #[allow(clippy::cast_possible_truncation, reason = "whole, and within what an `i64` holds")]
            return Self::Whole(value as i64);
        }
        Self::Number(value)
    }
}

impl Scalar<'_> {
    /// The same, with a text of its own.
    pub(super) fn kept<'de>(&self) -> Scalar<'de> {
        match self {
            Self::Null => Scalar::Null,
            Self::Bool(value) => Scalar::Bool(*value),
            Self::Whole(value) => Scalar::Whole(*value),
            Self::Number(value) => Scalar::Number(*value),
            Self::Text(text) => Scalar::Text(Cow::Owned(text.clone().into_owned())),
            Self::List => Scalar::List,
            Self::Object => Scalar::Object,
        }
    }
}

/// What was found, in words.
impl fmt::Display for Scalar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Whole(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value:?}"),
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::List => f.write_str("a list"),
            Self::Object => f.write_str("an object"),
        }
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_borrowed_str<E: de::Error>(self, value: &'de str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Borrowed(value)))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Scalar<'de>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::List)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar<'de>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Object)
    }

    plain_values!(found);
}

impl ScalarVisitor {
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "the shape that `plain_values` calls")]
    fn found<'de, E: de::Error>(&self, found: &Scalar<'_>) -> Result<Scalar<'de>, E> {
        Ok(found.kept())
    }
}

impl<'de> de::Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

/// A place in the request, put into words only for an error.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// An object, or another place that stands for itself.
    At(&'static str),
    /// A known field of an object; the request itself has no name.
    Field(&'static str, &'static str),
    /// A key that the caller wrote.
    Key(&'static str, &'a str),
    /// An item of a list.
    Item(&'static str, usize),
    /// A known field of the object at another place.
    Of(&'a Place<'a>, &'static str),
    /// A key that the caller wrote into the object at another place.
    KeyOf(&'a Place<'a>, &'a str),
    /// An item of the list at another place.
    ItemAt(&'a Place<'a>, usize),
}

impl Place<'_> {
    /// The place as far as every request has it: for a key, the object that it stands in.
    pub(super) fn known(self) -> String {
        match self {
            Self::Key("", _) => "request".to_owned(),
            Self::Key(object, _) => object.to_owned(),
            Self::Of(object, field) => format!("{}, {field}", object.known()),
            Self::KeyOf(object, _) | Self::ItemAt(object, _) => object.known(),
            known => known.into(),
        }
    }
}

impl From<Place<'_>> for String {
    fn from(place: Place<'_>) -> Self {
        let dot = |object: &str| if object.is_empty() { "" } else { "." };
        match place {
            Place::At(place) => place.to_owned(),
            Place::Field(object, field) => format!("{object}{}{field}", dot(object)),
            Place::Key(object, key) => format!("{object}{}{}", dot(object), quoted(key)),
            Place::Item(list, at) => format!("{list}[{at}]"),
            Place::Of(object, field) => format!("{}.{field}", String::from(*object)),
            Place::KeyOf(object, key) => format!("{}.{}", String::from(*object), quoted(key)),
            Place::ItemAt(list, at) => format!("{}[{at}]", String::from(*list)),
        }
    }
}

/// A value and its place.
pub(super) struct Value<'de, 'p> {
    pub(super) found: Scalar<'de>,
    pub(super) place: Place<'p>,
}

impl<'de> Value<'de, '_> {
    fn wrong(&self, allowed: impl Into<String>) -> RequestError {
        wrong(self.place, &self.found, allowed)
    }

    pub(super) fn text(self) -> Result<Cow<'de, str>, RequestError> {
        match self.found {
            Scalar::Text(text) => Ok(text),
            _ => Err(self.wrong("text")),
        }
    }

    pub(super) fn code<T: FromStr<Err = UnknownCode>>(
        self,
        what: &'static str,
        allowed: &[&'static str],
    ) -> Result<T, RequestError> {
        code(&self.found, self.place, what, allowed)
    }

    /// The number of a value of a choice.
    pub(super) fn choice(self, choice: Choice, rules: &RuleSet) -> Result<u8, RequestError> {
        let Some(codes) = choice.codes() else { return self.category(rules).map(Category::number) };
        match &self.found {
            Scalar::Text(text) => {
                choice.numbers().find(|number| choice.value(*number) == text).ok_or_else(|| {
                    let unknown = UnknownCode::new(choice.code(), text, codes.iter().copied());
                    RequestError::unknown_code(self.place, &unknown)
                })
            }
            other => Err(no_code(other, self.place, choice.code(), codes)),
        }
    }

    /// A text of the caller's.
    pub(super) fn free_text(self) -> Result<FreeText, RequestError> {
        let place = self.place;
        FreeText::new(self.text()?).map_err(|error| refused_text(error, place))
    }

    pub(super) fn truth(self) -> Result<bool, RequestError> {
        match self.found {
            Scalar::Bool(value) => Ok(value),
            _ => Err(self.wrong("`true`, `false`")),
        }
    }

    pub(super) fn age(self) -> Result<u8, RequestError> {
        let allowed = "whole years from 0 to 120";
        match self.found {
            Scalar::Whole(years) => checked_age(years).map_err(|_| self.out_of_range(allowed)),
            _ => Err(self.wrong(allowed)),
        }
    }

    /// A category: its number, or the id of a level of these rules.
    pub(super) fn category(self, rules: &RuleSet) -> Result<Category, RequestError> {
        let allowed = if rules.tables().levels.is_empty() {
            "`1`, `2`, `3`"
        } else {
            "the number of a level of these rules, or its id"
        };
        match &self.found {
            Scalar::Whole(number) => {
                let category = u64::try_from(*number).ok().and_then(Category::from_number);
                let category = category.filter(|category| rules.has_category(*category));
                category.ok_or_else(|| self.out_of_range(allowed))
            }
            Scalar::Text(id) if !rules.tables().levels.is_empty() => {
                let levels =
                    || rules.tables().levels.iter().filter_map(|level| Some((&*level.id, level.category?)));
                let found = levels().find(|(level, _)| level == id).map(|(_, category)| category);
                found.ok_or_else(|| {
                    let unknown = UnknownCode::new("level", id, levels().map(|(level, _)| level));
                    RequestError::unknown_code(self.place, &unknown)
                })
            }
            _ => Err(self.wrong(allowed)),
        }
    }

    /// The category that a meeting determined, or that it found none.
    pub(super) fn determined(self, rules: &RuleSet) -> Result<Option<Category>, RequestError> {
        match &self.found {
            Scalar::Text(text) if Determination::VALUES.last() == Some(&&**text) => Ok(None),
            Scalar::Text(_) if !rules.tables().levels.is_empty() => self.category(rules).map(Some),
            Scalar::Whole(number) => {
                let category = u64::try_from(*number).ok().and_then(Category::from_number);
                let category = category.filter(|category| rules.has_category(*category));
                category.map(Some).ok_or_else(|| self.out_of_range(DETERMINED))
            }
            _ => Err(self.wrong(DETERMINED)),
        }
    }

    fn out_of_range(&self, allowed: &'static str) -> RequestError {
        let what = "a number that is not allowed";
        refused(RequestErrorKind::OutOfRange, self.place, &self.found, what).with_allowed(allowed)
    }

    /// A day that can be one of a screening, written as requests have it.
    pub(super) fn date(self) -> Result<NaiveDate, RequestError> {
        let day = match &self.found {
            Scalar::Text(text) => read(text),
            _ => None,
        };
        let Some(day) = day else {
            let allowed = "a day that exists, written as \"2025-03-01\"";
            return Err(refused(RequestErrorKind::NotADay, self.place, &self.found, "not a day")
                .with_allowed(allowed));
        };
        if is_of_our_time(day) { Ok(day) } else { Err(dates::other_year(self.place, day)) }
    }

    /// A day as a record has it, which says what was screened, whatever it was.
    pub(super) fn recorded_date(self) -> Result<NaiveDate, RequestError> {
        match &self.found {
            Scalar::Text(text) => NaiveDate::from_str(text).ok(),
            _ => None,
        }
        .map_or_else(|| self.date(), Ok)
    }
}

/// A value as a code.
pub(super) fn code<T: FromStr<Err = UnknownCode>>(
    found: &Scalar<'_>,
    place: Place<'_>,
    what: &'static str,
    allowed: &[&'static str],
) -> Result<T, RequestError> {
    match found {
        Scalar::Text(text) => text.parse().map_err(|unknown| RequestError::unknown_code(place, &unknown)),
        other => Err(no_code(other, place, what, allowed)),
    }
}

fn no_code(
    found: &Scalar<'_>,
    place: Place<'_>,
    what: &'static str,
    allowed: &[&'static str],
) -> RequestError {
    refused(RequestErrorKind::WrongType, place, found, OTHER_TYPE).with_codes(what, allowed, None)
}

/// A text or a list that is refused: what was found is not repeated, for it is long, or nothing to be seen.
pub(super) fn refused_text(error: EvidenceError, place: Place<'_>) -> RequestError {
    let kind = match error {
        EvidenceError::BlankText => RequestErrorKind::Blank,
        _ => RequestErrorKind::TooLong,
    };
    RequestError::new(kind, place, error.to_string())
}

const OTHER_TYPE: &str = "another type of value";

/// A value of another type.
pub(super) fn wrong(place: Place<'_>, found: &Scalar<'_>, allowed: impl Into<String>) -> RequestError {
    refused(RequestErrorKind::WrongType, place, found, OTHER_TYPE).with_allowed(allowed)
}

/// A value that is not allowed, or null, which never is.
fn refused(kind: RequestErrorKind, place: Place<'_>, found: &Scalar<'_>, what: &'static str) -> RequestError {
    let (kind, what) = match found {
        Scalar::Null => {
            (RequestErrorKind::Null, "found null, which is refused everywhere; leave the field out instead")
        }
        _ => (kind, what),
    };
    RequestError::new(kind, place, what).with_found(found.to_string())
}

/// A text in quotation marks, control characters escaped, and cut when it is long.
fn quoted(text: &str) -> String {
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((cut, _)) => format!("{:?}…", text.get(..cut).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}
