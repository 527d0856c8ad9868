//! A batch over Parquet: columns in, category and rules out, without a `Child` or a request in between.
//!
//! The recipe `to_parquet` writes such a file. Columns: `reference`, `lowest_age` and `highest_age`, and one for each fact,
//! each indicator and each choice (`placement`, `legal_status`, `previous_category`, `determination`,
//! `professional_judgement` and so on), named by its code, with answers as text; categories may be small numbers too. An
//! indicator, a fact and an age that is left out, or null, is not known. A choice that the rules ask for has to be there:
//! null says that nothing was given. A column of another name is refused: it could be an answer that is misspelt. A row with
//! a value that is not allowed is refused, and the rest goes on: in the result, `refused` says why.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, UInt8Type};
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray, UInt8Array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use cse_screening::{
    Answer, Choice, ChoiceColumns, ColumnRules, Columns, ColumnsError, Decisions, Fact, FactAnswers,
    Indicator, OwnColumns, RuleSet,
};
use cse_screening_recipes::output::{Draft, in_groups};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use std::{collections::HashMap, error::Error, fs::File, process::ExitCode, sync::Arc};

type Tried<T> = Result<T, Box<dyn Error>>;

/// So many rows are read, screened and written at once.
pub(crate) const ROWS: usize = 8_192;

/// Screens all rows that can be, and says whether those were all.
pub(crate) fn screen(from: &str, to: &str, force: bool) -> Tried<bool> {
    let mut all = true;
    let mut draft = Some(Draft::new(to, force, from)?);
    let rules = RuleSet::coventry().for_columns()?;
    let mut out: Option<ArrowWriter<Draft>> = None;
    let mut fired = HashMap::new();
    let file = File::open(from)?;
    let found = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())?;
    let options = ArrowReaderOptions::new().with_schema(in_words(found.schema()));
    let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)?;
    for batch in reader.with_batch_size(ROWS).build()? {
        let batch = screen_batch(&rules, &batch?, &mut fired)?;
        all &=
            batch.column_by_name("refused").is_some_and(|refused| refused.null_count() == batch.num_rows());
        write(&mut out, &mut draft, &batch)?;
    }
    out.ok_or("the file has no rows")?.into_inner()?.done()?;
    Ok(all)
}

/// Texts but the reference as numbers of their different words, so that each word is looked at once.
pub(crate) fn in_words(schema: &SchemaRef) -> SchemaRef {
    let words = |field: &Arc<Field>| match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View if field.name() != "reference" => {
            let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
            Arc::new(Field::clone(field).with_data_type(words))
        }
        _ => Arc::clone(field),
    };
    Arc::new(Schema::new_with_metadata(
        schema.fields().iter().map(words).collect::<Vec<_>>(),
        schema.metadata().clone(),
    ))
}

/// What each cell of a column is: none for null, and what a word that is not allowed is, is for the row to tell.
fn cells<T: Copy>(
    name: &str,
    column: &ArrayRef,
    of: impl Fn(&str) -> Option<T>,
    mut each: impl FnMut(usize, Option<T>),
) -> Tried<()> {
    let words =
        column.as_dictionary_opt::<Int32Type>().ok_or(format!("`{name}` is no column of texts (Utf8)"))?;
    let known: Vec<Option<T>> = words.values().as_string::<i32>().iter().map(|word| of(word?)).collect();
    for (row, key) in words.keys().iter().enumerate() {
        if let Some(key) = key {
            each(row, known.get(usize::try_from(key)?).copied().flatten());
        }
    }
    Ok(())
}

/// Notes why a row is refused: the first reason stays.
fn refuse(refused: &mut [Option<String>], row: usize, name: &str) {
    if let Some(why) = refused.get_mut(row) {
        why.get_or_insert_with(|| format!("`{name}` holds what is no answer"));
    }
}

/// Numbers, and another where there is none.
fn numbers(name: &str, column: &ArrayRef, none: u8) -> Tried<Vec<u8>> {
    let numbers = column.as_primitive_opt::<UInt8Type>();
    let numbers = numbers.ok_or(format!("`{name}` is no column of small numbers (UInt8)"))?;
    Ok(numbers.iter().map(|number| number.unwrap_or(none)).collect())
}

/// Category and rules of each row. `fired` holds the words for the rules that were seen so far.
fn screen_batch(
    rules: &ColumnRules,
    batch: &RecordBatch,
    fired: &mut HashMap<u64, String>,
) -> Tried<RecordBatch> {
    let rows = batch.num_rows();
    let (mut yes, mut suspected, mut facts) = (vec![0; rows], vec![0; rows], vec![FactAnswers::new(); rows]);
    let (mut lowest_age, mut highest_age) = (vec![0; rows], vec![120; rows]);
    let mut choices: Vec<(Choice, Vec<u8>)> = Vec::new();
    let mut reference: ArrayRef = Arc::new(StringArray::new_null(rows));
    let mut refused: Vec<Option<String>> = vec![None; rows];
    let schema = batch.schema();
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        let name = field.name().as_str();
        if let Some(choice) = Choice::ALL.iter().find(|choice| choice.code() == name) {
            let mut given = vec![0; rows];
            let mut put = |row: usize, number: Option<u8>| match (number, given.get_mut(row)) {
                (Some(number), Some(slot)) => *slot = number,
                _ => refuse(&mut refused, row, name),
            };
            match column.as_primitive_opt::<UInt8Type>() {
                Some(numbers) => {
                    let given = numbers.iter().enumerate().filter_map(|(row, number)| Some((row, number?)));
                    given.for_each(|(row, number)| put(row, choice.number(&number.to_string())));
                }
                None => cells(name, column, |word| choice.number(word), put)?,
            }
            choices.push((*choice, given));
            continue;
        }
        match (name, Fact::from_code(name), Indicator::from_code(name)) {
            ("reference", ..) if column.as_string_opt::<i32>().is_some() => reference = Arc::clone(column),
            ("reference", ..) => return Err("`reference` is no column of texts (Utf8)".into()),
            ("lowest_age", ..) => lowest_age = numbers(name, column, 0)?,
            ("highest_age", ..) => highest_age = numbers(name, column, 120)?,
            (_, Some(fact), _) => {
                cells(name, column, Answer::from_code, |row, answer| match (answer, facts.get_mut(row)) {
                    (Some(answer), Some(facts)) => *facts = facts.fact(fact, answer),
                    _ => refuse(&mut refused, row, name),
                })?
            }
            (_, _, Some(indicator)) => {
                let bit = 1_u64 << indicator as u64;
                cells(name, column, Answer::from_code, |row, answer| {
                    let set = match answer {
                        Some(Answer::Yes) => yes.get_mut(row),
                        Some(Answer::Suspected) => suspected.get_mut(row),
                        Some(Answer::NotKnown | Answer::No) => None,
                        None => return refuse(&mut refused, row, name),
                    };
                    set.into_iter().for_each(|set| *set |= bit);
                })?;
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
            own: OwnColumns::default(),
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
    }
    // Null is "none was given", or a row that was refused. Whoever counts must not take it for "no risk".
    let category: UInt8Array = category.into_iter().map(|number| (number > 0).then_some(number)).collect();
    for seen in &reasons {
        let words = || rules.rules_of(*seen).map(|rule| &*rule.id).collect::<Vec<_>>().join(" ");
        fired.entry(*seen).or_insert_with(words);
    }
    let fired: StringArray = reasons.iter().map(|reasons| fired.get(reasons)).collect();
    let columns = [
        ("reference", reference),
        ("category", Arc::new(category)),
        ("rules", Arc::new(fired)),
        ("refused", Arc::new(StringArray::from(refused))),
    ];
    Ok(RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true)))?)
}

/// Adds rows to a file, which the first of them begin.
fn write(out: &mut Option<ArrowWriter<Draft>>, draft: &mut Option<Draft>, batch: &RecordBatch) -> Tried<()> {
    let writer = match out {
        Some(writer) => writer,
        None => {
            let draft = draft.take().ok_or("the file was begun already")?;
            out.insert(ArrowWriter::try_new(draft, batch.schema(), Some(in_groups()))?)
        }
    };
    Ok(writer.write(batch)?)
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
