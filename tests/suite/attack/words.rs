//! What the rows of a set may speak of, read off its tables, and what of it the protections rest on.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use serde_json::Value;
use std::collections::BTreeSet;

/// So many codes there are for questions of a set's own.
const OWN_QUESTIONS: usize = 8;

/// The words of a set: ids, codes, numbers that may be referred to.
#[derive(Clone)]
pub struct Words {
    pub tables: Value,
    /// The settings that count years, and the others.
    pub ages: Vec<String>,
    pub numbers: Vec<String>,
    pub facts: Vec<String>,
    pub codes: Vec<String>,
    pub groups: Vec<String>,
    /// The questions of its own that are answered yes, suspected, no or not known, and those with a number.
    pub answers: Vec<String>,
    pub numbers_asked: Vec<String>,
    /// Whether anything weighs something.
    pub weighted: bool,
    /// The statements that are carried by rows: no row may cite one that is said not to be modelled.
    pub statements: Vec<String>,
    /// The condition that asks what other rules give, by the word that the set uses.
    pub builds_on: Option<String>,
    /// What the protections and scopes ask for, and the rows through which it acts.
    tender: BTreeSet<String>,
}

/// The field that names a row of a table.
pub fn key(table: &str) -> &'static str {
    match table {
        "facts" => "fact",
        "scopes" => "scope",
        "indicators" | "questions" => "code",
        "categories" => "category",
        "prompts" => "observed",
        "stages" => "stage",
        "one_off" => "date",
        _ => "id",
    }
}

/// The rows of a table, two of which stand inside another.
pub fn rows<'a>(tables: &'a Value, table: &str) -> &'a [Value] {
    let rows = match table {
        "settings" => &tables["manifest"]["settings"],
        "one_off" => &tables["calendar"]["one_off"],
        table => &tables[table],
    };
    rows.as_array().map_or(&[], Vec::as_slice)
}

/// Every text in a value, the words of its conditions too.
pub fn texts(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            into.insert(text.clone());
        }
        Value::Array(parts) => parts.iter().for_each(|part| texts(part, into)),
        Value::Object(fields) => {
            for (field, part) in fields {
                into.insert(field.clone());
                texts(part, into);
            }
        }
        _ => {}
    }
}

impl Words {
    pub fn of(tables: Value) -> Self {
        let ids = |table: &str| -> Vec<String> {
            rows(&tables, table)
                .iter()
                .filter_map(|row| row[key(table)].as_str())
                .map(str::to_owned)
                .collect()
        };
        let in_years = |wanted: bool| -> Vec<String> {
            let settings = rows(&tables, "settings").iter();
            let settings = settings.filter(|row| (row["unit"] == "years") == wanted);
            settings.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
        };
        let asked_in = |how: &str| -> Vec<String> {
            let questions = rows(&tables, "questions").iter().filter(|row| row["asks"] == how);
            questions.map(|row| row["code"].as_str().unwrap().to_owned()).collect()
        };
        let groups: BTreeSet<_> = rows(&tables, "indicators")
            .iter()
            .flat_map(|row| row["groups"].as_array().into_iter().flatten())
            .map(|group| group.as_str().unwrap().to_owned())
            .collect();
        let mut of_rules = BTreeSet::new();
        rows(&tables, "category_rules").iter().for_each(|row| texts(&row["when"], &mut of_rules));
        Self {
            ages: in_years(true),
            numbers: in_years(false),
            facts: ids("facts"),
            answers: asked_in("answer"),
            numbers_asked: asked_in("number"),
            codes: ids("indicators"),
            groups: groups.into_iter().collect(),
            builds_on: of_rules.into_iter().find(|word| word.ends_with("rules_give_at_least")),
            weighted: ["indicators", "questions"]
                .iter()
                .any(|table| rows(&tables, table).iter().any(|row| row["weight"].as_u64() > Some(0))),
            statements: {
                let mut apart = BTreeSet::new();
                rows(&tables, "not_modelled").iter().for_each(|row| texts(&row["statements"], &mut apart));
                ids("statements").into_iter().filter(|id| !apart.contains(id)).collect()
            },
            tender: tender(&tables),
            tables,
        }
    }

    /// The same with a question of a set's own, which other changes may then ask.
    pub fn with_question(&mut self, row: &Value) {
        let code = row["code"].as_str().unwrap().to_owned();
        let known = if row["asks"] == "answer" { &mut self.answers } else { &mut self.numbers_asked };
        known.push(code);
        self.weighted |= row["weight"].as_u64() > Some(0);
    }

    /// A code that no question has yet.
    pub fn new_question(&self, rng: &mut StdRng) -> Option<String> {
        let code = |n: usize| format!("own_{n}");
        let free = |code: &String| !self.answers.contains(code) && !self.numbers_asked.contains(code);
        let all: Vec<_> = (0..OWN_QUESTIONS).map(code).filter(free).collect();
        all.choose(rng).cloned()
    }

    /// A row of a table, more often one that protections or scopes rest on.
    pub fn row(&self, table: &str, rng: &mut StdRng) -> Option<&Value> {
        let rows: Vec<_> = rows(&self.tables, table).iter().collect();
        let tender: Vec<_> = rows.iter().copied().filter(|row| self.is_tender(table, row)).collect();
        let all = if rand::Rng::random_bool(rng, 0.6) && !tender.is_empty() { &tender } else { &rows };
        all.choose(rng).copied()
    }

    pub fn id(&self, table: &str, rng: &mut StdRng) -> Option<String> {
        self.row(table, rng)?[key(table)].as_str().map(str::to_owned)
    }

    fn is_tender(&self, table: &str, row: &Value) -> bool {
        row[key(table)].as_str().is_some_and(|id| self.tender.contains(id))
    }
}

/// What could break a protection: what protections and scopes ask for, the category rules that ask for the
/// same, what these hold, and the rows that bear those names.
fn tender(tables: &Value) -> BTreeSet<String> {
    let mut asked = BTreeSet::new();
    for row in rows(tables, "protections").iter().chain(rows(tables, "scopes")) {
        texts(&row["when"], &mut asked);
        asked.extend(row["id"].as_str().or(row["scope"].as_str()).map(str::to_owned));
    }
    let named: BTreeSet<String> = ["settings", "facts", "scopes", "protections"]
        .iter()
        .flat_map(|table| rows(tables, table).iter().filter_map(|row| row[key(table)].as_str()))
        .filter(|id| asked.contains(*id))
        .map(str::to_owned)
        .collect();
    let mut tender = named.clone();
    for rule in rows(tables, "category_rules") {
        let mut words = BTreeSet::new();
        texts(&rule["when"], &mut words);
        if words.iter().any(|word| named.contains(word)) {
            tender.extend(rule["id"].as_str().map(str::to_owned));
            let definitions = rows(tables, "definitions").iter().filter_map(|row| row["id"].as_str());
            tender.extend(definitions.filter(|id| words.contains(*id)).map(str::to_owned));
        }
    }
    tender
}
