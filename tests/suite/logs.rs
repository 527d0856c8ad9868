//! Whatever of this library ends up in a log by `{}` or `{:?}` tells nothing of a child.

use chrono::NaiveDate;
use cse_screening::rules::proof::{Caseload, Reached};
use cse_screening::*;
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt::{Debug, Display};

/// Stands in every text that the form has.
const SECRET: &str = "Elm-Street-4711";

/// Words of the rules, and what has nothing of a child in it: `Debug` and `Display` of a word are that word. A host
/// that logs one has picked it out of an outcome.
const WORDS: [&str; 38] = [
    "Actor",
    "Answer",
    "Asked",
    "OwnAsked",
    "Base",
    "Basis",
    "Budget",
    "Case",
    "Category",
    "Choice",
    "Chosen",
    "ColumnRules",
    "CompletedBy",
    "EmptyRationale",
    "Fact",
    "Fault",
    "Force",
    "Indicator",
    "Joined",
    "LONGEST_TEXT",
    "LegalStatus",
    "Loader",
    "MOST_SIGHTINGS",
    "MOST_STRENGTHS",
    "Meeting",
    "NoCategory",
    "NoChange",
    "Placement",
    "RecordErrorKind",
    "RequestErrorKind",
    "RuleSet",
    "RulesError",
    "RulesIdentity",
    "Scope",
    "VERSION",
    "chrono",
    "day_in_words",
    "screen",
];

/// One line a type: its name, and what is printed of it.
#[derive(Default)]
struct Printed(Vec<(&'static str, String)>);

impl Printed {
    fn debug(&mut self, name: &'static str, value: &impl Debug) {
        self.0.push((name, format!("{value:?} {value:#?}")));
    }

    fn both(&mut self, name: &'static str, value: &(impl Debug + Display)) {
        self.debug(name, value);
        self.0.push((name, format!("{value} {value:#}")));
    }
}

fn text() -> FreeText {
    FreeText::new(SECRET).unwrap()
}

/// A form with a secret in every text, and answers of every kind.
fn form() -> (Child, Indicators) {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let child = Child::born(day(2010, 7, 23), day(2025, 3, 1)).unwrap();
    let child = child.fact(Fact::LookedAfter, Answer::Yes).fact(Fact::LearningDisability, Answer::Suspected);
    let seen = || {
        let seen = Evidence::new().seen_on(day(2025, 2, 11)).reported_on(day(2025, 2, 12)).source(text());
        seen.first_hand(true).note(text())
    };
    let child = child.fact_with(Fact::Section47, Answer::No, seen());
    let determined =
        Determination::new(Some(Category::Two), day(2025, 1, 22), Meeting::Mase, SECRET).unwrap();
    let child = child.previous_category_recorded(Category::Two, day(2024, 12, 3)).determined(determined);
    let child = child.placement(Placement::Foster).legal_status(LegalStatus::CareOrder).case(Case::NotOpen);
    let tool =
        Indicators::new().observed(Indicator::PoorSelfImage).observed(Indicator::UnknownAdultAssociates);
    let tool = tool.answer(Indicator::Clipping, Answer::NotKnown).answer(Indicator::Rape, Answer::Suspected);
    let judgement = Judgement::new(Category::Two, SECRET).unwrap();
    let tool = tool.answer_with(Indicator::MissingOrExcludedFromSchool, Answer::Yes, seen());
    let tool = tool.views(Views::new().seen_alone_on(day(2025, 2, 21)).words(text()));
    let tool = tool.strengths([text(), text()]).unwrap();
    (child, tool.judged(judgement).referred_on(day(2025, 3, 3)))
}

/// What of the outcome and its parts may be printed.
fn outcomes(printed: &mut Printed) {
    let (child, tool) = form();
    let request = Request::new(child.clone(), tool.clone()).unwrap().with_reference(SECRET);
    let outcome = request.screen();
    printed.debug("Child", &child);
    printed.debug("FactAnswers", &child.fact_answers());
    printed.debug("Indicators", &tool);
    printed.debug("Determination", child.determination().unwrap());
    printed.debug("Evidence", child.evidence_of(Fact::Section47).unwrap());
    printed.debug("Views", tool.views_given().unwrap());
    tool.strengths_given().unwrap().iter().for_each(|text| printed.debug("FreeText", text));
    printed.debug("Judgement", tool.judgement().unwrap());
    printed.debug("Request", &request);
    printed.debug("Outcome", &outcome);
    for reason in outcome.reasons() {
        printed.debug("Reason", &reason);
        reason.because().for_each(|cause| printed.debug("Question", &cause));
    }
    printed.debug("Plan", &outcome.plan().unwrap());
    for step in outcome.steps() {
        printed.debug("Step", &step);
        if let Some(due) = step.due() {
            printed.debug("Due", &due);
            printed.debug("DueUnit", &due.unit);
        }
    }
    let before = chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
    outcome.due_after(before).iter().for_each(|next| printed.debug("NextDue", next));
    let until = serde_json::from_str::<Until>(r#"{"after": 6, "date": "2025-03-03"}"#).unwrap();
    printed.debug("Until", &until);
    outcome.prompts().for_each(|prompt| printed.debug("Prompt", &prompt));
    let rules = crate::local::load("weights");
    let dated = json!({ "child": { "age": 15 }, "screening": { "screened_on": "2025-03-01", "indicators": {
        "missing": { "answer": "yes", "seen_on": "2024-10-11" }, "taken-in-cars": "yes",
        "older-partner": { "answer": "yes", "seen_on": "2024-01-11" } } } });
    let dated = Request::from_json_for(&rules, &dated.to_string()).unwrap();
    let of_dates = dated.screen_by(&rules);
    of_dates.aged().for_each(|aged| printed.debug("Aged", &aged));
    printed.debug("Fall", &of_dates.falls().unwrap());
    let rules = crate::local::load("tiers");
    let number = NumberGiven::Between(3, 741);
    let counted = Indicators::new().number(&rules, "missing_episodes_in_90_days", number).unwrap();
    printed.debug("Indicators", &counted);
    printed.debug("NumberGiven", &number);
    let refused =
        Indicators::new().number(&rules, "missing_episodes_in_90_days", NumberGiven::Exactly(7_419));
    printed.debug("NumberError", &refused.unwrap_err());
    // The category is the highest here, so what is open is asked of another.
    let little = Indicators::new().observed(Indicator::PoorSelfImage);
    let aged = Child::aged(14).unwrap();
    let lower = cse_screening::screen(&aged, &little);
    for gap in lower.gaps() {
        printed.debug("Gap", &gap);
        printed.debug("Question", &gap.question);
    }

    let why_not = lower.why_not("under-13").unwrap();
    why_not.conditions().iter().for_each(|held| printed.debug("Held", held));
    let counting = lower.conditions_of("several-category-1").unwrap();
    let counting = counting.first().unwrap();
    printed.debug("Counted", &counting.counted().unwrap());
    counting.added().iter().for_each(|added| printed.debug("Added", added));
    let changes = why_not.changes();
    for set in changes.sets() {
        printed.debug("ChangeSet", set);
        for change in set.changes() {
            printed.debug("Change", change);
            printed.debug("Given", &change.from());
            change.of().iter().for_each(|asked| printed.debug("Question", asked));
        }
    }
    // Only a judgement makes a rule fire that takes its level from one.
    let judged = lower.why_not("professional-judgement").unwrap().changes();
    let answers = judged.sets().iter().flat_map(|set| set.changes()).flat_map(Change::to);
    answers.for_each(|given| {
        if let Given::Chosen(chosen) = given {
            printed.debug("Chosen", chosen);
        }
    });
    printed.debug("Changes", &changes);
    printed.debug("WhyNot", &why_not);
    printed.debug("NextCategory", &lower.next_category().unwrap());

    let ready = RuleSet::coventry().for_columns().unwrap();
    let mut columns = ColumnsBuf::of(&ready);
    columns.push(&child, &tool).unwrap();
    printed.debug("ColumnsBuf", &columns);
    printed.debug("Columns", &columns.columns());
    printed.debug("ChoiceColumns", &columns.columns().choices);
    printed.debug("OwnColumns", &columns.columns().own);
    let (mut category, mut reasons) = ([0], [0]);
    let mut decisions = Decisions { category: &mut category, reasons: &mut reasons };
    RuleSet::coventry().for_columns().unwrap().screen(&columns.columns(), &mut decisions).unwrap();
    printed.debug("Decisions", &decisions);
    let (mut scope, mut indicated, mut possible) = ([0], [0], [0]);
    let mut levels = Levels { scope: &mut scope, indicated: &mut indicated, possible: &mut possible };
    let mut answers = AnswersBuf::of(&ready).unwrap();
    answers.push(&child, &tool).unwrap();
    let rules = RuleSet::coventry().for_columns().unwrap();
    rules.screen_levels(&answers.columns(), answers.not_known(), &mut decisions, &mut levels).unwrap();
    printed.debug("Levels", &levels);
    printed.debug("AnswersBuf", &answers);

    let mut caseload = Caseload::default();
    let mut changed = outcome.to_record();
    changed.category = None;
    changed.steps.clear();
    caseload.add_record(&changed, RuleSet::coventry(), RuleSet::coventry());
    printed.debug("Caseload", &caseload);
    printed.debug("CaseChange", &caseload.changed[0]);
    printed.debug("Reached", &Reached::By(Box::new(request)));
}

fn records(printed: &mut Printed) {
    let (child, tool) = form();
    let request = Request::new(child, tool).unwrap().with_reference(SECRET);
    let record = request.screen().to_record();
    printed.debug("Record", &record);
    printed.debug("Format", &record.format);
    // Whatever stands in the place of the engine is another's text.
    let mut stored = serde_json::to_value(&record).unwrap();
    stored["engine"] = SECRET.into();
    let origin = RecordOrigin::of_record(stored.to_string().as_bytes()).unwrap();
    assert_eq!(origin.engine, SECRET);
    printed.debug("RecordOrigin", &origin);
    let levels = format!(r#"{{"category": "{SECRET}", "indicated": "{SECRET}", "possible": "{SECRET}"}}"#);
    printed.debug("LevelsRecord", &serde_json::from_str::<LevelsRecord>(&levels).unwrap());
    record.reasons.iter().for_each(|part| printed.debug("ReasonRecord", part));
    printed.debug("PlanRecord", record.plan.as_ref().unwrap());
    record.steps.iter().for_each(|part| printed.debug("StepRecord", part));
    printed.debug("SupportRecord", &record.support);
    record.prompts.iter().for_each(|part| printed.debug("PromptRecord", part));
    record.findings.iter().for_each(|part| printed.debug("FindingRecord", part));
    let before = chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
    let gap = r#"{"question": "learning_disability", "would_raise_to": 2}"#;
    let gap: GapRecord = serde_json::from_str(gap).unwrap();
    printed.debug("GapRecord", &gap);
    let unread = format!(r#"{{"code": "{SECRET}", "answer": "yes"}}"#);
    printed.debug("UnreadRecord", &serde_json::from_str::<UnreadRecord>(&unread).unwrap());

    let done = [
        StepDone::new(SECRET, before, SECRET).result(SECRET),
        StepDone::new(SECRET, before, SECRET).why_not(SECRET),
    ];
    done.iter().for_each(|one| printed.debug("StepDone", one));
    for one in record.outstanding(RuleSet::coventry(), &done, before).unwrap() {
        printed.debug("Outstanding", &one);
        printed.debug("Standing", &one.standing);
    }

    let mut changed = record;
    changed.category = None;
    changed.steps.clear();
    changed.request = changed.request.with_reference("other");
    let error = changed.verify(RuleSet::coventry()).unwrap_err();
    printed.both("VerifyError", &error);
    let VerifyError::Differs(differences) = error else { panic!() };
    differences.iter().for_each(|one| printed.debug("Difference", one));
}

/// Requests that are refused, with the secret in the place that is wrong, or beside it.
fn refused() -> Vec<RequestError> {
    let texts = [
        r#"{"child": {"SECRET": 1}, "screening": {}}"#,
        r#"{"SECRET": {}, "child": {}, "screening": {}}"#,
        r#"{"child": {"case": "SECRET"}, "screening": {}}"#,
        r#"{"child": {"looked_after": "SECRET"}, "screening": {}}"#,
        r#"{"child": {"age": "SECRET"}, "screening": {}}"#,
        r#"{"child": {"age": 4711}, "screening": {}}"#,
        r#"{"child": {"age": 47.11}, "screening": {}}"#,
        r#"{"child": {"age_between": [4711, 4712]}, "screening": {}}"#,
        r#"{"child": {"previous_category": 4711}, "screening": {}}"#,
        r#"{"child": {"date_of_birth": "SECRET"}, "screening": {"screened_on": "2025-03-01"}}"#,
        r#"{"child": {"date_of_birth": "2010-07-23"}, "screening": {"screened_on": "2010-07-22"}}"#,
        r#"{"child": {"date_of_birth": "1910-07-23"}, "screening": {"screened_on": "2110-07-22"}}"#,
        r#"{"child": {"date_of_birth": "2010-07-23"}, "screening": {"screened_on": "2025-03-01", "referred_on": "2010-07-22"}}"#,
        r#"{"child": {}, "screening": {"referred_on": "4711-01-01"}}"#,
        r#"{"child": {}, "screening": {"indicators": ["SECRET"]}}"#,
        r#"{"child": {}, "screening": {"indicators": {"SECRET": "yes"}}}"#,
        r#"{"child": {}, "screening": {"indicators": {"clipping": "SECRET"}}}"#,
        r#"{"child": {}, "screening": {"indicators": {"clipping": 4711}}}"#,
        r#"{"child": {}, "screening": {"indicators": ["clipping", "clipping"]}}"#,
        r#"{"child": {}, "screening": {"indicators": ["cliping"]}}"#,
        r#"{"child": {}, "screening": {"indicators": "SECRET"}}"#,
        r#"{"child": {}, "screening": {"completed_by": "SECRET"}}"#,
        r#"{"child": {}, "screening": {"professional_judgement": "SECRET"}}"#,
        r#"{"child": {}, "screening": {"professional_judgement": {"category": "SECRET", "rationale": "x"}}}"#,
        r#"{"child": {}, "screening": {"professional_judgement": {"rationale": "SECRET"}}}"#,
        r#"{"child": {"looked_after": {"answer": "SECRET"}}, "screening": {}}"#,
        r#"{"child": {"looked_after": {"answer": "yes", "SECRET": 1}}, "screening": {}}"#,
        r#"{"child": {"looked_after": {"answer": "yes", "note": 4711}}, "screening": {}}"#,
        r#"{"child": {"looked_after": {"answer": "yes", "note": "SECRET", "seen_on": "SECRET"}}, "screening": {}}"#,
        r#"{"child": {}, "screening": {"screened_on": "2025-03-01", "indicators": {"clipping": {"answer": "yes", "seen_on": "2110-07-22"}}}}"#,
        r#"{"child": {}, "screening": {"screened_on": "2025-03-01", "views": {"words": "SECRET", "seen_alone_on": "2110-07-22"}}}"#,
        r#"{"child": {}, "screening": {"views": {"words": 4711}}}"#,
        r#"{"child": {}, "screening": {"views": {"SECRET": 1}}}"#,
        r#"{"child": {}, "screening": {"strengths": ["SECRET", 4711]}}"#,
        r#"{"child": {"determination": {"category": "SECRET", "on": "2025-02-20", "by": "mase_meeting", "rationale": "SECRET"}}, "screening": {}}"#,
        r#"{"child": {"determination": {"category": 1, "on": "2025-02-20", "by": "SECRET", "rationale": "SECRET"}}, "screening": {}}"#,
        r#"{"child": {"determination": {"category": 1, "on": "SECRET", "by": "mase_meeting", "rationale": "SECRET"}}, "screening": {}}"#,
        r#"{"child": {"previous_category": 2, "previous_category_on": "2010-07-23", "determination": {"category": 1, "on": "2010-07-22", "by": "mase_meeting", "rationale": "SECRET"}}, "screening": {}}"#,
        r#"{"child": "SECRET", "screening": {}}"#,
        r#"{"child": {}, "screening": {}, "reference": 4711}"#,
        r#"{"child": {}, "screening": {}, "reference": "SECRET"#,
        r#"{"child": {}, "screening": {}, SECRET}"#,
        r#"{"child": {}, "screening": {}} SECRET"#,
        r#"SECRET"#,
    ];
    texts.iter().map(|text| Request::from_json(&text.replace("SECRET", SECRET)).unwrap_err()).collect()
}

fn errors(printed: &mut Printed) {
    let refused = refused();
    let kinds: BTreeSet<_> = refused.iter().map(RequestError::kind).collect();
    assert!(kinds.len() > 8, "{kinds:?}");
    for error in &refused {
        printed.both("RequestError", error);
        printed.0.push(("RequestError", error.known_place().to_owned()));
    }
    printed.both("UnknownCode", &SECRET.parse::<Indicator>().unwrap_err());
    printed.both("UnknownCode", &"cliping".parse::<Indicator>().unwrap_err());
    let unknown = Indicators::new().answer_code(RuleSet::coventry(), SECRET, Answer::Yes).map(|_| ());
    printed.both("UnknownCode", &unknown.unwrap_err());
    printed.both("EvidenceError", &FreeText::new(" ").unwrap_err());
    printed.both("EvidenceError", &FreeText::new(SECRET.repeat(LONGEST_TEXT)).unwrap_err());
    let day = NaiveDate::from_ymd_opt(2010, 7, 23).unwrap();
    printed.both("EvidenceError", &Evidence::new().seen_on_each([day; MOST_SIGHTINGS + 1]).unwrap_err());
    let strengths = std::iter::repeat_with(text).take(MOST_STRENGTHS + 1);
    printed.both("EvidenceError", &Indicators::new().strengths(strengths).map(|_| ()).unwrap_err());
    printed.both("AgeError", &Child::aged(211).unwrap_err());
    printed.both("OutsideCategories", &cse_screening::Category::try_from(47).unwrap_err());
    for text in
        [format!("{{\"{SECRET}"), format!("{{\"{SECRET}\": 4711, \"request\": {{}}}}"), SECRET.to_owned()]
    {
        let error = Record::from_json_for(RuleSet::coventry(), &text).unwrap_err();
        printed.both("RecordError", &error);
        printed.both("RecordError", &RecordOrigin::of_record(text.as_bytes()).unwrap_err());
    }
    printed.both("AgeError", &Child::aged_between(47, 11).unwrap_err());
    let outcome =
        Request::from_json(r#"{"child": {"age": 11}, "screening": {"indicators": ["clipping"]}}"#).unwrap();
    for id in [SECRET, "under-13", "looked-after"] {
        printed.both("WhyNotError", &outcome.screen().why_not(id).map(|_| ()).unwrap_err());
    }
    let none = [0];
    let choices = Choice::ALL.iter().fold(ChoiceColumns::new(), |all, choice| all.with(*choice, &none));
    let columns = Columns {
        yes: &[0],
        suspected: &[0],
        facts: &[FactAnswers::new()],
        lowest_age: &[11],
        highest_age: &[120],
        choices: choices.with(Choice::Judgement, &[47]),
        own: OwnColumns::default(),
    };
    let (mut category, mut reasons) = ([0], [0]);
    let mut into = Decisions { category: &mut category, reasons: &mut reasons };
    let rules = RuleSet::coventry().for_columns().unwrap();
    printed.both("ColumnsError", &rules.screen(&columns, &mut into).unwrap_err());
}

#[test]
fn no_part_of_an_outcome_prints_an_answer_nor_what_follows_from_it() {
    let mut printed = Printed::default();
    outcomes(&mut printed);
    records(&mut printed);
    let (child, tool) = form();
    let outcome = cse_screening::screen(&child, &tool);
    let mut telling: BTreeSet<String> =
        [SECRET, "4711", "2010", "07-23", "2025", "Foster", "CareOrder", "NotOpen"].map(str::to_owned).into();
    telling.extend(tool.answers().flat_map(|(indicator, _)| {
        [indicator.code().to_owned(), format!("{indicator:?}"), indicator.label().to_owned()]
    }));
    telling.extend(Fact::ALL.iter().flat_map(|fact| [fact.code().to_owned(), format!("{fact:?}")]));
    telling.extend(["Suspected", "Yes", "suspected", "yes", "Two", "Three"].map(str::to_owned));
    telling.extend(outcome.reasons().map(|reason| reason.rule().to_owned()));
    telling.extend(outcome.steps().flat_map(|step| [step.id().to_owned(), step.action().to_owned()]));
    telling.extend(outcome.findings().flat_map(|row| [row.id.clone(), row.message.clone()]));
    telling.extend(outcome.plan().map(|plan| plan.host().to_owned()));
    telling.extend(["under-13", "under 13", "14", "looked after"].map(str::to_owned));
    for (name, text) in &printed.0 {
        // The fingerprint of the rules has any figures.
        let text = text.replace(RuleSet::coventry().sha256(), "");
        for word in &telling {
            assert!(!text.contains(word.as_str()), "{name} tells `{word}`: {text}");
        }
    }
}

#[test]
fn no_error_prints_what_was_found() {
    let mut printed = Printed::default();
    errors(&mut printed);
    for (name, text) in &printed.0 {
        for found in [SECRET, "Elm", "4711", "4712", "47", "211", "2010", "1910", "clipping", "cliping"] {
            // The day that shows how one is written, and the field of that name.
            let text = text.replace("2025-03-01", "").replace("section_47", "");
            assert!(!text.contains(found), "{name} tells `{found}`: {text}");
        }
    }
    // Who sent it is told all of it.
    for error in refused().iter().filter(|error| error.found().is_some()) {
        let (found, text) = (error.found().unwrap(), error.full_text());
        assert!(text.contains(found) && text.contains(error.place()), "{text}");
        assert!(error.allowed().is_empty() || text.contains("allowed"), "{text}");
        assert_eq!(error.nearest().is_some(), text.contains("did you mean"), "{text}");
    }
}

#[test]
fn every_public_type_is_among_those_that_are_printed() {
    let mut printed = Printed::default();
    outcomes(&mut printed);
    records(&mut printed);
    errors(&mut printed);
    let tried: BTreeSet<_> = printed.0.iter().map(|(name, _)| *name).collect();
    let text = include_str!("../../src/lib.rs");
    let mut named = BTreeSet::new();
    // Those of the root stand at the beginning of a line.
    for part in text.split("\npub use ").skip(1) {
        let list = part.split(';').next().unwrap();
        let list = list.split_once('{').map_or_else(|| list.rsplit("::").next().unwrap(), |(_, list)| list);
        named.extend(list.trim_matches('}').split(',').map(|name| name.trim().to_owned()));
    }
    named.remove("");
    assert!(named.len() > 50);
    let untried: Vec<_> = named
        .iter()
        .filter(|name| !tried.contains(name.as_str()) && !WORDS.contains(&name.as_str()))
        .collect();
    assert!(untried.is_empty(), "nobody knows what these print: {untried:?}");
}
