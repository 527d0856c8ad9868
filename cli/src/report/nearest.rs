//! The nearest higher category, and what would lead to it.
//!
//! Where its rules are at hand: what would have to be otherwise, as the library finds it by screening again. The open
//! answers that the record names stand with what is not known.

use super::blocks::{Block, Line, Section};
use super::case::Case;
use cse_screening::{Changes, NextCategory, NoChange};

/// Nothing where nothing is to be said beside the open answers.
pub(crate) fn section(case: &Case<'_>) -> Option<Section> {
    // What the answers lead to says nothing of a record that says otherwise.
    let rules = case.rules.filter(|_| case.reproduces())?;
    let next = case.record.request.screen_by(rules).next_category()?;
    Some(Section::new("nearest", "The nearest higher category", by_changes(case, &next)))
}

/// The smallest changes to what was recorded that would lead to the next category.
fn by_changes(case: &Case<'_>, next: &NextCategory<'_>) -> Vec<Block> {
    let changes = next.changes();
    let category = case.named(Some(next.category()));
    if let Some(none) = changes.none() {
        return vec![Block::Paragraph(Line::words(without_changes(none)))];
    }
    let each = changes.sets().iter().map(|set| Line::words(&set.in_words()));
    vec![Block::Paragraph(category.and(&sentence(&changes))), Block::List(each.collect())]
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
