//! What a screening costs, beside the same decision written by hand, in one run.
//!
//! `cargo bench --bench screen`. Each figure is for the whole set of 10,000 requests: divide by
//! 10,000 for one, and compare within one run only.
#![allow(missing_docs, clippy::expect_used, reason = "a benchmark")]

mod support;

use cse_screening::{Record, Request, RuleSet, screen};
use divan::{AllocProfiler, Bencher, black_box, counter::ItemsCount};
use support::{Lists, Masks, REQUESTS, by_hand};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    agree();
    divan::main();
}

/// The rules in the order of the hand-written function.
const RULES: [&str; 12] = [
    "listed-indicator",
    "several-category-1",
    "under-13",
    "learning-disability",
    "known-gang-association",
    "unaccompanied-with-risk-indicators",
    "exploited-with-others",
    "looked-after",
    "immediate-concern",
    "section-47",
    "professional-judgement",
    "previous-category",
];

/// The hand-written function and the engine must say the same before they are timed.
fn agree() {
    let lists = Lists::new();
    for (child, tool) in support::requests() {
        let outcome = screen(&child, &tool);
        let (category, fired) = by_hand(&Masks::of(&child, &tool), &lists);
        let order = |reason: &cse_screening::Reason<'_>| {
            let at = RULES.iter().position(|rule| *rule == reason.rule()).expect("a rule of the toolkit");
            // The first rule comes once for each category.
            if at == 0 { reason.at_least().number() - 1 } else { u8::try_from(at).expect("few rules") + 2 }
        };
        let reasons = outcome.reasons().fold(0_u16, |bits, reason| bits | 1 << order(&reason));
        assert_eq!(outcome.category().map_or(0, |category| category.number()), category);
        assert_eq!(reasons, fired);
    }
}

fn over_all<T: Sync>(bencher: Bencher<'_, '_>, items: &[T], each: impl Fn(&T) + Sync) {
    bencher.counter(ItemsCount::new(REQUESTS)).bench(|| items.iter().for_each(&each));
}

#[divan::bench]
fn a_by_hand_category_and_rules(bencher: Bencher<'_, '_>) {
    let lists = Lists::new();
    let all: Vec<Masks> = support::requests().iter().map(|(child, tool)| Masks::of(child, tool)).collect();
    over_all(bencher, &all, |masks| {
        black_box(by_hand(black_box(masks), &lists));
    });
}

#[divan::bench]
fn b_category_alone(bencher: Bencher<'_, '_>) {
    let (rules, all) = (RuleSet::coventry(), support::requests());
    over_all(bencher, &all, |(child, tool)| {
        black_box(rules.category(black_box(child), black_box(tool)));
    });
}

#[divan::bench]
fn c_screen_to_outcome(bencher: Bencher<'_, '_>) {
    let (rules, all) = (RuleSet::coventry(), support::requests());
    over_all(bencher, &all, |(child, tool)| {
        black_box(rules.screen(black_box(child), black_box(tool)));
    });
}

#[divan::bench]
fn d_json_to_request(bencher: Bencher<'_, '_>) {
    over_all(bencher, &texts(), |text| {
        black_box(Request::from_slice(black_box(text)).expect("a valid request"));
    });
}

#[divan::bench]
fn e_json_to_json_record(bencher: Bencher<'_, '_>) {
    over_all(bencher, &texts(), |text| {
        let request = Request::from_slice(black_box(text)).expect("a valid request");
        let record: Record = request.screen().to_record();
        black_box(serde_json::to_vec(&record).expect("a record is JSON"));
    });
}

#[divan::bench]
fn f_tables_parsed_and_compiled() {
    let document = RuleSet::coventry().to_json();
    black_box(RuleSet::from_json(black_box(&document)).expect("sound rules"));
}

fn texts() -> Vec<Vec<u8>> {
    let requests = support::requests().into_iter().map(|(child, tool)| Request::new(child, tool));
    requests.map(|request| serde_json::to_vec(&request).expect("a request is JSON")).collect()
}
