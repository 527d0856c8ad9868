//! What was done of the steps of a caseload, as people say it in a file, one object a line.

use crate::strict::{day, json, kind, line, object};
use cse_screening::{RuleSet, StepDone};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;

/// The most that a reference, who did it, what came of it, or why not may be long.
const LONGEST: usize = 400;

/// By the references of screenings.
pub(crate) struct Said(HashMap<String, Vec<StepDone>>);

impl Said {
    /// Reads a file: `{"reference": "...", "step": "...", "on": "2026-01-14", "by": "...", "result": "..."}`, or `why_not`
    /// in place of `result`, one a line.
    ///
    /// # Errors
    /// It cannot be read, or a line is none of these or names no step of the rules: in words, without what it says.
    pub(crate) fn read(rules: &RuleSet, file: &Path) -> Result<Self, String> {
        let text = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let mut all: HashMap<String, Vec<StepDone>> = HashMap::new();
        for (at, text) in text.split(|byte| *byte == b'\n').enumerate() {
            if text.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let one = one(rules, text);
            let (reference, done) =
                one.map_err(|problem| format!("{}, line {}: {problem}", file.display(), at + 1))?;
            all.entry(reference).or_default().push(done);
        }
        Ok(Self(all))
    }

    pub(crate) fn of(&self, reference: Option<&str>) -> &[StepDone] {
        reference.and_then(|reference| self.0.get(reference)).map_or(&[], Vec::as_slice)
    }
}

fn one(rules: &RuleSet, text: &[u8]) -> Result<(String, StepDone), String> {
    let value = json(text)?;
    let fields = object("", &value, &["reference", "step", "on", "by", "result", "why_not"])?;
    let needed = |name: &str| fields.get(name).ok_or_else(|| format!("`{name}` is missing"));
    let reference = line("reference", needed("reference")?, LONGEST)?;
    let step = match needed("step")? {
        Value::String(step) if rules.tables().steps.iter().any(|row| row.id == *step) => step,
        Value::String(_) => {
            return Err(
                "step: no step of the rules has this id; allowed: those that `cse rules explain` knows"
                    .to_owned(),
            );
        }
        other => return Err(format!("step: found {}; allowed: the id of a step", kind(other))),
    };
    let done = StepDone::new(&**step, day("on", needed("on")?)?, line("by", needed("by")?, LONGEST)?);
    let done = match (fields.get("result"), fields.get("why_not")) {
        (Some(_), Some(_)) => {
            return Err("found both `result` and `why_not`; allowed: one of them".to_owned());
        }
        (Some(result), None) => done.result(line("result", result, LONGEST)?),
        (None, Some(why_not)) => done.why_not(line("why_not", why_not, LONGEST)?),
        (None, None) => {
            return Err(
                "`result` or `why_not` is missing: what came of it, or why it was not done".to_owned()
            );
        }
    };
    Ok((reference, done))
}
