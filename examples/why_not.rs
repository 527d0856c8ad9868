//! Why a rule did not apply, and what would make it: `cargo run --example why_not`.
#![allow(clippy::print_stdout, reason = "an example shows what it gets")]

use cse_screening::{Child, Indicator, Indicators, screen};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let child = Child::aged(14)?;
    let tool = Indicators::new().observed(Indicator::PoorSelfImage);
    let outcome = screen(&child, &tool);

    let why_not = outcome.why_not("under-13")?;
    for missing in why_not.missing() {
        println!("under-13 did not apply, for it asks that {}", missing.in_words());
    }
    // What the rules would need; never what should be recorded.
    for set in why_not.changes().sets() {
        println!("it would with {}", set.in_words());
    }
    Ok(())
}
