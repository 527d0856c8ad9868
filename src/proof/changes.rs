//! What changes for a child between two rule sets, in words and as JSON.

use crate::compiled::RuleSet;
use crate::compiled::deadlines::Chain;
use crate::record::Record;
use crate::tables::Term;
use crate::vocabulary::category::Category;
use crate::vocabulary::vocabulary;
use crate::vocabulary::{Force, Scope};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::cmp::Ordering;
use std::fmt;

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
