//! datalogic-rs: one compiled JSONLogic expression, an array with a yes or no for each rule.
//!
//! As its README advises: compiled once, input ready in an arena (the zero-copy input shape), and the
//! arena reset after each evaluation. Parts that repeat are left to its own elimination of common
//! subexpressions. JSONLogic has no names for results, so the host takes the greatest category.

use crate::decision::Decision;
use crate::form::Form;
use crate::growth::{Fired, Growing, Rule};
use crate::peer::Peer;
use crate::toolkit::{filled, quoted};
use datalogic_rs::bumpalo::Bump;
use datalogic_rs::{DataValue, Engine, Logic, ParsedData};

pub(crate) struct Datalogic {
    engine: Engine,
    logic: Logic,
    arena: Bump,
    inputs: Vec<Input>,
}

struct Input {
    data: ParsedData,
    adult: bool,
    levels: [u8; 3],
}

impl Datalogic {
    pub(crate) fn new(forms: &[Form<'_>]) -> Self {
        let engine = Engine::new();
        let logic =
            engine.compile(&*filled(include_str!("../rules/datalogic.jsonlogic"))).expect("sound rules");
        let inputs = forms.iter().map(|form| {
            let data = ParsedData::from_json(&value(form, &Bump::new()).to_string()).expect("JSON");
            Input { data, adult: form.adult, levels: form.levels }
        });
        Self { inputs: inputs.collect(), engine, logic, arena: Bump::new() }
    }
}

impl Peer for Datalogic {
    fn name(&self) -> &'static str {
        "datalogic-rs"
    }

    fn native(&mut self, at: usize) -> Decision {
        let input = &self.inputs[at];
        if input.adult {
            return Decision::default();
        }
        let fired = fired(self.engine.evaluate(&self.logic, &input.data, &self.arena).expect("rules hold"));
        self.arena.reset();
        Decision::from_fired(fired, input.levels)
    }

    fn json(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let form = Form::read(text);
        let mut decision = Decision::default();
        if !form.adult {
            let input = &*self.arena.alloc(value(&form, &self.arena));
            let result = self.engine.evaluate(&self.logic, input, &self.arena).expect("rules hold");
            decision = Decision::from_fired(fired(result), form.levels);
        }
        self.arena.reset();
        decision.write_json(out);
    }
}

/// A form as a value in an arena. Strings are borrowed from the request.
fn value<'a>(form: &Form<'a>, arena: &'a Bump) -> DataValue<'a> {
    let list = |codes: &[&'a str]| {
        DataValue::Array(
            arena.alloc_slice_fill_iter(codes.iter().map(|code| DataValue::from_borrowed_str(code))),
        )
    };
    let [observed, known] = form.lists();
    let numbers = form.numbers().map(|(name, number)| (name, DataValue::from_i64(number.into())));
    let mut pairs = [("", DataValue::Null); 17];
    let lists = [(observed.0, list(observed.1)), (known.0, list(known.1))];
    let flags = form.flags().map(|(name, yes)| (name, DataValue::bool(yes)));
    for (place, pair) in pairs.iter_mut().zip(lists.into_iter().chain(numbers).chain(flags)) {
        *place = pair;
    }
    DataValue::Object(arena.alloc_slice_copy(&pairs))
}

fn fired(result: &DataValue<'_>) -> u16 {
    let rules = result.as_array().expect("an answer for each rule");
    rules.iter().enumerate().fold(0, |bits, (at, rule)| bits | u16::from(rule.as_bool() == Some(true)) << at)
}

/// Many rules: one expression again, an array with a yes or no for each.
pub(crate) struct Growth {
    engine: Engine,
    logic: Logic,
    arena: Bump,
    gives: Vec<u8>,
    inputs: Vec<ParsedData>,
}

impl Growth {
    pub(crate) fn prepare(rules: &[Rule], forms: &[Form<'_>]) -> Box<dyn Growing> {
        let texts: Vec<String> = rules
            .iter()
            .map(|Rule { under, .. }| format!(r#"{{"<": [{{"var": "lowest_age"}}, {under}]}}"#))
            .zip(rules)
            .map(|(age, rule)| {
                let codes = quoted(&rule.codes());
                let any =
                    format!(r#"{{"some": [{{"var": "observed"}}, {{"in": [{{"var": ""}}, [{codes}]]}}]}}"#);
                format!(r#"{{"and": [{age}, {any}]}}"#)
            })
            .collect();
        let engine = Engine::new();
        let logic = engine.compile(&*format!("[{}]", texts.join(", "))).expect("sound rules");
        let inputs = forms.iter().map(|form| value(form, &Bump::new()).to_string());
        let inputs = inputs.map(|text| ParsedData::from_json(&text).expect("JSON")).collect();
        let gives = rules.iter().map(|rule| rule.gives).collect();
        Box::new(Self { engine, logic, arena: Bump::new(), gives, inputs })
    }
}

impl Growing for Growth {
    fn decide(&mut self, at: usize) -> Fired {
        let mut fired = Fired::default();
        let answer = self.engine.evaluate(&self.logic, &self.inputs[at], &self.arena).expect("rules hold");
        for (at, (rule, gives)) in answer.as_array().expect("answers").iter().zip(&self.gives).enumerate() {
            if rule.as_bool() == Some(true) {
                fired.add(at, *gives);
            }
        }
        self.arena.reset();
        fired
    }
}
