//! Random valid requests of the JSON contract, spread over its corners.

use crate::naive::{EVENTS, FACTS, INDICATORS};
use chrono::{Datelike, Days, NaiveDate};
use rand::Rng;
use serde_json::{Value, json};

const ANSWERS: [&str; 4] = ["yes", "suspected", "no", "not_known"];

/// A valid request: anything the contract allows, odd combinations included.
pub fn random_request(rng: &mut impl Rng) -> Value {
    let mut child = json!({});
    let mut screening = json!({});

    if rng.random_bool(0.5) {
        screening["screened_on"] = json!(random_day(rng).to_string());
    }
    add_age(rng, &mut child, &mut screening);
    if rng.random_bool(0.6) {
        let referred = referral_day(rng, &screening).to_string();
        // Nobody is referred before the birth. Dates written so stand in the order of the calendar.
        let born = child["date_of_birth"].as_str().unwrap_or_default();
        screening["referred_on"] = json!(referred.as_str().max(born));
    }

    add_facts(rng, &mut child);
    if rng.random_bool(0.5) {
        child["placement"] = json!(pick(rng, &["foster", "residential", "other"]));
    }
    if rng.random_bool(0.5) {
        let status = pick(rng, &["accommodated", "interim_care_order", "care_order"]);
        child["legal_status"] = json!(status);
    }
    if rng.random_bool(0.5) {
        child["case"] = json!(pick(rng, &["open", "not_open"]));
    }
    if rng.random_bool(0.3) {
        child["previous_category"] = json!(rng.random_range(1..=3));
        if rng.random_bool(0.3) {
            child["lowered_at_meeting"] = json!("yes");
        }
    }

    if rng.random_bool(0.6) {
        let who = pick(rng, &["social_worker", "police", "other_professional"]);
        screening["completed_by"] = json!(who);
    }
    if rng.random_bool(0.25) {
        let category = rng.random_range(1..=3);
        screening["professional_judgement"] = json!({ "category": category, "rationale": "seen at a visit" });
    }
    add_indicators(rng, &mut screening);

    let mut request = json!({ "child": child, "screening": screening });
    if rng.random_bool(0.1) {
        request["reference"] = json!(format!("case {}", rng.random_range(0..1000)));
    }
    request
}

fn pick<'a>(rng: &mut impl Rng, choices: &[&'a str]) -> &'a str {
    choices[rng.random_range(0..choices.len())]
}

fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

/// Any day for which the bank holidays after it are published.
fn random_day(rng: &mut impl Rng) -> NaiveDate {
    let first = day(2015, 1, 1).unwrap();
    let last = day(2028, 11, 15).unwrap();
    let span = (last - first).num_days() as u64;
    first + Days::new(rng.random_range(0..=span))
}

/// Often close before Christmas or Easter, often after the screening, else any day.
fn referral_day(rng: &mut impl Rng, screening: &Value) -> NaiveDate {
    let last = day(2028, 11, 15).unwrap();
    let year = rng.random_range(2015..=2027);
    let near = match rng.random_range(0..6) {
        0 => day(year, 12, rng.random_range(1..=31)).unwrap(),
        1 => day(year, rng.random_range(3..=6), rng.random_range(1..=30)).unwrap(),
        2 | 3 if screening["screened_on"].is_string() => {
            let screened_on: NaiveDate = screening["screened_on"].as_str().unwrap().parse().unwrap();
            screened_on + Days::new(rng.random_range(0..=10))
        }
        _ => random_day(rng),
    };
    near.min(last)
}

/// Around the ages that matter, or anywhere.
fn random_age(rng: &mut impl Rng) -> i64 {
    match rng.random_range(0..12) {
        0 | 1 => rng.random_range(12..=14),
        2..=4 => rng.random_range(15..=18),
        5 | 6 => rng.random_range(20..=22),
        7 => rng.random_range(24..=26),
        8 | 9 => rng.random_range(13..=20),
        10 => rng.random_range(0..=30),
        _ => rng.random_range(0..=120),
    }
}

/// One of the four ways: years, date of birth, a range, or not known.
fn add_age(rng: &mut impl Rng, child: &mut Value, screening: &mut Value) {
    match rng.random_range(0..10) {
        0..=3 => child["age"] = json!(random_age(rng)),
        4..=6 => {
            let (born, screened_on) = birth_and_screening(rng);
            child["date_of_birth"] = json!(born.to_string());
            screening["screened_on"] = json!(screened_on.to_string());
        }
        7 | 8 => {
            let lowest = random_age(rng);
            let highest = match rng.random_range(0..8) {
                0 => lowest,
                1 => rng.random_range(lowest..=120),
                2 => 120,
                _ => (lowest + rng.random_range(0..=6)).min(120),
            };
            child["age_between"] = json!([lowest, highest]);
        }
        _ => {}
    }
}

/// A birth date and a screening date, often within two days of a birthday.
fn birth_and_screening(rng: &mut impl Rng) -> (NaiveDate, NaiveDate) {
    let first = day(2015, 1, 1).unwrap();
    let last = day(2028, 11, 15).unwrap();
    loop {
        let years = random_age(rng) as i32;
        let (born, birthday) = if rng.random_bool(0.5) {
            // Born on 29 February; only some birth years have one.
            let year = rng.random_range(2015..=2028);
            let birthday = if rng.random_bool(0.5) { day(year, 2, 28) } else { day(year, 3, 1) };
            (day(year - years, 2, 29), birthday.unwrap())
        } else {
            let birthday = random_day(rng);
            let (month, date) = (birthday.month(), birthday.day());
            (day(birthday.year() - years, month, date), birthday)
        };
        let Some(born) = born else {
            continue;
        };
        let screened_on = match rng.random_range(0..4) {
            0 => birthday + Days::new(rng.random_range(0..=2)),
            1 => birthday - Days::new(rng.random_range(0..=2)),
            2 => birthday,
            _ => birthday + Days::new(rng.random_range(0..=364)),
        };
        // The difference of the years is never below the age, so 120 is safe.
        let at_most = screened_on.year() - born.year();
        if born <= screened_on
            && at_most <= 120
            && born.year() >= 1900
            && screened_on >= first
            && screened_on <= last
        {
            return (born, screened_on);
        }
    }
}

/// Each fact left out or answered, after one of four habits of filling in forms.
fn add_facts(rng: &mut impl Rng, child: &mut Value) {
    let habit = rng.random_range(0..4);
    for fact in FACTS {
        let event = EVENTS.contains(&fact);
        match habit {
            // Everything asked at random.
            0 => {
                if rng.random_bool(0.5) {
                    child[fact] = json!(pick(rng, &ANSWERS));
                }
            }
            // A complete form, mostly no.
            1 => {
                child[fact] = json!("no");
                let asked = if event { 0.05 } else { 0.2 };
                if rng.random_bool(asked) {
                    child[fact] = json!(pick(rng, &ANSWERS));
                }
            }
            // Events rarely, the rest at random.
            2 => {
                let asked = if event { 0.04 } else { 0.7 };
                if rng.random_bool(asked) {
                    child[fact] = json!(pick(rng, &ANSWERS));
                }
            }
            // Little filled in.
            _ => {
                if rng.random_bool(0.1) {
                    child[fact] = json!(pick(rng, &ANSWERS));
                }
            }
        }
    }
}

/// None to nine indicators, as an object or a list, or nothing at all.
fn add_indicators(rng: &mut impl Rng, screening: &mut Value) {
    if rng.random_bool(0.1) {
        return;
    }
    let circumstances = ["migrant-refugee-or-asylum-seeker", "unsure-of-sexual-orientation"];
    let compounds = ["cse-indicators-with-chronic-substance-use", "cse-indicators-with-serious-self-harm"];
    let mut from = Vec::new();
    let kind = rng.random_range(0..10);
    for (code, category) in INDICATORS {
        let wanted = match kind {
            0 => circumstances.contains(&code),
            1 | 2 => category == 1,
            3 | 5 | 6 => category <= 2,
            4 => compounds.contains(&code) || (category == 1 && rng.random_bool(0.1)),
            _ => true,
        };
        if wanted {
            from.push(code);
        }
    }
    let mut many = rng.random_range(0..=9).min(from.len());
    if rng.random_bool(0.4) {
        many = many.min(2);
    }
    let mut codes = Vec::new();
    while codes.len() < many {
        let code = pick(rng, &from);
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    if rng.random_bool(0.2) {
        screening["indicators"] = json!(codes);
        return;
    }
    let mostly = match rng.random_range(0..4) {
        0 => ["suspected", "no", "no", "not_known", "not_known", "not_known"],
        1 => ["yes", "suspected", "no", "no", "not_known", "not_known"],
        _ => ["yes", "yes", "suspected", "suspected", "no", "not_known"],
    };
    screening["indicators"] = json!({});
    for code in codes {
        screening["indicators"][code] = json!(pick(rng, &mostly));
    }
}
