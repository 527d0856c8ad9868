//! What recipes share: the lines of a file, an end that is no failure, and for databases reading a stored record back and
//! verifying it.

pub mod output;

use cse_screening::{Difference, Record, Request, RuleSet, VerifyError};
use sha2::{Digest, Sha256};
use std::error::Error;
use std::fmt::Write;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind};
use std::process::ExitCode;

/// Whoever reads the output, such as `head`, may have had enough: that is no failure.
///
/// # Errors
/// What else went wrong.
pub fn until_nobody_reads(done: Result<ExitCode, Box<dyn Error>>) -> Result<ExitCode, Box<dyn Error>> {
    match done {
        Err(error) if is_broken_pipe(&*error) => Ok(ExitCode::SUCCESS),
        done => done,
    }
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    let this = error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe);
    this || error.source().is_some_and(is_broken_pipe)
}

/// What is said of a file without a line that has anything in it.
pub const NO_REQUEST: &str = "there is no request; allowed: one on each line";

/// The requests of a file, one a line and one after the other, and what is wrong with the other lines. That says nothing
/// of a child, and may be logged. Blank lines are skipped.
///
/// # Errors
/// When the file cannot be read.
pub fn each_request(
    path: &str,
) -> io::Result<impl Iterator<Item = io::Result<Result<Request, String>>> + use<>> {
    // Bytes, because a line that is not UTF-8 is one bad line and not the end.
    let lines = (1..).zip(BufReader::new(File::open(path)?).split(b'\n'));
    Ok(lines.filter_map(|(number, line): (u64, _)| match line {
        Ok(line) if line.trim_ascii().is_empty() => None,
        Ok(line) => Some(Ok(Request::from_slice(&line).map_err(|error| format!("line {number}: {error}")))),
        Err(error) => Some(Err(error)),
    }))
}

/// All requests of a file at once, and what is wrong with the other lines, as [`each_request`] reads them.
///
/// # Errors
/// When the file cannot be read, or has no line with anything in it.
pub fn requests(path: &str) -> Result<(Vec<Request>, Vec<String>), Box<dyn Error>> {
    let (mut requests, mut refused) = (Vec::new(), Vec::new());
    for request in each_request(path)? {
        match request? {
            Ok(request) => requests.push(request),
            Err(what) => refused.push(what),
        }
    }
    if requests.is_empty() && refused.is_empty() {
        return Err(NO_REQUEST.into());
    }
    Ok((requests, refused))
}

/// The SHA-256 of a record as it was written, in hexadecimal.
#[must_use]
pub fn sha256(record: &[u8]) -> String {
    Sha256::digest(record).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The rules as they were stored, if they still are what their SHA-256 says.
///
/// # Errors
/// What is wrong with them.
pub fn stored_rules(sha256: &str, tables: &str) -> Result<RuleSet, String> {
    let rules = RuleSet::from_json(tables).map_err(|_| format!("the rules {sha256} are no rules"))?;
    if rules.sha256() == sha256 { Ok(rules) } else { Err(format!("the rules {sha256} were changed")) }
}

/// Whether a stored record is the one that was stored, by its SHA-256, and what its own request leads to under these
/// rules.
///
/// # Errors
/// What is wrong with it. It says nothing of the child, and may be logged.
pub fn verify(rules: &RuleSet, stored_sha256: &str, record: &str) -> Result<(), String> {
    let as_stored = sha256(record.as_bytes()) == stored_sha256;
    let record =
        Record::from_json_for(rules, record).map_err(|_| "it is no record of these rules".to_owned())?;
    record.verify(rules).map_err(|error| match error {
        VerifyError::Differs(places) => {
            let mut tables: Vec<_> = places.iter().map(Difference::table).collect();
            tables.dedup();
            format!("it differs in {}", tables.join(", "))
        }
        _ => "it names other rules".to_owned(),
    })?;
    if as_stored { Ok(()) } else { Err("it was changed, to another that verifies".to_owned()) }
}
