//! What goes wrong in a request: one change, at any place.

use super::contract::{ANSWERS, CASES, COMPLETED_BY, LEGAL_STATUSES, PLACEMENTS};
use crate::reading_2::heard::{FACTS, INDICATORS};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

/// One step from an object or list to what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Key(String),
    At(usize),
}

/// Every place of a request, the request itself first.
pub fn places(value: &Value) -> Vec<Vec<Step>> {
    fn walk(value: &Value, here: &[Step], found: &mut Vec<Vec<Step>>) {
        found.push(here.to_vec());
        for (step, inner) in children(value) {
            walk(inner, &[here, &[step]].concat(), found);
        }
    }
    let mut found = Vec::new();
    walk(value, &[], &mut found);
    found
}

fn children(value: &Value) -> Vec<(Step, &Value)> {
    match value {
        Value::Object(map) => map.iter().map(|(key, value)| (Step::Key(key.clone()), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(at, value)| (Step::At(at), value)).collect(),
        _ => Vec::new(),
    }
}

pub fn value_at<'a>(value: &'a mut Value, place: &[Step]) -> &'a mut Value {
    place.iter().fold(value, |value, step| match step {
        Step::Key(key) => &mut value[key.as_str()],
        Step::At(at) => &mut value[*at],
    })
}

/// One change to a request.
#[derive(Clone, Debug)]
pub enum Mutation {
    /// Another value in the place of this one.
    Replace(Value),
    /// A field or element less.
    Remove,
    /// A text spelt wrong, or else the name of the field.
    Misspell(Slip, Index),
    /// The field under a name spelt wrong.
    Rename(Slip, Index),
    /// A field or element more in this object or list, or in the one around it.
    Add(String, Value),
    /// The value in a list, or in an object.
    Nest(bool),
    /// A field that the contract knows, in its own object; the value may be right or wrong.
    Set(&'static str, &'static str, Value),
}

/// A slip of the pen.
#[derive(Clone, Copy, Debug)]
pub enum Slip {
    Drop,
    Double,
    Swap,
    OtherCase,
    OtherDash,
    Space,
}

impl Slip {
    fn spell(self, text: &str, at: Index) -> String {
        let mut letters: Vec<char> = text.chars().collect();
        if letters.is_empty() {
            return " ".to_owned();
        }
        let here = at.index(letters.len());
        match self {
            Self::Drop => drop(letters.remove(here)),
            Self::Double => letters.insert(here, letters[here]),
            Self::Swap => letters.swap(here, (here + 1) % text.chars().count()),
            Self::OtherCase if letters[here].is_lowercase() => letters[here].make_ascii_uppercase(),
            Self::OtherCase => letters[here].make_ascii_lowercase(),
            Self::OtherDash => return text.replace(['-', '_'], if text.contains('-') { "_" } else { "-" }),
            Self::Space => letters.push(' '),
        }
        letters.into_iter().collect()
    }
}

impl Mutation {
    /// Makes the change at this place.
    pub fn apply(&self, request: &mut Value, place: &[Step]) {
        match self {
            Self::Replace(value) => *value_at(request, place) = value.clone(),
            Self::Nest(as_list) => {
                let inner = value_at(request, place);
                let taken = inner.take();
                *inner = if *as_list { json!([taken]) } else { json!({ "value": taken }) };
            }
            Self::Misspell(slip, at) => match value_at(request, place) {
                Value::String(text) => *text = slip.spell(text, *at),
                _ => rename(request, place, |name| slip.spell(name, *at)),
            },
            Self::Rename(slip, at) => rename(request, place, |name| slip.spell(name, *at)),
            Self::Remove => {
                let Some((step, around)) = place.split_last() else { return };
                match (value_at(request, around), step) {
                    (Value::Object(map), Step::Key(key)) => drop(map.remove(key)),
                    (Value::Array(list), Step::At(at)) => drop(list.remove(*at)),
                    _ => {}
                }
            }
            Self::Add(name, value) => {
                let around = &place[..place.len().saturating_sub(1)];
                for place in [place, around] {
                    match value_at(request, place) {
                        Value::Object(map) => return drop(map.insert(name.clone(), value.clone())),
                        Value::Array(list) => return list.push(value.clone()),
                        _ => {}
                    }
                }
            }
            Self::Set(object, field, value) => {
                let around = if object.is_empty() { Some(request) } else { request.get_mut(*object) };
                if let Some(Value::Object(map)) = around {
                    map.insert((*field).to_owned(), value.clone());
                }
            }
        }
    }
}

fn rename(request: &mut Value, place: &[Step], spell: impl Fn(&str) -> String) {
    let Some((Step::Key(key), around)) = place.split_last() else { return };
    if let Value::Object(map) = value_at(request, around)
        && let Some(value) = map.remove(key)
    {
        map.insert(spell(key), value);
    }
}

/// Any one change.
pub fn mutation() -> impl Strategy<Value = Mutation> {
    let slip =
        select(vec![Slip::Drop, Slip::Double, Slip::Swap, Slip::OtherCase, Slip::OtherDash, Slip::Space]);
    prop_oneof![
        3 => any_value().prop_map(Mutation::Replace),
        1 => Just(Mutation::Remove),
        1 => (slip.clone(), any::<Index>()).prop_map(|(slip, at)| Mutation::Misspell(slip, at)),
        1 => (slip, any::<Index>()).prop_map(|(slip, at)| Mutation::Rename(slip, at)),
        2 => (any_name(), any_value()).prop_map(|(name, value)| Mutation::Add(name, value)),
        1 => any::<bool>().prop_map(Mutation::Nest),
        4 => known_field().prop_map(|(object, field, value)| Mutation::Set(object, field, value)),
    ]
}

const ODD_TEXTS: [&str; 12] = [
    "",
    " ",
    "\u{a0}\u{2003}",
    "\0",
    "1",
    "null",
    "Yes",
    "YES",
    "yes ",
    "\u{202e}yes",
    "unknown",
    "notknown",
];

const ODD_DATES: [&str; 21] = [
    "2025-02-29",
    "2024-02-29",
    "1900-02-29",
    "2000-02-29",
    "2025-2-1",
    "25-03-01",
    "20250301",
    "2025-W09-6",
    "2025-060",
    "2025-03-01T00:00:00Z",
    "2025-03-01 ",
    "+2025-3-1",
    "-025-03-01",
    "2025-03-\u{661}\u{661}",
    "0000-02-29",
    "0205-03-03",
    "1899-12-31",
    "1900-01-01",
    "2199-12-31",
    "2200-01-01",
    "9999-12-31",
];

fn odd_number() -> impl Strategy<Value = Value> {
    let odd = [-1_i64, 0, 1, 2, 3, 4, 12, 13, 18, 119, 120, 121, 127, 128, 255, 256, 257, i64::MIN, i64::MAX];
    let odd = odd.map(|number| json!(number)).into_iter();
    let fractions = [0.0, -0.0, 1.0, 1.5, 15.0, 120.5, -1.0, 1e300].map(|number| json!(number));
    let mut all: Vec<Value> = odd.chain(fractions).collect();
    all.push(json!(u64::MAX));
    select(all)
}

fn any_code() -> impl Strategy<Value = &'static str> {
    let mut codes: Vec<&str> = INDICATORS.map(|(code, _)| code).to_vec();
    for few in [&ANSWERS[..], &PLACEMENTS, &LEGAL_STATUSES, &CASES, &COMPLETED_BY, &FACTS] {
        codes.extend(few);
    }
    select(codes)
}

fn any_name() -> impl Strategy<Value = String> {
    let others = ["name", "address", "gender", "child", "screening", "age", "$schema", "category", ""];
    prop_oneof![
        2 => any_code().prop_map(str::to_owned),
        2 => select(others.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

/// Any JSON, more often what is almost right.
fn any_value() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        2 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        2 => odd_number(),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        3 => select([&ODD_TEXTS[..], &ODD_DATES].concat()).prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
        3 => any_code().prop_map(Value::from),
        1 => date().prop_map(Value::from),
        1 => Just(json!({})),
        1 => Just(json!([])),
    ];
    plain.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            vec((any_name(), inner), 0..3).prop_map(|fields| Value::Object(Map::from_iter(fields))),
        ]
    })
}

/// A date, or what is almost one.
fn date() -> impl Strategy<Value = String> {
    let years = [1, 1899, 1900, 1904, 1905, 2000, 2007, 2011, 2012, 2023, 2024, 2025, 2026];
    let plain = (select(years.to_vec()), 1..=12, 1..=31)
        .prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"));
    prop_oneof![6 => plain, 1 => select(ODD_DATES.to_vec()).prop_map(str::to_owned)]
}

/// A field of the contract with a value of its own kind, here and there just outside what is allowed.
fn known_field() -> impl Strategy<Value = (&'static str, &'static str, Value)> {
    fn code(
        object: &'static str,
        field: &'static str,
        codes: &[&'static str],
    ) -> BoxedStrategy<(&'static str, &'static str, Value)> {
        select(codes.to_vec()).prop_map(move |code| (object, field, json!(code))).boxed()
    }
    let age = || prop_oneof![6 => (0..=122_i64).prop_map(Value::from), 1 => odd_number()];
    let category = || prop_oneof![6 => (0..=4_i64).prop_map(Value::from), 1 => odd_number()];
    let rationale = select(vec!["", " \n", "seen at a visit", "."]);
    let indicators = select(INDICATORS.map(|(code, _)| code).to_vec());
    let answers = vec((indicators.clone(), select(ANSWERS.to_vec())), 0..4).prop_map(|answers| {
        Value::Object(answers.into_iter().map(|(code, answer)| (code.to_owned(), json!(answer))).collect())
    });
    prop_oneof![
        2 => age().prop_map(|years| ("child", "age", json!(years))),
        2 => (age(), age()).prop_map(|(lowest, highest)| ("child", "age_between", json!([lowest, highest]))),
        4 => date().prop_map(|day| ("child", "date_of_birth", json!(day))),
        3 => date().prop_map(|day| ("screening", "screened_on", json!(day))),
        1 => date().prop_map(|day| ("screening", "referred_on", json!(day))),
        2 => (select(FACTS.to_vec()), select(ANSWERS.to_vec()))
            .prop_map(|(fact, answer)| ("child", fact, json!(answer))),
        1 => code("child", "placement", &PLACEMENTS),
        1 => code("child", "legal_status", &LEGAL_STATUSES),
        1 => code("child", "case", &CASES),
        1 => category().prop_map(|number| ("child", "previous_category", json!(number))),
        1 => code("screening", "completed_by", &COMPLETED_BY),
        2 => (category(), rationale).prop_map(|(number, why)| {
            ("screening", "professional_judgement", json!({ "category": number, "rationale": why }))
        }),
        2 => vec(indicators, 0..12).prop_map(|codes| ("screening", "indicators", json!(codes))),
        1 => answers.prop_map(|answers| ("screening", "indicators", answers)),
        1 => any::<String>().prop_map(|text| ("", "reference", json!(text))),
    ]
}
