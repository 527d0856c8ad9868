//! Reasons: a rule that fired, and the answers that made it fire, read from the rows that decided.

use crate::compiled::flag::Test;
use crate::compiled::layout::Rule;
use crate::compiled::terms::Causes;
use crate::decide::AnyInputs;
use crate::numbered::part_of;
use crate::outcome::Outcome;
use crate::outcome::question::{Named, Question};
use crate::tables::{CategoryRule, Level, LevelFrom, Reading};
use crate::vocabulary::Basis;
use crate::vocabulary::category::Category;
use crate::vocabulary::child::Fact;
use crate::vocabulary::indicator::Places;
use crate::vocabulary::question::{Choice, Object};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a rule counted or added up, and what it asks for.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Counted {
    /// What was observed comes to this.
    pub reached: u32,
    /// At least this is needed.
    pub needed: u32,
}

impl Counted {
    pub(crate) const fn of(test: &Test, reached: u32) -> Self {
        Self { reached, needed: test.at_least }
    }

    /// In words: `5 of 6`; where there is more than is needed, `8 where 6 are enough`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let Self { reached, needed } = self;
        if reached <= needed {
            return format!("{reached} of {needed}");
        }
        format!("{reached} where {needed} {} enough", if *needed == 1 { "is" } else { "are" })
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counted").finish_non_exhaustive()
    }
}

/// A rule that fired, and why.
#[derive(Clone)]
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
    pub fn because(&self) -> impl Iterator<Item = Question<'a>> + use<'a> {
        let rules = self.outcome.rules;
        self.causes(&self.places()).named().filter_map(move |cause| {
            Some(match cause {
                Named::Age => Question::Age,
                Named::Fact(fact) => Question::Fact(fact),
                Named::Choice(choice) => Question::Choice(choice),
                Named::Place(place) => Question::at(rules, place)?,
            })
        })
    }

    /// What it counted or added up, where it does: of several counts the first, as the rule is written, that reaches
    /// what is needed.
    #[must_use]
    pub fn counted(&self) -> Option<Counted> {
        self.counted_of(&self.places())
    }

    /// As [`Reason::counted`], of the places observed and those known.
    pub(crate) fn counted_of(&self, places: &[Places; 2]) -> Option<Counted> {
        let (test, reached) = self.count(*places)?;
        Some(Counted::of(test, reached))
    }

    /// What each answer added to [`Reason::counted`]: 1 where indicators are counted, and its weight where weights are
    /// added up. None where the rule does neither.
    pub fn added(&self) -> impl Iterator<Item = (Question<'a>, u32)> + use<'a> {
        let rules = self.outcome.rules;
        let places = self.places();
        let counted = self.count(places).into_iter();
        counted.flat_map(move |(test, _)| {
            let added = test.added(&rules.layout.derived, &rules.layout.weights, places).into_iter();
            added.filter_map(|(place, adds)| Some((Question::at(rules, place)?, adds)))
        })
    }

    fn count(&self, places: [Places; 2]) -> Option<(&'a Test, u32)> {
        let layout = &self.outcome.rules.layout;
        let counts = layout.counts.get(self.rule.row).iter();
        let reached = |test: &'a Test| (test, test.reached(&layout.weights, places));
        counts.map(reached).find(|(test, reached)| *reached >= test.at_least)
    }

    /// The places observed, and those known.
    fn places(&self) -> [Places; 2] {
        let Outcome { rules, child, indicators, .. } = &self.outcome;
        AnyInputs::new(rules, child, indicators).places()
    }

    /// The causes of the rows that held, with the indicators narrowed to those observed; and, where
    /// the rule builds on others, theirs.
    pub(crate) fn causes(&self, [observed, known]: &[Places; 2]) -> Causes {
        let Outcome { rules, rows, .. } = &self.outcome;
        let of_rule = |rule: &Rule| {
            let own = rule.rows.clone().zip(part_of(&rules.layout.first, rule.rows.clone()));
            let held = own.filter(|(row, _)| rows.has(*row));
            let mut causes = held.fold(Causes::default(), |all, (_, row)| all.and(row.causes));
            causes.observed = causes.observed.and(*observed).with(causes.known.and(*known));
            if let Some(of) = rule.of {
                causes.observed = causes.observed.and(of);
            }
            causes
        };
        let mut causes = of_rule(self.rule);
        if let Some(level) = self.rule.others_give {
            let giving = rules.layout.giving(level).map(|(_, rule)| rule);
            for rule in giving.filter(|rule| rows.has_one_of(&rule.rows)) {
                causes = causes.and(of_rule(rule));
            }
        }
        causes.observed = rules.layout.derived.answered(causes.observed);
        causes
    }

    /// Whether each indicator gives its listed category, and so the statements are those of indicators.
    pub(crate) const fn of_indicators(&self) -> bool {
        matches!(self.row.at_least, Level::From(LevelFrom::Listed))
    }

    /// The statements it rests on. Where each indicator gives its listed category, those of the
    /// indicators observed.
    pub fn statements(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let rules = self.outcome.rules;
        let row = self.row;
        let listed = self.of_indicators();
        let observed = if listed { self.causes(&self.places()).observed } else { Places::default() };
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

/// Says nothing of the child, nor which rule it is: it may end up in a log.
impl fmt::Debug for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reason").finish_non_exhaustive()
    }
}

impl Causes {
    /// The answers in the order in which reasons name them.
    pub(crate) fn named(self) -> impl Iterator<Item = Named> {
        let facts = Fact::ALL.iter().filter(move |fact| self.facts >> **fact as u8 & 1 == 1);
        let choices = |object: Object| {
            let mut named = self.choices & Choice::mask_of(object);
            std::iter::from_fn(move || {
                let choice = Choice::ALL.get(named.trailing_zeros() as usize)?;
                named &= named - 1;
                Some(Named::Choice(*choice))
            })
        };
        self.age
            .then_some(Named::Age)
            .into_iter()
            .chain(facts.map(|fact| Named::Fact(*fact)))
            .chain(choices(Object::Child))
            .chain(self.observed.iter().map(Named::Place))
            .chain(choices(Object::Screening))
    }
}
