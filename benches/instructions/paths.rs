//! The ways through the library whose instructions are counted.

use crate::support::{self, Lists, Masks, Mix};
use cse_screening::{Child, Indicators, Request, RuleSet};
use std::hint::black_box;

/// The first requests of a mix. The tables are compiled by then, and a record was written.
pub(crate) fn requests(mix: Mix, count: usize) -> Vec<Request> {
    let requests = mix.some(count);
    request_to_json_record(&requests);
    requests
}

pub(crate) fn texts(mix: Mix, count: usize) -> Vec<Vec<u8>> {
    support::texts(&requests(mix, count))
}

pub(crate) fn masks(mix: Mix, count: usize) -> (Lists, Vec<Masks>) {
    let requests = requests(mix, count);
    let masks = requests.iter().map(|request| Masks::of(request.child(), request.indicators()));
    (Lists::new(), masks.collect())
}

/// A set that the large kernel holds, and requests to it.
pub(crate) fn large(mix: Mix, count: usize) -> (RuleSet, Vec<Request>) {
    let tables = RuleSet::coventry().tables();
    let (indicators, rules, steps) =
        (tables.indicators.len(), tables.category_rules.len(), tables.steps.len());
    // One indicator of its own is enough for the large kernel, and such a set loads quickly.
    let rules = crate::large::larger(indicators + 1, rules, steps);
    (rules, mix.some(count))
}

/// A request that nothing was asked about yet.
pub(crate) fn first() -> Request {
    Request::new(Child::of_unknown_age(), Indicators::new()).expect("it has no dates")
}

pub(crate) fn by_hand((lists, all): &(Lists, Vec<Masks>)) {
    for masks in all {
        black_box(support::by_hand(black_box(masks), lists));
    }
}

pub(crate) fn category(requests: &[Request]) {
    for request in requests {
        black_box(RuleSet::coventry().category(black_box(request.child()), request.indicators()));
    }
}

pub(crate) fn screen(requests: &[Request]) {
    for request in requests {
        black_box(cse_screening::screen(black_box(request.child()), request.indicators()));
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
        write_record(RuleSet::coventry(), black_box(request), &mut record);
    }
}

pub(crate) fn json_to_json_record(texts: &[Vec<u8>]) {
    let mut record = Vec::new();
    for text in texts {
        let request = Request::from_slice(black_box(text)).expect("a valid request");
        write_record(RuleSet::coventry(), &request, &mut record);
    }
}

pub(crate) fn large_screen((rules, requests): &(RuleSet, Vec<Request>)) {
    for request in requests {
        black_box(rules.screen(black_box(request.child()), request.indicators()));
    }
}

/// The first call: the tables are read, checked and compiled.
pub(crate) fn rules_at_first_call() -> &'static RuleSet {
    black_box(RuleSet::coventry())
}

/// The first call, to the record: what records are written from is made, too.
pub(crate) fn record_at_first_call(request: &Request) {
    write_record(RuleSet::coventry(), black_box(request), &mut Vec::new());
}

fn write_record(rules: &RuleSet, request: &Request, record: &mut Vec<u8>) {
    record.clear();
    request.screen_by(rules).write_json(record);
    black_box(record);
}
