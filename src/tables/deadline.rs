//! Deadlines: how long there is, and the day from which that is counted.

use crate::tables::Tables;
use crate::tables::condition::Number;
use crate::vocabulary::{DueUnit, counted};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::sync::Arc;

/// A deadline, as it is written: `{"working_days": 15, "from": "referral"}`, within a range
/// `{"weeks": 4, "until": 6, "from": "referral"}`, or again and again
/// `{"weeks": 6, "from": "referral", "repeats": true}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
#[non_exhaustive]
pub struct Deadline {
    /// How many there are; of a range, the fewest.
    pub after: Number,
    /// Of what.
    pub unit: DueUnit,
    /// Of a range, the most.
    pub until: Option<Number>,
    /// From which day on; that day itself is not counted.
    pub from: CountedFrom,
    /// Whether it comes again, as long after each time.
    pub repeats: bool,
}

/// The day from which a deadline counts. The list may grow.
///
/// As JSON: `referral`, `screening`, `determination`, or the id of a step.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CountedFrom {
    /// The day of the referral to Children's Social Care.
    Referral,
    /// The day of the screening.
    Screening,
    /// The day on which a meeting determined the level.
    Determination,
    /// The day by which the step with this id is due; of a range, the last one; where it repeats, the first time.
    Step(Arc<str>),
}

impl CountedFrom {
    /// The words that name a day which the request says.
    pub(crate) const WORDS: [&'static str; 3] = ["referral", "screening", "determination"];

    /// As it is written.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Referral => "referral",
            Self::Screening => "screening",
            Self::Determination => "determination",
            Self::Step(id) => id,
        }
    }

    /// The step by whose deadline it counts.
    pub(crate) fn step(&self) -> Option<&str> {
        match self {
            Self::Step(id) => Some(id),
            _ => None,
        }
    }
}

impl From<&str> for CountedFrom {
    fn from(code: &str) -> Self {
        match code {
            "referral" => Self::Referral,
            "screening" => Self::Screening,
            "determination" => Self::Determination,
            id => Self::Step(id.into()),
        }
    }
}

/// In words, such as `the referral`.
impl fmt::Display for CountedFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Step(id) => write!(f, "the deadline of `{id}`"),
            other => write!(f, "the {}", other.code()),
        }
    }
}

impl Serialize for CountedFrom {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for CountedFrom {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(deserializer).map(|code| Self::from(&*code))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for CountedFrom {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CountedFrom".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "The day from which a deadline counts.",
            "anyOf": [
                { "const": "referral", "description": "The day of the referral to Children's Social Care." },
                { "const": "screening", "description": "The day of the screening." },
                { "const": "determination", "description": "The day on which a meeting determined the level." },
                {
                    "type": "string",
                    "description": "The id of a step: the day by which that one is due; of a range, the last one; where \
                                    it repeats, the first time."
                }
            ]
        })
    }
}

/// How it stands in JSON: the unit is the name of the field with the number.
#[derive(Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(
        rename = "Deadline",
        extend("oneOf" = [
            { "required": ["working_days"] },
            { "required": ["days"] },
            { "required": ["weeks"] },
            { "required": ["months"] }
        ])
    )
)]
#[serde(deny_unknown_fields)]
struct Written {
    /// How many working days; of a range, the fewest. (optional)
    #[serde(default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    working_days: Option<Number>,
    /// How many days; of a range, the fewest. (optional)
    #[serde(default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    days: Option<Number>,
    /// How many weeks; of a range, the fewest. (optional)
    #[serde(default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    weeks: Option<Number>,
    /// How many months; of a range, the fewest. (optional)
    #[serde(default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    months: Option<Number>,
    /// Of a range, the most. (optional)
    #[serde(default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    until: Option<Number>,
    /// From which day on; that day itself is not counted.
    from: CountedFrom,
    /// Whether it comes again, as long after each time. (optional)
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    repeats: bool,
}

/// A number that may be left out, and may not be null.
fn some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Number>, D::Error> {
    Number::deserialize(deserializer).map(Some)
}

impl TryFrom<Written> for Deadline {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written { working_days, days, weeks, months, until, from, repeats } = written;
        let numbers = [working_days, days, weeks, months];
        let mut said = DueUnit::ALL.iter().zip(numbers).filter_map(|(unit, number)| Some((*unit, number?)));
        let allowed = "allowed: one of `working_days`, `days`, `weeks`, `months`";
        match (said.next(), said.next()) {
            (Some((unit, after)), None) => Ok(Self { after, unit, until, from, repeats }),
            (None, _) => Err(format!("says no length; {allowed}")),
            (Some((one, _)), Some((other, _))) => Err(format!("says both `{one}` and `{other}`; {allowed}")),
        }
    }
}

impl From<Deadline> for Written {
    fn from(deadline: Deadline) -> Self {
        let Deadline { after, unit, until, from, repeats } = deadline;
        let of = |one: DueUnit| (one == unit).then(|| after.clone());
        Self {
            working_days: of(DueUnit::WorkingDays),
            days: of(DueUnit::Days),
            weeks: of(DueUnit::Weeks),
            months: of(DueUnit::Months),
            until,
            from,
            repeats,
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Deadline {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Written::schema_name()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Written::json_schema(generator)
    }
}

impl Deadline {
    /// Its numbers, each with its field.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = (&'static str, &Number)> {
        let length = match self.unit {
            DueUnit::WorkingDays => "deadline.working_days",
            DueUnit::Days => "deadline.days",
            DueUnit::Weeks => "deadline.weeks",
            DueUnit::Months => "deadline.months",
        };
        std::iter::once((length, &self.after)).chain(self.until.iter().map(|until| ("deadline.until", until)))
    }
}

/// A deadline with its numbers: those of settings are filled in. `Display` says it in words, such as
/// `within 4 to 6 weeks of the referral`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Term {
    /// How many there are; of a range, the fewest.
    pub after: u16,
    /// Of what.
    pub unit: DueUnit,
    /// From which day on.
    pub from: CountedFrom,
    /// Of a range, the most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<u16>,
    /// Whether it comes again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub repeats: bool,
}

impl Term {
    /// Within so many of the unit, from this day on.
    #[must_use]
    pub const fn new(after: u16, unit: DueUnit, from: CountedFrom) -> Self {
        Self { after, unit, from, until: None, repeats: false }
    }

    /// How many there are at most: what decides the last day on which it is in time.
    pub(crate) fn most(&self) -> u16 {
        self.until.unwrap_or(self.after)
    }

    /// How long, such as `15 working days`, `4 to 6 weeks` or `every 6 weeks`.
    #[must_use]
    pub fn length(&self) -> String {
        let [one, several] = match self.unit {
            DueUnit::WorkingDays => ["working day", "working days"],
            DueUnit::Days => ["day", "days"],
            DueUnit::Weeks => ["week", "weeks"],
            DueUnit::Months => ["month", "months"],
        };
        let every = if self.repeats { "every " } else { "" };
        let most = counted(usize::from(self.most()), one, several);
        match self.until {
            Some(_) => format!("{every}{} to {most}", self.after),
            None if self.repeats && self.after == 1 => format!("every {one}"),
            None => format!("{every}{most}"),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (length, from) = (self.length(), &self.from);
        if self.repeats { write!(f, "{length} from {from}") } else { write!(f, "within {length} of {from}") }
    }
}

impl Tables {
    /// A deadline with its numbers. None where there is no such setting.
    #[must_use]
    pub fn term(&self, deadline: &Deadline) -> Option<Term> {
        let Deadline { after, unit, until, from, repeats } = deadline;
        let until = match until {
            Some(until) => Some(self.number(until)?),
            None => None,
        };
        Some(Term { after: self.number(after)?, unit: *unit, from: from.clone(), until, repeats: *repeats })
    }
}
