//! A sheet: a table of rows and columns, saved as CSV, with a request in each row.
//!
//! ```text
//! cse rules columns coventry > map.json           every question, with a header and words to edit
//! cse screen sheet.csv --columns map.json         a record for each row
//! ```
//!
//! The map (`map`) says which column answers which question (`questions`), and what the words in its cells mean. A row
//! becomes the JSON of a request (`cell`), and the library reads that as it reads any other: what it refuses is refused
//! here, with the column named. An empty cell is a field that was left out: nobody asked. It is never a no.
//!
//! Nothing is lost, filled in or guessed: a column that the map does not name, one that it names and the sheet has not,
//! two columns for one question, and a file that is not UTF-8 are refused before a row is read; a word that the map does
//! not give, a day written otherwise, and a row with too many cells or too few are refused in their row. Commas,
//! semicolons and tabs may stand between cells: the one is taken by which the header has the columns of the map.
//!
//! Rows are numbered as a spreadsheet numbers them: the header is row 1, and blank rows count.

mod cell;
mod map;
mod questions;
pub(crate) mod rows;

use super::Failure;
use super::input::{Input, SAVE_AS, without_mark};
use crate::sheet::clean;
use cse_screening::{Request, RequestError, RuleSet};
use csv::{ByteRecord, ReaderBuilder};
use map::{Column, Dates, Map};
pub(crate) use questions::{Question, proposed_answers, questions};
use questions::{folded, spaced};
use rows::read_row;
use serde_json::{Map as Fields, Value, json};
use std::collections::HashSet;
use std::path::Path;

/// What may stand between cells.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// A sheet whose header fits its map.
pub(crate) struct Sheet {
    separator: [u8; 1],
    dates: Dates,
    /// What each column answers; nothing where it is left unread.
    columns: Vec<Option<Column>>,
    headers: Vec<String>,
}

impl Sheet {
    /// Reads the map, and the first row of the sheet. The values of that row are told only where `in_full`: where a
    /// sheet has no header, they are those of a child.
    pub(super) fn open(
        rules: &RuleSet,
        map: &Path,
        input: &mut Input,
        in_full: bool,
    ) -> Result<Self, Failure> {
        let map = Map::read(rules, map).map_err(Failure::Broken)?;
        let in_file = |problem: String| Failure::Broken(format!("{}: {problem}", input.name));
        let mut text = Vec::new();
        let row = read_row(&mut input.from, &SEPARATORS, &mut text)
            .map_err(|error| in_file(format!("cannot be read: {error}")))?;
        if let Some(problem) = row.problem {
            return Err(in_file(format!("row 1: {problem}")));
        }
        let text = without_mark(&text);
        if text.trim_ascii().is_empty() {
            return Err(in_file("row 1 is blank; allowed: a header for each column".to_owned()));
        }
        let text = std::str::from_utf8(text)
            .map_err(|_| in_file(format!("row 1: this is not UTF-8; please {SAVE_AS}")))?;
        Self::with_header(map, text, in_full).map_err(|problems| {
            in_file(problems.iter().map(|problem| clean(problem)).collect::<Vec<_>>().join("\n  "))
        })
    }

    /// Gives each column its question.
    fn with_header(map: Map, text: &str, in_full: bool) -> Result<Self, Vec<String>> {
        let is_known = |header: &String| {
            let header = folded(header);
            map.ignored.contains(&header) || map.columns.iter().any(|column| folded(&column.header) == header)
        };
        let split = |separator: u8| -> Result<_, String> {
            let cells = cells(text.as_bytes(), separator)?;
            let headers = cells.iter().map(|cell| spaced(&String::from_utf8_lossy(cell))).collect::<Vec<_>>();
            Ok((headers.iter().filter(|header| is_known(header)).count(), headers, separator))
        };
        // By what does not stand between its cells, a header may be no row at all.
        let (splits, problems): (Vec<_>, Vec<_>) = SEPARATORS.map(split).into_iter().partition(Result::is_ok);
        if let (true, Some(Err(problem))) = (splits.is_empty(), problems.into_iter().next()) {
            return Err(vec![format!("row 1: {problem}")]);
        }
        // The first of those that are equal: what stands between the cells of one column makes no difference.
        let best =
            splits.into_iter().flatten().rev().max_by_key(|(known, headers, _)| (*known, headers.len()));
        let (_, headers, separator) = best.unwrap_or_default();
        let (mut seen, mut problems) = (HashSet::new(), Vec::new());
        let mut columns = Vec::new();
        for (at, header) in headers.iter().enumerate() {
            let named = if in_full { format!(", “{header}”") } else { String::new() };
            let place = format!("row 1, column {}{named}", letters(at));
            let column = map.columns.iter().find(|column| folded(&column.header) == folded(header));
            if header.is_empty() {
                problems.push(format!(
                    "{place}: it has no header; allowed: one that the map names in `columns` or in `ignored`"
                ));
            } else if !is_known(header) {
                problems.push(format!("{place}: the map does not name it; allowed: in `columns`, or in `ignored` if it shall not be read"));
            } else if !seen.insert(folded(header)) {
                problems.push(format!("{place}: this header stands twice; allowed: one column for each"));
            }
            columns.push(column.cloned());
        }
        let missing = map.columns.iter().filter(|column| !seen.contains(&folded(&column.header)));
        let missing: Vec<_> = missing.map(|column| format!("“{}”", column.header)).collect();
        if !missing.is_empty() {
            problems.push(format!(
                "row 1: the map names what the sheet has not: {}; allowed: all of its columns. Take those out of the map \
                 that the sheet does not ask about",
                missing.join(", ")
            ));
        }
        match problems.is_empty() {
            true => Ok(Self { separator: [separator], dates: map.dates, columns, headers }),
            false => Err(problems),
        }
    }

    /// What stands between its cells.
    pub(crate) fn separator(&self) -> &[u8] {
        &self.separator
    }

    /// The request of a row; none where every cell is empty.
    ///
    /// # Errors
    /// Why there is none: with the column, what was found, and what is allowed; and how many lines it took in, for a
    /// quotation mark too many takes in what were rows.
    pub(crate) fn request(&self, rules: &RuleSet, row: &[u8]) -> Result<Option<Request>, String> {
        self.read(rules, row).map_err(|problem| with_lines(problem, row))
    }

    fn read(&self, rules: &RuleSet, row: &[u8]) -> Result<Option<Request>, String> {
        let [separator] = self.separator;
        let cells = cells(row, separator)?;
        if cells.iter().all(|cell| std::str::from_utf8(cell).is_ok_and(|cell| cell.trim().is_empty())) {
            return Ok(None);
        }
        if cells.len() != self.columns.len() {
            return Err(format!(
                "the row has {} cells; allowed: {}, as the header",
                cells.len(),
                self.columns.len()
            ));
        }
        if cells.len() > 1 && cells.iter().any(|cell| holds_a_row(cell, separator, cells.len())) {
            return Err(HOLDS_A_ROW.to_owned());
        }
        let mut request = Fields::from_iter(["child", "screening"].map(|name| (name.to_owned(), json!({}))));
        for ((at, column), cell) in self.columns.iter().enumerate().zip(&cells) {
            let cell = std::str::from_utf8(cell)
                .map_err(|_| format!("{}: this is not UTF-8; please {SAVE_AS}", self.place(at)))?;
            let Some(column) = column.as_ref().filter(|_| !cell.trim().is_empty()) else { continue };
            let value = cell::value(column, self.dates, cell);
            put(
                &mut request,
                &column.path,
                value.map_err(|problem| format!("{}: {problem}", self.place(at)))?,
            );
        }
        let request = Value::Object(request).to_string();
        Request::from_json_for(rules, &request).map(Some).map_err(|error| self.in_its_column(&error))
    }

    /// A column as whoever looks at the sheet finds it.
    fn place(&self, at: usize) -> String {
        format!("column {}, “{}”", letters(at), self.headers.get(at).map_or("", String::as_str))
    }

    /// What the library says of a request, with the column that it speaks of.
    fn in_its_column(&self, error: &RequestError) -> String {
        let place = error.place().replace('"', "");
        let is_meant = |column: &Option<Column>| column.as_ref().is_some_and(|column| column.field == place);
        let column = self.columns.iter().position(is_meant);
        let column = column.map_or_else(String::new, |at| format!("{}: ", self.place(at)));
        format!("{column}{}", error.full_text())
    }
}

const HOLDS_A_ROW: &str = "a cell holds a line with as many cells as a row: a quotation mark may stand where none should, or \
    not be closed. Allowed: lines in a cell that are no rows";

/// Whether a cell of several lines has one that could be a row.
fn holds_a_row(cell: &[u8], separator: u8, cells: usize) -> bool {
    let cells_in = |line: &[u8]| line.iter().filter(|byte| **byte == separator).count() + 1;
    cell.split(|byte| *byte == b'\n').skip(1).any(|line| cells_in(line) >= cells)
}

/// What is wrong with a row, and how many lines it took in that may have been rows.
pub(crate) fn with_lines(problem: String, row: &[u8]) -> String {
    match row.trim_ascii_end().iter().filter(|byte| **byte == b'\n').count() {
        0 => problem,
        1 => format!("{problem}; the row takes in 1 further line, which was not screened by itself"),
        more => {
            format!("{problem}; the row takes in {more} further lines, which were not screened by themselves")
        }
    }
}

/// The cells of one row.
fn cells(row: &[u8], separator: u8) -> Result<ByteRecord, String> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .buffer_capacity(row.len().max(1))
        .from_reader(row);
    let (mut cells, mut more) = (ByteRecord::new(), ByteRecord::new());
    let read = reader.read_byte_record(&mut cells).and_then(|_| reader.read_byte_record(&mut more));
    match read {
        Ok(false) => Ok(cells),
        // Other programs end a row so, too, and then all rows are one line.
        Ok(true) => Err(format!("a row ends with a carriage return alone; please {SAVE_AS}")),
        Err(error) => Err(format!("the row cannot be read: {error}")),
    }
}

/// Puts a value in its place.
fn put(object: &mut Fields<String, Value>, path: &[String], value: Value) {
    match path {
        [] => {}
        [name] => drop(object.insert(name.clone(), value)),
        [name, rest @ ..] => {
            if let Value::Object(inner) = object.entry(name.clone()).or_insert_with(|| json!({})) {
                put(inner, rest, value);
            }
        }
    }
}

/// The letters by which a spreadsheet names a column: A to Z, then AA.
fn letters(at: usize) -> String {
    let letter = u8::try_from(at % 26).map_or('?', |at| char::from(b'A' + at));
    let before = at.checked_sub(26).map_or_else(String::new, |rest| letters(rest / 26));
    format!("{before}{letter}")
}
