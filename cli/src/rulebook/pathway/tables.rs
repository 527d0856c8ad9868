//! The pathway as tables.

use super::lanes::{Lane, Pathway};
use crate::rulebook::flags;
use crate::rulebook::parts::{Row, capitalised, category, code, force, link, rests_on, table, when};
use crate::words::{category_first, must_in, within};
use cse_screening::rules::condition::Condition;
use cse_screening::rules::tables::{StageRow, StepForce, StepRow};
use cse_screening::{Category, Force, RuleSet};
use maud::{Markup, html};

pub(super) fn plans(rules: &RuleSet) -> Markup {
    let rows: Vec<_> = rules
        .tables()
        .plan_hosts
        .iter()
        .map(|row| {
            let cells = vec![
                html! { (capitalised(&row.label)) " " (code(&row.host)) },
                when(rules, &row.when),
                rests_on(rules, &row.statements, Some(&row.basis), &row.when),
            ];
            Row::of("plan_hosts", &row.id, cells)
        })
        .collect();
    html! {
        h3 { "Which plan" }
        (table("The first row that holds hosts everything", &["Plan", "When all of this holds", "Rests on"], &rows))
    }
}

pub(super) fn by_category(rules: &RuleSet, pathway: &Pathway) -> Markup {
    html! { @for lane in &pathway.lanes { (of_lane(rules, lane)) } (nowhere(rules, pathway)) }
}

fn of_lane(rules: &RuleSet, lane: &Lane) -> Markup {
    let name = rules.category_in_words(lane.category);
    html! {
        div class="lane" id={ "lane-" (lane.category.map_or(0, |category| category.number())) } {
            h3 { "Who does what: " (name) }
            @match lane.category {
                Some(given) if !rules.has_levels() => p { (category(rules, lane.category)) " " (rules.category_row(given).name) "." },
                Some(_) => p { (category(rules, lane.category)) "." },
                None => p { (category_first(Some(rules), None)) " is given, for whatever reason." },
            }
            @for stage in &rules.tables().stages {
                @let rows = rows_of(rules, lane, stage);
                @if !rows.is_empty() {
                    h4 { (stage.label) }
                    (table(&format!("{}, {name}", stage.label), &["Who", "How strongly", "What", "By when", "When"], &rows))
                }
            }
        }
    }
}

fn rows_of(rules: &RuleSet, lane: &Lane, stage: &StageRow) -> Vec<Row> {
    let steps = rules.tables().steps.iter().enumerate().filter(|(_, row)| row.stage == stage.stage);
    steps
        .filter_map(|(at, row)| {
            let force_here = lane.force(at)?;
            Some(Row::new(vec![
                html! { (capitalised(&row.who)) },
                force(force_here),
                html! { (link("steps", &row.id, &capitalised(&row.action))) " " (number(at)) },
                deadline(rules, row),
                other_conditions(rules, lane, row),
            ]))
        })
        .collect()
}

/// The number of a step, as the picture has it.
fn number(at: usize) -> Markup {
    html! { span class="number" { "no. " (at + 1) } }
}

fn deadline(rules: &RuleSet, row: &StepRow) -> Markup {
    let term = row.deadline.as_ref().and_then(|deadline| rules.tables().term(deadline));
    html! {
        @match term {
            Some(term) => { (within(rules, &term)) ", whose day is not counted" }
            None => span class="none" { "no deadline" }
        }
    }
}

/// The conditions, but for what the category of the lane settles.
fn other_conditions(rules: &RuleSet, lane: &Lane, row: &StepRow) -> Markup {
    match settled(&Condition::All(row.when.clone()), lane.category) {
        Ok(_) => html! { "always" },
        Err(Condition::All(open)) => when(rules, &open),
        Err(open) => when(rules, &[open]),
    }
}

/// Whether the category alone settles a condition; what is still open of it where it does not.
#[allow(
    clippy::result_large_err,
    reason = "what is still open is the condition itself, once for each row of a page"
)]
fn settled(condition: &Condition, given: Option<Category>) -> Result<bool, Condition> {
    match condition {
        Condition::Category(listed) => Ok(given.is_some_and(|given| listed.contains(&given))),
        Condition::CategoryAtLeast(least) => Ok(given >= Some(*least)),
        Condition::Not(part) => match settled(part, given) {
            Ok(holds) => Ok(!holds),
            Err(open) => Err(Condition::Not(Box::new(open))),
        },
        Condition::All(parts) => several(parts, given, false).map_err(Condition::All),
        Condition::Any(parts) => several(parts, given, true).map_err(Condition::Any),
        other => Err(other.clone()),
    }
}

/// One part that is settled as the deciding answer settles all; parts settled otherwise count no more.
#[allow(clippy::result_large_err, reason = "as for one part")]
fn several(parts: &[Condition], given: Option<Category>, decides: bool) -> Result<bool, Vec<Condition>> {
    let parts: Vec<_> = parts.iter().map(|part| settled(part, given)).collect();
    if parts.contains(&Ok(decides)) {
        return Ok(decides);
    }
    let open: Vec<_> = parts.into_iter().filter_map(Result::err).collect();
    if open.is_empty() { Ok(!decides) } else { Err(open) }
}

/// Steps that no request tried brings about, so that none is missing from the page.
fn nowhere(rules: &RuleSet, pathway: &Pathway) -> Markup {
    let steps = rules.tables().steps.iter().enumerate().filter(|(at, _)| pathway.applies_nowhere(*at));
    let rows: Vec<_> = steps
        .map(|(_, row)| {
            Row::new(vec![link("steps", &row.id, &capitalised(&row.action)), when(rules, &row.when)])
        })
        .collect();
    html! {
        @if !rows.is_empty() {
            h3 { "Steps that applied to none of the children tried" }
            (table("Steps that applied to none of the children tried", &["What", "When all of this holds"], &rows))
        }
    }
}

pub(super) fn every_step(rules: &RuleSet) -> Markup {
    let rows: Vec<_> = rules
        .tables()
        .steps
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let cells = vec![
                html! { (number(at)) " " (capitalised(&row.action)) " " (code(&row.id)) },
                html! { (capitalised(&row.who)) },
                actor(rules, row),
                html! { (strength(rules, row)) (flags::marks(rules, row)) },
                html! { (deadline(rules, row)) },
                when(rules, &row.when),
                rests_on(rules, &row.statements, Some(&row.basis), &row.when),
            ];
            Row::of("steps", &row.id, cells)
        })
        .collect();
    let columns =
        ["Step", "Who", "Acts first", "How strongly", "By when", "When all of this holds", "Rests on"];
    html! { h3 { "Every step" } (table("Every step, with what it rests on", &columns, &rows)) }
}

/// Whoever acts first, as the rules call them.
fn actor(rules: &RuleSet, row: &StepRow) -> Markup {
    let named = rules.tables().actors.iter().find(|actor| actor.actor == row.actor);
    html! { @if let Some(named) = named { (capitalised(&named.label)) " " } (code(row.actor.code())) }
}

fn strength(rules: &RuleSet, row: &StepRow) -> Markup {
    match &row.force {
        StepForce::Always(always) => force(*always),
        StepForce::ByCategory(by) => {
            html! { (force(by.otherwise)) ", and " (force(Force::Must)) " in " (must_in(rules, &by.must_in_categories)) }
        }
    }
}
