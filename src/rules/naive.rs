//! What a screening looks up, beside the plainest way to find it: for random tests, rows and answers.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test")]

use super::RuleSet;
use super::decision_table::{Cells, DecisionTable, Situation, Slot};
use super::lanes::Lanes;
use super::terms::Test;
use crate::child::Answer;
use crate::indicator::{IndicatorSet, Indicators, Places};
use serde_json::json;

/// Numbers by xorshift, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 16) as usize % bound
    }

    fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// Rules with so many indicators.
fn with_indicators(count: usize) -> RuleSet {
    let typed = RuleSet::coventry().tables().indicators.len();
    let own: Vec<_> = (typed..count)
        .map(|at| {
            json!({ "code": format!("own-{at}"), "category": 1, "label": format!("sign {at}"),
                "kind": "behaviour", "statement": "N097" })
        })
        .collect();
    let document = json!({
        "extends": { "id": "coventry", "version": "1.0.0" },
        "manifest": { "id": "x", "version": "1.0.0", "title": "X" },
        "indicators": { "add": own },
    });
    RuleSet::from_json(&document.to_string()).unwrap()
}

fn random_test(numbers: &mut Numbers, places: usize) -> Test {
    let one_in = if numbers.below(3) == 0 { places / 2 } else { 2 };
    let of = (0..places).filter(|_| numbers.below(one_in) == 0);
    Test {
        of: of.fold(Places::default(), |of, place| of.with(Places::at(place))),
        known: numbers.below(2) == 0,
        weighted: numbers.below(2) == 0,
        at_least: numbers.one_of(&[1, 2, 3, 5, 127, 128, 129, 255, 256, 257, 1_000, 65_535]),
    }
}

/// A tool with few answers or many, some of them given more than once.
fn random_tool(numbers: &mut Numbers, rules: &RuleSet) -> Indicators {
    let codes = &rules.tables().indicators;
    let count = if numbers.below(3) == 0 { 600 } else { 18 };
    (0..numbers.below(count)).fold(Indicators::new(), |tool, _| {
        let among = if numbers.below(3) == 0 { 6 } else { codes.len() };
        let code = &codes[numbers.below(among)].code;
        tool.answer_code(rules, code, numbers.one_of(Answer::ALL)).unwrap()
    })
}

fn count_beside_lanes<const N: usize>(numbers: &mut Numbers) {
    let rules = with_indicators(64 * N);
    let [mut few_asked, mut passed] = [0; 2];
    for round in 0..40 {
        let start = [0, 64 * (N - 1), numbers.below(64 * N), 63][round % 4];
        let end = if round % 3 == 0 { 64 * N } else { start + numbers.below(64 * N - start + 1) };
        let weights: Vec<u32> =
            (0..64 * N).map(|_| numbers.one_of(&[0, 1, 2, 50, 127, 128, 255, 256, 300, 65_535])).collect();
        let mut tests: Vec<_> = (start..end).map(|flag| (flag, random_test(numbers, 64 * N))).collect();
        // In every other round no test counts further than a byte, so that few answers are asked by their list.
        tests.retain(|(_, test)| (round % 2 == 0 || test.at_least <= 128) && numbers.below(5) != 0);
        let tests: Vec<_> = tests.iter().map(|(flag, test)| (*flag, test)).collect();
        let lanes = Lanes::<N>::of(&tests, start..end, &weights);
        for _ in 0..20 {
            let tool = random_tool(numbers, &rules);
            let [_, not_known, suspected, yes] = tool.places::<N>(&rules.own_codes);
            let all = yes.with(suspected).with(not_known);
            for (as_possible, observed, known) in [(false, yes.with(suspected), yes), (true, all, all)] {
                let mut expected = [0; N];
                for (flag, test) in &tests {
                    let asked: IndicatorSet<N> = if test.known { known } else { observed };
                    let counted = asked.iter().filter(|place| test.of.has(*place));
                    let sum: u32 = counted.map(|place| if test.weighted { weights[place] } else { 1 }).sum();
                    expected[flag / 64] |= u64::from(sum >= test.at_least) << (flag % 64);
                }
                passed += expected.iter().map(|word| word.count_ones()).sum::<u32>();
                assert_eq!(lanes.passed(observed, known), expected);
                let few = tool.few.fours().and_then(|few| lanes.passed_by_few(few, as_possible));
                if let Some(flags) = few {
                    assert_eq!(flags, expected);
                    few_asked += 1;
                }
            }
        }
    }
    assert!(few_asked > 300 && passed > 1_000, "{few_asked} {passed}");
}

#[test]
fn lanes_count_as_adding_up_does() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    count_beside_lanes::<2>(&mut numbers);
    count_beside_lanes::<4>(&mut numbers);
    count_beside_lanes::<8>(&mut numbers);
    count_beside_lanes::<16>(&mut numbers);
}

fn random_row(numbers: &mut Numbers, flags: usize) -> Cells {
    let mut row = Cells::any();
    for slot in [Slot::LOWEST_AGE, Slot::SCOPE, Slot::JUDGEMENT_BELOW, Slot::fact(3)] {
        if numbers.below(6) == 0 {
            let from = numbers.below(slot.values().into()) as u64;
            row = Cells::one(slot, |value| value >= from).and_then(|cells| row.and(&cells)).unwrap();
        }
    }
    for _ in 0..numbers.below(5) {
        // A flag that the row asks for already in the other way is left out.
        let asked = Cells::flag(numbers.below(flags), numbers.below(3) != 0);
        row = row.and(&asked).unwrap_or(row);
    }
    row
}

fn rows_beside_table<const F: usize, const W: usize>(numbers: &mut Numbers) {
    let mut held = 0;
    for round in 0..5 {
        let count = if round == 0 { 64 * W } else { numbers.below(64 * W + 1) };
        let rows: Vec<_> = (0..count).map(|_| random_row(numbers, 64 * F)).collect();
        let table = DecisionTable::<F, W>::new(&rows);
        for _ in 0..100 {
            let one_in = numbers.one_of(&[1, 2, 8, 40]);
            let mut flags = [0; F];
            for flag in 0..64 * F {
                flags[flag / 64] |= u64::from(numbers.below(one_in) == 0) << (flag % 64);
            }
            let situation = Situation { values: numbers.next() ^ numbers.next() << 24, flags };
            let mut expected = [0; W];
            for (at, row) in rows.iter().enumerate() {
                let by_values =
                    (0..16).all(|field| row.at(field) >> (situation.values >> (4 * field) & 0xF) & 1 == 1);
                let by_flags =
                    row.flags.iter().all(|(flag, set)| (flags[flag / 64] >> (flag % 64) & 1 == 1) == *set);
                expected[at / 64] |= u64::from(by_values && by_flags) << (at % 64);
            }
            held += expected.iter().map(|word| word.count_ones()).sum::<u32>();
            assert_eq!(table.rows_that_hold(&situation), expected);
        }
    }
    assert!(held > 1_000, "{held}");
}

#[test]
fn tables_find_the_rows_that_hold_one_by_one() {
    let mut numbers = Numbers(0x2545_F491_4F6C_DD1D);
    // Both tables of each size.
    rows_beside_table::<1, 1>(&mut numbers);
    rows_beside_table::<1, 2>(&mut numbers);
    rows_beside_table::<2, 1>(&mut numbers);
    rows_beside_table::<2, 3>(&mut numbers);
    rows_beside_table::<4, 2>(&mut numbers);
    rows_beside_table::<4, 6>(&mut numbers);
    rows_beside_table::<8, 2>(&mut numbers);
    rows_beside_table::<8, 12>(&mut numbers);
    rows_beside_table::<16, 4>(&mut numbers);
    rows_beside_table::<16, 24>(&mut numbers);
    rows_beside_table::<16, 16>(&mut numbers);
    rows_beside_table::<16, 32>(&mut numbers);
}
