//! The page on Reading 2: what its table says is so in tables and cases, and page and table say the same.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn json(name: &str) -> Value {
    serde_json::from_str(&read(name)).unwrap()
}

/// One line of `docs/reading-2.tsv`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Carried {
    statement: String,
    before: String,
    change: String,
    now: String,
    file: String,
    case: String,
}

fn lines() -> Vec<Carried> {
    let text = read("docs/reading-2.tsv");
    let (head, rows) = text.split_once('\n').unwrap();
    assert_eq!(head, "statement\tcarried_before_by\tchange\tcarried_now_by\tcase_file\tcase");
    let rows = rows.lines().map(|line| {
        let cells: Vec<_> = line.split('\t').map(str::to_owned).collect();
        let [statement, before, change, now, file, case] = cells.try_into().unwrap();
        Carried { statement, before, change, now, file, case }
    });
    rows.collect()
}

fn cites(row: &Value, statement: &str) -> bool {
    row["statements"].as_array().is_some_and(|all| all.iter().any(|cited| cited == statement))
}

/// The rows of a table by their ids.
fn rows(table: &str) -> Vec<(String, Value)> {
    let file = json(&format!("rules/coventry/{table}.json"));
    let key = table.replace('-', "_");
    let rows = file[&key].as_array().unwrap_or_else(|| panic!("{table} has no rows")).clone();
    rows.into_iter().map(|row| (row["id"].as_str().unwrap_or_default().to_owned(), row)).collect()
}

fn names(expected: &Value, list: &str, id: &str) -> bool {
    expected[list].as_array().is_some_and(|all| all.iter().any(|named| named == id))
}

fn names_step(expected: &Value, id: &str) -> bool {
    names(expected, "steps_include", id)
        || names(expected, "steps_exclude", id)
        || expected["force"].get(id).is_some()
}

/// Whether what a case expects says something of this row.
fn shows(expected: &Value, table: &str, id: &str, row: &Value) -> bool {
    match table {
        "category-rules" => names(expected, "rules", id),
        "findings" => names(expected, "findings", id),
        "plan-hosts" => expected["plan"] == row["host"],
        "steps" => names_step(expected, id),
        // A definition shows in a row that asks for it.
        "definitions" => {
            let asks = |row: &Value| row["when"].to_string().contains(&format!(r#"{{"holds":"{id}"}}"#));
            rows("steps").iter().any(|(step, row)| asks(row) && names_step(expected, step))
                || rows("category-rules")
                    .iter()
                    .any(|(rule, row)| asks(row) && names(expected, "rules", rule))
        }
        other => panic!("no case can show a row of {other}"),
    }
}

#[test]
fn each_statement_is_carried_by_the_row_that_the_table_names_and_its_case_shows_the_row() {
    let statements = rows("statements");
    let mut cases = BTreeMap::new();
    let lines = lines();
    assert!(lines.len() > 150, "only {} statements", lines.len());
    assert!(lines.is_sorted_by(|one, other| one.statement < other.statement), "out of order, or twice");
    for line in &lines {
        let Carried { statement, now, file, case, .. } = line;
        assert!(statements.iter().any(|(id, _)| id == statement), "{statement}: there is no such statement");
        let Some((table, id)) = now.split_once('/') else {
            assert_eq!(now, "not-modelled", "{statement}");
            assert!(rows(now).iter().any(|(_, row)| cites(row, statement)), "{statement}: it is modelled");
            assert!(file.is_empty() && case.is_empty(), "{statement}: a case of what nothing carries");
            continue;
        };
        let rows = rows(table);
        let row = rows.iter().find(|(found, _)| found == id);
        let (_, row) = row.unwrap_or_else(|| panic!("{statement}: there is no row {now}"));
        assert!(cites(row, statement), "{statement}: {now} does not cite it");
        let cases = cases.entry(file).or_insert_with(|| json(&format!("rules/coventry/cases/{file}")));
        let case_of_that_name = cases.as_array().unwrap().iter().find(|found| found["name"] == case.as_str());
        let found = case_of_that_name.unwrap_or_else(|| panic!("{statement}: {file} has no case “{case}”"));
        assert!(shows(&found["expect"], table, id, row), "{statement}: “{case}” says nothing of {now}");
    }
}

#[test]
fn the_page_says_what_the_table_says() {
    let code = |cell: &str| {
        let parts = cell.split("; ").map(|part| match part {
            "not-modelled" => "not modelled".to_owned(),
            "nowhere" => part.to_owned(),
            row => format!("`{row}`"),
        });
        parts.collect::<Vec<_>>().join("; ")
    };
    let mut grouped = BTreeMap::<Carried, Vec<String>>::new();
    for line in lines() {
        let key = Carried { statement: String::new(), ..line.clone() };
        grouped.entry(key).or_default().push(line.statement);
    }
    let mut groups: Vec<_> = grouped.into_iter().collect();
    groups.sort_by(|one, other| one.1.cmp(&other.1));
    let expected: Vec<_> = groups
        .iter()
        .map(|(line, statements)| {
            let shown = match line.case.as_str() {
                "" => "none: nothing is left to show".to_owned(),
                case => format!("{case}, in `{}`", line.file),
            };
            let (before, now) = (code(&line.before), code(&line.now));
            format!("| {} | {before} | {} | {now} | {shown} |", statements.join(" "), line.change)
        })
        .collect();
    let page = read("docs/reading-2.md");
    let (_, table) = page.split_once("|---|---|---|---|---|\n| N").expect("the table of statements");
    let found: Vec<_> = format!("| N{table}").lines().map(str::to_owned).collect();
    for (expected, found) in expected.iter().zip(&found) {
        assert_eq!(expected, found);
    }
    assert_eq!(expected.len(), found.len());
}
