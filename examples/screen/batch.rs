//! Many requests: one a line in, one record a line out, in the same order.

use crate::Failure;
use cse_screening::{Request, RequestError, RuleSet};
use serde::Serialize;
use std::io::{self, BufRead, Write};

/// What stands in the place of a record that could not be made.
#[derive(Serialize)]
struct Refused {
    line: u64,
    error: String,
}

/// Screens each line. Holds one line at a time, however many there are.
pub(crate) fn screen_lines(
    rules: &RuleSet,
    mut lines: impl BufRead,
    mut out: impl Write,
) -> Result<(), Failure> {
    let mut line = Vec::new();
    let (mut number, mut refused) = (0, 0_u64);
    loop {
        line.clear();
        // Bytes, because a line that is not UTF-8 is one bad line and not the end.
        if lines.read_until(b'\n', &mut line).map_err(|error| Failure::reading(&error))? == 0 {
            break;
        }
        number += 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let written = match Request::from_slice_for(rules, &line) {
            Ok(request) => write_line(&mut out, &request.screen_by(rules).to_record()),
            Err(error) => {
                refused += 1;
                write_line(&mut out, &Refused { line: number, error: within_the_line(&error) })
            }
        };
        written.map_err(|error| Failure::writing(&error))?;
    }
    out.flush().map_err(|error| Failure::writing(&error))?;
    match refused {
        0 => Ok(()),
        1 => Err(Failure::Refused("1 line was refused; its error stands in its place".to_owned())),
        _ => {
            Err(Failure::Refused(format!("{refused} lines were refused; their errors stand in their places")))
        }
    }
}

fn write_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}

/// The parser knows of one line only and calls it line 1; here that would name the wrong one.
fn within_the_line(error: &RequestError) -> String {
    let message = error.to_string();
    message.strip_prefix("line 1 ").map_or_else(|| message.clone(), str::to_owned)
}
