//! Proofs about whole rule sets: what holds for every request, and where two sets differ.

mod affected;
mod caseload;
mod check;
mod compare;
mod decides;
mod ignored;
mod kinds;
mod reach;
mod rows;
mod version;
mod warning;
mod warnings;
mod weakened;

pub use caseload::{CaseChange, Caseload};
pub use check::{Acceptance, Failure, Property, Report, Verdict};
pub use compare::{Comparison, OutcomeChange, WhatChanges};
pub use kinds::KindOfChild;
pub use reach::Reached;
pub use rows::{RowChange, RowDifference};
pub use version::Bump;
pub use warning::Warning;
