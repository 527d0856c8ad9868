//! A rule set compiled for screening.
//!
//! There are two decision tables. The first is asked before the category is known: scope, case,
//! definitions and category rules. The second is asked after: plan hosts and steps. Findings and
//! prompts have tables of their own, asked only when wanted.

use super::condition::Condition;
use super::decision_table::{Cells, DecisionTable, Slot};
use super::tables::{Level, LevelFrom, Tables};
use super::terms::{Causes, Flag, Term, TermBuilder, Test};
use super::{Fault, RulesError};
use crate::category::Category;
use crate::child::{Facts, OLDEST};
use crate::indicator::IndicatorSet;
use crate::pathway::Scope;

/// One level that a category rule can give: the rule once, or once per category where the level is
/// the category in which an indicator is listed.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// Its place in the table of category rules.
    pub(crate) row: usize,
    pub(crate) level: RuleLevel,
    /// Its rows in the first table.
    pub(crate) terms: u64,
    /// The indicators it may name as causes.
    pub(crate) of: u64,
    /// Fires only if one of these rows of earlier rules holds: those that give at least the level asked for.
    pub(crate) earlier: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RuleLevel {
    Fixed(Category),
    Judged,
    Previous,
}

#[derive(Debug)]
pub(crate) struct Compiled {
    /// The answers to facts that were left out.
    pub(crate) left_out: u32,
    /// The facts whose answers stay as they are when asking what is possible.
    pub(crate) steady: u32,
    /// For each age, how many of the ages that rows ask about it has reached.
    pub(crate) bands: [u8; OLDEST as usize + 1],

    /// The tests of the first table, those that the second adds, and those for findings and prompts.
    pub(crate) first_tests: Tests,
    pub(crate) second_tests: Tests,
    pub(crate) later_tests: Tests,
    /// The rows of the first table that make each definition hold.
    pub(crate) definitions: Vec<u64>,
    /// The flags of definitions and of fired rules: where each stands, and the rows of the first table
    /// that set it.
    pub(crate) first_flags: Vec<(u32, u64)>,

    pub(crate) first: DecisionTable<1>,
    pub(crate) causes: Vec<Causes>,
    /// Scopes in order: the rows of the first table, the scope, and whether it has categories.
    pub(crate) scopes: Vec<(u64, Scope, bool)>,
    pub(crate) case_open: u64,
    pub(crate) rules: Vec<Rule>,
    /// Of the rules that build on earlier ones, in order: their rows, and the rows of which one must hold.
    pub(crate) builds_on: Vec<(u64, u64)>,
    /// Of the rules whose level is in the request, in order: their rows, and whether it is the previous
    /// category and not the one judged.
    pub(crate) from_request: Vec<(u64, bool)>,
    /// The rows of the first table that give Category 1, 2 and 3 by themselves.
    pub(crate) fixed: [u64; 3],
    /// The rows of the first table that belong to category rules.
    pub(crate) rule_rows: u64,

    pub(crate) second: DecisionTable<2>,
    /// The rows of the second table that are plan hosts.
    pub(crate) plan_rows: u128,
    /// For each row of the second table, its place in the table of plan hosts or of steps.
    pub(crate) owners: Vec<usize>,
    pub(crate) deadlines: Vec<Option<u16>>,

    pub(crate) findings: DecisionTable<1>,
    pub(crate) finding_owners: Vec<usize>,
    pub(crate) prompts: DecisionTable<1>,
    pub(crate) prompt_owners: Vec<usize>,
}

/// Tests on the indicators: those for one of a set apart from those that count.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tests {
    /// Where each flag stands, and the set of which one must be observed.
    any: Vec<(u32, u64)>,
    any_known: Vec<(u32, u64)>,
    counts: Vec<(u32, Test)>,
}

impl Tests {
    fn of(flags: &[Flag], range: std::ops::Range<usize>) -> Self {
        let mut tests = Self::default();
        for (index, flag) in flags.iter().enumerate().take(range.end).skip(range.start) {
            let Flag::Test(test) = flag else { continue };
            let at = Slot::flag(u8::try_from(index).unwrap_or(u8::MAX)).offset();
            match test {
                Test { at_least: 1, known: false, of } => tests.any.push((at, *of)),
                Test { at_least: 1, known: true, of } => tests.any_known.push((at, *of)),
                test => tests.counts.push((at, *test)),
            }
        }
        tests
    }

    /// The flags of the tests that these indicators pass.
    pub(crate) fn passed(&self, observed: IndicatorSet, known: IndicatorSet) -> u64 {
        let mut flags = 0;
        for (at, of) in &self.any {
            flags |= u64::from(observed.0 & of != 0) << at;
        }
        for (at, of) in &self.any_known {
            flags |= u64::from(known.0 & of != 0) << at;
        }
        for (at, test) in &self.counts {
            let among = if test.known { known } else { observed };
            flags |= u64::from((among.0 & test.of).count_ones() >= test.at_least) << at;
        }
        flags
    }
}

/// Rows collected for a decision table.
#[derive(Default)]
struct Rows {
    cells: Vec<Cells>,
    causes: Vec<Causes>,
    owners: Vec<usize>,
}

impl Rows {
    /// Adds the terms of one row, and says which places they took.
    fn add(&mut self, owner: usize, terms: Vec<Term>) -> u128 {
        let mut places = 0;
        for term in terms {
            // Beyond the last place the table is refused; see `table`.
            places |= 1_u128.checked_shl(u32::try_from(self.cells.len()).unwrap_or(u32::MAX)).unwrap_or(0);
            self.cells.push(term.cells);
            self.causes.push(term.causes);
            self.owners.push(owner);
        }
        places
    }

    fn table<const W: usize>(&self, name: &'static str) -> Result<DecisionTable<W>, Fault> {
        let most = DecisionTable::<W>::CAPACITY;
        if self.cells.len() > most {
            let problem = format!("{} ways to hold in all; allowed: {most}", self.cells.len());
            return Err(Fault::new(name, "", problem));
        }
        Ok(DecisionTable::new(&self.cells))
    }
}

/// The low 64 places.
fn narrow(places: u128) -> u64 {
    u64::try_from(places & u128::from(u64::MAX)).unwrap_or(0)
}

impl Compiled {
    #[allow(clippy::too_many_lines, reason = "one block for each table, in the order of evaluation")]
    pub(crate) fn new(tables: &Tables) -> Result<Self, RulesError> {
        let mut faults = Vec::new();
        let mut builder = TermBuilder::new(tables).map_err(|problem| Fault::new("manifest", "", problem))?;
        let mut first = Rows::default();

        let mut scopes = Vec::new();
        for (at, row) in tables.scopes.iter().enumerate() {
            let terms = ways(&mut faults, "scopes", row.scope.code(), builder.all_of(&row.when));
            scopes.push((narrow(first.add(at, terms)), row.scope, row.categories));
        }
        let terms = ways(&mut faults, "case", "case", builder.all_of(&tables.case.open_when_left_out));
        let case_open = narrow(first.add(0, terms));
        let mut definitions = Vec::new();
        for (at, row) in tables.definitions.iter().enumerate() {
            let terms = ways(&mut faults, "definitions", &row.id, builder.all_of(&row.when));
            definitions.push(narrow(first.add(at, terms)));
        }
        let rules = category_rules(tables, &mut builder, &mut first, &mut faults);
        let first_flag_count = builder.flags.len();

        builder.after_category = true;
        let mut second = Rows::default();
        let mut plan_rows = 0;
        for (at, row) in tables.plan_hosts.iter().enumerate() {
            let terms = ways(&mut faults, "plan_hosts", &row.id, builder.all_of(&row.when));
            plan_rows |= second.add(at, terms);
        }
        let mut deadlines = Vec::new();
        for (at, row) in tables.steps.iter().enumerate() {
            let terms = ways(&mut faults, "steps", &row.id, builder.all_of(&row.when));
            second.add(at, terms);
            let days = row.deadline.as_ref().map(|deadline| match builder.number(&deadline.working_days) {
                Ok(0) => Err("a deadline of 0 working days".to_owned()),
                days => days,
            });
            let days = days.transpose();
            deadlines.push(collect(&mut faults, "steps", &row.id, days));
        }
        let second_flag_count = builder.flags.len();

        let mut findings = Rows::default();
        for (at, row) in tables.findings.iter().enumerate() {
            let terms = ways(&mut faults, "findings", &row.id, builder.all_of(&row.when));
            findings.add(at, terms);
        }
        let mut prompts = Rows::default();
        for (at, row) in tables.prompts.iter().enumerate() {
            let terms = ways(&mut faults, "prompts", row.observed.code(), builder.all_of(&row.when));
            prompts.add(at, terms);
        }
        if !faults.is_empty() {
            return Err(RulesError::new(faults));
        }

        let flags = &builder.flags;
        let slots = flags
            .iter()
            .enumerate()
            .map(|(index, flag)| (Slot::flag(u8::try_from(index).unwrap_or(u8::MAX)).offset(), flag));
        let first_flags = slots
            .filter_map(|(at, flag)| match flag {
                Flag::Definition(definition) => Some((at, definitions.get(*definition).copied()?)),
                Flag::Fired(row) => Some((
                    at,
                    rules.iter().filter(|rule| rule.row == *row).fold(0, |rows, rule| rows | rule.terms),
                )),
                Flag::Test(_) => None,
            })
            .collect();
        let fixed = Category::ALL.iter().map(|category| {
            let giving = rules.iter().filter(|rule| rule.level == RuleLevel::Fixed(*category));
            giving.fold(0, |rows, rule| rows | rule.terms)
        });
        let mut fixed_rows = [0; 3];
        fixed_rows.iter_mut().zip(fixed).for_each(|(rows, found)| *rows = found);

        let plans = second.cells.get(..plan_rows.count_ones() as usize).unwrap_or_default();
        plan_for_every_category(tables, plans)?;
        Ok(Self {
            left_out: tables.facts.iter().fold(0, |bits, row| {
                let mut facts = Facts::default();
                facts.set(row.fact, row.left_out);
                bits | facts.or_left_out(0)
            }),
            steady: Facts::mask(tables.facts.iter().filter(|row| row.lowers).map(|row| row.fact)),
            bands: std::array::from_fn(|age| {
                let reached = builder.ages.iter().filter(|from| usize::from(**from) <= age).count();
                u8::try_from(reached).unwrap_or(u8::MAX)
            }),
            first_tests: Tests::of(flags, 0..first_flag_count),
            second_tests: Tests::of(flags, first_flag_count..second_flag_count),
            later_tests: Tests::of(flags, second_flag_count..flags.len()),
            definitions,
            first_flags,
            first: first.table("category_rules")?,
            causes: first.causes,
            scopes,
            case_open,
            rule_rows: rules.iter().fold(0, |rows, rule| rows | rule.terms),
            builds_on: rules.iter().filter_map(|rule| Some((rule.terms, rule.earlier?))).collect(),
            from_request: rules
                .iter()
                .filter(|rule| !matches!(rule.level, RuleLevel::Fixed(_)))
                .map(|rule| (rule.terms, rule.level == RuleLevel::Previous))
                .collect(),
            rules,
            fixed: fixed_rows,
            second: second.table("steps")?,
            plan_rows,
            owners: second.owners,
            deadlines,
            findings: findings.table("findings")?,
            finding_owners: findings.owners,
            prompts: prompts.table("prompts")?,
            prompt_owners: prompts.owners,
        })
    }
}

fn category_rules(
    tables: &Tables,
    builder: &mut TermBuilder<'_>,
    first: &mut Rows,
    faults: &mut Vec<Fault>,
) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for (row, rule) in tables.category_rules.iter().enumerate() {
        let asked = rule.when.iter().find_map(|condition| match condition {
            Condition::EarlierRulesGiveAtLeast(level) => Some(*level),
            _ => None,
        });
        let earlier = asked.map(|asked| {
            let giving =
                rules.iter().filter(|rule| matches!(rule.level, RuleLevel::Fixed(level) if level >= asked));
            giving.fold(0, |rows, rule| rows | rule.terms)
        });
        let mut add = |level, of, extra: &[Condition]| {
            let when: Vec<Condition> = rule.when.iter().chain(extra).cloned().collect();
            let terms = ways(faults, "category_rules", &rule.id, builder.all_of(&when));
            let terms = narrow(first.add(row, terms));
            if earlier == Some(0) {
                faults.push(Fault::new(
                    "category_rules",
                    &rule.id,
                    "can never fire: no rule above it gives that",
                ));
            }
            rules.push(Rule { row, level, terms, of, earlier });
        };
        match rule.at_least {
            Level::Fixed(level) => add(RuleLevel::Fixed(level), u64::MAX, &[]),
            Level::From(LevelFrom::Judged) => add(RuleLevel::Judged, u64::MAX, &[]),
            Level::From(LevelFrom::Previous) => add(RuleLevel::Previous, u64::MAX, &[]),
            Level::From(LevelFrom::Listed) => {
                for category in Category::ALL {
                    let listed: Vec<_> = tables
                        .indicators
                        .iter()
                        .filter(|row| row.category == *category)
                        .map(|row| row.code)
                        .collect();
                    if listed.is_empty() {
                        continue;
                    }
                    let of = listed.iter().fold(0, |set, code| set | IndicatorSet::of(*code).0);
                    let observed = Condition::AnyObserved(super::condition::Selection::Codes(listed));
                    add(RuleLevel::Fixed(*category), of, &[observed]);
                }
            }
        }
    }
    rules
}

/// Whatever the scope and the case, a category leads to a plan: by a row that asks for nothing else.
fn plan_for_every_category(tables: &Tables, plans: &[Cells]) -> Result<(), Fault> {
    let scopes = tables.scopes.iter().filter(|row| row.categories).map(|row| row.scope);
    for scope in scopes.chain([Scope::Child]) {
        for category in Category::ALL {
            for case_open in [0, 1] {
                let known = [
                    (Slot::SCOPE, scope as u64),
                    (Slot::CATEGORY, *category as u64),
                    (Slot::CASE, case_open),
                ];
                if !plans.iter().any(|cells| cells.hold_whatever_else(&known)) {
                    let problem = format!(
                        "no row gives a plan for {category} in scope `{scope}` whatever else is known"
                    );
                    return Err(Fault::new("plan_hosts", "", problem));
                }
            }
        }
    }
    Ok(())
}

/// The ways in which a row can hold, of which there must be one.
fn ways(
    faults: &mut Vec<Fault>,
    table: &'static str,
    row: &str,
    terms: Result<Vec<Term>, String>,
) -> Vec<Term> {
    let some =
        terms.and_then(|terms| if terms.is_empty() { Err("can never hold".to_owned()) } else { Ok(terms) });
    collect(faults, table, row, some)
}

/// The value, or a fault of the row and an empty value.
fn collect<T: Default>(
    faults: &mut Vec<Fault>,
    table: &'static str,
    row: &str,
    result: Result<T, String>,
) -> T {
    result.unwrap_or_else(|problem| {
        faults.push(Fault::new(table, row, problem));
        T::default()
    })
}
