//! From entries of columns to planes, and back: what was a word for each request becomes a bit of a word for
//! each answer.

use super::Columns;
use super::program::Plane;
use crate::rules::RuleSet;
use crate::rules::kernel::top_bits;
use crate::rules::proof::Asked;

/// So many requests fill a word, and so many words a plane.
pub(super) const GROUP: usize = 64;
pub(super) const LANES: usize = 8;

/// A block of requests: their answers as planes.
pub(super) struct Block<'c> {
    requests: &'c Columns<'c>,
    from: usize,
    observed: [Plane; GROUP],
    facts: [Plane; 32],
}

/// The entries of 64 requests, from one on; where there are no more, those of nobody.
fn group<T: Copy + Default>(column: &[T], from: usize) -> [T; GROUP] {
    let rest = column.get(from..).unwrap_or_default();
    match rest.first_chunk() {
        Some(whole) => *whole,
        None => {
            let mut part = [T::default(); GROUP];
            part.iter_mut().zip(rest).for_each(|(to, entry)| *to = *entry);
            part
        }
    }
}

impl<'c> Block<'c> {
    pub(super) fn new(requests: &'c Columns<'c>, from: usize, rules: &RuleSet) -> Self {
        let left_out = rules.left_out();
        let (mut observed, mut facts) = ([[0; LANES]; GROUP], [[0; LANES]; 32]);
        for lane in 0..LANES {
            let from = from + lane * GROUP;
            let (yes, suspected) = (group(requests.yes, from), group(requests.suspected, from));
            let mut words: [u64; GROUP] = yes;
            words.iter_mut().zip(suspected).for_each(|(word, suspected)| *word |= suspected);
            transpose(&mut words);
            put(&mut observed, lane, &words);

            let answers = group(requests.facts, from).map(|facts| u64::from(facts.or_left_out(left_out)));
            let (first, second) = answers.split_at(GROUP / 2);
            let mut words = [0; 32];
            let both = first.iter().zip(second).map(|(first, second)| first | second << 32);
            words.iter_mut().zip(both).for_each(|(word, both)| *word = both);
            transpose(&mut words);
            put(&mut facts, lane, &words);
        }
        Self { requests, from, observed, facts }
    }

    /// The plane of an answer.
    pub(super) fn plane(&self, asked: Asked) -> Plane {
        let Columns { lowest_age, highest_age, judged, previous, .. } = self.requests;
        match asked {
            Asked::Observed(place) => self.observed.get(place).copied().unwrap_or_default(),
            // Rules ask of few indicators that they are known: it is not worth turning them all.
            Asked::Known(place) => self.each(self.requests.yes, |words| {
                words.iter().rev().fold(0, |plane, word| plane << 1 | word >> (place % 64) & 1)
            }),
            Asked::Fact(bit) => self.facts.get(bit).copied().unwrap_or_default(),
            Asked::LowestAge(age) => self.ages(lowest_age, age),
            Asked::HighestAge(age) => self.ages(highest_age, age),
            Asked::Judged(bit) => self.bytes(judged, |word| word << (7 - bit)),
            Asked::Previous(bit) => self.bytes(previous, |word| word << (7 - bit)),
            Asked::Case(bit) => self.particular(bit),
            Asked::Placement(bit) => self.particular(2 + bit),
            Asked::LegalStatus(bit) => self.particular(4 + bit),
            Asked::CompletedBy(bit) => self.particular(6 + bit),
        }
    }

    /// Calls with each request in which something is observed that the rules do not have.
    pub(super) fn unread(&self, rules: &RuleSet, mut each: impl FnMut(usize)) {
        let typed = rules.typed();
        let mut any = [0; LANES];
        for (_, plane) in self.observed.iter().enumerate().filter(|(place, _)| !typed.has(*place)) {
            any.iter_mut().zip(plane).for_each(|(any, word)| *any |= word);
        }
        for (lane, word) in any.iter().enumerate().filter(|(_, word)| **word != 0) {
            (0..GROUP).filter(|at| word >> at & 1 == 1).for_each(|at| each(lane * GROUP + at));
        }
    }

    fn each<T: Copy + Default>(&self, column: &[T], plane: impl Fn(&[T; GROUP]) -> u64) -> Plane {
        std::array::from_fn(|lane| plane(&group(column, self.from + lane * GROUP)))
    }

    /// From bytes, eight at a time: the top bit of each when it was made.
    fn bytes(&self, column: &[u8], make: impl Fn(u64) -> u64) -> Plane {
        self.each(column, |bytes| {
            let (eights, _) = bytes.as_chunks::<8>();
            eights
                .iter()
                .rev()
                .fold(0, |plane, eight| plane << 8 | top_bits(make(u64::from_le_bytes(*eight))))
        })
    }

    /// Whether each has reached an age: none is above 120, so the sum of the two stays within a byte.
    fn ages(&self, column: &[u8], age: u16) -> Plane {
        let start = u64::from(128_u16.saturating_sub(age)) * 0x0101_0101_0101_0101;
        self.bytes(column, |word| word.wrapping_add(start))
    }

    fn particular(&self, bit: usize) -> Plane {
        self.each(self.requests.particulars, |particulars| {
            particulars.iter().rev().fold(0, |plane, one| plane << 1 | u64::from(one.bits() >> (bit % 8) & 1))
        })
    }
}

fn put<const BITS: usize>(planes: &mut [Plane; BITS], lane: usize, words: &[u64; BITS]) {
    for (plane, word) in planes.iter_mut().zip(words) {
        if let Some(slot) = plane.get_mut(lane) {
            *slot = *word;
        }
    }
}

/// Turns squares of bits: of each part of `BITS` bits, bit `a` of word `b` becomes bit `b` of word `a`.
pub(super) fn transpose<const BITS: usize>(words: &mut [u64; BITS]) {
    let mut half = BITS / 2;
    while half > 0 {
        // The low half of each two halves.
        let low = u64::MAX / ((1 << half) + 1);
        for pair in words.chunks_exact_mut(2 * half) {
            let (first, second) = pair.split_at_mut(half);
            for (one, other) in first.iter_mut().zip(second) {
                let moved = (*one >> half ^ *other) & low;
                *one ^= moved << half;
                *other ^= moved;
            }
        }
        half /= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<const BITS: usize>() {
        let mut seed = 7_u64;
        let words: [u64; BITS] = std::array::from_fn(|_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            seed ^ seed >> 29
        });
        let mut turned = words;
        transpose(&mut turned);
        for part in 0..64 / BITS {
            for (a, word) in turned.iter().enumerate() {
                for (b, before) in words.iter().enumerate() {
                    assert_eq!(word >> (part * BITS + b) & 1, before >> (part * BITS + a) & 1);
                }
            }
        }
    }

    #[test]
    fn squares_of_bits_are_turned() {
        check::<16>();
        check::<32>();
        check::<64>();
    }

    #[test]
    fn ages_and_bits_of_bytes_become_planes() {
        let ages: Vec<u8> = (0..=120).collect();
        let judged: Vec<u8> = (0..121).map(|at| at % 4).collect();
        let columns = Columns { lowest_age: &ages, judged: &judged, ..Columns::default() };
        let block = Block::new(&columns, 0, RuleSet::coventry());
        let bit = |plane: Plane, at: usize| plane.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1);
        for asked in [1, 13, 18, 120] {
            for at in 0..121_usize {
                assert_eq!(bit(block.plane(Asked::LowestAge(asked)), at), at >= usize::from(asked));
            }
        }
        for at in 0..121_usize {
            assert_eq!(bit(block.plane(Asked::Judged(0)), at), at % 2 == 1);
            assert_eq!(bit(block.plane(Asked::Judged(1)), at), at % 4 >= 2);
        }
    }
}
