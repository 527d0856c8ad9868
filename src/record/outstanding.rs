//! What of a record is still to be done, as of a day.

use crate::compiled::RuleSet;
use crate::outcome::Step;
use crate::record::{Record, StepRecord, VerifyError};
use crate::vocabulary::vocabulary;
use chrono::NaiveDate;
use std::fmt;

/// That a step was done, or why it was not. What it says is the caller's: no rule reads it.
///
/// ```
/// use cse_screening::{StepDone, chrono::NaiveDate};
/// let on = NaiveDate::from_ymd_opt(2026, 1, 6).unwrap();
/// let done = StepDone::new("refer-to-mash-with-tool", on, "school nurse").result("received");
/// assert_eq!(done.step, "refer-to-mash-with-tool");
/// let not_done = StepDone::new("strategy-discussion", on, "team manager").why_not("held last week");
/// assert!(not_done.why_not.is_some());
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StepDone {
    /// The id of the step.
    pub step: String,
    /// The day.
    pub on: NaiveDate,
    /// By whom.
    pub by: String,
    /// What came of it.
    pub result: Option<String>,
    /// Why it was not done. With this, it was not.
    pub why_not: Option<String>,
}

impl StepDone {
    /// That it was done, on this day, by somebody.
    #[must_use]
    pub fn new(step: impl Into<String>, on: NaiveDate, by: impl Into<String>) -> Self {
        Self { step: step.into(), on, by: by.into(), result: None, why_not: None }
    }

    /// With what came of it.
    #[must_use]
    pub fn result(self, result: impl Into<String>) -> Self {
        Self { result: Some(result.into()), ..self }
    }

    /// That it was not done, and why.
    #[must_use]
    pub fn why_not(self, reason: impl Into<String>) -> Self {
        Self { why_not: Some(reason.into()), ..self }
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for StepDone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StepDone").finish_non_exhaustive()
    }
}

vocabulary! {
    /// How a step stands that is not done.
    #[non_exhaustive]
    pub enum Standing ("standing") {
        /// Its last day is over.
        Overdue = "overdue",
        /// There is time, or no day.
        Open = "open",
        /// Somebody said why it is not done. That is no step, so it is still listed.
        NotDone = "not_done",
    }
}

/// A step of a record that is not done.
#[derive(Clone)]
#[non_exhaustive]
pub struct Outstanding<'a> {
    /// The step.
    pub step: &'a StepRecord,
    /// How it stands.
    pub standing: Standing,
    /// The first day of a range.
    pub not_before: Option<NaiveDate>,
    /// The last day on which it is in time; of what comes again, of the time that is not done.
    pub by: Option<NaiveDate>,
    /// What was said of it last.
    pub last: Option<&'a StepDone>,
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Outstanding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outstanding").finish_non_exhaustive()
    }
}

impl Record {
    /// What is not done as of a day: what is overdue first, then what is open, by date, and last what somebody decided not to do.
    ///
    /// What was said later than that day counts for nothing, and so does what names no step of this record. Of what
    /// comes again, such as a review, one that was done late settles all that was due before it, and one in time
    /// settles the next: two in one time do not settle the time after.
    ///
    /// ```
    /// use cse_screening::{Request, RuleSet, Standing, StepDone, chrono::NaiveDate};
    /// let request = Request::from_json(r#"{"child": {"age": 15}, "screening": {
    ///     "referred_on": "2025-03-03", "indicators": ["rape"]}}"#)?;
    /// let (record, rules) = (request.screen().to_record(), RuleSet::coventry());
    /// let day = |day| NaiveDate::from_ymd_opt(2025, 3, day).unwrap();
    /// let open = record.outstanding(rules, &[], day(24))?;
    /// let meeting = open.iter().find(|one| one.step.id == "mase-meeting").unwrap();
    /// assert_eq!((meeting.standing, meeting.by), (Standing::Open, Some(day(24))));
    /// assert_eq!(record.outstanding(rules, &[], day(25))?[0].standing, Standing::Overdue);
    ///
    /// let done = [StepDone::new("mase-meeting", day(20), "chair")];
    /// let open = record.outstanding(rules, &done, day(25))?;
    /// assert!(open.iter().all(|one| one.step.id != "mase-meeting"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Record::verify`]: of a record that does not reproduce nobody can say what is outstanding.
    pub fn outstanding<'a>(
        &'a self,
        rules: &RuleSet,
        done: &'a [StepDone],
        as_of: NaiveDate,
    ) -> Result<Vec<Outstanding<'a>>, VerifyError> {
        self.verify(rules)?;
        let outcome = self.request.screen_by(rules);
        let mut said: Vec<_> = done.iter().filter(|one| one.on <= as_of).collect();
        said.sort_by_key(|one| one.on);
        let steps = self.steps.iter().zip(outcome.steps());
        let mut all: Vec<_> = steps
            .filter_map(|(step, decided)| {
                let said: Vec<_> = said.iter().copied().filter(|one| one.step == step.id).collect();
                outstanding(step, decided, &said, as_of)
            })
            .collect();
        all.sort_by_key(|one| (one.standing as u8, one.by.is_none(), one.by));
        Ok(all)
    }
}

/// What is not done of a step; nothing where it is. What was said of it is in order of days.
fn outstanding<'a>(
    step: &'a StepRecord,
    decided: Step<'_>,
    said: &[&'a StepDone],
    as_of: NaiveDate,
) -> Option<Outstanding<'a>> {
    let mut done = said.iter().filter(|one| one.why_not.is_none());
    let due = step.due.as_ref();
    let mut last_before = None;
    let mut time = due.and_then(|due| Some((due.until.and(due.date), due.by()?)));
    if due.is_some_and(|due| due.repeats) {
        let after = |by| decided.next_after(by).map(|next| (next.not_before, next.by));
        for one in done {
            let mut late = false;
            while let Some((_, by)) = time.filter(|(_, by)| *by < one.on) {
                (late, last_before, time) = (true, Some(by), after(by));
            }
            let settles = !late && last_before.is_none_or(|before| before < one.on);
            if let Some((_, by)) = time.filter(|_| settles) {
                (last_before, time) = (Some(by), after(by));
            }
        }
    } else if done.next().is_some() {
        return None;
    }
    let last = said.last().copied();
    // Why it was not done last time says nothing of this one.
    let decided_not =
        last.is_some_and(|one| one.why_not.is_some() && last_before.is_none_or(|before| before < one.on));
    let standing = match time {
        _ if decided_not => Standing::NotDone,
        Some((_, by)) if by < as_of => Standing::Overdue,
        _ => Standing::Open,
    };
    let (not_before, by) = time.map_or((None, None), |(first, by)| (first, Some(by)));
    Some(Outstanding { step, standing, not_before, by, last })
}
