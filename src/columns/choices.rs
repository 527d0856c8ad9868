//! The questions with one of a few values, a column for each.

#[cfg(doc)]
use crate::columns::ColumnsError;
use crate::vocabulary::question::Choice;

/// The answers to [`Choice`]s, one column for each.
///
/// An entry is the number of a value, as [`Choice::number`] says it, and 0 where nothing was given. So a column of
/// zeros says that nobody was asked. A column that is left out says nothing, and where the rules ask for it that is
/// [`ColumnsError::Missing`]: a placement that is forgotten would leave a child unprotected.
///
/// ```
/// use cse_screening::{Choice, ChoiceColumns};
/// let foster = Choice::Placement.number("foster").unwrap_or_default();
/// let placement = [foster, 0];
/// let choices = ChoiceColumns::new().with(Choice::Placement, &placement);
/// assert_eq!(choices.of(Choice::Placement), [1, 0]);
/// assert!(choices.of(Choice::LegalStatus).is_empty());
/// ```
#[derive(Clone, Copy, Default)]
pub struct ChoiceColumns<'a>([&'a [u8]; Choice::COUNT]);

impl<'a> ChoiceColumns<'a> {
    /// No columns yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the column of a choice. A later column of the same one replaces it.
    #[must_use]
    pub fn with(mut self, choice: Choice, column: &'a [u8]) -> Self {
        if let Some(slot) = self.0.get_mut(choice as usize) {
            *slot = column;
        }
        self
    }

    /// The column of a choice; empty where it was left out.
    #[must_use]
    pub fn of(&self, choice: Choice) -> &'a [u8] {
        self.0.get(choice as usize).copied().unwrap_or_default()
    }

    /// Each choice with its column.
    pub(super) fn each(&self) -> impl Iterator<Item = (Choice, &'a [u8])> + '_ {
        Choice::ALL.iter().copied().zip(self.0.iter().copied())
    }
}

/// Says how many columns there are, and nothing of what is in them.
impl std::fmt::Debug for ChoiceColumns<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let given = self.0.iter().filter(|column| !column.is_empty()).count();
        f.debug_struct("ChoiceColumns").field("given", &given).finish_non_exhaustive()
    }
}
