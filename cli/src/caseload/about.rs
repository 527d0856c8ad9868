//! Which rules and lines the page is made from, and how it is to be read.

use super::figures::cell;
use super::lines::Refused;
use super::shown::Figure;
use super::view::View;
use crate::html::{Row, code, table};
use cse_screening::figures::with_commas;
use maud::{Markup, html};

pub(crate) fn header(view: &View<'_>) -> Markup {
    let manifest = &view.rules.tables().manifest;
    let refused = view.refused.count + view.refused_records.count;
    html! {
        p class="kind" { (view.marking) }
        h1 { "What the screenings of a caseload come to" }
        dl class="facts" {
            div { dt { "Rules" } dd { (manifest.title) ", " (code(&manifest.id)) " version " (manifest.version) } }
            div { dt { "SHA-256" } dd { code class="sha" { (view.rules.sha256()) } } }
        }
        @if refused > 0 {
            p class="warning" {
                strong { "Not everything could be read. " }
                "Lines refused: " (cell(view.figure(refused))) ". They are missing from every figure. "
                a href="#lines" { "Which they are, and why" } "."
            }
        }
        @if view.show_references {
            p class="warning" {
                strong { "References are shown. " }
                "This page points to children. It belongs in the case system and not in a report."
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
    html! {
        p { "A figure counts screenings. A child who was screened twice is in it twice." }
        @if view.is_exact() {
            p class="warning" {
                strong { "Every figure is exact. " }
                "Small figures can be traced to children. This page is for those who may see them: do not publish it."
            }
        } @else {
            p { "Small figures can be traced to children. So:" }
            ul {
                li { "Nought is shown as 0." }
                li { "1 to 7 reads “" (Figure::Few) "”." }
                li { "Every other figure is rounded to the nearest 5, each by itself. So figures need not add up." }
                li { "Shares are reckoned from what is shown, of the screenings in all as shown. So they say no more than the figures do; a small figure has none." }
                li { "Totals are added up from what is shown. Bars are as long as what is shown." }
                li { "What would give a small figure away together with the others is withheld, and the page says where." }
                li { "Figures shown alike stand in the order of the rules. Their place says nothing of their size." }
            }
            p {
                "Two pages about nearly the same children can still be compared, such as those of two weeks. "
                "Consider that before both go to the same readers."
            }
        }
    }
}

/// Every line that was refused, or the first of them. Their numbers say how many lines there are at least, so they are
/// for those who may see that.
pub(crate) fn lines(view: &View<'_>) -> Markup {
    html! {
        @if view.refused.count == 0 && view.refused_records.count == 0 { p { "Every line was read." } }
        (refused(view, "Requests", &view.refused))
        (refused(view, "Stored records", &view.refused_records))
    }
}

fn refused(view: &View<'_>, heading: &str, refused: &Refused) -> Markup {
    let rows: Vec<_> = refused
        .named
        .iter()
        .map(|(number, why)| Row::new(vec![html! { "Line " (number) }, html! { (why) }]))
        .collect();
    html! {
        @if refused.count > 0 {
            h3 { (heading) }
            p { "Lines refused: " strong { (cell(view.figure(refused.count))) } "." }
            @if view.is_exact() {
                div class="references" { (table(&format!("{heading} that were refused"), &["Line", "Why"], &rows)) }
                @if refused.more() > 0 {
                    p { "And " (with_commas(refused.more())) " more. All are named on standard error when the page is made." }
                }
            } @else {
                p { "Each is named on standard error when the page is made, with why." }
            }
        }
    }
}
