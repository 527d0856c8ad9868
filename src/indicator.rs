//! The indicators, and the completed tool: which were seen, by whom, and what the professional judged.

use crate::category::{Category, Judgement};
use crate::child::Answer;
use crate::rules::{RuleSet, tables::IndicatorRow};
use crate::vocabulary::vocabulary;
use chrono::NaiveDate;
use std::fmt;

vocabulary! {
    /// One of the 56 indicators of the toolkit's Levels of Need figure.
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
    fn row(self) -> &'static IndicatorRow {
        RuleSet::coventry().indicator_row(self)
    }

    /// What the indicator says, in a few words, as the built-in rules have it.
    #[must_use]
    pub fn label(self) -> &'static str {
        &self.row().label
    }

    /// The category it is listed in by the built-in rules.
    #[must_use]
    pub fn category(self) -> Category {
        self.row().category
    }

    /// The statement of the toolkit that lists it.
    #[must_use]
    pub fn statement(self) -> &'static str {
        &self.row().statement
    }
}

/// A set of indicators, as a bit mask.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct IndicatorSet(pub(crate) u64);

impl IndicatorSet {
    pub(crate) const fn of(indicator: Indicator) -> Self {
        Self(1 << indicator as u8)
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) const fn has(self, indicator: Indicator) -> bool {
        self.0 & (1 << indicator as u8) != 0
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The members, in the order of the tables.
    pub(crate) fn iter(self) -> impl Iterator<Item = Indicator> {
        Indicator::ALL.iter().copied().filter(move |indicator| self.has(*indicator))
    }
}

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
    pub(crate) yes: IndicatorSet,
    pub(crate) suspected: IndicatorSet,
    pub(crate) not_known: IndicatorSet,
    pub(crate) no: IndicatorSet,
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
        [
            (self.yes, Answer::Yes),
            (self.suspected, Answer::Suspected),
            (self.not_known, Answer::NotKnown),
            (self.no, Answer::No),
        ]
        .into_iter()
        .find_map(|(set, answer)| set.has(indicator).then_some(answer))
    }

    /// Every indicator asked about, with its answer, in the order of the tables.
    pub fn answers(&self) -> impl Iterator<Item = (Indicator, Answer)> + '_ {
        Indicator::ALL.iter().filter_map(|indicator| Some((*indicator, self.answer_to(*indicator)?)))
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
        let one = IndicatorSet::of(indicator);
        for set in [&mut self.yes, &mut self.suspected, &mut self.not_known, &mut self.no] {
            *set = set.without(one);
        }
        let set = match answer {
            Answer::Yes => &mut self.yes,
            Answer::Suspected => &mut self.suspected,
            Answer::NotKnown => &mut self.not_known,
            Answer::No => &mut self.no,
        };
        *set = set.with(one);
        self.left_out = false;
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
        let asked = self.yes.with(self.suspected).with(self.not_known).with(self.no);
        f.debug_struct("Indicators").field("asked_about", &asked.len()).finish_non_exhaustive()
    }
}
