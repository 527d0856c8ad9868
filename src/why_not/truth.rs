//! Whether single conditions hold: compiled by the compiler of the tables, and asked of the same tests and
//! decision tables that screen.

use crate::bits::RowSet;
use crate::compiled::RuleSet;
use crate::compiled::counting::count_of;
use crate::compiled::decision_table::{DecisionTable, RowMask, Situation};
use crate::compiled::flag::Test;
use crate::compiled::indicator_tests::Tests;
use crate::compiled::terms::ConditionCompiler;
use crate::decide::AnyInputs;
use crate::outcome::Outcome;
use crate::tables::condition::Condition;
use crate::vocabulary::indicator::{Places, WORDS};
use std::ops::Range;

/// So many conditions go into one table: each becomes one row, and asks for one flag at most.
const AT_ONCE: usize = 512;

/// Conditions compiled to rows of their own.
pub(super) struct Compiled(Vec<Part>);

struct Part {
    tests: Tests<WORDS>,
    table: DecisionTable<WORDS, WORDS>,
    /// For each condition, its rows.
    rows: Vec<Range<usize>>,
    /// For each, what it counts or adds up.
    counts: Vec<Option<Test>>,
}

impl Compiled {
    /// Compiles conditions that hold no others.
    pub(super) fn new(rules: &RuleSet, conditions: &[&Condition]) -> Self {
        // All or none: one that is missing would shift the answers of those behind it. None is missing for
        // rules that loaded, since the same compiler read the same conditions then.
        let parts: Option<_> = conditions.chunks(AT_ONCE).map(|some| Part::new(rules, some)).collect();
        Self(parts.unwrap_or_default())
    }

    /// Which of the conditions hold in an outcome.
    pub(super) fn asked_of(&self, outcome: &Outcome<'_>) -> Vec<bool> {
        let places = AnyInputs::new(outcome.rules, outcome.child, outcome.indicators).places();
        self.0.iter().flat_map(|part| part.asked_of(outcome, places)).collect()
    }

    /// What the condition at this place counts or adds up.
    pub(super) fn count_of(&self, at: usize) -> Option<&Test> {
        self.0.get(at / AT_ONCE)?.counts.get(at % AT_ONCE)?.as_ref()
    }
}

impl Part {
    /// None when the tables could not be compiled, and so were never loaded.
    fn new(rules: &RuleSet, conditions: &[&Condition]) -> Option<Self> {
        let mut builder =
            ConditionCompiler::new(rules.tables(), &rules.own_codes, &rules.layout.derived).ok()?;
        builder.after_category = true;
        let mut cells: Vec<RowMask> = Vec::new();
        let mut rows = Vec::new();
        for condition in conditions {
            let start = cells.len();
            // One that no value satisfies has no rows.
            let terms = builder.all_of(std::slice::from_ref(*condition)).unwrap_or_default();
            cells.extend(terms.into_iter().map(|term| term.mask));
            rows.push(start..cells.len());
        }
        let counts = conditions.iter().map(|condition| count_of(&builder, condition)).collect();
        let tests = Tests::of(&builder.flags, 0..builder.flags.len(), &builder.weights);
        Some(Self { tests, table: DecisionTable::new(&cells.iter().collect::<Vec<_>>()), rows, counts })
    }

    fn asked_of(&self, outcome: &Outcome<'_>, [observed, known]: [Places; 2]) -> Vec<bool> {
        let flags = self.tests.passed(observed, known);
        let situation = Situation { values: outcome.values_for_findings(), flags };
        let holding = RowSet::<WORDS>::of(&self.table.rows_that_hold(&situation));
        self.rows.iter().map(|rows| holding.has_one_of(rows)).collect()
    }
}
