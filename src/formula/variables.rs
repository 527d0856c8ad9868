//! Every request at once: what it can say, as inputs of formulas.

use crate::compiled::RuleSet;
use crate::compiled::derived::Asked;
use crate::formula::budget::{Allowance, Budget};
use crate::formula::solver::{Assignment, Graph, Lit, Possible, Solved, Solver};
use crate::request::Request;
use crate::tables::{QuestionKind, QuestionRow};
use crate::vocabulary::category::Category;
use crate::vocabulary::child::{Answer, Child, Fact, OLDEST};
use crate::vocabulary::dates::Window;
use crate::vocabulary::evidence::Evidence;
use crate::vocabulary::indicator::Indicators;
use crate::vocabulary::number::NumberGiven;
use crate::vocabulary::question::Choice;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// So many conflicts of the solver for one question, and it is left undecided.
const CONFLICTS: u64 = 20_000;
/// So much work for all questions about a set that is loaded: whoever sends one must not keep a server busy.
const WORK_OF_LOADING: u64 = 1 << 22;

/// The day of a screening that is made up, where one is needed.
#[allow(clippy::unwrap_used, reason = "a mistake does not compile")]
pub(crate) const SOME_DAY: NaiveDate = NaiveDate::from_ymd_opt(2025, 1, 15).unwrap();
/// Four years: months lie to each other as they ever do.
const DAYS_TRIED: usize = 1_461;

/// The ages of the child that people think of first, in years.
const TYPICAL_AGES: RangeInclusive<u8> = 13..=15;

/// The answer to one indicator: at most one of these; none when it was not asked about or is `no`.
#[derive(Clone, Copy)]
pub(crate) struct IndicatorInput {
    pub(crate) not_known: Lit,
    pub(crate) suspected: Lit,
    pub(crate) yes: Lit,
}

/// The answer to one question of the sets' own, and whether it was given: given and none of these, it is a no.
#[derive(Clone, Copy)]
pub(crate) struct QuestionInput {
    pub(crate) given: Lit,
    pub(crate) answer: IndicatorInput,
}

/// The answer to one fact, as two bits, and whether it was given.
#[derive(Clone, Copy)]
pub(crate) struct FactInput {
    pub(crate) given: Lit,
    pub(crate) bits: [Lit; 2],
}

/// One of up to seven values, as a number of three bits; 0 is "not given".
pub(crate) type Number = [Lit; 3];

const _: () = {
    let mut at = 0;
    while at < Choice::COUNT {
        #[allow(clippy::indexing_slicing, reason = "a mistake does not compile")]
        let count = Choice::ALL[at].count();
        assert!(count <= 7);
        at += 1;
    }
};

/// Whether it is this number.
fn is_number(graph: &mut Graph, number: Number, is: u8) -> Lit {
    let bits: Vec<_> =
        number.iter().enumerate().map(|(bit, lit)| if is >> bit & 1 == 1 { *lit } else { !*lit }).collect();
    graph.all(bits)
}

/// Where formulas are made and decided.
pub(crate) struct Space {
    pub(crate) graph: Graph,
    pub(crate) solver: Solver,
}

impl Space {
    pub(crate) fn new() -> Self {
        Self::within(&Allowance::of(&Budget::new()))
    }

    /// The same, for what is asked whenever a set is loaded.
    pub(crate) fn of_loading() -> Self {
        Self::within(&Allowance::of_work(WORK_OF_LOADING))
    }

    /// The same, for a call that may take so much.
    pub(crate) fn within(allowance: &Allowance) -> Self {
        Self { graph: Graph::new(), solver: Solver::within(CONFLICTS, allowance.clone()) }
    }

    /// Whether some request has all of these properties.
    pub(crate) fn solve(&mut self, properties: &[Lit]) -> Solved {
        if self.graph.is_spent() {
            return Solved::Undecided;
        }
        self.solver.solve(&self.graph, properties)
    }

    /// Whether some request is known that has this property, of those found last.
    pub(crate) fn is_known(&self, property: Lit) -> bool {
        self.solver.found(&[property]).next().is_some()
    }

    /// Whether some request has this property.
    pub(crate) fn can_be(&mut self, property: Lit) -> Possible {
        if self.graph.is_spent() {
            return Possible::Undecided;
        }
        self.solver.can_be(&self.graph, property)
    }

    /// If no request has all of these properties: which of them are enough for that.
    pub(crate) fn refute(&mut self, properties: &[Lit]) -> Option<Vec<Lit>> {
        if self.graph.is_spent() {
            return None;
        }
        self.solver.refute(&self.graph, properties)
    }

    /// The smallest request that has all of these properties. Of those, one that says yes where it can
    /// and not suspected: it reads more easily.
    pub(crate) fn smallest(&mut self, inputs: &Variables, properties: &[Lit]) -> Solved {
        if self.graph.is_spent() {
            return Solved::Undecided;
        }
        let Self { graph, solver } = self;
        let mut answer = solver.smallest(graph, properties, &inputs.cost);
        let Solved::Found(first) = &answer else { return answer };
        let mut wanted = properties.to_vec();
        wanted.push(!graph.at_least(&inputs.cost, first.cost(&inputs.cost) + 1));
        let indicators = inputs
            .indicators
            .iter()
            .filter(|(_, input)| first.value(input.suspected))
            .map(|(_, input)| input.yes);
        let facts = inputs.facts.iter().filter(|fact| {
            let [low, high] = fact.bits;
            first.value(high) && !first.value(low)
        });
        let yes: Vec<Lit> = indicators.chain(facts.map(|FactInput { bits: [low, _], .. }| *low)).collect();
        for yes in yes {
            wanted.push(yes);
            match solver.solve(graph, &wanted) {
                found @ Solved::Found(_) => answer = found,
                _ => {
                    wanted.pop();
                }
            }
        }
        answer
    }
}

/// All that a request can say, shared by the rule sets that are asked about it.
#[derive(Clone)]
pub(crate) struct Variables {
    /// The codes of all indicators, and their answers.
    pub(crate) indicators: Vec<(String, IndicatorInput)>,
    /// Of an indicator and a time before the screening, whether it was seen only before that time. An answer of its
    /// own: no other says it.
    pub(crate) past: Vec<(String, Window, Lit)>,
    /// The answers to questions of the sets' own, of numbers only whether they are not known.
    pub(crate) questions: Vec<(String, QuestionInput)>,
    /// Of a number, what it is asked to reach in rising order, and whether it does at its lowest and its highest.
    pub(crate) reached: Vec<(String, u16, [Lit; 2])>,
    pub(crate) facts: Vec<FactInput>,
    /// The ages that rows ask about, in rising order; and for each, whether the lowest and the highest
    /// possible age have reached it.
    pub(crate) ages: Vec<u16>,
    pub(crate) lowest: Vec<Lit>,
    pub(crate) highest: Vec<Lit>,
    pub(crate) choices: [Number; Choice::COUNT],
    /// What each answer adds to the size of a request.
    cost: Vec<(Lit, u32)>,
}

impl Variables {
    /// The inputs of requests to some rule sets: the indicators that all of them have, and the ages
    /// that any of them asks about.
    pub(crate) fn of(space: &mut Space, sets: &[&RuleSet]) -> Self {
        Self::asking(space, sets, sets)
    }

    /// The same, with the ages that any of some other sets asks about.
    pub(crate) fn asking(space: &mut Space, sets: &[&RuleSet], ages_of: &[&RuleSet]) -> Self {
        let Space { graph, solver } = space;
        let first = sets.first().into_iter().flat_map(|set| &set.tables().indicators);
        let codes =
            first.map(|row| &row.code).filter(|code| sets.iter().all(|set| set.place_of(code).is_some()));
        let indicators: Vec<_> = codes
            .map(|code| {
                let [not_known, suspected, yes] = std::array::from_fn(|_| graph.input());
                (code.clone(), IndicatorInput { not_known, suspected, yes })
            })
            .collect();
        let first = sets.first().into_iter().flat_map(|set| &set.tables().questions);
        let asked_by_all = |row: &&QuestionRow| {
            let asks = |set: &&RuleSet| set.question(&row.code).is_some_and(|own| own.asks == row.asks);
            sets.iter().all(asks)
        };
        let questions: Vec<_> = first
            .filter(asked_by_all)
            .map(|row| {
                let [not_known, suspected, yes] = match row.asks {
                    QuestionKind::Answer => std::array::from_fn(|_| graph.input()),
                    QuestionKind::Number => [graph.input(), Lit::FALSE, Lit::FALSE],
                };
                let given = match row.asks {
                    QuestionKind::Answer => graph.input(),
                    QuestionKind::Number => not_known,
                };
                let answer = IndicatorInput { not_known, suspected, yes };
                (row.code.clone(), QuestionInput { given, answer })
            })
            .collect();
        let derived = sets.iter().flat_map(|set| set.layout.derived.iter());
        let numbers_asked: BTreeSet<(&String, u16)> = derived
            .filter_map(|one| match one.asked {
                Asked::Reaches(least) => Some((&one.code, least)),
                _ => None,
            })
            .filter(|(code, _)| questions.iter().any(|(known, _)| known == *code))
            .collect();
        let reached: Vec<_> = numbers_asked
            .into_iter()
            .map(|(code, least)| (code.clone(), least, [graph.input(), graph.input()]))
            .collect();
        let times = sets.iter().flat_map(|set| set.layout.derived.iter());
        let times: BTreeSet<(&String, Window)> = times
            .filter_map(|one| match one.asked {
                Asked::Within(window) => Some((&one.code, window)),
                _ => None,
            })
            .filter(|(code, _)| indicators.iter().any(|(known, _)| known == *code))
            .collect();
        let past: Vec<_> =
            times.into_iter().map(|(code, window)| (code.clone(), window, graph.input())).collect();
        let facts: Vec<_> = Fact::ALL
            .iter()
            .map(|_| FactInput { given: graph.input(), bits: [graph.input(), graph.input()] })
            .collect();
        let mut ages: Vec<u16> = ages_of.iter().flat_map(|set| set.layout.ages.iter().copied()).collect();
        ages.sort_unstable();
        ages.dedup();
        let lowest: Vec<_> = ages.iter().map(|_| graph.input()).collect();
        let highest: Vec<_> = ages.iter().map(|_| graph.input()).collect();
        let choices = numbers(graph);

        let mut rules = Vec::new();
        for (_, QuestionInput { given, answer }) in &questions {
            let said = [answer.not_known, answer.suspected, answer.yes];
            rules.extend(said.map(|said| graph.implies(said, *given)));
        }
        let of_questions = questions.iter().map(|(_, input)| input.answer);
        let answers = indicators.iter().map(|(_, input)| *input).chain(of_questions);
        for IndicatorInput { not_known, suspected, yes } in answers {
            for (one, other) in [(not_known, suspected), (not_known, yes), (suspected, yes)] {
                rules.push(!graph.and(one, other));
            }
        }
        // What was seen before a time was seen before every shorter one.
        for (code, window, before) in &past {
            let shorter = past.iter().filter(|(of, other, _)| of == code && other.is_within(*window));
            rules.extend(shorter.map(|(_, _, before_shorter)| graph.implies(*before, *before_shorter)));
            let observed = indicators.iter().find(|(of, _)| of == code);
            let observed = observed.map_or(Lit::FALSE, |(_, input)| graph.or(input.suspected, input.yes));
            // It is said of what was seen alone.
            rules.push(graph.implies(*before, observed));
        }
        for (at, (code, _, [low, high])) in reached.iter().enumerate() {
            rules.push(graph.implies(*low, *high));
            if let Some((_, _, [next_low, next_high])) = reached.get(at + 1).filter(|(next, ..)| next == code)
            {
                rules.push(graph.implies(*next_low, *low));
                rules.push(graph.implies(*next_high, *high));
            }
            let input = questions.iter().find(|(of, _)| of == code);
            rules.extend(input.map(|(_, input)| graph.implies(*high, !input.answer.not_known)));
        }
        for FactInput { given, bits } in &facts {
            rules.extend(bits.iter().map(|bit| graph.implies(*bit, *given)));
        }
        for reached in [&lowest, &highest] {
            for pair in reached.windows(2) {
                if let [younger, older] = pair {
                    rules.push(graph.implies(*older, *younger));
                }
            }
        }
        for (lowest, highest) in lowest.iter().zip(&highest) {
            rules.push(graph.implies(*lowest, *highest));
        }
        // Not every number of so many bits is a value.
        for (choice, number) in Choice::ALL.iter().zip(choices) {
            let (_, width) = choice.bits();
            for beyond in choice.count() + 1..1 << width {
                rules.push(!is_number(graph, number, beyond));
            }
        }
        // Nor is a category that one of the sets does not have.
        for category in Category::ALL.iter().filter(|one| !sets.iter().all(|set| set.has_category(**one))) {
            for choice in [Choice::Judgement, Choice::Determination, Choice::PreviousCategory] {
                if let Some((_, number)) = Choice::ALL.iter().zip(choices).find(|(one, _)| **one == choice) {
                    rules.push(!is_number(graph, number, category.number()));
                }
            }
        }
        for rule in rules {
            solver.require(graph, rule);
        }

        let mut cost: Vec<(Lit, u32)> = Vec::new();
        for (_, IndicatorInput { not_known, suspected, yes }) in &indicators {
            cost.push((graph.any([*not_known, *suspected, *yes]), 1));
        }
        cost.extend(questions.iter().map(|(_, input)| (input.given, 1)));
        cost.extend(reached.iter().flat_map(|(.., [low, high])| [(*low, 1), (*high, 1)]));
        cost.extend(past.iter().map(|(_, _, before)| (*before, 1)));
        cost.extend(facts.iter().map(|fact| (fact.given, 1)));
        // An age that is not known costs nothing, one that is known 1, and a range 2.
        let apart: Vec<_> =
            lowest.iter().zip(&highest).map(|(lowest, highest)| graph.xor(*lowest, *highest)).collect();
        let (all_apart, some_apart) = (graph.all(apart.iter().copied()), graph.any(apart));
        cost.push((!all_apart, 1));
        cost.push((graph.and(!all_apart, some_apart), 1));
        for number in choices {
            cost.push((graph.any(number), 1));
        }
        Self { indicators, past, questions, reached, facts, ages, lowest, highest, choices, cost }
    }

    /// The answer to a choice.
    #[allow(clippy::indexing_slicing, reason = "there is a number for each")]
    pub(crate) const fn number_of(&self, choice: Choice) -> Number {
        self.choices[choice as usize]
    }

    /// The category that is answered to a choice, in two bits.
    pub(crate) const fn category(&self, choice: Choice) -> [Lit; 2] {
        let [low, high, _] = self.number_of(choice);
        [low, high]
    }

    /// The answers to what a set asks: to indicators, and to questions of its own. One that was left out, or that is
    /// not among the answers, is what the set makes of that.
    pub(crate) fn answers_to<'v>(
        &'v self,
        graph: &mut Graph,
        rules: &'v RuleSet,
    ) -> Vec<(&'v str, IndicatorInput)> {
        let own = rules.tables().questions.iter().map(|row| {
            let input = self.questions.iter().find(|(code, _)| *code == row.code);
            let none = IndicatorInput { not_known: Lit::FALSE, suspected: Lit::FALSE, yes: Lit::FALSE };
            let (given, answer) = input.map_or((Lit::FALSE, none), |(_, input)| (input.given, input.answer));
            let left_out = Lit::FALSE.negated_if(row.is_not_known_when_left_out());
            let not_known = graph.ite(given, answer.not_known, left_out);
            (&*row.code, IndicatorInput { not_known, ..answer })
        });
        let own: Vec<_> = own.collect();
        self.indicators.iter().map(|(code, input)| (&**code, *input)).chain(own).collect()
    }

    /// Whether a number reaches this, at its lowest and at its highest.
    pub(crate) fn reaches(&self, code: &str, least: u16) -> [Lit; 2] {
        let own = self.reached.iter().find(|(of, number, _)| (&**of, *number) == (code, least));
        own.map_or([Lit::FALSE; 2], |(.., reached)| *reached)
    }

    /// Whether an indicator was seen only before this time.
    pub(crate) fn is_past(&self, code: &str, window: Window) -> Lit {
        let own = self.past.iter().find(|(of, other, _)| (&**of, *other) == (code, window));
        own.map_or(Lit::FALSE, |(_, _, before)| *before)
    }

    /// The same request, with a yes to a fact.
    pub(crate) fn with_yes(&self, fact: Fact) -> Self {
        let mut inputs = self.clone();
        if let Some(input) = inputs.facts.get_mut(fact as usize) {
            *input = FactInput { given: Lit::TRUE, bits: [Lit::TRUE; 2] };
        }
        inputs
    }

    /// Whether the child is the one that people think of first: of a typical age, with no fact answered
    /// yes or suspected, not looked after anywhere, and neither judged nor placed in a category before.
    pub(crate) fn typical(&self, graph: &mut Graph) -> Lit {
        let rare = self.facts.iter().map(|FactInput { bits: [_, protects], .. }| *protects);
        let choices = Choice::ALL.iter().zip(self.choices).filter(|(choice, _)| choice.row().is_rare);
        let rare = rare
            .chain(self.questions.iter().flat_map(|(_, input)| [input.answer.suspected, input.answer.yes]));
        let rare: Vec<_> = rare.chain(choices.flat_map(|(_, number)| number)).map(|lit| !lit).collect();
        let age = self.of_a_typical_age(graph);
        graph.all(rare.into_iter().chain([age]))
    }

    /// Whether the child is of a known age of 13 to 15.
    pub(crate) fn of_a_typical_age(&self, graph: &mut Graph) -> Lit {
        let (youngest, oldest) = (u16::from(*TYPICAL_AGES.start()), u16::from(*TYPICAL_AGES.end()));
        let ages = self.ages.iter().zip(self.lowest.iter().zip(&self.highest));
        let ages: Vec<_> = ages
            .map(|(age, (lowest, highest))| match age {
                age if *age <= youngest => *lowest,
                age if *age > oldest => !*highest,
                _ => graph.iff(*lowest, *highest),
            })
            .collect();
        graph.all(ages)
    }

    /// Whatever else could be said in one answer of a model, to an indicator, a fact or a choice, or of an age: the
    /// inputs that change for it. Not all of it is a request.
    pub(crate) fn answered_otherwise(&self, model: &Assignment) -> Vec<Vec<Lit>> {
        let indicators =
            self.indicators.iter().map(|(_, input)| [input.not_known, input.suspected, input.yes]);
        let facts = self.facts.iter().map(|FactInput { given, bits: [low, high] }| [*given, *low, *high]);
        let mut changes = Vec::new();
        for inputs in indicators.chain(facts).chain(self.choices) {
            for some in 1_u8..1 << inputs.len() {
                let chosen = inputs.iter().enumerate().filter(|(at, _)| some >> at & 1 == 1);
                let chosen: Vec<_> = chosen.map(|(_, lit)| *lit).collect();
                if !chosen.contains(&Lit::FALSE) {
                    changes.push(chosen);
                }
            }
        }
        for low in 0..=self.ages.len() {
            for high in low..=self.ages.len() {
                let reached = [(&self.lowest, low), (&self.highest, high)].into_iter();
                let reached = reached
                    .flat_map(|(all, up_to)| all.iter().enumerate().map(move |(at, lit)| (*lit, at < up_to)));
                changes
                    .push(reached.filter(|(lit, is)| model.value(*lit) != *is).map(|(lit, _)| lit).collect());
            }
        }
        changes
    }

    /// The request that a model describes.
    pub(crate) fn request(&self, model: &Assignment, rules: &RuleSet) -> Option<Request> {
        let is = |lit: Lit| model.value(lit);
        let mut child = self.child(model)?;
        for (fact, input) in Fact::ALL.iter().zip(&self.facts) {
            if is(input.given) {
                child = child.fact(*fact, *Answer::ALL.get(usize::from(number_in(model, &input.bits)))?);
            }
        }
        let mut tool = Indicators::new();
        for (code, input) in &self.indicators {
            for (lit, answer) in [
                (input.not_known, Answer::NotKnown),
                (input.suspected, Answer::Suspected),
                (input.yes, Answer::Yes),
            ] {
                if is(lit) {
                    tool.set_code(rules, code, answer).ok()?;
                }
            }
        }
        for (code, QuestionInput { given, answer: input }) in &self.questions {
            let row = rules.question(code)?;
            if row.asks == QuestionKind::Number {
                let own = || self.reached.iter().filter(|(of, ..)| of == code);
                let lowest = own().filter(|(.., [low, _])| is(*low)).map(|(_, least, _)| *least).max();
                let highest = own().filter(|(.., [_, high])| is(*high)).map(|(_, least, _)| *least).max();
                let given = match (lowest.unwrap_or(0), highest) {
                    _ if is(input.not_known) => Some(NumberGiven::NotKnown),
                    (lowest, Some(highest)) if lowest == highest => Some(NumberGiven::Exactly(highest)),
                    (lowest, Some(highest)) => Some(NumberGiven::Between(lowest, highest)),
                    (_, None) => None,
                };
                if let Some(given) = given {
                    tool.beside_mut().numbers.insert(code.clone(), given);
                }
                continue;
            }
            let answers = [
                (input.not_known, Answer::NotKnown),
                (input.suspected, Answer::Suspected),
                (input.yes, Answer::Yes),
            ];
            let answer =
                answers.into_iter().find(|(lit, _)| is(*lit)).map_or(Answer::No, |(_, answer)| answer);
            if is(*given) {
                tool.set_code(rules, code, answer).ok()?;
            }
        }
        // Of the times that it was seen before, the longest says when.
        if self.past.iter().any(|(_, _, before)| is(*before)) {
            let (screened_on, seen) = self.days(model)?;
            child.screened_on = Some(screened_on);
            for (code, seen) in seen {
                tool.beside_mut().evidence.insert(code.to_owned(), Evidence::new().seen_on(seen));
            }
        }
        for (choice, number) in Choice::ALL.iter().zip(&self.choices) {
            choice.answer(number_in(model, number), &mut child, &mut tool, "as judged");
        }
        Some(Request::as_screened(child, tool))
    }

    /// A child of the ages that a model describes.
    /// A day of screening, and a day on which each of those was seen that lie before some time and in no other.
    /// Months are of many lengths, so a time in months and one in weeks may lie so on some days alone.
    fn days(&self, model: &Assignment) -> Option<(NaiveDate, Vec<(&str, NaiveDate)>)> {
        let codes: BTreeSet<&str> =
            self.past.iter().filter(|(.., before)| model.value(*before)).map(|(code, ..)| &**code).collect();
        let seen = |code: &str, last: NaiveDate| {
            let of = || self.past.iter().filter(move |(of, ..)| of == code);
            let before = of().filter(|(.., before)| model.value(*before));
            let first = before.filter_map(|(_, window, _)| window.first_day(last)).min();
            let seen = first?.pred_opt()?;
            let mut in_time = of().filter(|(.., before)| !model.value(*before));
            in_time
                .all(|(_, window, _)| window.first_day(last).is_some_and(|first| first <= seen))
                .then_some(seen)
        };
        SOME_DAY.iter_days().take(DAYS_TRIED).find_map(|last| {
            let all: Option<Vec<_>> = codes.iter().map(|code| Some((*code, seen(code, last)?))).collect();
            Some((last, all?))
        })
    }

    fn child(&self, model: &Assignment) -> Option<Child> {
        if self.ages.is_empty() {
            return Some(Child::of_unknown_age());
        }
        let reached = |unary: &[Lit]| unary.iter().filter(|lit| model.value(**lit)).count();
        let (low, high) = (reached(&self.lowest), reached(&self.highest));
        let age = |at: usize| self.ages.get(at).and_then(|age| u8::try_from(*age).ok());
        // The lowest age of its band, and the highest.
        let youngest = low.checked_sub(1).map_or(Some(0), age)?;
        let oldest = if high == self.ages.len() { OLDEST } else { age(high)?.checked_sub(1)? };
        if low == high {
            // A plain age: a band is shown by its lowest age, and the first by its highest, unless that is rare.
            let shown = match low {
                0 if (youngest..=oldest).contains(TYPICAL_AGES.end()) => *TYPICAL_AGES.end(),
                0 => oldest,
                _ => youngest,
            };
            return Child::aged(shown).ok();
        }
        if (youngest, oldest) == (0, OLDEST) {
            return Some(Child::of_unknown_age());
        }
        Child::aged_between(youngest, oldest).ok()
    }
}

/// A number for each choice, in as many bits as its values need.
fn numbers(graph: &mut Graph) -> [Number; Choice::COUNT] {
    let mut numbers = [[Lit::FALSE; 3]; Choice::COUNT];
    for (choice, number) in Choice::ALL.iter().zip(&mut numbers) {
        let (_, width) = choice.bits();
        number.iter_mut().take(width as usize).for_each(|bit| *bit = graph.input());
    }
    numbers
}

/// What bits come to, the lowest first.
pub(crate) fn number_in(model: &Assignment, bits: &[Lit]) -> u8 {
    bits.iter().rev().fold(0, |number, bit| number << 1 | u8::from(model.value(*bit)))
}
