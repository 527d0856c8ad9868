//! Sets of indicators, as bits over their places.

use crate::bits::each_bit;
use crate::numbered::Ix;
use crate::vocabulary::indicator::Indicator;

/// An indicator that has a place in rule sets: one with a type, or one of a set's own.
pub(crate) enum Placed {}

/// The place of an indicator: see [`super::OwnCodes::place`].
pub(crate) type Place = Ix<Placed>;

impl From<Indicator> for Place {
    fn from(indicator: Indicator) -> Self {
        Self::of(indicator as usize)
    }
}

/// The place at which the own indicators of rule sets start: before it stand those with a type.
pub(crate) const OWN_FROM: usize = Indicator::ALL.len();
/// How many words of 64 hold a place for every indicator of a rule set.
pub(crate) const WORDS: usize = 16;
/// How many indicators of its own a rule set can have.
pub(crate) const MOST_OWN: usize = 64 * WORDS - OWN_FROM;

/// A set of indicators, as a bit mask over their places: `N` is 1 where only those with a type matter, and
/// up to [`WORDS`] where a rule set has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IndicatorSet<const N: usize>(pub(crate) [u64; N]);

/// The indicators with a type.
pub(crate) type Typed = IndicatorSet<1>;
/// All indicators that a rule set can have.
pub(crate) type Places = IndicatorSet<WORDS>;

impl Typed {
    /// As the word that it is.
    #[inline(always)] // It is one already.
    pub(crate) const fn word(self) -> u64 {
        let Self([word]) = self;
        word
    }
}

impl<const N: usize> Default for IndicatorSet<N> {
    fn default() -> Self {
        Self([0; N])
    }
}

impl<const N: usize> IndicatorSet<N> {
    pub(crate) const fn at(place: Place) -> Self {
        let place = place.number();
        let mut words = [0; N];
        if place / 64 < N {
            #[allow(clippy::indexing_slicing, reason = "the line above")]
            {
                words[place / 64] = 1 << (place % 64);
            }
        }
        Self(words)
    }

    fn zip(self, other: Self, op: impl Fn(u64, u64) -> u64) -> Self {
        let mut words = self.0;
        words.iter_mut().zip(other.0).for_each(|(one, other)| *one = op(*one, other));
        Self(words)
    }

    pub(crate) fn with(self, other: Self) -> Self {
        self.zip(other, |one, other| one | other)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        self.zip(other, |one, other| one & !other)
    }

    pub(crate) fn and(self, other: Self) -> Self {
        self.zip(other, |one, other| one & other)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(crate) fn len(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    pub(crate) fn has(self, place: Place) -> bool {
        let place = place.number();
        self.0.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    /// The places in the set, in rising order.
    pub(crate) fn iter(self) -> impl Iterator<Item = Place> {
        each_bit(self.0).map(Place::of)
    }

    /// The same set, as one of another width. What does not fit is left out.
    #[inline(always)] // Most often there is nothing to do.
    pub(crate) fn resized<const M: usize>(self) -> IndicatorSet<M> {
        let mut words = [0; M];
        words.iter_mut().zip(self.0).for_each(|(to, from)| *to = from);
        IndicatorSet(words)
    }
}
