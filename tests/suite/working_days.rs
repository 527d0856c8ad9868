//! Fifteen working days after a referral, by the bank holidays of England.

use crate::reading_2::dates;
use crate::support;
use chrono::{Datelike, NaiveDate, Weekday};
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
