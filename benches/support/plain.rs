//! A request as plain data, derived by serde: a field for each question, and no more asked of it.
//!
//! It is the quickest that a program can read the same bytes into without a reader of its own: it refuses what is
//! no JSON, no field, no answer and no day, and says so in serde's words.
#![allow(dead_code, reason = "it is read, and looked at by nobody")]

use cse_screening::chrono::NaiveDate;
use cse_screening::{Case, CompletedBy, LegalStatus, Meeting, Placement};
use serde::Deserialize;

macro_rules! indicators {
    ($($field:ident),+ $(,)?) => {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        struct PlainIndicators<A> { $( $field: Option<A>, )+ }
    };
}

/// A request. An answer is a code, or an object with what stands beside it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plain<A> {
    child: PlainChild<A>,
    screening: PlainScreening<A>,
    reference: Option<String>,
    corrects: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlainChild<A> {
    age: Option<u8>,
    date_of_birth: Option<NaiveDate>,
    age_between: Option<[u8; 2]>,
    learning_disability: Option<A>,
    additional_needs: Option<A>,
    looked_after: Option<A>,
    placed_out_of_area: Option<A>,
    care_leaver: Option<A>,
    unaccompanied: Option<A>,
    needs_care_and_support: Option<A>,
    unable_to_protect_self: Option<A>,
    exploited_with_others: Option<A>,
    section_47: Option<A>,
    immediate_concern: Option<A>,
    parent_may_be_involved: Option<A>,
    placement: Option<Placement>,
    legal_status: Option<LegalStatus>,
    case: Option<Case>,
    previous_category: Option<u8>,
    previous_category_on: Option<NaiveDate>,
    determination: Option<PlainDetermination>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlainDetermination {
    category: Level,
    on: NaiveDate,
    by: Meeting,
    rationale: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Level {
    Category(u8),
    Other(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlainScreening<A> {
    screened_on: Option<NaiveDate>,
    referred_on: Option<NaiveDate>,
    completed_by: Option<CompletedBy>,
    indicators: PlainIndicators<A>,
    professional_judgement: Option<PlainJudgement>,
    views: Option<PlainViews>,
    strengths: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlainJudgement {
    category: u8,
    rationale: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlainViews {
    seen_alone_on: Option<NaiveDate>,
    words: Option<String>,
}

/// An answer given as a code.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PlainAnswer {
    Yes,
    Suspected,
    No,
    NotKnown,
}

/// An answer given as an object, with one day.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerWithEvidence {
    answer: PlainAnswer,
    seen_on: Option<NaiveDate>,
    reported_on: Option<NaiveDate>,
    source: Option<String>,
    first_hand: Option<bool>,
    note: Option<String>,
}

indicators! {
    late_home_or_missing, history_of_abuse, unexplained_nights_out, overtly_sexualised_dress,
    sexualised_risk_taking, unknown_adult_associates, reduced_contact_with_support,
    experimenting_with_drugs_or_alcohol, changed_social_media_use, poor_self_image,
    eating_disorder, superficial_self_harm, expressions_of_despair, gum_clinic_attendance,
    seen_in_hotspot, school_non_attendance_or_exclusion, placement_breakdown_from_behaviour,
    repeat_offending, increasingly_disruptive_or_aggressive, migrant_refugee_or_asylum_seeker,
    unsure_of_sexual_orientation, getting_into_adults_vehicles,
    associating_with_cse_linked_adults, associating_with_exploited_peers,
    disclosed_or_withdrew_physical_assault, reported_involved_at_hotspot,
    adult_boyfriend_or_girlfriend, unaccounted_money_or_goods, concerning_phone_use,
    sexually_transmitted_infection, previous_sexual_abuse_victim, gang_association_or_rules,
    concealed_internet_use, online_sexual_bullying, concealed_injuries,
    missing_or_excluded_from_school, residential_placement_breakdown, rape,
    under_13_sexual_activity, homeless_staying_with_exploiter, exchanging_or_selling_sex,
    taken_to_clubs_or_hotels_for_sex, disclosed_or_withdrew_serious_sexual_assault,
    abduction_or_forced_imprisonment, moved_around_for_sexual_activity,
    disappeared_with_prior_cse_concerns, bought_sold_or_trafficked,
    multiple_miscarriages_or_terminations, cse_indicators_with_chronic_substance_use,
    cse_indicators_with_serious_self_harm, internet_exploitation, clipping,
    gang_member_or_association, rewarded_for_recruiting_peers,
    honour_based_violence_or_forced_marriage_risk, removed_from_red_light_area,
}
