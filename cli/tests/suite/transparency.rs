//! `cse rules transparency`: what the rules know is filled in, and what they do not is a marked blank.

use crate::run::{Folder, cse, of_project};
use crate::support::flat;
use cse_screening::RuleSet;
use serde_json::json;

const BLANK: &str = "TO FILL IN";

fn template() -> String {
    std::fs::read_to_string(of_project("cli/src/rules/transparency.md")).unwrap()
}

/// Text as it stands in Markdown.
fn plain(text: &str) -> String {
    text.replace('\\', "")
}

#[test]
fn each_set_has_what_it_knows_and_the_same_blanks() {
    let template = template();
    let mut sets = vec!["coventry".to_owned()];
    sets.extend(["extended", "tiers", "weights"].map(|set| of_project(&format!("tests/local/{set}"))));
    for set in &sets {
        let rules = match &**set {
            "coventry" => RuleSet::coventry().clone(),
            folder => RuleSet::from_dir(folder).unwrap(),
        };
        let done = cse("rules", &["transparency", set], b"");
        assert_eq!((done.code, &*done.errors), (0, ""), "{set}");
        assert!(!done.out.contains("{{") && !done.out.contains("}}"), "{set}");
        assert_eq!(done.out.matches(BLANK).count(), template.matches(BLANK).count(), "{set}");
        let text = plain(&done.out);
        assert!(text.contains(rules.sha256()) && text.contains(&rules.tables().manifest.title), "{set}");
        for row in &rules.tables().category_rules {
            assert!(text.contains(row.label.get(1..).unwrap()), "{set}: {}", row.id);
        }
        for row in &rules.tables().indicators {
            assert!(text.contains(&format!("\n- {}\n", row.label)), "{set}: {}", row.code);
        }
        for row in &rules.tables().questions {
            assert!(text.contains(&format!("\n- {}\n", row.label)), "{set}: {}", row.code);
        }
        for row in rules.tables().levels.iter().filter(|row| row.category.is_some()) {
            assert!(text.contains(&row.label), "{set}: {}", row.id);
        }
        for accepted in &rules.tables().manifest.accepts_no_category {
            assert!(text.contains(accepted.reason.trim_end_matches('.')), "{set}");
        }
        assert_eq!(
            text.contains("No level falls by the calendar alone"),
            rules.check().fall_by_calendar.is_empty(),
            "{set}"
        );
    }
}

#[test]
fn every_name_in_the_template_is_known_and_everything_known_is_used() {
    let template = template();
    let mut named: Vec<_> =
        template.split("{{").skip(1).map(|part| part.split_once("}}").unwrap().0.to_owned()).collect();
    named.sort();
    named.dedup();
    let known = cse("rules", &["transparency", "coventry", "--json"], b"").json();
    let known: Vec<_> = known.as_object().unwrap().keys().cloned().collect();
    assert_eq!(named, known);
}

#[test]
fn a_protection_that_is_given_up_and_hostile_words_are_told_as_they_are() {
    let folder = Folder::new("transparency");
    let set = folder.set(
        "elsewhere",
        &json!({
            "extends": {"id": "coventry", "version": "2.0.0"},
            "manifest": {
                "id": "elsewhere", "version": "1.0.0", "title": "Two {{levels}} | <b>*of*</b>",
                "waives": [{"protection": "under-13", "reason": "decided on 1 May by the board"}]
            }
        }),
    );
    let done = cse("rules", &["transparency", &set], b"");
    assert_eq!((done.code, &*done.errors), (0, ""), "{}", done.out);
    let text = flat(&done.out);
    assert!(text.contains("- under-13: decided on 1 May by the board."), "{text}");
    assert!(text.contains(r"Two \{\{levels\}\} \| \<b\>\*of\*\</b\>"), "{text}");
    // The built-in set gives up nothing.
    assert!(cse("rules", &["transparency", "coventry"], b"").out.contains("given up here.** None."));
}

#[test]
fn a_set_that_is_refused_starts_nothing() {
    let folder = Folder::new("transparency-refused");
    let set = folder.set("broken", &json!({"manifest": {"id": "broken"}}));
    let refused = cse("rules", &["transparency", &set], b"");
    assert_eq!(refused.code, 1);
    assert!(!refused.out.contains(BLANK), "{}", refused.out);
}
