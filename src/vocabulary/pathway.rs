//! The words of the pathway.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// Which part of the rules applies to somebody of this age. The list is closed.
    pub enum Scope ("scope") {
        /// Could be under 18.
        Child = "child",
        /// 18 or over, and still screened.
        YoungAdult = "young_adult",
        /// 18 or over otherwise: no category is given, and the adult steps apply.
        Adult = "adult",
    }
}

vocabulary! {
    /// How strongly a step is asked for, as the toolkit's own verb has it. The list is closed.
    pub enum Force ("force") {
        /// It may be done.
        May = "may",
        /// It should be done.
        Should = "should",
        /// It must be done.
        Must = "must",
    }
}

vocabulary! {
    /// What a rule, plan or step rests on. The list is closed.
    pub enum Basis ("basis") {
        /// Plain words of the sources of the statements.
        Toolkit = "toolkit",
        /// A reading: the words leave a choice, and one was made.
        Reading = "reading",
    }
}
