//! What may stand in the files of a set where its tables have something else.

use crate::tables::condition::Determined;
use crate::vocabulary::category::Category;

/// A category, or the id of a level that stands for one.
#[derive(schemars::JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code, reason = "it is for the schema alone")]
pub(crate) enum CategoryOrLevel {
    /// A category.
    Category(Category),
    /// The id of a level of the set's own.
    Level(LevelId),
}

/// The id of a level of a set's own.
#[derive(schemars::JsonSchema)]
#[schemars(inline)]
#[allow(dead_code, reason = "it is for the schema alone")]
pub(crate) struct LevelId(#[schemars(length(min = 1, max = 100), pattern(r"\S"))] String);

/// What a meeting determined: `1`, `2`, `3` or `none`, or the id of a level.
#[derive(schemars::JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code, reason = "it is for the schema alone")]
pub(crate) enum DeterminedOrLevel {
    /// A word for it.
    Word(Determined),
    /// The id of a level of the set's own.
    Level(LevelId),
}
