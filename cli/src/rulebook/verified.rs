//! What holds for every child: proved when the page was made.

use super::chapters::Chapter;
use super::parts::{Row, capitalised, table};
use crate::words::counts;
use cse_screening::rules::proof::{Failure, Report, Verdict, Warning};
use maud::{Markup, html};

/// What stands at the top of the page where something does not hold.
pub(crate) fn warning(report: &Report) -> Markup {
    let fails = |verdict: &Verdict| matches!(verdict, Verdict::Fails(_) | Verdict::Undecided(_));
    let failing = report.properties.iter().filter(|(_, verdict)| fails(verdict));
    html! {
        @if !report.holds() {
            p class="warning" {
                strong { "This set fails. Do not use it." }
                " What does not hold for every child, or could not be proved, is "
                a href="#verified" { "said with an example in “What was verified”" } ":"
            }
            ul { @for (property, _) in failing { li { (capitalised(property.in_words())) "." } } }
        }
    }
}

/// What is proved and what is not, in a line.
pub(crate) fn in_short(report: &Report) -> Markup {
    let count = |wanted: fn(&Verdict) -> bool| {
        report.properties.iter().filter(|(_, verdict)| wanted(verdict)).count()
    };
    let parts = [
        (count(|one| matches!(one, Verdict::Holds)), "proved for every child"),
        (count(|one| matches!(one, Verdict::Accepted(_))), "accepted by the set"),
        (count(|one| matches!(one, Verdict::NothingToProve(_))), "with nothing to prove"),
        (count(|one| matches!(one, Verdict::Undecided(_))), "undecided"),
        (count(|one| matches!(one, Verdict::Fails(_))), "not holding"),
    ];
    html! {
        "Of " (report.properties.len()) " properties: " (counts(parts)) ". Warnings: " (report.warnings.len()) ". "
        a href="#verified" { "What was verified" } "."
    }
}

pub(crate) fn chapter(report: &Report) -> Chapter {
    let rows: Vec<_> = report
        .properties
        .iter()
        .map(|(property, verdict)| {
            let verdict = match verdict {
                Verdict::Holds => html! { "proved" },
                Verdict::NothingToProve(why) => html! { strong { "nothing to prove" } ": " (why) },
                Verdict::Accepted(accepted) => html! {
                    strong { "accepted by the set" }
                    ul {
                        @for one in accepted {
                            li { (one.reason) " For example: " (one.request.in_words) "." }
                        }
                    }
                },
                Verdict::Undecided(why) => html! { strong { "undecided" } ": " (why) },
                Verdict::Fails(failures) => html! {
                    strong { "does not hold" }
                    ul { @for failure in failures { (fails(failure)) } }
                },
            };
            Row::new(vec![html! { (capitalised(property.in_words())) }, verdict])
        })
        .collect();
    let opening = html! {
        p { "These were asked of every request that could be made, and not of samples." }
        (table("Verified properties", &["What must hold", "Verdict"], &rows))
        h3 { "Warnings" }
        @if report.warnings.is_empty() { p { "None." } }
        @else { ul { @for warning in &report.warnings { (warns(warning)) } } }
    };
    Chapter::new("verified", "What was verified", opening, Vec::new())
}

fn warns(warning: &Warning) -> Markup {
    html! {
        li {
            (warning.to_string()) "."
            @if let Some(shown) = &warning.request { " For example: " (shown.in_words) "." }
            @if let Some(reason) = &warning.acknowledged { " " strong { "Acknowledged by the set:" } " " (reason) }
        }
    }
}

fn fails(failure: &Failure) -> Markup {
    html! {
        li {
            @if let Some((table, row)) = &failure.row { (table.replace('_', " ")) " " code { (row) } ": " }
            (failure.problem) "."
            @for shown in &failure.requests { " For example: " (shown.in_words) "." }
        }
    }
}
