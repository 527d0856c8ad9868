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
        _ => false,
    }) && child.iter().all(|(name, value)| child_field_allowed(name, value))
        && screening.iter().all(|(name, value)| screening_field_allowed(name, value))
        && age_allowed(child, screening)
        && referral_allowed(child, screening)
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
        fact => FACTS.contains(&fact) && one_of(&ANSWERS, value),
    }
}

fn screening_field_allowed(name: &str, value: &Value) -> bool {
    match name {
        "screened_on" | "referred_on" => date(value).is_some(),
        "completed_by" => one_of(&COMPLETED_BY, value),
        "indicators" => indicators_allowed(value),
        "professional_judgement" => {
            value.as_object().is_some_and(|judgement| {
                judgement.len() == 2
                    && judgement.get("category").is_some_and(category)
                    // White space alone is no reason.
                    && judgement
                        .get("rationale")
                        .and_then(Value::as_str)
                        .is_some_and(|text| text.contains(|letter: char| !letter.is_whitespace()))
            })
        }
        _ => false,
    }
}

fn indicators_allowed(value: &Value) -> bool {
    let is_code = |code: &str| INDICATORS.iter().any(|(known, _)| *known == code);
    match value {
        Value::Object(answers) => {
            answers.iter().all(|(code, answer)| is_code(code) && one_of(&ANSWERS, answer))
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

/// Nobody is referred before the birth.
fn referral_allowed(child: &Map<String, Value>, screening: &Map<String, Value>) -> bool {
    let born = child.get("date_of_birth").and_then(date);
    let referred = screening.get("referred_on").and_then(date);
    born.is_none() || referred.is_none() || referred >= born
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
