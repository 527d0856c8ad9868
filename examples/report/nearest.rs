//! The nearest higher category, and what would lead to it.
//!
//! It knows the open answers that the record names. What else would lead there is for the library to say:
//! this is the one place where it goes in.

use crate::blocks::{Block, Line, Section};
use crate::case::{Case, answered};
use cse_screening::{Category, GapRecord};

pub(crate) fn section(case: &Case<'_>) -> Section {
    let blocks = match nearest(case) {
        Some((category, gaps)) => by_open_answers(case, category, &gaps),
        None => vec![Block::Paragraph(Line::words(none(case)))],
    };
    Section::new("nearest", "The nearest higher category", blocks)
}

/// The lowest category that one open answer leads to, and those answers.
fn nearest<'a>(case: &Case<'a>) -> Option<(Category, Vec<&'a GapRecord>)> {
    let gaps = &case.record.gaps;
    let category = gaps.iter().map(|gap| gap.would_raise_to).min()?;
    Some((category, gaps.iter().filter(|gap| gap.would_raise_to == category).collect()))
}

fn by_open_answers(case: &Case<'_>, category: Category, gaps: &[&GapRecord]) -> Vec<Block> {
    let one = |gap: &&GapRecord| {
        let answer = answered(case.answer(&gap.question));
        case.question(&gap.question).and(&format!(": now {answer}"))
    };
    vec![
        Block::Paragraph(
            case.named(Some(category)).and(". Of the open answers, a yes to any one of these leads to it:"),
        ),
        Block::List(gaps.iter().map(one).collect()),
    ]
}

fn none(case: &Case<'_>) -> &'static str {
    if case.record.category == Category::ALL.last().copied() {
        "There is none: this is the highest."
    } else {
        "No open answer leads to a higher one by itself."
    }
}
