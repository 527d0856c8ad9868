//! What people who looked at printed reports found wrong, and every report holds to.

use super::of_other_rules;
use crate::called::{call, forms};
use crate::page::{self, Page};
use crate::run::{Folder, cse, of_project};
use crate::support::{bundled, flat, read, record};
use cse_screening::{Record, Request, RuleSet};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const TIERS: &str = "tests/local/tiers";

fn seen(child: Value) -> Record {
    record(&json!({"reference": "ours", "child": child,
        "screening": {"referred_on": "2025-03-03", "indicators": {"rape": "yes", "late-home-or-missing": "no"}}}))
}

/// The ids that a page's style speaks of: not its colours.
fn styled(page: &Page) -> BTreeSet<String> {
    let style = page.between("<style>", "</style>");
    let names = style.split('#').skip(1).map(|after| {
        after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>()
    });
    names.filter(|name| !name.chars().all(|c| c.is_ascii_hexdigit())).collect()
}

#[test]
fn the_style_speaks_of_sections_that_there_are_and_of_each_on_sheet_one() {
    let folder = Folder::new("styled");
    let old = folder.file("old.json", serde_json::to_string(&seen(json!({"age": 14}))).unwrap());
    let now = seen(json!({"age": 15, "previous_category": 2, "needs_care_and_support": "not_known"}));
    let (first, _) = forms(&now, &["--before", &old, "--as-of", "2025-03-25"]);
    let mut changed = now.clone();
    changed.steps.remove(0);
    let json = serde_json::to_string(&changed).unwrap();
    let second = Page::new(call(&["-o", "-"], json.as_bytes()).out);
    let low =
        record(&json!({"child": {"age": 15}, "screening": {"indicators": {"poor-self-image": "suspected"}}}));
    let (third, _) = forms(&low, &[]);
    let ids: BTreeSet<String> = [&first, &second, &third].iter().flat_map(|page| page.ids()).collect();
    let styled = styled(&first);
    assert!(styled.contains("now") && styled.is_subset(&ids), "{:?}", styled.difference(&ids));
    let sheet = Page::new(first.text().to_owned()).between("<main", "<section id=\"before\"");
    let on_sheet_one: Vec<_> =
        sheet.split("<section id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(on_sheet_one.contains(&"outstanding"), "{on_sheet_one:?}");
    let style = first.between("<style>", "</style>");
    for id in on_sheet_one {
        // On a screen, on a phone and on paper.
        assert!(style.matches(&format!("#{id} h2")).count() >= 3, "{id}");
    }
}

#[test]
fn whoever_acts_is_told_in_words_and_not_by_a_code() {
    let record = seen(json!({"age": 15}));
    let codes: BTreeSet<_> =
        record.steps.iter().map(|step| step.actor.code()).filter(|code| code.contains('_')).collect();
    assert!(codes.len() > 3, "{codes:?}");
    let (page, text) = forms(&record, &[]);
    let (_, checklist) = text.split_once("\nWHAT MUST HAPPEN\n").unwrap();
    let (checklist, _) = checklist.split_once("\nWHAT IS NOT KNOWN").unwrap();
    for form in [page.between("<section id=\"steps\"", "</section>"), checklist.to_owned()] {
        for code in &codes {
            assert!(!form.contains(code), "{code} {form}");
        }
    }
}

#[test]
fn a_sign_that_a_set_lists_in_no_category_is_not_said_to_have_none() {
    let (rules, record) = of_other_rules(TIERS);
    assert!(rules.tables().indicators.iter().all(|row| row.category.is_none()) && record.category.is_some());
    let (page, text) = forms(&record, &["--rules", &of_project(TIERS)]);
    let (_, answers) = text.split_once("\nWHAT WAS ANSWERED\n").unwrap();
    let (answers, _) = answers.split_once("\nWHY\n").unwrap();
    for form in [page.between("<section id=\"answers\"", "</section>"), answers.to_owned()] {
        let form = form.to_lowercase();
        assert!(!form.contains("no level") && !form.contains("no category"), "{form}");
    }
}

#[test]
fn what_a_scope_rests_on_stands_with_the_reasons_and_not_on_sheet_one() {
    for age in [15, 19, 30] {
        let record = seen(json!({"age": age, "needs_care_and_support": "no", "additional_needs": "yes"}));
        let rules = RuleSet::coventry();
        let outcome = record.request.screen();
        let row = outcome.scope_row().unwrap();
        let (page, text) = forms(&record, &[]);
        let of_text = |heading: &str, next: &str| {
            let (_, after) = text.split_once(&format!("\n{heading}\n")).unwrap();
            flat(after.split_once(&format!("\n{next}\n")).unwrap().0)
        };
        let results = [
            page::words(&page.between("<section id=\"result\"", "</section>")),
            of_text("THE RESULT", "JUDGEMENT AND CALCULATED LEVEL"),
        ];
        for result in results {
            assert!(result.contains(&format!("Age {age}: ")), "{result}");
            assert!(!result.contains(&row.statements[0]) && !result.contains("plain words"), "{result}");
        }
        let reasons = [
            page::words(&page.between("<section id=\"reasons\"", "</section>")),
            of_text("WHY", "THE LIMITS OF THIS TOOL"),
        ];
        let rests_on = format!("rests on {}", row.statements.join(", "));
        assert!(reasons.iter().all(|form| form.contains(&rests_on)), "{age} {rests_on} {reasons:?}");
        assert_eq!(rules.tables().scopes.iter().filter(|one| *one == row).count(), 1);
    }
}

#[test]
fn a_report_without_the_texts_says_whether_it_tells_of_a_parent_all_the_same() {
    let tells = "say that a parent or carer may be involved";
    for (parent, arguments, told) in [
        ("no", &["--for-disclosure"][..], false),
        ("yes", &["--for-disclosure"], true),
        ("yes", &[], true),
        ("suspected", &[], true),
    ] {
        let (page, text) = forms(&seen(json!({"age": 14, "parent_may_be_involved": parent})), arguments);
        for form in [page::words(page.text()), flat(&text)] {
            assert!(form.contains("the child's words, sources, notes"), "{form}");
            assert_eq!(form.contains(tells), told, "{parent} {arguments:?} {form}");
        }
    }
    // Its words are not the child's where they are shown.
    let (page, _) = forms(&seen(json!({"age": 14})), &["--for-disclosure", "--with", "words"]);
    assert!(page::words(page.text()).contains("in their place: sources, notes"));
}

#[test]
fn what_no_open_answer_would_raise_leaves_out_what_was_taken_for_a_no() {
    let (_, nothing) = bundled().into_iter().find(|(name, _)| name == "nothing-asked.json").unwrap();
    let record = read(&nothing).screen().to_record();
    assert!(record.gaps.is_empty());
    let (page, text) = forms(&record, &[]);
    for form in [page::words(page.text()), flat(&text)] {
        assert!(form.contains("a yes would be Category 3"), "{form}");
        let (_, after) = form.split_once("No open answer to a question that arises would raise").unwrap();
        let after =
            after.split("What was answered").next().unwrap().split("WHAT WAS ANSWERED").next().unwrap();
        assert!(after.contains("what nobody answered and was taken for a no"), "{after}");
    }
}

#[test]
fn a_number_that_is_not_known_is_not_asked_for_a_yes() {
    let rules = RuleSet::from_dir(of_project(TIERS)).unwrap();
    const HIGH: &str =
        "or a number that is high enough where one is asked for, would raise the category by itself";
    const SO: &str = "(not known; if the number is high enough)";
    for (number, asked) in [(json!("not_known"), true), (json!(2), false)] {
        let child = json!({"age": 15, "learning_disability": "no", "looked_after": "no", "sibling_exploited": "not_known",
            "missing_episodes_in_90_days": number});
        let request = json!({"child": child, "screening": {"indicators": ["low-alcohol"]}});
        let read = Request::from_json_for(&rules, &request.to_string()).unwrap();
        let record = read.screen_by(&rules).to_record();
        let gap = |code: &str| record.gaps.iter().any(|gap| gap.question == code);
        assert_eq!(gap("missing_episodes_in_90_days"), asked);
        assert!(gap("sibling_exploited"));
        let set = of_project(TIERS);
        let (page, text) = forms(&record, &["--rules", &set]);
        let summary = cse("screen", &["-", "--rules", &set], request.to_string().as_bytes()).out;
        for form in [page::words(page.text()), flat(&text), flat(&summary)] {
            assert_eq!(form.contains(HIGH), asked, "{form}");
            assert_eq!(form.contains(SO), asked, "{form}");
        }
        let column =
            if asked { "A yes, or such a number, would give at least" } else { "A yes would give at least" };
        assert!(page.text().contains(column), "{column}");
    }
}

#[test]
fn the_next_birthday_stands_on_sheet_one_where_the_date_of_birth_is_known() {
    let of = |born: &str, screened_on: &str| {
        record(&json!({
            "child": {"date_of_birth": born},
            "screening": {"screened_on": screened_on, "indicators": ["clipping"]},
        }))
    };
    for (born, screened_on, says) in [
        ("2008-03-11", "2026-03-10", "Age 17, and 18 from 11 March 2026: screened as a child"),
        ("2008-02-29", "2026-02-28", "Age 17, and 18 from 1 March 2026: screened as a child"),
        ("2014-01-14", "2026-01-14", "Age 12, and 13 from 14 January 2027: screened as a child"),
    ] {
        let (page, text) = forms(&of(born, screened_on), &[]);
        assert!(page::words(&page.between("<main", "<section id=\"steps\"")).contains(says), "{says}");
        assert!(flat(text.split_once("\nWHAT MUST HAPPEN\n").unwrap().0).contains(says), "{says}");
    }
}
