//! Whether deadlines were held, by what people say was done.

use super::place::Place;
use super::said::Said;
use super::spread::Spread;
use chrono::NaiveDate;
use cse_screening::{Outcome, Request, Standing, StepDone};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

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
    /// It cannot be told of which screening something is said.
    Untold,
}

impl How {
    pub(crate) const ALL: [Self; 6] =
        [Self::Held, Self::Late, Self::Missed, Self::NotDone, Self::Open, Self::Untold];

    pub(crate) const fn in_words(self) -> &'static str {
        match self {
            Self::Held => "Held: said to be done in time",
            Self::Late => "Missed: said to be done later",
            Self::Missed => "Missed: over, and nobody says that it was done",
            Self::NotDone => "Not done: somebody says why",
            Self::Open => "Open",
            Self::Untold => "Cannot be told: the reference stands for several screenings",
        }
    }
}

/// By step: how many deadlines with a day stand so.
pub(crate) struct Kept {
    said: Said,
    as_of: NaiveDate,
    by_step: BTreeMap<String, BTreeMap<How, Spread>>,
    /// The first screening of each reference of which something is said: it counts as long as it is the only one.
    first_of: HashMap<String, Vec<(String, How, Place)>>,
}

impl Kept {
    pub(crate) fn new(said: Said, as_of: NaiveDate) -> Self {
        Self { said, as_of, by_step: BTreeMap::new(), first_of: HashMap::new() }
    }

    pub(crate) fn add(&mut self, request: &Request, outcome: &Outcome<'_>, place: Place) {
        let dated = outcome.steps().filter_map(|step| Some((step.id(), step.due()?.by()?)));
        let dated: Vec<_> = dated.collect();
        let reference = request.reference().map(|reference| reference.trim().to_owned());
        let is_said = !self.said.of(reference.as_deref()).is_empty();
        let mut stand = self.stand(request, outcome, &dated);
        if let Some(reference) = reference.filter(|_| is_said) {
            match self.first_of.entry(reference) {
                Entry::Vacant(free) => drop(free.insert(counted(&stand, place))),
                Entry::Occupied(mut first) => {
                    for (step, how, place) in std::mem::take(first.get_mut()) {
                        let by = self.by_step.entry(step).or_default();
                        by.entry(how).or_default().take(place);
                        by.entry(How::Untold).or_default().add(place);
                    }
                    stand.iter_mut().for_each(|(_, how)| *how = How::Untold);
                }
            }
        }
        for (step, how) in stand {
            self.by_step.entry(step.to_owned()).or_default().entry(how).or_default().add(place);
        }
    }

    /// How each deadline of a screening stands.
    fn stand<'s>(
        &self,
        request: &Request,
        outcome: &Outcome<'_>,
        dated: &[(&'s str, NaiveDate)],
    ) -> Vec<(&'s str, How)> {
        if dated.is_empty() {
            return Vec::new();
        }
        // What was done before the referral was done for another.
        let from = [request.indicators().referral_day(), request.child().screening_day()]
            .into_iter()
            .flatten()
            .min();
        let said = self.said.of(request.reference()).iter();
        let said: Vec<_> = said.filter(|one| from.is_none_or(|from| one.on >= from)).cloned().collect();
        let record = outcome.to_record();
        let outstanding = record.outstanding(outcome.rules(), &said, self.as_of);
        let how = |(step, by): &(&'s str, NaiveDate)| {
            let Ok(outstanding) = &outstanding else { return (*step, How::Untold) };
            let how = match outstanding.iter().find(|one| one.step.id == *step) {
                Some(one) if one.standing == Standing::Overdue => How::Missed,
                Some(one) if one.standing == Standing::NotDone => How::NotDone,
                Some(_) => How::Open,
                None if first(&said, step, self.as_of).is_some_and(|on| on <= *by) => How::Held,
                None => How::Late,
            };
            (*step, how)
        };
        dated.iter().map(how).collect()
    }

    /// How many references of the file no screening has.
    pub(crate) fn unused(&self) -> usize {
        self.said.references().saturating_sub(self.first_of.len())
    }

    pub(crate) fn of(&self, step: &str, how: How) -> Spread {
        self.by_step.get(step).and_then(|by| by.get(&how)).cloned().unwrap_or_default()
    }
}

fn counted(stand: &[(&str, How)], place: Place) -> Vec<(String, How, Place)> {
    stand.iter().map(|(step, how)| ((*step).to_owned(), *how, place)).collect()
}

/// The first day on which a step is said to be done.
fn first(said: &[StepDone], step: &str, as_of: NaiveDate) -> Option<NaiveDate> {
    let done = said.iter().filter(|one| one.step == step && one.why_not.is_none() && one.on <= as_of);
    done.map(|one| one.on).min()
}
