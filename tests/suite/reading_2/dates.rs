//! Ages on a date and working days, counted one by one.

use chrono::{Datelike, NaiveDate, Weekday};
use std::sync::LazyLock;

static BANK_HOLIDAYS: LazyLock<Vec<NaiveDate>> =
    LazyLock::new(|| include_str!("bank-holidays.txt").lines().map(date).collect());

/// The published bank holidays of England and Wales, 2012 to 2028, in order.
pub fn bank_holidays() -> &'static [NaiveDate] {
    &BANK_HOLIDAYS
}

/// A date as it is written in the contract.
pub fn date(written: &str) -> NaiveDate {
    written.parse().unwrap()
}

/// Whole years on a date. Someone born on 29 February waits for 1 March.
pub fn age_on(born: NaiveDate, on: NaiveDate) -> i64 {
    let years = i64::from(on.year() - born.year());
    if (on.month(), on.day()) < (born.month(), born.day()) { years - 1 } else { years }
}

/// The day so many working days after another, that day itself not counted.
pub fn working_days_after(start: NaiveDate, days: i64) -> NaiveDate {
    let mut day = start;
    let mut counted = 0;
    while counted < days {
        day = day.succ_opt().unwrap();
        assert!((2012..=2028).contains(&day.year()), "no bank holidays are published for {day}");
        let weekend = day.weekday() == Weekday::Sat || day.weekday() == Weekday::Sun;
        if !weekend && !bank_holidays().contains(&day) {
            counted += 1;
        }
    }
    day
}
