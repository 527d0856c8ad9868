//! Answers vectors with the library itself. Every binding has a program that does the same.

use cse_screening::json_calls::{self, CallError};
use cse_screening::{Budget, RuleSet};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::{Display, Write};
use std::fs;
use std::path::Path;

/// Why there are no vectors.
pub(crate) struct Failed(pub(crate) String);

impl<E: Display> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// One file of a rule set.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SetFile {
    pub(crate) set: String,
    pub(crate) name: String,
    pub(crate) content: String,
}

/// One call. Every field is text, so that a program without a JSON library can read it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Vector {
    pub(crate) call: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) rules: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) by: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) input: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) work: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) find: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) replace: String,
    #[serde(default)]
    pub(crate) status: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) answer: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) sha256: String,
}

/// The rule sets of the vectors, each by its name, and what loading it gave.
pub(crate) struct Sets {
    built_in: RuleSet,
    loaded: BTreeMap<String, Result<RuleSet, CallError>>,
}

impl Sets {
    pub(crate) fn load(files: &[SetFile]) -> Self {
        let mut sets: BTreeMap<&str, Vec<(&str, &[u8])>> = BTreeMap::new();
        for file in files {
            sets.entry(&file.set).or_default().push((&file.name, file.content.as_bytes()));
        }
        let loaded = sets.into_iter().map(|(name, files)| (name.to_owned(), json_calls::rules(&files, &[])));
        Self { built_in: RuleSet::coventry().clone(), loaded: loaded.collect() }
    }

    fn get(&self, name: &str) -> Result<&RuleSet, CallError> {
        if name == "coventry" {
            return Ok(&self.built_in);
        }
        match self.loaded.get(name) {
            Some(Ok(rules)) => Ok(rules),
            Some(Err(error)) => Err(error.clone()),
            None => Err(CallError::misuse("a vector names a set that there is none of")),
        }
    }
}

/// What came of a call: the word for how it ended, and the bytes.
pub(crate) fn outcome(sets: &Sets, vector: &Vector) -> (&'static str, Vec<u8>) {
    match called(sets, vector) {
        Ok(answer) => ("ok", answer),
        Err(error) => (error.kind().code(), error.to_json()),
    }
}

fn called(sets: &Sets, vector: &Vector) -> Result<Vec<u8>, CallError> {
    let Vector { call, rules, by, input, id, work, find, replace, .. } = vector;
    let budget = Budget::new().of_work(work.parse::<u64>().ok());
    let input = input.as_bytes();
    match call.as_str() {
        "rules" => sets.get(rules).map(json_calls::about),
        "document" => sets.get(rules).map(json_calls::document),
        "form" => sets.get(rules).map(json_calls::form),
        "schema" => json_calls::schema(id),
        "screen" => json_calls::screen(sets.get(rules)?, input),
        "screen_lines" => Ok(json_calls::screen_lines(sets.get(rules)?, input)),
        "category" => json_calls::category(sets.get(rules)?, input),
        "identity" => json_calls::identity(input),
        "verify" => json_calls::verify(sets.get(rules)?, input),
        "verify_screened" => {
            let record = json_calls::screen(sets.get(by)?, input)?;
            json_calls::verify(sets.get(rules)?, &replaced(record, find, replace))
        }
        "why_not" => json_calls::why_not(sets.get(rules)?, input, id, &budget),
        "next_category" => json_calls::next_category(sets.get(rules)?, input, &budget),
        "check" => json_calls::check(sets.get(rules)?, &budget),
        "compare" => json_calls::compare(sets.get(by)?, sets.get(rules)?, &budget),
        _ => Err(CallError::misuse("a vector names a call that there is none of")),
    }
}

/// The record with the first place that says one thing saying another.
fn replaced(record: Vec<u8>, find: &str, replace: &str) -> Vec<u8> {
    match String::from_utf8(record) {
        Ok(record) if !find.is_empty() => record.replacen(find, replace, 1).into_bytes(),
        Ok(record) => record.into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Adds an answer to the hash over all of them.
pub(crate) fn add(hash: &mut Sha256, status: &str, answer: &[u8]) {
    for part in [status.as_bytes(), b"\n", answer, b"\n"] {
        hash.update(part);
    }
}

pub(crate) fn finished(hash: Sha256) -> String {
    hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The lines of a file.
fn lines<T: for<'de> Deserialize<'de>>(file: &Path) -> Result<Vec<T>, Failed> {
    let text = fs::read_to_string(file)?;
    let read: Result<_, _> = text.lines().map(serde_json::from_str).collect();
    Ok(read?)
}

/// Answers all vectors, and compares each.
pub(crate) fn answer(folder: &Path) -> Result<String, Failed> {
    let sets = Sets::load(&lines(&folder.join("sets.jsonl"))?);
    let mut hash = Sha256::new();
    let mut count = 0;
    for file in crate::make::FILES {
        for vector in lines::<Vector>(&folder.join(file))? {
            count += 1;
            let (status, answer) = outcome(&sets, &vector);
            let whole = vector.sha256.is_empty();
            let same = if whole { answer == vector.answer.as_bytes() } else { hex(&answer) == vector.sha256 };
            if status != vector.status || !same {
                return Err(Failed(format!(
                    "{file}, vector {count} of all ({}): another answer",
                    vector.call
                )));
            }
            add(&mut hash, status, &answer);
        }
    }
    Ok(format!("{count} {}", finished(hash)))
}
