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

/// A table of figures.
pub(crate) fn listed(caption: &str, of: &str, what: &str, counted: &[Counted]) -> Markup {
    let row = |one: &Counted| Row::new(vec![one.label.clone(), cell(one.figure)]);
    let rows: Vec<_> = counted.iter().map(row).collect();
    html! { div class="counted" { (table(caption, &[of, what], &rows)) } }
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
