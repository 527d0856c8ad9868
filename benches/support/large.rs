//! Rule sets larger than the built-in one, made from it: the same tables, and more rows of every kind.

use cse_screening::RuleSet;
use serde_json::{Value, json};

/// Numbers by xorshift, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or(0) % bound
    }

    fn some(&mut self, of: &[String], count: usize) -> Vec<String> {
        let mut chosen: Vec<String> = Vec::new();
        while chosen.len() < count.min(of.len()) {
            let one = &of[self.below(of.len())];
            if !chosen.contains(one) {
                chosen.push(one.clone());
            }
        }
        chosen
    }
}

/// The built-in set with rows added until it has so many indicators, category rules and steps.
pub(crate) fn larger(indicators: usize, rules: usize, steps: usize) -> RuleSet {
    larger_that_counts(indicators, rules, steps, &[])
}

/// The same, where the last rules ask for so many of so many indicators.
pub(crate) fn larger_that_counts(
    indicators: usize,
    rules: usize,
    steps: usize,
    counts: &[(usize, usize)],
) -> RuleSet {
    let builtin: Value = serde_json::from_str(&RuleSet::coventry().to_json()).expect("it is JSON");
    let count = |table: &str| builtin[table].as_array().map_or(0, Vec::len);
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let own: Vec<Value> = (count("indicators")..indicators)
        .map(|at| {
            json!({
                "code": format!("own-{at}"), "category": at % 3 + 1, "label": format!("own sign {at}"),
                "kind": "behaviour", "weight": at % 5 + 1, "statement": "N097"
            })
        })
        .collect();
    let codes: Vec<String> = builtin["indicators"]
        .as_array()
        .into_iter()
        .flatten()
        .chain(&own)
        .filter_map(|row| row["code"].as_str().map(str::to_owned))
        .collect();
    let facts = ["unaccompanied", "care_leaver", "additional_needs", "placed_out_of_area"];
    let mut condition = |kind: usize| match kind {
        0 => json!([{"all_observed": numbers.some(&codes, 2)}]),
        1 => json!([{"observed_at_least": {"count": 3, "of": numbers.some(&codes, 12)}}]),
        2 => json!([{"any_observed": numbers.some(&codes, 4)}, {"any_observed": numbers.some(&codes, 4)}]),
        3 => {
            let fact = facts[numbers.below(facts.len())];
            json!([{"fact": {"name": fact, "is": ["yes", "suspected"]}}, {"any_observed": numbers.some(&codes, 5)}])
        }
        4 => json!([{"could_be_under": 16}, {"any_known": numbers.some(&codes, 3)}]),
        6.. => {
            let (count, of) = counts.get(kind - 6).copied().unwrap_or((1, 1));
            json!([{"observed_at_least": {"count": count, "of": numbers.some(&codes, of)}}])
        }
        _ => json!([{"observed_at_least": {"count": 2, "of": numbers.some(&codes, 6)}}]),
    };
    let own_rules: Vec<Value> = (count("category_rules")..rules)
        .map(|at| {
            let kind = if at + counts.len() < rules { at % 6 } else { 6 + at + counts.len() - rules };
            json!({
                "id": format!("own-rule-{at}"), "label": format!("own rule {at}"), "at_least": at % 2 + 2,
                "when": condition(kind), "statements": ["N097"], "basis": "toolkit"
            })
        })
        .collect();
    let own_steps: Vec<Value> = (count("steps")..steps)
        .map(|at| {
            // Most steps of a large set follow a rule; the others ask for something of their own.
            let follows = (at % 3 != 0 && !own_rules.is_empty()).then(|| at % own_rules.len());
            let mut when = match follows.and_then(|rule| own_rules.get(rule)) {
                Some(rule) => json!([{"rule_fired": rule["id"]}]),
                None => condition(at % 6),
            };
            if let Some(when) = when.as_array_mut() {
                when.push(json!({"category_at_least": at % 3 + 1}));
            }
            json!({
                "id": format!("own-step-{at}"), "stage": "recording", "when": when, "actor": "holder", "who": "somebody",
                "action": format!("do {at}"), "force": "should", "statements": ["N097"], "basis": "toolkit"
            })
        })
        .collect();
    let document = json!({
        "extends": {"id": "coventry", "version": "2.0.0"},
        "manifest": {"id": "large", "version": "1.0.0", "title": "A larger set"},
        "indicators": {"add": own},
        "category_rules": {"add": own_rules},
        "steps": {"add": own_steps}
    });
    RuleSet::from_json(&document.to_string()).expect("the larger set is sound")
}
