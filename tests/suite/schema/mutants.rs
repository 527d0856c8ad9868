//! Tables with one value changed for the worse: what the loader cannot read, the schema refuses.

use super::{folder, json_files, read, validator};
use crate::malformed::mutate::{Step, places, value_at};
use crate::support;
use cse_screening::RuleSet;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Map, Value, json};

/// How many are tried, of the whole built-in set and of one that extends it.
const MUTANTS: usize = 300;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    UnknownField,
    WrongType,
    UnknownWord,
}

const KINDS: [Kind; 3] = [Kind::UnknownField, Kind::WrongType, Kind::UnknownWord];

/// Fields whose text, or whose list of texts, is of a closed vocabulary.
const WORDS: [&str; 13] = [
    "kind",
    "left_out",
    "force",
    "otherwise",
    "scope",
    "fact",
    "basis",
    "case",
    "case_given",
    "is",
    "completed_by",
    "placement",
    "category_change",
];
/// Fields that hold conditions.
const CONDITIONS: [&str; 4] = ["when", "open_when_left_out", "all", "any"];
/// Fields that hold a set of indicators, which may be a word.
const SETS: [&str; 4] = ["any_observed", "all_observed", "any_known", "of"];

fn key(step: &Step) -> Option<&str> {
    match step {
        Step::Key(key) => Some(key),
        Step::At(_) => None,
    }
}

/// Whether a text at this place is of a closed vocabulary.
fn is_word(place: &[Step]) -> bool {
    let keys: Vec<_> = place.iter().filter_map(key).collect();
    match keys.as_slice() {
        // The source's own words.
        ["statements", ..] => false,
        [.., "fact", "name"] => true,
        [.., last] if SETS.contains(last) => matches!(place.last(), Some(Step::Key(_))),
        [.., last] => WORDS.contains(last),
        [] => false,
    }
}

/// Whether what stands here is a condition, whose one key is a word.
fn is_condition(place: &[Step]) -> bool {
    matches!(place, [.., Step::Key(list), Step::At(_)] if CONDITIONS.contains(&list.as_str()))
}

/// Makes the change at a place, where it can be made there.
fn spoil(document: &mut Value, place: &[Step], kind: Kind) -> bool {
    let value = value_at(document, place);
    match (kind, value) {
        (Kind::UnknownField, Value::Object(map)) => {
            map.insert("fild".to_owned(), json!(1));
        }
        // Of a note the loader reads nothing.
        (Kind::WrongType, value) if place.last().and_then(key) != Some("note") => {
            *value = match value {
                Value::Bool(_) => json!("yes"),
                Value::String(_) | Value::Number(_) => json!(true),
                _ => json!(7),
            };
        }
        (Kind::UnknownWord, Value::String(word)) if is_word(place) => word.push('x'),
        (Kind::UnknownWord, Value::Object(map)) if is_condition(place) => {
            let spoilt = std::mem::take(map).into_iter().map(|(word, value)| (word + "x", value));
            *map = spoilt.collect();
        }
        _ => return false,
    }
    true
}

/// The files of a set that extends the built-in one, as one document.
fn extending() -> Value {
    let mut whole = Map::new();
    for file in json_files(&folder("tests/local/extended")) {
        let Value::Object(tables) = read(&file) else { panic!("{}", file.display()) };
        whole.extend(tables.into_iter().filter(|(table, _)| table != "$schema" && table != "note"));
    }
    Value::Object(whole)
}

#[test]
fn what_the_loader_cannot_read_the_schema_refuses() {
    let set = validator("set.json");
    let mut built_in: Value = serde_json::from_str(&RuleSet::coventry().to_json()).unwrap();
    built_in["manifest"]["id"] = json!("mutant");
    let mut rng = StdRng::seed_from_u64(14);
    let (mut refused, mut accepted) = (0, Vec::new());
    for document in [built_in, extending()] {
        assert!(set.is_valid(&document) && RuleSet::from_json(&document.to_string()).is_ok());
        let mut places = places(&document);
        places.retain(|place| !place.is_empty());
        // Statements are most of the set, and all alike: few of them are enough.
        places.retain(|place| key(&place[0]) != Some("statements") || rng.random_bool(0.05));
        for at in 0..MUTANTS / 2 {
            let kind = KINDS[at % KINDS.len()];
            let (mutant, what) = loop {
                let place = places.choose(&mut rng).unwrap();
                let mut mutant = document.clone();
                if spoil(&mut mutant, place, kind) {
                    break (mutant, format!("{kind:?} at {place:?}"));
                }
            };
            assert!(RuleSet::from_json(&mutant.to_string()).is_err(), "the loader reads {what}");
            if set.is_valid(&mutant) {
                accepted.push(what);
            } else {
                refused += 1;
            }
        }
    }
    support::report(&format!("schemas: {refused} of {MUTANTS} sets that cannot be read are refused"));
    assert_eq!(refused, MUTANTS, "the schema accepts:\n{}", accepted.join("\n"));
}

#[test]
fn each_operation_and_note_is_accepted_by_both_and_each_slip_in_one_refused_by_both() {
    let set = validator("set.json");
    let whole = json!({
        "$schema": "../schema/set.json", "note": "why",
        "extends": { "id": "coventry", "version": "2.0.0", "note": "why" },
        "manifest": {
            "id": "elsewhere", "version": "1.0.0", "title": "Elsewhere", "note": "why",
            "settings": {
                "note": "why",
                "change": [{ "id": "several-category-1", "value": 2, "note": "why" }],
                "add": [{ "id": "soon", "value": 3, "unit": "working days", "statements": ["N394"], "basis": "toolkit", "before": "mase-deadline" }]
            }
        },
        "names": { "change": [{ "id": "mase", "name": "MACE" }], "note": "why" },
        "levels": { "add": [
            { "id": "none", "label": "none" }, { "id": "low", "label": "low", "category": 1 },
            { "id": "medium", "label": "medium", "category": 2 }, { "id": "high", "label": "high", "category": 3 }
        ] },
        "indicators": {
            "add": [{ "code": "own-sign", "category": 2, "label": "own", "kind": "behaviour", "weight": 2, "groups": ["g"], "statement": "N097", "note": "why", "before": "clipping" }],
            "change": [{ "code": "repeat-offending", "weight": null }]
        },
        "prompts": { "remove": ["seen-in-hotspot"], "replace": [{ "observed": "history-of-abuse", "consider": ["own-sign"] }] },
        "not_modelled": { "add": [{ "statements": ["N004"], "reason": "said twice", "note": "why" }] },
        "calendar": { "one_off": { "add": [{ "date": "2027-05-03", "holiday": false, "why": "moved", "note": "why" }], "remove": ["2012-05-28"] } }
    });
    let loaded = RuleSet::from_json(&whole.to_string());
    assert!(loaded.is_ok(), "{}", loaded.unwrap_err());
    super::assert_fits(&set, &whole, "a set that extends another");

    let slips = [
        ("/names", "chnge", json!([])),
        ("/names", "add", json!({})),
        ("/names/change/0", "id", json!(null)),
        ("/names/change/0", "nme", json!("MACE")),
        ("/prompts", "remove", json!([1.5])),
        ("/prompts/replace/0", "before", json!("seen-in-hotspot")),
        ("/indicators/add/0", "before", json!(3)),
        ("/indicators/add/0", "kind", json!("behavior")),
        ("/indicators/change/0", "label", json!(null)),
        ("/manifest/settings/change/0", "value", json!("two")),
        ("/manifest", "title", json!(null)),
        ("/extends", "versoin", json!("1.0.0")),
        ("/not_modelled", "change", json!([{ "statements": ["N004"], "reason": "said twice" }])),
        ("/calendar/one_off/add/0", "date", json!("2027-02-30")),
        ("/levels/add/1", "category", json!(4)),
        ("", "note", json!(["why"])),
        ("", "$schema", json!(1)),
        ("", "stepps", json!([])),
    ];
    for (place, field, value) in slips {
        let mut slip = whole.clone();
        let around = slip.pointer_mut(place).unwrap_or_else(|| panic!("there is no {place}"));
        around[field] = value.clone();
        assert!(RuleSet::from_json(&slip.to_string()).is_err(), "the loader reads {place}/{field} = {value}");
        assert!(!set.is_valid(&slip), "the schema accepts {place}/{field} = {value}");
    }
}
