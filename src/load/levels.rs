//! Levels of the area's own, by their ids: wherever a row asks for a category, it may name the level that stands for
//! one. They are filled in at load, as names are.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The fields that hold a category, or a list of them.
const FIELDS: [&str; 5] =
    ["category", "category_at_least", "other_rules_give_at_least", "never_below", "must_in_categories"];

/// The category that each level stands for, by its id.
pub(crate) type Numbers = BTreeMap<String, u64>;

/// Fills in the levels of all rows.
pub(crate) fn fill_in(tables: &mut Map<String, Value>) {
    let rows = tables.get("levels").and_then(Value::as_array).into_iter().flatten();
    let numbers: Numbers = rows
        .filter_map(|row| Some((row.get("id")?.as_str()?.to_owned(), row.get("category")?.as_u64()?)))
        .collect();
    if !numbers.is_empty() {
        tables.values_mut().for_each(|table| put_numbers(table, &FIELDS, &numbers));
    }
}

/// Puts the number in the place of each id that stands in one of these fields, however deep. What is no id stays, and
/// is refused for what it is.
pub(crate) fn put_numbers(value: &mut Value, fields: &[&str], numbers: &Numbers) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|one| put_numbers(one, fields, numbers)),
        Value::Object(map) => {
            for (field, value) in map {
                let put: fn(u64) -> Value = match &**field {
                    // Beside a word for none, the numbers stand as words too.
                    "determination" => |number| Value::from(number.to_string()),
                    field if fields.contains(&field) => Value::from,
                    _ => {
                        put_numbers(value, fields, numbers);
                        continue;
                    }
                };
                let each: &mut [Value] = match value {
                    Value::Array(list) => list,
                    one => std::slice::from_mut(one),
                };
                for one in each {
                    if let Some(number) = one.as_str().and_then(|id| numbers.get(id)) {
                        *one = put(*number);
                    }
                }
            }
        }
        _ => {}
    }
}
