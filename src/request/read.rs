//! Reads a request straight from JSON, in one pass and without an intermediate value.
//!
//! Serde's own messages name types and not places, so each object is read by [`Fields`], which knows
//! its place and its fields, and each value as a [`Scalar`], which says what was found. The first
//! fault is kept beside the parser, because a parser's error can carry only text.

use crate::compiled::RuleSet;
use crate::encoding::{NotUtf8, json_text, without_mark};
use crate::request::objects::RequestFields;
use crate::request::scalar::{Place, Scalar, Text, Value, plain_values, wrong};
use crate::request::{Request, RequestError, RequestErrorKind};
use crate::vocabulary::UnknownCode;
use crate::vocabulary::question::Choice;
use crate::vocabulary::{ByLength, nearest};
use chrono::NaiveDate;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::str::FromStr;

pub(super) fn request(rules: &RuleSet, json: &[u8]) -> Result<Request, RequestError> {
    // As text it is checked once, and not string by string.
    match json_text(without_mark(json)) {
        Ok(text) => request_from(rules, text),
        Err(NotUtf8 { line, column, problem }) => {
            let problem = format!("this is not JSON as it should be: {problem}");
            Err(RequestError::in_text(format!("line {line} column {column}"), problem))
        }
    }
}

/// A SHA-256, as it was written.
pub(super) fn sha256(found: Cow<'_, str>) -> Result<String, RequestError> {
    if found.len() == 64 && found.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(found.into_owned());
    }
    let error = RequestError::new(RequestErrorKind::NotASha256, Place::At("corrects"), "not a SHA-256");
    Err(error.with_found(Scalar::Text(found).to_string()).with_allowed("64 hexadecimal digits"))
}

fn request_from(rules: &RuleSet, text: &str) -> Result<Request, RequestError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let reader = Reader::new(rules, false);
    let read = Object::new(RequestFields::default(), &reader).deserialize(&mut deserializer);
    match read.and_then(|request| deserializer.end().map(|()| request)) {
        Ok(request) => Ok(request),
        Err(error) => Err(reader.fault.into_inner().unwrap_or_else(|| {
            let place = format!("line {} column {}", error.line(), error.column());
            // The parser's own messages speak of characters and never repeat the text.
            let problem = error.to_string();
            let problem = problem.strip_suffix(&format!(" at {place}")).unwrap_or(&problem);
            RequestError::in_text(place, format!("this is not JSON as it should be: {problem}"))
        })),
    }
}

impl<'de> de::Deserialize<'de> for Request {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        RequestOf { rules: RuleSet::coventry(), as_recorded: false }.deserialize(deserializer)
    }
}

/// Reads the request of a record of the built-in rules.
pub(crate) fn recorded<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Request, D::Error> {
    RequestOf { rules: RuleSet::coventry(), as_recorded: true }.deserialize(deserializer)
}

/// Reads a request with the indicators of these rules.
pub(crate) struct RequestOf<'r> {
    pub(crate) rules: &'r RuleSet,
    pub(crate) as_recorded: bool,
}

impl<'de> DeserializeSeed<'de> for RequestOf<'_> {
    type Value = Request;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Request, D::Error> {
        let reader = Reader::new(self.rules, self.as_recorded);
        let read = Object::new(RequestFields::default(), &reader).deserialize(deserializer);
        read.map_err(|error| reader.fault.into_inner().map_or(error, de::Error::custom))
    }
}

/// Knows the rules that the request is for, and keeps the first fault.
pub(super) struct Reader<'a> {
    pub(super) rules: &'a RuleSet,
    /// It is the request of a record, which says what was screened: its dates may be any.
    pub(super) as_recorded: bool,
    fault: RefCell<Option<RequestError>>,
}

impl<'a> Reader<'a> {
    const fn new(rules: &'a RuleSet, as_recorded: bool) -> Self {
        Self { rules, as_recorded, fault: RefCell::new(None) }
    }

    /// Keeps the fault, and makes the parser stop.
    pub(super) fn refuse<E: de::Error>(&self, error: RequestError) -> E {
        let stop = E::custom(&error);
        self.fault.borrow_mut().get_or_insert(error);
        stop
    }

    /// Reads the value of a field.
    pub(super) fn scalar<'de, 'p, A: MapAccess<'de>>(
        &self,
        map: &mut A,
        place: Place<'p>,
    ) -> Result<Value<'de, 'p>, A::Error> {
        Ok(Value { found: map.next_value()?, place })
    }

    /// Reads the value of a field as a code.
    pub(super) fn code<'de, A: MapAccess<'de>, T: FromStr<Err = UnknownCode>>(
        &self,
        map: &mut A,
        place: Place<'_>,
        what: &'static str,
        allowed: &[&'static str],
    ) -> Result<T, A::Error> {
        self.scalar(map, place)?.code(what, allowed).map_err(|error| self.refuse(error))
    }

    /// Reads the answer to a choice: the number of its value.
    pub(super) fn choice<'de, A: MapAccess<'de>>(
        &self,
        map: &mut A,
        place: Place<'_>,
        choice: Choice,
    ) -> Result<u8, A::Error> {
        self.scalar(map, place)?.choice(choice, self.rules).map_err(|error| self.refuse(error))
    }

    /// Reads the value of a field as a day.
    pub(super) fn date<'de, A: MapAccess<'de>>(
        &self,
        map: &mut A,
        place: Place<'_>,
    ) -> Result<NaiveDate, A::Error> {
        let value = self.scalar(map, place)?;
        self.day(value)
    }

    /// Reads a value as a day.
    pub(super) fn day<E: de::Error>(&self, value: Value<'_, '_>) -> Result<NaiveDate, E> {
        let day = if self.as_recorded { value.recorded_date() } else { value.date() };
        day.map_err(|error| self.refuse(error))
    }
}

/// No object has more fields.
const MOST_FIELDS: usize = 32;

/// One object of the request.
pub(super) trait Fields: Sized {
    type Read;
    /// The names of its fields.
    const NAMES: &'static [&'static str];
    /// Finds them.
    const BY_LENGTH: ByLength<{ MOST_FIELDS }> = ByLength::of(Self::NAMES);
    /// Where it stands; empty for the request itself, and for what may stand at many places.
    const PLACE: &'static str;
    /// Reads the value of the field at this place among the names.
    fn field<'de, A: MapAccess<'de>>(
        &mut self,
        at: usize,
        place: Place<'_>,
        map: &mut A,
        reader: &Reader<'_>,
    ) -> Result<(), A::Error>;
    /// Reads the value of a field that the rules know by a name of their own, and says whether it is one.
    fn own<'de, A: MapAccess<'de>>(
        &mut self,
        _name: &str,
        _map: &mut A,
        _reader: &Reader<'_>,
    ) -> Result<bool, A::Error> {
        Ok(false)
    }
    /// The names that the rules have of their own.
    fn own_names<'r>(_reader: &Reader<'r>) -> Vec<&'r str> {
        Vec::new()
    }
    /// What is read once all fields are.
    fn finish(self, place: Place<'_>, reader: &Reader<'_>) -> Result<Self::Read, RequestError>;
}

/// Reads one object.
pub(super) struct Object<'r, F> {
    pub(super) fields: F,
    pub(super) reader: &'r Reader<'r>,
    /// Where it stands, if it may stand at many places.
    pub(super) within: Option<Place<'r>>,
}

impl<'r, F: Fields> Object<'r, F> {
    /// An object that stands at one place.
    pub(super) const fn new(fields: F, reader: &'r Reader<'r>) -> Self {
        Self { fields, reader, within: None }
    }
}

impl<'de, F: Fields> DeserializeSeed<'de> for Object<'_, F> {
    type Value = F::Read;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<F::Read, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<F: Fields> Object<'_, F> {
    fn refused<E: de::Error>(&self, found: &Scalar<'_>) -> Result<F::Read, E> {
        let place = if F::PLACE.is_empty() { "request" } else { F::PLACE };
        Err(self.reader.refuse(wrong(Place::At(place), found, "an object")))
    }
}

impl<'de, F: Fields> Visitor<'de> for Object<'_, F> {
    type Value = F::Read;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<F::Read, A::Error> {
        let mut seen = 0_u64;
        while let Some(Text(name)) = map.next_key()? {
            let found = F::BY_LENGTH.find(F::NAMES, &name);
            let Some((at, known)) = found.and_then(|at| Some((at, *F::NAMES.get(at)?))) else {
                if self.fields.own(&name, &mut map, self.reader)? {
                    continue;
                }
                let names = [F::NAMES.to_vec(), F::own_names(self.reader)].concat();
                let nearest = nearest(&name, names.iter().copied());
                let place = match &self.within {
                    Some(object) => Place::KeyOf(object, &name),
                    None => Place::Key(F::PLACE, &name),
                };
                let error = RequestError::new(RequestErrorKind::UnknownField, place, "unknown field")
                    .with_found(&*name);
                let error = error.with_codes("field", &names, nearest);
                return Err(self.reader.refuse(error));
            };
            let within = self.within;
            let place = match &within {
                Some(object) => Place::Of(object, known),
                None => Place::Field(F::PLACE, known),
            };
            if seen >> at & 1 == 1 {
                let error =
                    RequestError::new(RequestErrorKind::RepeatedField, place, "the field is repeated");
                return Err(self.reader.refuse(error.with_found(known).with_allowed("once")));
            }
            seen |= 1 << at;
            self.fields.field(at, place, &mut map, self.reader)?;
        }
        let place = self.within.unwrap_or(Place::At(F::PLACE));
        self.fields.finish(place, self.reader).map_err(|error| self.reader.refuse(error))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<F::Read, A::Error> {
        self.refused(&Scalar::List)
    }
    plain_values!(refused);
}
