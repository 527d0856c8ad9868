//! Columns made from requests.

use crate::columns::own::OwnBuf;
use crate::columns::{ChoiceColumns, ColumnRules, Columns, ColumnsError, up_to};
use crate::compiled::RuleSet;
use crate::decide::unread;
use crate::vocabulary::child::{Child, FactAnswers};
use crate::vocabulary::indicator::{Indicator, Indicators, Typed};
use crate::vocabulary::question::Choice;

/// Columns that grow by one request at a time, for the rules that they were made for.
pub struct ColumnsBuf {
    rules: RuleSet,
    pub(super) yes: Vec<u64>,
    pub(super) suspected: Vec<u64>,
    pub(super) facts: Vec<FactAnswers>,
    lowest_age: Vec<u8>,
    highest_age: Vec<u8>,
    choices: [Vec<u8>; Choice::COUNT],
    pub(super) own: OwnBuf,
}

impl ColumnsBuf {
    /// Columns for these rules, without a request.
    #[must_use]
    pub fn of(rules: &ColumnRules) -> Self {
        let rules = rules.rules().clone();
        Self {
            own: OwnBuf::of(&rules),
            rules,
            yes: Vec::new(),
            suspected: Vec::new(),
            facts: Vec::new(),
            lowest_age: Vec::new(),
            highest_age: Vec::new(),
            choices: std::array::from_fn(|_| Vec::new()),
        }
    }

    /// Makes room for so many more requests at once.
    pub fn reserve(&mut self, additional: usize) {
        self.yes.reserve(additional);
        self.suspected.reserve(additional);
        self.facts.reserve(additional);
        self.lowest_age.reserve(additional);
        self.highest_age.reserve(additional);
        self.choices.iter_mut().for_each(|column| column.reserve(additional));
        self.own.reserve(additional);
    }

    /// Adds a request.
    ///
    /// # Errors
    /// [`ColumnsError::NotAsked`] for a tool with an answer other than no to an indicator without a type, or to a question,
    /// that the rules do not have.
    pub fn push(&mut self, child: &Child, tool: &Indicators) -> Result<(), ColumnsError> {
        if unread(&self.rules, tool).any(|(code, _)| Indicator::from_code(code).is_none()) {
            return Err(ColumnsError::NotAsked);
        }
        if self.own.width > 0 {
            let answered = tool.places(&self.rules.own_codes);
            let derived = &self.rules.layout.derived;
            // What is left out stays so: later answers may come to it.
            self.own.push(if derived.follow() { derived.fill(child, tool, answered) } else { answered });
        }
        let [yes, suspected] = [tool.yes, tool.suspected].map(Typed::word);
        let (lowest, highest) = child.age_range();
        self.yes.push(yes);
        self.suspected.push(suspected);
        self.facts.push(child.fact_answers());
        self.lowest_age.push(lowest);
        self.highest_age.push(highest);
        for (choice, column) in Choice::ALL.iter().zip(&mut self.choices) {
            column.push(choice.given(child, tool));
        }
        Ok(())
    }

    /// Gives a choice of a request the value with this number.
    pub(super) fn choose(&mut self, at: usize, choice: Choice, number: u8) -> Result<(), ColumnsError> {
        if number > choice.count() {
            return Err(ColumnsError::Value { column: choice.code(), at, allowed: up_to(choice.count()) });
        }
        let none = ColumnsError::NoRequest { at, count: self.len() };
        let slot = self.choices.get_mut(choice as usize).and_then(|column| column.get_mut(at));
        *slot.ok_or(none)? = number;
        Ok(())
    }

    /// Makes the age of a request not known.
    pub(super) fn forget_age(&mut self, at: usize) -> Option<()> {
        let (low, high) = Child::of_unknown_age().age_range();
        let (lowest, highest) = (self.lowest_age.get_mut(at)?, self.highest_age.get_mut(at)?);
        (*lowest, *highest) = (low, high);
        Some(())
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
        let columns = Choice::ALL.iter().zip(&self.choices);
        Columns {
            yes: &self.yes,
            suspected: &self.suspected,
            facts: &self.facts,
            lowest_age: &self.lowest_age,
            highest_age: &self.highest_age,
            own: self.own.columns(),
            choices: columns.fold(ChoiceColumns::new(), |all, (choice, column)| all.with(*choice, column)),
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
impl std::fmt::Debug for crate::columns::Decisions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decisions").field("len", &self.category.len()).finish_non_exhaustive()
    }
}
