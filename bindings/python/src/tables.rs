//! Tables in Arrow's memory, handed over by the PyCapsule interface: none of their cells is copied.
//!
//! What is unsafe in this crate stands here.

use crate::{Rules, error_json};
use arrow_array::ffi_stream::{ArrowArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::SchemaRef;
use cse_screening_arrow::{TableError, TableRules, counts as count_tables};
use cse_screening_guard::guarded;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule};
use std::ffi::CStr;
use std::sync::Arc;

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

/// Takes the stream of a table.
fn stream(table: &Bound<'_, PyAny>) -> PyResult<ArrowArrayStreamReader> {
    let wrong = || {
        PyTypeError::new_err(
            "allowed: a table with the Arrow PyCapsule interface, such as of pyarrow, Polars or DuckDB",
        )
    };
    let stream = table.getattr("__arrow_c_stream__").map_err(|_| wrong())?;
    let capsule = stream.call0()?.cast_into::<PyCapsule>().map_err(|_| wrong())?;
    let pointer = capsule.pointer_checked(Some(STREAM)).map_err(|_| wrong())?;
    // SAFETY: a capsule of this name holds a stream, which is valid while the capsule lives. It is moved out here, and
    // what is left in the capsule is marked as released.
    let reader = unsafe { ArrowArrayStreamReader::from_raw(pointer.cast().as_ptr()) };
    reader.map_err(|_| PyTypeError::new_err("the table has no schema that can be read"))
}

/// Batches, or none; the word for how it ended; and why there are none.
type Made<'py> = (Option<Vec<Batches>>, &'static str, Bound<'py, PyBytes>);

fn made(py: Python<'_>, call: impl FnOnce() -> Result<Vec<Batches>, TableError> + Send) -> Made<'_> {
    let (status, error) = match py.detach(|| guarded(call)) {
        Ok(Ok(batches)) => return (Some(batches), "ok", PyBytes::new(py, b"")),
        Ok(Err(error)) => ("table_refused", error_json("table_refused", &error.to_string(), error.detail())),
        Err(_) => ("panic", error_json("panic", cse_screening_guard::MESSAGE, None)),
    };
    (None, status, PyBytes::new(py, &error))
}

/// The screenings, and the cells that could not be read.
#[pyfunction]
pub(crate) fn screen_table<'py>(
    py: Python<'py>,
    rules: &Rules,
    answers: &Bound<'py, PyAny>,
    children: &Bound<'py, PyAny>,
) -> PyResult<Made<'py>> {
    // A connection of DuckDB has one open result at a time: the children are read before the answers are asked for.
    let children = stream(children)?;
    let of_children = children.schema();
    let children: Vec<_> = py.detach(|| children.collect());
    let answers = stream(answers)?;
    Ok(made(py, || {
        let ready = match rules.1.get() {
            Some(ready) => ready,
            None => {
                let ready = TableRules::new(&rules.0)?;
                rules.1.get_or_init(|| ready)
            }
        };
        let of_answers = answers.schema();
        let screened = ready.screen((&of_answers, answers), (&of_children, children.into_iter()))?;
        let refused = Batches { schema: screened.refused.schema(), batches: vec![screened.refused] };
        Ok(vec![Batches { schema: screened.schema, batches: screened.screenings }, refused])
    }))
}

/// How many screenings there are by scope and category, rounded.
#[pyfunction]
pub(crate) fn counts<'py>(py: Python<'py>, screenings: &Bound<'py, PyAny>) -> PyResult<Made<'py>> {
    let screenings = stream(screenings)?;
    Ok(made(py, || {
        let counts = count_tables(screenings)?;
        Ok(vec![Batches { schema: counts.schema(), batches: vec![counts] }])
    }))
}
