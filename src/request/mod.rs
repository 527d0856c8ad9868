//! The request: what another system sends, as JSON, and what it is understood as.
//!
//! ```
//! use cse_screening::{Category, Request};
//!
//! let request = Request::from_json(r#"{
//!     "child": { "date_of_birth": "2012-02-29", "learning_disability": "suspected" },
//!     "screening": { "screened_on": "2025-03-01", "indicators": ["poor-self-image"] }
//! }"#)?;
//! assert_eq!(request.screen().category(), Some(Category::Two));
//!
//! let error = Request::from_json(r#"{ "child": {}, "screening": { "indicators": ["cliping"] } }"#).unwrap_err();
//! assert_eq!(error.place(), "screening.indicators.\"cliping\"");
//! # Ok::<(), cse_screening::RequestError>(())
//! ```

mod lists;
mod objects;
mod read;
mod scalar;
#[cfg(feature = "schema")]
mod schema;
mod write;

use crate::child::Child;
use crate::indicator::Indicators;
use crate::outcome::Outcome;
use crate::rules::RuleSet;
pub(crate) use read::RequestOf;
use scalar::Place;
#[cfg(feature = "schema")]
pub(crate) use schema::IndicatorCode;
use std::fmt;

/// A whole request: the child, the completed tool, and the caller's own reference, if any.
///
/// Two requests are equal when they say the same and leave out the same. One read from JSON without
/// `indicators` is not equal to one with an empty list, though both come to the same outcome.
///
/// It reads with serde too, as a part of a record. Read it from text with [`Request::from_json`] where
/// you can: a format that is not text, such as a `serde_json::Value`, has lost repeated keys already.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    child: Child,
    indicators: Indicators,
    reference: Option<String>,
}

impl Request {
    /// A request without a reference.
    #[must_use]
    pub const fn new(child: Child, indicators: Indicators) -> Self {
        Self { child, indicators, reference: None }
    }

    /// Gives the request a reference of the caller's, which comes back unread in the record.
    #[must_use]
    pub fn with_reference(mut self, reference: impl Into<String>) -> Self {
        self.reference = Some(reference.into());
        self
    }

    /// Reads a request from JSON. A byte-order mark before it is skipped.
    ///
    /// # Errors
    /// [`RequestError`] for whatever the contract refuses: an unknown or repeated field, an unknown
    /// code, answer or date, null, two ages, an age outside 0 to 120, a judgement without its
    /// category or rationale, and text that is not JSON. Nothing is skipped and nothing defaulted.
    pub fn from_json(json: &str) -> Result<Self, RequestError> {
        Self::from_slice(json.as_bytes())
    }

    /// Reads a request from JSON in bytes.
    ///
    /// # Errors
    /// As [`Request::from_json`], and for bytes that are not UTF-8.
    pub fn from_slice(json: &[u8]) -> Result<Self, RequestError> {
        Self::from_slice_for(RuleSet::coventry(), json)
    }

    /// Reads a request from JSON, with the indicators of these rules.
    ///
    /// # Errors
    /// As [`Request::from_json`]; an indicator code that these rules do not have is refused.
    pub fn from_json_for(rules: &RuleSet, json: &str) -> Result<Self, RequestError> {
        Self::from_slice_for(rules, json.as_bytes())
    }

    /// As [`Request::from_json_for`], from bytes.
    ///
    /// # Errors
    /// As [`Request::from_json_for`], and for bytes that are not UTF-8.
    pub fn from_slice_for(rules: &RuleSet, json: &[u8]) -> Result<Self, RequestError> {
        read::request(rules, json)
    }

    /// The child.
    #[must_use]
    pub const fn child(&self) -> &Child {
        &self.child
    }

    /// The completed tool.
    #[must_use]
    pub const fn indicators(&self) -> &Indicators {
        &self.indicators
    }

    /// The caller's own reference.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    /// Screens it by the built-in rules.
    #[must_use]
    pub fn screen(&self) -> Outcome<'_> {
        self.screen_by(RuleSet::coventry())
    }

    /// Screens it by these rules.
    #[must_use]
    pub fn screen_by<'a>(&'a self, rules: &'a RuleSet) -> Outcome<'a> {
        Outcome { reference: self.reference(), ..rules.screen(&self.child, &self.indicators) }
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("child", &self.child)
            .field("indicators", &self.indicators)
            .finish_non_exhaustive()
    }
}

/// A request that was refused: where, what was found, and what is allowed.
///
/// The message repeats what was found at that place, which may be a child's data. For a log, take
/// [`RequestError::without_values`].
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct RequestError {
    place: String,
    problem: String,
    nearest: Option<String>,
    without_values: String,
}

impl RequestError {
    /// A fault whose problem repeats nothing that the caller wrote.
    fn new(place: Place<'_>, problem: impl Into<String>) -> Self {
        let problem = problem.into();
        let without_values = format!("{}: {problem}", place.without_values());
        Self { place: place.into(), problem, nearest: None, without_values }
    }

    /// The same, for a problem that repeats what was found: what may be said without it.
    fn with_value(place: Place<'_>, problem: impl Into<String>, without_value: impl fmt::Display) -> Self {
        let without_values = format!("{}: {without_value}", place.without_values());
        Self { without_values, ..Self::new(place, problem) }
    }

    /// A fault of the text as JSON.
    fn in_text(place: String, problem: String) -> Self {
        let without_values = format!("{place}: {problem}");
        Self { place, problem, nearest: None, without_values }
    }

    /// Where in the request, such as `child.age` or `screening.indicators."cliping"`; for text that
    /// is not JSON, the line and column.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What was found there, and what is allowed.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// The nearest valid code, where one may have been meant.
    #[must_use]
    pub fn nearest(&self) -> Option<&str> {
        self.nearest.as_deref()
    }

    /// The message without anything that the request said: the place and what is allowed there. Fit
    /// for a log.
    ///
    /// ```
    /// use cse_screening::Request;
    /// let error = Request::from_json(r#"{"child": {"case": "Elm Street"}, "screening": {}}"#).unwrap_err();
    /// assert_eq!(error.without_values(), "child.case: unknown case; allowed: `open`, `not_open`");
    /// ```
    #[must_use]
    pub fn without_values(&self) -> &str {
        &self.without_values
    }
}

/// Without anything that the request said: it may end up in a log.
impl fmt::Debug for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RequestError").field(&self.without_values).finish()
    }
}
