//! Made-up requests, drawn from `distribution.json` and the words of the rules at hand.

use super::distribution::{AgeGivenAs, Determined, Distribution, NumberGivenAs, draw, draw_where};
use chrono::{Days, Months, NaiveDate};
use cse_screening::rules::tables::{IndicatorRow, QuestionKind};
use cse_screening::{
    Answer, Category, Child, Determination, Evidence, Fact, Indicators, Judgement, Meeting, NumberGiven,
    Request, RuleSet, Views,
};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use std::error::Error;
use std::io::{self, Write};

/// What stands for the words of a professional.
const RATIONALE: &str = "Made up.";

/// Writes so many requests, one a line. Equal seeds give equal requests.
///
/// # Errors
/// Where they cannot be written; or where the distribution says what no request can.
pub(crate) fn generate(rules: &RuleSet, count: u64, seed: u64, out: &mut impl Write) -> io::Result<()> {
    let distribution = Distribution::read()?;
    let mut random = StdRng::seed_from_u64(seed);
    for number in 1..=count {
        let request = request(rules, &distribution, &mut random).map_err(io::Error::other)?;
        let request = request.with_reference(format!("made-up-{number}"));
        serde_json::to_writer(&mut *out, &request)?;
        writeln!(out)?;
    }
    out.flush()
}

type Drawn<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn request(rules: &RuleSet, from: &Distribution, random: &mut StdRng) -> Drawn<Request> {
    let referred = from.first_day_of_referral + Days::new(random.random_range(0..from.days_of_referral));
    let before = random.random_range(0..=from.most_days_from_screening_to_referral);
    let screened = referred - Days::new(before);
    let child = child(rules, from, random, screened)?;
    let tool = indicators(rules, from, random, screened)?;
    let mut tool = own_questions(rules, from, random, tool)?;
    if draw(random, &from.seen_alone) == Some(true) {
        tool = tool.views(Views::new().seen_alone_on(sighting(from, random, screened)));
    }
    if draw(random, &from.referred) == Some(true) {
        tool = tool.referred_on(referred);
    }
    if let Some(who) = draw(random, &from.completed_by).flatten() {
        tool = tool.completed_by(who);
    }
    let has = |category: Option<Category>| has_category(rules, category);
    if let Some(category) = draw_where(random, &from.judged_category, has).flatten() {
        tool = tool.judged(Judgement::new(category, RATIONALE)?);
    }
    Ok(Request::new(child, tool)?)
}

fn child(rules: &RuleSet, from: &Distribution, random: &mut StdRng, screened: NaiveDate) -> Drawn<Child> {
    let mut child = aged(from, random, screened)?;
    for row in &rules.tables().facts {
        let answers = match row.left_out {
            Answer::No => &from.facts_no_when_left_out,
            _ => &from.facts_not_known_when_left_out,
        };
        if let Some(answer) = draw(random, answers).flatten() {
            child = child.fact(row.fact, answer);
        }
    }
    if matches!(child.answer_to(Fact::LookedAfter), Some(Answer::Yes | Answer::Suspected)) {
        if let Some(placement) = draw(random, &from.placement_where_looked_after).flatten() {
            child = child.placement(placement);
        }
        if let Some(status) = draw(random, &from.legal_status_where_looked_after).flatten() {
            child = child.legal_status(status);
        }
    } else if let Some(placement) = draw(random, &from.placement_where_not_looked_after).flatten() {
        // It contradicts what was answered, as forms do.
        child = child.placement(placement);
    }
    if let Some(case) = draw(random, &from.case).flatten() {
        child = child.case(case);
    }
    let days = random.random_range(1..=from.most_days_from_previous_category_to_screening);
    let has = |category: Option<Category>| has_category(rules, category);
    let previous = draw_where(random, &from.previous_category, has).flatten();
    let determined = match previous {
        Some(category) => {
            child = child.previous_category_recorded(category, screened - Days::new(days));
            &from.determination_after_a_previous_category
        }
        None => &from.determination_without_one,
    };
    let has = |found: Option<Determined>| has_category(rules, found.and_then(Determined::category));
    if let Some(found) = draw_where(random, determined, has).flatten() {
        let on = screened - Days::new(random.random_range(0..=days));
        let by = draw(random, &from.determined_by).unwrap_or(Meeting::Mase);
        child = child.determined(Determination::new(found.category(), on, by, RATIONALE)?);
    }
    Ok(child)
}

/// Whether a request to these rules may name the category: a set with levels of its own may have fewer than three.
fn has_category(rules: &RuleSet, category: Option<Category>) -> bool {
    category.is_none_or(|category| rules.tables().categories.iter().any(|row| row.category == category))
}

/// A day before the screening, or that of it.
fn sighting(from: &Distribution, random: &mut StdRng, screened: NaiveDate) -> NaiveDate {
    screened - Days::new(random.random_range(0..=from.most_days_from_sighting_to_screening))
}

/// When something was seen and reported, and whether by whoever said so; without a word of anybody's.
fn evidence(from: &Distribution, random: &mut StdRng, screened: NaiveDate) -> Drawn<Option<Evidence>> {
    let mut days: Vec<_> = (0..draw(random, &from.sightings_of_an_observed_one).unwrap_or_default())
        .map(|_| sighting(from, random, screened))
        .collect();
    days.sort_unstable();
    let Some(last) = days.last().copied() else { return Ok(None) };
    let reported = last + Days::new(random.random_range(0..=from.most_days_from_sighting_to_report));
    let mut evidence = match *days {
        [day] => Evidence::new().seen_on(day),
        _ => Evidence::new().seen_on_each(days)?,
    }
    .reported_on(reported);
    if let Some(first_hand) = draw(random, &from.seen_first_hand).flatten() {
        evidence = evidence.first_hand(first_hand);
    }
    Ok(Some(evidence))
}

fn aged(from: &Distribution, random: &mut StdRng, screened: NaiveDate) -> Drawn<Child> {
    let years = draw(random, &from.age_in_years).unwrap_or_default();
    Ok(match draw(random, &from.age_given_as).flatten() {
        None => Child::of_unknown_age(),
        Some(AgeGivenAs::Age) => Child::aged(years)?,
        Some(AgeGivenAs::AgeBetween) => Child::aged_between(years, years.saturating_add(2))?,
        Some(AgeGivenAs::DateOfBirth) => {
            // A day of the year that ended on a birthday.
            let birthday = screened - Months::new(12 * u32::from(years));
            Child::born(birthday - Days::new(random.random_range(0..365)), screened)?
        }
    })
}

fn indicators(
    rules: &RuleSet,
    from: &Distribution,
    random: &mut StdRng,
    screened: NaiveDate,
) -> Drawn<Indicators> {
    let mut left: Vec<&IndicatorRow> = rules.tables().indicators.iter().collect();
    left.shuffle(random);
    let mut tool = Indicators::new();
    for _ in 0..draw(random, &from.indicators_observed).unwrap_or_default() {
        let listed = &from.category_an_observed_one_is_listed_in;
        let Some(listed) = draw_where(random, listed, |listed| left.iter().any(|row| row.category == listed))
        else {
            break;
        };
        let Some(at) = left.iter().position(|row| row.category == listed) else { continue };
        let answer = draw(random, &from.observed_as).unwrap_or(Answer::Yes);
        let row = left.swap_remove(at);
        let evidence = evidence(from, random, screened)?;
        tool = match evidence {
            Some(evidence) => tool.answer_code_with(rules, &row.code, answer, evidence)?,
            None => tool.answer_code(rules, &row.code, answer)?,
        };
    }
    for row in left {
        if let Some(answer) = draw(random, &from.indicators_not_observed).flatten() {
            tool = tool.answer_code(rules, &row.code, answer)?;
        }
    }
    Ok(tool)
}

/// The questions that the set asks of its own.
fn own_questions(
    rules: &RuleSet,
    from: &Distribution,
    random: &mut StdRng,
    mut tool: Indicators,
) -> Drawn<Indicators> {
    for row in &rules.tables().questions {
        if row.asks == QuestionKind::Answer {
            let answers = match row.left_out {
                Some(Answer::No) => &from.facts_no_when_left_out,
                _ => &from.facts_not_known_when_left_out,
            };
            if let Some(answer) = draw(random, answers).flatten() {
                tool = tool.answer_code(rules, &row.code, answer)?;
            }
            continue;
        }
        let Some(given_as) = draw(random, &from.own_numbers_given_as).flatten() else { continue };
        let number = draw(random, &from.own_numbers).unwrap_or_default();
        let given = match given_as {
            NumberGivenAs::Number => NumberGiven::Exactly(number),
            NumberGivenAs::Range => NumberGiven::Between(number, number.saturating_add(2)),
            NumberGivenAs::NotKnown => NumberGiven::NotKnown,
        };
        tool = tool.number(rules, &row.code, given)?;
    }
    Ok(tool)
}
