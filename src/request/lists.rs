//! The two places of a request where a list may stand: the indicators, and a range of ages.

use crate::numbered::Ix;
use crate::request::evidence::AnswerSeed;
use crate::request::read::Reader;
use crate::request::scalar::{Place, Scalar, Text, Value, plain_values, wrong};
use crate::request::{RequestError, RequestErrorKind};
use crate::vocabulary::child::Answer;
use crate::vocabulary::indicator::Indicators;
use crate::vocabulary::indicator::Placed;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Reads the indicators: an object of code to answer, or a list of codes.
pub(super) struct IndicatorAnswers<'r> {
    pub(super) tool: &'r mut Indicators,
    pub(super) reader: &'r Reader<'r>,
}

const INDICATORS: &str = "screening.indicators";

impl IndicatorAnswers<'_> {
    /// The place of an indicator. Refuses one that the rules do not have.
    fn place<E: de::Error>(&self, code: &str) -> Result<Ix<Placed>, E> {
        let rules = self.reader.rules;
        rules.place_of(code).ok_or_else(|| {
            let unknown = rules.unknown_indicator(code);
            self.reader.refuse(RequestError::unknown_code(Place::Key(INDICATORS, code), &unknown))
        })
    }

    /// Records an answer. Refuses one to an indicator that was answered before.
    fn set<E: de::Error>(&mut self, code: &str, place: Ix<Placed>, answer: Answer) -> Result<(), E> {
        if self.tool.set_place(self.reader.rules, place, answer) {
            return Ok(());
        }
        let (kind, place) = (RequestErrorKind::RepeatedIndicator, Place::Key(INDICATORS, code));
        let error = RequestError::new(kind, place, "the indicator is repeated");
        Err(self.reader.refuse(error.with_found(code).with_allowed("once")))
    }
}

impl<'de> DeserializeSeed<'de> for IndicatorAnswers<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl IndicatorAnswers<'_> {
    fn refused<E: de::Error>(&self, found: &Scalar<'_>) -> Result<(), E> {
        Err(self.reader.refuse(wrong(
            Place::At(INDICATORS),
            found,
            "an object of codes and answers, or a list of codes",
        )))
    }
}

impl<'de> Visitor<'de> for IndicatorAnswers<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(Text(code)) = map.next_key()? {
            let place = self.place(&code)?;
            let here = Place::Key(INDICATORS, &code);
            let (answer, evidence) = map.next_value_seed(AnswerSeed { place: here, reader: self.reader })?;
            self.set(&code, place, answer)?;
            if let Some(evidence) = evidence {
                self.tool.beside_mut().evidence.insert(code.into_owned(), evidence);
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        let mut at = 0;
        while let Some(found) = list.next_element::<Scalar<'de>>()? {
            let Scalar::Text(code) = &found else {
                return Err(self.reader.refuse(wrong(
                    Place::Item(INDICATORS, at),
                    &found,
                    "an indicator code",
                )));
            };
            let place = self.place(code)?;
            self.set(code, place, Answer::Yes)?;
            at += 1;
        }
        Ok(())
    }

    plain_values!(refused);
}

const AGE_BETWEEN: &str = "child.age_between";
const TWO_AGES: &str = "a list of two ages, the lowest and the highest";

/// Reads `[lowest, highest]`.
pub(super) struct AgeBetween<'r> {
    pub(super) reader: &'r Reader<'r>,
}

impl<'de> DeserializeSeed<'de> for AgeBetween<'_> {
    type Value = (u8, u8);
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(u8, u8), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl AgeBetween<'_> {
    fn refused<E: de::Error>(&self, found: &Scalar<'_>) -> Result<(u8, u8), E> {
        Err(self.reader.refuse(wrong(Place::At(AGE_BETWEEN), found, TWO_AGES)))
    }

    fn age<E: de::Error>(&self, at: usize, found: Scalar<'_>) -> Result<u8, E> {
        let age = Value { found, place: Place::Item(AGE_BETWEEN, at) };
        age.age().map_err(|error| self.reader.refuse(error))
    }
}

impl<'de> Visitor<'de> for AgeBetween<'_> {
    type Value = (u8, u8);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of two ages")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(u8, u8), A::Error> {
        let (lowest, highest) = (list.next_element()?, list.next_element()?);
        let mut count = usize::from(lowest.is_some()) + usize::from(highest.is_some());
        while list.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        match (lowest, highest, count) {
            (Some(lowest), Some(highest), 2) => Ok((self.age(0, lowest)?, self.age(1, highest)?)),
            _ => Err(self.reader.refuse(
                RequestError::new(
                    RequestErrorKind::WrongType,
                    Place::At(AGE_BETWEEN),
                    "a list of another length",
                )
                .with_found(format!("a list of {count}"))
                .with_allowed(TWO_AGES),
            )),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(u8, u8), A::Error> {
        self.refused(&Scalar::Object)
    }

    plain_values!(refused);
}
