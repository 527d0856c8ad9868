//! What a source leaves open where it asks for something: statements say it in square brackets.
//!
//! Where the force of a step rests on such statements alone, the rulebook says so: that it is asked for so strongly is a
//! reading then, whatever the words beside it say.

use super::parts::link;
use cse_screening::Force;
use cse_screening::RuleSet;
use cse_screening::rules::tables::{RowBasis, Statement, StepForce, StepRow};
use maud::{Markup, html};

/// What is open.
struct Flag {
    /// As statements have it.
    marks: &'static [&'static str],
    words: &'static str,
}

const FLAGS: [Flag; 2] = [
    Flag { marks: &["[no modal]", "[to be]"], words: "no verb says how strongly" },
    Flag { marks: &["[wiring inferred"], words: "an arrow of the figure was inferred" },
];

impl Flag {
    fn is_on(&self, row: &Statement) -> bool {
        self.marks.iter().any(|mark| row.effect.contains(mark) || row.condition.contains(mark))
    }

    fn is_on_all(&self, rules: &RuleSet, ids: &[&String]) -> bool {
        let row = |id: &&String| rules.tables().statements.iter().find(|row| row.id == **id);
        !ids.is_empty() && ids.iter().all(|id| row(id).is_some_and(|row| self.is_on(row)))
    }

    /// The reading that says what was chosen: the one whose statements all carry the flag, and the most of them.
    fn reading<'r>(&self, rules: &'r RuleSet) -> Option<&'r str> {
        let readings = rules.tables().readings.iter();
        let of_flag =
            readings.filter(|row| self.is_on_all(rules, &row.statements.iter().collect::<Vec<_>>()));
        of_flag.max_by_key(|row| row.statements.len()).map(|row| row.id.as_str())
    }

    /// Whether the force of the step, or that it follows at all, rests on it: by its basis, or because what asks for it
    /// most strongly carries the flag.
    fn bears(&self, rules: &RuleSet, step: &StepRow, reading: &str) -> bool {
        if matches!(&step.basis, RowBasis::Reading(id) if id == reading) {
            return true;
        }
        let strongest = match &step.force {
            StepForce::Always(force) => *force,
            StepForce::ByCategory(_) => Force::Must,
        };
        let asks = |id: &&String| {
            let row = rules.tables().statements.iter().find(|row| row.id == **id);
            row.is_some_and(|row| row.force == strongest.code())
        };
        self.is_on_all(rules, &step.statements.iter().filter(asks).collect::<Vec<_>>())
    }
}

/// What is marked beside the force of a step.
pub(crate) fn marks(rules: &RuleSet, step: &StepRow) -> Markup {
    html! {
        @for flag in &FLAGS {
            @if let Some(reading) = flag.reading(rules).filter(|reading| flag.bears(rules, step, reading)) {
                span class="mark" { (flag.words) ": by the reading " (link("readings", reading, reading)) }
            }
        }
    }
}
