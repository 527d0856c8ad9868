//! What rules ask of their own, beside the indicators with a type: a few words for each request.

use crate::compiled::RuleSet;
use crate::vocabulary::child::Answer;
use crate::vocabulary::indicator::{OWN_FROM, OwnCodes, Place, Places};
use std::ops::Range;
use std::sync::Arc;

/// For 64 places, those answered no, not known, suspected and yes.
pub(super) type Word = [u64; 4];

/// The answers to the indicators and questions that rules have of their own, and what follows from numbers and from when
/// something was seen.
///
/// [`ColumnsBuf`](crate::ColumnsBuf) and [`AnswersBuf`](crate::AnswersBuf) make it, for the rules that they were made for. For rules
/// that have nothing of their own, the default will do.
#[derive(Clone, Copy, Default)]
pub struct OwnColumns<'a> {
    codes: Option<&'a Arc<OwnCodes>>,
    words: &'a [Word],
    /// The places that are not known where they are left out.
    left_out: &'a [u64],
    /// So many words has each request.
    width: usize,
    /// Whether every open answer is taken for a yes.
    raised: bool,
}

impl<'a> OwnColumns<'a> {
    /// Whether these are answers to what these rules ask.
    pub(super) fn is_for(&self, rules: &RuleSet) -> bool {
        match self.codes {
            Some(codes) => are_same(codes, &rules.own_codes),
            None => rules.own_codes.len() == 0,
        }
    }

    /// How many requests there are: of rules without anything of their own, it is not known.
    pub(super) fn len(&self) -> Option<usize> {
        self.words.len().checked_div(self.width)
    }

    pub(super) const fn width(&self) -> usize {
        self.width
    }

    pub(super) const fn raised(self) -> Self {
        Self { raised: true, ..self }
    }

    /// Some of the requests.
    pub(super) fn part(self, range: &Range<usize>) -> Self {
        let range = range.start * self.width..range.end * self.width;
        Self { words: self.words.get(range).unwrap_or_default(), ..self }
    }

    /// A word of up to 64 requests from one on: the places that are observed, or those that are known.
    pub(super) fn column(self, from: usize, word: usize, known: bool) -> [u64; 64] {
        let mut column = [0; 64];
        if self.width > 0 {
            let rows = self.words.get(from * self.width..).unwrap_or_default().chunks_exact(self.width);
            let left_out = self.left_out.get(word).copied().unwrap_or_default();
            for (to, row) in column.iter_mut().zip(rows) {
                let [no, not_known, suspected, yes] = row.get(word).copied().unwrap_or_default();
                let not_known = not_known | left_out & !(no | suspected | yes);
                *to = match (self.raised, known) {
                    (true, _) => yes | suspected | not_known,
                    (false, true) => yes,
                    (false, false) => yes | suspected,
                };
            }
        }
        column
    }
}

/// The words of a request, of so many each.
pub(super) const fn row(at: usize, width: usize) -> Range<usize> {
    let from = at.saturating_mul(width);
    from..from.saturating_add(width)
}

/// Whether two sets number their own codes alike: those of one set do, and those of two that have none.
pub(super) fn are_same(one: &Arc<OwnCodes>, other: &Arc<OwnCodes>) -> bool {
    Arc::ptr_eq(one, other) || one.len() + other.len() == 0
}

/// Room for such answers.
pub(super) struct OwnBuf {
    pub(super) codes: Arc<OwnCodes>,
    pub(super) width: usize,
    words: Vec<Word>,
    left_out: Vec<u64>,
}

impl OwnBuf {
    pub(super) fn of(rules: &RuleSet) -> Self {
        let codes = Arc::clone(&rules.own_codes);
        let width = if codes.len() == 0 { 0 } else { (OWN_FROM + codes.len()).div_ceil(64) };
        let left_out = rules.layout.derived.not_known().0.into_iter().take(width).collect();
        Self { codes, width, words: Vec::new(), left_out }
    }

    /// Makes room for so many more requests at once.
    pub(super) fn reserve(&mut self, additional: usize) {
        self.words.reserve(additional.saturating_mul(self.width));
    }

    /// Adds a request with the places answered no, not known, suspected and yes. Those with a type stand elsewhere.
    pub(super) fn push(&mut self, answered: [Places; 4]) {
        let typed = (1_u64 << OWN_FROM) - 1;
        for word in 0..self.width {
            let own = answered.map(|set| set.0.get(word).copied().unwrap_or_default());
            self.words.push(if word == 0 { own.map(|set| set & !typed) } else { own });
        }
    }

    /// The words of a request.
    pub(super) fn row(&self, at: usize) -> &[Word] {
        self.words.get(row(at, self.width)).unwrap_or_default()
    }

    /// Where the answer to a place stands, and its bit.
    pub(super) fn at(&mut self, at: usize, place: Place) -> Option<([&mut u64; 4], u64)> {
        let (word, bit) = (place.number() / 64, place.number() % 64);
        let row = self.words.get_mut(row(at, self.width))?;
        Some((row.get_mut(word)?.each_mut(), 1 << bit))
    }

    pub(super) fn columns(&self) -> OwnColumns<'_> {
        OwnColumns {
            codes: Some(&self.codes),
            words: &self.words,
            left_out: &self.left_out,
            width: self.width,
            raised: false,
        }
    }
}

/// Adds an answer to the one that there is, in the order of [`Answer::ALL`]: the most protective stays. Whether they differ.
pub(super) fn add(mut sets: [&mut u64; 4], one: u64, answer: Answer) -> bool {
    let before = sets.iter().zip(Answer::ALL).find(|(set, _)| ***set & one != 0).map(|(_, of)| *of);
    if before < Some(answer) {
        for (set, of) in sets.iter_mut().zip(Answer::ALL) {
            **set = if *of == answer { **set | one } else { **set & !one };
        }
    }
    before.is_some_and(|before| before != answer)
}

/// Says how many requests there are, and nothing of them.
impl std::fmt::Debug for OwnColumns<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OwnColumns").field("len", &self.len().unwrap_or(0)).finish_non_exhaustive()
    }
}
