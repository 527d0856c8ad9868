//! How much work a proof or a search may take, and whether it was called off.

use crate::vocabulary::vocabulary;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How much work one call may take, and what calls it off.
///
/// Work is counted, not timed, so that the same call ends in the same way on every machine: one unit is one variable
/// that the solver gives a value, or one node of a formula that it is told of; a screened request counts as a
/// hundred. A loaded set is proved within 4,194,304 units. Without a limit, each question has its own all the same,
/// as DESIGN says under "Limits".
///
/// Whatever is not asked any more is said to be undecided, and never passes as proved.
///
/// ```
/// use cse_screening::{Budget, RuleSet};
/// use cse_screening::rules::proof::CutShort;
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicBool, Ordering};
///
/// let stop = Arc::new(AtomicBool::new(false));
/// let budget = Budget::new().of_work(1 << 24).cancelled_by(Arc::clone(&stop));
/// // Another thread does this when nobody waits any more:
/// stop.store(true, Ordering::Relaxed);
/// let report = RuleSet::coventry().check_within(&budget);
/// assert!(!report.holds());
/// assert_eq!(report.cut_short, Some(CutShort::Cancelled));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Budget {
    work: Option<u64>,
    cancelled: Option<Arc<AtomicBool>>,
}

impl Budget {
    /// A budget without a limit.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// At most so much work, all questions of the call together.
    #[must_use]
    pub fn of_work(mut self, work: impl Into<Option<u64>>) -> Self {
        self.work = work.into();
        self
    }

    /// Ends the call soon after this becomes true.
    #[must_use]
    pub fn cancelled_by(mut self, cancelled: impl Into<Option<Arc<AtomicBool>>>) -> Self {
        self.cancelled = cancelled.into();
        self
    }
}

vocabulary! {
    /// Why a call ended before all was asked.
    #[non_exhaustive]
    pub enum CutShort ("reason to end early") {
        /// It was called off.
        Cancelled = "cancelled",
        /// Its work was spent.
        OutOfWork = "out-of-work",
    }
}

/// What is left of a budget, shared by all that one call asks.
#[derive(Debug, Clone)]
pub(crate) struct Allowance(Rc<Left>);

#[derive(Debug)]
struct Left {
    work: Cell<u64>,
    cancelled: Option<Arc<AtomicBool>>,
    cut_short: Cell<Option<CutShort>>,
}

impl Allowance {
    pub(crate) fn of(budget: &Budget) -> Self {
        let Budget { work, cancelled } = budget.clone();
        let work = Cell::new(work.unwrap_or(u64::MAX));
        Self(Rc::new(Left { work, cancelled, cut_short: Cell::new(None) }))
    }

    pub(crate) fn of_work(work: u64) -> Self {
        Self::of(&Budget::new().of_work(work))
    }

    /// Whether more may be asked. Where it may not, something stays undecided, and the reason is kept.
    pub(crate) fn goes_on(&self) -> bool {
        let cut_short = if self.is_cancelled() {
            Some(CutShort::Cancelled)
        } else {
            (self.left() == 0).then_some(CutShort::OutOfWork)
        };
        if self.cut_short().is_none() {
            self.0.cut_short.set(cut_short);
        }
        cut_short.is_none()
    }

    pub(crate) fn spend(&self, work: u64) {
        self.0.work.set(self.left().saturating_sub(work));
    }

    pub(crate) fn left(&self) -> u64 {
        self.0.work.get()
    }

    /// Why something was left undecided, if it was for want of work or because it was called off.
    pub(crate) fn cut_short(&self) -> Option<CutShort> {
        self.0.cut_short.get()
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        is_set(self.0.cancelled.as_deref())
    }

    /// What calls it off, for who asks in between.
    pub(crate) fn cancelled(&self) -> Option<Arc<AtomicBool>> {
        self.0.cancelled.clone()
    }
}

pub(crate) fn is_set(cancelled: Option<&AtomicBool>) -> bool {
    cancelled.is_some_and(|cancelled| cancelled.load(Ordering::Relaxed))
}
