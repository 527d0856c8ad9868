//! The parts of a record that are the same for every child, rendered once for each rule set.
//!
//! Most are rendered by the types of the record itself. Where a part of a record varies in its middle, it
//! is in pieces, and the field names between them stand here and in [`super::write`].

use crate::compiled::RuleSet;
use crate::compiled::rendered::{ByCategory, IndicatorPieces, Piece, QuestionPieces, ReasonPieces, Rendered};
use crate::numbered::{Each, Ix, Numbered, part_of};
use crate::outcome::Outcome;
use crate::record::{FindingRecord, Format, PlanRecord, PromptRecord, StepRecord, SupportRecord};
use crate::tables::{CategoryRule, Level, LevelFrom, StepRow};
use crate::vocabulary::category::Category;
use crate::vocabulary::child::{Answer, Fact};
use crate::vocabulary::{Basis, VERSION};
use serde::Serialize;

/// A piece for none, and for each category, made in this order.
fn by_category(mut piece: impl FnMut(Option<Category>) -> Piece) -> ByCategory {
    let none = piece(None);
    ByCategory { none, each: [Category::One, Category::Two, Category::Three].map(|one| piece(Some(one))) }
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
        all.start = all.start(rules);
        all.reasons = Each::of(&tables.category_rules, |_, row| all.reason(row));
        all.plans = Each::of(&tables.plan_hosts, |_, row| all.whole(&PlanRecord::of(row)));
        all.steps = Each::of(&tables.steps, |row, _| all.step(rules, row));
        all.support = by_category(|one| {
            all.whole(&SupportRecord::of(one.map(|category| rules.category_row(category))))
        });
        all.facts = Each::of(Fact::ALL, |_, fact| all.question(fact.code()));
        all.indicators = rules.rows.map(|place, row| {
            if let Some(question) = rules.question_at(place) {
                let question = all.question(&question.code);
                return IndicatorPieces { question, ..IndicatorPieces::default() };
            }
            // Nothing asks for the pieces of an indicator that the rules do not have.
            let row = row.map(|row| rules.tables().indicators.at(row));
            let question = all.question(row.map_or("", |row| &row.code));
            IndicatorPieces { question, statement: all.whole(&row.map_or("", |row| &*row.statement)) }
        });
        all.prompts = Each::of(&tables.prompts, |_, row| {
            Each::of(&row.consider, |_, consider| all.whole(&PromptRecord::of(consider, &row.observed)))
        });
        all.findings = Each::of(&tables.findings, |_, row| all.whole(&FindingRecord::of(row)));
        all
    }

    /// The text of a piece.
    pub(super) fn text(&self, piece: Piece) -> &[u8] {
        part_of(&self.text, piece.start..piece.end)
    }

    /// From the start of a record to the identity of the rules.
    fn start(&mut self, rules: &RuleSet) -> Piece {
        let before = format!(r#"{{"format":{},"engine":"{VERSION}","rules":"#, Format::NUMBER);
        self.between(&before, &rules.identity(), "")
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

    fn step(&mut self, rules: &RuleSet, row: Ix<StepRow>) -> ByCategory {
        let mut last = Piece::default();
        by_category(|category| {
            let step = Outcome::step_of(rules, row, category, None);
            let mut dates_to_come = Vec::new();
            step.due().iter().for_each(|due| due.write_dates(&mut dates_to_come));
            let piece = self.whole(&StepRecord::of(&step));
            let piece = Piece { end: piece.end - dates_to_come.len(), ..piece };
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
            answers: Each::of(Answer::ALL, |_, answer| {
                self.between("", &code, &format!(r#":"{}""#, answer.code()))
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
