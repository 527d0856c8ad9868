//! Steps that must be taken under a set that another was made from, and are less there, or gone.

use crate::compiled::RuleSet;
use crate::formula::budget::Allowance;
use crate::formula::model::Model;
use crate::formula::solver::{Lit, Solved};
use crate::formula::variables::{Space, Variables};
use crate::numbered::Numbered;
use crate::proof::warning::Warning;
use crate::request::Request;
use crate::tables::fault::Fault;
use crate::tables::{Tables, WarningKind};
use crate::vocabulary::Force;
use std::collections::HashSet;

impl RuleSet {
    /// Keeps what it was made from, so that a check can compare.
    pub(crate) fn made_from(mut self, base: &Self) -> Self {
        if base.sha256() != Self::coventry().sha256() {
            let nearest = std::iter::once(base.shared_tables());
            self.made_from = nearest.chain(base.made_from.iter().cloned()).collect();
        }
        self
    }

    /// Asks something of each set that it was made from and that is at hand, the nearest first.
    fn of_each_base(&self, ask: &mut dyn FnMut(&Self)) {
        for tables in &*self.made_from {
            // It was loaded before, so it compiles.
            if let Ok(base) = Self::of_sound(Tables::clone(tables), None) {
                ask(&base);
            }
        }
        let last = self.made_from.last().map_or(self.tables(), |tables| &**tables);
        let built_in = Self::coventry();
        if last.manifest.based_on.as_ref().is_some_and(|base| base.sha256 == built_in.sha256()) {
            ask(built_in);
        }
    }
}

/// Asked of children who are in the same scope under both, and of whom both say the same level: that another
/// level leads to other steps is told of where levels are compared.
pub(crate) fn weakened_steps(rules: &RuleSet, allowance: &Allowance) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut told: HashSet<String> = HashSet::new();
    rules.of_each_base(&mut |base| {
        let mut space = Space::within(allowance);
        let inputs = Variables::of(&mut space, &[rules, base]);
        let [own, theirs] = [rules, base].map(|rules| Model::new(&mut space.graph, &inputs, rules));
        let graph = &mut space.graph;
        let scopes = own.scope.iter().zip(&theirs.scope).map(|((_, own), (_, theirs))| (*own, *theirs));
        let levels = |model: &Model| [model.category, model.indicated, model.possible].concat();
        let levels = levels(&own).into_iter().zip(levels(&theirs));
        let both: Vec<_> = scopes.chain(levels).collect();
        let same: Vec<_> = both.into_iter().map(|(own, theirs)| graph.iff(own, theirs)).collect();
        let same = graph.all(same);
        for (row, applies) in base.tables().steps.iter().zip(&theirs.steps) {
            let must = |space: &mut Space, rules: &RuleSet, model: &Model, applies: Lit| {
                let must = model.force(&mut space.graph, rules, &row.id, Force::Must).unwrap_or(Lit::FALSE);
                space.graph.and(must, applies)
            };
            let here = rules.tables().steps.position_of(|here| here.id == row.id);
            // One that is gone applies to nobody.
            let here = here.map_or(Lit::FALSE, |at| *own.steps.get(at));
            let (was, is) = (must(&mut space, base, &theirs, *applies), must(&mut space, rules, &own, here));
            let less = space.graph.all([same, was, !is]);
            if told.contains(&row.id) {
                continue;
            }
            let of = &base.tables().manifest.id;
            let fault = |problem: String| Fault::new("steps", &row.id, problem);
            let warning = match space.smallest(&inputs, &[less]) {
                Solved::None => continue,
                Solved::Found(found) => inputs.request(&found, rules).map(|request| {
                    let problem = format!(
                        "the step {}, and under `{of}` it must be taken",
                        becomes(rules, &row.id, &request)
                    );
                    Warning::new(WarningKind::StepWeakened, fault(problem)).shown_by(rules, request)
                }),
                Solved::Undecided => None,
            };
            told.insert(row.id.clone());
            warnings.push(warning.unwrap_or_else(|| {
                let problem =
                    format!("undecided: whether it is always as it is under `{of}` takes too long to say");
                Warning::new(WarningKind::Undecided, fault(problem))
            }));
        }
    });
    warnings
}

/// What becomes of a step, for the child who shows it.
fn becomes(rules: &RuleSet, step: &str, request: &Request) -> String {
    if !rules.tables().steps.iter().any(|row| row.id == step) {
        return "is gone".to_owned();
    }
    let outcome = request.screen_by(rules);
    let force = outcome.steps().find(|one| one.id() == step).map(|one| one.force());
    force.map_or_else(
        || "does not apply to this child".to_owned(),
        |force| format!("{force} be taken for this child"),
    )
}
