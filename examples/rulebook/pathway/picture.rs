//! The pathway as a picture: a line for each track, and a station on it for each step.

use super::lanes::{Applies, Lane, Mark, Pathway, TRACKS, Track};
use cse_screening::rules::tables::StepRow;
use cse_screening::{Force, RuleSet};
use maud::{Markup, html};

/// Fits a phone, and a third of a laptop's screen.
const WIDTH: usize = 344;
const FIRST_TRACK: usize = 14;
const BETWEEN_TRACKS: usize = 24;
const LABELS: usize = 104;
/// Where the lines of the tracks part.
const FORK: usize = 66;
const FIRST_ROW: usize = 132;
const ROW: usize = 19;
const STAGE: usize = 27;

/// What stands in the picture, from top to bottom.
enum Line<'r> {
    Stage(&'r str),
    Step(usize, &'r StepRow),
}

pub(super) fn section(rules: &RuleSet, pathway: &Pathway) -> Markup {
    html! {
        h3 id="picture" { "The pathway as a picture" }
        p {
            "Each category is a lane. In it run four lines: the case is not open, it is open, the child is looked after, "
            "and the person is " (adult_age(rules)) " or over. A mark on a line is a step that applies there. "
            "Its number leads to the tables below, which say the same in words."
        }
        (legend())
        div class="lanes" {
            @for lane in &pathway.lanes { (lane_picture(rules, lane)) }
        }
        p class="small" { "Drawn from the answers of the rules to " (pathway.asked) " made-up requests." }
    }
}

fn adult_age(rules: &RuleSet) -> u16 {
    let settings = &rules.tables().manifest.settings;
    settings.iter().find(|setting| setting.id == "adult-age").map_or(18, |setting| setting.value)
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
        Track::Adult => format!("{} and over", adult_age(rules)),
    }
}

fn lane_picture(rules: &RuleSet, lane: &Lane) -> Markup {
    let number = lane.category.map_or(0, |category| category.number());
    let name = lane.category.map_or_else(|| "No category".to_owned(), |category| category.to_string());
    let tables = rules.tables();
    let mut lines = Vec::new();
    for stage in &tables.stages {
        let steps = tables.steps.iter().enumerate().filter(|(_, row)| row.stage == stage.stage);
        let of_lane: Vec<_> = steps.filter(|(at, _)| lane.force(*at).is_some()).collect();
        if !of_lane.is_empty() {
            lines.push(Line::Stage(&stage.label));
            lines.extend(of_lane.into_iter().map(|(at, row)| Line::Step(at, row)));
        }
    }
    let mut y = FIRST_ROW;
    let placed: Vec<_> = lines
        .iter()
        .map(|line| {
            y += if matches!(line, Line::Stage(_)) { STAGE } else { ROW };
            (y, line)
        })
        .collect();
    let height = y + ROW;
    let (title, words) = (format!("picture-{number}-title"), format!("picture-{number}-words"));
    html! {
        figure class={ "lane-picture c" (number) } {
            svg role="img" viewBox={ "0 0 " (WIDTH) " " (height) } aria-labelledby={ (title) " " (words) } {
                title id=(title) { "The pathway: " (name) }
                desc id=(words) { "The table “Who does what” for this lane says the same in words." }
                rect class="head" x="1" y="1" width=(WIDTH - 2) height="34" rx="6" {}
                text class="name" x="12" y="23" { (name) @if let Some(given) = lane.category { ": " (rules.category_row(given).name) } }
                @for (at, track) in TRACKS.into_iter().enumerate() {
                    @let x = track_x(at);
                    path class="track" d={ "M" (FIRST_TRACK) " 35 V" (FORK - 18) " Q" (FIRST_TRACK) " " (FORK - 8) " " (x.min(FIRST_TRACK + 10)) " " (FORK - 8) " H" (x.max(FIRST_TRACK + 10) - 10) " Q" (x) " " (FORK - 8) " " (x) " " (FORK + 2) " V" (height - 6) } {}
                    text class="track-name" transform={ "translate(" (x + 12) " " (FORK + 70) ") rotate(-90)" } { (track_name(rules, track)) }
                }
                @for (y, line) in &placed {
                    @match line {
                        Line::Stage(label) => text class="stage" x=(LABELS) y=(y) { (label) },
                        Line::Step(at, row) => {
                            line class="rule" x1="4" x2=(WIDTH - 4) y1=(y + 6) y2=(y + 6) {}
                            @for (track, mark) in lane.marks(*at).into_iter().enumerate() { (station(mark, track_x(track), y - 4)) }
                            text class="step" x=(LABELS) y=(y) { tspan class="at" { (at + 1) } " " (short(rules, &row.id)) }
                        }
                    }
                }
            }
        }
    }
}

/// The larger, the stronger; filled where it applies to all, hollow where more is asked for.
fn station(mark: Mark, x: usize, y: usize) -> Markup {
    let filled = match mark.applies {
        Applies::Never => return html! {},
        Applies::ToSome => "some",
        Applies::ToAll => "all",
    };
    match mark.force {
        Some(Force::Must) => html! { rect class={ "station " (filled) } x=(x - 6) y=(y - 6) width="12" height="12" {} },
        Some(Force::Should) => html! { circle class={ "station " (filled) } cx=(x) cy=(y) r="5" {} },
        Some(Force::May) => html! {
            path class={ "station " (filled) } d={ "M" (x) " " (y - 5) " l5 9 h-10 z" } {}
        },
        None => html! {},
    }
}

/// A step by its id, as words; names in their own spelling.
fn short(rules: &RuleSet, id: &str) -> String {
    let names = &rules.tables().names;
    let words: Vec<_> = id
        .split('-')
        .map(|word| match names.iter().find(|name| name.id == word && name.name.len() == word.len()) {
            Some(name) => name.name.clone(),
            None if matches!(word, "cse" | "cru") => word.to_uppercase(),
            None => word.to_owned(),
        })
        .collect();
    crate::parts::capitalised(&words.join(" "))
}
