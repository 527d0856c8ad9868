//! A whole caseload in columns, for hosts that keep their data so: 512 requests are screened side by side,
//! a bit of a machine word for each.
//!
//! What is evaluated are the formulas that the proofs of a rule set are about, made from the same compiled
//! rows that screen one request. So there is no second reading of the rules here.

mod answers;
mod buffer;
mod choices;
mod levels;
mod own;
mod planes;
mod program;

pub use crate::columns::answers::{AnswersBuf, Asked, OwnAsked};
pub use crate::columns::buffer::ColumnsBuf;
pub use crate::columns::choices::ChoiceColumns;
pub use crate::columns::levels::Levels;
pub use crate::columns::own::OwnColumns;
use crate::columns::planes::{Block, GROUP, LANES, Plane, transpose};
use crate::columns::program::Program;
use crate::compiled::RuleSet;
use crate::formula::{Decision, InputOf};
use crate::numbered::Numbered;
use crate::tables::CategoryRule;
use crate::vocabulary::child::{FactAnswers, OLDEST};
use crate::vocabulary::counted;
use crate::vocabulary::indicator::Indicator;
use crate::vocabulary::question::Choice;
use std::fmt;

/// Requests in columns: one entry for each request in every column.
///
/// [`ColumnsBuf`] makes them from children and tools, [`AnswersBuf`] from a long table.
#[derive(Clone, Copy, Default)]
pub struct Columns<'a> {
    /// The indicators answered yes: for each, the bit `1 << indicator as u64`.
    pub yes: &'a [u64],
    /// The indicators suspected, in the same way. One that is in both counts as answered yes.
    pub suspected: &'a [u64],
    /// The answers to the facts.
    pub facts: &'a [FactAnswers],
    /// The lowest age that the child may have, in whole years; 0 when it is not known.
    pub lowest_age: &'a [u8],
    /// The highest, which is 120 when it is not known.
    pub highest_age: &'a [u8],
    /// The answers to the other questions: placement, legal status, previous category, determination, and so on.
    pub choices: ChoiceColumns<'a>,
    /// What the rules ask of their own. The default, where they do not.
    pub own: OwnColumns<'a>,
}

/// What is decided of each request. Slices as long as the columns.
pub struct Decisions<'a> {
    /// The category as a number; 0 for none, which never means that there is no risk.
    pub category: &'a mut [u8],
    /// The rules that fired: [`ColumnRules::rules_of`] names them.
    pub reasons: &'a mut [u64],
}

/// Columns that cannot be screened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnsError {
    /// A column is not as long as the others.
    #[error("the column `{column}` has {}, and `yes` has {expected}", counted(*found, "entry", "entries"))]
    Length {
        /// The column.
        column: &'static str,
        /// How many entries it has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// A column that the rules ask for is not there.
    #[error(
        "the column `{column}` is missing, and the rules ask for it; where nobody was asked, an entry is 0"
    )]
    Missing {
        /// The column.
        column: &'static str,
    },
    /// A value that no request can have. It is not repeated here.
    #[error("the column `{column}`, entry {at}: a value that is not allowed; allowed: {allowed}")]
    Value {
        /// The column.
        column: &'static str,
        /// The entry, from 0.
        at: usize,
        /// What is allowed.
        allowed: &'static str,
    },
    /// There is no request at this place.
    #[error("there is no entry {at}: there are {count}")]
    NoRequest {
        /// The place, from 0.
        at: usize,
        /// How many requests there are.
        count: usize,
    },
    /// A tool has an answer to an indicator or a question that the rules do not have.
    #[error("an answer is to an indicator or a question that these rules do not have")]
    NotAsked,
    /// Answers to what one rule set asks of its own are no answers to what another does.
    #[error(
        "these are answers to what other rules ask of their own; allowed: those made for these very rules"
    )]
    OtherRules,
    /// The rules ask more than columns hold.
    #[error("these rules cannot screen columns: {0}")]
    Rules(&'static str),
}

/// A rule set made ready to screen columns. It has its rules, so threads may share it and a host may keep it.
///
/// ```
/// use cse_screening::{Child, ColumnsBuf, Decisions, Indicator, Indicators, RuleSet};
///
/// let rules = RuleSet::coventry().for_columns()?;
/// let mut caseload = ColumnsBuf::of(&rules);
/// caseload.push(&Child::aged(12)?, &Indicators::new().observed(Indicator::PoorSelfImage))?;
/// caseload.push(&Child::aged(15)?, &Indicators::new())?;
///
/// let (mut category, mut reasons) = ([0; 2], [0; 2]);
/// rules.screen(&caseload.columns(), &mut Decisions { category: &mut category, reasons: &mut reasons })?;
/// assert_eq!(category, [2, 0]);
/// let fired: Vec<_> = rules.rules_of(reasons[0]).map(|rule| &*rule.id).collect();
/// assert_eq!(fired, ["listed-indicator", "under-13"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ColumnRules {
    rules: RuleSet,
    program: Program,
    /// Whether categories are given, and the scope as a number of two bits.
    scopes: Program,
    /// How many levels rules give: so many bits has a reason, and the category comes after them.
    levels: usize,
}

/// So many requests are taken at once.
const REQUESTS: usize = GROUP * LANES;

/// The reasons and the category of one request stand in one word.
const MOST_LEVELS: usize = 62;

impl RuleSet {
    /// These rules, made ready to screen whole caseloads in columns, which takes a while and is done once.
    ///
    /// # Errors
    /// [`ColumnsError::Rules`] for so many rules that a word cannot hold which of them fired, and for those that take too much room.
    pub fn for_columns(&self) -> Result<ColumnRules, ColumnsError> {
        let decision = Decision::of(self);
        let levels = decision.fired.values().len();
        if levels > MOST_LEVELS {
            return Err(ColumnsError::Rules("they give more levels than a word has room for"));
        }
        let too_much = ColumnsError::Rules("what they count takes too much room");
        if decision.is_spent {
            return Err(too_much);
        }
        let [one, two, three] = decision.category;
        let mut graph = decision.graph;
        let not_two = graph.and(one, !two);
        let low = graph.or(not_two, three);
        let outputs: Vec<_> = decision.fired.iter().copied().chain([low, two]).collect();
        let [low, high] = decision.scope;
        let scopes = Program::of(&graph, &decision.inputs, &[decision.has_categories, low, high]);
        let program = Program::of(&graph, &decision.inputs, &outputs);
        let (program, scopes) = program.zip(scopes).ok_or(too_much)?;
        Ok(ColumnRules { rules: self.clone(), program, scopes, levels })
    }
}

impl ColumnRules {
    /// Screens every request, to the category and the rules that fired: the same as [`RuleSet::screen`]
    /// says of each. One buffer of a few pages is allocated, however many requests there are.
    ///
    /// # Errors
    /// [`ColumnsError`] for a column that is missing, for columns of different lengths, and for values that no
    /// request can have. Then nothing is decided: what `into` holds is as it was.
    pub fn screen(&self, requests: &Columns<'_>, into: &mut Decisions<'_>) -> Result<(), ColumnsError> {
        self.check(requests, into)?;
        self.run(requests, into);
        Ok(())
    }

    /// The rules.
    #[must_use]
    pub const fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Screens columns that were checked.
    fn run(&self, requests: &Columns<'_>, into: &mut Decisions<'_>) {
        let mut planes = self.program.planes();
        let mut block = Block::new(requests, &self.rules);
        let categories = into.category.chunks_mut(REQUESTS);
        for (at, (category, reasons)) in categories.zip(into.reasons.chunks_mut(REQUESTS)).enumerate() {
            block.take(at * REQUESTS);
            self.program.run(&block, &mut planes);
            let groups = category.chunks_mut(GROUP).zip(reasons.chunks_mut(GROUP));
            for (lane, (category, reasons)) in groups.enumerate() {
                // Less work where fewer rules are: not all of the sixty-four bits are turned.
                match self.levels + 2 {
                    0..=16 => self.put::<16>(&planes, lane, category, reasons),
                    17..=32 => self.put::<32>(&planes, lane, category, reasons),
                    _ => self.put::<64>(&planes, lane, category, reasons),
                }
            }
        }
    }

    /// Turns the planes of what was decided of 64 requests to a word for each.
    fn put<const BITS: usize>(
        &self,
        planes: &[Plane],
        lane: usize,
        category: &mut [u8],
        reasons: &mut [u64],
    ) {
        let mut words = [0; BITS];
        words.iter_mut().zip(self.program.outputs(planes, lane)).for_each(|(to, word)| *to = word);
        transpose(&mut words);
        let fired = (1 << self.levels) - 1;
        let parts = category.chunks_mut(BITS).zip(reasons.chunks_mut(BITS));
        for (part, (category, reasons)) in parts.enumerate() {
            // Each in its own loop, which the compiler makes wide.
            for (reasons, word) in reasons.iter_mut().zip(&words) {
                *reasons = word >> (BITS * part) & fired;
            }
            for (category, word) in category.iter_mut().zip(&words) {
                *category = (word >> (BITS * part + self.levels) & 3) as u8;
            }
        }
    }

    /// The rules of the bits that are set in reasons, in the order of the table. A rule that gives each
    /// indicator its listed category comes once for each category.
    pub fn rules_of(&self, reasons: u64) -> impl Iterator<Item = &CategoryRule> {
        let rules = &self.rules;
        let fired = rules.layout.rules.iter().enumerate().filter(move |(at, _)| reasons >> at & 1 == 1);
        fired.map(|(_, rule)| rules.tables().category_rules.at(rule.row))
    }

    /// Whether the rules ask for the answer to a choice.
    fn asks(&self, choice: Choice) -> bool {
        self.program.inputs().any(|asked| matches!(asked, InputOf::Choice(one, _) if one == choice))
    }

    fn check(&self, requests: &Columns<'_>, into: &Decisions<'_>) -> Result<(), ColumnsError> {
        let Columns { yes, suspected, facts, lowest_age, highest_age, choices, own } = requests;
        let expected = yes.len();
        if !own.is_for(&self.rules) {
            return Err(ColumnsError::OtherRules);
        }
        let lengths = [
            ("suspected", suspected.len()),
            ("facts", facts.len()),
            ("lowest_age", lowest_age.len()),
            ("highest_age", highest_age.len()),
            ("category", into.category.len()),
            ("reasons", into.reasons.len()),
            ("own", own.len().unwrap_or(expected)),
        ];
        let given = || choices.each().filter(|(choice, column)| !column.is_empty() || self.asks(*choice));
        let of_choices = given().map(|(choice, column)| (choice.code(), column.len()));
        let mut missing = given().filter(|(_, column)| column.is_empty() && expected > 0);
        if let Some((choice, _)) = missing.next() {
            return Err(ColumnsError::Missing { column: choice.code() });
        }
        for (column, found) in lengths.into_iter().chain(of_choices) {
            if found != expected {
                return Err(ColumnsError::Length { column, found, expected });
            }
        }
        let typed = Indicator::ALL.len();
        let beyond = |word: &u64| word >> typed != 0;
        all(yes, "yes", "the 56 lowest bits", beyond)?;
        all(suspected, "suspected", "the 56 lowest bits", beyond)?;
        all(highest_age, "highest_age", "0 to 120 years", |age| *age > OLDEST)?;
        for (choice, column) in given() {
            let count = choice.count();
            all(column, choice.code(), up_to(count), |number| *number > count)?;
        }
        let reversed = |(lowest, highest): (&u8, &u8)| lowest > highest;
        let ages = || lowest_age.iter().zip(*highest_age);
        if !ages().fold(false, |any, ages| any | reversed(ages)) {
            return Ok(());
        }
        let at = ages().position(reversed).unwrap_or(0);
        Err(ColumnsError::Value { column: "lowest_age", at, allowed: "not above the highest age" })
    }
}

/// The numbers that are allowed for a choice of so many values.
const fn up_to(count: u8) -> &'static str {
    match count {
        ..=1 => "0 and 1",
        2 => "0 to 2",
        3 => "0 to 3",
        4 => "0 to 4",
        5 => "0 to 5",
        6 => "0 to 6",
        // No choice has more: see `Number`.
        _ => "0 to 7",
    }
}

/// Names the rules.
impl fmt::Debug for ColumnRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ColumnRules").field("rules", &self.rules).finish_non_exhaustive()
    }
}

/// Refuses the first value that is wrong.
fn all<T>(
    column: &[T],
    name: &'static str,
    allowed: &'static str,
    wrong: impl Fn(&T) -> bool,
) -> Result<(), ColumnsError> {
    // Most columns are right: so they are looked through without a way out, which the compiler makes wide.
    if !column.iter().fold(false, |any, value| any | wrong(value)) {
        return Ok(());
    }
    let at = column.iter().position(wrong).unwrap_or(0);
    Err(ColumnsError::Value { column: name, at, allowed })
}
