//! A batch over Parquet: columns in, category and rules out, without a `Child` or a request in between.
//!
//! The recipe `to_parquet` writes such a file. Columns: `reference`, `lowest_age` and `highest_age`,
//! `previous_category`, `judged`, and one for each fact and indicator, named by its code, with answers as text. What is
//! left out, and null, is not known. A column of another name is refused: it could be an answer that is misspelt.

use arrow_array::cast::AsArray;
use arrow_array::types::UInt8Type;
use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt8Array};
use cse_screening::{Answer, Columns, Decisions, Fact, FactAnswers, Indicator, RuleSet};
use parquet::arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder};
use std::{error::Error, fs::File, sync::Arc};

#[path = "../../../output/mod.rs"]
#[allow(dead_code, reason = "shared with other commands, which use the rest")]
mod output;

use output::{Draft, Output};
use std::path::Path;

type Tried<T> = Result<T, Box<dyn Error>>;

fn screen(from: &str, to: &str, force: bool) -> Tried<()> {
    let mut draft = Some(Output::to(Path::new(to), force, &[Path::new(from)])?.draft()?);
    let rules = RuleSet::coventry().for_columns()?;
    let mut out: Option<ArrowWriter<Draft>> = None;
    for batch in ParquetRecordBatchReaderBuilder::try_new(File::open(from)?)?.build()? {
        let batch = batch?;
        let rows = batch.num_rows();
        let (mut yes, mut suspected, mut facts) =
            (vec![0; rows], vec![0; rows], vec![FactAnswers::new(); rows]);
        let [mut lowest_age, mut judged, mut previous] = [0, 0, 0].map(|none| vec![none; rows]);
        let mut highest_age = vec![120; rows];
        let mut reference = StringArray::new_null(rows);
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
            let answers = || -> Tried<Vec<Option<Answer>>> {
                let parse =
                    |text: &str| Answer::from_code(text).ok_or(format!("`{name}` holds what is no answer"));
                Ok(texts()?.iter().map(|text| text.map(parse).transpose()).collect::<Result<_, _>>()?)
            };
            match (name, Fact::from_code(name), Indicator::from_code(name)) {
                ("reference", ..) => reference = texts()?.clone(),
                ("lowest_age", ..) => lowest_age = numbers(0)?,
                ("highest_age", ..) => highest_age = numbers(120)?,
                ("judged", ..) => judged = numbers(0)?,
                ("previous_category", ..) => previous = numbers(0)?,
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
        let requests = Columns {
            yes: &yes,
            suspected: &suspected,
            facts: &facts,
            lowest_age: &lowest_age,
            highest_age: &highest_age,
            judged: &judged,
            previous: &previous,
        };
        let (mut category, mut reasons) = (vec![0; rows], vec![0; rows]);
        rules.screen(&requests, &mut Decisions { category: &mut category, reasons: &mut reasons })?;
        // Null is "none was given". Whoever counts must not take it for "no risk".
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
            ],
        )?;
    }
    Ok(out.ok_or("the file has no rows")?.into_inner()?.done()?)
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

fn main() -> Tried<()> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    match &words[..] {
        [from, to] => screen(from, to, false),
        [from, to, force] if force == "--force" => screen(from, to, true),
        _ => Err("usage: parquet REQUESTS.parquet RESULT.parquet [--force]".into()),
    }
}
