//! Where a record says other than its answers lead to under its rules.

use super::blocks::{Block, Line, Section};
use super::case::Case;
use crate::words::day;
use cse_screening::Difference;
use cse_screening::chrono::NaiveDate;
use cse_screening::rules::Json;

/// Where the differences stand.
pub(crate) const SECTION: &str = "differences";

/// What was recorded, and what its answers lead to: the difference that matters most, in one sentence or two.
pub(crate) fn result(case: &Case<'_>) -> Line {
    let recorded = case.record.category;
    let found = case.rules.map(|rules| case.record.request.screen_by(rules).category());
    let line = Line::words("Recorded: ").then(case.level(recorded));
    match found {
        Some(found) if found == recorded => {
            line.and(". Its answers lead to the same under these rules. Something else differs.")
        }
        Some(found) => line.and(". Its answers lead to ").then(case.level(found)).and(" under these rules."),
        None => line.and("."),
    }
}

/// What stands beside the result of a record that does not reproduce.
pub(crate) fn warning(case: &Case<'_>) -> Option<Block> {
    (!case.differences().is_empty()).then(|| {
        let line = Line::strong("Do not rely on this result. ").then(result(case));
        Block::Warning(line.and(" See ").and_place(SECTION, "where the record differs").and("."))
    })
}

pub(crate) fn section(case: &Case<'_>) -> Option<Section> {
    let differences = case.differences();
    (!differences.is_empty()).then(|| {
        let blocks = vec![
            Block::Paragraph(Line::words(
                "Screened again under the same rules, the answers in the record lead to something else. Each place is \
                 named as the record names it.",
            )),
            Block::List(differences.iter().map(difference).collect()),
        ];
        Section::new(SECTION, "Where the record differs", blocks)
    })
}

fn difference(difference: &Difference) -> Line {
    let place = Line::code(&difference.place).and(": ");
    match (&difference.recorded, &difference.expected) {
        (Some(recorded), Some(expected)) => place
            .and("recorded is ")
            .then(value(recorded))
            .and("; the answers lead to ")
            .then(value(expected)),
        (Some(_), None) => place.and("recorded, and the answers do not lead to it"),
        (None, _) => place.and("not recorded, and the answers lead to it"),
    }
}

fn value(value: &Json) -> Line {
    match (value.as_str(), value.to_string()) {
        (Some(text), _) => match text.parse::<NaiveDate>() {
            Ok(on) if on.to_string() == text => Line::words(&day(on)),
            _ => Line::words("“").then(Line::theirs(text)).and("”"),
        },
        (None, null) if null == "null" => Line::words("nothing"),
        (None, other) => Line::code(&other),
    }
}
