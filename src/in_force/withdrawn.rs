//! Rule sets and versions of the engine that were withdrawn, and why.

use crate::encoding::without_mark;
use crate::record::RecordOrigin;
use crate::tables::fault::{Fault, RulesError};
use crate::tables::read::Strict;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A rule set or a version of the engine whose records should be looked at again. At least one of `rules` and
/// `engine` is given; with both, only records of the two together are meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Withdrawn {
    /// The SHA-256 of the rule set, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    /// The version of the engine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// Why it was withdrawn.
    pub reason: String,
}

impl Withdrawn {
    /// Whether a record with this origin is meant.
    #[must_use]
    pub fn means(&self, origin: &RecordOrigin) -> bool {
        let same_rules =
            self.rules.as_ref().is_none_or(|sha256| sha256.eq_ignore_ascii_case(&origin.rules.sha256));
        same_rules && self.engine.as_ref().is_none_or(|engine| *engine == origin.engine)
    }

    fn fault(&self) -> Option<&'static str> {
        let is_sha256 = |text: &String| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if self.rules.is_none() && self.engine.is_none() {
            Some("it names neither rules nor an engine; allowed: `rules`, `engine`, or both")
        } else if self.rules.as_ref().is_some_and(|rules| !is_sha256(rules)) {
            Some("`rules` is not a SHA-256; allowed: 64 hexadecimal digits")
        } else if self.engine.as_ref().is_some_and(|engine| semver::Version::parse(engine).is_err()) {
            Some("`engine` is not a version; allowed: three numbers such as 0.2.0")
        } else if crate::encoding::is_blank(&self.reason) {
            Some("`reason` is blank; say why it was withdrawn")
        } else {
            None
        }
    }
}

/// What was withdrawn.
///
/// ```
/// use cse_screening::in_force::Withdrawals;
/// use cse_screening::{Child, Indicators, RecordOrigin, screen};
///
/// let withdrawn = Withdrawals::from_json(br#"[{"engine": "0.0.9", "reason": "a deadline was a day late"}]"#)?;
/// let mut record = Vec::new();
/// screen(&Child::aged(15)?, &Indicators::new()).write_json(&mut record);
/// assert_eq!(withdrawn.of(&RecordOrigin::of_record(&record)?), [] as [&_; 0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Withdrawals(Vec<Withdrawn>);

impl Withdrawals {
    /// Reads a list: `[{"rules": "<sha256>", "engine": "<version>", "reason": "..."}]`.
    ///
    /// # Errors
    /// [`RulesError`] for what is not such a list, with every fault found.
    pub fn from_json(json: &[u8]) -> Result<Self, RulesError> {
        let wrong = |row: &str, problem: String| Fault::new("withdrawn", row, problem);
        let unreadable = |error: serde_json::Error| RulesError::from(wrong("", error.to_string()));
        // Read strictly first: a key that is repeated would be lost.
        let Strict(list) = serde_json::from_slice(without_mark(json)).map_err(unreadable)?;
        let list: Vec<Map<String, Value>> = serde_json::from_value(list).map_err(unreadable)?;
        if let Some(at) = list.iter().position(|row| row.values().any(Value::is_null)) {
            let problem = "null is refused everywhere; leave the field out instead";
            return Err(wrong(&(at + 1).to_string(), problem.to_owned()).into());
        }
        let list = list.into_iter().map(|row| serde_json::from_value(Value::Object(row)));
        let list: Vec<Withdrawn> = list.collect::<Result<_, _>>().map_err(unreadable)?;
        let rows = list.iter().enumerate();
        let faults: Vec<_> = rows
            .filter_map(|(at, row)| Some(wrong(&(at + 1).to_string(), row.fault()?.to_owned())))
            .collect();
        if faults.is_empty() { Ok(Self(list)) } else { Err(RulesError::new(faults)) }
    }

    /// The rows that mean a record with this origin.
    #[must_use]
    pub fn of(&self, origin: &RecordOrigin) -> Vec<&Withdrawn> {
        self.0.iter().filter(|row| row.means(origin)).collect()
    }

    /// All rows.
    #[must_use]
    pub fn rows(&self) -> &[Withdrawn] {
        &self.0
    }
}
