//! Boolean formulas over named inputs, as "and" nodes with two sides. Two equal nodes are one.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::iter::{once, repeat_n};
use std::ops::Not;

/// A formula in a graph, or the opposite of one: the index of its node, and one bit for the opposite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Lit(u32);

impl Lit {
    pub(crate) const FALSE: Self = Self(0);
    pub(crate) const TRUE: Self = Self(1);

    /// The literal of a node.
    pub(crate) const fn of(node: usize) -> Self {
        // 2^31 nodes would need more memory than there is: each takes a dozen bytes or more.
        Self((node as u32) << 1)
    }

    pub(crate) const fn node(self) -> usize {
        (self.0 >> 1) as usize
    }

    pub(crate) const fn is_negated(self) -> bool {
        self.0 & 1 == 1
    }

    /// The opposite if asked for.
    pub(crate) const fn negated_if(self, negated: bool) -> Self {
        Self(self.0 ^ negated as u32)
    }
}

impl Not for Lit {
    type Output = Self;

    fn not(self) -> Self {
        self.negated_if(true)
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Node {
    /// Node 0, and no other.
    False,
    Input,
    And(Lit, Lit),
}

/// Scatters the two sides of a node over a table: they are numbers that we count up ourselves, so nobody can choose
/// them to collide, and a graph looks up every node that is made.
#[derive(Debug, Clone, Default)]
struct Scatter(u64);

impl Hasher for Scatter {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        // An odd number whose bits look like chance; the upper half is mixed into the lower, of which a table asks.
        let product = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ product >> 32;
    }
}

/// Formulas that share their parts. A node comes after the nodes that it is made of.
#[derive(Debug, Clone)]
pub(crate) struct Graph {
    pub(crate) nodes: Vec<Node>,
    /// The nodes by their sides, the lower one first.
    known: HashMap<u64, Lit, BuildHasherDefault<Scatter>>,
    /// What is left of the work that sums may take.
    work: usize,
}

/// So many numbers are looked at for all sums that rules ask for, and so many nodes are made of them: sums
/// of many great weights would take more, and then nothing is decided.
const MOST_WORK: usize = 1 << 22;
const MOST_NODES: usize = 1 << 20;

impl Graph {
    /// A graph with no inputs.
    pub(crate) fn new() -> Self {
        Self { nodes: vec![Node::False], known: HashMap::default(), work: MOST_WORK }
    }

    /// Whether some sum took too much work, and is not what it should be.
    pub(crate) const fn is_spent(&self) -> bool {
        self.work == 0
    }

    /// As [`Graph::at_least`], for a sum that a rule asks for: whoever wrote the rule may have made it large.
    /// What takes too much work is false, and nothing that is asked of the graph is decided any more.
    pub(crate) fn at_least_or_spent(&mut self, weighted: &[(Lit, u32)], sum: u32) -> Lit {
        self.reaches(weighted, sum, true)
    }

    /// All nodes, each after those that it is made of.
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// How many nodes there are, with the inputs and the constant.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// A new input.
    pub(crate) fn input(&mut self) -> Lit {
        self.push(Node::Input)
    }

    fn push(&mut self, node: Node) -> Lit {
        let lit = Lit::of(self.nodes.len());
        self.nodes.push(node);
        lit
    }

    pub(crate) fn and(&mut self, a: Lit, b: Lit) -> Lit {
        let (a, b) = (a.min(b), a.max(b));
        if a == Lit::FALSE || a == !b {
            return Lit::FALSE;
        }
        if a == Lit::TRUE || a == b {
            return b;
        }
        let new = Lit::of(self.nodes.len());
        let sides = u64::from(a.0) << 32 | u64::from(b.0);
        let lit = *self.known.entry(sides).or_insert(new);
        if lit == new {
            self.push(Node::And(a, b));
        }
        lit
    }

    pub(crate) fn or(&mut self, a: Lit, b: Lit) -> Lit {
        !self.and(!a, !b)
    }

    /// Whether `b` holds wherever `a` does.
    pub(crate) fn implies(&mut self, a: Lit, b: Lit) -> Lit {
        !self.and(a, !b)
    }

    /// Whether just one of them holds.
    pub(crate) fn xor(&mut self, a: Lit, b: Lit) -> Lit {
        // The opposite of a side is the opposite of the whole, so all four forms share their nodes.
        let (plain_a, plain_b) = (a.negated_if(a.is_negated()), b.negated_if(b.is_negated()));
        let (only_a, only_b) = (self.and(plain_a, !plain_b), self.and(!plain_a, plain_b));
        self.or(only_a, only_b).negated_if(a.is_negated() != b.is_negated())
    }

    /// Whether both hold, or neither.
    pub(crate) fn iff(&mut self, a: Lit, b: Lit) -> Lit {
        !self.xor(a, b)
    }

    /// `a` where the condition holds, `b` elsewhere.
    pub(crate) fn ite(&mut self, condition: Lit, a: Lit, b: Lit) -> Lit {
        if a == b {
            return a;
        }
        if a == !b {
            return self.iff(condition, a);
        }
        match (a, b) {
            (Lit::TRUE, _) => self.or(condition, b),
            (_, Lit::TRUE) => self.implies(condition, a),
            _ => {
                let (first, second) = (self.and(condition, a), self.and(!condition, b));
                self.or(first, second)
            }
        }
    }

    /// Whether all of them hold. True of none.
    pub(crate) fn all(&mut self, lits: impl IntoIterator<Item = Lit>) -> Lit {
        lits.into_iter().fold(Lit::TRUE, |all, lit| self.and(all, lit))
    }

    /// Whether at least one of them holds. False of none.
    pub(crate) fn any(&mut self, lits: impl IntoIterator<Item = Lit>) -> Lit {
        lits.into_iter().fold(Lit::FALSE, |any, lit| self.or(any, lit))
    }

    /// Whether the weights of those that hold add up to the sum. It adds at most two nodes for each
    /// literal and each number up to the sum, fewer where the literals before can't leave that number
    /// or those after can't reach it. Two sums over the same literals share nodes.
    pub(crate) fn at_least(&mut self, weighted: &[(Lit, u32)], sum: u32) -> Lit {
        self.reaches(weighted, sum, false)
    }

    fn reaches(&mut self, weighted: &[(Lit, u32)], sum: u32, is_counted: bool) -> Lit {
        let given: u64 =
            weighted.iter().filter(|(lit, _)| *lit == Lit::TRUE).map(|(_, weight)| u64::from(*weight)).sum();
        let sum = u64::from(sum).saturating_sub(given) as usize;
        let weighted: Vec<(Lit, usize)> = weighted
            .iter()
            .map(|(lit, weight)| (*lit, sum.min(*weight as usize)))
            .filter(|(lit, weight)| lit.node() != Lit::FALSE.node() && *weight > 0)
            .collect();
        // What all weights are multiples of need not be told apart.
        let shared = weighted.iter().fold(0, |shared, (_, weight)| greatest_shared(shared, *weight)).max(1);
        let weighted: Vec<(Lit, usize)> =
            weighted.into_iter().map(|(lit, weight)| (lit, weight / shared)).collect();
        let sum = sum.div_ceil(shared);
        let (mut before, mut after) = (weighted.iter().map(|(_, weight)| weight).sum::<usize>(), 0);
        if before < sum {
            return Lit::FALSE;
        }
        if is_counted {
            self.work = self.work.saturating_sub(sum.saturating_mul(weighted.len()));
        }
        // Whether the literals from some position on reach a number, for each number. Nothing is left
        // after the last one, so only nothing is reached.
        let mut reached: Vec<Lit> = once(Lit::TRUE).chain(repeat_n(Lit::FALSE, sum)).collect();
        #[allow(clippy::indexing_slicing, reason = "there is one for each number up to the sum")]
        let reach = |reached: &[Lit], number: usize| reached[number];
        for (lit, weight) in weighted.iter().rev() {
            if is_counted && (self.is_spent() || self.nodes.len() > MOST_NODES) {
                self.work = 0;
                return Lit::FALSE;
            }
            before -= weight;
            after += weight;
            // From the top, so that the lower numbers are still those of the position after.
            for number in (sum.saturating_sub(before).max(1)..=sum.min(after)).rev() {
                let without = reach(&reached, number);
                let with = self.and(*lit, reach(&reached, number.saturating_sub(*weight)));
                let either = self.or(without, with);
                if let Some(slot) = reached.get_mut(number) {
                    *slot = either;
                }
            }
        }
        reach(&reached, sum)
    }

    /// Whether the number that the bits make, the lowest first, is one of those allowed: one bit for
    /// each number from 0 to 15.
    pub(crate) fn table(&mut self, bits: [Lit; 4], allowed: u16) -> Lit {
        let mut level: Vec<Lit> =
            (0..16).map(|number| Lit::FALSE.negated_if(allowed >> number & 1 == 1)).collect();
        for bit in bits {
            let mut next = Vec::with_capacity(level.len() / 2);
            for pair in level.chunks_exact(2) {
                if let [unset, set] = pair {
                    next.push(self.ite(bit, *set, *unset));
                }
            }
            level = next;
        }
        #[allow(clippy::indexing_slicing, reason = "sixteen, halved four times, leave one")]
        level[0]
    }

    /// The value of a formula when the inputs have these values.
    #[cfg(test)]
    pub(crate) fn value(&self, lit: Lit, inputs: &dyn Fn(Lit) -> bool) -> bool {
        self.model(inputs).value(lit)
    }

    /// The value of every node when the inputs have these values.
    pub(crate) fn model(&self, inputs: &dyn Fn(Lit) -> bool) -> Assignment {
        let mut model = Assignment { values: Vec::with_capacity(self.nodes.len()) };
        for (index, node) in self.nodes.iter().enumerate() {
            let value = match node {
                Node::False => false,
                Node::Input => inputs(Lit::of(index)),
                Node::And(a, b) => model.value(*a) && model.value(*b),
            };
            model.values.push(value);
        }
        model
    }

    /// The value of every node when some inputs of a model have the other value: of up to 64 such changes at once,
    /// a bit for each.
    pub(crate) fn changed(&self, model: &Assignment, changes: &[Vec<Lit>]) -> Changed {
        let words = (0..self.nodes.len()).map(|node| word(model.value(Lit::of(node))));
        let mut changed = Changed { values: words.collect() };
        for (at, inputs) in (0..u64::BITS).zip(changes) {
            for input in inputs {
                changed.values.get_mut(input.node()).into_iter().for_each(|word| *word ^= 1 << at);
            }
        }
        for (index, node) in self.nodes.iter().enumerate() {
            if let Node::And(a, b) = node {
                let both = changed.value(*a) & changed.value(*b);
                changed.values.get_mut(index).into_iter().for_each(|word| *word = both);
            }
        }
        changed
    }
}

/// The same value 64 times.
const fn word(value: bool) -> u64 {
    if value { u64::MAX } else { 0 }
}

/// The values that every node has after up to 64 changes, a bit for each.
pub(crate) struct Changed {
    values: Vec<u64>,
}

impl Changed {
    /// After which of the changes a formula holds.
    pub(crate) fn value(&self, lit: Lit) -> u64 {
        self.values.get(lit.node()).copied().unwrap_or(0) ^ word(lit.is_negated())
    }
}

fn greatest_shared(one: usize, other: usize) -> usize {
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// Values for all inputs, and so for all formulas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub(crate) values: Vec<bool>,
}

impl Assignment {
    /// The value of an input, or of a formula that was in the graph when the question was asked. An
    /// input that the solver never saw is false. Nothing newer than the question has a value of its own.
    pub(crate) fn value(&self, lit: Lit) -> bool {
        self.values.get(lit.node()).copied().unwrap_or(false) != lit.is_negated()
    }

    /// What the literals that hold cost in all.
    pub(crate) fn cost(&self, cost: &[(Lit, u32)]) -> u32 {
        cost.iter().filter(|(lit, _)| self.value(*lit)).fold(0, |sum, (_, each)| sum.saturating_add(*each))
    }
}
