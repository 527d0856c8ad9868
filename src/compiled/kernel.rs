//! The part of a compiled set that every screening passes: tests on indicators, and decision tables.
//!
//! It comes in two sizes. `N` is how many words hold the indicators and the flags, `R` how many hold the rows of
//! the first table, `B` those of the second. The built-in set fits the small one, in which each is a
//! single word (or two). Every other set gets the large one.

use crate::bits::{boxed, each_bit, intersects, join, keep_if, set_flag};
use crate::compiled::decision_table::{DecisionTable, Situation};
use crate::compiled::flag::Flag;
use crate::compiled::indicator_tests::Tests;
use crate::numbered::Ix;
use crate::vocabulary::Scope;
use crate::vocabulary::category::Category;
use crate::vocabulary::indicator::{IndicatorSet, Typed, WORDS};

/// How many words hold the rows of the second table of the largest set.
pub(crate) const SECOND_WORDS: usize = 2 * WORDS;

/// The kernel of a small set.
pub(crate) type Small = Kernel<1, 1, 3>;
/// The kernel of every other set.
pub(crate) type Large = Kernel<WORDS, WORDS, SECOND_WORDS>;

/// A set in one of the sizes.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one for each rule set, and it is not moved about")]
pub(crate) enum Engine {
    Small(Small),
    Large(Box<Large>),
}

/// Does the same with the kernel, whatever its size.
macro_rules! with_kernel {
    ($engine:expr, $kernel:ident => $does:expr) => {
        match $engine {
            $crate::compiled::kernel::Engine::Small($kernel) => $does,
            $crate::compiled::kernel::Engine::Large($kernel) => $does,
        }
    };
}
pub(crate) use with_kernel;

#[derive(Debug)]
pub(crate) struct Kernel<const N: usize, const R: usize, const B: usize> {
    /// The answers to facts that were left out.
    pub(crate) default_answers: u32,
    /// The facts whose answers stay as they are when asking what is possible.
    pub(crate) not_raised: u32,
    /// For each age, how many of the ages that rows ask about it has reached. There is no age above
    /// [`crate::vocabulary::child::OLDEST`], but so nothing needs checking.
    pub(crate) bands: [u8; 256],
    /// The indicators with a type that the set has.
    pub(crate) typed: Typed,

    /// The tests of the first table, those that the second adds, and those for findings and prompts.
    pub(crate) first_tests: Tests<N>,
    pub(crate) second_tests: Tests<N>,
    pub(crate) later_tests: Tests<N>,
    /// The flags of definitions and of fired rules.
    pub(crate) first_flags: RowFlags<N, R>,

    pub(crate) first: DecisionTable<N, R>,
    /// Scopes in order: the rows of the first table, the scope, and whether it has categories.
    pub(crate) scopes: Vec<([u64; R], Scope, bool)>,
    /// The rows of those scopes that have none.
    pub(crate) without_categories: [u64; R],
    pub(crate) case_open: [u64; R],
    /// Of the rules that build on others, who asks for less first: their rows, and the rows of which one must
    /// hold. So one pass finds all that fire, whatever builds on what: see [`super::layout::Layout::giving`].
    pub(crate) builds_on: Vec<([u64; R], [u64; R])>,
    /// The rows of the rules whose level is the category judged, the one determined, and the previous one.
    pub(crate) judged: [u64; R],
    pub(crate) determined: [u64; R],
    pub(crate) previous: [u64; R],
    /// The rows of definitions that ask that the level in force is above what the tables give, and that it is not.
    pub(crate) level_above: [[u64; R]; 2],
    /// All rows of those.
    pub(crate) rows_from_request: [u64; R],
    /// The rows of the first table that give Category 1, 2 and 3 by themselves.
    pub(crate) fixed: [[u64; R]; 3],
    /// The rows of the first table that belong to category rules.
    pub(crate) rule_rows: [u64; R],

    pub(crate) second: DecisionTable<N, B>,
    pub(crate) findings: DecisionTable<N, R>,
    pub(crate) prompts: DecisionTable<N, R>,
}

/// The levels that a request brings with it.
#[derive(Clone, Copy)]
pub(crate) struct FromRequest {
    pub(crate) judged: Option<Category>,
    pub(crate) determined: Option<Category>,
    pub(crate) previous: Option<Category>,
}

/// What the category rules gave.
pub(crate) struct Levels<const R: usize> {
    /// The rows of the first table that hold, less those of rules that did not fire.
    pub(crate) rows: [u64; R],
    pub(crate) indicated: Option<Category>,
    pub(crate) category: Option<Category>,
}

impl<const N: usize, const R: usize, const B: usize> Kernel<N, R, B> {
    /// Whether categories are given. Where no row that gives none holds, that needs no scope.
    pub(crate) fn has_categories(&self, rows: &[u64; R]) -> bool {
        !intersects(rows, &self.without_categories) || self.scope(rows).1
    }

    /// The scope, and whether categories are given in it. Whoever no row places is a child.
    pub(crate) fn scope(&self, rows: &[u64; R]) -> (Scope, bool) {
        let found = self.scopes.iter().find(|(set_by, ..)| intersects(rows, set_by));
        found.map_or((Scope::Child, true), |(_, scope, has_categories)| (*scope, *has_categories))
    }

    /// The levels that the category rules give.
    #[inline(always)] // Part of the few instructions of a category alone.
    pub(crate) fn levels(&self, mut rows: [u64; R], from_request: FromRequest) -> Levels<R> {
        for (own, giving) in &self.builds_on {
            let holds = intersects(&rows, giving);
            keep_if(&mut rows, own, holds);
        }
        let [one, two, three] = self.fixed.each_ref().map(|giving| u64::from(intersects(&rows, giving)));
        let indicated = one.max(2 * two).max(3 * three);
        let mut category = indicated;
        let FromRequest { judged, determined, previous } = from_request;
        let [judged, determined, previous] = [judged, determined, previous].map(Category::bits);
        if judged.max(determined).max(previous) <= indicated {
            // None of them can fire, and most requests end here.
            keep_if(&mut rows, &self.rows_from_request, false);
        } else {
            let levels = [(&self.judged, judged), (&self.determined, determined), (&self.previous, previous)];
            for (own, level) in levels {
                let fires = intersects(&rows, own) && level > category;
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

    /// Takes away the rows of definitions that ask otherwise of the level in force.
    pub(crate) fn keep_by_level(&self, rows: &mut [u64; R], is_above: bool) {
        let [above, not_above] = &self.level_above;
        keep_if(rows, above, is_above);
        keep_if(rows, not_above, !is_above);
    }

    /// Sets the flags of definitions that hold and of rules that fired.
    pub(crate) fn flag_rows(&self, flags: &mut [u64; N], rows: &[u64; R]) {
        match &self.first_flags {
            RowFlags::Bytes(words) => {
                for (word, bytes) in rows.iter().zip(words) {
                    for (value, column) in word.to_le_bytes().into_iter().zip(&**bytes) {
                        #[allow(
                            clippy::indexing_slicing,
                            reason = "there is an entry for each value of a byte"
                        )]
                        join(flags, column[usize::from(value)]);
                    }
                }
            }
            RowFlags::Rows(of_row) => {
                for row in each_bit(*rows) {
                    if let Some(flag) = of_row.get(row).copied().flatten() {
                        set_flag(flags, flag.number(), true);
                    }
                }
            }
        }
    }

    /// What findings and prompts are asked about: the flags of all tests, anew.
    pub(crate) fn complete_situation(
        &self,
        values: u64,
        rows: &[u64; R],
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

/// The flags that rows of the first table set.
#[derive(Debug)]
pub(crate) enum RowFlags<const N: usize, const R: usize> {
    /// By value of each byte of the rows, in a small set.
    Bytes([Box<[[[u64; N]; 256]; 8]>; R]),
    /// For each row its flag, if it sets one: of many rows few hold.
    Rows(Vec<Option<Ix<Flag>>>),
}

impl<const N: usize, const R: usize> RowFlags<N, R> {
    /// For each row its flag.
    pub(crate) fn of(rows: Vec<Option<Ix<Flag>>>) -> Self {
        if R > 1 {
            return Self::Rows(rows);
        }
        Self::Bytes(std::array::from_fn(|word| {
            let mut bytes: Box<[[[u64; N]; 256]; 8]> = boxed([[0; N]; 256]);
            for (at, byte) in bytes.iter_mut().enumerate() {
                for value in 1..256_usize {
                    // Those of its lowest row, and of the others.
                    let row = 64 * word + 8 * at + value.trailing_zeros() as usize;
                    #[allow(clippy::indexing_slicing, reason = "there is an entry for each value of a byte")]
                    let mut flags = byte[value & (value - 1)];
                    if let Some(flag) = rows.get(row).copied().flatten() {
                        set_flag(&mut flags, flag.number(), true);
                    }
                    byte.get_mut(value).into_iter().for_each(|slot| *slot = flags);
                }
            }
            bytes
        }))
    }
}
