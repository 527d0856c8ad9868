//! From entries of columns to planes, and back: what was a word for each request becomes a bit of a word for
//! each answer.

use crate::bits::top_bits;
use crate::columns::Columns;
use crate::compiled::RuleSet;
use crate::formula::InputOf;
use crate::vocabulary::child::FactAnswers;
use crate::vocabulary::indicator::Typed;
use crate::vocabulary::indicator::{OWN_FROM, Place};

/// So many requests fill a word, and so many words a plane.
pub(super) const GROUP: usize = 64;
pub(super) const LANES: usize = 8;

/// One answer, or one result, of as many requests as it has bits.
pub(super) type Plane = [u64; LANES];

/// A block of requests: their answers as planes.
pub(super) struct Block<'c> {
    requests: &'c Columns<'c>,
    default_answers: u32,
    typed: Typed,
    from: usize,
    observed: [Plane; GROUP],
    facts: [Plane; 32],
    /// By place: whether what the rules ask of their own is observed.
    own: Vec<Plane>,
}

/// The entries of 64 requests, from one on, where there are so many.
fn group<T>(column: &[T], from: usize) -> Option<&[T; GROUP]> {
    column.get(from..)?.first_chunk()
}

/// The last entries, and those of nobody after them.
fn rest<T: Copy + Default>(column: &[T], from: usize) -> [T; GROUP] {
    let mut part = [T::default(); GROUP];
    let rest = column.get(from..).unwrap_or_default();
    part.iter_mut().zip(rest).for_each(|(to, entry)| *to = *entry);
    part
}

impl<'c> Block<'c> {
    /// Room for a block of these requests, to be taken with [`Block::take`].
    pub(super) fn new(requests: &'c Columns<'c>, rules: &RuleSet) -> Self {
        let (default_answers, typed) = (rules.default_answers(), rules.typed());
        Self {
            requests,
            default_answers,
            typed,
            from: 0,
            observed: [[0; LANES]; GROUP],
            facts: [[0; LANES]; 32],
            own: vec![[0; LANES]; GROUP * requests.own.width()],
        }
    }

    /// Takes the requests from one on.
    pub(super) fn take(&mut self, from: usize) {
        self.from = from;
        for lane in 0..LANES {
            let from = from + lane * GROUP;
            let Columns { yes, suspected, facts, .. } = self.requests;
            let mut words = match (group(yes, from), group(suspected, from)) {
                (Some(yes), Some(suspected)) => either(yes, suspected),
                _ => either(&rest(yes, from), &rest(suspected, from)),
            };
            transpose(&mut words);
            put(&mut self.observed, lane, &words);

            let mut words = match group(facts, from) {
                Some(facts) => self.answers(facts),
                None => self.answers(&rest(facts, from)),
            };
            transpose(&mut words);
            put(&mut self.facts, lane, &words);

            for (word, planes) in self.own.chunks_exact_mut(GROUP).enumerate() {
                let mut words = self.requests.own.column(from, word, false);
                transpose(&mut words);
                put(planes, lane, &words);
            }
        }
    }

    /// The answers to facts of 64 requests, two in a word, with those that were left out.
    fn answers(&self, facts: &[FactAnswers; GROUP]) -> [u64; 32] {
        let (first, second) = facts.split_at(GROUP / 2);
        let mut words = [0; 32];
        for (word, (first, second)) in words.iter_mut().zip(first.iter().zip(second)) {
            let [first, second] =
                [first, second].map(|facts| u64::from(facts.or_default(self.default_answers)));
            *word = first | second << 32;
        }
        words
    }

    /// The plane of an answer.
    #[allow(
        clippy::indexing_slicing,
        reason = "there is a plane for each place of an indicator and each bit of a fact: `check` has seen that the columns are for these rules"
    )]
    pub(super) fn plane(&self, asked: InputOf) -> Plane {
        let Columns { lowest_age, highest_age, choices, .. } = self.requests;
        match asked {
            InputOf::Observed(place) if place < OWN_FROM => self.observed[place],
            InputOf::Observed(place) => self.own[place],
            InputOf::Known(place) if place >= OWN_FROM => self.own_known(place),
            // Rules ask of few indicators that they are known: it is not worth turning them all.
            InputOf::Known(place) => self.each(self.requests.yes, |words| {
                words.iter().rev().fold(0, |plane, word| plane << 1 | word >> (place % 64) & 1)
            }),
            InputOf::Fact(bit) => self.facts[bit],
            InputOf::LowestAge(age) => self.ages(lowest_age, age),
            InputOf::HighestAge(age) => self.ages(highest_age, age),
            InputOf::Choice(choice, bit) => self.bytes(choices.of(choice), |word| word << (7 - bit)),
            InputOf::Unread => self.unread(),
        }
    }

    /// Where what the rules ask of their own is known.
    fn own_known(&self, place: usize) -> Plane {
        std::array::from_fn(|lane| {
            let words = self.requests.own.column(self.from + lane * GROUP, place / 64, true);
            words.iter().rev().fold(0, |plane, word| plane << 1 | word >> (place % 64) & 1)
        })
    }

    /// Where something is observed that the rules do not have.
    fn unread(&self) -> Plane {
        let without = (0..).map(Place::of).zip(&self.observed).filter(|(place, _)| !self.typed.has(*place));
        without.fold([0; LANES], |mut any, (_, plane)| {
            any.iter_mut().zip(plane).for_each(|(any, word)| *any |= word);
            any
        })
    }

    fn each<T: Copy + Default>(&self, column: &[T], plane: impl Fn(&[T; GROUP]) -> u64) -> Plane {
        let mut planes = [0; LANES];
        for (lane, word) in planes.iter_mut().enumerate() {
            let from = self.from + lane * GROUP;
            *word = match group(column, from) {
                Some(entries) => plane(entries),
                None => plane(&rest(column, from)),
            };
        }
        planes
    }

    /// From bytes, eight at a time: the top bit of each when it was made.
    fn bytes(&self, column: &[u8], make: impl Fn(u64) -> u64) -> Plane {
        self.each(column, |bytes| {
            let eights = bytes.chunks_exact(8).rev().map(|eight| eight.try_into().unwrap_or_default());
            eights.fold(0, |plane, eight| plane << 8 | top_bits(make(u64::from_le_bytes(eight))))
        })
    }

    /// Whether each has reached an age: none is above 120, so the sum of the two stays within a byte.
    fn ages(&self, column: &[u8], age: u16) -> Plane {
        let start = u64::from(128_u16.saturating_sub(age)) * 0x0101_0101_0101_0101;
        self.bytes(column, |word| word.wrapping_add(start))
    }
}

/// What is in one or the other.
fn either(one: &[u64; GROUP], other: &[u64; GROUP]) -> [u64; GROUP] {
    let mut all = *one;
    all.iter_mut().zip(other).for_each(|(all, other)| *all |= other);
    all
}

fn put(planes: &mut [Plane], lane: usize, words: &[u64]) {
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
    use crate::columns::ChoiceColumns;
    use crate::vocabulary::question::Choice;

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
        let numbers: Vec<u8> = (0..121).map(|at| at % 8).collect();
        let choices = ChoiceColumns::new().with(Choice::Determination, &numbers);
        let columns = Columns { lowest_age: &ages, choices, ..Columns::default() };
        let mut block = Block::new(&columns, RuleSet::coventry());
        block.take(0);
        let bit = |plane: Plane, at: usize| plane.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1);
        for asked in [1, 13, 18, 120] {
            for at in 0..121_usize {
                assert_eq!(bit(block.plane(InputOf::LowestAge(asked)), at), at >= usize::from(asked));
            }
        }
        for at in 0..121_usize {
            for of in 0..3 {
                let plane = block.plane(InputOf::Choice(Choice::Determination, of));
                assert_eq!(bit(plane, at), at >> of & 1 == 1);
            }
        }
    }
}
