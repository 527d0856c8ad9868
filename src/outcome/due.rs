//! By when a step is due: by the calendar of the rules, from a day that the request says.

use crate::compiled::RuleSet;
use crate::compiled::deadlines::{MOST_IN_A_ROW, Reckoned};
use crate::numbered::Ix;
use crate::outcome::Outcome;
use crate::outcome::pathway::Step;
use crate::tables::{CountedFrom, StepRow, Term};
use crate::vocabulary::DueUnit;
use crate::vocabulary::child::Child;
use crate::vocabulary::dates::one_is_impossible;
use crate::vocabulary::determination::Determination;
use crate::vocabulary::indicator::Indicators;
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// What comes again is reckoned for so many days at most, which are 400 years.
const LONGEST_IN_DAYS: i64 = 146_097;

/// A deadline. Its dates are none where the day that it counts from is not known, or cannot be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Due {
    /// How many there are; of a range, the fewest.
    pub after: u16,
    /// Of what.
    pub unit: DueUnit,
    /// From which day on; that day itself is not counted.
    pub from: CountedFrom,
    /// The last day on which it is in time; of a range, the first.
    #[serde(deserialize_with = "Option::deserialize")]
    pub date: Option<NaiveDate>,
    /// The end of a range.
    #[serde(default, deserialize_with = "until", skip_serializing_if = "Option::is_none")]
    pub until: Option<Until>,
    /// Whether it comes again, as long after each time: these are the days of the first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repeats: bool,
}

/// The end of a range.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Until {
    /// The most that there are, in the unit of the deadline.
    pub after: u16,
    /// The last day on which it is in time.
    #[serde(deserialize_with = "Option::deserialize")]
    pub date: Option<NaiveDate>,
}

/// A range that may be left out, and may not be null.
fn until<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Until>, D::Error> {
    Until::deserialize(deserializer).map(Some)
}

impl Due {
    /// The last day on which it is in time.
    #[must_use]
    pub fn by(&self) -> Option<NaiveDate> {
        match self.until {
            Some(until) => until.date,
            None => self.date,
        }
    }

    /// The same without dates.
    #[must_use]
    pub fn term(&self) -> Term {
        Term {
            after: self.after,
            unit: self.unit,
            from: self.from.clone(),
            until: self.until.map(|until| until.after),
            repeats: self.repeats,
        }
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Due").finish_non_exhaustive()
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Until").finish_non_exhaustive()
    }
}

/// A step, and when it is due next.
#[derive(Clone)]
#[non_exhaustive]
pub struct NextDue<'a> {
    /// The step.
    pub step: Step<'a>,
    /// The first day of a range.
    pub not_before: Option<NaiveDate>,
    /// The last day on which it is in time.
    pub by: NaiveDate,
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for NextDue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NextDue").finish_non_exhaustive()
    }
}

impl<'a> Outcome<'a> {
    /// What is due next after a day, in order of date: of each step that applies, its deadline if that ends later
    /// than this day, and of what comes again, the first time that does. What is due on the day itself is not among
    /// them. Nor is what has no date, because the day that it counts from is not known.
    ///
    /// ```
    /// use cse_screening::{Child, Indicator, Indicators, chrono::NaiveDate, screen};
    /// let day = |day| NaiveDate::from_ymd_opt(2025, 3, day).unwrap();
    /// let child = Child::aged(14)?;
    /// let tool = Indicators::new().observed(Indicator::Rape).referred_on(day(3));
    /// let outcome = screen(&child, &tool);
    /// let next = outcome.due_after(day(23));
    /// assert!(next.iter().any(|due| due.step.id() == "mase-meeting" && due.by == day(24)));
    /// assert!(outcome.due_after(day(24)).iter().all(|due| due.step.id() != "mase-meeting"));
    /// # Ok::<(), cse_screening::AgeError>(())
    /// ```
    #[must_use]
    pub fn due_after(&self, day: NaiveDate) -> Vec<NextDue<'a>> {
        let mut all: Vec<_> = self.steps().filter_map(|step| step.next_after(day)).collect();
        all.sort_by_key(|due| due.by);
        all
    }
}

impl<'a> Step<'a> {
    /// The deadline, if it has one, reckoned by the calendar of the rule set.
    #[must_use]
    pub fn due(&self) -> Option<Due> {
        let Term { after, unit, from, until, repeats } = &self.deadline()?.term;
        let days = self.starts().and_then(|start| self.first(start));
        let [first, last] = [days.map(|days| days.first), days.map(|days| days.last)];
        Some(Due {
            after: *after,
            unit: *unit,
            from: from.clone(),
            date: first.filter(is_iso),
            until: until.map(|after| Until { after, date: last.filter(is_iso) }),
            repeats: *repeats,
        })
    }

    fn deadline(&self) -> Option<&'a Reckoned> {
        self.rules.layout.deadlines.get(self.at).as_ref()
    }

    /// The day from which its deadline counts.
    fn starts(&self) -> Option<NaiveDate> {
        let (child, tool) = self.said?;
        // No deadline is reckoned from a date that cannot be, nor beside one: the one that is wrong may be either.
        if one_is_impossible(child, tool) {
            return None;
        }
        counted_from(self.rules, self.at, (child, tool), MOST_IN_A_ROW)
    }

    fn first(&self, start: NaiveDate) -> Option<Window> {
        Window::after(self.rules, &self.deadline()?.term, start)
    }

    /// The first time that ends later than this day.
    pub(crate) fn next_after(self, day: NaiveDate) -> Option<NextDue<'a>> {
        let term = &self.deadline()?.term;
        let start = self.starts()?;
        let mut days = self.first(start)?;
        let mut before = 0_u32;
        while days.last <= day {
            if !term.repeats || day.signed_duration_since(start).num_days() > LONGEST_IN_DAYS {
                return None;
            }
            // Months are counted from the first day: from the 31st, the month after February ends on the 31st again.
            days = if term.unit == DueUnit::Months {
                before += u32::from(term.most());
                let months = |count: u16| add(self.rules, start, before + u32::from(count), term.unit);
                Window { first: months(term.after)?, last: months(term.most())? }
            } else {
                Window::after(self.rules, term, days.last)?
            };
        }
        let Window { first, last } = days;
        let not_before = term.until.map(|_| first);
        (is_iso(&first) && is_iso(&last)).then_some(NextDue { step: self, not_before, by: last })
    }
}

/// The days of a deadline: the same, but of a range.
#[derive(Clone, Copy)]
struct Window {
    first: NaiveDate,
    last: NaiveDate,
}

impl Window {
    fn after(rules: &RuleSet, term: &Term, start: NaiveDate) -> Option<Self> {
        let first = add(rules, start, term.after.into(), term.unit)?;
        let last = match term.until {
            Some(until) => add(rules, start, until.into(), term.unit)?,
            None => first,
        };
        Some(Self { first, last })
    }
}

/// The day from which the deadline of a step counts; where it counts from other steps, over so many of them.
fn counted_from(
    rules: &RuleSet,
    step: Ix<StepRow>,
    said: (&Child, &Indicators),
    in_a_row: usize,
) -> Option<NaiveDate> {
    let (child, tool) = said;
    let Reckoned { term, counted_from: other } = rules.layout.deadlines.get(step).as_ref()?;
    match &term.from {
        CountedFrom::Referral => tool.referred_on,
        CountedFrom::Screening => child.screened_on,
        CountedFrom::Determination => child.determination().map(Determination::on),
        CountedFrom::Step(_) => {
            let other = (*other)?;
            let start = counted_from(rules, other, said, in_a_row.checked_sub(1)?)?;
            let term = &rules.layout.deadlines.get(other).as_ref()?.term;
            Window::after(rules, term, start).map(|days| days.last)
        }
    }
}

fn add(rules: &RuleSet, day: NaiveDate, count: u32, unit: DueUnit) -> Option<NaiveDate> {
    match unit {
        DueUnit::WorkingDays => {
            rules.layout.working_days.after(rules.calendar(), day, count.try_into().ok()?)
        }
        DueUnit::Days => day.checked_add_days(Days::new(count.into())),
        DueUnit::Weeks => day.checked_add_days(Days::new(7 * u64::from(count))),
        DueUnit::Months => day.checked_add_months(Months::new(count)),
    }
}

/// Whether a date can be written in ISO 8601 with four digits, as requests and records have them.
fn is_iso(day: &NaiveDate) -> bool {
    (0..=9999).contains(&day.year())
}
