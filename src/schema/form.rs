//! The request of one set as a form: its questions alone, with their labels, in their groups and their order.

use super::schemas;
use crate::compiled::RuleSet;
use crate::json::Json;
use crate::tables::{IndicatorRow, QuestionKind, QuestionRow};
use crate::vocabulary::category::Category;
use crate::vocabulary::child::{Answer, Fact};
use crate::vocabulary::number::MOST;
use crate::vocabulary::question::{Choice, Field};
use crate::words::answer_in_words;
use serde_json::{Map, Value, json};

/// Where indicators stand on the form that are in no group.
const UNGROUPED: &str = "Indicators";

/// The JSON Schema (draft 2020-12) of a request to a rule set: what it asks, as it calls it. Who fills in a form by it
/// writes a request that the set reads; one that says more, such as when a sign was seen, may be read as well.
///
/// Each property has a `title`, and each answer a `const` and a `title`. JSON objects have no order, so the order stands
/// in `x-uischema`: groups and controls as JSON Forms takes them.
///
/// ```
/// use cse_screening::RuleSet;
/// use cse_screening::rules::schema::form;
/// let form = form(RuleSet::coventry()).read::<serde_json::Value>().unwrap();
/// let clipping = &form["properties"]["screening"]["properties"]["indicators"]["properties"]["clipping"];
/// assert_eq!(clipping["oneOf"][3]["title"], "Yes");
/// ```
#[must_use]
pub fn form(rules: &RuleSet) -> Json {
    let whole = schemas().remove("request.json").and_then(|schema| schema.read::<Value>());
    let mut schema = whole.unwrap_or_default();
    let manifest = &rules.tables().manifest;
    set(&mut schema, "", "title", manifest.title.as_str());
    let about = format!("A request to the rules {} {}.", manifest.id, manifest.version);
    set(&mut schema, "", "description", about);
    let facts: Vec<_> = rules.tables().facts.iter().map(|row| row.fact).collect();
    // What the set asks of its own is named, and nothing else is.
    if let Some(child) = schema.pointer_mut("/properties/child").and_then(Value::as_object_mut) {
        child.insert("additionalProperties".to_owned(), false.into());
    }
    if let Some(child) = properties(&mut schema, "/properties/child") {
        child.retain(|field, _| Fact::from_code(field).is_none_or(|fact| facts.contains(&fact)));
        for (field, property) in &mut *child {
            if let Some(fact) = Fact::from_code(field) {
                *property = answer(&capitalised(rules.fact_in_words(fact)), None);
            } else {
                titled(field, property, rules);
            }
        }
        child.extend(rules.tables().questions.iter().map(|row| (row.code.clone(), own_question(row))));
    }
    if let Some(screening) = properties(&mut schema, "/properties/screening") {
        for (field, property) in screening {
            titled(field, property, rules);
        }
        let rows = rules.tables().indicators.iter();
        let indicators: Map<_, _> = rows.map(|row| (row.code.clone(), indicator(row, rules))).collect();
        let about = "What was observed. One without an answer was not asked about.";
        let indicators = json!({
            "title": UNGROUPED, "description": about, "type": "object", "properties": indicators,
            "additionalProperties": false,
        });
        set(&mut schema, "/properties/screening/properties", "indicators", indicators);
    }
    for (field, title) in [("child", "The child"), ("screening", "The screening")] {
        set(&mut schema, &format!("/properties/{field}"), "title", title);
    }
    for field in ["reference", "corrects"] {
        set(&mut schema, &format!("/properties/{field}"), "title", in_words(field));
    }
    let layout = layout(rules, &facts, &schema);
    set(&mut schema, "", "x-uischema", layout);
    // What is still referred to: codes, each of which is called as it is written.
    if let Some(definitions) = schema.get_mut("$defs").and_then(Value::as_object_mut) {
        definitions.retain(|name, _| name == "Meeting");
        let lists = definitions.values_mut().filter_map(|one| one.get_mut("oneOf")?.as_array_mut());
        for answer in lists.flatten() {
            let title = in_words(answer.get("const").and_then(Value::as_str).unwrap_or_default());
            set(answer, "", "title", title);
        }
    }
    Json::new(schema)
}

/// The object at a place, changed.
fn set(schema: &mut Value, place: &str, key: &str, value: impl Into<Value>) {
    if let Some(Value::Object(object)) = schema.pointer_mut(place) {
        object.insert(key.to_owned(), value.into());
    }
}

fn properties<'s>(schema: &'s mut Value, place: &str) -> Option<&'s mut Map<String, Value>> {
    schema.pointer_mut(place)?.get_mut("properties")?.as_object_mut()
}

/// A question that is answered yes, suspected, not known or no.
fn answer(title: &str, about: Option<String>) -> Value {
    let answers = Answer::ALL
        .iter()
        .map(|answer| json!({ "const": answer.code(), "title": capitalised(answer_in_words(*answer)) }));
    let mut question = json!({ "title": title, "type": "string", "oneOf": answers.collect::<Vec<_>>() });
    if let Some(about) = about {
        set(&mut question, "", "description", about);
    }
    question
}

/// A question of the set's own.
fn own_question(row: &QuestionRow) -> Value {
    if row.asks == QuestionKind::Answer {
        return answer(&capitalised(&row.label), None);
    }
    let number = json!({ "title": "A number", "type": "integer", "minimum": 0, "maximum": MOST });
    let range = json!({
        "title": "The lowest and the highest", "type": "array", "items": number, "minItems": 2, "maxItems": 2,
    });
    let not_known = json!({ "title": "Not known", "const": Answer::NotKnown.code() });
    json!({ "title": capitalised(&row.label), "oneOf": [number, range, not_known] })
}

fn indicator(row: &IndicatorRow, rules: &RuleSet) -> Value {
    answer(&row.label, row.category.map(|_| rules.category_in_words(row.category)))
}

/// Puts a title to a field, and to its answers where they are a few.
fn titled(field: &str, property: &mut Value, rules: &RuleSet) {
    if let Some(choice) = Choice::ALL.iter().copied().find(|choice| choice.code() == field) {
        let answers: Vec<_> = choice.numbers().filter_map(|number| value(choice, number, rules)).collect();
        let title = capitalised(choice.row().label.trim_start_matches("the "));
        if choice.row().with_reasons {
            set(property, "", "title", title);
            // Here, and not by a reference, the category of the set is named as the set names it.
            if let Some(Value::Object(category)) = property.pointer_mut("/properties/category") {
                category.retain(|key, _| key == "description");
                category.insert("oneOf".to_owned(), answers.into());
            }
            for (field, inner) in properties(property, "").into_iter().flatten() {
                set(inner, "", "title", in_words(field));
            }
        } else {
            *property = json!({ "title": title, "oneOf": answers });
        }
        return;
    }
    set(property, "", "title", in_words(field));
    for (field, inner) in properties(property, "").into_iter().flatten() {
        set(inner, "", "title", in_words(field));
    }
}

/// A value of a choice, as it is written and as it is called. None of a category that the set does not have.
fn value(choice: Choice, number: u8, rules: &RuleSet) -> Option<Value> {
    let category = Category::from_number(number.into()).filter(|_| choice.is_of_categories());
    match category {
        Some(given) => rules
            .has_category(given)
            .then(|| json!({ "const": given, "title": rules.category_in_words(category) })),
        None => Some(json!({
            "const": choice.value(number),
            "title": capitalised(&rules.value_in_words(choice, number)),
        })),
    }
}

fn in_words(field: &str) -> String {
    capitalised(&field.replace('_', " "))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Groups and controls, in their order.
fn layout(rules: &RuleSet, facts: &[Fact], schema: &Value) -> Value {
    let control = |place: String| json!({ "type": "Control", "scope": place });
    let group =
        |label: &str, elements: Vec<Value>| json!({ "type": "Group", "label": label, "elements": elements });
    // Facts stand as the set has them, other questions as a request has them, and what else there is behind.
    let others = |field: &&Field| !matches!(field, Field::Fact(_));
    let mut child = vec!["age", "date_of_birth"];
    child.extend(facts.iter().map(|fact| fact.code()));
    child.extend(rules.tables().questions.iter().map(|row| &*row.code));
    child.extend(Field::OF_CHILD.iter().filter(others).map(|field| field.code()));
    let mut screening = vec!["screened_on", "referred_on"];
    screening.extend(Field::OF_SCREENING.iter().map(|field| field.code()));
    let all = |object: &str, first: Vec<&str>| {
        let properties =
            schema.pointer(&format!("/properties/{object}/properties")).and_then(Value::as_object);
        let names = properties.into_iter().flat_map(Map::keys).map(String::as_str);
        let rest: Vec<_> = names.filter(|name| !first.contains(name) && *name != "indicators").collect();
        let fields = first.into_iter().chain(rest);
        fields.map(|field| control(format!("#/properties/{object}/properties/{field}"))).collect::<Vec<_>>()
    };
    let mut groups: Vec<(&str, Vec<Value>)> = Vec::new();
    for row in &rules.tables().indicators {
        let label = row.groups.first().map_or(UNGROUPED, String::as_str);
        let place = format!("#/properties/screening/properties/indicators/properties/{}", row.code);
        match groups.iter_mut().find(|(known, _)| *known == label) {
            Some((_, controls)) => controls.push(control(place)),
            None => groups.push((label, vec![control(place)])),
        }
    }
    let mut elements = vec![group("The child", all("child", child))];
    elements.extend(
        groups.into_iter().map(|(label, controls)| group(&in_words(&label.replace('-', " ")), controls)),
    );
    elements.push(group("The screening", all("screening", screening)));
    json!({ "type": "VerticalLayout", "elements": elements })
}
