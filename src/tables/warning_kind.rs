//! The kinds of warnings of a check, by which a set acknowledges them.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// A kind of warning. A set acknowledges one by its code, with a reason. The list may grow.
    #[non_exhaustive]
    pub enum WarningKind ("kind of warning") {
        /// No category rule asks for an indicator.
        IndicatorIgnored = "indicator-ignored",
        /// An indicator counts only where any indicator does, and another of its group counts by itself.
        OutOfReach = "out-of-reach",
        /// An indicator is in a group that no row asks for, and its name is nearly that of one that is asked for.
        GroupMisspelt = "group-misspelt",
        /// The code of an indicator is nearly that of one with a type.
        CodeMisspelt = "code-misspelt",
        /// An answer to a fact, or to a question of the set's own, changes nothing; or a fact does not raise the category as the built-in rules have it.
        FactIgnored = "fact-ignored",
        /// A fact that is left out is taken for a no, which hides what is possible.
        DefaultHides = "default-hides",
        /// A professional judgement does not raise the category.
        JudgementIgnored = "judgement-ignored",
        /// A determination does not raise the category.
        DeterminationIgnored = "determination-ignored",
        /// A child falls below the previous category, and nobody lowered it.
        PreviousIgnored = "previous-ignored",
        /// Somebody is in no scope.
        NoScope = "no-scope",
        /// A step that must be taken under the rules that these were made from is less here, or gone.
        StepWeakened = "step-weakened",
        /// Steps must be taken, and no must stands in a stage of what cannot wait.
        NothingAtOnce = "nothing-at-once",
        /// The set says what it was made from, and that could not be verified.
        NotVerified = "not-verified",
        /// A property says nothing of the set.
        NothingToProve = "nothing-to-prove",
        /// A category rule never decides.
        NeverDecides = "never-decides",
        /// A row never holds.
        NeverHolds = "never-holds",
        /// A row always holds.
        AlwaysHolds = "always-holds",
        /// Nothing uses a row.
        Unused = "unused",
        /// A row says the same as another.
        SaysTheSame = "says-the-same",
        /// A reading does not say what it was chosen over.
        ReadingWithoutChoice = "reading-without-choice",
        /// No row carries a statement.
        NotCarried = "not-carried",
        /// It would take too long to say.
        Undecided = "undecided",
        /// Something is acknowledged, or accepted, that does not happen.
        AcknowledgedInVain = "acknowledged-in-vain",
    }
}
