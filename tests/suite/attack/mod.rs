//! An attack on what holds of every local set. Random sets are written: each operation on each table, chains,
//! waivers, whole documents, with a base named by hand and without. Every set that loads is screened beside
//! those that it was made from, and what `check` says of it is held against what random requests show.
//!
//! A short run with fixed seeds is part of the tests. A long one, by hand:
//! `ATTACK_SETS=20000 ATTACK_SEED=1000000 cargo test --locked --test suite no_random_set -- --nocapture`.

mod conditions;
mod edits;
mod faults;
mod naive;
mod requests;
mod sets;
mod smallest;
mod words;

use crate::support::report;
use faults::{Ask, Held, LESS};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sets::{Loaded, Made, Written, how};
use std::collections::BTreeMap;
use std::rc::Rc;
use words::Words;

/// So many sets are written in a run of the tests.
const SETS: u64 = 150;
/// So many requests are screened for each that loads.
const REQUESTS: usize = 600;
/// So many times a set in the middle of a chain is written until one loads.
const TRIES: usize = 6;

/// A number from the environment, for a long run.
fn given(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// What came of one seed.
struct Tried {
    /// The set, or why it was refused.
    set: Result<Loaded, cse_screening::RulesError>,
    made: Made,
    links: usize,
}

/// A set on the built-in one, or at the end of a chain.
fn write(seed: u64, coventry: &Rc<Loaded>) -> Tried {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut base = Rc::clone(coventry);
    let mut links = 1;
    while links < 4 && rng.random_bool(0.25) {
        let words = Words::of(base.tables());
        let next = (0..TRIES).find_map(|_| {
            let written = Written::random(&words, how(&mut rng), format!("link-{links}"), &mut rng);
            written.load(&base).ok()
        });
        let Some(next) = next else { break };
        base = Rc::new(next);
        links += 1;
    }
    let made = how(&mut rng);
    let written = Written::random(&Words::of(base.tables()), made, "elsewhere".to_owned(), &mut rng);
    Tried { set: written.load(&base), made, links }
}

#[test]
fn no_random_set_that_loads_gives_a_protected_child_less_or_refutes_what_is_proved_of_it() {
    let (sets, first) = (given("ATTACK_SETS", SETS), given("ATTACK_SEED", 0));
    let (mut loaded, mut checked, mut compared, mut refutable) = (0, 0, 0, 0);
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_kind: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_way: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut found = Vec::new();
    let coventry = Loaded::coventry();
    for seed in first..first + sets {
        if (seed - first) % 500 == 499 {
            report(&format!("attack: {} sets, {loaded} load, faults {by_kind:?}", seed - first));
        }
        let Tried { set, made, links } = write(seed, &coventry);
        let way = by_way.entry(format!("{made:?}, {links}")).or_default();
        way.0 += 1;
        let set = match set {
            Ok(set) => set,
            Err(error) => {
                let why = error.faults().first().map_or_else(String::new, |fault| fault.problem().to_owned());
                let why: String = why.split('`').step_by(2).collect();
                *refused.entry(why.chars().take(60).collect()).or_default() += 1;
                continue;
            }
        };
        way.1 += 1;
        loaded += 1;
        let ask =
            Ask { requests: REQUESTS, check: seed % 4 == 0, order: seed % 4 == 1, again: seed % 4 == 2 };
        checked += usize::from(ask.check);
        let held = Held::against(&set, seed, ask, None);
        compared += held.compared;
        refutable += held.refutable;
        for fault in held.faults {
            *by_kind.entry(fault.kind).or_default() += 1;
            // The first few of each kind are shown small.
            if by_kind[fault.kind] <= 3 {
                found.push(smallest::shown(seed, &set, &fault, ask));
            }
        }
    }
    report(&format!(
        "attack: {sets} sets from seed {first}, {loaded} load ({} of 100), {checked} checked; {compared} \
         protected children compared, {refutable} verdicts that a request could refute; faults {by_kind:?}",
        loaded * 100 / sets
    ));
    if std::env::var_os("ATTACK_SETS").is_some() {
        let mut why: Vec<_> = refused.into_iter().collect();
        why.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        why.truncate(25);
        report(&format!("written and loaded: {by_way:?}\nrefused: {why:#?}"));
    }
    assert!(found.is_empty(), "{by_kind:?}\n{}", found.join("\n\n"));
    assert!(loaded * 6 > sets && compared > 0 && refutable > 0);
}

/// The attack notices what it is for: documents that name no base may do anything, and taken for sets that
/// extend it, some give a protected child less, and each that kept its name goes by that of another.
#[test]
fn the_attack_notices_who_is_given_less() {
    let coventry = Loaded::coventry();
    let words = Words::of(coventry.tables());
    let ask = Ask { requests: REQUESTS, check: false, order: false, again: false };
    let (mut loaded, mut less) = (0, 0);
    for seed in 0..100 {
        let mut rng = StdRng::seed_from_u64(seed);
        let written = Written::random(&words, Made::Alone, "elsewhere".to_owned(), &mut rng);
        let Ok(mut set) = written.load(&coventry) else { continue };
        loaded += 1;
        assert!(Held::against(&set, seed, ask, None).compared == 0);
        set.written.as_mut().unwrap().made = Made::ByHand;
        let held = Held::against(&set, seed, ask, None);
        less += usize::from(held.faults.iter().any(|fault| fault.kind == LESS));
    }
    report(&format!("attack: of {loaded} documents without a base, {less} give a protected child less"));
    assert!(less > 1);
}
