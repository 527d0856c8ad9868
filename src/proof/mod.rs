//! Proofs about whole rule sets: what holds for every request, and where two sets differ.

#[cfg(test)]
mod agreement;
mod caseload;
mod check;
mod compare;
mod decides;
mod decision;
mod formula;
mod graph;
mod ignored;
mod inputs;
mod kinds;
mod model;
mod reach;
mod rows;
mod version;
mod warning;
mod warnings;
mod weakened;
mod whom;

pub(crate) use crate::formula::decision::{Asked, Decision};
pub(crate) use crate::formula::graph::{Graph, Lit, Node};
pub use crate::proof::caseload::{CaseChange, Caseload};
pub use crate::proof::check::{Acceptance, Failure, Property, Report, Verdict};
pub use crate::proof::compare::{Change, Comparison, OutcomeChange};
pub use crate::proof::kinds::KindOfChild;
pub use crate::proof::reach::{Reached, Row};
pub use crate::proof::rows::{RowChange, RowDifference};
pub use crate::proof::version::Bump;
pub use crate::proof::warning::Warning;
