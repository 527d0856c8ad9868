//! A long table is decided as its screenings are one by one, and each cell that cannot be read is refused where it stands.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, UInt8Type, UInt32Type, UInt64Type};
use arrow_array::{
    Array, ArrayRef, Date32Array, DictionaryArray, Int64Array, LargeStringArray, RecordBatch, StringArray,
    StringViewArray,
};
use arrow_schema::SchemaRef;
use cse_screening::chrono::NaiveDate;
use cse_screening::{Answer, Category, Child, Fact, Indicator, Indicators, RuleSet};
use cse_screening_arrow::{Screened, TableError, TableRules, counts};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

static RULES: LazyLock<TableRules> = LazyLock::new(|| TableRules::new(RuleSet::coventry()).unwrap());

type Cells<'a> = Vec<Option<&'a str>>;

fn text(cells: &Cells<'_>) -> ArrayRef {
    Arc::new(StringArray::from(cells.clone()))
}

/// The same text in each way that Arrow has for it.
fn ways(cells: &Cells<'_>) -> [ArrayRef; 4] {
    let dictionary: DictionaryArray<Int32Type> = cells.iter().copied().collect();
    [
        text(cells),
        Arc::new(LargeStringArray::from(cells.clone())),
        Arc::new(StringViewArray::from(cells.clone())),
        Arc::new(dictionary),
    ]
}

fn batch<'c>(columns: impl IntoIterator<Item = (&'c str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))
        .unwrap()
}

fn screen_batches(answers: &[RecordBatch], children: &[RecordBatch]) -> Result<Screened, TableError> {
    let schema = |batches: &[RecordBatch]| -> SchemaRef { batches[0].schema() };
    let each = |batches: &[RecordBatch]| batches.iter().cloned().map(Ok).collect::<Vec<_>>().into_iter();
    RULES.screen((&schema(answers), each(answers)), (&schema(children), each(children)))
}

fn screen(answers: RecordBatch, children: RecordBatch) -> Screened {
    screen_batches(&[answers], &[children]).unwrap()
}

fn answers(rows: &[(&str, &str, &str)]) -> RecordBatch {
    let cells = |of: &dyn Fn(usize) -> Option<String>| -> ArrayRef {
        Arc::new(StringArray::from_iter((0..rows.len()).map(of)))
    };
    let some = |text: &str| Some(text.to_owned()).filter(|text| text != "null");
    batch([
        ("screening", cells(&|at| some(rows[at].0))),
        ("code", cells(&|at| some(rows[at].1))),
        ("answer", cells(&|at| some(rows[at].2))),
    ])
}

fn children(ids: &[&str], ages: &[Option<i64>]) -> RecordBatch {
    let ids = ids.iter().map(|id| Some(*id)).collect();
    batch([("screening", text(&ids)), ("age", Arc::new(Int64Array::from(ages.to_vec())))])
}

/// Category, indicated and possible; reasons; and the counts of unknown, differing, refused and answered.
type Row = ([u8; 3], Vec<String>, [u32; 4]);

fn rows(screened: &Screened) -> Vec<Row> {
    let mut rows = Vec::new();
    for batch in &screened.screenings {
        let level = |name: &str, at: usize| {
            let levels = batch.column_by_name(name).unwrap().as_primitive::<UInt8Type>();
            if levels.is_null(at) { 0 } else { levels.value(at) }
        };
        let count =
            |name: &str, at| batch.column_by_name(name).unwrap().as_primitive::<UInt32Type>().value(at);
        let reasons = batch.column_by_name("reasons").unwrap().as_list::<i32>();
        for at in 0..batch.num_rows() {
            let own = reasons.value(at);
            let own = own.as_dictionary::<Int32Type>().downcast_dict::<StringArray>().unwrap();
            rows.push((
                ["category", "indicated", "possible"].map(|name| level(name, at)),
                own.into_iter().map(|reason| reason.unwrap().to_owned()).collect(),
                ["unknown", "differing", "refused", "answered"].map(|name| count(name, at)),
            ));
        }
    }
    rows
}

/// Table, row and column of each refused cell, with what was found and what is allowed.
fn refused(screened: &Screened) -> Vec<(String, u64, String, Option<String>, String)> {
    let batch = &screened.refused;
    let name = |column: usize, at| {
        let column =
            batch.column(column).as_dictionary::<Int32Type>().downcast_dict::<StringArray>().unwrap();
        column.into_iter().nth(at).unwrap().unwrap().to_owned()
    };
    let found = batch.column(3).as_string::<i32>();
    let row = batch.column(1).as_primitive::<UInt64Type>();
    (0..batch.num_rows())
        .map(|at| {
            let found = found.is_valid(at).then(|| found.value(at).to_owned());
            (name(0, at), row.value(at), name(2, at), found, name(4, at))
        })
        .collect()
}

/// The scope of the first screening.
fn scope(screened: &Screened) -> String {
    let scopes = screened.screenings[0].column_by_name("scope").unwrap().as_dictionary::<Int32Type>();
    scopes.downcast_dict::<StringArray>().unwrap().into_iter().next().unwrap().unwrap().to_owned()
}

/// The figures of a scope, in the order of the counts.
fn shown(screened: &Screened, scope: &str) -> [String; 6] {
    let counts = counts(screened.screenings.iter().cloned().map(Ok)).unwrap();
    let text = |column: usize, at| counts.column(column).as_string::<i32>().value(at).to_owned();
    let own: Vec<_> = (0..counts.num_rows()).filter(|at| text(0, *at) == scope).collect();
    let names: Vec<_> = own.iter().map(|at| text(1, *at)).collect();
    assert_eq!(names, ["nothing_asked", "none", "1", "2", "3", "not_read_whole"]);
    own.into_iter().map(|at| text(2, at)).collect::<Vec<_>>().try_into().unwrap()
}

fn places(screened: &Screened) -> Vec<(String, u64, String)> {
    refused(screened).into_iter().map(|(table, row, column, ..)| (table, row, column)).collect()
}

/// Numbers that look random.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

#[test]
fn random_tables_come_out_as_their_screenings_one_by_one() {
    let codes: Vec<&str> = Indicator::CODES.iter().chain(Fact::CODES.iter()).copied().collect();
    let said: [&str; 4] = ["no", "not_known", "suspected", "yes"];
    let (mut numbers, mut seen) = (Numbers(20), [0; 4]);
    for round in 0..40 {
        let count = [1, 2, 64, 300][round % 4];
        let ids: Vec<String> = (0..count).map(|at| format!("case-{:05}", (at * 7) % 1_000)).collect();
        let ages: Vec<Option<i64>> =
            (0..count).map(|_| Some(numbers.below(28) as i64).filter(|age| *age > 4)).collect();
        let looked_after: Vec<Option<&str>> =
            (0..count).map(|_| said.get(numbers.below(6)).copied()).collect();
        let placement: Vec<Option<&str>> =
            (0..count).map(|_| ["foster", "residential", "other"].get(numbers.below(9)).copied()).collect();
        let previous: Vec<Option<i64>> =
            (0..count).map(|_| Some(numbers.below(12) as i64).filter(|of| (1..=3).contains(of))).collect();
        // Every seventh code is none, and every eleventh answer.
        let mut table: Vec<(usize, Option<&str>, Option<&str>)> = Vec::new();
        for at in 0..count {
            for _ in 0..numbers.below(7) {
                let code = match numbers.below(14) {
                    0 => None,
                    1 => Some("cliping"),
                    _ => Some(codes[numbers.below(codes.len())]),
                };
                for _ in 0..=numbers.below(3) {
                    let answer = match numbers.below(22) {
                        0 => None,
                        1 => Some("perhaps"),
                        _ => Some(said[numbers.below(4)]),
                    };
                    table.push((at, code, answer));
                }
            }
        }
        if round % 2 == 1 {
            for at in (1..table.len()).rev() {
                table.swap(at, numbers.below(at + 1));
            }
        }

        let expected: Vec<Row> = (0..count)
            .map(|at| {
                let own = || table.iter().filter(|row| row.0 == at);
                let mut given: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
                if let Some(answer) = looked_after[at] {
                    given.entry("looked_after").or_default().push(answer);
                }
                for (_, code, answer) in own() {
                    if let Some(code) = code.filter(|code| *code != "cliping") {
                        let answer = answer.filter(|answer| *answer != "perhaps").unwrap_or("not_known");
                        given.entry(code).or_default().push(answer);
                    }
                }
                let child =
                    ages[at].map_or_else(Child::of_unknown_age, |age| Child::aged(age as u8).unwrap());
                let mut child = child
                    .placement(placement[at].and_then(cse_screening::Placement::from_code))
                    .previous_category(previous[at].and_then(|of| Category::from_number(of as u64)));
                let (mut tool, mut unknown, mut differing, mut asked) = (Indicators::new(), 0, 0, 0);
                for (code, given) in &given {
                    let best = ["yes", "suspected", "not_known", "no"]
                        .iter()
                        .find(|one| given.contains(one))
                        .unwrap();
                    unknown += u32::from(*best == "not_known");
                    differing += u32::from(given.iter().any(|one| one != best));
                    let answer: Answer = best.parse().unwrap();
                    match Fact::from_code(code) {
                        Some(fact) => child = child.fact(fact, answer),
                        None => {
                            tool = tool.answer(Indicator::from_code(code).unwrap(), answer);
                            asked += 1;
                        }
                    }
                }
                let is_wrong = |row: &&(usize, Option<&str>, Option<&str>)| {
                    row.1.is_none_or(|code| code == "cliping") || row.2 == Some("perhaps")
                };
                let wrong = own().filter(is_wrong).count() as u32;
                let outcome = RuleSet::coventry().screen(&child, &tool);
                let number = |category: Option<Category>| category.map_or(0, |category| category.number());
                let possible = if wrong > 0 { 3 } else { number(outcome.possible()) };
                seen[usize::from(number(outcome.category()))] += 1;
                (
                    [number(outcome.category()), number(outcome.indicated()), possible],
                    outcome.reasons().map(|reason| reason.rule().to_owned()).collect(),
                    [unknown, differing, wrong, asked],
                )
            })
            .collect();

        let of = |cells: Vec<Option<&str>>| ways(&cells);
        let screenings = of(table.iter().map(|row| Some(&*ids[row.0])).collect());
        let (codes, given) =
            (of(table.iter().map(|row| row.1).collect()), of(table.iter().map(|row| row.2).collect()));
        let own = of(ids.iter().map(|id| Some(&**id)).collect());
        for way in 0..4 {
            // A code in one way, an answer in the next.
            let answers = batch([
                ("screening", Arc::clone(&screenings[way])),
                ("code", Arc::clone(&codes[(way + 1) % 4])),
                ("answer", Arc::clone(&given[(way + 2) % 4])),
            ]);
            let children = batch([
                ("screening", Arc::clone(&own[(way + 3) % 4])),
                ("age", Arc::new(Int64Array::from(ages.clone())) as ArrayRef),
                ("looked_after", Arc::clone(&of(looked_after.clone())[way])),
                ("placement", Arc::clone(&of(placement.clone())[way])),
                ("previous_category", Arc::new(Int64Array::from(previous.clone()))),
            ]);
            assert_eq!(
                rows(&screen(answers.clone(), children.clone())),
                expected,
                "round {round}, way {way}"
            );
            // In several batches it is the same.
            let cut = |whole: &RecordBatch, at: usize| {
                let at = at.min(whole.num_rows());
                [whole.slice(0, at), whole.slice(at, whole.num_rows() - at)]
            };
            let whole = screen(answers.clone(), children.clone());
            let parts = screen_batches(&cut(&answers, 5), &cut(&children, 7)).unwrap();
            assert_eq!(rows(&parts), expected);
            assert_eq!(refused(&parts), refused(&whole));
            assert_eq!(parts.screenings.len(), 2);
        }
    }
    assert!(seen.iter().all(|count| *count > 100), "{seen:?}");
}

#[test]
fn a_later_no_undoes_no_yes_and_that_they_differ_is_counted() {
    for pair in [["yes", "no"], ["no", "yes"]] {
        let table = answers(&[("a", "clipping", pair[0]), ("a", "clipping", pair[1])]);
        let screened = screen(table, children(&["a"], &[Some(15)]));
        assert_eq!(rows(&screened)[0].0[0], 3);
        assert_eq!(rows(&screened)[0].2, [0, 1, 0, 1]);
        assert_eq!(screened.refused.num_rows(), 0);
    }
}

#[test]
fn each_wrong_cell_of_an_answer_is_refused_where_it_stands_and_the_rest_is_read() {
    let table = answers(&[
        ("a", "poor-self-image", "yes"),
        ("a", "cliping", "yes"),
        ("b", "clipping", "yess"),
        ("c", "clipping", "null"),
        ("null", "clipping", "yes"),
        ("nobody", "clipping", "yes"),
        ("d", "null", "yes"),
    ]);
    let screened = screen(table, children(&["a", "b", "c", "d", "e"], &[Some(15); 5]));
    let answers = |row, column: &str| ("answers".to_owned(), row, column.to_owned());
    assert_eq!(
        places(&screened),
        [
            answers(1, "code"),
            answers(2, "answer"),
            answers(4, "screening"),
            answers(5, "screening"),
            answers(6, "code")
        ]
    );
    let said = refused(&screened);
    assert_eq!(said[0].3.as_deref(), Some("cliping"));
    assert_eq!(said[0].4, "one of the 68 codes of the rules; did you mean `clipping`?");
    assert_eq!(said[1].3.as_deref(), Some("yess"));
    assert_eq!(said[1].4, "`no`, `not_known`, `suspected`, `yes`; did you mean `yes`?");
    // Whose screening it is, is not repeated.
    assert_eq!((&said[2].3, &said[3].3), (&None, &None));
    let levels: Vec<_> = rows(&screened).into_iter().map(|(levels, _, counts)| (levels, counts)).collect();
    assert_eq!(levels[0], ([1, 1, 3], [0, 0, 1, 1]));
    assert_eq!(levels[1], ([0, 0, 3], [1, 0, 1, 1]));
    assert_eq!(levels[2], ([0, 0, 3], [1, 0, 0, 1]));
    assert_eq!(levels[3], ([0, 0, 3], [0, 0, 1, 0]));
    // What belongs to nobody may be of the one that had no answer.
    assert_eq!(levels[4], ([0, 0, 3], [0, 0, 1, 0]));
}

#[test]
fn where_an_answer_belongs_to_nobody_whoever_had_none_was_not_read_whole() {
    let ids: Vec<String> = (0..10).map(|at| at.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let refused_of = |table: &[(&str, &str, &str)]| {
        let screened = screen(answers(table), children(&ids, &[Some(15); 10]));
        let rows = rows(&screened);
        let shown = shown(&screened, "child");
        (rows.iter().map(|row| (row.0[2], row.2[2])).collect::<Vec<_>>(), shown)
    };
    // As where one table lost the noughts before its numbers.
    let shifted: Vec<String> = (0..10).map(|at| format!("{at:05}")).collect();
    let shifted: Vec<_> = shifted.iter().map(|id| (&**id, "rape", "yes")).collect();
    assert_eq!(refused_of(&shifted), (vec![(3, 1); 10], ["0", "0", "0", "0", "0", "10"].map(str::to_owned)));
    // One answer is enough, with an id or without; and whoever was heard is not marked, whatever was said.
    for lost in ["nobody", "null"] {
        for order in [[0, 1, 2], [2, 1, 0]] {
            let table = [(lost, "rape", "yes"), ("4", "clipping", "no"), ("7", "looked_after", "no")];
            let (marked, shown) = refused_of(&order.map(|at| table[at]));
            for (at, (possible, refused)) in marked.into_iter().enumerate() {
                assert_eq!(
                    (possible == 3, refused),
                    if [4, 7].contains(&at) { (false, 0) } else { (true, 1) }
                );
            }
            assert_eq!(shown, ["under 8", "under 8", "0", "0", "0", "10"].map(str::to_owned));
        }
    }
    // Where none was lost, nobody is marked.
    let (marked, shown) = refused_of(&[("4", "clipping", "no")]);
    assert!(marked.iter().all(|(_, refused)| *refused == 0));
    assert_eq!(shown, ["10", "under 8", "0", "0", "0", "0"].map(str::to_owned));
}

#[test]
fn each_wrong_cell_of_a_child_is_refused_and_taken_for_not_known() {
    for (age, fits) in [(-1, false), (0, true), (120, true), (121, false), (i64::MAX, false)] {
        let screened = screen(answers(&[("a", "poor-self-image", "yes")]), children(&["a"], &[Some(age)]));
        let place = ("children".to_owned(), 0, "age".to_owned());
        assert_eq!(places(&screened), if fits { vec![] } else { vec![place] });
        // Who could be under 13 is in Category 2.
        let expected = if age == 120 { 0 } else { 2 };
        assert_eq!(rows(&screened)[0].0[0], expected, "{age}");
        assert_eq!(rows(&screened)[0].2[2], u32::from(!fits));
    }
    let ids = vec![Some("a"), None, Some("b"), Some("a")];
    let table = batch([
        ("screening", text(&ids)),
        ("looked_after", text(&vec![Some("yes"), None, Some("y"), Some("no")])),
        ("placement", text(&vec![Some("foster"), None, Some("home"), None])),
        ("previous_category", Arc::new(Int64Array::from(vec![Some(4), None, Some(0), None]))),
    ]);
    let screened = screen(answers(&[("b", "clipping", "no")]), table);
    let child = |row, column: &str| ("children".to_owned(), row, column.to_owned());
    assert_eq!(
        places(&screened),
        [
            child(1, "screening"),
            child(3, "screening"),
            child(2, "looked_after"),
            child(2, "placement"),
            child(0, "previous_category"),
            child(2, "previous_category"),
        ]
    );
    // Two rows of one screening come out as one, and it says that something is amiss.
    assert_eq!(rows(&screened).iter().map(|row| row.2[2]).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn a_second_row_of_one_screening_never_makes_it_lower() {
    let no = || text(&vec![Some("no"), None]);
    let of = |ages: [Option<i64>; 2], section_47: [Option<&str>; 2], swapped: bool| {
        let at = |row: usize| if swapped { 1 - row } else { row };
        let adult = ["additional_needs", "learning_disability", "care_leaver", "looked_after"];
        let mut columns: Vec<(&str, ArrayRef)> = vec![
            ("screening", text(&vec![Some("a"), Some("a")])),
            ("age", Arc::new(Int64Array::from(vec![ages[at(0)], ages[at(1)]]))),
            ("section_47", text(&vec![section_47[at(0)], section_47[at(1)]])),
        ];
        columns.extend(adult.map(|fact| (fact, no())));
        let screened = screen(answers(&[("a", "rape", "yes")]), batch(columns));
        let place = ("children".to_owned(), 1, "screening".to_owned());
        assert_eq!(places(&screened), [place]);
        (rows(&screened).remove(0), scope(&screened))
    };
    for swapped in [false, true] {
        // An adult is given no category; whoever could be a child is.
        let ((levels, _, counts), scope) = of([Some(40), Some(12)], [None, Some("yes")], swapped);
        assert_eq!((levels, counts, &*scope), ([3, 3, 3], [0, 0, 1, 1], "child"));
        let ((levels, ..), scope) = of([Some(40), None], [None, None], swapped);
        assert_eq!((levels, &*scope), ([3, 3, 3], "child"));
        // The same age twice is known.
        let ((levels, ..), scope) = of([Some(40), Some(40)], [None, Some("yes")], swapped);
        assert_eq!((levels, &*scope), ([0, 0, 3], "adult"));
        let ((.., counts), _) = of([Some(15), Some(15)], [Some("no"), Some("yes")], swapped);
        assert_eq!(counts, [0, 1, 1, 1]);
    }
}

#[test]
fn of_two_rows_the_greater_category_stays_and_other_choices_that_differ_are_refused() {
    let number = |cells: &[i64]| -> ArrayRef { Arc::new(Int64Array::from(cells.to_vec())) };
    for (first, second) in [(1, 3), (3, 1), (2, 2)] {
        for column in ["previous_category", "professional_judgement"] {
            let table = batch([
                ("screening", text(&vec![Some("a"), Some("a")])),
                ("age", number(&[15, 15])),
                (column, number(&[first, second])),
            ]);
            let screened = screen(answers(&[("a", "poor-self-image", "yes")]), table);
            assert_eq!(i64::from(rows(&screened)[0].0[0]), first.max(second), "{column}");
            assert_eq!(rows(&screened)[0].2[2], 1);
        }
    }
    // Of two placements none protects more: the second is refused, and told.
    for (first, second, wrong) in [
        (Some("foster"), Some("other"), true),
        (Some("other"), Some("foster"), true),
        (Some("foster"), Some("foster"), false),
        (None, Some("foster"), false),
        (Some("foster"), None, false),
    ] {
        // In one batch, and in two.
        let table = batch([
            ("screening", text(&vec![Some("a"), Some("a")])),
            ("age", number(&[15, 15])),
            ("placement", text(&vec![first, second])),
        ]);
        for parts in [vec![table.clone()], vec![table.slice(0, 1), table.slice(1, 1)]] {
            let screened = screen_batches(&[answers(&[("a", "clipping", "no")])], &parts).unwrap();
            let child = |column: &str| ("children".to_owned(), 1, column.to_owned());
            let mut expected = vec![child("screening")];
            expected.extend(wrong.then(|| child("placement")));
            assert_eq!(places(&screened), expected);
            let found = refused(&screened).pop().and_then(|(.., found, _)| found);
            assert_eq!(found.as_deref(), second.filter(|_| wrong));
            assert_eq!(rows(&screened)[0].2[2], 1 + u32::from(wrong));
            assert_eq!(rows(&screened)[0].0[2], 3);
        }
    }
}

#[test]
fn of_two_rows_with_other_days_none_bounds_the_answers() {
    let days = |cells: [&'static str; 2]| text(&vec![Some(cells[0]), Some(cells[1])]);
    let (of_birth, of_screening) = (["2010-01-02", "2010-01-02"], ["2025-03-01", "2025-03-01"]);
    for (born, screened_on, seen_on, fits) in [
        (of_birth, of_screening, "2010-01-01", false),
        (of_birth, of_screening, "2010-01-02", true),
        (of_birth, of_screening, "2025-03-01", true),
        (of_birth, of_screening, "2025-03-02", false),
        (["2010-01-02", "2010-01-01"], of_screening, "2010-01-01", true),
        (of_birth, ["2025-03-01", "2025-03-02"], "2025-03-02", true),
    ] {
        let children = batch([
            ("screening", text(&vec![Some("a"), Some("a")])),
            ("date_of_birth", days(born)),
            ("screened_on", days(screened_on)),
        ]);
        let seen = batch([
            ("screening", text(&vec![Some("a")])),
            ("code", text(&vec![Some("clipping")])),
            ("answer", text(&vec![Some("yes")])),
            ("date", text(&vec![Some(seen_on)])),
        ]);
        let screened = screen(seen, children);
        assert_eq!(places(&screened).len(), if fits { 1 } else { 2 }, "{born:?} {screened_on:?} {seen_on}");
    }
}

#[test]
fn one_wrong_cell_is_listed_once() {
    let day = |text_of: &'static str| text(&vec![Some(text_of)]);
    for (born, screened_on, wrong) in [
        ("2012-01-01", "2025-3-1", vec!["screened_on"]),
        ("2012-1-1", "2025-03-01", vec!["date_of_birth"]),
        ("2012-1-1", "2025-3-1", vec!["date_of_birth", "screened_on"]),
    ] {
        let children = batch([
            ("screening", text(&vec![Some("a")])),
            ("date_of_birth", day(born)),
            ("screened_on", day(screened_on)),
        ]);
        let screened = screen(answers(&[("a", "poor-self-image", "yes")]), children);
        let found: Vec<_> = places(&screened).into_iter().map(|(.., column)| column).collect();
        assert_eq!(found, wrong);
        assert_eq!(rows(&screened)[0].2[2] as usize, wrong.len());
        assert_eq!(rows(&screened)[0].0[0], 2);
    }
}

#[test]
fn only_null_is_left_out_and_text_with_nothing_in_it_is_refused() {
    for (cell, wrong) in [(None, 0), (Some(""), 1), (Some(" "), 1)] {
        let one = |cell| text(&vec![cell]);
        for of_answers in ["answer", "date"] {
            let column = |name, right| (name, one(if name == of_answers { cell } else { right }));
            let table = batch([
                ("screening", one(Some("a"))),
                ("code", one(Some("clipping"))),
                column("answer", Some("no")),
                column("date", Some("2025-03-01")),
            ]);
            assert_eq!(rows(&screen(table, children(&["a"], &[Some(15)])))[0].2[2], wrong, "{of_answers}");
        }
        for of_child in ["looked_after", "placement", "previous_category"] {
            let table = batch([("screening", one(Some("a"))), (of_child, one(cell))]);
            let screened = screen(answers(&[("a", "clipping", "no")]), table);
            assert_eq!(rows(&screened)[0].2[2], wrong, "{of_child}");
            assert_eq!(screened.refused.num_rows(), wrong as usize);
        }
    }
}

#[test]
fn ages_come_from_years_from_a_range_or_from_a_date_of_birth() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let number = |text: &str| i32::try_from((day(text) - NaiveDate::default()).num_days()).unwrap();
    // Born on 29 February: 13 on 1 March. Then one day before a birthday, the birthday, no birth, no screening day,
    // born after the screening, and a year that cannot be.
    let born = ["2012-02-29", "2012-02-29", "", "2012-01-01", "2025-03-02", "1899-12-31"];
    let screened_on = ["2025-02-28", "2025-03-01", "2025-03-01", "", "2025-03-01", "2025-03-01"];
    let expected = [2, 1, 2, 2, 2, 2];
    let wrong = [None, None, None, Some("screened_on"), Some("date_of_birth"), Some("date_of_birth")];
    let ids = ["a", "b", "c", "d", "e", "f"];
    let table: Vec<_> = ids.iter().map(|id| (*id, "poor-self-image", "yes")).collect();
    let cells = |days: &[&'static str]| -> Cells<'static> {
        days.iter().map(|day| Some(*day).filter(|day| !day.is_empty())).collect()
    };
    let dates = |days: &[&'static str]| -> ArrayRef {
        Arc::new(Date32Array::from_iter(cells(days).into_iter().map(|day| day.map(number))))
    };
    for as_text in [true, false] {
        let column = |days: &[&'static str]| if as_text { text(&cells(days)) } else { dates(days) };
        let children = batch([
            ("screening", text(&ids.iter().map(|id| Some(*id)).collect())),
            ("date_of_birth", column(&born)),
            ("screened_on", column(&screened_on)),
        ]);
        let screened = screen(answers(&table), children);
        assert_eq!(rows(&screened).iter().map(|row| row.0[0]).collect::<Vec<_>>(), expected);
        let found: Vec<_> = places(&screened).into_iter().map(|(_, row, column)| (row, column)).collect();
        let wrong = (0..).zip(wrong).filter_map(|(row, column)| Some((row, column?.to_owned())));
        assert_eq!(found, wrong.collect::<Vec<_>>());
    }
    let ages = |lowest: Vec<Option<i64>>, highest: Vec<Option<i64>>| {
        let children = batch([
            ("screening", text(&vec![Some("a")])),
            ("lowest_age", Arc::new(Int64Array::from(lowest)) as ArrayRef),
            ("highest_age", Arc::new(Int64Array::from(highest))),
        ]);
        let screened = screen(answers(&[("a", "poor-self-image", "yes")]), children);
        (rows(&screened)[0].0[0], screened.refused.num_rows())
    };
    assert_eq!(ages(vec![Some(12)], vec![Some(14)]), (2, 0));
    assert_eq!(ages(vec![Some(13)], vec![None]), (1, 0));
    assert_eq!(ages(vec![None], vec![Some(14)]), (2, 0));
    assert_eq!(ages(vec![Some(14)], vec![Some(13)]), (2, 1));
}

#[test]
fn an_answer_from_after_the_screening_or_before_the_birth_is_refused_and_still_protects() {
    let days = ["2012-02-28", "2012-02-29", "2025-03-01", "2025-03-02", "2025-3-1", "1899-12-31"];
    for (day, fits) in days.into_iter().zip([false, true, true, false, false, false]) {
        let table = batch([
            ("screening", text(&vec![Some("a")])),
            ("code", text(&vec![Some("clipping")])),
            ("answer", text(&vec![Some("yes")])),
            ("date", text(&vec![Some(day)])),
        ]);
        let children = batch([
            ("screening", text(&vec![Some("a")])),
            ("date_of_birth", text(&vec![Some("2012-02-29")])),
            ("screened_on", text(&vec![Some("2025-03-01")])),
        ]);
        let screened = screen(table, children);
        assert_eq!(rows(&screened)[0].0[0], 3, "{day}");
        let place = ("answers".to_owned(), 0, "date".to_owned());
        assert_eq!(places(&screened), if fits { vec![] } else { vec![place] }, "{day}");
    }
}

#[test]
fn tables_with_other_columns_are_refused_as_a_whole_and_nothing_of_a_cell_is_said() {
    let right = answers(&[("a", "clipping", "yes")]);
    let says = |answers: &RecordBatch, children: RecordBatch| {
        screen_batches(std::slice::from_ref(answers), &[children]).map(|_| ()).unwrap_err().to_string()
    };
    let id = || ("screening", text(&vec![Some("Elm-Street")]));
    let number = |name| (name, Arc::new(Int64Array::from(vec![1])) as ArrayRef);
    let of_child = |column| says(&right, batch([id(), column]));
    assert!(of_child(("looked_afer", text(&vec![Some("yes")]))).starts_with(
        "the table `children` has a column that is not known, the 2. from the left; allowed: `screening`, `age`"
    ));
    // It can lower, and asks for dates.
    assert!(of_child(("determination", text(&vec![Some("1")]))).contains("not known"));
    assert_eq!(
        of_child(number("looked_after")),
        "the column `looked_after` of the table `children` is of the type Int64; allowed: text, plain or as a dictionary"
    );
    assert_eq!(
        of_child(number("lowest_age")),
        "the table `children` has `lowest_age`, and no column `highest_age`"
    );
    let day = || text(&vec![Some("2012-02-29")]);
    assert_eq!(
        of_child(("date_of_birth", day())),
        "the table `children` has `date_of_birth`, and no column `screened_on`"
    );
    let twice = batch([id(), number("age"), ("date_of_birth", day()), ("screened_on", day())]);
    assert!(says(&right, twice).contains("in more than one way"));
    assert_eq!(says(&right, batch([number("age")])), "the table `children` has no column `screening`");
    assert!(
        says(&right, batch([number("screening")]))
            .contains("whole numbers in one table and text in the other")
    );
    let without = batch([id(), ("code", text(&vec![Some("clipping")]))]);
    assert_eq!(says(&without, batch([id()])), "the table `answers` has no column `answer`");

    let broken = [Err(arrow_schema::ArrowError::ComputeError("Elm-Street".to_owned()))];
    let schema = right.schema();
    let of_children = batch([id()]);
    let error = RULES.screen(
        (&schema, broken.into_iter()),
        (&of_children.schema(), [Ok(of_children.clone())].into_iter()),
    );
    let error = error.map(|_| ()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("Elm"));
    assert!(error.detail().unwrap().contains("Elm"));
}

#[test]
fn the_schema_names_the_rules_and_is_there_without_a_batch() {
    let (answers, children) = (answers(&[]), children(&[], &[]));
    let (of_answers, of_children) = (answers.schema(), children.schema());
    let screened =
        RULES.screen((&of_answers, std::iter::empty()), (&of_children, std::iter::empty())).unwrap();
    let metadata = screened.schema.metadata();
    let rules = RuleSet::coventry();
    assert_eq!(metadata["cse_rules_id"], "coventry");
    assert_eq!(metadata["cse_rules_version"], rules.tables().manifest.version);
    assert_eq!(metadata["cse_rules_sha256"], rules.sha256());
    assert_eq!(screened.screenings.len(), 0);
    assert_eq!(format!("{screened:?}"), "Screened { screenings: 0, refused: 0, .. }");
}

#[test]
fn rules_that_ask_when_something_was_seen_or_for_numbers_are_refused() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/local/tiers");
    let rules = RuleSet::from_dir(folder).unwrap();
    let error = TableRules::new(&rules).unwrap_err();
    assert!(error.to_string().starts_with("these rules cannot screen columns: "), "{error}");
    assert!(error.to_string().ends_with("allowed: whole requests"), "{error}");
}

#[test]
fn indicators_of_an_areas_own_are_answered_in_the_table_as_the_others() {
    let document = r#"{
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "own", "version": "1.0.0", "title": "Own" },
        "indicators": { "add": [{ "code": "own-sign", "label": "own", "kind": "behaviour", "category": 2, "statement": "N097" }] }
    }"#;
    let rules = RuleSet::from_json(document).unwrap_or_else(|error| panic!("{error}"));
    let ready = TableRules::new(&rules).unwrap_or_else(|error| panic!("{error}"));
    let answers = answers(&[
        ("a", "own-sign", "yes"),
        ("a", "own-sign", "no"),
        ("b", "own-sign", "not_known"),
        ("c", "own-sing", "yes"),
    ]);
    let children = children(&["a", "b", "c"], &[Some(15); 3]);
    let one = |batch: RecordBatch| (batch.schema(), std::iter::once(Ok(batch)));
    let ((of_answers, answers), (of_children, children)) = (one(answers), one(children));
    let screened = ready.screen((&of_answers, answers), (&of_children, children)).unwrap();
    let batch = &screened.screenings[0];
    let cells = |column: &str| {
        let column =
            arrow_array::cast::AsArray::as_primitive::<UInt8Type>(batch.column_by_name(column).unwrap());
        column.iter().collect::<Vec<_>>()
    };
    assert_eq!(cells("category"), [Some(2), None, None]);
    // What is left out of the facts is not known.
    assert_eq!(cells("possible"), [Some(3); 3]);
    assert_eq!(screened.refused.num_rows(), 1);
}

#[test]
fn counts_are_rounded_and_small_ones_are_shown_as_such() {
    for (many, figure, bounds) in [
        (0, "0", (0, 0)),
        (1, "under 8", (1, 7)),
        (7, "under 8", (1, 7)),
        (8, "10", (8, 12)),
        (12, "10", (8, 12)),
        (13, "15", (13, 17)),
        (1_234, "1,235", (1_233, 1_237)),
    ] {
        let ids: Vec<String> = (0..many).map(|at| at.to_string()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let table: Vec<_> = ids.iter().map(|id| (*id, "clipping", "yes")).collect();
        let screened = screen(answers(&table), children(&ids, &vec![Some(15); ids.len()]));
        let counts = counts(screened.screenings.into_iter().map(Ok)).unwrap();
        let text = |column: usize, at| counts.column(column).as_string::<i32>().value(at);
        let number = |column: usize, at| counts.column(column).as_primitive::<UInt64Type>().value(at);
        for at in 0..counts.num_rows() {
            let is_it = (text(0, at), text(1, at)) == ("child", "3");
            let expected = if is_it { (figure, bounds) } else { ("0", (0, 0)) };
            assert_eq!((text(2, at), (number(3, at), number(4, at))), expected);
        }
        assert_eq!(counts.num_rows(), 24);
    }
    // One that was not read whole counts apart, unless nothing can be higher.
    let table = answers(&[
        ("a", "poor-self-image", "yes"),
        ("a", "x", "yes"),
        ("b", "clipping", "yes"),
        ("b", "x", "yes"),
    ]);
    let screened = screen(table, children(&["a", "b"], &[Some(15); 2]));
    assert_eq!(shown(&screened, "child"), ["0", "0", "0", "0", "under 8", "under 8"]);
}

#[test]
fn where_no_indicator_was_asked_about_is_counted_apart_from_none() {
    let ages = [Some(15), Some(15), Some(40), Some(15), Some(15), Some(15)];
    let table = [
        // Of `a` and of the adult `c` nothing was said.
        ("b", "clipping", "no"),
        // A fact is no indicator.
        ("d", "looked_after", "yes"),
        // That it is not known is an answer.
        ("e", "clipping", "null"),
        ("f", "cliping", "yes"),
    ];
    let no = || text(&vec![Some("no"); 6]);
    let ids = ["a", "b", "c", "d", "e", "f"];
    let children = batch([
        ("screening", text(&ids.iter().map(|id| Some(*id)).collect())),
        ("age", Arc::new(Int64Array::from(ages.to_vec())) as ArrayRef),
        ("additional_needs", no()),
        ("learning_disability", no()),
        ("care_leaver", no()),
        ("looked_after", no()),
    ]);
    // Ten times as many, so that each figure tells how many they are.
    let each = |of: usize| (0..10).map(move |_| of);
    let kept = |rows: std::ops::Range<usize>| -> Vec<RecordBatch> {
        rows.flat_map(each)
            .map(|at| screen(answers(&table), children.clone()).screenings[0].slice(at, 1))
            .collect()
    };
    let (schema, refused) = (
        Arc::clone(&screen(answers(&table), children.clone()).schema),
        RecordBatch::new_empty(Arc::new(arrow_schema::Schema::empty())),
    );
    let screened = Screened { screenings: kept(0..6), schema, refused };
    assert_eq!(shown(&screened, "child"), ["20", "20", "0", "0", "0", "10"]);
    assert_eq!(shown(&screened, "adult"), ["0", "10", "0", "0", "0", "0"]);
}
