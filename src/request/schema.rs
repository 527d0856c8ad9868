//! JSON Schema of a request, which is read by hand and so described by hand.

use crate::compiled::RuleSet;
use crate::request::Request;
use crate::request::evidence::{EvidenceFields, ViewsFields};
use crate::request::objects::{
    ChildFields, DeterminationFields, JudgementFields, RequestFields, ScreeningFields,
};
use crate::request::read::Fields;
use crate::tables::IndicatorRow;
use crate::tables::schema::{CategoryOrLevel, LevelId};
use crate::vocabulary::child::{Answer, OLDEST};
use crate::vocabulary::determination::Meeting;
use crate::vocabulary::evidence::{Evidence, LONGEST_TEXT, MOST_SIGHTINGS, MOST_STRENGTHS};
use crate::vocabulary::indicator::IndicatorCode;
use crate::vocabulary::number::MOST;
use crate::vocabulary::question::{Choice, Field};
use chrono::NaiveDate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// What the code of an indicator is made of.
const CODE: &str = "^[a-z0-9-]+$";

/// What the code of a question of an area's own is made of.
const OWN: &str = "^[a-z0-9_]+$";

/// The days of the years 1900 to 2199.
const DAY: &str = "^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$";

impl JsonSchema for IndicatorCode {
    fn schema_name() -> Cow<'static, str> {
        "IndicatorCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let rows = RuleSet::coventry().tables().indicators.iter();
        let mut codes: Vec<_> =
            rows.map(|row| json!({ "const": row.code, "description": about(row) })).collect();
        codes.push(json!({ "description": "A code of the area's own.", "type": "string", "pattern": CODE }));
        json_schema!({ "description": "The code of an indicator.", "anyOf": codes })
    }
}

fn about(row: &IndicatorRow) -> String {
    let category = row.category.map_or_else(String::new, |category| format!(" ({category})"));
    format!("{}{category}", row.label)
}

impl JsonSchema for Request {
    fn schema_name() -> Cow<'static, str> {
        "Request".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut child = object::<ChildFields>("The child.", &[], |field| child_field(field, generator));
        // The age is given in one way, and of two levels it must be known which is the later one.
        child.insert(
            "dependentSchemas".to_owned(),
            json!({
                "age": { "properties": { "date_of_birth": false, "age_between": false } },
                "date_of_birth": { "properties": { "age_between": false } },
                "previous_category_on": { "required": ["previous_category"] },
                "determination": {
                    "if": { "required": ["previous_category"] },
                    "then": { "required": ["previous_category_on"] },
                },
            }),
        );
        // What an area asks of its own: the form of its set says what.
        child.insert("propertyNames".to_owned(), json!({ "pattern": OWN }));
        child.insert("additionalProperties".to_owned(), own_question(generator));
        let screening =
            object::<ScreeningFields>("The completed tool.", &[], |field| screening_field(field, generator));
        let about = "A request: the child and the completed tool. What is not known is left out.";
        let mut request = object::<RequestFields>(about, &["child", "screening"], |field| match field {
            "child" => child.clone().into(),
            "screening" => screening.clone().into(),
            "corrects" => json_schema!({
                "description": "The SHA-256 of the record that this one corrects; it comes back unread.",
                "type": "string",
                "pattern": "^[0-9a-fA-F]{64}$",
            }),
            _ => json_schema!({
                "description": "The caller's own reference, which comes back unread in the record.",
                "type": "string",
            }),
        });
        // A date of birth needs the day of the screening, to reckon the age.
        let born = json!({ "properties": { "child": { "required": ["date_of_birth"] } } });
        request.insert("if".to_owned(), born);
        let dated = json!({ "properties": { "screening": { "required": ["screened_on"] } } });
        request.insert("then".to_owned(), dated);
        request.into()
    }
}

/// The schema of an object of the request, which knows no other fields.
fn object<F: Fields>(
    about: &str,
    required: &[&str],
    mut of_field: impl FnMut(&str) -> Schema,
) -> Map<String, Value> {
    let fields = F::NAMES.iter().map(|field| ((*field).to_owned(), of_field(field).to_value()));
    let mut schema = Map::new();
    schema.insert("description".to_owned(), about.into());
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), Value::Object(fields.collect()));
    schema.insert("additionalProperties".to_owned(), false.into());
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    schema
}

fn described<T: JsonSchema>(generator: &mut SchemaGenerator, about: impl Into<Value>) -> Schema {
    let mut schema = generator.subschema_for::<T>();
    schema.insert("description".to_owned(), about.into());
    schema
}

/// A day in a year that can be.
fn day(generator: &mut SchemaGenerator, about: &str) -> Schema {
    let mut day = described::<NaiveDate>(generator, about);
    day.insert("pattern".to_owned(), DAY.into());
    day
}

fn child_field(field: &str, generator: &mut SchemaGenerator) -> Schema {
    let years = json!({ "type": "integer", "minimum": 0, "maximum": OLDEST });
    match field {
        "age" => {
            let mut age = Schema::try_from(years).unwrap_or_default();
            age.insert("description".to_owned(), "The age, in whole years.".into());
            age
        }
        "date_of_birth" => day(generator, "The day of birth. It needs the day of the screening."),
        "age_between" => json_schema!({
            "description": "The lowest and the highest age that are possible, in whole years.",
            "type": "array",
            "items": years,
            "minItems": 2,
            "maxItems": 2,
        }),
        "previous_category_on" => day(generator, "The day on which the previous category was recorded."),
        "determination" => determination(generator).into(),
        name => choice(name, generator).unwrap_or_else(|| answer(generator, &about_fact(name))),
    }
}

/// An answer: a code, or an object with what stands beside it.
fn answer(generator: &mut SchemaGenerator, about: &str) -> Schema {
    let with_evidence = generator.subschema_for::<Evidence>();
    json_schema!({
        "description": about,
        "anyOf": [generator.subschema_for::<Answer>(), with_evidence],
    })
}

/// A question of an area's own: an answer, or a number.
fn own_question(generator: &mut SchemaGenerator) -> Value {
    let number = json!({ "type": "integer", "minimum": 0, "maximum": MOST });
    let range = json!({ "type": "array", "items": number, "minItems": 2, "maxItems": 2 });
    json!({
        "description": "The answer to a question of the area's own, which its rules must know.",
        "anyOf": [generator.subschema_for::<Answer>(), generator.subschema_for::<Evidence>(), number, range],
    })
}

/// A text of the caller's.
fn free_text(about: &str) -> Schema {
    json_schema!({ "description": about, "type": "string", "pattern": r"\S", "maxLength": LONGEST_TEXT })
}

impl JsonSchema for Evidence {
    fn schema_name() -> Cow<'static, str> {
        "Evidence".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let about = "An answer, and what stands beside it. No built-in rule reads more than the answer.";
        object::<EvidenceFields>(about, &["answer"], |field| match field {
            "answer" => generator.subschema_for::<Answer>(),
            "seen_on" => {
                let each = day(generator, "The day on which it was seen.");
                let days = json_schema!({
                    "description": "Several days, each of them a sighting.",
                    "type": "array",
                    "items": each,
                    "maxItems": MOST_SIGHTINGS,
                });
                json_schema!({ "description": "When it was seen.", "anyOf": [each, days] })
            }
            "reported_on" => day(generator, "The day on which it was reported."),
            "source" => free_text("Who said so: a code of the caller's, or a text."),
            "first_hand" => json_schema!({ "description": "Whether the source saw it.", "type": "boolean" }),
            _ => free_text("A note."),
        })
        .into()
    }
}

fn determination(generator: &mut SchemaGenerator) -> Map<String, Value> {
    let about = "The level that a meeting set since the previous category was recorded. It alone lowers, and never \
                 below what the tables or a judgement give.";
    object::<DeterminationFields>(about, DeterminationFields::NAMES, |field| match field {
        "category" => json_schema!({
            "description": "The category determined, or that none is in force.",
            "anyOf": [{ "enum": [1, 2, 3, "none"] }, generator.subschema_for::<LevelId>()],
        }),
        "on" => day(generator, "The day of the meeting."),
        "by" => generator.subschema_for::<Meeting>(),
        _ => json_schema!({ "description": "Why.", "type": "string", "pattern": r"\S" }),
    })
}

/// The schema of a choice that is given without reasons.
fn choice(name: &str, generator: &mut SchemaGenerator) -> Option<Schema> {
    let mut fields = Field::OF_CHILD.iter().chain(Field::OF_SCREENING);
    let Some(Field::Choice(choice)) = fields.find(|field| field.code() == name) else { return None };
    let mut schema = match choice {
        Choice::PreviousCategory => generator.subschema_for::<CategoryOrLevel>(),
        _ => choice.schema(generator),
    };
    if let Some(about) = choice.row().about {
        schema.insert("description".to_owned(), about.into());
    }
    Some(schema)
}

/// What a fact says of the child, and what it is when it is left out.
fn about_fact(fact: &str) -> String {
    let row = RuleSet::coventry().tables().facts.iter().find(|row| row.fact.code() == fact);
    row.map_or_else(String::new, |row| {
        let mut label = row.label.clone();
        if let Some(first) = label.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        format!("{label}. Left out, the built-in rules take it for `{}`.", row.left_out)
    })
}

fn screening_field(field: &str, generator: &mut SchemaGenerator) -> Schema {
    match field {
        "screened_on" => day(generator, "The day of the screening."),
        "referred_on" => {
            day(generator, "The day of the referral to Children's Social Care, from which deadlines count.")
        }
        "indicators" => indicators(generator),
        "views" => {
            object::<ViewsFields>("What is known of the child's own views.", &[], |field| match field {
                "words" => free_text("What the child says and wants."),
                _ => day(generator, "The day on which the child was last seen alone."),
            })
            .into()
        }
        "strengths" => json_schema!({
            "description": "The child's strengths, and what protects them.",
            "type": "array",
            "items": free_text("One of them."),
            "maxItems": MOST_STRENGTHS,
        }),
        name => choice(name, generator).unwrap_or_else(|| judgement(generator).into()),
    }
}

/// Codes that were observed, or codes with their answers.
fn indicators(generator: &mut SchemaGenerator) -> Schema {
    let rows = RuleSet::coventry().tables().indicators.iter();
    let answers: Map<_, _> =
        rows.map(|row| (row.code.clone(), answer(generator, &about(row)).to_value())).collect();
    let answer = answer(generator, "The answer to an indicator of the area's own.");
    json_schema!({
        "description": "A list of the indicators observed, or an object with the answer to each. One without an answer was not asked about.",
        "type": ["array", "object"],
        "items": generator.subschema_for::<IndicatorCode>(),
        "uniqueItems": true,
        "properties": answers,
        "patternProperties": { CODE: answer },
        "additionalProperties": false,
    })
}

fn judgement(generator: &mut SchemaGenerator) -> Map<String, Value> {
    let about = "A professional judgement. It can raise the category, and never lowers it.";
    object::<JudgementFields>(about, JudgementFields::NAMES, |field| match field {
        "category" => described::<CategoryOrLevel>(generator, "The category judged."),
        _ => json_schema!({ "description": "Why.", "type": "string", "pattern": r"\S" }),
    })
}
