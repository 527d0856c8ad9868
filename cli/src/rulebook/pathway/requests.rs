//! The requests that stand for a track of the pathway: made up, and screened to see which steps apply.

use super::tracks::Track;
use crate::rulebook::followed::indicator_of;
use chrono::NaiveDate;
use cse_screening::rules::proof::Reached;
use cse_screening::rules::tables::{IndicatorKind, QuestionKind, TableId};
use cse_screening::{
    Answer, Case, Category, Child, CompletedBy, Determination, Fact, Indicators, Judgement, LegalStatus,
    Meeting, Placement, Request, RuleSet,
};

/// Ages around those that rules of this field ask for. A request that leaves its track is not counted.
const AGES: [u8; 12] = [15, 8, 12, 13, 14, 16, 17, 18, 19, 20, 22, 40];

/// Ages that are not known for certain, over each of those that rules of this field ask for.
const RANGES: [(u8, u8); 5] = [(12, 13), (15, 16), (17, 18), (20, 22), (22, 40)];

/// What differs from one request to the next.
#[derive(Clone)]
enum Variation {
    Nothing,
    Age(u8),
    AgeBetween(u8, u8),
    Fact(Fact, Answer),
    Indicator(String),
    /// An answer to a question of the set's own.
    Question(String, Answer),
    Placement(Placement),
    LegalStatus(LegalStatus),
    CompletedBy(CompletedBy),
    Previous(Category),
    /// A meeting set it, or found none in force, after this previous category or without one.
    Determined(Option<Category>, Option<Category>),
    /// The smallest request to which some step applies.
    Smallest(Box<Request>),
}

/// What leads to the category.
#[derive(Clone)]
struct Lead {
    indicator: Option<String>,
    judged: Option<Category>,
}

/// Everything that is varied, for one rule set.
pub(super) struct Variations(Vec<Variation>);

impl Variations {
    pub(super) fn of(rules: &RuleSet) -> Self {
        let mut all = vec![Variation::Nothing];
        all.extend(AGES.map(Variation::Age));
        all.extend(RANGES.map(|(lowest, highest)| Variation::AgeBetween(lowest, highest)));
        for fact in Fact::ALL {
            all.extend(Answer::ALL.iter().map(|answer| Variation::Fact(*fact, *answer)));
        }
        all.extend(Placement::ALL.iter().copied().map(Variation::Placement));
        all.extend(LegalStatus::ALL.iter().copied().map(Variation::LegalStatus));
        all.extend(CompletedBy::ALL.iter().copied().map(Variation::CompletedBy));
        all.extend(Category::ALL.iter().copied().map(Variation::Previous));
        let each = || Category::ALL.iter().copied().map(Some).chain([None]);
        all.extend(each().flat_map(|found| each().map(move |before| Variation::Determined(found, before))));
        let tables = rules.tables();
        all.extend(tables.indicators.iter().map(|row| Variation::Indicator(row.code.clone())));
        let asked = tables.questions.iter().filter(|row| row.asks == QuestionKind::Answer);
        all.extend(
            asked.flat_map(|row| {
                Answer::ALL.iter().map(|answer| Variation::Question(row.code.clone(), *answer))
            }),
        );
        for step in &tables.steps {
            if let Some(Reached::By(request)) = rules.smallest_request_for(TableId::Steps, &step.id) {
                all.push(Variation::Smallest(request));
            }
        }
        Self(all)
    }

    /// The requests of one track: those in which the child has this category, and is on this track.
    pub(super) fn on_track(&self, rules: &RuleSet, lane: Option<Category>, track: Track) -> Vec<Request> {
        let leads = leads(rules, lane);
        let mut requests = Vec::new();
        for lead in &leads {
            for variation in &self.0 {
                for age in track.ages() {
                    requests.extend(request(rules, track, lead, variation, age));
                }
            }
        }
        requests.retain(|request| {
            let outcome = request.screen_by(rules);
            outcome.category() == lane && track.is_of(&outcome, request)
        });
        requests
    }
}

/// What could lead to a category: an indicator listed in it or below, of either kind, and a judgement.
fn leads(rules: &RuleSet, lane: Option<Category>) -> Vec<Lead> {
    // Without a category, something can be observed all the same: of an adult.
    let highest = lane.unwrap_or(Category::Three);
    let below = Category::ALL.iter().rev().filter(|listed| **listed <= highest);
    let rows = &rules.tables().indicators;
    let circumstance = rows.iter().find(|row| row.kind == IndicatorKind::Circumstance);
    let indicators = below.filter_map(|listed| indicator_of(rules, *listed)).chain(circumstance);
    let codes: Vec<_> = indicators.map(|row| Some(row.code.clone())).chain([None]).collect();
    let mut leads = Vec::new();
    for judged in [None, Some(highest)] {
        leads.extend(codes.iter().map(|code| Lead { indicator: code.clone(), judged }));
    }
    leads
}

fn request(
    rules: &RuleSet,
    track: Track,
    lead: &Lead,
    variation: &Variation,
    age: Option<u8>,
) -> Option<Request> {
    let (mut child, mut tool) = match variation {
        Variation::Smallest(request) => (of_age(request.child(), age)?, request.indicators().clone()),
        Variation::Age(years) if age.is_none() => (Child::aged(*years).ok()?, Indicators::new()),
        Variation::AgeBetween(lowest, highest) if age.is_none() => {
            (Child::aged_between(*lowest, *highest).ok()?, Indicators::new())
        }
        _ => (Child::aged(age?).ok()?, Indicators::new()),
    };
    match variation {
        Variation::Fact(fact, answer) => child = child.fact(*fact, *answer),
        Variation::Placement(placement) => child = child.placement(*placement),
        Variation::LegalStatus(status) => child = child.legal_status(*status),
        Variation::Determined(category, before) => {
            // No rule asks when it was.
            let day = NaiveDate::from_ymd_opt(2025, 1, 6)?;
            if let Some(before) = before {
                child = child.previous_category_recorded(*before, day);
            }
            child = child.determined(Determination::new(*category, day, Meeting::Mase, "made up").ok()?);
        }
        Variation::Previous(category) => child = child.previous_category(*category),
        Variation::Indicator(code) => tool = tool.answer_code(rules, code, Answer::Yes).ok()?,
        Variation::Question(code, answer) => tool = tool.answer_code(rules, code, *answer).ok()?,
        Variation::CompletedBy(who) => tool = tool.completed_by(*who),
        Variation::Nothing | Variation::Age(_) | Variation::AgeBetween(..) | Variation::Smallest(_) => {}
    }
    if let Some(code) = &lead.indicator {
        tool = tool.answer_code(rules, code, Answer::Yes).ok()?;
    }
    if let Some(judged) = lead.judged {
        tool = tool.judged(Judgement::new(judged, "made up").ok()?);
    }
    Request::new(placed(child, track), tool).ok()
}

/// The child on this track.
fn placed(child: Child, track: Track) -> Child {
    match track {
        Track::NotOpen => child.fact(Fact::LookedAfter, Answer::No).case(Case::NotOpen),
        Track::Open => child.fact(Fact::LookedAfter, Answer::No).case(Case::Open),
        Track::LookedAfter => child.fact(Fact::LookedAfter, Answer::Yes),
        Track::Adult => child.fact(Fact::LookedAfter, Answer::No),
    }
}

/// The same child with another age.
fn of_age(child: &Child, age: Option<u8>) -> Option<Child> {
    let Some(years) = age else { return Some(child.clone()) };
    let mut other = Child::aged(years).ok()?;
    for fact in Fact::ALL {
        if let Some(answer) = child.answer_to(*fact) {
            other = other.fact(*fact, answer);
        }
    }
    if let Some(placement) = child.placement_given() {
        other = other.placement(placement);
    }
    if let Some(status) = child.legal_status_given() {
        other = other.legal_status(status);
    }
    if let Some(case) = child.case_given() {
        other = other.case(case);
    }
    match (child.previous_category_given(), child.previous_category_day()) {
        (Some(category), Some(day)) => other = other.previous_category_recorded(category, day),
        (category, _) => other = other.previous_category(category),
    }
    if let Some(determination) = child.determination() {
        other = other.determined(determination.clone());
    }
    Some(other)
}
