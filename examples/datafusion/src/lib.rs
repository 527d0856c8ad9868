//! Screening as functions of DataFusion's SQL: of a request as JSON, and of answers in columns. A file to copy.

use cse_screening::{Category, Request, RuleSet};
use cse_screening_arrow::{Requests, TableRules};
use datafusion::arrow::array::{
    Array, ArrayRef, Int32Array, Int64Array, RecordBatch, RecordBatchReader, StringArray, StructArray,
    UInt8Array,
};
use datafusion::arrow::compute::{concat_batches, take};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::cast::{as_list_array, as_string_array, as_struct_array};
use datafusion::common::{Result, ScalarValue, exec_datafusion_err, exec_err};
use datafusion::logical_expr::expr_fn::SimpleScalarUDF;
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Signature, Volatility, create_udf};
use datafusion::prelude::SessionContext;
use std::iter::once;
use std::sync::Arc;

const REQUEST: &str = "request";
const SCREENING: &str = "screening";

/// Two functions of a request as JSON:
///
/// - `cse_screen` gives a structure: `record` with its `record_sha256`, `scope`, `category`, `indicated` and `possible`; or
///   `error`, `error_kind` and `error_place`, which are fit for a log. No request ends the query.
/// - `cse_category` gives the category alone. As null is "none was given", and never "not read", a request that is refused
///   ends the query.
///
/// # Errors
/// None that is expected: the structure is made once, of no request.
pub fn register(context: &SessionContext, rules: &RuleSet) -> Result<()> {
    let structure = {
        let none: ArrayRef = Arc::new(StringArray::new_null(0));
        screened(rules, &none)?
    };
    let (by, also_by) = (rules.clone(), rules.clone());
    let screen =
        move |given: &[ColumnarValue]| called(given, |given| Ok(Arc::new(screened(&by, requests(given)?)?)));
    let category = move |given: &[ColumnarValue]| {
        called(given, |given| Ok(Arc::new(categories(&also_by, requests(given)?)?)))
    };
    let text = || vec![DataType::Utf8];
    let kept = structure.data_type().clone();
    context.register_udf(create_udf("cse_screen", text(), kept, Volatility::Immutable, Arc::new(screen)));
    let level = DataType::UInt8;
    context.register_udf(create_udf(
        "cse_category",
        text(),
        level,
        Volatility::Immutable,
        Arc::new(category),
    ));
    Ok(())
}

/// A function of the answers of one screening, as `array_agg` gathers them from a long table:
///
/// - `cse_screen_answers(age, array_agg(named_struct('code', code, 'answer', answer)))` gives a structure: `scope`, `category`,
///   `indicated`, `possible`, `reasons`, `answered`, `unknown`, `differing` and `refused`, as `docs/data-teams.md` says. What
///   cannot be read is taken for not known, and counted in `refused`: look there first. Code and answer come in one
///   structure, so that no engine can part them.
///
/// # Errors
/// Rules that ask when something was seen, or for a number: answers alone do not tell.
pub fn register_answers(context: &SessionContext, rules: &RuleSet) -> Result<()> {
    let rules = TableRules::new(rules).map_err(|error| exec_datafusion_err!("{error}"))?;
    let none = answers_screened(&rules, &Answers::none())?;
    let screen = move |given: &[ColumnarValue]| {
        called(given, |given| Ok(Arc::new(answers_screened(&rules, &Answers::of(given)?)?)))
    };
    // A whole number of any size, and any text: what they are is looked at when they come.
    let two = Signature::any(2, Volatility::Immutable);
    let kept = none.data_type().clone();
    let screen = SimpleScalarUDF::new_with_signature("cse_screen_answers", two, kept, Arc::new(screen));
    context.register_udf(ScalarUDF::from(screen));
    Ok(())
}

/// Calls with columns, and gives one value where one value of each was given.
fn called(given: &[ColumnarValue], call: impl Fn(&[ArrayRef]) -> Result<ArrayRef>) -> Result<ColumnarValue> {
    let made = call(&ColumnarValue::values_to_arrays(given)?)?;
    if given.iter().all(|one| matches!(one, ColumnarValue::Scalar(_))) {
        return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&made, 0)?));
    }
    Ok(ColumnarValue::Array(made))
}

/// The column of requests.
fn requests(given: &[ArrayRef]) -> Result<&ArrayRef> {
    match given {
        [requests] => Ok(requests),
        _ => exec_err!("one request was expected"),
    }
}

fn screened(rules: &RuleSet, requests: &ArrayRef) -> Result<StructArray> {
    let batch = RecordBatch::try_from_iter_with_nullable([(REQUEST, Arc::clone(requests), true)])?;
    let schema = batch.schema();
    let records = Requests::new(rules, (&schema, once(Ok(batch))), REQUEST, None)
        .map_err(|error| exec_datafusion_err!("{error}"))?;
    let schema = records.schema();
    let batches = records.collect::<Result<Vec<_>, _>>()?;
    let mut records = concat_batches(&schema, &batches)?;
    // Its rows are those of a batch, which nobody who asks in SQL knows.
    if let Some((row, _)) = schema.column_with_name("row") {
        records.remove_column(row);
    }
    Ok(records.into())
}

fn categories(rules: &RuleSet, requests: &ArrayRef) -> Result<UInt8Array> {
    let category = |text: Option<&str>| {
        let Some(text) = text else {
            return exec_err!("a request is null; `cse_screen` tells each that is refused");
        };
        match Request::from_json_for(rules, text) {
            Ok(request) => Ok(request.screen_by(rules).category().map(Category::number)),
            // What it says is fit for a log, which a query ends up in.
            Err(error) => exec_err!("a request is refused: {error}; `cse_screen` tells each that is refused"),
        }
    };
    as_string_array(requests)?.iter().map(category).collect()
}

/// Answers of screenings, the rows of a long table.
struct Answers {
    screenings: usize,
    age: ArrayRef,
    /// Whose each answer is, its code, and what it is.
    of: Int64Array,
    code: ArrayRef,
    answer: ArrayRef,
}

impl Answers {
    /// None.
    fn none() -> Self {
        let text = || Arc::new(StringArray::new_null(0)) as ArrayRef;
        let (age, of) = (Arc::new(UInt8Array::new_null(0)), Int64Array::new_null(0));
        Self { screenings: 0, age, of, code: text(), answer: text() }
    }

    /// From the age of each, and a list of codes with their answers.
    fn of(given: &[ArrayRef]) -> Result<Self> {
        let [age, answers] = given else { return exec_err!("an age and a list of answers were expected") };
        let answers = as_list_array(answers)?;
        let (mut of, mut places) = (Vec::new(), Vec::new());
        for ((screening, bounds), at) in answers.value_offsets().windows(2).enumerate().zip(0_i64..) {
            // What stands behind a list that is null is nobody's.
            if let ([from, to], true) = (bounds, answers.is_valid(screening)) {
                places.extend(*from..*to);
                of.resize(places.len(), at);
            }
        }
        let each = take(answers.values(), &Int32Array::from(places), None)?;
        let each = as_struct_array(&each)?;
        let part = |name: &str| match each.column_by_name(name) {
            Some(part) => Ok(Arc::clone(part)),
            None => exec_err!("an answer has no `{name}`; allowed: named_struct('code', ..., 'answer', ...)"),
        };
        let (code, answer) = (part("code")?, part("answer")?);
        Ok(Self { screenings: answers.len(), age: Arc::clone(age), of: of.into(), code, answer })
    }
}

fn answers_screened(rules: &TableRules, given: &Answers) -> Result<StructArray> {
    let Answers { screenings, age, of, code, answer } = given;
    let ids = (0_i64..).take(*screenings).collect::<Int64Array>();
    let table = |columns: Vec<(&str, ArrayRef)>| {
        RecordBatch::try_from_iter_with_nullable(
            columns.into_iter().map(|(name, column)| (name, column, true)),
        )
    };
    let answers = [
        (SCREENING, Arc::new(of.clone()) as ArrayRef),
        ("code", Arc::clone(code)),
        ("answer", Arc::clone(answer)),
    ];
    let answers = table(answers.into())?;
    let children = table(vec![(SCREENING, Arc::new(ids)), ("age", Arc::clone(age))])?;
    let (answers_have, children_have) = (answers.schema(), children.schema());
    let screened = rules.screen((&answers_have, once(Ok(answers))), (&children_have, once(Ok(children))));
    let screened = screened.map_err(|error| exec_datafusion_err!("{error}"))?;
    let mut rows = concat_batches(&screened.schema, &screened.screenings)?;
    if let Some((id, _)) = screened.schema.column_with_name(SCREENING) {
        rows.remove_column(id);
    }
    Ok(rows.into())
}
