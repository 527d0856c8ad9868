//! What was done of the steps of a caseload, as people say it in a file, one object a line.

use crate::report::done::{LONGEST, done_of};
use crate::strict::{json, kind, line, object};
use cse_screening::{RuleSet, StepDone};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;

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

    /// How many references it has.
    pub(crate) fn references(&self) -> usize {
        self.0.len()
    }

    /// What is said of a screening. Spaces around a reference make no difference, here and in the file.
    pub(crate) fn of(&self, reference: Option<&str>) -> &[StepDone] {
        reference.and_then(|reference| self.0.get(reference.trim())).map_or(&[], Vec::as_slice)
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
    Ok((reference, done_of(fields, step)?))
}
