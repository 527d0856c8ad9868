//! The same decision in other engines: agreed first, then timed.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml` prints the tables of `COMPARE.md`;
//! with `-- --check` it only compares the decisions.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark: it stops when engines disagree"
)]

mod by_hand;
mod cedar;
mod cel;
mod datalogic;
mod decision;
mod dsntk;
mod form;
mod grl;
mod growth;
mod ours;
mod peer;
mod rego;
mod report;
#[path = "../../support/mod.rs"]
mod support;
mod toolkit;
mod zen;

use cpu_time::ThreadTime;
use cse_screening::Request;
use form::Form;
use growth::{Growing, Prepare, SIZES};
use ours::Asked;
use peer::Peer;
use report::{Grown, Line};
use std::time::Duration;
use support::{Mix, texts};

/// How often each engine is asked about all requests. One round of each, then the next of each.
const ROUNDS: usize = 9;

fn main() {
    let check = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--check") => true,
        Some(other) => panic!("unknown argument `{other}`; allowed is `--check`"),
    };
    let mut tables = Vec::new();
    for mix in Mix::ALL {
        let requests = mix.requests();
        let texts = texts(&requests);
        let forms: Vec<Form<'_>> = texts.iter().map(|text| Form::read(text)).collect();
        let mut peers = peers(&requests, &forms);
        agree(&mut peers, &texts);
        if !check {
            tables.push(format!("*{}*:\n\n{}", mix.name(), report::decision(&timed(&mut peers, &texts))));
        }
    }
    let texts = texts(&Mix::Real.some(2 * growth::REQUESTS));
    let forms = texts.iter().map(|text| Form::read(text));
    let children: Vec<_> = forms.filter(|form| !form.adult).take(growth::REQUESTS).collect();
    let mut growing: Vec<_> = SIZES.map(|size| prepared(size, &children)).into();
    growing.iter_mut().for_each(agree_on_growth);
    if check {
        let mixes = Mix::ALL.map(|mix| format!("{} {}", mix.len(), mix.name()));
        println!(
            "All engines agree on requests of three mixes, {}; and on up to {} rules.",
            mixes.join(", "),
            SIZES[2]
        );
        return;
    }
    println!("{}\n\n{}", report::heading(), tables.join("\n"));
    println!("{}", report::growth(&timed_growth(&mut growing), &SIZES));
}

/// How often the rounds of few, more and many rules are repeated: a short one measures the clock.
const REPEATS: [u32; 3] = [32, 4, 1];

/// All engines, prepared. By hand comes first.
fn peers(requests: &[Request], forms: &[Form<'_>]) -> Vec<Box<dyn Peer>> {
    vec![
        Box::new(by_hand::ByHand::new(requests)),
        Box::new(ours::Ours::new(Asked::Category, requests)),
        Box::new(ours::Ours::new(Asked::Outcome, requests)),
        Box::new(ours::Ours::new(Asked::Record, requests)),
        Box::new(datalogic::Datalogic::new(forms)),
        Box::new(cel::Cel::new(forms)),
        Box::new(grl::Grl::new(forms)),
        Box::new(zen::ZenEngine::new(forms)),
        Box::new(rego::Regorus::new(forms)),
        Box::new(cedar::Cedar::new(forms)),
        Box::new(dsntk::Dsntk::new(forms)),
    ]
}

/// Every engine must say what the hand-written function says, on ready-made input and on JSON.
fn agree(peers: &mut [Box<dyn Peer>], texts: &[Vec<u8>]) {
    let (hand, others) = peers.split_first_mut().expect("by hand comes first");
    let mut out = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let wanted = hand.native(at);
        let mut compare = |peer: &mut dyn Peer| {
            let native = peer.native(at);
            out.clear();
            peer.json(text, &mut out);
            let json = peer.read(&out);
            let says_rules = native == wanted || !peer.says_rules() && native.category == wanted.category;
            assert!(
                says_rules && json == wanted,
                "{} says {native:?} and {json:?}, by hand {wanted:?}: {}",
                peer.name(),
                String::from_utf8_lossy(text)
            );
        };
        compare(hand.as_mut());
        others.iter_mut().for_each(|peer| compare(peer.as_mut()));
    }
}

fn timed(peers: &mut [Box<dyn Peer>], texts: &[Vec<u8>]) -> Vec<Line> {
    let mut times: Vec<(Vec<Duration>, Vec<Duration>)> = peers.iter().map(|_| Default::default()).collect();
    for _ in 0..ROUNDS {
        for (peer, (native, json)) in peers.iter_mut().zip(&mut times) {
            let (on_native, on_json) = peer.does();
            native.extend(on_native.then(|| time(1, || peer.native_round(texts.len()))));
            json.extend(on_json.then(|| time(1, || peer.json_round(texts))));
        }
    }
    let lines = peers.iter().zip(times);
    lines
        .map(|(peer, (native, json))| {
            let each = |times| median(times, texts.len());
            Line { name: peer.name(), native: each(native), json: each(json) }
        })
        .collect()
}

/// The engines of the growth measurement. By hand comes first.
const GROWING: [(&str, Prepare); 9] = [
    ("by hand", by_hand::Growth::prepare),
    ("ours", ours::Growth::prepare),
    ("datalogic-rs", datalogic::Growth::prepare),
    ("cel", cel::Growth::prepare),
    ("rust-rule-engine", grl::Growth::prepare),
    ("zen-engine", zen::Growth::prepare),
    ("regorus", rego::Growth::prepare),
    ("cedar-policy", cedar::Growth::prepare),
    ("dsntk", dsntk::Growth::prepare),
];

/// All engines with so many rules.
fn prepared(size: usize, forms: &[Form<'_>]) -> Vec<Box<dyn Growing>> {
    let rules = growth::rules(size);
    GROWING.iter().map(|(_, prepare)| prepare(&rules, forms)).collect()
}

fn agree_on_growth(engines: &mut Vec<Box<dyn Growing>>) {
    for at in 0..growth::REQUESTS {
        let (hand, others) = engines.split_first_mut().expect("by hand comes first");
        let wanted = hand.decide(at);
        for (engine, (name, _)) in others.iter_mut().zip(GROWING.iter().skip(1)) {
            assert_eq!(engine.decide(at), wanted, "{name} disagrees about request {at}");
        }
    }
}

fn timed_growth(growing: &mut [Vec<Box<dyn Growing>>]) -> Vec<Grown> {
    let mut times = vec![vec![Vec::new(); SIZES.len()]; GROWING.len()];
    for _ in 0..ROUNDS {
        for (size, engines) in growing.iter_mut().enumerate() {
            for (engine, times) in engines.iter_mut().zip(&mut times) {
                times[size].push(time(REPEATS[size], || engine.round()));
            }
        }
    }
    let each = |times| median(times, growth::REQUESTS);
    let lines = GROWING.iter().zip(times);
    lines
        .map(|((name, _), times)| Grown { name, times: times.into_iter().filter_map(each).collect() })
        .collect()
}

/// The processor time that this thread takes for some work, after doing it once before.
fn time(repeats: u32, mut work: impl FnMut()) -> Duration {
    work();
    let start = ThreadTime::now();
    (0..repeats).for_each(|_| work());
    start.elapsed() / repeats
}

/// The median, in nanoseconds for one request.
fn median(mut times: Vec<Duration>, requests: usize) -> Option<f64> {
    times.sort_unstable();
    times.get(times.len() / 2).map(|time| time.as_secs_f64() * 1e9 / requests as f64)
}
