//! The reference of the words of the tables: `rules::schema::words`. Each has an example, and each example loads.

use crate::faults::{extending, messages, put};
use cse_screening::RuleSet;
use cse_screening::rules::schema::{Word, words};
use serde_json::{Value, json};

fn of(kind: &str) -> Vec<(String, Value)> {
    let of_kind = words().into_iter().filter(|word| word.of == kind);
    of_kind.map(|Word { word, example, .. }| (word, example.read().unwrap())).collect()
}

fn question(asks: &str, code: &str) -> Value {
    json!({ "code": code, "label": "l", "asks": asks, "statements": ["N019"] })
}

/// A set in which there are questions, weights and groups to ask for.
fn loads(what: &str, changes: Value) {
    let mut set = extending(changes);
    let row = json!([{ "code": "clipping", "weight": 9, "groups": ["online"] }]);
    put(&mut set, "/indicators", json!({ "change": row }));
    let questions = [question("answer", "lives_near_an_exploiter"), question("number", "times_missing")];
    put(&mut set, "/questions", json!({ "add": questions }));
    if let Err(error) = RuleSet::from_json(&set.to_string()) {
        panic!("{what}: {:#?}", messages(&error));
    }
}

#[test]
fn every_word_says_what_it_means_and_has_an_example() {
    let words = words();
    for word in &words {
        // The names of levels and sets say it.
        assert!(!word.about.is_empty() || word.of == "set", "{word:?}");
        assert_ne!(word.example_in_a_line(), "null", "{} of {}", word.word, word.of);
        assert!(!word.about.contains("Rust") && !word.about.contains("serde"), "{}", word.about);
    }
    for (kind, least) in
        [("operation", 10), ("condition", 34), ("set", 9), ("level", 4), ("steps", 9), ("levels", 3)]
    {
        let count = words.iter().filter(|word| word.of == kind).count();
        assert!(count >= least, "{kind}: {count}");
    }
}

#[test]
fn each_operation_is_shown_by_changes_that_load() {
    for (word, example) in of("operation") {
        assert!(example.to_string().contains(&word), "{word}: {example}");
        loads(&word, example);
    }
}

#[test]
fn each_condition_is_shown_by_one_that_loads() {
    for (word, example) in of("condition") {
        assert!(example.get(&word).is_some(), "{word}: {example}");
        let more = json!({ "any_observed": "any" });
        let row = json!({ "id": "own", "when": [example, more], "statements": ["N019"] });
        // What only some tables may ask.
        let changes = match &*word {
            "other_rules_give_at_least" => {
                let mut rule = row;
                rule.as_object_mut().unwrap().extend(
                    json!({ "label": "l", "at_least": 3, "basis": "toolkit" }).as_object().unwrap().clone(),
                );
                json!({ "category_rules": { "add": [rule] } })
            }
            _ => {
                let mut finding = row;
                finding["message"] = json!("m");
                // Nothing is observed where no indicator is.
                if word == "not" {
                    finding["when"] = json!([example]);
                }
                json!({ "findings": { "add": [finding] } })
            }
        };
        loads(&word, changes);
    }
}

#[test]
fn each_set_of_indicators_and_each_level_is_shown_by_one_that_loads() {
    let rule = |at_least: Value, of: Value| {
        json!({ "category_rules": { "add": [{
            "id": "own", "label": "l", "at_least": at_least, "when": [{ "any_observed": of }],
            "statements": ["N019"], "basis": "toolkit",
        }] } })
    };
    for (word, example) in of("set") {
        loads(&word, rule(json!(1), example));
    }
    for (word, example) in of("level").into_iter().filter(|(word, _)| word == "listed" || word == "judged") {
        loads(&word, rule(example, json!("any")));
    }
    let levels: serde_json::Map<_, _> =
        of("levels").into_iter().map(|(word, example)| (word.clone(), example[&word].clone())).collect();
    loads("levels", json!({ "levels": { "add": [levels] } }));
}

#[test]
fn each_field_of_a_table_is_shown_as_it_stands_in_the_built_in_set_or_in_one_that_loads() {
    let built_in: Value = serde_json::from_str(&RuleSet::coventry().to_json()).unwrap();
    for Word { of, word, example, .. } in words() {
        let Some(rows) = built_in.get(&of) else { continue };
        let shown = example.read::<Value>().unwrap()[&word].clone();
        let rows = rows.as_array().cloned().unwrap_or_else(|| vec![rows.clone()]);
        let is_shown = |row: &Value| match (&shown, row.get(&word)) {
            (Value::Array(shown), Some(Value::Array(all))) => all.starts_with(shown),
            (shown, is) => Some(shown) == is,
        };
        if rows.iter().any(is_shown) || (&*of, &*word) == ("manifest", "based_on") {
            continue;
        }
        let changes = match &*of {
            "manifest" => json!({ "manifest": { word: shown } }),
            "questions" => {
                let mut row = question("answer", "lives_near_an_exploiter");
                row[&word] = shown;
                json!({ of: { "add": [row] } })
            }
            // An older weight is held against the weight.
            _ => json!({ of: { "change": [{ "code": "eating-disorder", "weight": 2, word: shown }] } }),
        };
        let mut set = extending(changes);
        // What is observed in a group needs no row that asks for it.
        put(&mut set, "/findings", json!({ "add": [] }));
        RuleSet::from_json(&set.to_string())
            .unwrap_or_else(|error| panic!("{example}: {:?}", messages(&error)));
    }
}
