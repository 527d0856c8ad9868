//! Dates that cannot be: a slip of the pen, such as a year of three digits, would move every deadline.

use crate::vocabulary::child::{AgeGiven, Child};
use crate::vocabulary::determination::Determination;
use crate::vocabulary::indicator::Indicators;
use chrono::{Datelike, Days, Month, Months, NaiveDate};
use serde::{Serialize, Serializer};
use std::fmt;

/// A time before the screening, in which something was seen or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Window {
    /// So many months.
    Months(u16),
    /// So many times seven days.
    Weeks(u16),
}

impl Window {
    /// The longest, in its unit: a century.
    pub(crate) const MOST: [u16; 2] = [1_200, 5_200];

    /// Its first day, seen from the last. The 31st of a month without one is its last day.
    pub(crate) fn first_day(self, last: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Months(months) => last.checked_sub_months(Months::new(months.into())),
            Self::Weeks(weeks) => last.checked_sub_days(Days::new(7 * u64::from(weeks))),
        }
    }

    /// Whether what was last seen on these days was seen before it. What has no day counts as seen now, and so does
    /// everything where the last day of the time is not known.
    pub(crate) fn is_past(self, seen: &[NaiveDate], last: Option<NaiveDate>) -> bool {
        let first = last.and_then(|last| self.first_day(last));
        first.is_some_and(|first| !seen.is_empty() && seen.iter().all(|day| *day < first))
    }

    /// The first day on which what was seen on this day lies before it.
    pub(crate) fn passes_on(self, seen: NaiveDate) -> Option<NaiveDate> {
        let near = match self {
            Self::Months(months) => seen.checked_add_months(Months::new(months.into())),
            Self::Weeks(weeks) => seen.checked_add_days(Days::new(7 * u64::from(weeks))),
        };
        // The end of a month may come up to three days early.
        near?.iter_days().take(8).find(|day| self.is_past(&[seen], Some(*day)))
    }

    /// The fewest and the most days that it can have.
    pub(crate) const fn days(self) -> (u32, u32) {
        match self {
            Self::Months(months) => (28 * months as u32, 31 * months as u32),
            Self::Weeks(weeks) => (7 * weeks as u32, 7 * weeks as u32),
        }
    }

    /// Whether it can never be longer than another, whatever the day.
    pub(crate) const fn is_within(self, other: Self) -> bool {
        match (self, other) {
            (Self::Months(one), Self::Months(other)) => one <= other,
            _ => self.days().1 <= other.days().0,
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, one) = match self {
            Self::Months(count) => (count, "month"),
            Self::Weeks(count) => (count, "week"),
        };
        write!(f, "{count} {one}{}", if *count == 1 { "" } else { "s" })
    }
}

/// A day as the texts of this crate write it for people. JSON has it as `2026-01-14`.
///
/// ```
/// use cse_screening::{chrono::NaiveDate, day_in_words};
/// let day = NaiveDate::from_ymd_opt(2026, 1, 14).unwrap();
/// assert_eq!(day_in_words(day), "14 January 2026");
/// ```
#[must_use]
pub fn day_in_words(day: NaiveDate) -> String {
    let month = u8::try_from(day.month()).ok().and_then(|month| Month::try_from(month).ok());
    format!("{} {} {}", day.day(), month.map_or("", |month| month.name()), day.year())
}

/// A day as JSON has it: the same as chrono writes, in a small part of the time.
#[derive(Clone, Copy)]
pub(crate) struct Iso(pub(crate) NaiveDate);

impl Serialize for Iso {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (year, month, day) = (self.0.year(), self.0.month(), self.0.day());
        let digits = |number: u32, of: u32| char::from_digit(number / of % 10, 10).unwrap_or_default() as u8;
        match u32::try_from(year) {
            Ok(year) if year <= 9_999 => {
                let [month, day] = [month, day].map(|number| [digits(number, 10), digits(number, 1)]);
                let [thousands, hundreds, tens, ones] = [1_000, 100, 10, 1].map(|of| digits(year, of));
                let text = [thousands, hundreds, tens, ones, b'-', month[0], month[1], b'-', day[0], day[1]];
                serializer.serialize_str(std::str::from_utf8(&text).unwrap_or_default())
            }
            // No request has such a day; what Rust screens may.
            _ => self.0.serialize(serializer),
        }
    }
}

/// A day as a request has it: four digits, two and two, of a day that exists.
pub(crate) fn read(text: &str) -> Option<NaiveDate> {
    let number = |digits: &[u8]| {
        digits
            .iter()
            .try_fold(0, |number, digit| char::from(*digit).to_digit(10).map(|digit| 10 * number + digit))
    };
    match text.as_bytes() {
        [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
            let year = i32::try_from(number(year)?).ok()?;
            NaiveDate::from_ymd_opt(year, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
        }
        _ => None,
    }
}

/// Whether a screening, or a birth before it, can be on this day.
pub(crate) fn is_of_our_time(day: NaiveDate) -> bool {
    (1900..=2199).contains(&day.year())
}

/// Whether one of the dates that were screened cannot be.
#[inline]
pub(crate) fn one_is_impossible(child: &Child, tool: &Indicators) -> bool {
    let other_year = |day: Option<NaiveDate>| day.is_some_and(|day| !is_of_our_time(day));
    let born = child.date_of_birth();
    other_year(tool.referred_on)
        || other_year(child.screened_on)
        || born.is_some_and(|born| {
            other_year(Some(born)) || tool.referred_on.is_some_and(|referred| referred < born)
        })
        || child.has_dated_level() && levels_are_impossible(child)
}

/// Whether the day of the previous category or of the determination cannot be: in another time, before the birth or
/// after the screening.
pub(crate) fn levels_are_impossible(child: &Child) -> bool {
    let days = [child.previous_category_day(), child.determination().map(Determination::on)];
    days.into_iter().flatten().any(|day| {
        !is_of_our_time(day)
            || child.date_of_birth().is_some_and(|born| day < born)
            || child.screened_on.is_some_and(|screened| day > screened)
    })
}

impl Child {
    const fn has_dated_level(&self) -> bool {
        self.previous_category_on.is_some() || self.has_determination()
    }

    pub(crate) const fn date_of_birth(&self) -> Option<NaiveDate> {
        match self.age_given() {
            AgeGiven::Born(day) => Some(day),
            _ => None,
        }
    }
}
