//! Several rule sets, the days on which each applies, and what was withdrawn.

mod error;
mod withdrawn;

use crate::compiled::RuleSet;
use crate::encoding::without_mark;
use crate::outcome::Outcome;
use crate::record::{Record, RecordError, RecordOrigin};
use crate::request::Request;
use crate::tables::fault::{Fault, RulesError};
use chrono::NaiveDate;
pub use error::{InForceError, NotInForce};
use serde::Deserialize;
use std::collections::HashMap;
pub use withdrawn::{Withdrawals, Withdrawn};

/// A rule set, and the days from and until which it applies, both of them included.
///
/// The days are the host's: they stand beside the rules and not in them, so that a set keeps its hash when
/// somebody decides to go on using it.
#[derive(Debug, Clone)]
pub struct Period {
    rules: RuleSet,
    from: NaiveDate,
    until: Option<NaiveDate>,
}

impl Period {
    /// The rules apply from this day on.
    #[must_use]
    pub const fn from(rules: RuleSet, from: NaiveDate) -> Self {
        Self { rules, from, until: None }
    }

    /// They apply until this day, which is the last one.
    #[must_use]
    pub const fn until(mut self, until: NaiveDate) -> Self {
        self.until = Some(until);
        self
    }

    /// The rules.
    #[must_use]
    pub const fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The first day.
    #[must_use]
    pub const fn first_day(&self) -> NaiveDate {
        self.from
    }

    /// The last day; none where no end is known.
    #[must_use]
    pub const fn last_day(&self) -> Option<NaiveDate> {
        self.until
    }

    fn id(&self) -> &str {
        &self.rules.tables().manifest.id
    }

    fn version(&self) -> &str {
        &self.rules.tables().manifest.version
    }

    fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// The rule sets that a host holds, and when each of them applies.
///
/// ```
/// use cse_screening::in_force::{NotInForce, Period, RulesInForce};
/// use cse_screening::{Child, Indicators, Request, RuleSet};
/// use cse_screening::chrono::NaiveDate;
///
/// let day = |text: &str| text.parse::<NaiveDate>();
/// let held = RulesInForce::new([Period::from(RuleSet::coventry().clone(), day("2025-04-01")?)])?;
///
/// let child = Child::aged(15)?.screened_on(day("2025-06-01")?)?;
/// let request = Request::new(child, Indicators::new())?;
/// assert_eq!(held.screen("coventry", &request)?.rules().sha256(), RuleSet::coventry().sha256());
///
/// let before = Request::new(Child::aged(15)?.screened_on(day("2024-06-01")?)?, Indicators::new())?;
/// assert!(matches!(held.screen("coventry", &before), Err(NotInForce::NoneOnDay { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct RulesInForce {
    /// By id, and then by day.
    periods: Vec<Period>,
    withdrawn: Withdrawals,
}

impl RulesInForce {
    /// Holds these sets. Of one id, each day from the first one on is that of one set and no more.
    ///
    /// # Errors
    /// [`RulesError`] with every fault: no set at all, a last day before the first one, two sets of one id that
    /// apply on the same day, days between two sets of one id on which none applies, and two sets of one id and one
    /// version that are not the same.
    pub fn new(periods: impl IntoIterator<Item = Period>) -> Result<Self, RulesError> {
        let mut periods: Vec<_> = periods.into_iter().collect();
        periods.sort_by(|one, other| (one.id(), one.from).cmp(&(other.id(), other.from)));
        let faults = faults(&periods);
        if faults.is_empty() {
            Ok(Self { periods, withdrawn: Withdrawals::default() })
        } else {
            Err(RulesError::new(faults))
        }
    }

    /// Makes known what was withdrawn: [`RulesInForce::verify`] then says so.
    #[must_use]
    pub fn with_withdrawals(mut self, withdrawn: Withdrawals) -> Self {
        self.withdrawn = withdrawn;
        self
    }

    /// The sets and their days, by id and by day.
    #[must_use]
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// The set with this id that was in force on this day.
    ///
    /// # Errors
    /// [`NotInForce`] for an id that no set has, and for a day on which none of them applies.
    pub fn on(&self, id: &str, day: NaiveDate) -> Result<&RuleSet, NotInForce> {
        let mut found = self.of_id(id).filter(|period| period.covers(day));
        match found.next() {
            Some(period) => Ok(&period.rules),
            None => Err(NotInForce::of(id, self.of_id(id), Some(day))),
        }
    }

    /// Screens a request by the set with this id that was in force on the day of its screening.
    ///
    /// # Errors
    /// As [`RulesInForce::on`], and [`NotInForce::NoDay`] for a request that does not say when it was screened.
    pub fn screen<'a>(&'a self, id: &str, request: &'a Request) -> Result<Outcome<'a>, NotInForce> {
        let Some(day) = request.child().screening_day() else {
            return Err(NotInForce::of(id, self.of_id(id), None));
        };
        self.on(id, day).map(|rules| request.screen_by(rules))
    }

    /// Reads a request by the set that was in force on the day of its screening, whose indicators it may use.
    /// Screen what it gives by the same set.
    ///
    /// # Errors
    /// As [`RulesInForce::screen`], and what [`Request::from_slice_for`] refuses.
    pub fn request(&self, id: &str, json: &[u8]) -> Result<(&RuleSet, Request), InForceError> {
        let rules = match screening_day(json) {
            Some(day) => self.on(id, day)?,
            None => {
                let last = self.of_id(id).last();
                let no_day = NotInForce::of(id, self.of_id(id), None);
                // A request that cannot be read says why, and not that its day is missing.
                let Some(last) = last else { return Err(no_day.into()) };
                Request::from_slice_for(&last.rules, json)?;
                return Err(no_day.into());
            }
        };
        Ok((rules, Request::from_slice_for(rules, json)?))
    }

    /// The set with this hash, whenever it applies.
    #[must_use]
    pub fn with_sha256(&self, sha256: &str) -> Option<&RuleSet> {
        self.periods.iter().map(|period| &period.rules).find(|rules| rules.sha256() == sha256)
    }

    /// Reads a record by the set that made it, known by its hash whatever replaced it since, and verifies it.
    /// What comes back says, too, whether the set or the version of the engine was withdrawn since.
    ///
    /// # Errors
    /// [`InForceError`] for what is no record, for one of a set that is not held, and for one that does not verify.
    /// Of these [`RulesInForce::withdrawn`] says what was withdrawn.
    pub fn verify(&self, record: &[u8]) -> Result<Verified<'_>, InForceError> {
        let origin = RecordOrigin::of_record(record)?;
        let Some(rules) = self.with_sha256(&origin.rules.sha256) else {
            return Err(InForceError::NotHeld);
        };
        let record = Record::from_slice_for(rules, record)?;
        record.verify(rules)?;
        Ok(Verified { rules, record, withdrawn: self.withdrawn.of(&origin) })
    }

    /// Why the rules or the engine that a record names were withdrawn since; empty where they were not. The record need
    /// not verify, and its rules need not be held.
    ///
    /// # Errors
    /// [`RecordError`] for what does not say which rules and which engine made it.
    pub fn withdrawn(&self, record: &[u8]) -> Result<Vec<&Withdrawn>, RecordError> {
        Ok(self.withdrawn.of(&RecordOrigin::of_record(record)?))
    }

    fn of_id<'s>(&'s self, id: &str) -> impl Iterator<Item = &'s Period> {
        self.periods.iter().filter(move |period| period.id() == id)
    }
}

/// A record that verified.
#[derive(Debug, Clone)]
pub struct Verified<'a> {
    /// The rules that it was made by.
    pub rules: &'a RuleSet,
    /// The record.
    pub record: Record,
    /// Why the rules or the engine that made it were withdrawn since; empty where they were not. Its decision is
    /// what was decided then: look at it again.
    pub withdrawn: Vec<&'a Withdrawn>,
}

/// The day of the screening, if the text is a request that says one. What is wrong with it is said by who reads it.
fn screening_day(json: &[u8]) -> Option<NaiveDate> {
    #[derive(Deserialize)]
    struct Dated {
        screening: Screening,
    }
    #[derive(Deserialize)]
    struct Screening {
        screened_on: NaiveDate,
    }
    let Dated { screening } = serde_json::from_slice(without_mark(json)).ok()?;
    Some(screening.screened_on)
}

/// What is wrong with periods, in the order of ids and days.
fn faults(periods: &[Period]) -> Vec<Fault> {
    if periods.is_empty() {
        return vec![fault("", "there is no rule set; allowed: at least one")];
    }
    let mut faults = Vec::new();
    for period in periods {
        if let Some(until) = period.until.filter(|until| *until < period.from) {
            let from = period.from;
            faults.push(fault(
                period.id(),
                format!("it applies until {until}, which is before {from}, from when it applies"),
            ));
        }
    }
    let mut first = HashMap::new();
    for period in periods {
        let sha256 = period.rules.sha256();
        if *first.entry((period.id(), period.version())).or_insert(sha256) != sha256 {
            let version = period.version();
            let problem = format!(
                "two sets are version {version}, and their SHA-256 differ; allowed: a version of its own"
            );
            faults.push(fault(period.id(), problem));
        }
    }
    for (period, next) in periods.iter().zip(periods.iter().skip(1)) {
        if period.id() != next.id() {
            continue;
        }
        let [one, other] = [period, next].map(Period::version);
        let wrong = match period.until {
            None => {
                Some(format!("version {one} has no last day, and version {other} applies from {}", next.from))
            }
            Some(until) if until >= next.from => Some(format!(
                "version {one} applies until {until}, and version {other} from {}; allowed: one set on each day",
                next.from
            )),
            Some(until) if until.succ_opt() != Some(next.from) => Some(format!(
                "version {one} applies until {until}, and version {other} from {}; no set applies between",
                next.from
            )),
            Some(_) => None,
        };
        faults.extend(wrong.map(|wrong| fault(period.id(), wrong)));
    }
    faults
}

fn fault(id: &str, problem: impl Into<String>) -> Fault {
    Fault::new("rules in force", id, problem)
}
