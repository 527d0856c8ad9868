//! A record, and what the rules at hand can add to it.

use super::blocks::{Line, shown};
use super::disclosure::Shown;
use super::done::Done;
use crate::words::{answer, answer_to_own, capitalised, level, sources};
use cse_screening::in_force::Withdrawn;
use cse_screening::rules::tables::{CategoryRow, CategoryRule, FactRow, IndicatorRow, RowBasis};
use cse_screening::{
    Actor, Answer, Basis, Category, Difference, Fact, Question, Record, RuleSet, VerifyError,
};

/// A record, with its verdict.
pub(crate) struct Case<'a> {
    pub(crate) record: &'a Record,
    /// The rules that it was made by, if they are at hand.
    pub(crate) rules: Option<&'a RuleSet>,
    /// The rules at hand.
    pub(crate) at_hand: &'a RuleSet,
    /// Why its rules or engine were withdrawn since.
    pub(crate) withdrawn: Vec<&'a Withdrawn>,
    /// What people wrote, and what of it is shown.
    pub(crate) shown: &'a Shown,
    /// What was done of its steps, where somebody asks what is outstanding.
    pub(crate) done: Option<Done>,
    /// An earlier record of the same child.
    pub(crate) before: Option<&'a Record>,
    verdict: Result<(), VerifyError>,
}

impl<'a> Case<'a> {
    pub(crate) fn of(shown: &'a Shown, at_hand: &'a RuleSet, withdrawn: Vec<&'a Withdrawn>) -> Self {
        let record = shown.record();
        let rules = Some(at_hand).filter(|rules| rules.sha256() == record.rules.sha256);
        // Of the record as it was written: a text that was left in may be what was changed.
        let verdict = shown.whole().verify(at_hand);
        Self { record, rules, at_hand, withdrawn, shown, done: None, before: None, verdict }
    }

    /// Whether its answers lead to it again, under the rules that it was made by.
    pub(crate) fn reproduces(&self) -> bool {
        self.verdict.is_ok()
    }

    /// Where it says other than its answers lead to under its rules.
    pub(crate) fn differences(&self) -> &[Difference] {
        match &self.verdict {
            Err(VerifyError::Differs(differences)) => differences,
            _ => &[],
        }
    }

    /// What an indicator says, or its code.
    pub(crate) fn indicator(&self, code: &str) -> Line {
        self.indicator_row(code).map_or_else(|| Line::code(code), |row| Line::words(&row.label))
    }

    pub(crate) fn indicator_row(&self, code: &str) -> Option<&'a IndicatorRow> {
        self.rules?.indicator_with_code(code)
    }

    pub(crate) fn fact_row(&self, fact: Fact) -> Option<&'a FactRow> {
        self.rules?.tables().facts.iter().find(|row| row.fact == fact)
    }

    /// What a fact says of the child, or its code in words.
    pub(crate) fn fact(&self, fact: Fact) -> Line {
        let label = self.fact_row(fact).map(|row| row.label.as_str());
        label.map_or_else(|| Line::words(&in_words(fact.code())), Line::words)
    }

    /// A question by its code: a fact, one of the rules' own, or an indicator.
    pub(crate) fn question(&self, code: &str) -> Line {
        let own = self.rules.and_then(|rules| rules.question(code));
        if let Some(row) = own {
            return Line::words(&row.label);
        }
        Fact::from_code(code).map_or_else(|| self.indicator(code), |fact| self.fact(fact))
    }

    /// The answer that was given to a question, if it was asked.
    pub(crate) fn answer(&self, code: &str) -> Option<Answer> {
        match Fact::from_code(code) {
            Some(fact) => answer(&self.record.request, Question::Fact(fact)),
            None => answer_to_own(&self.record.request, code),
        }
    }

    pub(crate) fn category_row(&self, category: Option<Category>) -> Option<&'a CategoryRow> {
        Some(self.rules?.category_row(category?))
    }

    pub(crate) fn category_rule(&self, id: &str) -> Option<&'a CategoryRule> {
        self.rules?.tables().category_rules.iter().find(|row| row.id == id)
    }

    /// Somebody who acts, as the rules call them, or by the code.
    pub(crate) fn actor_in_words(&self, actor: Actor) -> String {
        let rows = self.rules.map(|rules| &rules.tables().actors);
        let row = rows.and_then(|rows| rows.iter().find(|row| row.actor == actor));
        shown(&row.map_or_else(|| in_words(actor.code()), |row| row.label.clone()))
    }

    /// What a stage is called, or its id.
    pub(crate) fn stage(&self, stage: &str) -> String {
        let rows = self.rules.map(|rules| &rules.tables().stages);
        let row = rows.and_then(|rows| rows.iter().find(|row| row.stage == stage));
        shown(&row.map_or_else(|| capitalised(&in_words(stage)), |row| row.label.clone()))
    }

    /// Whether the rules have names of their own for what they give.
    pub(crate) fn has_levels(&self) -> bool {
        self.rules.is_some_and(|rules| !rules.tables().levels.is_empty())
    }

    /// A category; where the rules have levels of their own, by the name of the level alone.
    pub(crate) fn level(&self, category: Option<Category>) -> Line {
        if self.has_levels() { Line::strong(&level(self.rules, category)) } else { Line::category(category) }
    }

    /// The name of a category by its number alone, and the official one where it is known.
    pub(crate) fn named(&self, category: Option<Category>) -> Line {
        let line = self.level(category);
        if self.has_levels() {
            return line;
        }
        match self.category_row(category) {
            Some(row) => line.and(": ").and(&row.name),
            None => line,
        }
    }

    /// What something rests on: its statements, and the reading where the words left a choice.
    pub(crate) fn rests_on(&self, statements: &[String], basis: Basis, row: Option<&RowBasis>) -> Line {
        let line = Line::words(&statements.join(", "));
        match (basis, row) {
            (Basis::Toolkit, _) => line.and("; plain words"),
            (Basis::Reading, Some(RowBasis::Reading(id))) if self.has_reading(id) => {
                line.and("; a reading: ").and_code(id)
            }
            (Basis::Reading, _) => line.and("; a reading"),
        }
    }

    fn has_reading(&self, id: &str) -> bool {
        self.rules.is_some_and(|rules| rules.reading(id).is_some())
    }

    /// The titles of the sources of these statements, and what they do: one, or several.
    pub(crate) fn sources(&self, statements: &[String], one: &str, several: &str) -> String {
        match self.rules {
            Some(rules) => sources(rules, statements, one, several),
            None => format!("the source{one}"),
        }
    }

    /// What a statement says.
    pub(crate) fn statement_in_words(&self, id: &str) -> Option<String> {
        let row = self.rules?.tables().statements.iter().find(|row| row.id == id)?;
        Some(if row.condition.is_empty() {
            row.effect.clone()
        } else {
            format!("{} – {}", row.condition, row.effect)
        })
    }
}

/// A code without what joins its words.
pub(crate) fn in_words(code: &str) -> String {
    code.replace(['_', '-'], " ")
}

/// An answer, or that there is none.
pub(crate) fn answered(answer: Option<Answer>) -> String {
    answer.map_or_else(|| "not answered".to_owned(), |answer| in_words(answer.code()))
}
