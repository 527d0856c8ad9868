//! What a set keeps of the one that it was made from, and when it is believed that it was.

use super::{Shown, are_refused, extending, messages, put, says, shown, small};
use cse_screening::rules::proof::{Property, Verdict};
use cse_screening::{Category, Loader, Request, RuleSet, RulesError};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const TAKEN_OUT: &str = "protections, `learning-disability`: this child is given no category, and may never be \
                         below Category 2, as the set that it extends has it: […]";

/// An 18-year-old with a learning disability, for whom the built-in set gives Category 3.
const PROTECTED: &str =
    r#"{"child": {"age": 18, "learning_disability": "yes"}, "screening": {"indicators": ["rape"]}}"#;

/// Changes that take protected people out of every category.
fn takes_out() -> Vec<Value> {
    let setting = |value: u8| json!({ "change": [{ "id": "additional-needs-upper-age", "value": value }] });
    let young_adult = |fields: Value| {
        let mut row = json!({ "scope": "young_adult" });
        row.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        json!({ "scopes": { "change": [row] } })
    };
    vec![
        json!({ "manifest": { "settings": setting(18) } }),
        json!({ "manifest": { "settings": setting(20) } }),
        json!({ "scopes": { "remove": ["young_adult"] } }),
        young_adult(json!({ "categories": false, "when": [{ "certainly_at_least": 18 }] })),
        young_adult(json!({ "when": [{ "certainly_at_least": "adult-age" }, { "could_be_under": 25 },
            { "fact": { "name": "care_leaver", "is": ["yes", "suspected", "not_known"] } }] })),
        young_adult(json!({ "when": [{ "certainly_at_least": 19 }, { "could_be_under": 21 }] })),
    ]
}

#[test]
fn whoever_the_base_protects_is_taken_out_of_no_category() {
    for changes in takes_out() {
        let found = RuleSet::from_json(&extending(changes.clone()).to_string());
        let found = found.map_or_else(|error| messages(&error), |_| vec!["(it loads)".to_owned()]);
        assert!(says(&found, &[TAKEN_OUT]), "{changes}: {found:#?}");
    }
}

#[test]
fn what_the_base_marks_of_its_stages_stays_marked() {
    for (stage, mark, problem) in [
        (
            "immediate",
            "at_once",
            "takes away that what stands in the stage cannot wait; the set that it extends says so",
        ),
        (
            "referral",
            "in_every_category",
            "takes away that every category leads to a step of the stage; the set that it extends says so",
        ),
    ] {
        let mut row = json!({ "stage": stage });
        row[mark] = json!(false);
        let error = RuleSet::from_json(&extending(json!({ "stages": { "change": [row] } })).to_string());
        let found = messages(&error.map(|_| ()).unwrap_err());
        assert!(found.iter().any(|one| one.contains(mark) && one.contains(problem)), "{found:#?}");
        let row = json!({ "stage": stage, "label": "Called otherwise" });
        let renamed = extending(json!({ "stages": { "change": [row] } }));
        RuleSet::from_json(&renamed.to_string()).unwrap_or_else(|error| panic!("{error}"));
    }
}

/// A level that comes from the request alone is a category too.
#[test]
fn whoever_has_a_category_by_the_request_keeps_the_floor_of_the_base() {
    let mut set = extending(json!({
        "category_rules": { "remove": ["previous-category", "determination"] },
        "steps": { "remove": ["review-before-stepping-down"] },
        "findings": { "remove": ["held-at-previous"] },
        "definitions": { "change": [{ "id": "concern-recorded", "when": [{ "any": [
            { "any_observed": "any" }, { "judgement_given": true },
            { "fact": { "name": "parent_may_be_involved", "is": ["yes", "suspected"] } }] }] }] }
    }));
    let text = "may never be below Category 2, as the set that it extends has it: […]";
    let error = RuleSet::from_json(&set.to_string()).unwrap_err();
    let expected = ["under-13", "learning-disability"]
        .map(|id| format!("protections, `{id}`: this child is given no category, and {text}"));
    assert!(says(&messages(&error), &expected.each_ref().map(String::as_str)), "{error}");
    put(&mut set, "/manifest/waives", waivers());
    RuleSet::from_json(&set.to_string()).unwrap();
}

fn waivers() -> Value {
    json!([
        { "protection": "under-13", "reason": "the board, May 2024" },
        { "protection": "learning-disability", "reason": "the board, May 2024" }
    ])
}

#[test]
fn a_waiver_lets_a_set_take_them_out() {
    let mut fallen = 0;
    for changes in takes_out() {
        let mut set = extending(changes);
        put(&mut set, "/manifest/waives", json!([waivers()[1]]));
        let rules = RuleSet::from_json(&set.to_string()).unwrap();
        let request = Request::from_json(PROTECTED).unwrap();
        assert_eq!(request.screen().category(), Some(Category::Three));
        fallen += usize::from(request.screen_by(&rules).category().is_none());
        assert!(rules.base().unwrap().is_verified());
        // Another protection than the one that is given up does not let it.
        put(&mut set, "/manifest/waives", json!([waivers()[0]]));
        assert!(says(&messages(&RuleSet::from_json(&set.to_string()).unwrap_err()), &[TAKEN_OUT]));
    }
    assert!(fallen > 2, "{fallen}");
}

/// What a set says that extends another by its id.
fn on(base: &str, id: &str, changes: Value) -> String {
    let mut set = extending(changes);
    put(&mut set, "/extends/id", json!(base));
    if base != "coventry" {
        put(&mut set, "/extends/version", json!("1.0.0"));
    }
    put(&mut set, "/manifest/id", json!(id));
    set.to_string()
}

#[test]
fn in_a_chain_each_set_keeps_what_the_one_before_protects() {
    let first = RuleSet::from_json(&on("coventry", "first", json!({}))).unwrap();
    let loader = Loader::new().base(&first);
    let second = loader.json(&on("first", "second", json!({}))).unwrap();
    for changes in takes_out() {
        let error = loader.json(&on("first", "other", changes.clone())).unwrap_err();
        assert!(says(&messages(&error), &[TAKEN_OUT]), "{error}");
        let error = loader.clone().base(&second).json(&on("second", "third", changes)).unwrap_err();
        assert!(says(&messages(&error), &[TAKEN_OUT]), "{error}");
    }
    // What was given up before is given up, and told of.
    for changes in takes_out() {
        let mut giving_up: Value =
            serde_json::from_str(&on("coventry", "giving-up", changes.clone())).unwrap();
        put(&mut giving_up, "/manifest/waives", json!([waivers()[1]]));
        let giving_up = RuleSet::from_json(&giving_up.to_string()).unwrap();
        let next = Loader::new().base(&giving_up).json(&on("giving-up", "next", json!({}))).unwrap();
        let based_on = next.tables().manifest.based_on.as_ref().unwrap();
        assert_eq!(based_on.waives[0].protection, "learning-disability");
        assert_eq!(next.base().unwrap().to_string(), "extends giving-up 1.0.0, which extends coventry 2.0.0");
    }
}

/// A whole document that says it was made from another set, and has no protection of it.
fn claiming(based_on: Value) -> Value {
    let mut set = small();
    put(&mut set, "/manifest/based_on", based_on);
    put(&mut set, "/protections", json!([]));
    put(&mut set, "/category_rules/1/at_least", json!(1));
    put(&mut set, "/category_rules/0/at_least", json!(1));
    set
}

fn coventry() -> Value {
    let rules = RuleSet::coventry();
    json!({ "id": "coventry", "version": "2.0.0", "sha256": rules.sha256() })
}

/// Whole documents that say of a base at hand what is not so.
pub fn claims() -> Vec<Shown> {
    let with = |field: &str, value: Value| {
        let mut based_on = coventry();
        based_on[field] = value;
        claiming(based_on)
    };
    let mut honest: Value =
        serde_json::from_str(&RuleSet::from_json(&extending(json!({})).to_string()).unwrap().to_json())
            .unwrap();
    put(&mut honest, "/manifest/based_on/waives", json!([waivers()[0]]));
    vec![
        shown(
            claiming(coventry()),
            &[
                "protections, `under-13`: takes away a protection of the set that it extends; say so in `waives`, with the reason",
                "protections, `learning-disability`: takes away a protection of the set that it extends; say so in `waives`, with the reason",
            ],
        ),
        shown(
            with("sha256", json!("0".repeat(64))),
            &["manifest, based_on.sha256: says that it extends `coventry` 2.0.0 with the SHA-256 `[…]"],
        ),
        shown(
            with("id", json!("elsewhere")),
            &[
                "manifest, based_on.id: says that it extends `elsewhere` 2.0.0, and the set with that SHA-256 is `coventry` 2.0.0",
            ],
        ),
        shown(
            with("version", json!("0.9.0")),
            &[
                "manifest, based_on.id: says that it extends `coventry` 0.9.0, and the set with that SHA-256 is `coventry` 2.0.0",
            ],
        ),
        shown(
            honest,
            &[
                "manifest, based_on.waives: is not what `coventry` 2.0.0 gave up, with its reasons; found: `under-13`; allowed: nothing",
            ],
        ),
    ]
}

#[test]
fn what_a_document_says_of_a_base_at_hand_is_held_against_it() {
    are_refused(claims());
}

#[test]
fn what_a_set_writes_is_verified_where_its_base_is_at_hand_and_only_there() {
    let first = RuleSet::from_json(&on("coventry", "first", json!({}))).unwrap();
    let second = Loader::new().base(&first).json(&on("first", "second", json!({}))).unwrap();
    let again = RuleSet::from_json(&first.to_json()).unwrap();
    assert_eq!((again.base(), again.sha256()), (first.base(), first.sha256()));
    assert!(again.base().unwrap().is_verified());
    // Elsewhere the first set is not known.
    let alone = RuleSet::from_json(&second.to_json()).unwrap();
    assert_eq!(alone.sha256(), second.sha256());
    let base = alone.base().unwrap();
    assert_eq!((&*base.id, base.sha256.as_str(), base.verified), ("first", first.sha256(), false));
    assert_eq!(base.to_string(), "says that it extends first 1.0.0, not verified");
    let report = alone.check();
    assert!(report.holds());
    let warnings: Vec<_> = report.warnings.iter().map(ToString::to_string).collect();
    assert!(
        warnings
            .iter()
            .any(|one| one == "manifest, based_on: the set says that it extends first 1.0.0, not verified"),
        "{warnings:?}"
    );
    let beside = Loader::new().base(&first).json(&second.to_json()).unwrap();
    assert_eq!(beside.base(), second.base());
    // An older version of the built-in set is not at hand.
    let older = claiming(json!({ "id": "coventry", "version": "0.9.0", "sha256": "0".repeat(64) }));
    let older = RuleSet::from_json(&older.to_string()).unwrap();
    assert!(!older.base().unwrap().verified);
    // A set without a base says so.
    assert_eq!(RuleSet::coventry().base(), None);
    assert_eq!(RuleSet::from_json(&small().to_string()).unwrap().base(), None);
}

#[test]
fn a_set_that_extends_one_that_is_not_verified_is_not_verified_either() {
    let claim = json!({ "id": "nowhere", "version": "1.0.0", "sha256": "0".repeat(64) });
    let claiming = RuleSet::from_json(&claiming(claim).to_string()).unwrap();
    let loader = Loader::new().base(&claiming);
    let set = |base: &str, id: &str| {
        json!({ "extends": { "id": base, "version": "1.0.0" },
                "manifest": { "id": id, "version": "1.0.0", "title": id } })
    };
    let next = loader.json(&set("small", "next").to_string()).unwrap();
    let text = "extends small 1.0.0, which says that it extends nowhere 1.0.0, not verified";
    let base = next.base().unwrap();
    assert_eq!((base.to_string().as_str(), base.verified, base.is_verified()), (text, true, false));
    // Nor as one document, nor one more set on.
    assert_eq!(loader.json(&next.to_json()).unwrap().base(), next.base());
    let third = loader.clone().base(&next).json(&set("next", "third").to_string()).unwrap();
    assert!(!third.base().unwrap().is_verified());
    assert!(third.base().unwrap().to_string().ends_with("not verified"));
}

fn refused(result: Result<RuleSet, RulesError>) -> Vec<String> {
    result.map_or_else(|error| messages(&error), |_| vec!["(it loads)".to_owned()])
}

const ANOTHER: &str = "manifest, version: another set is known as `coventry` 2.0.0, and its SHA-256 differs; allowed: an id or a version of its own";

#[test]
fn a_set_with_the_id_and_version_of_another_is_refused() {
    let mut changed: Value = serde_json::from_str(&RuleSet::coventry().to_json()).unwrap();
    changed["manifest"]["settings"][6]["value"] = json!(4);
    assert_eq!(refused(RuleSet::from_json(&changed.to_string())), [ANOTHER]);
    assert_eq!(
        refused(RuleSet::from_json(&on("coventry", "coventry", json!({})).replace("1.0.0", "2.0.0"))),
        [ANOTHER]
    );
    changed["manifest"]["id"] = json!("Coventry");
    assert_eq!(refused(RuleSet::from_json(&changed.to_string())), [ANOTHER.replace("coventry", "Coventry")]);
    changed["manifest"]["version"] = json!("2.0.1");
    assert!(RuleSet::from_json(&changed.to_string()).is_ok());

    let one = RuleSet::from_json(&small().to_string()).unwrap();
    let mut other = small();
    put(&mut other, "/manifest/title", json!("Another small set"));
    let loader = Loader::new().base(&one);
    assert_eq!(
        refused(loader.json(&other.to_string())),
        [ANOTHER.replace("coventry", "small").replace("2.0.0", "1.0.0")]
    );
    assert!(loader.json(&small().to_string()).is_ok());
    // Of two that got in one by one, none is the base, but for one that is named by its SHA-256.
    let other = RuleSet::from_json(&other.to_string()).unwrap();
    let loader = loader.base(&other);
    for named in [&one, &other] {
        let mut local: Value = serde_json::from_str(&on("small", "local", json!({}))).unwrap();
        put(&mut local, "/extends/sha256", json!(named.sha256()));
        assert_eq!(loader.json(&local.to_string()).unwrap().base().unwrap().sha256, named.sha256());
    }
    assert_eq!(
        refused(loader.json(&on("small", "local", json!({})))),
        ["extends, version: two rule sets that differ are known as `small` 1.0.0"]
    );
}

/// However far down the sets that it was made from stand, and though nothing made them known.
#[test]
fn a_set_does_not_take_the_id_and_version_of_what_it_was_made_from() {
    let root = folder("same-name");
    write(&root.join("first"), &on("coventry", "first", json!({})));
    write(&root.join("second"), &on("first", "second", json!({})));
    write(&root.join("third"), &on("second", "third", json!({})));
    assert!(RuleSet::from_dir(root.join("third")).is_ok());
    for of in ["second", "first"] {
        write(&root.join("third"), &on("second", of, json!({})));
        let expected = format!("set.json, {}", ANOTHER.replace("coventry", of).replace("2.0.0", "1.0.0"));
        assert_eq!(refused(RuleSet::from_dir(root.join("third"))), [expected]);
    }
}

/// What an extending set says of its base that is not so, or not for it to say.
#[test]
fn a_base_is_the_one_with_that_sha_256() {
    let mut set = extending(json!({}));
    put(&mut set, "/extends/sha256", json!(RuleSet::coventry().sha256()));
    assert!(RuleSet::from_json(&set.to_string()).unwrap().base().unwrap().verified);
    put(&mut set, "/extends/sha256", json!("0".repeat(64)));
    assert_eq!(
        refused(RuleSet::from_json(&set.to_string())),
        [format!(
            "extends, sha256: the rule set `coventry` 2.0.0 at hand has the SHA-256 `{}…`, and this one extends `000000000000…`",
            &RuleSet::coventry().sha256()[..12]
        )]
    );
    assert_eq!(
        refused(RuleSet::from_json(
            &extending(json!({ "manifest": { "based_on": coventry() } })).to_string()
        )),
        ["manifest, based_on: is filled in when the set is loaded; what a set extends, it says in `extends`"]
    );
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bases-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn write(folder: &Path, set: &str) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("set.json"), set).unwrap();
}

#[test]
fn a_base_is_looked_for_in_the_folder_of_its_id_and_must_be_that_set() {
    let root = folder("folders");
    write(&root.join("first"), &on("coventry", "first", json!({})));
    let first = RuleSet::from_dir(root.join("first")).unwrap();
    let second = Loader::new().base(&first).json(&on("first", "second", json!({}))).unwrap();
    write(&root.join("second"), &second.to_json());
    let read = RuleSet::from_dir(root.join("second")).unwrap();
    assert_eq!(read.base(), second.base());
    assert!(RuleSet::from_dir(root.join("second/../first/../second/.")).unwrap().base().unwrap().verified);
    // Where the folder holds the same version with other rows, one of the two is not what it says.
    let change =
        json!({ "manifest": { "settings": { "change": [{ "id": "mase-deadline", "value": 10 }] } } });
    write(&root.join("first"), &on("coventry", "first", change));
    let other = RuleSet::from_dir(root.join("first")).unwrap();
    let expected = format!(
        "set.json, manifest, based_on.sha256: says that it extends `first` 1.0.0 with the SHA-256 `{}…`, and the one at hand has `{}…`",
        &first.sha256()[..12],
        &other.sha256()[..12]
    );
    assert_eq!(refused(RuleSet::from_dir(root.join("second"))), [expected]);
    // One that is refused, and another version, are as good as none.
    write(&root.join("first"), "{}");
    assert!(!RuleSet::from_dir(root.join("second")).unwrap().base().unwrap().verified);
    let mut newer: Value = serde_json::from_str(&on("coventry", "first", json!({}))).unwrap();
    put(&mut newer, "/manifest/version", json!("1.1.0"));
    write(&root.join("first"), &newer.to_string());
    assert!(!RuleSet::from_dir(root.join("second")).unwrap().base().unwrap().verified);
    // The folder of one name with the set of another.
    write(&root.join("wrong"), &on("coventry", "right", json!({})));
    write(&root.join("on-wrong"), &on("wrong", "on-wrong", json!({})));
    assert_eq!(
        refused(RuleSet::from_dir(root.join("on-wrong"))),
        ["set.json, extends, id: the folder `wrong` holds the rule set `right`"]
    );
    write(&root.join("on-none"), &on("none", "on-none", json!({})));
    let none = root.join("none").display().to_string();
    assert_eq!(
        refused(RuleSet::from_dir(root.join("on-none"))),
        [format!(
            "set.json, extends, id: no rule set `none` is known; looked for it among: `coventry`, the folder `{none}`"
        )]
    );
}

#[test]
fn a_property_with_nothing_to_prove_is_not_proved() {
    let mut set = small();
    put(&mut set, "/protections", json!([]));
    let report = RuleSet::from_json(&set.to_string()).unwrap().check();
    let nothing = |why: &str| Verdict::NothingToProve(why.to_owned());
    assert_eq!(*report.verdict(Property::ProtectionsHold), nothing("there are no protections"));
    let warning = "protections: there are no protections: that whoever is protected is never placed below their category says nothing of this set";
    assert!(report.warnings.iter().any(|one| one.to_string() == warning), "{:?}", report.warnings);

    put(&mut set, "/category_rules", json!([]));
    put(&mut set, "/steps/1/when/1", json!({ "step_applies": "refer" }));
    let report = RuleSet::from_json(&set.to_string()).unwrap().check();
    for (property, why) in [
        (Property::MoreNeverLowers, "no request is ever given a category"),
        (Property::ProtectionsHold, "there are no protections"),
        (Property::CategoryHasPlan, "no request is ever given a category"),
        (Property::CategoryHasStages, "no request is ever given a category"),
        (Property::RulesCanFire, "there are no category rules"),
    ] {
        assert_eq!(*report.verdict(property), nothing(why), "{property}");
    }
    assert_eq!(
        report
            .warnings
            .iter()
            .filter(|one| one.fault.problem().ends_with("says nothing of this set"))
            .count(),
        5
    );
    // What was not asked is not proved.
    let mut empty = report.clone();
    empty.properties.clear();
    let verdict = Verdict::Undecided("the property was not asked about".to_owned());
    assert_eq!(*empty.verdict(Property::NoGap), verdict);
}
