//! The pathway as a picture: a line for each track, and a mark on it for each step.

use super::lanes::{Applies, Lane, Mark, Pathway};
use super::tracks::{TRACKS, Track};
use crate::rulebook::parts::short;
use crate::words::category_first;
use cse_screening::rules::condition::Condition;
use cse_screening::rules::tables::StepRow;
use cse_screening::{Force, RuleSet, Scope};
use maud::{Markup, html};

/// Fits a phone, and a third of a laptop's screen.
const WIDTH: usize = 344;
const FIRST_TRACK: usize = 14;
const BETWEEN_TRACKS: usize = 24;
const LABELS: usize = 104;
/// Where the lines of the tracks part.
const FORK: usize = 66;
const FIRST_ROW: usize = 132;
const ROW: usize = 17;
const STAGE: usize = 24;
/// Between the lines of one label.
const MORE: usize = 13;
/// So many letters fit on a line.
const WIDEST: usize = 36;
/// A lane with more lines is parted.
const LONG: usize = 30;

/// What stands in the picture, from top to bottom.
enum Line<'r> {
    Stage(&'r str),
    Step(usize, &'r StepRow),
}

pub(super) fn section(rules: &RuleSet, pathway: &Pathway) -> Markup {
    html! {
        p {
            "Each category is a lane. In it run four lines: the case is not open, it is open, the child is looked after, "
            "and the person is " (adult(rules)) " and not looked after. A mark on a line is a step that applies there. "
            "The tables above say the same in words, with the same numbers."
        }
        (legend())
        p { "Where a mark is hollow, the tables say of whom more must hold." }
        div class="lanes" {
            @for lane in &pathway.lanes { (lane_picture(rules, lane)) }
        }
        p class="small" { "Drawn from the answers of the rules to " (pathway.asked) " made-up requests." }
    }
}

fn adult(rules: &RuleSet) -> String {
    adult_age(rules).map_or_else(|| "an adult".to_owned(), |age| format!("{age} or over"))
}

/// From which age on somebody is an adult: under it the rules take somebody for a child, or else from it on for an adult.
fn adult_age(rules: &RuleSet) -> Option<u16> {
    let tables = rules.tables();
    let ages = |scope: Scope| {
        let rows = tables.scopes.iter().filter(move |row| row.scope == scope);
        rows.flat_map(|row| &row.when).filter_map(|part| match part {
            Condition::CouldBeUnder(age) | Condition::CertainlyAtLeast(age) => tables.number(age),
            _ => None,
        })
    };
    ages(Scope::Child).max().or_else(|| ages(Scope::Adult).min())
}

fn legend() -> Markup {
    let entries = [
        (Force::Must, Applies::ToAll, "must"),
        (Force::Should, Applies::ToAll, "should"),
        (Force::May, Applies::ToAll, "may"),
        (Force::Must, Applies::ToSome, "hollow: only when more holds"),
    ];
    html! {
        ul class="legend" {
            @for (force, applies, words) in entries {
                li {
                    svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" class="c0" {
                        (station(Mark { applies, force: Some(force) }, 10, 10))
                    }
                    " " (words)
                }
            }
        }
    }
}

fn track_x(at: usize) -> usize {
    FIRST_TRACK + at * BETWEEN_TRACKS
}

fn track_name(rules: &RuleSet, track: Track) -> String {
    match track {
        Track::NotOpen => "not open".to_owned(),
        Track::Open => "open".to_owned(),
        Track::LookedAfter => "looked after".to_owned(),
        Track::Adult => adult_age(rules).map_or_else(|| adult(rules), |age| format!("{age} and over")),
    }
}

/// A lane in one part, or in two that stand side by side where there is room.
fn lane_picture(rules: &RuleSet, lane: &Lane) -> Markup {
    let parts = parts(rules, lane);
    html! {
        @for (at, lines) in parts.iter().enumerate() { (part(rules, lane, lines, at, parts.len())) }
    }
}

/// The lines of a lane. A long lane is parted between two stages, as near to its middle as can be.
fn parts<'r>(rules: &'r RuleSet, lane: &Lane) -> Vec<Vec<Line<'r>>> {
    let tables = rules.tables();
    let mut stages: Vec<Vec<Line<'r>>> = Vec::new();
    for stage in &tables.stages {
        let steps = tables.steps.iter().enumerate().filter(|(_, row)| row.stage == stage.stage);
        let steps: Vec<_> = steps.filter(|(at, _)| lane.force(*at).is_some()).collect();
        if !steps.is_empty() {
            let steps = steps.into_iter().map(|(at, row)| Line::Step(at, row));
            stages.push(std::iter::once(Line::Stage(&stage.label)).chain(steps).collect());
        }
    }
    let all: usize = stages.iter().map(Vec::len).sum();
    let mut parts = vec![Vec::new()];
    let mut before = 0;
    for stage in stages {
        let next_is_nearer = before + stage.len() / 2 > all / 2;
        if all > LONG && parts.len() == 1 && before > 0 && next_is_nearer {
            parts.push(Vec::new());
        }
        before += stage.len();
        if let Some(part) = parts.last_mut() {
            part.extend(stage);
        }
    }
    parts
}

fn part(rules: &RuleSet, lane: &Lane, lines: &[Line<'_>], at: usize, of: usize) -> Markup {
    let number = lane.category.map_or(0, |category| category.number());
    let name = category_first(Some(rules), lane.category);
    let mut y = FIRST_ROW;
    let placed: Vec<_> = lines
        .iter()
        .map(|line| {
            let (room, label) = match line {
                Line::Stage(label) => (STAGE, wrapped(label)),
                Line::Step(_, row) => (ROW, wrapped(&short(rules, &row.id))),
            };
            let first = y + room;
            y = first + (label.len() - 1) * MORE;
            (first, line, label)
        })
        .collect();
    let height = y + ROW;
    let (title, words) = (format!("picture-{number}-{at}-title"), format!("picture-{number}-{at}-words"));
    let first = at == 0;
    // A long name stands with the categories.
    let name_of = lane.category.filter(|_| !rules.has_levels());
    let called =
        name_of.map(|given| &rules.category_row(given).name).filter(|name| name.chars().count() <= 28);
    html! {
        figure class={ "lane-picture c" (number) @if first { " first" } } {
            svg role="img" viewBox={ "0 0 " (WIDTH) " " (height) } aria-labelledby={ (title) " " (words) } {
                title id=(title) { "The pathway: " (name) @if of > 1 { ", part " (at + 1) " of " (of) } }
                desc id=(words) { "The tables of who does what say the same in words." }
                rect class="head" x="1" y="1" width=(WIDTH - 2) height="34" rx="6" {}
                text class="name" x="12" y="23" {
                    (name)
                    @if !first { ", continued" }
                    @else if let Some(called) = called { ": " (called) }
                }
                @for (at, track) in TRACKS.into_iter().enumerate() {
                    path class="track" d=(line_of(track_x(at), height)) {}
                    text class="track-name" transform={ "translate(" (track_x(at) + 12) " " (FORK + 70) ") rotate(-90)" } {
                        (track_name(rules, track))
                    }
                }
                @for (y, line, label) in &placed { (drawn(lane, line, label, *y)) }
            }
        }
    }
}

/// The line of a track: down from the head of its lane, across to its place, and down.
fn line_of(x: usize, height: usize) -> String {
    let (top, bend) = (FORK - 18, FORK - 8);
    let after = FIRST_TRACK + 10;
    if x == FIRST_TRACK {
        return format!("M{x} 35 V{}", height - 6);
    }
    format!(
        "M{FIRST_TRACK} 35 V{top} Q{FIRST_TRACK} {bend} {after} {bend} H{} Q{x} {bend} {x} {} V{}",
        x - 10,
        FORK + 2,
        height - 6
    )
}

fn drawn(lane: &Lane, line: &Line<'_>, label: &[String], y: usize) -> Markup {
    let below = y + 6 + (label.len() - 1) * MORE;
    html! {
        @if let Line::Step(at, _) = line {
            line class="rule" x1="4" x2=(WIDTH - 4) y1=(below) y2=(below) {}
            @for (track, mark) in lane.marks(*at).into_iter().enumerate() {
                (station(mark, track_x(track), y - 4))
            }
        }
        text class={ @match line { Line::Stage(_) => "stage", Line::Step(..) => "step" } } x=(LABELS) y=(y) {
            @if let Line::Step(at, _) = line { tspan class="at" { (at + 1) } " " }
            @for (at, words) in label.iter().enumerate() {
                @if at == 0 { (words) } @else { tspan x=(LABELS) dy=(MORE) { (words) } }
            }
        }
    }
}

/// The larger, the stronger; filled where it applies to all, hollow where more is asked for.
fn station(mark: Mark, x: usize, y: usize) -> Markup {
    let filled = match mark.applies {
        Applies::Never | Applies::NoneTried => return html! {},
        Applies::ToSome => "some",
        Applies::ToAll => "all",
    };
    match mark.force {
        Some(Force::Must) => {
            html! { rect class={ "station " (filled) } x=(x - 6) y=(y - 6) width="12" height="12" {} }
        }
        Some(Force::Should) => html! { circle class={ "station " (filled) } cx=(x) cy=(y) r="5" {} },
        Some(Force::May) => html! {
            path class={ "station " (filled) } d={ "M" (x) " " (y - 5) " l5 9 h-10 z" } {}
        },
        None => html! {},
    }
}

/// A label in lines that fit, none of which is lost.
fn wrapped(label: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in label.split_whitespace() {
        let letters: Vec<_> = word.chars().collect();
        for piece in letters.chunks(WIDEST) {
            let fits = |line: &String| line.chars().count() + piece.len() < WIDEST;
            match lines.last_mut() {
                Some(line) if line.is_empty() || fits(line) => {
                    line.push_str(if line.is_empty() { "" } else { " " });
                    line.extend(piece);
                }
                _ => lines.push(piece.iter().collect()),
            }
        }
    }
    lines
}
