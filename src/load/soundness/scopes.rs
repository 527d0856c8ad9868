//! Scopes, and the case: nobody loses one by saying more.

use super::Checker;
use crate::tables::ScopeRow;
use crate::tables::condition::Condition;
use crate::vocabulary::Scope;
use crate::vocabulary::child::Answer;

/// The age up to which the law calls everybody a child, in years.
const CHILDHOOD_ENDS: u16 = 18;

impl Checker<'_> {
    /// More answers never take somebody out of a scope that gives a category, an answer nearer to yes
    /// may bring somebody in, and no child is in a scope that gives no category.
    pub(super) fn nobody_loses_a_scope(&mut self) {
        let tables = self.tables;
        let mut without = None;
        for (at, row) in tables.scopes.iter().enumerate() {
            let scope = row.scope.code();
            if tables.scopes.iter().take(at).any(|other| other.scope == row.scope) {
                self.fault("scopes", scope, "the scope stands twice");
            }
            if row.scope == Scope::OutsideThisTool {
                self.outside_only_certainly(row);
                without = Some(scope);
            } else if row.categories {
                if let Some(earlier) = without {
                    let problem = format!("stands below `{earlier}`, in which no category is given");
                    self.fault("scopes", scope, problem);
                }
                let wrong = |part: &Condition| !is_about_the_child(part);
                if row.when.iter().any(|part| part.any(&wrong)) {
                    self.fault("scopes", scope, "a scope may ask for ages and facts only");
                }
                // An answer nearer to yes keeps in a scope whoever is in it, and a suspected yes protects like one.
                let wrong = |part: &Condition| match part {
                    Condition::Fact(fact) => {
                        let asks = |least: Answer| {
                            Answer::ALL.iter().all(|answer| fact.is.contains(answer) == (*answer >= least))
                        };
                        !asks(Answer::NotKnown) && !asks(Answer::Suspected)
                    }
                    _ => false,
                };
                if row.when.iter().any(|part| part.any(&wrong)) {
                    let problem = "a scope may ask of a fact only that it is not ruled out (every answer but `no`), \
                                   or that it is `yes` or `suspected`";
                    self.fault("scopes", scope, problem);
                }
            } else {
                without = Some(scope);
                let ages: Option<Vec<_>> = row
                    .when
                    .iter()
                    .map(|part| match part {
                        Condition::CertainlyAtLeast(age) => tables.number(age),
                        _ => None,
                    })
                    .collect();
                if ages.is_none_or(|ages| ages.iter().max() < Some(&CHILDHOOD_ENDS)) {
                    let problem = format!(
                        "a scope without categories may ask only for `certainly_at_least` {CHILDHOOD_ENDS} or more"
                    );
                    self.fault("scopes", scope, problem);
                }
            }
        }
        let wrong = |part: &Condition| !is_about_the_child(part);
        if tables.case.open_when_left_out.iter().any(|part| part.any(&wrong)) {
            self.fault("case", "case", "the case may ask for ages and facts only");
        }
    }

    /// Nobody who could be of the tool's age is turned away.
    pub(super) fn outside_only_certainly(&mut self, row: &ScopeRow) {
        fn certain(part: &Condition) -> bool {
            match part {
                Condition::CertainlyAtLeast(_) => true,
                Condition::Not(part) => matches!(**part, Condition::CouldBeAtLeast(_)),
                Condition::All(parts) | Condition::Any(parts) => parts.iter().all(certain),
                _ => false,
            }
        }
        let scope = row.scope.code();
        if row.categories {
            self.fault(
                "scopes",
                scope,
                "no category is given outside the tool; allowed: `\"categories\": false`",
            );
        }
        if !row.when.iter().all(certain) || row.when.is_empty() {
            let problem = "whoever could be of the tool's age is in it: the scope may ask only for \
                           `certainly_at_least`, and for `not` `could_be_at_least`";
            self.fault("scopes", scope, problem);
        }
    }
}

/// Whether a condition asks for nothing but who the child is: ages and facts.
pub(super) const fn is_about_the_child(part: &Condition) -> bool {
    matches!(
        part,
        Condition::All(_)
            | Condition::Any(_)
            | Condition::Fact(_)
            | Condition::CouldBeUnder(_)
            | Condition::CertainlyAtLeast(_)
            | Condition::CouldBeAtLeast(_)
    )
}
