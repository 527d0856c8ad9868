//! Random valid requests of the JSON contract, spread over its corners: determinations, levels of before,
//! contradictions, ages near a threshold, statuses that speak for themselves, and evidence.

use super::heard::{ANSWERS, CIRCUMSTANCES, EVENTS, FACTS, INDICATORS};
use chrono::{Datelike, Days, NaiveDate};
use rand::Rng;
use serde_json::{Value, json};

const THRESHOLDS: [i64; 6] = [13, 16, 17, 18, 21, 25];

/// How a form was filled in. Where little is said, one thing alone decides the outcome.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Habit {
    /// Everything at random.
    Random,
    /// All that takes an answer is answered, mostly no.
    MostlyNo,
    /// Facts at random, events seldom.
    FewEvents,
    /// Little filled in.
    Little,
}

/// A valid request: anything the contract allows, odd combinations included.
pub fn random_request(rng: &mut impl Rng) -> Value {
    let mut child = json!({});
    let mut screening = json!({});
    let habit = match rng.random_range(0..5) {
        0 => Habit::Random,
        1 | 2 => Habit::MostlyNo,
        3 => Habit::FewEvents,
        _ => Habit::Little,
    };
    // What asks for reasons beside the answers, and would hide what they alone give.
    let quiet = habit == Habit::MostlyNo && rng.random_bool(0.5);

    if rng.random_bool(0.5) {
        screening["screened_on"] = json!(random_day(rng).to_string());
    }
    add_age(rng, &mut child, &mut screening);
    let days = FormDays::of(&child, &screening);
    if rng.random_bool(0.6) {
        // Nobody is referred before the birth.
        let referred = referral_day(rng, days.screened_on).max(days.first);
        screening["referred_on"] = json!(referred.to_string());
    }

    add_facts(rng, &mut child, habit);
    add_care(rng, &mut child, quiet);
    if rng.random_bool(0.5) {
        child["case"] = json!(pick(rng, &["open", "not_open"]));
    }
    add_levels(rng, &mut child, days, quiet);

    if rng.random_bool(0.6) {
        let who = pick(rng, &["social_worker", "police", "other_professional"]);
        screening["completed_by"] = json!(who);
    }
    if !quiet && rng.random_bool(0.25) {
        let category = rng.random_range(1..=3);
        screening["professional_judgement"] = json!({ "category": category, "rationale": "seen at a visit" });
    }
    add_indicators(rng, &mut screening);
    if rng.random_bool(0.6) {
        add_evidence(rng, &mut child, &mut screening, days);
    }

    let mut request = json!({ "child": child, "screening": screening });
    if rng.random_bool(0.1) {
        request["reference"] = json!(format!("case {}", rng.random_range(0..1000)));
    }
    if rng.random_bool(0.05) {
        let corrected: String =
            (0..64).map(|_| char::from(b"0123456789abcdef"[rng.random_range(0..16)])).collect();
        request["corrects"] = json!(corrected);
    }
    request
}

fn pick<'a>(rng: &mut impl Rng, choices: &[&'a str]) -> &'a str {
    choices[rng.random_range(0..choices.len())]
}

fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

/// The last day for which the bank holidays of fifteen working days are published.
fn last_day() -> NaiveDate {
    day(2028, 11, 15).unwrap()
}

/// Any day for which they are published.
fn random_day(rng: &mut impl Rng) -> NaiveDate {
    let first = day(2015, 1, 1).unwrap();
    first + Days::new(rng.random_range(0..=days_between(first, last_day())))
}

fn days_between(first: NaiveDate, last: NaiveDate) -> u64 {
    (last - first).num_days().unsigned_abs()
}

/// The days on which what a form tells of can have been: not before the birth, not after the screening.
#[derive(Clone, Copy)]
struct FormDays {
    first: NaiveDate,
    last: NaiveDate,
    screened_on: Option<NaiveDate>,
}

impl FormDays {
    fn of(child: &Value, screening: &Value) -> Self {
        let read = |written: &Value| written.as_str().map(|written| written.parse().unwrap());
        let screened_on = read(&screening["screened_on"]);
        let first = read(&child["date_of_birth"]).unwrap_or(day(2010, 1, 1).unwrap());
        Self { first, last: screened_on.unwrap_or(last_day()), screened_on }
    }

    /// Often the first or the last of these days, and mostly in the two years before the last.
    fn one(self, rng: &mut impl Rng) -> NaiveDate {
        match rng.random_range(0..8) {
            0 => self.first,
            1 | 2 => self.last,
            _ => self.last - Days::new(rng.random_range(0..=days_between(self.first, self.last).min(730))),
        }
    }

    fn from(self, first: NaiveDate) -> Self {
        Self { first, ..self }
    }
}

/// Often close before Christmas or Easter, often after the screening, else any day.
fn referral_day(rng: &mut impl Rng, screened_on: Option<NaiveDate>) -> NaiveDate {
    let year = rng.random_range(2015..=2027);
    let near = match (rng.random_range(0..6), screened_on) {
        (0, _) => day(year, 12, rng.random_range(1..=31)).unwrap(),
        (1, _) => day(year, rng.random_range(3..=6), rng.random_range(1..=30)).unwrap(),
        (2 | 3, Some(screened_on)) => screened_on + Days::new(rng.random_range(0..=10)),
        _ => random_day(rng),
    };
    near.min(last_day())
}

/// Just below, at or just above an age that matters, or anywhere.
fn random_age(rng: &mut impl Rng) -> i64 {
    match rng.random_range(0..10) {
        0..=6 => THRESHOLDS[rng.random_range(0..THRESHOLDS.len())] + rng.random_range(-1..=1),
        7 => rng.random_range(10..=21),
        8 => rng.random_range(0..=30),
        _ => rng.random_range(0..=120),
    }
}

/// One of the four ways: years, date of birth, a range, or not known.
fn add_age(rng: &mut impl Rng, child: &mut Value, screening: &mut Value) {
    match rng.random_range(0..10) {
        0..=3 => {
            let age = random_age(rng);
            // Any number with a whole value is the same.
            child["age"] = if rng.random_bool(0.05) { json!(age as f64) } else { json!(age) };
        }
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
    loop {
        let years = random_age(rng) as i32;
        let (born, birthday) = if rng.random_bool(0.4) {
            // Born on 29 February; only some birth years have one.
            let year = rng.random_range(2015..=2028);
            let birthday = if rng.random_bool(0.5) { day(year, 2, 28) } else { day(year, 3, 1) };
            (day(year - years, 2, 29), birthday.unwrap())
        } else {
            let birthday = random_day(rng);
            (day(birthday.year() - years, birthday.month(), birthday.day()), birthday)
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
        let in_time = first <= screened_on && screened_on <= last_day();
        if in_time && born <= screened_on && at_most <= 120 && born.year() >= 1900 {
            return (born, screened_on);
        }
    }
}

/// Each fact left out or answered.
fn add_facts(rng: &mut impl Rng, child: &mut Value, habit: Habit) {
    for fact in FACTS {
        let event = EVENTS.contains(&fact);
        let asked = match (habit, event) {
            (Habit::Random, _) => 0.5,
            (Habit::MostlyNo, false) => 0.2,
            (Habit::MostlyNo, true) => 0.05,
            (Habit::FewEvents, false) => 0.7,
            (Habit::FewEvents, true) => 0.04,
            (Habit::Little, _) => 0.1,
        };
        if rng.random_bool(asked) {
            child[fact] = json!(pick(rng, &ANSWERS));
        } else if habit == Habit::MostlyNo {
            child[fact] = json!("no");
        }
    }
}

/// What says that a child is looked after, whatever the answer to that is.
fn add_care(rng: &mut impl Rng, child: &mut Value, quiet: bool) {
    let often = if quiet { 0.15 } else { 0.35 };
    if rng.random_bool(often) {
        child["placement"] = json!(pick(rng, &["foster", "residential", "residential", "other"]));
    }
    if rng.random_bool(often) {
        let status = pick(rng, &["accommodated", "interim_care_order", "care_order"]);
        child["legal_status"] = json!(status);
    }
    // One form in ten is plainly of a looked-after child, one contradicts itself.
    match rng.random_range(0..10) {
        0 => child["looked_after"] = json!(pick(rng, &["yes", "suspected"])),
        1 => {
            child["looked_after"] = json!("no");
            match rng.random_range(0..3) {
                0 => child["placement"] = json!(pick(rng, &["foster", "residential"])),
                1 => child["legal_status"] = json!("care_order"),
                _ => child["placed_out_of_area"] = json!(pick(rng, &["yes", "suspected"])),
            }
        }
        _ => {}
    }
}

/// The category recorded before, and what a meeting has determined since.
fn add_levels(rng: &mut impl Rng, child: &mut Value, days: FormDays, quiet: bool) {
    let (screened_before, determined) = if quiet { (0.15, 0.15) } else { (0.4, 0.35) };
    let previous = rng.random_bool(screened_before).then(|| days.one(rng));
    let determined = rng.random_bool(determined);
    if let Some(on) = previous {
        child["previous_category"] = json!(rng.random_range(1..=3));
        if determined || rng.random_bool(0.5) {
            child["previous_category_on"] = json!(on.to_string());
        }
    }
    if determined {
        let since = days.from(previous.unwrap_or(days.first));
        let category = rng.random_range(0..=3);
        let by = ["mase_meeting", "strategy_meeting", "child_protection_conference", "multi_agency_meeting"];
        child["determination"] = json!({
            "category": if category == 0 { json!("none") } else { json!(category) },
            "on": since.one(rng).to_string(),
            "by": pick(rng, &by),
            "rationale": "weighed by all who were there",
        });
    }
}

/// None to nine indicators, as an object or a list, or nothing at all.
fn add_indicators(rng: &mut impl Rng, screening: &mut Value) {
    if rng.random_bool(0.1) {
        return;
    }
    let compounds = ["cse-indicators-with-chronic-substance-use", "cse-indicators-with-serious-self-harm"];
    let kind = rng.random_range(0..12);
    let mut from = Vec::new();
    for (code, category) in INDICATORS {
        let wanted = match kind {
            0..=2 => CIRCUMSTANCES.contains(&code),
            3 | 4 => category == 1,
            5 | 6 => category <= 2,
            7 => compounds.contains(&code) || (category == 1 && rng.random_bool(0.1)),
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

/// Evidence beside some answers, a no and a not known included; the child's views; strengths.
fn add_evidence(rng: &mut impl Rng, child: &mut Value, screening: &mut Value, days: FormDays) {
    let share = [0.1, 0.5, 1.0][rng.random_range(0..3)];
    for fact in FACTS {
        if child[fact].is_string() && rng.random_bool(share) {
            child[fact] = evidence(rng, &child[fact], days);
        }
    }
    if let Some(answers) = screening.get_mut("indicators").and_then(Value::as_object_mut) {
        for answer in answers.values_mut() {
            if rng.random_bool(share) {
                *answer = evidence(rng, answer, days);
            }
        }
    }
    if rng.random_bool(0.4) {
        let mut views = json!({});
        if rng.random_bool(0.6) {
            views["seen_alone_on"] = json!(days.one(rng).to_string());
        }
        if rng.random_bool(0.6) {
            views["words"] = json!("wants to stay at the same school");
        }
        screening["views"] = views;
    }
    if rng.random_bool(0.3) {
        let strengths = vec!["a trusted teacher"; rng.random_range(0..=3)];
        screening["strengths"] = json!(strengths);
    }
}

fn evidence(rng: &mut impl Rng, answer: &Value, days: FormDays) -> Value {
    let mut evidence = json!({ "answer": answer });
    if rng.random_bool(0.5) {
        evidence["seen_on"] = if rng.random_bool(0.3) {
            let sightings: Vec<_> = (0..rng.random_range(1..=3)).map(|_| days.one(rng).to_string()).collect();
            json!(sightings)
        } else {
            json!(days.one(rng).to_string())
        };
    }
    if rng.random_bool(0.4) {
        // It may be later than the screening.
        let reported = days.one(rng) + Days::new(rng.random_range(0..=20));
        evidence["reported_on"] = json!(reported.to_string());
    }
    if rng.random_bool(0.4) {
        evidence["source"] = json!(pick(rng, &["school", "school nurse", "a neighbour"]));
    }
    if rng.random_bool(0.4) {
        evidence["first_hand"] = json!(rng.random_bool(0.5));
    }
    if rng.random_bool(0.4) {
        evidence["note"] = json!("seen by a taxi rank twice");
    }
    evidence
}
