//! Questions that a set asks of its own: answers and small numbers, among the fields of the child.

use crate::faults;
use cse_screening::rules::proof::{Property, Verdict};
use cse_screening::{
    Answer, AnswersBuf, Category, Child, ColumnsBuf, ColumnsError, Indicators, NumberError, NumberGiven,
    Question, Record, Request, RequestErrorKind, RuleSet,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const AREA: &str = "in_the_area";
const CONTACT: &str = "in_contact";
const TIMES: &str = "times_missing";

/// Two signs, a question that is not known where it is left out, one that is then a no, and a number.
fn set() -> Value {
    let rule = |id: &str, level: u8, when: Value| json!({ "id": id, "label": id, "at_least": level, "when": when, "statements": ["S1"], "basis": "toolkit" });
    let mut set = faults::small();
    set["questions"] = json!([
        { "code": AREA, "label": "in the area", "asks": "answer", "weight": 3, "statements": ["S1"] },
        { "code": CONTACT, "label": "in contact", "asks": "answer", "left_out": "no", "statements": ["S1"] },
        { "code": TIMES, "label": "times missing", "asks": "number", "statements": ["S1"] },
    ]);
    faults::put(&mut set, "/category_rules/0/at_least", json!(1));
    set["protections"] = json!([]);
    let own = [
        rule("contact", 1, json!([{ "question": { "code": CONTACT, "is": ["yes"] } }])),
        rule("often", 2, json!([{ "number_at_least": { "code": TIMES, "least": 3 } }])),
        rule(
            "very-often",
            3,
            json!([{ "number_at_least": { "code": TIMES, "least": 5 } }, { "question": { "code": AREA, "is": ["not_known", "suspected", "yes"] } }]),
        ),
        rule("sum", 2, json!([{ "weight_at_least": { "sum": 5, "of": "any", "questions": [AREA] } }])),
        rule(
            "known-sum",
            3,
            json!([{ "weight_at_least": { "sum": 5, "of": "any", "questions": [AREA], "known": true } }]),
        ),
    ];
    set["category_rules"].as_array_mut().unwrap().extend(own);
    let step = |id: &str, is: Value| {
        let mut step = set["steps"][0].clone();
        step["id"] = json!(id);
        step["when"] = json!([{ "question": { "code": AREA, "is": is } }]);
        step.as_object_mut().unwrap().remove("deadline");
        step
    };
    let steps = [
        step("where-no", json!(["no"])),
        step("where-not-known", json!(["not_known"])),
        step("where-told", json!(["no", "yes"])),
        step("where-not-certain", json!(["not_known", "suspected"])),
        step("where-asked-in-vain", json!(["suspected", "no"])),
    ];
    let at = set["steps"]
        .as_array()
        .unwrap()
        .iter()
        .rposition(|row| row["stage"] == set["steps"][0]["stage"])
        .unwrap();
    for (more, step) in steps.into_iter().enumerate() {
        set["steps"].as_array_mut().unwrap().insert(at + 1 + more, step);
    }
    set
}

fn rules() -> RuleSet {
    RuleSet::from_json(&set().to_string()).unwrap_or_else(|error| panic!("{error}"))
}

fn read(rules: &RuleSet, child: Value, indicators: &Value) -> Request {
    let mut child = child;
    child["age"] = json!(15);
    let request = json!({ "child": child, "screening": { "indicators": indicators } });
    Request::from_json_for(rules, &request.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

/// The answers in words, and none.
const ANSWERS: [Option<Answer>; 5] =
    [None, Some(Answer::No), Some(Answer::NotKnown), Some(Answer::Suspected), Some(Answer::Yes)];

#[test]
fn every_combination_of_answers_is_as_it_is_by_hand() {
    let rules = rules();
    let numbers = [
        json!(null),
        json!(0),
        json!(2),
        json!(3),
        json!(4),
        json!(5),
        json!(999),
        json!([2, 3]),
        json!([0, 5]),
        json!([4, 4]),
        json!("not_known"),
    ];
    let mut seen = [0; 4];
    for area in ANSWERS {
        for contact in ANSWERS {
            for number in &numbers {
                for sign in ANSWERS {
                    let mut child = json!({});
                    for (code, answer) in [(AREA, area), (CONTACT, contact)] {
                        if let Some(answer) = answer {
                            child[code] = json!(answer);
                        }
                    }
                    if !number.is_null() {
                        child[TIMES] = number.clone();
                    }
                    let signs = sign.map_or(json!({}), |answer| json!({ "first-sign": answer }));
                    let request = read(&rules, child, &signs);
                    let outcome = request.screen_by(&rules);

                    let (area, contact) = (area.unwrap_or(Answer::NotKnown), contact.unwrap_or(Answer::No));
                    let sign = sign.unwrap_or(Answer::No);
                    let highest = number[1].as_u64().or(number.as_u64());
                    let level = |raised: bool| {
                        let up = |answer: Answer| {
                            if raised && answer != Answer::No { Answer::Yes } else { answer }
                        };
                        let (area, contact, sign) = (up(area), up(contact), up(sign));
                        let times = if raised && number == "not_known" { 999 } else { highest.unwrap_or(0) };
                        let weigh = |known: bool| {
                            let counts =
                                |answer: Answer| answer == Answer::Yes || !known && answer.protects();
                            3 * u32::from(counts(area)) + 2 * u32::from(counts(sign))
                        };
                        let rules = [
                            (sign.protects(), 1),
                            (contact == Answer::Yes, 1),
                            (times >= 3, 2),
                            (times >= 5 && area != Answer::No, 3),
                            (weigh(false) >= 5, 2),
                            (weigh(true) >= 5, 3),
                        ];
                        rules
                            .into_iter()
                            .filter(|(holds, _)| *holds)
                            .map(|(_, level)| level)
                            .max()
                            .unwrap_or(0)
                    };
                    let found =
                        [outcome.category(), outcome.possible()].map(|one| one.map_or(0, Category::number));
                    assert_eq!(found, [level(false), level(true)], "{area} {contact} {number} {sign}");
                    let steps: BTreeSet<_> = outcome.steps().map(|step| step.id().to_owned()).collect();
                    for (id, is) in [
                        ("where-no", vec![Answer::No]),
                        ("where-not-known", vec![Answer::NotKnown]),
                        ("where-told", vec![Answer::No, Answer::Yes]),
                        ("where-not-certain", vec![Answer::NotKnown, Answer::Suspected]),
                        ("where-asked-in-vain", vec![Answer::Suspected, Answer::No]),
                    ] {
                        assert_eq!(steps.contains(id), is.contains(&area), "{id}: {area}");
                    }
                    seen[usize::from(found[0])] += 1;
                }
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 20), "{seen:?}");
}

#[test]
fn more_answers_never_lower_and_it_is_proved() {
    assert_eq!(*rules().check().verdict(Property::MoreNeverLowers), Verdict::Holds);
}

#[test]
fn a_request_comes_back_as_it_was_given_and_a_record_verifies() {
    let rules = rules();
    let child =
        json!({ AREA: { "answer": "suspected", "seen_on": "2024-12-01" }, CONTACT: "no", TIMES: [2, 4] });
    let request = read(&rules, child.clone(), &json!({ "first-sign": "yes" }));
    let written = serde_json::to_value(&request).unwrap();
    for code in [AREA, CONTACT, TIMES] {
        assert_eq!(written["child"][code], child[code], "{code}");
    }
    assert_eq!(written["screening"]["indicators"], json!({ "first-sign": "yes" }));
    let outcome = request.screen_by(&rules);
    let mut record = Vec::new();
    outcome.write_json(&mut record);
    assert_eq!(record, serde_json::to_vec(&outcome.to_record()).unwrap());
    let read = Record::from_slice_for(&rules, &record).unwrap();
    read.verify(&rules).unwrap();
    assert_eq!(read.request, request);
    let because: Vec<_> = outcome
        .reasons()
        .flat_map(|reason| reason.because().map(|one| one.code().to_owned()).collect::<Vec<_>>())
        .collect();
    assert_eq!(because, ["first-sign", TIMES, "first-sign", AREA]);
    let gaps: Vec<_> = outcome.gaps().map(|gap| (gap.question.code(), gap.would_raise_to.number())).collect();
    assert_eq!(gaps, [(AREA, 3)]);
    assert!(outcome.gaps().all(|gap| matches!(gap.question, Question::Own(_))));
    // Nothing was asked about but own questions: no indicator was.
    let only = serde_json::to_value(
        Request::from_json_for(&rules, r#"{"child": {"in_contact": "yes"}, "screening": {}}"#).unwrap(),
    );
    assert_eq!(only.unwrap(), json!({ "child": { "in_contact": "yes" }, "screening": {} }));
}

#[test]
fn an_answer_that_the_rules_do_not_ask_for_is_unread_and_never_a_no() {
    let rules = rules();
    let elsewhere = RuleSet::coventry();
    for (child, category, possible) in [
        (json!({ AREA: "yes" }), Some(3), Some(3)),
        (json!({ TIMES: 1 }), Some(3), Some(3)),
        (json!({ AREA: "not_known" }), None, Some(3)),
        (json!({ TIMES: "not_known" }), None, Some(3)),
        (json!({ AREA: "no", TIMES: 0 }), None, None),
    ] {
        let outcome = read(&rules, child.clone(), &json!({}));
        let outcome = outcome.screen_by(elsewhere);
        let number = |level: Option<Category>| level.map(Category::number);
        assert_eq!((number(outcome.category()), number(outcome.possible())), (category, possible), "{child}");
        assert_eq!(outcome.unread().count(), usize::from(possible.is_some()), "{child}");
    }
}

#[test]
fn what_is_no_answer_is_refused_with_its_place() {
    let rules = rules();
    let refused = |child: &str| {
        let request = format!(r#"{{"child": {child}, "screening": {{}}}}"#);
        Request::from_json_for(&rules, &request).unwrap_err()
    };
    for (child, kind, place) in [
        (r#"{"times_missing": 1000}"#, RequestErrorKind::WrongType, r#"child."times_missing""#),
        (r#"{"times_missing": -1}"#, RequestErrorKind::WrongType, r#"child."times_missing""#),
        (r#"{"times_missing": 1.5}"#, RequestErrorKind::WrongType, r#"child."times_missing""#),
        (r#"{"times_missing": "yes"}"#, RequestErrorKind::WrongType, r#"child."times_missing""#),
        (r#"{"times_missing": [1]}"#, RequestErrorKind::WrongType, r#"child."times_missing""#),
        (r#"{"times_missing": [1, 2, 3]}"#, RequestErrorKind::WrongType, r#"child."times_missing""#),
        (r#"{"times_missing": [3, 1]}"#, RequestErrorKind::OutOfRange, r#"child."times_missing""#),
        (r#"{"times_missing": {}}"#, RequestErrorKind::WrongType, r#"child."times_missing""#),
        (
            r#"{"times_missing": 1, "times_missing": 2}"#,
            RequestErrorKind::RepeatedField,
            r#"child."times_missing""#,
        ),
        (r#"{"in_the_area": "maybe"}"#, RequestErrorKind::UnknownCode, r#"child."in_the_area""#),
        (
            r#"{"in_the_area": "no", "in_the_area": "no"}"#,
            RequestErrorKind::RepeatedField,
            r#"child."in_the_area""#,
        ),
        (r#"{"in_the_aera": "no"}"#, RequestErrorKind::UnknownField, r#"child."in_the_aera""#),
    ] {
        let error = refused(child);
        assert_eq!((error.kind(), error.place()), (kind, place), "{child}: {error}");
    }
    assert_eq!(refused(r#"{"in_the_aera": "no"}"#).nearest(), Some("in_the_area"));
    // Elsewhere it is no field, and it is no indicator.
    assert!(Request::from_json(r#"{"child": {"in_the_area": "no"}, "screening": {}}"#).is_err());
    let as_sign = r#"{"child": {}, "screening": {"indicators": {"in_the_area": "yes"}}}"#;
    assert_eq!(Request::from_json_for(&rules, as_sign).unwrap_err().kind(), RequestErrorKind::UnknownCode);
    // And typed.
    let tool = Indicators::new();
    assert!(matches!(
        tool.clone().number(&rules, AREA, NumberGiven::Exactly(1)),
        Err(NumberError::Unknown(_))
    ));
    assert_eq!(tool.clone().number(&rules, TIMES, NumberGiven::Exactly(1_000)), Err(NumberError::OutOfRange));
    assert_eq!(tool.clone().number(&rules, TIMES, NumberGiven::Between(3, 2)), Err(NumberError::OutOfRange));
    let given = tool.number(&rules, TIMES, NumberGiven::Between(2, 999)).unwrap();
    assert_eq!(given.numbers_given().collect::<Vec<_>>(), [(TIMES, NumberGiven::Between(2, 999))]);
    assert!(given.answer_code(&rules, TIMES, Answer::Yes).is_err());
}

#[test]
fn one_code_that_is_answered_otherwise_elsewhere_is_unread_there() {
    let mut other = set();
    other["questions"][0] =
        json!({ "code": AREA, "label": "in the area", "asks": "number", "statements": ["S1"] });
    other["questions"][2] =
        json!({ "code": TIMES, "label": "times", "asks": "answer", "statements": ["S1"] });
    other["steps"].as_array_mut().unwrap().retain(|step| !step["id"].as_str().unwrap().starts_with("where"));
    let asks =
        |rule: &Value| rule["when"].to_string().contains(AREA) || rule["when"].to_string().contains(TIMES);
    other["category_rules"].as_array_mut().unwrap().retain(|rule| !asks(rule));
    let other = RuleSet::from_json(&other.to_string()).unwrap_or_else(|error| panic!("{error}"));
    for (child, possible) in
        [(json!({ AREA: "yes" }), 3), (json!({ TIMES: 5 }), 3), (json!({ AREA: "not_known" }), 3)]
    {
        let request = read(&rules(), child.clone(), &json!({}));
        let outcome = request.screen_by(&other);
        assert_eq!(outcome.unread().count(), 1, "{child}");
        assert_eq!(outcome.possible().map(Category::number), Some(possible), "{child}");
    }
}

#[test]
fn one_code_that_is_an_indicator_elsewhere_is_another_thing_there() {
    // A question here, an indicator there, and no answer to the one is an answer to the other.
    let with = |code: &str, is_question: bool| {
        let mut set = set().to_string().replace(AREA, code);
        if !is_question {
            let mut other: Value = serde_json::from_str(&set).unwrap();
            other["questions"].as_array_mut().unwrap().remove(0);
            let asks = |row: &Value| row["when"].to_string().contains(code);
            other["category_rules"].as_array_mut().unwrap().retain(|row| !asks(row));
            other["steps"].as_array_mut().unwrap().retain(|row| !asks(row));
            let mut sign = other["indicators"][0].clone();
            sign["code"] = json!(code);
            other["indicators"].as_array_mut().unwrap().push(sign);
            set = other.to_string();
        }
        RuleSet::from_json(&set).unwrap_or_else(|error| panic!("{error}"))
    };
    let (asked, listed) = (with("area", true), with("area", false));
    for answer in Answer::ALL {
        let sign = read(&listed, json!({}), &json!({ "area": answer }));
        let question = read(&asked, json!({ "area": answer }), &json!({}));
        for (request, rules) in [(&sign, &asked), (&question, &listed)] {
            let outcome = request.screen_by(rules);
            let expected = if answer.protects() { Some(Category::Three) } else { None };
            assert_eq!(outcome.category(), expected, "{answer}");
            assert_eq!(outcome.unread().count(), usize::from(*answer != Answer::No), "{answer}");
            // Of a question that is left out, nothing is known: no step for a no.
            assert!(outcome.steps().all(|step| step.id() != "where-no"), "{answer}");
            let moved = request.indicators().clone().answer_code(rules, "first-sign", Answer::Yes);
            assert!(moved.is_err(), "{answer}");
        }
    }
}

#[test]
fn another_answer_for_what_is_left_out_is_no_silent_change() {
    let before = rules();
    let mut set = set();
    set["questions"][0]["left_out"] = json!("no");
    let after = RuleSet::from_json(&set.to_string()).unwrap_or_else(|error| panic!("{error}"));
    let comparison = before.compare(&after);
    assert!(!comparison.same_outcomes());
    assert!(comparison.outcomes.iter().any(|one| one.change.is_downward()), "{:?}", comparison.outcomes);
    // A question that goes, or comes, is a code that does.
    set["questions"].as_array_mut().unwrap().remove(1);
    set["category_rules"].as_array_mut().unwrap().retain(|rule| rule["id"] != "contact");
    let gone = RuleSet::from_json(&set.to_string()).unwrap_or_else(|error| panic!("{error}"));
    let comparison = after.compare(&gone);
    assert!(
        comparison.codes_gone.iter().any(|code| *code == format!("questions/{CONTACT}")),
        "{:?}",
        comparison.codes_gone
    );
    assert!(gone.compare(&after).codes_new.iter().any(|code| *code == format!("questions/{CONTACT}")));
}

#[test]
fn columns_take_no_answer_that_they_would_drop() {
    let rules = rules();
    let child = Child::aged(15).unwrap();
    let number = Indicators::new().number(&rules, TIMES, NumberGiven::Exactly(5)).unwrap();
    let answer = Indicators::new().answer_code(&rules, AREA, Answer::Yes).unwrap();
    let (without, with) = (RuleSet::coventry().for_columns().unwrap(), rules.for_columns().unwrap());
    for tool in [number, answer] {
        assert_eq!(ColumnsBuf::of(&without).push(&child, &tool), Err(ColumnsError::NotAsked));
        assert_eq!(ColumnsBuf::of(&with).push(&child, &tool), Ok(()));
    }
    // A long table says no numbers.
    assert!(matches!(AnswersBuf::of(&with), Err(ColumnsError::Rules(why)) if why.contains("for a number")));
}

#[test]
fn why_not_says_from_which_number_on_a_row_applies() {
    let mut set = set();
    let step = |id: &str, when: Value| {
        json!({ "id": id, "stage": "help", "when": when, "actor": "holder", "who": "w", "action": id, "force": "may",
                "statements": ["S1"], "basis": "toolkit" })
    };
    let at_least = |least: u16| json!({ "number_at_least": { "code": TIMES, "least": least } });
    let steps = [
        step("seldom", json!([{ "not": at_least(3) }])),
        step("sometimes", json!([at_least(3), { "not": at_least(6) }])),
        step("once", json!([at_least(1), { "not": at_least(2) }])),
        step("never", json!([{ "not": at_least(1) }])),
        step("always", json!([at_least(999)])),
        step("either", json!([{ "any": [{ "not": at_least(2) }, at_least(4)] }])),
    ];
    set["steps"].as_array_mut().unwrap().extend(steps);
    let rules = RuleSet::from_json(&set.to_string()).unwrap_or_else(|error| panic!("{error}"));
    for (row, given, said) in [
        ("often", json!(1), "3 or more (now 1)"),
        ("often", json!(2), "3 or more (now 2)"),
        ("often", json!(null), "3 or more (now not given)"),
        ("often", json!("not_known"), "3 or more (now not known)"),
        ("often", json!([1, 2]), "3 or more (now between 1 and 2)"),
        ("seldom", json!(3), "2 or fewer (now 3)"),
        ("sometimes", json!(2), "3 to 5 (now 2)"),
        ("sometimes", json!(6), "3 to 5 (now 6)"),
        ("once", json!(0), "1 (now 0)"),
        ("never", json!(7), "0 (now 7)"),
        ("always", json!(998), "999 (now 998)"),
        ("either", json!(2), "1 or fewer or 4 or more (now 2)"),
    ] {
        let mut child = json!({});
        if !given.is_null() {
            child[TIMES] = given.clone();
        }
        let request = read(&rules, child, &json!([]));
        let outcome = request.screen_by(&rules);
        let changes = outcome.why_not(row).unwrap().changes();
        let texts: Vec<_> = changes.sets().iter().map(|set| set.in_words()).collect();
        assert_eq!(texts, [format!("times missing: {said}")], "{row} {given}");
        // Each number that is named would do, and so would the whole range.
        for request in changes.sets()[0].requests() {
            assert!(request.screen_by(&rules).why_not(row).is_err(), "{row} does not apply");
        }
    }
}

#[test]
fn a_question_that_no_row_asks_for_is_warned_of_and_one_that_is_asked_says_where() {
    let of = |set: &Value| -> Vec<String> {
        let rules = RuleSet::from_json(&set.to_string()).unwrap_or_else(|error| panic!("{error}"));
        let warnings = rules.check().warnings;
        let unasked = warnings.iter().filter(|warning| warning.fault.table() == "questions");
        unasked.map(|warning| format!("{} {}", warning.kind, warning.fault.row())).collect()
    };
    let mut set = set();
    assert_eq!(of(&set), Vec::<String>::new());
    set["category_rules"].as_array_mut().unwrap().retain(|row| !row["when"].to_string().contains(TIMES));
    assert_eq!(of(&set), [format!("fact-ignored {TIMES}")]);
    // In a sum, what weighs nothing is not asked for.
    set["steps"].as_array_mut().unwrap().retain(|row| !row["when"].to_string().contains(AREA));
    assert_eq!(of(&set), [format!("fact-ignored {TIMES}")]);
    set["questions"][0]["weight"] = json!(0);
    set["category_rules"]
        .as_array_mut()
        .unwrap()
        .retain(|row| !row["when"].to_string().contains("weight_at_least"));
    let alone = json!([{ "any": [{ "weight_at_least": { "sum": 2, "of": "any", "questions": [AREA] } }] }]);
    set["category_rules"][1]["when"] = alone;
    assert_eq!(of(&set), [AREA, TIMES].map(|code| format!("fact-ignored {code}")));

    let references = rules().references_to("questions", TIMES);
    let places: Vec<_> = references.iter().map(|one| (&*one.row, &*one.field)).collect();
    assert_eq!(places, [("often", "when[0].number_at_least"), ("very-often", "when[0].number_at_least")]);
    assert_eq!(rules().references_to("questions", AREA).len(), 8);
}
