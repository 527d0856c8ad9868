//! The long table: one row an answer.

use crate::cells::{self, DAY, TEXT, Text, column, days, is_day, is_text};
use crate::children::Children;
use crate::ids::{self, Ids, SCREENING, is_id};
use crate::refused::{Refused, allowed};
use crate::{Table, TableError};
use arrow_array::RecordBatch;
use arrow_schema::Schema;
use cse_screening::{Answer, ColumnRules};

const CODE: &str = "code";
const ANSWER: &str = "answer";
const DATE: &str = "date";

pub(crate) fn check(schema: &Schema) -> Result<(), TableError> {
    let allowed: &[cells::Allowed] = &[
        (SCREENING, is_id, ids::TYPES),
        (CODE, is_text, TEXT),
        (ANSWER, is_text, TEXT),
        (DATE, is_day, DAY),
    ];
    cells::check(Table::Answers, schema, allowed, &[SCREENING, CODE, ANSWER])
}

/// Reads a batch whose first row has this number.
pub(crate) fn read(
    rules: &ColumnRules,
    batch: &RecordBatch,
    first: u64,
    children: &mut Children<'_>,
    refused: &mut Refused,
) -> Result<(), TableError> {
    let get = |name| cells::needed(Table::Answers, batch, name);
    check(&batch.schema())?;
    let screenings = Ids::of(get(SCREENING)?);
    let (codes, answers) = (Text::of(get(CODE)?), Text::of(get(ANSWER)?));
    let days = column(batch, DATE).map(days);
    let asked = codes.parsed(|code| rules.asked(code));
    let given = answers.parsed(|answer| answer.parse::<Answer>());
    // Where a dictionary has the ids, each is looked for once.
    let mut found: Vec<Option<Option<usize>>> = match &screenings {
        Ids::Numbered(text) => vec![None; text.values.len()],
        _ => Vec::new(),
    };

    let keys = codes.keys.iter().zip(&answers.keys);
    for (row, (code, answer)) in keys.enumerate() {
        let place = |column| (Table::Answers, first + row as u64, column);
        let Some(id) = screenings.get(row) else {
            children.note_lost();
            refused.note(place(SCREENING), None, "the id of a screening");
            continue;
        };
        let slot = match &screenings {
            Ids::Numbered(text) => text.keys.get(row).and_then(|key| found.get_mut(*key as usize)),
            _ => None,
        };
        let at = match slot {
            Some(slot) => *slot.get_or_insert_with(|| children.find(id)),
            None => children.find(id),
        };
        let Some(at) = at else {
            children.note_lost();
            refused.note(place(SCREENING), None, "the id of a row of the table `children`");
            continue;
        };
        children.note_heard(at);
        if let Some(Some(day)) = days.as_ref().and_then(|days| days.get(row)) {
            let day = day.as_ref().map_err(String::as_str);
            if let Err((found, allowed)) = children.is_possible(at, day) {
                children.note_refused(at);
                refused.note(place(DATE), Some(&found), allowed);
            }
        }
        let asked = match asked.get(*code as usize) {
            Some(Ok(asked)) => *asked,
            unknown => {
                children.note_refused(at);
                let error = unknown.and_then(|asked| asked.as_ref().err());
                let allowed = error.map_or_else(|| "a code of the rules".to_owned(), allowed);
                refused.note(place(CODE), error.map(|error| error.found()), &allowed);
                continue;
            }
        };
        let answer = match given.get(*answer as usize) {
            Some(Ok(answer)) => *answer,
            // Nobody said anything.
            None => Answer::NotKnown,
            Some(Err(error)) => {
                children.note_refused(at);
                refused.note(place(ANSWER), Some(error.found()), &allowed(error));
                Answer::NotKnown
            }
        };
        children.answer(at, asked, answer)?;
    }
    Ok(())
}
