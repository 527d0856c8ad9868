//! Why a request is refused: as data, and as two messages, one for logs and one for who sent it.

use crate::request::scalar::Place;
use crate::vocabulary::UnknownCode;
use crate::vocabulary::{Allowed, shown, vocabulary};
use std::borrow::Cow;
use std::fmt::{self, Write};

vocabulary! {
    /// What is wrong with a request that was refused.
    #[non_exhaustive]
    pub enum RequestErrorKind ("kind of error") {
        /// The text is not JSON.
        NotJson = "not_json",
        /// Another type of value, such as a number where a text belongs.
        WrongType = "wrong_type",
        /// Null, which is refused everywhere.
        Null = "null",
        /// A field that requests do not have.
        UnknownField = "unknown_field",
        /// A field that stands there twice.
        RepeatedField = "repeated_field",
        /// A field that is required, and not there.
        Missing = "missing",
        /// A code that is not on its list: an answer, a placement, an indicator.
        UnknownCode = "unknown_code",
        /// An indicator that is answered twice.
        RepeatedIndicator = "repeated_indicator",
        /// A number, a year or an age that is too small or too great.
        OutOfRange = "out_of_range",
        /// Not a day, or not written as one.
        NotADay = "not_a_day",
        /// A day that lies before the birth, or a birth after the screening.
        BeforeBirth = "before_birth",
        /// The age is given in two ways.
        TwoAges = "two_ages",
        /// The lowest age is above the highest.
        AgesReversed = "ages_reversed",
        /// Not the SHA-256 of a record.
        NotASha256 = "not_a_sha256",
        /// A rationale or another text with nothing in it.
        Blank = "blank",
        /// A text or a list with more in it than is kept.
        TooLong = "too_long",
        /// A day that lies after the screening, of what the screening knew.
        AfterScreening = "after_screening",
        /// A determination that is older than the previous category.
        BeforePreviousCategory = "before_previous_category",
    }
}

/// A request that was refused: where, what was found, and what is allowed.
///
/// `Display` and `Debug` are for logs: they name the place, what is wrong and what is allowed, and repeat
/// nothing that the request says. [`RequestError::full_text`] is for who sent it.
///
/// ```
/// use cse_screening::{Request, RequestErrorKind};
/// let error = Request::from_json(r#"{"child": {"case": "opne"}, "screening": {}}"#).unwrap_err();
/// assert_eq!(error.to_string(), "child.case: unknown case; allowed: `open`, `not_open`");
/// assert_eq!(
///     error.full_text(),
///     "child.case: unknown case `opne`; allowed: `open`, `not_open`; did you mean `open`?"
/// );
/// assert_eq!(error.kind(), RequestErrorKind::UnknownCode);
/// assert_eq!((error.place(), error.found(), error.nearest()), ("child.case", Some("opne"), Some("open")));
/// assert_eq!(error.allowed(), ["open", "not_open"]);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RequestError(Box<Parts>);

#[derive(Clone, PartialEq, Eq)]
struct Parts {
    kind: RequestErrorKind,
    place: String,
    known_place: String,
    /// What is wrong, without what was found.
    what: Cow<'static, str>,
    found: Option<String>,
    allowed: Vec<String>,
    /// What the allowed ones are, where they are codes.
    codes_of: Option<&'static str>,
    nearest: Option<String>,
}

impl RequestError {
    pub(super) fn new(kind: RequestErrorKind, place: Place<'_>, what: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Parts {
            kind,
            place: place.into(),
            known_place: place.known(),
            what: what.into(),
            found: None,
            allowed: Vec::new(),
            codes_of: None,
            nearest: None,
        }))
    }

    /// A fault of the text as JSON.
    pub(super) fn in_text(place: String, what: String) -> Self {
        let mut error = Self::new(RequestErrorKind::NotJson, Place::At(""), what);
        error.0.known_place.clone_from(&place);
        error.0.place = place;
        error
    }

    pub(super) fn unknown_code(place: Place<'_>, unknown: &UnknownCode) -> Self {
        let what = format!("unknown {}", unknown.what());
        let error = Self::new(RequestErrorKind::UnknownCode, place, what).with_found(unknown.found());
        error.with_codes(unknown.what(), unknown.allowed(), unknown.nearest())
    }

    pub(super) fn with_found(mut self, found: impl Into<String>) -> Self {
        self.0.found = Some(found.into());
        self
    }

    /// What is allowed, in words.
    pub(super) fn with_allowed(mut self, allowed: impl Into<String>) -> Self {
        self.0.allowed = vec![allowed.into()];
        self
    }

    /// The codes that are allowed, and what they are.
    pub(super) fn with_codes<C: AsRef<str>>(
        mut self,
        of: &'static str,
        codes: &[C],
        nearest: Option<&str>,
    ) -> Self {
        self.0.allowed = codes.iter().map(|code| code.as_ref().to_owned()).collect();
        self.0.codes_of = Some(of);
        self.0.nearest = nearest.map(str::to_owned);
        self
    }

    /// What is wrong, for a host that tells it in its own words.
    #[must_use]
    pub fn kind(&self) -> RequestErrorKind {
        self.0.kind
    }

    /// Where in the request, such as `child.age` or `screening.indicators."cliping"`; for text that
    /// is not JSON, the line and column. It may repeat a key that the request has: see
    /// [`RequestError::known_place`].
    #[must_use]
    pub fn place(&self) -> &str {
        &self.0.place
    }

    /// The same as far as every request has it, such as `screening.indicators`: fit for a log.
    #[must_use]
    pub fn known_place(&self) -> &str {
        &self.0.known_place
    }

    /// What was found there: a code or a field as it was written, another value as JSON has it. None where
    /// something is missing, or where the fault is that of several values.
    #[must_use]
    pub fn found(&self) -> Option<&str> {
        self.0.found.as_deref()
    }

    /// What is allowed there: codes or fields, or one text, such as `whole years from 0 to 120`.
    #[must_use]
    pub fn allowed(&self) -> &[String] {
        &self.0.allowed
    }

    /// The nearest valid code or field, where one may have been meant.
    #[must_use]
    pub fn nearest(&self) -> Option<&str> {
        self.0.nearest.as_deref()
    }

    /// The whole message, for who sent the request: the place, what was found, what is allowed, and the
    /// nearest. It may repeat a child's data, so it belongs in no log.
    ///
    /// ```
    /// use cse_screening::Request;
    /// let sent = r#"{"child": {"date_of_birth": "13 Elm Street"}, "screening": {}}"#;
    /// let error = Request::from_json(sent).unwrap_err();
    /// let allowed = "allowed: a day that exists, written as \"2025-03-01\"";
    /// assert_eq!(error.full_text(), format!("child.date_of_birth: found \"13 Elm Street\"; {allowed}"));
    /// assert_eq!(error.to_string(), format!("child.date_of_birth: not a day; {allowed}"));
    /// ```
    #[must_use]
    pub fn full_text(&self) -> String {
        let mut text = String::new();
        // Text takes whatever is written to it.
        let _ = self.write(&mut text, true);
        text
    }

    fn write(&self, to: &mut impl Write, full: bool) -> fmt::Result {
        use RequestErrorKind::{Null, RepeatedField, RepeatedIndicator, UnknownCode, UnknownField};
        let Parts { kind, place, known_place, what, found, allowed, codes_of, nearest } = &*self.0;
        write!(to, "{}: ", if full { place } else { known_place })?;
        match (found, kind) {
            // What was found stands in the place already, or in the words.
            (Some(_), Null | UnknownField | RepeatedField | RepeatedIndicator) => to.write_str(what)?,
            (Some(found), UnknownCode) if full => write!(to, "{what} `{}`", shown(found))?,
            (Some(found), _) if full => write!(to, "found {found}")?,
            _ => to.write_str(what)?,
        }
        // Whatever is allowed there, it may be left out.
        if *kind == Null {
            return Ok(());
        }
        let nearest = nearest.as_deref().filter(|_| full);
        match (codes_of, &**allowed) {
            (Some(what), codes) => write!(to, "; {}", Allowed { codes, nearest, what }),
            (None, []) => Ok(()),
            (None, allowed) => write!(to, "; allowed: {}", allowed.join(", ")),
        }
    }
}

/// For a log: the place, what is wrong and what is allowed, without anything that the request says.
impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, false)
    }
}

/// As `Display`.
impl fmt::Debug for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RequestError").field(&self.to_string()).finish()
    }
}

impl std::error::Error for RequestError {}
