//! How a figure is shown: as counted, or so that a small one cannot be traced to a child.
//!
//! As statistics of the NHS do it: nought is shown; 1 to 7 reads "under 8"; every other figure is rounded to the nearest
//! 5, each by itself. What is added up is added up from what is shown, so a total says nothing more.

use std::fmt;

/// The first figure that is shown as a number.
const FEWEST: u64 = 8;
const NEAREST: u64 = 5;

/// Who may see what.
///
/// ```
/// use cse_screening::figures::Showing;
/// let shown = |count| Showing::Rounded.figure(count).to_string();
/// assert_eq!([0, 7, 8, 12, 13].map(shown), ["0", "under 8", "10", "10", "15"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// Small figures are hidden and others rounded.
    Rounded,
    /// Every figure as it was counted.
    Exact,
}

/// A figure as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Figure {
    /// As a number.
    Shown(u64),
    /// It is from 1 to 7.
    Few,
}

impl Showing {
    /// A count as it is shown.
    #[must_use]
    pub const fn figure(self, count: u64) -> Figure {
        match (self, count) {
            (Self::Exact, _) | (_, 0) => Figure::Shown(count),
            (Self::Rounded, 1..FEWEST) => Figure::Few,
            (Self::Rounded, _) => Figure::Shown(count.saturating_add(NEAREST / 2) / NEAREST * NEAREST),
        }
    }

    /// The least and the most that may have been counted where this is shown.
    #[must_use]
    pub const fn bounds(self, figure: Figure) -> (u64, u64) {
        match (self, figure) {
            (_, Figure::Few) => (1, FEWEST - 1),
            (Self::Exact, Figure::Shown(count)) | (_, Figure::Shown(count @ 0)) => (count, count),
            (Self::Rounded, Figure::Shown(count)) => {
                let least = count.saturating_sub(NEAREST / 2);
                (if least < FEWEST { FEWEST } else { least }, count.saturating_add(NEAREST / 2))
            }
        }
    }
}

impl Figure {
    /// How long its bar is. A small figure has none.
    #[must_use]
    pub const fn drawn(self) -> u64 {
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

/// A number as people write it.
///
/// ```
/// assert_eq!(cse_screening::figures::with_commas(12_345), "12,345");
/// ```
#[must_use]
pub fn with_commas(number: u64) -> String {
    let digits = number.to_string();
    let mut written = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            written.push(',');
        }
        written.push(digit);
    }
    written
}
