//! What changed since the version before: rows, outcomes and codes.

use super::parts::{Row, capitalised, code, link, table};
use crate::words::fell;
use cse_screening::RuleSet;
use cse_screening::rules::Json;
use cse_screening::rules::condition::Condition;
use cse_screening::rules::proof::{
    Comparison, FieldChange, KindOfChild, OutcomeChange, RowChange, RowDifference, WhatChanges,
};
use maud::{Markup, html};

pub(crate) fn section(previous: &RuleSet, rules: &RuleSet) -> Markup {
    let compared = previous.compare(rules);
    let (from, to) = (&compared.from, &compared.to);
    html! {
        p {
            "From " (code(&from.id)) " version " (from.version) " to " (code(&to.id)) " version " (to.version) ". "
            "The SHA-256 of the rules before is " code class="sha" { (from.sha256) } "."
        }
        (outcomes(previous, rules, &compared))
        (codes(&compared))
        h3 { "Rows that differ" }
        (table("Rows that differ", &["Table", "Row", "What happened"], &rows(previous, rules, &compared.rows)))
        @if let Some(problem) = compared.version_problem() { p class="warning" { (capitalised(&problem)) "." } }
    }
}

fn outcomes(previous: &RuleSet, rules: &RuleSet, compared: &Comparison) -> Markup {
    let rows: Vec<_> = compared
        .outcomes
        .iter()
        .map(|one| {
            let label = label(previous, rules, &one.change);
            Row::new(vec![
                html! {
                    @if one.change.is_downward() { strong { "Less than before. " } }
                    (capitalised(&one.in_words))
                    @if let Some(label) = label { " (“" (label) "”)" }
                },
                kinds(one, &|kind| kind.condition.clone()),
                kinds(one, &|kind| such_a_child(rules, kind)),
            ])
        })
        .collect();
    html! {
        h3 { "For whom it differs" }
        @if compared.same_outcomes() {
            p { "Every request has the same scope, category, plan, steps, findings, and what is possible under both: proved." }
        } @else {
            p {
                "Asked of every request that both can read, and not of samples. Each row names, for example, some kinds of "
                "children for whom it differs, the typical one first: there may be others."
            }
            (table("Changes of outcome", &["Change", "For whom, for example", "Such a child"], &rows))
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

/// The step or finding that changes, in its words.
fn label<'r>(previous: &'r RuleSet, rules: &'r RuleSet, change: &WhatChanges) -> Option<&'r str> {
    let step = |rules: &'r RuleSet, id: &str| {
        rules.tables().steps.iter().find(|row| row.id == id).map(|row| &*row.action)
    };
    let finding = |rules: &'r RuleSet, id: &str| {
        rules.tables().findings.iter().find(|row| row.id == id).map(|row| &*row.message)
    };
    match change {
        WhatChanges::StepLost { step: id } => step(previous, id),
        WhatChanges::StepGained { step: id }
        | WhatChanges::ForceDown { step: id, .. }
        | WhatChanges::ForceUp { step: id, .. }
        | WhatChanges::DeadlineLater { step: id, .. }
        | WhatChanges::DeadlineSooner { step: id, .. } => step(rules, id),
        WhatChanges::FindingLost { finding: id } => finding(previous, id),
        WhatChanges::FindingGained { finding: id } => finding(rules, id),
        _ => None,
    }
}

fn codes(compared: &Comparison) -> Markup {
    let lists = [("Codes that are gone", &compared.codes_gone), ("New codes", &compared.codes_new)];
    html! {
        @for (heading, list) in lists {
            @if !list.is_empty() { h3 { (heading) } ul { @for one in list { li { (code(one)) } } } }
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
                                (field.replace('_', " ")) " was " (in_words(previous, field, was.as_ref()))
                                ", and is " (in_words(rules, field, is.as_ref()))
                            }
                        }
                    }
                },
            };
            Row::new(vec![html! { (row.table.replace('_', " ")) }, code(&row.row), happened])
        })
        .collect()
}

/// A value of a field: conditions in words, texts in quotation marks, the rest as it is written.
fn in_words(rules: &RuleSet, field: &str, value: Option<&Json>) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    if let Some(text) = value.as_str() {
        return format!("“{text}”");
    }
    let conditions = matches!(field, "when" | "open_when_left_out").then(|| value.read::<Vec<Condition>>());
    conditions.flatten().map_or_else(|| value.to_string(), |when| format!("“{}”", rules.in_words(&when)))
}
