//! The whole page.

use super::{categories, changed, decision, followed, identity, indicators, pathway, questions, readings};
use super::{statements, verified};
use crate::html::{Section, Shell};
use cse_screening::RuleSet;
use cse_screening::rules::proof::Report;
use maud::html;

pub(crate) fn page(rules: &RuleSet, report: &Report, previous: Option<&RuleSet>) -> String {
    let mut sections: Vec<Section<'_>> = vec![
        ("reading-this", "How to read this", identity::how_to_read()),
        ("followed", "Children followed through", followed::section(rules)),
        (
            "categories",
            if rules.has_levels() { "The levels" } else { "The three categories" },
            categories::section(rules),
        ),
        ("indicators", "The indicators", indicators::section(rules)),
        ("questions", "What is asked about the child", questions::section(rules)),
        ("decision", "How the category is decided", decision::section(rules)),
        ("pathway", "The pathway", pathway::section(rules)),
        ("readings", "The readings", readings::section(rules)),
        ("statements", "The statements, by source", statements::section(rules)),
        ("verified", "What was verified", verified::section(report)),
    ];
    if let Some(previous) = previous {
        sections.insert(1, ("changed", "What changed", changed::section(previous, rules)));
    }
    let manifest = &rules.tables().manifest;
    let page = Shell {
        title: &format!("Rulebook: {}", manifest.title),
        style: include_str!("style.css"),
        skip: "Skip to the rules",
        header: identity::header(rules, &verified::warning(report)),
        sections: &sections,
        footer: html! { p { (manifest.title) ", version " (manifest.version) "." } },
    };
    page.page()
}
