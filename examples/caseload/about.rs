//! Which rules and lines the page is made from, and how it is to be read.

use crate::figures::with_commas;
use crate::html::{Row, code, table};
use crate::lines::Refused;
use crate::view::View;
use maud::{Markup, html};

pub(crate) fn header(view: &View<'_>) -> Markup {
    let manifest = &view.rules.tables().manifest;
    let refused = view.refused.count + view.refused_records.count;
    html! {
        p class="kind" { "Caseload" }
        h1 { "What the screenings of a caseload come to" }
        dl class="facts" {
            div { dt { "Rules" } dd { (manifest.title) ", " (code(&manifest.id)) " version " (manifest.version) } }
            div { dt { "SHA-256" } dd { code class="sha" { (view.rules.sha256()) } } }
        }
        @if refused > 0 {
            p class="warning" {
                strong { "Not everything could be read. " }
                "Lines refused: " (with_commas(refused)) ". They are missing from every figure. "
                a href="#lines" { "Which they are, and why" } "."
            }
        }
        @if view.show_references {
            p class="warning" {
                strong { "References are shown. " }
                "This page points to children, and small figures can be traced to them. It belongs in the case system and not in a report."
            }
        }
        div class="notice" {
            p {
                "This page counts what was written on forms. It does not say how many children are exploited. "
                strong { "“No indicators recorded” is not “no risk”" } ", and a question that nobody asked is not a no."
            }
        }
    }
}

pub(crate) fn how_to_read(view: &View<'_>) -> Markup {
    let smallest = view.threshold.smallest();
    html! {
        p { "A figure counts screenings. A child who was screened twice is in it twice." }
        @if smallest == 1 {
            p class="warning" { strong { "Nothing is hidden. " } "Small figures can be traced to children. Do not publish this page." }
        } @else {
            p { "Small figures can be traced to children, so some are hidden:" }
            ul {
                li { "A figure from 1 to " (smallest - 1) " reads “fewer than " (smallest) "”. A nought is shown." }
                li {
                    "“Withheld” hides a larger figure, so that a small one cannot be reckoned from the total and the others. "
                    "Among parts of a total it is the smallest of the others, or all under " (2 * smallest) "; among shares of a whole it is one that nearly all have; "
                    "and a rule of one category is hidden with that category."
                }
                li { "Where that is not enough, only the total is shown. Where there are fewer than " (smallest) " screenings, nothing is." }
                li { "Hidden figures stand below those shown, in the order of the rules. Their place says nothing of their size." }
            }
            p {
                "Each table is protected against reckoning from its own figures and the totals. "
                "Two pages about nearly the same children can still be compared, such as those of two weeks: the difference may be small. "
                "Consider that before both go to the same readers."
            }
        }
    }
}

/// Every line that was refused, or the first of them.
pub(crate) fn lines(view: &View<'_>) -> Markup {
    html! {
        @if view.refused.count == 0 && view.refused_records.count == 0 { p { "Every line was read." } }
        (refused("Requests", &view.refused))
        (refused("Stored records", &view.refused_records))
    }
}

fn refused(heading: &str, refused: &Refused) -> Markup {
    let rows: Vec<_> = refused
        .named
        .iter()
        .map(|(number, why)| Row::new(vec![html! { "Line " (number) }, html! { (why) }]))
        .collect();
    html! {
        @if refused.count > 0 {
            h3 { (heading) }
            p { "Lines refused: " strong { (with_commas(refused.count)) } "." }
            div class="references" { (table(&format!("{heading} that were refused"), &["Line", "Why"], &rows)) }
            @if refused.more() > 0 {
                p { "And " (with_commas(refused.more())) " more. All are named on standard error when the page is made." }
            }
        }
    }
}
