//! Sheet one by itself: what must be done now and by whom, whom to ring, category and why, deadlines, what nobody
//! answered, points to check, and the judgement beside what was calculated.

use super::{bare, say_the_record};
use crate::called::{call, forms};
use crate::page;
use crate::support::{cases, flat, read, record};
use cse_screening::{Answer, Force, Record, RuleSet};
use serde_json::json;

/// Sheet one in both forms: up to the checklist, which begins on the next.
fn sheet_one(record: &Record, arguments: &[&str]) -> [String; 2] {
    let (page, text) = forms(record, arguments);
    let of_page = page.between("<main", "<section id=\"steps\"");
    let (of_text, _) = text.split_once("\nWHAT MUST HAPPEN\n").unwrap();
    [page::words(&of_page), of_text.to_owned()]
}

/// What stands on it, in words.
fn expected(record: &Record) -> Vec<String> {
    let rules = RuleSet::coventry();
    let mut words = Vec::new();
    // Of the referral all: who must receive it waits for who should send it.
    let now = |stage: &str, force| stage == "immediate" && force == Force::Must || stage == "referral";
    for step in record.steps.iter().filter(|step| now(&step.stage, step.force)) {
        words.push(format!("{}: {}", step.who, step.action));
    }
    match record.category {
        Some(category) => words.push(format!("{category}: {}", rules.category_row(category).name)),
        None => words.push("No category: ".to_owned()),
    }
    if let Some(reason) = record.reasons.iter().find(|reason| reason.decisive) {
        let rule = rules.tables().category_rules.iter().find(|row| row.id == reason.rule).unwrap();
        words.push(format!("Why: {}", rule.label));
    }
    for due in record.steps.iter().filter_map(|step| step.due.as_ref()) {
        words.push(due.date.map_or_else(
            || "the referral date is not known".to_owned(),
            |day| format!("By {}", day.format("%-d %B %Y")),
        ));
    }
    let child = record.request.child();
    for row in &rules.tables().facts {
        if row.left_out == Answer::No && child.answer_to(row.fact).is_none() {
            words.push(row.label.clone());
        }
    }
    words.extend(record.findings.iter().map(|finding| finding.message.clone()));
    if let Some(judgement) = record.request.indicators().judgement() {
        words.push(format!("Professional judgement: {}", judgement.category()));
        words.push(judgement.rationale().to_owned());
    }
    let calculated = record.indicated.map_or_else(|| "No category".to_owned(), |one| one.to_string());
    words.push(format!("Calculated from the answers alone: {calculated}"));
    words
}

#[test]
fn sheet_one_of_each_case_with_a_must_holds_all_that_somebody_needs_tonight() {
    let (mut seen, mut judged, mut dated, mut found, mut asked) = (0, 0, 0, 0, 0);
    // Every twenty-fifth: each is a process of its own, twice.
    for case in cases().iter().step_by(25) {
        let record = record(&case["request"]);
        if !record.steps.iter().any(|step| step.force == Force::Must) {
            continue;
        }
        seen += 1;
        judged += usize::from(record.request.indicators().judgement().is_some());
        dated += usize::from(record.steps.iter().any(|step| step.due.is_some()));
        found += record.findings.len();
        let sheets = sheet_one(&record, &["--with", "reasons"]);
        for sheet in sheets {
            asked += usize::from(sheet.to_lowercase().contains("taken for a no"));
            let sheet = bare(&sheet);
            for words in expected(&record) {
                assert!(sheet.contains(&bare(&words)), "{words:?} is not on sheet one: {sheet}");
            }
        }
    }
    assert!(
        seen > 20 && [judged, dated, found, asked].iter().all(|count| *count > 0),
        "{seen} {judged} {dated} {found} {asked}"
    );
}

/// Where the referral has no must, a later stage may: then it is on sheet one, and nobody reads that there is none.
#[test]
fn sheet_one_says_that_there_is_no_must_only_where_there_is_none() {
    let mut later = 0;
    for case in cases() {
        let record = record(&case["request"]);
        let first = |step: &&cse_screening::StepRecord| ["immediate", "referral"].contains(&&*step.stage);
        let musts = record.steps.iter().filter(|step| step.force == Force::Must);
        if musts.clone().any(|step| first(&step)) || !record.steps.iter().any(|step| first(&step)) {
            continue;
        }
        let has_must = musts.clone().next();
        for sheet in sheet_one(&record, &[]) {
            let sheet = bare(&sheet);
            assert_eq!(sheet.contains(&bare("No must follows")), has_must.is_none(), "{sheet}");
            if let Some(must) = has_must {
                assert!(sheet.contains(&bare(&format!("{}: {}", must.who, must.action))), "{sheet}");
            }
        }
        later += usize::from(has_must.is_some());
        if later > 3 {
            break;
        }
    }
    assert!(later > 0, "no case has its first must after the referral");
}

#[test]
fn a_level_held_from_before_reads_as_a_review_unless_something_happens_now() {
    let request = |event: &str| {
        json!({
            "child": {"age": 15, "previous_category": 3, "previous_category_on": "2024-11-08", "immediate_concern": event},
            "screening": {"indicators": ["late-home-or-missing"]},
        })
    };
    for (event, review) in [("no", true), ("yes", false), ("suspected", false)] {
        for sheet in sheet_one(&record(&request(event)), &[]) {
            let sheet = bare(&sheet);
            assert_eq!(sheet.contains(&bare("What to review now")), review, "{sheet}");
            assert_eq!(sheet.contains(&bare("this reads as a review")), review, "{sheet}");
            assert_eq!(sheet.contains(&bare("What must be done now")), !review, "{sheet}");
        }
    }
    // What is seen now gives as much: then it is no review.
    let mut seen = request("no");
    seen["screening"]["indicators"] = json!(["rape"]);
    assert!(!bare(&sheet_one(&record(&seen), &[])[0]).contains(&bare("this reads as a review")));
}

#[test]
fn what_was_withheld_where_only_a_circumstance_is_recorded_is_said() {
    let request =
        json!({"child": {"age": 14}, "screening": {"indicators": ["migrant-refugee-or-asylum-seeker"]}});
    let withheld = bare("which keeps some steps away");
    assert!(sheet_one(&record(&request), &[]).iter().all(|sheet| bare(sheet).contains(&withheld)));
    let more = json!({"child": {"age": 14}, "screening": {"indicators": ["migrant-refugee-or-asylum-seeker", "rape"]}});
    assert!(!sheet_one(&record(&more), &[]).iter().any(|sheet| bare(sheet).contains(&withheld)));
}

#[test]
fn the_words_of_the_signs_are_told_behind_the_result() {
    let said = RuleSet::coventry().tables().sources[0].about_its_words.as_ref().unwrap();
    let request = json!({"child": {"age": 15}, "screening": {"indicators": ["clipping"]}});
    for sheet in sheet_one(&record(&request), &[]) {
        let sheet = bare(&sheet);
        assert!(sheet.find(&bare("The result")).unwrap() < sheet.find(&bare(said)).unwrap(), "{sheet}");
    }
}

#[test]
fn the_steps_of_whoever_reads_stand_first_and_none_is_lost() {
    let request = json!({"child": {"age": 15}, "screening": {"indicators": ["rape"]}});
    let record = record(&request);
    let (mine, others): (Vec<_>, Vec<_>) =
        record.steps.iter().partition(|step| ["police", "everyone"].contains(&step.actor.code()));
    assert!(!mine.is_empty() && !others.is_empty());
    let (page, text) = forms(&record, &["--for", "police"]);
    let checklist = text.split_once("\nWHAT MUST HAPPEN\n").unwrap().1;
    let whole = page.between("<section id=\"steps\"", "</section>");
    // The id of a step ends its small print.
    for (form, end) in [(whole, "</code></span>"), (flat(checklist), "]")] {
        let at = |id: &str| form.find(&format!("{id}{end}")).unwrap_or_else(|| panic!("{id} in {form}"));
        let last_of_mine = mine.iter().map(|step| at(&step.id)).max().unwrap();
        assert!(others.iter().all(|step| at(&step.id) > last_of_mine), "{form}");
    }
    say_the_record(&record, RuleSet::coventry(), &["--for", "police"]);
    let wrong = call(&["--text", "--for", "constable"], serde_json::to_string(&record).unwrap().as_bytes());
    assert!(
        wrong.code == 2 && wrong.errors.contains("police") && wrong.errors.contains("carers"),
        "{}",
        wrong.errors
    );
}

#[test]
fn a_long_reason_leaves_room_on_sheet_one_and_stands_whole_with_the_answers() {
    for (length, on_sheet_one) in [(399, true), (400, true), (401, false)] {
        let rationale = "w".repeat(length);
        let request = json!({"child": {"age": 15}, "screening": {
            "indicators": ["clipping"], "professional_judgement": {"category": 3, "rationale": rationale}}});
        let record = read(&request).screen().to_record();
        let page = forms(&record, &[]).0;
        let sheet = page.between("<main", "<section id=\"steps\"");
        assert_eq!(sheet.contains(&rationale), on_sheet_one, "{length}");
        assert_eq!(page.text().matches(&rationale).count(), 1, "{length}");
    }
}
