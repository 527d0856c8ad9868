//! Fifteen working days after a referral, by the bank holidays of England.

use crate::reading_2::dates;
use crate::support;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use cse_screening::rules::tables::Calendar;
use cse_screening::{Child, Indicator, Indicators, RuleSet};
use serde_json::json;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn the_reckoned_bank_holidays_are_the_published_ones_from_2012_to_2028() {
    let published = dates::bank_holidays();
    let calendar = RuleSet::coventry().calendar();
    let mut compared = 0;
    for date in day(2012, 1, 1).iter_days().take_while(|date| date.year() <= 2028) {
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        assert_eq!(calendar.is_working_day(date), !weekend && !published.contains(&date), "{date}");
        compared += 1;
    }
    assert_eq!(compared, 6_210);
}

#[test]
fn christmas_moves_past_the_weekend_in_each_of_its_shapes() {
    let calendar = RuleSet::coventry().calendar();
    // Christmas on a Friday, a Saturday and a Sunday, in years without a published list.
    for (year, free) in [(2037, [25, 28]), (2032, [27, 28]), (2033, [26, 27])] {
        let closed: Vec<u32> = (25..=31)
            .filter(|d| {
                let date = day(year, 12, *d);
                !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !calendar.is_working_day(date)
            })
            .collect();
        assert_eq!(closed, free, "{year}");
    }
    // New Year's Day on a Saturday and on a Sunday.
    assert!(!calendar.is_working_day(day(2033, 1, 3)));
    assert!(!calendar.is_working_day(day(2034, 1, 2)));
    assert!(calendar.is_working_day(day(2034, 1, 3)));
}

fn mase_due(referred_on: NaiveDate, rules: &RuleSet) -> Option<NaiveDate> {
    let child = Child::aged(14).unwrap();
    let tool = Indicators::new().observed(Indicator::Rape).referred_on(referred_on);
    let outcome = rules.screen(&child, &tool);
    let due = outcome.steps().find(|step| step.id() == "mase-meeting").unwrap().due().unwrap();
    assert_eq!(due.after, 15);
    due.date
}

#[test]
fn the_day_of_the_referral_is_not_counted() {
    let rules = RuleSet::coventry();
    assert_eq!(mase_due(day(2025, 3, 3), rules), Some(day(2025, 3, 24)));
    // On a Saturday and a Sunday, the Monday after is the first day counted.
    assert_eq!(mase_due(day(2025, 3, 1), rules), Some(day(2025, 3, 21)));
    assert_eq!(mase_due(day(2025, 3, 2), rules), Some(day(2025, 3, 21)));
    // Dates end.
    assert_eq!(mase_due(NaiveDate::MAX, rules), None);
}

#[test]
fn the_calendar_of_a_set_takes_the_place_of_the_built_in_one() {
    let closed = support::with_one_off(
        json!([{"date": "2025-03-05", "holiday": true, "why": "the council is closed"}]),
    );
    assert_eq!(mase_due(day(2025, 3, 3), &closed), Some(day(2025, 3, 25)));
    // Good Friday lies in the three weeks after.
    assert_eq!(mase_due(day(2025, 4, 1), RuleSet::coventry()), Some(day(2025, 4, 24)));
    let open = support::with_one_off(json!([{"date": "2025-04-18", "holiday": false, "why": "worked here"}]));
    assert_eq!(mase_due(day(2025, 4, 1), &open), Some(day(2025, 4, 23)));
}

#[test]
fn a_calendar_without_working_days_gives_no_date_and_does_not_hang() {
    let days = day(2024, 1, 1).iter_days().take(366);
    let yearly: Vec<_> = days.map(|day| json!({"fixed": {"month": day.month(), "day": day.day()}})).collect();
    let calendar = json!({"id": "never", "yearly": yearly, "one_off": []});
    let calendar: Calendar = serde_json::from_value(calendar).unwrap();
    assert_eq!(calendar.working_days_after(day(2025, 3, 3), 15), None);
    assert_eq!(calendar.working_days_after(day(2025, 3, 3), 0), Some(day(2025, 3, 3)));
}

/// The same by looking at one day after the other, and at each of them anew: nothing is kept.
mod plain {
    use chrono::{Datelike, Days, NaiveDate, TimeDelta, Weekday};
    use cse_screening::rules::tables::{Calendar, YearlyHoliday};

    pub fn is_working_day(calendar: &Calendar, day: NaiveDate) -> bool {
        let holiday = match calendar.one_off.iter().find(|change| change.date == day) {
            Some(change) => change.holiday,
            None => is_yearly(calendar, day) || is_substitute(calendar, day),
        };
        !is_weekend(day) && !holiday
    }

    pub fn working_days_after(calendar: &Calendar, start: NaiveDate, count: u16) -> Option<NaiveDate> {
        let (mut day, mut left, mut looked_at) = (start, count, 0);
        while left > 0 {
            day = day.succ_opt()?;
            looked_at += 1;
            if is_working_day(calendar, day) {
                left -= 1;
            } else if looked_at > 3_650 + 3 * u32::from(count) {
                return None;
            }
        }
        Some(day)
    }

    fn is_weekend(day: NaiveDate) -> bool {
        matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
    }

    fn is_yearly(calendar: &Calendar, day: NaiveDate) -> bool {
        calendar.yearly.iter().any(|holiday| falls_on(holiday, day))
    }

    /// Of the week before, as many fixed holidays on weekends as no weekday stands in for yet.
    fn is_substitute(calendar: &Calendar, day: NaiveDate) -> bool {
        let is_fixed = |day| {
            let mut fixed =
                calendar.yearly.iter().filter(|holiday| matches!(holiday, YearlyHoliday::Fixed(_)));
            fixed.any(|holiday| falls_on(holiday, day))
        };
        let before = (1..=7).rev().map(|days| day - Days::new(days));
        let waiting = before.fold(0_u32, |waiting, day| match (is_weekend(day), is_fixed(day)) {
            (true, fixed) => waiting + u32::from(fixed),
            (false, _) if is_yearly(calendar, day) => waiting,
            _ => waiting.saturating_sub(1),
        });
        waiting > 0 && !is_weekend(day) && !is_yearly(calendar, day)
    }

    fn falls_on(holiday: &YearlyHoliday, day: NaiveDate) -> bool {
        let monday = day.weekday() == Weekday::Mon;
        match holiday {
            YearlyHoliday::Fixed(fixed) => (day.month(), day.day()) == (fixed.month, fixed.day),
            YearlyHoliday::AfterEaster(days) => day == easter(day.year()) + TimeDelta::days(*days),
            YearlyHoliday::FirstMondayOf(month) => monday && day.month() == *month && day.day() <= 7,
            YearlyHoliday::LastMondayOf(month) => {
                monday && day.month() == *month && (day + Days::new(7)).month() != *month
            }
            other => panic!("another kind of holiday: {other:?}"),
        }
    }

    /// The Sunday after the full moon of the church, by the golden number and the epact.
    fn easter(year: i32) -> NaiveDate {
        let golden = year % 19 + 1;
        let century = year / 100 + 1;
        let epact = (11 * golden + 20 + (8 * century + 5) / 25 - 5 - (3 * century / 4 - 12)).rem_euclid(30);
        let late = epact == 24 || epact == 25 && golden > 11;
        let moon = NaiveDate::from_ymd_opt(year, 3, 21).unwrap()
            + TimeDelta::days(i64::from((23 - epact - i32::from(late)).rem_euclid(30)));
        // The moon of an epact below 24 is in the 30 days from 21 March; the Sunday is after it, and never on it.
        moon + TimeDelta::days(7 - i64::from(moon.weekday().num_days_from_sunday()))
    }
}

/// Each day of the years of which more is asked, and one in eleven of the others.
fn days_to_try() -> impl Iterator<Item = NaiveDate> {
    let days = day(1900, 1, 1).iter_days().take_while(|date| date.year() < 2200);
    days.enumerate()
        .filter(|(at, date)| (2010..2040).contains(&date.year()) || at % 11 == 0)
        .map(|(_, date)| date)
}

#[test]
fn what_is_kept_of_a_year_says_what_a_look_at_each_day_says() {
    let rules = RuleSet::coventry();
    let mut tried = 0;
    for date in days_to_try() {
        let wanted = plain::working_days_after(rules.calendar(), date, 15);
        assert!(wanted.is_some());
        assert_eq!(mase_due(date, rules), wanted, "15 working days after {date}");
        tried += 1;
    }
    assert_eq!(tried, 19_923);
}

#[test]
fn any_calendar_says_what_a_look_at_each_day_says() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut below = |bound: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % bound
    };
    let (mut moved, mut worked) = (0, 0);
    for _ in 0..60 {
        let yearly: Vec<_> = (0..below(12))
            .map(|_| match below(6) {
                0 => json!({"after_easter": below(900) as i64 - 450}),
                1 => json!({"first_monday_of": below(14)}),
                2 => json!({"last_monday_of": below(14)}),
                // Mostly about the turn of the year.
                3 => json!({"fixed": {"month": below(14), "day": below(33)}}),
                4 => json!({"fixed": {"month": 12, "day": 24 + below(8)}}),
                _ => json!({"fixed": {"month": 1, "day": 1 + below(8)}}),
            })
            .collect();
        let one_off: Vec<_> = (0..below(12))
            .map(|_| {
                let date = day(2024, 12, 20) + Days::new(below(20));
                json!({"date": date, "holiday": below(2) == 0, "why": "so it was"})
            })
            .collect();
        let calendar = json!({"id": "any", "yearly": yearly, "one_off": one_off});
        let calendar: Calendar = serde_json::from_value(calendar).unwrap();
        for _ in 0..40 {
            let date = day(2023, 12, 20) + Days::new(below(400));
            let count = u16::try_from(below(70)).unwrap();
            let wanted = plain::working_days_after(&calendar, date, count);
            assert_eq!(
                calendar.working_days_after(date, count),
                wanted,
                "{count} after {date}: {calendar:?}"
            );
            let working = plain::is_working_day(&calendar, date);
            assert_eq!(calendar.is_working_day(date), working, "{date}: {calendar:?}");
            let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
            moved += u32::from(!weekend && !working);
            worked += u32::from(working);
        }
    }
    // Both are met.
    assert!(moved > 20 && worked > 500, "{moved} {worked}");
}
