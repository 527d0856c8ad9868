//! Tests on the indicators: whether enough of some are observed, or known. Their results are flags.

use crate::compiled::counts::SmallTests;
use crate::compiled::flag::Flag;
use crate::compiled::sums::Sums;
use crate::numbered::Each;
use crate::vocabulary::indicator::{IndicatorSet, Placed};
use std::ops::Range;

/// Tests on the indicators, in the form that the size of the set asks for: a set of one word is small.
#[derive(Debug, Clone)]
pub(crate) struct Tests<const N: usize> {
    small: SmallTests,
    larger: Sums,
}

impl<const N: usize> Tests<N> {
    /// Those of the flags in this range.
    pub(crate) fn of(flags: &[Flag], range: Range<usize>, weights: &Each<Placed, u32>) -> Self {
        let own = flags.iter().enumerate().take(range.end).skip(range.start);
        let tests = own.filter_map(|(flag, test)| match test {
            Flag::Test(test) => Some((flag, test)),
            _ => None,
        });
        let tests: Vec<_> = tests.collect();
        if N == 1 {
            Self { small: SmallTests::of(&tests), larger: Sums::default() }
        } else {
            Self { small: SmallTests::default(), larger: Sums::of(&tests, weights) }
        }
    }

    /// The flags of the tests that these indicators pass.
    #[inline(always)] // A small table takes fewer instructions than a call.
    pub(crate) fn passed(&self, observed: IndicatorSet<N>, known: IndicatorSet<N>) -> [u64; N] {
        if N != 1 {
            return self.larger.passed(observed, known);
        }
        let [observed, known] = [observed, known].map(|set| set.resized::<1>().word());
        let passed = self.small.passed(observed, known);
        std::array::from_fn(|word| if word == 0 { passed } else { 0 })
    }
}
