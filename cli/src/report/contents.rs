//! The whole report, from the record: sheet one, then the checklist, what is not known, answers, and the annex.

use super::area::Area;
use super::blocks::{Line, Report, Section, shown};
use super::case::{Case, in_words};
use super::{
    answers, before, differences, identity, limits, nearest, reasons, sheet_one, steps, unknowns, verdict,
};
use crate::words::day;
use cse_screening::Actor;

pub(crate) fn of(case: &Case<'_>, area: &Area, reader: Option<Actor>) -> Report {
    let sections: Vec<Section> = [
        // A record that does not reproduce says where before all else.
        differences::section(case).into_iter().collect(),
        sheet_one::sections(case, area),
        before::section(case).into_iter().collect(),
        vec![steps::section(case, reader), unknowns::section(case), answers::section(case)],
        [nearest::section(case), steps::support(case)].into_iter().flatten().collect(),
        vec![reasons::section(case), limits::section(), identity::section(case)],
    ]
    .into_iter()
    .flatten()
    .collect();
    Report {
        blanks: vec!["Child's name", "Printed by", "Printed on"],
        marking: shown(&area.marking),
        reference: foot(case),
        title: case.rules.map(|rules| shown(&rules.tables().manifest.title)),
        facts: facts(case),
        notices: verdict::notices(case),
        sections,
    }
}

/// How sheets that belong together are known: by the caller's reference, or else by the record's SHA-256.
fn foot(case: &Case<'_>) -> String {
    let sha256 = || format!("record {}", case.shown.whole().sha256().chars().take(12).collect::<String>());
    case.record.reference.as_deref().map_or_else(sha256, |reference| shown(&shortened(reference)))
}

/// Not longer than fits beside the number of a page.
fn shortened(reference: &str) -> String {
    const LONGEST: usize = 60;
    let start: String = reference.chars().take(LONGEST).collect();
    if reference.chars().nth(LONGEST).is_some() { start + "..." } else { start }
}

fn facts(case: &Case<'_>) -> Vec<(&'static str, Line)> {
    let request = &case.record.request;
    let tool = request.indicators();
    let in_full = |on| Line::words(&day(on));
    let completed = tool.completed_by_given().map(|who| Line::words(&in_words(who.code())));
    let rules = Line::code(&case.record.rules.id).and(" version ").and(&case.record.rules.version);
    let facts = [
        ("Reference", case.record.reference.as_deref().map(Line::theirs)),
        ("Screened on", request.child().screening_day().map(in_full)),
        ("Referred on", tool.referral_day().map(in_full)),
        ("Completed by", completed),
        ("Rules", Some(rules)),
    ];
    facts.into_iter().filter_map(|(what, line)| Some((what, line?))).collect()
}
