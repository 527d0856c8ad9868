//! Which rows refer to a row.

use crate::compiled::RuleSet;
use crate::tables::condition::{Condition, Number, SelectBy, Selection};
use crate::tables::{Deadline, IndicatorRow, Level, RowBasis, TableId, Tables};
use serde_json::Value;

/// A row that refers to another, and where it does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Reference {
    /// The table, such as `steps` or `settings`.
    pub table: String,
    /// The id of the row; for a row without one, empty.
    pub row: String,
    /// The field, such as `when[0].any_observed`.
    pub field: String,
}

impl RuleSet {
    /// The rows that refer to the row of this table with this id, each place once: by statement, source,
    /// reading, definition, setting, indicator, fact, question, rule, step, stage, scope, level, protection or name. An
    /// indicator is referred to by every set that it is in.
    ///
    /// ```
    /// use cse_screening::RuleSet;
    /// let references = RuleSet::coventry().references_to("settings", "mase-deadline");
    /// let fields: Vec<_> = references.iter().map(|one| (&*one.row, &*one.field)).collect();
    /// assert_eq!(fields, [("mase-meeting", "action"), ("mase-meeting", "deadline.working_days")]);
    /// ```
    #[must_use]
    pub fn references_to(&self, table: &str, id: &str) -> Vec<Reference> {
        let tables = self.tables();
        let mut found = Found(Vec::new());
        if matches!(table, "names" | "settings") {
            self.texts_that_name(id, &mut found);
        }
        citations(tables, table, id, &mut found);
        conditions(tables, table, id, &mut found);
        match table {
            "indicators" => {
                for row in &tables.prompts {
                    found.add_if(row.observed == id, "prompts", &row.observed, "observed");
                    found.add_if(
                        row.consider.iter().any(|code| code == id),
                        "prompts",
                        &row.observed,
                        "consider",
                    );
                }
            }
            "settings" => {
                for step in &tables.steps {
                    for (field, number) in step.deadline.iter().flat_map(Deadline::numbers) {
                        found.add_if(is_setting(number, id), "steps", &step.id, field);
                    }
                }
            }
            "steps" => {
                for step in &tables.steps {
                    let from = step.deadline.as_ref().and_then(|deadline| deadline.from.step());
                    found.add_if(from == Some(id), "steps", &step.id, "deadline.from");
                }
            }
            "stages" => {
                tables.steps.iter().for_each(|row| found.add_if(row.stage == id, "steps", &row.id, "stage"));
            }
            "levels" => {
                for row in &tables.category_rules {
                    let gives = matches!(&row.at_least, Level::Named(level) if level == id);
                    found.add_if(gives, "category_rules", &row.id, "at_least");
                }
            }
            "sources" => {
                for row in tables.statements.iter() {
                    found.add_if(row.source == id, "statements", &row.id, "source");
                }
            }
            "protections" => {
                let waived = tables.manifest.waives.iter().any(|waiver| waiver.protection == id);
                found.add_if(waived, "manifest", "", "waives");
            }
            _ => {}
        }
        found.0
    }

    /// The texts that have the name or number in them, as they are written.
    fn texts_that_name(&self, id: &str, found: &mut Found) {
        let name = format!("{{{id}}}");
        let written = self.as_written();
        for table in TableId::ALL.iter().filter(|table| table.has_texts()) {
            for row in written.get(table.code()).and_then(Value::as_array).into_iter().flatten() {
                let row_id = table.id_in(row).unwrap_or_default();
                for (field, value) in row.as_object().into_iter().flatten() {
                    found.add_if(has_text(value, &name), table.code(), &row_id, field);
                }
            }
        }
    }
}

struct Found(Vec<Reference>);

impl Found {
    fn add_if(&mut self, refers: bool, table: &str, row: &str, field: &str) {
        let reference = Reference { table: table.to_owned(), row: row.to_owned(), field: field.to_owned() };
        if refers && !self.0.contains(&reference) {
            self.0.push(reference);
        }
    }
}

fn has_text(value: &Value, wanted: &str) -> bool {
    match value {
        Value::String(text) => text.contains(wanted),
        Value::Array(list) => list.iter().any(|value| has_text(value, wanted)),
        Value::Object(fields) => fields.values().any(|value| has_text(value, wanted)),
        _ => false,
    }
}

/// Statements and readings, which rows of most tables rest on.
fn citations(tables: &Tables, table: &str, id: &str, found: &mut Found) {
    for row in tables.citing_rows() {
        let of = row.table.code();
        match table {
            "statements" => {
                let cites = row.statements.iter().any(|cited| cited == id);
                row.table
                    .field("statements")
                    .into_iter()
                    .for_each(|field| found.add_if(cites, of, row.id, field));
            }
            "readings" => {
                let rests = matches!(row.basis, Some(RowBasis::Reading(reading)) if reading == id);
                found.add_if(rests, of, row.id, "basis");
            }
            _ => {}
        }
    }
    if table == "statements" {
        for row in &tables.not_modelled {
            found.add_if(row.statements.iter().any(|cited| cited == id), "not_modelled", "", "statements");
        }
    }
}

fn conditions(tables: &Tables, table: &str, id: &str, found: &mut Found) {
    let indicator = tables.indicators.iter().find(|row| table == "indicators" && row.code == id);
    for row in tables.asking_rows() {
        let field = row.table.field("when").unwrap_or("when");
        for (at, condition) in row.when.iter().enumerate() {
            condition.walk_with_place(&format!("{field}[{at}]"), &mut |part, place| {
                let to_row = part.refers_to().is_some_and(|(of, other)| of.code() == table && other == id);
                let refers = to_row
                    || match (table, part) {
                        ("facts", Condition::Fact(fact)) => fact.name.code() == id,
                        ("questions", part) => part.questions().iter().any(|(code, _)| *code == id),
                        ("scopes", Condition::Scope(scopes)) => scopes.iter().any(|scope| scope.code() == id),
                        ("settings", part) => part.numbers().into_iter().any(|number| is_setting(number, id)),
                        ("indicators", part) => {
                            let set = part.selection().zip(indicator);
                            set.is_some_and(|(set, row)| names_or_holds(set, row))
                        }
                        _ => false,
                    };
                found.add_if(refers, row.table.code(), row.id, place);
            });
        }
    }
}

fn is_setting(number: &Number, id: &str) -> bool {
    matches!(number, Number::Setting(setting) if setting == id)
}

/// Whether a set has the indicator in it, or says that it has not.
fn names_or_holds(set: &Selection, row: &IndicatorRow) -> bool {
    match set {
        Selection::By(SelectBy::AllBut(_)) => true,
        Selection::By(SelectBy::Together(sets)) => sets.iter().any(|set| names_or_holds(set, row)),
        set => set.has(row),
    }
}
