//! Names within names, and how long texts may become by them.

use super::{extending, messages, put, small, with};
use cse_screening::RuleSet;
use serde_json::{Value, json};

fn faults(set: &Value) -> Vec<String> {
    messages(&RuleSet::from_json(&set.to_string()).unwrap_err())
}

fn names(names: &[(&str, &str)]) -> Value {
    let mut set = small();
    for (id, name) in names {
        put(&mut set, "/names/-", json!({ "id": id, "name": name }));
    }
    set
}

#[test]
fn a_name_that_holds_another_is_filled_in_everywhere() {
    let set = extending(
        json!({ "names": { "change": [{ "id": "cse-team", "name": "{mase} Exploitation Team" }] } }),
    );
    let rules = RuleSet::from_json(&set.to_string()).unwrap();
    let name = |id: &str| rules.tables().names.iter().find(|row| row.id == id).unwrap().name.clone();
    assert_eq!(name("cse-team"), format!("{} Exploitation Team", name("mase")));
    let json = rules.to_json();
    assert!(!json.contains("{mase}") && !json.contains("{cse-team}"));
    assert!(rules.tables().steps.iter().any(|step| step.who.contains(&name("cse-team"))));

    // In whatever order the names stand, numbers too, and each for those that extend the set.
    let set = names(&[("a", "{c} and {b}"), ("b", "within {within} days, {team}"), ("c", "{b}")]);
    let rules = RuleSet::from_json(&set.to_string()).unwrap();
    assert_eq!(rules.tables().names[1].name, "within 5 days, the team and within 5 days, the team");
    let again = RuleSet::from_json(&rules.to_json()).unwrap();
    assert_eq!(again.sha256(), rules.sha256());
    let local = json!({
        "extends": { "id": "small", "version": "1.0.0" },
        "manifest": { "id": "local", "version": "1.0.0", "title": "Local" },
        "names": { "change": [{ "id": "team", "name": "us" }] }
    });
    let local = cse_screening::Loader::new().base(&rules).json(&local.to_string()).unwrap();
    assert_eq!(local.tables().names[1].name, "within 5 days, us and within 5 days, us");
}

#[test]
fn a_name_that_refers_to_itself_is_refused_with_the_whole_circle() {
    assert_eq!(
        faults(&names(&[("own", "{own}")])),
        ["names, `own`, name: the name refers to itself: `{own}` → `{own}`"]
    );
    // The text that refers to it, and a name that leads there, are not at fault.
    let mut set = names(&[("a", "{b}"), ("b", "{c} {team}"), ("c", "{d}"), ("d", "{b}"), ("e", "{a}")]);
    put(&mut set, "/steps/0/who", json!("{e}"));
    assert_eq!(faults(&set), ["names, `b`, name: the name refers to itself: `{b}` → `{c}` → `{d}` → `{b}`"]);
    let set = names(&[("a", "{b}"), ("b", "{a}"), ("c", "{d}"), ("d", "{c}")]);
    assert_eq!(
        faults(&set),
        [
            "names, `a`, name: the name refers to itself: `{a}` → `{b}` → `{a}`",
            "names, `c`, name: the name refers to itself: `{c}` → `{d}` → `{c}`",
        ]
    );
    let mut set = small();
    for at in 0..30 {
        let name = json!({ "id": format!("n{at:02}"), "name": format!("{{n{:02}}}", (at + 1) % 30) });
        put(&mut set, "/names/-", name);
    }
    let shown: Vec<_> = (0..8).map(|at| format!("`{{n{at:02}}}`")).collect();
    let shown = shown.join(" → ");
    assert_eq!(
        faults(&set),
        [format!("names, `n00`, name: the name refers to itself: {shown} → … → `{{n00}}`")]
    );
}

#[test]
fn a_name_refers_to_what_exists_and_has_no_other_brace() {
    assert_eq!(
        faults(&names(&[("own", "the {taem} and {}")])),
        [
            "names, `own`, name: refers to `{taem}`, which is neither a name nor a setting; did you mean `team`?",
            "names, `own`, name: refers to `{}`, which is neither a name nor a setting",
        ]
    );
    // In a text, what follows could make a reference of it.
    for name in ["a { brace", "a } brace", "{", "{team} }"] {
        assert_eq!(
            faults(&names(&[("own", name)])),
            ["names, `own`, name: a brace that is not part of a reference; allowed: `{id}`"],
            "{name}"
        );
    }
    let rules = RuleSet::from_json(&with("/steps/0/who", json!("} {team} {")).to_string()).unwrap();
    assert_eq!(rules.tables().steps[0].who, "} the team {");
    assert_eq!(RuleSet::from_json(&rules.to_json()).unwrap().sha256(), rules.sha256());
}

/// Texts that would be made of these few are refused before they are: as little is allocated.
#[test]
fn a_text_that_would_grow_beyond_the_limit_is_never_made() {
    let mut doubling = names(&[("n0", &"x".repeat(1_000))]);
    for at in 1..60 {
        let name = json!({ "id": format!("n{at}"), "name": format!("{{n{}}}{{n{}}}", at - 1, at - 1) });
        put(&mut doubling, "/names/-", name);
    }
    let mut repeated = names(&[("n0", &"x".repeat(40_000))]);
    put(&mut repeated, "/steps/0/who", json!("{n0}".repeat(10_000)));
    let mut everywhere = names(&[("n0", &"x".repeat(40_000))]);
    for at in 0..1_000 {
        let definition = json!({ "id": format!("d{at}"), "label": "{n0}", "when": [{ "any_observed": "any" }],
                                 "statements": ["S1"], "basis": "toolkit" });
        put(&mut everywhere, "/definitions/-", definition);
    }
    let too_long = "with the names filled in, the texts up to this one are larger than 4194304 bytes";
    for (set, place) in [
        (doubling, "names, `n12`, name"),
        (repeated, "steps, `refer`, who"),
        (everywhere, "definitions, `d103`, label"),
    ] {
        let text = set.to_string();
        let mut found = Vec::new();
        let allocated = allocation_counter::measure(|| {
            found = messages(&RuleSet::from_json(&text).unwrap_err());
        });
        assert_eq!(found, [format!("{place}: {too_long}")]);
        assert!(allocated.bytes_max < 32 << 20, "{place}: {} bytes", allocated.bytes_max);
    }
}

/// One step, whose text makes the whole set so many bytes long when names are filled in.
fn of_length(bytes: usize) -> Value {
    let mut set = names(&[("thousand", &"x".repeat(1_000))]);
    put(&mut set, "/steps/1/who", json!(""));
    put(&mut set, "/steps/1/who", json!("{thousand}".repeat(4_000)));
    put(&mut set, "/steps/1/action", json!("x"));
    let rules = RuleSet::from_json(&set.to_string()).unwrap();
    put(&mut set, "/steps/1/action", json!("x".repeat(bytes - rules.to_json().len() + 1)));
    set
}

#[test]
fn a_set_as_long_as_may_be_is_written_and_read_back_to_the_same() {
    const MOST: usize = 4 << 20;
    let rules = RuleSet::from_json(&of_length(MOST).to_string()).unwrap();
    let json = rules.to_json();
    assert_eq!(json.len(), MOST);
    assert_eq!(RuleSet::from_json(&json).unwrap().sha256(), rules.sha256());
    // What was written is shorter, and as one document it is a byte too long.
    let set = of_length(MOST + 1).to_string();
    assert!(set.len() < MOST / 2);
    assert_eq!(
        messages(&RuleSet::from_json(&set).unwrap_err()),
        ["the whole set, as one document, is larger than 4194304 bytes"]
    );

    // The same by rows: as many as may be, put together by two sets.
    let name = |at: usize| json!({ "id": format!("name-{at}"), "name": "n" });
    let base = with("/names", (0..2_000).map(name).chain([json!({ "id": "team", "name": "t" })]).collect());
    let base = RuleSet::from_json(&base.to_string()).unwrap();
    let with_names = |count: usize| {
        let set = json!({
            "extends": { "id": "small", "version": "1.0.0" },
            "manifest": { "id": "local", "version": "1.0.0", "title": "Local" },
            "names": { "add": (2_000..count - 1).map(name).collect::<Vec<_>>() }
        });
        cse_screening::Loader::new().base(&base).json(&set.to_string())
    };
    let local = with_names(4_096).unwrap();
    assert_eq!(local.tables().names.len(), 4_096);
    let again = cse_screening::Loader::new().base(&base).json(&local.to_json()).unwrap();
    assert_eq!(again.sha256(), local.sha256());
    assert_eq!(messages(&with_names(4_097).unwrap_err()), ["names: 4097 rows; allowed: 4096"]);
}
