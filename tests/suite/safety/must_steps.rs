//! No answer towards yes, and no further indicator, takes away a step of force must, but for the
//! pairs listed here, in which another service takes over by the reading.

use super::space::{Input, Reads, every_combination, form_at};
use crate::form::Form;
use cse_screening::rules::tables::StepRow;
use cse_screening::{Answer, Fact, Force, Indicator, RuleSet};
use std::collections::BTreeSet;

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

/// The name under which a pair is listed: the level, where it now reaches the previous category by
/// itself, and otherwise the input.
pub fn listed_as<'a>(input: &'a str, step: &str, raised: &Form) -> &'a str {
    let reaches = raised.screen(|outcome| outcome.indicated()).max(raised.judgement) >= raised.previous;
    if step == "review-before-stepping-down" && reaches { "what the tables give" } else { input }
}

pub fn can_be_must(step: &StepRow) -> bool {
    use cse_screening::rules::tables::StepForce;
    matches!(&step.force, StepForce::Always(Force::Must) | StepForce::ByCategory(_))
}

/// The inputs of a step: what its own conditions read, the ways to a category, the care status that
/// decides the case, and, for the scope, the age.
fn inputs_of(step: &StepRow) -> Vec<Input> {
    let reads = Reads::of(RuleSet::coventry().tables(), &step.when);
    let mut inputs = reads.inputs();
    let indicators = reads.representatives();
    if !reads.facts.contains(&Fact::LookedAfter) {
        inputs.push(Input::fact(Fact::LookedAfter));
    }
    if reads.age || reads.scope || reads.case {
        inputs.push(Input::age());
    }
    if reads.scope {
        for fact in [Fact::AdditionalNeeds, Fact::CareLeaver] {
            if !reads.facts.contains(&fact) {
                inputs.push(Input::fact(fact));
            }
        }
    }
    inputs.extend(indicators.into_iter().map(Input::indicator));
    inputs.push(Input::way_to_a_category());
    inputs
}

/// Further answers that no condition of the step reads: they act through category and case alone.
fn further_answers(inputs: &[Input]) -> Vec<Input> {
    let facts = Fact::ALL.iter().map(|fact| Input::fact(*fact));
    let indicators = [
        Indicator::PoorSelfImage,
        Indicator::MigrantRefugeeOrAsylumSeeker,
        Indicator::ConcealedInjuries,
        Indicator::GangAssociationOrRules,
        Indicator::Rape,
    ];
    let all = facts.chain(indicators.map(Input::indicator));
    all.filter(|input| !inputs.iter().any(|known| known.name == input.name)).collect()
}

#[test]
fn only_the_listed_pairs_take_a_must_away() {
    let tables = RuleSet::coventry().tables();
    let mut seen = BTreeSet::new();
    let mut compared = 0_u64;
    for step in tables.steps.iter().filter(|step| can_be_must(step)) {
        let inputs = inputs_of(step);
        let further = further_answers(&inputs);
        let base = Form { age: Some((15, 15)), ..Form::default() };
        let mut must = Vec::new();
        every_combination(&base, &inputs, |_, form| must.push(is_must(form, step)));
        // Combinations come in order, the last input first, so that one value more of an input lies
        // a fixed distance ahead.
        let ahead: Vec<usize> = (0..inputs.len())
            .map(|input| inputs[input + 1..].iter().map(|later| later.values.len()).product())
            .collect();
        let mut place = 0;
        every_combination(&base, &inputs, |at, form| {
            place += 1;
            if !must[place - 1] {
                return;
            }
            let mut check = |name: &str, still_must: bool, raised: &dyn Fn() -> Form| {
                compared += 1;
                if !still_must {
                    let pair = (listed_as(name, &step.id, &raised()), &*step.id);
                    let Some(listed) = GIVES_WAY.iter().position(|listed| *listed == pair) else {
                        panic!(
                            "more of `{name}` takes `{}` away\n{}\n{}",
                            step.id,
                            form.show(),
                            raised().show()
                        );
                    };
                    seen.insert(listed);
                }
            };
            for (input, _) in inputs.iter().enumerate().filter(|(_, input)| input.upward) {
                if at[input] + 1 < inputs[input].values.len() {
                    let mut up = at.to_vec();
                    up[input] += 1;
                    let raised = || form_at(&base, &inputs, &up);
                    check(&inputs[input].name, must[place - 1 + ahead[input]], &raised);
                }
            }
            // What is not read acts through category and case alone, so the outermost values of what
            // is read are enough beside it.
            let outermost =
                |(input, at): (&Input, &usize)| !input.upward || *at == 0 || at + 1 == input.values.len();
            if inputs.iter().zip(at).all(outermost) {
                for input in &further {
                    let mut raised = form.clone();
                    input.values.last().unwrap()(&mut raised);
                    check(&input.name, is_must(&raised, step), &|| raised.clone());
                }
            }
        });
    }
    assert_eq!(seen, (0..GIVES_WAY.len()).collect(), "each listed pair occurs");
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
