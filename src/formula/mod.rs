//! Compiled rows as formulas: what every request can say, what the tables make of it, and a solver that decides.

#[cfg(test)]
mod agreement;
pub(crate) mod budget;
mod decision;
mod graph;
pub(crate) mod model;
pub(crate) mod solver;
pub(crate) mod variables;

pub use budget::Budget;
pub(crate) use decision::{Decision, InputOf};
pub(crate) use graph::{Graph, Lit, Node};
