//! Two records of one child: what changed, and by whose decision.

use crate::called::forms;
use crate::page;
use crate::run::Folder;
use crate::support::record;
use serde_json::{Value, json};

/// What a report on the second says of what changed since the first.
fn changed(test: &str, before: &Value, now: &Value) -> String {
    let folder = Folder::new(test);
    let old = folder.file("old.json", serde_json::to_string(&record(before)).unwrap());
    let (page, text) = forms(&record(now), &["--before", &old]);
    assert!(text.contains("WHAT CHANGED SINCE THE RECORD BEFORE"), "{text}");
    page::words(&page.between("<section id=\"before\"", "</section>"))
}

fn screened(child: Value, indicators: Value) -> Value {
    json!({"reference": "ours", "child": child, "screening": {"indicators": indicators}})
}

#[test]
fn up_down_and_the_same_are_said_with_what_is_newly_known() {
    let low = screened(json!({"age": 15}), json!({"late-home-or-missing": "yes", "rape": "not_known"}));
    let high = screened(json!({"age": 15}), json!({"late-home-or-missing": "yes", "rape": "yes"}));
    let up = changed("before", &low, &high);
    assert!(up.contains("It went up.") && up.contains("not known before, yes now"), "{up}");
    assert!(up.contains("Steps that are new") && !up.contains("The references differ"), "{up}");
    let down = changed("before", &high, &low);
    assert!(down.contains("It went down.") && down.contains("Only a meeting lowers a category"), "{down}");
    let same = changed("before", &low, &low);
    assert!(same.contains("It is the same.") && same.contains("No answer differs."), "{same}");
    let mut other = low.clone();
    other["reference"] = json!("another");
    assert!(changed("before", &other, &low).contains("The references differ"));
}

#[test]
fn a_meeting_that_lowered_is_named() {
    let before = screened(json!({"age": 15}), json!(["rape"]));
    let determined = json!({"age": 15, "previous_category": 3, "previous_category_on": "2025-01-06", "determination":
        {"category": 1, "on": "2025-02-20", "by": "mase_meeting", "rationale": "weighed"}});
    let down =
        changed("before-a-meeting", &before, &screened(determined, json!({"late-home-or-missing": "yes"})));
    assert!(down.contains("It went down.") && !down.contains("Only a meeting lowers"), "{down}");
    assert!(
        down.contains("Decided since by a meeting: A MASE meeting on 20 February 2025 determined Category 1"),
        "{down}"
    );
}
