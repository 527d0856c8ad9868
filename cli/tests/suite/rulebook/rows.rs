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
    let article = book(&[]).between("id=\"followed-1\"", "</article>");
    let words = page::words(&article);
    assert!(words.contains("Rests on N097.") && !words.contains("N152"), "{words}");
}

#[test]
fn whom_to_tell_is_a_line_of_what_those_who_know_of_the_child_pass_on() {
    let page = book(&[]);
    for at in 1..=4 {
        let article = page.between(&format!("id=\"followed-{at}\""), "</article>");
        let tell = article.split("<p class=\"tell\">").nth(1).unwrap().split("</p>").next().unwrap();
        let words = page::words(tell);
        assert!(
            words.starts_with("Tell first: ") && words.contains("Pass intelligence to police"),
            "{words}"
        );
        assert!(!words.contains("MASH screens referral"), "{words}");
        // Musts first.
        let last_must = words.rfind("(must)").unwrap_or_default();
        assert!(last_must < words.find("(should)").unwrap(), "{words}");
        for id in tell.split("href=\"#steps-").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            let row = RuleSet::coventry().tables().steps.iter().find(|row| row.id == id).unwrap();
            assert!(["referral", "information"].contains(&&*row.stage), "{id}");
        }
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
