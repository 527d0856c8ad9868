//! The requests that are measured, and the same decision written by hand.
#![allow(dead_code, reason = "not every benchmark needs all of it")]

mod mixes;

use cse_screening::{Answer, Category, Child, Fact, Indicator, Indicators, Judgement, Request};
pub(crate) use mixes::Mix;

/// Each request as JSON.
pub(crate) fn texts(requests: &[Request]) -> Vec<Vec<u8>> {
    requests.iter().map(|request| serde_json::to_vec(request).expect("a request is JSON")).collect()
}

/// What the hand-written function takes: masks that are ready made.
#[derive(Clone, Copy)]
pub(crate) struct Masks {
    pub(crate) observed: u64,
    pub(crate) known: u64,
    /// A bit for each fact answered yes or suspected.
    pub(crate) facts: u16,
    pub(crate) lowest_age: u8,
    pub(crate) no_category: bool,
    /// Whether it was answered that the child is not looked after.
    pub(crate) not_looked_after: bool,
    /// The number of the placement, 1 to 3 as [`Placement::ALL`] has them, or 0.
    pub(crate) placement: u8,
    /// The number of the legal status, or 0.
    pub(crate) legal_status: u8,
    pub(crate) judged: u8,
    /// The category determined, 4 where it is none, or 0.
    pub(crate) determined: u8,
    pub(crate) previous: u8,
}

/// The rules in the order of the bits of the hand-written function. The first one has a bit for each category
/// that it gives.
pub(crate) const RULES: [&str; 16] = [
    "listed-indicator-1",
    "listed-indicator-2",
    "listed-indicator-3",
    "several-category-1",
    "under-13",
    "learning-disability",
    "known-gang-association",
    "unaccompanied-with-risk-indicators",
    "exploited-with-others",
    "looked-after",
    "immediate-concern",
    "section-47",
    "parent-may-be-involved",
    "professional-judgement",
    "determination",
    "previous-category",
];

/// The bit of a rule of the toolkit, and of what it gives.
pub(crate) fn bit(rule: &str, at_least: u8) -> u16 {
    if rule == "listed-indicator" {
        return 1 << (at_least - 1);
    }
    1 << RULES.iter().position(|known| *known == rule).expect("a rule of the toolkit")
}

/// The category, and a bit for each rule that fired.
pub(crate) fn by_hand(masks: &Masks, lists: &Lists) -> (u8, u16) {
    if masks.no_category {
        return (0, 0);
    }
    let has = |fact: Fact| masks.facts >> fact as u8 & 1 == 1;
    let mut fired = 0_u16;
    let mut level = 0_u8;
    let mut at_least = |rule: u8, gives: u8, fires: bool| {
        if fires {
            fired |= 1 << rule;
            level = level.max(gives);
        }
        level
    };
    let in_force = if masks.determined == 0 { masks.previous } else { masks.determined % NONE };
    let concern = masks.observed != 0 || masks.judged != 0 || in_force != 0 || has(Fact::ParentMayBeInvolved);
    let behaviour = masks.observed & lists.behaviour != 0;
    let looked_after = has(Fact::LookedAfter)
        || masks.legal_status != 0
        || matches!(masks.placement, 1 | 2)
        || has(Fact::PlacedOutOfArea) && !masks.not_looked_after;
    at_least(0, 1, masks.observed & lists.one != 0);
    at_least(1, 2, masks.observed & lists.two != 0);
    at_least(2, 3, masks.observed & lists.three != 0);
    at_least(3, 2, (masks.observed & lists.one).count_ones() >= 3);
    at_least(4, 2, masks.lowest_age < 13 && concern);
    at_least(5, 2, has(Fact::LearningDisability) && concern);
    at_least(6, 3, masks.known & lists.gang != 0);
    at_least(7, 3, has(Fact::Unaccompanied) && behaviour);
    at_least(8, 3, has(Fact::ExploitedWithOthers));
    at_least(10, 3, has(Fact::ImmediateConcern));
    at_least(11, 3, has(Fact::Section47));
    let others = at_least(12, 1, has(Fact::ParentMayBeInvolved));
    let indicated = at_least(9, 3, looked_after && behaviour && others >= 2);
    let judged = at_least(13, masks.judged, masks.judged > indicated);
    at_least(14, in_force, masks.determined != 0 && in_force > judged);
    let category = at_least(15, in_force, masks.determined == 0 && in_force > judged);
    (category, fired)
}

/// What a meeting determined that found none.
pub(crate) const NONE: u8 = 4;

/// The lists of the toolkit as masks.
pub(crate) struct Lists {
    one: u64,
    two: u64,
    three: u64,
    gang: u64,
    behaviour: u64,
}

impl Lists {
    pub(crate) fn new() -> Self {
        let of = |category| mask(Indicator::ALL.iter().filter(|indicator| indicator.category() == category));
        let circumstances = [Indicator::MigrantRefugeeOrAsylumSeeker, Indicator::UnsureOfSexualOrientation];
        Self {
            one: of(Category::One),
            two: of(Category::Two),
            three: of(Category::Three),
            gang: mask(&[Indicator::GangAssociationOrRules]),
            behaviour: mask(Indicator::ALL.iter().filter(|indicator| !circumstances.contains(indicator))),
        }
    }
}

fn mask<'a>(indicators: impl IntoIterator<Item = &'a Indicator>) -> u64 {
    indicators.into_iter().fold(0, |mask, indicator| mask | 1 << *indicator as u8)
}

impl Masks {
    /// The masks of a request. The scope is taken from an outcome: it is not what is compared.
    pub(crate) fn of(child: &Child, tool: &Indicators) -> Self {
        let with = |answers: &[Answer]| {
            tool.answers()
                .filter(|(_, answer)| answers.contains(answer))
                .fold(0, |mask, (indicator, _)| mask | 1 << indicator as u8)
        };
        let facts = Fact::ALL.iter().filter(|fact| child.answer_to(**fact).is_some_and(Answer::protects));
        let number = |category: Option<Category>| category.map_or(0, Category::number);
        Self {
            observed: with(&[Answer::Yes, Answer::Suspected]),
            known: with(&[Answer::Yes]),
            facts: facts.fold(0, |mask, fact| mask | 1 << *fact as u8),
            lowest_age: child.age_range().0,
            no_category: cse_screening::screen(child, tool).scope() == cse_screening::Scope::Adult,
            not_looked_after: child.answer_to(Fact::LookedAfter) == Some(Answer::No),
            placement: child.placement_given().map_or(0, |placement| placement as u8 + 1),
            legal_status: child.legal_status_given().map_or(0, |status| status as u8 + 1),
            judged: number(tool.judgement().map(Judgement::category)),
            determined: child
                .determination()
                .map_or(0, |meeting| meeting.category().map_or(NONE, Category::number)),
            previous: number(child.previous_category_given()),
        }
    }
}
