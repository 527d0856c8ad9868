//! The part of a compiled set that every screening passes: tests on indicators, and decision tables.
//!
//! It comes in two sizes. `N` is how many words hold the indicators, the flags and the rows of the first
//! table, `B` how many hold those of the second. The built-in set fits the small one, in which each is a
//! single word (or two).

use super::decision_table::{DecisionTable, Situation};
use super::terms::{Flag, Test};
use crate::category::Category;
use crate::child::OLDEST;
use crate::indicator::{IndicatorSet, Typed, WORDS};
use crate::pathway::Scope;

/// How many words hold the rows of the second table of a large set.
pub(crate) const SECOND_WORDS: usize = 2 * WORDS;

/// A set in one of the two sizes.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one for each rule set, and it is not moved about")]
pub(crate) enum Engine {
    Narrow(Kernel<1, 2>),
    Wide(Box<Kernel<WORDS, SECOND_WORDS>>),
}

#[derive(Debug)]
pub(crate) struct Kernel<const N: usize, const B: usize> {
    /// The answers to facts that were left out.
    pub(crate) left_out: u32,
    /// The facts whose answers stay as they are when asking what is possible.
    pub(crate) steady: u32,
    /// For each age, how many of the ages that rows ask about it has reached.
    pub(crate) bands: [u8; OLDEST as usize + 1],
    /// The indicators with a type that the set has.
    pub(crate) typed: Typed,

    /// The tests of the first table, those that the second adds, and those for findings and prompts.
    pub(crate) first_tests: Tests,
    pub(crate) second_tests: Tests,
    pub(crate) later_tests: Tests,
    /// The flags of definitions and of fired rules, and the rows of the first table that set them.
    pub(crate) first_flags: Vec<(usize, [u64; N])>,

    pub(crate) first: DecisionTable<N, N>,
    /// Scopes in order: the rows of the first table, the scope, and whether it has categories.
    pub(crate) scopes: Vec<([u64; N], Scope, bool)>,
    pub(crate) case_open: [u64; N],
    /// Of the rules that build on earlier ones, in order: their rows, and the rows of which one must hold.
    pub(crate) builds_on: Vec<([u64; N], [u64; N])>,
    /// Of the rules whose level is in the request, in order: their rows, and whether it is the previous
    /// category and not the one judged.
    pub(crate) from_request: Vec<([u64; N], bool)>,
    /// The rows of the first table that give Category 1, 2 and 3 by themselves.
    pub(crate) fixed: [[u64; N]; 3],
    /// The rows of the first table that belong to category rules.
    pub(crate) rule_rows: [u64; N],

    pub(crate) second: DecisionTable<N, B>,
    pub(crate) findings: DecisionTable<N, N>,
    pub(crate) prompts: DecisionTable<N, N>,
}

/// Whether two sets of rows have one in common.
pub(crate) fn meet<const N: usize>(one: &[u64; N], other: &[u64; N]) -> bool {
    one.iter().zip(other).fold(0, |all, (one, other)| all | one & other) != 0
}

/// Takes rows away unless something holds. Without a branch: it could not be foretold, and would cost
/// more than the arithmetic.
pub(crate) fn keep_if<const N: usize>(rows: &mut [u64; N], of: &[u64; N], holds: bool) {
    let keep = u64::from(holds).wrapping_neg();
    rows.iter_mut().zip(of).for_each(|(rows, of)| *rows &= !of | keep);
}

/// What the category rules gave.
pub(crate) struct Levels<const N: usize> {
    /// The rows of the first table that hold, less those of rules that did not fire.
    pub(crate) rows: [u64; N],
    pub(crate) indicated: Option<Category>,
    pub(crate) category: Option<Category>,
}

impl<const N: usize, const B: usize> Kernel<N, B> {
    /// The scope, and whether categories are given in it. Whoever no row places is a child.
    pub(crate) fn scope(&self, rows: &[u64; N]) -> (Scope, bool) {
        let found = self.scopes.iter().find(|(set_by, ..)| meet(rows, set_by));
        found.map_or((Scope::Child, true), |(_, scope, has_categories)| (*scope, *has_categories))
    }

    /// The levels that the category rules give.
    pub(crate) fn levels(
        &self,
        mut rows: [u64; N],
        judged: Option<Category>,
        previous: Option<Category>,
    ) -> Levels<N> {
        for (own, earlier) in &self.builds_on {
            let holds = meet(&rows, earlier);
            keep_if(&mut rows, own, holds);
        }
        let [one, two, three] = self.fixed.each_ref().map(|giving| u64::from(meet(&rows, giving)));
        let indicated = one.max(2 * two).max(3 * three);
        let mut category = indicated;
        for (own, is_previous) in &self.from_request {
            let level = Category::bits(if *is_previous { previous } else { judged });
            let fires = meet(&rows, own) && level > category;
            keep_if(&mut rows, own, fires);
            category = if fires { level } else { category };
        }
        Levels {
            rows,
            indicated: Category::from_number(indicated),
            category: Category::from_number(category),
        }
    }

    /// Sets the flags of definitions that hold and of rules that fired.
    pub(crate) fn flag_rows(&self, flags: &mut [u64; N], rows: &[u64; N]) {
        for (flag, set_by) in &self.first_flags {
            set_flag(flags, *flag, meet(rows, set_by));
        }
    }

    /// What findings and prompts are asked about: the flags of all tests, anew.
    pub(crate) fn complete_situation(
        &self,
        values: u64,
        rows: &[u64; N],
        observed: &IndicatorSet<N>,
        known: &IndicatorSet<N>,
    ) -> Situation<N> {
        let mut flags = [0; N];
        for tests in [&self.first_tests, &self.second_tests, &self.later_tests] {
            tests.pass(observed, known, &mut flags);
        }
        self.flag_rows(&mut flags, rows);
        Situation { values, flags }
    }
}

fn set_flag<const N: usize>(flags: &mut [u64; N], flag: usize, set: bool) {
    if let Some(word) = flags.get_mut(flag / 64) {
        *word |= u64::from(set) << (flag % 64);
    }
}

/// Tests on the indicators. A small set asks each test; a large one asks, for each indicator observed,
/// the tests that it counts for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tests {
    /// Where each flag stands, and the set of which one must be observed.
    any: Vec<(u32, u64)>,
    any_known: Vec<(u32, u64)>,
    counts: Vec<(u32, bool, u64, u32)>,
    /// By place: what each indicator adds, to which sum, when it is observed and when it is known.
    adds: Vec<[Vec<(usize, u16)>; 2]>,
    /// For each sum: its flag, and what it must reach.
    sums: Vec<(usize, u16)>,
}

/// How many sums there can be.
const MOST_SUMS: usize = super::terms::MOST_FLAGS;

impl Tests {
    pub(crate) fn of(flags: &[Flag], range: std::ops::Range<usize>, weights: &[u32], narrow: bool) -> Self {
        let mut tests = Self::default();
        for (flag, test) in flags.iter().enumerate().take(range.end).skip(range.start) {
            let Flag::Test(test) = test else { continue };
            if narrow {
                tests.add_narrow(flag, test);
            } else {
                tests.add_wide(flag, test, weights);
            }
        }
        tests
    }

    fn add_narrow(&mut self, flag: usize, test: &Test) {
        let flag = u32::try_from(flag).unwrap_or(0);
        let Typed { 0: [of] } = test.of.resized::<1>();
        match test {
            Test { at_least: 1, known: false, .. } => self.any.push((flag, of)),
            Test { at_least: 1, known: true, .. } => self.any_known.push((flag, of)),
            test => self.counts.push((flag, test.known, of, test.at_least)),
        }
    }

    fn add_wide(&mut self, flag: usize, test: &Test, weights: &[u32]) {
        let sum = self.sums.len();
        self.sums.push((flag, u16::try_from(test.at_least).unwrap_or(u16::MAX)));
        for place in test.of.iter() {
            if self.adds.len() <= place {
                self.adds.resize(place + 1, Default::default());
            }
            let weight = if test.weighted { weights.get(place).copied().unwrap_or(0) } else { 1 };
            if let Some(adds) =
                self.adds.get_mut(place).and_then(|adds| adds.get_mut(usize::from(test.known)))
            {
                adds.push((sum, u16::try_from(weight).unwrap_or(u16::MAX)));
            }
        }
    }

    /// Sets the flags of the tests that these indicators pass.
    pub(crate) fn pass<const N: usize>(
        &self,
        observed: &IndicatorSet<N>,
        known: &IndicatorSet<N>,
        flags: &mut [u64; N],
    ) {
        if N == 1 {
            let [observed, known] = [observed, known].map(|set| set.0.first().copied().unwrap_or(0));
            let mut passed = 0;
            for (at, of) in &self.any {
                passed |= u64::from(observed & of != 0) << at;
            }
            for (at, of) in &self.any_known {
                passed |= u64::from(known & of != 0) << at;
            }
            for (at, must_be_known, of, at_least) in &self.counts {
                let among = if *must_be_known { known } else { observed };
                passed |= u64::from((among & of).count_ones() >= *at_least) << at;
            }
            flags.iter_mut().for_each(|word| *word |= passed);
        } else if !self.sums.is_empty() {
            self.pass_by_place([observed, known], flags);
        }
    }

    fn pass_by_place<const N: usize>(&self, sets: [&IndicatorSet<N>; 2], flags: &mut [u64; N]) {
        let mut sums = [0_u16; MOST_SUMS];
        for (which, set) in sets.into_iter().enumerate() {
            for place in set.iter() {
                let adds = self.adds.get(place).and_then(|adds| adds.get(which));
                for (sum, weight) in adds.into_iter().flatten() {
                    if let (Some(value), Some((flag, at_least))) = (sums.get_mut(*sum), self.sums.get(*sum)) {
                        *value = value.saturating_add(*weight);
                        set_flag(flags, *flag, *value >= *at_least);
                    }
                }
            }
        }
    }
}
