//! The rows of the rule tables, as they are written.

pub mod condition;
mod deadline;
pub(crate) mod examples;
pub(crate) mod fault;
pub(crate) mod fingerprint;
pub(crate) mod plain;
pub(crate) mod read;
pub(crate) mod row_ids;
mod rows;
#[cfg(feature = "schema")]
pub(crate) mod schema;
mod warning_kind;

use crate::tables::condition::{Condition, Selection};
use crate::tables::read::{Fields, ReadRow, ReadTable, Reader, found};
use crate::tables::rows::Part;
use crate::vocabulary::category::Category;
use crate::vocabulary::child::{Answer, Fact};
use crate::vocabulary::question::Choice;
use crate::vocabulary::{Actor, Basis, Force, Scope};
use chrono::NaiveDate;
pub use deadline::{CountedFrom, Deadline, Term};
pub use rows::RowRef;
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;
pub use warning_kind::WarningKind;

/// What a row rests on: plain words of the sources of its statements, or a reading of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RowBasis {
    /// Plain words.
    Toolkit,
    /// The reading with this id.
    Reading(String),
}

/// Whether an optional field is as it is when it is left out.
fn left_out<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Declares table rows: plain data, unknown fields refused; fields may be added. A field marked optional may be left out. In brackets:
/// what every row may have, as [`RowRef`] names it, and the field in which this one has it.
macro_rules! rows {
    ($( $(#[$meta:meta])* $Name:ident [$( $part:ident $(= $from:ident)? ),*] {
        $( $(#[doc = $doc:literal])* $field:ident $(($optional:ident))?: $Type:ty $(as $written:tt)?, )+
    } )+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        #[non_exhaustive]
        pub struct $Name { $(
            $(#[doc = $doc])*
            $(
                #[doc = concat!(" (", stringify!($optional), ")")]
                #[serde(default, skip_serializing_if = "left_out")]
            )?
            $( #[cfg_attr(feature = "schema", schemars(with = $written))] )?
            pub $field: $Type,
        )+ }

        impl ReadRow for $Name {
            const FIELDS: &'static [&'static str] = &[$(stringify!($field)),+];
            const PARTS: &'static [(&'static str, &'static str)] =
                &[$( (stringify!($part), rows!(@field $part $($from)?)) ),*];
            #[cfg(feature = "local-rules")]
            fn read(fields: &mut Fields<'_>) -> Option<Self> {
                $( let $field = rows!(@read fields, $field, $($optional)?); )+
                Some(Self { $( $field: $field?, )+ })
            }
            #[allow(unused_variables, reason = "some rows have nothing that all may have")]
            fn fill_in<'t>(&'t self, row: &mut RowRef<'t>) {
                $( rows!(@fill_in self, row, $part $($from)?); )*
            }
        }
    )+};
    (@field $part:ident) => { stringify!($part) };
    (@field $part:ident $from:ident) => { stringify!($from) };
    (@fill_in $this:ident, $row:ident, $part:ident) => { $row.$part = Part::part(&$this.$part) };
    (@fill_in $this:ident, $row:ident, $part:ident $from:ident) => { $row.$part = Part::part(&$this.$from) };
    (@read $fields:ident, $field:ident, optional) => { $fields.optional(stringify!($field)) };
    (@read $fields:ident, $field:ident,) => { $fields.required(stringify!($field)) };
}

rows! {
    /// Which rule set this is, and where it comes from.
    Manifest [] {
        /// The id, as it stands in records.
        id: String,
        /// The version of the rules, which moves apart from that of the crate.
        version: String,
        /// The title.
        title: String,
        /// The numbers that rows refer to.
        settings (optional): Vec<Setting>,
        /// The rule set that this one was made from, filled in when it is loaded.
        based_on (optional): Option<BasedOn>,
        /// The protections of that set which this one gives up, each with its reason.
        waives (optional): Vec<Waiver>,
        /// The observed indicators that may end without a category, each with the reason.
        accepts_no_category (optional): Vec<NoCategoryAccepted>,
        /// The warnings of `check` that are meant, each with the reason.
        acknowledges (optional): Vec<Acknowledgement>,
    }
    /// Indicators that may be observed and give no category, and why.
    NoCategoryAccepted [] {
        /// Which: `any`, a list of codes, a group, and whatever else a condition may say.
        of: Selection,
        /// Why, and who decided it.
        reason: String,
    }
    /// A warning of `check` that is meant, and why.
    Acknowledgement [] {
        /// The kind of warning.
        warning: WarningKind,
        /// The id of the row that it is about; left out for all warnings of the kind.
        row (optional): Option<String>,
        /// The table of that row, where rows of two tables have the same id.
        table (optional): Option<String>,
        /// Why, and who decided it.
        reason: String,
    }
    /// The rule set that another was made from.
    BasedOn [] {
        /// Its id.
        id: String,
        /// Its version.
        version: String,
        /// The SHA-256 of its tables.
        sha256: String,
        /// The protections that it had given up, or those that it was made from.
        waives (optional): Vec<Waiver>,
    }
    /// A protection that is given up, and why.
    Waiver [] {
        /// The id of the protection.
        protection: String,
        /// Why, and who decided it.
        reason: String,
    }
    /// A role, a service or a meeting, by the name it has here. Texts refer to it as `{id}`.
    NameRow [id, label = name] {
        /// The id.
        id: String,
        /// The name.
        name: String,
    }
    /// A level of the area's own, and the category it stands for.
    LevelRow [id, label] {
        /// The id, which rules may give in place of the category.
        id: String,
        /// What it is called.
        label: String,
        /// The category; left out for the level that stands for none.
        category (optional): Option<Category>,
    }
    /// Children who may never be placed below a category.
    Protection [id, label, when, statements, basis] {
        /// The id.
        id: String,
        /// Who they are, in a few words.
        label: String,
        /// Whatever category they are given, it is never below this one.
        never_below: Category as "schema::CategoryOrLevel",
        /// Who is protected: ages under, answers to facts, and what is observed.
        when: Vec<Condition>,
        /// The statements it rests on.
        statements: Vec<String>,
        /// Plain words, or a reading.
        basis: RowBasis,
    }
    /// A document that statements are from.
    Source [id, label = title] {
        /// The id, by which statements name it.
        id: String,
        /// Its title.
        title: String,
        /// Who published it.
        publisher: String,
        /// Its edition.
        edition: String,
        /// What its words are, for whoever reads a result: said behind it in every summary and report.
        about_its_words (optional): Option<String>,
    }
    /// A number that rows refer to by id.
    Setting [id, statements, basis] {
        /// The id.
        id: String,
        /// The number.
        value: u16,
        /// What it counts: years, indicators, working days.
        unit: String,
        /// The statements it rests on.
        statements: Vec<String>,
        /// Plain words, or a reading.
        basis: RowBasis,
    }
    /// A question about the child.
    FactRow [id = fact, label, statements] {
        /// The fact.
        fact: Fact,
        /// What it says of the child, in a few words.
        label: String,
        /// What it is taken to be when it is left out.
        left_out: Answer,
        /// The fact that asks for what a yes could add: this one's answer stays as it is where it is asked what is
        /// possible.
        asked_by (optional): Option<Fact>,
        /// The statements it rests on.
        statements: Vec<String>,
    }
    /// Who the rules apply to. The first row that holds gives the scope.
    ScopeRow [id = scope, label = scope, when, statements, basis] {
        /// The scope.
        scope: Scope,
        /// Whether a category is given in this scope.
        categories: bool,
        /// When it applies.
        when: Vec<Condition>,
        /// The statements it rests on.
        statements: Vec<String>,
        /// Plain words, or a reading.
        basis: RowBasis,
    }
    /// What is assumed of the case when it is left out.
    CaseRow [when = open_when_left_out, statements, basis] {
        /// It is open when these hold, and not open otherwise.
        open_when_left_out: Vec<Condition>,
        /// The statements it rests on.
        statements: Vec<String>,
        /// Plain words, or a reading.
        basis: RowBasis,
    }
    /// One indicator.
    IndicatorRow [id = code, label, statements = statement] {
        /// The code.
        code: String,
        /// The category it is listed in; left out where the area lists none.
        category (optional): Option<Category> as "Option<schema::CategoryOrLevel>",
        /// What it says, in a few words.
        label: String,
        /// Whether it speaks of what happens, or only of who the child is.
        kind: IndicatorKind,
        /// What it counts for where rules add up weights.
        weight (optional): u16,
        /// What it counts for where it was seen only before the time that such a rule asks for; left out, as much.
        older_weight (optional): Option<u16>,
        /// The groups it belongs to, which rules may ask for.
        groups (optional): Vec<String>,
        /// The statement that lists it.
        statement: String,
    }
    /// A question of the set's own about the child.
    QuestionRow [id = code, label, statements] {
        /// The code: the field of the child in a request.
        code: String,
        /// What it asks for, in a few words.
        label: String,
        /// How it is answered.
        asks: QuestionKind,
        /// What it is taken to be when it is left out: `no`, or `not_known`, which it is where nothing is said. A number
        /// that is left out counts for nothing.
        left_out (optional): Option<Answer>,
        /// What a yes counts for where rules add up weights.
        weight (optional): u16,
        /// The statements it rests on.
        statements: Vec<String>,
    }
    /// One category: its names, and the support that belongs to it.
    CategoryRow [id = category, label = name, statements] {
        /// The category.
        category: Category as "schema::CategoryOrLevel",
        /// Its name.
        name: String,
        /// Its other names in the source.
        also_called: Vec<String>,
        /// What the source says of the child's life chances.
        life_chances: String,
        /// What the source says of the child's needs.
        need: String,
        /// Which children the source places there.
        who: String,
        /// The assessments listed for it.
        assessments: Vec<Support>,
        /// The agencies listed for it.
        agencies: Vec<Support>,
        /// The interventions listed for it.
        interventions: Vec<Support>,
        /// The statements it rests on.
        statements: Vec<String>,
    }
    /// One assessment, agency or intervention.
    Support [label, statements] {
        /// What it is called.
        label: String,
        /// The statements it rests on.
        statements: Vec<String>,
    }
    /// A notion that rows share. It may not refer to another definition.
    Definition [id, label, when, statements, basis] {
        /// The id.
        id: String,
        /// What it says, in a few words.
        label: String,
        /// When it holds.
        when: Vec<Condition>,
        /// The statements it rests on.
        statements: Vec<String>,
        /// Plain words, or a reading.
        basis: RowBasis,
    }
    /// A category rule. Its only effect is "at least". Rules are taken in the order of the table.
    CategoryRule [id, label, when, statements, basis] {
        /// The id.
        id: String,
        /// What it says, in a few words.
        label: String,
        /// The category it gives at least.
        at_least: Level,
        /// When it fires.
        when: Vec<Condition>,
        /// The statements it rests on.
        statements: Vec<String>,
        /// Plain words, or a reading.
        basis: RowBasis,
    }
    /// What to consider when one indicator is observed and others have no answer.
    PromptRow [id = observed, when] {
        /// The indicator observed.
        observed: String,
        /// The indicators to consider.
        consider: Vec<String>,
        /// What else must hold.
        when (optional): Vec<Condition>,
    }
    /// A contradiction or change to point out.
    FindingRow [id, label = message, when, statements] {
        /// The id.
        id: String,
        /// The message.
        message: String,
        /// When it is found.
        when: Vec<Condition>,
        /// The statements it rests on.
        statements: Vec<String>,
    }
    /// Which plan hosts everything. The first row that holds gives the host.
    PlanHost [id, label, when, statements, basis] {
        /// The id of the row.
        id: String,
        /// The plan.
        host: String,
        /// What the plan is called.
        label: String,
        /// When it hosts.
        when: Vec<Condition>,
        /// The statements it rests on.
        statements: Vec<String>,
        /// Plain words, or a reading.
        basis: RowBasis,
    }
    /// A stage of the pathway. Their order is that of the steps.
    StageRow [id = stage, label] {
        /// The id.
        stage: String,
        /// What it is called.
        label: String,
        /// Whether some step of it applies whenever a category is given.
        in_every_category (optional): bool,
        /// Whether in it somebody is told of the child: the rulebook names these steps before the others.
        tells (optional): bool,
        /// Whether what stands in it cannot wait: it comes before all else, on a terminal and on sheet one of a report.
        at_once (optional): bool,
    }
    /// Whoever acts first in some steps, by the name they have here.
    ActorRow [id = actor, label] {
        /// The code.
        actor: Actor,
        /// Who that is, in a few words.
        label: String,
    }
    /// A step of the pathway. The order of the table is that of the outcome.
    StepRow [id, label = action, when, statements, basis] {
        /// The id.
        id: String,
        /// The stage.
        stage: String,
        /// When it applies.
        when: Vec<Condition>,
        /// Who does it.
        who: String,
        /// The code of whoever acts first.
        actor: Actor,
        /// What is to be done.
        action: String,
        /// Must, should or may.
        force: StepForce,
        /// The deadline, if it has one.
        deadline (optional): Option<Deadline>,
        /// The statements it rests on.
        statements: Vec<String>,
        /// Plain words, or a reading.
        basis: RowBasis,
    }
    /// A reading: where the words leave a choice, what was chosen, and over what.
    Reading [id, statements] {
        /// The id.
        id: String,
        /// The words it rests on.
        words: String,
        /// What was chosen.
        chosen: String,
        /// What it was chosen over.
        over: String,
        /// The statements it rests on.
        statements: Vec<String>,
    }
    /// A numbered statement of a source, in our words.
    Statement [id, source] {
        /// The id.
        id: String,
        /// The section of the source.
        section: String,
        /// What kind of statement it is.
        kind: String,
        /// When it applies.
        condition: String,
        /// What it says.
        effect: String,
        /// Must, should, may or information.
        force: String,
        /// The source it is from.
        source: String,
    }
    /// Statements that no row carries, and why.
    NotModelled [] {
        /// The statements.
        statements: Vec<String>,
        /// Why no row carries them.
        reason: String,
    }
    /// The working days of an area.
    Calendar [] {
        /// The id.
        id: String,
        /// The bank holidays of every year.
        yearly: Vec<YearlyHoliday>,
        /// The days on which one year differed.
        one_off: Vec<OneOff>,
    }
    /// A day on which one year differed.
    OneOff [id = date] {
        /// The day.
        date: NaiveDate,
        /// Whether it was a bank holiday (added) or was not (moved away).
        holiday: bool,
        /// Why.
        why: String,
    }
    /// A day of the year.
    DayOfYear [] {
        /// 1 to 12.
        month: u32,
        /// 1 to 31.
        day: u32,
    }
}

/// A bank holiday that comes every year. The list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum YearlyHoliday {
    /// On this day; when it falls on a weekend, on the next weekday that is no bank holiday.
    Fixed(DayOfYear),
    /// So many days after Easter Sunday.
    AfterEaster(i64),
    /// On the first Monday of this month.
    FirstMondayOf(u32),
    /// On the last Monday of this month.
    LastMondayOf(u32),
}

/// Whether an indicator speaks of what happens, or only of who the child is. The list is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum IndicatorKind {
    /// Something that happens.
    Behaviour,
    /// A circumstance of the child.
    Circumstance,
}

/// How a set's own question is answered. The list may grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum QuestionKind {
    /// As a fact: yes, suspected, no or not known.
    Answer,
    /// With a whole number from 0 to 999, a range of two, or not known.
    Number,
}

/// The category that a rule gives at least.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Level {
    /// This one.
    Fixed(Category),
    /// One that the request or another table holds.
    From(LevelFrom),
    /// The category that a level of the area's own stands for.
    Named(String),
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let number = value.as_u64().and_then(Category::from_number).map(Self::Fixed);
        let from = LevelFrom::deserialize(&value).ok().map(Self::From);
        let named = value.as_str().map(|id| Self::Named(id.to_owned()));
        number.or(from).or(named).ok_or_else(|| {
            de::Error::custom(format_args!(
                "found {}; allowed: `1`, `2`, `3`, `listed`, `judged`, `determined`, `previous`, or the id of a level",
                found(&value)
            ))
        })
    }
}

/// Where a level comes from. The list is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LevelFrom {
    /// The category in which each observed indicator is listed.
    Listed,
    /// The category of the professional judgement, where it is above what came before.
    Judged,
    /// The category that a meeting determined, where it is above what came before.
    Determined,
    /// The previous category, where it is above what came before.
    Previous,
}

impl LevelFrom {
    /// The choice whose answer is the level.
    pub(crate) const fn choice(self) -> Option<Choice> {
        match self {
            Self::Listed => None,
            Self::Judged => Some(Choice::Judgement),
            Self::Determined => Some(Choice::Determination),
            Self::Previous => Some(Choice::PreviousCategory),
        }
    }
}

/// Must, should or may, or one of them by category.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum StepForce {
    /// The same in every category.
    Always(Force),
    /// By category.
    ByCategory(ForceByCategory),
}

/// A force that depends on the category.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ForceByCategory {
    /// The force in other categories.
    pub otherwise: Force,
    /// The categories in which it is must.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<schema::CategoryOrLevel>"))]
    pub must_in_categories: Vec<Category>,
}

impl<'de> Deserialize<'de> for StepForce {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let read = match &value {
            Value::Object(_) => ForceByCategory::deserialize(&value).map(Self::ByCategory),
            value => Force::deserialize(value).map(Self::Always),
        };
        read.map_err(de::Error::custom)
    }
}

/// What is so of a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// Its texts may refer to names and numbers.
    Texts,
    /// A row of it applies to a child, or does not.
    Applies,
    /// Only the first row that holds applies.
    FirstDecides,
}

/// Declares the tables of a rule set. Those marked optional may be left out.
macro_rules! tables {
    ($( $Table:ident = $table:ident $(($optional:ident))? $([$($mark:ident),+])?: $Type:ty, )+
     ; $( $Inner:ident = $outer:ident.$inner:ident in $Outer:ident: $InnerType:ty, )+) => {
        /// All tables of a rule set.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "each field is the table of that name")]
        #[serde(deny_unknown_fields)]
        #[non_exhaustive]
        pub struct Tables { $(
            $(
                #[doc = concat!("(", stringify!($optional), ")")]
                #[serde(default, skip_serializing_if = "left_out")]
            )?
            pub $table: $Type,
        )+ }

        /// A table of a rule set. The settings and the days on which one year differed are tables of their own, which
        /// stand in another.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "each is the table of that name")]
        #[non_exhaustive]
        pub enum TableId { $($Table,)+ $($Inner,)+ }

        impl TableId {
            /// Every table, in the order in which a set has them.
            pub const ALL: &'static [Self] = &[$(Self::$Table,)+ $(Self::$Inner,)+];

            /// Its name in the JSON of a set.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $( Self::$Table => stringify!($table), )+
                    $( Self::$Inner => stringify!($inner), )+
                }
            }

            /// The table that it stands in: mostly itself.
            #[must_use]
            pub const fn within(self) -> Self {
                match self {
                    $( Self::$Inner => Self::$Outer, )+
                    itself => itself,
                }
            }

            /// What its rows have of what every row may have, and in which field.
            const fn parts(self) -> &'static [(&'static str, &'static str)] {
                match self {
                    $( Self::$Table => <<$Type as ReadTable>::Row as ReadRow>::PARTS, )+
                    $( Self::$Inner => <<$InnerType as ReadTable>::Row as ReadRow>::PARTS, )+
                }
            }

            fn is(self, mark: Mark) -> bool {
                let marks: &[Mark] = match self {
                    $( Self::$Table => &[$( $(Mark::$mark),+ )?], )+
                    $( Self::$Inner => &[], )+
                };
                marks.contains(&mark)
            }
        }

        impl Tables {
            /// The names of the tables.
            pub(crate) const NAMES: &'static [&'static str] = &[$(stringify!($table)),+];

            #[cfg(feature = "local-rules")]
            pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
                $( let $table = tables!(@read reader, $table, $($optional)?); )+
                Some(Self { $( $table: $table?, )+ })
            }

            /// The rows of one table, in its order.
            pub fn rows_of(&self, table: TableId) -> Box<dyn Iterator<Item = RowRef<'_>> + '_> {
                match table {
                    $( TableId::$Table => Box::new(RowRef::all(table, self.$table.rows())), )+
                    $( TableId::$Inner => Box::new(RowRef::all(table, self.$outer.$inner.rows())), )+
                }
            }

            /// The table as JSON.
            pub(crate) fn table_as_json(&self, table: TableId) -> serde_json::Value {
                let written = match table {
                    $( TableId::$Table => serde_json::to_value(&self.$table), )+
                    $( TableId::$Inner => serde_json::to_value(&self.$outer.$inner), )+
                };
                written.unwrap_or_default()
            }

            /// The schema of the table with this name.
            #[cfg(feature = "schema")]
            pub(crate) fn schema_of(
                table: &str,
                generator: &mut schemars::SchemaGenerator,
            ) -> Option<schemars::Schema> {
                $( if table == stringify!($table) { return Some(generator.subschema_for::<$Type>()); } )+
                None
            }
        }
    };
    (@read $reader:ident, $table:ident, optional) => { $reader.optional(stringify!($table)) };
    (@read $reader:ident, $table:ident,) => { $reader.required(stringify!($table)) };
}

tables! {
    Manifest = manifest: Manifest,
    Sources = sources: Vec<Source>,
    Names = names (optional): Vec<NameRow>,
    Facts = facts (optional) [Texts]: Vec<FactRow>,
    Questions = questions (optional) [Texts]: Vec<QuestionRow>,
    Scopes = scopes [Texts, Applies, FirstDecides]: Vec<ScopeRow>,
    Case = case: CaseRow,
    Indicators = indicators [Texts]: Vec<IndicatorRow>,
    Categories = categories [Texts]: Vec<CategoryRow>,
    Levels = levels (optional) [Texts]: Vec<LevelRow>,
    Definitions = definitions (optional) [Texts, Applies]: Vec<Definition>,
    CategoryRules = category_rules [Texts, Applies]: Vec<CategoryRule>,
    Protections = protections (optional) [Texts]: Vec<Protection>,
    Prompts = prompts (optional): Vec<PromptRow>,
    Findings = findings (optional) [Texts, Applies]: Vec<FindingRow>,
    PlanHosts = plan_hosts [Texts, Applies, FirstDecides]: Vec<PlanHost>,
    Stages = stages [Texts]: Vec<StageRow>,
    Actors = actors (optional) [Texts]: Vec<ActorRow>,
    Steps = steps [Texts, Applies]: Vec<StepRow>,
    Readings = readings (optional): Vec<Reading>,
    Statements = statements: Vec<Statement>,
    NotModelled = not_modelled (optional): Vec<NotModelled>,
    Calendar = calendar: Calendar,
    ;
    Settings = manifest.settings in Manifest: Vec<Setting>,
    OneOff = calendar.one_off in Calendar: Vec<OneOff>,
}

impl QuestionRow {
    /// Whether it is taken for not known where it is left out.
    pub(crate) fn is_not_known_when_left_out(&self) -> bool {
        self.asks == QuestionKind::Answer && self.left_out != Some(Answer::No)
    }
}

impl Basis {
    pub(crate) const fn of(basis: &RowBasis) -> Self {
        match basis {
            RowBasis::Toolkit => Self::Toolkit,
            RowBasis::Reading(_) => Self::Reading,
        }
    }
}
