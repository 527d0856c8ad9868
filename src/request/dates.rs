//! Refuses dates that cannot be.

use crate::request::scalar::Place;
use crate::request::{RequestError, RequestErrorKind};
use crate::vocabulary::child::Child;
use crate::vocabulary::dates::is_of_our_time;
use crate::vocabulary::indicator::Indicators;
use chrono::NaiveDate;

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
