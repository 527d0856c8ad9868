//! The smallest request that brings a row about.

use crate::compiled::RuleSet;
use crate::formula::inputs::{Inputs, Space};
use crate::formula::model::Model;
use crate::formula::solver::{Answer as Solved, Lit};
use crate::request::Request;

/// A row that a request can bring about, by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row<'i> {
    /// A definition that holds.
    Definition(&'i str),
    /// A category rule that fires.
    CategoryRule(&'i str),
    /// A protection that speaks of the child.
    Protection(&'i str),
    /// A row that hosts the plan.
    PlanHost(&'i str),
    /// A step that applies.
    Step(&'i str),
    /// A finding that is made.
    Finding(&'i str),
}

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
    /// The smallest request that brings a row about. None when the set has no such row.
    ///
    /// ```
    /// use cse_screening::RuleSet;
    /// use cse_screening::rules::proof::{Reached, Row};
    /// let rules = RuleSet::coventry();
    /// let Some(Reached::By(request)) = rules.smallest_request_for(Row::CategoryRule("under-13")) else { panic!() };
    /// assert!(request.screen().reasons().any(|reason| reason.rule() == "under-13"));
    /// assert_eq!(rules.smallest_request_for(Row::Step("no-such-step")), None);
    /// ```
    #[must_use]
    pub fn smallest_request_for(&self, row: Row<'_>) -> Option<Reached> {
        let at = self.place_of_row(row)?;
        let mut space = Space::new();
        let inputs = Inputs::of(&mut space, &[self]);
        let model = Model::new(&mut space.graph, &inputs, self);
        let of = |lits: &[Lit]| lits.get(at).copied().unwrap_or(Lit::FALSE);
        let holds = match row {
            Row::Definition(_) => of(&model.definitions),
            Row::Protection(_) => of(&model.protected),
            Row::PlanHost(_) => of(&model.plan),
            Row::Step(_) => of(&model.steps),
            Row::Finding(_) => of(&model.findings),
            // A rule may give several levels.
            Row::CategoryRule(_) => {
                let levels = self.layout.rules.iter().zip(&model.fired);
                let levels: Vec<_> = levels.filter(|(rule, _)| rule.row == at).map(|(_, lit)| *lit).collect();
                space.graph.any(levels)
            }
        };
        Some(match space.smallest(&inputs, &[holds]) {
            Solved::None => Reached::Never,
            Solved::Undecided => Reached::Undecided,
            Solved::Found(found) => match inputs.request(&found, self) {
                Some(request) => Reached::By(Box::new(request)),
                None => Reached::Undecided,
            },
        })
    }

    fn place_of_row(&self, row: Row<'_>) -> Option<usize> {
        let tables = self.tables();
        match row {
            Row::Definition(id) => tables.definitions.iter().position(|row| row.id == id),
            Row::CategoryRule(id) => tables.category_rules.iter().position(|row| row.id == id),
            Row::Protection(id) => tables.protections.iter().position(|row| row.id == id),
            Row::PlanHost(id) => tables.plan_hosts.iter().position(|row| row.id == id),
            Row::Step(id) => tables.steps.iter().position(|row| row.id == id),
            Row::Finding(id) => tables.findings.iter().position(|row| row.id == id),
        }
    }
}
