//! Why there is no category: each kind, in the outcome, in the record, and on every page, in words that are
//! true for it. A set's own name for none stands beside nothing but what was seen.

use crate::called;
use crate::page::{Page, words};
use crate::run::{Folder, cse, of_project};
use crate::screen::call;
use crate::support::flat;
use cse_screening::{NoCategory, Record, Request, RuleSet, Scope};
use serde_json::{Value, json};
use std::fs;

/// The area's own name for no category.
const NAME: &str = "not at risk";

/// A local set in which one slight sign gives no category, and no category is called "not at risk".
struct Area(Folder);

impl Area {
    fn new(test: &str) -> Self {
        let folder = Folder::new(test);
        for file in
            fs::read_dir(of_project("tests/local/weights")).unwrap().map(|entry| entry.unwrap().path())
        {
            if file.is_file() {
                let text = fs::read_to_string(&file)
                    .unwrap()
                    .replace(r#""label": "no level""#, &format!(r#""label": "{NAME}""#));
                folder.file(file.file_name().unwrap().to_str().unwrap(), text);
            }
        }
        Self(folder)
    }

    /// A set of one file.
    fn of(test: &str, set: &str) -> Self {
        let folder = Folder::new(test);
        folder.file("set.json", set);
        Self(folder)
    }

    fn path(&self) -> &str {
        self.0.0.to_str().unwrap()
    }

    fn rules(&self) -> RuleSet {
        RuleSet::from_dir(self.path()).unwrap()
    }
}

/// Each kind, with requests that come to it. A new kind must be added here.
fn kinds() -> Vec<(NoCategory, Vec<Value>)> {
    let of =
        |age: u8, indicators: Value| json!({"child": {"age": age}, "screening": {"indicators": indicators}});
    // Of the ages that a tool is made for, the tests of levels and ages tell.
    NoCategory::ALL
        .iter()
        .filter(|kind| **kind != NoCategory::OutsideThisTool)
        .map(|kind| {
            let requests = match kind {
                NoCategory::NothingAsked => vec![
                    json!({"child": {}, "screening": {}}),
                    of(15, json!([])),
                    json!({"child": {"age": 15, "learning_disability": "yes"}, "screening": {}}),
                ],
                NoCategory::NothingSeen => vec![
                    of(15, json!({"some-unsettled-home": "no"})),
                    of(15, json!({"some-unsettled-home": "not_known", "some-few-friends": "no"})),
                ],
                NoCategory::SeenWithoutCategory => vec![
                    of(15, json!({"some-unsettled-home": "yes"})),
                    of(15, json!({"some-few-friends": "no", "some-unsettled-home": "suspected"})),
                ],
                NoCategory::DeterminedNone => {
                    let child = json!({"age": 15, "determination": {
                        "category": "none", "on": "2025-02-20", "by": "mase_meeting", "rationale": "safe",
                    }});
                    vec![
                        json!({"child": child, "screening": {}}),
                        json!({"child": child, "screening": {"indicators": {"some-unsettled-home": "no"}}}),
                    ]
                }
                NoCategory::OutOfScope => vec![
                    of(30, json!({})),
                    of(30, json!({"some-unsettled-home": "no"})),
                    of(30, json!({"some-unsettled-home": "yes"})),
                ],
                other => panic!("{other} has no example"),
            };
            (*kind, requests)
        })
        .collect()
}

/// Every example, with its kind.
fn each() -> impl Iterator<Item = (NoCategory, Value)> {
    kinds().into_iter().flat_map(|(kind, requests)| requests.into_iter().map(move |one| (kind, one)))
}

/// Asserts that these words say why, give no other reason, and name the level only where it may stand.
fn assert_says(text: &str, kind: NoCategory, what: &str) {
    for other in NoCategory::ALL {
        // Where not even the child was asked about, that is said.
        let said = text.contains(&format!("No category: {}", other.in_words()))
            || *other == NoCategory::NothingAsked && text.contains("No category: nothing was asked");
        assert_eq!(said, *other == kind, "{what}, {kind}: {text}");
    }
    assert_eq!(text.contains(NAME), kind == NoCategory::SeenWithoutCategory, "{what}, {kind}: {text}");
    assert!(!text.contains("no indicators recorded"), "{what}, {kind}: {text}");
}

#[test]
fn each_kind_is_in_the_outcome_and_in_its_record() {
    let area = Area::new("record");
    let rules = area.rules();
    for (kind, request) in each() {
        let read = Request::from_json_for(&rules, &request.to_string()).unwrap();
        let outcome = read.screen_by(&rules);
        assert_eq!((outcome.category(), outcome.no_category()), (None, Some(kind)), "{request}");
        let level = outcome.level().map(|level| &*level.label);
        assert_eq!(level, (kind == NoCategory::SeenWithoutCategory).then_some(NAME), "{request}");

        let mut written = Vec::new();
        outcome.write_json(&mut written);
        let record = outcome.to_record();
        assert_eq!(written, serde_json::to_vec(&record).unwrap());
        let written = String::from_utf8(written).unwrap();
        assert!(written.contains(&format!(r#","no_category":"{kind}","reasons""#)), "{written}");
        let level = record.levels.as_ref().unwrap().category.as_ref();
        assert_eq!(level.is_some(), kind == NoCategory::SeenWithoutCategory, "{written}");
        assert!(Record::from_json_for(&rules, &written).unwrap().verify(&rules).is_ok());
        // A record says it: it is not left out, and another reason does not verify.
        let mut changed: Value = serde_json::from_str(&written).unwrap();
        changed["no_category"] = json!("nothing_asked");
        let changed = Record::from_json_for(&rules, &changed.to_string()).unwrap();
        assert_eq!(changed.verify(&rules).is_ok(), kind == NoCategory::NothingAsked);
    }
    let one = r#"{"child": {"age": 15}, "screening": {"indicators": ["clipping"]}}"#;
    assert_eq!(Request::from_json(one).unwrap().screen().no_category(), None);
    let record = serde_json::to_string(&Request::from_json(one).unwrap().screen().to_record()).unwrap();
    assert!(record.contains(r#""no_category":null,"#), "{record}");
    let without = record.replace(r#""no_category":null,"#, "");
    assert!(serde_json::from_str::<Record>(&without).is_err());
}

#[test]
fn a_summary_says_why_there_is_no_category() {
    let area = Area::new("summary");
    for (kind, request) in each() {
        let done = call(&["--rules", area.path(), "-"], request.to_string().as_bytes());
        assert_eq!((done.code, &*done.errors), (0, ""), "{request}");
        let text = flat(&done.out);
        assert_says(&text, kind, "summary");
        // "Seen" and "nothing seen" never stand on one page.
        assert!(!(text.contains(" 1 seen") && text.contains("none was recorded as seen")), "{text}");
    }
}

#[test]
fn a_report_says_why_there_is_no_category() {
    let area = Area::new("report");
    let rules = area.rules();
    for (kind, request) in each() {
        let record =
            Request::from_json_for(&rules, &request.to_string()).unwrap().screen_by(&rules).to_record();
        let (page, text) = called::forms(&record, &["--rules", area.path()]);
        assert_says(&flat(&text), kind, "report as text");
        assert_says(&words(&page.between("<section id=\"result\"", "</section>")), kind, "report as page");
    }
}

#[test]
fn a_changed_record_puts_no_name_for_none_beside_an_empty_form() {
    let area = Area::new("changed");
    let rules = area.rules();
    let request = Request::from_json_for(&rules, r#"{"child": {"age": 15}, "screening": {}}"#).unwrap();
    let mut record = request.screen_by(&rules).to_record();
    record.levels.as_mut().unwrap().category = Some("none".to_owned());
    let text = serde_json::to_string(&record).unwrap();
    let done = called::call(&["--rules", area.path(), "--text"], text.as_bytes());
    assert_eq!(done.code, 1, "{}", done.errors);
    assert!(done.out.contains("DOES NOT REPRODUCE") && !done.out.contains(NAME), "{}", done.out);
}

#[test]
fn a_caseload_counts_each_kind_apart() {
    let area = Area::new("caseload");
    let mut lines = String::new();
    for (times, (_, requests)) in (11..).zip(kinds()) {
        lines += &(requests[0].to_string() + "\n").repeat(times);
    }
    // Beside the rules' own files it would be taken for one of them.
    let beside = Folder::new("caseload-requests");
    let file = beside.file("requests.jsonl", lines);
    let done = cse("caseload", &[&file, "--rules", area.path(), "--exact", "-o", "-"], b"");
    assert!(done.code == 0 && done.errors.contains(" screened, 0 refused, "), "{}", done.errors);
    let page = Page::new(done.out);
    let table = page.between("<section id=\"categories\"", "</section>");
    let table = &table[table.find("<tbody").unwrap()..];
    for (times, (kind, _)) in (11..).zip(&kinds()) {
        let row = table.split("<tr ").find(|row| words(row).contains(kind.in_words()));
        let row = words(row.unwrap_or_else(|| panic!("{kind} is not in {table}")));
        assert!(row.contains(&times.to_string()), "{kind}: {row}");
        assert_says(&row, *kind, "caseload");
    }
}

/// What the rules do not say is not put into the mouth of their scopes.
#[test]
fn somebody_of_no_scope_is_taken_for_a_child_and_that_is_said() {
    let set = r#"{"extends":{"id":"coventry","version":"2.0.0"},
                  "manifest":{"id":"local","version":"1.0.0","title":"t"},
                  "scopes":{"remove":["adult"]}}"#;
    let area = Area::of("no-scope", set);
    let rules = area.rules();
    let screened =
        |age: u8| Request::from_json(&format!(r#"{{"child":{{"age":{age}}},"screening":{{}}}}"#)).unwrap();
    let (old, young) = (screened(40), screened(15));
    assert_eq!(old.screen_by(&rules).scope_row(), None);
    assert_eq!(old.screen_by(&rules).no_category(), Some(NoCategory::NothingAsked));
    let row = young.screen_by(&rules).scope_row().unwrap();
    assert_eq!((row.scope, row.categories), (Scope::Child, true));
    assert_eq!(old.screen().scope_row().map(|row| row.scope), Some(Scope::Adult));
    assert_eq!(old.screen().no_category(), Some(NoCategory::OutOfScope));

    let words = "taken for a child, for no scope of the rules speaks of this person.";
    for (request, said) in [(&old, true), (&young, false)] {
        let summary =
            call(&["-", "--rules", area.path()], serde_json::to_string(request).unwrap().as_bytes());
        assert_eq!(flat(&summary.out).contains(words), said, "{}", summary.out);
        let record = serde_json::to_string(&request.screen_by(&rules).to_record()).unwrap();
        let report = called::call(&["--rules", area.path(), "--text"], record.as_bytes());
        assert_eq!(flat(&report.out).contains(words), said, "{}", report.out);
    }
}

/// Whoever judged, or says where a child lives, was asked something.
#[test]
fn that_nothing_was_asked_is_said_of_empty_forms_alone() {
    let set = r#"{"extends":{"id":"coventry","version":"2.0.0"},
                  "manifest":{"id":"local","version":"1.0.0","title":"t"},
                  "category_rules":{"remove":["professional-judgement"]}}"#;
    let area = Area::of("nothing-asked", set);
    let judged = json!({"professional_judgement": {"category": 3, "rationale": "made up"}});
    for (child, screening, nothing) in [
        (json!({"age": 15}), json!({}), true),
        (json!({"age": 15, "learning_disability": "no"}), json!({}), false),
        (json!({"age": 15, "placement": "foster"}), json!({}), false),
        (json!({"age": 15, "legal_status": "care_order"}), json!({}), false),
        (json!({"age": 15, "case": "open"}), json!({}), false),
        (json!({"age": 15}), judged, false),
    ] {
        let request = json!({"child": child, "screening": screening}).to_string();
        let summary = flat(&call(&["-", "--rules", area.path()], request.as_bytes()).out);
        assert!(summary.contains("No category: "), "{request}: {summary}");
        for words in ["nothing was asked", "no question about the child has an answer"] {
            assert_eq!(summary.contains(words), nothing, "{request}: {summary}");
        }
    }
}
