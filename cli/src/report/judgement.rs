//! The professional judgement and the calculated level, apart.

use super::blocks::{Block, Line, Row, Section};
use super::case::{Case, answered};
use cse_screening::Fact;

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
    if let Some(answer) = child.answer_to(Fact::LoweredAtMeeting) {
        rows.push(Row::new(vec![case.fact(Fact::LoweredAtMeeting), Line::words(&answered(Some(answer)))]));
    }
    rows.push(row("Recorded", case.named(record.category)));
    let mut blocks = vec![
        Block::Paragraph(Line::words("A judgement can raise what was calculated, and not lower it.")),
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
    Section::new("judgement", "Judgement and calculated level", blocks)
}
