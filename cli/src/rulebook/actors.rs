//! Those who act first in steps.

use cse_screening::{Actor, RuleSet};

/// Those who act first in some step, as the rules list them.
pub(crate) fn acting(rules: &RuleSet) -> impl Iterator<Item = Actor> {
    Actor::ALL.iter().copied().filter(|actor| rules.tables().steps.iter().any(|row| row.actor == *actor))
}

/// Who that is, in the words of the rules.
pub(crate) fn called(rules: &RuleSet, actor: Actor) -> &str {
    let named = rules.tables().actors.iter().find(|row| row.actor == actor);
    named.map_or(actor.code(), |row| row.label.as_str())
}
