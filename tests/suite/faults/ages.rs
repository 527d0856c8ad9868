//! A tool that is made for certain ages: who is outside is told where to turn, and nobody who could be inside is.

use super::{are_refused, put, shown, small};
use cse_screening::rules::proof::{Property, Verdict};
use cse_screening::{Category, Force, NoCategory, Record, Request, RuleSet, Scope};
use serde_json::{Value, json};

fn row(scope: &str, categories: bool, when: &Value) -> Value {
    json!({ "scope": scope, "categories": categories, "when": when, "statements": ["S1"], "basis": "toolkit" })
}

/// Under 16, or 26 and over.
fn outside() -> Value {
    json!([{ "any": [{ "not": { "could_be_at_least": 16 } }, { "certainly_at_least": 26 }] }])
}

fn turn() -> Value {
    json!({
        "id": "turn", "stage": "referral", "when": [{ "scope": ["outside_this_tool"] }], "actor": "holder",
        "who": "whoever has this form", "action": "fill in the form for children, and ring the front door today",
        "force": "must", "deadline": { "days": 1, "from": "screening" }, "statements": ["S1"], "basis": "toolkit"
    })
}

/// The small set for those of 16 to 25.
fn set() -> Value {
    let mut set = small();
    let inside = json!([{ "could_be_at_least": 16 }, { "could_be_under": 26 }]);
    put(
        &mut set,
        "/scopes",
        json!([row("child", true, &inside), row("outside_this_tool", false, &outside())]),
    );
    put(&mut set, "/steps/-", turn());
    // A step of the first stage stands before those of the second.
    let steps = set["steps"].as_array_mut().unwrap();
    steps.swap(1, 2);
    set
}

fn rules() -> RuleSet {
    RuleSet::from_json(&set().to_string()).unwrap_or_else(|error| panic!("{error}"))
}

fn request(rules: &RuleSet, ages: Option<[u8; 2]>) -> Request {
    let mut request =
        json!({ "child": {}, "screening": { "screened_on": "2025-03-03", "indicators": ["first-sign"] } });
    if let Some(ages) = ages {
        request["child"]["age_between"] = json!(ages);
    }
    Request::from_json_for(rules, &request.to_string()).unwrap()
}

#[test]
fn only_who_is_certainly_of_another_age_is_outside_and_a_step_says_where_to_turn() {
    let rules = rules();
    // The ages, and whether somebody of them is outside.
    let cases = [
        (Some([15, 15]), true),
        (Some([0, 15]), true),
        (Some([16, 16]), false),
        (Some([15, 16]), false),
        (Some([0, 120]), false),
        (None, false),
        (Some([25, 25]), false),
        (Some([25, 26]), false),
        (Some([26, 26]), true),
        (Some([26, 120]), true),
    ];
    for (ages, is_outside) in cases {
        let request = request(&rules, ages);
        let outcome = request.screen_by(&rules);
        let turned = outcome.steps().find(|step| step.id() == "turn");
        assert_eq!(outcome.scope() == Scope::OutsideThisTool, is_outside, "{ages:?}");
        assert_eq!(turned.is_some(), is_outside, "{ages:?}");
        if is_outside {
            assert_eq!(outcome.category().or(outcome.possible()), None, "{ages:?}");
            assert_eq!(outcome.no_category(), Some(NoCategory::OutsideThisTool), "{ages:?}");
            assert_eq!(turned.unwrap().force(), Force::Must);
            assert!(outcome.level().is_none());
            let record = outcome.to_record();
            let json = serde_json::to_value(&record).unwrap();
            assert_eq!(
                (&json["scope"], &json["no_category"]),
                (&json!("outside_this_tool"), &json!("outside_this_tool"))
            );
            let mut written = Vec::new();
            outcome.write_json(&mut written);
            assert!(
                Record::from_slice_for(&rules, &written).unwrap() == record && record.verify(&rules).is_ok()
            );
        } else {
            assert!(outcome.category() >= Some(Category::Two), "{ages:?}");
        }
    }
}

#[test]
fn the_properties_are_proved_of_those_whom_the_tool_is_made_for() {
    let report = rules().check();
    for property in Property::ALL {
        let verdict = report.verdict(*property);
        assert!(matches!(verdict, Verdict::Holds), "{property}: {verdict:?}");
    }
}

#[test]
fn a_set_that_turns_somebody_away_without_a_word_is_refused() {
    let said = "nobody outside the tool is left without a step of force `must` that says where to turn, and this one is";
    let refused = |set: &Value| RuleSet::from_json(&set.to_string()).unwrap_err().to_string();
    let mut none = set();
    none["steps"].as_array_mut().unwrap().retain(|step| step["id"] != "turn");
    assert!(refused(&none).contains(said), "{}", refused(&none));
    let mut weaker = set();
    put(&mut weaker, "/steps/1/force", json!("should"));
    assert!(refused(&weaker).contains(said));
    // Some are told, and some are not.
    let mut some = set();
    put(&mut some, "/steps/1/when/-", json!({ "certainly_at_least": 26 }));
    assert!(refused(&some).contains(said));
    // The force of a step outside every category is the other one.
    let mut by_category = set();
    put(&mut by_category, "/steps/1/force", json!({ "otherwise": "should", "must_in_categories": [3] }));
    assert!(refused(&by_category).contains(said));
    put(&mut by_category, "/steps/1/force", json!({ "otherwise": "must", "must_in_categories": [3] }));
    assert!(RuleSet::from_json(&by_category.to_string()).is_ok());
}

#[test]
fn nobody_who_could_be_of_the_age_of_the_tool_is_turned_away() {
    let asking = |when: Value| {
        let mut set = set();
        put(&mut set, "/scopes/1/when", when);
        set
    };
    let only_certainly = "scopes, `outside_this_tool`: whoever could be of the tool's age is in it: the scope may ask only for `certainly_at_least`, and for `not` `could_be_at_least`";
    for when in [
        json!([{ "could_be_under": 16 }]),
        json!([{ "not": { "certainly_at_least": 16 } }]),
        json!([{ "any": [{ "certainly_at_least": 26 }, { "fact": { "name": "section_47", "is": ["no"] } }] }]),
        json!([]),
    ] {
        let error = RuleSet::from_json(&asking(when.clone()).to_string()).unwrap_err();
        assert!(error.faults().iter().any(|fault| fault.to_string() == only_certainly), "{when}: {error}");
    }
    let mut first = set();
    first["scopes"].as_array_mut().unwrap().swap(0, 1);
    let mut giving = set();
    put(&mut giving, "/scopes/1/categories", json!(true));
    are_refused(vec![
        shown(first, &["scopes, `child`: stands below `outside_this_tool`, in which no category is given"]),
        shown(
            giving,
            &[
                "scopes, `outside_this_tool`: no category is given outside the tool; allowed: `\"categories\": false`",
            ],
        ),
    ]);
}
