//! Counts that may leave the building: rounded, with small ones as such.

use crate::TableError;
use crate::cells::{Text, is_text, whole};
use crate::result::{CATEGORY, REFUSED, SCOPE};
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray, UInt64Array};
use arrow_schema::ArrowError;
use cse_screening::Scope;
use cse_screening::figures::Showing;
use std::sync::Arc;

/// What a screening counts as: the last is for one of which a cell could not be read, and whose category could be higher.
const COUNTED: [&str; 5] = ["none", "1", "2", "3", "not_read_whole"];

/// Counts the screenings of each scope by category, from what [`TableRules::screen`](crate::TableRules::screen) gives.
///
/// Nought is shown; 1 to 7 reads "under 8"; every other figure is rounded to the nearest 5, each by itself. `least` and
/// `most` say between what the count lies, so that the counts of several areas can be added up. There is no total: whoever
/// has one of figures that were not rounded could reckon a small one. A screening of which a cell could not be read is
/// counted apart, unless it is in Category 3 already.
///
/// # Errors
/// [`TableError`] where a column is missing, or of another type.
pub fn counts(
    screenings: impl IntoIterator<Item = Result<RecordBatch, ArrowError>>,
) -> Result<RecordBatch, TableError> {
    let mut counts = [[0_u64; COUNTED.len()]; Scope::ALL.len()];
    for batch in screenings {
        count(&batch?, &mut counts)?;
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
    let of_scope = scopes.parsed(|code| Scope::from_code(code).map(|scope| scope as usize));
    let categories = whole(get(CATEGORY, |column| column.data_type().is_integer())?);
    let refused = whole(get(REFUSED, |column| column.data_type().is_integer() && column.null_count() == 0)?);
    for (key, (category, refused)) in scopes.keys.iter().zip(categories.iter().zip(refused)) {
        let scope = of_scope.get(*key as usize).copied().flatten().ok_or_else(wrong(SCOPE))?;
        let category = match (category, refused) {
            (Some(3), _) => 3,
            (_, Some(1..)) => COUNTED.len() - 1,
            (None, _) => 0,
            (Some(category), _) => {
                let category = usize::try_from(*category).ok().filter(|category| (1..=3).contains(category));
                category.ok_or_else(wrong(CATEGORY))?
            }
        };
        if let Some(count) = counts.get_mut(scope).and_then(|counts| counts.get_mut(category)) {
            *count += 1;
        }
    }
    Ok(())
}
