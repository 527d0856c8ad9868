//! Contradictions and changes in what was recorded.

use super::blocks::{Block, Line, Section};
use super::case::Case;
use crate::words::{aged, capitalised, ended};

/// Nothing where there is none.
pub(crate) fn section(case: &Case<'_>) -> Option<Section> {
    let falls = case.rules.and_then(|rules| case.record.request.screen_by(rules).falls());
    let findings = case.record.findings.iter();
    let findings = findings.map(|one| Line::words(&capitalised(&one.message)).and_id(&one.id));
    let falls = falls.map(|fall| Line::words(&ended(&aged(case.rules, fall))));
    let lines: Vec<_> = findings.chain(falls).collect();
    (!lines.is_empty()).then(|| Section::new("findings", "Points to check", vec![Block::List(lines)]))
}
