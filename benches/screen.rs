//! What a screening costs, beside the same decision written by hand, in one run.
//!
//! `cargo bench --bench screen` prints tables: the median processor time of one request of each mix, each way taken in
//! turns. Compare within one run only. With `-- --test` each way is taken once. With `-- one`, `deadlines`, `columns`,
//! `first` or `growth`, only that part.
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
#[path = "support/pieces.rs"]
mod pieces;
#[path = "support/plain.rs"]
mod plain;
#[path = "support/rounds.rs"]
mod rounds;
mod support;

use cpu_time::ThreadTime;
use cse_screening::{Child, ColumnsBuf, Decisions, Indicators, Record, Request, RuleSet, screen};
use pieces::Pieces;
use plain::{AnswerWithEvidence, Plain, PlainAnswer};
use rounds::{Way, median, medians};
use serde::de::DeserializeOwned;
use std::env;
use std::hint::black_box;
use std::process::Command;
use support::{Lists, Masks, Mix, bit, by_hand, texts};

/// Set where this program is to time its first call, and nothing else.
const FIRST_CALL: &str = "CSE_SCREENING_FIRST_CALL";
/// How often each way is timed, after one time to warm up.
const ROUNDS: usize = 21;
/// So many requests are in columns, each many times over: they are larger than the caches.
const CASELOAD: usize = 1_000_000;

fn main() {
    if env::var_os(FIRST_CALL).is_some() {
        return first_call();
    }
    let arguments: Vec<_> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let test = arguments.iter().any(|argument| argument == "--test");
    let rounds = if test { 1 } else { ROUNDS };
    let factors: &[usize] = if test { &[1, 2] } else { &[1, 2, 4, 8, 16] };
    let parts: [(&str, &dyn Fn()); 5] = [
        ("one", &|| Mix::ALL.into_iter().for_each(|mix| one_by_one(mix, rounds.div_ceil(2)))),
        ("deadlines", &|| deadlines(rounds)),
        ("columns", &|| Mix::ALL.into_iter().for_each(|mix| in_columns(mix, rounds.div_ceil(2)))),
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
    for request in Mix::ALL.into_iter().flat_map(Mix::requests) {
        let outcome = request.screen();
        let (category, fired) = by_hand(&Masks::of(request.child(), request.indicators()), &lists);
        let reasons =
            outcome.reasons().fold(0, |bits, reason| bits | bit(reason.rule(), reason.at_least().number()));
        assert_eq!(outcome.category().map_or(0, |category| category.number()), category);
        assert_eq!(reasons, fired);
    }
}

/// Reads a request into plain data.
fn plainly<A: DeserializeOwned>(text: &[u8]) {
    black_box(serde_json::from_slice::<Plain<A>>(black_box(text)).expect("a valid request"));
}

/// One request at a time.
fn one_by_one(mix: Mix, rounds: usize) {
    let (rules, requests, lists) = (RuleSet::coventry(), mix.requests(), Lists::new());
    let masks: Vec<Masks> =
        requests.iter().map(|request| Masks::of(request.child(), request.indicators())).collect();
    let texts = texts(&requests);
    let records: Vec<_> = requests.iter().map(|request| written(request, Vec::new())).collect();
    let pieces = Pieces::of(&records);
    let plainly = if mix == Mix::Full { plainly::<AnswerWithEvidence> } else { plainly::<PlainAnswer> };
    let [mut record, mut both, mut copy, mut whole] = [(); 4].map(|()| Vec::new());
    let mut ways = [
        Way::new("by hand: category and rules, of ready masks", mix.len(), || {
            for masks in &masks {
                black_box(by_hand(black_box(masks), &lists));
            }
        }),
        Way::new("`category`", mix.len(), || {
            for request in &requests {
                black_box(rules.category(black_box(request.child()), request.indicators()));
            }
        }),
        Way::new("`screen` to an `Outcome`", mix.len(), || {
            for request in &requests {
                black_box(rules.screen(black_box(request.child()), request.indicators()));
            }
        }),
        Way::new("JSON into a plain struct, by serde_json", mix.len(), || {
            texts.iter().for_each(|text| plainly(text));
        }),
        Way::new("JSON to request, checked", mix.len(), || {
            for text in &texts {
                black_box(Request::from_slice(black_box(text)).expect("a valid request"));
            }
        }),
        Way::new("request to JSON record, `write_json`", mix.len(), || {
            for request in &requests {
                record = written(black_box(request), std::mem::take(&mut record));
            }
        }),
        Way::new("JSON to JSON record, `write_json`", mix.len(), || {
            for text in &texts {
                let request = Request::from_slice(black_box(text)).expect("a valid request");
                both = written(&request, std::mem::take(&mut both));
            }
        }),
        Way::new("the record copied piece by piece, from the cache", mix.len(), || {
            for record in 0..requests.len() {
                copy.clear();
                pieces.copy(black_box(record), &mut copy);
                black_box(&copy);
            }
        }),
        Way::new("the record copied as a whole, from memory", mix.len(), || {
            for record in &records {
                whole.clear();
                whole.extend_from_slice(black_box(record));
                black_box(&whole);
            }
        }),
        Way::new("JSON to JSON record, `to_record` and serde", mix.len(), || {
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
        "*{}*, one request at a time; a request is {} bytes of JSON on average, a record {} in {} pieces:\n",
        mix.name(),
        mean(&texts),
        mean(&records),
        pieces.mean()
    );
    println!("| way | ns | times by hand |\n|---|---:|---:|");
    for (way, time) in ways.iter().zip(&times) {
        println!("| {} | {time:.1} | {:.2} |", way.name, time / times[0]);
    }
    println!(
        "\nJSON to request is {:.2} times JSON into a plain struct. JSON to JSON record is {:.2} times JSON into a \
         plain struct with the record copied piece by piece, and {:.2} times JSON to request with the record copied \
         as a whole.\n",
        times[4] / times[3],
        times[6] / (times[3] + times[7]),
        times[6] / (times[4] + times[8])
    );
}

fn written(request: &Request, mut record: Vec<u8>) -> Vec<u8> {
    record.clear();
    request.screen().write_json(&mut record);
    black_box(record)
}

/// What the day of the referral costs a record, and one deadline of working days.
fn deadlines(rounds: usize) {
    let referred = |on: bool| -> Vec<Request> {
        let requests = Mix::Real.requests().into_iter();
        let referred = requests.map(|request| {
            let day = request.child().screening_day().filter(|_| on);
            let tool = request.indicators().clone().referred_on(day);
            Request::new(request.child().clone(), tool).expect("its dates can be")
        });
        referred.collect()
    };
    let (without, with) = (referred(false), referred(true));
    let outcomes: Vec<_> = with.iter().map(Request::screen).collect();
    let steps = |outcome| cse_screening::Outcome::steps(outcome).find(|step| step.id() == "mase-meeting");
    let steps: Vec<_> = outcomes.iter().filter_map(steps).collect();
    let [mut one, mut other] = [(); 2].map(|()| Vec::new());
    let mut ways = [
        Way::new("request to JSON record, no day of the referral", without.len(), || {
            for request in &without {
                one = written(black_box(request), std::mem::take(&mut one));
            }
        }),
        Way::new("request to JSON record, each with the day of the referral", with.len(), || {
            for request in &with {
                other = written(black_box(request), std::mem::take(&mut other));
            }
        }),
        Way::new("one deadline of 15 working days", steps.len(), || {
            for step in &steps {
                black_box(black_box(step).due());
            }
        }),
    ];
    let times = medians(&mut ways, rounds);
    println!("Days and deadlines, on *real*:\n\n| way | ns |\n|---|---:|");
    for (way, time) in ways.iter().zip(&times) {
        println!("| {} | {time:.1} |", way.name);
    }
    println!("\nThe day makes a record {:.2} times as dear.\n", times[1] / times[0]);
}

/// A caseload in columns, beside the same caseload one by one and beside what reading and writing as many
/// bytes takes.
fn in_columns(mix: Mix, rounds: usize) {
    let (rules, all) = (RuleSet::coventry(), pairs(mix));
    let over = CASELOAD / all.len();
    let ready = rules.for_columns().expect("the built-in rules can screen columns");
    let mut buffer = ColumnsBuf::of(&ready);
    for (child, tool) in (0..over).flat_map(|_| &all) {
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
            for (child, tool) in (0..over).flat_map(|_| &all) {
                black_box(rules.screen(black_box(child), black_box(tool)));
            }
        }),
        Way::new("`category`, one by one", count, || {
            for (child, tool) in (0..over).flat_map(|_| &all) {
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
    println!(
        "*{}*, {count} requests, on one core; columns take {read} bytes of a request and give {wrote}:\n",
        mix.name()
    );
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
    let start = ThreadTime::now();
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
        "First call of a program, processor time: {:.0} us to the first outcome, {:.0} us to the first record (medians of {rounds} runs).\n",
        median(screened) / 1e3,
        median(recorded) / 1e3
    );
}

fn pairs(mix: Mix) -> Vec<(Child, Indicators)> {
    let requests = mix.requests().into_iter();
    requests.map(|request| (request.child().clone(), request.indicators().clone())).collect()
}

/// A mix, with as many answers to indicators of these rules in place of its own.
fn requests_of(rules: &RuleSet, mix: Mix) -> Vec<(Child, Indicators)> {
    let codes: Vec<_> = rules.tables().indicators.iter().map(|row| &*row.code).collect();
    let mut at = 0;
    let all = pairs(mix).into_iter();
    all.map(|(child, tool)| {
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
    for mix in Mix::ALL {
        let all: Vec<Vec<_>> = sets.iter().map(|rules| requests_of(rules, mix)).collect();
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
        println!(
            "Growth, *{}*: `screen` as indicators, category rules and steps grow together:\n",
            mix.name()
        );
        println!(
            "| times as large | indicators | rules | steps | ns | times the smallest |\n|---:|---:|---:|---:|---:|---:|"
        );
        for (factor, time) in factors.iter().zip(&times) {
            let [indicators, rules, steps] = [indicators, rules, steps].map(|count| count * factor);
            println!("| {factor} | {indicators} | {rules} | {steps} | {time:.0} | {:.1} |", time / times[0]);
        }
        println!();
    }
}
