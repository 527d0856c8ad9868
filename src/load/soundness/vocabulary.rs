//! What a table must have, and no more than once: indicators, facts, categories, levels, ids.

use super::{Checker, LONGEST_ID, WORDS_FOR_LEVELS};
use crate::encoding::is_blank;
use crate::tables::fault::Fault;
use crate::tables::{Level, TableId};
use crate::vocabulary::category::Category;
use crate::vocabulary::child::Fact;
use crate::vocabulary::indicator::{Indicator, MOST_OWN};
use std::collections::HashSet;

impl Checker<'_> {
    /// Each category has exactly one row and each indicator and fact at most one, and whoever is
    /// screened has a scope.
    pub(super) fn vocabulary_is_whole(&mut self) {
        let tables = self.tables;
        let mut seen = HashSet::new();
        for row in &tables.indicators {
            if !seen.insert(&*row.code) {
                self.fault("indicators", &row.code, "the code stands twice");
            }
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            if row.code.is_empty() || row.code.len() > LONGEST_ID || !row.code.bytes().all(plain) {
                let problem = format!(
                    "an indicator code is made of small letters, digits and hyphens, at most {LONGEST_ID} of them"
                );
                self.fault("indicators", &row.code, problem);
            }
        }
        if tables.indicators.is_empty() {
            self.fault("indicators", "", "no row: nothing could be observed");
        }
        let own = seen.iter().filter(|code| Indicator::from_code(code).is_none()).count();
        if own > MOST_OWN {
            self.fault("indicators", "", format!("{own} indicators of its own; allowed: {MOST_OWN}"));
        }
        for fact in Fact::ALL {
            let rows = tables.facts.iter().filter(|row| row.fact == *fact).count();
            if rows > 1 {
                self.fault("facts", fact.code(), format!("{rows} rows; allowed: 1"));
            }
        }
        for category in Category::ALL {
            let rows = tables.categories.iter().filter(|row| row.category == *category).count();
            // A set with levels of its own may have fewer than three; the gravest stands for 3.
            let levels = || tables.levels.iter().filter_map(|level| level.category);
            let left_out =
                levels().count() > 0 && levels().all(|one| one != *category) && *category != Category::Three;
            if rows != 1 && !(left_out && rows == 0) {
                self.fault("categories", category.digit(), format!("{rows} rows; allowed: 1"));
            }
            if rows == 0 {
                self.gives_no(*category);
            }
        }
        if tables.scopes.is_empty() {
            self.fault("scopes", "", "no row: nobody would be screened");
        }
        let mut stood_for = HashSet::new();
        for level in &tables.levels {
            if !stood_for.insert(level.category) {
                self.fault("levels", &level.id, "another level stands for the same category");
            }
            if WORDS_FOR_LEVELS.contains(&&*level.id) {
                self.fault("levels", &level.id, "the word has a meaning of its own as a level");
            }
        }
    }

    /// Nothing gives, lists or protects by a category that the set does not have.
    pub(super) fn gives_no(&mut self, category: Category) {
        let tables = self.tables;
        let rules = tables.category_rules.iter().filter(|rule| rule.at_least == Level::Fixed(category));
        let rules = rules.map(|rule| ("category_rules", &*rule.id, "at_least"));
        let listed = tables.indicators.iter().filter(|row| row.category == Some(category));
        let listed = listed.map(|row| ("indicators", &*row.code, "category"));
        let protections = tables.protections.iter().filter(|row| row.never_below == category);
        let protections = protections.map(|row| ("protections", &*row.id, "never_below"));
        for (table, row, field) in rules.chain(listed).chain(protections) {
            let problem = format!("found {}, and no row of `categories` has it", category.number());
            self.faults.push(Fault::new(table, row, problem).in_field(field));
        }
    }

    pub(super) fn ids_are_unique(&mut self) {
        // Their ids are words of the vocabulary, codes or days, which are looked at for themselves.
        let elsewhere = |table: &TableId| {
            use TableId::{Categories, Facts, Indicators, OneOff, Scopes};
            matches!(table, Categories | Facts | Indicators | OneOff | Scopes)
        };
        for table in TableId::ALL.iter().filter(|table| table.key().is_some() && !elsewhere(table)) {
            let mut seen = HashSet::new();
            for id in self.tables.rows_of(*table).map(|row| row.id) {
                if !seen.insert(id) {
                    self.fault(table.within().code(), id, "the id stands twice");
                }
                if is_blank(id) || id.len() > LONGEST_ID {
                    self.fault(table.within().code(), id, format!("an id has 1 to {LONGEST_ID} bytes"));
                }
            }
        }
    }
}
