//! Words of bits, 64 to a word: sets of rows and flags by their numbers.

use std::ops::Range;

/// Whether two sets of rows have one in common.
pub(crate) fn intersects<const N: usize>(one: &[u64; N], other: &[u64; N]) -> bool {
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

/// Keeps the rows that are allowed.
pub(crate) fn keep<const W: usize>(rows: &mut [u64; W], allowed: &[u64; W]) {
    rows.iter_mut().zip(allowed).for_each(|(rows, allowed)| *rows &= allowed);
}

/// The number of each bit that is set, in rising order.
pub(crate) fn each_bit(words: impl IntoIterator<Item = u64>) -> impl Iterator<Item = usize> {
    words.into_iter().enumerate().flat_map(|(at, mut word)| {
        std::iter::from_fn(move || {
            let bit = (word != 0).then(|| 64 * at + word.trailing_zeros() as usize);
            word &= word.wrapping_sub(1);
            bit
        })
    })
}

/// A set of rows that a decision table found, in as many words as its size needs.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RowSet<const MOST: usize> {
    Small([u64; 2]),
    Large([u64; MOST]),
}

/// The same words, with nothing in those that are new.
fn resized<const N: usize>(from: &[u64]) -> [u64; N] {
    let mut words = [0; N];
    words.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
    words
}

impl<const MOST: usize> RowSet<MOST> {
    pub(crate) fn of<const W: usize>(rows: &[u64; W]) -> Self {
        match W {
            0..=2 => Self::Small(resized(rows)),
            _ => Self::Large(resized(rows)),
        }
    }

    /// The same rows, in as many words as a table has.
    pub(crate) fn words_of<const N: usize>(&self) -> [u64; N] {
        resized(self.words())
    }

    fn words(&self) -> &[u64] {
        match self {
            Self::Small(words) => words,
            Self::Large(words) => words,
        }
    }

    pub(crate) fn has(&self, row: usize) -> bool {
        self.words().get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Whether one of some rows is in the set.
    pub(crate) fn has_one_of(&self, rows: &Range<usize>) -> bool {
        self.next_from(rows.start).is_some_and(|row| row < rows.end)
    }

    /// The first row in the set, from this one on.
    pub(crate) fn next_from(&self, row: usize) -> Option<usize> {
        let words = self.words();
        let mut at = row / 64;
        let mut word = words.get(at)? & (u64::MAX << (row % 64));
        while word == 0 {
            at += 1;
            word = *words.get(at)?;
        }
        Some(64 * at + word.trailing_zeros() as usize)
    }
}

/// A range of rows as a set.
pub(crate) fn mask<const N: usize>(rows: &Range<usize>) -> [u64; N] {
    let mut words = [0; N];
    for row in rows.clone() {
        if let Some(word) = words.get_mut(row / 64) {
            *word |= 1 << (row % 64);
        }
    }
    words
}

/// The rows of all of these ranges.
pub(crate) fn union<'r, const N: usize>(all: impl Iterator<Item = &'r Range<usize>>) -> [u64; N] {
    all.fold([0; N], |mut all, rows| {
        all.iter_mut().zip(mask::<N>(rows)).for_each(|(all, rows)| *all |= rows);
        all
    })
}

/// Sets a flag, or leaves it as it is.
pub(crate) fn set_flag<const N: usize>(flags: &mut [u64; N], flag: usize, set: bool) {
    if let Some(word) = flags.get_mut(flag / 64) {
        *word |= u64::from(set) << (flag % 64);
    }
}

/// The top bits of the eight bytes of a word, as one byte.
pub(crate) const fn top_bits(word: u64) -> u64 {
    // Each bit is moved to its own place in the top byte, and nothing is carried.
    (word >> 7 & 0x0101_0101_0101_0101).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// A large array with the same in each place, made where it stays: on the stack there may be no room for it.
pub(crate) fn boxed<T: Clone, const N: usize>(each: T) -> Box<[T; N]> {
    #[cold]
    #[allow(clippy::indexing_slicing, reason = "a vector of this length has an entry for each")]
    fn of_another_length<T: Clone, const N: usize>(all: &[T]) -> Box<[T; N]> {
        Box::new(std::array::from_fn(|at| all[at].clone()))
    }
    let all: Box<[T]> = vec![each; N].into();
    all.try_into().unwrap_or_else(|all: Box<[T]>| of_another_length(&all))
}
