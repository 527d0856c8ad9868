//! The categories: their names, and the support listed for each.

use super::chapters::Chapter;
use super::parts::{cites, code, link};
use cse_screening::RuleSet;
use cse_screening::rules::tables::{CategoryRow, Support};
use maud::{Markup, html};

pub(crate) fn chapter(rules: &RuleSet) -> Chapter {
    let tables = rules.tables();
    let heading = if rules.has_levels() { "The levels" } else { "The three categories" };
    let opening = html! {
        div class="side-by-side" { @for row in &tables.categories { (one(rules, row)) } }
        @if !tables.levels.is_empty() {
            h3 { "Levels by their names here" }
            ul {
                @for level in &tables.levels {
                    li id=(super::parts::anchor("levels", &level.id)) {
                        "“" (level.label) "”, by its id " (code(&level.id))
                        @match level.category {
                            Some(given) => { ". Records have the number " (given.number()) " for it." }
                            None => ", where these rules give none."
                        }
                        @if level.category.is_none() {
                            " It is said only where something was seen: never of an empty form, of one on which nothing was seen, or of somebody to whom these rules give no category."
                        }
                    }
                }
            }
        }
    };
    Chapter::new("categories", heading, opening, Vec::new())
}

fn one(rules: &RuleSet, row: &CategoryRow) -> Markup {
    let number = row.category.number();
    html! {
        article class={ "card c" (number) } id=(super::parts::anchor("categories", &number.to_string())) {
            @let called = rules.category_in_words(Some(row.category));
            h3 { (called) @if called != row.name { ": " (row.name) } }
            dl {
                @if !row.also_called.is_empty() { dt { "Also called" } dd { (row.also_called.join(", ")) } }
                @for (heading, text) in [("Who", &row.who), ("Life chances", &row.life_chances), ("Needs", &row.need)] {
                    @if !text.is_empty() { dt { (heading) } dd { (text) } }
                }
                dt { "Rests on" } dd { (cites(rules, &row.statements, None)) }
            }
            (support("Assessments", &row.assessments))
            (support("Agencies", &row.agencies))
            (support("Interventions", &row.interventions))
        }
    }
}

fn support(heading: &str, list: &[Support]) -> Markup {
    html! {
        @if !list.is_empty() {
            h4 { (heading) }
            ul {
                @for one in list {
                    li {
                        (one.label)
                        @for statement in &one.statements { " " span class="ref" { (link("statements", statement, statement)) } }
                    }
                }
            }
        }
    }
}
