//! Why the result is what it is: each rule that fired, with what it rests on.

use super::blocks::{Block, Line, Section};
use super::case::Case;
use super::result;
use crate::html::terms;
use crate::words::{age, capitalised, chosen, score, score_of};
use cse_screening::rules::tables::{CategoryRule, RowBasis};
use cse_screening::{Answer, Basis, Fact, NoCategory, ReasonRecord};

pub(crate) const SECTION: &str = "reasons";

/// The reasons that decided, with all that they rest on; the others by their names.
pub(crate) fn section(case: &Case<'_>) -> Section {
    let (decisive, other): (Vec<_>, Vec<_>) = case.record.reasons.iter().partition(|reason| reason.decisive);
    let mut blocks = Vec::new();
    if case.record.reasons.is_empty() {
        blocks.push(Block::Paragraph(Line::words(match case.record.no_category {
            Some(NoCategory::OutOfScope | NoCategory::OutsideThisTool) => {
                "No category rule is asked: this person is outside the scope in which these rules give a category."
            }
            _ => "No rule fired.",
        })));
    } else {
        blocks.push(Block::Paragraph(Line::words(
            "Each rule gives a category “at least”. The highest counts, and none can lower another.",
        )));
    }
    blocks.extend(result::scope_rests_on(case).map(Block::Paragraph));
    if !decisive.is_empty() {
        blocks.push(Block::Subheading("What decided".to_owned()));
        blocks.extend(decisive.into_iter().map(|reason| entry(case, reason)));
    }
    if !other.is_empty() {
        blocks.push(Block::Subheading("Also found, and giving less".to_owned()));
        blocks.push(Block::List(other.into_iter().map(|reason| in_short(case, reason)).collect()));
    }
    Section::new(SECTION, "Why", blocks)
}

fn heading(case: &Case<'_>, reason: &ReasonRecord) -> Line {
    match case.category_rule(&reason.rule) {
        Some(rule) => Line::words(&capitalised(&rule.label)).and_id(&reason.rule),
        None => Line::words("The rule ").and_code(&reason.rule),
    }
}

fn causes(case: &Case<'_>, reason: &ReasonRecord) -> Line {
    Line::joined(reason.because.iter().map(|code| cause(case, code)), "; ")
}

fn in_short(case: &Case<'_>, reason: &ReasonRecord) -> Line {
    heading(case, reason)
        .and(". At least ")
        .then(case.level(Some(reason.at_least)))
        .and(". Because of: ")
        .then(causes(case, reason))
        .and(&format!(". {}", reason.statements.join(", ")))
}

fn entry(case: &Case<'_>, reason: &ReasonRecord) -> Block {
    let rule = case.category_rule(&reason.rule);
    let mut lines = vec![
        Line::words("At least ").then(case.level(Some(reason.at_least))).and(", and this decides."),
        Line::words("Because of: ").then(causes(case, reason)).and("."),
    ];
    lines.extend(counted(case, reason));
    lines.extend(basis(case, reason, rule));
    let several = case.rules.is_some_and(|rules| rules.sources_of(&reason.statements).len() > 1);
    let statement = |id: &String| {
        let words = case.statement_in_words(id);
        let words = words.unwrap_or_else(|| "its words stand in the rules of the record".to_owned());
        let of = if several { case.sources(std::slice::from_ref(id), "", "") } else { String::new() };
        let of = if of.is_empty() { of } else { format!(" of {of}") };
        Line::words(&format!("{id}{of}: {words}"))
    };
    Block::Entry {
        heading: heading(case, reason),
        lines,
        list: reason.statements.iter().map(statement).collect(),
    }
}

/// What the rule counted or added up; what each answer added is no part of the record, and said where its rules give
/// the same.
fn counted(case: &Case<'_>, reason: &ReasonRecord) -> Option<Line> {
    let counted = reason.counted?;
    let rules = case.rules.filter(|_| case.reproduces());
    let again = rules.and_then(|rules| {
        let outcome = case.record.request.screen_by(rules);
        let same =
            outcome.reasons().find(|one| one.rule() == reason.rule && one.counted() == Some(counted))?;
        score_of(rules, &same)
    });
    let score = again.unwrap_or_else(|| score(counted, &[]));
    Some(Line::words(&format!("It counts or adds up what was observed: {score}.")))
}

/// What made a rule fire. What is only suspected says so.
pub(crate) fn cause(case: &Case<'_>, code: &str) -> Line {
    match (code, case.record.request.child().previous_category_given()) {
        ("age", _) => return Line::words(&age(case.record.request.child())),
        ("previous_category", Some(category)) => {
            return Line::words("the previous category, ").then(case.level(Some(category)));
        }
        ("previous_category", None) => return Line::words("the previous category"),
        ("placement" | "legal_status" | "determination", _) => {
            return Line::words(&chosen(case.rules, case.record.request.child(), code));
        }
        ("professional_judgement", _) => return Line::words("the professional judgement"),
        _ => {}
    }
    let line = case.question(code);
    match case.answer(code) {
        Some(Answer::Suspected) => line.and(" (suspected)"),
        None if Fact::from_code(code).is_some() => line.and(" (not answered)"),
        _ => line,
    }
}

/// What the rule asks for by a definition that rests on a reading: the statements do not say it by themselves.
fn readings_of_terms(case: &Case<'_>, rule: Option<&CategoryRule>) -> Vec<Line> {
    let Some((rules, rule)) = case.rules.zip(rule) else { return Vec::new() };
    let terms = terms::readings_of_terms(rules, &rule.when).into_iter();
    terms
        .map(|(row, reading)| {
            let line =
                Line::words(&format!("What counts as “{}” is a reading, ", row.label)).and_code(reading);
            match rules.reading(reading) {
                Some(reading) => line.and(&format!(
                    ". The words: “{}”. Chosen: {}. Over: {}.",
                    reading.words, reading.chosen, reading.over
                )),
                None => line.and("."),
            }
        })
        .collect()
}

/// Plain words or a reading, with what was chosen over what.
fn basis(case: &Case<'_>, reason: &ReasonRecord, rule: Option<&CategoryRule>) -> Vec<Line> {
    if reason.basis == Basis::Toolkit {
        let mut lines = readings_of_terms(case, rule);
        let says = case.sources(&reason.statements, ", which says in short:", ", which say in short:");
        lines.push(Line::words("It rests on plain words of ").and(&says));
        return lines;
    }
    let leave = case.sources(&reason.statements, " leave", " leave");
    let reading = match (case.rules, rule.map(|rule| &rule.basis)) {
        (Some(rules), Some(RowBasis::Reading(id))) => rules.reading(id),
        _ => None,
    };
    let mut lines = readings_of_terms(case, rule);
    lines.extend(match reading {
        Some(reading) => vec![
            Line::words("It rests on a reading, ")
                .and_code(&reading.id)
                .and(&format!(". The words of {leave} a choice, and one was made.")),
            Line::words(&format!("The words: “{}”.", reading.words)),
            Line::words(&format!("Chosen: {}.", reading.chosen)),
            Line::words(&format!("Over: {}.", reading.over)),
            Line::words("The statements:"),
        ],
        None => vec![Line::words(&format!(
            "It rests on a reading: the words of {leave} a choice, and one was made. Its words stand in the \
             rules of the record. The statements:"
        ))],
    });
    lines
}
