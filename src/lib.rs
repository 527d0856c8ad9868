//! [guide]: crate::guide
//! [checklist]: crate::guide::checklist
//! [commands]: crate::guide::commands
//! [limits]: crate::guide::limits
//! [hazards]: crate::guide::hazards
//! [reading-2]: crate::guide::reading_2
//! [rules]: crate::guide::tables
//! [design]: crate::guide::design
//! [benchmarks]: crate::guide::benchmarks
//! [compare]: crate::guide::compare
//! [data-teams]: crate::guide::data_teams
//! [security]: crate::guide::security
//! [contributing]: crate::guide::contributing
//!
//! **Begin here.** [`screen`] takes a [`Child`] and the [`Indicators`] that were seen, and gives an [`Outcome`]: category, reasons,
//! steps, and what is not known. [`Request`] reads the same from JSON, [`Outcome::to_record`] makes what is stored, and
//! [`RuleSet`] loads an area's own rules. [The guide](crate::guide) goes from an empty project to a stored record.
#![doc = include_str!("../README.md")]
#![cfg_attr(
    not(feature = "local-rules"),
    allow(
        dead_code,
        unused_imports,
        reason = "the rooms that read local rules use the rooms below them more"
    )
)]
//!
//! # Where to read on
//!
//! | page | for |
//! |---|---|
//! | [the guide][crate::guide] | developers: from an empty project to stored records, and what to log |
//! | [the commands][crate::guide::commands] | what can be done without Rust |
//! | [the checklist][crate::guide::checklist] | what must be settled before a child's data go through this |
//! | [limits and evidence][crate::guide::limits] | what the tool can tell, what it cannot, and what is not known |
//! | [hazards][crate::guide::hazards] | what could go wrong for a child, what holds against it, and the test that shows it |
//! | [for data teams][crate::guide::data_teams] | whoever holds long tables: Arrow, pyarrow, Polars, DuckDB |
//! | [the glossary][crate::guide::glossary] | the field's words, as the tables use them |
//! | [the tables][crate::guide::tables] | safeguarding leads: how to read the rules, and write an area's own |
//! | [the second reading][crate::guide::reading_2] | what changed for whom since the first, and statement by statement |
//! | [the design][crate::guide::design] | why the engine is built so, and how its safety is proved |
//! | [reporting what is unsafe][crate::guide::security] | whoever finds a vulnerability, or a rule that is unsafe for children |
//! | [contributing][crate::guide::contributing] | who wants to take part |
//! | [changes][crate::guide::changes] | what changed, with a star where an outcome can |

#[cfg(feature = "local-rules")]
mod authoring;
mod bits;
mod built_in;
#[cfg(feature = "local-rules")]
mod columns;
mod compiled;
mod decide;
mod encoding;
pub mod figures;
#[cfg(feature = "local-rules")]
mod formula;
pub mod guide;
#[cfg(feature = "local-rules")]
pub mod in_force;
mod json;
#[cfg(feature = "local-rules")]
pub mod json_calls;
#[cfg(feature = "local-rules")]
mod load;
mod numbered;
mod outcome;
#[cfg(feature = "local-rules")]
mod proof;
mod record;
mod request;
#[cfg(feature = "schema")]
mod schema;
mod tables;
mod vocabulary;
#[cfg(feature = "local-rules")]
mod why_not;
#[cfg(feature = "local-rules")]
mod words;

pub use vocabulary::VERSION;

/// Rule sets from the inside: their tables, what is proved of them, and the cases beside them.
pub mod rules {
    #[cfg(feature = "local-rules")]
    pub use crate::authoring::{Reference, cases};
    pub use crate::json::{Json, NotJson};
    pub use crate::tables::condition;

    /// JSON Schema of tables, requests and records.
    #[cfg(feature = "schema")]
    pub mod schema {
        pub use crate::schema::*;
    }

    /// What holds for every request, and where two sets differ.
    #[cfg(feature = "local-rules")]
    pub mod proof {
        pub use crate::proof::*;
    }

    /// The rows of the tables, as they are written.
    pub mod tables {
        pub use crate::tables::*;
    }
}

/// The crate of dates: [`chrono::NaiveDate`] is part of what is said to this crate, and of what it says.
pub use chrono;
#[cfg(feature = "local-rules")]
pub use columns::{
    AnswersBuf, Asked, ChoiceColumns, ColumnRules, Columns, ColumnsBuf, ColumnsError, Decisions, Levels,
    OwnAsked, OwnColumns,
};
pub use compiled::{Base, NumberError, RuleSet};
#[cfg(feature = "local-rules")]
pub use formula::Budget;
#[cfg(feature = "local-rules")]
pub use load::Loader;
pub use outcome::{
    Aged, Counted, Due, Fall, Gap, NextDue, Outcome, Plan, Prompt, Question, Reason, Step, Until, screen,
};
pub use record::{
    Difference, FindingRecord, Format, GapRecord, LevelsRecord, Outstanding, PlanRecord, PromptRecord,
    ReasonRecord, Record, RecordError, RecordErrorKind, RecordOrigin, RulesIdentity, Standing, StepDone,
    StepRecord, SupportRecord, UnreadRecord, VerifyError,
};
pub use request::{Request, RequestError, RequestErrorKind};
pub use tables::fault::{Fault, RulesError};
pub use vocabulary::category::{Category, EmptyRationale, Judgement, NoCategory, OutsideCategories};
pub use vocabulary::child::{AgeError, Answer, Case, Child, Fact, FactAnswers, LegalStatus, Placement};
pub use vocabulary::dates::day_in_words;
pub use vocabulary::determination::{Determination, Meeting};
pub use vocabulary::evidence::{
    Evidence, EvidenceError, FreeText, LONGEST_TEXT, MOST_SIGHTINGS, MOST_STRENGTHS, Views,
};
pub use vocabulary::indicator::{CompletedBy, Indicator, Indicators};
pub use vocabulary::number::NumberGiven;
pub use vocabulary::question::Choice;
pub use vocabulary::{Actor, Basis, DueUnit, Force, Scope, UnknownCode};
#[cfg(feature = "local-rules")]
pub use why_not::{
    Added, Change, ChangeSet, Changes, Chosen, Given, Held, Joined, NextCategory, NoChange, WhyNot,
    WhyNotError,
};
