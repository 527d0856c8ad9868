//! The result in words: the category, or why there is none, and what is possible.

use super::blocks::{Block, Line, Section};
use super::case::{Case, answered};
use super::sheet_one;
use crate::first;
use crate::open;
use crate::words::{self, age_and_birthday, capitalised, counted, counts, no_category};
use cse_screening::rules::tables::{RowBasis, ScopeRow};
use cse_screening::{Answer, Basis, Category, Indicators, NoCategory, Scope};

pub(crate) fn section(case: &Case<'_>) -> Section {
    let mut lines: Vec<_> = not_asked(case).into_iter().collect();
    lines.push(category(case));
    lines.extend(sheet_one::why(case));
    lines.extend(level(case));
    lines.extend(possible(case));
    lines.extend(scope(case));
    lines.extend(form(case));
    lines.extend(kept_away(case));
    lines.extend(about_the_words(case));
    Section::new("result", "The result", lines.into_iter().map(Block::Paragraph).collect())
}

/// Where nothing was seen, what was not asked comes first: else it would read as though all had been.
fn not_asked(case: &Case<'_>) -> Option<Line> {
    let rules = case.rules.filter(|_| case.record.unread.is_empty())?;
    let not_asked = first::not_asked(rules, &case.record.request)?;
    Some(Line::strong(&words::not_asked(not_asked, rules.tables().indicators.len())))
}

/// A definition that keeps steps away, where it holds: with what it was read as.
fn kept_away(case: &Case<'_>) -> Vec<Line> {
    let Some(rules) = case.rules.filter(|_| case.reproduces()) else { return Vec::new() };
    let outcome = case.record.request.screen_by(rules);
    let rows = first::keeping_steps_away(&outcome).into_iter();
    rows.map(|row| {
        let line = Line::words(&format!("{}, which keeps some steps away", capitalised(&row.label)));
        match &row.basis {
            RowBasis::Reading(id) => match rules.reading(id) {
                Some(reading) => line.and(": ").and(&reading.chosen).and("."),
                None => line.and("."),
            },
            RowBasis::Toolkit => line.and("."),
        }
    })
    .collect()
}

/// What the words for the signs are, as their sources say it.
fn about_the_words(case: &Case<'_>) -> Vec<Line> {
    let sources = case.rules.map(|rules| &*rules.tables().sources).unwrap_or_default();
    sources.iter().filter_map(|source| source.about_its_words.as_deref()).map(Line::words).collect()
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

fn possible(case: &Case<'_>) -> Option<Line> {
    let record = case.record;
    let possible = record.possible.filter(|possible| Some(*possible) > record.category)?;
    let line = Line::strong("It could be ").then(case.level(Some(possible)));
    let alone: Vec<_> = record.gaps.iter().filter(|gap| gap.would_raise_to == possible).collect();
    let named = alone.iter().take(words::NAMED).map(|gap| {
        let answer = answered(case.answer(&gap.question));
        let high = if open::is_number(&record.request, &gap.question) { open::HIGH } else { "" };
        case.question(&gap.question).and(&format!(" ({answer}{high})"))
    });
    let more = match alone.len().saturating_sub(words::NAMED) {
        0 => String::new(),
        more => format!(", or {more} more"),
    };
    let so = if alone.is_empty() {
        Line::words("several of the open answers together were so")
    } else {
        Line::words("this were so: ").then(Line::joined(named, "; or ")).and(&more)
    };
    Some(line.and(", if ").then(so).and(". See ").and_place("unknowns", "what is not known").and("."))
}

fn scope(case: &Case<'_>) -> Option<Line> {
    let age = capitalised(&age_and_birthday(case.record.request.child()));
    Some(Line::words(&format!("{age}: {}.", screened_as(case))))
}

/// As whom the rules see this person.
fn screened_as(case: &Case<'_>) -> &'static str {
    match case.record.scope {
        Scope::Child if scope_row(case) == Some(None) => {
            "taken for a child, for no scope of the rules speaks of this person"
        }
        Scope::Child if certainly_a_child(case) => "screened as a child",
        Scope::Child => "screened as a child, because that cannot be ruled out",
        Scope::YoungAdult => "screened as a young adult",
        Scope::Adult => "an adult",
        Scope::OutsideThisTool => "of an age for which this tool is not made; the steps say where to turn",
    }
}

/// The row of the scope: nothing where the rules are not at hand, or where none speaks of this person.
fn scope_row<'a>(case: &Case<'a>) -> Option<Option<&'a ScopeRow>> {
    case.rules.map(|rules| case.record.request.screen_by(rules).scope_row())
}

/// What it rests on that somebody is screened as a child, or as somebody else.
pub(crate) fn scope_rests_on(case: &Case<'_>) -> Option<Line> {
    let row = scope_row(case).flatten().filter(|row| row.scope == case.record.scope)?;
    let rests_on = case.rests_on(&row.statements, basis(row), Some(&row.basis));
    Some(Line::words(&format!("“{}” rests on ", capitalised(screened_as(case)))).then(rests_on).and("."))
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
