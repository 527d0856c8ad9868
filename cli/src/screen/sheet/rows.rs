//! Where a row ends. A cell in quotation marks may hold line ends, so a row may be several lines.

use crate::line::LONGEST;
use std::io::{self, BufRead};

/// A row that was read.
pub(crate) struct Row {
    /// How many bytes it has.
    pub(crate) read: usize,
    /// Why it cannot be taken.
    pub(crate) problem: Option<String>,
    /// Whether there may be another.
    pub(crate) more: bool,
}

/// Where in a row a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before the first byte of a cell.
    Start,
    /// In a cell without quotation marks.
    Plain,
    /// Within quotation marks.
    Quoted,
    /// Behind a quotation mark that closes, or is the first of two that stand for one.
    Closed,
}

/// Reads the next row to the end of `text`, with its line end. Where it has a problem, what was read of it may be a part.
pub(crate) fn read_row(from: &mut impl BufRead, separators: &[u8], text: &mut Vec<u8>) -> io::Result<Row> {
    let mut at = At::Start;
    let mut row = Row { read: 0, problem: None, more: true };
    loop {
        let bytes = from.fill_buf()?;
        if bytes.is_empty() {
            row.more = false;
            if at == At::Quoted {
                row.problem = Some(NEVER_CLOSED.to_owned());
            }
            return Ok(row);
        }
        let mut used = 0;
        let mut ended = false;
        for byte in bytes {
            used += 1;
            at = match (at, byte) {
                (At::Quoted, b'"') => At::Closed,
                (At::Quoted, _) | (At::Start | At::Closed, b'"') => At::Quoted,
                (_, b'\n') => {
                    ended = true;
                    break;
                }
                (_, byte) if separators.contains(byte) => At::Start,
                (At::Closed, b'\r') => At::Closed,
                (At::Closed, _) => {
                    row.problem = Some(BEHIND_A_CLOSED_ONE.to_owned());
                    At::Plain
                }
                _ => At::Plain,
            };
        }
        row.read += used;
        let taken = bytes.get(..used).unwrap_or_default();
        if row.read <= LONGEST + 1 {
            text.extend_from_slice(taken);
        }
        from.consume(used);
        if ended {
            if row.read > LONGEST + 1 {
                row.problem = Some(too_long());
            }
            return Ok(row);
        }
        if row.read > LONGEST && at == At::Quoted {
            row.problem = Some(NEVER_CLOSED.to_owned());
            row.more = false;
            return Ok(row);
        }
        if row.read > LONGEST + 1 {
            row.read += from.skip_until(b'\n')?;
            row.problem = Some(too_long());
            return Ok(row);
        }
    }
}

const NEVER_CLOSED: &str = "a quotation mark is opened in this row and never closed, so the rows behind it cannot be told \
    apart, and none of them was screened";

const BEHIND_A_CLOSED_ONE: &str = "something stands behind the closing quotation mark of a cell; allowed: a cell wholly \
    within quotation marks, with each of its own written twice";

fn too_long() -> String {
    format!("the row is too long; allowed are {LONGEST} bytes")
}
