//! What comparing and checking say by proof is what trying every request says: small sets at random.

mod checked;
mod sets;
mod space;
mod versions;

use crate::support;
use cse_screening::rules::proof::WhatChanges;
use cse_screening::{Request, RuleSet};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use sets::{Vocabulary, load};
use space::{Space, changes, seen, size, size_of};
use std::collections::{BTreeMap, BTreeSet};

/// The first example is a child of 13 to 15 of whom little else is said, though an answer fewer would do for
/// somebody else; and the kinds that follow are others.
#[test]
fn a_change_is_shown_by_the_typical_child_first_and_by_others_after() {
    let set = |when: Value| {
        let change = json!([{ "id": "several-category-1", "when": when }]);
        let set = json!({
            "extends": { "id": "coventry", "version": "2.0.0" },
            "manifest": { "id": "local", "version": "1.0.0", "title": "Local" },
            "category_rules": { "change": change }
        });
        load(&set).unwrap()
    };
    let coventry = RuleSet::coventry();
    let comparison =
        coventry.compare(&set(json!([{ "observed_at_least": { "count": 5, "of": "category-1" } }])));
    let down = &comparison.outcomes[0];
    assert_eq!(down.change.to_string(), "category down: Category 2 becomes Category 1");
    let ages: Vec<_> = [&down.example]
        .into_iter()
        .chain(&down.others)
        .map(|kind| kind.request.request.child().age_range())
        .collect();
    assert_eq!(ages[0], (13, 13));
    assert!(down.example.condition.contains("certainly 13 or over"), "{}", down.example.condition);
}

/// Pairs of sets, each tried with all its requests.
const PAIRS: usize = 100;
/// More requests than this are not tried for one pair.
const MOST_REQUESTS: usize = 30_000;

/// A random set that is sound, and another that comes of it by a few changes.
fn pair(rng: &mut StdRng) -> (Vocabulary, [Value; 2], [RuleSet; 2]) {
    loop {
        let vocabulary = Vocabulary::random(rng);
        let one = vocabulary.set(rng);
        let Some(rules) = load(&one) else { continue };
        for _ in 0..20 {
            let mut other = one.clone();
            for _ in 0..rand::Rng::random_range(rng, 1..=3) {
                vocabulary.change(&mut other, rng);
            }
            if let Some(others) = load(&other)
                && Space::of(&rules, &[&one, &other]).len() <= MOST_REQUESTS
            {
                return (vocabulary, [one, other], [rules, others]);
            }
        }
    }
}

#[test]
fn a_comparison_finds_each_change_that_some_request_shows_and_no_other() {
    let mut rng = StdRng::seed_from_u64(1);
    let (mut requests, mut found, mut kinds) = (0, 0, BTreeMap::<String, usize>::new());
    let (mut same, mut others) = (0, 0);
    for at in 0..PAIRS {
        let (_, sets, [one, other]) = pair(&mut rng);
        let space = Space::of(&one, &[&sets[0], &sets[1]]);
        // Each change that really happens, with the fewest answers that show it, those of a typical child
        // first, then those of a child of that age, and how many requests do.
        let mut real: BTreeMap<WhatChanges, ((bool, bool, usize), usize)> = BTreeMap::new();
        for ((said, child), (filled, tool)) in space.said() {
            let before = seen(&one.screen(child, tool));
            let after = seen(&other.screen(child, tool));
            if before != after {
                let [typical, of_age] = [space.is_typical(said, filled), space.is_of_a_typical_age(said)];
                let rank = (!typical, !of_age, size(child, tool));
                for change in changes(&before, &after) {
                    let (fewest, count) = real.entry(change).or_insert((rank, 0));
                    *fewest = (*fewest).min(rank);
                    *count += 1;
                }
            }
        }
        let comparison = one.compare(&other);
        let shown = || format!("pair {at}:\n{}\n{}", sets[0], sets[1]);
        assert_eq!(comparison.undecided, Vec::<String>::new(), "{}", shown());
        let said: Vec<_> = comparison.outcomes.iter().map(|outcome| &outcome.change).collect();
        assert_eq!(said, real.keys().collect::<Vec<_>>(), "{}", shown());
        for outcome in &comparison.outcomes {
            let mut told = BTreeSet::new();
            for kind in [&outcome.example].into_iter().chain(&outcome.others) {
                let [before, after] =
                    [&one, &other].map(|rules| seen(&kind.request.request.screen_by(rules)));
                assert!(changes(&before, &after).contains(&outcome.change), "{outcome:?}\n{}", shown());
                assert!(!kind.condition.is_empty(), "{outcome:?}");
                assert!(told.insert(&kind.condition), "{outcome:?}\n{}", shown());
            }
            others += outcome.others.len();
            let ((_, _, fewest), count) = real[&outcome.change];
            assert_eq!(size_of(&outcome.example.request.request), fewest, "{outcome:?}\n{}", shown());
            // It is true of everybody only where everybody is affected.
            let always = outcome.example.condition == "always";
            assert_eq!(always, count == space.len(), "{outcome:?}\n{}", shown());
            let kind = outcome.change.to_string().split(':').next().unwrap().to_owned();
            *kinds.entry(kind).or_default() += 1;
        }
        // Downward changes come first.
        let downward: Vec<_> = said.iter().map(|change| change.is_downward()).collect();
        assert!(downward.is_sorted_by(|one, other| one >= other), "{said:?}");
        requests += space.len();
        found += said.len();
        same += usize::from(said.is_empty());
    }
    support::report(&format!(
        "comparison: {PAIRS} pairs of random sets, {requests} requests tried, {found} changes of {} kinds, as proved; {same} pairs alike",
        kinds.len()
    ));
    assert_eq!(kinds.len(), 14, "{kinds:?}");
    assert!(others > PAIRS, "{others} other kinds of children for {found} changes");
}

#[test]
fn a_set_is_proved_equal_to_itself_and_to_a_copy_in_other_words() {
    let mut rng = StdRng::seed_from_u64(2);
    for _ in 0..20 {
        let (_, [set, _], [rules, _]) = pair(&mut rng);
        assert!(rules.compare(&rules).same_outcomes());
        assert_eq!(rules.compare(&rules).required(), None);
        let mut copy = set.clone();
        copy["manifest"]["title"] = json!("another title");
        for table in ["indicators", "category_rules", "plan_hosts", "definitions"] {
            for row in copy[table].as_array_mut().unwrap() {
                row["label"] = json!("another label");
            }
        }
        for row in copy["steps"].as_array_mut().unwrap() {
            row["who"] = json!("somebody else");
        }
        let comparison = rules.compare(&load(&copy).unwrap());
        assert!(comparison.same_outcomes(), "{comparison:?}");
        assert_eq!(comparison.required().map(|bump| bump.code()), Some("patch"));
    }
    // The same, asked in another way.
    let built_in = RuleSet::coventry();
    let mut copy: Value = serde_json::from_str(&built_in.to_json()).unwrap();
    for rule in copy["category_rules"].as_array_mut().unwrap() {
        let when = rule["when"].clone();
        if when.as_array().unwrap().len() == 1 && rule["at_least"].is_u64() {
            rule["when"] = json!([{ "any": [{ "all": when }, { "all": when }] }]);
        }
    }
    copy["category_rules"].as_array_mut().unwrap().swap(1, 4);
    copy["manifest"]["id"] = json!("copy");
    let copy = RuleSet::from_json(&copy.to_string()).unwrap();
    assert!(built_in.compare(&copy).same_outcomes());
}

#[test]
fn a_comparison_asks_only_what_both_sets_can_read_and_names_the_codes_that_differ() {
    let extending = |id: &str, code: &str| {
        json!({
            "extends": { "id": "coventry", "version": "2.0.0" },
            "manifest": { "id": id, "version": "1.0.0", "title": id },
            "indicators": { "add": [{ "code": code, "category": 3, "label": code, "kind": "behaviour", "statement": "N097" }] }
        })
    };
    let [one, other] = ["one-sign", "other-sign"].map(|code| load(&extending("local", code)).unwrap());
    let comparison = one.compare(&other);
    assert!(comparison.outcomes.is_empty() && comparison.undecided.is_empty(), "{comparison:?}");
    assert_eq!(comparison.codes_gone, ["indicators/one-sign"]);
    assert_eq!(comparison.codes_new, ["indicators/other-sign"]);
    assert!(!comparison.same_outcomes());
    assert_eq!(comparison.required().map(|bump| bump.code()), Some("major"));
    // A request that the second cannot read is not less to it: it is more.
    let request = r#"{"child": {"age": 15}, "screening": {"indicators": {"one-sign": "suspected"}}}"#;
    let request = Request::from_json_for(&one, request).unwrap();
    assert_eq!(request.screen_by(&other).category().map(|category| category.number()), Some(3));
}
