//! What stands beside the category: the scope, what the tables give, and what is still possible.

use crate::columns::planes::{Block, GROUP};
use crate::columns::{ChoiceColumns, ColumnRules, Columns, ColumnsError, Decisions, REQUESTS, all};
use crate::compiled::layout::RuleLevel;
use crate::vocabulary::child::FactAnswers;
use crate::vocabulary::indicator::Indicator;

/// What is said of each request beside its category. Slices as long as the columns.
pub struct Levels<'a> {
    /// The scope, by its place in [`Scope::ALL`](crate::Scope::ALL).
    pub scope: &'a mut [u8],
    /// The category that the tables give, as a number; 0 for none.
    pub indicated: &'a mut [u8],
    /// The category if every answer that is not known or suspected were yes; 0 for none.
    pub possible: &'a mut [u8],
}

/// So many requests are raised at once, to see what is possible.
const AT_ONCE: usize = 16 * REQUESTS;

impl ColumnRules {
    /// Screens every request, and says what stands beside its category: the same as [`RuleSet::screen`](crate::RuleSet::screen)
    /// says of each. `not_known` are the indicators with that answer, as [`AnswersBuf::not_known`](crate::AnswersBuf::not_known)
    /// has them. A few buffers of a few pages are allocated for each few thousand requests.
    ///
    /// # Errors
    /// As [`ColumnRules::screen`]. Then nothing is decided.
    pub fn screen_levels(
        &self,
        requests: &Columns<'_>,
        not_known: &[u64],
        into: &mut Decisions<'_>,
        levels: &mut Levels<'_>,
    ) -> Result<(), ColumnsError> {
        self.check(requests, into)?;
        let expected = requests.yes.len();
        let Levels { scope, indicated, possible } = levels;
        for (column, found) in [
            ("not_known", not_known.len()),
            ("scope", scope.len()),
            ("indicated", indicated.len()),
            ("possible", possible.len()),
        ] {
            if found != expected {
                return Err(ColumnsError::Length { column, found, expected });
            }
        }
        let typed = Indicator::ALL.len();
        all(not_known, "not_known", "the 56 lowest bits", |word| word >> typed != 0)?;

        self.run(requests, into);
        self.put_indicated(requests, into, indicated);
        self.put_possible(requests, not_known, possible);
        self.put_scope(requests, scope, possible);
        Ok(())
    }

    /// From the rules that fired: those that take their level from the request are not of the tables.
    fn put_indicated(&self, requests: &Columns<'_>, decided: &Decisions<'_>, indicated: &mut [u8]) {
        let mut giving = [0_u64; 4];
        for (at, rule) in self.rules.layout.rules.iter().enumerate() {
            if let RuleLevel::Fixed(level) = rule.level {
                giving.get_mut(usize::from(level.number())).into_iter().for_each(|giving| *giving |= 1 << at);
            }
        }
        let [_, one, two, three] = giving;
        let unread = !self.rules.typed().word();
        let observed = requests.yes.iter().zip(requests.suspected).map(|(yes, suspected)| yes | suspected);
        let decided = decided.reasons.iter().zip(decided.category.iter());
        for ((indicated, (reasons, category)), observed) in indicated.iter_mut().zip(decided).zip(observed) {
            *indicated = match reasons {
                // What is observed and cannot be read could be anything.
                _ if observed & unread != 0 && *category == 3 => 3,
                reasons if reasons & three != 0 => 3,
                reasons if reasons & two != 0 => 2,
                reasons => u8::from(reasons & one != 0),
            };
        }
    }

    /// Screens once more, with every open answer turned to yes. The scope must stay as it is, which is seen to after.
    fn put_possible(&self, requests: &Columns<'_>, not_known: &[u64], possible: &mut [u8]) {
        let (defaults, not_raised) = (self.rules.default_answers(), self.rules.facts_not_raised());
        let mut raised = (Vec::with_capacity(AT_ONCE), Vec::with_capacity(AT_ONCE));
        let (none, mut reasons) = (vec![0; AT_ONCE], vec![0; AT_ONCE]);
        for (at, possible) in possible.chunks_mut(AT_ONCE).enumerate() {
            let range = at * AT_ONCE..at * AT_ONCE + possible.len();
            let part = requests.part(range.clone());
            let (yes, facts) = &mut raised;
            yes.clear();
            let open = not_known.get(range).unwrap_or_default();
            let observed = part.yes.iter().zip(part.suspected).zip(open);
            yes.extend(observed.map(|((yes, suspected), open)| yes | suspected | open));
            facts.clear();
            let possible_of = |given| FactAnswers::of_all(FactAnswers::possible(given, not_raised));
            facts.extend(part.facts.iter().map(|facts| possible_of(facts.or_default(defaults))));
            let suspected = none.get(..yes.len()).unwrap_or_default();
            let raised = Columns { yes, suspected, facts, own: part.own.raised(), ..part };
            let reasons = reasons.get_mut(..possible.len()).unwrap_or_default();
            self.run(&raised, &mut Decisions { category: possible, reasons });
        }
    }

    /// Puts the scope, and takes back what is possible where no category is given.
    fn put_scope(&self, requests: &Columns<'_>, scope: &mut [u8], possible: &mut [u8]) {
        let mut planes = self.scopes.planes();
        let mut block = Block::new(requests, &self.rules);
        for (at, (scope, possible)) in
            scope.chunks_mut(REQUESTS).zip(possible.chunks_mut(REQUESTS)).enumerate()
        {
            block.take(at * REQUESTS);
            self.scopes.run(&block, &mut planes);
            let groups = scope.chunks_mut(GROUP).zip(possible.chunks_mut(GROUP));
            for (lane, (scope, possible)) in groups.enumerate() {
                let mut words = [0; 3];
                let outputs = self.scopes.outputs(&planes, lane);
                words.iter_mut().zip(outputs).for_each(|(to, word)| *to = word);
                let [has_categories, low, high] = words;
                for (bit, (scope, possible)) in scope.iter_mut().zip(possible).enumerate() {
                    let of = |word: u64| (word >> bit & 1) as u8;
                    *scope = of(low) | of(high) << 1;
                    *possible *= of(has_categories);
                }
            }
        }
    }
}

impl<'a> Columns<'a> {
    /// Some of the requests.
    fn part(&self, range: std::ops::Range<usize>) -> Self {
        fn part<T>(column: &[T], range: std::ops::Range<usize>) -> &[T] {
            column.get(range).unwrap_or_default()
        }
        let choices: ChoiceColumns<'a> =
            self.choices.each().fold(ChoiceColumns::new(), |all, (choice, column)| {
                all.with(choice, part(column, range.clone()))
            });
        Self {
            yes: part(self.yes, range.clone()),
            suspected: part(self.suspected, range.clone()),
            facts: part(self.facts, range.clone()),
            lowest_age: part(self.lowest_age, range.clone()),
            own: self.own.part(&range),
            highest_age: part(self.highest_age, range),
            choices,
        }
    }
}

/// As [`Decisions`].
impl std::fmt::Debug for Levels<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Levels").field("len", &self.scope.len()).finish_non_exhaustive()
    }
}
