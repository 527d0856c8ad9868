//! The result in words: the category, or why there is none, and what is possible.

use super::blocks::{Block, Line, Section};
use super::case::Case;
use super::differences;
use crate::words::{age, capitalised, counted, counts, no_category};
use cse_screening::rules::tables::{RowBasis, ScopeRow};
use cse_screening::{Answer, Basis, Category, Indicators, NoCategory, Scope};

pub(crate) fn section(case: &Case<'_>) -> Section {
    let mut blocks: Vec<_> = differences::warning(case).into_iter().collect();
    let mut lines = vec![category(case)];
    lines.extend(level(case));
    lines.extend(raised(case));
    lines.extend(possible(case));
    lines.extend(scope(case));
    lines.extend(form(case));
    blocks.extend(lines.into_iter().map(Block::Paragraph));
    Section::new("result", "The result", blocks)
}

fn category(case: &Case<'_>) -> Line {
    let Some(given) = case.record.category else {
        let record = case.record;
        return Line::strong(&no_category(record.no_category, &record.request, !record.steps.is_empty()));
    };
    match case.category_row(Some(given)) {
        Some(_) if case.has_levels() && row_says_nothing(case, given) => case.level(Some(given)).and("."),
        Some(row) if case.has_levels() => case
            .level(Some(given))
            .and(". ")
            .and(&case.sources(&row.statements, " speaks here of ", " speak here of "))
            .and(&format!("{}.", row.need)),
        Some(row) => Line::category(Some(given))
            .and(": ")
            .then(Line::strong(&row.name))
            .and(". ")
            .and(&case.sources(&row.statements, " speaks here of ", " speak here of "))
            .and(&format!("{}.", row.need)),
        None => Line::category(Some(given)).and(". What it is called stands in the rules of the record."),
    }
}

/// Whether the rules say nothing of what children in a category need.
fn row_says_nothing(case: &Case<'_>, given: Category) -> bool {
    case.category_row(Some(given)).is_none_or(|row| row.need.trim().is_empty())
}

/// The area's own name.
fn level(case: &Case<'_>) -> Option<Line> {
    let record = case.record;
    // Whatever the record says: a name for none stands beside nothing but what was seen.
    // With the rules at hand the result is called so already.
    let may_stand = record.category.is_some() && case.rules.is_none()
        || record.no_category == Some(NoCategory::SeenWithoutCategory);
    let id = record.levels.as_ref()?.category.as_ref().filter(|_| may_stand)?;
    let rows = case.rules.map(|rules| &rules.tables().levels);
    let row = rows.and_then(|rows| rows.iter().find(|row| row.id == *id));
    let called = row.map_or_else(|| Line::code(id), |row| Line::strong(&row.label).and_id(id));
    Some(Line::words("Called here: ").then(called))
}

fn raised(case: &Case<'_>) -> Option<Line> {
    let record = case.record;
    (record.category != record.indicated).then(|| {
        Line::words("The answers alone give ")
            .then(case.level(record.indicated))
            .and(". ")
            .then(case.level(record.category))
            .and(" is recorded, for the reasons below.")
    })
}

fn possible(case: &Case<'_>) -> Option<Line> {
    let possible = case.record.possible.filter(|possible| Some(*possible) > case.record.category)?;
    Some(
        Line::strong("It could be ")
            .then(case.level(Some(possible)))
            .and(", if what is not known or suspected were so. See what is not known, below."),
    )
}

fn scope(case: &Case<'_>) -> Option<Line> {
    let record = case.record;
    let age = capitalised(&age(record.request.child()));
    let row = case.rules.map(|rules| record.request.screen_by(rules).scope_row());
    let screened_as = match record.scope {
        Scope::Child if row == Some(None) => {
            "taken for a child, for no scope of the rules speaks of this person"
        }
        Scope::Child if certainly_a_child(case) => "screened as a child",
        Scope::Child => "screened as a child, because that cannot be ruled out",
        Scope::YoungAdult => "screened as a young adult",
        Scope::Adult => "an adult",
        Scope::OutsideThisTool => "of an age for which this tool is not made; the steps say where to turn",
    };
    let line = Line::words(&format!("{age}: {screened_as}"));
    Some(match row.flatten().filter(|row| row.scope == record.scope) {
        Some(row) => line.and(" (").then(case.cites(&row.statements, basis(row), Some(&row.basis))).and(")."),
        None => line.and("."),
    })
}

fn basis(row: &ScopeRow) -> Basis {
    match row.basis {
        RowBasis::Toolkit => Basis::Toolkit,
        RowBasis::Reading(_) => Basis::Reading,
    }
}

/// Whether the rules call even the highest possible age that of a child; without them, whether it is known.
fn certainly_a_child(case: &Case<'_>) -> bool {
    let (lowest, highest) = case.record.request.child().age_range();
    let oldest = cse_screening::Child::aged(highest);
    match (case.rules, oldest) {
        (Some(rules), Ok(oldest)) => rules.screen(&oldest, &Indicators::new()).scope() == Scope::Child,
        _ => lowest == highest,
    }
}

/// What was asked. A form that asks little must not read as one that found little.
fn form(case: &Case<'_>) -> Vec<Line> {
    let answers: Vec<Answer> =
        case.record.request.indicators().answers_by_code().map(|(_, answer)| answer).collect();
    if answers.is_empty() {
        return vec![Line::words(
            "No indicator was asked about. A form that asks nothing says nothing about risk: it does not say that \
             nothing is wrong.",
        )];
    }
    let count = |wanted| answers.iter().filter(|answer| **answer == wanted).count();
    let found = counts([
        (count(Answer::Yes), "seen"),
        (count(Answer::Suspected), "suspected"),
        (count(Answer::NotKnown), "not known"),
        (count(Answer::No), "answered no"),
    ]);
    let indicators = |count| counted(count, "indicator", "indicators");
    let asked = match case.rules.map(|rules| rules.tables().indicators.len()) {
        Some(all) => format!("{} of {}", answers.len(), indicators(all)),
        None => indicators(answers.len()),
    };
    let mut lines = vec![Line::words(&format!("Asked about {asked}: {found}."))];
    if !answers.iter().any(|answer| answer.protects()) && case.record.category > None::<Category> {
        lines.push(Line::words("No indicator was recorded as seen. This is not the same as no risk."));
    }
    lines
}
