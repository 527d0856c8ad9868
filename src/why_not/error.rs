//! Why a row cannot be asked about.

use std::fmt;

/// A row that [`Outcome::why_not`](crate::Outcome::why_not) cannot explain.
///
/// `Display` and `Debug` name no row, because that a row did apply tells of the child.
/// [`WhyNotError::full_text`] does.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhyNotError {
    /// No row has this id.
    Unknown {
        /// The id as it was asked for.
        asked: String,
        /// The id nearest to it, when one is near enough to have been meant.
        nearest: Option<String>,
    },
    /// Rows of several tables have this id.
    Several {
        /// The id.
        id: String,
        /// Each row by its table and id, to ask again with.
        rows: Vec<String>,
    },
    /// The row did apply, so there is nothing to explain.
    Applies {
        /// The row by its table and id.
        row: String,
    },
}

impl WhyNotError {
    /// The whole message, with the id that was asked for, and the nearest.
    #[must_use]
    pub fn full_text(&self) -> String {
        match self {
            Self::Unknown { asked, nearest } => {
                let nearest = nearest.as_ref().map(|nearest| format!("; did you mean `{nearest}`?"));
                let unknown =
                    "no category rule, plan host, step, finding, definition or scope of the rules has the id";
                format!("{unknown} `{asked}`{}", nearest.unwrap_or_default())
            }
            Self::Several { id, rows } => {
                format!("several rows have the id `{id}`; allowed: `{}`", rows.join("`, `"))
            }
            Self::Applies { row } => format!("`{row}` did apply"),
        }
    }
}

/// For a log: without the id.
impl fmt::Display for WhyNotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown { .. } => {
                "no category rule, plan host, step, finding, definition or scope of the rules has this id"
            }
            Self::Several { .. } => "several rows have this id; allowed: one, by its table and id",
            Self::Applies { .. } => "the row did apply",
        })
    }
}

/// As `Display`.
impl fmt::Debug for WhyNotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WhyNotError").field(&self.to_string()).finish()
    }
}

impl std::error::Error for WhyNotError {}
