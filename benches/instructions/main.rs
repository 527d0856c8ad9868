//! How many instructions each way through the library takes, compared with figures that are kept.
//!
//! ```text
//! cargo bench --bench instructions                 counts, and fails where a figure grew by more than 5 %
//! cargo bench --bench instructions -- --rewrite    counts, and keeps the figures
//! cargo bench --bench instructions -- --test       goes each way once, and counts nothing
//! ```
//!
//! Counting needs `valgrind` and `gungraun-runner`, as `.ci/run` installs them. The counts do not depend
//! on what else the machine does.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark"
)]

mod figures;
#[path = "../support/large.rs"]
mod large;
mod measured;
mod paths;
#[path = "../support/mod.rs"]
mod support;

use figures::Figures;
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::{Command, ExitCode, Stdio};
use std::{env, io};
use support::Mix;

/// So many requests of a mix go each way;
const SAMPLE: usize = 1_000;
/// so many, where every question is answered.
const FEW: usize = 100;

/// Set where this program is to run the tool, and not to compare.
const COUNTING: &str = "CSE_SCREENING_COUNTING";

fn main() -> ExitCode {
    let has = |name: &str| env::args().any(|argument| argument == name);
    if has("--gungraun-run") || env::var_os(COUNTING).is_some() {
        measured::start();
        return ExitCode::SUCCESS;
    }
    if has("--test") {
        each_once();
        println!("each way was gone once, and nothing counted");
        return ExitCode::SUCCESS;
    }
    match counted().and_then(|figures| judged(&figures, has("--rewrite"))) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn each_once() {
    for mix in Mix::ALL {
        paths::by_hand(&paths::masks(mix, 10));
        paths::category(&paths::requests(mix, 10));
        paths::screen(&paths::requests(mix, 10));
        paths::json_to_request(&paths::texts(mix, 10));
        paths::request_to_json_record(&paths::requests(mix, 10));
        paths::json_to_json_record(&paths::texts(mix, 10));
    }
    paths::large_screen(&paths::large(Mix::Real, 10));
    paths::record_at_first_call(&paths::first());
    paths::rules_at_first_call();
}

/// Runs itself under the tool, and reads what it counted: one line of JSON for each way.
fn counted() -> io::Result<Figures> {
    let tool = Command::new(env::current_exe()?)
        .args(["--bench", "--output-format=json"])
        .env(COUNTING, "1")
        .stderr(Stdio::inherit())
        .output()?;
    if !tool.status.success() {
        return Err(io::Error::other(format!("counting failed: {}", tool.status)));
    }
    let mut figures = BTreeMap::new();
    for line in tool.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let summary: Value = serde_json::from_slice(line)?;
        let (name, instructions) = instructions(&summary)
            .ok_or_else(|| io::Error::other(format!("no instructions are in {summary}")))?;
        figures.insert(name, instructions);
    }
    Ok(Figures::counted(figures))
}

/// The name and the count in a summary of the tool.
fn instructions(summary: &Value) -> Option<(String, u64)> {
    let name = summary.get("function_name")?.as_str()?;
    // The way, and the mix.
    let name = match summary.get("id").and_then(Value::as_str) {
        Some(mix) => format!("{name} {mix}"),
        None => name.to_owned(),
    };
    let count = summary.pointer("/profiles/0/data/total/metrics/Ir/values/new")?;
    Some((name, count.as_u64()?))
}

/// Keeps the figures, or says how they compare and whether they pass.
fn judged(figures: &Figures, rewrite: bool) -> io::Result<bool> {
    if rewrite {
        figures.keep()?;
        println!("the figures are rewritten; say in the commit why they changed");
        return Ok(true);
    }
    let (lines, sound) = figures.compare(&Figures::kept()?);
    print!("{lines}");
    Ok(sound)
}
