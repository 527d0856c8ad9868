//! The condition vocabulary: what a row of any table may ask for.
//!
//! It is the same for scopes, definitions, category rules, plan hosts, steps, prompts and findings.
//! Category rules may use only a part of it, which the loader checks, so that one more indicator or one more protective answer can never unmake one.

use super::tables::FactRow;
use crate::category::Category;
use crate::child::{Answer, Case, Fact, LegalStatus, Placement};
use crate::indicator::{CompletedBy, Indicator};
use crate::pathway::Scope;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A number: written out, or the id of a setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Number {
    /// Written out.
    Value(u16),
    /// The id of a setting of the manifest.
    Setting(String),
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => write!(f, "{value}"),
            Self::Setting(id) => write!(f, "`{id}`"),
        }
    }
}

/// A set of indicators: a name (`any`, `behaviour`, `circumstance`, `category-1`, `category-2`,
/// `category-3`), a list of codes, or all but some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Selection {
    /// A named set.
    Named(NamedSet),
    /// These indicators.
    Codes(Vec<Indicator>),
    /// All indicators but these.
    AllBut(AllBut),
}

/// All indicators but some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllBut {
    /// The indicators left out of the set.
    pub all_but: Vec<Indicator>,
}

/// The sets that have a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each name says it")]
pub enum NamedSet {
    Any,
    Behaviour,
    Circumstance,
    #[serde(rename = "category-1")]
    Category1,
    #[serde(rename = "category-2")]
    Category2,
    #[serde(rename = "category-3")]
    Category3,
}

/// The category beside the previous one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CategoryChange {
    /// A previous category was given, and the category is above it.
    Raised,
    /// A previous category was given, and the category is the same.
    Same,
    /// A previous category was given, and the category is below it, or there is none.
    Lowered,
}

/// How many of a set must be observed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// At least this many.
    pub count: Number,
    /// Of these indicators.
    pub of: Selection,
}

/// Which answers to a fact are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactIs {
    /// The fact.
    pub name: Fact,
    /// Any of these answers.
    pub is: Vec<Answer>,
}

impl FactIs {
    /// Whether an answer nearer to yes always does where another does.
    fn is_upward(&self) -> bool {
        let lowest = self.is.iter().min();
        Answer::ALL.iter().all(|answer| Some(answer) < lowest || self.is.contains(answer))
    }
}

/// One condition. A list of conditions holds when all of them hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// All of these hold.
    All(Vec<Condition>),
    /// At least one of these holds.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
    /// The definition with this id holds.
    Holds(String),

    /// At least one of these is observed (answered yes or suspected).
    AnyObserved(Selection),
    /// Every one of these is observed.
    AllObserved(Selection),
    /// At least so many of these are observed.
    ObservedAtLeast(Count),
    /// At least one of these is known (answered yes, not merely suspected).
    AnyKnown(Selection),

    /// The answer to a fact is one of these.
    Fact(FactIs),
    /// The lowest possible age is under this many years.
    CouldBeUnder(Number),
    /// The lowest possible age is this many years or more.
    CertainlyAtLeast(Number),
    /// The highest possible age is this many years or more.
    CouldBeAtLeast(Number),
    /// A professional judgement was, or was not, given.
    JudgementGiven(bool),
    /// A previous category was, or was not, given.
    PreviousCategoryGiven(bool),
    /// The rules above this one in the table give at least this category. For category rules only.
    EarlierRulesGiveAtLeast(Category),

    /// The scope is one of these.
    Scope(Vec<Scope>),
    /// The category is one of these.
    Category(Vec<Category>),
    /// The category is this one or a graver one.
    CategoryAtLeast(Category),
    /// The case as understood: given, or assumed when left out.
    Case(Case),
    /// The case as it was given.
    CaseGiven(Case),
    /// The tool was completed by one of these.
    CompletedBy(Vec<CompletedBy>),
    /// The placement is one of these.
    Placement(Vec<Placement>),
    /// The legal status is one of these.
    LegalStatus(Vec<LegalStatus>),
    /// The professional judgement is, or is not, below what the tables give.
    JudgementBelowIndicated(bool),
    /// How the category stands to the previous one.
    CategoryChange(Vec<CategoryChange>),
    /// What is still possible is, or is not, above the category.
    PossibleAboveCategory(bool),
    /// The category rule with this id fired.
    RuleFired(String),
    /// The step with this id applies.
    StepApplies(String),
}

impl Condition {
    /// The part of some conditions, of which all must hold, that could make a category rule fall silent
    /// when an indicator or a protective answer is added; `None` when there is none.
    ///
    /// One fact may lower, and only what rests on a previous category: it says that people lowered the
    /// level at a meeting. So `previous_category_given` may stand beside "not yes" to that fact.
    pub(crate) fn lowering_part(all: &[Self], facts: &[FactRow]) -> Option<&'static str> {
        let rests_on_previous = all.contains(&Self::PreviousCategoryGiven(true));
        let lowers = |fact: &FactIs| facts.iter().any(|row| row.fact == fact.name && row.lowers);
        let all_but_yes = |fact: &FactIs| {
            Answer::ALL.iter().all(|answer| fact.is.contains(answer) == (*answer != Answer::Yes))
        };
        all.iter().find_map(|part| match part {
            Self::Fact(fact) if rests_on_previous && lowers(fact) && all_but_yes(fact) => None,
            part => part.lowering_alone(facts),
        })
    }

    fn lowering_alone(&self, facts: &[FactRow]) -> Option<&'static str> {
        match self {
            Self::All(parts) => Self::lowering_part(parts, facts),
            Self::Any(parts) => parts.iter().find_map(|part| part.lowering_alone(facts)),
            Self::Fact(fact) => {
                (!fact.is_upward()).then_some("a fact whose answers are not closed towards yes")
            }
            Self::JudgementGiven(given) | Self::PreviousCategoryGiven(given) => {
                (!given).then_some("the absence of a judgement or previous category")
            }
            // Definitions are checked where they are used.
            Self::Holds(_)
            | Self::AnyObserved(_)
            | Self::AllObserved(_)
            | Self::ObservedAtLeast(_)
            | Self::AnyKnown(_)
            | Self::CouldBeUnder(_)
            | Self::EarlierRulesGiveAtLeast(_) => None,
            Self::Not(_) => Some("not"),
            Self::CertainlyAtLeast(_) | Self::CouldBeAtLeast(_) => Some("an age at least"),
            after if after.is_after_category() => Some("something decided after the category"),
            // Whatever is not named above is refused: placement, legal status, who completed the tool.
            _ => Some("something on the form that has no order of protection"),
        }
    }

    /// The conditions directly inside this one.
    pub(crate) fn parts(&self) -> &[Self] {
        match self {
            Self::All(parts) | Self::Any(parts) => parts,
            Self::Not(part) => std::slice::from_ref(part),
            _ => &[],
        }
    }

    /// Whether this condition, or one inside it, is as asked.
    pub fn any(&self, asked: &impl Fn(&Self) -> bool) -> bool {
        asked(self) || self.parts().iter().any(|part| part.any(asked))
    }

    /// This condition and every one inside it.
    pub(crate) fn walk(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        for part in self.parts() {
            part.walk(visit);
        }
    }
}
