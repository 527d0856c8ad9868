//! Figures in tables, and in the order in which they may stand.

use super::shown::Figure;
use crate::html::{Row, table};
use maud::{Markup, html};

/// A figure and what it is of.
pub(crate) struct Counted {
    /// As it stands in the table.
    pub(crate) label: Markup,
    /// As it stands beside a bar.
    pub(crate) plain: String,
    /// How it is drawn.
    pub(crate) class: String,
    pub(crate) figure: Figure,
}

impl Counted {
    pub(crate) fn new(label: Markup, plain: impl Into<String>, figure: Figure) -> Self {
        Self { label, plain: plain.into(), class: String::new(), figure }
    }
}

/// The largest first, by what is shown. Those shown alike stand in the order of the rules: another place would tell them
/// apart.
pub(crate) fn by_size(counted: impl Iterator<Item = Counted>) -> Vec<Counted> {
    let mut counted: Vec<_> = counted.collect();
    counted.sort_by_key(|one| match one.figure {
        Figure::Shown(0) => (2, 0),
        Figure::Shown(count) => (0, u64::MAX - count),
        Figure::Few => (1, 0),
    });
    counted
}

/// What a table of figures is called, and its columns.
pub(crate) struct Titles<'t> {
    pub(crate) caption: &'t str,
    pub(crate) of: &'t str,
    pub(crate) what: &'t str,
    /// Of how many, as shown, each figure is a part; none where they are parts of nothing.
    pub(crate) all: Option<u64>,
}

/// A table of figures.
pub(crate) fn listed(titles: &Titles<'_>, caption: &str, counted: &[Counted]) -> Markup {
    let Titles { of, what, all, .. } = titles;
    let row = |one: &Counted| {
        let share = all.map(|all| html! { (share(one.figure, all)) });
        Row::new([one.label.clone(), cell(one.figure)].into_iter().chain(share).collect())
    };
    let rows: Vec<_> = counted.iter().map(row).collect();
    let mut columns = vec![*of, *what];
    if all.is_some() {
        columns.push("Share");
    }
    html! { div class="counted" { (table(caption, &columns, &rows)) } }
}

/// A figure as a part of all, in hundredths. Both are as they are shown, so it says no more than they do; a small figure
/// has none.
fn share(figure: Figure, all: u64) -> String {
    match figure {
        Figure::Few => "–".to_owned(),
        Figure::Shown(0) => "0%".to_owned(),
        Figure::Shown(_) if all == 0 => "–".to_owned(),
        Figure::Shown(count) => match (200 * u128::from(count) + u128::from(all)) / (2 * u128::from(all)) {
            0 => "under 1%".to_owned(),
            // Each figure is rounded by itself.
            hundredths => format!("{}%", hundredths.min(100)),
        },
    }
}

pub(crate) fn cell(figure: Figure) -> Markup {
    match figure {
        Figure::Shown(_) => html! { (figure) },
        Figure::Few => html! { em { (figure) } },
    }
}

/// Said in the place of figures that stay away.
pub(crate) fn stay_away() -> Markup {
    html! { p class="withheld" { "Withheld: with the other figures of this page these would give a small one away." } }
}
