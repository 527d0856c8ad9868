//! Rule sets: the tables, the errors they can have, and what they compile to.
//!
//! The tables are JSON, in `rules/`, with a page that tells a safeguarding lead how to read and
//! change them. A [`RuleSet`] is a set of tables that has been checked and compiled.

mod check;
pub(crate) mod compiled;
pub mod condition;
pub(crate) mod decision_table;
mod fingerprint;
mod load;
pub mod tables;
pub(crate) mod terms;

use crate::indicator::Indicator;
use crate::vocabulary::vocabulary;
use compiled::Compiled;
use std::fmt;
use std::sync::{LazyLock, OnceLock};
use tables::{Calendar, CategoryRow, IndicatorRow, Reading, RowBasis, Tables};

vocabulary! {
    /// What a rule, plan or step rests on.
    pub enum Basis ("basis") {
        /// Plain words of the toolkit.
        Toolkit = "toolkit",
        /// A reading: the words leave a choice, and one was made.
        Reading = "reading",
    }
}

impl Basis {
    pub(crate) const fn of(basis: &RowBasis) -> Self {
        match basis {
            RowBasis::Toolkit => Self::Toolkit,
            RowBasis::Reading(_) => Self::Reading,
        }
    }
}

/// A rule set: tables that were checked and compiled.
///
/// ```
/// use cse_screening::RuleSet;
/// let rules = RuleSet::coventry();
/// assert_eq!(rules.tables().manifest.id, "coventry");
/// assert_eq!(rules.tables().statements.len(), 534);
/// ```
pub struct RuleSet {
    tables: Tables,
    pub(crate) compiled: Compiled,
    sha256: OnceLock<String>,
}

impl RuleSet {
    /// The built-in rules, read from Coventry City Council's toolkit of 2015. Compiled at first use.
    #[must_use]
    pub fn coventry() -> &'static Self {
        static COVENTRY: LazyLock<RuleSet> = LazyLock::new(|| {
            #[allow(
                clippy::expect_used,
                reason = "the built-in tables are part of the crate, and its tests load them"
            )]
            RuleSet::from_files(load::COVENTRY).expect("the built-in rules are sound")
        });
        &COVENTRY
    }

    /// A rule set from one JSON document that holds all its tables, each under its name.
    ///
    /// ```
    /// use cse_screening::RuleSet;
    /// let copy = RuleSet::from_json(&RuleSet::coventry().to_json())?;
    /// assert_eq!(copy.sha256(), RuleSet::coventry().sha256());
    /// # Ok::<(), cse_screening::RulesError>(())
    /// ```
    ///
    /// # Errors
    /// [`RulesError`] with every fault found: JSON that does not fit the tables, an unknown field or
    /// code, a row that cites no statement or one that does not exist, a reference to nothing, a
    /// category rule that could lower.
    pub fn from_json(document: &str) -> Result<Self, RulesError> {
        Self::from_files(&[("document", document)])
    }

    fn from_files(files: &[(&'static str, &str)]) -> Result<Self, RulesError> {
        let tables = load::tables(files)?;
        check::check(&tables)?;
        Ok(Self { compiled: Compiled::new(&tables)?, tables, sha256: OnceLock::new() })
    }

    /// All its tables as one JSON document, which [`RuleSet::from_json`] reads.
    #[must_use]
    pub fn to_json(&self) -> String {
        fingerprint::canonical_json(&self.tables)
    }

    /// The SHA-256 of [`RuleSet::to_json`], in hexadecimal: what a record names its rules by.
    pub fn sha256(&self) -> &str {
        self.sha256.get_or_init(|| fingerprint::sha256(&self.to_json()))
    }

    /// The tables.
    #[must_use]
    pub const fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The calendar by which deadlines are reckoned.
    #[must_use]
    pub const fn calendar(&self) -> &Calendar {
        &self.tables.calendar
    }

    /// The row of an indicator.
    #[must_use]
    #[allow(clippy::expect_used, reason = "a set without a row for each indicator is not loaded")]
    pub fn indicator_row(&self, indicator: Indicator) -> &IndicatorRow {
        self.tables.indicators.iter().find(|row| row.code == indicator).expect("each indicator has a row")
    }

    /// The row of a category.
    #[must_use]
    #[allow(clippy::expect_used, reason = "a set without a row for each category is not loaded")]
    pub fn category_row(&self, category: crate::Category) -> &CategoryRow {
        self.tables.categories.iter().find(|row| row.category == category).expect("each category has a row")
    }

    /// The reading with this id.
    #[must_use]
    pub fn reading(&self, id: &str) -> Option<&Reading> {
        self.tables.readings.iter().find(|reading| reading.id == id)
    }

    pub(crate) fn reading_of(&self, basis: &RowBasis) -> Option<&Reading> {
        match basis {
            RowBasis::Toolkit => None,
            RowBasis::Reading(id) => self.reading(id),
        }
    }
}

impl fmt::Debug for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let manifest = &self.tables.manifest;
        f.debug_struct("RuleSet")
            .field("id", &manifest.id)
            .field("version", &manifest.version)
            .finish_non_exhaustive()
    }
}

/// What is wrong with one row of a rule set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    table: String,
    row: String,
    problem: String,
}

impl Fault {
    pub(crate) fn new(table: &str, row: &str, problem: impl Into<String>) -> Self {
        Self { table: table.to_owned(), row: row.to_owned(), problem: problem.into() }
    }

    /// The table.
    #[must_use]
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The id of the row; empty when the fault is that of the table.
    #[must_use]
    pub fn row(&self) -> &str {
        &self.row
    }

    /// What is wrong.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.row.is_empty() {
            write!(f, "{}: {}", self.table, self.problem)
        } else {
            write!(f, "{}, `{}`: {}", self.table, self.row, self.problem)
        }
    }
}

/// A rule set that was refused, with every fault found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RulesError {
    faults: Vec<Fault>,
}

impl RulesError {
    pub(crate) const fn new(faults: Vec<Fault>) -> Self {
        Self { faults }
    }

    /// The faults.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.faults.iter().enumerate() {
            write!(f, "{}{fault}", if i == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl From<Fault> for RulesError {
    fn from(fault: Fault) -> Self {
        Self::new(vec![fault])
    }
}
