//! Several faults in one set are all reported in one go; and sets that extend one another in a chain.

use super::{messages, put, small};
use cse_screening::{Loader, RuleSet};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn faults(set: &Value) -> Vec<String> {
    messages(&RuleSet::from_json(&set.to_string()).unwrap_err())
}

#[test]
fn all_that_cannot_be_read_is_said_at_once() {
    let mut set = small();
    put(&mut set, "/scopes", Value::Null);
    put(&mut set, "/steps/0/force", json!("will"));
    put(&mut set, "/steps/0/whom", json!("w"));
    put(&mut set, "/steps/1/who", Value::Null);
    put(&mut set, "/findings/0", json!([]));
    put(&mut set, "/category_rules/1/when/0", json!({ "could_be_udner": 13 }));
    put(&mut set, "/stagse", json!([]));
    let found = faults(&set);
    let short: Vec<_> = found.iter().map(|fault| fault.split([';', ',']).next().unwrap()).collect();
    assert_eq!(
        short,
        [
            "stagse: unknown table",
            "scopes: the table is missing",
            "category_rules",
            "findings",
            "steps",
            "steps",
            "steps"
        ]
    );
    let expected = [
        "stagse: unknown table; did you mean `stages`?",
        "findings, `row 1`: found a list; allowed: an object",
        "steps, `refer`, force: unknown force `will`; allowed: `may`, `should`, `must`",
        "steps, `talk`, who: the field is missing",
    ];
    assert!(expected.iter().all(|fault| found.iter().any(|found| found == fault)), "{found:#?}");
    assert!(found.iter().any(|fault| fault.ends_with("did you mean `could_be_under`?")), "{found:#?}");
}

#[test]
fn all_that_is_not_sound_is_said_at_once() {
    let mut set = small();
    put(&mut set, "/manifest/title", json!(""));
    put(&mut set, "/indicators/0/statement", json!("S9"));
    put(&mut set, "/facts/0/left_out", json!("yes"));
    put(&mut set, "/category_rules/0/when/0", json!({ "not": { "holds": "sean" } }));
    put(&mut set, "/steps/1/when/0", json!({ "step_applies": "rever" }));
    put(&mut set, "/calendar/yearly", json!([{ "last_monday_of": 0 }]));
    assert_eq!(
        faults(&set),
        [
            "indicators, `first-sign`, statements: refers to the statement `S9`, which does not exist; add it in `statements`, or name one that is there",
            "category_rules, `sign`, when[0].not.holds: refers to the definition `sean`, which does not exist; did you mean `seen`?",
            "steps, `talk`, when[0].step_applies: refers to the step `rever`, which does not exist; did you mean `refer`?",
            "category_rules, `sign`: could lower a category: it asks for `not`; allowed: what is observed, answers of yes or suspected, ages under",
            "facts, `learning_disability`: is taken for `yes` when left out; allowed: `no`, `not_known`",
            "manifest: `title` is empty",
            "calendar, yearly[0]: found month 0; allowed: 1 to 12",
        ]
    );
}

#[test]
fn all_rows_that_cannot_hold_and_all_protections_not_kept_are_said_at_once() {
    let mut set = small();
    put(&mut set, "/findings/0/when", json!([{ "any": [] }]));
    put(&mut set, "/steps/0/deadline/working_days", json!(0));
    put(&mut set, "/category_rules/1/when/-", json!({ "observed_at_least": { "count": 3, "of": "any" } }));
    assert_eq!(
        faults(&set),
        [
            "category_rules, `young`: asks for 3 of 2 indicators",
            "steps, `refer`: a deadline of 0 working days",
            "findings, `both`: can never hold",
        ]
    );

    let disability = json!([{ "fact": { "name": "learning_disability", "is": ["yes"] } }]);
    let mut set = small();
    put(&mut set, "/category_rules/1/at_least", json!(2));
    put(
        &mut set,
        "/protections/-",
        json!({ "id": "disability", "label": "l", "never_below": 3, "when": disability, "statements": ["S1"], "basis": "toolkit" }),
    );
    assert_eq!(
        faults(&set),
        [
            "protections, `young`: this child is given some, and may never be below Category 3: age not known; observed: “A first sign”",
            "protections, `disability`: this child is given some, and may never be below Category 3: age not known; a learning disability: yes; observed: “A first sign”",
        ]
    );
}

#[test]
fn an_error_says_each_of_its_faults_on_a_line_of_its_own() {
    let mut set = small();
    put(&mut set, "/manifest/title", json!(""));
    put(&mut set, "/steps/0/who", json!("{taem} and {}"));
    put(&mut set, "/steps/1/who", json!("{team} and {"));
    let error = RuleSet::from_json(&set.to_string()).unwrap_err();
    // A brace that closes nothing stays as it is.
    let [unknown, empty] = error.faults() else { panic!("{error}") };
    assert_eq!((unknown.table(), unknown.row(), unknown.field()), ("steps", "refer", "who"));
    assert_eq!((unknown.file(), unknown.nearest()), ("", Some("team")));
    assert_eq!(unknown.problem(), "refers to `{taem}`, which is neither a name nor a setting");
    assert_eq!(empty.nearest(), None);
    assert_eq!(
        error.to_string(),
        "steps, `refer`, who: refers to `{taem}`, which is neither a name nor a setting; did you mean `team`?\n\
         steps, `refer`, who: refers to `{}`, which is neither a name nor a setting"
    );
}

/// What somebody wrote is shown on one line, and cut when it is long.
#[test]
fn what_was_found_is_shown_harmlessly() {
    let mut set = small();
    put(&mut set, "/steps/1/stage", json!(format!("\u{1b}[31m\n{}", "x".repeat(300))));
    let [fault] = &faults(&set)[..] else { panic!("one fault") };
    let cut = "x".repeat(54);
    assert_eq!(
        *fault,
        format!("steps, `talk`, stage: refers to the stage `\\u{{1b}}[31m\\n{cut}…`, which does not exist")
    );
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("faults-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn write(folder: &Path, set: &Value) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("set.json"), set.to_string()).unwrap();
}

fn on(base: &str, id: &str) -> Value {
    json!({
        "extends": { "id": base, "version": if base == "coventry" { "2.0.0" } else { "1.0.0" } },
        "manifest": { "id": id, "version": "1.0.0", "title": id },
        "definitions": { "note": "a note stands anywhere", "add": [] }
    })
}

#[test]
fn a_set_extends_the_folder_beside_it_in_a_chain_that_ends() {
    let root = folder("chain");
    write(&root.join("first"), &on("coventry", "first"));
    for (base, id) in [("first", "second"), ("second", "third")] {
        write(&root.join(id), &on(base, id));
    }
    let third = RuleSet::from_dir(root.join("third")).unwrap();
    assert_eq!(third.tables().manifest.based_on.as_ref().unwrap().id, "second");
    // A set at hand comes before the folder.
    let other = RuleSet::from_json(&on("coventry", "second").to_string()).unwrap();
    let third = Loader::new().base(&other).dir(root.join("third")).unwrap();
    assert_eq!(third.tables().manifest.based_on.as_ref().unwrap().sha256, other.sha256());

    // One that extends itself is a circle; and the longest chain is one of eight sets beside the first.
    write(&root.join("loop"), &on("loop", "loop"));
    let error = RuleSet::from_dir(root.join("loop")).unwrap_err();
    assert_eq!(
        messages(&error),
        [
            "set.json, extends, id: the sets extend one another in a circle: `loop` → `loop`; allowed: one of them extends none of the others"
        ]
    );
    write(&root.join("link-0"), &on("coventry", "link-0"));
    for at in 1..=9 {
        write(&root.join(format!("link-{at}")), &on(&format!("link-{}", at - 1), &format!("link-{at}")));
    }
    assert!(RuleSet::from_dir(root.join("link-8")).is_ok());
    let error = RuleSet::from_dir(root.join("link-9")).unwrap_err();
    assert_eq!(messages(&error), ["set.json, extends, id: more than 8 rule sets extend one another"]);
    // A fault of the set that is extended is a fault of this one.
    write(&root.join("broken"), &json!({ "note": 1 }));
    write(&root.join("on-broken"), &on("broken", "on-broken"));
    let error = RuleSet::from_dir(root.join("on-broken")).unwrap_err();
    assert_eq!(messages(&error)[0], "set.json, note: found 1; allowed: text");
    // No other folder than one beside it is read.
    write(&root.join("up"), &on("../chain/first", "up"));
    let error = RuleSet::from_dir(root.join("up")).unwrap_err();
    assert_eq!(
        messages(&error),
        ["set.json, extends, id: no rule set `../chain/first` is known; looked for it among: `coventry`"]
    );
}
