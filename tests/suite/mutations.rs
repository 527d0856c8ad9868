//! Every value of the tables matters: change one, and some child's outcome changes.
//!
//! Each mutant is the built-in set with one value changed. It is noticed when it is refused at load,
//! or when some probe (the cases, random requests) comes out otherwise than the second evaluator
//! says, or in other words than those of the built-in set. What is not noticed must be listed as
//! equivalent, with the reason.

mod equivalent;

use crate::reading_2::agreement::determined;
use crate::reading_2::{self, dates, requests};
use crate::support;
use chrono::NaiveDate;
use cse_screening::{Record, Request, RuleSet};
use equivalent::EQUIVALENT;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many random requests probe a mutant, at most.
const PROBES: u64 = 6_000;

/// One changed value: where, and what it became.
struct Mutant {
    name: String,
    document: Value,
}

/// Collects mutants of one document.
struct Mutator {
    original: Value,
    mutants: Vec<Mutant>,
}

const TABLES_WITH_CONDITIONS: &[&str] =
    &["scopes", "definitions", "category_rules", "plan_hosts", "steps", "findings", "prompts"];

impl Mutator {
    fn add(&mut self, name: String, change: impl FnOnce(&mut Value)) {
        let mut document = self.original.clone();
        change(&mut document);
        assert_ne!(document, self.original, "{name} changes nothing");
        self.mutants.push(Mutant { name, document });
    }

    fn replace(&mut self, pointer: &str, value: Value) {
        self.add(format!("{pointer} = {value}"), |document| *document.pointer_mut(pointer).unwrap() = value);
    }

    fn drop_element(&mut self, list: &str, at: usize) {
        self.add(format!("{list}/{at} dropped"), |document| {
            document.pointer_mut(list).unwrap().as_array_mut().unwrap().remove(at);
        });
    }

    fn drop_field(&mut self, row: &str, field: &str) {
        self.add(format!("{row}/{field} dropped"), |document| {
            document.pointer_mut(row).unwrap().as_object_mut().unwrap().remove(field);
        });
    }

    fn length(&self, list: &str) -> usize {
        self.original.pointer(list).unwrap().as_array().unwrap().len()
    }

    /// Drops and negates each condition of a list, and changes each value inside.
    fn conditions(&mut self, list: &str) {
        for at in 0..self.length(list) {
            let pointer = format!("{list}/{at}");
            let condition = self.original.pointer(&pointer).unwrap().clone();
            self.drop_element(list, at);
            self.replace(&pointer, json!({ "not": condition }));
            self.inside(&pointer, &condition);
        }
    }

    fn inside(&mut self, pointer: &str, condition: &Value) {
        let (word, value) = condition.as_object().unwrap().iter().next().unwrap();
        let inner = format!("{pointer}/{word}");
        match word.as_str() {
            "all" | "any" => self.conditions(&inner),
            "not" => {
                self.replace(pointer, value.clone());
                self.inside(&inner, value);
            }
            "fact" => self.toggle(&format!("{inner}/is"), &["yes", "suspected", "no", "not_known"]),
            "scope" => self.toggle(&inner, &["child", "young_adult", "adult"]),
            "completed_by" => self.toggle(&inner, &["social_worker", "police", "other_professional"]),
            "placement" => self.toggle(&inner, &["foster", "residential", "other"]),
            "legal_status" => self.toggle(&inner, &["accommodated", "interim_care_order", "care_order"]),
            "category_change" => self.toggle(&inner, &["raised", "same", "lowered"]),
            "determination" => self.toggle(&inner, &["none", "1", "2", "3"]),
            "category" => {
                for category in 1..=3 {
                    self.toggle_one(&inner, json!(category));
                }
            }
            "category_at_least" | "other_rules_give_at_least" => {
                for category in (1..=3).filter(|category| value != category) {
                    self.replace(&inner, json!(category));
                }
            }
            "case" | "case_given" => {
                self.replace(&inner, json!(if value == "open" { "not_open" } else { "open" }));
            }
            "judgement_given"
            | "previous_category_given"
            | "level_in_force_given"
            | "level_in_force_above_indicated"
            | "judgement_below_indicated"
            | "determination_below_indicated"
            | "possible_above_category"
            | "impossible_date" => {
                self.replace(&inner, json!(value != true));
            }
            "any_observed" | "any_known" | "all_observed" => {
                self.selection(&inner, value);
                if word == "any_observed" {
                    self.replace(pointer, json!({ "any_known": value }));
                } else if word == "any_known" {
                    self.replace(pointer, json!({ "any_observed": value }));
                }
            }
            "observed_at_least" => self.replace(&format!("{inner}/of"), json!("category-2")),
            "weight_at_least" => {
                self.number(&format!("{inner}/sum"), &value["sum"]);
                self.selection(&format!("{inner}/of"), &value["of"]);
            }
            "could_be_under" | "certainly_at_least" | "could_be_at_least" => {
                let settings = self.original["manifest"]["settings"].clone();
                let years = settings.as_array().unwrap().iter().filter(|setting| setting["unit"] == "years");
                let now = years.clone().find(|setting| setting["id"] == *value).unwrap()["value"].clone();
                for other in years.filter(|setting| setting["value"] != now) {
                    self.replace(&inner, other["id"].clone());
                }
                for other in ["could_be_under", "certainly_at_least", "could_be_at_least"]
                    .iter()
                    .filter(|other| *other != word)
                {
                    self.replace(pointer, json!({ *other: value }));
                }
            }
            "holds" | "rule_fired" | "step_applies" => {}
            other => panic!("no mutation for the condition `{other}`"),
        }
    }

    /// Changes a set of indicators: a list of codes, a name, all but some, a group, several together.
    fn selection(&mut self, pointer: &str, of: &Value) {
        if of.is_array() {
            for at in 0..self.length(pointer) {
                self.drop_element(pointer, at);
            }
            let spare = ["repeat-offending", "concealed-injuries", "clipping"];
            for code in spare.iter().filter(|code| !of.as_array().unwrap().contains(&json!(code))) {
                self.add(format!("{pointer} + {code}"), |document| {
                    document.pointer_mut(pointer).unwrap().as_array_mut().unwrap().push(json!(code));
                });
            }
        } else if let Some(but) = of.get("all_but") {
            for at in 0..but.as_array().unwrap().len() {
                self.drop_element(&format!("{pointer}/all_but"), at);
            }
        } else if let Some(sets) = of.get("together") {
            for (at, inner) in sets.as_array().unwrap().iter().enumerate() {
                self.drop_element(&format!("{pointer}/together"), at);
                self.selection(&format!("{pointer}/together/{at}"), inner);
            }
        } else {
            let sets = ["any", "behaviour", "circumstance", "category-1", "category-2", "category-3"];
            for set in sets.iter().filter(|set| of != *set) {
                self.replace(pointer, json!(set));
            }
        }
    }

    /// One less, and one more, than a number that is written out. Settings are changed where they stand.
    fn number(&mut self, pointer: &str, number: &Value) {
        for other in number.as_u64().into_iter().flat_map(|number| [number - 1, number + 1]) {
            self.replace(pointer, json!(other));
        }
    }

    fn toggle(&mut self, list: &str, all: &[&str]) {
        for value in all {
            self.toggle_one(list, json!(value));
        }
    }

    /// Takes a value off a list, or puts it on.
    fn toggle_one(&mut self, list: &str, value: Value) {
        let found =
            self.original.pointer(list).unwrap().as_array().unwrap().iter().position(|known| *known == value);
        match found {
            Some(at) => self.drop_element(list, at),
            None => self.add(format!("{list} + {value}"), |document| {
                document.pointer_mut(list).unwrap().as_array_mut().unwrap().push(value.clone());
            }),
        }
    }

    fn rows(&mut self) {
        for table in TABLES_WITH_CONDITIONS {
            for row in 0..self.length(&format!("/{table}")) {
                self.drop_element(&format!("/{table}"), row);
                if self.original.pointer(&format!("/{table}/{row}/when")).is_some() {
                    self.conditions(&format!("/{table}/{row}/when"));
                }
                if row > 0 {
                    self.add(format!("/{table}/{row} before {}", row - 1), |document| {
                        document[table].as_array_mut().unwrap().swap(row - 1, row);
                    });
                }
            }
        }
        self.conditions("/case/open_when_left_out");
    }

    fn values(&mut self) {
        for row in 0..self.length("/indicators") {
            let category = self.original["indicators"][row]["category"].clone();
            for other in (1..=3).filter(|other| category != *other) {
                self.replace(&format!("/indicators/{row}/category"), json!(other));
            }
            self.drop_field(&format!("/indicators/{row}"), "category");
            let kind = &self.original["indicators"][row]["kind"];
            let other = if kind == "behaviour" { "circumstance" } else { "behaviour" };
            self.replace(&format!("/indicators/{row}/kind"), json!(other));
        }
        for row in 0..self.length("/facts") {
            let left_out = self.original["facts"][row]["left_out"].clone();
            for other in ["no", "not_known", "suspected", "yes"].iter().filter(|other| left_out != **other) {
                self.replace(&format!("/facts/{row}/left_out"), json!(other));
            }
            let name = format!("/facts/{row}/asked_by");
            if self.original["facts"][row].get("asked_by").is_some() {
                self.add(format!("{name} dropped"), |document| {
                    document["facts"][row].as_object_mut().unwrap().remove("asked_by");
                });
                self.add(format!("{name} = unaccompanied"), |document| {
                    document["facts"][row]["asked_by"] = json!("unaccompanied")
                });
            } else {
                self.add(format!("{name} = looked_after"), |document| {
                    document["facts"][row]["asked_by"] = json!("looked_after")
                });
            }
        }
        for row in 0..self.length("/manifest/settings") {
            let value = self.original["manifest"]["settings"][row]["value"].as_u64().unwrap();
            for other in [value - 1, value + 1] {
                self.replace(&format!("/manifest/settings/{row}/value"), json!(other));
            }
        }
        for row in 0..self.length("/scopes") {
            let categories = self.original["scopes"][row]["categories"] == true;
            self.replace(&format!("/scopes/{row}/categories"), json!(!categories));
        }
        for row in 0..self.length("/category_rules") {
            let level = self.original["category_rules"][row]["at_least"].clone();
            let from = ["listed", "judged", "determined", "previous"].map(|from| json!(from));
            for other in (1..=3).map(|number| json!(number)).chain(from).filter(|other| *other != level) {
                self.replace(&format!("/category_rules/{row}/at_least"), other);
            }
        }
        for row in 0..self.length("/steps") {
            let other = if self.original["steps"][row]["actor"] == "holder" { "everyone" } else { "holder" };
            self.replace(&format!("/steps/{row}/actor"), json!(other));
            let force = self.original["steps"][row]["force"].clone();
            if force.is_string() {
                for other in ["must", "should", "may"].iter().filter(|other| force != **other) {
                    self.replace(&format!("/steps/{row}/force"), json!(other));
                }
            } else {
                for category in 1..=3 {
                    self.toggle_one(&format!("/steps/{row}/force/must_in_categories"), json!(category));
                }
                self.replace(&format!("/steps/{row}/force/otherwise"), json!("may"));
            }
            if self.original["steps"][row].get("deadline").is_some() {
                self.drop_field(&format!("/steps/{row}"), "deadline");
            }
        }
        for row in 0..self.length("/plan_hosts") {
            self.replace(&format!("/plan_hosts/{row}/host"), json!("another-plan"));
        }
        for row in 0..self.length("/prompts") {
            for at in 0..self.length(&format!("/prompts/{row}/consider")) {
                self.drop_element(&format!("/prompts/{row}/consider"), at);
            }
            self.replace(&format!("/prompts/{row}/observed"), json!("clipping"));
        }
        for row in 0..self.length("/names") {
            self.drop_element("/names", row);
            self.replace(&format!("/names/{row}/name"), json!("somebody else"));
        }
        for row in 0..self.length("/calendar/yearly") {
            self.drop_element("/calendar/yearly", row);
        }
        for row in 0..self.length("/calendar/one_off") {
            self.drop_element("/calendar/one_off", row);
            let holiday = self.original["calendar"]["one_off"][row]["holiday"] == true;
            self.replace(&format!("/calendar/one_off/{row}/holiday"), json!(!holiday));
        }
    }
}

/// A request, what the second evaluator says of it, and in what words the built-in set does.
struct Probe {
    request: Request,
    expected: Value,
    words: Vec<String>,
}

/// The words of a record that may name somebody, and the codes of who acts first.
fn words(record: &Record) -> Vec<String> {
    let steps = record.steps.iter();
    let steps = steps.flat_map(|step| [step.actor.to_string(), step.who.clone(), step.action.clone()]);
    steps.chain(record.findings.iter().map(|finding| finding.message.clone())).collect()
}

/// All tables as the files have them: texts refer to names, which are filled in when they are loaded.
fn as_written() -> Value {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/coventry");
    let mut all = json!({});
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    for path in entries.filter(|path| path.is_file()) {
        let text = std::fs::read_to_string(path).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        all.as_object_mut().unwrap().extend(file.as_object().unwrap().clone());
    }
    let rules = RuleSet::from_json(&all.to_string()).unwrap();
    assert_eq!(rules.to_json(), RuleSet::coventry().to_json());
    all
}

fn probes() -> Vec<Probe> {
    let probe = |request: &Value| {
        let (expected, request) = (reading_2::evaluate(request), support::read(request));
        let words = words(&request.screen().to_record());
        Probe { request, expected, words }
    };
    let cases = support::cases();
    let random =
        (0..PROBES).map(|seed| requests::random_request(&mut StdRng::seed_from_u64(1_000_000 + seed)));
    let of_cases = cases.iter().map(|case| probe(&case["request"]));
    of_cases.chain(random.map(|request| probe(&request))).chain([of_an_impossible_date()]).collect()
}

/// What no request can be read with, and what Rust can screen all the same.
fn of_an_impossible_date() -> Probe {
    let request = json!({
        "child": { "age": 15, "previous_category": 3, "previous_category_on": "2025-01-20", "case": "not_open",
            "determination": { "category": 2, "on": "2025-02-20", "by": "mase_meeting", "rationale": "as agreed" } },
        "screening": { "indicators": ["adult-boyfriend-or-girlfriend"] },
    });
    // Without the date of the referral no deadline has a date either.
    let mut expected = reading_2::evaluate(&request);
    expected["findings"].as_array_mut().unwrap().push(json!("impossible-date"));
    let request = support::read(&request);
    let tool = request.indicators().clone().referred_on(NaiveDate::from_ymd_opt(205, 3, 3).unwrap());
    let record = cse_screening::screen(request.child(), &tool).to_record();
    Probe { words: words(&record), request: record.request, expected }
}

/// What became of a mutant.
#[derive(PartialEq, Eq)]
enum Fate {
    RefusedAtLoad,
    NoticedByAnOutcome,
    Survived,
}

fn fate(mutant: &Mutant, probes: &[Probe], bank_holidays: &[NaiveDate]) -> Fate {
    let Ok(rules) = RuleSet::from_json(&mutant.document.to_string()) else { return Fate::RefusedAtLoad };
    if is_noticed(&rules, probes, bank_holidays) { Fate::NoticedByAnOutcome } else { Fate::Survived }
}

fn is_noticed(rules: &RuleSet, probes: &[Probe], bank_holidays: &[NaiveDate]) -> bool {
    let calendar = rules.calendar();
    let (first, last) = (bank_holidays.first().unwrap(), bank_holidays.last().unwrap());
    let weekday = |day: &NaiveDate| chrono::Datelike::weekday(day).num_days_from_monday() < 5;
    first
        .iter_days()
        .take_while(|day| day <= last)
        .filter(weekday)
        .any(|day| calendar.is_working_day(day) == bank_holidays.contains(&day))
        || probes.iter().any(|probe| {
            let record = probe.request.screen_by(rules).to_record();
            determined(rules, &record) != probe.expected || words(&record) != probe.words
        })
}

#[test]
fn a_change_of_any_one_value_is_noticed() {
    let mut original = as_written();
    original["manifest"]["id"] = json!("mutant");
    let mut mutator = Mutator { original, mutants: Vec::new() };
    mutator.rows();
    mutator.values();
    let (mutants, probes, bank_holidays) = (mutator.mutants, probes(), dates::bank_holidays());

    let (next, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let search = || {
        let mut survivors = Vec::new();
        while let Some(mutant) = mutants.get(next.fetch_add(1, Ordering::Relaxed)) {
            match fate(mutant, &probes, bank_holidays) {
                Fate::Survived => survivors.push(mutant.name.clone()),
                Fate::RefusedAtLoad => {
                    refused.fetch_add(1, Ordering::Relaxed);
                }
                Fate::NoticedByAnOutcome => {}
            }
        }
        survivors
    };
    let mut survivors = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(search)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
    });
    survivors.sort();
    let refused = refused.into_inner();

    let mut listed: Vec<String> =
        EQUIVALENT.iter().flat_map(|(_, names)| *names).map(|name| (*name).to_owned()).collect();
    listed.sort();
    let noticed = mutants.len() - refused - survivors.len();
    let report = format!(
        "tried {}, noticed by an outcome {noticed}, refused at load {refused}, equivalent {}",
        mutants.len(),
        listed.len()
    );
    assert_eq!(survivors, listed, "{report}");
    assert!(mutants.len() > 1_000, "{report}");
    let design = include_str!("../../DESIGN.md");
    for figure in [mutants.len(), noticed, refused, listed.len()] {
        let figure = support::with_commas(figure);
        assert!(design.contains(&figure), "DESIGN does not say {figure}: {report}");
    }
    support::report(&format!("mutated tables: {report}"));
}
