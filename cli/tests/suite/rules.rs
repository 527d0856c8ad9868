//! The command for whoever writes rules, run as a process on sets that extend the built-in one.

use crate::run::{Call, Folder, cse, cse_in, of_project};
use crate::support::extending;
use cse_screening::{Request, RuleSet};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn call(arguments: &[&str]) -> Call {
    cse("rules", arguments, b"")
}

impl Folder {
    fn extending(&self, name: &str, changes: Value) -> String {
        self.set(name, &extending(changes))
    }

    /// A set with one number changed.
    fn with_number(&self, name: &str, id: &str, value: u16) -> String {
        let change = json!([{"id": id, "value": value}]);
        self.extending(name, json!({"manifest": {"settings": {"change": change}}}))
    }
}

/// A child of 15, looked after by nobody, with these indicators.
fn request(reference: &str, indicators: &[&str]) -> Value {
    json!({
        "reference": reference,
        "child": {"age": 15, "learning_disability": "no", "looked_after": "no", "unaccompanied": "no"},
        "screening": {"indicators": indicators},
    })
}

const THREE: [&str; 3] = ["poor-self-image", "eating-disorder", "repeat-offending"];

#[test]
fn the_built_in_set_checks_clean_by_its_word_and_by_its_directory() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("rules/coventry");
    for (set, cases) in [("coventry", false), (directory.to_str().unwrap(), true)] {
        let check = call(&["check", set, "--deny-warnings"]);
        assert_eq!(check.code, 0, "{}", check.out);
        let text = check.flat();
        assert!(text.contains("Passed: 6 of 6 properties hold; 0 warnings; "), "{text}");
        assert!(text.contains("no younger age lowers the category: proved by structure."), "{text}");
        assert!(text.contains("Every category rule can fire: proved by search."), "{text}");
        assert_eq!(text.contains("no cases."), !cases, "{text}");
        assert_eq!(text.contains("all came out as expected."), cases, "{text}");
        let check = call(&["--json", "check", set]);
        assert_eq!(check.code, 0);
        let found = check.json();
        assert_eq!((&found["passed"], found["cases"].is_null()), (&json!(true), !cases));
        assert_eq!(found["rules"]["sha256"], RuleSet::coventry().sha256());
        assert!(found["properties"].as_array().unwrap().iter().all(|one| one["verdict"] == "holds"));
        let decided: Vec<_> =
            found["properties"].as_array().unwrap().iter().map(|one| &one["decided"]).collect();
        assert_eq!((decided[0], decided[1]), (&json!("structure"), &json!("search")));
    }
}

#[test]
fn a_refused_set_fails_with_every_fault_and_its_place() {
    let folder = Folder::new("refused");
    let set = folder.extending(
        "set",
        json!({
            "manifest": {"settings": {"change": [{"id": "several-category-2", "value": 4}]}},
            "steps": {"chnage": []},
        }),
    );
    for arguments in [&["check", &*set][..], &["explain", &set, "under-13"], &["compare", "coventry", &set]] {
        let refused = call(arguments);
        assert_eq!(refused.code, 1, "{arguments:?}: {}", refused.errors);
        let text = refused.flat();
        assert!(text.contains("set.json, steps, chnage: unknown operation"), "{text}");
        assert!(text.contains("did you mean `change`?"), "{text}");
        assert!(text.contains("did you mean `several-category-1`?"), "{text}");
        assert!(text.contains("is refused, with 2 faults."), "{text}");
        let refused = call(&[arguments, &["--json"]].concat());
        assert_eq!(refused.code, 1);
        let faults = refused.json()["refused"].clone();
        let number = faults.as_array().unwrap().iter().find(|fault| fault["table"] == "manifest").unwrap();
        assert_eq!(number["row"], "several-category-2");
        assert_eq!((&number["file"], &number["nearest"]), (&json!("set.json"), &json!("several-category-1")));
    }
}

#[test]
fn a_protection_cannot_be_lowered_by_a_row_or_by_its_number_unless_it_is_given_up_aloud() {
    let folder = Folder::new("protection");
    let removed = folder.extending("removed", json!({"category_rules": {"remove": ["under-13"]}}));
    let number = folder.with_number("number", "minimum-age-for-category-1", 12);
    let lowered =
        "protections, `under-13`: this child is given Category 1, and may never be below Category 2";
    let narrowed = "protections, `under-13`: the protection no longer speaks of this child";
    for (set, why) in [(&removed, lowered), (&number, narrowed)] {
        let refused = call(&["check", set]);
        assert_eq!(refused.code, 1);
        let text = refused.flat();
        assert!(text.contains(why), "{text}");
    }
    assert!(call(&["check", &number]).flat().contains("age 12"), "the smallest request shows the number");
    let said = folder.extending(
        "said",
        json!({"manifest": {
            "settings": {"change": [{"id": "minimum-age-for-category-1", "value": 12}]},
            "waives": [{"protection": "under-13", "reason": "decided in a test"}],
        }}),
    );
    let check = call(&["check", &said]);
    assert_eq!(check.code, 0, "{}", check.out);
    assert!(check.flat().contains("It waives the protection `under-13`: decided in a test."));
    // One that gives nothing up does not read as if it did; one whose protection is gone does.
    let waives = json!({"waives": [{"protection": "under-13", "reason": "decided in a test"}]});
    let idle = folder.extending("idle", json!({"manifest": waives}));
    let text = call(&["check", &idle]).flat();
    let stands = "decided in a test. A protection of that name stands here all the same";
    assert!(text.contains(stands) && !text.contains("gives up"), "{text}");
    let gone = folder.extending("gone", json!({"manifest": waives, "protections": {"remove": ["under-13"]}}));
    let text = call(&["check", &gone]).flat();
    assert!(text.contains("It gives up the protection `under-13`: decided in a test."), "{text}");
    // A higher age protects more.
    let higher = folder.with_number("higher", "minimum-age-for-category-1", 14);
    assert_eq!(call(&["check", &higher]).code, 0);
}

#[test]
fn a_property_that_fails_is_shown_by_a_request_that_is_ready_to_run() {
    let folder = Folder::new("property");
    let set = folder.extending("set", json!({"indicators": {"add": [
        {"code": "own-sign", "label": "an own sign", "kind": "behaviour", "statement": "N001"},
    ]}, "category_rules": {"change": [{"id": "listed-indicator", "when": [{"any_observed": "category-1"}]}]}}));
    let check = call(&["check", &set, "--json"]);
    assert_eq!(check.code, 1, "{}", check.out);
    let found = check.json();
    let gap = found["properties"].as_array().unwrap().iter().find(|one| one["property"] == "no-gap").unwrap();
    assert_eq!(gap["verdict"], "fails");
    let failures = gap["failures"].as_array().unwrap();
    let own = failures.iter().find(|failure| failure["row"] == "own-sign").unwrap();
    let shown = own["requests"][0]["request"].to_string();
    let rules = RuleSet::from_dir(&set).unwrap();
    let read = Request::from_json_for(&rules, &shown).unwrap();
    assert_eq!(read.screen_by(&rules).category(), None);
    let check = call(&["check", &set]);
    assert_eq!(check.code, 1);
    assert!(check.flat().contains("FAILS No observed indicator is without a category"), "{}", check.out);
    assert!(check.out.lines().any(|line| line.trim() == shown), "{shown}\n{}", check.out);
    assert!(check.out.contains("Failed: 5 of 6 properties hold"), "{}", check.out);
}

#[test]
fn warnings_fail_only_when_they_are_denied() {
    let folder = Folder::new("warnings");
    let statement = json!({
        "id": "L001", "section": "Local", "kind": "step", "condition": "", "effect": "nobody carries it",
        "force": "should", "source": "local-list",
    });
    let source = json!({"id": "local-list", "title": "The local list", "publisher": "An invented area", "edition": "1"});
    let set =
        folder.extending("set", json!({"sources": {"add": [source]}, "statements": {"add": [statement]}}));
    let check = call(&["check", &set]);
    assert_eq!(check.code, 0, "{}", check.out);
    assert!(check.flat().contains("statements, `L001`: no row carries the statement"), "{}", check.out);
    let denied = call(&["check", &set, "--deny-warnings"]);
    assert_eq!(denied.code, 1);
    assert!(denied.flat().contains("Failed: 6 of 6 properties hold; 1 warning, which is denied"));
}

#[test]
fn what_a_set_accepts_and_acknowledges_is_said_with_its_reasons_and_denied_no_more() {
    let set = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("tests/local/weights");
    let check = call(&["check", set.to_str().unwrap(), "--deny-warnings"]);
    assert_eq!(check.code, 0, "{}", check.out);
    let text = check.flat();
    let reason = "The partnership's form adds the signs up,";
    let top = text.find(&format!("It gives no category for some observed signs: {reason}"));
    assert!(top.unwrap() < text.find("WHAT HOLDS FOR EVERY CHILD").unwrap(), "{text}");
    // And of which, so that nobody takes all of them for a few.
    assert!(text.contains("(This is accepted wherever an indicator is observed.)"), "{text}");
    assert!(text.contains(&format!("accepted by the set: {reason}")), "{text}");
    assert!(text.contains("is without a category. That does not hold, and the set accepts it:"), "{text}");
    assert!(!text.contains("No observed indicator is without a category: proved"), "{text}");
    assert!(text.contains("None but those that the set acknowledges."), "{text}");
    assert!(text.contains("[judgement-ignored] Acknowledged: The form gives a sum,"), "{text}");
    assert!(
        text.contains("5 of 6 properties hold, 1 with what the set accepts; 0 warnings and 14 acknowledged;")
    );
    let found = call(&["check", set.to_str().unwrap(), "--json"]).json();
    let gap = found["properties"].as_array().unwrap().iter().find(|one| one["property"] == "no-gap").unwrap();
    assert_eq!(gap["verdict"], "accepted");
    let shown = gap["accepted"][0]["smallest_request"]["request"].to_string();
    let rules = RuleSet::from_dir(&set).unwrap();
    assert_eq!(Request::from_json_for(&rules, &shown).unwrap().screen_by(&rules).category(), None);
    let warnings = found["warnings"].as_array().unwrap();
    let judged = warnings.iter().find(|one| one["kind"] == "judgement-ignored").unwrap();
    assert!(judged["acknowledged"].as_str().unwrap().starts_with("The form gives a sum"), "{judged}");
    assert_eq!(
        judged["smallest_request"]["request"]["screening"]["professional_judgement"]["rationale"],
        "as judged"
    );
}

#[test]
fn cases_beside_the_rules_are_run_and_a_failing_or_broken_one_fails() {
    let folder = Folder::new("cases");
    let set = folder.with_number("set", "several-category-1", 4);
    let case = |category: u8, plan: &str| {
        json!([{"name": "three of them", "request": request("r", &THREE), "expect": {
            "scope": "child", "category": category, "indicated": category, "possible": category,
            "rules": ["listed-indicator"], "findings": [], "plan": plan,
        }}])
    };
    let file = Path::new(&set).join("cases/three.json");
    fs::create_dir(file.parent().unwrap()).unwrap();
    fs::write(&file, case(1, "early-help-plan").to_string()).unwrap();
    let check = call(&["check", &set]);
    assert_eq!(check.code, 0, "{}", check.out);
    assert!(check.out.contains("1 case was run, and all came out as expected."), "{}", check.out);
    assert!(check.flat().contains("No case reaches 13 rules of the set that it extends"), "{}", check.out);

    fs::write(&file, case(2, "child-in-need-plan").to_string()).unwrap();
    let check = call(&["check", &set]);
    assert_eq!(check.code, 1);
    let text = check.flat();
    assert!(text.contains("three.json, “three of them”: category: expected 2, and it is 1."), "{text}");
    let found = call(&["check", &set, "--json"]).json();
    assert_eq!(found["cases"]["run"], 1);
    assert_eq!(found["cases"]["failures"][0]["name"], "three of them");
    assert!(found["cases"]["rules_not_reached"].as_array().unwrap().contains(&json!("under-13")));

    fs::write(&file, "[{}").unwrap();
    let check = call(&["check", &set]);
    assert_eq!(check.code, 1);
    assert!(check.flat().contains("The cases cannot be run: - three.json: "), "{}", check.out);
}

#[test]
fn the_same_set_has_the_same_outcomes_and_that_is_proved() {
    let folder = Folder::new("same");
    let set = folder.with_number("set", "several-category-1", 3);
    for (from, to) in [("coventry", "coventry"), (&*set, &*set), ("coventry", &*set)] {
        let compare = call(&["compare", from, to, "--long"]);
        assert_eq!(compare.code, 0, "{}", compare.out);
        let text = compare.flat();
        assert!(text.contains("Every request has the same scope, category, plan, steps"), "{text}");
        assert!(text.contains("under both sets: proved.") && text.contains("all decided"), "{text}");
        let found = call(&["compare", from, to, "--json"]).json();
        assert_eq!((&found["same_outcomes"], &found["undecided"]), (&json!(true), &json!([])));
    }
}

#[test]
fn what_is_less_than_before_comes_first_with_whom_it_is_about() {
    let folder = Folder::new("less");
    let set = folder.extending(
        "set",
        json!({
            "manifest": {"settings": {"change": [{"id": "mase-deadline", "value": 10}]}},
            "names": {"change": [{"id": "mase", "name": "MACE"}]},
            "steps": {"remove": ["inform-parents"]},
            "indicators": {"change": [{"code": "eating-disorder", "category": 2}]},
        }),
    );
    let compare = call(&["compare", "coventry", &set, "--long"]);
    assert_eq!(compare.code, 0, "changes are no failure by themselves: {}", compare.out);
    let (text, at) =
        (compare.flat(), |words: &str| compare.flat().find(words).unwrap_or_else(|| panic!("{words}")));
    assert!(text.contains("`mase` is changed: name was “MASE”, and is “MACE”"), "{text}");
    assert!(text.contains("`inform-parents` is removed: "), "{text}");
    let (less, more) = (at("LESS THAN BEFORE"), at("MORE THAN BEFORE"));
    assert!(less < at("step lost: inform-parents") && at("step lost: inform-parents") < more);
    assert!(text[more..].contains("category up: Category 1 becomes Category 2"));
    assert!(more < at("deadline sooner: mase-meeting had 15 working days, and has 10 working days"));
    assert!(
        text.contains(
            "Gone; requests, stored records and other systems may use them: - steps/inform-parents"
        )
    );
    assert!(text.contains("this takes the first number of the version"), "{text}");

    let found = call(&["compare", "coventry", &set, "--json"]).json();
    let outcomes = found["outcomes"].as_array().unwrap();
    let directions: Vec<_> = outcomes.iter().map(|one| one["direction"].as_str().unwrap()).collect();
    let first_up = directions.iter().position(|one| *one != "down").unwrap();
    assert!(first_up > 0 && !directions[first_up..].contains(&"down"), "{directions:?}");
    let rules = RuleSet::from_dir(&set).unwrap();
    let lost = outcomes.iter().find(|one| one["in_words"] == "step lost: inform-parents").unwrap();
    let shown = Request::from_json(&lost["example"]["request"]["request"].to_string()).unwrap();
    // It says for example, and of how many: nobody gave a caseload, so it made one up and says so.
    assert!(text.contains("For example, when: ") && text.contains("And, for example: age "), "{text}");
    assert!(text.contains(" of 1000 children who are made up, like no real caseload."), "{text}");
    assert!(text.contains("It happens to "), "{text}");
    let how_many = &found["how_many"][outcomes.iter().position(|one| one == lost).unwrap()];
    assert_eq!((&how_many["of"], &how_many["made_up"]), (&json!(1000), &json!(true)));
    assert!(how_many["changed"].as_u64().unwrap() > 10, "{how_many}");
    // Only to children with a level before: the first shown is of a typical age all the same.
    let lost =
        outcomes.iter().find(|one| one["in_words"] == "step lost: review-before-stepping-down").unwrap();
    let age = lost["example"]["request"]["request"]["child"]["age"].as_u64();
    assert!(age.is_some_and(|age| (13..=15).contains(&age)), "{lost}");
    let has = |rules: &RuleSet| shown.screen_by(rules).steps().any(|step| step.id() == "inform-parents");
    assert!(has(RuleSet::coventry()) && !has(&rules));
    assert_eq!(found["codes_gone"], json!(["steps/inform-parents"]));
    assert_eq!((&found["version"]["takes"], &found["version"]["problem"]), (&json!("major"), &Value::Null));
}

/// What was changed, who falls, who rises; all else only where somebody asks for it.
#[test]
fn a_comparison_is_short_unless_somebody_asks_for_all_of_it() {
    let folder = Folder::new("short");
    let [less, more] =
        [4, 2].map(|number| folder.with_number(&number.to_string(), "several-category-1", number));
    let same = folder.extending("same", json!({}));
    let names: Vec<_> = ["mase", "mash", "cse-team", "social-care"]
        .iter()
        .map(|id| json!({"id": id, "name": format!("{id} here")}))
        .collect();
    let renamed = folder.extending("renamed", json!({"names": {"change": names}}));
    for (set, verdict, falls, rises) in [
        (
            &same,
            "Nothing changes for anybody: proved.",
            "Nobody falls in category: proved.",
            "Nobody rises in category: proved.",
        ),
        (
            &renamed,
            "Nothing changes for anybody: proved.",
            "Nobody falls in category: proved.",
            "Nobody rises in category: proved.",
        ),
        (
            &more,
            "Somebody gets less than before.",
            "Nobody falls in category: proved.",
            "category up: Category 1 becomes Category 2. It happens to ",
        ),
        (
            &less,
            "Somebody gets less than before.",
            "category down: Category 2 becomes Category 1. It happens to ",
            "Nobody rises in category: proved.",
        ),
    ] {
        let short = call(&["compare", "coventry", set]);
        assert_eq!(short.code, 0, "{}", short.out);
        let text = short.flat();
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
        assert!(at("VERDICT") < at(verdict) && at(verdict) < at(falls) && at(falls) < at(rises), "{text}");
        assert!(at(rises) < at("WHAT WAS CHANGED") && at("WHAT WAS CHANGED") < at("VERSION"), "{text}");
        assert!(text.contains("In short: ") && text.ends_with("with examples: --long."), "{text}");
        assert!(short.out.lines().count() < 45, "{}", short.out);
        let long = call(&["compare", "coventry", set, "--long"]).flat();
        // The long one begins with the short one.
        let (first, _) = text.split_once(" VERSION ").unwrap();
        assert!(long.starts_with(first) && !long.contains("--long"), "{long}");
        for heading in ["ROWS THAT DIFFER", "For example, when: "] {
            assert!(!text.contains(heading), "{text}");
        }
        assert!(long.contains("ROWS THAT DIFFER"), "{long}");
    }
    // Of many rows the first three are named, and the rest counted.
    let text = call(&["compare", "coventry", &renamed]).flat();
    let (_, rest) = text.split_once("WHAT WAS CHANGED").unwrap();
    let (rows, _) = rest.split_once("VERSION").unwrap();
    assert!(rows.matches(" - ").count() == 3 && rows.contains("And 2 rows more."), "{rows}");
}

/// Whoever falls is named in the short form too; who rises is counted.
#[test]
fn a_caseload_in_short_names_who_falls() {
    let folder = Folder::new("in-short");
    let [less, more] =
        [4, 2].map(|number| folder.with_number(&number.to_string(), "several-category-1", number));
    let lines = [request("three", &THREE), request("two", &THREE[..2])].map(|one| one.to_string()).join("\n");
    for (set, says, name) in [
        (&less, "2 compared: 1 falls in category, 0 rise", Some("three")),
        (&more, "2 compared: 0 fall in category, 1 rises", None),
    ] {
        let text = cse("rules", &["compare", "coventry", set, "--caseload", "-"], lines.as_bytes()).flat();
        assert!(text.contains(says), "{text}");
        assert_eq!(text.contains("Fall in category:"), name.is_some(), "{text}");
        assert_eq!(text.contains("three (line 1): Category 2 becomes Category 1"), name.is_some(), "{text}");
        assert!(!text.contains("two (line 2)"), "{text}");
    }
}

#[test]
fn a_version_that_claims_less_than_changed_fails() {
    let folder = Folder::new("version");
    let before = folder.with_number("before", "mase-deadline", 15);
    let later = |version: &str| {
        folder.extending(
            version,
            json!({"manifest": {"version": version, "settings": {"change": [{"id": "mase-deadline", "value": 20}]}}}),
        )
    };
    for (version, code) in [("1.0.0", 1), ("1.0.1", 1), ("1.1.0", 1), ("2.0.0", 0)] {
        let compare = call(&["compare", &before, &later(version), "--long"]);
        assert_eq!(compare.code, code, "{version}: {}", compare.out);
        let text = compare.flat();
        assert!(
            text.contains("deadline later: mase-meeting had 15 working days, and has 20 working days"),
            "{text}"
        );
        assert_eq!(text.contains("It claims too little"), code == 1, "{text}");
    }
}

#[test]
fn a_caseload_names_everybody_who_falls_before_all_others() {
    let folder = Folder::new("caseload");
    let set = folder.with_number("set", "several-category-1", 4);
    let own = RuleSet::coventry();
    let stored = |value: &Value| {
        let request = Request::from_json(&value.to_string()).unwrap();
        serde_json::to_string(&request.screen_by(own).to_record()).unwrap()
    };
    let lines = [
        request("stays", &["clipping"]).to_string(),
        request("falls", &THREE).to_string(),
        String::new(),
        stored(&request("falls, stored", &THREE)),
        request("before\u{1b}[2J\u{202e}after", &THREE).to_string(),
        "{\"child\": {\"case\": \"SECRET\"}, \"screening\": {}}".to_owned(),
        stored(&request("broken", &THREE)).replace("\"age\":15", "\"age\":\"SECRET\""),
        stored(&request("broken too", &THREE)).replace("\"force\":\"must\"", "\"force\":\"SECRET\""),
        "SECRET".to_owned(),
    ];
    let file = folder.path("caseload.jsonl");
    fs::write(&file, lines.join("\n")).unwrap();
    for input in [&*file, "-"] {
        let arguments = ["compare", "coventry", &set, "--long", "--caseload", input];
        let compare = cse("rules", &arguments, lines.join("\n").as_bytes());
        assert_eq!(compare.code, 1, "lines that cannot be read: {}", compare.out);
        let text = compare.flat();
        assert!(text.contains("4 compared: 3 fall in category, 0 rise in category"), "{text}");
        let caseload = &text[text.find("CASELOAD").unwrap()..];
        let list = &caseload[caseload.find("Fall in category:").unwrap()..];
        assert!(list.contains("- falls (line 2): Category 2 becomes Category 1"), "{list}");
        assert!(list.contains("- falls, stored (line 4): Category 2 becomes Category 1"), "{list}");
        assert!(list.contains(r"before\u{1b}[2J\u{202e}after (line 5)"), "{list}");
        assert!(list.contains("step lost: cmog-review; ") && list.contains("; mase-meeting; "), "{list}");
        assert!(!list.contains("stays"), "{list}");
        assert!(list.contains("line 6: child.case: unknown case; allowed: `open`, `not_open`"), "{list}");
        assert!(
            list.contains(
                "line 7: request: child.age: another type of value; allowed: whole years from 0 to 120"
            ),
            "{list}"
        );
        assert!(
            list.contains("line 8: steps[") && list.contains("].force: a record has something else"),
            "{list}"
        );
        assert!(list.contains("line 9: "), "{list}");
        assert!(!compare.out.contains(['\u{1b}', '\u{202e}']) && !compare.out.contains("SECRET"));
    }
    let found = call(&["compare", "coventry", &set, "--caseload", &file, "--json"]);
    assert_eq!(found.code, 1);
    let caseload = found.json()["caseload"].clone();
    let falls = found.json()["how_many"][0].clone();
    assert_eq!(falls, json!({"changed": 3, "of": caseload["compared"], "made_up": false}));
    let down: Vec<_> =
        caseload["down"].as_array().unwrap().iter().map(|one| one["reference"].as_str().unwrap()).collect();
    assert_eq!(down, ["falls", "falls, stored", "before\u{1b}[2J\u{202e}after"]);
    assert_eq!(caseload["unreadable"].as_array().unwrap().len(), 4);
    assert!(!caseload["unreadable"].to_string().contains("SECRET"));
    // Who rises, and a whole caseload, is no failure.
    let (two, five) = (folder.with_number("two", "several-category-1", 2), folder.path("whole.jsonl"));
    fs::write(&five, request("rises", &THREE[..2]).to_string()).unwrap();
    let compare = call(&["compare", "coventry", &two, "--long", "--caseload", &five]);
    assert_eq!(compare.code, 0, "{}", compare.out);
    assert!(compare.flat().contains("Rise in category: - rises (line 1): Category 1 becomes Category 2"));
}

#[test]
fn who_keeps_the_category_is_listed_last_with_what_differs() {
    let folder = Folder::new("otherwise");
    let own = json!({"code": "own-sign", "category": 2, "label": "an own sign", "kind": "behaviour", "statement": "N001"});
    let from = folder.extending("from", json!({"indicators": {"add": [own]}}));
    let to = folder.extending("to", json!({"steps": {"remove": ["mase-meeting"]}}));
    let lines = [request("step", &THREE), request("unread", &["own-sign", "clipping"])];
    let lines = lines.map(|line| line.to_string()).join("\n");
    let arguments = ["compare", &from, &to, "--json", "--caseload", "-"];
    let compare = cse("rules", &arguments, lines.as_bytes());
    let caseload = compare.json()["caseload"].clone();
    let otherwise = caseload["otherwise"].as_array().unwrap();
    assert_eq!(otherwise.len(), 2, "{caseload}");
    let lost = json!({"change": "step_lost", "direction": "down", "step": "mase-meeting", "in_words": "step lost: mase-meeting"});
    assert_eq!(otherwise[0]["changes"][0], lost, "{otherwise:?}");
    let unread = otherwise.iter().find(|one| one["reference"] == "unread").unwrap();
    assert_eq!(unread["unread"], json!(["own-sign"]));
    assert_eq!((&unread["from"], &unread["to"]), (&json!(3), &json!(3)));
}

#[test]
fn any_row_is_explained_with_its_statements_its_reading_and_what_refers_to_it() {
    let rule = call(&["explain", "coventry", "several-category-1"]);
    assert_eq!(rule.code, 0, "{}", rule.errors);
    let text = rule.flat();
    for words in [
        "SETTINGS: SEVERAL-CATEGORY-1 3 indicators.",
        "CATEGORY RULES: SEVERAL-CATEGORY-1",
        "at least Category 2 when 3 or more of the Category 1 indicators are observed.",
        "READINGS: SEVERAL-CATEGORY-1",
        "“a number of” is read as: 3 or more Category 1 indicators; and not as: 2, or any other number; the toolkit gives none",
        "- N162: at risk of CSE, or a number of indicators",
        "- category_rules, `several-category-1`, when[0].observed_at_least",
        "- settings, `several-category-1`, basis",
        "The smallest request that makes it fire:",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let found = call(&["explain", "coventry", "several-category-1", "--json"]).json();
    let rows = found["rows"].as_array().unwrap();
    let tables: Vec<_> = rows.iter().map(|row| row["table"].as_str().unwrap()).collect();
    assert_eq!(tables, ["settings", "category_rules", "readings"]);
    let shown = rows[1]["smallest_request"]["request"].to_string();
    let request = Request::from_json(&shown).unwrap();
    assert!(request.screen().reasons().any(|reason| reason.rule() == "several-category-1"), "{shown}");
}

#[test]
fn every_id_of_the_built_in_set_can_be_explained() {
    let tables = RuleSet::coventry().tables();
    // One of each table.
    let ids = [
        &tables.manifest.settings[0].id,
        &tables.names[0].id,
        &tables.definitions[0].id,
        &tables.category_rules[0].id,
        &tables.protections[1].id,
        &tables.prompts[0].observed,
        &tables.findings[0].id,
        &tables.plan_hosts[0].id,
        &tables.stages[0].stage,
        &tables.steps[0].id,
        &tables.readings[0].id,
        &tables.statements[3].id,
    ];
    let codes =
        [tables.facts[0].fact.code(), tables.scopes[0].scope.code(), &tables.indicators[0].code, "2", "case"];
    for id in ids.into_iter().map(String::as_str).chain(codes) {
        let explain = call(&["explain", "coventry", id]);
        assert_eq!((explain.code, &*explain.errors), (0, ""), "{id}");
        assert!(explain.out.to_uppercase().contains(&id.to_uppercase()), "{id}\n{}", explain.out);
    }
}

#[test]
fn an_id_that_no_row_has_is_answered_with_the_nearest() {
    for (id, near) in
        [("undr-13", "under-13 (category_rules)"), ("mase-meet", "mase-meeting (steps)"), ("N9999", "")]
    {
        let unknown = call(&["explain", "coventry", id]);
        assert_eq!((unknown.code, &*unknown.out), (2, ""), "{id}");
        assert!(unknown.errors.contains(id) && unknown.errors.contains(near), "{}", unknown.errors);
    }
}

#[test]
fn a_new_set_passes_its_check_changes_nobody_and_screens() {
    let folder = Folder::new("new");
    let set = folder.path("somewhere");
    let new = call(&["new", &set, "--extends", "coventry", "--title", "Screening, \"somewhere\""]);
    assert_eq!((new.code, &*new.errors), (0, ""));
    assert!(new.flat().contains("somewhere 1.0.0") && new.out.contains("cases/several-category-1.json"));
    let rules = RuleSet::from_dir(&set).unwrap();
    assert_eq!(rules.tables().manifest.id, "somewhere");
    assert_eq!(rules.tables().manifest.title, "Screening, \"somewhere\"");
    let read = |file: &Path| -> Value { serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap() };
    let schema = |name: &str| jsonschema::validator_for(&read(&Path::new(&set).join(name))).unwrap();
    let of_files = schema("schema/set.json");
    for file in fs::read_dir(&set).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_some_and(|extension| extension == "json") {
            let content = read(&file);
            assert!(content["note"].as_str().unwrap().len() > 80, "{}", file.display());
            assert_eq!(content["$schema"], "schema/set.json");
            let faults: Vec<_> = of_files.iter_errors(&content).map(|error| error.to_string()).collect();
            assert!(faults.is_empty(), "{}: {faults:?}", file.display());
        }
    }
    let cases = read(&Path::new(&set).join("cases/several-category-1.json"));
    assert!(schema("schema/cases.json").is_valid(&cases));

    let check = call(&["check", &set, "--deny-warnings"]);
    assert_eq!(check.code, 0, "{}", check.out);
    assert!(check.out.contains("2 cases were run, and all came out as expected."), "{}", check.out);

    let compare = call(&["compare", "coventry", &set]);
    assert_eq!(compare.code, 0, "{}", compare.out);
    let text = compare.flat();
    let nothing =
        "In short: 1 row differs; 0 changes of outcome downward; 0 other; all decided; a patch version.";
    assert!(text.contains("manifest: is changed: id was “coventry”") && text.contains(nothing), "{text}");

    // The number has a case on each side of it.
    let manifest = Path::new(&set).join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    for (number, failing) in [(2, "two Category 1 indicators"), (4, "three Category 1 indicators")] {
        let other = format!("\"several-category-1\", \"value\": {number}");
        let changed = text.replace("\"several-category-1\", \"value\": 3", &other);
        assert_ne!(changed, text);
        fs::write(&manifest, changed).unwrap();
        let check = call(&["check", &set]);
        assert_eq!(check.code, 1, "{}", check.out);
        assert!(check.flat().contains("2 cases were run, and 1 came out otherwise:"), "{}", check.out);
        assert!(check.flat().contains(failing), "{}", check.out);
    }
    fs::write(&manifest, text).unwrap();

    copy_the_examples(&set);
    let check = call(&["check", &set, "--deny-warnings"]);
    assert_eq!(check.code, 0, "{}", check.out);
    let request = json!({"child": {"age": 12}, "screening": {"indicators": ["own-example"]}}).to_string();
    let screen = cse("screen", &["--rules", &set, "-"], request.as_bytes());
    assert_eq!((screen.code, &*screen.errors), (0, ""));
    let text = screen.flat();
    assert!(text.contains("Category 2") && text.contains("tell the local lead of the own example"), "{text}");
}

/// Puts each example that stands beside a new set where its page says.
fn copy_the_examples(set: &str) {
    let set = Path::new(set);
    let page = fs::read_to_string(set.join("EXAMPLES.md")).unwrap();
    let mut copied = 0;
    for (before, block) in page.split("```json\n").zip(page.split("```json\n").skip(1)) {
        let named = before.split('`').rfind(|name| name.ends_with(".json")).unwrap();
        let (block, _) = block.split_once("```").unwrap();
        let tables: Value = serde_json::from_str(block).unwrap_or_else(|error| panic!("{error}: {block}"));
        let mut file: Value = serde_json::from_str(&fs::read_to_string(set.join(named)).unwrap()).unwrap();
        for (table, change) in tables.as_object().unwrap() {
            let rows = file[table]["add"].as_array_mut().unwrap();
            assert!(rows.is_empty(), "{named}");
            rows.extend(change["add"].as_array().unwrap().iter().cloned());
        }
        fs::write(set.join(named), file.to_string()).unwrap();
        copied += 1;
    }
    assert_eq!(copied, 9);
}

#[test]
fn a_set_that_stands_alone_is_started_passes_its_check_and_is_extended_by_a_neighbour() {
    let folder = Folder::new("blank");
    let set = folder.path("alone");
    let new = call(&["new", &set, "--blank", "--title", "Screening, alone"]);
    assert_eq!((new.code, &*new.errors), (0, ""));
    assert!(new.flat().contains("The set stands alone") && !new.out.contains("compare"), "{}", new.out);
    let rules = RuleSet::from_dir(&set).unwrap();
    assert!(rules.base().is_none());
    assert_eq!(rules.tables().calendar, RuleSet::coventry().tables().calendar);
    let read = |file: &Path| -> Value { serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap() };
    let schema = jsonschema::validator_for(&read(&Path::new(&set).join("schema/set.json"))).unwrap();
    for file in fs::read_dir(&set).unwrap().map(|file| file.unwrap().path()).filter(|file| file.is_file()) {
        let content = read(&file);
        assert!(content["note"].as_str().unwrap().len() > 60, "{}", file.display());
        let faults: Vec<_> = schema.iter_errors(&content).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{}: {faults:?}", file.display());
    }
    let check = call(&["check", &set, "--deny-warnings"]);
    assert_eq!(check.code, 0, "{}", check.out);
    assert!(check.flat().contains("Passed: 6 of 6 properties hold; 0 warnings"), "{}", check.out);
    for (indicators, category) in [
        (json!(["first-sign", "second-sign"]), 1),
        (json!(["first-sign", "second-sign", "third-sign"]), 2),
        (json!(["serious-sign"]), 3),
    ] {
        let request = json!({"child": {"age": 17}, "screening": {"indicators": indicators}}).to_string();
        let request = Request::from_json_for(&rules, &request).unwrap();
        assert_eq!(request.screen_by(&rules).category().map(|category| category.number()), Some(category));
    }

    let neighbour = cse_in(&folder.path(""), "rules", &["new", "neighbour", "--extends", "alone"]);
    assert_eq!((neighbour.code, &*neighbour.errors), (0, ""));
    let neighbour = folder.path("neighbour");
    for copied in [false, true] {
        if copied {
            copy_the_examples(&neighbour);
        }
        // What the other set acknowledges, this one has not said.
        let check = call(&["check", &neighbour]);
        assert_eq!(check.code, 0, "{}", check.out);
    }

    for wrong in [&["--blank", "--extends", "coventry"][..], &["--blank", "--id", "coventry"]] {
        let refused = call(&[&["new", &folder.path("wrong")], wrong].concat());
        assert_eq!((refused.code, &*refused.out), (2, ""), "{wrong:?}");
        assert!(!Path::new(&folder.path("wrong")).exists());
    }
}

#[test]
fn new_writes_over_nothing_and_takes_only_an_id_that_can_be_one() {
    let folder = Folder::new("over");
    let set = folder.path("set");
    let new = call(&["new", &set, "--id", "an_area", "--json"]);
    assert_eq!(new.code, 0, "{}", new.errors);
    let written = new.json();
    assert_eq!(written["rules"]["id"], "an_area");
    assert_eq!(written["rules"]["based_on"]["id"], "coventry");
    for file in written["files"].as_array().unwrap() {
        assert!(Path::new(&set).join(file.as_str().unwrap()).is_file());
    }
    let before = fs::read_to_string(Path::new(&set).join("manifest.json")).unwrap();
    let again = call(&["new", &set]);
    assert_eq!((again.code, &*again.out), (2, ""));
    assert!(again.errors.contains("is not empty"), "{}", again.errors);
    assert_eq!(fs::read_to_string(Path::new(&set).join("manifest.json")).unwrap(), before);
    for id in ["", "coventry", "../up", "an area", "é"] {
        let wrong = folder.path("wrong");
        let refused = call(&["new", &wrong, "--id", id]);
        assert_eq!((refused.code, &*refused.out), (2, ""), "{id}");
        assert!(!Path::new(&wrong).exists(), "{id}");
    }
}

#[test]
fn new_extends_any_set_that_the_new_one_will_find() {
    let folder = Folder::new("extends");
    let first = folder.path("first");
    assert_eq!(call(&["new", &first]).code, 0);
    // By its name, by its path, from where they stand; and what was made from that again.
    let tiers = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("tests/local/tiers");
    fs::create_dir(folder.path("tiers")).unwrap();
    for file in fs::read_dir(tiers).unwrap().map(|file| file.unwrap().path()).filter(|path| path.is_file()) {
        fs::copy(&file, Path::new(&folder.path("tiers")).join(file.file_name().unwrap())).unwrap();
    }
    let of_tiers = RuleSet::from_dir(folder.path("tiers")).unwrap().tables().manifest.id.clone();
    fs::rename(folder.path("tiers"), folder.path(&of_tiers)).unwrap();
    for (name, extends) in [
        ("second", "first"),
        ("third", &*first),
        ("fourth", "./first"),
        ("fifth", "second"),
        ("sixth", &of_tiers),
    ] {
        let new = cse_in(&folder.path(""), "rules", &["new", name, "--extends", extends]);
        assert_eq!((new.code, &*new.errors), (0, ""), "{name}: {}", new.out);
        let rules = RuleSet::from_dir(folder.path(name)).unwrap();
        let base = rules.base().unwrap();
        assert!(base.is_verified() && Path::new(extends).ends_with(&base.id), "{base}");
        let check = cse_in(&folder.path(name), "rules", &["check", "."]);
        assert_eq!(check.code, 0, "{name}: {}{}", check.out, check.errors);
        assert!(check.flat().contains(&format!("; it extends {}", base.id)), "{}", check.out);
    }
    // What is not there, and what a set would not find.
    let unknown = call(&["new", &folder.path("other"), "--extends", "elsewhere"]);
    assert_eq!((unknown.code, &*unknown.out), (2, ""));
    let looked = format!(
        "there is no set elsewhere; looked for it as: the built-in set coventry, the folder {}, the path elsewhere",
        folder.path("elsewhere")
    );
    assert!(unknown.errors.contains(&looked), "{}", unknown.errors);
    let apart = call(&["new", &folder.path("apart/other"), "--extends", &first]);
    assert_eq!((apart.code, &*apart.out), (2, ""));
    assert!(apart.errors.contains("as a folder beside it: here, "), "{}", apart.errors);
    assert!(!Path::new(&folder.path("other")).exists() && !Path::new(&folder.path("apart")).exists());
}

#[test]
fn what_is_not_verified_is_said_wherever_a_set_is_named() {
    let folder = Folder::new("claim");
    let mut local: Value =
        serde_json::from_str(&RuleSet::from_dir(folder.extending("elsewhere", json!({}))).unwrap().to_json())
            .unwrap();
    local["manifest"]["based_on"] = json!({"id": "nowhere", "version": "3.0.0", "sha256": "0".repeat(64)});
    fs::write(folder.0.join("elsewhere/set.json"), local.to_string()).unwrap();
    let set = folder.path("elsewhere");
    let check = call(&["check", &set]);
    assert_eq!(check.code, 0, "{}", check.out);
    for text in [
        "; it says that it extends nowhere 3.0.0, not verified",
        "It says that it extends nowhere 3.0.0, not verified: it was not held against that set.",
        "manifest, based_on: the set says that it extends nowhere 3.0.0, not verified",
    ] {
        assert!(check.flat().contains(text), "{text}\n{}", check.out);
    }
    let base = call(&["check", &set, "--json"]).json()["base"].clone();
    assert_eq!((&base["id"], &base["verified"]), (&json!("nowhere"), &json!(false)));
    let page = cse("rulebook", &[&set, "-o", "-"], b"").out;
    assert!(page.contains("says that it extends nowhere 3.0.0, not verified"), "{page}");
    assert!(page.contains("Says that it was made from"), "{page}");
    let request = json!({"child": {"age": 12}, "screening": {"indicators": ["rape"]}}).to_string();
    let screen = cse("screen", &["--rules", &set, "-"], request.as_bytes());
    assert!(
        screen.flat().contains(", which says that it extends nowhere 3.0.0, not verified"),
        "{}",
        screen.out
    );
    let rules = RuleSet::from_dir(&set).unwrap();
    let record = Request::from_json_for(&rules, &request).unwrap().screen_by(&rules).to_record();
    fs::write(folder.path("record.json"), serde_json::to_string(&record).unwrap()).unwrap();
    let report = cse("report", &[&folder.path("record.json"), "--rules", &set, "--text"], b"");
    assert!(report.flat().contains("Says that it was made from"), "{}", report.out);
    assert!(report.flat().contains("nowhere 3.0.0, not verified"), "{}", report.out);
}

#[test]
fn a_set_without_protections_is_not_said_to_be_proved() {
    let folder = Folder::new("nothing");
    let waives: Vec<_> = ["under-13", "learning-disability"]
        .iter()
        .map(|id| json!({"protection": id, "reason": "the board, May 2024"}))
        .collect();
    let set = folder.extending(
        "set",
        json!({
            "manifest": {"waives": waives},
            "protections": {"remove": ["under-13", "learning-disability"]},
        }),
    );
    let check = call(&["check", &set]);
    assert_eq!(check.code, 0, "{}", check.out);
    let text = "whoever is protected is never placed below their category: there are no protections, so this says nothing.";
    assert!(check.flat().to_lowercase().contains(text), "{}", check.out);
    assert!(check.flat().contains("5 of 6 properties hold, 1 with nothing to prove;"), "{}", check.out);
    assert_eq!(call(&["check", &set, "--deny-warnings"]).code, 1);
    let properties = call(&["check", &set, "--json"]).json()["properties"].clone();
    let verdict = properties.as_array().unwrap().iter().find(|one| one["property"] == "protections-hold");
    assert_eq!(verdict.unwrap()["verdict"], "nothing_to_prove");
    assert!(cse("rulebook", &[&set, "-o", "-"], b"").out.contains("<strong>nothing to prove</strong>"));
}

#[test]
fn what_stands_in_anybodys_files_cannot_steer_a_terminal() {
    let folder = Folder::new("hostile");
    let own = json!({
        "code": "own-sign", "category": 2, "kind": "behaviour", "statement": "N001",
        "label": "be\u{1b}[2Jfore\u{202e}after\n\r\u{9b}31m",
    });
    let set = folder.extending(
        "set",
        json!({
            "manifest": {"title": "El\u{1b}]0;sewhere\u{7}"},
            "indicators": {"add": [own]},
            "names": {"change": [{"id": "mase", "name": "MA\u{1b}[31mCE"}]},
        }),
    );
    let hostile = ["\u{1b}", "\u{202e}", "\u{9b}", "\u{7}", "\r"];
    for arguments in [
        &["check", &*set][..],
        &["compare", "coventry", &set],
        &["compare", "coventry", &set, "--long"],
        &["explain", &set, "own-sign"],
        &["explain", &set, "mase-meeting"],
        &["explain", &set, "\u{1b}[2J"],
        &["check", "\u{1b}[2J"],
    ] {
        let said = call(arguments);
        for steering in hostile {
            assert!(
                !said.out.contains(steering) && !said.errors.contains(steering),
                "{arguments:?}\n{}",
                said.out
            );
        }
    }
    assert!(
        call(&["explain", &set, "own-sign"]).flat().contains(r"be\u{1b}[2Jfore\u{202e}after\n\r\u{9b}31m")
    );
}

#[test]
fn a_page_that_goes_to_no_terminal_is_plain_text_of_bearable_width() {
    for arguments in [&["check", "coventry"][..], &["explain", "coventry", "looked-after"]] {
        let said = call(arguments);
        assert_eq!(said.code, 0);
        for line in said.out.lines() {
            let is_json = line.trim_start().starts_with('{');
            assert!(is_json || line.chars().count() <= 96 && line.trim_end() == line, "{line:?}");
            assert!(!line.contains(['\u{1b}', '\u{a0}']), "{line:?}");
        }
    }
}

#[test]
fn a_wrong_call_and_a_set_that_is_not_there_exit_with_2() {
    let folder = Folder::new("wrong");
    let (missing, empty) = (folder.path("missing"), folder.path("empty"));
    fs::create_dir(&empty).unwrap();
    let set = folder.extending("set", json!({}));
    let file = folder.path("set/set.json");
    let wrong: [&[&str]; 11] = [
        &[],
        &["check"],
        &["chekc", "coventry"],
        &["check", &missing],
        &["check", &empty],
        &["check", &file],
        &["compare", &set],
        &["compare", &set, &missing],
        &["compare", &set, &set, "--caseload", &missing],
        &["compare", &set, &set, "--caseload", &empty],
        &["explain", &set],
    ];
    for arguments in wrong {
        let Call { code, out, errors } = call(arguments);
        assert_eq!((code, &*out), (2, ""), "{arguments:?}: {errors}");
        assert!(!errors.is_empty() && !errors.contains("panicked"), "{arguments:?}: {errors}");
    }
}

#[test]
fn help_is_short_and_names_the_exit_codes() {
    let help = call(&["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.out.lines().count() < 30 && help.out.contains("Exit codes: 0"), "{}", help.out);
    for command in ["check", "columns", "compare", "explain", "form", "transparency", "words", "new"] {
        assert!(help.out.contains(command), "{}", help.out);
        assert_eq!(call(&[command, "--help"]).code, 0);
    }
}

#[test]
fn the_form_of_a_set_and_the_words_of_the_tables_are_those_of_the_library() {
    use cse_screening::rules::schema::{form, words};
    let form_of = call(&["form", "coventry"]);
    assert_eq!(form_of.code, 0);
    assert_eq!(form_of.json(), json!(form(RuleSet::coventry())));
    let shown = call(&["words"]);
    assert_eq!((shown.code, &*shown.errors), (0, ""));
    let text = shown.flat();
    for word in words() {
        assert!(text.contains(&word.word) && text.contains(&*crate::support::flat(&word.about)), "{word:?}");
    }
    assert!(text.contains(r#"{"could_be_under": 13}"#), "{text}");
    assert_eq!(call(&["words", "--json"]).json(), json!(words()));
    let folder = Folder::new("form");
    let set = folder.extending("set", json!({"steps": []}));
    assert_eq!(call(&["form", &set]).code, 1);
}

/// But for what only the command knows: whether all passes, the cases, and the caseload.
#[test]
fn json_is_the_report_of_the_library() {
    let without = |call: Call, names: [&str; 2]| {
        let mut printed = call.json();
        let fields = printed.as_object_mut().unwrap();
        names.iter().for_each(|name| assert!(fields.remove(*name).is_some(), "{name}"));
        printed
    };
    let set = of_project("tests/local/tiers");
    let tiers = RuleSet::from_dir(&set).unwrap();
    let check = without(call(&["check", &set, "--json"]), ["passed", "cases"]);
    assert_eq!(check, json!(tiers.check()));
    let compare = without(call(&["compare", "coventry", &set, "--json"]), ["how_many", "caseload"]);
    assert_eq!(compare, json!(RuleSet::coventry().compare(&tiers)));
}
