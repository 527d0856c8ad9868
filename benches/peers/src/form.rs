//! A request as every peer is given it, read from the JSON of the contract.
//!
//! What the masks of the hand-written function hold ready is ready here too: which indicators are
//! observed, which facts protect, and whether the person is an adult without a category. All else is
//! for the rules.

use cse_screening::Fact;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use std::fmt;

/// The facts that the category rules ask about, and their names in the peers' inputs.
pub(crate) const FACTS: [(&str, Fact); 6] = [
    ("learning_disability", Fact::LearningDisability),
    ("unaccompanied", Fact::Unaccompanied),
    ("exploited_with_others", Fact::ExploitedWithOthers),
    ("looked_after", Fact::LookedAfter),
    ("immediate_concern", Fact::ImmediateConcern),
    ("section_47", Fact::Section47),
];

/// What a peer is given.
#[derive(Default)]
pub(crate) struct Form<'a> {
    /// Indicators answered yes or suspected.
    pub(crate) observed: Vec<&'a str>,
    /// Indicators answered yes.
    pub(crate) known: Vec<&'a str>,
    /// Whether each of `FACTS` is answered yes or suspected.
    pub(crate) facts: [bool; 6],
    pub(crate) lowest_age: u8,
    /// In scope `adult` no rule is asked.
    pub(crate) adult: bool,
    /// Whether a meeting lowered the category.
    pub(crate) lowered: bool,
    /// The category judged, or 0.
    pub(crate) judged: u8,
    /// The previous category, or 0.
    pub(crate) previous: u8,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "snake_case")]
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

/// Reads a request. Text is checked once for the whole of it, not string by string.
pub(crate) fn wire<'a, T: Deserialize<'a>>(text: &'a [u8]) -> Wire<T> {
    serde_json::from_str(std::str::from_utf8(text).expect("UTF-8")).expect("a valid request")
}

#[derive(Deserialize)]
pub(crate) struct Wire<T> {
    pub(crate) child: WireChild,
    pub(crate) screening: WireScreening<T>,
}

#[derive(Deserialize)]
pub(crate) struct WireChild {
    #[serde(default)]
    pub(crate) age: Option<u8>,
    #[serde(default)]
    pub(crate) learning_disability: Answer,
    #[serde(default)]
    pub(crate) additional_needs: Answer,
    #[serde(default)]
    pub(crate) looked_after: Answer,
    #[serde(default)]
    pub(crate) care_leaver: Answer,
    #[serde(default)]
    pub(crate) unaccompanied: Answer,
    #[serde(default = "no")]
    pub(crate) exploited_with_others: Answer,
    #[serde(default = "no")]
    pub(crate) section_47: Answer,
    #[serde(default = "no")]
    pub(crate) immediate_concern: Answer,
    #[serde(default = "no")]
    pub(crate) lowered_at_meeting: Answer,
    #[serde(default)]
    pub(crate) previous_category: u8,
}

fn no() -> Answer {
    Answer::No
}

impl WireChild {
    /// Whether the person is certainly 18 or over, and no young adult of the toolkit.
    pub(crate) fn adult(&self) -> bool {
        let age = self.age.unwrap_or(0);
        let open = |answer: Answer| answer != Answer::No;
        let needs = age < 21 && (open(self.additional_needs) || open(self.learning_disability));
        age >= 18 && !needs && !(age < 25 && open(self.care_leaver))
    }
}

#[derive(Deserialize)]
pub(crate) struct WireScreening<T> {
    pub(crate) indicators: T,
    #[serde(default)]
    pub(crate) professional_judgement: Option<WireJudgement>,
}

#[derive(Deserialize)]
pub(crate) struct WireJudgement {
    pub(crate) category: u8,
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
        let facts = [
            child.learning_disability,
            child.unaccompanied,
            child.exploited_with_others,
            child.looked_after,
            child.immediate_concern,
            child.section_47,
        ];
        Self {
            facts: facts.map(Answer::protects),
            lowest_age: child.age.unwrap_or(0),
            adult: child.adult(),
            lowered: child.lowered_at_meeting == Answer::Yes,
            judged: wire.screening.professional_judgement.map_or(0, |judgement| judgement.category),
            previous: child.previous_category,
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
            .chain([("lowered", self.lowered)])
    }

    /// The fields that are numbers.
    pub(crate) fn numbers(&self) -> [(&'static str, u8); 3] {
        [("lowest_age", self.lowest_age), ("judged", self.judged), ("previous", self.previous)]
    }

    /// The fields that are lists of indicators.
    pub(crate) fn lists(&self) -> [(&'static str, &[&'a str]); 2] {
        [("observed", &self.observed), ("known", &self.known)]
    }
}
