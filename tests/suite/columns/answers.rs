//! Columns that are filled one answer at a time, as a long table has them.

use super::*;

#[test]
fn answers_of_a_long_table_come_in_any_order_and_the_most_protective_stays() {
    let rules = RuleSet::coventry();
    let ready = rules.for_columns().unwrap();
    let asked: Vec<_> =
        Indicator::ALL.iter().map(|one| one.code()).chain(Fact::CODES.iter().copied()).collect();
    let mut rng = StdRng::seed_from_u64(20);
    for count in [1, 63, 700] {
        let mut buffer = AnswersBuf::of(&ready).unwrap();
        let mut table = Vec::new();
        let ages: Vec<u8> = (0..count).map(|_| rng.random_range(8..27)).collect();
        for (child, age) in ages.iter().enumerate() {
            buffer.push(&Child::aged(*age).unwrap(), &Indicators::new()).unwrap();
            for _ in 0..rng.random_range(0..9) {
                let code = asked[rng.random_range(0..asked.len())];
                for _ in 0..rng.random_range(1..4) {
                    table.push((child, code, Answer::ALL[rng.random_range(0..4)]));
                }
            }
        }
        table.shuffle(&mut rng);
        for (child, code, answer) in &table {
            buffer.answer(*child, ready.asked(code).unwrap(), *answer).unwrap();
        }
        let decided = levels_of(&ready, &buffer);
        let mut differing = 0;
        for (at, age) in ages.iter().enumerate() {
            let given = |code: &str| -> Vec<_> {
                let own = table.iter().filter(|(child, one, _)| *child == at && *one == code);
                own.map(|(_, _, answer)| *answer).collect()
            };
            let (mut child, mut tool) = (Child::aged(*age).unwrap(), Indicators::new());
            let (mut unknown, mut differ) = (0, 0);
            for code in &asked {
                let given = given(code);
                let Some(answer) = most_protective(&given) else { continue };
                unknown += u32::from(answer == Answer::NotKnown);
                differ += u32::from(given.iter().any(|one| *one != answer));
                match Fact::from_code(code) {
                    Some(fact) => child = child.fact(fact, answer),
                    None => tool = tool.answer(code.parse::<Indicator>().unwrap(), answer),
                }
            }
            assert_eq!((buffer.unknown(at), buffer.differing(at)), (unknown, differ));
            differing += differ;
            let outcome = rules.screen(&child, &tool);
            let number = |category: Option<Category>| category.map_or(0, |category| category.number());
            assert_eq!(decided.category[at], number(outcome.category()));
            assert_eq!(decided.indicated[at], number(outcome.indicated()));
            assert_eq!(decided.possible[at], number(outcome.possible()));
        }
        assert!(count < 700 || differing > 500, "{differing}");
    }
}

#[test]
fn each_pair_of_answers_to_one_question_in_both_orders() {
    let ready = RuleSet::coventry().for_columns().unwrap();
    let asked =
        [Asked::Indicator(Indicator::RemovedFromRedLightArea), Asked::Fact(Fact::ParentMayBeInvolved)];
    for asked in asked {
        for first in Answer::ALL {
            for second in Answer::ALL {
                let mut buffer = AnswersBuf::of(&ready).unwrap();
                buffer.push(&Child::aged(15).unwrap(), &Indicators::new()).unwrap();
                buffer.answer(0, asked, *first).unwrap();
                buffer.answer(0, asked, *second).unwrap();
                let answer = most_protective(&[*first, *second]).unwrap();
                let columns = buffer.columns();
                let found = match asked {
                    Asked::Fact(fact) => columns.facts[0].answer_to(fact),
                    Asked::Own(own) => panic!("{own:?}"),
                    Asked::Indicator(one) => {
                        let bit = 1 << one as u64;
                        let sets = [columns.yes[0], columns.suspected[0], buffer.not_known()[0]];
                        let set = sets.iter().position(|set| set & bit != 0);
                        Some([Answer::Yes, Answer::Suspected, Answer::NotKnown, Answer::No][set.unwrap_or(3)])
                    }
                };
                assert_eq!(found, Some(answer));
                assert_eq!(buffer.differing(0), u32::from(first != second));
                assert_eq!(buffer.unknown(0), u32::from(answer == Answer::NotKnown));
            }
        }
    }
}

#[test]
fn an_answer_to_no_request_and_to_no_question_is_refused() {
    let ready = RuleSet::coventry().for_columns().unwrap();
    let mut buffer = AnswersBuf::of(&ready).unwrap();
    let clipping = Asked::Indicator(Indicator::Clipping);
    let none = |at, count| Err(ColumnsError::NoRequest { at, count });
    assert_eq!(buffer.answer(0, clipping, Answer::Yes), none(0, 0));
    buffer.push(&Child::aged(15).unwrap(), &Indicators::new()).unwrap();
    assert_eq!(buffer.answer(0, clipping, Answer::Yes), Ok(()));
    assert_eq!(buffer.answer(1, clipping, Answer::Yes), none(1, 1));
    assert_eq!(buffer.answer(1, Asked::Fact(Fact::LookedAfter), Answer::Yes), none(1, 1));
    assert_eq!(
        none(1, 1).map_err(|e: ColumnsError| e.to_string()),
        Err::<(), _>("there is no entry 1: there are 1".to_owned())
    );
    assert_eq!(buffer.choose(1, Choice::Placement, 1), none(1, 1));
    assert_eq!(buffer.forget_age(1), none(1, 1));
    assert_eq!((buffer.answered(0), buffer.answered(1)), (1, 0));
    let ages =
        |buffer: &AnswersBuf| (buffer.columns().lowest_age.to_vec(), buffer.columns().highest_age.to_vec());
    assert_eq!(ages(&buffer), (vec![15], vec![15]));
    assert_eq!(buffer.forget_age(0), Ok(()));
    let mut unknown = AnswersBuf::of(&ready).unwrap();
    unknown.push(&Child::of_unknown_age(), &Indicators::new()).unwrap();
    assert_eq!(ages(&buffer), ages(&unknown));
    assert_eq!(unknown.answered(0), 0);
    assert_eq!(buffer.choose(0, Choice::Placement, 3), Ok(()));
    assert_eq!(buffer.columns().choices.of(Choice::Placement), [3]);
    let beyond = buffer.choose(0, Choice::Placement, 4).unwrap_err();
    assert_eq!(beyond, ColumnsError::Value { column: "placement", at: 0, allowed: "0 to 3" });
    assert_eq!(ready.asked("clipping"), Ok(clipping));
    assert_eq!(ready.asked("looked_after"), Ok(Asked::Fact(Fact::LookedAfter)));
    for code in ["cliping", "", "placement", "Clipping"] {
        assert_eq!(ready.asked(code).unwrap_err().found(), code);
    }
    assert_eq!(ready.asked("cliping").unwrap_err().nearest(), Some("clipping"));
    let document = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "elsewhere", "version": "1.0.0", "title": "Elsewhere" },
        "indicators": { "remove": ["eating-disorder"] },
    });
    let rules = RuleSet::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{error}"));
    // As a request read by these rules refuses it.
    assert!(rules.for_columns().unwrap().asked("eating-disorder").is_err());
}
