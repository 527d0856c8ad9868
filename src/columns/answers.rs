//! Columns made from a long table: one answer at a time, in any order.

use crate::columns::{ColumnRules, Columns, ColumnsBuf, ColumnsError};
use crate::vocabulary::UnknownCode;
use crate::vocabulary::child::{Answer, Child, Fact};
use crate::vocabulary::indicator::{Indicator, Indicators, Place, Typed};
use crate::vocabulary::question::Choice;

/// What an answer of a long table is to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Asked {
    /// An indicator.
    Indicator(Indicator),
    /// A fact about the child.
    Fact(Fact),
}

impl ColumnRules {
    /// What the answers with this code are to: an indicator of these rules, or a fact.
    ///
    /// # Errors
    /// [`UnknownCode`] for any other code.
    pub fn asked(&self, code: &str) -> Result<Asked, UnknownCode> {
        let rows = || self.rules.tables().indicators.iter().map(|row| &*row.code);
        let indicator = Indicator::from_code(code).filter(|one| self.rules.indicator_row(*one).is_some());
        let asked = indicator.map(Asked::Indicator).or_else(|| Fact::from_code(code).map(Asked::Fact));
        let allowed = || rows().chain(Fact::CODES.iter().copied());
        asked.ok_or_else(|| UnknownCode::new("indicator or fact code", code, allowed()))
    }
}

/// Requests in columns that are answered one question at a time, as a long table has the answers.
///
/// Of several answers to one question of one request the most protective stays, in whatever order they come: yes over
/// suspected, over not known, over no. So a later "no" never undoes a "yes". That answers differed is counted.
///
/// ```
/// use cse_screening::{Answer, AnswersBuf, Asked, Child, Indicator, Indicators};
/// let mut answers = AnswersBuf::new();
/// answers.push(&Child::aged(15)?, &Indicators::new())?;
/// let clipping = Asked::Indicator(Indicator::Clipping);
/// answers.answer(0, clipping, Answer::Yes)?;
/// answers.answer(0, clipping, Answer::No)?;
/// assert_eq!(answers.columns().yes, [1 << Indicator::Clipping as u64]);
/// assert_eq!(answers.differing(0), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Default)]
pub struct AnswersBuf {
    columns: ColumnsBuf,
    not_known: Vec<u64>,
    no: Vec<u64>,
    /// The indicators, and the facts, to which there were different answers.
    differing: Vec<(u64, u16)>,
}

impl AnswersBuf {
    /// No request yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a request with the answers that it already has.
    ///
    /// # Errors
    /// As [`ColumnsBuf::push`].
    pub fn push(&mut self, child: &Child, tool: &Indicators) -> Result<(), ColumnsError> {
        self.columns.push(child, tool)?;
        self.not_known.push(tool.not_known.word());
        self.no.push(tool.no.word());
        self.differing.push((0, 0));
        Ok(())
    }

    /// Adds an answer to the request at a place, counted from 0.
    ///
    /// # Errors
    /// [`ColumnsError::NoRequest`] where there is none.
    pub fn answer(&mut self, at: usize, asked: Asked, answer: Answer) -> Result<(), ColumnsError> {
        let none = ColumnsError::NoRequest { at, count: self.len() };
        match asked {
            Asked::Indicator(indicator) => self.answer_indicator(at, indicator, answer),
            Asked::Fact(fact) => self.answer_fact(at, fact, answer),
        }
        .ok_or(none)
    }

    fn answer_indicator(&mut self, at: usize, indicator: Indicator, answer: Answer) -> Option<()> {
        let one = Typed::at(Place::from(indicator)).word();
        let (differing, _) = self.differing.get_mut(at)?;
        let mut sets = [
            self.no.get_mut(at)?,
            self.not_known.get_mut(at)?,
            self.columns.suspected.get_mut(at)?,
            self.columns.yes.get_mut(at)?,
        ];
        let before = sets.iter().zip(Answer::ALL).find(|(set, _)| ***set & one != 0).map(|(_, of)| *of);
        if before.is_some_and(|before| before != answer) {
            *differing |= one;
        }
        if before < Some(answer) {
            for (set, of) in sets.iter_mut().zip(Answer::ALL) {
                **set = if *of == answer { **set | one } else { **set & !one };
            }
        }
        Some(())
    }

    fn answer_fact(&mut self, at: usize, fact: Fact, answer: Answer) -> Option<()> {
        let (_, differing) = self.differing.get_mut(at)?;
        let facts = self.columns.facts.get_mut(at)?;
        let before = facts.answer_to(fact);
        if before.is_some_and(|before| before != answer) {
            *differing |= 1 << fact as u16;
        }
        if before < Some(answer) {
            facts.set(fact, answer);
        }
        Some(())
    }

    /// Gives a choice of the request at a place the value with this number, as [`Choice::number`] says it.
    ///
    /// # Errors
    /// [`ColumnsError::NoRequest`] where there is none, [`ColumnsError::Value`] for a number of no value.
    pub fn choose(&mut self, at: usize, choice: Choice, number: u8) -> Result<(), ColumnsError> {
        self.columns.choose(at, choice, number)
    }

    /// Makes the age of a request not known, as where two were given that differ.
    ///
    /// # Errors
    /// [`ColumnsError::NoRequest`] where there is none.
    pub fn forget_age(&mut self, at: usize) -> Result<(), ColumnsError> {
        let none = ColumnsError::NoRequest { at, count: self.len() };
        self.columns.forget_age(at).ok_or(none)
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> Columns<'_> {
        self.columns.columns()
    }

    /// The indicators answered "not known", in the way of [`Columns::yes`]: what is still possible depends on them.
    #[must_use]
    pub fn not_known(&self) -> &[u64] {
        &self.not_known
    }

    /// How many questions of a request have "not known" for their answer. What nobody answered at all is not counted.
    #[must_use]
    pub fn unknown(&self, at: usize) -> u32 {
        let indicators = self.not_known.get(at).map_or(0, |word| word.count_ones());
        let facts = self.columns.facts.get(at).copied().unwrap_or_default();
        let facts = Fact::ALL.iter().filter(|fact| facts.answer_to(**fact) == Some(Answer::NotKnown));
        indicators + u32::try_from(facts.count()).unwrap_or(u32::MAX)
    }

    /// How many indicators of a request have any answer. With none, that nothing was seen says nothing.
    #[must_use]
    pub fn answered(&self, at: usize) -> u32 {
        let columns = self.columns.columns();
        let sets = [columns.yes, columns.suspected, &self.not_known, &self.no];
        sets.iter().filter_map(|set| set.get(at)).fold(0, |all, set| all | set).count_ones()
    }

    /// How many questions of a request were given answers that differ.
    #[must_use]
    pub fn differing(&self, at: usize) -> u32 {
        self.differing.get(at).map_or(0, |(indicators, facts)| indicators.count_ones() + facts.count_ones())
    }

    /// How many requests there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }
}

/// As [`ColumnsBuf`].
impl std::fmt::Debug for AnswersBuf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AnswersBuf").field("len", &self.len()).finish_non_exhaustive()
    }
}
