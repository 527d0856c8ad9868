//! A column of requests comes to the records of its requests one by one, and each that is wrong to a row that says so.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, UInt8Type, UInt64Type};
use arrow_array::{
    Array, ArrayRef, DictionaryArray, Int32Array, Int64Array, LargeStringArray, RecordBatch,
    RecordBatchReader, StringArray, StringViewArray,
};
use arrow_schema::{ArrowError, Schema};
use cse_screening::json_calls::screen;
use cse_screening::{Indicator, RuleSet};
use cse_screening_arrow::{Requests, TableError};
use std::sync::Arc;

const REQUEST: &str = r#"{"child": {"age": 12}, "screening": {"indicators": ["poor-self-image"]}}"#;

fn batch<'c>(columns: impl IntoIterator<Item = (&'c str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))
        .unwrap()
}

type Batches = std::vec::IntoIter<Result<RecordBatch, ArrowError>>;

fn requests(
    schema: &Schema,
    batches: Vec<Result<RecordBatch, ArrowError>>,
) -> Result<Requests<Batches>, TableError> {
    Requests::new(RuleSet::coventry(), (schema, batches.into_iter()), "request", Some("id"))
}

/// The result of batches that are as they should be.
fn screened(batches: Vec<RecordBatch>) -> Vec<RecordBatch> {
    let schema = batches[0].schema();
    requests(&schema, batches.into_iter().map(Ok).collect()).unwrap().map(Result::unwrap).collect()
}

fn column<'b>(batch: &'b RecordBatch, name: &str) -> &'b dyn Array {
    batch.column_by_name(name).unwrap()
}

#[test]
fn each_way_to_hold_text_gives_the_record_of_each_request() {
    let cells = [Some(REQUEST), None, Some(""), Some(REQUEST)];
    let dictionary: DictionaryArray<Int32Type> = cells.into_iter().collect();
    // A null may be among the values, too, and the values of any text.
    let values: [ArrayRef; 2] = [
        Arc::new(LargeStringArray::from(vec![Some(REQUEST), None, Some("")])),
        Arc::new(StringViewArray::from(vec![Some(REQUEST), None, Some("")])),
    ];
    let [large, view] = values.map(|values| {
        let keys = Int32Array::from(vec![Some(0), Some(1), Some(2), Some(0)]);
        Arc::new(DictionaryArray::try_new(keys, values).unwrap()) as ArrayRef
    });
    let ways: [ArrayRef; 6] = [
        Arc::new(StringArray::from(cells.to_vec())),
        Arc::new(LargeStringArray::from(cells.to_vec())),
        Arc::new(StringViewArray::from(cells.to_vec())),
        Arc::new(dictionary),
        large,
        view,
    ];
    let record = screen(RuleSet::coventry(), REQUEST.as_bytes()).unwrap();
    for way in ways {
        let ids: ArrayRef = Arc::new(Int64Array::from(vec![Some(5), Some(4), None, Some(3)]));
        let given = batch([("id", ids), ("other", Arc::clone(&way)), ("request", way)]);
        let made = screened(vec![given.slice(1, 3), given.slice(0, 0), given.slice(0, 1)]);
        assert_eq!(made.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [3, 1]);
        let rows: Vec<_> = made
            .iter()
            .flat_map(|batch| column(batch, "row").as_primitive::<UInt64Type>().values())
            .collect();
        assert_eq!(rows, [&0, &1, &2, &3]);
        let ids = column(&made[0], "id").as_primitive::<arrow_array::types::Int64Type>();
        assert_eq!(ids.iter().collect::<Vec<_>>(), [Some(4), None, Some(3)]);
        let records = column(&made[0], "record").as_string::<i32>();
        assert_eq!((records.is_null(0), records.is_null(1)), (true, true));
        assert_eq!(records.value(2).as_bytes(), record);
        let category = column(&made[0], "category").as_primitive::<UInt8Type>();
        assert_eq!(category.iter().collect::<Vec<_>>(), [None, None, Some(2)]);
        let kinds = column(&made[0], "error_kind").as_dictionary::<Int32Type>();
        let kinds: Vec<_> = kinds.downcast_dict::<StringArray>().unwrap().into_iter().collect();
        assert_eq!(kinds, [Some("null"), Some("not_json"), None]);
        assert!(column(&made[0], "error").as_string::<i32>().value(0).starts_with("no request"));
    }
}

#[test]
fn a_dictionary_without_values_has_no_requests() {
    let keys = Int32Array::from(vec![None; 2]);
    let values = Arc::new(StringArray::from(Vec::<&str>::new()));
    let cells: ArrayRef = Arc::new(DictionaryArray::try_new(keys, values).unwrap());
    let made = screened(vec![batch([("id", Arc::clone(&cells)), ("request", cells)])]);
    let kinds = column(&made[0], "error_kind").as_dictionary::<Int32Type>();
    assert!(kinds.downcast_dict::<StringArray>().unwrap().into_iter().eq([Some("null"); 2]));
}

#[test]
fn a_batch_ends_after_so_many_rows_and_after_so_many_bytes() {
    let all: Vec<_> = Indicator::CODES.iter().map(|code| format!("\"{code}\"")).collect();
    let long = format!(r#"{{"child": {{"age": 12}}, "screening": {{"indicators": [{}]}}}}"#, all.join(", "));
    for (request, limited_by_rows) in [(REQUEST, true), (&*long, false)] {
        let record = screen(RuleSet::coventry(), request.as_bytes()).unwrap().len();
        for count in [1, 1023, 1024, 1025, 2500] {
            let cells: ArrayRef = Arc::new(StringArray::from(vec![request; count]));
            let made = screened(vec![batch([("id", Arc::clone(&cells)), ("request", cells)])]);
            let rows: Vec<_> = made.iter().map(RecordBatch::num_rows).collect();
            assert_eq!(rows.iter().sum::<usize>(), count);
            // As many as have to be begun until so many bytes are there.
            let most = 1024.min((1_usize << 24).div_ceil(record));
            assert_eq!(most == 1024, limited_by_rows, "{record}");
            assert!(rows.iter().all(|rows| *rows <= most) && rows[0] == most.min(count), "{rows:?}");
        }
    }
}

#[test]
fn whoever_makes_the_batches_fails_and_nothing_of_it_is_said() {
    let cells: ArrayRef = Arc::new(StringArray::from(vec![REQUEST]));
    let given = batch([("id", Arc::clone(&cells)), ("request", Arc::clone(&cells))]);
    let failed = Err(ArrowError::ComputeError("Elm Street".to_owned()));
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let unlike = Ok(batch([("id", cells), ("request", numbers)]));
    for wrong in [failed, unlike] {
        let mut reader = requests(&given.schema(), vec![Ok(given.clone()), wrong]).unwrap();
        assert_eq!(reader.next().unwrap().unwrap().schema(), reader.schema());
        let error = reader.next().unwrap().unwrap_err().to_string();
        assert!(error.contains("the table `requests` broke off") && !error.contains("Elm"), "{error}");
    }
}
