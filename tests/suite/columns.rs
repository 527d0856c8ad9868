//! A caseload in columns is decided as its requests are one by one.

use crate::reading_2::requests;
use crate::support;
use allocation_counter::measure;
use cse_screening::rules::tables::QuestionKind;
use cse_screening::{
    Answer, AnswersBuf, Asked, Category, Child, Choice, ColumnRules, Columns, ColumnsBuf, ColumnsError,
    Decisions, Determination, Fact, FactAnswers, Indicator, Indicators, Levels, Meeting, NumberGiven,
    OwnColumns, Request, RuleSet, Scope,
};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

fn columns_of<'r>(rules: &RuleSet, all: impl IntoIterator<Item = &'r Request>) -> ColumnsBuf {
    let mut columns = ColumnsBuf::of(&rules.for_columns().unwrap());
    for request in all {
        columns.push(request.child(), request.indicators()).unwrap();
    }
    columns
}

/// Screens in columns and one by one, and says how many of each category there were.
fn assert_same(rules: &RuleSet, all: &[Request]) -> [usize; 4] {
    let ready = rules.for_columns().unwrap();
    let columns = columns_of(rules, all);
    assert_eq!(columns.len(), all.len());
    let (mut category, mut reasons) = (vec![9; all.len()], vec![u64::MAX; all.len()]);
    let mut into = Decisions { category: &mut category, reasons: &mut reasons };
    ready.screen(&columns.columns(), &mut into).unwrap();
    let mut counts = [0; 4];
    for (at, request) in all.iter().enumerate() {
        let outcome = request.screen_by(rules);
        let number = outcome.category().map_or(0, |category| category.number());
        assert_eq!(category[at], number, "request {at}");
        let fired: Vec<_> = ready.rules_of(reasons[at]).map(|rule| rule.id.clone()).collect();
        let expected: Vec<_> = outcome.reasons().map(|reason| reason.rule().to_owned()).collect();
        assert_eq!(fired, expected, "request {at}");
        counts[usize::from(number)] += 1;
    }
    assert_same_levels(rules, all, &category, &reasons);
    counts
}

/// The same of what stands beside the category.
fn assert_same_levels(rules: &RuleSet, all: &[Request], category: &[u8], reasons: &[u64]) {
    let ready = rules.for_columns().unwrap();
    let Ok(mut answers) = AnswersBuf::of(&ready) else {
        assert!(asks_more_than_answers(rules));
        return;
    };
    for request in all {
        answers.push(request.child(), request.indicators()).unwrap();
    }
    let levels = levels_of(&ready, &answers);
    assert_eq!((&*levels.category, &*levels.reasons), (category, reasons));
    let number = |category: Option<Category>| category.map_or(0, |category| category.number());
    for (at, request) in all.iter().enumerate() {
        let outcome = request.screen_by(rules);
        assert_eq!(Scope::ALL[usize::from(levels.scope[at])], outcome.scope(), "request {at}");
        assert_eq!(levels.indicated[at], number(outcome.indicated()), "request {at}");
        assert_eq!(levels.possible[at], number(outcome.possible()), "request {at}");
    }
}

#[derive(PartialEq, Debug)]
struct Decided {
    category: Vec<u8>,
    reasons: Vec<u64>,
    scope: Vec<u8>,
    indicated: Vec<u8>,
    possible: Vec<u8>,
}

fn levels_of(ready: &ColumnRules, answers: &AnswersBuf) -> Decided {
    let of = |value| vec![value; answers.len()];
    let (mut category, mut reasons) = (of(9), vec![u64::MAX; answers.len()]);
    let (mut scope, mut indicated, mut possible) = (of(9), of(9), of(9));
    let mut into = Decisions { category: &mut category, reasons: &mut reasons };
    let mut levels = Levels { scope: &mut scope, indicated: &mut indicated, possible: &mut possible };
    ready.screen_levels(&answers.columns(), answers.not_known(), &mut into, &mut levels).unwrap();
    Decided { category, reasons, scope, indicated, possible }
}

/// The most protective of some answers, written out once more.
fn most_protective(given: &[Answer]) -> Option<Answer> {
    [Answer::Yes, Answer::Suspected, Answer::NotKnown, Answer::No].into_iter().find(|one| given.contains(one))
}

#[test]
fn answers_of_a_long_table_come_in_any_order_and_the_most_protective_stays() {
    let rules = RuleSet::coventry();
    let ready = rules.for_columns().unwrap();
    let asked: Vec<_> =
        Indicator::ALL.iter().map(|one| one.code()).chain(Fact::CODES.iter().copied()).collect();
    let mut rng = StdRng::seed_from_u64(20);
    for count in [1, 63, 700] {
        let mut buffer = AnswersBuf::of(&ready).unwrap();
        let mut table = Vec::new();
        let ages: Vec<u8> = (0..count).map(|_| rng.random_range(8..27)).collect();
        for (child, age) in ages.iter().enumerate() {
            buffer.push(&Child::aged(*age).unwrap(), &Indicators::new()).unwrap();
            for _ in 0..rng.random_range(0..9) {
                let code = asked[rng.random_range(0..asked.len())];
                for _ in 0..rng.random_range(1..4) {
                    table.push((child, code, Answer::ALL[rng.random_range(0..4)]));
                }
            }
        }
        table.shuffle(&mut rng);
        for (child, code, answer) in &table {
            buffer.answer(*child, ready.asked(code).unwrap(), *answer).unwrap();
        }
        let decided = levels_of(&ready, &buffer);
        let mut differing = 0;
        for (at, age) in ages.iter().enumerate() {
            let given = |code: &str| -> Vec<_> {
                let own = table.iter().filter(|(child, one, _)| *child == at && *one == code);
                own.map(|(_, _, answer)| *answer).collect()
            };
            let (mut child, mut tool) = (Child::aged(*age).unwrap(), Indicators::new());
            let (mut unknown, mut differ) = (0, 0);
            for code in &asked {
                let given = given(code);
                let Some(answer) = most_protective(&given) else { continue };
                unknown += u32::from(answer == Answer::NotKnown);
                differ += u32::from(given.iter().any(|one| *one != answer));
                match Fact::from_code(code) {
                    Some(fact) => child = child.fact(fact, answer),
                    None => tool = tool.answer(code.parse::<Indicator>().unwrap(), answer),
                }
            }
            assert_eq!((buffer.unknown(at), buffer.differing(at)), (unknown, differ));
            differing += differ;
            let outcome = rules.screen(&child, &tool);
            let number = |category: Option<Category>| category.map_or(0, |category| category.number());
            assert_eq!(decided.category[at], number(outcome.category()));
            assert_eq!(decided.indicated[at], number(outcome.indicated()));
            assert_eq!(decided.possible[at], number(outcome.possible()));
        }
        assert!(count < 700 || differing > 500, "{differing}");
    }
}

#[test]
fn each_pair_of_answers_to_one_question_in_both_orders() {
    let ready = RuleSet::coventry().for_columns().unwrap();
    let asked =
        [Asked::Indicator(Indicator::RemovedFromRedLightArea), Asked::Fact(Fact::ParentMayBeInvolved)];
    for asked in asked {
        for first in Answer::ALL {
            for second in Answer::ALL {
                let mut buffer = AnswersBuf::of(&ready).unwrap();
                buffer.push(&Child::aged(15).unwrap(), &Indicators::new()).unwrap();
                buffer.answer(0, asked, *first).unwrap();
                buffer.answer(0, asked, *second).unwrap();
                let answer = most_protective(&[*first, *second]).unwrap();
                let columns = buffer.columns();
                let found = match asked {
                    Asked::Fact(fact) => columns.facts[0].answer_to(fact),
                    Asked::Own(own) => panic!("{own:?}"),
                    Asked::Indicator(one) => {
                        let bit = 1 << one as u64;
                        let sets = [columns.yes[0], columns.suspected[0], buffer.not_known()[0]];
                        let set = sets.iter().position(|set| set & bit != 0);
                        Some([Answer::Yes, Answer::Suspected, Answer::NotKnown, Answer::No][set.unwrap_or(3)])
                    }
                };
                assert_eq!(found, Some(answer));
                assert_eq!(buffer.differing(0), u32::from(first != second));
                assert_eq!(buffer.unknown(0), u32::from(answer == Answer::NotKnown));
            }
        }
    }
}

#[test]
fn an_answer_to_no_request_and_to_no_question_is_refused() {
    let ready = RuleSet::coventry().for_columns().unwrap();
    let mut buffer = AnswersBuf::of(&ready).unwrap();
    let clipping = Asked::Indicator(Indicator::Clipping);
    let none = |at, count| Err(ColumnsError::NoRequest { at, count });
    assert_eq!(buffer.answer(0, clipping, Answer::Yes), none(0, 0));
    buffer.push(&Child::aged(15).unwrap(), &Indicators::new()).unwrap();
    assert_eq!(buffer.answer(0, clipping, Answer::Yes), Ok(()));
    assert_eq!(buffer.answer(1, clipping, Answer::Yes), none(1, 1));
    assert_eq!(buffer.answer(1, Asked::Fact(Fact::LookedAfter), Answer::Yes), none(1, 1));
    assert_eq!(
        none(1, 1).map_err(|e: ColumnsError| e.to_string()),
        Err::<(), _>("there is no entry 1: there are 1".to_owned())
    );
    assert_eq!(buffer.choose(1, Choice::Placement, 1), none(1, 1));
    assert_eq!(buffer.forget_age(1), none(1, 1));
    assert_eq!((buffer.answered(0), buffer.answered(1)), (1, 0));
    let ages =
        |buffer: &AnswersBuf| (buffer.columns().lowest_age.to_vec(), buffer.columns().highest_age.to_vec());
    assert_eq!(ages(&buffer), (vec![15], vec![15]));
    assert_eq!(buffer.forget_age(0), Ok(()));
    let mut unknown = AnswersBuf::of(&ready).unwrap();
    unknown.push(&Child::of_unknown_age(), &Indicators::new()).unwrap();
    assert_eq!(ages(&buffer), ages(&unknown));
    assert_eq!(unknown.answered(0), 0);
    assert_eq!(buffer.choose(0, Choice::Placement, 3), Ok(()));
    assert_eq!(buffer.columns().choices.of(Choice::Placement), [3]);
    let beyond = buffer.choose(0, Choice::Placement, 4).unwrap_err();
    assert_eq!(beyond, ColumnsError::Value { column: "placement", at: 0, allowed: "0 to 3" });
    assert_eq!(ready.asked("clipping"), Ok(clipping));
    assert_eq!(ready.asked("looked_after"), Ok(Asked::Fact(Fact::LookedAfter)));
    for code in ["cliping", "", "placement", "Clipping"] {
        assert_eq!(ready.asked(code).unwrap_err().found(), code);
    }
    assert_eq!(ready.asked("cliping").unwrap_err().nearest(), Some("clipping"));
    let document = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "elsewhere", "version": "1.0.0", "title": "Elsewhere" },
        "indicators": { "remove": ["eating-disorder"] },
    });
    let rules = RuleSet::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{error}"));
    // As a request read by these rules refuses it.
    assert!(rules.for_columns().unwrap().asked("eating-disorder").is_err());
}

#[test]
fn levels_of_other_lengths_and_bits_beyond_the_last_indicator_are_refused() {
    let ready = RuleSet::coventry().for_columns().unwrap();
    let buffer = columns_of(RuleSet::coventry(), &random(0..70));
    let refused = |not_known: &[u64], lengths: [usize; 3]| {
        let (mut category, mut reasons) = ([7; 70], [7; 70]);
        let [mut scope, mut indicated, mut possible] = lengths.map(|length| vec![7; length]);
        let mut into = Decisions { category: &mut category, reasons: &mut reasons };
        let mut levels = Levels { scope: &mut scope, indicated: &mut indicated, possible: &mut possible };
        let error = ready.screen_levels(&buffer.columns(), not_known, &mut into, &mut levels).unwrap_err();
        assert!(category.iter().all(|one| *one == 7) && possible.iter().all(|one| *one == 7));
        error
    };
    let length = |column, found| ColumnsError::Length { column, found, expected: 70 };
    assert_eq!(refused(&[0; 69], [70, 70, 70]), length("not_known", 69));
    assert_eq!(refused(&[0; 70], [71, 70, 70]), length("scope", 71));
    assert_eq!(refused(&[0; 70], [70, 69, 70]), length("indicated", 69));
    assert_eq!(refused(&[0; 70], [70, 70, 0]), length("possible", 0));
    let mut beyond = [0; 70];
    beyond[69] = 1 << 56;
    assert!(matches!(refused(&beyond, [70; 3]), ColumnsError::Value { column: "not_known", at: 69, .. }));
}

#[test]
fn answers_to_facts_go_to_bits_and_come_back() {
    let mut rng = StdRng::seed_from_u64(7);
    for _ in 0..1_000 {
        let facts = Fact::ALL.iter().filter(|_| rng.random_bool(0.5)).copied().collect::<Vec<_>>();
        let answers = facts
            .iter()
            .fold(FactAnswers::new(), |all, fact| all.fact(*fact, Answer::ALL[rng.random_range(0..4)]));
        let (bits, given) = answers.to_bits();
        assert_eq!(FactAnswers::from_bits(bits, given), Some(answers));
        for (at, fact) in Fact::ALL.iter().enumerate() {
            let answer = answers.answer_to(*fact);
            assert_eq!(given >> (2 * at) & 3, if answer.is_some() { 3 } else { 0 });
            assert_eq!(bits >> (2 * at) & 3, answer.map_or(0, |answer| answer as u32));
        }
    }
    let last = 0b11 << 22;
    assert!(FactAnswers::from_bits(last, last).is_some());
    for (answers, given) in [(0, 0b01), (0, 0b10), (0b01, 0), (0, 0b11 << 24), (0b11 << 2, 0b11)] {
        assert_eq!(FactAnswers::from_bits(answers, given), None);
    }
}

fn random(seeds: std::ops::Range<u64>) -> Vec<Request> {
    seeds.map(|seed| support::read(&requests::random_request(&mut StdRng::seed_from_u64(seed)))).collect()
}

#[test]
fn for_100_000_random_requests_of_the_built_in_rules() {
    let all = random(0..100_000);
    let counts = assert_same(RuleSet::coventry(), &all);
    assert!(counts.iter().all(|count| *count > 1_000), "{counts:?}");
    // Every value of every question is among them, and that it was not given.
    let buffer = columns_of(RuleSet::coventry(), &all);
    for choice in Choice::ALL {
        let column = buffer.columns().choices.of(*choice);
        let most = column.iter().max().unwrap();
        for number in 0..=*most {
            assert!(column.iter().filter(|one| **one == number).count() > 100, "{} {number}", choice.code());
        }
        assert!(*most >= 2, "{}", choice.code());
    }
}

/// What rules may ask for of each question, and a request for each value of it.
const VALUES: [(&str, &[&str]); 5] = [
    ("placement", &["foster", "residential", "other"]),
    ("legal_status", &["accommodated", "interim_care_order", "care_order"]),
    ("case", &["open", "not_open"]),
    ("previous_category", &["1", "2", "3"]),
    ("determination", &["1", "2", "3", "none"]),
];

/// A child for each value of each question, and for none, with and without what each could add to.
fn each_value() -> Vec<Request> {
    let mut all = Vec::new();
    for (question, values) in VALUES {
        let choice = Choice::ALL.iter().find(|choice| choice.code() == question).unwrap();
        for (at, value) in values.iter().enumerate() {
            assert_eq!(choice.number(value), u8::try_from(at + 1).ok());
        }
        for value in std::iter::once(None).chain(values.iter().copied().map(Some)) {
            for looked_after in ["no", "suspected", "not_known"] {
                for previous in [None, Some(3)] {
                    for (indicators, judged) in [
                        (json!([]), None),
                        (json!(["poor-self-image"]), None),
                        (json!(["clipping"]), None),
                        (json!(["concealed-injuries"]), Some(3)),
                    ] {
                        let mut request = json!({
                            "child": { "age": 15, "looked_after": looked_after, "placed_out_of_area": "suspected" },
                            "screening": { "indicators": indicators }
                        });
                        if let Some(judged) = judged {
                            request["screening"]["professional_judgement"] =
                                json!({ "category": judged, "rationale": "seen at a visit" });
                        }
                        if let Some(previous) = previous {
                            request["child"]["previous_category"] = json!(previous);
                            request["child"]["previous_category_on"] = json!("2025-01-06");
                        }
                        let Some(value) = value else {
                            all.push(support::read(&request));
                            continue;
                        };
                        let number: Value = value.parse::<u8>().map_or(json!(value), |number| json!(number));
                        request["child"][question] = match question {
                            "determination" => json!({ "category": number, "on": "2025-02-03",
                                "by": "mase_meeting", "rationale": "weighed by all" }),
                            _ => number,
                        };
                        all.push(support::read(&request));
                    }
                }
            }
        }
    }
    all
}

#[test]
fn each_value_of_each_question_and_that_none_was_given() {
    assert_same(RuleSet::coventry(), &each_value());
}

#[test]
fn a_determination_that_is_not_the_later_level_lowers_nothing_in_columns_either() {
    let on: chrono::NaiveDate = "2025-02-03".parse().unwrap();
    let determined = Determination::new(Some(Category::One), on, Meeting::Mase, "weighed by all").unwrap();
    // Without dates, as only a child that was put together without a request can be.
    let child = Child::aged(15).unwrap().previous_category(Category::Three).determined(determined);
    let tool = Indicators::new();
    let rules = RuleSet::coventry();
    assert_eq!(rules.category(&child, &tool), Some(Category::Three));
    let mut columns = ColumnsBuf::of(&rules.for_columns().unwrap());
    columns.push(&child, &tool).unwrap();
    let (mut category, mut reasons) = ([0], [0]);
    let mut into = Decisions { category: &mut category, reasons: &mut reasons };
    rules.for_columns().unwrap().screen(&columns.columns(), &mut into).unwrap();
    assert_eq!(category, [3]);
}

#[test]
fn for_rules_that_ask_for_what_no_built_in_rule_asks_for() {
    let asked = [
        json!({"placement": ["other"]}),
        json!({"legal_status": ["interim_care_order"]}),
        json!({"determination": ["2", "3"]}),
    ];
    let rules: Vec<_> = (1..)
        .zip(asked)
        .map(|(at, asked)| {
            json!({ "id": format!("own-{at}"), "label": format!("own {at}"), "at_least": at,
                "when": [asked, {"any_observed": "any"}], "statements": ["N097"], "basis": "toolkit" })
        })
        .collect();
    let rules = with_rules(0, json!(rules));
    let mut all = each_value();
    all.extend(random(0..5_000));
    assert_same(&rules, &all);
}

#[test]
fn for_rules_that_build_on_one_another() {
    let counts = assert_same(&crate::order::circles(), &random(0..5_000));
    assert!(counts.iter().all(|count| *count > 50), "{counts:?}");
}

#[test]
fn for_fewer_rules_than_the_built_in_ones() {
    let document = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "elsewhere", "version": "1.0.0", "title": "Elsewhere" },
        "category_rules": { "remove": ["several-category-1", "known-gang-association"] },
    });
    let rules = RuleSet::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{error}"));
    assert_same(&rules, &random(0..5_000));
}

#[test]
fn for_any_number_of_requests() {
    let all = random(0..1_100);
    for count in [0, 1, 63, 64, 65, 511, 512, 513, 1_024, 1_100] {
        assert_same(RuleSet::coventry(), &all[..count]);
    }
}

#[test]
fn each_indicator_and_each_answer_alone_and_each_age() {
    let mut all = Vec::new();
    for indicator in Indicator::ALL {
        for answer in Answer::ALL {
            let tool = Indicators::new().answer(*indicator, *answer);
            all.push(Request::new(Child::aged(15).unwrap(), tool.clone()).unwrap());
            all.push(Request::new(Child::of_unknown_age(), tool).unwrap());
        }
    }
    for age in 0..=120 {
        let tool = Indicators::new().observed(Indicator::PoorSelfImage);
        all.push(Request::new(Child::aged(age).unwrap(), tool.clone()).unwrap());
        all.push(Request::new(Child::aged_between(age, 120).unwrap(), tool).unwrap());
    }
    assert_same(RuleSet::coventry(), &all);
}

#[test]
fn what_is_observed_and_the_rules_do_not_have_is_category_3_as_it_is_one_by_one() {
    let document = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "elsewhere", "version": "1.0.0", "title": "Elsewhere" },
        "indicators": { "remove": ["eating-disorder"] },
    });
    let rules = RuleSet::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{error}"));
    let observed = |answer| {
        let tool = Indicators::new().answer(Indicator::EatingDisorder, answer);
        Request::new(Child::aged(16).unwrap(), tool).unwrap()
    };
    let mut all: Vec<_> = Answer::ALL.iter().map(|answer| observed(*answer)).collect();
    all.extend(random(0..1_000));
    assert_same(&rules, &all);
    assert_eq!(observed(Answer::Suspected).screen_by(&rules).category().map(|one| one.number()), Some(3));
}

/// The built-in set with so many rules added, each for one indicator and an age, and what else is asked.
fn with_rules(count: usize, more: serde_json::Value) -> RuleSet {
    let rules: Vec<_> = (0..count)
        .map(|at| {
            json!({ "id": format!("own-{at}"), "label": format!("own {at}"), "at_least": at % 3 + 1,
                "when": [{"any_observed": [Indicator::ALL[at % 56].code()]}, {"could_be_under": 18}],
                "statements": ["N097"], "basis": "toolkit" })
        })
        .collect();
    let rules: Vec<_> = rules.into_iter().chain(more.as_array().cloned().unwrap_or_default()).collect();
    let document = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "elsewhere", "version": "1.0.0", "title": "Elsewhere" },
        "indicators": { "change": [
            {"code": "eating-disorder", "weight": 3}, {"code": "poor-self-image", "weight": 2},
            {"code": "late-home-or-missing", "weight": 5}, {"code": "clipping", "weight": 40}
        ] },
        "category_rules": { "add": rules }
    });
    RuleSet::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn sets_with_more_rules_than_the_built_in_one_and_with_counts_and_weights() {
    let all = random(0..3_000);
    let codes =
        |from: usize| Indicator::ALL[from..from + 20].iter().map(|one| one.code()).collect::<Vec<_>>();
    let counts: Vec<_> = (0..10)
        .map(|at| {
            json!({ "id": format!("count-{at}"), "label": format!("count {at}"), "at_least": 2,
                "when": [{"observed_at_least": {"count": at % 4 + 2, "of": codes(at * 3)}}],
                "statements": ["N097"], "basis": "toolkit" })
        })
        .collect();
    let weights = json!([{ "id": "weight", "label": "weight", "at_least": 3,
        "when": [{"weight_at_least": {"sum": 8, "of": ["eating-disorder", "poor-self-image", "late-home-or-missing"]}}],
        "statements": ["N097"], "basis": "toolkit" }]);
    // Levels beside the built-in 16: up to what 32 bits hold with the category, one more, and up to what fits.
    for count in [1, 14, 15, 45, 46] {
        assert_same(&with_rules(count, json!([])), &all);
    }
    assert_same(&with_rules(0, json!(counts)), &all);
    let weighted = with_rules(0, weights);
    let tool = Indicators::new().observed(Indicator::PoorSelfImage).observed(Indicator::EatingDisorder);
    let below = Request::new(Child::aged(16).unwrap(), tool.clone()).unwrap();
    let above = Request::new(Child::aged(16).unwrap(), tool.observed(Indicator::LateHomeOrMissing)).unwrap();
    assert_same(&weighted, &[below, above]);
    assert_same(&weighted, &all);
    assert!(matches!(with_rules(47, json!([])).for_columns(), Err(ColumnsError::Rules(_))));
}

#[test]
fn a_caseload_takes_one_buffer_however_long_it_is() {
    let ready = RuleSet::coventry().for_columns().unwrap();
    for count in [1, 2_000] {
        let columns = columns_of(RuleSet::coventry(), &random(0..count));
        let (mut category, mut reasons) = (vec![0; columns.len()], vec![0; columns.len()]);
        let mut into = Decisions { category: &mut category, reasons: &mut reasons };
        let counted = measure(|| ready.screen(&columns.columns(), &mut into).unwrap());
        // The planes of the program; those of own indicators are none.
        assert_eq!(counted.count_total, 1);
    }
}

/// Whether rules ask what an answer alone does not tell: of the project's own sets, those that ask for a time, or for
/// more of a question than that it is seen.
fn asks_more_than_answers(rules: &RuleSet) -> bool {
    let text = rules.to_json();
    ["\"months\":", "\"number_at_least\"", "\"question\""].iter().any(|asked| text.contains(asked))
}

/// Requests to the rules of a set: each of its own indicators and questions with some answer, or none.
fn of_own(rules: &RuleSet, seeds: std::ops::Range<u64>) -> Vec<Request> {
    let tables = rules.tables();
    let rows = tables.indicators.iter().map(|row| &*row.code);
    let codes: Vec<_> = rows.filter(|code| Indicator::from_code(code).is_none()).collect();
    let on = |days: u64| "2025-06-30".parse::<chrono::NaiveDate>().unwrap() - chrono::Days::new(days);
    let request = |seed| {
        let mut rng = StdRng::seed_from_u64(seed);
        let own = [0.02, 0.3][rng.random_range(0..2)];
        let mut child = Child::aged(rng.random_range(9..20)).unwrap().screened_on(on(0)).unwrap();
        if rng.random_bool(0.2) {
            child = child
                .fact(Fact::ALL[rng.random_range(0..Fact::ALL.len())], Answer::ALL[rng.random_range(0..4)]);
        }
        let mut tool = Indicators::new();
        for code in rows_of(rules).into_iter().chain(codes.iter().map(|code| (*code).to_owned())) {
            if !rng.random_bool(own) {
                continue;
            }
            let answer = Answer::ALL[rng.random_range(0..4)];
            tool = tool.answer_code(rules, &code, answer).unwrap();
            if answer != Answer::No && rng.random_bool(0.5) {
                let seen = cse_screening::Evidence::new().seen_on(on(rng.random_range(0..900)));
                tool = tool.answer_code_with(rules, &code, answer, seen).unwrap();
            }
        }
        for question in &tables.questions {
            let answer = Answer::ALL[rng.random_range(0..4)];
            match question.asks {
                _ if rng.random_bool(0.4) => {}
                QuestionKind::Answer => {
                    tool = tool.answer_code(rules, &question.code, answer).unwrap();
                }
                _ => {
                    let (low, more) = (rng.random_range(0..8), rng.random_range(0..4));
                    let given = [
                        NumberGiven::Exactly(low),
                        NumberGiven::Between(low, low + more),
                        NumberGiven::NotKnown,
                    ];
                    tool = tool.number(rules, &question.code, given[rng.random_range(0..3)]).unwrap();
                }
            }
        }
        Request::new(child, tool).unwrap()
    };
    seeds.map(request).collect()
}

/// The indicators with a type that rules have.
fn rows_of(rules: &RuleSet) -> Vec<String> {
    let rows = rules.tables().indicators.iter().filter(|row| Indicator::from_code(&row.code).is_some());
    rows.map(|row| row.code.clone()).collect()
}

/// The built-in set with two questions of its own: one that is not known where it is left out, and one that is no then.
fn with_questions() -> RuleSet {
    let question =
        |code: &str| json!({ "code": code, "label": code, "asks": "answer", "statements": ["N097"] });
    let mut contact = question("in_contact");
    contact["left_out"] = json!("no");
    let rule = |code: &str, at_least: u8, is: &[&str]| {
        json!({ "id": code.replace('_', "-"), "label": code, "at_least": at_least, "when": [{ "question": { "code": code, "is": is } }],
            "statements": ["N097"], "basis": "toolkit" })
    };
    let document = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "asked", "version": "1.0.0", "title": "Asked" },
        "questions": { "add": [question("in_the_area"), contact] },
        "category_rules": { "add": [rule("in_the_area", 2, &["yes", "suspected"]), rule("in_contact", 3, &["yes"])] },
    });
    RuleSet::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn own_questions_of_a_long_table_are_what_the_set_says_until_they_are_answered() {
    let rules = with_questions();
    let ready = rules.for_columns().unwrap();
    let number = |category: Option<Category>| category.map_or(0, |category| category.number());
    let mut possible = Vec::new();
    for code in ["in_the_area", "in_contact"] {
        for answer in [None].into_iter().chain(Answer::ALL.iter().copied().map(Some)) {
            let mut buffer = AnswersBuf::of(&ready).unwrap();
            buffer.push(&Child::aged(15).unwrap(), &Indicators::new()).unwrap();
            let mut tool = Indicators::new();
            if let Some(answer) = answer {
                buffer.answer(0, ready.asked(code).unwrap(), answer).unwrap();
                tool = tool.answer_code(&rules, code, answer).unwrap();
            }
            let decided = levels_of(&ready, &buffer);
            let child = Child::aged(15).unwrap();
            let outcome = rules.screen(&child, &tool);
            assert_eq!(decided.category, [number(outcome.category())], "{code} {answer:?}");
            assert_eq!(decided.possible, [number(outcome.possible())], "{code} {answer:?}");
            assert_eq!((buffer.differing(0), buffer.answered(0)), (0, 0));
            assert_eq!(buffer.unknown(0), u32::from(answer == Some(Answer::NotKnown)));
            possible.push(decided.possible[0]);
        }
    }
    // Left out, no, not known, suspected, yes.
    assert_eq!(possible, [2, 0, 2, 2, 2, 2, 2, 3, 3, 3]);
}

/// The sets of the project, and one that asks when something was seen.
fn sets_of_their_own() -> Vec<RuleSet> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/local");
    let folders = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<_> =
        folders.filter(|path| path.is_dir()).map(|path| RuleSet::from_dir(path).unwrap()).collect();
    let lately = json!({ "id": "lately", "label": "l", "at_least": 2, "statements": ["N017"], "basis": "toolkit",
        "when": [{ "observed_within": { "of": ["clipping", "concealed-injuries"], "months": 6 } }] });
    let timed = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "timed", "version": "1.0.0", "title": "Timed" },
        "category_rules": { "add": [lately] },
    });
    all.push(RuleSet::from_json(&timed.to_string()).unwrap_or_else(|error| panic!("{error}")));
    all.push(with_questions());
    all
}

#[test]
fn for_sets_with_indicators_questions_numbers_and_times_of_their_own() {
    let (mut with_own, mut timed, mut questions) = (0, 0, 0);
    for rules in sets_of_their_own() {
        let all = of_own(&rules, 0..3_000);
        let counts = assert_same(&rules, &all);
        assert!(
            counts.iter().filter(|count| **count > 30).count() >= 2,
            "{} {counts:?}",
            rules.tables().manifest.id
        );
        with_own += usize::from(all.iter().any(|one| {
            one.indicators().answers_by_code().any(|(code, _)| Indicator::from_code(code).is_none())
        }));
        timed += usize::from(rules.to_json().contains("\"months\":"));
        questions += usize::from(!rules.tables().questions.is_empty());
    }
    assert!(with_own >= 2 && timed >= 1 && questions >= 1, "{with_own} {timed} {questions}");
}

/// The built-in set with so many indicators of its own, of which the last, and some together, place a child.
fn with_indicators(count: usize) -> RuleSet {
    let codes: Vec<_> = (0..count).map(|at| format!("own-sign-{at}")).collect();
    let rows: Vec<_> = codes
        .iter()
        .map(|code| {
            json!({ "code": code, "label": format!("about {code}"), "kind": "behaviour", "category": 1, "statement": "N097" })
        })
        .collect();
    let document = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "signs", "version": "1.0.0", "title": "Signs" },
        "indicators": { "add": rows },
        "category_rules": { "add": [
            { "id": "last", "label": "the last", "at_least": 3, "when": [{ "any_observed": [codes.last()] }],
              "statements": ["N097"], "basis": "toolkit" },
            { "id": "known", "label": "the first is known", "at_least": 2, "when": [{ "any_known": [codes.first()] }],
              "statements": ["N097"], "basis": "toolkit" },
            { "id": "three", "label": "three", "at_least": 2,
              "when": [{ "observed_at_least": { "count": 3, "of": codes } }], "statements": ["N097"], "basis": "toolkit" },
        ] },
    });
    RuleSet::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn own_indicators_fill_words_to_the_brim() {
    // A few, the rest of the first word, one more, two words, and one more.
    for count in [3, 8, 9, 72, 73] {
        let rules = with_indicators(count);
        let counts = assert_same(&rules, &of_own(&rules, 0..700));
        assert!(counts[3] > 100, "{count} {counts:?}");
    }
}

#[test]
fn own_answers_of_a_long_table_come_in_any_order_and_the_most_protective_stays() {
    let rules = with_indicators(73);
    let ready = rules.for_columns().unwrap();
    let codes: Vec<_> = rules.tables().indicators.iter().map(|row| &*row.code).collect();
    let mut rng = StdRng::seed_from_u64(20);
    let mut buffer = AnswersBuf::of(&ready).unwrap();
    let mut table = Vec::new();
    for child in 0..600 {
        buffer.push(&Child::aged(15).unwrap(), &Indicators::new()).unwrap();
        for _ in 0..rng.random_range(0..9) {
            let code = codes[rng.random_range(0..codes.len())];
            (0..rng.random_range(1..4))
                .for_each(|_| table.push((child, code, Answer::ALL[rng.random_range(0..4)])));
        }
    }
    table.shuffle(&mut rng);
    for (child, code, answer) in &table {
        buffer.answer(*child, ready.asked(code).unwrap(), *answer).unwrap();
    }
    let decided = levels_of(&ready, &buffer);
    let number = |category: Option<Category>| category.map_or(0, |category| category.number());
    let mut differing = 0;
    for at in 0..600 {
        let mut tool = Indicators::new();
        let (mut unknown, mut differ, mut answered) = (0, 0, 0);
        for code in &codes {
            let own = table.iter().filter(|(child, one, _)| *child == at && one == code);
            let given: Vec<_> = own.map(|(_, _, answer)| *answer).collect();
            let Some(answer) = most_protective(&given) else { continue };
            answered += 1;
            unknown += u32::from(answer == Answer::NotKnown);
            differ += u32::from(given.iter().any(|one| *one != answer));
            tool = tool.answer_code(&rules, code, answer).unwrap();
        }
        assert_eq!(
            (buffer.unknown(at), buffer.differing(at), buffer.answered(at)),
            (unknown, differ, answered)
        );
        differing += differ;
        let child = Child::aged(15).unwrap();
        let outcome = rules.screen(&child, &tool);
        assert_eq!(decided.category[at], number(outcome.category()));
        assert_eq!(decided.indicated[at], number(outcome.indicated()));
        assert_eq!(decided.possible[at], number(outcome.possible()));
    }
    assert!(differing > 300, "{differing}");
    assert_eq!([buffer.unknown(600), buffer.differing(usize::MAX), buffer.answered(usize::MAX)], [0; 3]);
}

#[test]
fn answers_to_what_other_rules_ask_are_refused() {
    let (rules, other) = (with_indicators(9), with_indicators(9));
    let (ready, of_other) = (rules.for_columns().unwrap(), other.for_columns().unwrap());
    let coventry = RuleSet::coventry().for_columns().unwrap();
    let child = Child::aged(15).unwrap();
    let tool = Indicators::new().answer_code(&rules, "own-sign-8", Answer::Suspected).unwrap();
    // One that has the code takes the answer, whoever read it; one that has not refuses it, unless it is no.
    let mut elsewhere = ColumnsBuf::of(&of_other);
    elsewhere.push(&child, &tool).unwrap();
    let mut without = ColumnsBuf::of(&coventry);
    assert_eq!(without.push(&child, &tool), Err(ColumnsError::NotAsked));
    assert!(without.is_empty());
    let no = Indicators::new().answer_code(&rules, "own-sign-8", Answer::No).unwrap();
    assert_eq!(without.push(&child, &no), Ok(()));

    let refused = |ready: &ColumnRules, columns: Columns<'_>| {
        let (mut category, mut reasons) = ([7], [7]);
        let mut into = Decisions { category: &mut category, reasons: &mut reasons };
        let refused = ready.screen(&columns, &mut into);
        assert_eq!(category, if refused.is_ok() { [3] } else { [7] });
        refused
    };
    assert_eq!(refused(&of_other, elsewhere.columns()), Ok(()));
    for ready in [&ready, &coventry] {
        assert_eq!(refused(ready, elsewhere.columns()), Err(ColumnsError::OtherRules));
    }
    // Nor may they be left out.
    let left_out = Columns { own: OwnColumns::default(), ..elsewhere.columns() };
    assert_eq!(refused(&of_other, left_out), Err(ColumnsError::OtherRules));
    let mut two = ColumnsBuf::of(&of_other);
    (0..2).for_each(|_| two.push(&child, &tool).unwrap());
    let long = Columns { own: two.columns().own, ..elsewhere.columns() };
    assert_eq!(refused(&of_other, long), Err(ColumnsError::Length { column: "own", found: 2, expected: 1 }));

    let mut answers = AnswersBuf::of(&ready).unwrap();
    answers.push(&child, &Indicators::new()).unwrap();
    let asked = ready.asked("own-sign-8").unwrap();
    assert_eq!(
        answers.answer(0, of_other.asked("own-sign-8").unwrap(), Answer::Yes),
        Err(ColumnsError::OtherRules)
    );
    assert_eq!(answers.answer(1, asked, Answer::Yes), Err(ColumnsError::NoRequest { at: 1, count: 1 }));
    assert_eq!(answers.answer(0, asked, Answer::Yes), Ok(()));
    assert!(asked == ready.asked("own-sign-8").unwrap() && asked != of_other.asked("own-sign-8").unwrap());
    assert_eq!(format!("{asked:?}"), "Own(OwnAsked(\"own-sign-8\"))");
    assert_eq!(ready.asked("own-sigh-8").unwrap_err().nearest(), Some("own-sign-8"));
}

#[test]
fn columns_of_other_lengths_and_values_that_cannot_be_are_refused_and_decide_nothing() {
    let all = random(0..600);
    let buffer = columns_of(RuleSet::coventry(), &all);
    let right = buffer.columns();
    let ready = RuleSet::coventry().for_columns().unwrap();
    let refused = |columns: &Columns<'_>, category: usize, reasons: usize| {
        let (mut category, mut reasons) = (vec![7; category], vec![7; reasons]);
        let mut into = Decisions { category: &mut category, reasons: &mut reasons };
        let error = ready.screen(columns, &mut into).unwrap_err();
        assert!(category.iter().all(|one| *one == 7) && reasons.iter().all(|one| *one == 7));
        error
    };
    let length = |column, found| ColumnsError::Length { column, found, expected: 600 };
    let short = Columns { suspected: &right.suspected[1..], ..right };
    assert_eq!(refused(&short, 600, 600), length("suspected", 599));
    let short = Columns { facts: &right.facts[1..], ..right };
    assert_eq!(refused(&short, 600, 600), length("facts", 599));
    let short = Columns { lowest_age: &right.lowest_age[1..], ..right };
    assert_eq!(refused(&short, 600, 600), length("lowest_age", 599));
    let short = Columns { highest_age: &right.highest_age[1..], ..right };
    assert_eq!(refused(&short, 600, 600), length("highest_age", 599));
    for choice in Choice::ALL {
        let column = right.choices.of(*choice);
        let with = |column| Columns { choices: right.choices.with(*choice, column), ..right };
        assert_eq!(refused(&with(&column[1..]), 600, 600), length(choice.code(), 599));
        // What the rules ask for is there, if only to say that nobody was asked.
        let asked = !["case", "completed_by"].contains(&choice.code());
        if asked {
            assert_eq!(refused(&with(&[]), 600, 600), ColumnsError::Missing { column: choice.code() });
        } else {
            let (mut category, mut reasons) = ([7; 600], [7; 600]);
            let mut into = Decisions { category: &mut category, reasons: &mut reasons };
            assert_eq!(ready.screen(&with(&[]), &mut into), Ok(()));
        }
    }
    assert_eq!(refused(&right, 599, 600), length("category", 599));
    assert_eq!(refused(&right, 600, 601), length("reasons", 601));

    type Change<'c> = &'c dyn Fn(&mut Vec<u64>, &mut [Vec<u8>; 2]);
    let at_555 = |columns: &Columns<'_>, column: &str| match refused(columns, 600, 600) {
        ColumnsError::Value { column: found, at, .. } => assert_eq!((found, at), (column, 555)),
        other => panic!("{other}"),
    };
    let wrong = |column: &'static str, change: Change<'_>| {
        let mut words = right.yes.to_vec();
        let mut bytes = [right.lowest_age, right.highest_age].map(<[u8]>::to_vec);
        change(&mut words, &mut bytes);
        let [lowest_age, highest_age] = &bytes;
        at_555(&Columns { yes: &words, lowest_age, highest_age, ..right }, column);
    };
    wrong("yes", &|words, _| words[555] |= 1 << 56);
    wrong("highest_age", &|_, [_, highest]| highest[555] = 121);
    wrong("highest_age", &|_, [_, highest]| highest[555] = 255);
    wrong("lowest_age", &|_, [lowest, highest]| (lowest[555], highest[555]) = (14, 13));
    for choice in Choice::ALL {
        let most = (1..).find(|number| !right.choices.of(*choice).contains(number)).unwrap();
        for beyond in [most, most.next_power_of_two(), 200] {
            let mut column = right.choices.of(*choice).to_vec();
            column[555] = beyond;
            at_555(&Columns { choices: right.choices.with(*choice, &column), ..right }, choice.code());
        }
    }
    let mut suspected = right.suspected.to_vec();
    suspected[555] = 1 << 63;
    let error = refused(&Columns { suspected: &suspected, ..right }, 600, 600);
    assert_eq!(
        error.to_string(),
        "the column `suspected`, entry 555: a value that is not allowed; allowed: the 56 lowest bits"
    );
}

#[test]
fn columns_say_nothing_of_a_child_to_a_log() {
    let answers = FactAnswers::new();
    let columns = columns_of(RuleSet::coventry(), &random(0..3));
    let ready = RuleSet::coventry().for_columns().unwrap();
    let text =
        format!("{answers:?} {columns:?} {:?} {ready:?} {:?}", columns.columns(), columns.columns().choices);
    assert_eq!(
        text,
        "FactAnswers { given: 0, .. } ColumnsBuf { len: 3, .. } Columns { len: 3, .. } \
         ColumnRules { rules: RuleSet { id: \"coventry\", version: \"2.0.0\", .. }, .. } \
         ChoiceColumns { given: 7, .. }"
    );
}
