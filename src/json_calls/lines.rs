//! Many requests, one a line.

use crate::compiled::RuleSet;
use crate::request::{Request, RequestError};
use serde::Serialize;

/// The longest line, in bytes, its end not counted. A request of every question has some 10,000.
const LONGEST: usize = 1 << 20;

/// What stands in the place of a record that could not be made.
#[derive(Serialize)]
struct Refused<'a> {
    line: usize,
    error: &'a str,
}

/// Screens one request a line, and gives one line for each: the record, or `{"line": N, "error": "..."}` for a request
/// that was refused, with the first line of all as line 1. A blank line gives nothing. It is what the command writes
/// with `--jsonl`. The errors go back to who sent the lines: they may repeat a child's data.
///
/// ```
/// use cse_screening::RuleSet;
/// use cse_screening::json_calls::screen_lines;
/// let lines = b"{\"child\": {\"age\": 12}, \"screening\": {}}\n\n{}";
/// let answers = String::from_utf8(screen_lines(RuleSet::coventry(), lines)).unwrap();
/// let answers: Vec<_> = answers.lines().collect();
/// assert!(answers[0].starts_with("{\"format\":2,"));
/// assert!(answers[1].starts_with("{\"line\":3,\"error\":"));
/// ```
#[must_use]
pub fn screen_lines(rules: &RuleSet, lines: &[u8]) -> Vec<u8> {
    let mut written = Vec::new();
    for (at, line) in lines.split(|byte| *byte == b'\n').enumerate() {
        let line = line.trim_ascii_end();
        if line.trim_ascii_start().is_empty() {
            continue;
        }
        let error = if line.len() > LONGEST {
            format!("the line is too long; allowed are {LONGEST} bytes")
        } else {
            match Request::from_slice_for(rules, line) {
                Ok(request) => {
                    request.screen_by(rules).write_json(&mut written);
                    written.push(b'\n');
                    continue;
                }
                Err(error) => within_the_line(&error),
            }
        };
        written.extend(super::bytes(&Refused { line: at + 1, error: &error }));
        written.push(b'\n');
    }
    written
}

/// The parser knows of one line only and calls it line 1; here that would name the wrong one.
fn within_the_line(error: &RequestError) -> String {
    let message = error.full_text();
    message.strip_prefix("line 1 ").map_or_else(|| message.clone(), str::to_owned)
}
