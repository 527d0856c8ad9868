//! The tables: nothing of the toolkit is left out, and what is not sound is refused.

use cse_screening::rules::tables::{RowBasis, Tables};
use cse_screening::{Actor, Category, Fact, Indicator, RuleSet};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn tables() -> &'static Tables {
    RuleSet::coventry().tables()
}

#[test]
fn every_statement_is_carried_or_background_or_not_modelled_with_a_reason_and_never_two_of_these() {
    let cited = tables().cited_statements();
    let mut listed = BTreeMap::new();
    for row in &tables().not_modelled {
        assert!(row.reason.len() > 20, "{:?} has no real reason", row.statements);
        for statement in &row.statements {
            assert!(listed.insert(&**statement, &row.reason).is_none(), "{statement} is listed twice");
            assert!(!cited.contains(&**statement), "{statement} is cited and listed as not modelled");
        }
    }
    for (at, statement) in tables().statements.iter().enumerate() {
        assert_eq!(statement.id, format!("N{:03}", at + 1));
        let id = &*statement.id;
        let (carried, not_modelled) = (cited.contains(id), listed.contains_key(id));
        // What no row carries, and what needs none.
        let background = !carried && matches!(&*statement.kind, "background" | "principle");
        let ways = [carried, not_modelled, background].into_iter().filter(|is| *is).count();
        assert_eq!(
            ways, 1,
            "{id} ({}): carried {carried}, not modelled {not_modelled}, background {background}",
            statement.kind
        );
    }
    assert_eq!(tables().statements.len(), 538);
}

#[test]
fn whoever_may_act_has_one_row() {
    let rows: Vec<_> = tables().actors.iter().map(|row| row.actor).collect();
    assert_eq!(rows, Actor::ALL, "same actors, same order");
    assert!(tables().actors.iter().all(|row| !row.label.is_empty()));
    let acting: BTreeSet<_> = tables().steps.iter().map(|step| step.actor).collect();
    assert_eq!(acting, Actor::ALL.iter().copied().collect(), "each acts in some step");
}

#[test]
fn the_typed_vocabulary_and_the_tables_are_one() {
    let codes: Vec<_> = tables().indicators.iter().map(|row| &*row.code).collect();
    assert_eq!(codes, Indicator::CODES, "same indicators, same order");
    let facts: Vec<_> = tables().facts.iter().map(|row| row.fact).collect();
    assert_eq!(facts, Fact::ALL, "same facts, same order");
    assert_eq!(Indicator::ALL.len(), 56);
    let listed_in =
        |category| tables().indicators.iter().filter(|row| row.category == Some(category)).count();
    assert_eq!(Category::ALL.iter().map(|category| listed_in(*category)).collect::<Vec<_>>(), [21, 16, 19]);
    for indicator in Indicator::ALL {
        assert_eq!(indicator.code().parse(), Ok(*indicator));
        assert_eq!(indicator.statement(), format!("N{:03}", 97 + *indicator as usize));
        assert!(!indicator.label().is_empty());
        assert_eq!(
            indicator.category(),
            RuleSet::coventry().indicator_row(*indicator).unwrap().category.unwrap()
        );
    }
    // What is known or not until somebody answers: the events are no.
    let events: Vec<_> = tables()
        .facts
        .iter()
        .filter(|row| row.left_out == cse_screening::Answer::No)
        .map(|row| row.fact.code())
        .collect();
    assert_eq!(
        events,
        ["exploited_with_others", "section_47", "immediate_concern", "parent_may_be_involved"]
    );
}

/// A change that drops a rule, a step or a reading must say so here.
#[test]
fn the_inventory_is_pinned() {
    let counts = [
        ("settings", tables().manifest.settings.len()),
        ("names", tables().names.len()),
        ("facts", tables().facts.len()),
        ("actors", tables().actors.len()),
        ("scopes", tables().scopes.len()),
        ("definitions", tables().definitions.len()),
        ("category rules", tables().category_rules.len()),
        ("protections", tables().protections.len()),
        ("levels", tables().levels.len()),
        ("prompts", tables().prompts.iter().map(|row| row.consider.len()).sum()),
        ("findings", tables().findings.len()),
        ("plan hosts", tables().plan_hosts.len()),
        ("stages", tables().stages.len()),
        ("stages in every category", tables().stages.iter().filter(|stage| stage.in_every_category).count()),
        ("steps", tables().steps.len()),
        ("readings", tables().readings.len()),
    ];
    let expected = [
        ("settings", 9),
        ("names", 12),
        ("facts", 12),
        ("actors", 19),
        ("scopes", 3),
        ("definitions", 5),
        ("category rules", 14),
        ("protections", 2),
        ("levels", 0),
        ("prompts", 18),
        ("findings", 16),
        ("plan hosts", 7),
        ("stages", 13),
        ("stages in every category", 1),
        ("steps", 106),
        ("readings", 54),
    ];
    assert_eq!(counts, expected);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/coventry");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(
        files,
        [
            "actors.json",
            "calendar.json",
            "categories.json",
            "category-rules.json",
            "definitions.json",
            "facts.json",
            "findings.json",
            "indicators.json",
            "manifest.json",
            "names.json",
            "not-modelled.json",
            "plan-hosts.json",
            "prompts.json",
            "protections.json",
            "readings.json",
            "scopes.json",
            "statements.json",
            "steps.json",
        ]
    );
    // Read from the directory, it is the set that the crate was built with.
    assert_eq!(RuleSet::from_dir(folder).unwrap().to_json(), RuleSet::coventry().to_json());
}

#[test]
fn a_name_stands_in_every_text_that_refers_to_it_and_an_unknown_one_is_refused() {
    let with_police_named = |name: &str| {
        let names = json!([{ "id": "police", "name": name }]);
        json!({
            "extends": { "id": "coventry", "version": "2.0.0" },
            "manifest": { "id": "elsewhere", "version": "1.0.0", "title": "Elsewhere" },
            "names": { "change": names }
        })
    };
    let renamed = RuleSet::from_json(&with_police_named("constabulary").to_string()).unwrap();
    let who = |rules: &RuleSet| {
        let step = rules.tables().steps.iter().find(|step| step.id == "urgent-response").unwrap();
        step.who.clone()
    };
    assert!(who(RuleSet::coventry()).ends_with("and police"), "{}", who(RuleSet::coventry()));
    assert!(who(&renamed).ends_with("and constabulary"), "{}", who(&renamed));
    for row in &tables().names {
        assert!(!RuleSet::coventry().to_json().contains(&format!("{{{}}}", row.id)), "{}", row.id);
    }
    let mut unknown = with_police_named("constabulary");
    unknown["steps"] = json!({ "change": [{ "id": "urgent-response", "who": "{polise}" }] });
    assert_eq!(
        RuleSet::from_json(&unknown.to_string()).unwrap_err().to_string(),
        "steps, `urgent-response`, who: refers to `{polise}`, which is neither a name nor a setting; did you mean `police`?"
    );
}

#[test]
fn every_reading_is_used_and_says_what_was_chosen_over_what() {
    let bases = [
        tables().manifest.settings.iter().map(|row| &row.basis).collect::<Vec<_>>(),
        tables().scopes.iter().map(|row| &row.basis).collect(),
        vec![&tables().case.basis],
        tables().definitions.iter().map(|row| &row.basis).collect(),
        tables().category_rules.iter().map(|row| &row.basis).collect(),
        tables().protections.iter().map(|row| &row.basis).collect(),
        tables().plan_hosts.iter().map(|row| &row.basis).collect(),
        tables().steps.iter().map(|row| &row.basis).collect(),
    ];
    let used: BTreeSet<_> = bases
        .iter()
        .flatten()
        .filter_map(|basis| match basis {
            RowBasis::Reading(id) => Some(&**id),
            RowBasis::Toolkit => None,
        })
        .collect();
    let readings: BTreeSet<_> = tables().readings.iter().map(|reading| &*reading.id).collect();
    assert_eq!(used, readings);
}

#[test]
fn steps_stand_in_the_order_of_their_stages() {
    let place = |stage: &str| tables().stages.iter().position(|row| row.stage == stage).unwrap();
    assert!(tables().steps.is_sorted_by_key(|step| place(&step.stage)));
}

#[test]
fn the_fingerprint_can_be_reckoned_from_the_files_alone() {
    // Any JSON library can do this: one object of all tables, keys sorted, no white space.
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/coventry");
    let mut all = BTreeMap::new();
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    for path in entries.filter(|path| path.is_file()) {
        let text = std::fs::read_to_string(path).unwrap();
        let file: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
        for (table, rows) in file.into_iter().filter(|(table, _)| !matches!(&**table, "note" | "$schema")) {
            let rows = without_notes(rows);
            assert!(all.insert(table.clone(), rows).is_none(), "{table} stands in two files");
        }
    }
    // Texts refer to names and numbers as `{id}`: each is replaced by what it stands for.
    let mut json = serde_json::to_string(&all).unwrap();
    let names = all["names"].as_array().unwrap().iter().map(|row| (&row["id"], &row["name"]));
    let numbers =
        all["manifest"]["settings"].as_array().unwrap().iter().map(|row| (&row["id"], &row["value"]));
    for (id, stands_for) in names.chain(numbers) {
        let text = serde_json::to_string(stands_for).unwrap();
        json = json.replace(&format!("{{{}}}", id.as_str().unwrap()), text.trim_matches('"'));
    }
    assert_eq!(json, RuleSet::coventry().to_json());
    assert_eq!(RuleSet::coventry().sha256().len(), 64);
}

/// The rows of a table without what stands in them for the next reader.
fn without_notes(mut rows: Value) -> Value {
    for row in rows.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        row.remove("note");
    }
    rows
}

fn refused(change: impl FnOnce(&mut Value)) -> String {
    let mut document: Value = serde_json::from_str(&RuleSet::coventry().to_json()).unwrap();
    document["manifest"]["id"] = json!("changed");
    change(&mut document);
    RuleSet::from_json(&document.to_string()).unwrap_err().to_string()
}

#[test]
fn a_row_that_cites_nothing_or_nothing_that_exists_is_refused() {
    assert_eq!(
        refused(|d| d["steps"][4]["statements"] = json!([])),
        "steps, `take-advice-before-parent-contact`: cites no statement"
    );
    assert_eq!(
        refused(|d| d["category_rules"][2]["statements"] = json!(["N999"])),
        "category_rules, `under-13`, statements: refers to the statement `N999`, which does not exist; add it in `statements`, or name one that is there"
    );
    assert_eq!(
        refused(|d| d["plan_hosts"][0]["statements"] = json!([])),
        "plan_hosts, `looked-after`: cites no statement"
    );
    assert_eq!(
        refused(|d| d["steps"][0]["basis"] = json!({"reading": "no-such"})),
        "steps, `protect-immediately`, basis: refers to the reading `no-such`, which does not exist"
    );
}

#[test]
fn every_fault_is_named_at_once() {
    let message = refused(|d| {
        d["steps"][4]["statements"] = json!([]);
        d["steps"][5]["stage"] = json!("nowhere");
        d["definitions"][0]["id"] = json!("status-only");
    });
    // The two rules that refer to the definition which lost its id are named too.
    let places: Vec<_> = message.lines().map(|line| line.split_once(": ").unwrap().0).collect();
    assert_eq!(
        places,
        [
            "definitions, `status-only`",
            "steps, `take-advice-before-parent-contact`",
            "steps, `decide-on-informing-parents`, stage",
            "category_rules, `under-13`, when[1].holds",
            "category_rules, `learning-disability`, when[1].holds",
        ],
        "{message}"
    );
}

#[test]
fn a_category_rule_that_could_lower_is_refused() {
    for (condition, part) in [
        (json!({"not": {"any_observed": ["rape"]}}), "`not`"),
        (
            json!({"fact": {"name": "looked_after", "is": ["no"]}}),
            "a fact whose answers are not closed towards yes",
        ),
        (
            json!({"fact": {"name": "looked_after", "is": ["suspected"]}}),
            "a fact whose answers are not closed towards yes",
        ),
        (json!({"certainly_at_least": 13}), "an age at least"),
        (
            json!({"judgement_given": false}),
            "the absence of a judgement, of a previous category or of a level in force",
        ),
        (json!({"case": "open"}), "something decided after the category"),
        (json!({"holds": "status-only"}), "`not` (in definition `status-only`)"),
    ] {
        let message = refused(|d| d["category_rules"][3]["when"] = json!([condition]));
        assert_eq!(
            message,
            format!(
                "category_rules, `learning-disability`: could lower a category: it asks for {part}; allowed: what is observed, answers of yes or suspected, ages under"
            ),
            "{condition}"
        );
    }
}

#[test]
fn unknown_fields_codes_and_references_are_refused() {
    assert!(
        refused(|d| d["steps"][0]["colour"] = json!("red"))
            .starts_with("steps, `protect-immediately`, colour: unknown field; allowed: `id`, ")
    );
    assert!(refused(|d| d["steps"][0]["wh"] = json!("red")).contains("did you mean `who`?"));
    // A code of its own may be any; what refers to the code that is gone is refused.
    assert_eq!(
        refused(|d| d["indicators"][0]["code"] = json!("late-home"))
            .matches("refers to the indicator `late-home-or-missing`, which does not exist")
            .count(),
        2
    );
    assert_eq!(
        refused(|d| d["steps"][0]["when"] = json!([{"any": [{"any_known": ["cliping"]}]}])),
        "steps, `protect-immediately`, when[0].any[0].any_known: refers to the indicator `cliping`, which does \
         not exist; did you mean `clipping`?"
    );
    assert!(
        refused(|d| d["indicators"][1]["code"] = json!("late-home-or-missing"))
            .contains("indicators, `late-home-or-missing`: the code stands twice")
    );
    assert!(
        refused(|d| d["steps"][0]["when"] = json!([{"holds": "nothing"}]))
            .contains("refers to the definition `nothing`, which does not exist")
    );
    assert!(
        refused(|d| d["steps"][0]["when"] = json!([{"rule_fired": "nothing"}]))
            .contains("refers to the category rule `nothing`, which does not exist")
    );
    assert!(
        refused(|d| d["steps"][0]["when"] = json!([{"could_be_under": "nothing"}]))
            .contains("refers to the setting `nothing`, which does not exist")
    );
    assert!(
        refused(|d| {
            d.as_object_mut().unwrap().remove("plan_hosts");
        })
        .contains("plan_hosts: the table is missing")
    );
    assert!(
        refused(
            |d| d["category_rules"][1]["when"] = json!([{"observed_at_least": {"count": 57, "of": "any"}}])
        )
        .contains("asks for 57 of 56 indicators")
    );
}

#[test]
fn a_scope_that_could_take_a_category_away_is_refused() {
    let without = "a scope without categories may ask only for `certainly_at_least` 18 or more";
    assert!(refused(|d| d["scopes"][0]["categories"] = json!(false)).contains(without));
    assert!(refused(|d| d["scopes"][2]["when"] = json!([])).contains(without));
    let yes_to = |fact: &str| json!({"fact": {"name": fact, "is": ["yes"]}});
    assert!(
        refused(|d| d["scopes"][2]["when"].as_array_mut().unwrap().push(yes_to("immediate_concern")))
            .contains(without)
    );
    assert!(
        refused(|d| d["scopes"][1]["when"][1] = json!({"any_observed": ["rape"]}))
            .contains("ages and facts only")
    );
    let not_ruled_out = "every answer but `no`";
    for is in [json!(["no"]), json!(["yes"]), json!(["yes", "not_known"])] {
        let fact = json!({"fact": {"name": "care_leaver", "is": is}});
        assert!(refused(|d| d["scopes"][1]["when"][1] = fact).contains(not_ruled_out));
    }
    assert!(refused(|d| d["scopes"].as_array_mut().unwrap().swap(1, 2)).contains("stands below `adult`"));
    assert!(
        refused(|d| d["case"]["open_when_left_out"] = json!([{"any_observed": ["rape"]}]))
            .starts_with("case, `case`: the case may ask")
    );
}

#[test]
fn what_a_meeting_lowers_is_the_previous_level_and_nothing_else() {
    let not_determined = json!({"not": {"determination": ["none", "1", "2", "3"]}});
    for rule in [0, 8, 9, 11, 12] {
        let message = refused(|d| {
            d["category_rules"][rule]["when"].as_array_mut().unwrap().push(not_determined.clone())
        });
        assert!(message.contains("could lower a category: it asks for `not`; allowed: what is observed, answers of yes or suspected, ages under"), "{message}");
    }
    let either = json!([{"any": [{"previous_category_given": true}, not_determined]}]);
    assert!(refused(|d| d["category_rules"][13]["when"] = either).contains("could lower a category"));
    // A meeting that found something else than asked for leaves the level as it was.
    let some = json!([{"previous_category_given": true}, {"not": {"determination": ["1", "2"]}}]);
    assert!(refused(|d| d["category_rules"][13]["when"] = some).contains("could lower a category"));
}

#[test]
fn what_only_category_rules_may_ask_is_refused_elsewhere() {
    let message = refused(|d| d["steps"][3]["when"] = json!([{"other_rules_give_at_least": 3}]));
    assert_eq!(message, "steps, `report-missing`: asks what other rules give; only category rules may");
    assert!(
        refused(|d| d["definitions"][0]["when"] = json!([{"holds": "status-only"}]))
            .contains("a definition may not")
    );
    let message = refused(|d| {
        d["category_rules"].as_array_mut().unwrap().retain(|rule| rule["id"] == "looked-after");
        // With the rules goes what refers to them.
        for table in ["steps", "findings"] {
            d[table].as_array_mut().unwrap().retain(|row| !row["when"].to_string().contains("rule_fired"));
        }
    });
    assert!(
        message.contains("category_rules, `looked-after`: can never fire: no other rule gives that"),
        "{message}"
    );
}

#[test]
fn no_fact_may_lower_and_nothing_left_out_is_taken_for_a_yes() {
    let message = refused(|d| {
        d["facts"][0]["asked_by"] = json!("placed_out_of_area");
        d["category_rules"][3]["when"] = json!([{"fact": {"name": "learning_disability", "is": ["no"]}}]);
    });
    assert!(
        message.contains("is asked by `placed_out_of_area`; allowed: a fact with a row, which no other asks"),
        "{message}"
    );
    assert!(message.contains("category_rules, `learning-disability`: could lower a category"), "{message}");
    assert!(
        refused(|d| d["facts"][11]["left_out"] = json!("yes")).contains("is taken for `yes` when left out")
    );
}

#[test]
fn rows_that_can_never_hold_are_refused() {
    for condition in [
        json!({"any": []}),
        json!({"fact": {"name": "looked_after", "is": []}}),
        json!({"all": [{"category": [3]}, {"category": [2]}]}),
    ] {
        let message = refused(|d| d["steps"][3]["when"] = json!([condition]));
        assert_eq!(message, "steps, `report-missing`: can never hold", "{condition}");
    }
    assert!(
        refused(|d| d["category_rules"][2]["when"] = json!([{"could_be_under": 0}]))
            .contains("allowed: 1 to 120")
    );
    assert!(
        refused(|d| d["steps"][35]["deadline"]["working_days"] = json!(0))
            .contains("a deadline of 0 working days")
    );
    assert!(
        refused(|d| {
            d["plan_hosts"].as_array_mut().unwrap().remove(3);
        })
        .contains("no row gives a plan for Category 3 in scope `child`")
    );
}

#[test]
fn levels_stages_and_calendars_out_of_order_are_refused() {
    assert!(
        refused(|d| d["category_rules"][7]["when"]
            .as_array_mut()
            .unwrap()
            .push(json!({"other_rules_give_at_least": 3})))
        .contains("asks twice")
    );
    assert!(
        refused(|d| d["steps"].as_array_mut().unwrap().swap(0, 105))
            .contains("stands below a step of a later stage")
    );
    assert!(refused(|d| d["steps"][0]["who"] = json!(" ")).contains("`who` is empty"));
    assert!(
        refused(|d| d["calendar"]["yearly"][3] = json!({"first_monday_of": 13}))
            .contains("found month 13; allowed: 1 to 12")
    );
    assert!(
        refused(|d| d["calendar"]["one_off"][1]["date"] = json!("2012-05-28"))
            .contains("the day stands twice")
    );
}

/// A protection is itself what must be kept: no outcome would tell that it was weakened, so it stands here.
#[test]
fn children_under_13_and_with_a_learning_disability_are_protected_from_the_lowest_category() {
    let said: Vec<_> = tables()
        .protections
        .iter()
        .map(|row| (row.id.as_str(), row.never_below, RuleSet::coventry().in_words(&row.when)))
        .collect();
    assert_eq!(
        said,
        [
            ("under-13", Category::Two, "the child could be under 13".to_owned()),
            (
                "learning-disability",
                Category::Two,
                "a learning disability is answered yes or suspected".to_owned()
            ),
        ]
    );
    assert!(tables().stages.iter().all(|row| row.in_every_category == (row.stage == "referral")));
}
