//! Sheet one, which stands alone: what must be done now, by whom and by when, whom to ring, the category and why, what nobody
//! answered, points to check, and the judgement beside what was calculated.

use super::area::Area;
use super::blocks::{Block, Line, Section};
use super::case::Case;
use super::{differences, done, findings, judgement, result, steps};
use crate::first;
use crate::words::{capitalised, counts};
use cse_screening::{Force, StepRecord};

/// How many lines are left for a pen where no numbers are given.
const BLANK_LINES: usize = 3;

pub(crate) fn sections(case: &Case<'_>, area: &Area) -> Vec<Section> {
    let all = [
        Some(now(case)),
        Some(ring(area)),
        Some(result::section(case)),
        done::outstanding(case),
        taken_for_no(case),
        findings::section(case),
        Some(judgement::section(case)),
    ];
    all.into_iter().flatten().collect()
}

fn now(case: &Case<'_>) -> Section {
    let record = case.record;
    let mut blocks: Vec<_> = differences::warning(case).into_iter().collect();
    let first = first::steps(case.rules, record);
    // Where it is said what was done, what is outstanding has a section of its own.
    let dated = record.steps.iter().filter(|_| case.done.is_none());
    let dated = dated.filter(|step| !first.iter().any(|one| one.id == step.id));
    let dated: Vec<_> = dated.filter_map(|step| Some((step, steps::due(case, step)?))).collect();
    let review = first::is_review(case.rules, record);
    if review {
        blocks.push(Block::Paragraph(Line::words(first::REVIEW)));
    }
    let with_force = |step: &StepRecord, line: Line| match step.force {
        Force::Must => line,
        force => line.and(&format!(" ({})", force.code())),
    };
    if !first.iter().any(|step| step.force == Force::Must) {
        blocks.push(Block::Paragraph(Line::words(if record.steps.is_empty() {
            "No step follows from what was recorded. This is not the same as no risk."
        } else {
            "No must follows from what was recorded. What should and may be done stands in the checklist."
        })));
    }
    let shown: Vec<_> = first.iter().copied().chain(dated.iter().map(|(step, _)| *step)).collect();
    let others = record.steps.iter().filter(|step| !shown.iter().any(|one| one.id == step.id));
    let first = first.iter().map(|step| with_force(step, steps::in_a_line(case, step)));
    let lines: Vec<_> = first.chain(dated.into_iter().map(|(step, line)| with_force(step, line))).collect();
    if !lines.is_empty() {
        blocks.push(Block::List(lines));
    }
    let count = |force: Force| (others.clone().filter(|step| step.force == force).count(), force.code());
    let more = counts(steps::STRONGEST_FIRST.map(count));
    if !more.is_empty() {
        blocks.push(Block::Paragraph(
            Line::words(&format!("Then {more}: see "))
                .and_place(steps::SECTION, "the checklist")
                .and(", which has these, too."),
        ));
    }
    Section::new("now", if review { "What to review now" } else { "What must be done now" }, blocks)
}

fn ring(area: &Area) -> Section {
    let blocks = if area.ring.is_empty() {
        vec![
            Block::Paragraph(Line::words("No numbers were given to this report.")),
            Block::Blanks(BLANK_LINES),
        ]
    } else {
        let rows = area.ring.iter().map(|row| {
            let line = Line::strong(&row.number).and(" ").and(&row.who);
            row.when.iter().fold(line, |line, when| line.and(": ").and(when))
        });
        vec![Block::List(rows.collect())]
    };
    Section::new("ring", "Whom to ring", blocks)
}

/// What nobody answered and the rules take for a no: it decides as much as what was answered.
fn taken_for_no(case: &Case<'_>) -> Option<Section> {
    let rules = case.rules?;
    let request = &case.record.request;
    let events = first::taken_for_no(rules, request);
    let line = |row: &&_| {
        let yes = first::with_a_yes(rules, request, row).map_or_else(Line::default, |category| {
            Line::words(" (a yes would be ").then(case.level(Some(category))).and(")")
        });
        case.fact(row.fact).then(yes)
    };
    let lines = Line::joined(events.iter().map(line), "; ");
    (!events.is_empty()).then(|| {
        let words = Line::words("Ask. Nobody said no to these, and a yes could change what follows: ");
        let blocks = vec![Block::Paragraph(words.then(lines).and("."))];
        Section::new("taken-for-no", "Not answered, and taken for a no", blocks)
    })
}

/// What the rule that decided is called and what made it fire, in a line.
pub(crate) fn why(case: &Case<'_>) -> Option<Line> {
    let mut decisive = case.record.reasons.iter().filter(|reason| reason.decisive);
    let one = decisive.next()?;
    let more = decisive.count();
    let rule = case.category_rule(&one.rule);
    let label = rule.map_or_else(|| one.rule.clone(), |rule| capitalised(&rule.label));
    let causes = Line::joined(one.because.iter().map(|code| super::reasons::cause(case, code)), "; ");
    let line = Line::words("Why: ").and(&label).and(" (").then(causes).and(")");
    Some(match more {
        0 => line.and("."),
        _ => line
            .and(&format!(", and {more} more. See "))
            .and_place(super::reasons::SECTION, "why, in the annex")
            .and("."),
    })
}
