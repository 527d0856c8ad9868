//! What differs between two sets: rows, outcomes, codes, and what it asks of the version.

use super::caseload::{self, Read};
use super::rows::{self, label};
use crate::answer::{Answer, Body};
use crate::differs;
use crate::load::{Failure, Loaded, identity, load, patience};
use crate::page::{BOLD, URGENT};
use crate::sheet::{Sheet, with};
use crate::words::{counted, fell};
use cse_screening::RuleSet;
use cse_screening::rules::proof::{
    Bump, Comparison, Direction, FieldChange, KindOfChild, OutcomeChange, RowDifference, WhatChanges,
};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;

/// So many of the rows that differ, and of what is lost, are named in the short form.
const FEW: usize = 3;

fn is_of_category(one: &OutcomeChange) -> bool {
    matches!(one.change, WhatChanges::CategoryDown { .. } | WhatChanges::CategoryUp { .. })
}

struct Compared<'r> {
    from: &'r RuleSet,
    to: &'r RuleSet,
    comparison: Comparison,
    /// Those whose outcomes are counted: those given, or some who are made up.
    caseload: Option<Read>,
}

pub(crate) fn compare(
    from: &Path,
    to: &Path,
    caseload: Option<&Path>,
    long: bool,
    json: bool,
) -> Result<Answer, Failure> {
    let caseload = caseload.map(caseload::open).transpose()?;
    let (from, to): (Loaded, Loaded) = (load(from)?, load(to)?);
    let caseload = caseload.map(|lines| caseload::read(lines, &from, &to)).transpose()?;
    patience("Comparing what becomes of every request that could be made", json);
    let comparison = from.compare(&to);
    let caseload = match caseload {
        None if !comparison.outcomes.is_empty() => Some(caseload::made_up(&from, &to)?),
        caseload => caseload,
    };
    let compared = Compared { from: &from, to: &to, comparison, caseload };
    let read = compared.caseload.as_ref().is_none_or(Read::is_whole);
    let decided = compared.comparison.undecided.is_empty();
    let well = compared.comparison.version_problem().is_none() && decided && read;
    let body = if json { Body::Json(compared.json()) } else { Body::Text(compared.text(long)) };
    Ok(Answer { body, well })
}

impl Compared<'_> {
    /// The short form; and behind it the long one, where asked.
    fn text(&self, long: bool) -> String {
        let mut sheet = Sheet::default();
        sheet.heading("Compared");
        sheet.labelled(BOLD, "from", 9, &identity(self.from));
        sheet.labelled(BOLD, "to", 9, &identity(self.to));
        self.short(&mut sheet);
        if long {
            self.rows(&mut sheet);
            self.outcomes(&mut sheet);
            self.codes(&mut sheet);
        }
        // Never left out: it is a way to fall that no row of outcomes names.
        self.by_calendar(&mut sheet);
        self.version(&mut sheet);
        if let Some(caseload) = self.caseload.as_ref().filter(|caseload| !caseload.is_made_up) {
            caseload.text(&mut sheet, [self.from, self.to], long);
        }
        sheet.gap();
        sheet.strong(self.style(), &format!("In short: {}", self.counts()));
        if !long {
            sheet.paragraph("Each row and each outcome that differs, with examples: --long.");
        }
        sheet.into_text()
    }

    fn downward(&self) -> usize {
        self.comparison.outcomes.iter().filter(|one| one.change.is_downward()).count()
    }

    fn style(&self) -> anstyle::Style {
        if self.downward() > 0 || !self.comparison.undecided.is_empty() { URGENT } else { BOLD }
    }

    fn counts(&self) -> String {
        let comparison = &self.comparison;
        let downward = self.downward();
        format!(
            "{}; {} downward; {} other; {}{}.",
            counted(comparison.rows.len(), "row differs", "rows differ"),
            counted(downward, "change of outcome", "changes of outcome"),
            comparison.outcomes.len().saturating_sub(downward),
            match comparison.undecided.len() {
                0 => "all decided".to_owned(),
                some => format!("{some} UNDECIDED"),
            },
            match comparison.required() {
                None => String::new(),
                Some(bump) => format!("; a {bump} version"),
            },
        )
    }

    /// The verdict, what was changed in a few lines, who falls and who rises.
    fn short(&self, sheet: &mut Sheet) {
        let comparison = &self.comparison;
        let decided = comparison.undecided.is_empty();
        sheet.heading("Verdict");
        let verdict = match (comparison.outcomes.is_empty(), self.downward(), decided) {
            (_, 1.., true) => "Somebody gets less than before.",
            (_, 1.., false) => {
                "Somebody gets less than before, and what becomes of everybody is not decided."
            }
            (_, 0, false) => "It is not decided what becomes of everybody. This is not a no.",
            _ if !comparison.fall_by_calendar.is_empty() => {
                "On the same day nobody gets less than before: proved. As evidence ages somebody can: see below."
            }
            (true, ..) => "Nothing changes for anybody: proved.",
            _ => "Nobody gets less than before: proved.",
        };
        if !comparison.codes_gone.is_empty() || !comparison.codes_new.is_empty() {
            sheet.paragraph("Of every request that uses no code of one set alone:");
        }
        sheet.strong(self.style(), verdict);
        self.who(sheet, "falls", Direction::Down);
        self.who(sheet, "rises", Direction::Up);
        self.lost_beside(sheet);
        self.changed(sheet);
    }

    /// Who falls in category or rises, in a line for each kind.
    fn who(&self, sheet: &mut Sheet, what: &str, direction: Direction) {
        let comparison = &self.comparison;
        let of_category = |one: &&OutcomeChange| is_of_category(one) && one.change.direction() == direction;
        let moved: Vec<_> = comparison.outcomes.iter().filter(of_category).collect();
        if moved.is_empty() {
            let nobody = match comparison.undecided.is_empty() {
                true => format!("Nobody {what} in category: proved."),
                false => format!("That anybody {what} in category was not found; something is undecided."),
            };
            return sheet.paragraph(&nobody);
        }
        for one in moved {
            sheet.entry(&format!("{}.", one.in_words));
            if let Some(caseload) = &self.caseload {
                sheet.more(&caseload.how_many(&one.change));
            }
        }
    }

    /// What else is less than before, such as a step that is lost: the first of it.
    fn lost_beside(&self, sheet: &mut Sheet) {
        let lost = |one: &&OutcomeChange| !is_of_category(one) && one.change.is_downward();
        let lost: Vec<_> = self.comparison.outcomes.iter().filter(lost).collect();
        if lost.is_empty() {
            return;
        }
        sheet.paragraph("Less than before, beside the category:");
        lost.iter().take(FEW).for_each(|one| sheet.entry(&format!("{}.", one.in_words)));
        match lost.len().saturating_sub(FEW) {
            0 => {}
            more => sheet.paragraph(&format!("And {}.", counted(more, "change more", "changes more"))),
        }
    }

    /// The first rows that differ.
    fn changed(&self, sheet: &mut Sheet) {
        let rows = self.rows_in_words();
        sheet.heading("What was changed");
        if rows.is_empty() {
            sheet.paragraph("No row.");
        }
        rows.iter().take(FEW).for_each(|(table, row)| sheet.entry(&format!("{table}: {row}")));
        match rows.len().saturating_sub(FEW) {
            0 => {}
            more => sheet.paragraph(&format!("And {}.", counted(more, "row more", "rows more"))),
        }
    }

    fn rows(&self, sheet: &mut Sheet) {
        let rows = self.rows_in_words();
        sheet.heading("Rows that differ");
        if rows.is_empty() {
            sheet.paragraph("None.");
        }
        let mut table = "";
        for (of, row) in &rows {
            if *of != table {
                table = of;
                sheet.subheading(table);
            }
            sheet.entry(row);
        }
    }

    /// Each row that differs, with its table.
    fn rows_in_words(&self) -> Vec<(&str, String)> {
        let says = |rules| -> HashMap<_, _> {
            rows::all(rules).into_iter().map(|row| ((row.table, row.id), row.says)).collect()
        };
        let (before, after) = (says(self.from), says(self.to));
        let in_words = self.comparison.rows.iter().map(|row| {
            let said = |rows: &HashMap<(&str, String), String>| {
                rows.get(&(&*row.table, row.row.clone())).map_or_else(String::new, |says| format!(": {says}"))
            };
            let lead = if row.row.is_empty() { String::new() } else { format!("`{}` ", row.row) };
            let in_words = match &row.change {
                RowDifference::Added => format!("{lead}is added{}", said(&after)),
                RowDifference::Removed => format!("{lead}is removed{}", said(&before)),
                RowDifference::Moved => format!("{lead}stands at another place among its like"),
                RowDifference::Changed(fields) => {
                    // What the loader filled in stands at the top already.
                    let written = fields.iter().filter(|one| one.field != "based_on");
                    let fields: Vec<_> = written.map(|one| self.field(one)).collect();
                    format!("{lead}is changed: {}", fields.join("; "))
                }
            };
            (&*row.table, in_words)
        });
        in_words.collect()
    }

    fn field(&self, FieldChange { field, was, is, .. }: &FieldChange) -> String {
        let (was, is) =
            (differs::value(self.from, field, was.as_ref()), differs::value(self.to, field, is.as_ref()));
        format!("{} was {was}, and is {is}", field.replace('_', " "))
    }

    fn outcomes(&self, sheet: &mut Sheet) {
        let comparison = &self.comparison;
        let undecided = &comparison.undecided;
        for direction in Direction::ALL {
            let all = comparison.outcomes.iter();
            let changes: Vec<_> = all.filter(|one| one.change.direction() == *direction).collect();
            if !changes.is_empty() {
                sheet.heading(match direction {
                    Direction::Down => "Less than before",
                    Direction::Up => "More than before",
                    Direction::Otherwise => "Otherwise than before",
                });
            }
            changes.into_iter().for_each(|change| self.outcome(sheet, change));
        }
        if !undecided.is_empty() {
            sheet.heading("Undecided");
            sheet.strong(URGENT, "It would take too long to say whether these happen. This is not a no:");
            undecided.iter().for_each(|change| sheet.entry(change));
        }
        if comparison.outcomes.is_empty() && undecided.is_empty() {
            sheet.heading("Outcomes");
            let whose = if comparison.codes_gone.is_empty() && comparison.codes_new.is_empty() {
                "Every request"
            } else {
                "Every request that uses no code of one set alone"
            };
            let same = "has the same scope, category, plan, steps, force and deadlines of steps, findings, and what is possible under both sets";
            sheet.strong(BOLD, &format!("{whose} {same}: proved."));
        }
    }

    fn outcome(&self, sheet: &mut Sheet, outcome: &OutcomeChange) {
        let label = differs::label(self.from, self.to, &outcome.change);
        let label = label.map_or_else(String::new, |label| format!(" (“{label}”)"));
        sheet.entry(&format!("{}{label}", outcome.in_words));
        if let Some(caseload) = &self.caseload {
            sheet.more(&caseload.how_many(&outcome.change));
        }
        sheet.more(&format!("For example, when: {}.", outcome.example.condition));
        sheet.example("Such a child", &outcome.example.request);
        self.ages(sheet, &outcome.example);
        for kind in &outcome.others {
            sheet.more(&format!("And, for example: {}.", kind.request.in_words));
            self.ages(sheet, kind);
        }
    }

    /// Since when evidence is too old, where that is why such a child falls.
    fn ages(&self, sheet: &mut Sheet, kind: &KindOfChild) {
        if let Some(fall) = kind.fell {
            sheet.more(&format!("Such a child falls {}.", fell(self.to, fall)));
        }
    }

    /// The rules by which a level can fall with no answer changed, and could not before.
    fn by_calendar(&self, sheet: &mut Sheet) {
        let rules = &self.comparison.fall_by_calendar;
        if rules.is_empty() {
            return;
        }
        sheet.heading("By the calendar alone");
        sheet.strong(
            URGENT,
            "With no answer changed a level can fall because evidence has aged, and could not before, by:",
        );
        for id in rules {
            let label = label(self.to, "category_rules", id);
            let label = label.map_or_else(String::new, |label| format!(" (“{label}”)"));
            sheet.entry(&format!("`{id}`{label}"));
        }
    }

    fn codes(&self, sheet: &mut Sheet) {
        let comparison = &self.comparison;
        let lists = [
            (
                "Gone; requests, stored records and other systems may use them",
                &comparison.codes_gone,
                self.from,
            ),
            ("New", &comparison.codes_new, self.to),
        ];
        if lists.iter().all(|(_, codes, _)| codes.is_empty()) {
            return;
        }
        sheet.heading("Codes");
        for (heading, codes, rules) in lists {
            if codes.is_empty() {
                continue;
            }
            sheet.paragraph(&format!("{heading}:"));
            for code in codes {
                let (table, id) = code.split_once('/').unwrap_or(("", code));
                let label = label(rules, table, id).map_or_else(String::new, |label| format!(": {label}"));
                sheet.entry(&format!("{code}{label}"));
            }
        }
    }

    fn version(&self, sheet: &mut Sheet) {
        let comparison = &self.comparison;
        sheet.heading("Version");
        let takes = match comparison.required() {
            None => "The sets are the same, so the version may stay.",
            Some(Bump::Patch) => "No outcome changes: this takes the last number of the version.",
            Some(Bump::Minor) => {
                "Outcomes change and none is less than before, or there are new codes: this takes the middle number of the version."
            }
            Some(Bump::Major) if !comparison.undecided.is_empty() => {
                "Something is undecided, so this takes the first number of the version."
            }
            Some(Bump::Major) => {
                "An outcome is less than before, or a code is gone: this takes the first number of the version."
            }
        };
        sheet.paragraph(takes);
        let (from, to) = (&comparison.from, &comparison.to);
        match comparison.version_problem() {
            Some(problem) => sheet.strong(URGENT, &format!("It claims too little: {problem}.")),
            None if from.id != to.id => {
                sheet.paragraph(&format!(
                    "The ids differ ({} and {}), so neither is a later version of the other.",
                    from.id, to.id
                ));
            }
            None => {
                sheet
                    .paragraph(&format!("It goes from {} to {}, which is enough.", from.version, to.version));
            }
        }
    }

    /// The comparison of the library, to how many of whom each outcome happens, and what becomes of a caseload.
    fn json(&self) -> Value {
        let caseload = self.caseload.as_ref();
        let outcomes = self.comparison.outcomes.iter();
        let how_many: Option<Vec<_>> =
            caseload.map(|caseload| outcomes.map(|one| caseload.how_many_json(&one.change)).collect());
        let given = caseload.filter(|caseload| !caseload.is_made_up).map(Read::json);
        with(&self.comparison, [("how_many", json!(how_many)), ("caseload", json!(given))])
    }
}
