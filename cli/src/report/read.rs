//! Reads a record, also one whose rules are not at hand, and says where it is none.

use cse_screening::{Record, RecordError, Request, RuleSet};
use serde_json::{Value, json};

/// A record, read with these rules where they know its indicators.
///
/// The message says the place and what is allowed there, and nothing that stands there: it may end up in a log.
pub(crate) fn record(text: &[u8], rules: &RuleSet) -> Result<Record, String> {
    let text = std::str::from_utf8(text)
        .map_err(|error| format!("the record is not UTF-8, from byte {} on", error.valid_up_to() + 1))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let value: Value =
        serde_json::from_str(text).map_err(|error| format!("the record is not JSON: {error}"))?;
    let codes = indicator_codes(&value);
    let made;
    let knows = if codes.iter().all(|code| rules.indicator_with_code(code).is_some()) {
        rules
    } else {
        made = rules_that_know(&codes)?;
        &made
    };
    Record::from_json_for(knows, text).map_err(|error| fault(&value, knows, &error))
}

/// The codes of the indicators that its request speaks of.
fn indicator_codes(record: &Value) -> Vec<&str> {
    match record.pointer("/request/screening/indicators") {
        Some(Value::Object(answers)) => answers.keys().map(String::as_str).collect(),
        Some(Value::Array(codes)) => codes.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A set that knows these indicators by their codes, to read a record whose rules are not at hand. Nothing
/// is screened by it.
fn rules_that_know(codes: &[&str]) -> Result<RuleSet, String> {
    let built_in = RuleSet::coventry();
    let manifest = &built_in.tables().manifest;
    let statement = built_in.tables().indicators.first().map_or("", |row| &row.statement);
    let own = codes.iter().filter(|code| built_in.indicator_with_code(code).is_none());
    let rows: Vec<_> = own
        .map(|code| json!({"code": code, "category": 1, "label": code, "kind": "behaviour", "statement": statement}))
        .collect();
    let set = json!({
        "extends": {"id": manifest.id, "version": manifest.version},
        "manifest": {"id": "to-read-a-record", "version": "1.0.0", "title": "To read a record"},
        "indicators": {"add": rows},
    });
    RuleSet::from_json(&set.to_string()).map_err(|error| {
        let problem = error.faults().first().map_or("", |fault| fault.problem());
        format!("the record, at request.screening.indicators: {problem}")
    })
}

/// Where it is no record, and what is allowed there.
fn fault(record: &Value, rules: &RuleSet, error: &RecordError) -> String {
    if !record.is_object() {
        return "the record is not an object; allowed: a record, as `screen --json` writes it".to_owned();
    }
    if record.get("child").is_some() && record.get("rules").is_none() {
        return "this is a request and no record; `screen --json` makes a record of it".to_owned();
    }
    let empty = json!({ "child": {}, "screening": {} });
    let mut rest = record.clone();
    let request = rest.get_mut("request").map(|request| std::mem::replace(request, empty));
    if let Err(error) = serde_path_to_error::deserialize::<_, Record>(rest) {
        return in_place(&error.path().to_string(), &error.inner().to_string());
    }
    let refused = request.and_then(|request| Request::from_json_for(rules, &request.to_string()).err());
    match refused {
        Some(refused) => format!("the record, at request.{refused}"),
        None => {
            let at = error.place().map(|(line, column)| format!(", at line {line} column {column}"));
            format!("the record{}: a field that is repeated, or another fault", at.unwrap_or_default())
        }
    }
}

/// The place and what is allowed there, without what was found.
fn in_place(path: &str, problem: &str) -> String {
    if problem.starts_with("missing field") {
        return at(path, problem);
    }
    let allowed = ["expected", "allowed"].iter().find_map(|word| problem.find(word));
    let allowed = allowed.and_then(|from| problem.get(from..)).unwrap_or("not allowed there");
    // The name of an unknown field may be anything.
    let place = if problem.starts_with("unknown field") {
        path.rsplit_once('.').map_or("", |(parent, _)| parent)
    } else {
        path
    };
    let unknown = if problem.starts_with("unknown field") { "unknown field, " } else { "" };
    at(place, &format!("{unknown}{allowed}"))
}

fn at(place: &str, problem: &str) -> String {
    match place {
        "" | "." => format!("the record: {problem}"),
        place => format!("the record, at {place}: {problem}"),
    }
}
