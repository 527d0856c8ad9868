//! The pathway: as a picture, by category and stage, and step by step.

mod lanes;
mod picture;
mod requests;
mod tables;

use cse_screening::{Category, RuleSet};
pub(crate) use lanes::Pathway;
use maud::{Markup, html};

pub(crate) fn section(rules: &RuleSet) -> Markup {
    let pathway = Pathway::asked_of(rules);
    html! {
        p {
            "What follows from a category: who does what. There is only ever one plan; everything else is a section of it."
        }
        (tables::plans(rules))
        (picture::section(rules, &pathway))
        (tables::by_category(rules, &pathway))
        (tables::every_step(rules))
    }
}

/// The lanes of the pathway: one for each category, and one for none.
pub(crate) const LANES: [Option<Category>; 4] =
    [Some(Category::One), Some(Category::Two), Some(Category::Three), None];
