//! What a column may hold: each field and question of a request to the rules, with what a cell of it says.

use crate::codes::{Takes, fields_for, shown};
use crate::words::{capitalised, fact_label};
use cse_screening::rules::tables::QuestionKind;
use cse_screening::{Fact, RuleSet};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// The field whose parts are the indicators, each a question of its own.
const INDICATORS: [&str; 2] = ["screening", "indicators"];

/// The words that are proposed for each answer.
const ANSWERS: &str = include_str!("answers.json");

/// Something that a column may answer.
pub(crate) struct Question {
    /// Its place in a request, name by name.
    pub(crate) path: Vec<String>,
    /// The header that is proposed for it.
    pub(crate) header: String,
    pub(crate) takes: Takes,
    /// Where it takes one of a few codes: each, with the words that are proposed for it.
    pub(crate) codes: Vec<(Value, Vec<String>)>,
}

impl Question {
    /// Its place in a request, as the map names it.
    pub(crate) fn field(&self) -> String {
        self.path.join(".")
    }
}

/// Everything that a request to these rules may say, but for what stands beside an answer.
pub(crate) fn questions(rules: &RuleSet) -> Vec<Question> {
    let (inner, mut all): (Vec<_>, Vec<_>) = fields(rules).into_iter().partition(|one| one.path.len() > 1);
    let (of_child, of_screening): (Vec<_>, Vec<_>) =
        inner.into_iter().partition(|one| one.path.first().is_some_and(|name| name == "child"));
    all.extend(of_child);
    let facts = Fact::ALL.iter().map(|fact| (fact.code(), fact_label(rules, *fact), Takes::Answer));
    let own = rules.tables().questions.iter().map(|row| {
        let takes = if row.asks == QuestionKind::Number { Takes::Number } else { Takes::Answer };
        (&*row.code, &*row.label, takes)
    });
    all.extend(facts.chain(own).map(|(code, label, takes)| asked(&["child", code], label, takes)));
    all.extend(of_screening);
    let [object, list] = INDICATORS;
    let indicators = rules.tables().indicators.iter();
    all.extend(indicators.map(|row| asked(&[object, list, &row.code], &row.label, Takes::Answer)));
    // No header is proposed twice.
    let mut seen = HashSet::new();
    for question in &mut all {
        if !seen.insert(folded(&question.header)) {
            question.header = format!("{} ({})", question.header, question.field());
            seen.insert(folded(&question.header));
        }
    }
    all
}

fn asked(path: &[&str], label: &str, takes: Takes) -> Question {
    let path = path.iter().map(|name| (*name).to_owned()).collect();
    Question { path, header: capitalised(&spaced(&label.replace('_', " "))), takes, codes: Vec::new() }
}

/// The fields that are no questions of the tables.
fn fields(rules: &RuleSet) -> Vec<Question> {
    let fields = fields_for(rules).into_iter().filter(|field| field.field != INDICATORS.join("."));
    fields
        .map(|field| {
            let path: Vec<_> = field.field.split('.').map(str::to_owned).collect();
            let named = path.get(1..).filter(|rest| !rest.is_empty()).unwrap_or(&path);
            let header = capitalised(&named.join(" ").replace('_', " "));
            let codes = field.codes.into_iter().map(|code| {
                let written = shown(&code.code);
                let mut words = vec![written.clone()];
                // A category goes by its name, too, and a level by its own names alone.
                words.extend(
                    (code.code.is_number() && code.level.is_none()).then(|| format!("Category {written}")),
                );
                words.extend(code.level.iter().cloned());
                words.extend(code.level.is_some().then(|| code.about.clone()));
                words.push(written.replace('_', " "));
                let mut seen = HashSet::new();
                words.retain(|word| seen.insert(folded(word)));
                (code.code, words)
            });
            Question { header, takes: field.takes, codes: codes.collect(), path }
        })
        .collect()
}

/// The words that are proposed for each answer, by its code.
pub(crate) fn proposed_answers() -> Map<String, Value> {
    serde_json::from_str(ANSWERS).unwrap_or_default()
}

/// A text with one space where it has any number, and line ends or spaces of another width too.
pub(crate) fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A header or word as it is compared: spaces and capitals make no difference.
pub(crate) fn folded(text: &str) -> String {
    spaced(text).to_lowercase()
}
