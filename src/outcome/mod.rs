//! The outcome of a screening: what was decided, by which rows, and what follows.

mod aged;
mod due;
mod pathway;
mod question;
mod reason;

use crate::bits::RowSet;
use crate::compiled::RuleSet;
use crate::compiled::decision_table::{Slot, with};
use crate::compiled::kernel::{Engine, Large, SECOND_WORDS};
use crate::compiled::layout::{Owned, PromptPlaces, Rule, RuleLevel};
use crate::decide::{AnyInputs, Decision, unread};
use crate::numbered::{Ix, Numbered};
use crate::tables::{
    CategoryRow, Definition, FindingRow, IndicatorRow, LevelRow, PlanHost, PromptRow, ScopeRow, StepRow,
};
use crate::vocabulary::Scope;
use crate::vocabulary::category::{Category, NoCategory};
use crate::vocabulary::child::{Answer, Case, Child, Fact};
use crate::vocabulary::dates::one_is_impossible;
use crate::vocabulary::indicator::{Indicators, Places, WORDS};
use crate::vocabulary::question::Choice;
pub use aged::{Aged, Fall};
pub(crate) use aged::{COUNTED_AS_OLD, NO_SCREENING_DAY};
pub use due::{Due, NextDue, Until};
pub use pathway::{Plan, Step};
pub use question::Question;
pub(crate) use question::{Named, OpenQuestion};
pub use reason::{Counted, Reason};
use std::borrow::Borrow;
use std::fmt;

/// Screens a child by the built-in rules.
///
/// ```
/// use cse_screening::{Answer, Category, Child, Fact, Indicator, Indicators, screen};
///
/// let child = Child::aged(12)?.fact(Fact::LearningDisability, Answer::No);
/// let tool = Indicators::new().observed(Indicator::PoorSelfImage);
/// let outcome = screen(&child, &tool);
/// assert_eq!(outcome.category(), Some(Category::Two));
/// # Ok::<(), cse_screening::AgeError>(())
/// ```
#[must_use]
pub fn screen<'a>(child: &'a Child, indicators: &'a Indicators) -> Outcome<'a> {
    RuleSet::coventry().screen(child, indicators)
}

impl RuleSet {
    /// Screens a child by these rules.
    ///
    /// There is no error: whatever can be said of a child can be screened. Nothing is allocated.
    ///
    /// An answer that these rules have no indicator for, because it was recorded under others, is never
    /// taken for a no: observed, it makes the category 3. [`Outcome::unread`] names it.
    #[must_use]
    pub fn screen<'a>(&'a self, child: &'a Child, indicators: &'a Indicators) -> Outcome<'a> {
        match &*self.engine {
            Engine::Small(kernel) => self.outcome(child, indicators, kernel.decide(self, child, indicators)),
            Engine::Large(kernel) => self.outcome_of_large(kernel, child, indicators),
        }
    }

    /// Apart, because it needs far more of the stack than a small set.
    #[inline(never)]
    fn outcome_of_large<'a>(
        &'a self,
        kernel: &Large,
        child: &'a Child,
        indicators: &'a Indicators,
    ) -> Outcome<'a> {
        self.outcome(child, indicators, kernel.decide(self, child, indicators))
    }

    #[inline(always)] // So that it is written where it stays: it is too large to be copied.
    fn outcome<'a, const R: usize, const B: usize>(
        &'a self,
        child: &'a Child,
        indicators: &'a Indicators,
        decision: Decision<R, B>,
    ) -> Outcome<'a> {
        let Decision { scope, indicated, category, possible, case_open, values, rows, pathway } = decision;
        Outcome {
            rules: self,
            child,
            indicators,
            caller: Caller::default(),
            scope,
            indicated,
            category,
            possible,
            case_open,
            values,
            rows: RowSet::of(&rows),
            pathway: RowSet::of(&pathway),
        }
    }
}

/// What a caller notes on a request, which is read by nobody and comes back in the record.
#[derive(Clone, Copy, Default)]
pub(crate) struct Caller<'a> {
    pub(crate) reference: Option<&'a str>,
    /// The SHA-256 of the record that this one corrects.
    pub(crate) corrects: Option<&'a str>,
}

/// The outcome of a screening.
///
/// It borrows the rules, the child and the tool, and allocates nothing. It is some hundred bytes, so it is passed by
/// reference, and copied only by `clone`. What is costly or not always
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
/// assert_eq!(gap.question.code(), "learning_disability");
/// assert_eq!(gap.would_raise_to.number(), 2);
/// # Ok::<(), cse_screening::AgeError>(())
/// ```
#[derive(Clone)]
pub struct Outcome<'a> {
    pub(crate) rules: &'a RuleSet,
    pub(crate) child: &'a Child,
    pub(crate) indicators: &'a Indicators,
    pub(crate) caller: Caller<'a>,
    pub(crate) scope: Scope,
    pub(crate) indicated: Option<Category>,
    pub(crate) category: Option<Category>,
    pub(crate) possible: Option<Category>,
    pub(crate) case_open: bool,
    /// The values that rows of the second table were asked about.
    pub(crate) values: u64,
    /// The rows of the first table that decided.
    pub(crate) rows: RowSet<WORDS>,
    /// The rows of the second table that hold.
    pub(crate) pathway: RowSet<SECOND_WORDS>,
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

    /// The row that gives the scope. None where no row speaks of this person, who is then taken for a child.
    #[must_use]
    pub fn scope_row(&self) -> Option<&'a ScopeRow> {
        let mut scopes = self.rules.tables().scopes.iter().zip(&self.rules.layout.scopes);
        scopes.find(|(_, set_by)| self.rows.has_one_of(set_by)).map(|(row, _)| row)
    }

    /// The category to record. Where there is none, [`Outcome::no_category`] says why; it never means that
    /// there is no risk.
    #[must_use]
    pub const fn category(&self) -> Option<Category> {
        self.category
    }

    /// Why there is no category, where there is none.
    #[must_use]
    pub fn no_category(&self) -> Option<NoCategory> {
        if self.category.is_some() {
            return None;
        }
        if self.scope_row().is_some_and(|row| !row.categories) {
            return Some(match self.scope {
                Scope::OutsideThisTool => NoCategory::OutsideThisTool,
                _ => NoCategory::OutOfScope,
            });
        }
        let mut answers = self.indicators.answers_by_code().map(|(_, answer)| answer);
        let determined = self.child.determination().is_some_and(|determined| determined.category().is_none());
        Some(match answers.next() {
            Some(first) if first.protects() || answers.any(Answer::protects) => {
                NoCategory::SeenWithoutCategory
            }
            _ if determined => NoCategory::DeterminedNone,
            None => NoCategory::NothingAsked,
            Some(_) => NoCategory::NothingSeen,
        })
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
        let definitions = self.rules.tables().definitions.iter().zip(&self.rules.layout.definitions);
        definitions.filter(move |(_, set_by)| rows.has_one_of(set_by)).map(|(definition, _)| definition)
    }

    /// Every rule that fired, in the order of the table, with what made it fire. A rule that gives
    /// each indicator its listed category comes once for each category.
    pub fn reasons(&self) -> impl Iterator<Item = Reason<'a>> + use<'a> {
        let outcome = self.clone();
        self.fired_rules().filter_map(move |rule| {
            let at_least = match rule.level {
                RuleLevel::Fixed(category) => category,
                RuleLevel::Judged => outcome.indicators.judgement()?.category(),
                RuleLevel::Determined => {
                    Choice::Determination.category_of(outcome.child.choices_understood())?
                }
                RuleLevel::Previous => outcome.child.previous_category_given()?,
            };
            Some(Reason {
                outcome: outcome.clone(),
                rule,
                row: outcome.rules.tables().category_rules.at(rule.row),
                at_least,
            })
        })
    }

    pub(crate) fn fired_rules(&self) -> impl Iterator<Item = &'a Rule> + use<'a> {
        let rows = self.rows;
        self.rules.layout.rules.iter().filter(move |rule| rows.has_one_of(&rule.rows))
    }

    /// The one plan that hosts everything. None when there is no category.
    #[must_use]
    pub fn plan(&self) -> Option<Plan<'a>> {
        Some(Plan { rules: self.rules, row: self.rules.tables().plan_hosts.at(self.plan_row()?) })
    }

    pub(crate) fn plan_row(&self) -> Option<Ix<PlanHost>> {
        owners(self.pathway, 0, &self.rules.layout.plans).next()
    }

    /// The steps that apply, in the order of the table.
    pub fn steps(&self) -> impl Iterator<Item = Step<'a>> + use<'a> {
        let outcome = self.clone();
        self.step_rows().map(move |row| outcome.step(row))
    }

    pub(crate) fn step_rows(&self) -> impl Iterator<Item = Ix<StepRow>> + use<'a> {
        let layout = &self.rules.layout;
        owners(self.pathway, layout.plans.len(), &layout.steps)
    }

    /// The step in this row, as it is where it applies.
    pub(crate) fn step(&self, row: Ix<StepRow>) -> Step<'a> {
        Self::step_of(self.rules, row, self.category, Some((self.child, self.indicators)))
    }

    fn has_impossible_date(&self) -> bool {
        one_is_impossible(self.child, self.indicators)
    }

    /// What findings are asked about. What only they ask is found out only for them.
    pub(crate) fn values_for_findings(&self) -> u64 {
        with(self.values, Slot::IMPOSSIBLE_DATE, u64::from(self.has_impossible_date()))
    }

    pub(crate) fn step_of(
        rules: &'a RuleSet,
        row: Ix<StepRow>,
        category: Option<Category>,
        said: Option<(&'a Child, &'a Indicators)>,
    ) -> Step<'a> {
        Step { rules, row: rules.tables().steps.at(row), at: row, category, said }
    }

    /// The names of the category, and the assessments, agencies and interventions listed for it.
    #[must_use]
    pub fn support(&self) -> Option<&'a CategoryRow> {
        Some(self.rules.category_row(self.category?))
    }

    /// The area's own name for the category, where the rules have levels of their own. Their name for none
    /// only where something was seen: beside an empty form it would read as "not at risk".
    #[must_use]
    pub fn level(&self) -> Option<&'a LevelRow> {
        match self.no_category() {
            None | Some(NoCategory::SeenWithoutCategory) => self.rules.level_of(self.category),
            Some(_) => None,
        }
    }

    /// Answers to indicators that these rules do not have, because they were recorded under others. They
    /// are not taken for a no: one that is observed makes the category 3 until it is screened by rules that
    /// know it, and one not known makes 3 possible.
    pub fn unread(&self) -> impl Iterator<Item = (&'a str, Answer)> + use<'a> {
        unread(self.rules, self.indicators)
    }

    /// Each answer, not known or suspected, that would raise the category by itself if it were yes.
    /// Facts first, then indicators, each in the order of the tables.
    pub fn gaps(&self) -> impl Iterator<Item = Gap<'a>> + use<'a> {
        let rules = self.rules;
        let given = AnyInputs::new(rules, self.child, self.indicators);
        self.open_questions(given).filter_map(move |(question, would_raise_to)| {
            let question = match question {
                OpenQuestion::Fact(fact) => Question::Fact(fact),
                OpenQuestion::Place(place) => Question::at(rules, place)?,
            };
            Some(Gap { question, would_raise_to })
        })
    }

    /// The facts and indicators of [`Outcome::gaps`].
    pub(crate) fn open_questions<'g, G: Borrow<AnyInputs<'g>>>(
        &self,
        given: G,
    ) -> impl Iterator<Item = (OpenQuestion, Category)> + use<'a, 'g, G> {
        let Self { rules, category, possible, .. } = *self;
        // Nothing needs asking where nothing could be higher.
        let open = if possible > category { given.borrow().open_places(rules) } else { Places::default() };
        let facts =
            Fact::ALL.iter().filter(move |_| possible > category).map(|fact| OpenQuestion::Fact(*fact));
        facts.chain(open.iter().map(OpenQuestion::Place)).filter_map(move |question| {
            let would_be = match question {
                OpenQuestion::Fact(fact) => given.borrow().if_fact(fact),
                OpenQuestion::Place(place) => given.borrow().if_indicator(rules, place),
            };
            would_be.filter(|_| would_be > category).map(|would_raise_to| (question, would_raise_to))
        })
    }

    /// Indicators to consider, because a like one was observed and they have no answer.
    pub fn prompts(&self) -> impl Iterator<Item = Prompt<'a>> + use<'a> {
        let rules = self.rules;
        let given = AnyInputs::new(rules, self.child, self.indicators);
        let [_, rows] = given.later_rows(self.values_for_findings(), &self.rows);
        self.prompt_rows(rows, &given).filter_map(move |(row, at)| {
            let row = rules.tables().prompts.at(row);
            Some(Prompt {
                consider: rules.indicator_with_code(row.consider.at(at))?,
                because: rules.indicator_with_code(&row.observed)?,
            })
        })
    }

    /// Of the rows of prompts that hold, those that apply, and what to consider, by its place in the row.
    pub(crate) fn prompt_rows(
        &self,
        rows: RowSet<WORDS>,
        given: &AnyInputs<'_>,
    ) -> impl Iterator<Item = (Ix<PromptRow>, Ix<String>)> + use<'a> {
        let Self { rules, indicators, .. } = *self;
        let [observed, _] = given.places();
        let layout = &rules.layout;
        owners(rows, 0, &layout.prompts)
            .map(|owner| (owner, layout.prompt_places.get(owner)))
            .filter(move |(_, places)| places.observed.is_some_and(|place| observed.has(place)))
            .flat_map(move |(owner, PromptPlaces { consider, .. })| {
                let places = consider.numbered().filter_map(|(at, place)| Some((at, (*place)?)));
                let unanswered = places.filter(|(_, place)| !indicators.has_answer_at(rules, *place));
                unanswered.map(move |(at, _)| (owner, at))
            })
    }

    /// Contradictions and changes in what was recorded. Nothing is corrected: the protective value
    /// stands. What counts as old, [`Outcome::aged`] says.
    pub fn findings(&self) -> impl Iterator<Item = &'a FindingRow> + use<'a> {
        let rules = self.rules;
        let [rows, _] = AnyInputs::new(rules, self.child, self.indicators)
            .later_rows(self.values_for_findings(), &self.rows);
        self.finding_rows(rows).map(|row| rules.tables().findings.at(row))
    }

    pub(crate) fn finding_rows(&self, rows: RowSet<WORDS>) -> impl Iterator<Item = Ix<FindingRow>> + use<'a> {
        owners(rows, 0, &self.rules.layout.findings)
    }
}

/// Names the rules, and says nothing of the child: it may end up in a log.
impl fmt::Debug for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcome").field("rules", &self.rules).finish_non_exhaustive()
    }
}

/// The owners of the rows in a set, each once. The rows of one owner stand side by side, and those of the first at
/// `from`.
fn owners<const MOST: usize, T>(
    rows: RowSet<MOST>,
    from: usize,
    owned: &[Owned<T>],
) -> impl Iterator<Item = Ix<T>> + use<'_, MOST, T> {
    let (mut next, mut last) = (from, None);
    std::iter::from_fn(move || {
        while let Some(row) = rows.next_from(next) {
            next = row + 1;
            // Behind them stand the rows of another table.
            let owner = Some(owned.get(row - from)?.owner);
            if owner != last {
                last = owner;
                return owner;
            }
        }
        None
    })
}

/// An answer that is not known, or only suspected, and would raise the category if it were yes.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap<'a> {
    /// What to ask.
    pub question: Question<'a>,
    /// The category that a yes would lead to; of a question that asks for a number, one that is high enough.
    pub would_raise_to: Category,
}

/// An indicator to consider, because a like one was observed.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Prompt<'a> {
    /// The indicator to consider.
    pub consider: &'a IndicatorRow,
    /// The indicator observed.
    pub because: &'a IndicatorRow,
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Gap<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gap").finish_non_exhaustive()
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Prompt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prompt").finish_non_exhaustive()
    }
}
