//! What a form can say and a set does not hear: each with the smallest request, and what becomes of the
//! child.

use crate::compiled::RuleSet;
use crate::compiled::flag::Flag;
use crate::formula::model::{Model, at_least};
use crate::formula::solver::{Lit, Possible, Solved};
use crate::formula::variables::{Space, Variables};
use crate::numbered::{Numbered, part_of};
use crate::proof::warning::Warning;
use crate::request::Request;
use crate::tables::condition::Condition;
use crate::tables::fault::Fault;
use crate::tables::{FactRow, Tables, WarningKind};
use crate::vocabulary::child::{Answer, Fact};
use crate::vocabulary::indicator::Place;
use crate::vocabulary::indicator::Places;
use crate::vocabulary::question::Choice;
use std::collections::{BTreeSet, HashSet};

/// What is asked, and of what.
pub(crate) struct Ignored<'a> {
    pub(crate) rules: &'a RuleSet,
    pub(crate) space: &'a mut Space,
    pub(crate) inputs: &'a Variables,
    pub(crate) model: &'a Model,
}

/// What happens to a request, in words.
pub(crate) fn given(rules: &RuleSet, request: &Request) -> String {
    let category = rules.category(request.child(), request.indicators());
    format!("is given {}", rules.category_in_words(category))
}

impl Ignored<'_> {
    pub(crate) fn warnings(mut self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        self.indicators(&mut warnings);
        self.facts(&mut warnings);
        self.judgement(&mut warnings);
        self.determination(&mut warnings);
        self.previous(&mut warnings);
        self.scopes(&mut warnings);
        warnings
    }

    /// Warns if some request has these properties; the problem ends with what becomes of the child.
    fn warn(&mut self, warnings: &mut Vec<Warning>, kind: WarningKind, fault: Fault, properties: &[Lit]) {
        match self.space.smallest(self.inputs, properties) {
            Solved::None => {}
            Solved::Found(found) => match self.inputs.request(&found, self.rules) {
                Some(request) => {
                    let problem = format!("{}: this child {}", fault.problem, given(self.rules, &request));
                    warnings
                        .push(Warning::new(kind, Fault { problem, ..fault }).shown_by(self.rules, request));
                }
                None => warnings.push(undecided(fault)),
            },
            Solved::Undecided => warnings.push(undecided(fault)),
        }
    }

    /// As [`Self::warn`], of a child who is given no category, if there is one.
    fn warn_of(&mut self, warnings: &mut Vec<Warning>, kind: WarningKind, fault: Fault, property: Lit) {
        let [any, ..] = self.model.category;
        let without = [property, self.model.has_categories, !any];
        match self.space.solve(&without) {
            Solved::Found(_) => self.warn(warnings, kind, fault, &without),
            _ => self.warn(warnings, kind, fault, &[property]),
        }
    }

    fn indicators(&mut self, warnings: &mut Vec<Warning>) {
        let rules = self.rules;
        let tables = rules.tables();
        let [asked, by_itself] = reach(rules);
        let groups = groups_asked(tables);
        for row in &tables.indicators {
            let Some(place) = rules.place_of(&row.code) else { continue };
            let input = self.inputs.indicators.iter().find(|(code, _)| *code == row.code);
            let Some((_, input)) = input else { continue };
            let observed = self.space.graph.or(input.suspected, input.yes);
            let like = tables.indicators.iter().find_map(|other| {
                let group = row.groups.iter().find(|group| other.groups.contains(group))?;
                let place = rules.place_of(&other.code)?;
                by_itself.has(place).then_some((other, group))
            });
            if !asked.has(place) {
                let fault = Fault::new("indicators", &row.code, "no category rule asks for the indicator");
                self.warn_of(warnings, WarningKind::IndicatorIgnored, fault, observed);
            } else if let Some((other, group)) = like.filter(|_| !by_itself.has(place)) {
                let problem = format!(
                    "the indicator counts only where any indicator does, though `{}` of the group `{group}` counts by itself",
                    other.code
                );
                let fault = Fault::new("indicators", &row.code, problem);
                self.warn_of(warnings, WarningKind::OutOfReach, fault, observed);
            }
            for group in row.groups.iter().filter(|group| !groups.contains(*group)) {
                let problem = format!("no row asks for the group `{group}`, but for one much like it");
                let fault = Fault::new("indicators", &row.code, problem).in_field("groups");
                let fault = fault.near(0, group, groups.iter().map(String::as_str));
                if fault.nearest.is_some() {
                    self.warn_of(warnings, WarningKind::GroupMisspelt, fault, observed);
                } else if tables.indicators.iter().filter(|other| other.groups.contains(group)).count() == 1 {
                    let problem =
                        format!("no row asks for the group `{group}`, and no other indicator is in it");
                    let fault = Fault::new("indicators", &row.code, problem).in_field("groups");
                    warnings.push(Warning::new(WarningKind::Unused, fault));
                }
            }
        }
    }

    /// Facts that no row asks for, that raise nothing where they do in the built-in set, and those whose
    /// default hides what is possible. The built-in set says which facts are events, that is: told when they
    /// happen, so that nothing said is a no.
    fn facts(&mut self, warnings: &mut Vec<Warning>) {
        let rules = self.rules;
        let built_in = RuleSet::coventry().tables();
        let of = |tables: &'static Tables, fact: Fact| tables.facts.iter().find(|row| row.fact == fact);
        let asked = facts_asked(rules.tables().conditions());
        let raising = facts_of_category_rules(built_in);
        for (fact, input) in Fact::ALL.iter().zip(&self.inputs.facts) {
            let own = rules.tables().facts.iter().find(|row| row.fact == *fact);
            let theirs = of(built_in, *fact);
            let [low, high] = input.bits;
            let yes = self.space.graph.all([input.given, low, high]);
            let fault = |problem: &str| Fault::new("facts", fact.code(), problem);
            let not_raised = |row: Option<&FactRow>| row.is_some_and(|row| row.asked_by.is_some());
            if !asked.contains(fact) {
                // Where nothing asks for what is not raised, another fact asks for what it could add.
                if own.is_some() || !not_raised(theirs) {
                    let fault = fault("no row asks for the fact, so a yes changes nothing");
                    self.warn_of(warnings, WarningKind::FactIgnored, fault, yes);
                }
                continue;
            }
            let inputs = self.inputs.with_yes(*fact);
            let raised = self.model.category_of(&mut self.space.graph, &inputs, rules);
            let graph = &mut self.space.graph;
            let gained = |graph: &mut crate::formula::solver::Graph, from: [Lit; 3]| {
                let pairs = from.into_iter().zip(raised);
                let gained: Vec<_> = pairs.map(|(from, raised)| graph.and(!from, raised)).collect();
                let gained = graph.any(gained);
                graph.and(gained, !input.given)
            };
            let raises = gained(graph, self.model.category);
            let hidden = gained(graph, self.model.possible);
            if raising.contains(fact) && !not_raised(own) {
                let fault = fault("a yes never raises the category, though it can under the built-in rules");
                match self.space.can_be(raises) {
                    Possible::No => self.warn_of(warnings, WarningKind::FactIgnored, fault, yes),
                    Possible::Yes => {}
                    Possible::Undecided => warnings.push(undecided(fault)),
                }
            }
            // Another fact must ask for all that it could add.
            if not_raised(own) {
                let problem =
                    "what is possible hides what a yes would give, which another fact does not ask for";
                let fault = fault(problem).in_field("asked_by");
                self.warn(warnings, WarningKind::DefaultHides, fault, &[hidden]);
                continue;
            }
            let is_no = |row: Option<&FactRow>| row.is_some_and(|row| row.left_out == Answer::No);
            if is_no(own) && !is_no(theirs) {
                let problem =
                    "left out, it is taken for a no, and what is possible hides what a yes would give";
                let fault = fault(problem).in_field("left_out");
                self.warn(warnings, WarningKind::DefaultHides, fault, &[hidden]);
            }
        }
    }

    fn judgement(&mut self, warnings: &mut Vec<Warning>) {
        let below = self.below(self.inputs.category(Choice::Judgement));
        let fault = Fault::new("category_rules", "", "a professional judgement does not raise the category");
        self.warn(warnings, WarningKind::JudgementIgnored, fault, &[below]);
    }

    fn determination(&mut self, warnings: &mut Vec<Warning>) {
        let below = self.below(self.inputs.category(Choice::Determination));
        let fault = Fault::new("category_rules", "", "a determination does not raise the category");
        self.warn(warnings, WarningKind::DeterminationIgnored, fault, &[below]);
    }

    /// The previous category holds until a meeting lowers it.
    fn previous(&mut self, warnings: &mut Vec<Warning>) {
        let below = self.below(self.inputs.category(Choice::PreviousCategory));
        let determined = self.space.graph.any(self.inputs.number_of(Choice::Determination));
        let properties = vec![below, !determined];
        let fault = Fault::new(
            "category_rules",
            "",
            "a child falls below the previous category, and nobody lowered it",
        );
        self.warn(warnings, WarningKind::PreviousIgnored, fault, &properties);
    }

    /// Whether a category can be given, and is below this one of the request.
    fn below(&mut self, choice: [Lit; 2]) -> Lit {
        let graph = &mut self.space.graph;
        let pairs: Vec<_> = at_least(graph, choice).into_iter().zip(self.model.category).collect();
        let below: Vec<_> = pairs.into_iter().map(|(said, given)| graph.and(said, !given)).collect();
        let below = graph.any(below);
        graph.and(below, self.model.has_categories)
    }

    fn scopes(&mut self, warnings: &mut Vec<Warning>) {
        let fault = Fault::new("scopes", "", "somebody is in no scope, and is taken for a child");
        self.warn(warnings, WarningKind::NoScope, fault, &[!self.model.has_scope]);
    }
}

fn undecided(fault: Fault) -> Warning {
    let problem = format!("undecided, for it takes too long to say: {}", fault.problem);
    Warning::new(WarningKind::Undecided, Fault { problem, ..fault })
}

/// The indicators that some category rule asks for, and those that some rule asks for otherwise than as any
/// indicator.
fn reach(rules: &RuleSet) -> [Places; 2] {
    let layout = &rules.layout;
    let [mut asked, mut by_itself] = [Places::default(); 2];
    let tables = rules.tables();
    let all = tables.indicators.iter().filter_map(|row| rules.place_of(&row.code));
    let all = all.fold(Places::default(), |all, place| all.with(Places::at(place)));
    for row in layout.rules.iter().flat_map(|rule| part_of(&layout.first, rule.rows.clone())) {
        for (flag, _) in &row.mask.flags {
            let Flag::Test(test) = layout.flags.at(*flag) else { continue };
            let counts = |place: &Place| !test.weighted || *layout.weights.get(*place) > 0;
            let of = test.of.iter().filter(counts);
            let of = of.fold(Places::default(), |of, place| of.with(Places::at(place)));
            // Who asks when an indicator was seen asks for the indicator.
            let of = layout.derived.answered(of);
            asked = asked.with(of);
            if test.weighted || !all.without(of).is_empty() {
                by_itself = by_itself.with(of);
            }
        }
    }
    [asked, by_itself]
}

/// The groups that some row asks for.
fn groups_asked(tables: &Tables) -> BTreeSet<String> {
    let mut groups = BTreeSet::new();
    tables.conditions().for_each(|condition| {
        condition.walk(&mut |part| {
            let of = part.selection().into_iter().flat_map(|of| of.names().1);
            groups.extend(of.map(str::to_owned));
        });
    });
    let accepted = tables.manifest.accepts_no_category.iter().flat_map(|row| row.of.names().1);
    groups.extend(accepted.map(str::to_owned));
    groups
}

fn facts_asked<'c>(conditions: impl Iterator<Item = &'c Condition>) -> HashSet<Fact> {
    let mut facts = HashSet::new();
    conditions.for_each(|condition| {
        condition.walk(&mut |part| {
            if let Condition::Fact(fact) = part {
                facts.insert(fact.name);
            }
        });
    });
    facts
}

/// The facts of which a category rule asks that they are answered yes.
fn facts_of_category_rules(tables: &Tables) -> HashSet<Fact> {
    let not_raised = |fact: &Fact| tables.facts.iter().any(|row| row.fact == *fact && row.asked_by.is_some());
    let mut facts = facts_asked(tables.category_rules.iter().flat_map(|row| &row.when));
    facts.retain(|fact| !not_raised(fact));
    facts
}
