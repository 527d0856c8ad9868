//! What a change of the rules does to a caseload: who would change, in which direction.

use crate::category::Category;
use crate::record::Record;
use crate::request::Request;
use crate::rules::RuleSet;
use std::collections::BTreeSet;
use std::fmt;

/// What becomes of one request, or stored record, under other rules.
#[derive(Clone, PartialEq, Eq)]
pub struct CaseChange {
    /// The caller's own reference, if there was one.
    pub reference: Option<String>,
    /// Its place in what was given, from 1.
    pub place: usize,
    /// The category that it had.
    pub from: Option<Category>,
    /// The category that it has now.
    pub to: Option<Category>,
    /// The steps that no longer apply.
    pub steps_lost: Vec<String>,
    /// The steps that apply now and did not.
    pub steps_gained: Vec<String>,
    /// The steps whose force changed.
    pub force_changed: Vec<String>,
    /// The steps of both whose deadline has other working days.
    pub deadline_changed: Vec<String>,
    /// The scope, what is possible, the findings: those that differ, by name.
    pub otherwise: Vec<String>,
    /// The plan that hosted everything, and the one that does now, where they differ.
    pub plan: Option<(Option<String>, Option<String>)>,
    /// Answers to indicators that the other rules do not have. They are counted as Category 3 when observed,
    /// until somebody screens again.
    pub unread: Vec<String>,
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for CaseChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaseChange").field("place", &self.place).finish_non_exhaustive()
    }
}

impl CaseChange {
    /// Whether the category falls.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.to < self.from
    }

    /// Whether the category rises.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.to > self.from
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.from == self.to
            && self.steps_lost.is_empty()
            && self.steps_gained.is_empty()
            && self.force_changed.is_empty()
            && self.deadline_changed.is_empty()
            && self.otherwise.is_empty()
            && self.plan.is_none()
            && self.unread.is_empty()
    }
}

/// A caseload under two rule sets: how many there are, and everybody who changes.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Caseload {
    /// How many were compared.
    pub compared: usize,
    /// Everybody who changes, in the order given: the list to screen again.
    pub changed: Vec<CaseChange>,
}

/// Says how many, and nothing of any child.
impl fmt::Debug for Caseload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { compared, changed } = self;
        let changed = &changed.len();
        f.debug_struct("Caseload").field("compared", compared).field("changed", changed).finish()
    }
}

impl Caseload {
    /// Adds a stored record, and what these rules make of its request. What the record says is taken as it
    /// is, whatever rules made it.
    pub fn add_record(&mut self, record: &Record, rules: &RuleSet) {
        self.add(record, &record.request, rules);
    }

    /// Adds a request, screened by one rule set and by another.
    pub fn add_request(&mut self, request: &Request, from: &RuleSet, to: &RuleSet) {
        self.add(&request.screen_by(from).to_record(), request, to);
    }

    fn add(&mut self, before: &Record, request: &Request, rules: &RuleSet) {
        self.compared += 1;
        let outcome = request.screen_by(rules);
        let after = outcome.to_record();
        let ids = |record: &Record| -> BTreeSet<String> {
            record.steps.iter().map(|step| step.id.clone()).collect()
        };
        let (had, has) = (ids(before), ids(&after));
        let force =
            |record: &Record, id: &str| record.steps.iter().find(|step| step.id == id).map(|step| step.force);
        let days = |record: &Record, id: &str| {
            let step = record.steps.iter().find(|step| step.id == id);
            step.and_then(|step| step.due).map(|due| due.working_days)
        };
        let findings = |record: &Record| -> BTreeSet<String> {
            record.findings.iter().map(|finding| finding.id.clone()).collect()
        };
        let otherwise = [
            ("scope", before.scope != after.scope),
            ("possible", before.possible != after.possible),
            ("findings", findings(before) != findings(&after)),
        ];
        let host = |record: &Record| record.plan.as_ref().map(|plan| plan.host.clone());
        let change = CaseChange {
            reference: request.reference().map(str::to_owned),
            place: self.compared,
            from: before.category,
            to: after.category,
            steps_lost: had.difference(&has).cloned().collect(),
            steps_gained: has.difference(&had).cloned().collect(),
            force_changed: had
                .intersection(&has)
                .filter(|id| force(before, id) != force(&after, id))
                .cloned()
                .collect(),
            deadline_changed: had
                .intersection(&has)
                .filter(|id| days(before, id) != days(&after, id))
                .cloned()
                .collect(),
            otherwise: otherwise
                .into_iter()
                .filter(|(_, differs)| *differs)
                .map(|(what, _)| what.to_owned())
                .collect(),
            plan: (host(before) != host(&after)).then(|| (host(before), host(&after))),
            unread: outcome.unread().map(|(code, _)| code.to_owned()).collect(),
        };
        if !change.is_same() {
            self.changed.push(change);
        }
    }

    /// Everybody whose category falls. Never hidden in a total: look at these first.
    pub fn down(&self) -> impl Iterator<Item = &CaseChange> {
        self.changed.iter().filter(|change| change.is_down())
    }

    /// Everybody whose category rises.
    pub fn up(&self) -> impl Iterator<Item = &CaseChange> {
        self.changed.iter().filter(|change| change.is_up())
    }

    /// Everybody who keeps the category, and has other steps, another plan, or answers that cannot be read.
    pub fn otherwise(&self) -> impl Iterator<Item = &CaseChange> {
        self.changed.iter().filter(|change| !change.is_down() && !change.is_up())
    }
}
