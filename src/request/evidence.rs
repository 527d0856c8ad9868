//! Reads what stands beside the answers.

use crate::request::read::{Fields, Object, Reader};
use crate::request::scalar::{Place, Scalar, Value, code, plain_values, refused_text, wrong};
use crate::request::{RequestError, RequestErrorKind};
use crate::vocabulary::child::Answer;
use crate::vocabulary::evidence::{
    Evidence, EvidenceError, FreeText, MOST_SIGHTINGS, MOST_STRENGTHS, Sightings, Views,
};
use chrono::NaiveDate;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Reads an answer: a code, or an object with the answer and what stands beside it.
pub(super) struct AnswerSeed<'r> {
    pub(super) place: Place<'r>,
    pub(super) reader: &'r Reader<'r>,
}

impl<'de> DeserializeSeed<'de> for AnswerSeed<'_> {
    type Value = (Answer, Option<Evidence>);
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl AnswerSeed<'_> {
    fn told<E: de::Error>(&self, found: &Scalar<'_>) -> Result<(Answer, Option<Evidence>), E> {
        match code(found, self.place, "answer", Answer::CODES) {
            Ok(answer) => Ok((answer, None)),
            Err(error) => Err(self.reader.refuse(error)),
        }
    }
}

impl<'de> Visitor<'de> for AnswerSeed<'_> {
    type Value = (Answer, Option<Evidence>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer")
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let object =
            Object { fields: EvidenceFields::default(), reader: self.reader, within: Some(self.place) };
        object.visit_map(map)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.told(&Scalar::List)
    }

    plain_values!(told);
}

#[derive(Default)]
pub(super) struct EvidenceFields {
    answer: Option<Answer>,
    evidence: Evidence,
}

impl Fields for EvidenceFields {
    type Read = (Answer, Option<Evidence>);
    const NAMES: &'static [&'static str] =
        &["answer", "seen_on", "reported_on", "source", "first_hand", "note"];
    const PLACE: &'static str = "";

    fn field<'de, A: MapAccess<'de>>(
        &mut self,
        at: usize,
        place: Place<'_>,
        map: &mut A,
        reader: &Reader<'_>,
    ) -> Result<(), A::Error> {
        let refuse = |error| reader.refuse(error);
        match at {
            0 => self.answer = Some(reader.code(map, place, "answer", Answer::CODES)?),
            1 => self.evidence.seen_on = Some(map.next_value_seed(SightingsSeed { place, reader })?),
            2 => self.evidence.reported_on = Some(reader.date(map, place)?),
            3 => self.evidence.source = Some(reader.scalar(map, place)?.free_text().map_err(refuse)?),
            4 => self.evidence.first_hand = Some(reader.scalar(map, place)?.truth().map_err(refuse)?),
            _ => self.evidence.note = Some(reader.scalar(map, place)?.free_text().map_err(refuse)?),
        }
        Ok(())
    }

    fn finish(self, place: Place<'_>, _: &Reader<'_>) -> Result<Self::Read, RequestError> {
        let missing = || {
            let what = "the field is missing; evidence stands beside an answer";
            RequestError::new(RequestErrorKind::Missing, Place::Of(&place, "answer"), what)
        };
        Ok((self.answer.ok_or_else(missing)?, Some(self.evidence)))
    }
}

/// Reads a day, or a list of days.
struct SightingsSeed<'r> {
    place: Place<'r>,
    reader: &'r Reader<'r>,
}

impl<'de> DeserializeSeed<'de> for SightingsSeed<'_> {
    type Value = Sightings;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Sightings, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl SightingsSeed<'_> {
    fn day<E: de::Error>(&self, found: Scalar<'_>, place: Place<'_>) -> Result<NaiveDate, E> {
        self.reader.day(Value { found, place })
    }

    fn told<E: de::Error>(&self, found: &Scalar<'_>) -> Result<Sightings, E> {
        self.day(found.kept(), self.place).map(Sightings::On)
    }
}

impl<'de> Visitor<'de> for SightingsSeed<'_> {
    type Value = Sightings;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a day, or a list of days")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Sightings, A::Error> {
        let mut days = Vec::new();
        while let Some(found) = list.next_element::<Scalar<'de>>()? {
            if days.len() == MOST_SIGHTINGS {
                return Err(self.reader.refuse(refused_text(EvidenceError::ManySightings, self.place)));
            }
            days.push(self.day(found, Place::ItemAt(&self.place, days.len()))?);
        }
        Ok(Sightings::Each(days))
    }
    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Sightings, A::Error> {
        self.told(&Scalar::Object)
    }

    plain_values!(told);
}

/// What is known of the child's own views.
#[derive(Default)]
pub(super) struct ViewsFields(Views);

impl Fields for ViewsFields {
    type Read = Views;
    const PLACE: &'static str = "screening.views";
    const NAMES: &'static [&'static str] = &["seen_alone_on", "words"];

    fn field<'de, A: MapAccess<'de>>(
        &mut self,
        at: usize,
        place: Place<'_>,
        map: &mut A,
        reader: &Reader<'_>,
    ) -> Result<(), A::Error> {
        match at {
            0 => self.0.seen_alone_on = Some(reader.date(map, place)?),
            _ => {
                let words = reader.scalar(map, place)?.free_text();
                self.0.words = Some(words.map_err(|error| reader.refuse(error))?);
            }
        }
        Ok(())
    }

    fn finish(self, _: Place<'_>, _: &Reader<'_>) -> Result<Views, RequestError> {
        Ok(self.0)
    }
}

const STRENGTHS: &str = "screening.strengths";

/// Reads a list of texts.
pub(super) struct Strengths<'r> {
    pub(super) reader: &'r Reader<'r>,
}

impl<'de> DeserializeSeed<'de> for Strengths<'_> {
    type Value = Vec<FreeText>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<FreeText>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Strengths<'_> {
    fn refused<E: de::Error>(&self, found: &Scalar<'_>) -> Result<Vec<FreeText>, E> {
        Err(self.reader.refuse(wrong(Place::At(STRENGTHS), found, "a list of texts")))
    }
}

impl<'de> Visitor<'de> for Strengths<'_> {
    type Value = Vec<FreeText>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<FreeText>, A::Error> {
        let mut strengths = Vec::new();
        while let Some(found) = list.next_element::<Scalar<'de>>()? {
            if strengths.len() == MOST_STRENGTHS {
                let error = refused_text(EvidenceError::ManyStrengths, Place::At(STRENGTHS));
                return Err(self.reader.refuse(error));
            }
            let value = Value { found, place: Place::Item(STRENGTHS, strengths.len()) };
            strengths.push(value.free_text().map_err(|error| self.reader.refuse(error))?);
        }
        Ok(strengths)
    }
    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Vec<FreeText>, A::Error> {
        self.refused(&Scalar::Object)
    }

    plain_values!(refused);
}
