//! No answer towards yes, and no further indicator, takes away a step of force must, but for what is listed
//! here, each with the reason in the reading, which must hold wherever the step is gone.

use super::space::{Input, Reads, ages, every_combination};
use crate::form::Form;
use cse_screening::rules::condition::{Condition, FactIs};
use cse_screening::rules::tables::StepRow;
use cse_screening::{Answer, Category, Fact, Force, Indicator, LegalStatus, Outcome, Placement, RuleSet};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// Why a must gives way: what is true of the form and its outcome before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// The case of a looked-after child is open where nothing else is said: the concern goes to the allocated
    /// social worker, and not to the front door.
    TheCaseIsOpen,
    /// The step is for Category 1 alone, or for whoever is not looked after: support below the threshold of social
    /// care.
    ItIsForCategory1,
    /// It asks to find out what could lead to a higher category, and none is possible any more.
    NothingHigherIsPossible,
    /// It asks a meeting whether the level of before stays, and that level now rests on the tables or a judgement.
    TheLevelStandsByItself,
    /// The tables now reach the level in force, and a circumstance is all that is recorded.
    ItIsACircumstanceAlone,
    /// A parent may be involved: somebody takes advice and decides before any contact.
    AdviceComesFirst,
    /// More than the circumstance is recorded, so the level goes on the police record with no further decision.
    ThePoliceRecordIt,
    /// Under 18 it is the front door for children.
    ItIsAChild,
    /// Too young to be leaving care.
    ItIsForCareLeavers,
}

type GivesWay = (Because, &'static [&'static str], &'static [&'static str]);

/// Any input does it: the reason alone decides.
const WHATEVER: &[&str] = &[];

/// Why, what was answered more, and the must steps that this takes away.
pub const GIVES_WAY: &[GivesWay] = &[
    // Where it is left out whether the case is open. A care status that is only suspected does not do it.
    (
        Because::TheCaseIsOpen,
        &["looked_after", "a younger age"],
        &["refer-to-mash-with-tool", "mash-screens-referral", "open-case-for-cse-team", "mase-meeting"],
    ),
    (Because::TheCaseIsOpen, &["a younger age"], &["refer-to-adult-or-leaving-care-services"]),
    // Whatever raises the category, or says that the child is looked after.
    (Because::ItIsForCategory1, WHATEVER, &["cse-team-gives-advice"]),
    (Because::NothingHigherIsPossible, WHATEVER, &["establish-what-is-not-known"]),
    (Because::TheLevelStandsByItself, WHATEVER, &["review-before-stepping-down"]),
    (
        Because::ItIsACircumstanceAlone,
        &["a circumstance", "learning_disability", "a younger age"],
        &[
            "cse-team-co-works",
            "foster-carer-at-meeting",
            "inform-parents",
            "looked-after-contact",
            "looked-after-inform-managers",
            "looked-after-joint-visit",
            "one-to-one-work",
            "record-on-police-systems",
            "residential-decide-whether-to-follow",
            "residential-keep-money",
            "safety-plan",
            "support-parents",
            "treat-as-victim",
        ],
    ),
    (
        Because::AdviceComesFirst,
        &["parent_may_be_involved", "a behaviour"],
        &["support-parents", "inform-parents"],
    ),
    (Because::ThePoliceRecordIt, WHATEVER, &["decide-on-police-record"]),
    (Because::ItIsAChild, &["a younger age"], &["refer-to-adult-or-leaving-care-services"]),
    (
        Because::ItIsForCareLeavers,
        &["a younger age"],
        &[
            "looked-after-inform-managers",
            "looked-after-joint-visit",
            "looked-after-restrict-only-with-orders",
            "looked-after-social-worker-stays",
        ],
    ),
];

fn observed(form: &Form) -> impl Iterator<Item = Indicator> {
    form.indicators.iter().filter(|(_, answer)| answer.protects()).map(|(indicator, _)| *indicator)
}

/// Written from the reading, and not from the tables' definition.
fn is_a_circumstance_alone(form: &Form, outcome: &Outcome<'_>) -> bool {
    let events =
        [Fact::ExploitedWithOthers, Fact::Section47, Fact::ImmediateConcern, Fact::ParentMayBeInvolved];
    observed(form).next().is_some()
        && observed(form).all(is_circumstance)
        && form.judgement.is_none()
        && !events.iter().any(|event| form.facts[*event as usize].is_some_and(Answer::protects))
        && form.determination.flatten().is_none()
        && level_in_force(form) <= outcome.indicated()
}

fn is_circumstance(indicator: Indicator) -> bool {
    matches!(indicator, Indicator::MigrantRefugeeOrAsylumSeeker | Indicator::UnsureOfSexualOrientation)
}

fn level_in_force(form: &Form) -> Option<Category> {
    form.determination.unwrap_or(form.previous)
}

fn asks_for(outcome: &Outcome<'_>, id: &str) -> bool {
    outcome.steps().any(|step| step.id() == id)
}

impl Because {
    /// Whether the reason holds: of `form`, which says one thing less, and of `more`.
    fn holds(self, form: &Form, more: &Form) -> bool {
        form.screen(|before| more.screen(|after| self.holds_of(form, before, more, after)))
    }

    fn holds_of(self, form: &Form, before: &Outcome<'_>, more: &Form, after: &Outcome<'_>) -> bool {
        let passed_on = "pass-to-allocated-social-worker";
        let advice = "take-advice-before-parent-contact";
        let must = |id: &str| after.steps().any(|step| step.id() == id && step.force() == Force::Must);
        match self {
            Self::TheCaseIsOpen => {
                form.case.is_none()
                    && more.facts[Fact::LookedAfter as usize] == Some(Answer::Yes)
                    && !asks_for(before, passed_on)
                    && asks_for(after, passed_on)
            }
            Self::ItIsForCategory1 => {
                before.category() == Some(Category::One)
                    && (after.category() > Some(Category::One) || must("looked-after-social-worker-stays"))
            }
            Self::NothingHigherIsPossible => {
                after.category().is_some() && after.category() == after.possible()
            }
            Self::TheLevelStandsByItself => {
                after.indicated().max(more.judgement) >= level_in_force(more)
                    && before.indicated().max(form.judgement) < level_in_force(form)
            }
            Self::ItIsACircumstanceAlone => {
                !is_a_circumstance_alone(form, before)
                    && is_a_circumstance_alone(more, after)
                    && after.category() >= before.category()
            }
            Self::AdviceComesFirst => !asks_for(before, advice) && must(advice),
            Self::ThePoliceRecordIt => must("record-on-police-systems"),
            Self::ItIsAChild => {
                form.age.is_some_and(|(lowest, _)| lowest >= 18)
                    && more.age.is_some_and(|(lowest, _)| lowest < 18)
                    && (must("refer-to-mash-with-tool") || must(passed_on))
            }
            Self::ItIsForCareLeavers => more.age.is_some_and(|(_, highest)| highest < 16),
        }
    }
}

/// What an input is called in the list: an indicator by what it is.
fn listed_as(input: &str) -> &str {
    match Indicator::ALL.iter().find(|indicator| indicator.code() == input) {
        None => input,
        Some(indicator) if is_circumstance(*indicator) => "a circumstance",
        Some(_) => "a behaviour",
    }
}

/// The reason in the list for a step that is gone.
pub fn why_it_gives_way(input: &str, step: &str, form: &Form, more: &Form) -> Option<Because> {
    let listed = |(_, inputs, steps): &&GivesWay| {
        (inputs.is_empty() || inputs.contains(&listed_as(input))) && steps.contains(&step)
    };
    let mut because = GIVES_WAY.iter().filter(listed).map(|(because, _, _)| *because);
    because.find(|because| because.holds(form, more))
}

pub fn is_must(form: &Form, step: &StepRow) -> bool {
    form.screen(|outcome| {
        outcome.steps().any(|found| std::ptr::eq(found.row(), step) && found.force() == Force::Must)
    })
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
    // A circumstance alone is Category 2 only by a floor, and so by an age.
    let of_a_circumstance = step.when.contains(&Condition::Holds("status-only".to_owned()));
    if reads.age || reads.scope || reads.case || of_a_circumstance {
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
    // Also from no to yes at once, without being not known between.
    for fact in Fact::ALL {
        let left_out = if *fact >= Fact::ExploitedWithOthers { Answer::No } else { Answer::NotKnown };
        let now = form.facts[*fact as usize].unwrap_or(left_out);
        for next in Answer::ALL.iter().filter(|answer| **answer > now) {
            push(fact.code(), &|form| form.set(*fact, *next));
        }
    }
    for indicator in [
        Indicator::PoorSelfImage,
        Indicator::MigrantRefugeeOrAsylumSeeker,
        Indicator::ConcealedInjuries,
        Indicator::GangAssociationOrRules,
        Indicator::HonourBasedViolenceOrForcedMarriageRisk,
        Indicator::Rape,
    ] {
        let now = form.answer_to(indicator).unwrap_or(Answer::No);
        for next in Answer::ALL.iter().filter(|answer| **answer > now) {
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

/// What the search found: every entry of the list that occurs, and what is in no entry, with the two forms.
#[derive(Default)]
struct Found {
    listed: BTreeSet<(Because, &'static str, String)>,
    unlisted: BTreeSet<(String, String)>,
    shown: Vec<String>,
}

fn search_step(step: &StepRow, ages: &[u8], found: &Mutex<Found>) -> u64 {
    let mut compared = 0;
    let base = Form { age: Some((15, 15)), ..Form::default() };
    every_combination(&base, &inputs_of(step), |_, form| {
        if !is_must(form, step) {
            return;
        }
        for (name, more) in one_thing_more(form, ages) {
            compared += 1;
            if is_must(&more, step) {
                continue;
            }
            let because = why_it_gives_way(name, &step.id, form, &more);
            let mut found = found.lock().unwrap();
            match because {
                Some(because) => _ = found.listed.insert((because, listed_as(name), step.id.clone())),
                None => {
                    if found.unlisted.insert((listed_as(name).to_owned(), step.id.clone())) {
                        let forms = format!("{}\n{}", form.show(), more.show());
                        found.shown.push(format!("more of `{name}` takes `{}` away\n{forms}", step.id));
                    }
                }
            }
        }
    });
    compared
}

#[test]
fn only_what_is_listed_takes_a_must_away_and_for_its_reason() {
    let steps: Vec<_> = RuleSet::coventry().tables().steps.iter().filter(|step| can_be_must(step)).collect();
    let (next, ages, compared) = (AtomicUsize::new(0), ages(), AtomicU64::new(0));
    let found = Mutex::new(Found::default());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(step) = steps.get(next.fetch_add(1, Ordering::Relaxed)) {
                    compared.fetch_add(search_step(step, &ages, &found), Ordering::Relaxed);
                }
            });
        }
    });
    let found = found.into_inner().unwrap();
    assert!(found.shown.is_empty(), "{}", found.shown.join("\n"));
    // Each entry occurs: each of its inputs with some step, and each of its steps with some input.
    for (because, inputs, steps) in GIVES_WAY {
        let of_entry =
            || found.listed.iter().filter(|(why, _, step)| why == because && steps.contains(&&**step));
        for input in *inputs {
            assert!(of_entry().any(|(_, of, _)| of == input), "{because:?}: {input}");
        }
        for step in *steps {
            let from_here = |of: &&str| inputs.is_empty() || inputs.contains(of);
            assert!(of_entry().any(|(_, of, id)| id == step && from_here(of)), "{because:?}: {step}");
        }
    }
    let compared = compared.into_inner();
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
