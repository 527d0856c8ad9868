//! A caseload on one page: what the screenings of many requests come to, counted.
//!
//! ```text
//! cargo run --example caseload -- requests.jsonl -o caseload.html                            one request a line
//! cargo run --example caseload -- requests.jsonl --previous records.jsonl -o caseload.html   and what changed
//! cargo run --example caseload -- generate --count 1000 --seed 7 -o requests.jsonl           made-up requests
//! ```
//!
//! A file is read line by line, so a million lines take no more memory than a thousand; stored records are
//! kept by reference, so they take memory by their number. The page needs no network and no script. Equal lines in any
//! order give an equal page, byte by byte. Small figures are hidden (see `suppress`), and references are shown only
//! when asked for.
//!
//! It exits with 0 when the page is written and every line was read, with 1 when a line was refused (the page is
//! written without it, and says so), and with 2 when it was called wrongly, the rules were refused, or something could
//! not be read or written.

mod about;
mod changed;
mod chart;
mod days;
mod deadlines;
mod distribution;
mod figures;
mod generate;
#[path = "../html/mod.rs"]
#[allow(dead_code, unused_imports, reason = "shared with other pages, which use the rest")]
mod html;
mod lines;
mod listed;
#[path = "../screen/page.rs"]
#[allow(dead_code, reason = "shared with the command that screens, which uses it")]
mod page;
mod report;
mod sections;
mod stored;
mod suppress;
mod tally;
mod view;
#[path = "../screen/words.rs"]
#[allow(dead_code, reason = "shared with the command that screens, which uses the rest")]
mod words;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};
use cse_screening::{Request, RuleSet};
use deadlines::Deadlines;
use lines::{Refused, within_the_line};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use stored::Stored;
use suppress::Threshold;
use tally::Tally;
use view::View;

/// Counts what the screenings of a caseload come to, on one page.
#[derive(Parser)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Exit codes: 0 the page is written, 1 it is written without lines that were refused, 2 a wrong call, or rules or a file that cannot be used."
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    page: PageOf,

    /// Screen by the rule set in this directory, and not by the built-in one
    #[arg(long, value_name = "DIR", global = true)]
    rules: Option<PathBuf>,
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

    /// Name the screenings behind deadlines and changes by their references
    #[arg(long)]
    show_references: bool,

    /// Hide figures below this one, except nought; 1 hides nothing
    #[arg(long, value_name = "N", default_value = "5", value_parser = threshold)]
    smallest: Threshold,

    /// Tell past deadlines from those to come on this day
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
}

#[derive(Subcommand)]
enum Command {
    /// Writes made-up requests, one a line
    #[command(after_long_help = concat!("The distribution they are drawn from:\n\n", include_str!("distribution.json")))]
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

fn threshold(smallest: &str) -> Result<Threshold, String> {
    let threshold = smallest.parse().ok().filter(|smallest| *smallest <= 1_000_000).and_then(Threshold::new);
    threshold.ok_or_else(|| "allowed: 1, or 3 and more; fewer than 2 would always be 1".to_owned())
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
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
fn run(arguments: Arguments) -> Result<u64, String> {
    let loaded;
    let rules = match &arguments.rules {
        Some(directory) => {
            loaded =
                RuleSet::from_dir(directory).map_err(|error| format!("the rules are refused:\n{error}"))?;
            &loaded
        }
        None => RuleSet::coventry(),
    };
    let PageOf { requests, output, .. } = &arguments.page;
    match (arguments.command, requests, output) {
        (Some(Command::Generate { count, seed, output }), ..) => {
            let written = out(&output).and_then(|mut out| generate::generate(rules, count, seed, &mut out));
            written.map(|()| 0).map_err(|error| format!("the requests cannot be written: {error}"))
        }
        (None, Some(requests), Some(output)) => {
            let view = read(rules, requests, &arguments.page)?;
            let page = report::page(&view);
            let written = out(output).and_then(|mut out| {
                out.write_all(page.as_bytes())?;
                out.flush()
            });
            written.map_err(|error| format!("the page cannot be written: {error}"))?;
            Ok(view.refused.count + view.refused_records.count)
        }
        (None, ..) => Err("the requests and the page are not named".to_owned()),
    }
}

fn out(file: &Path) -> io::Result<Box<dyn Write>> {
    Ok(match file.as_os_str() == "-" {
        true => Box::new(BufWriter::new(io::stdout())),
        false => Box::new(BufWriter::new(File::create(file)?)),
    })
}

/// Reads everything, one line at a time, and keeps what the page needs.
fn read<'r>(rules: &'r RuleSet, requests: &Path, page: &PageOf) -> Result<View<'r>, String> {
    let mut refused_records = Refused::default();
    let mut stored = None;
    if let Some(previous) = &page.previous {
        let kept: &mut Stored = stored.insert(Stored::default());
        each_line(previous, "stored records", &mut refused_records, |text| kept.add(rules, text))?;
    }
    let mut refused = Refused::default();
    let mut tally = Tally::new(rules, Deadlines::new(page.as_of, page.show_references));
    each_line(requests, "requests", &mut refused, |text| {
        let request =
            Request::from_slice_for(rules, text).map_err(|error| error.without_values().to_owned())?;
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
    let PageOf { smallest: threshold, show_references, .. } = *page;
    Ok(View { rules, threshold, show_references, tally, refused, stored, refused_records })
}

/// Gives each line to `take`. One that it refuses is named on standard error at once, and counted.
fn each_line(
    file: &Path,
    what: &str,
    refused: &mut Refused,
    mut take: impl FnMut(&[u8]) -> Result<(), String>,
) -> Result<(), String> {
    let unreadable = |error: io::Error| format!("the {what} cannot be read: {error}");
    let mut lines = lines::open(file).map_err(unreadable)?;
    while let Some(line) = lines.next().map_err(unreadable)? {
        if let Err(why) = line.text.and_then(&mut take) {
            let why = within_the_line(&why);
            say(&format!("{what}, line {}: {why}", line.number));
            refused.add(line.number, why);
        }
    }
    Ok(())
}
