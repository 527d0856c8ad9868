//! "More never lowers": a second request says all that the first says, or more. Is it ever given less?
//!
//! Mostly the structure of the rules says so, and the counts of a large set need not be gone through:
//!
//! 1. A test holds when the weights of some places add up to a number. No weight is below 0. So if a place that is
//!    observed (or known, or possible) in the first request is so in the second, each test that holds of the first
//!    holds of the second. Of each place the solver is asked whether that is so: this is where the times in which
//!    something was seen come in, and questions and numbers of the set's own.
//! 2. So what a test comes to is left open, and no more is said than that it holds of the second request where it does
//!    of the first. Whatever two requests come to is among what was left open. All else stays as it is: ages, scopes,
//!    facts, choices, levels, what builds on what. The solver is asked about that whether any level can fall. Where
//!    every rule is upward closed, none can, and so it cannot in any two requests.
//!
//! Where a level could fall in what was left open, it may be that no two requests come to it. Then whole requests are
//! searched, with every count as it is, and the smallest is shown. So structure alone never says that something fails.

use crate::compiled::RuleSet;
use crate::formula::budget::Allowance;
use crate::formula::model::{Answers, Model, Opened};
use crate::formula::solver::{Graph, Lit, Solved};
use crate::formula::variables::{Space, Variables};
use crate::proof::check::{Verdicts, too_long};
use crate::proof::example::ExampleRequest;
use crate::proof::report::{DecidedBy, Failure, Verdict};
use crate::vocabulary::question::{Choice, More};

/// The verdict, and how it was come to.
pub(crate) fn more_never_lowers(rules: &RuleSet, allowance: &Allowance) -> (Verdict, DecidedBy) {
    if holds_by_structure(rules, allowance) {
        (Verdict::Holds, DecidedBy::Structure)
    } else {
        (by_search(rules, allowance), DecidedBy::Search)
    }
}

/// Two requests to a set, the second of which says more.
fn two_requests(rules: &RuleSet, allowance: &Allowance) -> (Space, [Variables; 2]) {
    let mut space = Space::within(allowance);
    let inputs = [(); 2].map(|()| Variables::of(&mut space, &[rules]));
    let [less, more] = &inputs;
    for property in says_more(&mut space.graph, rules, less, more) {
        space.solver.require(&space.graph, property);
    }
    (space, inputs)
}

/// Whether the structure of the rules proves it. Where it does not, nothing is said.
fn holds_by_structure(rules: &RuleSet, allowance: &Allowance) -> bool {
    let (mut space, inputs) = two_requests(rules, allowance);
    let graph = &mut space.graph;
    let [less, more] = inputs.each_ref().map(|inputs| Opened::new(graph, inputs, rules));
    // Whom the tool is not made for is told where to turn: that is no lower category.
    space.solver.require(graph, !more.is_outside);
    let places = |answers: &[Answers; 2]| -> Vec<Lit> {
        answers.iter().flat_map(|one| one.observed.iter().chain(&one.known).copied()).collect()
    };
    // One by one: of all at once the solver would have to learn about each anyway. Of most it is what was required.
    let mut places = places(&less.answers).into_iter().zip(places(&more.answers));
    let is_kept = |(less, more): (Lit, Lit)| {
        let keeps = space.graph.implies(less, more);
        space.solver.is_required(keeps) || space.solve(&[!keeps]) == Solved::None
    };
    if !places.all(is_kept) {
        return false;
    }
    for (less, more) in less.tests.iter().flatten().zip(more.tests.iter().flatten()) {
        let keeps = space.graph.implies(*less, *more);
        space.solver.require(&space.graph, keeps);
    }
    let mut levels = less.levels.as_flattened().iter().zip(more.levels.as_flattened());
    levels.all(|(less, more)| space.solve(&[*less, !*more]) == Solved::None)
}

/// The same of whole requests, with every count as it is.
fn by_search(rules: &RuleSet, allowance: &Allowance) -> Verdict {
    let (mut space, inputs) = two_requests(rules, allowance);
    let [less, more] = inputs.each_ref().map(|inputs| Model::new(&mut space.graph, inputs, rules));
    let [_, more_inputs] = &inputs;
    space.solver.require(&space.graph, !more.is_outside());
    let mut verdicts = Verdicts::default();
    let levels = [
        ("what the tables give", less.indicated, more.indicated),
        ("the category", less.category, more.category),
        ("what is possible", less.possible, more.possible),
    ];
    for (what, less, more) in levels {
        for (less, more) in less.into_iter().zip(more) {
            match space.smallest(more_inputs, &[less, !more]) {
                Solved::None => {}
                Solved::Found(found) => {
                    let both = inputs.each_ref().map(|inputs| inputs.request(&found, rules));
                    let shown = |request| ExampleRequest::of(rules, request);
                    let requests = both.into_iter().map(|one| one.map(shown)).collect::<Option<_>>();
                    let requests = requests.unwrap_or_default();
                    let problem = format!("the second request says more than the first, and lowers {what}");
                    verdicts.failures.push(Failure { row: None, problem, requests });
                    // One pair of requests is enough for each.
                    break;
                }
                Solved::Undecided => verdicts.undecided.push(too_long(None)),
            }
        }
    }
    verdicts.verdict()
}

/// That a second request says all that the first says, or more of what protects: every indicator and
/// fact nearer to yes, an age that is or could be younger, a judgement and a previous category as high. Where the
/// child lives, and by which order, stays as it is said, or is said where it was not. A determination is the same:
/// people may lower a level, and no further answer does. What has no order of protection may differ as it likes.
fn says_more(graph: &mut Graph, rules: &RuleSet, less: &Variables, more: &Variables) -> Vec<Lit> {
    let mut properties = Vec::new();
    let answers = [less, more].map(|inputs| inputs.answers_to(graph, rules));
    let [own, more_own] = &answers;
    for ((_, less), (_, more)) in own.iter().zip(more_own) {
        let (observed, more_observed) =
            (graph.or(less.suspected, less.yes), graph.or(more.suspected, more.yes));
        let (asked, more_asked) =
            (graph.or(observed, less.not_known), graph.or(more_observed, more.not_known));
        properties.push(graph.implies(less.yes, more.yes));
        properties.push(graph.implies(observed, more_observed));
        properties.push(graph.implies(asked, more_asked));
    }
    // A number that is not known may be any: what is said of it then reaches as far.
    for ((code, _, [low, high]), (.., [more_low, more_high])) in less.reached.iter().zip(&more.reached) {
        let not_known = |inputs: &Variables| {
            let input = inputs.questions.iter().find(|(of, _)| of == code);
            input.map_or(Lit::FALSE, |(_, input)| input.answer.not_known)
        };
        let (open, more_open) = (graph.or(*high, not_known(less)), graph.or(*more_high, not_known(more)));
        properties.push(graph.implies(*low, *more_low));
        properties.push(graph.implies(*high, *more_high));
        properties.push(graph.implies(open, more_open));
    }
    // When something was seen stays as it is said, and what is added was seen now.
    for ((.., less), (.., more)) in less.past.iter().zip(&more.past) {
        properties.push(graph.iff(*less, *more));
    }
    let facts = Model::facts(graph, less, rules).into_iter().zip(Model::facts(graph, more, rules));
    for ([low, high], [more_low, more_high]) in facts {
        properties.push(no_less(graph, [low, high], [more_low, more_high]));
    }
    for (less, more) in less.lowest.iter().zip(&more.lowest) {
        properties.push(graph.implies(*more, *less));
    }
    for choice in [Choice::Judgement, Choice::PreviousCategory] {
        properties.push(no_less(graph, less.category(choice), more.category(choice)));
    }
    for choice in Choice::ALL {
        let (one, other) = (less.number_of(*choice), more.number_of(*choice));
        let same: Vec<_> = one.into_iter().zip(other).map(|(one, other)| graph.iff(one, other)).collect();
        let same = graph.all(same);
        let given = graph.any(one);
        match choice.row().more {
            More::Stays => properties.push(same),
            More::Given => properties.push(graph.implies(given, same)),
            More::Any => {}
        }
    }
    properties
}

/// That a number of two bits is no less than another.
fn no_less(graph: &mut Graph, [low, high]: [Lit; 2], [more_low, more_high]: [Lit; 2]) -> Lit {
    let greater = graph.and(!high, more_high);
    let same = graph.iff(high, more_high);
    let low = graph.implies(low, more_low);
    let as_great = graph.and(same, low);
    graph.or(greater, as_great)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::budget::Budget;
    use serde_json::{Value, json};

    /// Numbers by xorshift, the same in every run.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, bound: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 >> 16) as usize % bound
        }

        fn of(&mut self, values: &Value) -> Value {
            let list = values.as_array().map_or(&[][..], Vec::as_slice);
            list.get(self.below(list.len())).cloned().unwrap_or_default()
        }
    }

    /// Whether structure proves it, which it must just where the search does.
    fn by_both(rules: &RuleSet, what: &str) -> bool {
        let allowance = Allowance::of(&Budget::new());
        let by_structure = holds_by_structure(rules, &allowance);
        let searched = by_search(rules, &allowance);
        let said = match &searched {
            Verdict::Holds => true,
            Verdict::Fails(failures) => {
                assert!(failures.iter().all(|failure| failure.requests.len() == 2), "{what}: {searched:?}");
                false
            }
            _ => by_structure,
        };
        assert!(!matches!(searched, Verdict::Undecided(_)), "{what}: {searched:?}");
        assert_eq!(by_structure, said, "structure and search differ: {what}");
        assert_eq!(more_never_lowers(rules, &allowance).0, searched, "{what}");
        by_structure
    }

    #[test]
    fn structure_and_search_say_the_same_of_every_set_of_the_project() {
        assert!(by_both(RuleSet::coventry(), "the built-in set"));
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/local");
        let mut sets = 0;
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let rules = RuleSet::from_dir(&path);
            assert!(rules.is_ok(), "{path:?}: {rules:?}");
            sets += 1;
            rules.into_iter().for_each(|rules| assert!(by_both(&rules, &format!("{path:?}"))));
        }
        assert!(sets >= 3, "{sets}");
    }

    /// Something that a rule may ask for, of every sort that one may.
    fn condition(numbers: &mut Numbers) -> Value {
        let some = json!([
            "any", "behaviour", "category-2", ["clipping", "own-1"], ["own-2", "rape", "own-3"],
            { "group": "g" }, { "together": [["own-1"], "category-3"] }, { "all_but": ["own-2"] }
        ]);
        let of = numbers.of(&some);
        let count = 1 + numbers.below(3);
        match numbers.below(19) {
            0 => json!({ "any_observed": of }),
            1 => json!({ "all_observed": ["own-1", "clipping"] }),
            2 => json!({ "observed_at_least": { "count": count, "of": of } }),
            3 => json!({ "observed_at_least": { "count": count, "of": of, "known": true } }),
            4 => json!({ "any_known": of }),
            5 => json!({ "weight_at_least": { "sum": 2 + count, "of": "any" } }),
            6 => json!({ "weight_at_least": { "sum": 2 + count, "of": "any", "questions": ["told"], "within": { "months": 6 } } }),
            7 => json!({ "observed_within": { "of": of, "weeks": 26, "count": count } }),
            8 => json!({ "observed_within": { "of": of, "months": 3, "known": true } }),
            9 => json!({ "question": { "code": "near", "is": numbers.of(&json!([["yes"], ["yes", "suspected"], ["yes", "suspected", "not_known"]])) } }),
            10 => json!({ "number_at_least": { "code": "times", "least": 2 * count } }),
            11 => json!({ "fact": { "name": numbers.of(&json!(["unaccompanied", "looked_after", "placed_out_of_area"])),
                "is": numbers.of(&json!([["yes"], ["yes", "suspected"], ["yes", "suspected", "not_known"]])) } }),
            12 => json!({ "not": { "fact": { "name": "care_leaver", "is": ["no"] } } }),
            13 => json!({ "could_be_under": numbers.of(&json!([13, 16, 18])) }),
            14 => numbers.of(&json!([{ "judgement_given": true }, { "level_in_force_given": true }, { "previous_category_given": true }])),
            15 => json!({ "determination": numbers.of(&json!([["3"], ["2", "3"], ["1", "2", "3"]])) }),
            16 => numbers.of(&json!([{ "placement": ["foster"] }, { "legal_status": ["care_order", "accommodated"] }])),
            17 => json!({ "holds": "shared" }),
            _ => {
                let parts = [condition(numbers), condition(numbers)];
                if numbers.below(2) == 0 { json!({ "any": parts }) } else { json!({ "all": parts }) }
            }
        }
    }

    /// A set with rules at random; by some of its scopes, whoever is older is in a category again.
    fn random_set(numbers: &mut Numbers) -> Value {
        let rules: Vec<_> = (0..2 + numbers.below(5))
            .map(|at| {
                let mut when = vec![condition(numbers)];
                if numbers.below(2) == 0 {
                    when.push(condition(numbers));
                }
                if at > 0 && numbers.below(4) == 0 {
                    when.push(json!({ "other_rules_give_at_least": 1 + numbers.below(3) }));
                }
                let gives = numbers.of(&json!([1, 2, 3, "judged", "previous", "determined"]));
                json!({ "id": format!("own-{at}"), "label": "l", "at_least": gives, "when": when,
                    "statements": ["N097"], "basis": "toolkit" })
            })
            .collect();
        let question = |code: &str, asks: &str| {
            json!({ "code": code, "label": code, "asks": asks, "weight": if asks == "answer" { 3 } else { 0 },
                "statements": ["N097"] })
        };
        let own = |at: usize| {
            json!({ "code": format!("own-{at}"), "category": at, "label": format!("own {at}"), "kind": "behaviour",
                "weight": at, "older_weight": at - 1, "groups": ["g"], "statement": "N097" })
        };
        let scope = |scope: &str, categories: bool, when: Value| json!({ "scope": scope, "categories": categories, "when": when, "statements": ["N097"], "basis": "toolkit" });
        let older = scope("young_adult", true, json!([{ "certainly_at_least": 21 }]));
        let grown = scope("adult", false, json!([{ "certainly_at_least": 18 }]));
        let cared = scope(
            "young_adult",
            true,
            json!([{ "could_be_under": 25 },
            { "fact": { "name": "needs_care_and_support", "is": ["yes", "suspected"] } }]),
        );
        let child = scope("child", true, json!([{ "could_be_under": 18 }]));
        let scopes = match numbers.below(4) {
            0 => json!({ "replace": [child, older, grown] }),
            1 => json!({ "replace": [child, cared, grown] }),
            _ => json!({}),
        };
        let waives = ["under-13", "learning-disability"]
            .map(|id| json!({ "protection": id, "reason": "for the test" }));
        // Steps ask for the one that stays.
        let theirs = RuleSet::coventry().tables().category_rules.iter().map(|row| &*row.id);
        let removed: Vec<_> = theirs.filter(|id| *id != "previous-category").collect();
        json!({
            "extends": { "id": "coventry", "version": "2.0.0" },
            "manifest": { "id": "x", "version": "1.0.0", "title": "X", "waives": waives },
            "definitions": { "add": [{ "id": "shared", "label": "s", "statements": ["N097"], "basis": "toolkit",
                "when": [{ "any": [{ "any_observed": ["own-3"] }, { "fact": { "name": "care_leaver", "is": ["yes"] } }] }] }] },
            "questions": { "add": [question("near", "answer"), question("told", "answer"), question("times", "number")] },
            "indicators": { "add": [own(1), own(2), own(3)] },
            "category_rules": { "remove": removed, "add": rules },
            "protections": { "remove": "all" },
            "scopes": scopes,
        })
    }

    #[test]
    fn structure_and_search_say_the_same_of_random_sets() {
        let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
        let (mut by_structure, mut failing, mut refused) = (0, 0, Vec::new());
        for _ in 0..40 {
            let document = random_set(&mut numbers).to_string();
            match RuleSet::from_json(&document) {
                Ok(rules) if by_both(&rules, &document) => by_structure += 1,
                Ok(_) => failing += 1,
                Err(error) => refused.push(error.to_string()),
            }
        }
        assert!(by_structure > 10 && failing > 2, "{by_structure} {failing}: {refused:#?}");
    }
}
