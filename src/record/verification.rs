//! Verification: a record's request is screened again, and each difference is named.

use crate::compiled::RuleSet;
use crate::json::Json;
use crate::record::{Record, RulesIdentity};
use crate::vocabulary::counted;
use serde_json::Value;
use std::fmt;

/// A record that could not be verified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The record was made by other rules than those at hand.
    #[error("the record was made by the rules {recorded}, and these are {at_hand}")]
    OtherRules {
        /// The SHA-256 of the rules in the record.
        recorded: String,
        /// The SHA-256 of the rules at hand.
        at_hand: String,
    },
    /// The same rules decide otherwise on the recorded request.
    #[error("the record differs in {}, first in `{}`", counted(.0.len(), "place", "places"), .0.first().map_or("", Difference::table))]
    Differs(Vec<Difference>),
}

impl VerifyError {
    /// That a record names other rules than these, where it does.
    pub(crate) fn of_other_rules(recorded: &RulesIdentity, rules: &RuleSet) -> Result<(), Self> {
        let recorded = &recorded.sha256;
        if recorded == rules.sha256() {
            return Ok(());
        }
        Err(Self::OtherRules {
            recorded: if is_sha256(recorded) { recorded.clone() } else { "that have no SHA-256".to_owned() },
            at_hand: rules.sha256().to_owned(),
        })
    }
}

/// A place where a record differs from the outcome of its request. As JSON it has its fields under their names.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// Where, as a path such as `steps[mase-meeting].force`.
    pub place: String,
    /// What the record says; none when it says nothing there.
    pub recorded: Option<Json>,
    /// What the request leads to; none when there is nothing there.
    pub expected: Option<Json>,
}

impl Difference {
    /// The part of the record, such as `steps`: the place without ids, which may be the child's answers.
    #[must_use]
    pub fn table(&self) -> &str {
        self.place.split(['[', '.']).next().unwrap_or_default()
    }
}

/// Names the part of the record, and not what stands there: it may end up in a log.
impl fmt::Debug for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Difference").field("table", &self.table()).finish_non_exhaustive()
    }
}

impl Record {
    /// Screens the recorded request again, and says where the record differs. Everything is compared but
    /// [`Record::engine`]: another version may have made it, and must have decided the same.
    ///
    /// # Errors
    /// [`VerifyError::OtherRules`] when these are not the rules it names by their SHA-256, and
    /// [`VerifyError::Differs`] with every difference.
    pub fn verify(&self, rules: &RuleSet) -> Result<(), VerifyError> {
        VerifyError::of_other_rules(&self.rules, rules)?;
        let expected = self.request.screen_by(rules).to_record();
        // Of a record that says that it is redacted, no text may have been left.
        let expected = if self.redacted { expected.redacted() } else { expected };
        let expected = Self { engine: self.engine.clone(), ..expected };
        if expected == *self {
            return Ok(());
        }
        let mut differences = Vec::new();
        // Records are maps with text keys, so turning them into values cannot fail.
        let value = |record: &Self| serde_json::to_value(record).unwrap_or_default();
        compare("", Some(&value(self)), Some(&value(&expected)), &mut differences);
        Err(VerifyError::Differs(differences))
    }
}

/// Whether a text is a SHA-256, in hexadecimal.
pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn compare<'v>(
    place: &str,
    recorded: Option<&'v Value>,
    expected: Option<&'v Value>,
    differences: &mut Vec<Difference>,
) {
    if recorded == expected {
        return;
    }
    match (recorded, expected) {
        (Some(Value::Object(left)), Some(Value::Object(right))) => {
            let only_right = right.keys().filter(|key| !left.contains_key(*key));
            for key in left.keys().chain(only_right) {
                let dot = if place.is_empty() { "" } else { "." };
                compare(&format!("{place}{dot}{key}"), left.get(key), right.get(key), differences);
            }
        }
        (Some(Value::Array(left)), Some(Value::Array(right))) => {
            let keys = |list: &[Value]| list.iter().map(key).collect::<Option<Vec<_>>>();
            match (keys(left), keys(right)) {
                // Rows are compared with the row of the same id, so that one that is missing is one
                // difference and does not shift all others.
                (Some(left_keys), Some(right_keys)) if unique(&left_keys) && unique(&right_keys) => {
                    let find = |list: &'v [Value], keys: &[String], wanted: &String| {
                        keys.iter().position(|key| key == wanted).and_then(|at| list.get(at))
                    };
                    let only_right = right_keys.iter().filter(|key| !left_keys.contains(key));
                    for key in left_keys.iter().chain(only_right) {
                        let (one, other) = (find(left, &left_keys, key), find(right, &right_keys, key));
                        compare(&format!("{place}[{key}]"), one, other, differences);
                    }
                    let shared = |keys: &[String], others: &[String]| {
                        keys.iter().filter(|key| others.contains(key)).cloned().collect::<Vec<_>>()
                    };
                    // The same rows in another order.
                    if shared(&left_keys, &right_keys) != shared(&right_keys, &left_keys) {
                        compare_plainly(place, recorded, expected, differences);
                    }
                }
                _ => {
                    for at in 0..left.len().max(right.len()) {
                        compare(&format!("{place}[{at}]"), left.get(at), right.get(at), differences);
                    }
                }
            }
        }
        _ => compare_plainly(place, recorded, expected, differences),
    }
}

fn unique(keys: &[String]) -> bool {
    keys.iter().enumerate().all(|(at, key)| !keys.iter().skip(at + 1).any(|other| other == key))
}

/// What a row of a record is known by among its like.
fn key(row: &Value) -> Option<String> {
    let names = [["id", ""], ["rule", "at_least"], ["question", ""], ["consider", "because"]];
    let part = |name: &str| match row.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    names.iter().find_map(|[first, second]| {
        let first = part(first)?;
        Some(if second.is_empty() { first } else { format!("{first} {}", part(second)?) })
    })
}

fn compare_plainly(
    place: &str,
    recorded: Option<&Value>,
    expected: Option<&Value>,
    differences: &mut Vec<Difference>,
) {
    differences.push(Difference {
        place: place.to_owned(),
        recorded: recorded.cloned().map(Json::new),
        expected: expected.cloned().map(Json::new),
    });
}
