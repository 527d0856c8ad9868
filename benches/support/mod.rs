//! A mixed set of requests, and the same decision written by hand.
#![allow(dead_code, reason = "not every benchmark needs both")]

use cse_screening::{Answer, Case, Category, Child, CompletedBy, Fact, Indicator, Indicators, Judgement};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

/// How many requests the set holds.
pub(crate) const REQUESTS: usize = 10_000;

/// Requests of all scopes with 0 to 9 indicators, facts mostly answered no or left out.
pub(crate) fn requests() -> Vec<(Child, Indicators)> {
    let mut rng = StdRng::seed_from_u64(2015);
    (0..REQUESTS).map(|_| request(&mut rng)).collect()
}

fn request(rng: &mut StdRng) -> (Child, Indicators) {
    let age = match rng.random_range(0..20) {
        0 => None,
        1 => Some(rng.random_range(18..30)),
        2..5 => Some(rng.random_range(5..13)),
        _ => Some(rng.random_range(13..18)),
    };
    let mut child = match age {
        None => Child::of_unknown_age(),
        Some(age) => Child::aged(age).unwrap_or_else(|_| Child::of_unknown_age()),
    };
    for fact in Fact::ALL {
        let answer = match rng.random_range(0..20) {
            0 => Some(Answer::Yes),
            1 => Some(Answer::Suspected),
            2 => Some(Answer::NotKnown),
            3..12 => Some(Answer::No),
            _ => None,
        };
        child = answer.into_iter().fold(child, |child, answer| child.fact(*fact, answer));
    }
    if rng.random_bool(0.2) {
        child = child.previous_category(pick(rng, Category::ALL));
    }
    if rng.random_bool(0.3) {
        child = child.case(pick(rng, Case::ALL));
    }
    let mut tool = Indicators::new();
    for _ in 0..rng.random_range(0..10) {
        let answer = pick(
            rng,
            &[Answer::Yes, Answer::Yes, Answer::Yes, Answer::Suspected, Answer::No, Answer::NotKnown],
        );
        tool = tool.answer(pick(rng, Indicator::ALL), answer);
    }
    if rng.random_bool(0.5) {
        tool = tool.completed_by(pick(rng, CompletedBy::ALL));
    }
    if rng.random_bool(0.05) {
        let judgement = Judgement::new(pick(rng, Category::ALL), "as seen");
        tool = judgement.into_iter().fold(tool, Indicators::judged);
    }
    (child, tool)
}

fn pick<T: Copy>(rng: &mut StdRng, all: &[T]) -> T {
    // No list here is empty.
    all.choose(rng).copied().unwrap_or_else(|| std::process::abort())
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
    pub(crate) lowered: bool,
    pub(crate) judged: u8,
    pub(crate) previous: u8,
}

/// The rules in the order of the bits of the hand-written function. The first one has a bit for each category
/// that it gives.
pub(crate) const RULES: [&str; 14] = [
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
    "professional-judgement",
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
    let in_force = masks.previous != 0 && !masks.lowered;
    let concern = masks.observed != 0 || masks.judged != 0 || in_force;
    at_least(0, 1, masks.observed & lists.one != 0);
    at_least(1, 2, masks.observed & lists.two != 0);
    at_least(2, 3, masks.observed & lists.three != 0);
    at_least(3, 2, (masks.observed & lists.one).count_ones() >= 3);
    at_least(4, 2, masks.lowest_age < 13 && concern);
    at_least(5, 2, has(Fact::LearningDisability) && concern);
    at_least(6, 3, masks.known & lists.gang != 0);
    at_least(7, 3, has(Fact::Unaccompanied) && masks.observed & lists.behaviour != 0);
    at_least(8, 3, has(Fact::ExploitedWithOthers));
    at_least(10, 3, has(Fact::ImmediateConcern));
    let others = at_least(11, 3, has(Fact::Section47));
    let indicated = at_least(9, 3, has(Fact::LookedAfter) && others >= 2);
    let judged = at_least(12, masks.judged, masks.judged > indicated);
    let category = at_least(13, masks.previous, in_force && masks.previous > judged);
    (category, fired)
}

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
            lowered: child.answer_to(Fact::LoweredAtMeeting) == Some(Answer::Yes),
            judged: number(tool.judgement().map(Judgement::category)),
            previous: number(child.previous_category_given()),
        }
    }
}
