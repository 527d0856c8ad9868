//! Writes requests, one a line, to the columns that the recipe `parquet` reads.

use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt8Array};
use cse_screening::{Answer, Choice, ColumnRules, ColumnsBuf, Fact, Indicator, Request, RuleSet};
use cse_screening_recipes::output::{Draft, in_groups};
use cse_screening_recipes::{NO_REQUEST, each_request};
use parquet::arrow::ArrowWriter;
use std::{error::Error, process::ExitCode, sync::Arc};

type Tried<T> = Result<T, Box<dyn Error>>;

/// So many requests are held at once.
const ROWS: usize = 8_192;

/// Writes the columns of all requests that can be read, and says whether those were all.
pub(crate) fn make(from: &str, to: &str, force: bool) -> Tried<bool> {
    let draft = Draft::new(to, force, from)?;
    let rules = RuleSet::coventry().for_columns()?;
    let none = columns(&rules, &[])?;
    let mut out = ArrowWriter::try_new(draft, none.schema(), Some(in_groups()))?;
    let (mut all, mut any) = (true, false);
    let mut requests = Vec::with_capacity(ROWS);
    for request in each_request(from)? {
        any = true;
        match request? {
            Ok(request) => requests.push(request),
            Err(what) => {
                all = false;
                eprintln!("refused: {what}");
            }
        }
        if requests.len() == ROWS {
            out.write(&columns(&rules, &requests)?)?;
            requests.clear();
        }
    }
    if !any {
        return Err(NO_REQUEST.into());
    }
    out.write(&columns(&rules, &requests)?)?;
    out.into_inner()?.done()?;
    Ok(all)
}

/// The columns of some requests.
fn columns(rules: &ColumnRules, requests: &[Request]) -> Tried<RecordBatch> {
    let numbers = |number: &dyn Fn(&Request) -> Option<u8>| -> ArrayRef {
        Arc::new(requests.iter().map(number).collect::<UInt8Array>())
    };
    let texts = |text: &dyn Fn(&Request) -> Option<&'static str>| -> ArrayRef {
        Arc::new(requests.iter().map(text).collect::<StringArray>())
    };
    let references: StringArray = requests.iter().map(Request::reference).collect();
    let mut columns = vec![
        ("reference", Arc::new(references) as ArrayRef),
        ("lowest_age", numbers(&|request| Some(request.child().age_range().0))),
        ("highest_age", numbers(&|request| Some(request.child().age_range().1))),
    ];
    // The answers to all other questions but the facts, as numbers; written, as requests say them.
    let mut answers = ColumnsBuf::of(rules);
    requests.iter().try_for_each(|request| answers.push(request.child(), request.indicators()))?;
    columns.extend(Choice::ALL.iter().map(|choice| {
        let values: Vec<_> = std::iter::once(None).chain(choice.values().map(Some)).collect();
        let numbers = answers.columns().choices.of(*choice).iter();
        let texts = numbers.map(|number| values.get(usize::from(*number)).copied().flatten());
        (choice.code(), Arc::new(texts.collect::<StringArray>()) as ArrayRef)
    }));
    let said = |answer: Option<Answer>| answer.map(|answer| answer.code());
    columns
        .extend(Fact::ALL.iter().map(|fact| (fact.code(), texts(&|one| said(one.child().answer_to(*fact))))));
    columns.extend(
        Indicator::ALL
            .iter()
            .map(|sign| (sign.code(), texts(&|one| said(one.indicators().answer_to(*sign))))),
    );
    Ok(RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    )?)
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let done = |all| Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    match &words[..] {
        [from, to] => done(make(from, to, false)?),
        [from, to, force] if force == "--force" => done(make(from, to, true)?),
        _ => Err("usage: to_parquet REQUESTS.jsonl FILE.parquet [--force]".into()),
    }
}
