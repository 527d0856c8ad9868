//! The indicators that a rule set has of its own, and the answers to them.

use crate::numbered::Each;
use crate::vocabulary::child::Answer;
use crate::vocabulary::indicator::Indicator;
use crate::vocabulary::indicator::set::{IndicatorSet, OWN_FROM, Place, Placed, Places, WORDS};
use std::collections::HashMap;
use std::sync::Arc;

/// The codes that a rule set has beside those with a type, and their places.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct OwnCodes {
    codes: Vec<String>,
    places: HashMap<String, Place>,
    /// How many of the codes are those of indicators. The others are those of questions that the set asks of the child.
    signs: usize,
    /// How many places follow that no answer has: what stands there follows from the answers.
    more: usize,
}

impl OwnCodes {
    /// Numbers those of the codes that have no type, in their order: of indicators, and of own questions.
    pub(crate) fn of<'c>(
        codes: impl Iterator<Item = &'c str>,
        questions: impl Iterator<Item = &'c str>,
    ) -> Self {
        let mut own = Self::default();
        codes.for_each(|code| own.add(code));
        own.signs = own.codes.len();
        questions.for_each(|code| own.add(code));
        own
    }

    fn add(&mut self, code: &str) {
        if Indicator::from_code(code).is_none() && !self.places.contains_key(code) {
            self.places.insert(code.to_owned(), Place::of(OWN_FROM + self.codes.len()));
            self.codes.push(code.to_owned());
        }
    }

    /// Whether a place is that of a question, and not of an indicator.
    pub(crate) fn is_question(&self, place: Place) -> bool {
        place.number() >= OWN_FROM + self.signs
    }

    /// The same, with so many places more that have no code.
    pub(crate) fn with_more(self, more: usize) -> Self {
        Self { more, ..self }
    }

    /// The first place behind those with a code.
    pub(crate) fn end(&self) -> usize {
        OWN_FROM + self.codes.len()
    }

    /// How many places there are behind those of the indicators with a type.
    pub(crate) fn len(&self) -> usize {
        self.codes.len() + self.more
    }

    /// The same for every place: those of all indicators with a type, and those of these codes.
    pub(crate) fn each<V: Clone>(&self, value: V) -> Each<Placed, V> {
        Each::alike(OWN_FROM + self.len(), value)
    }

    /// The place of an indicator of either kind.
    pub(crate) fn place(&self, code: &str) -> Option<Place> {
        Indicator::from_code(code).map(Place::from).or_else(|| self.places.get(code).copied())
    }

    /// The code at the place of an indicator without a type.
    pub(crate) fn code(&self, place: Place) -> &str {
        place.number().checked_sub(OWN_FROM).and_then(|at| self.codes.get(at)).map_or("", String::as_str)
    }
}

/// The answers to a rule set's own indicators.
#[derive(Clone)]
pub(crate) struct OwnAnswers {
    pub(crate) codes: Arc<OwnCodes>,
    /// For each 64 places, those answered no, not known, suspected and yes. Side by side, so that the few
    /// words of most sets are one line of the cache.
    words: Box<[[u64; 4]]>,
}

impl OwnAnswers {
    pub(crate) fn none(codes: &Arc<OwnCodes>) -> Self {
        let words = (OWN_FROM + codes.len()).div_ceil(64);
        Self { codes: Arc::clone(codes), words: vec![[0; 4]; words].into() }
    }

    /// Whether they were recorded under the rules that have these codes.
    pub(crate) fn is_under(&self, codes: &Arc<OwnCodes>) -> bool {
        Arc::ptr_eq(&self.codes, codes)
    }

    /// The places answered no, not known, suspected and yes.
    pub(crate) fn sets<const N: usize>(&self) -> [IndicatorSet<N>; 4] {
        let mut sets = [IndicatorSet([0; N]); 4];
        for (at, word) in self.words.iter().enumerate() {
            for (set, word) in sets.iter_mut().zip(word) {
                if let Some(slot) = set.0.get_mut(at) {
                    *slot = *word;
                }
            }
        }
        sets
    }

    /// Every answer, and whether it is to a question.
    pub(crate) fn answers(&self) -> impl Iterator<Item = (&str, Answer, bool)> {
        let is_question = |place: Place| self.codes.is_question(place);
        self.placed().filter_map(move |place| {
            Some((self.codes.code(place), self.answer_at(place)?, is_question(place)))
        })
    }

    /// Those to questions, or those to indicators.
    pub(crate) fn answers_to(&self, questions: bool) -> impl Iterator<Item = (&str, Answer)> {
        let places = self.placed().filter(move |place| self.codes.is_question(*place) == questions);
        places.filter_map(|place| Some((self.codes.code(place), self.answer_at(place)?)))
    }

    fn placed(&self) -> impl Iterator<Item = Place> + use<> {
        self.sets::<WORDS>().into_iter().fold(Places::default(), Places::with).iter()
    }

    pub(crate) fn answer_at(&self, place: Place) -> Option<Answer> {
        let place = place.number();
        let word = self.words.get(place / 64)?;
        let given = word.iter().zip(Answer::ALL).find(|(set, _)| *set >> (place % 64) & 1 == 1);
        given.map(|(_, answer)| *answer)
    }

    pub(crate) fn set(&mut self, place: Place, answer: Answer) {
        let place = place.number();
        let one = 1 << (place % 64);
        let word = self.words.get_mut(place / 64).into_iter().flatten();
        for (set, of) in word.zip(Answer::ALL) {
            *set = if *of == answer { *set | one } else { *set & !one };
        }
    }
}

/// Equal when the same codes have the same answers.
impl PartialEq for OwnAnswers {
    fn eq(&self, other: &Self) -> bool {
        let sorted = |own: &Self| {
            let answers = own.answers().map(|(code, answer, asked)| (code.to_owned(), answer, asked));
            let mut answers: Vec<_> = answers.collect();
            answers.sort_unstable();
            answers
        };
        sorted(self) == sorted(other)
    }
}

impl Eq for OwnAnswers {}
