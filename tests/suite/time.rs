//! Evidence in time: what was seen before the time that a rule asks about.

use crate::faults;
use crate::local::load;
use crate::support;
use chrono::NaiveDate;
use cse_screening::rules::proof::{CaseChange, Caseload, Direction, Property, Reached, Verdict, WhatChanges};
use cse_screening::rules::tables::{TableId, WarningKind};
use cse_screening::{Answer, Category, Fall, Given, Record, Request, RuleSet};
use serde_json::{Value, json};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A set of two signs, with rules that ask for one of them in so many months and for both in so many weeks.
fn windows() -> RuleSet {
    let rule = |id: &str, level: u8, within: Value| {
        json!({ "id": id, "label": id, "at_least": level, "when": [{ "observed_within": within }],
                "statements": ["S1"], "basis": "toolkit" })
    };
    let mut set = faults::with("/category_rules/-", rule("lately", 2, json!({ "of": "any", "months": 3 })));
    let both = rule("both-lately", 3, json!({ "of": "any", "weeks": 2, "count": 2 }));
    set["category_rules"].as_array_mut().unwrap().push(both);
    faults::put(&mut set, "/category_rules/0/at_least", json!(1));
    RuleSet::from_json(&set.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

fn request(rules: &RuleSet, screened_on: &str, seen: &[(&str, Value)]) -> Request {
    let indicators: serde_json::Map<_, _> = seen
        .iter()
        .map(|(code, days)| ((*code).to_owned(), json!({ "answer": "yes", "seen_on": days })))
        .collect();
    let request = json!({ "child": { "age": 15 }, "screening": { "screened_on": screened_on, "indicators": indicators } });
    Request::from_json_for(rules, &request.to_string()).unwrap()
}

#[test]
fn each_window_ends_on_its_day() {
    let rules = windows();
    let level = |screened_on: &str, seen: &[(&str, Value)]| {
        let request = request(&rules, screened_on, seen);
        let outcome = request.screen_by(&rules);
        let reasons: Vec<_> = outcome.reasons().map(|reason| reason.rule().to_owned()).collect();
        (outcome.category().map_or(0, Category::number), reasons.contains(&"lately".to_owned()))
    };
    let [first, second] = ["first-sign", "second-sign"];
    // Three months, to the day; the end of a month where there is no such day.
    for (screened, seen, lately) in [
        ("2025-05-31", "2025-02-28", true),
        ("2025-05-31", "2025-02-27", false),
        ("2024-05-31", "2024-02-29", true),
        ("2024-05-31", "2024-02-28", false),
        ("2025-01-15", "2024-10-15", true),
        ("2025-01-15", "2024-10-14", false),
    ] {
        assert_eq!(level(screened, &[(first, json!(seen))]).1, lately, "{screened} {seen}");
    }
    // Two weeks are fourteen days, and both signs must be seen in them.
    for (one, other, category) in [
        ("2025-01-01", "2025-01-15", 3),
        ("2024-12-31", "2025-01-15", 2),
        ("2025-01-01", "2025-01-01", 3),
        ("2024-12-31", "2024-12-31", 2),
        ("2024-10-14", "2024-10-14", 1),
    ] {
        let seen = [(first, json!(one)), (second, json!([other, "2020-01-01"]))];
        assert_eq!(level("2025-01-15", &seen).0, category, "{one} {other}");
    }
    // However often it was seen, one sign is one.
    let often = [(first, json!(["2025-01-10", "2025-01-11", "2025-01-12"]))];
    assert_eq!(level("2025-01-15", &often).0, 2);
}

#[test]
fn what_counts_as_old_is_named_with_the_day_from_which_more_will() {
    let rules = load("weights");
    let screen = |screened_on: &str, seen: &str| {
        let seen = [("missing", json!(seen)), ("older-partner", json!("2024-01-01"))];
        request(&rules, screened_on, &seen)
    };
    // 5 for the one, 1 for the other.
    let new = screen("2025-03-01", "2024-09-02");
    let outcome = new.screen_by(&rules);
    assert_eq!(outcome.category(), Some(Category::One));
    let aged: Vec<_> = outcome.aged().collect();
    assert_eq!(aged.len(), 1);
    assert_eq!((&*aged[0].indicator.code, aged[0].last_seen), ("older-partner", day("2024-01-01")));
    assert_eq!(aged[0].before_the_last, "6 months");
    let Fall { on, to, .. } = outcome.falls().unwrap();
    assert_eq!((on, to), (day("2025-03-03"), None));
    // On that day it does, and on the day before it does not.
    assert_eq!(screen("2025-03-02", "2024-09-02").screen_by(&rules).category(), Some(Category::One));
    let later = screen("2025-03-03", "2024-09-02");
    let later = later.screen_by(&rules);
    assert_eq!((later.category(), later.falls()), (None, None));
    assert_eq!(later.aged().count(), 2);
    // The record says it, and verifies; the built-in rules ask for no time.
    let mut written = Vec::new();
    outcome.write_json(&mut written);
    assert_eq!(written, serde_json::to_vec(&outcome.to_record()).unwrap());
    let record = Record::from_slice_for(&rules, &written).unwrap();
    let found: Vec<_> = record.findings.iter().map(|finding| (&*finding.id, &*finding.message)).collect();
    let message = "“A partner who is much older” was last seen on 1 January 2024, more than 6 months before the screening, and counts as old";
    assert_eq!(found, [("counted-as-old", message)]);
    record.verify(&rules).unwrap();
    let built_in =
        support::read(&json!({ "child": { "age": 15 }, "screening": { "screened_on": "2025-03-01",
        "indicators": { "clipping": { "answer": "yes", "seen_on": "2001-01-01" } } } }));
    assert_eq!(built_in.screen().aged().count(), 0);
    assert!(built_in.screen().falls().is_none() && built_in.screen().findings_of_dates().is_empty());
}

#[test]
fn what_is_proved_is_proved_with_the_days_held_and_what_can_fall_is_named() {
    let report = windows().check();
    assert_eq!(*report.verdict(Property::MoreNeverLowers), Verdict::Holds);
    assert_eq!(report.fall_by_calendar, ["lately", "both-lately"]);
    assert_eq!(load("weights").check().fall_by_calendar, ["mild-from", "moderate-from", "significant-from"]);
    assert!(RuleSet::coventry().check().fall_by_calendar.is_empty());
}

#[test]
fn every_combination_of_days_and_answers_is_as_it_is_without_the_engine() {
    let rules = windows();
    let days = [
        None,
        Some("2025-01-15"),
        Some("2025-01-01"),
        Some("2024-12-31"),
        Some("2024-10-15"),
        Some("2024-10-14"),
    ];
    let mut seen = [0; 4];
    for answers in Answer::ALL.iter().flat_map(|one| Answer::ALL.iter().map(move |other| [*one, *other])) {
        for on in days.iter().flat_map(|one| days.iter().map(move |other| [*one, *other])) {
            let sign = |at: usize| match on[at] {
                Some(on) => json!({ "answer": answers[at], "seen_on": on }),
                None => json!(answers[at]),
            };
            let request = json!({ "child": { "age": 15 }, "screening": { "screened_on": "2025-01-15",
                "indicators": { "first-sign": sign(0), "second-sign": sign(1) } } });
            let request = Request::from_json_for(&rules, &request.to_string()).unwrap();
            let outcome = request.screen_by(&rules);
            let since = |first: &str, count: &dyn Fn(Answer) -> bool| {
                (0..2)
                    .filter(|at| {
                        let is_new = answers[*at] == Answer::NotKnown || on[*at].is_none_or(|on| on >= first);
                        count(answers[*at]) && is_new
                    })
                    .count()
            };
            let level = |count: &dyn Fn(Answer) -> bool| {
                let signs = (0..2).filter(|at| count(answers[*at])).count();
                let (lately, both) = (since("2024-10-15", count), since("2025-01-01", count));
                match (both, lately, signs) {
                    (2, ..) => 3,
                    (_, 1.., _) => 2,
                    (.., 1..) => 1,
                    _ => 0,
                }
            };
            let (category, possible) = (level(&Answer::protects), level(&|answer| answer != Answer::No));
            let found =
                [outcome.category(), outcome.possible()].map(|level| level.map_or(0, Category::number));
            assert_eq!(found, [category, possible], "{answers:?} {on:?}");
            seen[usize::from(category)] += 1;
        }
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}

#[test]
fn why_not_says_that_it_was_seen_too_long_ago_and_that_seeing_it_now_would_do() {
    let rules = windows();
    let old = request(&rules, "2025-01-15", &[("first-sign", json!("2024-01-01"))]);
    let outcome = old.screen_by(&rules);
    let why = outcome.why_not("lately").unwrap();
    let changes = why.changes();
    let sets = changes.sets();
    let texts: Vec<_> = sets.iter().map(|set| set.in_words()).collect();
    assert!(texts.iter().any(|text| text.contains("(now yes, seen too long ago)")), "{texts:?}");
    for set in sets {
        for request in set.requests() {
            let outcome = request.screen_by(&rules);
            assert!(outcome.reasons().any(|reason| reason.rule() == "lately"), "{}", set.in_words());
        }
        assert!(set.changes().iter().all(|change| change.from() != Given::Answer(Answer::Yes)));
    }
}

/// The same set, in which it does not matter when something was seen.
fn timeless() -> RuleSet {
    let mut set: Value = serde_json::from_str(&windows().to_json()).unwrap();
    for rule in set["category_rules"].as_array_mut().unwrap() {
        if let Some(within) = rule["when"][0]["observed_within"].as_object().cloned() {
            let count = within.get("count").cloned().unwrap_or(json!(1));
            rule["when"][0] = json!({ "observed_at_least": { "count": count, "of": within["of"] } });
        }
    }
    RuleSet::from_json(&set.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

/// Since when the same answers give what they give, by trying every day.
fn fell_by_trying(rules: &RuleSet, screened_on: &str, seen: &[(&str, Value)]) -> Option<NaiveDate> {
    let on = |day: NaiveDate| request(rules, &day.to_string(), seen).screen_by(rules).category();
    let (last, now) = (day(screened_on), on(day(screened_on)));
    let first = seen.iter().map(|(_, seen)| day(seen.as_str().unwrap())).max().unwrap();
    if on(first) == now {
        return None;
    }
    first.iter_days().take_while(|day| *day <= last).find(|day| on(*day) == now)
}

#[test]
fn who_fell_because_evidence_has_aged_did_so_on_the_day_that_every_day_tried_shows() {
    let rules = windows();
    let [first, second] = ["first-sign", "second-sign"];
    let mut fallen = 0;
    for screened in ["2025-01-15", "2025-01-16", "2025-04-14", "2025-04-15", "2025-04-16", "2025-09-01"] {
        for other in ["2025-01-01", "2025-01-02", "2025-01-15"] {
            let seen = [(first, json!("2025-01-15")), (second, json!(other))];
            let outcome_of = request(&rules, screened, &seen);
            let outcome = outcome_of.screen_by(&rules);
            let fell = outcome.fell();
            assert_eq!(
                fell.map(|fall| fall.on),
                fell_by_trying(&rules, screened, &seen),
                "{screened} {other}"
            );
            if let Some(Fall { from, to, .. }) = fell {
                fallen += 1;
                // Seen now, both are enough for the gravest.
                assert_eq!((from, to), (Some(Category::Three), outcome.category()));
            }
        }
    }
    assert!(fallen > 6, "{fallen}");
    // What has no day is seen now, and so is everything where the day of the screening is not given.
    let undated = json!({ "child": { "age": 15 }, "screening": { "screened_on": "2030-01-01", "indicators": [first] } });
    let undated = Request::from_json_for(&rules, &undated.to_string()).unwrap();
    assert!(undated.screen_by(&rules).fell().is_none());
    let no_day = json!({ "child": { "age": 15 }, "screening": { "indicators": { first: { "answer": "yes", "seen_on": "2001-01-01" } } } });
    let no_day = Request::from_json_for(&rules, &no_day.to_string()).unwrap();
    assert!(no_day.screen_by(&rules).fell().is_none());
}

#[test]
fn a_comparison_names_the_rules_by_which_a_level_can_fall_anew_and_the_child_who_falls() {
    let (before, after) = (timeless(), windows());
    let comparison = before.compare(&after);
    assert_eq!(comparison.fall_by_calendar, ["lately", "both-lately"]);
    assert!(after.compare(&before).fall_by_calendar.is_empty());
    assert!(after.compare(&after).fall_by_calendar.is_empty());
    let down = |one: &WhatChanges| matches!(one, WhatChanges::CategoryDown { .. });
    let mut shown = 0;
    for change in &comparison.outcomes {
        for kind in std::iter::once(&change.example).chain(&change.others) {
            // Nothing but the days differs, so whoever falls does because of them.
            assert_eq!(kind.fell.is_some(), down(&change.change), "{}", change.in_words);
            if let Some(fall) = kind.fell {
                let outcome = kind.request.request.screen_by(&after);
                assert_eq!((outcome.fell(), outcome.category()), (Some(fall), fall.to));
                assert_eq!(kind.request.request.screen_by(&before).category(), fall.from);
                shown += 1;
            }
        }
    }
    assert!(shown > 1, "{shown}");
    // Where the rules change and the days do not, nobody falls because of them.
    let back = after.compare(&before);
    assert!(
        back.outcomes
            .iter()
            .all(|one| one.change.direction() != Direction::Down || one.example.fell.is_none())
    );
}

#[test]
fn of_a_caseload_who_falls_or_will_because_evidence_ages_is_named_with_the_day() {
    let (before, after) = (timeless(), windows());
    let mut caseload = Caseload::default();
    // Seen on one day: in the three months, to the day; out of them; long out; without a day.
    let screened = ["2025-04-14", "2025-04-15", "2025-04-16", "2025-09-01"];
    for screened in screened {
        let request = request(&after, screened, &[("first-sign", json!("2025-01-15"))]);
        caseload.add_request(&request, &before, &after);
        let record = request.screen_by(&before).to_record();
        caseload.add_record(&record, &before, &after);
    }
    let undated = json!({ "child": { "age": 15 }, "screening": { "screened_on": "2025-09-01", "indicators": ["first-sign"] } });
    let undated = Request::from_json_for(&after, &undated.to_string()).unwrap();
    caseload.add_request(&undated, &before, &after);
    assert_eq!(caseload.compared, 9);
    let days = |change: &CaseChange| (change.fell.map(|fall| fall.on), change.falls.map(|fall| fall.on));
    let found: Vec<_> = caseload.changed.iter().map(|change| (change.place, days(change))).collect();
    let on = Some(day("2025-04-16"));
    let (will, did) = ((None, on), (on, None));
    let expected = [(1, will), (2, will), (3, will), (4, will), (5, did), (6, did), (7, did), (8, did)];
    assert_eq!(found, expected);
    assert!(caseload.changed.iter().all(|change| change.is_down() == change.fell.is_some()));
    assert!(caseload.changed.iter().all(|change| !change.is_same()));
    let [first, .., last] = &*caseload.changed else { panic!() };
    let fall = |from: u8, to: u8| json!({ "on": "2025-04-16", "from": from, "to": to });
    assert_eq!(json!(first)["falls"], fall(2, 1));
    assert_eq!((&json!(last)["fell"], &json!(last)["falls"]), (&fall(2, 1), &json!(null)));
    // Whoever would fall as far by then under the first set is not changed by the second.
    let mut same = Caseload::default();
    for screened in screened {
        let request = request(&after, screened, &[("first-sign", json!("2025-01-15"))]);
        same.add_request(&request, &after, &after);
        same.add_record(&request.screen_by(&after).to_record(), &before, &after);
    }
    assert!(same.changed.is_empty(), "{:?}", same.changed.len());
}

#[test]
fn an_indicator_that_is_asked_about_in_time_alone_is_not_ignored() {
    let within = json!({ "months": 3 });
    for (asks, ignored) in [
        (json!({ "observed_within": { "of": "any", "months": 3 } }), &[][..]),
        (json!({ "observed_within": { "of": ["first-sign"], "months": 3 } }), &["second-sign"]),
        (json!({ "weight_at_least": { "sum": 2, "of": "any", "within": within } }), &[]),
        (
            json!({ "weight_at_least": { "sum": 2, "of": ["second-sign"], "within": within } }),
            &["first-sign"],
        ),
    ] {
        let mut set = faults::with("/category_rules/0/when", json!([asks]));
        set["category_rules"].as_array_mut().unwrap().truncate(1);
        set["protections"] = json!([]);
        set["steps"].as_array_mut().unwrap().truncate(1);
        set["manifest"]["accepts_no_category"] = json!([{ "of": "any", "reason": "it is small" }]);
        let rules = RuleSet::from_json(&set.to_string()).unwrap_or_else(|error| panic!("{error}"));
        let report = rules.check();
        let of_kind = report.warnings.iter().filter(|warning| warning.kind == WarningKind::IndicatorIgnored);
        let rows: Vec<_> = of_kind.map(|warning| warning.fault.row().to_owned()).collect();
        assert_eq!(rows, ignored, "{asks}: {:?}", report.warnings);
    }
}

#[test]
fn the_request_that_shows_a_row_is_of_a_day_on_which_its_times_lie_so() {
    // 6 months are 181 to 184 days, and 26 weeks are 182.
    let [months, weeks] = [("months", 6), ("weeks", 26)].map(|(unit, count)| {
        let mut within = json!({ "of": ["first-sign"] });
        within[unit] = json!(count);
        json!({ "observed_within": within })
    });
    let mut set = faults::small();
    for (id, since, before) in [("in-weeks", &weeks, &months), ("in-months", &months, &weeks)] {
        let row = json!({ "id": id, "message": id, "when": [since, { "not": before }, { "any_observed": ["first-sign"] }],
            "statements": ["S1"] });
        set["findings"].as_array_mut().unwrap().push(row);
    }
    let rules = RuleSet::from_json(&set.to_string()).unwrap_or_else(|error| panic!("{error}"));
    for id in ["in-weeks", "in-months"] {
        let Some(Reached::By(request)) = rules.smallest_request_for(TableId::Findings, id) else {
            panic!("{id}")
        };
        let outcome = request.screen_by(&rules);
        assert!(outcome.findings().any(|finding| finding.id == id), "{id}");
    }
}
