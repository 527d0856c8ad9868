//! A batch over CSV: one request a row, and one row of the result for each, in the same order.
//!
//! A column is named as its place in a request, such as `child.age` or `screening.indicators.clipping`. An empty cell
//! is left out of the request: nobody asked. A column that requests do not have is refused, in every row.

use cse_screening::{Outcome, Request};
use cse_screening_recipes::until_nobody_reads;
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::error::Error;
use std::io::{Read, Write};
use std::process::ExitCode;

/// Reads rows, writes what follows from each, and says how many were refused.
fn batch(from: impl Read, to: impl Write) -> Result<usize, Box<dyn Error>> {
    let mut rows = csv::Reader::from_reader(from);
    let columns = rows.headers()?.clone();
    let mut seen = HashSet::new();
    if let Some(twice) = columns.iter().find(|name| !seen.insert(*name)) {
        return Err(format!("the column `{twice}` is there twice; allowed: once").into());
    }
    let mut out = csv::Writer::from_writer(to);
    out.write_record(["reference", "category", "possible", "decided_by", "to_ask", "must", "refused"])?;
    let (mut read, mut refused) = (0_usize, 0);
    for row in rows.records() {
        let row = row?;
        read += 1;
        match Request::from_json(&request(&columns, &row).to_string()) {
            Ok(request) => out.write_record(result(&request.screen(), request.reference()))?,
            Err(error) => {
                refused += 1;
                let reference =
                    columns.iter().position(|name| name == "reference").and_then(|at| row.get(at));
                let error = error.to_string();
                out.write_record([reference.unwrap_or_default(), "", "", "", "", "", &error])?;
            }
        }
    }
    out.flush()?;
    // A result without a row would read as nothing found.
    if read == 0 { Err("there is no row; allowed: one for each request".into()) } else { Ok(refused) }
}

/// The request that a row says.
fn request(columns: &csv::StringRecord, row: &csv::StringRecord) -> Value {
    let mut whole = Map::from_iter(["child", "screening"].map(|name| (name.to_owned(), json!({}))));
    for (column, cell) in columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
        // Ages and categories are numbers, and a range of ages is a list. All else is text.
        let read = match column.rsplit('.').next() {
            Some("age" | "age_between" | "previous_category" | "category") => serde_json::from_str(cell).ok(),
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
    let path = std::env::args().nth(1).ok_or("usage: csv FILE.csv > RESULT.csv")?;
    let refused = batch(std::fs::File::open(path)?, std::io::stdout().lock());
    until_nobody_reads(
        refused.map(|refused| if refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }),
    )
}
