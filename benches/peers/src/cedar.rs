//! cedar-policy: each rule a `permit`, and the rules that fired are the determining policies.
//!
//! As its documentation advises: policies parsed once, no entity store beyond the one entity that holds
//! the lists (so that no set is built again for each request), and the request's own facts in the
//! context. Cedar does not count and has no order of policies: the adapter counts the indicators of
//! Category 1 and takes the greatest category.

use crate::decision::{Decision, bit};
use crate::form::Form;
use crate::growth::{Fired, Growing, Rule};
use crate::peer::Peer;
use crate::toolkit::{behaviour, filled, listed};
use cedar_policy::{
    Authorizer, Context, Entities, Entity, EntityUid, Policy, PolicyId, PolicySet, Request,
    RestrictedExpression,
};
use cse_screening::Category;
use std::collections::{HashMap, HashSet};

pub(crate) struct Cedar {
    engine: Engine,
    inputs: Vec<(Request, Input)>,
}

/// What the adapter needs beside the request.
struct Input {
    adult: bool,
    levels: [u8; 3],
}

impl Input {
    fn of(form: &Form<'_>) -> Self {
        Self { adult: form.adult, levels: form.levels }
    }
}

struct Engine {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    toolkit: EntityUid,
    bits: HashMap<PolicyId, u16>,
    category_1: HashSet<&'static str>,
}

impl Cedar {
    pub(crate) fn new(forms: &[Form<'_>]) -> Self {
        let engine = Engine::new();
        let inputs = forms.iter().map(|form| (engine.request(form), Input::of(form))).collect();
        Self { engine, inputs }
    }
}

impl Engine {
    fn new() -> Self {
        let text = filled(include_str!("../rules/cedar.cedar"));
        let parsed: PolicySet = text.parse().expect("sound policies");
        let named = parsed.policies().map(|policy| {
            let id = policy.annotation("id").expect("each has an id");
            policy.new_id(PolicyId::new(id))
        });
        let policies = PolicySet::from_policies(named).expect("no id twice");
        let bits = policies.policies().map(Policy::id).map(|id| (id.clone(), bit(id.as_ref()))).collect();
        let toolkit: EntityUid = r#"Toolkit::"coventry""#.parse().expect("a name");
        let lists = [
            ("one", listed(Category::One)),
            ("two", listed(Category::Two)),
            ("three", listed(Category::Three)),
            ("behaviour", behaviour()),
        ];
        let lists = lists.map(|(name, codes)| (name.to_owned(), set(&codes))).into();
        let entity = Entity::new(toolkit.clone(), lists, HashSet::new()).expect("lists are sets");
        let category_1 = listed(Category::One).into_iter().collect();
        let entities = Entities::from_entities([entity], None).expect("one entity");
        Self { authorizer: Authorizer::new(), policies, entities, toolkit, bits, category_1 }
    }

    fn request(&self, form: &Form<'_>) -> Request {
        let count = form.observed.iter().filter(|code| self.category_1.contains(*code)).count();
        let count = ("category_1_observed", u8::try_from(count).expect("few"));
        let numbers = form.numbers().into_iter().chain([count]);
        let numbers = numbers.map(|(name, number)| (name, RestrictedExpression::new_long(number.into())));
        let flags = form.flags().map(|(name, yes)| (name, RestrictedExpression::new_bool(yes)));
        let lists = form.lists().map(|(name, codes)| (name, set(codes)));
        let pairs = numbers.chain(flags).chain(lists).map(|(name, value)| (name.to_owned(), value));
        let context = Context::from_pairs(pairs).expect("no name twice");
        let toolkit = || self.toolkit.clone();
        Request::new(toolkit(), toolkit(), toolkit(), context, None).expect("no schema to break")
    }

    fn decide(&self, request: &Request, input: &Input) -> Decision {
        if input.adult {
            return Decision::default();
        }
        let response = self.authorizer.is_authorized(request, &self.policies, &self.entities);
        assert!(response.diagnostics().errors().next().is_none());
        let fired = response.diagnostics().reason().fold(0, |bits, id| bits | self.bits[id]);
        Decision::from_fired(fired, input.levels)
    }
}

fn set(codes: &[&str]) -> RestrictedExpression {
    RestrictedExpression::new_set(
        codes.iter().map(|code| RestrictedExpression::new_string((*code).to_owned())),
    )
}

impl Peer for Cedar {
    fn name(&self) -> &'static str {
        "cedar-policy"
    }

    fn native(&mut self, at: usize) -> Decision {
        let (request, input) = &self.inputs[at];
        self.engine.decide(request, input)
    }

    fn json(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let form = Form::read(text);
        self.engine.decide(&self.engine.request(&form), &Input::of(&form)).write_json(out);
    }
}

/// Many rules: a policy for each.
pub(crate) struct Growth {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    rules: HashMap<PolicyId, (usize, u8)>,
    inputs: Vec<Request>,
}

impl Growth {
    pub(crate) fn prepare(rules: &[Rule], forms: &[Form<'_>]) -> Box<dyn Growing> {
        let engine = Engine::new();
        let policies = rules.iter().enumerate().map(|(at, rule)| {
            let any = rule.codes().map(|code| format!(r#"context.observed.contains("{code}")"#)).join(" || ");
            let text = format!(
                "permit (principal, action, resource) when {{ context.lowest_age < {} && ({any}) }};",
                rule.under
            );
            Policy::parse(Some(PolicyId::new(at.to_string())), text).expect("a sound policy")
        });
        let policies = PolicySet::from_policies(policies).expect("no id twice");
        let rules = rules.iter().enumerate();
        let rules = rules.map(|(at, rule)| (PolicyId::new(at.to_string()), (at, rule.gives))).collect();
        let inputs = forms.iter().map(|form| engine.request(form)).collect();
        Box::new(Self { authorizer: engine.authorizer, policies, entities: Entities::empty(), rules, inputs })
    }
}

impl Growing for Growth {
    fn decide(&mut self, at: usize) -> Fired {
        let response = self.authorizer.is_authorized(&self.inputs[at], &self.policies, &self.entities);
        assert!(response.diagnostics().errors().next().is_none());
        let mut fired = Fired::default();
        for id in response.diagnostics().reason() {
            let (rule, gives) = self.rules[id];
            fired.add(rule, gives);
        }
        fired
    }
}
