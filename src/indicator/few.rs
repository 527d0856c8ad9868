//! The answers of a tool in a list, while they are few.

use super::WORDS;
use crate::child::Answer;

/// An answer, with the place of its indicator. The default is a no, which counts for nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Placed(u16);

const _: () = assert!(64 * WORDS <= 1 << 14);

impl Placed {
    #[allow(clippy::cast_possible_truncation, reason = "places fit, see above")]
    const fn new(place: usize, answer: Answer) -> Self {
        Self((place as u16) << 2 | answer as u16)
    }

    fn place(self) -> usize {
        usize::from(self.0 >> 2)
    }

    /// The place, and in the last two bits the answer.
    pub(crate) fn bits(self) -> usize {
        usize::from(self.0)
    }
}

/// The answers of a tool other than no, in the order they were given. Most tools answer few of many
/// indicators, and a set that is not small is asked by these. It says nothing that the sets of answers do not
/// say; where the answers are too many, those are asked.
#[derive(Clone, Default)]
pub(crate) struct Few {
    answers: [Placed; Self::MOST],
    /// [`Self::TOO_MANY`] once they have been so.
    count: u8,
}

impl Few {
    const MOST: usize = 16;
    const TOO_MANY: u8 = u8::MAX;

    /// Puts an answer in the list: in place of the one that its indicator had, if it had one.
    pub(super) fn keep(&mut self, place: usize, answer: Answer, had_one: bool) {
        if self.count == Self::TOO_MANY {
            return;
        }
        let count = usize::from(self.count);
        let known = if had_one {
            self.answers.iter().take(count).position(|known| known.place() == place)
        } else {
            None
        };
        // A no is not in the list, but an answer that becomes a no stays there, and counts for nothing.
        if known.is_none() && answer == Answer::No {
            return;
        }
        match self.answers.get_mut(known.unwrap_or(count)) {
            Some(slot) => {
                *slot = Placed::new(place, answer);
                self.count += u8::from(known.is_none());
            }
            None => self.give_up(),
        }
    }

    /// From now on the sets of answers are asked.
    pub(super) fn give_up(&mut self) {
        self.count = Self::TOO_MANY;
    }

    /// By four; those that fill up the last four are no. None where they are too many.
    pub(crate) fn fours(&self) -> Option<&[[Placed; 4]]> {
        let (fours, _) = self.answers.as_chunks();
        fours.get(..usize::from(self.count).div_ceil(4))
    }
}

/// Two tools are the same by their sets of answers, in whatever order they were given.
impl PartialEq for Few {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Few {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::{IndicatorSet, Indicators};
    use crate::rules::RuleSet;
    use serde_json::json;

    fn rules(first: usize, own: usize) -> Option<RuleSet> {
        let own: Vec<_> = (first..first + own)
            .map(|at| {
                json!({ "code": format!("own-{at}"), "category": 1, "label": "a sign", "kind": "behaviour",
                    "weight": 1, "statement": "N097" })
            })
            .collect();
        let document = json!({
            "extends": { "id": "coventry", "version": "1.0.0" },
            "manifest": { "id": "x", "version": "1.0.0", "title": "X" },
            "indicators": { "add": own },
        });
        let rules = RuleSet::from_json(&document.to_string());
        assert!(rules.is_ok(), "{rules:?}");
        rules.ok()
    }

    /// The places that the list says are not known, suspected and yes, if it says so.
    fn listed(tool: &Indicators) -> Option<[IndicatorSet<WORDS>; 3]> {
        let answers = || tool.few.fours().into_iter().flatten().flatten();
        let all = |answer: Answer| {
            let those = answers().filter(|placed| placed.bits() & 0b11 == answer as usize);
            those.fold(IndicatorSet::default(), |set, placed| set.with(IndicatorSet::at(placed.place())))
        };
        tool.few.fours().map(|_| [Answer::NotKnown, Answer::Suspected, Answer::Yes].map(all))
    }

    #[test]
    fn the_list_says_what_the_sets_say_and_is_given_up_when_it_is_full() {
        let Some(rules) = rules(0, 12) else { return };
        let codes: Vec<_> = rules.tables().indicators.iter().map(|row| row.code.clone()).collect();
        let mut seed = 7_u64;
        let mut below = |bound: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 33).unwrap_or(0) % bound
        };
        let (mut kept, mut given_up) = (0, 0);
        for _ in 0..500 {
            let mut tool = Indicators::new();
            // Of fewer indicators, answers are replaced more often.
            let (from, among) = (below(68), 2 + below(34));
            let mut answered = IndicatorSet::<WORDS>::default();
            for _ in 0..below(80) {
                let at = (from + below(among) * 2) % codes.len();
                let answer = Answer::ALL.get(below(4)).copied().unwrap_or(Answer::Yes);
                let Some(code) = codes.get(at) else { continue };
                tool = tool.answer_code(&rules, code, answer).unwrap_or_default();
                let place = rules.place_of(code).unwrap_or(0);
                if answer != Answer::No {
                    answered = answered.with(IndicatorSet::at(place));
                }
            }
            let [_, not_known, suspected, yes] = tool.places::<WORDS>(&rules.own_codes);
            let listed = listed(&tool);
            assert_eq!(listed.is_some(), answered.len() <= 16);
            *(if listed.is_some() { &mut kept } else { &mut given_up }) += 1;
            assert_eq!(listed.unwrap_or([not_known, suspected, yes]), [not_known, suspected, yes]);
        }
        assert!(kept > 100 && given_up > 50, "{kept} {given_up}");
    }

    #[test]
    fn the_list_is_given_up_when_the_answers_move_to_other_rules() {
        let (Some(one), Some(other)) = (rules(0, 3), rules(1, 3)) else { return };
        // The place of `own-1` is another under either.
        let tool = Indicators::new().answer_code(&one, "own-1", Answer::Yes).unwrap_or_default();
        assert!(listed(&tool).is_some());
        let tool = tool.answer_code(&other, "own-3", Answer::Yes).unwrap_or_default();
        assert!(listed(&tool).is_none());
        assert_eq!(tool.answer_to_code("own-1"), Some(Answer::Yes));
    }
}
