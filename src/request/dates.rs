//! Refuses dates that cannot be.

use crate::request::scalar::Place;
use crate::request::{RequestError, RequestErrorKind};
use crate::vocabulary::child::Child;
use crate::vocabulary::dates::is_of_our_time;
use crate::vocabulary::determination::Determination;
use crate::vocabulary::evidence::{Evidence, Sightings, Views};
use crate::vocabulary::indicator::Indicators;
use chrono::NaiveDate;

/// Where a day stands, and what it is held against.
struct Dated<'a> {
    place: Place<'a>,
    day: NaiveDate,
    /// Whether the screening knew of it, so that it cannot be later.
    known_when_screened: bool,
}

/// Refuses dates that cannot be.
pub(super) fn check(child: &Child, tool: &Indicators) -> Result<(), RequestError> {
    let born = child.date_of_birth();
    let screened = child.screened_on;
    let at = |object, field, day: Option<NaiveDate>, known_when_screened| {
        day.map(|day| Dated { place: Place::Field(object, field), day, known_when_screened })
    };
    let days = [
        // That the birth is not after the screening is found out with the age.
        at("child", "date_of_birth", born, false),
        at("child", "previous_category_on", child.previous_category_on, true),
        at("child.determination", "on", child.determination().map(Determination::on), true),
        at("screening", "screened_on", screened, false),
        at("screening", "referred_on", tool.referred_on, false),
        at("screening.views", "seen_alone_on", tool.views_given().and_then(Views::day_seen_alone), true),
    ];
    for dated in days.into_iter().flatten() {
        dated.check(born, screened)?;
    }
    for (fact, evidence) in &child.evidence {
        check_evidence(Place::Field("child", fact.code()), evidence, born, screened)?;
    }
    for (code, evidence) in tool.beside.iter().flat_map(|beside| &beside.evidence) {
        let of_child = tool.answers_to_questions().any(|(question, _)| question == code);
        let object = if of_child { "child" } else { "screening.indicators" };
        check_evidence(Place::Key(object, code), evidence, born, screened)?;
    }
    check_level(child)
}

fn check_evidence(
    place: Place<'_>,
    evidence: &Evidence,
    born: Option<NaiveDate>,
    screened: Option<NaiveDate>,
) -> Result<(), RequestError> {
    let seen = Place::Of(&place, "seen_on");
    for (at, day) in evidence.sightings().iter().enumerate() {
        let place = match evidence.seen_on {
            Some(Sightings::Each(_)) => Place::ItemAt(&seen, at),
            _ => seen,
        };
        Dated { place, day: *day, known_when_screened: true }.check(born, screened)?;
    }
    evidence.reported_on.map_or(Ok(()), |day| {
        Dated { place: Place::Of(&place, "reported_on"), day, known_when_screened: false }
            .check(born, screened)
    })
}

impl Dated<'_> {
    fn check(&self, born: Option<NaiveDate>, screened: Option<NaiveDate>) -> Result<(), RequestError> {
        let Self { place, day, known_when_screened } = *self;
        if !is_of_our_time(day) {
            return Err(other_year(place, day));
        }
        let refused = |kind, what: &'static str, allowed: &str| {
            Err(RequestError::new(kind, place, what).with_found(format!("\"{day}\"")).with_allowed(allowed))
        };
        if born.is_some_and(|born| day < born) {
            return refused(
                RequestErrorKind::BeforeBirth,
                "the day is before the date of birth",
                "the day of `child.date_of_birth`, or a later one",
            );
        }
        if known_when_screened && screened.is_some_and(|screened| day > screened) {
            return refused(
                RequestErrorKind::AfterScreening,
                "the day is after the screening",
                "the day of `screening.screened_on`, or an earlier one",
            );
        }
        Ok(())
    }
}

/// Refuses a determination that cannot be told to be later than the previous category.
fn check_level(child: &Child) -> Result<(), RequestError> {
    let previous = child.previous_category_given();
    let (on, determination) = (child.previous_category_on, child.determination());
    let field = Place::Field("child", "previous_category_on");
    match (previous, on, determination) {
        (None, Some(_), _) => Err(RequestError::new(
            RequestErrorKind::Missing,
            Place::Field("child", "previous_category"),
            "the field is missing; `child.previous_category_on` says when it was recorded",
        )),
        (Some(_), None, Some(_)) => Err(RequestError::new(
            RequestErrorKind::Missing,
            field,
            "the date is missing; beside a determination a previous category needs it, for only a later one counts",
        )),
        (Some(_), Some(on), Some(determination)) if determination.on() < on => {
            let what = "the determination is older than the previous category, which was recorded after it";
            let place = Place::Field("child.determination", "on");
            Err(RequestError::new(RequestErrorKind::BeforePreviousCategory, place, what)
                .with_found(format!("\"{}\"", determination.on()))
                .with_allowed("the day of `child.previous_category_on`, or a later one"))
        }
        _ => Ok(()),
    }
}

pub(super) fn other_year(place: Place<'_>, day: NaiveDate) -> RequestError {
    let what = "a day in a year that cannot be";
    RequestError::new(RequestErrorKind::OutOfRange, place, what)
        .with_found(format!("\"{day}\""))
        .with_allowed("a day of the years 1900 to 2199")
}
