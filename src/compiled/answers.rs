//! The completed tool, answered by the codes of a rule set.

use super::RuleSet;
use crate::vocabulary::UnknownCode;
use crate::vocabulary::child::Answer;
use crate::vocabulary::indicator::{Indicator, Indicators, OwnAnswers, Place};

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
        let place = rules.place_of(code).ok_or_else(|| rules.unknown_indicator(code))?;
        if let Some(indicator) = Indicator::ALL.get(place.number()) {
            self.set(*indicator, answer);
            return Ok(());
        }
        // Nothing is changed until nothing can fail.
        let mut own = match &self.own {
            Some(own) if !own.is_under(&rules.own_codes) => {
                let mut moved = OwnAnswers::none(&rules.own_codes);
                for (code, answer) in own.answers() {
                    moved.set(rules.place_of(code).ok_or_else(|| rules.unknown_indicator(code))?, answer);
                }
                moved
            }
            _ => self.own.take().unwrap_or_else(|| OwnAnswers::none(&rules.own_codes)),
        };
        own.set(place, answer);
        self.own = Some(own);
        self.left_out = false;
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
                    self.left_out = false;
                }
                fresh
            }
        }
    }
}
