//! The search for the smallest changes: one more change at a time, each request screened like any other.
//!
//! Whatever changes are enough, among them is one that a condition depends on which does not hold yet. So
//! from each request that is not enough, only the questions of one such condition are tried, and nothing is
//! missed.

use crate::compiled::RuleSet;
use crate::formula::budget::Allowance;
use crate::outcome::Outcome;
use crate::tables::RowRef;
use crate::vocabulary::category::Category;
use crate::vocabulary::child::Child;
use crate::vocabulary::indicator::Indicators;
use crate::why_not::apply::applied;
use crate::why_not::candidates::{CandidateChanges, Group};
use crate::why_not::change::Given;
use crate::why_not::conditions::{Conditions, Node};
use crate::why_not::depends::Depends;
use std::collections::BTreeSet;

/// More changes together than this are not tried.
pub(super) const MOST_CHANGES: usize = 12;
/// So many requests are screened for one question, and it is left open.
const MOST_REQUESTS: usize = 200_000;
/// What screening one request counts, beside the work of a solver.
const WORK_OF_SCREENING: u64 = 100;
/// So many of the smallest are collected before they are put together.
const MOST_FOUND: usize = 2_000;

/// What a request is changed for.
pub(super) enum Target<'a> {
    Row(RowRef<'a>, Conditions<'a>),
    /// At least this category.
    Category(Category),
}

impl<'a> Target<'a> {
    pub(super) fn is_reached(&self, outcome: &Outcome<'_>) -> bool {
        match self {
            Self::Row(row, _) => row.applied(outcome),
            Self::Category(category) => outcome.category >= Some(*category),
        }
    }

    fn depends(&self, rules: &'a RuleSet) -> Depends<'a> {
        match self {
            Self::Row(_, conditions) => Depends::of_nodes(rules, &conditions.nodes),
            Self::Category(_) => Depends::of_category(rules),
        }
    }

    /// For each condition that must hold, what it depends on.
    fn parts(&self, rules: &'a RuleSet) -> Vec<Depends<'a>> {
        match self {
            Self::Row(_, conditions) => {
                let of = |node: &Node<'a>| Depends::of_nodes(rules, [node]);
                conditions.nodes.iter().map(of).collect()
            }
            Self::Category(_) => vec![Depends::of_category(rules)],
        }
    }

    fn holding(&self, outcome: &Outcome<'_>) -> Vec<bool> {
        match self {
            Self::Row(_, conditions) => conditions.holding(outcome),
            Self::Category(_) => vec![false],
        }
    }
}

/// What came of a search. The candidates of a set by their place, in rising order, one that is made twice twice.
pub(super) enum Found {
    /// These are enough, and nothing smaller is; whether there are more as small.
    Sets(Vec<Vec<usize>>, bool),
    /// Whatever is changed, it is not enough.
    Nothing,
    /// So many changes were tried in full, and are not enough.
    NotWithin(usize),
}

/// A search from one request.
pub(super) struct Search<'a> {
    rules: &'a RuleSet,
    child: &'a Child,
    tool: &'a Indicators,
    pub(super) candidates: CandidateChanges<'a>,
    /// For each condition that must hold, the candidates that matter to it.
    parts: Vec<Vec<usize>>,
}

impl<'a> Search<'a> {
    pub(super) fn from(outcome: &Outcome<'a>, target: &Target<'a>) -> Self {
        let Outcome { rules, child, indicators: tool, .. } = *outcome;
        let candidates = CandidateChanges::of(rules, &target.depends(rules), child, tool);
        let of_part = |depends: Depends<'_>| {
            let asked: Vec<_> = candidates.groups.iter().map(|group| depends.asks(group)).collect();
            let own = candidates.changes.iter().enumerate();
            let own = own.filter(|(_, one)| asked.get(one.group).copied().unwrap_or(false));
            own.map(|(at, _)| at).collect()
        };
        let parts = target.parts(rules).into_iter().map(of_part).collect();
        Self { rules, child, tool, candidates, parts }
    }

    pub(super) fn group(&self, at: usize) -> Option<&Group<'a>> {
        self.candidates.groups.get(self.candidates.changes.get(at)?.group)
    }

    pub(super) fn run(&self, target: &Target<'a>, allowance: &Allowance) -> Found {
        let mut screened = 0;
        let mut level = BTreeSet::from([Vec::new()]);
        for changes in 0..=MOST_CHANGES {
            let (mut found, mut next, mut is_cut) = (Vec::new(), BTreeSet::new(), false);
            for set in &level {
                screened += 1;
                if screened > MOST_REQUESTS || found.len() == MOST_FOUND || !allowance.goes_on() {
                    is_cut = true;
                    break;
                }
                allowance.spend(WORK_OF_SCREENING);
                let Some((child, tool)) = self.changed(set) else {
                    // What cannot be tried may be what would do.
                    is_cut = true;
                    continue;
                };
                let outcome = self.rules.screen(&child, &tool);
                if target.is_reached(&outcome) {
                    found.push(set.clone());
                } else if found.is_empty() && next.len() <= MOST_REQUESTS {
                    self.add_longer(set, &target.holding(&outcome), &mut next);
                }
            }
            if !found.is_empty() {
                return Found::Sets(found, is_cut);
            }
            if is_cut {
                return Found::NotWithin(changes.saturating_sub(1));
            }
            if next.is_empty() {
                return Found::Nothing;
            }
            level = next;
        }
        Found::NotWithin(MOST_CHANGES)
    }

    /// The same candidates with one more, of those that matter to a condition that does not hold: to that of the
    /// fewest candidates.
    fn add_longer(&self, set: &[usize], holding: &[bool], longer: &mut BTreeSet<Vec<usize>>) {
        let failing =
            self.parts.iter().zip(holding).filter(|(_, holds)| !**holds).map(|(candidates, _)| candidates);
        let Some(candidates) = failing.min_by_key(|candidates| candidates.len()) else { return };
        for at in candidates {
            let group = self.candidates.changes.get(*at).map(|one| one.group);
            let of_group =
                set.iter().filter(|made| self.candidates.changes.get(**made).map(|one| one.group) == group);
            if self.group(*at).is_some_and(|group| of_group.count() < group.of.len()) {
                let mut with: Vec<_> = set.iter().copied().chain([*at]).collect();
                with.sort_unstable();
                longer.insert(with);
            }
        }
    }

    /// The request with these candidates made, each to its first answer.
    fn changed(&self, set: &[usize]) -> Option<(Child, Indicators)> {
        let (mut child, mut tool) = (self.child.clone(), self.tool.clone());
        let mut taken: Vec<usize> = Vec::new();
        for at in set {
            let one = self.candidates.changes.get(*at)?;
            let group = self.candidates.groups.get(one.group)?;
            let asked = group.of.get(taken.iter().filter(|made| **made == one.group).count())?;
            taken.push(one.group);
            let to: Given = *one.to.first()?;
            applied(self.rules, &mut child, &mut tool, *asked, to)?;
        }
        Some((child, tool))
    }
}
