//! Requests as JSON in a column of text: a full record for each.

use crate::TableError;
use crate::cells::{TEXT, is_text, texts};
use crate::result::{CATEGORY, SCOPE, dictionary, metadata};
use arrow_array::builder::{StringBuilder, StringDictionaryBuilder, UInt8Builder, UInt64Builder};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use cse_screening::{Category, Request, RuleSet, Scope};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::Arc;

const NAME: &str = "requests";

/// A batch that is given has no more rows than this, nor begins another row after so many bytes of records. So memory
/// stays the same, however great the batches are that come in.
const ROWS: usize = 1024;
const BYTES: usize = 1 << 24;

/// The columns of the result, beside that of an id.
const COLUMNS: [&str; 10] = [
    "row",
    "record",
    "record_sha256",
    SCOPE,
    CATEGORY,
    "indicated",
    "possible",
    "error",
    "error_kind",
    "error_place",
];

/// Batches of records, made as they are read: one row for each request, in the order of the requests.
///
/// A request that is refused has a row as well, with `error` in the place of a record. What is said there is fit for a log.
pub struct Requests<I> {
    rules: RuleSet,
    schema: SchemaRef,
    /// The places of the requests and of their ids.
    column: usize,
    id: Option<usize>,
    batches: I,
    /// The batch that is read, and the row that is next in it.
    current: Option<(RecordBatch, usize)>,
    /// The row that is next in all.
    row: u64,
}

impl<I: Iterator<Item = Result<RecordBatch, ArrowError>>> Requests<I> {
    /// Finds the columns. Nothing is read yet.
    ///
    /// # Errors
    /// [`TableError`] for a column that is missing, there twice, or of a type that cannot be read.
    pub fn new(
        rules: &RuleSet,
        (schema, batches): (&Schema, I),
        column: &str,
        id_column: Option<&str>,
    ) -> Result<Self, TableError> {
        let place = |name: &str| {
            let mut found = schema.fields().iter().enumerate().filter(|(_, field)| field.name() == name);
            match (found.next(), found.next()) {
                (Some(found), None) => Ok(found),
                (Some(_), _) => {
                    Err(TableError::new(format!("the table `{NAME}` has the column `{name}` twice")))
                }
                (None, _) => Err(TableError::new(format!("the table `{NAME}` has no column `{name}`"))),
            }
        };
        let (at, field) = place(column)?;
        if !is_text(field.data_type()) {
            return Err(TableError::new(format!(
                "the column `{column}` of the table `{NAME}` is of the type {}; allowed: {TEXT}",
                field.data_type()
            )));
        }
        let id = id_column.map(place).transpose()?;
        if let Some((_, field)) = id.filter(|(_, field)| COLUMNS.contains(&&**field.name())) {
            return Err(TableError::new(format!(
                "the column `{}` cannot be that of the ids: the result has another of this name",
                field.name()
            )));
        }
        let types = [
            (DataType::UInt64, false),
            (DataType::Utf8, true),
            (DataType::Utf8, true),
            (dictionary(), true),
            (DataType::UInt8, true),
            (DataType::UInt8, true),
            (DataType::UInt8, true),
            (DataType::Utf8, true),
            (dictionary(), true),
            (DataType::Utf8, true),
        ];
        let mut fields: Vec<_> = id.iter().map(|(_, field)| Arc::clone(field)).collect();
        let made = COLUMNS.iter().zip(types);
        fields.extend(made.map(|(name, (of, nullable))| Arc::new(Field::new(*name, of, nullable))));
        Ok(Self {
            rules: rules.clone(),
            schema: Arc::new(Schema::new_with_metadata(fields, metadata(rules))),
            column: at,
            id: id.map(|(at, _)| at),
            batches,
            current: None,
            row: 0,
        })
    }

    /// Screens some rows of a batch, from one on, and says how many.
    fn screen(&self, batch: &RecordBatch, from: usize) -> Result<(RecordBatch, usize), TableError> {
        let rows = ROWS.min(batch.num_rows() - from);
        let column = batch.columns().get(self.column).ok_or_else(|| TableError::new(UNLIKE.to_owned()))?;
        let column = column.slice(from, rows);
        let mut made = Made::default();
        // A batch whose column is of another type than its schema says has no cells here, and then too few.
        for text in texts(&*column) {
            if made.bytes >= BYTES {
                break;
            }
            made.screen(&self.rules, self.row + made.rows as u64, text);
        }
        let count = made.rows;
        if count == 0 {
            return Err(TableError::new(UNLIKE.to_owned()));
        }
        let mut columns = Vec::with_capacity(COLUMNS.len() + 1);
        if let Some(id) = self.id.and_then(|id| batch.columns().get(id)) {
            columns.push(id.slice(from, count));
        }
        columns.extend(made.finish());
        Ok((RecordBatch::try_new(Arc::clone(&self.schema), columns)?, count))
    }

    fn next_batch(&mut self) -> Result<Option<RecordBatch>, TableError> {
        loop {
            let (batch, from) = match self.current.take() {
                Some(current) => current,
                None => match self.batches.next() {
                    Some(batch) => (batch.map_err(|error| TableError::broken(NAME, &error))?, 0),
                    None => return Ok(None),
                },
            };
            if from < batch.num_rows() {
                let (made, count) = self.screen(&batch, from)?;
                self.row += count as u64;
                self.current = Some((batch, from + count));
                return Ok(Some(made));
            }
        }
    }
}

const UNLIKE: &str = "the table `requests` broke off: a batch is not as its schema says";

impl<I: Iterator<Item = Result<RecordBatch, ArrowError>>> Iterator for Requests<I> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_batch().map_err(|error| ArrowError::ExternalError(Box::new(error))).transpose()
    }
}

impl<I: Iterator<Item = Result<RecordBatch, ArrowError>>> RecordBatchReader for Requests<I> {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

/// The columns of a batch, as they are made.
#[derive(Default)]
struct Made {
    rows: usize,
    bytes: usize,
    written: Vec<u8>,
    row: UInt64Builder,
    record: StringBuilder,
    sha256: StringBuilder,
    scope: StringDictionaryBuilder<Int32Type>,
    levels: [UInt8Builder; 3],
    error: StringBuilder,
    kind: StringDictionaryBuilder<Int32Type>,
    place: StringBuilder,
}

impl Made {
    fn screen(&mut self, rules: &RuleSet, row: u64, text: Option<&str>) {
        self.rows += 1;
        self.row.append_value(row);
        let request = match text.map(|text| Request::from_json_for(rules, text)) {
            Some(Ok(request)) => request,
            Some(Err(error)) => {
                return self.refuse(&error.to_string(), error.kind().code(), error.known_place());
            }
            None => {
                let error = "no request: the cell is null; allowed: a request as JSON";
                return self.refuse(error, "null", "request");
            }
        };
        let outcome = request.screen_by(rules);
        self.written.clear();
        outcome.write_json(&mut self.written);
        self.bytes += self.written.len();
        // A record is JSON, and so it is text.
        self.record.append_option(std::str::from_utf8(&self.written).ok());
        self.sha256.append_value(hexadecimal(&Sha256::digest(&self.written)));
        self.scope.append_option(Scope::CODES.get(outcome.scope() as usize));
        let levels = [outcome.category(), outcome.indicated(), outcome.possible()];
        for (column, level) in self.levels.iter_mut().zip(levels) {
            column.append_option(level.map(Category::number));
        }
        self.error.append_null();
        self.kind.append_null();
        self.place.append_null();
    }

    fn refuse(&mut self, error: &str, kind: &str, place: &str) {
        self.record.append_null();
        self.sha256.append_null();
        self.scope.append_null();
        for column in &mut self.levels {
            column.append_null();
        }
        self.error.append_value(error);
        self.kind.append_value(kind);
        self.place.append_value(place);
    }

    fn finish(mut self) -> [ArrayRef; 10] {
        let [category, indicated, possible] = self.levels.map(|mut column| Arc::new(column.finish()));
        [
            Arc::new(self.row.finish()),
            Arc::new(self.record.finish()),
            Arc::new(self.sha256.finish()),
            Arc::new(self.scope.finish()),
            category,
            indicated,
            possible,
            Arc::new(self.error.finish()),
            Arc::new(self.kind.finish()),
            Arc::new(self.place.finish()),
        ]
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Text takes whatever is written to it.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
