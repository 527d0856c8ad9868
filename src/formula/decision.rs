//! The first table as formulas of their own: for who evaluates them, and not a request at a time.

use crate::compiled::RuleSet;
use crate::compiled::layout::Rule;
use crate::formula::graph::{Graph, Lit};
use crate::formula::model::{Answers, First};
use crate::formula::variables::{Space, Variables};
use crate::numbered::Each;
use crate::vocabulary::Scope;
use crate::vocabulary::child::Fact;
use crate::vocabulary::indicator::Indicator;
use crate::vocabulary::question::Choice;

/// What an input asks of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InputOf {
    /// Whether the indicator at this place is observed, and whether it is known.
    Observed(usize),
    Known(usize),
    /// A bit of the answers to the facts, with the set's own for what was left out.
    Fact(usize),
    /// Whether the lowest and the highest age have reached this one.
    LowestAge(u16),
    HighestAge(u16),
    /// A bit of the answer to a choice, as a number.
    Choice(Choice, usize),
    /// Whether something is observed that the rules do not have.
    Unread,
}

/// Two bits hold each of them.
const _: () = assert!(Scope::ALL.len() <= 4);

/// The category rules of a set, as formulas.
pub(crate) struct Decision {
    pub(crate) graph: Graph,
    pub(crate) inputs: Vec<(InputOf, Lit)>,
    /// Whether the category is at least 1, 2 and 3.
    pub(crate) category: [Lit; 3],
    /// For each level that a rule gives, whether it fired.
    pub(crate) fired: Each<Rule, Lit>,
    /// Whether a category is given at this age.
    pub(crate) has_categories: Lit,
    /// The place of the scope among all scopes, as two bits.
    pub(crate) scope: [Lit; 2],
    /// Whether a rule took too much work to be a formula.
    pub(crate) is_spent: bool,
}

impl Decision {
    pub(crate) fn of(rules: &RuleSet) -> Self {
        let mut space = Space::new();
        let asked = Variables::of(&mut space, &[rules]);
        let mut graph = space.graph;
        let [observed, known] = [(); 2].map(|()| rules.rows.map(|_, _| graph.input()));
        let facts: Vec<_> = Fact::ALL.iter().map(|_| [graph.input(), graph.input()]).collect();

        let mut inputs = Vec::new();
        let all = |lits: &[Lit], asked: fn(usize) -> InputOf| -> Vec<(InputOf, Lit)> {
            lits.iter().enumerate().map(|(at, lit)| (asked(at), *lit)).collect()
        };
        inputs.extend(all(observed.values(), InputOf::Observed));
        inputs.extend(all(known.values(), InputOf::Known));
        inputs.extend(all(facts.as_flattened(), InputOf::Fact));
        inputs
            .extend(asked.ages.iter().map(|age| InputOf::LowestAge(*age)).zip(asked.lowest.iter().copied()));
        inputs.extend(
            asked.ages.iter().map(|age| InputOf::HighestAge(*age)).zip(asked.highest.iter().copied()),
        );
        for (choice, number) in Choice::ALL.iter().zip(asked.choices) {
            let (_, width) = choice.bits();
            let bits = number.into_iter().take(width as usize).enumerate();
            inputs.extend(bits.map(|(bit, lit)| (InputOf::Choice(*choice, bit), lit)));
        }
        let answers = Answers { facts, observed, known };
        let First { mut category, fired, has_categories, scope, .. } =
            First::new(&mut graph, &asked, rules, &answers);
        // What is observed and cannot be read could be anything.
        if rules.typed().len() as usize != Indicator::ALL.len() {
            let unread = graph.input();
            inputs.push((InputOf::Unread, unread));
            let highest = graph.and(unread, has_categories);
            category = category.map(|at_least| graph.or(at_least, highest));
        }
        let scope = [0, 1].map(|bit| {
            let having = scope.iter().filter(|(scope, _)| *scope as u8 >> bit & 1 == 1).map(|(_, lit)| *lit);
            graph.any(having.collect::<Vec<_>>())
        });
        let is_spent = graph.is_spent();
        Self { graph, inputs, category, fired, has_categories, scope, is_spent }
    }
}
