//! A second evaluator: slow, plain, and written from Reading 2 alone.
//!
//! It takes a valid request of the JSON contract and says what the reading makes of it, one rule and one step at
//! a time, so that a safeguarding lead can lay it beside the text. It shares nothing with the real one. Evidence,
//! views and strengths it does not even look at.

pub mod agreement;
mod category;
pub mod dates;
mod findings;
pub mod heard;
pub mod requests;
mod steps;

use category::find;
use heard::Heard;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What the reading makes of a valid request.
pub fn evaluate(request: &Value) -> Value {
    let heard = Heard::of(request);
    let scope = scope(&heard);
    let found = find(&heard, scope);
    let category = found.category;

    // Possible: every open question answered yes at once. Determination and scope stay.
    let mut all_yes = heard.clone();
    for question in heard.open_questions() {
        all_yes.say_yes(question);
    }
    let possible = find(&all_yes, scope).category;

    // A gap: one open question that would raise the category by itself.
    let mut gaps = Vec::new();
    for question in heard.open_questions() {
        let mut one_yes = heard.clone();
        one_yes.say_yes(question);
        let would_be = find(&one_yes, scope).category;
        if would_be > category {
            gaps.push(json!({ "question": question, "would_raise_to": would_be }));
        }
    }

    let mut reasons = Vec::new();
    for reason in &found.reasons {
        reasons.push(json!({
            "rule": reason.rule,
            "at_least": reason.at_least,
            "because": reason.because.iter().collect::<BTreeSet<_>>(),
            "decisive": Some(reason.at_least) == category,
        }));
    }

    let findings = findings::findings(&heard, scope, &found);
    json!({
        "scope": scope,
        "category": category,
        "indicated": found.indicated,
        "possible": possible,
        "no_category": no_category(&heard, scope, category),
        "reasons": reasons,
        "plan": plan(&heard, scope, category),
        "steps": steps::steps(&heard, scope, &found, possible, &findings),
        "support": support(category),
        "gaps": gaps,
        "prompts": findings::prompts(&heard),
        "findings": findings,
    })
}

/// Whom the toolkit covers.
fn scope(heard: &Heard) -> &'static str {
    if heard.could_be_under(18) {
        return "child";
    }
    let needs_not_ruled_out =
        !heard.answered("additional_needs", "no") || !heard.answered("learning_disability", "no");
    if heard.could_be_under(21) && (needs_not_ruled_out || heard.counts("needs_care_and_support")) {
        return "young_adult";
    }
    let care_leaver_not_ruled_out = !heard.answered("care_leaver", "no");
    if heard.could_be_under(25) && (care_leaver_not_ruled_out || heard.counts("looked_after")) {
        return "young_adult";
    }
    "adult"
}

/// Why there is none. Where a meeting found none, that is why, whatever the form asked about.
fn no_category(heard: &Heard, scope: &str, category: Option<i64>) -> Option<&'static str> {
    if category.is_some() {
        return None;
    }
    if scope == "adult" {
        return Some("out_of_scope");
    }
    if heard.determination == Some(0) {
        return Some("determined_none");
    }
    if heard.nothing_asked() {
        return Some("nothing_asked");
    }
    if heard.all_observed().is_empty() {
        return Some("nothing_seen");
    }
    Some("seen_without_category")
}

/// The one plan that everything else is a section of: the first line that matches.
fn plan(heard: &Heard, scope: &str, category: Option<i64>) -> Option<&'static str> {
    category?;
    if heard.looked_after() && scope == "child" {
        return Some("care-plan");
    }
    if scope == "young_adult" && (heard.care_leaver() || heard.looked_after()) {
        return Some("pathway-plan");
    }
    if scope == "young_adult" {
        return Some("adult-care-and-support-plan");
    }
    if category == Some(3) {
        return Some("child-protection-plan");
    }
    if (category == Some(1) || category == Some(2)) && heard.case_open() {
        return Some("existing-plan");
    }
    if category == Some(2) {
        return Some("child-in-need-plan");
    }
    Some("early-help-plan")
}

/// What the toolkit lists for the category, by its statements. One statement lists all agencies.
fn support(category: Option<i64>) -> Value {
    let (assessments, (agencies, listed_in), interventions): (&[&str], _, &[&str]) = match category {
        Some(1) => {
            (&["N167", "N168", "N169", "N170"], (7, "N184"), &["N187", "N188", "N189", "N190", "N191"])
        }
        Some(2) => (
            &["N171", "N172", "N174", "N175", "N176", "N177"],
            (10, "N185"),
            &["N192", "N193", "N194", "N195", "N196", "N197"],
        ),
        Some(3) => (
            &["N178", "N179", "N180", "N181", "N182", "N183"],
            (13, "N186"),
            &[
                "N198", "N199", "N200", "N201", "N202", "N203", "N204", "N205", "N206", "N207", "N208",
                "N209", "N210",
            ],
        ),
        _ => (&[], (0, ""), &[]),
    };
    json!({
        "assessments": assessments,
        "agencies": vec![listed_in; agencies],
        "interventions": interventions,
    })
}
