//! The screening: a child and a completed tool go in, and pass the tables once.
//!
//! Category first, then pathway. What the tables answer is kept as they answered it, so an outcome
//! explains itself from the rows that decided it.

use crate::category::Category;
use crate::child::{Answer, Child, Fact, Facts};
use crate::indicator::{CompletedBy, Indicator, IndicatorSet, Indicators};
use crate::outcome::Outcome;
use crate::pathway::Scope;
use crate::rules::RuleSet;
use crate::rules::compiled::Compiled;
use crate::rules::condition::CategoryChange;
use crate::rules::decision_table::{Situation, Slot};

/// Screens a child by the built-in rules.
///
/// ```
/// use cse_screening::{Answer, Category, Child, Fact, Indicator, Indicators, screen};
///
/// let child = Child::aged(12)?.fact(Fact::LearningDisability, Answer::No);
/// let tool = Indicators::new().observed(Indicator::PoorSelfImage);
/// let outcome = screen(&child, &tool);
/// assert_eq!(outcome.category(), Some(Category::Two));
/// # Ok::<(), cse_screening::AgeError>(())
/// ```
#[must_use]
pub fn screen<'a>(child: &'a Child, indicators: &'a Indicators) -> Outcome<'a> {
    RuleSet::coventry().screen(child, indicators)
}

impl RuleSet {
    /// Screens a child by these rules.
    ///
    /// There is no error: whatever can be said of a child can be screened. Nothing is allocated.
    #[must_use]
    pub fn screen<'a>(&'a self, child: &'a Child, indicators: &'a Indicators) -> Outcome<'a> {
        let given = Given::new(self, child, indicators);
        let (mut situation, rows) = given.ask_first(&given.answers);
        let compiled = &self.compiled;

        let (scope, has_categories) = compiled.scope(rows);
        let levels = given.levels_if(has_categories, rows);
        // No answer lowers, and nothing is above Category 3, so there it need not be asked.
        let possible = match levels.category {
            Some(Category::Three) => levels.category,
            _ if has_categories => given.possible(),
            _ => None,
        };

        let category = levels.category;
        let change = match (category, child.previous_category) {
            (_, None) => 0,
            (category, previous) if category > previous => CategoryChange::Raised.bits(),
            (category, previous) if category == previous => CategoryChange::Same.bits(),
            _ => CategoryChange::Lowered.bits(),
        };
        let case_open = match child.case {
            Some(case) => case == crate::Case::Open,
            None => rows & compiled.case_open != 0,
        };
        let judged = indicators.judgement.as_ref().map(crate::Judgement::category);
        let below = judged.is_some() && judged < levels.indicated;
        situation = situation
            .with(Slot::SCOPE, scope as u64)
            .with(Slot::CATEGORY, Category::bits(category))
            .with(Slot::CASE, u64::from(case_open))
            .with(Slot::POSSIBLE_ABOVE, u64::from(possible > category))
            .with(Slot::CHANGE, change)
            .with(Slot::JUDGEMENT_BELOW, u64::from(below));
        situation.flags |= compiled.second_tests.passed(given.answers.observed, given.answers.known);
        for (at, set_by) in &compiled.first_flags {
            situation.flags |= u64::from(levels.rows & set_by != 0) << at;
        }
        let [low, high] = compiled.second.rows_that_hold(&situation);

        Outcome {
            rules: self,
            child,
            indicators,
            reference: None,
            scope,
            indicated: levels.indicated,
            category,
            possible,
            case_open,
            situation,
            rows: levels.rows,
            pathway: u128::from(high) << 64 | u128::from(low),
        }
    }

    /// The category alone, for who needs no more. The same decision as that of [`RuleSet::screen`].
    #[must_use]
    pub fn category(&self, child: &Child, indicators: &Indicators) -> Option<Category> {
        let given = Given::new(self, child, indicators);
        let (_, rows) = given.ask_first(&given.answers);
        let (_, has_categories) = self.compiled.scope(rows);
        given.levels_if(has_categories, rows).category
    }
}

/// What can be answered differently when asking what is still possible.
#[derive(Clone, Copy)]
pub(crate) struct Answers {
    facts: u32,
    observed: IndicatorSet,
    known: IndicatorSet,
}

/// A request as the tables are asked about it.
pub(crate) struct Given<'a> {
    compiled: &'a Compiled,
    indicators: &'a Indicators,
    answers: Answers,
    /// All that stays the same whatever the answers are.
    fixed: Situation,
    judged: Option<Category>,
    previous: Option<Category>,
}

/// What the category rules gave.
pub(crate) struct Levels {
    /// The rows of the first table that hold, less those of rules that did not fire.
    pub(crate) rows: u64,
    pub(crate) indicated: Option<Category>,
    pub(crate) category: Option<Category>,
}

impl<'a> Given<'a> {
    pub(crate) fn new(rules: &'a RuleSet, child: &Child, indicators: &'a Indicators) -> Self {
        let compiled = &rules.compiled;
        let band = |age: u8| compiled.bands.get(usize::from(age)).map_or(0, |band| u64::from(*band));
        let (lowest, highest) = child.age_range();
        let judged = indicators.judgement.as_ref().map(crate::Judgement::category);
        let completed_by = indicators.completed_by.unwrap_or(CompletedBy::OtherProfessional);
        let one_up = |code: Option<u8>| code.map_or(0, |code| 1 + u64::from(code));
        let fixed = Situation::default()
            .with(Slot::LOWEST_AGE, band(lowest))
            .with(Slot::HIGHEST_AGE, band(highest))
            .with(Slot::CASE_GIVEN, one_up(child.case.map(|case| case as u8)))
            .with(Slot::COMPLETED_BY, completed_by as u64)
            .with(Slot::PLACEMENT, one_up(child.placement.map(|placement| placement as u8)))
            .with(Slot::LEGAL_STATUS, one_up(child.legal_status.map(|status| status as u8)))
            .with(Slot::JUDGEMENT, Category::bits(judged))
            .with(Slot::PREVIOUS, Category::bits(child.previous_category));
        let answers = Answers {
            facts: child.facts.or_left_out(compiled.left_out),
            observed: indicators.yes.with(indicators.suspected),
            known: indicators.yes,
        };
        Self { compiled, indicators, answers, fixed, judged, previous: child.previous_category }
    }

    /// Asks the first table. The situation lacks what is decided after the category.
    fn ask_first(&self, answers: &Answers) -> (Situation, u64) {
        let situation = Situation {
            values: self.fixed.values | u64::from(answers.facts),
            flags: self.compiled.first_tests.passed(answers.observed, answers.known),
        };
        let [rows] = self.compiled.first.rows_that_hold(&situation);
        (situation, rows)
    }

    fn levels_if(&self, has_categories: bool, rows: u64) -> Levels {
        if has_categories {
            self.compiled.levels(rows, self.judged, self.previous)
        } else {
            Levels { rows: rows & !self.compiled.rule_rows, indicated: None, category: None }
        }
    }

    fn category_with(&self, answers: &Answers) -> Option<Category> {
        let (_, rows) = self.ask_first(answers);
        self.compiled.levels(rows, self.judged, self.previous).category
    }

    /// The category if every answer that is not known or suspected were yes.
    fn possible(&self) -> Option<Category> {
        let Answers { facts, observed, .. } = self.answers;
        let steady = self.compiled.steady;
        let observed = observed.with(self.indicators.not_known);
        self.category_with(&Answers {
            facts: Facts::raised(facts) & !steady | facts & steady,
            observed,
            known: observed,
        })
    }

    /// The category if this fact were answered yes, when it is not known or suspected now.
    pub(crate) fn if_fact(&self, fact: Fact) -> Option<Category> {
        let one = Facts::mask([fact]);
        let open = matches!(Facts::answer(self.answers.facts, fact), Answer::NotKnown | Answer::Suspected);
        if !open || one & self.compiled.steady != 0 {
            return None;
        }
        self.category_with(&Answers { facts: self.answers.facts | one, ..self.answers })
    }

    /// The category if this indicator were answered yes, when it is not known or suspected now.
    pub(crate) fn if_indicator(&self, indicator: Indicator) -> Option<Category> {
        let one = IndicatorSet::of(indicator);
        if self.indicators.not_known.with(self.indicators.suspected).and(one).is_empty() {
            return None;
        }
        let Answers { facts, observed, known } = self.answers;
        self.category_with(&Answers { facts, observed: observed.with(one), known: known.with(one) })
    }
}

impl Compiled {
    /// The scope, and whether categories are given in it. Whoever no row places is a child.
    fn scope(&self, rows: u64) -> (Scope, bool) {
        let found = self.scopes.iter().find(|(set_by, ..)| rows & set_by != 0);
        found.map_or((Scope::Child, true), |(_, scope, has_categories)| (*scope, *has_categories))
    }

    /// The levels that the category rules give. Without branches on what a request holds: they could
    /// not be foretold, and would cost more than the arithmetic.
    fn levels(&self, mut rows: u64, judged: Option<Category>, previous: Option<Category>) -> Levels {
        let only_if = |holds: bool, of: u64| !of | u64::from(holds).wrapping_neg();
        for (own, earlier) in &self.builds_on {
            rows &= only_if(rows & earlier != 0, *own);
        }
        let [one, two, three] = self.fixed.map(|giving| u64::from(rows & giving != 0));
        let indicated = one.max(2 * two).max(3 * three);
        let mut category = indicated;
        for (own, is_previous) in &self.from_request {
            let level = Category::bits(if *is_previous { previous } else { judged });
            let fires = rows & own != 0 && level > category;
            rows &= only_if(fires, *own);
            category = if fires { level } else { category };
        }
        Levels {
            rows,
            indicated: Category::from_number(indicated),
            category: Category::from_number(category),
        }
    }
}
