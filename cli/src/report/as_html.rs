//! The report as a page.

use super::blocks::{Block, Line, Notice, Part, Report, Row, Section, Task};
use crate::html::visible::quoted;
use crate::html::{self, Shell, force};
use maud::{Markup, html};

pub(crate) fn page(report: &Report) -> String {
    let sections: Vec<_> =
        report.sections.iter().map(|one| (one.id, one.heading.as_str(), blocks(one))).collect();
    let style = format!("{}{}", include_str!("style.css"), on_every_sheet(report));
    let page = Shell {
        title: "Case report",
        style: &style,
        skip: "Skip to what must be done",
        header: header(report),
        sections: &sections,
        footer: html! { p { (report.marking) ". Case report, for the child's file." } },
    };
    page.page()
}

/// The marking, the reference and the number of the page, at the edge of each printed sheet.
fn on_every_sheet(report: &Report) -> String {
    let [marking, reference] = [&report.marking, &report.reference].map(|text| quoted(text));
    format!(
        "@page {{ @top-left {{ content: {marking}; }} @bottom-left {{ content: {reference}; }} \
         @bottom-right {{ content: \"Page \" counter(page) \" of \" counter(pages); }} }}"
    )
}

fn header(report: &Report) -> Markup {
    html! {
        p class="kind" { (report.marking) }
        h1 { "Case report" }
        // What warns stands above all.
        @for one in report.notices.iter().filter(|one| one.warns) { (notice(one)) }
        dl class="facts blanks" {
            @for blank in &report.blanks { div { dt { (blank) } dd { span class="blank" {} span class="unseen" { "to be written by hand" } } } }
        }
        dl class="facts given-facts" {
            @for (what, fact) in &report.facts { div { dt { (what) } dd { (line(fact)) } } }
        }
        @for one in report.notices.iter().filter(|one| !one.warns) { (notice(one)) }
        p class="small" {
            @if let Some(title) = &report.title { span class="title" { (title) ". " } }
            "This informs a professional. It does not replace professional judgement, or the voice of the child. "
            strong { "“No indicators recorded” is not “no risk”." }
        }
    }
}

fn notice(notice: &Notice) -> Markup {
    html! {
        div class={ "notice" @if notice.warns { " warning" } } {
            p { strong { (notice.heading) } }
            @for one in &notice.lines { p { (line(one)) } }
            @if !notice.list.is_empty() { (list(&notice.list)) }
        }
    }
}

fn blocks(section: &Section) -> Markup {
    html! { @for one in &section.blocks { (block(one)) } }
}

fn block(block: &Block) -> Markup {
    match block {
        Block::Subheading(heading) => html! { h3 { (heading) } },
        Block::Paragraph(one) => html! { p { (line(one)) } },
        Block::List(lines) => list(lines),
        Block::Entry { heading, lines, list: statements } => html! {
            article {
                h4 { (line(heading)) }
                @for one in lines { p { (line(one)) } }
                (list(statements))
            }
        },
        Block::Checklist { stage, tasks } => html! { h3 { (stage) } (checklist(stage, tasks)) },
        Block::Table { caption, columns, rows } => {
            html! {
                @if columns.len() == 2 || columns.len() == 3 { p class="caption" aria-hidden="true" { (caption) } }
                (table(caption, columns, rows))
            }
        }
        Block::Quotation(lines) => html! { blockquote { @for one in lines { p { (line(one)) } } } },
        Block::Warning(one) => html! { div class="notice warning" { p { (line(one)) } } },
        Block::Blanks(lines) => html! {
            div class="blanks" { @for _ in 0..*lines { span class="blank" {} } }
        },
        Block::Command(command) => html! { pre { code { (command) } } },
    }
}

fn list(lines: &[Line]) -> Markup {
    html! { ul { @for one in lines { li { (line(one)) } } } }
}

fn checklist(stage: &str, tasks: &[Task]) -> Markup {
    let rows: Vec<_> = tasks
        .iter()
        .map(|task| {
            html::Row::new(vec![
                html! {
                    span class="box" aria-hidden="true" {}
                    span class="task" {
                        (force(task.force)) ": " strong { (line(&task.who)) ":" } " " (line(&task.what)) ". "
                        @if let Some(due) = &task.due { strong class="due" { (line(due)) " " } }
                        span class="rests-on" { (line(&task.rests_on)) }
                    }
                },
                match &task.done {
                    Some(done) => line(done),
                    None => html! { span class="none" { span class="unseen" { "to be written by hand" } } },
                },
            ])
        })
        .collect();
    html! { div class="checklist" { (html::table(stage, &["Who does what", "Done: when, by whom, or why not"], &rows)) } }
}

fn table(caption: &str, columns: &[&str], rows: &[Row]) -> Markup {
    let rows: Vec<_> = rows.iter().map(|row| html::Row::new(row.cells.iter().map(line).collect())).collect();
    html::table(caption, columns, &rows)
}

fn line(line: &Line) -> Markup {
    html! { @for one in &line.0 { (part(one)) } }
}

fn part(part: &Part) -> Markup {
    match part {
        Part::Words(words) => html! { (words) },
        Part::Strong(words) => html! { strong { (words) } },
        Part::Code(code) | Part::Id(code) => html::code(code),
        // What is written from right to left turns nothing around it.
        Part::Theirs(text) => html! { bdi { (text) } },
        Part::Category(category) => html::category(None, *category),
        Part::Place { section, words } => html! { a href={ "#" (section) } { (words) } },
    }
}
