//! A rule set compiled for screening.
//!
//! There are two decision tables. The first is asked before the category is known: scope, case,
//! definitions and category rules. The second is asked after: plan hosts and steps. Findings and
//! prompts have tables of their own, asked only when wanted.

use crate::bits::join;
use crate::bits::{mask, union};
use crate::compiled::counting::counts;
use crate::compiled::deadlines::{Deadlines, Reckoned, deadlines};
use crate::compiled::decision_table::{DecisionTable, RowMask, Slot};
use crate::compiled::derived::DerivedPlaces;
use crate::compiled::flag::{Flag, Test};
use crate::compiled::indicator_tests::Tests;
use crate::compiled::kernel::{Engine, Kernel, RowFlags, SECOND_WORDS};
use crate::compiled::terms::{Alternative, ConditionCompiler};
use crate::compiled::working_days::WorkingDays;
use crate::numbered::{Each, Ix, Numbered};
use crate::tables::condition::{Condition, Selection};
use crate::tables::fault::{Fault, RulesError};
use crate::tables::{
    CategoryRule, Definition, FindingRow, Level, LevelFrom, PlanHost, PromptRow, Protection, ScopeRow,
    StepRow, Tables,
};
use crate::vocabulary::Scope;
use crate::vocabulary::category::Category;
use crate::vocabulary::child::FactAnswers;
use crate::vocabulary::indicator::{Indicator, OwnCodes, Place, Placed, Places, Typed, WORDS};
use std::collections::HashSet;
use std::ops::Range;

/// One level that a category rule can give: the rule once, or once per category where the level is
/// the category in which an indicator is listed.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// Its place in the table of category rules.
    pub(crate) row: Ix<CategoryRule>,
    pub(crate) level: RuleLevel,
    /// Its rows in the first table.
    pub(crate) rows: Range<usize>,
    /// The indicators it may name as causes; all when none.
    pub(crate) of: Option<Places>,
    /// Fires only if other rules give at least this by themselves: those of [`Layout::giving`].
    pub(crate) others_give: Option<Category>,
}

/// The place of the indicator that a prompt sees observed, and of those to consider; none of one that the set does not
/// have.
#[derive(Debug)]
pub(crate) struct PromptPlaces {
    pub(crate) observed: Option<Place>,
    pub(crate) consider: Each<String, Option<Place>>,
}

/// The levels of the tables come first; a judgement is held against what they give, and a previous category
/// against both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RuleLevel {
    Fixed(Category),
    Judged,
    Determined,
    Previous,
}

impl RuleLevel {
    /// Whether a level of the request is held against this one.
    pub(crate) fn is_decided_before(self, from: LevelFrom) -> bool {
        match self {
            Self::Fixed(_) => true,
            Self::Judged => matches!(from, LevelFrom::Determined | LevelFrom::Previous),
            Self::Determined => from == LevelFrom::Previous,
            Self::Previous => false,
        }
    }
}

/// The rows of all tables, in order: what a decision table is made from, and what explains its rows.
#[derive(Debug)]
pub(crate) struct Layout {
    /// The ages that rows ask about, in rising order.
    pub(crate) ages: Vec<u16>,
    pub(crate) weights: Each<Placed, u32>,
    pub(crate) flags: Vec<Flag>,
    /// For each scope, the case and each definition, the rows of the first table that make it hold.
    pub(crate) scopes: Each<ScopeRow, Range<usize>>,
    pub(crate) case_open: Range<usize>,
    pub(crate) definitions: Each<Definition, Range<usize>>,
    pub(crate) rules: Vec<Rule>,
    /// The rows of each decision table, in order. The second has those of the plan hosts, then those of the steps.
    pub(crate) first: Vec<Alternative>,
    pub(crate) plans: Rows<PlanHost>,
    pub(crate) steps: Rows<StepRow>,
    pub(crate) findings: Rows<FindingRow>,
    pub(crate) prompts: Rows<PromptRow>,
    pub(crate) prompt_places: Each<PromptRow, PromptPlaces>,
    /// Who the protections speak of. No table asks this: it is for proofs.
    pub(crate) protections: Rows<Protection>,
    pub(crate) deadlines: Deadlines,
    pub(crate) working_days: WorkingDays,
    /// What each category rule counts or adds up.
    pub(crate) counts: Each<CategoryRule, Vec<Test>>,
    /// What follows from the answers and is tested as they are.
    pub(crate) derived: DerivedPlaces,
    /// How many flags the first table and both tables ask for.
    flag_counts: [usize; 2],
    /// Whether the small kernel holds it: no indicators of its own, no weights, and as many flags and rows as
    /// fit.
    is_small: bool,
}

/// A row of a decision table, and the row of the tables that it was made from.
#[derive(Debug)]
pub(crate) struct Owned<T> {
    pub(crate) mask: RowMask,
    pub(crate) owner: Ix<T>,
}

/// Those of one table, in its order.
pub(crate) type Rows<T> = Vec<Owned<T>>;

/// Each with the row of the tables that it was made from.
fn owned<T>(alternatives: &Each<T, Vec<Alternative>>) -> Rows<T> {
    let rows = alternatives.numbered().flat_map(|(owner, all)| all.iter().map(move |one| (owner, one)));
    rows.map(|(owner, one)| Owned { mask: one.mask.clone(), owner }).collect()
}

fn masks<T>(rows: &Rows<T>) -> Vec<&RowMask> {
    rows.iter().map(|row| &row.mask).collect()
}

/// Adds the rows of one row to the first table, and says which they are.
fn add(first: &mut Vec<Alternative>, alternatives: Vec<Alternative>) -> Range<usize> {
    let start = first.len();
    first.extend(alternatives);
    start..first.len()
}

impl Layout {
    #[allow(clippy::too_many_lines, reason = "one block for each table, in the order of evaluation")]
    pub(crate) fn new(tables: &Tables, codes: &OwnCodes, derived: DerivedPlaces) -> Result<Self, RulesError> {
        let mut faults = Vec::new();
        let mut builder = ConditionCompiler::new(tables, codes, &derived)
            .map_err(|problem| Fault::new("manifest", "", problem))?;
        let mut first = Vec::new();

        let scopes = Each::of(&tables.scopes, |_, row| {
            add(&mut first, ways(&mut faults, "scopes", row.scope.code(), builder.all_of(&row.when)))
        });
        let ways_open = builder.all_of(&tables.case.open_when_left_out);
        let case_open = add(&mut first, ways(&mut faults, "case", "case", ways_open));
        builder.in_definition = true;
        let definitions = Each::of(&tables.definitions, |_, row| {
            add(&mut first, ways(&mut faults, "definitions", &row.id, builder.all_of(&row.when)))
        });
        builder.in_definition = false;
        let rules = category_rules(tables, &mut builder, &mut first, &mut faults);
        let first_flag_count = builder.flags.len();
        let protections = owned(&Each::of(&tables.protections, |_, row| {
            ways(&mut faults, "protections", &row.id, builder.all_of(&row.when))
        }));

        builder.after_category = true;
        let plans = owned(&Each::of(&tables.plan_hosts, |_, row| {
            ways(&mut faults, "plan_hosts", &row.id, builder.all_of(&row.when))
        }));
        let steps = owned(&Each::of(&tables.steps, |_, row| {
            ways(&mut faults, "steps", &row.id, builder.all_of(&row.when))
        }));
        let deadlines = deadlines(tables);
        for (row, step) in tables.steps.numbered() {
            if let Some(Reckoned { term, .. }) =
                deadlines.get(row).as_ref().filter(|reckoned| reckoned.term.after == 0)
            {
                let problem = format!("a deadline of {}", term.length());
                faults.push(Fault::new("steps", &step.id, problem));
            }
        }
        let second_flag_count = builder.flags.len();

        let findings = owned(&Each::of(&tables.findings, |_, row| {
            ways(&mut faults, "findings", &row.id, builder.all_of(&row.when))
        }));
        let prompts = owned(&Each::of(&tables.prompts, |_, row| {
            ways(&mut faults, "prompts", &row.observed, builder.all_of(&row.when))
        }));
        let most_first = DecisionTable::<WORDS, WORDS>::CAPACITY;
        let most_second = DecisionTable::<WORDS, SECOND_WORDS>::CAPACITY;
        let second = plans.len() + steps.len();
        for (rows, name, most) in [
            (first.len(), "category_rules", most_first),
            (second, "steps", most_second),
            (findings.len(), "findings", most_first),
            (prompts.len(), "prompts", most_first),
        ] {
            if rows > most {
                faults.push(Fault::new(name, "", format!("{rows} ways to hold in all; allowed: {most}")));
            }
        }
        if !faults.is_empty() {
            return Err(RulesError::new(faults));
        }

        let counts = Each::of(&tables.category_rules, |_, row| counts(tables, &builder, &row.when));
        let (ages, weights, flags) = (builder.ages, builder.weights, builder.flags);
        let weighted = |flag: &Flag| matches!(flag, Flag::Test(test) if test.weighted);
        let most = first.len().max(findings.len()).max(prompts.len());
        let is_small = codes.len() == 0
            && !flags.iter().any(weighted)
            && flags.len() <= 64
            && most <= DecisionTable::<1, 1>::CAPACITY
            && second <= DecisionTable::<1, 3>::CAPACITY;
        Ok(Self {
            ages,
            weights,
            flags,
            scopes,
            case_open,
            definitions,
            rules,
            first,
            plans,
            steps,
            findings,
            prompts,
            prompt_places: prompt_places(tables, codes),
            protections,
            deadlines,
            working_days: WorkingDays::default(),
            derived,
            counts,
            flag_counts: [first_flag_count, second_flag_count],
            is_small,
        })
    }

    /// Refuses a set in which a category may lead to no plan.
    pub(crate) fn has_a_plan_for_every_category(&self, tables: &Tables) -> Result<(), RulesError> {
        plan_for_every_category(tables, &self.plans)
    }

    /// The decision tables, in the size that the set needs.
    pub(crate) fn engine(&self, tables: &Tables) -> Engine {
        if self.is_small {
            Engine::Small(self.kernel(tables))
        } else {
            Engine::Large(Box::new(self.kernel(tables)))
        }
    }

    fn kernel<const N: usize, const R: usize, const B: usize>(&self, tables: &Tables) -> Kernel<N, R, B> {
        let [first_count, second_count] = self.flag_counts;
        let tests = |range: Range<usize>| Tests::of(&self.flags, range, &self.weights);
        let scopes = tables.scopes.iter().zip(&self.scopes);
        let without_categories = scopes.clone().filter(|(row, _)| !row.categories);
        let giving = |level: RuleLevel| {
            union(self.rules.iter().filter(|rule| rule.level == level).map(|rule| &rule.rows))
        };
        // Who asks for less goes first, because who asks for more may build on it.
        let builds_on = Category::ALL.iter().flat_map(|asked| {
            let asking = self.rules.iter().filter(|rule| rule.others_give == Some(*asked));
            let giving = union(self.giving(*asked).map(|(_, rule)| &rule.rows));
            asking.map(move |rule| (mask(&rule.rows), giving))
        });
        let from_request = self.rules.iter().filter(|rule| !matches!(rule.level, RuleLevel::Fixed(_)));
        let typed = tables.indicators.iter().filter_map(|row| Indicator::from_code(&row.code));
        Kernel {
            default_answers: tables.facts.iter().fold(0, |bits, row| {
                let mut facts = FactAnswers::default();
                facts.set(row.fact, row.left_out);
                bits | facts.or_default(0)
            }) | FactAnswers::defaults_without_row(tables.facts.iter().map(|row| row.fact)),
            not_raised: FactAnswers::mask(
                tables.facts.iter().filter(|row| row.asked_by.is_some()).map(|row| row.fact),
            ),
            bands: std::array::from_fn(|age| {
                let reached = self.ages.iter().filter(|from| usize::from(**from) <= age).count();
                u8::try_from(reached).unwrap_or(u8::MAX)
            }),
            typed: typed.fold(Typed::default(), |all, one| all.with(Typed::at(one.into()))),
            first_tests: tests(0..first_count),
            second_tests: tests(first_count..second_count),
            later_tests: tests(second_count..self.flags.len()),
            first_flags: RowFlags::of(self.flag_of_row()),
            first: DecisionTable::new(&self.first.iter().map(|row| &row.mask).collect::<Vec<_>>()),
            scopes: scopes.map(|(row, rows)| (mask(rows), row.scope, row.categories)).collect(),
            without_categories: union(without_categories.map(|(_, rows)| rows)),
            case_open: mask(&self.case_open),
            builds_on: builds_on.collect(),
            judged: giving(RuleLevel::Judged),
            determined: giving(RuleLevel::Determined),
            previous: giving(RuleLevel::Previous),
            level_above: [true, false].map(|above| {
                let rows = self.first.iter().enumerate().filter(|(_, row)| row.level_above == Some(above));
                rows.fold([0; R], |mut all, (row, _)| {
                    join(&mut all, mask(&(row..row + 1)));
                    all
                })
            }),
            rows_from_request: union(from_request.map(|rule| &rule.rows)),
            fixed: [Category::One, Category::Two, Category::Three].map(|one| giving(RuleLevel::Fixed(one))),
            rule_rows: union(self.rules.iter().map(|rule| &rule.rows)),
            second: DecisionTable::new(&[masks(&self.plans), masks(&self.steps)].concat()),
            findings: DecisionTable::new(&masks(&self.findings)),
            prompts: DecisionTable::new(&masks(&self.prompts)),
        }
    }

    /// For each row of the first table, the flag of the definition or rule that it belongs to.
    fn flag_of_row(&self) -> Vec<Option<Ix<Flag>>> {
        let mut of_row = vec![None; self.first.len()];
        let mut set = |rows: &Range<usize>, flag: Ix<Flag>| {
            of_row.get_mut(rows.clone()).into_iter().flatten().for_each(|slot| *slot = Some(flag));
        };
        for (flag, set_by) in self.flags.numbered() {
            match set_by {
                Flag::Definition(at) => set(self.definitions.get(*at), flag),
                Flag::Fired(row) => {
                    let rules = self.rules.iter().filter(|rule| rule.row == *row);
                    rules.for_each(|rule| set(&rule.rows, flag));
                }
                Flag::Test(_) => {}
            }
        }
        of_row
    }

    /// The rules that a rule builds on which asks others for this much, each with its place.
    pub(crate) fn giving(&self, least: Category) -> impl Iterator<Item = (Ix<Rule>, &Rule)> {
        giving(&self.rules, least)
    }
}

/// The rules that give at least this, wherever they stand, and ask others for less, or for nothing.
///
/// A rule that asks for as much itself is none of them: it fires only where that much is given without it. So there is
/// no circle. Who asks for 1 builds on who asks for nothing, who asks for 2 on these two, who asks for 3 on all
/// three. What fires is the least that satisfies all rules.
fn giving(rules: &[Rule], least: Category) -> impl Iterator<Item = (Ix<Rule>, &Rule)> {
    rules.numbered().filter(move |(_, rule)| {
        rule.others_give < Some(least) && matches!(rule.level, RuleLevel::Fixed(given) if given >= least)
    })
}

fn prompt_places(tables: &Tables, codes: &OwnCodes) -> Each<PromptRow, PromptPlaces> {
    let known: HashSet<&str> = tables.indicators.iter().map(|row| &*row.code).collect();
    let listed = |code: &&str| known.contains(code);
    let place = |code: &String| Some(&**code).filter(listed).and_then(|code| codes.place(code));
    let of_row = |row: &PromptRow| PromptPlaces {
        observed: place(&row.observed),
        consider: Each::of(&row.consider, |_, code| place(code)),
    };
    Each::of(&tables.prompts, |_, row| of_row(row))
}

fn category_rules(
    tables: &Tables,
    builder: &mut ConditionCompiler<'_>,
    first: &mut Vec<Alternative>,
    faults: &mut Vec<Fault>,
) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for (row, rule) in tables.category_rules.numbered() {
        let others_give = rule.when.iter().find_map(|condition| match condition {
            Condition::OtherRulesGiveAtLeast(level) => Some(*level),
            _ => None,
        });
        // Each level that the rule can give, with the indicators that it may name and what it also asks.
        let fixed = |level| vec![(RuleLevel::Fixed(level), None, None)];
        let levels = match &rule.at_least {
            Level::Fixed(level) => fixed(*level),
            Level::From(LevelFrom::Judged) => vec![(RuleLevel::Judged, None, None)],
            Level::From(LevelFrom::Determined) => vec![(RuleLevel::Determined, None, None)],
            Level::From(LevelFrom::Previous) => vec![(RuleLevel::Previous, None, None)],
            // A level that stands for none was refused before.
            Level::Named(id) => {
                let level = tables.levels.iter().find(|level| level.id == *id);
                level.and_then(|level| level.category).map_or_else(Vec::new, fixed)
            }
            Level::From(LevelFrom::Listed) => {
                let listed = Category::ALL.iter().filter_map(|category| {
                    let rows = tables.indicators.iter().filter(|row| row.category == Some(*category));
                    let codes: Vec<_> = rows.map(|row| row.code.clone()).collect();
                    let selection = Selection::Codes(codes);
                    let of = builder.select(&selection).ok().filter(|of| !of.is_empty())?;
                    Some((RuleLevel::Fixed(*category), Some(of), Some(Condition::AnyObserved(selection))))
                });
                listed.collect()
            }
        };
        for (level, of, extra) in levels {
            let when: Vec<Condition> = rule.when.iter().cloned().chain(extra).collect();
            let rows = add(first, ways(faults, "category_rules", &rule.id, builder.all_of(&when)));
            rules.push(Rule { row, level, rows, of, others_give });
        }
    }
    let mut before = None;
    for rule in &rules {
        let in_vain = rule.others_give.is_some_and(|asked| giving(&rules, asked).next().is_none());
        if in_vain && before.replace(rule.row) != Some(rule.row) {
            let id = &tables.category_rules.at(rule.row).id;
            faults.push(Fault::new("category_rules", id, "can never fire: no other rule gives that"));
        }
    }
    rules
}

/// Whatever the scope and the case, a category leads to a plan: by a row that asks for nothing else.
fn plan_for_every_category(tables: &Tables, plans: &Rows<PlanHost>) -> Result<(), RulesError> {
    let scopes = tables.scopes.iter().filter(|row| row.categories).map(|row| row.scope);
    for scope in scopes.chain([Scope::Child]) {
        let has = |category: &&Category| tables.categories.iter().any(|row| row.category == **category);
        for category in Category::ALL.iter().filter(has) {
            for case_open in [0, 1] {
                let known = [
                    (Slot::SCOPE, scope as u64),
                    (Slot::CATEGORY, *category as u64),
                    (Slot::CASE, case_open),
                ];
                if !plans.iter().any(|row| row.mask.holds_whatever_else(&known)) {
                    let problem = format!(
                        "no row gives a plan for {category} in scope `{scope}` whatever else is known"
                    );
                    return Err(Fault::new("plan_hosts", "", problem).into());
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
    terms: Result<Vec<Alternative>, String>,
) -> Vec<Alternative> {
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
