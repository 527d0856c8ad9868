//! Which rules these are, and what they are not.

use super::changed::{self, Changed};
use super::chapters::Chapter;
use super::parts::{anchor, code};
use super::verified;
use crate::words::{counted, ended, waives};
use cse_screening::rules::condition::Condition;
use cse_screening::rules::proof::Report;
use cse_screening::{Base, RuleSet};
use maud::{Markup, html};

/// Page one: which rules these are, what is proved, what changed, what must be approved.
pub(crate) fn header(rules: &RuleSet, report: &Report, changed: Option<&Changed<'_>>) -> Markup {
    let manifest = &rules.tables().manifest;
    html! {
        p class="kind" { "Rulebook" }
        h1 { (manifest.title) }
        p class="version" { "Version " (manifest.version) ", " (code(&manifest.id)) "." }
        (verified::warning(report))
        @if let Some(base) = rules.base().filter(|base| !base.is_verified()) {
            p class="warning" { "This set " (base) ": it was not held against that set." }
        }
        (given_up(rules))
        div class="at-once" {
            p class="label" { "Proved or not:" }
            p { (verified::in_short(report)) }
            @if let Some(changed) = changed { (changed::in_short(changed)) }
            (to_approve(rules))
        }
        div class="notice" {
            p {
                "These rules inform a professional. They do not replace judgement, or the voice of the child. "
                strong { "“No indicators recorded” is not “no risk”" } ": it says what was written on a form."
            }
        }
        dl class="facts" {
            @for source in &rules.tables().sources {
                div id=(anchor("sources", &source.id)) {
                    dt { "Source" } dd { cite { (source.title) } ", " (source.publisher) ", " (source.edition) }
                }
            }
            @if let Some(base) = rules.base() { (made_from(base)) }
            div { dt { "SHA-256" } dd { code class="sha" { (rules.sha256()) } } }
        }
    }
}

/// The readings: where people chose, people approve.
fn to_approve(rules: &RuleSet) -> Markup {
    let readings = &rules.tables().readings;
    html! {
        p class="label" { "To be approved:" }
        @if readings.is_empty() { p { "No row rests on a reading." } }
        @else {
            p {
                (counted(readings.len(), "reading", "readings")) ", each a choice where the words of a source leave one. "
                a href="#readings" { "The readings" } " say what was chosen, and over what."
            }
        }
    }
}

/// What the set was made from, and whether that was verified.
fn made_from(base: &Base) -> Markup {
    let what = if base.verified { "Made from" } else { "Says that it was made from" };
    html! {
        div {
            dt { (what) }
            dd {
                (code(&base.id)) " version " (base.version)
                @if !base.verified { ", " strong { "not verified" } }
                br; code class="sha" { (base.sha256) }
            }
        }
        @if let Some(base) = base.base.as_deref().filter(|base| !base.is_verified()) { (made_from(base)) }
    }
}

/// The protections that the set, or what it was made from, gives up.
fn given_up(rules: &RuleSet) -> Markup {
    let manifest = &rules.tables().manifest;
    let before = manifest.based_on.iter().flat_map(|base| &base.waives);
    html! {
        @for waiver in &manifest.waives {
            p class="warning" {
                @let [waives, stands] = waives(rules, &waiver.protection);
                strong { (waives) " " (code(&waiver.protection)) "." } " " (ended(&waiver.reason)) (stands)
            }
        }
        @for accepted in &manifest.accepts_no_category {
            p class="warning" {
                strong { "It gives no category for some observed signs." } " " (accepted.reason)
                " (This is accepted wherever "
                (rules.condition_in_words(&Condition::AnyObserved(accepted.of.clone()))) ".)"
            }
        }
        @for waiver in before {
            p class="warning" {
                strong { "What it was made from waived the protection " (code(&waiver.protection)) "." }
                " " (waiver.reason)
            }
        }
    }
}

pub(crate) fn how_to_read(rules: &RuleSet) -> Chapter {
    let opening = html! {
        p {
            "A screening goes in four moves. Answers about the child, and the indicators seen, go in. "
            "Rules give a category “at least”: the highest one counts, and none can lower another. "
            "Steps then say who does what. Each row says which statements it rests on."
        }
        ul {
            li { "An indicator " em { "is observed" } " when it is answered yes or suspected." }
            li { "A child " em { "could be" } " under an age when the lowest possible age is under it. An unknown age could be any." }
            li { "What is not known is not a no. The outcome says what it could change." }
            li { "Where the words of a source leave a choice, a " a href="#readings" { "reading" } " says what was chosen, and over what." }
            li { "A step is marked where its force rests on no verb of a source, or it follows by an arrow of a figure that was inferred: square brackets in the statements say which." }
            @if let Some(one) = rules.tables().statements.first() {
                li { "A number such as " (one.id) " is a " a href="#statements" { "statement" } ". It stands under the source that it is from." }
            }
        }
    };
    Chapter::new("reading-this", "How to read this", opening, Vec::new())
}
