//! The first so many of many, in order, whatever the order in which they come.

use std::collections::BTreeMap;

/// So many stand on the page. Nobody reads more, and the page must open on a phone.
const MOST: usize = 2_000;

/// The smallest that were added, with how often each was, in bounded memory.
pub(crate) struct Listed<T> {
    rows: BTreeMap<T, u64>,
    all: u64,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), all: 0 }
    }
}

impl<T: Ord> Listed<T> {
    pub(crate) fn add(&mut self, row: T) {
        self.all += 1;
        *self.rows.entry(row).or_default() += 1;
        if self.rows.len() > MOST {
            self.rows.pop_last();
        }
    }

    /// Each with how often it was added.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&T, u64)> {
        self.rows.iter().map(|(row, times)| (row, *times))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all == 0
    }

    /// How many were left out, because the list is long.
    pub(crate) fn more(&self) -> u64 {
        self.all.saturating_sub(self.rows.values().sum())
    }
}
