//! The ways through the library whose instructions are counted.

use crate::support::{self, Lists, Masks, Mix};
use cse_screening::{Child, Indicators, Outcome, Request, RuleSet};
use std::hint::black_box;

/// The first requests of the sparse mix. The tables are compiled by then.
pub(crate) fn requests(count: usize) -> Vec<Request> {
    black_box(RuleSet::coventry());
    Mix::Sparse.some(count)
}

pub(crate) fn pairs(count: usize) -> Vec<(Child, Indicators)> {
    let requests = requests(count).into_iter();
    requests.map(|request| (request.child().clone(), request.indicators().clone())).collect()
}

pub(crate) fn texts(count: usize) -> Vec<Vec<u8>> {
    support::texts(&requests(count))
}

pub(crate) fn masks(count: usize) -> (Lists, Vec<Masks>) {
    let masks = pairs(count);
    (Lists::new(), masks.iter().map(|(child, tool)| Masks::of(child, tool)).collect())
}

pub(crate) fn by_hand((lists, all): &(Lists, Vec<Masks>)) {
    for masks in all {
        black_box(support::by_hand(black_box(masks), lists));
    }
}

pub(crate) fn category(pairs: &[(Child, Indicators)]) {
    for (child, tool) in pairs {
        black_box(RuleSet::coventry().category(black_box(child), black_box(tool)));
    }
}

pub(crate) fn screen(pairs: &[(Child, Indicators)]) {
    for (child, tool) in pairs {
        black_box(cse_screening::screen(black_box(child), black_box(tool)));
    }
}

pub(crate) fn json_to_request(texts: &[Vec<u8>]) {
    for text in texts {
        black_box(Request::from_slice(black_box(text)).expect("a valid request"));
    }
}

pub(crate) fn request_to_json_record(requests: &[Request]) {
    let mut record = Vec::new();
    for request in requests {
        write_record(&black_box(request).screen(), &mut record);
    }
}

pub(crate) fn json_to_json_record(texts: &[Vec<u8>]) {
    let mut record = Vec::new();
    for text in texts {
        let request = Request::from_slice(black_box(text)).expect("a valid request");
        write_record(&request.screen(), &mut record);
    }
}

/// The first call: the tables are read, checked and compiled.
pub(crate) fn rules_at_first_call() -> &'static RuleSet {
    black_box(RuleSet::coventry())
}

fn write_record(outcome: &Outcome<'_>, record: &mut Vec<u8>) {
    record.clear();
    outcome.write_json(record);
    black_box(record);
}
