//! Reasons: a rule that fired, and the answers that made it fire, read from the rows that decided.

use crate::category::Category;
use crate::child::Fact;
use crate::indicator::Places;
use crate::outcome::Outcome;
use crate::rules::Basis;
use crate::rules::layout::Rule;
use crate::rules::tables::{CategoryRule, IndicatorRow, Level, LevelFrom, Reading};
use crate::rules::terms::Causes;
use crate::screening::AnyGiven;
use std::fmt;

/// A rule that fired, and why.
#[derive(Clone, Copy)]
pub struct Reason<'a> {
    pub(crate) outcome: Outcome<'a>,
    pub(crate) rule: &'a Rule,
    pub(crate) row: &'a CategoryRule,
    pub(crate) at_least: Category,
}

impl<'a> Reason<'a> {
    /// The row of the table.
    #[must_use]
    pub const fn row(&self) -> &'a CategoryRule {
        self.row
    }

    /// The id of the rule, such as `under-13`.
    #[must_use]
    pub fn rule(&self) -> &'a str {
        &self.row.id
    }

    /// The category it gives at least.
    #[must_use]
    pub const fn at_least(&self) -> Category {
        self.at_least
    }

    /// Whether it gives the category of the outcome, and not a lower one.
    #[must_use]
    pub fn decisive(&self) -> bool {
        Some(self.at_least) == self.outcome.category
    }

    /// The answers that made it fire: those about the child first, then the indicators, each in the
    /// order of the tables, then the professional judgement.
    pub fn because(&self) -> impl Iterator<Item = Cause<'a>> + use<'a> {
        let rules = self.outcome.rules;
        let causes = self.causes();
        let facts = Fact::ALL.iter().filter(move |fact| causes.facts >> **fact as u8 & 1 == 1);
        let indicators = causes.observed.iter().filter_map(move |place| rules.row_at(place));
        causes
            .age
            .then_some(Cause::Age)
            .into_iter()
            .chain(facts.map(|fact| Cause::Fact(*fact)))
            .chain(causes.previous.then_some(Cause::PreviousCategory))
            .chain(indicators.map(Cause::Indicator))
            .chain(causes.judgement.then_some(Cause::ProfessionalJudgement))
    }

    /// The causes of the rows that held, with the indicators narrowed to those observed; and, where
    /// the rule builds on earlier ones, theirs.
    fn causes(&self) -> Causes {
        let Outcome { rules, child, indicators, rows, .. } = &self.outcome;
        let [observed, known] = AnyGiven::new(rules, child, indicators).places();
        let of_rule = |rule: &Rule| {
            let held = rule.terms.clone().filter(|row| rows.has(*row));
            let held = held.filter_map(|row| rules.layout.first.causes.get(row));
            let mut causes = held.fold(Causes::default(), |all, causes| all.and(*causes));
            causes.observed = causes.observed.and(observed).with(causes.known.and(known));
            if let Some(of) = rule.of {
                causes.observed = causes.observed.and(of);
            }
            causes
        };
        let mut causes = of_rule(self.rule);
        if let Some(level) = self.rule.earlier {
            let at = rules.layout.rules.iter().position(|rule| std::ptr::eq(rule, self.rule));
            let earlier = at.into_iter().flat_map(|at| rules.layout.earlier(at, level));
            for rule in earlier.filter(|rule| rows.has_one_of(&rule.terms)) {
                causes = causes.and(of_rule(rule));
            }
        }
        causes
    }

    /// The statements it rests on. Where each indicator gives its listed category, those of the
    /// indicators observed.
    pub fn statements(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let rules = self.outcome.rules;
        let row = self.row;
        let listed = matches!(row.at_least, Level::From(LevelFrom::Listed));
        let observed = if listed { self.causes().observed } else { Places::default() };
        let of_indicators = observed.iter().filter_map(move |place| rules.row_at(place));
        let of_row = row.statements.iter().filter(move |_| !listed).map(String::as_str);
        of_row.chain(of_indicators.map(|indicator| &*indicator.statement))
    }

    /// Plain words of the toolkit, or a reading.
    #[must_use]
    pub fn basis(&self) -> Basis {
        Basis::of(&self.row.basis)
    }

    /// The reading it rests on, if it is one.
    #[must_use]
    pub fn reading(&self) -> Option<&'a Reading> {
        self.outcome.rules.reading_of(&self.row.basis)
    }
}

impl fmt::Debug for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reason").field("rule", &self.rule()).finish_non_exhaustive()
    }
}

/// An answer that made a rule fire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause<'a> {
    /// The age, or that it is not known.
    Age,
    /// The answer to a fact.
    Fact(Fact),
    /// The previous category.
    PreviousCategory,
    /// An indicator of the rules.
    Indicator(&'a IndicatorRow),
    /// The professional judgement.
    ProfessionalJudgement,
}

impl<'a> Cause<'a> {
    /// Its name in requests and records.
    #[must_use]
    pub fn code(self) -> &'a str {
        match self {
            Self::Age => "age",
            Self::Fact(fact) => fact.code(),
            Self::PreviousCategory => "previous_category",
            Self::Indicator(indicator) => &indicator.code,
            Self::ProfessionalJudgement => "professional_judgement",
        }
    }
}

impl fmt::Display for Cause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}
