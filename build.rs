//! Puts the files of the built-in rules together to one document, so that the first screening does not
//! have to. What it needs, it takes from the crate's own modules.

#[path = "src/rules/fingerprint.rs"]
mod fingerprint;
#[path = "src/rules/names.rs"]
mod names;
#[path = "src/rules/row_ids.rs"]
mod row_ids;

use row_ids::NOTE;
use serde_json::{Map, Value};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs, mem};

const RULES: &str = "rules/coventry";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={RULES}");
    let mut tables = Map::new();
    for file in json_files(Path::new(RULES))? {
        take(&mut tables, &fs::read(&file)?).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let mut faults = Vec::new();
    names::fill_in(&mut tables, usize::MAX, &mut |wrong| {
        let at = |names::Place { table, row, field }| format!("{table} `{row}`, {field}");
        faults.push(match wrong {
            names::Wrong::SameId { name } => format!("`{name}` is the id of a name and of a setting"),
            names::Wrong::Brace { name } => format!("the name `{name}` has a brace that is no reference"),
            names::Wrong::Circle { names } => format!("names refer to one another: {}", names.join(", ")),
            names::Wrong::Unknown { place, reference, names } => {
                let known: Vec<_> = names.keys().map(String::as_str).collect();
                let known = known.join("`, `");
                format!("{}: refers to `{{{reference}}}`; known: `{known}`", at(place))
            }
            names::Wrong::TooLong { place } => format!("{}: the text is too long", at(place)),
        });
    });
    if !faults.is_empty() {
        return Err(faults.join("\n").into());
    }
    let mut tables = Value::Object(tables);
    let sha256 = fingerprint::sha256(&fingerprint::canonical_json(&tables));
    let statements = tables.get_mut("statements").map(|rows| mem::replace(rows, Value::Array(Vec::new())));
    let statements = statements.ok_or("the table `statements` is missing")?;

    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    fs::write(out.join("coventry.sha256"), sha256)?;
    fs::write(out.join("coventry.json"), tables.to_string())?;
    fs::write(out.join("statements.json"), statements.to_string())?;
    Ok(())
}

fn json_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn take(tables: &mut Map<String, Value>, text: &[u8]) -> Result<(), Box<dyn Error>> {
    let mut file: Map<String, Value> = serde_json::from_slice(text)?;
    file.remove("$schema");
    file.values_mut().for_each(without_notes);
    file.remove(NOTE);
    for (table, rows) in file {
        if tables.contains_key(&table) {
            return Err(format!("the table `{table}` stands in another file too").into());
        }
        tables.insert(table, rows);
    }
    Ok(())
}

/// Notes are for whoever reads the files.
fn without_notes(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove(NOTE);
            fields.values_mut().for_each(without_notes);
        }
        Value::Array(list) => list.iter_mut().for_each(without_notes),
        _ => {}
    }
}
