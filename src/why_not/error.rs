//! Why a row cannot be asked about.

/// A row that [`Outcome::why_not`](crate::Outcome::why_not) cannot explain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WhyNotError {
    /// No row has this id.
    #[error(
        "no category rule, plan host, step, finding, definition or scope of the rules has the id `{asked}`{}",
        nearest.as_ref().map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"))
    )]
    Unknown {
        /// The id as it was asked for.
        asked: String,
        /// The id nearest to it, when one is near enough to have been meant.
        nearest: Option<String>,
    },
    /// Rows of several tables have this id.
    #[error("several rows have the id `{id}`; allowed: `{}`", rows.join("`, `"))]
    Several {
        /// The id.
        id: String,
        /// Each row by its table and id, to ask again with.
        rows: Vec<String>,
    },
    /// The row did apply, so there is nothing to explain.
    #[error("`{row}` did apply")]
    Applies {
        /// The row by its table and id.
        row: String,
    },
}
