//! What it costs to load, check and compare whole rule sets.
//!
//! `cargo bench --bench proof`.
#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark")]

#[path = "support/large.rs"]
mod large;

use cse_screening::RuleSet;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 10)]
fn check_built_in(bencher: Bencher<'_, '_>) {
    bencher.bench(|| black_box(RuleSet::coventry().check()));
}

#[divan::bench(sample_count = 3)]
fn check_256_indicators_and_200_rules(bencher: Bencher<'_, '_>) {
    let rules = large::larger(256, 200, 160);
    bencher.bench(|| black_box(rules.check()));
}

/// Counts of many among many are the hard ones.
#[divan::bench(sample_count = 3)]
fn check_256_indicators_and_200_rules_with_10_of_60_and_6_of_40(bencher: Bencher<'_, '_>) {
    let rules = large::larger_that_counts(256, 200, 160, &[(10, 60), (6, 40)]);
    bencher.bench(|| black_box(rules.check()));
}

#[divan::bench(sample_count = 1)]
fn check_900_indicators_and_600_rules(bencher: Bencher<'_, '_>) {
    let rules = large::larger_that_counts(900, 600, 400, &[(10, 60), (6, 40)]);
    bencher.bench(|| black_box(rules.check()));
}

#[divan::bench(sample_count = 10)]
fn compare_equal_sets(bencher: Bencher<'_, '_>) {
    let copy = RuleSet::from_json(&RuleSet::coventry().to_json()).expect("it loads");
    bencher.bench(|| black_box(RuleSet::coventry().compare(&copy)));
}

#[divan::bench(sample_count = 3)]
fn compare_another_number(bencher: Bencher<'_, '_>) {
    let document = r#"{
        "extends": {"id": "coventry", "version": "2.0.0"},
        "manifest": {"id": "x", "version": "1.0.0", "title": "X",
            "settings": {"change": [{"id": "several-category-1", "value": 4}]}}
    }"#;
    let other = RuleSet::from_json(document).expect("it loads");
    bencher.bench(|| black_box(RuleSet::coventry().compare(&other)));
}

#[divan::bench(sample_count = 10)]
fn load_256_indicators_and_200_rules(bencher: Bencher<'_, '_>) {
    let document = large::larger(256, 200, 160).to_json();
    bencher.bench(|| black_box(RuleSet::from_json(&document)));
}
