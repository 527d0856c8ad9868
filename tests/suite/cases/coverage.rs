//! What the cases must cover. Every list comes from the tables.

use super::{Case, cases, screened};
use crate::support::found;
use chrono::{Datelike, NaiveDate};
use cse_screening::rules::condition::Condition;
use cse_screening::rules::tables::{FindingRow, Setting};
use cse_screening::{Category, RuleSet};
use serde_json::Value;
use std::collections::BTreeSet;

fn settings(unit: &str) -> Vec<&'static Setting> {
    let settings = &RuleSet::coventry().tables().manifest.settings;
    settings.iter().filter(|setting| setting.unit == unit).collect()
}

/// Fails with all of them when some are seen in no case.
fn all_seen<'a>(what: &str, of_the_tables: impl Iterator<Item = &'a str>, seen: &BTreeSet<String>) {
    let unseen: Vec<_> = of_the_tables.filter(|id| !seen.contains(*id)).collect();
    assert!(unseen.is_empty(), "{what} no case has: {unseen:?}");
}

/// What some cases say, gathered from all of them.
fn seen(of_case: impl Fn(&Case) -> Vec<String>) -> BTreeSet<String> {
    cases().iter().flat_map(of_case).collect()
}

#[test]
fn every_category_rule_fires_in_some_case_and_stays_silent_in_another() {
    let ids: Vec<_> = RuleSet::coventry().tables().category_rules.iter().map(|row| &*row.id).collect();
    all_seen("rules", ids.iter().copied(), &seen(|case| case.expect.rules.iter().cloned().collect()));
    let silent = seen(|case| {
        let silent =
            ids.iter().filter(|id| case.expect.category.is_some() && !case.expect.rules.contains(**id));
        silent.map(ToString::to_string).collect()
    });
    all_seen("silent rules", ids.iter().copied(), &silent);
}

#[test]
fn every_category_rule_is_explained_and_decides_in_some_case() {
    let ids = || RuleSet::coventry().tables().category_rules.iter().map(|row| &*row.id);
    let mut explained = seen(|case| case.expect.because.keys().cloned().collect());
    explained.extend(seen(|case| case.expect.listed.iter().map(|_| "listed-indicator".to_owned()).collect()));
    all_seen("explained rules", ids(), &explained);
    all_seen("decisive rules", ids(), &seen(|case| case.expect.decisive.iter().flatten().cloned().collect()));
}

#[test]
fn every_step_is_there_in_some_case_and_not_in_another() {
    let ids = || RuleSet::coventry().tables().steps.iter().map(|row| &*row.id);
    all_seen("steps", ids(), &seen(|case| case.expect.steps_include.iter().cloned().collect()));
    all_seen("absent steps", ids(), &seen(|case| case.expect.steps_exclude.iter().cloned().collect()));
}

/// What a request says, one line an answer. An indicator in a list is answered yes.
fn answers(request: &Value) -> BTreeSet<String> {
    let line = |(question, answer): (&String, &Value)| format!("{question}: {answer}");
    let fields = |part: &str| request[part].as_object().unwrap().iter();
    let mut answers: BTreeSet<_> = fields("child").map(line).collect();
    answers.extend(fields("screening").filter(|(field, _)| *field != "indicators").map(line));
    match &request["screening"]["indicators"] {
        Value::Object(indicators) => answers.extend(indicators.iter().map(line)),
        indicators => answers.extend(
            indicators
                .as_array()
                .into_iter()
                .flatten()
                .map(|code| format!("{}: \"yes\"", code.as_str().unwrap())),
        ),
    }
    answers
}

/// Whether two requests differ in one answer, changed or added.
fn one_answer_apart(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let field = |answer: &&String| answer.split(':').next().unwrap().to_owned();
    one != other
        && one.symmetric_difference(other).map(|answer| field(&answer)).collect::<BTreeSet<_>>().len() == 1
}

#[test]
fn every_step_hangs_on_a_single_answer_in_some_pair_of_cases() {
    let cases: Vec<_> =
        cases().into_iter().map(|case| (answers(&found(&case.request)), case.expect)).collect();
    let mut turning = BTreeSet::new();
    for (with, there) in &cases {
        for (_, not_there) in cases.iter().filter(|(without, _)| one_answer_apart(with, without)) {
            turning.extend(there.steps_include.intersection(&not_there.steps_exclude).cloned());
        }
    }
    let steps = RuleSet::coventry().tables().steps.iter().map(|row| &*row.id);
    all_seen("steps that hang on a single answer", steps, &turning);
}

#[test]
fn every_step_with_a_deadline_has_it_in_some_case_and_no_date_in_another() {
    let with_deadline = RuleSet::coventry().tables().steps.iter().filter(|row| row.deadline.is_some());
    let ids: Vec<_> = with_deadline.map(|row| &*row.id).collect();
    let due = |dated: bool| {
        seen(|case| {
            let due = case.expect.due.iter().filter(|(_, date)| date.is_some() == dated);
            due.map(|(id, _)| id.clone()).collect()
        })
    };
    all_seen("deadlines", ids.iter().copied(), &due(true));
    all_seen("deadlines without a date", ids.iter().copied(), &due(false));
}

#[test]
fn every_finding_and_every_plan_occurs_in_some_case() {
    let tables = RuleSet::coventry().tables();
    let findings = seen(|case| case.expect.findings.iter().cloned().collect());
    // No request that can be read has an impossible date: what comes of one is tested in `dates`.
    let impossible = |row: &&FindingRow| row.when == [Condition::ImpossibleDate(true)];
    let rows = tables.findings.iter().filter(|row| !impossible(row));
    all_seen("findings", rows.map(|row| &*row.id), &findings);
    let rows = seen(|case| screened(&found(&case.request)).plan.map(|plan| plan.rule).into_iter().collect());
    all_seen("rows of the plan table", tables.plan_hosts.iter().map(|row| &*row.id), &rows);
}

#[test]
fn every_prompt_is_given_in_some_case_and_answered_in_another() {
    let rows = &RuleSet::coventry().tables().prompts;
    let pair = |consider: &str, because: &str| format!("{consider} because of {because}");
    let pairs: Vec<_> =
        rows.iter().flat_map(|row| row.consider.iter().map(|code| pair(code, &row.observed))).collect();
    let given = seen(|case| {
        let prompts = case.expect.prompts.iter().flatten();
        prompts.map(|prompt| pair(&prompt.consider, &prompt.because)).collect()
    });
    all_seen("prompts", pairs.iter().map(String::as_str), &given);
    let answered = seen(|case| {
        let none = case.expect.prompts.as_ref().is_some_and(Vec::is_empty);
        let observed = observed(&found(&case.request));
        let asked = |code: &str| answer(&found(&case.request)["screening"]["indicators"][code]).is_some();
        let rows = rows.iter().filter(|row| none && observed.contains(&row.observed));
        rows.flat_map(|row| row.consider.iter().map(move |code| (row, code)))
            .filter(|(_, code)| asked(code))
            .map(|(row, code)| pair(code, &row.observed))
            .collect()
    });
    all_seen("answered prompts", pairs.iter().map(String::as_str), &answered);
}

/// The answer itself, which may have evidence beside it.
fn answer(given: &Value) -> Option<&str> {
    given.as_str().or_else(|| given["answer"].as_str())
}

/// The codes answered yes or suspected.
fn observed(request: &Value) -> BTreeSet<String> {
    match &request["screening"]["indicators"] {
        Value::Array(codes) => codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect(),
        Value::Object(answers) => {
            let yes =
                answers.iter().filter(|(_, given)| ["yes", "suspected"].contains(&answer(given).unwrap()));
            yes.map(|(code, _)| code.clone()).collect()
        }
        _ => BTreeSet::new(),
    }
}

#[test]
fn every_indicator_is_observed_alone_in_some_case() {
    let alone = seen(|case| {
        let observed = observed(&found(&case.request));
        if observed.len() == 1 { observed.into_iter().collect() } else { Vec::new() }
    });
    let indicators = &RuleSet::coventry().tables().indicators;
    all_seen("indicators observed alone", indicators.iter().map(|row| &*row.code), &alone);
}

/// The day on which somebody born on that day turns so many years old.
fn birthday(born: NaiveDate, years: i32) -> NaiveDate {
    let in_that_year = born.with_year(born.year() + years);
    in_that_year.unwrap_or_else(|| NaiveDate::from_ymd_opt(born.year() + years, 3, 1).unwrap())
}

/// How many days before or after that birthday a case falls, if it has a date of birth.
fn days_from_birthday(request: &Value, years: i32) -> Option<i64> {
    let date = |value: &Value| value.as_str()?.parse::<NaiveDate>().ok();
    let born = date(&request["child"]["date_of_birth"])?;
    Some((date(&request["screening"]["screened_on"])? - birthday(born, years)).num_days())
}

/// The request without the date on which it was screened, and what is expected of it.
fn question_and_answer(case: &Case) -> (Value, String) {
    let mut request = found(&case.request);
    request["screening"].as_object_mut().unwrap().remove("screened_on");
    let Case { expect, .. } = case;
    let answer = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?}",
        expect.scope,
        expect.category,
        expect.rules,
        expect.findings,
        expect.steps_include,
        expect.steps_exclude
    );
    (request, answer)
}

#[test]
fn every_age_has_its_cases_on_the_day_before_the_birthday_on_it_and_after() {
    let ages = settings("years");
    assert!(!ages.is_empty());
    let cases = cases();
    for Setting { id, value, .. } in ages {
        let falling = |days: i64| {
            let on_day = move |case: &&Case| {
                days_from_birthday(&found(&case.request), i32::from(*value)) == Some(days)
            };
            cases.iter().filter(on_day)
        };
        for (days, day) in [(-1, "the day before"), (0, "the day of"), (1, "the day after")] {
            assert!(falling(days).next().is_some(), "{id}: no case on {day} birthday {value}");
        }
        // The one day makes a difference, with all else the same.
        let turns = falling(-1).map(question_and_answer).any(|(request, before)| {
            falling(0).map(question_and_answer).any(|(same, on)| request == same && before != on)
        });
        assert!(turns, "{id}: no child for whom birthday {value} makes a difference");
    }
}

#[test]
fn every_age_has_its_cases_for_a_child_born_on_29_february() {
    let cases = cases();
    for Setting { id, value, .. } in settings("years") {
        let leap = cases.iter().filter(|case| {
            let request = found(&case.request);
            let born = request["child"]["date_of_birth"].as_str();
            born.is_some_and(|born| born.ends_with("-02-29"))
        });
        let days: BTreeSet<_> =
            leap.filter_map(|case| days_from_birthday(&found(&case.request), i32::from(*value))).collect();
        assert!([-1, 0, 1].iter().all(|day| days.contains(day)), "{id}: birthday {value} of a leapling");
    }
}

#[test]
fn every_age_has_its_cases_in_whole_years_and_on_both_sides_of_a_range() {
    let cases = cases();
    for Setting { id, value, .. } in settings("years") {
        let (at, below) = (u64::from(*value), u64::from(*value) - 1);
        for years in [below, at] {
            assert!(
                cases.iter().any(|case| found(&case.request)["child"]["age"] == years),
                "{id}: age {years}"
            );
        }
        let range = |holds: &dyn Fn(u64, u64) -> bool| {
            cases.iter().any(|case| {
                let ages = found(&case.request)["child"]["age_between"].take();
                ages.is_array() && holds(ages[0].as_u64().unwrap(), ages[1].as_u64().unwrap())
            })
        };
        assert!(range(&|_, highest| highest == below), "{id}: no range that ends below {value}");
        assert!(range(&|lowest, highest| lowest == below && highest >= at), "{id}: no range over {value}");
        assert!(range(&|lowest, _| lowest >= at), "{id}: no range from {value} on");
    }
}

#[test]
fn every_number_of_indicators_has_its_cases_below_it_at_it_and_above() {
    let numbers = settings("indicators");
    assert!(!numbers.is_empty());
    let rows = &RuleSet::coventry().tables().indicators;
    let vulnerabilities: BTreeSet<_> =
        rows.iter().filter(|row| row.category == Some(Category::One)).map(|row| &*row.code).collect();
    let cases = cases();
    for Setting { id, value, .. } in numbers {
        let number = usize::from(*value);
        for (count, fires) in [(number - 1, false), (number, true), (number + 1, true)] {
            let found = cases.iter().any(|case| {
                let observed = observed(&found(&case.request));
                observed.len() == count
                    && observed.iter().all(|code| vulnerabilities.contains(&**code))
                    && case.expect.rules.contains(id) == fires
            });
            assert!(found, "{id}: no case of {count} vulnerabilities and nothing else");
        }
    }
}
