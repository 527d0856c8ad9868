//! What a row counts or adds up, so that an outcome can say how much there was.

use crate::compiled::derived::DerivedPlaces;
use crate::compiled::flag::Test;
use crate::compiled::terms::ConditionCompiler;
use crate::numbered::Each;
use crate::tables::Tables;
use crate::tables::condition::Condition;
use crate::vocabulary::indicator::{Place, Placed, Places};

/// What each indicator counts for, by its place.
type Weights = Each<Placed, u32>;

impl Test {
    /// The places that it counts: of what is observed, or of what is known.
    fn counted(self, [observed, known]: [Places; 2]) -> impl Iterator<Item = Place> {
        self.of.and(if self.known { known } else { observed }).iter()
    }

    /// What each answer adds, where it adds anything. What follows from an answer is that answer's.
    pub(crate) fn added(
        self,
        derived: &DerivedPlaces,
        weights: &Weights,
        places: [Places; 2],
    ) -> Vec<(Place, u32)> {
        let mut added: Vec<(Place, u32)> = Vec::new();
        for place in self.counted(places) {
            let (answered, adds) = (derived.answered_at(place), self.adds(weights, place));
            match added.iter_mut().find(|(known, _)| *known == answered) {
                Some((_, sum)) => *sum += adds,
                None => added.push((answered, adds)),
            }
        }
        added.retain(|(_, adds)| *adds > 0);
        added.sort_unstable();
        added
    }

    /// What they come to together.
    pub(crate) fn reached(self, weights: &Weights, places: [Places; 2]) -> u32 {
        self.counted(places).map(|place| self.adds(weights, place)).sum()
    }

    fn adds(self, weights: &Weights, place: Place) -> u32 {
        if self.weighted { *weights.get(place) } else { 1 }
    }
}

/// The test of a condition that counts or adds up; none of another.
pub(crate) fn count_of(compiler: &ConditionCompiler<'_>, condition: &Condition) -> Option<Test> {
    match condition {
        Condition::ObservedAtLeast(count) => compiler.count_test(count).ok(),
        Condition::WeightAtLeast(weight) => compiler.weight_test(weight).ok(),
        Condition::ObservedWithin(within) if within.count.is_some() => compiler.within_test(within).ok(),
        _ => None,
    }
}

/// What conditions count or add up, in the order in which they are written: definitions where they are asked for, and
/// nothing that is asked not to be so.
pub(crate) fn counts(tables: &Tables, compiler: &ConditionCompiler<'_>, when: &[Condition]) -> Vec<Test> {
    let parts = |condition: &Condition| match condition {
        Condition::All(parts) | Condition::Any(parts) => counts(tables, compiler, parts),
        Condition::Holds(id) => {
            let definition = tables.definitions.iter().find(|row| row.id == *id);
            definition.map_or_else(Vec::new, |row| counts(tables, compiler, &row.when))
        }
        single => count_of(compiler, single).into_iter().collect(),
    };
    when.iter().flat_map(parts).collect()
}
