//! Who the child is: age, the facts that protect, and the case.

use crate::vocabulary::category::Category;
use crate::vocabulary::dates::levels_are_impossible;
use crate::vocabulary::determination::{Determination, Meeting};
use crate::vocabulary::evidence::Evidence;
use crate::vocabulary::question::{Choice, Choices};
use crate::vocabulary::vocabulary;
use chrono::{Datelike, NaiveDate};
use std::fmt;

vocabulary! {
    /// An answer to a question. The order is that of protection: a later answer never protects less. The list is closed.
    pub enum Answer ("answer") {
        /// It is known not to be so.
        No = "no",
        /// It was asked, and nobody knows. Never the same as no.
        NotKnown = "not_known",
        /// It is suspected. Protects like yes, unless a rule says "known".
        Suspected = "suspected",
        /// It is so.
        Yes = "yes",
    }
}

impl Answer {
    const fn from_bits(bits: u32) -> Self {
        match bits & 0b11 {
            0 => Self::No,
            1 => Self::NotKnown,
            2 => Self::Suspected,
            _ => Self::Yes,
        }
    }

    /// Whether the answer protects: yes or suspected.
    #[must_use]
    pub const fn protects(self) -> bool {
        matches!(self, Self::Yes | Self::Suspected)
    }
}

vocabulary! {
    /// A question about the child that is answered yes, suspected, no or not known. The list may grow.
    #[non_exhaustive]
    pub enum Fact ("fact") {
        /// A learning disability. It implies additional needs.
        LearningDisability = "learning_disability",
        /// Additional needs.
        AdditionalNeeds = "additional_needs",
        /// Looked after by a local authority.
        LookedAfter = "looked_after",
        /// Placed in the area of another authority.
        PlacedOutOfArea = "placed_out_of_area",
        /// A care leaver.
        CareLeaver = "care_leaver",
        /// An unaccompanied child.
        Unaccompanied = "unaccompanied",
        /// Needs for care and support, at 18 and over.
        NeedsCareAndSupport = "needs_care_and_support",
        /// Unable to protect themselves because of those needs, at 18 and over.
        UnableToProtectSelf = "unable_to_protect_self",
        /// Known or strongly suspected to be exploited together with others, or by the same person.
        ExploitedWithOthers = "exploited_with_others",
        /// The referral is a section 47, and sexual exploitation is the presenting issue.
        Section47 = "section_47",
        /// An immediate safeguarding concern.
        ImmediateConcern = "immediate_concern",
        /// A parent or carer may be involved.
        ParentMayBeInvolved = "parent_may_be_involved",
    }
}

vocabulary! {
    /// Where a looked-after child is placed. The list may grow.
    #[non_exhaustive]
    pub enum Placement ("placement") {
        /// With foster carers.
        Foster = "foster",
        /// In a residential unit.
        Residential = "residential",
        /// Anywhere else.
        Other = "other",
    }
}

vocabulary! {
    /// The legal status of a looked-after child. The list may grow.
    #[non_exhaustive]
    pub enum LegalStatus ("legal_status") {
        /// Accommodated under section 20.
        Accommodated = "accommodated",
        /// An interim care order.
        InterimCareOrder = "interim_care_order",
        /// A full care order.
        CareOrder = "care_order",
    }
}

vocabulary! {
    /// Whether the case is open to Children's Social Care, with an allocated social worker, now. The list is closed.
    pub enum Case ("case") {
        /// Open, with an allocated social worker.
        Open = "open",
        /// Not open.
        NotOpen = "not_open",
    }
}

/// The greatest age that is taken for a real one, in whole years.
pub(crate) const OLDEST: u8 = 120;

/// An age that cannot be. `Display` and `Debug` repeat no age; [`AgeError::full_text`] does.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AgeError {
    /// An age outside 0 to 120.
    OutOfRange(i64),
    /// The lowest age is above the highest.
    Reversed {
        /// The age given as the lowest, in years.
        lowest: u8,
        /// The age given as the highest, in years.
        highest: u8,
    },
    /// The date of birth is after the date of the screening.
    BornAfterScreening,
}

impl AgeError {
    /// What is wrong, without what was found.
    pub(crate) const fn what(self) -> &'static str {
        match self {
            Self::OutOfRange(_) => "an age that cannot be",
            Self::Reversed { .. } => "the lowest age is above the highest",
            Self::BornAfterScreening => "the date of birth is after the date of the screening",
        }
    }

    pub(crate) fn found(self) -> Option<String> {
        match self {
            Self::OutOfRange(years) => Some(format!("an age of {years} years")),
            Self::Reversed { lowest, highest } => {
                Some(format!("the lowest age {lowest} and the highest age {highest}"))
            }
            Self::BornAfterScreening => None,
        }
    }

    pub(crate) const fn allowed(self) -> Option<&'static str> {
        match self {
            Self::OutOfRange(_) => Some("0 to 120 years"),
            Self::Reversed { .. } => Some("a lowest age that is not above the highest"),
            Self::BornAfterScreening => None,
        }
    }

    /// The whole message, with the ages that were found. It may repeat a child's data, so it belongs in no log.
    ///
    /// ```
    /// use cse_screening::Child;
    /// let error = Child::aged(121).unwrap_err();
    /// assert_eq!(error.full_text(), "found an age of 121 years; allowed: 0 to 120 years");
    /// assert_eq!(error.to_string(), "an age that cannot be; allowed: 0 to 120 years");
    /// ```
    #[must_use]
    pub fn full_text(self) -> String {
        let what = self.found().map_or_else(|| self.what().to_owned(), |found| format!("found {found}"));
        format!("{what}{}", self.allowed_in_words())
    }

    fn allowed_in_words(self) -> String {
        self.allowed().map_or_else(String::new, |allowed| format!("; allowed: {allowed}"))
    }
}

/// For a log: what is wrong and what is allowed, without what was found.
impl fmt::Display for AgeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.what(), self.allowed_in_words())
    }
}

/// As `Display`.
impl fmt::Debug for AgeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AgeError").field(&self.what()).finish()
    }
}

impl std::error::Error for AgeError {}

/// The age as it was given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum AgeGiven {
    NotKnown,
    Years(u8),
    Born(NaiveDate),
    Between(u8, u8),
}

/// The answers to the facts: what a column holds of one child. Eight bytes.
///
/// ```
/// use cse_screening::{Answer, Child, Fact, FactAnswers};
/// let answers = FactAnswers::new().fact(Fact::LookedAfter, Answer::Yes);
/// assert_eq!(answers.answer_to(Fact::LookedAfter), Some(Answer::Yes));
/// assert_eq!(answers.answer_to(Fact::CareLeaver), None);
/// assert_eq!(Child::of_unknown_age().fact(Fact::LookedAfter, Answer::Yes).fact_answers(), answers);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct FactAnswers {
    // Two bits each, and both set in `given` where there is an answer.
    answers: u32,
    given: u32,
}

impl FactAnswers {
    /// No answers yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { answers: 0, given: 0 }
    }

    /// Records the answer to a fact. A later answer to the same fact replaces it.
    #[must_use]
    pub fn fact(mut self, fact: Fact, answer: Answer) -> Self {
        self.set(fact, answer);
        self
    }

    /// The answer to a fact, if it was given.
    #[must_use]
    pub fn answer_to(self, fact: Fact) -> Option<Answer> {
        self.get(fact)
    }

    const fn shift(fact: Fact) -> u32 {
        2 * fact as u32
    }

    /// All two bits of each fact in `facts`.
    pub(crate) fn mask(facts: impl IntoIterator<Item = Fact>) -> u32 {
        facts.into_iter().fold(0, |mask, fact| mask | 0b11 << Self::shift(fact))
    }

    pub(crate) fn set(&mut self, fact: Fact, answer: Answer) {
        let mask = Self::mask([fact]);
        self.answers = self.answers & !mask | (answer as u32) << Self::shift(fact);
        self.given |= mask;
    }

    pub(crate) fn get(self, fact: Fact) -> Option<Answer> {
        (self.given & Self::mask([fact]) != 0).then(|| Self::answer(self.answers, fact))
    }

    /// The answers, with the tables' own for what was left out.
    pub(crate) const fn or_default(self, default_answers: u32) -> u32 {
        self.answers | default_answers & !self.given
    }

    pub(crate) const fn answer(answers: u32, fact: Fact) -> Answer {
        Answer::from_bits(answers >> Self::shift(fact))
    }

    /// The answers to the facts that a set has no row for: not known.
    pub(crate) fn defaults_without_row(with_row: impl Iterator<Item = Fact>) -> u32 {
        let with_row = Self::mask(with_row);
        let without = Fact::ALL.iter().filter(|fact| Self::mask([**fact]) & with_row == 0);
        without.fold(0, |bits, fact| bits | (Answer::NotKnown as u32) << Self::shift(*fact))
    }

    /// The same answers, with `not_known` and `suspected` turned to `yes`.
    pub(crate) const fn raised(answers: u32) -> u32 {
        let any_bit = (answers | answers >> 1) & 0x5555_5555;
        any_bit | any_bit << 1
    }

    /// The same, but for the facts of these bits, which stay as they are.
    pub(crate) const fn possible(answers: u32, not_raised: u32) -> u32 {
        Self::raised(answers) & !not_raised | answers & not_raised
    }

    /// These two bits for each fact, all of them given.
    pub(crate) fn of_all(answers: u32) -> Self {
        Self { answers, given: Self::mask(Fact::ALL.iter().copied()) }
    }

    /// As two words of bits: the answers, two bits a fact in the order of [`Fact::ALL`], with the place of the answer in
    /// [`Answer::ALL`]; and both bits of each fact that has an answer.
    ///
    /// ```
    /// use cse_screening::{Answer, Fact, FactAnswers};
    /// let answers = FactAnswers::new().fact(Fact::AdditionalNeeds, Answer::Suspected);
    /// assert_eq!(answers.to_bits(), (0b10_00, 0b11_00));
    /// assert_eq!(FactAnswers::from_bits(0b10_00, 0b11_00), Some(answers));
    /// ```
    #[must_use]
    pub const fn to_bits(self) -> (u32, u32) {
        (self.answers, self.given)
    }

    /// From what [`FactAnswers::to_bits`] gives; none for bits that it never gives.
    #[must_use]
    pub fn from_bits(answers: u32, given: u32) -> Option<Self> {
        let in_twos = given & 0x5555_5555 == given >> 1 & 0x5555_5555;
        let known = Self::mask(Fact::ALL.iter().copied());
        (in_twos && given & !known == 0 && answers & !given == 0).then_some(Self { answers, given })
    }

    pub(crate) const fn given_count(self) -> u32 {
        self.given.count_ones() / 2
    }
}

/// Says how much was given, never what: it may end up in a log.
impl fmt::Debug for FactAnswers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FactAnswers").field("given", &self.given_count()).finish_non_exhaustive()
    }
}

/// The child: age, facts, placement, legal status, case and previous category.
///
/// What is left out is not known, except the events (such as [`Fact::Section47`]), which are `no`
/// until somebody says otherwise. There is no name, no address, no sex and no ethnicity here.
///
/// ```
/// use cse_screening::{Answer, Child, Fact, Placement};
/// let child = Child::aged_between(12, 14)?
///     .fact(Fact::LearningDisability, Answer::Suspected)
///     .fact(Fact::LookedAfter, Answer::Yes)
///     .placement(Placement::Foster);
/// assert_eq!(child.age_range(), (12, 14));
/// assert_eq!(child.answer_to(Fact::CareLeaver), None);
/// # Ok::<(), cse_screening::AgeError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Child {
    age: AgeGiven,
    lowest: u8,
    highest: u8,
    pub(crate) screened_on: Option<NaiveDate>,
    pub(crate) facts: FactAnswers,
    pub(crate) choices: Choices,
    /// The day on which the previous category was recorded.
    pub(crate) previous_category_on: Option<NaiveDate>,
    /// What a meeting determined; its category stands among the choices too.
    determination: Option<Box<Determination>>,
    /// What stands beside the answers to facts. Most forms have nothing there.
    pub(crate) evidence: Vec<(Fact, Evidence)>,
}

impl Child {
    const fn with_age(age: AgeGiven, lowest: u8, highest: u8) -> Self {
        Self {
            age,
            lowest,
            highest,
            screened_on: None,
            facts: FactAnswers::new(),
            choices: Choices::NONE,
            previous_category_on: None,
            determination: None,
            evidence: Vec::new(),
        }
    }

    /// A child whose age is not known: it could be anything, and the rules protect accordingly.
    #[must_use]
    pub const fn of_unknown_age() -> Self {
        Self::with_age(AgeGiven::NotKnown, 0, OLDEST)
    }

    /// A child of this age, in whole years.
    ///
    /// # Errors
    /// [`AgeError::OutOfRange`] above 120.
    pub fn aged(years: u8) -> Result<Self, AgeError> {
        let years = checked_age(i64::from(years))?;
        Ok(Self::with_age(AgeGiven::Years(years), years, years))
    }

    /// A child whose age is between `lowest` and `highest`, both inclusive, in whole years.
    ///
    /// # Errors
    /// [`AgeError::OutOfRange`] above 120, [`AgeError::Reversed`] when `lowest` is above `highest`.
    pub fn aged_between(lowest: u8, highest: u8) -> Result<Self, AgeError> {
        let (lowest, highest) = (checked_age(i64::from(lowest))?, checked_age(i64::from(highest))?);
        if lowest > highest {
            return Err(AgeError::Reversed { lowest, highest });
        }
        Ok(Self::with_age(AgeGiven::Between(lowest, highest), lowest, highest))
    }

    /// A child born on one day and screened on another. Somebody born on 29 February turns a year
    /// older on 1 March in other years.
    ///
    /// ```
    /// use cse_screening::Child;
    /// use chrono::NaiveDate;
    /// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    /// let child = Child::born(day(2012, 2, 29), day(2025, 2, 28))?;
    /// assert_eq!(child.age_range(), (12, 12));
    /// # Ok::<(), cse_screening::AgeError>(())
    /// ```
    ///
    /// # Errors
    /// [`AgeError::BornAfterScreening`], or [`AgeError::OutOfRange`] when it makes an age above 120.
    pub fn born(date_of_birth: NaiveDate, screened_on: NaiveDate) -> Result<Self, AgeError> {
        if date_of_birth > screened_on {
            return Err(AgeError::BornAfterScreening);
        }
        let had_birthday =
            (screened_on.month(), screened_on.day()) >= (date_of_birth.month(), date_of_birth.day());
        let years =
            i64::from(screened_on.year()) - i64::from(date_of_birth.year()) - i64::from(!had_birthday);
        let years = checked_age(years)?;
        let mut child = Self::with_age(AgeGiven::Born(date_of_birth), years, years);
        child.screened_on = Some(screened_on);
        Ok(child)
    }

    /// Records the day of the screening. The age of a child with a date of birth is reckoned anew: that is why it is
    /// said of the child, though JSON has it under `screening`.
    ///
    /// # Errors
    /// As [`Child::born`], for a child with a date of birth.
    pub fn screened_on(self, day: NaiveDate) -> Result<Self, AgeError> {
        match self.age {
            AgeGiven::Born(date_of_birth) => Ok(self.with_age_of(&Self::born(date_of_birth, day)?)),
            _ => Ok(Self { screened_on: Some(day), ..self }),
        }
    }

    /// Records the answer to a fact. A later answer to the same fact replaces it.
    #[must_use]
    pub fn fact(mut self, fact: Fact, answer: Answer) -> Self {
        self.facts.set(fact, answer);
        // Another answer is another matter: what stood beside the one before goes with it.
        self.evidence.retain(|(of, _)| *of != fact);
        self
    }

    /// Records the answer to a fact, and what stands beside it.
    #[must_use]
    pub fn fact_with(self, fact: Fact, answer: Answer, evidence: Evidence) -> Self {
        let mut child = self.fact(fact, answer);
        child.put_evidence(fact, evidence);
        child
    }

    /// Puts it where its fact stands, so that equal requests are equal in whatever order they were made.
    pub(crate) fn put_evidence(&mut self, fact: Fact, evidence: Evidence) {
        let at = self.evidence.partition_point(|(of, _)| (*of as usize) < fact as usize);
        self.evidence.insert(at, (fact, evidence));
    }

    /// Records where the child is placed. By `None` it is taken back.
    #[must_use]
    pub fn placement(mut self, placement: impl Into<Option<Placement>>) -> Self {
        self.choices.put(Choice::Placement, Placement::ALL, placement.into());
        self
    }

    /// Records the legal status. By `None` it is taken back.
    #[must_use]
    pub fn legal_status(mut self, status: impl Into<Option<LegalStatus>>) -> Self {
        self.choices.put(Choice::LegalStatus, LegalStatus::ALL, status.into());
        self
    }

    /// Records whether the case is open. Left out, or taken back by `None`, the rules say what is assumed.
    #[must_use]
    pub fn case(mut self, case: impl Into<Option<Case>>) -> Self {
        self.choices.put(Choice::Case, Case::ALL, case.into());
        self
    }

    /// Records the category that an earlier screening or meeting gave, on a day that is not known. By `None` it is
    /// taken back.
    #[must_use]
    pub fn previous_category(mut self, category: impl Into<Option<Category>>) -> Self {
        self.choices.put(Choice::PreviousCategory, Category::ALL, category.into());
        // Another level was recorded on another day.
        self.previous_category_on = None;
        self
    }

    /// Records the category that an earlier screening or meeting gave, and the day on which it was recorded: a
    /// determination made since takes its place.
    #[must_use]
    pub fn previous_category_recorded(self, category: Category, on: NaiveDate) -> Self {
        Self { previous_category_on: Some(on), ..self.previous_category(category) }
    }

    /// Records the level that a meeting set since. By `None` it is taken back.
    #[must_use]
    pub fn determined(mut self, determination: impl Into<Option<Determination>>) -> Self {
        self.set_determination(determination.into());
        self
    }

    pub(crate) fn set_determination(&mut self, determination: Option<Determination>) {
        self.choices.set(Choice::Determination, determination.as_ref().map_or(0, Determination::number));
        self.determination = determination.map(Box::new);
    }

    /// Takes it for determined, or not, by the number of the value. What is not known of the meeting is made up: it
    /// was a MASE meeting, on the day of the screening or of the previous category.
    pub(crate) fn determine(&mut self, number: u8, rationale: &str) {
        if number == 0 {
            return self.set_determination(None);
        }
        let category = Category::from_number(number.into());
        let before = self.determination();
        let some_day = self.screened_on.or(self.previous_category_on).unwrap_or_default();
        let on = before.map_or(some_day, Determination::on);
        let by = before.map_or(Meeting::Mase, Determination::by);
        let rationale = before.map_or(rationale, Determination::rationale).to_owned();
        if self.previous_category_given().is_some() && self.previous_category_on.is_none() {
            self.previous_category_on = Some(on);
        }
        self.set_determination(Determination::new(category, on, by, rationale).ok());
    }

    /// The choices as the tables are asked about them.
    ///
    /// A request has its dates checked. Where one that was screened without does not tell a determination to be the
    /// later level, it lowers nothing: below the previous category it is taken for not given.
    #[inline]
    pub(crate) fn choices_understood(&self) -> Choices {
        match &self.determination {
            None => self.choices,
            Some(determination) => self.with_determination_understood(determination),
        }
    }

    #[cold]
    fn with_determination_understood(&self, determination: &Determination) -> Choices {
        let previous = self.previous_category_given();
        let is_later = self.previous_category_on.is_some_and(|on| on <= determination.on());
        let is_later = is_later && !levels_are_impossible(self);
        let mut choices = self.choices;
        if !is_later && determination.category() < previous {
            choices.set(Choice::Determination, 0);
        }
        choices
    }

    /// The lowest and the highest age the child may have, in whole years. 0 and 120 when not known.
    #[must_use]
    pub const fn age_range(&self) -> (u8, u8) {
        (self.lowest, self.highest)
    }

    /// The answer to a fact, if it was given.
    #[must_use]
    pub fn answer_to(&self, fact: Fact) -> Option<Answer> {
        self.facts.get(fact)
    }

    /// The answers to all facts.
    #[must_use]
    pub const fn fact_answers(&self) -> FactAnswers {
        self.facts
    }

    /// The placement, if it was given.
    #[must_use]
    pub fn placement_given(&self) -> Option<Placement> {
        self.choices.get(Choice::Placement, Placement::ALL)
    }

    /// The legal status, if it was given.
    #[must_use]
    pub fn legal_status_given(&self) -> Option<LegalStatus> {
        self.choices.get(Choice::LegalStatus, LegalStatus::ALL)
    }

    /// Whether the case is open, if it was given.
    #[must_use]
    pub fn case_given(&self) -> Option<Case> {
        self.choices.get(Choice::Case, Case::ALL)
    }

    /// The previous category, if it was given.
    #[must_use]
    pub fn previous_category_given(&self) -> Option<Category> {
        self.choices.get(Choice::PreviousCategory, Category::ALL)
    }

    /// The day on which the previous category was recorded, if it was given.
    #[must_use]
    pub const fn previous_category_day(&self) -> Option<NaiveDate> {
        self.previous_category_on
    }

    /// The determination, if there is one.
    #[must_use]
    pub fn determination(&self) -> Option<&Determination> {
        self.determination.as_deref()
    }

    pub(crate) const fn has_determination(&self) -> bool {
        self.determination.is_some()
    }

    /// What stands beside the answer to a fact, if anything does.
    #[must_use]
    pub fn evidence_of(&self, fact: Fact) -> Option<&Evidence> {
        self.evidence.iter().find(|(of, _)| *of == fact).map(|(_, evidence)| evidence)
    }

    /// The day of the screening, if it was given.
    #[must_use]
    pub const fn screening_day(&self) -> Option<NaiveDate> {
        self.screened_on
    }

    /// The first birthday after the screening, where the date of birth was given. From it on the age is another, and what
    /// follows may be, too.
    ///
    /// ```
    /// use cse_screening::Child;
    /// use chrono::NaiveDate;
    /// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    /// let child = Child::born(day(2008, 2, 29), day(2026, 2, 28))?;
    /// assert_eq!((child.age_range(), child.next_birthday()), ((17, 17), Some(day(2026, 3, 1))));
    /// assert_eq!(Child::aged(17)?.next_birthday(), None);
    /// # Ok::<(), cse_screening::AgeError>(())
    /// ```
    #[must_use]
    pub fn next_birthday(&self) -> Option<NaiveDate> {
        let AgeGiven::Born(born) = self.age else { return None };
        let year = born.year().checked_add(i32::from(self.lowest))?.checked_add(1)?;
        born.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
    }

    /// The same child, with the age and screening day of another.
    pub(crate) fn with_age_of(self, other: &Self) -> Self {
        Self {
            age: other.age,
            lowest: other.lowest,
            highest: other.highest,
            screened_on: other.screened_on,
            ..self
        }
    }

    /// Takes out what somebody wrote.
    pub(crate) fn redact(&mut self) {
        self.evidence.iter_mut().for_each(|(_, evidence)| evidence.redact());
        if let Some(determination) = &mut self.determination {
            determination.redact();
        }
    }

    pub(crate) const fn age_given(&self) -> AgeGiven {
        self.age
    }
}

pub(crate) fn checked_age(years: i64) -> Result<u8, AgeError> {
    u8::try_from(years).ok().filter(|years| *years <= OLDEST).ok_or(AgeError::OutOfRange(years))
}

/// Says how much was given, never what: it may end up in a log.
impl fmt::Debug for Child {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Child").field("facts_given", &self.facts.given_count()).finish_non_exhaustive()
    }
}
