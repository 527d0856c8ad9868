//! Steps with a deadline, by day.

use crate::listed::Listed;
use crate::tally::Counts;
use chrono::NaiveDate;
use cse_screening::Outcome;
use std::collections::BTreeMap;

/// How a deadline stands to the day that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum When {
    /// Before that day.
    Past,
    /// On that day or later; or no day was given.
    Dated,
    /// The day of the referral is not known.
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
    /// By step: how many on each day.
    pub(crate) days: BTreeMap<String, BTreeMap<NaiveDate, u64>>,
    /// By step: how many without a day.
    pub(crate) undated: Counts,
    /// By reference, where references are shown.
    pub(crate) listed: Option<BTreeMap<When, Listed<Due>>>,
}

impl Deadlines {
    pub(crate) fn new(as_of: Option<NaiveDate>, show_references: bool) -> Self {
        let listed = show_references.then(BTreeMap::new);
        Self { as_of, days: BTreeMap::new(), undated: Counts::new(), listed }
    }

    pub(crate) fn add(&mut self, outcome: &Outcome<'_>, reference: Option<&str>) {
        for step in outcome.steps() {
            let Some(due) = step.due() else { continue };
            match due.date {
                Some(day) => {
                    let days = self.days.entry(step.id().to_owned()).or_default();
                    *days.entry(day).or_default() += 1;
                }
                None => *self.undated.entry(step.id().to_owned()).or_default() += 1,
            }
            let when = self.when(due.date);
            if let Some(listed) = &mut self.listed {
                let reference = reference.map(str::to_owned);
                let row = Due { day: due.date, step: step.id().to_owned(), reference };
                listed.entry(when).or_default().add(row);
            }
        }
    }

    pub(crate) fn when(&self, day: Option<NaiveDate>) -> When {
        match (day, self.as_of) {
            (None, _) => When::Undated,
            (Some(day), Some(as_of)) if day < as_of => When::Past,
            (Some(_), _) => When::Dated,
        }
    }
}
