//! What commands write: never over what they read, over what is there only when told to, and whole or not at all.
#![cfg(unix)]

use crate::run::{CSE, Folder, command};
use crate::support::simple;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn run(name: &str, arguments: &[&str]) -> Output {
    command(name, arguments).output().unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn requests() -> String {
    (0..20).map(|at| simple(&format!("r{at}")) + "\n").collect()
}

const RECORD: &str = include_str!("../../../examples/records/immediate-danger.json");

#[test]
fn a_command_does_not_write_over_what_it_reads_by_whatever_name() {
    let folder = Folder::new("inputs");
    let set = folder.path("elsewhere");
    assert!(run("rules", &["new", &set]).status.success());
    let beside = folder.path("beside");
    assert!(run("rules", &["new", &beside]).status.success());
    let record = folder.file("record.json", RECORD);
    let requests = folder.file("requests.jsonl", requests());
    let stored = run("screen", &["--json", &folder.file("one.json", simple("r1"))]).stdout;
    let stored: serde_json::Value = serde_json::from_slice(&stored).unwrap();
    let stored = folder.file("records.jsonl", format!("{stored}\n"));
    fs::create_dir(folder.path("deeper")).unwrap();
    let rows = format!("{set}/indicators.json");
    let others = format!("{beside}/indicators.json");
    let calls: [(&str, &str, Vec<&str>); 10] = [
        ("report", &record, vec![&record]),
        ("report", &record, vec![&record, "--text"]),
        ("report", &rows, vec![&record, "--rules", &set]),
        ("caseload", &requests, vec![&requests]),
        ("caseload", &stored, vec![&requests, "--previous", &stored]),
        ("caseload", &rows, vec![&requests, "--rules", &set]),
        ("caseload", &rows, vec!["generate", "--count", "3", "--rules", &set]),
        ("rulebook", &rows, vec![&set]),
        ("rulebook", &rows, vec!["coventry", "--previous", &set]),
        // A set may extend one beside it.
        ("rulebook", &others, vec![&set]),
    ];
    for (name, input, arguments) in calls {
        let before = fs::read(input).unwrap();
        let link = folder.path("link");
        symlink(input, &link).unwrap();
        let around = folder
            .path(&format!("deeper/../{}", Path::new(input).strip_prefix(&folder.0).unwrap().display()));
        for to in [input, &link, &around] {
            for force in [&[][..], &["--force"]] {
                let done = run(name, &[&arguments[..], &["-o", to], force].concat());
                assert_eq!(done.status.code(), Some(2), "{name} {arguments:?} {to}: {}", errors(&done));
                assert!(errors(&done).contains("is read by this command"), "{}", errors(&done));
                assert!(fs::read(input).unwrap() == before, "{name} {arguments:?} {to} {force:?}");
            }
        }
        fs::remove_file(&link).unwrap();
    }
    // Another name for the same file.
    let other = folder.path("other.jsonl");
    fs::hard_link(&requests, &other).unwrap();
    let done = run("caseload", &[&requests, "-o", &other, "--force"]);
    assert_eq!(done.status.code(), Some(2));
    assert!(errors(&done).contains("is read by this command"), "{}", errors(&done));
}

#[test]
fn a_file_that_standard_input_comes_from_is_not_written_over() {
    let folder = Folder::new("standard-input");
    let record = folder.file("record.json", RECORD);
    let requests = folder.file("requests.jsonl", requests());
    for (name, input) in [("report", &record), ("caseload", &requests)] {
        let before = fs::read(input).unwrap();
        for from in ["-", "/dev/stdin"] {
            for to in [input, "/dev/stdin"] {
                let standard_input = fs::File::open(input).unwrap();
                let mut command = command(name, &[from, "-o", to, "--force"]);
                let done = command.stdin(standard_input).output().unwrap();
                assert_eq!(done.status.code(), Some(2), "{name} {from} {to}: {}", errors(&done));
                assert!(errors(&done).contains("is read by this command"), "{}", errors(&done));
                assert!(fs::read(input).unwrap() == before, "{name} {from} {to}");
            }
        }
    }
}

/// Each command that writes a file, without the name of the file.
fn commands(folder: &Folder) -> Vec<(&'static str, Vec<String>)> {
    let record = folder.file("record.json", RECORD);
    let requests = folder.file("requests.jsonl", requests());
    vec![
        ("report", vec![record.clone()]),
        ("report", vec![record, "--text".to_owned()]),
        ("rulebook", vec![]),
        ("caseload", vec![requests]),
        ("caseload", ["generate", "--count", "2000"].map(str::to_owned).to_vec()),
    ]
}

fn call<'c>(arguments: &'c [String], more: &[&'c str]) -> Vec<&'c str> {
    arguments.iter().map(String::as_str).chain(more.iter().copied()).collect()
}

#[test]
fn what_is_there_is_written_over_only_when_told_to() {
    let folder = Folder::new("force");
    for (name, arguments) in commands(&folder) {
        let to = folder.path("written");
        let first = run(name, &call(&arguments, &["-o", &to]));
        assert!(first.status.success(), "{name}: {}", errors(&first));
        let whole = fs::read(&to).unwrap();
        fs::write(&to, "what was there").unwrap();
        fs::set_permissions(&to, Permissions::from_mode(0o600)).unwrap();
        let again = run(name, &call(&arguments, &["-o", &to]));
        assert_eq!(again.status.code(), Some(2), "{name} {arguments:?}");
        assert!(errors(&again).contains("is there already; allowed: another name, or --force"));
        assert_eq!(fs::read(&to).unwrap(), b"what was there", "{name}");
        // A link stays one, and what it leads to is written over.
        let link = folder.path("link");
        symlink(&to, &link).unwrap();
        let told = run(name, &call(&arguments, &["-o", &link, "--force"]));
        assert!(told.status.success(), "{name}: {}", errors(&told));
        assert!(fs::read(&to).unwrap() == whole && fs::read_link(&link).is_ok(), "{name}");
        assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
        for other in [&to, &link] {
            fs::remove_file(other).unwrap();
        }
        // A link that leads nowhere, and a folder, are no file to write.
        symlink(folder.path("nowhere"), &link).unwrap();
        for wrong in [&link, folder.0.to_str().unwrap()] {
            let done = run(name, &call(&arguments, &["-o", wrong, "--force"]));
            assert_eq!(done.status.code(), Some(2), "{name} {wrong}");
        }
        fs::remove_file(&link).unwrap();
        assert_eq!(folder.names(), ["record.json", "requests.jsonl"]);
    }
    let set = folder.path("set");
    assert!(run("rules", &["new", &set]).status.success());
    assert_eq!(run("rules", &["new", &set]).status.code(), Some(2));
}

#[test]
fn where_the_disk_is_full_or_the_command_is_stopped_the_old_file_stands() {
    let folder = Folder::new("full");
    for (name, arguments) in commands(&folder) {
        let to = folder.file("written", "what was there");
        // No file may grow beyond some kilobytes: a write that fails, or the end of the command in the midst of it.
        for (trap, code) in [("trap '' XFSZ;", Some(2)), ("", None)] {
            let script = format!("{trap} ulimit -c 0; ulimit -f 4; exec \"$0\" \"$@\"");
            let done = Command::new("sh")
                .args(["-c", &script, CSE, name])
                .args(call(&arguments, &["-o", &to, "--force"]))
                .output()
                .unwrap();
            assert_eq!(done.status.code(), code, "{name}: {}", errors(&done));
            assert_eq!(fs::read(&to).unwrap(), b"what was there", "{name} {trap}");
            if code.is_some() {
                assert!(errors(&done).contains("cannot be written"), "{name}: {}", errors(&done));
                assert_eq!(folder.names(), ["record.json", "requests.jsonl", "written"]);
            }
        }
        let left: Vec<_> = folder.names().into_iter().filter(|name| name.ends_with(".part")).collect();
        left.iter().for_each(|name| fs::remove_file(folder.path(name)).unwrap());
        fs::remove_file(&to).unwrap();
        if Path::new("/dev/full").exists() {
            for to in ["/dev/full", "-"] {
                let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
                let mut command = command(name, &call(&arguments, &["-o", to]));
                let done = command.stdout(full).output().unwrap();
                assert_eq!(done.status.code(), Some(2), "{name} {to}");
                assert!(errors(&done).contains("cannot be written"), "{name}: {}", errors(&done));
            }
        }
    }
    // A set that cannot be written whole is not there.
    let set = folder.path("set");
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"";
    let done = Command::new("sh").args(["-c", script, CSE, "rules", "new", &set]).output().unwrap();
    assert_eq!(done.status.code(), Some(2), "{}", errors(&done));
    assert_eq!(fs::read_dir(&set).unwrap().count(), 0);
    assert!(run("rules", &["new", &set]).status.success());
}

#[test]
fn a_reader_that_has_had_enough_is_no_failure_of_any_command() {
    let folder = Folder::new("head");
    let record = folder.file("record.json", RECORD);
    let one = folder.file("one.json", simple("one"));
    let lines = folder.file("requests.jsonl", requests());
    for (name, arguments) in [
        ("screen", vec![&*one]),
        ("screen", vec!["--json", &one]),
        ("screen", vec![&one, "--why-not", "category_rules/looked-after"]),
        ("screen", vec!["--jsonl"]),
        ("report", vec![&record, "--text"]),
        ("report", vec![&record, "-o", "-"]),
        ("rulebook", vec!["-o", "-"]),
        ("caseload", vec![&lines, "-o", "-"]),
        ("caseload", vec!["generate", "--count", "2000", "-o", "-"]),
        ("caseload", vec!["generate", "--help"]),
        ("rules", vec!["explain", "coventry", "under-13"]),
        ("rules", vec!["explain", "coventry", "under-13", "--json"]),
        ("rules", vec!["compare", "coventry", "coventry"]),
    ] {
        let mut child = command(name, &arguments)
            .stdin(fs::File::open(&lines).unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Nobody reads from the start.
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        let said = errors(&done);
        // Of many requests it says what it did, and nothing else.
        let of_many = said.lines().all(|line| line.ends_with(" refused, 0 blank lines"));
        assert!(said.is_empty() || of_many && said.lines().count() == 1, "{name} {arguments:?}: {said}");
        assert_eq!(done.status.code(), Some(0), "{name} {arguments:?}");
    }
}

#[test]
fn no_line_at_all_is_no_success() {
    let folder = Folder::new("lines");
    for text in ["", "\n", " \n\n \n"] {
        let lines = folder.file("lines.jsonl", text);
        let mut command = command("screen", &["--jsonl"]);
        let done = command.stdin(fs::File::open(&lines).unwrap()).output().unwrap();
        assert_eq!((done.status.code(), &*done.stdout), (Some(2), &b""[..]));
        assert!(errors(&done).contains("there is no request"), "{}", errors(&done));
        let done = run("rules", &["compare", "coventry", "coventry", "--caseload", &lines]);
        assert_eq!((done.status.code(), &*done.stdout), (Some(2), &b""[..]));
        assert!(errors(&done).contains("the caseload holds no line"), "{}", errors(&done));
    }
}
