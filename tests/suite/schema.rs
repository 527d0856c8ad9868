//! The schemas in `rules/schema` are those of the types, and say of every file what its reader says.

mod mutants;

use crate::malformed::mutate::mutation;
use crate::malformed::{check, mutated, valid};
use crate::support;
use cse_screening::rules::schema::schemas;
use cse_screening::{Request, RequestError, RequestErrorKind, RuleSet};
use jsonschema::Validator;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use std::cell::Cell;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The JSON files of a folder, by name.
fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

fn name(file: &Path) -> String {
    file.file_name().unwrap().to_string_lossy().into_owned()
}

fn read(file: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file).unwrap())
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn validator(schema: &str) -> Validator {
    let schemas = schemas();
    let schema = schemas.get(schema).unwrap_or_else(|| panic!("there is no schema {schema}"));
    jsonschema::options()
        .should_validate_formats(true)
        .build(&support::found(schema))
        .unwrap_or_else(|error| panic!("{error}"))
}

/// What a schema says against a value, each with its place.
fn faults(validator: &Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn assert_fits(validator: &Validator, value: &Value, what: &str) {
    let faults = faults(validator, value);
    assert!(faults.is_empty(), "{what} does not fit its schema:\n{}", faults.join("\n"));
}

#[test]
fn the_schemas_in_the_folder_are_those_of_the_types() {
    let folder = folder("rules/schema");
    let schemas = schemas();
    for (name, schema) in &schemas {
        let made = format!("{:#}\n", sorted(&support::found(schema)));
        if std::env::var_os("WRITE_SCHEMAS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(name), &made).unwrap();
        }
        let kept = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(
            kept == made,
            "rules/schema/{name} is not what the types say; write them anew with \
             `WRITE_SCHEMAS=1 cargo test --locked schemas_in_the_folder`, and look at what changed"
        );
    }
    for file in json_files(&folder) {
        assert!(schemas.contains_key(&name(&file)), "rules/schema/{} is the schema of nothing", name(&file));
    }
}

/// With the keys in their order, whatever order the map keeps.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut fields: Vec<_> = map.iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
            fields.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(fields.into_iter().collect())
        }
        Value::Array(list) => list.iter().map(sorted).collect(),
        plain => plain.clone(),
    }
}

#[test]
fn every_schema_is_one_and_refuses_what_is_no_object_or_list() {
    for (name, schema) in schemas() {
        let schema = support::found(&schema);
        let valid = jsonschema::draft202012::meta::validate(&schema);
        assert!(valid.is_ok(), "{name}: {}", valid.unwrap_err());
        assert!(!validator(&name).is_valid(&json!("text")), "{name}");
        // Macros add this to what the documentation says of a field.
        assert!(!schema.to_string().contains("(optional)"), "{name}");
    }
}

#[test]
fn every_file_of_the_built_in_set_names_its_schema_and_fits_it() {
    let set = validator("set.json");
    for file in json_files(&folder("rules/coventry")) {
        let (name, tables) = (name(&file), read(&file));
        assert_eq!(tables["$schema"], format!("../schema/{name}"), "{name}");
        assert_fits(&validator(&name), &tables, &name);
        assert_fits(&set, &tables, &name);
    }
    let whole = serde_json::from_str(&RuleSet::coventry().to_json()).unwrap();
    assert_fits(&set, &whole, "the whole set as one document");
}

#[test]
fn every_file_of_the_local_sets_and_every_record_by_them_fit_the_schemas() {
    let (set, cases, record) = (validator("set.json"), validator("cases.json"), validator("record.json"));
    let (mut tables, mut records) = (0, 0);
    for entry in std::fs::read_dir(folder("tests/local")).unwrap() {
        let local = entry.unwrap().path();
        for file in json_files(&local) {
            assert_fits(&set, &read(&file), &file.display().to_string());
            tables += 1;
        }
        let rules = RuleSet::from_dir(&local).unwrap();
        for file in json_files(&local.join("cases")) {
            let all = read(&file);
            assert_fits(&cases, &all, &file.display().to_string());
            for case in all.as_array().unwrap() {
                let request = Request::from_json_for(&rules, &case["request"].to_string()).unwrap();
                let made = serde_json::to_value(request.screen_by(&rules).to_record()).unwrap();
                assert_fits(&record, &made, &format!("the record of `{}`", case["name"]));
                records += 1;
            }
        }
    }
    support::report(&format!("schemas: {tables} files of local sets and {records} records by them fit"));
    assert!(tables >= 14 && records >= 145);
}

/// The fields of tables and cases that hold a level, or a list of levels.
const OF_LEVELS: [&str; 10] = [
    "category",
    "category_at_least",
    "other_rules_give_at_least",
    "never_below",
    "must_in_categories",
    "at_least",
    "determination",
    "indicated",
    "possible",
    "would_raise_to",
];

/// The places in which a level stands by its number, in fields that hold one.
fn places_of_levels(value: &Value, field: &str, place: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            map.iter()
                .for_each(|(key, value)| places_of_levels(value, key, &format!("{place}/{key}"), found));
        }
        Value::Array(list) => {
            for (at, value) in list.iter().enumerate() {
                places_of_levels(value, field, &format!("{place}/{at}"), found);
            }
        }
        Value::Number(_) if OF_LEVELS.contains(&field) => found.push(place.to_owned()),
        Value::String(text) if OF_LEVELS.contains(&field) && ["1", "2", "3"].contains(&&**text) => {
            found.push(place.to_owned());
        }
        _ => {}
    }
}

/// The same with the id of the level in one place, or in its stead something that is none.
fn levels_one_by_one(value: &Value) -> Vec<(String, Value, Value)> {
    let mut places = Vec::new();
    places_of_levels(value, "", "", &mut places);
    let put = |place: &str, new: Value| {
        let mut value = value.clone();
        *value.pointer_mut(place).unwrap() = new;
        value
    };
    let named = places.into_iter().map(|place| {
        let number = value.pointer(&place).unwrap();
        let number = number.as_u64().or_else(|| number.as_str()?.parse().ok()).unwrap();
        let id = ["low", "medium", "high"][usize::try_from(number).unwrap() - 1];
        (place.clone(), put(&place, json!(id)), put(&place, json!(true)))
    });
    named.collect()
}

#[test]
fn a_level_may_be_named_by_its_id_where_its_reader_takes_one_and_nowhere_else() {
    let (set, cases, request) = (validator("set.json"), validator("cases.json"), validator("request.json"));
    let rules = crate::local::load("tiers");
    let mut whole: Value = serde_json::from_str(&rules.to_json()).unwrap();
    // Every field of the tables that may hold a level.
    let indicator = whole["indicators"][0]["code"].clone();
    whole["indicators"][0]["category"] = json!(1);
    let when = json!([{ "determination": ["3", "none"] }, { "category": [2] }, { "category_at_least": 1 }]);
    whole["steps"][0]["when"].as_array_mut().unwrap().extend(when.as_array().unwrap().clone());
    whole["steps"][0]["force"] = json!({ "otherwise": "should", "must_in_categories": [3] });
    let builds_on = json!([{ "other_rules_give_at_least": 1 }, { "any_observed": [indicator] }]);
    whole["category_rules"][0]["when"] = builds_on;
    whole["category_rules"][0]["at_least"] = json!(1);
    let reads = |value: &Value| RuleSet::from_json(&value.to_string()).is_ok();
    assert!(reads(&whole), "{:?}", RuleSet::from_json(&whole.to_string()).err());
    let mut fields = std::collections::BTreeSet::new();
    for (place, named, wrong) in levels_one_by_one(&whole) {
        assert_eq!(set.is_valid(&named), reads(&named), "{place}");
        assert!(!set.is_valid(&wrong) && !reads(&wrong), "{place}");
        if reads(&named) {
            fields.extend(place.split('/').filter(|key| OF_LEVELS.contains(key)).map(str::to_owned));
        }
    }
    assert_eq!(fields.len(), 7, "{fields:?}");

    let of_levels = json!({
        "child": { "age": 15, "previous_category": 2, "previous_category_on": "2025-01-01",
            "determination": { "category": 1, "on": "2025-02-20", "by": "mase_meeting", "rationale": "r" } },
        "screening": { "professional_judgement": { "category": 3, "rationale": "r" } },
    });
    let reads = |value: &Value| Request::from_json_for(&rules, &value.to_string()).is_ok();
    let all = levels_one_by_one(&of_levels);
    let mut previous = of_levels.clone();
    previous["child"]["previous_category"] = json!("medium");
    assert!(reads(&of_levels) && reads(&previous) && request.is_valid(&previous) && all.len() == 2);
    for (place, named, wrong) in all {
        assert!(reads(&named) && request.is_valid(&named), "{place}");
        assert!(!reads(&wrong) && !request.is_valid(&wrong), "{place}");
    }

    let case = json!([{ "name": "c", "request": of_levels, "expect": {
        "scope": "child", "category": 3, "indicated": 1, "possible": 3, "rules": [], "findings": [], "plan": null,
        "gaps": [{ "question": "looked_after", "would_raise_to": 3 }] } }]);
    let folder = std::env::temp_dir().join(format!("cases-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let reads = |value: &Value| {
        std::fs::write(folder.join("cases.json"), value.to_string()).unwrap();
        rules.run_cases(&folder).is_ok()
    };
    let all = levels_one_by_one(&case);
    assert_eq!(all.len(), 6);
    for (place, named, wrong) in all {
        assert!(reads(&named) && cases.is_valid(&named), "{place}");
        // What a request may not say comes out when the case is run.
        assert!(!cases.is_valid(&wrong) && (!reads(&wrong) || place.contains("request")), "{place}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn every_case_its_request_and_its_record_fit_the_schemas() {
    let (cases, request, record) =
        (validator("cases.json"), validator("request.json"), validator("record.json"));
    for file in json_files(&folder("rules/coventry/cases")).iter() {
        assert_fits(&cases, &read(file), &file.display().to_string());
    }
    let all = support::cases();
    for case in &all {
        let name = case["name"].as_str().unwrap();
        assert_fits(&request, &case["request"], name);
        let made = support::record(RuleSet::coventry(), &case["request"]);
        let made = serde_json::to_value(&made).unwrap();
        assert_fits(&record, &made, &format!("the record of `{name}`"));
        assert_fits(&request, &made["request"], &format!("the request in the record of `{name}`"));
    }
    support::report(&format!("schemas: {} requests and their records fit", all.len()));
}

#[test]
fn a_typing_error_in_a_case_is_marked() {
    let cases = validator("cases.json");
    let whole = support::cases().remove(0);
    assert_fits(&cases, &json!([whole]), "a case");
    for key in ["scope", "category", "indicated", "possible", "rules", "findings", "plan"] {
        let mut case = whole.clone();
        case["expect"].as_object_mut().unwrap().remove(key);
        assert!(!cases.is_valid(&json!([case])), "`{key}` was left out, and nothing is marked");
    }
    for misspelt in ["/note", "/expect/steps_included", "/expect/gap", "/request/childs"] {
        let (parent, key) = misspelt.rsplit_once('/').unwrap();
        let mut case = whole.clone();
        case.pointer_mut(parent).unwrap()[key] = json!([]);
        assert!(!cases.is_valid(&json!([case])), "`{misspelt}` is no key, and nothing is marked");
    }
}

/// Where a request may name a level by its id: some area might have one of that id.
const LEVELS: [&str; 3] =
    ["child.previous_category", "child.determination.category", "screening.professional_judgement.category"];

/// Whether a text stands at a place.
fn is_a_text(request: &str, place: &str) -> bool {
    let request: Value = serde_json::from_str(request).unwrap_or_default();
    request.pointer(&format!("/{}", place.replace('.', "/"))).is_some_and(Value::is_string)
}

/// What no schema can say: what JSON or its numbers hide, what hangs on two values at once, as the order of two
/// dates does, a letter that cannot be seen, and a code or a level that some area might have.
fn is_beyond_a_schema(error: &RequestError, text: &str) -> bool {
    use RequestErrorKind::{
        AfterScreening, AgesReversed, BeforeBirth, BeforePreviousCategory, Blank, OutOfRange, RepeatedField,
        RepeatedIndicator, UnknownCode, UnknownField,
    };
    match error.kind() {
        RepeatedField
        | RepeatedIndicator
        | AgesReversed
        | BeforeBirth
        | AfterScreening
        | BeforePreviousCategory => true,
        UnknownField => error.known_place() == "child",
        UnknownCode => error.known_place() == "screening.indicators",
        Blank => text.contains('\u{3164}'),
        // The age that two dates make.
        OutOfRange => error.place() == "child.date_of_birth",
        _ => LEVELS.contains(&error.place()) && is_a_text(text, error.place()),
    }
}

#[test]
fn a_request_that_is_refused_for_its_shape_is_refused_by_the_schema_too() {
    let request = validator("request.json");
    let refusals = read(&folder("tests/refusals.json"));
    let (mut refused, mut beyond, mut no_json) = (0, 0, 0);
    for refusal in refusals.as_array().unwrap() {
        let text = refusal["text"].as_str().map_or_else(|| refusal["request"].to_string(), str::to_owned);
        match serde_json::from_str::<Value>(&text) {
            Ok(value) if request.is_valid(&value) => {
                let error = Request::from_json(&text).unwrap_err();
                assert!(is_beyond_a_schema(&error, &text), "the schema accepts {}: {error}", refusal["name"]);
                beyond += 1;
            }
            Ok(_) => refused += 1,
            Err(_) => no_json += 1,
        }
    }
    support::report(&format!(
        "schemas: {refused} refused requests are refused by the schema, {beyond} are beyond it, {no_json} are no JSON"
    ));
    assert!(refused >= 275, "{refused}");
}

#[test]
fn no_request_that_is_accepted_is_refused_by_the_schema() {
    let request = validator("request.json");
    let (accepted, refused, by_both) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let changes = vec((any::<Index>(), mutation()), 0..3);
    check(10_000, (valid(), changes), |((value, _), changes)| {
        let value = mutated(&value, &changes);
        match Request::from_json(&value.to_string()) {
            Ok(_) => {
                assert_fits(&request, &value, &format!("the accepted request {value}"));
                accepted.set(accepted.get() + 1);
            }
            Err(_) => {
                refused.set(refused.get() + 1);
                by_both.set(by_both.get() + usize::from(!request.is_valid(&value)));
            }
        }
    });
    let (accepted, refused, by_both) = (accepted.get(), refused.get(), by_both.get());
    support::report(&format!(
        "schemas: {accepted} accepted random requests fit; of {refused} refused, the schema refuses {by_both}"
    ));
    assert!(accepted > 4_000 && by_both * 100 > refused * 95, "{accepted}, {by_both} of {refused}");
}
