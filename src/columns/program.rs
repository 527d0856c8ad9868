//! Formulas as a list of steps over planes: a bit of each plane is a request, and a step takes two planes to
//! a third. The compiler makes vector instructions of a step.
#![allow(
    clippy::indexing_slicing,
    reason = "each number is below the count that the planes are made for; were one not, to stop is better than to leave a step out"
)]

use crate::columns::planes::{Block, LANES, Plane};
use crate::formula::{Graph, InputOf, Lit, Node};
use std::collections::HashMap;

/// Rules that need more planes at once are refused: 64 KB of them, and the built-in set needs some 80.
const MOST_PLANES: usize = 1_024;

/// The step from planes `a` and `b` to the plane `to`.
struct Step {
    kind: Kind,
    a: u16,
    b: u16,
    to: u16,
}

enum Kind {
    /// Both.
    And,
    /// The first and not the second.
    AndNot,
    /// Neither.
    Neither,
}

pub(super) struct Program {
    inputs: Vec<(InputOf, u16)>,
    steps: Vec<Step>,
    /// The plane of each output, and whether it is the opposite.
    outputs: Vec<(u16, bool)>,
    planes: usize,
}

impl Program {
    /// What the outputs need, and no more. A plane that is not needed any more is used again, so that all
    /// of them stay in the nearest cache. None where more than [`MOST_PLANES`] are needed at once, or where
    /// something is asked that is none of the inputs: to take it for false could lower a category.
    pub(super) fn of(graph: &Graph, inputs: &[(InputOf, Lit)], outputs: &[Lit]) -> Option<Self> {
        let nodes = graph.nodes();
        // The last node that needs each node, from the outputs down: `usize::MAX` where an output does.
        let mut last = vec![None; nodes.len()];
        let need = |last: &mut Vec<Option<usize>>, node: usize, by: usize| {
            if let Some(slot) = last.get_mut(node) {
                *slot = (*slot).max(Some(by));
            }
        };
        outputs.iter().for_each(|lit| need(&mut last, lit.node(), usize::MAX));
        for (at, node) in nodes.iter().enumerate().rev() {
            if let (Node::And(a, b), Some(Some(_))) = (node, last.get(at)) {
                need(&mut last, a.node(), at);
                need(&mut last, b.node(), at);
            }
        }
        let needed = |node: usize| last.get(node).copied().flatten();

        let mut places = Places::default();
        // Node 0 is false: a plane that nobody sets.
        let falsehood = places.take();
        let mut plane_of: HashMap<usize, u16> = HashMap::from([(0, falsehood)]);
        let asked = inputs.iter().filter(|(_, lit)| needed(lit.node()).is_some());
        let inputs: Vec<_> = asked
            .map(|(asked, lit)| {
                let plane = places.take();
                plane_of.insert(lit.node(), plane);
                (*asked, plane)
            })
            .collect();
        let mut steps = Vec::new();
        for (at, node) in nodes.iter().enumerate().filter(|(at, _)| needed(*at).is_some()) {
            let Node::And(a, b) = node else { continue };
            let (kind, first, second) = match (a.is_negated(), b.is_negated()) {
                (false, false) => (Kind::And, a, b),
                (false, true) => (Kind::AndNot, a, b),
                (true, false) => (Kind::AndNot, b, a),
                (true, true) => (Kind::Neither, a, b),
            };
            let (a_plane, b_plane) = (*plane_of.get(&first.node())?, *plane_of.get(&second.node())?);
            // Inputs are set anew for each block, and may be written over as well.
            for (lit, plane) in [(first, a_plane), (second, b_plane)] {
                if needed(lit.node()) == Some(at) && lit.node() != 0 {
                    places.give_back(plane);
                }
            }
            let to = places.take();
            plane_of.insert(at, to);
            steps.push(Step { kind, a: a_plane, b: b_plane, to });
        }
        let outputs = outputs.iter().map(|lit| Some((*plane_of.get(&lit.node())?, lit.is_negated())));
        let outputs = outputs.collect::<Option<_>>()?;
        // A number that was given twice would mix up two answers.
        let planes = usize::from(places.count);
        (planes <= MOST_PLANES).then_some(Self { inputs, steps, outputs, planes })
    }

    /// What it asks of a request.
    pub(super) fn inputs(&self) -> impl Iterator<Item = InputOf> + '_ {
        self.inputs.iter().map(|(asked, _)| *asked)
    }

    /// Room for the planes.
    pub(super) fn planes(&self) -> Vec<Plane> {
        vec![[0; LANES]; self.planes]
    }

    /// Takes the answers of a block of requests to the outputs.
    pub(super) fn run(&self, block: &Block<'_>, planes: &mut [Plane]) {
        for (asked, plane) in &self.inputs {
            planes[usize::from(*plane)] = block.plane(*asked);
        }
        for Step { kind, a, b, to } in &self.steps {
            let (a, b) = (planes[usize::from(*a)], planes[usize::from(*b)]);
            planes[usize::from(*to)] = match kind {
                Kind::And => each(a, b, |a, b| a & b),
                Kind::AndNot => each(a, b, |a, b| a & !b),
                Kind::Neither => each(a, b, |a, b| !(a | b)),
            };
        }
    }

    /// The words of the outputs in one lane of their planes.
    pub(super) fn outputs<'p>(&'p self, planes: &'p [Plane], lane: usize) -> impl Iterator<Item = u64> + 'p {
        self.outputs.iter().map(move |(plane, negated)| {
            planes[usize::from(*plane)][lane] ^ u64::from(*negated).wrapping_neg()
        })
    }
}

fn each(a: Plane, b: Plane, op: impl Fn(u64, u64) -> u64) -> Plane {
    std::array::from_fn(|at| op(a[at], b[at]))
}

/// Numbers of planes, used again when they are given back.
#[derive(Default)]
struct Places {
    count: u16,
    free: Vec<u16>,
}

impl Places {
    fn take(&mut self) -> u16 {
        self.free.pop().unwrap_or_else(|| {
            // It stands still far above what is allowed, and the program is refused.
            self.count = self.count.saturating_add(1);
            self.count - 1
        })
    }

    fn give_back(&mut self, place: u16) {
        if !self.free.contains(&place) {
            self.free.push(place);
        }
    }
}
