//! The rooms of `src/` import in one direction.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// From the ground up. A room may use itself and those before it.
const ROOMS: &[&str] = &[
    "bits",
    "numbered",
    "figures",
    "encoding",
    "json",
    "vocabulary",
    "tables",
    "compiled",
    "built_in",
    "decide",
    "outcome",
    "request",
    "words",
    "record",
    "formula",
    "columns",
    "proof",
    "why_not",
    "load",
    "in_force",
    "authoring",
    "schema",
    "json_calls",
    "guide",
];

pub fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The rooms that the code of a file names, its own unit tests and its comments left out.
fn named(text: &str) -> BTreeSet<&str> {
    let code = text.split("#[cfg(test)]\n#[allow").next().unwrap_or_default();
    let code = code.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default())
        .collect()
}

#[test]
fn no_room_uses_one_that_stands_above_it_and_none_the_root_of_the_crate() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&source, &mut paths);
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    for path in &paths {
        let inside = path.strip_prefix(&source).unwrap();
        let room = inside.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs");
        if room == "lib" {
            continue;
        }
        let floor = |room: &str| ROOMS.iter().position(|known| *known == room);
        let own = floor(room);
        assert!(own.is_some(), "{}: a room that this test does not know", inside.display());
        seen.insert(room.to_owned());
        for other in named(&std::fs::read_to_string(path).unwrap()) {
            if floor(other).is_none_or(|other| Some(other) > own) {
                wrong.push(format!("{}: uses `crate::{other}`", inside.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(seen.len() + 2 >= ROOMS.len(), "{seen:?}");
}

/// Files of `src/` that name a table: by its name, its place in the list of tables, or its row.
fn naming(words: &[&str]) -> Vec<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&source, &mut paths);
    let names = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let code: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        words.iter().any(|word| code.iter().any(|line| line.contains(word)))
    };
    let mut found: Vec<_> = paths.into_iter().filter(names).collect();
    found.sort();
    found.iter().map(|path| path.strip_prefix(&source).unwrap().display().to_string()).collect()
}

#[test]
fn a_table_is_known_in_few_places() {
    let by_name = naming(&["plan_hosts"]);
    assert!(by_name.contains(&"tables/mod.rs".to_owned()), "{by_name:?}");
    assert!(by_name.len() <= 6, "{by_name:?}");
    let by_any = naming(&["plan_hosts", "PlanHost"]);
    assert!(by_any.len() <= 12, "{by_any:?}");
}

/// A question that is answered with one of a few values, by its words in code; and how many files may name it: its
/// type and its row, the condition that asks for it, and what the crate exports.
const CHOICES: &[(&[&str], usize)] = &[
    (&["placement", "placement_given", "Placement"], 4),
    (&["legal_status", "legal_status_given", "LegalStatus"], 4),
    // Its type stands beside the indicators.
    (&["completed_by", "completed_by_given", "CompletedBy"], 5),
    // What a case is that was left out is decided, so the decision and the formulas know it.
    (&["case_given", "CaseGiven"], 4),
];

#[test]
fn a_question_of_the_form_is_named_in_few_files() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&source, &mut paths);
    for (words, most) in CHOICES {
        let names = |path: &&PathBuf| {
            let text = std::fs::read_to_string(path).unwrap();
            // The tests of a file may name any question.
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
            code.flat_map(|line| line.split(|c| !is_word(c))).any(|word| words.contains(&word))
        };
        let naming: Vec<_> = paths.iter().filter(names).collect();
        assert!(naming.len() <= *most, "{words:?}: {naming:?}");
        assert!(naming.len() > 1, "{words:?}: {naming:?}");
    }
}

/// Other crates than those that DESIGN declares have no part in what this one promises.
#[test]
fn no_signature_names_a_type_of_another_crate_than_those_declared() {
    const FOREIGN: [&str; 10] = [
        "Value",
        "Map",
        "Schema",
        "SchemaGenerator",
        "batsat",
        "semver",
        "sha2",
        "strsim",
        "Deserializer",
        "Lit",
    ];
    let (mut paths, mut wrong, mut read) = (Vec::new(), Vec::new(), 0);
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut paths);
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        // What a type wraps is its own.
        let wraps =
            |line: &str| line.starts_with("pub struct ") && line.contains('(') && !line.contains("(pub ");
        let signature =
            |line: &&str| line.starts_with("pub ") && !line.starts_with("pub use crate::") && !wraps(line);
        for line in text.lines().map(str::trim).filter(signature) {
            read += 1;
            let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            if words.any(|word| FOREIGN.contains(&word)) {
                wrong.push(format!("{}: {line}", path.display()));
            }
        }
    }
    assert!(read > 400, "{read}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
