//! The example as a process.

use crate::rulebook::page::Page;
use cse_screening::Record;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A directory of its own for one test, which goes when the test does.
pub struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Folder {
    pub fn new(test: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("cse-report-{}-{test}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

pub struct Call {
    pub code: i32,
    pub out: String,
    pub errors: String,
}

/// What the example says of the record on its standard input.
pub fn call(arguments: &[&str], record: &[u8]) -> Call {
    run(&[&["-"], arguments].concat(), record)
}

pub fn run(arguments: &[&str], input: &[u8]) -> Call {
    let tests = std::env::current_exe().unwrap();
    let profile = tests.parent().and_then(Path::parent).unwrap();
    let example = profile.join("examples").join(format!("report{}", std::env::consts::EXE_SUFFIX));
    assert!(example.exists(), "{} is not there: run `cargo build --examples`", example.display());
    let piped = |command: &mut Command| {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let mut child = piped(Command::new(example).args(arguments));
    // It may refuse its arguments before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(input);
    let done = child.wait_with_output().unwrap();
    Call {
        code: done.status.code().unwrap(),
        out: String::from_utf8(done.stdout).unwrap(),
        errors: String::from_utf8(done.stderr).unwrap(),
    }
}

/// The report on a record that reproduces, or whose rules are not at hand: the second may not end as the first.
pub fn report(record: &Record, arguments: &[&str]) -> String {
    let done = call(arguments, serde_json::to_string(record).unwrap().as_bytes());
    let not_verified =
        "the record is not verified: its rules are not at hand; the report says so, at its top\n";
    let expected = if done.out.to_lowercase().contains("not verified: its rules are not at hand") {
        (1, not_verified)
    } else {
        (0, "")
    };
    assert_eq!((done.code, &*done.errors), expected, "{arguments:?}");
    done.out
}

/// The page and the text.
pub fn forms(record: &Record, arguments: &[&str]) -> (Page, String) {
    let page = report(record, &[arguments, &["-o", "-"]].concat());
    (Page::new(page), report(record, &[arguments, &["--text"]].concat()))
}

/// The requests that come with the project, by their file names.
pub fn bundled() -> Vec<(String, serde_json::Value)> {
    let mut files: Vec<_> =
        fs::read_dir(of_project("examples/requests")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    let request = |file: &PathBuf| serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    files.iter().map(|file| (file.file_name().unwrap().to_str().unwrap().to_owned(), request(file))).collect()
}

pub fn of_project(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).to_str().unwrap().to_owned()
}
