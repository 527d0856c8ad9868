//! `cse screen SHEET --columns MAP`: a request a row, by a map of the columns; and every trap of a spreadsheet, refused in
//! words.

use crate::run::{Call, Folder, cse, of_project};
use crate::screen::call;
use cse_screening::{Answer, Record, Request, RuleSet};
use serde_json::{Value, json};
use std::fs;

/// A map of five columns, with one that is not read.
fn map() -> Value {
    json!({
        "answers": {"yes": ["Yes", "Y"], "suspected": ["Possible"], "no": ["No"], "not_known": ["Not known"]},
        "columns": [
            {"header": "Ref", "field": "reference"},
            {"header": "Age", "field": "child.age"},
            {"header": "Looked After", "field": "child.looked_after"},
            {"header": "Born", "field": "child.date_of_birth"},
            {"header": "Screened", "field": "screening.screened_on"},
        ],
        "ignored": ["Worker"],
    })
}

const HEADER: &str = "Ref,Age,Looked After,Born,Screened,Worker";

struct Sheets(Folder);

impl Sheets {
    fn new(test: &str) -> Self {
        Self(Folder::new(test))
    }

    fn screened(&self, sheet: impl AsRef<[u8]>, map: &Value, more: &[&str]) -> Call {
        let sheet = self.0.file("sheet.csv", sheet);
        let map = self.0.file("map.json", map.to_string());
        call(&[&[&*sheet, "--columns", &map], more].concat(), b"")
    }
}

fn lines(call: &Call) -> Vec<Value> {
    call.out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

/// What became of each request, as given, without its record.
fn requests(call: &Call) -> Vec<Value> {
    lines(call).iter().map(|line| line["record"]["request"].clone()).collect()
}

#[test]
fn the_bundled_sheet_gives_the_records_of_the_requests_that_its_rows_say() {
    let (sheet, map) = (of_project("examples/sheets/requests.csv"), of_project("examples/sheets/map.json"));
    let done = call(&[&sheet, "--columns", &map], b"");
    assert_eq!((done.code, &*done.errors), (0, "5 screened, 0 refused, 1 blank row\n"));
    let expected = [
        (
            2,
            json!({
                "reference": "made-up-1", "child": {"age": 15, "looked_after": "no"},
                "screening": {"screened_on": "2026-01-14", "indicators": {
                    "late-home-or-missing": "no", "unknown-adult-associates": "no", "poor-self-image": "yes"}},
            }),
        ),
        (
            3,
            json!({
                "reference": "made-up-2",
                "child": {"date_of_birth": "2012-02-29", "looked_after": "yes", "placement": "foster"},
                "screening": {"screened_on": "2026-01-14", "referred_on": "2026-01-12", "indicators": {
                    "late-home-or-missing": "yes", "unknown-adult-associates": "suspected", "unaccounted-money-or-goods": "yes"}},
            }),
        ),
        (
            4,
            json!({
                "reference": "made-up-3",
                "child": {"age": 14, "learning_disability": "suspected", "parent_may_be_involved": "not_known"},
                "screening": {"screened_on": "2026-01-15", "indicators": {"poor-self-image": "yes"}, "views": {
                    "words": "\"Nobody asked me before\", and would like to speak to her school nurse;\r\nnot at home."}},
            }),
        ),
        (
            6,
            json!({
                "reference": "made-up-4",
                "child": {"age": 16, "previous_category": 2, "previous_category_on": "2025-11-03"},
                "screening": {"screened_on": "2026-01-16", "indicators": {
                    "late-home-or-missing": "no", "adult-boyfriend-or-girlfriend": "not_known"}},
            }),
        ),
        (7, json!({"reference": "made-up-5", "child": {}, "screening": {}})),
    ];
    let records: Vec<String> = expected
        .iter()
        .map(|(_, request)| {
            let request = Request::from_json(&request.to_string()).unwrap();
            serde_json::to_string(&request.screen().to_record()).unwrap()
        })
        .collect();
    let numbered = expected.iter().zip(&records);
    let numbered = numbered.map(|((row, _), record)| format!("{{\"row\":{row},\"record\":{record}}}\n"));
    assert_eq!(done.out, numbered.collect::<String>());
    // And as --jsonl writes them, for whatever reads records; on any number of threads.
    let plain = call(&[&sheet, "--columns", &map, "--numbered=false", "--threads", "3"], b"");
    assert_eq!(plain.out, records.join("\n") + "\n");
    // From standard input too.
    assert_eq!(call(&["-", "--columns", &map], &fs::read(&sheet).unwrap()).out, done.out);
    assert!(plain.out.lines().all(|line| serde_json::from_str::<Record>(line).is_ok()));
}

/// What programs write otherwise, one at a time: the requests are the same.
#[test]
fn a_sheet_is_read_whatever_stands_between_its_cells_and_ends_its_rows() {
    let sheets = Sheets::new("written");
    let rows = [HEADER, "a,15,Yes,,,x", "\"b, c\",,No,2011-03-04,2026-01-14,\"y, z\"", ",12,not known,,,"];
    let commas = rows.join("\n");
    let expected = vec![
        json!({"reference": "a", "child": {"age": 15, "looked_after": "yes"}, "screening": {}}),
        json!({"reference": "b, c", "child": {"date_of_birth": "2011-03-04", "looked_after": "no"},
               "screening": {"screened_on": "2026-01-14"}}),
        json!({"child": {"age": 12, "looked_after": "not_known"}, "screening": {}}),
    ];
    let read = |what: &str, text: String| {
        let done = sheets.screened(text, &map(), &[]);
        assert_eq!((done.code, &*done.errors), (0, "3 screened, 0 refused, 0 blank rows\n"), "{what}");
        assert_eq!(requests(&done), expected, "{what}");
    };
    read("commas", commas.clone());
    read("a mark at the beginning", format!("\u{feff}{commas}"));
    read("rows of Windows, and an end of the last", commas.replace('\n', "\r\n") + "\r\n");
    for separator in [";", "\t"] {
        let other = commas.replace(", ", "_").replace(',', separator).replace('_', ", ");
        read(separator, other);
    }
    let quoted = |row: &str| match row.contains('"') {
        true => row.to_owned(),
        false => format!("\"{}\"", row.replace(',', "\",\"")),
    };
    read("every cell in quotation marks", rows.map(quoted).join("\n"));
    read("a header of two lines, with other capitals", commas.replace("Looked After", "\"LOOKED\n after \""));
    read("spaces around words", commas.replace(",Yes,", ", yes ,").replace(",15,", ", 15\u{a0},"));
}

#[test]
fn an_empty_cell_is_left_out_and_is_never_a_no() {
    let sheets = Sheets::new("empty");
    let sheet = format!("{HEADER}\nx,,,,,\n,15,  ,,,\n");
    let done = sheets.screened(sheet, &map(), &[]);
    let expected = [
        json!({"reference": "x", "child": {}, "screening": {}}),
        json!({"child": {"age": 15}, "screening": {}}),
    ];
    assert_eq!(requests(&done), expected);
}

#[test]
fn rows_have_the_numbers_that_a_spreadsheet_shows_and_blank_ones_count() {
    let sheets = Sheets::new("numbers");
    let sheet = format!(
        "{HEADER}\r\na,15,,,,\r\n\r\n,,,,,\r\n\"two\nlines\",15,,,,\r\n \r\n,,, ,,\u{a0}\r\nb,fifteen,,,,\r\nc,15,,,,"
    );
    let done = sheets.screened(sheet, &map(), &[]);
    let rows: Vec<_> = lines(&done).iter().map(|line| line["row"].as_u64().unwrap()).collect();
    assert_eq!(rows, [2, 5, 8, 9]);
    assert!(lines(&done)[2]["error"].is_string() && done.code == 1);
    let refused = "1 row was refused; its error stands in its place\n";
    assert_eq!(done.errors, format!("{refused}3 screened, 1 refused, 4 blank rows\n"));
}

/// Each a row that no request may come of, and what is said of it.
#[test]
fn a_cell_that_says_nothing_allowed_is_refused_in_its_row_with_its_column() {
    let sheets = Sheets::new("cells");
    let words = "allowed: the words of the map (No, Not known, Possible, Yes, Y), or an empty cell where nobody asked";
    let day = "allowed: a day that exists, written as 2026-01-14; where the sheet writes 14/01/2026, the map says \"dates\": \
               \"DD/MM/YYYY\"";
    let refused = [
        ("a,15,Maybe,,,", format!("column C, “Looked After”: found “Maybe”; {words}")),
        ("a,15,0,,,", format!("column C, “Looked After”: found “0”; {words}")),
        ("a,15,#N/A,,,", "column C, “Looked After”: found “#N/A”; allowed: what was meant; the spreadsheet wrote this in its place".to_owned()),
        ("a,fifteen,,,,", "column B, “Age”: child.age: found \"fifteen\"; allowed: whole years from 0 to 120".to_owned()),
        ("a,121,,,,", "column B, “Age”: child.age: found 121; allowed: whole years from 0 to 120".to_owned()),
        ("a,\"14,5\",,,,", "column B, “Age”: child.age: found \"14,5\"; allowed: whole years from 0 to 120".to_owned()),
        ("a,,,14/01/2012,2026-01-14,", format!("column D, “Born”: found “14/01/2012”; {day}")),
        ("a,,,2012-01-14,14/01/2026,", format!("column E, “Screened”: found “14/01/2026”; {day}")),
        ("a,,,2012-02-30,2026-01-14,", format!("column D, “Born”: found “2012-02-30”; {day}")),
        ("a,,,46036,2026-01-14,", format!("column D, “Born”: found “46036”; {day}")),
        ("a,15,,2012-01-14,2026-01-14,", "column D, “Born”: child.date_of_birth: the age is given twice, here and in `child.age`; allowed: one of `age`, `date_of_birth`, `age_between`, or none".to_owned()),
        ("1.23457E+11,15,,,,", "column A, “Ref”: found “1.23457E+11”; allowed: the text as it was; the spreadsheet took it for a number and shortened it".to_owned()),
        ("a,15,,,", "the row has 5 cells; allowed: 6, as the header".to_owned()),
        ("a,15,,,,,", "the row has 7 cells; allowed: 6, as the header".to_owned()),
        ("a;15;;;;", "the row has 1 cells; allowed: 6, as the header".to_owned()),
        ("\"a\" b,15,,,,", "something stands behind the closing quotation mark of a cell; allowed: a cell wholly within quotation marks, with each of its own written twice".to_owned()),
    ];
    let rows: Vec<_> = refused.iter().map(|(row, _)| *row).collect();
    let good = "good,15,Yes,,,";
    let sheet = format!("{HEADER}\n{good}\n{}\n{good}\n", rows.join("\n"));
    let done = sheets.screened(sheet, &map(), &[]);
    let found = lines(&done);
    assert_eq!(found.len(), refused.len() + 2);
    for (at, (row, why)) in refused.iter().enumerate() {
        let expected = json!({"row": at + 3, "error": why});
        assert_eq!(found[at + 1], expected, "{row}");
    }
    for good in [&found[0], found.last().unwrap()] {
        assert_eq!(good["record"]["reference"], "good");
    }
    assert!(
        done.errors.ends_with("\n2 screened, 16 refused, 0 blank rows\n") && done.code == 1,
        "{}",
        done.errors
    );
    assert!(!done.errors.contains("Maybe"));
}

#[test]
fn british_dates_are_read_only_where_the_map_says_so_and_then_no_others() {
    let sheets = Sheets::new("dates");
    let mut british = map();
    british["dates"] = json!("DD/MM/YYYY");
    let of = |day: &str| format!("{HEADER}\na,,,{day},14/01/2026,\n");
    for (day, read) in [
        ("04/03/2011", Some("2011-03-04")),
        ("31/12/2010", Some("2010-12-31")),
        ("29/02/2012", Some("2012-02-29")),
        ("29/02/2011", None),
        ("12/31/2010", None),
        ("4/3/2011", None),
        ("04/03/11", None),
        ("04-03-2011", None),
        ("2011-03-04", None),
        ("04/03/2011 00:00", None),
    ] {
        let done = sheets.screened(of(day), &british, &[]);
        match read {
            Some(read) => assert_eq!(requests(&done)[0]["child"]["date_of_birth"], read, "{day}"),
            None => {
                let why = format!(
                    "column D, “Born”: found “{day}”; allowed: a day that exists, written as 14/01/2026"
                );
                assert_eq!(lines(&done), [json!({"row": 2, "error": why})]);
            }
        }
    }
}

/// Each a file of which no row is screened, and what is said.
#[test]
fn a_file_that_does_not_fit_its_map_or_is_no_text_is_refused_before_a_row_is_read() {
    let sheets = Sheets::new("files");
    let rows = format!("{HEADER}\na,15,Yes,,,\n");
    let utf_16 = |bytes: fn(u16) -> [u8; 2]| rows.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let marked = |mark: &[u8], text: Vec<u8>| [mark, &text].concat();
    let save = "save it as UTF-8 (in Excel: “CSV UTF-8”)";
    let in_windows_1252 = [rows.replace("Worker", "W").as_bytes(), b""].concat();
    let in_windows_1252 = String::from_utf8(in_windows_1252).unwrap().replace("Ref,", "R\u{1},");
    let in_windows_1252: Vec<u8> =
        in_windows_1252.bytes().map(|byte| if byte == 1 { 0xe9 } else { byte }).collect();
    let cases: [(Vec<u8>, String); 15] = [
        (marked(b"\xff\xfe", utf_16(u16::to_le_bytes)), format!("this is UTF-16; allowed: UTF-8. Please {save}")),
        (marked(b"\xfe\xff", utf_16(u16::to_be_bytes)), format!("this is UTF-16; allowed: UTF-8. Please {save}")),
        (utf_16(u16::to_le_bytes), format!("this is UTF-16; allowed: UTF-8. Please {save}")),
        (in_windows_1252, format!("row 1: this is not UTF-8; please {save}")),
        (b"PK\x03\x04\x14".to_vec(), format!("this is a workbook, and not its sheet as text; {save}")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1".to_vec(), format!("this is a workbook, and not its sheet as text; {save}")),
        (rows.replace('\n', "\r").into_bytes(), format!("row 1: a row ends with a carriage return alone; please {save}")),
        (Vec::new(), "row 1 is blank; allowed: a header for each column".to_owned()),
        (format!("\n{rows}").into_bytes(), "row 1 is blank; allowed: a header for each column".to_owned()),
        (rows.replace("Worker", "Notes").into_bytes(), "row 1, column F: the map does not name it; allowed: in `columns`, or in `ignored` if it shall not be read".to_owned()),
        (rows.replace("Worker", "").into_bytes(), "row 1, column F: it has no header; allowed: one that the map names in `columns` or in `ignored`".to_owned()),
        (rows.replace("Worker", " AGE").into_bytes(), "row 1, column F: this header stands twice; allowed: one column for each".to_owned()),
        (rows.replace("Looked After", "Worker").replace(",Worker\n", "\n").into_bytes(), "row 1: the map names what the sheet has not: “Looked After”; allowed: all of its columns. Take those out of the map that the sheet does not ask about".to_owned()),
        (rows.replace("Ref,", "\"Ref,").into_bytes(), "row 1: a quotation mark is opened in this row and never closed, so the rows behind it cannot be told apart, and none of them was screened".to_owned()),
        (format!("{HEADER}\n").into_bytes(), "there is no request; allowed: one on each row\n0 screened, 0 refused, 0 blank rows".to_owned()),
    ];
    for (sheet, why) in cases {
        let done = sheets.screened(&sheet, &map(), &[]);
        assert_eq!((done.code, &*done.out), (2, ""), "{why}");
        assert_eq!(done.errors, format!("{}: {why}\n", sheets.0.path("sheet.csv")));
    }
    // A sheet without a header has a child's data in the first row, which is told to who asks for it alone.
    let headless = "SECRET,15,Yes,,,\n";
    assert!(!sheets.screened(headless, &map(), &[]).errors.contains("SECRET"));
    assert!(
        sheets.screened(headless, &map(), &["--show-values"]).errors.contains("row 1, column A, “SECRET”")
    );
}

#[test]
fn letters_of_windows_in_one_row_and_a_quotation_mark_that_stays_open_spoil_no_row_before() {
    let sheets = Sheets::new("spoilt");
    let sheet = [
        format!("{HEADER}\na,15,Yes,,,\nb,15,Yes,,,Ren").as_bytes(),
        b"\xe9e\nc,15,Yes,,,\nd,15,\"Yes,,,\ne,15,,,,\n",
    ]
    .concat();
    let done = sheets.screened(sheet, &map(), &[]);
    let found = lines(&done);
    assert_eq!(found.len(), 4);
    assert_eq!(
        (&found[0]["record"]["reference"], &found[2]["record"]["reference"]),
        (&json!("a"), &json!("c"))
    );
    assert_eq!(
        found[1],
        json!({"row": 3, "error": "column F, “Worker”: this is not UTF-8; please save it as UTF-8 (in Excel: “CSV UTF-8”)"})
    );
    assert_eq!(found[3]["row"], 5);
    assert!(found[3]["error"].as_str().unwrap().contains("never closed"), "{}", found[3]);
    assert!(done.errors.ends_with("\n2 screened, 2 refused, 0 blank rows\n"), "{}", done.errors);
}

/// A row of the greatest length is screened, a longer one is refused in its place, and the rest goes on.
#[test]
fn a_row_may_be_as_long_as_a_line() {
    let sheets = Sheets::new("long");
    const LONGEST: usize = 1 << 20;
    let row = |bytes: usize| format!("a,15,,,,{}", "x".repeat(bytes - 8));
    for (bytes, taken) in [(LONGEST - 1, true), (LONGEST, true), (LONGEST + 1, false), (3 * LONGEST, false)] {
        let done = sheets.screened(format!("{HEADER}\n{}\nlast,15,,,,\n", row(bytes)), &map(), &[]);
        let found = lines(&done);
        assert_eq!(found[0]["record"].is_object(), taken, "{bytes}: {}", found[0]["error"]);
        assert!(taken || found[0]["error"] == "the row is too long; allowed are 1048576 bytes", "{bytes}");
        assert_eq!(
            (&found[1]["row"], &found[1]["record"]["reference"]),
            (&json!(3), &json!("last")),
            "{bytes}"
        );
    }
    // Within quotation marks nobody can tell where it ends.
    let open = format!("{HEADER}\na,15,,,,\"{}\nlast,15,,,,\n", "x\n".repeat(LONGEST));
    let done = sheets.screened(open, &map(), &[]);
    assert_eq!(lines(&done).len(), 1);
    assert!(done.out.contains("never closed") && done.code == 1, "{}", done.out);
}

/// Each a map that is refused, made from the good one, and what is said of it.
#[test]
fn a_map_that_says_what_cannot_be_is_refused() {
    let sheets = Sheets::new("maps");
    let with = |change: &dyn Fn(&mut Value)| {
        let mut map = map();
        change(&mut map);
        map.to_string()
    };
    let column = |value: Value| with(&|map| map["columns"][2] = value.clone());
    let cases = [
        (
            with(&|map| map["dates"] = json!("MM/DD/YYYY")),
            "dates: found \"MM/DD/YYYY\"; allowed: \"YYYY-MM-DD\", \"DD/MM/YYYY\"",
        ),
        (
            with(&|map| map["column"] = json!([])),
            "unknown field `column`; allowed: `about`, `dates`, `answers`, `columns`, `ignored`",
        ),
        (
            with(&|map| map["columns"] = json!([])),
            "columns: none is named; allowed: one for each column that is read",
        ),
        (with(&|map| map["columns"] = json!("Age")), "columns: found a text; allowed: a list"),
        (
            with(&|map| map["columns"][2]["field"] = json!("child.age")),
            "columns: two are for `child.age`; allowed: one for each question",
        ),
        (
            with(&|map| map["columns"][2]["header"] = json!("  AGE ")),
            "the header “AGE” stands twice; allowed: once, in `columns` or in `ignored`",
        ),
        (
            with(&|map| map["ignored"] = json!(["age"])),
            "the header “age” stands twice; allowed: once, in `columns` or in `ignored`",
        ),
        (column(json!({"header": "Looked After"})), "columns[2]: `field` is missing"),
        (
            column(json!({"header": " ", "field": "child.age"})),
            "columns[2].header: found nothing but spaces; allowed: a line of text of 400 characters at most",
        ),
        (
            column(json!({"header": "L", "field": "child.looked_aftr"})),
            "columns[2], “L”: these rules ask nothing called `child.looked_aftr`; allowed: the fields that `cse rules columns` writes; did you mean `child.looked_after`?",
        ),
        (
            column(json!({"header": "L", "field": "screening.indicators"})),
            "columns[2], “L”: these rules ask nothing called `screening.indicators`",
        ),
        (
            column(json!({"header": "L", "field": "child.placement"})),
            "columns[2], “L”: no `words` say what its cells mean; allowed: a list of words for each code",
        ),
        (
            column(json!({"header": "L", "field": "child.placement", "words": {"fostered": ["F"]}})),
            "columns[2], “L”.words: unknown field `fostered`; allowed: `foster`, `residential`, `other`",
        ),
        (
            column(
                json!({"header": "L", "field": "child.placement", "words": {"foster": ["F"], "other": [" f"]}}),
            ),
            "columns[2], “L”.words: the word “f” stands twice; allowed: once, for one code",
        ),
        (
            column(json!({"header": "L", "field": "reference", "words": {"a": ["F"]}})),
            "columns[2], “L”.words: its cells hold no words of a few; allowed: leave it out",
        ),
        (
            with(&|map| map["answers"]["no"] = json!(["YES"])),
            "answers: the word “Yes” stands twice; allowed: once, for one code",
        ),
        (
            with(&|map| map["answers"]["no"] = json!([""])),
            "answers.no[0]: found nothing but spaces; allowed: a line of text of 400 characters at most",
        ),
        (
            with(&|map| map["answers"] = json!({"unknown": ["?"]})),
            "answers: unknown field `unknown`; allowed: `no`, `not_known`, `suspected`, `yes`",
        ),
        (
            with(&|map| drop(map.as_object_mut().unwrap().remove("answers"))),
            "columns[2], “Looked After”: no `words` say what its cells mean",
        ),
        (
            map().to_string().replacen('{', "{\"dates\": \"YYYY-MM-DD\", \"dates\": \"DD/MM/YYYY\", ", 1),
            "not JSON: a key is repeated",
        ),
        ("Age,Ref".to_owned(), "not JSON: "),
    ];
    let sheet = sheets.0.file("sheet.csv", format!("{HEADER}\na,15,Yes,,,\n"));
    for (text, why) in cases {
        let map = sheets.0.file("map.json", &text);
        let done = call(&[&sheet, "--columns", &map], b"");
        assert_eq!((done.code, &*done.out), (2, ""), "{text}");
        assert!(done.errors.starts_with(&format!("{map}: {why}")), "{why}\n{}", done.errors);
    }
}

/// The template is a map as it stands: a sheet with its headers and the first of each of its words is read whole.
#[test]
fn the_map_that_is_written_for_a_set_names_every_question_and_can_be_used() {
    let sheets = Sheets::new("template");
    for set in [
        "coventry".to_owned(),
        of_project("tests/local/extended"),
        of_project("tests/local/tiers"),
        of_project("tests/local/weights"),
    ] {
        let written = cse("rules", &["columns", &set], b"");
        assert_eq!((written.code, &*written.errors), (0, ""), "{set}");
        let map: Value = serde_json::from_str(&written.out).unwrap_or_else(|error| panic!("{error}"));
        let loaded = (set != "coventry").then(|| RuleSet::from_dir(&set).unwrap());
        let rules = loaded.as_ref().unwrap_or_else(|| RuleSet::coventry());
        let columns = map["columns"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let fields: Vec<_> = columns.iter().map(|column| text(&column["field"])).collect();
        // Everything that `cse codes` lists has a column, which stands on a line of its own, to be taken out.
        let codes = cse("codes", &["--rules", &set, "--json"], b"").json();
        let listed = |list: &str, before: &str, name: &str| -> Vec<_> {
            codes[list]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| format!("{before}{}", text(&one[name])))
                .collect()
        };
        let mut expected = [
            listed("fields", "", "field"),
            listed("facts", "child.", "code"),
            listed("questions", "child.", "code"),
            listed("indicators", "screening.indicators.", "code"),
        ]
        .concat();
        expected.retain(|field| field != "screening.indicators");
        let (mut one, mut other) = (fields.clone(), expected);
        one.sort();
        other.sort();
        assert_eq!(one, other, "{set}");
        assert_eq!(written.out.lines().filter(|line| line.contains("\"field\"")).count(), fields.len());
        let answers = map["answers"].as_object().unwrap();
        assert!(
            Answer::ALL.iter().all(|answer| answers.contains_key(answer.code()))
                && answers.len() == Answer::ALL.len()
        );

        // What may stand in a cell of each, once; what shuts another out is left empty.
        let cell = |column: &Value| -> String {
            let field = text(&column["field"]);
            let words = column["words"].as_object();
            match &*field {
                "child.age" | "child.age_between" | "corrects" => String::new(),
                "child.date_of_birth"
                | "child.previous_category_on"
                | "child.determination.on"
                | "screening.views.seen_alone_on" => "2012-02-29".to_owned(),
                "screening.screened_on" | "screening.referred_on" => "2026-01-14".to_owned(),
                _ if words.is_some() => text(&words.unwrap().values().next().unwrap()[0]),
                "reference" | "screening.strengths" | "screening.views.words" => {
                    "as \"it\" is, said".to_owned()
                }
                _ if field.ends_with(".rationale") => "made up".to_owned(),
                field
                    if rules.question(field.trim_start_matches("child.")).is_some_and(|row| {
                        row.left_out.is_none()
                            && row.asks == cse_screening::rules::tables::QuestionKind::Number
                    }) =>
                {
                    "2 to 4".to_owned()
                }
                _ => text(&map["answers"]["suspected"][0]).to_uppercase(),
            }
        };
        let row = |cells: Vec<String>| {
            cells
                .iter()
                .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
                .collect::<Vec<_>>()
                .join(",")
        };
        let headers = row(columns.iter().map(|column| text(&column["header"])).collect());
        let cells: Vec<_> = columns.iter().map(cell).collect();
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        let sheet = format!("{headers}\n{}\n", row(cells));
        let done = sheets.screened(
            sheet,
            &map,
            &["--rules", &set].into_iter().filter(|_| set != "coventry").collect::<Vec<_>>(),
        );
        assert_eq!(
            (done.code, &*done.errors),
            (0, "1 screened, 0 refused, 0 blank rows\n"),
            "{set}: {}",
            done.out
        );
        let request = &requests(&done)[0];
        let count = |value: &Value| {
            fn leaves(value: &Value) -> usize {
                value.as_object().map_or(1, |fields| fields.values().map(leaves).sum())
            }
            leaves(value)
        };
        assert_eq!(count(request), filled, "{set}: {request}");
    }
}

#[test]
fn a_number_of_the_sets_own_is_a_number_a_range_or_not_known() {
    let sheets = Sheets::new("own");
    let set = of_project("tests/local/tiers");
    let map = json!({
        "answers": {"not_known": ["?"], "yes": ["Yes"]},
        "columns": [
            {"header": "Missing", "field": "child.missing_episodes_in_90_days"},
            {"header": "Ages", "field": "child.age_between"},
        ],
    });
    let done = sheets.screened(
        "Missing;Ages\n3;\n2 to 4;12 to 14\n?;\n;13 to 13\nyes;\nmany;\n;12-14\n1000;\n",
        &map,
        &["--rules", &set],
    );
    let found = lines(&done);
    let child = |at: usize| found[at]["record"]["request"]["child"].clone();
    assert_eq!(child(0), json!({"missing_episodes_in_90_days": 3}));
    assert_eq!(child(1), json!({"missing_episodes_in_90_days": [2, 4], "age_between": [12, 14]}));
    assert_eq!(child(2), json!({"missing_episodes_in_90_days": "not_known"}));
    assert_eq!(child(3), json!({"age_between": [13, 13]}));
    for (at, why) in [
        (4, "column A, “Missing”: child.\"missing_episodes_in_90_days\": found \"yes\""),
        (5, "found \"many\""),
        (6, "column B, “Ages”: found “12-14”; allowed: two whole numbers"),
        (7, "found 1000"),
    ] {
        assert!(found[at]["error"].as_str().unwrap().contains(why), "{}", found[at]);
    }
}

/// A file of another kind than it was called with: it says which, and what to do.
#[test]
fn what_looks_like_something_else_is_told_with_the_way_to_read_it() {
    let folder = Folder::new("looks");
    let line = r#"{"child":{"age":15},"screening":{}}"#;
    let lines = folder.file("requests.jsonl", format!("{line}\n{line}\n"));
    let sheet = folder.file("sheet.csv", format!("{HEADER}\na,15,Yes,,,\n"));
    let utf_16 =
        folder.file("request.json", line.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    let missing = folder.path("none.json");
    let csv =
        "this looks like a CSV: `cse rules columns DIR` writes a map for it, and --columns MAP reads it";
    for (arguments, code, file, says) in [
        (&[&*lines][..], 1, &lines, "this looks like JSONL, one request a line: use --jsonl"),
        (&[&sheet], 1, &sheet, csv),
        (&["--jsonl", &sheet], 2, &sheet, csv),
        (&[&utf_16], 2, &utf_16, "this is UTF-16; allowed: UTF-8. Please save it as UTF-8"),
        (&["--jsonl", &utf_16], 2, &utf_16, "this is UTF-16; allowed: UTF-8. Please save it as UTF-8"),
        (&[&missing], 2, &missing, "cannot be read"),
        (&["--jsonl", &missing], 2, &missing, "cannot be read"),
    ] {
        let done = call(arguments, b"");
        assert_eq!((done.code, &*done.out), (code, ""), "{arguments:?}: {}", done.errors);
        assert!(
            done.errors.contains(&**file) && done.errors.contains(says),
            "{arguments:?}: {}",
            done.errors
        );
    }
    // One that is wrong in itself gets no such advice.
    let broken = folder.file("broken.json", "{\"child\": {\"age\": 15},\n \"screening\": {}");
    let said = call(&[&broken], b"").errors;
    assert!(said.contains(&broken) && !said.contains("looks like"), "{said}");
}

/// A quotation mark too many makes rows a part of the cell before: they must not be lost without a word.
#[test]
fn a_quotation_mark_that_takes_in_rows_is_refused_and_the_rows_are_counted() {
    let sheets = Sheets::new("sheet-quoted-rows");
    let map = json!({
        "answers": {"yes": ["Yes"], "suspected": [], "no": ["No"], "not_known": []},
        "columns": [
            {"header": "Ref", "field": "reference"},
            {"header": "Age", "field": "child.age"},
            {"header": "Rape", "field": "screening.indicators.rape"},
            {"header": "Says", "field": "screening.views.words"},
        ],
        "ignored": [],
    });
    let taken_in = "Ref,Age,Rape,Says\na,14,No,\"said hello\nb,14,Yes,more\nc,14,Yes,\"\nd,14,No,\"ok\"\n";
    let call = sheets.screened(taken_in, &map, &[]);
    assert_eq!(call.code, 1, "{}", call.out);
    let refused = &lines(&call)[0];
    assert!(
        refused["error"].as_str().unwrap().contains("a cell holds a line with as many cells as a row"),
        "{refused}"
    );
    assert!(
        refused["error"]
            .as_str()
            .unwrap()
            .ends_with("takes in 2 further lines, which were not screened by themselves"),
        "{refused}"
    );
    assert!(call.errors.contains("1 screened, 1 refused"), "{}", call.errors);
    // The mark of the next row closes the cell.
    let closed = "Ref,Age,Rape,Says\na,14,No,\"said hello\nb,14,Yes,\"fine\"\nd,14,No,ok\n";
    let refused = &lines(&sheets.screened(closed, &map, &[]))[0];
    assert!(
        refused["error"]
            .as_str()
            .unwrap()
            .ends_with("takes in 1 further line, which was not screened by itself"),
        "{refused}"
    );
    // Lines in a cell that are no rows are the child's own words.
    let words = "Ref,Age,Rape,Says\na,14,No,\"stop, please,\nnobody asked me\"\n";
    let call = sheets.screened(words, &map, &[]);
    assert_eq!((call.code, lines(&call).len()), (0, 1), "{}", call.errors);
}
