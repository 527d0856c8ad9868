//! Which steps apply on which track, as the engine answers when it is asked.

use super::requests::Variations;
use super::tracks::{LANES, TRACKS};
use cse_screening::{Category, Force, Request, RuleSet};

/// Whether a step applies to the children of a track.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Applies {
    Never,
    /// No child on this track was tried: the set has none there.
    NoneTried,
    /// To some: more is asked for, as the tables say.
    ToSome,
    /// To every child that was tried.
    ToAll,
}

/// What a step is on one track.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    pub(crate) applies: Applies,
    pub(crate) force: Option<Force>,
}

impl Mark {
    const NONE: Self = Self { applies: Applies::Never, force: None };
}

/// The steps of one lane.
pub(crate) struct Lane {
    pub(crate) category: Option<Category>,
    /// For each step of the table, its marks on the tracks.
    marks: Vec<[Mark; TRACKS.len()]>,
}

impl Lane {
    pub(crate) fn marks(&self, step: usize) -> [Mark; TRACKS.len()] {
        self.marks.get(step).copied().unwrap_or([Mark::NONE; TRACKS.len()])
    }

    /// Whether it applies to every child in this lane that was tried.
    pub(crate) fn is_for_all(&self, step: usize) -> bool {
        let tried = self.marks(step).into_iter().filter(|mark| mark.applies != Applies::NoneTried);
        tried.map(|mark| mark.applies).all(|applies| applies == Applies::ToAll)
    }

    /// The force of a step in this lane; none where it never applies.
    pub(crate) fn force(&self, step: usize) -> Option<Force> {
        self.marks(step).into_iter().find_map(|mark| mark.force)
    }
}

/// The whole pathway.
pub(crate) struct Pathway {
    pub(crate) lanes: Vec<Lane>,
    /// So many requests were screened.
    pub(crate) asked: usize,
}

impl Pathway {
    pub(crate) fn asked_of(rules: &RuleSet) -> Self {
        let variations = Variations::of(rules);
        let mut asked = 0;
        let mut lane = |category| {
            let tracks = TRACKS.map(|track| {
                let requests = variations.on_track(rules, category, track);
                asked += requests.len();
                marks(rules, &requests)
            });
            let steps = 0..rules.tables().steps.len();
            let of_step = |at| tracks.each_ref().map(|marks| marks.get(at).copied().unwrap_or(Mark::NONE));
            Lane { category, marks: steps.map(of_step).collect() }
        };
        let has = |category: &Category| rules.tables().categories.iter().any(|row| row.category == *category);
        let lanes = LANES.into_iter().filter(|one| one.as_ref().is_none_or(has)).map(&mut lane).collect();
        Self { lanes, asked }
    }

    /// The steps that apply in no lane.
    pub(crate) fn applies_nowhere(&self, step: usize) -> bool {
        self.lanes.iter().all(|lane| lane.force(step).is_none())
    }
}

/// What these requests say of each step.
fn marks(rules: &RuleSet, requests: &[Request]) -> Vec<Mark> {
    let rows = &rules.tables().steps;
    let mut counts: Vec<(usize, Option<Force>)> = vec![(0, None); rows.len()];
    for request in requests {
        let outcome = request.screen_by(rules);
        // Steps come out in the order of the table.
        let mut at = rows.iter().zip(&mut counts);
        for step in outcome.steps() {
            if let Some((_, (count, force))) = at.find(|(row, _)| row.id == step.id()) {
                *count += 1;
                *force = Some(step.force());
            }
        }
    }
    let mark = |(count, force)| {
        let applies = match count {
            0 if requests.is_empty() => Applies::NoneTried,
            0 => Applies::Never,
            all if all == requests.len() => Applies::ToAll,
            _ => Applies::ToSome,
        };
        Mark { applies, force }
    };
    counts.into_iter().map(mark).collect()
}
