//! Figures in words, and in the order in which they may stand.

use crate::html::{Row, table};
use crate::suppress::{Figure, Threshold};
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

pub(crate) fn in_words(figure: Figure, threshold: Threshold) -> String {
    match figure {
        Figure::Shown(count) => with_commas(count),
        Figure::Few => format!("fewer than {}", threshold.smallest()),
        Figure::Withheld => "withheld".to_owned(),
    }
}

/// The largest first. Hidden ones follow in the order of the rules: a place among the others would tell them.
pub(crate) fn by_size(counted: impl Iterator<Item = Counted>) -> Vec<Counted> {
    let mut counted: Vec<_> = counted.collect();
    counted.sort_by_key(|one| match one.figure {
        Figure::Shown(0) => (2, 0),
        Figure::Shown(count) => (0, u64::MAX - count),
        Figure::Few | Figure::Withheld => (1, 0),
    });
    counted
}

/// A table of figures.
pub(crate) fn listed(
    caption: &str,
    of: &str,
    what: &str,
    counted: &[Counted],
    threshold: Threshold,
) -> Markup {
    let row = |one: &Counted| Row::new(vec![one.label.clone(), cell(one.figure, threshold)]);
    let rows: Vec<_> = counted.iter().map(row).collect();
    html! { div class="counted" { (table(caption, &[of, what], &rows)) } }
}

pub(crate) fn cell(figure: Figure, threshold: Threshold) -> Markup {
    match figure {
        Figure::Shown(_) => html! { (in_words(figure, threshold)) },
        Figure::Few | Figure::Withheld => html! { em { (in_words(figure, threshold)) } },
    }
}

/// A number as people write it.
pub(crate) fn with_commas(number: u64) -> String {
    let digits = number.to_string();
    let mut written = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}
