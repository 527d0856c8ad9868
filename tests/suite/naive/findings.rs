//! Prompts and findings, in the order of the reading.

use super::category::Outcome;
use super::heard::{all_observed, could_be_under, counts, is, observed, surely};
use serde_json::{Value, json};

/// Left observed, right without an answer: consider the right.
pub fn prompts(heard: &Value) -> Vec<Value> {
    let mut prompts = Vec::new();
    let mut pair = |left: &str, right: &str| {
        if observed(heard, left) && heard["indicators"].get(right).is_none() {
            prompts.push(json!({ "consider": right, "because": left }));
        }
    };
    pair("seen-in-hotspot", "reported-involved-at-hotspot");
    pair("school-non-attendance-or-exclusion", "missing-or-excluded-from-school");
    pair("placement-breakdown-from-behaviour", "residential-placement-breakdown");
    pair("history-of-abuse", "previous-sexual-abuse-victim");
    pair("sexualised-risk-taking", "concealed-internet-use");
    pair("sexualised-risk-taking", "online-sexual-bullying");
    pair("sexualised-risk-taking", "internet-exploitation");
    pair("concealed-internet-use", "internet-exploitation");
    pair("superficial-self-harm", "cse-indicators-with-serious-self-harm");
    pair("experimenting-with-drugs-or-alcohol", "cse-indicators-with-chronic-substance-use");
    pair("unknown-adult-associates", "getting-into-adults-vehicles");
    pair("unknown-adult-associates", "associating-with-cse-linked-adults");
    pair("unknown-adult-associates", "adult-boyfriend-or-girlfriend");
    pair("disclosed-or-withdrew-physical-assault", "disclosed-or-withdrew-serious-sexual-assault");
    pair("gang-association-or-rules", "gang-member-or-association");
    pair("moved-around-for-sexual-activity", "bought-sold-or-trafficked");
    if could_be_under(heard, 13) {
        pair("sexually-transmitted-infection", "under-13-sexual-activity");
        pair("gum-clinic-attendance", "under-13-sexual-activity");
    }
    prompts
}

/// Contradictions in what was recorded.
pub fn findings(heard: &Value, scope: &str, found: &Outcome) -> Vec<&'static str> {
    let category = found.category;
    let previous = heard["previous_category"].as_i64();
    let judgement = heard["judgement"].as_i64();
    let categories_given = scope != "adult";

    let compounds = ["cse-indicators-with-chronic-substance-use", "cse-indicators-with-serious-self-harm"];
    let mut others = all_observed(heard);
    others.retain(|code| !compounds.contains(code));
    let a_compound = observed(heard, compounds[0]) || observed(heard, compounds[1]);

    let mut findings = Vec::new();
    let mut note = |id, when: bool| {
        if when {
            findings.push(id);
        }
    };
    note("age-contradicts-indicator", observed(heard, "under-13-sexual-activity") && surely(heard, 13));
    note(
        "care-status-contradicts-indicator",
        observed(heard, "placement-breakdown-from-behaviour") && is(heard, "looked_after", "no"),
    );
    note("compound-indicator-alone", a_compound && others.is_empty());
    note("judgement-below-indicated", categories_given && judgement.is_some() && judgement < found.indicated);
    note(
        "needs-contradict-disability",
        counts(heard, "learning_disability") && is(heard, "additional_needs", "no"),
    );
    note("looked-after-adult", surely(heard, 18) && counts(heard, "looked_after"));
    note("looked-after-not-open", counts(heard, "looked_after") && heard["case"] == "not_open");
    note("held-at-previous", found.reasons.iter().any(|r| r.rule == "previous-category"));
    note("escalated", categories_given && previous.is_some() && category > previous);
    note("stepped-down", categories_given && previous.is_some() && category < previous);
    findings
}
