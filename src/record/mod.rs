//! The record: an outcome that stands alone, to be kept and to be reproduced decades later.

mod error;
mod format;
mod outstanding;
mod rendered;
mod request;
mod verification;
mod write;

use crate::compiled::RuleSet;
use crate::encoding::without_mark;
use crate::outcome::{Counted, Reason};
use crate::outcome::{Due, Step};
use crate::outcome::{Gap, Outcome};
use crate::request::{Request, RequestOf, recorded};
use crate::tables::fingerprint;
use crate::tables::read::Strict;
use crate::tables::{CategoryRow, FindingRow, PlanHost, Support};
use crate::vocabulary::category::{Category, NoCategory};
use crate::vocabulary::child::{Answer, Child};
use crate::vocabulary::indicator::Indicators;
use crate::vocabulary::{Actor, Basis, VERSION};
use crate::vocabulary::{Force, Scope};
pub use error::{RecordError, RecordErrorKind};
pub use format::Format;
pub use outstanding::{Outstanding, Standing, StepDone};
use serde::de::{DeserializeSeed, Error};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
pub use verification::{Difference, VerifyError};

/// Declares parts of a record: plain data, unknown fields refused, and fields may be added.
macro_rules! record_parts {
    ($( $(#[$meta:meta])* $Name:ident { $( $(#[$field_meta:meta])* $field:ident: $Type:ty, )+ } )+) => {$(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        #[non_exhaustive]
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
        /// The id of the calendar by which working days were counted.
        calendar: String,
    }
    /// The ids of an area's own levels, for the categories of a record.
    LevelsRecord {
        /// That of the category to record.
        #[serde(deserialize_with = "Option::deserialize")]
        category: Option<String>,
        /// That of what the tables give.
        #[serde(deserialize_with = "Option::deserialize")]
        indicated: Option<String>,
        /// That of what is possible.
        #[serde(deserialize_with = "Option::deserialize")]
        possible: Option<String>,
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
        /// Plain words, or a reading.
        basis: Basis,
        /// Whether it gives the category of the outcome.
        decisive: bool,
        /// What it counted or added up, and what it asks for; there only where it does.
        #[serde(default, deserialize_with = "counted", skip_serializing_if = "Option::is_none")]
        counted: Option<Counted>,
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
        /// The code of whoever acts first.
        actor: Actor,
        /// Must, should or may.
        force: Force,
        /// The statements it rests on.
        statements: Vec<String>,
        /// Plain words, or a reading.
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
    /// An answer to an indicator that the rules do not have.
    UnreadRecord {
        /// The code of the indicator.
        code: String,
        /// The answer.
        answer: Answer,
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Record {
    /// The version of this shape.
    pub format: Format,
    /// Whether what somebody wrote was taken out: see [`Record::redacted`]. There only where it is true.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
    /// The version of this crate that made it.
    pub engine: String,
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
    /// The area's own names for them, where the rules have levels of their own.
    #[serde(default, deserialize_with = "levels", skip_serializing_if = "Option::is_none")]
    pub levels: Option<LevelsRecord>,
    /// Why there is no category; none where there is one.
    #[serde(deserialize_with = "Option::deserialize")]
    pub no_category: Option<NoCategory>,
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
    /// Answers to indicators that the rules do not have: why the category, or what is possible, is 3. Such a
    /// record is read with the rules that know them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<UnreadRecord>,
    /// The request as understood, complete.
    #[serde(deserialize_with = "recorded")]
    pub request: Request,
}

/// What made a record: the engine and the rules.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct RecordOrigin {
    /// The version of the shape of the record.
    pub format: Format,
    /// The version of this crate.
    pub engine: String,
    /// The rules.
    pub rules: RulesIdentity,
}

/// Repeats no text of the record, which may be another's.
impl fmt::Debug for RecordOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordOrigin").field("format", &self.format).finish_non_exhaustive()
    }
}

impl RecordOrigin {
    /// What a record says of what made it, read before its rules are at hand: so that a host finds them by their
    /// SHA-256. Nothing else of the record is looked at.
    ///
    /// ```
    /// use cse_screening::{RecordOrigin, Request, RuleSet, VERSION};
    /// let request = Request::from_json(r#"{"child": {"age": 15}, "screening": {}}"#)?;
    /// let mut stored = Vec::new();
    /// request.screen().write_json(&mut stored);
    /// let origin = RecordOrigin::of_record(&stored)?;
    /// assert_eq!(origin.rules.sha256, RuleSet::coventry().sha256());
    /// assert_eq!(origin.engine, VERSION);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`RecordError`] for what is not JSON, and for an object that does not say it.
    pub fn of_record(json: &[u8]) -> Result<Self, RecordError> {
        Ok(serde_json::from_slice(without_mark(json))?)
    }
}

impl Record {
    /// Reads a record that was made by these rules, whose request may use indicators of their own.
    ///
    /// A record of the built-in rules reads with serde as well.
    ///
    /// # Errors
    /// [`RecordError`] for what is not a record: a missing or unknown field, a value of another
    /// type, a request that these rules do not understand.
    pub fn from_json_for(rules: &RuleSet, json: &str) -> Result<Self, RecordError> {
        Self::from_slice_for(rules, json.as_bytes())
    }

    /// As [`Record::from_json_for`], from bytes.
    ///
    /// # Errors
    /// As [`Record::from_json_for`], and for bytes that are not UTF-8.
    pub fn from_slice_for(rules: &RuleSet, json: &[u8]) -> Result<Self, RecordError> {
        let Strict(mut record) = serde_json::from_slice(without_mark(json))?;
        // The rest is read with an empty request in its place.
        let empty = Request::as_screened(Child::of_unknown_age(), Indicators::new());
        let request = match record.get_mut("request") {
            Some(request) => std::mem::replace(request, serde_json::to_value(&empty)?),
            None => return Err(serde_json::Error::missing_field("request").into()),
        };
        let request = RequestOf { rules, as_recorded: true }.deserialize(request)?;
        let record: Self = serde_json::from_value(record)?;
        Ok(Self { request, ..record })
    }
}

impl Record {
    /// The same record without what somebody wrote: sources, notes, the child's words, strengths and rationales
    /// read `redacted`. The decision, the answers and their dates stay, so it verifies as any other. The caller's
    /// reference stays too.
    ///
    /// ```
    /// use cse_screening::{Request, RuleSet};
    /// let request = Request::from_json(r#"{"child": {"age": 15}, "screening": {
    ///     "indicators": {"rape": {"answer": "yes", "note": "told by Ann"}}}}"#)?;
    /// let record = request.screen().to_record().redacted();
    /// assert!(!serde_json::to_string(&record).unwrap().contains("Ann"));
    /// assert!(record.verify(RuleSet::coventry()).is_ok());
    /// # Ok::<(), cse_screening::RequestError>(())
    /// ```
    #[must_use]
    pub fn redacted(mut self) -> Self {
        self.redacted = true;
        self.request.redact();
        self
    }

    /// The SHA-256 of the record, in hexadecimal: that of its bytes as [`Outcome::write_json`] writes them.
    ///
    /// A record with another answer, and with what follows from it, verifies too. Whoever keeps this where records
    /// cannot be written finds out that it is another one.
    ///
    /// ```
    /// use cse_screening::Request;
    /// let request = Request::from_json(r#"{"child": {"age": 15}, "screening": {"indicators": ["rape"]}}"#)?;
    /// let kept = request.screen().to_record().sha256();
    ///
    /// let edited = Request::from_json(r#"{"child": {"age": 15}, "screening": {"indicators": {"rape": "no"}}}"#)?;
    /// let edited = edited.screen().to_record();
    /// assert!(edited.verify(cse_screening::RuleSet::coventry()).is_ok());
    /// assert_ne!(edited.sha256(), kept);
    /// # Ok::<(), cse_screening::RequestError>(())
    /// ```
    #[must_use]
    pub fn sha256(&self) -> String {
        // A record is a map with text keys, so turning it into text cannot fail.
        fingerprint::sha256(&serde_json::to_string(self).unwrap_or_default())
    }
}

/// Levels that may be left out, and may not be null.
fn levels<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<LevelsRecord>, D::Error> {
    LevelsRecord::deserialize(deserializer).map(Some)
}

/// What was counted, which may be left out and may not be null.
fn counted<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Counted>, D::Error> {
    Counted::deserialize(deserializer).map(Some)
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

impl ReasonRecord {
    fn of(reason: &Reason<'_>) -> Self {
        Self {
            rule: reason.rule().to_owned(),
            at_least: reason.at_least(),
            because: reason.because().map(|cause| cause.code().to_owned()).collect(),
            statements: reason.statements().map(str::to_owned).collect(),
            basis: reason.basis(),
            decisive: reason.decisive(),
            counted: reason.counted(),
        }
    }
}

impl PlanRecord {
    fn of(row: &PlanHost) -> Self {
        Self { host: row.host.clone(), rule: row.id.clone(), statements: row.statements.clone() }
    }
}

impl StepRecord {
    fn of(step: &Step<'_>) -> Self {
        Self {
            id: step.id().to_owned(),
            stage: step.stage().to_owned(),
            action: step.action().to_owned(),
            who: step.who().to_owned(),
            actor: step.actor(),
            force: step.force(),
            statements: step.statements().to_vec(),
            basis: step.basis(),
            due: step.due(),
        }
    }
}

impl SupportRecord {
    /// That of a category; empty where there is none.
    fn of(row: Option<&CategoryRow>) -> Self {
        let labels = |support: &[Support]| support.iter().map(|one| one.label.clone()).collect();
        Self {
            assessments: row.map_or_else(Vec::new, |row| labels(&row.assessments)),
            agencies: row.map_or_else(Vec::new, |row| labels(&row.agencies)),
            interventions: row.map_or_else(Vec::new, |row| labels(&row.interventions)),
        }
    }
}

impl LevelsRecord {
    /// None where the rules have no levels of their own.
    pub(super) fn of(outcome: &Outcome<'_>) -> Option<Self> {
        let rules = outcome.rules;
        if rules.tables().levels.is_empty() {
            return None;
        }
        let of = |category: Option<Category>| Some(rules.level_of(Some(category?))?.id.clone());
        Some(Self {
            category: outcome.level().map(|level| level.id.clone()),
            indicated: of(outcome.indicated()),
            possible: of(outcome.possible()),
        })
    }
}

impl GapRecord {
    fn of(gap: Gap<'_>) -> Self {
        Self { question: gap.question.code().to_owned(), would_raise_to: gap.would_raise_to }
    }
}

impl PromptRecord {
    fn of(consider: &str, because: &str) -> Self {
        Self { consider: consider.to_owned(), because: because.to_owned() }
    }
}

impl FindingRecord {
    fn of(row: &FindingRow) -> Self {
        Self { id: row.id.clone(), message: row.message.clone() }
    }

    fn of_dates((id, message): (&str, String)) -> Self {
        Self { id: id.to_owned(), message }
    }
}

impl UnreadRecord {
    fn of((code, answer): (&str, Answer)) -> Self {
        Self { code: code.to_owned(), answer }
    }
}

/// As its record: [`Outcome::to_record`].
impl Serialize for Outcome<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_record().serialize(serializer)
    }
}

impl RuleSet {
    /// By what a record names these rules.
    pub(crate) fn identity(&self) -> RulesIdentity {
        let manifest = &self.tables().manifest;
        RulesIdentity {
            id: manifest.id.clone(),
            version: manifest.version.clone(),
            sha256: self.sha256().to_owned(),
            calendar: self.calendar().id.clone(),
        }
    }
}

impl Outcome<'_> {
    /// A record of the outcome, with deadlines by the calendar of the rules.
    #[must_use]
    pub fn to_record(&self) -> Record {
        let request = Request::as_screened(self.child.clone(), self.indicators.clone());
        let of_dates = self.findings_of_dates().into_iter().map(FindingRecord::of_dates);
        Record {
            format: Format,
            redacted: false,
            engine: VERSION.to_owned(),
            rules: self.rules.identity(),
            reference: self.caller.reference.map(str::to_owned),
            scope: self.scope(),
            category: self.category(),
            indicated: self.indicated(),
            possible: self.possible(),
            levels: LevelsRecord::of(self),
            no_category: self.no_category(),
            reasons: self.reasons().map(|reason| ReasonRecord::of(&reason)).collect(),
            plan: self.plan().map(|plan| PlanRecord::of(plan.row())),
            steps: self.steps().map(|step| StepRecord::of(&step)).collect(),
            support: SupportRecord::of(self.support()),
            gaps: self.gaps().map(GapRecord::of).collect(),
            prompts: self
                .prompts()
                .map(|prompt| PromptRecord::of(&prompt.consider.code, &prompt.because.code))
                .collect(),
            findings: self.findings().map(FindingRecord::of).chain(of_dates).collect(),
            unread: self.unread().map(UnreadRecord::of).collect(),
            request: request.noted(self.caller),
        }
    }
}
