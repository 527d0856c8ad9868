//! What a request may say: its fields, the questions of the rules, and the codes of all answers. Nothing of it is
//! listed here: fields and choices come from the schema of a request, questions from the tables of the rules.

use crate::answer::{Answer, Body, unusable};
use crate::load::{Failure, identity, identity_json, load};
use crate::page::BOLD;
use crate::sheet::Sheet;
use crate::words::{capitalised, fact_label};
use clap::Args;
use cse_screening::rules::schema::schemas;
use cse_screening::rules::tables::{IndicatorRow, QuestionKind, QuestionRow};
use cse_screening::{Answer as Given, Category, Fact, RuleSet};
use serde::Serialize;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// Lists what a request may say: fields, facts, indicators, and the codes of all answers
#[derive(Args)]
#[command(
    after_help = "Examples:\n  cse codes\n  cse codes --rules rules/elsewhere --json > codes.json\n\nFor whoever fills in requests from another system, or checks that it writes what is allowed.\nExit codes: 0 all is listed, 1 the set is refused, 2 a wrong call, or something that cannot be read or written."
)]
pub(crate) struct CodesArguments {
    /// The rule set: a directory, or the word coventry for the built-in one
    #[arg(long, value_name = "DIR", default_value = "coventry")]
    rules: PathBuf,

    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// The fields that take a category.
const PREVIOUS: &str = "child.previous_category";
const DETERMINED: &str = "child.determination.category";
const JUDGED: &str = "screening.professional_judgement.category";

/// A field of a request, by its place.
#[derive(Serialize)]
pub(crate) struct Field {
    pub(crate) field: String,
    about: String,
    /// The codes, where it takes one of a few.
    pub(crate) codes: Vec<Code>,
    #[serde(skip)]
    pub(crate) takes: Takes,
}

/// What a field or question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// One of a few codes.
    Codes,
    Day,
    /// A whole number of years.
    Years,
    /// The lowest and the highest number.
    Range,
    /// A list of texts.
    List,
    Text,
    /// An answer.
    Answer,
    /// A number, a range, or that it is not known.
    Number,
}

/// Something that may be written, and what it means.
#[derive(Serialize)]
pub(crate) struct Code {
    pub(crate) code: Value,
    /// The id of the level of the rules' own that stands for it, which may be written in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) level: Option<String>,
    pub(crate) about: String,
}

/// A fact of the child, as the rules ask for it.
#[derive(Serialize)]
struct Asked<'r> {
    code: &'static str,
    label: &'r str,
    /// What a request that leaves it out is taken to say.
    left_out: Option<&'static str>,
}

/// A question of the set's own, as a request answers it.
#[derive(Serialize)]
struct Own<'r> {
    code: &'r str,
    label: &'r str,
    asks: QuestionKind,
    /// What a request that leaves it out is taken to say; a number that is left out counts for nothing.
    left_out: Option<&'static str>,
}

pub(crate) fn run(arguments: &CodesArguments) -> ExitCode {
    match load(&arguments.rules) {
        Ok(rules) => answer(&rules, arguments.json).written(),
        Err(Failure::Refused(refused)) => refused.answer(arguments.json).written(),
        Err(Failure::Unusable(message)) => unusable(&message),
    }
}

/// The schema of a request.
fn of_request() -> Value {
    schemas().remove("request.json").map(|schema| json!(schema)).unwrap_or_default()
}

/// Every field of a request but its questions, and what it is.
pub(crate) fn fields() -> Vec<(String, String)> {
    let schema = of_request();
    let mut fields = Vec::new();
    add_fields(&schema, &schema, "", &mut fields);
    fields.into_iter().map(|field| (field.field, field.about)).collect()
}

/// Every field of a request to these rules but its questions.
pub(crate) fn fields_for(rules: &RuleSet) -> Vec<Field> {
    let schema = of_request();
    let mut fields = Vec::new();
    add_fields(&schema, &schema, "", &mut fields);
    fields.iter_mut().for_each(|field| name_levels(rules, field));
    fields
}

fn answer(rules: &RuleSet, as_json: bool) -> Answer {
    let schema = of_request();
    let answers = codes(&schema, &json!({"$ref": "#/$defs/Answer"}));
    let fields = fields_for(rules);
    let mut beside = Vec::new();
    let evidence = json!({"$ref": "#/$defs/Evidence"});
    add_fields(&schema, meant(&schema, &evidence), "", &mut beside);
    beside.retain(|field| field.field != "answer");
    let facts: Vec<_> = Fact::ALL.iter().map(|fact| asked(rules, *fact)).collect();
    let questions: Vec<_> = rules.tables().questions.iter().map(own).collect();
    let body = if as_json {
        let indicators = rules.tables().indicators.iter();
        let indicators: Vec<_> = indicators.map(|row| indicator_json(rules, row)).collect();
        Body::Json(json!({
            "rules": identity_json(rules),
            "fields": fields,
            "answers": answers,
            "evidence": beside,
            "facts": facts,
            "questions": questions,
            "indicators": indicators,
        }))
    } else {
        Body::Text(listed(rules, &fields, &answers, &beside, &facts, &questions))
    };
    Answer { body, well: true }
}

/// An indicator, with the level in which it is listed where the rules have levels of their own.
fn indicator_json(rules: &RuleSet, row: &IndicatorRow) -> Value {
    let mut value = json!({"code": row.code, "label": row.label, "category": row.category});
    let level = rules.level_of(row.category).filter(|_| row.category.is_some());
    if let (Some(level), Value::Object(fields)) = (level, &mut value) {
        fields.insert("level".to_owned(), json!(level.id));
    }
    value
}

/// The fields of an object and of the objects in it. Facts and indicators are questions of the rules: their answers and
/// codes are listed by themselves.
fn add_fields(schema: &Value, object: &Value, place: &str, fields: &mut Vec<Field>) {
    for (name, field) in object["properties"].as_object().into_iter().flatten() {
        if Fact::from_code(name).is_some() {
            continue;
        }
        let at = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
        let is_object = field["properties"].is_object() && field["items"].is_null();
        if is_object {
            add_fields(schema, field, &at, fields);
            continue;
        }
        let described = field.get("description").or_else(|| meant(schema, field).get("description"));
        let about = described.and_then(Value::as_str).unwrap_or_default().to_owned();
        let codes = codes(schema, field);
        let takes = takes(field, &codes);
        fields.push(Field { field: at, about: about + &range(field), codes, takes });
    }
}

/// Where a field takes a category, and the rules have levels of their own: those that they have, with their names.
fn name_levels(rules: &RuleSet, field: &mut Field) {
    if !rules.has_levels() || !matches!(&*field.field, PREVIOUS | DETERMINED | JUDGED) {
        return;
    }
    field.codes.retain_mut(|code| {
        let number = code.code.as_u64().or_else(|| code.code.as_str()?.parse().ok());
        let Some(category) = number.and_then(Category::from_number) else { return true };
        let level = rules.level_of(Some(category));
        if let Some(level) = level {
            code.level = Some(level.id.clone());
            code.about = level.label.clone();
        }
        level.is_some()
    });
}

/// What a schema refers to, or itself.
fn meant<'s>(schema: &'s Value, field: &'s Value) -> &'s Value {
    let name = field["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/"));
    name.and_then(|name| schema.get("$defs")?.get(name)).unwrap_or(field)
}

/// The codes that a field takes, where they are a few.
fn codes(schema: &Value, field: &Value) -> Vec<Code> {
    let meant = meant(schema, field);
    let described = meant["oneOf"].as_array().into_iter().flatten().map(|one| Code {
        code: one["const"].clone(),
        level: None,
        about: one["description"].as_str().unwrap_or_default().to_owned(),
    });
    let plain = meant["enum"].as_array().into_iter().flatten();
    // Where one of several may stand, the codes of each.
    let either = meant["anyOf"].as_array().into_iter().flatten().flat_map(|one| codes(schema, one));
    described
        .chain(plain.map(|code| Code { code: code.clone(), level: None, about: String::new() }))
        .chain(either)
        .collect()
}

fn takes(field: &Value, codes: &[Code]) -> Takes {
    let has_number = |place| field.pointer(place).is_some_and(Value::is_number);
    if !codes.is_empty() {
        Takes::Codes
    } else if field["format"] == "date" {
        Takes::Day
    } else if has_number("/items/minimum") {
        Takes::Range
    } else if field["items"].is_object() {
        Takes::List
    } else if has_number("/minimum") {
        Takes::Years
    } else {
        Takes::Text
    }
}

/// The numbers or the form that a field takes.
fn range(field: &Value) -> String {
    let number = if field["items"].is_object() { &field["items"] } else { field };
    match (number["minimum"].as_u64(), number["maximum"].as_u64()) {
        (Some(lowest), Some(highest)) => format!(" {lowest} to {highest}."),
        _ if field["format"] == "date" => " Year-month-day, such as 2025-03-01.".to_owned(),
        _ => String::new(),
    }
}

fn asked(rules: &RuleSet, fact: Fact) -> Asked<'_> {
    let row = rules.tables().facts.iter().find(|row| row.fact == fact);
    Asked { code: fact.code(), label: fact_label(rules, fact), left_out: row.map(|row| row.left_out.code()) }
}

fn own(row: &QuestionRow) -> Own<'_> {
    let answer = row.left_out.unwrap_or(Given::NotKnown);
    let left_out = (row.asks == QuestionKind::Answer).then_some(answer.code());
    Own { code: &row.code, label: &row.label, asks: row.asks, left_out }
}

fn listed(
    rules: &RuleSet,
    fields: &[Field],
    answers: &[Code],
    beside: &[Field],
    facts: &[Asked<'_>],
    questions: &[Own<'_>],
) -> String {
    let mut sheet = Sheet::default();
    sheet.heading("What a request may say");
    sheet.paragraph(&identity(rules));
    sheet.heading("Fields");
    for field in fields {
        entry(&mut sheet, &field.field, &field.about);
        field.codes.iter().for_each(|code| sheet.more(&in_a_line(code)));
    }
    sheet.heading("Answers");
    sheet.paragraph("To each fact and each indicator.");
    answers.iter().for_each(|code| entry(&mut sheet, &shown(&code.code), &code.about));
    sheet.heading("Evidence");
    sheet.paragraph(
        "An answer may be an object with the code as answer, and any of these beside it. They come back in the record, and \
         no rule of the built-in set reads them.",
    );
    beside.iter().for_each(|field| entry(&mut sheet, &field.field, &field.about));
    sheet.heading("Facts");
    sheet.paragraph("Each a field of child, with an answer.");
    for fact in facts {
        let left_out = fact.left_out.map_or_else(String::new, |answer| format!(" Left out: {answer}."));
        entry(&mut sheet, fact.code, &format!("{}.{left_out}", capitalised(fact.label)));
    }
    if !questions.is_empty() {
        sheet.heading("Questions of this set's own");
        sheet.paragraph(
            "Each a field of child. One that asks for a number takes a whole number from 0 to 999, a range as \
             [lowest, highest], or not_known.",
        );
    }
    for question in questions {
        let asks = match question.left_out {
            Some(answer) => format!("An answer. Left out: {answer}."),
            None => "A number.".to_owned(),
        };
        entry(&mut sheet, question.code, &format!("{}. {asks}", capitalised(question.label)));
    }
    sheet.heading("Indicators");
    sheet.paragraph("In screening.indicators: a list of those observed, or each with its answer.");
    for row in &rules.tables().indicators {
        let category = row
            .category
            .map_or_else(String::new, |category| format!(" ({})", rules.category_in_words(Some(category))));
        entry(&mut sheet, &row.code, &format!("{}{category}", row.label));
    }
    sheet.into_text()
}

fn entry(sheet: &mut Sheet, code: &str, about: &str) {
    sheet.labelled(BOLD, code, 4, "");
    sheet.more(about);
}

fn in_a_line(code: &Code) -> String {
    let about = if code.about.is_empty() { String::new() } else { format!(": {}", code.about) };
    let level = code.level.as_ref().map_or_else(String::new, |level| format!(" or {level}"));
    format!("- {}{level}{about}", shown(&code.code))
}

/// A code without the marks around it.
pub(crate) fn shown(code: &Value) -> String {
    code.as_str().map_or_else(|| code.to_string(), str::to_owned)
}
