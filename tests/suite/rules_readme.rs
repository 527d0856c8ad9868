//! What `rules/README.md` shows can be written: its conditions are read, and its rows load.

use cse_screening::RuleSet;
use cse_screening::rules::condition::Condition;

const PAGE: &str = include_str!("../../rules/README.md");

fn conditions() -> impl Iterator<Item = &'static str> {
    let (_, table) = PAGE.split_once("| condition | holds when |").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let cells = table.lines().filter_map(|line| line.split(" | ").next());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2))
}

#[test]
fn each_condition_that_the_page_lists_is_one() {
    let mut found = 0;
    for shown in conditions() {
        let written = shown.replace("SET", r#""any""#).replace("[…]", "[]");
        let written = written.replace(r#"{"not": …}"#, r#"{"not": {"judgement_given": true}}"#);
        let read = serde_json::from_str::<Condition>(&written);
        assert!(read.is_ok(), "{shown}: {}", read.unwrap_err());
        found += 1;
    }
    assert!(found >= 20, "only {found}");
}

/// The block of JSON that has this text in it.
fn block(text: &str) -> &'static str {
    let blocks = PAGE.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.into_iter().find(|block| block.contains(text)).unwrap()
}

#[test]
fn the_rows_that_the_page_shows_load() {
    let rules = block(r#""at_least": "determined""#);
    let steps = block("tell-the-exploitation-lead");
    let set = format!(
        r#"{{
            "extends": {{"id": "coventry", "version": "2.0.0"}},
            "manifest": {{"id": "elsewhere", "version": "1.0.0", "title": "Screening, elsewhere"}},
            "category_rules": {{"replace": [{rules}]}},
            {steps}
        }}"#
    );
    let rules = RuleSet::from_json(&set).unwrap();
    // The page shows the two rules as they stand in the built-in set.
    let built_in = RuleSet::coventry().tables();
    assert_eq!(rules.tables().category_rules, built_in.category_rules);
    assert_eq!(rules.tables().steps.len(), built_in.steps.len() + 1);
}
