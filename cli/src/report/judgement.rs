//! The professional judgement and the calculated level, apart.

use super::blocks::{Block, Line, Row, Section};
use super::case::Case;

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
        row("Previous category", given(child.previous_category_given())),
    ];
    if let Some(determination) = child.determination() {
        let by = determination.by().code().replace('_', " ");
        let what = format!("Determined by a {by} on {}", determination.on());
        rows.push(Row::new(vec![Line::words(&what), case.named(determination.category())]));
    }
    rows.push(row("Recorded", case.named(record.category)));
    let mut blocks = vec![
        Block::Paragraph(Line::words(
            "A judgement can raise what was calculated, and not lower it. A meeting's determination takes the place of the previous category; it can lower that, and not what was calculated or judged.",
        )),
        Block::Table {
            caption: "What was calculated, and what people judged".to_owned(),
            columns: vec!["Level", "Category"],
            rows,
        },
    ];
    if let Some(judgement) = judgement {
        blocks.push(Block::Subheading("The judgement, in the words of whoever gave it".to_owned()));
        blocks.push(Block::Quotation(judgement.rationale().lines().map(Line::theirs).collect()));
    }
    if let Some(determination) = child.determination() {
        blocks.push(Block::Subheading("The determination, in the words of whoever recorded it".to_owned()));
        blocks.push(Block::Quotation(determination.rationale().lines().map(Line::theirs).collect()));
    }
    Section::new("judgement", "Judgement and calculated level", blocks)
}
