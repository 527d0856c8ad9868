//! Looks through the rows of all tables.

use crate::tables::condition::{Condition, Number};
use crate::tables::{RowBasis, Tables};
use std::collections::HashSet;

/// A row as the checks see it: where it stands, what it cites, what it rests on.
pub(crate) struct Row<'a> {
    pub(crate) table: &'static str,
    pub(crate) id: &'a str,
    pub(crate) statements: &'a [String],
    pub(crate) basis: Option<&'a RowBasis>,
}

impl Tables {
    /// Every list of conditions of every table.
    pub(crate) fn conditions_of_rows(&self) -> impl Iterator<Item = (&'static str, &str, &[Condition])> {
        let scopes = self.scopes.iter().map(|row| ("scopes", row.scope.code(), &*row.when));
        let case = std::iter::once(("case", "case", &*self.case.open_when_left_out));
        let definitions = self.definitions.iter().map(|row| ("definitions", &*row.id, &*row.when));
        let rules = self.category_rules.iter().map(|row| ("category_rules", &*row.id, &*row.when));
        let plans = self.plan_hosts.iter().map(|row| ("plan_hosts", &*row.id, &*row.when));
        let steps = self.steps.iter().map(|row| ("steps", &*row.id, &*row.when));
        let findings = self.findings.iter().map(|row| ("findings", &*row.id, &*row.when));
        let protections = self.protections.iter().map(|row| ("protections", &*row.id, &*row.when));
        let prompts = self.prompts.iter().map(|row| ("prompts", &*row.observed, &*row.when));
        scopes
            .chain(case)
            .chain(definitions)
            .chain(rules)
            .chain(protections)
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
    pub(crate) fn citing_rows(&self) -> Vec<Row<'_>> {
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
                .map(|r| row("indicators", &*r.code, std::slice::from_ref(&r.statement), None)),
        );
        for category in &self.categories {
            rows.push(row("categories", category.category.digit(), &category.statements, None));
            for support in
                [&category.assessments, &category.agencies, &category.interventions].into_iter().flatten()
            {
                rows.push(row("categories", category.category.digit(), &support.statements, None));
            }
        }
        rows.extend(
            self.definitions.iter().map(|r| row("definitions", &r.id, &r.statements, Some(&r.basis))),
        );
        rows.extend(
            self.category_rules.iter().map(|r| row("category_rules", &r.id, &r.statements, Some(&r.basis))),
        );
        rows.extend(
            self.protections.iter().map(|r| row("protections", &r.id, &r.statements, Some(&r.basis))),
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
