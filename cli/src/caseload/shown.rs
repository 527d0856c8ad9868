//! What shown figures come to. How each is shown is the library's: tables and pages have one rule.

use cse_screening::figures::with_commas;
pub(crate) use cse_screening::figures::{Figure, Showing};

/// The sum of what is shown; none where a small one is among it.
pub(crate) fn sum_if_shown(figures: impl IntoIterator<Item = Figure>) -> Option<u64> {
    figures.into_iter().map(|figure| (figure != Figure::Few).then_some(figure.drawn())).sum()
}

/// What these come to, from what is shown.
pub(crate) fn total(figures: impl IntoIterator<Item = Figure>) -> String {
    let (mut sum, mut few) = (0_u64, 0_u64);
    for figure in figures {
        sum += figure.drawn();
        few += u64::from(figure == Figure::Few);
    }
    match (sum, few) {
        (_, 0) => with_commas(sum),
        (0, 1) => Figure::Few.to_string(),
        (0, _) => format!("{few} figures {}", Figure::Few),
        (_, 1) => format!("{}, and a figure {}", with_commas(sum), Figure::Few),
        _ => format!("{}, and {few} figures {}", with_commas(sum), Figure::Few),
    }
}
