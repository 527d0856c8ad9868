//! The map: which column answers which question, and which words of its cells mean which answer.

use super::questions::{Question, folded, questions};
use crate::codes::Takes;
use crate::codes::shown;
use crate::sheet::clean;
use crate::strict::{json, kind, line, object};
use cse_screening::{Answer, RuleSet};
use serde_json::{Map as Fields, Value};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// The longest header, field or word.
const LONGEST: usize = 400;

/// How a sheet writes a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dates {
    YearFirst,
    DayFirst,
}

impl Dates {
    const ALL: [Self; 2] = [Self::YearFirst, Self::DayFirst];

    const fn code(self) -> &'static str {
        match self {
            Self::YearFirst => "YYYY-MM-DD",
            Self::DayFirst => "DD/MM/YYYY",
        }
    }
}

/// What an area says of its sheet.
#[derive(Debug)]
pub(super) struct Map {
    pub(super) dates: Dates,
    pub(super) columns: Vec<Column>,
    /// Headers whose columns are left unread, as they are compared.
    pub(super) ignored: HashSet<String>,
}

/// A column that answers a question.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) header: String,
    /// The place of the question in a request, and the same name by name.
    pub(super) field: String,
    pub(super) path: Vec<String>,
    pub(super) takes: Takes,
    /// What its words mean, as they are compared.
    pub(super) words: HashMap<String, Value>,
    /// The same words, to be named where a cell has none of them.
    pub(super) allowed: String,
}

impl Map {
    /// Reads it from a file.
    ///
    /// # Errors
    /// It cannot be read, or does not fit the rules: in words, with the place, what was found and what is allowed.
    pub(super) fn read(rules: &RuleSet, file: &Path) -> Result<Self, String> {
        let in_file = |problem: String| clean(&format!("{}: {problem}", file.display()));
        let text = std::fs::read(file).map_err(|error| in_file(format!("cannot be read: {error}")))?;
        Self::from_json(rules, &text).map_err(in_file)
    }

    fn from_json(rules: &RuleSet, text: &[u8]) -> Result<Self, String> {
        let value = json(text)?;
        let fields = object("", &value, &["about", "dates", "answers", "columns", "ignored"])?;
        let dates = match fields.get("dates") {
            None => Dates::YearFirst,
            Some(given) => Dates::ALL.into_iter().find(|dates| *given == dates.code()).ok_or_else(|| {
                let allowed = Dates::ALL.map(|dates| format!("\"{}\"", dates.code())).join(", ");
                format!("dates: found {given}; allowed: {allowed}")
            })?,
        };
        let answers = fields.get("answers");
        let questions = questions(rules);
        let rows = list("columns", fields.get("columns"))?;
        if rows.is_empty() {
            return Err("columns: none is named; allowed: one for each column that is read".to_owned());
        }
        let columns = rows.iter().enumerate();
        let columns = columns.map(|(at, row)| column(&format!("columns[{at}]"), row, &questions, answers));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let ignored = list("ignored", fields.get("ignored"))?.iter().enumerate();
        let ignored = ignored.map(|(at, header)| line(&format!("ignored[{at}]"), header, LONGEST));
        let ignored = ignored.collect::<Result<Vec<_>, _>>()?;
        once(&columns, &ignored)?;
        Ok(Self { dates, columns, ignored: ignored.iter().map(|header| folded(header)).collect() })
    }
}

/// A list; where there is none, an empty one.
fn list<'v>(place: &str, value: Option<&'v Value>) -> Result<&'v [Value], String> {
    match value {
        None => Ok(&[]),
        Some(Value::Array(rows)) => Ok(rows),
        Some(other) => Err(format!("{place}: found {}; allowed: a list", kind(other))),
    }
}

/// Each header stands once, and each question has one column.
fn once(columns: &[Column], ignored: &[String]) -> Result<(), String> {
    let (mut headers, mut fields) = (HashSet::new(), HashSet::new());
    for column in columns {
        if !fields.insert(&column.field) {
            return Err(format!("columns: two are for `{}`; allowed: one for each question", column.field));
        }
    }
    for header in columns.iter().map(|column| &column.header).chain(ignored) {
        if !headers.insert(folded(header)) {
            return Err(format!(
                "the header “{header}” stands twice; allowed: once, in `columns` or in `ignored`"
            ));
        }
    }
    Ok(())
}

fn column(
    place: &str,
    row: &Value,
    questions: &[Question],
    answers: Option<&Value>,
) -> Result<Column, String> {
    let fields = object(place, row, &["header", "field", "words"])?;
    let needed = |name: &str| {
        let value = fields.get(name).ok_or_else(|| format!("{place}: `{name}` is missing"))?;
        line(&format!("{place}.{name}"), value, LONGEST)
    };
    let (header, field) = (needed("header")?, needed("field")?);
    let place = format!("{place}, “{header}”");
    let question = questions.iter().find(|question| question.field() == field);
    let question = question.ok_or_else(|| {
        let nearest = questions.iter().map(Question::field);
        let nearest = nearest.max_by(|one, other| {
            strsim::jaro(one, &field).total_cmp(&strsim::jaro(other, &field))
        });
        let nearest = nearest.map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"));
        format!("{place}: these rules ask nothing called `{field}`; allowed: the fields that `cse rules columns` writes{nearest}")
    })?;
    let own = fields.get("words");
    let (words, allowed) = match (question.takes, own.or(answers)) {
        (Takes::Answer | Takes::Number, Some(given)) => {
            let codes = Answer::ALL
                .iter()
                .filter(|answer| question.takes == Takes::Answer || **answer == Answer::NotKnown);
            let codes: Vec<_> = codes.map(|answer| Value::from(answer.code())).collect();
            let at = if own.is_some() { format!("{place}.words") } else { "answers".to_owned() };
            // What is said of all answers may say more than a number takes.
            let all: Vec<_> = Answer::ALL.iter().map(|answer| Value::from(answer.code())).collect();
            words(&at, given, if own.is_some() { &codes } else { &all }, &codes)?
        }
        (Takes::Codes, _) if own.is_some() => {
            let codes: Vec<_> = question.codes.iter().map(|(code, _)| code.clone()).collect();
            words(&format!("{place}.words"), own.unwrap_or(&Value::Null), &codes, &codes)?
        }
        (Takes::Answer | Takes::Codes, _) => {
            return Err(format!(
                "{place}: no `words` say what its cells mean; allowed: a list of words for each code"
            ));
        }
        _ if own.is_some() => {
            return Err(format!("{place}.words: its cells hold no words of a few; allowed: leave it out"));
        }
        _ => (HashMap::new(), String::new()),
    };
    Ok(Column { header, field, path: question.path.clone(), takes: question.takes, words, allowed })
}

/// What words mean: an object with a list of them for each code. Of those codes only `kept` are wanted.
fn words(
    place: &str,
    given: &Value,
    codes: &[Value],
    kept: &[Value],
) -> Result<(HashMap<String, Value>, String), String> {
    let names: Vec<_> = codes.iter().map(shown).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let fields: &Fields<String, Value> = object(place, given, &names)?;
    let (mut words, mut seen, mut allowed) = (HashMap::new(), HashSet::new(), Vec::new());
    for code in codes {
        let name = shown(code);
        for (at, word) in list(&format!("{place}.{name}"), fields.get(&name))?.iter().enumerate() {
            let word = line(&format!("{place}.{name}[{at}]"), word, LONGEST)?;
            if !seen.insert(folded(&word)) {
                return Err(format!("{place}: the word “{word}” stands twice; allowed: once, for one code"));
            }
            if kept.contains(code) {
                words.insert(folded(&word), code.clone());
                allowed.push(word);
            }
        }
    }
    Ok((words, allowed.join(", ")))
}
