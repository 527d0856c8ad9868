//! A caseload in columns is decided as its requests are one by one.

use crate::reading_2::requests;
use crate::support;
use allocation_counter::measure;
use cse_screening::{
    Answer, Child, Columns, ColumnsBuf, ColumnsError, Decisions, FactAnswers, Indicator, Indicators, Request,
    RuleSet,
};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::json;

fn columns_of<'r>(all: impl IntoIterator<Item = &'r Request>) -> ColumnsBuf {
    let mut columns = ColumnsBuf::new();
    for request in all {
        columns.push(request.child(), request.indicators()).unwrap();
    }
    columns
}

/// Screens in columns and one by one, and says how many of each category there were.
fn assert_same(rules: &RuleSet, all: &[Request]) -> [usize; 4] {
    let ready = rules.for_columns().unwrap();
    let columns = columns_of(all);
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
    counts
}

fn random(seeds: std::ops::Range<u64>) -> Vec<Request> {
    seeds.map(|seed| support::read(&requests::random_request(&mut StdRng::seed_from_u64(seed)))).collect()
}

#[test]
fn for_100_000_random_requests_of_the_built_in_rules() {
    let counts = assert_same(RuleSet::coventry(), &random(0..100_000));
    assert!(counts.iter().all(|count| *count > 1_000), "{counts:?}");
}

#[test]
fn for_rules_that_build_on_one_another() {
    let counts = assert_same(&crate::order::circles(), &random(0..5_000));
    assert!(counts.iter().all(|count| *count > 50), "{counts:?}");
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
    // Which levels there are beside the built-in 14: the first step over 14, over 16, and up to what fits.
    for count in [1, 2, 3, 47, 48] {
        assert_same(&with_rules(count, json!([])), &all);
    }
    assert_same(&with_rules(0, json!(counts)), &all);
    let weighted = with_rules(0, weights);
    let tool = Indicators::new().observed(Indicator::PoorSelfImage).observed(Indicator::EatingDisorder);
    let below = Request::new(Child::aged(16).unwrap(), tool.clone()).unwrap();
    let above = Request::new(Child::aged(16).unwrap(), tool.observed(Indicator::LateHomeOrMissing)).unwrap();
    assert_same(&weighted, &[below, above]);
    assert_same(&weighted, &all);
    assert!(matches!(with_rules(49, json!([])).for_columns(), Err(ColumnsError::Rules(_))));
}

#[test]
fn a_caseload_takes_one_buffer_however_long_it_is() {
    let ready = RuleSet::coventry().for_columns().unwrap();
    for count in [1, 2_000] {
        let columns = columns_of(&random(0..count));
        let (mut category, mut reasons) = (vec![0; columns.len()], vec![0; columns.len()]);
        let mut into = Decisions { category: &mut category, reasons: &mut reasons };
        let counted = measure(|| ready.screen(&columns.columns(), &mut into).unwrap());
        assert_eq!(counted.count_total, 1);
    }
}

#[test]
fn rules_and_answers_that_columns_cannot_hold_are_refused() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/local/extended");
    let rules = RuleSet::from_dir(folder).unwrap();
    assert!(matches!(rules.for_columns(), Err(ColumnsError::Rules(_))));
    let code =
        rules.tables().indicators.iter().find(|row| Indicator::from_code(&row.code).is_none()).unwrap();
    let tool = Indicators::new().answer_code(&rules, &code.code, Answer::Yes).unwrap();
    let mut columns = ColumnsBuf::new();
    assert_eq!(columns.push(&Child::of_unknown_age(), &tool), Err(ColumnsError::OwnIndicator));
    assert!(columns.is_empty());
}

#[test]
fn columns_of_other_lengths_and_values_that_cannot_be_are_refused_and_decide_nothing() {
    let all = random(0..600);
    let buffer = columns_of(&all);
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
    let short = Columns { judged: &right.judged[1..], ..right };
    assert_eq!(refused(&short, 600, 600), length("judged", 599));
    let short = Columns { previous: &right.previous[1..], ..right };
    assert_eq!(refused(&short, 600, 600), length("previous", 599));
    assert_eq!(refused(&right, 599, 600), length("category", 599));
    assert_eq!(refused(&right, 600, 601), length("reasons", 601));

    type Change<'c> = &'c dyn Fn(&mut Vec<u64>, &mut [Vec<u8>; 4]);
    let wrong = |column: &'static str, change: Change<'_>| {
        let mut words = right.yes.to_vec();
        let mut bytes =
            [right.lowest_age, right.highest_age, right.judged, right.previous].map(<[u8]>::to_vec);
        change(&mut words, &mut bytes);
        let [lowest_age, highest_age, judged, previous] = &bytes;
        let columns = Columns { yes: &words, lowest_age, highest_age, judged, previous, ..right };
        match refused(&columns, 600, 600) {
            ColumnsError::Value { column: found, at, .. } => assert_eq!((found, at), (column, 555)),
            other => panic!("{other}"),
        }
    };
    wrong("yes", &|words, _| words[555] |= 1 << 56);
    wrong("highest_age", &|_, [_, highest, ..]| highest[555] = 121);
    wrong("highest_age", &|_, [_, highest, ..]| highest[555] = 255);
    wrong("judged", &|_, [_, _, judged, _]| judged[555] = 4);
    wrong("previous", &|_, [.., previous]| previous[555] = 200);
    wrong("lowest_age", &|_, [lowest, highest, ..]| (lowest[555], highest[555]) = (14, 13));
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
    let columns = columns_of(&random(0..3));
    let ready = RuleSet::coventry().for_columns().unwrap();
    let text = format!("{answers:?} {columns:?} {:?} {ready:?}", columns.columns());
    assert_eq!(
        text,
        "FactAnswers { given: 0, .. } ColumnsBuf { len: 3, .. } Columns { len: 3, .. } \
         ColumnRules { rules: RuleSet { id: \"coventry\", version: \"1.0.0\", .. }, .. }"
    );
}
