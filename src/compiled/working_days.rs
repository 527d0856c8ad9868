//! Working days, by the calendar of the rule set: weekends and bank holidays left out.
//!
//! The bank holidays of a year are reckoned all at once, as bits. A rule set keeps them for each year that was asked
//! about, so that a deadline looks up one bit for each day that it counts.

use crate::tables::{Calendar, DayOfYear, YearlyHoliday};
use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use std::sync::OnceLock;

/// The years of dates that a request may have; a deadline may end in a later one.
const FIRST: i32 = 1900;
const YEARS: usize = 301;

impl Calendar {
    /// Whether this day is a working day: no Saturday, Sunday or bank holiday.
    #[must_use]
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        self.working_days(day.year()).has(day.ordinal0())
    }

    /// The day that lies so many working days after `start`, which itself is not counted.
    ///
    /// None when the calendar has hardly a working day in ten years, or when dates end. With 0 working
    /// days it is `start` itself.
    ///
    /// ```
    /// use cse_screening::{RuleSet, chrono::NaiveDate};
    /// let saturday = NaiveDate::from_ymd_opt(2025, 3, 1).unwrap();
    /// let tuesday = NaiveDate::from_ymd_opt(2025, 3, 4).unwrap();
    /// assert_eq!(RuleSet::coventry().calendar().working_days_after(saturday, 2), Some(tuesday));
    /// ```
    #[must_use]
    pub fn working_days_after(&self, start: NaiveDate, working_days: u16) -> Option<NaiveDate> {
        count_on(start, working_days, |year| self.working_days(year))
    }

    /// Whether this day is a bank holiday, by the yearly rules and the one-off changes.
    #[must_use]
    pub fn is_bank_holiday(&self, day: NaiveDate) -> bool {
        self.bank_holidays(&Run::up_to(self, day.year()), day.year()).has(day.ordinal0())
    }

    fn working_days(&self, year: i32) -> DaysOfYear {
        let mut working = DaysOfYear::default();
        let run = Run::up_to(self, year);
        let closed = self.bank_holidays(&run, year);
        for day in 0..LONGEST_YEAR {
            working.set(day, !closed.has(day) && !run.is_weekend(day + BEFORE));
        }
        working
    }

    fn bank_holidays(&self, run: &Run, year: i32) -> DaysOfYear {
        let mut holidays = DaysOfYear::default();
        for day in 0..LONGEST_YEAR {
            let at = day + BEFORE;
            holidays.set(day, run.any.has(at) || run.is_substitute(at));
        }
        // Of two changes of one day, the first stands.
        for change in self.one_off.iter().rev().filter(|change| change.date.year() == year) {
            holidays.set(change.date.ordinal0(), change.holiday);
        }
        holidays
    }
}

/// The working days of a rule set, year by year, each reckoned when it is first asked about.
#[derive(Debug)]
pub(crate) struct WorkingDays(Box<[OnceLock<DaysOfYear>]>);

impl Default for WorkingDays {
    fn default() -> Self {
        Self((0..YEARS).map(|_| OnceLock::new()).collect())
    }
}

impl WorkingDays {
    /// As [`Calendar::working_days_after`], by what is kept.
    pub(crate) fn after(&self, calendar: &Calendar, start: NaiveDate, count: u16) -> Option<NaiveDate> {
        count_on(start, count, |year| {
            let at = usize::try_from(year.wrapping_sub(FIRST)).ok();
            match at.and_then(|at| self.0.get(at)) {
                Some(kept) => *kept.get_or_init(|| calendar.working_days(year)),
                None => calendar.working_days(year),
            }
        })
    }
}

/// The day that lies so many working days after another.
fn count_on(start: NaiveDate, count: u16, days_of: impl Fn(i32) -> DaysOfYear) -> Option<NaiveDate> {
    let longest = 3_650 + 3 * u32::from(count);
    let (mut left, mut looked_at) = (count, 0);
    let (mut year, mut day) = (start.year(), start.ordinal0());
    let (mut working, mut length) = (days_of(year), length(year)?);
    while left > 0 {
        day += 1;
        looked_at += 1;
        if day == length {
            (year, day) = (year + 1, 0);
            (working, length) = (days_of(year), self::length(year)?);
        }
        if working.has(day) {
            left -= 1;
        } else if looked_at > longest {
            return None;
        }
    }
    NaiveDate::from_yo_opt(year, day + 1)
}

/// How many days a year has; none where dates have ended.
fn length(year: i32) -> Option<u32> {
    NaiveDate::from_ymd_opt(year, 12, 31).map(|last| last.ordinal())
}

const LONGEST_YEAR: u32 = 366;
/// A week before a year is looked at with it: no run of holidays is longer.
const BEFORE: u32 = 7;

/// A bit for each day, from the first of January or from a week before it.
#[derive(Debug, Clone, Copy, Default)]
struct DaysOfYear([u64; 6]);

impl DaysOfYear {
    fn has(&self, day: u32) -> bool {
        self.0.get(day as usize / 64).is_some_and(|word| word >> (day % 64) & 1 == 1)
    }

    fn set(&mut self, day: u32, to: bool) {
        if let Some(word) = self.0.get_mut(day as usize / 64) {
            *word = *word & !(1 << (day % 64)) | u64::from(to) << (day % 64);
        }
    }
}

/// The yearly holidays of a year and of the week before it, as they fall.
struct Run {
    any: DaysOfYear,
    /// Those with a day of the month, which move where that is on a weekend.
    fixed: DaysOfYear,
    /// The day of the week of the first day, from Monday.
    begins: u32,
}

impl Run {
    fn up_to(calendar: &Calendar, year: i32) -> Self {
        // A year that dates do not reach has no days that anybody asks about.
        let first = NaiveDate::from_yo_opt(year, 1).unwrap_or_default();
        let mut run = Self {
            any: DaysOfYear::default(),
            fixed: DaysOfYear::default(),
            begins: first.weekday().num_days_from_monday(),
        };
        for holiday in &calendar.yearly {
            for year in [year.saturating_sub(1), year] {
                let day = holiday.in_year(year).map(|day| day.signed_duration_since(first).num_days());
                let Some(at) = day.and_then(|day| u32::try_from(day + i64::from(BEFORE)).ok()) else {
                    continue;
                };
                run.any.set(at, true);
                if matches!(holiday, YearlyHoliday::Fixed(_)) {
                    run.fixed.set(at, true);
                }
            }
        }
        run
    }

    fn is_weekend(&self, at: u32) -> bool {
        (self.begins + at) % 7 > 4
    }

    /// A fixed holiday on a weekend moves to the next weekday that is free. So a weekday is a
    /// substitute when the unbroken run of weekends, holidays and substitutes before it holds more
    /// fixed holidays on weekends than weekdays taken as substitutes.
    fn is_substitute(&self, at: u32) -> bool {
        if self.is_weekend(at) || self.any.has(at) {
            return false;
        }
        let mut waiting = 0_u32;
        for before in at.saturating_sub(BEFORE)..at {
            if self.is_weekend(before) {
                waiting += u32::from(self.fixed.has(before));
            } else if !self.any.has(before) {
                waiting = waiting.saturating_sub(1);
            }
        }
        waiting > 0
    }
}

impl YearlyHoliday {
    /// The day on which it falls in a year, if it does.
    fn in_year(&self, year: i32) -> Option<NaiveDate> {
        match self {
            Self::Fixed(DayOfYear { month, day }) => NaiveDate::from_ymd_opt(year, *month, *day),
            Self::AfterEaster(days) => {
                let day = easter_sunday(year)?.checked_add_signed(TimeDelta::try_days(*days)?)?;
                Some(day).filter(|day| day.year() == year)
            }
            Self::FirstMondayOf(month) => NaiveDate::from_weekday_of_month_opt(year, *month, Weekday::Mon, 1),
            Self::LastMondayOf(month) => {
                let monday = |nth| NaiveDate::from_weekday_of_month_opt(year, *month, Weekday::Mon, nth);
                monday(5).or_else(|| monday(4))
            }
        }
    }
}

/// Easter Sunday of the Gregorian calendar, by the anonymous (Meeus, Jones, Butcher) algorithm.
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let (golden, century, of_century) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let moon =
        (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15).rem_euclid(30);
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4).rem_euclid(7);
    let correction = (golden + 11 * moon + 22 * weekday) / 451;
    let count = moon + weekday - 7 * correction + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(count / 31).ok()?, u32::try_from(count % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_it_fell() {
        for (year, month, day) in
            [(1818, 3, 22), (1943, 4, 25), (2000, 4, 23), (2015, 4, 5), (2024, 3, 31), (2038, 4, 25)]
        {
            assert_eq!(easter_sunday(year), NaiveDate::from_ymd_opt(year, month, day), "{year}");
        }
    }
}
