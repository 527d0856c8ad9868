//! The compiled form of a table: rows of masks over one packed word of everything that was found.
//!
//! A [`Situation`] packs every answer that a row can ask for into fields of four bits, and the results
//! of tests into flags. A row asks, field by field, for a set of values: sixteen bits, one for each value
//! the field can have; and for some flags, that they are set or not.
//!
//! So the rows that hold are found by looking up, for the values at hand, which rows allow them, and
//! intersecting those sets of rows: two fields at a time, and in the same way eight flags at a time. That halves
//! the look-ups, for a few pages of memory.
#![allow(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a column has an entry for each value of what it is asked by, and the compiler sees it"
)]

use crate::bits::{boxed, keep};
use crate::compiled::flag::Flag;
use crate::numbered::Ix;
use crate::vocabulary::question::Choice;

/// How many four-bit fields with values a situation has.
pub(crate) const FIELDS: usize = 16;

/// A part of one four-bit field: where it starts, and how many bits it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) field: u8,
    pub(crate) shift: u8,
    pub(crate) width: u8,
}

impl Slot {
    const fn new(field: u8, shift: u8, width: u8) -> Self {
        Self { field, shift, width }
    }

    /// The slot of the fact with this index. Two facts share a field.
    pub(crate) const fn fact(index: u8) -> Self {
        Self::new(index / 2, 2 * (index % 2), 2)
    }

    pub(crate) const LOWEST_AGE: Self = Self::new(8, 0, 4);
    pub(crate) const HIGHEST_AGE: Self = Self::new(9, 0, 4);
    pub(crate) const SCOPE: Self = Self::new(10, 0, 2);
    pub(crate) const CATEGORY: Self = Self::new(10, 2, 2);
    pub(crate) const CASE: Self = Self::new(11, 0, 1);
    pub(crate) const POSSIBLE_ABOVE: Self = Self::new(11, 3, 1);
    pub(crate) const CHANGE: Self = Self::new(13, 2, 2);
    pub(crate) const JUDGEMENT_BELOW: Self = Self::new(15, 0, 1);
    pub(crate) const LEVEL_ABOVE: Self = Self::new(15, 2, 1);
    pub(crate) const DETERMINATION_BELOW: Self = Self::new(15, 3, 1);
    /// Filled in for findings alone: see [`crate::Outcome::findings`].
    pub(crate) const IMPOSSIBLE_DATE: Self = Self::new(15, 1, 1);

    /// What the request does not say, and is found out: for these, and for facts and choices, there is room.
    const FOUND: [Self; 11] = [
        Self::LOWEST_AGE,
        Self::HIGHEST_AGE,
        Self::SCOPE,
        Self::CATEGORY,
        Self::CASE,
        Self::POSSIBLE_ABOVE,
        Self::CHANGE,
        Self::JUDGEMENT_BELOW,
        Self::LEVEL_ABOVE,
        Self::DETERMINATION_BELOW,
        Self::IMPOSSIBLE_DATE,
    ];

    /// The slot of a choice, whose answers are packed as a situation has them.
    pub(crate) const fn choice(choice: Choice) -> Self {
        let (at, width) = choice.bits();
        Self::new((at / 4) as u8, (at % 4) as u8, width as u8)
    }

    /// How many values it has.
    pub(crate) const fn values(self) -> u8 {
        1 << self.width
    }

    pub(crate) const fn value_in(self, field: u64) -> u64 {
        field >> self.shift & (self.values() as u64 - 1)
    }

    /// Where it starts in the word of values.
    pub(crate) const fn offset(self) -> u32 {
        (self.field as u32) * 4 + self.shift as u32
    }
}

/// No slot stands where another does.
const _: () = {
    let (mut at, mut taken) = (0, 0);
    while at < Slot::FOUND.len() + Choice::COUNT {
        let slot = if at < Slot::FOUND.len() {
            Slot::FOUND[at]
        } else {
            Slot::choice(Choice::ALL[at - Slot::FOUND.len()])
        };
        let bits = (slot.values() as u64 - 1) << slot.offset();
        assert!(taken & bits == 0);
        taken |= bits;
        at += 1;
    }
};

/// Everything that rows can ask for, packed: fields with values, and `F` words of flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Situation<const F: usize> {
    pub(crate) values: u64,
    pub(crate) flags: [u64; F],
}

/// The same values with a value in a slot that was empty.
pub(crate) const fn with(values: u64, slot: Slot, value: u64) -> u64 {
    values | value << slot.offset()
}

/// What one row asks for: for each field, a bit for each value that it allows; and the flags that it
/// asks for, by number, with whether they must be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowMask {
    values: [u16; FIELDS],
    pub(crate) flags: Vec<(Ix<Flag>, bool)>,
}

impl RowMask {
    /// A row that asks for nothing.
    pub(crate) const fn any() -> Self {
        Self { values: [u16::MAX; FIELDS], flags: Vec::new() }
    }

    /// A row that asks for one of some values in one slot, or none when no value will do.
    pub(crate) fn one(slot: Slot, allowed: impl Fn(u64) -> bool) -> Option<Self> {
        let asked =
            (0..16).filter(|value| allowed(slot.value_in(*value))).fold(0, |cell, value| cell | 1 << value);
        let mut mask = Self::any();
        mask.values[usize::from(slot.field)] = asked;
        (asked != 0).then_some(mask)
    }

    /// A row that asks for a flag to be set, or not to be.
    pub(crate) fn flag(flag: Ix<Flag>, set: bool) -> Self {
        Self { flags: vec![(flag, set)], ..Self::any() }
    }

    /// Whether the row holds in every situation that has these values in these slots.
    pub(crate) fn holds_whatever_else(&self, known: &[(Slot, u64)]) -> bool {
        let fits = |field: usize, value: &u64| {
            known.iter().all(|(slot, is)| usize::from(slot.field) != field || slot.value_in(*value) == *is)
        };
        let fields = self.values.iter().enumerate();
        self.flags.is_empty()
            && fields.into_iter().all(|(field, cell)| {
                (0..16).filter(|value| fits(field, value)).all(|value| cell >> value & 1 == 1)
            })
    }

    /// The values that it allows in each field, a bit each.
    pub(crate) const fn values(&self) -> &[u16; FIELDS] {
        &self.values
    }

    /// The values that it allows in a field, a bit each.
    pub(crate) fn at(&self, field: usize) -> u16 {
        self.values[field]
    }

    /// Which settings of four flags it allows, a bit each, for the flags from four times `group` on.
    fn at_flags(&self, group: usize) -> u16 {
        let here = self.flags.iter().filter(|(flag, _)| flag.number() / 4 == group);
        here.fold(u16::MAX, |cell, (flag, set)| {
            let allowed = (0..16).filter(|value: &u32| (value >> (flag.number() % 4) & 1 == 1) == *set);
            cell & allowed.fold(0, |cell, value| cell | 1 << value)
        })
    }

    /// A row that asks for what both ask for, or none when no situation has it.
    pub(crate) fn and(&self, other: &Self) -> Option<Self> {
        let mut both = self.clone();
        for (cell, with) in both.values.iter_mut().zip(&other.values) {
            *cell &= with;
        }
        for (flag, set) in &other.flags {
            match both.flags.iter().find(|(known, _)| known == flag) {
                Some((_, known)) if known == set => {}
                Some(_) => return None,
                None => both.flags.push((*flag, *set)),
            }
        }
        both.flags.sort_unstable();
        both.values.iter().all(|cell| *cell != 0).then_some(both)
    }
}

/// Rows compiled for look-up, as many as fit in `W` words of 64, over `F` words of flags.
#[derive(Debug, Clone)]
pub(crate) struct DecisionTable<const F: usize, const W: usize> {
    /// The rows that allow the values of a situation, byte by byte; asked for or not, since a loop of known
    /// length costs less than to skip a few.
    values: Box<[Column<W>; 8]>,
    /// The same for those bytes of the flags that rows ask for.
    flags: Vec<OfByte<W>>,
}

/// A byte of the flags: the word and the bit where it starts, and the rows that allow its values.
#[derive(Debug, Clone)]
struct OfByte<const W: usize> {
    word: u32,
    bit: u32,
    rows: Box<Column<W>>,
}

/// For each value of a byte, the rows that allow it. The few that fill up let equal values of several bytes,
/// most of which are 0, not compete for the same lines of the cache.
type Column<const W: usize> = [[u64; W]; 256 + 8];

impl<const F: usize, const W: usize> DecisionTable<F, W> {
    /// How many rows fit.
    pub(crate) const CAPACITY: usize = 64 * W;

    /// Compiles rows, of which there may be at most [`Self::CAPACITY`].
    pub(crate) fn new(rows: &[&RowMask]) -> Self {
        // For each value of a field, or setting of four flags, the rows whose cell allows it.
        let column = |cell: &dyn Fn(&RowMask) -> u16| {
            let mut column = [[0; W]; 16];
            for (at, cell) in rows.iter().map(|mask| cell(mask)).enumerate() {
                for (_, word) in column.iter_mut().enumerate().filter(|(value, _)| cell >> value & 1 == 1) {
                    word[at / 64] |= 1 << (at % 64);
                }
            }
            column
        };
        // For a byte that masks ask by two halves.
        let fill = |of_byte: &mut Column<W>, byte: usize, cell: &dyn Fn(&RowMask, usize) -> u16| {
            let [low, high] = [2 * byte, 2 * byte + 1].map(|at| column(&|mask| cell(mask, at)));
            for (values, high) in of_byte.chunks_exact_mut(16).zip(&high) {
                for (rows, low) in values.iter_mut().zip(&low) {
                    *rows = *low;
                    keep(rows, high);
                }
            }
        };
        let mut values: Box<[Column<W>; 8]> = boxed([[0; W]; 256 + 8]);
        values.iter_mut().enumerate().for_each(|(byte, column)| fill(column, byte, &RowMask::at));
        let asked: std::collections::BTreeSet<_> =
            rows.iter().flat_map(|mask| &mask.flags).map(|(flag, _)| flag.number() / 8).collect();
        let of_flags = |byte: usize| {
            let mut rows: Box<Column<W>> = boxed([0; W]);
            fill(&mut rows, byte, &RowMask::at_flags);
            OfByte { word: byte as u32 / 8, bit: 8 * (byte % 8) as u32, rows }
        };
        Self { values, flags: asked.into_iter().map(of_flags).collect() }
    }

    /// The rows that hold, a bit each.
    #[inline(always)] // A small table takes fewer instructions than a call and its loops would.
    pub(crate) fn rows_that_hold(&self, situation: &Situation<F>) -> [u64; W] {
        let bytes = situation.values.to_le_bytes();
        let mut rows = [u64::MAX; W];
        #[allow(clippy::needless_range_loop, reason = "counted, so that it is unrolled")]
        for at in 0..8 {
            keep(&mut rows, &self.values[at][usize::from(bytes[at])]);
        }
        for OfByte { word, bit, rows: allowed } in &self.flags {
            keep(&mut rows, &allowed[(situation.flags[*word as usize % F] >> bit) as usize % 256]);
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::StdRng;
    use rand::seq::IndexedRandom;
    use rand::{Rng, SeedableRng};

    fn random_row(rng: &mut StdRng, flags: usize) -> RowMask {
        let mut row = RowMask::any();
        for slot in [Slot::LOWEST_AGE, Slot::SCOPE, Slot::JUDGEMENT_BELOW, Slot::fact(3)] {
            if rng.random_ratio(1, 6) {
                let from = rng.random_range(0..u64::from(slot.values()));
                let asked = RowMask::one(slot, |value| value >= from);
                row = asked.and_then(|asked| row.and(&asked)).unwrap_or(row);
            }
        }
        for _ in 0..rng.random_range(0..5) {
            // A flag that the row asks for already in the other way is left out.
            let asked = RowMask::flag(Ix::of(rng.random_range(0..flags)), rng.random_ratio(2, 3));
            row = row.and(&asked).unwrap_or(row);
        }
        row
    }

    fn finds_the_rows_that_hold<const F: usize, const W: usize>(rng: &mut StdRng) {
        let mut held = 0;
        for round in 0..5 {
            let count = if round == 0 { 64 * W } else { rng.random_range(0..=64 * W) };
            let rows: Vec<_> = (0..count).map(|_| random_row(rng, 64 * F)).collect();
            let table = DecisionTable::<F, W>::new(&rows.iter().collect::<Vec<_>>());
            for _ in 0..100 {
                let one_in = *[1, 2, 8, 40].choose(rng).unwrap_or(&2);
                let mut flags = [0; F];
                for flag in 0..64 * F {
                    flags[flag / 64] |= u64::from(rng.random_ratio(1, one_in)) << (flag % 64);
                }
                let situation = Situation { values: rng.random(), flags };
                let mut expected = [0; W];
                for (at, row) in rows.iter().enumerate() {
                    let field = |field: usize| situation.values >> (4 * field) & 0xF;
                    let by_values = (0..FIELDS).all(|at| row.at(at) >> field(at) & 1 == 1);
                    let is_set = |flag: usize| flags[flag / 64] >> (flag % 64) & 1 == 1;
                    let by_flags = row.flags.iter().all(|(flag, set)| is_set(flag.number()) == *set);
                    expected[at / 64] |= u64::from(by_values && by_flags) << (at % 64);
                }
                held += expected.iter().map(|word| word.count_ones()).sum::<u32>();
                assert_eq!(table.rows_that_hold(&situation), expected);
            }
        }
        assert!(held > 1_000, "{held}");
    }

    #[test]
    fn tables_find_the_rows_that_hold_one_by_one() {
        let mut rng = StdRng::seed_from_u64(9);
        // Both tables of either size.
        finds_the_rows_that_hold::<1, 1>(&mut rng);
        finds_the_rows_that_hold::<1, 2>(&mut rng);
        finds_the_rows_that_hold::<16, 16>(&mut rng);
        finds_the_rows_that_hold::<16, 32>(&mut rng);
    }
}
