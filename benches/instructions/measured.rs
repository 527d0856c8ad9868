//! Each way as the tool sees it: what is in the brackets is made before the counting starts, and what is
//! given back is dropped after it has ended.

use crate::SAMPLE;
use crate::paths;
use crate::support::{Lists, Masks};
use cse_screening::{Child, Indicators, Request, RuleSet};
use gungraun::{Callgrind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main};

#[library_benchmark]
#[bench::mixed(paths::masks(SAMPLE))]
fn by_hand(all: (Lists, Vec<Masks>)) -> (Lists, Vec<Masks>) {
    paths::by_hand(&all);
    all
}

#[library_benchmark]
#[bench::mixed(paths::pairs(SAMPLE))]
fn category(pairs: Vec<(Child, Indicators)>) -> Vec<(Child, Indicators)> {
    paths::category(&pairs);
    pairs
}

#[library_benchmark]
#[bench::mixed(paths::pairs(SAMPLE))]
fn screen(pairs: Vec<(Child, Indicators)>) -> Vec<(Child, Indicators)> {
    paths::screen(&pairs);
    pairs
}

#[library_benchmark]
#[bench::mixed(paths::texts(SAMPLE))]
fn json_to_request(texts: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    paths::json_to_request(&texts);
    texts
}

#[library_benchmark]
#[bench::mixed(paths::requests(SAMPLE))]
fn request_to_json_record(requests: Vec<Request>) -> Vec<Request> {
    paths::request_to_json_record(&requests);
    requests
}

#[library_benchmark]
#[bench::mixed(paths::texts(SAMPLE))]
fn json_to_json_record(texts: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    paths::json_to_json_record(&texts);
    texts
}

#[library_benchmark]
fn rules_at_first_call() -> &'static RuleSet {
    paths::rules_at_first_call()
}

library_benchmark_group!(
    name = ways;
    benchmarks = by_hand, category, screen, json_to_request, request_to_json_record, json_to_json_record,
        rules_at_first_call
);

main!(
    // Instructions alone: what a cache would do is not asked.
    config = LibraryBenchmarkConfig::default().tool(Callgrind::with_args(["--cache-sim=no"]));
    library_benchmark_groups = ways
);

/// Starts the tool, or is started by it.
pub(crate) fn start() {
    main();
}
