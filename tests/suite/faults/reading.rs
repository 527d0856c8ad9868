//! Sets that cannot be read.

use super::{Shown, are_refused, messages, shown, small, with};
use cse_screening::RuleSet;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub fn documents() -> Vec<Shown> {
    let text = |set: &str, messages| Shown { set: set.to_owned(), messages };
    vec![
        text("", &["the text is empty; write something there, or take the file away"]),
        text(" \n", &["the text is empty; write something there, or take the file away"]),
        text("\u{FEFF}", &["the text is empty; write something there, or take the file away"]),
        text("{\0\"\0}\0", &["this looks like UTF-16; save it as UTF-8"]),
        text("{\0\0\0}\0\0\0", &["this looks like UTF-32; save it as UTF-8"]),
        text("[]", &["found a list; allowed: an object of tables"]),
        text(
            "nothing",
            &[
                "no value; allowed: text in quotation marks, a number, `true`, `false`, a list, an object (line 1 column 2)",
            ],
        ),
        text(r#"{"manifest": {}, "manifest": {}}"#, &["the key `manifest` is repeated (line 1 column 27)"]),
        text(
            r#"{"extends": 1}"#,
            &["extends: found 1; allowed: an object with the `id` and the `version` of a rule set"],
        ),
        shown(with("/note", json!(1)), &["note: found 1; allowed: text"]),
        shown(with("/$schema", json!([])), &["$schema: found a list; allowed: text"]),
        shown(with("/step", json!([])), &["step: unknown table; did you mean `steps`?"]),
        shown(with("/calendar", Value::Null), &["calendar: the table is missing"]),
        shown(with("/steps", json!({})), &["steps: found an object; allowed: a list of rows"]),
        shown(
            with("/names", json!("team")),
            &[
                "steps, `refer`, who: refers to `{team}`, which is neither a name nor a setting",
                "names: found \"team\"; allowed: a list of rows",
            ],
        ),
        shown(with("/calendar", json!([])), &["calendar: found a list; allowed: an object"]),
        shown(with("/steps/1", json!("talk")), &["steps, `row 2`: found \"talk\"; allowed: an object"]),
        shown(
            {
                let name = |at: usize| json!({ "id": format!("name-{at}"), "name": "n" });
                let mut set = with("/names", (0..4_097).map(name).collect());
                super::put(&mut set, "/steps/0/who", json!("w"));
                set
            },
            &["names: 4097 rows; allowed: 4096"],
        ),
    ]
}

pub fn fields() -> Vec<Shown> {
    vec![
        shown(with("/steps/0/who", Value::Null), &["steps, `refer`, who: the field is missing"]),
        shown(
            with("/steps/0/whom", json!("w")),
            &[
                "steps, `refer`, whom: unknown field; allowed: `id`, `stage`, `when`, `who`, `actor`, `action`, `force`, `deadline`, `statements`, `basis`; did you mean `who`?",
            ],
        ),
        shown(with("/steps/0/id", json!(7)), &["steps, `7`, id: found 7; allowed: text, in quotation marks"]),
        shown(with("/steps/0/id", Value::Null), &["steps, `row 1`, id: the field is missing"]),
        shown(
            with("/steps/1/force", json!("maybe")),
            &["steps, `talk`, force: unknown force `maybe`; allowed: `may`, `should`, `must`"],
        ),
        shown(
            with("/steps/1/force", json!({ "otherwise": "may", "must_in_categories": [4] })),
            &["steps, `talk`, force: category `4`; allowed: `1`, `2`, `3`"],
        ),
        shown(
            with("/steps/1/basis", json!("toolkits")),
            &[
                "steps, `talk`, basis: unknown word `toolkits`; allowed: `toolkit`, `reading`; did you mean `toolkit`?",
            ],
        ),
        shown(
            with("/steps/0/deadline/from", json!("referal")),
            &[
                "steps, `refer`, deadline.from: counts from `referal`, which is no step; allowed: `referral`, `screening`, `determination`, or the id of a step with a deadline; did you mean `referral`?",
            ],
        ),
        shown(
            with("/steps/0/deadline/working_days", json!(-1)),
            &[
                "steps, `refer`, deadline.working_days: found -1; allowed: a whole number from 0 to 65535, or the id of a setting",
            ],
        ),
        shown(
            with("/steps/1/when/0", json!({ "any_observd": "any" })),
            &[
                "steps, `talk`, when[0]: unknown word `any_observd`; allowed: `all`, `any`, `not`, `holds`, `any_observed`, `all_observed`, `observed_at_least`, `weight_at_least`, `observed_within`, `any_known`, `fact`, `question`, `number_at_least`, `could_be_under`, `certainly_at_least`, `could_be_at_least`, `judgement_given`, `previous_category_given`, `determination`, `level_in_force_given`, `level_in_force_above_indicated`, `other_rules_give_at_least`, `scope`, `category`, `category_at_least`, `case`, `case_given`, `completed_by`, `placement`, `legal_status`, `judgement_below_indicated`, `determination_below_indicated`, `category_change`, `possible_above_category`, `impossible_date`, `rule_fired`, `step_applies`; did you mean `any_observed`?",
            ],
        ),
        shown(
            with("/steps/1/when/0", json!({ "any_observed": "every" })),
            &[
                "steps, `talk`, when[0].any_observed: unknown word `every`; allowed: `any`, `behaviour`, `circumstance`, `category-1`, `category-2`, `category-3`, or a list of codes",
            ],
        ),
        shown(
            with("/steps/1/when/0", json!({ "any_observed": 3 })),
            &[
                "steps, `talk`, when[0].any_observed: found 3; allowed: the name of a set, a list of codes, `all_but`, `group` or `together`",
            ],
        ),
        shown(
            with("/steps/1/when/0", json!({ "any_observed": { "groups": "signs" } })),
            &[
                "steps, `talk`, when[0].any_observed: unknown word `groups`; allowed: `all_but`, `group`, `together`; did you mean `group`?",
            ],
        ),
        shown(
            with("/steps/1/when/0", json!({ "fact": { "name": "learning_disabilty", "is": ["yes"] } })),
            &[
                "steps, `talk`, when[0].fact.name: unknown fact `learning_disabilty`; allowed: `learning_disability`, `additional_needs`, `looked_after`, `placed_out_of_area`, `care_leaver`, `unaccompanied`, `needs_care_and_support`, `unable_to_protect_self`, `exploited_with_others`, `section_47`, `immediate_concern`, `parent_may_be_involved`; did you mean `learning_disability`?",
            ],
        ),
        shown(
            with("/steps/1/when/0", json!({ "fact": { "name": "learning_disability", "is": ["maybe"] } })),
            &[
                "steps, `talk`, when[0].fact.is[0]: unknown answer `maybe`; allowed: `no`, `not_known`, `suspected`, `yes`",
            ],
        ),
        shown(
            with("/steps/1/when/0", json!({ "observed_at_least": { "count": 1, "off": "any" } })),
            &[
                "steps, `talk`, when[0].observed_at_least.off: unknown field `off`; allowed: `count`, `of`, `known`; did you mean `of`?",
            ],
        ),
        shown(
            with("/steps/1/when/0", json!({ "could_be_under": 70_000 })),
            &[
                "steps, `talk`, when[0].could_be_under: found 70000; allowed: a whole number from 0 to 65535, or the id of a setting",
            ],
        ),
        shown(
            with("/category_rules/0/at_least", json!(4)),
            &[
                "category_rules, `sign`, at_least: found 4; allowed: `1`, `2`, `3`, `listed`, `judged`, `determined`, `previous`, or the id of a level",
            ],
        ),
        shown(
            with("/indicators/0/kind", json!("behavior")),
            &[
                "indicators, `first-sign`, kind: unknown word `behavior`; allowed: `behaviour`, `circumstance`; did you mean `behaviour`?",
            ],
        ),
        shown(
            with("/manifest/settings/0/value", json!("13")),
            &[
                "manifest, `young-age`, value: found \"13\"; allowed: a whole number from 0 to 65535, without quotation marks",
            ],
        ),
        shown(
            with("/manifest/settings/0/valu", json!(13)),
            &[
                "manifest, `young-age`, valu: unknown field `valu`; allowed: `id`, `value`, `unit`, `statements`, `basis`; did you mean `value`?",
            ],
        ),
        shown(
            with("/calendar/one_off/0/date", json!("2025-13-01")),
            &[
                "calendar, `2025-13-01`, date: found \"2025-13-01\"; allowed: a day that there is, such as `\"2030-01-31\"`",
            ],
        ),
    ]
}

#[test]
fn documents_that_hold_no_tables() {
    are_refused(documents());
}

#[test]
fn fields_that_do_not_fit() {
    are_refused(fields());
}

#[test]
fn null_stands_for_nothing() {
    let text = small().to_string().replacen(r#""talk""#, "null", 1);
    assert_eq!(
        messages(&RuleSet::from_json(&text).unwrap_err()),
        ["steps, `talk`, action: found null; leave the field out instead"]
    );
}

#[test]
fn a_document_larger_than_the_limit_is_refused_unread() {
    let text = format!("{}{}", " ".repeat(4 << 20), small());
    assert_eq!(messages(&RuleSet::from_json(&text).unwrap_err()), ["the set is larger than 4194304 bytes"]);
    assert_eq!(
        messages(&RuleSet::from_slice(b"{\"note\": \"\xff\"}").unwrap_err()),
        ["this is not UTF-8 and looks like Windows-1252; save it as UTF-8 (line 1 column 11)"]
    );
    assert_eq!(
        messages(&RuleSet::from_slice(b"{\n\"note\": \"\x81\"}").unwrap_err()),
        ["this is not UTF-8; save it as UTF-8 (line 2 column 10)"]
    );
}

/// A folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("faults-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The small set in files: the tables named in one file, the others in the other.
fn in_files(folder: &Path, apart: &[&str], set: Value) {
    let Value::Object(tables) = set else { panic!("a set is an object") };
    let (apart, rest): (Vec<_>, Vec<_>) =
        tables.into_iter().partition(|(table, _)| apart.contains(&table.as_str()));
    let text = |tables: Vec<(String, Value)>| Value::Object(tables.into_iter().collect()).to_string();
    std::fs::write(folder.join("apart.json"), text(apart)).unwrap();
    std::fs::write(folder.join("rest.json"), text(rest)).unwrap();
}

fn faults(folder: &Path) -> Vec<String> {
    messages(&RuleSet::from_dir(folder).unwrap_err())
}

#[test]
fn a_fault_names_the_file_of_its_row() {
    let folder = folder("files");
    let mut set = with("/steps/1/statements", json!(["S3"]));
    super::put(&mut set, "/findings/0/whom", json!(1));
    super::put(&mut set, "/findings/0/statements", Value::Null);
    in_files(&folder, &["steps"], set.clone());
    assert_eq!(
        faults(&folder),
        [
            "rest.json, findings, `both`, statements: the field is missing",
            "rest.json, findings, `both`, whom: unknown field; allowed: `id`, `message`, `when`, `statements`",
        ]
    );
    super::put(&mut set, "/findings/0/whom", Value::Null);
    super::put(&mut set, "/findings/0/statements", json!(["S1"]));
    in_files(&folder, &["steps"], set);
    assert_eq!(
        faults(&folder),
        [
            "apart.json, steps, `talk`, statements: refers to the statement `S3`, which does not exist; add it in `statements`, or name one that is there"
        ]
    );
    in_files(&folder, &["steps"], small());
    assert!(RuleSet::from_dir(&folder).is_ok());
    std::fs::write(folder.join("third.json"), r#"{"steps": [], "stpes": [], "note": 3}"#).unwrap();
    std::fs::write(folder.join("zero.json"), "{").unwrap();
    assert_eq!(
        faults(&folder),
        [
            "third.json, note: found 3; allowed: text",
            "third.json, steps: the table stands in another file too",
            "third.json, stpes: unknown table; did you mean `steps`?",
            "zero.json: the file ends too early: a closing bracket `}` is missing (line 1 column 1)",
        ]
    );
}

#[test]
fn a_folder_that_cannot_be_read_is_a_fault_of_its_own() {
    let folder = folder("none");
    assert_eq!(faults(&folder), ["the directory holds no `.json` file"]);
    let missing = folder.join("missing");
    let why = std::fs::read_dir(&missing).unwrap_err();
    assert_eq!(faults(&missing), [format!("missing: cannot be read: {why}")]);
    std::fs::write(folder.join("large.json"), " ".repeat((4 << 20) + 1)).unwrap();
    assert_eq!(faults(&folder), ["the set is larger than 4194304 bytes"]);
}
