//! A caseload under two sets: requests or stored records, one a line.

use crate::caseload::generate::generate;
use crate::load::{Failure, Loaded};
use crate::page::{BOLD, URGENT};
use crate::sheet::Sheet;
use crate::words::{aged, counted, fell, printable, within_the_line};
use cse_screening::rules::proof::{CaseChange, Caseload, ToldChange, WhatChanges};
use cse_screening::{Category, Record, Request, RuleSet};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// So many children are made up where no caseload is given. The same ones each time.
const MADE_UP: u64 = 1_000;

/// What became of a caseload.
pub(crate) struct Read {
    /// Whether the children are made up.
    pub(crate) is_made_up: bool,
    caseload: Caseload,
    /// The line of each place in the caseload.
    lines: Vec<u64>,
    /// Of those, the ones that only the second set can read.
    only_second: Vec<u64>,
    /// Stored records that the first set did not make.
    other_rules: usize,
    /// The lines that neither set can read, each with its error.
    unread: Vec<(u64, String)>,
}

/// Opens the file before anything else is done, so that a wrong name costs no time.
pub(crate) fn open(file: &Path) -> Result<Box<dyn BufRead>, Failure> {
    if file.as_os_str() == "-" {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let opened = File::open(file).and_then(|opened| match opened.metadata()?.is_dir() {
        true => Err(io::ErrorKind::IsADirectory.into()),
        false => Ok(opened),
    });
    match opened {
        Ok(opened) => Ok(Box::new(BufReader::new(opened))),
        Err(error) => Err(unreadable(&error)),
    }
}

fn unreadable(error: &io::Error) -> Failure {
    Failure::Unusable(format!("the caseload cannot be read: {error}"))
}

/// Reads everything, one line at a time, and keeps only what changes.
pub(crate) fn read(mut lines: impl BufRead, from: &Loaded, to: &Loaded) -> Result<Read, Failure> {
    let mut read = Read {
        is_made_up: false,
        caseload: Caseload::default(),
        lines: Vec::new(),
        only_second: Vec::new(),
        other_rules: 0,
        unread: Vec::new(),
    };
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        // Bytes, because a line that is not UTF-8 is one bad line and not the end.
        if lines.read_until(b'\n', &mut line).map_err(|error| unreadable(&error))? == 0 {
            break;
        }
        number += 1;
        let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line);
        if !line.trim_ascii().is_empty()
            && let Err(error) = read.add(number, line, from, to)
        {
            read.unread.push((number, error));
        }
    }
    // Nothing compared would read as nothing changed.
    if read.lines.is_empty() && read.unread.is_empty() {
        return Err(Failure::Unusable("the caseload holds no line; allowed: one on each line".to_owned()));
    }
    Ok(read)
}

/// Children who are made up, screened by both sets.
pub(crate) fn made_up(from: &Loaded, to: &Loaded) -> Result<Read, Failure> {
    let mut lines = Vec::new();
    generate(from, MADE_UP, 1, &mut lines)
        .map_err(|error| Failure::Unusable(format!("no children can be made up: {error}")))?;
    Ok(Read { is_made_up: true, ..read(&*lines, from, to)? })
}

/// Enough of a line to tell a record from a request.
#[derive(Deserialize)]
struct Peek {
    rules: Option<IgnoredAny>,
}

impl Read {
    fn add(&mut self, number: u64, line: &[u8], from: &RuleSet, to: &RuleSet) -> Result<(), String> {
        let is_record = serde_json::from_slice(line).is_ok_and(|Peek { rules }| rules.is_some());
        let only_second = if is_record {
            let text = std::str::from_utf8(line).map_err(|_| "the line is not UTF-8".to_owned())?;
            let (record, only_second) = match Record::from_json_for(from, text) {
                Ok(record) => (record, false),
                Err(_) => match Record::from_json_for(to, text) {
                    Ok(record) => (record, true),
                    Err(_) => return Err(wrong_record(from, text)),
                },
            };
            self.other_rules += usize::from(record.rules.sha256 != from.sha256());
            self.caseload.add_record(&record, from, to);
            // What the record says is taken as it is, so it was read by whatever made it.
            only_second && record.rules.sha256 == to.sha256()
        } else {
            let (request, only_second) = match Request::from_slice_for(from, line) {
                Ok(request) => (request, false),
                Err(error) => match Request::from_slice_for(to, line) {
                    Ok(request) => (request, true),
                    Err(_) => return Err(within_the_line(&error.to_string())),
                },
            };
            self.caseload.add_request(&request, from, to);
            only_second
        };
        self.lines.push(number);
        if only_second {
            self.only_second.push(number);
        }
        Ok(())
    }

    /// Whether every line could be read.
    pub(crate) fn is_whole(&self) -> bool {
        self.unread.is_empty()
    }

    fn line(&self, change: &CaseChange) -> Option<u64> {
        self.lines.get(change.place.checked_sub(1)?).copied()
    }

    /// To how many of how many a change happens, in words.
    pub(crate) fn how_many(&self, change: &WhatChanges) -> String {
        let (some, all) = (self.caseload.count(change), self.caseload.compared);
        if self.is_made_up {
            return format!("It happens to {some} of {all} children who are made up, like no real caseload.");
        }
        format!("It happens to {some} of the {all} of the caseload.")
    }

    pub(crate) fn how_many_json(&self, change: &WhatChanges) -> Value {
        json!({"changed": self.caseload.count(change), "of": self.caseload.compared, "made_up": self.is_made_up})
    }

    /// Those who keep the category; first those who lose something.
    fn otherwise(&self) -> Vec<&CaseChange> {
        let (lose, others): (Vec<_>, Vec<_>) = self.caseload.otherwise().partition(|change| change.is_loss());
        lose.into_iter().chain(others).collect()
    }

    /// What became of it. In short only those who fall are named.
    pub(crate) fn text(&self, sheet: &mut Sheet, sets: [&RuleSet; 2], long: bool) {
        sheet.heading("Caseload");
        let (down, up) = (self.caseload.down().collect::<Vec<_>>(), self.caseload.up().collect::<Vec<_>>());
        let otherwise = self.otherwise();
        let compared = self.caseload.compared;
        sheet.paragraph(&format!(
            "{} compared: {} in category, {} in category, {} otherwise, {}.",
            compared,
            counted(down.len(), "falls", "fall"),
            counted(up.len(), "rises", "rise"),
            counted(otherwise.len(), "changes", "change"),
            counted(
                compared.saturating_sub(self.caseload.changed.len()),
                "stays as it is",
                "stay as they are"
            ),
        ));
        if self.other_rules > 0 {
            let records = counted(self.other_rules, "stored record was", "stored records were");
            sheet.paragraph(&format!(
                "{records} made by other rules than the first set; what they say is taken as it is."
            ));
        }
        self.list(sheet, sets, "Fall in category", &down);
        if long {
            self.list(sheet, sets, "Rise in category", &up);
            self.list(
                sheet,
                sets,
                "Keep the category, and have other steps, another plan or unread answers, or will fall as evidence ages",
                &otherwise,
            );
        }
        if !self.unread.is_empty() {
            sheet.strong(URGENT, "Lines that neither set can read:");
        }
        for (line, error) in &self.unread {
            sheet.entry(&format!("line {line}: {error}"));
        }
    }

    fn list(
        &self,
        sheet: &mut Sheet,
        [from_rules, to_rules]: [&RuleSet; 2],
        heading: &str,
        changes: &[&CaseChange],
    ) {
        if !changes.is_empty() {
            sheet.strong(BOLD, &format!("{heading}:"));
        }
        for change in changes {
            let line = self.line(change);
            let place = line.map_or_else(String::new, |line| format!("line {line}"));
            let who = match &change.reference {
                Some(reference) => format!("{} ({place})", printable(reference)),
                None => place,
            };
            let [from, to] = &change.called;
            let category = if from == to { to.clone() } else { format!("{from} becomes {to}") };
            sheet.entry(&format!("{who}: {category}"));
            if let Some(fall) = change.fell {
                sheet.more(&format!("It falls {}.", fell(to_rules, fall)));
            }
            if let Some(fall) = change.falls {
                sheet.more(&format!("{}.", aged(Some(to_rules), fall)));
            }
            others(change).into_iter().for_each(|line| sheet.more(&line));
            if !change.unread.is_empty() {
                let codes = change.unread.join(", ");
                sheet.more(&format!("answers that the second set cannot read: {codes}"));
            }
            if line.is_some_and(|line| self.only_second.contains(&line)) {
                sheet.more(&format!(
                    "only the second set knows all of its indicators; the first counts the others as {}",
                    from_rules.category_in_words(Some(Category::Three))
                ));
            }
        }
    }

    pub(crate) fn json(&self) -> Value {
        let list = |changes: Vec<&CaseChange>| -> Vec<_> {
            changes.into_iter().map(|change| self.change_json(change)).collect()
        };
        let unread: Vec<_> =
            self.unread.iter().map(|(line, error)| json!({"line": line, "error": error})).collect();
        json!({
            "compared": self.caseload.compared,
            "changed": self.caseload.changed.len(),
            "records_of_other_rules": self.other_rules,
            "down": list(self.caseload.down().collect()),
            "up": list(self.caseload.up().collect()),
            "otherwise": list(self.otherwise()),
            "unreadable": unread,
        })
    }

    fn change_json(&self, change: &CaseChange) -> Value {
        let line = self.line(change);
        json!({
            "line": line,
            "reference": change.reference,
            "from": change.from,
            "to": change.to,
            "levels": change.levels,
            "called": change.called,
            "changes": change.changes,
            "fell": change.fell,
            "falls": change.falls,
            "unread": change.unread,
            "only_second_set_reads_it": line.is_some_and(|line| self.only_second.contains(&line)),
        })
    }
}

/// What changes but for the category, one line for what is of a kind.
fn others(change: &CaseChange) -> Vec<String> {
    let said = |one: &&ToldChange| {
        matches!(one.change, WhatChanges::CategoryDown { .. } | WhatChanges::CategoryUp { .. })
    };
    let mut lines: Vec<(String, String)> = Vec::new();
    for one in change.changes.iter().filter(|one| !said(one)) {
        let text = &one.in_words;
        let (kind, what) = text.split_once(": ").unwrap_or(("", text));
        match lines.last_mut().filter(|(last, _)| last == kind) {
            Some((_, line)) => {
                line.push_str("; ");
                line.push_str(what);
            }
            None => lines.push((kind.to_owned(), what.to_owned())),
        }
    }
    lines.into_iter().map(|(kind, line)| format!("{kind}: {line}")).collect()
}

/// What is wrong with a record, without anything that it says. Parsers' own messages repeat values.
fn wrong_record(rules: &RuleSet, text: &str) -> String {
    let Ok(Value::Object(mut fields)) = serde_json::from_str(text) else {
        return "this is not a record as it should be".to_owned();
    };
    let Some(request) = fields.get("request") else {
        return "this has `rules` like a record, and no `request`".to_owned();
    };
    if let Err(error) = Request::from_json_for(rules, &request.to_string()) {
        return format!("request: {error}");
    }
    fields.insert("request".to_owned(), json!({ "child": {}, "screening": {} }));
    match serde_path_to_error::deserialize::<_, Record>(Value::Object(fields)) {
        Err(error) => match error.path().to_string() {
            whole if whole == "." => "a record has other fields".to_owned(),
            place => format!("{place}: a record has something else here"),
        },
        Ok(_) => "this is not a record as it should be".to_owned(),
    }
}
