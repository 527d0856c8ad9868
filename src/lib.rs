#![doc = include_str!("../README.md")]

mod category;
mod child;
mod columns;
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

pub use category::{Category, EmptyRationale, Judgement};
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
pub use request::{Request, RequestError};
pub use rules::{Basis, Fault, Loader, RuleSet, RulesError};
pub use screening::screen;
pub use verification::{Difference, VerifyError};
pub use vocabulary::UnknownCode;
pub use why_not::{
    Asked, Change, ChangeSet, Changes, Given, Held, Joined, NextCategory, NoChange, WhyNot, WhyNotError,
};
pub use working_days::WorkingDays;
