//! Columns of what rules ask of their own: indicators, questions, numbers and times.

use super::*;

/// Requests to the rules of a set: each of its own indicators and questions with some answer, or none.
fn of_own(rules: &RuleSet, seeds: std::ops::Range<u64>) -> Vec<Request> {
    let tables = rules.tables();
    let rows = tables.indicators.iter().map(|row| &*row.code);
    let codes: Vec<_> = rows.filter(|code| Indicator::from_code(code).is_none()).collect();
    let on = |days: u64| "2025-06-30".parse::<chrono::NaiveDate>().unwrap() - chrono::Days::new(days);
    let request = |seed| {
        let mut rng = StdRng::seed_from_u64(seed);
        let own = [0.02, 0.3][rng.random_range(0..2)];
        let mut child = Child::aged(rng.random_range(9..20)).unwrap().screened_on(on(0)).unwrap();
        if rng.random_bool(0.2) {
            child = child
                .fact(Fact::ALL[rng.random_range(0..Fact::ALL.len())], Answer::ALL[rng.random_range(0..4)]);
        }
        let mut tool = Indicators::new();
        for code in rows_of(rules).into_iter().chain(codes.iter().map(|code| (*code).to_owned())) {
            if !rng.random_bool(own) {
                continue;
            }
            let answer = Answer::ALL[rng.random_range(0..4)];
            tool = tool.answer_code(rules, &code, answer).unwrap();
            if answer != Answer::No && rng.random_bool(0.5) {
                let seen = cse_screening::Evidence::new().seen_on(on(rng.random_range(0..900)));
                tool = tool.answer_code_with(rules, &code, answer, seen).unwrap();
            }
        }
        for question in &tables.questions {
            let answer = Answer::ALL[rng.random_range(0..4)];
            match question.asks {
                _ if rng.random_bool(0.4) => {}
                QuestionKind::Answer => {
                    tool = tool.answer_code(rules, &question.code, answer).unwrap();
                }
                _ => {
                    let (low, more) = (rng.random_range(0..8), rng.random_range(0..4));
                    let given = [
                        NumberGiven::Exactly(low),
                        NumberGiven::Between(low, low + more),
                        NumberGiven::NotKnown,
                    ];
                    tool = tool.number(rules, &question.code, given[rng.random_range(0..3)]).unwrap();
                }
            }
        }
        Request::new(child, tool).unwrap()
    };
    seeds.map(request).collect()
}

/// The indicators with a type that rules have.
fn rows_of(rules: &RuleSet) -> Vec<String> {
    let rows = rules.tables().indicators.iter().filter(|row| Indicator::from_code(&row.code).is_some());
    rows.map(|row| row.code.clone()).collect()
}

/// The built-in set with two questions of its own: one that is not known where it is left out, and one that is no then.
fn with_questions() -> RuleSet {
    let question =
        |code: &str| json!({ "code": code, "label": code, "asks": "answer", "statements": ["N097"] });
    let mut contact = question("in_contact");
    contact["left_out"] = json!("no");
    let rule = |code: &str, at_least: u8, is: &[&str]| {
        json!({ "id": code.replace('_', "-"), "label": code, "at_least": at_least, "when": [{ "question": { "code": code, "is": is } }],
            "statements": ["N097"], "basis": "toolkit" })
    };
    let document = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "asked", "version": "1.0.0", "title": "Asked" },
        "questions": { "add": [question("in_the_area"), contact] },
        "category_rules": { "add": [rule("in_the_area", 2, &["yes", "suspected"]), rule("in_contact", 3, &["yes"])] },
    });
    RuleSet::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn own_questions_of_a_long_table_are_what_the_set_says_until_they_are_answered() {
    let rules = with_questions();
    let ready = rules.for_columns().unwrap();
    let number = |category: Option<Category>| category.map_or(0, |category| category.number());
    let mut possible = Vec::new();
    for code in ["in_the_area", "in_contact"] {
        for answer in [None].into_iter().chain(Answer::ALL.iter().copied().map(Some)) {
            let mut buffer = AnswersBuf::of(&ready).unwrap();
            buffer.push(&Child::aged(15).unwrap(), &Indicators::new()).unwrap();
            let mut tool = Indicators::new();
            if let Some(answer) = answer {
                buffer.answer(0, ready.asked(code).unwrap(), answer).unwrap();
                tool = tool.answer_code(&rules, code, answer).unwrap();
            }
            let decided = levels_of(&ready, &buffer);
            let child = Child::aged(15).unwrap();
            let outcome = rules.screen(&child, &tool);
            assert_eq!(decided.category, [number(outcome.category())], "{code} {answer:?}");
            assert_eq!(decided.possible, [number(outcome.possible())], "{code} {answer:?}");
            assert_eq!((buffer.differing(0), buffer.answered(0)), (0, 0));
            assert_eq!(buffer.unknown(0), u32::from(answer == Some(Answer::NotKnown)));
            possible.push(decided.possible[0]);
        }
    }
    // Left out, no, not known, suspected, yes.
    assert_eq!(possible, [2, 0, 2, 2, 2, 2, 2, 3, 3, 3]);
}

/// The sets of the project, and one that asks when something was seen.
fn sets_of_their_own() -> Vec<RuleSet> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/local");
    let folders = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<_> =
        folders.filter(|path| path.is_dir()).map(|path| RuleSet::from_dir(path).unwrap()).collect();
    let lately = json!({ "id": "lately", "label": "l", "at_least": 2, "statements": ["N017"], "basis": "toolkit",
        "when": [{ "observed_within": { "of": ["clipping", "concealed-injuries"], "months": 6 } }] });
    let timed = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "timed", "version": "1.0.0", "title": "Timed" },
        "category_rules": { "add": [lately] },
    });
    all.push(RuleSet::from_json(&timed.to_string()).unwrap_or_else(|error| panic!("{error}")));
    all.push(with_questions());
    all
}

#[test]
fn for_sets_with_indicators_questions_numbers_and_times_of_their_own() {
    let (mut with_own, mut timed, mut questions) = (0, 0, 0);
    for rules in sets_of_their_own() {
        let all = of_own(&rules, 0..3_000);
        let counts = assert_same(&rules, &all);
        assert!(
            counts.iter().filter(|count| **count > 30).count() >= 2,
            "{} {counts:?}",
            rules.tables().manifest.id
        );
        with_own += usize::from(all.iter().any(|one| {
            one.indicators().answers_by_code().any(|(code, _)| Indicator::from_code(code).is_none())
        }));
        timed += usize::from(rules.to_json().contains("\"months\":"));
        questions += usize::from(!rules.tables().questions.is_empty());
    }
    assert!(with_own >= 2 && timed >= 1 && questions >= 1, "{with_own} {timed} {questions}");
}

/// The built-in set with so many indicators of its own, of which the last, and some together, place a child.
fn with_indicators(count: usize) -> RuleSet {
    let codes: Vec<_> = (0..count).map(|at| format!("own-sign-{at}")).collect();
    let rows: Vec<_> = codes
        .iter()
        .map(|code| {
            json!({ "code": code, "label": format!("about {code}"), "kind": "behaviour", "category": 1, "statement": "N097" })
        })
        .collect();
    let document = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "signs", "version": "1.0.0", "title": "Signs" },
        "indicators": { "add": rows },
        "category_rules": { "add": [
            { "id": "last", "label": "the last", "at_least": 3, "when": [{ "any_observed": [codes.last()] }],
              "statements": ["N097"], "basis": "toolkit" },
            { "id": "known", "label": "the first is known", "at_least": 2, "when": [{ "any_known": [codes.first()] }],
              "statements": ["N097"], "basis": "toolkit" },
            { "id": "three", "label": "three", "at_least": 2,
              "when": [{ "observed_at_least": { "count": 3, "of": codes } }], "statements": ["N097"], "basis": "toolkit" },
        ] },
    });
    RuleSet::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn own_indicators_fill_words_to_the_brim() {
    // A few, the rest of the first word, one more, two words, and one more.
    for count in [3, 8, 9, 72, 73] {
        let rules = with_indicators(count);
        let counts = assert_same(&rules, &of_own(&rules, 0..700));
        assert!(counts[3] > 100, "{count} {counts:?}");
    }
}

#[test]
fn own_answers_of_a_long_table_come_in_any_order_and_the_most_protective_stays() {
    let rules = with_indicators(73);
    let ready = rules.for_columns().unwrap();
    let codes: Vec<_> = rules.tables().indicators.iter().map(|row| &*row.code).collect();
    let mut rng = StdRng::seed_from_u64(20);
    let mut buffer = AnswersBuf::of(&ready).unwrap();
    let mut table = Vec::new();
    for child in 0..600 {
        buffer.push(&Child::aged(15).unwrap(), &Indicators::new()).unwrap();
        for _ in 0..rng.random_range(0..9) {
            let code = codes[rng.random_range(0..codes.len())];
            (0..rng.random_range(1..4))
                .for_each(|_| table.push((child, code, Answer::ALL[rng.random_range(0..4)])));
        }
    }
    table.shuffle(&mut rng);
    for (child, code, answer) in &table {
        buffer.answer(*child, ready.asked(code).unwrap(), *answer).unwrap();
    }
    let decided = levels_of(&ready, &buffer);
    let number = |category: Option<Category>| category.map_or(0, |category| category.number());
    let mut differing = 0;
    for at in 0..600 {
        let mut tool = Indicators::new();
        let (mut unknown, mut differ, mut answered) = (0, 0, 0);
        for code in &codes {
            let own = table.iter().filter(|(child, one, _)| *child == at && one == code);
            let given: Vec<_> = own.map(|(_, _, answer)| *answer).collect();
            let Some(answer) = most_protective(&given) else { continue };
            answered += 1;
            unknown += u32::from(answer == Answer::NotKnown);
            differ += u32::from(given.iter().any(|one| *one != answer));
            tool = tool.answer_code(&rules, code, answer).unwrap();
        }
        assert_eq!(
            (buffer.unknown(at), buffer.differing(at), buffer.answered(at)),
            (unknown, differ, answered)
        );
        differing += differ;
        let child = Child::aged(15).unwrap();
        let outcome = rules.screen(&child, &tool);
        assert_eq!(decided.category[at], number(outcome.category()));
        assert_eq!(decided.indicated[at], number(outcome.indicated()));
        assert_eq!(decided.possible[at], number(outcome.possible()));
    }
    assert!(differing > 300, "{differing}");
    assert_eq!([buffer.unknown(600), buffer.differing(usize::MAX), buffer.answered(usize::MAX)], [0; 3]);
}

#[test]
fn answers_to_what_other_rules_ask_are_refused() {
    let (rules, other) = (with_indicators(9), with_indicators(9));
    let (ready, of_other) = (rules.for_columns().unwrap(), other.for_columns().unwrap());
    let coventry = RuleSet::coventry().for_columns().unwrap();
    let child = Child::aged(15).unwrap();
    let tool = Indicators::new().answer_code(&rules, "own-sign-8", Answer::Suspected).unwrap();
    // One that has the code takes the answer, whoever read it; one that has not refuses it, unless it is no.
    let mut elsewhere = ColumnsBuf::of(&of_other);
    elsewhere.push(&child, &tool).unwrap();
    let mut without = ColumnsBuf::of(&coventry);
    assert_eq!(without.push(&child, &tool), Err(ColumnsError::NotAsked));
    assert!(without.is_empty());
    let no = Indicators::new().answer_code(&rules, "own-sign-8", Answer::No).unwrap();
    assert_eq!(without.push(&child, &no), Ok(()));

    let refused = |ready: &ColumnRules, columns: Columns<'_>| {
        let (mut category, mut reasons) = ([7], [7]);
        let mut into = Decisions { category: &mut category, reasons: &mut reasons };
        let refused = ready.screen(&columns, &mut into);
        assert_eq!(category, if refused.is_ok() { [3] } else { [7] });
        refused
    };
    assert_eq!(refused(&of_other, elsewhere.columns()), Ok(()));
    for ready in [&ready, &coventry] {
        assert_eq!(refused(ready, elsewhere.columns()), Err(ColumnsError::OtherRules));
    }
    // Nor may they be left out.
    let left_out = Columns { own: OwnColumns::default(), ..elsewhere.columns() };
    assert_eq!(refused(&of_other, left_out), Err(ColumnsError::OtherRules));
    let mut two = ColumnsBuf::of(&of_other);
    (0..2).for_each(|_| two.push(&child, &tool).unwrap());
    let long = Columns { own: two.columns().own, ..elsewhere.columns() };
    assert_eq!(refused(&of_other, long), Err(ColumnsError::Length { column: "own", found: 2, expected: 1 }));

    let mut answers = AnswersBuf::of(&ready).unwrap();
    answers.push(&child, &Indicators::new()).unwrap();
    let asked = ready.asked("own-sign-8").unwrap();
    assert_eq!(
        answers.answer(0, of_other.asked("own-sign-8").unwrap(), Answer::Yes),
        Err(ColumnsError::OtherRules)
    );
    assert_eq!(answers.answer(1, asked, Answer::Yes), Err(ColumnsError::NoRequest { at: 1, count: 1 }));
    assert_eq!(answers.answer(0, asked, Answer::Yes), Ok(()));
    assert!(asked == ready.asked("own-sign-8").unwrap() && asked != of_other.asked("own-sign-8").unwrap());
    assert_eq!(format!("{asked:?}"), "Own(OwnAsked(\"own-sign-8\"))");
    assert_eq!(ready.asked("own-sigh-8").unwrap_err().nearest(), Some("own-sign-8"));
}
