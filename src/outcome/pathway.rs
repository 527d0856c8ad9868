//! The pathway: the scope, the plan that hosts everything, and the steps with force and deadline.

use crate::compiled::RuleSet;
use crate::numbered::Ix;
use crate::tables::{PlanHost, Reading, StepForce, StepRow};
use crate::vocabulary::category::Category;
use crate::vocabulary::child::Child;
use crate::vocabulary::indicator::Indicators;
use crate::vocabulary::{Actor, Basis, Force};

/// What a row of the pathway rests on.
macro_rules! rests_on_its_row {
    ($Name:ident) => {
        impl<'a> $Name<'a> {
            /// The statements it rests on.
            #[must_use]
            pub fn statements(&self) -> &'a [String] {
                &self.row.statements
            }

            /// Plain words of the toolkit, or a reading.
            #[must_use]
            pub fn basis(&self) -> Basis {
                Basis::of(&self.row.basis)
            }

            /// The reading it rests on, if it is one.
            #[must_use]
            pub fn reading(&self) -> Option<&'a Reading> {
                self.rules.reading_of(&self.row.basis)
            }
        }
    };
}
rests_on_its_row!(Plan);
rests_on_its_row!(Step);

/// The one plan that hosts everything: safety plan, disruption plan and the rest are sections of it.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    pub(crate) rules: &'a RuleSet,
    pub(crate) row: &'a PlanHost,
}

impl<'a> Plan<'a> {
    /// The row of the table that chose it.
    #[must_use]
    pub const fn row(&self) -> &'a PlanHost {
        self.row
    }

    /// The plan, such as `care-plan`.
    #[must_use]
    pub fn host(&self) -> &'a str {
        &self.row.host
    }
}

/// A step that applies.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    pub(crate) rules: &'a RuleSet,
    pub(crate) row: &'a StepRow,
    pub(crate) at: Ix<StepRow>,
    pub(crate) category: Option<Category>,
    /// The request, whose dates deadlines count from.
    pub(crate) said: Option<(&'a Child, &'a Indicators)>,
}

impl<'a> Step<'a> {
    /// The row of the table.
    #[must_use]
    pub const fn row(&self) -> &'a StepRow {
        self.row
    }

    /// The id, such as `mase-meeting`.
    #[must_use]
    pub fn id(&self) -> &'a str {
        &self.row.id
    }

    /// The stage of the pathway.
    #[must_use]
    pub fn stage(&self) -> &'a str {
        &self.row.stage
    }

    /// Who does it.
    #[must_use]
    pub fn who(&self) -> &'a str {
        &self.row.who
    }

    /// The code of whoever acts first, so that a reader can be shown their own steps first.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.row.actor
    }

    /// What is to be done.
    #[must_use]
    pub fn action(&self) -> &'a str {
        &self.row.action
    }

    /// The force that applies in the category of the outcome.
    #[must_use]
    pub fn force(&self) -> Force {
        match &self.row.force {
            StepForce::Always(force) => *force,
            StepForce::ByCategory(by) => match self.category {
                Some(category) if by.must_in_categories.contains(&category) => Force::Must,
                _ => by.otherwise,
            },
        }
    }
}

/// Says nothing of the child: it may end up in a log.
impl std::fmt::Debug for Plan<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plan").finish_non_exhaustive()
    }
}

/// Says nothing of the child: it may end up in a log.
impl std::fmt::Debug for Step<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Step").finish_non_exhaustive()
    }
}
