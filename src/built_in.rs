//! The built-in set.

use crate::compiled::RuleSet;
use crate::tables::IndicatorRow;
use crate::tables::fault::{Fault, RulesError};
use crate::vocabulary::category::Category;
use crate::vocabulary::indicator::Indicator;
use std::sync::LazyLock;

/// The files of `rules/coventry/` as one document, names filled in, as canonical JSON; and its SHA-256. A test keeps
/// both as the files are.
const DOCUMENT: &str = include_str!("../rules/built-in/coventry.json");
const SHA256: &str = include_str!("../rules/built-in/coventry.sha256");

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

    /// The built-in set, from its one document. A test reads it from its files as well, with every check, and
    /// compares.
    fn built_in() -> Result<Self, RulesError> {
        let tables = serde_json::from_str(DOCUMENT);
        let tables = tables.map_err(|error: serde_json::Error| Fault::new("", "", error.to_string()))?;
        let rules = Self::of_sound(tables, None)?;
        let _ = rules.sha256.set(SHA256.to_owned());
        Ok(rules)
    }
}

impl Indicator {
    #[allow(clippy::expect_used, reason = "the built-in tables have a row for each, which a test checks")]
    fn row(self) -> &'static IndicatorRow {
        RuleSet::coventry().indicator_row(self).expect("each built-in indicator has a row")
    }

    /// What the indicator says, in a few words, as the built-in rules have it.
    #[must_use]
    pub fn label(self) -> &'static str {
        &self.row().label
    }

    /// The category it is listed in by the built-in rules.
    #[must_use]
    #[allow(clippy::expect_used, reason = "the built-in tables list each, which a test checks")]
    pub fn category(self) -> Category {
        self.row().category.expect("each built-in indicator is listed in a category")
    }

    /// The statement of the toolkit that lists it.
    #[must_use]
    pub fn statement(self) -> &'static str {
        &self.row().statement
    }
}
