//! Writes a record straight to JSON, from the pieces that were rendered once.
//!
//! It is byte for byte what serde makes of [`Outcome::to_record`], which tests hold against each other. It
//! takes a small part of the time, and with a buffer that is used again it allocates nothing.

use crate::compiled::rendered::{Piece, Rendered};
use crate::decide::AnyInputs;
use crate::numbered::Ix;
use crate::outcome::Due;
use crate::outcome::Named;
use crate::outcome::OpenQuestion;
use crate::outcome::Outcome;
use crate::record::{FindingRecord, LevelsRecord, UnreadRecord};
use crate::tables::FindingRow;
use crate::vocabulary::category::Category;
use crate::vocabulary::dates::Iso;
use serde::Serialize;

impl Outcome<'_> {
    /// Writes the record of the outcome to the end of a buffer, as JSON on one line: the same bytes as
    /// serde makes of [`Outcome::to_record`].
    ///
    /// Nothing is allocated once the buffer is large enough, which some 16 KB are; but for answers that the
    /// rules do not have.
    ///
    /// ```
    /// use cse_screening::Request;
    /// let request = Request::from_json(r#"{"child": {"age": 15}, "screening": {"indicators": ["rape"]}}"#)?;
    /// let outcome = request.screen();
    /// let mut record = Vec::new();
    /// outcome.write_json(&mut record);
    /// assert_eq!(record, serde_json::to_vec(&outcome.to_record())?);
    /// assert_eq!(record, serde_json::to_vec(&outcome)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write_json(&self, out: &mut Vec<u8>) {
        let rendered = self.rules.rendered();
        let given = AnyInputs::new(self.rules, self.child, self.indicators);
        let mut writer = Writer { outcome: self, rendered, given: &given, out };
        writer.result();
        writer.reasons();
        writer.pathway();
        writer.unknowns();
        writer.request();
        writer.literal("}");
    }
}

/// A finding, by a row of the tables or by the dates.
enum FoundBy {
    Row(Ix<FindingRow>),
    Dates((&'static str, String)),
}

/// Writes one record, part by part in their order.
pub(super) struct Writer<'w, 'o> {
    pub(super) outcome: &'w Outcome<'o>,
    pub(super) rendered: &'w Rendered,
    given: &'w AnyInputs<'w>,
    pub(super) out: &'w mut Vec<u8>,
}

impl Writer<'_, '_> {
    pub(super) fn literal(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    pub(super) fn piece(&mut self, piece: Piece) {
        self.out.extend_from_slice(self.rendered.text(piece));
    }

    pub(super) fn category(&mut self, category: Option<Category>) {
        self.literal(category.map_or("null", Category::digit));
    }

    /// What has no piece.
    pub(super) fn json(&mut self, value: &impl Serialize) {
        // Nothing in a record has keys that are not text, so this cannot fail.
        let _ = serde_json::to_writer(&mut *self.out, value);
    }

    /// A list, with commas between what is written one by one.
    fn list<T>(&mut self, items: impl Iterator<Item = T>, mut each: impl FnMut(&mut Self, T)) {
        for (at, item) in items.enumerate() {
            if at != 0 {
                self.out.push(b',');
            }
            each(self, item);
        }
    }

    fn result(&mut self) {
        let outcome = self.outcome;
        self.piece(self.rendered.start);
        if let Some(reference) = outcome.caller.reference {
            self.literal(r#","reference":"#);
            self.json(&reference);
        }
        self.literal(r#","scope":""#);
        self.literal(outcome.scope().code());
        self.literal(r#"","category":"#);
        self.category(outcome.category());
        self.literal(r#","indicated":"#);
        self.category(outcome.indicated());
        self.literal(r#","possible":"#);
        self.category(outcome.possible());
        if let Some(levels) = LevelsRecord::of(outcome) {
            self.literal(r#","levels":"#);
            self.json(&levels);
        }
        self.literal(r#","no_category":"#);
        match outcome.no_category() {
            None => self.literal("null"),
            Some(reason) => {
                self.literal("\"");
                self.literal(reason.code());
                self.literal("\"");
            }
        }
    }

    fn reasons(&mut self) {
        let rendered = self.rendered;
        let places = self.given.places();
        self.literal(r#","reasons":["#);
        self.list(self.outcome.reasons(), |writer, reason| {
            let pieces = rendered.reasons.get(reason.rule.row);
            let causes = reason.causes(&places);
            writer.piece(pieces.rule);
            writer.category(Some(reason.at_least()));
            writer.literal(r#","because":["#);
            writer.list(causes.named(), |writer, cause| match cause {
                Named::Age => writer.literal(r#""age""#),
                Named::Fact(fact) => writer.piece(rendered.facts.get(fact.into()).code),
                Named::Place(place) => writer.piece(rendered.indicators.get(place).question.code),
                Named::Choice(choice) => {
                    for part in ["\"", choice.code(), "\""] {
                        writer.literal(part);
                    }
                }
            });
            writer.literal(r#"],"statements":["#);
            if reason.of_indicators() {
                let rules = writer.outcome.rules;
                let observed = causes.observed.iter().filter(|place| rules.row_at(*place).is_some());
                writer.list(observed, |writer, place| writer.piece(rendered.indicators.get(place).statement));
            } else {
                writer.piece(pieces.statements);
            }
            writer.piece(pieces.basis);
            writer.literal(if reason.decisive() { "true" } else { "false" });
            if let Some(counted) = reason.counted_of(&places) {
                writer.literal(r#","counted":"#);
                writer.json(&counted);
            }
            writer.literal("}");
        });
    }

    fn pathway(&mut self) {
        let (rendered, outcome) = (self.rendered, self.outcome);
        self.literal(r#"],"plan":"#);
        match outcome.plan_row() {
            Some(row) => self.piece(*rendered.plans.get(row)),
            None => self.literal("null"),
        }
        let category = outcome.category();
        self.literal(r#","steps":["#);
        self.list(outcome.step_rows(), |writer, row| {
            writer.piece(rendered.steps.get(row).of(category));
            if let Some(due) = outcome.step(row).due() {
                due.write_dates(writer.out);
            }
        });
        self.literal(r#"],"support":"#);
        self.piece(rendered.support.of(category));
    }

    fn unknowns(&mut self) {
        let (rendered, outcome, given) = (self.rendered, self.outcome, self.given);
        self.literal(r#","gaps":["#);
        self.list(outcome.open_questions(given), |writer, (question, would_raise_to)| {
            let pieces = match question {
                OpenQuestion::Fact(fact) => rendered.facts.get(fact.into()),
                OpenQuestion::Place(place) => &rendered.indicators.get(place).question,
            };
            writer.piece(pieces.gap);
            writer.category(Some(would_raise_to));
            writer.literal("}");
        });
        let [findings, prompts] = given.later_rows(outcome.values_for_findings(), &outcome.rows);
        self.literal(r#"],"prompts":["#);
        self.list(outcome.prompt_rows(prompts, given), |writer, (row, consider)| {
            writer.piece(*rendered.prompts.get(row).get(consider));
        });
        self.literal(r#"],"findings":["#);
        let rows = outcome.finding_rows(findings).map(FoundBy::Row);
        let of_dates = outcome.findings_of_dates().into_iter().map(FoundBy::Dates);
        self.list(rows.chain(of_dates), |writer, found| match found {
            FoundBy::Row(row) => writer.piece(*rendered.findings.get(row)),
            FoundBy::Dates(found) => writer.json(&FindingRecord::of_dates(found)),
        });
        self.literal("]");
        let unread: Vec<_> = outcome.unread().map(UnreadRecord::of).collect();
        if !unread.is_empty() {
            self.literal(r#","unread":"#);
            self.json(&unread);
        }
    }
}

impl Due {
    /// What differs from child to child, and stands last: the dates, and the end of the step.
    pub(super) fn write_dates(&self, out: &mut Vec<u8>) {
        fn json(out: &mut Vec<u8>, value: &impl Serialize) {
            // As in a writer: this cannot fail.
            let _ = serde_json::to_writer(out, value);
        }
        json(out, &self.date.map(Iso));
        if let Some(until) = &self.until {
            out.extend_from_slice(br#","until":"#);
            json(out, until);
        }
        out.extend_from_slice(if self.repeats { br#","repeats":true}}"# } else { b"}}" });
    }
}
