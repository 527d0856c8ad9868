//! A second evaluator: slow, plain, and written from the reading alone.
//!
//! It takes a valid request of the JSON contract and says what the reading
//! makes of it, one rule and one step at a time, so that a safeguarding lead
//! can lay it beside the text. It shares nothing with the real one.

mod category;
mod dates;
mod findings;
mod heard;
mod steps;

pub use dates::bank_holidays;
pub use heard::{EVENTS, FACTS, INDICATORS};

use category::outcome;
use heard::{answer, case_open, could_be_under, counts, is, understand};
use serde_json::{Value, json};

/// What the reading makes of a valid request.
pub fn evaluate(request: &Value) -> Value {
    let heard = understand(request);
    let scope = scope(&heard);
    let found = outcome(&heard, scope);
    let category = found.category;

    // Possible: every open question answered yes at once.
    let mut all_yes = heard.clone();
    for question in open_questions(&heard) {
        say_yes(&mut all_yes, question);
    }
    let possible = outcome(&all_yes, scope).category;

    // A gap: one open question that would raise the category by itself.
    let mut gaps = Vec::new();
    for question in open_questions(&heard) {
        let mut one_yes = heard.clone();
        say_yes(&mut one_yes, question);
        let would_be = outcome(&one_yes, scope).category;
        if would_be > category {
            gaps.push(json!({ "question": question, "would_raise_to": would_be }));
        }
    }

    let mut reasons = Vec::new();
    for reason in &found.reasons {
        reasons.push(json!({
            "rule": reason.rule,
            "at_least": reason.at_least,
            "because": reason.because,
            "decisive": Some(reason.at_least) == category,
        }));
    }

    json!({
        "scope": scope,
        "category": category,
        "indicated": found.indicated,
        "possible": possible,
        "no_category": no_category(&heard, scope, category),
        "reasons": reasons,
        "plan": plan(&heard, scope, category),
        "steps": steps::steps(&heard, scope, &found, possible),
        "gaps": gaps,
        "prompts": findings::prompts(&heard),
        "findings": findings::findings(&heard, scope, &found),
    })
}

/// Why there is none.
fn no_category(heard: &Value, scope: &str, category: Option<i64>) -> Option<&'static str> {
    let answers: Vec<&str> = heard["indicators"]
        .as_object()
        .map_or(Vec::new(), |answers| answers.values().filter_map(Value::as_str).collect());
    if category.is_some() {
        None
    } else if scope == "adult" {
        Some("out_of_scope")
    } else if answers.is_empty() {
        Some("nothing_asked")
    } else if answers.iter().all(|answer| ["no", "not_known"].contains(answer)) {
        Some("nothing_seen")
    } else {
        Some("seen_without_category")
    }
}

/// Whom the toolkit covers.
fn scope(heard: &Value) -> &'static str {
    if could_be_under(heard, 18) {
        return "child";
    }
    let needs_not_ruled_out =
        answer(heard, "additional_needs") != "no" || answer(heard, "learning_disability") != "no";
    if could_be_under(heard, 21) && needs_not_ruled_out {
        return "young_adult";
    }
    if could_be_under(heard, 25) && answer(heard, "care_leaver") != "no" {
        return "young_adult";
    }
    "adult"
}

/// Every question answered `not_known` or `suspected`; a meeting's decision is none.
fn open_questions(heard: &Value) -> Vec<&'static str> {
    let mut questions = Vec::new();
    for fact in FACTS {
        let open = is(heard, fact, "not_known") || is(heard, fact, "suspected");
        if open && fact != "lowered_at_meeting" {
            questions.push(fact);
        }
    }
    for (code, _) in INDICATORS {
        let given = &heard["indicators"][code];
        if given == "not_known" || given == "suspected" {
            questions.push(code);
        }
    }
    questions
}

fn say_yes(heard: &mut Value, question: &str) {
    if FACTS.contains(&question) {
        heard["facts"][question] = json!("yes");
    } else {
        heard["indicators"][question] = json!("yes");
    }
}

/// The one plan that everything else is a section of: the first line that matches.
fn plan(heard: &Value, scope: &str, category: Option<i64>) -> Option<&'static str> {
    category?;
    if counts(heard, "looked_after") {
        return Some("care-plan");
    }
    if scope == "young_adult" && counts(heard, "care_leaver") {
        return Some("pathway-plan");
    }
    if scope == "young_adult" {
        return Some("adult-care-and-support-plan");
    }
    if category == Some(3) {
        return Some("child-protection-plan");
    }
    if category == Some(2) {
        return Some("child-in-need-plan");
    }
    if case_open(heard) {
        return Some("existing-plan");
    }
    Some("early-help-plan")
}
