//! What the sections of the page are made from.

use super::lines::Refused;
use super::shown::{Figure, Showing};
use super::stored::{Changes, Stored};
use super::tally::Tally;
use super::withheld::{Part, Withheld};
use cse_screening::RuleSet;

pub(crate) struct View<'r> {
    pub(crate) rules: &'r RuleSet,
    /// How every sheet is marked.
    pub(crate) marking: String,
    pub(crate) showing: Showing,
    pub(crate) withheld: Withheld,
    pub(crate) show_references: bool,
    pub(crate) tally: Tally<'r>,
    pub(crate) refused: Refused,
    /// What became of stored records, where some were given.
    pub(crate) stored: Option<(Stored, Changes)>,
    /// The stored records that were refused.
    pub(crate) refused_records: Refused,
}

impl View<'_> {
    pub(crate) fn figure(&self, count: u64) -> Figure {
        self.showing.figure(count)
    }

    pub(crate) fn is_exact(&self) -> bool {
        self.showing == Showing::Exact
    }

    pub(crate) fn shows(&self, part: &Part) -> bool {
        !self.withheld.contains(part)
    }
}
