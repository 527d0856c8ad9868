//! Screens requests on the command line.
//!
//! ```text
//! cse screen FILE          a summary to read
//! cse screen --json FILE   the record, as JSON
//! cse screen FILE --why-not ID   why a rule or step did not apply
//! cse screen --jsonl       one request a line in, one record a line out
//! cse screen SHEET --columns MAP   one request a row of a CSV in, one record a line out
//! ```
//!
//! A line or row may have up to 1,048,576 bytes. They are screened on all processors, or on `--threads N`;
//! memory does not grow with their number. A bar on standard error shows how far it has come, if that
//! is a terminal and standard output is not. The last line there says what was done.
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
mod input;
mod result;
pub(crate) mod sheet;
mod steps;
mod summary;
mod unknowns;
mod why;
mod why_not;

use batch::Batch;
use clap::{ArgGroup, Args};
use cse_screening::{Request, RequestError, RequestErrorKind, RuleSet};
use input::{Input, instead_of_json};
use sheet::Sheet;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread::available_parallelism;

/// Screens for child sexual exploitation, and says what follows and why.
#[derive(Args)]
#[command(
    group(ArgGroup::new("many").args(["jsonl", "columns"])),
    after_help = "Examples:\n  cse screen request.json\n  cse screen request.json --why-not under-13\n  cse screen --json --rules rules/elsewhere request.json > record.json\n  cse screen --jsonl requests.jsonl > records.jsonl\n  cse rules columns coventry > map.json\n  cse screen sheet.csv --columns map.json > records.jsonl\n\nOf many, the last line on standard error says what was done.\nExit codes: 0 all was screened, 1 a request was refused, 2 a wrong call, or rules or a file that cannot be used."
)]
pub(crate) struct ScreenArguments {
    /// One request, as JSON; with --jsonl one a line; with --columns one a row of a CSV. - is standard input
    #[arg(required_unless_present = "jsonl")]
    file: Option<PathBuf>,

    /// Print the record, as JSON, and not a summary
    #[arg(long, conflicts_with = "many")]
    json: bool,

    /// Say why the rule, plan, step, finding, definition or scope with this id did or did not apply
    #[arg(long, value_name = "ID", conflicts_with_all = ["json", "many"])]
    why_not: Option<String>,

    /// Read one request a line, from FILE or standard input, and write one record a line
    #[arg(long)]
    jsonl: bool,

    /// Read one request a row of a CSV, by this map of its columns, and write one record a line, each with its row
    #[arg(long, value_name = "MAP")]
    columns: Option<PathBuf>,

    /// Write each record beside the number of its line or row, as {"line": 7, "record": {...}}. So it is for rows
    /// unless it is =false, and not for lines
    #[arg(long, requires = "many", value_name = "BOOL", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "true")]
    numbered: Option<bool>,

    /// Screen lines or rows on so many threads, and not on one for each processor
    #[arg(long, value_name = "N", requires = "many")]
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
    say(&message);
    ExitCode::from(code)
}

/// Where even this cannot be said, the exit code still does.
fn say(message: &str) {
    let _ = writeln!(io::stderr(), "{message}");
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
    let input = Input::open(arguments.file.as_deref())?;
    if arguments.jsonl || arguments.columns.is_some() {
        return screen_many(rules, input, arguments);
    }
    screen_one(rules, input, arguments)
}

/// Each line or row, and what was done, said last.
fn screen_many(rules: &RuleSet, mut input: Input, arguments: &ScreenArguments) -> Result<(), Failure> {
    let sheet = match &arguments.columns {
        Some(map) => Some(Sheet::open(rules, map, &mut input, in_full(arguments))?),
        None if input.is_called_a_sheet() && input.looks_like_a_sheet() => {
            return Err(Failure::Broken(format!("{}: {}", input.name, input::LOOKS_LIKE_A_SHEET)));
        }
        None => None,
    };
    let is_sheet = sheet.is_some();
    let batch = Batch {
        sheet: sheet.as_ref(),
        numbered: arguments.numbered.unwrap_or(is_sheet),
        threads: arguments.threads.map_or_else(processors, usize::from),
        // The header is read already.
        before: u64::from(is_sheet),
    };
    let (done, ended) = batch.screen(rules, input, io::stdout());
    if let Err(Failure::Refused(message) | Failure::Broken(message)) = &ended {
        say(message);
    }
    let last = done.told(batch.unit());
    match ended {
        Err(Failure::Refused(_)) => Err(Failure::Refused(last)),
        Err(Failure::Broken(_)) => Err(Failure::Broken(last)),
        ended => {
            say(&last);
            ended
        }
    }
}

fn processors() -> usize {
    available_parallelism().map_or(1, usize::from)
}

fn screen_one(rules: &RuleSet, input: Input, arguments: &ScreenArguments) -> Result<(), Failure> {
    let is_named = arguments.file.as_ref().is_some_and(|file| file.as_os_str() != "-");
    let name = if is_named { format!("{}: ", input.name) } else { String::new() };
    let text = input.whole()?;
    let request = Request::from_slice_for(rules, &text).map_err(|error| {
        let help = (error.kind() == RequestErrorKind::NotJson).then(|| instead_of_json(&text)).flatten();
        let help = help.map_or_else(String::new, |help| format!("; {help}"));
        Failure::Refused(format!("refused: {name}{}{help}", told(&error, in_full(arguments))))
    })?;
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
fn in_full(arguments: &ScreenArguments) -> bool {
    arguments.show_values || io::stderr().is_terminal()
}

fn told(error: &RequestError, in_full: bool) -> String {
    if in_full { error.full_text() } else { error.to_string() }
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
