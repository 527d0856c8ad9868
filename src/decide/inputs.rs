//! A request as the tables are asked about it.

use crate::bits::{RowSet, join};
use crate::compiled::RuleSet;
use crate::compiled::decision_table::{Situation, Slot, with};
use crate::compiled::indicator_tests::Tests;
use crate::compiled::kernel::{Engine, FromRequest, Kernel, Levels, SECOND_WORDS};
use crate::tables::QuestionKind;
use crate::vocabulary::category::Category;
use crate::vocabulary::child::{Answer, Child, Fact, FactAnswers};
use crate::vocabulary::indicator::Place;
use crate::vocabulary::indicator::{IndicatorSet, Indicators, Places, Typed, WORDS};
use crate::vocabulary::question::Choice;

/// The answers, where one may be another than was given.
#[derive(Clone, Copy)]
struct Answers<const N: usize> {
    facts: u32,
    observed: IndicatorSet<N>,
    known: IndicatorSet<N>,
}

/// The places of the indicators answered other than no.
#[derive(Clone, Copy)]
struct Sets<const N: usize> {
    not_known: IndicatorSet<N>,
    suspected: IndicatorSet<N>,
    yes: IndicatorSet<N>,
}

impl<const N: usize> Sets<N> {
    fn observed(&self) -> IndicatorSet<N> {
        self.yes.with(self.suspected)
    }

    /// Those not known, or merely suspected.
    fn open(&self) -> IndicatorSet<N> {
        self.not_known.with(self.suspected)
    }
}

/// Whether something is observed, or not known, that the rules have no indicator for.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Unread {
    observed: bool,
    not_known: bool,
}

impl Unread {
    const NONE: Self = Self { observed: false, not_known: false };
}

/// A request as the tables are asked about it.
pub(crate) struct Inputs<'a, const N: usize, const R: usize, const B: usize> {
    kernel: &'a Kernel<N, R, B>,
    pub(crate) child: &'a Child,
    facts: u32,
    answered: Sets<N>,
    /// The values that stay the same whatever the answers are.
    fixed: u64,
    pub(crate) from_request: FromRequest,
    /// Whether there is a determination, of a category or of none.
    pub(crate) has_determination: bool,
    unread: Unread,
}

/// The answers to what these rules do not ask, and that are no no.
pub(crate) fn unread<'a>(
    rules: &'a RuleSet,
    tool: &'a Indicators,
) -> impl Iterator<Item = (&'a str, Answer)> + use<'a> {
    let signs = tool.answers_by_code().filter(|(code, _)| rules.place_of(code).is_none());
    // One that is answered otherwise here is another question.
    let asks = |code: &str, how: QuestionKind| rules.question(code).is_some_and(|row| row.asks == how);
    let questions = tool.answers_to_questions().filter(move |(code, _)| !asks(code, QuestionKind::Answer));
    let numbers = tool.numbers_given().filter(move |(code, _)| !asks(code, QuestionKind::Number));
    let numbers = numbers.map(|(code, given)| match given.range() {
        Some((_, 0)) => (code, Answer::No),
        Some(_) => (code, Answer::Yes),
        None => (code, Answer::NotKnown),
    });
    signs.chain(questions).chain(numbers).filter(|(_, answer)| *answer != Answer::No)
}

fn sets<const N: usize>(child: &Child, indicators: &Indicators, rules: &RuleSet) -> Sets<N> {
    let [not_known, suspected, yes] = if N == 1 {
        [indicators.not_known, indicators.suspected, indicators.yes].map(Typed::resized)
    } else {
        let answered = indicators.places(&rules.own_codes);
        let [_, not_known, suspected, yes] = rules.layout.derived.fill(child, indicators, answered);
        [not_known, suspected, yes]
    };
    Sets { not_known, suspected, yes }
}

impl<'a, const N: usize, const R: usize, const B: usize> Inputs<'a, N, R, B> {
    pub(crate) fn new(
        kernel: &'a Kernel<N, R, B>,
        rules: &RuleSet,
        child: &'a Child,
        indicators: &'a Indicators,
    ) -> Self {
        if kernel.reads(rules, indicators) {
            return Self::of_read(kernel, rules, child, indicators);
        }
        let unread = || unread(rules, indicators);
        let unread = Unread {
            observed: unread().any(|(_, answer)| answer.protects()),
            not_known: unread().any(|(_, answer)| answer == Answer::NotKnown),
        };
        Self::with_unread(kernel, rules, child, indicators, unread)
    }

    /// Where the rules read every answer.
    #[inline(always)] // Every screening passes it, and what is given then stays in registers.
    pub(crate) fn of_read(
        kernel: &'a Kernel<N, R, B>,
        rules: &RuleSet,
        child: &'a Child,
        indicators: &'a Indicators,
    ) -> Self {
        Self::with_unread(kernel, rules, child, indicators, Unread::NONE)
    }

    #[inline(always)] // What is given then stays in registers.
    fn with_unread(
        kernel: &'a Kernel<N, R, B>,
        rules: &RuleSet,
        child: &'a Child,
        indicators: &'a Indicators,
        unread: Unread,
    ) -> Self {
        let band = |age: u8| {
            #[allow(clippy::indexing_slicing, reason = "there is a band for each number of eight bits")]
            u64::from(kernel.bands[usize::from(age)])
        };
        let (lowest, highest) = child.age_range();
        // What was chosen is packed as the tables ask about it.
        let choices = child.choices_understood().and(indicators.choices);
        let ages = with(with(0, Slot::LOWEST_AGE, band(lowest)), Slot::HIGHEST_AGE, band(highest));
        let fixed = ages | choices.0;
        let [judged, determined, previous] =
            [Choice::Judgement, Choice::Determination, Choice::PreviousCategory]
                .map(|choice| choice.category_of(choices));
        let from_request = FromRequest { judged, determined, previous };
        let has_determination = Choice::Determination.of(choices) != 0;
        let answered = sets(child, indicators, rules);
        let facts = child.facts.or_default(kernel.default_answers);
        Self { kernel, child, facts, answered, fixed, from_request, has_determination, unread }
    }

    /// The answers as given.
    fn answers(&self) -> Answers<N> {
        Answers { facts: self.facts, observed: self.answered.observed(), known: self.answered.yes }
    }

    /// The answers to facts, if every one that is not known or suspected were yes.
    #[inline(always)] // What is given then stays in registers.
    fn possible_facts(&self) -> u32 {
        FactAnswers::possible(self.facts, self.kernel.not_raised)
    }

    /// The flags of the tests that are passed by the answers as given, or as possible.
    #[inline(always)] // What is given then stays in registers.
    fn passed(&self, tests: &Tests<N>, as_possible: bool) -> [u64; N] {
        let sets = &self.answered;
        if as_possible {
            let all = sets.yes.with(sets.open());
            tests.passed(all, all)
        } else {
            tests.passed(sets.observed(), sets.yes)
        }
    }

    /// Asks the first table about the answers as given. The situation lacks what is decided after the
    /// category.
    #[inline(always)] // What is given then stays in registers.
    pub(crate) fn ask_first(&self) -> (Situation<N>, [u64; R]) {
        self.ask_first_about(self.facts, self.passed(&self.kernel.first_tests, false))
    }

    #[inline(always)] // What is given then stays in registers.
    fn ask_first_about(&self, facts: u32, flags: [u64; N]) -> (Situation<N>, [u64; R]) {
        let situation = Situation { values: self.fixed | u64::from(facts), flags };
        (situation, self.kernel.first.rows_that_hold(&situation))
    }

    /// Asks the second table.
    #[inline(always)] // What is given then stays in registers.
    pub(crate) fn ask_second(&self, mut situation: Situation<N>, rows: &[u64; R]) -> [u64; B] {
        join(&mut situation.flags, self.passed(&self.kernel.second_tests, false));
        self.kernel.flag_rows(&mut situation.flags, rows);
        self.kernel.second.rows_that_hold(&situation)
    }

    #[inline(always)]
    pub(crate) fn levels_if(&self, has_categories: bool, mut rows: [u64; R]) -> Levels<R> {
        if has_categories {
            let mut levels = self.kernel.levels(rows, self.from_request);
            // What is observed and cannot be read could be anything.
            if self.unread.observed {
                levels.indicated = Some(Category::Three);
                levels.category = Some(Category::Three);
            }
            levels
        } else {
            rows.iter_mut().zip(&self.kernel.rule_rows).for_each(|(rows, of)| *rows &= !of);
            Levels { rows, indicated: None, category: None }
        }
    }

    fn category_of(&self, rows: [u64; R]) -> Option<Category> {
        self.kernel.levels(rows, self.from_request).category
    }

    fn category_with(&self, Answers { facts, observed, known }: &Answers<N>) -> Option<Category> {
        let flags = self.kernel.first_tests.passed(*observed, *known);
        self.category_of(self.ask_first_about(*facts, flags).1)
    }

    /// The category if every answer that is not known or suspected were yes.
    #[inline(always)] // What is given then stays in registers.
    pub(crate) fn possible(&self) -> Option<Category> {
        if self.unread != Unread::NONE {
            return Some(Category::Three);
        }
        let flags = self.passed(&self.kernel.first_tests, true);
        self.category_of(self.ask_first_about(self.possible_facts(), flags).1)
    }

    /// The category if this fact were answered yes, when it is not known or suspected now.
    pub(crate) fn if_fact(&self, fact: Fact) -> Option<Category> {
        let one = FactAnswers::mask([fact]);
        let open = matches!(FactAnswers::answer(self.facts, fact), Answer::NotKnown | Answer::Suspected);
        if !open || one & self.kernel.not_raised != 0 {
            return None;
        }
        self.category_with(&Answers { facts: self.facts | one, ..self.answers() })
    }

    /// The category if the indicator at this place were answered yes, when it is not known or suspected
    /// now.
    pub(crate) fn if_indicator(&self, rules: &RuleSet, place: Place) -> Option<Category> {
        if !self.answered.open().has(place) {
            return None;
        }
        // A suspicion that lies too far back does not become newer by being confirmed.
        let one = rules.layout.derived.following(place).and(self.answered.open());
        let Answers { facts, observed, known } = self.answers();
        self.category_with(&Answers { facts, observed: observed.with(one), known: known.with(one) })
    }
}

/// A request as the tables are asked about it, whatever their size.
#[allow(clippy::large_enum_variant, reason = "it lives as long as one question to an outcome")]
pub(crate) enum AnyInputs<'a> {
    Small(Inputs<'a, 1, 1, 3>),
    Large(Inputs<'a, WORDS, WORDS, SECOND_WORDS>),
}

/// Does the same with what is given, whatever its size.
macro_rules! with_inputs {
    ($any:expr, $given:ident => $does:expr) => {
        match $any {
            AnyInputs::Small($given) => $does,
            AnyInputs::Large($given) => $does,
        }
    };
}

impl<'a> AnyInputs<'a> {
    pub(crate) fn new(rules: &'a RuleSet, child: &'a Child, indicators: &'a Indicators) -> Self {
        match &*rules.engine {
            Engine::Small(kernel) => Self::Small(Inputs::new(kernel, rules, child, indicators)),
            Engine::Large(kernel) => Self::Large(Inputs::new(kernel, rules, child, indicators)),
        }
    }

    pub(crate) fn if_fact(&self, fact: Fact) -> Option<Category> {
        with_inputs!(self, given => given.if_fact(fact))
    }

    pub(crate) fn if_indicator(&self, rules: &RuleSet, place: Place) -> Option<Category> {
        with_inputs!(self, given => given.if_indicator(rules, place))
    }

    /// The places observed, and those known.
    pub(crate) fn places(&self) -> [Places; 2] {
        with_inputs!(self, given => [given.answered.observed().resized(), given.answered.yes.resized()])
    }

    /// The places answered not known or suspected.
    pub(crate) fn open_places(&self, rules: &RuleSet) -> Places {
        let open: Places = with_inputs!(self, given => given.answered.open().resized());
        open.without(rules.layout.derived.all())
    }

    /// The rows of findings and of prompts that hold, where these values and rows were decided.
    pub(crate) fn later_rows(&self, values: u64, rows: &RowSet<WORDS>) -> [RowSet<WORDS>; 2] {
        with_inputs!(self, given => given.later_rows(values, rows))
    }
}

impl<const N: usize, const R: usize, const B: usize> Inputs<'_, N, R, B> {
    fn later_rows(&self, values: u64, rows: &RowSet<WORDS>) -> [RowSet<WORDS>; 2] {
        let sets = &self.answered;
        let rows = rows.words_of::<R>();
        let situation = self.kernel.complete_situation(values, &rows, &sets.observed(), &sets.yes);
        [&self.kernel.findings, &self.kernel.prompts]
            .map(|table| RowSet::of(&table.rows_that_hold(&situation)))
    }
}
