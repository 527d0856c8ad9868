//! Where the words of the source leave a choice: what was chosen, and over what.

use super::carried::places;
use super::parts::{Row, cites, code, table};
use cse_screening::RuleSet;
use maud::{Markup, html};

pub(crate) fn section(rules: &RuleSet) -> Markup {
    let rows: Vec<_> = rules
        .tables()
        .readings
        .iter()
        .map(|row| {
            let cells = vec![
                html! { "“" (row.words) "” " (code(&row.id)) },
                html! { (row.chosen) },
                html! { (row.over) },
                places(rules, &rules.references_to("readings", &row.id)),
                cites(rules, &row.statements, None),
            ];
            Row::of("readings", &row.id, cells)
        })
        .collect();
    html! {
        p { "An area can choose otherwise, in its own set, without a change of the program." }
        (table("Readings", &["Words", "Chosen", "Over", "Used by", "Rests on"], &rows))
    }
}
