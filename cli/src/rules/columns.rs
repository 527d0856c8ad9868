//! The map of a sheet, made from the questions of a set, to be edited by whoever has the sheet.

use crate::answer::{Answer, Body};
use crate::codes::shown;
use crate::load::{Failure, load};
use crate::screen::sheet::{Question, proposed_answers, questions};
use serde_json::{Map, Value, json};
use std::fmt::Write;
use std::path::Path;

/// What whoever edits it needs to know. Nobody reads it.
const ABOUT: &str = "One line for each question of the rules. Give each the header that your sheet has for it, and take out \
    the lines of questions that it does not ask. Words are what stands in the cells: capitals make no difference. An empty \
    cell means that nobody asked, and is no answer. Columns that shall not be read stand in ignored, such as names. dates \
    is YYYY-MM-DD or DD/MM/YYYY.";

/// Every question with its place in a request, a header, and the words that its cells may hold.
pub(crate) fn columns(directory: &Path) -> Result<Answer, Failure> {
    let rules = load(directory)?;
    Ok(Answer { body: Body::Text(written(&questions(&rules))), well: true })
}

/// As JSON, a column a line: so that a line can be taken out.
fn written(questions: &[Question]) -> String {
    let mut text = format!("{{\n  \"about\": {},\n  \"dates\": \"YYYY-MM-DD\",\n", json!(ABOUT));
    let answers: Vec<_> =
        proposed_answers().into_iter().map(|(code, words)| format!("    {}: {words}", json!(code))).collect();
    // Text takes whatever is written to it.
    let _ = writeln!(text, "  \"answers\": {{\n{}\n  }},", answers.join(",\n"));
    let columns: Vec<_> = questions.iter().map(|question| format!("    {}", column(question))).collect();
    let _ = writeln!(text, "  \"columns\": [\n{}\n  ],\n  \"ignored\": []\n}}", columns.join(",\n"));
    text
}

fn column(question: &Question) -> String {
    let mut line =
        format!("{{ \"header\": {}, \"field\": {}", json!(question.header), json!(question.field()));
    if !question.codes.is_empty() {
        let words = question.codes.iter().map(|(code, words)| (shown(code), json!(words)));
        let _ = write!(line, ", \"words\": {}", Value::Object(Map::from_iter(words)));
    }
    line + " }"
}
