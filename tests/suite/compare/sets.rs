//! Small sets at random: few indicators, facts and ages, and rows that ask anything of them.

use cse_screening::RuleSet;
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use serde_json::{Value, json};

/// A code with a type and one without, of each sort.
const CODES: [&str; 5] = ["clipping", "own-sign", "poor-self-image", "own-doubt", "rape"];
const FACTS: [&str; 3] = ["learning_disability", "care_leaver", "placed_out_of_area"];
const ANSWERS: [&str; 4] = ["no", "not_known", "suspected", "yes"];
const SCOPES: [&str; 3] = ["child", "young_adult", "adult"];
const CHANGES: [&str; 3] = ["raised", "same", "lowered"];
const KINDS: [&str; 2] = ["behaviour", "circumstance"];

/// What rows may ask about.
pub struct Vocabulary {
    codes: Vec<&'static str>,
    facts: Vec<&'static str>,
    ages: Vec<u8>,
    /// Whether rows ask about the case, the judgement, the previous category, the determination and where the
    /// child lives.
    case: bool,
    judgement: bool,
    previous: bool,
    determination: bool,
    placement: bool,
}

impl Vocabulary {
    pub fn random(rng: &mut StdRng) -> Self {
        let mut facts = FACTS.to_vec();
        facts.shuffle(rng);
        facts.truncate(rng.random_range(0..=2));
        let codes = CODES[..rng.random_range(2..=5)].to_vec();
        // So many answers at once that all requests can be tried.
        let few = codes.len() < 5 && facts.len() < 2;
        let determination = few && rng.random_bool(0.3);
        Self {
            codes,
            facts,
            ages: if rng.random_bool(0.7) { vec![13, 18] } else { vec![18] },
            case: rng.random_bool(0.3),
            judgement: few && !determination && rng.random_bool(0.4),
            previous: few && rng.random_bool(if determination { 0.7 } else { 0.3 }),
            determination,
            placement: few && !determination && rng.random_bool(0.15),
        }
    }

    fn selection(&self, rng: &mut StdRng) -> Value {
        let some = |rng: &mut StdRng| {
            let count = rng.random_range(1..=self.codes.len());
            self.codes.choose_multiple(rng, count).copied().collect::<Vec<_>>()
        };
        match rng.random_range(0..9) {
            0 => json!("any"),
            1 => json!("behaviour"),
            2 => json!(format!("category-{}", rng.random_range(1..=3))),
            3 => json!({ "group": "signs" }),
            4 => json!({ "all_but": [self.codes.choose(rng).unwrap()] }),
            5 => json!({ "together": [some(rng), { "group": "signs" }] }),
            _ => json!(some(rng)),
        }
    }

    /// A condition that any row may have, and that nothing more said makes false.
    fn upward(&self, rng: &mut StdRng, depth: usize) -> Value {
        match rng.random_range(0..12) {
            0 | 1 => json!({ "any_observed": self.selection(rng) }),
            2 => json!({ "all_observed": self.selection(rng) }),
            3 => {
                json!({ "observed_at_least": { "count": rng.random_range(1..=3), "of": self.selection(rng) } })
            }
            4 => json!({ "weight_at_least": { "sum": rng.random_range(1..=6), "of": self.selection(rng) } }),
            5 => json!({ "any_known": self.selection(rng) }),
            6 if !self.facts.is_empty() => {
                let is = &ANSWERS[rng.random_range(1..=3)..];
                json!({ "fact": { "name": self.facts.choose(rng).unwrap(), "is": is } })
            }
            7 => json!({ "could_be_under": self.ages.choose(rng).unwrap() }),
            8 if self.judgement => json!({ "judgement_given": true }),
            9 if self.previous => json!({ "previous_category_given": true }),
            9 | 10 if self.determination => self.determined(rng),
            10 if self.placement => {
                let placement = ["foster", "residential", "other"].choose(rng).unwrap();
                json!({ "placement": [placement] })
            }
            _ if depth < 2 => {
                let parts = json!([self.upward(rng, depth + 1), self.upward(rng, depth + 1)]);
                if rng.random_bool(0.5) { json!({ "any": parts }) } else { json!({ "all": parts }) }
            }
            _ => json!({ "any_observed": "any" }),
        }
    }

    /// That some levels are in force, or were determined.
    fn determined(&self, rng: &mut StdRng) -> Value {
        // A category rule that hears a level hears the graver ones.
        let levels: Vec<_> = ["1", "2", "3"].into_iter().skip(rng.random_range(0..4)).collect();
        if levels.is_empty() {
            json!({ "level_in_force_given": true })
        } else {
            json!({ "determination": levels })
        }
    }

    /// A condition that steps, plans and findings may have.
    fn later(&self, rng: &mut StdRng, depth: usize) -> Value {
        match rng.random_range(0..16) {
            0 => json!({ "category": [rng.random_range(1..=3), rng.random_range(1..=3)] }),
            1 | 2 => json!({ "category_at_least": rng.random_range(1..=3) }),
            3 => json!({ "scope": [SCOPES[rng.random_range(0..3)]] }),
            4 if self.case => json!({ "case": "open" }),
            5 if self.case => json!({ "case_given": "not_open" }),
            6 if self.judgement => json!({ "judgement_below_indicated": rng.random_bool(0.7) }),
            7 if self.previous => {
                json!({ "category_change": [CHANGES[rng.random_range(0..3)]] })
            }
            6 | 7 if self.determination => match rng.random_range(0..4) {
                0 => json!({ "determination_below_indicated": rng.random_bool(0.7) }),
                1 => json!({ "level_in_force_above_indicated": rng.random_bool(0.7) }),
                2 => json!({ "level_in_force_given": false }),
                _ => {
                    let found = ["none", "1", "2", "3"].choose(rng).unwrap();
                    json!({ "determination": [found] })
                }
            },
            8 => json!({ "possible_above_category": rng.random_bool(0.7) }),
            9 => json!({ "certainly_at_least": self.ages.choose(rng).unwrap() }),
            10 => json!({ "could_be_at_least": self.ages.choose(rng).unwrap() }),
            11 if !self.facts.is_empty() => {
                let is: Vec<_> = ANSWERS.iter().filter(|_| rng.random_bool(0.5)).collect();
                json!({ "fact": { "name": self.facts.choose(rng).unwrap(), "is": is } })
            }
            12 if depth < 2 => json!({ "not": self.later(rng, depth + 1) }),
            13 if depth < 2 => json!({ "any": [self.later(rng, depth + 1), self.later(rng, depth + 1)] }),
            14 => json!({ "holds": "notion" }),
            _ => self.upward(rng, 1),
        }
    }

    fn when(&self, rng: &mut StdRng, least: usize) -> Value {
        (0..rng.random_range(least..=2)).map(|_| self.later(rng, 0)).collect()
    }

    fn rule(&self, rng: &mut StdRng, id: usize) -> Value {
        let when: Value = (0..rng.random_range(1..=2)).map(|_| self.upward(rng, 0)).collect();
        let at_least = if rng.random_bool(0.2) { json!("listed") } else { json!(rng.random_range(1..=3)) };
        let mut rule =
            json!({ "id": format!("rule-{id}"), "label": "l", "at_least": at_least, "when": when });
        if rng.random_bool(0.3) {
            let others = json!({ "other_rules_give_at_least": rng.random_range(1..=3) });
            rule["when"].as_array_mut().unwrap().push(others);
        }
        cited(rule)
    }

    fn step(&self, rng: &mut StdRng, id: usize) -> Value {
        let force = match rng.random_range(0..4) {
            0 => json!({ "otherwise": "may", "must_in_categories": [rng.random_range(1..=3)] }),
            at => json!(["may", "should", "must"][at - 1]),
        };
        let mut when = self.when(rng, 0);
        if id > 0 && rng.random_bool(0.15) {
            when.as_array_mut().unwrap().push(json!({ "not": { "step_applies": "step-0" } }));
        }
        let mut step = json!({ "id": format!("step-{id}"), "stage": "stage", "when": when, "actor": "holder", "who": "w", "action": "a", "force": force });
        if rng.random_bool(0.3) {
            let mut deadline = json!({ "working_days": rng.random_range(1..=3), "from": "referral" });
            if rng.random_bool(0.3) {
                deadline["until"] = json!(rng.random_range(4..=5));
            }
            deadline["repeats"] = json!(rng.random_bool(0.3));
            step["deadline"] = deadline;
        }
        cited(step)
    }

    fn finding(&self, rng: &mut StdRng, id: usize) -> Value {
        let mut when = self.when(rng, 1);
        if rng.random_bool(0.2) {
            when.as_array_mut().unwrap().push(json!({ "rule_fired": "rule-0" }));
        }
        json!({ "id": format!("finding-{id}"), "message": "m", "when": when, "statements": ["S"] })
    }

    fn plan(&self, rng: &mut StdRng, id: usize) -> Value {
        cited(
            json!({ "id": format!("plan-{id}"), "host": format!("host-{}", id % 2), "label": "l", "when": self.when(rng, 1) }),
        )
    }

    fn indicator(&self, rng: &mut StdRng, code: &str) -> Value {
        let mut row = json!({
            "code": code, "label": code, "kind": KINDS[usize::from(rng.random_bool(0.3))],
            "weight": rng.random_range(0..=3), "statement": "S"
        });
        if rng.random_bool(0.9) {
            row["category"] = json!(rng.random_range(1..=3));
        }
        if rng.random_bool(0.5) {
            row["groups"] = json!(["signs"]);
        }
        row
    }

    fn scopes(&self, rng: &mut StdRng) -> Value {
        let scope = |scope: &str, categories: bool, when: Value| {
            cited(json!({ "scope": scope, "categories": categories, "when": when }))
        };
        let adult = || scope("adult", false, json!([{ "certainly_at_least": 18 }]));
        match (rng.random_range(0..6), self.facts.first()) {
            // Somebody of 18 is given less than somebody of 20.
            (5, _) => json!([scope("young_adult", true, json!([{ "certainly_at_least": 20 }])), adult()]),
            (0, _) => json!([scope("child", true, json!([]))]),
            (1, Some(fact)) => json!([
                scope("child", true, json!([{ "could_be_under": 18 }])),
                scope(
                    "young_adult",
                    true,
                    json!([{ "fact": { "name": fact, "is": ["yes", "suspected", "not_known"] } }])
                ),
                adult()
            ]),
            (2, _) => json!([scope("young_adult", true, json!([{ "could_be_at_least": 18 }])), adult()]),
            _ => json!([scope("child", true, json!([{ "could_be_under": 18 }])), adult()]),
        }
    }

    fn fact(&self, rng: &mut StdRng, fact: &str) -> Value {
        let left_out = ["no", "not_known"].choose(rng).unwrap();
        let mut row = json!({ "fact": fact, "label": fact, "left_out": left_out, "statements": ["S"] });
        if fact == "placed_out_of_area" && rng.random_bool(0.7) {
            row["asked_by"] = json!("looked_after");
        }
        row
    }

    /// A whole set, which may not be sound.
    pub fn set(&self, rng: &mut StdRng) -> Value {
        let category = |number: u8| {
            json!({ "category": number, "name": "n", "also_called": [], "life_chances": "", "need": "", "who": "",
                    "assessments": [], "agencies": [], "interventions": [], "statements": ["S"] })
        };
        let mut rules: Vec<_> = (0..rng.random_range(1..=4)).map(|id| self.rule(rng, id)).collect();
        if self.judgement {
            rules.push(cited(json!({ "id": "judged", "label": "l", "at_least": "judged", "when": [{ "judgement_given": true }] })));
        }
        if self.determination {
            rules.push(cited(json!({ "id": "determined", "label": "l", "at_least": "determined", "when": [{ "determination": ["1", "2", "3"] }] })));
        }
        if self.previous {
            let mut when = json!([{ "previous_category_given": true }]);
            if self.determination {
                when.as_array_mut()
                    .unwrap()
                    .push(json!({ "not": { "determination": ["none", "1", "2", "3"] } }));
            }
            rules
                .push(cited(json!({ "id": "previous", "label": "l", "at_least": "previous", "when": when })));
        }
        let mut plans: Vec<_> = (0..rng.random_range(0..=2)).map(|id| self.plan(rng, id)).collect();
        plans.push(cited(
            json!({ "id": "last", "host": "host-0", "label": "l", "when": [{ "category_at_least": 1 }] }),
        ));
        let case = match self.facts.first() {
            Some(fact) if self.case => json!([{ "fact": { "name": fact, "is": ["yes"] } }]),
            _ => json!([]),
        };
        let mut set = json!({
            "manifest": { "id": "random", "version": "1.0.0", "title": "t" },
            "sources": [{ "id": "source", "title": "t", "publisher": "p", "edition": "e" }],
            "facts": self.facts.iter().map(|fact| self.fact(rng, fact)).collect::<Vec<_>>(),
            "scopes": self.scopes(rng),
            "case": cited(json!({ "open_when_left_out": case })),
            "indicators": self.codes.iter().map(|code| self.indicator(rng, code)).collect::<Vec<_>>(),
            "categories": [category(1), category(2), category(3)],
            "definitions": [cited(json!({ "id": "notion", "label": "l", "when": [self.upward(rng, 0)] }))],
            "category_rules": rules,
            "findings": (0..rng.random_range(0..=2)).map(|id| self.finding(rng, id)).collect::<Vec<_>>(),
            "plan_hosts": plans,
            "stages": [{ "stage": "stage", "label": "l", "in_every_category": rng.random_bool(0.5) }],
            "steps": (0..rng.random_range(1..=4)).map(|id| self.step(rng, id)).collect::<Vec<_>>(),
            "statements": [{ "id": "S", "section": "s", "kind": "rule", "condition": "c", "effect": "e", "force": "must", "source": "source" }],
            "calendar": { "id": "c", "yearly": [], "one_off": [] }
        });
        if rng.random_bool(0.2) {
            set["levels"] = json!([{ "id": "nothing", "label": "l" }]);
        }
        set
    }

    /// Changes one thing at random.
    pub fn change(&self, set: &mut Value, rng: &mut StdRng) {
        let table = *[
            "category_rules",
            "category_rules",
            "steps",
            "steps",
            "findings",
            "plan_hosts",
            "indicators",
            "facts",
            "scopes",
            "case",
            "definitions",
        ]
        .choose(rng)
        .unwrap();
        if table == "scopes" {
            set[table] = self.scopes(rng);
            return;
        }
        if table == "case" {
            let when = if rng.random_bool(0.5) { json!([]) } else { json!([{ "could_be_under": 18 }]) };
            set[table]["open_when_left_out"] = when;
            return;
        }
        let rows = set[table].as_array_mut().unwrap();
        let at = if rows.is_empty() { 0 } else { rng.random_range(0..rows.len()) };
        let id = rows.len() + 3;
        let new = |rng: &mut StdRng, id: usize| match table {
            "category_rules" => self.rule(rng, id),
            "steps" => self.step(rng, id),
            "findings" => self.finding(rng, id),
            "plan_hosts" => self.plan(rng, id),
            _ => Value::Null,
        };
        match (rng.random_range(0..5), table) {
            (_, "facts") if rows.is_empty() => {}
            (_, "facts") => {
                let fact = rows[at]["fact"].as_str().unwrap().to_owned();
                rows[at] = self.fact(rng, &fact);
            }
            (0, "indicators") if rows.len() > 1 => drop(rows.remove(at)),
            (_, "indicators") => {
                let code = rows[at]["code"].as_str().unwrap().to_owned();
                rows[at] = self.indicator(rng, &code);
            }
            (_, "definitions") => rows[at]["when"] = json!([self.upward(rng, 0)]),
            (0, _) => rows.insert(0, new(rng, id)),
            (1, _) if !rows.is_empty() => drop(rows.remove(at)),
            (2, "plan_hosts") => rows.reverse(),
            (2, "category_rules") if rows.get(at).is_some_and(|row| row["at_least"].is_u64()) => {
                rows[at]["at_least"] = json!(rng.random_range(1..=3))
            }
            (_, _) if !rows.is_empty() => {
                // The same row with something else in it.
                let mut other = new(rng, id);
                other["id"] = rows[at]["id"].clone();
                if rows[at]["at_least"].is_string() {
                    other["at_least"] = rows[at]["at_least"].clone();
                }
                if rng.random_bool(0.5) {
                    other["when"] = rows[at]["when"].clone();
                }
                rows[at] = other;
            }
            _ => {}
        }
    }
}

fn cited(mut row: Value) -> Value {
    row["statements"] = json!(["S"]);
    row["basis"] = json!("toolkit");
    row
}

pub fn load(set: &Value) -> Option<RuleSet> {
    RuleSet::from_json(&set.to_string()).ok()
}
