//! The rulebook: one page that says all that a rule set says, for whoever reads it and knows no Rust.
//!
//! ```text
//! cse rulebook -o rulebook.html                                    the built-in set
//! cse rulebook rules/elsewhere -o rulebook.html                    a set of your own
//! cse rulebook rules/elsewhere --previous rules/before -o rulebook.html  and what changed
//! ```
//!
//! The page needs no network. It is whole without its script, which finds rows by a word and by who acts. Equal rules give an equal page, byte by byte. It exits with 0
//! when the page is written, 1 when a set is refused or fails (what does not hold stands at the top of the page),
//! and 2 when it was called wrongly or something could not be read or written.

mod actors;
mod book;
mod carried;
mod categories;
mod changed;
mod chapters;
mod decides;
mod decision;
mod filter;
mod flags;
mod followed;
mod identity;
mod indicators;
mod parts;
mod pathway;
mod questions;
mod readings;
mod statements;
mod verified;

use crate::answer::unusable;
use crate::load::{Failure, is_built_in, load};
use crate::output::Output;
use clap::Args;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Writes a rule set as one page, to read and to print.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  cse rulebook -o rulebook.html\n  cse rulebook rules/elsewhere --previous coventry -o rulebook.html\n\nA set is a directory, or the word coventry for the built-in one.\nExit codes: 0 the page is written, 1 a set is refused, or fails and its page says so, 2 a wrong call, or something that cannot be read or written."
)]
pub(crate) struct RulebookArguments {
    /// The set
    #[arg(default_value = "coventry")]
    dir: PathBuf,

    /// The set before it: the page then says what changed
    #[arg(long, value_name = "DIR")]
    previous: Option<PathBuf>,

    /// Where the page goes; - is standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// Write over a file that is there
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(arguments: &RulebookArguments) -> ExitCode {
    match write_book(arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            let _ = writeln!(io::stderr(), "the set fails: what does not hold stands at the top of the page");
            ExitCode::from(1)
        }
        Err(Failure::Refused(refused)) => {
            let _ = anstream::stderr().lock().write_all(refused.text().as_bytes());
            ExitCode::from(1)
        }
        Err(Failure::Unusable(message)) => unusable(&message),
    }
}

/// The page, and whether all holds of the set that must.
fn book_of(set: &Path, previous: Option<&Path>) -> Result<(String, bool), Failure> {
    let rules = load(set)?;
    let previous = previous.map(load).transpose()?;
    let report = rules.check();
    Ok((book::page(&rules, &report, previous.as_deref()), report.holds()))
}

/// Writes the page, and says whether all holds of the set that must.
fn write_book(arguments: &RulebookArguments) -> Result<bool, Failure> {
    let unwritten = |error: io::Error| Failure::Unusable(format!("the page cannot be written: {error}"));
    let sets = [Some(&arguments.dir), arguments.previous.as_ref()].into_iter().flatten();
    let sets: Vec<&Path> = sets.map(PathBuf::as_path).filter(|set| !is_built_in(set)).collect();
    let output = Output::to(&arguments.output, arguments.force, &sets).map_err(unwritten)?;
    let (page, holds) = book_of(&arguments.dir, arguments.previous.as_deref())?;
    output.write(|out| out.write_all(page.as_bytes())).map_err(unwritten)?;
    Ok(holds)
}
