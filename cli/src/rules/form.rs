//! The request of a set as a form, and the words of the tables.

use crate::answer::{Answer, Body};
use crate::load::{Failure, load};
use crate::page::BOLD;
use crate::sheet::Sheet;
use cse_screening::rules::schema::{self, Word};
use serde_json::json;
use std::path::Path;

/// The JSON Schema of the request of a set.
pub(crate) fn form(directory: &Path) -> Result<Answer, Failure> {
    let rules = load(directory)?;
    Ok(Answer { body: Body::Json(json!(schema::form(&rules))), well: true })
}

/// Every word of the tables, with what it means and an example.
pub(crate) fn words(json: bool) -> Answer {
    let words = schema::words();
    if json {
        return Answer { body: Body::Json(json!(words)), well: true };
    }
    let mut sheet = Sheet::default();
    let mut of = "";
    for word in &words {
        if word.of != of {
            sheet.gap();
            sheet.heading(&heading(word));
            of = &word.of;
        }
        sheet.strong(BOLD, &word.word);
        if !word.about.is_empty() {
            sheet.more(&word.about);
        }
        sheet.more(&word.example_in_a_line());
    }
    Answer { body: Body::Text(sheet.into_text()), well: true }
}

fn heading(word: &Word) -> String {
    match &*word.of {
        "operation" => "In a set that extends another".to_owned(),
        "condition" => "Conditions".to_owned(),
        "set" => "Sets of indicators".to_owned(),
        "level" => "Levels that a rule may give, beside 1, 2, 3 and the id of a level".to_owned(),
        table => format!("Fields of {table}"),
    }
}
