//! A caseload in columns is decided as its requests are one by one.

mod answers;
mod own;

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

/// Whether rules ask what an answer alone does not tell: of the project's own sets, those that ask for a time, or for
/// more of a question than that it is seen.
fn asks_more_than_answers(rules: &RuleSet) -> bool {
    let text = rules.to_json();
    ["\"months\":", "\"number_at_least\"", "\"question\""].iter().any(|asked| text.contains(asked))
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
