//! The result in words, and what it was reached from.

use crate::page::{BOLD, Page, URGENT};
use crate::words::{
    age, answered_about_the_child, capitalised, counted, counts, determined, level, no_category, printable,
    references, sources,
};
use cse_screening::rules::condition::Condition;
use cse_screening::rules::tables::RowBasis;
use cse_screening::{Answer, Basis, Child, Indicators, Outcome, Request, Scope};

/// The category, or why there is none; what it could become; whom and what was asked about.
pub(crate) fn result(page: &mut Page, request: &Request, outcome: &Outcome<'_>) {
    page.heading("Result");
    match outcome.support() {
        Some(row) => {
            let called = match outcome.level() {
                Some(level) => capitalised(&level.label),
                None => format!("{}: {}", row.category, row.name),
            };
            page.strong(BOLD, &called);
            if !row.need.trim().is_empty() {
                let speaks = sources(outcome.rules(), &row.statements, " speaks here of ", " speak here of ");
                page.paragraph(&format!("{speaks}{}.", row.need));
            }
        }
        None => {
            let steps_follow = outcome.steps().next().is_some();
            page.strong(BOLD, &no_category(outcome.no_category(), request, steps_follow));
        }
    }
    if let Some(none) = outcome.level().filter(|level| level.category.is_none()) {
        page.strong(BOLD, &format!("Called here: {}", none.label));
    }
    unread(page, outcome);
    determination(page, request, outcome);
    if outcome.category() != outcome.indicated() {
        page.paragraph(&format!(
            "The answers alone give {}; {} is recorded, for the reason below.",
            level(Some(outcome.rules()), outcome.indicated()),
            level(Some(outcome.rules()), outcome.category())
        ));
    }
    if let Some(possible) = outcome.possible().filter(|possible| Some(*possible) > outcome.category()) {
        let possible = level(Some(outcome.rules()), Some(possible));
        page.strong(BOLD, &format!("It could be {possible}: see what is not known, below."));
    }
    scope(page, request, outcome);
    form(page, request, outcome);
    set_apart(page, outcome);
}

/// What a meeting set, and what was recorded before it.
fn determination(page: &mut Page, request: &Request, outcome: &Outcome<'_>) {
    let child = request.child();
    let Some(determination) = child.determination() else { return };
    let before = child.previous_category_given().map_or_else(String::new, |category| {
        let on = child.previous_category_day().map_or_else(String::new, |day| format!(", on {day}"));
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
    for definition in outcome.definitions().filter(|definition| keeps_steps_away(outcome, &definition.id)) {
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

/// Whether more steps ask that it does not hold than that it does: one that brings more than it keeps away says so by
/// its steps.
fn keeps_steps_away(outcome: &Outcome<'_>, id: &str) -> bool {
    let holds = |part: &Condition| matches!(part, Condition::Holds(held) if held == id);
    let holds_not = |part: &Condition| matches!(part, Condition::Not(part) if holds(part));
    // What asks that it does not hold speaks of it, too.
    2 * steps_that_ask(outcome, &holds_not) > steps_that_ask(outcome, &holds)
}

fn steps_that_ask(outcome: &Outcome<'_>, this: &impl Fn(&Condition) -> bool) -> usize {
    let steps = outcome.rules().tables().steps.iter();
    steps.filter(|step| step.when.iter().any(|part| part.any(this))).count()
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
    let age = capitalised(&age(request.child()));
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
