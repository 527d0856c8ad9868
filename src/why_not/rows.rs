//! The rows that can be asked about, by id, and whether they applied.

use crate::compiled::RuleSet;
use crate::numbered::Ix;
use crate::outcome::Outcome;
use crate::tables::{RowRef, TableId};
use crate::vocabulary::nearest;
use crate::why_not::WhyNotError;

impl<'a> RowRef<'a> {
    /// The row with this id, or with this table and id, such as `steps/mase-meeting`.
    pub(super) fn find(rules: &'a RuleSet, asked: &str) -> Result<Self, WhyNotError> {
        let all: Vec<_> = rules.tables().rows().filter(|row| row.table.applies()).collect();
        let found: Vec<_> = all.iter().filter(|row| row.id == asked || row.qualified() == asked).collect();
        match found[..] {
            [row] => Ok(*row),
            [] => {
                let ids = all.iter().map(|row| row.id);
                Err(WhyNotError::Unknown {
                    asked: crate::vocabulary::shown(asked),
                    nearest: nearest(asked, ids).map(str::to_owned),
                })
            }
            _ => Err(WhyNotError::Several {
                id: asked.to_owned(),
                rows: found.into_iter().map(Self::qualified).collect(),
            }),
        }
    }

    /// The table and the id, which no other row has.
    pub(super) fn qualified(&self) -> String {
        format!("{}/{}", self.table.code(), self.id)
    }

    /// Whether an outcome has it.
    pub(super) fn applied(&self, outcome: &Outcome<'_>) -> bool {
        let layout = &outcome.rules.layout;
        match self.table {
            TableId::CategoryRules => outcome.fired_rules().any(|rule| rule.row.number() == self.at),
            TableId::Steps => outcome.step_rows().any(|row| row.number() == self.at),
            TableId::Findings => outcome.findings().any(|row| row.id == self.id),
            TableId::Definitions => outcome.rows.has_one_of(layout.definitions.get(Ix::of(self.at))),
            table => first_row(outcome, table) == Some(self.at),
        }
    }
}

/// The one row that applies of a table in which the first that holds decides.
pub(super) fn first_row(outcome: &Outcome<'_>, table: TableId) -> Option<usize> {
    match table {
        TableId::Scopes => first_scope(outcome),
        TableId::PlanHosts => outcome.plan_row().map(Ix::number),
        _ => None,
    }
}

/// The first row of the scopes that holds, which gives the scope.
fn first_scope(outcome: &Outcome<'_>) -> Option<usize> {
    outcome.rules.layout.scopes.iter().position(|rows| outcome.rows.has_one_of(rows))
}

/// Whether categories are given in the scope of an outcome. Whoever no row places is a child.
pub(super) fn has_categories(outcome: &Outcome<'_>) -> bool {
    let row = first_scope(outcome).and_then(|at| outcome.rules.tables().scopes.get(at));
    row.is_none_or(|row| row.categories)
}
