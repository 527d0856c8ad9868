//! The condition vocabulary: what a row of any table may ask for.
//!
//! It is the same for scopes, definitions, category rules, plan hosts, steps, prompts and findings.
//! Category rules may use only a part of it, which the loader checks, so that one more indicator or one more protective answer can never unmake one.

use crate::tables::read::found;
use crate::tables::{IndicatorKind, IndicatorRow, QuestionKind, TableId};
use crate::vocabulary::Scope;
use crate::vocabulary::category::Category;
use crate::vocabulary::child::{Answer, Case, Fact, LegalStatus, Placement};
use crate::vocabulary::indicator::CompletedBy;
#[cfg(feature = "schema")]
use crate::vocabulary::indicator::IndicatorCode;
use crate::vocabulary::question::{Choice, LeftOut};
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;
use std::fmt;

/// A number: written out, or the id of a setting.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Number {
    /// Written out.
    Value(u16),
    /// The id of a setting of the manifest.
    Setting(String),
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let number = value.as_u64().and_then(|number| u16::try_from(number).ok()).map(Self::Value);
        number.or_else(|| value.as_str().map(|id| Self::Setting(id.to_owned()))).ok_or_else(|| {
            de::Error::custom(format_args!(
                "found {}; allowed: a whole number from 0 to {}, or the id of a setting",
                found(&value),
                u16::MAX
            ))
        })
    }
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
/// `category-3`), a list of codes, a group, several sets together, or all but some. The list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum Selection {
    /// A named set.
    Named(NamedSet),
    /// These indicators.
    Codes(#[cfg_attr(feature = "schema", schemars(with = "Vec<IndicatorCode>"))] Vec<String>),
    /// One of the other ways to say it.
    By(SelectBy),
}

/// A set of indicators that is said with a word. The list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SelectBy {
    /// All indicators but these.
    AllBut(#[cfg_attr(feature = "schema", schemars(with = "Vec<IndicatorCode>"))] Vec<String>),
    /// The indicators of this group.
    Group(String),
    /// All that are in one of these sets.
    Together(Vec<Selection>),
}

impl<'de> Deserialize<'de> for Selection {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        // Read from the value itself and not from a copy: sets may stand in sets.
        let read = match value {
            Value::String(_) => NamedSet::deserialize(value)
                .map(Self::Named)
                .map_err(|error| de::Error::custom(format_args!("{error}, or a list of codes"))),
            Value::Array(_) => Vec::deserialize(value).map(Self::Codes),
            Value::Object(_) => SelectBy::deserialize(value).map(Self::By),
            ref other => Err(de::Error::custom(format_args!(
                "found {}; allowed: the name of a set, a list of codes, `all_but`, `group` or `together`",
                found(other)
            ))),
        };
        read.map_err(de::Error::custom)
    }
}

impl Selection {
    /// Whether an indicator is in it.
    pub(crate) fn has(&self, row: &IndicatorRow) -> bool {
        match self {
            Self::Named(NamedSet::Any) => true,
            Self::Named(NamedSet::Behaviour) => row.kind == IndicatorKind::Behaviour,
            Self::Named(NamedSet::Circumstance) => row.kind == IndicatorKind::Circumstance,
            Self::Named(NamedSet::Category1) => row.category == Some(Category::One),
            Self::Named(NamedSet::Category2) => row.category == Some(Category::Two),
            Self::Named(NamedSet::Category3) => row.category == Some(Category::Three),
            Self::Codes(codes) => codes.contains(&row.code),
            Self::By(SelectBy::AllBut(codes)) => !codes.contains(&row.code),
            Self::By(SelectBy::Group(group)) => row.groups.contains(group),
            Self::By(SelectBy::Together(sets)) => sets.iter().any(|set| set.has(row)),
        }
    }

    /// Every code and every group that it names.
    pub(crate) fn names(&self) -> (Vec<&str>, Vec<&str>) {
        match self {
            Self::Named(_) => (Vec::new(), Vec::new()),
            Self::Codes(codes) | Self::By(SelectBy::AllBut(codes)) => {
                (codes.iter().map(String::as_str).collect(), Vec::new())
            }
            Self::By(SelectBy::Group(group)) => (Vec::new(), vec![group]),
            Self::By(SelectBy::Together(sets)) => {
                let mut names = (Vec::new(), Vec::new());
                for (codes, groups) in sets.iter().map(Self::names) {
                    names.0.extend(codes);
                    names.1.extend(groups);
                }
                names
            }
        }
    }
}

/// The sets that have a name. The list may grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each name says it")]
#[non_exhaustive]
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

/// What a meeting can determine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "each is a category, or none")]
pub enum Determined {
    #[serde(rename = "1")]
    One,
    #[serde(rename = "2")]
    Two,
    #[serde(rename = "3")]
    Three,
    #[serde(rename = "none")]
    None,
}

impl Determined {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::One, Self::Two, Self::Three, Self::None];
    /// Those that put a level in force.
    pub(crate) const LEVELS: [Self; 3] = [Self::One, Self::Two, Self::Three];
}

/// The category beside the previous one. The list may grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CategoryChange {
    /// A previous category was given, and the category is above it.
    Raised,
    /// A previous category was given, and the category is the same.
    Same,
    /// A previous category was given, and the category is below it, or there is none.
    Lowered,
}

/// How many of a set must be observed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Count {
    /// At least this many.
    pub count: Number,
    /// Of these indicators.
    pub of: Selection,
    /// Only those that are known: answered yes, and not merely suspected.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
}

/// What the weights of the observed ones of a set must add up to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Weight {
    /// At least this much.
    pub sum: Number,
    /// Of these indicators.
    pub of: Selection,
    /// And of these questions of the set's own, where they are answered yes or suspected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
    /// The time before the screening in which they must have been seen to count for all that they weigh. One that
    /// was seen only before counts for its `older_weight`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<TimeSpan>,
    /// Only those that are known: answered yes, and not merely suspected.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
}

/// So many months, or so many weeks: one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TimeSpan {
    /// So many months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<Number>,
    /// So many weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weeks: Option<Number>,
}

/// How many of a set must have been observed in the time before the screening: so many months, or so many weeks.
///
/// It reaches back from the day of the screening to the same day so many months before, or to the last day of a month
/// that has no such day; or so many times seven days. Both ends count. Only the days on which something was seen
/// decide: what has none counts as seen now.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Within {
    /// At least this many; one where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<Number>,
    /// Of these indicators.
    pub of: Selection,
    /// In so many months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<Number>,
    /// In so many weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weeks: Option<Number>,
    /// Only those that are known: answered yes, and not merely suspected.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
}

impl Within {
    /// The time that it asks about.
    pub(crate) fn span(&self) -> TimeSpan {
        TimeSpan { months: self.months.clone(), weeks: self.weeks.clone() }
    }
}

/// Which answers to a fact are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FactIs {
    /// The fact.
    pub name: Fact,
    /// Any of these answers.
    pub is: Vec<Answer>,
}

impl FactIs {
    /// The other answers.
    fn otherwise(&self) -> Self {
        let others = Answer::ALL.iter().filter(|answer| !self.is.contains(answer));
        Self { name: self.name, is: others.copied().collect() }
    }

    /// Whether an answer nearer to yes always does where another does.
    fn is_upward(&self) -> bool {
        is_upward(&self.is)
    }
}

/// Which answers to a question of the set's own are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct QuestionIs {
    /// The code of the question.
    pub code: String,
    /// Any of these answers.
    pub is: Vec<Answer>,
}

/// What the number given to a question of the set's own must reach.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NumberIs {
    /// The code of the question.
    pub code: String,
    /// At least this, at its highest.
    pub least: Number,
}

/// Whether an answer nearer to yes is among some always where another is.
fn is_upward(answers: &[Answer]) -> bool {
    let lowest = answers.iter().min();
    Answer::ALL.iter().all(|answer| Some(answer) < lowest || answers.contains(answer))
}

/// What a condition asks of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ChoiceAsked {
    pub(crate) choice: Choice,
    /// A bit for each number of a value; the lowest for none.
    numbers: u16,
}

impl ChoiceAsked {
    /// One of these values. None of them is given where nothing is, unless nothing is taken for one.
    fn one_of(choice: Choice, values: impl IntoIterator<Item = u8>) -> Self {
        let numbers = values.into_iter().fold(0, |numbers, value| numbers | 1 << (1 + value));
        let taken_for_one = match choice.row().left_out {
            LeftOut::Value(number) => numbers >> number & 1,
            LeftOut::NotGiven | LeftOut::ByTheRules => 0,
        };
        Self { choice, numbers: numbers | taken_for_one }
    }

    /// Any value, or none.
    const fn given(choice: Choice, given: bool) -> Self {
        Self { choice, numbers: if given { u16::MAX - 1 } else { 1 } }
    }

    /// Whether it holds for this number, 0 for none.
    pub(crate) const fn has(self, number: u64) -> bool {
        self.numbers >> number & 1 == 1
    }

    /// Where it asks only whether there is an answer: whether there must be one.
    pub(crate) const fn is_given(self) -> Option<bool> {
        match self.numbers {
            1 => Some(false),
            numbers if numbers == u16::MAX - 1 => Some(true),
            _ => None,
        }
    }
}

/// One condition. A list of conditions holds when all of them hold. The list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
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
    /// The weights of those of these that are observed add up to at least this.
    WeightAtLeast(Weight),
    /// At least one of these, or so many, is observed, and was seen in this time before the screening.
    ObservedWithin(Within),
    /// At least one of these is known (answered yes, not merely suspected).
    AnyKnown(Selection),

    /// The answer to a fact is one of these.
    Fact(FactIs),
    /// The answer to a question of the set's own is one of these.
    Question(QuestionIs),
    /// The number given to a question of the set's own is, or could be, at least this.
    NumberAtLeast(NumberIs),
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
    /// A meeting determined one of these since.
    Determination(
        #[cfg_attr(feature = "schema", schemars(with = "Vec<super::schema::DeterminedOrLevel>"))]
        Vec<Determined>,
    ),
    /// A level is, or is not, in force: that of a determination; without one, the previous category.
    LevelInForceGiven(bool),
    /// The level in force is, or is not, above what the tables give; where they give nothing, any is. For
    /// definitions, and for what is decided after the category.
    LevelInForceAboveIndicated(bool),
    /// Other rules of the tables give at least this category, wherever they stand. A judgement and a previous
    /// category do not count. For category rules only.
    OtherRulesGiveAtLeast(
        #[cfg_attr(feature = "schema", schemars(with = "super::schema::CategoryOrLevel"))] Category,
    ),

    /// The scope is one of these.
    Scope(Vec<Scope>),
    /// The category is one of these.
    Category(
        #[cfg_attr(feature = "schema", schemars(with = "Vec<super::schema::CategoryOrLevel>"))] Vec<Category>,
    ),
    /// The category is this one or a graver one.
    CategoryAtLeast(
        #[cfg_attr(feature = "schema", schemars(with = "super::schema::CategoryOrLevel"))] Category,
    ),
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
    /// A determination is, or is not, below what the tables or a judgement give. One of `none` is below 1.
    DeterminationBelowIndicated(bool),
    /// How the category stands to the previous one.
    CategoryChange(Vec<CategoryChange>),
    /// What is still possible is, or is not, above the category.
    PossibleAboveCategory(bool),
    /// One of the dates that were screened cannot be, or none of them. For findings only. A request that is
    /// read has no such date.
    ImpossibleDate(bool),
    /// The category rule with this id fired.
    RuleFired(String),
    /// The step with this id applies.
    StepApplies(String),
}

impl Condition {
    /// The part of some conditions, of which all must hold, that could make a category rule fall silent
    /// when an indicator or a protective answer is added; `None` when there is none.
    ///
    /// A determination may lower, and only the previous category: people lowered the level at a meeting. So a rule
    /// that gives the previous category, and no other, may ask that there is no determination.
    pub(crate) fn lowering_part(all: &[Self], gives_previous: bool) -> Option<&'static str> {
        all.iter().find_map(|part| match part {
            part if gives_previous && part.is_no_determination() => None,
            part => part.lowering_alone(gives_previous),
        })
    }

    /// Whether it asks that there is no determination of any kind.
    fn is_no_determination(&self) -> bool {
        let Self::Not(part) = self else { return false };
        matches!(&**part, Self::Determination(levels) if Determined::ALL.iter().all(|one| levels.contains(one)))
    }

    fn lowering_alone(&self, gives_previous: bool) -> Option<&'static str> {
        match self {
            Self::All(parts) => Self::lowering_part(parts, gives_previous),
            Self::Any(parts) => parts.iter().find_map(|part| part.lowering_alone(gives_previous)),
            Self::Fact(fact) => {
                (!fact.is_upward()).then_some("a fact whose answers are not closed towards yes")
            }
            Self::Question(asked) => {
                (!is_upward(&asked.is)).then_some("a question whose answers are not closed towards yes")
            }
            Self::JudgementGiven(given)
            | Self::PreviousCategoryGiven(given)
            | Self::LevelInForceGiven(given) => (!given)
                .then_some("the absence of a judgement, of a previous category or of a level in force"),
            // A determination is held as it is: more answers leave it so. A graver one protects as much.
            Self::Determination(levels) => {
                let asked = Determined::LEVELS.map(|level| levels.contains(&level));
                (levels.contains(&Determined::None) || !asked.is_sorted())
                    .then_some("a determination of none, or of a level without the graver ones")
            }
            // Definitions are checked where they are used. What is said of where the child lives, and by which
            // order, adds to what is known of a child of whom it is not said.
            Self::Holds(_)
            | Self::AnyObserved(_)
            | Self::AllObserved(_)
            | Self::ObservedAtLeast(_)
            | Self::WeightAtLeast(_)
            | Self::ObservedWithin(_)
            | Self::AnyKnown(_)
            | Self::NumberAtLeast(_)
            | Self::CouldBeUnder(_)
            | Self::Placement(_)
            | Self::LegalStatus(_)
            | Self::OtherRulesGiveAtLeast(_) => None,
            Self::Not(part) => match &**part {
                Self::Fact(fact) if fact.otherwise().is_upward() => None,
                _ => Some("`not`"),
            },
            Self::CertainlyAtLeast(_) | Self::CouldBeAtLeast(_) => Some("an age at least"),
            after if after.is_after_category() => Some("something decided after the category"),
            // Whatever is not named above is refused, such as who completed the tool.
            _ => Some("something on the form that has no order of protection"),
        }
    }

    /// What it says in other conditions, where it is only a shorter word for them.
    pub(crate) fn in_full(&self) -> Option<Self> {
        let Self::LevelInForceGiven(given) = self else { return None };
        let none = Self::Not(Box::new(Self::Determination(Determined::ALL.to_vec())));
        let in_force = Self::Any(vec![
            Self::Determination(Determined::LEVELS.to_vec()),
            Self::All(vec![none, Self::PreviousCategoryGiven(true)]),
        ]);
        Some(if *given { in_force } else { Self::Not(Box::new(in_force)) })
    }

    /// Its word, as it is written.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::All(_) => "all",
            Self::Any(_) => "any",
            Self::Not(_) => "not",
            Self::Holds(_) => "holds",
            Self::AnyObserved(_) => "any_observed",
            Self::AllObserved(_) => "all_observed",
            Self::ObservedAtLeast(_) => "observed_at_least",
            Self::WeightAtLeast(_) => "weight_at_least",
            Self::ObservedWithin(_) => "observed_within",
            Self::AnyKnown(_) => "any_known",
            Self::Fact(_) => "fact",
            Self::Question(_) => "question",
            Self::NumberAtLeast(_) => "number_at_least",
            Self::CouldBeUnder(_) => "could_be_under",
            Self::CertainlyAtLeast(_) => "certainly_at_least",
            Self::CouldBeAtLeast(_) => "could_be_at_least",
            Self::JudgementGiven(_) => "judgement_given",
            Self::PreviousCategoryGiven(_) => "previous_category_given",
            Self::Determination(_) => "determination",
            Self::LevelInForceGiven(_) => "level_in_force_given",
            Self::LevelInForceAboveIndicated(_) => "level_in_force_above_indicated",
            Self::OtherRulesGiveAtLeast(_) => "other_rules_give_at_least",
            Self::Scope(_) => "scope",
            Self::Category(_) => "category",
            Self::CategoryAtLeast(_) => "category_at_least",
            Self::Case(_) => "case",
            Self::CaseGiven(_) => "case_given",
            Self::CompletedBy(_) => "completed_by",
            Self::Placement(_) => "placement",
            Self::LegalStatus(_) => "legal_status",
            Self::JudgementBelowIndicated(_) => "judgement_below_indicated",
            Self::DeterminationBelowIndicated(_) => "determination_below_indicated",
            Self::CategoryChange(_) => "category_change",
            Self::PossibleAboveCategory(_) => "possible_above_category",
            Self::ImpossibleDate(_) => "impossible_date",
            Self::RuleFired(_) => "rule_fired",
            Self::StepApplies(_) => "step_applies",
        }
    }

    /// What it asks of a choice, if that is what it asks.
    pub(crate) fn choice_asked(&self) -> Option<ChoiceAsked> {
        Some(match self {
            Self::Placement(places) => {
                ChoiceAsked::one_of(Choice::Placement, places.iter().map(|place| *place as u8))
            }
            Self::LegalStatus(statuses) => {
                ChoiceAsked::one_of(Choice::LegalStatus, statuses.iter().map(|status| *status as u8))
            }
            Self::CaseGiven(case) => ChoiceAsked::one_of(Choice::Case, [*case as u8]),
            Self::CompletedBy(who) => {
                ChoiceAsked::one_of(Choice::CompletedBy, who.iter().map(|who| *who as u8))
            }
            Self::Determination(levels) => {
                ChoiceAsked::one_of(Choice::Determination, levels.iter().map(|level| *level as u8))
            }
            Self::PreviousCategoryGiven(given) => ChoiceAsked::given(Choice::PreviousCategory, *given),
            Self::JudgementGiven(given) => ChoiceAsked::given(Choice::Judgement, *given),
            _ => return None,
        })
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

    /// This condition and every one inside it, each with its place, such as `when[0].any[1].fact`.
    pub(crate) fn walk_with_place(&self, place: &str, visit: &mut impl FnMut(&Self, &str)) {
        let place = format!("{place}.{}", self.word());
        visit(self, &place);
        for (at, part) in self.parts().iter().enumerate() {
            match self {
                Self::Not(_) => part.walk_with_place(&place, visit),
                _ => part.walk_with_place(&format!("{place}[{at}]"), visit),
            }
        }
    }

    /// The set of indicators that it asks for.
    pub(crate) const fn selection(&self) -> Option<&Selection> {
        match self {
            Self::AnyObserved(of) | Self::AllObserved(of) | Self::AnyKnown(of) => Some(of),
            Self::ObservedAtLeast(count) => Some(&count.of),
            Self::WeightAtLeast(weight) => Some(&weight.of),
            Self::ObservedWithin(within) => Some(&within.of),
            _ => None,
        }
    }

    /// The row that it refers to: its table and its id.
    pub(crate) fn refers_to(&self) -> Option<(TableId, &str)> {
        match self {
            Self::Holds(id) => Some((TableId::Definitions, id)),
            Self::RuleFired(id) => Some((TableId::CategoryRules, id)),
            Self::StepApplies(id) => Some((TableId::Steps, id)),
            _ => None,
        }
    }

    /// The questions of the set's own that it asks for, each with how it must be answered.
    pub(crate) fn questions(&self) -> Vec<(&str, QuestionKind)> {
        match self {
            Self::Question(asked) => vec![(&asked.code, QuestionKind::Answer)],
            Self::NumberAtLeast(asked) => vec![(&asked.code, QuestionKind::Number)],
            Self::WeightAtLeast(weight) => {
                weight.questions.iter().map(|code| (&**code, QuestionKind::Answer)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The numbers that it asks for.
    pub(crate) fn numbers(&self) -> Vec<&Number> {
        match self {
            Self::CouldBeUnder(number) | Self::CertainlyAtLeast(number) | Self::CouldBeAtLeast(number) => {
                vec![number]
            }
            Self::NumberAtLeast(number) => vec![&number.least],
            Self::ObservedAtLeast(count) => vec![&count.count],
            Self::WeightAtLeast(weight) => {
                let span = weight.within.iter().flat_map(|span| span.months.iter().chain(&span.weeks));
                std::iter::once(&weight.sum).chain(span).collect()
            }
            Self::ObservedWithin(Within { count, months, weeks, .. }) => {
                count.iter().chain(months).chain(weeks).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether it counts only what is known, and not what is merely suspected.
    pub(crate) const fn counts_known(&self) -> bool {
        match self {
            Self::AnyKnown(_) => true,
            Self::ObservedAtLeast(count) => count.known,
            Self::WeightAtLeast(weight) => weight.known,
            Self::ObservedWithin(within) => within.known,
            _ => false,
        }
    }

    /// The time before the screening that it asks about, if it asks about one.
    pub(crate) fn time(&self) -> Option<TimeSpan> {
        match self {
            Self::ObservedWithin(within) => Some(within.span()),
            Self::WeightAtLeast(weight) => weight.within.clone(),
            _ => None,
        }
    }

    /// This condition and every one inside it.
    pub(crate) fn walk(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        for part in self.parts() {
            part.walk(visit);
        }
    }
}
