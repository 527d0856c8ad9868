//! Dates that cannot be: a slip of the pen, such as a year of three digits, would move every deadline.

use crate::vocabulary::child::{AgeGiven, Child};
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
}

impl Child {
    pub(crate) const fn date_of_birth(&self) -> Option<NaiveDate> {
        match self.age_given() {
            AgeGiven::Born(day) => Some(day),
            _ => None,
        }
    }
}
