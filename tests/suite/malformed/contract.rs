//! The grammar of the JSON contract once more, over plain values and from the contract alone.

use crate::reading_2::heard::{FACTS, INDICATORS};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

pub const ANSWERS: [&str; 4] = ["yes", "suspected", "no", "not_known"];
pub const PLACEMENTS: [&str; 3] = ["foster", "residential", "other"];
pub const LEGAL_STATUSES: [&str; 3] = ["accommodated", "interim_care_order", "care_order"];
pub const CASES: [&str; 2] = ["open", "not_open"];
pub const COMPLETED_BY: [&str; 3] = ["social_worker", "police", "other_professional"];

/// Year, month, day.
type Day = (i32, u32, u32);

/// Whether the contract allows this request.
pub fn contract_allows(request: &Value) -> bool {
    let Value::Object(fields) = request else { return false };
    let (Some(Value::Object(child)), Some(Value::Object(screening))) =
        (fields.get("child"), fields.get("screening"))
    else {
        return false;
    };
    fields.iter().all(|(name, value)| match name.as_str() {
        "child" | "screening" => true,
        "reference" => value.is_string(),
        "corrects" => value
            .as_str()
            .is_some_and(|text| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())),
        _ => false,
    }) && child.iter().all(|(name, value)| child_field_allowed(name, value))
        && screening.iter().all(|(name, value)| screening_field_allowed(name, value))
        && age_allowed(child, screening)
        && dates_allowed(child, screening)
        && levels_allowed(child)
}

fn child_field_allowed(name: &str, value: &Value) -> bool {
    match name {
        "age" => age(value).is_some(),
        "date_of_birth" => date(value).is_some(),
        "age_between" => match value.as_array().map(Vec::as_slice) {
            Some([lowest, highest]) => {
                matches!((age(lowest), age(highest)), (Some(lowest), Some(highest)) if lowest <= highest)
            }
            _ => false,
        },
        "placement" => one_of(&PLACEMENTS, value),
        "legal_status" => one_of(&LEGAL_STATUSES, value),
        "case" => one_of(&CASES, value),
        "previous_category" => category(value),
        "previous_category_on" => date(value).is_some(),
        "determination" => value.as_object().is_some_and(|determination| {
            determination.len() == 4
                && determination
                    .get("category")
                    .is_some_and(|given| category(given) || given.as_str() == Some("none"))
                && determination.get("on").and_then(date).is_some()
                && determination.get("by").is_some_and(|by| one_of(&MEETINGS, by))
                && determination.get("rationale").and_then(Value::as_str).is_some_and(can_be_seen)
        }),
        fact => FACTS.contains(&fact) && answer_allowed(value),
    }
}

fn screening_field_allowed(name: &str, value: &Value) -> bool {
    match name {
        "screened_on" | "referred_on" => date(value).is_some(),
        "completed_by" => one_of(&COMPLETED_BY, value),
        "indicators" => indicators_allowed(value),
        "professional_judgement" => value.as_object().is_some_and(|judgement| {
            judgement.len() == 2
                && judgement.get("category").is_some_and(category)
                && judgement.get("rationale").and_then(Value::as_str).is_some_and(can_be_seen)
        }),
        "views" => value.as_object().is_some_and(|views| {
            views.iter().all(|(name, value)| match name.as_str() {
                "seen_alone_on" => date(value).is_some(),
                "words" => text_allowed(value),
                _ => false,
            })
        }),
        "strengths" => value.as_array().is_some_and(|all| all.len() <= 50 && all.iter().all(text_allowed)),
        _ => false,
    }
}

/// An answer, or an object with one and what stands beside it.
fn answer_allowed(value: &Value) -> bool {
    let Value::Object(evidence) = value else { return one_of(&ANSWERS, value) };
    evidence.contains_key("answer")
        && evidence.iter().all(|(name, value)| match name.as_str() {
            "answer" => one_of(&ANSWERS, value),
            "seen_on" => match value.as_array() {
                Some(days) => days.len() <= 50 && days.iter().all(|day| date(day).is_some()),
                None => date(value).is_some(),
            },
            "reported_on" => date(value).is_some(),
            "source" | "note" => text_allowed(value),
            "first_hand" => value.is_boolean(),
            _ => false,
        })
}

fn text_allowed(value: &Value) -> bool {
    value.as_str().is_some_and(|text| can_be_seen(text) && text.chars().count() <= 4_000)
}

/// Blank is nothing but white space and characters that cannot be seen. Of those, requests are made with these.
fn can_be_seen(text: &str) -> bool {
    text.contains(|letter: char| !letter.is_whitespace() && !UNSEEN.contains(&letter) && !letter.is_control())
}

const UNSEEN: [char; 6] = ['\u{200B}', '\u{200D}', '\u{FEFF}', '\u{3164}', '\u{202E}', '\u{AD}'];
const MEETINGS: [&str; 4] =
    ["mase_meeting", "strategy_meeting", "child_protection_conference", "multi_agency_meeting"];

fn indicators_allowed(value: &Value) -> bool {
    let is_code = |code: &str| INDICATORS.iter().any(|(known, _)| *known == code);
    match value {
        Value::Object(answers) => {
            answers.iter().all(|(code, answer)| is_code(code) && answer_allowed(answer))
        }
        Value::Array(codes) => codes
            .iter()
            .enumerate()
            .all(|(at, code)| code.as_str().is_some_and(is_code) && !codes[..at].contains(code)),
        _ => false,
    }
}

/// One way to give the age, and a date of birth that makes an age from 0 to 120 on the screening date.
fn age_allowed(child: &Map<String, Value>, screening: &Map<String, Value>) -> bool {
    let ways = ["age", "date_of_birth", "age_between"].iter().filter(|way| child.contains_key(**way)).count();
    if ways > 1 {
        return false;
    }
    let Some(born) = child.get("date_of_birth").and_then(date) else { return true };
    let Some(screened_on) = screening.get("screened_on").and_then(date) else { return false };
    let before_birthday = (screened_on.1, screened_on.2) < (born.1, born.2);
    let years = screened_on.0 - born.0 - i32::from(before_birthday);
    born <= screened_on && (0..=120).contains(&years)
}

/// Nothing is before the birth, and what the screening knew of is not after it.
fn dates_allowed(child: &Map<String, Value>, screening: &Map<String, Value>) -> bool {
    let born = child.get("date_of_birth").and_then(date);
    let screened = screening.get("screened_on").and_then(date);
    let referred = screening.get("referred_on").and_then(date);
    let indicators = screening.get("indicators").and_then(Value::as_object);
    let evidence = || child.values().chain(indicators.into_iter().flat_map(Map::values));
    let mut known: Vec<Day> = evidence().filter_map(|answer| answer.get("seen_on")).flat_map(days).collect();
    known.extend(child.get("previous_category_on").and_then(date));
    known.extend(child.get("determination").and_then(|of| of.get("on")).and_then(date));
    known.extend(screening.get("views").and_then(|of| of.get("seen_alone_on")).and_then(date));
    let reported = evidence().filter_map(|answer| answer.get("reported_on")).filter_map(date);
    let all: Vec<Day> = known.iter().copied().chain(reported).chain(referred).collect();
    all.iter().all(|day| born.is_none_or(|born| *day >= born))
        && known.iter().all(|day| screened.is_none_or(|screened| *day <= screened))
}

fn days(value: &Value) -> Vec<Day> {
    match value.as_array() {
        Some(days) => days.iter().filter_map(date).collect(),
        None => date(value).into_iter().collect(),
    }
}

/// Of two levels it is known which is the later one, and a day is that of a level.
fn levels_allowed(child: &Map<String, Value>) -> bool {
    let on = child.get("previous_category_on").and_then(date);
    let determined = child.get("determination").and_then(|of| of.get("on")).and_then(date);
    match (child.contains_key("previous_category"), on, determined) {
        (false, Some(_), _) | (true, None, Some(_)) => false,
        (true, Some(on), Some(determined)) => determined >= on,
        _ => true,
    }
}

fn one_of(codes: &[&str], value: &Value) -> bool {
    value.as_str().is_some_and(|code| codes.contains(&code))
}

/// Whole years from 0 to 120.
fn age(value: &Value) -> Option<u64> {
    whole(value).filter(|years| *years <= 120)
}

fn category(value: &Value) -> bool {
    matches!(whole(value), Some(1..=3))
}

/// A number with a whole value, however it is written.
fn whole(value: &Value) -> Option<u64> {
    let whole = value.as_f64().filter(|number| number.fract() == 0.0 && (0.0..1e6).contains(number));
    value.as_u64().or(whole.map(|number| number as u64))
}

/// A day that exists in the years 1900 to 2199, written as `2025-03-01` and in no other way.
fn date(value: &Value) -> Option<Day> {
    let text = value.as_str()?;
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return None };
    let digits = |part: &str, many| part.len() == many && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return None;
    }
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let days = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    ((1900..=2199).contains(&year) && (1..=days).contains(&day)).then_some((year, month, day))
}

/// The JSON of a text in which no object repeats a key, at any depth.
pub fn without_repeats(text: &[u8]) -> Option<Value> {
    serde_json::from_slice(text).ok().map(|Unrepeated(value)| value)
}

struct Unrepeated(Value);

impl<'de> Deserialize<'de> for Unrepeated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UnrepeatedVisitor).map(Self)
    }
}

struct UnrepeatedVisitor;

impl<'de> Visitor<'de> for UnrepeatedVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Unrepeated(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(values.into())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut values = Map::new();
        while let Some((key, Unrepeated(value))) = map.next_entry::<String, _>()? {
            if values.insert(key, value).is_some() {
                return Err(A::Error::custom("a key is repeated"));
            }
        }
        Ok(values.into())
    }
}
