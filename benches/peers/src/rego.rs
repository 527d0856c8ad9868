//! regorus: a Rego policy, compiled for its virtual machine.
//!
//! As its own benchmark does in its "hot" group: the policy compiled to a program once, one machine kept,
//! and for each request `set_input` and `execute`. The lists of the toolkit are `data`.

use crate::decision::{Decision, bit};
use crate::form::Form;
use crate::growth::{Fired, Growing, Rule};
use crate::peer::Peer;
use crate::toolkit::{CIRCUMSTANCES, quoted};
use cse_screening::Indicator;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Rc, Value};
use serde_json::{Map, json};
use std::collections::BTreeMap;

pub(crate) struct Regorus {
    machine: RegoVM,
    names: Names,
    inputs: Vec<(Value, bool)>,
}

/// The names of an input's fields as values, and of what is read from the answer.
struct Names {
    fields: BTreeMap<&'static str, Value>,
    category: Value,
    fired: Value,
}

impl Names {
    fn new() -> Self {
        let form = Form::default();
        let names = form.flags().map(|(name, _)| name);
        let names =
            names.chain(form.numbers().map(|(name, _)| name)).chain(form.lists().map(|(name, _)| name));
        Self {
            fields: names.map(|name| (name, Value::from(name))).collect(),
            category: Value::from("category"),
            fired: Value::from("fired"),
        }
    }
}

impl Regorus {
    pub(crate) fn new(forms: &[Form<'_>]) -> Self {
        const ENTRY: &str = "data.screening.decision";
        let mut machine = machine(include_str!("../rules/regorus.rego").to_owned(), ENTRY);
        machine.set_data(data()).expect("no conflict");
        let names = Names::new();
        let inputs = forms.iter().map(|form| (value(form, &names), form.adult)).collect();
        Self { machine, names, inputs }
    }

    fn decide(&mut self, input: Value) -> Value {
        self.machine.set_input(input);
        self.machine.execute().expect("rules hold")
    }
}

/// A machine with a policy compiled for it.
fn machine(policy: String, entry: &str) -> RegoVM {
    let mut engine = Engine::new();
    engine.add_policy("policy.rego".to_owned(), policy).expect("a sound policy");
    let compiled = engine.compile_with_entrypoint(&Rc::from(entry)).expect("a sound policy");
    let program = Compiler::compile_from_policy(&compiled, &[entry]).expect("a sound policy");
    let mut machine = RegoVM::new_with_policy(compiled);
    machine.load_program(program);
    machine
}

/// The lists of the toolkit.
fn data() -> Value {
    let category = Indicator::ALL.iter().map(|one| (one.code().to_owned(), json!(one.category().number())));
    let behaviour = Indicator::ALL.iter().filter(|one| !CIRCUMSTANCES.contains(one));
    let behaviour = behaviour.map(|one| (one.code().to_owned(), json!(true)));
    let toolkit = json!({
        "category": category.collect::<Map<_, _>>(),
        "behaviour": behaviour.collect::<Map<_, _>>(),
        "gang": Indicator::GangAssociationOrRules.code(),
    });
    Value::from(json!({ "toolkit": toolkit }))
}

fn value(form: &Form<'_>, names: &Names) -> Value {
    let list = |codes: &[&str]| Value::from(codes.iter().map(|code| Value::from(*code)).collect::<Vec<_>>());
    let lists = form.lists().map(|(name, codes)| (name, list(codes)));
    let numbers = form.numbers().map(|(name, number)| (name, Value::from(u64::from(number))));
    let flags = form.flags().map(|(name, yes)| (name, Value::from(yes)));
    let fields = lists.into_iter().chain(numbers).chain(flags);
    Value::from(fields.map(|(name, value)| (names.fields[name].clone(), value)).collect::<BTreeMap<_, _>>())
}

impl Peer for Regorus {
    fn name(&self) -> &'static str {
        "regorus"
    }

    fn native(&mut self, at: usize) -> Decision {
        let (input, adult) = &self.inputs[at];
        if *adult {
            return Decision::default();
        }
        let input = input.clone();
        let answer = self.decide(input);
        let fired = answer[&self.names.fired].as_array().expect("the rules that fired");
        let fired = fired.iter().map(|rule| bit(rule.as_string().expect("a name")));
        let category = answer[&self.names.category].as_u8().expect("0 to 3");
        Decision { category, fired: fired.fold(0, |bits, bit| bits | bit) }
    }

    fn json(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let form = Form::read(text);
        if form.adult {
            return Decision::default().write_json(out);
        }
        let input = value(&form, &self.names);
        serde_json::to_writer(out, &self.decide(input)).expect("an answer is JSON");
    }
}

/// Many rules: one partial rule with a body for each.
pub(crate) struct Growth {
    machine: RegoVM,
    gives: Vec<u8>,
    inputs: Vec<Value>,
}

impl Growth {
    pub(crate) fn prepare(rules: &[Rule], forms: &[Form<'_>]) -> Box<dyn Growing> {
        const ENTRY: &str = "data.growth.fired";
        let mut policy = String::from(
            "package growth\n\nimport rego.v1\n\nobserved := {code | some code in input.observed}\n",
        );
        for (at, rule) in rules.iter().enumerate() {
            let codes = quoted(&rule.codes());
            let text = format!(
                "\nfired contains {at} if {{\n\tinput.lowest_age < {}\n\tsome code in [{codes}]\n\tcode in observed\n}}\n",
                rule.under
            );
            policy.push_str(&text);
        }
        let machine = machine(policy, ENTRY);
        let names = Names::new();
        let inputs = forms.iter().map(|form| value(form, &names)).collect();
        Box::new(Self { machine, gives: rules.iter().map(|rule| rule.gives).collect(), inputs })
    }
}

impl Growing for Growth {
    fn decide(&mut self, at: usize) -> Fired {
        self.machine.set_input(self.inputs[at].clone());
        let answer = self.machine.execute().expect("rules hold");
        let mut fired = Fired::default();
        for rule in answer.as_set().expect("a set").iter() {
            let rule = usize::from(rule.as_u16().expect("a rule"));
            fired.add(rule, self.gives[rule]);
        }
        fired
    }
}
