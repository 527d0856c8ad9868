//! Deadlines have a length, and count from a day.

use super::Checker;
use crate::compiled::deadlines::MOST_IN_A_ROW;
use crate::tables::fault::{Fault, shown};
use crate::tables::{CountedFrom, Deadline, Term};
use crate::vocabulary::DueUnit;
use std::collections::HashMap;

impl Checker<'_> {
    pub(super) fn deadline_has_a_length(&mut self, step: &str, deadline: &Deadline) {
        let (longest, unit) = (longest(deadline.unit), deadline.unit.code().replace('_', " "));
        for (field, number) in deadline.numbers() {
            self.number_exists(("steps", step, field), number);
            if let Some(count) = self.tables.number(number).filter(|count| *count > longest) {
                let problem = format!("{count} {unit}; allowed: at most {longest}");
                self.faults.push(Fault::new("steps", step, problem).in_field(field));
            }
        }
        let Some(Term { after, until: Some(until), .. }) = self.tables.term(deadline) else { return };
        if until <= after {
            let problem =
                format!("found {until}, and the range begins with {after} {unit}; allowed: more than that");
            self.faults.push(Fault::new("steps", step, problem).in_field("deadline.until"));
        }
    }

    /// A deadline counts from a day that the request says, or from a step that has a deadline, in no circle.
    pub(super) fn deadlines_count_from_a_day(&mut self) {
        let tables = self.tables;
        let mut counts_from: HashMap<&str, &str> = HashMap::new();
        for step in &tables.steps {
            let Some(deadline) = &step.deadline else { continue };
            let from = deadline.from.code();
            let other = tables.steps.iter().find(|other| other.id == from);
            let has_none = other.is_some_and(|other| other.deadline.is_none());
            let problem = match deadline.from.step() {
                None if other.is_some() && !has_none => format!(
                    "`{from}` is the day of the {from}, and the id of a step with a deadline; give that step another id"
                ),
                Some(_) if has_none => {
                    format!("counts from the step `{}`, which has no deadline", shown(from))
                }
                Some(_) if other.is_none() => {
                    let problem = format!(
                        "counts from `{}`, which is no step; allowed: `{}`, or the id of a step with a deadline",
                        shown(from),
                        CountedFrom::WORDS.join("`, `")
                    );
                    let with_one = tables.steps.iter().filter(|step| step.deadline.is_some());
                    let valid = CountedFrom::WORDS.into_iter().chain(with_one.map(|step| &*step.id));
                    let fault = Fault::new("steps", &step.id, problem).in_field("deadline.from");
                    let already = self.faults.len();
                    self.faults.push(fault.near(already, from, valid));
                    continue;
                }
                Some(_) => {
                    counts_from.insert(&step.id, from);
                    continue;
                }
                None => continue,
            };
            self.faults.push(Fault::new("steps", &step.id, problem).in_field("deadline.from"));
        }
        for step in &tables.steps {
            let mut row = vec![&*step.id];
            while let Some(next) = row.last().and_then(|last| counts_from.get(last)) {
                row.push(next);
                // A circle that this one only leads to is told of where it is.
                if *next == step.id || row.len() > MOST_IN_A_ROW + 1 {
                    break;
                }
            }
            let shown: Vec<_> = row.iter().map(|id| format!("`{}`", shown(id))).collect();
            let problem = if row.len() > 1 && row.last() == row.first() {
                format!("the deadlines count in a circle: {}", shown.join(" from "))
            } else if row.len() > MOST_IN_A_ROW + 1 {
                format!(
                    "counts over more than {MOST_IN_A_ROW} steps: {}; allowed: {MOST_IN_A_ROW}",
                    shown.join(" from ")
                )
            } else {
                continue;
            };
            self.faults.push(Fault::new("steps", &step.id, problem).in_field("deadline.from"));
        }
    }
}

/// More than this, some four years, is no deadline.
const fn longest(unit: DueUnit) -> u16 {
    match unit {
        DueUnit::WorkingDays => 1_000,
        DueUnit::Days => 1_461,
        DueUnit::Weeks => 209,
        DueUnit::Months => 48,
    }
}
