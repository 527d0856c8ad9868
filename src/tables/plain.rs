//! What is wrong with JSON, and with a value that does not fit its place, in the words of `rules/README.md`. The
//! libraries that read say it in words of their own, which are for programmers.

use crate::tables::examples;
use crate::tables::fault::shown;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

/// A value that does not fit its place.
pub(crate) struct Misfit {
    /// The place, such as `when[0].any`.
    pub(crate) place: String,
    /// What is wrong, and what is allowed.
    pub(crate) problem: String,
    /// Of a word that is not known, the word and those that are; empty otherwise.
    pub(crate) found: String,
    pub(crate) allowed: Vec<String>,
}

/// The value as what may stand at a place; or what does not fit.
pub(crate) fn fitting<T: DeserializeOwned>(value: &Value, place: &str) -> Result<T, Misfit> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let said = error.inner().to_string();
        let inner = error.path().to_string();
        let place = match inner.as_str() {
            "." => place.to_owned(),
            inner if place.is_empty() || inner.starts_with('[') => format!("{place}{inner}"),
            inner => format!("{place}.{inner}"),
        };
        let problem = misfit(&said, &place, at(value, error.path()));
        let (found, allowed) = unknown_word(&said);
        Misfit { place, problem, found, allowed }
    })
}

/// The value at a path, as far as it goes.
fn at<'v>(value: &'v Value, path: &Path) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, segment| match segment {
        Segment::Seq { index } => value.get(index),
        Segment::Map { key } => value.get(key),
        // A word that stands alone has nothing in it.
        Segment::Enum { variant } => value.get(variant).or(Some(value)),
        Segment::Unknown => None,
    })
}

/// Of the message on an unknown word, the word and what is allowed: both stand in backticks.
fn unknown_word(problem: &str) -> (String, Vec<String>) {
    if !problem.starts_with("unknown variant `") && !problem.starts_with("unknown field `") {
        return (String::new(), Vec::new());
    }
    let mut words = problem.split('`').skip(1).step_by(2).map(str::to_owned);
    (words.next().unwrap_or_default(), words.collect())
}

/// What is wrong, what is allowed, and an example where there is one.
fn misfit(problem: &str, place: &str, value: Option<&Value>) -> String {
    if let Some((start, expected)) = problem.rsplit_once(", expected ") {
        if let Some(kind) = ["invalid type: ", "invalid value: ", "invalid length "]
            .iter()
            .find_map(|kind| start.strip_prefix(kind))
        {
            return does_not_fit(kind, expected, place, value);
        }
        if let Some(word) = start.strip_prefix("unknown variant ") {
            return format!("unknown word {word}; allowed: {}", alternatives(expected));
        }
        if let Some(field) = start.strip_prefix("unknown field ") {
            return format!("unknown field {field}; allowed: {}", alternatives(expected));
        }
    }
    if let Some(field) = problem.strip_prefix("missing field ") {
        let example = examples::at(place).map_or_else(String::new, |one| format!("; an example: {one}"));
        return format!("the field {field} is missing{example}");
    }
    match value {
        // Of a day, the reader says only that it is none.
        Some(Value::String(text)) if OF_DAYS.contains(&problem) => {
            format!("found \"{}\"; allowed: a day that there is, such as `\"2030-01-31\"`", shown(text))
        }
        _ => problem.to_owned(),
    }
}

/// The straight quotation mark.
const QUOTE: char = '\u{22}';

/// What the reader of days says.
const OF_DAYS: [&str; 4] = [
    "input contains invalid characters",
    "input is out of range",
    "premature end of input",
    "trailing input",
];

fn does_not_fit(found: &str, expected: &str, place: &str, value: Option<&Value>) -> String {
    if expected == "map with a single key" {
        let words: Vec<_> = value.and_then(Value::as_object).into_iter().flat_map(|map| map.keys()).collect();
        return match &*words {
            [one, other, ..] => {
                let [one, other] = [one, other].map(|word| shown(word));
                format!(
                    "found `{one}` and `{other}` in one object; allowed: one word in each, `{{\"{one}\": …}}, {{\"{other}\": …}}`"
                )
            }
            _ => with_example("found an object without a word; allowed: one with one word".to_owned(), place),
        };
    }
    let found = found_in_words(found);
    let allowed = match expected {
        "a sequence" => "a list, in `[ ]`",
        "a string" => "text, in quotation marks",
        "a boolean" => "`true` or `false`, without quotation marks",
        "u16" => "a whole number from 0 to 65535",
        "u8" | "u32" | "u64" | "i64" => "a whole number",
        "string or map" if examples::is_of_condition(place) => "an object, in `{ }`",
        "string or map" => "a word, or an object, in `{ }`",
        "newtype variant" => "an object, in `{ }`, with what it asks for",
        "a map" => "an object, in `{ }`",
        shape if shape.starts_with("struct ") => "an object, in `{ }`",
        other => other,
    };
    let is_number = found.trim_matches(QUOTE).parse::<f64>().is_ok();
    let quoted = found.starts_with(QUOTE) && is_number && !allowed.contains("quotation marks");
    let quoted = if quoted { ", without quotation marks" } else { "" };
    with_example(format!("found {found}; allowed: {allowed}{quoted}"), place)
}

/// What stands there. The reader puts texts into quotation marks, and other values into backticks.
fn found_in_words(found: &str) -> String {
    if let Some(text) = found.strip_prefix("string \"").and_then(|text| text.strip_suffix(QUOTE)) {
        return format!("\"{}\"", cut(text));
    }
    match found {
        "map" => "an object".to_owned(),
        "sequence" => "a list".to_owned(),
        "unit variant" => "the word alone".to_owned(),
        "unit value" => "null".to_owned(),
        other => match other.split_once('`') {
            Some((_, value)) => value.trim_end_matches('`').to_owned(),
            None => other.to_owned(),
        },
    }
}

/// A text that is escaped already, cut when it is long.
fn cut(text: &str) -> String {
    const MOST: usize = 60;
    let mut start: String = text.chars().take(MOST).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}

/// What is allowed, one after the other: words, which stand in backticks, and what may stand behind them.
fn alternatives(expected: &str) -> String {
    let words: Vec<_> = expected.split('`').skip(1).step_by(2).map(|word| format!("`{word}`")).collect();
    let rest = expected.rsplit('`').next().unwrap_or_default();
    format!("{}{rest}", words.join(", "))
}

fn with_example(problem: String, place: &str) -> String {
    match examples::at(place) {
        Some(example) => format!("{problem}, such as {example}"),
        None => problem,
    }
}

/// What is wrong with a text that is no JSON, and where.
pub(crate) fn not_json(error: &serde_json::Error, text: &str) -> String {
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(&*said, |(said, _)| said);
    let (line, bytes) = (error.line(), error.column());
    let in_line = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let before = in_line.as_bytes().get(..bytes.saturating_sub(1)).unwrap_or_default();
    // Bytes that only continue a letter are not counted.
    let column = before.iter().filter(|byte| **byte & 0xC0 != 0x80).count() + 1;
    let here = in_line.get(before.len()..).unwrap_or_default();
    let problem = in_json(said, here);
    // A text that goes on in the next line is told of at its end: before the first letter there.
    match bytes {
        0 => format!("{problem} (line {})", line.saturating_sub(1).max(1)),
        _ => format!("{problem} (line {line} column {column})"),
    }
}

/// The same without the place; what stands there may say more than the reader of JSON does.
fn in_json(said: &str, here: &str) -> String {
    let first = here.chars().next();
    let is_open = ["key must", "expected", "trailing"].iter().any(|start| said.starts_with(start));
    let curly = |letter| matches!(letter, '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '‛' | '«' | '»');
    let problem = match (said, first) {
        _ if is_open && (here.starts_with('#') || here.starts_with("//") || here.starts_with("/*")) => {
            "a comment, which JSON has none of; write it as text in a field `note`"
        }
        (_, Some(letter)) if is_open && curly(letter) => {
            return format!("the quotation mark {letter}; allowed: the straight one, `\"`");
        }
        (_, Some('\'')) if is_open => "a single quotation mark; allowed: the double one, `\"`",
        ("key must be a string", _) => "a field without quotation marks; allowed: `\"field\": …`",
        ("trailing comma", _) => "a comma too many: none may stand before a closing bracket",
        ("expected `:`", _) => "a colon `:` is missing before this place",
        ("expected `,` or `}`", _) => {
            "a comma `,`, a closing bracket `}` or a quotation mark is missing before this place"
        }
        ("expected `,` or `]`", _) => {
            "a comma `,`, a closing bracket `]` or a quotation mark is missing before this place"
        }
        ("EOF while parsing a list", _) => "the file ends too early: a closing bracket `]` is missing",
        ("EOF while parsing an object", _) => "the file ends too early: a closing bracket `}` is missing",
        ("EOF while parsing a string", _) => "the file ends too early: a quotation mark `\"` is missing",
        ("EOF while parsing a value", _) => "the file ends too early: a value is missing",
        ("trailing characters", _) => {
            "something stands after the end: a bracket too many, or no `{` at the beginning"
        }
        ("expected value", Some('}' | ']')) => {
            "a value, or another closing bracket, is missing before this place"
        }
        ("expected value", Some(letter)) if letter.is_alphabetic() => {
            let word: String = here.chars().take_while(|letter| letter.is_alphanumeric()).take(20).collect();
            return format!("found `{word}`; allowed: text in quotation marks, a number, `true`, `false`");
        }
        ("expected value" | "expected ident", _) => {
            "no value; allowed: text in quotation marks, a number, `true`, `false`, a list, an object"
        }
        ("invalid number", _) => "no number; allowed: such as `2` or `2.5`, with no zero before it",
        ("invalid escape", _) => "a backslash in a text; allowed: two of them, `\\\\`, or a stroke `/`",
        ("recursion limit exceeded", _) => "brackets stand too deep in one another; allowed: 127 of them",
        (said, _) if said.starts_with("control character") => {
            "a text goes on in the next line, or has a tab in it; allowed: text in one line"
        }
        (said, _) => return said.to_owned(),
    };
    problem.to_owned()
}
