//! The rows of a table with many flags, by the flags that wake them.
//!
//! Of many flags few are set for one child. So they are not asked one by one: those that are set wake the
//! rows that need them. A row that needs two flags stands in two layers, and holds where both are
//! woken. One that needs a flag not to be set is put to sleep by it.

use super::decision_table::{Cells, each_bit, keep};
use super::kernel::meet;
use std::ops::Range;

/// Rows woken for their one need, rows woken for another, and rows put to sleep.
type Layers<const W: usize> = [[u64; W]; 3];

/// What wakes the rows of a table, in `W` words, over `F` words of flags.
#[derive(Debug, Clone)]
pub(crate) struct Waking<const F: usize, const W: usize> {
    /// Before any flag is set: rows that need nothing are awake.
    before: Layers<W>,
    /// The flags that rows ask for, and for each from where to where its calls are.
    asked: [u64; F],
    of_flag: Vec<Range<usize>>,
    calls: Vec<Call>,
    /// The rows that need more than two flags; and in order, what each of them needs.
    more: [u64; W],
    needs: Vec<(usize, [u64; F])>,
}

/// What a flag adds to a word of the layers.
#[derive(Debug, Clone, Copy)]
struct Call {
    at: usize,
    rows: u64,
}

impl<const F: usize, const W: usize> Waking<F, W> {
    /// For rows in the order of the table.
    pub(crate) fn new(rows: &[Cells]) -> Self {
        let mut waking = Self {
            before: [[0; W]; 3],
            asked: [0; F],
            of_flag: Vec::new(),
            calls: Vec::new(),
            more: [0; W],
            needs: Vec::new(),
        };
        let last = rows.iter().flat_map(|cells| &cells.flags).map(|(flag, _)| flag + 1).max();
        let mut adds = vec![[[0; W]; 3]; last.unwrap_or(0)];
        for (row, cells) in rows.iter().enumerate() {
            let mut needs = cells.flags.iter().filter(|(_, set)| *set).map(|(flag, _)| *flag);
            for layer in [0, 1] {
                let layers = match needs.next() {
                    Some(flag) => adds.get_mut(flag),
                    None => Some(&mut waking.before),
                };
                let layer = layers.and_then(|layers| layers.get_mut(layer));
                layer.into_iter().for_each(|layer| set(layer, row));
            }
            if needs.next().is_some() {
                set(&mut waking.more, row);
                let mut all = [0; F];
                let needs = cells.flags.iter().filter(|(_, set)| *set);
                needs.for_each(|(flag, _)| set(&mut all, *flag));
                waking.needs.push((row, all));
            }
            for (flag, is_set) in &cells.flags {
                set(&mut waking.asked, *flag);
                if let (false, Some([.., asleep])) = (is_set, adds.get_mut(*flag)) {
                    set(asleep, row);
                }
            }
        }
        for layers in &adds {
            let from = waking.calls.len();
            let words = layers.as_flattened().iter().enumerate().filter(|(_, rows)| **rows != 0);
            waking.calls.extend(words.map(|(at, rows)| Call { at, rows: *rows }));
            waking.of_flag.push(from..waking.calls.len());
        }
        waking
    }

    /// Keeps the rows to which these flags give what they need.
    pub(crate) fn keep_awake(&self, rows: &mut [u64; W], flags: &[u64; F]) {
        let mut layers = self.before;
        let words = layers.as_flattened_mut();
        each_bit(both(flags, &self.asked), |flag| {
            let calls = self.of_flag.get(flag).and_then(|calls| self.calls.get(calls.clone()));
            for call in calls.unwrap_or_default() {
                if let Some(word) = words.get_mut(call.at) {
                    *word |= call.rows;
                }
            }
        });
        let [one, other, asleep] = &layers;
        keep(rows, one);
        keep(rows, other);
        keep(rows, &asleep.map(|rows| !rows));
        if !meet(rows, &self.more) {
            return;
        }
        let mut lacking = [0; W];
        each_bit(both(rows, &self.more), |row| {
            let needs = self.needs.binary_search_by_key(&row, |(of, _)| *of).ok();
            let needs = needs.and_then(|at| self.needs.get(at));
            if needs
                .is_some_and(|(_, needs)| needs.iter().zip(flags).any(|(needs, flags)| needs & !flags != 0))
            {
                set(&mut lacking, row);
            }
        });
        keep(rows, &lacking.map(|rows| !rows));
    }
}

fn both<const N: usize>(one: &[u64; N], other: &[u64; N]) -> [u64; N] {
    let mut both = *one;
    keep(&mut both, other);
    both
}

fn set<const N: usize>(bits: &mut [u64; N], at: usize) {
    if let Some(word) = bits.get_mut(at / 64) {
        *word |= 1 << (at % 64);
    }
}
