//! The indicators, and the completed tool: which were seen, by whom, and what the professional judged.

use crate::category::{Category, Judgement};
use crate::child::Answer;
use crate::rules::{RuleSet, tables::IndicatorRow};
use crate::vocabulary::{UnknownCode, vocabulary};
use chrono::NaiveDate;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

vocabulary! {
    /// One of the 56 indicators of the toolkit's Levels of Need figure.
    ///
    /// A local rule set may have indicators of its own: they are asked about by their codes, with
    /// [`Indicators::answer_code`].
    ///
    /// ```
    /// use cse_screening::{Category, Indicator};
    /// let indicator: Indicator = "clipping".parse()?;
    /// assert_eq!(indicator.category(), Category::Three);
    /// assert_eq!(indicator.statement(), "N148");
    /// assert_eq!(Indicator::ALL.len(), 56);
    /// # Ok::<(), cse_screening::UnknownCode>(())
    /// ```
    pub enum Indicator ("indicator code") {
        LateHomeOrMissing = "late-home-or-missing",
        HistoryOfAbuse = "history-of-abuse",
        UnexplainedNightsOut = "unexplained-nights-out",
        OvertlySexualisedDress = "overtly-sexualised-dress",
        SexualisedRiskTaking = "sexualised-risk-taking",
        UnknownAdultAssociates = "unknown-adult-associates",
        ReducedContactWithSupport = "reduced-contact-with-support",
        ExperimentingWithDrugsOrAlcohol = "experimenting-with-drugs-or-alcohol",
        ChangedSocialMediaUse = "changed-social-media-use",
        PoorSelfImage = "poor-self-image",
        EatingDisorder = "eating-disorder",
        SuperficialSelfHarm = "superficial-self-harm",
        ExpressionsOfDespair = "expressions-of-despair",
        GumClinicAttendance = "gum-clinic-attendance",
        SeenInHotspot = "seen-in-hotspot",
        SchoolNonAttendanceOrExclusion = "school-non-attendance-or-exclusion",
        PlacementBreakdownFromBehaviour = "placement-breakdown-from-behaviour",
        RepeatOffending = "repeat-offending",
        IncreasinglyDisruptiveOrAggressive = "increasingly-disruptive-or-aggressive",
        MigrantRefugeeOrAsylumSeeker = "migrant-refugee-or-asylum-seeker",
        UnsureOfSexualOrientation = "unsure-of-sexual-orientation",
        GettingIntoAdultsVehicles = "getting-into-adults-vehicles",
        AssociatingWithCseLinkedAdults = "associating-with-cse-linked-adults",
        AssociatingWithExploitedPeers = "associating-with-exploited-peers",
        DisclosedOrWithdrewPhysicalAssault = "disclosed-or-withdrew-physical-assault",
        ReportedInvolvedAtHotspot = "reported-involved-at-hotspot",
        AdultBoyfriendOrGirlfriend = "adult-boyfriend-or-girlfriend",
        UnaccountedMoneyOrGoods = "unaccounted-money-or-goods",
        ConcerningPhoneUse = "concerning-phone-use",
        SexuallyTransmittedInfection = "sexually-transmitted-infection",
        PreviousSexualAbuseVictim = "previous-sexual-abuse-victim",
        GangAssociationOrRules = "gang-association-or-rules",
        ConcealedInternetUse = "concealed-internet-use",
        OnlineSexualBullying = "online-sexual-bullying",
        ConcealedInjuries = "concealed-injuries",
        MissingOrExcludedFromSchool = "missing-or-excluded-from-school",
        ResidentialPlacementBreakdown = "residential-placement-breakdown",
        Rape = "rape",
        Under13SexualActivity = "under-13-sexual-activity",
        HomelessStayingWithExploiter = "homeless-staying-with-exploiter",
        ExchangingOrSellingSex = "exchanging-or-selling-sex",
        TakenToClubsOrHotelsForSex = "taken-to-clubs-or-hotels-for-sex",
        DisclosedOrWithdrewSeriousSexualAssault = "disclosed-or-withdrew-serious-sexual-assault",
        AbductionOrForcedImprisonment = "abduction-or-forced-imprisonment",
        MovedAroundForSexualActivity = "moved-around-for-sexual-activity",
        DisappearedWithPriorCseConcerns = "disappeared-with-prior-cse-concerns",
        BoughtSoldOrTrafficked = "bought-sold-or-trafficked",
        MultipleMiscarriagesOrTerminations = "multiple-miscarriages-or-terminations",
        CseIndicatorsWithChronicSubstanceUse = "cse-indicators-with-chronic-substance-use",
        CseIndicatorsWithSeriousSelfHarm = "cse-indicators-with-serious-self-harm",
        InternetExploitation = "internet-exploitation",
        Clipping = "clipping",
        GangMemberOrAssociation = "gang-member-or-association",
        RewardedForRecruitingPeers = "rewarded-for-recruiting-peers",
        HonourBasedViolenceOrForcedMarriageRisk = "honour-based-violence-or-forced-marriage-risk",
        RemovedFromRedLightArea = "removed-from-red-light-area",
    }
}

impl Indicator {
    #[allow(clippy::expect_used, reason = "the built-in tables have a row for each, which a test checks")]
    fn row(self) -> &'static IndicatorRow {
        RuleSet::coventry().indicator_row(self).expect("each built-in indicator has a row")
    }

    /// What the indicator says, in a few words, as the built-in rules have it.
    #[must_use]
    pub fn label(self) -> &'static str {
        &self.row().label
    }

    /// The category it is listed in by the built-in rules.
    #[must_use]
    #[allow(clippy::expect_used, reason = "the built-in tables list each, which a test checks")]
    pub fn category(self) -> Category {
        self.row().category.expect("each built-in indicator is listed in a category")
    }

    /// The statement of the toolkit that lists it.
    #[must_use]
    pub fn statement(self) -> &'static str {
        &self.row().statement
    }
}

/// The place at which the own indicators of rule sets start: before it stand those with a type.
const OWN_FROM: usize = Indicator::ALL.len();
/// How many words of 64 hold a place for every indicator of a rule set.
pub(crate) const WORDS: usize = 16;
/// How many indicators of its own a rule set can have.
pub(crate) const MOST_OWN: usize = 64 * WORDS - OWN_FROM;

/// A set of indicators, as a bit mask over their places: `N` is 1 where only those with a type matter, and
/// up to [`WORDS`] where a rule set has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IndicatorSet<const N: usize>(pub(crate) [u64; N]);

/// The indicators with a type.
pub(crate) type Typed = IndicatorSet<1>;
/// All indicators that a rule set can have.
pub(crate) type Places = IndicatorSet<WORDS>;

impl<const N: usize> Default for IndicatorSet<N> {
    fn default() -> Self {
        Self([0; N])
    }
}

impl<const N: usize> IndicatorSet<N> {
    pub(crate) const fn at(place: usize) -> Self {
        let mut words = [0; N];
        if place / 64 < N {
            #[allow(clippy::indexing_slicing, reason = "the line above")]
            {
                words[place / 64] = 1 << (place % 64);
            }
        }
        Self(words)
    }

    fn zip(self, other: Self, op: impl Fn(u64, u64) -> u64) -> Self {
        let mut words = self.0;
        words.iter_mut().zip(other.0).for_each(|(one, other)| *one = op(*one, other));
        Self(words)
    }

    pub(crate) fn with(self, other: Self) -> Self {
        self.zip(other, |one, other| one | other)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        self.zip(other, |one, other| one & !other)
    }

    pub(crate) fn and(self, other: Self) -> Self {
        self.zip(other, |one, other| one & other)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(crate) fn len(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    pub(crate) fn has(self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    /// The places in the set, in rising order.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(at, mut word)| {
            std::iter::from_fn(move || {
                let place = (word != 0).then(|| 64 * at + word.trailing_zeros() as usize);
                word &= word.wrapping_sub(1);
                place
            })
        })
    }

    /// The same set, as one of another width. What does not fit is left out.
    pub(crate) fn resized<const M: usize>(self) -> IndicatorSet<M> {
        let mut words = [0; M];
        words.iter_mut().zip(self.0).for_each(|(to, from)| *to = from);
        IndicatorSet(words)
    }
}

/// The codes that a rule set has beside those with a type, and their places.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct OwnCodes {
    codes: Vec<String>,
    places: HashMap<String, usize>,
}

impl OwnCodes {
    /// Numbers those of the codes that have no type, in their order.
    pub(crate) fn of<'c>(codes: impl Iterator<Item = &'c str>) -> Self {
        let mut own = Self::default();
        for code in codes.filter(|code| Indicator::from_code(code).is_none()) {
            if !own.places.contains_key(code) {
                own.places.insert(code.to_owned(), OWN_FROM + own.codes.len());
                own.codes.push(code.to_owned());
            }
        }
        own
    }

    pub(crate) const fn len(&self) -> usize {
        self.codes.len()
    }

    /// The place of an indicator of either kind.
    pub(crate) fn place(&self, code: &str) -> Option<usize> {
        Indicator::from_code(code).map(|typed| typed as usize).or_else(|| self.places.get(code).copied())
    }

    fn code(&self, place: usize) -> &str {
        place.checked_sub(OWN_FROM).and_then(|at| self.codes.get(at)).map_or("", String::as_str)
    }
}

/// The answers to a rule set's own indicators.
#[derive(Clone)]
pub(crate) struct OwnAnswers {
    codes: Arc<OwnCodes>,
    /// For each 64 places, those answered no, not known, suspected and yes. Side by side, so that the few
    /// words of most sets are one line of the cache.
    words: Box<[[u64; 4]]>,
}

impl OwnAnswers {
    fn none(rules: &RuleSet) -> Self {
        let words = (OWN_FROM + rules.own_codes.len()).div_ceil(64);
        Self { codes: Arc::clone(&rules.own_codes), words: vec![[0; 4]; words].into() }
    }

    /// Whether they were recorded under the rules that have these codes.
    pub(crate) fn is_under(&self, codes: &Arc<OwnCodes>) -> bool {
        Arc::ptr_eq(&self.codes, codes)
    }

    /// The places answered no, not known, suspected and yes.
    fn sets<const N: usize>(&self) -> [IndicatorSet<N>; 4] {
        let mut sets = [IndicatorSet([0; N]); 4];
        for (at, word) in self.words.iter().enumerate() {
            for (set, word) in sets.iter_mut().zip(word) {
                if let Some(slot) = set.0.get_mut(at) {
                    *slot = *word;
                }
            }
        }
        sets
    }

    fn answers(&self) -> impl Iterator<Item = (&str, Answer)> {
        let asked = self.sets::<WORDS>().into_iter().fold(Places::default(), Places::with);
        asked.iter().filter_map(|place| Some((self.codes.code(place), self.answer_at(place)?)))
    }

    fn answer_at(&self, place: usize) -> Option<Answer> {
        let word = self.words.get(place / 64)?;
        let given = word.iter().zip(Answer::ALL).find(|(set, _)| *set >> (place % 64) & 1 == 1);
        given.map(|(_, answer)| *answer)
    }

    fn set(&mut self, place: usize, answer: Answer) {
        let one = 1 << (place % 64);
        let word = self.words.get_mut(place / 64).into_iter().flatten();
        for (set, of) in word.zip(Answer::ALL) {
            *set = if *of == answer { *set | one } else { *set & !one };
        }
    }
}

/// Equal when the same codes have the same answers.
impl PartialEq for OwnAnswers {
    fn eq(&self, other: &Self) -> bool {
        let sorted = |own: &Self| {
            let mut answers: Vec<_> = own.answers().map(|(code, answer)| (code.to_owned(), answer)).collect();
            answers.sort_unstable();
            answers
        };
        sorted(self) == sorted(other)
    }
}

impl Eq for OwnAnswers {}

vocabulary! {
    /// Who completed the screening tool.
    pub enum CompletedBy ("completed_by") {
        /// A social worker, whose screening needs no second one.
        SocialWorker = "social_worker",
        /// The police.
        Police = "police",
        /// Anybody else; what is assumed when it is left out.
        OtherProfessional = "other_professional",
    }
}

/// The completed tool: the answer to each indicator asked about, who completed it, when the child
/// was referred, and a professional judgement, if any.
///
/// An indicator without an answer was not asked about: it counts for nothing. One answered
/// [`Answer::NotKnown`] was asked about, and counts for what is still possible.
///
/// ```
/// use cse_screening::{Answer, CompletedBy, Indicator, Indicators};
/// let tool = Indicators::new()
///     .observed(Indicator::LateHomeOrMissing)
///     .answer(Indicator::Rape, Answer::NotKnown)
///     .completed_by(CompletedBy::Police);
/// assert_eq!(tool.answer_to(Indicator::Rape), Some(Answer::NotKnown));
/// assert_eq!(tool.answer_to(Indicator::Clipping), None);
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Indicators {
    pub(crate) yes: Typed,
    pub(crate) suspected: Typed,
    pub(crate) not_known: Typed,
    pub(crate) no: Typed,
    pub(crate) own: Option<OwnAnswers>,
    pub(crate) left_out: bool,
    pub(crate) completed_by: Option<CompletedBy>,
    pub(crate) referred_on: Option<NaiveDate>,
    pub(crate) judgement: Option<Judgement>,
}

impl Indicators {
    /// A tool with no indicator answered yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Records that an indicator was observed: the answer [`Answer::Yes`].
    #[must_use]
    pub fn observed(self, indicator: Indicator) -> Self {
        self.answer(indicator, Answer::Yes)
    }

    /// Records the answer to an indicator. A later answer to the same indicator replaces it.
    #[must_use]
    pub fn answer(mut self, indicator: Indicator, answer: Answer) -> Self {
        self.set(indicator, answer);
        self
    }

    /// Records the answer to an indicator of these rules, by its code: one of their own or one with a
    /// type.
    ///
    /// ```
    /// use cse_screening::{Answer, Indicators, RuleSet};
    /// let tool = Indicators::new().answer_code(RuleSet::coventry(), "clipping", Answer::Suspected)?;
    /// assert_eq!(tool.answer_to_code("clipping"), Some(Answer::Suspected));
    /// assert!(tool.answer_code(RuleSet::coventry(), "cliping", Answer::Yes).is_err());
    /// # Ok::<(), cse_screening::UnknownCode>(())
    /// ```
    ///
    /// # Errors
    /// [`UnknownCode`] for a code that these rules do not have, and when an answer was recorded under
    /// other rules to an indicator that these do not have.
    pub fn answer_code(mut self, rules: &RuleSet, code: &str, answer: Answer) -> Result<Self, UnknownCode> {
        self.set_code(rules, code, answer)?;
        Ok(self)
    }

    /// Records who completed the tool. Left out, it is [`CompletedBy::OtherProfessional`].
    #[must_use]
    pub fn completed_by(mut self, who: CompletedBy) -> Self {
        self.completed_by = Some(who);
        self
    }

    /// Records the day of the referral to Children's Social Care, from which deadlines count.
    #[must_use]
    pub fn referred_on(mut self, day: NaiveDate) -> Self {
        self.referred_on = Some(day);
        self
    }

    /// Records a professional judgement. It can raise the category and never lowers it.
    #[must_use]
    pub fn judged(mut self, judgement: Judgement) -> Self {
        self.judgement = Some(judgement);
        self
    }

    /// The answer to an indicator, if it was asked about.
    #[must_use]
    pub fn answer_to(&self, indicator: Indicator) -> Option<Answer> {
        let sets = [self.no, self.not_known, self.suspected, self.yes];
        let given = sets.iter().zip(Answer::ALL).find(|(set, _)| set.has(indicator as usize));
        given.map(|(_, answer)| *answer)
    }

    /// The answer to the indicator with this code, if it was asked about.
    #[must_use]
    pub fn answer_to_code(&self, code: &str) -> Option<Answer> {
        match Indicator::from_code(code) {
            Some(indicator) => self.answer_to(indicator),
            None => {
                let own = self.own.as_ref()?;
                own.answer_at(own.codes.place(code)?)
            }
        }
    }

    /// Whether the indicator at a place of these rules was asked about.
    pub(crate) fn has_answer_at(&self, rules: &RuleSet, place: usize) -> bool {
        match Indicator::ALL.get(place) {
            Some(indicator) => self.answer_to(*indicator).is_some(),
            None => rules.row_at(place).is_some_and(|row| self.answer_to_code(&row.code).is_some()),
        }
    }

    /// Every indicator with a type that was asked about, with its answer, in the order of the tables.
    pub fn answers(&self) -> impl Iterator<Item = (Indicator, Answer)> + '_ {
        let asked = self.asked().iter().filter_map(|place| Indicator::ALL.get(place));
        asked.filter_map(|indicator| Some((*indicator, self.answer_to(*indicator)?)))
    }

    /// Every indicator asked about, by its code, with its answer: those with a type, then those that
    /// rule sets have of their own.
    pub fn answers_by_code(&self) -> impl Iterator<Item = (&str, Answer)> + '_ {
        let typed = self.answers().map(|(indicator, answer)| (indicator.code(), answer));
        typed.chain(self.own_answers())
    }

    /// The answers to indicators that rule sets have of their own.
    pub(crate) fn own_answers(&self) -> impl Iterator<Item = (&str, Answer)> + '_ {
        self.own.as_ref().into_iter().flat_map(OwnAnswers::answers)
    }

    /// The indicators with a type that were asked about.
    pub(crate) fn asked(&self) -> Typed {
        self.no.with(self.not_known).with(self.suspected).with(self.yes)
    }

    /// Who completed the tool, if it was given.
    #[must_use]
    pub const fn completed_by_given(&self) -> Option<CompletedBy> {
        self.completed_by
    }

    /// The day of the referral, if it was given.
    #[must_use]
    pub const fn referral_day(&self) -> Option<NaiveDate> {
        self.referred_on
    }

    /// The professional judgement, if there is one.
    #[must_use]
    pub const fn judgement(&self) -> Option<&Judgement> {
        self.judgement.as_ref()
    }

    pub(crate) fn set(&mut self, indicator: Indicator, answer: Answer) {
        let one = Typed::at(indicator as usize);
        let sets = [&mut self.no, &mut self.not_known, &mut self.suspected, &mut self.yes];
        for (set, of) in sets.into_iter().zip(Answer::ALL) {
            *set = if *of == answer { set.with(one) } else { set.without(one) };
        }
        self.left_out = false;
    }

    pub(crate) fn set_code(
        &mut self,
        rules: &RuleSet,
        code: &str,
        answer: Answer,
    ) -> Result<(), UnknownCode> {
        let place = rules.place_of(code).ok_or_else(|| rules.unknown_indicator(code))?;
        if let Some(indicator) = Indicator::ALL.get(place) {
            self.set(*indicator, answer);
            return Ok(());
        }
        let mut own = self.own.take().unwrap_or_else(|| OwnAnswers::none(rules));
        if !own.is_under(&rules.own_codes) {
            let mut moved = OwnAnswers::none(rules);
            for (code, answer) in own.answers() {
                moved.set(rules.place_of(code).ok_or_else(|| rules.unknown_indicator(code))?, answer);
            }
            own = moved;
        }
        own.set(place, answer);
        self.own = Some(own);
        self.left_out = false;
        Ok(())
    }

    /// Records the answer to the indicator at a place of these rules, unless it has one already. Every
    /// answer must have been recorded under the same rules.
    pub(crate) fn set_place(&mut self, rules: &RuleSet, place: usize, answer: Answer) -> bool {
        match Indicator::ALL.get(place) {
            Some(indicator) => {
                let fresh = self.answer_to(*indicator).is_none();
                if fresh {
                    self.set(*indicator, answer);
                }
                fresh
            }
            None => {
                let own = self.own.get_or_insert_with(|| OwnAnswers::none(rules));
                let fresh = own.answer_at(place).is_none();
                if fresh {
                    own.set(place, answer);
                    self.left_out = false;
                }
                fresh
            }
        }
    }

    /// The places answered no, not known, suspected and yes, as these codes number them.
    pub(crate) fn places<const N: usize>(&self, codes: &Arc<OwnCodes>) -> [IndicatorSet<N>; 4] {
        let mut sets = [self.no, self.not_known, self.suspected, self.yes].map(Typed::resized::<N>);
        match &self.own {
            None => {}
            Some(own) if own.is_under(codes) => {
                sets.iter_mut().zip(own.sets()).for_each(|(set, own)| *set = set.with(own));
            }
            // Read under other rules: what these do not have is for `Outcome::unread` to tell.
            Some(own) => {
                for (set, theirs) in sets.iter_mut().zip(own.sets::<WORDS>()) {
                    let here = theirs.iter().filter_map(|place| codes.place(own.codes.code(place)));
                    *set = here.fold(*set, |set, place| set.with(IndicatorSet::at(place)));
                }
            }
        }
        sets
    }
}

/// A tool on which exactly these indicators were observed.
impl FromIterator<Indicator> for Indicators {
    fn from_iter<I: IntoIterator<Item = Indicator>>(observed: I) -> Self {
        observed.into_iter().fold(Self::new(), Self::observed)
    }
}

/// Says how much was answered, never what: it may end up in a log.
impl fmt::Debug for Indicators {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asked = self.answers_by_code().count();
        f.debug_struct("Indicators").field("asked_about", &asked).finish_non_exhaustive()
    }
}
