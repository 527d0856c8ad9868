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

mod dates;
mod error;
mod evidence;
mod lists;
mod objects;
mod own;
mod read;
mod scalar;
#[cfg(feature = "schema")]
mod schema;
pub(crate) mod write;

use crate::compiled::RuleSet;
use crate::outcome::{Caller, Outcome};
pub use crate::request::error::{RequestError, RequestErrorKind};
pub(crate) use crate::request::objects::FIELDS;
pub(crate) use crate::request::read::{RequestOf, recorded};
use crate::vocabulary::child::Child;
use crate::vocabulary::indicator::Indicators;
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
    corrects: Option<String>,
}

impl Request {
    /// A request without a reference.
    ///
    /// ```
    /// use cse_screening::{Child, Indicators, Request};
    /// use chrono::NaiveDate;
    /// let request = Request::new(Child::aged(15)?, Indicators::new())?;
    /// assert_eq!(request.child().age_range(), (15, 15));
    ///
    /// let mistyped = Indicators::new().referred_on(NaiveDate::from_ymd_opt(205, 3, 3).unwrap());
    /// assert_eq!(Request::new(Child::aged(15)?, mistyped).unwrap_err().place(), "screening.referred_on");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`RequestError`] for a date that cannot be: a year before 1900 or after 2199, or a referral before the
    /// birth. So what is made here can be written, and read again.
    pub fn new(child: Child, indicators: Indicators) -> Result<Self, RequestError> {
        dates::check(&child, &indicators)?;
        Ok(Self::as_screened(child, indicators))
    }

    /// What was screened, whatever its dates are.
    pub(crate) const fn as_screened(child: Child, indicators: Indicators) -> Self {
        Self { child, indicators, reference: None, corrects: None }
    }

    /// Gives the request a reference of the caller's, which comes back unread in the record.
    #[must_use]
    pub fn with_reference(mut self, reference: impl Into<String>) -> Self {
        self.reference = Some(reference.into());
        self
    }

    /// Says which record this one corrects, by its SHA-256: see [`crate::Record::sha256`]. It comes back unread.
    ///
    /// # Errors
    /// [`RequestError`] for what is no SHA-256 in hexadecimal.
    pub fn correcting(mut self, sha256: impl Into<String>) -> Result<Self, RequestError> {
        let sha256 = sha256.into();
        self.corrects = Some(read::sha256(sha256.into())?);
        Ok(self)
    }

    /// The same notes of the caller's as another request has.
    pub(crate) fn noted(mut self, caller: Caller<'_>) -> Self {
        self.reference = caller.reference.map(str::to_owned);
        self.corrects = caller.corrects.map(str::to_owned);
        self
    }

    pub(crate) fn caller(&self) -> Caller<'_> {
        Caller { reference: self.reference(), corrects: self.corrects() }
    }

    /// Reads a request from JSON. A byte-order mark before it is skipped.
    ///
    /// # Errors
    /// [`RequestError`] for whatever the contract refuses: an unknown or repeated field, an unknown
    /// code, answer or date, null, two ages, an age outside 0 to 120, a judgement without its
    /// category or rationale, a date that cannot be, and text that is not JSON. Nothing is skipped and nothing
    /// defaulted.
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

    /// The SHA-256 of the record that this one corrects.
    #[must_use]
    pub fn corrects(&self) -> Option<&str> {
        self.corrects.as_deref()
    }

    /// The caller's own reference.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    /// Takes out what somebody wrote.
    pub(crate) fn redact(&mut self) {
        self.child.redact();
        self.indicators.redact();
    }

    /// Screens it by the built-in rules.
    #[must_use]
    pub fn screen(&self) -> Outcome<'_> {
        self.screen_by(RuleSet::coventry())
    }

    /// Screens it by these rules.
    #[must_use]
    pub fn screen_by<'a>(&'a self, rules: &'a RuleSet) -> Outcome<'a> {
        Outcome { caller: self.caller(), ..rules.screen(&self.child, &self.indicators) }
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
