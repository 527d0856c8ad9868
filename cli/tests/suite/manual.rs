//! What the command says of itself: help, version, pages of the manual, completions, and what the papers say of it.

use crate::run::{CSE, Call, cse, of_project};
use cse_screening::{RuleSet, VERSION};
use std::fs;
use std::process::{Command, Stdio};

/// The names of the commands below these words, as their help lists them.
fn commands(words: &[&str]) -> Vec<String> {
    let help = help(words).out;
    let Some((_, list)) = help.split_once("Commands:\n") else { return Vec::new() };
    // What a row says may go on in lines below it, further in.
    let rows = list.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.strip_prefix("  "));
    let rows = rows.filter(|row| !row.starts_with(' ')).filter_map(|row| row.split_whitespace().next());
    rows.filter(|name| *name != "help").map(str::to_owned).collect()
}

fn help(words: &[&str]) -> Call {
    let all = [words, &["-h"]].concat();
    cse(all[0], &all[1..], b"")
}

/// Every command, by its words.
fn all() -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = Vec::new();
    for command in commands(&[]) {
        let below = commands(&[&command]);
        all.extend(below.into_iter().map(|name| vec![command.clone(), name]));
        all.push(vec![command]);
    }
    assert!(all.len() > 12, "{all:?}");
    all
}

#[test]
fn every_command_says_what_it_takes_and_how_it_ends() {
    for words in all() {
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        let done = help(&words);
        assert_eq!((done.code, &*done.errors), (0, ""), "{words:?}");
        assert!(done.out.contains(&format!("Usage: cse {}", words.join(" "))), "{}", done.out);
        assert!(done.out.contains("Exit codes: 0"), "{words:?} does not say how it ends: {}", done.out);
        // Each argument and option says what it is.
        let lines = done.out.lines().filter(|line| line.trim_start().starts_with(['-', '<', '[']));
        for line in lines {
            assert!(line.trim().split("  ").count() > 1, "{words:?}: {line} is not explained");
        }
    }
}

#[test]
fn the_version_names_the_command_and_the_rules_in_it() {
    let [short, long] = ["-V", "--version"].map(|argument| cse(argument, &[], b""));
    assert_eq!((short.code, short.out), (0, format!("cse {VERSION}\n")));
    assert!(long.out.contains(VERSION) && long.out.contains(RuleSet::coventry().sha256()), "{}", long.out);
}

#[test]
fn a_call_without_a_command_shows_the_commands_and_does_not_end_well() {
    let done = Command::new(CSE).stdin(Stdio::null()).output().unwrap();
    assert_eq!((done.status.code(), &*done.stdout), (Some(2), &b""[..]));
    assert!(String::from_utf8(done.stderr).unwrap().contains("Commands:\n  screen "));
}

#[test]
fn every_command_has_a_page_of_the_manual() {
    let main = cse("man", &[], b"");
    assert_eq!((main.code, &*main.errors), (0, ""));
    assert!(main.out.contains(".TH cse 1") && main.out.contains("cse\\-screen(1)"), "{}", main.out);
    for words in all() {
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        let page = cse("man", &words, b"");
        assert_eq!((page.code, &*page.errors), (0, ""), "{words:?}");
        assert!(page.out.contains(&format!(".TH cse-{} 1", words.join("-"))), "{}", page.out);
    }
    let unknown = cse("man", &["scren"], b"");
    assert_eq!((unknown.code, &*unknown.out), (2, ""));
    assert!(unknown.errors.contains("allowed: screen, "), "{}", unknown.errors);
}

#[test]
fn each_shell_completes_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let done = cse("completions", &[shell], b"");
        assert_eq!((done.code, &*done.errors), (0, ""), "{shell}");
        for command in commands(&[]) {
            assert!(done.out.contains(&command), "{shell}: {command}");
        }
    }
    assert_eq!(cse("completions", &["tcsh"], b"").code, 2);
}

/// Where a page shows what a command prints, it prints that, in that order; `[...]` stands for what is left out.
#[test]
fn what_the_papers_show_is_printed() {
    let mut shown = 0;
    for page in papers() {
        let text = fs::read_to_string(&page).unwrap();
        let blocks: Vec<_> = text.split("```").skip(1).step_by(2).collect();
        for pair in blocks.windows(2) {
            let [call, said] = [pair[0].strip_prefix("sh\n"), pair[1].strip_prefix("text\n")];
            let (Some(call), Some(said)) = (call, said) else { continue };
            let words: Vec<_> =
                call.trim().strip_prefix("cargo run -- ").unwrap().split_whitespace().collect();
            let (command, arguments) = words.split_first().unwrap();
            let arguments: Vec<_> = arguments
                .iter()
                .map(|word| if word.ends_with(".json") { of_project(word) } else { (*word).to_owned() })
                .collect();
            let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
            let printed = cse(command, &arguments, b"");
            let mut rest = &*printed.out;
            for part in said.split("[...]\n") {
                let (_, after) =
                    rest.split_once(part).unwrap_or_else(|| panic!("{page}: no longer printed:\n{part}"));
                rest = after;
                shown += 1;
            }
        }
    }
    assert!(shown > 2, "{shown}");
}

fn papers() -> Vec<String> {
    let docs = fs::read_dir(of_project("docs")).unwrap();
    let mut pages: Vec<_> = docs.map(|entry| entry.unwrap().path().display().to_string()).collect();
    pages.extend(
        ["README.md", "CONTRIBUTING.md", "SECURITY.md", "DESIGN.md", "rules/README.md"].map(of_project),
    );
    pages
}

/// Every line of the papers that runs the command: its words are a command's, and its options those of that command.
#[test]
fn what_the_papers_run_can_be_run() {
    let all = all();
    let mut seen = 0;
    for page in papers() {
        let text = fs::read_to_string(&page).unwrap();
        // As a block, or within a sentence.
        for line in text.lines().flat_map(|line| line.split('`')) {
            let Some(call) = line.strip_prefix("cse ").or_else(|| line.strip_prefix("cargo run -- ")) else {
                assert!(!line.contains("cargo run --example rules"), "{page}: {line}");
                continue;
            };
            seen += 1;
            let words: Vec<_> = call.split_whitespace().collect();
            // Options may stand alone, as in `cse --version`.
            let command: Vec<_> = words.iter().copied().take_while(|word| !word.starts_with('-')).collect();
            let known = all.iter().find(|known| {
                known.iter().zip(&command).filter(|(one, other)| one == *other).count() == known.len()
            });
            assert!(known.is_some() || command.is_empty(), "{page}: there is no such command: {line}");
            let known: Vec<_> = known.into_iter().flatten().map(String::as_str).collect();
            let help = help(&known).out;
            for option in words.iter().filter(|word| word.starts_with('-') && word.len() > 1) {
                assert!(help.contains(option), "{page}: {line}: {option} is no option of it");
            }
        }
    }
    assert!(seen > 20, "only {seen} calls were found");
}
