//! Tables in Arrow's memory, handed over by the PyCapsule interface: none of their cells is copied.
//!
//! What is unsafe in this crate stands here.

use crate::{Rules, error_json};
use arrow_array::ffi_stream::{ArrowArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{Array, RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use cse_screening_arrow::{Requests, TableError, TableRules, counts as count_tables};
use cse_screening_guard::{MESSAGE, guarded};
use pyo3::exceptions::{PyAttributeError, PyException, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule};
use std::ffi::CStr;
use std::sync::{Arc, Mutex, PoisonError};

const STREAM: &CStr = c"arrow_array_stream";

/// Batches of one schema, for whoever reads Arrow.
#[pyclass(frozen)]
pub(crate) struct Batches {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

#[pymethods]
impl Batches {
    /// A stream of the batches, each time it is asked for.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // Another schema is a wish, which need not be granted.
        let _ = requested_schema;
        let batches =
            RecordBatchIterator::new(self.batches.clone().into_iter().map(Ok), Arc::clone(&self.schema));
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(batches)), STREAM)
    }

    fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

/// Batches from outside, each looked at before it is read: it can hold text that is none, or a key of no value.
struct Checked(ArrowArrayStreamReader);

impl Iterator for Checked {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let checked = |batch: RecordBatch| {
            batch.columns().iter().try_for_each(|column| column.to_data().validate_full())?;
            Ok(batch)
        };
        Some(self.0.next()?.and_then(checked))
    }
}

/// Batches that are made as they are read, once.
#[pyclass(frozen)]
pub(crate) struct Stream(Mutex<Option<FFI_ArrowArrayStream>>);

#[pymethods]
impl Stream {
    /// The stream, or none if it was asked for before.
    fn taken<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyCapsule>>> {
        // What it guards is whole, whoever had it before.
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        taken.map(|stream| PyCapsule::new_with_value(py, stream, STREAM)).transpose()
    }
}

/// Makes batches outside of a call, where nobody else would catch a panic. It ends them.
struct Guarded<R>(Option<R>, SchemaRef);

impl<R: RecordBatchReader> Iterator for Guarded<R> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let reader = self.0.as_mut()?;
        let next = guarded(|| reader.next())
            .unwrap_or_else(|_| Some(Err(ArrowError::ComputeError(MESSAGE.to_owned()))));
        if !matches!(next, Some(Ok(_))) {
            self.0 = None;
        }
        next
    }
}

impl<R: RecordBatchReader> RecordBatchReader for Guarded<R> {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.1)
    }
}

/// What was made, or nothing; the word for how it ended; and why there is nothing.
type Made<'py, T> = (Option<T>, &'static str, Bound<'py, PyBytes>);

fn refused<'py, T>(py: Python<'py>, message: &str, detail: Option<&str>) -> Made<'py, T> {
    (None, "table_refused", PyBytes::new(py, &error_json("table_refused", message, detail)))
}

fn panicked<T>(py: Python<'_>) -> Made<'_, T> {
    (None, "panic", PyBytes::new(py, &error_json("panic", MESSAGE, None)))
}

/// Takes the stream of a table, or says why there is none. What its producer says of that may hold a child's data.
fn stream<'py, T>(table: &Bound<'py, PyAny>, name: &str) -> PyResult<Result<Checked, Made<'py, T>>> {
    let py = table.py();
    let wrong = || {
        PyTypeError::new_err(
            "allowed: a table with the Arrow PyCapsule interface, such as of pyarrow, Polars or DuckDB",
        )
    };
    let failed = |error: PyErr| {
        // Whoever ends the program is let.
        if !error.is_instance_of::<PyException>(py) {
            return Err(error);
        }
        let message = format!("the table `{name}` was not handed over: whoever holds it failed");
        Ok(Err(refused(py, &message, Some(&error.to_string()))))
    };
    let capsule = match table.getattr("__arrow_c_stream__") {
        Ok(stream) => stream.call0(),
        Err(error) if error.is_instance_of::<PyAttributeError>(py) => return Err(wrong()),
        Err(error) => Err(error),
    };
    let capsule = match capsule {
        Ok(capsule) => capsule.cast_into::<PyCapsule>().map_err(|_| wrong())?,
        Err(error) => return failed(error),
    };
    let pointer = capsule.pointer_checked(Some(STREAM)).map_err(|_| wrong())?;
    let reader = guarded(|| {
        // SAFETY: a capsule of this name holds a stream, which is valid while the capsule lives. It is moved out here,
        // and what is left in the capsule is marked as released.
        unsafe { ArrowArrayStreamReader::from_raw(pointer.cast().as_ptr()) }
    });
    Ok(match reader {
        Ok(Ok(reader)) => Ok(Checked(reader)),
        Ok(Err(error)) => {
            let message = format!("the table `{name}` has no schema that can be read");
            Err(refused(py, &message, Some(&error.to_string())))
        }
        Err(_) => Err(panicked(py)),
    })
}

fn made<T: Send>(py: Python<'_>, call: impl FnOnce() -> Result<T, TableError> + Send) -> Made<'_, T> {
    match py.detach(|| guarded(call)) {
        Ok(Ok(made)) => (Some(made), "ok", PyBytes::new(py, b"")),
        Ok(Err(error)) => refused(py, &error.to_string(), error.detail()),
        Err(_) => panicked(py),
    }
}

/// The screenings, and the cells that could not be read.
#[pyfunction]
pub(crate) fn screen_table<'py>(
    py: Python<'py>,
    rules: &Rules,
    answers: &Bound<'py, PyAny>,
    children: &Bound<'py, PyAny>,
) -> PyResult<Made<'py, Vec<Batches>>> {
    // A connection of DuckDB has one open result at a time: the children are read before the answers are asked for.
    let children = match stream(children, "children")? {
        Ok(children) => children,
        Err(why) => return Ok(why),
    };
    let of_children = children.0.schema();
    let Ok(children) = py.detach(|| guarded(|| children.collect::<Vec<_>>())) else {
        return Ok(panicked(py));
    };
    let answers = match stream(answers, "answers")? {
        Ok(answers) => answers,
        Err(why) => return Ok(why),
    };
    Ok(made(py, || {
        let ready = match rules.1.get() {
            Some(ready) => ready,
            None => {
                let ready = TableRules::new(&rules.0)?;
                rules.1.get_or_init(|| ready)
            }
        };
        let of_answers = answers.0.schema();
        let screened = ready.screen((&of_answers, answers), (&of_children, children.into_iter()))?;
        let refused = Batches { schema: screened.refused.schema(), batches: vec![screened.refused] };
        Ok(vec![Batches { schema: screened.schema, batches: screened.screenings }, refused])
    }))
}

/// Records of the requests in a column of text, made as they are read.
#[pyfunction]
pub(crate) fn screen_requests<'py>(
    py: Python<'py>,
    rules: &Rules,
    requests: &Bound<'py, PyAny>,
    column: &str,
    id_column: Option<&str>,
) -> PyResult<Made<'py, Stream>> {
    let requests = match stream(requests, "requests")? {
        Ok(requests) => requests,
        Err(why) => return Ok(why),
    };
    Ok(made(py, || {
        let schema = requests.0.schema();
        let records = Requests::new(&rules.0, (&*schema, requests), column, id_column)?;
        let schema = records.schema();
        let stream = FFI_ArrowArrayStream::new(Box::new(Guarded(Some(records), schema)));
        Ok(Stream(Mutex::new(Some(stream))))
    }))
}

/// How many screenings there are by scope and category, rounded.
#[pyfunction]
pub(crate) fn counts<'py>(
    py: Python<'py>,
    screenings: &Bound<'py, PyAny>,
) -> PyResult<Made<'py, Vec<Batches>>> {
    let screenings = match stream(screenings, "screenings")? {
        Ok(screenings) => screenings,
        Err(why) => return Ok(why),
    };
    Ok(made(py, || {
        let counts = count_tables(screenings)?;
        Ok(vec![Batches { schema: counts.schema(), batches: vec![counts] }])
    }))
}
