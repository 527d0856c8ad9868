//! What changed since an earlier record of the same child: up, down, by whose decision, and what is newly known.

use super::blocks::{Block, Line, Section};
use super::case::{Case, answered, in_words};
use crate::words::{self, determined};
use cse_screening::{Answer, Fact, Record};
use std::collections::BTreeMap;

pub(crate) fn section(case: &Case<'_>) -> Option<Section> {
    let before = case.before?;
    let mut lines = vec![Line::strong(direction(case, before))];
    lines.push(
        Line::words("Before")
            .and(&screened(before))
            .and(": ")
            .then(case.named(before.category))
            .and(". Now")
            .and(&screened(case.record))
            .and(": ")
            .then(case.named(case.record.category))
            .and("."),
    );
    lines.extend(decided(case, before));
    lines.extend(doubts(case, before));
    let mut blocks: Vec<_> = lines.into_iter().map(Block::Paragraph).collect();
    let known = newly_known(case, before);
    blocks.push(if known.is_empty() {
        Block::Paragraph(Line::words("No answer differs."))
    } else {
        Block::Subheading("Answers that differ".to_owned())
    });
    if !known.is_empty() {
        blocks.push(Block::List(known));
    }
    blocks.extend(steps("Steps that are new", case.record, before));
    blocks.extend(steps("Steps that are no longer asked for", before, case.record));
    Some(Section::new("before", "What changed since the record before", blocks))
}

fn direction(case: &Case<'_>, before: &Record) -> &'static str {
    match case.record.category.cmp(&before.category) {
        std::cmp::Ordering::Greater => "It went up.",
        std::cmp::Ordering::Less => "It went down.",
        std::cmp::Ordering::Equal => "It is the same.",
    }
}

fn screened(record: &Record) -> String {
    let on = record.request.child().screening_day();
    on.map_or_else(String::new, |on| format!(", screened on {}", words::day(on)))
}

/// Whose decision the category is: a meeting's, a professional's, or the rules' on what was answered.
fn decided(case: &Case<'_>, before: &Record) -> Vec<Line> {
    let of = |record: &Record| record.request.child().determination().cloned();
    let (now, then) = (of(case.record), of(before));
    let mut lines = Vec::new();
    if let Some(determination) = now.as_ref().filter(|_| now != then) {
        let said = words::capitalised(&determined(case.rules, determination));
        lines.push(Line::words(&format!("Decided since by a meeting: {said}.")));
    }
    let judged = |record: &Record| record.request.indicators().judgement().map(|one| one.category());
    if judged(case.record) != judged(before) {
        lines.push(match judged(case.record) {
            Some(category) => {
                Line::words("Judged now by a professional: ").then(case.named(Some(category))).and(".")
            }
            None => Line::words("A judgement of before is not given now."),
        });
    }
    let decisive = case.record.reasons.iter().filter(|reason| reason.decisive);
    let rules = decisive.map(|reason| {
        let rule = case.category_rule(&reason.rule);
        rule.map_or_else(|| Line::code(&reason.rule), |rule| Line::words(&rule.label))
    });
    let rules = Line::joined(rules, "; ");
    if !rules.0.is_empty() {
        lines.push(Line::words("What decides now: ").then(rules).and("."));
    }
    lines
}

/// What stands in the way of holding one against the other.
fn doubts(case: &Case<'_>, before: &Record) -> Vec<Line> {
    let record = case.record;
    let mut lines = Vec::new();
    if record.reference != before.reference {
        lines.push(Line::strong("The references differ: be sure that both are of the same child."));
    }
    if record.rules.sha256 != before.rules.sha256 {
        lines.push(Line::words(&format!(
            "The record before was made by other rules, {} {}: a change may come from these, and whether it reproduces was \
             not tested.",
            before.rules.id, before.rules.version
        )));
    } else if before.verify(case.at_hand).is_err() {
        lines.push(Line::strong(
            "The record before was not verified: it does not reproduce, or its rules are not at hand.",
        ));
    }
    let fell = record.category < before.category;
    let by_a_meeting = record.request.child().determination().is_some();
    if fell && !by_a_meeting {
        lines.push(Line::strong(
            "It went down, and no determination of a meeting is recorded. Only a meeting lowers a category that was \
             recorded: give it as the previous category, and screen again.",
        ));
    }
    lines
}

fn answers(record: &Record) -> BTreeMap<String, Answer> {
    let child = record.request.child();
    let facts = Fact::ALL.iter().filter_map(|fact| Some((fact.code().to_owned(), child.answer_to(*fact)?)));
    let tool = record.request.indicators();
    let answers = tool.answers_to_questions().chain(tool.answers_by_code());
    facts.chain(answers.map(|(code, answer)| (code.to_owned(), answer))).collect()
}

fn newly_known(case: &Case<'_>, before: &Record) -> Vec<Line> {
    let (now, then) = (answers(case.record), answers(before));
    let codes: std::collections::BTreeSet<_> = now.keys().chain(then.keys()).collect();
    let differs = codes.into_iter().filter(|code| now.get(*code) != then.get(*code));
    let mut lines: Vec<_> = differs
        .map(|code| {
            let [then, now] = [then.get(code), now.get(code)].map(|answer| answered(answer.copied()));
            case.question(code).and(&format!(": {then} before, {now} now"))
        })
        .collect();
    let age = |record: &Record| words::age(record.request.child());
    if age(before) != age(case.record) {
        lines.push(Line::words(&format!("{} before, {} now", age(before), age(case.record))));
    }
    let placed = |record: &Record| {
        let child = record.request.child();
        [
            child.placement_given().map(|one| one.code()),
            child.legal_status_given().map(|one| one.code()),
            child.case_given().map(|one| one.code()),
        ]
    };
    let what = ["placement", "legal status", "case"];
    for ((what, then), now) in what.into_iter().zip(placed(before)).zip(placed(case.record)) {
        if then != now {
            let [then, now] = [then, now].map(|one| one.map_or_else(|| "not given".to_owned(), in_words));
            lines.push(Line::words(&format!("{what}: {then} before, {now} now")));
        }
    }
    lines
}

/// The steps of one record that the other does not have.
fn steps(heading: &str, of: &Record, other: &Record) -> Vec<Block> {
    let new = of.steps.iter().filter(|step| !other.steps.iter().any(|one| one.id == step.id));
    let lines: Vec<_> =
        new.map(|step| Line::words(&format!("{}: {}", words::capitalised(&step.who), step.action))).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    vec![Block::Subheading(heading.to_owned()), Block::List(lines)]
}
