//! Where on the page a row stands that refers to another.

use super::parts::{link, listed};
use cse_screening::rules::Reference;
use cse_screening::{Category, RuleSet};
use maud::{Markup, html};

/// The rows that refer to a row, each once, as links.
pub(crate) fn places(rules: &RuleSet, references: &[Reference]) -> Markup {
    let mut rows: Vec<(&str, &str)> = Vec::new();
    for reference in references {
        let row = (&*reference.table, &*reference.row);
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    let parts: Vec<_> = rows.into_iter().filter_map(|(table, row)| place(rules, table, row)).collect();
    html! { @if parts.is_empty() { span class="none" { "no row" } } @else { (listed(&parts)) } }
}

/// What the rules call the category of a row.
fn called(rules: &RuleSet, row: &str) -> String {
    let category = row.parse().ok().and_then(Category::from_number);
    rules.category_in_words(category)
}

fn place(rules: &RuleSet, table: &str, row: &str) -> Option<Markup> {
    let (what, words) = match table {
        "category_rules" => ("rule ", row),
        "settings" => ("number ", row),
        "definitions" => ("words ", row),
        "protections" => ("protection ", row),
        "facts" => ("fact ", row),
        "questions" => ("question ", row),
        "scopes" => ("scope ", row),
        "indicators" => ("indicator ", row),
        "categories" => return Some(link(table, row, &called(rules, row))),
        "findings" => ("finding ", row),
        "plan_hosts" => ("plan ", row),
        "steps" => ("step ", row),
        "readings" => ("reading ", row),
        "statements" => ("statement ", row),
        "case" => return Some(link("case", "case", "whether the case is open")),
        // Why no row carries a statement is said beside the statement.
        "not_modelled" => return None,
        "levels" if rules.tables().levels.iter().any(|level| level.id == row) => ("level ", row),
        _ => return Some(html! { (table.replace('_', " ")) " " (row) }),
    };
    Some(html! { (what) (link(table, row, words)) })
}
