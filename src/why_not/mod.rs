//! Why and why not: the conditions of a row with which of them held, and the smallest changes of a request
//! that would make a row apply or lead to a higher category.
//!
//! The conditions are compiled by the compiler of the tables and asked of the same decision tables. Every
//! changed request is screened like any other. So there is no second reading of the rules here.

mod apply;
mod candidates;
mod change;
mod conditions;
mod depends;
mod error;
mod merge;
mod rows;
mod search;
mod truth;

use crate::formula::budget::{Allowance, Budget, CutShort};
use crate::outcome::Outcome;
use crate::proof::Reached;
use crate::tables::RowRef;
use crate::vocabulary::category::Category;
pub use crate::why_not::apply::ChangeSet;
pub use crate::why_not::change::{Change, Chosen, Given};
use crate::why_not::conditions::Conditions;
pub use crate::why_not::conditions::{Added, Held, Joined};
pub use crate::why_not::error::WhyNotError;
use crate::why_not::search::{Found, Search, Target};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::fmt;

/// At most so many sets of changes are named for one question.
const MOST_SETS: usize = 24;

/// Why a row did not apply.
///
/// As JSON: `table`, `id`, `label` and `conditions`. It tells of the child, and belongs in no log.
#[derive(Clone)]
pub struct WhyNot<'a> {
    outcome: Outcome<'a>,
    row: RowRef<'a>,
    conditions: Vec<Held>,
}

impl<'a> WhyNot<'a> {
    /// The table of the row, such as `steps`.
    #[must_use]
    pub const fn table(&self) -> &'static str {
        self.row.table.code()
    }

    /// The id of the row.
    #[must_use]
    pub const fn id(&self) -> &'a str {
        self.row.id
    }

    /// What the row says: its label; of a step, what is done; of a finding, the message.
    #[must_use]
    pub const fn label(&self) -> &'a str {
        self.row.label
    }

    /// Its conditions, of which all must hold, and what its place in the table asks for besides. At least
    /// one did not hold.
    #[must_use]
    pub fn conditions(&self) -> &[Held] {
        &self.conditions
    }

    /// The conditions that did not hold.
    pub fn missing(&self) -> impl Iterator<Item = &Held> {
        self.conditions.iter().filter(|condition| !condition.held())
    }

    /// The smallest changes of the request that would make the row apply.
    ///
    /// The search screens up to 200,000 requests, with up to 12 answers changed together, and no more. Mostly
    /// it takes milliseconds. Four questions to a set with 968 indicators of its own took one to four seconds.
    #[must_use]
    pub fn changes(&self) -> Changes<'a> {
        self.changes_within(&Budget::new())
    }

    /// As [`WhyNot::changes`], within a [`Budget`]. Where it does not last, [`Changes::none`] or
    /// [`Changes::more`] says so.
    #[must_use]
    pub fn changes_within(&self, budget: &Budget) -> Changes<'a> {
        let conditions = Conditions::of(self.outcome.rules, &self.row);
        Changes::to(&self.outcome, &Target::Row(self.row, conditions), &Allowance::of(budget))
    }
}

impl Serialize for WhyNot<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("WhyNot", 4)?;
        fields.serialize_field("table", self.table())?;
        fields.serialize_field("id", self.id())?;
        fields.serialize_field("label", self.label())?;
        fields.serialize_field("conditions", &self.conditions)?;
        fields.end()
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for WhyNot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhyNot").finish_non_exhaustive()
    }
}

/// The nearest higher category, and what would lead to it.
#[derive(Clone)]
pub struct NextCategory<'a> {
    outcome: Outcome<'a>,
    category: Category,
}

impl<'a> NextCategory<'a> {
    /// The category above that of the outcome.
    #[must_use]
    pub const fn category(&self) -> Category {
        self.category
    }

    /// The smallest changes of the request that would lead to it, or to a higher one. The limits are those
    /// of [`WhyNot::changes`].
    #[must_use]
    pub fn changes(&self) -> Changes<'a> {
        self.changes_within(&Budget::new())
    }

    /// As [`NextCategory::changes`], within a [`Budget`], as [`WhyNot::changes_within`].
    #[must_use]
    pub fn changes_within(&self, budget: &Budget) -> Changes<'a> {
        Changes::to(&self.outcome, &Target::Category(self.category), &Allowance::of(budget))
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for NextCategory<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NextCategory").finish_non_exhaustive()
    }
}

/// Every smallest way to change a request for something.
///
/// It says what the rules would need, and never what should be recorded. A form is filled in with what is
/// seen and known, whatever follows from it.
///
/// As JSON: `sets`, `more`, `none` (a word, or null) and `none_in_words`. It tells of the child, and belongs in no log.
#[derive(Clone, PartialEq, Eq)]
pub struct Changes<'a> {
    sets: Vec<ChangeSet<'a>>,
    more: bool,
    none: Option<NoChange>,
}

/// Why no changes are named. The list may grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum NoChange {
    /// Whatever the request says, it cannot be so.
    #[error("no request makes it so")]
    Never,
    /// The request has answers that these rules cannot read, and nothing may take them away.
    #[error("the request has answers that these rules do not have, and they stand")]
    Unread,
    /// It asks about dates that contradict each other. No changes of dates are looked for.
    #[error("it asks about dates, and no changes of dates are looked for")]
    OfDates,
    /// It may be possible, with more changes than were tried.
    #[error("not found with up to {0} answers changed")]
    NotFoundWithin(usize),
    /// It may be possible: the search ended before its [`Budget`] would have been enough.
    #[error("not found before the search ended ({0})")]
    CutShort(CutShort),
}

impl NoChange {
    /// The word for it in JSON: `never`, `unread`, `of_dates`, `not_found` or `cut_short`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Unread => "unread",
            Self::OfDates => "of_dates",
            Self::NotFoundWithin(_) => "not_found",
            Self::CutShort(_) => "cut_short",
        }
    }
}

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Changes", 4)?;
        fields.serialize_field("sets", &self.sets)?;
        fields.serialize_field("more", &self.more)?;
        fields.serialize_field("none", &self.none.map(NoChange::code))?;
        fields.serialize_field("none_in_words", &self.none.map(|none| none.to_string()))?;
        fields.end()
    }
}

impl<'a> Changes<'a> {
    fn to(outcome: &Outcome<'a>, target: &Target<'a>, allowance: &Allowance) -> Self {
        let search = Search::from(outcome, target);
        let nothing = |none| Self { sets: Vec::new(), more: false, none: Some(none) };
        let is_unread = outcome.unread().next().is_some();
        let asks_of_dates = matches!(target, Target::Row(row, _) if row.asks_of_dates());
        let found = search.run(target, allowance);
        // What the search could not ask for want of work is no "never", and not found within so many either.
        let unasked = |none| match allowance.cut_short() {
            Some(cut_short) => nothing(NoChange::CutShort(cut_short)),
            None => nothing(none),
        };
        match found {
            Found::Sets(found, is_cut) => {
                let sets = merge::merged(outcome.rules, &search, &found);
                let more = is_cut || sets.len() > MOST_SETS;
                let set = |changes| ChangeSet {
                    rules: outcome.rules,
                    child: outcome.child,
                    tool: outcome.indicators,
                    caller: outcome.caller,
                    changes,
                };
                Self { sets: sets.into_iter().take(MOST_SETS).map(set).collect(), more, none: None }
            }
            Found::Nothing if is_unread => nothing(NoChange::Unread),
            Found::NotWithin(_) if is_unread => unasked(NoChange::Unread),
            Found::Nothing if asks_of_dates => nothing(NoChange::OfDates),
            Found::Nothing => nothing(NoChange::Never),
            Found::NotWithin(_) if is_never(outcome, target, allowance) => nothing(NoChange::Never),
            Found::NotWithin(changes) => unasked(NoChange::NotFoundWithin(changes)),
        }
    }

    /// The sets of changes: each is enough by itself, all change the same number of answers, and fewer are
    /// not enough. They stand in the order of a request and of the tables. Sets that differ in one answer,
    /// or in one indicator, stand as one. At most 24 are named.
    #[must_use]
    pub fn sets(&self) -> &[ChangeSet<'a>] {
        &self.sets
    }

    /// Whether there are, or may be, more sets of the same size than are named.
    #[must_use]
    pub const fn more(&self) -> bool {
        self.more
    }

    /// Why none are named; nothing where some are.
    #[must_use]
    pub const fn none(&self) -> Option<NoChange> {
        self.none
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Changes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes").finish_non_exhaustive()
    }
}

/// Whether it is proved that no request whatever makes a row apply.
fn is_never(outcome: &Outcome<'_>, target: &Target<'_>, allowance: &Allowance) -> bool {
    let Target::Row(row, _) = target else { return false };
    outcome.rules.smallest_request_within(row.table, row.id, allowance) == Some(Reached::Never)
}

impl<'a> Outcome<'a> {
    /// Why a row did not apply: a category rule, plan host, step, finding, definition or scope, by its id.
    /// Where rows of several tables have the id, name the table too, as in `plan_hosts/looked-after`.
    ///
    /// It takes far longer than a screening: ask when somebody wants to know.
    ///
    /// ```
    /// use cse_screening::{Answer, Child, Fact, Indicator, Indicators, screen};
    ///
    /// let child = Child::aged(14)?.fact(Fact::LearningDisability, Answer::No);
    /// let tool = Indicators::new().observed(Indicator::PoorSelfImage);
    /// let outcome = screen(&child, &tool);
    ///
    /// let why_not = outcome.why_not("under-13")?;
    /// let missing: Vec<_> = why_not.missing().map(|condition| condition.in_words()).collect();
    /// assert_eq!(missing, ["the child could be under 13"]);
    ///
    /// let changes = why_not.changes();
    /// assert_eq!(changes.sets().len(), 1);
    /// assert_eq!(changes.sets()[0].in_words(), "age: 12 or younger (now 14)");
    /// let supposed = changes.sets()[0].requests().next().unwrap();
    /// assert!(supposed.screen().reasons().any(|reason| reason.rule() == "under-13"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`WhyNotError`] when no row has the id, with the nearest; when several have it; and when the row did
    /// apply.
    pub fn why_not(&self, id: &str) -> Result<WhyNot<'a>, WhyNotError> {
        let row = RowRef::find(self.rules, id)?;
        if row.applied(self) {
            return Err(WhyNotError::Applies { row: row.qualified() });
        }
        let conditions = Conditions::of(self.rules, &row).held(self);
        Ok(WhyNot { outcome: self.clone(), row, conditions })
    }

    /// The conditions of a row, whether it applied or not: it applied when all of them held. Ids are as in
    /// [`Outcome::why_not`].
    ///
    /// # Errors
    /// [`WhyNotError`] when no row has the id, with the nearest, and when several have it.
    pub fn conditions_of(&self, id: &str) -> Result<Vec<Held>, WhyNotError> {
        let row = RowRef::find(self.rules, id)?;
        Ok(Conditions::of(self.rules, &row).held(self))
    }

    /// The nearest category above that of the outcome, and what would lead to it. None in Category 3, and
    /// where the scope has no categories.
    ///
    /// ```
    /// use cse_screening::{Answer, Category, Child, Fact, Indicator, Indicators, screen};
    ///
    /// let child = Child::aged(14)?.fact(Fact::LearningDisability, Answer::No);
    /// let tool = Indicators::new().observed(Indicator::PoorSelfImage);
    /// let next = screen(&child, &tool).next_category().unwrap();
    /// assert_eq!(next.category(), Category::Two);
    ///
    /// let changes = next.changes();
    /// assert!(changes.sets().iter().all(|set| set.answers_changed() == 1));
    /// assert_eq!(changes.sets()[0].in_words(), "age: 12 or younger (now 14)");
    /// # Ok::<(), cse_screening::AgeError>(())
    /// ```
    #[must_use]
    pub fn next_category(&self) -> Option<NextCategory<'a>> {
        let above = u64::from(self.category.map_or(0, Category::number)) + 1;
        let category = Category::from_number(above).filter(|_| rows::has_categories(self))?;
        Some(NextCategory { outcome: self.clone(), category })
    }
}
