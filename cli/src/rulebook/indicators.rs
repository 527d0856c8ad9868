//! The indicators by category, and those that are easily taken for each other side by side.

use super::followed::indicator;
use super::parts::{Row, category, code, link, table, when};
use cse_screening::rules::tables::{IndicatorKind, IndicatorRow, PromptRow};
use cse_screening::{Category, RuleSet};
use maud::{Markup, html};

pub(crate) fn section(rules: &RuleSet) -> Markup {
    let rows = &rules.tables().indicators;
    html! {
        @for listed in Category::ALL.iter().map(|listed| Some(*listed)).chain([None]) {
            @let rows: Vec<_> = rows.iter().filter(|row| row.category == listed).collect();
            @if !rows.is_empty() { (list(rules, listed, &rows)) }
        }
        h3 id="alike" { "Near-duplicates, side by side" }
        p { "When the left one is observed and the right one has no answer, the outcome asks to consider the right one." }
        (alike(rules))
    }
}

fn list(rules: &RuleSet, listed: Option<Category>, rows: &[&IndicatorRow]) -> Markup {
    let heading = format!("Listed in {}", rules.category_in_words(listed));
    let rows: Vec<_> = rows.iter().map(|row| line(rules, row)).collect();
    html! {
        h3 { (heading) }
        (table(&format!("{heading}: {}", rows.len()), &["Indicator", "Code", "Kind", "Alike", "Statement"], &rows))
    }
}

fn line(rules: &RuleSet, row: &IndicatorRow) -> Row {
    let kind = match row.kind {
        IndicatorKind::Behaviour => "behaviour",
        IndicatorKind::Circumstance => "circumstance",
    };
    let label = |code: &str| rules.indicator_with_code(code).map_or(code.to_owned(), |row| row.label.clone());
    let prompts = &rules.tables().prompts;
    let mut alike: Vec<&str> = Vec::new();
    for prompt in prompts {
        if prompt.observed == row.code {
            alike.extend(prompt.consider.iter().map(String::as_str));
        } else if prompt.consider.contains(&row.code) {
            alike.push(&prompt.observed);
        }
    }
    let mut seen = Vec::new();
    alike.retain(|code| {
        !seen.contains(code) && {
            seen.push(*code);
            true
        }
    });
    let cells = vec![
        html! { (row.label) },
        code(&row.code),
        html! {
            (kind)
            @if row.weight > 0 { ", weight " (row.weight) }
            @if let Some(older) = row.older_weight { ", " (older) " when it is old" }
            @if !row.groups.is_empty() { ", in " (row.groups.join(", ")) }
        },
        html! {
            @if alike.is_empty() { span class="none" { "none" } }
            @for (at, code) in alike.iter().enumerate() { @if at > 0 { "; " } (link("indicators", code, &label(code))) }
        },
        link("statements", &row.statement, &row.statement),
    ];
    Row::of("indicators", &row.code, cells)
}

fn alike(rules: &RuleSet) -> Markup {
    let rows: Vec<_> = rules.tables().prompts.iter().map(|row| pair(rules, row)).collect();
    table("When one is observed, consider the other", &["Observed", "Consider", "If also"], &rows)
}

fn pair(rules: &RuleSet, row: &PromptRow) -> Row {
    let shown = |code: &String| match rules.indicator_with_code(code) {
        Some(row) => html! { (indicator(row)) " " (category(rules, row.category)) },
        None => super::parts::code(code),
    };
    Row::new(vec![
        shown(&row.observed),
        html! { ul class="plain" { @for code in &row.consider { li { (shown(code)) } } } },
        if row.when.is_empty() {
            html! { span class="none" { "nothing more" } }
        } else {
            when(rules, &row.when)
        },
    ])
}
