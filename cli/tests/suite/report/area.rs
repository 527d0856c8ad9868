//! Whom to ring and how sheets are marked: from a file of the area's, read strictly.

use crate::called::{call, forms};
use crate::page;
use crate::run::Folder;
use crate::support::{flat, record};
use serde_json::json;

const RECORD: &str = r#"{"child": {"age": 15}, "screening": {"indicators": ["rape"]}}"#;

#[test]
fn numbers_and_marking_come_from_the_area_and_change_nothing_else() {
    let folder = Folder::new("area");
    let area = folder.file(
        "area.json",
        r#"{"marking": "Restricted <here>", "ring": [
            {"who": "the MASH", "number": "01632 960 001", "when": "working hours"}, {"who": "police", "number": "999"}]}"#,
    );
    let record = record(&serde_json::from_str(RECORD).unwrap());
    let (page, text) = forms(&record, &["--area", &area]);
    let section = page::words(&page.between("<section id=\"ring\"", "</section>"));
    assert_eq!(section, "Whom to ring01632 960 001 the MASH: working hours999 police");
    for form in [page::words(page.text()), flat(&text)] {
        assert!(form.contains("Restricted <here>") && !form.contains("Official - Sensitive"), "{form}");
    }
    let (plain, text) = forms(&record, &[]);
    assert!(flat(&text).contains("Official - Sensitive") && flat(&text).contains("No numbers were given"));
    // No character of the marking or the reference means anything to the style sheet, which opens with its own tag.
    let style = page.between("<style>", "</style>");
    assert!(
        style.contains("counter(page) \" of \" counter(pages)") && style.matches('<').count() == 1,
        "{style}"
    );
    assert!(plain.between("<style>", "</style>").contains("@top-left { content: \"\\4f \\66 "));
}

#[test]
fn what_is_no_such_file_is_refused_with_its_place_and_what_is_allowed() {
    let folder = Folder::new("area-refused");
    let record = serde_json::to_string(&record(&serde_json::from_str(RECORD).unwrap())).unwrap();
    let row = json!({"who": "w", "number": "n"});
    let refused = [
        ("", "not JSON: "),
        ("[]", "found a list; allowed: an object with `marking`, `ring`"),
        (r#"{"marks": "x"}"#, "unknown field `marks`; allowed: `marking`, `ring`"),
        (r#"{"marking": "a", "marking": "b"}"#, "a key is repeated"),
        (r#"{"marking": null}"#, "marking: found null; allowed: a line of text of 120 characters at most"),
        (r#"{"marking": "  "}"#, "marking: found nothing but spaces"),
        (r#"{"ring": "999"}"#, "ring: found a text; allowed: a list"),
        (r#"{"ring": [{"who": "w"}]}"#, "ring[0]: `number` is missing"),
        (
            r#"{"ring": [{"who": "w", "number": 999}]}"#,
            "ring[0].number: found a number; allowed: a line of text",
        ),
        (
            &json!({"ring": [{"who": "w", "number": "n\nm"}]}).to_string(),
            "ring[0].number: found more than one line",
        ),
        (&json!({"ring": vec![&row; 13]}).to_string(), "ring: 13 are listed; allowed: 12 at most"),
        (&json!({"marking": "w".repeat(121)}).to_string(), "marking: found 121 characters"),
    ];
    for (text, why) in refused {
        let area = folder.file("area.json", text);
        let done = call(&["--text", "--area", &area], record.as_bytes());
        assert_eq!((done.code, &*done.out), (1, ""), "{text}");
        assert!(done.errors.contains("area.json: ") && done.errors.contains(why), "{why}\n{}", done.errors);
    }
    for text in [
        json!({"ring": vec![&row; 12]}).to_string(),
        json!({"marking": "w".repeat(120)}).to_string(),
        "{}".to_owned(),
    ] {
        let area = folder.file("area.json", text);
        assert_eq!(call(&["--text", "--area", &area], record.as_bytes()).code, 0);
    }
}
