//! The rows of all tables, seen alike.

use crate::tables::condition::{Condition, Number};
use crate::tables::read::ReadRow;
use crate::tables::{Mark, RowBasis, TableId, Tables};
use crate::vocabulary::category::Category;
use crate::vocabulary::child::Fact;
use crate::vocabulary::{Actor, Scope};
use chrono::NaiveDate;
use serde_json::Value;
use std::collections::HashSet;

/// A row of any table. What its table does not have is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RowRef<'t> {
    /// The table.
    pub table: TableId,
    /// Its place in the table, from 0.
    pub at: usize,
    /// Its id, by whatever field the table names its rows. Empty for a day: see its table.
    pub id: &'t str,
    /// What it is called; of a step, what is done; of a finding, the message.
    pub label: &'t str,
    /// When it holds.
    pub when: &'t [Condition],
    /// The statements it rests on.
    pub statements: &'t [String],
    /// Plain words, or a reading.
    pub basis: Option<&'t RowBasis>,
    /// The source it is from.
    pub source: &'t str,
}

impl<'t> RowRef<'t> {
    pub(crate) fn all<R: ReadRow>(table: TableId, rows: &'t [R]) -> impl Iterator<Item = Self> {
        rows.iter().enumerate().map(move |(at, row)| Self::of(table, at, row))
    }

    fn of(table: TableId, at: usize, row: &'t impl ReadRow) -> Self {
        // A table without ids that asks for something is one row, and is named by its table.
        let id = if table.key().is_none() { table.code() } else { "" };
        let mut seen =
            RowRef { table, at, id, label: "", when: &[], statements: &[], basis: None, source: "" };
        row.fill_in(&mut seen);
        seen
    }

    /// Whether it asks about dates that contradict each other, which no request has that can be read.
    pub(crate) fn asks_of_dates(&self) -> bool {
        let of_dates = |part: &Condition| matches!(part, Condition::ImpossibleDate(_));
        self.when.iter().any(|part| part.any(&of_dates))
    }
}

/// A field as a part of [`RowRef`].
pub(super) trait Part<'t, P> {
    fn part(&'t self) -> P;
}

impl<'t> Part<'t, &'t str> for String {
    fn part(&'t self) -> &'t str {
        self
    }
}

impl Part<'_, &'static str> for Fact {
    fn part(&self) -> &'static str {
        self.code()
    }
}

impl Part<'_, &'static str> for Actor {
    fn part(&self) -> &'static str {
        self.code()
    }
}

impl Part<'_, &'static str> for Scope {
    fn part(&self) -> &'static str {
        self.code()
    }
}

impl Part<'_, &'static str> for Category {
    fn part(&self) -> &'static str {
        self.digit()
    }
}

impl Part<'_, &'static str> for NaiveDate {
    // A date is kept as a date, and nothing refers to a day.
    fn part(&self) -> &'static str {
        ""
    }
}

impl<'t> Part<'t, &'t [String]> for String {
    fn part(&'t self) -> &'t [String] {
        std::slice::from_ref(self)
    }
}

impl<'t, P> Part<'t, &'t [P]> for Vec<P> {
    fn part(&'t self) -> &'t [P] {
        self
    }
}

impl<'t> Part<'t, Option<&'t RowBasis>> for RowBasis {
    fn part(&'t self) -> Option<&'t RowBasis> {
        Some(self)
    }
}

impl TableId {
    /// The table with this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|table| table.code() == code)
    }

    /// The field in which its rows have this part of [`RowRef`], such as `when`; none where they have not.
    pub(crate) fn field(self, part: &str) -> Option<&'static str> {
        self.parts().iter().find(|(name, _)| *name == part).map(|(_, field)| *field)
    }

    /// The field that names its rows; none where they have no ids.
    #[must_use]
    pub fn key(self) -> Option<&'static str> {
        self.field("id")
    }

    /// Whether its rows must cite statements.
    #[must_use]
    pub fn cites(self) -> bool {
        self.field("statements").is_some()
    }

    /// Whether its texts may refer to names and numbers.
    pub(crate) fn has_texts(self) -> bool {
        self.is(Mark::Texts)
    }

    /// Whether a row of it applies to a child, or does not: `why_not` can be asked about it.
    #[must_use]
    pub fn applies(self) -> bool {
        self.is(Mark::Applies)
    }

    /// Whether only the first row that holds applies.
    #[must_use]
    pub fn first_decides(self) -> bool {
        self.is(Mark::FirstDecides)
    }

    /// What one of its rows is called, such as `category rule`.
    pub(crate) fn row_in_words(self) -> String {
        self.code().trim_end_matches('s').replace('_', " ")
    }

    /// The id of a row of it, as the row stands in JSON.
    pub(crate) fn id_in(self, row: &Value) -> Option<String> {
        match row.get(self.key()?)? {
            Value::String(id) => Some(id.clone()),
            Value::Number(id) => Some(id.to_string()),
            _ => None,
        }
    }
}

impl Tables {
    /// Every row of every table, in the order of the tables.
    ///
    /// ```
    /// use cse_screening::RuleSet;
    /// let resting = |id: &str| {
    ///     let rows = RuleSet::coventry().tables().rows();
    ///     rows.filter(|row| row.statements.iter().any(|statement| statement == id)).count()
    /// };
    /// assert!(RuleSet::coventry().tables().statements.iter().any(|statement| resting(&statement.id) > 1));
    /// ```
    pub fn rows(&self) -> impl Iterator<Item = RowRef<'_>> {
        TableId::ALL.iter().flat_map(|table| self.rows_of(*table))
    }

    /// Every row that asks for something.
    pub(crate) fn asking_rows(&self) -> impl Iterator<Item = RowRef<'_>> {
        self.rows().filter(|row| !row.when.is_empty())
    }

    /// Every condition of every table.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.rows().flat_map(|row| row.when)
    }

    /// Every row that must cite statements, and each support of a category, which does too.
    pub(crate) fn citing_rows(&self) -> impl Iterator<Item = RowRef<'_>> {
        let supports = self.categories.iter().enumerate().flat_map(|(at, row)| {
            let supports = [&row.assessments, &row.agencies, &row.interventions].into_iter().flatten();
            let id = row.category.digit();
            supports.map(move |support| RowRef { id, ..RowRef::of(TableId::Categories, at, support) })
        });
        self.rows().filter(|row| row.table.cites()).chain(supports)
    }

    /// The ids of the statements that some row rests on: every row but those that say why a
    /// statement is not modelled.
    #[must_use]
    pub fn cited_statements(&self) -> HashSet<&str> {
        self.citing_rows().flat_map(|row| row.statements).map(String::as_str).collect()
    }

    /// A number: written out, or that of a setting. None when there is no such setting.
    #[must_use]
    pub fn number(&self, number: &Number) -> Option<u16> {
        match number {
            Number::Value(value) => Some(*value),
            Number::Setting(id) => {
                self.manifest.settings.iter().find(|setting| setting.id == *id).map(|setting| setting.value)
            }
        }
    }
}
