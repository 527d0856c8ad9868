//! Conditions turned into rows of masks: any condition becomes "one of these rows holds".

use crate::compiled::decision_table::{RowMask, Slot};
use crate::compiled::derived::{Asked, Derived, DerivedPlaces, window};
use crate::compiled::flag::{Flag, Test};
use crate::compiled::selections::Selections;
use crate::numbered::{Each, Ix, Numbered};
use crate::tables::Tables;
use crate::tables::condition::{
    CategoryChange, Condition, Count, Number, QuestionIs, Selection, Weight, Within,
};
use crate::vocabulary::child::{Answer, Case, Fact, OLDEST};
use crate::vocabulary::counted;
use crate::vocabulary::indicator::{OwnCodes, Place, Placed, Places};
use crate::vocabulary::number::MOST;

/// The answers that a row names as what made it hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Causes {
    pub(crate) age: bool,
    pub(crate) facts: u16,
    /// A bit for each choice.
    pub(crate) choices: u16,
    pub(crate) observed: Places,
    pub(crate) known: Places,
}

impl Causes {
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            age: self.age || other.age,
            facts: self.facts | other.facts,
            choices: self.choices | other.choices,
            observed: self.observed.with(other.observed),
            known: self.known.with(other.known),
        }
    }
}

/// One way in which a condition can hold.
#[derive(Debug, Clone)]
pub(crate) struct Alternative {
    pub(crate) mask: RowMask,
    pub(crate) causes: Causes,
    /// Asked of a definition and decided after its table was: whether the level in force must be above what the
    /// tables give, or must not.
    pub(crate) level_above: Option<bool>,
}

impl Alternative {
    const fn of(mask: RowMask, causes: Causes) -> Self {
        Self { mask, causes, level_above: None }
    }

    /// Both hold; none where they cannot.
    fn and(&self, other: &Self) -> Option<Self> {
        let level_above = match (self.level_above, other.level_above) {
            (Some(one), Some(other)) if one != other => return None,
            (one, other) => one.or(other),
        };
        Some(Self { mask: self.mask.and(&other.mask)?, causes: self.causes.and(other.causes), level_above })
    }
}

/// The facts stand in the first eight fields of a situation, two in each.
const _: () = assert!(Fact::ALL.len() <= 16);

/// More ways than this for one row are refused.
pub(crate) const MOST_WAYS: usize = 64;
/// More different tests on indicators, definitions and rules than this are refused.
pub(crate) const MOST_FLAGS: usize = 64 * crate::vocabulary::indicator::WORDS;
/// Conditions nested deeper than this are refused.
const DEEPEST: usize = 32;

/// Turns conditions into terms, and collects the flags and ages that they need.
pub(crate) struct ConditionCompiler<'a> {
    tables: &'a Tables,
    /// What each indicator counts for, by its place.
    pub(crate) weights: Each<Placed, u32>,
    /// The ages that rows ask about, in rising order.
    pub(crate) ages: Vec<u16>,
    pub(crate) flags: Vec<Flag>,
    /// Whether the category is decided already: definitions are then flags, not inlined.
    pub(crate) after_category: bool,
    /// Whether it compiles a definition, which may ask how the level in force stands to what the tables give.
    pub(crate) in_definition: bool,
    selections: Selections<'a>,
    derived: &'a DerivedPlaces,
}

type Alternatives = Result<Vec<Alternative>, String>;

impl<'a> ConditionCompiler<'a> {
    pub(crate) fn new(
        tables: &'a Tables,
        codes: &'a OwnCodes,
        derived: &'a DerivedPlaces,
    ) -> Result<Self, String> {
        let rows = || tables.indicators.iter().filter_map(|row| Some((row, codes.place(&row.code)?)));
        let mut weights = codes.each(0);
        let mut older = codes.each(0);
        for (row, place) in rows() {
            *weights.get_mut(place) = u32::from(row.weight);
            *older.get_mut(place) = u32::from(row.older_weight.unwrap_or(row.weight));
        }
        for row in &tables.questions {
            if let Some(place) = codes.place(&row.code) {
                *weights.get_mut(place) = u32::from(row.weight);
            }
        }
        for Derived { place, base, asked, .. } in derived.iter() {
            let (weight, older) = (*weights.get(*base), *older.get(*base));
            // What was seen in the time adds what it then weighs more.
            *weights.get_mut(*place) = match asked {
                Asked::Ever => older,
                Asked::Within(_) => weight.saturating_sub(older),
                Asked::NotRuledOut | Asked::Reaches(_) => 0,
            };
        }
        let (ages, flags) = (Vec::new(), Vec::new());
        let selections = Selections::new(tables, codes);
        let (after_category, in_definition) = (false, false);
        let mut builder =
            Self { tables, weights, ages, flags, after_category, in_definition, selections, derived };
        let mut numbers = Vec::new();
        tables.conditions().for_each(|condition| {
            condition.walk(&mut |part| match part {
                Condition::CouldBeUnder(n)
                | Condition::CertainlyAtLeast(n)
                | Condition::CouldBeAtLeast(n) => {
                    numbers.push(n.clone());
                }
                _ => {}
            });
        });
        for number in numbers {
            builder.ages.push(builder.number(&number)?);
        }
        if let Some(age) = builder.ages.iter().find(|age| !(1..=u16::from(OLDEST)).contains(*age)) {
            return Err(format!("the age {age} is asked about; allowed: 1 to {OLDEST}"));
        }
        builder.ages.sort_unstable();
        builder.ages.dedup();
        if builder.ages.len() > 15 {
            return Err(format!("{} different ages are asked about; allowed: 15", builder.ages.len()));
        }
        Ok(builder)
    }

    pub(crate) fn number(&self, number: &Number) -> Result<u16, String> {
        self.tables.number(number).ok_or_else(|| format!("no setting {number} in the manifest"))
    }

    /// The terms of a list of conditions that must all hold.
    pub(crate) fn all_of(&mut self, conditions: &[Condition]) -> Alternatives {
        self.join(conditions, true, 0)
    }

    /// The flag with this source; a new one when there is none yet.
    fn flag(&mut self, flag: Flag) -> Result<Ix<Flag>, String> {
        if let Some(place) = self.flags.position_of(|known| *known == flag) {
            return Ok(place);
        }
        if self.flags.len() == MOST_FLAGS {
            return Err(format!(
                "more than {MOST_FLAGS} different tests on indicators, definitions and rules"
            ));
        }
        self.flags.push(flag);
        Ok(Ix::of(self.flags.len() - 1))
    }

    fn join(&mut self, conditions: &[Condition], holds: bool, depth: usize) -> Alternatives {
        let mut terms = vec![Alternative::of(RowMask::any(), Causes::default())];
        for condition in conditions {
            let others = self.terms(condition, holds, depth)?;
            terms = terms.iter().flat_map(|term| others.iter().filter_map(|other| term.and(other))).collect();
            if terms.len() > MOST_WAYS {
                return Err(format!("more than {MOST_WAYS} ways to hold"));
            }
        }
        Ok(terms)
    }

    fn either(&mut self, conditions: &[Condition], holds: bool, depth: usize) -> Alternatives {
        let mut terms = Vec::new();
        for condition in conditions {
            terms.extend(self.terms(condition, holds, depth)?);
            if terms.len() > MOST_WAYS {
                return Err(format!("more than {MOST_WAYS} ways to hold"));
            }
        }
        Ok(terms)
    }

    /// The terms of a condition, or of its opposite.
    #[allow(clippy::too_many_lines, reason = "one arm for each word of the vocabulary")]
    fn terms(&mut self, condition: &Condition, holds: bool, depth: usize) -> Alternatives {
        if depth > DEEPEST {
            return Err(format!("conditions are nested deeper than {DEEPEST}"));
        }
        let may_ask = self.in_definition && matches!(condition, Condition::LevelInForceAboveIndicated(_));
        if !self.after_category && condition.is_after_category() && !may_ask {
            return Err("asks for something that is decided only after the category".to_owned());
        }
        let none = Causes::default();
        match condition {
            Condition::All(parts) if holds => self.join(parts, true, depth + 1),
            Condition::All(parts) => self.either(parts, false, depth + 1),
            Condition::Any(parts) if holds => self.either(parts, true, depth + 1),
            Condition::Any(parts) => self.join(parts, false, depth + 1),
            Condition::Not(part) => self.terms(part, !holds, depth + 1),
            Condition::Holds(id) => {
                let definitions = &self.tables.definitions;
                let Some((at, definition)) = definitions.numbered().find(|(_, row)| row.id == *id) else {
                    return Err(format!("no definition `{id}`"));
                };
                if self.after_category {
                    let flag = self.flag(Flag::Definition(at))?;
                    Ok(vec![Alternative::of(RowMask::flag(flag, holds), none)])
                } else {
                    if holds {
                        self.join(&definition.when, true, depth + 1)
                    } else {
                        self.either(&definition.when, false, depth + 1)
                    }
                }
            }
            Condition::StepApplies(id) => {
                let Some(step) = self.tables.steps.iter().find(|step| step.id == *id) else {
                    return Err(format!("no step `{id}`"));
                };
                if holds {
                    self.join(&step.when, true, depth + 1)
                } else {
                    self.either(&step.when, false, depth + 1)
                }
            }
            Condition::RuleFired(id) => {
                let Some(at) = self.tables.category_rules.position_of(|rule| rule.id == *id) else {
                    return Err(format!("no category rule `{id}`"));
                };
                let flag = self.flag(Flag::Fired(at))?;
                Ok(vec![Alternative::of(RowMask::flag(flag, holds), none)])
            }

            Condition::AnyObserved(of) => self.test(of, false, Some(1), holds),
            Condition::AnyKnown(of) => self.test(of, true, Some(1), holds),
            Condition::AllObserved(of) => self.test(of, false, None, holds),
            Condition::ObservedAtLeast(count) => {
                let test = self.count_test(count)?;
                self.tested(test, holds)
            }
            Condition::ObservedWithin(within) => {
                let test = self.within_test(within)?;
                self.tested(test, holds)
            }
            Condition::WeightAtLeast(weight) => {
                let test = self.weight_test(weight)?;
                let most: u32 = test.of.iter().map(|place| *self.weights.get(place)).sum();
                let at_least = test.at_least;
                if at_least > most || at_least == 0 {
                    return Err(format!("asks for a sum of {at_least}, and the weights add up to {most}"));
                }
                self.flag_of(test, holds)
            }

            Condition::Fact(fact) => {
                // An answer is named as a cause where `no` would not do.
                let named = holds && !fact.is.contains(&Answer::No);
                let causes = Causes { facts: u16::from(named) << fact.name as u8, ..none };
                Ok(one(
                    Slot::fact(fact.name as u8),
                    |value| fact.is.iter().any(|answer| *answer as u64 == value) == holds,
                    causes,
                ))
            }
            Condition::Question(asked) => self.question_is(asked, holds),
            Condition::NumberAtLeast(asked) => {
                let least = self.number(&asked.least)?;
                if !(1..=MOST).contains(&least) {
                    return Err(format!("asks for a number of {least} or more; allowed: 1 to {MOST}"));
                }
                let place = self.derived.place(self.question(&asked.code)?, Asked::Reaches(least));
                let of = place.map_or_else(Places::default, Places::at);
                self.tested(Test { known: false, weighted: false, of, at_least: 1 }, holds)
            }
            Condition::CouldBeUnder(age) => {
                let at = self.age(age)?;
                Ok(one(Slot::LOWEST_AGE, |band| (band <= at) == holds, Causes { age: holds, ..none }))
            }
            Condition::CertainlyAtLeast(age) => {
                let at = self.age(age)?;
                Ok(one(Slot::LOWEST_AGE, |band| (band > at) == holds, none))
            }
            Condition::CouldBeAtLeast(age) => {
                let at = self.age(age)?;
                Ok(one(Slot::HIGHEST_AGE, |band| (band > at) == holds, none))
            }
            // What it adds is decided after the rows: see `Rule::others_give`.
            Condition::OtherRulesGiveAtLeast(_) if depth == 0 && holds => self.join(&[], true, depth),
            Condition::OtherRulesGiveAtLeast(_) => {
                let problem = "`other_rules_give_at_least` stands inside another condition; \
                               allowed: directly in the list `when` of a category rule";
                Err(problem.to_owned())
            }

            Condition::Scope(scopes) => {
                Ok(one(Slot::SCOPE, |value| scopes.iter().any(|scope| *scope as u64 == value) == holds, none))
            }
            Condition::Category(categories) => Ok(one(
                Slot::CATEGORY,
                |value| categories.iter().any(|category| *category as u64 == value) == holds,
                none,
            )),
            Condition::CategoryAtLeast(category) => {
                Ok(one(Slot::CATEGORY, |value| (value >= *category as u64) == holds, none))
            }
            Condition::Case(case) => {
                Ok(one(Slot::CASE, |value| ((value == 1) == (*case == Case::Open)) == holds, none))
            }
            Condition::LevelInForceGiven(_) => {
                condition.in_full().map_or(Ok(Vec::new()), |full| self.terms(&full, holds, depth + 1))
            }
            Condition::LevelInForceAboveIndicated(above) if self.after_category => {
                Ok(one(Slot::LEVEL_ABOVE, |value| ((value == 1) == *above) == holds, none))
            }
            Condition::LevelInForceAboveIndicated(above) => {
                let level_above = Some(*above == holds);
                Ok(vec![Alternative { level_above, ..Alternative::of(RowMask::any(), none) }])
            }
            Condition::DeterminationBelowIndicated(below) => {
                Ok(one(Slot::DETERMINATION_BELOW, |value| ((value == 1) == *below) == holds, none))
            }
            Condition::JudgementBelowIndicated(below) => {
                Ok(one(Slot::JUDGEMENT_BELOW, |value| ((value == 1) == *below) == holds, none))
            }
            Condition::CategoryChange(changes) => Ok(one(
                Slot::CHANGE,
                |value| changes.iter().any(|change| change.bits() == value) == holds,
                none,
            )),
            Condition::ImpossibleDate(impossible) => {
                Ok(one(Slot::IMPOSSIBLE_DATE, |value| ((value == 1) == *impossible) == holds, none))
            }
            Condition::PossibleAboveCategory(above) => {
                Ok(one(Slot::POSSIBLE_ABOVE, |value| ((value == 1) == *above) == holds, none))
            }
            asks_of_a_choice => {
                let Some(asked) = asks_of_a_choice.choice_asked() else {
                    return Err(format!("`{}` is asked for, and compiles to nothing", condition.word()));
                };
                // An answer is named as a cause where none would not do.
                let named = holds && !asked.has(0);
                let choices = u16::from(named) << asked.choice as u8;
                let slot = Slot::choice(asked.choice);
                Ok(one(slot, |number| asked.has(number) == holds, Causes { choices, ..none }))
            }
        }
    }

    fn question(&self, code: &str) -> Result<Place, String> {
        self.selections.codes.place(code).ok_or_else(|| format!("no question `{code}`"))
    }

    /// An answer to a question of the set's own: the four answers in their order are told apart by three tests, each of
    /// which holds from one answer on.
    fn question_is(&mut self, asked: &QuestionIs, holds: bool) -> Alternatives {
        let place = self.question(&asked.code)?;
        let not_ruled_out = self.derived.place(place, Asked::NotRuledOut).unwrap_or(place);
        let has = |answer: &Answer| asked.is.contains(answer) == holds;
        let all = [Answer::No, Answer::NotKnown, Answer::Suspected, Answer::Yes];
        // From which answer on it holds, where it does from there on.
        let from = all.iter().position(has);
        if let Some(from) = from.filter(|from| all.iter().skip(*from).all(has)) {
            return match from {
                0 => self.join(&[], true, 0),
                1 => self.flag_of(from_answer(not_ruled_out, false), true),
                2 => self.flag_of(from_answer(place, false), true),
                _ => self.flag_of(from_answer(place, true), true),
            };
        }
        let tests = [(not_ruled_out, false), (place, false), (place, true)];
        let mut alternatives = Vec::new();
        for at in all.iter().enumerate().filter(|(_, answer)| has(answer)).map(|(at, _)| at) {
            let mut one = vec![Alternative::of(RowMask::any(), Causes::default())];
            let reached = at.checked_sub(1).and_then(|at| tests.get(at)).map(|test| (test, true));
            let next = tests.get(at).map(|test| (test, false));
            for ((place, known), holds) in reached.into_iter().chain(next) {
                let more = self.flag_of(from_answer(*place, *known), holds)?;
                one = one.iter().flat_map(|one| more.iter().filter_map(|more| one.and(more))).collect();
            }
            alternatives.extend(one);
        }
        Ok(alternatives)
    }

    /// So many of a set are observed, or known.
    pub(crate) fn count_test(&self, count: &Count) -> Result<Test, String> {
        let at_least = u32::from(self.number(&count.count)?);
        Ok(Test { known: count.known, weighted: false, of: self.select(&count.of)?, at_least })
    }

    /// So many of a set were seen in a time.
    pub(crate) fn within_test(&self, within: &Within) -> Result<Test, String> {
        let at_least = within.count.as_ref().map_or(Ok(1), |count| self.number(count))?;
        let window = window(self.tables, &within.span())?;
        let of = self.derived.places(self.select(&within.of)?, Asked::Within(window));
        Ok(Test { known: within.known, weighted: false, of, at_least: at_least.into() })
    }

    /// The weights of a set add up to so much: the places that weigh anything.
    pub(crate) fn weight_test(&self, weight: &Weight) -> Result<Test, String> {
        let at_least = u32::from(self.number(&weight.sum)?);
        let mut of = self.select(&weight.of)?;
        if let Some(span) = &weight.within {
            let window = window(self.tables, span)?;
            let questions = [Asked::Ever, Asked::Within(window)];
            let places = questions.map(|asked| self.derived.places(of, asked));
            of = places.into_iter().fold(Places::default(), Places::with);
        }
        for code in &weight.questions {
            of = of.with(Places::at(self.question(code)?));
        }
        let of = of.iter().filter(|place| *self.weights.get(*place) > 0);
        let of = of.fold(Places::default(), |all, place| all.with(Places::at(place)));
        Ok(Test { known: weight.known, weighted: true, of, at_least })
    }

    /// A test that counts: at least so many, or all.
    fn test(&mut self, of: &Selection, known: bool, at_least: Option<u32>, holds: bool) -> Alternatives {
        let of = self.select(of)?;
        let at_least = at_least.unwrap_or_else(|| of.len());
        self.tested(Test { known, weighted: false, of, at_least }, holds)
    }

    fn tested(&mut self, test: Test, holds: bool) -> Alternatives {
        let Test { of, at_least, .. } = test;
        if of.is_empty() {
            return Err("asks of a set with no indicator in it; allowed: at least one".to_owned());
        }
        if at_least > of.len() || at_least == 0 {
            return Err(format!(
                "asks for {at_least} of {}",
                counted(of.len() as usize, "indicator", "indicators")
            ));
        }
        self.flag_of(test, holds)
    }

    fn flag_of(&mut self, test: Test, holds: bool) -> Alternatives {
        let flag = self.flag(Flag::Test(test))?;
        let named = if holds { test.of } else { Places::default() };
        let causes = if test.known {
            Causes { known: named, ..Causes::default() }
        } else {
            Causes { observed: named, ..Causes::default() }
        };
        Ok(vec![Alternative::of(RowMask::flag(flag, holds), causes)])
    }

    fn age(&self, age: &Number) -> Result<u64, String> {
        let age = self.number(age)?;
        let at = self.ages.iter().position(|known| *known == age);
        at.and_then(|at| u64::try_from(at).ok())
            .ok_or_else(|| format!("the age {age} is not among those asked about"))
    }

    pub(crate) fn select(&self, selection: &Selection) -> Result<Places, String> {
        self.selections.select(selection)
    }
}

/// A test that one place is observed, or known.
fn from_answer(place: Place, known: bool) -> Test {
    Test { known, weighted: false, of: Places::at(place), at_least: 1 }
}

/// The term of a single cell; no term at all when no value will do.
fn one(slot: Slot, allowed: impl Fn(u64) -> bool, causes: Causes) -> Vec<Alternative> {
    RowMask::one(slot, allowed).map(|mask| Alternative::of(mask, causes)).into_iter().collect()
}

impl CategoryChange {
    /// As the situation holds it; 0 is "no previous category".
    pub(crate) const fn bits(self) -> u64 {
        match self {
            Self::Raised => 1,
            Self::Same => 2,
            Self::Lowered => 3,
        }
    }
}

impl Condition {
    /// Whether it asks for something that is decided only with or after the category.
    pub(crate) const fn is_after_category(&self) -> bool {
        matches!(
            self,
            Self::Scope(_)
                | Self::Category(_)
                | Self::CategoryAtLeast(_)
                | Self::Case(_)
                | Self::LevelInForceAboveIndicated(_)
                | Self::JudgementBelowIndicated(_)
                | Self::DeterminationBelowIndicated(_)
                | Self::CategoryChange(_)
                | Self::PossibleAboveCategory(_)
                | Self::ImpossibleDate(_)
                | Self::RuleFired(_)
                | Self::StepApplies(_)
        )
    }
}
