//! Why one row of the rules did or did not apply, and what would make it.

use crate::page::{BOLD, Page};
use crate::words::capitalised;
use cse_screening::{Changes, Held, Outcome, WhyNotError};

/// Said wherever changes are named.
const NOT_TO_BE_RECORDED: &str =
    "This shows what the rules would need. It never says what should be recorded.";

/// The row with this id, condition by condition.
pub(crate) fn why_not(outcome: &Outcome<'_>, id: &str) -> Result<String, WhyNotError> {
    let mut page = Page::default();
    match outcome.why_not(id) {
        Ok(row) => {
            page.heading(&format!("Why not {}", row.id()));
            page.strong(BOLD, &format!("{}: this did not apply.", capitalised(row.label())));
            conditions(&mut page, row.conditions());
            changes(&mut page, &row.changes());
        }
        Err(WhyNotError::Applies { row }) => {
            page.heading(&format!("Why {id}"));
            page.strong(BOLD, "This did apply.");
            conditions(&mut page, &outcome.conditions_of(&row)?);
        }
        Err(error) => return Err(error),
    }
    Ok(page.into_text())
}

fn conditions(page: &mut Page, conditions: &[Held]) {
    page.gap();
    page.subheading("Its conditions, all of which must hold");
    for condition in conditions {
        page.entry(&in_words(condition));
        parts(page, condition, 1);
    }
}

fn parts(page: &mut Page, condition: &Held, depth: usize) {
    for part in condition.parts() {
        page.more(&format!("{}{}", "· ".repeat(depth), in_words(part)));
        parts(page, part, depth + 1);
    }
}

fn in_words(condition: &Held) -> String {
    format!("{}: {}", if condition.held() { "held" } else { "did not hold" }, condition.in_words())
}

fn changes(page: &mut Page, changes: &Changes<'_>) {
    page.gap();
    page.subheading("The smallest changes that would make it apply");
    if let Some(none) = changes.none() {
        page.entry(&format!("None: {none}."));
    }
    for set in changes.sets() {
        page.entry(&set.in_words());
    }
    if changes.more() {
        page.paragraph("There are more than are named here.");
    }
    page.paragraph(NOT_TO_BE_RECORDED);
}
