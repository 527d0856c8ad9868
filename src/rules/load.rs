//! Reads tables, and refuses what is not sound.

use super::condition::Condition;
use super::tables::{
    Calendar, CaseRow, CategoryRow, CategoryRule, Definition, FactRow, FindingRow, IndicatorRow, Manifest,
    NotModelled, PlanHost, PromptRow, Reading, RowBasis, ScopeRow, StageRow, Statement, StepRow, Tables,
};
use super::{Fault, RulesError};
use crate::category::Category;
use crate::child::Fact;
use crate::indicator::Indicator;
use serde::Deserialize;
use std::collections::HashSet;

/// The files of the built-in set.
pub(super) const COVENTRY: &[(&str, &str)] = &[
    ("manifest.json", include_str!("../../rules/coventry/manifest.json")),
    ("facts.json", include_str!("../../rules/coventry/facts.json")),
    ("scopes.json", include_str!("../../rules/coventry/scopes.json")),
    ("indicators.json", include_str!("../../rules/coventry/indicators.json")),
    ("categories.json", include_str!("../../rules/coventry/categories.json")),
    ("definitions.json", include_str!("../../rules/coventry/definitions.json")),
    ("category-rules.json", include_str!("../../rules/coventry/category-rules.json")),
    ("prompts.json", include_str!("../../rules/coventry/prompts.json")),
    ("findings.json", include_str!("../../rules/coventry/findings.json")),
    ("plan-hosts.json", include_str!("../../rules/coventry/plan-hosts.json")),
    ("steps.json", include_str!("../../rules/coventry/steps.json")),
    ("readings.json", include_str!("../../rules/coventry/readings.json")),
    ("statements.json", include_str!("../../rules/coventry/statements.json")),
    ("not-modelled.json", include_str!("../../rules/coventry/not-modelled.json")),
    ("calendar.json", include_str!("../../rules/coventry/calendar.json")),
];

/// What a file may hold: any of the tables, each in one file only.
macro_rules! parts {
    ($($table:ident: $Type:ty),+ $(,)?) => {
        #[derive(Deserialize, Default)]
        #[serde(deny_unknown_fields)]
        struct Parts {
            #[serde(rename = "$schema")]
            _schema: Option<String>,
            #[serde(rename = "note")]
            _note: Option<String>,
            $($table: Option<$Type>,)+
        }

        impl Parts {
            fn merge(&mut self, other: Self, file: &str, faults: &mut Vec<Fault>) {
                $(match other.$table {
                    Some(_) if self.$table.is_some() => {
                        faults.push(Fault::new(file, "", concat!("the table `", stringify!($table), "` stands in another file too")));
                    }
                    Some(table) => self.$table = Some(table),
                    None => {}
                })+
            }

            fn whole(self) -> Result<Tables, RulesError> {
                let mut faults = Vec::new();
                $(if self.$table.is_none() {
                    faults.push(Fault::new(stringify!($table), "", "the table is missing"));
                })+
                match self {
                    Self { $($table: Some($table),)+ .. } => Ok(Tables { $($table,)+ }),
                    _ => Err(RulesError::new(faults)),
                }
            }
        }
    };
}
parts! {
    manifest: Manifest,
    facts: Vec<FactRow>,
    scopes: Vec<ScopeRow>,
    case: CaseRow,
    indicators: Vec<IndicatorRow>,
    categories: Vec<CategoryRow>,
    definitions: Vec<Definition>,
    category_rules: Vec<CategoryRule>,
    prompts: Vec<PromptRow>,
    findings: Vec<FindingRow>,
    plan_hosts: Vec<PlanHost>,
    stages: Vec<StageRow>,
    steps: Vec<StepRow>,
    readings: Vec<Reading>,
    statements: Vec<Statement>,
    not_modelled: Vec<NotModelled>,
    calendar: Calendar,
}

pub(super) fn tables(files: &[(&'static str, &str)]) -> Result<Tables, RulesError> {
    let (mut parts, mut faults) = (Parts::default(), Vec::new());
    for (file, text) in files {
        match serde_json::from_str::<Parts>(text) {
            Ok(found) => parts.merge(found, file, &mut faults),
            Err(error) => faults.push(Fault::new(file, "", error.to_string())),
        }
    }
    if faults.is_empty() { parts.whole() } else { Err(RulesError::new(faults)) }
}

/// A row as the checks see it: where it stands, what it cites, what it rests on, when it holds.
struct Row<'a> {
    table: &'static str,
    id: &'a str,
    statements: &'a [String],
    basis: Option<&'a RowBasis>,
}

impl Tables {
    /// Every list of conditions of every table.
    fn conditions_of_rows(&self) -> impl Iterator<Item = (&'static str, &str, &[Condition])> {
        let scopes = self.scopes.iter().map(|row| ("scopes", row.scope.code(), &*row.when));
        let case = std::iter::once(("case", "case", &*self.case.open_when_left_out));
        let definitions = self.definitions.iter().map(|row| ("definitions", &*row.id, &*row.when));
        let rules = self.category_rules.iter().map(|row| ("category_rules", &*row.id, &*row.when));
        let plans = self.plan_hosts.iter().map(|row| ("plan_hosts", &*row.id, &*row.when));
        let steps = self.steps.iter().map(|row| ("steps", &*row.id, &*row.when));
        let findings = self.findings.iter().map(|row| ("findings", &*row.id, &*row.when));
        let prompts = self.prompts.iter().map(|row| ("prompts", row.observed.code(), &*row.when));
        scopes
            .chain(case)
            .chain(definitions)
            .chain(rules)
            .chain(plans)
            .chain(steps)
            .chain(findings)
            .chain(prompts)
    }

    /// Every condition of every table.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.conditions_of_rows().flat_map(|(_, _, when)| when)
    }

    /// Every row that must cite statements.
    fn citing_rows(&self) -> Vec<Row<'_>> {
        let row = |table, id, statements, basis| Row { table, id, statements, basis };
        let mut rows = vec![row("case", "case", &*self.case.statements, Some(&self.case.basis))];
        rows.extend(
            self.manifest.settings.iter().map(|r| row("manifest", &r.id, &r.statements, Some(&r.basis))),
        );
        rows.extend(self.facts.iter().map(|r| row("facts", r.fact.code(), &r.statements, None)));
        rows.extend(self.scopes.iter().map(|r| row("scopes", r.scope.code(), &r.statements, Some(&r.basis))));
        rows.extend(
            self.indicators
                .iter()
                .map(|r| row("indicators", r.code.code(), std::slice::from_ref(&r.statement), None)),
        );
        for category in &self.categories {
            rows.push(row("categories", &category.name, &category.statements, None));
            for support in
                [&category.assessments, &category.agencies, &category.interventions].into_iter().flatten()
            {
                rows.push(row("categories", &support.label, &support.statements, None));
            }
        }
        rows.extend(
            self.definitions.iter().map(|r| row("definitions", &r.id, &r.statements, Some(&r.basis))),
        );
        rows.extend(
            self.category_rules.iter().map(|r| row("category_rules", &r.id, &r.statements, Some(&r.basis))),
        );
        rows.extend(self.findings.iter().map(|r| row("findings", &r.id, &r.statements, None)));
        rows.extend(self.plan_hosts.iter().map(|r| row("plan_hosts", &r.id, &r.statements, Some(&r.basis))));
        rows.extend(self.steps.iter().map(|r| row("steps", &r.id, &r.statements, Some(&r.basis))));
        rows.extend(self.readings.iter().map(|r| row("readings", &r.id, &r.statements, None)));
        rows
    }

    /// The ids of the statements that some row rests on: every row but those that say why a
    /// statement is not modelled.
    #[must_use]
    pub fn cited_statements(&self) -> HashSet<&str> {
        self.citing_rows().iter().flat_map(|row| row.statements).map(String::as_str).collect()
    }
}

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
        let ids: [(&'static str, Vec<&str>); 8] = [
            ("manifest", tables.manifest.settings.iter().map(|row| &*row.id).collect()),
            ("definitions", tables.definitions.iter().map(|row| &*row.id).collect()),
            ("category_rules", tables.category_rules.iter().map(|row| &*row.id).collect()),
            ("findings", tables.findings.iter().map(|row| &*row.id).collect()),
            ("plan_hosts", tables.plan_hosts.iter().map(|row| &*row.id).collect()),
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
        let looks_at_steps = |when: &[Condition]| {
            let mut looks = false;
            when.iter()
                .for_each(|part| part.walk(&mut |part| looks |= matches!(part, Condition::StepApplies(_))));
            looks
        };
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
            for (place, when) in whens {
                if let Some(part) = when.iter().find_map(|part| part.lowering_part(&tables.facts)) {
                    self.fault(
                        "category_rules",
                        &rule.id,
                        format!("could lower a category: it asks for {part}{place}"),
                    );
                }
            }
        }
    }
}
