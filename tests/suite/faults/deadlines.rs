//! Deadlines that have no length, or no day to count from.

use super::{are_refused, messages, put, shown};
use crate::deadlines::{row, set};
use cse_screening::RuleSet;
use serde_json::{Value, json};

#[test]
fn a_deadline_is_refused_that_has_no_length_or_no_day_to_count_from() {
    let one = |deadline: Value| set(&[("refer", deadline)]);
    are_refused(vec![
        shown(
            one(json!({ "from": "referral" })),
            &[
                "steps, `refer`, deadline: says no length; allowed: one of `working_days`, `days`, `weeks`, `months`",
            ],
        ),
        shown(
            one(json!({ "days": 3, "weeks": 3, "from": "referral" })),
            &[
                "steps, `refer`, deadline: says both `days` and `weeks`; allowed: one of `working_days`, `days`, `weeks`, `months`",
            ],
        ),
        shown(
            one(json!({ "weeks": 4, "until": 4, "from": "referral" })),
            &[
                "steps, `refer`, deadline.until: found 4, and the range begins with 4 weeks; allowed: more than that",
            ],
        ),
        shown(
            one(json!({ "weeks": 210, "from": "referral" })),
            &["steps, `refer`, deadline.weeks: 210 weeks; allowed: at most 209"],
        ),
        shown(
            one(json!({ "months": 4, "until": 49, "from": "referral" })),
            &["steps, `refer`, deadline.until: 49 months; allowed: at most 48"],
        ),
        shown(
            one(json!({ "days": 1_462, "from": "referral" })),
            &["steps, `refer`, deadline.days: 1462 days; allowed: at most 1461"],
        ),
        shown(one(json!({ "days": 0, "from": "referral" })), &["steps, `refer`: a deadline of 0 days"]),
        shown(
            one(json!({ "weeks": null, "from": "referral" })),
            &[
                "steps, `refer`, deadline.weeks: found null; allowed: a whole number from 0 to 65535, or the id of a setting",
            ],
        ),
        shown(
            one(json!({ "weeks": "witin", "from": "referral" })),
            &[
                "steps, `refer`, deadline.weeks: refers to the setting `witin`, which does not exist; did you mean `within`?",
            ],
        ),
        shown(
            set(&[
                ("refer", json!({ "weeks": 1, "from": "met" })),
                ("meet", json!({ "weeks": 1, "from": "referral" })),
            ]),
            &[
                "steps, `refer`, deadline.from: counts from `met`, which is no step; allowed: `referral`, `screening`, `determination`, or the id of a step with a deadline; did you mean `meet`?",
            ],
        ),
        shown(
            set(&[("refer", json!({ "weeks": 1, "from": "refer" }))]),
            &["steps, `refer`, deadline.from: the deadlines count in a circle: `refer` from `refer`"],
        ),
        shown(
            set(&[
                ("a", json!({ "weeks": 1, "from": "b" })),
                ("b", json!({ "weeks": 1, "from": "c" })),
                ("c", json!({ "weeks": 1, "from": "a" })),
                ("d", json!({ "weeks": 1, "from": "referral" })),
            ]),
            &[
                "steps, `a`, deadline.from: the deadlines count in a circle: `a` from `b` from `c` from `a`",
                "steps, `b`, deadline.from: the deadlines count in a circle: `b` from `c` from `a` from `b`",
                "steps, `c`, deadline.from: the deadlines count in a circle: `c` from `a` from `b` from `c`",
            ],
        ),
        shown(
            set(&[
                ("screening", json!({ "weeks": 1, "from": "referral" })),
                ("b", json!({ "weeks": 1, "from": "screening" })),
            ]),
            &[
                "steps, `b`, deadline.from: `screening` is the day of the screening, and the id of a step with a deadline; give that step another id",
            ],
        ),
    ]);
    let mut without = set(&[("refer", json!({ "weeks": 1, "from": "meet" })), ("meet", json!({}))]);
    put(&mut without, "/steps/1/deadline", Value::Null);
    are_refused(vec![shown(
        without,
        &["steps, `refer`, deadline.from: counts from the step `meet`, which has no deadline"],
    )]);
}

#[test]
fn nine_deadlines_in_a_row_are_refused() {
    let error = RuleSet::from_json(&row(10).to_string()).unwrap_err();
    let said = "counts over more than 8 steps: `s0` from `s1` from `s2` from `s3` from `s4` from `s5` from `s6` from `s7` from `s8` from `s9`; allowed: 8";
    assert_eq!(messages(&error), [format!("steps, `s0`, deadline.from: {said}")]);
}
