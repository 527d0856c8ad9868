//! What must happen, who does it and by when, to be ticked off; and the support to choose from.

use super::blocks::{Block, Line, Section, Task};
use super::case::Case;
use crate::words::{capitalised, counted, counts, deadline};
use cse_screening::rules::tables::{PlanHost, RowBasis};
use cse_screening::{Basis, Force, PlanRecord, StepRecord};

/// Must first, then should, then may.
const STRONGEST_FIRST: [Force; 3] = [Force::Must, Force::Should, Force::May];

pub(crate) fn section(case: &Case<'_>) -> Section {
    let steps = &case.record.steps;
    let mut blocks = vec![Block::Paragraph(plan(case))];
    if steps.is_empty() {
        blocks.push(Block::Paragraph(Line::words("No step follows from what was recorded.")));
        return Section::new("steps", "What must happen", blocks);
    }
    let count = |force| steps.iter().filter(|step| step.force == force).count();
    let forces = counts(STRONGEST_FIRST.map(|force| (count(force), force.code())));
    let how_many = counted(steps.len(), "step", "steps");
    blocks.push(Block::Paragraph(Line::words(&format!(
        "{how_many}: {forces}. The boxes are for a pen. “Must”, “should” and “may” are as the rules \
         have them; what each step rests on stands beside it."
    ))));
    let dated: Vec<_> = steps.iter().filter_map(|step| due(case, step)).collect();
    if !dated.is_empty() {
        blocks.push(Block::Subheading("Deadlines".to_owned()));
        blocks.push(Block::List(dated));
    }
    let mut stages: Vec<&str> = Vec::new();
    for step in steps {
        if !stages.contains(&&*step.stage) {
            stages.push(&step.stage);
        }
    }
    for stage in stages {
        let of_stage =
            |force: Force| steps.iter().filter(move |step| step.stage == stage && step.force == force);
        let tasks = STRONGEST_FIRST.into_iter().flat_map(of_stage).map(|step| task(case, step)).collect();
        blocks.push(Block::Checklist { stage: case.stage(stage), tasks });
    }
    Section::new("steps", "What must happen", blocks)
}

fn due(case: &Case<'_>, step: &StepRecord) -> Option<Line> {
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
    Task {
        force: step.force,
        who: Line::words(&capitalised(&step.who)),
        acts: case.actor(step.actor),
        what: Line::words(&capitalised(&step.action)),
        due: by(case, step).map(|by| Line::words(&by)),
        rests_on: case
            .cites(&step.statements, step.basis, row.map(|row| &row.basis))
            .and("; ")
            .and_code(&step.id),
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
    let cites = match row {
        Some(row) => case.cites(&plan.statements, basis, Some(&row.basis)),
        None => Line::joined(plan.statements.iter().map(|id| case.statement(id)), ", "),
    };
    Line::words("Everything goes into one plan: ")
        .then(called)
        .and(" (chosen by ")
        .and_code(&plan.rule)
        .and("; ")
        .then(cites)
        .and(").")
}

fn plan_row<'a>(case: &Case<'a>, plan: &PlanRecord) -> Option<&'a PlanHost> {
    case.rules?.tables().plan_hosts.iter().find(|row| row.id == plan.rule)
}

/// The support listed for the category.
pub(crate) fn support(case: &Case<'_>) -> Section {
    let support = &case.record.support;
    let kinds = [
        ("Assessments", &support.assessments),
        ("Agencies", &support.agencies),
        ("Interventions", &support.interventions),
    ];
    let mut blocks = Vec::new();
    if kinds.iter().all(|(_, labels)| labels.is_empty()) {
        let none = match case.record.category {
            Some(_) => "The rules list none for it.",
            None => "None is listed where there is no category.",
        };
        blocks.push(Block::Paragraph(Line::words(none)));
    } else {
        blocks.push(Block::Paragraph(Line::words("A list to choose from, and not to be worked through.")));
    }
    for (kind, labels) in kinds.into_iter().filter(|(_, labels)| !labels.is_empty()) {
        blocks.push(Block::Subheading(kind.to_owned()));
        blocks.push(Block::List(labels.iter().map(|label| Line::words(label)).collect()));
    }
    Section::new("support", "Support listed for the category", blocks)
}
