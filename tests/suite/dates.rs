//! Dates that cannot be, and numbers however they are written: what is refused, what is found, what reads back.

use crate::reading_2::requests;
use crate::support;
use chrono::{Days, NaiveDate};
use cse_screening::{
    Answer, Category, Child, Indicator, Indicators, Judgement, Record, Request, RequestErrorKind, RuleSet,
    screen,
};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// The dates of a child, and whether a request may have them.
fn dated() -> Vec<(Child, Indicators, bool)> {
    let aged = || Child::aged(15).unwrap();
    let tool = || Indicators::new().observed(Indicator::Clipping);
    let born = |born, screened_on| Child::born(born, screened_on).unwrap();
    let referred = |on| tool().referred_on(on);
    let (birth, screening) = (day(2015, 1, 1), day(2025, 3, 1));
    vec![
        (aged(), referred(day(1899, 12, 31)), false),
        (aged(), referred(day(1900, 1, 1)), true),
        (aged(), referred(day(2199, 12, 31)), true),
        (aged(), referred(day(2200, 1, 1)), false),
        (aged(), referred(day(205, 3, 3)), false),
        (aged(), referred(day(-1, 3, 3)), false),
        (aged(), referred(day(12_025, 3, 3)), false),
        (aged().screened_on(day(1899, 12, 31)).unwrap(), tool(), false),
        (aged().screened_on(day(1900, 1, 1)).unwrap(), tool(), true),
        (aged().screened_on(day(2200, 1, 1)).unwrap(), referred(day(2025, 3, 3)), false),
        (born(day(1899, 12, 31), day(1915, 3, 1)), tool(), false),
        (born(day(1900, 1, 1), day(1915, 3, 1)), tool(), true),
        (born(birth, screening), tool(), true),
        (born(birth, screening), referred(birth - Days::new(1)), false),
        (born(birth, screening), referred(birth), true),
        // A referral may be later than the screening.
        (born(birth, screening), referred(day(2026, 1, 1)), true),
    ]
}

#[test]
fn a_request_cannot_have_a_date_that_cannot_be() {
    for (child, tool, allowed) in dated() {
        let made = Request::new(child, tool);
        assert_eq!(made.is_ok(), allowed, "{made:?}");
        let Err(error) = made else { continue };
        assert!(
            ["child.date_of_birth", "screening.screened_on", "screening.referred_on"]
                .contains(&error.place())
        );
        assert!(matches!(error.kind(), RequestErrorKind::OutOfRange | RequestErrorKind::BeforeBirth));
        assert!(
            error
                .found()
                .is_some_and(|found| error.full_text().contains(found) && !error.to_string().contains(found))
        );
    }
}

#[test]
fn a_screening_finds_it_and_reckons_no_deadline_from_it() {
    let mut deadlines = 0;
    for (child, tool, allowed) in dated() {
        let outcome = screen(&child, &tool);
        assert_eq!(outcome.category(), Some(Category::Three));
        let found = outcome.findings().any(|row| row.id == "impossible-date");
        assert_eq!(found, !allowed);
        let due: Vec<_> = outcome.steps().filter_map(|step| step.due()).collect();
        assert!(!due.is_empty());
        let has_date = allowed && tool.referral_day().is_some();
        assert!(due.iter().all(|due| due.date.is_some() == has_date));
        deadlines += usize::from(has_date);

        // Its record is written, read back and reproduced, whatever its dates are.
        let record = outcome.to_record();
        let mut written = Vec::new();
        outcome.write_json(&mut written);
        let read: Record = serde_json::from_slice(&written).unwrap();
        assert!(read == record);
        let text = String::from_utf8(written).unwrap();
        assert!(Record::from_json_for(RuleSet::coventry(), &text).unwrap() == record);
        assert_eq!(read.verify(RuleSet::coventry()), Ok(()));
        // And its request is a request only where that could have been sent.
        assert_eq!(Request::from_json(&json!(record.request).to_string()).is_ok(), allowed);
    }
    assert!(deadlines > 3);
}

#[test]
fn only_findings_may_ask_whether_a_date_cannot_be() {
    let set = |table: &str| {
        json!({
            "extends": { "id": "coventry", "version": RuleSet::coventry().tables().manifest.version },
            "manifest": { "id": "elsewhere", "version": "1.0.0", "title": "Elsewhere" },
            table: { "change": [{
                "id": if table == "steps" { "mase-meeting" } else { "escalated" },
                "when": [{ "impossible_date": true }, { "category_at_least": 2 }],
            }] },
        })
    };
    let refused = RuleSet::from_json(&set("steps").to_string()).unwrap_err().to_string();
    assert!(refused.contains("asks whether a date cannot be; only findings may"), "{refused}");
    let rules = RuleSet::from_json(&set("findings").to_string()).unwrap();
    for (child, tool, allowed) in dated() {
        let found = rules.screen(&child, &tool).findings().any(|row| row.id == "escalated");
        assert_eq!(found, !allowed);
    }
}

#[test]
fn what_a_request_accepts_is_written_and_read_back_equal() {
    let texts = ["x", "\"\\\u{0}\u{1f}\u{2028}", "e\u{301}\u{202e}", " a ", "\u{10ffff}"];
    let edges = [day(1900, 1, 1), day(1899, 12, 31), day(2199, 12, 31), day(2200, 1, 1), day(2025, 3, 1)];
    let (mut accepted, mut refused) = (0, 0);
    for seed in 0..20_000 {
        let mut rng = StdRng::seed_from_u64(seed);
        let request = support::read(&requests::random_request(&mut rng));
        let (mut child, mut tool) = (request.child().clone(), request.indicators().clone());
        let near =
            |rng: &mut StdRng| edges[rng.random_range(0..edges.len())] + Days::new(rng.random_range(0..3));
        if rng.random_bool(0.3) {
            let (born, screened_on) = (near(&mut rng), near(&mut rng));
            if let Ok(born) = Child::born(born, screened_on) {
                child = born.fact(cse_screening::Fact::LookedAfter, Answer::Suspected);
            }
        } else if rng.random_bool(0.3)
            && let Ok(dated) = child.clone().screened_on(near(&mut rng))
        {
            child = dated;
        }
        if rng.random_bool(0.5) {
            tool = tool.referred_on(near(&mut rng));
        }
        if rng.random_bool(0.3)
            && let Ok(judged) = Judgement::new(Category::Two, texts[rng.random_range(0..texts.len())])
        {
            tool = tool.judged(judged);
        }
        match Request::new(child, tool) {
            Ok(made) => {
                accepted += 1;
                let made = made.with_reference(texts[rng.random_range(0..texts.len())]);
                let written = serde_json::to_string(&made).unwrap();
                assert!(Request::from_json(&written).unwrap() == made, "{written}");
            }
            Err(_) => refused += 1,
        }
    }
    assert!(accepted > 5_000 && refused > 2_000, "{accepted} {refused}");
}

#[test]
fn a_number_with_a_whole_value_is_that_number_however_it_is_written() {
    for (written, age) in [
        ("13", 13),
        ("13.0", 13),
        ("1.3e1", 13),
        ("130e-1", 13),
        ("0.0", 0),
        ("-0", 0),
        ("-0.0", 0),
        ("1.2E+2", 120),
    ] {
        let text = format!(r#"{{"child":{{"age":{written}}},"screening":{{}}}}"#);
        let request = Request::from_json(&text).unwrap();
        assert_eq!(request.child().age_range(), (age, age), "{written}");
        let again = serde_json::to_string(&request).unwrap();
        assert_eq!(again, format!(r#"{{"child":{{"age":{age}}},"screening":{{}}}}"#));
    }
    let text = r#"{"child":{"age_between":[1.2e1,13.0],"previous_category":1.0},
        "screening":{"professional_judgement":{"category":2.0,"rationale":"x"}}}"#;
    let request = Request::from_json(text).unwrap();
    assert_eq!(request.child().age_range(), (12, 13));
    assert_eq!(request.child().previous_category_given(), Some(Category::One));
    assert_eq!(request.indicators().judgement().unwrap().category(), Category::Two);
    for wrong in ["13.5", "1e400", "1e300", "-1.0", "120.5", "121.0", "1.3"] {
        let text = format!(r#"{{"child":{{"age":{wrong}}},"screening":{{}}}}"#);
        assert!(Request::from_json(&text).is_err(), "{wrong}");
    }
}

#[test]
fn a_whole_number_in_rules_and_records_is_one_however_it_is_written() {
    let set = |value: &str, floor: &str, count: &str| {
        format!(
            r#"{{"extends":{{"id":"coventry","version":"2.0.0"}},
                 "manifest":{{"id":"local","version":"1.0.0","title":"t",
                              "settings":{{"change":[{{"id":"mase-deadline","value":{value}}}]}}}},
                 "protections":{{"change":[{{"id":"under-13","never_below":{floor}}}]}},
                 "categories":{{"change":[{{"category":{floor},"name":"n"}}]}},
                 "category_rules":{{"change":[{{"id":"under-13","at_least":{floor}}},
                   {{"id":"several-category-1",
                     "when":[{{"observed_at_least":{{"count":{count},"of":"category-1"}}}}]}}]}}}}"#
        )
    };
    let rules = RuleSet::from_json(&set("10", "2", "3")).unwrap();
    let otherwise = RuleSet::from_json(&set("1.0e1", "2.0", "30e-1")).unwrap();
    assert_eq!(otherwise.sha256(), rules.sha256());
    assert_eq!(RuleSet::from_json(&otherwise.to_json()).unwrap().sha256(), rules.sha256());
    assert!(RuleSet::from_json(&set("10.5", "2", "3")).is_err());

    let request = r#"{"child":{"age":14},"screening":{"indicators":["rape"]}}"#;
    let record = Request::from_json(request).unwrap().screen().to_record();
    let text = serde_json::to_string(&record).unwrap();
    let floats = text.replace("\"category\":3", "\"category\":3.0").replace("\"age\":14", "\"age\":1.4e1");
    assert_ne!(floats, text);
    assert!(Record::from_json_for(RuleSet::coventry(), &floats).unwrap() == record);
}
