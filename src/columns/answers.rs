//! Columns made from a long table: one answer at a time, in any order.

use crate::bits::each_bit;
use crate::columns::own::{add, are_same, row};
use crate::columns::{ColumnRules, Columns, ColumnsBuf, ColumnsError};
use crate::tables::QuestionKind;
use crate::vocabulary::UnknownCode;
use crate::vocabulary::child::{Answer, Child, Fact};
use crate::vocabulary::indicator::{Indicator, Indicators, OwnCodes, Place, Typed};
use crate::vocabulary::question::Choice;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What an answer of a long table is to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Asked<'r> {
    /// An indicator with a type.
    Indicator(Indicator),
    /// A fact about the child.
    Fact(Fact),
    /// An indicator or a question that the rules have of their own.
    Own(OwnAsked<'r>),
}

/// An indicator or a question that rules have of their own.
#[derive(Clone, Copy)]
pub struct OwnAsked<'r> {
    codes: &'r Arc<OwnCodes>,
    place: Place,
}

impl<'r> OwnAsked<'r> {
    /// Its code.
    #[must_use]
    pub fn code(&self) -> &'r str {
        self.codes.code(self.place)
    }
}

/// Equal where one rule set asks the same.
impl PartialEq for OwnAsked<'_> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(self.codes, other.codes) && self.place == other.place
    }
}

impl Eq for OwnAsked<'_> {}

impl Hash for OwnAsked<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.code().hash(state);
    }
}

impl std::fmt::Debug for OwnAsked<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("OwnAsked").field(&self.code()).finish()
    }
}

impl ColumnRules {
    /// What the answers with this code are to: an indicator of these rules, a fact, or a question of their own.
    ///
    /// # Errors
    /// [`UnknownCode`] for any other code.
    pub fn asked(&self, code: &str) -> Result<Asked<'_>, UnknownCode> {
        let (tables, codes) = (self.rules.tables(), &self.rules.own_codes);
        if let Some(fact) = Fact::from_code(code) {
            return Ok(Asked::Fact(fact));
        }
        if let Some(place) = self.rules.answer_place(code) {
            let own = Asked::Own(OwnAsked { codes, place });
            return Ok(Indicator::ALL.get(place.number()).map_or(own, |one| Asked::Indicator(*one)));
        }
        let rows = tables.indicators.iter().map(|row| &*row.code);
        let questions = tables.questions.iter().filter(|row| row.asks == QuestionKind::Answer);
        let allowed = rows.chain(Fact::CODES.iter().copied()).chain(questions.map(|row| &*row.code));
        Err(UnknownCode::new("indicator, fact or question code", code, allowed))
    }
}

/// Requests in columns that are answered one question at a time, as a long table has the answers.
///
/// Of several answers to one question of one request the most protective stays, in whatever order they come: yes over
/// suspected, over not known, over no. So a later "no" never undoes a "yes". That answers differed is counted.
///
/// ```
/// use cse_screening::{Answer, AnswersBuf, Child, Indicator, Indicators, RuleSet};
/// let rules = RuleSet::coventry().for_columns()?;
/// let mut answers = AnswersBuf::of(&rules)?;
/// answers.push(&Child::aged(15)?, &Indicators::new())?;
/// let clipping = rules.asked("clipping")?;
/// answers.answer(0, clipping, Answer::Yes)?;
/// answers.answer(0, clipping, Answer::No)?;
/// assert_eq!(answers.columns().yes, [1 << Indicator::Clipping as u64]);
/// assert_eq!(answers.differing(0), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct AnswersBuf {
    columns: ColumnsBuf,
    not_known: Vec<u64>,
    no: Vec<u64>,
    /// The indicators, and the facts, to which there were different answers.
    differing: Vec<(u64, u16)>,
    /// The same of what the rules ask of their own.
    own_differing: Vec<u64>,
}

impl AnswersBuf {
    /// Room for answers to what these rules ask, without a request.
    ///
    /// # Errors
    /// [`ColumnsError::Rules`] for rules that ask what an answer alone does not tell: when something was seen, a number, or whether
    /// something is ruled out. [`ColumnsBuf`] takes whole requests to such rules.
    pub fn of(rules: &ColumnRules) -> Result<Self, ColumnsError> {
        if rules.rules().layout.derived.follow() {
            return Err(ColumnsError::Rules(
                "they ask when something was seen, for a number, or whether something is ruled out, and an answer alone does not \
                 tell; allowed: whole requests",
            ));
        }
        Ok(Self {
            columns: ColumnsBuf::of(rules),
            not_known: Vec::new(),
            no: Vec::new(),
            differing: Vec::new(),
            own_differing: Vec::new(),
        })
    }

    /// Makes room for so many more requests at once.
    pub fn reserve(&mut self, additional: usize) {
        self.columns.reserve(additional);
        self.not_known.reserve(additional);
        self.no.reserve(additional);
        self.differing.reserve(additional);
        self.own_differing.reserve(additional.saturating_mul(self.columns.own.width));
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
        self.own_differing.resize(self.own_differing.len() + self.columns.own.width, 0);
        Ok(())
    }

    /// Adds an answer to the request at a place, counted from 0.
    ///
    /// # Errors
    /// [`ColumnsError::NoRequest`] where there is none, [`ColumnsError::OtherRules`] for a question of other rules.
    pub fn answer(&mut self, at: usize, asked: Asked<'_>, answer: Answer) -> Result<(), ColumnsError> {
        let none = ColumnsError::NoRequest { at, count: self.len() };
        match asked {
            Asked::Indicator(indicator) => self.answer_indicator(at, indicator, answer),
            Asked::Fact(fact) => self.answer_fact(at, fact, answer),
            Asked::Own(own) if !are_same(own.codes, &self.columns.own.codes) => {
                return Err(ColumnsError::OtherRules);
            }
            Asked::Own(own) => self.answer_own(at, own.place, answer),
        }
        .ok_or(none)
    }

    fn answer_indicator(&mut self, at: usize, indicator: Indicator, answer: Answer) -> Option<()> {
        let one = Typed::at(Place::from(indicator)).word();
        let (differing, _) = self.differing.get_mut(at)?;
        let sets = [
            self.no.get_mut(at)?,
            self.not_known.get_mut(at)?,
            self.columns.suspected.get_mut(at)?,
            self.columns.yes.get_mut(at)?,
        ];
        if add(sets, one, answer) {
            *differing |= one;
        }
        Some(())
    }

    fn answer_own(&mut self, at: usize, place: Place, answer: Answer) -> Option<()> {
        let differing = self.own_differing.get_mut(row(at, self.columns.own.width))?;
        let differing = differing.get_mut(place.number() / 64)?;
        let (sets, one) = self.columns.own.at(at, place)?;
        if add(sets, one, answer) {
            *differing |= one;
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
        let own: u32 = self.columns.own.row(at).iter().map(|[_, not_known, ..]| not_known.count_ones()).sum();
        indicators + own + u32::try_from(facts.count()).unwrap_or(u32::MAX)
    }

    /// How many indicators of a request have any answer. With none, that nothing was seen says nothing.
    #[must_use]
    pub fn answered(&self, at: usize) -> u32 {
        let columns = self.columns.columns();
        let sets = [columns.yes, columns.suspected, &self.not_known, &self.no];
        let typed = sets.iter().filter_map(|set| set.get(at)).fold(0, |all, set| all | set).count_ones();
        let own = self.columns.own.row(at).iter().map(|word| word.iter().fold(0, |all, set| all | set));
        let own = each_bit(own).filter(|place| !self.columns.own.codes.is_question(Place::of(*place)));
        typed + u32::try_from(own.count()).unwrap_or(u32::MAX)
    }

    /// How many questions of a request were given answers that differ.
    #[must_use]
    pub fn differing(&self, at: usize) -> u32 {
        let typed = self.differing.get(at);
        let typed = typed.map_or(0, |(indicators, facts)| indicators.count_ones() + facts.count_ones());
        let own = self.own_differing.get(row(at, self.columns.own.width)).unwrap_or_default();
        typed + own.iter().map(|word| word.count_ones()).sum::<u32>()
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
