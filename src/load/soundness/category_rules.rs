//! Category rules only raise, and conditions stand where they may.

use super::Checker;
use crate::tables::condition::Condition;
use crate::tables::fault::Fault;
use crate::tables::{FactRow, Level, LevelFrom, TableId};

impl Checker<'_> {
    pub(super) fn category_rules_only_raise(&mut self) {
        let tables = self.tables;
        for rule in &tables.category_rules {
            let mut whens: Vec<(String, &[Condition])> = vec![(String::new(), &rule.when)];
            rule.when.iter().for_each(|part| {
                part.walk(&mut |part| {
                    if let Condition::Holds(id) = part {
                        let definitions = tables.definitions.iter().filter(|definition| definition.id == *id);
                        whens.extend(definitions.map(|d| (format!(" (in definition `{id}`)"), &*d.when)));
                    }
                });
            });
            let builds_on = |part: &Condition| matches!(part, Condition::OtherRulesGiveAtLeast(_));
            if rule.when.iter().filter(|part| builds_on(part)).count() > 1 {
                self.fault("category_rules", &rule.id, "asks twice what other rules give; allowed: once");
            }
            let gives_previous = rule.at_least == Level::From(LevelFrom::Previous);
            for (place, when) in whens {
                // A definition is that of any rule.
                if let Some(part) = Condition::lowering_part(when, gives_previous && place.is_empty()) {
                    self.fault(
                        "category_rules",
                        &rule.id,
                        format!(
                            "could lower a category: it asks for {part}{place}; allowed: what is observed, answers of yes or suspected, ages under"
                        ),
                    );
                }
            }
        }
    }

    /// What one fact could add, another asks for, which is raised itself. And nothing left out is taken for a yes.
    pub(super) fn facts_protect(&mut self) {
        let tables = self.tables;
        for row in &tables.facts {
            if let Some(by) = row.asked_by {
                let is_raised = |other: &FactRow| other.fact == by && other.asked_by.is_none();
                if !tables.facts.iter().any(is_raised) {
                    let problem =
                        format!("is asked by `{by}`; allowed: a fact with a row, which no other asks");
                    self.faults.push(Fault::new("facts", row.fact.code(), problem).in_field("asked_by"));
                }
            }
            if row.left_out.protects() {
                self.fault(
                    "facts",
                    row.fact.code(),
                    format!("is taken for `{}` when left out; allowed: `no`, `not_known`", row.left_out),
                );
            }
        }
    }

    /// What only some tables may ask, and what definitions may not.
    pub(super) fn words_stand_where_they_may(&mut self) {
        let tables = self.tables;
        for row in tables.asking_rows() {
            let (table, id) = (row.table.code(), row.id);
            let asks = |asked: fn(&Condition) -> bool| row.when.iter().any(|part| part.any(&asked));
            if row.table != TableId::CategoryRules
                && asks(|part| matches!(part, Condition::OtherRulesGiveAtLeast(_)))
            {
                self.fault(table, id, "asks what other rules give; only category rules may");
            }
            // Nobody is protected less because of a slip of the pen.
            if row.table != TableId::Findings && asks(|part| matches!(part, Condition::ImpossibleDate(_))) {
                self.fault(table, id, "asks whether a date cannot be; only findings may");
            }
            if row.table == TableId::Definitions && asks(|part| matches!(part, Condition::Holds(_))) {
                self.fault(table, id, "refers to a definition; a definition may not");
            }
        }
    }
}
