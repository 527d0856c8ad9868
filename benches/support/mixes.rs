//! The requests that are measured, in three mixes. Each is the same in every run.

use cse_screening::chrono::{Datelike, Days, Months, NaiveDate};
use cse_screening::{
    Answer, Case, Category, Child, CompletedBy, Determination, Evidence, Fact, FreeText, Indicator,
    Indicators, Judgement, LegalStatus, Meeting, Placement, Request, Views,
};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};

/// What is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mix {
    /// All scopes, 0 to 9 indicators, facts mostly answered no or left out; no dates of this form.
    Sparse,
    /// A form as it is sent: 36 of the 56 indicators answered, mostly no; the age by the date of birth; a reference; and
    /// of 85 in a hundred the day of the referral.
    Real,
    /// Every question answered, and beside every answer all that may stand there; judgement and determination with
    /// their reasons, views and strengths.
    Full,
}

impl Mix {
    pub(crate) const ALL: [Self; 3] = [Self::Sparse, Self::Real, Self::Full];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sparse => "sparse",
            Self::Real => "real",
            Self::Full => "full",
        }
    }

    /// How many there are. Of the full ones fewer: their records are long.
    pub(crate) const fn len(self) -> usize {
        match self {
            Self::Sparse | Self::Real => 10_000,
            Self::Full => 1_000,
        }
    }

    /// The first so many.
    pub(crate) fn some(self, count: usize) -> Vec<Request> {
        let (seed, make): (_, fn(&mut StdRng, usize) -> Request) = match self {
            Self::Sparse => (2015, |rng, _| sparse(rng)),
            Self::Real => (2016, real),
            Self::Full => (2017, full),
        };
        let mut rng = StdRng::seed_from_u64(seed);
        (0..count).map(|at| make(&mut rng, at)).collect()
    }

    /// All of them.
    pub(crate) fn requests(self) -> Vec<Request> {
        self.some(self.len())
    }
}

fn sparse(rng: &mut StdRng) -> Request {
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
    if rng.random_bool(0.1) {
        child = child.placement(pick(rng, Placement::ALL));
    }
    if rng.random_bool(0.1) {
        child = child.legal_status(pick(rng, LegalStatus::ALL));
    }
    let (recorded, met) = (day(2025, 1, 6), day(2025, 2, 3));
    if rng.random_bool(0.2) {
        child = child.previous_category_recorded(pick(rng, Category::ALL), recorded);
    }
    if rng.random_bool(0.05) {
        child = determined(rng, child, met, "as all saw it");
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
        tool = judged(rng, tool, "as seen");
    }
    Request::new(child, tool).expect("its dates can be")
}

fn real(rng: &mut StdRng, at: usize) -> Request {
    let screened = day(2023, 1, 2) + Days::new(rng.random_range(0..1_090));
    let mut child = aged(rng, screened);
    for fact in Fact::ALL {
        let answer = match rng.random_range(0..100) {
            0..4 => Some(Answer::Yes),
            4..7 => Some(Answer::Suspected),
            7..20 => Some(Answer::NotKnown),
            20..75 => Some(Answer::No),
            _ => None,
        };
        child = answer.into_iter().fold(child, |child, answer| child.fact(*fact, answer));
    }
    if rng.random_bool(0.1) {
        child = child.placement(pick(rng, Placement::ALL)).legal_status(pick(rng, LegalStatus::ALL));
    }
    if rng.random_bool(0.15) {
        child = child.previous_category_recorded(pick(rng, Category::ALL), screened - Months::new(9));
    }
    if rng.random_bool(0.05) {
        let why = pick(rng, NOTES);
        child = determined(rng, child, screened - Months::new(4), why);
    }
    if rng.random_bool(0.6) {
        child = child.case(pick(rng, Case::ALL));
    }
    let mut asked = Indicator::ALL.to_vec();
    asked.shuffle(rng);
    asked.truncate(36);
    // In the order of the form, whatever is left out.
    asked.sort_unstable();
    let mut tool = asked.into_iter().fold(Indicators::new(), |tool, indicator| {
        let answer = match rng.random_range(0..100) {
            0..7 => Answer::Yes,
            7..13 => Answer::Suspected,
            13..25 => Answer::NotKnown,
            _ => Answer::No,
        };
        tool.answer(indicator, answer)
    });
    tool = tool.completed_by(pick(rng, CompletedBy::ALL));
    if rng.random_bool(0.85) {
        tool = tool.referred_on(screened + Days::new(rng.random_range(0..10)));
    }
    if rng.random_bool(0.1) {
        let why = pick(rng, NOTES);
        tool = judged(rng, tool, why);
    }
    Request::new(child, tool).expect("its dates can be").with_reference(reference(screened, at))
}

fn full(rng: &mut StdRng, at: usize) -> Request {
    let screened = day(2023, 1, 2) + Days::new(rng.random_range(0..1_090));
    let mut child = aged(rng, screened);
    for fact in Fact::ALL {
        let (answer, evidence) = (any_answer(rng), evidence(rng, screened));
        child = child.fact_with(*fact, answer, evidence);
    }
    child = child.placement(pick(rng, Placement::ALL)).legal_status(pick(rng, LegalStatus::ALL));
    child = child.case(pick(rng, Case::ALL));
    child = child.previous_category_recorded(pick(rng, Category::ALL), screened - Months::new(9));
    let why = [pick(rng, NOTES), pick(rng, NOTES)];
    child = determined(rng, child, screened - Months::new(4), why[0]);
    let mut tool = Indicators::new();
    for indicator in Indicator::ALL {
        let (answer, evidence) = (any_answer(rng), evidence(rng, screened));
        tool = tool.answer_with(*indicator, answer, evidence);
    }
    tool = tool.completed_by(pick(rng, CompletedBy::ALL));
    tool = tool.referred_on(screened + Days::new(rng.random_range(0..10)));
    tool = judged(rng, tool, why[1]);
    tool = tool.views(Views::new().seen_alone_on(screened - Days::new(3)).words(note(rng)));
    tool = tool.strengths([note(rng), note(rng)]).expect("two are not many");
    let request =
        Request::new(child, tool).expect("its dates can be").with_reference(reference(screened, at));
    request.correcting(format!("{at:064x}")).expect("it has the shape of a SHA-256")
}

/// A child whose age is by the date of birth.
fn aged(rng: &mut StdRng, screened: NaiveDate) -> Child {
    let months = match rng.random_range(0..20) {
        0 => 12 * 18..12 * 26,
        1..5 => 12 * 6..12 * 13,
        _ => 12 * 13..12 * 18,
    };
    let born = screened - Months::new(rng.random_range(months)) - Days::new(rng.random_range(0..28));
    let child = Child::born(born, screened).expect("born before");
    child.screened_on(screened).expect("the same day")
}

fn determined(rng: &mut StdRng, child: Child, on: NaiveDate, why: &str) -> Child {
    let level = pick(rng, &[None, Some(Category::One), Some(Category::Two), Some(Category::Three)]);
    let determination = Determination::new(level, on, pick(rng, Meeting::ALL), why);
    child.determined(determination.expect("a reason is given"))
}

fn judged(rng: &mut StdRng, tool: Indicators, why: &str) -> Indicators {
    tool.judged(Judgement::new(pick(rng, Category::ALL), why).expect("a reason is given"))
}

fn any_answer(rng: &mut StdRng) -> Answer {
    pick(rng, &[Answer::Yes, Answer::Suspected, Answer::NotKnown, Answer::No, Answer::No, Answer::No])
}

fn evidence(rng: &mut StdRng, screened: NaiveDate) -> Evidence {
    let seen = screened - Days::new(rng.random_range(1..200));
    let source = pick(rng, &["school", "police", "school nurse", "foster carer", "youth worker"]);
    Evidence::new()
        .seen_on(seen)
        .reported_on(seen + Days::new(1))
        .source(FreeText::new(source).expect("a text"))
        .first_hand(rng.random_bool(0.5))
        .note(note(rng))
}

/// What somebody wrote, with quotation marks and letters that are not ASCII among them.
const NOTES: &[&str] = &[
    "Seen getting into a car that nobody at home knows, after school, twice in one week.",
    "Has a new phone, and says “a friend” gave it; the carers do not know the friend.",
    "Came back at 02:40, would not say where from. The school was told the next morning.",
    "Told the nurse that an older \"boyfriend\" pays for taxis to another town.",
];

fn note(rng: &mut StdRng) -> FreeText {
    FreeText::new(pick(rng, NOTES)).expect("a text")
}

fn reference(screened: NaiveDate, at: usize) -> String {
    format!("CSE/{}/{at:06}", screened.year())
}

fn pick<T: Copy>(rng: &mut StdRng, all: &[T]) -> T {
    // No list here is empty.
    all.choose(rng).copied().unwrap_or_else(|| std::process::abort())
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}
