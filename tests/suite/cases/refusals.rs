//! Requests that are refused, and where and why.

use super::{REFUSALS, parsed};
use crate::support::problem;
use cse_screening::Request;
use serde_json::Value;

/// A request as JSON or, where JSON cannot say it, as text.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    pub name: String,
    request: Option<Value>,
    text: Option<String>,
    place: String,
    /// The whole of what is said of the place.
    problem: Option<String>,
    /// A part of it.
    problem_contains: Option<String>,
    /// The code that may have been meant; none must be offered where it is left out.
    nearest: Option<String>,
}

pub fn all() -> Vec<Refusal> {
    parsed(REFUSALS)
}

impl Refusal {
    fn text(&self) -> String {
        match (&self.request, &self.text) {
            (Some(request), None) => request.to_string(),
            (None, Some(text)) => text.clone(),
            _ => panic!("{}: a request or a text, and not both", self.name),
        }
    }

    /// What the library does otherwise, if anything.
    fn difference(&self) -> Option<String> {
        let Err(error) = Request::from_json(&self.text()) else {
            return Some("it is not refused".to_owned());
        };
        let said = match (&self.problem, &self.problem_contains) {
            (Some(whole), None) => problem(&error) == *whole,
            (None, Some(part)) => problem(&error).contains(&**part),
            _ => panic!("{}: the whole problem or a part of it, and not both", self.name),
        };
        let as_it_says = said && error.place() == self.place && error.nearest() == self.nearest.as_deref();
        (!as_it_says).then(|| format!("{} (nearest: {:?})", error.full_text(), error.nearest()))
    }
}

#[test]
fn every_request_that_must_be_refused_is_refused_with_its_place_and_reason() {
    let differences: String = all()
        .iter()
        .filter_map(|refusal| Some(format!("\n{}\n  {}\n", refusal.name, refusal.difference()?)))
        .collect();
    assert!(differences.is_empty(), "these are refused otherwise:\n{differences}");
}

#[test]
fn a_refusal_says_the_same_however_the_request_is_read() {
    for refusal in all() {
        let text = refusal.text();
        let error = Request::from_json(&text).map(|_| ()).unwrap_err();
        assert_eq!(Request::from_slice(text.as_bytes()).map(|_| ()), Err(error.clone()), "{}", refusal.name);
        // Text that is no JSON is the parser's to refuse, in its own words.
        if !problem(&error).starts_with("this is not JSON") {
            let through_serde = serde_json::from_str::<Request>(&text).unwrap_err().to_string();
            assert!(through_serde.contains(&error.to_string()), "{}: {through_serde}", refusal.name);
        }
    }
}

#[test]
fn what_may_have_been_meant_is_allowed_there() {
    let mut offered = 0;
    for refusal in all() {
        let text = refusal.text();
        let error = Request::from_json(&text).map(|_| ()).unwrap_err();
        if let Some(nearest) = error.nearest() {
            offered += 1;
            assert!(error.full_text().ends_with(&format!("did you mean `{nearest}`?")), "{error}");
            let found = error.place().rsplit('"').nth(1).map(str::to_owned);
            let found = found.filter(|_| error.place().ends_with('"'));
            let answer = || problem(&error).split('`').nth(1).unwrap_or_default().to_owned();
            let found = if problem(&error).contains("unknown answer") {
                answer()
            } else {
                found.unwrap_or_else(answer)
            };
            let corrected = text.replace(&format!("\"{found}\""), &format!("\"{nearest}\""));
            assert_ne!(corrected, text, "{}", refusal.name);
            let still = Request::from_json(&corrected).map(|_| ()).err();
            assert!(
                still.as_ref().is_none_or(|still| still.place() != error.place()),
                "{}: {still:?}",
                refusal.name
            );
        }
    }
    assert!(offered > 0);
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let bytes = b"{\"child\": {\"placement\": \"\xff\"}, \"screening\": {}}";
    let error = Request::from_slice(bytes).map(|_| ()).unwrap_err();
    assert_eq!(error.place(), "line 1 column 26");
    assert!(problem(&error).contains("not JSON"), "{error}");
}
