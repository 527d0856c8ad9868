//! What every section is made of: sections, tables, and links from a row to what it rests on.

use cse_screening::rules::condition::Condition;
use cse_screening::rules::tables::RowBasis;
use cse_screening::{Category, Force, RuleSet};
use maud::{Markup, html};
use std::fmt::Write;

/// So many statements in a row are drawn together.
const RUN: usize = 4;

/// The place of a row on the page. No two rows share one: what is not a letter, a number, a hyphen or an
/// underscore is written as its number.
pub(crate) fn anchor(table: &str, id: &str) -> String {
    let mut anchor = format!("{table}-");
    for c in id.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') {
            anchor.push(c);
        } else {
            let _ = write!(anchor, ".{:x}.", u32::from(c));
        }
    }
    anchor
}

pub(crate) fn link(table: &str, id: &str, words: &str) -> Markup {
    html! { a href={ "#" (anchor(table, id)) } { (words) } }
}

/// A section of the page, with its heading.
pub(crate) fn section(id: &str, heading: &str, body: &Markup) -> Markup {
    html! {
        section id=(id) aria-labelledby={ (id) "-heading" } {
            h2 id={ (id) "-heading" } { (heading) }
            (body)
        }
    }
}

/// A row of a table. Its first cell is its heading.
pub(crate) struct Row {
    pub(crate) anchor: Option<String>,
    pub(crate) cells: Vec<Markup>,
}

impl Row {
    pub(crate) fn new(cells: Vec<Markup>) -> Self {
        Self { anchor: None, cells }
    }

    pub(crate) fn of(table: &str, id: &str, cells: Vec<Markup>) -> Self {
        Self { anchor: Some(anchor(table, id)), cells }
    }
}

/// A table. On a narrow screen each row becomes a block; the roles keep it a table to a screen reader.
pub(crate) fn table(caption: &str, columns: &[&str], rows: &[Row]) -> Markup {
    if rows.is_empty() {
        return html! { p { (caption) ": none." } };
    }
    html! {
        table role="table" class={ "columns-" (columns.len()) } {
            caption { (caption) }
            thead role="rowgroup" {
                tr role="row" { @for column in columns { th role="columnheader" scope="col" { (column) } } }
            }
            tbody role="rowgroup" {
                @for row in rows {
                    tr role="row" id=[row.anchor.as_ref()] {
                        @for (at, (cell, column)) in row.cells.iter().zip(columns).enumerate() {
                            @if at == 0 {
                                th role="rowheader" scope="row" data-label=(column) { div { (cell) } }
                            } @else {
                                td role="cell" data-label=(column) { div { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A code, as records and requests write it.
pub(crate) fn code(code: &str) -> Markup {
    html! { code { (code) } }
}

/// What a row rests on: its statements, and the reading where the words left a choice.
pub(crate) fn cites(rules: &RuleSet, statements: &[String], basis: Option<&RowBasis>) -> Markup {
    html! {
        (statement_links(rules, statements))
        @if let Some(RowBasis::Reading(id)) = basis { " by the reading " (link("readings", id, id)) }
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

/// A category, in words and never by colour alone.
pub(crate) fn category(category: Option<Category>) -> Markup {
    match category {
        Some(category) => html! { span class={ "category c" (category.number()) } { (category) } },
        None => html! { span class="category c0" { "No category" } },
    }
}

/// How strongly a step is asked for.
pub(crate) fn force(force: Force) -> Markup {
    html! { span class={ "force " (force.code()) } { (capitalised(force.code())) } }
}

pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The parts with commas between them.
pub(crate) fn listed(parts: &[Markup]) -> Markup {
    html! { @for (at, part) in parts.iter().enumerate() { @if at > 0 { ", " } (part) } }
}
