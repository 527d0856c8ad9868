//! The screening: a child and a completed tool go in, and pass the tables once.
//!
//! Category first, then pathway. What the tables answer is kept as they answered it, so an outcome
//! explains itself from the rows that decided it.

mod inputs;

use crate::bits::intersects;
use crate::compiled::RuleSet;
use crate::compiled::decision_table::{Slot, with};
use crate::compiled::kernel::{Engine, FromRequest, Kernel, Large};
use crate::decide::inputs::Inputs;
pub(crate) use crate::decide::inputs::{AnyInputs, unread};
use crate::tables::condition::CategoryChange;
use crate::vocabulary::Scope;
use crate::vocabulary::category::Category;
use crate::vocabulary::child::{Case, Child};
use crate::vocabulary::indicator::Indicators;

/// What the tables decided of one request: which rows hold, and what they give.
pub(crate) struct Decision<const R: usize, const B: usize> {
    pub(crate) scope: Scope,
    pub(crate) indicated: Option<Category>,
    pub(crate) category: Option<Category>,
    pub(crate) possible: Option<Category>,
    pub(crate) case_open: bool,
    /// The values that rows of the second table were asked about.
    pub(crate) values: u64,
    /// The rows of the first table that decided.
    pub(crate) rows: [u64; R],
    /// The rows of the second table that hold.
    pub(crate) pathway: [u64; B],
}

impl RuleSet {
    /// The category alone, for who needs no more. The same decision as that of [`RuleSet::screen`].
    #[must_use]
    pub fn category(&self, child: &Child, indicators: &Indicators) -> Option<Category> {
        match &*self.engine {
            Engine::Small(kernel) => kernel.category(self, child, indicators),
            Engine::Large(kernel) => category_by_large(kernel, self, child, indicators),
        }
    }
}

/// Apart, because it needs far more of the stack than a small set.
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
    /// Passes the tables once.
    #[inline(always)] // A small set's decision is a few words, which then need not be written down twice.
    pub(crate) fn decide(&self, rules: &RuleSet, child: &Child, indicators: &Indicators) -> Decision<R, B> {
        if !self.reads(rules, indicators) {
            return self.decide_unread(rules, child, indicators);
        }
        self.decide_given(&Inputs::of_read(self, rules, child, indicators))
    }

    #[cold]
    fn decide_unread(&self, rules: &RuleSet, child: &Child, indicators: &Indicators) -> Decision<R, B> {
        self.decide_given(&Inputs::new(self, rules, child, indicators))
    }

    /// Whether every answer is to an indicator of the rules, at first sight: answers without a type were
    /// recorded under these very rules, and none is to an indicator with a type that they do not have.
    #[inline(always)] // A few instructions.
    fn reads(&self, rules: &RuleSet, indicators: &Indicators) -> bool {
        let typed = indicators.yes.with(indicators.suspected).with(indicators.not_known);
        let own = indicators.own.as_ref();
        typed.without(self.typed).is_empty()
            && own.is_none_or(|own| own.is_under(&rules.own_codes))
            && indicators.beside.as_ref().is_none_or(|beside| beside.numbers.is_empty())
    }

    #[inline(always)] // In a small set what is read is known here, and need not be asked again.
    fn decide_given(&self, given: &Inputs<'_, N, R, B>) -> Decision<R, B> {
        let (mut situation, rows) = given.ask_first();

        let (scope, has_categories) = self.scope(&rows);
        let mut levels = given.levels_if(has_categories, rows);
        // No answer lowers, and nothing is above Category 3, so there it need not be asked.
        let possible = match levels.category {
            Some(Category::Three) => levels.category,
            _ if has_categories => given.possible(),
            _ => None,
        };

        let category = levels.category;
        let FromRequest { judged, determined, previous } = given.from_request;
        let in_force = if given.has_determination { determined } else { previous };
        let is_above = in_force > levels.indicated;
        self.keep_by_level(&mut levels.rows, is_above);
        let change = match (category, previous) {
            (_, None) => 0,
            (category, previous) if category > previous => CategoryChange::Raised.bits(),
            (category, previous) if category == previous => CategoryChange::Same.bits(),
            _ => CategoryChange::Lowered.bits(),
        };
        let case_open = match given.child.case_given() {
            Some(case) => case == Case::Open,
            None => intersects(&rows, &self.case_open),
        };
        let below = judged.is_some() && judged < levels.indicated;
        let determined_below = given.has_determination && determined < levels.indicated.max(judged);
        for (slot, value) in [
            (Slot::SCOPE, scope as u64),
            (Slot::CATEGORY, Category::bits(category)),
            (Slot::CASE, u64::from(case_open)),
            (Slot::POSSIBLE_ABOVE, u64::from(possible > category)),
            (Slot::CHANGE, change),
            (Slot::JUDGEMENT_BELOW, u64::from(below)),
            (Slot::LEVEL_ABOVE, u64::from(is_above)),
            (Slot::DETERMINATION_BELOW, u64::from(determined_below)),
        ] {
            situation.values = with(situation.values, slot, value);
        }
        let pathway = given.ask_second(situation, &levels.rows);

        Decision {
            scope,
            indicated: levels.indicated,
            category,
            possible,
            case_open,
            values: situation.values,
            rows: levels.rows,
            pathway,
        }
    }

    #[inline(always)] // There is one place that asks a small set.
    fn category(&self, rules: &RuleSet, child: &Child, indicators: &Indicators) -> Option<Category> {
        if !self.reads(rules, indicators) {
            return self.category_unread(rules, child, indicators);
        }
        self.category_given(&Inputs::of_read(self, rules, child, indicators))
    }

    #[cold]
    fn category_unread(&self, rules: &RuleSet, child: &Child, indicators: &Indicators) -> Option<Category> {
        self.category_given(&Inputs::new(self, rules, child, indicators))
    }

    #[inline(always)]
    fn category_given(&self, given: &Inputs<'_, N, R, B>) -> Option<Category> {
        let (_, rows) = given.ask_first();
        given.levels_if(self.has_categories(&rows), rows).category
    }
}
