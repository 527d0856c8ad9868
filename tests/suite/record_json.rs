//! A record written straight to JSON is, byte for byte, the record that serde writes.

use crate::reading_2::requests;
use crate::support;
use allocation_counter::measure;
use chrono::NaiveDate;
use cse_screening::{Answer, Child, Indicator, Indicators, Outcome, Request, RuleSet};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::json;
use std::hint::black_box;

/// How many random requests are compared.
const REQUESTS: u64 = 100_000;

fn assert_same(outcome: &Outcome<'_>, buffer: &mut Vec<u8>, what: &str) {
    buffer.clear();
    outcome.write_json(buffer);
    let expected = serde_json::to_string(&outcome.to_record()).unwrap();
    let written = std::str::from_utf8(buffer).unwrap();
    assert!(written == expected, "{what}:\n{written}\n{expected}");
}

/// References that JSON must escape, and some that it need not.
const REFERENCES: [&str; 4] = ["", "case 17", "\"quoted\" \\ back", "новая\n\tline \u{1}"];

#[test]
fn for_100_000_random_requests_of_the_built_in_rules() {
    let mut buffer = Vec::new();
    let mut bytes = 0;
    for seed in 0..REQUESTS {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut request = support::read(&requests::random_request(&mut rng));
        if rng.random_bool(0.3) {
            request = request.with_reference(*REFERENCES.choose(&mut rng).unwrap());
        }
        assert_same(&request.screen(), &mut buffer, &format!("seed {seed}"));
        bytes += buffer.len();
    }
    assert!(bytes > 500_000_000, "{bytes}");
}

#[test]
fn for_random_requests_of_local_rules_and_for_requests_that_other_rules_were_meant_for() {
    let mut buffer = Vec::new();
    for name in ["extended", "tiers", "weights"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/local").join(name);
        let rules = RuleSet::from_dir(folder).unwrap();
        let codes: Vec<_> = rules.tables().indicators.iter().map(|row| &*row.code).collect();
        let (mut own, mut unread) = (0, 0);
        for seed in 0..3_000 {
            let mut rng = StdRng::seed_from_u64(seed);
            let built_in = support::read(&requests::random_request(&mut rng));
            let mut tool = built_in.indicators().clone();
            for _ in 0..rng.random_range(0..6) {
                let answer = *Answer::ALL.choose(&mut rng).unwrap();
                if let Ok(with) = tool.clone().answer_code(&rules, codes.choose(&mut rng).unwrap(), answer) {
                    tool = with;
                }
            }
            own += usize::from(tool.answers_by_code().any(|(code, _)| Indicator::from_code(code).is_none()));
            let request = Request::new(built_in.child().clone(), tool).unwrap();
            for rules in [&rules, RuleSet::coventry()] {
                let outcome = request.screen_by(rules);
                unread += usize::from(outcome.unread().next().is_some());
                assert_same(&outcome, &mut buffer, &format!("{name}, seed {seed}"));
            }
        }
        assert!(own > 300 && unread > 300, "{name}: {own} {unread}");
    }
}

#[test]
fn by_another_calendar_and_for_days_that_only_rust_can_say() {
    let closed = support::with_one_off(json!([
        {"date": "2024-12-20", "holiday": true, "why": "the council is closed"},
        {"date": "2025-12-22", "holiday": true, "why": "the council is closed"},
    ]));
    let mut differs = 0;
    for year in [-1, 0, 999, 1899, 1900, 2024, 2025, 2199, 2200, 9999, 10_000, 200_000] {
        let day = NaiveDate::from_ymd_opt(year, 12, 19).unwrap();
        let child = Child::aged(15).unwrap().screened_on(day).unwrap();
        let tool = Indicators::new().observed(Indicator::Rape).referred_on(day);
        let outcomes = [RuleSet::coventry(), &closed].map(|rules| rules.screen(&child, &tool));
        outcomes.iter().for_each(|outcome| assert_same(outcome, &mut Vec::new(), &format!("{year}")));
        let [own, other] = outcomes.each_ref().map(|outcome| outcome.to_record().steps);
        differs += usize::from(own != other);
    }
    assert_eq!(differs, 2);
    for age in 0..=120 {
        for child in [Child::aged(age).unwrap(), Child::aged_between(age / 2, age).unwrap()] {
            assert_same(&cse_screening::screen(&child, &Indicators::new()), &mut Vec::new(), "age");
        }
    }
}

#[test]
fn it_is_written_to_the_end_of_the_buffer_and_allocates_nothing_once_that_is_large_enough() {
    let requests: Vec<_> = (0..1_000)
        .map(|seed| support::read(&requests::random_request(&mut StdRng::seed_from_u64(seed))))
        .collect();
    let mut buffer = b"before".to_vec();
    requests[0].screen().write_json(&mut buffer);
    assert!(buffer.starts_with(b"before{\"format\":2,"));
    for request in &requests {
        buffer.clear();
        request.screen().write_json(&mut buffer);
    }
    let counted = measure(|| {
        for request in &requests {
            buffer.clear();
            request.screen().write_json(&mut buffer);
            black_box(&buffer);
        }
    });
    assert_eq!(counted.count_total, 0);
}
