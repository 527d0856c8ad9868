//! What the rows of a set are shown with: a child for whom a rule decides, and what else it rests on.

use super::book;
use crate::page;
use cse_screening::RuleSet;
use cse_screening::rules::tables::RowBasis;

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
    let article = book(&[]).between("A child of 15 with one Category 1 indicator", "</article>");
    let words = page::words(&article);
    assert!(words.contains("Rests on N097.") && !words.contains("N152"), "{words}");
}

#[test]
fn whom_to_tell_stands_under_the_headings_of_its_stages() {
    let article = book(&[]).between("A child of 12 with the same indicator", "</article>");
    let at = |heading: &str| article.find(&format!("<h5>{heading}</h5>")).unwrap();
    assert!(at("Referral") < at("Sharing information") && at("Sharing information") < at("Review"));
}

#[test]
fn the_steps_of_a_category_do_not_ask_for_the_category_again() {
    let page = book(&[]);
    let lane = page::words(&page.between("id=\"lane-2\"", "id=\"lane-3\""));
    assert!(lane.contains("the case is open"), "{lane}");
    assert!(!lane.contains("the category is 1") && !lane.contains("the category is 2"), "{lane}");
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
