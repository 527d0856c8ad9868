//! What is counted of each outcome. It grows with the rules and with the days of deadlines, and not with the
//! number of requests.

use crate::deadlines::Deadlines;
use cse_screening::{Answer, Category, Outcome, Request, RuleSet, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// How often each code came.
pub(crate) type Counts = BTreeMap<String, u64>;

/// Where an outcome stands: the parts of all outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Place {
    /// In a category.
    In(Category),
    /// Of an age at which one is given, and in none.
    NoCategory,
    /// Of an age at which none is given.
    Adult,
}

impl Place {
    /// The highest first.
    pub(crate) const ALL: [Self; 5] = [
        Self::In(Category::Three),
        Self::In(Category::Two),
        Self::In(Category::One),
        Self::NoCategory,
        Self::Adult,
    ];

    pub(crate) fn new(scope: Scope, category: Option<Category>) -> Self {
        match category {
            Some(category) => Self::In(category),
            None if scope == Scope::Adult => Self::Adult,
            None => Self::NoCategory,
        }
    }
}

/// Everything that is counted.
pub(crate) struct Tally<'r> {
    rules: &'r RuleSet,
    pub(crate) requests: u64,
    pub(crate) places: BTreeMap<Place, u64>,
    /// Rules that gave the category, by id.
    pub(crate) decisive: Counts,
    /// Indicators observed: answered yes or suspected.
    pub(crate) observed: Counts,
    /// Questions left open whose answer could raise the category.
    pub(crate) gaps: Counts,
    /// Outcomes with at least one of those.
    pub(crate) with_gaps: u64,
    /// Readings that a decisive rule rests on.
    pub(crate) readings: Counts,
    /// Outcomes with at least one of those.
    pub(crate) with_readings: u64,
    pub(crate) deadlines: Deadlines,
}

impl<'r> Tally<'r> {
    pub(crate) fn new(rules: &'r RuleSet, deadlines: Deadlines) -> Self {
        Self {
            rules,
            requests: 0,
            places: BTreeMap::new(),
            decisive: Counts::new(),
            observed: Counts::new(),
            gaps: Counts::new(),
            with_gaps: 0,
            readings: Counts::new(),
            with_readings: 0,
            deadlines,
        }
    }

    pub(crate) fn add(&mut self, request: &Request, outcome: &Outcome<'_>) {
        self.requests += 1;
        *self.places.entry(Place::new(outcome.scope(), outcome.category())).or_default() += 1;
        self.add_reasons(outcome);
        self.add_answers(request);
        let mut gaps = 0_u64;
        for gap in outcome.gaps() {
            add(&mut self.gaps, gap.question.code());
            gaps += 1;
        }
        self.with_gaps += u64::from(gaps > 0);
        self.deadlines.add(outcome, request.reference());
    }

    fn add_reasons(&mut self, outcome: &Outcome<'_>) {
        let mut readings = BTreeSet::new();
        for reason in outcome.reasons().filter(|reason| reason.decisive()) {
            add(&mut self.decisive, reason.rule());
            readings.extend(reason.reading().map(|reading| &*reading.id));
        }
        self.with_readings += u64::from(!readings.is_empty());
        readings.into_iter().for_each(|reading| add(&mut self.readings, reading));
    }

    fn add_answers(&mut self, request: &Request) {
        for (code, answer) in request.indicators().answers_by_code() {
            let seen = matches!(answer, Answer::Yes | Answer::Suspected);
            if seen && self.rules.indicator_with_code(code).is_some() {
                add(&mut self.observed, code);
            }
        }
    }

    pub(crate) fn place(&self, place: Place) -> u64 {
        self.places.get(&place).copied().unwrap_or_default()
    }
}

pub(crate) fn count_of(counts: &Counts, code: &str) -> u64 {
    counts.get(code).copied().unwrap_or_default()
}

/// A code is copied once, when it first comes.
fn add(counts: &mut Counts, code: &str) {
    match counts.get_mut(code) {
        Some(count) => *count += 1,
        None => {
            counts.insert(code.to_owned(), 1);
        }
    }
}
