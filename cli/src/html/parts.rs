//! Tables, anchors and links, codes, categories: what sections are made of.

use crate::words::category_first;
use cse_screening::{Category, Force, RuleSet};
use maud::{Markup, html};
use std::fmt::Write;

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

/// A row of a table. Its first cell is its heading.
pub(crate) struct Row {
    pub(crate) anchor: Option<String>,
    /// The code of whoever acts, by which rows can be found.
    pub(crate) actor: Option<&'static str>,
    pub(crate) cells: Vec<Markup>,
}

impl Row {
    pub(crate) fn new(cells: Vec<Markup>) -> Self {
        Self { anchor: None, actor: None, cells }
    }

    pub(crate) fn of(table: &str, id: &str, cells: Vec<Markup>) -> Self {
        Self { anchor: Some(anchor(table, id)), actor: None, cells }
    }

    /// A row of what somebody does.
    pub(crate) fn by(self, actor: &'static str) -> Self {
        Self { actor: Some(actor), ..self }
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
                    tr role="row" id=[row.anchor.as_ref()] data-actor=[row.actor] {
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

/// A category as the rules call it, and never by colour alone.
pub(crate) fn category<'r>(rules: impl Into<Option<&'r RuleSet>>, category: Option<Category>) -> Markup {
    let number = category.map_or(0, Category::number);
    html! { span class={ "category c" (number) } { (category_first(rules.into(), category)) } }
}

/// How strongly a step is asked for.
pub(crate) fn force(force: Force) -> Markup {
    html! { span class={ "force " (force.code()) } { (capitalised(force.code())) } }
}

pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
