//! A caseload on one page: what the screenings of many requests come to, counted.
//!
//! ```text
//! cse caseload requests.jsonl -o caseload.html                            one request a line
//! cse caseload requests.jsonl --previous records.jsonl -o caseload.html   and what changed
//! cse caseload generate --count 1000 --seed 7 -o requests.jsonl           made-up requests
//! ```
//!
//! A file is read line by line, so a million lines take no more memory than a thousand; stored records are
//! kept by reference, so they take memory by their number. The page needs no network and no script. Equal lines in any
//! order give an equal page, byte by byte. Small figures are hidden and others rounded (see `shown`), unless exact ones are
//! asked for; with them references can be.
//!
//! It exits with 0 when the page is written and every line was read, with 1 when a line was refused (the page is
//! written without it, and says so), and with 2 when it was called wrongly, the rules were refused, a file held no line, or
//! something could not be read or written. A page that cannot be written whole leaves what was there before as it was.

mod about;
mod changed;
mod chart;
mod days;
mod deadlines;
mod distribution;
mod figures;
pub(crate) mod generate;
mod kept;
mod lines;
mod listed;
mod place;
mod reckon;
mod report;
mod said;
mod sections;
mod shown;
mod spread;
mod stored;
mod tally;
mod view;
mod withheld;

use crate::output::Output;
use crate::progress::{Done, Progress};
use crate::report::area::Area;
use crate::words::{counted, within_the_line};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cse_screening::{Request, RuleSet};
use deadlines::Deadlines;
use kept::Kept;
use lines::{Refused, Why};
use said::Said;
use shown::{Figure, Showing};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use stored::Stored;
use tally::Tally;
use view::View;

/// Counts what the screenings of a caseload come to, on one page.
#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:\n  cse caseload requests.jsonl -o caseload.html\n  cse caseload requests.jsonl --previous records.jsonl -o caseload.html\n  cse caseload generate --count 1000 --seed 7 -o requests.jsonl\n\nExit codes: 0 the page is written, 1 it is written without lines that were refused, 2 a wrong call, or rules or a file that cannot be used."
)]
pub(crate) struct CaseloadArguments {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    page: PageOf,

    /// Screen by the rule set in this directory, and not by the built-in one
    #[arg(long, value_name = "DIR", global = true)]
    rules: Option<PathBuf>,

    /// Write over a file that is there
    #[arg(long, global = true)]
    force: bool,
}

#[derive(Args)]
struct PageOf {
    /// The requests, as JSON, one a line; - is standard input
    #[arg(required = true)]
    requests: Option<PathBuf>,

    /// Where the page goes; - is standard output
    #[arg(short, long, value_name = "FILE", required = true)]
    output: Option<PathBuf>,

    /// Stored records, one a line: the page then says what changed since, by reference
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,

    /// Show every figure as it was counted, to those who may see it
    #[arg(long)]
    exact: bool,

    /// Name the screenings behind deadlines and changes by their references: who can count them has exact figures
    #[arg(long, requires = "exact")]
    show_references: bool,

    /// Tell on standard error what was found where a line is refused, also where that is no terminal. It may be a
    /// child's data, and end up in a log
    #[arg(long)]
    show_values: bool,

    /// What the area says for its reports, as JSON: here how each sheet is marked
    #[arg(long, value_name = "AREA")]
    area: Option<PathBuf>,

    /// Tell past deadlines from those to come on this day
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,

    /// What was done, one object a line: {"reference", "step", "on", "by", "result" or "why_not"}. The page then says which
    /// deadlines were held and which missed
    #[arg(long, value_name = "STEPS", requires = "as_of")]
    done: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Writes made-up requests, one a line
    #[command(
        after_help = "Exit codes: 0 they are written, 2 a wrong call, or rules or a file that cannot be used.",
        after_long_help = concat!(
            "Exit codes: 0 they are written, 2 a wrong call, or rules or a file that cannot be used.\n\n\
             The distribution they are drawn from:\n\n",
            include_str!("distribution.json")
        )
    )]
    Generate {
        /// How many
        #[arg(long, value_name = "N")]
        count: u64,

        /// Equal seeds give equal requests
        #[arg(long, value_name = "N", default_value = "0")]
        seed: u64,

        /// Where they go; - is standard output
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
}

pub(crate) fn run(arguments: CaseloadArguments) -> ExitCode {
    match count(arguments) {
        Ok(refused) => ExitCode::from(u8::from(refused > 0)),
        Err(message) => {
            say(&message);
            ExitCode::from(2)
        }
    }
}

/// Where even this cannot be said, the exit code still does.
fn say(message: &str) {
    let _ = writeln!(io::stderr(), "{message}");
}

/// Does what was asked, and says how many lines were refused.
fn count(arguments: CaseloadArguments) -> Result<u64, String> {
    let loaded;
    let rules = match &arguments.rules {
        Some(directory) => {
            loaded =
                RuleSet::from_dir(directory).map_err(|error| format!("the rules are refused:\n{error}"))?;
            &loaded
        }
        None => RuleSet::coventry(),
    };
    let PageOf { requests, output, previous, area, done, .. } = &arguments.page;
    let inputs =
        [requests, previous, area, done, &arguments.rules].into_iter().flatten().map(PathBuf::as_path);
    let inputs: Vec<_> = inputs.collect();
    match (arguments.command, requests, output) {
        (Some(Command::Generate { count, seed, output }), ..) => {
            let written = Output::to(&output, arguments.force, &inputs)
                .and_then(|output| output.write(|mut out| generate::generate(rules, count, seed, &mut out)));
            written.map(|()| 0).map_err(|error| format!("the requests cannot be written: {error}"))
        }
        (None, Some(requests), Some(output)) => {
            let unwritten = |error| format!("the page cannot be written: {error}");
            let output = Output::to(output, arguments.force, &inputs).map_err(unwritten)?;
            let (view, done) = read(rules, requests, &arguments.page)?;
            let page = report::page(&view);
            let written = output.write(|out| out.write_all(page.as_bytes()));
            written.map_err(|error| format!("{}\n{done}", unwritten(error)))?;
            say(&done);
            Ok(view.refused.count + view.refused_records.count)
        }
        (None, ..) => Err("the requests and the page are not named".to_owned()),
    }
}

/// Reads everything, one line at a time, and keeps what the page needs. Beside it, what was done with the requests.
fn read<'r>(rules: &'r RuleSet, requests: &Path, page: &PageOf) -> Result<(View<'r>, String), String> {
    let showing = if page.exact { Showing::Exact } else { Showing::Rounded };
    let area = page.area.as_deref().map(Area::read).transpose()?.unwrap_or_default();
    let mut refused_records = Refused::default();
    let mut stored = None;
    if let Some(previous) = &page.previous {
        let kept: &mut Stored = stored.insert(Stored::default());
        each_line(previous, "stored records", false, &mut refused_records, showing, |text| {
            Ok(kept.add(rules, text)?)
        })?;
    }
    let mut refused = Refused::default();
    let said = page.done.as_deref().map(|file| Said::read(rules, file)).transpose()?;
    let kept = said.zip(page.as_of).map(|(said, as_of)| Kept::new(said, as_of));
    let mut tally = Tally::new(rules, Deadlines::new(page.as_of, page.show_references, kept));
    let full = page.show_values || io::stderr().is_terminal();
    let done = each_line(requests, "requests", full, &mut refused, showing, |text| {
        let request = Request::from_slice_for(rules, text)?;
        let outcome = request.screen_by(rules);
        tally.add(&request, &outcome);
        if let Some(stored) = &mut stored {
            stored.note(request.reference(), &outcome);
        }
        Ok(())
    })?;
    let stored = stored.map(|mut stored| {
        let changes = stored.changes();
        (stored, changes)
    });
    let unused = tally.deadlines.kept.as_ref().map_or(0, Kept::unused);
    if unused > 0 {
        say(&format!("{} of the steps, which no screening has", counted(unused, "reference", "references")));
    }
    let withheld = withheld::withheld(&tally, stored.as_ref(), showing);
    let show_references = page.show_references;
    let view = View {
        rules,
        marking: area.marking,
        showing,
        withheld,
        show_references,
        tally,
        refused,
        stored,
        refused_records,
    };
    Ok((view, done))
}

/// Gives each line to `take`, and says what was done. One that it refuses is named on standard error at once, in full
/// where asked, and counted.
fn each_line(
    file: &Path,
    what: &str,
    full: bool,
    refused: &mut Refused,
    showing: Showing,
    mut take: impl FnMut(&[u8]) -> Result<(), Why>,
) -> Result<String, String> {
    let unreadable = |error: io::Error| format!("the {what} cannot be read: {error}");
    let mut lines = lines::open(file).map_err(unreadable)?;
    let mut progress = Progress::start(lines.length, false);
    let mut screened = 0;
    while let Some(line) = lines.next().map_err(unreadable)? {
        progress.add(1, line.read);
        match line.text.map_err(Why::from).and_then(&mut take) {
            Ok(()) => screened += 1,
            Err(Why { without_values, full: whole }) => {
                let told = if full { &whole } else { &without_values };
                progress.above(|| say(&format!("{what}, line {}: {}", line.number, within_the_line(told))));
                // The page goes from hand to hand.
                refused.add(line.number, within_the_line(&without_values));
            }
        }
    }
    // As the page has it: beside rounded figures an exact one gives a small one away, and this ends up in logs.
    let told = match (showing, showing.figure(screened)) {
        (Showing::Rounded, Figure::Shown(1..)) => format!("about {}", showing.figure(screened)),
        (_, figure) => figure.to_string(),
    };
    let done = Done { screened, refused: refused.count, blank: lines.blank }.told_as("line", &told);
    // Nothing counted would read as nothing found.
    if screened + refused.count == 0 {
        return Err(format!("no {what} were read: there is no line; allowed: one on each line\n{done}"));
    }
    Ok(done)
}
