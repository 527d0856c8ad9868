//! Made-up requests: valid, and as the table of the distribution says.

use super::{generated, run};
use crate::run::Folder;
use cse_screening::{Request, RuleSet};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

const MANY: usize = 20_000;

fn table() -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("cli/src/caseload/distribution.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// Whether each value of a list came about as often as its weight says. A key is the value as JSON.
fn holds(list: &str, found: impl IntoIterator<Item = Value>) {
    let mut counts: BTreeMap<String, f64> = BTreeMap::new();
    let mut all = 0.0;
    for value in found {
        *counts.entry(value.to_string()).or_default() += 1.0;
        all += 1.0;
    }
    assert!(all > 1_000.0, "{list}: only {all}");
    let table = table();
    let rows = table[list].as_array().unwrap();
    let weights: f64 = rows.iter().map(|row| row["weight"].as_f64().unwrap()).sum();
    for row in rows {
        let expected = row["weight"].as_f64().unwrap() / weights;
        let share = counts.remove(&row["value"].to_string()).unwrap_or_default() / all;
        // Five times the standard deviation.
        let room = 5.0 * (expected * (1.0 - expected) / all).sqrt();
        assert!((share - expected).abs() < room, "{list}, {}: {share} and not {expected}", row["value"]);
    }
    assert!(counts.is_empty(), "{list}: {counts:?}");
}

/// The code of an answer, whatever stands beside it.
fn code_of(answer: &Value) -> Value {
    answer.get("answer").unwrap_or(answer).clone()
}

#[test]
fn requests_are_drawn_as_the_table_says() {
    let lines = generated(MANY, 7);
    let requests: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(requests.len(), MANY);
    let child = |field: &'static str| requests.iter().map(move |request| request["child"][field].clone());
    let tool = |field: &'static str| requests.iter().map(move |request| request["screening"][field].clone());
    let given_as = requests.iter().map(|request| {
        let fields = request["child"].as_object().unwrap();
        let given =
            ["age", "date_of_birth", "age_between"].into_iter().find(|field| fields.contains_key(*field));
        given.map_or(Value::Null, Value::from)
    });
    holds("age_given_as", given_as);
    holds("age_in_years", child("age").filter(|age| !age.is_null()));
    holds("facts_not_known_when_left_out", child("learning_disability"));
    holds("facts_not_known_when_left_out", child("unaccompanied"));
    holds("facts_no_when_left_out", child("section_47"));
    holds("case", child("case"));
    holds("previous_category", child("previous_category"));
    holds("completed_by", tool("completed_by"));
    holds("judged_category", tool("professional_judgement").map(|judged| judged["category"].clone()));
    holds("referred", tool("referred_on").map(|day| Value::from(!day.is_null())));
    let looked_after = |request: &&Value| {
        ["yes", "suspected"].iter().any(|answer| request["child"]["looked_after"] == *answer)
    };
    let of_those = |field: &'static str| {
        requests.iter().filter(looked_after).map(move |request| request["child"][field].clone())
    };
    holds("placement_where_looked_after", of_those("placement"));
    holds("legal_status_where_looked_after", of_those("legal_status"));
    let others = requests.iter().filter(|request| !looked_after(request));
    holds("placement_where_not_looked_after", others.map(|request| request["child"]["placement"].clone()));
    let determined = |screened_before: bool| {
        let those = requests
            .iter()
            .filter(move |request| request["child"]["previous_category"].is_null() != screened_before);
        those.map(|request| request["child"]["determination"]["category"].clone())
    };
    holds("determination_after_a_previous_category", determined(true));
    holds("determination_without_one", determined(false));
    let meetings = requests.iter().map(|request| request["child"]["determination"]["by"].clone());
    holds("determined_by", meetings.filter(|by| !by.is_null()));
    let alone = tool("views").map(|views| Value::from(!views["seen_alone_on"].is_null()));
    holds("seen_alone", alone);
    let given =
        requests.iter().flat_map(|request| request["screening"]["indicators"].as_object().unwrap().values());
    let seen = given.filter(|answer| ["yes", "suspected"].iter().any(|code| code_of(answer) == *code));
    let sightings = |answer: &Value| match &answer["seen_on"] {
        Value::Array(days) => days.len(),
        day => usize::from(!day.is_null()),
    };
    holds("sightings_of_an_observed_one", seen.clone().map(|answer| Value::from(sightings(answer))));
    let with_a_day = seen.filter(|answer| sightings(answer) > 0);
    holds("seen_first_hand", with_a_day.map(|answer| answer["first_hand"].clone()));
    assert!(
        !lines.contains("note") && !lines.contains("words") && !lines.contains("source"),
        "a text is made up"
    );

    let rules = RuleSet::coventry();
    let answers = |request: &Value| -> Vec<(String, Value)> {
        let given = request["screening"]["indicators"].as_object().unwrap();
        rules
            .tables()
            .indicators
            .iter()
            .map(|row| (row.code.clone(), given.get(&row.code).map_or(Value::Null, code_of)))
            .collect()
    };
    let is_seen = |answer: &Value| *answer == "yes" || *answer == "suspected";
    let seen = |request: &Value| {
        answers(request).into_iter().filter(|(_, answer)| is_seen(answer)).collect::<Vec<_>>()
    };
    holds("observed_as", requests.iter().flat_map(seen).map(|(_, answer)| answer));
    let unseen = |request: &Value| {
        answers(request).into_iter().filter(|(_, answer)| !is_seen(answer)).collect::<Vec<_>>()
    };
    holds("indicators_not_observed", requests.iter().flat_map(unseen).map(|(_, answer)| answer));
}

#[test]
fn what_a_set_asks_of_its_own_is_drawn_as_the_table_says() {
    let set = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/local/tiers");
    let set = set.to_str().unwrap();
    let made = run(&["generate", "--count", "20000", "--seed", "3", "--rules", set, "-o", "-"]);
    let requests: Vec<Value> = made.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let child = |field: &'static str| requests.iter().map(move |request| request["child"][field].clone());
    holds("facts_not_known_when_left_out", child("sibling_exploited"));
    let given_as = |number: &Value| match number {
        Value::Array(_) => "range".into(),
        Value::Number(_) => "number".into(),
        other => other.clone(),
    };
    let number = || child("missing_episodes_in_90_days");
    holds("own_numbers_given_as", number().map(|number| given_as(&number)));
    let lowest = |number: Value| if number.is_array() { number[0].clone() } else { number };
    holds("own_numbers", number().map(lowest).filter(Value::is_number));
    // A sign of the set's own was seen on a day as any other.
    let signs = requests.iter().filter_map(|request| request["screening"]["indicators"].as_object());
    let seen = signs.flat_map(serde_json::Map::values).filter(|answer| !answer["seen_on"].is_null());
    assert!(seen.count() > 1_000);
}

#[test]
fn observed_indicators_are_as_many_and_listed_where_the_table_says() {
    // Each of the built-in ones is listed in a category, so the weight of those that are not counts for nothing.
    let lines = generated(MANY, 8);
    let table = table();
    let weight = |list: &str, value: &Value| {
        let rows = table[list].as_array().unwrap();
        let all: f64 = rows.iter().map(|row| row["weight"].as_f64().unwrap()).sum();
        rows.iter()
            .filter(|row| row["value"] == *value)
            .map(|row| row["weight"].as_f64().unwrap())
            .sum::<f64>()
            / all
    };
    let categories = "category_an_observed_one_is_listed_in";
    let listed = 1.0 - weight(categories, &Value::Null);
    let drawn: f64 = table["indicators_observed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["value"].as_f64().unwrap() * weight("indicators_observed", &row["value"]))
        .sum();
    let mut by_category = [0.0; 4];
    for line in lines.lines() {
        let request = Request::from_json(line).unwrap();
        let answers = request
            .indicators()
            .answers()
            .filter(|(_, answer)| answer.to_string() == "yes" || answer.to_string() == "suspected");
        answers.for_each(|(indicator, _)| by_category[usize::from(indicator.category().number())] += 1.0);
    }
    let all: f64 = by_category.iter().sum();
    let mean = all / MANY as f64;
    assert!((mean - drawn).abs() < 0.08, "{mean} and not {drawn}");
    for (number, count) in by_category.iter().enumerate().skip(1) {
        let (share, expected) = (count / all, weight(categories, &Value::from(number)) / listed);
        assert!((share - expected).abs() < 0.01, "{number}: {share} and not {expected}");
    }
}

#[test]
fn every_request_is_valid_under_the_rules_it_was_made_for() {
    for set in ["rules/coventry", "tests/local/tiers", "tests/local/weights", "tests/local/extended"] {
        let set = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(set);
        let rules = RuleSet::from_dir(&set).unwrap();
        let made =
            run(&["generate", "--count", "1000", "--seed", "1", "--rules", set.to_str().unwrap(), "-o", "-"]);
        assert_eq!((made.code, made.out.lines().count()), (0, 1_000));
        let mut categories = [0; 4];
        for line in made.out.lines() {
            let request =
                Request::from_json_for(&rules, line).unwrap_or_else(|error| panic!("{error}\n{line}"));
            let outcome = request.screen_by(&rules);
            categories[outcome.category().map_or(0, |category| usize::from(category.number()))] += 1;
        }
        let come = categories.iter().filter(|count| **count > 5).count();
        assert!(come >= 2, "{}: {categories:?}", set.display());
    }
}

#[test]
fn a_set_of_two_levels_is_asked_about_no_third() {
    let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/small.json");
    let mut set: Value = serde_json::from_str(&std::fs::read_to_string(small).unwrap()).unwrap();
    set["levels"] = json!([{"id": "some", "label": "some", "category": 2}, {"id": "grave", "label": "grave", "category": 3}]);
    set["categories"].as_array_mut().unwrap().remove(0);
    let folder = Folder::new("two-levels");
    let set = folder.set("small", &set);
    let rules = RuleSet::from_dir(&set).unwrap();
    let made = run(&["generate", "--count", "2000", "--seed", "1", "--rules", &set, "-o", "-"]);
    assert_eq!((made.code, made.out.lines().count()), (0, 2_000));
    for line in made.out.lines() {
        Request::from_json_for(&rules, line).unwrap_or_else(|error| panic!("{error}\n{line}"));
    }
    assert!(made.out.contains("previous_category") && made.out.contains("determination"));
}

#[test]
fn equal_seeds_give_equal_requests_and_others_others() {
    assert_eq!(generated(50, 1), generated(50, 1));
    assert_ne!(generated(50, 1), generated(50, 2));
    assert!(generated(0, 1).is_empty());
}

#[test]
fn the_help_says_the_distribution_and_that_it_is_invented() {
    let help = run(&["generate", "--help"]);
    assert_eq!(help.code, 0);
    assert!(
        help.out.contains("Invented")
            && help.out.contains("\"age_in_years\"")
            && help.out.contains("\"value\": 15")
    );
}
