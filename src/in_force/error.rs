//! Why no set was in force, or a record could not be verified.

use crate::in_force::Period;
use crate::record::{RecordError, VerifyError};
use crate::request::RequestError;
use chrono::NaiveDate;
use std::fmt;

/// Why there is no rule set for a day. `Display` and `Debug` repeat no day of a child's;
/// [`NotInForce::full_text`] does.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotInForce {
    /// No set with this id is held.
    UnknownId {
        /// The id that was asked for.
        id: String,
    },
    /// The request does not say when the child was screened.
    NoDay,
    /// No set with this id applies on the day.
    NoneOnDay {
        /// The day that was asked for.
        day: NaiveDate,
        /// The id.
        id: String,
        /// The first and the last day of each set that is held with this id.
        held: Vec<(NaiveDate, Option<NaiveDate>)>,
    },
}

impl NotInForce {
    pub(super) fn of<'a>(
        id: &str,
        periods: impl Iterator<Item = &'a Period>,
        day: Option<NaiveDate>,
    ) -> Self {
        let held: Vec<_> = periods.map(|period| (period.first_day(), period.last_day())).collect();
        match day {
            _ if held.is_empty() => Self::UnknownId { id: id.to_owned() },
            None => Self::NoDay,
            Some(day) => Self::NoneOnDay { day, id: id.to_owned(), held },
        }
    }

    /// The whole message, with the day that was asked for.
    #[must_use]
    pub fn full_text(&self) -> String {
        match self {
            Self::NoneOnDay { day, .. } => format!("{day}: {self}"),
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for NotInForce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownId { id } => write!(f, "no rule set with the id {id:?} is held"),
            Self::NoDay => f.write_str(
                "screening.screened_on: the day of the screening is missing, and decides which rules were in force",
            ),
            Self::NoneOnDay { id, held, .. } => {
                write!(f, "no rule set with the id {id:?} was in force on the day of the screening; held:")?;
                for (at, (from, until)) in held.iter().enumerate() {
                    let comma = if at == 0 { "" } else { "," };
                    match until {
                        Some(until) => write!(f, "{comma} from {from} until {until}")?,
                        None => write!(f, "{comma} from {from}")?,
                    }
                }
                Ok(())
            }
        }
    }
}

/// As [`fmt::Display`]: it may end up in a log.
impl fmt::Debug for NotInForce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NotInForce").field(&self.to_string()).finish()
    }
}

impl std::error::Error for NotInForce {}

/// Why a request was not screened, or a record not verified, by the set that was in force.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InForceError {
    /// No set applies.
    #[error(transparent)]
    NotInForce(#[from] NotInForce),
    /// The request cannot be read.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The record cannot be read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The set that made the record is not held.
    #[error("the rules that made the record are not held: no set has their SHA-256")]
    NotHeld,
    /// The record does not verify.
    #[error(transparent)]
    Verify(#[from] VerifyError),
}
