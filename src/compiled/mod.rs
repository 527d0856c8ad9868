//! Rule sets: tables, and what they compile to.
//!
//! The tables are JSON, in `rules/`, with a page that tells a safeguarding lead how to read and
//! change them. A [`RuleSet`] is a set of tables that has been checked and compiled.

mod answers;
mod base;
pub(crate) mod counting;
pub(crate) mod counts;
pub(crate) mod deadlines;
pub(crate) mod decision_table;
pub(crate) mod derived;
pub(crate) mod flag;
pub(crate) mod indicator_tests;
pub(crate) mod kernel;
pub(crate) mod layout;
pub(crate) mod rendered;
mod selections;
pub(crate) mod sums;
pub(crate) mod terms;
pub(crate) mod working_days;

use crate::numbered::{Each, Ix, Numbered};
use crate::tables::fault::RulesError;
use crate::tables::fingerprint::{canonical_json, sha256};
use crate::tables::{
    Calendar, CategoryRow, IndicatorRow, LevelRow, QuestionKind, QuestionRow, Reading, RowBasis, Source,
    Tables,
};
use crate::vocabulary::UnknownCode;
use crate::vocabulary::category::Category;
use crate::vocabulary::indicator::{Indicator, OwnCodes, Typed};
use crate::vocabulary::indicator::{Place, Placed};
pub use answers::NumberError;
pub use base::Base;
pub(crate) use base::start_of;
use derived::DerivedPlaces;
use kernel::{Engine, with_kernel};
use layout::Layout;
use rendered::Rendered;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A rule set: tables that were checked and compiled.
///
/// ```
/// use cse_screening::RuleSet;
/// let rules = RuleSet::coventry();
/// assert_eq!(rules.tables().manifest.id, "coventry");
/// assert_eq!(rules.tables().statements.len(), 538);
/// ```
///
/// It is a handle: a clone counts a few references and shares all else, so that each thread or request of a host
/// may own one. Two clones are one set.
///
/// ```
/// use cse_screening::{Child, Indicators, RuleSet};
/// let rules: RuleSet = RuleSet::coventry().clone();
/// let worker = std::thread::spawn(move || {
///     rules.screen(&Child::of_unknown_age(), &Indicators::new()).category()
/// });
/// assert_eq!(worker.join().unwrap(), None);
/// ```
#[derive(Clone)]
pub struct RuleSet {
    tables: Arc<Tables>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) layout: Arc<Layout>,
    pub(crate) own_codes: Arc<OwnCodes>,
    /// The row of each indicator, by its place.
    pub(crate) rows: Arc<Each<Placed, Option<Ix<IndicatorRow>>>>,
    /// The tables as they were written, for sets that extend this one; none for the built-in set.
    pub(crate) written: Option<Arc<str>>,
    /// The set that it was made from.
    pub(crate) base: Option<Arc<Base>>,
    /// The sets that this one was made from and that were at hand, the nearest first: `check` compares with
    /// them. The built-in set is always at hand, and is not among them.
    pub(crate) made_from: Arc<[Arc<Tables>]>,
    pub(crate) sha256: Arc<OnceLock<String>>,
    /// The text of records that does not change, rendered for the first record.
    pub(crate) rendered: Arc<OnceLock<Rendered>>,
}

impl RuleSet {
    /// Compiles tables that were found sound.
    pub(crate) fn of_sound(tables: Tables, written: Option<String>) -> Result<Self, RulesError> {
        let own_codes = OwnCodes::of(
            tables.indicators.iter().map(|row| &*row.code),
            tables.questions.iter().map(|row| &*row.code),
        );
        let derived = DerivedPlaces::of(&tables, &own_codes)?;
        let own_codes = Arc::new(own_codes.with_more(derived.len()));
        let layout = Layout::new(&tables, &own_codes, derived)?;
        let mut rows = own_codes.each(None);
        for (at, row) in tables.indicators.numbered() {
            own_codes.place(&row.code).into_iter().for_each(|place| *rows.get_mut(place) = Some(at));
        }
        Ok(Self {
            engine: Arc::new(layout.engine(&tables)),
            tables: Arc::new(tables),
            layout: Arc::new(layout),
            own_codes,
            rows: Arc::new(rows),
            written: written.map(Arc::from),
            base: None,
            made_from: Arc::default(),
            sha256: Arc::default(),
            rendered: Arc::default(),
        })
    }

    /// All its tables as one JSON document, which [`RuleSet::from_json`] reads.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Tables are maps with text keys, so turning them into a value cannot fail.
        canonical_json(&serde_json::to_value(&*self.tables).unwrap_or_default())
    }

    /// The SHA-256 of [`RuleSet::to_json`], in hexadecimal: what a record names its rules by.
    pub fn sha256(&self) -> &str {
        self.sha256.get_or_init(|| sha256(&self.to_json()))
    }

    /// The set that it was made from, if it says that it was: and whether that was verified. What
    /// `based_on` says in the manifest is what somebody wrote.
    #[must_use]
    pub fn base(&self) -> Option<&Base> {
        self.base.as_deref()
    }

    /// The same tables, to be kept.
    pub(crate) fn shared_tables(&self) -> Arc<Tables> {
        Arc::clone(&self.tables)
    }

    /// The tables.
    #[must_use]
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The calendar by which deadlines are reckoned.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.tables.calendar
    }

    /// The row of an indicator with a type, if these rules have it.
    #[must_use]
    pub fn indicator_row(&self, indicator: Indicator) -> Option<&IndicatorRow> {
        self.row_at(indicator.into())
    }

    /// The row of the indicator with this code, if these rules have it.
    #[must_use]
    pub fn indicator_with_code(&self, code: &str) -> Option<&IndicatorRow> {
        self.row_at(self.own_codes.place(code)?)
    }

    pub(crate) fn row_at(&self, place: Place) -> Option<&IndicatorRow> {
        self.rows.get(place).map(|row| self.tables.indicators.at(row))
    }

    /// The place of the indicator with this code, if these rules have it.
    pub(crate) fn place_of(&self, code: &str) -> Option<Place> {
        self.own_codes.place(code).filter(|place| self.row_at(*place).is_some())
    }

    /// The place of what is answered yes, suspected, no or not known under this code: an indicator, or a question of
    /// these rules' own.
    pub(crate) fn answer_place(&self, code: &str) -> Option<Place> {
        let question = || self.question(code).filter(|row| row.asks == QuestionKind::Answer);
        self.place_of(code).or_else(|| self.own_codes.place(&question()?.code))
    }

    /// The question of these rules at a place, if it is one.
    pub(crate) fn question_at(&self, place: Place) -> Option<&QuestionRow> {
        let code = Some(place).filter(|place| self.own_codes.is_question(*place));
        let code = code.map(|place| self.own_codes.code(place))?;
        self.question(code)
    }

    /// The question of these rules' own with this code.
    #[must_use]
    pub fn question(&self, code: &str) -> Option<&QuestionRow> {
        self.tables.questions.iter().find(|row| row.code == code)
    }

    /// The answers to facts that were left out.
    pub(crate) fn default_answers(&self) -> u32 {
        with_kernel!(&*self.engine, kernel => kernel.default_answers)
    }

    /// The bits of the facts that stay as they are where it is asked what is possible.
    pub(crate) fn facts_not_raised(&self) -> u32 {
        with_kernel!(&*self.engine, kernel => kernel.not_raised)
    }

    /// The indicators with a type that these rules have.
    pub(crate) fn typed(&self) -> Typed {
        with_kernel!(&*self.engine, kernel => kernel.typed)
    }

    pub(crate) fn unknown_indicator(&self, code: &str) -> UnknownCode {
        UnknownCode::new("indicator code", code, self.tables.indicators.iter().map(|row| &*row.code))
    }

    /// The area's own name for a category, or for none, where the rules have levels of their own.
    #[must_use]
    pub fn level_of(&self, category: Option<Category>) -> Option<&LevelRow> {
        self.tables.levels.iter().find(|level| level.category == category)
    }

    /// Whether the rules have levels of their own.
    #[must_use]
    pub fn has_levels(&self) -> bool {
        !self.tables.levels.is_empty()
    }

    /// The level that speaks of a category: its own, or, where the rules do not have the category, that of the next
    /// graver one, as in [`RuleSet::category_row`].
    pub(crate) fn level_speaking_of(&self, category: Category) -> Option<&LevelRow> {
        self.level_of(Some(if self.has_levels() { self.category_row(category).category } else { category }))
    }

    /// The row of a category. Of one that the rules do not have, because they have fewer than three levels, that of the
    /// next graver one.
    #[must_use]
    #[allow(clippy::expect_used, reason = "a set without a row for Category 3 is not loaded")]
    pub fn category_row(&self, category: Category) -> &CategoryRow {
        let graver = self.tables.categories.iter().filter(|row| row.category >= category);
        graver.min_by_key(|row| row.category).expect("Category 3 has a row")
    }

    /// Whether the rules have a category: with levels of their own, they may have fewer than three.
    pub(crate) fn has_category(&self, category: Category) -> bool {
        self.tables.categories.iter().any(|row| row.category == category)
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
