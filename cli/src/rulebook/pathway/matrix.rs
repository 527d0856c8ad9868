//! Every step as a row, by who acts first, and how strongly it is asked for in each category.

use super::lanes::{Lane, Pathway};
use crate::rulebook::actors::called;
use crate::rulebook::chapters::Part;
use crate::rulebook::flags;
use crate::rulebook::parts::{Row, capitalised, code, force, rests_on, table, when};
use crate::words::{category_first, must_in, within};
use cse_screening::rules::tables::{StepForce, StepRow};
use cse_screening::{Actor, Force, RuleSet};
use maud::{Markup, html};

pub(super) fn legend(rules: &RuleSet) -> Markup {
    let has_deadlines = rules.tables().steps.iter().any(|row| row.deadline.is_some());
    html! {
        p {
            "Made-up children were tried. Under each category stands how strongly the step was asked for there: of all of them, or "
            "“if” more holds, as the column behind says. A dash is a category in which it was asked for of none of them."
            @if has_deadlines { " A step without a deadline here has none in the rules." }
        }
    }
}

pub(super) fn of_actor(rules: &RuleSet, pathway: &Pathway, actor: Actor) -> Part {
    let steps = rules.tables().steps.iter().enumerate().filter(|(_, row)| row.actor == actor);
    let rows: Vec<_> = steps.map(|(at, row)| line(rules, pathway, at, row)).collect();
    let lanes = pathway.lanes.iter().map(|lane| category_first(Some(rules), lane.category));
    let columns: Vec<_> = ["Step".to_owned()]
        .into_iter()
        .chain(lanes)
        .chain(["When all of this holds", "Rests on"].map(str::to_owned))
        .collect();
    let columns: Vec<_> = columns.iter().map(String::as_str).collect();
    let name = capitalised(called(rules, actor));
    let body = html! { div class="matrix" { (table(&format!("Steps in which this one acts first: {name}"), &columns, &rows)) } };
    Part::new(&format!("actor-{}", actor.code()), &name, body)
}

fn line(rules: &RuleSet, pathway: &Pathway, at: usize, row: &StepRow) -> Row {
    let stage = rules.tables().stages.iter().find(|stage| stage.stage == row.stage);
    let first = html! {
        (number(at)) " " (capitalised(&row.action)) " " (code(&row.id)) " "
        span class="of" {
            (capitalised(&row.who)) @if let Some(stage) = stage { ". " (stage.label) } "."
            @if let Some(deadline) = deadline(rules, row) { " " strong { (capitalised(&deadline)) ", whose day is not counted." } }
            @if pathway.applies_nowhere(at) { " It applied to none of the children tried: " (strength(rules, row)) "." }
        }
    };
    let mut cells = vec![first];
    cells.extend(pathway.lanes.iter().map(|lane| in_lane(lane, at)));
    cells.push(when(rules, &row.when));
    cells.push(
        html! { (rests_on(rules, &row.statements, Some(&row.basis), &row.when)) (flags::marks(rules, row)) },
    );
    Row::of("steps", &row.id, cells).by(row.actor.code())
}

/// The number of a step, as the picture has it.
fn number(at: usize) -> Markup {
    html! { span class="number" { "no. " (at + 1) } }
}

fn in_lane(lane: &Lane, at: usize) -> Markup {
    match lane.force(at) {
        Some(here) => html! { (force(here)) @if !lane.is_for_all(at) { span class="if" { " if" } } },
        None => html! { span class="none" { "–" } },
    }
}

fn deadline(rules: &RuleSet, row: &StepRow) -> Option<String> {
    let term = rules.tables().term(row.deadline.as_ref()?)?;
    Some(within(rules, &term))
}

fn strength(rules: &RuleSet, row: &StepRow) -> Markup {
    match &row.force {
        StepForce::Always(always) => force(*always),
        StepForce::ByCategory(by) => {
            html! { (force(by.otherwise)) ", and " (force(Force::Must)) " in " (must_in(rules, &by.must_in_categories)) }
        }
    }
}
