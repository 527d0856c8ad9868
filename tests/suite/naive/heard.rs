//! What was asked and answered, with the defaults of the reading filled in.

use super::dates::{age_on, date};
use serde_json::{Value, json};

/// Every fact that takes an answer, in the order reasons and gaps name them.
pub const FACTS: [&str; 13] = [
    "learning_disability",
    "additional_needs",
    "looked_after",
    "placed_out_of_area",
    "care_leaver",
    "unaccompanied",
    "needs_care_and_support",
    "unable_to_protect_self",
    "exploited_with_others",
    "section_47",
    "immediate_concern",
    "parent_may_be_involved",
    "lowered_at_meeting",
];

/// The facts that are `no` when left out; the others are `not_known`.
pub const EVENTS: [&str; 5] = [
    "section_47",
    "immediate_concern",
    "exploited_with_others",
    "parent_may_be_involved",
    "lowered_at_meeting",
];

/// The 56 indicators with their listed categories.
pub const INDICATORS: [(&str, i64); 56] = [
    ("late-home-or-missing", 1),
    ("history-of-abuse", 1),
    ("unexplained-nights-out", 1),
    ("overtly-sexualised-dress", 1),
    ("sexualised-risk-taking", 1),
    ("unknown-adult-associates", 1),
    ("reduced-contact-with-support", 1),
    ("experimenting-with-drugs-or-alcohol", 1),
    ("changed-social-media-use", 1),
    ("poor-self-image", 1),
    ("eating-disorder", 1),
    ("superficial-self-harm", 1),
    ("expressions-of-despair", 1),
    ("gum-clinic-attendance", 1),
    ("seen-in-hotspot", 1),
    ("school-non-attendance-or-exclusion", 1),
    ("placement-breakdown-from-behaviour", 1),
    ("repeat-offending", 1),
    ("increasingly-disruptive-or-aggressive", 1),
    ("migrant-refugee-or-asylum-seeker", 1),
    ("unsure-of-sexual-orientation", 1),
    ("getting-into-adults-vehicles", 2),
    ("associating-with-cse-linked-adults", 2),
    ("associating-with-exploited-peers", 2),
    ("disclosed-or-withdrew-physical-assault", 2),
    ("reported-involved-at-hotspot", 2),
    ("adult-boyfriend-or-girlfriend", 2),
    ("unaccounted-money-or-goods", 2),
    ("concerning-phone-use", 2),
    ("sexually-transmitted-infection", 2),
    ("previous-sexual-abuse-victim", 2),
    ("gang-association-or-rules", 2),
    ("concealed-internet-use", 2),
    ("online-sexual-bullying", 2),
    ("concealed-injuries", 2),
    ("missing-or-excluded-from-school", 2),
    ("residential-placement-breakdown", 2),
    ("rape", 3),
    ("under-13-sexual-activity", 3),
    ("homeless-staying-with-exploiter", 3),
    ("exchanging-or-selling-sex", 3),
    ("taken-to-clubs-or-hotels-for-sex", 3),
    ("disclosed-or-withdrew-serious-sexual-assault", 3),
    ("abduction-or-forced-imprisonment", 3),
    ("moved-around-for-sexual-activity", 3),
    ("disappeared-with-prior-cse-concerns", 3),
    ("bought-sold-or-trafficked", 3),
    ("multiple-miscarriages-or-terminations", 3),
    ("cse-indicators-with-chronic-substance-use", 3),
    ("cse-indicators-with-serious-self-harm", 3),
    ("internet-exploitation", 3),
    ("clipping", 3),
    ("gang-member-or-association", 3),
    ("rewarded-for-recruiting-peers", 3),
    ("honour-based-violence-or-forced-marriage-risk", 3),
    ("removed-from-red-light-area", 3),
];

/// The request with ages, facts and indicators as the reading understands them.
pub fn understand(request: &Value) -> Value {
    let child = &request["child"];
    let screening = &request["screening"];

    let (age_known, lowest, highest) = if let Some(age) = child["age"].as_i64() {
        (true, age, age)
    } else if let Some(born) = child["date_of_birth"].as_str() {
        let screened_on = screening["screened_on"].as_str().unwrap();
        let age = age_on(date(born), date(screened_on));
        (true, age, age)
    } else if child["age_between"].is_array() {
        let range = &child["age_between"];
        (true, range[0].as_i64().unwrap(), range[1].as_i64().unwrap())
    } else {
        (false, 0, 120)
    };

    let mut facts = json!({});
    for fact in FACTS {
        facts[fact] = if let Some(given) = child.get(fact) {
            given.clone()
        } else if EVENTS.contains(&fact) {
            json!("no")
        } else {
            json!("not_known")
        };
    }

    let mut indicators = json!({});
    if let Some(answers) = screening["indicators"].as_object() {
        for (code, given) in answers {
            indicators[code] = given.clone();
        }
    }
    if let Some(codes) = screening["indicators"].as_array() {
        for code in codes {
            indicators[code.as_str().unwrap()] = json!("yes");
        }
    }

    let completed_by = screening["completed_by"].as_str().unwrap_or("other_professional");

    // What was left out below is null.
    json!({
        "age_known": age_known,
        "lowest": lowest,
        "highest": highest,
        "facts": facts,
        "placement": child["placement"],
        "legal_status": child["legal_status"],
        "case": child["case"],
        "previous_category": child["previous_category"],
        "completed_by": completed_by,
        "referred_on": screening["referred_on"],
        "indicators": indicators,
        "judgement": screening["professional_judgement"]["category"],
    })
}

/// The answer to a fact.
pub fn answer<'a>(heard: &'a Value, fact: &str) -> &'a str {
    heard["facts"][fact].as_str().unwrap()
}

/// Whether a fact has exactly this answer.
pub fn is(heard: &Value, fact: &str, wanted: &str) -> bool {
    answer(heard, fact) == wanted
}

/// Whether a fact is yes or suspected.
pub fn counts(heard: &Value, fact: &str) -> bool {
    is(heard, fact, "yes") || is(heard, fact, "suspected")
}

/// Whether an indicator is suspected or confirmed.
pub fn observed(heard: &Value, code: &str) -> bool {
    let given = &heard["indicators"][code];
    given == "yes" || given == "suspected"
}

/// All observed indicators, in the order of the list.
pub fn all_observed(heard: &Value) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for (code, _) in INDICATORS {
        if observed(heard, code) {
            codes.push(code);
        }
    }
    codes
}

/// Observed indicators listed in one category.
pub fn observed_in(heard: &Value, category: i64) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for (code, listed) in INDICATORS {
        if listed == category && observed(heard, code) {
            codes.push(code);
        }
    }
    codes
}

/// Observed indicators other than the two circumstances.
pub fn observed_behaviour(heard: &Value) -> Vec<&'static str> {
    let mut codes = all_observed(heard);
    codes.retain(|code| *code != "migrant-refugee-or-asylum-seeker");
    codes.retain(|code| *code != "unsure-of-sexual-orientation");
    codes
}

/// The previous category, unless a meeting lowered it.
pub fn previous_in_force(heard: &Value) -> Option<i64> {
    if is(heard, "lowered_at_meeting", "yes") {
        return None;
    }
    heard["previous_category"].as_i64()
}

/// Observed circumstances and nothing else recorded.
pub fn status_only(heard: &Value) -> bool {
    !all_observed(heard).is_empty()
        && observed_behaviour(heard).is_empty()
        && heard["judgement"].is_null()
        && previous_in_force(heard).is_none()
        && !counts(heard, "exploited_with_others")
        && !counts(heard, "immediate_concern")
        && !counts(heard, "section_47")
}

/// "Could be under N": looks at the lowest possible age.
pub fn could_be_under(heard: &Value, years: i64) -> bool {
    heard["lowest"].as_i64().unwrap() < years
}

/// "Certainly N or over": looks at the lowest possible age.
pub fn surely(heard: &Value, years: i64) -> bool {
    heard["lowest"].as_i64().unwrap() >= years
}

/// "Could be N or over": looks at the highest possible age.
pub fn could_be(heard: &Value, years: i64) -> bool {
    heard["highest"].as_i64().unwrap() >= years
}

/// The case as given; left out, open for a child who is known to be looked after.
pub fn case_open(heard: &Value) -> bool {
    if heard["case"] == "open" {
        return true;
    }
    if heard["case"] == "not_open" {
        return false;
    }
    is(heard, "looked_after", "yes") && could_be_under(heard, 18)
}
