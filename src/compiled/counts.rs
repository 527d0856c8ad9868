//! The tests on the indicators of a small set, which has indicators with a type alone, and no weights.

use crate::bits::top_bits;
use crate::compiled::flag::Test;
use crate::vocabulary::indicator::Indicator;

/// Counts of what is observed and of what is known. Most tests that ask what is known ask for one of a few,
/// which needs no counting: those have their flag, and the few.
#[derive(Debug, Clone, Default)]
pub(crate) struct SmallTests {
    observed: Vec<Counts>,
    known: Vec<Counts>,
    one_known: Vec<(usize, u64)>,
}

impl SmallTests {
    /// For tests with their flags, which fit in a word.
    pub(crate) fn of(tests: &[(usize, &Test)]) -> Self {
        let counted = |test: &Test| Counted { of: test.of.resized::<1>().word(), at_least: test.at_least };
        let (known, observed): (Vec<_>, Vec<_>) = tests.iter().partition(|(_, test)| test.known);
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
        Self {
            observed: counts(&observed),
            known: counts(&known),
            one_known: one_known.into_iter().map(|(flag, test)| (flag, counted(test).of)).collect(),
        }
    }

    /// The flags of the tests that these indicators pass.
    #[inline(always)] // A small table takes fewer instructions than a call.
    pub(crate) fn passed(&self, observed: u64, known: u64) -> u64 {
        let mut passed = self.observed.iter().fold(0, |all, counts| all | counts.pass(observed));
        for (flag, of) in &self.one_known {
            passed |= u64::from(known & of != 0) << flag;
        }
        self.known.iter().fold(passed, |all, counts| all | counts.pass(known))
    }
}

/// How many of a set must be there.
#[derive(Debug, Clone, Copy)]
struct Counted {
    of: u64,
    at_least: u32,
}

/// Eight counts of indicators, side by side in a word of eight bytes, and so taken all at once: for each
/// byte of the indicators observed, what it adds to each of them.
#[derive(Debug, Clone)]
struct Counts {
    /// Which eight flags they set.
    byte: u32,
    adds: Box<[[u64; 256]; BYTES]>,
    /// What makes the top bit of each byte be set when enough are observed. No count is above 64, so none
    /// runs over into the next.
    start: u64,
}

/// Indicators with a type take so many bytes.
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
                #[allow(
                    clippy::indexing_slicing,
                    reason = "there is an entry for each value, and for each bit"
                )]
                {
                    adds[value] = adds[value & (value - 1)] + singles[value.trailing_zeros() as usize];
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
