//! A request as every peer is given it, read from the JSON of the contract.
//!
//! What the masks of the hand-written function hold ready is ready here too: which indicators are
//! observed, which facts protect, and whether the person is an adult without a category. All else is
//! for the rules.

use crate::support::NONE;
use cse_screening::{Fact, LegalStatus, Placement};
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// The facts that the category rules ask about, and their names in the peers' inputs.
pub(crate) const FACTS: [(&str, Fact); 8] = [
    ("learning_disability", Fact::LearningDisability),
    ("unaccompanied", Fact::Unaccompanied),
    ("exploited_with_others", Fact::ExploitedWithOthers),
    ("looked_after", Fact::LookedAfter),
    ("immediate_concern", Fact::ImmediateConcern),
    ("section_47", Fact::Section47),
    ("parent_may_be_involved", Fact::ParentMayBeInvolved),
    ("placed_out_of_area", Fact::PlacedOutOfArea),
];

/// What a peer is given.
#[derive(Default)]
pub(crate) struct Form<'a> {
    /// Indicators answered yes or suspected.
    pub(crate) observed: Vec<&'a str>,
    /// Indicators answered yes.
    pub(crate) known: Vec<&'a str>,
    /// Whether each of `FACTS` is answered yes or suspected.
    pub(crate) facts: [bool; 8],
    pub(crate) lowest_age: u8,
    /// In scope `adult` no rule is asked.
    pub(crate) adult: bool,
    /// Whether it was answered that the child is not looked after.
    pub(crate) not_looked_after: bool,
    /// Foster, residential or other, from 1; or 0.
    pub(crate) placement: u8,
    /// The number of the legal status, or 0.
    pub(crate) legal_status: u8,
    /// The category judged, determined (4 for none), and there before, or 0.
    pub(crate) levels: [u8; 3],
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Answer {
    Yes,
    Suspected,
    No,
    #[default]
    NotKnown,
}

impl Answer {
    pub(crate) fn protects(self) -> bool {
        matches!(self, Self::Yes | Self::Suspected)
    }
}

/// A code, or an object with a code and what stands beside it, which no rule reads.
impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Code;
        impl<'de> Visitor<'de> for Code {
            type Value = Answer;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an answer")
            }

            fn visit_str<E: Error>(self, code: &str) -> Result<Answer, E> {
                match code {
                    "yes" => Ok(Answer::Yes),
                    "suspected" => Ok(Answer::Suspected),
                    "no" => Ok(Answer::No),
                    "not_known" => Ok(Answer::NotKnown),
                    _ => Err(E::custom("no such answer")),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answer, A::Error> {
                let mut answer = None;
                while let Some(name) = map.next_key::<&str>()? {
                    if name == "answer" {
                        answer = Some(map.next_value()?);
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                answer.ok_or_else(|| A::Error::custom("no answer is given"))
            }
        }
        deserializer.deserialize_any(Code)
    }
}

/// A day: its year, and its month and day as one number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(u16, u16);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(deserializer)?;
        let number = |from, to| text.get(from..to).and_then(|digits: &str| digits.parse::<u16>().ok());
        let day = (|| Some(Self(number(0, 4)?, 100 * number(5, 7)? + number(8, 10)?)))();
        day.ok_or_else(|| D::Error::custom("no day"))
    }
}

impl Day {
    /// Whole years from this day to another.
    fn years_to(self, other: Self) -> u8 {
        let had_birthday = other.1 >= self.1;
        u8::try_from(other.0 - self.0 - u16::from(!had_birthday)).unwrap_or(u8::MAX)
    }
}

/// Reads a request. Text is checked once for the whole of it, not string by string.
pub(crate) fn wire<'a, T: Deserialize<'a>>(text: &'a [u8]) -> Wire<T> {
    serde_json::from_str(std::str::from_utf8(text).expect("UTF-8")).expect("a valid request")
}

#[derive(Deserialize)]
pub(crate) struct Wire<T> {
    pub(crate) child: WireChild,
    pub(crate) screening: WireScreening<T>,
}

impl<T> Wire<T> {
    /// The lowest age that the child can have.
    pub(crate) fn lowest_age(&self) -> u8 {
        match (self.child.age, self.child.date_of_birth, self.screening.screened_on) {
            (Some(age), ..) => age,
            (None, Some(born), Some(day)) => born.years_to(day),
            _ => 0,
        }
    }

    /// Whether the person is certainly 18 or over, and no young adult of the toolkit.
    pub(crate) fn adult(&self) -> bool {
        self.child.adult(self.lowest_age())
    }
}

#[derive(Deserialize)]
pub(crate) struct WireChild {
    #[serde(default)]
    age: Option<u8>,
    #[serde(default)]
    date_of_birth: Option<Day>,
    #[serde(default)]
    learning_disability: Answer,
    #[serde(default)]
    additional_needs: Answer,
    #[serde(default)]
    looked_after: Answer,
    #[serde(default)]
    care_leaver: Answer,
    #[serde(default)]
    unaccompanied: Answer,
    #[serde(default = "no")]
    exploited_with_others: Answer,
    #[serde(default = "no")]
    section_47: Answer,
    #[serde(default = "no")]
    immediate_concern: Answer,
    #[serde(default = "no")]
    parent_may_be_involved: Answer,
    #[serde(default)]
    placed_out_of_area: Answer,
    #[serde(default)]
    needs_care_and_support: Answer,
    #[serde(default)]
    placement: Option<Placement>,
    #[serde(default)]
    legal_status: Option<LegalStatus>,
    #[serde(default)]
    pub(crate) previous_category: u8,
    #[serde(default)]
    determination: Option<WireDetermination>,
}

#[derive(Deserialize)]
pub(crate) struct WireDetermination {
    category: WireLevel,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WireLevel {
    Category(u8),
    None(WireNone),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum WireNone {
    None,
}

fn no() -> Answer {
    Answer::No
}

impl WireChild {
    fn adult(&self, age: u8) -> bool {
        let open = |answer: Answer| answer != Answer::No;
        let needs = open(self.additional_needs)
            || open(self.learning_disability)
            || self.needs_care_and_support.protects();
        let left_care = open(self.care_leaver) || self.looked_after.protects();
        age >= 18 && !(age < 21 && needs) && !(age < 25 && left_care)
    }

    /// Whether each of `FACTS` is answered yes or suspected.
    pub(crate) fn facts(&self) -> [bool; 8] {
        let answers = [
            self.learning_disability,
            self.unaccompanied,
            self.exploited_with_others,
            self.looked_after,
            self.immediate_concern,
            self.section_47,
            self.parent_may_be_involved,
            self.placed_out_of_area,
        ];
        answers.map(Answer::protects)
    }

    pub(crate) fn not_looked_after(&self) -> bool {
        self.looked_after == Answer::No
    }

    pub(crate) fn placement(&self) -> u8 {
        self.placement.map_or(0, |placement| placement as u8 + 1)
    }

    pub(crate) fn legal_status(&self) -> u8 {
        self.legal_status.map_or(0, |status| status as u8 + 1)
    }

    /// The category determined, 4 for none, or 0.
    pub(crate) fn determined(&self) -> u8 {
        match self.determination {
            Some(WireDetermination { category: WireLevel::Category(number) }) => number,
            Some(WireDetermination { category: WireLevel::None(WireNone::None) }) => NONE,
            None => 0,
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct WireScreening<T> {
    pub(crate) indicators: T,
    #[serde(default)]
    screened_on: Option<Day>,
    #[serde(default)]
    professional_judgement: Option<WireJudgement>,
}

impl<T> WireScreening<T> {
    /// The category judged, or 0.
    pub(crate) fn judged(&self) -> u8 {
        self.professional_judgement.as_ref().map_or(0, |judgement| judgement.category)
    }
}

#[derive(Deserialize)]
pub(crate) struct WireJudgement {
    category: u8,
}

/// The answers to indicators, as the two lists.
struct Lists<'a> {
    observed: Vec<&'a str>,
    known: Vec<&'a str>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Lists<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Answers;
        impl<'de> Visitor<'de> for Answers {
            type Value = Lists<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("answers by code")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Lists<'de>, A::Error> {
                let mut lists = Lists { observed: Vec::with_capacity(8), known: Vec::with_capacity(8) };
                while let Some(code) = map.next_key::<&str>()? {
                    match map.next_value::<Answer>()? {
                        Answer::Yes => {
                            lists.observed.push(code);
                            lists.known.push(code);
                        }
                        Answer::Suspected => lists.observed.push(code),
                        Answer::No | Answer::NotKnown => {}
                    }
                }
                Ok(lists)
            }
        }
        deserializer.deserialize_map(Answers)
    }
}

impl<'a> Form<'a> {
    /// Reads the JSON of a request. Fields that no category rule asks about are skipped.
    pub(crate) fn read(text: &'a [u8]) -> Self {
        let wire: Wire<Lists<'a>> = wire(text);
        let child = &wire.child;
        Self {
            facts: child.facts(),
            lowest_age: wire.lowest_age(),
            adult: wire.adult(),
            not_looked_after: child.not_looked_after(),
            placement: child.placement(),
            legal_status: child.legal_status(),
            levels: [wire.screening.judged(), child.determined(), child.previous_category],
            observed: wire.screening.indicators.observed,
            known: wire.screening.indicators.known,
        }
    }

    /// The fields that are yes or no.
    pub(crate) fn flags(&self) -> impl Iterator<Item = (&'static str, bool)> + use<> {
        FACTS
            .into_iter()
            .zip(self.facts)
            .map(|((name, _), yes)| (name, yes))
            .chain([("not_looked_after", self.not_looked_after)])
    }

    /// The fields that are numbers.
    pub(crate) fn numbers(&self) -> [(&'static str, u8); 6] {
        let [judged, determined, previous] = self.levels;
        [
            ("lowest_age", self.lowest_age),
            ("placement", self.placement),
            ("legal_status", self.legal_status),
            ("judged", judged),
            ("determined", determined),
            ("previous", previous),
        ]
    }

    /// The fields that are lists of indicators.
    pub(crate) fn lists(&self) -> [(&'static str, &[&'a str]); 2] {
        [("observed", &self.observed), ("known", &self.known)]
    }
}
