//! `cse recall`: every record that a list concerns is found, and what cannot be read is never passed over. And that a
//! report warns of what was withdrawn.

use crate::called;
use crate::page::words;
use crate::run::{Folder, cse, of_project};
use crate::support::{flat, simple};
use cse_screening::{Actor, Record, RuleSet, VERSION};
use serde_json::{Value, json};

fn record(reference: &str) -> String {
    let records = cse("screen", &["--jsonl"], simple(reference).as_bytes());
    assert_eq!(records.code, 0, "{}", records.errors);
    records.out.trim().to_owned()
}

/// The same, as if another version of the engine had made it.
fn by_engine(reference: &str, engine: &str) -> String {
    let mut record: Value = serde_json::from_str(&record(reference)).unwrap();
    record["engine"] = json!(engine);
    record.to_string()
}

fn list(folder: &Folder, rows: &Value) -> String {
    folder.file("withdrawn.json", rows.to_string())
}

#[test]
fn each_record_that_is_concerned_is_listed_by_file_and_line_with_the_reason() {
    let folder = Folder::new("recall");
    let lines = [by_engine("r1", "0.0.7"), String::new(), record("r3"), by_engine("r4", "0.0.7")].join("\n");
    let records = folder.file("records.jsonl", lines);
    let list = list(&folder, &json!([{"engine": "0.0.7", "reason": "a deadline was a day late"}]));
    let found = cse("recall", &[&records, "--withdrawn", &list], b"");
    assert_eq!(found.code, 1, "{}", found.errors);
    let lines: Vec<_> = found.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", found.out);
    for (line, [number, reference]) in lines.iter().zip([["line 1", "r1"], ["line 4", "r4"]]) {
        for said in ["records.jsonl", number, reference, "coventry 2.0.0", "engine 0.0.7", "a day late"] {
            assert!(line.contains(said), "{said} is not in {line}");
        }
    }
    assert!(found.errors.contains("2 of 3 records concerned"), "{}", found.errors);

    let machine = cse("recall", &[&records, "--withdrawn", &list, "--json"], b"");
    let rows: Vec<Value> = machine.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((rows[1]["line"].as_u64(), rows[1]["reference"].as_str()), (Some(4), Some("r4")));
    assert_eq!(rows[1]["reasons"], json!(["a deadline was a day late"]));
    assert_eq!(rows[1]["rules"]["sha256"], RuleSet::coventry().sha256());
}

#[test]
fn one_record_a_file_is_read_over_several_lines_and_from_a_folder_and_from_standard_input() {
    let folder = Folder::new("recall-files");
    let sha256 = RuleSet::coventry().sha256();
    let list = list(&folder, &json!([{"rules": sha256.to_uppercase(), "reason": "withdrawn"}]));
    let kept = Folder::new("recall-kept");
    for name in ["one.json", "two.json"] {
        let record: Value = serde_json::from_str(&record(name)).unwrap();
        kept.file(name, serde_json::to_string_pretty(&record).unwrap());
    }
    let all = kept.path("");
    let found = cse("recall", &[&all, "--withdrawn", &list], b"");
    assert_eq!((found.code, found.out.lines().count()), (1, 2), "{}{}", found.out, found.errors);
    assert!(found.out.contains("one.json: reference one.json"), "{}", found.out);
    let found = cse("recall", &["-", "--withdrawn", &list], record("r").as_bytes());
    assert_eq!((found.code, found.out.lines().count()), (1, 1), "{}", found.errors);
}

#[test]
fn none_concerned_is_0_and_what_cannot_be_read_is_never_passed_over() {
    let folder = Folder::new("recall-none");
    let list = list(&folder, &json!([{"engine": "0.0.7", "reason": "a deadline was a day late"}]));
    let fine = folder.file("fine.jsonl", record("fine"));
    let found = cse("recall", &[&fine, "--withdrawn", &list], b"");
    assert_eq!((found.code, &*found.out), (0, ""), "{}", found.errors);

    for (text, code) in [
        (format!("{}\n{{\"secret\": \"Ann\"}}\n", record("a")), 2),
        (format!("Ann\n{}\n", by_engine("b", "0.0.7")), 1),
        (String::new(), 2),
    ] {
        let file = folder.file("some.jsonl", &text);
        let found = cse("recall", &[&file, "--withdrawn", &list], b"");
        assert_eq!(found.code, code, "{text}: {}", found.errors);
        assert!(found.errors.contains("1 place was not read"), "{}", found.errors);
        assert!(!found.errors.contains("Ann"), "{}", found.errors);
    }
    assert_eq!(cse("recall", &["nowhere.jsonl", "--withdrawn", &list], b"").code, 2);
    for wrong in
        ["", "{}", "[{\"reason\": \"nothing is named\"}]", "[{\"engine\": \"0.1.0\", \"reason\": \" \"}]"]
    {
        let list = folder.file("wrong.json", wrong);
        let found = cse("recall", &[&fine, "--withdrawn", &list], b"");
        assert_eq!((found.code, &*found.out), (2, ""), "{wrong}");
        assert!(!found.errors.is_empty());
    }
}

#[test]
fn nothing_in_a_record_or_a_list_steers_the_terminal() {
    let folder = Folder::new("recall-hostile");
    let list = list(&folder, &json!([{"engine": "0.0.7", "reason": "late\u{1b}[2J\nnot a line"}]));
    let mut hostile: Value = serde_json::from_str(&by_engine("r", "0.0.7")).unwrap();
    hostile["reference"] = json!("a\u{1b}]0;b\u{7}\u{202e}\nc");
    hostile["rules"]["id"] = json!("x\u{1b}[31m");
    let file = folder.file("hostile.jsonl", hostile.to_string());
    let found = cse("recall", &[&file, "--withdrawn", &list], b"");
    assert_eq!((found.code, found.out.lines().count()), (1, 1), "{}", found.out);
    assert!(!found.out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{:?}", found.out);
}

#[test]
fn a_report_warns_where_its_rules_or_its_engine_were_withdrawn() {
    let folder = Folder::new("recall-report");
    let file = folder.file("record.json", record("r"));
    let reason = "a deadline was a day late";
    for row in [
        json!({"engine": VERSION, "reason": reason}),
        json!({"rules": RuleSet::coventry().sha256(), "reason": reason}),
    ] {
        let list = list(&folder, &json!([row]));
        let found = cse("report", &[&file, "--text", "--withdrawn", &list], b"");
        assert_eq!(found.code, 1);
        assert!(found.errors.contains("withdrawn"), "{}", found.errors);
        let said = flat(&found.out);
        assert!(said.contains("WITHDRAWN SINCE") && said.contains(reason), "{said}");
    }
    let other = list(&folder, &json!([{"engine": "0.0.7", "reason": reason}]));
    let found = cse("report", &[&file, "--text", "--withdrawn", &other], b"");
    assert_eq!(found.code, 0, "{}", found.errors);
    assert!(!found.out.contains("WITHDRAWN"));
}

/// What stands beside the answers is for the file, and only there.
#[test]
fn a_report_shows_evidence_views_strengths_and_who_acts_and_says_when_they_were_taken_out() {
    let request = std::fs::read(of_project("examples/requests/evidence-beside-answers.json")).unwrap();
    let record = cse("screen", &["--json", "-"], &request);
    assert_eq!(record.code, 0, "{}", record.errors);
    let whole: Record = serde_json::from_str(&record.out).unwrap();
    let (page, text) = called::forms(&whole, &[]);
    let (page, text) = (words(page.text()), flat(&text));
    for said in [
        "24 January 2025, 24 February 2025",
        "Reported on 25 February 2025",
        "Not first hand",
        "First hand",
        "Made up. Late twice",
        "school nurse",
        "Last seen alone on 28 February 2025",
        "same worker each time",
        "football every week",
        "Determined by a MASE meeting on 20 February 2025",
        "Previous category, recorded on 8 November 2024",
        "nobody has been seen near the house",
        // Who acts stands in words.
        "Social worker: Advise the CSE Team Manager",
    ] {
        assert!(text.contains(said), "{said} is not in {text}");
        assert!(page.contains(said), "{said} is not on the page");
    }
    assert!(!text.contains("redacted") && !text.contains("also called"));
    let codes: Vec<_> =
        Actor::ALL.iter().map(|actor| actor.code()).filter(|code| code.contains('_')).collect();
    assert!(codes.len() > 5 && codes.iter().all(|code| !text.contains(code)), "{text}");
    let summary = cse("screen", &["-"], &request);
    assert!(!summary.out.contains("Made up.") && !summary.errors.contains("Made up"), "{}", summary.out);

    let (_, text) = called::forms(&whole.redacted(), &[]);
    let text = flat(&text);
    assert!(text.contains("THIS RECORD IS REDACTED") && text.contains("The record reproduces."), "{text}");
    for gone in ["Made up.", "school nurse", "football"] {
        assert!(!text.contains(gone), "{gone} is in {text}");
    }
    assert!(text.contains("Seen 2 times"));
}
