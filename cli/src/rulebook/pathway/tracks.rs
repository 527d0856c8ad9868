//! The lanes of the pathway, and the tracks in each.

use cse_screening::{Answer, Case, Category, Fact, Outcome, Request, Scope};

/// The lanes of the pathway: one for each category, and one for none.
pub(super) const LANES: [Option<Category>; 4] =
    [Some(Category::One), Some(Category::Two), Some(Category::Three), None];

/// A track within a lane: children whose pathway runs alike.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Track {
    NotOpen,
    Open,
    LookedAfter,
    Adult,
}

pub(crate) const TRACKS: [Track; 4] = [Track::NotOpen, Track::Open, Track::LookedAfter, Track::Adult];

impl Track {
    /// Ages on this track, if the set draws the line where the toolkit does, and none: then what is varied
    /// says it. The oldest is an adult to every set.
    pub(super) const fn ages(self) -> [Option<u8>; 3] {
        if matches!(self, Self::Adult) { [None, Some(19), Some(40)] } else { [None, Some(15), Some(12)] }
    }

    /// Whether the child of this request is on this track.
    pub(super) fn is_of(self, outcome: &Outcome<'_>, request: &Request) -> bool {
        let looked_after = request.child().answer_to(Fact::LookedAfter);
        let child = outcome.scope() == Scope::Child;
        match self {
            Self::NotOpen => child && looked_after == Some(Answer::No) && outcome.case() == Case::NotOpen,
            Self::Open => child && looked_after == Some(Answer::No) && outcome.case() == Case::Open,
            Self::LookedAfter => child && looked_after == Some(Answer::Yes),
            Self::Adult => !child && looked_after == Some(Answer::No),
        }
    }
}
