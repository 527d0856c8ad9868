//! The words that a row asks for by a definition, where what counts as such is a reading.

use cse_screening::RuleSet;
use cse_screening::rules::condition::Condition;
use cse_screening::rules::tables::{Definition, RowBasis};

/// The definitions that these conditions ask for and that rest on a reading, each with the id of the reading.
pub(crate) fn readings_of_terms<'r>(
    rules: &'r RuleSet,
    when: &[Condition],
) -> Vec<(&'r Definition, &'r str)> {
    let asked = definitions_in(when);
    let rows = rules.tables().definitions.iter().filter(|row| asked.contains(&&*row.id));
    rows.filter_map(|row| match &row.basis {
        RowBasis::Reading(id) => Some((row, id.as_str())),
        RowBasis::Toolkit => None,
    })
    .collect()
}

fn definitions_in(when: &[Condition]) -> Vec<&str> {
    let mut found = Vec::new();
    for condition in when {
        match condition {
            Condition::Holds(id) => found.push(&**id),
            Condition::All(parts) | Condition::Any(parts) => found.extend(definitions_in(parts)),
            Condition::Not(part) => found.extend(definitions_in(std::slice::from_ref(&**part))),
            _ => {}
        }
    }
    found
}
