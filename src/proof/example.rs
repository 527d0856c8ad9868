//! A request that shows something, with its words.

use crate::compiled::RuleSet;
use crate::request::Request;
use serde::Serialize;
use std::fmt;

/// A request that shows something, ready to run. It is made up, and nobody's data.
///
/// As JSON: `request`, as it is sent to be screened, and `in_words`.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ExampleRequest {
    /// The request.
    pub request: Request,
    /// What it says, in plain words.
    pub in_words: String,
}

impl ExampleRequest {
    pub(crate) fn of(rules: &RuleSet, request: Request) -> Self {
        Self { in_words: rules.request_in_words(&request), request }
    }
}

/// Shows the request: it is made up, and nobody's data.
impl fmt::Debug for ExampleRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(&self.request).unwrap_or_default())
    }
}
