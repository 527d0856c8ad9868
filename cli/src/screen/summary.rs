//! The summary for a person: what was decided, what to do, why, and what is still open.

use super::{result, steps, unknowns, why};
use crate::page::{BOLD, Page};
use crate::words::{aged, capitalised, has_several_sources, in_full, level, printable, references};
use cse_screening::rules::tables::Support;
use cse_screening::{Basis, Outcome, Request, RuleSet};

/// Where the text of a list of support begins.
const HANG: usize = 17;

/// The summary of one screening. Every word about a rule comes from the tables.
pub(crate) fn summary(request: &Request, outcome: &Outcome<'_>) -> String {
    let mut page = Page::default();
    page.heading(&outcome.rules().tables().manifest.title);
    if let Some(reference) = request.reference() {
        page.paragraph(&format!("Your reference: {}", printable(reference)));
    }
    result::result(&mut page, request, outcome);
    findings(&mut page, outcome);
    // What cannot wait does not wait for the reasons.
    steps::first(&mut page, outcome);
    steps::deadlines(&mut page, outcome);
    plan(&mut page, outcome);
    why::why(&mut page, request, outcome);
    steps::by_stage(&mut page, outcome);
    unknowns::unknowns(&mut page, request, outcome);
    unknowns::taken_for_granted(&mut page, request, outcome);
    consider(&mut page, outcome);
    // A list to choose from, so it stands behind what has to be done and found out.
    support(&mut page, outcome);
    limits(&mut page, outcome);
    page.into_text()
}

fn plan(page: &mut Page, outcome: &Outcome<'_>) {
    if let Some(plan) = outcome.plan() {
        page.heading("The one plan");
        let references = references(outcome.rules(), plan.statements(), plan.basis());
        page.paragraph(&format!("{} {references}", capitalised(&plan.row().label)));
    }
}

fn consider(page: &mut Page, outcome: &Outcome<'_>) {
    let prompts: Vec<_> = outcome.prompts().collect();
    if prompts.is_empty() {
        return;
    }
    page.heading("Not asked: consider");
    for alike in prompts.chunk_by(|one, next| one.because.code == next.because.code) {
        let labels: Vec<_> = alike.iter().map(|prompt| prompt.consider.label.as_str()).collect();
        let seen = alike.first().map_or("", |prompt| prompt.because.label.as_str());
        let references = references(
            outcome.rules(),
            alike.iter().map(|prompt| &prompt.consider.statement),
            Basis::Toolkit,
        );
        page.entry(&format!("{} (because of: {seen}) {references}", labels.join("; ")));
    }
}

fn findings(page: &mut Page, outcome: &Outcome<'_>) {
    let findings: Vec<_> = outcome.findings().collect();
    let of_dates = outcome.findings_of_dates();
    let falls = outcome.falls();
    if findings.is_empty() && of_dates.is_empty() && falls.is_none() {
        return;
    }
    page.heading("Points to check");
    for row in findings {
        let references = references(outcome.rules(), &row.statements, Basis::Toolkit);
        page.entry(&format!("{} {references}", capitalised(&row.message)));
    }
    of_dates.iter().for_each(|(_, message)| page.entry(&capitalised(message)));
    falls.into_iter().for_each(|fall| page.entry(&aged(Some(outcome.rules()), fall)));
}

fn support(page: &mut Page, outcome: &Outcome<'_>) {
    let Some(row) = outcome.support() else {
        return;
    };
    if row.assessments.is_empty() && row.agencies.is_empty() && row.interventions.is_empty() {
        return;
    }
    page.heading(&format!("Support listed for {}", level(Some(outcome.rules()), Some(row.category))));
    let lists = [
        ("Assessments", &row.assessments),
        ("Agencies", &row.agencies),
        ("Interventions", &row.interventions),
    ];
    for (kind, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        page.labelled(BOLD, kind, HANG, &support_in_words(outcome.rules(), list));
    }
}

fn support_in_words(rules: &RuleSet, support: &[Support]) -> String {
    let labels: Vec<_> = support.iter().map(|one| one.label.as_str()).collect();
    let statements = support.iter().flat_map(|one| &one.statements);
    format!("{} {}", labels.join("; "), references(rules, statements, Basis::Toolkit))
}

fn limits(page: &mut Page, outcome: &Outcome<'_>) {
    let manifest = &outcome.rules().tables().manifest;
    let rules = outcome.rules();
    let several = has_several_sources(rules);
    page.heading("What this is, and is not");
    page.paragraph(
        "This informs a professional. It does not replace professional judgement, or the voice of the child.",
    );
    let listed = if std::ptr::eq(outcome.rules(), RuleSet::coventry()) {
        "They are listed in rules/coventry/statements.json"
    } else {
        "They are listed in the statements of the rules"
    };
    page.paragraph(&format!(
        "Numbers in brackets are statements of {}; \"reading of\" marks where words leave a choice, and one \
         was made. {listed}, and the record (--json) has every number.",
        if several { "the sources below, each behind the id of its own" } else { "the source below" },
    ));
    let base = outcome.rules().base().map_or_else(String::new, |base| {
        let made_from = match base.is_verified() {
            true => format!("made from {} {}", base.id, base.version),
            false => format!("which {base}"),
        };
        format!(", {made_from} ({})", short(&base.sha256))
    });
    let identity = format!("{} {} ({}){base}", manifest.id, manifest.version, short(rules.sha256()));
    let sources = &rules.tables().sources;
    if let ([source], false) = (&**sources, several) {
        page.paragraph(&format!("Rules {identity}, read from: {}.", in_full(source)));
        return;
    }
    page.paragraph(&format!("Rules {identity}, read from:"));
    for source in sources {
        page.entry(&format!("{}: {}.", source.id, in_full(source)));
    }
}

/// The beginning of a SHA-256, enough to tell rule sets apart.
fn short(sha256: &str) -> String {
    sha256.chars().take(12).collect()
}
