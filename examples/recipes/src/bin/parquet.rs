//! A batch over Parquet: columns in, category and rules out, without a `Child` or a request in between.
//!
//! The recipe `to_parquet` writes such a file. Columns: `reference`, `lowest_age` and `highest_age`, and one for each fact,
//! each indicator and each choice (`placement`, `legal_status`, `previous_category`, `determination`,
//! `professional_judgement` and so on), named by its code, with answers as text; categories may be small numbers too. An
//! indicator, a fact and an age that is left out, or null, is not known. A choice that the rules ask for has to be there:
//! null says that nothing was given. A column of another name is refused: it could be an answer that is misspelt. A row with
//! a value that is not allowed is refused, and the rest goes on: in the result, `refused` says why.

use arrow_array::cast::AsArray;
use arrow_array::types::UInt8Type;
use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt8Array};
use cse_screening::{
    Answer, Choice, ChoiceColumns, Columns, ColumnsError, Decisions, Fact, FactAnswers, Indicator, RuleSet,
};
use cse_screening_recipes::output::Draft;
use parquet::arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder};
use std::{error::Error, fs::File, process::ExitCode, sync::Arc};

type Tried<T> = Result<T, Box<dyn Error>>;

/// Screens all rows that can be, and says whether those were all.
fn screen(from: &str, to: &str, force: bool) -> Tried<bool> {
    let mut all = true;
    let mut draft = Some(Draft::new(to, force, from)?);
    let rules = RuleSet::coventry().for_columns()?;
    let mut out: Option<ArrowWriter<Draft>> = None;
    for batch in ParquetRecordBatchReaderBuilder::try_new(File::open(from)?)?.build()? {
        let batch = batch?;
        let rows = batch.num_rows();
        let (mut yes, mut suspected, mut facts) =
            (vec![0; rows], vec![0; rows], vec![FactAnswers::new(); rows]);
        let (mut lowest_age, mut highest_age) = (vec![0; rows], vec![120; rows]);
        let mut choices: Vec<(Choice, Vec<u8>)> = Vec::new();
        let mut reference = StringArray::new_null(rows);
        let mut refused: Vec<Option<String>> = vec![None; rows];
        let schema = batch.schema();
        for (field, column) in schema.fields().iter().zip(batch.columns()) {
            let name = field.name().as_str();
            let texts =
                || column.as_string_opt::<i32>().ok_or(format!("`{name}` is no column of texts (Utf8)"));
            let numbers = |none: u8| -> Tried<Vec<u8>> {
                let numbers = column.as_primitive_opt::<UInt8Type>();
                let numbers = numbers.ok_or(format!("`{name}` is no column of small numbers (UInt8)"))?;
                Ok(numbers.iter().map(|number| number.unwrap_or(none)).collect())
            };
            let mut answers = || -> Tried<Vec<Option<Answer>>> {
                let answer = |(text, refused): (Option<&str>, &mut Option<String>)| {
                    let answer = text.and_then(Answer::from_code);
                    if answer.is_none() && text.is_some() {
                        *refused = Some(format!("`{name}` holds what is no answer"));
                    }
                    answer
                };
                Ok(texts()?.iter().zip(&mut refused).map(answer).collect())
            };
            if let Some(choice) = Choice::ALL.iter().find(|choice| choice.code() == name) {
                let values: Vec<Option<String>> = match column.as_primitive_opt::<UInt8Type>() {
                    Some(numbers) => numbers.iter().map(|number| Some(number?.to_string())).collect(),
                    None => texts()?.iter().map(|text| Some(text?.to_owned())).collect(),
                };
                let number = |(value, refused): (&Option<String>, &mut Option<String>)| {
                    let number = value.as_ref().map_or(Some(0), |value| choice.number(value));
                    if number.is_none() {
                        *refused = Some(format!("`{name}` holds what is no answer"));
                    }
                    number.unwrap_or_default()
                };
                choices.push((*choice, values.iter().zip(&mut refused).map(number).collect()));
                continue;
            }
            match (name, Fact::from_code(name), Indicator::from_code(name)) {
                ("reference", ..) => reference = texts()?.clone(),
                ("lowest_age", ..) => lowest_age = numbers(0)?,
                ("highest_age", ..) => highest_age = numbers(120)?,
                (_, Some(fact), _) => {
                    for (facts, answer) in facts.iter_mut().zip(answers()?) {
                        *facts = answer.map_or(*facts, |answer| facts.fact(fact, answer));
                    }
                }
                (_, _, Some(indicator)) => {
                    for ((yes, suspected), answer) in yes.iter_mut().zip(&mut suspected).zip(answers()?) {
                        *yes |= u64::from(answer == Some(Answer::Yes)) << indicator as u64;
                        *suspected |= u64::from(answer == Some(Answer::Suspected)) << indicator as u64;
                    }
                }
                _ => return Err(format!("`{name}` is no column of these rules").into()),
            }
        }
        let (mut category, mut reasons) = (vec![0; rows], vec![0; rows]);
        loop {
            let requests = Columns {
                yes: &yes,
                suspected: &suspected,
                facts: &facts,
                lowest_age: &lowest_age,
                highest_age: &highest_age,
                choices: choices
                    .iter()
                    .fold(ChoiceColumns::new(), |all, (choice, column)| all.with(*choice, column)),
            };
            let mut into = Decisions { category: &mut category, reasons: &mut reasons };
            // Nothing is decided until every value is allowed. A row with one that is not is emptied of numbers.
            let Err(error) = rules.screen(&requests, &mut into) else { break };
            let ColumnsError::Value { at, .. } = error else { return Err(error.to_string().into()) };
            let row = refused.get_mut(at).ok_or("a row that is not there")?;
            row.get_or_insert(error.to_string());
            for (column, none) in [(&mut lowest_age, 0), (&mut highest_age, 120)] {
                *column.get_mut(at).ok_or("a row that is not there")? = none;
            }
        }
        // What is refused has no category, whatever its other values lead to.
        for ((category, reasons), _) in
            category.iter_mut().zip(&mut reasons).zip(&refused).filter(|(_, refused)| refused.is_some())
        {
            (*category, *reasons) = (0, 0);
            all = false;
        }
        // Null is "none was given", or a row that was refused. Whoever counts must not take it for "no risk".
        let category: UInt8Array =
            category.into_iter().map(|number| (number > 0).then_some(number)).collect();
        let fired = |reasons| rules.rules_of(reasons).map(|rule| &*rule.id).collect::<Vec<_>>().join(" ");
        let fired: StringArray = reasons.into_iter().map(|reasons| Some(fired(reasons))).collect();
        write(
            &mut out,
            &mut draft,
            [
                ("reference", Arc::new(reference) as ArrayRef),
                ("category", Arc::new(category)),
                ("rules", Arc::new(fired)),
                ("refused", Arc::new(StringArray::from(refused))),
            ],
        )?;
    }
    out.ok_or("the file has no rows")?.into_inner()?.done()?;
    Ok(all)
}

/// Adds rows to a file, which the first of them begin.
fn write<'n>(
    out: &mut Option<ArrowWriter<Draft>>,
    draft: &mut Option<Draft>,
    columns: impl IntoIterator<Item = (&'n str, ArrayRef)>,
) -> Tried<()> {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    )?;
    let writer = match out {
        Some(writer) => writer,
        None => {
            let draft = draft.take().ok_or("the file was begun already")?;
            out.insert(ArrowWriter::try_new(draft, batch.schema(), None)?)
        }
    };
    Ok(writer.write(&batch)?)
}

fn main() -> Tried<ExitCode> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let done = |all| Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    match &words[..] {
        [from, to] => done(screen(from, to, false)?),
        [from, to, force] if force == "--force" => done(screen(from, to, true)?),
        _ => Err("usage: parquet REQUESTS.parquet RESULT.parquet [--force]".into()),
    }
}
