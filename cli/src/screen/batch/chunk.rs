//! A few lines, and what is written for them.

use cse_screening::{Outcome, Request, RequestError, RuleSet};
use serde::Serialize;
use std::io::{self, BufRead, Read};

/// The longest line, in bytes, its end not counted. A request of every question has some 10,000.
const LONGEST: usize = 1 << 20;

/// A chunk takes no further line once it has so many. Screening them takes a fifth of a millisecond, which is
/// long beside handing a chunk over and short beside the whole.
const LINES: usize = 64;

/// Nor once it has so many bytes.
const BYTES: usize = 1 << 16;

/// Nor once so many were read: blank lines are not handed over.
const READ: usize = 1 << 20;

/// Lines that are read, screened and written together. Its buffers are used again and again.
#[derive(Default)]
pub(super) struct Chunk {
    text: Vec<u8>,
    lines: Vec<Line>,
    /// How many lines were read, blank ones too.
    count: u64,
    /// How many bytes were read, those too that were skipped.
    read: usize,
    written: Vec<u8>,
    /// How many lines were not blank.
    requests: u64,
    refused: u64,
}

struct Line {
    number: u64,
    /// Where it ends in the text, and the next begins.
    end: usize,
    /// It was skipped, and is empty here.
    too_long: bool,
}

/// What stands in the place of a record that could not be made.
#[derive(Serialize)]
struct Refused<'a> {
    line: u64,
    error: &'a str,
}

impl Chunk {
    /// Reads the next lines, and says whether there may be more. A blank one is counted, and no more.
    ///
    /// After an error it holds the lines that were whole.
    pub(super) fn fill(&mut self, from: &mut impl BufRead, before: u64) -> io::Result<bool> {
        self.text.clear();
        self.lines.clear();
        self.count = 0;
        self.read = 0;
        while self.lines.len() < LINES && self.text.len() < BYTES && self.read < READ {
            let start = self.text.len();
            // Bytes, because a line that is not UTF-8 is one bad line and not the end.
            let mut read = from.by_ref().take(LONGEST as u64 + 1).read_until(b'\n', &mut self.text)?;
            if read == 0 {
                return Ok(false);
            }
            let too_long = read > LONGEST && !self.text.ends_with(b"\n");
            if too_long {
                self.text.truncate(start);
                read += from.skip_until(b'\n')?;
            }
            self.read += read;
            self.count += 1;
            if !too_long && self.text.get(start..).is_some_and(|line| line.trim_ascii().is_empty()) {
                self.text.truncate(start);
                continue;
            }
            self.lines.push(Line { number: before + self.count, end: self.text.len(), too_long });
        }
        Ok(true)
    }

    /// Screens each line.
    pub(super) fn screen(&mut self, rules: &RuleSet) -> io::Result<()> {
        self.written.clear();
        self.requests = 0;
        self.refused = 0;
        let mut start = 0;
        for line in &self.lines {
            // Without its end, so that a place in it is one of this line.
            let text = self.text.get(start..line.end).unwrap_or_default().trim_ascii_end();
            start = line.end;
            let error = if line.too_long {
                format!("the line is too long; allowed are {LONGEST} bytes")
            } else {
                match Request::from_slice_for(rules, text) {
                    Ok(request) => {
                        self.requests += 1;
                        write_record(&mut self.written, &request.screen_by(rules))?;
                        continue;
                    }
                    Err(error) => within_the_line(&error),
                }
            };
            self.requests += 1;
            self.refused += 1;
            write_line(&mut self.written, &Refused { line: line.number, error: &error })?;
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

    /// How many requests there were, with those refused.
    pub(super) fn requests(&self) -> u64 {
        self.requests
    }

    /// How many lines were refused.
    pub(super) fn refused(&self) -> u64 {
        self.refused
    }
}

/// The one place where a record becomes bytes.
fn write_record(out: &mut Vec<u8>, outcome: &Outcome<'_>) -> io::Result<()> {
    outcome.write_json(out);
    out.push(b'\n');
    Ok(())
}

fn write_line(out: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.push(b'\n');
    Ok(())
}

/// The parser knows of one line only and calls it line 1; here that would name the wrong one.
fn within_the_line(error: &RequestError) -> String {
    let message = error.full_text();
    message.strip_prefix("line 1 ").map_or_else(|| message.clone(), str::to_owned)
}
