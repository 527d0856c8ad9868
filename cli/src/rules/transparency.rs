//! What an area must say of the tool in public, and of its data, filled in as far as the rules know.

use crate::answer::{Answer, Body};
use crate::codes::fields;
use crate::load::{Failure, identity, load, patience};
use crate::sheet::clean;
use crate::words::{capitalised, counted, ended, fact_label};
use cse_screening::rules::condition::Condition;
use cse_screening::rules::proof::{Report, Verdict};
use cse_screening::rules::tables::{Level, LevelFrom, RowBasis};
use cse_screening::{Category, Fact, RuleSet, VERSION};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

const TEMPLATE: &str = include_str!("transparency.md");

pub(crate) fn transparency(directory: &Path, json: bool) -> Result<Answer, Failure> {
    let rules = load(directory)?;
    patience("Checking every request that could be made", json);
    let known = known(&rules, &rules.check(), directory);
    let body = if json { Body::Json(json!(known)) } else { Body::Text(filled_in(TEMPLATE, &known)) };
    Ok(Answer { body, well: true })
}

/// A template with what is known in the place of `{{its name}}`. What is filled in is not looked through again.
fn filled_in(template: &str, known: &BTreeMap<&'static str, String>) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        text.push_str(before);
        text.push_str(known.get(name).map_or(name, String::as_str));
        rest = after;
    }
    text + rest
}

fn known(rules: &RuleSet, report: &Report, directory: &Path) -> BTreeMap<&'static str, String> {
    let tables = rules.tables();
    let manifest = &tables.manifest;
    let gives = |level: &Level| tables.category_rules.iter().any(|rule| rule.at_least == *level);
    let levels = levels(rules);
    let questions = match tables.questions.len() {
        0 => String::new(),
        asked => format!(" and {} of this set's own", counted(asked, "question", "questions")),
    };
    let rule_list = tables.category_rules.iter().map(|rule| {
        let basis = if matches!(rule.basis, RowBasis::Reading(_)) { " (a reading)" } else { "" };
        format!("- {}{basis}", words(&capitalised(&rule.label)))
    });
    let scopes = tables.scopes.iter().map(|row| {
        let gets = if row.categories { "a category" } else { "no category" };
        format!("- {}: {gets}", words(&capitalised(&row.scope.code().replace('_', " "))))
    });
    let sources = tables.sources.iter().map(|source| {
        format!("- {}, {}, {}", words(&source.title), words(&source.publisher), words(&source.edition))
    });
    let properties = report.properties.iter().map(|(property, verdict)| {
        let said = match verdict {
            Verdict::Holds => "proved".to_owned(),
            Verdict::NothingToProve(why) => format!("nothing to prove: {}", words(why)),
            Verdict::Accepted(_) => "**does not hold, and the set accepts that**".to_owned(),
            Verdict::Fails(_) => "**does not hold**".to_owned(),
            Verdict::Undecided(why) => format!("**not decided**: {}", words(why)),
        };
        format!("- {}: {said}", capitalised(property.in_words()))
    });
    let waives = manifest
        .waives
        .iter()
        .map(|waiver| (&waiver.protection, &waiver.reason))
        .map(|(protection, reason)| format!("\n- {}: {}", words(protection), words(&ended(reason))));
    let accepts = manifest.accepts_no_category.iter().map(|accepted| {
        let when = rules.condition_in_words(&Condition::AnyObserved(accepted.of.clone()));
        format!("\n- {}: {}", words(&capitalised(&when)), words(&ended(&accepted.reason)))
    });
    let fields = fields().into_iter().map(|(field, about)| format!("| `{field}` | {} |", words(&about)));
    let asked = Fact::ALL.iter().map(|fact| fact_label(rules, *fact).to_owned());
    let asked = asked.chain(tables.questions.iter().map(|row| row.label.clone()));
    let asked = asked.chain(tables.indicators.iter().map(|row| row.label.clone()));
    let base = rules.base().map_or_else(String::new, |base| format!("It {}.", words(&base.to_string())));
    let fall_by_calendar = match report.fall_by_calendar.as_slice() {
        [] => "No level falls by the calendar alone.".to_owned(),
        rules => format!(
            "By the calendar alone a level can fall, with no answer changed, by these rules: {}.",
            rules.iter().map(|id| words(id)).collect::<Vec<_>>().join(", ")
        ),
    };
    BTreeMap::from([
        ("title", words(&manifest.title)),
        ("identity", format!("{}. SHA-256 `{}`.", words(&identity(rules)), rules.sha256())),
        ("directory", words(&directory.display().to_string())),
        ("engine", VERSION.to_owned()),
        ("levels_counted", counted(levels.len(), "level", "levels")),
        ("levels", levels.join(", ")),
        ("sources", lines(sources)),
        ("base", base),
        ("indicators", tables.indicators.len().to_string()),
        ("facts", Fact::ALL.len().to_string()),
        ("questions", questions),
        ("rules", tables.category_rules.len().to_string()),
        ("rule_list", lines(rule_list)),
        ("readings", tables.readings.len().to_string()),
        ("scopes", lines(scopes)),
        ("steps", tables.steps.len().to_string()),
        ("judgement", either(gives(&Level::From(LevelFrom::Judged)), JUDGED, NOT_JUDGED)),
        ("determination", either(gives(&Level::From(LevelFrom::Determined)), DETERMINED, NOT_DETERMINED)),
        ("properties", lines(properties)),
        ("fall_by_calendar", fall_by_calendar),
        ("waives", some_or_none(waives)),
        ("accepts", some_or_none(accepts)),
        ("fields", lines(fields)),
        ("asked", lines(asked.map(|label| format!("- {}", words(&label))))),
    ])
}

const JUDGED: &str = "A person may raise the level by judgement, and by that nobody lowers it.";
const NOT_JUDGED: &str = "These rules take no judgement: no person can raise the level.";
const DETERMINED: &str = "A meeting may lower a level that was in force, with its day and reason, and never below what the answers or a judgement give.";
const NOT_DETERMINED: &str = "These rules take no decision of a meeting.";

fn either(first: bool, one: &str, other: &str) -> String {
    (if first { one } else { other }).to_owned()
}

/// What the set calls its levels, the least first.
fn levels(rules: &RuleSet) -> Vec<String> {
    if rules.tables().levels.is_empty() {
        let named = |category: &Category| format!("{category} ({})", rules.category_row(*category).name);
        return Category::ALL.iter().map(named).map(|level| words(&level)).collect();
    }
    let mut levels: Vec<_> = rules.tables().levels.iter().filter(|row| row.category.is_some()).collect();
    levels.sort_by_key(|row| row.category);
    levels.into_iter().map(|row| words(&row.label)).collect()
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

fn some_or_none(list: impl Iterator<Item = String>) -> String {
    let list: String = list.collect();
    if list.is_empty() { "None.".to_owned() } else { list }
}

/// Text of a set as text of Markdown: it stays in its line, and means what it says.
fn words(text: &str) -> String {
    let mut words = String::new();
    for c in clean(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            words.push('\\');
        }
        words.push(c);
    }
    words
}
