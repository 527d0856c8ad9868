//! Words that want to be more than words, and files that are no record.

use crate::called::{call, forms, report, run};
use crate::page::Page;
use crate::page::{self, saying};
use crate::run::{Folder, of_project};
use crate::support::flat;
use cse_screening::{Category, Child, Indicators, Judgement, Record, Request, RuleSet};
use serde_json::{Value, json};

const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</style></title><svg onload=alert(1)>",
    "' onmouseover='alert(1)' x='",
    "<!-- --><![CDATA[ ]]>&lt;b&gt;&#60;",
    "javascript:alert(1)",
    "\u{202e}turned\u{0}\u{1b}[2J\u{200b}\u{2066}\u{2028}",
    "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
];

const STEERING: [char; 6] = ['\u{202e}', '\u{0}', '\u{1b}', '\u{200b}', '\u{2066}', '\u{2028}'];

/// As a reader sees it: what cannot be seen is written out.
fn seen(text: &str) -> String {
    text.chars()
        .map(|c| if STEERING.contains(&c) { c.escape_unicode().to_string() } else { c.to_string() })
        .collect()
}

/// A record with this text wherever a caller may write text.
fn record_with(text: &str) -> Record {
    let judgement =
        Judgement::new(Category::Three, format!("{text} rationale\nTHE RESULT\n{text} end")).unwrap();
    let request = Request::new(Child::aged(15).unwrap(), Indicators::new().judged(judgement)).unwrap();
    request.with_reference(format!("{text} reference")).screen().to_record()
}

#[test]
fn hostile_words_of_a_caller_stay_words_in_their_places() {
    let (quiet, _) = forms(&record_with("plain"), &[]);
    for text in HOSTILE {
        let (page, plain) = forms(&record_with(text), &[]);
        assert_eq!(page.skeleton(), quiet.skeleton(), "{text:?}");
        page.is_nested();
        let seen = seen(text);
        for form in [page::words(page.text()), flat(&plain)] {
            // The reference stands once and the rationale once, and nothing of them elsewhere.
            let without_spaces = |text: &str| text.split_whitespace().collect::<String>();
            let (form, seen) = (without_spaces(&form), without_spaces(&seen));
            assert_eq!(form.matches(&seen).count(), 3, "{seen}\n{form}");
            for what in ["reference", "rationale", "end"] {
                assert_eq!(form.matches(&format!("{seen}{what}")).count(), 1, "{what}");
            }
        }
        for form in [page.text(), &*plain] {
            assert!(!form.contains(STEERING), "{text:?}");
        }
        // A line of the rationale is no heading.
        assert_eq!(plain.matches("\nTHE RESULT\n").count(), 1);
        assert!(plain.contains("\n    | THE RESULT\n"), "{plain}");
    }
}

#[test]
fn hostile_words_of_local_rules_stay_words() {
    let folder = Folder::new("hostile");
    let made = |name: &str, text: &str| -> (Page, String) {
        let set = folder.path(name);
        std::fs::create_dir_all(&set).unwrap();
        std::fs::write(format!("{set}/set.json"), saying(text).to_string()).unwrap();
        let rules = RuleSet::from_dir(&set).unwrap();
        let request = r#"{"child": {"age": 12}, "screening": {"indicators": ["own-sign"]}}"#;
        let record = Request::from_json_for(&rules, request).unwrap().screen_by(&rules).to_record();
        forms(&record, &["--rules", &set])
    };
    let (quiet, _) = made("plain", "plain");
    for (at, text) in HOSTILE.into_iter().enumerate() {
        let (page, plain) = made(&format!("hostile-{at}"), text);
        assert_eq!(page.skeleton(), quiet.skeleton(), "{text:?}");
        let seen = seen(text).to_lowercase();
        for form in [page::words(page.text()), flat(&plain)] {
            let lower = form.to_lowercase();
            for what in
                ["title", "reason", "label", "rule", "message", "who", "action", "words", "chosen", "over"]
            {
                assert!(lower.contains(&format!("{seen} {what}")), "{what} of {text:?}\n{form}");
            }
            for what in ["condition", "effect", "source"] {
                assert!(lower.contains(&format!("{seen} {what}")), "{what} of {text:?}\n{form}");
            }
        }
        for form in [page.text(), &*plain] {
            assert!(!form.contains(STEERING), "{text:?}");
        }
    }
}

/// Languages that are written from right to left, and accents, are words like others.
#[test]
fn what_can_be_seen_is_shown_as_it_was_written() {
    for text in ["שלום", "مرحبا", "Zoë", "Zoe\u{308}", "Łódź", "林"] {
        let (page, plain) = forms(&record_with(text), &[]);
        assert!(page.text().contains(&format!("<bdi>{text} reference</bdi>")), "{text}");
        assert!(plain.contains(&format!("{text} reference")), "{text}");
    }
}

/// A record as JSON, changed.
fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut record = serde_json::to_value(record_with("plain")).unwrap();
    change(&mut record);
    record.to_string()
}

#[test]
fn what_is_no_record_is_refused_with_its_place_and_without_its_words() {
    let refused = [
        (String::new(), "the record is not JSON: EOF while parsing a value at line 1 column 0"),
        ("{\"scope\":".to_owned(), "the record is not JSON: EOF while parsing a value at line 1 column 9"),
        ("[1]".to_owned(), "the record is not an object"),
        (r#"{"child": {}, "screening": {}}"#.to_owned(), "this is a request and no record"),
        (
            changed(|record| drop(record.as_object_mut().unwrap().remove("scope"))),
            "the record: missing field `scope`",
        ),
        (
            changed(|record| drop(record.as_object_mut().unwrap().remove("request"))),
            "the record: missing field `request`",
        ),
        (
            changed(|record| record["steps"][1]["force"] = json!("SECRET")),
            "at steps[1].force: allowed: `may`",
        ),
        (
            changed(|record| record["steps"][1]["SECRET"] = json!(1)),
            "at steps[1]: unknown field, expected one of `id`",
        ),
        (
            changed(|record| record["reasons"][0]["because"] = json!("SECRET")),
            "at reasons[0].because: expected a sequence",
        ),
        (changed(|record| record["category"] = json!("SECRET")), "at category: "),
        (
            changed(|record| record["request"]["child"]["SECRET"] = json!("yes")),
            "at request.child: unknown field",
        ),
        (changed(|record| record["request"]["child"]["age"] = json!(200)), "at request.child.age"),
        (
            changed(|record| record["request"]["screening"]["indicators"] = json!({"SECRET Street": "yes"})),
            "at request.screening.indicators: an indicator code is made of small letters",
        ),
        (
            changed(|record| record["request"]["screening"]["indicators"] = json!({"own": "SECRET"})),
            "at request.screening.indicators",
        ),
        (changed(|_| ()).replacen("{", "{\"scope\":\"child\",", 1), "the record, at line 1 column "),
    ];
    for (text, why) in refused {
        let done = call(&["--text"], text.as_bytes());
        assert_eq!((done.code, &*done.out), (1, ""), "{text}");
        assert!(done.errors.starts_with("refused: ") && done.errors.contains(why), "{why}\n{}", done.errors);
        assert!(!done.errors.contains("SECRET") && !done.errors.contains("plain"), "{}", done.errors);
    }
    let done = call(&["--text"], b"{\"scope\": \"\xff\"}");
    assert_eq!((done.code, &*done.errors), (1, "refused: the record is not UTF-8, from byte 12 on\n"));
}

#[test]
fn a_wrong_call_says_why_and_writes_nothing() {
    let folder = Folder::new("wrong");
    let (record, missing, page) =
        (folder.path("record.json"), folder.path("missing"), folder.path("page.html"));
    std::fs::write(&record, serde_json::to_string(&record_with("plain")).unwrap()).unwrap();
    let set = folder.path("set");
    std::fs::create_dir_all(&set).unwrap();
    std::fs::write(format!("{set}/set.json"), "{}").unwrap();
    for (arguments, code, why) in [
        (vec![&*missing, "--text"], 2, "the record cannot be read"),
        (vec![&*record], 2, "--output"),
        (vec![&*record, "--rules", &*missing, "-o", &*page], 2, "the directory cannot be read"),
        (vec![&*record, "--rules", &*set, "-o", &*page], 1, "is refused"),
        (vec![&*record, "-o", &*folder.path("no/such/place")], 2, "the report cannot be written"),
    ] {
        let done = run(&arguments, b"");
        assert_eq!((done.code, &*done.out), (code, ""), "{arguments:?}: {}", done.errors);
        assert!(done.errors.contains(why) && !done.errors.contains("panicked"), "{}", done.errors);
        assert!(!std::path::Path::new(&page).exists());
    }
    // The same record, called rightly.
    assert_eq!(run(&[&record, "--rules", &of_project("rules/coventry"), "--text"], b"").code, 0);
    assert!(report(&record_with("plain"), &["--text"]).contains("plain reference"));
}
