//! The question why not, asked without Rust: `screen FILE --why-not ID`.

use crate::run::Call;
use crate::screen::call;
use std::path::Path;

fn asked(request: &str, id: &str) -> Call {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("examples/requests").join(request);
    call(&[file.to_str().unwrap(), "--why-not", id], b"")
}

/// Without the breaks of lines.
fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_lead_reads_which_condition_did_not_hold_and_what_would_make_it() {
    let said = asked("one-vulnerability.json", "under-13");
    assert_eq!((said.code, &*said.errors), (0, ""));
    let text = flowing(&said.out);
    for part in [
        "The child could be under 13: this did not apply.",
        "- did not hold: the child could be under 13",
        "- held: a concern is recorded",
        "- age: 12 or younger (now 15)",
        "It never says what should be recorded.",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_row_that_applied_says_so_with_its_conditions_and_names_no_changes() {
    let said = asked("one-vulnerability.json", "listed-indicator");
    assert_eq!((said.code, &*said.errors), (0, ""));
    let text = flowing(&said.out);
    assert!(text.contains("This did apply.") && text.contains("- held: an indicator"), "{text}");
    assert!(!text.contains("did not hold") && !text.contains("changes"), "{text}");
}

#[test]
fn an_id_that_no_row_or_several_have_is_refused_with_those_that_may_be_meant() {
    let unknown = asked("one-vulnerability.json", "under-31");
    assert_eq!((unknown.code, &*unknown.out), (2, ""));
    assert!(unknown.errors.contains("did you mean `under-13`?"), "{}", unknown.errors);
    let several = asked("one-vulnerability.json", "looked-after");
    assert_eq!((several.code, &*several.out), (2, ""));
    assert!(several.errors.contains("`plan_hosts/looked-after`"), "{}", several.errors);
    assert_eq!(asked("one-vulnerability.json", "plan_hosts/looked-after").code, 0);
}
