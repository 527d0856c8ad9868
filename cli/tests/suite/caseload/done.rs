//! Deadlines held and missed, where a file says what was done.

use super::attack::Attack;
use super::{cells, figures, page, run, seen};
use crate::page::words;
use crate::run::Folder;
use serde_json::{Value, json};

const HOW: [&str; 6] = [
    "Held: said to be done in time",
    "Missed: said to be done later",
    "Missed: over, and nobody says that it was done",
    "Not done: somebody says why",
    "Open",
    "Cannot be told: the reference stands for several screenings",
];

/// A child in Category 3, whose MASE meeting is due within 15 working days of this day.
fn child(reference: &str, referred_on: &str) -> String {
    let mut request: Value = serde_json::from_str(&seen(reference, 15, &["rape"])).unwrap();
    request["screening"]["referred_on"] = json!(referred_on);
    request.to_string() + "\n"
}

fn step(reference: &str, on: &str, what: &str) -> String {
    json!({"reference": reference, "step": "mase-meeting", "on": on, "by": "chair", what: "as said"})
        .to_string()
        + "\n"
}

/// So many of each: referred on 3 March 2025, the meeting due on 24 March; those still open a week later.
fn caseload(folder: &Folder, counts: [usize; 5]) -> (String, String) {
    let (mut requests, mut steps) = (String::new(), String::new());
    for (how, count) in counts.into_iter().enumerate() {
        for at in 0..count {
            let reference = format!("{how} {at}");
            requests += &child(&reference, if how == 4 { "2025-03-10" } else { "2025-03-03" });
            steps += &match how {
                0 => step(&reference, "2025-03-24", "result"),
                1 => step(&reference, "2025-03-25", "result"),
                3 => step(&reference, "2025-03-20", "why_not"),
                // What is said of a later day counts for nothing yet.
                2 => step(&reference, "2025-03-27", "result"),
                _ => String::new(),
            };
        }
    }
    (folder.file("requests.jsonl", requests), folder.file("steps.jsonl", steps))
}

#[test]
fn a_deadline_is_held_on_its_last_day_and_missed_a_day_later_and_only_a_file_says_so() {
    let folder = Folder::new("done");
    let (requests, steps) = caseload(&folder, [5, 4, 3, 2, 1]);
    let as_of = [&*requests, "--as-of", "2025-03-26", "--exact"];
    let done = page(&[&as_of[..], &["--done", &steps]].concat());
    let shown = figures(&done, "deadlines");
    for (how, count) in HOW.into_iter().zip(["5", "4", "3", "2", "1", "0"]) {
        assert_eq!(shown[how], count, "{how}");
    }
    assert_eq!(cells(&done, "deadlines", HOW[0]), ["5", "33%"]);
    let without = page(&as_of);
    assert!(
        !without.text().contains("Held")
            && without.text().contains("Nothing here says whether the step was taken.")
    );
}

#[test]
fn a_day_at_which_nothing_is_over_has_nothing_missed() {
    let folder = Folder::new("in-time");
    let (requests, steps) = caseload(&folder, [0, 0, 3, 0, 2]);
    for (as_of, late, missed, open) in [
        ("2025-03-24", "0", "0", "5"),
        ("2025-03-25", "0", "3", "2"),
        ("2025-03-31", "3", "0", "2"),
        ("2025-04-01", "3", "2", "0"),
    ] {
        let page = page(&[&requests, "--as-of", as_of, "--exact", "--done", &steps]);
        let shown = figures(&page, "deadlines");
        assert_eq!((&*shown[HOW[1]], &*shown[HOW[2]], &*shown[HOW[4]]), (late, missed, open), "{as_of}");
    }
}

/// What was held and missed adds up to the deadlines, so it could say how many there are.
#[test]
fn held_and_missed_give_no_small_figure_away() {
    let folder = Folder::new("done-attack");
    let (mut shown, mut withheld) = (0, 0);
    for counts in [
        [1, 1, 1, 1, 1],
        [10, 1, 0, 0, 0],
        [1, 1, 1, 1, 8],
        [8, 1, 1, 1, 1],
        [7, 0, 0, 0, 0],
        [0, 7, 7, 0, 12],
        [20, 3, 9, 1, 14],
        [6, 1, 0, 0, 30],
        [2, 2, 2, 2, 0],
        [3, 2, 1, 1, 1],
    ] {
        let (requests, steps) = caseload(&folder, counts);
        let page = page(&[&requests, "--as-of", "2025-03-26", "--done", &steps]);
        let mut attack = Attack::default();
        let categories = figures(&page, "categories");
        let category = attack.figure("category", Some(&categories["Category 3: serious risk of harm"]));
        let deadlines = figures(&page, "deadlines");
        let how = HOW.map(|how| attack.figure(how, deadlines.get(how).map(String::as_str)));
        let section = page.between("<section id=\"deadlines\"", "</section>");
        let part = |heading: &str| {
            let piece =
                section.split(heading).nth(1).map(|piece| words(piece.split("</h4>").next().unwrap()));
            // Where the step is shown, what has no heading is nought.
            piece.or_else(|| section.contains("Screenings with this deadline: ").then(|| "0".to_owned()))
        };
        let past = attack.figure("past", part("<h4>Past: ").as_deref());
        let dated = attack.figure("dated", part("<h4>On that day or later: ").as_deref());
        attack.equal(&[past, dated], &[category]);
        attack.equal(&how, &[past, dated]);
        attack.equal(&how, &[category]);
        attack.at_most(&how[1..3], &[past]);
        attack.at_most(&how[4..5], &[dated]);
        let given = attack.given_away();
        assert!(given.is_empty(), "{counts:?}: {given:?}");
        let is_shown = deadlines.contains_key(HOW[0]);
        (shown, withheld) = (shown + usize::from(is_shown), withheld + usize::from(!is_shown));
    }
    assert!(shown > 2 && withheld > 0, "{shown} shown, {withheld} withheld");
}

#[test]
fn what_was_done_for_another_screening_holds_no_deadline() {
    let folder = Folder::new("done-of-another");
    let held = |requests: &[String], steps: &[String]| {
        let requests = folder.file("requests.jsonl", requests.concat());
        let steps = folder.file("steps.jsonl", steps.concat());
        let done = run(&[&requests, "--as-of", "2025-05-26", "--exact", "--done", &steps, "-o", "-"]);
        assert_eq!(done.code, 0, "{}", done.errors);
        let shown = figures(&crate::page::Page::new(done.out), "deadlines");
        (HOW.map(|how| shown[how].parse::<u32>().unwrap()), done.errors)
    };
    // The day of the referral is the first that can be for it.
    for (on, how) in [("2025-03-02", 2), ("2025-03-03", 0), ("2020-01-02", 2)] {
        let (shown, _) = held(&[child("a", "2025-03-03")], &[step("a", on, "result")]);
        assert_eq!(shown.iter().position(|count| *count == 1), Some(how), "{on}");
    }
    // Of two screenings with one reference it cannot be told which is meant; of others it can.
    let three = [
        child("a", "2025-03-03"),
        child("b", "2025-03-03"),
        child("a", "2025-03-10"),
        child("a", "2025-04-01"),
    ];
    let (shown, _) = held(&three, &[step("a", "2025-03-12", "result"), step("b", "2025-03-12", "result")]);
    assert_eq!(shown, [1, 0, 0, 0, 0, 3]);
    // Nothing is said of them: they stand as they do.
    assert_eq!(held(&three, &[step("b", "2025-03-12", "result")]).0, [1, 0, 3, 0, 0, 0]);
    // Spaces around a reference make no difference, and one that nobody has is told.
    let (shown, errors) = held(&[child(" a ", "2025-03-03")], &[step("a ", "2025-03-12", "result")]);
    assert!(shown[0] == 1 && !errors.contains("which no screening has"), "{errors}");
    let (shown, errors) = held(&[child("a", "2025-03-03")], &[step("another", "2025-03-12", "result")]);
    assert!(shown[2] == 1 && errors.contains("1 reference of the steps, which no screening has"), "{errors}");
    assert!(!errors.contains("another"), "{errors}");
}

#[test]
fn a_line_of_the_file_that_says_no_such_thing_is_an_error_without_what_it_says() {
    let folder = Folder::new("done-bad");
    let requests = folder.file("requests.jsonl", child("a", "2025-03-03"));
    for (line, problem) in [
        (
            r#"{"reference": "SECRET", "step": "no-such", "on": "2025-03-03", "by": "x", "result": "y"}"#,
            "step: no step of the rules",
        ),
        (
            r#"{"step": "mase-meeting", "on": "2025-03-03", "by": "x", "result": "y"}"#,
            "`reference` is missing",
        ),
        (
            r#"{"reference": "SECRET", "step": "mase-meeting", "on": "3 March", "by": "x", "result": "y"}"#,
            "on: found no such date",
        ),
        (
            r#"{"reference": "SECRET", "step": "mase-meeting", "on": "2025-03-03", "by": "x"}"#,
            "`result` or `why_not` is missing",
        ),
        ("SECRET", "not JSON"),
    ] {
        let steps = folder.file("steps.jsonl", format!("\n{line}\n"));
        let done = run(&[&requests, "--as-of", "2025-03-26", "--done", &steps, "-o", "-"]);
        assert_eq!((done.code, &*done.out), (2, ""), "{line}");
        assert!(done.errors.contains("line 2: ") && done.errors.contains(problem), "{}", done.errors);
        assert!(!done.errors.contains("SECRET"), "{}", done.errors);
    }
    // Held and missed as of which day?
    let steps = folder.file("steps.jsonl", step("a", "2025-03-03", "result"));
    assert_eq!(run(&[&requests, "--done", &steps, "-o", "-"]).code, 2);
}
