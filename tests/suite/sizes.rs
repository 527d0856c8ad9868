//! Sets of every size decide alike: what does not fit in one word of the machine is not lost in the next.

use cse_screening::{Answer, Category, Child, Fact, Indicator, Indicators, Outcome, Request, RuleSet};
use serde_json::{Value, json};

/// The built-in set with so many indicators of its own, listed in Categories 1, 2, 3, 1 and so on, and a rule
/// for each third of them that counts it together with its neighbour.
pub fn with_own(count: usize) -> RuleSet {
    let category = |at: usize| at % 3 + 1;
    let own: Vec<Value> = (0..count)
        .map(|at| {
            json!({ "code": format!("own-{at}"), "category": category(at), "label": format!("own sign {at}"),
                "kind": "behaviour", "statement": "L001" })
        })
        .collect();
    let rules: Vec<Value> = (0..count.saturating_sub(1))
        .step_by(3)
        .map(|at| {
            json!({ "id": format!("both-{at}"), "label": format!("both {at}"), "at_least": 3,
                "when": [{"all_observed": [format!("own-{at}"), format!("own-{}", at + 1)]}],
                "statements": ["L001"], "basis": "toolkit" })
        })
        .collect();
    let document = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "elsewhere", "version": "1.0.0", "title": "Elsewhere" },
        "sources": { "add": [{ "id": "local-list", "title": "The local list", "publisher": "An invented area", "edition": "1" }] },
        "statements": { "add": [{
            "id": "L001", "section": "Local list", "kind": "indicator", "condition": "",
            "effect": "the area looks out for this", "force": "information", "source": "local-list"
        }] },
        "indicators": { "add": own },
        "category_rules": { "add": rules },
    });
    RuleSet::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{count}: {error}"))
}

fn child() -> Child {
    Fact::ALL.iter().fold(Child::aged(15).unwrap(), |child, fact| child.fact(*fact, Answer::No))
}

fn tool(rules: &RuleSet, answers: &[(usize, Answer)]) -> Indicators {
    answers.iter().fold(Indicators::new(), |tool, (at, answer)| {
        tool.answer_code(rules, &format!("own-{at}"), *answer).unwrap()
    })
}

fn steps(outcome: &Outcome<'_>) -> Vec<String> {
    outcome.steps().map(|step| format!("{} {}", step.id(), step.force())).collect()
}

/// What the built-in set says of one suspected indicator with a type in each category, which no row names.
fn built_in(category: Category) -> Vec<String> {
    let typed = match category {
        Category::One => Indicator::PoorSelfImage,
        Category::Two => Indicator::ConcealedInjuries,
        Category::Three => Indicator::Clipping,
    };
    let tool = Indicators::new().answer(typed, Answer::Suspected);
    steps(&cse_screening::screen(&child(), &tool))
}

#[test]
fn each_own_indicator_gives_its_category_its_steps_and_its_rules_in_sets_of_every_size() {
    // Around what fits in 2, 4, 8 and 16 words, with the 56 that have a type.
    for count in [1, 8, 9, 72, 73, 200, 201, 456, 457, 968] {
        let rules = with_own(count);
        let child = child();
        let mut tried = 0;
        for at in
            (0..count).filter(|at| at % 7 == 0 || (at + 56) % 64 < 2 || (at + 56) % 64 > 62 || at + 2 > count)
        {
            let category = Category::ALL[at % 3];
            let observed = tool(&rules, &[(at, Answer::Suspected)]);
            let outcome = rules.screen(&child, &observed);
            assert_eq!(outcome.category(), Some(category), "{count}: own-{at}");
            assert_eq!(rules.category(&child, &observed), Some(category), "{count}: own-{at}");
            let because: Vec<_> = outcome
                .reasons()
                .flat_map(|reason| reason.because())
                .map(|cause| cause.code().to_owned())
                .collect();
            assert_eq!(because, [format!("own-{at}")], "{count}");
            assert_eq!(steps(&outcome), built_in(category), "{count}: own-{at}");
            let mut record = Vec::new();
            outcome.write_json(&mut record);
            assert_eq!(record, serde_json::to_vec(&outcome.to_record()).unwrap(), "{count}: own-{at}");

            let open = tool(&rules, &[(at, Answer::NotKnown)]);
            let outcome = rules.screen(&child, &open);
            assert_eq!((outcome.category(), outcome.possible()), (None, Some(category)), "{count}: own-{at}");
            let gaps: Vec<_> = outcome.gaps().map(|gap| gap.question.code().to_owned()).collect();
            assert_eq!(gaps, [format!("own-{at}")], "{count}");

            if at % 3 == 0 && at + 1 < count {
                let both = tool(&rules, &[(at, Answer::Yes), (at + 1, Answer::Yes)]);
                let outcome = rules.screen(&child, &both);
                assert_eq!(outcome.category(), Some(Category::Three), "{count}: own-{at} and the next");
                assert!(
                    outcome.reasons().any(|reason| reason.rule() == format!("both-{at}")),
                    "{count}: {at}"
                );
            }
            tried += 1;
        }
        assert!(tried > count / 10, "{count}: {tried}");
        let request = Request::new(child.clone(), tool(&rules, &[(count - 1, Answer::Yes)])).unwrap();
        let kept = serde_json::to_string(&request).unwrap();
        assert_eq!(Request::from_json_for(&rules, &kept).unwrap(), request);
    }
}

/// The built-in set with so many steps added, each for one indicator.
fn with_steps(count: usize) -> RuleSet {
    let own: Vec<Value> = (0..count)
        .map(|at| {
            json!({ "id": format!("own-{at}"), "stage": "recording", "actor": "holder", "who": "somebody", "action": format!("do {at}"),
                "when": [{"any_observed": [Indicator::ALL[at % 56].code()]}, {"category_at_least": 1}],
                "force": "should", "statements": ["N097"], "basis": "toolkit" })
        })
        .collect();
    let document = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "elsewhere", "version": "1.0.0", "title": "Elsewhere" },
        "steps": { "add": own }
    });
    RuleSet::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{count}: {error}"))
}

#[test]
fn each_added_step_applies_where_it_should_in_sets_of_every_size() {
    // The built-in set has 142 ways to hold after the category: around 192, 384, 768, 1,536 and up to 2,048.
    for count in [50, 51, 242, 243, 626, 627, 1_394, 1_395, 1_906] {
        let rules = with_steps(count);
        for (which, indicator) in Indicator::ALL.iter().enumerate().step_by(5) {
            let child = child();
            let observed = Indicators::new().observed(*indicator);
            let outcome = rules.screen(&child, &observed);
            let own: Vec<_> = outcome
                .steps()
                .filter(|step| step.id().starts_with("own-"))
                .map(|step| step.id().to_owned())
                .collect();
            let expected: Vec<_> =
                (0..count).filter(|at| at % 56 == which).map(|at| format!("own-{at}")).collect();
            assert_eq!(own, expected, "{count}: {indicator}");
            let built_in = cse_screening::screen(&child, &observed);
            let mut others = steps(&outcome);
            others.retain(|step| !step.starts_with("own-"));
            assert_eq!(others, steps(&built_in), "{count}: {indicator}");
            assert_eq!(outcome.plan().map(|plan| plan.host()), built_in.plan().map(|plan| plan.host()));
        }
    }
}

/// The built-in set with so many rows added to a table, each for one indicator.
fn with_rows(table: &str, count: usize, row: impl Fn(usize, Value) -> Value) -> RuleSet {
    let own: Vec<Value> =
        (0..count).map(|at| row(at, json!([{"any_observed": [Indicator::ALL[at % 56].code()]}]))).collect();
    let document = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "elsewhere", "version": "1.0.0", "title": "Elsewhere" },
        table: { "add": own }
    });
    RuleSet::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{count}: {error}"))
}

fn with_rules(count: usize) -> RuleSet {
    with_rows("category_rules", count, |at, when| {
        json!({ "id": format!("own-{at}"), "label": format!("own {at}"), "at_least": 1, "when": when,
            "statements": ["N097"], "basis": "toolkit" })
    })
}

/// The ids of the rows added that stand for an indicator.
fn expected(count: usize, which: usize) -> Vec<String> {
    (0..count).filter(|at| at % 56 == which).map(|at| format!("own-{at}")).collect()
}

#[test]
fn each_added_rule_fires_where_it_should_in_sets_of_every_size() {
    // The built-in set has 56 ways to hold before the category: around 64, 128, 256, 512 and up to 1,024.
    for count in [8, 9, 72, 73, 200, 201, 456, 457, 968] {
        let rules = with_rules(count);
        for (which, indicator) in Indicator::ALL.iter().enumerate().step_by(5) {
            let (child, tool) = (child(), Indicators::new().observed(*indicator));
            let outcome = rules.screen(&child, &tool);
            let fired = outcome.reasons().map(|reason| reason.rule().to_owned());
            let own: Vec<_> = fired.filter(|rule| rule.starts_with("own-")).collect();
            assert_eq!(own, expected(count, which), "{count}: {indicator}");
            assert_eq!(outcome.category(), cse_screening::screen(&child, &tool).category());
        }
    }
}

#[test]
fn each_added_finding_is_found_in_sets_of_every_size() {
    // The built-in set's findings have 20 ways to hold: around 64, 128, 256 and up to 1,024.
    for count in [44, 45, 108, 109, 236, 237, 1_004] {
        let rules = with_rows("findings", count, |at, when| {
            json!({ "id": format!("own-{at}"), "message": format!("own {at}"), "when": when,
                "statements": ["N097"] })
        });
        for (which, indicator) in Indicator::ALL.iter().enumerate().step_by(5) {
            let (child, tool) = (child(), Indicators::new().observed(*indicator));
            let outcome = rules.screen(&child, &tool);
            let found = outcome.findings().map(|finding| finding.id.clone());
            let own: Vec<_> = found.filter(|finding| finding.starts_with("own-")).collect();
            assert_eq!(own, expected(count, which), "{count}: {indicator}");
        }
    }
}

#[test]
fn an_answer_that_was_replaced_leaves_nothing_behind_in_sets_of_every_size() {
    for own in [8, 60, 200, 450, 900] {
        let rules = with_own(own);
        for round in 0..200_usize {
            // Twelve answers to eight indicators, some of them with a type.
            let given: Vec<_> = (0..12)
                .map(|at| {
                    let which = (at * 5 + round) % 8;
                    let code = match which {
                        0 | 1 => Indicator::ALL[(which * 17 + round) % 56].code().to_owned(),
                        _ => format!("own-{}", (which * 131 + round) % own),
                    };
                    (code, Answer::ALL[(at * 7 + round / 3) % 4])
                })
                .collect();
            let answered = |answers: &mut dyn Iterator<Item = &(String, Answer)>| {
                answers.fold(Indicators::new(), |tool, (code, answer)| {
                    tool.answer_code(&rules, code, *answer).unwrap()
                })
            };
            let replaced = answered(&mut given.iter());
            let last = given
                .iter()
                .enumerate()
                .filter(|(at, (code, _))| given[at + 1..].iter().all(|(later, _)| later != code));
            let once = answered(&mut last.map(|(_, answer)| answer).rev());
            assert_eq!(replaced, once);
            let child = child();
            let [one, other] = [&replaced, &once].map(|tool| {
                let mut record = Vec::new();
                rules.screen(&child, tool).write_json(&mut record);
                record
            });
            assert_eq!(one, other, "{own}: {given:?}");
        }
    }
}

#[test]
fn large_sets_load_where_the_stack_is_small() {
    let loaded = std::thread::Builder::new()
        .stack_size(512 << 10)
        .spawn(|| with_rules(900).tables().category_rules.len());
    assert_eq!(loaded.unwrap().join().unwrap(), RuleSet::coventry().tables().category_rules.len() + 900);
}
