//! Whether deadlines were held, by what people say was done.

use super::place::Place;
use super::said::Said;
use super::spread::Spread;
use chrono::NaiveDate;
use cse_screening::{Outcome, Standing, StepDone};
use std::collections::BTreeMap;

/// How a deadline with a day stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum How {
    Held,
    Late,
    /// It is over, and nobody says that the step was taken.
    Missed,
    /// Somebody says why the step was not taken.
    NotDone,
    Open,
}

impl How {
    pub(crate) const ALL: [Self; 5] = [Self::Held, Self::Late, Self::Missed, Self::NotDone, Self::Open];

    pub(crate) const fn in_words(self) -> &'static str {
        match self {
            Self::Held => "Held: said to be done in time",
            Self::Late => "Missed: said to be done later",
            Self::Missed => "Missed: over, and nobody says that it was done",
            Self::NotDone => "Not done: somebody says why",
            Self::Open => "Open",
        }
    }
}

/// By step: how many deadlines with a day stand so.
pub(crate) struct Kept {
    said: Said,
    as_of: NaiveDate,
    by_step: BTreeMap<String, BTreeMap<How, Spread>>,
}

impl Kept {
    pub(crate) fn new(said: Said, as_of: NaiveDate) -> Self {
        Self { said, as_of, by_step: BTreeMap::new() }
    }

    pub(crate) fn add(&mut self, outcome: &Outcome<'_>, reference: Option<&str>, place: Place) {
        let dated = |by: Option<NaiveDate>| by.is_some();
        if !outcome.steps().any(|step| step.due().is_some_and(|due| dated(due.by()))) {
            return;
        }
        let said = self.said.of(reference);
        let record = outcome.to_record();
        // A record of now, under the rules at hand, reproduces.
        let Ok(outstanding) = record.outstanding(outcome.rules(), said, self.as_of) else { return };
        for step in outcome.steps() {
            let Some(by) = step.due().and_then(|due| due.by()) else { continue };
            let how = match outstanding.iter().find(|one| one.step.id == step.id()) {
                Some(one) if one.standing == Standing::Overdue => How::Missed,
                Some(one) if one.standing == Standing::NotDone => How::NotDone,
                Some(_) => How::Open,
                None if first(said, step.id(), self.as_of).is_some_and(|on| on <= by) => How::Held,
                None => How::Late,
            };
            self.by_step.entry(step.id().to_owned()).or_default().entry(how).or_default().add(place);
        }
    }

    pub(crate) fn of(&self, step: &str, how: How) -> Spread {
        self.by_step.get(step).and_then(|by| by.get(&how)).cloned().unwrap_or_default()
    }
}

/// The first day on which a step is said to be done.
fn first(said: &[StepDone], step: &str, as_of: NaiveDate) -> Option<NaiveDate> {
    let done = said.iter().filter(|one| one.step == step && one.why_not.is_none() && one.on <= as_of);
    done.map(|one| one.on).min()
}
