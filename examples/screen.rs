//! One screening typed, and one from a file: `cargo run --example screen`.
#![allow(clippy::print_stdout, reason = "an example shows what it gets")]

use cse_screening::{Answer, Child, Fact, Indicator, Indicators, Outcome, Request, screen};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // Typed: a code that does not exist does not compile.
    let child = Child::aged(12)?.fact(Fact::LookedAfter, Answer::No);
    let tool = Indicators::new().observed(Indicator::PoorSelfImage).answer(Indicator::Rape, Answer::NotKnown);
    show(&screen(&child, &tool));

    // From a file: what is not allowed is refused, with its place.
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/requests/immediate-danger.json");
    let request = Request::from_json(&std::fs::read_to_string(file)?)?;
    show(&request.screen());
    Ok(())
}

fn show(outcome: &Outcome<'_>) {
    match outcome.category() {
        Some(category) => println!("{category}"),
        // Never "no risk".
        None => println!("no category: {}", outcome.no_category().map_or("", |why| why.in_words())),
    }
    for reason in outcome.reasons().filter(|reason| reason.decisive()) {
        println!("  because {}", reason.row().label);
    }
    for step in outcome.steps().filter(|step| step.stage() == "immediate") {
        println!("  {}: {} {}", step.force(), step.who(), step.action());
    }
    for gap in outcome.gaps() {
        println!("  {}, if the answer to {} is yes", gap.would_raise_to, gap.question.code());
    }
}
