//! Refuses a set that is not sound, with every fault at once.

use super::condition::Condition;
use super::tables::{CategoryRule, Level, LevelFrom, RowBasis, Tables, YearlyHoliday};
use super::{Fault, RulesError};
use crate::category::Category;
use crate::child::{Answer, Fact, OLDEST};
use crate::indicator::Indicator;
use std::collections::HashSet;

/// The age up to which the law calls everybody a child, in years.
const CHILDHOOD_ENDS: u16 = 18;

/// Collects faults.
struct Checker<'a> {
    tables: &'a Tables,
    faults: Vec<Fault>,
}

pub(super) fn check(tables: &Tables) -> Result<(), RulesError> {
    let mut checker = Checker { tables, faults: Vec::new() };
    checker.vocabulary_is_whole();
    checker.ids_are_unique();
    checker.rows_cite_what_exists();
    checker.references_lead_somewhere();
    checker.category_rules_only_raise();
    checker.levels_stand_in_order();
    checker.facts_protect();
    checker.words_stand_where_they_may();
    checker.nobody_loses_a_scope();
    checker.rows_say_something();
    checker.calendar_is_one();
    if checker.faults.is_empty() { Ok(()) } else { Err(RulesError::new(checker.faults)) }
}

impl Checker<'_> {
    fn fault(&mut self, table: &'static str, row: &str, problem: impl Into<String>) {
        self.faults.push(Fault::new(table, row, problem));
    }

    /// Each indicator, fact and category has exactly one row, and whoever is screened has a scope.
    fn vocabulary_is_whole(&mut self) {
        let tables = self.tables;
        for indicator in Indicator::ALL {
            let rows = tables.indicators.iter().filter(|row| row.code == *indicator).count();
            if rows != 1 {
                self.fault("indicators", indicator.code(), format!("{rows} rows; allowed: 1"));
            }
        }
        for fact in Fact::ALL {
            let rows = tables.facts.iter().filter(|row| row.fact == *fact).count();
            if rows != 1 {
                self.fault("facts", fact.code(), format!("{rows} rows; allowed: 1"));
            }
        }
        for category in Category::ALL {
            let rows = tables.categories.iter().filter(|row| row.category == *category).count();
            if rows != 1 {
                self.fault("categories", &category.to_string(), format!("{rows} rows; allowed: 1"));
            }
        }
        if tables.scopes.is_empty() {
            self.fault("scopes", "", "no row: nobody would be screened");
        }
    }

    fn ids_are_unique(&mut self) {
        let tables = self.tables;
        let ids: [(&'static str, Vec<&str>); 9] = [
            ("manifest", tables.manifest.settings.iter().map(|row| &*row.id).collect()),
            ("definitions", tables.definitions.iter().map(|row| &*row.id).collect()),
            ("category_rules", tables.category_rules.iter().map(|row| &*row.id).collect()),
            ("findings", tables.findings.iter().map(|row| &*row.id).collect()),
            ("plan_hosts", tables.plan_hosts.iter().map(|row| &*row.id).collect()),
            ("stages", tables.stages.iter().map(|row| &*row.stage).collect()),
            ("steps", tables.steps.iter().map(|row| &*row.id).collect()),
            ("readings", tables.readings.iter().map(|row| &*row.id).collect()),
            ("statements", tables.statements.iter().map(|row| &*row.id).collect()),
        ];
        for (table, ids) in ids {
            let mut seen = HashSet::new();
            for id in ids {
                if !seen.insert(id) {
                    self.fault(table, id, "the id stands twice");
                }
            }
        }
    }

    fn rows_cite_what_exists(&mut self) {
        let tables = self.tables;
        let statements: HashSet<&str> = tables.statements.iter().map(|statement| &*statement.id).collect();
        let readings: HashSet<&str> = tables.readings.iter().map(|reading| &*reading.id).collect();
        for row in tables.citing_rows() {
            if row.statements.is_empty() {
                self.fault(row.table, row.id, "cites no statement");
            }
            for statement in row.statements {
                if !statements.contains(&**statement) {
                    self.fault(
                        row.table,
                        row.id,
                        format!("cites the statement `{statement}`, which does not exist"),
                    );
                }
            }
            if let Some(RowBasis::Reading(reading)) = row.basis
                && !readings.contains(&**reading)
            {
                self.fault(
                    row.table,
                    row.id,
                    format!("rests on the reading `{reading}`, which does not exist"),
                );
            }
        }
        for row in &tables.not_modelled {
            for statement in &row.statements {
                if !statements.contains(&**statement) {
                    self.fault("not_modelled", statement, "the statement does not exist");
                }
            }
        }
        for reading in &tables.readings {
            for (field, text) in
                [("words", &reading.words), ("chosen", &reading.chosen), ("over", &reading.over)]
            {
                if text.trim().is_empty() {
                    self.fault("readings", &reading.id, format!("`{field}` is empty"));
                }
            }
        }
    }

    fn references_lead_somewhere(&mut self) {
        let tables = self.tables;
        let stages: HashSet<&str> = tables.stages.iter().map(|stage| &*stage.stage).collect();
        for step in &tables.steps {
            if !stages.contains(&*step.stage) {
                self.fault("steps", &step.id, format!("no stage `{}`", step.stage));
            }
        }
        // A step may look at another only if that one looks at none, so no chain can close on itself.
        let looks_at_a_step = |part: &Condition| matches!(part, Condition::StepApplies(_));
        let looks_at_steps = |when: &[Condition]| when.iter().any(|part| part.any(&looks_at_a_step));
        for (table, id, when) in tables.conditions_of_rows() {
            let mut chained = Vec::new();
            when.iter().for_each(|part| {
                part.walk(&mut |part| {
                    if let Condition::StepApplies(other) = part {
                        chained.extend(
                            tables.steps.iter().find(|step| step.id == *other && looks_at_steps(&step.when)),
                        );
                    }
                });
            });
            for step in chained {
                self.fault(
                    table,
                    id,
                    format!("asks whether step `{}` applies, which itself asks that of another", step.id),
                );
            }
        }
    }

    fn category_rules_only_raise(&mut self) {
        let tables = self.tables;
        for rule in &tables.category_rules {
            let mut whens: Vec<(String, &[Condition])> = vec![(String::new(), &rule.when)];
            rule.when.iter().for_each(|part| {
                part.walk(&mut |part| {
                    if let Condition::Holds(id) = part {
                        let definitions = tables.definitions.iter().filter(|definition| definition.id == *id);
                        whens.extend(definitions.map(|d| (format!(" (in definition `{id}`)"), &*d.when)));
                    }
                });
            });
            let builds_on = |part: &Condition| matches!(part, Condition::EarlierRulesGiveAtLeast(_));
            if rule.when.iter().filter(|part| builds_on(part)).count() > 1 {
                self.fault("category_rules", &rule.id, "asks twice what earlier rules give; allowed: once");
            }
            for (place, when) in whens {
                if let Some(part) = Condition::lowering_part(when, &tables.facts) {
                    self.fault(
                        "category_rules",
                        &rule.id,
                        format!("could lower a category: it asks for {part}{place}"),
                    );
                }
            }
        }
    }

    /// Levels of the request come after those of the tables: they are above what the tables give.
    fn levels_stand_in_order(&mut self) {
        let tables = self.tables;
        let from_request = |rule: &CategoryRule| {
            matches!(rule.at_least, Level::From(LevelFrom::Judged | LevelFrom::Previous))
        };
        let first = tables.category_rules.iter().position(from_request).unwrap_or(usize::MAX);
        for rule in tables.category_rules.iter().skip(first).filter(|rule| !from_request(rule)) {
            self.fault(
                "category_rules",
                &rule.id,
                "stands below a rule whose level is in the request; it must stand above",
            );
        }
    }

    /// One fact can lower: it says that people lowered the level at a meeting. And nothing left out is
    /// taken for a yes.
    fn facts_protect(&mut self) {
        let tables = self.tables;
        for row in &tables.facts {
            if row.lowers && row.fact != Fact::LoweredAtMeeting {
                let only = Fact::LoweredAtMeeting;
                self.fault(
                    "facts",
                    row.fact.code(),
                    format!("is marked as one that lowers; allowed: `{only}` alone"),
                );
            }
            if row.left_out.protects() {
                self.fault(
                    "facts",
                    row.fact.code(),
                    format!("is taken for `{}` when left out; allowed: `no`, `not_known`", row.left_out),
                );
            }
        }
    }

    /// More answers never take somebody out of a scope that gives a category, a yes to what is not known
    /// changes no scope, and no child is in a scope that gives no category.
    fn nobody_loses_a_scope(&mut self) {
        let tables = self.tables;
        let mut without = None;
        for (at, row) in tables.scopes.iter().enumerate() {
            let scope = row.scope.code();
            if tables.scopes.iter().take(at).any(|other| other.scope == row.scope) {
                self.fault("scopes", scope, "the scope stands twice");
            }
            if row.categories {
                if let Some(earlier) = without {
                    let problem = format!("stands below `{earlier}`, in which no category is given");
                    self.fault("scopes", scope, problem);
                }
                let wrong = |part: &Condition| !is_about_the_child(part);
                if row.when.iter().any(|part| part.any(&wrong)) {
                    self.fault("scopes", scope, "a scope may ask for ages and facts only");
                }
                let wrong = |part: &Condition| match part {
                    Condition::Fact(fact) => {
                        !Answer::ALL.iter().all(|a| fact.is.contains(a) == (*a != Answer::No))
                    }
                    _ => false,
                };
                if row.when.iter().any(|part| part.any(&wrong)) {
                    let problem =
                        "a scope may ask of a fact only that it is not ruled out: every answer but `no`";
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

    /// What only some tables may ask, and what definitions may not.
    fn words_stand_where_they_may(&mut self) {
        let tables = self.tables;
        for (table, id, when) in tables.conditions_of_rows() {
            let builds_on = |part: &Condition| matches!(part, Condition::EarlierRulesGiveAtLeast(_));
            if table != "category_rules" && when.iter().any(|part| part.any(&builds_on)) {
                self.fault(table, id, "asks what earlier rules give; only category rules may");
            }
            let refers = |part: &Condition| matches!(part, Condition::Holds(_));
            if table == "definitions" && when.iter().any(|part| part.any(&refers)) {
                self.fault(table, id, "refers to a definition; a definition may not");
            }
        }
    }

    fn rows_say_something(&mut self) {
        let tables = self.tables;
        let manifest = &tables.manifest;
        for (field, text) in
            [("id", &manifest.id), ("version", &manifest.version), ("title", &manifest.title)]
        {
            if text.trim().is_empty() {
                self.fault("manifest", "", format!("`{field}` is empty"));
            }
        }
        for setting in manifest.settings.iter().filter(|setting| setting.unit == "years") {
            if !(1..=u16::from(OLDEST)).contains(&setting.value) {
                self.fault(
                    "manifest",
                    &setting.id,
                    format!("{} years; allowed: 1 to {OLDEST}", setting.value),
                );
            }
        }
        for step in &tables.steps {
            for (field, text) in [("who", &step.who), ("action", &step.action)] {
                if text.trim().is_empty() {
                    self.fault("steps", &step.id, format!("`{field}` is empty"));
                }
            }
        }
        let mut before = 0;
        for step in &tables.steps {
            let place = tables.stages.iter().position(|stage| stage.stage == step.stage).unwrap_or(before);
            if place < before {
                self.fault("steps", &step.id, "stands below a step of a later stage");
            }
            before = place;
        }
    }

    fn calendar_is_one(&mut self) {
        let calendar = &self.tables.calendar;
        let mut days: Vec<_> = calendar.one_off.iter().map(|change| change.date).collect();
        days.sort_unstable();
        let twice: Vec<_> = days
            .windows(2)
            .filter_map(|pair| (pair.first() == pair.last()).then(|| pair.first().copied()).flatten())
            .collect();
        for day in twice {
            self.fault("calendar", &day.to_string(), "the day stands twice");
        }
        for holiday in &calendar.yearly {
            let sound = match holiday {
                YearlyHoliday::Fixed(day) => {
                    chrono::NaiveDate::from_ymd_opt(2023, day.month, day.day).is_some()
                }
                YearlyHoliday::AfterEaster(days) => days.abs() <= 60,
                YearlyHoliday::FirstMondayOf(month) | YearlyHoliday::LastMondayOf(month) => {
                    (1..=12).contains(month)
                }
            };
            if !sound {
                self.fault("calendar", "yearly", "a holiday that never comes");
            }
        }
    }
}

/// Whether a condition asks for nothing but who the child is: ages and facts.
const fn is_about_the_child(part: &Condition) -> bool {
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
