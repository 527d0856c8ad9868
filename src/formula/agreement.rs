//! The formulas say of each request what the screening says of it.

use crate::compiled::RuleSet;
use crate::compiled::kernel::Engine;
use crate::formula::model::{Model, exactly};
use crate::formula::solver::Lit;
use crate::formula::variables::{QuestionInput, SOME_DAY, Space, Variables};
use crate::numbered::Numbered;
use crate::request::Request;
use crate::tables::QuestionKind;
use crate::tables::TableId;
use crate::vocabulary::Force;
use crate::vocabulary::category::Category;
use crate::vocabulary::child::Answer;
use crate::vocabulary::dates::Window;
use crate::vocabulary::number::NumberGiven;
use crate::vocabulary::question::Choice;
use serde_json::json;
use std::collections::HashSet;

/// Numbers by xorshift, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % bound
    }
}

/// The inputs that are true in one random request.
fn random_request(inputs: &Variables, numbers: &mut Numbers) -> HashSet<Lit> {
    let mut set = HashSet::new();
    // Some requests say much, and some little.
    let indicators = inputs.indicators.len() as u64;
    let (often, seldom) = (2 + numbers.below(indicators.max(120)), 2 + numbers.below(20));
    for (_, indicator) in &inputs.indicators {
        match numbers.below(often) {
            0 => drop(set.insert(indicator.yes)),
            1 if numbers.below(2) == 0 => drop(set.insert(indicator.suspected)),
            1 => drop(set.insert(indicator.not_known)),
            _ => {}
        }
    }
    for (_, question) in &inputs.questions {
        let QuestionInput { given, answer } = question;
        match numbers.below(6) {
            0 => set.extend([*given, answer.yes]),
            1 => set.extend([*given, answer.suspected]),
            2 => set.extend([*given, answer.not_known]),
            // Given, and a no; of a number there is no such answer.
            3 if *given != answer.not_known => set.extend([*given]),
            _ => {}
        }
        // What cannot be said is not.
        if set.remove(&Lit::FALSE) && *given == answer.not_known {
            set.remove(given);
        }
    }
    for one in inputs.reached.chunk_by(|(one, ..), (other, ..)| one == other) {
        let not_known = inputs.questions.iter().find(|(code, _)| one.iter().any(|(of, ..)| of == code));
        if not_known.is_none_or(|(_, input)| set.contains(&input.answer.not_known)) {
            continue;
        }
        let up_to = |bound: usize, numbers: &mut Numbers| {
            usize::try_from(numbers.below(bound as u64 + 1)).unwrap_or(0)
        };
        let highest = up_to(one.len(), numbers);
        let lowest = if numbers.below(2) == 0 { highest } else { up_to(highest, numbers) };
        set.extend(one.iter().take(highest).map(|(.., [_, high])| *high));
        set.extend(one.iter().take(lowest).map(|(.., [low, _])| *low));
    }
    set.remove(&Lit::FALSE);
    // Of what is seen, some was last seen before the times of up to some length.
    let seen = |code: &str, set: &HashSet<Lit>| {
        let input = inputs.indicators.iter().find(|(known, _)| known == code);
        input.is_some_and(|(_, input)| set.contains(&input.yes) || set.contains(&input.suspected))
    };
    for one in inputs.past.chunk_by(|(one, ..), (other, ..)| one == other) {
        let is_seen = one.first().is_some_and(|(code, ..)| seen(code, &set));
        let longest = one.get(usize::try_from(numbers.below(2 * one.len() as u64)).unwrap_or(0));
        if let Some((_, longest, _)) = longest.filter(|_| is_seen) {
            let first = |window: &Window| window.first_day(SOME_DAY);
            let shorter = one.iter().filter(|(_, window, _)| first(window) >= first(longest));
            set.extend(shorter.map(|(.., before)| *before));
        }
    }
    for fact in &inputs.facts {
        if numbers.below(seldom) == 0 {
            set.insert(fact.given);
            for (bit, lit) in fact.bits.into_iter().enumerate() {
                if numbers.below(if bit == 0 { 2 } else { 4 }) == 0 {
                    set.insert(lit);
                }
            }
        }
    }
    let count = inputs.ages.len() as u64 + 1;
    let ages = [numbers.below(count), numbers.below(count)];
    let exact = numbers.below(4) != 0;
    let (low, high) = (ages[0].min(ages[1]), if exact { ages[0].min(ages[1]) } else { ages[0].max(ages[1]) });
    for (reached, up_to) in [(&inputs.lowest, low), (&inputs.highest, high)] {
        set.extend(reached.iter().take(usize::try_from(up_to).unwrap_or(0)));
    }
    for (choice, number) in Choice::ALL.iter().zip(inputs.choices) {
        let values = u64::from(choice.count()) + 1;
        let value = if numbers.below(seldom) != 0 { 0 } else { numbers.below(values) };
        for (bit, lit) in number.into_iter().enumerate() {
            if value >> bit & 1 == 1 {
                set.insert(lit);
            }
        }
    }
    set
}

/// What differs between the formulas and the screening of one request.
fn difference(
    rules: &RuleSet,
    model: &Model,
    space: &Space,
    set: &HashSet<Lit>,
    request: &Request,
) -> String {
    let holds = space.graph.model(&|input| set.contains(&input));
    let is = |lit: &Lit| holds.value(*lit);
    let outcome = request.screen_by(rules);
    let number = |lits: [Lit; 3]| u64::try_from(lits.iter().filter(|lit| is(lit)).count()).unwrap_or(0);
    let tables = rules.tables();
    let mut differences = Vec::new();
    let mut differ = |what: &str, formulas: String, screening: String| {
        if formulas != screening {
            differences.push(format!("{what}: formulas {formulas}, screening {screening}"));
        }
    };
    for (what, lits, category) in [
        ("category", model.category, outcome.category()),
        ("indicated", model.indicated, outcome.indicated()),
        ("possible", model.possible, outcome.possible()),
    ] {
        differ(what, number(lits).to_string(), Category::bits(category).to_string());
    }
    let scope: Vec<_> =
        model.scope.iter().filter(|(_, lit)| is(lit)).map(|(scope, _)| scope.code()).collect();
    differ("scope", format!("{scope:?}"), format!("{:?}", [outcome.scope().code()]));
    let definitions: Vec<_> = outcome.definitions().map(|row| &*row.id).collect();
    let findings: Vec<_> = outcome.findings().map(|row| &*row.id).collect();
    let plans: Vec<_> = outcome.plan().map(|plan| &*plan.row().id).into_iter().collect();
    let steps: Vec<_> = outcome.steps().map(|step| step.id()).collect();
    for (table, lits, screened) in [
        (TableId::Definitions, model.definitions.values(), definitions),
        (TableId::Findings, model.findings.values(), findings),
        (TableId::PlanHosts, model.plan.values(), plans),
        (TableId::Steps, model.steps.values(), steps),
    ] {
        let rows = tables.rows_of(table).zip(lits).filter(|(_, lit)| is(lit));
        let formulas: Vec<_> = rows.map(|(row, _)| row.id).collect();
        differ(table.code(), format!("{formulas:?}"), format!("{screened:?}"));
    }
    let fired = rules.layout.rules.iter().zip(&model.fired).filter(|(_, lit)| is(lit));
    let fired: Vec<_> = fired.map(|(rule, _)| tables.category_rules.at(rule.row)).collect();
    let fired: Vec<_> = fired.into_iter().map(|row| row.id.clone()).collect();
    let screened: Vec<_> = outcome.reasons().map(|reason| reason.rule().to_owned()).collect();
    differ("fired", format!("{fired:?}"), format!("{screened:?}"));
    differences.join("\n")
}

/// How often each category came up, none first.
fn agree(rules: &RuleSet, requests: usize) -> [usize; 4] {
    let mut space = Space::new();
    let inputs = Variables::of(&mut space, &[rules]);
    let model = Model::new(&mut space.graph, &inputs, rules);
    let mut forces = Vec::new();
    for row in &rules.tables().steps {
        for force in Force::ALL {
            let lit = model.force(&mut space.graph, rules, &row.id, *force);
            forces.extend(lit.map(|lit| (row.id.as_str(), *force, lit)));
        }
    }
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let mut categories = [0; 4];
    for _ in 0..requests {
        let set = random_request(&inputs, &mut numbers);
        let holds = space.graph.model(&|input| set.contains(&input));
        let request = inputs.request(&holds, rules);
        let Some(request) = request else {
            assert!(request.is_some(), "a request of the inputs can be written");
            continue;
        };
        let difference = difference(rules, &model, &space, &set, &request);
        let shown = serde_json::to_string(&request).unwrap_or_default();
        assert_eq!(difference, "", "{shown}");
        let category = rules.category(request.child(), request.indicators());
        assert_eq!(
            request.screen_by(rules).possible(),
            if_all_were_yes(rules, &request),
            "possible: {shown}"
        );
        if let Some(count) = categories.get_mut(usize::try_from(Category::bits(category)).unwrap_or(0)) {
            *count += 1;
        }
        for step in request.screen_by(rules).steps() {
            let force = forces.iter().find(|(id, force, _)| *id == step.id() && *force == step.force());
            assert!(force.is_some_and(|(.., lit)| holds.value(*lit)), "force of {}: {shown}", step.id());
        }
    }
    // Exactly one of the four is so, whatever the request.
    let exactly = exactly(&mut space.graph, model.category);
    assert_eq!(exactly.len(), 4);
    categories
}

fn each_comes_up(categories: [usize; 4]) {
    let all: usize = categories.iter().sum();
    assert!(categories.iter().all(|count| count * 60 > all), "each category comes up: {categories:?}");
}

#[test]
fn the_formulas_say_of_each_request_what_the_screening_says() {
    each_comes_up(agree(RuleSet::coventry(), 3_000));
}

#[test]
fn so_they_do_for_a_set_with_indicators_weights_and_rules_of_its_own() {
    let local = RuleSet::from_json(
        r#"{
            "extends": {"id": "coventry", "version": "2.0.0"},
            "manifest": {"id": "x", "version": "1.0.0", "title": "X"},
            "indicators": {"add": [
                {"code": "own-1", "category": 1, "label": "a", "kind": "behaviour", "weight": 5, "statement": "N097"},
                {"code": "own-2", "category": 2, "label": "b", "kind": "circumstance", "weight": 2, "groups": ["g"],
                 "statement": "N097"},
                {"code": "own-3", "label": "c", "kind": "behaviour", "weight": 1, "groups": ["g"], "statement": "N097"}
            ], "change": [{"code": "clipping", "weight": 3}]},
            "category_rules": {"add": [
                {"id": "weighty", "label": "w", "at_least": 3, "when": [{"weight_at_least": {"sum": 6, "of": "any"}}],
                 "statements": ["N097"], "basis": "toolkit"},
                {"id": "pair", "label": "p", "at_least": 2,
                 "when": [{"any_observed": {"group": "g"}}, {"any_known": {"together": [["own-1"], "category-2"]}}],
                 "statements": ["N097"], "basis": "toolkit"}
            ]}
        }"#,
    );
    assert!(local.is_ok(), "{local:?}");
    local.into_iter().for_each(|local| each_comes_up(agree(&local, 3_000)));
}

#[test]
fn so_they_do_for_sets_that_ask_questions_of_their_own_and_when_something_was_seen() {
    let when = json!([
        [{ "question": { "code": "near", "is": ["yes", "suspected", "not_known"] } }, { "any_observed": "any" }],
        [{ "question": { "code": "told", "is": ["yes"] } }],
        [{ "number_at_least": { "code": "times", "least": 3 } }],
        [{ "number_at_least": { "code": "times", "least": 7 } }, { "observed_within": { "of": "any", "weeks": 26 } }],
        [{ "observed_within": { "of": "category-1", "months": 3, "count": 2 } }],
        [{ "weight_at_least": { "sum": 5, "of": "any", "questions": ["told"], "within": { "months": 6 } } }],
        [{ "observed_at_least": { "count": 2, "of": "any", "known": true } }]
    ]);
    let rules: Vec<_> = (1..)
        .zip(when.as_array().into_iter().flatten())
        .map(|(at, when)| {
            json!({ "id": format!("own-{at}"), "label": "l", "at_least": at % 3 + 1, "when": when,
                "statements": ["N097"], "basis": "toolkit" })
        })
        .collect();
    let steps: Vec<_> = ["yes", "suspected", "not_known", "no"]
        .iter()
        .map(|answer| {
            json!({ "id": format!("where-{answer}"), "stage": "recording", "who": "w", "actor": "holder",
                "action": "a", "force": "should", "statements": ["N097"], "basis": "toolkit",
                "when": [{ "question": { "code": "near", "is": [answer] } }] })
        })
        .collect();
    let question = |code: &str, asks: &str, left_out: serde_json::Value| {
        json!({ "code": code, "label": code, "asks": asks, "weight": if asks == "answer" { 3 } else { 0 },
            "left_out": left_out, "statements": ["N097"] })
    };
    let mut number = question("times", "number", json!("no"));
    number.as_object_mut().map(|row| row.remove("left_out"));
    let waives =
        ["under-13", "learning-disability"].map(|id| json!({ "protection": id, "reason": "for the test" }));
    let document = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "x", "version": "1.0.0", "title": "X", "waives": waives },
        "questions": { "add": [question("near", "answer", json!("not_known")), question("told", "answer", json!("no")), number] },
        "indicators": { "change": [{ "code": "clipping", "weight": 4, "older_weight": 1 }, { "code": "rape", "weight": 2 }] },
        // The rules alone that are asked here, so that each of them decides something.
        "category_rules": { "remove": ["listed-indicator"], "add": rules },
        "protections": { "remove": "all" },
        "steps": { "add": steps },
    });
    let local = RuleSet::from_json(&document.to_string());
    assert!(local.is_ok(), "{local:?}");
    local.into_iter().for_each(|local| each_comes_up(agree(&local, 4_000)));
}

/// Rules that build on one another in circles, in two orders.
#[test]
fn so_they_do_for_rules_that_build_on_one_another() {
    let rule = |id: &str, at_least: serde_json::Value, given: u8, fact: &str| {
        let asked = json!({ "fact": { "name": fact, "is": ["yes", "suspected"] } });
        json!({ "id": id, "label": id, "at_least": at_least, "statements": ["N097"], "basis": "toolkit",
            "when": [{ "other_rules_give_at_least": given }, asked] })
    };
    let mut rules = vec![
        rule("to-3", json!(3), 2, "unaccompanied"),
        rule("to-2", json!(2), 1, "care_leaver"),
        rule("back-to-2", json!(2), 3, "needs_care_and_support"),
        rule("3-from-3", json!(3), 3, "placed_out_of_area"),
        rule("far", json!(3), 1, "unable_to_protect_self"),
        rule("listed-from-2", json!("listed"), 2, "learning_disability"),
        rule("judged-from-2", json!("judged"), 2, "parent_may_be_involved"),
        rule("held-from-1", json!("previous"), 1, "parent_may_be_involved"),
    ];
    for _ in 0..2 {
        let document = json!({
            "extends": { "id": "coventry", "version": "2.0.0" },
            "manifest": { "id": "x", "version": "1.0.0", "title": "X" },
            "category_rules": { "remove": ["unaccompanied-with-risk-indicators"], "add": rules },
        });
        let circles = RuleSet::from_json(&document.to_string());
        assert!(circles.is_ok(), "{circles:?}");
        circles.into_iter().for_each(|circles| each_comes_up(agree(&circles, 1_500)));
        rules.reverse();
        rules.iter_mut().for_each(|rule| {
            rule.as_object_mut().map(|rule| rule.insert("before".into(), json!("listed-indicator")));
        });
    }
}

/// The category that follows when each open answer is yes, and the scope stays as it is.
fn if_all_were_yes(rules: &RuleSet, request: &Request) -> Option<Category> {
    if request.screen_by(rules).scope_row().is_some_and(|row| !row.categories) {
        return None;
    }
    let is_open = |answer| matches!(answer, Answer::NotKnown | Answer::Suspected);
    let mut child = request.child().clone();
    for row in &rules.tables().facts {
        let answer = child.answer_to(row.fact).unwrap_or(row.left_out);
        if is_open(answer) && row.asked_by.is_none() {
            child = child.fact(row.fact, Answer::Yes);
        }
    }
    let tool = request.indicators();
    let open = tool.answers_by_code().filter(|(_, answer)| is_open(*answer));
    // What was seen stays seen when it was.
    let mut raised = open.fold(tool.clone(), |raised, (code, _)| match tool.evidence_of(code) {
        Some(evidence) => {
            raised.answer_code_with(rules, code, Answer::Yes, evidence.clone()).unwrap_or_default()
        }
        None => raised.answer_code(rules, code, Answer::Yes).unwrap_or_default(),
    });
    for row in &rules.tables().questions {
        let left_out = row.left_out.unwrap_or(Answer::NotKnown);
        let is_answer = row.asks == QuestionKind::Answer;
        if is_answer && is_open(tool.answer_to_code(&row.code).unwrap_or(left_out)) {
            raised = raised.answer_code(rules, &row.code, Answer::Yes).unwrap_or_default();
        }
        let mut numbers = tool.numbers_given().filter(|(code, _)| *code == row.code);
        if numbers.any(|(_, given)| given == NumberGiven::NotKnown) {
            raised = raised.number(rules, &row.code, NumberGiven::Exactly(999)).unwrap_or_default();
        }
    }
    rules.category(&child, &raised)
}

/// The built-in set with so many indicators of its own, and rows that wait for one thing, for two, for three,
/// and for something not to be; and with so many steps that count, and so many more category rules.
fn larger(own: usize, counting: usize, ruling: usize) -> Option<RuleSet> {
    let indicators: Vec<_> = (0..own)
        .map(|at| {
            json!({ "code": format!("own-{at}"), "category": at % 2 + 1, "label": format!("own sign {at}"),
                "kind": "behaviour", "weight": if at % 2 == 0 { 70 } else { at % 4 + 1 }, "statement": "N097" })
        })
        .collect();
    let third = own / 3;
    let codes = |from: usize, count: usize| -> Vec<_> {
        (from..from + count).map(|at| format!("own-{}", at % own)).collect()
    };
    let [one, two, three] = [0, third, 2 * third].map(|from| codes(from, third));
    let rule = |id: &str, at_least: u8, when: serde_json::Value| {
        json!({ "id": id, "label": id, "at_least": at_least, "when": when, "statements": ["N097"],
            "basis": "toolkit" })
    };
    let step = |id: &str, when: serde_json::Value| {
        json!({ "id": id, "stage": "recording", "when": when, "who": "somebody", "actor": "holder", "action": id,
            "force": "should", "statements": ["N097"], "basis": "toolkit" })
    };
    let mut steps = vec![
        step(
            "waits-for-three",
            json!([{"any_observed": one}, {"rule_fired": "two-kinds"}, {"any_known": three}]),
        ),
        step("waits-for-not", json!([{"any_observed": two}, {"not": {"rule_fired": "heavy"}}])),
        step(
            "waits-for-neither",
            json!([{"not": {"any_observed": one}}, {"not": {"any_known": two}}, {"category_at_least": 1}]),
        ),
    ];
    if ruling > 0 {
        let last = format!("rules-{}", ruling - 1);
        steps.push(step("waits-for-the-last", json!([{"rule_fired": last}])));
    }
    steps.extend((0..counting).map(|at| {
        let count = json!({ "count": 2, "of": codes(2 * at, 6) });
        step(&format!("counts-{at}"), json!([{"observed_at_least": count}, {"category_at_least": 1}]))
    }));
    let mut rules = vec![
        rule(
            "three-kinds",
            3,
            json!([{"any_observed": one}, {"any_observed": two}, {"any_observed": three}]),
        ),
        rule("two-kinds", 2, json!([{"any_known": one}, {"observed_at_least": {"count": 2, "of": two}}])),
        rule("heavy", 3, json!([{"weight_at_least": {"sum": 6, "of": three}}, {"any_known": "any"}])),
        // More than the byte of a count holds.
        rule("heavier", 2, json!([{"weight_at_least": {"sum": 140, "of": one}}])),
    ];
    rules.extend((0..ruling).map(|at| {
        rule(
            &format!("rules-{at}"),
            2,
            json!([{"any_known": codes(at, 2)}, {"any_observed": codes(at + 5, 2)}]),
        )
    }));
    let document = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "x", "version": "1.0.0", "title": "X" },
        "indicators": { "add": indicators },
        "category_rules": { "add": rules },
        "steps": { "add": steps },
    });
    let larger = RuleSet::from_json(&document.to_string());
    assert!(larger.is_ok(), "{larger:?}");
    larger.ok()
}

#[test]
fn so_they_do_for_large_sets_whose_rows_wait_for_several_things() {
    let mut categories = [0; 4];
    let sizes = [(9, 4, 0), (100, 30, 60), (300, 120, 0), (900, 440, 0), (100, 30, 300)];
    for ((own, counting, ruling), requests) in sizes.into_iter().zip([1_000, 1_000, 400, 200, 400]) {
        let rules = larger(own, counting, ruling);
        let is_large = |rules: &RuleSet| matches!(*rules.engine, Engine::Large(_));
        assert!(rules.as_ref().is_some_and(is_large), "{own}");
        let counted = rules.map_or([0; 4], |rules| agree(&rules, requests));
        categories.iter_mut().zip(counted).for_each(|(all, more)| *all += more);
    }
    each_comes_up(categories);
    assert!(matches!(*RuleSet::coventry().engine, Engine::Small(_)));
}
