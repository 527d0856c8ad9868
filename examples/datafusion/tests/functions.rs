//! The functions come to what screening one by one comes to, and a request that is wrong is never taken for one without a
//! category.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test stops at the first fault"
)]

use cse_screening::{Answer, Category, Child, Fact, Indicator, Indicators, Request, RuleSet};
use cse_screening_datafusion::{register, register_answers};
use datafusion::arrow::array::{ArrayRef, AsArray, Int64Array, RecordBatch, StringArray, StringViewArray};
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::datatypes::{Int64Type, UInt8Type};
use datafusion::error::Result;
use datafusion::prelude::SessionContext;
use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

const CODES: [&str; 4] = ["poor-self-image", "clipping", "rape", "late-home-or-missing"];
const ANSWERS: [&str; 4] = ["yes", "suspected", "not_known", "no"];

/// The bundled requests, and some thousand more.
fn requests() -> Vec<String> {
    let mut requests: Vec<_> =
        fs::read_to_string("../requests/caseload.jsonl").unwrap().lines().map(str::to_owned).collect();
    for at in 0..5000_usize {
        let (age, code, answer) = (8 + at % 12, CODES[at / 12 % 4], ANSWERS[at / 48 % 4]);
        requests.push(format!(
            r#"{{"reference": "{at}", "child": {{"age": {age}}}, "screening": {{"indicators": {{"{code}": "{answer}"}}}}}}"#
        ));
    }
    requests
}

/// A context with the functions and a table of these requests.
fn context(requests: ArrayRef) -> SessionContext {
    let context = SessionContext::new();
    register(&context, RuleSet::coventry()).unwrap();
    let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(0..i64::try_from(requests.len()).unwrap()));
    let batch =
        RecordBatch::try_from_iter_with_nullable([("id", ids, false), ("request", requests, true)]).unwrap();
    context.register_batch("requests", batch).unwrap();
    context
}

fn query(context: &SessionContext, sql: &str) -> Result<RecordBatch> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let frame = context.sql(sql).await?;
        let schema = Arc::clone(frame.schema().inner());
        Ok(concat_batches(&schema, &frame.collect().await?)?)
    })
}

#[test]
fn counts_and_hashes_are_those_of_screening_one_by_one() {
    let requests = requests();
    let mut expected = BTreeMap::<Option<u8>, i64>::new();
    let mut hashes = Vec::new();
    for text in &requests {
        let request = Request::from_json(text).unwrap();
        let outcome = request.screen();
        *expected.entry(outcome.category().map(Category::number)).or_default() += 1;
        hashes.push(outcome.to_record().sha256());
    }
    assert_eq!(expected.len(), 4);
    let ways: [ArrayRef; 2] = [
        Arc::new(StringArray::from_iter_values(&requests)),
        Arc::new(StringViewArray::from_iter_values(&requests)),
    ];
    for way in ways {
        let context = context(way);
        let counted = "SELECT cse_category(request) AS category, count(*) AS n FROM requests GROUP BY 1";
        let counted = query(&context, counted).unwrap();
        let categories = counted.column(0).as_primitive::<UInt8Type>().iter();
        let found: BTreeMap<_, _> =
            categories.zip(counted.column(1).as_primitive::<Int64Type>().values().iter().copied()).collect();
        assert_eq!(found, expected);
        let records =
            "SELECT get_field(made, 'record_sha256'), get_field(made, 'category'), cse_category(request)
            FROM (SELECT id, request, cse_screen(request) AS made FROM requests) AS all_of_them ORDER BY id";
        let records = query(&context, records).unwrap();
        assert_eq!(records.column(0).as_string::<i32>().iter().flatten().collect::<Vec<_>>(), hashes);
        assert_eq!(records.column(1), records.column(2));
    }
}

#[test]
fn a_request_that_is_wrong_ends_the_query_for_a_category_and_is_told_by_its_kind() {
    let well = r#"{"child": {"age": 12}, "screening": {"indicators": ["poor-self-image"]}}"#;
    let wrong = [
        (None, "null"),
        (Some(""), "not_json"),
        (Some("{"), "not_json"),
        (Some("{}"), "missing"),
        (Some(r#"{"child": {"age": 121}, "screening": {}}"#), "out_of_range"),
        (Some(r#"{"child": {"case": "Elm Street"}, "screening": {}}"#), "unknown_code"),
        (Some(r#"{"child": {"age": 12, "age": 40}, "screening": {}}"#), "repeated_field"),
    ];
    for (text, kind) in wrong {
        let context = context(Arc::new(StringArray::from(vec![Some(well), text, Some(well)])));
        let error = query(&context, "SELECT cse_category(request) FROM requests").unwrap_err().to_string();
        assert!(error.contains("a request is ") && !error.contains("Elm"), "{error}");
        let told = "SELECT id, get_field(cse_screen(request), 'error_kind') AS kind, get_field(cse_screen(request), 'error') AS error
            FROM requests WHERE get_field(cse_screen(request), 'error') IS NOT NULL";
        let told = query(&context, told).unwrap();
        assert_eq!(told.column(0).as_primitive::<Int64Type>().values(), &[1]);
        let kinds =
            datafusion::arrow::compute::cast(told.column(1), &datafusion::arrow::datatypes::DataType::Utf8)
                .unwrap();
        assert_eq!(kinds.as_string::<i32>().value(0), kind);
        assert!(!told.column(2).as_string::<i32>().value(0).contains("Elm"));
        // The others are counted without it.
        let others = "SELECT count(get_field(cse_screen(request), 'category')) FROM requests";
        assert_eq!(query(&context, others).unwrap().column(0).as_primitive::<Int64Type>().values(), &[2]);
    }
}

#[test]
fn one_value_is_screened_as_a_column_is() {
    let context = context(Arc::new(StringArray::new_null(1)));
    let well = r#"{"child": {"age": 12}, "screening": {"indicators": ["poor-self-image"]}}"#;
    let found = query(&context, &format!("SELECT cse_category('{well}')")).unwrap();
    assert_eq!(found.column(0).as_primitive::<UInt8Type>().values(), &[2]);
    assert!(query(&context, "SELECT cse_category('{}')").is_err());
    assert!(query(&context, "SELECT cse_category(12)").is_err());
    assert!(query(&context, "SELECT cse_category(request) FROM requests WHERE id < 0").is_ok());
}

/// A long table, in no order, and a table of children: the answers of some thousand screenings.
fn long_tables(context: &SessionContext) -> BTreeMap<i64, Option<u8>> {
    let (mut expected, mut rows) = (BTreeMap::new(), Vec::new());
    let mut ages = Vec::new();
    for at in 0..3000_usize {
        let id = i64::try_from(at).unwrap();
        let mut child = match at % 13 {
            0 => Child::of_unknown_age(),
            age => Child::aged(u8::try_from(7 + age).unwrap()).unwrap(),
        };
        ages.push((at % 13 > 0).then(|| 7 + id % 13));
        let mut indicators = Indicators::new();
        // Of some nothing is said at all.
        for given in 0..at % 4 {
            let (code, answer) = (CODES[(at / 4 + given) % 4], ANSWERS[(at / 16 + given) % 4]);
            indicators =
                indicators.answer(Indicator::from_code(code).unwrap(), Answer::from_code(answer).unwrap());
            rows.push((id, code, answer));
        }
        if at % 5 == 0 {
            child = child.fact(Fact::LearningDisability, Answer::Yes);
            rows.push((id, "learning_disability", "yes"));
        }
        expected.insert(id, RuleSet::coventry().screen(&child, &indicators).category().map(Category::number));
    }
    rows.reverse();
    let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.0)));
    let codes: ArrayRef = Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row.1)));
    let answers: ArrayRef = Arc::new(StringViewArray::from_iter_values(rows.iter().map(|row| row.2)));
    let table = [("screening", ids, true), ("code", codes, true), ("answer", answers, true)];
    context.register_batch("answers", RecordBatch::try_from_iter_with_nullable(table).unwrap()).unwrap();
    let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(0..3000));
    let ages: ArrayRef = Arc::new(Int64Array::from(ages));
    let table = [("screening", ids, true), ("age", ages, true)];
    context.register_batch("children", RecordBatch::try_from_iter_with_nullable(table).unwrap()).unwrap();
    expected
}

const GATHERED: &str = "SELECT c.screening, cse_screen_answers(c.age, a.answers) AS made FROM children c LEFT JOIN
    (SELECT screening, array_agg(named_struct('code', code, 'answer', answer)) AS answers FROM answers GROUP BY screening) a
    ON a.screening = c.screening";

#[test]
fn answers_in_a_long_table_come_to_what_screening_one_by_one_comes_to() {
    let context = SessionContext::new();
    register_answers(&context, RuleSet::coventry()).unwrap();
    let expected = long_tables(&context);
    assert_eq!(expected.values().collect::<std::collections::BTreeSet<_>>().len(), 4);
    let found = query(
        &context,
        &format!(
            "SELECT screening, get_field(made, 'category'), get_field(made, 'refused') FROM ({GATHERED}) AS all_of_them"
        ),
    )
    .unwrap();
    let ids = found.column(0).as_primitive::<Int64Type>().values().iter().copied();
    let categories = found.column(1).as_primitive::<UInt8Type>().iter();
    assert_eq!(ids.zip(categories).collect::<BTreeMap<_, _>>(), expected);
    let refused =
        datafusion::arrow::compute::cast(found.column(2), &datafusion::arrow::datatypes::DataType::Int64)
            .unwrap();
    assert!(refused.as_primitive::<Int64Type>().iter().all(|count| count == Some(0)));
}

#[test]
fn an_answer_that_is_wrong_is_counted_and_never_taken_for_a_no() {
    let context = SessionContext::new();
    register_answers(&context, RuleSet::coventry()).unwrap();
    let told = |rows: &str, answers: &str| {
        let call = format!("cse_screen_answers(15, {answers})");
        let fields = ["category", "possible", "unknown", "differing", "refused"]
            .map(|name| format!("CAST(get_field(made, '{name}') AS BIGINT)"))
            .join(", ");
        let sql = format!(
            "SELECT {fields} FROM (SELECT {call} AS made FROM (VALUES {rows}) AS t(code, answer)) AS one"
        );
        query(&context, &sql).map(|found| {
            let first = |column: &ArrayRef| column.as_primitive::<Int64Type>().iter().next().flatten();
            found.columns().iter().map(first).collect::<Vec<_>>()
        })
    };
    for (rows, expected) in [
        ("('clipping', 'yes')", [Some(3), Some(3), Some(0), Some(0), Some(0)]),
        // A code and an answer that are not known, a null for either, and answers that differ.
        ("('cliping', 'yes')", [None, Some(3), Some(0), Some(0), Some(1)]),
        ("('poor-self-image', 'Ja')", [None, Some(3), Some(1), Some(0), Some(1)]),
        ("(CAST(NULL AS VARCHAR), 'yes')", [None, Some(3), Some(0), Some(0), Some(1)]),
        ("('poor-self-image', 'yes'), ('clipping', NULL)", [Some(1), Some(3), Some(1), Some(0), Some(0)]),
        ("('clipping', 'yes'), ('clipping', 'no')", [Some(3), Some(3), Some(0), Some(1), Some(0)]),
    ] {
        let answers = "array_agg(named_struct('code', code, 'answer', answer))";
        assert_eq!(told(rows, answers).unwrap(), expected, "{rows}");
    }
    let error = told("('clipping', 'yes')", "array_agg(named_struct('code', code))").unwrap_err().to_string();
    assert!(error.contains("an answer has no `answer`"), "{error}");
    // A column that is no list, and an age that is no number.
    assert!(told("('clipping', 'yes')", "'clipping'").is_err());
    assert!(told("('clipping', 'yes')", "array_agg(code)").is_err());
    let old = "SELECT cse_screen_answers('old', array_agg(named_struct('code', code, 'answer', code)))
        FROM (VALUES ('clipping')) AS t(code)";
    assert!(query(&context, old).is_err());
}

#[test]
fn the_queries_of_the_page_for_data_teams_run_and_find_answers_that_are_nobodys() {
    let page = include_str!("../../../docs/data-teams.md");
    let (_, section) = page.split_once("## In DataFusion").unwrap();
    let queries = section.split("```sql").nth(1).unwrap().split("```").next().unwrap();
    let queries: Vec<_> = queries.split(';').filter(|query| !query.trim().is_empty()).collect();
    assert_eq!(queries.len(), 4);

    let well = r#"{"child": {"age": 12}, "screening": {"indicators": ["poor-self-image"]}}"#;
    let context = context(Arc::new(StringArray::from(vec![well])));
    register_answers(&context, RuleSet::coventry()).unwrap();
    let of = |ids: Vec<Option<i64>>| Arc::new(Int64Array::from(ids)) as ArrayRef;
    let text = |cells: Vec<&str>| Arc::new(StringArray::from(cells)) as ArrayRef;
    let answers = [
        ("screening", of(vec![Some(1), None, Some(3)]), true),
        ("code", text(vec!["clipping"; 3]), true),
        ("answer", text(vec!["yes"; 3]), true),
    ];
    context.register_batch("answers", RecordBatch::try_from_iter_with_nullable(answers).unwrap()).unwrap();
    let children = [("screening", of(vec![Some(1), Some(2)]), true), ("age", of(vec![Some(15), None]), true)];
    context.register_batch("children", RecordBatch::try_from_iter_with_nullable(children).unwrap()).unwrap();
    let rows: Vec<_> = queries.iter().map(|sql| query(&context, sql).unwrap()).collect();
    assert_eq!(rows.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [1, 1, 2, 2]);
    let found: Vec<_> = rows[3].column(0).as_primitive::<Int64Type>().iter().collect();
    assert!(found.contains(&None) && found.contains(&Some(3)), "{found:?}");
}
