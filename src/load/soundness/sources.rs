//! What rows rest on: statements, their sources, readings.

use super::Checker;
use crate::encoding::is_blank;
use crate::tables::fault::shown;
use crate::tables::{RowBasis, Statement, TableId, Tables};
use std::collections::HashMap;

impl Checker<'_> {
    /// What a set writes itself is not put into the mouth of a source that it takes over.
    pub(super) fn sources_say_what_they_said(&mut self, base: Option<&Tables>) {
        let Some(base) = base else { return };
        let tables = self.tables;
        for row in &tables.sources {
            if base.sources.iter().any(|theirs| theirs.id == row.id && theirs != row) {
                let problem =
                    "is another document in the set that it extends; add a source with an id of its own";
                self.fault("sources", &row.id, problem);
            }
        }
        let theirs: HashMap<&str, &Statement> = base.statements.iter().map(|row| (&*row.id, row)).collect();
        for row in tables.statements.iter() {
            let theirs = theirs.get(&*row.id).filter(|theirs| theirs.source == row.source);
            if theirs.is_some_and(|theirs| *theirs != row) {
                let problem = format!(
                    "does not say what it says in the set that it extends, and names the same source `{}`; name one \
                     of this set's own, or add a statement",
                    shown(&row.source)
                );
                self.fault("statements", &row.id, problem);
            }
        }
    }

    pub(super) fn rows_cite_what_exists(&mut self) {
        let tables = self.tables;
        for row in tables.rows_of(TableId::Statements) {
            self.row_exists(("statements", row.id, "source"), TableId::Sources, row.source);
        }
        for row in tables.citing_rows() {
            let table = row.table.within().code();
            if row.statements.is_empty() {
                self.fault(table, row.id, "cites no statement");
            }
            for statement in row.statements {
                self.row_exists((table, row.id, "statements"), TableId::Statements, statement);
            }
            if let Some(RowBasis::Reading(reading)) = row.basis {
                self.row_exists((table, row.id, "basis"), TableId::Readings, reading);
            }
        }
        let cited: HashMap<_, _> = tables
            .citing_rows()
            .flat_map(|row| row.statements.iter().map(move |statement| (&**statement, row)))
            .collect();
        for statement in tables.not_modelled.iter().flat_map(|row| &row.statements) {
            self.row_exists(("not_modelled", statement, "statements"), TableId::Statements, statement);
            if let Some(row) = cited.get(&**statement) {
                let problem = format!(
                    "is said not to be modelled, and {}, `{}` cites it; allowed: one of the two",
                    row.table.code(),
                    shown(row.id)
                );
                self.fault("not_modelled", statement, problem);
            }
        }
        for reading in &tables.readings {
            for (field, text) in [("words", &reading.words), ("chosen", &reading.chosen)] {
                if is_blank(text) {
                    self.fault("readings", &reading.id, format!("`{field}` is empty"));
                }
            }
        }
    }
}
