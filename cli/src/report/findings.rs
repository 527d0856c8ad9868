//! Contradictions and changes in what was recorded.

use super::blocks::{Block, Line, Section};
use super::case::Case;
use crate::words::{aged, capitalised, ended};

pub(crate) fn section(case: &Case<'_>) -> Section {
    let findings = &case.record.findings;
    let falls = case.rules.and_then(|rules| case.record.request.screen_by(rules).falls());
    let mut blocks = if findings.is_empty() {
        vec![Block::Paragraph(Line::words("No contradiction and no change was found in what was recorded."))]
    } else {
        vec![
            Block::Paragraph(Line::words(
                "Nothing was dropped or corrected: the answer that protects stands.",
            )),
            Block::List(
                findings.iter().map(|one| Line::words(&capitalised(&one.message)).and_id(&one.id)).collect(),
            ),
        ]
    };
    blocks.extend(falls.map(|fall| Block::Paragraph(Line::words(&ended(&aged(case.rules, fall))))));
    Section::new("findings", "Points to check", blocks)
}
