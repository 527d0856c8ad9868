//! Each statement is attributed to the document that it is from, on every page.

use crate::called;
use crate::page::words;
use crate::rulebook::book;
use crate::run::of_project;
use crate::screen::call;
use crate::support::flat;
use cse_screening::{Request, RuleSet};

const TOOLKIT: &str = "Child sexual exploitation: practitioners' toolkit";
const ADDENDUM: &str = "Local addendum, written for tests";

/// The set that extends the built-in one, with statements of a source of its own.
fn extended() -> String {
    of_project("tests/local/extended")
}

/// A sign of the area's own beside one of the toolkit.
const REQUEST: &str =
    r#"{"child": {"age": 15}, "screening": {"indicators": ["second-phone", "poor-self-image"]}}"#;

#[test]
fn a_summary_names_the_source_behind_each_number_where_there_are_several() {
    let done = call(&["--rules", &extended(), "-"], REQUEST.as_bytes());
    assert_eq!((done.code, &*done.errors), (0, ""));
    let text = flat(&done.out);
    assert!(text.contains("A second phone that is kept hidden [toolkit N106 / addendum L001]"), "{text}");
    // No number stands without its source.
    for reference in text.split('[').skip(1).map(|rest| rest.split(']').next().unwrap()) {
        let reference = reference.trim_start_matches("reading of ");
        assert!(reference.starts_with("toolkit ") || reference.starts_with("addendum "), "{reference}");
        let of = |source: &str, letter: char| {
            let parts = reference.split(" / ").filter(|part| part.starts_with(source));
            parts.flat_map(|part| part.split(' ').skip(1)).all(|id| !id.starts_with(letter))
        };
        assert!(of("toolkit ", 'L') && of("addendum ", 'N'), "{reference}");
    }
    assert!(text.contains(&format!("- toolkit: {TOOLKIT}; Coventry City Council, 2015.")), "{text}");
    assert!(text.contains(&format!("- addendum: {ADDENDUM}; An invented area, 1.")), "{text}");
    assert!(text.contains(&format!("“{TOOLKIT}” speaks here of ")), "{text}");

    // Where there is one source, the numbers need none, and the foot of the page names it.
    let request = r#"{"child": {"age": 15}, "screening": {"indicators": ["poor-self-image"]}}"#;
    let text = flat(&call(&["-"], request.as_bytes()).out);
    assert!(!text.contains("[toolkit") && text.contains(&format!("read from: {TOOLKIT}; ")), "{text}");
}

#[test]
fn a_report_attributes_each_rule_and_each_statement_to_its_source() {
    let rules = RuleSet::from_dir(extended()).unwrap();
    let record = Request::from_json_for(&rules, REQUEST).unwrap().screen_by(&rules).to_record();
    let (page, text) = called::forms(&record, &["--rules", &extended()]);
    for form in [words(page.text()), flat(&text)] {
        let (_, why) = form.split_once(&format!("plain words of “{TOOLKIT}” and “{ADDENDUM}”")).unwrap();
        assert!(why.contains(&format!("L001 of “{ADDENDUM}”: a hidden second phone")), "{why}");
        assert!(why.contains(&format!(" of “{TOOLKIT}”: ")), "{why}");
        let lower = form.to_lowercase();
        assert!(!lower.contains("rests on the toolkit"), "{form}");
    }
}

#[test]
fn a_rulebook_puts_each_statement_under_its_source() {
    let page = book(&[&extended()]);
    let header = words(&page.between("<header>", "</header>"));
    assert!(header.contains(TOOLKIT) && header.contains(ADDENDUM), "{header}");
    let section = page.between("<section id=\"statements\"", "</section>");
    let headings: Vec<_> = section.split("<h3>").skip(1).collect();
    for (id, title) in [("N019", TOOLKIT), ("N534", TOOLKIT), ("L001", ADDENDUM), ("L011", ADDENDUM)] {
        let row = format!("id=\"statements-{id}\"");
        let under = headings.iter().find(|part| part.contains(&row)).unwrap();
        let heading = words(under.split("</h3>").next().unwrap());
        assert!(heading.ends_with(&format!("of {title}")), "{id}: {heading}");
    }
}
