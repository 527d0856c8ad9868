//! A caseload in columns, for counting many at once: `cargo run --example columns`.
#![allow(clippy::print_stdout, reason = "an example shows what it gets")]

use cse_screening::{ColumnsBuf, Decisions, Request, RuleSet};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/requests/caseload.jsonl");
    // Made ready once, for whole caseloads.
    let rules = RuleSet::coventry().for_columns()?;
    let mut caseload = ColumnsBuf::of(&rules);
    let mut count = 0;
    for line in std::fs::read_to_string(file)?.lines() {
        let request = Request::from_json(line)?;
        caseload.push(request.child(), request.indicators())?;
        count += 1;
    }

    let (mut category, mut reasons) = (vec![0; count], vec![0; count]);
    rules.screen(&caseload.columns(), &mut Decisions { category: &mut category, reasons: &mut reasons })?;
    for (category, reasons) in category.iter().zip(reasons) {
        let fired: Vec<_> = rules.rules_of(reasons).map(|rule| &*rule.id).collect();
        // 0 is "none was given", which never means that there is no risk.
        println!("{category}: {}", fired.join(", "));
    }
    Ok(())
}
