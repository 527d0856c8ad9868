//! The pathway: which plan, who does what in each category, and a picture of it.

mod lanes;
mod matrix;
mod picture;
mod requests;
mod tracks;

use super::actors::acting;
use super::chapters::{Chapter, Part};
use super::parts::{Row, capitalised, code, rests_on, table, when};
use cse_screening::RuleSet;
use lanes::Pathway;
use maud::{Markup, html};

pub(crate) fn chapter(rules: &RuleSet) -> Chapter {
    let pathway = Pathway::asked_of(rules);
    let opening = html! {
        p {
            "What follows from a category: who does what. There is only ever one plan; everything else is a section of it. "
            "The steps stand by who acts first. Their numbers are the order in which they come."
        }
        (matrix::legend(rules))
    };
    let mut parts = vec![Part::new("plans", "Which plan", plans(rules))];
    parts.extend(acting(rules).map(|actor| matrix::of_actor(rules, &pathway, actor)));
    parts.push(Part::new("picture", "The pathway as a picture", picture::section(rules, &pathway)));
    Chapter::new("pathway", "The pathway: who does what", opening, parts)
}

fn plans(rules: &RuleSet) -> Markup {
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
    table("The first row that holds hosts everything", &["Plan", "When all of this holds", "Rests on"], &rows)
}
