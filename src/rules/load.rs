//! Reads tables from files, and looks through their rows.

use super::condition::{Condition, Number};
use super::tables::{
    Calendar, CaseRow, CategoryRow, CategoryRule, Definition, FactRow, FindingRow, IndicatorRow, Manifest,
    NotModelled, PlanHost, PromptRow, Reading, RowBasis, ScopeRow, StageRow, Statement, StepRow, Tables,
};
use super::{Fault, RulesError};
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

/// A row as the checks see it: where it stands, what it cites, what it rests on.
pub(super) struct Row<'a> {
    pub(super) table: &'static str,
    pub(super) id: &'a str,
    pub(super) statements: &'a [String],
    pub(super) basis: Option<&'a RowBasis>,
}

impl Tables {
    /// Every list of conditions of every table.
    pub(super) fn conditions_of_rows(&self) -> impl Iterator<Item = (&'static str, &str, &[Condition])> {
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

    /// A number: written out, or that of a setting. None when there is no such setting.
    #[must_use]
    pub fn number(&self, number: &Number) -> Option<u16> {
        match number {
            Number::Value(value) => Some(*value),
            Number::Setting(id) => {
                self.manifest.settings.iter().find(|setting| setting.id == *id).map(|setting| setting.value)
            }
        }
    }

    /// Every condition of every table.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.conditions_of_rows().flat_map(|(_, _, when)| when)
    }

    /// Every row that must cite statements.
    pub(super) fn citing_rows(&self) -> Vec<Row<'_>> {
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
