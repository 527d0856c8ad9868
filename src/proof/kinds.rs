//! Kinds of children to whom something happens: the typical child first, or else one of a typical age, then others that differ.

use crate::compiled::RuleSet;
use crate::formula::solver::{Lit, Solved};
use crate::formula::variables::{Space, Variables};
use crate::outcome::Fall;
use crate::proof::affected::Affected;
use crate::proof::example::ExampleRequest;
use serde::Serialize;

/// So many kinds of children are looked for, where more than one is.
pub(crate) const MOST_KINDS: usize = 4;

/// Children to whom something happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct KindOfChild {
    /// Who they are, in plain words: to whoever this is true of it happens, whatever else is answered; in JSON `when`.
    #[serde(rename = "when")]
    pub condition: String,
    /// One of them with few answers.
    pub request: ExampleRequest,
    /// Where the category of that request is lower because evidence has aged: since when. It is asked where a category
    /// falls from one set to another, of the second.
    pub fell: Option<Fall>,
}

#[allow(clippy::large_enum_variant, reason = "there is one at a time")]
pub(crate) enum Kinds {
    /// To nobody: proved.
    None,
    Found(KindOfChild, Vec<KindOfChild>),
    Undecided,
}

/// To whom a property happens. What is like a kind that was found is left out when the next is looked for: as old,
/// with the same facts, and as many indicators of each category.
pub(crate) fn kinds_of_children(
    space: &mut Space,
    inputs: &Variables,
    property: Lit,
    rules: &RuleSet,
    most: usize,
) -> Kinds {
    if !space.is_known(property) {
        match space.solve(&[property]) {
            Solved::None => return Kinds::None,
            Solved::Undecided => return Kinds::Undecided,
            Solved::Found(_) => {}
        }
    }
    let firsts = [inputs.typical(&mut space.graph), inputs.of_a_typical_age(&mut space.graph)];
    let mut wanted = vec![property];
    let mut kinds = Vec::new();
    while kinds.len() < most {
        let mut found = Solved::None;
        for first in firsts.into_iter().filter(|_| kinds.is_empty()) {
            if !matches!(found, Solved::Found(_)) {
                found = space.smallest(inputs, &[property, first]);
            }
        }
        if !matches!(found, Solved::Found(_)) {
            found = space.smallest(inputs, &wanted);
        }
        let Solved::Found(found) = found else { break };
        let Some(request) = inputs.request(&found, rules) else { break };
        let Affected { condition, like } = inputs.affected(space, &found, property, rules);
        let request = ExampleRequest::of(rules, request);
        kinds.push(KindOfChild { condition, request, fell: None });
        wanted.push(!like);
    }
    let mut kinds = kinds.into_iter();
    kinds.next().map_or(Kinds::Undecided, |example| Kinds::Found(example, kinds.collect()))
}
