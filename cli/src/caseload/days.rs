//! The section on deadlines: by day, and by reference where references are shown.

use super::deadlines::{Due, When};
use super::figures::{Counted, Titles, cell, listed, stay_away};
use super::kept::{How, Kept};
use super::listed::Listed;
use super::shown::{Figure, sum_if_shown, total};
use super::view::View;
use super::withheld::Part;
use crate::html::{Row, capitalised, table};
use crate::words::{self, printable};
use chrono::NaiveDate;
use cse_screening::figures::with_commas;
use cse_screening::rules::tables::StepRow;
use maud::{Markup, html};
use std::collections::BTreeSet;

/// So many days in a row with a small figure are drawn together.
const RUN: usize = 3;

pub(crate) fn section(view: &View<'_>) -> Markup {
    let deadlines = &view.tally.deadlines;
    let with_one: BTreeSet<&str> = deadlines.steps().collect();
    let steps = view.rules.tables().steps.iter().filter(|row| with_one.contains(&*row.id));
    let steps: Vec<_> = steps.collect();
    html! {
        @match deadlines.as_of {
            Some(day) => p {
                "A deadline is past when its last day is before " (in_full(day)) ". What comes again stands with the first day that is not past. "
                @if deadlines.kept.is_some() { "Whether a step was taken is what the file of steps says, as of that day." }
                @else { "Nothing here says whether the step was taken." }
            }
            None => p { "In order of date. No day was given to tell past ones from those to come (" code { "--as-of" } "). Nothing here says whether the step was taken." }
        }
        @if steps.is_empty() { p { "No step with a deadline applies." } }
        @for step in &steps { (of_step(view, step)) }
        @if let Some(listed) = &deadlines.listed {
            @for when in When::ALL { @if let Some(listed) = listed.get(&when) { (by_reference(view, when, listed)) } }
        }
    }
}

fn of_step(view: &View<'_>, step: &StepRow) -> Markup {
    let sum = |when| view.figure(view.tally.deadlines.sum(&step.id, when).total());
    let parts: Vec<_> = When::ALL.into_iter().map(|when| (when, sum(when))).collect();
    html! {
        h3 { (capitalised(&step.action)) }
        @if view.shows(&Part::Step(step.id.clone())) {
            p {
                (capitalised(&step.who)) ". Screenings with this deadline: "
                strong { (total(parts.iter().map(|(_, figure)| *figure))) } "."
            }
            @for (when, figure) in parts {
                @if figure != Figure::Shown(0) {
                    h4 { (heading(view, when)) ": " (figure) }
                    (by_day(view, step, when, figure))
                }
            }
            @if let Some(kept) = &view.tally.deadlines.kept { (held(view, step, kept)) }
        } @else {
            p { (capitalised(&step.who)) "." }
            (stay_away())
        }
    }
}

/// Which deadlines with a day were held.
fn held(view: &View<'_>, step: &StepRow, kept: &Kept) -> Markup {
    let counted: Vec<_> = How::ALL
        .into_iter()
        .map(|how| {
            let figure = view.figure(kept.of(&step.id, how).total());
            Counted::new(html! { (how.in_words()) }, how.in_words(), figure)
        })
        .collect();
    let titles = Titles {
        caption: "Whether deadlines with a day were held",
        of: "Deadlines with a day",
        what: "Screenings",
        all: sum_if_shown(counted.iter().map(|one| one.figure)),
    };
    html! {
        h4 { "Held or missed" }
        @if view.shows(&Part::Kept(step.id.clone())) { (listed(&titles, titles.caption, &counted)) } @else { (stay_away()) }
    }
}

fn heading(view: &View<'_>, when: When) -> &'static str {
    match (when, view.tally.deadlines.as_of) {
        (When::Past, _) => "Past",
        (When::Dated, Some(_)) => "On that day or later",
        (When::Dated, None) => "With a day",
        (When::Undated, _) => "Without a day, because the day that it counts from is not known",
    }
}

fn by_day(view: &View<'_>, step: &StepRow, when: When, figure: Figure) -> Markup {
    if when == When::Undated || figure == Figure::Few {
        return html! {};
    }
    if !view.shows(&Part::Days(step.id.clone(), when)) {
        return stay_away();
    }
    let days = view.tally.deadlines.days_of(&step.id, when);
    let days: Vec<_> = days.filter_map(|(day, spread)| Some((day?, view.figure(spread.total())))).collect();
    let alike = days.chunk_by(|(_, one), (_, other)| one == other && *one == Figure::Few);
    let rows: Vec<_> = alike
        .flat_map(|run| match run {
            [(first, figure), .., (last, _)] if run.len() >= RUN => {
                let days = format!("{} to {}: {} days", in_full(*first), in_full(*last), run.len());
                vec![Row::new(vec![html! { (days) }, html! { (cell(*figure)) " each" }])]
            }
            few => few
                .iter()
                .map(|(day, figure)| Row::new(vec![html! { (in_full(*day)) }, cell(*figure)]))
                .collect(),
        })
        .collect();
    let caption = format!("Deadlines by day: {}", heading(view, when));
    html! { div class="counted" { (table(&caption, &["Day", "Deadlines"], &rows)) } }
}

fn by_reference(view: &View<'_>, when: When, listed: &Listed<Due>) -> Markup {
    let action = |id: &str| {
        let row = view.rules.tables().steps.iter().find(|row| row.id == id);
        row.map_or("", |row| &row.action)
    };
    let rows: Vec<_> = listed
        .rows()
        .map(|(due, times)| {
            let day = due.day.map_or_else(|| "no day".to_owned(), in_full);
            Row::new(vec![
                reference(due.reference.as_deref(), times),
                html! { (day) },
                html! { (action(&due.step)) },
            ])
        })
        .collect();
    let caption = format!("By reference: {}", heading(view, when));
    html! {
        h3 { (caption) }
        div class="references" { (table(&caption, &["Reference", "By", "Step"], &rows)) }
        (more(listed.more()))
    }
}

/// The caller's own text, cut short where it is long.
pub(crate) fn reference(reference: Option<&str>, times: u64) -> Markup {
    html! {
        @match reference { Some(reference) => (printable(reference)), None => em { "no reference" } }
        @if times > 1 { " (" (with_commas(times)) " times)" }
    }
}

/// That a list was cut.
pub(crate) fn more(more: u64) -> Markup {
    html! { @if more > 0 { p { "And " (with_commas(more)) " more, which do not fit on a page." } } }
}

pub(crate) fn in_full(day: NaiveDate) -> String {
    format!("{} {}", day.format("%A"), words::day(day))
}
