//! How fast a million children are screened from a long table: `cargo run --release -p cse-screening-arrow --example million`.
#![allow(clippy::print_stdout, reason = "an example shows what it gets")]

use arrow_array::types::UInt8Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, Int64Array, RecordBatch, StringArray, UInt8Array};
use cse_screening::{Answer, AnswersBuf, Child, Decisions, Fact, Indicator, Indicators, Levels, RuleSet};
use cse_screening_arrow::{TableRules, counts};
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

const CHILDREN: usize = 1_000_000;
const ANSWERS: usize = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let (answers, children) = tables()?;
    let rules = RuleSet::coventry();
    let ready = TableRules::new(rules)?;
    let one = |batch: &RecordBatch| std::iter::once(Ok(batch.clone()));
    let before = peak();
    let mut screened = None;
    let all = fastest(|| {
        screened = None;
        screened =
            Some(ready.screen((&answers.schema(), one(&answers)), (&children.schema(), one(&children))));
    });
    let screened = screened.ok_or("nothing was screened")??;
    let after = peak();

    let columns = rules.for_columns()?;
    let buffer = buffer(&columns, &answers, &children)?;
    let [mut category, mut scope, mut indicated, mut possible] = [(); 4].map(|()| vec![0; CHILDREN]);
    let mut reasons = vec![0; CHILDREN];
    let mut result = Ok(());
    let evaluation = fastest(|| {
        let mut into = Decisions { category: &mut category, reasons: &mut reasons };
        let mut levels = Levels { scope: &mut scope, indicated: &mut indicated, possible: &mut possible };
        result = columns.screen_levels(&buffer.columns(), buffer.not_known(), &mut into, &mut levels);
    });
    result?;

    let of = |time: Duration| CHILDREN as f64 / time.as_secs_f64() / 1e6;
    println!(
        "{CHILDREN} children, {ANSWERS} answers each, codes as a dictionary, in the order of the children"
    );
    println!("all:        {:>6.1} ms, {:.1} million children a second", all.as_secs_f64() * 1e3, of(all));
    println!(
        "evaluation: {:>6.1} ms, {:.1} percent of it",
        evaluation.as_secs_f64() * 1e3,
        evaluation.as_secs_f64() / all.as_secs_f64() * 100.0
    );
    if let (Some(before), Some(after)) = (before, after) {
        println!("peak memory: {after} MB, {before} MB of it with the tables alone");
    }
    let counts = counts(screened.screenings.into_iter().map(Ok))?;
    println!("{} counts, {} cells refused", counts.num_rows(), screened.refused.num_rows());
    Ok(())
}

/// The fastest of five.
fn fastest(mut run: impl FnMut()) -> Duration {
    let times = (0..5).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

/// The most memory that this process had, in MB, where the system says it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}

fn tables() -> Result<(RecordBatch, RecordBatch), Box<dyn Error>> {
    let mut seed = 1_u64;
    let mut below = |limit: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % limit
    };
    let codes: Vec<&str> = Indicator::CODES.iter().chain(Fact::CODES.iter()).copied().collect();
    let (mut asked, mut given) = (Vec::new(), Vec::new());
    for _ in 0..CHILDREN * ANSWERS {
        asked.push(u8::try_from(below(codes.len() as u64))?);
        // Most answers are no.
        given.push(u8::try_from(below(12).saturating_sub(8))?);
    }
    let dictionary = |keys: Vec<u8>, values: &[&str]| -> Result<ArrayRef, Box<dyn Error>> {
        let values = Arc::new(StringArray::from_iter_values(values));
        Ok(Arc::new(DictionaryArray::<UInt8Type>::try_new(UInt8Array::from(keys), values)?))
    };
    let ids = 0..i64::try_from(CHILDREN)?;
    let each = ids.clone().flat_map(|id| std::iter::repeat_n(id, ANSWERS));
    let answers = RecordBatch::try_from_iter([
        ("screening", Arc::new(Int64Array::from_iter_values(each)) as ArrayRef),
        ("code", dictionary(asked, &codes)?),
        ("answer", dictionary(given, Answer::CODES)?),
    ])?;
    let ages: Vec<i64> = (0..CHILDREN).map(|_| 8 + below(11) as i64).collect();
    let children = RecordBatch::try_from_iter([
        ("screening", Arc::new(Int64Array::from_iter_values(ids)) as ArrayRef),
        ("age", Arc::new(Int64Array::from(ages))),
    ])?;
    Ok((answers, children))
}

/// The same answers in columns, to time the evaluation alone.
fn buffer(
    rules: &cse_screening::ColumnRules,
    answers: &RecordBatch,
    children: &RecordBatch,
) -> Result<AnswersBuf, Box<dyn Error>> {
    let mut buffer = AnswersBuf::of(rules)?;
    let ages: &Int64Array = children.column(1).as_any().downcast_ref().ok_or("ages")?;
    for age in ages.values() {
        buffer.push(&Child::aged(u8::try_from(*age)?)?, &Indicators::new())?;
    }
    let dictionary =
        |column: usize| answers.column(column).as_any().downcast_ref::<DictionaryArray<UInt8Type>>();
    let text = |column: usize| {
        let values = dictionary(column)?.downcast_dict::<StringArray>()?;
        Some(values.into_iter().flatten().map(str::to_owned).collect::<Vec<_>>())
    };
    let (codes, given) = (text(1).ok_or("codes")?, text(2).ok_or("answers")?);
    for (row, (code, answer)) in codes.iter().zip(given).enumerate() {
        buffer.answer(row / ANSWERS, rules.asked(code)?, answer.parse()?)?;
    }
    Ok(buffer)
}
