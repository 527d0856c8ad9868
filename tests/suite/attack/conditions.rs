//! Random conditions that may stand in a place, and small changes to those that stand there.

use super::words::Words;
use cse_screening::{Case, CompletedBy, LegalStatus, Placement};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use serde_json::{Value, json};

/// Where a condition stands, which says what it may ask for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Scopes and the case: ages and facts.
    Child,
    /// Protections: ages and facts that protect, and what is observed.
    Protection,
    /// Category rules, and definitions that they may hold.
    Rule,
    /// Steps, plan hosts, findings and prompts: anything.
    After,
}

pub fn choose<T: Clone>(of: &[T], rng: &mut StdRng) -> T {
    of.choose(rng).unwrap().clone()
}

/// A number of years: an id, or one that matters somewhere.
pub fn age(words: &Words, rng: &mut StdRng) -> Value {
    match words.ages.choose(rng) {
        Some(id) if rng.random_bool(0.5) => json!(id),
        _ => json!(choose(&[1, 10, 12, 13, 14, 16, 17, 18, 19, 20, 21, 22, 25, 120], rng)),
    }
}

fn answers(place: Place, rng: &mut StdRng) -> Value {
    match place {
        Place::Child if rng.random_bool(0.9) => json!(["yes", "suspected", "not_known"]),
        Place::After if rng.random_bool(0.3) => json!(choose(&[&["no"][..], &["no", "not_known"]], rng)),
        _ => {
            let all = ["yes", "suspected", "not_known", "no"];
            json!(all[..choose(&[1, 1, 2, 2, 2, 2, 3, 4], rng)])
        }
    }
}

/// A set of indicators.
pub fn selection(words: &Words, rng: &mut StdRng) -> Value {
    let codes = |rng: &mut StdRng| -> Vec<String> {
        let count = rng.random_range(1..6);
        words.codes.choose_multiple(rng, count).cloned().collect()
    };
    match rng.random_range(0..10) {
        0..=4 => {
            json!(choose(
                &["any", "behaviour", "circumstance", "category-1", "category-2", "category-3"],
                rng
            ))
        }
        5 | 6 => json!(codes(rng)),
        7 => json!({ "all_but": codes(rng) }),
        8 if !words.groups.is_empty() => json!({ "group": choose(&words.groups, rng) }),
        _ => json!({ "together": [codes(rng), choose(&["category-2", "circumstance"], rng)] }),
    }
}

fn count(words: &Words, rng: &mut StdRng) -> Value {
    match words.numbers.choose(rng) {
        Some(id) if rng.random_bool(0.3) => json!(id),
        _ => json!(rng.random_range(1..5)),
    }
}

/// One condition that may stand here.
pub fn atom(words: &Words, place: Place, rng: &mut StdRng) -> Value {
    let id = |table: &str, rng: &mut StdRng| words.id(table, rng).unwrap_or_default();
    let most = match place {
        Place::Child => 4,
        Place::Protection => 13,
        Place::Rule | Place::After => 30,
    };
    match rng.random_range(0..most) {
        11 | 12 if place == Place::Protection => match rng.random_range(0..2) {
            0 => within(words, rng),
            _ => sum(words, rng),
        },
        24..=29 => of_questions(words, place, rng),
        0 | 1 => json!({ "fact": { "name": id("facts", rng), "is": answers(place, rng) } }),
        2 => json!({ "could_be_under": age(words, rng) }),
        3 => match place {
            Place::Child | Place::After => {
                json!({ choose(&["certainly_at_least", "could_be_at_least"], rng): age(words, rng) })
            }
            _ => json!({ "could_be_under": age(words, rng) }),
        },
        4..=6 => json!({ "any_observed": selection(words, rng) }),
        7 => json!({ "any_known": selection(words, rng) }),
        8 => {
            let known = rng.random_bool(0.2);
            json!({ "observed_at_least": { "count": count(words, rng), "of": selection(words, rng), "known": known } })
        }
        9 => json!({ "all_observed": words.codes.choose_multiple(rng, 2).collect::<Vec<_>>() }),
        10 => sum(words, rng),
        11 => json!({ "judgement_given": true }),
        12 => json!({ "previous_category_given": true }),
        13 if !super::words::rows(&words.tables, "definitions").is_empty() => {
            json!({ "holds": id("definitions", rng) })
        }
        13..=15 if place == Place::Rule => match &words.builds_on {
            Some(word) => json!({ word.clone(): rng.random_range(1..4) }),
            None => json!({ "any_observed": "any" }),
        },
        14 => json!({ "category_at_least": rng.random_range(1..4) }),
        15 => json!({ "category": [rng.random_range(1..4)] }),
        20..=22 => within(words, rng),
        23 => sum(words, rng),
        16..=19 if place == Place::After => after(words, rng),
        _ => json!({ "any_observed": selection(words, rng) }),
    }
}

/// One that asks when something was seen.
fn within(words: &Words, rng: &mut StdRng) -> Value {
    let mut within = json!({ "of": selection(words, rng), "known": rng.random_bool(0.2) });
    within[choose(&["months", "weeks"], rng)] = json!(choose(&[1, 3, 6, 12, 26], rng));
    if rng.random_bool(0.4) {
        within["count"] = count(words, rng);
    }
    json!({ "observed_within": within })
}

/// A sum of weights: of signs new and old, of questions, of what is known.
pub fn sum(words: &Words, rng: &mut StdRng) -> Value {
    if !words.weighted {
        return within(words, rng);
    }
    let mut sum =
        json!({ "sum": count(words, rng), "of": selection(words, rng), "known": rng.random_bool(0.3) });
    if rng.random_bool(0.6) {
        sum["within"] = json!({ "months": rng.random_range(1..9) });
    }
    if rng.random_bool(0.6) {
        let questions: Vec<_> = words.answers.iter().filter(|_| rng.random_bool(0.7)).collect();
        sum["questions"] = json!(questions);
    }
    json!({ "weight_at_least": sum })
}

/// One that asks for a question of the set's own, where it has any.
pub fn of_questions(words: &Words, place: Place, rng: &mut StdRng) -> Value {
    let all = words.answers.len() + words.numbers_asked.len();
    match all.checked_sub(1).map(|last| rng.random_range(0..=last)) {
        None => json!({ "any_observed": selection(words, rng) }),
        Some(at) if at < words.answers.len() => {
            json!({ "question": { "code": words.answers[at], "is": own_answers(place, rng) } })
        }
        Some(_) => {
            json!({ "number_at_least": { "code": choose(&words.numbers_asked, rng), "least": least(words, rng) } })
        }
    }
}

/// Answers to a question of the set's own, mostly closed towards yes.
fn own_answers(place: Place, rng: &mut StdRng) -> Value {
    match rng.random_range(0..20) {
        0..=5 => json!(["yes"]),
        6..=11 => json!(["yes", "suspected"]),
        12..=18 => json!(["suspected", "not_known", "yes"]),
        _ => answers(place, rng),
    }
}

/// What a number must reach: a small one, a setting, one at the ends.
fn least(words: &Words, rng: &mut StdRng) -> Value {
    match rng.random_range(0..20) {
        0 => json!(choose(&[0, 1_000], rng)),
        1..=3 => json!(choose(&[12, 998, 999], rng)),
        _ => count(words, rng),
    }
}

/// One that asks for what is decided with the category, or for the form.
fn after(words: &Words, rng: &mut StdRng) -> Value {
    match rng.random_range(0..11) {
        0 => json!({ "scope": [words.id("scopes", rng)] }),
        1 => json!({ "case": Case::ALL.choose(rng).unwrap().code() }),
        2 => json!({ "case_given": Case::ALL.choose(rng).unwrap().code() }),
        3 => json!({ "completed_by": [CompletedBy::ALL.choose(rng).unwrap().code()] }),
        4 => json!({ "placement": [Placement::ALL.choose(rng).unwrap().code()] }),
        5 => json!({ "legal_status": [LegalStatus::ALL.choose(rng).unwrap().code()] }),
        6 => json!({ "judgement_below_indicated": rng.random_bool(0.5) }),
        7 => json!({ "category_change": [choose(&["raised", "same", "lowered"], rng)] }),
        8 => json!({ "possible_above_category": rng.random_bool(0.5) }),
        9 => json!({ "rule_fired": words.id("category_rules", rng) }),
        _ => json!({ "step_applies": words.id("steps", rng) }),
    }
}

/// A list of conditions made anew.
pub fn anew(words: &Words, place: Place, rng: &mut StdRng) -> Value {
    let mut parts: Vec<_> = (0..rng.random_range(1..4)).map(|_| atom(words, place, rng)).collect();
    if rng.random_bool(0.3) {
        let one = atom(words, place, rng);
        parts.push(json!({ "any": [one, atom(words, place, rng)] }));
    }
    if place == Place::After && rng.random_bool(0.2) {
        parts.push(json!({ "not": atom(words, place, rng) }));
    }
    Value::Array(parts)
}

/// The places of all conditions in a list.
fn places(list: &Value, at: &str, into: &mut Vec<String>) {
    for (index, part) in list.as_array().into_iter().flatten().enumerate() {
        let at = format!("{at}/{index}");
        into.push(at.clone());
        for word in ["all", "any"] {
            places(&part[word], &format!("{at}/{word}"), into);
        }
    }
}

/// A list with one condition taken away, added, widened, narrowed, or tuned.
pub fn tweaked(words: &Words, place: Place, when: &Value, rng: &mut StdRng) -> Value {
    let mut when = when.clone();
    let mut all = Vec::new();
    places(&when, "", &mut all);
    let Some(at) = all.choose(rng).cloned() else {
        return anew(words, place, rng);
    };
    let (list, index) = at.rsplit_once('/').unwrap();
    let index: usize = index.parse().unwrap();
    let one = when.pointer(&at).unwrap().clone();
    match rng.random_range(0..10) {
        0 => {
            when.pointer_mut(list).unwrap().as_array_mut().unwrap().remove(index);
        }
        1 => *when.pointer_mut(&at).unwrap() = json!({ "any": [one, atom(words, place, rng)] }),
        2 => *when.pointer_mut(&at).unwrap() = json!({ "all": [one, atom(words, place, rng)] }),
        3 => when.as_array_mut().unwrap().push(atom(words, place, rng)),
        4 => *when.pointer_mut(&at).unwrap() = atom(words, place, rng),
        _ => tune(words, place, when.pointer_mut(&at).unwrap(), rng),
    }
    when
}

/// Another number, other answers, other indicators.
fn tune(words: &Words, place: Place, one: &mut Value, rng: &mut StdRng) {
    for (word, asked) in one.as_object_mut().into_iter().flatten() {
        match word.as_str() {
            "could_be_under" | "certainly_at_least" | "could_be_at_least" => *asked = age(words, rng),
            "fact" if rng.random_bool(0.7) => asked["is"] = answers(place, rng),
            "fact" => asked["name"] = json!(words.id("facts", rng)),
            "any_observed" | "any_known" => *asked = selection(words, rng),
            "observed_at_least" | "observed_within" => asked["count"] = count(words, rng),
            "question" => asked["is"] = own_answers(place, rng),
            "number_at_least" => asked["least"] = least(words, rng),
            "weight_at_least" => asked["sum"] = count(words, rng),
            word if word.ends_with("rules_give_at_least") => *asked = json!(rng.random_range(1..4)),
            "category_at_least" => *asked = json!(rng.random_range(1..4)),
            "category" => *asked = json!([rng.random_range(1..4)]),
            "holds" => *asked = json!(words.id("definitions", rng)),
            _ => {}
        }
    }
}
