//! Every request to small sets, and what each set makes of it.

use crate::form::with_levels;
use cse_screening::rules::proof::WhatChanges;
use cse_screening::rules::tables::Term;
use cse_screening::{
    Answer, Case, Category, Child, Fact, Force, Indicators, Judgement, Outcome, Placement, Request, RuleSet,
    Scope,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What can be said of an indicator: nothing, or one of these. A no changes nothing that is not said.
pub const OBSERVED: [Option<Answer>; 4] =
    [None, Some(Answer::NotKnown), Some(Answer::Suspected), Some(Answer::Yes)];

/// One child among all, as the places of what is said of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// The bands of the lowest and the highest age.
    pub ages: (usize, usize),
    /// Each fact: left out, or 1 to 4 for its answer.
    pub facts: Vec<usize>,
    pub case: usize,
    pub previous: usize,
    /// 4 is that a meeting found none.
    pub determination: usize,
    pub placement: usize,
}

/// One tool among all: the place of each answer, and of the judgement.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filled {
    pub answers: Vec<usize>,
    pub judgement: usize,
}

/// All requests that rows of some sets can tell apart.
pub struct Space {
    pub facts: Vec<Fact>,
    pub children: Vec<(Said, Child)>,
    pub tools: Vec<(Filled, Indicators)>,
    /// The ages that rows ask about.
    thresholds: Vec<u8>,
}

/// Whether rows of a set ask about something, by the words that do.
fn asks(set: &Value, words: &[&str]) -> bool {
    match set {
        Value::Array(parts) => parts.iter().any(|part| asks(part, words)),
        Value::Object(one) => {
            one.iter().any(|(field, part)| words.contains(&field.as_str()) || asks(part, words))
        }
        Value::String(text) => words.contains(&text.as_str()),
        _ => false,
    }
}

fn ages(set: &Value, into: &mut BTreeSet<u8>) {
    match set {
        Value::Array(parts) => parts.iter().for_each(|part| ages(part, into)),
        Value::Object(one) => {
            for (field, part) in one {
                if ["could_be_under", "certainly_at_least", "could_be_at_least"].contains(&field.as_str()) {
                    into.insert(u8::try_from(part.as_u64().unwrap()).unwrap());
                }
                ages(part, into);
            }
        }
        _ => {}
    }
}

/// All ways to choose one of so many for each place.
fn choices(counts: &[usize]) -> Vec<Vec<usize>> {
    counts.iter().fold(vec![Vec::new()], |all, count| {
        all.iter().flat_map(|start| (0..*count).map(|one| [&start[..], &[one]].concat())).collect()
    })
}

impl Space {
    /// The requests to all of these sets, read by the first.
    pub fn of(rules: &RuleSet, sets: &[&Value]) -> Self {
        let all = Value::Array(sets.iter().map(|set| (*set).clone()).collect());
        let codes = |set: &Value| -> BTreeSet<String> {
            set["indicators"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["code"].as_str().unwrap().to_owned())
                .collect()
        };
        let shared = sets.iter().map(|set| codes(set)).reduce(|one, other| &one & &other).unwrap();
        let codes: Vec<_> = shared.into_iter().collect();
        let facts: Vec<_> = Fact::ALL.iter().copied().filter(|fact| asks(&all, &[fact.code()])).collect();
        let mut thresholds = BTreeSet::new();
        ages(&all, &mut thresholds);
        let thresholds: Vec<_> = thresholds.into_iter().collect();
        let bands = thresholds.len() + 1;
        let case = if asks(&all, &["case_given"]) || asks_case(&all) { 3 } else { 1 };
        let previous = if asks(
            &all,
            &[
                "previous_category_given",
                "previous",
                "category_change",
                "level_in_force_given",
                "level_in_force_above_indicated",
            ],
        ) {
            4
        } else {
            1
        };
        let determination = if asks(
            &all,
            &[
                "determination",
                "determined",
                "level_in_force_given",
                "determination_below_indicated",
                "level_in_force_above_indicated",
            ],
        ) {
            5
        } else {
            1
        };
        let placement = if asks(&all, &["placement"]) { 4 } else { 1 };
        let of_judgement =
            ["judgement_given", "judged", "judgement_below_indicated", "determination_below_indicated"];
        let judgement = if asks(&all, &of_judgement) { 4 } else { 1 };

        let mut children = Vec::new();
        let counts: Vec<_> = [bands, bands]
            .into_iter()
            .chain(facts.iter().map(|_| 5))
            .chain([case, previous, determination, placement])
            .collect();
        for places in choices(&counts) {
            let [low, high, facts_said @ .., case, previous, determination, placement] = &places[..] else {
                panic!("six places at least")
            };
            if low > high {
                continue;
            }
            let said = Said {
                ages: (*low, *high),
                facts: facts_said.to_vec(),
                case: *case,
                previous: *previous,
                determination: *determination,
                placement: *placement,
            };
            children.push((said.clone(), child(&said, &facts, &thresholds)));
        }
        let counts: Vec<_> = codes.iter().map(|_| OBSERVED.len()).chain([judgement]).collect();
        let tools = choices(&counts).into_iter().map(|places| {
            let [answers @ .., judgement] = &places[..] else { panic!("one place at least") };
            let mut tool = Indicators::new();
            for (code, answer) in codes.iter().zip(answers) {
                if let Some(answer) = OBSERVED[*answer] {
                    tool = tool.answer_code(rules, code, answer).unwrap();
                }
            }
            if let Some(judged) = Category::from_number(*judgement as u64) {
                tool = tool.judged(Judgement::new(judged, "as judged").unwrap());
            }
            (Filled { answers: answers.to_vec(), judgement: *judgement }, tool)
        });
        let tools = tools.collect();
        Self { facts, children, tools, thresholds }
    }

    /// Whether people think of this child first: of a typical age, no fact is answered yes or suspected, and
    /// there is no judgement and no previous category.
    pub fn is_typical(&self, said: &Said, filled: &Filled) -> bool {
        let unsaid = [said.previous, said.determination, said.placement] == [0; 3];
        let is_plain = said.facts.iter().all(|answer| *answer < 3) && unsaid;
        self.is_of_a_typical_age(said) && is_plain && filled.judgement == 0
    }

    /// Whether the age is known and may be 13 to 15.
    pub fn is_of_a_typical_age(&self, said: &Said) -> bool {
        let (low, high) = said.ages;
        let youngest = low.checked_sub(1).map_or(0, |at| self.thresholds[at]);
        let oldest = self.thresholds.get(high).map_or(120, |age| age - 1);
        low == high && youngest <= 15 && oldest >= 13
    }

    /// Every request, with what is said in it.
    pub fn said(&self) -> impl Iterator<Item = (&(Said, Child), &(Filled, Indicators))> {
        self.children.iter().flat_map(|child| self.tools.iter().map(move |tool| (child, tool)))
    }

    pub fn len(&self) -> usize {
        self.children.len() * self.tools.len()
    }

    pub fn requests(&self) -> impl Iterator<Item = (&Child, &Indicators)> {
        self.children.iter().flat_map(|(_, child)| self.tools.iter().map(move |(_, tool)| (child, tool)))
    }
}

/// Whether a row asks for the case as understood: a table has the same name.
fn asks_case(sets: &Value) -> bool {
    sets.as_array()
        .unwrap()
        .iter()
        .any(|set| ["steps", "plan_hosts", "findings"].iter().any(|table| asks(&set[*table], &["case"])))
}

fn child(said: &Said, facts: &[Fact], thresholds: &[u8]) -> Child {
    let (low, high) = said.ages;
    let youngest = if low == 0 { 0 } else { thresholds[low - 1] };
    let oldest = thresholds.get(high).map_or(120, |age| age - 1);
    let child = match (youngest, oldest) {
        (0, 120) => Child::of_unknown_age(),
        _ if low == high => Child::aged(youngest).unwrap(),
        _ => Child::aged_between(youngest, oldest).unwrap(),
    };
    let mut child =
        facts.iter().zip(&said.facts).fold(child, |child, (fact, said)| match said.checked_sub(1) {
            None => child,
            Some(answer) => child.fact(*fact, Answer::ALL[answer]),
        });
    if let Some(case) = said.case.checked_sub(1) {
        child = child.case(Case::ALL[case]);
    }
    if let Some(placement) = said.placement.checked_sub(1) {
        child = child.placement(Placement::ALL[placement]);
    }
    let determination = (said.determination > 0).then(|| Category::from_number(said.determination as u64));
    with_levels(child, Category::from_number(said.previous as u64), determination)
}

/// How many answers a request gives: an age counts once, and a range of ages twice.
pub fn size(child: &Child, tool: &Indicators) -> usize {
    let age = match child.age_range() {
        (0, 120) => 0,
        (lowest, highest) if lowest == highest => 1,
        _ => 2,
    };
    let facts = Fact::ALL.iter().filter(|fact| child.answer_to(**fact).is_some()).count();
    let others = [
        child.placement_given().is_some(),
        child.legal_status_given().is_some(),
        child.case_given().is_some(),
        child.previous_category_given().is_some(),
        child.determination().is_some(),
        tool.completed_by_given().is_some(),
        tool.judgement().is_some(),
    ];
    age + facts + others.iter().filter(|given| **given).count() + tool.answers_by_code().count()
}

pub fn size_of(request: &Request) -> usize {
    size(request.child(), request.indicators())
}

/// What a set makes of a request.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen<'a> {
    pub scope: Scope,
    pub category: Option<Category>,
    pub possible: Option<Category>,
    pub plan: Option<&'a str>,
    pub steps: Vec<(&'a str, Force, Option<Term>)>,
    pub findings: Vec<&'a str>,
}

pub fn seen<'a>(outcome: &Outcome<'a>) -> Seen<'a> {
    let due = |step: &cse_screening::Step<'_>| step.due().map(|due| due.term());
    Seen {
        scope: outcome.scope(),
        category: outcome.category(),
        possible: outcome.possible(),
        plan: outcome.plan().map(|plan| plan.host()),
        steps: outcome.steps().map(|step| (step.id(), step.force(), due(&step))).collect(),
        findings: outcome.findings().map(|finding| finding.id.as_str()).collect(),
    }
}

/// Whether a deadline ends and begins no later than another in the same unit, and comes again if that does.
fn is_no_later(one: &Term, other: &Term) -> bool {
    let ends = |term: &Term| term.until.unwrap_or(term.after);
    let begins = |term: &Term| term.until.map_or(0, |_| term.after);
    ends(one) <= ends(other) && begins(one) <= begins(other) && one.repeats >= other.repeats
}

/// Every change from one outcome to another.
pub fn changes(from: &Seen<'_>, to: &Seen<'_>) -> Vec<WhatChanges> {
    let mut all = Vec::new();
    match (from.category, to.category) {
        (Some(from), to) if to < Some(from) => all.push(WhatChanges::CategoryDown { from, to }),
        (from, Some(to)) if from < Some(to) => all.push(WhatChanges::CategoryUp { from, to }),
        _ => {}
    }
    match (from.possible, to.possible) {
        (Some(from), to) if to < Some(from) => all.push(WhatChanges::PossibleDown { from, to }),
        (from, Some(to)) if from < Some(to) => all.push(WhatChanges::PossibleUp { from, to }),
        _ => {}
    }
    let (mut from_steps, mut to_steps): (BTreeMap<_, _>, BTreeMap<_, _>) = Default::default();
    from_steps.extend(from.steps.iter().map(|(id, force, due)| (*id, (*force, due.clone()))));
    to_steps.extend(to.steps.iter().map(|(id, force, due)| (*id, (*force, due.clone()))));
    for (id, (had, due)) in &from_steps {
        let step = (*id).to_owned();
        let Some((has, now)) = to_steps.get(id) else {
            all.push(WhatChanges::StepLost { step });
            continue;
        };
        match (due.clone(), now.clone()) {
            (None, Some(to)) => all.push(WhatChanges::DeadlineSooner { step: step.clone(), from: None, to }),
            (Some(from), Some(to)) if is_no_later(&to, &from) && to != from => {
                all.push(WhatChanges::DeadlineSooner { step: step.clone(), from: Some(from), to });
            }
            (Some(from), to) if to.as_ref() != Some(&from) => {
                all.push(WhatChanges::DeadlineLater { step: step.clone(), from, to });
            }
            _ => {}
        }
        if has < had {
            all.push(WhatChanges::ForceDown { step, from: *had, to: *has });
        } else if has > had {
            all.push(WhatChanges::ForceUp { step, from: *had, to: *has });
        }
    }
    let gained = to_steps.keys().filter(|id| !from_steps.contains_key(*id));
    all.extend(gained.map(|id| WhatChanges::StepGained { step: (*id).to_owned() }));
    if from.plan != to.plan {
        all.push(WhatChanges::Plan { from: from.plan.map(str::to_owned), to: to.plan.map(str::to_owned) });
    }
    if from.scope != to.scope {
        all.push(WhatChanges::Scope { from: from.scope, to: to.scope });
    }
    let lost = from.findings.iter().filter(|id| !to.findings.contains(id));
    all.extend(lost.map(|id| WhatChanges::FindingLost { finding: (*id).to_owned() }));
    let gained = to.findings.iter().filter(|id| !from.findings.contains(id));
    all.extend(gained.map(|id| WhatChanges::FindingGained { finding: (*id).to_owned() }));
    all
}
