//! What is not known, and changes what must be done rather than the category.

use crate::called::forms;
use crate::page;
use crate::run::cse;
use crate::support::{flat, random_requests, read, record};
use cse_screening::{Answer, Category, Child, Fact, Indicator, Indicators, RuleSet};
use serde_json::{Value, json};

#[test]
fn an_open_answer_that_brings_other_steps_is_named() {
    let request = json!({
        "child": {"age": 15, "looked_after": "yes"},
        "screening": {"indicators": {"rape": "yes"}},
    });
    let record = read(&request).screen().to_record();
    assert!(record.gaps.is_empty());
    let (page, text) = forms(&record, &[]);
    for form in [page::words(page.text()), flat(&text)] {
        let (_, after) = form.split_once("would change the steps, and not the category").unwrap();
        let until = after.to_lowercase().find("what was answered").unwrap();
        let label = RuleSet::coventry().fact_in_words(Fact::PlacedOutOfArea);
        assert!(after[..until].contains(label), "{form}");
    }
}

/// What the report and the summary say of the open answers, from the first heading of what is not known on.
fn told(request: &Value) -> [String; 3] {
    let (page, text) = forms(&record(request), &[]);
    let section = page.between("<section id=\"unknowns\"", "</section>");
    let (_, of_text) = text.split_once("\nWHAT IS NOT KNOWN, AND WHAT IT COULD CHANGE\n").unwrap();
    let (of_text, _) = of_text.split_once("\nWHAT WAS ANSWERED\n").unwrap();
    let summary = cse("screen", &["-"], request.to_string().as_bytes()).out;
    let of_summary = summary.split_once("\nWHAT IS NOT KNOWN, AND COULD CHANGE THIS\n");
    let of_summary =
        of_summary.map_or("", |(_, after)| after.split_once("\n\n").map_or(after, |(one, _)| one));
    [page::words(&section), flat(of_text), flat(of_summary)]
}

const OUT: &str = "These rules give no category in this scope. Another answer about age or circumstances could change the \
    scope. Unknown is not “no”.";
const SCOPE: &str = "would change the scope";
const STEPS: &str = "would change the steps, and not the category";

#[test]
fn an_adult_whom_an_open_answer_could_bring_into_a_scope_with_categories_is_told_so() {
    let needs = RuleSet::coventry().fact_in_words(Fact::NeedsCareAndSupport);
    // Of those with needs nobody of 21 or over has a category.
    for (age, could) in [(18, true), (20, true), (21, false), (22, false)] {
        for answer in [json!("not_known"), Value::Null] {
            let mut request = json!({"child": {"age": age}, "screening": {"indicators": {"rape": "yes"}}});
            for fact in Fact::ALL {
                request["child"][fact.code()] = json!("no");
            }
            request["child"]["needs_care_and_support"] = answer;
            request["child"].as_object_mut().unwrap().retain(|_, answer| !answer.is_null());
            for form in told(&request) {
                assert!(form.contains(OUT), "{age} {form}");
                assert!(
                    !form.contains("none depends") && !form.contains("by itself, if it were yes"),
                    "{form}"
                );
                let of_scope = form.split_once(SCOPE).map_or("", |(_, after)| after);
                let of_scope = of_scope.split(STEPS).next().unwrap();
                assert_eq!(of_scope.contains(needs), could, "{age} {form}");
                assert_eq!(of_scope.contains("Category 3"), could, "{age} {form}");
            }
        }
    }
}

#[test]
fn where_a_yes_gives_no_category_yet_it_is_said_what_is_possible_then() {
    let (rules, looked_after) = (RuleSet::coventry(), RuleSet::coventry().fact_in_words(Fact::LookedAfter));
    // What the answer would give, from the rules themselves: no category, and Category 3 possible.
    let child =
        Child::aged(22).unwrap().fact(Fact::LookedAfter, Answer::Yes).fact(Fact::CareLeaver, Answer::No);
    let rape = Indicators::new().answer(Indicator::Rape, Answer::NotKnown);
    let after = rules.screen(&child, &rape);
    assert_eq!((after.category(), after.possible()), (None, Some(Category::Three)));

    let child = json!({"age": 22, "care_leaver": "no", "looked_after": "not_known"});
    let request = json!({"child": child, "screening": {"indicators": {"rape": "not_known"}}});
    let [page, text, summary] = told(&request);
    for form in [page, text] {
        assert!(form.contains("No category, and up to Category 3 possible"), "{form}");
    }
    // A label that is longer than its column stands above what it is about, and does not run into it.
    let said = format!("and give: No category, and up to Category 3 possible Not known: {looked_after}.");
    assert!(summary.contains(&said), "{summary}");
}

#[test]
fn what_is_said_to_leave_the_category_leaves_it_and_what_changes_the_scope_is_named() {
    let (mut left, mut moved) = (0, 0);
    for (mut request, age) in random_requests(40).into_iter().zip((16..24).cycle()) {
        request["child"]["age"] = json!(age);
        // Whoever could be in a scope with categories by one of these is in it: so here nobody is.
        for fact in ["learning_disability", "additional_needs", "care_leaver", "looked_after"] {
            request["child"][fact] = json!("no");
        }
        let request = read(&request);
        let before = request.screen();
        let forms = told(&serde_json::to_value(&request).unwrap());
        for fact in Fact::ALL {
            let open = request.child().answer_to(*fact);
            let is_event = RuleSet::coventry()
                .tables()
                .facts
                .iter()
                .any(|row| row.fact == *fact && row.left_out == Answer::No);
            if matches!(open, Some(Answer::Yes | Answer::No)) || open.is_none() && is_event {
                continue;
            }
            let child = request.child().clone().fact(*fact, Answer::Yes);
            let after = RuleSet::coventry().screen(&child, request.indicators());
            let label = RuleSet::coventry().fact_in_words(*fact);
            for form in &forms {
                let named = |opening: &str| {
                    let after = form.split_once(opening).map_or("", |(_, after)| after);
                    after.split(" to any one of these ").next().unwrap().contains(label)
                };
                left += usize::from(named(STEPS));
                moved += usize::from(after.scope() != before.scope());
                assert!(!named(STEPS) || after.category() == before.category(), "{label} {form}");
                assert_eq!(named(SCOPE), after.scope() != before.scope(), "{label} {form}");
            }
        }
    }
    assert!(left > 5 && moved > 5, "{left} {moved}");
}
