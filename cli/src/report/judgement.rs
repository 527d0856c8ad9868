//! The professional judgement and the calculated level, apart.

use super::answers::quoted;
use super::blocks::{Block, Line, Section};
use super::case::Case;
use crate::words::{day, meeting};
use cse_screening::Child;

/// Up to so many characters a reason stands on sheet one; a longer one stands whole with the answers.
const ON_SHEET_ONE: usize = 400;

pub(crate) fn section(case: &Case<'_>) -> Section {
    let record = case.record;
    let child = record.request.child();
    let judgement = record.request.indicators().judgement();
    let reasons = &case.texts("reasons").request;
    let row = |what: &str, line: Line| Line::words(what).and(": ").then(line);
    let mut blocks = Vec::new();
    let mut lines = vec![row("Calculated from the answers alone", case.named(record.indicated))];
    if let Some(judgement) = judgement {
        lines.push(row("Professional judgement", case.named(Some(judgement.category()))));
    }
    if let Some(category) = child.previous_category_given() {
        lines.push(row(&previous(child), case.named(Some(category))));
    }
    if let Some(determination) = child.determination() {
        let by = meeting(case.rules, determination.by());
        let found = match determination.category() {
            Some(category) => case.named(Some(category)),
            None => Line::words("none: the meeting found that no category is in force"),
        };
        lines.push(row(&format!("Determined by {by} on {}", day(determination.on())), found));
    }
    if lines.len() == 1 && record.indicated == record.category {
        // Nothing stands beside it, and what it is called stands in the result.
        let level = || case.level(record.category);
        let line = row("Calculated from the answers alone", level()).and(". ").then(row("Recorded", level()));
        blocks.push(Block::Paragraph(line.and(".")));
    } else {
        lines.push(row("Recorded", case.named(record.category)));
        blocks.push(Block::List(lines));
    }
    if let Some(judgement) = reasons.indicators().judgement() {
        blocks.extend(reason("The reason of the judgement", judgement.rationale()));
    }
    if let Some(determination) = reasons.child().determination() {
        blocks.extend(reason("The reason of the meeting", determination.rationale()));
    }
    if let (None, Some(_)) = (child.determination(), child.previous_category_given()) {
        blocks.push(Block::Paragraph(Line::words(
            "No determination of a meeting is recorded since. Only a meeting lowers a previous category.",
        )));
    }
    if judgement.is_some() {
        blocks.push(Block::Paragraph(Line::words(
            "A judgement can raise what was calculated, and not lower it.",
        )));
    }
    Section::new("judgement", "Judgement and calculated level", blocks)
}

fn reason(whose: &str, text: &str) -> Vec<Block> {
    if is_long(text) {
        let line = Line::words(&format!("{whose} is long, and stands "));
        return vec![Block::Paragraph(line.and_place("answers", "with what was answered").and("."))];
    }
    vec![Block::Paragraph(Line::words(&format!("{whose}, in the words of whoever gave it:"))), quoted(text)]
}

fn is_long(text: &str) -> bool {
    text.chars().count() > ON_SHEET_ONE
}

/// The reasons that are too long for sheet one, whole.
pub(crate) fn long_reasons(case: &Case<'_>) -> Vec<Block> {
    let request = &case.texts("reasons").request;
    let judged = request.indicators().judgement().map(|one| ("The reason of the judgement", one.rationale()));
    let determined = request.child().determination();
    let determined = determined.map(|one| ("The reason of the meeting", one.rationale()));
    let long = judged.into_iter().chain(determined).filter(|(_, text)| is_long(text));
    long.flat_map(|(whose, text)| [Block::Subheading(whose.to_owned()), quoted(text)]).collect()
}

/// The previous category, and when it was recorded.
fn previous(child: &Child) -> String {
    child.previous_category_day().map_or_else(
        || "Previous category".to_owned(),
        |on| format!("Previous category, recorded on {}", day(on)),
    )
}
