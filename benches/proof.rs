//! What it costs to load, check and compare whole rule sets: the processor time of the thread.
//!
//! `cargo bench --bench proof`. With `-- --test` each is done once, and the largest set is left out.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark"
)]

#[path = "support/large.rs"]
mod large;

use cpu_time::ThreadTime;
use cse_screening::RuleSet;
use std::hint::black_box;
use std::time::Duration;

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let built_in = RuleSet::coventry();
    let copy = RuleSet::from_json(&built_in.to_json()).expect("it loads");
    let document = r#"{
        "extends": {"id": "coventry", "version": "2.0.0"},
        "manifest": {"id": "x", "version": "1.0.0", "title": "X",
            "settings": {"change": [{"id": "several-category-1", "value": 4}]}}
    }"#;
    let other = RuleSet::from_json(document).expect("it loads");
    let large = large::larger(256, 200, 160);
    let counting = large::larger_that_counts(256, 200, 160, &[(10, 60), (6, 40)]);
    let written = large.to_json();

    println!("| what | runs | least, ms | median, ms |\n|---|---:|---:|---:|");
    let runs = |runs: usize| if is_test { 1 } else { runs };
    shown("check of the built-in set", runs(20), &|| drop(black_box(built_in.check())));
    shown("compare with an equal set", runs(20), &|| drop(black_box(built_in.compare(&copy))));
    shown("compare with one number changed", runs(10), &|| drop(black_box(built_in.compare(&other))));
    shown("load 256 indicators, 200 rules", runs(10), &|| drop(black_box(RuleSet::from_json(&written))));
    shown("check of 256 indicators, 200 rules", runs(5), &|| drop(black_box(large.check())));
    shown("the same with 10 of 60 and 6 of 40", runs(5), &|| drop(black_box(counting.check())));
    if !is_test {
        let largest = large::larger_that_counts(900, 600, 400, &[(10, 60), (6, 40)]);
        shown("check of 900 indicators, 600 rules", 1, &|| drop(black_box(largest.check())));
    }
}

/// Whatever else the machine does disturbs this less than a clock.
fn shown(what: &str, runs: usize, done: &dyn Fn()) {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = ThreadTime::now();
            done();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let in_ms = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1e3);
    println!("| {what} | {runs} | {:.1} | {:.1} |", in_ms(times.first()), in_ms(times.get(runs / 2)));
}
