//! The indicators, and the completed tool: which were seen, by whom, and what the professional judged.

mod own;
mod set;
mod tool;

pub(crate) use crate::vocabulary::indicator::set::{
    IndicatorSet, MOST_OWN, OWN_FROM, Place, Placed, Places, Typed, WORDS,
};
pub use crate::vocabulary::indicator::tool::{CompletedBy, Indicators};
use crate::vocabulary::vocabulary;
pub(crate) use own::{OwnAnswers, OwnCodes};

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

/// The code of an indicator: one of the built-in set, or one that an area has of its own.
#[cfg(feature = "schema")]
pub(crate) struct IndicatorCode;
