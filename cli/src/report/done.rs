//! What was done of a record's steps, as people say it in a file, one object a line; and what is outstanding.

use super::blocks::{Block, Line, Section};
use super::case::Case;
use crate::strict::{day, json, kind, line, object};
use crate::words::{self, capitalised};
use cse_screening::chrono::NaiveDate;
use cse_screening::{Outstanding, Record, Standing, StepDone};
use serde_json::{Map, Value};
use std::path::Path;

/// The most that who did it, what came of it, or why not may be long.
pub(crate) const LONGEST: usize = 400;

/// What was done, and the day as of which it is looked at.
pub(crate) struct Done {
    pub(crate) said: Vec<StepDone>,
    pub(crate) as_of: NaiveDate,
}

impl Done {
    /// Reads a file: `{"step": "...", "on": "2026-01-14", "by": "...", "result": "..."}`, or `why_not` in place of
    /// `result`, one a line.
    ///
    /// # Errors
    /// It cannot be read, or a line is none of these or names no step of the record: in words.
    pub(crate) fn read(file: &Path, record: &Record) -> Result<Vec<StepDone>, String> {
        let text = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let lines = text.split(|byte| *byte == b'\n').enumerate();
        let lines = lines.filter(|(_, text)| !text.iter().all(u8::is_ascii_whitespace));
        lines
            .map(|(at, text)| {
                one(text, record).map_err(|problem| format!("{}, line {}: {problem}", file.display(), at + 1))
            })
            .collect()
    }

    /// What was last said of a step as of the day.
    pub(crate) fn last_of(&self, step: &str) -> Option<&StepDone> {
        let said = self.said.iter().filter(|one| one.step == step && one.on <= self.as_of);
        said.max_by_key(|one| one.on)
    }
}

fn one(text: &[u8], record: &Record) -> Result<StepDone, String> {
    let value = json(text)?;
    let fields = object("", &value, &["step", "on", "by", "result", "why_not"])?;
    let needed = |name: &str| fields.get(name).ok_or_else(|| format!("`{name}` is missing"));
    let step = match needed("step")? {
        Value::String(step) => step,
        other => return Err(format!("step: found {}; allowed: the id of a step", kind(other))),
    };
    if !record.steps.iter().any(|row| row.id == *step) {
        let near = nearest(step, record.steps.iter().map(|row| &*row.id));
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(format!(
            "step: the record has no step of this id; allowed: the id in small print beside a step{near}"
        ));
    }
    done_of(fields, step)
}

/// What the other fields of a line say of a step: when, by whom, and what came of it or why not.
pub(crate) fn done_of(fields: &Map<String, Value>, step: &str) -> Result<StepDone, String> {
    let needed = |name: &str| fields.get(name).ok_or_else(|| format!("`{name}` is missing"));
    let done = StepDone::new(step, day("on", needed("on")?)?, line("by", needed("by")?, LONGEST)?);
    match (fields.get("result"), fields.get("why_not")) {
        (Some(_), Some(_)) => Err("found both `result` and `why_not`; allowed: one of them".to_owned()),
        (Some(result), None) => Ok(done.result(line("result", result, LONGEST)?)),
        (None, Some(why_not)) => Ok(done.why_not(line("why_not", why_not, LONGEST)?)),
        (None, None) => {
            Err("`result` or `why_not` is missing: what came of it, or why it was not done".to_owned())
        }
    }
}

/// The id that is spelt most like this.
fn nearest<'r>(asked: &str, ids: impl Iterator<Item = &'r str>) -> Option<&'r str> {
    const NEAR: usize = 3;
    let apart = ids.map(|id| (strsim::damerau_levenshtein(asked, id), id));
    apart.filter(|(apart, _)| *apart <= NEAR).min().map(|(_, id)| id)
}

/// When and by whom a step was done, or why it was not: what people wrote only where notes are shown.
pub(crate) fn said(case: &Case<'_>, one: &StepDone) -> Line {
    let what = if one.why_not.is_some() { "Not done," } else { "Done" };
    let line = Line::words(&format!("{what} {}", words::day(one.on)));
    if !case.shown.shows("notes") {
        return line;
    }
    let line = line.and(", ").then(Line::theirs(&one.by));
    match one.why_not.as_ref().or(one.result.as_ref()) {
        Some(text) => line.and(": ").then(Line::theirs(text)),
        None => line,
    }
}

/// What was last said of a step, where somebody says what was done.
pub(crate) fn last_of(case: &Case<'_>, step: &str) -> Option<Line> {
    Some(said(case, case.done.as_ref()?.last_of(step)?))
}

/// What is not done as of the day; nothing where nobody asked.
pub(crate) fn outstanding(case: &Case<'_>) -> Option<Section> {
    let done = case.done.as_ref()?;
    let heading = format!("Outstanding on {}", words::day(done.as_of));
    let found = case.record.outstanding(case.at_hand, &done.said, done.as_of);
    let blocks = match found {
        Err(_) => vec![Block::Warning(Line::strong(
            "What is outstanding cannot be said: the record does not reproduce, or its rules are not at hand.",
        ))],
        Ok(all) if all.is_empty() => vec![Block::Paragraph(Line::words("Every step was recorded as done."))],
        Ok(all) => listed(case, &all),
    };
    Some(Section::new("outstanding", heading, blocks))
}

fn listed(case: &Case<'_>, all: &[Outstanding<'_>]) -> Vec<Block> {
    let dated = |one: &&Outstanding<'_>| one.by.is_some() || one.standing == Standing::NotDone;
    let lines: Vec<_> = all.iter().filter(dated).map(|one| in_a_line(case, one)).collect();
    let undated = all.iter().filter(|one| !dated(one));
    let count = |force| (undated.clone().filter(|one| one.step.force == force).count(), force.code());
    let more = words::counts(super::steps::STRONGEST_FIRST.map(count));
    let mut blocks = Vec::new();
    if !lines.is_empty() {
        blocks.push(Block::List(lines));
    }
    if !more.is_empty() {
        blocks.push(Block::Paragraph(
            Line::words(&format!("Without a day, and not done: {more}. They stand in "))
                .and_place(super::steps::SECTION, "the checklist")
                .and("."),
        ));
    }
    blocks
}

fn in_a_line(case: &Case<'_>, one: &Outstanding<'_>) -> Line {
    let by = one.by.map_or_else(String::new, |by| format!(" {}", words::day(by)));
    let opening = match one.standing {
        Standing::Overdue => format!("Overdue since{by}."),
        Standing::NotDone => "Not done.".to_owned(),
        _ => format!("By{by}."),
    };
    let line = Line::strong(&opening).and(&format!(" {}: {}", capitalised(&one.step.who), one.step.action));
    match one.last {
        Some(last) => line.and(". ").then(said(case, last)),
        None => line,
    }
}
