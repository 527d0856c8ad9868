//! Why one row of the rules did or did not apply, and what would make it.

use crate::page::{BOLD, Page};
use crate::words::{capitalised, score};
use cse_screening::{Changes, Held, Outcome, RuleSet, WhyNotError};

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
            conditions(&mut page, outcome.rules(), row.conditions());
            changes(&mut page, &row.changes());
        }
        Err(WhyNotError::Applies { row }) => {
            page.heading(&format!("Why {id}"));
            page.strong(BOLD, "This did apply.");
            conditions(&mut page, outcome.rules(), &outcome.conditions_of(&row)?);
        }
        Err(error) => return Err(error),
    }
    Ok(page.into_text())
}

fn conditions(page: &mut Page, rules: &RuleSet, conditions: &[Held]) {
    page.gap();
    page.subheading("Its conditions, all of which must hold");
    for condition in conditions {
        page.entry(&in_words(rules, condition));
        parts(page, rules, condition, 1);
    }
}

fn parts(page: &mut Page, rules: &RuleSet, condition: &Held, depth: usize) {
    for part in condition.parts() {
        page.more(&format!("{}{}", "· ".repeat(depth), in_words(rules, part)));
        parts(page, rules, part, depth + 1);
    }
}

fn in_words(rules: &RuleSet, condition: &Held) -> String {
    let added = condition.added().iter().map(|one| {
        let row = rules.indicator_with_code(&one.code);
        (row.map_or_else(|| one.code.clone(), |row| row.label.clone()), one.adds)
    });
    let added: Vec<_> = added.collect();
    let score =
        condition.counted().map_or_else(String::new, |counted| format!(" ({})", score(counted, &added)));
    let held = if condition.held() { "held" } else { "did not hold" };
    format!("{held}: {}{score}", condition.in_words())
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
