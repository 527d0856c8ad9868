//! The page of hazards: it says what its rows say, and every control names a test that is there.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hazard {
    id: String,
    hazard: String,
    harm: String,
    causes: Vec<Cause>,
    remains: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cause {
    cause: String,
    control: String,
    /// A file below `tests/suite`, or below `cli/tests/suite` where `cli:` stands before it, and a test in it.
    tests: Vec<String>,
}

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn hazards() -> Vec<Hazard> {
    serde_json::from_str(&read("docs/hazards.json")).unwrap()
}

/// The file of a test, and its name.
fn place(test: &str) -> (String, &str) {
    let (file, name) = test.split_once("::").unwrap_or_else(|| panic!("{test} names no test in its file"));
    match file.strip_prefix("cli:") {
        Some(file) => (format!("cli/tests/suite/{file}"), name),
        None => (format!("tests/suite/{file}"), name),
    }
}

/// The names of the tests in a file.
fn tests_in(text: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut marked = false;
    for line in text.lines().map(str::trim) {
        if let Some(name) =
            line.strip_prefix("fn ").and_then(|rest| rest.split_once('(')).map(|(name, _)| name)
        {
            if marked {
                names.insert(name);
            }
            marked = false;
        } else if line.starts_with("#[test]") {
            marked = true;
        }
    }
    names
}

#[test]
fn every_control_is_held_by_a_test_that_is_there() {
    let mut files = BTreeMap::new();
    let hazards = hazards();
    for (place_in_list, hazard) in hazards.iter().enumerate() {
        assert_eq!(hazard.id, format!("H{}", place_in_list + 1));
        assert!(!hazard.causes.is_empty(), "{} has no cause", hazard.id);
        for cause in &hazard.causes {
            assert!(!cause.tests.is_empty(), "{}: no test holds “{}”", hazard.id, cause.control);
            for test in &cause.tests {
                let (file, name) = place(test);
                let text = files.entry(file.clone()).or_insert_with(|| read(&file));
                assert!(tests_in(text).contains(name), "{}: {file} has no test {name}", hazard.id);
            }
        }
    }
    assert!(files.len() > 20, "only {} files of tests", files.len());
}

#[test]
fn the_page_says_what_the_rows_say() {
    let mut expected = String::new();
    for Hazard { id, hazard, harm, causes, remains } in hazards() {
        let _ = write!(
            expected,
            "## {id}. {hazard}\n\n{harm}\n\n| cause | control | shown by |\n|---|---|---|\n"
        );
        for Cause { cause, control, tests } in causes {
            let shown: Vec<_> = tests.iter().map(|test| format!("`{}`", place(test).1)).collect();
            let _ = writeln!(expected, "| {cause} | {control} | {} |", shown.join(", "));
        }
        let _ = write!(expected, "\n**What remains:** {remains}\n\n");
    }
    let expected = expected.trim_end().to_owned() + "\n";
    let page = read("docs/hazards.md");
    let start = page.find("## H1.").unwrap_or(page.len());
    if std::env::var_os("WRITE_HAZARDS").is_some() {
        fs::write(Path::new(ROOT).join("docs/hazards.md"), page[..start].to_owned() + &expected).unwrap();
        return;
    }
    assert_eq!(&page[start..], expected, "WRITE_HAZARDS=1 writes the page anew");
}
