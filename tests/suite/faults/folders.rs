//! What stands in a folder of rules or of cases is read, or refused by name.

use super::{messages, small};
use cse_screening::{Request, RuleSet};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

const OTHER: &str = "is not read; allowed: rules in files that end in `.json`, and documents that are no JSON in `.docx`, `.html`, `.md`, `.odt`, `.pdf` or `.txt`";

/// A folder of its own with the small set in two files.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("folders-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("cases")).unwrap();
    let Value::Object(mut tables) = small() else { panic!("a set is an object") };
    let steps = json!({ "steps": tables.remove("steps") });
    fs::write(folder.join("steps.json"), steps.to_string()).unwrap();
    fs::write(folder.join("set.json"), Value::Object(tables).to_string()).unwrap();
    fs::write(folder.join("cases").join("edges.json"), "[]").unwrap();
    folder
}

fn faults(folder: &Path) -> Vec<String> {
    messages(&RuleSet::from_dir(folder).unwrap_err())
}

fn faults_of_cases(folder: &Path) -> Vec<String> {
    messages(&RuleSet::coventry().run_cases(folder.join("cases")).unwrap_err())
}

#[test]
fn a_file_that_may_have_been_meant_as_rules_is_refused() {
    let folder = folder("meant");
    for (name, text, meant) in [
        ("protections.json.txt", "", "; did you mean `protections.json`?"),
        ("protections.JSON", "{}", "; did you mean `protections.json`?"),
        ("protections.json.bak", "{}", "; did you mean `protections.json`?"),
        ("protections.json~", "{}", "; did you mean `protections.json`?"),
        ("protections.json.md", "{}", "; did you mean `protections.json`?"),
        ("protections.jsonc", "{}", "; did you mean `protections.json`?"),
        ("category-rules.yaml", "", "; did you mean `category-rules.json`?"),
        ("protections", "{}", "; did you mean `protections.json`?"),
        ("notes.txt", "\n\u{FEFF} {}", ""),
        ("notes.txt", "[", ""),
        ("cases", "[]", ""),
        ("local.csv", "a,b", ""),
        ("Makefile", "", ""),
    ] {
        let place = folder.join(name);
        if name == "cases" {
            fs::remove_dir_all(&place).unwrap();
        }
        fs::write(&place, text).unwrap();
        assert_eq!(faults(&folder), [format!("{name}: {OTHER}{meant}")], "{name}");
        fs::remove_file(&place).unwrap();
        assert!(RuleSet::from_dir(&folder).is_ok());
    }
    // All of them at once, and with them nothing that may only be for the lack of them.
    fs::rename(folder.join("steps.json"), folder.join("steps.json.txt")).unwrap();
    fs::rename(folder.join("set.json"), folder.join("set.JSON")).unwrap();
    assert_eq!(
        faults(&folder),
        [
            format!("set.JSON: {OTHER}; did you mean `set.json`?"),
            format!("steps.json.txt: {OTHER}; did you mean `steps.json`?"),
        ]
    );
}

#[test]
fn a_folder_that_is_not_known_is_refused() {
    let folder = folder("unknown");
    for (name, meant) in [
        ("Cases", "; did you mean `cases`?"),
        ("case", "; did you mean `cases`?"),
        ("more", ""),
        ("more.json", ""),
    ] {
        fs::create_dir(folder.join(name)).unwrap();
        assert_eq!(
            faults(&folder),
            [format!("{name}: a folder that is not read; allowed: `cases`, `schema`{meant}")]
        );
        fs::remove_dir(folder.join(name)).unwrap();
    }
    fs::create_dir(folder.join("schema")).unwrap();
    assert!(RuleSet::from_dir(&folder).is_ok());
}

#[test]
fn documents_and_what_tools_leave_behind_may_stand_there() {
    let folder = folder("documents");
    let names = [
        "README.md",
        "notes.txt",
        "decision.pdf",
        "rulebook.html",
        "minutes.docx",
        "minutes.odt",
        "LICENSE",
        "README",
        ".DS_Store",
        ".steps.json.swp",
        ".gitignore",
        "Thumbs.db",
        "desktop.ini",
    ];
    for name in names {
        fs::write(folder.join(name), "Decided in May.").unwrap();
        fs::write(folder.join("cases").join(name), "Decided in May.").unwrap();
    }
    // A text may begin with a link.
    fs::write(folder.join("README.md"), "[Decided](minutes.pdf) in May.").unwrap();
    fs::create_dir(folder.join(".git")).unwrap();
    let rules = RuleSet::from_dir(&folder).unwrap();
    assert_eq!(rules.run_cases(folder.join("cases")).unwrap().run, 0);
    // A file that ends as rules do is read, whatever it begins with.
    fs::write(folder.join(".names.json"), "{}}").unwrap();
    assert_eq!(
        faults(&folder),
        [
            ".names.json: something stands after the end: a bracket too many, or no `{` at the beginning (line 1 column 3)"
        ]
    );
}

#[test]
fn cases_are_read_as_rules_are() {
    let folder = folder("cases");
    let cases = folder.join("cases");
    fs::rename(cases.join("edges.json"), cases.join("edges.json.txt")).unwrap();
    fs::create_dir(cases.join("more")).unwrap();
    assert_eq!(
        faults_of_cases(&folder),
        [
            format!("edges.json.txt: {OTHER}; did you mean `edges.json`?"),
            "more: a folder that is not read; cases stand in one folder".to_owned(),
        ]
    );
    fs::remove_dir(cases.join("more")).unwrap();
    fs::rename(cases.join("edges.json.txt"), cases.join("edges.json")).unwrap();
    fs::write(cases.join("edges.json"), "\u{FEFF}[]").unwrap();
    assert_eq!(RuleSet::coventry().run_cases(&cases).unwrap().run, 0);
    fs::write(cases.join("edges.json"), "").unwrap();
    assert_eq!(
        faults_of_cases(&folder),
        ["edges.json: the text is empty; write something there, or take the file away"]
    );
    fs::write(cases.join("edges.json"), "{}").unwrap();
    assert_eq!(faults_of_cases(&folder), ["edges.json: found an object; allowed: a list of cases, in `[ ]`"]);
    let large = fs::File::create(cases.join("edges.json")).unwrap();
    large.set_len((64 << 20) + 1).unwrap();
    assert_eq!(faults_of_cases(&folder), ["the cases are larger than 67108864 bytes, all files together"]);
}

#[cfg(unix)]
#[test]
fn pipes_and_links_out_of_the_folder_are_refused_and_nothing_waits_for_them() {
    use std::os::unix::fs::symlink;
    let folder = folder("links");
    let aside = folder.with_file_name("folders-aside");
    let _ = fs::remove_dir_all(&aside);
    fs::create_dir(&aside).unwrap();
    fs::write(aside.join("names.json"), r#"{"names": []}"#).unwrap();
    let link = "is a link out of the folder; put the file itself here";
    for (target, name) in [
        (aside.join("names.json"), "more.json"),
        (PathBuf::from("../folders-aside/names.json"), "more.json"),
        (aside.clone(), "schema"),
        (aside.join("names.json"), "README.md"),
        (PathBuf::from("/dev/zero"), "more.json"),
    ] {
        symlink(&target, folder.join(name)).unwrap();
        assert_eq!(faults(&folder), [format!("{name}: {link}")], "{target:?}");
        fs::remove_file(folder.join(name)).unwrap();
    }
    for name in ["more.json", "README.md", "cases/more.json"] {
        let made = std::process::Command::new("mkfifo").arg(folder.join(name)).status().unwrap();
        assert!(made.success());
        let (found, name) = match name.strip_prefix("cases/") {
            Some(name) => (faults_of_cases(&folder), name),
            None => (faults(&folder), name),
        };
        assert_eq!(found, [format!("{name}: is neither a file nor a folder")]);
        let _ = fs::remove_file(folder.join(name));
    }
    symlink("nowhere.json", folder.join("more.json")).unwrap();
    let [fault] = &faults(&folder)[..] else { panic!("one fault") };
    assert!(fault.starts_with("more.json: cannot be read: "), "{fault}");
    fs::remove_file(folder.join("more.json")).unwrap();
    // As some servers hand files out: links to a folder within the folder, whose name begins with two dots.
    fs::create_dir(folder.join("..2026")).unwrap();
    fs::rename(folder.join("steps.json"), folder.join("..2026/steps.json")).unwrap();
    symlink("..2026", folder.join("..data")).unwrap();
    symlink("..data/steps.json", folder.join("steps.json")).unwrap();
    assert!(RuleSet::from_dir(&folder).is_ok());
    // And the folder itself may be one.
    let current = folder.with_file_name("folders-current");
    let _ = fs::remove_file(&current);
    symlink(&folder, &current).unwrap();
    assert!(RuleSet::from_dir(&current).is_ok());
}

#[test]
fn a_byte_order_mark_is_skipped_in_rules_and_in_requests() {
    let folder = folder("mark");
    for name in ["set.json", "steps.json"] {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        fs::write(folder.join(name), format!("\u{FEFF}{text}")).unwrap();
    }
    let plain = RuleSet::from_json(&small().to_string()).unwrap();
    assert_eq!(RuleSet::from_dir(&folder).unwrap().sha256(), plain.sha256());
    let marked = RuleSet::from_json(&format!("\u{FEFF}{}", plain.to_json())).unwrap();
    assert_eq!(marked.sha256(), plain.sha256());

    let request = r#"{"child": {"age": 15}, "screening": {"indicators": ["clipping"]}}"#;
    let plain = Request::from_json(request).unwrap();
    assert_eq!(Request::from_json(&format!("\u{FEFF}{request}")).unwrap(), plain);
    assert_eq!(Request::from_slice(&[b"\xEF\xBB\xBF", request.as_bytes()].concat()).unwrap(), plain);
}

#[test]
fn another_encoding_is_named_in_rules_and_in_requests() {
    let folder = folder("encodings");
    let utf_16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let windows = |text: &str| -> Vec<u8> { text.chars().map(|letter| letter as u8).collect() };
    let text = "{\n  \"note\": \"é\"}";
    let file = folder.join("notes.json");
    let wide = "this looks like UTF-16; save it as UTF-8";
    let narrow = "this is not UTF-8 and looks like Windows-1252; save it as UTF-8";
    for bytes in [utf_16(text), [&b"\xFF\xFE"[..], &utf_16(text)].concat()] {
        fs::write(&file, &bytes).unwrap();
        assert_eq!(faults(&folder), [format!("notes.json: {wide}")]);
        let error = Request::from_slice(&bytes).unwrap_err();
        let problem = format!("this is not JSON as it should be: {wide}");
        assert_eq!(error.full_text(), format!("line 1 column 1: {problem}"));
    }
    fs::write(&file, windows(text)).unwrap();
    assert_eq!(faults(&folder), [format!("notes.json: {narrow} (line 2 column 12)")]);
    let error = Request::from_slice(&windows(text)).unwrap_err();
    let problem = format!("this is not JSON as it should be: {narrow}");
    assert_eq!(error.full_text(), format!("line 2 column 12: {problem}"));
    fs::write(&file, "").unwrap();
    assert_eq!(
        faults(&folder),
        ["notes.json: the text is empty; write something there, or take the file away"]
    );
}

#[test]
fn a_set_of_no_file_is_no_set() {
    let error = cse_screening::Loader::new().files(&[]).unwrap_err();
    let problems: Vec<_> = error.faults().iter().map(|fault| fault.problem().to_owned()).collect();
    assert_eq!(problems, ["there is no file; allowed: at least one with tables"]);
}
