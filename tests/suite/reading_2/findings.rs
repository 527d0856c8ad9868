//! Prompts and findings, in the order of the reading.

use super::category::Found;
use super::heard::Heard;
use serde_json::{Value, json};

/// Left observed, right without an answer: consider the right.
pub fn prompts(heard: &Heard) -> Vec<Value> {
    let mut prompts = Vec::new();
    let mut prompt = |left: &str, rights: &[&str]| {
        for right in rights {
            if heard.observed(left) && heard.asked(right).is_none() {
                prompts.push(json!({ "consider": right, "because": left }));
            }
        }
    };
    prompt("seen-in-hotspot", &["reported-involved-at-hotspot"]);
    prompt("school-non-attendance-or-exclusion", &["missing-or-excluded-from-school"]);
    prompt("placement-breakdown-from-behaviour", &["residential-placement-breakdown"]);
    prompt("history-of-abuse", &["previous-sexual-abuse-victim"]);
    prompt(
        "sexualised-risk-taking",
        &["concealed-internet-use", "online-sexual-bullying", "internet-exploitation"],
    );
    prompt("concealed-internet-use", &["internet-exploitation"]);
    prompt("superficial-self-harm", &["cse-indicators-with-serious-self-harm"]);
    prompt("experimenting-with-drugs-or-alcohol", &["cse-indicators-with-chronic-substance-use"]);
    prompt(
        "unknown-adult-associates",
        &[
            "getting-into-adults-vehicles",
            "associating-with-cse-linked-adults",
            "adult-boyfriend-or-girlfriend",
        ],
    );
    prompt("disclosed-or-withdrew-physical-assault", &["disclosed-or-withdrew-serious-sexual-assault"]);
    prompt("gang-association-or-rules", &["gang-member-or-association"]);
    prompt("moved-around-for-sexual-activity", &["bought-sold-or-trafficked"]);
    if heard.could_be_under(13) {
        prompt("sexually-transmitted-infection", &["under-13-sexual-activity"]);
        prompt("gum-clinic-attendance", &["under-13-sexual-activity"]);
    }
    prompts
}

/// Contradictions in what was recorded, and changes of level.
pub fn findings(heard: &Heard, scope: &str, found: &Found) -> Vec<&'static str> {
    let category = found.category;
    let screened = scope == "child" || scope == "young_adult";
    let adult = scope == "adult";

    let compounds = ["cse-indicators-with-chronic-substance-use", "cse-indicators-with-serious-self-harm"];
    let mut others = heard.all_observed();
    others.retain(|code| !compounds.contains(code));

    // "None" counts as below 1, and is below nothing where neither tables nor judgement give anything.
    let given = found.indicated.max(heard.judgement);
    let determined_below = heard.determination.is_some() && given.is_some() && heard.determination < given;

    let care_said_beside = !heard.legal_status.is_empty()
        || heard.placement == "foster"
        || heard.placement == "residential"
        || heard.counts("placed_out_of_area");
    let other_event = heard.counts("section_47")
        || heard.counts("immediate_concern")
        || heard.counts("exploited_with_others");
    let parent_alone = heard.counts("parent_may_be_involved")
        && heard.all_observed().is_empty()
        && heard.judgement.is_none()
        && heard.level_in_force().is_none()
        && !other_event;

    let mut findings = Vec::new();
    let mut finding = |id, when: bool| {
        if when {
            findings.push(id);
        }
    };
    finding("age-contradicts-indicator", heard.observed("under-13-sexual-activity") && heard.certainly(13));
    finding(
        "age-contradicts-under-18-indicator",
        heard.observed("exchanging-or-selling-sex") && heard.certainly(18),
    );
    finding(
        "care-status-contradicts-indicator",
        heard.observed("placement-breakdown-from-behaviour") && heard.answered("looked_after", "no"),
    );
    finding("compound-indicator-alone", heard.any_observed(&compounds) && others.is_empty());
    finding(
        "judgement-below-indicated",
        screened && heard.judgement.is_some() && heard.judgement < found.indicated,
    );
    finding("determination-below-indicated", screened && determined_below);
    finding(
        "needs-contradict-disability",
        heard.counts("learning_disability") && heard.answered("additional_needs", "no"),
    );
    finding("looked-after-contradicted", heard.answered("looked_after", "no") && care_said_beside);
    finding("looked-after-adult", heard.certainly(18) && heard.looked_after());
    finding("looked-after-not-open", heard.looked_after() && heard.case == "not_open");
    finding("parent-recorded-alone", parent_alone);
    finding("held-at-previous", screened && found.fired("previous-category"));
    finding("escalated", screened && heard.previous.is_some() && category > heard.previous);
    finding("stepped-down", screened && heard.previous.is_some() && category < heard.previous);
    finding("previous-category-at-18", adult && heard.level_in_force().is_some());
    findings
}
