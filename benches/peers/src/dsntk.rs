//! dsntk: a DMN decision whose logic is a boxed context in FEEL.
//!
//! As in its own benchmarks: the model is parsed and built once, and a decision is evaluated by name with
//! a FEEL context. The boxed context names what rules build on, and the last entry is the answer.

use crate::decision::Decision;
use crate::form::Form;
use crate::growth::{Fired, Growing, Rule};
use crate::peer::Peer;
use crate::toolkit::filled;
use dsntk_feel::context::FeelContext;
use dsntk_feel::values::Value;
use dsntk_feel::{FeelNumber, Name};
use dsntk_model_evaluator::ModelEvaluator;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

pub(crate) const NAMESPACE: &str = "https://example.org/cse-screening";

pub(crate) struct Dsntk {
    engine: Engine,
    inputs: Vec<(FeelContext, bool)>,
}

struct Engine {
    model: Arc<ModelEvaluator>,
    names: HashMap<&'static str, Name>,
}

impl Dsntk {
    pub(crate) fn new(forms: &[Form<'_>]) -> Self {
        let engine = Engine::new();
        let inputs = forms.iter().map(|form| (engine.input(form), form.adult)).collect();
        Self { engine, inputs }
    }
}

/// The names of a form's fields, with their types in DMN.
fn fields() -> impl Iterator<Item = (&'static str, &'static str)> {
    let form = Form::default();
    let numbers = form.numbers().map(|(name, _)| (name, "number"));
    let lists = form.lists().map(|(name, _)| (name, "codes"));
    form.flags().map(|(name, _)| (name, "boolean")).chain(numbers).chain(lists)
}

fn model() -> String {
    let text = filled(include_str!("../rules/dsntk.txt"));
    let mut context = String::from("<context>");
    for line in text.lines() {
        let (name, expression) = line.split_once(": ").expect("a name and an expression");
        write!(
            context,
            "<contextEntry><variable name=\"{name}\" typeRef=\"Any\"/>{}</contextEntry>",
            literal(expression)
        )
        .expect("text");
    }
    write!(
        context,
        "<contextEntry>{}</contextEntry></context>",
        literal("{category: category, fired: fired}")
    )
    .expect("text");
    definitions(fields(), "Any", &context)
}

/// A model with one decision, `rules`, that needs these inputs.
pub(crate) fn definitions(
    fields: impl Iterator<Item = (&'static str, &'static str)>,
    answer: &str,
    logic: &str,
) -> String {
    let mut needs = String::new();
    let mut inputs = String::new();
    for (name, kind) in fields {
        write!(needs, "<informationRequirement id=\"r_{name}\"><requiredInput href=\"#i_{name}\"/></informationRequirement>")
            .expect("text");
        write!(inputs, "<inputData name=\"{name}\" id=\"i_{name}\"><variable name=\"{name}\" typeRef=\"{kind}\"/></inputData>")
            .expect("text");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
        <definitions namespace=\"{NAMESPACE}\" name=\"peers\" id=\"peers\" \
        xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\">\
        <itemDefinition name=\"codes\" isCollection=\"true\"><typeRef>string</typeRef></itemDefinition>\
        <decision name=\"rules\" id=\"rules\"><variable name=\"rules\" typeRef=\"{answer}\"/>{needs}{logic}</decision>\
        {inputs}</definitions>"
    )
}

pub(crate) fn literal(expression: &str) -> String {
    let expression = expression.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<literalExpression><text>{expression}</text></literalExpression>")
}

/// Parses and builds a model.
pub(crate) fn evaluator(model: &str) -> Arc<ModelEvaluator> {
    let definitions = dsntk_model::parse(model).expect("a sound model");
    ModelEvaluator::new(&[definitions]).expect("a sound model")
}

/// Codes as a value.
pub(crate) fn list(codes: &[&str]) -> Value {
    Value::List(codes.iter().map(|code| Value::String((*code).to_owned())).collect())
}

impl Engine {
    fn new() -> Self {
        Self {
            model: evaluator(&model()),
            names: fields().map(|(name, _)| (name, Name::from(name))).collect(),
        }
    }

    fn input(&self, form: &Form<'_>) -> FeelContext {
        let mut context = FeelContext::default();
        let lists = form.lists().map(|(name, codes)| (name, list(codes)));
        let numbers = form.numbers().map(|(name, number)| (name, Value::Number(FeelNumber::from(number))));
        let flags = form.flags().map(|(name, yes)| (name, Value::Boolean(yes)));
        for (name, value) in lists.into_iter().chain(numbers).chain(flags) {
            context.set_entry(&self.names[name], value);
        }
        context
    }

    fn decide(&self, input: &FeelContext) -> Decision {
        let answer = self.model.evaluate_invocable(NAMESPACE, "peers", "rules", input);
        let Value::Context(answer) = &answer else { panic!("no context: {answer}") };
        let entry = |name: &str| answer.get_entry(&Name::from(name)).unwrap_or(&Value::Irrelevant);
        let Value::Number(category) = entry("category") else { panic!("no category: {answer}") };
        let Value::List(fired) = entry("fired") else { panic!("no rules: {answer}") };
        let fired = fired.iter().enumerate().fold(0, |bits, (at, yes)| {
            assert!(matches!(yes, Value::Boolean(_)), "neither yes nor no: {answer}");
            bits | u16::from(yes.is_true()) << at
        });
        Decision { category: u8::try_from(category).expect("0 to 3"), fired }
    }
}

impl Peer for Dsntk {
    fn name(&self) -> &'static str {
        "dsntk"
    }

    fn native(&mut self, at: usize) -> Decision {
        let (input, adult) = &self.inputs[at];
        if *adult { Decision::default() } else { self.engine.decide(input) }
    }

    fn json(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let form = Form::read(text);
        let decision =
            if form.adult { Decision::default() } else { self.engine.decide(&self.engine.input(&form)) };
        decision.write_json(out);
    }
}

/// Many rules: a decision table that collects what holds. A cell cannot speak of its own input (`?`), so the
/// second column says whether what its cell says is true.
pub(crate) struct Growth {
    model: Arc<ModelEvaluator>,
    inputs: Vec<FeelContext>,
}

impl Growth {
    pub(crate) fn prepare(rules: &[Rule], forms: &[Form<'_>]) -> Box<dyn Growing> {
        let mut table = String::from(
            "<decisionTable hitPolicy=\"COLLECT\" outputLabel=\"rules\">\
            <input><inputExpression typeRef=\"number\"><text>lowest_age</text></inputExpression></input>\
            <input><inputExpression typeRef=\"boolean\"><text>true</text></inputExpression></input>\
            <output name=\"rule\" typeRef=\"number\"/><output name=\"gives\" typeRef=\"number\"/>",
        );
        for (at, rule) in rules.iter().enumerate() {
            let any = rule.codes().map(|code| format!("list contains(observed, \"{code}\")")).join(" or ");
            write!(
                table,
                "<rule id=\"rule_{at}\"><inputEntry><text>&lt; {}</text></inputEntry>\
                <inputEntry><text>{any}</text></inputEntry>\
                <outputEntry><text>{at}</text></outputEntry><outputEntry><text>{}</text></outputEntry></rule>",
                rule.under, rule.gives
            )
            .expect("text");
        }
        table.push_str("</decisionTable>");
        let fields = fields().filter(|(name, _)| ["lowest_age", "observed"].contains(name));
        let model = evaluator(&definitions(fields, "Any", &table));
        let engine = Engine::new();
        Box::new(Self { model, inputs: forms.iter().map(|form| engine.input(form)).collect() })
    }
}

impl Growing for Growth {
    fn decide(&mut self, at: usize) -> Fired {
        let answer = self.model.evaluate_invocable(NAMESPACE, "peers", "rules", &self.inputs[at]);
        let mut fired = Fired::default();
        let rows = match &answer {
            Value::List(rows) => rows.as_slice(),
            // No rule matched.
            Value::Null(_) => &[],
            _ => panic!("no list: {answer}"),
        };
        for row in rows {
            let Value::Context(row) = row else { panic!("no context: {row}") };
            let number = |name: &str| match row.get_entry(&Name::from(name)) {
                Some(Value::Number(number)) => u16::try_from(number).expect("small"),
                _ => panic!("no {name}: {row}"),
            };
            fired.add(number("rule").into(), u8::try_from(number("gives")).expect("2 or 3"));
        }
        fired
    }
}
