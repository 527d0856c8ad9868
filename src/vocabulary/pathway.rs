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
        /// Certainly of an age for which this tool is not made: no category is given, and a step says where to turn.
        OutsideThisTool = "outside_this_tool",
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

vocabulary! {
    /// What a deadline counts.
    #[non_exhaustive]
    pub enum DueUnit ("unit") {
        /// Days that are neither on a weekend nor holidays of the calendar of the rules.
        WorkingDays = "working_days",
        /// Days, whatever day they are.
        Days = "days",
        /// Seven days each.
        Weeks = "weeks",
        /// To the same day of a later month, or to the last day of a month that does not have it.
        Months = "months",
    }
}

vocabulary! {
    /// Who acts first in a step. The tables say what each is called in an area.
    #[non_exhaustive]
    pub enum Actor ("actor") {
        /// Everybody in any agency who knows of the child.
        Everyone = "everyone",
        /// Whoever completed the tool, with their agency.
        Referrer = "referrer",
        /// Whoever holds the case.
        Holder = "holder",
        /// The allocated social worker.
        SocialWorker = "social_worker",
        /// The manager responsible.
        TeamManager = "team_manager",
        /// Children's Social Care as a service.
        ChildrensSocialCare = "childrens_social_care",
        /// The front door where agencies sit together.
        Mash = "mash",
        /// A worker of the team for child sexual exploitation.
        CseTeam = "cse_team",
        /// The manager of that team.
        CseTeamManager = "cse_team_manager",
        /// The police.
        Police = "police",
        /// Health services.
        Health = "health",
        /// The chair of the meeting.
        Chair = "chair",
        /// The meeting as a whole.
        Meeting = "meeting",
        /// Parents, foster carers or staff who look after the child.
        Carers = "carers",
        /// Staff of a residential unit.
        ResidentialStaff = "residential_staff",
        /// A voluntary-sector provider.
        VoluntarySector = "voluntary_sector",
        /// The safeguarding service.
        Safeguarding = "safeguarding",
        /// The leaving care team.
        LeavingCare = "leaving_care",
        /// Adult services.
        AdultServices = "adult_services",
    }
}
