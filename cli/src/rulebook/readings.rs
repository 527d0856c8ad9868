//! Where the words of the source leave a choice: what was chosen, and over what.

use super::carried::places;
use super::chapters::Chapter;
use super::parts::{Row, cites, code, table};
use cse_screening::RuleSet;
use maud::html;

pub(crate) fn chapter(rules: &RuleSet) -> Chapter {
    let rows: Vec<_> = rules
        .tables()
        .readings
        .iter()
        .map(|row| {
            let cells = vec![
                html! { "“" (row.words) "” " (code(&row.id)) },
                html! { (row.chosen) span class="of" { em { "Over: " } (row.over) } },
                html! {
                    "Used by " (places(rules, &rules.references_to("readings", &row.id))) ". "
                    "Rests on " (cites(rules, &row.statements, None)) "."
                },
            ];
            Row::of("readings", &row.id, cells)
        })
        .collect();
    let opening = html! {
        p {
            "Here the words of a source leave a choice. Somebody who answers for the rules must approve what was chosen. "
            "An area can choose otherwise, in its own set, without a change of the program."
        }
        (table("Readings", &["Words", "Chosen, and over what", "Where it counts"], &rows))
    };
    Chapter::new("readings", "The readings, to be approved", opening, Vec::new())
}
