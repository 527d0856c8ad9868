//! What people wrote, and who asks for the file: none of it is in a report for disclosure, or where a parent may be
//! involved, unless somebody names it.

use crate::called::{call, forms};
use crate::page;
use crate::run::Folder;
use crate::support::{flat, record};
use cse_screening::{Record, Request};
use serde_json::{Value, json};

/// Each kind of text with the one that is written below.
const TEXTS: [(&str, &str); 5] = [
    ("words", "Xwords"),
    ("sources", "Xsource"),
    ("notes", "Xnote"),
    ("strengths", "Xstrength"),
    ("reasons", "Xreason"),
];

fn written(parent: &str) -> Record {
    let request: Value = json!({
        "child": {
            "age": 15, "parent_may_be_involved": parent,
            "learning_disability": {"answer": "yes", "source": "Xsource", "note": "Xnote"},
            "determination": {"category": 2, "on": "2025-02-20", "by": "mase_meeting", "rationale": "Xreason"},
        },
        "screening": {
            "indicators": {"rape": {"answer": "yes", "source": "Xsource", "note": "Xnote"}},
            "professional_judgement": {"category": 3, "rationale": "Xreason"},
            "views": {"words": "Xwords"}, "strengths": ["Xstrength"],
        },
    });
    record(&request)
}

#[test]
fn no_text_that_anybody_wrote_is_in_a_report_for_disclosure_unless_it_is_named() {
    let (whole, _) = forms(&written("no"), &[]);
    assert!(TEXTS.iter().all(|(_, text)| whole.text().contains(text)));
    for (parent, arguments) in
        [("no", &["--for-disclosure"][..]), ("yes", &[]), ("suspected", &[]), ("yes", &["--for-disclosure"])]
    {
        let (page, text) = forms(&written(parent), arguments);
        for form in [page.text(), &text] {
            assert!(TEXTS.iter().all(|(_, text)| !form.contains(text)), "{parent} {arguments:?}");
        }
        for form in [page::words(page.text()), flat(&text)] {
            assert!(form.to_lowercase().contains("not all that was written is shown"), "{form}");
            assert!(form.contains("words, sources, notes, strengths, reasons"), "{form}");
            // The decision and the record are the same.
            assert!(
                form.contains("The record reproduces.") && form.contains(&written(parent).sha256()),
                "{form}"
            );
        }
        for (kind, named) in TEXTS {
            let (page, text) = forms(&written(parent), &[arguments, &["--with", kind]].concat());
            for (other, text_of) in TEXTS {
                for form in [page.text(), &text] {
                    assert_eq!(form.contains(text_of), other == kind, "{kind}: {named}, {other}");
                }
            }
        }
    }
    let all = ["--for-disclosure", "--with", "words,sources,notes,strengths,reasons"];
    let (page, _) = forms(&written("yes"), &all);
    assert!(TEXTS.iter().all(|(_, text)| page.text().contains(text)));
}

#[test]
fn what_was_said_of_steps_is_left_out_as_notes_are() {
    let folder = Folder::new("disclosed-steps");
    let record = written("no");
    let id = &record.steps[0].id;
    let line = json!({"step": id, "on": "2025-03-04", "by": "Xby", "result": "Xresult"});
    let done = folder.file("done.jsonl", line.to_string());
    let arguments = ["--done", &done, "--as-of", "2025-03-05"];
    let (page, text) = forms(&record, &arguments);
    assert!(page.text().contains("Xresult") && text.contains("Xby"));
    let (page, text) = forms(&record, &[&arguments[..], &["--for-disclosure"]].concat());
    for form in [page.text(), &text] {
        assert!(
            !form.contains("Xby") && !form.contains("Xresult") && form.contains("Done 4 March 2025"),
            "{form}"
        );
    }
}

#[test]
fn a_text_that_was_changed_is_found_though_it_is_not_shown() {
    let request =
        Request::from_json(r#"{"child": {"age": 15}, "screening": {"indicators": ["rape"]}}"#).unwrap();
    let mut record = request.screen().to_record();
    record.redacted = true;
    let record = record.redacted();
    assert_eq!(call(&["--text"], serde_json::to_string(&record).unwrap().as_bytes()).code, 0);
    let refused = call(&["--text", "--with", "names"], serde_json::to_string(&record).unwrap().as_bytes());
    assert!(refused.code == 2 && refused.errors.contains("strengths"), "{}", refused.errors);
}
