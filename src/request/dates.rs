//! Dates that cannot be: a slip of the pen, such as a year of three digits, would move every deadline.

use crate::request::scalar::Place;
use crate::request::{RequestError, RequestErrorKind};
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

/// Refuses dates that cannot be.
pub(super) fn check(child: &Child, tool: &Indicators) -> Result<(), RequestError> {
    let days = [
        ("child", "date_of_birth", child.date_of_birth()),
        ("screening", "screened_on", child.screened_on),
        ("screening", "referred_on", tool.referred_on),
    ];
    for (object, field, day) in days {
        if let Some(day) = day.filter(|day| !is_of_our_time(*day)) {
            return Err(other_year(Place::Field(object, field), day));
        }
    }
    match (child.date_of_birth(), tool.referred_on) {
        (Some(born), Some(referred)) if referred < born => Err(RequestError::new(
            RequestErrorKind::BeforeBirth,
            Place::Field("screening", "referred_on"),
            "the day of the referral is before the date of birth",
        )
        .with_found(format!("\"{referred}\""))
        .with_allowed("the day of `child.date_of_birth`, or a later one")),
        _ => Ok(()),
    }
}

pub(super) fn other_year(place: Place<'_>, day: NaiveDate) -> RequestError {
    let what = "a day in a year that cannot be";
    RequestError::new(RequestErrorKind::OutOfRange, place, what)
        .with_found(format!("\"{day}\""))
        .with_allowed("a day of the years 1900 to 2199")
}

impl Child {
    pub(crate) const fn date_of_birth(&self) -> Option<NaiveDate> {
        match self.age_given() {
            AgeGiven::Born(day) => Some(day),
            _ => None,
        }
    }
}
