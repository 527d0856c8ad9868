//! Why a call has no answer, as JSON.

use crate::json::Json;
use crate::record::{RecordError, VerifyError};
use crate::request::RequestError;
use crate::tables::fault::RulesError;
use crate::vocabulary::{counted, vocabulary};
use crate::why_not::WhyNotError;
use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::{Value, json};
use std::fmt;

vocabulary! {
    /// Why a call has no answer.
    #[non_exhaustive]
    pub enum CallErrorKind ("kind of error") {
        /// What was given is no request, or no record, of these rules.
        Refused = "refused",
        /// The record was read, and does not verify.
        NotVerified = "not_verified",
        /// The rules are not sound, or are no rules.
        RulesRefused = "rules_refused",
        /// The call itself is wrong: an id or a name that there is none of.
        Misuse = "misuse",
        /// Somebody called it off.
        Cancelled = "cancelled",
    }
}

/// Why a call has no answer: its kind, a message, and details apart.
///
/// `Display`, `Debug` and [`CallError::message`] are for logs: they repeat nothing that a request or a record says.
/// [`CallError::detail`] is for who made the call, and may hold a child's data.
///
/// As JSON: `kind`, `message` and `detail`.
///
/// ```
/// use cse_screening::RuleSet;
/// use cse_screening::json_calls::{CallErrorKind, screen};
/// let request = br#"{"child": {"case": "opne"}, "screening": {}}"#;
/// let error = screen(RuleSet::coventry(), request).unwrap_err();
/// assert_eq!(error.kind(), CallErrorKind::Refused);
/// assert_eq!(error.message(), "child.case: unknown case; allowed: `open`, `not_open`");
/// assert!(error.detail().to_string().contains("opne"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct CallError {
    kind: CallErrorKind,
    message: String,
    detail: Json,
}

impl CallError {
    pub(super) fn new(kind: CallErrorKind, message: impl Into<String>, detail: Value) -> Self {
        Self { kind, message: message.into(), detail: Json::new(detail) }
    }

    /// A call that is wrong in itself. A host that stands between this module and its callers has such faults of its
    /// own to tell of. The message may end up in a log.
    ///
    /// ```
    /// use cse_screening::json_calls::{CallError, CallErrorKind};
    /// assert_eq!(CallError::misuse("no request was given").kind(), CallErrorKind::Misuse);
    /// ```
    #[must_use]
    pub fn misuse(message: impl Into<String>) -> Self {
        Self::new(CallErrorKind::Misuse, message, Value::Null)
    }

    pub(super) fn cancelled() -> Self {
        Self::new(CallErrorKind::Cancelled, "the call was called off", Value::Null)
    }

    pub(super) fn of_why_not(error: &WhyNotError) -> Self {
        let full_text = error.full_text();
        let detail = match error {
            WhyNotError::Unknown { asked, nearest } => {
                json!({"full_text": full_text, "asked": asked, "nearest": nearest, "rows": []})
            }
            WhyNotError::Several { id, rows } => {
                json!({"full_text": full_text, "asked": id, "nearest": null, "rows": rows})
            }
            WhyNotError::Applies { .. } => Value::Null,
        };
        Self::new(CallErrorKind::Misuse, error.to_string(), detail)
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> CallErrorKind {
        self.kind
    }

    /// What is wrong, fit for a log.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// All that is known of it, for who made the call: an object, or null. It belongs in no log.
    ///
    /// - Of a request: `of` (`request`), `kind`, `place`, `found`, `allowed`, `nearest` and `full_text`.
    /// - Of a record: `of` (`record`), `kind`, `line`, `column` and `full_text`.
    /// - Of a record that does not verify: `reason`, and with `other_rules` also `recorded` and `at_hand`, with
    ///   `differs` also `differences`, each of `place`, `recorded` and `expected`.
    /// - Of rules: `faults`, each of `file`, `table`, `row`, `field`, `problem` and `nearest`.
    /// - Of the id of a row: `asked`, `nearest`, `rows` and `full_text`.
    #[must_use]
    pub const fn detail(&self) -> &Json {
        &self.detail
    }

    /// The error as JSON on one line.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        super::bytes(self)
    }
}

impl Serialize for CallError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("CallError", 3)?;
        fields.serialize_field("kind", &self.kind)?;
        fields.serialize_field("message", &self.message)?;
        fields.serialize_field("detail", &self.detail)?;
        fields.end()
    }
}

/// For a log: the message.
impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// As `Display`, with the kind.
impl fmt::Debug for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallError")
            .field("kind", &self.kind)
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for CallError {}

impl From<RequestError> for CallError {
    fn from(error: RequestError) -> Self {
        let detail = json!({
            "of": "request",
            "kind": error.kind(),
            "place": error.place(),
            "found": error.found(),
            "allowed": error.allowed(),
            "nearest": error.nearest(),
            "full_text": error.full_text(),
        });
        Self::new(CallErrorKind::Refused, error.to_string(), detail)
    }
}

impl From<RecordError> for CallError {
    fn from(error: RecordError) -> Self {
        let (line, column) = error.place().unzip();
        let detail = json!({
            "of": "record",
            "kind": error.kind(),
            "line": line,
            "column": column,
            "full_text": error.full_text(),
        });
        Self::new(CallErrorKind::Refused, error.to_string(), detail)
    }
}

impl From<VerifyError> for CallError {
    fn from(error: VerifyError) -> Self {
        let message = error.to_string();
        let detail = match error {
            VerifyError::OtherRules { recorded, at_hand } => {
                json!({"reason": "other_rules", "recorded": recorded, "at_hand": at_hand})
            }
            VerifyError::Differs(differences) => json!({"reason": "differs", "differences": differences}),
        };
        Self::new(CallErrorKind::NotVerified, message, detail)
    }
}

impl From<RulesError> for CallError {
    fn from(error: RulesError) -> Self {
        let faults = error.faults();
        let first = faults.first().map_or_else(String::new, |first| format!("; the first: {first}"));
        let so_many = counted(faults.len(), "fault", "faults");
        let message = format!("the rules are refused, with {so_many}{first}");
        Self::new(CallErrorKind::RulesRefused, message, json!({"faults": faults}))
    }
}
