//! What stands beside the answers: when something was seen and who said so, what the child says, and strengths.
//!
//! The rules read none of it. It comes back in the record as it was given.

use crate::encoding::is_blank;
use chrono::NaiveDate;
use std::fmt;

/// A text of the caller's has at most so many characters.
pub const LONGEST_TEXT: usize = 4_000;
/// So many sightings stand beside one answer, at most.
pub const MOST_SIGHTINGS: usize = 50;
/// So many strengths are kept, at most.
pub const MOST_STRENGTHS: usize = 50;

/// Why something beside the answers is refused. It repeats nothing of what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// Nothing can be seen of the text.
    #[error("the text is blank; leave it out instead")]
    BlankText,
    /// The text has too many characters.
    #[error("the text is too long; allowed: {LONGEST_TEXT} characters")]
    LongText,
    /// There are too many sightings.
    #[error("there are too many sightings; allowed: {MOST_SIGHTINGS}")]
    ManySightings,
    /// There are too many strengths.
    #[error("there are too many strengths; allowed: {MOST_STRENGTHS}")]
    ManyStrengths,
}

/// A text that somebody wrote: not blank, and at most 4,000 characters long.
///
/// It may hold names, whatever a form asks for. So its `Debug` is empty, and it has no `Display`;
/// [`FreeText::as_str`] gives it.
///
/// ```
/// use cse_screening::{EvidenceError, FreeText};
/// assert_eq!(FreeText::new("seen by the lake").map(|text| text.as_str().len()), Ok(16));
/// assert_eq!(FreeText::new(" \u{200B}"), Err(EvidenceError::BlankText));
/// assert_eq!(FreeText::new("x".repeat(4_001)), Err(EvidenceError::LongText));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct FreeText(String);

impl FreeText {
    /// A text.
    ///
    /// # Errors
    /// [`EvidenceError::BlankText`] where nothing can be seen of it, [`EvidenceError::LongText`] above 4,000
    /// characters.
    pub fn new(text: impl Into<String>) -> Result<Self, EvidenceError> {
        let text = text.into();
        if text.len() > LONGEST_TEXT && text.chars().count() > LONGEST_TEXT {
            return Err(EvidenceError::LongText);
        }
        if is_blank(&text) {
            return Err(EvidenceError::BlankText);
        }
        Ok(Self(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands in the place of a text that was taken out.
    pub(crate) fn redacted() -> Self {
        Self(REDACTED.to_owned())
    }
}

/// What stands in the place of a text that was taken out.
pub(crate) const REDACTED: &str = "redacted";

/// Says nothing of the text.
impl fmt::Debug for FreeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FreeText(..)")
    }
}

/// When something was seen, as it was given.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Sightings {
    /// One day.
    On(NaiveDate),
    /// A list of days.
    Each(Vec<NaiveDate>),
}

impl Sightings {
    pub(crate) fn days(&self) -> &[NaiveDate] {
        match self {
            Self::On(day) => std::slice::from_ref(day),
            Self::Each(days) => days,
        }
    }
}

/// What stands beside one answer. No rule of the built-in set reads it, and beside a no it counts for nothing.
///
/// ```
/// use cse_screening::{Answer, Evidence, FreeText, Indicator, Indicators};
/// use cse_screening::chrono::NaiveDate;
/// let day = |text: &str| text.parse::<NaiveDate>();
/// let evidence = Evidence::new()
///     .seen_on(day("2025-02-24")?)
///     .reported_on(day("2025-02-25")?)
///     .source(FreeText::new("school")?)
///     .first_hand(false);
/// let tool = Indicators::new().answer_with(Indicator::LateHomeOrMissing, Answer::Yes, evidence.clone());
/// assert_eq!(tool.evidence_of("late-home-or-missing"), Some(&evidence));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    pub(crate) seen_on: Option<Sightings>,
    pub(crate) reported_on: Option<NaiveDate>,
    pub(crate) source: Option<FreeText>,
    pub(crate) first_hand: Option<bool>,
    pub(crate) note: Option<FreeText>,
}

impl Evidence {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Records the one day on which it was seen.
    #[must_use]
    pub fn seen_on(mut self, day: NaiveDate) -> Self {
        self.seen_on = Some(Sightings::On(day));
        self
    }

    /// Records several days, each of them a sighting.
    ///
    /// # Errors
    /// [`EvidenceError::ManySightings`] for more than 50.
    pub fn seen_on_each(mut self, days: impl IntoIterator<Item = NaiveDate>) -> Result<Self, EvidenceError> {
        let days: Vec<_> = days.into_iter().take(MOST_SIGHTINGS + 1).collect();
        if days.len() > MOST_SIGHTINGS {
            return Err(EvidenceError::ManySightings);
        }
        self.seen_on = Some(Sightings::Each(days));
        Ok(self)
    }

    /// Records when it was reported.
    #[must_use]
    pub const fn reported_on(mut self, day: NaiveDate) -> Self {
        self.reported_on = Some(day);
        self
    }

    /// Records who said so: a code of the caller's, or a text.
    #[must_use]
    pub fn source(mut self, source: FreeText) -> Self {
        self.source = Some(source);
        self
    }

    /// Records whether the source saw it.
    #[must_use]
    pub const fn first_hand(mut self, first_hand: bool) -> Self {
        self.first_hand = Some(first_hand);
        self
    }

    /// Records a note.
    #[must_use]
    pub fn note(mut self, note: FreeText) -> Self {
        self.note = Some(note);
        self
    }

    /// The days on which it was seen.
    #[must_use]
    pub fn sightings(&self) -> &[NaiveDate] {
        self.seen_on.as_ref().map_or(&[], Sightings::days)
    }

    /// The day on which it was reported, if it was given.
    #[must_use]
    pub const fn reporting_day(&self) -> Option<NaiveDate> {
        self.reported_on
    }

    /// Who said so, if it was given.
    #[must_use]
    pub const fn source_given(&self) -> Option<&FreeText> {
        self.source.as_ref()
    }

    /// Whether the source saw it, if it was given.
    #[must_use]
    pub const fn first_hand_given(&self) -> Option<bool> {
        self.first_hand
    }

    /// The note, if there is one.
    #[must_use]
    pub const fn note_given(&self) -> Option<&FreeText> {
        self.note.as_ref()
    }

    /// The same, without what somebody wrote.
    pub(crate) fn redact(&mut self) {
        redact(&mut self.source);
        redact(&mut self.note);
    }
}

/// Puts a mark in the place of a text.
pub(crate) fn redact(text: &mut Option<FreeText>) {
    if let Some(text) = text {
        *text = FreeText::redacted();
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evidence").finish_non_exhaustive()
    }
}

/// What is known of the child's own views.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Views {
    pub(crate) seen_alone_on: Option<NaiveDate>,
    pub(crate) words: Option<FreeText>,
}

impl Views {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Records the day on which the child was last seen alone.
    #[must_use]
    pub const fn seen_alone_on(mut self, day: NaiveDate) -> Self {
        self.seen_alone_on = Some(day);
        self
    }

    /// Records what the child says and wants.
    #[must_use]
    pub fn words(mut self, words: FreeText) -> Self {
        self.words = Some(words);
        self
    }

    /// The day on which the child was last seen alone, if it was given.
    #[must_use]
    pub const fn day_seen_alone(&self) -> Option<NaiveDate> {
        self.seen_alone_on
    }

    /// What the child says and wants, if it was given.
    #[must_use]
    pub const fn words_given(&self) -> Option<&FreeText> {
        self.words.as_ref()
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Views {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Views").finish_non_exhaustive()
    }
}
