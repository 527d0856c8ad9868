//! What is still to be done as of a day, counted a second time day by day.

use crate::deadlines::set;
use chrono::{Days, NaiveDate};
use cse_screening::{Record, Request, RuleSet, Standing, StepDone, VerifyError};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A record of one step that is due three weeks after the referral, and one that comes again every six.
fn rules() -> RuleSet {
    let steps = [
        ("once", json!({ "weeks": 3, "from": "referral" })),
        ("review", json!({ "weeks": 6, "from": "referral", "repeats": true })),
    ];
    RuleSet::from_json(&set(&steps).to_string()).unwrap()
}

fn record(rules: &RuleSet, referred: Option<&str>) -> Record {
    let mut request = json!({ "child": { "age": 15 }, "screening": { "indicators": ["first-sign"] } });
    referred.into_iter().for_each(|day| request["screening"]["referred_on"] = json!(day));
    Request::from_json_for(rules, &request.to_string()).unwrap().screen_by(rules).to_record()
}

/// Step, standing and day, of what is not done.
fn found(record: &Record, done: &[StepDone], as_of: NaiveDate) -> Vec<(String, Standing, Option<NaiveDate>)> {
    let all = record.outstanding(&rules(), done, as_of).unwrap();
    all.iter().map(|one| (one.step.id.clone(), one.standing, one.by)).collect()
}

#[test]
fn a_step_is_open_on_its_last_day_overdue_on_the_next_and_gone_once_it_is_done() {
    let record = record(&rules(), Some("2025-03-03"));
    let once = |done: &[StepDone], as_of: &str| {
        found(&record, done, day(as_of))
            .into_iter()
            .find(|(id, ..)| id == "once")
            .map(|(_, standing, by)| (standing, by))
    };
    let by = Some(day("2025-03-24"));
    assert_eq!(once(&[], "2025-03-23"), Some((Standing::Open, by)));
    assert_eq!(once(&[], "2025-03-24"), Some((Standing::Open, by)));
    assert_eq!(once(&[], "2025-03-25"), Some((Standing::Overdue, by)));
    let done = [StepDone::new("once", day("2025-03-20"), "somebody")];
    assert_eq!(once(&done, "2025-03-19"), Some((Standing::Open, by)));
    assert_eq!(once(&done, "2025-03-20"), None);
    // Late is done, too.
    assert_eq!(once(&[StepDone::new("once", day("2025-05-20"), "somebody")], "2025-05-20"), None);
    // Why it was not done is no step; and what was done after all is.
    let not = StepDone::new("once", day("2025-03-20"), "somebody").why_not("moved away");
    assert_eq!(once(std::slice::from_ref(&not), "2025-03-25"), Some((Standing::NotDone, by)));
    assert_eq!(once(&[not, done[0].clone()], "2025-03-25"), None);
    // What names another step counts for nothing.
    let other = [StepDone::new("onc", day("2025-03-20"), "somebody")];
    assert_eq!(once(&other, "2025-03-25"), Some((Standing::Overdue, by)));
}

#[test]
fn what_is_overdue_stands_first_and_what_was_decided_against_last() {
    let record = record(&rules(), Some("2025-03-03"));
    let as_of = day("2025-04-15");
    let ids =
        |done: &[StepDone]| found(&record, done, as_of).into_iter().map(|(id, ..)| id).collect::<Vec<_>>();
    assert_eq!(ids(&[]), ["once", "review"]);
    let not = StepDone::new("once", day("2025-03-20"), "somebody").why_not("moved away");
    assert_eq!(ids(&[not]), ["review", "once"]);
}

#[test]
fn without_the_day_that_it_counts_from_a_step_is_open_until_it_is_done() {
    let record = record(&rules(), None);
    let open = found(&record, &[], day("2035-01-01"));
    assert!(
        open.iter().all(|(_, standing, by)| *standing == Standing::Open && by.is_none()) && open.len() == 2
    );
    let done = ["once", "review"].map(|step| StepDone::new(step, day("2034-01-01"), "somebody"));
    // What comes again is never done for good.
    assert_eq!(
        found(&record, &done, day("2035-01-01")).into_iter().map(|(id, ..)| id).collect::<Vec<_>>(),
        ["review"]
    );
}

/// The times of the review one by one, each with whether it is settled.
fn naive_review(done: &[NaiveDate], as_of: NaiveDate) -> (Standing, Option<NaiveDate>) {
    let time = |number: u64| day("2025-03-03").checked_add_days(Days::new(42 * number)).unwrap();
    let mut settled = [false; 40];
    let mut days: Vec<_> = done.iter().filter(|one| **one <= as_of).collect();
    days.sort();
    for one in days {
        // The time that this day falls into, from 1.
        let number = (1..).find(|number| *one <= time(*number)).unwrap();
        let late = (1..number).any(|before| !settled[before as usize]);
        (1..number).for_each(|before| settled[before as usize] = true);
        if !late {
            settled[number as usize] = true;
        }
    }
    let next = (1..).find(|number| !settled[*number as usize]).unwrap();
    (if time(next) < as_of { Standing::Overdue } else { Standing::Open }, Some(time(next)))
}

#[test]
fn reviews_are_settled_as_counting_them_one_by_one_says() {
    let record = record(&rules(), Some("2025-03-03"));
    let mut random = StdRng::seed_from_u64(7);
    let (mut overdue, mut open) = (0, 0);
    for _ in 0..300 {
        let any = |random: &mut StdRng| {
            day("2025-03-03").checked_add_days(Days::new(random.random_range(0..400))).unwrap()
        };
        let days: Vec<_> = (0..random.random_range(0..6)).map(|_| any(&mut random)).collect();
        let done: Vec<_> = days.iter().map(|on| StepDone::new("review", *on, "somebody")).collect();
        let as_of = any(&mut random);
        let review = found(&record, &done, as_of).into_iter().find(|(id, ..)| id == "review").unwrap();
        let expected = naive_review(&days, as_of);
        assert_eq!((review.1, review.2), expected, "{days:?} as of {as_of}");
        overdue += usize::from(review.1 == Standing::Overdue);
        open += usize::from(review.1 == Standing::Open);
    }
    assert!(overdue > 30 && open > 30, "{overdue} {open}");
}

#[test]
fn of_a_record_that_does_not_reproduce_nobody_says_what_is_outstanding() {
    let rules = rules();
    let mut changed = record(&rules, Some("2025-03-03"));
    changed.steps.pop();
    assert!(matches!(changed.outstanding(&rules, &[], day("2025-03-04")), Err(VerifyError::Differs(_))));
    let other = RuleSet::coventry();
    let record = record(&rules, Some("2025-03-03"));
    assert!(matches!(record.outstanding(other, &[], day("2025-03-04")), Err(VerifyError::OtherRules { .. })));
}

#[test]
fn no_log_learns_what_is_outstanding() {
    let rules = rules();
    let record = record(&rules, Some("2025-03-03"));
    let done = [StepDone::new("once", day("2025-03-04"), "Ann").result("told by Ann")];
    let open = record.outstanding(&rules, &done, day("2025-03-04")).unwrap();
    let shown = format!("{done:?} {open:?}");
    assert!(!shown.contains("Ann") && !shown.contains("once") && !shown.contains("2025"), "{shown}");
}
