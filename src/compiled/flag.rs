//! What a situation has flags for.

use crate::numbered::Ix;
use crate::tables::{CategoryRule, Definition};
use crate::vocabulary::indicator::Places;

/// A test on the indicators, whose result is a flag of the situation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Test {
    /// Whether the indicators must be known, and not merely suspected.
    pub(crate) known: bool,
    /// Whether each counts for its weight, and not for one.
    pub(crate) weighted: bool,
    pub(crate) of: Places,
    pub(crate) at_least: u32,
}

/// What sets a flag of the situation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flag {
    Test(Test),
    /// The definition at this place holds.
    Definition(Ix<Definition>),
    /// The category rule at this place fired.
    Fired(Ix<CategoryRule>),
}
