//! The category table of the reading, one rule after the other.

use super::heard::{
    FACTS, INDICATORS, all_observed, could_be_under, counts, observed_behaviour, observed_in,
    previous_in_force,
};
use serde_json::Value;

/// A rule that fired.
pub struct Reason {
    pub rule: &'static str,
    pub at_least: i64,
    pub because: Vec<&'static str>,
}

/// What the tables give, what is recorded, and why.
pub struct Outcome {
    pub indicated: Option<i64>,
    pub category: Option<i64>,
    pub reasons: Vec<Reason>,
}

/// Every rule in table order. For adults no rule is evaluated.
pub fn outcome(heard: &Value, scope: &str) -> Outcome {
    let mut reasons = Vec::new();
    if scope == "adult" {
        return Outcome { indicated: None, category: None, reasons };
    }
    let category_1 = observed_in(heard, 1);
    let category_2 = observed_in(heard, 2);
    let category_3 = observed_in(heard, 3);
    let behaviour = observed_behaviour(heard);
    let concern = concern_recorded(heard);

    if !category_1.is_empty() {
        reasons.push(reason("listed-indicator", 1, category_1.clone()));
    }
    if !category_2.is_empty() {
        reasons.push(reason("listed-indicator", 2, category_2));
    }
    if !category_3.is_empty() {
        reasons.push(reason("listed-indicator", 3, category_3));
    }
    if category_1.len() >= 3 {
        reasons.push(reason("several-category-1", 2, category_1));
    }
    if could_be_under(heard, 13) && !concern.is_empty() {
        reasons.push(reason("under-13", 2, with("age", &concern)));
    }
    if counts(heard, "learning_disability") && !concern.is_empty() {
        let because = with("learning_disability", &concern);
        reasons.push(reason("learning-disability", 2, because));
    }
    if heard["indicators"]["gang-association-or-rules"] == "yes" {
        let because = vec!["gang-association-or-rules"];
        reasons.push(reason("known-gang-association", 3, because));
    }
    if counts(heard, "unaccompanied") && !behaviour.is_empty() {
        let because = with("unaccompanied", &behaviour);
        reasons.push(reason("unaccompanied-with-risk-indicators", 3, because));
    }
    if counts(heard, "exploited_with_others") {
        reasons.push(reason("exploited-with-others", 3, vec!["exploited_with_others"]));
    }

    let looked_after_stands_at = reasons.len();
    if counts(heard, "immediate_concern") {
        reasons.push(reason("immediate-concern", 3, vec!["immediate_concern"]));
    }
    if counts(heard, "section_47") {
        reasons.push(reason("section-47", 3, vec!["section_47"]));
    }

    // Looked after: the other rules of the tables, wherever they stand, give 2 or more.
    if counts(heard, "looked_after") && highest(&reasons) >= Some(2) {
        let mut causes = vec!["looked_after"];
        for reason in &reasons {
            if reason.at_least >= 2 {
                causes.extend(reason.because.iter().copied());
            }
        }
        reasons.insert(looked_after_stands_at, reason("looked-after", 3, in_order(&causes)));
    }

    // Up to here the tables; then the judgement; then the previous category.
    let indicated = highest(&reasons);
    let judgement = heard["judgement"].as_i64();
    if judgement > indicated {
        let because = vec!["professional_judgement"];
        reasons.push(reason("professional-judgement", judgement.unwrap(), because));
    }
    let previous = previous_in_force(heard);
    if previous > highest(&reasons) {
        let because = vec!["previous_category"];
        reasons.push(reason("previous-category", previous.unwrap(), because));
    }

    Outcome { indicated, category: highest(&reasons), reasons }
}

fn reason(rule: &'static str, at_least: i64, because: Vec<&'static str>) -> Reason {
    Reason { rule, at_least, because }
}

/// What makes "concern recorded" true; empty where it is not.
fn concern_recorded(heard: &Value) -> Vec<&'static str> {
    let mut causes = Vec::new();
    if previous_in_force(heard).is_some() {
        causes.push("previous_category");
    }
    causes.extend(all_observed(heard));
    if !heard["judgement"].is_null() {
        causes.push("professional_judgement");
    }
    causes
}

/// The highest category that any reason gives; none without reasons.
fn highest(reasons: &[Reason]) -> Option<i64> {
    reasons.iter().map(|reason| reason.at_least).max()
}

fn with(first: &'static str, others: &[&'static str]) -> Vec<&'static str> {
    let mut causes = vec![first];
    causes.extend(others);
    causes
}

/// Each cause once: age, facts, previous category, indicators, judgement.
fn in_order(causes: &[&'static str]) -> Vec<&'static str> {
    let mut order = vec!["age"];
    order.extend(FACTS);
    order.push("previous_category");
    order.extend(INDICATORS.map(|(code, _)| code));
    order.push("professional_judgement");
    order.retain(|name| causes.contains(name));
    order
}
