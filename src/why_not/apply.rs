//! Changes made to a request, to screen it again.

use crate::compiled::RuleSet;
use crate::outcome::Caller;
use crate::outcome::Question;
use crate::request::Request;
use crate::vocabulary::child::Child;
use crate::vocabulary::indicator::Indicators;
use crate::vocabulary::number::NumberGiven;
use crate::why_not::change::{Change, Given};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::fmt;

/// The rationale of a judgement that is only supposed.
const SUPPOSED: &str = "supposed, to see what would follow";

/// The same child and tool with another answer to one question. None for what no request can say.
pub(super) fn applied(
    rules: &RuleSet,
    child: &mut Child,
    tool: &mut Indicators,
    asked: Question<'_>,
    to: Given,
) -> Option<()> {
    match (asked, to) {
        (Question::Age, _) => {
            let mut aged = match to {
                Given::Years(years) => Child::aged(years).ok()?,
                Given::YearsBetween(lowest, highest) => Child::aged_between(lowest, highest).ok()?,
                _ => Child::of_unknown_age(),
            };
            aged.screened_on = child.screened_on;
            *child = child.clone().with_age_of(&aged);
        }
        (Question::Fact(fact), Given::Answer(answer)) => *child = child.clone().fact(fact, answer),
        (Question::Choice(choice), Given::Chosen(chosen)) if chosen.choice() == choice => {
            choice.answer(chosen.number, child, tool, SUPPOSED);
        }
        (Question::Choice(choice), Given::Nothing) => choice.answer(0, child, tool, SUPPOSED),
        (Question::Own(row), Given::Number(lowest, highest)) => {
            let given = if lowest == highest {
                NumberGiven::Exactly(lowest)
            } else {
                NumberGiven::Between(lowest, highest)
            };
            *tool = tool.clone().number(rules, &row.code, given).ok()?;
        }
        (Question::Own(row), Given::Answer(answer)) => tool.set_code(rules, &row.code, answer).ok()?,
        (Question::Indicator(row), Given::Answer(answer)) => tool.set_code(rules, &row.code, answer).ok()?,
        _ => return None,
    }
    Some(())
}

/// Changes that together would be enough, as few as will do.
///
/// As JSON: `changes`, `answers_changed` and `in_words`.
#[derive(Clone)]
pub struct ChangeSet<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) child: &'a Child,
    pub(super) tool: &'a Indicators,
    pub(super) caller: Caller<'a>,
    pub(super) changes: Vec<Change<'a>>,
}

impl<'a> ChangeSet<'a> {
    /// The changes, in the order of a request.
    #[must_use]
    pub fn changes(&self) -> &[Change<'a>] {
        &self.changes
    }

    /// In plain words, each change after the other.
    #[must_use]
    pub fn in_words(&self) -> String {
        let changes: Vec<_> = self.changes.iter().map(Change::in_words).collect();
        changes.join("; and ")
    }

    /// How many answers are changed.
    #[must_use]
    pub fn answers_changed(&self) -> usize {
        self.changes.iter().map(Change::count).sum()
    }

    /// In how many ways they can be made, at most: which of a group of indicators, and which of the answers
    /// that will do. Where two changes are of one group, [`Self::requests`] has fewer.
    #[must_use]
    pub fn ways(&self) -> u64 {
        self.changes.iter().fold(1, |ways, change| ways.saturating_mul(options(change)))
    }

    /// The request with the changes made, each way once: with the first of each group, and the first
    /// answer that will do, first. What is not changed stays. A judgement that was not given gets a
    /// rationale that says it is supposed.
    ///
    /// They are for screening again, and never for the child's file: nobody said so.
    pub fn requests(&self) -> impl Iterator<Item = Request> + use<'a, '_> {
        (0..self.ways()).filter_map(|way| self.request(way))
    }

    fn request(&self, mut way: u64) -> Option<Request> {
        let (mut child, mut tool) = (self.child.clone(), self.tool.clone());
        let mut changed: Vec<Question<'_>> = Vec::new();
        for change in &self.changes {
            let options = options(change);
            let (own, answers) = (way % options, change.to.len() as u64);
            way /= options;
            let to = change.to.get(usize::try_from(own % answers).ok()?)?;
            for at in combination(change.of.len(), change.count, own / answers)? {
                let asked = *change.of.get(at)?;
                // Two changes may be of the same group, and not of the same indicator.
                if changed.contains(&asked) {
                    return None;
                }
                changed.push(asked);
                applied(self.rules, &mut child, &mut tool, asked, *to)?;
            }
        }
        let request = Request::as_screened(child, tool);
        Some(request.noted(self.caller))
    }
}

impl Serialize for ChangeSet<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("ChangeSet", 3)?;
        fields.serialize_field("changes", &self.changes)?;
        fields.serialize_field("answers_changed", &self.answers_changed())?;
        fields.serialize_field("in_words", &self.in_words())?;
        fields.end()
    }
}

/// Equal when the same questions get the same answers.
impl PartialEq for ChangeSet<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.changes == other.changes
    }
}

impl Eq for ChangeSet<'_> {}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for ChangeSet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangeSet").finish_non_exhaustive()
    }
}

fn options(change: &Change<'_>) -> u64 {
    choose(change.of.len(), change.count).saturating_mul(change.to.len() as u64)
}

/// How many ways there are to choose some of a number of things.
fn choose(of: usize, count: usize) -> u64 {
    if count > of {
        return 0;
    }
    (0..count as u64).fold(1_u64, |ways, at| ways.saturating_mul(of as u64 - at) / (at + 1))
}

/// The choice with this number, in rising order.
fn combination(of: usize, count: usize, mut number: u64) -> Option<Vec<usize>> {
    let mut chosen = Vec::new();
    let mut next = 0;
    while chosen.len() < count {
        // So many choices begin with the next one.
        let beginning = choose(of.checked_sub(next + 1)?, count - chosen.len() - 1);
        if number < beginning {
            chosen.push(next);
        } else {
            number -= beginning;
        }
        next += 1;
    }
    Some(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_comes_once_and_in_order() {
        for (of, count) in [(1, 1), (5, 1), (5, 2), (6, 3), (4, 4)] {
            let all: Vec<_> = (0..choose(of, count)).filter_map(|at| combination(of, count, at)).collect();
            assert_eq!(all.len() as u64, choose(of, count));
            assert!(all.is_sorted_by(|one, next| one < next), "{all:?}");
            assert!(all.iter().all(|one| one.len() == count && one.iter().all(|at| *at < of)));
            assert_eq!(combination(of, count, choose(of, count)), None);
        }
        assert_eq!([choose(21, 2), choose(3, 0), choose(2, 3)], [210, 1, 0]);
    }
}
