//! What is not known, and what it could change.

use super::blocks::{Block, Line, Row, Section};
use super::case::{Case, answered};
use crate::open::{self, Given, Open, is_out_of_scope};
use crate::words::capitalised;
use cse_screening::{GapRecord, PromptRecord, Question};

pub(crate) fn section(case: &Case<'_>) -> Section {
    let record = case.record;
    let mut blocks = Vec::new();
    let out_of_scope = is_out_of_scope(record.no_category);
    if out_of_scope {
        blocks.push(Block::Paragraph(Line::words(open::SCOPE)));
    }
    if record.gaps.is_empty() && !out_of_scope {
        blocks.push(Block::Paragraph(Line::words(open::NONE_ALONE)));
    } else if !record.gaps.is_empty() {
        let questions = || record.gaps.iter().map(|gap| &*gap.question);
        let any_one = open::any_one(&record.request, questions());
        blocks.push(Block::Paragraph(Line::words(&format!(
            "Unknown is not “no”. {any_one} would raise the category by itself."
        ))));
        let numbers = questions().any(|question| open::is_number(&record.request, question));
        let gives = if numbers {
            "A yes, or such a number, would give at least"
        } else {
            "A yes would give at least"
        };
        blocks.push(Block::Table {
            caption: "Open answers that would raise the category".to_owned(),
            columns: vec!["Question", "Answer now", gives],
            rows: record.gaps.iter().map(|gap| gap_row(case, gap)).collect(),
        });
    }
    blocks.extend(together(case).map(Block::Paragraph));
    blocks.extend(changing_scope_or_steps(case));
    if !record.prompts.is_empty() {
        blocks.push(Block::Subheading("Not asked: consider".to_owned()));
        blocks.push(Block::List(record.prompts.iter().map(|prompt| consider(case, prompt)).collect()));
    }
    Section::new("unknowns", "What is not known, and what it could change", blocks)
}

fn gap_row(case: &Case<'_>, gap: &GapRecord) -> Row {
    Row::new(vec![
        case.question(&gap.question),
        Line::words(&answered(case.answer(&gap.question))),
        case.named(Some(gap.would_raise_to)),
    ])
}

/// What no open answer leads to by itself.
fn together(case: &Case<'_>) -> Option<Line> {
    let record = case.record;
    let possible = record.possible.filter(|possible| Some(*possible) > record.category)?;
    let none_alone = record.gaps.iter().all(|gap| gap.would_raise_to < possible);
    none_alone.then(|| {
        Line::words("Several of the open answers together could lead to ")
            .then(case.named(Some(possible)))
            .and(".")
    })
}

/// Open answers of which a yes would change the scope, or the steps alone.
fn changing_scope_or_steps(case: &Case<'_>) -> Vec<Block> {
    // What the answers lead to says nothing of a record that says otherwise.
    let Some(rules) = case.rules.filter(|_| case.reproduces()) else { return Vec::new() };
    let request = &case.record.request;
    let Open { scope, steps } = Open::of(request, &request.screen_by(rules));
    let cells = |question: &Question<'_>| {
        let code = question.code();
        vec![case.question(code), Line::words(&answered(case.answer(code)))]
    };
    let mut blocks = Vec::new();
    if !scope.is_empty() {
        let row = |(question, given): &(Question<'_>, Given)| {
            let given = Line::words(&capitalised(&given.in_words(rules)));
            Row::new(cells(question).into_iter().chain([given]).collect())
        };
        blocks.push(Block::Paragraph(Line::words("A yes to any one of these would change the scope.")));
        blocks.push(Block::Table {
            caption: "Open answers that would change the scope".to_owned(),
            columns: vec!["Question", "Answer now", "A yes would give"],
            rows: scope.iter().map(row).collect(),
        });
    }
    if !steps.is_empty() {
        blocks.push(Block::Paragraph(Line::words(
            "A yes to any one of these would change the steps, and not the category.",
        )));
        blocks.push(Block::Table {
            caption: "Open answers that would change the steps".to_owned(),
            columns: vec!["Question", "Answer now"],
            rows: steps.iter().map(|question| Row::new(cells(question))).collect(),
        });
    }
    blocks
}

fn consider(case: &Case<'_>, prompt: &PromptRecord) -> Line {
    case.indicator(&prompt.consider)
        .and(" (because this was seen: ")
        .then(case.indicator(&prompt.because))
        .and(")")
}
