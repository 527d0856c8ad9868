//! The second evaluator beside the cases of the reading, and beside the engine.

use super::evaluate;
use super::heard::{FACTS, INDICATORS};
use super::requests::random_request;
use crate::support;
use cse_screening::rules::tables::Support;
use cse_screening::{Record, RuleSet};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// How many random requests are compared; `READING_2_REQUESTS` says another number.
fn requests() -> impl Iterator<Item = (u64, Value)> {
    let many = std::env::var("READING_2_REQUESTS").map_or(20_000, |text| text.parse().unwrap());
    (0..many).map(|seed| (seed, random_request(&mut StdRng::seed_from_u64(seed))))
}

fn cases() -> Vec<Value> {
    serde_json::from_str(include_str!("cases.json")).unwrap()
}

/// The strings at a key of each row, or the rows themselves.
fn strings(rows: &Value, key: &str) -> Vec<String> {
    let of = |row: &Value| if row.is_string() { row.clone() } else { row[key].clone() };
    rows.as_array().unwrap().iter().map(|row| of(row).as_str().unwrap().to_owned()).collect()
}

/// Where an outcome differs from what a case expects.
fn differences(case: &Value, found: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    let mut compare = |name: &str, expected: Value, found: Value| {
        if expected != found {
            differences.push(format!("{name}: expected {expected}, found {found}"));
        }
    };
    let set = |rows: &Value, key: &str| json!(strings(rows, key).into_iter().collect::<BTreeSet<_>>());
    let steps = strings(&found["steps"], "id");
    for (name, expected) in case["expect"].as_object().unwrap() {
        match name.as_str() {
            "scope" | "category" | "indicated" | "possible" | "plan" => {
                compare(name, expected.clone(), found[name].clone());
            }
            "rules" => compare(name, set(expected, ""), set(&found["reasons"], "rule")),
            "findings" => compare(name, set(expected, ""), set(&found["findings"], "")),
            "steps_include" => {
                for id in strings(expected, "") {
                    compare(&format!("step {id}"), json!(true), json!(steps.contains(&id)));
                }
            }
            "steps_exclude" => {
                for id in strings(expected, "") {
                    compare(&format!("step {id}"), json!(false), json!(steps.contains(&id)));
                }
            }
            other => panic!("a case expects `{other}`"),
        }
    }
    differences
}

#[test]
fn reading_2_second_evaluator_gives_what_every_case_of_the_reading_expects() {
    let mut wrong = Vec::new();
    for case in cases() {
        let differences = differences(&case, &evaluate(&case["request"]));
        if !differences.is_empty() {
            wrong.push(format!("{}\n  {}\n  {}", case["name"], differences.join("\n  "), case["request"]));
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

/// What the second evaluator says, taken from a record that the engine made by these rules.
pub fn determined(rules: &RuleSet, record: &Record) -> Value {
    let reasons = record.reasons.iter().map(|reason| {
        let because: BTreeSet<_> = reason.because.iter().collect();
        json!({ "rule": reason.rule, "at_least": reason.at_least, "because": because, "decisive": reason.decisive })
    });
    let steps =
        record.steps.iter().map(|step| json!({ "id": step.id, "force": step.force, "due": step.due }));
    json!({
        "scope": record.scope,
        "category": record.category,
        "indicated": record.indicated,
        "possible": record.possible,
        "no_category": record.no_category,
        "reasons": reasons.collect::<Value>(),
        "plan": record.plan.as_ref().map(|plan| &plan.host),
        "steps": steps.collect::<Value>(),
        "support": support_by_statements(rules, record),
        "gaps": record.gaps,
        "prompts": record.prompts,
        "findings": record.findings.iter().map(|finding| &finding.id).collect::<Vec<_>>(),
    })
}

/// The statements behind the labels of the support.
fn support_by_statements(rules: &RuleSet, record: &Record) -> Value {
    let row = rules.tables().categories.iter().find(|row| Some(row.category) == record.category);
    let statements = |rows: Option<&Vec<Support>>, labels: &[String]| -> Value {
        let of = |label: &String| rows?.iter().find(|row| row.label == *label)?.statements.first().cloned();
        labels.iter().map(|label| json!(of(label))).collect()
    };
    json!({
        "assessments": statements(row.map(|row| &row.assessments), &record.support.assessments),
        "agencies": statements(row.map(|row| &row.agencies), &record.support.agencies),
        "interventions": statements(row.map(|row| &row.interventions), &record.support.interventions),
    })
}

/// Both evaluators on one request, field by field.
fn compared(what: &str, request: &Value) -> Result<(), String> {
    let rules = RuleSet::coventry();
    let (engine, second) = (determined(rules, &support::record(rules, request)), evaluate(request));
    let fields = second.as_object().unwrap().keys().filter(|field| engine[*field] != second[*field]);
    let differs: Vec<_> = fields.map(|field| differing(field, &engine[field], &second[field])).collect();
    if differs.is_empty() { Ok(()) } else { Err(format!("{what}:\n{request}\n{}\n", differs.join("\n"))) }
}

/// Of two lists, what stands in only one of them; of anything else, and of two orders, all.
fn differing(field: &str, engine: &Value, second: &Value) -> String {
    let (Value::Array(ours), Value::Array(theirs)) = (engine, second) else {
        return format!("{field}: engine {engine}, second evaluator {second}");
    };
    let only = |these: &[Value], those: &[Value]| -> Vec<Value> {
        these.iter().filter(|row| !those.contains(row)).cloned().collect()
    };
    let (engine_only, second_only) = (json!(only(ours, theirs)), json!(only(theirs, ours)));
    if engine_only == second_only {
        return format!("{field}, the order: engine {engine}, second evaluator {second}");
    }
    format!("{field}: only the engine {engine_only}, only the second evaluator {second_only}")
}

fn assert_agreement(found: impl Iterator<Item = Result<(), String>>) {
    // A few are enough to see the kind.
    let differ: Vec<_> = found.filter_map(Result::err).take(5).collect();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn reading_2_engine_and_second_evaluator_agree_on_random_requests() {
    assert_agreement(requests().map(|(seed, request)| compared(&format!("seed {seed}"), &request)));
}

#[test]
fn reading_2_engine_and_second_evaluator_agree_on_every_case() {
    let cases = cases().into_iter().chain(support::cases());
    assert_agreement(cases.map(|case| compared(&case["name"].to_string(), &case["request"])));
}

/// The comparison takes `because` as a set. That it is in one order, whatever that is, shows here.
#[test]
fn reading_2_engine_names_what_made_rules_fire_in_one_order() {
    let mut before: BTreeSet<(String, String)> = BTreeSet::new();
    for (seed, request) in requests().take(5_000) {
        let record = serde_json::to_value(support::record(RuleSet::coventry(), &request)).unwrap();
        for reason in record["reasons"].as_array().unwrap() {
            let because = strings(&reason["because"], "");
            for (at, first) in because.iter().enumerate() {
                for second in because.iter().skip(at + 1) {
                    let turned = (second.clone(), first.clone());
                    assert!(first != second && !before.contains(&turned), "seed {seed}: {because:?}");
                    before.insert((first.clone(), second.clone()));
                }
            }
        }
    }
    assert!(before.len() > 1_000, "{} pairs", before.len());
}

/// Evidence, views and strengths taken away, and nothing else.
fn without_evidence(request: &Value) -> Value {
    let mut bare = request.clone();
    let answers = |fields: &mut Value| {
        for given in fields.as_object_mut().into_iter().flat_map(serde_json::Map::values_mut) {
            if let Some(answer) = given.get("answer") {
                *given = answer.clone();
            }
        }
    };
    answers(&mut bare["child"]);
    let screening = bare["screening"].as_object_mut().unwrap();
    screening.remove("views");
    screening.remove("strengths");
    if let Some(indicators) = screening.get_mut("indicators") {
        answers(indicators);
    }
    bare
}

#[test]
fn reading_2_evidence_changes_nothing() {
    let mut with_evidence = 0;
    for (seed, request) in requests().take(5_000) {
        let bare = without_evidence(&request);
        with_evidence += usize::from(bare != request);
        assert_eq!(evaluate(&bare), evaluate(&request), "seed {seed}");
    }
    assert!(with_evidence > 2_000, "{with_evidence} requests with evidence");
}

/// Each thing that may come out: how often among the random requests it did.
fn tally() -> (u64, BTreeMap<String, u64>) {
    let mut tally: BTreeMap<String, u64> = BTreeMap::new();
    let mut many = 0;
    for (_, request) in requests().take(10_000) {
        let found = evaluate(&request);
        many += 1;
        let mut came_out = BTreeSet::new();
        for name in ["scope", "category", "indicated", "possible", "no_category", "plan"] {
            came_out.insert(format!("{name} {}", found[name]));
        }
        for (list, key) in [("reasons", "rule"), ("gaps", "question"), ("findings", "")] {
            came_out.extend(strings(&found[list], key).iter().map(|id| format!("{list} {id}")));
        }
        for step in found["steps"].as_array().unwrap() {
            came_out.insert(format!("steps {}", step["id"]));
            came_out.insert(format!("force {} {}", step["id"], step["force"]));
        }
        for prompt in found["prompts"].as_array().unwrap() {
            came_out.insert(format!("prompts {prompt}"));
        }
        for one in came_out {
            *tally.entry(one).or_default() += 1;
        }
    }
    (many, tally)
}

#[test]
fn reading_2_random_requests_bring_out_everything_that_can_come_out() {
    let (many, tally) = tally();
    let of = |what: &str| tally.keys().filter(|key| key.starts_with(what)).count();
    for (what, expected) in [
        ("scope ", 3),
        ("category ", 4),
        ("indicated ", 4),
        ("possible ", 4),
        // One is null, and what was seen always has a category.
        ("no_category ", 5),
        // One is null.
        ("plan ", 8),
        ("reasons ", 14),
        ("steps ", 106),
        // Four steps have two forces.
        ("force ", 110),
        ("prompts ", 18),
        ("findings ", 15),
        // Those that ask for needs and protection of adults, and additional needs, raise nothing.
        ("gaps ", FACTS.len() - 5 + INDICATORS.len()),
    ] {
        assert_eq!(of(what), expected, "{what}{:?}", tally.keys().filter(|key| key.starts_with(what)));
    }
    // Each more than once or twice, and none always.
    let rare: Vec<_> = tally.iter().filter(|(_, times)| **times * 4_000 < many).collect();
    assert!(rare.is_empty(), "seldom among {many}: {rare:?}");
    let always: Vec<_> = tally.iter().filter(|(_, times)| **times == many).collect();
    assert!(always.is_empty(), "in each of {many}: {always:?}");
}
