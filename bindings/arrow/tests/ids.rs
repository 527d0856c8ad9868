//! Ids of screenings and cells of dictionaries, in each type that Arrow has for them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use arrow_array::cast::AsArray;
use arrow_array::types::{UInt8Type, UInt32Type};
use arrow_array::{
    Array, ArrayRef, DictionaryArray, Int8Array, Int32Array, Int64Array, RecordBatch, StringArray,
    UInt8Array, UInt64Array,
};
use cse_screening::RuleSet;
use cse_screening_arrow::{Screened, TableRules};
use std::sync::Arc;

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))
        .unwrap()
}

/// The second child was seen in clubs and hotels, the third has an answer that nobody can read.
fn screened(ids: ArrayRef, of_answers: ArrayRef, code: ArrayRef, answer: ArrayRef) -> Screened {
    let rules = TableRules::new(RuleSet::coventry()).unwrap();
    let ages = Arc::new(Int64Array::from(vec![15; ids.len()]));
    let children = batch(vec![("screening", ids), ("age", ages)]);
    let answers = batch(vec![("screening", of_answers), ("code", code), ("answer", answer)]);
    let one = |batch: &RecordBatch| std::iter::once(Ok(batch.clone()));
    rules.screen((&answers.schema(), one(&answers)), (&children.schema(), one(&children))).unwrap()
}

fn text(cells: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(cells))
}

fn numbers(screened: &Screened, column: &str) -> Vec<u32> {
    let column = screened.screenings[0].column_by_name(column).unwrap();
    column.as_primitive::<UInt32Type>().values().to_vec()
}

#[test]
fn ids_of_every_type_of_whole_numbers_are_found_in_any_order() {
    let small: [ArrayRef; 4] = [
        Arc::new(Int8Array::from(vec![-1, 1, 2])),
        Arc::new(Int32Array::from(vec![-1, 1, 2])),
        Arc::new(Int64Array::from(vec![-1, 1, 2])),
        Arc::new(Int64Array::from(vec![2, -1, 1])),
    ];
    for ids in small {
        for of_answers in [vec![-1_i64, 1, 1], vec![1, -1, 1]] {
            let of_answers = Arc::new(Int64Array::from(of_answers));
            let codes = text(&["clipping", "clipping", "poor-self-image"]);
            let got = screened(Arc::clone(&ids), of_answers, codes, text(&["yes", "no", "yes"]));
            assert_eq!(got.refused.num_rows(), 0);
            let mut answered = numbers(&got, "answered");
            answered.sort_unstable();
            assert_eq!(answered, [0, 1, 2]);
        }
    }
    // Above all that a signed number holds, and just there.
    let ids = [u64::MAX, 1, 1 << 63, (1 << 63) - 1];
    let of_answers = Arc::new(UInt64Array::from(vec![(1 << 63) - 1, u64::MAX, u64::MAX, 1 << 63]));
    let codes = text(&["clipping", "poor-self-image", "clipping", "clipping"]);
    let got = screened(
        Arc::new(UInt64Array::from(ids.to_vec())),
        of_answers,
        codes,
        text(&["yes", "yes", "no", "no"]),
    );
    assert_eq!(got.refused.num_rows(), 0);
    assert_eq!(numbers(&got, "answered"), [2, 0, 1, 1]);
}

#[test]
fn a_dictionary_may_have_no_key_a_value_that_is_null_and_values_that_nobody_has() {
    let dictionary = |keys: Vec<Option<u8>>, values: Vec<Option<&str>>| -> ArrayRef {
        let values = Arc::new(StringArray::from(values));
        Arc::new(DictionaryArray::<UInt8Type>::try_new(UInt8Array::from(keys), values).unwrap())
    };
    let ids = || -> ArrayRef { Arc::new(Int64Array::from(vec![1, 2, 3])) };
    let codes = dictionary(
        vec![Some(2), Some(2), None],
        vec![Some("of nobody"), None, Some("clipping"), Some("of nobody, too")],
    );
    let answers = dictionary(vec![Some(1), Some(0), Some(1)], vec![None, Some("yes")]);
    let got = screened(ids(), ids(), codes, answers);
    // A code that is missing is refused in its screening, and an answer that is null is not known.
    assert_eq!(numbers(&got, "refused"), [0, 0, 1]);
    assert_eq!(numbers(&got, "answered"), [1, 1, 0]);
    // The first answered yes; what the second says is not known, and may be a yes.
    let levels =
        |column: &str| got.screenings[0].column_by_name(column).unwrap().as_primitive::<UInt8Type>().clone();
    let (category, possible) = (levels("category"), levels("possible"));
    assert!(category.is_valid(0) && category.is_null(1) && possible.value(1) == category.value(0));
    // Without a single value every cell is null.
    let empty = dictionary(vec![None, None, None], vec![]);
    let got = screened(ids(), ids(), empty, text(&["yes", "yes", "yes"]));
    assert_eq!(numbers(&got, "refused"), [1, 1, 1]);
}
