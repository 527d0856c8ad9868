//! The completed tool, answered by the codes of a rule set.

use super::RuleSet;
use crate::tables::{QuestionKind, QuestionRow};
use crate::vocabulary::UnknownCode;
use crate::vocabulary::child::Answer;
use crate::vocabulary::evidence::Evidence;
use crate::vocabulary::indicator::{Indicator, Indicators, OwnAnswers, Place};
use crate::vocabulary::number::{MOST, NumberGiven};

impl Indicators {
    /// Records the answer to an indicator of these rules, by its code: one of their own or one with a
    /// type.
    ///
    /// ```
    /// use cse_screening::{Answer, Indicators, RuleSet};
    /// let tool = Indicators::new().answer_code(RuleSet::coventry(), "clipping", Answer::Suspected)?;
    /// assert_eq!(tool.answer_to_code("clipping"), Some(Answer::Suspected));
    /// assert!(tool.answer_code(RuleSet::coventry(), "cliping", Answer::Yes).is_err());
    /// # Ok::<(), cse_screening::UnknownCode>(())
    /// ```
    ///
    /// # Errors
    /// [`UnknownCode`] for a code that these rules do not have, and when an answer was recorded under
    /// other rules to an indicator that these do not have.
    pub fn answer_code(mut self, rules: &RuleSet, code: &str, answer: Answer) -> Result<Self, UnknownCode> {
        self.set_code(rules, code, answer)?;
        Ok(self)
    }

    /// Records the answer to an indicator, or to a question of the rules' own, and what stands beside it.
    ///
    /// # Errors
    /// As [`Indicators::answer_code`].
    pub fn answer_code_with(
        mut self,
        rules: &RuleSet,
        code: &str,
        answer: Answer,
        evidence: Evidence,
    ) -> Result<Self, UnknownCode> {
        self.set_code(rules, code, answer)?;
        self.beside_mut().evidence.insert(code.to_owned(), evidence);
        Ok(self)
    }

    /// Records the number that is given to a question of the rules' own. A later one replaces it.
    ///
    /// # Errors
    /// [`NumberError`] for a code that is no such question, and for a number over 999 or a range from high to low.
    pub fn number(mut self, rules: &RuleSet, code: &str, number: NumberGiven) -> Result<Self, NumberError> {
        let is_number = |row: &QuestionRow| row.asks == QuestionKind::Number;
        if !rules.question(code).is_some_and(is_number) {
            let known = rules.tables().questions.iter().filter(|row| is_number(row)).map(|row| &*row.code);
            return Err(NumberError::Unknown(UnknownCode::new("question", code, known)));
        }
        if !number.is_valid() {
            return Err(NumberError::OutOfRange);
        }
        self.beside_mut().numbers.insert(code.to_owned(), number);
        Ok(self)
    }

    /// Whether the indicator at a place of these rules was asked about.
    pub(crate) fn has_answer_at(&self, rules: &RuleSet, place: Place) -> bool {
        match Indicator::ALL.get(place.number()) {
            Some(indicator) => self.answer_to(*indicator).is_some(),
            None => rules.row_at(place).is_some_and(|row| self.answer_to_code(&row.code).is_some()),
        }
    }

    pub(crate) fn set_code(
        &mut self,
        rules: &RuleSet,
        code: &str,
        answer: Answer,
    ) -> Result<(), UnknownCode> {
        let place = rules.answer_place(code).ok_or_else(|| rules.unknown_indicator(code))?;
        if let Some(indicator) = Indicator::ALL.get(place.number()) {
            self.set(*indicator, answer);
            return Ok(());
        }
        // Nothing is changed until nothing can fail.
        let mut own = match &self.own {
            Some(own) if !own.is_under(&rules.own_codes) => {
                let mut moved = OwnAnswers::none(&rules.own_codes);
                for (code, answer, is_question) in own.answers() {
                    let here = |place: &Place| rules.own_codes.is_question(*place) == is_question;
                    let place = rules.answer_place(code).filter(here);
                    moved.set(place.ok_or_else(|| rules.unknown_indicator(code))?, answer);
                }
                moved
            }
            _ => self.own.take().unwrap_or_else(|| OwnAnswers::none(&rules.own_codes)),
        };
        own.set(place, answer);
        self.own = Some(own);
        self.left_out &= rules.own_codes.is_question(place);
        self.forget_evidence(code);
        Ok(())
    }

    /// Records the answer to the indicator at a place of these rules, unless it has one already. Every
    /// answer must have been recorded under the same rules.
    pub(crate) fn set_place(&mut self, rules: &RuleSet, place: Place, answer: Answer) -> bool {
        match Indicator::ALL.get(place.number()) {
            Some(indicator) => {
                let fresh = self.answer_to(*indicator).is_none();
                if fresh {
                    self.set(*indicator, answer);
                }
                fresh
            }
            None => {
                let own = self.own.get_or_insert_with(|| OwnAnswers::none(&rules.own_codes));
                let fresh = own.answer_at(place).is_none();
                if fresh {
                    own.set(place, answer);
                    self.left_out &= rules.own_codes.is_question(place);
                }
                fresh
            }
        }
    }
}

/// Why a number is refused. It repeats nothing of what was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NumberError {
    /// The rules ask no such question with a number.
    #[error(transparent)]
    Unknown(#[from] UnknownCode),
    /// It is no number that can be given.
    #[error("the number is out of range; allowed: 0 to {MOST}, and in a range the lowest first")]
    OutOfRange,
}
