//! What the recipe `parquet` takes beside decoding the same file and encoding the same result: `cargo bench` in this
//! folder. Processor time of the thread, the least of some rounds; requests as they are sent.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    dead_code,
    reason = "a benchmark, and not all of what it shares"
)]

#[path = "../../../benches/support/mixes.rs"]
mod mixes;
#[path = "../src/bin/parquet.rs"]
mod recipe;
#[path = "../src/bin/to_parquet.rs"]
mod to_parquet;

use arrow_array::RecordBatch;
use cpu_time::ThreadTime;
use cse_screening_recipes::output::in_groups;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let (rows, rounds) = if is_test { (2_000, 1) } else { (200_000, 5) };
    let folder = std::env::temp_dir().join(format!("cse-screening-parquet-{}", std::process::id()));
    fs::create_dir(&folder).unwrap();
    let in_folder = |name: &str| folder.join(name).to_str().expect("a path in letters").to_owned();
    let [lines, requests, result] = ["requests.jsonl", "requests.parquet", "result.parquet"].map(in_folder);

    println!("| mix | decode, ns a row | encode | recipe | beside both |\n|---|---:|---:|---:|---:|");
    for mix in [mixes::Mix::Real, mixes::Mix::Sparse] {
        let mut file = File::create(&lines).unwrap();
        for request in mix.some(rows) {
            writeln!(file, "{}", serde_json::to_string(&request).unwrap()).unwrap();
        }
        assert!(to_parquet::make(&lines, &requests, true).unwrap(), "each request has its row");
        assert!(recipe::screen(&requests, &result, true).unwrap(), "no row is refused");
        let screened: Vec<_> = ParquetRecordBatchReaderBuilder::try_new(File::open(&result).unwrap())
            .unwrap()
            .build()
            .unwrap()
            .collect();
        let screened: Vec<RecordBatch> = screened.into_iter().map(Result::unwrap).collect();
        assert_eq!(screened.iter().map(RecordBatch::num_rows).sum::<usize>(), rows);

        let alone = folder.join("alone.parquet");
        let of = [
            least(rounds, || decode(&requests)),
            least(rounds, || encode(&screened, &alone)),
            least(rounds, || assert!(recipe::screen(&requests, &result, true).unwrap())),
        ];
        let [decode, encode, recipe] = of.map(|time| time * 1e9 / rows as f64);
        let beside = recipe / (decode + encode);
        println!("| {} | {decode:.0} | {encode:.0} | {recipe:.0} | {beside:.2} |", mix.name());
    }
    fs::remove_dir_all(&folder).unwrap();
}

/// Every batch of the file, with words as numbers, which is the quickest, and nothing done with it.
fn decode(requests: &str) {
    let file = File::open(requests).unwrap();
    let found = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).unwrap();
    let options = ArrowReaderOptions::new().with_schema(recipe::in_words(found.schema()));
    let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).unwrap();
    let reader = reader.with_batch_size(recipe::ROWS).build().unwrap();
    let rows: usize = reader.map(|batch| std::hint::black_box(batch.unwrap()).num_rows()).sum();
    assert!(rows > 0);
}

/// Batches that are there, into a file.
fn encode(screened: &[RecordBatch], to: &Path) {
    let schema = screened.first().expect("some rows").schema();
    let mut writer = ArrowWriter::try_new(File::create(to).unwrap(), schema, Some(in_groups())).unwrap();
    screened.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.close().unwrap();
}

/// In seconds.
fn least(rounds: usize, mut done: impl FnMut()) -> f64 {
    let times = (0..rounds).map(|_| {
        let start = ThreadTime::now();
        done();
        start.elapsed().as_secs_f64()
    });
    times.fold(f64::MAX, f64::min)
}
