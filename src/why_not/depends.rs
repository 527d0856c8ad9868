//! What of a request a condition can depend on: every single condition that it comes down to, through
//! definitions, other rows and the category.

use crate::compiled::RuleSet;
use crate::compiled::derived::window;
use crate::compiled::terms::ConditionCompiler;
use crate::numbered::{Ix, Numbered};
use crate::tables::condition::{ChoiceAsked, Condition, NamedSet, QuestionIs, Selection};
use crate::tables::{CategoryRule, Level, LevelFrom};
use crate::vocabulary::category::Category;
use crate::vocabulary::child::{Fact, OLDEST};
use crate::vocabulary::dates::Window;
use crate::vocabulary::indicator::Places;
use crate::vocabulary::question::Choice;
use crate::why_not::conditions::{Implied, Node};

/// The single conditions that decide, and the questions that they ask.
#[derive(Default)]
pub(super) struct Depends<'a> {
    /// For each fact, the lists of answers that are asked for.
    pub(super) facts: Vec<&'a crate::tables::condition::FactIs>,
    /// For each question of the set's own, the lists of answers that are asked for, and the numbers.
    pub(super) questions: Vec<&'a QuestionIs>,
    pub(super) numbers: Vec<(&'a str, u16)>,
    /// The questions whose weight is asked for.
    pub(super) weighed: Vec<&'a str>,
    /// The ages that the lowest and the highest possible age are held against.
    pub(super) lowest: Vec<u16>,
    pub(super) highest: Vec<u16>,
    /// The sets of indicators that are counted, and whether they must be known, and are weighed.
    pub(super) sets: Vec<Counted>,
    /// For each choice, what is asked of it, and whether each of its values tells.
    pub(super) choices: [Asked; Choice::COUNT],
    /// What is possible, where every answer that is not known or suspected counts.
    pub(super) possible: bool,
    // What was followed already.
    category: bool,
    scopes: bool,
    rules: Vec<Ix<CategoryRule>>,
}

/// What is asked of one choice.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) by: Vec<ChoiceAsked>,
    /// Whether it matters which value it is.
    pub(super) which: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) of: Places,
    pub(super) known: bool,
    pub(super) weighted: bool,
    /// The time before the screening in which they must have been seen.
    pub(super) window: Option<Window>,
}

impl<'a> Depends<'a> {
    /// What conditions of a row depend on.
    pub(super) fn of_nodes<'n>(rules: &'a RuleSet, nodes: impl IntoIterator<Item = &'n Node<'a>>) -> Self
    where
        'a: 'n,
    {
        let mut depends = Self::default();
        let mut finder = Finder {
            rules,
            builder: ConditionCompiler::new(rules.tables(), &rules.own_codes, &rules.layout.derived).ok(),
        };
        nodes.into_iter().for_each(|node| finder.node(&mut depends, node));
        depends
    }

    /// What the category depends on.
    pub(super) fn of_category(rules: &'a RuleSet) -> Self {
        let mut depends = Self::default();
        let builder = ConditionCompiler::new(rules.tables(), &rules.own_codes, &rules.layout.derived).ok();
        Finder { rules, builder }.category(&mut depends);
        depends
    }

    pub(super) fn on_fact(&self, fact: Fact) -> bool {
        self.facts.iter().any(|asked| asked.name == fact)
    }

    /// Whether they ask a question of the set's own.
    pub(super) fn on_question(&self, code: &str) -> bool {
        self.questions.iter().any(|asked| asked.code == code)
            || self.numbers.iter().any(|(asked, _)| *asked == code)
            || self.weighed.contains(&code)
    }

    /// What is asked of a choice.
    #[allow(clippy::indexing_slicing, reason = "there is one for each")]
    pub(super) fn of(&self, choice: Choice) -> &Asked {
        &self.choices[choice as usize]
    }

    #[allow(clippy::indexing_slicing, reason = "there is one for each")]
    fn of_mut(&mut self, choice: Choice) -> &mut Asked {
        &mut self.choices[choice as usize]
    }

    /// Every indicator that is counted.
    pub(super) fn places(&self) -> Places {
        self.sets.iter().fold(Places::default(), |all, set| all.with(set.of))
    }
}

struct Finder<'a> {
    rules: &'a RuleSet,
    builder: Option<ConditionCompiler<'a>>,
}

impl<'a> Finder<'a> {
    fn node(&mut self, depends: &mut Depends<'a>, node: &Node<'a>) {
        match node {
            Node::Single(condition, _) => match condition {
                std::borrow::Cow::Borrowed(condition) => self.condition(depends, condition),
                std::borrow::Cow::Owned(condition) => self.set_of(depends, condition),
            },
            Node::Group(_, _, parts) => parts.iter().for_each(|part| self.node(depends, part)),
            Node::OthersGive(_, level) => self.rules_giving(depends, *level),
            Node::Fired(_, row) => self.rule(depends, *row),
            Node::Implied(Implied::Categories) => self.scopes(depends),
            Node::Implied(Implied::Above(from)) => self.above(depends, *from),
            Node::Implied(Implied::First(table, at)) => {
                let above = self.rules.tables().rows_of(*table).take(*at);
                above.for_each(|row| self.all(depends, row.when));
            }
        }
    }

    fn all(&mut self, depends: &mut Depends<'a>, conditions: &'a [Condition]) {
        conditions.iter().for_each(|condition| self.condition(depends, condition));
    }

    fn condition(&mut self, depends: &mut Depends<'a>, condition: &'a Condition) {
        let rules = self.rules;
        let tables = rules.tables();
        let age = |number| tables.number(number).unwrap_or(u16::from(OLDEST));
        match condition {
            Condition::All(_) | Condition::Any(_) | Condition::Not(_) => self.all(depends, condition.parts()),
            Condition::Holds(id) => {
                let row = tables.definitions.iter().find(|row| row.id == *id);
                row.into_iter().for_each(|row| self.all(depends, &row.when));
            }
            Condition::StepApplies(id) => {
                let row = tables.steps.iter().find(|row| row.id == *id);
                row.into_iter().for_each(|row| self.all(depends, &row.when));
            }
            Condition::RuleFired(id) => {
                let at = tables.category_rules.position_of(|row| row.id == *id);
                at.into_iter().for_each(|at| self.rule(depends, at));
            }
            Condition::AnyObserved(_)
            | Condition::AllObserved(_)
            | Condition::ObservedAtLeast(_)
            | Condition::WeightAtLeast(_)
            | Condition::ObservedWithin(_)
            | Condition::AnyKnown(_) => {
                if let Condition::WeightAtLeast(weight) = condition {
                    depends.weighed.extend(weight.questions.iter().map(String::as_str));
                }
                self.set_of(depends, condition);
            }
            Condition::Question(asked) => depends.questions.push(asked),
            Condition::NumberAtLeast(asked) => {
                let least = tables.number(&asked.least);
                depends.numbers.extend(least.map(|least| (&*asked.code, least)));
            }
            Condition::Fact(fact) => depends.facts.push(fact),
            Condition::CouldBeUnder(number) | Condition::CertainlyAtLeast(number) => {
                depends.lowest.push(age(number));
            }
            Condition::CouldBeAtLeast(number) => depends.highest.push(age(number)),
            Condition::OtherRulesGiveAtLeast(level) => self.rules_giving(depends, *level),
            Condition::Scope(_) => self.scopes(depends),
            Condition::Category(_) | Condition::CategoryAtLeast(_) => self.category(depends),
            Condition::Case(_) => {
                depends.of_mut(Choice::Case).which = true;
                self.all(depends, &tables.case.open_when_left_out);
            }
            Condition::JudgementBelowIndicated(_) => {
                depends.of_mut(Choice::Judgement).which = true;
                self.category(depends);
            }
            Condition::LevelInForceGiven(_) | Condition::LevelInForceAboveIndicated(_) => {
                depends.of_mut(Choice::PreviousCategory).which = true;
                depends.of_mut(Choice::Determination).which = true;
                if condition.is_after_category() {
                    self.category(depends);
                }
            }
            Condition::DeterminationBelowIndicated(_) => {
                depends.of_mut(Choice::Determination).which = true;
                depends.of_mut(Choice::Judgement).which = true;
                self.category(depends);
            }
            Condition::CategoryChange(_) => {
                depends.of_mut(Choice::PreviousCategory).which = true;
                self.category(depends);
            }
            // No change of an answer changes a date.
            Condition::ImpossibleDate(_) => {}
            Condition::PossibleAboveCategory(_) => {
                depends.possible = true;
                self.category(depends);
            }
            asks_of_a_choice => {
                let asked = asks_of_a_choice.choice_asked();
                asked.into_iter().for_each(|asked| depends.of_mut(asked.choice).by.push(asked));
            }
        }
    }

    fn set_of(&mut self, depends: &mut Depends<'a>, condition: &Condition) {
        let of = condition.selection().zip(self.builder.as_ref());
        let Some(of) = of.and_then(|(selection, builder)| builder.select(selection).ok()) else { return };
        let known = condition.counts_known();
        let weighted = matches!(condition, Condition::WeightAtLeast(_));
        let span = condition.time();
        let window = span.and_then(|span| window(self.rules.tables(), &span).ok());
        let counted = Counted { of, known, weighted, window };
        if !depends.sets.contains(&counted) {
            depends.sets.push(counted);
        }
    }

    fn scopes(&mut self, depends: &mut Depends<'a>) {
        if !std::mem::replace(&mut depends.scopes, true) {
            let rules = self.rules;
            rules.tables().scopes.iter().for_each(|row| self.all(depends, &row.when));
        }
    }

    fn category(&mut self, depends: &mut Depends<'a>) {
        if !std::mem::replace(&mut depends.category, true) {
            let rules = self.rules.tables().category_rules.numbered();
            rules.for_each(|(row, _)| self.rule(depends, row));
        }
    }

    /// The rules that give at least this by themselves.
    fn rules_giving(&mut self, depends: &mut Depends<'a>, least: Category) {
        let rules = self.rules;
        rules.layout.giving(least).for_each(|(_, rule)| self.rule(depends, rule.row));
    }

    /// A category rule, with all that its place asks for.
    fn rule(&mut self, depends: &mut Depends<'a>, at: Ix<CategoryRule>) {
        let rules = self.rules;
        if depends.rules.contains(&at) {
            return;
        }
        let row = rules.tables().category_rules.at(at);
        depends.rules.push(at);
        self.scopes(depends);
        self.all(depends, &row.when);
        match row.at_least {
            Level::From(LevelFrom::Listed) => {
                for named in [NamedSet::Category1, NamedSet::Category2, NamedSet::Category3] {
                    self.set_of(depends, &Condition::AnyObserved(Selection::Named(named)));
                }
            }
            Level::From(from) => self.above(depends, from),
            _ => {}
        }
    }

    /// What a rule depends on that gives a category of the request, where that is above what was decided before.
    fn above(&mut self, depends: &mut Depends<'a>, from: LevelFrom) {
        from.choice().into_iter().for_each(|choice| depends.of_mut(choice).which = true);
        let rules = self.rules;
        for rule in rules.layout.rules.iter().filter(|rule| rule.level.is_decided_before(from)) {
            self.rule(depends, rule.row);
        }
    }
}
