//! Determination: the level that a meeting set.

use crate::encoding::is_blank;
use crate::vocabulary::category::{Category, EmptyRationale};
use crate::vocabulary::evidence::REDACTED;
use crate::vocabulary::vocabulary;
use chrono::NaiveDate;
use std::fmt;

vocabulary! {
    /// A meeting that may set the level. No other may.
    pub enum Meeting ("meeting") {
        /// A MASE meeting.
        Mase = "mase_meeting",
        /// A strategy meeting.
        Strategy = "strategy_meeting",
        /// A child protection conference.
        ChildProtectionConference = "child_protection_conference",
        /// The multi-agency meeting that is held in the place of a MASE meeting for a child who is known already,
        /// the CSE Team Manager included.
        MultiAgency = "multi_agency_meeting",
    }
}

/// The level that a meeting set, since the previous category was recorded.
///
/// It takes the place of the previous category, and so it alone can lower: never below what the tables or a
/// professional judgement give.
///
/// ```
/// use cse_screening::{Category, Child, Determination, Meeting, Indicators, screen};
/// use cse_screening::chrono::NaiveDate;
/// let day = |text: &str| text.parse::<NaiveDate>();
/// let meeting = Determination::new(Some(Category::One), day("2025-02-20")?, Meeting::Mase, "safe with an aunt")?;
/// let child = Child::aged(15)?
///     .previous_category_recorded(Category::Three, day("2024-11-08")?)
///     .determined(meeting);
/// assert_eq!(screen(&child, &Indicators::new()).category(), Some(Category::One));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Determination {
    category: Option<Category>,
    on: NaiveDate,
    by: Meeting,
    rationale: String,
}

impl Determination {
    /// The values of the question, by their numbers from 1: a category, or that none is in force.
    pub(crate) const VALUES: &'static [&'static str] = &["1", "2", "3", "none"];

    /// The category that a meeting set, or that it found none to be in force; its day, which meeting, and why.
    ///
    /// # Errors
    /// [`EmptyRationale`] when nothing can be seen of the rationale.
    pub fn new(
        category: Option<Category>,
        on: NaiveDate,
        by: Meeting,
        rationale: impl Into<String>,
    ) -> Result<Self, EmptyRationale> {
        let rationale = rationale.into();
        if is_blank(&rationale) {
            return Err(EmptyRationale);
        }
        Ok(Self { category, on, by, rationale })
    }

    /// The category determined; none where the meeting found that there is none.
    #[must_use]
    pub const fn category(&self) -> Option<Category> {
        self.category
    }

    /// Its number among the values of the question: 4 where there is none.
    pub(crate) fn number(&self) -> u8 {
        self.category.map_or(4, Category::number)
    }

    /// The day of the meeting.
    #[must_use]
    pub const fn on(&self) -> NaiveDate {
        self.on
    }

    /// Which meeting it was.
    #[must_use]
    pub const fn by(&self) -> Meeting {
        self.by
    }

    /// Why.
    #[must_use]
    pub fn rationale(&self) -> &str {
        &self.rationale
    }

    pub(crate) fn redact(&mut self) {
        REDACTED.clone_into(&mut self.rationale);
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Determination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Determination(..)")
    }
}
