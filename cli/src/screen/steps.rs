//! The steps: what has to happen at once, then the rest by stage.

use crate::first;
use crate::page::{BOLD, PLAIN, Page, URGENT};
use crate::words::{action, capitalised, counted, counts, deadline, references};
use cse_screening::{Force, Outcome, Step};

/// Where the text of a step begins, after its force.
const HANG: usize = 10;

/// Must first, then should, then may.
const STRONGEST_FIRST: [Force; 3] = [Force::Must, Force::Should, Force::May];

/// What comes first: what cannot wait, and the referral.
pub(crate) fn first(page: &mut Page, outcome: &Outcome<'_>) {
    let rules = outcome.rules();
    let at_once: Vec<_> = outcome.steps().filter(|step| first::is_at_once(rules, step.stage())).collect();
    let next: Vec<_> = outcome.steps().filter(|step| first::is_next(rules, step.stage())).collect();
    let review = first::is_review(Some(outcome.rules()), &outcome.to_record());
    // Red is for what must be done now, and would be worn out by what should, or by what is under way.
    let urgent = !review && at_once.iter().any(|step| step.force() == Force::Must);
    let style = if urgent { URGENT } else { BOLD };
    // A level may be held with nothing to do at once: it is a review all the same.
    if review && at_once.is_empty() {
        page.heading("Review");
        page.paragraph(first::REVIEW);
    }
    for (at, (stage, steps)) in by_stages(outcome, &at_once).enumerate() {
        let opening = if review { "Review" } else { "Now" };
        page.styled_heading(style, &format!("{opening}: {stage}"));
        if review && at == 0 {
            page.paragraph(first::REVIEW);
        }
        list(page, outcome, steps, style);
    }
    for (stage, steps) in by_stages(outcome, &next) {
        page.heading(&format!("First: {stage}"));
        list(page, outcome, steps, BOLD);
    }
}

/// What has a deadline, before it is lost among all steps.
pub(crate) fn deadlines(page: &mut Page, outcome: &Outcome<'_>) {
    let dated: Vec<_> = outcome.steps().filter_map(|step| Some((step, step.due()?))).collect();
    if dated.is_empty() {
        return;
    }
    page.heading("Deadlines");
    for (step, due) in dated {
        let by = deadline(&due, |id| action(outcome.rules(), id));
        page.entry(&format!("{by} {}: {}", capitalised(step.who()), step.action()));
    }
}

/// All other steps, by stage.
pub(crate) fn by_stage(page: &mut Page, outcome: &Outcome<'_>) {
    let rules = outcome.rules();
    let is_first = |step: &Step<'_>| first::is_first(rules, step.stage());
    let at_once = outcome.steps().any(|step| is_first(&step));
    let later: Vec<_> = outcome.steps().filter(|step| !is_first(step)).collect();
    page.heading(if at_once { "Then, stage by stage" } else { "What happens next" });
    if later.is_empty() {
        let other = if at_once { "No other" } else { "No" };
        page.paragraph(&format!("{other} step follows from what was recorded."));
        return;
    }
    let count = |force| later.iter().filter(|step| step.force() == force).count();
    let forces = counts(STRONGEST_FIRST.map(|force| (count(force), force.code())));
    page.paragraph(&format!("{}: {forces}.", counted(later.len(), "step", "steps")));
    for (stage, steps) in by_stages(outcome, &later) {
        page.gap();
        page.subheading(stage);
        list(page, outcome, steps, BOLD);
    }
}

/// Steps stage by stage, each with what the rules call it.
fn by_stages<'s, 'a: 's>(
    outcome: &'s Outcome<'a>,
    steps: &'s [Step<'a>],
) -> impl Iterator<Item = (&'s str, &'s [Step<'a>])> {
    let stages = steps.chunk_by(|one, next| one.stage() == next.stage());
    stages.filter_map(|steps| Some((stage_label(outcome, steps.first()?.stage()), steps)))
}

fn list(page: &mut Page, outcome: &Outcome<'_>, steps: &[Step<'_>], must: anstyle::Style) {
    for force in STRONGEST_FIRST {
        let (label, style) = match force {
            Force::Must => ("MUST", must),
            Force::Should => ("should", PLAIN),
            Force::May => ("may", PLAIN),
        };
        for step in steps.iter().filter(|step| step.force() == force) {
            let references = references(outcome.rules(), step.statements(), step.basis());
            let text = format!("{}: {} {references}", capitalised(step.who()), step.action());
            page.labelled(style, label, HANG, &text);
        }
    }
}

fn stage_label<'a>(outcome: &Outcome<'a>, stage: &'a str) -> &'a str {
    let row = outcome.rules().tables().stages.iter().find(|row| row.stage == stage);
    row.map_or(stage, |row| row.label.as_str())
}
