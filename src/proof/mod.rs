//! Proofs about whole rule sets: what holds for every request, and where two sets differ.

mod affected;
mod caseload;
mod changes;
mod check;
mod compare;
mod decides;
mod example;
mod ignored;
mod kinds;
mod more;
mod reach;
mod report;
mod rows;
mod version;
mod warning;
mod warnings;
mod weakened;

pub use crate::formula::budget::CutShort;
pub use caseload::{CaseChange, Caseload, ToldChange};
pub use changes::{Direction, LevelsOfChange, WhatChanges};
pub use compare::{Comparison, OutcomeChange};
pub use example::ExampleRequest;
pub use kinds::KindOfChild;
pub use reach::Reached;
pub use report::{Acceptance, DecidedBy, Failure, Property, Report, Verdict};
pub use rows::{FieldChange, RowChange, RowDifference};
pub use version::Bump;
pub use warning::Warning;
