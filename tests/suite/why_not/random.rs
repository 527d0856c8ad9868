//! Random requests: what is said of a row is what the evaluator does.

use super::brute::{Single, singles};
use crate::local::{load, random_request};
use crate::order::circles;
use crate::reading_2::requests;
use crate::support;
use cse_screening::rules::condition::Condition;
use cse_screening::{
    Category, Changes, Child, Given, Indicators, NoChange, Outcome, Request, RuleSet, WhyNotError,
};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

/// So many ways of one set of changes are screened.
const MOST_WAYS: usize = 40;

/// Each row by table and id, but for scopes, which are told from the outcome.
fn rows(rules: &RuleSet) -> Vec<String> {
    let tables = rules.tables();
    let of = |table: &str, ids: Vec<&str>| ids.iter().map(|id| format!("{table}/{id}")).collect::<Vec<_>>();
    [
        of("category_rules", tables.category_rules.iter().map(|row| &*row.id).collect()),
        of("plan_hosts", tables.plan_hosts.iter().map(|row| &*row.id).collect()),
        of("steps", tables.steps.iter().map(|row| &*row.id).collect()),
        of("findings", tables.findings.iter().map(|row| &*row.id).collect()),
        of("definitions", tables.definitions.iter().map(|row| &*row.id).collect()),
        of("scopes", tables.scopes.iter().map(|row| row.scope.code()).collect()),
    ]
    .concat()
}

fn applies(outcome: &Outcome<'_>, row: &str) -> bool {
    let (table, id) = row.split_once('/').unwrap();
    match table {
        "category_rules" => outcome.reasons().any(|reason| reason.rule() == id),
        "plan_hosts" => outcome.plan().is_some_and(|plan| plan.row().id == id),
        "steps" => outcome.steps().any(|step| step.id() == id),
        "findings" => outcome.findings().any(|finding| finding.id == id),
        "definitions" => outcome.definitions().any(|definition| definition.id == id),
        _ => outcome.scope().code() == id,
    }
}

fn sets() -> Vec<(&'static str, Option<RuleSet>)> {
    let local = |name| (name, Some(load(name)));
    let circles = ("circles", Some(circles()));
    vec![("coventry", None), local("extended"), local("tiers"), local("weights"), circles]
}

fn random(rules: &RuleSet, local: bool, rng: &mut StdRng) -> Request {
    if !local {
        return support::read(&requests::random_request(rng));
    }
    Request::from_json_for(rules, &random_request(rules, rng).to_string()).unwrap()
}

/// Calls with each set of rules and so many random requests.
fn each(requests: usize, seed: u64, mut with: impl FnMut(&str, &RuleSet, &Request, &mut StdRng)) {
    for (name, set) in sets() {
        let rules = set.as_ref().unwrap_or_else(|| RuleSet::coventry());
        let mut rng = StdRng::seed_from_u64(seed);
        for _ in 0..requests {
            let request = random(rules, set.is_some(), &mut rng);
            with(name, rules, &request, &mut rng);
        }
    }
}

#[test]
fn a_row_applied_exactly_when_all_its_conditions_are_said_to_hold() {
    let mut counts = [0_usize; 2];
    each(1_000, 1, |name, rules, request, _| {
        let outcome = request.screen_by(rules);
        for row in rows(rules) {
            let applied = applies(&outcome, &row);
            let conditions = outcome.conditions_of(&row).unwrap();
            let all_held = conditions.iter().all(cse_screening::Held::held);
            assert_eq!(all_held, applied, "{name}, {row}: {conditions:?}");
            counts[usize::from(applied)] += 1;
        }
    });
    assert!(counts.iter().all(|count| *count > 50_000), "{counts:?}");
}

#[test]
fn every_row_that_did_not_apply_has_a_why_not_and_no_other() {
    each(150, 2, |name, rules, request, _| {
        let outcome = request.screen_by(rules);
        for row in rows(rules) {
            match outcome.why_not(&row) {
                Ok(why_not) => {
                    assert!(!applies(&outcome, &row), "{name}: {row}");
                    assert!(why_not.conditions() == outcome.conditions_of(&row).unwrap(), "{name}: {row}");
                    assert!(why_not.missing().next().is_some() && !why_not.label().is_empty());
                }
                Err(error) => {
                    assert!(applies(&outcome, &row), "{name}: {row}");
                    assert_eq!(error, WhyNotError::Applies { row });
                }
            }
        }
    });
}

/// Screens the ways of each set, all or some of them evenly, and says whether each is as wanted.
fn assert_enough(changes: &Changes<'_>, rules: &RuleSet, wanted: &dyn Fn(&Outcome<'_>) -> bool, what: &str) {
    let sizes: Vec<_> = changes.sets().iter().map(|set| set.answers_changed()).collect();
    assert!(sizes.iter().all(|size| *size == sizes[0]), "{what}: {sizes:?}");
    for set in changes.sets() {
        let ways = usize::try_from(set.ways()).unwrap_or(usize::MAX);
        let apart = (ways / MOST_WAYS).max(1);
        let mut tried = 0;
        // Far into a long list takes long, so of those only the beginning is tried.
        let apart = if ways > 20_000 { 1 } else { apart };
        for supposed in set.requests().step_by(apart).take(MOST_WAYS) {
            assert!(wanted(&supposed.screen_by(rules)), "{what}: {}", set.in_words());
            tried += 1;
        }
        assert!(tried > 0, "{what}: {}", set.in_words());
        for change in set.changes() {
            assert!(!change.to().contains(&change.from()), "{what}: {}", set.in_words());
            assert!(change.of().len() >= change.count() && change.count() > 0, "{what}: {}", set.in_words());
        }
    }
}

/// No single change does what two do; where one does, every one that does is named.
fn assert_smallest(
    changes: &Changes<'_>,
    request: &Request,
    rules: &RuleSet,
    all: &[Single],
    wanted: &dyn Fn(&Outcome<'_>) -> bool,
    what: &str,
) {
    let size = changes.sets().first().map_or(usize::MAX, cse_screening::ChangeSet::answers_changed);
    let enough: Vec<_> = all
        .iter()
        .map(|one| (one, one.made(rules, request)))
        .filter(|(_, made)| wanted(&made.screen_by(rules)))
        .collect();
    if size > 1 {
        let asked: Vec<_> = enough.iter().map(|(one, _)| &one.asked).collect();
        assert!(asked.is_empty(), "{what}: {asked:?}");
        return;
    }
    if changes.more() {
        return;
    }
    let reference = |made: &Request| {
        let made = request
            .corrects()
            .into_iter()
            .fold(made.clone(), |made, sha256| made.correcting(sha256).unwrap());
        request.reference().into_iter().fold(made, Request::with_reference)
    };
    let named: Vec<Request> =
        changes.sets().iter().flat_map(|set| set.requests().collect::<Vec<_>>()).collect();
    for (one, made) in enough {
        assert!(named.contains(&reference(&made)), "{what}: {} is not named", one.asked);
    }
}

/// No two changes together do what three do.
fn assert_no_pair(
    request: &Request,
    rules: &RuleSet,
    all: &[Single],
    wanted: &dyn Fn(&Outcome<'_>) -> bool,
    what: &str,
) {
    for (at, one) in all.iter().enumerate() {
        let made = one.made(rules, request);
        for other in all.iter().skip(at + 1).filter(|other| other.asked != one.asked) {
            let both = other.made(rules, &made);
            assert!(!wanted(&both.screen_by(rules)), "{what}: {} and {}", one.asked, other.asked);
        }
    }
}

/// No request that can be read has one.
fn asks_for_an_impossible_date(rules: &RuleSet, row: &str) -> bool {
    let asks = rules.tables().findings.iter().find(|finding| format!("findings/{}", finding.id) == row);
    asks.is_some_and(|finding| finding.when == [Condition::ImpossibleDate(true)])
}

#[test]
fn the_named_changes_make_a_row_apply_and_fewer_do_not() {
    let (mut by_size, mut none, mut pairs) = ([0_usize; 13], 0_usize, 0_usize);
    let mut brute = std::collections::BTreeMap::new();
    each(100, 3, |name, rules, request, rng| {
        let all = brute.entry(name.to_owned()).or_insert_with(|| singles(rules));
        let outcome = request.screen_by(rules);
        let rows = rows(rules);
        for row in rows.choose_multiple(rng, 6).filter(|row| !applies(&outcome, row)) {
            let what = format!("{name}, {row}, {}", serde_json::to_string(request).unwrap());
            let wanted = |outcome: &Outcome<'_>| applies(outcome, row);
            let changes = outcome.why_not(row).unwrap().changes();
            assert_eq!(changes.none().is_some(), changes.sets().is_empty(), "{what}");
            if asks_for_an_impossible_date(rules, row) {
                assert!(matches!(changes.none(), Some(NoChange::OfDates)), "{what}");
                continue;
            }
            // Every other row of these sets can be reached; what is left open takes many answers.
            assert!(matches!(changes.none(), None | Some(NoChange::NotFoundWithin(2..))), "{what}");
            assert_enough(&changes, rules, &wanted, &what);
            assert_smallest(&changes, request, rules, all, &wanted, &what);
            match changes.sets().first().map(cse_screening::ChangeSet::answers_changed) {
                None => none += 1,
                Some(size) => {
                    by_size[size] += 1;
                    if size > 2 && pairs < 8 && rng.random_bool(0.2) {
                        assert_no_pair(request, rules, all, &wanted, &what);
                        pairs += 1;
                    }
                }
            }
        }
    });
    assert!(by_size[1] > 600 && by_size[2] > 200 && by_size[3] > 60 && pairs > 4, "{by_size:?} {pairs}");
    support::report(&format!("why not: changes by size {by_size:?}, none {none}, pairs tried for {pairs}"));
}

#[test]
fn the_named_changes_lead_to_the_next_category_and_fewer_do_not() {
    let (mut by_size, mut without) = ([0_usize; 13], 0_usize);
    let mut brute = std::collections::BTreeMap::new();
    each(400, 4, |name, rules, request, _| {
        let all = brute.entry(name.to_owned()).or_insert_with(|| singles(rules));
        let outcome = request.screen_by(rules);
        let Some(next) = outcome.next_category() else {
            let scope = rules.tables().scopes.iter().find(|row| row.scope == outcome.scope()).unwrap();
            assert!(outcome.category() == Some(Category::Three) || !scope.categories, "{name}");
            without += 1;
            return;
        };
        assert_eq!(
            u64::from(next.category().number()),
            outcome.category().map_or(1, |own| u64::from(own.number()) + 1)
        );
        let what = format!("{name}, {}, {}", next.category(), serde_json::to_string(request).unwrap());
        let wanted = |outcome: &Outcome<'_>| outcome.category() >= Some(next.category());
        let changes = next.changes();
        assert!(changes.none().is_none(), "{what}");
        assert_enough(&changes, rules, &wanted, &what);
        assert_smallest(&changes, request, rules, all, &wanted, &what);
        by_size[changes.sets()[0].answers_changed()] += 1;
    });
    assert!(by_size[1] > 300 && by_size[2] > 10 && without > 100, "{by_size:?}, none higher {without}");
    support::report(&format!("next category: changes by size {by_size:?}"));
}

#[test]
fn equal_requests_get_equal_answers() {
    each(60, 5, |name, rules, request, rng| {
        let again = Request::from_json_for(rules, &serde_json::to_string(request).unwrap()).unwrap();
        let rows = rows(rules);
        let row = rows.choose(rng).unwrap();
        let say = |request: &Request| {
            let outcome = request.screen_by(rules);
            let changes = outcome.why_not(row).map(|why_not| why_not.changes());
            let sets = |changes: &Changes<'_>| {
                let sets: Vec<_> = changes.sets().iter().map(cse_screening::ChangeSet::in_words).collect();
                format!("{sets:?} {} {:?}", changes.more(), changes.none())
            };
            let next = outcome.next_category().map(|next| sets(&next.changes()));
            format!("{:?} {next:?}", changes.map(|changes| sets(&changes)).map_err(|error| error.full_text()))
        };
        assert_eq!(say(request), say(&again), "{name}: {row}");
    });
}

#[test]
fn nothing_is_changed_that_is_not_needed() {
    let mut taken = 0;
    each(150, 6, |name, rules, request, rng| {
        let outcome = request.screen_by(rules);
        let rows = rows(rules);
        let Ok(why_not) = outcome.why_not(rows.choose(rng).unwrap()) else { return };
        let row = format!("{}/{}", why_not.table(), why_not.id());
        for set in why_not.changes().sets() {
            // With any one of its changes taken back, the row does not apply.
            for left_out in set.changes() {
                let Some(supposed) = set.requests().next() else { continue };
                let [asked] = left_out.of() else { continue };
                let Given::Answer(_) = left_out.from() else { continue };
                taken += 1;
                let back = taken_back(rules, request, &supposed, asked.code());
                assert!(
                    !applies(&back.screen_by(rules), &row),
                    "{name}, {row}: {} without {}",
                    set.in_words(),
                    asked.code()
                );
            }
        }
    });
    assert!(taken > 20, "{taken}");
}

/// A changed request with one answer as it was.
fn taken_back(rules: &RuleSet, was: &Request, is: &Request, code: &str) -> Request {
    let fact = cse_screening::Fact::from_code(code);
    let child: Child = match fact {
        Some(fact) => is.child().clone().fact(fact, was.child().answer_to(fact).unwrap()),
        None => is.child().clone(),
    };
    let tool: Indicators = match was.indicators().answer_to_code(code).filter(|_| fact.is_none()) {
        Some(answer) => is.indicators().clone().answer_code(rules, code, answer).unwrap(),
        None => is.indicators().clone(),
    };
    let number = was.indicators().numbers_given().find(|(of, _)| *of == code);
    let tool =
        number.into_iter().fold(tool, |tool, (code, number)| tool.number(rules, code, number).unwrap());
    Request::new(child, tool).unwrap()
}
