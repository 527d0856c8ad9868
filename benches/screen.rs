//! What a screening costs, beside the same decision written by hand, in one run.
//!
//! `cargo bench --bench screen` prints a table: the median time of one request, each way taken in turns.
//! Compare within one run only. With `-- --test` each way is taken once. With `-- one`, `columns`, `first` or
//! `growth`, only that part.
#![allow(
    missing_docs,
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark"
)]

#[path = "support/large.rs"]
mod large;
#[path = "support/rounds.rs"]
mod rounds;
mod support;

use cse_screening::{Child, ColumnsBuf, Decisions, Indicators, Record, Request, RuleSet, screen};
use rounds::{Way, median, medians};
use std::env;
use std::hint::black_box;
use std::process::Command;
use std::time::Instant;
use support::{Lists, Masks, REQUESTS, bit, by_hand};

/// Set where this program is to time its first call, and nothing else.
const FIRST_CALL: &str = "CSE_SCREENING_FIRST_CALL";
/// How often each way is timed, after one time to warm up.
const ROUNDS: usize = 41;
/// The columns hold the requests so many times over, to be larger than the caches.
const OVER: usize = 100;

fn main() {
    if env::var_os(FIRST_CALL).is_some() {
        return first_call();
    }
    let arguments: Vec<_> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let test = arguments.iter().any(|argument| argument == "--test");
    let rounds = if test { 1 } else { ROUNDS };
    let factors: &[usize] = if test { &[1, 2] } else { &[1, 2, 4, 8, 16] };
    let parts: [(&str, &dyn Fn()); 4] = [
        ("one", &|| one_by_one(rounds)),
        ("columns", &|| in_columns(rounds.div_ceil(2))),
        ("first", &|| first_calls(rounds)),
        ("growth", &|| growth(rounds.div_ceil(4), factors)),
    ];
    let asked = |part: &str| arguments.iter().any(|argument| argument == part);
    let some = parts.iter().any(|(part, _)| asked(part));
    agree();
    parts.iter().filter(|(part, _)| !some || asked(part)).for_each(|(_, measure)| measure());
}

/// The hand-written function and the engine must say the same before they are timed.
fn agree() {
    let lists = Lists::new();
    for (child, tool) in support::requests() {
        let outcome = screen(&child, &tool);
        let (category, fired) = by_hand(&Masks::of(&child, &tool), &lists);
        let reasons =
            outcome.reasons().fold(0, |bits, reason| bits | bit(reason.rule(), reason.at_least().number()));
        assert_eq!(outcome.category().map_or(0, |category| category.number()), category);
        assert_eq!(reasons, fired);
    }
}

/// One request at a time.
fn one_by_one(rounds: usize) {
    let (rules, all, lists) = (RuleSet::coventry(), support::requests(), Lists::new());
    let masks: Vec<Masks> = all.iter().map(|(child, tool)| Masks::of(child, tool)).collect();
    let requests: Vec<_> = all
        .iter()
        .map(|(child, tool)| Request::new(child.clone(), tool.clone()).expect("its dates can be"))
        .collect();
    let texts: Vec<_> =
        requests.iter().map(|request| serde_json::to_vec(request).expect("it is JSON")).collect();
    let records: Vec<_> = requests.iter().map(|request| written(request, Vec::new())).collect();
    let [mut record, mut both, mut copy] = [(); 3].map(|()| Vec::new());
    let mut ways = [
        Way::new("by hand: category and rules, of ready masks", REQUESTS, || {
            for masks in &masks {
                black_box(by_hand(black_box(masks), &lists));
            }
        }),
        Way::new("`category`", REQUESTS, || {
            for (child, tool) in &all {
                black_box(rules.category(black_box(child), black_box(tool)));
            }
        }),
        Way::new("`screen` to an `Outcome`", REQUESTS, || {
            for (child, tool) in &all {
                black_box(rules.screen(black_box(child), black_box(tool)));
            }
        }),
        Way::new("JSON to request", REQUESTS, || {
            for text in &texts {
                black_box(Request::from_slice(black_box(text)).expect("a valid request"));
            }
        }),
        Way::new("request to JSON record, `write_json`", REQUESTS, || {
            for request in &requests {
                record = written(black_box(request), std::mem::take(&mut record));
            }
        }),
        Way::new("JSON to JSON record, `write_json`", REQUESTS, || {
            for text in &texts {
                let request = Request::from_slice(black_box(text)).expect("a valid request");
                both = written(&request, std::mem::take(&mut both));
            }
        }),
        Way::new("JSON to request, and the bytes of the record copied", REQUESTS, || {
            for (text, record) in texts.iter().zip(&records) {
                black_box(Request::from_slice(black_box(text)).expect("a valid request"));
                copy.clear();
                copy.extend_from_slice(black_box(record));
                black_box(&copy);
            }
        }),
        Way::new("JSON to JSON record, `to_record` and serde", REQUESTS, || {
            for text in &texts {
                let request = Request::from_slice(black_box(text)).expect("a valid request");
                let record: Record = request.screen().to_record();
                black_box(serde_json::to_vec(&record).expect("a record is JSON"));
            }
        }),
    ];
    let times = medians(&mut ways, rounds);
    let mean = |texts: &[Vec<u8>]| texts.iter().map(Vec::len).sum::<usize>() / texts.len();
    println!(
        "One request at a time; a request is {} bytes of JSON on average, a record {}:\n",
        mean(&texts),
        mean(&records)
    );
    println!("| way | ns | times by hand |\n|---|---:|---:|");
    for (way, time) in ways.iter().zip(&times) {
        println!("| {} | {time:.1} | {:.2} |", way.name, time / times[0]);
    }
    println!(
        "\nJSON to JSON record is {:.2} times JSON to request with the bytes copied.\n",
        times[5] / times[6]
    );
}

fn written(request: &Request, mut record: Vec<u8>) -> Vec<u8> {
    record.clear();
    request.screen().write_json(&mut record);
    black_box(record)
}

/// A caseload in columns, beside the same caseload one by one and beside what reading and writing as many
/// bytes takes.
fn in_columns(rounds: usize) {
    let (rules, all) = (RuleSet::coventry(), support::requests());
    let ready = rules.for_columns().expect("the built-in rules can screen columns");
    let mut buffer = ColumnsBuf::new();
    for (child, tool) in (0..OVER).flat_map(|_| &all) {
        buffer.push(child, tool).expect("a typed tool");
    }
    let columns = buffer.columns();
    let count = buffer.len();
    let (mut category, mut reasons) = (vec![0; count], vec![0; count]);
    // Indicators and facts, two ages, and the choices that the rules ask for.
    let read = 3 * 8 + 2 + 5;
    let wrote = 1 + 8;
    // As many words as the columns have bytes, by eight.
    let source: Vec<u64> = (0..count as u64 * read / 8).collect();
    let mut target = vec![0_u64; count * wrote / 8];
    let mut ways = [
        Way::new("`screen`, one by one", count, || {
            for (child, tool) in (0..OVER).flat_map(|_| &all) {
                black_box(rules.screen(black_box(child), black_box(tool)));
            }
        }),
        Way::new("`category`, one by one", count, || {
            for (child, tool) in (0..OVER).flat_map(|_| &all) {
                black_box(rules.category(black_box(child), black_box(tool)));
            }
        }),
        Way::new("columns: category and reasons", count, || {
            let mut into = Decisions { category: &mut category, reasons: &mut reasons };
            ready.screen(black_box(&columns), &mut into).expect("sound columns");
            black_box(&into);
        }),
        Way::new("memory: as many bytes read, and written", count, || {
            black_box(black_box(&source).iter().fold(0, |sum: u64, word| sum.wrapping_add(*word)));
            target.fill(black_box(1));
            black_box(&target);
        }),
    ];
    let times = medians(&mut ways, rounds);
    println!("{count} requests, on one core; columns take {read} bytes of a request and give {wrote}:\n");
    println!("| way | ns a request | times columns | GB a second |\n|---|---:|---:|---:|");
    for (at, (way, time)) in ways.iter().zip(&times).enumerate() {
        let bytes = (at >= 2).then(|| format!("{:.1}", (read as f64 + wrote as f64) / time));
        println!("| {} | {time:.1} | {:.2} | {} |", way.name, time / times[2], bytes.unwrap_or_default());
    }
    println!();
}

/// The first call of a program: tables read and compiled, and the first request screened.
fn first_call() {
    let (child, tool) = (Child::of_unknown_age(), Indicators::new());
    let start = Instant::now();
    black_box(screen(black_box(&child), black_box(&tool)));
    let screened = start.elapsed();
    let mut record = Vec::new();
    screen(&child, &tool).write_json(&mut record);
    println!("{} {}", screened.as_nanos(), start.elapsed().as_nanos());
}

fn first_calls(rounds: usize) {
    let mut screened = Vec::new();
    let mut recorded = Vec::new();
    for _ in 0..rounds {
        let program = env::current_exe().expect("it runs");
        let output = Command::new(program).env(FIRST_CALL, "1").output().expect("it runs again");
        let text = String::from_utf8(output.stdout).expect("numbers");
        let times: Vec<f64> = text.split_whitespace().map(|time| time.parse().expect("a number")).collect();
        screened.push(times[0]);
        recorded.push(times[1]);
    }
    println!(
        "First call of a program: {:.0} us to the first outcome, {:.0} us to the first record (medians of {rounds} runs).\n",
        median(screened) / 1e3,
        median(recorded) / 1e3
    );
}

/// The mixed set, with as many answers to indicators of these rules in place of its own.
fn requests_of(rules: &RuleSet) -> Vec<(Child, Indicators)> {
    let codes: Vec<_> = rules.tables().indicators.iter().map(|row| &*row.code).collect();
    let mut at = 0;
    let mixed = support::requests().into_iter();
    mixed
        .map(|(child, tool)| {
            let own = tool.answers().fold(Indicators::new(), |own, (_, answer)| {
                // A stride that meets each of them, however many there are.
                at = (at + 7_919) % codes.len();
                own.answer_code(rules, codes[at], answer).expect("a code of these rules")
            });
            (child, own)
        })
        .collect()
}

/// How the time of a screening grows with the rules.
fn growth(rounds: usize, factors: &[usize]) {
    let tables = RuleSet::coventry().tables();
    let (indicators, rules, steps) =
        (tables.indicators.len(), tables.category_rules.len(), tables.steps.len());
    let sets: Vec<_> = factors
        .iter()
        .map(|factor| match factor {
            1 => large::larger(indicators, rules, steps),
            factor => large::larger(indicators * factor, rules * factor, steps * factor),
        })
        .collect();
    let all: Vec<Vec<_>> = sets.iter().map(requests_of).collect();
    let mut ways: Vec<_> = sets
        .iter()
        .zip(&all)
        .map(|(rules, all)| {
            Way::new("", all.len(), move || {
                for (child, tool) in all {
                    black_box(rules.screen(black_box(child), black_box(tool)));
                }
            })
        })
        .collect();
    let times = medians(&mut ways, rounds);
    println!("Growth: `screen` as indicators, category rules and steps grow together:\n");
    println!(
        "| times as large | indicators | rules | steps | ns | times the smallest |\n|---:|---:|---:|---:|---:|---:|"
    );
    for (factor, time) in factors.iter().zip(&times) {
        let [indicators, rules, steps] = [indicators, rules, steps].map(|count| count * factor);
        println!("| {factor} | {indicators} | {rules} | {steps} | {time:.0} | {:.1} |", time / times[0]);
    }
}
