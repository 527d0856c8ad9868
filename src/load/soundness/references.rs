//! What rows refer to exists.

use super::{Checker, WORDS_FOR_LEVELS};
use crate::tables::condition::{Condition, Number, SelectBy, Selection};
use crate::tables::fault::{Fault, shown};
use crate::tables::{Level, TableId};
use crate::words::listed;

impl Checker<'_> {
    /// Refuses a reference to a row that does not exist.
    pub(super) fn row_exists(&mut self, at: (&str, &str, &str), table: TableId, id: &str) {
        if self.known.contains(&(table, id)) {
            return;
        }
        let (of, row, field) = at;
        let what = table.row_in_words();
        let was_removed = self.removed.iter().any(|(list, removed)| list == table.code() && removed == id);
        let is_number = id.bytes().all(|byte| byte.is_ascii_digit());
        let problem = if was_removed {
            format!(
                "refers to the {what} `{}`, which this set removes; keep that row, or change or remove this one too",
                shown(id)
            )
        } else if is_number && matches!(table, TableId::Levels | TableId::Settings) {
            format!(
                "\"{id}\" in quotation marks is the id of a {what}, and there is none; allowed: the number {id}"
            )
        } else if table == TableId::Levels {
            let words = WORDS_FOR_LEVELS.join("`, `");
            format!(
                "refers to the level `{}`, which does not exist; allowed: `1`, `2`, `3`, `{words}`, or the id of a level",
                shown(id)
            )
        } else if is_one_of_a_count(id) {
            let table = table.within().code();
            format!(
                "refers to the {what} `{id}`, which does not exist; add it in `{table}`, or name one that is there"
            )
        } else {
            format!("refers to the {what} `{}`, which does not exist", shown(id))
        };
        let words: &[&str] = if table == TableId::Levels { &WORDS_FOR_LEVELS } else { &[] };
        let valid = self.tables.rows_of(table).map(|row| row.id).chain(words.iter().copied());
        let fault = Fault::new(of, row, problem).in_field(field);
        let already = self.faults.len();
        // Of ids that count, each is near to another, and none is a slip for it.
        let fault = if is_one_of_a_count(id) { fault } else { fault.near(already, id, valid) };
        self.faults.push(fault);
    }

    pub(super) fn number_exists(&mut self, at: (&str, &str, &str), number: &Number) {
        if let Number::Setting(id) = number {
            self.row_exists(at, TableId::Settings, id);
        }
    }

    pub(super) fn selection_exists(&mut self, at: (&str, &str, &str), selection: &Selection) {
        let (table, row, place) = at;
        let (codes, groups) = selection.names();
        codes.into_iter().for_each(|code| self.row_exists(at, TableId::Indicators, code));
        let is_named = matches!(selection, Selection::Named(_));
        if is_named && !self.tables.indicators.iter().any(|row| selection.has(row)) {
            let name = serde_json::to_string(selection).unwrap_or_default();
            let problem = format!("no indicator is in the set {name}{}", self.gone_from(selection));
            self.faults.push(Fault::new(table, row, problem).in_field(place));
        }
        for group in groups {
            if !self.groups.contains(group) {
                let of_group = Selection::By(SelectBy::Group(group.to_owned()));
                let gone = self.gone_from(&of_group);
                let problem = format!("no indicator is in the group `{}`{gone}", shown(group));
                let fault = Fault::new(table, row, problem).in_field(place);
                let already = self.faults.len();
                let known = self.groups.iter().copied();
                self.faults.push(fault.near(already, group, known));
            }
        }
    }

    /// Which indicators of the set that is extended were in a set of them, and are no more; and how to mend that.
    pub(super) fn gone_from(&self, selection: &Selection) -> String {
        const SHOWN: usize = 5;
        let gone: Vec<_> = self.theirs.iter().filter(|row| selection.has(row)).collect();
        if gone.is_empty() {
            return String::new();
        }
        let mut named: Vec<_> =
            gone.iter().take(SHOWN).map(|row| format!("`{}`", shown(&row.code))).collect();
        if gone.len() > SHOWN {
            named.push(format!("{} more", gone.len() - SHOWN));
        }
        format!(
            ": this set takes away {}; keep one, put another in, or change or remove this row too",
            listed(&named, "and")
        )
    }

    pub(super) fn references_lead_somewhere(&mut self) {
        let tables = self.tables;
        for step in &tables.steps {
            self.row_exists(("steps", &step.id, "stage"), TableId::Stages, &step.stage);
            if let Some(deadline) = &step.deadline {
                self.deadline_has_a_length(&step.id, deadline);
            }
        }
        self.deadlines_count_from_a_day();
        for rule in &tables.category_rules {
            if let Level::Named(id) = &rule.at_least {
                let at = ("category_rules", &*rule.id, "at_least");
                self.row_exists(at, TableId::Levels, id);
                let mut of_none = tables.levels.iter().filter(|level| level.category.is_none());
                if of_none.any(|level| level.id == *id) {
                    let problem = "the level stands for no category, which a rule cannot give";
                    self.faults.push(Fault::new(at.0, at.1, problem).in_field(at.2));
                }
            }
        }
        for prompt in &tables.prompts {
            for code in prompt.consider.iter().chain([&prompt.observed]) {
                self.row_exists(("prompts", &prompt.observed, "consider"), TableId::Indicators, code);
            }
        }
        self.conditions_refer_to_what_exists();
        // A step may look at another only if that one looks at none, so no chain can close on itself.
        let looks_at_a_step = |part: &Condition| matches!(part, Condition::StepApplies(_));
        let looks_at_steps = |when: &[Condition]| when.iter().any(|part| part.any(&looks_at_a_step));
        for row in tables.asking_rows() {
            let mut chained = Vec::new();
            row.when.iter().for_each(|part| {
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
                    row.table.code(),
                    row.id,
                    format!("asks whether step `{}` applies, which itself asks that of another", step.id),
                );
            }
        }
    }

    pub(super) fn conditions_refer_to_what_exists(&mut self) {
        let tables = self.tables;
        for row in tables.asking_rows() {
            for (index, condition) in row.when.iter().enumerate() {
                let start = format!("when[{index}]");
                condition.walk_with_place(&start, &mut |part, place| {
                    let at = (row.table.code(), row.id, place);
                    for number in part.numbers() {
                        self.number_exists(at, number);
                    }
                    if let Some(selection) = part.selection() {
                        self.selection_exists(at, selection);
                    }
                    for (code, asks) in part.questions() {
                        self.question_exists(at, code, asks);
                    }
                    if let Some((table, id)) = part.refers_to() {
                        self.row_exists(at, table, id);
                    }
                    match part {
                        Condition::Fact(fact) if !tables.facts.iter().any(|row| row.fact == fact.name) => {
                            let problem =
                                format!("asks for the fact `{}`, which has no row in `facts`", fact.name);
                            self.faults.push(Fault::new(at.0, at.1, problem).in_field(place));
                        }
                        _ => {}
                    }
                });
            }
        }
    }
}

/// Whether an id is made of a letter or a few and a number, as `N019`.
fn is_one_of_a_count(id: &str) -> bool {
    let number = id.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    let letters = id.len() - number.len();
    letters <= 3 && (1..=9).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}
