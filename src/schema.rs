//! JSON Schema (draft 2020-12) of the tables, and of requests, records and files of cases.
//!
//! They are made from the types that are read, so they cannot fall behind. An editor that knows the schema
//! of a file completes its fields, says what they mean, and marks a typing error where it stands.

mod form;
mod words;

use crate::authoring::cases::RuleCase;
use crate::json::Json;
use crate::load::COVENTRY;
use crate::record::Record;
use crate::request::Request;
use crate::tables::row_ids::NOTE;
use crate::tables::{TableId, Tables};
pub use form::form;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
pub use words::{Word, words};

/// Each schema under the name of its file: one for each file of the built-in set, `set.json` for a file
/// with any tables, and `request.json`, `record.json` and `cases.json`.
///
/// ```
/// use cse_screening::rules::schema::schemas;
/// let schema = schemas()["request.json"].read::<serde_json::Value>().unwrap();
/// assert_eq!(schema["properties"]["child"]["properties"]["age"]["maximum"], 120);
/// ```
#[must_use]
pub fn schemas() -> BTreeMap<String, Json> {
    let mut schemas: BTreeMap<_, _> =
        files().into_iter().map(|(file, tables)| (file, of_file(&tables))).collect();
    schemas.insert("set.json".to_owned(), of_file(Tables::NAMES));
    schemas.insert("request.json".to_owned(), of::<Request>(SchemaSettings::for_deserialize));
    schemas.insert("record.json".to_owned(), of::<Record>(SchemaSettings::for_serialize));
    schemas.insert("cases.json".to_owned(), of::<Vec<RuleCase>>(SchemaSettings::for_deserialize));
    schemas.into_iter().map(|(file, schema)| (file, Json::new(schema))).collect()
}

/// The files of the built-in set with the tables in each, and a file for each table that it does without.
fn files() -> BTreeMap<String, Vec<&'static str>> {
    let mut files = BTreeMap::new();
    for (file, text) in COVENTRY {
        let found: Map<String, Value> = serde_json::from_str(text).unwrap_or_default();
        let tables = Tables::NAMES.iter().copied().filter(|table| found.contains_key(*table));
        files.insert((*file).to_owned(), tables.collect::<Vec<_>>());
    }
    let elsewhere: BTreeSet<_> = files.values().flatten().copied().collect();
    for table in Tables::NAMES.iter().filter(|table| !elsewhere.contains(*table)) {
        files.insert(format!("{}.json", table.replace('_', "-")), vec![*table]);
    }
    files
}

/// The schema of a type.
fn of<T: JsonSchema>(contract: impl Fn(SchemaSettings) -> SchemaSettings) -> Value {
    let settings = contract(SchemaSettings::draft2020_12());
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    RecursiveTransform(tidy).transform(&mut schema);
    schema.to_value()
}

/// The schema of a file that may hold these tables.
fn of_file(tables: &[&str]) -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut properties = Map::new();
    properties.insert("$schema".to_owned(), text("The schema of this file."));
    properties.insert(NOTE.to_owned(), note());
    if tables.contains(&"manifest") {
        properties.insert("extends".to_owned(), extends());
    }
    for table in tables {
        let schema = Tables::schema_of(table, &mut generator).unwrap_or_default();
        properties.insert((*table).to_owned(), schema.to_value());
    }
    let mut file = json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "description": format!("Tables of a rule set: {}.", tables.join(", ")),
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "$defs": generator.take_definitions(true),
    });
    RecursiveTransform(tidy).transform(&mut file);
    let mut file = file.to_value();
    let mut definitions = taken(&mut file, "/$defs");
    let mut properties = taken(&mut file, "/properties");
    for (table, schema) in &mut properties {
        let row = row_of(schema).or_else(|| defined(schema));
        let Some(row) = row.filter(|_| Tables::NAMES.contains(&&**table)) else { continue };
        if let Some(fields) = properties_of(&mut definitions, &row) {
            fields.insert(NOTE.to_owned(), note());
        }
        extensible(table, schema, &mut definitions);
    }
    // Rows that stand in another row may have a note as well, and prompts name indicators.
    for row in ["Setting", "Waiver", "NoCategoryAccepted", "Acknowledgement", "OneOff"] {
        if let Some(fields) = properties_of(&mut definitions, row) {
            fields.insert(NOTE.to_owned(), note());
        }
    }
    for place in ["observed", "consider/items"] {
        let prompt = definitions.get_mut("PromptRow");
        let code = prompt.and_then(|row| row.pointer_mut(&format!("/properties/{place}")));
        if let Some(Value::Object(code)) = code {
            code.remove("type");
            code.insert("$ref".to_owned(), "#/$defs/IndicatorCode".into());
        }
    }
    // Of these two tables, a set that extends another says only the fields that are its own.
    for (row, list, required) in
        [("Manifest", "settings", &["id", "version", "title"][..]), ("Calendar", "one_off", &[])]
    {
        let Some(mut schema) = properties_of(&mut definitions, row).and_then(|fields| fields.remove(list))
        else {
            continue;
        };
        extensible(list, &mut schema, &mut definitions);
        if let Some(fields) = properties_of(&mut definitions, row) {
            fields.insert(list.to_owned(), schema);
        }
        if let Some(Value::Object(row)) = definitions.get_mut(row) {
            row.remove("required");
            if !required.is_empty() {
                row.insert("required".to_owned(), required.into());
            }
        }
    }
    put(&mut file, "properties", properties);
    put(&mut file, "$defs", definitions);
    file
}

/// A list of rows may also be, in a set that extends another, what is done with the rows of that one.
fn extensible(list: &str, schema: &mut Value, definitions: &mut Map<String, Value>) {
    let Some(row) = row_of(schema) else { return };
    let (Some(Value::Object(definition)), Value::Object(schema)) = (definitions.get(&row), schema) else {
        return;
    };
    let required = definition.get("required").cloned().unwrap_or_else(|| json!([]));
    let is_required = |field: &String| required.as_array().is_some_and(|all| all.contains(&json!(field)));
    let names: Vec<_> =
        definition.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys).collect();
    let at = |field: &str| json!({ "$ref": format!("#/$defs/{row}/properties/{field}") });
    let or_null = |field: &String| json!({ "anyOf": [at(field), { "type": "null" }] });
    let whole = names.iter().map(|field| ((*field).clone(), at(field)));
    let part = names
        .iter()
        .map(|field| ((*field).clone(), if is_required(field) { at(field) } else { or_null(field) }));

    let mut operations = Map::new();
    let mut operation = |name: &str, items: Value, about: &str| {
        let list = json!({ "description": about, "type": "array", "items": items });
        operations.insert(name.to_owned(), list);
    };
    let all = json!({ "description": "All rows, but for those that are replaced or changed here.", "const": "all" });
    let key = TableId::from_code(list).and_then(TableId::key);
    let (mut added, mut changed) = (object(whole.collect(), required.clone()), Value::Null);
    match key {
        None => {
            operation("add", added.take(), "Rows to add.");
            operations.insert("remove".to_owned(), all);
        }
        Some(key) => {
            let before = text("The id of the row that it shall stand before.");
            if let Some(fields) = added.pointer_mut("/properties").and_then(Value::as_object_mut) {
                fields.insert("before".to_owned(), before);
            }
            changed = object(part.collect(), json!([key]));
            let named = |suffix: &str| json!({ "$ref": format!("#/$defs/{row}{suffix}") });
            operation("add", named("Added"), "Rows to add. Each may say which row it shall stand `before`.");
            operation("replace", named(""), "Rows that take the place of those with the same id.");
            operation(
                "change",
                named("Changed"),
                "The id of a row, and only the fields that change. Null takes an optional field away.",
            );
            operation("remove", at(key), "The ids of the rows to remove, or `all`, or all but some.");
            let ids =
                json!({ "description": "The ids of the rows to keep.", "type": "array", "items": at(key) });
            let mut but = Map::new();
            but.insert("all_but".to_owned(), ids);
            let but = object(but, json!(["all_but"]));
            let ids = operations.remove("remove").unwrap_or_default();
            operations.insert("remove".to_owned(), json!({ "anyOf": [ids, all, but] }));
        }
    }
    operations.insert(NOTE.to_owned(), note());
    // What speaks of items is for the list, and what speaks of properties for the object.
    schema.insert("type".to_owned(), json!(["array", "object"]));
    schema.insert("properties".to_owned(), operations.into());
    schema.insert("additionalProperties".to_owned(), false.into());
    if let Some(about) = definition.get("description").cloned() {
        schema.entry("description").or_insert(about);
    }
    if key.is_some() {
        definitions.insert(format!("{row}Added"), added);
        definitions.insert(format!("{row}Changed"), changed);
    }
}

fn object(properties: Map<String, Value>, required: Value) -> Value {
    json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false,
    })
}

fn text(about: &str) -> Value {
    json!({ "description": about, "type": "string" })
}

fn note() -> Value {
    text("For whoever reads the file. It is not part of the rules.")
}

fn extends() -> Value {
    let mut fields = Map::new();
    fields.insert("id".to_owned(), text("Its id."));
    fields.insert("version".to_owned(), text("Its version."));
    fields
        .insert("sha256".to_owned(), text("The SHA-256 of its tables: of this set and no other. (optional)"));
    fields.insert(NOTE.to_owned(), note());
    let mut schema = object(fields, json!(["id", "version"]));
    put(&mut schema, "description", "The rule set that this one extends.");
    schema
}

/// The name of the definition that a schema refers to.
fn defined(schema: &Value) -> Option<String> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/").map(str::to_owned)
}

/// The name of the definition of the rows of a list.
fn row_of(schema: &Value) -> Option<String> {
    schema.get("items").and_then(defined)
}

fn properties_of<'d>(
    definitions: &'d mut Map<String, Value>,
    row: &str,
) -> Option<&'d mut Map<String, Value>> {
    definitions.get_mut(row)?.get_mut("properties")?.as_object_mut()
}

fn taken(schema: &mut Value, pointer: &str) -> Map<String, Value> {
    match schema.pointer_mut(pointer).map(Value::take) {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

fn put(schema: &mut Value, key: &str, value: impl Into<Value>) {
    if let Value::Object(schema) = schema {
        schema.insert(key.to_owned(), value.into());
    }
}

/// Makes of what is derived from a type what an editor can show.
fn tidy(schema: &mut Schema) {
    let Some(schema) = schema.as_object_mut() else { return };
    one_key(schema);
    // An editor would write the default, which is left out.
    schema.remove("default");
    describe(schema);
    match schema.get("format").and_then(Value::as_str) {
        // chrono reads a month of one digit too; the contract does not, and may say more of the year.
        Some("date") => {
            schema.entry("pattern").or_insert("^[0-9]{4}-[0-9]{2}-[0-9]{2}$".into());
        }
        Some(format) if format.contains("int") => drop(schema.remove("format")),
        _ => {}
    }
    // What may be left out may not be null.
    let required = schema.get("required").cloned().unwrap_or_default();
    let is_required = |field: &str| required.as_array().is_some_and(|all| all.contains(&field.into()));
    for (field, schema) in schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
        if !is_required(field) {
            without_null(schema);
        }
    }
}

/// The first paragraph alone, without what the macros of tables and vocabularies add to it.
fn describe(schema: &mut Map<String, Value>) {
    let Some(text) = schema.get("description").and_then(Value::as_str) else { return };
    let text = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    // That is for who matches on it in Rust.
    let text = text.replace(" The list may grow.", "").replace(" The list is closed.", "");
    let text = text.strip_suffix("(optional)").unwrap_or(&text).trim_end();
    let code = schema.get("const").and_then(Value::as_str).map(|code| format!("`{code}`"));
    let text = code.and_then(|code| text.strip_suffix(&code)).unwrap_or(text).trim_end().to_owned();
    if text.is_empty() {
        schema.remove("description");
    } else {
        schema.insert("description".to_owned(), text.into());
    }
}

/// One of several objects with one field each becomes an object with one of several fields: an editor lists
/// them, and says which field is wrong.
fn one_key(schema: &mut Map<String, Value>) {
    let Some(choices) = schema.get("oneOf").and_then(Value::as_array) else { return };
    let fields: Option<Map<String, Value>> = choices.iter().map(only_field).collect();
    let Some(fields) = fields.filter(|fields| fields.len() > 1) else { return };
    schema.remove("oneOf");
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), fields.into());
    schema.insert("additionalProperties".to_owned(), false.into());
    schema.insert("minProperties".to_owned(), 1.into());
    schema.insert("maxProperties".to_owned(), 1.into());
}

/// The one field of an object that has no other, with the description of the object.
fn only_field(schema: &Value) -> Option<(String, Value)> {
    let fields = schema.get("properties")?.as_object()?;
    let (field, value) = fields.iter().next().filter(|_| fields.len() == 1)?;
    let mut value = value.clone();
    if let Some(about) = schema.get("description") {
        put(&mut value, "description", about.clone());
    }
    Some((field.clone(), value))
}

/// Takes null off what a value may be.
fn without_null(schema: &mut Value) {
    let Value::Object(schema) = schema else { return };
    if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|of| of != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(choices) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        choices.retain(|choice| choice != &json!({ "type": "null" }));
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            schema.extend(only);
        }
    }
}
