//! Makes vectors from the cases, the refusals and the slips of the project.

use crate::run::{Failed, SetFile, Sets, Vector, add, finished, hex, outcome};
use cse_screening::RuleSet;
use cse_screening::VERSION;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The files of vectors, in the order in which they are answered.
pub(crate) const FILES: [&str; 4] = ["screen.jsonl", "verify.jsonl", "refuse.jsonl", "explain.jsonl"];
/// An answer with no more bytes stands there whole.
const SHORT: usize = 256;
/// So many records stand there whole, to be verified as they are.
const WHOLE: usize = 24;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

struct Made {
    sets: Vec<SetFile>,
    vectors: [Vec<Vector>; FILES.len()],
}

pub(crate) fn write(folder: &Path) -> Result<String, Failed> {
    let files = files()?;
    for (name, text) in &files {
        fs::write(folder.join(name), text)?;
    }
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    Ok(format!("{} files, {bytes} bytes", files.len()))
}

pub(crate) fn check(folder: &Path) -> Result<String, Failed> {
    for (name, text) in files()? {
        if fs::read_to_string(folder.join(&name))? != text {
            return Err(Failed(format!("{name} is not as it would be written: make writes it anew")));
        }
    }
    Ok("the vectors are as they would be written".to_owned())
}

/// Every file, by its name.
fn files() -> Result<Vec<(String, String)>, Failed> {
    let Made { sets, vectors } = made()?;
    let loaded = Sets::load(&sets);
    let mut hash = Sha256::new();
    let mut files = vec![("sets.jsonl".to_owned(), lines(&sets)?)];
    let mut count = 0;
    for (name, mut vectors) in FILES.into_iter().zip(vectors) {
        for vector in &mut vectors {
            count += 1;
            let (status, answer) = outcome(&loaded, vector);
            add(&mut hash, status, &answer);
            status.clone_into(&mut vector.status);
            match String::from_utf8(answer) {
                Ok(answer) if answer.len() <= SHORT && !answer.is_empty() => vector.answer = answer,
                Ok(answer) => vector.sha256 = hex(answer.as_bytes()),
                Err(error) => return Err(error.into()),
            }
        }
        files.push((name.to_owned(), lines(&vectors)?));
    }
    let rules = RuleSet::coventry();
    let manifest = &rules.tables().manifest;
    let about = json!({
        "vectors": 1,
        "engine": VERSION,
        "rules": {"id": manifest.id, "version": manifest.version, "sha256": rules.sha256()},
        "files": FILES,
        "count": count,
        "sha256": finished(hash),
    });
    files.push(("about.json".to_owned(), format!("{}\n", serde_json::to_string_pretty(&about)?)));
    Ok(files)
}

fn lines<T: Serialize>(rows: &[T]) -> Result<String, Failed> {
    let mut text = String::new();
    for row in rows {
        text.push_str(&serde_json::to_string(row)?);
        text.push('\n');
    }
    Ok(text)
}

fn vector(call: &str, rules: &str, input: &str) -> Vector {
    Vector { call: call.to_owned(), rules: rules.to_owned(), input: input.to_owned(), ..Vector::default() }
}

fn made() -> Result<Made, Failed> {
    let mut sets = Vec::new();
    let mut names = vec!["coventry".to_owned()];
    for folder in sorted(&Path::new(ROOT).join("tests/local"))? {
        let set = name_of(&folder);
        for file in sorted(&folder)?.iter().filter(|file| is_json(file)) {
            sets.push(SetFile { set: set.clone(), name: name_of(file), content: fs::read_to_string(file)? });
        }
        names.push(set);
    }
    let slips = slips(&mut sets)?;
    let mut vectors: [Vec<Vector>; FILES.len()] = Default::default();
    let [screen, verify, refuse, explain] = &mut vectors;
    // Under which rules, and what.
    let mut requests: Vec<(String, String)> = Vec::new();
    for (at, set) in names.iter().enumerate() {
        let folder =
            if at == 0 { "rules/coventry/cases".to_owned() } else { format!("tests/local/{set}/cases") };
        for file in sorted(&Path::new(ROOT).join(folder))?.iter().filter(|file| is_json(file)) {
            for case in read(file)?.as_array().into_iter().flatten() {
                if let Some(request) = case.get("request") {
                    requests.push((set.clone(), request.to_string()));
                }
            }
        }
    }
    for (at, (set, request)) in requests.iter().enumerate() {
        screen.push(vector("screen", set, request));
        screen.push(vector("category", set, request));
        // What one set asks, another may refuse.
        let others: Vec<_> = names.iter().filter(|other| *other != set).collect();
        if let Some(other) = others.get(at % others.len().max(1)) {
            screen.push(vector("screen", other, request));
        }
        let screened = Vector { by: set.clone(), ..vector("verify_screened", set, request) };
        verify.push(screened.clone());
        if let Some((find, replace)) = EDITS.get(at % EDITS.len()) {
            let (find, replace) = ((*find).to_owned(), (*replace).to_owned());
            verify.push(Vector { find, replace, ..screened.clone() });
        }
        if let Some(other) = others.get(at % others.len().max(1)).filter(|_| at % 8 == 0) {
            verify.push(Vector { rules: (*other).clone(), ..screened });
        }
    }
    let every = |step: usize| requests.iter().step_by(step.max(1));
    let loaded = Sets::load(&sets);
    for (set, request) in every(requests.len() / WHOLE) {
        let (_, record) = outcome(&loaded, &vector("screen", set, request));
        let record = String::from_utf8(record)?;
        verify.push(vector("identity", "", &record));
        verify.push(vector("verify", set, &record));
    }
    for text in [
        "",
        "{}",
        "[]",
        "null",
        "{\"format\":2}",
        "{\"format\":1,\"engine\":\"\",\"rules\":{}}",
        "\u{feff}{}",
    ] {
        refuse.push(vector("identity", "", text));
        refuse.push(vector("verify", "coventry", text));
        refuse.push(vector("screen", "coventry", text));
        refuse.push(vector("category", "coventry", text));
    }
    for refusal in read(&Path::new(ROOT).join("tests/refusals.json"))?.as_array().into_iter().flatten() {
        let text = match (refusal.get("text").and_then(Value::as_str), refusal.get("request")) {
            (Some(text), _) => text.to_owned(),
            (None, Some(request)) => request.to_string(),
            (None, None) => continue,
        };
        for set in &names {
            refuse.push(vector("screen", set, &text));
        }
    }
    refuse.extend(slips.iter().map(|set| vector("rules", set, "")));
    let of_ten: Vec<_> =
        requests.iter().filter(|(set, _)| set == "coventry").map(|(_, text)| text.as_str()).collect();
    for ten in of_ten.chunks(10).step_by(4) {
        explain.push(vector("screen_lines", "coventry", &format!("{}\n\n{{}}\n", ten.join("\n"))));
    }
    for set in &names {
        explain.push(vector("rules", set, ""));
        explain.push(vector("document", set, ""));
        explain.push(vector("form", set, ""));
        for other in &names {
            // What runs out of work says so in the same way everywhere.
            let compared =
                Vector { by: other.clone(), work: "20000".to_owned(), ..vector("compare", set, "") };
            explain.push(compared);
        }
        explain.push(Vector { work: "20000".to_owned(), ..vector("check", set, "") });
    }
    let rows = [
        "under-13",
        "looked-after",
        "several-category-1",
        "mase-meeting",
        "plan_hosts/looked-after",
        "under-14",
        "",
    ];
    for (at, (set, request)) in every(40).enumerate() {
        explain.push(vector("next_category", set, request));
        let id = rows.get(at % rows.len()).copied().unwrap_or_default().to_owned();
        explain.push(Vector { id, ..vector("why_not", set, request) });
    }
    for name in ["request.json", "record.json", "manifest.json", "requests.json", ""] {
        explain.push(Vector { id: name.to_owned(), ..vector("schema", "", "") });
    }
    Ok(Made { sets, vectors })
}

/// What somebody could do to a stored record. Not each of them is in every record.
const EDITS: [(&str, &str); 12] = [
    ("\"category\":3", "\"category\":1"),
    ("\"category\":1", "\"category\":null"),
    ("\"category\":2", "\"category\":\"2\""),
    ("\"engine\":\"", "\"engine\":\"another "),
    ("\"steps\":[", "\"steps\":[],\"steps\":["),
    ("\"force\":\"must\"", "\"force\":\"may\""),
    ("\"sha256\":\"", "\"sha256\":\"0"),
    ("\"decisive\":true", "\"decisive\":false"),
    ("\"age\":15", "\"age\":14"),
    ("\"format\":2", "\"format\":3"),
    ("\"gaps\":[", "\"gaps\":[{\"question\":\"rape\",\"would_raise_to\":3},"),
    ("\"request\":{", "\"request\":{\"note\":1,"),
];

/// Rules with a mistake in them, each a set of its own; and their names.
fn slips(sets: &mut Vec<SetFile>) -> Result<Vec<String>, Failed> {
    let version = &RuleSet::coventry().tables().manifest.version;
    let manifest = json!({
        "extends": {"id": "coventry", "version": version},
        "manifest": {"id": "elsewhere", "version": "1.0.0", "title": "Elsewhere"},
    });
    let mut names = Vec::new();
    for (at, slip) in
        read(&Path::new(ROOT).join("tests/slips.json"))?.as_array().into_iter().flatten().enumerate()
    {
        let Some(files) = slip.get("files").and_then(Value::as_object) else { continue };
        let set = format!("slip-{at}");
        let mut add = |name: &str, content: String| {
            sets.push(SetFile { set: set.clone(), name: name.to_owned(), content });
        };
        if !files.contains_key("manifest.json") {
            add("manifest.json", manifest.to_string());
        }
        for (name, content) in files {
            add(name, content.as_str().map_or_else(|| content.to_string(), str::to_owned));
        }
        names.push(set);
    }
    Ok(names)
}

fn read(file: &Path) -> Result<Value, Failed> {
    Ok(serde_json::from_str(&fs::read_to_string(file)?)?)
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Failed> {
    let found: Result<Vec<_>, _> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut found = found?;
    found.sort();
    Ok(found)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn is_json(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "json")
}
