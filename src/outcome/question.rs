//! A question of the form, as outcomes and explanations name it.

use crate::compiled::RuleSet;
use crate::tables::{IndicatorRow, QuestionRow};
use crate::vocabulary::child::Fact;
use crate::vocabulary::indicator::Place;
use crate::vocabulary::question::Choice;
use std::fmt;

/// A question of the form; in JSON its code. The list may grow.
///
/// It has no `Display`, and its `Debug` is empty: it belongs in no log. [`Question::code`] names it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Question<'a> {
    /// The age.
    Age,
    /// A fact about the child.
    Fact(Fact),
    /// A question that is answered with one of a few values.
    Choice(Choice),
    /// An indicator of the rules.
    Indicator(&'a IndicatorRow),
    /// A question of the rules' own.
    Own(&'a QuestionRow),
}

impl<'a> Question<'a> {
    /// Its name in requests and records.
    #[must_use]
    pub fn code(self) -> &'a str {
        match self {
            Self::Age => "age",
            Self::Fact(fact) => fact.code(),
            Self::Choice(choice) => choice.code(),
            Self::Indicator(indicator) => &indicator.code,
            Self::Own(question) => &question.code,
        }
    }
}

impl<'a> Question<'a> {
    /// The question at a place: an indicator, or one of the rules' own.
    pub(crate) fn at(rules: &'a RuleSet, place: Place) -> Option<Self> {
        let indicator = rules.row_at(place).map(Self::Indicator);
        indicator.or_else(|| rules.question_at(place).map(Self::Own))
    }
}

impl serde::Serialize for Question<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Question<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").finish_non_exhaustive()
    }
}

/// A question with an indicator by its place, until its row is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Named {
    Age,
    Fact(Fact),
    Choice(Choice),
    Place(Place),
}

/// A question that is still open: an indicator by its place.
#[derive(Clone, Copy)]
pub(crate) enum OpenQuestion {
    Fact(Fact),
    Place(Place),
}
