//! What `cse rules compare` says of two sets, and of whom it concerns.

use super::*;

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
