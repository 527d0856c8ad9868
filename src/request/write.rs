//! Writes a request as it was given: what was left out stays left out.
//!
//! What it says is told once, field by field in its order, to a [`Sink`]: serde, or the bytes of a record.

use crate::outcome::Caller;
use crate::request::Request;
use crate::vocabulary::category::Judgement;
use crate::vocabulary::child::{AgeGiven, Answer, Child, Fact};
use crate::vocabulary::dates::Iso;
use crate::vocabulary::determination::Determination;
use crate::vocabulary::evidence::{Evidence, FreeText, Sightings, Views};
use crate::vocabulary::indicator::Indicators;
use crate::vocabulary::number::NumberGiven;
use crate::vocabulary::question::{Choice, Field};
use chrono::NaiveDate;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// What a request says in one field.
pub(crate) enum Said<'a> {
    Text(&'a str),
    /// A code, which needs no escapes.
    Code(&'static str),
    Number(u8),
    Ages([u8; 2]),
    Day(NaiveDate),
    Indicators(&'a Indicators),
    Child(&'a Child, &'a Indicators),
    /// What is said of a number.
    Count(NumberGiven),
    Screening(&'a Child, &'a Indicators),
    Judgement(&'a Judgement),
    Determination(&'a Determination),
    Answer(Answer, Option<&'a Evidence>),
    Views(&'a Views),
    Texts(&'a [FreeText]),
}

/// Takes the fields of one object, in their order.
pub(crate) trait Sink {
    type Error;
    fn put(&mut self, name: &str, said: Said<'_>) -> Result<(), Self::Error>;
    fn put_fact(&mut self, fact: Fact, answer: Answer) -> Result<(), Self::Error>;

    fn put_if(&mut self, name: &'static str, said: Option<Said<'_>>) -> Result<(), Self::Error> {
        said.map_or(Ok(()), |said| self.put(name, said))
    }
}

pub(crate) fn request<S: Sink>(
    sink: &mut S,
    caller: Caller<'_>,
    child: &Child,
    tool: &Indicators,
) -> Result<(), S::Error> {
    sink.put_if("reference", caller.reference.map(Said::Text))?;
    sink.put_if("corrects", caller.corrects.map(Said::Text))?;
    sink.put("child", Said::Child(child, tool))?;
    sink.put("screening", Said::Screening(child, tool))
}

pub(crate) fn child<S: Sink>(sink: &mut S, child: &Child, tool: &Indicators) -> Result<(), S::Error> {
    match child.age_given() {
        AgeGiven::NotKnown => {}
        AgeGiven::Years(years) => sink.put("age", Said::Number(years))?,
        AgeGiven::Born(day) => sink.put("date_of_birth", Said::Day(day))?,
        AgeGiven::Between(lowest, highest) => sink.put("age_between", Said::Ages([lowest, highest]))?,
    }
    for field in Field::OF_CHILD {
        match field {
            Field::Fact(fact) => {
                if let Some(answer) = child.answer_to(*fact) {
                    match child.evidence_of(*fact) {
                        None => sink.put_fact(*fact, answer)?,
                        evidence => sink.put(fact.code(), Said::Answer(answer, evidence))?,
                    }
                }
            }
            Field::Choice(choice) => put_choice(sink, *choice, choice.of(child.choices))?,
        }
    }
    sink.put_if("previous_category_on", child.previous_category_on.map(Said::Day))?;
    sink.put_if(Choice::Determination.code(), child.determination().map(Said::Determination))?;
    for (code, answer) in tool.answers_to_questions() {
        sink.put(code, Said::Answer(answer, tool.evidence_of(code)))?;
    }
    tool.numbers_given().try_for_each(|(code, given)| sink.put(code, Said::Count(given)))
}

pub(crate) fn screening<S: Sink>(sink: &mut S, child: &Child, tool: &Indicators) -> Result<(), S::Error> {
    sink.put_if("screened_on", child.screening_day().map(Said::Day))?;
    sink.put_if("referred_on", tool.referral_day().map(Said::Day))?;
    for field in Field::OF_SCREENING {
        if let Field::Choice(choice) = field {
            put_choice(sink, *choice, choice.of(tool.choices))?;
        }
    }
    sink.put_if("indicators", (!tool.left_out).then_some(Said::Indicators(tool)))?;
    sink.put_if(Choice::Judgement.code(), tool.judgement().map(Said::Judgement))?;
    sink.put_if("views", tool.views_given().map(Said::Views))?;
    sink.put_if("strengths", tool.strengths_given().map(Said::Texts))
}

pub(crate) fn judgement<S: Sink>(sink: &mut S, judgement: &Judgement) -> Result<(), S::Error> {
    sink.put("category", Said::Number(judgement.category().number()))?;
    sink.put("rationale", Said::Text(judgement.rationale()))
}

fn put_choice<S: Sink>(sink: &mut S, choice: Choice, number: u8) -> Result<(), S::Error> {
    match choice.codes() {
        _ if number == 0 => Ok(()),
        Some(_) => sink.put(choice.code(), Said::Code(choice.value(number))),
        None => sink.put(choice.code(), Said::Number(number)),
    }
}

impl Serialize for Request {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = Entries(serializer.serialize_map(None)?);
        request(&mut map, self.caller(), &self.child, &self.indicators)?;
        map.0.end()
    }
}

/// An object of the request, for serde.
struct Entries<M>(M);

impl<M: SerializeMap> Sink for Entries<M> {
    type Error = M::Error;

    fn put(&mut self, name: &str, said: Said<'_>) -> Result<(), M::Error> {
        self.0.serialize_entry(name, &said)
    }

    fn put_fact(&mut self, fact: Fact, answer: Answer) -> Result<(), M::Error> {
        self.0.serialize_entry(fact.code(), &answer)
    }
}

impl Serialize for Said<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Code(code) => serializer.serialize_str(code),
            Self::Number(number) => serializer.serialize_u8(*number),
            Self::Ages(ages) => ages.serialize(serializer),
            Self::Day(day) => Iso(*day).serialize(serializer),
            Self::Answer(answer, evidence) => AnswerWith(*answer, *evidence).serialize(serializer),
            Self::Indicators(tool) => {
                let answers = tool.answers_by_code();
                serializer.collect_map(
                    answers.map(|(code, answer)| (code, AnswerWith(answer, tool.evidence_of(code)))),
                )
            }
            Self::Count(NumberGiven::Exactly(number)) => serializer.serialize_u16(*number),
            Self::Count(NumberGiven::Between(lowest, highest)) => [lowest, highest].serialize(serializer),
            Self::Count(NumberGiven::NotKnown) => Answer::NotKnown.serialize(serializer),
            Self::Child(of, tool) => {
                let mut map = Entries(serializer.serialize_map(None)?);
                child(&mut map, of, tool)?;
                map.0.end()
            }
            Self::Screening(child, tool) => {
                let mut map = Entries(serializer.serialize_map(None)?);
                screening(&mut map, child, tool)?;
                map.0.end()
            }
            Self::Determination(of) => {
                let mut map = Entries(serializer.serialize_map(Some(4))?);
                map.put(
                    "category",
                    of.category().map_or(Said::Code("none"), |category| Said::Number(category.number())),
                )?;
                map.put("on", Said::Day(of.on()))?;
                map.put("by", Said::Code(of.by().code()))?;
                map.put("rationale", Said::Text(of.rationale()))?;
                map.0.end()
            }
            Self::Views(views) => {
                let mut map = Entries(serializer.serialize_map(None)?);
                map.put_if("seen_alone_on", views.seen_alone_on.map(Said::Day))?;
                map.put_if("words", views.words.as_ref().map(|words| Said::Text(words.as_str())))?;
                map.0.end()
            }
            Self::Texts(texts) => serializer.collect_seq(texts.iter().map(FreeText::as_str)),
            Self::Judgement(of) => {
                let mut map = Entries(serializer.serialize_map(Some(2))?);
                judgement(&mut map, of)?;
                map.0.end()
            }
        }
    }
}

/// An answer, and what stands beside it: a code where it was given as one, an object where it was given as one.
pub(crate) struct AnswerWith<'a>(pub(crate) Answer, pub(crate) Option<&'a Evidence>);

impl<'a> Serialize for AnswerWith<'a> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(answer, evidence) = self;
        let Some(Evidence { seen_on, reported_on, source, first_hand, note }) = evidence else {
            return answer.serialize(serializer);
        };
        let text = |text: &'a Option<FreeText>| text.as_ref().map(FreeText::as_str);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("answer", answer)?;
        match seen_on {
            None => {}
            Some(Sightings::On(day)) => map.serialize_entry("seen_on", &Iso(*day))?,
            Some(Sightings::Each(days)) => map.serialize_entry("seen_on", days)?,
        }
        entry(&mut map, "reported_on", reported_on.map(Iso))?;
        entry(&mut map, "source", text(source))?;
        entry(&mut map, "first_hand", first_hand.as_ref())?;
        entry(&mut map, "note", text(note))?;
        map.end()
    }
}

/// Writes an entry, if there is one.
fn entry<M: SerializeMap>(
    map: &mut M,
    name: &'static str,
    value: Option<impl Serialize>,
) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| map.serialize_entry(name, &value))
}
