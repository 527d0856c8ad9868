//! What is counted of each outcome. It grows with the rules and with the days of deadlines, and not with the
//! number of requests.

use super::deadlines::Deadlines;
use super::place::Place;
use super::spread::Spread;
use cse_screening::{Answer, Outcome, Request, RuleSet};
use std::collections::{BTreeMap, BTreeSet};

/// In how many screenings each code came.
pub(crate) type Counts = BTreeMap<String, Spread>;

/// Everything that is counted.
pub(crate) struct Tally<'r> {
    rules: &'r RuleSet,
    pub(crate) requests: u64,
    pub(crate) places: BTreeMap<Place, u64>,
    /// Rules that gave the category, by id.
    pub(crate) decisive: Counts,
    /// Indicators observed: answered yes or suspected.
    pub(crate) observed: Counts,
    /// Outcomes with at least one of those.
    pub(crate) with_observed: Spread,
    /// Questions left open whose answer could raise the category.
    pub(crate) gaps: Counts,
    /// Outcomes with at least one of those.
    pub(crate) with_gaps: Spread,
    /// Readings that a decisive rule rests on.
    pub(crate) readings: Counts,
    /// Outcomes with at least one of those.
    pub(crate) with_readings: Spread,
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
            with_observed: Spread::default(),
            gaps: Counts::new(),
            with_gaps: Spread::default(),
            readings: Counts::new(),
            with_readings: Spread::default(),
            deadlines,
        }
    }

    pub(crate) fn add(&mut self, request: &Request, outcome: &Outcome<'_>) {
        self.requests += 1;
        // An outcome always says one of the two.
        let Some(place) = Place::of(outcome) else { return };
        *self.places.entry(place).or_default() += 1;
        self.add_reasons(outcome, place);
        self.add_answers(request, place);
        let gaps: BTreeSet<_> = outcome.gaps().map(|gap| gap.question.code()).collect();
        add_all(&mut self.gaps, &mut self.with_gaps, gaps, place);
        self.deadlines.add(request, outcome, place);
    }

    fn add_reasons(&mut self, outcome: &Outcome<'_>, place: Place) {
        let mut readings = BTreeSet::new();
        for reason in outcome.reasons().filter(|reason| reason.decisive()) {
            add(&mut self.decisive, reason.rule(), place);
            readings.extend(reason.reading().map(|reading| &*reading.id));
        }
        add_all(&mut self.readings, &mut self.with_readings, readings, place);
    }

    fn add_answers(&mut self, request: &Request, place: Place) {
        let seen = |answer| matches!(answer, Answer::Yes | Answer::Suspected);
        let answers = request.indicators().answers_by_code().filter(|(_, answer)| seen(*answer));
        let known =
            answers.map(|(code, _)| code).filter(|code| self.rules.indicator_with_code(code).is_some());
        add_all(&mut self.observed, &mut self.with_observed, known.collect(), place);
    }

    pub(crate) fn rules(&self) -> &'r RuleSet {
        self.rules
    }

    /// Those that have a category.
    pub(crate) fn in_a_category(&self) -> Spread {
        let given = self.places.iter().filter(|(place, _)| matches!(place, Place::In(_)));
        Spread::of(given.map(|(place, count)| (*place, *count)))
    }

    pub(crate) fn place(&self, place: Place) -> u64 {
        self.places.get(&place).copied().unwrap_or_default()
    }
}

pub(crate) fn count_of(counts: &Counts, code: &str) -> u64 {
    counts.get(code).map_or(0, Spread::total)
}

fn add_all(counts: &mut Counts, any: &mut Spread, codes: BTreeSet<&str>, place: Place) {
    if !codes.is_empty() {
        any.add(place);
    }
    codes.into_iter().for_each(|code| add(counts, code, place));
}

/// A code is copied once, when it first comes.
fn add(counts: &mut Counts, code: &str, place: Place) {
    match counts.get_mut(code) {
        Some(count) => count.add(place),
        None => counts.entry(code.to_owned()).or_default().add(place),
    }
}
