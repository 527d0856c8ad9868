//! What is odd about the rows of a set, and may be meant.

use crate::compiled::RuleSet;
use crate::proof::warning::Warning;
use crate::tables::condition::{Condition, NamedSet, Number, SelectBy, Selection};
use crate::tables::fault::Fault;
use crate::tables::{
    CategoryRule, Deadline, Level, LevelFrom, RowBasis, RowRef, StepForce, TableId, Tables, WarningKind,
};
use crate::vocabulary::Force;
use crate::vocabulary::category::Category;
use crate::vocabulary::counted;
use crate::vocabulary::indicator::Indicator;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Warnings that need no proof.
pub(crate) fn of_rows(rules: &RuleSet) -> Vec<Warning> {
    let mut warnings = Vec::new();
    unused(rules, &mut warnings);
    warnings.extend(nothing_at_once(rules.tables()));
    listed(rules.tables(), &mut warnings);
    readings(rules.tables(), &mut warnings);
    statements(rules.tables(), &mut warnings);
    same(rules.tables(), &mut warnings);
    names(rules, &mut warnings);
    misspelt(rules, &mut warnings);
    warnings
}

/// Names that no text refers to: to change them changes nothing.
fn names(rules: &RuleSet, warnings: &mut Vec<Warning>) {
    let texts = rules.texts_as_written();
    for row in &rules.tables().names {
        let reference = format!("{{{}}}", row.id);
        if !texts.iter().any(|text| text.contains(&reference)) {
            let fault = Fault::new("names", &row.id, "no text refers to the name");
            warnings.push(Warning::new(WarningKind::Unused, fault));
        }
    }
}

/// Indicators of the set's own whose code is nearly that of one with a type, which the set does not have.
fn misspelt(rules: &RuleSet, warnings: &mut Vec<Warning>) {
    let missing: Vec<_> =
        Indicator::CODES.iter().copied().filter(|code| rules.place_of(code).is_none()).collect();
    for row in rules.tables().indicators.iter().filter(|row| Indicator::from_code(&row.code).is_none()) {
        let problem = "the code is nearly that of an indicator with a type; this one is another";
        let fault = Fault::new("indicators", &row.code, problem).in_field("code");
        let fault = fault.near(0, &row.code, missing.iter().copied());
        if fault.nearest().is_some() {
            warnings.push(Warning::new(WarningKind::CodeMisspelt, fault));
        }
    }
}

/// Definitions and settings that nothing asks for.
fn unused(rules: &RuleSet, warnings: &mut Vec<Warning>) {
    let tables = rules.tables();
    let mut held = HashSet::new();
    let mut numbers = HashSet::new();
    tables.conditions().for_each(|condition| {
        condition.walk(&mut |part| {
            if let Condition::Holds(id) = part {
                held.insert(id.clone());
            }
            for number in part.numbers() {
                if let Number::Setting(id) = number {
                    numbers.insert(id.clone());
                }
            }
        });
    });
    questions(tables, warnings);
    let mut unused = |fault: Fault| warnings.push(Warning::new(WarningKind::Unused, fault));
    for row in tables.definitions.iter().filter(|row| !held.contains(&row.id)) {
        unused(Fault::new("definitions", &row.id, "no row asks for the definition"));
    }
    let deadlines = tables.steps.iter().filter_map(|step| step.deadline.as_ref());
    for (_, number) in deadlines.flat_map(Deadline::numbers) {
        if let Number::Setting(id) = number {
            numbers.insert(id.clone());
        }
    }
    for setting in tables.manifest.settings.iter().filter(|setting| !numbers.contains(&setting.id)) {
        unused(Fault::new("manifest", &setting.id, "no row uses the setting").in_field("settings"));
    }
}

/// Questions of the set's own that nothing asks for. In a sum, one that weighs nothing is not asked for.
fn questions(tables: &Tables, warnings: &mut Vec<Warning>) {
    for row in &tables.questions {
        let asks = |part: &Condition| {
            let counts = !matches!(part, Condition::WeightAtLeast(_)) || row.weight > 0;
            counts && part.questions().iter().any(|(code, _)| *code == row.code)
        };
        if !tables.conditions().any(|part| part.any(&asks)) {
            let problem = "no row asks for the question, so no answer to it changes anything";
            let fault = Fault::new("questions", &row.code, problem);
            warnings.push(Warning::new(WarningKind::FactIgnored, fault));
        }
    }
}

/// Where nothing is marked as what cannot wait, what must be done in an emergency stands among all else.
fn nothing_at_once(tables: &Tables) -> Option<Warning> {
    let musts = || tables.steps.iter().filter(|step| may_be_must(&step.force));
    let at_once = |stage: &str| tables.stages.iter().any(|row| row.stage == stage && row.at_once);
    let is_missing = musts().next().is_some() && !musts().any(|step| at_once(&step.stage));
    is_missing.then(|| {
        let problem = "no step that must be taken stands in a stage marked `at_once`, so in an emergency nothing comes \
                       before all else";
        Warning::new(WarningKind::NothingAtOnce, Fault::new("stages", "", problem).in_field("at_once"))
    })
}

fn may_be_must(force: &StepForce) -> bool {
    match force {
        StepForce::Always(force) => *force == Force::Must,
        StepForce::ByCategory(by) => by.otherwise == Force::Must || !by.must_in_categories.is_empty(),
    }
}

/// The set of the indicators that are listed in a category.
const fn named_set(category: Category) -> NamedSet {
    match category {
        Category::One => NamedSet::Category1,
        Category::Two => NamedSet::Category2,
        Category::Three => NamedSet::Category3,
    }
}

/// Whether a set is this one, or has it in it.
fn names_set(set: &Selection, wanted: &Selection) -> bool {
    match set {
        Selection::By(SelectBy::Together(sets)) => sets.iter().any(|set| names_set(set, wanted)),
        set => set == wanted,
    }
}

/// Categories in which indicators are listed, where no row asks for what is listed there.
fn listed(tables: &Tables, warnings: &mut Vec<Warning>) {
    let gives_listed = |rule: &&CategoryRule| rule.at_least == Level::From(LevelFrom::Listed);
    let listing: Vec<_> = tables.category_rules.iter().filter(gives_listed).collect();
    for category in Category::ALL {
        let listed: Vec<_> = tables.indicators.iter().filter(|row| row.category == Some(*category)).collect();
        let by_name = Selection::Named(named_set(*category));
        let asks = |part: &Condition| part.selection().is_some_and(|of| names_set(of, &by_name));
        // A rule that gives what is listed may ask for some indicators only.
        let hears =
            |part: &Condition| part.selection().is_some_and(|of| listed.iter().any(|row| of.has(row)));
        let asks_of_some = |part: &Condition| part.selection().is_some();
        let is_heard = |rule: &&CategoryRule| {
            let is = |asked: &dyn Fn(&Condition) -> bool| rule.when.iter().any(|part| part.any(&asked));
            is(&hears) || !is(&asks_of_some)
        };
        let is_used = tables.conditions().any(|part| part.any(&asks)) || listing.iter().any(is_heard);
        if !listed.is_empty() && !is_used {
            let problem = format!(
                "{} listed in the category, and no rule gives the listed category or asks for `category-{category}`",
                counted(listed.len(), "indicator is", "indicators are"),
                category = category.number()
            );
            let fault = Fault::new("categories", category.digit(), problem);
            warnings.push(Warning::new(WarningKind::Unused, fault));
        }
    }
}

fn readings(tables: &Tables, warnings: &mut Vec<Warning>) {
    let rest = |row: RowRef<'_>| match row.basis {
        Some(RowBasis::Reading(id)) => Some(id.clone()),
        _ => None,
    };
    let used: HashSet<_> = tables.rows().filter_map(rest).collect();
    for reading in &tables.readings {
        if reading.over.trim().is_empty() {
            let problem = "the reading does not say what it was chosen over";
            let fault = Fault::new("readings", &reading.id, problem).in_field("over");
            warnings.push(Warning::new(WarningKind::ReadingWithoutChoice, fault));
        }
        if !used.contains(&reading.id) {
            let fault = Fault::new("readings", &reading.id, "no row rests on the reading");
            warnings.push(Warning::new(WarningKind::Unused, fault));
        }
    }
}

/// Statements that no row carries and that are not listed as not modelled. What is background or a
/// principle asks for no row.
fn statements(tables: &Tables, warnings: &mut Vec<Warning>) {
    let mut accounted = tables.cited_statements();
    accounted.extend(tables.not_modelled.iter().flat_map(|row| &row.statements).map(String::as_str));
    let asks = |kind: &str| !matches!(kind, "background" | "principle");
    let left_out = tables.statements.iter().filter(|statement| asks(&statement.kind));
    for statement in left_out.filter(|statement| !accounted.contains(&*statement.id)) {
        let problem = "no row carries the statement, and `not_modelled` does not say why";
        let fault = Fault::new("statements", &statement.id, problem);
        warnings.push(Warning::new(WarningKind::NotCarried, fault));
    }
}

/// Rows that say the same as another: alike but for the id, and where they come from.
fn same(tables: &Tables, warnings: &mut Vec<Warning>) {
    let said = |row: &mut Value| {
        if let Some(fields) = row.as_object_mut() {
            fields.retain(|field, _| !["id", "label", "message", "statements", "basis"].contains(&&**field));
        }
        row.to_string()
    };
    let mut rows: Vec<(&str, &str, String)> = Vec::new();
    // Of two scopes that say the same the loader says more.
    for table in TableId::ALL.iter().filter(|table| table.applies() && **table != TableId::Scopes) {
        let mut written = tables.table_as_json(*table);
        let said = written.as_array_mut().into_iter().flatten().map(said);
        rows.extend(tables.rows_of(*table).zip(said).map(|(row, said)| (table.code(), row.id, said)));
    }
    rows.extend(
        tables.indicators.iter().map(|row| ("indicators", &*row.code, row.label.trim().to_lowercase())),
    );
    let mut seen: HashMap<(&str, String), &str> = HashMap::new();
    for (table, id, said) in rows {
        match seen.get(&(table, said.clone())) {
            Some(other) => {
                let problem = format!("says the same as `{other}`");
                warnings.push(Warning::new(WarningKind::SaysTheSame, Fault::new(table, id, problem)));
            }
            None => {
                seen.insert((table, said), id);
            }
        }
    }
}
