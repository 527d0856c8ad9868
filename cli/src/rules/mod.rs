//! Rules on the command line: for whoever writes a local set, and for their CI.
//!
//! ```text
//! cargo run --example rules -- check DIR                what holds for every child, and the cases beside the rules
//! cargo run --example rules -- compare DIR DIR          what differs, and for whom
//! cargo run --example rules -- explain DIR ID           one row, in words
//! cargo run --example rules -- new DIR                  a set of your own that extends the built-in one, or another
//! ```
//!
//! A set is a directory of JSON files, or the word `coventry` for the built-in one. With `--json` each of
//! them writes JSON. It exits with 0 when all is well, 1 when the rules fail, and 2 when it was called
//! wrongly or something could not be read or written.

mod base;
mod caseload;
mod check;
mod compare;
#[path = "../caseload/distribution.rs"]
#[allow(dead_code, reason = "shared with the command for caseloads, which uses the rest")]
mod distribution;
mod explain;
#[path = "../caseload/generate.rs"]
mod generate;
mod load;
mod new;
#[path = "../screen/page.rs"]
#[allow(dead_code, reason = "shared with the command that screens, which uses the rest")]
mod page;
mod rows;
mod sheet;
#[path = "../screen/words.rs"]
#[allow(dead_code, reason = "shared with the command that screens, which uses the rest")]
mod words;

use clap::{Parser, Subcommand};
use load::Failure;
use serde_json::Value;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Checks, compares, explains and starts rule sets.
#[derive(Parser)]
#[command(
    after_help = "A set is a directory, or the word coventry for the built-in one.\nExit codes: 0 all is well, 1 the rules fail, 2 a wrong call, or something that cannot be read or written."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,

    /// Write JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Says what is wrong with a set, what holds for every child, and how its cases come out
    Check {
        /// The set
        dir: PathBuf,

        /// Fail on warnings too
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Says what differs between two sets, and for whom: first whoever loses something
    Compare {
        /// The set as it was
        from: PathBuf,

        /// The set as it is
        to: PathBuf,

        /// Requests or stored records, one a line: whose outcome changes, and how many; - is standard input.
        /// Without it, how many of some made-up children
        #[arg(long, value_name = "FILE")]
        caseload: Option<PathBuf>,
    },
    /// Says what one row means, what it rests on and what refers to it
    Explain {
        /// The set
        dir: PathBuf,

        /// The id of a rule, step, indicator, statement, reading, setting, name or any other row
        id: String,
    },
    /// Starts a set of your own
    New {
        /// Where: a directory that is empty or not there yet
        dir: PathBuf,

        /// The set that it extends: coventry, the id of a set in the folder of that name beside the new one, or
        /// the path of that folder
        #[arg(long, value_name = "SET", default_value = "coventry")]
        extends: PathBuf,

        /// The id of the new set; the name of the directory, unless given
        #[arg(long)]
        id: Option<String>,

        /// The title of the new set
        #[arg(long)]
        title: Option<String>,
    },
}

/// What a command found.
pub(crate) struct Answer {
    pub(crate) body: Body,
    /// Whether all is well.
    pub(crate) well: bool,
}

pub(crate) enum Body {
    /// For people.
    Text(String),
    /// For machines.
    Json(Value),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let json = arguments.json;
    let answer = match run(arguments.command, json) {
        Ok(answer) => answer,
        Err(Failure::Refused(refused)) => refused.answer(json),
        Err(Failure::Unusable(message)) => return unusable(&message),
    };
    match write(&answer.body) {
        Ok(()) if answer.well => ExitCode::SUCCESS,
        Ok(()) => ExitCode::from(1),
        // Whoever read the output has had enough; what was found is found.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::from(u8::from(!answer.well)),
        Err(error) => unusable(&format!("the answer cannot be written: {error}")),
    }
}

fn run(command: Command, json: bool) -> Result<Answer, Failure> {
    match command {
        Command::Check { dir, deny_warnings } => check::check(&dir, deny_warnings, json),
        Command::Compare { from, to, caseload } => compare::compare(&from, &to, caseload.as_deref(), json),
        Command::Explain { dir, id } => explain::explain(&dir, &id, json),
        Command::New { dir, extends, id, title } => new::new(&dir, &extends, id, title, json),
    }
}

fn write(body: &Body) -> io::Result<()> {
    match body {
        Body::Text(text) => {
            // Keeps the colours on a terminal that wants them, and strips them elsewhere.
            let mut out = anstream::stdout().lock();
            out.write_all(text.as_bytes())?;
            out.flush()
        }
        Body::Json(value) => {
            let mut out = BufWriter::new(io::stdout().lock());
            serde_json::to_writer_pretty(&mut out, value)?;
            writeln!(out)?;
            out.flush()
        }
    }
}

fn unusable(message: &str) -> ExitCode {
    // Where even this cannot be said, the exit code still does.
    let _ = writeln!(io::stderr(), "{}", sheet::clean(message));
    ExitCode::from(2)
}
