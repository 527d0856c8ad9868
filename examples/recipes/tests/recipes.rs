//! The recipes as commands, on the bundled requests.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

use arrow_array::cast::AsArray;
use arrow_array::types::UInt8Type;
use arrow_array::{Array, RecordBatch, StringArray};
use cse_screening::{Category, Request};
use parquet::arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

const CASELOAD: &str = "../requests/caseload.jsonl";

fn requests() -> Vec<Request> {
    fs::read_to_string(CASELOAD).unwrap().lines().map(|line| Request::from_json(line).unwrap()).collect()
}

fn run(recipe: &str, arguments: &[&Path]) -> Output {
    Command::new(recipe).args(arguments).env_remove("DATABASE_URL").output().unwrap()
}

/// Writes columns of the same length.
fn write(path: &Path, columns: Vec<(&str, Arc<dyn Array>)>) {
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// A file of this test alone, which is not there yet.
fn file(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&path);
    path
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap() + &String::from_utf8(output.stderr.clone()).unwrap()
}

fn number(category: Option<Category>) -> Option<u8> {
    category.map(Category::number)
}

#[test]
fn each_row_of_a_csv_file_comes_to_what_the_same_request_comes_to() {
    let output = run(env!("CARGO_BIN_EXE_csv"), &[Path::new("data/requests.csv")]);
    assert!(output.status.success());
    let mut rows = csv::Reader::from_reader(&*output.stdout);
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    let requests = requests();
    assert_eq!(rows.len(), requests.len());
    for (row, request) in rows.iter().zip(&requests) {
        let outcome = request.screen();
        assert_eq!(Some(&row[0]), request.reference());
        assert_eq!(row[1].parse().ok(), number(outcome.category()));
        assert_eq!(row[2].parse().ok(), number(outcome.possible()));
        assert!(!row[1].is_empty(), "an empty cell would be read as no risk");
        let decided: Vec<_> =
            outcome.reasons().filter(|reason| reason.decisive()).map(|reason| reason.rule()).collect();
        assert_eq!(row[3], decided.join(" "));
    }
}

#[test]
fn a_csv_file_gives_what_a_set_asks_of_its_own() {
    let path = file("own-questions.csv");
    let rows = "reference,child.age,child.sibling_exploited,child.missing_episodes_in_90_days\n\
                a,15,,2\nb,15,,3\nc,15,,\"[1, 6]\"\nd,15,,not_known\ne,15,suspected,\nf,15,,often\n";
    fs::write(&path, rows).unwrap();
    let rules = Path::new("../../tests/local/tiers");
    let output = run(env!("CARGO_BIN_EXE_csv"), &[Path::new("--rules"), rules, &path]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let mut rows = csv::Reader::from_reader(&*output.stdout);
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    let none = "none given; this is not no risk";
    let found: Vec<_> = rows.iter().map(|row| (&row[0], &row[1], &row[2])).collect();
    let expected = [
        ("a", none, "2"),
        ("b", "2", "2"),
        ("c", "3", "3"),
        ("d", none, "3"),
        ("e", "2", "2"),
        ("f", "", ""),
    ];
    assert_eq!(found, expected);
    assert!(rows[5][6].contains("missing_episodes_in_90_days"), "{:?}", rows[5]);
}

#[test]
fn a_row_of_csv_that_is_refused_says_why_and_the_others_are_screened() {
    let path = file("refused.csv");
    fs::write(&path, "reference,child.age,screening.indicators.clipping\na,15,perhaps\nb,15,yes\n").unwrap();
    let output = run(env!("CARGO_BIN_EXE_csv"), &[&path]);
    assert_eq!(output.status.code(), Some(1));
    let text = said(&output);
    let lines: Vec<_> = text.lines().collect();
    assert!(lines[1].starts_with("a,,,,,,") && lines[1].contains("screening.indicators.\"\"clipping\"\": "));
    assert!(lines[2].starts_with("b,"));
    assert_eq!(lines.len(), 3);
}

#[test]
fn a_row_of_csv_that_is_ragged_or_no_text_is_refused_and_the_others_are_screened() {
    let path = file("ragged.csv");
    let rows = b"reference,child.age,screening.indicators.clipping\na,15,yes\nb,15\nc,15,yes,no\n\xff,15,yes\ne,15,yes\n";
    fs::write(&path, rows).unwrap();
    let output = run(env!("CARGO_BIN_EXE_csv"), &[&path]);
    assert_eq!(output.status.code(), Some(1));
    let text = said(&output);
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 6, "{text}");
    assert!(lines[1].starts_with("a,3,3,") && lines[5].starts_with("e,3,3,"));
    assert_eq!(lines[2], "b,,,,,,\"the row has 2 cells; allowed: 3, as the first row has\"");
    assert!(lines[3].contains("the row has 4 cells") && lines[4].contains("the row is not UTF-8"));
}

#[test]
fn a_cell_that_would_be_run_is_text_in_a_file_for_a_spreadsheet_and_only_there() {
    let path = file("formula.csv");
    fs::write(
        &path,
        "reference,child.age,screening.indicators.clipping\n=1+1,15,yes\n@SUM(A1),15,perhaps\na=1,15,yes\n",
    )
    .unwrap();
    let recipe = env!("CARGO_BIN_EXE_csv");
    let first = |output: &Output| -> Vec<String> {
        let mut rows = csv::Reader::from_reader(&*output.stdout);
        rows.records().map(|row| row.unwrap()[0].to_owned()).collect()
    };
    assert_eq!(first(&run(recipe, &[&path])), ["=1+1", "@SUM(A1)", "a=1"]);
    let for_spreadsheet = run(recipe, &[Path::new("--for-spreadsheet"), &path]);
    assert_eq!(first(&for_spreadsheet), ["'=1+1", "'@SUM(A1)", "a=1"]);
}

#[test]
fn a_column_of_csv_that_stands_within_another_is_refused() {
    for columns in
        ["child,child.age", "child.age.years,child.age", "screening.indicators,screening.indicators.rape"]
    {
        let path = file("within.csv");
        fs::write(&path, format!("{columns}\n12,15\n")).unwrap();
        let output = run(env!("CARGO_BIN_EXE_csv"), &[&path]);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains("stands beside"), "{}", said(&output));
    }
}

#[test]
fn a_column_of_csv_that_is_there_twice_is_refused() {
    let path = file("twice.csv");
    fs::write(&path, "child.age,child.age\n12,15\n").unwrap();
    let output = run(env!("CARGO_BIN_EXE_csv"), &[&path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("`child.age` is there twice"));
}

#[test]
fn each_row_of_a_parquet_file_comes_to_what_the_same_request_comes_to() {
    let (columns, result) = (file("requests.parquet"), file("result.parquet"));
    assert!(run(env!("CARGO_BIN_EXE_to_parquet"), &[Path::new(CASELOAD), &columns]).status.success());
    let output = run(env!("CARGO_BIN_EXE_parquet"), &[&columns, &result]);
    assert!(output.status.success(), "{}", said(&output));
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(File::open(result).unwrap()).unwrap().build().unwrap();
    let batches: Vec<_> = reader.map(Result::unwrap).collect();
    let requests = requests();
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), requests.len());
    let mut requests = requests.iter();
    for batch in batches {
        let reference = batch.column_by_name("reference").unwrap().as_string::<i32>();
        let category = batch.column_by_name("category").unwrap().as_primitive::<UInt8Type>();
        let rules = batch.column_by_name("rules").unwrap().as_string::<i32>();
        for row in 0..batch.num_rows() {
            let request = requests.next().unwrap();
            let outcome = request.screen();
            assert_eq!(Some(reference.value(row)), request.reference());
            assert_eq!(category.is_valid(row).then(|| category.value(row)), number(outcome.category()));
            let fired: Vec<_> = outcome.reasons().map(|reason| reason.rule()).collect();
            assert_eq!(rules.value(row), fired.join(" "));
        }
    }
}

#[test]
fn a_column_of_parquet_that_could_be_a_misspelt_answer_is_refused() {
    let (columns, result) = (file("misspelt.parquet"), file("misspelt-result.parquet"));
    let answers = Arc::new(StringArray::from(vec!["yes"])) as Arc<dyn Array>;
    write(&columns, vec![("cliping", answers)]);
    let output = run(env!("CARGO_BIN_EXE_parquet"), &[&columns, &result]);
    assert!(!output.status.success());
    assert!(said(&output).contains("`cliping`"));
}

#[test]
fn a_file_that_is_there_is_written_over_only_when_told_to_and_what_is_read_never() {
    let columns = file("again.parquet");
    let (make, screen) = (env!("CARGO_BIN_EXE_to_parquet"), env!("CARGO_BIN_EXE_parquet"));
    let caseload = Path::new(CASELOAD);
    assert!(run(make, &[caseload, &columns]).status.success());
    let before = fs::read(&columns).unwrap();
    let again = run(make, &[caseload, &columns]);
    assert!(!again.status.success() && said(&again).contains("is there already"), "{}", said(&again));
    for over in [run(screen, &[&columns, &columns]), run(screen, &[&columns, &columns, Path::new("--force")])]
    {
        assert!(!over.status.success() && said(&over).contains("is read by this command"), "{}", said(&over));
        assert!(fs::read(&columns).unwrap() == before);
    }
    let result = file("again-result.parquet");
    fs::write(&result, "what was there").unwrap();
    // What is no file of columns leaves what was there before.
    let wrong = run(screen, &[caseload, &result, Path::new("--force")]);
    assert!(!wrong.status.success() && fs::read(&result).unwrap() == b"what was there");
    assert!(run(screen, &[&columns, &result, Path::new("--force")]).status.success());
    assert!(fs::read(&result).unwrap() != b"what was there");
}

#[test]
fn nothing_read_is_no_success() {
    let (empty, header) = (file("empty.jsonl"), file("header.csv"));
    fs::write(&empty, "\n").unwrap();
    fs::write(&header, "reference,child.age\n").unwrap();
    for output in [
        run(env!("CARGO_BIN_EXE_csv"), &[&header]),
        run(env!("CARGO_BIN_EXE_sqlite"), &[&file("empty.db"), &empty]),
        run(env!("CARGO_BIN_EXE_to_parquet"), &[&empty, &file("empty.parquet")]),
    ] {
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!said.is_empty(), "{said}");
    }
    assert!(!Path::new(env!("CARGO_TARGET_TMPDIR")).join("empty.parquet").exists());
}

#[test]
fn a_reader_that_has_had_enough_is_no_failure() {
    let database = file("head.db");
    for (recipe, arguments) in [
        (env!("CARGO_BIN_EXE_csv"), vec![Path::new("data/requests.csv")]),
        (env!("CARGO_BIN_EXE_sqlite"), vec![&*database, Path::new(CASELOAD)]),
    ] {
        let mut child = Command::new(recipe)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Nobody reads from the start.
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{}", said(&output));
    }
}

#[test]
fn a_row_of_parquet_that_is_not_allowed_is_refused_and_the_others_are_screened() {
    let (columns, result) = (file("values.parquet"), file("values-result.parquet"));
    let answers = Arc::new(StringArray::from(vec!["yes", "perhaps", "yes", "yes"])) as Arc<dyn Array>;
    let ages = Arc::new(arrow_array::UInt8Array::from(vec![15, 15, 121, 15])) as Arc<dyn Array>;
    let determined = vec![None, None, None, Some("lowered")];
    let mut all = vec![("clipping", answers), ("highest_age", ages)];
    all.push(("determination", Arc::new(StringArray::from(determined)) as Arc<dyn Array>));
    for choice in ["placement", "legal_status", "previous_category", "professional_judgement"] {
        all.push((choice, Arc::new(StringArray::new_null(4)) as Arc<dyn Array>));
    }
    write(&columns, all);
    assert_eq!(run(env!("CARGO_BIN_EXE_parquet"), &[&columns, &result]).status.code(), Some(1));
    let mut batches =
        ParquetRecordBatchReaderBuilder::try_new(File::open(result).unwrap()).unwrap().build().unwrap();
    let batch = batches.next().unwrap().unwrap();
    let category = batch.column_by_name("category").unwrap().as_primitive::<UInt8Type>();
    assert_eq!(category.iter().collect::<Vec<_>>(), [Some(3), None, None, None]);
    let refused = batch.column_by_name("refused").unwrap().as_string::<i32>();
    let why: Vec<_> = refused.iter().map(|why| why.and_then(|why| why.split('`').nth(1))).collect();
    assert_eq!(why, [None, Some("clipping"), Some("highest_age"), Some("determination")]);
}

#[test]
fn a_file_of_several_batches_is_screened_whole_and_its_rows_stay_in_their_order() {
    let (columns, result) = (file("batches.parquet"), file("batches-result.parquet"));
    let rows = 20_000;
    let word = |row: usize| match row {
        10_000 => "perhaps",
        _ if row.is_multiple_of(3) => "yes",
        _ => "no",
    };
    let signs = Arc::new((0..rows).map(|row| Some(word(row))).collect::<StringArray>()) as Arc<dyn Array>;
    let names = (0..rows).map(|row| Some(row.to_string())).collect::<StringArray>();
    let mut all = vec![("reference", Arc::new(names) as Arc<dyn Array>), ("clipping", signs)];
    for choice in
        ["placement", "legal_status", "previous_category", "determination", "professional_judgement"]
    {
        all.push((choice, Arc::new(StringArray::new_null(rows)) as Arc<dyn Array>));
    }
    write(&columns, all);
    assert_eq!(run(env!("CARGO_BIN_EXE_parquet"), &[&columns, &result]).status.code(), Some(1));
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(File::open(result).unwrap()).unwrap().build().unwrap();
    let mut row = 0;
    for batch in reader.map(Result::unwrap) {
        let reference = batch.column_by_name("reference").unwrap().as_string::<i32>();
        let category = batch.column_by_name("category").unwrap().as_primitive::<UInt8Type>();
        let refused = batch.column_by_name("refused").unwrap();
        for at in 0..batch.num_rows() {
            assert_eq!(reference.value(at), row.to_string());
            assert_eq!(category.is_valid(at).then(|| category.value(at)), (word(row) == "yes").then_some(3));
            assert_eq!(refused.is_valid(at), row == 10_000);
            row += 1;
        }
    }
    assert_eq!(row, rows);
}

#[test]
fn a_file_of_parquet_without_a_choice_that_the_rules_ask_for_is_refused_and_null_is_that_nothing_was_given() {
    let choices =
        ["placement", "legal_status", "previous_category", "determination", "professional_judgement"];
    let (columns, result) = (file("absent.parquet"), file("absent-result.parquet"));
    let given = |value: &'static str| Arc::new(StringArray::from(vec![Some(value), None])) as Arc<dyn Array>;
    for absent in choices {
        let kept = choices.into_iter().filter(|choice| *choice != absent);
        let all = kept.map(|choice| (choice, Arc::new(StringArray::new_null(2)) as Arc<dyn Array>));
        write(&columns, all.chain([("adult-boyfriend-or-girlfriend", given("yes"))]).collect());
        let output = run(env!("CARGO_BIN_EXE_parquet"), &[&columns, &result]);
        assert!(!output.status.success() && !result.exists());
        assert!(said(&output).contains(&format!("`{absent}` is missing")), "{}", said(&output));
    }
    // A placement speaks for itself, and one alone says nothing without an indicator.
    let all = choices.map(|choice| match choice {
        "placement" => (choice, given("foster")),
        "previous_category" => (choice, Arc::new(arrow_array::UInt8Array::from(vec![None, Some(1)])) as _),
        _ => (choice, Arc::new(StringArray::new_null(2)) as _),
    });
    let observed = Arc::new(StringArray::from(vec!["yes", "no"])) as Arc<dyn Array>;
    let ages = Arc::new(arrow_array::UInt8Array::from(vec![15, 15])) as Arc<dyn Array>;
    let known = [("adult-boyfriend-or-girlfriend", observed), ("lowest_age", ages)];
    write(&columns, all.into_iter().chain(known).collect());
    let output = run(env!("CARGO_BIN_EXE_parquet"), &[&columns, &result]);
    assert!(output.status.success(), "{}", said(&output));
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(result).unwrap()).unwrap();
    let batch = reader.build().unwrap().next().unwrap().unwrap();
    let category = batch.column_by_name("category").unwrap().as_primitive::<UInt8Type>();
    assert_eq!(category.iter().collect::<Vec<_>>(), [Some(3), Some(1)]);
}

#[test]
fn records_in_sqlite_verify_and_one_that_was_changed_does_not() {
    let path = file("records.db");
    let recipe = env!("CARGO_BIN_EXE_sqlite");
    let count = requests().len();
    let output = run(recipe, &[&path, Path::new(CASELOAD)]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(said(&output), format!("Verified: {count}. Not verified: 0.\n"));
    // Loaded again, with lines that cannot be read, it adds nothing, and what can be read is there.
    let again = file("again.jsonl");
    let mut lines = fs::read(CASELOAD).unwrap();
    lines.extend(
        b"\n{\"child\":{\"case\":\"Elm Street\"},\"screening\":{}}\n\xff\n{\"child\":{},\"screening\":{}}\n",
    );
    fs::write(&again, lines).unwrap();
    let output = run(recipe, &[&path, &again]);
    assert_eq!(output.status.code(), Some(1));
    let text = said(&output);
    assert!(text.ends_with(&format!("Verified: {count}. Not verified: 0.\n")), "{text}");
    assert!(text.matches("refused: ").count() == 3 && !text.contains("Elm"), "{text}");

    let database = rusqlite::Connection::open(&path).unwrap();
    let change =
        r#"UPDATE screenings SET record = replace(record, '"category":2', '"category":1') WHERE id = 2"#;
    assert!(database.execute(change, []).is_err(), "a record is never changed");
    database.execute_batch("DROP TRIGGER records_stay").unwrap();
    assert_eq!(database.execute(change, []).unwrap(), 1);
    // Neither does one whose text is no text, and it ends nothing.
    let broken = "UPDATE screenings SET record = CAST(x'ff7b' AS TEXT) WHERE id = 3";
    assert_eq!(database.execute(broken, []).unwrap(), 1);
    let output = run(recipe, &[&path]);
    assert_eq!(output.status.code(), Some(1));
    let text = said(&output);
    assert!(text.contains("Not verified: 2.") && text.contains("record 2: it differs in category"), "{text}");
    assert!(
        text.contains("record 3: it is no text") && text.contains(&format!("Verified: {}.", count - 2)),
        "{text}"
    );
    assert!(!text.contains("case-02"));
}

#[test]
fn without_a_server_the_recipe_for_postgresql_says_that_it_needs_one() {
    let output = run(env!("CARGO_BIN_EXE_postgres"), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("needs a PostgreSQL server: set DATABASE_URL"));
}

#[test]
fn the_recipe_for_postgresql_stores_what_it_can_read_where_there_is_a_server() {
    let Ok(address) = std::env::var("DATABASE_URL") else {
        eprintln!("Not tested: DATABASE_URL is not set, so there is no server.");
        return;
    };
    // Tables in `pg_temp` are gone with the connection, whatever happens.
    let apart = "options=-csearch_path%3Dpg_temp";
    let address =
        if address.contains('?') { format!("{address}&{apart}") } else { format!("{address}?{apart}") };
    let run = |requests: &Path| {
        let mut recipe = Command::new(env!("CARGO_BIN_EXE_postgres"));
        recipe.arg(requests).env("DATABASE_URL", &address).output().unwrap()
    };
    let count = requests().len();
    let output = run(Path::new(CASELOAD));
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(said(&output), format!("Verified: {count}. Not verified: 0.\n"));

    // Each line twice, and three that cannot be stored.
    let lines = fs::read(CASELOAD).unwrap();
    let wrong =
        b"\n{\"child\":{\"case\":\"Elm Street\"},\"screening\":{}}\n\xff\n{\"child\":{},\"screening\":{}}\n";
    let all = file("postgres.jsonl");
    fs::write(&all, [&lines, &b"\n"[..], &lines, wrong].concat()).unwrap();
    let output = run(&all);
    assert_eq!(output.status.code(), Some(1));
    let text = said(&output);
    assert!(text.ends_with(&format!("Verified: {count}. Not verified: 0.\n")), "{text}");
    assert!(text.matches("refused: ").count() == 3 && !text.contains("Elm"), "{text}");
}
