//! Rule sets with indicators of their own: asked about by code, kept in records, never taken for a no.

use crate::reading_2::requests;
use crate::support;
use crate::support::problem;
use allocation_counter::measure;
use cse_screening::{
    Answer, Category, Child, Fact, Force, Indicator, Indicators, Question, Record, Request, RuleSet,
    VerifyError,
};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use std::hint::black_box;

/// The document of a set that extends the built-in one, with a local statement for its rows to cite.
fn document(id: &str, changes: Value) -> Value {
    let mut document = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": id, "version": "1.0.0", "title": "Elsewhere" },
        "sources": { "add": [{ "id": "local-list", "title": "The local list", "publisher": "An invented area", "edition": "1" }] },
        "statements": { "add": [{
            "id": "L001", "section": "Local list", "kind": "indicator", "condition": "",
            "effect": "the area looks out for this", "force": "information", "source": "local-list"
        }] }
    });
    document.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    document
}

fn extended(id: &str, changes: Value) -> RuleSet {
    RuleSet::from_json(&document(id, changes).to_string()).unwrap_or_else(|error| panic!("{error}"))
}

fn own(code: &str, category: u8) -> Value {
    let label = format!("{code}, as the area calls it");
    json!({ "code": code, "category": category, "label": label, "kind": "behaviour", "statement": "L001" })
}

/// A set with these codes of its own, all in Category 2.
fn with_codes(id: &str, codes: &[&str]) -> RuleSet {
    let rows: Vec<_> = codes.iter().map(|code| own(code, 2)).collect();
    extended(id, json!({ "indicators": { "add": rows } }))
}

/// A child of 15 of whom every fact is known to be no.
fn plain_child() -> Child {
    Fact::ALL.iter().fold(Child::aged(15).unwrap(), |child, fact| child.fact(*fact, Answer::No))
}

#[test]
fn an_own_indicator_is_read_by_its_code_gives_its_category_and_is_named_as_the_cause() {
    let rules = with_codes("elsewhere", &["own-sign", "own-doubt"]);
    let request = Request::from_json_for(
        &rules,
        r#"{"child": {"age": 15, "learning_disability": "no", "looked_after": "no"}, "screening": {"indicators": {
            "own-sign": "suspected", "clipping": "not_known", "own-doubt": "not_known", "rape": "no"}}}"#,
    )
    .unwrap();
    let answers: Vec<_> = request.indicators().answers_by_code().collect();
    assert_eq!(
        answers,
        [
            ("rape", Answer::No),
            ("clipping", Answer::NotKnown),
            ("own-sign", Answer::Suspected),
            ("own-doubt", Answer::NotKnown)
        ]
    );
    assert_eq!(request.indicators().answers().count(), 2, "those with a type");
    assert_eq!(request.indicators().answer_to_code("own-sign"), Some(Answer::Suspected));
    assert_eq!(request.indicators().answer_to_code("own-other"), None);

    let outcome = request.screen_by(&rules);
    assert_eq!((outcome.category(), outcome.possible()), (Some(Category::Two), Some(Category::Three)));
    assert_eq!(outcome.unread().count(), 0);
    let reason = outcome.reasons().next().unwrap();
    assert_eq!((reason.rule(), reason.decisive()), ("listed-indicator", true));
    assert_eq!(reason.because().map(|cause| cause.code()).collect::<Vec<_>>(), ["own-sign"]);
    assert_eq!(reason.statements().collect::<Vec<_>>(), ["L001"]);
    // A yes to the one in Category 2 changes nothing.
    let gaps: Vec<_> = outcome.gaps().map(|gap| (gap.question.code(), gap.would_raise_to)).collect();
    assert!(gaps.contains(&("clipping", Category::Three)), "{gaps:?}");
    assert!(!gaps.iter().any(|(code, _)| code.starts_with("own")), "{gaps:?}");
    assert!(!format!("{request:?} {outcome:?}").contains("own-sign"));
}

#[test]
fn an_own_indicator_that_is_not_known_is_a_gap() {
    let rules = with_codes("elsewhere", &["own-sign"]);
    let tool = Indicators::new()
        .observed(Indicator::PoorSelfImage)
        .answer_code(&rules, "own-sign", Answer::NotKnown)
        .unwrap();
    let child = plain_child();
    let outcome = rules.screen(&child, &tool);
    assert_eq!((outcome.category(), outcome.possible()), (Some(Category::One), Some(Category::Two)));
    let gaps: Vec<_> = outcome.gaps().collect();
    assert_eq!(gaps.len(), 1);
    assert_eq!(gaps[0].would_raise_to, Category::Two);
    assert!(
        matches!(gaps[0].question, Question::Indicator(row) if row.label == "own-sign, as the area calls it")
    );
}

#[test]
fn a_record_with_own_indicators_is_kept_read_for_its_rules_and_verified() {
    let rules = with_codes("elsewhere", &["own-sign", "own-doubt"]);
    for answer in Answer::ALL {
        let request = json!({
            "reference": "ours", "child": { "age": 12 },
            "screening": { "indicators": { "rape": "not_known", "own-doubt": answer, "own-sign": "suspected" } }
        });
        let record =
            Request::from_json_for(&rules, &request.to_string()).unwrap().screen_by(&rules).to_record();
        let kept = serde_json::to_string(&record).unwrap();
        let read = Record::from_json_for(&rules, &kept).unwrap();
        assert!(read == record, "{kept}");
        assert_eq!(serde_json::to_string(&read).unwrap(), kept);
        assert_eq!(read.verify(&rules), Ok(()));
        assert_eq!(serde_json::to_value(&read).unwrap()["request"], request);
        // The built-in rules neither know the codes nor made the record.
        assert!(serde_json::from_str::<Record>(&kept).is_err());
        assert!(Record::from_json_for(RuleSet::coventry(), &kept).is_err());
        assert!(matches!(read.verify(RuleSet::coventry()), Err(VerifyError::OtherRules { .. })));
        // One that lacks its request, or a field, or repeats one, is no record.
        for broken in [
            kept.replacen("\"request\"", "\"requests\"", 1),
            kept.replacen("\"gaps\"", "\"gap\"", 1),
            kept.replacen("{\"format\"", "{\"scope\":\"child\",\"format\"", 1),
            kept.replacen("\"own-doubt\":", "\"own-doubts\":", 1),
            kept.replacen("\"reference\":\"ours\"", "\"reference\":null", 1),
        ] {
            assert_ne!(broken, kept);
            assert!(Record::from_json_for(&rules, &broken).is_err(), "{broken}");
        }
    }
    // A record of the built-in rules reads both ways as the same.
    for seed in 0..200 {
        let request = requests::random_request(&mut StdRng::seed_from_u64(seed));
        let record = support::record(RuleSet::coventry(), &request);
        let kept = serde_json::to_string(&record).unwrap();
        assert!(Record::from_json_for(RuleSet::coventry(), &kept).unwrap() == record, "{kept}");
    }
}

#[test]
fn a_code_that_the_rules_do_not_have_is_refused_with_the_nearest() {
    let rules = with_codes("elsewhere", &["own-sign"]);
    let request =
        |indicators: Value| json!({ "child": {}, "screening": { "indicators": indicators } }).to_string();
    for indicators in [json!({ "own-sgin": "yes" }), json!(["own-sgin"])] {
        let error = Request::from_json_for(&rules, &request(indicators)).unwrap_err();
        assert_eq!(error.place(), "screening.indicators.\"own-sgin\"");
        assert_eq!(error.nearest(), Some("own-sign"), "{error}");
        assert!(problem(&error).contains("one of the 57 indicator codes of the rules"), "{error}");
    }
    let twice = r#"{"child": {}, "screening": {"indicators": {"own-sign": "yes", "own-sign": "no"}}}"#;
    assert!(problem(&Request::from_json_for(&rules, twice).unwrap_err()).contains("repeated"));
    let twice = request(json!(["own-sign", "own-sign"]));
    assert!(problem(&Request::from_json_for(&rules, &twice).unwrap_err()).contains("repeated"));

    // The built-in rules, and serde, do not know it.
    let own = request(json!(["own-sign"]));
    assert!(Request::from_json(&own).is_err() && serde_json::from_str::<Request>(&own).is_err());
    let error = Indicators::new().answer_code(&rules, "own-sgin", Answer::Yes).unwrap_err();
    assert_eq!((error.nearest(), error.allowed().len()), (Some("own-sign"), 57));
    assert!(Indicators::new().answer_code(RuleSet::coventry(), "own-sign", Answer::Yes).is_err());

    // One with a type that the set took away is unknown too.
    let fewer = extended("fewer", json!({ "indicators": { "remove": ["expressions-of-despair"] } }));
    let error = Request::from_json_for(&fewer, &request(json!(["expressions-of-despair"]))).unwrap_err();
    assert!(problem(&error).contains("one of the 55 indicator codes"), "{error}");
    assert!(fewer.indicator_row(Indicator::ExpressionsOfDespair).is_none());
    assert!(Indicators::new().answer_code(&fewer, "expressions-of-despair", Answer::Yes).is_err());
}

/// Screens by rules that cannot read one answer, and holds the outcome against the one without it.
fn assert_never_lower(rules: &RuleSet, child: &Child, tool: &Indicators, more: &Indicators, answer: Answer) {
    let (without, with) = (rules.screen(child, tool), rules.screen(child, more));
    assert_eq!(with.scope(), without.scope());
    let levels =
        |outcome: &cse_screening::Outcome<'_>| (outcome.indicated(), outcome.category(), outcome.possible());
    let has_categories = without.scope() != cse_screening::Scope::Adult;
    let expected = match answer {
        _ if !has_categories => (None, None, None),
        Answer::Yes | Answer::Suspected => {
            (Some(Category::Three), Some(Category::Three), Some(Category::Three))
        }
        Answer::NotKnown => (without.indicated(), without.category(), Some(Category::Three)),
        Answer::No => levels(&without),
    };
    assert_eq!(levels(&with), expected, "{answer}");
    assert_eq!(rules.category(child, more), with.category());
    let unread: Vec<_> = with.unread().collect();
    assert_eq!(unread.len(), usize::from(answer != Answer::No), "{unread:?}");
    assert!(unread.iter().all(|(_, given)| *given == answer), "{unread:?}");
    assert!(with.category().is_none() || with.plan().is_some());
}

#[test]
fn an_answer_that_the_rules_cannot_read_is_told_and_counts_as_the_worst() {
    let theirs = with_codes("theirs", &["own-other", "own-sign"]);
    let ours = with_codes("ours", &["own-mark"]);
    let fewer = extended("fewer", json!({ "indicators": { "remove": ["expressions-of-despair"] } }));
    let mut rng = StdRng::seed_from_u64(57);
    for seed in 0..3_000 {
        let request = support::read(&requests::random_request(&mut StdRng::seed_from_u64(seed)));
        let (child, tool) = (request.child(), request.indicators());
        let answer = *Answer::ALL.choose(&mut rng).unwrap();
        let more = tool.clone().answer_code(&theirs, "own-sign", answer).unwrap();
        assert_never_lower(RuleSet::coventry(), child, tool, &more, answer);
        // In a set with codes of its own, where the same place is another code's.
        assert_never_lower(&ours, child, tool, &more, answer);
        assert_eq!(theirs.screen(child, &more).unread().count(), 0);
        // And one with a type, in a set that took it away.
        let typed = Indicator::ExpressionsOfDespair;
        if tool.answer_to(typed).is_none() {
            let more = tool.clone().answer(typed, answer);
            assert_never_lower(&fewer, child, tool, &more, answer);
        }
    }
    let request = r#"{"child": {"age": 15}, "screening": {"indicators": {"own-sign": "suspected"}}}"#;
    let request = Request::from_json_for(&theirs, request).unwrap();
    let outcome = request.screen();
    assert_eq!(outcome.unread().collect::<Vec<_>>(), [("own-sign", Answer::Suspected)]);
    let record = outcome.to_record();
    assert_eq!((record.category, record.possible), (Some(Category::Three), Some(Category::Three)));
    // Its request is read with the codes of the set that it was recorded under.
    let kept = serde_json::to_string(&record).unwrap();
    let read = Record::from_json_for(&theirs, &kept).unwrap();
    assert!(read == record);
    assert_eq!(read.verify(RuleSet::coventry()), Ok(()));
}

/// The category of each own indicator of a wide set: none, 1, 2, 3, none, ...
fn category_at(at: usize) -> Option<u8> {
    [None, Some(1), Some(2), Some(3)][at % 4]
}

fn weight_at(at: usize) -> u16 {
    u16::try_from(at * 7 % 5).unwrap()
}

fn code_at(at: usize) -> String {
    format!("own-{at:03}")
}

/// A set with so many indicators of its own, and rules over them in every new way of saying a set.
fn wide(many: usize) -> RuleSet {
    let rows: Vec<_> = (0..many)
        .map(|at| {
            let groups: Vec<_> = ["three", "five"].iter().zip([3, 5]).filter(|(_, n)| at % n == 0).collect();
            let groups: Vec<_> = groups.into_iter().map(|(name, _)| name).collect();
            let mut row = own(&code_at(at), 1);
            row["groups"] = json!(groups);
            row["weight"] = json!(weight_at(at));
            match category_at(at) {
                None => drop(row.as_object_mut().unwrap().remove("category")),
                Some(category) => row["category"] = json!(category),
            }
            row
        })
        .collect();
    let rule = |id: &str, at_least: u8, when: Value| {
        json!({
            "id": id, "label": id, "at_least": at_least, "when": [when], "statements": ["L001"], "basis": "toolkit"
        })
    };
    let codes: Vec<_> = (0..many).filter(|at| at % 2 == 0).map(code_at).collect();
    extended(
        "wide",
        json!({
            "indicators": { "add": rows },
            "category_rules": { "add": [
                rule("weighty", 2, json!({ "weight_at_least": { "sum": 11, "of": "any" } })),
                rule("in-both-groups", 3, json!({ "observed_at_least": {
                    "count": 3, "of": { "together": [{ "group": "five" }, [code_at(1), "rape"]] } } })),
                rule("odd", 1, json!({ "observed_at_least": { "count": 2, "of": { "all_but": codes } } })),
                rule("known-three", 2, json!({ "any_known": { "group": "three" } })),
            ] }
        }),
    )
}

/// The category, counted plainly: for a child of whom every fact is no, and nothing typed.
fn counted(
    answers: &[(usize, Answer)],
    counts: impl Fn(Answer) -> bool,
    known: impl Fn(Answer) -> bool,
) -> u8 {
    let seen: Vec<usize> = answers.iter().filter(|(_, answer)| counts(*answer)).map(|(at, _)| *at).collect();
    let how_many = |of: &dyn Fn(usize) -> bool| seen.iter().filter(|at| of(**at)).count();
    let listed = seen.iter().filter_map(|at| category_at(*at)).max().unwrap_or(0);
    let at_least = |category: u8, holds: bool| if holds { category } else { 0 };
    [
        listed,
        at_least(2, how_many(&|at| category_at(at) == Some(1)) >= 3),
        at_least(2, seen.iter().map(|at| weight_at(*at)).sum::<u16>() >= 11),
        at_least(3, how_many(&|at| at % 5 == 0 || at == 1) >= 3),
        at_least(1, how_many(&|at| at % 2 == 1) >= 2),
        at_least(2, answers.iter().any(|(at, answer)| at % 3 == 0 && known(*answer))),
    ]
    .into_iter()
    .max()
    .unwrap()
}

#[test]
fn hundreds_of_own_indicators_agree_with_a_plain_count_and_allocate_nothing() {
    for many in [1 + 8, 256, 960] {
        let rules = wide(many);
        let child = plain_child();
        let mut rng = StdRng::seed_from_u64(many as u64);
        let mut met = [0; 4];
        let is = |wanted: Answer| move |answer: Answer| answer == wanted;
        for round in 0..2_000 {
            let mut answers: Vec<(usize, Answer)> = Vec::new();
            let mostly = [Answer::No, Answer::NotKnown, Answer::Suspected, Answer::Yes, Answer::Suspected];
            for _ in 0..rng.random_range(0..9) {
                let at = rng.random_range(0..many);
                if !answers.iter().any(|(known, _)| *known == at) {
                    answers.push((at, *mostly.choose(&mut rng).unwrap()));
                }
            }
            // Now and then everything at once.
            if round == 0 {
                answers = (0..many).map(|at| (at, Answer::Yes)).collect();
            }
            let tool = answers.iter().fold(Indicators::new(), |tool, (at, answer)| {
                tool.answer_code(&rules, &code_at(*at), *answer).unwrap()
            });
            let number = |category: Option<Category>| category.map_or(0, Category::number);
            let category = counted(&answers, Answer::protects, is(Answer::Yes));
            let asked_yes = |answer: Answer| answer != Answer::No;
            let possible = counted(&answers, asked_yes, asked_yes);
            let gaps: Vec<_> = {
                let mut open: Vec<_> = answers
                    .iter()
                    .filter(|(_, answer)| matches!(answer, Answer::NotKnown | Answer::Suspected))
                    .map(|(at, _)| *at)
                    .collect();
                open.sort_unstable();
                open.into_iter()
                    .map(|open| {
                        let with_a_yes: Vec<_> = answers
                            .iter()
                            .map(|(at, answer)| (*at, if *at == open { Answer::Yes } else { *answer }))
                            .collect();
                        (code_at(open), counted(&with_a_yes, Answer::protects, is(Answer::Yes)))
                    })
                    .filter(|(_, would_be)| *would_be > category)
                    .collect()
            };
            let outcome = rules.screen(&child, &tool);
            assert_eq!(number(outcome.category()), category, "{answers:?}");
            assert_eq!(number(rules.category(&child, &tool)), category, "{answers:?}");
            assert_eq!(number(outcome.possible()), possible, "{answers:?}");
            let found: Vec<_> = outcome
                .gaps()
                .map(|gap| (gap.question.code().to_owned(), gap.would_raise_to.number()))
                .collect();
            assert_eq!(found, gaps, "{answers:?}");
            assert_reasons(&outcome, &answers);
            met[usize::from(category)] += 1;

            let counted = measure(|| {
                let outcome = rules.screen(&child, &tool);
                black_box(outcome.steps().filter(|step| step.force() == Force::Must).count());
                black_box(outcome.reasons().flat_map(|reason| reason.because()).count());
                black_box(outcome.reasons().flat_map(|reason| reason.statements()).count());
                black_box(outcome.gaps().count() + outcome.prompts().count() + outcome.findings().count());
                black_box((outcome.unread().count(), outcome.definitions().count()));
                black_box((outcome.plan().map(|plan| plan.host()), rules.category(&child, &tool)));
            });
            assert_eq!(counted.count_total, 0, "{answers:?}");
        }
        assert!(met.iter().all(|times| *times > 20), "{many}: {met:?}");
    }
}

/// Which rules fired, and each with exactly its causes, in the order of the tables.
fn assert_reasons(outcome: &cse_screening::Outcome<'_>, answers: &[(usize, Answer)]) {
    let codes = |of: &dyn Fn(usize, Answer) -> bool| {
        let mut places: Vec<_> =
            answers.iter().filter(|(at, answer)| of(*at, *answer)).map(|(at, _)| *at).collect();
        places.sort_unstable();
        places.into_iter().map(code_at).collect::<Vec<_>>()
    };
    let because = |rule: &str, level: u8| {
        let mut reasons =
            outcome.reasons().filter(|reason| reason.rule() == rule && reason.at_least().number() == level);
        let causes =
            reasons.next().map(|reason| reason.because().map(|cause| cause.code().to_owned()).collect());
        assert!(reasons.next().is_none(), "{rule} {level} twice");
        causes.unwrap_or_else(Vec::new)
    };
    for level in 1..=3 {
        let listed = codes(&|at, answer| answer.protects() && category_at(at) == Some(level));
        assert_eq!(because("listed-indicator", level), listed);
    }
    let or_nothing =
        |codes: Vec<String>, at_least: usize| if codes.len() >= at_least { codes } else { Vec::new() };
    let both = codes(&|at, answer| answer.protects() && (at % 5 == 0 || at == 1));
    assert_eq!(because("in-both-groups", 3), or_nothing(both, 3));
    let odd = codes(&|at, answer| answer.protects() && at % 2 == 1);
    assert_eq!(because("odd", 1), or_nothing(odd, 2));
    let known = codes(&|at, answer| answer == Answer::Yes && at % 3 == 0);
    assert_eq!(because("known-three", 2), known);
    let weight: u16 =
        answers.iter().filter(|(_, answer)| answer.protects()).map(|(at, _)| weight_at(*at)).sum();
    let heavy = codes(&|at, answer| answer.protects() && weight_at(at) > 0);
    assert_eq!(because("weighty", 2), if weight >= 11 { heavy } else { Vec::new() });
}

#[test]
fn a_set_has_room_for_968_indicators_of_its_own_and_says_so() {
    let rows = |many: usize| (0..many).map(|at| own(&code_at(at), 2)).collect::<Vec<_>>();
    let last = code_at(967);
    let rules = extended("full", json!({ "indicators": { "add": rows(968) } }));
    let tool = Indicators::new().answer_code(&rules, &last, Answer::Yes).unwrap();
    let child = plain_child();
    let outcome = rules.screen(&child, &tool);
    assert_eq!(outcome.category(), Some(Category::Two));
    let causes: Vec<_> =
        outcome.reasons().flat_map(|reason| reason.because()).map(|cause| cause.code()).collect();
    assert_eq!(causes, [&*last]);

    let error =
        RuleSet::from_json(&document("over", json!({ "indicators": { "add": rows(969) } })).to_string());
    assert_eq!(error.unwrap_err().to_string(), "indicators: 969 indicators of its own; allowed: 968");
}

#[test]
fn a_wide_set_of_the_built_in_tables_says_the_same_as_the_built_in_set() {
    // One indicator more makes the set a wide one; nobody asks about it.
    let wide = with_codes("wide", &["own-sign"]);
    for seed in 0..20_000 {
        let request = requests::random_request(&mut StdRng::seed_from_u64(2_000_000 + seed));
        let expected = support::record(RuleSet::coventry(), &request);
        let read = Request::from_json_for(&wide, &request.to_string()).unwrap();
        let outcome = read.screen_by(&wide);
        let mut record = outcome.to_record();
        assert_ne!(record.rules, expected.rules);
        record.rules = expected.rules.clone();
        assert!(record == expected, "seed {seed}: {request}");
        assert_eq!(wide.category(read.child(), read.indicators()), expected.category, "seed {seed}");
        let ids = |outcome: cse_screening::Outcome<'_>| {
            outcome.definitions().map(|definition| definition.id.clone()).collect::<Vec<_>>()
        };
        let narrow = support::read(&request);
        assert_eq!(ids(outcome), ids(narrow.screen()), "seed {seed}");
        assert!(narrow == read, "seed {seed}: a request without own codes is the same for both");
    }
}

#[test]
fn answers_are_moved_from_the_codes_of_one_set_to_those_of_another() {
    let a = with_codes("a", &["own-first", "own-both"]);
    let b = with_codes("b", &["own-both", "own-last"]);
    let tool = Indicators::new().answer_code(&a, "own-both", Answer::Suspected).unwrap();
    let moved = tool.clone().answer_code(&b, "own-last", Answer::NotKnown).unwrap();
    assert_eq!(
        moved.answers_by_code().collect::<Vec<_>>(),
        [("own-both", Answer::Suspected), ("own-last", Answer::NotKnown)]
    );
    let child = plain_child();
    assert_eq!(b.screen(&child, &moved).unread().count(), 0);
    assert_eq!(b.category(&child, &moved), Some(Category::Two));
    assert_eq!(a.screen(&child, &moved).unread().collect::<Vec<_>>(), [("own-last", Answer::NotKnown)]);
    assert_eq!(a.category(&child, &moved), Some(Category::Two), "the code that both have is read");
    assert_eq!(a.screen(&child, &moved).possible(), Some(Category::Three));

    // The same answers are the same tool, whichever set they were recorded under and in whatever order.
    let other = Indicators::new()
        .answer_code(&b, "own-last", Answer::NotKnown)
        .and_then(|tool| tool.answer_code(&b, "own-both", Answer::Yes))
        .and_then(|tool| tool.answer_code(&b, "own-both", Answer::Suspected))
        .unwrap();
    assert!(moved == other);
    let by_b = Indicators::new().answer_code(&b, "own-both", Answer::Suspected).unwrap();
    assert!(tool == by_b && tool != moved && tool != Indicators::new());

    // What the other set does not have is not dropped: the answer is refused, and names it.
    let first = tool.answer_code(&a, "own-first", Answer::Yes).unwrap();
    let error = first.clone().answer_code(&b, "own-last", Answer::Yes).unwrap_err();
    assert_eq!(error.found(), "own-first");
    // With a code that has a type nothing need be moved.
    let typed = first.answer_code(&b, "clipping", Answer::No).unwrap();
    assert_eq!(typed.answer_to(Indicator::Clipping), Some(Answer::No));
    assert_eq!(typed.answer_to_code("own-first"), Some(Answer::Yes));
}

#[test]
fn a_level_of_the_areas_own_stands_in_the_outcome_and_the_record() {
    let level = |id: &str, category: Option<u8>| {
        let mut row = json!({ "id": id, "label": format!("Level {id}") });
        category.into_iter().for_each(|category| row["category"] = json!(category));
        row
    };
    let levels =
        [level("green", None), level("yellow", Some(1)), level("amber", Some(2)), level("red", Some(3))];
    let rule = json!({
        "id": "own", "label": "its own sign", "at_least": "red", "when": [{ "any_observed": ["own-sign"] }],
        "statements": ["L001"], "basis": "toolkit"
    });
    let changes = json!({
        "levels": { "add": levels },
        "indicators": { "add": [own("own-sign", 1)] },
        "category_rules": { "add": [rule] }
    });
    let rules = extended("levels", changes.clone());
    let child = plain_child();
    for (code, answer, expected) in [
        // Nothing was seen, so the name for none is not said.
        ("own-sign", Answer::No, None),
        ("poor-self-image", Answer::Yes, Some("yellow")),
        ("concealed-injuries", Answer::Yes, Some("amber")),
        ("own-sign", Answer::Suspected, Some("red")),
    ] {
        let tool = Indicators::new().answer_code(&rules, code, answer).unwrap();
        let request = Request::new(child.clone(), tool).unwrap();
        let outcome = request.screen_by(&rules);
        assert_eq!(outcome.level().map(|level| &*level.id), expected, "{code} {answer}");
        let record = outcome.to_record();
        assert_eq!(record.levels.as_ref().and_then(|levels| levels.category.as_deref()), expected);
        let kept = serde_json::to_string(&record).unwrap();
        assert!(Record::from_json_for(&rules, &kept).unwrap() == record);
        let Some(expected) = expected else { continue };
        let levels = &kept[kept.find("\"levels\":{").unwrap()..];
        let levels = &levels[..=levels.find('}').unwrap()];
        let own = format!("\"category\":\"{expected}\"");
        for broken in [
            "\"levels\":null".to_owned(),
            format!("{levels},{levels}"),
            levels.replacen(&own, "\"category\":1", 1),
            levels.replacen(&format!("{own},"), "", 1),
            levels.replacen(&own, &format!("{own},\"other\":null"), 1),
        ] {
            assert_ne!(broken, levels);
            let broken = kept.replacen(levels, &broken, 1);
            assert!(Record::from_json_for(&rules, &broken).is_err(), "{broken}");
        }
    }
    let plain = support::record(RuleSet::coventry(), &json!({ "child": {}, "screening": {} }));
    assert_eq!(plain.levels, None);
    assert!(!serde_json::to_string(&plain).unwrap().contains("\"levels\""));

    let mut unknown = changes;
    unknown["category_rules"]["add"][0]["at_least"] = json!("purple");
    let error = RuleSet::from_json(&document("levels", unknown).to_string()).unwrap_err().to_string();
    assert!(error.starts_with("category_rules, `own`, at_least: refers to the level `purple`"), "{error}");
}
