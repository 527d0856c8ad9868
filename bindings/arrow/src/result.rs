//! One row a screening.

use crate::cells::needed;
use crate::children::Children;
use crate::ids::SCREENING;
use crate::{Table, TableError};
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, DictionaryArray, Int32Array, ListArray, RecordBatch, StringArray,
    UInt8Array, UInt32Array,
};
use arrow_buffer::{BooleanBuffer, NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use arrow_select::filter::filter;
use cse_screening::{Category, ColumnRules, Decisions, Levels, RuleSet, Scope, VERSION};
use std::collections::HashMap;
use std::sync::Arc;

pub(crate) const SCOPE: &str = "scope";
pub(crate) const CATEGORY: &str = "category";
pub(crate) const ANSWERED: &str = "answered";
pub(crate) const REFUSED: &str = "refused";

pub(crate) fn dictionary() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

/// What names the rules, beside a result.
pub(crate) fn metadata(rules: &RuleSet) -> HashMap<String, String> {
    let manifest = &rules.tables().manifest;
    let metadata = [
        ("cse_rules_id", &*manifest.id),
        ("cse_rules_version", &manifest.version),
        ("cse_rules_sha256", rules.sha256()),
        ("cse_engine_version", VERSION),
    ];
    metadata.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
}

fn schema(rules: &ColumnRules, children: &Schema) -> Result<SchemaRef, TableError> {
    let screening = children.field_with_name(SCREENING)?.data_type().clone();
    let fields = vec![
        Field::new(SCREENING, screening, false),
        Field::new(SCOPE, dictionary(), false),
        Field::new(CATEGORY, DataType::UInt8, true),
        Field::new("indicated", DataType::UInt8, true),
        Field::new("possible", DataType::UInt8, true),
        Field::new("reasons", DataType::List(Arc::new(reason())), false),
        Field::new(ANSWERED, DataType::UInt32, false),
        Field::new("unknown", DataType::UInt32, false),
        Field::new("differing", DataType::UInt32, false),
        Field::new(REFUSED, DataType::UInt32, false),
    ];
    Ok(Arc::new(Schema::new_with_metadata(fields, metadata(rules.rules()))))
}

fn reason() -> Field {
    Field::new("item", dictionary(), false)
}

/// Screens, and makes a batch for each batch of children.
pub(crate) fn make(
    rules: &ColumnRules,
    of_children: &Schema,
    batches: &[RecordBatch],
    children: &Children<'_>,
) -> Result<(SchemaRef, Vec<RecordBatch>), TableError> {
    let schema = schema(rules, of_children)?;
    let (answers, count) = (children.answers(), children.len());
    let [mut category, mut scope, mut indicated, mut possible] = [(); 4].map(|()| vec![0; count]);
    let mut reasons = vec![0; count];
    let mut into = Decisions { category: &mut category, reasons: &mut reasons };
    let mut levels = Levels { scope: &mut scope, indicated: &mut indicated, possible: &mut possible };
    rules.screen_levels(&answers.columns(), answers.not_known(), &mut into, &mut levels)?;
    // What could not be read could be anything.
    for (possible, refused) in possible.iter_mut().zip(children.refused()) {
        if *refused > 0 {
            *possible = Category::Three.number();
        }
    }

    let scopes: ArrayRef = Arc::new(StringArray::from_iter_values(Scope::CODES));
    let names = Reasons::of(rules);
    let mut made = Vec::new();
    let mut from = 0;
    for (batch, rows) in batches.iter().zip(children.rows()) {
        let ids = needed(Table::Children, batch, SCREENING)?;
        let ids = if rows.iter().all(|row| *row) {
            ids.slice(0, ids.len())
        } else {
            filter(ids, &BooleanArray::from(rows.clone()))?
        };
        let range = from..from + ids.len();
        from = range.end;
        let part = |all: &[u8]| all.get(range.clone()).unwrap_or_default().to_vec();
        let scope = Int32Array::from_iter_values(part(&scope).into_iter().map(i32::from));
        let scope = DictionaryArray::<Int32Type>::try_new(scope, Arc::clone(&scopes))?;
        let counts = |of: &dyn Fn(usize) -> u32| -> ArrayRef {
            Arc::new(UInt32Array::from_iter_values(range.clone().map(of)))
        };
        let refused = children.refused();
        let columns: Vec<ArrayRef> = vec![
            ids,
            Arc::new(scope),
            Arc::new(level(part(&category))),
            Arc::new(level(part(&indicated))),
            Arc::new(level(part(&possible))),
            Arc::new(names.list(reasons.get(range.clone()).unwrap_or_default())?),
            counts(&|at| answers.answered(at)),
            counts(&|at| answers.unknown(at)),
            counts(&|at| answers.differing(at)),
            counts(&|at| refused.get(at).copied().unwrap_or(0)),
        ];
        made.push(RecordBatch::try_new(Arc::clone(&schema), columns)?);
    }
    Ok((schema, made))
}

/// Categories, with none where the number is 0.
fn level(numbers: Vec<u8>) -> UInt8Array {
    let is_one = BooleanBuffer::collect_bool(numbers.len(), |at| numbers.get(at).is_some_and(|one| *one > 0));
    UInt8Array::new(numbers.into(), Some(NullBuffer::new(is_one)))
}

/// The rule that each bit of the reasons stands for, as a key of a dictionary.
struct Reasons {
    keys: Vec<i32>,
    names: ArrayRef,
}

impl Reasons {
    fn of(rules: &ColumnRules) -> Self {
        let (mut keys, mut names) = (Vec::new(), Vec::<&str>::new());
        for bit in 0..u64::BITS {
            for rule in rules.rules_of(1 << bit) {
                let known = names.iter().position(|name| *name == rule.id);
                let at = known.unwrap_or_else(|| {
                    names.push(&rule.id);
                    names.len() - 1
                });
                keys.push(i32::try_from(at).unwrap_or_default());
            }
        }
        Self { keys, names: Arc::new(StringArray::from(names)) }
    }

    fn list(&self, reasons: &[u64]) -> Result<ListArray, TableError> {
        let lengths = reasons.iter().map(|word| word.count_ones() as usize);
        let offsets = OffsetBuffer::from_lengths(lengths);
        let mut keys = Vec::new();
        for word in reasons {
            let mut left = *word;
            while left != 0 {
                keys.push(self.keys.get(left.trailing_zeros() as usize).copied().unwrap_or_default());
                left &= left - 1;
            }
        }
        let values = DictionaryArray::<Int32Type>::try_new(Int32Array::from(keys), Arc::clone(&self.names))?;
        Ok(ListArray::try_new(Arc::new(reason()), offsets, Arc::new(values), None)?)
    }
}
