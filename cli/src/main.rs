//! `cse`: the command of `cse-screening`.
//!
//! Each command has a module with its arguments and a function `run`. What several of them share stands beside: rule
//! sets and what is said when they are refused (`load`), what is written (`answer`, `output`), pages of text (`page`,
//! `sheet`, `words`) and of HTML (`html`).

mod answer;
mod caseload;
mod codes;
mod differs;
mod first;
mod html;
mod line;
mod load;
mod manual;
mod open;
mod output;
mod page;
mod progress;
mod recall;
mod report;
mod rulebook;
mod rules;
mod screen;
mod sheet;
mod strict;
mod words;

use clap::{CommandFactory, Parser, Subcommand};
use cse_screening::RuleSet;
use std::process::ExitCode;

/// Screens for child sexual exploitation by written rules, and shows what the rules say.
///
/// It reads the files that it is given, and writes where it is told. It uses no network, keeps no settings and no log,
/// and needs nothing else installed. The rules of Coventry City Council are built in; a set of an area's own is a
/// folder. It informs a professional, and replaces neither judgement nor the voice of the child.
#[derive(Parser)]
#[command(
    name = "cse",
    version,
    long_version = version(),
    arg_required_else_help = true,
    after_help = "Each command says with --help what it takes, and what its exit codes mean.",
    after_long_help = "Each command says with --help what it takes, and what its exit codes mean.\n\nExamples:\n  \
        cse screen request.json                      one request: category, why, what happens next\n  \
        cse screen --jsonl < in.jsonl > out.jsonl    many: one request a line in, one record a line out\n  \
        cse codes                                    what a request may say\n  \
        cse rulebook -o rulebook.html                the built-in rules as one page"
)]
struct Cse {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Screen(screen::ScreenArguments),
    Codes(codes::CodesArguments),
    Report(report::ReportArguments),
    Recall(recall::RecallArguments),
    Caseload(caseload::CaseloadArguments),
    Rules(rules::RulesArguments),
    Rulebook(rulebook::RulebookArguments),
    Completions(manual::CompletionsArguments),
    Man(manual::ManArguments),
}

/// That of the command, and of the rules that it has in it.
fn version() -> String {
    let rules = RuleSet::coventry();
    let manifest = &rules.tables().manifest;
    format!(
        "{}\nrules: {} {} (SHA-256 {})",
        env!("CARGO_PKG_VERSION"),
        manifest.id,
        manifest.version,
        rules.sha256()
    )
}

fn main() -> ExitCode {
    match Cse::parse().command {
        Command::Screen(arguments) => screen::run(&arguments),
        Command::Codes(arguments) => codes::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Recall(arguments) => recall::run(&arguments),
        Command::Caseload(arguments) => caseload::run(arguments),
        Command::Rules(arguments) => rules::run(arguments),
        Command::Rulebook(arguments) => rulebook::run(&arguments),
        Command::Completions(arguments) => manual::completions(Cse::command(), &arguments),
        Command::Man(arguments) => manual::man(Cse::command(), &arguments),
    }
}
