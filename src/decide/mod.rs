//! The screening: a child and a completed tool go in, and pass the tables once.
//!
//! Category first, then pathway. What the tables answer is kept as they answered it, so an outcome
//! explains itself from the rows that decided it.

mod given;

use crate::compiled::RuleSet;
use crate::compiled::decision_table::{RowSet, Slot, with};
use crate::compiled::kernel::{Engine, Kernel, Large, meet};
pub(crate) use crate::decide::given::AnyGiven;
use crate::decide::given::Given;
use crate::outcome::Outcome;
use crate::tables::condition::CategoryChange;
use crate::vocabulary::category::Category;
use crate::vocabulary::child::Child;
use crate::vocabulary::indicator::{CompletedBy, Indicators};

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
        match &self.engine {
            Engine::Small(kernel) => kernel.screen(self, child, indicators),
            Engine::Large(kernel) => screen_by_large(kernel, self, child, indicators),
        }
    }

    /// The category alone, for who needs no more. The same decision as that of [`RuleSet::screen`].
    #[must_use]
    pub fn category(&self, child: &Child, indicators: &Indicators) -> Option<Category> {
        match &self.engine {
            Engine::Small(kernel) => kernel.category(self, child, indicators),
            Engine::Large(kernel) => category_by_large(kernel, self, child, indicators),
        }
    }
}

/// Apart, because it needs far more of the stack than a small set.
#[inline(never)]
fn screen_by_large<'a>(
    kernel: &'a Large,
    rules: &'a RuleSet,
    child: &'a Child,
    indicators: &'a Indicators,
) -> Outcome<'a> {
    kernel.screen(rules, child, indicators)
}

/// Apart, as [`screen_by_large`].
#[inline(never)]
fn category_by_large(
    kernel: &Large,
    rules: &RuleSet,
    child: &Child,
    indicators: &Indicators,
) -> Option<Category> {
    kernel.category(rules, child, indicators)
}

impl<const N: usize, const R: usize, const B: usize> Kernel<N, R, B> {
    fn screen<'a>(&'a self, rules: &'a RuleSet, child: &'a Child, indicators: &'a Indicators) -> Outcome<'a> {
        if !self.reads(rules, indicators) {
            return self.screen_unread(rules, child, indicators);
        }
        self.screen_given(&Given::of_read(self, rules, child, indicators))
    }

    #[cold]
    fn screen_unread<'a>(
        &'a self,
        rules: &'a RuleSet,
        child: &'a Child,
        indicators: &'a Indicators,
    ) -> Outcome<'a> {
        self.screen_given(&Given::new(self, rules, child, indicators))
    }

    /// Whether every answer is to an indicator of the rules, at first sight: answers without a type were
    /// recorded under these very rules, and none is to an indicator with a type that they do not have.
    #[inline(always)] // A few instructions.
    fn reads(&self, rules: &RuleSet, indicators: &Indicators) -> bool {
        let typed = indicators.yes.with(indicators.suspected).with(indicators.not_known);
        let own = indicators.own.as_ref();
        typed.without(self.typed).is_empty() && own.is_none_or(|own| own.is_under(&rules.own_codes))
    }

    #[inline(always)] // In a small set what is read is known here, and need not be asked again.
    fn screen_given<'a>(&self, given: &Given<'a, N, R, B>) -> Outcome<'a> {
        let Given { rules, child, indicators, .. } = *given;
        let (mut situation, rows) = given.ask_first();

        let (scope, has_categories) = self.scope(&rows);
        let levels = given.levels_if(has_categories, rows);
        // No answer lowers, and nothing is above Category 3, so there it need not be asked.
        let possible = match levels.category {
            Some(Category::Three) => levels.category,
            _ if has_categories => given.possible(),
            _ => None,
        };

        let category = levels.category;
        let change = match (category, child.previous_category) {
            (_, None) => 0,
            (category, previous) if category > previous => CategoryChange::Raised.bits(),
            (category, previous) if category == previous => CategoryChange::Same.bits(),
            _ => CategoryChange::Lowered.bits(),
        };
        let case_open = match child.case {
            Some(case) => case == crate::vocabulary::child::Case::Open,
            None => meet(&rows, &self.case_open),
        };
        let judged = indicators.judgement.as_ref().map(crate::vocabulary::category::Judgement::category);
        let below = judged.is_some() && judged < levels.indicated;
        situation.values |= particulars(child, indicators);
        for (slot, value) in [
            (Slot::SCOPE, scope as u64),
            (Slot::CATEGORY, Category::bits(category)),
            (Slot::CASE, u64::from(case_open)),
            (Slot::POSSIBLE_ABOVE, u64::from(possible > category)),
            (Slot::CHANGE, change),
            (Slot::JUDGEMENT_BELOW, u64::from(below)),
        ] {
            situation.values = with(situation.values, slot, value);
        }
        let pathway = given.ask_second(situation, &levels.rows);

        Outcome {
            rules,
            child,
            indicators,
            reference: None,
            scope,
            indicated: levels.indicated,
            category,
            possible,
            case_open,
            values: situation.values,
            rows: RowSet::of(&levels.rows),
            pathway: RowSet::of(&pathway),
        }
    }

    #[inline(always)] // There is one place that asks a small set.
    fn category(&self, rules: &RuleSet, child: &Child, indicators: &Indicators) -> Option<Category> {
        if !self.reads(rules, indicators) {
            return self.category_unread(rules, child, indicators);
        }
        self.category_given(&Given::of_read(self, rules, child, indicators))
    }

    #[cold]
    fn category_unread(&self, rules: &RuleSet, child: &Child, indicators: &Indicators) -> Option<Category> {
        self.category_given(&Given::new(self, rules, child, indicators))
    }

    #[inline(always)]
    fn category_given(&self, given: &Given<'_, N, R, B>) -> Option<Category> {
        let (_, rows) = given.ask_first();
        given.levels_if(self.has_categories(&rows), rows).category
    }
}

/// The values of [`Slot::PARTICULARS`].
#[inline(always)]
fn particulars(child: &Child, indicators: &Indicators) -> u64 {
    let one_up = |code: Option<u8>| code.map_or(0, |code| 1 + u64::from(code));
    let completed_by = indicators.completed_by.unwrap_or(CompletedBy::OtherProfessional);
    let values = [
        (Slot::CASE_GIVEN, one_up(child.case.map(|case| case as u8))),
        (Slot::COMPLETED_BY, completed_by as u64),
        (Slot::PLACEMENT, one_up(child.placement.map(|placement| placement as u8))),
        (Slot::LEGAL_STATUS, one_up(child.legal_status.map(|status| status as u8))),
    ];
    values.into_iter().fold(0, |values, (slot, value)| with(values, slot, value))
}

/// The same, for who rarely needs it.
#[inline(never)]
fn particulars_apart(child: &Child, indicators: &Indicators) -> u64 {
    particulars(child, indicators)
}
