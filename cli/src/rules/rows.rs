//! Every row of a set, with what it says in words.

use crate::words::{fact_label, in_full, in_units, must_in, sources, within};
use cse_screening::RuleSet;
use cse_screening::rules::tables::{
    CategoryRow, IndicatorKind, IndicatorRow, Level, LevelFrom, Reading, RowBasis, Source, StepForce, StepRow,
};
use std::fmt::Write;

/// A row, by its table and its id.
pub(crate) struct Row<'r> {
    pub(crate) table: &'static str,
    pub(crate) id: String,
    /// What it says.
    pub(crate) says: String,
    /// The statements that it rests on.
    pub(crate) statements: Vec<&'r str>,
    pub(crate) reading: Option<&'r Reading>,
}

impl<'r> Row<'r> {
    fn new(table: &'static str, id: &str, says: String) -> Self {
        Self { table, id: id.to_owned(), says, statements: Vec::new(), reading: None }
    }

    fn citing(mut self, statements: &'r [String]) -> Self {
        self.statements = statements.iter().map(String::as_str).collect();
        self
    }

    fn resting_on(mut self, rules: &'r RuleSet, basis: &'r RowBasis) -> Self {
        self.reading = match basis {
            RowBasis::Toolkit => None,
            RowBasis::Reading(id) => rules.reading(id),
        };
        self
    }
}

/// Every row that has an id, in the order of the tables.
pub(crate) fn all(rules: &RuleSet) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    about_the_child(rules, &mut rows);
    about_the_category(rules, &mut rows);
    about_the_pathway(rules, &mut rows);
    about_the_source(rules, &mut rows);
    rows
}

fn about_the_child<'r>(rules: &'r RuleSet, rows: &mut Vec<Row<'r>>) {
    let tables = rules.tables();
    rows.extend(tables.manifest.settings.iter().map(|row| {
        Row::new("settings", &row.id, in_units(row)).citing(&row.statements).resting_on(rules, &row.basis)
    }));
    rows.extend(tables.names.iter().map(|row| Row::new("names", &row.id, format!("“{}”", row.name))));
    rows.extend(tables.facts.iter().map(|row| {
        let left_out = row.left_out.code().replace('_', " ");
        let stays =
            if row.asked_by.is_some() { "; another question asks for what a yes could add" } else { "" };
        let says = format!("the fact “{}”; left out, it is taken for {left_out}{stays}", row.label);
        Row::new("facts", row.fact.code(), says).citing(&row.statements)
    }));
    rows.extend(tables.questions.iter().map(|row| {
        let says = format!("the question “{}”, of this set's own", row.label);
        Row::new("questions", &row.code, says).citing(&row.statements)
    }));
    rows.extend(tables.scopes.iter().map(|row| {
        let gives = if row.categories { "a category is given" } else { "no category is given" };
        let says = format!("the scope when {}, if no row above holds; {gives}", rules.in_words(&row.when));
        Row::new("scopes", row.scope.code(), says).citing(&row.statements).resting_on(rules, &row.basis)
    }));
    let case = &tables.case;
    let says = format!("a case left out counts as open when {}", rules.in_words(&case.open_when_left_out));
    rows.push(Row::new("case", "case", says).citing(&case.statements).resting_on(rules, &case.basis));
    rows.extend(tables.indicators.iter().map(|row| {
        Row::new("indicators", &row.code, indicator(rules, row)).citing(std::slice::from_ref(&row.statement))
    }));
    rows.extend(tables.definitions.iter().map(|row| {
        let says = format!("“{}” holds when {}", row.label, rules.in_words(&row.when));
        Row::new("definitions", &row.id, says).citing(&row.statements).resting_on(rules, &row.basis)
    }));
}

fn about_the_category<'r>(rules: &'r RuleSet, rows: &mut Vec<Row<'r>>) {
    let tables = rules.tables();
    rows.extend(tables.categories.iter().map(|row| {
        let called = rules.category_in_words(Some(row.category));
        let name = if called == row.name { called } else { format!("{called}: {}", row.name) };
        let says = format!("{name}{}; {}", also_called(row), row.who);
        Row::new("categories", &row.category.number().to_string(), says).citing(&row.statements)
    }));
    rows.extend(tables.levels.iter().map(|row| {
        let stands = row.category.map_or_else(
            || "it is said where nothing is given for what was seen".to_owned(),
            |category| format!("records have the number {} for it", category.number()),
        );
        let says = format!("the level “{}”; {stands}", row.label);
        Row::new("levels", &row.id, says)
    }));
    rows.extend(tables.category_rules.iter().map(|row| {
        let gives = match &row.at_least {
            Level::Fixed(category) => rules.category_in_words(Some(*category)),
            Level::From(LevelFrom::Listed) => "the category in which the indicator is listed".to_owned(),
            Level::From(LevelFrom::Judged) => "the category that was judged".to_owned(),
            Level::From(LevelFrom::Determined) => "the category that a meeting determined".to_owned(),
            Level::From(LevelFrom::Previous) => "the previous category".to_owned(),
            Level::Named(id) => match rules.tables().levels.iter().find(|row| row.id == *id) {
                Some(row) => rules.category_in_words(row.category),
                None => format!("the level `{id}`"),
            },
        };
        let says = format!("“{}”: at least {gives} when {}", row.label, rules.in_words(&row.when));
        Row::new("category_rules", &row.id, says).citing(&row.statements).resting_on(rules, &row.basis)
    }));
    rows.extend(tables.protections.iter().map(|row| {
        let when = rules.in_words(&row.when);
        let least = rules.category_in_words(Some(row.never_below));
        let says = format!("{} are never below {least}: whoever {when}", row.label);
        let says = says.replace("whoever the child ", "whoever ");
        Row::new("protections", &row.id, says).citing(&row.statements).resting_on(rules, &row.basis)
    }));
}

fn about_the_pathway<'r>(rules: &'r RuleSet, rows: &mut Vec<Row<'r>>) {
    let tables = rules.tables();
    let label = |code: &String| {
        rules.indicator_with_code(code).map_or_else(|| format!("`{code}`"), |row| format!("“{}”", row.label))
    };
    rows.extend(tables.prompts.iter().map(|row| {
        let consider: Vec<_> = row.consider.iter().map(label).collect();
        let when =
            if row.when.is_empty() { String::new() } else { format!(" and {}", rules.in_words(&row.when)) };
        let observed = label(&row.observed);
        let says = format!("when {observed} is observed{when}, consider {}", consider.join(", "));
        Row::new("prompts", &row.observed, says)
    }));
    rows.extend(tables.findings.iter().map(|row| {
        let says = format!("“{}”, found when {}", row.message, rules.in_words(&row.when));
        Row::new("findings", &row.id, says).citing(&row.statements)
    }));
    rows.extend(tables.plan_hosts.iter().map(|row| {
        let when = rules.in_words(&row.when);
        let says =
            format!("{} (`{}`) hosts everything when {when}, if no row above holds", row.label, row.host);
        Row::new("plan_hosts", &row.id, says).citing(&row.statements).resting_on(rules, &row.basis)
    }));
    rows.extend(tables.stages.iter().map(|row| {
        let always = if row.in_every_category { "; whoever has a category has a step of it" } else { "" };
        let tells = if row.tells { "; in it somebody is told of the child" } else { "" };
        let at_once = if row.at_once { "; what stands in it cannot wait" } else { "" };
        Row::new("stages", &row.stage, format!("the stage “{}”{always}{tells}{at_once}", row.label))
    }));
    rows.extend(tables.steps.iter().map(|row| {
        Row::new("steps", &row.id, step(rules, row)).citing(&row.statements).resting_on(rules, &row.basis)
    }));
}

fn about_the_source<'r>(rules: &'r RuleSet, rows: &mut Vec<Row<'r>>) {
    let tables = rules.tables();
    rows.extend(
        tables.readings.iter().map(|row| Row::new("readings", &row.id, read_as(row)).citing(&row.statements)),
    );
    let source = |row: &Source| Row::new("sources", &row.id, format!("the source “{}”", in_full(row)));
    rows.extend(tables.sources.iter().map(source));
    rows.extend(
        tables
            .statements
            .iter()
            .map(|row| Row::new("statements", &row.id, statement(rules, &row.id).unwrap_or_default())),
    );
    rows.extend(tables.calendar.one_off.iter().map(|row| {
        let is = if row.holiday { "a bank holiday" } else { "no bank holiday" };
        Row::new("one_off", &row.date.to_string(), format!("{is}: {}", row.why))
    }));
}

fn indicator(rules: &RuleSet, row: &IndicatorRow) -> String {
    let kind = match row.kind {
        IndicatorKind::Behaviour => "something that happens",
        IndicatorKind::Circumstance => "a circumstance of the child",
    };
    let listed = format!("listed in {}", rules.category_in_words(row.category));
    let mut weight = if row.weight == 0 { String::new() } else { format!("; its weight is {}", row.weight) };
    if let Some(older) = row.older_weight {
        let _ = write!(weight, ", and {older} when it is old");
    }
    let groups = match row.groups.join(", ") {
        groups if groups.is_empty() => groups,
        groups => format!("; in the groups {groups}"),
    };
    format!("“{}”, {kind}; {listed}{weight}{groups}", row.label)
}

fn step(rules: &RuleSet, row: &StepRow) -> String {
    let force = match &row.force {
        StepForce::Always(force) => force.to_string(),
        StepForce::ByCategory(by) => {
            format!("{} (must in {})", by.otherwise, must_in(rules, &by.must_in_categories))
        }
    };
    let term = row.deadline.as_ref().and_then(|deadline| rules.tables().term(deadline));
    let by = term.map_or_else(String::new, |term| format!(", {}", within(rules, &term)));
    format!("{} {force}: {}{by}; when {}", row.who, row.action, rules.in_words(&row.when))
}

/// A reading: the words, what was chosen, over what.
pub(crate) fn read_as(reading: &Reading) -> String {
    format!("“{}” is read as: {}; and not as: {}", reading.words, reading.chosen, reading.over)
}

/// The text of a statement, with where it stands; why no row carries it, where that is so.
pub(crate) fn statement(rules: &RuleSet, id: &str) -> Option<String> {
    let tables = rules.tables();
    let row = tables.statements.iter().find(|row| row.id == id)?;
    let condition = if row.condition.is_empty() { String::new() } else { format!("{}: ", row.condition) };
    let source = sources(rules, [id], "", "");
    let left_out = tables.not_modelled.iter().find(|left| left.statements.iter().any(|one| one == id));
    let left_out = left_out.map_or_else(String::new, |left| format!("; no row carries it: {}", left.reason));
    Some(format!(
        "{condition}{} ({}, of {source}; {}, {}){left_out}",
        row.effect, row.section, row.kind, row.force
    ))
}

/// The label of a row that is named by its id alone elsewhere: of a step, what is done; of a finding, the message.
pub(crate) fn label(rules: &RuleSet, table: &str, id: &str) -> Option<String> {
    let tables = rules.tables();
    match table {
        "steps" => tables.steps.iter().find(|row| row.id == id).map(|row| row.action.clone()),
        "findings" => tables.findings.iter().find(|row| row.id == id).map(|row| row.message.clone()),
        "plans" => tables.plan_hosts.iter().find(|row| row.host == id).map(|row| row.label.clone()),
        "indicators" => rules.indicator_with_code(id).map(|row| row.label.clone()),
        "category_rules" => {
            tables.category_rules.iter().find(|row| row.id == id).map(|row| row.label.clone())
        }
        "levels" => tables.levels.iter().find(|row| row.id == id).map(|row| row.label.clone()),
        "questions" => rules.question(id).map(|row| row.label.clone()),
        "facts" => tables
            .facts
            .iter()
            .find(|row| row.fact.code() == id)
            .map(|row| fact_label(rules, row.fact).to_owned()),
        _ => None,
    }
}

/// The other names of a category, behind its name.
fn also_called(row: &CategoryRow) -> String {
    match row.also_called.join(", ") {
        none if none.is_empty() => none,
        names => format!(" (also called {names})"),
    }
}
