//! Random changes to the rows of a set: every operation, on every table.

use super::conditions::{Place, anew, choose, selection, tweaked};
use super::words::{Words, key, rows};
use rand::Rng;
use rand::distr::Distribution;
use rand::distr::weighted::WeightedIndex;
use rand::rngs::StdRng;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    Add,
    Replace,
    Change,
    Remove,
    /// A table that is one object, or a list in it, as a whole.
    Whole,
}

impl Operation {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Replace => "replace",
            Self::Change => "change",
            Self::Remove => "remove",
            Self::Whole => "",
        }
    }
}

/// One change to a set.
#[derive(Clone, Debug)]
pub struct Edit {
    pub table: &'static str,
    pub operation: Operation,
    /// The row, its changed fields, or its id.
    pub value: Value,
}

/// The tables, and how often each is changed: those that could break a protection more often.
const TABLES: [(&str, u32); 24] = [
    ("settings", 14),
    ("scopes", 14),
    ("category_rules", 16),
    ("facts", 10),
    ("questions", 8),
    ("definitions", 8),
    ("protections", 8),
    ("indicators", 10),
    ("waives", 4),
    ("accepts_no_category", 2),
    ("levels", 4),
    ("steps", 8),
    ("plan_hosts", 4),
    ("findings", 3),
    ("case", 2),
    ("stages", 2),
    ("prompts", 2),
    ("names", 2),
    ("statements", 2),
    ("readings", 2),
    ("one_off", 1),
    ("yearly", 1),
    ("categories", 2),
    ("not_modelled", 1),
];

/// So many changes, no two to the same row.
pub fn random(words: &Words, rng: &mut StdRng) -> Vec<Edit> {
    let by_weight = WeightedIndex::new(TABLES.map(|(_, weight)| weight)).unwrap();
    let mut edits = if rng.random_bool(0.03) { many(words, rng) } else { Vec::new() };
    let mut words = words.clone();
    if rng.random_bool(0.5) {
        questions(&mut words, rng, &mut edits);
    }
    if rng.random_bool(0.2) {
        weights(&mut words, rng, &mut edits);
    }
    let words = &words;
    let wanted = edits.len() + choose(&[1, 1, 1, 2, 2, 2, 3, 4, 6], rng);
    while edits.len() < wanted {
        let (table, _) = TABLES[by_weight.sample(rng)];
        let at = edits.len();
        one(words, table, rng, &mut edits);
        for late in at..edits.len() {
            let row = |edit: &Edit| edit.value.get(key(edit.table)).unwrap_or(&edit.value).clone();
            let same = |other: &Edit| {
                other.table == edits[late].table
                    && (edits[late].operation == Operation::Whole || row(other) == row(&edits[late]))
            };
            if edits[..at].iter().any(same) {
                edits.truncate(at);
                break;
            }
        }
    }
    edits
}

/// Indicators and rules of the set's own, so many that the set is of another size.
fn many(words: &Words, rng: &mut StdRng) -> Vec<Edit> {
    let count = choose(&[10, 40, 80], rng);
    let statement = choose(&words.statements, rng);
    let row = |n: usize| {
        let code = format!("many-{n}");
        let sign = json!({ "code": code, "label": code, "kind": "behaviour", "weight": n % 5,
            "category": n % 3 + 1, "statement": statement });
        let rule = json!({ "id": code, "label": code, "at_least": n % 3 + 1, "basis": "toolkit",
            "when": [{ "any_known": [code] }, { "could_be_under": 10 + n % 6 }], "statements": [statement] });
        [("indicators", sign), ("category_rules", rule)]
    };
    let rows = (0..count).flat_map(row);
    rows.map(|(table, value)| Edit { table, operation: Operation::Add, value }).collect()
}

/// Weights of some indicators, and a rule that adds them up.
fn weights(words: &mut Words, rng: &mut StdRng, edits: &mut Vec<Edit>) {
    words.weighted = true;
    let codes: BTreeSet<_> = (0..rng.random_range(2..7)).map(|_| choose(&words.codes, rng)).collect();
    for code in codes {
        let weight = rng.random_range(1..5);
        let row = json!({ "code": code, "weight": weight, "older_weight": rng.random_range(0..=weight) });
        edits.push(Edit { table: "indicators", operation: Operation::Change, value: row });
    }
    let mut rule = new_row(words, "category_rules", rng);
    rule["id"] = json!("adds-up");
    rule["when"] = json!([super::conditions::sum(words, rng)]);
    edits.push(Edit { table: "category_rules", operation: Operation::Add, value: rule });
}

/// Questions of the set's own, and rules that ask for them.
fn questions(words: &mut Words, rng: &mut StdRng, edits: &mut Vec<Edit>) {
    for _ in 0..choose(&[1, 1, 2, 3], rng) {
        let row = new_row(words, "questions", rng);
        words.with_question(&row);
        edits.push(Edit { table: "questions", operation: Operation::Add, value: row });
    }
    for n in 0..rng.random_range(1..4) {
        let mut rule = new_row(words, "category_rules", rng);
        rule["id"] = json!(format!("asks-own-{n}"));
        let asks = super::conditions::of_questions(words, Place::Rule, rng);
        rule["when"] = match rng.random_range(0..3) {
            0 => json!([asks]),
            1 => json!([asks, super::conditions::of_questions(words, Place::Rule, rng)]),
            _ => {
                json!([{ "any": [asks, { "any_observed": selection(words, rng) }] }, { "could_be_under": 18 }])
            }
        };
        edits.push(Edit { table: "category_rules", operation: Operation::Add, value: rule });
    }
}

/// The same, after all protections were taken away: what a document that is written whole may do.
pub fn without_protections(words: &Words, rng: &mut StdRng) -> Vec<Edit> {
    let all = rows(&words.tables, "protections").iter();
    let mut edits: Vec<_> = all
        .map(|row| Edit { table: "protections", operation: Operation::Remove, value: row["id"].clone() })
        .collect();
    edits.extend(random(words, rng).into_iter().filter(|edit| edit.table != "protections"));
    edits
}

/// A change to this table, and what must go with it for the set to be whole.
fn one(words: &Words, table: &'static str, rng: &mut StdRng, edits: &mut Vec<Edit>) {
    let mut push = |table, operation, value| edits.push(Edit { table, operation, value });
    match table {
        "waives" => {
            let protection = words.id("protections", rng).unwrap_or_else(|| "none".to_owned());
            let reason = if rng.random_bool(0.9) { "decided by the board" } else { " " };
            push(table, Operation::Add, json!({ "protection": protection, "reason": reason }));
            if rng.random_bool(0.5) {
                push("protections", Operation::Remove, json!(protection));
            }
            return;
        }
        "accepts_no_category" => {
            let of = selection(words, rng);
            push(table, Operation::Add, json!({ "of": of, "reason": "decided by the board" }));
            if rng.random_bool(0.7) {
                let sign = json!({ "code": words.id("indicators", rng), "category": null });
                push("indicators", Operation::Change, sign);
            }
            return;
        }
        "case" => {
            let mut case = words.tables["case"].clone();
            case["open_when_left_out"] = tweaked(words, Place::Child, &case["open_when_left_out"], rng);
            push(table, Operation::Whole, case);
            return;
        }
        "yearly" => {
            let mut yearly = words.tables["calendar"]["yearly"].as_array().unwrap().clone();
            yearly.push(json!({ "after_easter": rng.random_range(-70..70) }));
            yearly.remove(rng.random_range(0..yearly.len()));
            push(table, Operation::Whole, Value::Array(yearly));
            return;
        }
        "not_modelled" => {
            let statement = words.id("statements", rng).unwrap();
            push(table, Operation::Add, json!({ "statements": [statement], "reason": "not for us" }));
            return;
        }
        _ => {}
    }
    let Some(row) = words.row(table, rng).cloned() else {
        push(table, Operation::Add, new_row(words, table, rng));
        // A name for none, and a sign that nothing lists.
        if table == "levels" && rng.random_bool(0.5) {
            let sign = json!({ "code": words.id("indicators", rng), "category": null });
            push("indicators", Operation::Change, sign);
        }
        return;
    };
    let id = row[key(table)].clone();
    match rng.random_range(0..20) {
        // A row that most others hang on is seldom taken away whole.
        0 | 1 => push(table, Operation::Remove, id),
        // Of facts and categories there is no other to add, unless one is gone.
        2..=4 if !matches!(table, "facts" | "categories") || rng.random_bool(0.1) => {
            push(table, Operation::Add, new_row(words, table, rng));
        }
        operation => {
            let mut changed = changed(words, table, &row, rng);
            if operation < 7 {
                let mut whole = row;
                for (field, value) in changed {
                    whole[field] = value;
                }
                whole.as_object_mut().unwrap().retain(|_, value| !value.is_null());
                push(table, Operation::Replace, whole);
            } else {
                changed.insert(key(table).to_owned(), id);
                push(table, Operation::Change, Value::Object(changed));
            }
        }
    }
}

/// Where the conditions of a table stand.
fn place(table: &str) -> Place {
    match table {
        "scopes" => Place::Child,
        "protections" => Place::Protection,
        "category_rules" | "definitions" => Place::Rule,
        _ => Place::After,
    }
}

/// Some fields of a row, changed.
fn changed(words: &Words, table: &str, row: &Value, rng: &mut StdRng) -> Map<String, Value> {
    let text =
        |rng: &mut StdRng| json!(choose(&["as we say it", "a word of ours", "{mase}", "é — “so”"], rng));
    let when = |rng: &mut StdRng| match rng.random_range(0..6) {
        0 => anew(words, place(table), rng),
        _ => tweaked(words, place(table), &row["when"], rng),
    };
    let (field, value) = match table {
        "settings" => {
            let was = row["value"].as_u64().unwrap();
            let by = choose(&[0, 1, 1, 2, 3, 5], rng);
            let near = if rng.random_bool(0.5) { was + by } else { was.saturating_sub(by) };
            ("value", json!(if rng.random_bool(0.7) { near } else { rng.random_range(0..30) }))
        }
        "facts" => match rng.random_range(0..8) {
            0 => ("label", text(rng)),
            1 => ("asked_by", json!(choose(&["looked_after", "placed_out_of_area", "unaccompanied"], rng))),
            _ => ("left_out", json!(choose(&["no", "no", "not_known", "not_known", "suspected"], rng))),
        },
        "scopes" if row["categories"] == false => match rng.random_range(0..4) {
            0 => ("categories", json!(true)),
            _ => ("when", json!([{ "certainly_at_least": super::conditions::age(words, rng) }])),
        },
        "scopes" if rng.random_bool(0.1) => ("categories", json!(false)),
        "scopes" => ("when", when(rng)),
        "questions" => match rng.random_range(0..6) {
            0 => ("label", text(rng)),
            1 => ("asks", json!(choose(&["answer", "number"], rng))),
            2 | 3 => ("weight", json!(rng.random_range(0..6))),
            _ => ("left_out", choose(&[json!("no"), json!("no"), json!("not_known"), Value::Null], rng)),
        },
        "indicators" => match rng.random_range(0..7) {
            3 => ("older_weight", json!(rng.random_range(0..=row["weight"].as_u64().unwrap_or(0)))),
            0 => ("kind", json!(choose(&["behaviour", "circumstance"], rng))),
            1 => ("groups", json!([choose(&["home", "online", "own"], rng)])),
            2 => ("weight", json!(rng.random_range(0..6))),
            _ => ("category", choose(&[json!(1), json!(1), json!(2), json!(3), Value::Null], rng)),
        },
        "categories" => ("name", text(rng)),
        "levels" => match rng.random_range(0..2) {
            0 => ("label", text(rng)),
            _ => ("category", choose(&[json!(1), json!(2), json!(3), Value::Null], rng)),
        },
        "category_rules" if rng.random_bool(0.25) => ("at_least", at_least(words, rng)),
        "protections" if rng.random_bool(0.4) => ("never_below", json!(rng.random_range(1..4))),
        "steps" => match rng.random_range(0..6) {
            0 => ("force", json!(choose(&["must", "should", "may"], rng))),
            1 => ("force", json!({ "otherwise": "may", "must_in_categories": [rng.random_range(1..4)] })),
            2 => ("stage", json!(words.id("stages", rng))),
            3 => {
                let unit = ["working_days", "days", "weeks", "months"][rng.random_range(0..4)];
                let from = match rng.random_range(0..8) {
                    0 => json!(words.id("steps", rng)),
                    at => json!(["referral", "screening", "determination"][at % 3]),
                };
                let mut deadline = json!({ "from": from, "repeats": rng.random_bool(0.2) });
                deadline[unit] = json!(rng.random_range(0..40));
                if rng.random_bool(0.2) {
                    deadline["until"] = json!(rng.random_range(10..60));
                }
                ("deadline", deadline)
            }
            4 => ("who", text(rng)),
            _ => ("when", when(rng)),
        },
        "stages" => ("in_every_category", json!(rng.random_bool(0.5))),
        "prompts" => ("consider", json!([choose(&words.codes, rng)])),
        "names" => ("name", text(rng)),
        "statements" => ("effect", text(rng)),
        "readings" => ("chosen", text(rng)),
        "one_off" => ("holiday", json!(rng.random_bool(0.5))),
        _ => ("when", when(rng)),
    };
    Map::from_iter([(field.to_owned(), value)])
}

fn at_least(words: &Words, rng: &mut StdRng) -> Value {
    match words.id("levels", rng) {
        Some(level) if rng.random_bool(0.3) => json!(level),
        _ => choose(
            &[json!(1), json!(2), json!(3), json!("listed"), json!("judged"), json!("previous")][..],
            rng,
        ),
    }
}

/// A row of the set's own.
fn new_row(words: &Words, table: &str, rng: &mut StdRng) -> Value {
    let n = rng.random_range(0..1_000);
    let id = format!("own-{n}");
    let statements = json!([choose(&words.statements, rng)]);
    let mut row = match table {
        "settings" => {
            json!({ "id": id, "value": rng.random_range(1..25), "unit": "years",
                "statements": statements, "basis": "toolkit" })
        }
        "names" => json!({ "id": id, "name": "a team of ours" }),
        "facts" => json!({ "fact": choose(&words.facts, rng), "label": "l", "left_out": "no",
            "statements": statements }),
        "questions" => {
            let code = words.new_question(rng).unwrap_or(id);
            let mut row = json!({ "code": code, "label": format!("question {n}"), "statements": statements,
                "asks": choose(&["answer", "answer", "number"], rng) });
            if row["asks"] == "answer" {
                row["weight"] = json!(rng.random_range(0..5));
                row["left_out"] = choose(&[json!("no"), json!("not_known"), Value::Null], rng);
                row.as_object_mut().unwrap().retain(|_, value| !value.is_null());
            }
            row
        }
        "scopes" => {
            let scope = choose(&["child", "young_adult", "adult"], rng);
            json!({ "scope": scope, "categories": scope != "adult", "when": anew(words, Place::Child, rng),
                "statements": statements, "basis": "toolkit" })
        }
        "indicators" => {
            let weight = rng.random_range(0..6);
            let mut row = json!({ "code": id, "label": format!("sign {n}"), "weight": weight,
                "older_weight": rng.random_range(0..=weight),
                "kind": choose(&["behaviour", "circumstance"], rng), "groups": ["own"],
                "statement": choose(&words.statements, rng) });
            if rng.random_bool(0.7) {
                row["category"] = json!(rng.random_range(1..4));
            }
            row
        }
        "levels" => {
            let mut row = json!({ "id": id, "label": "not at risk" });
            if rng.random_bool(0.6) {
                row["category"] = json!(rng.random_range(1..4));
            }
            row
        }
        "category_rules" => {
            json!({ "id": id, "label": format!("rule {n}"), "at_least": at_least(words, rng),
                "when": anew(words, Place::Rule, rng), "statements": statements, "basis": "toolkit" })
        }
        "definitions" => {
            json!({ "id": id, "label": "a notion", "when": anew(words, Place::Rule, rng),
                "statements": statements, "basis": "toolkit" })
        }
        "protections" => {
            json!({ "id": id, "label": format!("protected {n}"), "never_below": rng.random_range(1..3),
                "when": anew(words, Place::Protection, rng), "statements": statements, "basis": "toolkit" })
        }
        "prompts" => {
            json!({ "observed": choose(&words.codes, rng), "consider": [choose(&words.codes, rng)] })
        }
        "findings" => {
            json!({ "id": id, "message": "look at it", "when": anew(words, Place::After, rng),
                "statements": statements })
        }
        "plan_hosts" => {
            json!({ "id": id, "host": "plan", "label": "a plan", "when": anew(words, Place::After, rng),
                "statements": statements, "basis": "toolkit" })
        }
        "stages" => json!({ "stage": id, "label": "A stage", "in_every_category": rng.random_bool(0.3) }),
        "steps" => {
            json!({ "id": id, "stage": words.id("stages", rng), "when": anew(words, Place::After, rng),
                "actor": "holder", "who": "we", "action": "do it", "force": "must", "statements": statements,
                "basis": "toolkit" })
        }
        "readings" => {
            json!({ "id": id, "words": "w", "chosen": "c", "over": "o", "statements": statements })
        }
        "statements" => {
            json!({ "id": format!("L{n}"), "section": "s", "kind": "rule", "condition": "c", "effect": "e",
                "force": "must" })
        }
        "one_off" => json!({ "date": "2031-05-05", "holiday": true, "why": "a feast" }),
        _ => json!({ "category": 1 }),
    };
    if rng.random_bool(0.4) {
        let others: Vec<_> = rows(&words.tables, table).iter().map(|row| &row[key(table)]).collect();
        if let Some(before) = rand::seq::IndexedRandom::choose(&others[..], rng).filter(|id| id.is_string()) {
            row["before"] = (*before).clone();
        }
    }
    row
}
