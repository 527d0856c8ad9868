//! Sets of indicators, as bits over their places.

use crate::vocabulary::indicator::Indicator;

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

impl<const N: usize> Default for IndicatorSet<N> {
    fn default() -> Self {
        Self([0; N])
    }
}

impl<const N: usize> IndicatorSet<N> {
    pub(crate) const fn at(place: usize) -> Self {
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

    pub(crate) fn has(self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    /// The places in the set, in rising order.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(at, mut word)| {
            std::iter::from_fn(move || {
                let place = (word != 0).then(|| 64 * at + word.trailing_zeros() as usize);
                word &= word.wrapping_sub(1);
                place
            })
        })
    }

    /// The same set, as one of another width. What does not fit is left out.
    #[inline(always)] // Most often there is nothing to do.
    pub(crate) fn resized<const M: usize>(self) -> IndicatorSet<M> {
        let mut words = [0; M];
        words.iter_mut().zip(self.0).for_each(|(to, from)| *to = from);
        IndicatorSet(words)
    }
}
