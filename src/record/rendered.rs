//! The parts of a record that are the same for every child, rendered once for each rule set.
//!
//! Most are rendered by the types of the record itself. Where a part of a record varies in its middle, it
//! is in pieces, and the field names between them stand here and in [`super::write`].

use crate::compiled::RuleSet;
use crate::compiled::rendered::{Piece, QuestionPieces, ReasonPieces, Rendered};
use crate::outcome::Outcome;
use crate::record::{FindingRecord, PlanRecord, PromptRecord, StepRecord, SupportRecord};
use crate::tables::{CategoryRule, Level, LevelFrom};
use crate::vocabulary::Basis;
use crate::vocabulary::category::Category;
use crate::vocabulary::child::{Answer, Fact};
use serde::Serialize;

/// None, and the categories, in the order of [`Category::bits`].
fn categories() -> [Option<Category>; 4] {
    [None, Some(Category::One), Some(Category::Two), Some(Category::Three)]
}

impl RuleSet {
    /// The text of records that does not change, rendered for the first record.
    pub(crate) fn rendered(&self) -> &Rendered {
        self.rendered.get_or_init(|| Rendered::of(self))
    }
}

impl Rendered {
    fn of(rules: &RuleSet) -> Self {
        let tables = rules.tables();
        let mut all = Self::default();
        all.rules = all.whole(&rules.identity());
        all.reasons = tables.category_rules.iter().map(|row| all.reason(row)).collect();
        all.plans = tables.plan_hosts.iter().map(|row| all.whole(&PlanRecord::of(row))).collect();
        all.steps = (0..tables.steps.len()).map(|row| all.step(rules, row)).collect();
        all.support = categories()
            .map(|one| all.whole(&SupportRecord::of(one.map(|category| rules.category_row(category)))));
        all.facts = Fact::ALL.iter().map(|fact| all.question(fact.code())).collect();
        for row in (0..rules.places()).map(|place| rules.row_at(place)) {
            let question = all.question(row.map_or("", |row| &row.code));
            all.indicators.push(question);
            let statement = all.whole(&row.map_or("", |row| &*row.statement));
            all.statements.push(statement);
        }
        for row in &tables.prompts {
            let prompts =
                row.consider.iter().map(|consider| all.whole(&PromptRecord::of(consider, &row.observed)));
            let prompts = prompts.collect();
            all.prompts.push(prompts);
        }
        all.findings = tables.findings.iter().map(|row| all.whole(&FindingRecord::of(row))).collect();
        all
    }

    /// The text of a piece.
    pub(super) fn text(&self, piece: Piece) -> &[u8] {
        self.text.get(piece.start..piece.end).unwrap_or_default()
    }

    fn reason(&mut self, row: &CategoryRule) -> ReasonPieces {
        let listed = matches!(row.at_least, Level::From(LevelFrom::Listed));
        let statements = if listed { &[] } else { &*row.statements };
        ReasonPieces {
            rule: self.between(r#"{"rule":"#, &row.id, r#","at_least":"#),
            statements: self.without_brackets(&statements),
            basis: self.between(r#"],"basis":"#, &Basis::of(&row.basis), r#","decisive":"#),
        }
    }

    fn step(&mut self, rules: &RuleSet, row: usize) -> [Piece; 4] {
        let mut last = Piece::default();
        categories().map(|category| {
            let Some(step) = Outcome::step_of(rules, row, category, None) else { return last };
            let date_to_come = if step.due().is_some() { "null}}" } else { "" };
            let piece = self.whole(&StepRecord::of(&step, rules.calendar()));
            let piece = Piece { end: piece.end - date_to_come.len(), ..piece };
            // Most are the same in every category.
            if self.text(piece) == self.text(last) {
                self.text.truncate(piece.start);
            } else {
                self.text.truncate(piece.end);
                last = piece;
            }
            last
        })
    }

    fn question(&mut self, code: &str) -> QuestionPieces {
        QuestionPieces {
            code: self.whole(&code),
            gap: self.between(r#"{"question":"#, &code, r#","would_raise_to":"#),
            answers: std::array::from_fn(|at| {
                let answer = Answer::CODES.get(at).copied().unwrap_or_default();
                self.between("", &code, &format!(r#":"{answer}""#))
            }),
        }
    }

    fn between(&mut self, before: &str, value: &impl Serialize, after: &str) -> Piece {
        let start = self.text.len();
        self.text.extend_from_slice(before.as_bytes());
        self.whole(value);
        self.text.extend_from_slice(after.as_bytes());
        Piece { start, end: self.text.len() }
    }

    fn without_brackets(&mut self, list: &impl Serialize) -> Piece {
        let Piece { start, end } = self.whole(list);
        Piece { start: start + 1, end: end - 1 }
    }

    fn whole(&mut self, value: &impl Serialize) -> Piece {
        let start = self.text.len();
        // Nothing in a record has keys that are not text, so rendering it cannot fail.
        let _ = serde_json::to_writer(&mut self.text, value);
        Piece { start, end: self.text.len() }
    }
}
