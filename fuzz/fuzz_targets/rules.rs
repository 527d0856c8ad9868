//! Any text as a rule set, as tables in place of the built-in ones, and as changes to them: refused with
//! every fault, or sound enough to screen by. Text alone would hardly ever be a whole rule set.
#![no_main]

use cse_screening::{Answer, Category, Child, Fact, Indicator, Indicators, Request, RuleSet};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// Under a name of its own: under that of the built-in set, no other is read.
static BUILT_IN: LazyLock<Map<String, Value>> = LazyLock::new(|| {
    let mut set: Map<String, Value> = serde_json::from_str(&RuleSet::coventry().to_json()).unwrap();
    set["manifest"]["id"] = "x".into();
    set
});

static CHANGES: LazyLock<Map<String, Value>> = LazyLock::new(|| {
    serde_json::from_str(
        r#"{
            "extends": {"id": "coventry", "version": "2.0.0"},
            "manifest": {"id": "x", "version": "1.0.0", "title": "X"}
        }"#,
    )
    .unwrap()
});

static REQUEST: LazyLock<Request> = LazyLock::new(|| {
    Request::from_json(
        r#"{
            "child": { "age_between": [12, 18], "looked_after": "suspected", "section_47": "not_known",
                       "placement": "foster", "previous_category": 3, "previous_category_on": "2024-11-08",
                       "determination": { "category": 2, "on": "2025-02-20", "by": "mase_meeting", "rationale": "seen at a visit" } },
            "screening": { "screened_on": "2025-03-01", "referred_on": "2025-12-19", "indicators": {
                "late-home-or-missing": "yes", "seen-in-hotspot": "suspected", "rape": "not_known" },
                "professional_judgement": { "category": 1, "rationale": "seen at a visit" } }
        }"#,
    )
    .unwrap()
});

fuzz_target!(|text: &str| {
    screen_by(text);
    if let Ok(tables) = serde_json::from_str::<Map<String, Value>>(text) {
        let mut changes = CHANGES.clone();
        changes.extend(tables.clone());
        screen_by(&Value::Object(changes).to_string());
        let mut whole = BUILT_IN.clone();
        whole.extend(tables);
        screen_by(&Value::Object(whole).to_string());
    }
});

fn screen_by(document: &str) {
    let rules = match RuleSet::from_json(document) {
        Ok(rules) => rules,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let outcome = REQUEST.screen_by(&rules);
    let record = outcome.to_record();
    let mut straight = Vec::new();
    outcome.write_json(&mut straight);
    assert!(straight == serde_json::to_vec(&record).unwrap(), "the record is written otherwise");
    assert!(record.verify(&rules) == Ok(()), "the record is not verified");
    no_answer_lowers(&rules);
    let copy = RuleSet::from_json(&rules.to_json()).unwrap();
    assert!(copy.sha256() == rules.sha256(), "the rules read otherwise");
}

/// Whatever a sound set says: one answer more lowers nothing, at any age, and nothing is above possible.
fn no_answer_lowers(rules: &RuleSet) {
    for age in [12, 16, 19, 30] {
        for previous in [None, Some(Category::Three)] {
            let child = previous.into_iter().fold(Child::aged(age).unwrap(), Child::previous_category);
            let tool = Indicators::new().answer(Indicator::SeenInHotspot, Answer::Suspected);
            let levels = |child: &Child, tool: &Indicators| {
                let outcome = rules.screen(child, tool);
                assert!(
                    outcome.indicated() <= outcome.category() && outcome.category() <= outcome.possible()
                );
                (outcome.indicated(), outcome.category(), outcome.possible())
            };
            let not_lower = |more: [Option<Category>; 3], less: [Option<Category>; 3]| {
                assert!(more.iter().zip(&less).all(|(more, less)| more >= less), "one answer more lowers");
            };
            let list = |(one, two, three)| [one, two, three];
            let before = list(levels(&child, &tool));
            for indicator in [Indicator::SeenInHotspot, Indicator::Clipping, Indicator::ConcealedInjuries] {
                not_lower(list(levels(&child, &tool.clone().observed(indicator))), before);
            }
            for fact in Fact::ALL {
                let answers = [Answer::No, Answer::NotKnown, Answer::Suspected, Answer::Yes];
                let rising = answers.map(|answer| list(levels(&child.clone().fact(*fact, answer), &tool)));
                rising.windows(2).for_each(|pair| not_lower(pair[1], pair[0]));
            }
        }
    }
}
