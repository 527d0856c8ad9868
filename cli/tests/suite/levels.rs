//! Where a set has levels of its own, every text of every command is in their names alone.

use crate::run::{Call, Folder, cse, cse_in, of_project};
use crate::support::{flat, small};
use cse_screening::{Record, Request, RuleSet};
use serde_json::{Value, json};

/// What speaks of a category by its number, if anything does.
fn number_of_a_category(text: &str) -> Option<String> {
    let text = flat(text);
    let after = ["Category ", "Categories ", "category is ", "category is not ", "category of ", "judged "];
    let found = after
        .iter()
        .flat_map(|word| text.match_indices(word))
        .find(|(at, word)| text[at + word.len()..].starts_with(|letter: char| letter.is_ascii_digit()));
    found.map(|(at, _)| text[at..].chars().take(80).collect())
}

#[test]
fn a_category_by_its_number_is_found() {
    for told in ["is given Category 2.", "Category\n  3", "the category is 2 or more", "judged 1"] {
        assert!(number_of_a_category(told).is_some(), "{told}");
    }
    assert_eq!(number_of_a_category("Category\tand the category is high; Category A1"), None);
}

/// Three levels, with rows for all that speaks of a category; `gone` of the lowest are taken away, with their categories.
fn set(id: &str, gone: u64) -> Value {
    let mut set = small();
    let all = [(1, "green", "green alert"), (2, "amber", "amber alert"), (3, "red", "red alert")];
    let levels = || all.into_iter().filter(|(category, ..)| *category > gone);
    set["manifest"]["id"] = json!(id);
    set["levels"] = levels()
        .map(|(category, id, label)| json!({ "id": id, "label": label, "category": category }))
        .collect();
    set["levels"].as_array_mut().unwrap().push(json!({ "id": "nothing", "label": "nothing of note" }));
    set["categories"].as_array_mut().unwrap().retain(|row| row["category"].as_u64().unwrap() > gone);
    let (lowest, gravest) = (gone + 1, json!("red"));
    set["indicators"][0]["category"] = json!(lowest);
    set["indicators"][1]["category"] = gravest.clone();
    // Whoever is given a level by anything, and is young.
    let young = json!([{ "could_be_under": "young-age" }, { "any": [
        { "holds": "seen" }, { "judgement_given": true }, { "previous_category_given": true }
    ] }]);
    let rule = |id: &str, at_least: Value, when: Value| json!({ "id": id, "label": id, "at_least": at_least, "when": when, "statements": ["S1"], "basis": "toolkit" });
    set["category_rules"] = json!([
        rule("listed", json!("listed"), json!([{ "any_observed": "any" }])),
        rule("gravest", json!(3), json!([{ "any_observed": "category-3" }])),
        rule("young", json!("red"), young),
        rule(
            "two",
            json!("red"),
            json!([{ "other_rules_give_at_least": lowest }, { "observed_at_least": { "count": 2, "of": "any" } }])
        ),
        rule("lately", json!("red"), json!([{ "observed_within": { "of": ["first-sign"], "months": 6 } }])),
        rule("judged", json!("judged"), json!([{ "judgement_given": true }])),
        rule("determined", json!("determined"), json!([{ "determination": ["red"] }])),
        rule("previous", json!("previous"), json!([{ "previous_category_given": true }])),
    ]);
    let step = |id: &str, when: Value, force: Value| {
        json!({ "id": id, "stage": "help", "when": when, "actor": "holder", "who": "w", "action": id, "force": force,
                "statements": ["S1"], "basis": "toolkit" })
    };
    let by_level = json!({ "otherwise": "should", "must_in_categories": ["red"] });
    let steps = [
        step("when-red", json!([{ "category": ["red"] }]), json!("must")),
        step("by-level", json!([{ "category_at_least": lowest }]), by_level),
        step("none", json!([{ "not": { "category_at_least": lowest } }]), json!("may")),
        step("met", json!([{ "determination": ["red", "none"] }]), json!("may")),
    ];
    set["steps"][1]["when"] = json!([{ "step_applies": "refer" }, { "rule_fired": "young" }]);
    set["steps"].as_array_mut().unwrap().extend(steps);
    set
}

/// Requests that say something of every level that there is.
fn requests(rules: &RuleSet) -> Vec<Value> {
    let mut all = vec![json!({ "child": {}, "screening": {} })];
    let seen = |days: Value| json!({ "answer": "yes", "seen_on": days });
    let code = |at: usize| rules.tables().indicators[at % rules.tables().indicators.len()].code.clone();
    for (at, row) in rules.tables().categories.iter().enumerate() {
        let number = json!(row.category);
        all.push(json!({
            "child": { "age": 15, "previous_category": number, "previous_category_on": "2024-11-08",
                "determination": { "category": number, "on": "2025-01-20", "by": "mase_meeting", "rationale": "r" } },
            "screening": { "screened_on": "2025-03-03", "referred_on": "2025-03-04",
                "professional_judgement": { "category": number, "rationale": "r" },
                "indicators": { (code(at)): seen(json!("2024-06-01")) } },
        }));
    }
    for age in [12, 15] {
        for at in 0..rules.tables().indicators.len() {
            let indicators = json!({ (code(at)): seen(json!("2025-02-01")), (code(at + 1)): "not_known" });
            all.push(json!({ "child": { "age": age }, "screening": { "screened_on": "2025-03-03", "indicators": indicators } }));
        }
    }
    for (at, request) in all.iter_mut().enumerate() {
        request["reference"] = json!(format!("case {at}"));
    }
    all
}

/// Everything that the command says of a set, each text with the call that it answers.
fn told(folder: &Folder, before: &str, set: &str) -> Vec<(String, Call)> {
    let rules = RuleSet::from_dir(set).unwrap();
    let requests = requests(&rules);
    let mut told = Vec::new();
    let mut ask = |name: &str, arguments: &[&str], input: &[u8]| {
        told.push((format!("{name} {}", arguments.join(" ")), cse(name, arguments, input)));
    };
    let tables = rules.tables();
    let asked = tables.category_rules.iter().map(|row| &row.id).chain(tables.steps.iter().map(|row| &row.id));
    let asked: Vec<_> = asked.chain(tables.plan_hosts.iter().map(|row| &row.id)).collect();
    let mut records: Vec<Record> = Vec::new();
    for request in &requests {
        let text = request.to_string();
        ask("screen", &["--rules", set, "-"], text.as_bytes());
        for id in &asked {
            ask("screen", &["--rules", set, "-", "--why-not", id], text.as_bytes());
        }
        let record = Request::from_json_for(&rules, &text).unwrap().screen_by(&rules).to_record();
        let text = serde_json::to_string(&record).unwrap();
        ask("report", &["-", "--rules", set, "--text"], text.as_bytes());
        ask("report", &["-", "--rules", set, "-o", "-"], text.as_bytes());
        records.push(record);
    }
    let lines = |all: Vec<String>| all.join("\n");
    let requests = folder.file("requests.jsonl", lines(requests.iter().map(Value::to_string).collect()));
    let stored = lines(records.iter().map(|record| serde_json::to_string(record).unwrap()).collect());
    let stored = folder.file("records.jsonl", stored);
    ask("codes", &["--rules", set], b"");
    ask("caseload", &[&requests, "--rules", set, "-o", "-", "--previous", &stored], b"");
    ask(
        "caseload",
        &[&requests, "--rules", set, "-o", "-", "--previous", &stored, "--exact", "--show-references"],
        b"",
    );
    ask("rulebook", &[set, "-o", "-", "--previous", before], b"");
    ask("rules", &["check", set], b"");
    ask("rules", &["compare", before, set, "--long"], b"");
    ask("rules", &["compare", set, before, "--long", "--caseload", &requests], b"");
    ask("rules", &["compare", before, set, "--caseload", &stored], b"");
    ask("rules", &["form", set], b"");
    let withdrawn =
        folder.file("withdrawn.json", json!([{ "rules": rules.sha256(), "reason": "r" }]).to_string());
    ask("recall", &[&stored, "--withdrawn", &withdrawn], b"");
    for table in [
        "categories",
        "levels",
        "category_rules",
        "protections",
        "steps",
        "plan_hosts",
        "indicators",
        "scopes",
    ] {
        let whole: Value = serde_json::from_str(&rules.to_json()).unwrap();
        for row in whole[table].as_array().unwrap() {
            let id = ["id", "code", "scope", "category"]
                .iter()
                .map(|key| &row[*key])
                .find(|id| !id.is_null())
                .unwrap();
            let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
            ask("rules", &["explain", set, &id], b"");
        }
    }
    told
}

/// The commands that say nothing of a set that they are given.
const OF_NO_SET: [&str; 3] = ["completions", "man", "help"];

fn assert_in_names_alone(test: &str, document: &Value, changed: &Value) {
    let folder = Folder::new(test);
    let id = changed["manifest"]["id"].as_str().unwrap();
    let (before, set) = (folder.set("before", document), folder.set(id, changed));
    // A case that comes out otherwise is told of as well.
    std::fs::create_dir_all(folder.0.join(id).join("cases")).unwrap();
    let expect = json!({ "scope": "child", "category": "red", "indicated": null, "possible": "red", "rules": [], "findings": [], "plan": null });
    let case = json!([{ "name": "c", "request": { "child": { "age": 15 }, "screening": { "indicators": [] } }, "expect": expect }]);
    folder.file(&format!("{id}/cases/cases.json"), case.to_string());
    let told = told(&folder, &before, &set);
    for (call, said) in &told {
        assert!(!said.out.is_empty(), "{call}: {}", said.errors);
        for text in [&said.out, &said.errors] {
            assert_eq!(number_of_a_category(text), None, "{call}\n{text}");
        }
    }
    // Whoever adds a command adds it here.
    let help = cse("--help", &[], b"").out;
    let commands = help.split("Commands:").nth(1).unwrap().split("\n\n").next().unwrap().lines();
    let commands: Vec<_> = commands.filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    assert!(commands.len() > 7, "{help}");
    for command in commands.into_iter().filter(|name| !name.is_empty() && !OF_NO_SET.contains(name)) {
        assert!(told.iter().any(|(call, _)| call.split(' ').next() == Some(command)), "no call of {command}");
    }
    // The words of the levels are said.
    let all: String = told.iter().map(|(_, said)| said.out.as_str()).collect();
    assert!(all.contains("red alert"));
    // A set that extends it begins without one as well.
    let new = cse_in(folder.0.to_str().unwrap(), "rules", &["new", "next", "--extends", id]);
    assert_eq!((new.code, number_of_a_category(&new.out)), (0, None), "{}{}", new.out, new.errors);
}

/// The same set with one rule less, and one that asks for more: levels fall and rise.
fn changed(document: &Value) -> Value {
    let mut changed = document.clone();
    let rules = changed["category_rules"].as_array_mut().unwrap();
    rules.retain(|rule| rule["id"] != "gravest");
    rules[2]["when"][1]["observed_at_least"]["count"] = json!(1);
    changed["manifest"]["version"] = json!("2.0.0");
    changed
}

#[test]
fn a_set_with_three_levels_is_told_in_their_names_alone() {
    let set = set("three", 0);
    assert_in_names_alone("three", &set, &changed(&set));
}

#[test]
fn a_set_with_two_levels_is_told_in_their_names_alone() {
    let set = set("two", 1);
    assert_in_names_alone("two", &set, &changed(&set));
}

#[test]
fn a_set_with_one_level_is_told_in_its_name_alone() {
    let set = set("one", 2);
    assert_in_names_alone("one", &set, &changed(&set));
}

#[test]
fn the_set_of_tiers_is_told_in_its_names_alone() {
    let tiers = of_project("tests/local/tiers");
    let folder = Folder::new("tiers");
    for (call, said) in told(&folder, &tiers, &tiers) {
        for text in [&said.out, &said.errors] {
            assert_eq!(number_of_a_category(text), None, "{call}\n{text}");
        }
    }
}
