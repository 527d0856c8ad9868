//! What is wrong with a set, and what is odd about it: each fault and each warning that the sources can
//! give, shown by a set as small as possible, with the whole message.

mod bases;
mod extending;
mod folders;
mod hostile;
mod meant;
mod names;
mod odd;
mod reading;
mod rows;
mod several;
mod sources;
mod templates;
mod unsound;

use cse_screening::{RuleSet, RulesError};
use serde_json::{Value, json};

/// A set that shows something, and every message that it must give.
pub struct Shown {
    pub set: String,
    pub messages: &'static [&'static str],
}

/// A sound set with one or two rows in each table.
pub fn small() -> Value {
    let all = json!(["S1"]);
    let category = |number: u8| {
        json!({ "category": number, "name": "n", "also_called": [], "life_chances": "", "need": "", "who": "",
                "assessments": [], "agencies": [], "interventions": [], "statements": all })
    };
    let setting = |id: &str, value: u16, unit: &str| json!({ "id": id, "value": value, "unit": unit, "statements": all, "basis": "toolkit" });
    let indicator = |code: &str, label: &str| {
        json!({ "code": code, "category": 2, "label": label, "kind": "behaviour", "weight": 2,
                "groups": ["signs"], "statement": "S1" })
    };
    json!({
        "manifest": {
            "id": "small", "version": "1.0.0", "title": "A small set",
            "settings": [setting("young-age", 13, "years"), setting("within", 5, "working days")],
            "acknowledges": [
                { "warning": "judgement-ignored", "reason": "it is small" },
                { "warning": "previous-ignored", "reason": "it is small" },
                { "warning": "fact-ignored", "reason": "it is small" }
            ]
        },
        "sources": [{ "id": "doc", "title": "t", "publisher": "p", "edition": "e" }],
        "names": [{ "id": "team", "name": "the team" }],
        "facts": [
            { "fact": "learning_disability", "label": "a learning disability", "left_out": "not_known", "statements": all },
            { "fact": "lowered_at_meeting", "label": "lowered", "left_out": "no", "lowers": true, "statements": all }
        ],
        "scopes": [
            { "scope": "child", "categories": true, "when": [{ "could_be_under": 18 }], "statements": all, "basis": "toolkit" },
            { "scope": "adult", "categories": false, "when": [{ "certainly_at_least": 18 }], "statements": all, "basis": "toolkit" }
        ],
        "case": { "open_when_left_out": [], "statements": all, "basis": "toolkit" },
        "indicators": [indicator("first-sign", "A first sign"), indicator("second-sign", "A second sign")],
        "categories": [category(1), category(2), category(3)],
        "levels": [{ "id": "nothing", "label": "nothing" }, { "id": "some", "label": "some", "category": 2 }],
        "definitions": [
            { "id": "seen", "label": "something is seen", "when": [{ "any_observed": "any" }], "statements": all, "basis": "toolkit" }
        ],
        "category_rules": [
            { "id": "sign", "label": "a sign", "at_least": "some", "when": [{ "holds": "seen" }], "statements": all, "basis": { "reading": "any-sign" } },
            { "id": "young", "label": "young", "at_least": 3, "when": [{ "could_be_under": "young-age" }, { "holds": "seen" }], "statements": all, "basis": "toolkit" }
        ],
        "protections": [
            { "id": "young", "label": "the young", "never_below": 3, "when": [{ "could_be_under": "young-age" }], "statements": all, "basis": "toolkit" }
        ],
        "prompts": [{ "observed": "first-sign", "consider": ["second-sign"] }],
        "findings": [
            { "id": "both", "message": "both", "when": [{ "all_observed": ["first-sign", "second-sign"] }], "statements": all },
            { "id": "told", "message": "told", "statements": all, "when": [
                { "fact": { "name": "learning_disability", "is": ["yes"] } }, { "fact": { "name": "lowered_at_meeting", "is": ["yes"] } }
            ] }
        ],
        "plan_hosts": [
            { "id": "plan", "host": "plan", "label": "the plan", "when": [{ "category_at_least": 1 }], "statements": all, "basis": "toolkit" }
        ],
        "stages": [{ "stage": "referral", "label": "Referral", "in_every_category": true }, { "stage": "help", "label": "Help" }],
        "steps": [
            { "id": "refer", "stage": "referral", "when": [{ "category_at_least": 1 }], "who": "{team}", "action": "refer", "force": "must",
              "deadline": { "working_days": "within", "from": "referral" }, "statements": all, "basis": "toolkit" },
            { "id": "talk", "stage": "help", "when": [{ "step_applies": "refer" }, { "rule_fired": "young" }], "who": "w", "action": "talk", "force": "may", "statements": all, "basis": "toolkit" }
        ],
        "readings": [{ "id": "any-sign", "words": "a sign", "chosen": "any", "over": "some", "statements": all }],
        "statements": [
            { "id": "S1", "section": "s", "kind": "rule", "condition": "c", "effect": "e", "force": "must", "source": "doc" },
            { "id": "S2", "section": "s", "kind": "background", "condition": "c", "effect": "e", "force": "info", "source": "doc" }
        ],
        "not_modelled": [{ "statements": ["S2"], "reason": "background" }],
        "calendar": { "id": "none", "yearly": [], "one_off": [{ "date": "2025-01-01", "holiday": true, "why": "w" }] }
    })
}

/// The small set with one change, at a place such as `/steps/0/who`. `null` takes a field away.
pub fn with(place: &str, value: Value) -> Value {
    let mut set = small();
    put(&mut set, place, value);
    set
}

pub fn put(set: &mut Value, place: &str, value: Value) {
    let (parent, last) = place.rsplit_once('/').unwrap();
    match set.pointer_mut(parent).unwrap() {
        Value::Object(fields) if value.is_null() => drop(fields.remove(last).unwrap()),
        Value::Object(fields) => drop(fields.insert(last.to_owned(), value)),
        Value::Array(rows) if last == "-" => rows.push(value),
        Value::Array(rows) => rows[last.parse::<usize>().unwrap()] = value,
        other => panic!("{other} at {place}"),
    }
}

/// The small set with rows that nobody reads: for the limits on their number.
pub fn with_indicators(count: usize) -> Value {
    let mut set = small();
    for at in 0..count {
        let row = json!({ "code": format!("own-{at}"), "label": format!("{at}"), "kind": "behaviour", "statement": "S1" });
        put(&mut set, "/indicators/-", row);
    }
    set
}

pub fn rule(id: &str, when: Value) -> Value {
    json!({ "id": id, "label": "l", "at_least": 3, "when": when, "statements": ["S1"], "basis": "toolkit" })
}

/// The small set with one more category rule, which asks for this.
pub fn with_rule(when: Value) -> Value {
    with("/category_rules/-", rule("new", when))
}

/// A set that extends the built-in one in this way.
pub fn extending(changes: Value) -> Value {
    let mut set = json!({
        "extends": { "id": "coventry", "version": "1.0.0" },
        "manifest": { "id": "local", "version": "1.0.0", "title": "Local" }
    });
    for (table, change) in changes.as_object().unwrap() {
        match (set.get_mut(table), change) {
            (Some(Value::Object(there)), Value::Object(more)) => there.extend(more.clone()),
            _ => drop(set.as_object_mut().unwrap().insert(table.clone(), change.clone())),
        }
    }
    set
}

pub fn shown(set: Value, messages: &'static [&'static str]) -> Shown {
    Shown { set: set.to_string(), messages }
}

pub fn messages(error: &RulesError) -> Vec<String> {
    error.faults().iter().map(ToString::to_string).collect()
}

/// Whether just these messages were found. Of several requests of the same size that show a fault, which
/// one is shown does not matter: there, a message ends with `[…]`.
pub fn says(found: &[String], expected: &[&str]) -> bool {
    let same = |(found, expected): (&String, &&str)| match expected.strip_suffix("[…]") {
        Some(start) => found.starts_with(start),
        None => found == expected,
    };
    found.len() == expected.len() && found.iter().zip(expected).all(same)
}

/// Every set is refused with just these messages.
pub fn are_refused(all: Vec<Shown>) {
    let mut otherwise = String::new();
    for (at, Shown { set, messages: expected }) in all.into_iter().enumerate() {
        let found = match RuleSet::from_json(&set) {
            Ok(_) => vec!["(it loads)".to_owned()],
            Err(error) => messages(&error),
        };
        if !says(&found, expected) {
            otherwise.push_str(&format!("\n#{at}: expected {expected:#?}, and it is {found:#?}\n"));
        }
    }
    assert!(otherwise.is_empty(), "{otherwise}");
}

#[test]
fn the_small_set_is_sound_and_clean() {
    let report = RuleSet::from_json(&small().to_string()).unwrap().check();
    assert!(report.holds() && report.open_warnings().next().is_none(), "{report:?}");
}
