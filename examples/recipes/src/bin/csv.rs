//! A batch over CSV: one request a row, and one row of the result for each, in the same order.
//!
//! A column is named as its place in a request, such as `child.age` or `screening.indicators.clipping`. An empty cell
//! is left out of the request: nobody asked. A column that requests do not have is refused, in every row.
//!
//! With `--rules DIR` it screens by the set in that folder, whose own questions are columns too, such as
//! `child.missing_episodes_in_90_days`: a number, a range as `[2, 4]`, or `not_known`.
//!
//! With `--for-spreadsheet` a cell that a spreadsheet would run as a formula comes out as text.

use cse_screening::rules::tables::QuestionKind;
use cse_screening::{Outcome, Request, RuleSet};
use cse_screening_recipes::until_nobody_reads;
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::error::Error;
use std::io::{Read, Write};
use std::process::ExitCode;

/// Reads rows, writes what follows from each, and says how many were refused. A row that cannot be read is one bad row and
/// not the end.
fn batch(
    rules: &RuleSet,
    from: impl Read,
    to: impl Write,
    for_spreadsheet: bool,
) -> Result<usize, Box<dyn Error>> {
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(from);
    let columns = rows.headers()?.clone();
    check(&columns)?;
    let mut out = csv::Writer::from_writer(to);
    out.write_record(["reference", "category", "possible", "decided_by", "to_ask", "must", "refused"])?;
    let (mut rows_read, mut refused) = (0_usize, 0);
    for row in rows.byte_records() {
        let row = row?;
        rows_read += 1;
        let read = read(rules, &columns, &row);
        let cells = match &read {
            Ok(request) => result(&request.screen_by(rules), request.reference()),
            Err(why) => {
                refused += 1;
                let at = columns.iter().position(|name| name == "reference");
                let reference = String::from_utf8_lossy(at.and_then(|at| row.get(at)).unwrap_or_default());
                let mut cells: [String; 7] = Default::default();
                let [first, .., last] = &mut cells;
                (*first, *last) = (reference.into_owned(), why.clone());
                cells
            }
        };
        let cells = cells.map(|cell| if for_spreadsheet { as_text(cell) } else { cell });
        out.write_record(cells)?;
    }
    out.flush()?;
    // A result without a row would read as nothing found.
    if rows_read == 0 { Err("there is no row; allowed: one for each request".into()) } else { Ok(refused) }
}

/// Each column is there once, and none stands within another: `child` beside `child.age` would be lost.
fn check(columns: &csv::StringRecord) -> Result<(), String> {
    let mut seen = HashSet::new();
    if let Some(twice) = columns.iter().find(|name| !seen.insert(*name)) {
        return Err(format!("the column `{twice}` is there twice; allowed: once"));
    }
    for column in columns {
        let around = column
            .match_indices('.')
            .find_map(|(dot, _)| column.get(..dot).filter(|name| seen.contains(name)));
        if let Some(around) = around {
            return Err(format!("the column `{column}` stands beside `{around}`; allowed: one of the two"));
        }
    }
    Ok(())
}

/// The request that a row says, or why there is none.
fn read(rules: &RuleSet, columns: &csv::StringRecord, row: &csv::ByteRecord) -> Result<Request, String> {
    if row.len() != columns.len() {
        return Err(format!(
            "the row has {} cells; allowed: {}, as the first row has",
            row.len(),
            columns.len()
        ));
    }
    let row =
        csv::StringRecord::from_byte_record(row.clone()).map_err(|_| "the row is not UTF-8".to_owned())?;
    let request = request(rules, columns, &row).to_string();
    Request::from_json_for(rules, &request).map_err(|error| error.full_text())
}

/// A cell that a spreadsheet takes for text: what begins like a formula would be run. Other programs would take the
/// apostrophe for a part of it, so only a file for a spreadsheet gets it.
fn as_text(cell: String) -> String {
    let runs = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if cell.starts_with(runs) { format!("'{cell}") } else { cell }
}

/// The request that a row says.
fn request(rules: &RuleSet, columns: &csv::StringRecord, row: &csv::StringRecord) -> Value {
    let is_number = |column: &str| {
        let question = column.strip_prefix("child.").and_then(|code| rules.question(code));
        question.is_some_and(|row| row.asks == QuestionKind::Number)
    };
    let mut whole = Map::from_iter(["child", "screening"].map(|name| (name.to_owned(), json!({}))));
    for (column, cell) in columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
        // Ages, categories and what a set asks in numbers are numbers, and a range is a list. All else is text.
        let read = match column.rsplit('.').next() {
            Some("age" | "age_between" | "previous_category" | "category") => serde_json::from_str(cell).ok(),
            _ if is_number(column) => serde_json::from_str(cell).ok(),
            _ => None,
        };
        put(&mut whole, column, read.unwrap_or_else(|| cell.into()));
    }
    whole.into()
}

/// Puts a value in its place, such as `child.age`.
fn put(object: &mut Map<String, Value>, place: &str, value: Value) {
    let Some((name, rest)) = place.split_once('.') else {
        object.insert(place.to_owned(), value);
        return;
    };
    if let Value::Object(inner) = object.entry(name).or_insert_with(|| json!({})) {
        put(inner, rest, value);
    }
}

fn result(outcome: &Outcome<'_>, reference: Option<&str>) -> [String; 7] {
    // A cell left empty would be read as "no risk".
    let in_words = |category: Option<cse_screening::Category>| {
        category
            .map_or_else(|| "none given; this is not no risk".to_owned(), |known| known.number().to_string())
    };
    let listed = |codes: Vec<&str>| codes.join(" ");
    [
        reference.unwrap_or_default().to_owned(),
        in_words(outcome.category()),
        in_words(outcome.possible()),
        listed(outcome.reasons().filter(|reason| reason.decisive()).map(|reason| reason.rule()).collect()),
        listed(outcome.gaps().map(|gap| gap.question.code()).collect()),
        listed(
            outcome
                .steps()
                .filter(|step| step.force() == cse_screening::Force::Must)
                .map(|step| step.id())
                .collect(),
        ),
        String::new(),
    ]
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut words: Vec<_> = std::env::args().skip(1).collect();
    let for_spreadsheet =
        words.iter().position(|word| word == "--for-spreadsheet").map(|at| words.remove(at));
    let own = match words.iter().position(|word| word == "--rules") {
        Some(at) if at + 1 < words.len() => {
            Some(RuleSet::from_dir(words.drain(at..at + 2).nth(1).unwrap_or_default())?)
        }
        _ => None,
    };
    let rules = own.as_ref().unwrap_or_else(|| RuleSet::coventry());
    let [path] = &words[..] else {
        return Err("usage: csv [--for-spreadsheet] [--rules DIR] FILE.csv > RESULT.csv".into());
    };
    let refused =
        batch(rules, std::fs::File::open(path)?, std::io::stdout().lock(), for_spreadsheet.is_some());
    until_nobody_reads(
        refused.map(|refused| if refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }),
    )
}
