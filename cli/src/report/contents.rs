//! The whole report, from the record.

use super::blocks::{Line, Report, shown};
use super::case::{Case, in_words};
use super::{
    answers, cited, differences, findings, identity, judgement, limits, nearest, reasons, result, steps,
};
use super::{unknowns, verdict};

pub(crate) fn of(case: &Case<'_>) -> Report {
    let mut sections = vec![
        result::section(case),
        reasons::section(case),
        steps::section(case),
        steps::support(case),
        unknowns::section(case),
        nearest::section(case),
        findings::section(case),
        judgement::section(case),
        answers::section(case),
        identity::section(case),
        limits::section(),
    ];
    sections.push(cited::section(case, &sections));
    sections.extend(differences::section(case));
    Report {
        blanks: vec!["Child's name", "Printed by", "Printed on"],
        title: case.rules.map(|rules| shown(&rules.tables().manifest.title)),
        facts: facts(case),
        notices: verdict::notices(case),
        sections,
    }
}

fn facts(case: &Case<'_>) -> Vec<(&'static str, Line)> {
    let request = &case.record.request;
    let tool = request.indicators();
    let screened = request.child().screening_day().map(|day| Line::words(&day.to_string()));
    let referred = tool.referral_day().map(|day| Line::words(&day.to_string()));
    let completed = tool.completed_by_given().map(|who| Line::words(&in_words(who.code())));
    let rules = Line::code(&case.record.rules.id).and(" version ").and(&case.record.rules.version);
    let facts = [
        ("Reference", case.record.reference.as_deref().map(Line::theirs)),
        ("Screened on", screened),
        ("Referred on", referred),
        ("Completed by", completed),
        ("Rules", Some(rules)),
    ];
    facts.into_iter().filter_map(|(what, line)| Some((what, line?))).collect()
}
