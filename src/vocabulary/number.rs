//! A small whole number on the form.

use std::fmt;

/// The greatest that can be given.
pub(crate) const MOST: u16 = 999;

/// What is said of a small whole number: how often, how many.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum NumberGiven {
    /// It is this.
    Exactly(u16),
    /// It is one of these, both included.
    Between(u16, u16),
    /// It was asked about, and is not known.
    NotKnown,
}

impl NumberGiven {
    /// The lowest and the highest that it may be; none where it is not known.
    #[must_use]
    pub const fn range(self) -> Option<(u16, u16)> {
        match self {
            Self::Exactly(number) => Some((number, number)),
            Self::Between(lowest, highest) => Some((lowest, highest)),
            Self::NotKnown => None,
        }
    }

    /// Whether it can be given: up to 999, and the lowest not above the highest.
    #[must_use]
    pub const fn is_valid(self) -> bool {
        match self.range() {
            Some((lowest, highest)) => lowest <= highest && highest <= MOST,
            None => true,
        }
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for NumberGiven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NumberGiven(..)")
    }
}
