//! Fifteen working days after a referral, by the bank holidays of England.

use crate::naive;
use chrono::{Datelike, NaiveDate, Weekday};
use cse_screening::{Child, Indicator, Indicators, RuleSet, WorkingDays, screen};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn the_reckoned_bank_holidays_are_the_published_ones_from_2012_to_2028() {
    let published = naive::bank_holidays();
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

fn mase_due(referred_on: NaiveDate, calendar: Option<&dyn WorkingDays>) -> Option<NaiveDate> {
    let child = Child::aged(14).unwrap();
    let tool = Indicators::new().observed(Indicator::Rape).referred_on(referred_on);
    let outcome = screen(&child, &tool);
    let step = outcome.steps().find(|step| step.id() == "mase-meeting").unwrap();
    let due = match calendar {
        None => step.due(),
        Some(calendar) => step.due_by(calendar),
    };
    assert_eq!(due.unwrap().working_days, 15);
    due.unwrap().date
}

#[test]
fn the_day_of_the_referral_is_not_counted() {
    assert_eq!(mase_due(day(2025, 3, 3), None), Some(day(2025, 3, 24)));
    // On a Saturday and a Sunday, the Monday after is the first day counted.
    assert_eq!(mase_due(day(2025, 3, 1), None), Some(day(2025, 3, 21)));
    assert_eq!(mase_due(day(2025, 3, 2), None), Some(day(2025, 3, 21)));
}

struct NoDayIsWorked;

impl WorkingDays for NoDayIsWorked {
    fn is_working_day(&self, _: NaiveDate) -> bool {
        false
    }
}

struct EveryDayIsWorked;

impl WorkingDays for EveryDayIsWorked {
    fn is_working_day(&self, _: NaiveDate) -> bool {
        true
    }
}

#[test]
fn an_integrators_calendar_takes_the_place_of_the_built_in_one() {
    assert_eq!(mase_due(day(2025, 3, 3), Some(&EveryDayIsWorked)), Some(day(2025, 3, 18)));
    // A calendar without working days, and the end of all dates, give no date and do not hang.
    assert_eq!(mase_due(day(2025, 3, 3), Some(&NoDayIsWorked)), None);
    assert_eq!(mase_due(NaiveDate::MAX, None), None);
}
