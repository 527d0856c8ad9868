//! What finds rows by a word and by who acts, on a screen. Without its script it is not shown, and nothing else is missing.

use super::actors::{acting, called};
use super::parts::capitalised;
use crate::html::Script;
use cse_screening::RuleSet;
use maud::{Markup, html};

pub(crate) const SCRIPT: Script =
    Script { text: include_str!("filter.js"), sha256: "VvhzcDAcXaGtKF9hBgN07bh/uHpd05XzKf/Tn577iJY=" };

pub(crate) fn form(rules: &RuleSet) -> Markup {
    html! {
        form id="filter" role="search" aria-label="Filter the rows" hidden {
            div {
                label for="filter-word" { "Rows with the words" }
                input id="filter-word" type="search" autocomplete="off" spellcheck="false";
            }
            div {
                label for="filter-actor" { "Steps in which this one acts first" }
                select id="filter-actor" {
                    option value="" { "Everyone’s, and all other rows" }
                    @for actor in acting(rules) { option value=(actor.code()) { (capitalised(called(rules, actor))) } }
                }
            }
            button type="reset" { "Show all" }
            p id="filter-count" role="status" aria-live="polite" {}
        }
    }
}
