//! Cases beside the rules: requests with what must come of them, in a set's folder `cases`.

use crate::compiled::RuleSet;
use crate::json::Json;
use crate::load::folder;
use crate::load::folder::Holds;
use crate::load::levels::{Numbers, put_numbers};
use crate::outcome::Due;
use crate::record::{GapRecord, PromptRecord, Record};
use crate::request::Request;
use crate::tables::fault::{Fault, RulesError};
use crate::tables::plain::{Misfit, fitting};
use crate::tables::read::{found, strict_json};
#[cfg(feature = "schema")]
use crate::tables::schema::CategoryOrLevel;
use crate::tables::{CategoryRule, Level, LevelFrom};
use crate::vocabulary::category::Category;
use crate::vocabulary::{Force, Scope};
use chrono::NaiveDate;
use serde::Serialize;
use serde::de::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// So many bytes of cases are read, all files together: cases are many more than the rules that they are for.
const MOST_BYTES: usize = 64 << 20;

/// What a case may say by the id of a level.
const LEVELS: [&str; 4] = ["category", "indicated", "possible", "would_raise_to"];

/// One case: a request, and what must come of it.
#[derive(Debug, Clone, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Case"))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RuleCase {
    /// What it shows, in a few words.
    pub name: String,
    /// The request.
    #[cfg_attr(feature = "schema", schemars(with = "Request"))]
    pub request: Json,
    /// What must come of it.
    pub expect: Expect,
}

/// What must come back. The first seven are exact, and must be said; so are the others where given.
#[derive(Debug, Clone, serde::Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend(
        "required" = ["scope", "category", "indicated", "possible", "rules", "findings", "plan"]
    ))
)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Expect {
    /// The scope.
    pub scope: Scope,
    /// The category to record.
    #[serde(deserialize_with = "said")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<CategoryOrLevel>"))]
    pub category: Option<Category>,
    /// The category that the tables give.
    #[serde(deserialize_with = "said")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<CategoryOrLevel>"))]
    pub indicated: Option<Category>,
    /// The category that is possible.
    #[serde(deserialize_with = "said")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<CategoryOrLevel>"))]
    pub possible: Option<Category>,
    /// The rules that fire.
    pub rules: BTreeSet<String>,
    /// What is found.
    pub findings: BTreeSet<String>,
    /// The plan.
    #[serde(deserialize_with = "said")]
    pub plan: Option<String>,
    /// Steps that must be there.
    #[serde(default)]
    pub steps_include: BTreeSet<String>,
    /// Steps that must not be there.
    #[serde(default)]
    pub steps_exclude: BTreeSet<String>,
    /// The rules that give the category.
    pub decisive: Option<BTreeSet<String>>,
    /// What made a rule fire.
    #[serde(default)]
    pub because: BTreeMap<String, Vec<String>>,
    /// The observed indicators, by the category that lists them.
    pub listed: Option<BTreeMap<String, Vec<String>>>,
    /// The gaps.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<ExpectedGap>>"))]
    pub gaps: Option<Vec<GapRecord>>,
    /// The prompts.
    pub prompts: Option<Vec<PromptRecord>>,
    /// When steps are due: a date; of a range the first and the last; null where it is not known.
    #[serde(default)]
    pub due: BTreeMap<String, Option<DueDays>>,
    /// The force of steps.
    #[serde(default)]
    pub force: BTreeMap<String, Force>,
}

/// A gap, as a case may write it.
#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "it is for the schema alone")]
struct ExpectedGap {
    /// The fact or indicator.
    question: String,
    /// The category that a yes would lead to.
    would_raise_to: CategoryOrLevel,
}

/// The day by which a step is due, or the first and the last of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    untagged,
    expecting = "found something else; allowed: a date, or a list of the first date and the last"
)]
#[non_exhaustive]
pub enum DueDays {
    /// The last day on which it is in time.
    By(NaiveDate),
    /// The first and the last day.
    Between([NaiveDate; 2]),
}

impl DueDays {
    fn of(due: &Due) -> Option<Self> {
        Some(match due.until {
            Some(until) => Self::Between([due.date?, until.date?]),
            None => Self::By(due.date?),
        })
    }
}

/// A value that may be null, and may not be left out.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(value)
}

/// A case that does not come out as it says. As JSON it has its fields under their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CaseFailure {
    /// The file.
    pub file: String,
    /// The name of the case.
    pub name: String,
    /// What is otherwise, each in words.
    pub differences: Vec<String>,
}

/// What [`RuleSet::run_cases`] found. As JSON it has its fields under their names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct CaseReport {
    /// How many cases were run.
    pub run: usize,
    /// Those that do not come out as they say.
    pub failures: Vec<CaseFailure>,
    /// The category rules that no case fires.
    pub rules_not_reached: Vec<String>,
    /// The steps that no case reaches.
    pub steps_not_reached: Vec<String>,
}

impl RuleSet {
    /// Runs the cases of a folder: every `.json` file in it is a list of [`RuleCase`]s.
    ///
    /// # Errors
    /// [`RulesError`] when a file cannot be read or is not a list of cases.
    pub fn run_cases(&self, folder: impl AsRef<Path>) -> Result<CaseReport, RulesError> {
        let cases = read(folder.as_ref(), self)?;
        let (mut rules, mut steps) = (BTreeSet::new(), BTreeSet::new());
        let mut report = CaseReport::default();
        for (file, case) in cases {
            report.run += 1;
            let differences = match Request::from_json_for(self, &case.request.to_string()) {
                Ok(request) => {
                    let record = Request::screen_by(&request, self).to_record();
                    rules.extend(record.reasons.iter().map(|reason| reason.rule.clone()));
                    steps.extend(record.steps.iter().map(|step| step.id.clone()));
                    case.differences(self, &record)
                }
                Err(error) => vec![format!("the request is refused: {}", error.full_text())],
            };
            if !differences.is_empty() {
                report.failures.push(CaseFailure { file, name: case.name, differences });
            }
        }
        let tables = self.tables();
        let not_in = |reached: &BTreeSet<String>, ids: Vec<&String>| {
            ids.into_iter().filter(|id| !reached.contains(*id)).cloned().collect()
        };
        report.rules_not_reached =
            not_in(&rules, tables.category_rules.iter().map(|rule| &rule.id).collect());
        report.steps_not_reached = not_in(&steps, tables.steps.iter().map(|step| &step.id).collect());
        Ok(report)
    }
}

/// The cases of a folder, each with its file, in the order of the names.
fn read(folder: &Path, rules: &RuleSet) -> Result<Vec<(String, RuleCase)>, RulesError> {
    let files = folder::files(folder, Holds::Cases, MOST_BYTES)?.ok_or_else(|| {
        Fault::new("", "", format!("the cases are larger than {MOST_BYTES} bytes, all files together"))
    })?;
    let levels = rules.tables().levels.iter();
    let numbers: Numbers =
        levels.filter_map(|level| Some((level.id.clone(), level.category?.number().into()))).collect();
    let (mut cases, mut faults) = (Vec::new(), Vec::new());
    for (file, text) in files {
        let list = match strict_json(&text) {
            Ok(Value::Array(list)) => list,
            Ok(other) => {
                let problem = format!("found {}; allowed: a list of cases, in `[ ]`", found(&other));
                faults.push(Fault::new("", "", problem).in_file(&file));
                continue;
            }
            Err(problem) => {
                faults.push(Fault::new("", "", problem).in_file(&file));
                continue;
            }
        };
        for (at, mut value) in list.into_iter().enumerate() {
            value.get_mut("expect").into_iter().for_each(|expect| put_numbers(expect, &LEVELS, &numbers));
            let name = value.get("name").and_then(Value::as_str);
            let name = name.map_or_else(|| format!("case {}", at + 1), str::to_owned);
            match fitting(&value, "") {
                Ok(case) => cases.push((file.clone(), case)),
                Err(Misfit { place, problem, found, allowed }) => {
                    let fault = Fault::new("", &name, problem).in_field(place).in_file(&file);
                    faults.push(fault.near(faults.len(), &found, allowed.iter().map(String::as_str)));
                }
            }
        }
    }
    if faults.is_empty() { Ok(cases) } else { Err(RulesError::new(faults)) }
}

impl RuleCase {
    /// What differs between a record and what must come of the case, each difference in words.
    #[must_use]
    pub fn differences(&self, set: &RuleSet, record: &Record) -> Vec<String> {
        let expect = &self.expect;
        let mut found = Vec::new();
        let rules: BTreeSet<_> = record.reasons.iter().map(|reason| reason.rule.clone()).collect();
        let findings: BTreeSet<_> = record.findings.iter().map(|finding| finding.id.clone()).collect();
        unequal(&mut found, "scope", &expect.scope, &record.scope);
        for (what, expected, is) in [
            ("category", expect.category, record.category),
            ("indicated", expect.indicated, record.indicated),
            ("possible", expect.possible, record.possible),
        ] {
            unequal(&mut found, what, &named(set, expected), &named(set, is));
        }
        unequal(&mut found, "rules", &expect.rules, &rules);
        unequal(&mut found, "findings", &expect.findings, &findings);
        unequal(&mut found, "plan", &expect.plan, &record.plan.as_ref().map(|plan| plan.host.clone()));
        if let Some(decisive) = &expect.decisive {
            let reasons = record.reasons.iter().filter(|reason| reason.decisive);
            unequal(&mut found, "decisive", decisive, &reasons.map(|reason| reason.rule.clone()).collect());
        }
        for (rule, because) in &expect.because {
            let reasons = record.reasons.iter().filter(|reason| reason.rule == *rule);
            let causes: Vec<_> = reasons.flat_map(|reason| reason.because.clone()).collect();
            unequal(&mut found, &format!("because of `{rule}`"), because, &causes);
        }
        if let Some(listed) = &expect.listed {
            let mut causes: BTreeMap<String, Vec<String>> = BTreeMap::new();
            let lists = |rule: &CategoryRule| rule.at_least == Level::From(LevelFrom::Listed);
            let listing =
                |id: &str| set.tables().category_rules.iter().any(|rule| rule.id == id && lists(rule));
            for reason in record.reasons.iter().filter(|reason| listing(&reason.rule)) {
                causes
                    .entry(reason.at_least.number().to_string())
                    .or_default()
                    .extend(reason.because.clone());
            }
            unequal(&mut found, "listed", listed, &causes);
        }
        let step = |id: &String| record.steps.iter().find(|step| step.id == *id);
        for id in expect.steps_include.iter().filter(|id| step(id).is_none()) {
            found.push(format!("the step `{id}` is missing"));
        }
        for id in expect.steps_exclude.iter().filter(|id| step(id).is_some()) {
            found.push(format!("the step `{id}` is there"));
        }
        if let Some(gaps) = &expect.gaps {
            let pairs = |gaps: &[GapRecord]| {
                let raised = |gap: &GapRecord| named(set, Some(gap.would_raise_to));
                gaps.iter().map(|gap| (gap.question.clone(), raised(gap))).collect::<Vec<_>>()
            };
            unequal(&mut found, "gaps", &pairs(gaps), &pairs(&record.gaps));
        }
        if let Some(prompts) = &expect.prompts {
            let pairs = |prompts: &[PromptRecord]| {
                let pair = |prompt: &PromptRecord| (prompt.consider.clone(), prompt.because.clone());
                prompts.iter().map(pair).collect::<Vec<_>>()
            };
            unequal(&mut found, "prompts", &pairs(prompts), &pairs(&record.prompts));
        }
        for (id, date) in &expect.due {
            // No date, whether the step has no deadline or the day of the referral is not known. A step that is
            // not there is not as it should be.
            let due = step(id).map(|step| step.due.as_ref().and_then(DueDays::of));
            unequal(&mut found, &format!("due of `{id}`"), &Some(*date), &due);
        }
        for (id, force) in &expect.force {
            unequal(&mut found, &format!("force of `{id}`"), &Some(*force), &step(id).map(|step| step.force));
        }
        found
    }
}

/// A category as a case would name it: where the rules have levels of their own, by the id of the level.
fn named(rules: &RuleSet, category: Option<Category>) -> Value {
    match rules.level_of(category).filter(|_| category.is_some()) {
        Some(level) => Value::from(&*level.id),
        None => category.map_or(Value::Null, |category| category.number().into()),
    }
}

/// Says what differs, as it would be written in the case.
fn unequal<T: PartialEq + Serialize>(found: &mut Vec<String>, what: &str, expected: &T, is: &T) {
    if expected != is {
        let [expected, is] = [expected, is].map(|value| serde_json::to_string(value).unwrap_or_default());
        found.push(format!("{what}: expected {expected}, and it is {is}"));
    }
}
