//! By when steps are due: in every unit, from every day, within a range, again and again, one from another. The days
//! are counted a second time here, one by one.

use crate::faults::{put, small};
use crate::reading_2::dates::working_days_after;
use chrono::{Datelike, NaiveDate};
use cse_screening::rules::proof::{Direction, WhatChanges};
use cse_screening::rules::tables::CountedFrom;
use cse_screening::{Child, Due, DueUnit, Outcome, Record, Request, RuleSet};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn step(id: &str, deadline: &Value) -> Value {
    json!({
        "id": id, "stage": "help", "when": [{ "category_at_least": 1 }], "actor": "holder", "who": "w", "action": id,
        "force": "must", "deadline": deadline, "statements": ["S1"], "basis": "toolkit"
    })
}

/// The small set with these steps in place of its own.
pub fn set(steps: &[(&str, Value)]) -> Value {
    let mut set = small();
    // The built-in calendar, by which the second way counts.
    put(&mut set, "/calendar", json!(RuleSet::coventry().calendar()));
    let rows: Vec<_> = steps.iter().map(|(id, deadline)| step(id, deadline)).collect();
    put(&mut set, "/steps", json!(rows));
    put(&mut set, "/stages", json!([{ "stage": "help", "label": "Help" }]));
    set
}

fn rules(steps: &[(&str, Value)]) -> RuleSet {
    RuleSet::from_json(&set(steps).to_string()).unwrap_or_else(|error| panic!("{error}"))
}

/// A child of 15 with a sign, the days that are given being those of the screening, the referral and the
/// determination.
fn request(rules: &RuleSet, [screened, referred, determined]: [Option<&str>; 3]) -> Request {
    let mut request = json!({ "child": { "age": 15 }, "screening": { "indicators": ["first-sign"] } });
    screened.into_iter().for_each(|day| request["screening"]["screened_on"] = json!(day));
    referred.into_iter().for_each(|day| request["screening"]["referred_on"] = json!(day));
    if let Some(day) = determined {
        request["child"]["determination"] =
            json!({ "category": 2, "on": day, "by": "mase_meeting", "rationale": "weighed" });
    }
    Request::from_json_for(rules, &request.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

fn due(outcome: &Outcome<'_>, id: &str) -> Due {
    outcome.steps().find(|step| step.id() == id).unwrap().due().unwrap()
}

fn as_json(due: &Due) -> Value {
    serde_json::to_value(due).unwrap()
}

#[test]
fn each_unit_is_counted_from_each_day_as_its_words_say() {
    // The words of a row, the screening, the referral, the determination, and the day.
    type DueCase = (Value, [Option<&'static str>; 3], Option<&'static str>);
    let cases: &[DueCase] = &[
        (
            json!({ "working_days": 15, "from": "referral" }),
            [None, Some("2025-03-03"), None],
            Some("2025-03-24"),
        ),
        (
            json!({ "working_days": 1, "from": "screening" }),
            [Some("2025-03-07"), None, None],
            Some("2025-03-10"),
        ),
        (json!({ "days": 1, "from": "referral" }), [None, Some("2025-03-07"), None], Some("2025-03-08")),
        (json!({ "days": 28, "from": "referral" }), [None, Some("2025-02-01"), None], Some("2025-03-01")),
        (json!({ "weeks": 1, "from": "screening" }), [Some("2024-02-22"), None, None], Some("2024-02-29")),
        (json!({ "weeks": 6, "from": "referral" }), [None, Some("2025-03-03"), None], Some("2025-04-14")),
        // Thirty working days are not six weeks: there are Easter and a bank holiday in them.
        (
            json!({ "working_days": 30, "from": "referral" }),
            [None, Some("2025-03-28"), None],
            Some("2025-05-14"),
        ),
        (json!({ "weeks": 6, "from": "referral" }), [None, Some("2025-03-28"), None], Some("2025-05-09")),
        (json!({ "months": 1, "from": "referral" }), [None, Some("2025-01-27"), None], Some("2025-02-27")),
        (json!({ "months": 1, "from": "referral" }), [None, Some("2025-01-28"), None], Some("2025-02-28")),
        (json!({ "months": 1, "from": "referral" }), [None, Some("2025-01-29"), None], Some("2025-02-28")),
        (json!({ "months": 1, "from": "referral" }), [None, Some("2025-01-31"), None], Some("2025-02-28")),
        (json!({ "months": 1, "from": "referral" }), [None, Some("2024-01-30"), None], Some("2024-02-29")),
        (json!({ "months": 6, "from": "referral" }), [None, Some("2025-08-31"), None], Some("2026-02-28")),
        (json!({ "months": 12, "from": "referral" }), [None, Some("2024-02-29"), None], Some("2025-02-28")),
        (
            json!({ "weeks": 2, "from": "determination" }),
            [Some("2025-03-03"), Some("2025-03-04"), Some("2025-02-20")],
            Some("2025-03-06"),
        ),
        // What it counts from is not known.
        (json!({ "weeks": 2, "from": "referral" }), [Some("2025-03-03"), None, Some("2025-02-20")], None),
        (json!({ "weeks": 2, "from": "screening" }), [None, Some("2025-03-03"), None], None),
        (
            json!({ "weeks": 2, "from": "determination" }),
            [Some("2025-03-03"), Some("2025-03-03"), None],
            None,
        ),
    ];
    for (deadline, days, expected) in cases {
        let rules = rules(&[("step", deadline.clone())]);
        let request = request(&rules, *days);
        let due = due(&request.screen_by(&rules), "step");
        assert_eq!(due.date, expected.map(day), "{deadline} {days:?}");
        assert_eq!(due.until, None);
    }
}

#[test]
fn a_record_says_a_deadline_as_the_contract_has_it() {
    let rules = rules(&[
        ("plain", json!({ "working_days": 15, "from": "referral" })),
        ("range", json!({ "weeks": 4, "until": 6, "from": "referral" })),
        ("again", json!({ "weeks": 6, "from": "range", "repeats": true })),
        ("both", json!({ "months": 4, "until": 6, "from": "screening", "repeats": true })),
    ]);
    let outcome_of = |days| request(&rules, days);
    let dated = outcome_of([Some("2025-03-01"), Some("2025-03-03"), None]);
    let outcome = dated.screen_by(&rules);
    let expected = [
        ("plain", json!({ "after": 15, "unit": "working_days", "from": "referral", "date": "2025-03-24" })),
        (
            "range",
            json!({ "after": 4, "unit": "weeks", "from": "referral", "date": "2025-03-31",
                "until": { "after": 6, "date": "2025-04-14" } }),
        ),
        (
            "again",
            json!({ "after": 6, "unit": "weeks", "from": "range", "date": "2025-05-26", "repeats": true }),
        ),
        (
            "both",
            json!({ "after": 4, "unit": "months", "from": "screening", "date": "2025-07-01",
                "until": { "after": 6, "date": "2025-09-01" }, "repeats": true }),
        ),
    ];
    for (id, expected) in &expected {
        assert_eq!(as_json(&due(&outcome, id)), *expected);
    }
    let undated = outcome_of([None, None, None]);
    let outcome = undated.screen_by(&rules);
    assert_eq!(as_json(&due(&outcome, "range"))["until"], json!({ "after": 6, "date": null }));
    assert_eq!(as_json(&due(&outcome, "again"))["date"], json!(null));
    // Both ways to write a record, and back.
    for request in [&dated, &undated] {
        let outcome = request.screen_by(&rules);
        let mut written = Vec::new();
        outcome.write_json(&mut written);
        assert_eq!(
            String::from_utf8(written.clone()).unwrap(),
            serde_json::to_string(&outcome.to_record()).unwrap()
        );
        let read = Record::from_slice_for(&rules, &written).unwrap();
        assert!(read == outcome.to_record() && read.verify(&rules).is_ok());
    }
}

#[test]
fn a_deadline_from_another_counts_from_its_last_day_and_from_the_first_time_of_what_repeats() {
    let rules = rules(&[
        ("c", json!({ "days": 1, "from": "b" })),
        ("b", json!({ "working_days": 2, "from": "a" })),
        ("a", json!({ "weeks": 1, "until": 2, "from": "referral", "repeats": true })),
    ]);
    // From a Monday: two weeks to a Monday, two working days to the Wednesday, a day to the Thursday.
    let request = request(&rules, [None, Some("2025-03-03"), None]);
    let outcome = request.screen_by(&rules);
    assert_eq!(due(&outcome, "b").date, Some(day("2025-03-19")));
    assert_eq!(due(&outcome, "c").date, Some(day("2025-03-20")));
    assert_eq!(due(&outcome, "c").from, CountedFrom::Step("b".into()));
}

/// So many steps, each counting from the next, the last from the referral.
pub fn row(steps: usize) -> Value {
    let all: Vec<_> = (0..steps)
        .map(|at| {
            let from = if at + 1 == steps { "referral".to_owned() } else { format!("s{}", at + 1) };
            (format!("s{at}"), json!({ "days": 1, "from": from }))
        })
        .collect();
    set(&all.iter().map(|(id, deadline)| (&**id, deadline.clone())).collect::<Vec<_>>())
}

#[test]
fn eight_deadlines_in_a_row_are_counted() {
    // The first counts from a step, over eight.
    let rules = RuleSet::from_json(&row(9).to_string()).unwrap();
    let request = request(&rules, [None, Some("2025-03-03"), None]);
    assert_eq!(due(&request.screen_by(&rules), "s0").date, Some(day("2025-03-12")));
}

/// So many units later, one day after the other.
fn later(start: NaiveDate, count: u32, unit: DueUnit) -> NaiveDate {
    match unit {
        DueUnit::WorkingDays => working_days_after(start, count.into()),
        DueUnit::Days => start.iter_days().nth(count as usize).unwrap(),
        DueUnit::Weeks => start.iter_days().nth(7 * count as usize).unwrap(),
        _ => {
            let month = start.month0() + count;
            let (year, month) = (start.year() + (month / 12) as i32, month % 12 + 1);
            let days = (1..=start.day()).rev();
            days.filter_map(|day| NaiveDate::from_ymd_opt(year, month, day)).next().unwrap()
        }
    }
}

fn random_deadline(rng: &mut StdRng) -> Value {
    let unit = DueUnit::ALL[rng.random_range(0..4)];
    let most = if unit == DueUnit::Months { 4 } else { 12 };
    let after = rng.random_range(1..=most);
    let mut deadline = json!({ "from": "referral" });
    deadline[unit.code()] = json!(after);
    if rng.random_bool(0.4) {
        deadline["until"] = json!(after + rng.random_range(1..=3));
    }
    if rng.random_bool(0.5) {
        deadline["repeats"] = json!(true);
    }
    deadline
}

#[test]
fn what_is_due_next_is_found_by_looking_at_every_time_one_after_the_other() {
    let mut rng = StdRng::seed_from_u64(5);
    let (mut again, mut past) = (0, 0);
    for _ in 0..300 {
        let deadline = random_deadline(&mut rng);
        let rules = rules(&[("step", deadline.clone())]);
        // Within the years of the published list of holidays.
        let start = day("2023-01-01") + chrono::Days::new(rng.random_range(0..400));
        let after = start + chrono::Days::new(rng.random_range(0..700));
        let request = request(&rules, [None, Some(&start.to_string()), None]);
        let outcome = request.screen_by(&rules);
        let due = due(&outcome, "step");
        let most = due.until.map_or(due.after, |until| until.after);
        let times = (0..if due.repeats { 800 } else { 1 }).map(|before: u32| {
            let at = |count: u16| later(start, before * u32::from(most) + u32::from(count), due.unit);
            (due.until.map(|_| at(due.after)), at(most))
        });
        let expected = times.take_while(|(_, by)| *by < day("2027-06-01")).find(|(_, by)| *by > after);
        let found = outcome.due_after(after);
        let found = found.first().map(|next| (next.not_before, next.by));
        assert_eq!(found, expected, "{deadline} from {start}, after {after}");
        again += usize::from(due.repeats && expected.is_some());
        past += usize::from(expected.is_none());
    }
    assert!(again > 100 && past > 50, "{again}, {past}");
}

#[test]
fn what_is_due_next_is_told_to_the_day_and_in_order_of_date() {
    let rules = rules(&[
        ("review", json!({ "weeks": 6, "from": "referral", "repeats": true })),
        ("range", json!({ "weeks": 4, "until": 6, "from": "referral" })),
        ("month", json!({ "months": 1, "from": "referral", "repeats": true })),
        ("undated", json!({ "weeks": 1, "from": "determination", "repeats": true })),
    ]);
    let request = request(&rules, [None, Some("2025-01-31"), None]);
    let outcome = request.screen_by(&rules);
    let after = |text: &str| -> Vec<_> {
        let next = outcome.due_after(day(text)).into_iter();
        next.map(|due| format!("{} {}", due.step.id(), due.by)).collect()
    };
    assert_eq!(after("2025-01-31"), ["month 2025-02-28", "review 2025-03-14", "range 2025-03-14"]);
    assert_eq!(after("2025-02-27"), ["month 2025-02-28", "review 2025-03-14", "range 2025-03-14"]);
    // On the 31st again, and not on the 28th of every month.
    assert_eq!(after("2025-02-28"), ["review 2025-03-14", "range 2025-03-14", "month 2025-03-31"]);
    assert_eq!(after("2025-03-13"), ["review 2025-03-14", "range 2025-03-14", "month 2025-03-31"]);
    assert_eq!(after("2025-03-14"), ["month 2025-03-31", "review 2025-04-25"]);
    assert_eq!(after("2025-03-31"), ["review 2025-04-25", "month 2025-04-30"]);
    // Beyond four hundred years nothing comes again.
    assert_eq!(after("2425-01-01").len(), 2);
    assert!(after("2426-01-01").is_empty());
}

#[test]
fn no_date_is_reckoned_beside_one_that_cannot_be() {
    let rules = rules(&[("step", json!({ "weeks": 1, "from": "screening" }))]);
    let child = Child::aged(15).unwrap().screened_on(day("2025-03-03")).unwrap();
    let own = request(&rules, [None, None, None]).indicators().clone();
    let tool = own.clone().referred_on(NaiveDate::from_ymd_opt(205, 3, 3).unwrap());
    let outcome = rules.screen(&child, &tool);
    assert!(due(&outcome, "step").date.is_none() && outcome.due_after(day("2000-01-01")).is_empty());
    assert_eq!(due(&rules.screen(&child, &own), "step").date, Some(day("2025-03-10")));
}

fn changes(from: &[(&str, Value)], to: &[(&str, Value)]) -> Vec<WhatChanges> {
    let compared = rules(from).compare(&rules(to));
    compared.outcomes.into_iter().map(|one| one.change).collect()
}

#[test]
fn a_deadline_is_later_unless_it_is_never_later() {
    let plain = |unit: &str, after: u16| json!({ unit: after, "from": "referral" });
    let range = |after: u16, until: u16| json!({ "weeks": after, "until": until, "from": "referral" });
    let again = |after: u16| json!({ "weeks": after, "from": "referral", "repeats": true });
    let cases = [
        (plain("weeks", 6), plain("weeks", 6), ""),
        (plain("weeks", 6), plain("weeks", 5), "deadline sooner: step had 6 weeks, and has 5 weeks"),
        (plain("weeks", 6), plain("weeks", 7), "deadline later: step had 6 weeks, and has 7 weeks"),
        (plain("weeks", 6), plain("days", 42), ""),
        (plain("weeks", 6), plain("days", 43), "deadline later: step had 6 weeks, and has 43 days"),
        (plain("weeks", 6), plain("days", 41), "deadline sooner: step had 6 weeks, and has 41 days"),
        // Six weeks are sooner than thirty-one working days in any calendar, and may be later than thirty.
        (
            plain("working_days", 30),
            plain("weeks", 6),
            "deadline later: step had 30 working days, and has 6 weeks",
        ),
        (
            plain("working_days", 31),
            plain("weeks", 6),
            "deadline sooner: step had 31 working days, and has 6 weeks",
        ),
        (
            plain("weeks", 6),
            plain("working_days", 1),
            "deadline later: step had 6 weeks, and has 1 working day",
        ),
        (plain("months", 1), plain("days", 28), "deadline sooner: step had 1 month, and has 28 days"),
        (plain("months", 1), plain("days", 29), "deadline later: step had 1 month, and has 29 days"),
        (plain("days", 31), plain("months", 1), "deadline sooner: step had 31 days, and has 1 month"),
        (plain("days", 30), plain("months", 1), "deadline later: step had 30 days, and has 1 month"),
        (plain("weeks", 6), range(4, 6), "deadline later: step had 6 weeks, and has 4 to 6 weeks"),
        (range(4, 6), plain("weeks", 6), "deadline sooner: step had 4 to 6 weeks, and has 6 weeks"),
        (range(4, 6), range(3, 6), "deadline sooner: step had 4 to 6 weeks, and has 3 to 6 weeks"),
        (range(4, 6), range(3, 7), "deadline later: step had 4 to 6 weeks, and has 3 to 7 weeks"),
        (
            plain("weeks", 6),
            again(6),
            "deadline sooner: step had one within 6 weeks of the referral, and has one every 6 weeks from the referral",
        ),
        (
            again(6),
            plain("weeks", 1),
            "deadline later: step had one every 6 weeks from the referral, and has one within 1 week of the referral",
        ),
        (
            plain("weeks", 6),
            json!({ "weeks": 1, "from": "screening" }),
            "deadline later: step had one within 6 weeks of the referral, and has one within 1 week of the screening",
        ),
    ];
    for (from, to, expected) in cases {
        let found = changes(&[("step", from.clone())], &[("step", to.clone())]);
        let found: Vec<_> = found.iter().map(ToString::to_string).collect();
        let expected: Vec<_> = Some(expected).filter(|text| !text.is_empty()).into_iter().collect();
        assert_eq!(found, expected, "{from} to {to}");
    }
}

#[test]
fn a_step_changes_with_the_one_that_it_counts_from() {
    let two = |weeks: u16| {
        [("a", json!({ "weeks": weeks, "from": "referral" })), ("b", json!({ "days": 1, "from": "a" }))]
    };
    let found: Vec<_> = changes(&two(2), &two(3)).iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "deadline later: a had 2 weeks, and has 3 weeks",
            "deadline later: b counts from a step whose deadline is another"
        ]
    );
}

#[test]
fn what_compare_calls_sooner_is_later_for_no_day() {
    let mut rng = StdRng::seed_from_u64(6);
    let (mut sooner, mut same) = (0, 0);
    for _ in 0..200 {
        let deadlines = [random_deadline(&mut rng), random_deadline(&mut rng)];
        let sets = deadlines.each_ref().map(|deadline| rules(&[("step", deadline.clone())]));
        let compared = sets[0].compare(&sets[1]);
        match compared.outcomes.first().map(|one| one.change.direction()) {
            Some(Direction::Down) => continue,
            Some(_) => sooner += 1,
            None => same += 1,
        }
        for start in day("2023-11-20").iter_days().step_by(5).take(60) {
            let [had, has] = sets.each_ref().map(|rules| {
                let request = request(rules, [None, Some(&start.to_string()), None]);
                due(&request.screen_by(rules), "step")
            });
            assert!(has.by() <= had.by() && has.repeats >= had.repeats, "{deadlines:?} from {start}");
        }
    }
    assert!(sooner > 20 && sooner + same < 180, "{sooner}, {same}");
}
