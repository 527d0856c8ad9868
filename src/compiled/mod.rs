//! Rule sets: the tables, the errors they can have, and what they compile to.
//!
//! The tables are JSON, in `rules/`, with a page that tells a safeguarding lead how to read and
//! change them. A [`RuleSet`] is a set of tables that has been checked and compiled.

mod base;
pub mod cases;
pub mod condition;
pub(crate) mod counts;
pub(crate) mod decision_table;
mod extend;
pub(crate) mod fault;
pub(crate) mod fingerprint;
mod folder;
pub(crate) mod indicator_tests;
pub(crate) mod kernel;
pub(crate) mod layout;
mod length;
mod load;
mod names;
pub mod proof;
pub(crate) mod read;
mod references;
mod row_ids;
mod rows;
#[cfg(feature = "schema")]
pub mod schema;
mod soundness;
mod statements;
mod sums;
pub mod tables;
pub(crate) mod terms;
mod warning_kind;
pub(crate) mod words;

pub use crate::authoring::references::Reference;
pub use crate::compiled::base::Base;
use crate::compiled::kernel::{Engine, with_kernel};
use crate::compiled::layout::Layout;
use crate::compiled::rendered::Rendered;
pub use crate::load::Loader;
use crate::proof::Verdict;
pub use crate::tables::fault::{Fault, RulesError};
use crate::tables::{Calendar, CategoryRow, IndicatorRow, LevelRow, Reading, RowBasis, Source, Tables};
use crate::vocabulary::UnknownCode;
use crate::vocabulary::indicator::{Indicator, OwnCodes, Typed};
use crate::vocabulary::vocabulary;
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, LazyLock, OnceLock};

vocabulary! {
    /// What a rule, plan or step rests on.
    pub enum Basis ("basis") {
        /// Plain words of the sources of the statements.
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
    pub(crate) engine: Engine,
    pub(crate) layout: Layout,
    pub(crate) own_codes: Arc<OwnCodes>,
    /// The row of each indicator, by its place.
    rows: Vec<Option<usize>>,
    /// The tables as they were written, for sets that extend this one; none for the built-in set.
    written: Option<String>,
    /// The set that it was made from.
    base: Option<Base>,
    /// The sets that this one was made from and that were at hand, the nearest first: `check` compares with
    /// them. The built-in set is always at hand, and is not among them.
    made_from: Vec<Arc<Tables>>,
    sha256: OnceLock<String>,
    /// The text of records that does not change, rendered for the first record.
    rendered: OnceLock<Rendered>,
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
            RuleSet::built_in().expect("the built-in rules are sound")
        });
        &COVENTRY
    }

    /// A rule set from one JSON document that holds all its tables, each under its name; or the changes
    /// to the built-in set, with `extends`. [`Loader`] knows other sets to extend.
    ///
    /// ```
    /// use cse_screening::RuleSet;
    /// let copy = RuleSet::from_json(&RuleSet::coventry().to_json())?;
    /// assert_eq!(copy.sha256(), RuleSet::coventry().sha256());
    ///
    /// let local = RuleSet::from_json(r#"{
    ///     "extends": {"id": "coventry", "version": "1.0.0"},
    ///     "manifest": {
    ///         "id": "elsewhere", "version": "1.0.0", "title": "Screening, elsewhere",
    ///         "settings": {"change": [{"id": "several-category-1", "value": 2}]}
    ///     }
    /// }"#)?;
    /// assert_eq!(local.tables().indicators.len(), 56);
    /// # Ok::<(), cse_screening::RulesError>(())
    /// ```
    ///
    /// # Errors
    /// [`RulesError`] with every fault found: JSON that does not fit the tables, an unknown field, code
    /// or id, a row that cites no statement, a condition that can never hold, a category rule that could
    /// lower, a protection taken away without a reason, what is not so of the set that it was made from, the
    /// id and version of another set that is known, more than the limits allow.
    pub fn from_json(document: &str) -> Result<Self, RulesError> {
        Loader::new().json(document)
    }

    /// As [`RuleSet::from_json`], from bytes.
    ///
    /// # Errors
    /// As [`RuleSet::from_json`], and for bytes that are not UTF-8.
    pub fn from_slice(document: &[u8]) -> Result<Self, RulesError> {
        Loader::new().slice(document)
    }

    /// A rule set from the JSON files of a directory, as [`Loader::dir`].
    ///
    /// # Errors
    /// As [`RuleSet::from_json`], and when a file cannot be read.
    pub fn from_dir(directory: impl AsRef<Path>) -> Result<Self, RulesError> {
        Loader::new().dir(directory)
    }

    /// A rule set of tables that were found sound.
    fn of_sound(tables: Tables, written: Option<String>) -> Result<Self, RulesError> {
        let own_codes = Arc::new(OwnCodes::of(tables.indicators.iter().map(|row| &*row.code)));
        let layout = Layout::new(&tables, &own_codes)?;
        let mut rows = vec![None; Indicator::ALL.len() + own_codes.len()];
        for (at, row) in tables.indicators.iter().enumerate() {
            if let Some(place) = own_codes.place(&row.code).and_then(|place| rows.get_mut(place)) {
                *place = Some(at);
            }
        }
        let rules = Self {
            engine: layout.engine(&tables),
            tables,
            layout,
            own_codes,
            rows,
            written,
            base: None,
            made_from: Vec::new(),
            sha256: OnceLock::new(),
            rendered: OnceLock::new(),
        };
        // For the built-in set, tests prove both.
        if rules.written.is_some() {
            rules.layout.has_a_plan_for_every_category(&rules.tables)?;
            rules.keeps_its_protections()?;
        }
        Ok(rules)
    }

    /// Refuses a set whose rules give somebody less than its own protections say, or in which that cannot
    /// be ruled out.
    fn keeps_its_protections(&self) -> Result<(), RulesError> {
        self.none_broken(self.broken_protections(), "")
    }

    /// The same for the protections of the set that this one extends: whoever is protected there is here,
    /// however the rows, settings and answers that they rest on were changed.
    fn keeps_protections_of(&self, base: &Self) -> Result<(), RulesError> {
        self.none_broken(self.broken_protections_of(base), ", as the set that it extends has it")
    }

    fn none_broken(&self, verdict: Verdict, by: &str) -> Result<(), RulesError> {
        let in_words = |request: &crate::request::Request| self.request_in_words(request);
        let faults = match verdict {
            Verdict::Holds | Verdict::NothingToProve(_) | Verdict::Accepted(_) => return Ok(()),
            Verdict::Fails(failures) => failures
                .into_iter()
                .map(|failure| {
                    let (table, row) = failure.row.unwrap_or_default();
                    let shown: Vec<_> = failure.requests.iter().map(in_words).collect();
                    Fault::new(&table, &row, format!("{}{by}: {}", failure.problem, shown.join(" / ")))
                })
                .collect(),
            Verdict::Undecided(why) => vec![Fault::new("protections", "", why)],
        };
        Err(RulesError::new(faults))
    }

    /// All its tables as one JSON document, which [`RuleSet::from_json`] reads.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Tables are maps with text keys, so turning them into a value cannot fail.
        fingerprint::canonical_json(&serde_json::to_value(&self.tables).unwrap_or_default())
    }

    /// The SHA-256 of [`RuleSet::to_json`], in hexadecimal: what a record names its rules by.
    pub fn sha256(&self) -> &str {
        self.sha256.get_or_init(|| fingerprint::sha256(&self.to_json()))
    }

    pub(crate) fn rendered(&self) -> &Rendered {
        self.rendered.get_or_init(|| Rendered::of(self))
    }

    /// The set that it was made from, if it says that it was: and whether that was verified. What
    /// `based_on` says in the manifest is what somebody wrote.
    #[must_use]
    pub const fn base(&self) -> Option<&Base> {
        self.base.as_ref()
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

    /// The row of an indicator with a type, if these rules have it.
    #[must_use]
    pub fn indicator_row(&self, indicator: Indicator) -> Option<&IndicatorRow> {
        self.row_at(indicator as usize)
    }

    /// The row of the indicator with this code, if these rules have it.
    #[must_use]
    pub fn indicator_with_code(&self, code: &str) -> Option<&IndicatorRow> {
        self.row_at(self.own_codes.place(code)?)
    }

    pub(crate) fn row_at(&self, place: usize) -> Option<&IndicatorRow> {
        self.rows.get(place).copied().flatten().and_then(|at| self.tables.indicators.get(at))
    }

    /// How many places there are for indicators.
    pub(crate) const fn places(&self) -> usize {
        self.rows.len()
    }

    /// The place of the indicator with this code, if these rules have it.
    pub(crate) fn place_of(&self, code: &str) -> Option<usize> {
        self.own_codes.place(code).filter(|place| self.row_at(*place).is_some())
    }

    /// The answers to facts that were left out.
    pub(crate) const fn left_out(&self) -> u32 {
        with_kernel!(&self.engine, kernel => kernel.left_out)
    }

    /// The indicators with a type that these rules have.
    pub(crate) const fn typed(&self) -> Typed {
        with_kernel!(&self.engine, kernel => kernel.typed)
    }

    pub(crate) fn unknown_indicator(&self, code: &str) -> UnknownCode {
        UnknownCode::new("indicator code", code, self.tables.indicators.iter().map(|row| &*row.code))
    }

    /// The area's own name for a category, or for none, where the rules have levels of their own.
    #[must_use]
    pub fn level_of(&self, category: Option<crate::vocabulary::category::Category>) -> Option<&LevelRow> {
        self.tables.levels.iter().find(|level| level.category == category)
    }

    /// The row of a category.
    #[must_use]
    #[allow(clippy::expect_used, reason = "a set without a row for each category is not loaded")]
    pub fn category_row(&self, category: crate::vocabulary::category::Category) -> &CategoryRow {
        self.tables.categories.iter().find(|row| row.category == category).expect("each category has a row")
    }

    /// The reading with this id.
    #[must_use]
    pub fn reading(&self, id: &str) -> Option<&Reading> {
        self.tables.readings.iter().find(|reading| reading.id == id)
    }

    /// The sources of these statements, each once, in the order of the table.
    ///
    /// ```
    /// use cse_screening::RuleSet;
    /// let mut sources = RuleSet::coventry().sources_of(["N019", "N164"]).into_iter();
    /// assert_eq!(sources.next().map(|source| &*source.publisher), Some("Coventry City Council"));
    /// assert_eq!(sources.next(), None);
    /// ```
    #[must_use]
    pub fn sources_of<S: AsRef<str>>(&self, statements: impl IntoIterator<Item = S>) -> Vec<&Source> {
        let mut named = BTreeSet::new();
        for id in statements {
            let row = self.tables.statements.iter().find(|row| row.id == id.as_ref());
            named.extend(row.map(|row| &*row.source));
        }
        self.tables.sources.iter().filter(|source| named.contains(&*source.id)).collect()
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
