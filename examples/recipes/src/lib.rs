//! What the recipes for databases share: reading a stored record back, and verifying it.

use cse_screening::{Difference, Record, RuleSet, VerifyError};

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
