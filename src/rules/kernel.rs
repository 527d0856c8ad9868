//! The part of a compiled set that every screening passes: tests on indicators, and decision tables.
//!
//! It comes in five sizes. `N` is how many words hold the indicators, the flags and the rows of the first
//! table, `B` how many hold those of the second. The built-in set fits the smallest, in which each is a
//! single word (or two). A set that does not fit pays for the words it needs, and not for the largest.

use super::decision_table::{DecisionTable, Situation, each_bit};
use super::terms::{Flag, Test};
use super::waking::Waking;
use crate::category::Category;
use crate::indicator::{Indicator, IndicatorSet, Typed, WORDS};
use crate::pathway::Scope;

/// How many words hold the rows of the second table of the largest set.
pub(crate) const SECOND_WORDS: usize = 2 * WORDS;

/// A set in one of the sizes.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one for each rule set, and it is not moved about")]
pub(crate) enum Engine {
    One(Kernel<1, 2>),
    Two(Box<Kernel<2, 4>>),
    Four(Box<Kernel<4, 8>>),
    Eight(Box<Kernel<8, 16>>),
    Sixteen(Box<Kernel<WORDS, SECOND_WORDS>>),
}

/// Does the same with the kernel, whatever its size.
macro_rules! with_kernel {
    ($engine:expr, $kernel:ident => $does:expr) => {
        match $engine {
            $crate::rules::kernel::Engine::One($kernel) => $does,
            $crate::rules::kernel::Engine::Two($kernel) => $does,
            $crate::rules::kernel::Engine::Four($kernel) => $does,
            $crate::rules::kernel::Engine::Eight($kernel) => $does,
            $crate::rules::kernel::Engine::Sixteen($kernel) => $does,
        }
    };
}
pub(crate) use with_kernel;

#[derive(Debug)]
pub(crate) struct Kernel<const N: usize, const B: usize> {
    /// The answers to facts that were left out.
    pub(crate) left_out: u32,
    /// The facts whose answers stay as they are when asking what is possible.
    pub(crate) steady: u32,
    /// For each age, how many of the ages that rows ask about it has reached. There is no age above
    /// [`crate::child::OLDEST`], but so nothing needs checking.
    pub(crate) bands: [u8; 256],
    /// Whether the first table asks about the case as given, who completed the tool, placement or legal
    /// status. Where it does not, the category does not wait for them.
    pub(crate) first_asks_particulars: bool,
    /// The indicators with a type that the set has.
    pub(crate) typed: Typed,

    /// The tests of the first table, those that the second adds, and those for findings and prompts.
    pub(crate) first_tests: Tests<N>,
    pub(crate) second_tests: Tests<N>,
    pub(crate) later_tests: Tests<N>,
    /// The flags of definitions and of fired rules.
    pub(crate) first_flags: RowFlags<N>,

    pub(crate) first: DecisionTable<N, N>,
    /// Scopes in order: the rows of the first table, the scope, and whether it has categories.
    pub(crate) scopes: Vec<([u64; N], Scope, bool)>,
    /// The rows of those scopes that have none.
    pub(crate) without_categories: [u64; N],
    pub(crate) case_open: [u64; N],
    /// Of the rules that build on earlier ones, in order: their rows, and the rows of which one must hold.
    pub(crate) builds_on: Vec<([u64; N], [u64; N])>,
    /// Of the rules whose level is in the request, in order: their rows, and whether it is the previous
    /// category and not the one judged.
    pub(crate) from_request: Vec<([u64; N], bool)>,
    /// All rows of those.
    pub(crate) rows_from_request: [u64; N],
    /// The rows of the first table that give Category 1, 2 and 3 by themselves.
    pub(crate) fixed: [[u64; N]; 3],
    /// The rows of the first table that belong to category rules.
    pub(crate) rule_rows: [u64; N],

    pub(crate) second: DecisionTable<N, B>,
    /// What wakes the rows of both, where the set is not small.
    pub(crate) waking: Waking,
    pub(crate) findings: DecisionTable<N, N>,
    pub(crate) prompts: DecisionTable<N, N>,
}

/// Whether two sets of rows have one in common.
pub(crate) fn meet<const N: usize>(one: &[u64; N], other: &[u64; N]) -> bool {
    one.iter().zip(other).fold(0, |all, (one, other)| all | one & other) != 0
}

/// Adds some flags.
pub(crate) fn join<const N: usize>(flags: &mut [u64; N], more: [u64; N]) {
    flags.iter_mut().zip(more).for_each(|(flags, more)| *flags |= more);
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
    /// Whether categories are given. Where no row that gives none holds, that needs no scope.
    pub(crate) fn has_categories(&self, rows: &[u64; N]) -> bool {
        !meet(rows, &self.without_categories) || self.scope(rows).1
    }

    /// The scope, and whether categories are given in it. Whoever no row places is a child.
    pub(crate) fn scope(&self, rows: &[u64; N]) -> (Scope, bool) {
        let found = self.scopes.iter().find(|(set_by, ..)| meet(rows, set_by));
        found.map_or((Scope::Child, true), |(_, scope, has_categories)| (*scope, *has_categories))
    }

    /// The levels that the category rules give.
    #[inline(always)] // Part of the few instructions of a category alone.
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
        let [judged, previous] = [judged, previous].map(Category::bits);
        if judged.max(previous) <= indicated {
            // None of them can fire, and most requests end here.
            keep_if(&mut rows, &self.rows_from_request, false);
        } else {
            for (own, is_previous) in &self.from_request {
                let level = if *is_previous { previous } else { judged };
                let fires = meet(&rows, own) && level > category;
                keep_if(&mut rows, own, fires);
                category = if fires { level } else { category };
            }
        }
        Levels {
            rows,
            indicated: Category::from_number(indicated),
            category: Category::from_number(category),
        }
    }

    /// Sets the flags of definitions that hold and of rules that fired.
    pub(crate) fn flag_rows(&self, flags: &mut [u64; N], rows: &[u64; N]) {
        match &self.first_flags {
            RowFlags::Small(first_flags) => {
                for (flag, set_by) in first_flags {
                    set_flag(flags, *flag, meet(rows, set_by));
                }
            }
            RowFlags::Large(of_row) => each_bit(rows, |row| {
                if let Some(flag) = of_row.get(row).copied().flatten() {
                    set_flag(flags, flag, true);
                }
            }),
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
            join(&mut flags, tests.passed(*observed, *known));
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

/// The flags that rows of the first table set.
#[derive(Debug)]
pub(crate) enum RowFlags<const N: usize> {
    /// Each flag with the rows of which one sets it: a small set has few flags.
    Small(Vec<(usize, [u64; N])>),
    /// For each row its flag, if it sets one: of a large set few rows hold.
    Large(Vec<Option<usize>>),
}

/// Tests on the indicators.
#[derive(Debug, Clone)]
pub(crate) enum Tests<const N: usize> {
    /// Those of a small set: counts of what is observed and of what is known. Most that ask what is known
    /// ask for one of a few, which needs no counting: those have their flag, and the few.
    Small { observed: Vec<Counts>, known: Vec<Counts>, one_known: Vec<(u32, u64)> },
    /// Of a large set, for each indicator the tests that it counts for.
    Large(ByPlace<N>),
}

/// How many of a set must be there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    of: u64,
    at_least: u32,
}

/// Eight counts of indicators, side by side in a word of eight bytes, and so taken all at once: for each
/// byte of the indicators observed, what it adds to each of them.
#[derive(Debug, Clone)]
pub(crate) struct Counts {
    /// Which eight flags they set.
    byte: u32,
    adds: Box<[[u64; 256]; BYTES]>,
    /// What makes the top bit of each byte be set when enough are observed. No count is above 64, so none
    /// runs over into the next.
    start: u64,
}

/// A small set has indicators with a type alone, which take so many bytes.
const BYTES: usize = Indicator::ALL.len().div_ceil(8);

impl Counts {
    fn of(byte: u32, counted: &[Option<Counted>; 8]) -> Self {
        let each = || counted.iter().enumerate().filter_map(|(at, counted)| Some((8 * at, (*counted)?)));
        // What one indicator adds, and so what those of a byte add, one by one.
        let one = |place: usize| -> u64 {
            each().map(|(shift, Counted { of, .. })| (of >> place & 1) << shift).sum()
        };
        let of_byte = |at: usize| {
            let singles: [u64; 8] = std::array::from_fn(|bit| one(8 * at + bit));
            let mut adds = [0; 256];
            for value in 1..256_usize {
                let rest = adds.get(value & (value - 1)).copied().unwrap_or(0);
                if let Some(slot) = adds.get_mut(value) {
                    *slot = rest + singles.get(value.trailing_zeros() as usize).copied().unwrap_or(0);
                }
            }
            adds
        };
        Self {
            byte,
            adds: Box::new(std::array::from_fn(of_byte)),
            start: each()
                .map(|(shift, Counted { at_least, .. })| u64::from(128 - at_least.min(128)) << shift)
                .sum(),
        }
    }

    /// The flags of the tests that are passed.
    fn pass(&self, observed: u64) -> u64 {
        let bytes = observed.to_le_bytes();
        let mut sums = self.start;
        #[allow(
            clippy::indexing_slicing,
            clippy::needless_range_loop,
            reason = "counted, so that it is unrolled; there is an entry for each value of a byte"
        )]
        for at in 0..BYTES {
            sums = sums.wrapping_add(self.adds[at][usize::from(bytes[at])]);
        }
        top_bits(sums) << (8 * self.byte)
    }
}

/// The top bits of the eight bytes of a word, as one byte.
pub(crate) const fn top_bits(word: u64) -> u64 {
    // Each bit is moved to its own place in the top byte, and nothing is carried.
    (word >> 7 & 0x0101_0101_0101_0101).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The tests of a large set by the place of each indicator: those for when it is observed, and those for
/// when it is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct ByPlace<const N: usize>([Vec<Asking<N>>; 2]);

/// The tests that ask for one indicator.
#[derive(Debug, Clone)]
struct Asking<const N: usize> {
    /// The flags of those for which it is enough by itself.
    enough: [u64; N],
    /// What it adds to the others.
    adds: Vec<Add>,
}

#[derive(Debug, Clone, Copy)]
struct Add {
    flag: u16,
    weight: u16,
    at_least: u16,
}

impl<const N: usize> Tests<N> {
    pub(crate) fn of(flags: &[Flag], range: std::ops::Range<usize>, weights: &[u32]) -> Self {
        let own = flags.iter().enumerate().take(range.end).skip(range.start);
        let tests = own.filter_map(|(flag, test)| match test {
            Flag::Test(test) => Some((flag, test)),
            _ => None,
        });
        if N != 1 {
            let mut by_place = ByPlace::default();
            tests.for_each(|(flag, test)| by_place.add(flag, test, weights));
            return Self::Large(by_place);
        }
        let counted = |test: &Test| {
            let Typed { 0: [of] } = test.of.resized::<1>();
            Counted { of, at_least: test.at_least }
        };
        let (known, observed): (Vec<_>, Vec<_>) = tests.partition(|(_, test)| test.known);
        let (one_known, known): (Vec<_>, Vec<_>) =
            known.into_iter().partition(|(_, test)| test.at_least == 1);
        let counts = |tests: &[(usize, &Test)]| -> Vec<Counts> {
            let of_byte = |byte: u32| {
                let mut all = [None; 8];
                for (flag, test) in tests.iter().filter(|(flag, _)| flag / 8 == byte as usize) {
                    if let Some(slot) = all.get_mut(flag % 8) {
                        *slot = Some(counted(test));
                    }
                }
                all.iter().any(Option::is_some).then(|| Counts::of(byte, &all))
            };
            (0..8).filter_map(of_byte).collect()
        };
        let flag = |flag: usize| u32::try_from(flag).unwrap_or(0);
        Self::Small {
            observed: counts(&observed),
            known: counts(&known),
            one_known: one_known.into_iter().map(|(at, test)| (flag(at), counted(test).of)).collect(),
        }
    }

    /// The flags of the tests that these indicators pass.
    #[inline(always)] // As for the rows of a small table.
    pub(crate) fn passed(&self, observed: IndicatorSet<N>, known: IndicatorSet<N>) -> [u64; N] {
        match self {
            Self::Small { observed: of_observed, known: of_known, one_known } => {
                let [observed, known] = [observed, known].map(|set| set.0.first().copied().unwrap_or(0));
                let mut passed = of_observed.iter().fold(0, |all, counts| all | counts.pass(observed));
                for (flag, of) in one_known {
                    passed |= u64::from(known & of != 0) << flag;
                }
                passed = of_known.iter().fold(passed, |all, counts| all | counts.pass(known));
                let mut flags = [0; N];
                flags.iter_mut().for_each(|word| *word = passed);
                flags
            }
            Self::Large(by_place) => by_place.passed([observed, known]),
        }
    }
}

impl<const N: usize> ByPlace<N> {
    fn add(&mut self, flag: usize, test: &Test, weights: &[u32]) {
        let Self([observed, known]) = self;
        let asking = if test.known { known } else { observed };
        let short = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
        for place in test.of.iter() {
            let nothing = || Asking { enough: [0; N], adds: Vec::new() };
            if asking.len() <= place {
                asking.resize_with(place + 1, nothing);
            }
            let Some(asking) = asking.get_mut(place) else { continue };
            let weight = if test.weighted { weights.get(place).copied().unwrap_or(0) } else { 1 };
            if weight >= test.at_least {
                set_flag(&mut asking.enough, flag, true);
            } else {
                let flag = u16::try_from(flag).unwrap_or(u16::MAX);
                asking.adds.push(Add { flag, weight: short(weight), at_least: short(test.at_least) });
            }
        }
    }

    #[inline(never)] // So that it costs a small set no registers.
    fn passed(&self, sets: [IndicatorSet<N>; 2]) -> [u64; N] {
        let mut flags = [0; N];
        // By flag: there are at most 64 in each word.
        let mut sums = [[0_u16; 64]; N];
        for (set, asking) in sets.into_iter().zip(&self.0) {
            for place in set.iter() {
                let Some(Asking { enough, adds }) = asking.get(place) else { continue };
                join(&mut flags, *enough);
                for Add { flag, weight, at_least } in adds {
                    let (word, bit) = (usize::from(flag / 64), usize::from(flag % 64));
                    if let (Some(sums), Some(word)) = (sums.get_mut(word), flags.get_mut(word))
                        && let Some(sum) = sums.get_mut(bit)
                    {
                        *sum = sum.saturating_add(*weight);
                        *word |= u64::from(*sum >= *at_least) << bit;
                    }
                }
            }
        }
        flags
    }
}
