//! A record, stored and years later verified: `cargo run --example store_and_verify`.
#![allow(clippy::print_stdout, reason = "an example shows what it gets")]

use cse_screening::{Record, Request, RuleSet};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let request = r#"{"reference": "ours", "child": {"age": 12}, "screening": {"indicators": ["rape"]}}"#;
    let mut stored = Vec::new();
    // What `to_record` has, as JSON.
    Request::from_json(request)?.screen().write_json(&mut stored);
    // Beside it, the rules that made it: a record names them by their SHA-256.
    let rules = RuleSet::coventry().to_json();

    let rules = RuleSet::from_json(&rules)?;
    let record = Record::from_json_for(&rules, std::str::from_utf8(&stored)?)?;
    record.verify(&rules)?;
    println!("{:?} under {} {} reproduces", record.category, record.rules.id, record.rules.version);

    // Whoever changes what came out is found; whoever changes an answer too is not, so keep the SHA-256 elsewhere.
    let mut changed = record.clone();
    changed.category = None;
    println!("{}", changed.verify(&rules).err().ok_or("a changed record verifies")?);
    println!("SHA-256 {}", record.sha256());
    Ok(())
}
