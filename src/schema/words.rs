//! Every word that may stand in a file of rules, with what it means and an example.
//!
//! The words and their meanings are those of the types, by way of the schema that is made from them.

use super::schemas;
use crate::compiled::RuleSet;
use crate::json::Json;
use crate::tables::Tables;
use crate::tables::examples::{EXAMPLES, spaced};
use crate::tables::row_ids::NOTE;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A word of the tables. As JSON it has its fields under their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Word {
    /// Where it stands: `operation`, `condition`, `set`, `level`, or the name of a table.
    pub of: String,
    /// The word.
    pub word: String,
    /// What it means, in a few words.
    pub about: String,
    /// How it is written: a condition, a row, or what a file may hold.
    pub example: Json,
}

impl Word {
    fn new(of: &str, word: &str, about: &str, example: Value) -> Self {
        let (of, word, about) = (of.to_owned(), word.to_owned(), about.to_owned());
        Self { of, word, about, example: Json::new(example) }
    }

    /// The example in one line, as people write it.
    #[must_use]
    pub fn example_in_a_line(&self) -> String {
        spaced(&self.example.read().unwrap_or_default())
    }
}

/// All words: what is done to the rows of a set that is extended, conditions, sets of indicators, levels, and the
/// fields of each table.
///
/// ```
/// use cse_screening::rules::schema::words;
/// let fact = words().into_iter().find(|word| word.of == "condition" && word.word == "fact").unwrap();
/// assert_eq!(fact.about, "The answer to a fact is one of these.");
/// assert!(fact.example_in_a_line().starts_with("{\"fact\": "));
/// ```
#[must_use]
pub fn words() -> Vec<Word> {
    let schema = schemas().remove("set.json").and_then(|schema| schema.read::<Value>()).unwrap_or_default();
    let mut words = Vec::new();
    operations(&schema, &mut words);
    for (word, about) in alternatives(&schema, "Condition") {
        let example = EXAMPLES.conditions.iter().find(|one| one.contains_key(&word));
        words.push(Word::new("condition", &word, &about, json!(example)));
    }
    for (word, about) in alternatives(&schema, "NamedSet") {
        words.push(Word::new("set", &word, &about, json!(word)));
    }
    for (word, about) in alternatives(&schema, "SelectBy") {
        words.push(Word::new("set", &word, &about, example("sets", &word)));
    }
    for (word, about) in alternatives(&schema, "LevelFrom") {
        words.push(Word::new("level", &word, &about, json!(word)));
    }
    let built_in = serde_json::to_value(RuleSet::coventry().tables()).unwrap_or_default();
    for table in Tables::NAMES {
        fields(&schema, table, &built_in, &mut words);
    }
    words
}

fn example(of: &str, word: &str) -> Value {
    EXAMPLES.others.get(of).and_then(|words| words.get(word)).cloned().unwrap_or_default()
}

/// The words that are said of a set that is extended, and of its rows.
fn operations(schema: &Value, words: &mut Vec<Word>) {
    let about = |place: &str| {
        let described = schema.pointer(place).and_then(|schema| schema.get("description"));
        described.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let rows = "/properties/steps/properties";
    for (word, place) in [
        ("extends", "/properties/extends".to_owned()),
        ("add", format!("{rows}/add")),
        ("before", "/$defs/StepRowAdded/properties/before".to_owned()),
        ("replace", format!("{rows}/replace")),
        ("change", format!("{rows}/change")),
        ("null", format!("{rows}/change")),
        ("remove", format!("{rows}/remove/anyOf/0")),
        ("all", format!("{rows}/remove/anyOf/1")),
        ("all_but", format!("{rows}/remove/anyOf/2/properties/all_but")),
        (NOTE, format!("{rows}/{NOTE}")),
    ] {
        words.push(Word::new("operation", word, &about(&place), example("operations", word)));
    }
}

/// The words of a definition, each with what it means: of an object with one field, or of a list of codes.
fn alternatives(schema: &Value, name: &str) -> Vec<(String, String)> {
    let Some(definition) = schema.pointer(&format!("/$defs/{name}")) else { return Vec::new() };
    let about =
        |schema: &Value| schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Some(fields) = definition.get("properties").and_then(Value::as_object) {
        return fields.iter().map(|(word, schema)| (word.clone(), about(schema))).collect();
    }
    let codes = |list: &str| definition.get(list).and_then(Value::as_array).into_iter().flatten();
    let described =
        codes("oneOf").filter_map(|one| Some((one.get("const")?.as_str()?.to_owned(), about(one))));
    described
        .chain(codes("enum").filter_map(|code| Some((code.as_str()?.to_owned(), String::new()))))
        .collect()
}

/// The fields of a table, with the first row of the built-in set that has each.
fn fields(schema: &Value, table: &str, built_in: &Value, words: &mut Vec<Word>) {
    let of_table = schema.pointer(&format!("/properties/{table}"));
    let referred = of_table.and_then(|of| of.get("items").or(Some(of))?.get("$ref")?.as_str());
    let row = referred.and_then(|name| schema.pointer(name.trim_start_matches('#')));
    let fields = row.and_then(|row| row.get("properties")).and_then(Value::as_object);
    let rows = match built_in.get(table) {
        Some(Value::Array(rows)) => rows.clone(),
        Some(row) => vec![row.clone()],
        None => Vec::new(),
    };
    for (field, about) in fields.into_iter().flatten().filter(|(field, _)| *field != NOTE) {
        let about = about.get("description").and_then(Value::as_str).unwrap_or_default();
        let has = rows
            .iter()
            .filter_map(|row| row.get(field))
            .find(|value| value.as_array().is_none_or(|list| !list.is_empty()));
        let shown = match (EXAMPLES.others.get(table).and_then(|fields| fields.get(field)), has) {
            (Some(own), _) => own.clone(),
            (None, Some(value)) => value.clone(),
            (None, None) => continue,
        };
        let mut line = Map::new();
        line.insert(field.clone(), short(shown));
        words.push(Word::new(table, field, about, Value::Object(line)));
    }
}

/// Of a long list, its first part: it is an example.
fn short(value: Value) -> Value {
    match value {
        Value::Array(list) if list.len() > 2 => Value::Array(list.into_iter().take(1).collect()),
        value => value,
    }
}
