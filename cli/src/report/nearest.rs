//! The nearest higher category, and what would lead to it.
//!
//! First the open answers that the record names: somebody could find them out. Then, where its rules are at
//! hand, what else would have to be otherwise, as the library finds it by screening again.

use super::blocks::{Block, Line, Section};
use super::case::{Case, answered};
use cse_screening::{Category, Changes, GapRecord, NextCategory, NoCategory, NoChange};

pub(crate) fn section(case: &Case<'_>) -> Section {
    let mut blocks = match nearest(case) {
        Some((category, gaps)) => by_open_answers(case, category, &gaps),
        None => vec![Block::Paragraph(Line::words(none(case)))],
    };
    // What the answers lead to says nothing of a record that says otherwise.
    if let Some(rules) = case.rules
        && case.reproduces()
        && let Some(next) = case.record.request.screen_by(rules).next_category()
    {
        blocks.extend(by_changes(case, &next));
    }
    Section::new("nearest", "The nearest higher category", blocks)
}

/// The smallest changes to what was recorded that would lead to the next category.
fn by_changes(case: &Case<'_>, next: &NextCategory<'_>) -> Vec<Block> {
    let changes = next.changes();
    let category = case.named(Some(next.category()));
    if let Some(none) = changes.none() {
        return vec![Block::Paragraph(Line::words(without_changes(none)))];
    }
    let each = changes.sets().iter().map(|set| Line::words(&set.in_words()));
    vec![
        Block::Subheading("What would lead to a higher category".to_owned()),
        Block::Paragraph(category.and(&sentence(&changes))),
        Block::List(each.collect()),
    ]
}

fn sentence(changes: &Changes<'_>) -> String {
    let several = changes.sets().iter().map(|set| set.answers_changed()).max().unwrap_or(0) > 1;
    let each = if several {
        "each line names answers that would have to be otherwise together"
    } else {
        "each line is enough by itself"
    };
    let more = if changes.more() { " There are more than are named here." } else { "" };
    format!(
        ", or a higher one, would follow from the smallest changes below; {each}. They say what the \
         rules ask for, and not how near or safe a child is. What was answered stands: they never say what should be \
         recorded.{more}"
    )
}

fn without_changes(none: NoChange) -> &'static str {
    match none {
        NoChange::Never => "Under these rules nothing that could be recorded leads to a higher one.",
        NoChange::Unread => {
            "Some answers cannot be read under these rules, so what else would lead to a higher one is not known."
        }
        _ => {
            "What else would lead to a higher one was not found in a search of the nearest changes. That is not to say that nothing would."
        }
    }
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
    } else if matches!(case.record.no_category, Some(NoCategory::OutOfScope | NoCategory::OutsideThisTool)) {
        "These rules give this person no category, and so none is higher."
    } else {
        "No open answer leads to a higher one by itself."
    }
}
