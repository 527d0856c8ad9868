//! Boolean formulas over named inputs, and a SAT solver that decides them.
//!
//! A property of a rule set is checked over all requests at once. What a request says is a set of
//! inputs, each of them true or false. What the rules make of it is a formula over these inputs. A
//! property holds when its opposite has no model, and a model is a request for which it doesn't hold.
//!
//! A [`Graph`] holds the formulas. A [`Solver`]
//! passes the part of a graph that it is asked about on to the SAT solver, and finds a model, or one of
//! least cost. Nothing in here recurses, so deep formulas don't overflow the stack, and nothing depends
//! on chance, so the same questions get the same answers.

use crate::formula::budget::{Allowance, is_set};
use crate::formula::graph::Node;
pub(crate) use crate::formula::graph::{Assignment, Changed, Graph, Lit};
use std::collections::VecDeque;
use std::iter::once;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use batsat::{Callbacks, ClauseKind, SolverInterface, SolverOpts, lbool};

/// What comes of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Solved {
    Found(Assignment),
    /// There is no model.
    None,
    /// The budget ran out, or the solver found what is no model.
    Undecided,
}

/// Whether there is a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Possible {
    Yes,
    No,
    Undecided,
}

/// So many models are kept, to be looked at before the solver is asked.
const KEPT: usize = 64;

/// So many conflicts at a time.
const AT_A_TIME: u64 = 64;

/// Stops the SAT solver when it is called off, and after so many conflicts: each of them makes it learn a clause.
struct Stops {
    conflicts: u64,
    learnt: u64,
    cancelled: Option<Arc<AtomicBool>>,
}

impl Callbacks for Stops {
    fn on_start(&mut self) {
        self.learnt = 0;
    }

    fn on_new_clause(&mut self, _: &[batsat::Lit], kind: ClauseKind) {
        if kind == ClauseKind::Learnt {
            self.learnt += 1;
        }
    }

    fn stop(&self) -> bool {
        self.learnt >= self.conflicts || is_set(self.cancelled.as_deref())
    }
}

/// A SAT solver for the formulas of one graph, which may grow between questions. What it learns from
/// one question helps with the next.
pub(crate) struct Solver {
    sat: batsat::Solver<Stops>,
    /// The solver's variables by node, for the nodes that it has seen, and how many these are.
    variables: Vec<Option<batsat::Var>>,
    known: usize,
    /// The nodes that it still has to be told of, and one clause: kept, so that nothing is allocated for each.
    open: Vec<usize>,
    clause: Vec<batsat::Lit>,
    required: Vec<Lit>,
    /// Some models that were found, the last one last.
    found: VecDeque<Assignment>,
    /// So many conflicts for a question, and what is left for all.
    conflicts: u64,
    allowance: Allowance,
}

impl Solver {
    /// A solver that gives up a question after so many conflicts.
    #[cfg(test)]
    pub(crate) fn new(conflicts: u64) -> Self {
        Self::within(conflicts, Allowance::of_work(u64::MAX))
    }

    /// The same, within what is allowed for all questions together: so many variables may be given a value. It
    /// counts work and not time, so that the answers are the same on every machine.
    pub(crate) fn within(conflicts: u64, allowance: Allowance) -> Self {
        let stops = Stops { conflicts, learnt: 0, cancelled: allowance.cancelled() };
        let sat = batsat::Solver::new(SolverOpts::default(), stops);
        Self {
            sat,
            variables: Vec::new(),
            known: 0,
            open: Vec::new(),
            clause: Vec::new(),
            required: Vec::new(),
            found: VecDeque::new(),
            conflicts,
            allowance,
        }
    }

    /// From now on, only models in which the formula holds.
    pub(crate) fn require(&mut self, graph: &Graph, lit: Lit) {
        let clause = [self.encode(graph, lit)];
        self.add(&clause);
        self.required.push(lit);
        self.found.clear();
    }

    /// Whether the formula holds in every model, as it was required in these words.
    pub(crate) fn is_required(&self, lit: Lit) -> bool {
        lit == Lit::TRUE || self.required.contains(&lit)
    }

    /// Of the models that were found last, those in which all of this holds.
    pub(crate) fn found(&self, lits: &[Lit]) -> impl Iterator<Item = &Assignment> {
        let holds = |model: &Assignment, lit: &Lit| lit.node() < model.values.len() && model.value(*lit);
        self.found.iter().filter(move |model| lits.iter().all(|lit| holds(model, lit)))
    }

    fn keep(&mut self, model: &Assignment) {
        if self.found.len() == KEPT {
            self.found.pop_front();
        }
        self.found.push_back(model.clone());
    }

    /// Whether there is a model in which the formula holds. One that was found before may show it.
    pub(crate) fn can_be(&mut self, graph: &Graph, lit: Lit) -> Possible {
        if !self.allowance.goes_on() {
            return Possible::Undecided;
        }
        if self.found(&[lit]).next().is_some() {
            self.allowance.spend(1);
            return Possible::Yes;
        }
        match self.solve(graph, &[lit]) {
            Solved::Found(_) => Possible::Yes,
            Solved::None => Possible::No,
            Solved::Undecided => Possible::Undecided,
        }
    }

    /// A model of everything required, in which the assumptions hold. The solver's word is not taken for
    /// it: what it finds is a model only if the graph says so too.
    pub(crate) fn solve(&mut self, graph: &Graph, assumptions: &[Lit]) -> Solved {
        if !self.allowance.goes_on() {
            return Solved::Undecided;
        }
        let (known, given) = (self.known, self.sat.num_propagations());
        let assumed: Vec<batsat::Lit> = assumptions.iter().map(|lit| self.encode(graph, *lit)).collect();
        let answer = self.answer(&assumed, given);
        // To tell the solver of a node is work too, and so is to look at the model that was found.
        let new = self.known.saturating_sub(known) as u64;
        let looked_at = if answer == lbool::TRUE { graph.nodes().len() as u64 / 8 } else { 0 };
        let given = self.sat.num_propagations().saturating_sub(given);
        self.allowance.spend(1 + given + new + looked_at);
        if answer == lbool::UNDEF {
            // What was left open for want of the rest is told apart from what is too hard.
            self.allowance.goes_on();
        }
        if answer == lbool::FALSE {
            return Solved::None;
        }
        let is_set = |variable: &batsat::Var| self.sat.value_var(*variable) == lbool::TRUE;
        let variable = |input: Lit| self.variables.get(input.node()).and_then(Option::as_ref);
        let model = graph.model(&|input| variable(input).is_some_and(is_set));
        let holds = self.required.iter().chain(assumptions).all(|lit| model.value(*lit));
        if answer != lbool::TRUE || !holds {
            return Solved::Undecided;
        }
        self.keep(&model);
        Solved::Found(model)
    }

    /// If no model has all of these assumptions: which of them are enough for that.
    pub(crate) fn refute(&mut self, graph: &Graph, assumptions: &[Lit]) -> Option<Vec<Lit>> {
        if self.solve(graph, assumptions) != Solved::None {
            return None;
        }
        let variable = |lit: &Lit| self.variables.get(lit.node()).copied().flatten();
        let is_needed = |lit: &&Lit| variable(lit).is_none_or(|one| self.sat.unsat_core_contains_var(one));
        Some(assumptions.iter().filter(is_needed).copied().collect())
    }

    /// After which changes of a model it is still a model of everything required.
    pub(crate) fn allows(&self, graph: &Graph, changed: &Changed) -> u64 {
        // As much as to look at one model.
        self.allowance.spend(graph.nodes().len() as u64 / 8);
        self.required.iter().fold(u64::MAX, |all, lit| all & changed.value(*lit))
    }

    /// What the solver says. It is asked a few conflicts at a time, to see how much work that was: how much a
    /// conflict costs depends on the set. `before` are the variables that were given a value until now.
    fn answer(&mut self, assumed: &[batsat::Lit], before: u64) -> lbool {
        let mut left = self.conflicts;
        loop {
            let now = left.min(AT_A_TIME);
            self.sat.cb_mut().conflicts = now;
            let answer = self.sat.solve_limited(assumed);
            left -= now;
            let spent = self.sat.num_propagations().saturating_sub(before);
            let over = spent >= self.allowance.left() || self.allowance.is_cancelled();
            if answer != lbool::UNDEF || left == 0 || over {
                return answer;
            }
        }
    }

    /// The same, and no model has a lower cost. The budget is for each bound on the cost that is tried:
    /// one that stays undecided counts as out of reach, so the answer is the best model that was found.
    /// It is undecided only when no model was found at all.
    pub(crate) fn smallest(&mut self, graph: &mut Graph, assumptions: &[Lit], cost: &[(Lit, u32)]) -> Solved {
        let known = self.found(assumptions).min_by_key(|model| model.cost(cost)).cloned();
        let mut answer = match known.filter(|_| self.allowance.goes_on()) {
            Some(model) => Solved::Found(model),
            None => self.solve(graph, assumptions),
        };
        // Everything below `low` is out of reach. The bounds go up from there in growing steps, but
        // never beyond half of the way to the best model so far: low bounds make small formulas.
        let (mut low, mut step) = (0, 1);
        while let Solved::Found(best) = &answer {
            let best = best.cost(cost);
            if best <= low {
                break;
            }
            let bound = low + (best - low - 1).div_ceil(2).min(step - 1);
            let assumptions: Vec<Lit> =
                assumptions.iter().copied().chain(once(!graph.at_least(cost, bound + 1))).collect();
            match self.solve(graph, &assumptions) {
                Solved::Found(model) if model.cost(cost) <= bound => answer = Solved::Found(model),
                _ => (low, step) = (bound + 1, step.saturating_mul(2)),
            }
        }
        answer
    }

    /// The solver's literal for a formula, once the solver knows what it stands for.
    fn encode(&mut self, graph: &Graph, lit: Lit) -> batsat::Lit {
        self.variables.resize(graph.nodes().len(), None);
        let encoded = self.literal(lit);
        while let Some(node) = self.open.pop() {
            let own = self.literal(Lit::of(node));
            match graph.nodes().get(node) {
                Some(Node::And(a, b)) => {
                    let (a, b) = (self.literal(*a), self.literal(*b));
                    self.add(&[!own, a]);
                    self.add(&[!own, b]);
                    self.add(&[own, !a, !b]);
                }
                Some(Node::False) => self.add(&[!own]),
                Some(Node::Input) | None => {}
            }
        }
        encoded
    }

    /// The solver's literal for a formula, whose node is put among the open ones if it is new.
    fn literal(&mut self, lit: Lit) -> batsat::Lit {
        let known = self.variables.get(lit.node()).copied().flatten();
        let variable = known.unwrap_or_else(|| {
            let new = self.sat.new_var_default();
            if let Some(slot) = self.variables.get_mut(lit.node()) {
                *slot = Some(new);
            }
            self.known += 1;
            self.open.push(lit.node());
            new
        });
        batsat::Lit::new(variable, !lit.is_negated())
    }

    fn add(&mut self, clause: &[batsat::Lit]) {
        self.clause.clear();
        self.clause.extend_from_slice(clause);
        // It says whether the solver is still without a contradiction, and so will the next answer.
        self.sat.add_clause_reuse(&mut self.clause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::budget::{Budget, CutShort};
    use std::sync::atomic::Ordering;

    /// Numbers by xorshift, the same in every run.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, bound: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 >> 16) as usize % bound
        }

        fn one_of(&mut self, lits: &[Lit]) -> Lit {
            let lit = lits.get(self.below(lits.len())).copied().unwrap_or(Lit::FALSE);
            lit.negated_if(self.below(2) == 1)
        }
    }

    fn inputs(graph: &mut Graph, count: usize) -> Vec<Lit> {
        (0..count).map(|_| graph.input()).collect()
    }

    /// All values of inputs 1 to `count` of a graph, which must be its first nodes.
    fn all_models(graph: &Graph, count: usize) -> impl Iterator<Item = Assignment> {
        (0..1_usize << count)
            .map(|values| graph.model(&|input| values >> (input.node().saturating_sub(1)) & 1 == 1))
    }

    /// A formula of random operations over the inputs.
    fn random_formula(graph: &mut Graph, numbers: &mut Numbers, inputs: &[Lit], operations: usize) -> Lit {
        let mut made = inputs.to_vec();
        made.push(Lit::TRUE);
        let mut last = Lit::TRUE;
        for _ in 0..operations {
            let (a, b, c) = (numbers.one_of(&made), numbers.one_of(&made), numbers.one_of(&made));
            last = match numbers.below(6) {
                0 | 1 => graph.and(a, b),
                2 => graph.or(a, b),
                3 => graph.xor(a, b),
                4 => graph.ite(a, b, c),
                _ => graph.at_least(&[(a, 1), (b, 2), (c, 1)], numbers.below(5) as u32),
            };
            made.push(last);
        }
        last
    }

    /// Clauses of three random literals each.
    fn random_clauses(graph: &mut Graph, numbers: &mut Numbers, inputs: &[Lit], clauses: usize) -> Lit {
        (0..clauses).fold(Lit::TRUE, |all, _| {
            let sides: Vec<Lit> = (0..3).map(|_| numbers.one_of(inputs)).collect();
            let clause = graph.any(sides);
            graph.and(all, clause)
        })
    }

    /// Each pigeon has a hole of its own.
    fn pigeons(graph: &mut Graph, pigeons: usize, holes: usize) -> Lit {
        let placed: Vec<Vec<Lit>> = (0..pigeons).map(|_| inputs(graph, holes)).collect();
        let mut all = Lit::TRUE;
        for (index, pigeon) in placed.iter().enumerate() {
            let somewhere = graph.any(pigeon.iter().copied());
            all = graph.and(all, somewhere);
            for other in placed.iter().take(index) {
                for (a, b) in pigeon.iter().zip(other) {
                    let both = graph.and(*a, *b);
                    all = graph.and(all, !both);
                }
            }
        }
        all
    }

    #[test]
    fn operations_have_their_truth_tables() {
        let mut graph = Graph::new();
        let lits = inputs(&mut graph, 3);
        // Every side that an operation can have: an input, a constant, and their opposites.
        let sides: Vec<Lit> = lits.iter().copied().chain([Lit::TRUE]).flat_map(|lit| [lit, !lit]).collect();
        for a in &sides {
            for b in &sides {
                for c in &sides {
                    let (a, b, c) = (*a, *b, *c);
                    let (and, or, xor) = (graph.and(a, b), graph.or(a, b), graph.xor(a, b));
                    let (iff, implies, ite) = (graph.iff(a, b), graph.implies(a, b), graph.ite(a, b, c));
                    let (all, any) = (graph.all([a, b, c]), graph.any([a, b, c]));
                    for model in all_models(&graph, 3) {
                        let (x, y, z) = (model.value(a), model.value(b), model.value(c));
                        assert_eq!(model.value(!a), !x);
                        assert_eq!(model.value(and), x && y);
                        assert_eq!(model.value(or), x || y);
                        assert_eq!(model.value(xor), x != y);
                        assert_eq!(model.value(iff), x == y);
                        assert_eq!(model.value(implies), !x || y);
                        assert_eq!(model.value(ite), if x { y } else { z });
                        assert_eq!(model.value(all), x && y && z);
                        assert_eq!(model.value(any), x || y || z);
                    }
                }
            }
        }
        assert_eq!(graph.all([]), Lit::TRUE);
        assert_eq!(graph.any([]), Lit::FALSE);
    }

    #[test]
    fn equal_nodes_are_one_and_constants_need_none() {
        let mut graph = Graph::new();
        let (a, b) = (graph.input(), graph.input());
        assert_eq!(graph.and(a, a), a);
        assert_eq!(graph.and(a, !a), Lit::FALSE);
        assert_eq!(graph.and(Lit::TRUE, a), a);
        assert_eq!(graph.and(a, Lit::FALSE), Lit::FALSE);
        assert_eq!(graph.xor(a, !a), Lit::TRUE);
        assert_eq!(graph.ite(b, a, a), a);
        assert_eq!(graph.ite(a, Lit::TRUE, Lit::FALSE), a);
        assert_eq!(graph.ite(a, Lit::FALSE, Lit::TRUE), !a);
        assert_eq!(graph.len(), 3);
        assert_eq!(graph.and(a, b), graph.and(b, a));
        assert_eq!(graph.len(), 4);
        assert_eq!(graph.xor(a, b), !graph.xor(b, !a));
        assert_eq!(graph.ite(a, b, !b), graph.iff(b, a));
        let both = graph.and(a, b);
        assert!(graph.value(both, &|_| true));
        assert!(!graph.value(both, &|input| input == a));
    }

    #[test]
    fn at_least_adds_weights_up() {
        let mut numbers = Numbers(1);
        for count in 0..=7 {
            for _ in 0..12 {
                let mut graph = Graph::new();
                let mut lits = inputs(&mut graph, count);
                lits.push(Lit::TRUE);
                let weighted: Vec<(Lit, u32)> =
                    (0..count).map(|_| (numbers.one_of(&lits), numbers.below(5) as u32)).collect();
                let total: u32 = weighted.iter().map(|(_, weight)| weight).sum();
                let sums: Vec<Lit> = (0..=total + 1).map(|sum| graph.at_least(&weighted, sum)).collect();
                for model in all_models(&graph, count) {
                    for (sum, lit) in (0..).zip(&sums) {
                        assert_eq!(model.value(*lit), model.cost(&weighted) >= sum);
                    }
                }
            }
        }
        let mut graph = Graph::new();
        let heavy = [(graph.input(), u32::MAX), (graph.input(), u32::MAX)];
        let either = graph.or(Lit::of(1), Lit::of(2));
        assert_eq!(graph.at_least(&heavy, 3), either);
    }

    /// Hard questions until nothing is left: how many are decided hangs on the work alone.
    #[test]
    fn a_budget_of_work_ends_and_is_the_same_in_every_run() {
        let spend = |work: u64| {
            let mut graph = Graph::new();
            let hard: Vec<Lit> = (5..9).map(|holes| pigeons(&mut graph, holes + 1, holes)).collect();
            let mut solver = Solver::within(1_000_000, Allowance::of_work(work));
            let answers: Vec<_> = hard.iter().map(|hard| solver.solve(&graph, &[*hard])).collect();
            let decided = answers.iter().filter(|answer| **answer == Solved::None).count();
            assert!(answers.iter().all(|answer| !matches!(answer, Solved::Found(_))));
            (decided, solver.sat.num_propagations(), solver.allowance.left())
        };
        let (decided, spent, left) = spend(u64::MAX);
        assert_eq!(decided, 4);
        assert!(left > 0 && spent > 100_000, "{spent}");
        let (decided, spent, left) = spend(100_000);
        assert!(decided < 4 && left == 0, "{decided}, {left}");
        // What is over is no more than a few conflicts.
        assert!(spent < 120_000, "{spent}");
        assert_eq!(spend(100_000), (decided, spent, left));
    }

    /// Without the flag it would take years.
    #[test]
    fn a_question_that_is_called_off_ends() {
        let cancelled = Arc::new(AtomicBool::new(false));
        let allowance = Allowance::of(&Budget::new().cancelled_by(Arc::clone(&cancelled)));
        let mut graph = Graph::new();
        let hard = pigeons(&mut graph, 21, 20);
        let mut solver = Solver::within(u64::MAX, allowance.clone());
        let answer = std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(std::time::Duration::from_millis(20));
                cancelled.store(true, Ordering::Relaxed);
            });
            solver.solve(&graph, &[hard])
        });
        assert_eq!(answer, Solved::Undecided);
        assert_eq!(allowance.cut_short(), Some(CutShort::Cancelled));
    }

    #[test]
    fn at_least_of_many_inputs_stays_small_and_is_decided() {
        let mut graph = Graph::new();
        let lits = inputs(&mut graph, 1_000);
        let weighted: Vec<(Lit, u32)> = lits.iter().map(|lit| (*lit, 1)).collect();
        let half = graph.at_least(&weighted, 500);
        assert!(graph.len() <= 1_001 + 2 * 1_000 * 500);
        assert!(graph.value(half, &|input| input.node() % 2 == 0));
        assert!(!graph.value(half, &|input| input.node() % 2 == 0 && input != Lit::of(2)));
        let mut solver = Solver::new(10_000);
        solver.require(&graph, half);
        let answer = solver.solve(&graph, &[]);
        assert!(matches!(&answer, Solved::Found(model) if model.cost(&weighted) >= 500));
        let most: Vec<Lit> = lits.iter().take(501).map(|lit| !*lit).collect();
        assert_eq!(solver.solve(&graph, &most), Solved::None);
        let lits = inputs(&mut graph, 2_000);
        let weighted: Vec<(Lit, u32)> = lits.iter().map(|lit| (*lit, 3)).collect();
        let sum = graph.at_least(&weighted, 2_000);
        assert!(graph.value(sum, &|input| lits.iter().take(667).any(|lit| *lit == input)));
        assert!(!graph.value(sum, &|input| lits.iter().take(666).any(|lit| *lit == input)));
    }

    #[test]
    fn table_is_true_of_the_allowed_numbers() {
        let mut graph = Graph::new();
        let lits = inputs(&mut graph, 4);
        let mut numbers = Numbers(2);
        let few = (0..16).flat_map(|number| [1 << number, !(1 << number)]).chain([0, u16::MAX]);
        let some: Vec<u16> = (0..400).map(|_| numbers.below(1 << 16) as u16).collect();
        for allowed in few.chain(some) {
            // The bits are often inputs, in any order, and sometimes a constant.
            let bits = match numbers.below(4) {
                0 => [(); 4].map(|()| numbers.one_of(&[Lit::of(1), Lit::of(2), Lit::TRUE])),
                _ => [4, 2, 1, 3].map(Lit::of),
            };
            let table = graph.table(bits, allowed);
            for model in all_models(&graph, lits.len()) {
                let number = (0..).zip(bits).map(|(at, bit)| u16::from(model.value(bit)) << at).sum::<u16>();
                assert_eq!(model.value(table), allowed >> number & 1 == 1);
            }
        }
        assert_eq!(graph.table([4, 2, 1, 3].map(Lit::of), 0xff00), Lit::of(3));
        assert_eq!(graph.table([4, 2, 1, 3].map(Lit::of), 0xffff), Lit::TRUE);
    }

    #[test]
    fn the_solver_agrees_with_trying_everything() {
        let mut numbers = Numbers(3);
        let (mut found, mut none) = (0, 0);
        for round in 0..300 {
            let mut graph = Graph::new();
            let count = 1 + round % 10;
            let lits = inputs(&mut graph, count);
            let mut solver = Solver::new(100_000);
            let mut required = Lit::TRUE;
            // Each step adds a requirement to the same solver, until nothing is left.
            for _ in 0..3 {
                let more = match numbers.below(2) {
                    0 => random_formula(&mut graph, &mut numbers, &lits, 20),
                    _ => random_clauses(&mut graph, &mut numbers, &lits, 2 * count),
                };
                required = graph.and(required, more);
                solver.require(&graph, more);
                let assumed = [random_formula(&mut graph, &mut numbers, &lits, 6), numbers.one_of(&lits)];
                let inner = random_formula(&mut graph, &mut numbers, &lits, 6);
                let mut cost: Vec<(Lit, u32)> =
                    (0..count).map(|_| (numbers.one_of(&lits), numbers.below(4) as u32)).collect();
                cost.push((inner, 2));
                let holds =
                    |model: &Assignment| assumed.iter().chain([&required]).all(|lit| model.value(*lit));
                let least = all_models(&graph, count).filter(holds).map(|model| model.cost(&cost)).min();
                let answer = solver.solve(&graph, &assumed);
                let smallest = solver.smallest(&mut graph, &assumed, &cost);
                let enough = solver.refute(&graph, &assumed);
                assert_eq!(enough.is_none(), least.is_some());
                // What is enough to have no model has none by itself.
                if let Some(enough) = enough {
                    assert!(enough.iter().all(|lit| assumed.contains(lit)));
                    let all =
                        |model: &Assignment| enough.iter().chain([&required]).all(|lit| model.value(*lit));
                    assert!(!all_models(&graph, count).any(|model| all(&model)));
                }
                let alone =
                    all_models(&graph, count).any(|model| model.value(inner) && model.value(required));
                let possible = if alone { Possible::Yes } else { Possible::No };
                assert_eq!(solver.can_be(&graph, inner), possible);
                if let Some(least) = least {
                    assert!(matches!(&answer, Solved::Found(model) if holds(model)));
                    assert!(matches!(&smallest, Solved::Found(model) if holds(model)));
                    assert!(matches!(&smallest, Solved::Found(model) if model.cost(&cost) == least));
                    found += 1;
                } else {
                    assert_eq!(answer, Solved::None);
                    assert_eq!(smallest, Solved::None);
                    none += 1;
                }
            }
        }
        assert!(found > 200 && none > 200, "{found} found, {none} not");
    }

    #[test]
    fn many_changes_at_once_are_each_change_alone() {
        let mut numbers = Numbers(7);
        for count in [1, 5, 9] {
            let mut graph = Graph::new();
            let lits = inputs(&mut graph, count);
            let formula = random_formula(&mut graph, &mut numbers, &lits, 40);
            let required = random_formula(&mut graph, &mut numbers, &lits, 4);
            let mut solver = Solver::new(1_000);
            solver.require(&graph, required);
            let model = graph.model(&|input| input.node() % 3 == 0);
            let some =
                |numbers: &mut Numbers| lits.iter().copied().filter(|_| numbers.below(2) == 0).collect();
            let changes: Vec<Vec<Lit>> = (0..64).map(|_| some(&mut numbers)).collect();
            let changed = graph.changed(&model, &changes);
            let allowed = solver.allows(&graph, &changed);
            for (at, change) in changes.iter().enumerate() {
                let alone = graph.model(&|input| model.value(input) != change.contains(&input));
                assert_eq!(changed.value(formula) >> at & 1 == 1, alone.value(formula));
                assert_eq!(changed.value(!formula) >> at & 1 == 1, !alone.value(formula));
                assert_eq!(allowed >> at & 1 == 1, alone.value(required));
            }
        }
    }

    #[test]
    fn constants_and_contradictions_are_decided() {
        let mut graph = Graph::new();
        let (a, unseen) = (graph.input(), graph.input());
        let mut solver = Solver::new(100);
        assert_eq!(solver.solve(&graph, &[Lit::FALSE]), Solved::None);
        assert_eq!(solver.solve(&graph, &[a, !a]), Solved::None);
        solver.require(&graph, Lit::TRUE);
        let answer = solver.solve(&graph, &[Lit::TRUE, a]);
        assert!(matches!(&answer, Solved::Found(model) if model.value(a) && !model.value(unseen)));
        assert!(matches!(&answer, Solved::Found(model) if model.value(Lit::TRUE) && !model.value(!a)));
        solver.require(&graph, Lit::FALSE);
        assert_eq!(solver.solve(&graph, &[]), Solved::None);
        assert_eq!(solver.smallest(&mut graph, &[], &[(a, 1)]), Solved::None);
    }

    #[test]
    fn a_spent_budget_leaves_it_undecided() {
        let mut graph = Graph::new();
        let (small, large) = (pigeons(&mut graph, 4, 3), pigeons(&mut graph, 9, 8));
        let fits = pigeons(&mut graph, 3, 3);
        let mut solver = Solver::new(10);
        assert_eq!(solver.solve(&graph, &[large]), Solved::Undecided);
        assert_eq!(solver.smallest(&mut graph, &[large], &[(fits, 1)]), Solved::Undecided);
        // Each question has the whole budget.
        assert!(matches!(solver.solve(&graph, &[fits]), Solved::Found(_)));
        assert_eq!(Solver::new(1_000).solve(&graph, &[small]), Solved::None);
    }

    #[test]
    fn a_budget_spent_on_bounds_leaves_the_best_model() {
        let mut graph = Graph::new();
        let (dear, cheap) = (graph.input(), graph.input());
        let large = pigeons(&mut graph, 9, 8);
        // One of them costs 9, the other 4, and it takes a long proof that one is needed at all.
        let formula = graph.any([dear, cheap, large]);
        let mut solver = Solver::new(10);
        solver.require(&graph, formula);
        let cost = [(dear, 9), (cheap, 4)];
        assert_eq!(solver.solve(&graph, &[!dear, !cheap]), Solved::Undecided);
        let answer = solver.smallest(&mut graph, &[], &cost);
        assert!(matches!(&answer, Solved::Found(model) if model.cost(&cost) == 4 && model.value(cheap)));
    }

    #[test]
    fn the_same_questions_get_the_same_answers() {
        let ask = || {
            let mut graph = Graph::new();
            let mut numbers = Numbers(4);
            let lits = inputs(&mut graph, 60);
            let formula = random_clauses(&mut graph, &mut numbers, &lits, 180);
            let cost: Vec<(Lit, u32)> = lits.iter().map(|lit| (*lit, 1)).collect();
            let mut solver = Solver::new(1_000);
            solver.require(&graph, formula);
            (solver.solve(&graph, &[]), solver.smallest(&mut graph, &[], &cost), graph.len())
        };
        let first = ask();
        assert!(matches!(first.0, Solved::Found(_)));
        assert_eq!(first, ask());
    }
}
