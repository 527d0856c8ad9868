//! Dates that cannot be: a slip of the pen, such as a year of three digits, would move every deadline.

use crate::vocabulary::child::{AgeGiven, Child};
use crate::vocabulary::determination::Determination;
use crate::vocabulary::indicator::Indicators;
use chrono::{Datelike, NaiveDate};

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
