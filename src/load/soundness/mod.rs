//! Refuses a set that is not sound, with every fault at once. Each subject has a file.

mod calendar;
mod category_rules;
mod deadlines;
mod protections;
mod questions;
mod references;
mod rows;
mod scopes;
mod sources;
mod vocabulary;

use crate::tables::fault::{Fault, RulesError};
use crate::tables::{IndicatorRow, TableId, Tables};
use std::collections::HashSet;

/// A code or id longer than this is refused, in bytes.
const LONGEST_ID: usize = 100;

/// What a rule may give in place of a level.
const WORDS_FOR_LEVELS: [&str; 4] = ["listed", "judged", "determined", "previous"];

/// What the id of a set is made of.
pub(crate) const PLAIN_ID: &str = "1 to 100 letters a to z, digits, - and _";

/// Whether an id can be the name of a folder and of nothing else.
pub(crate) fn is_plain(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(plain)
}

/// Collects faults.
struct Checker<'a> {
    tables: &'a Tables,
    /// The rows that a set which extends another took away.
    removed: &'a [(String, String)],
    /// The rows that others refer to by id: there may be hundreds of thousands of references.
    known: HashSet<(TableId, &'a str)>,
    groups: HashSet<&'a str>,
    /// The indicators of the set that is extended.
    theirs: &'a [IndicatorRow],
    faults: Vec<Fault>,
}

/// Checks tables, and that they keep the protections of those they were made from.
pub(crate) fn check(
    tables: &Tables,
    base: Option<&Tables>,
    removed: &[(String, String)],
) -> Result<(), RulesError> {
    let known = tables.rows().map(|row| (row.table, row.id)).collect();
    let groups = tables.indicators.iter().flat_map(|row| &row.groups).map(String::as_str).collect();
    let theirs = base.map_or(&[][..], |base| &base.indicators);
    let mut checker = Checker { tables, removed, known, groups, theirs, faults: Vec::new() };
    checker.lists_are_short();
    if !checker.faults.is_empty() {
        return Err(RulesError::new(checker.faults));
    }
    checker.vocabulary_is_whole();
    checker.ids_are_unique();
    checker.rows_cite_what_exists();
    checker.sources_say_what_they_said(base);
    checker.references_lead_somewhere();
    checker.category_rules_only_raise();
    checker.facts_protect();
    checker.words_stand_where_they_may();
    checker.nobody_loses_a_scope();
    checker.protections_are_kept(base);
    checker.what_is_meant_has_a_reason();
    checker.questions_are_own();
    checker.rows_say_something();
    checker.calendar_is_one();
    if checker.faults.is_empty() { Ok(()) } else { Err(RulesError::new(checker.faults)) }
}

impl Checker<'_> {
    fn fault(&mut self, table: &'static str, row: &str, problem: impl Into<String>) {
        self.faults.push(Fault::new(table, row, problem));
    }
}
