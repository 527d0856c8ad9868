//! What changed since stored records.

use super::{figures, page, seen};
use crate::run::Folder;
use crate::screen::call;
use serde_json::{Value, json};

const LOWER: &str = "Lower category than in the record";
const HIGHER: &str = "Higher category than in the record";
const SAME: &str = "Same category";
const AGE: &str = "Not comparable: one of the two is outside the scope in which these rules give a category";
const NEW: &str = "New: no stored record has the reference";
const GONE: &str = "Gone: a stored record, and no screening now";

/// The records of these requests, one a line.
pub(super) fn records(requests: &str) -> String {
    let call = call(&["--jsonl"], requests.as_bytes());
    assert!(call.code == 0 && call.errors.contains(" screened, 0 refused, "), "{}", call.errors);
    call.out
}

/// The same request, so many times, each with a reference of its own.
fn times(count: usize, of: &str, age: u8, indicators: &[&str]) -> String {
    (0..count).map(|at| seen(&format!("{of} {at}"), age, indicators) + "\n").collect()
}

#[test]
fn each_screening_is_compared_with_the_record_of_its_reference() {
    let folder = Folder::new("changes");
    let before = [
        times(7, "lower", 15, &["rape"]),
        times(8, "higher", 15, &[]),
        times(9, "same", 15, &["eating-disorder"]),
        times(6, "grown", 17, &["rape"]),
        times(12, "gone", 15, &["rape"]),
    ];
    let now = [
        times(7, "lower", 15, &["eating-disorder"]),
        times(8, "higher", 15, &["eating-disorder"]),
        times(9, "same", 15, &["poor-self-image"]),
        times(6, "grown", 30, &["rape"]),
        times(11, "new", 15, &[]),
    ];
    let requests = folder.file("requests.jsonl", now.concat());
    let stored = folder.file("records.jsonl", records(&before.concat()));
    let shown = figures(&page(&[&requests, "--previous", &stored, "--exact"]), "changes");
    for (what, count) in [(LOWER, "7"), (HIGHER, "8"), (SAME, "9"), (AGE, "6"), (NEW, "11"), (GONE, "12")] {
        assert_eq!(shown[what], count, "{what}");
    }
    assert_eq!(shown.len(), 6, "{shown:?}");

    let with = page(&[&requests, "--previous", &stored, "--exact", "--show-references"]);
    let listed = with.between("<h3>Changes by reference</h3>", "</section>");
    for reference in ["lower 0", "higher 7", "grown 5", "new 10", "gone 11"] {
        assert!(listed.contains(&format!(">{reference}<")), "{reference}");
    }
    assert!(!listed.contains("same 0"));
}

#[test]
fn changes_and_what_is_set_aside_are_hidden_and_rounded_as_all_figures_are() {
    let folder = Folder::new("small-changes");
    let before = [times(20, "a", 15, &[]), times(33, "b", 15, &["rape"]), times(2, "c", 15, &[])];
    let stored = folder.file("records.jsonl", records(&before.concat()));
    let without = seen("", 15, &[]).replace("\"reference\":\"\",", "") + "\n";
    let now = [
        times(20, "a", 15, &["rape"]),
        times(33, "b", 15, &["rape"]),
        times(8, "d", 15, &[]),
        without.repeat(3),
    ];
    let requests = folder.file("requests.jsonl", now.concat());
    let page = page(&[&requests, "--previous", &stored]);
    let shown = figures(&page, "changes");
    assert_eq!(
        (&*shown[GONE], &*shown[NEW], &*shown[HIGHER], &*shown[SAME], &*shown[LOWER]),
        ("under 8", "10", "20", "35", "0")
    );
    assert_eq!(shown["Screenings not compared, because they have no reference"], "under 8");
    assert!(page.text().contains("Stored records that were read: 55."));
}

#[test]
fn records_of_other_rules_and_those_that_do_not_verify_are_told_apart() {
    let folder = Folder::new("verify");
    let all = records(
        &[
            times(10, "changed", 15, &["rape"]),
            times(10, "other", 15, &["rape"]),
            times(10, "kept", 15, &["rape"]),
        ]
        .concat(),
    );
    let altered = |line: &str| {
        let mut record: Value = serde_json::from_str(line).unwrap();
        let reference = record["reference"].as_str().unwrap().to_owned();
        if reference.starts_with("changed") {
            record["category"] = json!(1);
        } else if reference.starts_with("other") {
            record["rules"]["sha256"] = json!("0".repeat(64));
            record["category"] = json!(1);
        }
        record.to_string() + "\n"
    };
    let stored = folder.file("records.jsonl", all.lines().map(altered).collect::<String>());
    let now = [
        times(10, "changed", 15, &["rape"]),
        times(10, "other", 15, &["rape"]),
        times(10, "kept", 15, &["rape"]),
    ];
    let requests = folder.file("requests.jsonl", now.concat());
    let shown = figures(&page(&[&requests, "--previous", &stored, "--exact"]), "changes");
    let of = |start: &str| shown.iter().find(|(what, _)| what.starts_with(start)).map(|(_, count)| &**count);
    assert_eq!(of("Stored records made by other rules"), Some("10"));
    assert_eq!(of("Stored records that do not verify"), Some("10"));
    assert_eq!(of("Screenings not compared, because their stored record"), Some("10"));
    // A record that does not verify says nothing about what the category was.
    assert_eq!((&*shown[HIGHER], &*shown[SAME]), ("10", "10"));
}

#[test]
fn a_reference_that_stands_twice_or_nowhere_is_not_compared() {
    let folder = Folder::new("twice");
    let without = |line: String| {
        let mut request: Value = serde_json::from_str(&line).unwrap();
        request.as_object_mut().unwrap().remove("reference");
        request.to_string() + "\n"
    };
    let before = [times(20, "a", 15, &[]), times(1, "a", 15, &["rape"]), without(seen("", 15, &[]))];
    let stored = folder.file("records.jsonl", records(&before.concat()));
    let now =
        [times(20, "a", 15, &[]), seen("a 5", 15, &["rape"]) + "\n", without(seen("", 15, &[])).repeat(3)];
    let requests = folder.file("requests.jsonl", now.concat());
    let shown = figures(&page(&[&requests, "--previous", &stored, "--exact"]), "changes");
    let of = |start: &str| shown.iter().find(|(what, _)| what.starts_with(start)).map(|(_, count)| &**count);
    // One reference has two records, and another two screenings.
    assert_eq!(of("Screenings not compared, because the reference stands more than once"), Some("3"));
    assert_eq!(of("Screenings not compared, because they have no reference"), Some("3"));
    assert_eq!(of("Stored records not compared, because they have no reference"), Some("1"));
    assert_eq!(shown[SAME], "18");
}
