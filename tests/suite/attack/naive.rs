//! What the category rules of a set come to, reckoned from the words of its rows alone, one condition at a time.

use super::requests::{Asked, LAST_DAY};
use chrono::{Datelike, Days, NaiveDate};
use cse_screening::rules::condition::{Condition, Determined, NamedSet, Number, SelectBy, Selection};
use cse_screening::rules::tables::{IndicatorKind, IndicatorRow, Level, LevelFrom, Tables};
use cse_screening::{Answer, Category, NumberGiven, Scope};
use std::collections::BTreeSet;

/// A request beside a set.
#[derive(Clone, Copy)]
pub struct Naive<'a> {
    asked: &'a Asked,
    tables: &'a Tables,
    /// Whether what is not known or suspected is taken for a yes.
    as_possible: bool,
}

/// What a set makes of a request.
#[derive(Debug, PartialEq, Eq)]
pub struct Reckoned {
    pub scope: Scope,
    pub indicated: Option<Category>,
    pub category: Option<Category>,
    pub possible: Option<Category>,
    /// The rules that fire.
    pub rules: BTreeSet<String>,
}

/// What a request comes to. Whatever the set does not ask must have been taken off the request.
pub fn reckon(asked: &Asked, tables: &Tables) -> Reckoned {
    let now = Naive::new(asked, tables);
    let row = tables.scopes.iter().find(|row| row.when.iter().all(|part| now.holds(part)));
    let scope = row.map_or(Scope::Child, |row| row.scope);
    if !row.is_none_or(|row| row.categories) {
        return Reckoned { scope, indicated: None, category: None, possible: None, rules: BTreeSet::new() };
    }
    let (indicated, category, rules) = now.levels();
    let (_, possible, _) = Naive { as_possible: true, ..now }.levels();
    Reckoned { scope, indicated, category, possible, rules }
}

impl<'a> Naive<'a> {
    pub const fn new(asked: &'a Asked, tables: &'a Tables) -> Self {
        Self { asked, tables, as_possible: false }
    }

    fn number(&self, number: &Number) -> u16 {
        match number {
            Number::Value(value) => *value,
            Number::Setting(id) => {
                self.tables.manifest.settings.iter().find(|setting| setting.id == *id).unwrap().value
            }
        }
    }

    /// An answer as it stands, or as it could be.
    fn taken(&self, answer: Answer) -> Answer {
        if self.as_possible && answer != Answer::No { Answer::Yes } else { answer }
    }

    fn sign(&self, code: &str) -> Answer {
        self.taken(self.asked.indicators.get(code).copied().unwrap_or(Answer::No))
    }

    /// The answer to a question of the set's own.
    fn question(&self, code: &str) -> Answer {
        let row = self.tables.questions.iter().find(|row| row.code == code).unwrap();
        let left_out = row.left_out.unwrap_or(Answer::NotKnown);
        self.taken(self.asked.own.get(code).copied().unwrap_or(left_out))
    }

    /// Those of a set that are observed, or known where only these count.
    fn seen(&self, set: &Selection, known: bool) -> impl Iterator<Item = &'a IndicatorRow> {
        let counts = move |answer: Answer| answer == Answer::Yes || !known && answer == Answer::Suspected;
        let rows = self.tables.indicators.iter().filter(move |row| is_in(set, row));
        rows.filter(move |row| counts(self.sign(&row.code)))
    }

    /// Whether an indicator was seen on days of which all lie before a time.
    fn is_old(&self, code: &str, months: Option<&Number>, weeks: Option<&Number>) -> bool {
        let first = match (months, weeks) {
            (Some(months), None) => months_before(LAST_DAY, self.number(months)),
            (None, Some(weeks)) => LAST_DAY - Days::new(7 * u64::from(self.number(weeks))),
            _ => panic!("a time has one unit"),
        };
        // What is not known was not seen on a day.
        let is_seen = self.asked.indicators.get(code).is_some_and(|answer| answer.protects());
        let days = self.asked.seen_before.get(code).filter(|days| is_seen && !days.is_empty());
        days.is_some_and(|days| days.iter().all(|days| LAST_DAY - Days::new(*days) < first))
    }

    pub fn holds(&self, part: &Condition) -> bool {
        let Self { asked, tables, .. } = *self;
        let (lowest, highest) = asked.age.unwrap_or((0, 120));
        match part {
            Condition::All(parts) => parts.iter().all(|part| self.holds(part)),
            Condition::Any(parts) => parts.iter().any(|part| self.holds(part)),
            Condition::Not(part) => !self.holds(part),
            Condition::Holds(id) => {
                let definition = tables.definitions.iter().find(|row| row.id == *id).unwrap();
                definition.when.iter().all(|part| self.holds(part))
            }
            Condition::CouldBeUnder(age) => u16::from(lowest) < self.number(age),
            Condition::CertainlyAtLeast(age) => u16::from(lowest) >= self.number(age),
            Condition::CouldBeAtLeast(age) => u16::from(highest) >= self.number(age),
            Condition::Fact(fact) => {
                let row = tables.facts.iter().find(|row| row.fact == fact.name).unwrap();
                let answer = asked.facts.get(&fact.name).copied().unwrap_or(row.left_out);
                fact.is.contains(&if row.asked_by.is_some() { answer } else { self.taken(answer) })
            }
            Condition::Question(question) => question.is.contains(&self.question(&question.code)),
            Condition::NumberAtLeast(number) => {
                let least = self.number(&number.least);
                match asked.numbers.get(&number.code) {
                    Some(NumberGiven::NotKnown) => self.as_possible,
                    Some(given) => given.range().unwrap().1 >= least,
                    None => false,
                }
            }
            Condition::AnyObserved(of) => self.seen(of, false).next().is_some(),
            Condition::AllObserved(of) => {
                self.seen(of, false).count() == tables.indicators.iter().filter(|row| is_in(of, row)).count()
            }
            Condition::AnyKnown(of) => self.seen(of, true).next().is_some(),
            Condition::ObservedAtLeast(count) => {
                self.seen(&count.of, count.known).count() >= usize::from(self.number(&count.count))
            }
            Condition::ObservedWithin(within) => {
                let (months, weeks) = (within.months.as_ref(), within.weeks.as_ref());
                let new = self.seen(&within.of, within.known);
                let new = new.filter(|row| !self.is_old(&row.code, months, weeks));
                let least = within.count.as_ref().map_or(1, |count| self.number(count));
                new.count() >= usize::from(least)
            }
            Condition::WeightAtLeast(weight) => {
                let signs = self.seen(&weight.of, weight.known).map(|row| {
                    let old = weight.within.as_ref().is_some_and(|span| {
                        self.is_old(&row.code, span.months.as_ref(), span.weeks.as_ref())
                    });
                    u32::from(if old { row.older_weight.unwrap_or(row.weight) } else { row.weight })
                });
                let counts =
                    |answer: Answer| answer == Answer::Yes || !weight.known && answer == Answer::Suspected;
                let codes: BTreeSet<_> = weight.questions.iter().collect();
                let questions = tables.questions.iter().filter(|row| codes.contains(&row.code));
                let questions = questions.filter(|row| counts(self.question(&row.code)));
                let sum = signs.sum::<u32>() + questions.map(|row| u32::from(row.weight)).sum::<u32>();
                sum >= u32::from(self.number(&weight.sum))
            }
            Condition::JudgementGiven(given) => asked.judgement.is_some() == *given,
            Condition::PreviousCategoryGiven(given) => asked.previous.is_some() == *given,
            Condition::Determination(levels) => {
                let number = |level: &Determined| match level {
                    Determined::One => Some(Category::One),
                    Determined::Two => Some(Category::Two),
                    Determined::Three => Some(Category::Three),
                    Determined::None => None,
                };
                asked.determination.is_some_and(|is| levels.iter().any(|level| number(level) == is))
            }
            Condition::LevelInForceGiven(given) => {
                asked.determination.unwrap_or(asked.previous).is_some() == *given
            }
            Condition::Placement(places) => asked.placement.is_some_and(|is| places.contains(&is)),
            Condition::LegalStatus(statuses) => asked.legal_status.is_some_and(|is| statuses.contains(&is)),
            other => panic!("a category rule asks for {other:?}"),
        }
    }

    /// What the tables give, what is recorded, and the rules that fire.
    fn levels(&self) -> (Option<Category>, Option<Category>, BTreeSet<String>) {
        let tables = self.tables;
        let mut fired: Vec<(&str, Category)> = Vec::new();
        // A rule that asks what others give is tried again whenever one more fires.
        loop {
            let before = fired.len();
            for rule in &tables.category_rules {
                let level = match &rule.at_least {
                    Level::Fixed(level) => Some(*level),
                    Level::Named(id) => tables.levels.iter().find(|row| row.id == *id).unwrap().category,
                    Level::From(LevelFrom::Listed) => {
                        let any = Selection::Named(NamedSet::Any);
                        self.seen(&any, false).filter_map(|row| row.category).max()
                    }
                    Level::From(_) => None,
                };
                let Some(level) = level else { continue };
                let others =
                    |least: &Category| fired.iter().any(|(id, level)| *id != rule.id && level >= least);
                let holds = rule.when.iter().all(|part| match part {
                    Condition::OtherRulesGiveAtLeast(least) => others(least),
                    part => self.holds(part),
                });
                if holds && !fired.iter().any(|(id, _)| *id == rule.id) {
                    fired.push((&rule.id, level));
                }
            }
            if fired.len() == before {
                break;
            }
        }
        let indicated = fired.iter().map(|(_, level)| *level).max();
        let mut rules: BTreeSet<_> = fired.iter().map(|(id, _)| (*id).to_owned()).collect();
        let mut category = indicated;
        for (from, given) in [
            (LevelFrom::Judged, self.asked.judgement),
            (LevelFrom::Determined, self.asked.determination.flatten()),
            (LevelFrom::Previous, self.asked.previous),
        ] {
            let of = tables.category_rules.iter().filter(|rule| rule.at_least == Level::From(from));
            let asks_others = |rule: &&cse_screening::rules::tables::CategoryRule| {
                rule.when.iter().all(|part| match part {
                    Condition::OtherRulesGiveAtLeast(least) => indicated >= Some(*least),
                    part => self.holds(part),
                })
            };
            let fires: Vec<_> = of.filter(asks_others).filter(|_| given > category).collect();
            rules.extend(fires.iter().map(|rule| rule.id.clone()));
            category = if fires.is_empty() { category } else { given };
        }
        (indicated, category, rules)
    }
}

/// The same day so many months before, or the last of that month.
fn months_before(day: NaiveDate, months: u16) -> NaiveDate {
    let month = day.year() * 12 + day.month0() as i32 - i32::from(months);
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12) as u32 + 1);
    (1..=day.day()).rev().find_map(|day| NaiveDate::from_ymd_opt(year, month, day)).unwrap()
}

/// Whether an indicator is in a set of them.
fn is_in(set: &Selection, row: &IndicatorRow) -> bool {
    match set {
        Selection::Named(NamedSet::Any) => true,
        Selection::Named(NamedSet::Behaviour) => row.kind == IndicatorKind::Behaviour,
        Selection::Named(NamedSet::Circumstance) => row.kind == IndicatorKind::Circumstance,
        Selection::Named(NamedSet::Category1) => row.category == Some(Category::One),
        Selection::Named(NamedSet::Category2) => row.category == Some(Category::Two),
        Selection::Named(NamedSet::Category3) => row.category == Some(Category::Three),
        Selection::Codes(codes) => codes.contains(&row.code),
        Selection::By(SelectBy::AllBut(codes)) => !codes.contains(&row.code),
        Selection::By(SelectBy::Group(group)) => row.groups.contains(group),
        Selection::By(SelectBy::Together(sets)) => sets.iter().any(|set| is_in(set, row)),
        other => panic!("a set is {other:?}"),
    }
}
