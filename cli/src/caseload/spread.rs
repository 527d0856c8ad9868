//! A count, and how it is spread over the categories: what two tables can say of one another hangs on that.

use super::place::Place;
use std::collections::BTreeMap;

/// How many screenings of each place have something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Spread(BTreeMap<Place, u64>);

impl Spread {
    pub(crate) fn of(counts: impl IntoIterator<Item = (Place, u64)>) -> Self {
        Self(counts.into_iter().filter(|(_, count)| *count > 0).collect())
    }

    pub(crate) fn add(&mut self, place: Place) {
        *self.0.entry(place).or_default() += 1;
    }

    /// Takes one away that was added.
    pub(crate) fn take(&mut self, place: Place) {
        if let Some(count) = self.0.get_mut(&place) {
            *count = count.saturating_sub(1);
        }
        self.0.retain(|_, count| *count > 0);
    }

    /// With those of another, which are not among these.
    pub(crate) fn with(mut self, other: &Self) -> Self {
        other.0.iter().for_each(|(place, count)| *self.0.entry(*place).or_default() += count);
        self
    }

    pub(crate) fn at(&self, place: Place) -> u64 {
        self.0.get(&place).copied().unwrap_or_default()
    }

    pub(crate) fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// The places in which there is any, with how many.
    pub(crate) fn places(&self) -> impl Iterator<Item = (Place, u64)> {
        self.0.iter().map(|(place, count)| (*place, *count))
    }
}
