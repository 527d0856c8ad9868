//! Sets whose tables can be read, and that are not sound: scopes, texts, limits, and rows that can never hold.

use super::{Shown, are_refused, put, rule, shown, small, with, with_indicators, with_rule};
use serde_json::{Value, json};

fn nested(depth: usize) -> Value {
    (0..depth).fold(json!({ "any_observed": "any" }), |inner, _| json!({ "all": [inner] }))
}

/// So many answers of which any will do: each is a way for the row to hold.
fn ways(count: usize) -> Value {
    let codes = |at: usize| json!({ "any_observed": [format!("own-{at}")] });
    json!([{ "any": (0..count).map(codes).collect::<Vec<_>>() }])
}

pub fn scopes() -> Vec<Shown> {
    let scope = |scope: &str, categories: bool, when: Value| json!({ "scope": scope, "categories": categories, "when": when, "statements": ["S1"], "basis": "toolkit" });
    let under_21 = json!([{ "could_be_under": 21 }]);
    vec![
        shown(with("/scopes/1/scope", json!("child")), &["scopes, `child`: the scope stands twice"]),
        shown(
            with("/scopes/-", scope("young_adult", true, under_21)),
            &["scopes, `young_adult`: stands below `adult`, in which no category is given"],
        ),
        shown(
            with("/scopes/0/when", json!([{ "any_observed": "any" }])),
            &["scopes, `child`: a scope may ask for ages and facts only"],
        ),
        shown(
            with("/scopes/0/when", json!([{ "fact": { "name": "learning_disability", "is": ["yes"] } }])),
            &[
                "scopes, `child`: a scope may ask of a fact only that it is not ruled out (every answer but `no`), or that it is `yes` or `suspected`",
            ],
        ),
        shown(
            with("/scopes/1/when", json!([{ "certainly_at_least": 17 }])),
            &["scopes, `adult`: a scope without categories may ask only for `certainly_at_least` 18 or more"],
        ),
        shown(
            with("/scopes/1/when", json!([])),
            &["scopes, `adult`: a scope without categories may ask only for `certainly_at_least` 18 or more"],
        ),
        shown(
            with("/case/open_when_left_out", json!([{ "placement": ["foster"] }])),
            &["case, `case`: the case may ask for ages and facts only"],
        ),
        shown(
            with("/findings/0/when", json!([{ "other_rules_give_at_least": 2 }])),
            &["findings, `both`: asks what other rules give; only category rules may"],
        ),
        shown(
            with("/steps/1/when/-", json!({ "impossible_date": true })),
            &["steps, `talk`: asks whether a date cannot be; only findings may"],
        ),
        shown(
            with(
                "/definitions/-",
                json!({ "id": "more", "label": "l", "when": [{ "holds": "seen" }], "statements": ["S1"], "basis": "toolkit" }),
            ),
            &["definitions, `more`: refers to a definition; a definition may not"],
        ),
    ]
}

pub fn texts() -> Vec<Shown> {
    vec![
        shown(
            with("/manifest/id", json!(" ")),
            &["manifest, id: the id ` ` cannot be used; allowed: 1 to 100 letters a to z, digits, - and _"],
        ),
        shown(
            with("/manifest/id", json!("a/b")),
            &["manifest, id: the id `a/b` cannot be used; allowed: 1 to 100 letters a to z, digits, - and _"],
        ),
        shown(
            with("/manifest/version", json!("")),
            &["manifest, version: the version `` is not a semantic version; allowed: such as `1.4.0`"],
        ),
        shown(
            with("/manifest/version", json!("1.4")),
            &["manifest, version: the version `1.4` is not a semantic version; allowed: such as `1.4.0`"],
        ),
        shown(
            with("/manifest/based_on", json!({ "id": "x y", "version": "one", "sha256": "" })),
            &[
                "manifest, based_on.id: the id `x y` cannot be used; allowed: 1 to 100 letters a to z, digits, - and _",
                "manifest, based_on.version: the version `one` is not a semantic version; allowed: such as `1.4.0`",
            ],
        ),
        shown(with("/manifest/title", json!("")), &["manifest: `title` is empty"]),
        shown(
            with("/manifest/settings/0/value", json!(0)),
            &["manifest, `young-age`: 0 years; allowed: 1 to 120"],
        ),
        shown(
            with("/manifest/settings/0/value", json!(121)),
            &["manifest, `young-age`: 121 years; allowed: 1 to 120"],
        ),
        shown(with("/steps/0/who", json!("")), &["steps, `refer`: `who` is empty"]),
        shown(with("/steps/0/action", json!(" ")), &["steps, `refer`: `action` is empty"]),
        shown(
            with(
                "/steps/-",
                json!({ "id": "again", "stage": "referral", "when": [], "actor": "holder", "who": "w", "action": "a", "force": "may", "statements": ["S1"], "basis": "toolkit" }),
            ),
            &["steps, `again`: stands below a step of a later stage"],
        ),
        shown(
            with("/calendar/one_off/-", json!({ "date": "2025-01-01", "holiday": false, "why": "w" })),
            &["calendar, `2025-01-01`: the day stands twice"],
        ),
        shown(
            with("/calendar/yearly", json!([{ "fixed": { "month": 2, "day": 29 } }])),
            &["calendar, yearly[0]: found day 29 of month 2; allowed: a day that every year has"],
        ),
        shown(
            with("/calendar/yearly", json!([{ "after_easter": 61 }])),
            &["calendar, yearly[0]: found 61 days after Easter; allowed: -60 to 60"],
        ),
        shown(
            with("/calendar/yearly", json!([{ "last_monday_of": 13 }])),
            &["calendar, yearly[0]: found month 13; allowed: 1 to 12"],
        ),
        shown(
            with("/calendar/yearly", json!([{ "after_easter": i64::MIN }, { "after_easter": -60 }])),
            &["calendar, yearly[0]: found -9223372036854775808 days after Easter; allowed: -60 to 60"],
        ),
        shown(
            with("/calendar/yearly", json!(vec![json!({ "after_easter": 1 }); 51])),
            &["calendar, yearly: 51 rows; allowed: 50"],
        ),
        shown(
            {
                let day = |at: usize| json!({ "date": format!("{}-01-01", 2000 + at), "holiday": true, "why": "w" });
                with("/calendar/one_off", (0..1_001).map(day).collect())
            },
            &["calendar, one_off: 1001 rows; allowed: 1000"],
        ),
        shown(
            {
                let mut set = small();
                for at in 0..255 {
                    let setting = json!({ "id": format!("s{at}"), "value": 1, "unit": "u", "statements": ["S1"], "basis": "toolkit" });
                    put(&mut set, "/manifest/settings/-", setting);
                }
                set
            },
            &["manifest, settings: 257 rows; allowed: 256"],
        ),
        shown(
            with("/indicators/0/groups", (0..65).map(|at| json!(format!("g{at}"))).collect()),
            &["indicators, `first-sign`, groups: 65 groups; allowed: 64"],
        ),
        shown(
            with("/steps/0/deadline/working_days", json!(1_001)),
            &["steps, `refer`, deadline.working_days: 1001 working days; allowed: at most 1000"],
        ),
        shown(
            with("/manifest/settings/1/value", json!(u16::MAX)),
            &["steps, `refer`, deadline.working_days: 65535 working days; allowed: at most 1000"],
        ),
    ]
}

pub fn limits() -> Vec<Shown> {
    let ages = |from: u16| (0..15).map(|at| json!({ "could_be_under": from + at })).collect::<Vec<_>>();
    let mut many_rules = with_indicators(64);
    for at in 0..17 {
        put(&mut many_rules, "/category_rules/-", rule(&format!("rule-{at}"), ways(64)));
    }
    let mut many_steps = with_indicators(64);
    for at in 0..33 {
        let step = json!({ "id": format!("step-{at}"), "stage": "help", "when": ways(64), "actor": "holder", "who": "w", "action": "a", "force": "may", "statements": ["S1"], "basis": "toolkit" });
        put(&mut many_steps, "/steps/-", step);
    }
    let mut many_tests = with_indicators(960);
    for at in 0..15 {
        let any: Vec<_> =
            (64 * at..64 * at + 64).map(|at| json!({ "any_observed": [format!("own-{at}")] })).collect();
        put(
            &mut many_tests,
            "/findings/-",
            json!({ "id": format!("f-{at}"), "message": "m", "when": [{ "any": any }], "statements": ["S1"] }),
        );
    }
    for at in 0..2 {
        let any: Vec<_> =
            (64 * at..64 * at + 64).map(|at| json!({ "any_known": [format!("own-{at}")] })).collect();
        put(
            &mut many_tests,
            "/findings/-",
            json!({ "id": format!("k-{at}"), "message": "m", "when": [{ "any": any }], "statements": ["S1"] }),
        );
    }
    let mut many_ways = with_indicators(65);
    put(&mut many_ways, "/category_rules/-", rule("many", ways(65)));
    let mut many_together = with_indicators(16);
    let nine = ways(9).as_array().unwrap()[0].clone();
    put(&mut many_together, "/category_rules/-", rule("many", json!([nine, ways(8).as_array().unwrap()[0]])));
    vec![
        shown(many_rules, &["category_rules: 1094 ways to hold in all; allowed: 1024"]),
        shown(many_steps, &["steps: 2115 ways to hold in all; allowed: 2048"]),
        shown(
            many_tests,
            &[
                "findings, `k-0`: more than 1024 different tests on indicators, definitions and rules",
                "findings, `k-1`: more than 1024 different tests on indicators, definitions and rules",
            ],
        ),
        shown(many_ways, &["category_rules, `many`: more than 64 ways to hold"]),
        shown(many_together, &["category_rules, `many`: more than 64 ways to hold"]),
        shown(
            with_rule(json!([nested(33)])),
            &["category_rules, `new`: conditions are nested deeper than 32"],
        ),
        shown(
            with_rule(json!([{ "any": ages(20) }])),
            &["manifest: 17 different ages are asked about; allowed: 15"],
        ),
        shown(
            with_rule(json!([{ "could_be_under": 0 }])),
            &["manifest: the age 0 is asked about; allowed: 1 to 120"],
        ),
        shown(
            with_rule(json!([{ "could_be_under": 121 }])),
            &["manifest: the age 121 is asked about; allowed: 1 to 120"],
        ),
        shown(
            with("/steps/0/deadline/working_days", json!(0)),
            &["steps, `refer`: a deadline of 0 working days"],
        ),
    ]
}

pub fn impossible() -> Vec<Shown> {
    vec![
        shown(with_rule(json!([{ "any": [] }])), &["category_rules, `new`: can never hold"]),
        shown(
            with("/steps/1/when", json!([{ "category": [1] }, { "category": [2, 3] }])),
            &["steps, `talk`: can never hold"],
        ),
        shown(
            with("/plan_hosts/0/when", json!([{ "category_at_least": 2 }])),
            &["plan_hosts: no row gives a plan for Category 1 in scope `child` whatever else is known"],
        ),
        shown(
            with("/definitions/0/when", json!([{ "category": [2] }])),
            &[
                "category_rules, `sign`: could lower a category: it asks for something decided after the category (in definition `seen`); allowed: what is observed, answers of yes or suspected, ages under",
                "category_rules, `young`: could lower a category: it asks for something decided after the category (in definition `seen`); allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            with(
                "/definitions/-",
                json!({ "id": "unused", "label": "l", "when": [{ "category": [2] }], "statements": ["S1"], "basis": "toolkit" }),
            ),
            &["definitions, `unused`: asks for something that is decided only after the category"],
        ),
        shown(
            with_rule(json!([{ "observed_at_least": { "count": 3, "of": "any" } }])),
            &["category_rules, `new`: asks for 3 of 2 indicators"],
        ),
        shown(
            with_rule(json!([{ "any_observed": "circumstance" }])),
            &["category_rules, `new`, when[0].any_observed: no indicator is in the set \"circumstance\""],
        ),
        shown(
            with_rule(json!([{ "weight_at_least": { "sum": 5, "of": ["first-sign", "second-sign"] } }])),
            &["category_rules, `new`: asks for a sum of 5, and the weights add up to 4"],
        ),
        shown(
            with_rule(json!([{ "weight_at_least": { "sum": 0, "of": "any" } }])),
            &["category_rules, `new`: asks for a sum of 0, and the weights add up to 4"],
        ),
        shown(
            with_rule(json!([{ "observed_within": { "of": "any", "months": 6, "count": 3 } }])),
            &["category_rules, `new`: asks for 3 of 2 indicators"],
        ),
        shown(
            with_rule(json!([{ "observed_within": { "of": "any" } }])),
            &["category_rules, `new`: says neither `months` nor `weeks`; allowed: one of them"],
        ),
        shown(
            with_rule(json!([{ "observed_within": { "of": "any", "months": 6, "weeks": 4 } }])),
            &["category_rules, `new`: says both `months` and `weeks`; allowed: one of them"],
        ),
        shown(
            with_rule(json!([{ "weight_at_least": { "sum": 1, "of": "any", "within": { "weeks": 0 } } }])),
            &["category_rules, `new`: asks about 0 weeks; allowed: 1 to 5200"],
        ),
        shown(
            with_rule(json!([{ "observed_within": { "of": "any", "months": 1201 } }])),
            &["category_rules, `new`: asks about 1201 months; allowed: 1 to 1200"],
        ),
        shown(
            {
                let windows =
                    (1..=485).map(|months| json!({ "observed_within": { "of": "any", "months": months } }));
                with_rule(json!([{ "any": windows.collect::<Vec<_>>() }]))
            },
            &[
                "category_rules: rules ask when 970 indicators were seen, each time counted by itself, beside 2 own indicators and questions; allowed: 968 together",
            ],
        ),
        shown(
            with("/indicators/0/older_weight", json!(5)),
            &["indicators, `first-sign`: `older_weight` is 5; allowed: up to its `weight`, […]"],
        ),
        shown(
            with(
                "/findings/-",
                json!({ "id": "counted-as-old", "message": "m", "when": [{ "any_observed": "any" }], "statements": ["S1"] }),
            ),
            &["findings, `counted-as-old`: every set has a finding of this id already; allowed: another id"],
        ),
        shown(
            with_rule(json!([{ "any": [{ "other_rules_give_at_least": 2 }] }])),
            &[
                "category_rules, `new`: `other_rules_give_at_least` stands inside another condition; allowed: directly in the list `when` of a category rule",
            ],
        ),
        shown(
            {
                let asks_for_as_much = json!([{ "holds": "seen" }, { "other_rules_give_at_least": 3 }]);
                let mut set = with_rule(asks_for_as_much.clone());
                put(&mut set, "/category_rules/1/when", asks_for_as_much);
                set
            },
            &[
                "category_rules, `young`: can never fire: no other rule gives that",
                "category_rules, `new`: can never fire: no other rule gives that",
            ],
        ),
    ]
}

#[test]
fn scopes_and_words_in_the_wrong_place() {
    are_refused(scopes());
}

#[test]
fn texts_and_numbers_that_say_nothing() {
    are_refused(texts());
}

#[test]
fn more_than_the_limits_allow() {
    are_refused(limits());
}

#[test]
fn rows_that_can_never_hold() {
    are_refused(impossible());
}

/// A set with a question that is answered and one that is a number, and another beside them.
fn with_questions(row: Value, when: Value) -> Value {
    let mut set = if when.is_null() { small() } else { with_rule(when) };
    set["questions"] = json!([
        { "code": "in_the_area", "label": "in the area", "asks": "answer", "statements": ["S1"] },
        { "code": "times", "label": "times", "asks": "number", "statements": ["S1"] },
    ]);
    if !row.is_null() {
        set["questions"].as_array_mut().unwrap().push(row);
    }
    set
}

fn questions() -> Vec<Shown> {
    let question = |field: &str, value: Value| {
        let mut row = json!({ "code": "own", "label": "own", "asks": "answer", "statements": ["S1"] });
        row[field] = value;
        with_questions(row, Value::Null)
    };
    let number = |field: &str, value: Value| {
        let mut row = json!({ "code": "own", "label": "own", "asks": "number", "statements": ["S1"] });
        row[field] = value;
        with_questions(row, Value::Null)
    };
    let rule = |when: Value| with_questions(Value::Null, when);
    vec![
        shown(
            rule(json!([{ "question": { "code": "in_the_area", "is": ["no"] } }])),
            &[
                "category_rules, `new`: could lower a category: it asks for a question whose answers are not closed towards yes; allowed: what is observed, answers of yes or suspected, ages under",
            ],
        ),
        shown(
            rule(json!([{ "question": { "code": "times", "is": ["yes"] } }])),
            &[
                "category_rules, `new`, when[0].question: asks for `times`, which is answered with a number; allowed: `number_at_least`",
            ],
        ),
        shown(
            rule(json!([{ "number_at_least": { "code": "in_the_area", "least": 3 } }])),
            &[
                "category_rules, `new`, when[0].number_at_least: asks for `in_the_area`, which is answered with yes, suspected, no or not known; allowed: `question`",
            ],
        ),
        shown(
            rule(json!([{ "number_at_least": { "code": "times", "least": 0 } }])),
            &["category_rules, `new`: asks for a number of 0 or more; allowed: 1 to 999"],
        ),
        shown(
            rule(json!([{ "number_at_least": { "code": "time", "least": 3 } }])),
            &[
                "category_rules, `new`, when[0].number_at_least: refers to the question `time`, which does not exist; did you mean `times`?",
            ],
        ),
        shown(
            question("code", json!("in-the-area")),
            &[
                "questions, `in-the-area`: the code has other characters; allowed: `a` to `z`, `0` to `9` and `_`",
            ],
        ),
        shown(
            question("code", json!("looked_after")),
            &[
                "questions, `looked_after`: requests have a field or an indicator of that name; allowed: another code",
            ],
        ),
        shown(
            question("code", json!("date_of_birth")),
            &[
                "questions, `date_of_birth`: requests have a field or an indicator of that name; allowed: another code",
            ],
        ),
        shown(
            question("code", json!("professional_judgement")),
            &[
                "questions, `professional_judgement`: requests have a field or an indicator of that name; allowed: another code",
            ],
        ),
        shown(question("label", json!(" ")), &["questions, `own`: `label` is empty"]),
        shown(
            question("left_out", json!("yes")),
            &["questions, `own`: is taken for `yes` when left out; allowed: `no`, `not_known`"],
        ),
        shown(
            number("left_out", json!("no")),
            &["questions, `own`: a number that is left out counts for nothing; allowed: no `left_out`"],
        ),
        shown(
            number("weight", json!(2)),
            &["questions, `own`: a number has no `weight`; allowed: none, and `number_at_least` in rules"],
        ),
        shown(
            {
                let mut set = small();
                let row = |at: usize| json!({ "code": format!("own_{at}"), "label": "l", "asks": "answer", "statements": ["S1"] });
                set["questions"] = json!((0..65).map(row).collect::<Vec<_>>());
                set
            },
            &["questions: 65 questions; allowed: 64"],
        ),
    ]
}

#[test]
fn questions_of_their_own() {
    are_refused(questions());
}
