//! The tests on the indicators of a larger set.

use crate::bits::set_flag;
use crate::compiled::flag::Test;
use crate::compiled::terms::MOST_FLAGS;
use crate::numbered::Each;
use crate::vocabulary::indicator::{IndicatorSet, Placed};

/// Sums of what is observed and of what is known. Each answer adds to the tests that count it, so the cost is
/// that of what was answered and not of what could be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sums {
    observed: SumsOf,
    known: SumsOf,
}

impl Sums {
    /// For tests with their flags.
    pub(crate) fn of(tests: &[(usize, &Test)], weights: &Each<Placed, u32>) -> Self {
        let (known, observed): (Vec<_>, Vec<_>) = tests.iter().partition(|(_, test)| test.known);
        Self { observed: SumsOf::of(&observed, weights), known: SumsOf::of(&known, weights) }
    }

    /// The flags of the tests that these indicators pass.
    pub(crate) fn passed<const N: usize>(
        &self,
        observed: IndicatorSet<N>,
        known: IndicatorSet<N>,
    ) -> [u64; N] {
        let mut flags = [0; N];
        self.observed.pass(&mut flags, observed);
        self.known.pass(&mut flags, known);
        flags
    }
}

#[derive(Debug, Clone, Default)]
struct SumsOf {
    /// For each test its flag, and what its sum must reach.
    tests: Vec<(usize, u32)>,
    /// For each place of an indicator, the tests that count it, and for how much.
    adds: Each<Placed, Vec<(usize, u32)>>,
}

impl SumsOf {
    fn of(tests: &[(usize, &Test)], weights: &Each<Placed, u32>) -> Self {
        let mut sums = Self { tests: Vec::new(), adds: weights.map(|_, _| Vec::new()) };
        for (at, (flag, test)) in tests.iter().enumerate() {
            sums.tests.push((*flag, test.at_least));
            for place in test.of.iter() {
                let weight = if test.weighted { *weights.get(place) } else { 1 };
                sums.adds.get_mut(place).push((at, weight));
            }
        }
        sums
    }

    fn pass<const N: usize>(&self, flags: &mut [u64; N], indicators: IndicatorSet<N>) {
        let mut sums = [0_u32; MOST_FLAGS];
        for (at, weight) in indicators.iter().flat_map(|place| self.adds.get(place)) {
            if let Some(sum) = sums.get_mut(*at) {
                *sum = sum.saturating_add(*weight);
            }
        }
        for ((flag, at_least), sum) in self.tests.iter().zip(&sums) {
            set_flag(flags, *flag, sum >= at_least);
        }
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test")]
mod tests {
    use super::*;
    use crate::vocabulary::indicator::{Place, Places, WORDS};
    use rand::rngs::StdRng;
    use rand::seq::IndexedRandom;
    use rand::{Rng, SeedableRng};

    #[test]
    fn sums_are_those_of_adding_up_one_by_one() {
        let mut rng = StdRng::seed_from_u64(7);
        let mut any_of = |one_in: u32| {
            let mut rng = StdRng::seed_from_u64(rng.random());
            let places = (0..64 * WORDS).filter(|_| rng.random_ratio(1, one_in));
            places.fold(Places::default(), |set, place| set.with(Places::at(Place::of(place))))
        };
        let mut rng = StdRng::seed_from_u64(8);
        let mut passed = 0;
        for _ in 0..40 {
            let weights = Each::alike(64 * WORDS, 0_u32)
                .map(|_, _| *[0, 1, 2, 50, 300, 65_535].choose(&mut rng).unwrap_or(&1));
            let tests: Vec<_> = (0..MOST_FLAGS)
                .filter(|flag| flag % 5 != 0)
                .map(|flag| {
                    let at_least = *[1, 2, 3, 5, 128, 257, 65_535].choose(&mut rng).unwrap_or(&1);
                    let of = any_of(if rng.random_ratio(1, 3) { 400 } else { 2 });
                    (flag, Test { of, known: rng.random(), weighted: rng.random(), at_least })
                })
                .collect();
            let tests: Vec<_> = tests.iter().map(|(flag, test)| (*flag, test)).collect();
            let sums = Sums::of(&tests, &weights);
            for one_in in [1, 2, 20, 300] {
                let known = any_of(one_in);
                let observed = known.with(any_of(one_in));
                let mut expected = [0; WORDS];
                for (flag, test) in &tests {
                    let asked = if test.known { known } else { observed };
                    let counted = asked.and(test.of).iter();
                    let sum: u32 =
                        counted.map(|place| if test.weighted { *weights.get(place) } else { 1 }).sum();
                    expected[flag / 64] |= u64::from(sum >= test.at_least) << (flag % 64);
                }
                passed += expected.iter().map(|word| word.count_ones()).sum::<u32>();
                assert_eq!(sums.passed(observed, known), expected);
            }
        }
        assert!(passed > 10_000, "{passed}");
    }
}
