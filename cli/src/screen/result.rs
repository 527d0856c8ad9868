//! The result in words, and what it was reached from.

use crate::first;
use crate::open;
use crate::page::{BOLD, Page, URGENT};
use crate::sheet::clean;
use crate::words::{
    self, age_and_birthday, answer, answered_about_the_child, capitalised, counted, counts, determined,
    level, no_category, printable, question_label, references, sources,
};
use cse_screening::rules::tables::RowBasis;
use cse_screening::{Answer, Basis, Child, Indicators, Outcome, Request, Scope};

/// The category, or why there is none; what it could become; whom and what was asked about.
pub(crate) fn result(page: &mut Page, request: &Request, outcome: &Outcome<'_>) {
    page.heading("Result");
    // Where nothing was seen, what was not asked comes first: else it would read as though all had been.
    if let Some(not_asked) = first::not_asked(outcome.rules(), request) {
        page.strong(BOLD, &words::not_asked(not_asked, outcome.rules().tables().indicators.len()));
    }
    match outcome.support() {
        Some(row) => {
            let called = match outcome.level() {
                Some(level) => capitalised(&level.label),
                None => format!("{}: {}", row.category, row.name),
            };
            page.strong(BOLD, &called);
        }
        None => {
            let steps_follow = outcome.steps().next().is_some();
            page.strong(BOLD, &no_category(outcome.no_category(), request, steps_follow));
        }
    }
    taken_for_no(page, request, outcome);
    if let Some(row) = outcome.support().filter(|row| !row.need.trim().is_empty()) {
        let speaks = sources(outcome.rules(), &row.statements, " speaks here of ", " speak here of ");
        page.paragraph(&format!("{speaks}{}.", row.need));
    }
    if let Some(none) = outcome.level().filter(|level| level.category.is_none()) {
        page.strong(BOLD, &format!("Called here: {}", none.label));
    }
    unread(page, outcome);
    determination(page, request, outcome);
    judgement(page, request, outcome);
    if outcome.category() != outcome.indicated() {
        page.paragraph(&format!(
            "The answers alone give {}; {} is recorded, for the reason below.",
            level(Some(outcome.rules()), outcome.indicated()),
            level(Some(outcome.rules()), outcome.category())
        ));
    }
    possible(page, request, outcome);
    scope(page, request, outcome);
    form(page, request, outcome);
    set_apart(page, outcome);
    let sources = outcome.rules().tables().sources.iter();
    sources.filter_map(|source| source.about_its_words.as_deref()).for_each(|words| page.paragraph(words));
}

/// What nobody answered and the rules took for a no: named near the top, because it is quickly asked.
fn taken_for_no(page: &mut Page, request: &Request, outcome: &Outcome<'_>) {
    let events = first::taken_for_no(outcome.rules(), request);
    if !events.is_empty() {
        let labels: Vec<_> = events.iter().map(|row| row.label.as_str()).collect();
        page.paragraph(&format!("Not answered, and taken for a no: {}.", labels.join("; ")));
    }
}

/// What the professional judged, with the reason.
fn judgement(page: &mut Page, request: &Request, outcome: &Outcome<'_>) {
    let Some(judgement) = request.indicators().judgement() else { return };
    let judged = level(Some(outcome.rules()), Some(judgement.category()));
    page.paragraph(&format!(
        "Judged by the professional: {judged}. The reason given: “{}”",
        clean(&judgement.rationale().replace(['\n', '\r'], " "))
    ));
}

/// The category that open answers could lead to, and which of them would.
fn possible(page: &mut Page, request: &Request, outcome: &Outcome<'_>) {
    let Some(possible) = outcome.possible().filter(|possible| Some(*possible) > outcome.category()) else {
        return;
    };
    let rules = outcome.rules();
    let alone: Vec<_> = outcome.gaps().filter(|gap| gap.would_raise_to == possible).collect();
    let named: Vec<_> = alone
        .iter()
        .take(words::NAMED)
        .map(|gap| {
            let state =
                answer(request, gap.question).map_or("not asked", |answer| answer.code()).replace('_', " ");
            let high = if open::is_number(request, gap.question.code()) { open::HIGH } else { "" };
            format!("{} ({state}{high})", question_label(rules, gap.question))
        })
        .collect();
    let more = match alone.len().saturating_sub(words::NAMED) {
        0 => String::new(),
        more => format!(", or {more} more"),
    };
    let so = match named.is_empty() {
        true => "several of the open answers together were so".to_owned(),
        false => format!("this were so: {}{more}", named.join("; or ")),
    };
    let possible = level(Some(rules), Some(possible));
    page.strong(BOLD, &format!("It could be {possible}, if {so}. See what is not known, below."));
}

/// What a meeting set, and what was recorded before it.
fn determination(page: &mut Page, request: &Request, outcome: &Outcome<'_>) {
    let child = request.child();
    let Some(determination) = child.determination() else { return };
    let before = child.previous_category_given().map_or_else(String::new, |category| {
        let on =
            child.previous_category_day().map_or_else(String::new, |day| format!(", on {}", words::day(day)));
        format!("; {} was recorded before{on}", level(Some(outcome.rules()), Some(category)))
    });
    let determined = capitalised(&determined(Some(outcome.rules()), determination));
    page.paragraph(&format!("{determined}{before}. The reasons of the meeting are in the record."));
}

/// What was answered under other rules and these cannot read: it stands in front, because the category
/// cannot be relied on.
fn unread(page: &mut Page, outcome: &Outcome<'_>) {
    let answers = outcome.unread().map(|(code, answer)| format!("{} ({answer})", printable(code)));
    let answers = answers.collect::<Vec<_>>().join("; ");
    if !answers.is_empty() {
        page.strong(
            URGENT,
            &format!("These rules cannot read: {answers}. What is seen counts as the worst."),
        );
    }
}

/// A definition that keeps steps away, where it holds: with the reading it rests on.
fn set_apart(page: &mut Page, outcome: &Outcome<'_>) {
    for definition in first::keeping_steps_away(outcome) {
        let (basis, reading) = match &definition.basis {
            RowBasis::Toolkit => (Basis::Toolkit, None),
            RowBasis::Reading(id) => (Basis::Reading, outcome.rules().reading(id)),
        };
        let label = capitalised(&definition.label);
        page.paragraph(&format!(
            "{label}, which keeps some steps away {}",
            references(outcome.rules(), &definition.statements, basis)
        ));
        if let Some(reading) = reading {
            page.reading(reading);
        }
    }
}

fn scope(page: &mut Page, request: &Request, outcome: &Outcome<'_>) {
    let row = outcome.scope_row();
    let screened_as = match outcome.scope() {
        _ if row.is_none() => "taken for a child, for no scope of the rules speaks of this person",
        Scope::Child if certainly_a_child(request, outcome) => "screened as a child",
        Scope::Child => "screened as a child, because that cannot be ruled out",
        Scope::YoungAdult => "screened as a young adult",
        Scope::Adult => "an adult",
        Scope::OutsideThisTool => "of an age for which this tool is not made; the steps say where to turn",
    };
    let age = capitalised(&age_and_birthday(request.child()));
    let Some(row) = row else {
        return page.paragraph(&format!("{age}: {screened_as}."));
    };
    let (basis, reading) = match &row.basis {
        RowBasis::Toolkit => (Basis::Toolkit, None),
        RowBasis::Reading(id) => (Basis::Reading, outcome.rules().reading(id)),
    };
    page.paragraph(&format!("{age}: {screened_as} {}", references(outcome.rules(), &row.statements, basis)));
    if let Some(reading) = reading {
        page.reading(reading);
    }
}

/// Whether the rules call even the highest possible age that of a child.
fn certainly_a_child(request: &Request, outcome: &Outcome<'_>) -> bool {
    let (_, highest) = request.child().age_range();
    let scope = |child| outcome.rules().screen(&child, &Indicators::new()).scope();
    Child::aged(highest).is_ok_and(|oldest| scope(oldest) == Scope::Child)
}

/// What was asked. A form that asks little must not read as one that found little.
fn form(page: &mut Page, request: &Request, outcome: &Outcome<'_>) {
    let count = |answer| request.indicators().answers_by_code().filter(|(_, given)| *given == answer).count();
    let answers = [
        (count(Answer::Yes), "seen"),
        (count(Answer::Suspected), "suspected"),
        (count(Answer::NotKnown), "not known"),
        (count(Answer::No), "answered no"),
    ];
    let asked = request.indicators().answers_by_code().count();
    if asked == 0 {
        let child = if answered_about_the_child(request) {
            ""
        } else {
            ", and no question about the child has an answer"
        };
        page.paragraph(&format!(
            "No indicator was asked about{child}. A form that asks nothing says nothing about risk: it does \
             not say that nothing is wrong."
        ));
        return;
    }
    let all = outcome.rules().tables().indicators.len();
    let all = counted(all, "indicator", "indicators");
    page.paragraph(&format!("Asked about {asked} of {all}: {}.", counts(answers)));
    // Where there is no category, that is said above.
    if count(Answer::Yes) + count(Answer::Suspected) == 0 && outcome.category().is_some() {
        page.paragraph("None was recorded as seen. This is not the same as no risk.");
    }
}
