//! The pathway, one step after the other, in the order of its table.

use super::category::Outcome;
use super::dates::working_days_after;
use super::heard::{
    all_observed, case_open, could_be, could_be_under, counts, is, observed, observed_behaviour, status_only,
    surely,
};
use serde_json::{Value, json};

/// The steps that apply, each with its force and what it is due.
pub fn steps(heard: &Value, scope: &str, found: &Outcome, possible: Option<i64>) -> Vec<Value> {
    // The words of the table's "when" column.
    let category = found.category;
    let concern = category.is_some();
    let category_1 = category == Some(1);
    let category_2_or_3 = category == Some(2) || category == Some(3);
    let category_3 = category == Some(3);
    let child = scope == "child";
    let young_adult = scope == "young_adult";
    let screened = child || young_adult;
    let open = case_open(heard);
    let not_open = !open;
    let by_social_worker = heard["completed_by"] == "social_worker";
    let by_police = heard["completed_by"] == "police";
    let status_only = status_only(heard);
    let looked_after = counts(heard, "looked_after");
    let care_leaver = counts(heard, "care_leaver");
    let looked_after_concern = concern && looked_after;
    let care_leaver_at_risk = category_2_or_3 && care_leaver;
    let foster = heard["placement"] == "foster";
    let residential = heard["placement"] == "residential";
    let accommodated = heard["legal_status"] == "accommodated";
    let under_order = heard["legal_status"] == "interim_care_order" || heard["legal_status"] == "care_order";
    let certainly_18 = surely(heard, 18);
    let seen = |code| observed(heard, code);
    let anything_seen = !all_observed(heard).is_empty();
    let behaviour_seen = !observed_behaviour(heard).is_empty();
    let missing_seen = seen("late-home-or-missing")
        || seen("disappeared-with-prior-cse-concerns")
        || seen("abduction-or-forced-imprisonment");
    let trafficking_seen = seen("moved-around-for-sexual-activity")
        || seen("bought-sold-or-trafficked")
        || seen("taken-to-clubs-or-hotels-for-sex")
        || seen("abduction-or-forced-imprisonment");
    let substance_seen =
        seen("experimenting-with-drugs-or-alcohol") || seen("cse-indicators-with-chronic-substance-use");
    let advice_before_parents = concern
        && (counts(heard, "parent_may_be_involved") || seen("honour-based-violence-or-forced-marriage-risk"));
    let around = |years| could_be_under(heard, years) && could_be(heard, years);
    let age_matters = around(13) || around(18) || around(21) || around(25);
    let age_not_known = heard["age_known"] == false;
    let previous = heard["previous_category"].as_i64();
    let held = found.reasons.iter().any(|r| r.rule == "previous-category");
    let enquiry_not_ruled_out =
        !is(heard, "needs_care_and_support", "no") && !is(heard, "unable_to_protect_self", "no");
    let must_from_2 = if category_2_or_3 { "must" } else { "should" };
    let must_in_3 = if category_3 { "must" } else { "should" };

    let mut steps = Vec::new();
    let mut step = |id: &str, force: &str, when: bool| {
        if !when {
            return;
        }
        let mut due = Value::Null;
        if id == "mase-meeting" {
            let date = heard["referred_on"].as_str().map(|referred_on| working_days_after(referred_on, 15));
            due = json!({ "working_days": 15, "from": "referral", "date": date });
        }
        steps.push(json!({ "id": id, "force": force, "due": due }));
    };

    // Immediate
    step("protect-immediately", "must", counts(heard, "immediate_concern"));
    step("urgent-response", "must", category_3);
    step("strategy-discussion", "should", category_3 && child);
    step("report-missing", "should", concern && missing_seen);
    step("take-advice-before-parent-contact", "must", advice_before_parents);

    // Screening
    step("discuss-with-safeguarding-adviser", "should", concern && !by_social_worker);
    step("liaise-with-other-agencies", "should", screened);
    step("further-screening-by-social-worker", "must", screened && !by_social_worker);
    step("verify-identity-and-age", "should", age_matters || age_not_known);
    step("establish-what-is-not-known", "should", screened && possible > category);
    step("record-strengths-and-views", "must", concern);

    // Information
    step(
        "pass-intelligence-to-police",
        "should",
        (concern && !status_only) || (certainly_18 && behaviour_seen),
    );
    step("encourage-parents-to-log", "should", concern && !status_only && !advice_before_parents);
    step("inform-cse-team", "should", concern);
    step("advise-cse-team-manager", "should", concern && (open || category_2_or_3));

    // Referral
    step("send-tool-to-cru", "should", concern && by_police);
    step("send-tool-to-mash", "should", category_1 && not_open && child);
    step("refer-to-mash-with-tool", "must", category_2_or_3 && not_open && child);
    step("refer-to-adult-or-leaving-care-services", "must", concern && not_open && young_adult);
    step("pass-to-allocated-social-worker", must_from_2, concern && open);
    step("open-case-for-cse-team", "must", category_2_or_3 && not_open && child);

    // Assessment
    step("allocated-social-worker-completes-tool", "should", concern && open && !by_social_worker);
    step("cse-risk-assessment", "must", category_2_or_3 || looked_after_concern);
    step("section-47-enquiry", "must", category_3 && child);
    step("update-assessments", "should", category_3);
    step("consider-other-children", "should", category_2_or_3);

    // Meeting
    step("mase-meeting", "must", category_2_or_3 && not_open);
    step("arrange-multi-agency-meeting", "should", category_2_or_3 && open);
    step("meeting-agenda", "must", category_2_or_3);
    step("child-protection-conference", "may", category_3 && child);

    // Plan
    step("preventative-work", "must", concern);
    step("early-intervention-plan", "should", category_1 && not_open);
    step("consider-single-agency-support", "should", category_1 && not_open);
    step("seek-cse-team-advice", "may", category_1 && not_open);
    step("agree-intervention-in-existing-plan", "should", category_1 && open);
    step("child-in-need-plan-or-no-further-action", "may", category_1 && open && !looked_after);
    step("work-on-risk-consent-and-abuse", "should", concern && open);
    step("prevention-and-disruption-plan", must_in_3, category_2_or_3);
    step("safety-plan", "must", category_2_or_3 || looked_after_concern);
    step("plan-contents", "must", concern);
    step("one-to-one-work", "must", category_2_or_3);
    step("cse-team-co-works", "should", category_2_or_3 && open);
    step(
        "return-interview",
        "should",
        category_2_or_3 && (seen("late-home-or-missing") || seen("disappeared-with-prior-cse-concerns")),
    );

    // Protection
    step("treat-as-victim", "must", concern);
    step("preserve-evidence", "should", category_3);
    step("abduction-warning-notices", "should", category_3 && child);
    step("consider-risk-alerts", "should", category_3);
    step("cross-reference-other-issues", "should", category_3);
    step("consider-legal-framework", "should", category_3);
    step("harm-reduction", "should", category_3 && substance_seen);
    step("national-referral-mechanism", "should", trafficking_seen);
    step(
        "consult-modern-slavery-unit",
        "should",
        category_3 && (trafficking_seen || counts(heard, "unaccompanied")),
    );

    // Looked after
    step("looked-after-inform-managers", "must", looked_after_concern || care_leaver_at_risk);
    step("looked-after-joint-visit", "must", looked_after_concern || care_leaver_at_risk);
    step("looked-after-social-worker-stays", "must", looked_after_concern);
    step("looked-after-consider-mase", "should", looked_after_concern || care_leaver_at_risk);
    step("looked-after-care-plan", "must", looked_after_concern);
    step("looked-after-written-strategy", "should", looked_after_concern);
    step("looked-after-restrict-only-with-orders", "must", looked_after_concern);
    step("looked-after-active-work", "should", looked_after_concern || care_leaver_at_risk);
    step("looked-after-other-children", "should", looked_after_concern);
    step("looked-after-contact", "must", looked_after_concern);
    step("looked-after-support-carers", "must", looked_after_concern);
    step("consider-informing-parents", "should", looked_after_concern);
    step("inform-parents", "must", looked_after_concern && accommodated && !status_only);
    step("inform-parents-unless-justified", "should", looked_after_concern && under_order && !status_only);
    step("residential-clarify-and-record", "should", looked_after_concern && residential);
    step("residential-confirmed-actions", "should", category_2_or_3 && looked_after && residential);
    step("foster-carer-at-meeting", "must", looked_after_concern && foster);
    step("contact-other-authority", "must", concern && counts(heard, "placed_out_of_area"));

    // Group
    step("group-additional-planning", "must", concern && counts(heard, "exploited_with_others"));
    step("consider-complex-abuse-procedure", "must", concern && counts(heard, "exploited_with_others"));

    // Transition
    step(
        "pathway-plan-names-cse",
        "should",
        concern && (care_leaver || (looked_after && could_be(heard, 16))),
    );
    step(
        "transition-arrangements",
        "should",
        concern && counts(heard, "learning_disability") && could_be(heard, 16),
    );
    step("notify-adult-safeguarding", "should", certainly_18 && anything_seen);
    step("adult-safeguarding-enquiry", "should", certainly_18 && anything_seen && enquiry_not_ruled_out);

    // Recording
    step("record-rationale-on-file", "must", concern);
    step("record-on-police-systems", "must", (category_2_or_3 || looked_after_concern) && !status_only);

    // Review
    step("rescreen-regularly", "should", screened);
    step("regular-review-of-risk", "must", category_2_or_3);
    step("cmog-review", "should", category_2_or_3);
    step("escalate-under-procedures", "should", previous.is_some() && category > previous);
    step("review-before-stepping-down", "must", held);
    steps
}
