//! Where a rule set comes from, and what is said when it is refused.

use crate::answer::{Answer, Body};
use crate::page::URGENT;
use crate::sheet::Sheet;
use crate::words::counted;
use cse_screening::{RuleSet, RulesError};
use serde_json::json;
use std::fs::{self, File};
use std::ops::Deref;
use std::path::Path;

/// The word for the built-in set.
const BUILT_IN: &str = "coventry";

/// A rule set: the built-in one, or one from a directory.
pub(crate) enum Loaded {
    BuiltIn(&'static RuleSet),
    Read(Box<RuleSet>),
}

impl Deref for Loaded {
    type Target = RuleSet;
    fn deref(&self) -> &RuleSet {
        match self {
            Self::BuiltIn(rules) => rules,
            Self::Read(rules) => rules,
        }
    }
}

/// Why a command ends without an answer.
pub(crate) enum Failure {
    /// A set is refused: the rules fail.
    Refused(Refused),
    /// A wrong call, or something that cannot be read or written.
    Unusable(String),
}

/// A set that was refused.
pub(crate) struct Refused {
    directory: String,
    error: RulesError,
}

impl Refused {
    /// Every fault.
    pub(crate) fn answer(&self, json: bool) -> Answer {
        let body = if json {
            Body::Json(json!({"passed": false, "directory": self.directory, "refused": self.error}))
        } else {
            Body::Text(self.text())
        };
        Answer { body, well: false }
    }

    /// Every fault, for people.
    pub(crate) fn text(&self) -> String {
        let faults = self.error.faults();
        let mut sheet = Sheet::default();
        sheet.heading("Refused");
        faults.iter().for_each(|fault| sheet.entry(&fault.to_string()));
        sheet.gap();
        let so_many = counted(faults.len(), "fault", "faults");
        sheet.strong(URGENT, &format!("Failed: {} is refused, with {so_many}.", self.directory));
        sheet.into_text()
    }
}

/// The set of a directory, or the built-in one.
pub(crate) fn load(directory: &Path) -> Result<Loaded, Failure> {
    if is_built_in(directory) {
        return Ok(Loaded::BuiltIn(RuleSet::coventry()));
    }
    readable(directory)?;
    match RuleSet::from_dir(directory) {
        Ok(rules) => Ok(Loaded::Read(Box::new(rules))),
        Err(error) => Err(Failure::Refused(Refused { directory: directory.display().to_string(), error })),
    }
}

pub(crate) fn is_built_in(directory: &Path) -> bool {
    directory.as_os_str() == BUILT_IN
}

/// A directory that cannot be read is no fault of the rules, so it is told apart before they are read.
fn readable(directory: &Path) -> Result<(), Failure> {
    let shown = directory.display();
    let unusable = |problem: String| Failure::Unusable(format!("{shown}: {problem}"));
    if directory.is_file() {
        let problem = "this is a file; allowed: the directory of a rule set, or the word coventry";
        return Err(unusable(problem.to_owned()));
    }
    let entries = fs::read_dir(directory)
        .map_err(|error| unusable(format!("the directory cannot be read: {error}")))?;
    let mut files = 0;
    for entry in entries {
        let path = entry.map_err(|error| unusable(format!("the directory cannot be read: {error}")))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // One with another ending was meant as one: the loader says so.
        files += u32::from(name.to_lowercase().contains(".json"));
        // Only a file is opened: to open a pipe is to wait for whoever writes to it.
        if name.ends_with(".json") && path.is_file() {
            File::open(&path).map_err(|error| unusable(format!("{name} cannot be read: {error}")))?;
        }
    }
    if files == 0 {
        return Err(unusable("the directory holds no `.json` file, so it is no rule set".to_owned()));
    }
    Ok(())
}

/// A set by its id, version and fingerprint, with the set that it extends.
pub(crate) fn identity(rules: &RuleSet) -> String {
    let manifest = &rules.tables().manifest;
    let fingerprint: String = rules.sha256().chars().take(12).collect();
    let base = rules.base().map_or_else(String::new, |base| format!("; it {base}"));
    format!("{} {} ({fingerprint}), {}{base}", manifest.id, manifest.version, manifest.title)
}

/// The same, for machines.
pub(crate) fn identity_json(rules: &RuleSet) -> serde_json::Value {
    let manifest = &rules.tables().manifest;
    json!({
        "id": manifest.id,
        "version": manifest.version,
        "sha256": rules.sha256(),
        "title": manifest.title,
        "based_on": manifest.based_on,
        "base": rules.base(),
    })
}

/// Says that it takes a while, to somebody who waits.
pub(crate) fn patience(what: &str, json: bool) {
    use std::io::{IsTerminal, Write, stderr};
    if !json && stderr().is_terminal() {
        let _ = writeln!(stderr(), "{what}; this can take a minute.");
    }
}
