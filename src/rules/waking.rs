//! The rows of a set that is not small, by what wakes them.
//!
//! Of many rows few hold for one child, and most wait for an indicator, a count of indicators, a
//! definition or a rule. So nothing is asked of them one by one: what was answered wakes them. A row
//! that needs two such things stands in two layers, and holds where both are woken; one that needs
//! something not to be is put to sleep by it. One walk through the answers wakes the rows for the
//! answers as given, and for those that are possible.

use super::decision_table::{Cells, each_bit};
use super::terms::{Flag, Test};
use crate::indicator::{IndicatorSet, WORDS};

/// How many layers a table has: rows woken for their one need, rows woken for another, rows put to sleep.
const LAYERS: usize = 3;

/// The words of all layers: those of the first table, then those of the second, which has twice as many, and
/// some that fill up a power of two. Each for the answers as given, and for those that are possible.
pub(crate) type Woken<const N: usize> = [[[u64; 2]; N]; LAYER_WORDS];
pub(crate) const LAYER_WORDS: usize = (3 * LAYERS).next_power_of_two();

/// What wakes the rows of both tables.
#[derive(Debug, Default)]
pub(crate) struct Waking {
    /// The layers before anything is answered: rows that need nothing are awake. As a flat list of words.
    awake: Vec<u64>,
    /// By place of an indicator.
    places: Vec<OfPlace>,
    /// By test that one indicator may not pass by itself, what it wakes when enough have added to it.
    counts: Vec<Span>,
    /// By row of the first table, what it wakes in the second; and those rows, a bit each.
    by_row: Vec<Span>,
    waking_rows: Vec<u64>,
    calls: Vec<Calls>,
    adds: Vec<TowardsTwo>,
    /// The rows of each table that need more than two things, a bit each. They are asked one by one.
    needs_more: [Vec<u64>; 2],
    /// Something found no place in these lists, which their sizes rule out. No row is lost by it: then every
    /// row is always asked.
    is_partial: bool,
}

/// From where to where in a list.
#[derive(Debug, Clone, Copy, Default)]
struct Span(usize, usize);

impl Span {
    fn of<T>(self, list: &[T]) -> &[T] {
        list.get(self.0..self.1).unwrap_or_default()
    }
}

/// What an indicator wakes by itself, and what it adds to counts.
#[derive(Debug, Clone, Copy, Default)]
struct OfPlace {
    calls: Span,
    adds: Span,
}

/// Four words of layers, and the rows in them that are woken: four at a time, so that most indicators take
/// the same way through the program.
#[derive(Debug, Clone, Copy)]
struct Calls {
    /// Whether the indicator must be known, and not merely observed.
    known: bool,
    at: [u16; 4],
    rows: [u64; 4],
}

/// Two of the counts that an indicator adds to. What fills up a pair adds nothing, and is never enough.
type TowardsTwo = [Towards; 2];

#[derive(Debug, Clone, Copy)]
struct Towards {
    known: bool,
    count: u16,
    weight: u16,
    at_least: u16,
}

const NOTHING: Towards = Towards { known: false, count: 0, weight: 0, at_least: u16::MAX };

/// What indicators have added up to in 64 tests, and which of them are passed; as given, and as possible.
#[derive(Debug, Clone, Copy)]
struct Sums {
    passed: [u64; 2],
    sums: [[u16; 2]; 64],
}

impl Sums {
    const NONE: Self = Self { passed: [0; 2], sums: [[0; 2]; 64] };

    fn add(&mut self, add: &Towards, weights: [u16; 2]) {
        let bit = usize::from(add.count % 64);
        let Some(sums) = self.sums.get_mut(bit) else { return };
        for ((sum, passed), weight) in sums.iter_mut().zip(&mut self.passed).zip(weights) {
            *sum = sum.saturating_add(weight);
            *passed |= u64::from(*sum >= add.at_least) << bit;
        }
    }
}

/// For each word of layers, the rows that something wakes.
type Wakes = std::collections::BTreeMap<u16, u64>;

impl Waking {
    /// For rows of a first table with `words` words, and of a second with twice as many. `of_row` is, for
    /// each row of the first, the flag that it sets.
    pub(crate) fn new(
        words: usize,
        [first, second]: [&[Cells]; 2],
        flags: &[Flag],
        of_row: &[Option<usize>],
        weights: &[u32],
    ) -> Self {
        let mut waking = Self { awake: vec![0; words * 3 * LAYERS], ..Self::default() };
        let mut by_flag = vec![Wakes::new(); flags.len()];
        for (table, cells, from, words) in [(0, first, 0, words), (1, second, LAYERS * words, 2 * words)] {
            let mut needs_more = vec![0; words];
            for (row, cells) in cells.iter().enumerate() {
                let at = |layer: usize| from + layer * words + row / 64;
                let bit = 1_u64 << (row % 64);
                // The last one first: tests of a few indicators tend to come after those of many.
                let mut needs = cells.flags.iter().rev().filter(|(_, set)| *set).map(|(flag, _)| *flag);
                for layer in 0..2 {
                    waking.is_partial |= !match needs.next() {
                        Some(flag) => wake(&mut by_flag, flag, at(layer), bit),
                        None => set(&mut waking.awake, at(layer), bit),
                    };
                }
                if needs.next().is_some() {
                    waking.is_partial |= !set(&mut needs_more, row / 64, bit);
                }
                for (flag, _) in cells.flags.iter().filter(|(_, set)| !set) {
                    waking.is_partial |= !wake(&mut by_flag, *flag, at(2), bit);
                }
            }
            if let Some(slot) = waking.needs_more.get_mut(table) {
                *slot = needs_more;
            }
        }
        waking.ask_places(flags, &by_flag, weights);
        waking.waking_rows = vec![0; words];
        for (row, flag) in of_row.iter().enumerate() {
            let wakes = flag.and_then(|flag| by_flag.get(flag));
            let span = wakes.map_or_else(Span::default, |wakes| waking.call([(false, wakes)]));
            if span.0 < span.1 {
                waking.is_partial |= !set(&mut waking.waking_rows, row / 64, 1 << (row % 64));
            }
            waking.by_row.push(span);
        }
        waking.is_partial |= waking.counts.len() > 64 * WORDS;
        waking
    }

    /// For each place, what it wakes and counts for.
    fn ask_places(&mut self, flags: &[Flag], by_flag: &[Wakes], weights: &[u32]) {
        let tests: Vec<(&Test, &Wakes)> = flags
            .iter()
            .zip(by_flag)
            .filter_map(|(flag, wakes)| match flag {
                Flag::Test(test) if !wakes.is_empty() => Some((test, wakes)),
                _ => None,
            })
            .collect();
        let weigh = |test: &Test, place: usize| {
            if test.weighted { weights.get(place).copied().unwrap_or(0) } else { 1 }
        };
        let mut count_of = Vec::new();
        for (test, wakes) in &tests {
            count_of.push(self.counts.len());
            if test.of.iter().any(|place| weigh(test, place) < test.at_least) {
                let calls = self.call([(false, *wakes)]);
                self.counts.push(calls);
            }
        }
        let places = tests.iter().flat_map(|(test, _)| test.of.iter()).max().map_or(0, |last| last + 1);
        for place in 0..places {
            let mut enough = [Wakes::new(), Wakes::new()];
            let mut adds = Vec::new();
            let asking = count_of.iter().zip(&tests).filter(|(_, (test, _))| test.of.has(place));
            for (count, (test, wakes)) in asking {
                let weight = weigh(test, place);
                if weight >= test.at_least {
                    let [observed, known] = &mut enough;
                    let enough = if test.known { known } else { observed };
                    wakes.iter().for_each(|(at, rows)| *enough.entry(*at).or_default() |= rows);
                } else {
                    let short = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
                    adds.push(Towards {
                        known: test.known,
                        count: u16::try_from(*count).unwrap_or(u16::MAX),
                        weight: short(weight),
                        at_least: short(test.at_least),
                    });
                }
            }
            let from = self.adds.len();
            self.adds.extend(adds.chunks(2).map(|two| match two {
                [one, other] => [*one, *other],
                one => [one.first().copied().unwrap_or(NOTHING), NOTHING],
            }));
            let adds = Span(from, self.adds.len());
            let [observed, known] = &enough;
            let calls = self.call([(false, observed), (true, known)]);
            self.places.push(OfPlace { calls, adds });
        }
    }

    fn call<const K: usize>(&mut self, wakes: [(bool, &Wakes); K]) -> Span {
        let from = self.calls.len();
        for (known, wakes) in wakes {
            let all: Vec<_> = wakes.iter().collect();
            for four in all.chunks(4) {
                let mut calls = Calls { known, at: [0; 4], rows: [0; 4] };
                let slots = calls.at.iter_mut().zip(&mut calls.rows);
                for ((at, rows), (to_at, to_rows)) in four.iter().zip(slots) {
                    (*to_at, *to_rows) = (**at, **rows);
                }
                self.calls.push(calls);
            }
        }
        Span(from, self.calls.len())
    }

    /// Wakes the layers for the answers as given, and for those where all of `possible` is known. Whatever
    /// is observed must be in `possible`.
    pub(crate) fn wake<const N: usize>(
        &self,
        observed: &IndicatorSet<N>,
        known: &IndicatorSet<N>,
        possible: &IndicatorSet<N>,
        woken: &mut Woken<N>,
    ) {
        // Room for as many sums as are needed, and not for as many as there could be.
        match self.counts.len() {
            0..=64 => self.wake_with(observed, known, possible, woken, &mut [Sums::NONE; 1]),
            65..=192 => self.wake_with(observed, known, possible, woken, &mut [Sums::NONE; 3]),
            193..=384 => self.wake_with(observed, known, possible, woken, &mut [Sums::NONE; 6]),
            _ => self.wake_with(observed, known, possible, woken, &mut [Sums::NONE; WORDS]),
        }
    }

    fn wake_with<const N: usize, const C: usize>(
        &self,
        observed: &IndicatorSet<N>,
        known: &IndicatorSet<N>,
        possible: &IndicatorSet<N>,
        woken: &mut Woken<N>,
        sums: &mut [Sums; C],
    ) {
        woken.as_flattened_mut().iter_mut().zip(&self.awake).for_each(|(to, from)| *to = [*from; 2]);
        for place in possible.iter() {
            let Some(asking) = self.places.get(place) else { continue };
            let given = [observed, known].map(|set| u64::from(set.has(place)).wrapping_neg());
            let given = |needs_known| if needs_known { given[1] } else { given[0] };
            for calls in asking.calls.of(&self.calls) {
                apply(calls, given(calls.known), woken);
            }
            for add in asking.adds.of(&self.adds).iter().flatten() {
                let weight = if given(add.known) == 0 { 0 } else { add.weight };
                if let Some(sums) = sums.get_mut(usize::from(add.count / 64)) {
                    sums.add(add, [weight, add.weight]);
                }
            }
        }
        for (word, Sums { passed: [as_given, as_possible], .. }) in sums.iter().enumerate() {
            // More is passed by more answers.
            each_bit(&[*as_possible], |count| {
                let given = (as_given >> count & 1).wrapping_neg();
                let calls = self.counts.get(64 * word + count).map_or(&[][..], |span| span.of(&self.calls));
                calls.iter().for_each(|calls| apply(calls, given, woken));
            });
        }
    }

    /// Wakes the rows of the second table that wait for these rows of the first.
    pub(crate) fn wake_by_rows<const N: usize>(&self, rows: &[u64; N], woken: &mut Woken<N>) {
        let mut waking = *rows;
        waking.iter_mut().zip(&self.waking_rows).for_each(|(rows, waking)| *rows &= waking);
        each_bit(&waking, |row| {
            let calls = self.by_row.get(row).map_or(&[][..], |span| span.of(&self.calls));
            calls.iter().for_each(|calls| apply(calls, u64::MAX, woken));
        });
    }

    /// The rows of the first or the second table that are awake in each layer they stand in: for the answers
    /// as given, or for those that are possible. None when one of them needs more than that.
    pub(crate) fn awake<const N: usize, const W: usize>(
        &self,
        woken: &Woken<N>,
        table: usize,
        answers: AnswersAre,
    ) -> Option<[u64; W]> {
        let layers = woken.as_flattened().get(table * LAYERS * N..).unwrap_or_default();
        let mut layers = layers.chunks_exact(W);
        let (one, other, asleep) = (layers.next()?, layers.next()?, layers.next()?);
        let mut rows = [0; W];
        for (((rows, one), other), asleep) in rows.iter_mut().zip(one).zip(other).zip(asleep) {
            let of = |layer: &[u64; 2]| match answers {
                AnswersAre::Given => layer[0],
                AnswersAre::Possible => layer[1],
            };
            *rows = of(one) & of(other) & !of(asleep);
        }
        let needs_more = self.needs_more.get(table)?.iter().zip(&rows);
        let more = needs_more.fold(0, |all, (more, rows)| all | more & rows) != 0;
        (!more && !self.is_partial).then_some(rows)
    }
}

/// Which of the two are meant that are woken side by side.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AnswersAre {
    Given,
    Possible,
}

fn apply<const N: usize>(calls: &Calls, given: u64, woken: &mut Woken<N>) {
    let words = woken.as_flattened_mut();
    for (at, rows) in calls.at.iter().zip(calls.rows) {
        // Always in bounds; so the compiler sees it.
        let at = usize::from(*at) % (LAYER_WORDS * N);
        if let Some([as_given, as_possible]) = words.get_mut(at) {
            *as_given |= rows & given;
            *as_possible |= rows;
        }
    }
}

/// Lets a flag wake rows. Whether there is such a flag and such a word.
fn wake(by_flag: &mut [Wakes], flag: usize, at: usize, rows: u64) -> bool {
    let (Some(wakes), Ok(at)) = (by_flag.get_mut(flag), u16::try_from(at)) else { return false };
    *wakes.entry(at).or_default() |= rows;
    true
}

/// Sets bits. Whether there is such a word.
fn set(words: &mut [u64], at: usize, bits: u64) -> bool {
    let word = words.get_mut(at);
    word.map(|word| *word |= bits).is_some()
}
