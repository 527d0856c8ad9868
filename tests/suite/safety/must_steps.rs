//! No answer towards yes, and no further indicator, takes away a step of force must, but for the
//! pairs listed here, in which another service takes over by the reading.

use super::space::{Input, Reads, ages, every_combination};
use crate::form::Form;
use cse_screening::rules::condition::{Condition, FactIs};
use cse_screening::rules::tables::StepRow;
use cse_screening::{Answer, Category, Fact, Force, Indicator, LegalStatus, Placement, RuleSet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What was answered more, and the must step that it takes away.
pub const GIVES_WAY: &[(&str, &str)] = &[
    // A looked-after child has an open case, so the allocated social worker's steps take the place
    // of those at the front door.
    ("looked_after", "refer-to-mash-with-tool"),
    ("looked_after", "open-case-for-cse-team"),
    ("looked_after", "mase-meeting"),
    // The level that a meeting had set is now reached by the tables or the judgement themselves, so
    // nothing is held up that a meeting would have to confirm.
    ("what the tables give", "review-before-stepping-down"),
];

pub fn is_must(form: &Form, step: &StepRow) -> bool {
    form.screen(|outcome| {
        outcome.steps().any(|found| std::ptr::eq(found.row(), step) && found.force() == Force::Must)
    })
}

/// The name under which a pair is listed: the level, where what the tables or the judgement give now reaches the
/// level in force by itself, and otherwise the input.
pub fn listed_as<'a>(input: &'a str, form: &Form, raised: &Form) -> &'a str {
    let reaches = |form: &Form| {
        let in_force = form.determination.unwrap_or(form.previous);
        form.screen(|outcome| outcome.indicated()).max(form.judgement) >= in_force
    };
    if !reaches(form) && reaches(raised) { "what the tables give" } else { input }
}

pub fn can_be_must(step: &StepRow) -> bool {
    use cse_screening::rules::tables::StepForce;
    matches!(&step.force, StepForce::Always(Force::Must) | StepForce::ByCategory(_))
}

/// What of a child makes the steps differ, in classes: what says that the child is looked after, what is observed
/// and what people said, and beside it whatever else the step reads.
fn inputs_of(step: &StepRow) -> Vec<Input> {
    let reads = Reads::of(RuleSet::coventry().tables(), &step.when);
    let in_classes = [
        Fact::LookedAfter,
        Fact::PlacedOutOfArea,
        Fact::Section47,
        Fact::ImmediateConcern,
        Fact::ExploitedWithOthers,
        Fact::ParentMayBeInvolved,
    ];
    let facts = reads.facts.iter().filter(|fact| !in_classes.contains(fact));
    let mut inputs: Vec<Input> = facts.map(|fact| Input::fact(*fact)).collect();
    let mut add = |read: bool, input: fn() -> Input| inputs.extend(read.then(input));
    add(reads.case, Input::case);
    add(reads.completed_by, Input::completed_by);
    // Rows that speak of a placement or an order ask for both beside the rest.
    let names = |part: &Condition| {
        matches!(
            part,
            Condition::Placement(_)
                | Condition::LegalStatus(_)
                | Condition::Fact(FactIs { name: Fact::LookedAfter | Fact::PlacedOutOfArea, .. })
        )
    };
    if step.when.iter().any(|part| part.any(&names)) {
        add(true, Input::placement);
        add(true, Input::legal_status);
        inputs.push(Input::fact(Fact::LookedAfter));
        inputs.push(Input::fact(Fact::PlacedOutOfArea));
    } else {
        inputs.push(Input::looked_after_by());
    }
    if reads.age || reads.scope || reads.case {
        inputs.push(Input::younger());
    }
    if reads.scope {
        for fact in [Fact::AdditionalNeeds, Fact::CareLeaver] {
            if !reads.facts.contains(&fact) {
                inputs.push(Input::fact(fact));
            }
        }
    }
    // The indicators that the step names itself.
    let named = reads.selections.iter().filter(|(of, _)| of.len() < 20);
    inputs.extend(named.filter_map(|(of, _)| of.first()).map(|indicator| Input::indicator(*indicator)));
    inputs.extend([Input::observed(), Input::said_by_people()]);
    inputs
}

/// Every form that says one thing more, by the name of what it says.
fn one_thing_more(form: &Form, ages: &[u8]) -> Vec<(&'static str, Form)> {
    let mut all = Vec::new();
    let mut push = |name: &'static str, change: &dyn Fn(&mut Form)| {
        let mut more = form.clone();
        change(&mut more);
        all.push((name, more));
    };
    for fact in Fact::ALL {
        let left_out = if *fact >= Fact::ExploitedWithOthers { Answer::No } else { Answer::NotKnown };
        let now = form.facts[*fact as usize].unwrap_or(left_out);
        if let Some(next) = Answer::ALL.iter().find(|answer| **answer > now) {
            push(fact.code(), &|form| form.set(*fact, *next));
        }
    }
    for indicator in [
        Indicator::PoorSelfImage,
        Indicator::MigrantRefugeeOrAsylumSeeker,
        Indicator::ConcealedInjuries,
        Indicator::GangAssociationOrRules,
        Indicator::Rape,
    ] {
        let now = form.answer_to(indicator).unwrap_or(Answer::No);
        if let Some(next) = Answer::ALL.iter().find(|answer| **answer > now) {
            push(indicator.code(), &|form| form.answer(indicator, Some(*next)));
        }
    }
    if form.placement.is_none() {
        Placement::ALL.iter().for_each(|value| push("placement", &|form| form.placement = Some(*value)));
    }
    if form.legal_status.is_none() {
        LegalStatus::ALL
            .iter()
            .for_each(|value| push("legal_status", &|form| form.legal_status = Some(*value)));
    }
    let next = |level: Option<Category>| Category::ALL.iter().copied().find(|next| Some(*next) > level);
    if let Some(next) = next(form.judgement) {
        push("professional_judgement", &|form| form.judgement = Some(next));
    }
    if let Some(next) = next(form.previous) {
        push("previous_category", &|form| form.previous = Some(next));
    }
    if let Some((lowest, highest)) = form.age
        && let Some(younger) = ages.iter().rev().find(|age| **age < lowest)
    {
        push("a younger age", &|form| form.age = Some((*younger, highest.min(*younger))));
    }
    all
}

/// The pairs of one step, each with the two forms that show it, and how many were compared.
fn pairs_of(step: &StepRow, ages: &[u8]) -> (BTreeMap<(String, String), String>, u64) {
    let (mut pairs, mut compared) = (BTreeMap::new(), 0);
    let base = Form { age: Some((15, 15)), ..Form::default() };
    every_combination(&base, &inputs_of(step), |_, form| {
        if !is_must(form, step) {
            return;
        }
        for (name, more) in one_thing_more(form, ages) {
            compared += 1;
            if !is_must(&more, step) {
                let pair = (listed_as(name, form, &more).to_owned(), step.id.clone());
                pairs.entry(pair).or_insert_with(|| format!("{}\n{}", form.show(), more.show()));
            }
        }
    });
    (pairs, compared)
}

#[test]
fn only_the_listed_pairs_take_a_must_away() {
    let steps: Vec<_> = RuleSet::coventry().tables().steps.iter().filter(|step| can_be_must(step)).collect();
    let (next, ages) = (AtomicUsize::new(0), ages());
    let search = || {
        let (mut pairs, mut compared) = (BTreeMap::new(), 0);
        while let Some(step) = steps.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (of_step, so_many) = pairs_of(step, &ages);
            pairs.extend(of_step);
            compared += so_many;
        }
        (pairs, compared)
    };
    let (mut pairs, mut compared) = (BTreeMap::new(), 0);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(search)).collect();
        for worker in workers {
            let (some, so_many) = worker.join().unwrap();
            pairs.extend(some);
            compared += so_many;
        }
    });
    let listed: BTreeSet<_> =
        GIVES_WAY.iter().map(|(more, step)| ((*more).to_owned(), (*step).to_owned())).collect();
    let shown: Vec<_> = pairs
        .iter()
        .filter(|(pair, _)| !listed.contains(*pair))
        .map(|((more, step), forms)| format!("more of `{more}` takes `{step}` away\n{forms}"))
        .collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
    assert_eq!(pairs.into_keys().collect::<BTreeSet<_>>(), listed, "each listed pair occurs");
    assert!(compared > 1_000_000, "{compared} pairs compared");
}

#[test]
fn a_looked_after_child_keeps_the_front_door_until_it_is_certain() {
    let mut form = Form::aged(14);
    form.answer(Indicator::Rape, Some(Answer::Yes));
    let front_door =
        RuleSet::coventry().tables().steps.iter().find(|step| step.id == "refer-to-mash-with-tool").unwrap();
    for (answer, open) in
        [(Answer::No, true), (Answer::NotKnown, true), (Answer::Suspected, true), (Answer::Yes, false)]
    {
        form.set(Fact::LookedAfter, answer);
        assert_eq!(is_must(&form, front_door), open, "{answer}");
    }
}
