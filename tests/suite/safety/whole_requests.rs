//! The same properties on random whole requests, which reduce nothing.

use super::must_steps::why_it_gives_way;
use super::space::Input;
use crate::form::Form;
use cse_screening::{
    Answer, Case, Category, CompletedBy, Fact, Force, Indicator, LegalStatus, Outcome, Placement,
};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;

fn maybe<T: Copy>(rng: &mut StdRng, all: &[T]) -> Option<T> {
    rng.random_bool(0.5).then(|| *all.choose(rng).unwrap())
}

fn random_form(rng: &mut StdRng) -> Form {
    let age =
        |rng: &mut StdRng| *[5, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 24, 25, 40].choose(rng).unwrap();
    let (one, other) = (age(rng), age(rng));
    let mut form = Form {
        age: match rng.random_range(0..4) {
            0 => None,
            1 => Some((one.min(other), one.max(other))),
            _ => Some((one, one)),
        },
        placement: maybe(rng, Placement::ALL),
        legal_status: maybe(rng, LegalStatus::ALL),
        case: maybe(rng, Case::ALL),
        previous: maybe(rng, Category::ALL).filter(|_| rng.random_bool(0.6)),
        determination: rng.random_bool(0.3).then(|| maybe(rng, Category::ALL)),
        completed_by: maybe(rng, CompletedBy::ALL),
        judgement: maybe(rng, Category::ALL).filter(|_| rng.random_bool(0.5)),
        ..Form::default()
    };
    for fact in Fact::ALL {
        form.facts[*fact as usize] = maybe(rng, Answer::ALL);
    }
    for _ in 0..rng.random_range(0..5) {
        let answer = *Answer::ALL.choose(rng).unwrap();
        form.answer(*Indicator::ALL.choose(rng).unwrap(), Some(answer));
    }
    form
}

/// The next answer towards yes, from where the form stands.
fn one_answer_more(rng: &mut StdRng, form: &Form) -> Option<(String, Form)> {
    let mut more = form.clone();
    if rng.random_bool(0.2) {
        let others = [Input::placement(), Input::legal_status(), Input::judgement(), Input::previous()];
        let input = others.choose(rng).unwrap();
        let at = match &*input.name {
            "placement" => form.placement.map_or(0, |value| 1 + value as usize),
            "legal_status" => form.legal_status.map_or(0, |value| 1 + value as usize),
            "previous_category" => form.previous.map_or(0, |value| usize::from(value.number())),
            _ => form.judgement.map_or(0, |value| usize::from(value.number())),
        };
        let above: Vec<_> = input.above(at).collect();
        input.values[*above.choose(rng)?](&mut more);
        return Some((input.name.clone(), more));
    }
    if rng.random_bool(0.5) {
        let fact = *Fact::ALL.choose(rng).unwrap();
        let left_out = form.facts[fact as usize];
        // An event left out is no; any other fact left out is not known.
        let events = Fact::ExploitedWithOthers as usize;
        let now = left_out.unwrap_or(if fact as usize >= events { Answer::No } else { Answer::NotKnown });
        let next = *Answer::ALL.iter().find(|answer| **answer > now)?;
        more.set(fact, next);
        Some((fact.code().to_owned(), more))
    } else {
        let indicator = *Indicator::ALL.choose(rng).unwrap();
        let next = match form.answer_to(indicator) {
            None => *[Answer::NotKnown, Answer::Suspected, Answer::Yes].choose(rng).unwrap(),
            Some(now) => *Answer::ALL.iter().find(|answer| **answer > now)?,
        };
        more.answer(indicator, Some(next));
        Some((indicator.code().to_owned(), more))
    }
}

fn musts(outcome: &Outcome<'_>) -> BTreeSet<String> {
    outcome.steps().filter(|step| step.force() == Force::Must).map(|step| step.id().to_owned()).collect()
}

#[test]
fn one_answer_more_lowers_no_level_and_takes_no_must_away_on_random_whole_requests() {
    let mut rng = StdRng::seed_from_u64(20_150_401);
    let mut compared = 0;
    while compared < 300_000 {
        let form = random_form(&mut rng);
        let Some((name, more)) = one_answer_more(&mut rng, &form) else { continue };
        compared += 1;
        form.screen(|before| {
            more.screen(|after| {
                let show = || format!("more of `{name}`\n{}\n{}", form.show(), more.show());
                assert!(after.indicated() >= before.indicated(), "{}", show());
                assert!(after.category() >= before.category(), "{}", show());
                assert!(after.possible() >= before.possible(), "{}", show());
                assert!(
                    before.indicated() <= before.category() && before.category() <= before.possible(),
                    "{}",
                    show()
                );
                for step in musts(before).difference(&musts(after)) {
                    assert!(
                        why_it_gives_way(&name, step, &form, &more).is_some(),
                        "`{step}` is gone\n{}",
                        show()
                    );
                }
            });
        });
    }
}

#[test]
fn the_properties_of_one_outcome_hold_on_random_whole_requests() {
    let mut rng = StdRng::seed_from_u64(13);
    for _ in 0..200_000 {
        let form = random_form(&mut rng);
        form.screen(|outcome| {
            let show = || form.show();
            let could_be_under_13 = form.age.is_none_or(|(lowest, _)| lowest < 13);
            let may_have_one = form.facts[Fact::LearningDisability as usize].is_some_and(Answer::protects);
            if could_be_under_13 || may_have_one {
                assert_ne!(outcome.category(), Some(Category::One), "{}", show());
            }
            if outcome.category().is_some() {
                assert!(outcome.plan().is_some(), "{}", show());
                assert!(outcome.steps().any(|step| step.force() == Force::Must), "{}", show());
                assert!(outcome.steps().any(|step| step.stage() == "referral"), "{}", show());
            }
        });
        if matches!(form.age, Some((14 | 15, 14 | 15))) {
            for age in [16, 17] {
                let older = Form { age: Some((age, age)), ..form.clone() };
                let levels = |form: &Form| {
                    form.screen(|outcome| (outcome.indicated(), outcome.category(), outcome.possible()))
                };
                assert_eq!(levels(&older), levels(&form), "{}", older.show());
            }
        }
    }
}
