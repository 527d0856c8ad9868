//! The words of what the report cites: readings and statements, in the order of the rules.

use super::blocks::{Block, Line, Part, Row, Section, Task, shown};
use super::case::Case;
use crate::words::in_full;
use cse_screening::RuleSet;
use cse_screening::rules::tables::{Source, Statement};
use std::collections::BTreeSet;

/// What is cited, by its table and id.
type Cited = BTreeSet<(&'static str, String)>;

pub(crate) fn section(case: &Case<'_>, sections: &[Section]) -> Section {
    let Some(rules) = case.rules else {
        return Section::new(
            "cited",
            "The words of readings and statements",
            vec![Block::Paragraph(Line::words(
                "They stand in the rules of the record, which are not at hand.",
            ))],
        );
    };
    let mut cited = Cited::new();
    sections.iter().flat_map(|section| &section.blocks).for_each(|block| of_block(block, &mut cited));
    let readings = readings(case, rules, &cited);
    of_block(&readings, &mut cited);
    let heading = |words: &str| Block::Subheading(words.to_owned());
    let mut blocks = vec![
        Block::Paragraph(Line::words(
            "A number such as N019 is a statement of a source. A reading says what was chosen, and over \
                 what, where the words of a source leave a choice. Here is each that this report cites.",
        )),
        heading("Readings"),
        readings,
        heading("Statements"),
    ];
    blocks.extend(statements(rules, &cited));
    Section::new("cited", "The words of readings and statements", blocks)
}

fn readings(case: &Case<'_>, rules: &RuleSet, cited: &Cited) -> Block {
    let rows = rules.tables().readings.iter().filter(|row| cited.contains(&("readings", row.id.clone())));
    Block::Table {
        caption: "Readings".to_owned(),
        columns: vec!["Reading", "Words", "Chosen", "Over", "Rests on"],
        rows: rows
            .map(|row| Row {
                anchor: Some(("readings", row.id.clone())),
                cells: vec![
                    Line::code(&row.id),
                    Line::words(&format!("“{}”", row.words)),
                    Line::words(&row.chosen),
                    Line::words(&row.over),
                    Line::joined(row.statements.iter().map(|id| case.statement(id)), ", "),
                ],
            })
            .collect(),
    }
}

/// A table for each source, so that each statement stands under its own.
fn statements(rules: &RuleSet, cited: &Cited) -> Vec<Block> {
    let is_cited = |row: &&Statement| cited.contains(&("statements", row.id.clone()));
    let rows: Vec<_> = rules.tables().statements.iter().filter(is_cited).collect();
    let of = |source: &Source| Block::Table {
        caption: shown(&format!("Statements of {}", in_full(source))),
        columns: vec!["Statement", "When", "What it says", "Force"],
        rows: rows.iter().filter(|row| row.source == source.id).map(|row| statement(row)).collect(),
    };
    rules.sources_of(rows.iter().map(|row| &row.id)).into_iter().map(of).collect()
}

fn statement(row: &Statement) -> Row {
    let always = if row.condition.trim().is_empty() { "always" } else { &*row.condition };
    Row {
        anchor: Some(("statements", row.id.clone())),
        cells: vec![
            Line::words(&row.id),
            Line::words(always),
            Line::words(&row.effect),
            Line::words(&row.force),
        ],
    }
}

fn of_block(block: &Block, cited: &mut Cited) {
    match block {
        Block::Subheading(_) | Block::Command(_) => {}
        Block::Paragraph(line) | Block::Warning(line) => of_lines([line], cited),
        Block::List(lines) | Block::Quotation(lines) => of_lines(lines, cited),
        Block::Entry { heading, lines, list } => {
            of_lines([heading].into_iter().chain(lines).chain(list), cited)
        }
        Block::Checklist { tasks, .. } => tasks.iter().for_each(|task| {
            let Task { who, acts, what, due, rests_on, .. } = task;
            of_lines([who, acts, what, rests_on].into_iter().chain(due), cited);
        }),
        Block::Table { rows, .. } => of_lines(rows.iter().flat_map(|row| &row.cells), cited),
    }
}

fn of_lines<'l>(lines: impl IntoIterator<Item = &'l Line>, cited: &mut Cited) {
    for part in lines.into_iter().flat_map(|line| &line.0) {
        if let Part::Cited { table, id } = part {
            cited.insert((table, id.clone()));
        }
    }
}
