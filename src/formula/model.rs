//! One rule set as formulas over every request: the same compiled rows that screen, asked all at once.

use crate::compiled::RuleSet;
use crate::compiled::decision_table::{FIELDS, RowMask, Slot};
use crate::compiled::layout::{Rows, RuleLevel};
use crate::compiled::terms::{Flag, Test};
use crate::formula::solver::{Graph, Lit};
use crate::formula::variables::{IndicatorInput, Variables};
use crate::tables::condition::CategoryChange;
use crate::tables::{StepForce, TableId};
use crate::vocabulary::category::Category;
use crate::vocabulary::child::{Answer, Fact};
use crate::vocabulary::question::Choice;
use crate::vocabulary::{Force, Scope};
use std::ops::Range;

/// What one rule set makes of every request.
pub(crate) struct Model {
    /// For each scope of the vocabulary, whether it is the scope.
    pub(crate) scope: Vec<(Scope, Lit)>,
    /// Whether some row of the scopes holds.
    pub(crate) has_scope: Lit,
    /// Whether a category can be given.
    pub(crate) has_categories: Lit,
    /// Whether the category is at least 1, 2 and 3; the same for what the tables give, and for what is
    /// possible.
    pub(crate) category: [Lit; 3],
    pub(crate) indicated: [Lit; 3],
    pub(crate) possible: [Lit; 3],
    /// For each level that a rule gives, whether it fired.
    pub(crate) fired: Vec<Lit>,
    pub(crate) definitions: Vec<Lit>,
    /// For each row of the table, whether it hosts the plan.
    pub(crate) plan: Vec<Lit>,
    /// For each step, whether it applies.
    pub(crate) steps: Vec<Lit>,
    pub(crate) findings: Vec<Lit>,
    /// For each protection, whether it speaks of the child.
    pub(crate) protected: Vec<Lit>,
    /// What the tests on the indicators come to.
    tests: Vec<Option<Lit>>,
}

/// The part of the answers that differs between what is so and what is possible.
pub(crate) struct Answers {
    pub(crate) facts: Vec<[Lit; 2]>,
    /// By place: observed, and known.
    pub(crate) observed: Vec<Lit>,
    pub(crate) known: Vec<Lit>,
}

/// What the first table gives.
pub(crate) struct First {
    values: [Lit; 4 * FIELDS],
    flags: Vec<Option<Lit>>,
    rows: Vec<Lit>,
    scope: Vec<(Scope, Lit)>,
    has_scope: Lit,
    pub(crate) has_categories: Lit,
    pub(crate) fired: Vec<Lit>,
    indicated: [Lit; 3],
    pub(crate) category: [Lit; 3],
    /// For each protection, whether it speaks of the child.
    protected: Vec<Lit>,
    /// For each level that a rule gives, whether its own rows hold.
    bases: Vec<Lit>,
}

/// When the rows of each category rule hold, whatever it builds on.
pub(crate) struct Bases {
    /// For each level that a rule gives.
    pub(crate) fires: Vec<Lit>,
    /// Whether the judgement and the previous category are at least 1, 2 and 3.
    pub(crate) judged: [Lit; 3],
    pub(crate) previous: [Lit; 3],
}

impl Bases {
    pub(crate) fn new(graph: &mut Graph, inputs: &Variables, rules: &RuleSet) -> Self {
        let answers = Answers::given(graph, inputs, rules);
        let fires = First::new(graph, inputs, rules, &answers).bases;
        let [judged, previous] = [Choice::Judgement, Choice::PreviousCategory]
            .map(|choice| at_least(graph, inputs.category(choice)));
        Self { fires, judged, previous }
    }
}

/// Whether the category is at least 1, 2 and 3, whether one can be given, and who each protection speaks of.
pub(crate) struct Decided {
    pub(crate) category: [Lit; 3],
    pub(crate) has_categories: Lit,
    pub(crate) protected: Vec<Lit>,
}

impl Model {
    pub(crate) fn new(graph: &mut Graph, inputs: &Variables, rules: &RuleSet) -> Self {
        let answers = Answers::given(graph, inputs, rules);
        let raised = answers.raised(graph, inputs, rules);
        let first = First::new(graph, inputs, rules, &answers);
        let possible = First::new(graph, inputs, rules, &raised);
        // Scope stays as it is; there are categories or there are none.
        let possible = possible.category.map(|at_least| graph.and(at_least, first.has_categories));
        Self::second(graph, inputs, rules, first, possible)
    }

    /// For each row of a table, whether it holds for the child, or applies; none for tables of which nothing is
    /// asked.
    pub(crate) fn of(&self, graph: &mut Graph, rules: &RuleSet, table: TableId) -> Vec<Lit> {
        match table {
            TableId::Definitions => self.definitions.clone(),
            TableId::Protections => self.protected.clone(),
            TableId::PlanHosts => self.plan.clone(),
            TableId::Steps => self.steps.clone(),
            TableId::Findings => self.findings.clone(),
            // A rule may give several levels.
            TableId::CategoryRules => (0..rules.tables().category_rules.len())
                .map(|row| {
                    let levels = rules.layout.rules.iter().zip(&self.fired);
                    let own: Vec<_> =
                        levels.filter(|(rule, _)| rule.row == row).map(|(_, lit)| *lit).collect();
                    graph.any(own)
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// When a step has this force, if it ever has.
    pub(crate) fn force(&self, graph: &mut Graph, rules: &RuleSet, step: &str, force: Force) -> Option<Lit> {
        let row = rules.tables().steps.iter().find(|row| row.id == step)?;
        match &row.force {
            StepForce::Always(always) => (*always == force).then_some(Lit::TRUE),
            StepForce::ByCategory(by) => {
                let is = |category: Option<Category>| match category {
                    Some(category) if by.must_in_categories.contains(&category) => Force::Must,
                    _ => by.otherwise,
                };
                let categories = exactly(graph, self.category);
                let having =
                    categories.into_iter().filter(|(number, _)| is(Category::from_number(*number)) == force);
                let having: Vec<_> = having.map(|(_, lit)| lit).collect();
                (!having.is_empty()).then(|| graph.any(having))
            }
        }
    }

    /// The answers to the facts, as two bits each, with the set's own for what was left out.
    pub(crate) fn facts(graph: &mut Graph, inputs: &Variables, rules: &RuleSet) -> Vec<[Lit; 2]> {
        Answers::given(graph, inputs, rules).facts
    }

    /// What is decided before the pathway.
    pub(crate) fn decided(graph: &mut Graph, inputs: &Variables, rules: &RuleSet) -> Decided {
        let answers = Answers::given(graph, inputs, rules);
        let First { category, has_categories, protected, .. } = First::new(graph, inputs, rules, &answers);
        Decided { category, has_categories, protected }
    }

    /// The category of the same indicators, with other answers beside them.
    pub(crate) fn category_of(&self, graph: &mut Graph, inputs: &Variables, rules: &RuleSet) -> [Lit; 3] {
        let answers = Answers::given(graph, inputs, rules);
        First::with_tests(graph, inputs, rules, &answers, self.tests.clone()).category
    }

    fn second(
        graph: &mut Graph,
        inputs: &Variables,
        rules: &RuleSet,
        first: First,
        possible: [Lit; 3],
    ) -> Self {
        let layout = &rules.layout;
        let First {
            mut values,
            mut flags,
            rows,
            scope,
            has_scope,
            has_categories,
            fired,
            indicated,
            category,
            protected,
            ..
        } = first;
        let definitions: Vec<_> =
            layout.definitions.iter().map(|terms| any_row(graph, &rows, terms)).collect();

        let left_out = any_row(graph, &rows, &layout.case_open);
        let given = graph.any(inputs.number_of(Choice::Case));
        let [low, high, _] = inputs.number_of(Choice::Case);
        let open = graph.and(low, !high);
        let case_open = graph.ite(given, open, left_out);
        let above = |graph: &mut Graph, one: [Lit; 3], other: [Lit; 3]| {
            let pairs = one.into_iter().zip(other);
            let gained: Vec<_> = pairs.map(|(one, other)| graph.and(one, !other)).collect();
            graph.any(gained)
        };
        let previous = at_least(graph, inputs.category(Choice::PreviousCategory));
        let judged = at_least(graph, inputs.category(Choice::Judgement));
        let has_previous = graph.any(inputs.number_of(Choice::PreviousCategory));
        let raised = above(graph, category, previous);
        let lowered = above(graph, previous, category);
        let change = |graph: &mut Graph, change: CategoryChange| {
            let is = match change {
                CategoryChange::Raised => raised,
                CategoryChange::Lowered => lowered,
                CategoryChange::Same => graph.and(!raised, !lowered),
            };
            graph.and(is, has_previous)
        };
        let changes: Vec<_> = [CategoryChange::Raised, CategoryChange::Same, CategoryChange::Lowered]
            .into_iter()
            .map(|one| (one.bits(), change(graph, one)))
            .collect();
        let below = above(graph, indicated, judged);
        let has_judgement = graph.any(inputs.number_of(Choice::Judgement));
        let below = graph.and(below, has_judgement);
        let possible_above = above(graph, possible, category);
        let scopes: Vec<_> = scope.iter().map(|(scope, lit)| (*scope as u64, *lit)).collect();
        put(graph, &mut values, Slot::SCOPE, &scopes);
        let exactly = exactly(graph, category);
        put(graph, &mut values, Slot::CATEGORY, &exactly);
        put(graph, &mut values, Slot::CASE, &[(1, case_open)]);
        put(graph, &mut values, Slot::POSSIBLE_ABOVE, &[(1, possible_above)]);
        put(graph, &mut values, Slot::CHANGE, &changes);
        put(graph, &mut values, Slot::JUDGEMENT_BELOW, &[(1, below)]);

        let tests = flags.clone();
        for (flag, lit) in layout.flags.iter().zip(&mut flags) {
            *lit = Some(match flag {
                Flag::Test(_) => continue,
                Flag::Definition(at) => definitions.get(*at).copied().unwrap_or(Lit::FALSE),
                Flag::Fired(row) => {
                    let levels = layout.rules.iter().zip(&fired);
                    let of_row: Vec<_> =
                        levels.filter(|(rule, _)| rule.row == *row).map(|(_, lit)| *lit).collect();
                    graph.any(of_row)
                }
            });
        }
        let holds = |graph: &mut Graph, rows: &Rows| -> Vec<Lit> {
            rows.cells.iter().map(|cells| row_holds(graph, cells, &values, &flags)).collect()
        };
        let second = holds(graph, &layout.second);
        let found = holds(graph, &layout.findings);
        let owned = |graph: &mut Graph, rows: &Rows, holding: &[Lit], range: Range<usize>, owner: usize| {
            let own = rows.owners.iter().zip(holding).enumerate();
            let own = own.filter(|(at, (of, _))| range.contains(at) && **of == owner);
            let own: Vec<_> = own.map(|(_, (_, lit))| *lit).collect();
            graph.any(own)
        };
        let tables = rules.tables();
        let mut plan = Vec::new();
        let mut earlier = Lit::FALSE;
        for host in 0..tables.plan_hosts.len() {
            let holds = owned(graph, &layout.second, &second, 0..layout.plan_rows, host);
            plan.push(graph.and(holds, !earlier));
            earlier = graph.or(earlier, holds);
        }
        let from_steps = layout.plan_rows..usize::MAX;
        let steps: Vec<_> = (0..tables.steps.len())
            .map(|step| owned(graph, &layout.second, &second, from_steps.clone(), step))
            .collect();
        let findings = (0..tables.findings.len())
            .map(|finding| owned(graph, &layout.findings, &found, 0..usize::MAX, finding))
            .collect();
        Self {
            scope,
            has_scope,
            has_categories,
            category,
            indicated,
            possible,
            fired,
            definitions,
            plan,
            steps,
            findings,
            protected,
            tests,
        }
    }
}

impl Answers {
    /// The answers as they were given, with the set's own for what was left out.
    fn given(graph: &mut Graph, inputs: &Variables, rules: &RuleSet) -> Self {
        let tables = rules.tables();
        let facts = Fact::ALL.iter().zip(&inputs.facts).map(|(fact, input)| {
            let row = tables.facts.iter().find(|row| row.fact == *fact);
            let left_out = row.map_or(Answer::NotKnown, |row| row.left_out) as u8;
            std::array::from_fn(|bit| {
                let default = if left_out >> bit & 1 == 1 { Lit::TRUE } else { Lit::FALSE };
                let given = input.bits.get(bit).copied().unwrap_or(Lit::FALSE);
                graph.ite(input.given, given, default)
            })
        });
        let facts = facts.collect();
        let mut by_place = |take: &dyn Fn(&mut Graph, &IndicatorInput) -> Lit| {
            let mut lits = vec![Lit::FALSE; rules.places()];
            for (code, input) in &inputs.indicators {
                let lit = take(graph, input);
                if let Some(place) = rules.place_of(code).and_then(|place| lits.get_mut(place)) {
                    *place = lit;
                }
            }
            lits
        };
        let observed = by_place(&|graph, input| graph.or(input.suspected, input.yes));
        let known = by_place(&|_, input| input.yes);
        Self { facts, observed, known }
    }

    /// The same with every answer that is not known or suspected turned to yes.
    fn raised(&self, graph: &mut Graph, inputs: &Variables, rules: &RuleSet) -> Self {
        let lowers = |fact: &Fact| rules.tables().facts.iter().any(|row| row.fact == *fact && row.lowers);
        let facts = Fact::ALL.iter().zip(&self.facts).map(|(fact, bits)| {
            if lowers(fact) {
                *bits
            } else {
                let yes = graph.any(*bits);
                [yes, yes]
            }
        });
        let facts = facts.collect();
        let mut observed = self.observed.clone();
        for (code, input) in &inputs.indicators {
            if let Some(lit) = rules.place_of(code).and_then(|place| observed.get_mut(place)) {
                *lit = graph.or(*lit, input.not_known);
            }
        }
        Self { facts, known: observed.clone(), observed }
    }

    fn test(&self, graph: &mut Graph, test: &Test, weights: &[u32]) -> Lit {
        let among = if test.known { &self.known } else { &self.observed };
        let weighted: Vec<_> = test
            .of
            .iter()
            .filter_map(|place| {
                let weight = if test.weighted { weights.get(place).copied()? } else { 1 };
                Some((*among.get(place)?, weight))
            })
            .collect();
        graph.at_least_or_spent(&weighted, test.at_least)
    }
}

impl First {
    pub(crate) fn new(graph: &mut Graph, inputs: &Variables, rules: &RuleSet, answers: &Answers) -> Self {
        let layout = &rules.layout;
        let tests = layout.flags.iter().map(|flag| match flag {
            Flag::Test(test) => Some(answers.test(graph, test, &layout.weights)),
            _ => None,
        });
        let tests = tests.collect();
        Self::with_tests(graph, inputs, rules, answers, tests)
    }

    /// The same, where it is known what the tests on the indicators come to.
    fn with_tests(
        graph: &mut Graph,
        inputs: &Variables,
        rules: &RuleSet,
        answers: &Answers,
        flags: Vec<Option<Lit>>,
    ) -> Self {
        let layout = &rules.layout;
        let mut values = [Lit::FALSE; 4 * FIELDS];
        for (fact, bits) in answers.facts.iter().enumerate() {
            let slot = Slot::fact(u8::try_from(fact).unwrap_or(u8::MAX));
            for (bit, lit) in bits.iter().enumerate() {
                if let Some(value) = values.get_mut(slot.offset() as usize + bit) {
                    *value = *lit;
                }
            }
        }
        for (slot, reached) in [(Slot::LOWEST_AGE, &inputs.lowest), (Slot::HIGHEST_AGE, &inputs.highest)] {
            // The set's own band: how many of its own ages are reached.
            let own: Vec<Lit> = layout
                .ages
                .iter()
                .filter_map(|age| inputs.ages.iter().position(|known| known == age))
                .filter_map(|at| reached.get(at).copied())
                .collect();
            let bands: Vec<_> = (0..=own.len())
                .map(|band| {
                    let from = band.checked_sub(1).and_then(|at| own.get(at)).copied().unwrap_or(Lit::TRUE);
                    let below = own.get(band).map_or(Lit::TRUE, |lit| !*lit);
                    (band as u64, graph.and(from, below))
                })
                .collect();
            put(graph, &mut values, slot, &bands);
        }
        for (choice, number) in Choice::ALL.iter().zip(inputs.choices) {
            let slot = Slot::choice(*choice);
            for (bit, lit) in number.into_iter().take(slot.width.into()).enumerate() {
                if let Some(value) = values.get_mut(slot.offset() as usize + bit) {
                    *value = lit;
                }
            }
        }

        let rows: Vec<_> =
            layout.first.cells.iter().map(|cells| row_holds(graph, cells, &values, &flags)).collect();

        let mut scope: Vec<(Scope, Lit)> = Scope::ALL.iter().map(|scope| (*scope, Lit::FALSE)).collect();
        let (mut has_categories, mut earlier) = (Lit::FALSE, Lit::FALSE);
        for (row, terms) in rules.tables().scopes.iter().zip(&layout.scopes) {
            let holds = any_row(graph, &rows, terms);
            let first = graph.and(holds, !earlier);
            earlier = graph.or(earlier, holds);
            if let Some((_, lit)) = scope.iter_mut().find(|(scope, _)| *scope == row.scope) {
                *lit = graph.or(*lit, first);
            }
            if row.categories {
                has_categories = graph.or(has_categories, first);
            }
        }
        // Whoever no row places is a child.
        has_categories = graph.or(has_categories, !earlier);
        if let Some((_, lit)) = scope.iter_mut().find(|(scope, _)| *scope == Scope::Child) {
            *lit = graph.or(*lit, !earlier);
        }

        let mut bases = Vec::new();
        for rule in &layout.rules {
            let holds = any_row(graph, &rows, &rule.terms);
            bases.push(graph.and(holds, has_categories));
        }
        // Who builds on others fires where they do; of these, who asks for less goes first.
        let mut fired = bases.clone();
        for asked in Category::ALL {
            let giving: Vec<_> = layout.giving(*asked).filter_map(|(at, _)| fired.get(at).copied()).collect();
            let given = graph.any(giving);
            for (rule, fires) in layout.rules.iter().zip(&mut fired) {
                if rule.others_give == Some(*asked) {
                    *fires = graph.and(*fires, given);
                }
            }
        }
        // What the tables give; then a judgement above that; then a previous category above both.
        let previous = at_least(graph, inputs.category(Choice::PreviousCategory));
        let judged = at_least(graph, inputs.category(Choice::Judgement));
        let mut indicated = [Lit::FALSE; 3];
        for (rule, fires) in layout.rules.iter().zip(&fired) {
            if let RuleLevel::Fixed(level) = rule.level {
                for given in indicated.iter_mut().take(usize::from(level.number())) {
                    *given = graph.or(*given, *fires);
                }
            }
        }
        let mut category = indicated;
        for (level, gives) in [(RuleLevel::Judged, judged), (RuleLevel::Previous, previous)] {
            let gained: Vec<_> =
                gives.into_iter().zip(category).map(|(gives, has)| graph.and(gives, !has)).collect();
            let above = graph.any(gained);
            let mut any = Lit::FALSE;
            for (rule, fires) in layout.rules.iter().zip(&mut fired) {
                if rule.level == level {
                    *fires = graph.and(*fires, above);
                    any = graph.or(any, *fires);
                }
            }
            for (at_least, gives) in category.iter_mut().zip(gives) {
                let given = graph.and(any, gives);
                *at_least = graph.or(*at_least, given);
            }
        }
        let protected = (0..rules.tables().protections.len())
            .map(|protection| {
                let rows = &layout.protections;
                let own = rows.cells.iter().zip(&rows.owners).filter(|(_, owner)| **owner == protection);
                let own: Vec<_> = own.map(|(cells, _)| row_holds(graph, cells, &values, &flags)).collect();
                graph.any(own)
            })
            .collect();
        let has_scope = earlier;
        Self {
            values,
            flags,
            rows,
            scope,
            has_scope,
            has_categories,
            fired,
            indicated,
            category,
            protected,
            bases,
        }
    }
}

/// Whether a number of 0 to 3 is at least 1, 2 and 3.
pub(crate) fn at_least(graph: &mut Graph, [low, high]: [Lit; 2]) -> [Lit; 3] {
    [graph.or(low, high), high, graph.and(low, high)]
}

/// Each category with its number, 0 for none, and whether it is that.
pub(crate) fn exactly(graph: &mut Graph, [one, two, three]: [Lit; 3]) -> Vec<(u64, Lit)> {
    vec![(0, !one), (1, graph.and(one, !two)), (2, graph.and(two, !three)), (3, three)]
}

/// Puts a value into a slot: of several, that which holds.
fn put(graph: &mut Graph, values: &mut [Lit; 4 * FIELDS], slot: Slot, options: &[(u64, Lit)]) {
    for bit in 0..u32::from(slot.width) {
        let setting: Vec<_> =
            options.iter().filter(|(value, _)| value >> bit & 1 == 1).map(|(_, lit)| *lit).collect();
        let lit = graph.any(setting);
        if let Some(value) = values.get_mut((slot.offset() + bit) as usize) {
            *value = lit;
        }
    }
}

fn row_holds(graph: &mut Graph, cells: &RowMask, values: &[Lit; 4 * FIELDS], flags: &[Option<Lit>]) -> Lit {
    let mut parts = Vec::new();
    for field in 0..FIELDS {
        let allowed = cells.at(field);
        if allowed != u16::MAX {
            let bits = std::array::from_fn(|bit| values.get(4 * field + bit).copied().unwrap_or(Lit::FALSE));
            parts.push(graph.table(bits, allowed));
        }
    }
    for (flag, set) in &cells.flags {
        let lit = flags.get(*flag).copied().flatten().unwrap_or(Lit::FALSE);
        parts.push(if *set { lit } else { !lit });
    }
    graph.all(parts)
}

fn any_row(graph: &mut Graph, rows: &[Lit], terms: &Range<usize>) -> Lit {
    let own: Vec<_> = rows.get(terms.clone()).unwrap_or_default().to_vec();
    graph.any(own)
}
