//! The command for whoever writes rules, run as a process on sets that extend the built-in one.

mod compare;
mod new;

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
