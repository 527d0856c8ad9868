//! Whom a property is true of, in words: as little of one request as is enough for it.

use crate::compiled::RuleSet;
use crate::formula::model::at_least;
use crate::formula::solver::{Assignment, Changed, Graph, Lit};
use crate::formula::variables::{Space, Variables, number_in};
use crate::vocabulary::category::Category;
use crate::vocabulary::child::Fact;
use crate::vocabulary::question::Choice;
use std::collections::BTreeMap;

/// One thing that is true of a request, which may or may not be needed.
struct Atom<'w> {
    /// True in the request at hand.
    lit: Lit,
    about: About<'w>,
    /// The indicator that it is about, by its place among the inputs.
    indicator: Option<usize>,
    kept: bool,
}

/// Whom a property is true of.
pub(crate) struct Affected {
    /// In words.
    pub(crate) condition: String,
    /// Whoever is like that: as old, with the same facts, and as many indicators of each category. True of
    /// everybody where there is nothing of the kind to say.
    pub(crate) like: Lit,
}

/// What a request says, by what can be said of it.
#[derive(Clone, Copy, PartialEq)]
enum About<'w> {
    /// An age, whether it is the lowest possible one, and whether it is reached.
    Age {
        years: u16,
        lowest: bool,
        reached: bool,
    },
    /// Whether a fact is answered, whether yes or suspected, and whether yes or not known.
    Given(Fact, bool),
    Protects(Fact, bool),
    Certain(Fact, bool),
    /// A choice, with what was chosen.
    Chosen(Choice, u8),
    /// A category of the request that is at least this one, or is not.
    AtLeast(&'w str, Category, bool),
    /// Whether an indicator is observed, whether it is known, and whether it is answered not known.
    Observed(&'w str, bool),
    Known(&'w str, bool),
    NotKnown(&'w str, bool),
}

impl Variables {
    /// What of a model is enough for a property, in words: whatever else is answered, it holds. There may be
    /// other ways to it.
    pub(crate) fn affected(
        &self,
        space: &mut Space,
        model: &Assignment,
        property: Lit,
        rules: &RuleSet,
    ) -> Affected {
        let mut atoms = self.atoms(&mut space.graph, model, rules);
        let mut ways = Ways::new(self, space, model, &atoms, property);
        free_all(&mut atoms, &mut |atoms, which| ways.free(space, atoms, which));
        atoms.retain(|atom| atom.kept);
        let like = self.like(&mut space.graph, &atoms, rules);
        let kept: Vec<_> = atoms.iter().map(|atom| atom.about).collect();
        Affected { condition: in_words(&kept, rules), like }
    }

    /// Whoever is like what was kept, in what tells kinds of children apart.
    fn like(&self, graph: &mut Graph, kept: &[Atom<'_>], rules: &RuleSet) -> Lit {
        let listed = |at: usize| {
            let code = self.indicators.get(at).map(|(code, _)| code);
            code.and_then(|code| rules.indicator_with_code(code)).and_then(|row| row.category)
        };
        let mut parts = Vec::new();
        let mut observed: BTreeMap<Option<Category>, u32> = BTreeMap::new();
        for atom in kept {
            match (atom.about, atom.indicator) {
                (About::Observed(_, true) | About::Known(_, true), Some(at)) => {
                    *observed.entry(listed(at)).or_default() += 1;
                }
                (
                    About::Age { .. }
                    | About::Protects(_, true)
                    | About::Chosen(_, 1..)
                    | About::AtLeast(_, _, true)
                    | About::NotKnown(_, true),
                    _,
                ) => parts.push(atom.lit),
                _ => {}
            }
        }
        for (category, count) in observed {
            let alike = self.indicators.iter().enumerate().filter(|(at, _)| listed(*at) == category);
            let alike: Vec<_> =
                alike.map(|(_, (_, input))| (graph.or(input.suspected, input.yes), 1)).collect();
            parts.push(graph.at_least(&alike, count));
        }
        graph.all(parts)
    }

    /// What is true of a request; what is finer comes before what is coarser, so that it is set free first.
    fn atoms<'w>(&'w self, graph: &mut Graph, model: &Assignment, rules: &'w RuleSet) -> Vec<Atom<'w>> {
        let mut atoms: Vec<Atom<'w>> = Vec::new();
        let mut push = |lit: Lit, indicator: Option<usize>, about: &dyn Fn(bool) -> About<'w>| {
            let holds = model.value(lit);
            let lit = if holds { lit } else { !lit };
            atoms.push(Atom { lit, about: about(holds), indicator, kept: true });
        };
        for (place, (code, input)) in self.indicators.iter().enumerate() {
            let at = Some(place);
            let label = rules.indicator_with_code(code).map_or(code.as_str(), |row| row.label.as_str());
            push(input.yes, at, &|known| About::Known(label, known));
            push(input.not_known, at, &|not_known| About::NotKnown(label, not_known));
            // As the models of the sets have it, so it is known to this one.
            let observed = graph.or(input.suspected, input.yes);
            let holds = model.value(input.suspected) || model.value(input.yes);
            push(if holds { observed } else { !observed }, at, &|_| About::Observed(label, holds));
        }
        for (fact, input) in Fact::ALL.iter().zip(&self.facts) {
            let [low, high] = input.bits;
            push(input.given, None, &|given| About::Given(*fact, given));
            push(low, None, &|certain| About::Certain(*fact, certain));
            push(high, None, &|protects| About::Protects(*fact, protects));
        }
        for (choice, bits) in Choice::ALL.iter().zip(&self.choices) {
            let (what, number) = (choice.row().label, number_in(model, bits));
            if choice.codes().is_some() {
                let lits: Vec<_> =
                    bits.iter().map(|bit| if model.value(*bit) { *bit } else { !*bit }).collect();
                push_true(&mut atoms, graph.all(lits), About::Chosen(*choice, number));
                continue;
            }
            for (category, lit) in Category::ALL.iter().zip(at_least(graph, self.category(*choice))) {
                let holds = number >= category.number();
                push_true(&mut atoms, if holds { lit } else { !lit }, About::AtLeast(what, *category, holds));
            }
        }
        for (at, years) in self.ages.iter().enumerate() {
            for (reached, lowest) in [(&self.lowest, true), (&self.highest, false)] {
                if let Some(lit) = reached.get(at) {
                    let holds = model.value(*lit);
                    let about = About::Age { years: *years, lowest, reached: holds };
                    push_true(&mut atoms, if holds { *lit } else { !*lit }, about);
                }
            }
        }
        atoms
    }
}

fn push_true<'w>(atoms: &mut Vec<Atom<'w>>, lit: Lit, about: About<'w>) {
    atoms.push(Atom { lit, about, indicator: None, kept: true });
}

/// Of what is asked, which atoms are set free.
type Which<'w> = dyn Fn(usize, &About<'_>) -> bool + 'w;

/// Sets free what can be, first together and then one by one. Each is set free, if it can be, before the next is
/// asked about.
fn free_all<'w>(atoms: &mut [Atom<'w>], free: &mut dyn FnMut(&mut [Atom<'w>], &Which<'_>)) {
    // What was not said, together: it is the most, and seldom needed.
    let unsaid = |about: &About<'_>| match about {
        About::Given(_, given) | About::Protects(_, given) | About::Certain(_, given) => !given,
        About::Chosen(_, chosen) => *chosen == 0,
        About::AtLeast(_, _, reached) => !reached,
        About::Observed(_, observed) | About::Known(_, observed) | About::NotKnown(_, observed) => !observed,
        About::Age { .. } => false,
    };
    let finer = |about: &About<'_>| {
        matches!(
            about,
            About::Given(..)
                | About::Certain(..)
                | About::Known(..)
                | About::NotKnown(..)
                | About::Chosen(..)
        )
    };
    free(atoms, &|_, about| unsaid(about) && finer(about));
    free(atoms, &|_, about| unsaid(about) && matches!(about, About::Observed(..)));
    for one in 0..atoms.len() {
        free(atoms, &|at, _| at == one);
    }
}

/// What must not be possible, if atoms are enough for a property. Those that are set free last come first: what the
/// solver takes first it finds to be enough, and then there is little left to ask.
fn without(property: Lit, atoms: &[Lit]) -> Vec<Lit> {
    std::iter::once(!property).chain(atoms.iter().rev().copied()).collect()
}

/// How a property can be lost when some atoms of a request are set free.
struct Ways {
    property: Lit,
    /// Atoms that are enough for the property, all of them kept; none where all together are not.
    enough: Option<Vec<Lit>>,
    /// The request with one answer changed, of each answer: 64 at a time, each with where it is a request without the
    /// property.
    changed: Vec<(Changed, u64)>,
}

impl Ways {
    fn new(
        inputs: &Variables,
        space: &mut Space,
        model: &Assignment,
        atoms: &[Atom<'_>],
        property: Lit,
    ) -> Self {
        let all: Vec<_> = atoms.iter().map(|atom| atom.lit).collect();
        let enough = space.refute(&without(property, &all));
        let changes = inputs.answered_otherwise(model);
        let changed = changes.chunks(u64::BITS as usize).map(|some| {
            let changed = space.graph.changed(model, some);
            let lost = space.solver.allows(&space.graph, &changed) & changed.value(!property);
            (changed, lost)
        });
        Self { property, enough, changed: changed.collect() }
    }

    /// Sets some atoms free, if the property cannot be lost by it. The solver would say so of each in turn, and is
    /// asked only where it is not known what it would say:
    ///
    /// - Where others that are kept are enough for the property, it cannot be lost.
    /// - Where a request with one answer changed has not got it, and all that is still kept, it can be.
    fn free(&mut self, space: &mut Space, atoms: &mut [Atom<'_>], which: &Which<'_>) {
        let Some(enough) = &self.enough else { return };
        let kept = || atoms.iter().enumerate().filter(|(_, atom)| atom.kept);
        let mut freed = kept().filter(|(at, atom)| which(*at, &atom.about));
        if freed.any(|(_, atom)| enough.contains(&atom.lit)) {
            let still = kept().filter(|(at, atom)| !which(*at, &atom.about));
            let still: Vec<_> = still.map(|(_, atom)| atom.lit).collect();
            if self.is_lost(&still) {
                return;
            }
            let Some(fewer) = space.refute(&without(self.property, &still)) else { return };
            self.enough = Some(fewer);
        }
        let freed = atoms.iter_mut().enumerate().filter(|(at, atom)| which(*at, &atom.about));
        freed.for_each(|(_, atom)| atom.kept = false);
    }

    /// Whether some request with one answer changed is without the property, and has all of these atoms.
    fn is_lost(&self, still: &[Lit]) -> bool {
        self.changed.iter().any(|(changed, lost)| {
            let mut left = *lost;
            still.iter().all(|lit| {
                left &= changed.value(*lit);
                left != 0
            }) && left != 0
        })
    }
}

/// What was kept, in words.
fn in_words(kept: &[About<'_>], rules: &RuleSet) -> String {
    let mut parts: Vec<String> = Vec::new();
    // An age says what a lower one says too, so the strongest of each kind is enough.
    let ages = |lowest: bool, reached: bool| {
        kept.iter().filter_map(move |about| match about {
            About::Age { years, lowest: l, reached: r } if (*l, *r) == (lowest, reached) => Some(*years),
            _ => None,
        })
    };
    parts.extend(ages(true, true).max().map(|years| format!("the child is certainly {years} or over")));
    parts.extend(ages(false, false).min().map(|years| format!("the child is certainly under {years}")));
    parts.extend(ages(true, false).min().map(|years| format!("the child could be under {years}")));
    parts.extend(ages(false, true).max().map(|years| format!("the child could be {years} or over")));
    let mut not_protecting = Vec::new();
    let mut unsaid = Vec::new();
    for fact in Fact::ALL {
        let of = |wanted: &dyn Fn(&About<'_>) -> Option<bool>| kept.iter().find_map(wanted);
        let given = of(&|about| match about {
            About::Given(one, given) if one == fact => Some(*given),
            _ => None,
        });
        let protects = of(&|about| match about {
            About::Protects(one, protects) if one == fact => Some(*protects),
            _ => None,
        });
        let certain = of(&|about| match about {
            About::Certain(one, certain) if one == fact => Some(*certain),
            _ => None,
        });
        let label = rules.fact_in_words(*fact);
        let answer = match (given, protects, certain) {
            (_, Some(true), Some(true)) => "yes",
            (_, Some(true), Some(false)) => "suspected",
            (_, Some(true), None) => "yes or suspected",
            (_, Some(false) | None, Some(true)) if given != Some(false) => "not known",
            (Some(true), Some(false), Some(false)) => "no",
            (Some(false), ..) | (_, _, Some(false)) => {
                unsaid.push(label);
                continue;
            }
            (_, Some(false), _) => {
                not_protecting.push(label);
                continue;
            }
            (Some(true), None, None) => "something",
            _ => continue,
        };
        parts.push(format!("{label}: {answer}"));
    }
    for about in kept {
        match about {
            About::Chosen(choice, 0) => unsaid.push(choice.row().label),
            About::Chosen(choice, number) => {
                parts.push(format!("{}: {}", choice.row().label, rules.value_in_words(*choice, *number)));
            }
            About::AtLeast(what, category, true) => {
                parts.push(format!("{what} is {} or more", rules.short(*category)))
            }
            About::AtLeast(what, category, false) => {
                parts.push(format!("{what} is not {} or more", rules.short(*category)))
            }
            _ => {}
        }
    }
    let mut others = 0;
    let known = |label: &str| kept.contains(&About::Known(label, true));
    for about in kept {
        match about {
            About::Observed(label, true) if !known(label) => parts.push(format!("“{label}” is observed")),
            About::Known(label, true) => parts.push(format!("“{label}” is answered yes")),
            About::NotKnown(label, true) => parts.push(format!("“{label}” is answered not known")),
            About::Observed(_, false) => others += 1,
            _ => {}
        }
    }
    if !not_protecting.is_empty() {
        parts.push(format!("neither yes nor suspected: {}", not_protecting.join(", ")));
    }
    if !unsaid.is_empty() {
        parts.push(format!("nothing is said of: {}", unsaid.join(", ")));
    }
    match others {
        0 => {}
        1 => parts.push("one other indicator is not observed".to_owned()),
        others => parts.push(format!("{others} other indicators are not observed")),
    }
    if parts.is_empty() { "always".to_owned() } else { parts.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::budget::{Allowance, Budget};
    use crate::formula::model::Model;
    use crate::formula::solver::Solved;
    use crate::proof::compare::differences;
    use serde_json::json;

    /// What is kept if the solver is asked about each atom in turn.
    fn kept_plainly(space: &mut Space, mut atoms: Vec<Atom<'_>>, property: Lit) -> Vec<bool> {
        free_all(&mut atoms, &mut |atoms, which| {
            let still = atoms.iter().enumerate().filter(|(at, atom)| atom.kept && !which(*at, &atom.about));
            let assumed: Vec<_> = still.map(|(_, atom)| atom.lit).chain([!property]).collect();
            if space.solve(&assumed) == Solved::None {
                let freed = atoms.iter_mut().enumerate().filter(|(at, atom)| which(*at, &atom.about));
                freed.for_each(|(_, atom)| atom.kept = false);
            }
        });
        atoms.iter().map(|atom| atom.kept).collect()
    }

    /// Of how many requests the same was kept in both ways, and how many atoms were kept and set free.
    fn compared(sets: [&RuleSet; 2], every: usize) -> [usize; 3] {
        let mut space = Space::within(&Allowance::of(&Budget::new()));
        let inputs = Variables::of(&mut space, &sets);
        let models = sets.map(|rules| Model::new(&mut space.graph, &inputs, rules));
        let changes = differences(&mut space.graph, sets, &models);
        let [rules, _] = sets;
        let mut counts = [0; 3];
        for (_, property) in
            changes.into_iter().filter(|(_, property)| *property != Lit::FALSE).step_by(every)
        {
            let typical = inputs.typical(&mut space.graph);
            // A small request, and one that says whatever the solver likes.
            for found in [space.smallest(&inputs, &[property, typical]), space.solve(&[property, !typical])] {
                let Solved::Found(model) = found else { continue };
                let mut atoms = inputs.atoms(&mut space.graph, &model, rules);
                let mut ways = Ways::new(&inputs, &mut space, &model, &atoms, property);
                free_all(&mut atoms, &mut |atoms, which| ways.free(&mut space, atoms, which));
                let kept: Vec<_> = atoms.iter().map(|atom| atom.kept).collect();
                let again = inputs.atoms(&mut space.graph, &model, rules);
                assert_eq!(kept, kept_plainly(&mut space, again, property));
                let [requests, held, free] = &mut counts;
                *requests += 1;
                *held += kept.iter().filter(|kept| **kept).count();
                *free += kept.iter().filter(|kept| !**kept).count();
            }
        }
        counts
    }

    #[test]
    fn the_quick_way_keeps_what_the_plain_way_keeps() {
        let document = json!({ "extends": { "id": "coventry", "version": "2.0.0" },
            "manifest": { "id": "x", "version": "1.0.0", "title": "X",
                "settings": { "change": [{ "id": "several-category-1", "value": 4 }] } } });
        let other = RuleSet::from_json(&document.to_string());
        assert!(other.is_ok(), "{other:?}");
        let mut sets: Vec<_> = other.into_iter().collect();
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/local");
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let rules = RuleSet::from_dir(entry.path());
            assert!(rules.is_ok(), "{rules:?}");
            sets.extend(rules);
        }
        assert!(sets.len() >= 4, "{}", sets.len());
        let mut counts = [0; 3];
        for set in &sets {
            for pair in [[RuleSet::coventry(), set], [set, RuleSet::coventry()]] {
                let of_pair = compared(pair, 7);
                counts.iter_mut().zip(of_pair).for_each(|(all, of_pair)| *all += of_pair);
            }
        }
        assert!(counts.iter().all(|count| *count >= 30), "{counts:?}");
    }
}
