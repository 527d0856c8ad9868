//! Where a category rule stands decides the order of reasons, and nothing else: not for rules that build on
//! what others give, whatever refers to whom, nor for levels of the request.

use crate::faults::small;
use crate::reading_2::requests;
use crate::support;
use cse_screening::{Category, Outcome, Request, RuleSet};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn load(set: &Value) -> RuleSet {
    RuleSet::from_json(&set.to_string()).unwrap_or_else(|error| panic!("{error}\n{set}"))
}

fn extending(rules: Value) -> RuleSet {
    load(&json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "order", "version": "1.0.0", "title": "T" },
        "category_rules": { "add": rules }
    }))
}

fn rule(id: &str, at_least: Value, when: Value) -> Value {
    json!({ "id": id, "label": id, "at_least": at_least, "when": when, "statements": ["N162"], "basis": "toolkit" })
}

/// The built-in set with rules that build on one another in circles, above and below `looked-after`.
pub fn circles() -> RuleSet {
    let suspected = |fact: &str| json!({ "fact": { "name": fact, "is": ["yes", "suspected"] } });
    let observed = |codes: &[&str]| json!({ "any_observed": codes });
    let given = |level: u8| json!({ "other_rules_give_at_least": level });
    let mut first = rule("first", json!(3), json!([suspected("unaccompanied"), given(2)]));
    first["before"] = json!("listed-indicator");
    let mut judged = rule("judged-above", json!("judged"), json!([given(2), { "judgement_given": true }]));
    judged["before"] = json!("several-category-1");
    extending(json!([
        first,
        judged,
        rule("second", json!(2), json!([given(1), suspected("care_leaver")])),
        rule(
            "third",
            json!(3),
            json!([observed(&["poor-self-image", "eating-disorder", "clipping"]), given(1)])
        ),
        rule("fourth", json!(2), json!([given(3), suspected("additional_needs")])),
        rule("fifth", json!(3), json!([given(3), suspected("needs_care_and_support")])),
        rule("sixth", json!("listed"), json!([given(2), suspected("learning_disability")])),
        rule("alone", json!(2), json!([suspected("parent_may_be_involved")])),
    ]))
}

fn screened<T>(rules: &RuleSet, request: &Value, see: impl FnOnce(&Outcome<'_>) -> T) -> T {
    let request = Request::from_json_for(rules, &request.to_string()).unwrap();
    see(&request.screen_by(rules))
}

#[test]
fn a_local_rule_that_gives_2_lifts_a_looked_after_child_to_3_wherever_it_stands() {
    let request = json!({
        "child": { "age": 15, "looked_after": "yes", "learning_disability": "no", "unaccompanied": "no" },
        "screening": { "indicators": ["poor-self-image"] }
    });
    let seen = |outcome: &Outcome<'_>| {
        let reasons: Vec<_> =
            outcome.reasons().map(|reason| (reason.rule().to_owned(), reason.decisive())).collect();
        (outcome.category(), reasons)
    };
    assert_eq!(screened(RuleSet::coventry(), &request, seen).0, Some(Category::One));
    let own = rule("own-self-image", json!(2), json!([{ "any_observed": ["poor-self-image"] }]));
    let below = screened(&extending(json!([own])), &request, seen);
    let reason = |rule: &str, decisive| (rule.to_owned(), decisive);
    let [listed, looked_after, own_rule] =
        [reason("listed-indicator", false), reason("looked-after", true), reason("own-self-image", false)];
    assert_eq!(below, (Some(Category::Three), vec![listed.clone(), looked_after.clone(), own_rule.clone()]));
    let mut above = own;
    above["before"] = json!("listed-indicator");
    let above = screened(&extending(json!([above])), &request, seen);
    assert_eq!(above, (Some(Category::Three), vec![own_rule, listed, looked_after]));
}

#[test]
fn a_judgement_and_a_level_held_do_not_count_as_what_other_rules_give() {
    let rules = circles();
    for (child, screening) in [
        (json!({}), json!({ "professional_judgement": { "category": 2, "rationale": "x" } })),
        (json!({ "previous_category": 2 }), json!({})),
    ] {
        let mut request = json!({
            "child": { "age": 15, "looked_after": "yes", "learning_disability": "no", "unaccompanied": "no" },
            "screening": { "indicators": ["late-home-or-missing"] }
        });
        for (to, more) in [("child", child), ("screening", screening)] {
            request[to].as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        }
        for rules in [RuleSet::coventry(), &rules] {
            let levels = screened(rules, &request, |outcome| (outcome.indicated(), outcome.category()));
            assert_eq!(levels, (Some(Category::One), Some(Category::Two)), "{request}");
        }
    }
}

/// All that a record says, but for the fingerprint of the rules and the order of reasons.
fn said(outcome: &Outcome<'_>) -> Value {
    let mut record = serde_json::to_value(outcome.to_record()).unwrap();
    record.as_object_mut().unwrap().remove("rules");
    record["reasons"].as_array_mut().unwrap().sort_by_key(ToString::to_string);
    record
}

#[test]
fn any_order_of_the_category_rules_gives_the_same() {
    let mut rng = StdRng::seed_from_u64(31);
    for rules in [RuleSet::coventry(), &circles()] {
        let mut set: Value = serde_json::from_str(&rules.to_json()).unwrap();
        // Under the name of the built-in set, no other is read.
        set["manifest"]["id"] = json!("shuffled");
        let all: Vec<_> = (0..300).map(|_| requests::random_request(&mut rng)).collect();
        let expected: Vec<_> = all.iter().map(|request| screened(rules, request, said)).collect();
        for _ in 0..6 {
            let mut other = set.clone();
            other["category_rules"].as_array_mut().unwrap().shuffle(&mut rng);
            let order: Vec<_> =
                other["category_rules"].as_array().unwrap().iter().map(|rule| rule["id"].clone()).collect();
            let other = load(&other);
            for (request, expected) in all.iter().zip(&expected) {
                screened(&other, request, |outcome| {
                    assert_eq!(said(outcome), *expected, "{request}\n{order:?}");
                    let places =
                        outcome.reasons().map(|reason| order.iter().position(|id| *id == *reason.rule()));
                    assert!(places.is_sorted(), "{request}\n{order:?}");
                });
            }
        }
    }
}

/// What a rule of the small sets below asks for and gives.
fn random_rules(rng: &mut StdRng) -> Vec<Value> {
    let codes = ["first-sign", "second-sign"];
    let mut rules: Vec<_> = (0..rng.random_range(2..9))
        .map(|at| {
            let mut when = vec![match rng.random_range(0..6) {
                0 => json!({ "fact": { "name": "learning_disability", "is": ["suspected", "yes"] } }),
                1 => json!({ "judgement_given": true }),
                2 => json!({ "previous_category_given": true }),
                _ => json!({ "any_observed": [codes.choose(rng).unwrap()] }),
            }];
            if rng.random_bool(0.7) {
                let place = rng.random_range(0..=when.len());
                when.insert(place, json!({ "other_rules_give_at_least": rng.random_range(1..=3) }));
            }
            let level = match rng.random_range(0..10) {
                0 => json!("judged"),
                1 => json!("previous"),
                2 => json!("some"),
                _ => json!(rng.random_range(1..=3)),
            };
            // A step of the small set asks whether `young` fired.
            let id = if at == 0 { "young".to_owned() } else { format!("rule-{at}") };
            let mut rule = rule(&id, level, json!(when));
            rule["statements"] = json!(["S1"]);
            rule
        })
        .collect();
    rules.shuffle(rng);
    rules
}

struct Naive<'v> {
    rules: &'v [Value],
    request: &'v Value,
}

impl Naive<'_> {
    fn observed(&self, code: &str) -> bool {
        let answer = &self.request["screening"]["indicators"][code];
        answer == "yes" || answer == "suspected"
    }

    /// Whether what the rule itself asks of the form holds, and what made it.
    fn own(&self, rule: &Value) -> Option<BTreeSet<String>> {
        let mut causes = BTreeSet::new();
        for part in rule["when"].as_array().unwrap() {
            let (word, asked) = part.as_object().unwrap().iter().next().unwrap();
            let child = &self.request["child"];
            let (holds, cause) = match word.as_str() {
                "other_rules_give_at_least" => continue,
                "fact" => {
                    let answer = &child["learning_disability"];
                    (answer == "yes" || answer == "suspected", "learning_disability")
                }
                "judgement_given" => (
                    self.request["screening"].get("professional_judgement").is_some(),
                    "professional_judgement",
                ),
                "previous_category_given" => (child.get("previous_category").is_some(), "previous_category"),
                _ => (self.observed(asked[0].as_str().unwrap()), asked[0].as_str().unwrap()),
            };
            if !holds {
                return None;
            }
            causes.insert(cause.to_owned());
        }
        Some(causes)
    }

    fn asked(rule: &Value) -> u64 {
        let parts = rule["when"].as_array().unwrap();
        parts.iter().find_map(|part| part["other_rules_give_at_least"].as_u64()).unwrap_or(0)
    }

    fn level(rule: &Value) -> Option<u64> {
        if rule["at_least"] == "some" { Some(2) } else { rule["at_least"].as_u64() }
    }

    /// Nothing fires at first. Then, again and again, whatever rule some other that fires gives enough for, until
    /// no more does. A rule that asks others for as much as this is left out.
    fn fixpoint(&self, below: u64) -> BTreeSet<usize> {
        let mut fires = BTreeSet::new();
        loop {
            let more = self.rules.iter().enumerate().find(|(at, rule)| {
                let given = |least| {
                    let mut others = fires.iter().filter(|other| *other != at);
                    others.any(|other: &usize| Self::level(&self.rules[*other]) >= Some(least))
                };
                let asked = Self::asked(rule);
                !fires.contains(at)
                    && asked < below
                    && self.own(rule).is_some()
                    && (asked == 0 || given(asked))
            });
            let Some((more, _)) = more else { return fires };
            fires.insert(more);
        }
    }

    /// The rules that fire, in the order of the table, each with its level and what made it fire; and what the
    /// tables give.
    fn decided(&self) -> (Vec<(String, u64, BTreeSet<String>)>, u64) {
        let of_tables = |at: &usize| Self::level(&self.rules[*at]);
        let fires = self.fixpoint(4);
        let indicated = fires.iter().filter_map(of_tables).max().unwrap_or(0);
        let number = |value: &Value| value.as_u64().unwrap_or(0);
        let judged = number(&self.request["screening"]["professional_judgement"]["category"]);
        let previous = number(&self.request["child"]["previous_category"]);
        let is = |at: &usize, level: &str| self.rules[*at]["at_least"] == level;
        let by_judgement = judged > indicated && fires.iter().any(|at| is(at, "judged"));
        let before = if by_judgement { judged } else { indicated };
        let fired = fires.iter().filter_map(|at| {
            let rule = &self.rules[*at];
            let level = match &rule["at_least"] {
                from if from == "judged" => (judged > indicated).then_some(judged)?,
                from if from == "previous" => (previous > before).then_some(previous)?,
                _ => Self::level(rule)?,
            };
            let mut causes = self.own(rule).unwrap();
            // What would be given without anything that asks for as much.
            let asked = Self::asked(rule);
            if asked > 0 {
                let giving = self.fixpoint(asked);
                let giving = giving.iter().filter(|at| of_tables(at) >= Some(asked));
                giving.for_each(|at| causes.extend(self.own(&self.rules[*at]).unwrap()));
            }
            Some((rule["id"].as_str().unwrap().to_owned(), level, causes))
        });
        (fired.collect(), indicated)
    }
}

#[test]
fn rules_that_build_on_one_another_give_the_least_that_satisfies_them_all() {
    let mut rng = StdRng::seed_from_u64(32);
    let (mut sets, mut built, mut categories) = (0, 0, BTreeMap::<u64, usize>::new());
    while sets < 150 {
        let rules = random_rules(&mut rng);
        let mut set = small();
        set["category_rules"] = json!(rules);
        set["protections"] = json!([]);
        set["readings"] = json!([]);
        let loaded = match RuleSet::from_json(&set.to_string()) {
            Ok(loaded) => loaded,
            // Some ask for what no other gives.
            Err(error) => {
                assert!(error.to_string().contains("can never fire: no other rule gives that"), "{error}");
                continue;
            }
        };
        sets += 1;
        for _ in 0..120 {
            let request = random_request(&mut rng);
            let (expected, indicated) = Naive { rules: &rules, request: &request }.decided();
            let category = expected.iter().map(|(_, level, _)| *level).max().unwrap_or(0);
            screened(&loaded, &request, |outcome| {
                let shown = || format!("{request}\n{}", json!(rules));
                let number = |category: Option<Category>| category.map_or(0, |one| u64::from(one.number()));
                assert_eq!(number(outcome.indicated()), indicated, "{}", shown());
                assert_eq!(number(outcome.category()), category, "{}", shown());
                let reasons = outcome.reasons().map(|reason| {
                    assert_eq!(reason.decisive(), u64::from(reason.at_least().number()) == category);
                    let because = reason.because().map(|cause| cause.code().to_owned()).collect();
                    (reason.rule().to_owned(), u64::from(reason.at_least().number()), because)
                });
                assert_eq!(reasons.collect::<Vec<_>>(), expected, "{}", shown());
            });
            let asks = |id: &String| rules.iter().any(|rule| rule["id"] == **id && Naive::asked(rule) > 0);
            built += expected.iter().filter(|(id, ..)| asks(id)).count();
            *categories.entry(category).or_default() += 1;
        }
    }
    support::report(&format!(
        "rules that build on others: {sets} random sets, {built} fired, by category {categories:?}"
    ));
    assert!(built > 5_000 && categories.values().all(|count| *count > 500), "{built} {categories:?}");
}

fn random_request(rng: &mut StdRng) -> Value {
    let answers = ["no", "not_known", "suspected", "yes"];
    let mut request =
        json!({ "child": { "age": rng.random_range(10..18) }, "screening": { "indicators": {} } });
    for code in ["first-sign", "second-sign"] {
        if rng.random_bool(0.6) {
            request["screening"]["indicators"][code] = json!(answers.choose(rng).unwrap());
        }
    }
    request["child"]["learning_disability"] = json!(answers.choose(rng).unwrap());
    if rng.random_bool(0.4) {
        request["child"]["previous_category"] = json!(rng.random_range(1..=3));
    }
    if rng.random_bool(0.4) {
        let judgement = json!({ "category": rng.random_range(1..=3), "rationale": "x" });
        request["screening"]["professional_judgement"] = judgement;
    }
    request
}
