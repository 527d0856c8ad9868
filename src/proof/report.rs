//! What a check found: each property with its verdict, and what is odd.

use crate::compiled::Base;
use crate::formula::budget::CutShort;
use crate::proof::example::ExampleRequest;
use crate::proof::warning::Warning;
use crate::record::RulesIdentity;
use crate::tables::{NoCategoryAccepted, Waiver};
use crate::vocabulary::vocabulary;
use serde::ser::{Serialize, SerializeSeq, SerializeStruct, Serializer};
use std::sync::LazyLock;

vocabulary! {
    /// A property of a whole rule set. The list may grow.
    #[non_exhaustive]
    pub enum Property ("property") {
        /// No further answer, and no younger age, lowers what the tables give, the category or what is
        /// possible.
        MoreNeverLowers = "more-never-lowers",
        /// Whoever a protection speaks of is never placed below its category.
        ProtectionsHold = "protections-hold",
        /// Every outcome with a category has a plan.
        CategoryHasPlan = "category-has-plan",
        /// Every outcome with a category has a step of each stage that is marked `in_every_category`, such
        /// as a referral.
        CategoryHasStages = "category-has-stages",
        /// Every category rule fires on some request.
        RulesCanFire = "rules-can-fire",
        /// Whatever indicator is observed, a category follows.
        NoGap = "no-gap",
    }
}

impl Property {
    /// What it says, in words.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::MoreNeverLowers => "no further answer and no younger age lowers the category",
            Self::ProtectionsHold => "whoever is protected is never placed below their category",
            Self::CategoryHasPlan => "every outcome with a category has a plan",
            Self::CategoryHasStages => {
                "every outcome with a category has a step of each stage that needs one"
            }
            Self::RulesCanFire => "every category rule can fire",
            Self::NoGap => "no observed indicator is without a category",
        }
    }
}

impl DecidedBy {
    /// How, in words.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Structure => "by structure",
            Self::Search => "by search",
        }
    }
}

/// Whether a property holds for every request. There is no sixth answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It does: proved.
    Holds,
    /// There is nothing that it could say of this set; why, in words. This is not a "proved".
    NothingToProve(String),
    /// It does not in these ways, and the set says that it is meant; everywhere else it does: proved.
    Accepted(Vec<Acceptance>),
    /// It does not, in these places.
    Fails(Vec<Failure>),
    /// It would take too long to say; why, in words. This is not a "yes".
    Undecided(String),
}

impl Verdict {
    /// The word for it in JSON: `holds`, `nothing_to_prove`, `accepted`, `fails` or `undecided`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::NothingToProve(_) => "nothing_to_prove",
            Self::Accepted(_) => "accepted",
            Self::Fails(_) => "fails",
            Self::Undecided(_) => "undecided",
        }
    }
}

vocabulary! {
    /// How a property was decided.
    #[non_exhaustive]
    pub enum DecidedBy ("way to decide") {
        /// The rules are of a form of which it always holds; only ages, scopes, times and what else rules ask of the
        /// child had to be gone through.
        Structure = "structure",
        /// All requests were gone through at once, with every count.
        Search = "search",
    }
}

/// What a set accepts, with its reason.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Acceptance {
    /// Why, as the set says.
    pub reason: String,
    /// The smallest request that shows it; in JSON `smallest_request`.
    #[serde(rename = "smallest_request")]
    pub request: ExampleRequest,
}

/// A place where a property does not hold.
///
/// As JSON: `table`, `row`, `problem`, `requests`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The table and the row at fault, where there is one.
    pub row: Option<(String, String)>,
    /// What is wrong, in words.
    pub problem: String,
    /// The smallest requests that show it, ready to run: one, or two where one must be compared with the
    /// other. None where it is that no request does something.
    pub requests: Vec<ExampleRequest>,
}

impl Serialize for Failure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (table, row) = self.row.as_ref().map(|(table, row)| (table, row)).unzip();
        let mut fields = serializer.serialize_struct("Failure", 4)?;
        fields.serialize_field("table", &table)?;
        fields.serialize_field("row", &row)?;
        fields.serialize_field("problem", &self.problem)?;
        fields.serialize_field("requests", &self.requests)?;
        fields.end()
    }
}

/// What [`RuleSet::check`](crate::RuleSet::check) found.
///
/// As JSON it has its fields under their names, and `holds`. Each of `properties` has `property`, `in_words`,
/// `verdict` (as [`Verdict::code`]), `decided` (`structure`, `search` or null), `why` (or null), and the lists
/// `accepted` and `failures`. Fields may be added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The set.
    pub rules: RulesIdentity,
    /// What it was made from, and whether that was verified.
    pub base: Option<Base>,
    /// The protections of its base that it gives up, and those that were given up before.
    pub gives_up: Vec<Waiver>,
    /// Those that were given up before, by what it was made from.
    pub given_up_before: Vec<Waiver>,
    /// The observed indicators that it lets end without a category.
    pub accepts_no_category: Vec<NoCategoryAccepted>,
    /// The category rules that ask when something was seen: by them a level can fall by the calendar alone, with no
    /// answer changed. Of requests whose times are held, all that is proved is proved.
    pub fall_by_calendar: Vec<String>,
    /// Each property, with its verdict.
    pub properties: Vec<(Property, Verdict)>,
    /// Whether it is by structure that more never lowers; all else is decided by search.
    pub(crate) more_by: DecidedBy,
    /// What is odd, and may be meant: those that the set acknowledges too.
    pub warnings: Vec<Warning>,
    /// Why not all was asked, where the [`Budget`](crate::Budget) did not last. A warning tells of it too.
    pub cut_short: Option<CutShort>,
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Report", 10)?;
        fields.serialize_field("rules", &self.rules)?;
        fields.serialize_field("base", &self.base)?;
        fields.serialize_field("gives_up", &self.gives_up)?;
        fields.serialize_field("given_up_before", &self.given_up_before)?;
        fields.serialize_field("accepts_no_category", &self.accepts_no_category)?;
        fields.serialize_field("fall_by_calendar", &self.fall_by_calendar)?;
        fields.serialize_field("holds", &self.holds())?;
        fields.serialize_field("properties", &Properties(self))?;
        fields.serialize_field("warnings", &self.warnings)?;
        fields.serialize_field("cut_short", &self.cut_short)?;
        fields.end()
    }
}

/// Properties with their verdicts, as JSON has them.
struct Properties<'r>(&'r Report);

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(report) = self;
        let properties = &report.properties;
        let mut list = serializer.serialize_seq(Some(properties.len()))?;
        properties.iter().try_for_each(|(property, verdict)| {
            list.serialize_element(&One(*property, verdict, report.decided_by(*property)))
        })?;
        list.end()
    }
}

struct One<'r>(Property, &'r Verdict, Option<DecidedBy>);

impl Serialize for One<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(property, verdict, by) = self;
        let (mut why, mut accepted, mut failures) = (None, &[][..], &[][..]);
        match verdict {
            Verdict::Holds => {}
            Verdict::NothingToProve(words) | Verdict::Undecided(words) => why = Some(words),
            Verdict::Accepted(some) => accepted = some,
            Verdict::Fails(some) => failures = some,
        }
        let mut fields = serializer.serialize_struct("Property", 7)?;
        fields.serialize_field("property", property)?;
        fields.serialize_field("in_words", property.in_words())?;
        fields.serialize_field("verdict", verdict.code())?;
        fields.serialize_field("decided", &by)?;
        fields.serialize_field("why", &why)?;
        fields.serialize_field("accepted", accepted)?;
        fields.serialize_field("failures", failures)?;
        fields.end()
    }
}

impl Report {
    /// Whether every property was proved, but for what the set says that it accepts, and for those with nothing
    /// to prove, of which a warning tells. Warnings do not count.
    #[must_use]
    pub fn holds(&self) -> bool {
        let holds = |verdict: &Verdict| {
            matches!(verdict, Verdict::Holds | Verdict::Accepted(_) | Verdict::NothingToProve(_))
        };
        self.properties.iter().all(|(_, verdict)| holds(verdict))
    }

    /// How the verdict on a property was come to; none where it was not, or there is nothing to prove.
    #[must_use]
    pub fn decided_by(&self, property: Property) -> Option<DecidedBy> {
        let is_decided =
            !matches!(self.verdict(property), Verdict::Undecided(_) | Verdict::NothingToProve(_));
        let by = if property == Property::MoreNeverLowers { self.more_by } else { DecidedBy::Search };
        is_decided.then_some(by)
    }

    /// The warnings that the set does not acknowledge.
    pub fn open_warnings(&self) -> impl Iterator<Item = &Warning> {
        self.warnings.iter().filter(|warning| warning.acknowledged.is_none())
    }

    /// The verdict on one property. One that was not asked about is undecided.
    #[must_use]
    pub fn verdict(&self, property: Property) -> &Verdict {
        static NOT_ASKED: LazyLock<Verdict> =
            LazyLock::new(|| Verdict::Undecided("the property was not asked about".to_owned()));
        let found = self.properties.iter().find(|(one, _)| *one == property);
        found.map_or_else(|| &*NOT_ASKED, |(_, verdict)| verdict)
    }
}
