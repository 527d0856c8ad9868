//! What a change of the rules does to a caseload: who would change, in which direction.

use crate::compiled::RuleSet;
use crate::compiled::deadlines::Chain;
use crate::outcome::Fall;
use crate::proof::changes::{LevelsOfChange, Side, WhatChanges};
use crate::record::Record;
use crate::request::Request;
use crate::tables::Term;
use crate::vocabulary::category::Category;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::collections::HashMap;
use std::fmt;

/// A change of a case, in the words of the two sets.
///
/// As JSON: the fields of [`WhatChanges`]; and `levels`, where there are any.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToldChange {
    /// What changes.
    pub change: WhatChanges,
    /// The same in words, in which each set calls categories as it does.
    pub in_words: String,
    /// The levels that stand for the categories, where it is of categories and a set has levels of its own.
    pub levels: Option<LevelsOfChange>,
}

impl Serialize for ToldChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.change.write(&mut map, &self.in_words, self.levels.as_ref())?;
        map.end()
    }
}

/// What becomes of one request, or stored record, under other rules. As JSON it has its fields under their names.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct CaseChange {
    /// The caller's own reference, if there was one.
    pub reference: Option<String>,
    /// Its place in what was given, from 1.
    pub place: usize,
    /// The category that it had.
    pub from: Option<Category>,
    /// The category that it has now.
    pub to: Option<Category>,
    /// What the two are called, each by its own set.
    pub called: [String; 2],
    /// The levels that stand for the two, where a set has levels of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levels: Option<LevelsOfChange>,
    /// What changes, and what is less than before first.
    pub changes: Vec<ToldChange>,
    /// Where the category falls and is lower under the other rules because evidence has aged: since when.
    pub fell: Option<Fall>,
    /// Where it will fall under the other rules because evidence ages, and not so far by then under the first, as far as
    /// those are at hand: from when.
    pub falls: Option<Fall>,
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

    /// Whether something is less than before: the category, or a step, its force, its deadline, or what is said
    /// to be possible.
    #[must_use]
    pub fn is_loss(&self) -> bool {
        self.changes.iter().any(|one| one.change.is_downward())
    }

    /// Whether nothing changes, and nothing will by the calendar alone.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.changes.is_empty() && self.unread.is_empty() && self.falls.is_none()
    }
}

/// A caseload under two rule sets: how many there are, and everybody who changes. As JSON it has its fields under
/// their names.
#[derive(Clone, PartialEq, Eq, Default, serde::Serialize)]
#[non_exhaustive]
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
    /// Adds a stored record, and what the second set makes of its request. What the record says is taken as it
    /// is, whatever rules made it; where the first set did, categories are called as that calls them.
    pub fn add_record(&mut self, record: &Record, from: &RuleSet, to: &RuleSet) {
        let made_by = [from, to].into_iter().find(|rules| rules.sha256() == record.rules.sha256);
        self.add(record, &record.request, made_by, to);
    }

    /// Adds a request, screened by one rule set and by another.
    pub fn add_request(&mut self, request: &Request, from: &RuleSet, to: &RuleSet) {
        self.add(&request.screen_by(from).to_record(), request, Some(from), to);
    }

    fn add(&mut self, before: &Record, request: &Request, made_by: Option<&RuleSet>, rules: &RuleSet) {
        self.compared += 1;
        let outcome = request.screen_by(rules);
        let after = outcome.to_record();
        let sides = [made_by.map_or(Side::Record(before), Side::Set), Side::Set(rules)];
        let [from, to] = sides;
        let told = |change: WhatChanges| {
            let (in_words, levels) = (change.told(from, to), change.levels(from, to));
            ToldChange { change, in_words, levels }
        };
        // Who falls as far by that day under the first set as well is not changed by the second.
        let fell_before = made_by.and_then(|rules| request.screen_by(rules).falls());
        let is_new =
            |fall: &Fall| fell_before.is_none_or(|before| before.on > fall.on || before.to > fall.to);
        let change = CaseChange {
            reference: request.reference().map(str::to_owned),
            place: self.compared,
            from: before.category,
            to: after.category,
            called: [from.calls(before.category), to.calls(after.category)],
            levels: LevelsOfChange::of(sides, [before.category, after.category]),
            changes: changes(before, &after).into_iter().map(told).collect(),
            fell: outcome.fell().filter(|_| after.category < before.category),
            falls: outcome.falls().filter(is_new),
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

    /// To how many a change happens.
    #[must_use]
    pub fn count(&self, change: &WhatChanges) -> usize {
        self.changed.iter().filter(|one| one.changes.iter().any(|one| one.change == *change)).count()
    }
}

/// What differs between two records of the same request, what is less first.
fn changes(before: &Record, after: &Record) -> Vec<WhatChanges> {
    let mut changes = Vec::new();
    changes.extend(WhatChanges::of_category(before.category, after.category));
    changes.extend(WhatChanges::of_possible(before.possible, after.possible));
    let same = |id: &str, record: &Record| record.steps.iter().any(|step| step.id == id);
    let [had, have] = [before, after].map(terms);
    for was in &before.steps {
        let step = was.id.clone();
        let Some(is) = after.steps.iter().find(|is| is.id == was.id) else {
            changes.push(WhatChanges::StepLost { step });
            continue;
        };
        changes.extend(WhatChanges::of_force(step.clone(), was.force, is.force));
        let [from, to] = [&had, &have].map(|terms| deadline(terms, &was.id));
        changes.extend(WhatChanges::of_deadline(step, from.as_ref(), to.as_ref()));
    }
    let gained = after.steps.iter().filter(|step| !same(&step.id, before));
    changes.extend(gained.map(|step| WhatChanges::StepGained { step: step.id.clone() }));
    let [from, to] = [before, after].map(|record| record.plan.as_ref().map(|plan| plan.host.clone()));
    changes.extend((from != to).then_some(WhatChanges::Plan { from, to }));
    let (from, to) = (before.scope, after.scope);
    changes.extend((from != to).then_some(WhatChanges::Scope { from, to }));
    let found = |id: &str, record: &Record| record.findings.iter().any(|finding| finding.id == id);
    let lost = before.findings.iter().filter(|finding| !found(&finding.id, after));
    changes.extend(lost.map(|finding| WhatChanges::FindingLost { finding: finding.id.clone() }));
    let gained = after.findings.iter().filter(|finding| !found(&finding.id, before));
    changes.extend(gained.map(|finding| WhatChanges::FindingGained { finding: finding.id.clone() }));
    changes.sort();
    changes
}

/// The deadlines of a record, by the id of the step.
fn terms(record: &Record) -> HashMap<&str, Term> {
    record.steps.iter().filter_map(|step| Some((&*step.id, step.due.as_ref()?.term()))).collect()
}

/// By when a step is due, and by what that is counted, as far as the record says it: not where it counts from a step
/// that does not apply.
fn deadline<'t>(terms: &'t HashMap<&str, Term>, step: &str) -> Option<Chain<'t>> {
    Some(Chain::of(terms.get(step)?, |id| terms.get(id)))
}
