//! The rows that can be asked about, by id: what they say, and whether they apply.

use crate::compiled::RuleSet;
use crate::outcome::Outcome;
use crate::tables::condition::Condition;
use crate::vocabulary::nearest;
use crate::why_not::WhyNotError;

/// The tables whose rows apply or do not, each with how to find its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    CategoryRules,
    PlanHosts,
    Steps,
    Findings,
    Definitions,
    Scopes,
}

impl Table {
    pub(super) const ALL: [Self; 6] =
        [Self::CategoryRules, Self::PlanHosts, Self::Steps, Self::Findings, Self::Definitions, Self::Scopes];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::CategoryRules => "category_rules",
            Self::PlanHosts => "plan_hosts",
            Self::Steps => "steps",
            Self::Findings => "findings",
            Self::Definitions => "definitions",
            Self::Scopes => "scopes",
        }
    }

    /// The id, the label and the conditions of each row.
    fn rows(self, rules: &RuleSet) -> Vec<(&str, &str, &[Condition])> {
        let tables = rules.tables();
        match self {
            Self::CategoryRules => {
                tables.category_rules.iter().map(|row| (&*row.id, &*row.label, &*row.when)).collect()
            }
            Self::PlanHosts => {
                tables.plan_hosts.iter().map(|row| (&*row.id, &*row.label, &*row.when)).collect()
            }
            Self::Steps => tables.steps.iter().map(|row| (&*row.id, &*row.action, &*row.when)).collect(),
            Self::Findings => {
                tables.findings.iter().map(|row| (&*row.id, &*row.message, &*row.when)).collect()
            }
            Self::Definitions => {
                tables.definitions.iter().map(|row| (&*row.id, &*row.label, &*row.when)).collect()
            }
            Self::Scopes => {
                let row = |code: &'static str| (code, code);
                let named = tables.scopes.iter().map(|scope| (row(scope.scope.code()), &*scope.when));
                named.map(|((id, label), when)| (id, label, when)).collect()
            }
        }
    }
}

/// A row that can be asked about.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowAt<'a> {
    pub(super) table: Table,
    /// Its place in the table.
    pub(super) at: usize,
    pub(super) id: &'a str,
    pub(super) label: &'a str,
    pub(super) when: &'a [Condition],
}

impl<'a> RowAt<'a> {
    /// The row with this id, or with this table and id, such as `steps/mase-meeting`.
    pub(super) fn find(rules: &'a RuleSet, asked: &str) -> Result<Self, WhyNotError> {
        let all: Vec<_> = Table::ALL.into_iter().flat_map(|table| Self::all(rules, table)).collect();
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

    fn all(rules: &'a RuleSet, table: Table) -> impl Iterator<Item = Self> {
        let rows = table.rows(rules).into_iter().enumerate();
        rows.map(move |(at, (id, label, when))| Self { table, at, id, label, when })
    }

    /// The table and the id, which no other row has.
    pub(super) fn qualified(&self) -> String {
        format!("{}/{}", self.table.name(), self.id)
    }

    /// Whether an outcome has it.
    pub(super) fn applies(&self, outcome: &Outcome<'_>) -> bool {
        let layout = &outcome.rules.layout;
        match self.table {
            Table::CategoryRules => outcome.fired_rules().any(|rule| rule.row == self.at),
            Table::PlanHosts => outcome.plan_row() == Some(self.at),
            Table::Steps => outcome.step_rows().any(|row| row == self.at),
            Table::Findings => outcome.findings().any(|row| row.id == self.id),
            Table::Definitions => {
                layout.definitions.get(self.at).is_some_and(|rows| outcome.rows.has_one_of(rows))
            }
            Table::Scopes => first_scope(outcome) == Some(self.at),
        }
    }
}

/// The first row of the scopes that holds, which gives the scope.
pub(super) fn first_scope(outcome: &Outcome<'_>) -> Option<usize> {
    outcome.rules.layout.scopes.iter().position(|rows| outcome.rows.has_one_of(rows))
}

/// Whether categories are given in the scope of an outcome. Whoever no row places is a child.
pub(super) fn has_categories(outcome: &Outcome<'_>) -> bool {
    let row = first_scope(outcome).and_then(|at| outcome.rules.tables().scopes.get(at));
    row.is_none_or(|row| row.categories)
}
