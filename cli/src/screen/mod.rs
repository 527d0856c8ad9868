//! Screens requests on the command line.
//!
//! ```text
//! cse screen FILE          a summary to read
//! cse screen --json FILE   the record, as JSON
//! cse screen FILE --why-not ID   why a rule or step did not apply
//! cse screen --jsonl       one request a line in, one record a line out
//! ```
//!
//! A line may have up to 1,048,576 bytes. Lines are screened on all processors, or on `--threads N`;
//! memory does not grow with their number. A bar on standard error shows how far it has come, if that
//! is a terminal and standard output is not.
//!
//! With `--rules DIR` it screens by the rule set in that directory, and not by the built-in one.
//!
//! A refusal says on standard error where it is and what is allowed; and what was found there, where that is a terminal
//! or with `--show-values`.
//!
//! It exits with 0 when all was screened, 1 when a request was refused, and 2 when it was called
//! wrongly, the rules were refused, there was no request, or something could not be read or
//! written.

mod batch;
mod result;
mod steps;
mod summary;
mod unknowns;
mod why;
mod why_not;

use clap::Args;
use cse_screening::{Request, RequestError, RuleSet};
use std::io::{self, BufReader, BufWriter, ErrorKind, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::available_parallelism;

/// Screens for child sexual exploitation, and says what follows and why.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  cse screen request.json\n  cse screen request.json --why-not under-13\n  cse screen --json --rules rules/elsewhere request.json > record.json\n  cse screen --jsonl < requests.jsonl > records.jsonl\n\nExit codes: 0 all was screened, 1 a request was refused, 2 a wrong call, or rules or a file that cannot be used."
)]
pub(crate) struct ScreenArguments {
    /// One request, as JSON; - is standard input
    #[arg(required_unless_present = "jsonl")]
    file: Option<PathBuf>,

    /// Print the record, as JSON, and not a summary
    #[arg(long)]
    json: bool,

    /// Say why the rule, plan, step, finding, definition or scope with this id did or did not apply
    #[arg(long, value_name = "ID", conflicts_with_all = ["json", "jsonl"])]
    why_not: Option<String>,

    /// Read one request a line from standard input, and write one record a line
    #[arg(long, conflicts_with_all = ["file", "json"])]
    jsonl: bool,

    /// Screen lines on so many threads, and not on one for each processor
    #[arg(long, value_name = "N", conflicts_with_all = ["file", "json"])]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,

    /// Tell what was found where a request is refused, a child's data or not, also if that is no terminal
    #[arg(long)]
    show_values: bool,

    /// Screen by the rule set in this directory, and not by the built-in one
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
}

/// Why it ends without having screened everything.
enum Failure {
    /// A request, or some lines of many, were refused.
    Refused(String),
    /// Something could not be read or written.
    Broken(String),
    /// Whoever read the output has had enough.
    NobodyReads,
}

impl Failure {
    fn reading(error: &io::Error) -> Self {
        Self::Broken(format!("the request cannot be read: {error}"))
    }

    fn writing(error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe => Self::NobodyReads,
            _ => Self::Broken(format!("the outcome cannot be written: {error}")),
        }
    }
}

pub(crate) fn run(arguments: &ScreenArguments) -> ExitCode {
    let (message, code) = match screen(arguments) {
        Ok(()) | Err(Failure::NobodyReads) => return ExitCode::SUCCESS,
        Err(Failure::Refused(message)) => (message, 1),
        Err(Failure::Broken(message)) => (message, 2),
    };
    // Where even this cannot be said, the exit code still does.
    let _ = writeln!(io::stderr(), "{message}");
    ExitCode::from(code)
}

fn screen(arguments: &ScreenArguments) -> Result<(), Failure> {
    let loaded;
    let rules = match &arguments.rules {
        Some(directory) => {
            loaded = RuleSet::from_dir(directory)
                .map_err(|error| Failure::Broken(format!("the rules are refused:\n{error}")))?;
            &loaded
        }
        None => RuleSet::coventry(),
    };
    match &arguments.file {
        Some(file) => screen_file(rules, file, arguments),
        None => {
            let threads = arguments.threads.map_or_else(processors, usize::from);
            let lines = BufReader::with_capacity(1 << 16, io::stdin().lock());
            batch::screen_lines(rules, threads, lines, io::stdout())
        }
    }
}

fn processors() -> usize {
    available_parallelism().map_or(1, usize::from)
}

fn screen_file(rules: &RuleSet, file: &Path, arguments: &ScreenArguments) -> Result<(), Failure> {
    let text = read(file).map_err(|error| Failure::reading(&error))?;
    let request = Request::from_slice_for(rules, &text)
        .map_err(|error| Failure::Refused(format!("refused: {}", told(&error, arguments.show_values))))?;
    let outcome = request.screen_by(rules);
    let written = if let Some(id) = &arguments.why_not {
        let text = why_not::why_not(&outcome, id).map_err(|error| Failure::Broken(error.full_text()))?;
        write_text(&mut anstream::stdout().lock(), &text)
    } else if arguments.json {
        write_record(&mut BufWriter::new(io::stdout().lock()), &outcome.to_record())
    } else {
        // Keeps the colours on a terminal that wants them, and strips them elsewhere.
        write_text(&mut anstream::stdout().lock(), &summary::summary(&request, &outcome))
    };
    written.map_err(|error| Failure::writing(&error))
}

/// A person at a terminal sees all of it. What goes elsewhere may be kept, and so repeats nothing of the request.
fn told(error: &RequestError, show_values: bool) -> String {
    if show_values || io::stderr().is_terminal() { error.full_text() } else { error.to_string() }
}

fn read(file: &Path) -> io::Result<Vec<u8>> {
    if file.as_os_str() != "-" {
        return std::fs::read(file);
    }
    let mut text = Vec::new();
    io::stdin().lock().read_to_end(&mut text)?;
    Ok(text)
}

fn write_record(out: &mut impl Write, record: &cse_screening::Record) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, record)?;
    writeln!(out)?;
    out.flush()
}

fn write_text(out: &mut impl Write, text: &str) -> io::Result<()> {
    out.write_all(text.as_bytes())?;
    out.flush()
}
