//! cel: a compiled program for each rule, asked in order.
//!
//! As its documentation advises: programs compiled once, one environment, a child scope for each request,
//! and variables that borrow the request through a resolver. CEL has no rules, only expressions: the host
//! hands on what
//! rules build on: the categories of what is observed (`levels`) and the greatest so far (`level`).

use crate::decision::{Decision, GIVES, RULES};
use crate::form::Form;
use crate::growth::{Fired, Growing, Rule};
use crate::peer::Peer;
use crate::toolkit::{behaviour, filled};
use cel::common::types::{CelBool, CelInt, CelList, CelMap, CelMapKey, CelString};
use cel::common::value::{CowVal, Val};
use cel::context::VariableResolver;
use cel::{Context, Program, Value};
use cse_screening::Indicator;
use std::collections::HashMap;

pub(crate) struct Cel {
    engine: Engine,
    inputs: Vec<Input<'static>>,
}

struct Engine {
    base: Context<'static, 'static>,
    /// The categories in which the observed indicators are listed.
    levels: Program,
    programs: Vec<Program>,
}

/// A form as values of CEL.
struct Input<'v> {
    observed: CelList<'v>,
    known: CelList<'v>,
    flags: [CelBool; 9],
    numbers: [CelInt; 6],
    levels: [u8; 3],
    adult: bool,
}

impl<'v> Input<'v> {
    fn of<'f>(form: &'f Form<'_>, string: impl Fn(&'f str) -> CelString<'v>) -> Self {
        let list = |codes: &'f [&str]| {
            CelList::from(
                codes.iter().map(|code| Box::new(string(code)) as Box<dyn Val + 'v>).collect::<Vec<_>>(),
            )
        };
        let mut flags = [false; 9];
        for (place, (_, yes)) in flags.iter_mut().zip(form.flags()) {
            *place = yes;
        }
        Self {
            observed: list(&form.observed),
            known: list(&form.known),
            flags: flags.map(CelBool::from),
            numbers: form.numbers().map(|(_, number)| CelInt::from(i64::from(number))),
            levels: form.levels,
            adult: form.adult,
        }
    }
}

impl VariableResolver for Input<'_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        let value: &'b (dyn Val + 'b) = match variable {
            "observed" => &self.observed,
            "known" => &self.known,
            "lowest_age" => &self.numbers[0],
            "placement" => &self.numbers[1],
            "legal_status" => &self.numbers[2],
            "judged" => &self.numbers[3],
            "determined" => &self.numbers[4],
            "previous" => &self.numbers[5],
            "learning_disability" => &self.flags[0],
            "unaccompanied" => &self.flags[1],
            "exploited_with_others" => &self.flags[2],
            "looked_after" => &self.flags[3],
            "immediate_concern" => &self.flags[4],
            "section_47" => &self.flags[5],
            "parent_may_be_involved" => &self.flags[6],
            "placed_out_of_area" => &self.flags[7],
            "not_looked_after" => &self.flags[8],
            _ => return None,
        };
        Some(CowVal::Borrowed(value))
    }
}

impl Cel {
    pub(crate) fn new(forms: &[Form<'_>]) -> Self {
        let inputs = forms.iter().map(|form| Input::of(form, |code| CelString::from(code.to_owned())));
        Self { inputs: inputs.collect(), engine: Engine::new() }
    }
}

impl Engine {
    fn new() -> Self {
        let mut base = Context::default();
        let category = Indicator::ALL.iter().map(|one| (one.code(), i64::from(one.category().number())));
        let category =
            category.map(|(code, number)| (code.into(), Box::new(CelInt::from(number)) as Box<dyn Val>));
        let category: HashMap<CelMapKey<'_>, _> = category.collect();
        base.add_variable_as_val("category", Box::new(CelMap::from(category)));
        let yes = || Box::new(CelBool::from(true)) as Box<dyn Val>;
        let behaviour: HashMap<CelMapKey<'_>, _> =
            behaviour().into_iter().map(|code| (code.into(), yes())).collect();
        base.add_variable_as_val("behaviour", Box::new(CelMap::from(behaviour)));
        let text = filled(include_str!("../rules/cel.txt"));
        let (levels, rules) = text.split_once('\n').expect("the levels, and the rules");
        let levels = levels.strip_prefix("levels: ").expect("the levels come first");
        let programs = rules.lines().zip(RULES).map(|(line, rule)| {
            let (name, expression) = line.split_once(": ").expect("a name and an expression");
            assert_eq!(name, rule);
            Program::compile(expression).expect("a sound expression")
        });
        let levels = Program::compile(levels).expect("a sound expression");
        Self { levels, programs: programs.collect(), base }
    }

    fn decide(&self, input: &Input<'_>) -> Decision {
        if input.adult {
            return Decision::default();
        }
        let mut scope = self.base.new_inner_scope();
        scope.set_variable_resolver(input);
        let levels = Value::resolve_val(self.levels.expression(), &scope).expect("rules hold").into_owned();
        scope.add_variable_as_val("levels", levels);
        let mut decision = Decision::default();
        let gives = GIVES.into_iter().chain(input.levels);
        for (at, (program, gives)) in self.programs.iter().zip(gives).enumerate() {
            // These four ask for the level so far.
            if matches!(at, 9 | 13..) {
                scope.add_variable_as_val("level", Box::new(CelInt::from(i64::from(decision.category))));
            }
            let holds = Value::resolve_val(program.expression(), &scope).expect("rules hold");
            if *holds.downcast_ref::<CelBool>().expect("yes or no").inner() {
                decision.fired |= 1 << at;
                decision.category = decision.category.max(gives);
            }
        }
        decision
    }
}

impl Peer for Cel {
    fn name(&self) -> &'static str {
        "cel"
    }

    fn native(&mut self, at: usize) -> Decision {
        self.engine.decide(&self.inputs[at])
    }

    fn json(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let form = Form::read(text);
        self.engine.decide(&Input::of(&form, CelString::from)).write_json(out);
    }
}

/// Many rules: a program for each.
pub(crate) struct Growth {
    base: Context<'static, 'static>,
    rules: Vec<(Program, u8)>,
    inputs: Vec<Input<'static>>,
}

impl Growth {
    pub(crate) fn prepare(rules: &[Rule], forms: &[Form<'_>]) -> Box<dyn Growing> {
        let rules = rules.iter().map(|rule| {
            let [first, second, third] = rule.codes();
            let any = format!(r#""{first}" in observed || "{second}" in observed || "{third}" in observed"#);
            let text = format!("lowest_age < {} && ({any})", rule.under);
            (Program::compile(&text).expect("a sound expression"), rule.gives)
        });
        let inputs = forms.iter().map(|form| Input::of(form, |code| CelString::from(code.to_owned())));
        Box::new(Self { base: Context::default(), rules: rules.collect(), inputs: inputs.collect() })
    }
}

impl Growing for Growth {
    fn decide(&mut self, at: usize) -> Fired {
        let mut scope = self.base.new_inner_scope();
        scope.set_variable_resolver(&self.inputs[at]);
        let mut fired = Fired::default();
        for (at, (program, gives)) in self.rules.iter().enumerate() {
            let holds = Value::resolve_val(program.expression(), &scope).expect("rules hold");
            if *holds.downcast_ref::<CelBool>().expect("yes or no").inner() {
                fired.add(at, *gives);
            }
        }
        fired
    }
}
