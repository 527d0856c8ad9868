//! Monotone categories: rule by rule, over all values of the inputs that each rule reads.

use super::space::{Input, Reads, ages, every_combination, form_at, members};
use crate::form::Form;
use cse_screening::rules::condition::{NamedSet, Selection};
use cse_screening::rules::tables::{CategoryRule, IndicatorKind};
use cse_screening::{Answer, Category, Fact, Indicator, RuleSet};

/// What must never fall.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
struct Levels {
    indicated: Option<Category>,
    category: Option<Category>,
    possible: Option<Category>,
}

fn levels(form: &Form) -> Levels {
    form.screen(|outcome| Levels {
        indicated: outcome.indicated(),
        category: outcome.category(),
        possible: outcome.possible(),
    })
}

fn none_below(after: Levels, before: Levels) -> bool {
    after.indicated >= before.indicated
        && after.category >= before.category
        && after.possible >= before.possible
}

fn fires(form: &Form, rule: &CategoryRule) -> bool {
    form.screen(|outcome| outcome.reasons().any(|reason| std::ptr::eq(reason.row(), rule)))
}

/// The inputs that a rule reads, indicators by representatives.
fn inputs_of(rule: &CategoryRule) -> Vec<Input> {
    let reads = Reads::of(RuleSet::coventry().tables(), &rule.when);
    let mut inputs = reads.inputs();
    inputs.extend(reads.representatives().into_iter().map(Input::indicator));
    // A rule that builds on earlier ones reads them through each of their levels.
    let builds_on_others = rule
        .when
        .iter()
        .any(|part| matches!(part, cse_screening::rules::condition::Condition::OtherRulesGiveAtLeast(_)));
    if builds_on_others {
        // A floor gives no more than what is observed.
        inputs.extend([Input::observed(), Input::said_by_people()]);
    } else {
        inputs.push(Input::younger());
    }
    inputs
}

#[test]
fn no_answer_towards_yes_and_no_younger_age_lowers_a_level_or_silences_a_rule() {
    let mut compared = 0_u64;
    for rule in &RuleSet::coventry().tables().category_rules {
        let raises_only_above = !matches!(rule.at_least, cse_screening::rules::tables::Level::Fixed(_));
        let inputs = inputs_of(rule);
        every_combination(&Form::default(), &inputs, |at, form| {
            let (before, fired) = (levels(form), fires(form, rule));
            let above = |(input, of): (usize, &Input)| of.above(at[input]).map(move |value| (input, value));
            for (input, value) in inputs.iter().enumerate().flat_map(above) {
                let mut up = at.to_vec();
                up[input] = value;
                let raised = form_at(&Form::default(), &inputs, &up);
                let after = levels(&raised);
                assert!(
                    none_below(after, before),
                    "{}: more of `{}` lowers {before:?} to {after:?}\n{}\n{}",
                    rule.id,
                    inputs[input].name,
                    form.show(),
                    raised.show()
                );
                // A judged or previous level falls silent when the tables reach it by themselves.
                assert!(
                    raises_only_above || !fired || fires(&raised, rule),
                    "more of `{}` silences {}\n{}\n{}",
                    inputs[input].name,
                    rule.id,
                    form.show(),
                    raised.show()
                );
                compared += 1;
            }
        });
    }
    assert!(compared > 50_000, "{compared} pairs compared");
}

#[test]
fn each_member_of_a_set_counts_once_and_no_other_counts() {
    let tables = RuleSet::coventry().tables();
    for rule in &tables.category_rules {
        let reads = Reads::of(tables, &rule.when);
        assert!(
            reads.weights.is_empty(),
            "{}: weights are not counted, and need a test of their own",
            rule.id
        );
        for (of, at_least) in reads.selections {
            for indicator in Indicator::ALL {
                // One short of the number with other members, then this indicator.
                let others: Vec<_> =
                    of.iter().filter(|other| *other != indicator).take(at_least - 1).collect();
                let mut form = Form::aged(14);
                for fact in [Fact::LearningDisability, Fact::Unaccompanied, Fact::LookedAfter] {
                    form.set(fact, Answer::Yes);
                }
                others.iter().for_each(|other| form.answer(**other, Some(Answer::Yes)));
                form.answer(*indicator, Some(Answer::Yes));
                // Under 13 needs its age; the rest fire when their set is met.
                if rule.id == "under-13" {
                    form.age = Some((12, 12));
                }
                assert_eq!(fires(&form, rule), of.contains(indicator), "{}: {}", rule.id, form.show());
            }
        }
    }
}

#[test]
fn the_levels_are_the_greatest_of_what_fired() {
    let inputs = [
        Input::fact(Fact::LearningDisability),
        Input::fact(Fact::LookedAfter),
        Input::determination(),
        Input::judgement(),
        Input::previous(),
        Input::younger(),
        Input::way_to_a_category(),
    ];
    every_combination(&Form::default(), &inputs, |_, form| {
        form.screen(|outcome| {
            let greatest = |judged: bool| {
                let reasons = outcome.reasons().filter(|reason| {
                    judged
                        || matches!(
                            reason.row().at_least,
                            cse_screening::rules::tables::Level::Fixed(_)
                                | cse_screening::rules::tables::Level::From(
                                    cse_screening::rules::tables::LevelFrom::Listed
                                )
                        )
                });
                reasons.map(|reason| reason.at_least()).max()
            };
            assert_eq!(outcome.category(), greatest(true), "{}", form.show());
            assert_eq!(outcome.indicated(), greatest(false), "{}", form.show());
            assert!(outcome.indicated() <= outcome.category(), "{}", form.show());
            assert!(outcome.category() <= outcome.possible(), "{}", form.show());
        });
    });
}

#[test]
fn a_determination_is_the_level_but_never_below_what_tables_and_judgement_give() {
    let inputs = [
        Input::younger(),
        Input::fact(Fact::LearningDisability),
        Input::fact(Fact::LookedAfter),
        Input::judgement(),
        Input::previous(),
        Input::observed(),
        Input::fact(Fact::ParentMayBeInvolved),
    ];
    let (mut lowered, mut held) = (0, 0);
    every_combination(&Form::default(), &inputs, |_, form| {
        if form.age.is_some_and(|(lowest, _)| lowest >= 18) {
            return;
        }
        let without = levels(form);
        let mut before = None;
        for found in [None, Some(Category::One), Some(Category::Two), Some(Category::Three)] {
            let determined = Form { determination: Some(found), ..form.clone() };
            let with = levels(&determined);
            let given = with.indicated.max(form.judgement);
            assert_eq!(with.category, given.max(found), "{}", determined.show());
            // A graver one never gives less.
            assert!(before.is_none_or(|before| none_below(with, before)), "{}", determined.show());
            before = Some(with);
            let below = determined.screen(|outcome| {
                outcome.findings().any(|finding| finding.id == "determination-below-indicated")
            });
            assert_eq!(below, found < given, "{}", determined.show());
            if with.category < without.category {
                lowered += 1;
                // It lowers what rests on the level of before, and nothing else.
                assert!(form.previous > given.max(found), "{}", determined.show());
            }
            held += usize::from(below);
        }
    });
    assert!(lowered > 1_000 && held > 1_000, "{lowered} lowered, {held} held");
}

#[test]
fn a_child_who_could_be_under_13_or_may_have_a_learning_disability_is_never_in_category_1() {
    let inputs = [
        Input::age(),
        Input::fact(Fact::LearningDisability),
        Input::fact(Fact::LookedAfter),
        Input::determination(),
        Input::judgement(),
        Input::previous(),
        Input::way_to_a_category(),
    ];
    let mut protected = 0;
    every_combination(&Form::default(), &inputs, |_, form| {
        let could_be_under_13 = form.age.is_none_or(|(lowest, _)| lowest < 13);
        let may_have_one = form.facts[Fact::LearningDisability as usize].is_some_and(Answer::protects);
        if could_be_under_13 || may_have_one {
            protected += 1;
            let seen = levels(form);
            for level in [seen.indicated, seen.category, seen.possible] {
                assert_ne!(level, Some(Category::One), "{}", form.show());
            }
        }
    });
    assert!(protected > 100_000, "{protected}");
}

#[test]
fn sixteen_and_seventeen_are_as_fourteen_and_fifteen() {
    for rule in &RuleSet::coventry().tables().category_rules {
        let mut inputs = inputs_of(rule);
        inputs.retain(|input| input.name != "a younger age");
        every_combination(&Form::aged(14), &inputs, |_, form| {
            let at_14 = levels(form);
            for age in [15, 16, 17] {
                let older = Form { age: Some((age, age)), ..form.clone() };
                assert_eq!(levels(&older), at_14, "{}", older.show());
            }
        });
    }
}

#[test]
fn more_answers_never_take_somebody_out_of_scope() {
    let inputs = [
        Input::fact(Fact::AdditionalNeeds),
        Input::fact(Fact::LearningDisability),
        Input::fact(Fact::CareLeaver),
        Input::younger(),
    ];
    // Child before young adult before adult: the order of the vocabulary.
    let scope = |form: &Form| form.screen(|outcome| outcome.scope());
    every_combination(&Form::default(), &inputs, |at, form| {
        for (input, _) in inputs.iter().enumerate() {
            if at[input] + 1 < inputs[input].values.len() {
                let mut up = at.to_vec();
                up[input] += 1;
                let raised = form_at(&Form::default(), &inputs, &up);
                assert!(scope(&raised) <= scope(form), "{}\n{}", form.show(), raised.show());
            }
        }
    });
}

#[test]
fn the_classes_of_ages_are_those_of_the_tables() {
    // Every age acts as the one that stands for its band.
    let bands = ages();
    for age in 0..=120_u8 {
        let band = *bands.iter().rev().find(|from| **from <= age).unwrap();
        for fact in [Fact::LearningDisability, Fact::CareLeaver, Fact::AdditionalNeeds] {
            for answer in Answer::ALL {
                let with = |age| {
                    let mut form = Form::aged(age);
                    form.set(fact, *answer);
                    form.answer(Indicator::PoorSelfImage, Some(Answer::Yes));
                    form.screen(|outcome| {
                        let steps: Vec<_> = outcome.steps().map(|step| step.id().to_owned()).collect();
                        (outcome.scope(), outcome.category(), outcome.possible(), steps)
                    })
                };
                assert_eq!(with(age), with(band), "age {age} as {band}");
            }
        }
    }
}

#[test]
fn circumstances_are_the_two_and_everything_else_is_behaviour() {
    let tables = RuleSet::coventry().tables();
    let circumstances = members(tables, &Selection::Named(NamedSet::Circumstance));
    assert_eq!(
        circumstances,
        [Indicator::MigrantRefugeeOrAsylumSeeker, Indicator::UnsureOfSexualOrientation]
    );
    assert!(tables.indicators.iter().all(|row| (row.kind == IndicatorKind::Circumstance)
        == circumstances.iter().any(|one| one.code() == row.code)));
}
