//! Where an outcome stands.

use cse_screening::{Category, NoCategory, Outcome, RuleSet, Scope};

/// Where an outcome stands: the parts of all outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Place {
    /// In a category.
    In(Category),
    /// In none, and why.
    Without(NoCategory),
}

impl Place {
    /// Each that the rules can come to, the highest category first.
    pub(crate) fn all(rules: &RuleSet) -> impl Iterator<Item = Self> + use<> {
        let tables = rules.tables();
        let has = |category: &&Category| tables.categories.iter().any(|row| row.category == **category);
        let categories: Vec<_> = Category::ALL.iter().rev().filter(has).map(|one| Self::In(*one)).collect();
        let has_ages = rules.tables().scopes.iter().any(|row| row.scope == Scope::OutsideThisTool);
        let reasons =
            NoCategory::ALL.iter().filter(move |why| **why != NoCategory::OutsideThisTool || has_ages);
        categories.into_iter().chain(reasons.map(|why| Self::Without(*why)))
    }

    /// None where neither is said, or both.
    pub(crate) fn new(category: Option<Category>, why_none: Option<NoCategory>) -> Option<Self> {
        match (category, why_none) {
            (Some(category), None) => Some(Self::In(category)),
            (None, Some(why)) => Some(Self::Without(why)),
            _ => None,
        }
    }

    pub(crate) fn of(outcome: &Outcome<'_>) -> Option<Self> {
        Self::new(outcome.category(), outcome.no_category())
    }
}
