//! What changed since the version before: rows, outcomes and codes.

use super::chapters::{Chapter, Part};
use super::parts::{Row, capitalised, code, link, table};
use crate::differs;
use crate::words::{counted, fell};
use cse_screening::rules::proof::{
    Comparison, FieldChange, KindOfChild, OutcomeChange, RowChange, RowDifference, WhatChanges,
};
use cse_screening::{Answer, Fact, RuleSet};
use maud::{Markup, html};

/// The set before, and what differs from it.
pub(crate) struct Changed<'r> {
    previous: &'r RuleSet,
    compared: Comparison,
}

impl<'r> Changed<'r> {
    pub(crate) fn new(previous: &'r RuleSet, rules: &RuleSet) -> Self {
        Self { previous, compared: previous.compare(rules) }
    }
}

/// What changed, in three lines: rows, whose category falls, what else.
pub(crate) fn in_short(changed: &Changed<'_>) -> Markup {
    let compared = &changed.compared;
    let count =
        |wanted: fn(&WhatChanges) -> bool| compared.outcomes.iter().filter(|one| wanted(&one.change)).count();
    let falls = count(|one| matches!(one, WhatChanges::CategoryDown { .. }));
    let rises = count(|one| matches!(one, WhatChanges::CategoryUp { .. }));
    let others = compared.outcomes.len().saturating_sub(falls + rises);
    let downward =
        compared.outcomes.iter().filter(|one| one.change.is_downward()).count().saturating_sub(falls);
    html! {
        p class="label" { a href="#changed" { "What changed since " (compared.from.id) " version " (compared.from.version) } ":" }
        ul {
            li { (rows_in_short(&compared.rows)) }
            li {
                @match (falls, compared.undecided.is_empty()) {
                    (0, true) => "On the same day nobody’s category falls, of all whom both sets can read: proved.",
                    (0, false) => strong { "Whether somebody’s category falls is undecided, at least in part." },
                    (falls, true) => strong { "Somebody’s category falls, in " (counted(falls, "way", "ways")) "." },
                    (falls, false) => strong {
                        "Somebody’s category falls, in " (counted(falls, "way", "ways")) " at least: something is undecided."
                    },
                }
                @match rises {
                    0 => " None was found to rise.",
                    rises => { " Somebody’s rises, in " (counted(rises, "way", "ways")) "." }
                }
                @if !compared.fall_by_calendar.is_empty() {
                    " " strong { "As evidence ages a level can fall with no answer changed, and could not before." }
                }
            }
            li {
                @match others {
                    0 => "Nothing else was found that comes out otherwise.",
                    others => {
                        "Otherwise: " (counted(others, "change of what follows", "changes of what follows"))
                        ", such as steps; " (downward) " of them take something away or weaken it."
                    }
                }
            }
        }
    }
}

/// How many rows of each table differ.
fn rows_in_short(rows: &[RowChange]) -> String {
    let mut tables: Vec<(&str, usize)> = Vec::new();
    for row in rows.iter().filter(|row| row.table != "manifest") {
        match tables.iter_mut().find(|(table, _)| *table == row.table) {
            Some((_, count)) => *count += 1,
            None => tables.push((&row.table, 1)),
        }
    }
    let named: Vec<_> =
        tables.iter().map(|(table, count)| format!("{count} of {}", table.replace('_', " "))).collect();
    match named.is_empty() {
        true => "No row differs.".to_owned(),
        false => format!("Rows that differ: {}.", named.join(", ")),
    }
}

pub(crate) fn chapter(changed: &Changed<'_>, rules: &RuleSet) -> Chapter {
    let Changed { previous, compared } = changed;
    let (from, to) = (&compared.from, &compared.to);
    let opening = html! {
        p {
            "From " (code(&from.id)) " version " (from.version) " to " (code(&to.id)) " version " (to.version) ". "
            "The SHA-256 of the rules before is " code class="sha" { (from.sha256) } "."
        }
        @if let Some(problem) = compared.version_problem() { p class="warning" { (capitalised(&problem)) "." } }
    };
    let differ = html! {
        (table("Rows that differ", &["Table", "Row", "What happened"], &rows(previous, rules, &compared.rows)))
        (codes(compared))
    };
    let parts = vec![
        Part::new("changed-rows", "Rows that differ", differ),
        Part::new("changed-outcomes", "For whom it differs", outcomes(previous, rules, compared)),
    ];
    Chapter::new("changed", "What changed", opening, parts)
}

/// Whether the child is a typical one: from 13 to 15, with no fact answered yes.
fn is_typical(one: &OutcomeChange) -> bool {
    let child = one.example.request.request.child();
    let (lowest, highest) = child.age_range();
    let plain = |fact: &Fact| !matches!(child.answer_to(*fact), Some(Answer::Yes | Answer::Suspected));
    lowest >= 13 && highest <= 15 && Fact::ALL.iter().all(plain)
}

fn outcomes(previous: &RuleSet, rules: &RuleSet, compared: &Comparison) -> Markup {
    let mut changes: Vec<_> = compared.outcomes.iter().collect();
    // What takes something away stays in front; among its like the typical child.
    changes.sort_by_key(|one| (!one.change.is_downward(), !is_typical(one)));
    let rows: Vec<_> = changes
        .into_iter()
        .map(|one| {
            let label = differs::label(previous, rules, &one.change);
            Row::new(vec![
                html! {
                    @if one.change.is_downward() { strong { "Less than before. " } }
                    (capitalised(&one.in_words))
                    @if let Some(label) = label { " (“" (label) "”)" }
                },
                kinds(one, &|kind| such_a_child(rules, kind)),
                html! { div class="of" { (kinds(one, &|kind| kind.condition.clone())) } },
            ])
        })
        .collect();
    html! {
        @if compared.same_outcomes() {
            p { "Every request has the same scope, category, plan, steps, findings, and what is possible under both: proved." }
        } @else {
            p {
                "Asked of every request that both can read, and not of samples. Each row names, for example, some kinds of "
                "children for whom it differs, the typical one first: there may be others."
            }
            (table("Changes of outcome", &["Change", "Such a child", "For whom else, for example"], &rows))
        }
        @if !compared.fall_by_calendar.is_empty() {
            p class="warning" {
                strong { "By the calendar alone" } " a level can fall by these rules, and could not before: "
                @for (at, id) in compared.fall_by_calendar.iter().enumerate() {
                    @if at > 0 { ", " }
                    (link("category_rules", id, id))
                }
                "."
            }
        }
        @if !compared.undecided.is_empty() {
            p class="warning" { strong { "Undecided." } " It would take too long to say whether these happen, which is not a no:" }
            ul { @for change in &compared.undecided { li { (change) } } }
        }
    }
}

/// Something about each kind of child.
fn kinds(change: &OutcomeChange, about: &dyn Fn(&KindOfChild) -> String) -> Markup {
    if change.others.is_empty() {
        return html! { (about(&change.example)) };
    }
    html! { ol { @for kind in [&change.example].into_iter().chain(&change.others) { li { (about(kind)) } } } }
}

/// A child, and since when evidence is too old, where that is why the category falls.
fn such_a_child(rules: &RuleSet, kind: &KindOfChild) -> String {
    let request = &kind.request.in_words;
    kind.fell.map_or_else(|| request.clone(), |fall| format!("{request}. It falls {}.", fell(rules, fall)))
}

fn codes(compared: &Comparison) -> Markup {
    let lists = [("Codes that are gone", &compared.codes_gone), ("New codes", &compared.codes_new)];
    html! {
        @for (heading, list) in lists {
            @if !list.is_empty() { h4 { (heading) } ul { @for one in list { li { (code(one)) } } } }
        }
    }
}

fn rows(previous: &RuleSet, rules: &RuleSet, changes: &[RowChange]) -> Vec<Row> {
    changes
        .iter()
        .map(|row| {
            let happened = match &row.change {
                RowDifference::Added => html! { "added" },
                RowDifference::Removed => html! { "removed" },
                RowDifference::Moved => html! { "stands at another place among its like" },
                RowDifference::Changed(fields) => html! {
                    ul class="plain" {
                        // What it was made from stands at the top of the page.
                        @for FieldChange { field, was, is, .. } in fields.iter().filter(|one| one.field != "based_on") {
                            li {
                                (field.replace('_', " ")) " was " (differs::value(previous, field, was.as_ref()))
                                ", and is " (differs::value(rules, field, is.as_ref()))
                            }
                        }
                    }
                },
            };
            Row::new(vec![html! { (row.table.replace('_', " ")) }, code(&row.row), happened])
        })
        .collect()
}
