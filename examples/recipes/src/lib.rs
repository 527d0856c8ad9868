//! What recipes share: reading a stored record back and verifying it, and an end that is no failure.

use cse_screening::{Difference, Record, RuleSet, VerifyError};
use std::error::Error;
use std::io::{self, ErrorKind};
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

/// The rules as they were stored, if they still are what their SHA-256 says.
///
/// # Errors
/// What is wrong with them.
pub fn stored_rules(sha256: &str, tables: &str) -> Result<RuleSet, String> {
    let rules = RuleSet::from_json(tables).map_err(|_| format!("the rules {sha256} are no rules"))?;
    if rules.sha256() == sha256 { Ok(rules) } else { Err(format!("the rules {sha256} were changed")) }
}

/// Whether a stored record is what its own request leads to under these rules.
///
/// # Errors
/// What is wrong with it. It says nothing of the child, and may be logged.
pub fn verify(rules: &RuleSet, record: &str) -> Result<(), String> {
    let record =
        Record::from_json_for(rules, record).map_err(|_| "it is no record of these rules".to_owned())?;
    record.verify(rules).map_err(|error| match error {
        VerifyError::Differs(places) => {
            let mut tables: Vec<_> = places.iter().map(Difference::table).collect();
            tables.dedup();
            format!("it differs in {}", tables.join(", "))
        }
        _ => "it names other rules".to_owned(),
    })
}
