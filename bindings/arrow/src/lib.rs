//! Screens tables in Arrow's memory. Long tables: a table of answers and a table of children go in, one row a screening
//! comes out. Requests in a column of text: a full record comes out for each.
//!
//! A cell that cannot be read is refused, and taken for not known; the rest of its row is read. So what cannot be read
//! never lowers a category, and a screening with such a cell says so.
#![forbid(unsafe_code)]

mod answers;
mod cells;
mod children;
mod counts;
mod error;
mod ids;
mod refused;
mod requests;
mod result;

pub use counts::counts;
pub use error::TableError;
pub use requests::Requests;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};
use children::Children;
use cse_screening::{AnswersBuf, ColumnRules, RuleSet};
use refused::Refused;

/// One of the two tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    Answers,
    Children,
}

impl Table {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Children => "children",
        }
    }
}

/// Rules made ready to screen tables.
#[derive(Debug)]
pub struct TableRules {
    rules: ColumnRules,
}

/// What came of two tables.
pub struct Screened {
    /// One row a screening, in the order of the table of children.
    pub screenings: Vec<RecordBatch>,
    /// The schema of these: its metadata name the rules.
    pub schema: SchemaRef,
    /// One row for each cell that could not be read. It repeats what was found, so it belongs in no log.
    pub refused: RecordBatch,
}

impl TableRules {
    /// Makes rules ready, which takes a while and is done once.
    ///
    /// # Errors
    /// [`TableError`] for rules that ask more than columns hold.
    pub fn new(rules: &RuleSet) -> Result<Self, TableError> {
        let rules = rules.for_columns()?;
        // Rules that ask more than answers tell are refused before there is a table.
        AnswersBuf::of(&rules)?;
        Ok(Self { rules })
    }

    /// Screens. The answers may come in any order; in that of the children they are found fastest. The schemas are
    /// looked at even where there is no batch.
    ///
    /// # Errors
    /// [`TableError`] for a column that is missing, unknown, or of a type that cannot be read.
    pub fn screen(
        &self,
        answers: (&SchemaRef, impl Iterator<Item = Result<RecordBatch, ArrowError>>),
        children: (&SchemaRef, impl Iterator<Item = Result<RecordBatch, ArrowError>>),
    ) -> Result<Screened, TableError> {
        let mut refused = Refused::default();
        let batches = |table: Table| {
            move |batch: Result<_, _>| batch.map_err(|error| TableError::broken(table.name(), &error))
        };
        let (schema, of_children) = children;
        children::check(schema)?;
        let of_children: Vec<_> = of_children.map(batches(Table::Children)).collect::<Result<_, _>>()?;
        let mut children = Children::read(&self.rules, &of_children, &mut refused)?;

        let (answers_schema, of_answers) = answers;
        answers::check(answers_schema)?;
        ids::check_alike(schema, answers_schema)?;
        let mut row = 0;
        for batch in of_answers.map(batches(Table::Answers)) {
            let batch = batch?;
            answers::read(&self.rules, &batch, row, &mut children, &mut refused)?;
            row += batch.num_rows() as u64;
        }
        children.mark_unheard();
        let (schema, screenings) = result::make(&self.rules, schema, &of_children, &children)?;
        Ok(Screened { screenings, schema, refused: refused.finish()? })
    }
}

/// Says how many rows there are, and nothing of them.
impl std::fmt::Debug for Screened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rows = self.screenings.iter().map(RecordBatch::num_rows).sum::<usize>();
        let refused = self.refused.num_rows();
        f.debug_struct("Screened")
            .field("screenings", &rows)
            .field("refused", &refused)
            .finish_non_exhaustive()
    }
}
