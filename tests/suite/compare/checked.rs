//! What checking says of a set is what trying every request says.

use super::sets::{Vocabulary, load};
use super::space::{Filled, OBSERVED, Said, Space};
use super::{MOST_REQUESTS, pair};
use crate::support;
use cse_screening::rules::proof::{ExampleRequest, Property, Verdict};
use cse_screening::{Answer, Category, RuleSet};
use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Sets, each tried with all its requests.
const SETS: usize = 80;

fn number(category: Option<Category>) -> u8 {
    category.map_or(0, Category::number)
}

/// The rows at fault, by the report.
fn at_fault(rules: &RuleSet, property: Property) -> BTreeSet<String> {
    match rules.check().verdict(property) {
        Verdict::Holds | Verdict::NothingToProve(_) | Verdict::Accepted(_) => BTreeSet::new(),
        Verdict::Fails(failures) => failures
            .iter()
            .map(|failure| failure.row.clone().map_or_else(String::new, |(_, row)| row))
            .collect(),
        Verdict::Undecided(why) => panic!("{why}"),
    }
}

fn ids(set: &Value, table: &str) -> Vec<String> {
    let key = if table == "indicators" { "code" } else { "id" };
    set[table].as_array().unwrap().iter().map(|row| row[key].as_str().unwrap().to_owned()).collect()
}

/// Whether a category can be given in this scope.
fn gives_categories(rules: &RuleSet, scope: cse_screening::Scope) -> bool {
    rules.tables().scopes.iter().find(|row| row.scope == scope).is_none_or(|row| row.categories)
}

#[test]
fn each_verdict_and_warning_is_what_every_request_says() {
    let mut rng = StdRng::seed_from_u64(3);
    let (mut requests, mut failing, mut warned) = (0, 0, 0);
    for _ in 0..SETS {
        let (_, [set, _], [rules, _]) = pair(&mut rng);
        let space = Space::of(&rules, &[&set]);
        requests += space.len();
        let report = rules.check();
        let all = |table: &str| ids(&set, table).into_iter().collect::<BTreeSet<_>>();
        let (mut unfired, mut gaps, mut unreached) = (all("category_rules"), BTreeSet::new(), all("steps"));
        let (mut always, mut unhosted) = (all("steps"), all("plan_hosts"));
        let (mut unfound, mut always_found) = (all("findings"), all("findings"));
        let (mut never_holds, mut always_holds) = (true, true);
        let mut without_stage = false;
        for (child, tool) in space.requests() {
            let outcome = rules.screen(child, tool);
            for reason in outcome.reasons() {
                unfired.remove(reason.rule());
            }
            let steps: BTreeSet<_> = outcome.steps().map(|step| step.id()).collect();
            unreached.retain(|id| !steps.contains(id.as_str()));
            always.retain(|id| steps.contains(id.as_str()));
            let plan = outcome.plan().map(|plan| plan.row().id.clone());
            assert_eq!(plan.is_some(), plan.is_some() || outcome.category().is_some(), "{set}");
            plan.map(|plan| unhosted.remove(&plan));
            let findings: BTreeSet<_> = outcome.findings().map(|finding| finding.id.as_str()).collect();
            unfound.retain(|id| !findings.contains(id.as_str()));
            always_found.retain(|id| findings.contains(id.as_str()));
            let notion = outcome.definitions().count() > 0;
            never_holds &= !notion;
            always_holds &= notion;
            without_stage |= outcome.category().is_some() && steps.is_empty();
            if outcome.category().is_none() && gives_categories(&rules, outcome.scope()) {
                let observed = tool.answers_by_code().filter(|(_, answer)| answer.protects());
                gaps.extend(observed.map(|(code, _)| code.to_owned()));
            }
        }
        assert_eq!(at_fault(&rules, Property::RulesCanFire), unfired, "{set}");
        assert_eq!(at_fault(&rules, Property::NoGap), gaps, "{set}");
        let stage_needed = set["stages"][0]["in_every_category"] == true;
        // A set in which no stage is needed by every category fails too.
        let fails = !stage_needed || without_stage;
        assert_eq!(!at_fault(&rules, Property::CategoryHasStages).is_empty(), fails, "{set}");
        assert_eq!(*report.verdict(Property::CategoryHasPlan), Verdict::Holds);
        // The sets have none.
        assert!(matches!(report.verdict(Property::ProtectionsHold), Verdict::NothingToProve(_)), "{set}");
        failing += usize::from(!report.holds());

        let mut expected: BTreeSet<String> = BTreeSet::new();
        let mut expect = |table: &str, ids: BTreeSet<String>, problem: &str| {
            expected.extend(ids.into_iter().map(|id| format!("{table}, `{id}`: {problem}")));
        };
        expect("steps", unreached, "no outcome can reach the step");
        expect("steps", always, "the step applies to everybody: it says nothing of one child");
        expect("plan_hosts", unhosted, "the plan can never host: the rows above it take every case");
        expect("findings", unfound, "nothing can be found");
        expect("findings", always_found, "it holds for everybody");
        let notion = |holds: bool| holds.then(|| "notion".to_owned()).into_iter().collect();
        expect("definitions", notion(never_holds), "the definition can never hold");
        expect("definitions", notion(always_holds), "it holds for everybody");
        let proved: Vec<_> =
            expected.iter().map(|text| text.split_once("`: ").unwrap().1.to_owned()).collect();
        let problems = [
            "no outcome can reach the step",
            "the step applies to everybody: it says nothing of one child",
            "the plan can never host: the rows above it take every case",
            "nothing can be found",
            "it holds for everybody",
            "the definition can never hold",
        ];
        let warnings: BTreeSet<_> = report
            .warnings
            .iter()
            .filter(|warning| problems.contains(&warning.fault.problem()))
            .map(ToString::to_string)
            .collect();
        assert_eq!(warnings, expected, "{set}");
        warned += proved.len();
    }
    support::report(&format!(
        "check: {SETS} random sets, {requests} requests tried; {failing} sets with a property that does not hold and {warned} warnings, as proved"
    ));
    assert!(failing > SETS / 10 && warned > SETS / 10);
}

/// A rule that never decides is one without which every request has the same category.
#[test]
fn a_rule_that_never_decides_can_go_without_a_change() {
    let mut rng = StdRng::seed_from_u64(4);
    let (mut never, mut some) = (0, 0);
    for _ in 0..SETS {
        let (_, [set, _], [rules, _]) = pair(&mut rng);
        let space = Space::of(&rules, &[&set]);
        let fires: BTreeSet<_> = space
            .requests()
            .flat_map(|(child, tool)| {
                rules.screen(child, tool).reasons().map(|reason| reason.rule().to_owned()).collect::<Vec<_>>()
            })
            .collect();
        let warned: BTreeSet<_> = rules
            .check()
            .warnings
            .iter()
            .filter(|warning| warning.fault.problem().starts_with("the rule can never decide"))
            .map(|warning| warning.fault.row().to_owned())
            .collect();
        for (at, id) in ids(&set, "category_rules").into_iter().enumerate() {
            let mut without = set.clone();
            without["category_rules"].as_array_mut().unwrap().remove(at);
            // Without it, other rows may have nothing to refer to.
            let Some(without) = load(&without) else { continue };
            let same = space
                .requests()
                .all(|(child, tool)| rules.category(child, tool) == without.category(child, tool));
            assert_eq!(warned.contains(&id), same && fires.contains(&id), "{id} in {set}");
            *if same { &mut never } else { &mut some } += 1;
        }
    }
    support::report(&format!("rules of random sets: {never} never decide, {some} do, as proved"));
    assert!(never > 20 && some > 20);
}

/// Whether nothing more said lowers any level, tried step by step: each step changes one answer.
fn more_never_lowers(rules: &RuleSet, space: &Space) -> bool {
    let levels: Vec<[u8; 3]> = space
        .requests()
        .map(|(child, tool)| {
            let outcome = rules.screen(child, tool);
            [outcome.indicated(), outcome.category(), outcome.possible()].map(number)
        })
        .collect();
    let child_at = |said: &Said| space.children.binary_search_by(|(other, _)| other.cmp(said)).ok();
    let tool_at = |filled: &Filled| space.tools.binary_search_by(|(other, _)| other.cmp(filled)).ok();
    let facts = rules.tables().facts.iter();
    let facts: Vec<_> =
        space.facts.iter().map(|fact| facts.clone().find(|row| row.fact == *fact).unwrap()).collect();
    for (at, (said, _)) in space.children.iter().enumerate() {
        // Children of whom more is said, or as much.
        let mut more = Vec::new();
        for (place, row) in facts.iter().enumerate() {
            let answer = |said: usize| said.checked_sub(1).map_or(row.left_out, |at| Answer::ALL[at]);
            for other in 0..=4 {
                let (is, was) = (answer(other), answer(said.facts[place]));
                if is == was || is > was && row.asked_by.is_none() {
                    let mut one = said.clone();
                    one.facts[place] = other;
                    more.push(one);
                }
            }
        }
        let bands = space.children.iter().map(|(said, _)| said.ages.1).max().unwrap();
        more.extend((0..=said.ages.0).map(|low| Said { ages: (low, said.ages.1), ..said.clone() }));
        more.extend((said.ages.0..=bands).map(|high| Said { ages: (said.ages.0, high), ..said.clone() }));
        more.extend((0..3).map(|case| Said { case, ..said.clone() }));
        if said.placement == 0 {
            more.extend((1..4).map(|placement| Said { placement, ..said.clone() }));
        }
        more.extend((said.previous..4).map(|previous| Said { previous, ..said.clone() }));
        for other in more.iter().filter_map(child_at) {
            for tool in 0..space.tools.len() {
                let (less, more) =
                    (levels[at * space.tools.len() + tool], levels[other * space.tools.len() + tool]);
                if less.iter().zip(more).any(|(less, more)| more < *less) {
                    return false;
                }
            }
        }
    }
    for (at, (filled, _)) in space.tools.iter().enumerate() {
        let mut more = Vec::new();
        for place in 0..filled.answers.len() {
            for answer in filled.answers[place]..OBSERVED.len() {
                let mut one = filled.clone();
                one.answers[place] = answer;
                more.push(one);
            }
        }
        more.extend((filled.judgement..4).map(|judgement| Filled { judgement, ..filled.clone() }));
        for other in more.iter().filter_map(tool_at) {
            for child in 0..space.children.len() {
                let (less, more) =
                    (levels[child * space.tools.len() + at], levels[child * space.tools.len() + other]);
                if less.iter().zip(more).any(|(less, more)| more < *less) {
                    return false;
                }
            }
        }
    }
    true
}

#[test]
fn more_never_lowers_is_what_every_pair_of_requests_says() {
    let mut rng = StdRng::seed_from_u64(5);
    let (mut holds, mut fails) = (0, 0);
    for _ in 0..SETS {
        let (_, [set, _], [rules, _]) = pair(&mut rng);
        let space = Space::of(&rules, &[&set]);
        let monotone = more_never_lowers(&rules, &space);
        let report = rules.check();
        let verdict = report.verdict(Property::MoreNeverLowers);
        assert_eq!(*verdict == Verdict::Holds, monotone, "{verdict:?} of {set}");
        if let Verdict::Fails(failures) = verdict {
            fails += 1;
            for failure in failures {
                let [less, more] = &failure.requests[..] else { panic!("two requests: {failure:?}") };
                let levels = |one: &ExampleRequest| {
                    let outcome = one.request.screen_by(&rules);
                    [outcome.indicated(), outcome.category(), outcome.possible()].map(number)
                };
                let (less, more) = (levels(less), levels(more));
                assert!(less.iter().zip(more).any(|(less, more)| more < *less), "{failure:?} of {set}");
            }
        } else {
            holds += 1;
        }
    }
    support::report(&format!(
        "more never lowers: {holds} random sets of which it holds and {fails} of which it does not, as proved"
    ));
    assert!(holds > 5 && fails > 2, "{holds} and {fails}");
}

/// A set with protections is refused just when some request breaks one, and each that is broken is named.
#[test]
fn a_set_is_refused_for_the_protections_that_some_request_breaks() {
    let mut rng = StdRng::seed_from_u64(6);
    let (mut kept, mut broken, mut tried) = (0, 0, 0);
    while tried < SETS {
        let vocabulary = Vocabulary::random(&mut rng);
        let mut set = vocabulary.set(&mut rng);
        let (age, never_below) = (rng.random_range(10..20), rng.random_range(1..=3));
        let mut protections = vec![
            json!({ "id": "young", "label": "l", "never_below": never_below, "when": [{ "could_be_under": age }], "statements": ["S"], "basis": "toolkit" }),
        ];
        if let Some(fact) = set["facts"].as_array().unwrap().iter().next() {
            let when = json!([{ "fact": { "name": fact["fact"], "is": ["yes", "suspected"] } }]);
            protections.push(json!({ "id": "fact", "label": "l", "never_below": rng.random_range(1..=3), "when": when, "statements": ["S"], "basis": "toolkit" }));
        }
        let Some(rules) = load(&set) else { continue };
        set["protections"] = json!(protections);
        let space = Space::of(&rules, &[&set]);
        if space.len() > MOST_REQUESTS {
            continue;
        }
        tried += 1;
        let mut expected = BTreeSet::new();
        for (child, tool) in space.requests() {
            let outcome = rules.screen(child, tool);
            let observed = tool.answers_by_code().any(|(_, answer)| answer.protects());
            // Whoever is given a category, or could be and is not although something is observed.
            let concern = observed && gives_categories(&rules, outcome.scope());
            if outcome.category().is_none() && !concern {
                continue;
            }
            for row in &protections {
                let when = &row["when"][0];
                let speaks = match when["could_be_under"].as_u64() {
                    Some(age) => u64::from(child.age_range().0) < age,
                    None => {
                        let fact = when["fact"]["name"].as_str().unwrap().parse().unwrap();
                        child.answer_to(fact).is_some_and(Answer::protects)
                    }
                };
                if speaks && u64::from(number(outcome.category())) < row["never_below"].as_u64().unwrap() {
                    expected.insert(row["id"].as_str().unwrap().to_owned());
                }
            }
        }
        let refused: BTreeSet<_> = match RuleSet::from_json(&set.to_string()) {
            Ok(_) => BTreeSet::new(),
            Err(error) => {
                assert!(error.faults().iter().all(|fault| fault.table() == "protections"), "{error}");
                error.faults().iter().map(|fault| fault.row().to_owned()).collect()
            }
        };
        assert_eq!(refused, expected, "{set}");
        *if expected.is_empty() { &mut kept } else { &mut broken } += 1;
    }
    support::report(&format!(
        "protections: {kept} random sets that keep theirs and {broken} that are refused, as trying every request says"
    ));
    assert!(kept > 5 && broken > 5);
}
