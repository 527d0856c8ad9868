//! Every statement, by its source: where it is carried, or why it is not.

use super::carried::places;
use super::chapters::Chapter;
use super::parts::{Row, capitalised, table};
use crate::words::counted;
use cse_screening::RuleSet;
use cse_screening::rules::Reference;
use cse_screening::rules::tables::{Source, Statement};
use maud::html;

/// What becomes of a statement.
enum Becomes<'r> {
    Carried(Vec<Reference>),
    LeftOut(&'r str),
    /// It asks for nothing: background, principle and the like.
    OfKind(&'r str),
}

pub(crate) fn chapter(rules: &RuleSet) -> Chapter {
    let statements = &rules.tables().statements;
    let all: Vec<_> = statements.iter().map(|row| (row, becomes(rules, row))).collect();
    let count = |wanted: fn(&Becomes<'_>) -> bool| all.iter().filter(|(_, becomes)| wanted(becomes)).count();
    // Two sources may have a section of the same name.
    let mut sections: Vec<(&Source, &str)> = Vec::new();
    for source in &rules.tables().sources {
        for (row, _) in all.iter().filter(|(row, _)| row.source == source.id) {
            if !sections.contains(&(source, &*row.section)) {
                sections.push((source, &row.section));
            }
        }
    }
    let opening = html! {
        p {
            (counted(all.len(), "statement", "statements")) ": "
            (count(|one| matches!(one, Becomes::Carried(_)))) " carried by rows, "
            (count(|one| matches!(one, Becomes::LeftOut(_)))) " not, each with its reason, and "
            (count(|one| matches!(one, Becomes::OfKind(_)))) " that ask for nothing by themselves."
        }
        div class="packed" {
            @for (source, section) in sections {
                @let rows = rows(rules, source, section, &all);
                details {
                    summary {
                        h3 { (section) @if rules.tables().sources.len() > 1 { ", of " cite { (source.title) } } }
                        " " span class="number" { (counted(rows.len(), "statement", "statements")) }
                    }
                    (table(section, &["Statement", "What it says", "Where it is carried"], &rows))
                }
            }
        }
    };
    let titles: Vec<_> = rules.tables().sources.iter().map(|source| &*source.title).collect();
    let heading = format!("Appendix: the statements of {}", titles.join(" and "));
    Chapter::new("statements", &heading, opening, Vec::new())
}

fn becomes<'r>(rules: &'r RuleSet, row: &'r Statement) -> Becomes<'r> {
    let mut references = rules.references_to("statements", &row.id);
    references.retain(|reference| reference.table != "not_modelled");
    let left_out = rules.tables().not_modelled.iter().find(|left| left.statements.contains(&row.id));
    match left_out {
        _ if !references.is_empty() => Becomes::Carried(references),
        Some(left_out) => Becomes::LeftOut(&left_out.reason),
        None => Becomes::OfKind(&row.kind),
    }
}

fn rows(rules: &RuleSet, source: &Source, section: &str, all: &[(&Statement, Becomes<'_>)]) -> Vec<Row> {
    let of_section = all.iter().filter(|(row, _)| row.source == source.id && row.section == section);
    of_section
        .map(|(row, becomes)| {
            let cells = vec![
                html! { (row.id) },
                html! {
                    @if !row.condition.is_empty() { span class="given" { (row.condition) ": " } }
                    (row.effect) " " em { "(" (row.force) ")" }
                },
                match becomes {
                    Becomes::Carried(references) => places(rules, references),
                    Becomes::LeftOut(reason) => html! { "Not carried. " (reason) },
                    Becomes::OfKind(kind) => html! { (capitalised(kind)) ": it asks for nothing by itself." },
                },
            ];
            Row::of("statements", &row.id, cells)
        })
        .collect()
}
