//! A few lines or rows, and what is written for them.

use super::Batch;
use crate::line::read_line;
use crate::progress::Done;
use crate::screen::sheet::rows::read_row;
use crate::screen::sheet::with_lines;
use crate::words::within_the_line;
use cse_screening::{Outcome, Request, RuleSet};
use serde::Serialize;
use std::io::{self, BufRead};

/// A chunk takes no further line once it has so many. Screening them takes a fifth of a millisecond, which is
/// long beside handing a chunk over and short beside the whole.
const LINES: usize = 64;

/// Nor once it has so many bytes.
const BYTES: usize = 1 << 16;

/// Nor once so many were read: blank lines are not handed over.
const READ: usize = 1 << 20;

/// Lines or rows that are read, screened and written together. Its buffers are used again and again.
#[derive(Default)]
pub(super) struct Chunk {
    text: Vec<u8>,
    lines: Vec<Line>,
    /// How many lines were read, blank ones too.
    count: u64,
    /// How many bytes were read, those too that were skipped.
    read: usize,
    written: Vec<u8>,
    done: Done,
}

struct Line {
    number: u64,
    /// Where it ends in the text, and the next begins.
    end: usize,
    /// Why it was skipped, and is empty here.
    skipped: Option<String>,
}

/// What stands in the place of a record that could not be made.
#[derive(Serialize)]
struct Refused<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    error: &'a str,
}

impl Chunk {
    /// Reads the next lines, and says whether there may be more. A blank one is counted, and no more.
    ///
    /// After an error it holds the lines that were whole.
    pub(super) fn fill(
        &mut self,
        from: &mut impl BufRead,
        batch: &Batch<'_>,
        before: u64,
    ) -> io::Result<bool> {
        self.text.clear();
        self.lines.clear();
        self.count = 0;
        self.read = 0;
        self.done = Done::default();
        while self.lines.len() < LINES && self.text.len() < BYTES && self.read < READ {
            let start = self.text.len();
            let (read, skipped, more) = match batch.sheet {
                Some(sheet) => {
                    let row = read_row(from, sheet.separator(), &mut self.text)?;
                    let text = self.text.get(start..).unwrap_or_default();
                    (row.read, row.problem.map(|problem| with_lines(problem, text)), row.more)
                }
                None => {
                    let (read, problem) = read_line(from, &mut self.text)?;
                    (read, problem, true)
                }
            };
            if read == 0 {
                return Ok(false);
            }
            self.read += read;
            self.count += 1;
            let text = self.text.get(start..).unwrap_or_default();
            if skipped.is_none() && text.trim_ascii().is_empty() {
                self.text.truncate(start);
                self.done.blank += 1;
                continue;
            }
            if skipped.is_some() {
                self.text.truncate(start);
            }
            self.lines.push(Line { number: before + self.count, end: self.text.len(), skipped });
            if !more {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Screens each line.
    pub(super) fn screen(&mut self, rules: &RuleSet, batch: &Batch<'_>) -> io::Result<()> {
        self.written.clear();
        let mut start = 0;
        for line in &self.lines {
            // Without its end, so that a place in it is one of this line.
            let text = self.text.get(start..line.end).unwrap_or_default();
            start = line.end;
            let read = match (&line.skipped, batch.sheet) {
                (Some(why), _) => Err(why.clone()),
                (None, Some(sheet)) => match sheet.request(rules, text) {
                    Ok(None) => {
                        self.done.blank += 1;
                        continue;
                    }
                    Ok(Some(request)) => Ok(request),
                    Err(why) => Err(why),
                },
                (None, None) => Request::from_slice_for(rules, text.trim_ascii_end())
                    .map_err(|error| within_the_line(&error.full_text())),
            };
            match read {
                Ok(request) => {
                    self.done.screened += 1;
                    let outcome = request.screen_by(rules);
                    write_record(
                        &mut self.written,
                        &outcome,
                        batch.numbered.then_some((batch.unit(), line.number)),
                    );
                }
                Err(error) => {
                    self.done.refused += 1;
                    let is_row = batch.sheet.is_some();
                    let (line, row) =
                        if is_row { (None, Some(line.number)) } else { (Some(line.number), None) };
                    serde_json::to_writer(&mut self.written, &Refused { line, row, error: &error })?;
                    self.written.push(b'\n');
                }
            }
        }
        Ok(())
    }

    /// How many lines were read for it, blank ones too.
    pub(super) fn lines(&self) -> u64 {
        self.count
    }

    /// How many bytes those lines had.
    pub(super) fn bytes_read(&self) -> u64 {
        self.read as u64
    }

    /// A line for each that was screened or refused.
    pub(super) fn written(&self) -> &[u8] {
        &self.written
    }

    /// What was done with those that were read.
    pub(super) fn done(&self) -> Done {
        self.done
    }
}

/// The one place where a record becomes bytes. With the number of its line or row it stands within an object.
fn write_record(out: &mut Vec<u8>, outcome: &Outcome<'_>, number: Option<(&str, u64)>) {
    if let Some((unit, number)) = number {
        out.extend(format!("{{\"{unit}\":{number},\"record\":").into_bytes());
    }
    outcome.write_json(out);
    if number.is_some() {
        out.push(b'}');
    }
    out.push(b'\n');
}
