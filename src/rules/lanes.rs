//! The tests on the indicators of a set that is not small.

use super::decision_table::each_bit;
use super::kernel::set_flag;
use super::terms::Test;
use crate::child::Answer;
use crate::indicator::{IndicatorSet, Placed};
use std::ops::Range;

/// The tests of a set that is not small: 64 counts side by side, of a byte each, and as many such lanes as are
/// needed. An answer adds to all counts of a lane at once: however many tests it counts for, there is no
/// branch that could not be foretold.
#[derive(Debug, Clone)]
pub(crate) struct Lanes<const N: usize> {
    /// The first of the flags that they set.
    from: usize,
    /// What makes the top bit of a count be set when there is enough.
    start: Vec<Lane>,
    /// What is added: nothing, and then, for each place of an indicator, what it adds when it is suspected,
    /// and when it is known. A sum that is too large for a byte stays at the largest.
    adds: Vec<Lane>,
    /// Those that ask for more than a byte can count, with their flags, and what each place counts for.
    wide: Vec<(usize, Test, Vec<u32>)>,
}

/// The count of test `8 * i + k` stands in byte `8 * k + i`. Each is a line of the cache.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Lane([u8; 64]);

/// The most that a count can be asked for: then the top bit of a byte is set.
const MOST: u32 = 128;

/// Which of the addends is that of an indicator, when it is suspected or known. The first adds nothing.
const fn addend_of(place: usize, known: bool) -> usize {
    1 + 2 * place + known as usize
}

/// The last two bits of an answer in the list.
const _: () = {
    assert!(Answer::No as u8 == 0b00 && Answer::NotKnown as u8 == 0b01);
    assert!(Answer::Suspected as u8 == 0b10 && Answer::Yes as u8 == 0b11);
};

/// Which of the addends is that of an answer, as given, or as possible, where all but a no count as known. The same
/// as [`addend_of`], in a few instructions.
#[inline(always)] // Part of the loop through the answers.
fn addend_of_answer(answer: Placed, as_possible: bool) -> usize {
    let bits = answer.bits();
    let (addend, counts) = if as_possible {
        (2 + 2 * (bits >> 2), bits & 0b11 != 0)
    } else {
        ((bits >> 1) + (bits & 1), bits & 0b10 != 0)
    };
    if counts { addend } else { 0 }
}

impl<const N: usize> Lanes<N> {
    pub(crate) fn of(tests: &[(usize, &Test)], range: Range<usize>, weights: &[u32]) -> Self {
        let from = range.start;
        let width = range.len().div_ceil(64);
        // Answers are to be added that count for none of these tests, too.
        let places = 64 * N;
        let none = |count: usize| vec![Lane([0; 64]); count * width];
        let (mut start, mut adds) = (none(1), none(addend_of(places, false)));
        let mut wide = Vec::new();
        for (flag, test) in tests {
            let weigh =
                |place: usize| if test.weighted { weights.get(place).copied().unwrap_or(0) } else { 1 };
            if test.at_least > MOST {
                wide.push((*flag, **test, (0..places).map(weigh).collect()));
                continue;
            }
            let (lane, at) = ((flag - from) / 64, (flag - from) % 64);
            let set = |lanes: &mut Vec<Lane>, addend: usize, number: u32| {
                let lane = lanes.get_mut(addend * width + lane);
                let slot = lane.and_then(|Lane(counts)| counts.get_mut(8 * (at % 8) + at / 8));
                if let (Some(slot), Ok(number)) = (slot, number.try_into()) {
                    *slot = number;
                }
            };
            set(&mut start, 0, MOST - test.at_least);
            for place in test.of.iter() {
                let more = weigh(place).min(test.at_least);
                set(&mut adds, addend_of(place, true), more);
                set(&mut adds, addend_of(place, false), if test.known { 0 } else { more });
            }
        }
        Self { from, start, adds, wide }
    }

    /// The flags of the tests that these indicators pass.
    pub(crate) fn passed(&self, observed: IndicatorSet<N>, known: IndicatorSet<N>) -> [u64; N] {
        let mut flags = self.flags(|lane, counts| {
            each_bit(observed.0, |place| self.add(counts, lane, addend_of(place, known.has(place))));
        });
        for (flag, test, weights) in &self.wide {
            let of = if test.known { known } else { observed };
            let counted = of.and(test.of.resized()).iter().filter_map(|place| weights.get(place));
            let enough = counted.fold(0_u32, |sum, weight| sum.saturating_add(*weight)) >= test.at_least;
            set_flag(&mut flags, *flag, enough);
        }
        flags
    }

    /// The same for a few answers, as given or as possible. None where a test counts further than a byte does.
    #[inline(always)] // So that the loop is made for either.
    pub(crate) fn passed_by_few(&self, few: &[[Placed; 4]], as_possible: bool) -> Option<[u64; N]> {
        if !self.wide.is_empty() {
            return None;
        }
        Some(self.flags(
            #[inline(always)]
            |lane, counts| {
                // Four at a time, so that most tools take the same way through the program.
                for four in few {
                    four.iter()
                        .for_each(|answer| self.add(counts, lane, addend_of_answer(*answer, as_possible)));
                }
            },
        ))
    }

    #[inline(always)] // So that the counts stay in registers.
    fn add(&self, Lane(counts): &mut Lane, lane: usize, addend: usize) {
        // There is an addend for each place. Were there none, all tests would be passed: that protects.
        let Lane(more) = self.adds.get(self.start.len() * addend + lane).unwrap_or(&Lane([u8::MAX; 64]));
        counts.iter_mut().zip(more).for_each(|(count, more)| *count = count.saturating_add(*more));
    }

    /// The flags that are set when something is added to the counts of each lane.
    #[inline(always)] // As above.
    fn flags(&self, count: impl Fn(usize, &mut Lane)) -> [u64; N] {
        let mut passed = [0; N];
        for (lane, (start, passed)) in self.start.iter().zip(&mut passed).enumerate() {
            let mut counts = *start;
            count(lane, &mut counts);
            *passed = top_bits_of(&counts);
        }
        let (words, bits) = (self.from / 64, self.from % 64);
        let mut flags = [0; N];
        let mut carried = 0;
        for (word, passed) in flags.iter_mut().skip(words).zip(passed) {
            *word = passed << bits | carried;
            carried = passed >> 1 >> (63 - bits);
        }
        flags
    }
}

/// The top bits of the counts of a lane, each in the place of its test.
#[inline(always)] // As above.
fn top_bits_of(Lane(counts): &Lane) -> u64 {
    let (eights, _) = counts.as_chunks::<8>();
    let eights = eights.iter().map(|eight| u64::from_le_bytes(*eight));
    eights.zip(0..).fold(0, |all, (eight, at)| all | eight >> (7 - at) & 0x0101_0101_0101_0101 << at)
}
