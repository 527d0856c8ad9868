//! Where two rule sets differ: in their rows, and in what they make of a child.

use crate::compiled::RuleSet;
use crate::compiled::deadlines::Chain;
use crate::formula::budget::{Allowance, Budget, CutShort};
use crate::formula::model::{Model, exactly};
use crate::formula::solver::{Graph, Lit};
use crate::formula::variables::{Space, Variables};
use crate::numbered::{Each, Numbered};
use crate::proof::check::fall_by_calendar;
use crate::proof::kinds::{KindOfChild, Kinds, MOST_KINDS, kinds_of_children};
use crate::proof::rows::{RowChange, row_changes};
use crate::proof::version::Bump;
use crate::record::{Record, RulesIdentity};
use crate::tables::{QuestionKind, StepRow, Term};
use crate::vocabulary::category::Category;
use crate::vocabulary::vocabulary;
use crate::vocabulary::{Force, Scope};
use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;

/// For so many changes that take something away, other kinds of children are looked for as well: it takes time,
/// and nobody reads more.
const MOST_WITH_OTHERS: usize = 12;

vocabulary! {
    /// Whether a change takes protection away. The list is closed.
    pub enum Direction ("direction") {
        /// A lower category, a step that no longer applies, less force, a later deadline, less that is said to be
        /// possible.
        Down = "down",
        /// More of these.
        Up = "up",
        /// Neither.
        Otherwise = "otherwise",
    }
}

/// How an outcome changes from one rule set to another. The list may grow. Its `Display` names categories by their
/// numbers; beside each change that is found stand its words, in which each set calls them as it does.
///
/// As JSON: `change`, such as `category_down`; `direction`; its fields, `step` or `finding`, `from` and `to`; and
/// `in_words`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum WhatChanges {
    /// The category falls. None is below every category.
    CategoryDown {
        /// Under the first set.
        from: Category,
        /// Under the second.
        to: Option<Category>,
    },
    /// A step no longer applies.
    StepLost {
        /// Its id.
        step: String,
    },
    /// The force of a step falls.
    ForceDown {
        /// Its id.
        step: String,
        /// Under the first set.
        from: Force,
        /// Under the second.
        to: Force,
    },
    /// A step is due later, or has no deadline any more.
    DeadlineLater {
        /// Its id.
        step: String,
        /// Under the first set.
        from: Term,
        /// Under the second.
        to: Option<Term>,
    },
    /// What is possible falls: a higher category is no longer said to be possible.
    PossibleDown {
        /// Under the first set.
        from: Category,
        /// Under the second.
        to: Option<Category>,
    },
    /// The category rises.
    CategoryUp {
        /// Under the first set.
        from: Option<Category>,
        /// Under the second.
        to: Category,
    },
    /// A step applies that did not.
    StepGained {
        /// Its id.
        step: String,
    },
    /// The force of a step rises.
    ForceUp {
        /// Its id.
        step: String,
        /// Under the first set.
        from: Force,
        /// Under the second.
        to: Force,
    },
    /// A step is due sooner, or has a deadline that it had not.
    DeadlineSooner {
        /// Its id.
        step: String,
        /// Under the first set.
        from: Option<Term>,
        /// Under the second.
        to: Term,
    },
    /// What is possible rises.
    PossibleUp {
        /// Under the first set.
        from: Option<Category>,
        /// Under the second.
        to: Category,
    },
    /// Another plan hosts everything, or there is one where there was none.
    Plan {
        /// Under the first set.
        from: Option<String>,
        /// Under the second.
        to: Option<String>,
    },
    /// Another part of the rules applies.
    Scope {
        /// Under the first set.
        from: Scope,
        /// Under the second.
        to: Scope,
    },
    /// A finding is no longer made.
    FindingLost {
        /// Its id.
        finding: String,
    },
    /// A finding is made that was not.
    FindingGained {
        /// Its id.
        finding: String,
    },
}

impl WhatChanges {
    /// How a category changes, if it does. None is below every category.
    pub(crate) fn of_category(from: Option<Category>, to: Option<Category>) -> Option<Self> {
        match (from, to) {
            (Some(from), to) if to < Some(from) => Some(Self::CategoryDown { from, to }),
            (from, Some(to)) if from < Some(to) => Some(Self::CategoryUp { from, to }),
            _ => None,
        }
    }

    pub(crate) fn of_possible(from: Option<Category>, to: Option<Category>) -> Option<Self> {
        match (from, to) {
            (Some(from), to) if to < Some(from) => Some(Self::PossibleDown { from, to }),
            (from, Some(to)) if from < Some(to) => Some(Self::PossibleUp { from, to }),
            _ => None,
        }
    }

    pub(crate) fn of_force(step: String, from: Force, to: Force) -> Option<Self> {
        match to.cmp(&from) {
            Ordering::Less => Some(Self::ForceDown { step, from, to }),
            Ordering::Equal => None,
            Ordering::Greater => Some(Self::ForceUp { step, from, to }),
        }
    }

    /// How a deadline changes, if it does. What cannot be said to be no later, whatever the days, is later.
    pub(crate) fn of_deadline(
        step: String,
        from: Option<&Chain<'_>>,
        to: Option<&Chain<'_>>,
    ) -> Option<Self> {
        let last = |chain: &Chain<'_>| chain.terms.last().map(|term| (*term).clone());
        match (from, to) {
            (None, None) => None,
            (None, Some(to)) => Some(Self::DeadlineSooner { step, from: None, to: last(to)? }),
            (Some(from), None) => Some(Self::DeadlineLater { step, from: last(from)?, to: None }),
            (Some(from), Some(to)) if !to.is_never_later_than(from) => {
                Some(Self::DeadlineLater { step, from: last(from)?, to: last(to) })
            }
            (Some(from), Some(to)) if !from.is_never_later_than(to) => {
                Some(Self::DeadlineSooner { step, from: last(from), to: last(to)? })
            }
            _ => None,
        }
    }

    /// Whether it takes protection away: a lower category, a step that no longer applies, less force, a
    /// later deadline, less that is said to be possible.
    #[must_use]
    pub const fn is_downward(&self) -> bool {
        matches!(self.direction(), Direction::Down)
    }

    /// Whether it takes protection away, adds some, or neither.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        match self {
            Self::CategoryDown { .. }
            | Self::StepLost { .. }
            | Self::ForceDown { .. }
            | Self::DeadlineLater { .. }
            | Self::PossibleDown { .. } => Direction::Down,
            Self::CategoryUp { .. }
            | Self::StepGained { .. }
            | Self::ForceUp { .. }
            | Self::DeadlineSooner { .. }
            | Self::PossibleUp { .. } => Direction::Up,
            Self::Plan { .. }
            | Self::Scope { .. }
            | Self::FindingLost { .. }
            | Self::FindingGained { .. } => Direction::Otherwise,
        }
    }

    /// Its word in JSON.
    const fn code(&self) -> &'static str {
        match self {
            Self::CategoryDown { .. } => "category_down",
            Self::StepLost { .. } => "step_lost",
            Self::ForceDown { .. } => "force_down",
            Self::DeadlineLater { .. } => "deadline_later",
            Self::PossibleDown { .. } => "possible_down",
            Self::CategoryUp { .. } => "category_up",
            Self::StepGained { .. } => "step_gained",
            Self::ForceUp { .. } => "force_up",
            Self::DeadlineSooner { .. } => "deadline_sooner",
            Self::PossibleUp { .. } => "possible_up",
            Self::Plan { .. } => "plan",
            Self::Scope { .. } => "scope",
            Self::FindingLost { .. } => "finding_lost",
            Self::FindingGained { .. } => "finding_gained",
        }
    }
}

impl Serialize for WhatChanges {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.write(&mut map, &self.to_string(), None)?;
        map.end()
    }
}

impl WhatChanges {
    /// Its fields, with the words of the two sets.
    pub(crate) fn write<M: SerializeMap>(
        &self,
        map: &mut M,
        in_words: &str,
        levels: Option<&LevelsOfChange>,
    ) -> Result<(), M::Error> {
        fn both<M: SerializeMap>(
            map: &mut M,
            from: &impl Serialize,
            to: &impl Serialize,
        ) -> Result<(), M::Error> {
            map.serialize_entry("from", from)?;
            map.serialize_entry("to", to)
        }
        map.serialize_entry("change", self.code())?;
        map.serialize_entry("direction", &self.direction())?;
        match self {
            Self::StepLost { step }
            | Self::StepGained { step }
            | Self::ForceDown { step, .. }
            | Self::ForceUp { step, .. }
            | Self::DeadlineLater { step, .. }
            | Self::DeadlineSooner { step, .. } => map.serialize_entry("step", step)?,
            Self::FindingLost { finding } | Self::FindingGained { finding } => {
                map.serialize_entry("finding", finding)?;
            }
            _ => {}
        }
        match self {
            Self::CategoryDown { from, to } | Self::PossibleDown { from, to } => both(map, from, to)?,
            Self::CategoryUp { from, to } | Self::PossibleUp { from, to } => both(map, from, to)?,
            Self::ForceDown { from, to, .. } | Self::ForceUp { from, to, .. } => both(map, from, to)?,
            Self::DeadlineLater { from, to, .. } => both(map, from, to)?,
            Self::DeadlineSooner { from, to, .. } => both(map, from, to)?,
            Self::Plan { from, to } => both(map, from, to)?,
            Self::Scope { from, to } => both(map, from, to)?,
            Self::StepLost { .. }
            | Self::StepGained { .. }
            | Self::FindingLost { .. }
            | Self::FindingGained { .. } => {}
        }
        if let Some(levels) = levels {
            map.serialize_entry("levels", levels)?;
        }
        map.serialize_entry("in_words", in_words)
    }

    /// The categories that it is of.
    const fn categories(&self) -> Option<[Option<Category>; 2]> {
        match self {
            Self::CategoryDown { from, to } | Self::PossibleDown { from, to } => Some([Some(*from), *to]),
            Self::CategoryUp { from, to } | Self::PossibleUp { from, to } => Some([*from, Some(*to)]),
            _ => None,
        }
    }

    /// In words, in which each side calls categories as it does.
    pub(crate) fn told(&self, from: Side<'_>, to: Side<'_>) -> String {
        let Some([was, is]) = self.categories() else { return self.to_string() };
        let (what, way) = match self {
            Self::CategoryDown { .. } => ("category", "down"),
            Self::CategoryUp { .. } => ("category", "up"),
            Self::PossibleDown { .. } => ("possible", "down"),
            _ => ("possible", "up"),
        };
        format!("{what} {way}: {} becomes {}", from.calls(was), to.calls(is))
    }

    /// The levels of the two sides, where it is of categories.
    pub(crate) fn levels(&self, from: Side<'_>, to: Side<'_>) -> Option<LevelsOfChange> {
        let [was, is] = self.categories()?;
        LevelsOfChange::of([from, to], [was, is])
    }
}

/// Who calls a category something.
#[derive(Clone, Copy)]
pub(crate) enum Side<'a> {
    /// A set.
    Set(&'a RuleSet),
    /// A record of a set that is not at hand: it has the ids of levels.
    Record(&'a Record),
}

impl Side<'_> {
    /// What it calls a category.
    pub(crate) fn calls(self, category: Option<Category>) -> String {
        match self {
            Self::Set(rules) => rules.category_in_words(category),
            Self::Record(_) => match (self.level(category), category) {
                (Some(id), _) => format!("`{id}`"),
                (None, Some(given)) => given.to_string(),
                (None, None) => "no category".to_owned(),
            },
        }
    }

    /// The id of the level that stands for a category.
    fn level(self, category: Option<Category>) -> Option<String> {
        let given = category?;
        match self {
            Self::Set(rules) => rules.level_of(category).map(|level| level.id.clone()),
            Self::Record(record) => {
                let levels = record.levels.as_ref()?;
                let all = [
                    (record.category, &levels.category),
                    (record.indicated, &levels.indicated),
                    (record.possible, &levels.possible),
                ];
                all.into_iter().find(|(one, _)| *one == Some(given)).and_then(|(_, id)| id.clone())
            }
        }
    }
}

/// The ids of the levels that stand for the categories before and after, where a set has levels of its own.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct LevelsOfChange {
    /// Under the first set.
    pub from: Option<String>,
    /// Under the second.
    pub to: Option<String>,
}

impl LevelsOfChange {
    /// None where neither side has levels.
    pub(crate) fn of([from, to]: [Side<'_>; 2], [was, is]: [Option<Category>; 2]) -> Option<Self> {
        let (from, to) = (from.level(was), to.level(is));
        (from.is_some() || to.is_some()).then_some(Self { from, to })
    }
}

/// What a step had by when, and what it has: where only the length differs, the lengths.
fn had_and_has(step: &str, from: Option<&Term>, to: Option<&Term>) -> String {
    if from == to {
        return format!("{step} counts from a step whose deadline is another");
    }
    let terms = || from.into_iter().chain(to);
    let whole =
        terms().any(|term| term.repeats) || from.zip(to).is_some_and(|(from, to)| from.from != to.from);
    let said = |term: Option<&Term>| match term {
        Some(term) if whole => format!("one {term}"),
        Some(term) => term.length(),
        None => "no deadline".to_owned(),
    };
    format!("{step} had {}, and has {}", said(from), said(to))
}

impl fmt::Display for WhatChanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let category = |category: &Option<Category>| {
            category.map_or_else(|| "no category".to_owned(), |category| category.to_string())
        };
        let plan = |plan: &Option<String>| plan.clone().unwrap_or_else(|| "no plan".to_owned());
        match self {
            Self::CategoryDown { from, to } => write!(f, "category down: {from} becomes {}", category(to)),
            Self::CategoryUp { from, to } => write!(f, "category up: {} becomes {to}", category(from)),
            Self::PossibleDown { from, to } => write!(f, "possible down: {from} becomes {}", category(to)),
            Self::PossibleUp { from, to } => write!(f, "possible up: {} becomes {to}", category(from)),
            Self::StepLost { step } => write!(f, "step lost: {step}"),
            Self::StepGained { step } => write!(f, "step gained: {step}"),
            Self::ForceDown { step, from, to } => write!(f, "force down: {step} was {from}, and is {to}"),
            Self::ForceUp { step, from, to } => write!(f, "force up: {step} was {from}, and is {to}"),
            Self::DeadlineLater { step, from, to } => {
                write!(f, "deadline later: {}", had_and_has(step, Some(from), to.as_ref()))
            }
            Self::DeadlineSooner { step, from, to } => {
                write!(f, "deadline sooner: {}", had_and_has(step, from.as_ref(), Some(to)))
            }
            Self::Plan { from, to } => write!(f, "plan: {} becomes {}", plan(from), plan(to)),
            Self::Scope { from, to } => write!(f, "scope: {from} becomes {to}"),
            Self::FindingLost { finding } => write!(f, "finding lost: {finding}"),
            Self::FindingGained { finding } => write!(f, "finding gained: {finding}"),
        }
    }
}

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
