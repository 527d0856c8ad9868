//! Statements and the documents that they are from.

use super::with;
use cse_screening::RuleSet;
use serde_json::{Value, json};

/// Why the built-in set with these changes is refused.
fn refused(changes: Value) -> Vec<String> {
    let mut document = json!({
        "extends": {"id": "coventry", "version": "2.0.0"},
        "manifest": {"id": "elsewhere", "version": "1.0.0", "title": "Elsewhere"},
    });
    document.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    match RuleSet::from_json(&document.to_string()) {
        Ok(_) => Vec::new(),
        Err(error) => error.faults().iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_statement_without_a_source_that_exists_is_refused() {
    let statement =
        json!({"id": "L001", "section": "s", "kind": "k", "condition": "", "effect": "e", "force": "info"});
    let with = |source: &str| {
        let mut statement = statement.clone();
        statement["source"] = json!(source);
        json!({"statements": {"add": [statement]}})
    };
    assert_eq!(
        refused(json!({"statements": {"add": [statement]}})),
        ["statements, `L001`, source: the field is missing"]
    );
    assert_eq!(
        refused(with("toolkitt")),
        [
            "statements, `L001`, source: refers to the source `toolkitt`, which does not exist; did you mean `toolkit`?"
        ]
    );
    assert_eq!(
        refused(json!({"sources": {"add": [{"id": "own", "title": " ", "publisher": "", "edition": ""}]}})),
        ["sources, `own`: `title` is empty"]
    );
    let removed = refused(json!({"sources": {"remove": ["toolkit"]}}));
    assert_eq!(removed.len(), 538);
    assert!(removed[0].contains("refers to the source `toolkit`, which this set removes; keep that row, or change or remove this one too"), "{}", removed[0]);
}

#[test]
fn words_of_the_areas_own_are_not_put_into_the_mouth_of_another_source() {
    let changed = json!({"statements": {"change": [{"id": "N019", "effect": "never below Category 1"}]}});
    assert_eq!(
        refused(changed),
        [
            "statements, `N019`: does not say what it says in the set that it extends, and names the same source \
          `toolkit`; name one of this set's own, or add a statement"
        ]
    );
    let renamed = json!({"sources": {"change": [{"id": "toolkit", "title": "Our own procedures"}]}});
    assert_eq!(
        refused(renamed),
        [
            "sources, `toolkit`: is another document in the set that it extends; add a source with an id of its own"
        ]
    );
    let own = json!({
        "sources": {"add": [{"id": "own", "title": "Ours", "publisher": "p", "edition": "e"}]},
        "statements": {"change": [{"id": "N019", "effect": "the same for us", "source": "own"}]},
    });
    assert_eq!(refused(own), Vec::<String>::new());
}

#[test]
fn a_fault_of_an_inherited_row_is_not_shown_under_a_file_of_the_set_that_inherits_it() {
    let folder = std::env::temp_dir().join(format!("cse-faults-{}-inherited", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, tables: Value| std::fs::write(folder.join(name), tables.to_string()).unwrap();
    file(
        "manifest.json",
        json!({
            "extends": {"id": "coventry", "version": "2.0.0"},
            "manifest": {"id": "elsewhere", "version": "1.0.0", "title": "Elsewhere"},
        }),
    );
    // What an inherited rule and an inherited number ask for is gone; a local row asks for what never was.
    file(
        "category-rules.json",
        json!({"category_rules": {"change": [{"id": "under-13", "statements": ["L9"]}]}}),
    );
    file("statements.json", json!({"statements": {"remove": ["N164", "N394"]}}));
    let error = RuleSet::from_dir(&folder).unwrap_err();
    std::fs::remove_dir_all(&folder).unwrap();
    let faults: Vec<_> = error.faults().iter().map(ToString::to_string).collect();
    for expected in [
        "inherited from coventry 2.0.0, category_rules, `looked-after`, statements: refers to the statement `N164`, which this set removes; keep that row, or change or remove this one too",
        "inherited from coventry 2.0.0, manifest, `mase-deadline`, statements: refers to the statement `N394`, which this set removes; keep that row, or change or remove this one too",
        "category-rules.json, category_rules, `under-13`, statements: refers to the statement `L9`, which does not exist; add it in `statements`, or name one that is there",
    ] {
        assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{expected}\n{faults:#?}");
    }
    let local = faults.iter().filter(|fault| !fault.starts_with("inherited from coventry 2.0.0, "));
    assert_eq!(local.count(), 1, "{faults:#?}");
}

#[test]
fn a_statement_that_a_row_cites_is_not_said_to_be_not_modelled() {
    let set = with("/not_modelled/0/statements/-", json!("S1"));
    super::are_refused(vec![super::shown(
        set,
        &[
            "not_modelled, `S1`: is said not to be modelled, and settings, `within` cites it; allowed: one of the two",
        ],
    )]);
}
