//! A request as the tables are asked about it.

use super::particulars_apart;
use crate::category::Category;
use crate::child::{Answer, Child, Fact, FactAnswers};
use crate::indicator::{IndicatorSet, Indicators, Places, Typed, WORDS};
use crate::outcome::Outcome;
use crate::rules::RuleSet;
use crate::rules::decision_table::{RowSet, Situation, Slot, with};
use crate::rules::kernel::{Engine, Kernel, Levels, SECOND_WORDS, join};
use crate::rules::waking::{AnswersAre, LAYER_WORDS, Woken};

/// What can be answered differently when asking what is still possible.
#[derive(Clone, Copy)]
pub(crate) struct Answers<const N: usize> {
    facts: u32,
    pub(crate) observed: IndicatorSet<N>,
    pub(crate) known: IndicatorSet<N>,
}

/// Whether something is observed, or not known, that the rules have no indicator for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Unread {
    observed: bool,
    not_known: bool,
}

impl Unread {
    pub(super) const NONE: Self = Self { observed: false, not_known: false };
}

/// A request as the tables are asked about it.
pub(crate) struct Given<'a, const N: usize, const B: usize> {
    kernel: &'a Kernel<N, B>,
    pub(super) rules: &'a RuleSet,
    pub(super) child: &'a Child,
    pub(super) indicators: &'a Indicators,
    pub(super) answers: Answers<N>,
    /// The indicators answered not known, and those suspected.
    not_known: IndicatorSet<N>,
    suspected: IndicatorSet<N>,
    /// The values that stay the same whatever the answers are.
    fixed: u64,
    judged: Option<Category>,
    previous: Option<Category>,
    unread: Unread,
}

impl<'a, const N: usize, const B: usize> Given<'a, N, B> {
    pub(crate) fn new(
        kernel: &'a Kernel<N, B>,
        rules: &'a RuleSet,
        child: &'a Child,
        indicators: &'a Indicators,
    ) -> Self {
        if kernel.reads(rules, indicators) {
            return Self::with_unread(kernel, rules, child, indicators, Unread::NONE);
        }
        let unread = || indicators.answers_by_code().filter(|(code, _)| rules.place_of(code).is_none());
        let unread = Unread {
            observed: unread().any(|(_, answer)| answer.protects()),
            not_known: unread().any(|(_, answer)| answer == Answer::NotKnown),
        };
        Self::with_unread(kernel, rules, child, indicators, unread)
    }

    #[inline(always)]
    pub(super) fn with_unread(
        kernel: &'a Kernel<N, B>,
        rules: &'a RuleSet,
        child: &'a Child,
        indicators: &'a Indicators,
        unread: Unread,
    ) -> Self {
        let band = |age: u8| {
            #[allow(clippy::indexing_slicing, reason = "there is a band for each number of eight bits")]
            u64::from(kernel.bands[usize::from(age)])
        };
        let (lowest, highest) = child.age_range();
        let judged = indicators.judgement.as_ref().map(crate::Judgement::category);
        let fixed = [
            (Slot::LOWEST_AGE, band(lowest)),
            (Slot::HIGHEST_AGE, band(highest)),
            (Slot::JUDGEMENT, Category::bits(judged)),
            (Slot::PREVIOUS, Category::bits(child.previous_category)),
        ];
        let mut fixed = fixed.into_iter().fold(0, |values, (slot, value)| with(values, slot, value));
        if kernel.first_asks_particulars {
            fixed |= particulars_apart(child, indicators);
        }
        let [_, not_known, suspected, yes] = if N == 1 {
            [indicators.no, indicators.not_known, indicators.suspected, indicators.yes].map(Typed::resized)
        } else {
            indicators.places(&rules.own_codes)
        };
        let answers = Answers {
            facts: child.facts.or_left_out(kernel.left_out),
            observed: yes.with(suspected),
            known: yes,
        };
        let previous = child.previous_category;
        Self {
            kernel,
            rules,
            child,
            indicators,
            answers,
            not_known,
            suspected,
            fixed,
            judged,
            previous,
            unread,
        }
    }

    /// Asks the first table about the answers as given.
    #[inline(always)] // So that what is given stays in registers.
    pub(super) fn ask(&self, woken: &mut Woken<N>) -> (Situation<N>, [u64; N]) {
        if N == 1 {
            return self.ask_first(&self.answers);
        }
        let Answers { observed, known, .. } = &self.answers;
        self.kernel.waking.wake(observed, known, &observed.with(self.not_known), woken);
        let rows = self.rows_awake(woken, AnswersAre::Given, &self.answers);
        (Situation { values: self.values(&self.answers), flags: [0; N] }, rows)
    }

    fn values(&self, answers: &Answers<N>) -> u64 {
        self.fixed | u64::from(answers.facts)
    }

    /// Asks every row of the first table. The situation lacks what is decided after the category.
    #[inline(always)] // As above.
    fn ask_first(&self, answers: &Answers<N>) -> (Situation<N>, [u64; N]) {
        let flags = self.kernel.first_tests.passed(answers.observed, answers.known);
        let situation = Situation { values: self.values(answers), flags };
        let rows = self.kernel.first.rows_that_hold(&situation);
        (situation, rows)
    }

    /// Of the rows of the first table that these answers woke, those that hold.
    fn rows_awake(&self, woken: &Woken<N>, which: AnswersAre, answers: &Answers<N>) -> [u64; N] {
        match self.kernel.waking.awake(woken, 0, which) {
            Some(mut rows) => {
                self.kernel.first.keep_allowed(&mut rows, self.values(answers));
                rows
            }
            None => self.ask_first(answers).1,
        }
    }

    /// Asks the second table: where the set is not small, of the rows that the answers and the rows of the
    /// first table woke.
    #[inline(always)] // As above.
    pub(super) fn ask_second(
        &self,
        mut situation: Situation<N>,
        rows: &[u64; N],
        woken: &mut Woken<N>,
    ) -> [u64; B] {
        let Answers { observed, known, .. } = self.answers;
        if N != 1 {
            self.kernel.waking.wake_by_rows(rows, woken);
            if let Some(mut pathway) = self.kernel.waking.awake(woken, 1, AnswersAre::Given) {
                self.kernel.second.keep_allowed(&mut pathway, situation.values);
                return pathway;
            }
            situation.flags = self.kernel.first_tests.passed(observed, known);
        }
        join(&mut situation.flags, self.kernel.second_tests.passed(observed, known));
        self.kernel.flag_rows(&mut situation.flags, rows);
        self.kernel.second.rows_that_hold(&situation)
    }

    #[inline(always)]
    pub(super) fn levels_if(&self, has_categories: bool, mut rows: [u64; N]) -> Levels<N> {
        if has_categories {
            let mut levels = self.kernel.levels(rows, self.judged, self.previous);
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

    fn category_with(&self, answers: &Answers<N>) -> Option<Category> {
        let rows = if N == 1 {
            self.ask_first(answers).1
        } else {
            let Answers { observed, known, .. } = answers;
            let mut woken = [[[0; 2]; N]; LAYER_WORDS];
            self.kernel.waking.wake(observed, known, observed, &mut woken);
            self.rows_awake(&woken, AnswersAre::Given, answers)
        };
        self.kernel.levels(rows, self.judged, self.previous).category
    }

    /// The category if every answer that is not known or suspected were yes. What that wakes may be known.
    #[inline(always)] // As above.
    pub(super) fn possible(&self, woken: &Woken<N>) -> Option<Category> {
        let Answers { facts, observed, .. } = self.answers;
        if self.unread != Unread::NONE {
            return Some(Category::Three);
        }
        let steady = self.kernel.steady;
        let observed = observed.with(self.not_known);
        let facts = FactAnswers::raised(facts) & !steady | facts & steady;
        let answers = Answers { facts, observed, known: observed };
        if N == 1 {
            return self.category_with(&answers);
        }
        let rows = self.rows_awake(woken, AnswersAre::Possible, &answers);
        self.kernel.levels(rows, self.judged, self.previous).category
    }

    /// The category if this fact were answered yes, when it is not known or suspected now.
    pub(crate) fn if_fact(&self, fact: Fact) -> Option<Category> {
        let one = FactAnswers::mask([fact]);
        let open =
            matches!(FactAnswers::answer(self.answers.facts, fact), Answer::NotKnown | Answer::Suspected);
        if !open || one & self.kernel.steady != 0 {
            return None;
        }
        self.category_with(&Answers { facts: self.answers.facts | one, ..self.answers })
    }

    /// The category if the indicator at this place were answered yes, when it is not known or suspected
    /// now.
    pub(crate) fn if_indicator(&self, place: usize) -> Option<Category> {
        if !self.not_known.with(self.suspected).has(place) {
            return None;
        }
        let one = IndicatorSet::at(place);
        let Answers { facts, observed, known } = self.answers;
        self.category_with(&Answers { facts, observed: observed.with(one), known: known.with(one) })
    }
}

/// A request as the tables are asked about it, whatever their size.
#[allow(clippy::large_enum_variant, reason = "it lives as long as one question to an outcome")]
pub(crate) enum AnyGiven<'a> {
    One(Given<'a, 1, 2>),
    Two(Given<'a, 2, 4>),
    Four(Given<'a, 4, 8>),
    Eight(Given<'a, 8, 16>),
    Sixteen(Given<'a, WORDS, SECOND_WORDS>),
}

/// Does the same with what is given, whatever its size.
macro_rules! with_given {
    ($any:expr, $given:ident => $does:expr) => {
        match $any {
            AnyGiven::One($given) => $does,
            AnyGiven::Two($given) => $does,
            AnyGiven::Four($given) => $does,
            AnyGiven::Eight($given) => $does,
            AnyGiven::Sixteen($given) => $does,
        }
    };
}

impl<'a> AnyGiven<'a> {
    pub(crate) fn new(rules: &'a RuleSet, child: &'a Child, indicators: &'a Indicators) -> Self {
        match &rules.engine {
            Engine::One(kernel) => Self::One(Given::new(kernel, rules, child, indicators)),
            Engine::Two(kernel) => Self::Two(Given::new(kernel, rules, child, indicators)),
            Engine::Four(kernel) => Self::Four(Given::new(kernel, rules, child, indicators)),
            Engine::Eight(kernel) => Self::Eight(Given::new(kernel, rules, child, indicators)),
            Engine::Sixteen(kernel) => Self::Sixteen(Given::new(kernel, rules, child, indicators)),
        }
    }

    pub(crate) fn if_fact(&self, fact: Fact) -> Option<Category> {
        with_given!(self, given => given.if_fact(fact))
    }

    pub(crate) fn if_indicator(&self, place: usize) -> Option<Category> {
        with_given!(self, given => given.if_indicator(place))
    }

    /// The places observed, and those known.
    pub(crate) fn places(&self) -> [Places; 2] {
        with_given!(self, given => [given.answers.observed.resized(), given.answers.known.resized()])
    }

    /// The places answered not known or suspected.
    pub(crate) fn open_places(&self) -> Places {
        with_given!(self, given => given.not_known.with(given.suspected).resized())
    }

    /// The rows of findings and of prompts that hold.
    pub(crate) fn later_rows(&self, outcome: &Outcome<'_>) -> [RowSet<WORDS>; 2] {
        with_given!(self, given => given.later_rows(outcome))
    }
}

impl<const N: usize, const B: usize> Given<'_, N, B> {
    fn later_rows(&self, outcome: &Outcome<'_>) -> [RowSet<WORDS>; 2] {
        let Answers { observed, known, .. } = &self.answers;
        let situation =
            self.kernel.complete_situation(outcome.values, &outcome.rows.words_of::<N>(), observed, known);
        [&self.kernel.findings, &self.kernel.prompts]
            .map(|table| RowSet::of(&table.rows_that_hold(&situation)))
    }
}
