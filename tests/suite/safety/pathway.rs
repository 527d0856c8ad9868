//! An outcome with a category leads somewhere: one plan, something that must be done, a referral.

use super::space::{Input, every_combination};
use crate::form::Form;
use cse_screening::{Fact, Force};

#[test]
fn every_outcome_with_a_category_has_one_plan_a_must_and_a_referral() {
    let inputs = [
        Input::age(),
        Input::fact(Fact::LookedAfter),
        Input::fact(Fact::CareLeaver),
        Input::fact(Fact::AdditionalNeeds),
        Input::fact(Fact::LearningDisability),
        Input::case(),
        Input::completed_by(),
        Input::way_to_a_category(),
    ];
    let (mut with, mut without) = (0, 0);
    every_combination(&Form::default(), &inputs, |_, form| {
        form.screen(|outcome| {
            if outcome.category().is_none() {
                without += 1;
                assert!(outcome.plan().is_none(), "{}", form.show());
                return;
            }
            with += 1;
            assert!(outcome.plan().is_some(), "no plan\n{}", form.show());
            assert!(
                outcome.steps().any(|step| step.force() == Force::Must),
                "nothing must be done\n{}",
                form.show()
            );
            assert!(outcome.steps().any(|step| step.stage() == "referral"), "no referral\n{}", form.show());
        });
    });
    assert!(with > 100_000 && without > 100_000, "{with} with a category, {without} without");
}
