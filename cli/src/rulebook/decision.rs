//! How a category is decided: the rules as a decision table, and what they share.

use super::chapters::{Chapter, Part};
use super::decides::{self, Example};
use super::followed::example;
use super::parts::{Row, capitalised, category, cites, code, rests_on, table, when};
use crate::words::in_units;
use cse_screening::rules::tables::{CategoryRule, Level, LevelFrom};
use cse_screening::{NoCategory, RuleSet};
use maud::{Markup, html};

pub(crate) fn chapter(rules: &RuleSet) -> Chapter {
    let opening = html! {
        p {
            "Every rule that fires gives a category “at least”, and the highest counts. They are asked from top to bottom. "
            "Where none fires there is no category, which is not “no risk”. The outcome says why there is none:"
        }
        ul { @for why in NoCategory::ALL { li { (capitalised(why.in_words())) " " (code(why.code())) } } }
    };
    let parts = vec![
        Part::new("category-rules", "Category rules", category_rules(rules)),
        Part::new("protections", "Protections", protections(rules)),
        Part::new("definitions", "Words that several rows share", definitions(rules)),
        Part::new("numbers", "Numbers", numbers(rules)),
        Part::new("findings", "Findings", findings(rules)),
    ];
    Chapter::new("decision", "How the category is decided", opening, parts)
}

fn category_rules(rules: &RuleSet) -> Markup {
    let line = |row: &CategoryRule| {
        let cells = vec![
            html! { (capitalised(&row.label)) " " (code(&row.id)) },
            gives(rules, &row.at_least),
            when(rules, &row.when),
            shown(rules, row),
            rests_on(rules, &row.statements, Some(&row.basis), &row.when),
        ];
        Row::of("category_rules", &row.id, cells)
    };
    let rows: Vec<_> = rules.tables().category_rules.iter().map(line).collect();
    let columns = ["Rule", "At least", "When all of this holds", "A child for whom it decides", "Rests on"];
    table("The decision table", &columns, &rows)
}

fn gives(rules: &RuleSet, level: &Level) -> Markup {
    match level {
        Level::Fixed(given) => category(rules, Some(*given)),
        Level::From(LevelFrom::Listed) => html! { "the category in which the indicator is listed" },
        Level::From(LevelFrom::Judged) => html! { "the category that was judged" },
        Level::From(LevelFrom::Determined) => html! { "the category that a meeting determined" },
        Level::From(LevelFrom::Previous) => html! { "the previous category" },
        Level::Named(id) => match rules.tables().levels.iter().find(|row| row.id == *id) {
            Some(row) => category(rules, row.category),
            None => code(id),
        },
    }
}

fn shown(rules: &RuleSet, row: &CategoryRule) -> Markup {
    match decides::example(rules, row) {
        Example::Alone(request) => example(rules, &request),
        Example::WithOthers(request) => html! { (example(rules, &request)) " Another rule decides with it." },
        Example::NotFound => html! { "no example was found in which it decides" },
        Example::Never => html! { "no request makes it fire: proved" },
        Example::Undecided => html! { "it would take too long to say" },
    }
}

fn protections(rules: &RuleSet) -> Markup {
    let rows: Vec<_> = rules
        .tables()
        .protections
        .iter()
        .map(|row| {
            let cells = vec![
                html! { (capitalised(&row.label)) " " (code(&row.id)) },
                category(rules, Some(row.never_below)),
                when(rules, &row.when),
                rests_on(rules, &row.statements, Some(&row.basis), &row.when),
            ];
            Row::of("protections", &row.id, cells)
        })
        .collect();
    let caption = "Never placed below a category, whatever the rules say";
    html! { p { (caption) "." } (table(caption, &["Who", "Never below", "When", "Rests on"], &rows)) }
}

fn definitions(rules: &RuleSet) -> Markup {
    let rows: Vec<_> = rules
        .tables()
        .definitions
        .iter()
        .map(|row| {
            let cells = vec![
                html! { (capitalised(&row.label)) " " (code(&row.id)) },
                when(rules, &row.when),
                rests_on(rules, &row.statements, Some(&row.basis), &row.when),
            ];
            Row::of("definitions", &row.id, cells)
        })
        .collect();
    table("Words that several rows share", &["Words", "When all of this holds", "Rests on"], &rows)
}

fn numbers(rules: &RuleSet) -> Markup {
    let rows: Vec<_> = rules
        .tables()
        .manifest
        .settings
        .iter()
        .map(|row| {
            let cells = vec![
                code(&row.id),
                html! { (in_units(row)) },
                cites(rules, &row.statements, Some(&row.basis)),
            ];
            Row::of("settings", &row.id, cells)
        })
        .collect();
    table("Numbers that rows refer to", &["Setting", "Number", "Rests on"], &rows)
}

fn findings(rules: &RuleSet) -> Markup {
    let rows: Vec<_> = rules
        .tables()
        .findings
        .iter()
        .map(|row| {
            let cells = vec![
                html! { (capitalised(&row.message)) " " (code(&row.id)) },
                when(rules, &row.when),
                rests_on(rules, &row.statements, None, &row.when),
            ];
            Row::of("findings", &row.id, cells)
        })
        .collect();
    html! {
        p { "Contradictions and changes are pointed out. Nothing is dropped or corrected." }
        (table("Findings", &["Finding", "When all of this holds", "Rests on"], &rows))
    }
}
