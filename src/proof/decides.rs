//! Which category rules ever decide: on some request, the category would be lower without them.

use crate::compiled::RuleSet;
use crate::compiled::layout::{Rule, RuleLevel};
use crate::formula::budget::Allowance;
use crate::formula::inputs::{Inputs, Space};
use crate::formula::model::Bases;
use crate::formula::solver::{Answer as Solved, Graph, Lit};
use crate::vocabulary::category::Category;
use std::ops::Range;

/// The rows of category rules that can fire and never decide, and those for which it would take too long to
/// say: each with whether it is decided.
pub(crate) fn never_decide(rules: &RuleSet, allowance: &Allowance) -> Vec<(usize, bool)> {
    let mut space = Space::within(allowance);
    let inputs = Inputs::of(&mut space, &[rules]);
    let bases = Bases::new(&mut space.graph, &inputs, rules);
    let graph = &mut space.graph;
    let levels = &rules.layout.rules;
    let trees = Category::ALL.iter().map(|at_least| {
        let giving = levels.iter().zip(&bases.fires).map(|(rule, fires)| {
            if stands_alone(rule) { gives(graph, &bases, rule, *fires, *at_least) } else { Lit::FALSE }
        });
        let giving = giving.collect();
        Ranges::new(graph, giving)
    });
    let trees: Vec<_> = trees.collect();
    let rows = rules.tables().category_rules.len();
    let decides: Vec<_> =
        (0..rows).map(|row| decides(&mut space.graph, rules, &bases, &trees, row)).collect();
    let mut never = Vec::new();
    for (row, [fires, decides]) in decides.into_iter().enumerate() {
        match (space.solve(&[fires]), space.solve(&[decides])) {
            (Solved::Undecided, _) | (_, Solved::Undecided) => never.push((row, false)),
            (Solved::Found(_), Solved::None) => never.push((row, true)),
            _ => {}
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
        RuleLevel::Judged => bases.judged.get(at_least as usize - 1).copied().unwrap_or(Lit::FALSE),
        RuleLevel::Previous => bases.previous.get(at_least as usize - 1).copied().unwrap_or(Lit::FALSE),
    };
    graph.and(fires, given)
}

/// Adds what a level of a rule gives.
fn add(graph: &mut Graph, bases: &Bases, rule: &Rule, fires: Lit, at_least: &mut [Lit]) {
    for (category, lit) in Category::ALL.iter().zip(at_least) {
        let given = gives(graph, bases, rule, fires, *category);
        *lit = graph.or(*lit, given);
    }
}

/// Whether the rule of a row fires, and whether the category is lower without it.
fn decides(graph: &mut Graph, rules: &RuleSet, bases: &Bases, trees: &[Ranges], row: usize) -> [Lit; 2] {
    let levels = &rules.layout.rules;
    let own = levels.iter().position(|rule| rule.row == row).unwrap_or(0);
    let own = own..levels.iter().rposition(|rule| rule.row == row).map_or(own, |last| last + 1);
    let rest: Vec<_> = levels.iter().enumerate().filter(|(_, rule)| !stands_alone(rule)).collect();
    // With the rule, and without: what gives at least each category.
    let sides = [0..0, own.clone()].map(|left_out| {
        let mut at_least: Vec<Lit> = trees
            .iter()
            .map(|tree| {
                let before = tree.any(graph, 0..left_out.start);
                let after = tree.any(graph, left_out.end..levels.len());
                graph.or(before, after)
            })
            .collect();
        let rest = || rest.iter().filter(|(at, _)| !left_out.contains(at));
        // What builds on others: who asks for less goes first. What the tables give has then come together.
        let mut given = [Lit::FALSE; 3];
        for (asked, given) in Category::ALL.iter().zip(&mut given) {
            *given = at_least.get(*asked as usize - 1).copied().unwrap_or(Lit::FALSE);
            for (at, rule) in rest().filter(|(_, rule)| rule.others_give == Some(*asked)) {
                if let RuleLevel::Fixed(_) = rule.level {
                    let base = bases.fires.get(*at).copied().unwrap_or(Lit::FALSE);
                    let fires = graph.and(base, *given);
                    add(graph, bases, rule, fires, &mut at_least);
                }
            }
        }
        for (at, rule) in rest().filter(|(_, rule)| !matches!(rule.level, RuleLevel::Fixed(_))) {
            let base = bases.fires.get(*at).copied().unwrap_or(Lit::FALSE);
            let asked = rule.others_give.and_then(|asked| given.get(asked as usize - 1)).copied();
            let fires = graph.and(base, asked.unwrap_or(Lit::TRUE));
            add(graph, bases, rule, fires, &mut at_least);
        }
        at_least
    });
    let [with, without] = sides;
    let lower: Vec<_> =
        with.into_iter().zip(without).map(|(with, without)| graph.and(with, !without)).collect();
    let fires = bases.fires.get(own).unwrap_or_default().to_vec();
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

    fn any(&self, graph: &mut Graph, range: Range<usize>) -> Lit {
        let Range { mut start, mut end } = range;
        let mut any = Lit::FALSE;
        for level in &self.levels {
            if start >= end {
                break;
            }
            let at = |place: usize| level.get(place).copied().unwrap_or(Lit::FALSE);
            if start % 2 == 1 {
                any = graph.or(any, at(start));
                start += 1;
            }
            if end % 2 == 1 {
                end -= 1;
                any = graph.or(any, at(end));
            }
            (start, end) = (start / 2, end / 2);
        }
        any
    }
}
