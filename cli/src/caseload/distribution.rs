//! The distribution that made-up requests are drawn from: data, in `distribution.json`.

use chrono::NaiveDate;
use cse_screening::{Answer, Case, Category, CompletedBy, LegalStatus, Meeting, Placement};
use rand::Rng;
use rand::seq::IndexedRandom;
use serde::Deserialize;

/// The table, as it is also printed by `generate --help`.
pub(crate) const TABLE: &str = include_str!("distribution.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weighted<T> {
    value: T,
    weight: u32,
}

/// How the age is given.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AgeGivenAs {
    Age,
    DateOfBirth,
    AgeBetween,
}

/// How a small whole number is given.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NumberGivenAs {
    Number,
    Range,
    NotKnown,
}

/// What a meeting determined: a category, or that none is in force.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(crate) enum Determined {
    In(Category),
    Without(Without),
}

/// The word for none.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Without {
    None,
}

impl Determined {
    pub(crate) const fn category(self) -> Option<Category> {
        match self {
            Self::In(category) => Some(category),
            Self::Without(Without::None) => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Distribution {
    #[serde(rename = "note")]
    _note: String,
    pub(crate) age_given_as: Vec<Weighted<Option<AgeGivenAs>>>,
    pub(crate) age_in_years: Vec<Weighted<u8>>,
    pub(crate) facts_not_known_when_left_out: Vec<Weighted<Option<Answer>>>,
    pub(crate) facts_no_when_left_out: Vec<Weighted<Option<Answer>>>,
    pub(crate) own_numbers: Vec<Weighted<u16>>,
    pub(crate) own_numbers_given_as: Vec<Weighted<Option<NumberGivenAs>>>,
    pub(crate) placement_where_looked_after: Vec<Weighted<Option<Placement>>>,
    pub(crate) legal_status_where_looked_after: Vec<Weighted<Option<LegalStatus>>>,
    pub(crate) case: Vec<Weighted<Option<Case>>>,
    pub(crate) previous_category: Vec<Weighted<Option<Category>>>,
    pub(crate) placement_where_not_looked_after: Vec<Weighted<Option<Placement>>>,
    pub(crate) determination_after_a_previous_category: Vec<Weighted<Option<Determined>>>,
    pub(crate) determination_without_one: Vec<Weighted<Option<Determined>>>,
    pub(crate) determined_by: Vec<Weighted<Meeting>>,
    pub(crate) sightings_of_an_observed_one: Vec<Weighted<u32>>,
    pub(crate) seen_first_hand: Vec<Weighted<Option<bool>>>,
    pub(crate) seen_alone: Vec<Weighted<bool>>,
    pub(crate) completed_by: Vec<Weighted<Option<CompletedBy>>>,
    pub(crate) indicators_observed: Vec<Weighted<usize>>,
    pub(crate) category_an_observed_one_is_listed_in: Vec<Weighted<Option<Category>>>,
    pub(crate) observed_as: Vec<Weighted<Answer>>,
    pub(crate) indicators_not_observed: Vec<Weighted<Option<Answer>>>,
    pub(crate) judged_category: Vec<Weighted<Option<Category>>>,
    pub(crate) referred: Vec<Weighted<bool>>,
    pub(crate) first_day_of_referral: NaiveDate,
    pub(crate) days_of_referral: u64,
    pub(crate) most_days_from_screening_to_referral: u64,
    pub(crate) most_days_from_previous_category_to_screening: u64,
    pub(crate) most_days_from_sighting_to_screening: u64,
    pub(crate) most_days_from_sighting_to_report: u64,
}

impl Distribution {
    pub(crate) fn read() -> Result<Self, serde_json::Error> {
        serde_json::from_str(TABLE)
    }
}

/// Draws a value by its weight. None only from a list without weights.
pub(crate) fn draw<T: Copy>(random: &mut impl Rng, of: &[Weighted<T>]) -> Option<T> {
    draw_where(random, of, |_| true)
}

/// The same, among the values for which this holds.
pub(crate) fn draw_where<T: Copy>(
    random: &mut impl Rng,
    of: &[Weighted<T>],
    holds: impl Fn(T) -> bool,
) -> Option<T> {
    let weight = |row: &Weighted<T>| if holds(row.value) { row.weight } else { 0 };
    of.choose_weighted(random, weight).ok().map(|row| row.value)
}
