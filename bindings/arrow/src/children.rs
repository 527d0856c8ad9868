//! The table of children: one row a screening.

use crate::cells::{
    self, DAY, Day, TEXT, Text, WHOLE, Whole, column, days, is_day, is_text, is_whole, needed, numbers,
};
use crate::ids::{self, Id, Ids, SCREENING, is_id};
use crate::refused::{Refused, allowed};
use crate::{Table, TableError};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, Schema};
use cse_screening::chrono::NaiveDate;
use cse_screening::{Answer, AnswersBuf, Asked, Child, Choice, ColumnRules, Fact, Indicators};
use std::collections::HashMap;

const AGE: &str = "age";
const LOWEST: &str = "lowest_age";
const HIGHEST: &str = "highest_age";
const BORN: &str = "date_of_birth";
const SCREENED: &str = "screened_on";

/// A determination can lower a category, and is weighed with its dates and its rationale: in a full record only.
fn choices() -> impl Iterator<Item = Choice> {
    Choice::ALL.iter().copied().filter(|choice| *choice != Choice::Determination)
}

pub(crate) fn check(schema: &Schema) -> Result<(), TableError> {
    let mut allowed: Vec<cells::Allowed> = vec![
        (SCREENING, is_id, ids::TYPES),
        (AGE, is_whole, WHOLE),
        (LOWEST, is_whole, WHOLE),
        (HIGHEST, is_whole, WHOLE),
        (BORN, is_day, DAY),
        (SCREENED, is_day, DAY),
    ];
    allowed.extend(Fact::CODES.iter().map(|fact| (*fact, is_text as fn(&DataType) -> bool, TEXT)));
    allowed.extend(choices().map(|choice| (choice.code(), is_id as fn(&DataType) -> bool, ids::TYPES)));
    cells::check(Table::Children, schema, &allowed, &[SCREENING])?;
    let has = |name: &&str| schema.field_with_name(name).is_ok();
    let ways = [[AGE].as_slice(), &[LOWEST, HIGHEST], &[BORN]];
    if ways.iter().filter(|way| way.iter().any(&has)).count() > 1 {
        let message = "the table `children` says the age in more than one way; allowed: `age`, `lowest_age` with \
                       `highest_age`, or `date_of_birth` with `screened_on`";
        return Err(TableError::new(message.to_owned()));
    }
    for (one, other) in [(LOWEST, HIGHEST), (HIGHEST, LOWEST), (BORN, SCREENED)] {
        if has(&one) && !has(&other) {
            return Err(TableError::new(format!(
                "the table `children` has `{one}`, and no column `{other}`"
            )));
        }
    }
    Ok(())
}

/// The days of birth and of screening.
type Days = (Option<NaiveDate>, Option<NaiveDate>);

/// The screenings, and what was answered.
pub(crate) struct Children<'b> {
    answers: AnswersBuf,
    /// What is answered before the answers are read.
    nothing: Indicators,
    ids: Vec<Id<'b>>,
    /// The days between which something can have been seen: birth and screening.
    days: Vec<Days>,
    /// How many cells of each could not be read.
    refused: Vec<u32>,
    /// Of which a row of the answers was read.
    heard: Vec<bool>,
    /// Whether an answer belonged to nobody.
    lost: bool,
    /// For each batch, which of its rows are screenings.
    rows: Vec<Vec<bool>>,
    /// By id, where they do not rise, or where one was not found next to the last.
    by_id: Option<HashMap<Id<'b>, usize>>,
    last: usize,
}

/// So far ahead is looked for the next screening, before it is looked for everywhere.
const AHEAD: usize = 4;

impl<'b> Children<'b> {
    pub(crate) fn read(
        rules: &ColumnRules,
        batches: &'b [RecordBatch],
        refused: &mut Refused,
    ) -> Result<Self, TableError> {
        let mut children = Self {
            answers: AnswersBuf::of(rules)?,
            nothing: Indicators::new(),
            ids: Vec::new(),
            days: Vec::new(),
            refused: Vec::new(),
            heard: Vec::new(),
            lost: false,
            rows: Vec::new(),
            by_id: None,
            last: 0,
        };
        let mut first = 0;
        for batch in batches {
            check(&batch.schema())?;
            let ids = Ids::of(needed(Table::Children, batch, SCREENING)?);
            children.read_batch(batch, first, &ids, refused)?;
            first += batch.num_rows() as u64;
        }
        Ok(children)
    }

    fn read_batch(
        &mut self,
        batch: &'b RecordBatch,
        first: u64,
        ids: &Ids<'b>,
        refused: &mut Refused,
    ) -> Result<(), TableError> {
        let ages = Ages::of(batch);
        let more = batch.num_rows();
        self.answers.reserve(more);
        self.ids.reserve(more);
        self.days.reserve(more);
        self.refused.reserve(more);
        self.heard.reserve(more);
        let mut rows = Vec::with_capacity(batch.num_rows());
        // Each row that has an id, with the place of its screening.
        let mut places = Vec::with_capacity(batch.num_rows());
        for row in 0..batch.num_rows() {
            let place = |column| (Table::Children, first + row as u64, column);
            let id = ids.get(row);
            let twice = id.and_then(|id| self.known(id));
            rows.push(id.is_some() && twice.is_none());
            let Some(id) = id else {
                refused.note(place(SCREENING), None, "the id of a screening");
                continue;
            };
            let mut wrong = 0;
            let mut note = |column, found: Option<&str>, allowed: &str| {
                wrong += 1;
                refused.note(place(column), found, allowed);
            };
            if twice.is_some() {
                note(SCREENING, None, "one row for each screening");
            }
            let child = ages.child(row, note);
            let days = (ages.born(row), child.screening_day());
            let at = match twice {
                Some(at) => self.merge(at, &child, days)?,
                None => self.push(id, &child, days)?,
            };
            (0..wrong).for_each(|_| self.note_refused(at));
            places.push((at, row));
        }
        self.rows.push(rows);

        for fact in Fact::ALL {
            let Some(column) = column(batch, fact.code()) else { continue };
            let text = Text::of(column);
            let parsed = text.parsed(|answer| answer.parse::<Answer>());
            for (at, row) in &places {
                let key = text.keys.get(*row).copied().unwrap_or(Text::NULL);
                match parsed.get(key as usize) {
                    // It was left out.
                    None => {}
                    Some(Ok(answer)) => self.answer(*at, Asked::Fact(*fact), *answer)?,
                    Some(Err(error)) => {
                        self.answer(*at, Asked::Fact(*fact), Answer::NotKnown)?;
                        self.note_refused(*at);
                        let place = (Table::Children, first + *row as u64, fact.code());
                        refused.note(place, Some(error.found()), &allowed(error));
                    }
                }
            }
        }
        for choice in choices() {
            let Some(column) = column(batch, choice.code()) else { continue };
            let values = Values::of(column, choice);
            for (at, row) in &places {
                let place = (Table::Children, first + *row as u64, choice.code());
                match values.at(*row) {
                    None => {}
                    Some(Ok(number)) => {
                        let stands = self.choose(*at, choice, number)?;
                        if !stands {
                            self.note_refused(*at);
                            let found = choice.values().nth(usize::from(number).saturating_sub(1));
                            refused.note(place, found, "what an earlier row of this screening says");
                        }
                    }
                    Some(Err(found)) => {
                        self.note_refused(*at);
                        let all: Vec<_> = choice.values().map(|value| format!("`{value}`")).collect();
                        refused.note(place, Some(&found), &all.join(", "));
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds a screening.
    fn push(&mut self, id: Id<'b>, child: &Child, days: Days) -> Result<usize, TableError> {
        let at = self.len();
        self.answers.push(child, &self.nothing)?;
        self.days.push(days);
        self.refused.push(0);
        self.heard.push(false);
        self.ids.push(id);
        if let Some(by_id) = &mut self.by_id {
            by_id.insert(id, at);
        }
        Ok(at)
    }

    /// Takes a further row of a screening: of two ages that differ, or two days, neither is known.
    fn merge(&mut self, at: usize, child: &Child, (born, screened): Days) -> Result<usize, TableError> {
        let columns = self.answers.columns();
        let before = columns.lowest_age.get(at).zip(columns.highest_age.get(at));
        if before.is_none_or(|(lowest, highest)| (*lowest, *highest) != child.age_range()) {
            self.answers.forget_age(at)?;
        }
        if let Some(days) = self.days.get_mut(at) {
            days.0 = days.0.filter(|day| born == Some(*day));
            days.1 = days.1.filter(|day| screened == Some(*day));
        }
        Ok(at)
    }

    /// Gives a choice its value, and says whether that stands with the one before. Of two categories the greater stays,
    /// of other values the first.
    fn choose(&mut self, at: usize, choice: Choice, number: u8) -> Result<bool, TableError> {
        let before = self.answers.columns().choices.of(choice).get(at).copied().unwrap_or(0);
        let is_category = matches!(choice, Choice::PreviousCategory | Choice::Judgement);
        if before == 0 || is_category && number > before {
            self.answers.choose(at, choice, number)?;
        }
        Ok(before == 0 || is_category || before == number)
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) const fn answers(&self) -> &AnswersBuf {
        &self.answers
    }

    pub(crate) fn refused(&self) -> &[u32] {
        &self.refused
    }

    pub(crate) fn rows(&self) -> &[Vec<bool>] {
        &self.rows
    }

    /// The place of a screening that was read before. While ids rise, a new one is above all others.
    fn known(&mut self, id: Id<'b>) -> Option<usize> {
        let rises = self.ids.last().is_none_or(|last| *last < id);
        if rises && self.by_id.is_none() { None } else { self.by_id().get(&id).copied() }
    }

    fn by_id(&mut self) -> &HashMap<Id<'b>, usize> {
        let ids = &self.ids;
        self.by_id.get_or_insert_with(|| (0..).zip(ids).map(|(at, id)| (*id, at)).collect())
    }

    /// The place of a screening.
    pub(crate) fn find(&mut self, id: Id<'_>) -> Option<usize> {
        let near = self.ids.iter().skip(self.last).take(AHEAD).position(|known| *known == id);
        let at = match near {
            Some(ahead) => self.last + ahead,
            None => *self.by_id().get(&id)?,
        };
        self.last = at;
        Some(at)
    }

    pub(crate) fn answer(&mut self, at: usize, asked: Asked<'_>, answer: Answer) -> Result<(), TableError> {
        Ok(self.answers.answer(at, asked, answer)?)
    }

    /// Notes that a row of the answers was read for a screening.
    pub(crate) fn note_heard(&mut self, at: usize) {
        if let Some(heard) = self.heard.get_mut(at) {
            *heard = true;
        }
    }

    /// Notes that a row of the answers belonged to nobody.
    pub(crate) const fn note_lost(&mut self) {
        self.lost = true;
    }

    /// What belonged to nobody may be of any screening of which no answer was read: none of these was read whole.
    pub(crate) fn mark_unheard(&mut self) {
        if self.lost {
            let unheard = self.refused.iter_mut().zip(&self.heard).filter(|(_, heard)| !**heard);
            unheard.for_each(|(refused, _)| *refused = refused.saturating_add(1));
        }
    }

    /// Notes that a cell could not be read.
    pub(crate) fn note_refused(&mut self, at: usize) {
        if let Some(refused) = self.refused.get_mut(at) {
            *refused = refused.saturating_add(1);
        }
    }

    /// Whether an answer of a screening can be of this day; otherwise what was found, and what is allowed.
    pub(crate) fn is_possible(
        &self,
        at: usize,
        day: Result<&NaiveDate, &str>,
    ) -> Result<(), (String, &'static str)> {
        let day = day.map_err(|found| (found.to_owned(), A_DAY))?;
        let (born, screened) = self.days.get(at).copied().unwrap_or_default();
        if born.is_some_and(|born| *day < born) || screened.is_some_and(|screened| *day > screened) {
            return Err((day.to_string(), "a day from birth to the screening"));
        }
        Ok(())
    }
}

const A_DAY: &str = "a day from 1900-01-01 to 2199-12-31, such as 2025-02-28";
const AN_AGE: &str = "0 to 120 years";
const OLDEST: u8 = 120;

/// The ages of the children of a batch.
struct Ages<'a> {
    age: Option<Whole<'a>>,
    lowest: Option<Whole<'a>>,
    highest: Option<Whole<'a>>,
    born: Vec<Option<Day>>,
    screened: Vec<Option<Day>>,
}

impl<'a> Ages<'a> {
    fn of(batch: &'a RecordBatch) -> Self {
        let numbers = |name| column(batch, name).map(Whole::of);
        let dates = |name| column(batch, name).map(days).unwrap_or_default();
        Self {
            age: numbers(AGE),
            lowest: numbers(LOWEST),
            highest: numbers(HIGHEST),
            born: dates(BORN),
            screened: dates(SCREENED),
        }
    }

    fn born(&self, row: usize) -> Option<NaiveDate> {
        self.born.get(row)?.as_ref()?.as_ref().ok().copied()
    }

    /// The child of a row, of an age that is not known where it cannot be read. What is wrong is noted.
    fn child(&self, row: usize, mut wrong: impl FnMut(&'static str, Option<&str>, &str)) -> Child {
        let mut years = |column, cells: &Option<Whole<'_>>| {
            let years = cells.as_ref()?.get(row)?;
            let fits = u8::try_from(years).ok().filter(|years| *years <= OLDEST);
            if fits.is_none() {
                wrong(column, Some(&years.to_string()), AN_AGE);
            }
            fits
        };
        // There is one of these ways.
        let age = years(AGE, &self.age);
        let lowest = age.or(years(LOWEST, &self.lowest));
        let highest = age.or(years(HIGHEST, &self.highest));
        let mut day = |column, cells: &[Option<Day>]| match cells.get(row)?.as_ref()? {
            Ok(day) => Some(*day),
            Err(found) => {
                wrong(column, Some(found), A_DAY);
                None
            }
        };
        let (born, screened) = (day(BORN, &self.born), day(SCREENED, &self.screened));
        let is_unsaid = self.screened.get(row).is_none_or(Option::is_none);
        let of_age = match (born, screened) {
            (Some(born), Some(screened)) => Child::born(born, screened)
                .map_err(|_| (BORN, "a day up to the screening, and 120 years before it at most")),
            (Some(_), None) if is_unsaid => {
                Err((SCREENED, "the day of the screening, where there is one of birth"))
            }
            _ => Child::aged_between(lowest.unwrap_or(0), highest.unwrap_or(OLDEST))
                .map_err(|_| (LOWEST, "an age that is not above the highest")),
        };
        let child = of_age.unwrap_or_else(|(column, allowed)| {
            wrong(column, None, allowed);
            Child::of_unknown_age()
        });
        // A child with a date of birth has it; for others the day alone cannot be wrong.
        match screened {
            Some(day) => child.clone().screened_on(day).unwrap_or(child),
            None => child,
        }
    }
}

/// The values of a choice: its number, or what was found.
enum Values<'a> {
    Text(Text<'a>, Vec<Result<u8, String>>),
    Whole(Vec<Option<Result<u8, String>>>),
}

impl<'a> Values<'a> {
    fn of(column: &'a dyn Array, choice: Choice) -> Self {
        let number = |value: &str| choice.number(value).ok_or_else(|| value.to_owned());
        if is_whole(column.data_type()) {
            let of_cell = |cell: Option<i128>| cell.map(|value| number(&value.to_string()));
            return Self::Whole(numbers(column, of_cell));
        }
        let text = Text::of(column);
        let parsed = text.parsed(number);
        Self::Text(text, parsed)
    }

    fn at(&self, row: usize) -> Option<Result<u8, String>> {
        match self {
            Self::Whole(values) => values.get(row).cloned().flatten(),
            Self::Text(text, parsed) => text.keys.get(row).and_then(|key| parsed.get(*key as usize)).cloned(),
        }
    }
}
