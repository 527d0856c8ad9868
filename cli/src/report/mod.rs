//! The case report: a stored record as a page for the child's file, for people who know no Rust.
//!
//! ```text
//! cse report RECORD.json -o report.html                  a page to read and to print
//! cse report RECORD.json --text                          the same as plain text
//! cse report RECORD.json --rules DIR -o report.html      with the rules of that record
//! cse report RECORD.json --area AREA.json --for police -o report.html
//! ```
//!
//! `cse screen --json FILE` makes a record. The page needs no network and no script.
//! Equal records give equal pages, byte by byte.
//!
//! What the record says by itself is taken from it. Names, statements and the words of readings are added
//! where the rules at hand are those of the record. Where they are not, or where the record does not
//! reproduce, the page says so at the top.
//!
//! It exits with 0 when the page is written and the record reproduces, 1 when the record or the rules are
//! refused, the record does not reproduce, its rules are not at hand or what made it was withdrawn, and 2 when it was
//! called wrongly or something could not be read or written.

mod answers;
pub(crate) mod area;
mod as_html;
mod as_text;
mod before;
mod blocks;
mod case;
mod contents;
mod differences;
mod disclosure;
pub(crate) mod done;
mod findings;
mod identity;
mod judgement;
mod limits;
mod nearest;
mod read;
mod reasons;
mod result;
mod sheet_one;
mod steps;
mod unknowns;
mod verdict;

use crate::load::{Failure, is_built_in, load};
use crate::output::{Output, until_nobody_reads};
use crate::recall::read_list;
use crate::sheet::clean;
use area::Area;
use case::Case;
use clap::Args;
use clap::builder::PossibleValuesParser;
use cse_screening::chrono::NaiveDate;
use cse_screening::in_force::Withdrawals;
use cse_screening::{Actor, Record, RecordOrigin, RuleSet};
use disclosure::{KINDS, Shown};
use done::Done;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Writes a stored record as a page for the child's file.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  cse report record.json -o report.html\n  cse report record.json --rules rules/elsewhere --text\n\nExit codes: 0 the page is written and the record reproduces; 1 the record or the rules are refused, or the record does not reproduce or its rules are not at hand, or what made it was withdrawn (the page says so); 2 a wrong call, or something that cannot be read or written."
)]
pub(crate) struct ReportArguments {
    /// The record, as JSON; - is standard input
    record: PathBuf,

    /// Plain text, and no page
    #[arg(long)]
    text: bool,

    /// The rules of the record: a directory, or the word coventry for the built-in set
    #[arg(long, value_name = "DIR", default_value = "coventry")]
    rules: PathBuf,

    /// What the area says for its reports, as JSON: whom to ring, and how they are marked
    #[arg(long, value_name = "AREA")]
    area: Option<PathBuf>,

    /// Whose steps come first in the checklist
    #[arg(long = "for", value_name = "ACTOR", value_parser = PossibleValuesParser::new(Actor::CODES))]
    reader: Option<String>,

    /// An earlier record of the same child: what changed since
    #[arg(long, value_name = "OLD")]
    before: Option<PathBuf>,

    /// What was done, one object a line: {"step", "on", "by", "result" or "why_not"}
    #[arg(long, value_name = "STEPS", requires = "as_of")]
    done: Option<PathBuf>,

    /// The day as of which the report says what is outstanding, such as 2026-01-14
    #[arg(long, value_name = "DAY")]
    as_of: Option<NaiveDate>,

    /// Without the child's words, sources, notes, strengths and reasons; so by itself where a parent may be involved
    #[arg(long)]
    for_disclosure: bool,

    /// What of these is shown all the same
    #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = PossibleValuesParser::new(KINDS))]
    with: Vec<String>,

    /// A list of rules and engines that were withdrawn, as JSON: the report warns if it names those of the record
    #[arg(long, value_name = "LIST")]
    withdrawn: Option<PathBuf>,

    /// Where it goes; - is standard output, as without it for text
    #[arg(short, long, value_name = "FILE", required_unless_present = "text")]
    output: Option<PathBuf>,

    /// Write over a file that is there
    #[arg(long)]
    force: bool,
}

/// Why it ends without a page, or with one that nobody should rely on.
enum Stop {
    Rules(Failure),
    Refused(String),
    DoesNotReproduce,
    /// What made it was withdrawn since.
    Withdrawn,
    /// It may have been changed: nobody could tell.
    NotVerified,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Rules(failure)
    }
}

pub(crate) fn run(arguments: &ReportArguments) -> ExitCode {
    let (message, code) = match write_report(arguments) {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Stop::Rules(Failure::Refused(refused))) => {
            (anstream::adapter::strip_str(&refused.text()).to_string(), 1)
        }
        Err(Stop::Rules(Failure::Unusable(message))) => (clean(&message), 2),
        Err(Stop::Refused(message)) => (clean(&message), 1),
        Err(Stop::DoesNotReproduce) => {
            ("the record does not reproduce; the report says so, at its top".to_owned(), 1)
        }
        Err(Stop::Withdrawn) => (
            "the rules or the engine of the record were withdrawn; the report says so, at its top".to_owned(),
            1,
        ),
        Err(Stop::NotVerified) => (
            "the record is not verified: its rules are not at hand; the report says so, at its top"
                .to_owned(),
            1,
        ),
    };
    // Where even this cannot be said, the exit code still does.
    let _ = writeln!(io::stderr(), "{}", message.trim_end());
    ExitCode::from(code)
}

fn write_report(arguments: &ReportArguments) -> Result<(), Stop> {
    let unusable = |what: &str, error: &io::Error| Failure::Unusable(format!("{what}: {error}"));
    let unwritten = |error: io::Error| unusable("the report cannot be written", &error);
    let output = output(arguments).map_err(unwritten)?;
    let rules = load(&arguments.rules)?;
    let text = read_file(&arguments.record).map_err(|error| unusable("the record cannot be read", &error))?;
    let record = read::record(&text, &rules).map_err(|why| Stop::Refused(format!("refused: {why}")))?;
    let withdrawals = match &arguments.withdrawn {
        Some(list) => read_list(list).map_err(Failure::Unusable)?,
        None => Withdrawals::default(),
    };
    let origin = RecordOrigin::of_record(&text);
    let withdrawn = origin.map(|origin| withdrawals.of(&origin)).unwrap_or_default();
    let done = arguments.done.as_deref().map(|file| Done::read(file, &record));
    let said = done.transpose().map_err(Stop::Refused)?.unwrap_or_default();
    let before = arguments.before.as_deref().map(|file| before(file, &rules)).transpose()?;
    let shown = Shown::of(record, arguments.for_disclosure, &arguments.with);
    let done = arguments.as_of.map(|as_of| Done { said, as_of });
    let mut case = Case::of(&shown, &rules, withdrawn);
    case.done = done;
    case.before = before.as_ref();
    let area = match &arguments.area {
        Some(file) => Area::read(file).map_err(Stop::Refused)?,
        None => Area::default(),
    };
    let reader = arguments.reader.as_deref().and_then(Actor::from_code);
    let report = contents::of(&case, &area, reader);
    let written = if arguments.text { as_text::text(&report) } else { as_html::page(&report) };
    write(output, &written).map_err(unwritten)?;
    match case.rules {
        Some(_) if case.reproduces() && case.withdrawn.is_empty() => Ok(()),
        Some(_) if case.reproduces() => Err(Stop::Withdrawn),
        Some(_) => Err(Stop::DoesNotReproduce),
        None => Err(Stop::NotVerified),
    }
}

/// An earlier record.
fn before(file: &Path, rules: &RuleSet) -> Result<Record, Stop> {
    let unreadable = |error| Failure::Unusable(format!("{}: {error}", file.display()));
    let text = read_file(file).map_err(unreadable)?;
    read::record(&text, rules).map_err(|why| Stop::Refused(format!("refused: {}: {why}", file.display())))
}

fn read_file(file: &Path) -> io::Result<Vec<u8>> {
    if file.as_os_str() != "-" {
        return std::fs::read(file);
    }
    let mut text = Vec::new();
    io::stdin().lock().read_to_end(&mut text)?;
    Ok(text)
}

/// None for standard output.
fn output(arguments: &ReportArguments) -> io::Result<Option<Output>> {
    let mut inputs = vec![arguments.record.as_path()];
    inputs.extend(arguments.withdrawn.as_deref());
    inputs.extend(arguments.area.as_deref());
    inputs.extend(arguments.before.as_deref());
    inputs.extend(arguments.done.as_deref());
    inputs.extend(Some(arguments.rules.as_path()).filter(|rules| !is_built_in(rules)));
    let file = arguments.output.as_deref().filter(|file| file.as_os_str() != "-");
    file.map(|file| Output::to(file, arguments.force, &inputs)).transpose()
}

fn write(output: Option<Output>, text: &str) -> io::Result<()> {
    if let Some(output) = output {
        let text = anstream::adapter::strip_str(text).to_string();
        return output.write(|out| out.write_all(text.as_bytes()));
    }
    // Keeps the weight of headings on a terminal that wants it, and strips it elsewhere.
    let mut out = anstream::stdout().lock();
    until_nobody_reads(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}
