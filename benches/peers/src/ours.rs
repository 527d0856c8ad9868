//! Ours: the category alone, the whole outcome, and from JSON to a short answer or the whole record.

use crate::decision::Decision;
use crate::form::Form;
use crate::growth::{Fired, Growing, Rule};
use crate::peer::Peer;
use crate::support;
use cse_screening::{Category, Child, Indicator, Indicators, Outcome, Reason, Request, RuleSet};
use serde::Deserialize;
use serde_json::json;
use std::collections::HashMap;

/// What is asked of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The category alone. It writes no JSON.
    Category,
    /// The outcome, of which the category and the rules that fired are read.
    Outcome,
    /// The whole record: reasons with sources, plan, steps, gaps, findings.
    Record,
}

pub(crate) struct Ours {
    asked: Asked,
    rules: &'static RuleSet,
    inputs: Vec<Request>,
}

impl Ours {
    pub(crate) fn new(asked: Asked, requests: &[Request]) -> Self {
        Self { asked, rules: RuleSet::coventry(), inputs: requests.to_vec() }
    }
}

impl Peer for Ours {
    fn name(&self) -> &'static str {
        match self.asked {
            Asked::Category => "ours, category alone",
            Asked::Outcome => "ours, category and rules",
            Asked::Record => "ours, whole record",
        }
    }

    fn native(&mut self, at: usize) -> Decision {
        let request = &self.inputs[at];
        let (child, tool) = (request.child(), request.indicators());
        if self.asked == Asked::Category {
            let category = self.rules.category(child, tool);
            return Decision { category: category.map_or(0, Category::number), fired: 0 };
        }
        decided(&self.rules.screen(child, tool))
    }

    fn json(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let request = Request::from_slice(text).expect("a valid request");
        let outcome = request.screen();
        match self.asked {
            Asked::Record => write_record(&outcome, out),
            Asked::Category | Asked::Outcome => decided(&outcome).write_json(out),
        }
    }

    fn read(&self, answer: &[u8]) -> Decision {
        if self.asked == Asked::Record { read_record(answer) } else { Decision::from_json(answer) }
    }

    fn says_rules(&self) -> bool {
        self.asked != Asked::Category
    }

    fn does(&self) -> (bool, bool) {
        (self.asked != Asked::Record, self.asked != Asked::Category)
    }
}

/// Writes the record of an outcome as JSON. The one place that knows how.
fn write_record(outcome: &Outcome<'_>, out: &mut Vec<u8>) {
    outcome.write_json(out);
}

/// The category and the rules, read from an outcome.
fn decided(outcome: &Outcome<'_>) -> Decision {
    let fired = outcome.reasons().fold(0, |bits, reason| bits | bit(&reason));
    Decision { category: outcome.category().map_or(0, Category::number), fired }
}

fn bit(reason: &Reason<'_>) -> u16 {
    support::bit(reason.rule(), reason.at_least().number())
}

/// The part of a record that is compared.
#[derive(Deserialize)]
struct Compared {
    category: Option<u8>,
    reasons: Vec<ComparedReason>,
}

#[derive(Deserialize)]
struct ComparedReason {
    rule: String,
    at_least: u8,
}

fn read_record(answer: &[u8]) -> Decision {
    let record: Compared = serde_json::from_slice(answer).expect("a record");
    let fired =
        record.reasons.iter().fold(0, |bits, reason| bits | support::bit(&reason.rule, reason.at_least));
    Decision { category: record.category.unwrap_or(0), fired }
}

/// Many rules: the built-in set with these added, all else as it is.
pub(crate) struct Growth {
    rules: RuleSet,
    numbers: HashMap<String, usize>,
    inputs: Vec<(Child, Indicators)>,
}

impl Growth {
    pub(crate) fn prepare(rules: &[Rule], forms: &[Form<'_>]) -> Box<dyn Growing> {
        let own = rules.iter().enumerate().map(|(at, rule)| {
            json!({
                "id": format!("own-{at}"), "label": format!("own rule {at}"), "at_least": rule.gives,
                "when": [{"any_observed": rule.codes()}, {"could_be_under": rule.under}],
                "statements": ["N097"], "basis": "toolkit"
            })
        });
        let document = json!({
            "extends": {"id": "coventry", "version": "2.0.0"},
            "manifest": {"id": "growth", "version": "1.0.0", "title": "Many rules"},
            "category_rules": {"add": own.collect::<Vec<_>>()},
        });
        let set = RuleSet::from_json(&document.to_string()).expect("a sound set");
        let numbers = (0..rules.len()).map(|at| (format!("own-{at}"), at)).collect();
        let inputs = forms.iter().map(|form| {
            let child = Child::aged(form.lowest_age).expect("an age");
            let codes = form.observed.iter().filter_map(|code| Indicator::from_code(code));
            (child, codes.fold(Indicators::new(), Indicators::observed))
        });
        Box::new(Self { rules: set, numbers, inputs: inputs.collect() })
    }
}

impl Growing for Growth {
    fn decide(&mut self, at: usize) -> Fired {
        let (child, tool) = &self.inputs[at];
        let mut fired = Fired::default();
        for reason in self.rules.screen(child, tool).reasons() {
            if let Some(rule) = self.numbers.get(reason.rule()) {
                fired.add(*rule, reason.at_least().number());
            }
        }
        fired
    }
}
