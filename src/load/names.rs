//! Names of roles, services and meetings, and numbers: texts refer to them as `{id}`, and are filled in at
//! load, in names as well. So a number that is changed is changed in every text too, and no text that was
//! filled in refers to anything.

use crate::tables::TableId;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::{iter, mem};

/// What is wrong with a name, or with a text that refers to one.
pub(crate) enum Wrong<'a> {
    /// A name and a setting have the same id.
    SameId { name: &'a str },
    /// A name has a brace that is part of no reference: in a text it could become part of one.
    Brace { name: &'a str },
    /// Names that refer to one another in a circle; the first stands at the end again.
    Circle { names: &'a [&'a str] },
    /// A text refers to what is neither a name nor a setting.
    Unknown { place: Place<'a>, reference: &'a str, names: &'a BTreeMap<String, String> },
    /// With this one, the texts would be longer than they may be. None is filled in from here on.
    TooLong { place: Place<'a> },
}

/// Where a text stands.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) table: &'static str,
    pub(crate) row: &'a str,
    pub(crate) field: &'a str,
}

/// Fills in all texts that refer to names: the names themselves, which may refer to others, and then the rows
/// of the tables. All texts that are filled in have at most so many bytes together, and no longer one is made.
pub(crate) fn fill_in(tables: &mut Map<String, Value>, most: usize, wrong: &mut dyn FnMut(Wrong<'_>)) {
    let mut names = BTreeMap::new();
    for row in rows(tables, "names") {
        if let (Some(id), Some(name)) = (text(row, "id"), text(row, "name")) {
            names.insert(id.to_owned(), name.to_owned());
        }
    }
    let mut known = names.clone();
    let settings = tables.get("manifest").and_then(|manifest| manifest.get("settings"));
    for row in settings.and_then(Value::as_array).into_iter().flatten() {
        if let (Some(id), Some(value)) = (text(row, "id"), row.get("value")) {
            if names.remove(id).is_some() {
                wrong(Wrong::SameId { name: id });
            }
            // What is no number is refused where it stands, and texts that refer to it are told nothing more.
            known.insert(id.to_owned(), value.as_u64().map_or_else(String::new, |number| number.to_string()));
        }
    }
    let mut left = most;
    if !resolve(&names, &mut known, &mut left, wrong) {
        return;
    }
    for row in tables.get_mut("names").and_then(Value::as_array_mut).into_iter().flatten() {
        let Some(name) = text(row, "id").and_then(|id| names.contains_key(id).then(|| known.get(id))) else {
            continue;
        };
        if let (Some(whole), Some(name)) = (name, row.get_mut("name").filter(|name| name.is_string())) {
            *name = Value::String(whole.clone());
        }
    }
    for table in TableId::ALL.iter().filter(|table| table.has_texts()) {
        for row in tables.get_mut(table.code()).and_then(Value::as_array_mut).into_iter().flatten() {
            let id = table.id_in(row).unwrap_or_default();
            let Value::Object(fields) = row else { continue };
            for (field, value) in fields {
                let place = Place { table: table.code(), row: &id, field };
                if !fill_in_value(value, place, &known, &mut left, wrong) {
                    return;
                }
            }
        }
    }
}

fn rows<'t>(tables: &'t Map<String, Value>, table: &str) -> impl Iterator<Item = &'t Value> {
    tables.get(table).and_then(Value::as_array).into_iter().flatten()
}

fn text<'r>(row: &'r Value, field: &str) -> Option<&'r str> {
    row.get(field).and_then(Value::as_str)
}

/// Fills the names in among themselves, each after those that it refers to. Whether there was room for all.
fn resolve(
    names: &BTreeMap<String, String>,
    known: &mut BTreeMap<String, String>,
    left: &mut usize,
    wrong: &mut dyn FnMut(Wrong<'_>),
) -> bool {
    // What each name refers to among the names, and which names wait for it.
    let mut waits_for: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut awaited_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, name) in names {
        if parts(name).any(|part| matches!(part, Part::Plain(text) if text.contains(['{', '}']))) {
            wrong(Wrong::Brace { name: id });
        }
        let references = parts(name).filter_map(|part| match part {
            Part::Reference(other) => names.get_key_value(other).map(|(other, _)| other.as_str()),
            Part::Plain(_) => None,
        });
        let references: BTreeSet<_> = references.collect();
        for other in &references {
            awaited_by.entry(other).or_default().push(id);
        }
        waits_for.insert(id, references);
    }
    let mut ready: Vec<&str> =
        waits_for.iter().filter(|(_, others)| others.is_empty()).map(|(id, _)| *id).collect();
    while let Some(id) = ready.pop() {
        waits_for.remove(id);
        let name = names.get(id).map_or("", String::as_str);
        let place = Place { table: "names", row: id, field: "name" };
        match filled_in(name, place, known, left, wrong) {
            Some(whole) => known.insert(id.to_owned(), whole),
            None => return false,
        };
        for waiting in awaited_by.get(id).into_iter().flatten() {
            if let Some(others) = waits_for.get_mut(waiting) {
                others.remove(id);
                if others.is_empty() {
                    ready.push(waiting);
                }
            }
        }
    }
    circles(&waits_for, wrong);
    // Texts that refer to them are told nothing more.
    waits_for.keys().for_each(|id| drop(known.insert((*id).to_owned(), String::new())));
    true
}

/// The circles among names of which each waits for another.
fn circles(waits_for: &BTreeMap<&str, BTreeSet<&str>>, wrong: &mut dyn FnMut(Wrong<'_>)) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for start in waits_for.keys() {
        let mut way: Vec<&str> = Vec::new();
        let mut at = Some(*start);
        while let Some(id) = at.filter(|id| seen.insert(id)) {
            way.push(id);
            at = waits_for.get(id).and_then(|others| others.first().copied());
        }
        // Back where this way came by, and not another one before it.
        let Some(first) = at else { continue };
        if let Some(circle) = way.iter().position(|id| *id == first).and_then(|from| way.get(from..)) {
            wrong(Wrong::Circle { names: &[circle, &[first]].concat() });
        }
    }
}

/// Whether there was room for all of it.
fn fill_in_value(
    value: &mut Value,
    place: Place<'_>,
    names: &BTreeMap<String, String>,
    left: &mut usize,
    wrong: &mut dyn FnMut(Wrong<'_>),
) -> bool {
    match value {
        Value::String(text) if text.contains('{') => match filled_in(text, place, names, left, wrong) {
            Some(whole) => {
                *text = whole;
                true
            }
            None => false,
        },
        Value::Array(list) => list.iter_mut().all(|value| fill_in_value(value, place, names, left, wrong)),
        Value::Object(map) => map.values_mut().all(|value| fill_in_value(value, place, names, left, wrong)),
        _ => true,
    }
}

/// A text with its names; none when it would be longer than what is left.
fn filled_in(
    text: &str,
    place: Place<'_>,
    names: &BTreeMap<String, String>,
    left: &mut usize,
    wrong: &mut dyn FnMut(Wrong<'_>),
) -> Option<String> {
    let mut length = 0_usize;
    for part in parts(text) {
        length = length.saturating_add(match part {
            Part::Plain(text) => text.len(),
            Part::Reference(reference) => match names.get(reference) {
                Some(name) => name.len(),
                None => {
                    wrong(Wrong::Unknown { place, reference, names });
                    0
                }
            },
        });
    }
    let Some(rest) = left.checked_sub(length) else {
        wrong(Wrong::TooLong { place });
        return None;
    };
    *left = rest;
    let mut whole = String::with_capacity(length);
    let mut one = false;
    for part in parts(text) {
        let [first, rest] = match part {
            Part::Plain(text) if one => singular(text),
            Part::Plain(text) => [text, ""],
            Part::Reference(reference) => [names.get(reference).map_or("", String::as_str), ""],
        };
        one = matches!(part, Part::Reference(_)) && first == "1";
        whole.push_str(first);
        whole.push_str(rest);
    }
    Some(whole)
}

/// What settings count.
const UNITS: [&str; 6] = [" working days", " days", " weeks", " months", " years", " indicators"];

/// Behind a number that is 1, what it counts is one: "1 working day".
fn singular(text: &str) -> [&str; 2] {
    let unit = UNITS.iter().find_map(|unit| Some((unit.strip_suffix('s')?, text.strip_prefix(unit)?)));
    match unit {
        Some((one, rest)) if !rest.starts_with(char::is_alphanumeric) => [one, rest],
        _ => [text, ""],
    }
}

/// A part of a text.
enum Part<'t> {
    Plain(&'t str),
    /// What stands between two braces.
    Reference(&'t str),
}

/// The parts of a text. A brace that closes nothing stays as it is.
fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    let mut next = None;
    iter::from_fn(move || {
        if let Some(reference) = next.take() {
            return Some(Part::Reference(reference));
        }
        if rest.is_empty() {
            return None;
        }
        let open = rest.split_once('{').and_then(|(plain, after)| Some((plain, after.split_once('}')?)));
        let Some((plain, (reference, after))) = open else {
            return Some(Part::Plain(mem::take(&mut rest)));
        };
        rest = after;
        if plain.is_empty() {
            return Some(Part::Reference(reference));
        }
        next = Some(reference);
        Some(Part::Plain(plain))
    })
}
