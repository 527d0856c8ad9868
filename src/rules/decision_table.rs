//! The compiled form of a table: rows of cells over one packed word of everything that was found.
//!
//! A [`Situation`] packs every answer that a row can ask for into 32 fields of four bits. A row asks,
//! field by field, for a set of values: sixteen bits, one for each value the field can have. So the
//! rows that hold are found field by field: for the value at hand, which rows allow it, and those
//! sets of rows are intersected. The cost is one table look-up for each field in use, whatever the
//! number of rows in a machine word, and no row is ever looked at alone.

/// How many four-bit fields a situation has.
pub(crate) const FIELDS: usize = 32;
/// The first field that holds flags, in a word of their own.
const FLAGS_FROM: u8 = 16;

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

    /// The slot of the flag with this index.
    pub(crate) const fn flag(index: u8) -> Self {
        Self::new(FLAGS_FROM + index / 4, index % 4, 1)
    }

    pub(crate) const LOWEST_AGE: Self = Self::new(8, 0, 4);
    pub(crate) const HIGHEST_AGE: Self = Self::new(9, 0, 4);
    pub(crate) const SCOPE: Self = Self::new(10, 0, 2);
    pub(crate) const CATEGORY: Self = Self::new(10, 2, 2);
    pub(crate) const CASE: Self = Self::new(11, 0, 1);
    pub(crate) const CASE_GIVEN: Self = Self::new(11, 1, 2);
    pub(crate) const POSSIBLE_ABOVE: Self = Self::new(11, 3, 1);
    pub(crate) const COMPLETED_BY: Self = Self::new(12, 0, 2);
    pub(crate) const PLACEMENT: Self = Self::new(12, 2, 2);
    pub(crate) const LEGAL_STATUS: Self = Self::new(13, 0, 2);
    pub(crate) const CHANGE: Self = Self::new(13, 2, 2);
    pub(crate) const JUDGEMENT: Self = Self::new(14, 0, 2);
    pub(crate) const PREVIOUS: Self = Self::new(14, 2, 2);
    pub(crate) const JUDGEMENT_BELOW: Self = Self::new(15, 0, 1);

    /// How many values it has.
    pub(crate) const fn values(self) -> u8 {
        1 << self.width
    }

    const fn value_in(self, field: u64) -> u64 {
        field >> self.shift & (self.values() as u64 - 1)
    }

    const fn is_flag(self) -> bool {
        self.field >= FLAGS_FROM
    }

    /// Where it starts in its word.
    pub(crate) const fn offset(self) -> u32 {
        ((self.field % FLAGS_FROM) as u32) * 4 + self.shift as u32
    }
}

/// Everything that rows can ask for, packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Situation {
    /// Fields 0 to 15: facts, ages, and what has one value of several.
    pub(crate) values: u64,
    /// Fields 16 to 31: flags.
    pub(crate) flags: u64,
}

impl Situation {
    /// The same situation with a value in a slot that was empty.
    pub(crate) const fn with(mut self, slot: Slot, value: u64) -> Self {
        if slot.is_flag() {
            self.flags |= value << slot.offset();
        } else {
            self.values |= value << slot.offset();
        }
        self
    }
}

/// The cells of one row: for each field, a bit for each value that it allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cells([u16; FIELDS]);

impl Cells {
    /// A row that asks for nothing.
    pub(crate) const fn any() -> Self {
        Self([u16::MAX; FIELDS])
    }

    /// A row that asks for one of some values in one slot, or none when no value will do.
    pub(crate) fn one(slot: Slot, allowed: impl Fn(u64) -> bool) -> Option<Self> {
        let asked =
            (0..16).filter(|value| allowed(slot.value_in(*value))).fold(0, |cell, value| cell | 1 << value);
        let mut cells = Self::any();
        if let Some(cell) = cells.0.get_mut(usize::from(slot.field)) {
            *cell = asked;
        }
        (asked != 0).then_some(cells)
    }

    /// Whether the row holds in every situation that has these values in these slots.
    pub(crate) fn hold_whatever_else(&self, known: &[(Slot, u64)]) -> bool {
        (0..2 * FLAGS_FROM).all(|field| {
            let fits = |value: &u64| {
                known.iter().all(|(slot, is)| slot.field != field || slot.value_in(*value) == *is)
            };
            (0..16).filter(fits).all(|value| self.at(field) >> value & 1 == 1)
        })
    }

    fn at(&self, field: u8) -> u16 {
        self.0.get(usize::from(field)).copied().unwrap_or(u16::MAX)
    }

    /// A row that asks for what both ask for, or none when no situation has it.
    pub(crate) fn and(&self, other: &Self) -> Option<Self> {
        let mut both = self.clone();
        for (cell, with) in both.0.iter_mut().zip(&other.0) {
            *cell &= with;
        }
        both.0.iter().all(|cell| *cell != 0).then_some(both)
    }
}

/// Rows compiled for look-up, as many as fit in `W` words of 64.
#[derive(Debug, Clone)]
pub(crate) struct DecisionTable<const W: usize> {
    all: [u64; W],
    /// The columns of fields in each word of a situation.
    of_values: Vec<Column<W>>,
    of_flags: Vec<Column<W>>,
}

/// For each value of one field, the rows that allow it.
#[derive(Debug, Clone)]
struct Column<const W: usize> {
    /// Where the field starts in its word.
    shift: u32,
    rows: [[u64; W]; 16],
}

impl<const W: usize> DecisionTable<W> {
    /// How many rows fit.
    pub(crate) const CAPACITY: usize = 64 * W;

    /// Compiles rows, of which there may be at most [`Self::CAPACITY`].
    pub(crate) fn new(rows: &[Cells]) -> Self {
        let set = |holds: &dyn Fn(&Cells) -> bool| {
            let mut bits = [0_u64; W];
            for (at, _) in rows.iter().enumerate().filter(|(_, cells)| holds(cells)) {
                if let Some(word) = bits.get_mut(at / 64) {
                    *word |= 1 << (at % 64);
                }
            }
            bits
        };
        let columns = |fields: std::ops::Range<u8>| {
            let asked = |field: &u8| rows.iter().any(|cells| cells.at(*field) != u16::MAX);
            let column = |field: u8| Column {
                shift: Slot::new(field, 0, 4).offset(),
                rows: std::array::from_fn(|value| set(&|cells| cells.at(field) >> value & 1 == 1)),
            };
            fields.filter(asked).map(column).collect()
        };
        Self {
            all: set(&|_| true),
            of_values: columns(0..FLAGS_FROM),
            of_flags: columns(FLAGS_FROM..2 * FLAGS_FROM),
        }
    }

    /// The rows that hold, a bit each.
    pub(crate) fn rows_that_hold(&self, situation: &Situation) -> [u64; W] {
        let mut rows = self.all;
        for (word, columns) in [(situation.values, &self.of_values), (situation.flags, &self.of_flags)] {
            for column in columns {
                for (rows, allowed) in rows.iter_mut().zip(column.allowing(word)) {
                    *rows &= allowed;
                }
            }
        }
        rows
    }
}

impl<const W: usize> Column<W> {
    /// The rows that allow what the field holds in this word.
    #[allow(clippy::indexing_slicing, reason = "a field has four bits and a column sixteen entries")]
    const fn allowing(&self, word: u64) -> &[u64; W] {
        &self.rows[(word >> self.shift & 0xF) as usize]
    }
}
