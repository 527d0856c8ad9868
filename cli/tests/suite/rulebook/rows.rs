//! What the rows of a set are shown with: a child for whom a rule decides, and what else it rests on.

use super::{book, books};
use crate::page;
use crate::run::{Folder, of_project};
use crate::support::small;
use cse_screening::RuleSet;
use cse_screening::rules::tables::RowBasis;
use serde_json::json;

#[test]
fn every_category_rule_shows_a_child_of_known_age_for_whom_it_decides() {
    let page = book(&[]);
    for rule in &RuleSet::coventry().tables().category_rules {
        let row = page::words(page.row(&format!("category_rules-{}", rule.id)));
        assert!(row.contains("Age 1"), "{row}");
        assert!(!row.contains("Age not known") && !row.contains("Another rule decides with it"), "{row}");
    }
}

#[test]
fn a_rule_that_asks_for_a_word_that_is_a_reading_links_to_it() {
    let page = book(&[]);
    for rule in ["under-13", "learning-disability"] {
        let row = page.row(&format!("category_rules-{rule}"));
        assert!(row.contains("href=\"#readings-concern-recorded\""), "{row}");
    }
}

#[test]
fn an_indicator_that_decides_rests_on_its_own_statement() {
    let article = book(&[]).between("id=\"followed-1\"", "</article>");
    let words = page::words(&article);
    assert!(words.contains("Rests on N097.") && !words.contains("N152"), "{words}");
}

#[test]
fn whom_to_tell_is_a_line_of_what_those_who_know_of_the_child_pass_on() {
    let mut told = Vec::new();
    for (rules, page) in books() {
        let step = |id: &&str| rules.tables().steps.iter().find(|row| row.id == **id).unwrap();
        // The stages say it of themselves, and who acts is one of those who know of the child.
        let tells = |id: &&str| {
            let row = step(id);
            let stage = rules.tables().stages.iter().find(|stage| stage.stage == row.stage).unwrap();
            let knows = ["everyone", "referrer", "holder", "social_worker"];
            stage.tells && knows.contains(&row.actor.code())
        };
        for at in (1..).take_while(|at| page.has_id(&format!("followed-{at}"))) {
            let article = page.between(&format!("id=\"followed-{at}\""), "</article>");
            let (_, steps) = article.split_once("Who does what</h4>").unwrap();
            let mut expected: Vec<_> = linked(steps).into_iter().filter(tells).collect();
            let line =
                article.split("<p class=\"tell\">").nth(1).map(|rest| rest.split("</p>").next().unwrap());
            let words = line.map_or_else(String::new, page::words);
            let mut said = line.map_or_else(Vec::new, linked);
            told.push((rules.tables().manifest.id.clone(), said.len()));
            assert!(said.is_empty() || words.starts_with("Tell first: "), "{words}");
            // Musts first.
            let last_must = words.rfind("(must)").unwrap_or_default();
            assert!(last_must <= words.find("(should)").unwrap_or(words.len()), "{words}");
            expected.sort_unstable();
            said.sort_unstable();
            assert_eq!(said, expected, "{article}");
        }
    }
    let most = |set: &str| told.iter().filter(|(of, _)| of == set).map(|(_, count)| *count).max();
    // A set that marks no stage has no such line.
    let marks = |set: &str| ["coventry", "extended"].contains(&set);
    assert!(most("coventry") > Some(2) && most("extended") > Some(2), "{told:?}");
    assert!(told.iter().all(|(set, count)| marks(set) || *count == 0), "{told:?}");
    let words = page::words(&book(&[]).between("<p class=\"tell\">", "</p>"));
    assert!(
        words.contains("Pass intelligence to police (should)") && !words.contains("MASH screens referral"),
        "{words}"
    );
}

/// The steps that a piece of a page links to.
fn linked(piece: &str) -> Vec<&str> {
    piece.split("href=\"#steps-").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn what_is_short_for_something_stands_in_capitals_as_the_tables_have_it() {
    let pathway = book(&[]).between("<div class=\"lanes\">", "</section>");
    let words = page::words(&pathway);
    for label in
        ["Send tool to CRU", "CMOG review", "CSE risk assessment", "MASE meeting", "Refer to MASH with tool"]
    {
        assert!(words.contains(label), "{label}: {words}");
    }
    // Its names and its support say none of these.
    let of_others = book(&[&of_project("tests/local/tiers")]);
    assert!(!page::words(of_others.text()).contains("CMOG"));
}

#[test]
fn the_age_of_an_adult_is_that_of_the_scopes() {
    for age in [18, 19, 21] {
        let mut document = small();
        document["scopes"][0]["when"] = json!([{"could_be_under": age}]);
        document["scopes"][1]["when"] = json!([{"certainly_at_least": age}]);
        let folder = Folder::new("adult");
        let words = page::words(book(&[&folder.set("adult", &document)]).text());
        assert!(words.contains(&format!("the person is {age} or over and not looked after")), "{words}");
    }
}

#[test]
fn a_step_whose_force_rests_on_no_verb_or_on_an_inferred_arrow_is_marked() {
    let page = book(&[]);
    let row = |step: &str| page::words(page.row(&format!("steps-{step}")));
    let no_verb = "no verb says how strongly: by the reading no-verb";
    let arrow = "an arrow of the figure was inferred: by the reading figures-3-and-4";
    assert!(row("preserve-evidence").contains(no_verb) && !row("preserve-evidence").contains(arrow));
    assert!(row("strategy-discussion").contains(no_verb) && row("strategy-discussion").contains(arrow));
    assert!(!row("protect-immediately").contains("no verb") && !row("mase-meeting").contains(arrow));
    for step in &RuleSet::coventry().tables().steps {
        let id = match &step.basis {
            RowBasis::Reading(id) => id.as_str(),
            RowBasis::Toolkit => continue,
        };
        assert!(id != "no-verb" || row(&step.id).contains(no_verb), "{}", step.id);
        assert!(id != "figures-3-and-4" || row(&step.id).contains(arrow), "{}", step.id);
        assert!(row(&step.id).contains(step.actor.code()), "{}", step.id);
    }
}
