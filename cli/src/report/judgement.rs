//! The professional judgement and the calculated level, apart.

use super::answers::quoted;
use super::blocks::{Block, Line, Row, Section};
use super::case::Case;
use crate::words::meeting;
use cse_screening::Child;

pub(crate) fn section(case: &Case<'_>) -> Section {
    let record = case.record;
    let child = record.request.child();
    let judgement = record.request.indicators().judgement();
    let given = |category: Option<_>| match category {
        Some(category) => case.named(Some(category)),
        None => Line::words("none given"),
    };
    let row = |what: &str, line| Row::new(vec![Line::words(what), line]);
    let mut rows = vec![
        row("Calculated from the answers alone", case.named(record.indicated)),
        row("Professional judgement", given(judgement.map(|judgement| judgement.category()))),
        row(&previous(child), given(child.previous_category_given())),
    ];
    if let Some(determination) = child.determination() {
        let by = meeting(case.rules, determination.by());
        let found = match determination.category() {
            Some(category) => case.named(Some(category)),
            None => Line::words("none: the meeting found that no category is in force"),
        };
        rows.push(row(&format!("Determined by {by} on {}", determination.on()), found));
    }
    rows.push(row("Recorded", case.named(record.category)));
    let mut blocks = vec![
        Block::Paragraph(Line::words(
            "A judgement can raise what was calculated, and not lower it. A meeting's determination takes the place of \
             the previous category: it can lower that, and not what was calculated or judged.",
        )),
        Block::Table {
            caption: "What was calculated, and what people judged".to_owned(),
            columns: vec!["Level", "Category"],
            rows,
        },
    ];
    if let Some(judgement) = judgement {
        blocks.push(Block::Subheading("The judgement, in the words of whoever gave it".to_owned()));
        blocks.push(quoted(judgement.rationale()));
    }
    if let Some(determination) = child.determination() {
        blocks.push(Block::Subheading("The determination, in the words of whoever recorded it".to_owned()));
        blocks.push(quoted(determination.rationale()));
    }
    if child.determination().is_none() && child.previous_category_given().is_some() {
        blocks.push(Block::Paragraph(Line::words(
            "No determination of a meeting is recorded since. Only a meeting lowers a previous category.",
        )));
    }
    Section::new("judgement", "Judgement and calculated level", blocks)
}

/// The previous category, and when it was recorded.
fn previous(child: &Child) -> String {
    child
        .previous_category_day()
        .map_or_else(|| "Previous category".to_owned(), |day| format!("Previous category, recorded on {day}"))
}
