//! The pathway, one step after the other, in the order of its table.

use super::category::Found;
use super::dates::working_days_after;
use super::heard::Heard;
use serde_json::{Value, json};

/// The steps that apply, each with its force and what it is due.
pub fn steps(
    heard: &Heard,
    scope: &str,
    found: &Found,
    possible: Option<i64>,
    findings: &[&str],
) -> Vec<Value> {
    // The words of the table's "when" column.
    let category = found.category;
    let concern = category.is_some();
    let category_1 = category == Some(1);
    let category_2 = category == Some(2);
    let category_3 = category == Some(3);
    let category_2_or_3 = category_2 || category_3;
    let child = scope == "child";
    let young_adult = scope == "young_adult";
    let child_or_young_adult = child || young_adult;
    let certainly_18 = heard.certainly(18);
    let open = heard.case_open();
    let not_open = !open;
    let by_social_worker = heard.completed_by == "social_worker";
    let by_police = heard.completed_by == "police";
    let status_only = heard.status_only(scope, found.indicated);
    let more_than_circumstances = heard.more_than_circumstances(scope, found.indicated);
    let looked_after = heard.looked_after();
    let care_leaver = heard.care_leaver();
    let foster = heard.placement == "foster";
    let residential = heard.placement == "residential";
    let accommodated = heard.legal_status == "accommodated";
    let under_order = heard.legal_status == "interim_care_order" || heard.legal_status == "care_order";
    let parent_may_be_involved = heard.counts("parent_may_be_involved");
    let exploited_with_others = heard.counts("exploited_with_others");
    let learning_disability = heard.counts("learning_disability");
    let found_finding = |id: &str| findings.contains(&id);
    let seen = |code: &str| heard.observed(code);

    let holds_birthday = |years| heard.lowest < years && heard.highest >= years;
    let age_turns_outcome =
        holds_birthday(13) || holds_birthday(18) || holds_birthday(21) || holds_birthday(25);
    let one_of_those_four = seen("moved-around-for-sexual-activity")
        || seen("bought-sold-or-trafficked")
        || seen("taken-to-clubs-or-hotels-for-sex")
        || seen("abduction-or-forced-imprisonment");
    let advice_before_parent_contact =
        parent_may_be_involved || seen("honour-based-violence-or-forced-marriage-risk");

    // "Should; must in category 2 and 3", and the like.
    let must_in_2_and_3 = if category_2_or_3 { "must" } else { "should" };
    let must_in_3 = if category_3 { "must" } else { "should" };

    let mut steps = Vec::new();
    let mut step = |id: &str, force: &str, when: bool| {
        if !when {
            return;
        }
        let mut due = Value::Null;
        if id == "mase-meeting" {
            let date = heard.referred_on.map(|referred| working_days_after(referred, 15).to_string());
            due = json!({ "after": 15, "unit": "working_days", "from": "referral", "date": date });
        }
        steps.push(json!({ "id": id, "force": force, "due": due }));
    };

    // Immediate safety
    step("protect-immediately", "must", heard.counts("immediate_concern"));
    step("urgent-response", "must", category_3);
    step("strategy-discussion", "should", category_3 && child);
    step(
        "report-missing",
        "should",
        concern
            && (seen("late-home-or-missing")
                || seen("unexplained-nights-out")
                || seen("disappeared-with-prior-cse-concerns")
                || seen("abduction-or-forced-imprisonment")),
    );
    step("take-advice-before-parent-contact", "must", advice_before_parent_contact);
    step("decide-on-informing-parents", "must", advice_before_parent_contact && child);
    step("preserve-evidence", "should", category_3);

    // Referral
    step("send-tool-to-cru", "should", concern && by_police);
    step("send-tool-to-mash", "should", category_1 && not_open && child);
    step("refer-to-mash-with-tool", "must", category_2_or_3 && not_open && child);
    step("mash-screens-referral", "must", concern && not_open && child);
    step("refer-to-adult-or-leaving-care-services", must_in_2_and_3, concern && not_open && young_adult);
    step("pass-to-allocated-social-worker", must_in_2_and_3, concern && open);
    step("open-case-for-cse-team", "must", category_2_or_3 && not_open && child);

    // Sharing information
    step(
        "pass-intelligence-to-police",
        "should",
        (concern && !status_only) || (certainly_18 && more_than_circumstances),
    );
    step(
        "encourage-parents-to-log",
        "should",
        concern && child && !status_only && !advice_before_parent_contact,
    );
    step("inform-cse-team", "should", concern || (certainly_18 && more_than_circumstances));
    step("advise-cse-team-manager", "should", concern);

    // Screening
    step("discuss-with-safeguarding-adviser", "should", concern && !by_social_worker);
    step("liaise-with-other-agencies", "should", child_or_young_adult);
    step("further-screening-by-social-worker", "must", child_or_young_adult && !by_social_worker);
    step(
        "verify-identity-and-age",
        "should",
        age_turns_outcome
            || !heard.age_known
            || seen("removed-from-red-light-area")
            || seen("exchanging-or-selling-sex")
            || seen("bought-sold-or-trafficked")
            || found_finding("age-contradicts-indicator"),
    );
    step("establish-what-is-not-known", must_in_2_and_3, child_or_young_adult && possible > category);
    step("record-strengths-and-views", "must", concern);
    step("speak-to-the-child-alone", "should", concern);
    step(
        "consider-additional-needs",
        "must",
        concern && (heard.counts("additional_needs") || learning_disability) && heard.could_be_under(21),
    );
    step("screen-looked-after-child-when-missing", "should", looked_after && child);

    // Assessment
    step(
        "allocated-social-worker-completes-tool",
        "should",
        concern && (open || looked_after) && !by_social_worker,
    );
    step("cse-risk-assessment", "must", category_2_or_3 || (concern && looked_after));
    step("decide-on-cse-risk-assessment", "should", category_1 && !looked_after && !status_only);
    step("cse-team-informs-social-worker", "must", concern && open);
    step("section-47-enquiry", "must", category_3 && child);
    step("update-assessments", "should", category_3 || (category_2 && (open || looked_after || care_leaver)));
    step("consider-other-children", "should", category_2_or_3);
    step("consider-child-causing-harm", "should", concern);

    // Meetings
    step("mase-meeting", "must", category_2_or_3 && not_open);
    step("arrange-multi-agency-meeting", "should", category_2_or_3 && open);
    step("cse-team-attends", "must", category_2_or_3);
    step("meeting-agenda", "must", category_2_or_3);
    step("decide-who-attends", "should", category_2_or_3);
    step("decide-on-closed-part", "must", category_2_or_3);
    step("coordinate-with-marac-and-mappa", "should", category_2_or_3);
    step("child-protection-conference", "may", category_3 && child);

    // The plan
    step("preventative-work", "must", concern);
    step("early-intervention-plan", "should", category_1 && not_open && !looked_after);
    step("consider-single-agency-support", "should", category_1 && not_open && !looked_after);
    step("seek-cse-team-advice", "may", category_1 && not_open && !looked_after);
    step("cse-team-gives-advice", "must", category_1 && not_open && !looked_after);
    step("agree-intervention-in-existing-plan", "should", category_1 && (open || looked_after));
    step("child-in-need-plan-or-no-further-action", "may", category_1 && open && !looked_after && child);
    step("work-on-risk-consent-and-abuse", "should", concern && open);
    step("prevention-and-disruption-plan", must_in_3, category_2_or_3);
    step("safety-plan", "must", (category_2_or_3 || (concern && looked_after)) && !status_only);
    step("plan-contents", "must", concern);
    step("support-parents", "must", concern && child && !status_only && !advice_before_parent_contact);
    step("one-to-one-work", "must", category_2_or_3 && !status_only);
    step("cse-team-co-works", "must", category_2_or_3 && open && !status_only);
    step(
        "return-interview",
        "should",
        category_2_or_3
            && (seen("late-home-or-missing")
                || seen("unexplained-nights-out")
                || seen("disappeared-with-prior-cse-concerns")),
    );

    // Protection and disruption
    step("treat-as-victim", "must", concern && !status_only);
    step("abduction-warning-notices", "should", category_3 && child);
    step("consider-risk-alerts", "should", category_3);
    step("cross-reference-other-issues", "should", category_3);
    step("consider-legal-framework", "should", category_3);
    step(
        "harm-reduction",
        "should",
        category_3
            && (seen("experimenting-with-drugs-or-alcohol")
                || seen("cse-indicators-with-chronic-substance-use")),
    );
    step("national-referral-mechanism", "should", one_of_those_four);
    step(
        "consult-modern-slavery-unit",
        "should",
        category_3 && (one_of_those_four || heard.counts("unaccompanied")),
    );

    // Looked-after children and care leavers
    let in_care_or_leaving = (concern && looked_after) || (category_2_or_3 && care_leaver);
    let child_in_care = concern && looked_after && child;
    let confirmed_in_residential = category_2_or_3 && looked_after && child && residential && !status_only;
    step("looked-after-inform-managers", "must", in_care_or_leaving && !status_only);
    step("looked-after-joint-visit", "must", in_care_or_leaving && !status_only);
    step("looked-after-social-worker-stays", "must", in_care_or_leaving);
    step("looked-after-consider-mase", "should", child_in_care);
    step("looked-after-care-plan", "must", child_in_care);
    step("looked-after-written-strategy", "should", child_in_care);
    step("looked-after-restrict-only-with-orders", "must", in_care_or_leaving);
    step("looked-after-active-work", "should", in_care_or_leaving);
    step("looked-after-other-children", "should", child_in_care && !status_only);
    step("looked-after-contact", "must", child_in_care && !status_only);
    step("looked-after-support-carers", "must", concern && looked_after);
    step("consider-informing-parents", "must", child_in_care);
    step(
        "inform-parents",
        "must",
        child_in_care && accommodated && !status_only && !advice_before_parent_contact,
    );
    step(
        "inform-parents-unless-justified",
        "should",
        child_in_care && under_order && !status_only && !advice_before_parent_contact,
    );
    step("residential-clarify-and-record", "should", child_in_care && residential && !status_only);
    step("residential-record", "should", confirmed_in_residential);
    step("residential-dissuade", "should", confirmed_in_residential);
    step("residential-decide-whether-to-follow", "must", confirmed_in_residential);
    step("residential-calls-and-callers", "should", confirmed_in_residential);
    step("residential-explain-money", "should", confirmed_in_residential);
    step("residential-keep-money", "must", confirmed_in_residential);
    step("residential-missing-and-return", "should", confirmed_in_residential);
    step("foster-carer-at-meeting", "must", concern && looked_after && foster && !status_only);
    step(
        "contact-other-authority",
        "must",
        concern && (heard.counts("placed_out_of_area") || exploited_with_others),
    );

    // Children exploited together
    step("group-additional-planning", "must", concern && exploited_with_others);
    step("consider-complex-abuse-procedure", "must", concern && exploited_with_others);

    // Moving to adulthood
    step(
        "pathway-plan-names-cse",
        "should",
        concern && (care_leaver || (looked_after && heard.could_be(16))),
    );
    step("transition-arrangements", "should", concern && learning_disability && heard.could_be(16));
    step(
        "prepare-adult-services",
        "should",
        concern && child && heard.could_be(17) && more_than_circumstances,
    );
    step("notify-adult-safeguarding", "should", certainly_18 && more_than_circumstances);
    step(
        "adult-safeguarding-enquiry",
        "should",
        certainly_18
            && more_than_circumstances
            && !heard.answered("needs_care_and_support", "no")
            && !heard.answered("unable_to_protect_self", "no"),
    );

    // Recording
    step("record-rationale-on-file", "must", concern || found_finding("stepped-down"));
    step("keep-assessment-on-file", "must", category_2_or_3 || (concern && looked_after));
    step("record-on-police-systems", "must", (category_2_or_3 || (concern && looked_after)) && !status_only);
    step("decide-on-police-record", "must", category_2_or_3 && status_only);

    // Review
    step("rescreen-regularly", "should", child_or_young_adult);
    step("regular-review-of-risk", "must", category_2_or_3);
    step("cmog-review", "should", category_2_or_3);
    step("escalate-under-procedures", "should", heard.previous.is_some() && category > heard.previous);
    step("review-before-stepping-down", "must", found.fired("previous-category"));
    steps
}
