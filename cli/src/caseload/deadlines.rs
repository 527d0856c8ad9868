//! Steps with a deadline, by day.

use super::kept::Kept;
use super::listed::Listed;
use super::place::Place;
use super::spread::Spread;
use chrono::NaiveDate;
use cse_screening::{Outcome, Request};
use std::collections::BTreeMap;

/// How a deadline stands to the day that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum When {
    /// Before that day.
    Past,
    /// On that day or later; or no day was given.
    Dated,
    /// The day that it counts from is not known.
    Undated,
}

impl When {
    pub(crate) const ALL: [Self; 3] = [Self::Past, Self::Dated, Self::Undated];
}

/// One deadline of one request, by its reference.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Due {
    pub(crate) day: Option<NaiveDate>,
    pub(crate) step: String,
    /// None where the request has no reference.
    pub(crate) reference: Option<String>,
}

/// The deadlines of all outcomes.
pub(crate) struct Deadlines {
    pub(crate) as_of: Option<NaiveDate>,
    /// By step: how many on each day, and without one.
    days: BTreeMap<String, BTreeMap<Option<NaiveDate>, Spread>>,
    /// By reference, where references are shown.
    pub(crate) listed: Option<BTreeMap<When, Listed<Due>>>,
    /// Whether they were held, where a file says what was done.
    pub(crate) kept: Option<Kept>,
}

impl Deadlines {
    pub(crate) fn new(as_of: Option<NaiveDate>, show_references: bool, kept: Option<Kept>) -> Self {
        let listed = show_references.then(BTreeMap::new);
        Self { as_of, days: BTreeMap::new(), listed, kept }
    }

    pub(crate) fn add(&mut self, request: &Request, outcome: &Outcome<'_>, place: Place) {
        if let Some(kept) = &mut self.kept {
            kept.add(request, outcome, place);
        }
        // What comes again is told by the first time that is not past, where that can be said.
        let eve = self.as_of.and_then(|day| day.pred_opt());
        let next = |step: &str| {
            let next = outcome.due_after(eve?).into_iter().find(|due| due.step.id() == step)?;
            Some(next.by)
        };
        for step in outcome.steps() {
            let Some(due) = step.due() else { continue };
            let day = if due.repeats { next(step.id()).or(due.by()) } else { due.by() };
            let days = self.days.entry(step.id().to_owned()).or_default();
            days.entry(day).or_default().add(place);
            let when = self.when(day);
            if let Some(listed) = &mut self.listed {
                let reference = request.reference().map(str::to_owned);
                let row = Due { day, step: step.id().to_owned(), reference };
                listed.entry(when).or_default().add(row);
            }
        }
    }

    /// The steps of which there is a deadline.
    pub(crate) fn steps(&self) -> impl Iterator<Item = &str> {
        self.days.keys().map(String::as_str)
    }

    pub(crate) fn all_of(&self, step: &str) -> Spread {
        let days = self.days.get(step).into_iter().flat_map(BTreeMap::values);
        days.fold(Spread::default(), Spread::with)
    }

    pub(crate) fn sum(&self, step: &str, when: When) -> Spread {
        self.days_of(step, when).map(|(_, spread)| spread).fold(Spread::default(), Spread::with)
    }

    /// The days that stand so to the day that was given.
    pub(crate) fn days_of(
        &self,
        step: &str,
        when: When,
    ) -> impl Iterator<Item = (Option<NaiveDate>, &Spread)> {
        let days = self.days.get(step).into_iter().flatten();
        days.map(|(day, spread)| (*day, spread)).filter(move |(day, _)| self.when(*day) == when)
    }

    pub(crate) fn when(&self, day: Option<NaiveDate>) -> When {
        match (day, self.as_of) {
            (None, _) => When::Undated,
            (Some(day), Some(as_of)) if day < as_of => When::Past,
            (Some(_), _) => When::Dated,
        }
    }
}
