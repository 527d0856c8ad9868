//! rust-rule-engine: rules in GRL, by its native engine.
//!
//! As its documentation advises for a small set: one knowledge base, the native engine, facts for each
//! request, a callback for the rules that fire, and one cycle, because each rule comes after those that it
//! builds on (salience). GRL can say how long a list is, not what is in it, so a function that is
//! registered with the engine counts the indicators: that part is by hand.

use crate::decision::{Decision, RULES, bit};
use crate::form::Form;
use crate::growth::{Fired, Growing, Rule};
use crate::peer::Peer;
use crate::toolkit::{behaviour, listed};
use cse_screening::{Category, Indicator};
use rust_rule_engine::engine::EngineConfig;
use rust_rule_engine::{Facts, KnowledgeBase, RustRuleEngine, Value};
use std::collections::{HashMap, HashSet};

pub(crate) struct Grl {
    engine: RustRuleEngine,
    inputs: Vec<(Facts, bool)>,
}

impl Grl {
    pub(crate) fn new(forms: &[Form<'_>]) -> Self {
        let inputs = forms.iter().map(|form| (facts(form), form.adult)).collect();
        let mut engine = engine(include_str!("../rules/rust-rule-engine.grl"));
        for (function, list) in [("observed_in", "observed"), ("known_in", "known")] {
            let lists = lists();
            engine.register_function(function, move |arguments, facts| {
                let wanted =
                    arguments.first().and_then(Value::as_string_ref).and_then(|name| lists.get(name));
                let wanted = wanted.expect("a list of the toolkit");
                let count = facts.with_value(list, |codes| count(codes, wanted)).unwrap_or(0);
                Ok(Value::Integer(count))
            });
        }
        Self { engine, inputs }
    }

    fn decide(&mut self, facts: &Facts) -> Decision {
        let mut fired = 0;
        let on_fired = |rule: &str, _: &Facts| fired |= if RULES.contains(&rule) { bit(rule) } else { 0 };
        self.engine.execute_with_callback(facts, on_fired).expect("rules hold");
        let level = facts.with_value("level", Value::to_number).flatten().expect("0 to 3");
        Decision { category: level as u8, fired }
    }
}

/// The native engine with rules, for one cycle.
pub(crate) fn engine(rules: &str) -> RustRuleEngine {
    let base = KnowledgeBase::new("toolkit");
    base.add_rules_from_grl(rules).expect("sound rules");
    let config = EngineConfig { max_cycles: 1, timeout: None, enable_stats: false, debug_mode: false };
    RustRuleEngine::with_config(base, config)
}

fn lists() -> HashMap<&'static str, HashSet<&'static str>> {
    let lists = [
        ("one", listed(Category::One)),
        ("two", listed(Category::Two)),
        ("three", listed(Category::Three)),
        ("behaviour", behaviour()),
        ("gang", vec![Indicator::GangAssociationOrRules.code()]),
    ];
    lists.into_iter().map(|(name, codes)| (name, codes.into_iter().collect())).collect()
}

fn count(codes: &Value, wanted: &HashSet<&str>) -> i64 {
    let Value::Array(codes) = codes else { return 0 };
    let found = codes.iter().filter_map(Value::as_string_ref).filter(|code| wanted.contains(code));
    i64::try_from(found.count()).expect("few")
}

/// Codes as a value.
pub(crate) fn list(codes: &[&str]) -> Value {
    Value::Array(codes.iter().map(|code| Value::String((*code).to_owned())).collect())
}

fn facts(form: &Form<'_>) -> Facts {
    let facts = Facts::new();
    for (name, codes) in form.lists() {
        facts.set(name, list(codes));
    }
    for (name, number) in form.numbers() {
        facts.set(name, Value::Integer(number.into()));
    }
    for (name, yes) in form.flags() {
        facts.set(name, Value::Boolean(yes));
    }
    facts.set("observed_count", Value::Integer(i64::try_from(form.observed.len()).expect("few")));
    start(&facts);
    facts
}

/// The facts that the rules set.
fn start(facts: &Facts) {
    facts.set("level", Value::Integer(0));
    facts.set("concern", Value::Boolean(false));
    facts.set("understood", Value::Boolean(false));
}

impl Peer for Grl {
    fn name(&self) -> &'static str {
        "rust-rule-engine"
    }

    fn native(&mut self, at: usize) -> Decision {
        let (facts, adult) = &mut self.inputs[at];
        if *adult {
            return Decision::default();
        }
        // The rules write into the facts: taken out, and put back as they were.
        let facts = std::mem::take(facts);
        start(&facts);
        let decision = self.decide(&facts);
        self.inputs[at].0 = facts;
        decision
    }

    fn json(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let form = Form::read(text);
        let decision = if form.adult { Decision::default() } else { self.decide(&facts(&form)) };
        decision.write_json(out);
    }
}

/// Many rules: a rule in GRL for each.
pub(crate) struct Growth {
    engine: RustRuleEngine,
    rules: HashMap<String, (usize, u8)>,
    inputs: Vec<Facts>,
}

impl Growth {
    pub(crate) fn prepare(rules: &[Rule], forms: &[Form<'_>]) -> Box<dyn Growing> {
        let texts = rules.iter().enumerate().map(|(at, rule)| {
            let [first, second, third] = rule.codes();
            format!(
                "rule \"own-{at}\" salience {} {{\n    when\n        lowest_age < {} && \
                 any_observed({first}, {second}, {third}) == true\n    \
                 then\n        level = {};\n}}\n",
                10 - rule.gives,
                rule.under,
                rule.gives
            )
        });
        let mut engine = engine(&texts.collect::<String>());
        engine.register_function("any_observed", |codes, facts| {
            let found = facts.with_value("observed", |observed| match observed {
                Value::Array(observed) => observed.iter().any(|code| codes.contains(code)),
                _ => false,
            });
            Ok(Value::Boolean(found == Some(true)))
        });
        let rules =
            rules.iter().enumerate().map(|(at, rule)| (format!("own-{at}"), (at, rule.gives))).collect();
        Box::new(Self { engine, rules, inputs: forms.iter().map(facts).collect() })
    }
}

impl Growing for Growth {
    fn decide(&mut self, at: usize) -> Fired {
        let mut fired = Fired::default();
        let rules = &self.rules;
        let on_fired = |name: &str, _: &Facts| {
            let (rule, gives) = rules[name];
            fired.add(rule, gives);
        };
        self.engine.execute_with_callback(&self.inputs[at], on_fired).expect("rules hold");
        fired
    }
}
