//! Where two rule sets differ: in their rows, and in what they make of a child.

use crate::compiled::RuleSet;
use crate::compiled::deadlines::Chain;
use crate::formula::budget::{Allowance, Budget, CutShort};
use crate::formula::model::{Model, exactly};
use crate::formula::solver::{Graph, Lit};
use crate::formula::variables::{Space, Variables};
use crate::numbered::{Each, Numbered};
use crate::proof::changes::{LevelsOfChange, Side, WhatChanges};
use crate::proof::check::fall_by_calendar;
use crate::proof::kinds::{KindOfChild, Kinds, MOST_KINDS, kinds_of_children};
use crate::proof::rows::{RowChange, row_changes};
use crate::proof::version::Bump;
use crate::record::RulesIdentity;
use crate::tables::{QuestionKind, StepRow};
use crate::vocabulary::Force;
use crate::vocabulary::category::Category;
use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};
use std::collections::BTreeSet;

/// For so many changes that take something away, other kinds of children are looked for as well: it takes time,
/// and nobody reads more.
const MOST_WITH_OTHERS: usize = 12;
/// A kind of change, with kinds of children to whom it happens.
///
/// As JSON: the fields of [`WhatChanges`], `example` and `others`; and `levels`, where there are any.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutcomeChange {
    /// What changes.
    pub change: WhatChanges,
    /// The same in words, in which each set calls categories as it does.
    pub in_words: String,
    /// The levels that stand for the categories, where it is of categories and a set has levels of its own.
    pub levels: Option<LevelsOfChange>,
    /// A child to whom it happens: one of 13 to 15 of whom little else is said, if there is one, and else the
    /// one with the fewest answers.
    pub example: KindOfChild,
    /// Other kinds of children to whom it happens, a few, where it is one of the first that take something away.
    /// There may be more.
    pub others: Vec<KindOfChild>,
}

impl Serialize for OutcomeChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.change.write(&mut map, &self.in_words, self.levels.as_ref())?;
        map.serialize_entry("example", &self.example)?;
        map.serialize_entry("others", &self.others)?;
        map.end()
    }
}

/// What [`RuleSet::compare`] found.
///
/// As JSON it has its fields under their names, and `same_outcomes` and `version`, an object of `takes` and `problem`,
/// as [`Comparison::required`] and [`Comparison::version_problem`] give them. Fields may be added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// The first set.
    pub from: RulesIdentity,
    /// The second.
    pub to: RulesIdentity,
    /// The rows that differ.
    pub rows: Vec<RowChange>,
    /// How outcomes change, over all requests that both sets can read; downward changes first.
    pub outcomes: Vec<OutcomeChange>,
    /// The codes that only the first set has, such as `indicators/own-sign`: requests, stored records and
    /// other systems may use them.
    pub codes_gone: Vec<String>,
    /// The codes that only the second set has.
    pub codes_new: Vec<String>,
    /// The category rules by which a level can fall by the calendar alone, and by which it could not under the first
    /// set.
    pub fall_by_calendar: Vec<String>,
    /// What would take too long to say. An empty list of changes is a proof only when this is empty.
    pub undecided: Vec<String>,
    /// Why not all was asked, where the [`Budget`] did not last.
    pub cut_short: Option<CutShort>,
}

/// What the changes ask of a version.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
struct Version {
    takes: Option<Bump>,
    problem: Option<String>,
}

impl Serialize for Comparison {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let version = Version { takes: self.required(), problem: self.version_problem() };
        let mut fields = serializer.serialize_struct("Comparison", 11)?;
        fields.serialize_field("from", &self.from)?;
        fields.serialize_field("to", &self.to)?;
        fields.serialize_field("rows", &self.rows)?;
        fields.serialize_field("outcomes", &self.outcomes)?;
        fields.serialize_field("codes_gone", &self.codes_gone)?;
        fields.serialize_field("codes_new", &self.codes_new)?;
        fields.serialize_field("fall_by_calendar", &self.fall_by_calendar)?;
        fields.serialize_field("undecided", &self.undecided)?;
        fields.serialize_field("cut_short", &self.cut_short)?;
        fields.serialize_field("same_outcomes", &self.same_outcomes())?;
        fields.serialize_field("version", &version)?;
        fields.end()
    }
}

impl Comparison {
    /// Whether it is proved that both sets come to the same scope, category, plan, steps and findings for every
    /// request, and to the same that is possible. Prompts, words and the calendar are not part of it: their rows
    /// are listed.
    #[must_use]
    pub fn same_outcomes(&self) -> bool {
        self.outcomes.is_empty()
            && self.undecided.is_empty()
            && self.codes_gone.is_empty()
            && self.codes_new.is_empty()
    }

    /// How much the version must rise. Major when an outcome can change downward or a code disappears (and
    /// when that is undecided), minor for any other outcome or new code, patch for anything else.
    #[must_use]
    pub fn required(&self) -> Option<Bump> {
        let downward = self.outcomes.iter().any(|outcome| outcome.change.is_downward());
        if downward || !self.codes_gone.is_empty() || !self.undecided.is_empty() {
            Some(Bump::Major)
        } else if !self.outcomes.is_empty() || !self.codes_new.is_empty() {
            Some(Bump::Minor)
        } else {
            (!self.rows.is_empty()).then_some(Bump::Patch)
        }
    }

    /// What is wrong with the version of the second set, when it is a later version of the first and claims
    /// less than what changed. None for two sets with different ids.
    #[must_use]
    pub fn version_problem(&self) -> Option<String> {
        if self.from.id != self.to.id {
            return None;
        }
        crate::proof::version::problem(&self.from.version, &self.to.version, self.required())
    }
}

impl RuleSet {
    /// What changes from this rule set to another: in words, row by row; and in outcome, over all requests
    /// that both can read, by proof and not by samples.
    ///
    /// ```
    /// use cse_screening::RuleSet;
    /// let rules = RuleSet::coventry();
    /// assert!(rules.compare(rules).same_outcomes());
    ///
    /// let local = RuleSet::from_json(r#"{
    ///     "extends": {"id": "coventry", "version": "2.0.0"},
    ///     "manifest": {
    ///         "id": "elsewhere", "version": "1.0.0", "title": "Screening, elsewhere",
    ///         "settings": {"change": [{"id": "several-category-1", "value": 4}]}
    ///     }
    /// }"#)?;
    /// let first = &rules.compare(&local).outcomes[0];
    /// assert_eq!(first.change.to_string(), "category down: Category 2 becomes Category 1");
    /// # Ok::<(), cse_screening::RulesError>(())
    /// ```
    #[must_use]
    pub fn compare(&self, other: &Self) -> Comparison {
        self.compare_within(other, &Budget::new())
    }

    /// As [`RuleSet::compare`], within a [`Budget`]: what is not asked any more is undecided, and
    /// [`Comparison::cut_short`] says so.
    #[must_use]
    pub fn compare_within(&self, other: &Self, budget: &Budget) -> Comparison {
        let allowance = Allowance::of(budget);
        let (codes, others) = (codes(self), codes(other));
        let mut comparison = Comparison {
            from: self.identity(),
            to: other.identity(),
            rows: row_changes(self, other),
            outcomes: Vec::new(),
            codes_gone: codes.difference(&others).cloned().collect(),
            codes_new: others.difference(&codes).cloned().collect(),
            fall_by_calendar: falling_anew(self, other),
            undecided: Vec::new(),
            cut_short: None,
        };
        let mut space = Space::within(&allowance);
        let inputs = Variables::of(&mut space, &[self, other]);
        let models = [self, other].map(|rules| Model::new(&mut space.graph, &inputs, rules));
        let mut changes = differences(&mut space.graph, [self, other], &models);
        changes.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut losses = 0;
        let (from, to) = (Side::Set(self), Side::Set(other));
        for (change, differs) in changes {
            let most = if change.is_downward() && losses < MOST_WITH_OTHERS { MOST_KINDS } else { 1 };
            match kinds_of_children(&mut space, &inputs, differs, self, most) {
                Kinds::None => {}
                Kinds::Undecided => comparison.undecided.push(change.told(from, to)),
                Kinds::Found(mut example, mut others) => {
                    losses += usize::from(change.is_downward());
                    if matches!(change, WhatChanges::CategoryDown { .. }) {
                        let all = std::iter::once(&mut example).chain(&mut others);
                        all.for_each(|kind| kind.fell = kind.request.request.screen_by(other).fell());
                    }
                    let (in_words, levels) = (change.told(from, to), change.levels(from, to));
                    comparison.outcomes.push(OutcomeChange { change, in_words, levels, example, others });
                }
            }
        }
        comparison.cut_short = allowance.cut_short();
        comparison
    }
}

/// The rules by which a level can fall by the calendar alone in a set, and could not in the one before.
fn falling_anew(before: &RuleSet, after: &RuleSet) -> Vec<String> {
    let could = fall_by_calendar(before);
    fall_by_calendar(after).into_iter().filter(|id| !could.contains(id)).collect()
}

/// The codes that requests and records use, and that other systems may know.
fn codes(rules: &RuleSet) -> BTreeSet<String> {
    let tables = rules.tables();
    let code = |table: &str, id: &str| format!("{table}/{id}");
    let mut codes = BTreeSet::new();
    codes.extend(tables.indicators.iter().map(|row| code("indicators", &row.code)));
    // One that is answered otherwise is another question.
    codes.extend(tables.questions.iter().map(|row| match row.asks {
        QuestionKind::Answer => code("questions", &row.code),
        QuestionKind::Number => code("numbers", &row.code),
    }));
    codes.extend(tables.category_rules.iter().map(|row| code("category_rules", &row.id)));
    codes.extend(tables.plan_hosts.iter().map(|row| code("plans", &row.host)));
    codes.extend(tables.steps.iter().map(|row| code("steps", &row.id)));
    codes.extend(tables.findings.iter().map(|row| code("findings", &row.id)));
    codes.extend(tables.levels.iter().map(|row| code("levels", &row.id)));
    codes
}

/// Every way in which an outcome could change, with the requests in which it does.
pub(super) fn differences(
    graph: &mut Graph,
    sets: [&RuleSet; 2],
    models: &[Model; 2],
) -> Vec<(WhatChanges, Lit)> {
    let [one, other] = models;
    let mut changes = Vec::new();
    let levels = [one.category, other.category].map(|level| exactly(graph, level));
    for (from, to, both) in levels_that_differ(graph, &levels) {
        changes.extend(WhatChanges::of_category(from, to).map(|change| (change, both)));
    }
    let levels = [one.possible, other.possible].map(|level| exactly(graph, level));
    for (from, to, both) in levels_that_differ(graph, &levels) {
        changes.extend(WhatChanges::of_possible(from, to).map(|change| (change, both)));
    }
    steps(graph, sets, models, &mut changes);

    let hosts = |graph: &mut Graph, rules: &RuleSet, model: &Model| {
        let rows = &rules.tables().plan_hosts;
        let names: BTreeSet<_> = rows.iter().map(|row| row.host.clone()).collect();
        let mut hosts: Vec<(Option<String>, Lit)> = Vec::new();
        for name in names {
            let own = rows.iter().zip(&model.plan).filter(|(row, _)| row.host == name);
            let own: Vec<_> = own.map(|(_, lit)| *lit).collect();
            hosts.push((Some(name), graph.any(own)));
        }
        let some = graph.any(model.plan.iter().copied());
        hosts.push((None, !some));
        hosts
    };
    let [before, after] = sets;
    let (before, after) = (hosts(graph, before, one), hosts(graph, after, other));
    for (from, was) in &before {
        for (to, is) in after.iter().filter(|(to, _)| to != from) {
            let change = WhatChanges::Plan { from: from.clone(), to: to.clone() };
            changes.push((change, graph.and(*was, *is)));
        }
    }
    for (from, was) in &one.scope {
        for (to, is) in other.scope.iter().filter(|(to, _)| to != from) {
            changes.push((WhatChanges::Scope { from: *from, to: *to }, graph.and(*was, *is)));
        }
    }
    let found = |rules: &RuleSet, model: &Model| {
        let rows = rules.tables().findings.iter().map(|row| row.id.clone());
        rows.zip(model.findings.iter().copied()).collect::<Vec<_>>()
    };
    let [before, after] = sets;
    for (finding, lost, gained) in gone_and_new(graph, &found(before, one), &found(after, other)) {
        changes.push((WhatChanges::FindingLost { finding: finding.clone() }, lost));
        changes.push((WhatChanges::FindingGained { finding }, gained));
    }
    changes
}

type Levels = Vec<(u64, Lit)>;

/// Each pair of different categories, and the requests that have the one under the first set and the other under
/// the second.
fn levels_that_differ(
    graph: &mut Graph,
    [before, after]: &[Levels; 2],
) -> Vec<(Option<Category>, Option<Category>, Lit)> {
    let mut all = Vec::new();
    for (from, was) in before {
        for (to, is) in after.iter().filter(|(to, _)| to != from) {
            let both = graph.and(*was, *is);
            all.push((Category::from_number(*from), Category::from_number(*to), both));
        }
    }
    all
}

/// For each id of either list, when it holds in the first alone, and in the second alone.
fn gone_and_new(
    graph: &mut Graph,
    before: &[(String, Lit)],
    after: &[(String, Lit)],
) -> Vec<(String, Lit, Lit)> {
    let ids: BTreeSet<_> = before.iter().chain(after).map(|(id, _)| id.clone()).collect();
    let of = |list: &[(String, Lit)], id: &String| {
        list.iter().find(|(known, _)| known == id).map_or(Lit::FALSE, |(_, lit)| *lit)
    };
    ids.into_iter()
        .map(|id| {
            let (was, is) = (of(before, &id), of(after, &id));
            (id, graph.and(was, !is), graph.and(!was, is))
        })
        .collect()
}

fn steps(graph: &mut Graph, sets: [&RuleSet; 2], models: &[Model; 2], changes: &mut Vec<(WhatChanges, Lit)>) {
    let [one, other] = models;
    let ids = |rules: &RuleSet, lits: &Each<StepRow, Lit>| {
        let rows = rules.tables().steps.iter().map(|row| row.id.clone());
        rows.zip(lits.iter().copied()).collect::<Vec<_>>()
    };
    let [before, after] = sets;
    let applies = [ids(before, &one.steps), ids(after, &other.steps)];
    let [was, is] = &applies;
    for (step, lost, gained) in gone_and_new(graph, was, is) {
        changes.push((WhatChanges::StepLost { step: step.clone() }, lost));
        changes.push((WhatChanges::StepGained { step }, gained));
    }
    // Force and deadline, where the step applies under both.
    for (step, was) in was {
        let Some((_, is)) = is.iter().find(|(id, _)| id == step) else { continue };
        let both = graph.and(*was, *is);
        let [from, to] = sets.map(|rules| deadline(rules, step));
        let change = WhatChanges::of_deadline(step.clone(), from.as_ref(), to.as_ref());
        changes.extend(change.map(|change| (change, both)));
        for from in Force::ALL {
            for to in Force::ALL.iter().filter(|to| *to != from) {
                let (Some(had), Some(has)) =
                    (one.force(graph, before, step, *from), other.force(graph, after, step, *to))
                else {
                    continue;
                };
                let differs = graph.all([both, had, has]);
                changes
                    .extend(WhatChanges::of_force(step.clone(), *from, *to).map(|change| (change, differs)));
            }
        }
    }
}

/// By when a step is due, and by what that is counted.
fn deadline<'r>(rules: &'r RuleSet, step: &str) -> Option<Chain<'r>> {
    let of = |id: &str| {
        let row = rules.tables().steps.position_of(|row| row.id == id)?;
        Some(&rules.layout.deadlines.get(row).as_ref()?.term)
    };
    Some(Chain::of(of(step)?, of))
}
