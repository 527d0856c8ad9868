//! Changes of a request: which question, from what, to what, in plain words.

use crate::compiled::RuleSet;
use crate::tables::IndicatorRow;
use crate::vocabulary::category::Category;
use crate::vocabulary::child::{Answer, Case, Child, Fact, LegalStatus, OLDEST, Placement};
use crate::vocabulary::indicator::{CompletedBy, Indicators};
use crate::words::{answer_in_words, listed, quoted_label};
use std::fmt;

/// So many indicators of a group are named; the rest is counted.
const NAMED: usize = 6;

/// A question of a request. [`Asked::code`] names it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Asked<'a> {
    /// The age.
    Age,
    /// A fact about the child.
    Fact(Fact),
    /// Where the child is placed.
    Placement,
    /// The legal status.
    LegalStatus,
    /// Whether the case is open.
    Case,
    /// The category that an earlier screening or meeting gave.
    PreviousCategory,
    /// Who completed the tool.
    CompletedBy,
    /// An indicator of the rules.
    Indicator(&'a IndicatorRow),
    /// The category that a professional judged.
    ProfessionalJudgement,
}

impl<'a> Asked<'a> {
    /// Its name in requests and records.
    #[must_use]
    pub fn code(self) -> &'a str {
        match self {
            Self::Age => "age",
            Self::Fact(fact) => fact.code(),
            Self::Placement => "placement",
            Self::LegalStatus => "legal_status",
            Self::Case => "case",
            Self::PreviousCategory => "previous_category",
            Self::CompletedBy => "completed_by",
            Self::Indicator(row) => &row.code,
            Self::ProfessionalJudgement => "professional_judgement",
        }
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Asked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asked").finish_non_exhaustive()
    }
}

/// What a request says to a question. [`Given::in_words`] tells it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Given {
    /// An age in whole years.
    Years(u8),
    /// A lowest and a highest age.
    YearsBetween(u8, u8),
    /// An answer to a fact or an indicator.
    Answer(Answer),
    /// A placement.
    Placement(Placement),
    /// A legal status.
    LegalStatus(LegalStatus),
    /// Whether the case is open.
    Case(Case),
    /// A category: the previous one, or the one judged.
    Category(Category),
    /// Who completed the tool.
    CompletedBy(CompletedBy),
    /// Nothing: the question is left out, and an age is not known.
    Nothing,
}

impl Given {
    /// What a request says to a question.
    pub(super) fn to(asked: Asked<'_>, child: &Child, tool: &Indicators) -> Self {
        let or_nothing = |given: Option<Self>| given.unwrap_or(Self::Nothing);
        match asked {
            Asked::Age => match child.age_range() {
                (0, OLDEST) => Self::Nothing,
                (lowest, highest) if lowest == highest => Self::Years(lowest),
                (lowest, highest) => Self::YearsBetween(lowest, highest),
            },
            Asked::Fact(fact) => or_nothing(child.answer_to(fact).map(Self::Answer)),
            Asked::Placement => or_nothing(child.placement_given().map(Self::Placement)),
            Asked::LegalStatus => or_nothing(child.legal_status_given().map(Self::LegalStatus)),
            Asked::Case => or_nothing(child.case_given().map(Self::Case)),
            Asked::PreviousCategory => or_nothing(child.previous_category_given().map(Self::Category)),
            Asked::CompletedBy => or_nothing(tool.completed_by_given().map(Self::CompletedBy)),
            Asked::Indicator(row) => or_nothing(tool.answer_to_code(&row.code).map(Self::Answer)),
            Asked::ProfessionalJudgement => {
                or_nothing(tool.judgement().map(|judged| Self::Category(judged.category())))
            }
        }
    }

    /// In plain words, such as `not known` or `Category 2`.
    #[must_use]
    pub fn in_words(self) -> String {
        let code = |code: &str| code.replace('_', " ");
        match self {
            Self::Years(years) => years.to_string(),
            Self::YearsBetween(lowest, highest) => format!("between {lowest} and {highest}"),
            Self::Answer(answer) => answer_in_words(answer).to_owned(),
            Self::Placement(placement) => code(placement.code()),
            Self::LegalStatus(status) => code(status.code()),
            Self::Case(case) => code(case.code()),
            Self::Category(category) => category.to_string(),
            Self::CompletedBy(who) => code(who.code()),
            Self::Nothing => "not given".to_owned(),
        }
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
#[derive(Clone)]
pub struct Change<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) of: Vec<Asked<'a>>,
    pub(super) count: usize,
    pub(super) from: Given,
    pub(super) to: Vec<Given>,
}

impl<'a> Change<'a> {
    /// The questions of which [`Change::count`] are changed. More than one only for indicators: any of them
    /// will do.
    #[must_use]
    pub fn of(&self) -> &[Asked<'a>] {
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
            (Some(Asked::Indicator(_)), Given::Nothing) => "not asked about".to_owned(),
            (Some(Asked::Age), Given::Nothing) => "not known".to_owned(),
            (_, from) => from.in_words(),
        };
        format!("{}: {} (now {now})", self.subject(), self.target())
    }

    /// The questions in words.
    fn subject(&self) -> String {
        let label = |asked: &Asked<'_>| match asked {
            Asked::Age => "age".to_owned(),
            Asked::Fact(fact) => self.rules.fact_in_words(*fact).to_owned(),
            Asked::Placement => "the placement".to_owned(),
            Asked::LegalStatus => "the legal status".to_owned(),
            Asked::Case => "the case".to_owned(),
            Asked::PreviousCategory => "the previous category".to_owned(),
            Asked::CompletedBy => "who completed the tool".to_owned(),
            Asked::Indicator(row) => quoted_label(&row.label),
            Asked::ProfessionalJudgement => "the professional judgement".to_owned(),
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
        let mut ages: Vec<u8> = self
            .to
            .iter()
            .filter_map(|given| match given {
                Given::Years(years) => Some(*years),
                _ => None,
            })
            .collect();
        ages.sort_unstable();
        let mut words = Vec::new();
        // Neighbouring ages are one range.
        for range in ages.chunk_by(|one, next| one + 1 == *next) {
            words.extend(match (range.first(), range.last()) {
                (Some(0), Some(&OLDEST)) => Some("any age".to_owned()),
                (Some(0), Some(last)) => Some(format!("{last} or younger")),
                (Some(first), Some(&OLDEST)) => Some(format!("{first} or older")),
                (Some(first), Some(last)) if first == last => Some(first.to_string()),
                (Some(first), Some(last)) => Some(format!("{first} to {last}")),
                _ => None,
            });
        }
        let others = self.to.iter().filter(|given| !matches!(given, Given::Years(_)));
        words.extend(others.map(|given| given.in_words()));
        listed(&words, "or")
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Change<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change").finish_non_exhaustive()
    }
}

impl PartialEq for Change<'_> {
    fn eq(&self, other: &Self) -> bool {
        (&self.of, self.count, self.from, &self.to) == (&other.of, other.count, other.from, &other.to)
    }
}

impl Eq for Change<'_> {}
