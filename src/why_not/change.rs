//! Changes of a request: which question, from what, to what, in plain words.

use crate::compiled::RuleSet;
use crate::outcome::Question;
use crate::tables::QuestionKind;
use crate::vocabulary::child::{Answer, Child, OLDEST};
use crate::vocabulary::indicator::Indicators;
use crate::vocabulary::number::MOST;
use crate::vocabulary::question::Choice;
use crate::words::{answer_in_words, listed, quoted_label};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::fmt;

/// So many indicators of a group are named; the rest is counted.
const NAMED: usize = 6;

/// What a request says to a question. [`Given::in_words`] tells it. The list may grow.
///
/// In JSON it is what a request has there; between two ages a list of both, and null where nothing is given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Given {
    /// An age in whole years.
    Years(u8),
    /// A lowest and a highest age.
    YearsBetween(u8, u8),
    /// An answer to a fact or an indicator.
    Answer(Answer),
    /// The answer to an indicator that was seen only before a time that a rule asks about.
    Past(Answer),
    /// The lowest and the highest that a number may be. Among the answers that would do, any number from the one to the
    /// other.
    Number(u16, u16),
    /// One of the values of a choice.
    Chosen(Chosen),
    /// Nothing: the question is left out, and an age is not known.
    Nothing,
}

impl Given {
    /// What a request says to a question.
    pub(super) fn to(asked: Question<'_>, child: &Child, tool: &Indicators) -> Self {
        let or_nothing = |given: Option<Self>| given.unwrap_or(Self::Nothing);
        match asked {
            Question::Age => match child.age_range() {
                (0, OLDEST) => Self::Nothing,
                (lowest, highest) if lowest == highest => Self::Years(lowest),
                (lowest, highest) => Self::YearsBetween(lowest, highest),
            },
            Question::Fact(fact) => or_nothing(child.answer_to(fact).map(Self::Answer)),
            Question::Choice(choice) => Self::chosen(choice, choice.given(child, tool)),
            Question::Own(row) => match row.asks {
                QuestionKind::Number => {
                    let given = tool.numbers_given().find(|(code, _)| *code == row.code);
                    or_nothing(given.map(|(_, given)| match given.range() {
                        Some((lowest, highest)) => Self::Number(lowest, highest),
                        None => Self::Answer(Answer::NotKnown),
                    }))
                }
                QuestionKind::Answer => or_nothing(tool.answer_to_code(&row.code).map(Self::Answer)),
            },
            Question::Indicator(row) => or_nothing(tool.answer_to_code(&row.code).map(Self::Answer)),
        }
    }

    /// The value of a choice with this number, 0 for nothing.
    pub(super) const fn chosen(choice: Choice, number: u8) -> Self {
        if number == 0 { Self::Nothing } else { Self::Chosen(Chosen { choice, number }) }
    }

    /// In plain words, such as `not known` or `Category 2`: as these rules call it.
    #[must_use]
    pub fn in_words(self, rules: &RuleSet) -> String {
        match self {
            Self::Years(years) => years.to_string(),
            Self::YearsBetween(lowest, highest) => format!("between {lowest} and {highest}"),
            Self::Answer(answer) => answer_in_words(answer).to_owned(),
            Self::Number(lowest, highest) if lowest == highest => lowest.to_string(),
            Self::Number(lowest, highest) => format!("between {lowest} and {highest}"),
            Self::Past(answer) => format!("{}, seen too long ago", answer_in_words(answer)),
            Self::Chosen(Chosen { choice, number }) => rules.value_in_words(choice, number),
            Self::Nothing => "not given".to_owned(),
        }
    }
}

/// One of the values of a choice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chosen {
    choice: Choice,
    pub(super) number: u8,
}

impl Chosen {
    /// The question that it is an answer to.
    #[must_use]
    pub const fn choice(self) -> Choice {
        self.choice
    }

    /// The value as requests have it: a code, or the number of a category.
    #[must_use]
    pub fn value(self) -> &'static str {
        self.choice.value(self.number)
    }
}

impl Serialize for Chosen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.choice.codes() {
            Some(_) => serializer.serialize_str(self.value()),
            None => serializer.serialize_u8(self.number),
        }
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chosen").finish_non_exhaustive()
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Given").finish_non_exhaustive()
    }
}

/// One change of a request: a question gets another answer; or so many of a group of indicators do, that
/// the rules do not tell apart here.
///
/// As JSON: `of`, the codes of the questions; `count`, `from`, `to` and `in_words`.
#[derive(Clone)]
pub struct Change<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) of: Vec<Question<'a>>,
    pub(super) count: usize,
    pub(super) from: Given,
    pub(super) to: Vec<Given>,
}

impl<'a> Change<'a> {
    /// The questions of which [`Change::count`] are changed. More than one only for indicators: any of them
    /// will do.
    #[must_use]
    pub fn of(&self) -> &[Question<'a>] {
        &self.of
    }

    /// How many of them are changed.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// What the request says to each of them.
    #[must_use]
    pub const fn from(&self) -> Given {
        self.from
    }

    /// What it would say: any of these will do. Ages come nearest first, other answers in the order of
    /// protection.
    #[must_use]
    pub fn to(&self) -> &[Given] {
        &self.to
    }

    /// In plain words: `age: 12 or younger (now 14)`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let now = match (self.of.first(), self.from) {
            (Some(Question::Indicator(_)), Given::Nothing) => "not asked about".to_owned(),
            (Some(Question::Age), Given::Nothing) => "not known".to_owned(),
            (_, from) => from.in_words(self.rules),
        };
        format!("{}: {} (now {now})", self.subject(), self.target())
    }

    /// The questions in words.
    fn subject(&self) -> String {
        let label = |asked: &Question<'_>| match asked {
            Question::Age => "age".to_owned(),
            Question::Fact(fact) => self.rules.fact_in_words(*fact).to_owned(),
            Question::Choice(choice) => choice.row().label.to_owned(),
            Question::Indicator(row) => quoted_label(&row.label),
            Question::Own(row) => row.label.clone(),
        };
        if self.of.len() == self.count && self.count <= NAMED {
            return listed(&self.of.iter().map(label).collect::<Vec<_>>(), "and");
        }
        let count = if self.count == 1 { "one".to_owned() } else { self.count.to_string() };
        let mut named: Vec<_> = self.of.iter().take(NAMED).map(label).collect();
        let rest = self.of.len().saturating_sub(NAMED);
        if rest > 0 {
            named.push(format!("{rest} more"));
        }
        format!("{count} of {} indicators ({})", self.of.len(), listed(&named, "and"))
    }

    fn target(&self) -> String {
        let ages = self.to.iter().filter_map(|given| match given {
            Given::Years(years) => Some((u16::from(*years), u16::from(*years))),
            _ => None,
        });
        let numbers = self.to.iter().filter_map(|given| match given {
            Given::Number(lowest, highest) => Some((*lowest, *highest)),
            _ => None,
        });
        let mut words = ranges(ages.collect(), OLDEST.into(), ["any age", "younger", "older"]);
        words.extend(ranges(numbers.collect(), MOST, ["any number", "fewer", "more"]));
        let others = self.to.iter().filter(|given| !matches!(given, Given::Years(_) | Given::Number(..)));
        words.extend(others.map(|given| given.in_words(self.rules)));
        listed(&words, "or")
    }
}

/// Ranges from 0 up to a greatest number, in words: neighbours are one range.
fn ranges(mut parts: Vec<(u16, u16)>, greatest: u16, [any, less, more]: [&str; 3]) -> Vec<String> {
    parts.sort_unstable();
    let ranges = parts.chunk_by(|(_, end), (start, _)| end + 1 == *start);
    ranges
        .filter_map(|range| {
            let (lowest, highest) = (range.first()?.0, range.last()?.1);
            Some(match (lowest, highest) {
                (0, highest) if highest == greatest => any.to_owned(),
                (lowest, highest) if lowest == highest => lowest.to_string(),
                (0, highest) => format!("{highest} or {less}"),
                (lowest, highest) if highest == greatest => format!("{lowest} or {more}"),
                (lowest, highest) => format!("{lowest} to {highest}"),
            })
        })
        .collect()
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Change<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change").finish_non_exhaustive()
    }
}

impl Serialize for Change<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Change", 5)?;
        fields.serialize_field("of", &self.of)?;
        fields.serialize_field("count", &self.count)?;
        fields.serialize_field("from", &self.from)?;
        fields.serialize_field("to", &self.to)?;
        fields.serialize_field("in_words", &self.in_words())?;
        fields.end()
    }
}

impl PartialEq for Change<'_> {
    fn eq(&self, other: &Self) -> bool {
        (&self.of, self.count, self.from, &self.to) == (&other.of, other.count, other.from, &other.to)
    }
}

impl Eq for Change<'_> {}
