//! Deadlines of steps, each with those that it counts from.

use crate::numbered::{Each, Ix, Numbered};
use crate::tables::{CountedFrom, StepRow, Tables, Term};
use crate::vocabulary::DueUnit;

/// So many deadlines may count from one another at most, each from the next.
pub(crate) const MOST_IN_A_ROW: usize = 8;

/// The deadline of a step.
#[derive(Debug)]
pub(crate) struct Reckoned {
    pub(crate) term: Term,
    /// The step by whose deadline it counts.
    pub(crate) counted_from: Option<Ix<StepRow>>,
}

/// By row of the steps.
pub(crate) type Deadlines = Each<StepRow, Option<Reckoned>>;

pub(crate) fn deadlines(tables: &Tables) -> Deadlines {
    Each::of(&tables.steps, |_, row| {
        let term = tables.term(row.deadline.as_ref()?)?;
        let counted_from = term.from.step().and_then(|id| tables.steps.position_of(|step| step.id == id));
        Some(Reckoned { term, counted_from })
    })
}

/// What a deadline is counted by: its own length last, before it those of the steps that it counts from, and the day
/// from which the first one counts.
pub(crate) struct Chain<'t> {
    pub(crate) from: &'t CountedFrom,
    pub(crate) terms: Vec<&'t Term>,
}

impl<'t> Chain<'t> {
    /// Where the deadline of each step is looked up by its id.
    pub(crate) fn of(last: &'t Term, deadline_of: impl Fn(&str) -> Option<&'t Term>) -> Self {
        let mut terms = vec![last];
        let mut first = last;
        while let Some(before) = first.from.step().and_then(&deadline_of) {
            // A record may say that deadlines count in a circle.
            if terms.len() > MOST_IN_A_ROW {
                break;
            }
            terms.insert(0, before);
            first = before;
        }
        Self { from: &first.from, terms }
    }

    /// Whether, whatever the day and the calendar, this one begins no later than the other, ends no later, and comes
    /// again if that does.
    pub(crate) fn is_never_later_than(&self, other: &Self) -> bool {
        let (Some(own), Some(others)) = (self.terms.last(), other.terms.last()) else { return false };
        let comes_again = own.repeats || !others.repeats;
        let begins =
            own.until.is_none() || self.ends_no_later(other, own.after, others.until.map(|_| others.after));
        self.from == other.from
            && comes_again
            && begins
            && self.ends_no_later(other, own.most(), Some(others.most()))
    }

    /// Whether `own` units after the steps before it are never later than `others` of the other after those before
    /// that; never where it has none.
    fn ends_no_later(&self, other: &Self, own: u16, others: Option<u16>) -> bool {
        let Some(others) = others else { return false };
        let (own, others) = (self.lengths(own), other.lengths(others));
        let alike = own.len() == others.len()
            && own.iter().zip(&others).all(|((one, unit), (most, same))| unit == same && one <= most);
        let most: Option<u32> = own.iter().map(|(count, unit)| most_days(*count, *unit)).sum();
        let least: u32 = others.iter().map(|(count, unit)| least_days(*count, *unit)).sum();
        alike || most.is_some_and(|most| most <= least)
    }

    /// Each length in its unit, with another for the last.
    fn lengths(&self, last: u16) -> Vec<(u16, DueUnit)> {
        let mut lengths: Vec<_> = self.terms.iter().map(|term| (term.most(), term.unit)).collect();
        if let Some((count, _)) = lengths.last_mut() {
            *count = last;
        }
        lengths
    }
}

/// The most days that so many units may take. Of working days nobody can tell: a calendar may have any holidays.
fn most_days(count: u16, unit: DueUnit) -> Option<u32> {
    let count = u32::from(count);
    match unit {
        DueUnit::WorkingDays => None,
        DueUnit::Days => Some(count),
        DueUnit::Weeks => Some(7 * count),
        // No twelve months have more than 366 days, and no month more than 31.
        DueUnit::Months => Some(count / 12 * 366 + count % 12 * 31),
    }
}

/// The fewest days that so many units may take.
fn least_days(count: u16, unit: DueUnit) -> u32 {
    let count = u32::from(count);
    match unit {
        // Each five of them have a weekend between them and the next.
        DueUnit::WorkingDays => count + 2 * (count.saturating_sub(1) / 5),
        DueUnit::Days => count,
        DueUnit::Weeks => 7 * count,
        // From a day that a shorter month does not have, to the last day of that one: 28 days at least, each.
        DueUnit::Months => 28 * count,
    }
}
