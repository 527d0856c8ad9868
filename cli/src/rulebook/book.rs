//! The whole page.

use super::changed::{self, Changed};
use super::{categories, chapters, decision, filter, followed, identity, indicators, pathway, questions};
use super::{readings, statements, verified};
use crate::html::{Beside, Shell};
use cse_screening::RuleSet;
use cse_screening::rules::proof::Report;
use maud::html;

pub(crate) fn page(rules: &RuleSet, report: &Report, previous: Option<&RuleSet>) -> String {
    let changed = previous.map(|previous| Changed::new(previous, rules));
    let mut all = vec![identity::how_to_read(rules)];
    all.extend(changed.as_ref().map(|changed| changed::chapter(changed, rules)));
    all.extend([
        readings::chapter(rules),
        followed::chapter(rules),
        categories::chapter(rules),
        indicators::chapter(rules),
        questions::chapter(rules),
        decision::chapter(rules),
        pathway::chapter(rules),
        verified::chapter(report),
        statements::chapter(rules),
    ]);
    // Where no child can be made up for the set, there is none to follow.
    all.retain(|one| one.id != followed::ID || !one.parts.is_empty());
    let headings = chapters::headings(&all);
    let manifest = &rules.tables().manifest;
    let page = Shell {
        title: &format!("Rulebook: {}", manifest.title),
        style: include_str!("style.css"),
        skip: "Skip to the rules",
        header: identity::header(rules, report, changed.as_ref()),
        sections: &chapters::sections(&all, &headings),
        footer: html! { p { (manifest.title) ", version " (manifest.version) "." } },
    };
    page.page_with(&Beside {
        contents: chapters::contents(&all),
        tools: filter::form(rules),
        script: &filter::SCRIPT,
    })
}
