//! [guide]: crate::guide
//! [checklist]: crate::guide::checklist
//! [limits]: crate::guide::limits
//! [security]: crate::guide::security
//! [contributing]: crate::guide::contributing
#![doc = include_str!("../README.md")]
//!
//! # Where to read on
//!
//! | page | for |
//! |---|---|
//! | [the guide][crate::guide] | developers: from an empty project to stored records, and what to log |
//! | [the checklist][crate::guide::checklist] | what must be settled before a child's data go through this |
//! | [limits and evidence][crate::guide::limits] | what the tool can tell, what it cannot, and what is not known |
//! | [the glossary][crate::guide::glossary] | the field's words, as the tables use them |
//! | [the tables][crate::guide::tables] | safeguarding leads: how to read the rules, and write an area's own |
//! | [the design][crate::guide::design] | why the engine is built so, and how its safety is proved |
//! | [reporting what is unsafe][crate::guide::security] | whoever finds a vulnerability, or a rule that is unsafe for children |
//! | [contributing][crate::guide::contributing] | who wants to take part |
//! | [changes][crate::guide::changes] | what changed, with a star where an outcome can |
//!
//! In Rust, begin at [`screen`], [`Request`], [`Outcome`], [`Record`] and [`RuleSet`].

mod category;
mod child;
mod columns;
mod encoding;
pub mod guide;
mod indicator;
mod outcome;
mod pathway;
mod reason;
mod record;
mod request;
pub mod rules;
mod screening;
mod verification;
mod vocabulary;
mod why_not;
mod working_days;

pub use category::{Category, EmptyRationale, Judgement, NoCategory};
pub use child::{AgeError, Answer, Case, Child, Fact, FactAnswers, LegalStatus, Placement};
pub use columns::{ColumnRules, Columns, ColumnsBuf, ColumnsError, Decisions};
pub use indicator::{CompletedBy, Indicator, Indicators};
pub use outcome::{Gap, Outcome, Prompt, Question};
pub use pathway::{Due, Force, Plan, Scope, Step};
pub use reason::{Cause, Reason};
pub use record::{
    FindingRecord, GapRecord, PlanRecord, PromptRecord, ReasonRecord, Record, RulesIdentity, StepRecord,
    SupportRecord, UnreadRecord,
};
pub use request::{Request, RequestError, RequestErrorKind};
pub use rules::{Base, Basis, Fault, Loader, RuleSet, RulesError};
pub use screening::screen;
pub use verification::{Difference, VerifyError};
pub use vocabulary::UnknownCode;
pub use why_not::{
    Asked, Change, ChangeSet, Changes, Given, Held, Joined, NextCategory, NoChange, WhyNot, WhyNotError,
};
pub use working_days::WorkingDays;
