//! The answers to questions that the rules ask of their own, which stand among the fields of the child.

use crate::compiled::RuleSet;
use crate::request::evidence::AnswerSeed;
use crate::request::read::Reader;
use crate::request::scalar::{Place, Scalar, plain_values, wrong};
use crate::request::{RequestError, RequestErrorKind};
use crate::tables::QuestionKind;
use crate::vocabulary::child::Answer;
use crate::vocabulary::evidence::Evidence;
use crate::vocabulary::indicator::Indicators;
use crate::vocabulary::number::{MOST, NumberGiven};
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// What was said to questions of the rules' own.
#[derive(Default)]
pub(super) struct OwnFields {
    answers: Vec<(String, Answer, Option<Evidence>)>,
    numbers: Vec<(String, NumberGiven)>,
}

const CHILD: &str = "child";

impl OwnFields {
    /// Reads the value of a field, if the rules ask a question of this name.
    pub(super) fn read<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
        reader: &Reader<'_>,
    ) -> Result<bool, A::Error> {
        let Some(row) = reader.rules.question(name) else { return Ok(false) };
        let place = Place::Key(CHILD, name);
        let answered = self.answers.iter().any(|(code, ..)| code == name);
        if answered || self.numbers.iter().any(|(code, _)| code == name) {
            let error = RequestError::new(RequestErrorKind::RepeatedField, place, "the field is repeated");
            return Err(reader.refuse(error.with_found(name).with_allowed("once")));
        }
        match row.asks {
            QuestionKind::Answer => {
                let (answer, evidence) = map.next_value_seed(AnswerSeed { place, reader })?;
                self.answers.push((name.to_owned(), answer, evidence));
            }
            QuestionKind::Number => {
                let number = map.next_value_seed(NumberSeed { place, reader })?;
                self.numbers.push((name.to_owned(), number));
            }
        }
        Ok(true)
    }

    /// Puts them where a screening finds them.
    pub(super) fn put(self, rules: &RuleSet, tool: &mut Indicators) {
        for (code, answer, evidence) in self.answers {
            if let Some(place) = rules.answer_place(&code) {
                tool.set_place(rules, place, answer);
            }
            if let Some(evidence) = evidence {
                tool.beside_mut().evidence.insert(code, evidence);
            }
        }
        if !self.numbers.is_empty() {
            tool.beside_mut().numbers.extend(self.numbers);
        }
    }
}

/// Reads a number, a range of two, or that it is not known.
struct NumberSeed<'r> {
    place: Place<'r>,
    reader: &'r Reader<'r>,
}

impl<'de> DeserializeSeed<'de> for NumberSeed<'_> {
    type Value = NumberGiven;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<NumberGiven, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl NumberSeed<'_> {
    fn allowed() -> String {
        format!("a whole number from 0 to {MOST}, a list of the lowest and the highest, or `\"not_known\"`")
    }

    fn number<E: de::Error>(&self, found: &Scalar<'_>) -> Result<u16, E> {
        let number = match found {
            Scalar::Whole(number) => u16::try_from(*number).ok().filter(|number| *number <= MOST),
            _ => None,
        };
        number.ok_or_else(|| self.reader.refuse(wrong(self.place, found, Self::allowed())))
    }

    fn told<E: de::Error>(&self, found: &Scalar<'_>) -> Result<NumberGiven, E> {
        match found {
            Scalar::Text(text) if *text == Answer::NotKnown.code() => Ok(NumberGiven::NotKnown),
            found => self.number(found).map(NumberGiven::Exactly),
        }
    }
}

impl<'de> Visitor<'de> for NumberSeed<'_> {
    type Value = NumberGiven;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<NumberGiven, A::Error> {
        let (lowest, highest) = (list.next_element::<Scalar<'de>>()?, list.next_element::<Scalar<'de>>()?);
        let mut more = false;
        while list.next_element::<IgnoredAny>()?.is_some() {
            more = true;
        }
        let (Some(lowest), Some(highest), false) = (lowest, highest, more) else {
            return Err(self.reader.refuse(wrong(self.place, &Scalar::List, Self::allowed())));
        };
        let given = NumberGiven::Between(self.number(&lowest)?, self.number(&highest)?);
        if given.is_valid() {
            return Ok(given);
        }
        let what = "the lowest number is above the highest";
        let error = RequestError::new(RequestErrorKind::OutOfRange, self.place, what);
        Err(self.reader.refuse(error.with_allowed(Self::allowed())))
    }
    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<NumberGiven, A::Error> {
        self.told(&Scalar::Object)
    }

    plain_values!(told);
}
