//! The test suite of the engine. Each module reads as sentences about children and thresholds.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod allocations;
mod attack;
mod auto_traits;
mod cases;
mod columns;
mod compare;
mod dates;
mod deadlines;
mod determination;
mod evidence;
mod faults;
mod form;
#[cfg(feature = "schema")]
mod forms;
mod hazards;
mod house;
mod in_force;
mod json_calls;
mod levels;
mod local;
mod logs;
mod malformed;
mod mutations;
mod order;
mod outstanding;
mod own_indicators;
mod pages;
mod plain_words;
mod reading_2;
mod reading_2_page;
mod record_json;
mod reports;
mod rules_readme;
mod safety;
// The dependency of the tests on their own crate turns it on; a published crate has no such dependency.
mod questions;
#[cfg(feature = "schema")]
mod schema;
mod scores;
mod seeded;
mod sizes;
mod slips;
mod sources;
mod support;
mod tables;
mod time;
mod verification;
mod why_not;
#[cfg(feature = "schema")]
mod words;
mod working_days;
