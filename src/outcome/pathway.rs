//! The pathway: the scope, the plan that hosts everything, and the steps with force and deadline.

use crate::compiled::RuleSet;
use crate::tables::{CountedFrom, PlanHost, Reading, StepForce, StepRow};
use crate::vocabulary::category::Category;
use crate::vocabulary::{Actor, Basis, Force};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
    pub(crate) working_days: Option<u16>,
    pub(crate) category: Option<Category>,
    pub(crate) referred_on: Option<NaiveDate>,
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

    /// The deadline, if it has one, reckoned by the calendar of the rule set.
    #[must_use]
    pub fn due(&self) -> Option<Due> {
        let deadline = self.row.deadline.as_ref()?;
        let working_days = self.working_days?;
        let CountedFrom::Referral = deadline.from;
        Some(Due {
            after: working_days,
            unit: DueUnit::WorkingDays,
            from: deadline.from,
            date: self
                .referred_on
                .and_then(|day| self.rules.calendar().working_days_after(day, working_days))
                .filter(is_iso),
        })
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

/// Whether a date can be written in ISO 8601 with four digits, as requests and records have them.
fn is_iso(day: &NaiveDate) -> bool {
    (0..=9999).contains(&chrono::Datelike::year(day))
}

/// A deadline. The date is none when the day that it counts from is not known, or cannot be.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Due {
    /// How many there are.
    pub after: u16,
    /// Of what.
    pub unit: DueUnit,
    /// From which day on; that day itself is not counted.
    pub from: CountedFrom,
    /// The last day on which it is in time.
    #[serde(deserialize_with = "Option::deserialize")]
    pub date: Option<NaiveDate>,
}

/// What a deadline counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DueUnit {
    /// Days that are neither on a weekend nor holidays of the calendar of the rules.
    WorkingDays,
}

/// Says nothing of the child: it may end up in a log.
impl std::fmt::Debug for Due {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Due").finish_non_exhaustive()
    }
}
