//! Each statement is attributed to the document that it is from: in a set that extends another too.

use cse_screening::RuleSet;
use serde_json::json;
use std::path::Path;

const TOOLKIT: &str = "Child sexual exploitation: practitioners' toolkit";
const ADDENDUM: &str = "Local addendum, written for tests";

#[test]
fn an_inherited_statement_keeps_its_source_and_a_local_one_has_its_own() {
    // With statements of a source of its own.
    let extended = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/local/extended");
    let (base, rules) = (RuleSet::coventry(), RuleSet::from_dir(extended).unwrap());
    let titles = |statements: &[&str]| -> Vec<String> {
        rules.sources_of(statements).iter().map(|source| source.title.clone()).collect()
    };
    for row in base.tables().statements.iter() {
        assert_eq!(titles(&[&row.id]), [TOOLKIT], "{}", row.id);
    }
    for row in rules.tables().statements.iter().filter(|row| row.id.starts_with('L')) {
        assert_eq!(titles(&[&row.id]), [ADDENDUM], "{}", row.id);
    }
    assert_eq!(titles(&["L001", "N019", "N020"]), [TOOLKIT, ADDENDUM]);
    assert_eq!(rules.references_to("sources", "addendum").len(), 11);
    // A set that extends this one keeps both.
    let next = json!({"extends": {"id": "extended", "version": "1.0.0"},
        "manifest": {"id": "next", "version": "1.0.0", "title": "Next"}});
    let next = cse_screening::Loader::new().base(&rules).json(&next.to_string()).unwrap();
    assert_eq!(next.tables().sources, rules.tables().sources);
    assert_eq!(next.tables().statements, rules.tables().statements);
}
