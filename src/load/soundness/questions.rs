//! Questions of a set's own.

use super::Checker;
use crate::encoding::is_blank;
use crate::request::FIELDS;
use crate::tables::fault::Fault;
use crate::tables::{QuestionKind, TableId};
use crate::vocabulary::indicator::Indicator;

/// A set has no more questions of its own.
const MOST_QUESTIONS: usize = 64;

impl Checker<'_> {
    pub(super) fn question_exists(&mut self, at: (&str, &str, &str), code: &str, asks: QuestionKind) {
        self.row_exists(at, TableId::Questions, code);
        let row = self.tables.questions.iter().find(|row| row.code == code);
        if row.is_some_and(|row| row.asks != asks) {
            let (how, word) = match asks {
                QuestionKind::Answer => ("a number", "number_at_least"),
                QuestionKind::Number => ("yes, suspected, no or not known", "question"),
            };
            let problem = format!("asks for `{code}`, which is answered with {how}; allowed: `{word}`");
            self.faults.push(Fault::new(at.0, at.1, problem).in_field(at.2));
        }
    }

    /// Questions of the set's own: names that no request has otherwise, and answers that protect nobody unasked.
    pub(super) fn questions_are_own(&mut self) {
        let tables = self.tables;
        if tables.questions.len() > MOST_QUESTIONS {
            let problem = format!("{} questions; allowed: {MOST_QUESTIONS}", tables.questions.len());
            self.fault("questions", "", problem);
        }
        for row in &tables.questions {
            let code = &row.code;
            let is_shaped =
                code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
            if !is_shaped || code.is_empty() {
                self.fault(
                    "questions",
                    code,
                    "the code has other characters; allowed: `a` to `z`, `0` to `9` and `_`",
                );
            }
            let is_field = FIELDS.iter().any(|fields| fields.contains(&&**code));
            let is_taken = is_field || tables.indicators.iter().any(|row| row.code == *code);
            if is_taken || Indicator::from_code(code).is_some() {
                let problem = "requests have a field or an indicator of that name; allowed: another code";
                self.fault("questions", code, problem);
            }
            if is_blank(&row.label) {
                self.fault("questions", code, "`label` is empty");
            }
            match (row.asks, row.left_out) {
                (QuestionKind::Number, Some(_)) => {
                    let problem = "a number that is left out counts for nothing; allowed: no `left_out`";
                    self.fault("questions", code, problem);
                }
                (QuestionKind::Answer, Some(answer)) if answer.protects() => {
                    let problem =
                        format!("is taken for `{answer}` when left out; allowed: `no`, `not_known`");
                    self.fault("questions", code, problem);
                }
                _ => {}
            }
            if row.asks == QuestionKind::Number && row.weight != 0 {
                self.fault(
                    "questions",
                    code,
                    "a number has no `weight`; allowed: none, and `number_at_least` in rules",
                );
            }
        }
    }
}
