//! Columns made from requests.

use super::{Columns, ColumnsError};
use crate::category::Category;
use crate::child::{Case, Child, FactAnswers, LegalStatus, Placement};
use crate::indicator::{CompletedBy, Indicators};

/// The case, the placement, the legal status and who completed the tool, as far as they are known. One byte.
///
/// ```
/// use cse_screening::{Case, Child, Indicators, Particulars};
/// let child = Child::aged(15)?.case(Case::Open);
/// assert_ne!(Particulars::of(&child, &Indicators::new()), Particulars::default());
/// # Ok::<(), cse_screening::AgeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Particulars(u8);

impl Particulars {
    /// Those of a child and a tool.
    #[must_use]
    pub fn of(child: &Child, tool: &Indicators) -> Self {
        Self::new(child.case, child.placement, child.legal_status, tool.completed_by)
    }

    /// What is given; none for what is not known.
    #[must_use]
    pub fn new(
        case: Option<Case>,
        placement: Option<Placement>,
        legal_status: Option<LegalStatus>,
        completed_by: Option<CompletedBy>,
    ) -> Self {
        let one_up = |code: Option<u8>| code.map_or(0, |code| code + 1);
        Self(
            one_up(case.map(|case| case as u8))
                | one_up(placement.map(|placement| placement as u8)) << 2
                | one_up(legal_status.map(|status| status as u8)) << 4
                | one_up(completed_by.map(|who| who as u8)) << 6,
        )
    }

    pub(super) const fn bits(self) -> u8 {
        self.0
    }
}

/// Each of the four has at most three values, and none.
const _: () = assert!(
    Case::ALL.len() <= 3
        && Placement::ALL.len() <= 3
        && LegalStatus::ALL.len() <= 3
        && CompletedBy::ALL.len() <= 3
);

/// Says nothing of the child: it may end up in a log.
impl std::fmt::Debug for Particulars {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Particulars(..)")
    }
}

/// Columns that grow by one request at a time.
#[derive(Default)]
pub struct ColumnsBuf {
    yes: Vec<u64>,
    suspected: Vec<u64>,
    facts: Vec<FactAnswers>,
    lowest_age: Vec<u8>,
    highest_age: Vec<u8>,
    judged: Vec<u8>,
    previous: Vec<u8>,
    particulars: Vec<Particulars>,
}

impl ColumnsBuf {
    /// Columns without a request.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a request.
    ///
    /// # Errors
    /// [`ColumnsError::Rules`] for a tool with answers to indicators without a type, which columns cannot
    /// hold.
    pub fn push(&mut self, child: &Child, tool: &Indicators) -> Result<(), ColumnsError> {
        if tool.own.is_some() {
            return Err(ColumnsError::Rules("an answer is to an indicator without a type"));
        }
        let [yes, suspected] = [tool.yes, tool.suspected].map(|set| set.0.first().copied().unwrap_or(0));
        let (lowest, highest) = child.age_range();
        let number = |category: Option<Category>| category.map_or(0, Category::number);
        self.yes.push(yes);
        self.suspected.push(suspected);
        self.facts.push(child.fact_answers());
        self.lowest_age.push(lowest);
        self.highest_age.push(highest);
        self.judged.push(number(tool.judgement().map(crate::Judgement::category)));
        self.previous.push(number(child.previous_category_given()));
        self.particulars.push(Particulars::of(child, tool));
        Ok(())
    }

    /// How many requests there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.yes.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.yes.is_empty()
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> Columns<'_> {
        Columns {
            yes: &self.yes,
            suspected: &self.suspected,
            facts: &self.facts,
            lowest_age: &self.lowest_age,
            highest_age: &self.highest_age,
            judged: &self.judged,
            previous: &self.previous,
            particulars: &self.particulars,
        }
    }
}

/// Says how many requests there are, and nothing of them.
impl std::fmt::Debug for ColumnsBuf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ColumnsBuf").field("len", &self.len()).finish_non_exhaustive()
    }
}

/// As [`ColumnsBuf`].
impl std::fmt::Debug for Columns<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Columns").field("len", &self.yes.len()).finish_non_exhaustive()
    }
}

/// Says how many there are, and nothing of what was decided.
impl std::fmt::Debug for super::Decisions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decisions").field("len", &self.category.len()).finish_non_exhaustive()
    }
}
