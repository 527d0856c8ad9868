//! How a figure is shown: as counted, or so that a small one cannot be traced to a child.
//!
//! As statistics of the NHS do it: nought is shown; 1 to 7 reads "under 8"; every other figure is rounded to the nearest
//! 5, each by itself. What is added up is added up from what is shown, so a total says nothing more.

use crate::words::with_commas;
use std::fmt;

/// The first figure that is shown as a number.
const FEWEST: u64 = 8;
const NEAREST: u64 = 5;

/// Who may see what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Showing {
    /// Small figures are hidden and others rounded.
    Rounded,
    /// Every figure as it was counted.
    Exact,
}

/// A figure as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Figure {
    Shown(u64),
    /// It is from 1 to 7.
    Few,
}

impl Showing {
    pub(crate) const fn figure(self, count: u64) -> Figure {
        match (self, count) {
            (Self::Exact, _) | (_, 0) => Figure::Shown(count),
            (Self::Rounded, 1..FEWEST) => Figure::Few,
            (Self::Rounded, _) => Figure::Shown((count + NEAREST / 2) / NEAREST * NEAREST),
        }
    }

    /// The least and the most that may have been counted where this is shown.
    pub(crate) const fn bounds(self, figure: Figure) -> (u64, u64) {
        match (self, figure) {
            (_, Figure::Few) => (1, FEWEST - 1),
            (Self::Exact, Figure::Shown(count)) | (_, Figure::Shown(count @ 0)) => (count, count),
            (Self::Rounded, Figure::Shown(count)) => {
                let least = count.saturating_sub(NEAREST / 2);
                (if least < FEWEST { FEWEST } else { least }, count + NEAREST / 2)
            }
        }
    }
}

impl Figure {
    /// How long its bar is. A small figure has none.
    pub(crate) const fn drawn(self) -> u64 {
        match self {
            Self::Shown(count) => count,
            Self::Few => 0,
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shown(count) => f.write_str(&with_commas(*count)),
            Self::Few => write!(f, "under {FEWEST}"),
        }
    }
}

/// The sum of what is shown, the small ones left out.
pub(crate) fn sum_shown(figures: impl IntoIterator<Item = Figure>) -> u64 {
    figures.into_iter().map(Figure::drawn).sum()
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
        (0, _) => format!("{few} figures under {FEWEST}"),
        (_, 1) => format!("{}, and a figure under {FEWEST}", with_commas(sum)),
        _ => format!("{}, and {few} figures under {FEWEST}", with_commas(sum)),
    }
}
