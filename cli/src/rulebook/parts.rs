//! What every section is made of: the parts of any page, and links from a row to what it rests on.

use crate::html::terms;
pub(crate) use crate::html::{Row, anchor, capitalised, category, code, force, link, table};
use cse_screening::RuleSet;
use cse_screening::rules::condition::Condition;
use cse_screening::rules::tables::RowBasis;
use maud::{Markup, html};

/// So many statements in a row are drawn together.
const RUN: usize = 4;

/// What a row rests on: its statements, and the reading where the words left a choice.
pub(crate) fn cites(rules: &RuleSet, statements: &[String], basis: Option<&RowBasis>) -> Markup {
    html! {
        (statement_links(rules, statements))
        @if let Some(RowBasis::Reading(id)) = basis { " by the reading " (link("readings", id, id)) }
    }
}

/// What a row with conditions rests on: also the readings of the words that it asks for by a definition.
pub(crate) fn rests_on(
    rules: &RuleSet,
    statements: &[String],
    basis: Option<&RowBasis>,
    when: &[Condition],
) -> Markup {
    html! {
        (cites(rules, statements, basis))
        @for (row, reading) in terms::readings_of_terms(rules, when) {
            "; “" (link("definitions", &row.id, &row.label)) "” by the reading " (link("readings", reading, reading))
        }
    }
}

/// The statements by number; those that follow each other are drawn together.
fn statement_links(rules: &RuleSet, statements: &[String]) -> Markup {
    let place = |id: &String| rules.tables().statements.iter().position(|row| row.id == *id);
    let mut runs: Vec<Vec<&String>> = Vec::new();
    for id in statements {
        let follows =
            |last: &&String| place(id).is_some_and(|at| Some(at) == place(last).map(|last| last + 1));
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(follows) => run.push(id),
            _ => runs.push(vec![id]),
        }
    }
    let mut parts = Vec::new();
    for run in runs {
        match (run.first(), run.last()) {
            (Some(first), Some(last)) if run.len() >= RUN => parts.push(html! {
                (link("statements", first, first)) " to " (link("statements", last, last))
            }),
            _ => parts.extend(run.into_iter().map(|id| link("statements", id, id))),
        }
    }
    html! { @for (at, part) in parts.iter().enumerate() { @if at > 0 { ", " } (part) } }
}

/// Conditions that must all hold, one below the other.
pub(crate) fn when(rules: &RuleSet, when: &[Condition]) -> Markup {
    match when {
        [] => html! { "always" },
        [one] => html! { (rules.condition_in_words(one)) },
        several => html! {
            ul class="all" { @for one in several { li { (rules.condition_in_words(one)) } } }
        },
    }
}

/// The parts with commas between them.
pub(crate) fn listed(parts: &[Markup]) -> Markup {
    html! { @for (at, part) in parts.iter().enumerate() { @if at > 0 { ", " } (part) } }
}

/// A step by its id, as words; what is short for something in capital letters.
pub(crate) fn short(rules: &RuleSet, id: &str) -> String {
    let words: Vec<_> = id
        .split('-')
        .map(|word| Some(word.to_uppercase()).filter(|word| is_short(rules, word)).unwrap_or(word.to_owned()))
        .collect();
    capitalised(&words.join(" "))
}

/// Whether this is short for something: a name of the rules is written so or has these initials, or what they list as
/// support is.
fn is_short(rules: &RuleSet, capitals: &str) -> bool {
    let tables = rules.tables();
    let written_in = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| word == capitals);
    let initials = |name: &str| {
        name.split_whitespace()
            .filter_map(|word| word.chars().next())
            .flat_map(char::to_uppercase)
            .collect::<String>()
    };
    // Of two letters, ordinary words are too often the initials of something.
    let is_name = |name: &str| written_in(name) || capitals.chars().count() > 2 && initials(name) == capitals;
    let support = tables.categories.iter();
    let mut support =
        support.flat_map(|row| row.assessments.iter().chain(&row.agencies).chain(&row.interventions));
    capitals.chars().count() > 1
        && (tables.names.iter().any(|row| is_name(&row.name)) || support.any(|one| written_in(&one.label)))
}
