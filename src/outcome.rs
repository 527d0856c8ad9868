//! The outcome of a screening: what was decided, by which rows, and what follows.

use crate::category::Category;
use crate::child::{Case, Child, Fact};
use crate::indicator::{Indicator, Indicators};
use crate::pathway::{Plan, Scope, Step};
use crate::reason::Reason;
use crate::rules::RuleSet;
use crate::rules::compiled::{Rule, RuleLevel};
use crate::rules::decision_table::Situation;
use crate::rules::tables::{CategoryRow, Definition, FindingRow, IndicatorRow};
use crate::screening::Given;
use std::fmt;

/// The outcome of a screening.
///
/// It borrows the rules, the child and the tool, and allocates nothing. What is costly or not always
/// wanted (gaps, prompts, findings, texts) is worked out when it is asked for.
/// [`Outcome::to_record`] makes a record of it that stands alone.
///
/// ```
/// use cse_screening::{Answer, Child, Fact, Indicator, Indicators, screen};
///
/// let child = Child::aged(15)?;
/// let tool = Indicators::new().observed(Indicator::PoorSelfImage);
/// let outcome = screen(&child, &tool);
/// // Nobody asked about a learning disability, and a yes would change the category.
/// let gap = outcome.gaps().next().unwrap();
/// assert_eq!(gap.question.to_string(), "learning_disability");
/// assert_eq!(gap.would_raise_to.number(), 2);
/// # Ok::<(), cse_screening::AgeError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Outcome<'a> {
    pub(crate) rules: &'a RuleSet,
    pub(crate) child: &'a Child,
    pub(crate) indicators: &'a Indicators,
    pub(crate) reference: Option<&'a str>,
    pub(crate) scope: Scope,
    pub(crate) indicated: Option<Category>,
    pub(crate) category: Option<Category>,
    pub(crate) possible: Option<Category>,
    pub(crate) case_open: bool,
    pub(crate) situation: Situation,
    /// The rows of the first table that decided.
    pub(crate) rows: u64,
    /// The rows of the second table that hold.
    pub(crate) pathway: u128,
}

impl<'a> Outcome<'a> {
    /// The rules it was decided by.
    #[must_use]
    pub const fn rules(&self) -> &'a RuleSet {
        self.rules
    }

    /// Which part of the rules applied.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// The category to record. None when nothing was recorded that gives one, or in scope adult; it
    /// never means that there is no risk.
    #[must_use]
    pub const fn category(&self) -> Option<Category> {
        self.category
    }

    /// The category that the tables give, before professional judgement and the previous category.
    #[must_use]
    pub const fn indicated(&self) -> Option<Category> {
        self.indicated
    }

    /// The category if every answer that is not known or suspected were yes.
    #[must_use]
    pub const fn possible(&self) -> Option<Category> {
        self.possible
    }

    /// The case as understood: as it was given, or as the rules assume when it was left out.
    #[must_use]
    pub fn case(&self) -> Case {
        if self.case_open { Case::Open } else { Case::NotOpen }
    }

    /// The definitions that hold, in the order of the table.
    pub fn definitions(&self) -> impl Iterator<Item = &'a Definition> + use<'a> {
        let rows = self.rows;
        let definitions = self.rules.tables().definitions.iter().zip(&self.rules.compiled.definitions);
        definitions.filter(move |(_, set_by)| rows & **set_by != 0).map(|(definition, _)| definition)
    }

    /// Every rule that fired, in the order of the table, with what made it fire. A rule that gives
    /// each indicator its listed category comes once for each category.
    pub fn reasons(&self) -> impl Iterator<Item = Reason<'a>> + use<'a> {
        let outcome = *self;
        self.fired_rules().filter_map(move |rule| {
            let at_least = match rule.level {
                RuleLevel::Fixed(category) => category,
                RuleLevel::Judged => outcome.indicators.judgement.as_ref()?.category(),
                RuleLevel::Previous => outcome.child.previous_category?,
            };
            Some(Reason {
                outcome,
                rule,
                row: outcome.rules.tables().category_rules.get(rule.row)?,
                at_least,
            })
        })
    }

    pub(crate) fn fired_rules(&self) -> impl Iterator<Item = &'a Rule> + use<'a> {
        let rows = self.rows;
        self.rules.compiled.rules.iter().filter(move |rule| rows & rule.terms != 0)
    }

    /// The one plan that hosts everything. None when there is no category.
    #[must_use]
    pub fn plan(&self) -> Option<Plan<'a>> {
        let first = (self.pathway & self.rules.compiled.plan_rows).trailing_zeros();
        let owner = *self.rules.compiled.owners.get(usize::try_from(first).ok()?)?;
        Some(Plan { rules: self.rules, row: self.rules.tables().plan_hosts.get(owner)? })
    }

    /// The steps that apply, in the order of the table.
    pub fn steps(&self) -> impl Iterator<Item = Step<'a>> + use<'a> {
        let Self { rules, category, indicators, .. } = *self;
        let compiled = &rules.compiled;
        owners(self.pathway & !compiled.plan_rows, &compiled.owners).filter_map(move |owner| {
            Some(Step {
                rules,
                row: rules.tables().steps.get(owner)?,
                working_days: compiled.deadlines.get(owner).copied().flatten(),
                category,
                referred_on: indicators.referred_on,
            })
        })
    }

    /// The names of the category, and the assessments, agencies and interventions listed for it.
    #[must_use]
    pub fn support(&self) -> Option<&'a CategoryRow> {
        Some(self.rules.category_row(self.category?))
    }

    /// Each answer, not known or suspected, that would raise the category by itself if it were yes.
    /// Facts first, then indicators, each in the order of the tables.
    pub fn gaps(&self) -> impl Iterator<Item = Gap> + use<'a> {
        let outcome = *self;
        let given = Given::new(self.rules, self.child, self.indicators);
        let questions = Fact::ALL.iter().map(|fact| Question::Fact(*fact));
        let questions =
            questions.chain(Indicator::ALL.iter().map(|indicator| Question::Indicator(*indicator)));
        questions.filter_map(move |question| {
            if outcome.possible <= outcome.category {
                return None;
            }
            let would_be = match question {
                Question::Fact(fact) => given.if_fact(fact),
                Question::Indicator(indicator) => given.if_indicator(indicator),
            };
            would_be
                .filter(|_| would_be > outcome.category)
                .map(|would_raise_to| Gap { question, would_raise_to })
        })
    }

    /// Indicators to consider, because a like one was observed and they have no answer.
    pub fn prompts(&self) -> impl Iterator<Item = Prompt<'a>> + use<'a> {
        let Self { rules, indicators, .. } = *self;
        let [rows] = rules.compiled.prompts.rows_that_hold(&self.complete_situation());
        let rows = owners(u128::from(rows), &rules.compiled.prompt_owners);
        rows.filter_map(|owner| rules.tables().prompts.get(owner))
            .filter(|row| indicators.yes.with(indicators.suspected).has(row.observed))
            .flat_map(move |row| {
                let unanswered =
                    row.consider.iter().filter(|consider| indicators.answer_to(**consider).is_none());
                unanswered.map(move |consider| Prompt {
                    consider: rules.indicator_row(*consider),
                    because: rules.indicator_row(row.observed),
                })
            })
    }

    /// Contradictions and changes in what was recorded. Nothing is corrected: the protective value
    /// stands.
    pub fn findings(&self) -> impl Iterator<Item = &'a FindingRow> + use<'a> {
        let rules = self.rules;
        let [rows] = rules.compiled.findings.rows_that_hold(&self.complete_situation());
        let rows = owners(u128::from(rows), &rules.compiled.finding_owners);
        rows.filter_map(|owner| rules.tables().findings.get(owner))
    }

    /// The situation with the flags that only findings and prompts ask for.
    fn complete_situation(&self) -> Situation {
        let Indicators { yes, suspected, .. } = *self.indicators;
        let mut situation = self.situation;
        situation.flags |= self.rules.compiled.later_tests.passed(yes.with(suspected), yes);
        situation
    }
}

/// Says what was decided, and nothing of the child.
impl fmt::Debug for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcome").field("rules", &self.rules).finish_non_exhaustive()
    }
}

/// The owners of the rows in a set, each once. The rows of one owner stand side by side.
fn owners(mut rows: u128, owners: &[usize]) -> impl Iterator<Item = usize> + use<'_> {
    let mut last = None;
    std::iter::from_fn(move || {
        while rows != 0 {
            let row = rows.trailing_zeros();
            rows &= rows - 1;
            let owner = usize::try_from(row).ok().and_then(|row| owners.get(row)).copied();
            if owner.is_some() && owner != last {
                last = owner;
                return owner;
            }
        }
        None
    })
}

/// A question of the request that has an answer which could still change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Question {
    /// A fact about the child.
    Fact(Fact),
    /// An indicator.
    Indicator(Indicator),
}

impl Question {
    /// Its name in requests and records.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fact(fact) => fact.code(),
            Self::Indicator(indicator) => indicator.code(),
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// An answer that is not known, or only suspected, and would raise the category if it were yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// What to ask.
    pub question: Question,
    /// The category that a yes would lead to.
    pub would_raise_to: Category,
}

/// An indicator to consider, because a like one was observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prompt<'a> {
    /// The indicator to consider.
    pub consider: &'a IndicatorRow,
    /// The indicator observed.
    pub because: &'a IndicatorRow,
}
