//! Figures as bars, in inline SVG. A bar is as long as what is shown, and the table beside says the same figures.

use super::figures::{Counted, Titles, listed};
use super::shown::Figure;
use maud::{Markup, PreEscaped, html};
use svg::node::element::{Description, Group, Rectangle, Text, Title};
use svg::{Document, Node};

/// Fits a phone, and a third of a laptop's screen.
const WIDTH: u64 = 344;
/// The longest bar. What is left is for its figure.
const LONGEST: u64 = 262;
/// So many letters fit on a line.
const WIDEST: usize = 46;
const LINE: usize = 15;
const BAR: usize = 13;
const BETWEEN: usize = 11;
/// More bars than this are left to the table, but for those that must be seen.
const MOST: usize = 15;

/// A table with more rows than this is parted: those that are drawn stand beside their bars.
const LONG: usize = 24;

/// Bars that are drawn however small they are, and what they are.
pub(crate) struct Always<'c> {
    pub(crate) what: &'c str,
    pub(crate) is_one: &'c dyn Fn(&Counted) -> bool,
}

/// The chart with its table. What is not drawn stands in a table below, over the whole width.
pub(crate) fn with_table(
    id: &str,
    heading: &str,
    counted: &[Counted],
    titles: &Titles<'_>,
    always: Option<&Always<'_>>,
) -> Markup {
    let there: Vec<_> = counted.iter().filter(|one| one.figure != Figure::Shown(0)).collect();
    let (by_size, rest) = there.split_at(there.len().min(MOST));
    let also: Vec<_> =
        rest.iter().copied().filter(|one| always.is_some_and(|always| (always.is_one)(one))).collect();
    // Where all are small there is nothing to draw.
    if by_size.iter().all(|one| one.figure.drawn() == 0) {
        return listed(titles, titles.caption, counted);
    }
    let what = always.map_or("", |always| always.what);
    let drawn = by_size.len() + also.len();
    let beside = if counted.len() > drawn.max(LONG) { drawn } else { counted.len() };
    let (beside, below) = counted.split_at(beside);
    let others = format!("{}: the others", titles.caption);
    let largest = there.iter().map(|one| one.figure.drawn()).max().unwrap_or_default();
    let also_id = format!("{id}-also");
    html! {
        @if by_size.len() < there.len() {
            p class="small" {
                "Drawn: the largest, " (by_size.len()) " of " (counted.len())
                @if !also.is_empty() { ", and " (also.len()) " more " (what) }
                ". All " (counted.len()) " stand in the tables."
            }
        }
        div class="figures" {
            div {
                figure { (PreEscaped(drawing(id, heading, by_size, largest).to_string())) }
                @if !also.is_empty() {
                    p class="part" { "And " (what) ":" }
                    figure { (PreEscaped(drawing(&also_id, &format!("{heading}: {what}"), &also, largest).to_string())) }
                }
            }
            (listed(titles, titles.caption, beside))
        }
        @if !below.is_empty() { div class="below" { (listed(titles, &others, below)) } }
    }
}

fn drawing(id: &str, heading: &str, drawn: &[&Counted], largest: u64) -> Document {
    let title = format!("{id}-title");
    let about = format!("{id}-about");
    let said = drawn.iter().map(|one| format!("{}: {}", one.plain, one.figure));
    let said = said.collect::<Vec<_>>().join("; ");
    let mut document = Document::new()
        .set("role", "img")
        .set("aria-labelledby", format!("{title} {about}"))
        .add(Title::new(heading).set("id", title))
        .add(Description::new().set("id", about).add(svg::node::Text::new(format!("{said}."))));
    let mut top = 0;
    for one in drawn {
        let (bar, height) = bar(one, largest, top);
        document.append(bar);
        top += height;
    }
    document.set("viewBox", (0, 0, WIDTH, top as u64))
}

/// One bar, below its label, and how high the two are.
fn bar(one: &Counted, largest: u64, top: usize) -> (Group, usize) {
    let mut group = Group::new().set("class", format!("bar {}", one.class).trim_end().to_owned());
    let lines = lines(&one.plain);
    for (at, line) in lines.iter().enumerate() {
        let baseline = top + LINE * at + 11;
        group.append(Text::new(line).set("class", "label").set("x", 0).set("y", baseline as u64));
    }
    let below = top + LINE * lines.len();
    let length = match one.figure.drawn() {
        0 => 0,
        // Nothing that is there is drawn as nothing.
        count => ((u128::from(count) * u128::from(LONGEST) / u128::from(largest.max(1))) as u64).max(1),
    };
    if length > 0 {
        let bar = Rectangle::new().set("x", 0).set("y", below as u64);
        group.append(bar.set("width", length).set("height", BAR as u64));
    }
    let kind = if matches!(one.figure, Figure::Shown(_)) { "value" } else { "hidden-value" };
    let value = Text::new(one.figure.to_string()).set("class", kind);
    let beside = if length > 0 { length + 6 } else { 0 };
    group.append(value.set("x", beside).set("y", (below + 11) as u64));
    (group, LINE * lines.len() + BAR + BETWEEN)
}

/// A label in lines that fit. A word that is longer than a line is cut: the table has it whole.
fn lines(label: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in label.split_whitespace() {
        let word: String = word.chars().take(WIDEST).collect();
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDEST => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}
