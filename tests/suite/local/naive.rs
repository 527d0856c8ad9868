//! Each local tool once more, in its own arithmetic: from the answers to the category and the rules that
//! fire, with nothing from the rule set.

use cse_screening::Indicator;
use serde_json::Value;
use std::collections::BTreeSet;

/// The category, 0 for none, and the rules that fire.
pub type Decided = (u8, BTreeSet<&'static str>);

/// The codes observed: yes or suspected.
pub fn observed(request: &Value) -> Vec<&str> {
    let answers = request["screening"]["indicators"].as_object().unwrap();
    let of = answers.iter().filter(|(_, answer)| {
        let answer = answer.get("answer").unwrap_or(answer);
        answer == "yes" || answer == "suspected"
    });
    of.map(|(code, _)| code.as_str()).collect()
}

/// The lowest and the highest age the child may have.
fn ages(child: &Value) -> (u64, u64) {
    let between = &child["age_between"];
    match child["age"].as_u64() {
        Some(age) => (age, age),
        None => (between[0].as_u64().unwrap_or(0), between[1].as_u64().unwrap_or(120)),
    }
}

fn protects(child: &Value, fact: &str) -> bool {
    child[fact] == "yes" || child[fact] == "suspected"
}

/// The greatest level of the rules that fire.
fn decided(fires: &[(&'static str, u8, bool)]) -> Decided {
    let fired = || fires.iter().filter(|(_, _, fires)| *fires);
    (fired().map(|(_, level, _)| *level).max().unwrap_or(0), fired().map(|(rule, ..)| *rule).collect())
}

/// Low, medium, high.
pub fn tiers(request: &Value) -> Decided {
    let (child, seen) = (&request["child"], observed(request));
    let count = |tier: &str| seen.iter().filter(|code| code.starts_with(tier)).count();
    let (low, medium, high) = (count("low-"), count("medium-"), count("high-"));
    let judged = request["screening"]["professional_judgement"]["category"].as_u64().unwrap_or(0) as u8;
    let (youngest, _) = ages(child);
    if youngest >= 18 {
        return (0, BTreeSet::new());
    }
    let missing = &child["missing_episodes_in_90_days"];
    let missing = missing[1].as_u64().or(missing.as_u64()).unwrap_or(0);
    let recorded = low + medium + high > 0 || judged > 0;
    let (category, mut rules) = decided(&[
        ("low-sign", 1, low >= 1),
        ("five-low-signs", 2, low >= 5),
        ("five-signs-together", 2, low + medium >= 5),
        ("medium-sign", 2, medium >= 1),
        ("five-medium-signs", 3, medium >= 5),
        ("high-sign", 3, high >= 1),
        ("sibling", 2, protects(child, "sibling_exploited")),
        ("missing-often", 2, missing >= 3),
        ("missing-very-often", 3, missing >= 6),
        ("under-13", 2, youngest < 13 && recorded),
        ("learning-disability", 2, protects(child, "learning_disability") && recorded),
    ]);
    rules.extend((judged > category).then_some("judgement"));
    (category.max(judged), rules)
}

/// What a sign counts for: a significant one 5 where it was seen in the last six months or on no day that is
/// given, and 1 where it was seen only before.
pub fn points(request: &Value, code: &str) -> u32 {
    let screening = &request["screening"];
    let seen_on = &screening["indicators"][code]["seen_on"];
    let days: Vec<_> = match seen_on.as_array() {
        Some(days) => days.iter().filter_map(Value::as_str).collect(),
        None => seen_on.as_str().into_iter().collect(),
    };
    let from = screening["screened_on"].as_str().map(six_months_before);
    let is_old = from.is_some_and(|from| !days.is_empty() && days.iter().all(|day| **day < *from));
    if code.starts_with("some-") || is_old { 1 } else { 5 }
}

/// The same day six months before, or the last of that month. Dates in figures compare as days do.
fn six_months_before(day: &str) -> String {
    let numbers: Vec<u32> = day.split('-').map(|part| part.parse().unwrap()).collect();
    let [year, month, day] = numbers[..] else { panic!("{day}") };
    let (year, month) = if month > 6 { (year, month - 6) } else { (year - 1, month + 6) };
    let last = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    format!("{year:04}-{month:02}-{:02}", day.min(last))
}

/// Sums and bands.
pub fn weights(request: &Value) -> Decided {
    let (child, seen) = (&request["child"], observed(request));
    let sum: u32 = seen.iter().map(|code| points(request, code)).sum();
    let (youngest, _) = ages(child);
    if youngest >= 18 {
        return (0, BTreeSet::new());
    }
    decided(&[
        ("mild-from", 1, sum >= 6),
        ("moderate-from", 2, sum >= 11),
        ("significant-from", 3, sum >= 16),
        ("under-13", 2, youngest < 13 && sum > 0),
        ("learning-disability", 2, protects(child, "learning_disability") && sum > 0),
    ])
}

/// Coventry's tool as the third area has it: its five indicators, one moved, four for "several", and a pair.
pub fn extended(request: &Value) -> Decided {
    let (child, seen) = (&request["child"], observed(request));
    let listed = |code: &&str| match *code {
        "second-phone" | "unexplained-travel" => 1,
        "debt-to-adults" | "hotel-key-cards" | "seen-in-hotspot" => 2,
        "carries-drugs-for-others" => 3,
        code => code.parse::<Indicator>().unwrap().category().number(),
    };
    let is = |fact: &str| protects(child, fact);
    let unsure = |fact: &str| child[fact] != "no";
    let (youngest, _) = ages(child);
    let needs = unsure("additional_needs") || unsure("learning_disability") || is("needs_care_and_support");
    let young_adult =
        youngest < 21 && needs || youngest < 25 && (unsure("care_leaver") || is("looked_after"));
    if youngest >= 18 && !young_adult {
        return (0, BTreeSet::new());
    }
    let judged = request["screening"]["professional_judgement"]["category"].as_u64().unwrap_or(0) as u8;
    // A determination takes the place of the level of before; none leaves none in force.
    let determined = child.get("determination").map(|one| one["category"].as_u64().unwrap_or(0) as u8);
    let previous = match determined {
        Some(_) => 0,
        None => child["previous_category"].as_u64().unwrap_or(0) as u8,
    };
    let determined = determined.unwrap_or(0);
    let any = |codes: [&str; 3]| seen.iter().any(|code| codes.contains(code));
    let phone = any(["second-phone", "concerning-phone-use", "changed-social-media-use"]);
    let away = any(["late-home-or-missing", "unexplained-nights-out", "unexplained-travel"]);
    let circumstances = ["migrant-refugee-or-asylum-seeker", "unsure-of-sexual-orientation"];
    let behaviour = seen.iter().any(|code| !circumstances.contains(code));
    let parent = is("parent_may_be_involved");
    let recorded = !seen.is_empty() || judged > 0 || previous > 0 || determined > 0 || parent;
    let gang = &request["screening"]["indicators"]["gang-association-or-rules"];
    let gang = gang.get("answer").unwrap_or(gang) == "yes";
    let fires = [
        ("listed-indicator", seen.iter().map(listed).max().unwrap_or(0), !seen.is_empty()),
        ("several-category-1", 2, seen.iter().filter(|code| listed(code) == 1).count() >= 4),
        ("phone-and-absence", 2, phone && away),
        ("under-13", 2, youngest < 13 && recorded),
        ("learning-disability", 2, is("learning_disability") && recorded),
        ("known-gang-association", 3, gang),
        ("unaccompanied-with-risk-indicators", 3, is("unaccompanied") && behaviour),
        ("exploited-with-others", 3, is("exploited_with_others")),
        ("immediate-concern", 3, is("immediate_concern")),
        ("section-47", 3, is("section_47")),
        ("parent-may-be-involved", 1, parent),
    ];
    // All others count for the rule on looked-after children, wherever they stand.
    let (others, mut rules) = decided(&fires);
    let out_of_area = is("placed_out_of_area") && child["looked_after"] != "no";
    let placed = child["placement"] == "foster" || child["placement"] == "residential";
    let understood = is("looked_after") || out_of_area || placed || child["legal_status"].is_string();
    let looked_after = understood && behaviour && others >= 2;
    rules.extend(looked_after.then_some("looked-after"));
    let tables = if looked_after { 3 } else { others };
    rules.extend((judged > tables).then_some("professional-judgement"));
    let given = tables.max(judged);
    rules.extend((determined > given).then_some("determination"));
    rules.extend((previous > given).then_some("previous-category"));
    (given.max(determined).max(previous), rules)
}
