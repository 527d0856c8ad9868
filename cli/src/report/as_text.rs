//! The report as plain text.

use super::blocks::{Block, Line, Notice, Part, Report, Row, Section, Task};
use crate::page::{BOLD, PLAIN, Page, URGENT};
use crate::words::category_first;
use cse_screening::Force;

/// Where the words of a step begin, after its box and its force.
const HANG: usize = 14;

/// Where the answer stands that is beside a fact.
const BESIDE: usize = 22;

pub(crate) fn text(report: &Report) -> String {
    let mut page = Page::default();
    page.heading("Case report");
    page.paragraph(&report.marking);
    // What warns stands above all.
    report.notices.iter().filter(|one| one.warns).for_each(|one| notice(&mut page, one));
    page.gap();
    for blank in &report.blanks {
        page.labelled(PLAIN, blank, BESIDE, &"_".repeat(40));
    }
    page.gap();
    for (what, fact) in &report.facts {
        page.labelled(PLAIN, what, BESIDE, &plain(fact));
    }
    report.notices.iter().filter(|one| !one.warns).for_each(|one| notice(&mut page, one));
    page.gap();
    let title = report.title.as_ref().map_or_else(String::new, |title| format!("{title}. "));
    page.paragraph(&format!(
        "{title}This informs a professional. It does not replace professional judgement, or the voice of the child. “No \
         indicators recorded” is not “no risk”."
    ));
    report.sections.iter().for_each(|one| section(&mut page, one));
    page.into_text()
}

fn notice(page: &mut Page, notice: &Notice) {
    page.styled_heading(if notice.warns { URGENT } else { BOLD }, &notice.heading);
    notice.lines.iter().for_each(|line| page.paragraph(&plain(line)));
    notice.list.iter().for_each(|line| page.entry(&plain(line)));
}

fn section(page: &mut Page, section: &Section) {
    page.heading(&section.heading);
    let mut above: Option<&Block> = None;
    for one in &section.blocks {
        match (above, one) {
            // Said once is enough.
            (Some(Block::Subheading(heading)), Block::Table { caption, columns, rows })
                if heading == caption =>
            {
                table(page, columns, rows);
            }
            _ => block(page, one, above.is_some()),
        }
        above = Some(one);
    }
}

fn block(page: &mut Page, block: &Block, below: bool) {
    match block {
        Block::Subheading(heading) => subheading(page, heading, below),
        Block::Paragraph(line) => page.paragraph(&plain(line)),
        Block::List(lines) => lines.iter().for_each(|line| page.entry(&plain(line))),
        Block::Entry { heading, lines, list } => {
            page.entry(&plain(heading));
            lines.iter().for_each(|line| page.more(&plain(line)));
            list.iter().for_each(|line| page.labelled(PLAIN, "  -", 6, &plain(line)));
        }
        Block::Checklist { stage, tasks } => {
            subheading(page, stage, below);
            tasks.iter().for_each(|one| task(page, one));
        }
        Block::Table { caption, columns, rows } => {
            subheading(page, caption, below);
            table(page, columns, rows);
        }
        Block::Quotation(lines) => lines.iter().for_each(|line| page.labelled(PLAIN, "  |", 6, &plain(line))),
        Block::Warning(line) => page.strong(URGENT, &plain(line)),
        Block::Blanks(lines) => (0..*lines).for_each(|_| page.more(&"_".repeat(60))),
        Block::Command(command) => page.more(command),
    }
}

fn subheading(page: &mut Page, heading: &str, below: bool) {
    if below {
        page.gap();
    }
    page.subheading(heading);
}

fn task(page: &mut Page, task: &Task) {
    let force = match task.force {
        Force::Must => "MUST",
        Force::Should => "should",
        Force::May => "may",
    };
    let due = task.due.as_ref().map_or_else(String::new, |due| format!(" {}", plain(due)));
    let (who, what) = (plain(&task.who), plain(&task.what));
    let done = task.done.as_ref().map_or_else(String::new, |done| format!(" {}.", plain(done)));
    let words = format!("{who}: {what}.{due}{done} [{}]", plain(&task.rests_on));
    let style = if task.force == Force::Must { BOLD } else { PLAIN };
    page.labelled(style, &format!("[ ] {force}"), HANG, &words);
}

fn table(page: &mut Page, columns: &[&str], rows: &[Row]) {
    if rows.is_empty() {
        page.entry("none");
    }
    rows.iter().for_each(|one| row(page, columns, one));
}

/// The first cell, and the others with what they are.
fn row(page: &mut Page, columns: &[&str], row: &Row) {
    let cells: Vec<_> = row.cells.iter().map(plain).collect();
    match &*cells {
        [what, which] => page.entry(&format!("{what}: {which}")),
        [what, rest @ ..] => {
            let rest: Vec<_> =
                columns.iter().skip(1).zip(rest).map(|(column, cell)| format!("{column}: {cell}")).collect();
            page.entry(&format!("{what}. {}", rest.join(". ")));
        }
        [] => {}
    }
}

fn plain(line: &Line) -> String {
    line.0.iter().map(words).collect()
}

fn words(part: &Part) -> String {
    match part {
        Part::Words(text) | Part::Strong(text) | Part::Code(text) | Part::Theirs(text) => text.clone(),
        Part::Id(id) => format!("[{id}]"),
        Part::Category(category) => category_first(None, *category),
        Part::Place { words, .. } => (*words).to_owned(),
    }
}
