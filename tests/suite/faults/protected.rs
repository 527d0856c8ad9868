//! Protections that speak of what is observed.

use super::{extending, messages, put, small};
use cse_screening::rules::proof::{Property, Verdict};
use cse_screening::{Loader, Request, RuleSet};
use serde_json::{Value, json};

/// A protection of whoever is seen as it asks.
fn protection(never_below: u8, when: Value) -> Value {
    json!({ "id": "seen", "label": "who is seen so", "never_below": never_below, "when": when,
            "statements": ["S1"], "basis": "toolkit" })
}

/// The small set, in which whatever is seen gives Category 2, with this protection beside its own.
fn protecting(never_below: u8, when: Value) -> Value {
    let mut set = small();
    put(&mut set, "/protections/-", protection(never_below, when));
    set
}

/// Whether the set keeps it, tried on every answer to the two signs.
fn is_kept(set: &Value, never_below: u8, speaks: fn(&str, &str) -> bool) -> bool {
    let mut set = set.clone();
    put(&mut set, "/protections", json!([]));
    let rules = RuleSet::from_json(&set.to_string()).unwrap();
    let answers = ["no", "not_known", "suspected", "yes"];
    let pairs = answers.iter().flat_map(|first| answers.iter().map(move |second| (*first, *second)));
    pairs.filter(|(first, second)| speaks(first, second)).all(|(first, second)| {
        let request = json!({ "child": { "age": 15 },
            "screening": { "indicators": { "first-sign": first, "second-sign": second } } });
        let request = Request::from_json_for(&rules, &request.to_string()).unwrap();
        request.screen_by(&rules).category().is_some_and(|category| category.number() >= never_below)
    })
}

fn seen(answer: &str) -> bool {
    matches!(answer, "yes" | "suspected")
}

#[test]
fn what_is_seen_can_be_protected_and_the_proof_is_that_of_trying_all_answers() {
    type Case = (Value, fn(&str, &str) -> bool);
    let cases: [Case; 6] = [
        (json!([{ "any_observed": "any" }]), |first, second| seen(first) || seen(second)),
        (json!([{ "all_observed": ["first-sign", "second-sign"] }]), |first, second| {
            seen(first) && seen(second)
        }),
        (json!([{ "any_known": ["second-sign"] }]), |_, second| second == "yes"),
        (json!([{ "observed_at_least": { "count": 2, "of": { "group": "signs" } } }]), |first, second| {
            seen(first) && seen(second)
        }),
        (json!([{ "weight_at_least": { "sum": 3, "of": "any" } }]), |first, second| {
            seen(first) && seen(second)
        }),
        (
            json!([{ "any": [{ "any_known": ["first-sign"] }, { "all_observed": ["second-sign"] }] }]),
            |first, second| first == "yes" || seen(second),
        ),
    ];
    let both = json!([{ "all_observed": ["first-sign", "second-sign"] }]);
    for (when, speaks) in cases {
        let mut kept = 0;
        for with_both in [false, true] {
            for never_below in 1..=3 {
                let mut set = protecting(never_below, when.clone());
                if with_both {
                    put(&mut set, "/category_rules/-", super::rule("both", both.clone()));
                }
                let holds = is_kept(&set, never_below, speaks);
                kept += usize::from(holds);
                match RuleSet::from_json(&set.to_string()) {
                    Ok(rules) => {
                        assert!(holds, "{set}");
                        assert_eq!(*rules.check().verdict(Property::ProtectionsHold), Verdict::Holds);
                    }
                    Err(error) => {
                        assert!(!holds, "{set}: {error}");
                        let found = messages(&error);
                        let start = "protections, `seen`: this child is given some, and may never be below Category 3: ";
                        assert!(found.len() == 1 && found[0].starts_with(start), "{found:?}");
                    }
                }
            }
        }
        assert!((4..=6).contains(&kept), "{when}: {kept}");
    }
}

#[test]
fn a_set_that_extends_another_keeps_what_is_seen_protected() {
    let mut base = protecting(2, json!([{ "any_known": { "group": "signs" } }]));
    put(&mut base, "/protections/0", protection(2, json!([{ "any_known": { "group": "signs" } }])));
    put(&mut base, "/protections/0/id", json!("known"));
    put(&mut base, "/protections/1/id", json!("seen"));
    let base = RuleSet::from_json(&base.to_string()).unwrap();
    let on = |changes: Value| {
        let mut set = extending(changes);
        put(&mut set, "/extends", json!({ "id": "small", "version": "1.0.0" }));
        let loaded = Loader::new().base(&base).json(&set.to_string());
        loaded.map_or_else(|error| messages(&error), |_| Vec::new())
    };
    assert_eq!(on(json!({})), Vec::<String>::new());
    // Out of the group is out of the protection, which is a way to give it up in silence.
    let found = on(json!({ "indicators": { "change": [{ "code": "first-sign", "groups": null }] } }));
    let gone = "protections, `seen`: the protection no longer speaks of this child, as the set that it extends has it: ";
    assert!(found.iter().any(|fault| fault.starts_with(gone)), "{found:?}");
    let rule = json!({ "category_rules": { "change": [{ "id": "sign", "at_least": 1 }] } });
    let found = on(rule.clone());
    assert!(
        found.iter().all(|fault| fault.contains("may never be below Category 2")) && !found.is_empty(),
        "{found:?}"
    );
    let mut waived = rule;
    let reason = "decided by the board";
    waived["manifest"] = json!({ "waives": [
        { "protection": "seen", "reason": reason }, { "protection": "known", "reason": reason }
    ] });
    waived["protections"] = json!({ "remove": "all" });
    assert_eq!(on(waived), Vec::<String>::new());
}
