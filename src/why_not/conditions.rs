//! The conditions of a row as a tree, with what its place in the table asks for besides.

use crate::compiled::RuleSet;
use crate::decide::AnyInputs;
use crate::numbered::{Ix, Numbered};
use crate::outcome::Question;
use crate::outcome::{Counted, Outcome, Reason};
use crate::tables::condition::{Condition, Selection};
use crate::tables::{CategoryRule, Level, LevelFrom, RowRef, TableId};
use crate::vocabulary::category::Category;
use crate::why_not::rows::{first_row, has_categories};
use crate::why_not::truth::Compiled;
use std::borrow::Cow;
use std::fmt;

/// A condition of a row, in plain words, and whether it held for the request.
///
/// A row applied when all its conditions held. As JSON: `in_words`, `held`, `joined` and `parts`; where it counts or adds
/// up, also `counted`, an object of `reached` and `needed`, and `added`, a list of a `code` and what it `adds`.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
pub struct Held {
    #[serde(rename = "in_words")]
    words: String,
    held: bool,
    joined: Joined,
    parts: Vec<Held>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counted: Option<Counted>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    added: Vec<Added>,
}

/// What one answer adds where a condition counts or adds up. As JSON it has its fields under their names.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Added {
    /// The code of the question.
    pub code: String,
    /// What it adds.
    pub adds: u32,
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Added").finish_non_exhaustive()
    }
}

/// Says nothing of the child: it may end up in a log.
impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").finish_non_exhaustive()
    }
}

/// How the parts of a condition make the whole; in JSON `single`, `all`, `any` or `not`. The list is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Joined {
    /// It has no parts.
    Single,
    /// All of them must hold.
    All,
    /// One of them must hold.
    Any,
    /// Its one part must not hold.
    Not,
}

impl Held {
    /// The condition in plain words, made from the tables.
    #[must_use]
    pub fn in_words(&self) -> &str {
        &self.words
    }

    /// Whether it held.
    #[must_use]
    pub const fn held(&self) -> bool {
        self.held
    }

    /// Where it counts or adds up, what was reached and what is needed.
    #[must_use]
    pub const fn counted(&self) -> Option<Counted> {
        self.counted
    }

    /// Where it counts or adds up, what each answer added.
    #[must_use]
    pub fn added(&self) -> &[Added] {
        &self.added
    }

    /// How its parts make it.
    #[must_use]
    pub const fn joined(&self) -> Joined {
        self.joined
    }

    /// Its parts. A definition, and another step that it asks for, have their own conditions as parts.
    #[must_use]
    pub fn parts(&self) -> &[Self] {
        &self.parts
    }
}

/// A condition of a row, by what decides whether it holds.
pub(super) enum Node<'a> {
    /// One that holds no others, by its place among those compiled.
    Single(Cow<'a, Condition>, usize),
    Group(Joined, &'a Condition, Vec<Node<'a>>),
    /// Other rules give at least this.
    OthersGive(&'a Condition, Category),
    Fired(&'a Condition, Ix<CategoryRule>),
    /// What the place of the row asks for.
    Implied(Implied),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Implied {
    /// Categories are given in the scope.
    Categories,
    /// The category judged is above what the tables give, or the previous one above that and the judgement.
    Above(LevelFrom),
    /// No row of plan hosts, or of scopes, above this one holds.
    First(TableId, usize),
}

/// The conditions of one row, ready to be asked of outcomes.
pub(super) struct Conditions<'a> {
    rules: &'a RuleSet,
    pub(super) nodes: Vec<Node<'a>>,
    compiled: Compiled,
}

impl<'a> Conditions<'a> {
    pub(super) fn of(rules: &'a RuleSet, row: &RowRef<'a>) -> Self {
        let mut maker = Maker { rules, row, singles: 0 };
        let mut nodes = maker.nodes(row.when);
        nodes.extend(maker.implied());
        let mut singles = Vec::new();
        nodes.iter().for_each(|node| node.singles(&mut singles));
        let compiled = Compiled::new(rules, &singles);
        Self { rules, nodes, compiled }
    }

    /// Each condition of the row, with whether it held.
    pub(super) fn held(&self, outcome: &Outcome<'_>) -> Vec<Held> {
        let truth = Truth { outcome, singles: self.compiled.asked_of(outcome) };
        self.nodes.iter().map(|node| truth.held(self, node)).collect()
    }

    /// Whether each condition of the row held, without the words.
    pub(super) fn holding(&self, outcome: &Outcome<'_>) -> Vec<bool> {
        let truth = Truth { outcome, singles: self.compiled.asked_of(outcome) };
        self.nodes.iter().map(|node| truth.of(node)).collect()
    }
}

struct Maker<'r, 'a> {
    rules: &'a RuleSet,
    row: &'r RowRef<'a>,
    singles: usize,
}

impl<'a> Maker<'_, 'a> {
    fn nodes(&mut self, conditions: &'a [Condition]) -> Vec<Node<'a>> {
        conditions.iter().map(|condition| self.node(condition)).collect()
    }

    fn node(&mut self, condition: &'a Condition) -> Node<'a> {
        let tables = self.rules.tables();
        match condition {
            Condition::All(parts) => Node::Group(Joined::All, condition, self.nodes(parts)),
            Condition::Any(parts) => Node::Group(Joined::Any, condition, self.nodes(parts)),
            Condition::Not(part) => Node::Group(Joined::Not, condition, vec![self.node(part)]),
            Condition::Holds(id) => {
                let row = tables.definitions.iter().find(|row| row.id == *id);
                // One that is not there does not hold. The loader has seen to it that all are.
                let Some(row) = row else { return Node::Group(Joined::Any, condition, Vec::new()) };
                Node::Group(Joined::All, condition, self.nodes(&row.when))
            }
            Condition::StepApplies(id) => {
                let row = tables.steps.iter().find(|row| row.id == *id);
                // One that is not there does not hold. The loader has seen to it that all are.
                let Some(row) = row else { return Node::Group(Joined::Any, condition, Vec::new()) };
                Node::Group(Joined::All, condition, self.nodes(&row.when))
            }
            Condition::RuleFired(id) => {
                // One that is not there does not hold. The loader has seen to it that all are.
                let Some(row) = tables.category_rules.position_of(|row| row.id == *id) else {
                    return Node::Group(Joined::Any, condition, Vec::new());
                };
                Node::Fired(condition, row)
            }
            Condition::OtherRulesGiveAtLeast(level) => Node::OthersGive(condition, *level),
            _ => self.single(Cow::Borrowed(condition)),
        }
    }

    fn single(&mut self, condition: Cow<'a, Condition>) -> Node<'a> {
        self.singles += 1;
        Node::Single(condition, self.singles - 1)
    }

    /// What the place of the row asks for, besides its own conditions.
    fn implied(&mut self) -> Vec<Node<'a>> {
        let tables = self.rules.tables();
        let at = self.row.at;
        let mut implied = Vec::new();
        match self.row.table {
            TableId::CategoryRules => {
                if tables.scopes.iter().any(|row| !row.categories) {
                    implied.push(Node::Implied(Implied::Categories));
                }
                match tables.category_rules.get(at).map(|row| &row.at_least) {
                    Some(Level::From(LevelFrom::Listed)) => {
                        let listed = tables.indicators.iter().filter(|row| row.category.is_some());
                        let codes = Selection::Codes(listed.map(|row| row.code.clone()).collect());
                        implied.push(self.single(Cow::Owned(Condition::AnyObserved(codes))));
                    }
                    Some(Level::From(from)) => implied.push(Node::Implied(Implied::Above(*from))),
                    _ => {}
                }
            }
            table if table.first_decides() && at > 0 => {
                implied.push(Node::Implied(Implied::First(table, at)));
            }
            _ => {}
        }
        implied
    }
}

impl Node<'_> {
    /// The conditions to compile, each at its place.
    fn singles<'n>(&'n self, found: &mut Vec<&'n Condition>) {
        match self {
            Self::Single(condition, _) => found.push(condition),
            Self::Group(_, _, parts) => parts.iter().for_each(|part| part.singles(found)),
            _ => {}
        }
    }
}

struct Truth<'o, 'a> {
    outcome: &'o Outcome<'a>,
    singles: Vec<bool>,
}

impl Truth<'_, '_> {
    fn of(&self, node: &Node<'_>) -> bool {
        let Outcome { rules, rows, .. } = self.outcome;
        match node {
            Node::Single(_, at) => self.singles.get(*at).copied().unwrap_or(false),
            Node::Group(Joined::Any, _, parts) => parts.iter().any(|part| self.of(part)),
            Node::Group(Joined::Not, _, parts) => !parts.iter().any(|part| self.of(part)),
            Node::Group(_, _, parts) => parts.iter().all(|part| self.of(part)),
            Node::OthersGive(_, level) => {
                rules.layout.giving(*level).any(|(_, rule)| rows.has_one_of(&rule.rows))
            }
            Node::Fired(_, row) => self.outcome.fired_rules().any(|rule| rule.row == *row),
            Node::Implied(implied) => self.implied(*implied),
        }
    }

    fn implied(&self, implied: Implied) -> bool {
        let outcome = self.outcome;
        match implied {
            Implied::Categories => has_categories(outcome),
            Implied::Above(from) => {
                let counts = |reason: &Reason<'_>| reason.rule.level.is_decided_before(from);
                let given = outcome.reasons().filter(counts).map(|reason| reason.at_least()).max();
                let own = from.choice().map_or(0, |choice| choice.given(outcome.child, outcome.indicators));
                Category::from_number(own.into()) > given
            }
            Implied::First(table, at) => first_row(outcome, table).is_none_or(|first| first >= at),
        }
    }

    fn held(&self, of: &Conditions<'_>, node: &Node<'_>) -> Held {
        let (joined, parts) = match node {
            Node::Group(joined, _, parts) => {
                (*joined, parts.iter().map(|part| self.held(of, part)).collect())
            }
            _ => (Joined::Single, Vec::new()),
        };
        let test = match node {
            Node::Single(_, at) => of.compiled.count_of(*at),
            _ => None,
        };
        let Outcome { rules, child, indicators, .. } = *self.outcome;
        let places = AnyInputs::new(rules, child, indicators).places();
        let counted = test.map(|test| Counted::of(test, test.reached(&rules.layout.weights, places)));
        let adding = test
            .into_iter()
            .flat_map(|test| test.added(&rules.layout.derived, &rules.layout.weights, places));
        let code = |place| Some(Question::at(rules, place)?.code().to_owned());
        let added = adding.filter_map(|(place, adds)| Some(Added { code: code(place)?, adds }));
        let added = added.collect();
        Held { words: in_words(of.rules, node), held: self.of(node), joined, parts, counted, added }
    }
}

fn in_words(rules: &RuleSet, node: &Node<'_>) -> String {
    match node {
        Node::Single(Cow::Owned(_), _) => "an indicator that is listed in a category is observed".to_owned(),
        Node::Single(condition, _) => rules.condition_in_words(condition),
        Node::Group(_, condition, _) | Node::OthersGive(condition, _) | Node::Fired(condition, _) => {
            rules.condition_in_words(condition)
        }
        Node::Implied(Implied::Categories) => "categories are given in this scope".to_owned(),
        Node::Implied(Implied::Above(LevelFrom::Previous)) => {
            "the previous category is above what the tables and the judgement give".to_owned()
        }
        Node::Implied(Implied::Above(LevelFrom::Determined)) => {
            "the category determined is above what the tables and the judgement give".to_owned()
        }
        Node::Implied(Implied::Above(_)) => "the category judged is above what the tables give".to_owned(),
        Node::Implied(Implied::First(..)) => "no row above it in the table holds".to_owned(),
    }
}
