//! The single changes that a search tries: for each question that matters, the answers that the rules tell
//! apart there; for indicators, groups that they do not tell apart.

use crate::compiled::RuleSet;
use crate::compiled::derived::is_past;
use crate::outcome::Question;
use crate::tables::QuestionKind;
use crate::vocabulary::child::{Answer, Child, Fact, OLDEST};
use crate::vocabulary::dates::Window;
use crate::vocabulary::indicator::Indicators;
use crate::vocabulary::indicator::Place;
use crate::vocabulary::number::MOST;
use crate::vocabulary::question::{Choice, LeftOut};
use crate::why_not::change::Given;
use crate::why_not::depends::Depends;
use std::collections::BTreeMap;

/// Questions that the conditions at hand do not tell apart: one, or a group of indicators.
pub(super) struct Group<'a> {
    pub(super) of: Vec<Question<'a>>,
    /// The place of the first, where they are indicators.
    pub(super) place: Option<Place>,
    pub(super) from: Given,
}

/// A change of one question of a group, to answers that the conditions do not tell apart either.
pub(super) struct Candidate {
    pub(super) group: usize,
    pub(super) to: Vec<Given>,
}

/// Everything that could be changed and would matter, in the order of a request.
#[derive(Default)]
pub(super) struct CandidateChanges<'a> {
    pub(super) groups: Vec<Group<'a>>,
    pub(super) changes: Vec<Candidate>,
}

/// What conditions make of an answer: equal ones are not told apart.
type Effect = Vec<u16>;

/// What indicators of one group have in common: which sets count them, what they weigh now and when older, what is
/// answered, and for which sets that is too old.
type Alike = (Vec<bool>, [u16; 2], Given, Vec<bool>);

impl<'a> CandidateChanges<'a> {
    pub(super) fn of(rules: &'a RuleSet, depends: &Depends<'_>, child: &Child, tool: &Indicators) -> Self {
        let mut candidates = Self::default();
        candidates.ages(depends, child);
        candidates.facts(rules, depends, child);
        candidates.questions(rules, depends, tool);
        candidates.choices(depends, child, tool, false);
        candidates.indicators(rules, depends, child, tool);
        candidates.choices(depends, child, tool, true);
        candidates
    }

    /// Adds a question with its answers, each with what is made of it.
    fn question(&mut self, asked: Question<'a>, from: Given, now: &Effect, answers: Vec<(Given, Effect)>) {
        self.group(Group { of: vec![asked], place: None, from }, now, answers);
    }

    fn group(&mut self, group: Group<'a>, now: &Effect, answers: Vec<(Given, Effect)>) {
        let mut alike: Vec<(Effect, Vec<Given>)> = Vec::new();
        for (answer, effect) in answers.into_iter().filter(|(_, effect)| effect != now) {
            match alike.iter_mut().find(|(known, _)| *known == effect) {
                Some((_, answers)) => answers.push(answer),
                None => alike.push((effect, vec![answer])),
            }
        }
        if alike.is_empty() {
            return;
        }
        self.groups.push(group);
        let group = self.groups.len() - 1;
        self.changes.extend(alike.into_iter().map(|(_, to)| Candidate { group, to }));
    }

    fn ages(&mut self, depends: &Depends<'_>, child: &Child) {
        let effect = |lowest: u8, highest: u8| -> Effect {
            let reached = |age: u8, asked: &[u16]| -> Vec<u16> {
                asked.iter().map(|from| u16::from(u16::from(age) >= *from)).collect()
            };
            [reached(lowest, &depends.lowest), reached(highest, &depends.highest)].concat()
        };
        let mut answers: Vec<_> = (0..=OLDEST).map(|age| (Given::Years(age), effect(age, age))).collect();
        // Only where both ends are asked about can a range do what no single age does.
        if !depends.highest.is_empty() {
            let mut starts: Vec<u16> = depends.lowest.iter().chain(&depends.highest).copied().collect();
            starts.extend([0, u16::from(OLDEST) + 1]);
            starts.sort_unstable();
            starts.dedup();
            let short = |age: u16| u8::try_from(age).unwrap_or(OLDEST);
            for (at, lowest) in starts.iter().enumerate() {
                for end in starts.iter().skip(at + 2) {
                    let (lowest, highest) = (short(*lowest), short(end.saturating_sub(1)));
                    let given = match (lowest, highest) {
                        (0, OLDEST) => Given::Nothing,
                        (lowest, highest) => Given::YearsBetween(lowest, highest),
                    };
                    answers.push((given, effect(lowest, highest)));
                }
            }
        }
        let (lowest, highest) = child.age_range();
        let from = Given::to(Question::Age, child, &Indicators::new());
        self.question(Question::Age, from, &effect(lowest, highest), answers);
    }

    fn facts(&mut self, rules: &RuleSet, depends: &Depends<'_>, child: &Child) {
        for fact in Fact::ALL.iter().filter(|fact| depends.on_fact(**fact)) {
            let effect = |answer: Answer| -> Effect {
                let asked = depends.facts.iter().filter(|asked| asked.name == *fact);
                let effect = asked.map(|asked| u16::from(asked.is.contains(&answer)));
                // What is possible takes all but no for a yes.
                effect.chain([u16::from(depends.possible && answer != Answer::No)]).collect()
            };
            let row = rules.tables().facts.iter().find(|row| row.fact == *fact);
            let left_out = row.map_or(Answer::NotKnown, |row| row.left_out);
            let now = effect(child.answer_to(*fact).unwrap_or(left_out));
            let from = child.answer_to(*fact).map_or(Given::Nothing, Given::Answer);
            let answers = Answer::ALL.iter().rev().map(|answer| (Given::Answer(*answer), effect(*answer)));
            self.question(Question::Fact(*fact), from, &now, answers.collect());
        }
    }

    fn questions(&mut self, rules: &'a RuleSet, depends: &Depends<'_>, tool: &Indicators) {
        let of_tool = |row| Given::to(Question::Own(row), &Child::of_unknown_age(), tool);
        for row in rules.tables().questions.iter().filter(|row| depends.on_question(&row.code)) {
            let from = of_tool(row);
            if row.asks == QuestionKind::Number {
                let mut asked: Vec<_> =
                    depends.numbers.iter().filter(|(code, _)| *code == row.code).collect();
                asked.sort_unstable();
                asked.dedup();
                let effect = |highest: Option<u16>, open: bool| -> Effect {
                    let reached = asked.iter().map(|(_, least)| u16::from(highest >= Some(*least)));
                    reached.chain([u16::from(depends.possible && open)]).collect()
                };
                let now = match from {
                    Given::Number(_, highest) => effect(Some(highest), false),
                    Given::Answer(_) => effect(None, true),
                    _ => effect(None, false),
                };
                // From one threshold to the next, all numbers come to the same.
                let mut starts: Vec<_> =
                    [0].into_iter().chain(asked.iter().map(|(_, least)| *least)).collect();
                starts.dedup();
                let ends = starts.iter().skip(1).map(|next| next.saturating_sub(1).min(MOST)).chain([MOST]);
                let ranges = starts.iter().zip(ends).filter(|(lowest, highest)| *lowest <= highest);
                let answers = ranges
                    .map(|(lowest, highest)| (Given::Number(*lowest, highest), effect(Some(highest), false)));
                self.question(Question::Own(row), from, &now, answers.collect());
                continue;
            }
            let weighs = depends.weighed.contains(&&*row.code);
            let effect = |answer: Answer| -> Effect {
                let asked = depends.questions.iter().filter(|asked| asked.code == row.code);
                let effect = asked.map(|asked| u16::from(asked.is.contains(&answer)));
                let weighed = [answer.protects(), answer == Answer::Yes].map(|one| u16::from(weighs && one));
                let open = u16::from(depends.possible && answer != Answer::No);
                effect.chain(weighed).chain([open]).collect()
            };
            let left_out = if row.is_not_known_when_left_out() { Answer::NotKnown } else { Answer::No };
            let now = match from {
                Given::Answer(answer) => effect(answer),
                _ => effect(left_out),
            };
            let answers = Answer::ALL.iter().rev().map(|answer| (Given::Answer(*answer), effect(*answer)));
            self.question(Question::Own(row), from, &now, answers.collect());
        }
    }

    /// The choices, those that are given with reasons last.
    fn choices(&mut self, depends: &Depends<'_>, child: &Child, tool: &Indicators, with_reasons: bool) {
        let choices = Choice::ALL.iter().copied();
        for choice in choices.filter(|choice| choice.row().with_reasons == with_reasons) {
            let asked = depends.of(choice);
            let effect = |number: u8| -> Effect {
                let by = asked.by.iter().map(|asked| u16::from(asked.has(number.into())));
                by.chain([if asked.which { number.into() } else { 0 }]).collect()
            };
            let nothing = match choice.row().left_out {
                LeftOut::NotGiven => true,
                LeftOut::Value(_) => false,
                // The values do all that leaving it out does, unless a row asks whether it was given.
                LeftOut::ByTheRules => !asked.by.is_empty(),
            };
            let numbers = choice.numbers().chain(nothing.then_some(0));
            let answers = numbers.map(|number| (Given::chosen(choice, number), effect(number)));
            let now = choice.given(child, tool);
            self.question(
                Question::Choice(choice),
                Given::chosen(choice, now),
                &effect(now),
                answers.collect(),
            );
        }
    }

    fn indicators(&mut self, rules: &'a RuleSet, depends: &Depends<'_>, child: &Child, tool: &Indicators) {
        let asked = depends.places();
        // Each group at its first.
        let mut groups: BTreeMap<Alike, usize> = BTreeMap::new();
        let mut found: Vec<(Group<'a>, bool, Vec<bool>)> = Vec::new();
        let weighed = depends.sets.iter().any(|set| set.weighted);
        for row in &rules.tables().indicators {
            let Some(place) = rules.place_of(&row.code).filter(|place| asked.has(*place)) else { continue };
            let counted: Vec<_> = depends.sets.iter().map(|set| set.of.has(place)).collect();
            let known = depends.sets.iter().any(|set| set.known && set.of.has(place));
            let weights = [row.weight, row.older_weight.unwrap_or(row.weight)];
            let weights = if weighed { weights } else { [0, 0] };
            let is_past = |window: Window| is_past(window, &row.code, child, tool);
            let past = depends.sets.iter().zip(&counted);
            let past: Vec<_> = past.map(|(set, counts)| *counts && set.window.is_some_and(is_past)).collect();
            let from = match tool.answer_to_code(&row.code) {
                Some(answer) if answer.protects() && past.contains(&true) => Given::Past(answer),
                Some(answer) => Given::Answer(answer),
                None => Given::Nothing,
            };
            let at = *groups.entry((counted, weights, from, past.clone())).or_insert_with(|| {
                found.push((Group { of: Vec::new(), place: Some(place), from }, known, past));
                found.len() - 1
            });
            if let Some((group, ..)) = found.get_mut(at) {
                group.of.push(Question::Indicator(row));
            }
        }
        for (group, known, past) in found {
            let effect = |answer: Answer, past: &[bool]| -> Effect {
                let not_known = depends.possible && answer == Answer::NotKnown;
                let suspected = (known || depends.possible) && answer == Answer::Suspected;
                let lately = past.iter().map(|past| u16::from(answer.protects() && !past));
                [answer.protects(), not_known, suspected].map(u16::from).into_iter().chain(lately).collect()
            };
            let now = match group.from {
                Given::Answer(answer) | Given::Past(answer) => effect(answer, &past),
                _ => effect(Answer::No, &past),
            };
            // Another answer has no day, and counts as seen now.
            let undated = vec![false; past.len()];
            let answers = Answer::ALL.iter().rev();
            let answers = answers.map(|answer| (Given::Answer(*answer), effect(*answer, &undated)));
            self.group(group, &now, answers.collect());
        }
    }
}

impl Depends<'_> {
    /// Whether a group matters to these conditions.
    pub(super) fn asks(&self, group: &Group<'_>) -> bool {
        match group.of.first() {
            Some(Question::Age) => !self.lowest.is_empty() || !self.highest.is_empty(),
            Some(Question::Fact(fact)) => self.on_fact(*fact),
            Some(Question::Own(row)) => self.on_question(&row.code),
            Some(Question::Choice(choice)) => {
                let asked = self.of(*choice);
                asked.which || !asked.by.is_empty()
            }
            Some(Question::Indicator(_)) => group.place.is_some_and(|place| self.places().has(place)),
            None => false,
        }
    }
}
