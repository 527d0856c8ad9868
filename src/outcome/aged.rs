//! What was seen only before the time that a rule asks about, and when that changes.

use crate::compiled::derived::{Asked, sightings};
use crate::outcome::Outcome;
use crate::tables::IndicatorRow;
use crate::vocabulary::category::Category;
use crate::vocabulary::child::Child;
use crate::vocabulary::dates::{Window, day_in_words};
use chrono::NaiveDate;
use std::fmt;

/// An indicator that counts as old: it was last seen before the time that a rule asks about.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Aged<'a> {
    /// The indicator.
    pub indicator: &'a IndicatorRow,
    /// The last day on which it was seen.
    pub last_seen: NaiveDate,
    /// The longest time before which that was, such as `6 months`.
    pub before_the_last: String,
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Aged<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Aged").finish_non_exhaustive()
    }
}

/// A day from which the same answers give less: what was seen has become old by then.
///
/// As JSON it has its fields under their names.
#[derive(Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Fall {
    /// The first such day.
    pub on: NaiveDate,
    /// What they give as long as it counts as new.
    pub from: Option<Category>,
    /// What they give from then on.
    pub to: Option<Category>,
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Fall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fall").finish_non_exhaustive()
    }
}

/// The finding of each indicator that counts as old.
pub(crate) const COUNTED_AS_OLD: &str = "counted-as-old";
/// The finding where everything counts as seen now, because the day of the screening was not given.
pub(crate) const NO_SCREENING_DAY: &str = "screening-day-not-given";

impl<'a> Outcome<'a> {
    /// The indicators that are observed and count as old: some rule asks whether they were seen in the time before
    /// the screening, and they were seen only before that. Each once, in the order of the tables. None in a set
    /// whose rules do not ask.
    pub fn aged(&self) -> impl Iterator<Item = Aged<'a>> + use<'a> {
        let outcome = self.clone();
        let rows = self.rules.tables().indicators.iter();
        rows.filter_map(move |indicator| {
            let seen = outcome.asked_when(indicator)?;
            let last = outcome.child.screening_day();
            let longest = outcome.windows_of(indicator).filter(|window| window.is_past(seen, last));
            let longest = longest.max_by_key(|window| window.days())?;
            let last_seen = *seen.iter().max()?;
            Some(Aged { indicator, last_seen, before_the_last: longest.to_string() })
        })
    }

    /// The first day on which the same answers would give a lower category, because what was seen has become old
    /// by then. The age of the child stays as it is. None where nothing falls.
    #[must_use]
    pub fn falls(&self) -> Option<Fall> {
        let today = self.child.screening_day()?;
        let from = self.category;
        let mut days = self.days_on_which_something_ages().into_iter().filter(|day| *day > today);
        days.find_map(|on| {
            let to = self.category_on(Some(on))?;
            (to < from).then_some(Fall { on, from, to })
        })
    }

    /// Where the category is lower because evidence has aged: since when the same answers give no more, and what they
    /// would give had all of it been seen now. The age of the child stays as it is. None where nothing fell.
    #[must_use]
    pub fn fell(&self) -> Option<Fall> {
        let (today, to) = (self.child.screening_day()?, self.category);
        let days = self.days_on_which_something_ages();
        let past = days.into_iter().filter(|day| *day <= today).collect::<Vec<_>>();
        past.first()?;
        // Without the day of the screening everything counts as seen now.
        let from = self.category_on(None)?;
        let mut lower = past.into_iter().filter(|day| self.category_on(Some(*day)) == Some(to));
        if from > to { lower.next().map(|on| Fall { on, from, to }) } else { None }
    }

    /// The days on which something that was seen passes a time that a rule asks about, the first first.
    fn days_on_which_something_ages(&self) -> Vec<NaiveDate> {
        let rows = self.rules.tables().indicators.iter();
        let seen = rows.filter_map(|row| Some((row, *self.asked_when(row)?.iter().max()?)));
        let days = seen
            .flat_map(|(row, last)| self.windows_of(row).filter_map(move |window| window.passes_on(last)));
        let mut days: Vec<_> = days.collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// What the same answers give at the same age on another day of the screening.
    fn category_on(&self, day: Option<NaiveDate>) -> Option<Option<Category>> {
        let (lowest, highest) = self.child.age_range();
        let mut child = self.child.clone().with_age_of(&Child::aged_between(lowest, highest).ok()?);
        child.screened_on = day;
        Some(self.rules.category(&child, self.indicators))
    }

    /// Whether something counts as seen now only because the day of the screening was not given.
    pub(crate) fn lacks_screening_day(&self) -> bool {
        let rows = &self.rules.tables().indicators;
        self.child.screening_day().is_none()
            && rows.iter().any(|row| self.asked_when(row).is_some_and(|seen| !seen.is_empty()))
    }

    /// What the dates make of the answers, in words, each with the id of its finding: `counted-as-old` for each of
    /// [`Outcome::aged`], and `screening-day-not-given`. A record has them with its findings.
    #[must_use]
    pub fn findings_of_dates(&self) -> Vec<(&'static str, String)> {
        if self.rules.layout.derived.is_empty() {
            return Vec::new();
        }
        let old = |Aged { indicator, last_seen, before_the_last }: Aged<'_>| {
            let label = &indicator.label;
            let last_seen = day_in_words(last_seen);
            let message = format!(
                "“{label}” was last seen on {last_seen}, more than {before_the_last} before the screening, and counts as old"
            );
            (COUNTED_AS_OLD, message)
        };
        let no_day = self.lacks_screening_day().then(|| {
            let message = "the day of the screening is not given, so all that was seen counts as seen now";
            (NO_SCREENING_DAY, message.to_owned())
        });
        self.aged().map(old).chain(no_day).collect()
    }

    /// Of an indicator that is observed, and of which rules ask when: the days on which it was seen.
    fn asked_when(&self, row: &IndicatorRow) -> Option<&'a [NaiveDate]> {
        self.windows_of(row).next()?;
        let answer = self.indicators.answer_to_code(&row.code)?;
        answer.protects().then(|| sightings(&row.code, self.indicators))
    }

    /// The times before the screening that rules ask about for an indicator.
    fn windows_of<'r>(&self, row: &'r IndicatorRow) -> impl Iterator<Item = Window> + use<'a, 'r> {
        self.rules.layout.derived.iter().filter(|one| one.code == row.code).filter_map(|one| {
            match one.asked {
                Asked::Within(window) => Some(window),
                _ => None,
            }
        })
    }
}
