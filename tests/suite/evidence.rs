//! What stands beside the answers: it comes back as it was given, decides nothing, and is said nowhere.

use cse_screening::{
    Answer, Category, Child, Evidence, EvidenceError, Fact, FreeText, Indicator, Indicators, Judgement,
    Record, Request, RuleSet, Views, screen,
};
use serde_json::{Value, json};

/// A form with everything beside its answers.
fn full() -> Value {
    json!({
        "child": {
            "date_of_birth": "2010-06-01",
            "learning_disability": { "answer": "suspected", "source": "SECRET-SOURCE" },
            "looked_after": { "answer": "no" },
            "care_leaver": "no",
        },
        "screening": {
            "screened_on": "2025-03-01",
            "referred_on": "2025-03-03",
            "indicators": {
                "late-home-or-missing": {
                    "answer": "yes", "seen_on": ["2025-02-24", "2025-02-10"], "reported_on": "2025-03-04",
                    "source": "SECRET-SCHOOL", "first_hand": false, "note": "SECRET-NOTE",
                },
                "rape": { "answer": "no", "seen_on": "2025-03-01", "first_hand": true },
                "poor-self-image": { "answer": "not_known" },
                "clipping": "suspected",
            },
            "professional_judgement": { "category": 2, "rationale": "SECRET-RATIONALE" },
            "views": { "seen_alone_on": "2025-02-28", "words": "SECRET-WORDS" },
            "strengths": ["SECRET-STRENGTH", "SECRET-FRIEND"],
        },
    })
}

/// The same form without anything beside its answers.
fn bare() -> Value {
    let mut form = full();
    for place in ["/child", "/screening/indicators"] {
        for answer in form.pointer_mut(place).unwrap().as_object_mut().unwrap().values_mut() {
            if let Some(given) = answer.get("answer") {
                *answer = given.clone();
            }
        }
    }
    let screening = form.pointer_mut("/screening").unwrap().as_object_mut().unwrap();
    screening.remove("views");
    screening.remove("strengths");
    form
}

fn read(form: &Value) -> Request {
    Request::from_json(&form.to_string()).unwrap_or_else(|error| panic!("{}", error.full_text()))
}

fn record(form: &Value) -> Value {
    let mut bytes = Vec::new();
    let request = read(form);
    let outcome = request.screen();
    outcome.write_json(&mut bytes);
    assert_eq!(bytes, serde_json::to_vec(&outcome.to_record()).unwrap(), "the two ways to write a record");
    serde_json::from_slice(&bytes).unwrap()
}

#[test]
fn it_comes_back_as_it_was_given() {
    assert_eq!(serde_json::to_value(read(&full())).unwrap(), full());
    assert_eq!(record(&full())["request"], full());
    let kept: Record = serde_json::from_value(record(&full())).unwrap();
    assert_eq!(kept.request, read(&full()));
    kept.verify(RuleSet::coventry()).unwrap();
}

#[test]
fn it_decides_nothing() {
    let (mut with, mut without) = (record(&full()), record(&bare()));
    assert_ne!(with, without);
    for record in [&mut with, &mut without] {
        record.as_object_mut().unwrap().remove("request").unwrap();
    }
    assert_eq!(with, without);
}

#[test]
fn a_redacted_record_keeps_the_decision_and_nothing_that_somebody_wrote() {
    let request = read(&full());
    let whole = request.screen().to_record();
    let redacted = whole.clone().redacted();
    let text = serde_json::to_string(&redacted).unwrap();
    assert!(!text.contains("SECRET"), "{text}");
    // Source, source, note, rationale, words and two strengths.
    assert_eq!(text.matches(r#""redacted""#).count(), 7 + 1, "{text}");
    assert!(text.starts_with(r#"{"format":2,"redacted":true,"engine":"#), "{text}");
    let read: Record = serde_json::from_str(&text).unwrap();
    assert_eq!(read, redacted);
    read.verify(RuleSet::coventry()).unwrap();
    let mut restored = redacted.clone();
    restored.request = whole.request.clone();
    restored.redacted = false;
    assert_eq!(restored, whole);
    // One that says so and still holds a text is no such record.
    let mut lies = whole;
    lies.redacted = true;
    assert!(lies.verify(RuleSet::coventry()).is_err());
    // Dates and who saw it stay: they may have been decided by, elsewhere.
    let evidence = read.request.indicators().evidence_of("late-home-or-missing").unwrap();
    assert_eq!(evidence.sightings().len(), 2);
    assert_eq!(evidence.first_hand_given(), Some(false));
}

#[test]
fn none_of_it_is_told_to_a_log() {
    let request = read(&full());
    let outcome = request.screen();
    for printed in [
        format!("{request:?}"),
        format!("{outcome:?}"),
        format!("{:?}", outcome.to_record()),
        format!("{:?}", request.indicators().evidence_of("late-home-or-missing")),
        format!("{:?}", request.indicators().views_given()),
        format!("{:?}", request.indicators().strengths_given()),
    ] {
        assert!(!printed.contains("SECRET") && !printed.contains("2025-0"), "{printed}");
    }
}

#[test]
fn texts_and_lists_up_to_their_limits_are_kept_and_longer_ones_refused() {
    let with = |place: &str, value: Value| {
        let mut form = full();
        *form.pointer_mut(place).unwrap() = value;
        Request::from_json(&form.to_string())
    };
    let note = "/screening/indicators/late-home-or-missing/note";
    // Characters, and not bytes.
    assert!(with(note, "é".repeat(4_000).into()).is_ok());
    let error = with(note, "é".repeat(4_001).into()).unwrap_err();
    assert_eq!(error.place(), r#"screening.indicators."late-home-or-missing".note"#);
    assert!(!error.full_text().contains("éé"), "a refused text is not repeated");

    let days = |count| vec!["2025-02-24"; count].into();
    let seen = "/screening/indicators/late-home-or-missing/seen_on";
    assert!(with(seen, days(50)).is_ok());
    assert!(with(seen, days(51)).is_err());
    let strengths = |count| vec!["plays football"; count].into();
    assert!(with("/screening/strengths", strengths(50)).is_ok());
    assert!(with("/screening/strengths", strengths(51)).is_err());
    assert!(with("/screening/strengths", strengths(0)).is_ok());
}

#[test]
fn what_is_built_says_what_is_read() {
    let day = |text: &str| text.parse().unwrap();
    let text = |text: &str| FreeText::new(text).unwrap();
    let child = Child::born(day("2010-06-01"), day("2025-03-01"))
        .unwrap()
        .fact_with(Fact::LearningDisability, Answer::Suspected, Evidence::new().source(text("SECRET-SOURCE")))
        .fact_with(Fact::LookedAfter, Answer::No, Evidence::new())
        .fact(Fact::CareLeaver, Answer::No);
    let late = Evidence::new()
        .seen_on_each([day("2025-02-24"), day("2025-02-10")])
        .unwrap()
        .reported_on(day("2025-03-04"))
        .source(text("SECRET-SCHOOL"))
        .first_hand(false)
        .note(text("SECRET-NOTE"));
    let tool = Indicators::new()
        .answer_with(Indicator::LateHomeOrMissing, Answer::Yes, late)
        .answer_with(Indicator::Rape, Answer::No, Evidence::new().seen_on(day("2025-03-01")).first_hand(true))
        .answer_with(Indicator::PoorSelfImage, Answer::NotKnown, Evidence::new())
        .answer(Indicator::Clipping, Answer::Suspected)
        .referred_on(day("2025-03-03"))
        .judged(Judgement::new(Category::Two, "SECRET-RATIONALE").unwrap())
        .views(Views::new().seen_alone_on(day("2025-02-28")).words(text("SECRET-WORDS")))
        .strengths([text("SECRET-STRENGTH"), text("SECRET-FRIEND")])
        .unwrap();
    let built = Request::new(child, tool).unwrap();
    assert_eq!(serde_json::to_value(&built).unwrap(), full());
}

#[test]
fn another_answer_takes_the_evidence_of_the_one_before_with_it() {
    let evidence = || Evidence::new().first_hand(true);
    let tool = Indicators::new().answer_with(Indicator::Rape, Answer::Yes, evidence());
    assert!(tool.evidence_of("rape").is_some());
    assert!(tool.clone().answer(Indicator::Rape, Answer::No).evidence_of("rape").is_none());
    assert!(tool.clone().answer(Indicator::Rape, None).evidence_of("rape").is_none());
    let by_code = tool.answer_code(RuleSet::coventry(), "rape", Answer::No).unwrap();
    assert!(by_code.evidence_of("rape").is_none());
    let child = Child::aged(15).unwrap().fact_with(Fact::LookedAfter, Answer::Yes, evidence());
    assert!(child.evidence_of(Fact::LookedAfter).is_some());
    assert!(child.fact(Fact::LookedAfter, Answer::No).evidence_of(Fact::LookedAfter).is_none());
}

#[test]
fn requests_are_equal_in_whatever_order_they_were_made() {
    let evidence = || Evidence::new().first_hand(true);
    let one = |child: Child, fact| child.fact_with(fact, Answer::Yes, evidence());
    let child = || Child::aged(15).unwrap();
    let (first, last) = (Fact::LearningDisability, Fact::ParentMayBeInvolved);
    assert_eq!(one(one(child(), first), last), one(one(child(), last), first));
}

#[test]
fn no_wrong_text_or_list_can_be_built() {
    assert_eq!(FreeText::new(""), Err(EvidenceError::BlankText));
    assert_eq!(FreeText::new("\u{3164}\t\u{200D}"), Err(EvidenceError::BlankText));
    let days = vec!["2025-01-01".parse().unwrap(); 51];
    assert_eq!(Evidence::new().seen_on_each(days), Err(EvidenceError::ManySightings));
    let strengths = vec![FreeText::new("kind").unwrap(); 51];
    assert_eq!(Indicators::new().strengths(strengths), Err(EvidenceError::ManyStrengths));
    // Days are looked at when the whole request is known.
    let child = Child::aged(15).unwrap().screened_on("2025-03-01".parse().unwrap()).unwrap();
    let late = Evidence::new().seen_on("2025-03-02".parse().unwrap());
    let tool = Indicators::new().answer_with(Indicator::Rape, Answer::Yes, late);
    let error = Request::new(child.clone(), tool.clone()).unwrap_err();
    assert_eq!(error.place(), r#"screening.indicators."rape".seen_on"#);
    // And yet whatever is screened is screened.
    assert_eq!(screen(&child, &tool).category(), Some(Category::Three));
}
