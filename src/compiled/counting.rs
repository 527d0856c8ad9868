//! What a row counts or adds up, so that an outcome can say how much there was.

use crate::compiled::terms::{ConditionCompiler, Test};
use crate::numbered::Each;
use crate::tables::Tables;
use crate::tables::condition::Condition;
use crate::vocabulary::indicator::{Place, Placed, Places};

impl Test {
    /// What each of the observed ones adds, where it adds anything.
    pub(crate) fn added(
        self,
        observed: Places,
        weights: &Each<Placed, u32>,
    ) -> impl Iterator<Item = (Place, u32)> {
        let adds = move |place| if self.weighted { *weights.get(place) } else { 1 };
        self.of.and(observed).iter().map(move |place| (place, adds(place))).filter(|(_, adds)| *adds > 0)
    }

    /// What they come to together.
    pub(crate) fn reached(self, observed: Places, weights: &Each<Placed, u32>) -> u32 {
        self.added(observed, weights).map(|(_, adds)| adds).sum()
    }
}

/// The test of a condition that counts or adds up; none of another.
pub(crate) fn count_of(compiler: &ConditionCompiler<'_>, condition: &Condition) -> Option<Test> {
    let (of, number, weighted) = match condition {
        Condition::ObservedAtLeast(count) => (&count.of, &count.count, false),
        Condition::WeightAtLeast(weight) => (&weight.of, &weight.sum, true),
        _ => return None,
    };
    let at_least = compiler.number(number).ok()?.into();
    Some(Test { known: false, weighted, of: compiler.select(of).ok()?, at_least })
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
