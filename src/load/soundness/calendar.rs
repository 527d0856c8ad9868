//! The calendar names days that there are, each once.

use super::Checker;
use crate::tables::YearlyHoliday;
use crate::tables::fault::Fault;

/// Bank holidays that move with Easter stand at most so many days from it.
const FARTHEST_FROM_EASTER: i64 = 60;

impl Checker<'_> {
    pub(super) fn calendar_is_one(&mut self) {
        let calendar = &self.tables.calendar;
        let mut days: Vec<_> = calendar.one_off.iter().map(|change| change.date).collect();
        days.sort_unstable();
        let twice: Vec<_> = days
            .windows(2)
            .filter_map(|pair| (pair.first() == pair.last()).then(|| pair.first().copied()).flatten())
            .collect();
        for day in twice {
            self.fault("calendar", &day.to_string(), "the day stands twice");
        }
        for (at, holiday) in calendar.yearly.iter().enumerate() {
            let problem = match holiday {
                YearlyHoliday::Fixed(on) => {
                    let every_year = chrono::NaiveDate::from_ymd_opt(2023, on.month, on.day).is_some();
                    (!every_year).then(|| {
                        format!(
                            "found day {} of month {}; allowed: a day that every year has",
                            on.day, on.month
                        )
                    })
                }
                YearlyHoliday::AfterEaster(days) => {
                    let near = -FARTHEST_FROM_EASTER..=FARTHEST_FROM_EASTER;
                    (!near.contains(days)).then(|| {
                        format!("found {days} days after Easter; allowed: {} to {}", near.start(), near.end())
                    })
                }
                YearlyHoliday::FirstMondayOf(month) | YearlyHoliday::LastMondayOf(month) => {
                    (!(1..=12).contains(month)).then(|| format!("found month {month}; allowed: 1 to 12"))
                }
            };
            if let Some(problem) = problem {
                self.faults.push(Fault::new("calendar", "", problem).in_field(format!("yearly[{at}]")));
            }
        }
    }
}
