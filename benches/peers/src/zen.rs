//! zen-engine: a graph with one expression node, its content compiled ahead.
//!
//! As its documentation advises: the decision is created once and compiled (`Decision::compile`, what its
//! loaders do), and evaluated with a `Variable`. Expressions are used because rules here build on one
//! another (`$.name` is an earlier result); the lists of the toolkit are part of the input, shared and not
//! copied, because a list written in an expression is built again at each use. For rules that stand alone,
//! as in the growth measurement, a decision table that collects is used.

use crate::decision::Decision;
use crate::form::Form;
use crate::growth::{Fired, Growing, Rule};
use crate::peer::Peer;
use crate::toolkit::{CIRCUMSTANCES, filled};
use cse_screening::Indicator;
use pollster::block_on;
use serde_json::{Map, Value, json};
use zen_engine::model::GraphContent;
use zen_engine::{Decision as Zen, Variable};
use zen_types::symbol::Symbol;
use zen_types::variable::VariableMap;

pub(crate) struct ZenEngine {
    engine: Engine,
    inputs: Vec<(Variable, bool)>,
}

struct Engine {
    decision: Zen,
    toolkit: Variable,
}

impl ZenEngine {
    pub(crate) fn new(forms: &[Form<'_>]) -> Self {
        let engine = Engine { decision: decision(graph()), toolkit: toolkit() };
        let inputs = forms.iter().map(|form| (engine.input(form), form.adult)).collect();
        Self { engine, inputs }
    }
}

/// A decision that is prepared.
pub(crate) fn decision(node: Value) -> Zen {
    let content = json!({
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            node,
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "rules"},
            {"id": "2", "sourceId": "rules", "targetId": "out"},
        ],
    });
    let content: GraphContent = serde_json::from_value(content).expect("a sound graph");
    let mut decision = Zen::from(content);
    decision.compile();
    decision.validate().expect("a sound graph");
    decision
}

fn graph() -> Value {
    let text = filled(include_str!("../rules/zen.txt"));
    let expressions = text.lines().map(|line| {
        let (key, value) = line.split_once(": ").expect("a name and an expression");
        json!({"id": key, "key": key, "value": value})
    });
    let expressions: Vec<_> = expressions.collect();
    json!({"id": "rules", "name": "rules", "type": "expressionNode", "content": {"expressions": expressions}})
}

/// The lists of the toolkit.
fn toolkit() -> Variable {
    let category = Indicator::ALL.iter().map(|one| (one.code().to_owned(), json!(one.category().number())));
    let behaviour = Indicator::ALL.iter().filter(|one| !CIRCUMSTANCES.contains(one));
    let behaviour = behaviour.map(|one| (one.code().to_owned(), json!(true)));
    Variable::from(json!({
        "category": category.collect::<Map<_, _>>(),
        "behaviour": behaviour.collect::<Map<_, _>>(),
        "gang": Indicator::GangAssociationOrRules.code(),
    }))
}

/// Codes as a value.
pub(crate) fn list(codes: &[&str]) -> Variable {
    Variable::from_array(codes.iter().map(|code| Variable::String(Symbol::from(*code))).collect())
}

impl Engine {
    fn input(&self, form: &Form<'_>) -> Variable {
        let lists = form.lists().map(|(name, codes)| (name, list(codes)));
        let numbers = form.numbers().map(|(name, number)| (name, Variable::Number(number.into())));
        let flags = form.flags().map(|(name, yes)| (name, Variable::Bool(yes)));
        let mut map = VariableMap::with_capacity(18);
        for (name, value) in lists.into_iter().chain(numbers).chain(flags) {
            map.insert(Symbol::from_static(name), value);
        }
        map.insert(Symbol::from_static("toolkit"), self.toolkit.clone());
        Variable::from_object(map)
    }

    fn decide(&self, input: Variable) -> Decision {
        let answer = block_on(self.decision.evaluate(input)).expect("rules hold").result;
        let answer = answer.as_object().expect("an object");
        let answer = answer.borrow();
        let fired = answer.get_str("fired").and_then(Variable::as_array).expect("the rules");
        let fired = fired.borrow();
        let fired = fired
            .iter()
            .enumerate()
            .fold(0, |bits, (at, yes)| bits | u16::from(yes.as_bool().expect("yes or no")) << at);
        let category = answer.get_str("category").and_then(Variable::as_number).expect("0 to 3");
        Decision { category: category.try_into().expect("0 to 3"), fired }
    }
}

impl Peer for ZenEngine {
    fn name(&self) -> &'static str {
        "zen-engine"
    }

    fn native(&mut self, at: usize) -> Decision {
        let (input, adult) = &self.inputs[at];
        if *adult { Decision::default() } else { self.engine.decide(input.clone()) }
    }

    fn json(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let form = Form::read(text);
        let decision =
            if form.adult { Decision::default() } else { self.engine.decide(self.engine.input(&form)) };
        decision.write_json(out);
    }
}

/// Many rules: a decision table that collects what holds.
pub(crate) struct Growth {
    decision: Zen,
    inputs: Vec<Variable>,
}

impl Growth {
    pub(crate) fn prepare(rules: &[Rule], forms: &[Form<'_>]) -> Box<dyn Growing> {
        let rows = rules.iter().enumerate().map(|(at, rule)| {
            let any = rule.codes().map(|code| format!("\"{code}\" in $")).join(" or ");
            json!({
                "_id": at.to_string(), "age": format!("< {}", rule.under), "observed": any,
                "rule": at.to_string(), "gives": rule.gives.to_string(),
            })
        });
        let node = json!({"id": "rules", "name": "rules", "type": "decisionTableNode", "content": {
            "hitPolicy": "collect",
            "inputs": [
                {"id": "age", "name": "age", "field": "lowest_age"},
                {"id": "observed", "name": "observed", "field": "observed"},
            ],
            "outputs": [
                {"id": "rule", "name": "rule", "field": "rule"},
                {"id": "gives", "name": "gives", "field": "gives"},
            ],
            "rules": rows.collect::<Vec<_>>(),
        }});
        let engine = Engine { decision: decision(node), toolkit: Variable::Null };
        let inputs = forms.iter().map(|form| engine.input(form)).collect();
        Box::new(Self { decision: engine.decision, inputs })
    }
}

impl Growing for Growth {
    fn decide(&mut self, at: usize) -> Fired {
        let answer = block_on(self.decision.evaluate(self.inputs[at].clone())).expect("rules hold").result;
        let answer = answer.as_array().expect("rows");
        let mut fired = Fired::default();
        for row in answer.borrow().iter() {
            let row = row.as_object().expect("a row");
            let row = row.borrow();
            let number = |name| row.get_str(name).and_then(Variable::as_number).expect("a number");
            fired
                .add(number("rule").try_into().expect("a rule"), number("gives").try_into().expect("2 or 3"));
        }
        fired
    }
}
