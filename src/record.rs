//! The record: an outcome that stands alone, to be kept and to be reproduced decades later.

use crate::category::Category;
use crate::outcome::Outcome;
use crate::pathway::{Due, Force, Scope};
use crate::request::Request;
use crate::rules::{Basis, RuleSet};
use crate::working_days::WorkingDays;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt;

/// Declares parts of a record: plain data, unknown fields refused.
macro_rules! record_parts {
    ($( $(#[$meta:meta])* $Name:ident { $( $(#[$field_meta:meta])* $field:ident: $Type:ty, )+ } )+) => {$(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $Name { $( $(#[$field_meta])* pub $field: $Type, )+ }

        /// Says nothing of the child: it may end up in a log.
        impl fmt::Debug for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($Name)).finish_non_exhaustive()
            }
        }
    )+};
}

record_parts! {
    /// Which rules an outcome was decided by.
    RulesIdentity {
        /// The id of the rule set.
        id: String,
        /// Its version.
        version: String,
        /// The SHA-256 of its canonical JSON, in hexadecimal.
        sha256: String,
    }
    /// A rule that fired.
    ReasonRecord {
        /// The id of the rule.
        rule: String,
        /// The category it gives at least.
        at_least: Category,
        /// The answers that made it fire.
        because: Vec<String>,
        /// The statements it rests on.
        statements: Vec<String>,
        /// Plain words of the toolkit, or a reading.
        basis: Basis,
        /// Whether it gives the category of the outcome.
        decisive: bool,
    }
    /// The one plan.
    PlanRecord {
        /// The plan.
        host: String,
        /// The row of the table that chose it.
        rule: String,
        /// The statements it rests on.
        statements: Vec<String>,
    }
    /// A step that applies.
    StepRecord {
        /// The id.
        id: String,
        /// The stage.
        stage: String,
        /// What is to be done.
        action: String,
        /// Who does it.
        who: String,
        /// Must, should or may.
        force: Force,
        /// The statements it rests on.
        statements: Vec<String>,
        /// Plain words of the toolkit, or a reading.
        basis: Basis,
        /// The deadline, if it has one.
        #[serde(deserialize_with = "Option::deserialize")]
        due: Option<Due>,
    }
    /// The support listed for the category.
    SupportRecord {
        /// Assessments.
        assessments: Vec<String>,
        /// Agencies.
        agencies: Vec<String>,
        /// Interventions.
        interventions: Vec<String>,
    }
    /// An answer that would raise the category if it were yes.
    GapRecord {
        /// The fact or indicator.
        question: String,
        /// The category that a yes would lead to.
        would_raise_to: Category,
    }
    /// An indicator to consider.
    PromptRecord {
        /// The indicator to consider.
        consider: String,
        /// The indicator observed.
        because: String,
    }
    /// A contradiction or change.
    FindingRecord {
        /// The id.
        id: String,
        /// The message.
        message: String,
    }
}

/// An outcome as a record: self-contained, and equal for equal requests to the byte.
///
/// ```
/// use cse_screening::{Record, Request, RuleSet};
///
/// let request = Request::from_json(r#"{"child": {"age": 15}, "screening": {"indicators": ["clipping"]}}"#)?;
/// let record = request.screen().to_record();
/// let kept = serde_json::to_string(&record)?;
///
/// // Decades later, under the same rules:
/// let read: Record = serde_json::from_str(&kept)?;
/// assert_eq!(read, record);
/// assert!(read.verify(RuleSet::coventry()).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The rules it was decided by.
    pub rules: RulesIdentity,
    /// The caller's own reference.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Which part of the rules applied.
    pub scope: Scope,
    /// The category to record.
    #[serde(deserialize_with = "Option::deserialize")]
    pub category: Option<Category>,
    /// The category that the tables give.
    #[serde(deserialize_with = "Option::deserialize")]
    pub indicated: Option<Category>,
    /// The category if every answer that is not known or suspected were yes.
    #[serde(deserialize_with = "Option::deserialize")]
    pub possible: Option<Category>,
    /// Every rule that fired.
    pub reasons: Vec<ReasonRecord>,
    /// The one plan.
    #[serde(deserialize_with = "Option::deserialize")]
    pub plan: Option<PlanRecord>,
    /// The steps that apply.
    pub steps: Vec<StepRecord>,
    /// The support listed for the category.
    pub support: SupportRecord,
    /// The answers that could raise the category.
    pub gaps: Vec<GapRecord>,
    /// The indicators to consider.
    pub prompts: Vec<PromptRecord>,
    /// Contradictions and changes.
    pub findings: Vec<FindingRecord>,
    /// The request as understood, complete.
    pub request: Request,
}

/// A text that may be left out, and may not be null.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    String::deserialize(deserializer).map(Some)
}

/// Names the rules, and says nothing of the child.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record").field("rules", &self.rules.sha256).finish_non_exhaustive()
    }
}

impl Outcome<'_> {
    /// A record of the outcome, with deadlines by the calendar of the rules.
    #[must_use]
    pub fn to_record(&self) -> Record {
        self.to_record_by(self.rules.calendar())
    }

    /// A record of the outcome, with deadlines by another calendar.
    #[must_use]
    pub fn to_record_by(&self, calendar: &dyn WorkingDays) -> Record {
        let manifest = &self.rules.tables().manifest;
        let labels =
            |support: &[crate::rules::tables::Support]| support.iter().map(|one| one.label.clone()).collect();
        let support = self.support();
        let request = Request::new(self.child.clone(), self.indicators.clone());
        Record {
            rules: RulesIdentity {
                id: manifest.id.clone(),
                version: manifest.version.clone(),
                sha256: self.rules.sha256().to_owned(),
            },
            reference: self.reference.map(str::to_owned),
            scope: self.scope(),
            category: self.category(),
            indicated: self.indicated(),
            possible: self.possible(),
            reasons: self
                .reasons()
                .map(|reason| ReasonRecord {
                    rule: reason.rule().to_owned(),
                    at_least: reason.at_least(),
                    because: reason.because().map(|cause| cause.code().to_owned()).collect(),
                    statements: reason.statements().map(str::to_owned).collect(),
                    basis: reason.basis(),
                    decisive: reason.decisive(),
                })
                .collect(),
            plan: self.plan().map(|plan| PlanRecord {
                host: plan.host().to_owned(),
                rule: plan.row().id.clone(),
                statements: plan.statements().to_vec(),
            }),
            steps: self
                .steps()
                .map(|step| StepRecord {
                    id: step.id().to_owned(),
                    stage: step.stage().to_owned(),
                    action: step.action().to_owned(),
                    who: step.who().to_owned(),
                    force: step.force(),
                    statements: step.statements().to_vec(),
                    basis: step.basis(),
                    due: step.due_by(calendar),
                })
                .collect(),
            support: SupportRecord {
                assessments: support.map_or_else(Vec::new, |row| labels(&row.assessments)),
                agencies: support.map_or_else(Vec::new, |row| labels(&row.agencies)),
                interventions: support.map_or_else(Vec::new, |row| labels(&row.interventions)),
            },
            gaps: self
                .gaps()
                .map(|gap| GapRecord {
                    question: gap.question.code().to_owned(),
                    would_raise_to: gap.would_raise_to,
                })
                .collect(),
            prompts: self
                .prompts()
                .map(|prompt| PromptRecord {
                    consider: prompt.consider.code.code().to_owned(),
                    because: prompt.because.code.code().to_owned(),
                })
                .collect(),
            findings: self
                .findings()
                .map(|row| FindingRecord { id: row.id.clone(), message: row.message.clone() })
                .collect(),
            request: match self.reference {
                Some(reference) => request.with_reference(reference),
                None => request,
            },
        }
    }
}

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
    /// The same rules decide otherwise on the recorded request. Where only dates of deadlines differ, the
    /// record may have been made by another calendar: see [`Record::verify_by`].
    #[error("the record differs in {} places, first in `{}`", .0.len(), .0.first().map_or("", Difference::table))]
    Differs(Vec<Difference>),
}

/// A place where a record differs from the outcome of its request.
#[derive(Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where, as a path such as `steps[mase-meeting].force`.
    pub place: String,
    /// What the record says; none when it says nothing there.
    pub recorded: Option<Value>,
    /// What the request leads to; none when there is nothing there.
    pub expected: Option<Value>,
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
    /// Screens the recorded request again, and says where the record differs.
    ///
    /// # Errors
    /// [`VerifyError::OtherRules`] when these are not the rules it names by their SHA-256, and
    /// [`VerifyError::Differs`] with every difference.
    pub fn verify(&self, rules: &RuleSet) -> Result<(), VerifyError> {
        self.verify_by(rules, rules.calendar())
    }

    /// As [`Record::verify`], for a record whose deadlines were reckoned by another calendar.
    ///
    /// # Errors
    /// As [`Record::verify`].
    pub fn verify_by(&self, rules: &RuleSet, calendar: &dyn WorkingDays) -> Result<(), VerifyError> {
        if self.rules.sha256 != rules.sha256() {
            return Err(VerifyError::OtherRules {
                recorded: self.rules.sha256.clone(),
                at_hand: rules.sha256().to_owned(),
            });
        }
        let expected = self.request.screen_by(rules).to_record_by(calendar);
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
        recorded: recorded.cloned(),
        expected: expected.cloned(),
    });
}
