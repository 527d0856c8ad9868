//! Each way as the tool sees it: what is in the brackets is made before the counting starts, and what is
//! given back is dropped after it has ended.

use crate::paths;
use crate::support::{Lists, Masks, Mix};
use crate::{FEW, SAMPLE};
use cse_screening::{Request, RuleSet};
use gungraun::{Callgrind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main};

#[library_benchmark]
#[bench::sparse(paths::masks(Mix::Sparse, SAMPLE))]
#[bench::real(paths::masks(Mix::Real, SAMPLE))]
#[bench::full(paths::masks(Mix::Full, FEW))]
fn by_hand(all: (Lists, Vec<Masks>)) -> (Lists, Vec<Masks>) {
    paths::by_hand(&all);
    all
}

#[library_benchmark]
#[bench::sparse(paths::requests(Mix::Sparse, SAMPLE))]
#[bench::real(paths::requests(Mix::Real, SAMPLE))]
#[bench::full(paths::requests(Mix::Full, FEW))]
fn category(all: Vec<Request>) -> Vec<Request> {
    paths::category(&all);
    all
}

#[library_benchmark]
#[bench::sparse(paths::requests(Mix::Sparse, SAMPLE))]
#[bench::real(paths::requests(Mix::Real, SAMPLE))]
#[bench::full(paths::requests(Mix::Full, FEW))]
fn screen(all: Vec<Request>) -> Vec<Request> {
    paths::screen(&all);
    all
}

#[library_benchmark]
#[bench::sparse(paths::texts(Mix::Sparse, SAMPLE))]
#[bench::real(paths::texts(Mix::Real, SAMPLE))]
#[bench::full(paths::texts(Mix::Full, FEW))]
fn json_to_request(all: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    paths::json_to_request(&all);
    all
}

#[library_benchmark]
#[bench::sparse(paths::requests(Mix::Sparse, SAMPLE))]
#[bench::real(paths::requests(Mix::Real, SAMPLE))]
#[bench::full(paths::requests(Mix::Full, FEW))]
fn request_to_json_record(all: Vec<Request>) -> Vec<Request> {
    paths::request_to_json_record(&all);
    all
}

#[library_benchmark]
#[bench::sparse(paths::texts(Mix::Sparse, SAMPLE))]
#[bench::real(paths::texts(Mix::Real, SAMPLE))]
#[bench::full(paths::texts(Mix::Full, FEW))]
fn json_to_json_record(all: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    paths::json_to_json_record(&all);
    all
}

#[library_benchmark]
#[bench::real(paths::large(Mix::Real, SAMPLE))]
fn large_screen(all: (RuleSet, Vec<Request>)) -> (RuleSet, Vec<Request>) {
    paths::large_screen(&all);
    all
}

#[library_benchmark]
fn rules_at_first_call() -> &'static RuleSet {
    paths::rules_at_first_call()
}

#[library_benchmark]
#[bench::empty(paths::first())]
fn record_at_first_call(request: Request) -> Request {
    paths::record_at_first_call(&request);
    request
}

library_benchmark_group!(
    name = ways;
    benchmarks = by_hand, category, screen, json_to_request, request_to_json_record, json_to_json_record,
        large_screen, rules_at_first_call, record_at_first_call
);

main!(
    // Instructions alone: what a cache would do is not asked. The C library copies as it would on any processor of
    // this kind: by the one that counts, it chooses other ways, and writing a record took a tenth more or less.
    config = LibraryBenchmarkConfig::default()
        .tool(Callgrind::with_args(["--cache-sim=no"]))
        .env("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-AVX2_Usable,-AVX_Fast_Unaligned_Load,-ERMS,-FSRM");
    library_benchmark_groups = ways
);

/// Starts the tool, or is started by it.
pub(crate) fn start() {
    main();
}
