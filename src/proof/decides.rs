//! Which category rules ever decide: on some request, the category would be lower without them.

use crate::compiled::RuleSet;
use crate::compiled::layout::{Rule, RuleLevel};
use crate::formula::budget::Allowance;
use crate::formula::model::Bases;
use crate::formula::solver::{Graph, Lit, Possible};
use crate::formula::variables::{Space, Variables};
use crate::numbered::{Ix, Numbered, part_of};
use crate::tables::CategoryRule;
use crate::vocabulary::category::Category;
use std::ops::Range;

/// The rows of category rules that can fire and never decide, and those for which it would take too long to
/// say: each with whether it is decided.
pub(crate) fn never_decide(rules: &RuleSet, allowance: &Allowance) -> Vec<(Ix<CategoryRule>, bool)> {
    let mut space = Space::within(allowance);
    let inputs = Variables::of(&mut space, &[rules]);
    let bases = Bases::new(&mut space.graph, &inputs, rules);
    let graph = &mut space.graph;
    let levels = &rules.layout.rules;
    let trees = [Category::One, Category::Two, Category::Three].map(|at_least| {
        let giving = levels.iter().zip(&bases.fires).map(|(rule, fires)| {
            if stands_alone(rule) { gives(graph, &bases, rule, *fires, at_least) } else { Lit::FALSE }
        });
        let giving = giving.collect();
        Ranges::new(graph, giving)
    });
    let decides: Vec<_> = rules
        .tables()
        .category_rules
        .numbered()
        .map(|(row, _)| (row, decides(&mut space.graph, rules, &bases, &trees, row)))
        .collect();
    let mut never = Vec::new();
    for (row, [fires, decides]) in decides {
        // Without which the category is lower, that fired.
        match space.can_be(decides) {
            Possible::Yes => {}
            Possible::Undecided => never.push((row, false)),
            Possible::No => match space.can_be(fires) {
                Possible::Yes => never.push((row, true)),
                Possible::Undecided => never.push((row, false)),
                Possible::No => {}
            },
        }
    }
    never
}

/// Whether a rule of the tables asks nothing of others. The rest is looked at for each rule that is left out.
const fn stands_alone(rule: &Rule) -> bool {
    rule.others_give.is_none() && matches!(rule.level, RuleLevel::Fixed(_))
}

/// Whether a level of a rule gives a category, when its rows hold.
fn gives(graph: &mut Graph, bases: &Bases, rule: &Rule, fires: Lit, at_least: Category) -> Lit {
    let given = match rule.level {
        RuleLevel::Fixed(level) if level >= at_least => Lit::TRUE,
        RuleLevel::Fixed(_) => Lit::FALSE,
        RuleLevel::Judged => *at_least.of_each(&bases.judged),
        RuleLevel::Determined => *at_least.of_each(&bases.determined),
        RuleLevel::Previous => *at_least.of_each(&bases.previous),
    };
    graph.and(fires, given)
}

/// Adds what a level of a rule gives.
fn add(graph: &mut Graph, bases: &Bases, rule: &Rule, fires: Lit, at_least: &mut [Lit; 3]) {
    for (category, lit) in Category::ALL.iter().zip(at_least) {
        let given = gives(graph, bases, rule, fires, *category);
        *lit = graph.or(*lit, given);
    }
}

/// Whether the rule of a row fires, and whether the category is lower without it.
fn decides(
    graph: &mut Graph,
    rules: &RuleSet,
    bases: &Bases,
    trees: &[Ranges; 3],
    row: Ix<CategoryRule>,
) -> [Lit; 2] {
    let levels = &rules.layout.rules;
    // The levels of a rule stand side by side; a rule that gives none, since no indicator is listed, decides nothing.
    let is_own = |rule: &Rule| rule.row == row;
    let Some((first, last)) = levels.iter().position(is_own).zip(levels.iter().rposition(is_own)) else {
        return [Lit::FALSE; 2];
    };
    let own = first..last + 1;
    let rest: Vec<_> = levels.numbered().filter(|(_, rule)| !stands_alone(rule)).collect();
    // With the rule, and without: what gives at least each category.
    let sides = [0..0, own.clone()].map(|left_out| {
        let mut at_least: [Lit; 3] = trees.each_ref().map(|tree| {
            let before = tree.any(graph, 0..left_out.start);
            let after = tree.any(graph, left_out.end..levels.len());
            graph.or(before, after)
        });
        let rest = || rest.iter().filter(|(at, _)| !left_out.contains(&at.number()));
        // What builds on others: who asks for less goes first. What the tables give has then come together.
        let mut given = [Lit::FALSE; 3];
        for (asked, given) in Category::ALL.iter().zip(&mut given) {
            *given = *asked.of_each(&at_least);
            for (at, rule) in rest().filter(|(_, rule)| rule.others_give == Some(*asked)) {
                if let RuleLevel::Fixed(_) = rule.level {
                    let fires = graph.and(*bases.fires.get(*at), *given);
                    add(graph, bases, rule, fires, &mut at_least);
                }
            }
        }
        for (at, rule) in rest().filter(|(_, rule)| !matches!(rule.level, RuleLevel::Fixed(_))) {
            let asked = rule.others_give.map_or(Lit::TRUE, |asked| *asked.of_each(&given));
            let fires = graph.and(*bases.fires.get(*at), asked);
            add(graph, bases, rule, fires, &mut at_least);
        }
        at_least
    });
    let [with, without] = sides;
    let lower: Vec<_> =
        with.into_iter().zip(without).map(|(with, without)| graph.and(with, !without)).collect();
    let fires = part_of(bases.fires.values(), own).iter().copied();
    [graph.any(fires), graph.any(lower)]
}

/// Formulas in a row, of which any range is asked whether one holds: ranges share their parts.
struct Ranges {
    /// The formulas, then pairs of them, then pairs of pairs.
    levels: Vec<Vec<Lit>>,
}

impl Ranges {
    fn new(graph: &mut Graph, lits: Vec<Lit>) -> Self {
        let mut levels = vec![lits];
        while let Some(last) = levels.last().filter(|last| last.len() > 1) {
            let pairs: Vec<_> = last.chunks(2).map(|pair| graph.any(pair.iter().copied())).collect();
            levels.push(pairs);
        }
        Self { levels }
    }

    #[allow(
        clippy::indexing_slicing,
        reason = "a range of the formulas, and its halves of the pairs above them"
    )]
    fn any(&self, graph: &mut Graph, range: Range<usize>) -> Lit {
        let Range { mut start, mut end } = range;
        let mut any = Lit::FALSE;
        for level in &self.levels {
            if start >= end {
                break;
            }
            if start % 2 == 1 {
                any = graph.or(any, level[start]);
                start += 1;
            }
            if end % 2 == 1 {
                end -= 1;
                any = graph.or(any, level[end]);
            }
            (start, end) = (start / 2, end / 2);
        }
        any
    }
}
