//! The smallest request that brings a row about.

use crate::compiled::RuleSet;
use crate::formula::budget::{Allowance, Budget};
use crate::formula::model::Model;
use crate::formula::solver::Solved;
use crate::formula::variables::{Space, Variables};
use crate::request::Request;
use crate::tables::TableId;

/// Whether a request brings a row about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reached {
    /// This one does, and no smaller one.
    By(Box<Request>),
    /// None does: proved.
    Never,
    /// It would take too long to say. This is not a "never".
    Undecided,
}

impl RuleSet {
    /// The smallest request that brings the row of this table with this id about: a definition holds, a category
    /// rule fires, a protection speaks of the child, a row hosts the plan, a step applies, a finding is made. None
    /// when the set has no such row, and for other tables.
    ///
    /// ```
    /// use cse_screening::RuleSet;
    /// use cse_screening::rules::proof::Reached;
    /// use cse_screening::rules::tables::TableId;
    /// let rules = RuleSet::coventry();
    /// let Some(Reached::By(request)) = rules.smallest_request_for(TableId::CategoryRules, "under-13") else {
    ///     panic!()
    /// };
    /// assert!(request.screen().reasons().any(|reason| reason.rule() == "under-13"));
    /// assert_eq!(rules.smallest_request_for(TableId::Steps, "no-such-step"), None);
    /// ```
    #[must_use]
    pub fn smallest_request_for(&self, table: TableId, id: &str) -> Option<Reached> {
        self.smallest_request_within(table, id, &Allowance::of(&Budget::new()))
    }

    pub(crate) fn smallest_request_within(
        &self,
        table: TableId,
        id: &str,
        allowance: &Allowance,
    ) -> Option<Reached> {
        let row = self.tables().rows_of(table).find(|row| row.id == id)?;
        // Of such requests nothing is proved.
        if row.asks_of_dates() {
            return Some(Reached::Undecided);
        }
        let mut space = Space::within(allowance);
        let inputs = Variables::of(&mut space, &[self]);
        let model = Model::new(&mut space.graph, &inputs, self);
        let holds = *model.of(&mut space.graph, self, table).get(row.at)?;
        Some(match space.smallest(&inputs, &[holds]) {
            Solved::None => Reached::Never,
            Solved::Undecided => Reached::Undecided,
            Solved::Found(found) => match inputs.request(&found, self) {
                Some(request) => Reached::By(Box::new(request)),
                None => Reached::Undecided,
            },
        })
    }
}
