//! Working days, by the calendar of the rule set: weekends and bank holidays left out.

use crate::tables::{Calendar, DayOfYear, YearlyHoliday};
use chrono::{Datelike, Days, NaiveDate, Weekday};

impl Calendar {
    /// Whether this day is a working day: no Saturday, Sunday or bank holiday.
    #[must_use]
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        !is_weekend(day) && !self.is_bank_holiday(day)
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
        let mut day = start;
        let mut left = working_days;
        let mut looked_at = 0_u32;
        while left > 0 {
            day = day.checked_add_days(Days::new(1))?;
            looked_at += 1;
            if self.is_working_day(day) {
                left -= 1;
            } else if looked_at > 3_650 + 3 * u32::from(working_days) {
                return None;
            }
        }
        Some(day)
    }

    /// Whether this day is a bank holiday, by the yearly rules and the one-off changes.
    #[must_use]
    pub fn is_bank_holiday(&self, day: NaiveDate) -> bool {
        match self.one_off.iter().find(|change| change.date == day) {
            Some(change) => change.holiday,
            None => self.is_yearly_holiday(day),
        }
    }

    fn is_yearly_holiday(&self, day: NaiveDate) -> bool {
        self.yearly.iter().any(|holiday| holiday.falls_on(day)) || self.is_substitute(day)
    }

    /// A fixed holiday on a weekend moves to the next weekday that is free. So a weekday is a
    /// substitute when the unbroken run of weekends, holidays and substitutes before it holds more
    /// fixed holidays on weekends than weekdays taken as substitutes.
    fn is_substitute(&self, day: NaiveDate) -> bool {
        if is_weekend(day) {
            return false;
        }
        let is_fixed = |day: NaiveDate| {
            self.yearly
                .iter()
                .any(|holiday| matches!(holiday, YearlyHoliday::Fixed(_)) && holiday.falls_on(day))
        };
        let is_any = |day: NaiveDate| self.yearly.iter().any(|holiday| holiday.falls_on(day));
        if is_any(day) {
            return false;
        }
        // A week back is far enough: no run of holidays is longer.
        let Some(mut at) = day.checked_sub_days(Days::new(7)) else { return false };
        let mut waiting = 0_u32;
        while at < day {
            if is_weekend(at) {
                waiting += u32::from(is_fixed(at));
            } else if !is_any(at) {
                waiting = waiting.saturating_sub(1);
            }
            let Some(next) = at.succ_opt() else { return false };
            at = next;
        }
        waiting > 0
    }
}

impl YearlyHoliday {
    fn falls_on(&self, day: NaiveDate) -> bool {
        match self {
            Self::Fixed(DayOfYear { month, day: of_month }) => {
                day.month() == *month && day.day() == *of_month
            }
            Self::AfterEaster(days) => easter_sunday(day.year())
                .is_some_and(|easter| day.signed_duration_since(easter).num_days() == *days),
            Self::FirstMondayOf(month) => {
                day.month() == *month && day.weekday() == Weekday::Mon && day.day() <= 7
            }
            Self::LastMondayOf(month) => {
                day.month() == *month
                    && day.weekday() == Weekday::Mon
                    && day.checked_add_days(Days::new(7)).is_none_or(|next| next.month() != *month)
            }
        }
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
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
