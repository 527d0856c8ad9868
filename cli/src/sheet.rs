//! A page on which nothing that stands in a file can steer a terminal.

use crate::page::{KEEP, Page};
use anstyle::Style;
use cse_screening::rules::proof::{ExampleRequest, Reached};
use cse_screening::{Request, RuleSet};
use serde::Serialize;
use serde_json::{Value, json};

/// A page of text whose words may come from anybody's files.
#[derive(Default)]
pub(crate) struct Sheet(Page);

impl Sheet {
    pub(crate) fn heading(&mut self, heading: &str) {
        self.0.heading(&clean(heading));
    }

    pub(crate) fn subheading(&mut self, heading: &str) {
        self.0.subheading(&clean(heading));
    }

    pub(crate) fn gap(&mut self) {
        self.0.gap();
    }

    pub(crate) fn paragraph(&mut self, text: &str) {
        self.0.paragraph(&clean(text));
    }

    pub(crate) fn strong(&mut self, style: Style, text: &str) {
        self.0.strong(style, &clean(text));
    }

    pub(crate) fn entry(&mut self, text: &str) {
        self.0.entry(&clean(text));
    }

    pub(crate) fn more(&mut self, text: &str) {
        self.0.more(&clean(text));
    }

    pub(crate) fn labelled(&mut self, style: Style, label: &str, hang: usize, text: &str) {
        self.0.labelled(style, &clean(label), hang, &clean(text));
    }

    /// A request in words, and as JSON on a line of its own, ready to be copied.
    pub(crate) fn request(&mut self, lead: &str, in_words: &str, request: &Request) {
        self.more(&format!("{lead}: {in_words}."));
        let json = serde_json::to_string(request).unwrap_or_default();
        self.0.more(&clean(&json).replace(' ', &KEEP.to_string()));
    }

    pub(crate) fn example(&mut self, lead: &str, shown: &ExampleRequest) {
        self.request(lead, &shown.in_words, &shown.request);
    }

    pub(crate) fn into_text(self) -> String {
        self.0.into_text()
    }
}

/// The text without what could steer a terminal. What cannot be seen is written out.
pub(crate) fn clean(text: &str) -> String {
    let shown = |c: char| match c {
        '\'' | '"' | '\\' | KEEP => c.to_string(),
        _ => c.escape_debug().to_string(),
    };
    text.chars().map(shown).collect()
}

/// A report of the library as JSON, with what the command adds.
pub(crate) fn with<const N: usize>(report: &impl Serialize, more: [(&str, Value); N]) -> Value {
    let mut json = json!(report);
    if let Value::Object(fields) = &mut json {
        fields.extend(more.map(|(field, value)| (field.to_owned(), value)));
    }
    json
}

/// The smallest request for a row, for machines.
pub(crate) fn reached_json(rules: &RuleSet, reached: Option<&Reached>) -> Value {
    match reached {
        None => Value::Null,
        Some(Reached::By(request)) => {
            json!({"request": request, "in_words": rules.request_in_words(request)})
        }
        Some(Reached::Never) => json!("never"),
        Some(Reached::Undecided) => json!("undecided"),
    }
}
