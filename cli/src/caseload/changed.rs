//! The section on what changed since stored records.

use super::chart::with_table;
use super::days::{more, reference};
use super::figures::{Counted, Titles, cell, stay_away};
use super::listed::Listed;
use super::place::Place;
use super::stored::{Change, Changes, Moved, Stored};
use super::view::View;
use super::withheld::Part;
use crate::html::{Row, category, code, table};
use maud::{Markup, html};

pub(crate) fn section(view: &View<'_>, stored: &Stored, changes: &Changes) -> Markup {
    html! {
        p {
            "A screening is compared with the stored record of the same reference, by category."
            @if view.shows(&Part::Changes) { " Stored records that were read: " (cell(view.figure(stored.records))) "." }
        }
        @if view.shows(&Part::Changes) {
            (figures(view, changes))
            (set_aside(view, stored, changes))
        } @else { (stay_away()) }
        @if view.show_references { (references(view, changes)) }
    }
}

fn figures(view: &View<'_>, changes: &Changes) -> Markup {
    let labels = Change::ALL
        .map(words)
        .into_iter()
        .chain(["New: no stored record has the reference", "Gone: a stored record, and no screening now"]);
    let counts = changes.compared.into_iter().chain([changes.new, changes.gone]);
    let counted: Vec<_> = labels
        .zip(counts)
        .map(|(label, count)| Counted::new(html! { (label) }, label, view.figure(count)))
        .collect();
    // They are parts of two things: screenings, and records.
    let titles = Titles { caption: "Changes since stored records", of: "Change", what: "Number", all: None };
    with_table("by-change", "Changes since stored records", &counted, &titles, None)
}

fn words(change: Change) -> &'static str {
    match change {
        Change::Lowered => "Lower category than in the record",
        Change::Raised => "Higher category than in the record",
        Change::Same => "Same category",
        Change::Scope => {
            "Not comparable: one of the two is outside the scope in which these rules give a category"
        }
    }
}

/// What was not compared, and what to know of what was.
fn set_aside(view: &View<'_>, stored: &Stored, changes: &Changes) -> Markup {
    let rows = [
        (
            "Stored records made by other rules: compared by the category they state, and not verified",
            stored.of_other_rules,
        ),
        (
            "Stored records that do not verify: under the same rules their request gives another record",
            stored.unverified,
        ),
        ("Screenings not compared, because their stored record does not verify", changes.unverified),
        ("Screenings not compared, because the reference stands more than once", changes.repeated),
        ("Screenings not compared, because they have no reference", changes.without_reference),
        ("Stored records not compared, because they have no reference", stored.records_without_reference),
    ];
    let rows: Vec<_> = rows
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(label, count)| Row::new(vec![html! { (label) }, cell(view.figure(count))]))
        .collect();
    html! {
        h3 { "Set aside" }
        @if rows.is_empty() {
            p { "Nothing: every stored record was made by these rules and verifies, and every screening was compared or is new." }
        } @else {
            div class="counted" { (table("Set aside", &["What", "Number"], &rows)) }
        }
    }
}

fn references(view: &View<'_>, changes: &Changes) -> Markup {
    let rules = view.rules;
    let stands = |place: Place| match place {
        Place::In(given) => category(rules, Some(given)),
        Place::Without(why) => html! { (category(rules, None)) ": " (why.in_words()) },
    };
    // Other rules call it otherwise.
    let stood = |moved: &Moved| match (moved.before, &moved.level_before) {
        (place, _) if moved.of_these => stands(place),
        (Place::In(_), Some(level)) => code(level),
        (Place::In(given), None) => category(None, Some(given)),
        (place, None | Some(_)) => stands(place),
    };
    let rows: Vec<_> = changes
        .listed
        .rows()
        .map(|(moved, times)| {
            Row::new(vec![
                reference(Some(&moved.reference), times),
                html! { (words(moved.change)) @if let Some(fell) = &moved.fell { ", " (fell) } },
                stood(moved),
                stands(moved.now),
            ])
        })
        .collect();
    html! {
        h3 { "Changes by reference" }
        div class="references" { (table("Changes by reference", &["Reference", "Change", "Before", "Now"], &rows)) }
        (more(changes.listed.more()))
        (names("New references", &changes.new_references))
        (names("Gone references", &changes.gone_references))
    }
}

fn names(heading: &str, listed: &Listed<String>) -> Markup {
    html! {
        h3 { (heading) }
        @if listed.is_empty() { p { "None." } }
        @else { ul class="references" { @for (of, times) in listed.rows() { li { (reference(Some(of), times)) } } } }
        (more(listed.more()))
    }
}
