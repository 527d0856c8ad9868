//! Rules on the command line: for whoever writes a local set, and for their CI.
//!
//! ```text
//! cse rules check DIR                what holds for every child, and the cases beside the rules
//! cse rules compare DIR DIR          what differs, and for whom
//! cse rules explain DIR ID           one row, in words
//! cse rules new DIR                  a set of your own that extends the built-in one or another, or stands alone
//! ```
//! cse rules columns DIR              the map of a sheet, to be edited
//! cse rules form DIR                 the JSON Schema of a request to it, for a form
//! cse rules words                    every word of the tables, with an example
//!
//! A set is a directory of JSON files, or the word `coventry` for the built-in one. With `--json` each of
//! them writes JSON. It exits with 0 when all is well, 1 when the rules fail, and 2 when it was called
//! wrongly or something could not be read or written.

mod base;
mod caseload;
mod check;
mod columns;
mod compare;
mod explain;
mod form;
mod new;
pub(crate) mod rows;
mod transparency;

use crate::answer::{Answer, unusable};
use crate::load::Failure;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Checks, compares, explains and starts rule sets; writes their forms and their words
#[derive(Args)]
#[command(
    after_help = "Examples:\n  cse rules new rules/elsewhere --extends coventry\n  cse rules check rules/elsewhere\n  cse rules compare coventry rules/elsewhere\n  cse rules explain coventry under-13\n\nA set is a directory, or the word coventry for the built-in one.\nExit codes: 0 all is well, 1 the rules fail, 2 a wrong call, or something that cannot be read or written."
)]
pub(crate) struct RulesArguments {
    #[command(subcommand)]
    command: Command,

    /// Write JSON
    #[arg(long, global = true)]
    json: bool,
}

/// How each of them ends.
const EXIT_CODES: &str = "Exit codes: 0 all is well, 1 the rules fail, 2 a wrong call, or something that cannot be read or written.";

#[derive(Subcommand)]
enum Command {
    /// Says what is wrong with a set, what holds for every child, and how its cases end
    #[command(after_help = EXIT_CODES)]
    Check {
        /// The set
        dir: PathBuf,

        /// Fail on warnings too
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Says what differs between two sets, and for whom
    ///
    /// In short; with --long everything, first whoever loses something.
    #[command(after_help = EXIT_CODES)]
    Compare {
        /// The set as it was
        from: PathBuf,

        /// The set as it is
        to: PathBuf,

        /// Requests or stored records, one a line: whose outcome changes, and how many; - is standard input.
        /// Without it, how many of some made-up children
        #[arg(long, value_name = "FILE")]
        caseload: Option<PathBuf>,

        /// Say everything: behind the short form each row and each outcome that differs, with examples
        #[arg(long)]
        long: bool,
    },
    /// Says what one row means, what it rests on and what refers to it
    #[command(after_help = EXIT_CODES)]
    Explain {
        /// The set
        dir: PathBuf,

        /// The id of a rule, step, indicator, statement, reading, setting, name or any other row
        id: String,
    },
    /// Writes the map of a sheet with every question of the set, for `cse screen SHEET`
    #[command(after_help = EXIT_CODES)]
    Columns {
        /// The set
        dir: PathBuf,
    },
    /// Writes the JSON Schema of a request to the set, for whoever builds a form
    #[command(after_help = EXIT_CODES)]
    Form {
        /// The set
        dir: PathBuf,
    },
    /// Starts what an area must publish of its tool and assess of its data
    ///
    /// It is filled in as far as the rules know.
    #[command(after_help = EXIT_CODES)]
    Transparency {
        /// The set
        dir: PathBuf,
    },
    /// Lists every word of the tables, with what it means and an example
    #[command(after_help = EXIT_CODES)]
    Words,
    /// Starts a set of your own
    #[command(after_help = EXIT_CODES)]
    New {
        /// Where: a directory that is empty or not there yet
        dir: PathBuf,

        /// The set that it extends: coventry, the id of a set in the folder of that name beside the new one, or
        /// the path of that folder
        #[arg(long, value_name = "SET", default_value = "coventry")]
        extends: PathBuf,

        /// A set that extends no other: every table with a few example rows
        #[arg(long, conflicts_with = "extends")]
        blank: bool,

        /// The id of the new set; the name of the directory, unless given
        #[arg(long)]
        id: Option<String>,

        /// The title of the new set
        #[arg(long)]
        title: Option<String>,
    },
}

pub(crate) fn run(arguments: RulesArguments) -> ExitCode {
    let json = arguments.json;
    match answer(arguments.command, json) {
        Ok(answer) => answer.written(),
        Err(Failure::Refused(refused)) => refused.answer(json).written(),
        Err(Failure::Unusable(message)) => unusable(&message),
    }
}

fn answer(command: Command, json: bool) -> Result<Answer, Failure> {
    match command {
        Command::Check { dir, deny_warnings } => check::check(&dir, deny_warnings, json),
        Command::Compare { from, to, caseload, long } => {
            compare::compare(&from, &to, caseload.as_deref(), long, json)
        }
        Command::Explain { dir, id } => explain::explain(&dir, &id, json),
        Command::Columns { dir } => columns::columns(&dir),
        Command::Form { dir } => form::form(&dir),
        Command::Transparency { dir } => transparency::transparency(&dir, json),
        Command::Words => Ok(form::words(json)),
        Command::New { dir, extends, blank, id, title } => {
            let from = if blank { new::From::Blank } else { new::From::Extending(&extends) };
            new::new(&dir, &from, id, title, json)
        }
    }
}
