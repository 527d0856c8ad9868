//! What is wrong with a set, and what is odd about it: each fault and each warning that the sources can
//! give, shown by a set as small as possible, with the whole message.

mod ages;
mod bases;
mod deadlines;
mod extending;
mod folders;
mod hostile;
mod meant;
mod names;
mod odd;
mod protected;
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
    serde_json::from_str(include_str!("../small.json")).unwrap()
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
        "extends": { "id": "coventry", "version": "2.0.0" },
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
