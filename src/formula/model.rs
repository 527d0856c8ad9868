//! One rule set as formulas over every request: the same compiled rows that screen, asked all at once.

use crate::compiled::RuleSet;
use crate::compiled::decision_table::{FIELDS, RowMask, Slot};
use crate::compiled::derived::{Asked, Derived};
use crate::compiled::flag::{Flag, Test};
use crate::compiled::layout::{Rows, Rule, RuleLevel};
use crate::formula::solver::{Graph, Lit};
use crate::formula::variables::Variables;
use crate::numbered::{Each, Ix, Numbered, part_of};
use crate::tables::condition::CategoryChange;
use crate::tables::{
    CategoryRule, Definition, FindingRow, PlanHost, Protection, StepForce, StepRow, TableId,
};
use crate::vocabulary::category::Category;
use crate::vocabulary::child::{Answer, Fact};
use crate::vocabulary::indicator::Placed;
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
    pub(crate) fired: Each<Rule, Lit>,
    pub(crate) definitions: Each<Definition, Lit>,
    /// For each row of the table, whether it hosts the plan.
    pub(crate) plan: Each<PlanHost, Lit>,
    /// For each step, whether it applies.
    pub(crate) steps: Each<StepRow, Lit>,
    pub(crate) findings: Each<FindingRow, Lit>,
    /// For each protection, whether it speaks of the child.
    pub(crate) protected: Each<Protection, Lit>,
    /// What the tests on the indicators come to.
    tests: Each<Flag, Lit>,
}

/// The part of the answers that differs between what is so and what is possible.
pub(crate) struct Answers {
    pub(crate) facts: Vec<[Lit; 2]>,
    /// By place: observed, and known.
    pub(crate) observed: Each<Placed, Lit>,
    pub(crate) known: Each<Placed, Lit>,
}

/// What the first table gives.
pub(crate) struct First {
    values: Values,
    /// Those of tests. Rows that ask for others are not asked before the category.
    flags: Each<Flag, Lit>,
    rows: Vec<Lit>,
    pub(crate) scope: Vec<(Scope, Lit)>,
    has_scope: Lit,
    pub(crate) has_categories: Lit,
    pub(crate) fired: Each<Rule, Lit>,
    indicated: [Lit; 3],
    pub(crate) category: [Lit; 3],
    /// For each protection, whether it speaks of the child.
    protected: Each<Protection, Lit>,
    /// For each level that a rule gives, whether its own rows hold.
    bases: Each<Rule, Lit>,
}

/// When the rows of each category rule hold, whatever it builds on.
pub(crate) struct Bases {
    /// For each level that a rule gives.
    pub(crate) fires: Each<Rule, Lit>,
    /// Whether the judgement, the determination and the previous category are at least 1, 2 and 3.
    pub(crate) judged: [Lit; 3],
    pub(crate) determined: [Lit; 3],
    pub(crate) previous: [Lit; 3],
}

impl Bases {
    pub(crate) fn new(graph: &mut Graph, inputs: &Variables, rules: &RuleSet) -> Self {
        let answers = Answers::given(graph, inputs, rules);
        let fires = First::new(graph, inputs, rules, &answers).bases;
        let [judged, determined, previous] =
            [Choice::Judgement, Choice::Determination, Choice::PreviousCategory]
                .map(|choice| at_least(graph, inputs.category(choice)));
        Self { fires, judged, determined, previous }
    }
}

/// Whether the category is at least 1, 2 and 3, whether one can be given, and who each protection speaks of.
pub(crate) struct Decided {
    pub(crate) category: [Lit; 3],
    pub(crate) has_categories: Lit,
    pub(crate) protected: Each<Protection, Lit>,
}

/// What is decided before the pathway, with it left open what each test on the indicators comes to.
pub(crate) struct Opened {
    /// The answers as they were given, and as they would be with every open one turned to yes.
    pub(crate) answers: [Answers; 2],
    /// For both, an input for each test.
    pub(crate) tests: [Each<Flag, Lit>; 2],
    /// Whether what the tables give, the category and what is possible are at least 1, 2 and 3.
    pub(crate) levels: [[Lit; 3]; 3],
    pub(crate) is_outside: Lit,
}

impl Opened {
    pub(crate) fn new(graph: &mut Graph, inputs: &Variables, rules: &RuleSet) -> Self {
        let given = Answers::given(graph, inputs, rules);
        let raised = given.raised(graph, inputs, rules);
        let answers = [given, raised];
        let tests = [(); 2].map(|()| {
            Each::of(&rules.layout.flags, |_, flag| match flag {
                Flag::Test(_) => graph.input(),
                Flag::Definition(_) | Flag::Fired(_) => Lit::FALSE,
            })
        });
        let mut first = |(answers, tests): (&Answers, &Each<Flag, Lit>)| {
            First::with_tests(graph, inputs, rules, answers, tests.clone())
        };
        let [given, raised] = &answers;
        let [own, possible] = &tests;
        let (first, possible) = (first((given, own)), first((raised, possible)));
        let possible = possible.category.map(|at_least| graph.and(at_least, first.has_categories));
        let levels = [first.indicated, first.category, possible];
        Self { answers, tests, levels, is_outside: is_outside(&first.scope) }
    }
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
            TableId::Definitions => self.definitions.values().to_vec(),
            TableId::Protections => self.protected.values().to_vec(),
            TableId::PlanHosts => self.plan.values().to_vec(),
            TableId::Steps => self.steps.values().to_vec(),
            TableId::Findings => self.findings.values().to_vec(),
            TableId::CategoryRules => {
                let rows = rules.tables().category_rules.numbered();
                rows.map(|(row, _)| self.fires(graph, rules, row)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether the tool is not made for somebody of this age.
    pub(crate) fn is_outside(&self) -> Lit {
        is_outside(&self.scope)
    }

    /// Whether a category rule fires, at any of the levels that it may give.
    pub(crate) fn fires(&self, graph: &mut Graph, rules: &RuleSet, row: Ix<CategoryRule>) -> Lit {
        let levels = rules.layout.rules.iter().zip(&self.fired);
        let own: Vec<_> = levels.filter(|(rule, _)| rule.row == row).map(|(_, lit)| *lit).collect();
        graph.any(own)
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
            mut rows,
            scope,
            has_scope,
            has_categories,
            fired,
            indicated,
            category,
            protected,
            ..
        } = first;
        let tables = rules.tables();

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
        let determined = at_least(graph, inputs.category(Choice::Determination));
        let has_determination = graph.any(inputs.number_of(Choice::Determination));
        let mut in_force = previous;
        for (in_force, determined) in in_force.iter_mut().zip(determined) {
            *in_force = graph.ite(has_determination, determined, *in_force);
        }
        let level_above = above(graph, in_force, indicated);
        // Definitions may ask that, which their table does not know.
        for (row, lit) in layout.first.iter().zip(&mut rows) {
            if let Some(asked) = row.level_above {
                *lit = graph.and(*lit, level_above.negated_if(!asked));
            }
        }
        let definitions =
            Each::of(&tables.definitions, |at, _| any_row(graph, &rows, layout.definitions.get(at)));
        let [from_tables, from_judgement] = [indicated, judged].map(|one| above(graph, one, determined));
        let determined_below = graph.or(from_tables, from_judgement);
        let determined_below = graph.and(determined_below, has_determination);
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
        put(graph, &mut values, Slot::LEVEL_ABOVE, &[(1, level_above)]);
        put(graph, &mut values, Slot::DETERMINATION_BELOW, &[(1, determined_below)]);

        let tests = flags.clone();
        for (flag, lit) in layout.flags.iter().zip(&mut flags) {
            *lit = match flag {
                Flag::Test(_) => continue,
                Flag::Definition(at) => *definitions.get(*at),
                Flag::Fired(row) => {
                    let levels = layout.rules.iter().zip(&fired);
                    let of_row: Vec<_> =
                        levels.filter(|(rule, _)| rule.row == *row).map(|(_, lit)| *lit).collect();
                    graph.any(of_row)
                }
            };
        }
        let mut earlier = Lit::FALSE;
        let plan = Each::of(&tables.plan_hosts, |host, _| {
            let holds = owned_row(graph, &layout.plans, host, &values, &flags);
            let first = graph.and(holds, !earlier);
            earlier = graph.or(earlier, holds);
            first
        });
        let steps = Each::of(&tables.steps, |step, _| owned_row(graph, &layout.steps, step, &values, &flags));
        let findings =
            Each::of(&tables.findings, |row, _| owned_row(graph, &layout.findings, row, &values, &flags));
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
            let [low, high] = input.bits;
            [(low, left_out & 1), (high, left_out >> 1 & 1)].map(|(given, default)| {
                let default = Lit::FALSE.negated_if(default == 1);
                graph.ite(input.given, given, default)
            })
        });
        let facts = facts.collect();
        let answers = inputs.answers_to(graph, rules);
        let mut by_place = |known: bool| {
            let mut lits = rules.own_codes.each(Lit::FALSE);
            for (code, input) in &answers {
                let lit = if known { input.yes } else { graph.or(input.suspected, input.yes) };
                rules.own_codes.place(code).into_iter().for_each(|place| *lits.get_mut(place) = lit);
            }
            for Derived { place, base, code, asked } in rules.layout.derived.iter() {
                let base = *lits.get(*base);
                *lits.get_mut(*place) = match asked {
                    Asked::Ever => base,
                    Asked::Within(window) => graph.and(base, !inputs.is_past(code, *window)),
                    Asked::NotRuledOut => {
                        let input = answers.iter().find(|(of, _)| of == code);
                        let all = input.map(|(_, input)| [input.not_known, input.suspected, input.yes]);
                        graph.any(all.into_iter().flatten())
                    }
                    Asked::Reaches(least) => {
                        let [low, high] = inputs.reaches(code, *least);
                        if known { low } else { high }
                    }
                };
            }
            lits
        };
        let (observed, known) = (by_place(false), by_place(true));
        Self { facts, observed, known }
    }

    /// The same with every answer that is not known or suspected turned to yes.
    fn raised(&self, graph: &mut Graph, inputs: &Variables, rules: &RuleSet) -> Self {
        let not_raised =
            |fact: &Fact| rules.tables().facts.iter().any(|row| row.fact == *fact && row.asked_by.is_some());
        let facts = Fact::ALL.iter().zip(&self.facts).map(|(fact, bits)| {
            if not_raised(fact) {
                *bits
            } else {
                let yes = graph.any(*bits);
                [yes, yes]
            }
        });
        let facts = facts.collect();
        let mut observed = self.observed.clone();
        for (code, input) in inputs.answers_to(graph, rules) {
            if let Some(place) = rules.own_codes.place(code) {
                let lit = observed.get_mut(place);
                *lit = graph.or(*lit, input.not_known);
                for Derived { place, .. } in rules.layout.derived.iter().filter(|one| one.code == code) {
                    let lit = observed.get_mut(*place);
                    *lit = graph.or(*lit, input.not_known);
                }
            }
        }
        Self { facts, known: observed.clone(), observed }
    }

    fn test(&self, graph: &mut Graph, test: &Test, weights: &Each<Placed, u32>) -> Lit {
        let among = if test.known { &self.known } else { &self.observed };
        let weighted: Vec<_> = test
            .of
            .iter()
            .map(|place| (*among.get(place), if test.weighted { *weights.get(place) } else { 1 }))
            .collect();
        graph.at_least_or_spent(&weighted, test.at_least)
    }
}

impl First {
    pub(crate) fn new(graph: &mut Graph, inputs: &Variables, rules: &RuleSet, answers: &Answers) -> Self {
        let layout = &rules.layout;
        let tests = Each::of(&layout.flags, |_, flag| match flag {
            Flag::Test(test) => answers.test(graph, test, &layout.weights),
            _ => Lit::FALSE,
        });
        Self::with_tests(graph, inputs, rules, answers, tests)
    }

    /// The same, where it is known what the tests on the indicators come to.
    fn with_tests(
        graph: &mut Graph,
        inputs: &Variables,
        rules: &RuleSet,
        answers: &Answers,
        flags: Each<Flag, Lit>,
    ) -> Self {
        let layout = &rules.layout;
        let mut values = Values([[Lit::FALSE; 4]; FIELDS]);
        for (fact, bits) in Fact::ALL.iter().zip(&answers.facts) {
            values.put(Slot::fact(*fact as u8), *bits);
        }
        for (slot, reached) in [(Slot::LOWEST_AGE, &inputs.lowest), (Slot::HIGHEST_AGE, &inputs.highest)] {
            // The set's own band: how many of its own ages are reached.
            let own: Vec<Lit> = layout
                .ages
                .iter()
                .filter_map(|age| inputs.ages.iter().position(|known| known == age))
                .filter_map(|at| reached.get(at).copied())
                .collect();
            // Each from one age on, and below the next: the first from any, the last below any.
            let from = std::iter::once(Lit::TRUE).chain(own.iter().copied());
            let below = own.iter().map(|lit| !*lit).chain([Lit::TRUE]);
            let bands = (0..).zip(from.zip(below));
            let bands: Vec<_> = bands.map(|(band, (from, below))| (band, graph.and(from, below))).collect();
            put(graph, &mut values, slot, &bands);
        }
        for (choice, number) in Choice::ALL.iter().zip(inputs.choices) {
            values.put(Slot::choice(*choice), number);
        }

        let rows: Vec<_> =
            layout.first.iter().map(|row| row_holds(graph, &row.mask, &values, &flags)).collect();

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

        let bases = Each::of(&layout.rules, |_, rule| {
            let holds = any_row(graph, &rows, &rule.rows);
            graph.and(holds, has_categories)
        });
        // Who builds on others fires where they do; of these, who asks for less goes first.
        let mut fired = bases.clone();
        for asked in Category::ALL {
            let giving: Vec<_> = layout.giving(*asked).map(|(at, _)| *fired.get(at)).collect();
            let given = graph.any(giving);
            for (rule, fires) in layout.rules.iter().zip(&mut fired) {
                if rule.others_give == Some(*asked) {
                    *fires = graph.and(*fires, given);
                }
            }
        }
        // What the tables give; then a judgement above that, a determination above both, and a previous category
        // above all.
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
        let determined = at_least(graph, inputs.category(Choice::Determination));
        let levels = [
            (RuleLevel::Judged, judged),
            (RuleLevel::Determined, determined),
            (RuleLevel::Previous, previous),
        ];
        for (level, gives) in levels {
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
        let protected = Each::of(&rules.tables().protections, |protection, _| {
            owned_row(graph, &layout.protections, protection, &values, &flags)
        });
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

fn is_outside(scope: &[(Scope, Lit)]) -> Lit {
    let found = scope.iter().find(|(scope, _)| *scope == Scope::OutsideThisTool);
    found.map_or(Lit::FALSE, |(_, lit)| *lit)
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
fn put(graph: &mut Graph, values: &mut Values, slot: Slot, options: &[(u64, Lit)]) {
    let bits: Vec<_> = (0..slot.width)
        .map(|bit| {
            let setting = options.iter().filter(|(value, _)| value >> bit & 1 == 1).map(|(_, lit)| *lit);
            let setting: Vec<_> = setting.collect();
            graph.any(setting)
        })
        .collect();
    values.put(slot, bits);
}

/// The word of values of a situation, a formula for each bit.
struct Values([[Lit; 4]; FIELDS]);

impl Values {
    /// Puts bits into a slot, the lowest first.
    fn put(&mut self, slot: Slot, bits: impl IntoIterator<Item = Lit>) {
        let from =
            self.0.as_flattened_mut().iter_mut().skip(slot.offset() as usize).take(usize::from(slot.width));
        from.zip(bits).for_each(|(value, bit)| *value = bit);
    }
}

fn row_holds(graph: &mut Graph, mask: &RowMask, values: &Values, flags: &Each<Flag, Lit>) -> Lit {
    let mut parts = Vec::new();
    for (allowed, bits) in mask.values().iter().zip(&values.0) {
        if *allowed != u16::MAX {
            parts.push(graph.table(*bits, *allowed));
        }
    }
    parts.extend(mask.flags.iter().map(|(flag, set)| flags.get(*flag).negated_if(!set)));
    graph.all(parts)
}

/// Whether one of the rows that were made from a row of the tables holds.
fn owned_row<T>(
    graph: &mut Graph,
    rows: &Rows<T>,
    owner: Ix<T>,
    values: &Values,
    flags: &Each<Flag, Lit>,
) -> Lit {
    let own = rows.iter().filter(|row| row.owner == owner);
    let own: Vec<_> = own.map(|row| row_holds(graph, &row.mask, values, flags)).collect();
    graph.any(own)
}

fn any_row(graph: &mut Graph, rows: &[Lit], own: &Range<usize>) -> Lit {
    graph.any(part_of(rows, own.clone()).iter().copied())
}
