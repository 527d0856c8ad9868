//! The indicators by category, and those that are easily taken for each other side by side.

use super::chapters::{Chapter, Part};
use super::followed::indicator;
use super::parts::{Row, category, code, link, table, when};
use cse_screening::rules::tables::{IndicatorKind, IndicatorRow, PromptRow};
use cse_screening::{Category, RuleSet};
use maud::{Markup, html};

pub(crate) fn chapter(rules: &RuleSet) -> Chapter {
    let rows = &rules.tables().indicators;
    let mut parts = Vec::new();
    for listed in Category::ALL.iter().map(|listed| Some(*listed)).chain([None]) {
        let of_category: Vec<_> = rows.iter().filter(|row| row.category == listed).collect();
        if !of_category.is_empty() {
            parts.push(list(rules, listed, &of_category));
        }
    }
    if !rules.tables().prompts.is_empty() {
        parts.push(Part::new("alike", "Near-duplicates, side by side", alike(rules)));
    }
    let circumstances = rows.iter().any(|row| row.kind == IndicatorKind::Circumstance);
    let opening = html! {
        @if circumstances { p { "An indicator is a sign of what happens to a child, unless “circumstance” stands beside it." } }
    };
    Chapter::new("indicators", "The indicators", opening, parts)
}

fn list(rules: &RuleSet, listed: Option<Category>, rows: &[&IndicatorRow]) -> Part {
    let heading = format!("Listed in {}", rules.category_in_words(listed));
    let rows: Vec<_> = rows.iter().map(|row| line(rules, row)).collect();
    let caption = format!("{heading}: {}", rows.len());
    let id = format!("listed-{}", listed.map_or(0, Category::number));
    let body = html! { div class="packed" { (table(&caption, &["Indicator", "Statement"], &rows)) } };
    Part { beside: Some(html! { (rows.len()) }), ..Part::new(&id, &heading, body) }
}

fn line(rules: &RuleSet, row: &IndicatorRow) -> Row {
    let alike = alike_to(rules, &row.code);
    let label = |code: &str| rules.indicator_with_code(code).map_or(code.to_owned(), |row| row.label.clone());
    let mut said = Vec::new();
    if row.kind == IndicatorKind::Circumstance {
        said.push("circumstance".to_owned());
    }
    if row.weight > 0 {
        said.push(format!("weight {}", row.weight));
    }
    said.extend(row.older_weight.map(|older| format!("{older} when it is old")));
    if !row.groups.is_empty() {
        said.push(format!("in {}", row.groups.join(", ")));
    }
    let cells = vec![
        html! {
            (row.label) " " (code(&row.code))
            @if !said.is_empty() { span class="of" { (said.join(", ")) } }
            @if !alike.is_empty() {
                span class="of" {
                    "Alike: " @for (at, code) in alike.iter().enumerate() { @if at > 0 { "; " } (link("indicators", code, &label(code))) } "."
                }
            }
        },
        link("statements", &row.statement, &row.statement),
    ];
    Row::of("indicators", &row.code, cells)
}

/// The codes that one is easily taken for, each once.
fn alike_to<'r>(rules: &'r RuleSet, of: &str) -> Vec<&'r str> {
    let mut alike: Vec<&str> = Vec::new();
    for prompt in &rules.tables().prompts {
        if prompt.observed == of {
            alike.extend(prompt.consider.iter().map(String::as_str));
        } else if prompt.consider.iter().any(|code| code == of) {
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
    alike
}

fn alike(rules: &RuleSet) -> Markup {
    let prompts = &rules.tables().prompts;
    // A column that says the same of each row goes.
    let columns: &[&str] = if prompts.iter().all(|row| row.when.is_empty()) {
        &["Observed", "Consider"]
    } else {
        &["Observed", "Consider", "If also"]
    };
    let rows: Vec<_> = prompts.iter().map(|row| pair(rules, row)).collect();
    html! {
        p { "When the left one is observed and the right one has no answer, the outcome asks to consider the right one." }
        (table("When one is observed, consider the other", columns, &rows))
    }
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
