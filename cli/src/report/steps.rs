//! What must happen, who does it and by when, to be ticked off; and the support to choose from.

use super::blocks::{Block, Line, Section, Task};
use super::case::Case;
use super::done;
use crate::words::{capitalised, counted, counts, deadline};
use cse_screening::rules::tables::{PlanHost, RowBasis};
use cse_screening::{Actor, Basis, Force, PlanRecord, StepRecord};

/// Must first, then should, then may.
pub(crate) const STRONGEST_FIRST: [Force; 3] = [Force::Must, Force::Should, Force::May];

pub(crate) const SECTION: &str = "steps";

/// The checklist; the steps of an actor first where a reader names one.
pub(crate) fn section(case: &Case<'_>, reader: Option<Actor>) -> Section {
    let steps = &case.record.steps;
    let mut blocks = vec![Block::Paragraph(plan(case))];
    if steps.is_empty() {
        blocks.push(Block::Paragraph(Line::words("No step follows from what was recorded.")));
        return Section::new(SECTION, "What must happen", blocks);
    }
    let count = |force| steps.iter().filter(|step| step.force == force).count();
    let forces = counts(STRONGEST_FIRST.map(|force| (count(force), force.code())));
    let how_many = counted(steps.len(), "step", "steps");
    blocks.push(Block::Paragraph(Line::words(&format!(
        "{how_many}: {forces}. The boxes are for a pen: done on, by whom, or why not. In small print stand the \
         statements, a reading where their words left a choice, and the id of the step. The rulebook has the words."
    ))));
    let mine = |step: &&StepRecord| {
        reader.is_some_and(|reader| step.actor == reader || step.actor == Actor::Everyone)
    };
    if let Some(reader) = reader {
        let sorted = STRONGEST_FIRST
            .into_iter()
            .flat_map(|force| steps.iter().filter(mine).filter(move |step| step.force == force));
        let tasks: Vec<_> = sorted.map(|step| task(case, step)).collect();
        let of = case.actor_in_words(reader);
        if tasks.is_empty() {
            blocks.push(Block::Paragraph(Line::words(&format!("Yours first: no step is for {of}."))));
        } else {
            blocks.push(Block::Checklist { stage: format!("Yours first: {of}"), tasks });
        }
    }
    let others: Vec<_> = steps.iter().filter(|step| !mine(step)).collect();
    let mut stages: Vec<&str> = Vec::new();
    for step in &others {
        if !stages.contains(&&*step.stage) {
            stages.push(&step.stage);
        }
    }
    for stage in stages {
        let of_stage =
            |force: Force| others.iter().filter(move |step| step.stage == stage && step.force == force);
        let tasks = STRONGEST_FIRST.into_iter().flat_map(of_stage).map(|step| task(case, step)).collect();
        blocks.push(Block::Checklist { stage: case.stage(stage), tasks });
    }
    Section::new(SECTION, "What must happen", blocks)
}

/// A step in a line: who, what, and by when.
pub(crate) fn in_a_line(case: &Case<'_>, step: &StepRecord) -> Line {
    let line = Line::strong(&format!("{}:", capitalised(&step.who))).and(" ").and(&step.action);
    let line = match by(case, step) {
        Some(by) => line.and(". ").and(&by),
        None => line,
    };
    match done::last_of(case, &step.id) {
        Some(said) => line.and(". ").then(said),
        None => line,
    }
}

pub(crate) fn due(case: &Case<'_>, step: &StepRecord) -> Option<Line> {
    Some(Line::strong(&by(case, step)?).and(&format!(" {}: {}", capitalised(&step.who), step.action)))
}

/// By when: a step that the deadline counts from by what is done in it, where it applies too.
fn by(case: &Case<'_>, step: &StepRecord) -> Option<String> {
    let action_of = |id: &str| {
        let steps = &case.record.steps;
        steps.iter().find(|step| step.id == id).map(|step| &*step.action)
    };
    Some(deadline(step.due.as_ref()?, action_of))
}

fn task(case: &Case<'_>, step: &StepRecord) -> Task {
    let row = case.rules.and_then(|rules| rules.tables().steps.iter().find(|row| row.id == step.id));
    let statements = step.statements.join(", ");
    let rests_on = match step.basis {
        // Most do: it is not said of each.
        Basis::Toolkit => Line::words(&statements),
        Basis::Reading => case.rests_on(&step.statements, step.basis, row.map(|row| &row.basis)),
    };
    Task {
        force: step.force,
        who: Line::words(&capitalised(&step.who)),
        what: Line::words(&capitalised(&step.action)),
        due: by(case, step).map(|by| Line::words(&by)),
        rests_on: match row.map(|row| &row.basis) {
            // Said once is enough.
            Some(RowBasis::Reading(id)) if *id == step.id => rests_on,
            _ => rests_on.and("; ").and_code(&step.id),
        },
        done: done::last_of(case, &step.id),
    }
}

fn plan(case: &Case<'_>) -> Line {
    let Some(plan) = &case.record.plan else {
        return Line::words("No plan: a plan goes with a category.");
    };
    let row = plan_row(case, plan);
    let called = row.map_or_else(|| Line::code(&plan.host), |row| Line::words(&row.label).and_id(&plan.host));
    let basis = match row.map(|row| &row.basis) {
        Some(RowBasis::Reading(_)) => Basis::Reading,
        _ => Basis::Toolkit,
    };
    // The record does not say whether the choice of the plan is a reading.
    let rests_on = match row {
        Some(row) => case.rests_on(&plan.statements, basis, Some(&row.basis)),
        None => Line::words(&plan.statements.join(", ")),
    };
    Line::words("Everything goes into one plan: ")
        .then(called)
        .and(" (chosen by ")
        .and_code(&plan.rule)
        .and("; ")
        .then(rests_on)
        .and(").")
}

fn plan_row<'a>(case: &Case<'a>, plan: &PlanRecord) -> Option<&'a PlanHost> {
    case.rules?.tables().plan_hosts.iter().find(|row| row.id == plan.rule)
}

/// The support listed for the category.
pub(crate) fn support(case: &Case<'_>) -> Option<Section> {
    let support = &case.record.support;
    let kinds = [
        ("Assessments", &support.assessments),
        ("Agencies", &support.agencies),
        ("Interventions", &support.interventions),
    ];
    let listed = kinds.into_iter().filter(|(_, labels)| !labels.is_empty());
    let lines: Vec<_> = listed
        .map(|(kind, labels)| Line::strong(&format!("{kind}:")).and(&format!(" {}.", labels.join("; "))))
        .collect();
    (!lines.is_empty()).then(|| {
        let words = Line::words("A list to choose from, and not to be worked through.");
        Section::new(
            "support",
            "Support listed for the category",
            vec![Block::Paragraph(words), Block::List(lines)],
        )
    })
}
