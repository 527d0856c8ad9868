//! Several rule sets, each on its days; and what was withdrawn.

use chrono::NaiveDate;
use cse_screening::in_force::{InForceError, NotInForce, Period, RulesInForce, Withdrawals};
use cse_screening::{Category, Child, Indicator, Indicators, RecordOrigin, Request, RuleSet};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Coventry's rules under another version, with another number of indicators that are several.
fn version(version: &str, several: u32) -> RuleSet {
    let document = format!(
        r#"{{"extends": {{"id": "coventry", "version": "{}"}},
            "manifest": {{"id": "area", "version": "{version}", "title": "An area",
            "settings": {{"change": [{{"id": "several-category-1", "value": {several}}}]}}}}}}"#,
        RuleSet::coventry().tables().manifest.version
    );
    RuleSet::from_json(&document).unwrap_or_else(|error| panic!("{error}"))
}

/// Two versions, the second of which takes the place of the first.
fn two() -> RulesInForce {
    RulesInForce::new([
        Period::from(version("2.0.0", 2), day("2025-04-01")),
        Period::from(version("1.0.0", 3), day("2024-04-01")).until(day("2025-03-31")),
    ])
    .unwrap()
}

fn two_vulnerabilities(screened_on: &str) -> Request {
    let child = Child::aged(15).unwrap().screened_on(day(screened_on)).unwrap();
    let tool = Indicators::new().observed(Indicator::PoorSelfImage).observed(Indicator::SuperficialSelfHarm);
    Request::new(child, tool).unwrap()
}

fn json(request: &Request) -> Vec<u8> {
    serde_json::to_vec(request).unwrap()
}

fn faults(periods: impl IntoIterator<Item = Period>) -> Vec<String> {
    let refused = RulesInForce::new(periods).unwrap_err();
    refused.faults().iter().map(ToString::to_string).collect()
}

#[test]
fn a_request_is_screened_by_the_set_of_its_day_the_first_and_the_last_included() {
    let held = two();
    for (screened_on, version, category) in [
        ("2024-04-01", "1.0.0", Category::One),
        ("2025-03-31", "1.0.0", Category::One),
        ("2025-04-01", "2.0.0", Category::Two),
        ("2199-12-31", "2.0.0", Category::Two),
    ] {
        let request = two_vulnerabilities(screened_on);
        let outcome = held.screen("area", &request).unwrap();
        assert_eq!(outcome.rules().tables().manifest.version, version, "{screened_on}");
        assert_eq!(outcome.category(), Some(category), "{screened_on}");
        let (rules, read) = held.request("area", &json(&request)).unwrap();
        assert_eq!((rules.sha256(), &read), (outcome.rules().sha256(), &request));
    }
}

#[test]
fn a_day_without_a_set_an_unknown_id_and_no_day_at_all_are_errors() {
    let held = two();
    let before = two_vulnerabilities("2024-03-31");
    let error = held.screen("area", &before).unwrap_err();
    assert!(matches!(error, NotInForce::NoneOnDay { .. }));
    // For a log: what is held, and not the day of this child.
    assert_eq!(
        error.to_string(),
        "no rule set with the id \"area\" was in force on the day of the screening; held: \
         from 2024-04-01 until 2025-03-31, from 2025-04-01"
    );
    assert!(!format!("{error:?}").contains("2024-03-31"));
    assert!(error.full_text().starts_with("2024-03-31: "));

    assert!(matches!(held.screen("elsewhere", &before), Err(NotInForce::UnknownId { .. })));
    let undated = Request::new(Child::aged(15).unwrap(), Indicators::new()).unwrap();
    assert_eq!(held.screen("area", &undated).unwrap_err(), NotInForce::NoDay);
    assert_eq!(held.request("area", &json(&undated)).unwrap_err(), NotInForce::NoDay.into());
    // What cannot be read says so, and not that its day is missing.
    let unreadable = held.request("area", br#"{"child": {}, "screening": {"indicators": ["cliping"]}}"#);
    assert!(matches!(unreadable, Err(InForceError::Request(_))));
}

#[test]
fn gaps_overlaps_and_days_in_the_wrong_order_are_faults() {
    let one = || version("1.0.0", 3);
    let other = || version("2.0.0", 2);
    let (april, march) = (day("2025-04-01"), day("2025-03-31"));
    let cases: [(Vec<Period>, &[&str]); 8] = [
        // Of one version, with another between.
        (
            vec![
                Period::from(one(), day("2025-01-01")).until(day("2025-02-28")),
                Period::from(other(), day("2025-03-01")).until(march),
                Period::from(version("1.0.0", 2), april),
            ],
            &["their SHA-256 differ"],
        ),
        (
            vec![Period::from(one(), march).until(march), Period::from(version("1.0.0", 2), april)],
            &["their SHA-256 differ"],
        ),
        (vec![], &["there is no rule set"]),
        (vec![Period::from(one(), april).until(march)], &["which is before"]),
        (vec![Period::from(one(), march), Period::from(other(), april)], &["has no last day"]),
        (
            vec![Period::from(one(), march).until(april), Period::from(other(), april)],
            &["one set on each day"],
        ),
        (
            vec![
                Period::from(one(), day("2024-01-01")).until(day("2025-03-30")),
                Period::from(other(), april),
            ],
            &["no set applies between"],
        ),
        (vec![Period::from(one(), april), Period::from(other(), april)], &["has no last day"]),
    ];
    for (periods, expected) in cases {
        let found = faults(periods);
        assert_eq!(found.len(), expected.len(), "{found:?}");
        assert!(found.iter().zip(expected).all(|(found, expected)| found.contains(expected)), "{found:?}");
    }
    // Sets of other ids have days of their own.
    let built_in = RuleSet::coventry().clone();
    assert!(RulesInForce::new([Period::from(one(), april), Period::from(built_in, march)]).is_ok());
}

#[test]
fn a_record_is_verified_by_its_hash_whatever_replaced_its_rules() {
    let held = two();
    let request = two_vulnerabilities("2024-06-01");
    let mut record = Vec::new();
    held.screen("area", &request).unwrap().write_json(&mut record);
    let verified = held.verify(&record).unwrap();
    assert_eq!(verified.rules.tables().manifest.version, "1.0.0");
    assert_eq!(verified.record.category, Some(Category::One));
    assert!(verified.withdrawn.is_empty());

    // Another category in it, and it is not what those rules gave.
    let edited = String::from_utf8(record.clone()).unwrap().replacen(r#""category":1"#, r#""category":2"#, 1);
    assert!(matches!(held.verify(edited.as_bytes()), Err(InForceError::Verify(_))));
    // Of rules that are not held.
    let mut elsewhere = Vec::new();
    request.screen().write_json(&mut elsewhere);
    assert_eq!(held.verify(&elsewhere).unwrap_err(), InForceError::NotHeld);
    assert!(matches!(held.verify(b"{}"), Err(InForceError::Record(_))));
}

#[test]
fn what_was_withdrawn_is_told_of_each_record_concerned_and_of_no_other() {
    let held = two();
    let [old, new] = ["2024-06-01", "2025-06-01"].map(|screened_on| {
        let mut record = Vec::new();
        held.screen("area", &two_vulnerabilities(screened_on)).unwrap().write_json(&mut record);
        record
    });
    let sha256 = held.on("area", day("2024-06-01")).unwrap().sha256();
    let list = format!(
        r#"[{{"rules": "{}", "reason": "several was three"}},
            {{"engine": "{}", "reason": "this engine"}},
            {{"rules": "{sha256}", "engine": "0.0.1", "reason": "both together"}}]"#,
        sha256.to_uppercase(),
        cse_screening::VERSION
    );
    let held = held.with_withdrawals(Withdrawals::from_json(list.as_bytes()).unwrap());
    let reasons = |record: &[u8]| -> Vec<String> {
        held.verify(record).unwrap().withdrawn.iter().map(|row| row.reason.clone()).collect()
    };
    assert_eq!(reasons(&old), ["several was three", "this engine"]);
    assert_eq!(reasons(&new), ["this engine"]);
    assert_eq!(RecordOrigin::of_record(&old).unwrap().engine, cse_screening::VERSION);
    // Of a record that does not verify, and of one whose rules are not held.
    let edited = String::from_utf8(old).unwrap().replacen(r#""category":1"#, r#""category":2"#, 1);
    let mut elsewhere = Vec::new();
    two_vulnerabilities("2025-06-01").screen().write_json(&mut elsewhere);
    for (record, expected) in [(edited.as_bytes(), 2), (&elsewhere, 1)] {
        assert!(held.verify(record).is_err());
        assert_eq!(held.withdrawn(record).unwrap().len(), expected);
    }
    assert!(held.withdrawn(b"{}").is_err());
}

#[test]
fn a_list_of_what_was_withdrawn_is_read_strictly() {
    for (list, expected) in [
        (r#"[{"reason": "all of it"}]"#, "names neither rules nor an engine"),
        (r#"[{"rules": "12ab", "reason": "mistyped"}]"#, "64 hexadecimal digits"),
        (r#"[{"engine": "two", "reason": "mistyped"}]"#, "is not a version"),
        (r#"[{"engine": "0.2.0", "reason": " "}]"#, "`reason` is blank"),
        (r#"[{"engine": "0.2.0"}]"#, "reason"),
        (r#"[{"engine": "0.2.0", "engine": "0.3.0", "reason": "twice"}]"#, "engine"),
        (r#"[{"version": "0.2.0", "reason": "unknown"}]"#, "unknown field"),
        (r#"[["12", "0.2.0", "a list"]]"#, "expected a map"),
        (r#"[{"rules": null, "engine": "0.2.0", "reason": "null"}]"#, "null is refused"),
        ("{}", "expected"),
    ] {
        let error = Withdrawals::from_json(list.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{list}: {error}");
    }
    assert_eq!(Withdrawals::from_json(b"[]").unwrap(), Withdrawals::default());
}
