//! What was done, and what is outstanding as of a day.

use crate::called::{call, forms};
use crate::page;
use crate::run::Folder;
use crate::support::{flat, record};
use cse_screening::Record;
use serde_json::json;

fn one() -> Record {
    record(&json!({"reference": "ours", "child": {"age": 15},
        "screening": {"referred_on": "2025-03-03", "indicators": ["rape"]}}))
}

#[test]
fn a_meeting_that_is_due_is_open_overdue_done_or_not_done_with_its_reason() {
    let folder = Folder::new("done");
    let at = |day: &str, line: Option<&str>| {
        let mut arguments = vec!["--as-of".to_owned(), day.to_owned()];
        if let Some(line) = line {
            arguments.extend(["--done".to_owned(), folder.file("done.jsonl", line)]);
        }
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let (page, text) = forms(&one(), &arguments);
        let section = page::words(&page.between("<section id=\"outstanding\"", "</section>"));
        assert!(flat(&text).to_lowercase().contains("outstanding on "), "{text}");
        section
    };
    // The meeting is due on 24 March 2025.
    assert!(at("2025-03-24", None).contains("By 24 March 2025."));
    assert!(at("2025-03-25", None).contains("Overdue since 24 March 2025."));
    let held = r#"{"step": "mase-meeting", "on": "2025-03-20", "by": "chair", "result": "held"}"#;
    assert!(!at("2025-03-25", Some(held)).contains("24 March 2025"));
    // Nobody knew of it on the day before.
    assert!(at("2025-03-19", Some(held)).contains("By 24 March 2025."));
    let not =
        r#"{"step": "mase-meeting", "on": "2025-03-20", "by": "chair", "why_not": "strategy meeting held"}"#;
    assert!(at("2025-03-25", Some(not)).contains("Not done. CSE Team Manager"));
    assert!(at("2025-03-25", Some(not)).contains("Not done, 20 March 2025, chair: strategy meeting held"));
}

#[test]
fn a_line_that_says_no_such_thing_is_refused_with_its_number() {
    let folder = Folder::new("done-refused");
    let record = serde_json::to_string(&one()).unwrap();
    let good = r#"{"step": "mase-meeting", "on": "2025-03-20", "by": "chair", "result": "held"}"#;
    for (line, why) in [
        ("x", "not JSON: "),
        (
            r#"{"step": "mase-meting", "on": "2025-03-20", "by": "c", "result": "r"}"#,
            "did you mean `mase-meeting`?",
        ),
        (
            r#"{"step": "mase-meeting", "on": "20 March", "by": "c", "result": "r"}"#,
            "on: found no such date; allowed: a date such as 2026-01-14",
        ),
        (r#"{"step": "mase-meeting", "by": "c", "result": "r"}"#, "`on` is missing"),
        (r#"{"step": "mase-meeting", "on": "2025-03-20", "by": "c"}"#, "`result` or `why_not` is missing"),
        (
            r#"{"step": "mase-meeting", "on": "2025-03-20", "by": "c", "result": "r", "why_not": "w"}"#,
            "found both",
        ),
        (
            r#"{"step": "mase-meeting", "on": "2025-03-20", "by": "c", "result": "r", "who": "w"}"#,
            "unknown field `who`",
        ),
    ] {
        let file = folder.file("done.jsonl", format!("{good}\n\n{line}\n"));
        let done = call(&["--text", "--done", &file, "--as-of", "2025-03-25"], record.as_bytes());
        assert_eq!((done.code, &*done.out), (1, ""), "{line}");
        assert!(done.errors.contains("done.jsonl, line 3: ") && done.errors.contains(why), "{}", done.errors);
    }
    // Without a day nobody can say what is outstanding.
    let file = folder.file("done.jsonl", good);
    assert_eq!(call(&["--text", "--done", &file], record.as_bytes()).code, 2);
}
