//! What a cell says, as the JSON of a request. The reader of requests judges it; here only what a sheet writes otherwise
//! than JSON is read.

use super::map::{Column, Dates};
use super::questions::folded;
use crate::codes::Takes;
use cse_screening::chrono::NaiveDate;
use serde_json::{Number, Value, json};

/// What a spreadsheet writes where a formula failed, or a column was too narrow.
fn is_failed(cell: &str) -> bool {
    let error = cell.strip_prefix('#').is_some_and(|rest| rest.ends_with(['!', '?', '#']) || rest == "N/A");
    let number = cell.strip_prefix("Err:").is_some_and(|rest| rest.chars().all(|one| one.is_ascii_digit()));
    error || number
}

/// The value of a cell that is not empty.
///
/// # Errors
/// What was found, and what is allowed.
pub(super) fn value(column: &Column, dates: Dates, cell: &str) -> Result<Value, String> {
    let trimmed = cell.trim();
    let found = |allowed: &str| Err(format!("found “{trimmed}”; allowed: {allowed}"));
    if is_failed(trimmed) {
        return found("what was meant; the spreadsheet wrote this in its place");
    }
    let meant = column.words.get(&folded(trimmed));
    match column.takes {
        Takes::Answer | Takes::Codes => match meant {
            Some(code) => Ok(code.clone()),
            None => found(&format!(
                "the words of the map ({}), or an empty cell where nobody asked",
                column.allowed
            )),
        },
        Takes::Day => match day(dates, trimmed) {
            Some(day) => Ok(json!(day.to_string())),
            None if dates == Dates::DayFirst => found("a day that exists, written as 14/01/2026"),
            None => found(
                "a day that exists, written as 2026-01-14; where the sheet writes 14/01/2026, the map says \
                 \"dates\": \"DD/MM/YYYY\"",
            ),
        },
        Takes::Years => Ok(number(trimmed).unwrap_or_else(|| trimmed.into())),
        Takes::Number => match (meant, range(trimmed)) {
            (Some(code), _) => Ok(code.clone()),
            (None, Some(range)) => Ok(range),
            (None, None) => Ok(number(trimmed).unwrap_or_else(|| trimmed.into())),
        },
        Takes::Range => match range(trimmed) {
            Some(range) => Ok(range),
            None => found("two whole numbers, the lowest and the highest, written as 12 to 14"),
        },
        Takes::List => Ok(json!([cell])),
        Takes::Text if is_shortened(trimmed) => {
            found("the text as it was; the spreadsheet took it for a number and shortened it")
        }
        Takes::Text => Ok(cell.into()),
    }
}

/// A number as JSON has it. Anything else is left to the reader, which refuses it.
fn number(cell: &str) -> Option<Value> {
    cell.parse::<Number>().ok().map(Value::Number)
}

/// A day of just this form.
fn day(dates: Dates, cell: &str) -> Option<NaiveDate> {
    let (form, written) = match dates {
        Dates::YearFirst => ("%Y-%m-%d", "0000-00-00"),
        Dates::DayFirst => ("%d/%m/%Y", "00/00/0000"),
    };
    let as_written = cell.len() == written.len()
        && cell.bytes().zip(written.bytes()).all(|(found, like)| match like {
            b'0' => found.is_ascii_digit(),
            mark => found == mark,
        });
    as_written.then(|| NaiveDate::parse_from_str(cell, form).ok()).flatten()
}

/// `12 to 14`.
fn range(cell: &str) -> Option<Value> {
    let (lowest, highest) = cell.split_once(" to ")?;
    let whole = |text: &str| text.trim().parse::<u32>().ok();
    Some(json!([whole(lowest)?, whole(highest)?]))
}

/// Whether a long number lost its last digits, as `1.23457E+11`.
fn is_shortened(cell: &str) -> bool {
    let Some((digits, power)) = cell.split_once("E+").or_else(|| cell.split_once("e+")) else { return false };
    let is_number = |text: &str, more: &[char]| {
        !text.is_empty() && text.chars().all(|one| one.is_ascii_digit() || more.contains(&one))
    };
    is_number(digits, &['.', ',']) && is_number(power, &[])
}
