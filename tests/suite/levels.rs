//! Levels of an area's own: by their ids in rules, cases and requests; one, two or three of them.

use crate::faults::messages;
use crate::local::load;
use cse_screening::rules::proof::Property;
use cse_screening::{Category, Child, Indicators, Request, RuleSet};
use serde_json::{Value, json};

const IDS: [&str; 3] = ["low", "medium", "high"];

fn tiers() -> Value {
    serde_json::from_str(&load("tiers").to_json()).unwrap()
}

/// The same with the ids of levels in place of numbers, wherever rows ask for categories; how many there were.
fn by_id(value: &mut Value, fields: &[&str]) -> usize {
    let id = |number: &Value| number.as_u64().map(|number| json!(IDS[number as usize - 1]));
    match value {
        Value::Array(list) => list.iter_mut().map(|one| by_id(one, fields)).sum(),
        Value::Object(map) => {
            let mut count = 0;
            for (field, value) in map {
                match value {
                    Value::Array(list) if fields.contains(&&**field) => {
                        for one in list {
                            *one = id(one).unwrap();
                            count += 1;
                        }
                    }
                    value if fields.contains(&&**field) && value.is_number() => {
                        *value = id(value).unwrap();
                        count += 1;
                    }
                    value => count += by_id(value, fields),
                }
            }
            count
        }
        _ => 0,
    }
}

#[test]
fn a_set_may_name_its_levels_wherever_it_asks_for_a_category_and_is_the_same_set() {
    let rules = load("tiers");
    let mut named = tiers();
    let levels = named["levels"].take();
    let fields =
        ["category", "category_at_least", "must_in_categories", "never_below", "other_rules_give_at_least"];
    assert!(by_id(&mut named, &fields) > 12);
    named["levels"] = levels;
    let read = RuleSet::from_json(&named.to_string()).unwrap();
    assert_eq!(read.sha256(), rules.sha256());
    // What is no level is refused for what it is.
    let mut unknown = tiers();
    unknown["steps"][2]["when"] = json!([{ "category": ["lowest"] }]);
    assert!(RuleSet::from_json(&unknown.to_string()).is_err());
    // Without levels there is nothing to name.
    let mut without = tiers();
    without["steps"][2]["when"] = json!([{ "category": ["low"] }]);
    without.as_object_mut().unwrap().remove("levels");
    assert!(RuleSet::from_json(&without.to_string()).is_err());
}

fn request(rules: &RuleSet, level: [Value; 3]) -> Result<Request, String> {
    let [judged, determined, previous] = level;
    let request = json!({
        "child": {
            "age": 15, "previous_category": previous, "previous_category_on": "2024-11-08",
            "determination": { "category": determined, "on": "2025-02-20", "by": "mase_meeting", "rationale": "r" }
        },
        "screening": { "professional_judgement": { "category": judged, "rationale": "r" } }
    });
    Request::from_json_for(rules, &request.to_string()).map_err(|error| error.full_text())
}

#[test]
fn a_request_may_name_a_level_by_its_id_and_comes_back_with_the_number() {
    let rules = load("tiers");
    let by_number = request(&rules, [json!(2), json!(1), json!(3)]).unwrap();
    let by_id = request(&rules, [json!("medium"), json!("low"), json!("high")]).unwrap();
    assert!(by_id == by_number);
    assert_eq!(serde_json::to_value(&by_id).unwrap()["child"]["previous_category"], json!(3));
    assert!(request(&rules, [json!(2), json!("none"), json!(3)]).is_ok());
    let refused = [
        (
            [json!("medum"), json!(1), json!(1)],
            "screening.professional_judgement.category: unknown level `medum`; allowed: `low`, `medium`, `high`; did you mean `medium`?",
        ),
        (
            [json!(1), json!("lo"), json!(1)],
            "child.determination.category: unknown level `lo`; allowed: `low`, `medium`, `high`; did you mean `low`?",
        ),
        (
            [json!(1), json!(1), json!("")],
            "child.previous_category: unknown level ``; allowed: `low`, `medium`, `high`",
        ),
    ];
    for (levels, said) in refused {
        assert_eq!(request(&rules, levels).err().unwrap(), said);
    }
    // Rules without levels know numbers alone.
    let built_in = request(RuleSet::coventry(), [json!("medium"), json!(1), json!(1)]).err().unwrap();
    assert!(built_in.contains("allowed: `1`, `2`, `3`"), "{built_in}");
}

/// The tiers without the lowest level: amber and red.
fn two() -> Value {
    let mut set = tiers();
    let keep = |table: &mut Value, keep: &dyn Fn(&Value) -> bool| {
        table.as_array_mut().unwrap().retain(|row| keep(row))
    };
    keep(&mut set["levels"], &|row| row["id"] != "low");
    keep(&mut set["categories"], &|row| row["category"] != 1);
    keep(&mut set["category_rules"], &|row| row["at_least"] != "low" && row["at_least"] != 1);
    keep(&mut set["plan_hosts"], &|row| row["id"] != "low");
    keep(&mut set["steps"], &|row| row["id"] != "early-help");
    set["manifest"]["accepts_no_category"] =
        json!([{ "of": { "group": "low" }, "reason": "there is no low level" }]);
    set["manifest"]["id"] = json!("two");
    // What only the rows that are gone carried.
    set["not_modelled"] = json!([{ "statements": ["T21", "T33"], "reason": "there is no low level" }]);
    set
}

fn rules(set: &Value) -> RuleSet {
    RuleSet::from_json(&set.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_set_may_have_two_levels_and_what_holds_is_proved_of_them() {
    let rules = rules(&two());
    let report = rules.check();
    assert!(report.holds(), "{:?}", Property::ALL.iter().map(|one| report.verdict(*one)).collect::<Vec<_>>());
    // The level that it does not have is refused in a request, by number and by id.
    let number = |level: Value| {
        request(&rules, [level.clone(), json!(2), json!(2)]).and(request(&rules, [json!(2), json!(2), level]))
    };
    assert!(number(json!(2)).is_ok() && number(json!("high")).is_ok());
    assert!(
        number(json!(1)).err().unwrap().contains("allowed: the number of a level of these rules, or its id")
    );
    assert!(number(json!("low")).is_err() && number(json!(4)).is_err());
    assert!(request(&rules, [json!(2), json!(1), json!(2)]).is_err());
    // In Rust it can be said all the same. Then the next graver one speaks.
    let child = Child::aged(15).unwrap().previous_category(Category::One);
    let nothing = Indicators::new();
    let outcome = rules.screen(&child, &nothing);
    assert!(outcome.to_record().verify(&rules).is_ok());
    assert_eq!(rules.category_row(Category::One).category, Category::Two);
}

#[test]
fn one_level_is_enough_and_the_gravest_stands_for_3() {
    let mut one = two();
    let keep = |table: &mut Value, keep: &dyn Fn(&Value) -> bool| {
        table.as_array_mut().unwrap().retain(|row| keep(row))
    };
    keep(&mut one["levels"], &|row| row["id"] == "high");
    keep(&mut one["categories"], &|row| row["category"] == 3);
    let refused = |set: &Value| messages(&RuleSet::from_json(&set.to_string()).unwrap_err());
    // Rows that give what is gone are named.
    assert!(
        refused(&one).iter().any(|said| said.contains("refers to the level `medium`, which does not exist"))
    );
    let mut fixed = two();
    fixed["category_rules"][0]["at_least"] = json!(1);
    fixed["indicators"][0]["category"] = json!(1);
    let said = refused(&fixed);
    assert!(
        said.iter().any(|said| said.ends_with("at_least: found 1, and no row of `categories` has it")),
        "{said:?}"
    );
    assert!(
        said.iter().any(|said| said.ends_with("category: found 1, and no row of `categories` has it")),
        "{said:?}"
    );
    let mut without_gravest = tiers();
    keep(&mut without_gravest["levels"], &|row| row["id"] != "high");
    keep(&mut without_gravest["categories"], &|row| row["category"] != 3);
    assert!(refused(&without_gravest).contains(&"categories, `3`: 0 rows; allowed: 1".to_owned()));
    // Without levels all three have a row.
    let mut without = tiers();
    without.as_object_mut().unwrap().remove("levels");
    keep(&mut without["categories"], &|row| row["category"] != 1);
    assert!(refused(&without).contains(&"categories, `1`: 0 rows; allowed: 1".to_owned()));
}
