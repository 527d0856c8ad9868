//! Counts that may leave the building: rounded, with small ones as such.

use crate::TableError;
use crate::cells::{Text, Whole, is_text};
use crate::result::{ANSWERED, CATEGORY, REFUSED, SCOPE};
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray, UInt64Array};
use arrow_schema::ArrowError;
use cse_screening::Scope;
use cse_screening::figures::Showing;
use std::sync::Arc;

/// What a screening counts as. The first is for one without any answer to an indicator, and the last for one of which
/// something could not be read, and whose category could be higher.
const COUNTED: [&str; 6] = ["nothing_asked", "none", "1", "2", "3", "not_read_whole"];
const NOTHING_ASKED: usize = 0;
const NONE: usize = 1;
const NOT_READ_WHOLE: usize = COUNTED.len() - 1;

/// Counts the screenings of each scope by category, from what [`TableRules::screen`](crate::TableRules::screen) gives.
///
/// Nought is shown; 1 to 7 reads "under 8"; every other figure is rounded to the nearest 5, each by itself. `least` and
/// `most` say between what the count lies, so that the counts of several areas can be added up. There is no total: whoever
/// has one of figures that were not rounded could reckon a small one. A screening of which something could not be read is
/// counted apart, unless it is in Category 3 already; and so is one of a child or a young adult without any answer to an
/// indicator: that nothing was seen there says nothing.
///
/// # Errors
/// [`TableError`] where a column is missing, or of another type.
pub fn counts(
    screenings: impl IntoIterator<Item = Result<RecordBatch, ArrowError>>,
) -> Result<RecordBatch, TableError> {
    let mut counts = [[0_u64; COUNTED.len()]; Scope::ALL.len()];
    for batch in screenings {
        let batch = batch.map_err(|error| TableError::broken("screenings", &error))?;
        count(&batch, &mut counts)?;
    }
    let (mut scopes, mut categories) = (Vec::new(), Vec::new());
    let (mut figures, mut least, mut most) = (Vec::new(), Vec::new(), Vec::new());
    for (scope, counts) in Scope::CODES.iter().zip(counts) {
        for (category, count) in COUNTED.iter().zip(counts) {
            let figure = Showing::Rounded.figure(count);
            let (from, to) = Showing::Rounded.bounds(figure);
            scopes.push(*scope);
            categories.push(*category);
            figures.push(figure.to_string());
            least.push(from);
            most.push(to);
        }
    }
    let text = |cells: Vec<&str>| -> ArrayRef { Arc::new(StringArray::from(cells)) };
    let figures: ArrayRef = Arc::new(StringArray::from(figures));
    let bounds = |cells: Vec<u64>| -> ArrayRef { Arc::new(UInt64Array::from(cells)) };
    Ok(RecordBatch::try_from_iter([
        ("scope", text(scopes)),
        ("category", text(categories)),
        ("figure", figures),
        ("least", bounds(least)),
        ("most", bounds(most)),
    ])?)
}

fn count(
    batch: &RecordBatch,
    counts: &mut [[u64; COUNTED.len()]; Scope::ALL.len()],
) -> Result<(), TableError> {
    let wrong = |column| {
        move || {
            TableError::new(format!(
                "these are no screenings: the column `{column}` is missing, or not as it was given"
            ))
        }
    };
    let get = |column, fits: fn(&dyn Array) -> bool| {
        batch.column_by_name(column).map(AsRef::as_ref).filter(|found| fits(*found)).ok_or_else(wrong(column))
    };
    let scopes =
        Text::of(get(SCOPE, |column| is_text(column.data_type()) && column.logical_null_count() == 0)?);
    let of_scope = scopes.parsed(Scope::from_code);
    let numbers = |column| get(column, |found| found.data_type().is_integer()).map(Whole::of);
    let (categories, refused, answered) = (numbers(CATEGORY)?, numbers(REFUSED)?, numbers(ANSWERED)?);
    for (row, key) in scopes.keys.iter().enumerate() {
        let scope = of_scope.get(*key as usize).copied().flatten().ok_or_else(wrong(SCOPE))?;
        let refused = refused.get(row).ok_or_else(wrong(REFUSED))?;
        let answered = answered.get(row).ok_or_else(wrong(ANSWERED))?;
        let category = match categories.get(row) {
            Some(3) => NONE + 3,
            _ if refused > 0 => NOT_READ_WHOLE,
            // In the other scopes no category is given, whatever is asked.
            None if answered == 0 && matches!(scope, Scope::Child | Scope::YoungAdult) => NOTHING_ASKED,
            None => NONE,
            Some(category) => {
                let category = usize::try_from(category).ok().filter(|category| (1..=3).contains(category));
                NONE + category.ok_or_else(wrong(CATEGORY))?
            }
        };
        if let Some(count) = counts.get_mut(scope as usize).and_then(|counts| counts.get_mut(category)) {
            *count += 1;
        }
    }
    Ok(())
}
