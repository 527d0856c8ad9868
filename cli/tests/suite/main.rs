//! The tests of the command, run as a process. Each module reads as sentences about what somebody gets who runs it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod batch;
mod called;
mod caseload;
mod codes;
mod days;
mod levels;
mod manual;
mod no_category;
mod output;
mod page;
mod plain_words;
mod read_aloud;
mod recall;
mod report;
mod rulebook;
mod rules;
mod run;
mod screen;
mod sheets;
mod sources;
mod support;
mod transparency;
mod why_not;
