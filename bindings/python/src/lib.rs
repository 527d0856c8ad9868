//! `cse-screening` for Python. It holds no logic: each function is one call of [`cse_screening::json_calls`], or of
//! [`cse_screening_arrow`], made while other threads of Python go on.
#![allow(clippy::needless_pass_by_value, reason = "the shape that Python's calls have")]

mod tables;

use cse_screening::json_calls::{self, CallError};
use cse_screening::{Budget, RuleSet};
use cse_screening_arrow::TableRules;
use cse_screening_guard::{MESSAGE, guarded};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// The word for how a call ended, and its bytes.
type Answer<'py> = (&'static str, Bound<'py, PyBytes>);

/// A rule set, and the same made ready for tables when they are first screened.
#[pyclass(frozen)]
struct Rules(RuleSet, OnceLock<TableRules>);

/// Calls off whatever was given it.
#[pyclass(frozen)]
struct Cancel(Arc<AtomicBool>);

#[pymethods]
impl Cancel {
    #[new]
    fn new() -> Self {
        Self(Arc::default())
    }

    fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Makes a call without the lock of the interpreter.
fn made<T: Send>(
    py: Python<'_>,
    call: impl FnOnce() -> Result<T, CallError> + Send,
) -> Result<T, (&'static str, Vec<u8>)> {
    match py.detach(|| guarded(call)) {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err((error.kind().code(), error.to_json())),
        Err(_) => Err(("panic", error_json("panic", MESSAGE, None))),
    }
}

/// An error as those of [`json_calls`] are written.
fn error_json(kind: &str, message: &str, detail: Option<&str>) -> Vec<u8> {
    serde_json::json!({ "kind": kind, "message": message, "detail": detail }).to_string().into_bytes()
}

fn answered(py: Python<'_>, call: impl FnOnce() -> Result<Vec<u8>, CallError> + Send) -> Answer<'_> {
    let (status, bytes) = made(py, call).map_or_else(|error| error, |answer| ("ok", answer));
    (status, PyBytes::new(py, &bytes))
}

fn budget(work: Option<u64>, cancel: Option<&Cancel>) -> Budget {
    Budget::new().of_work(work).cancelled_by(cancel.map(|cancel| Arc::clone(&cancel.0)))
}

#[pyfunction]
fn built_in() -> Rules {
    Rules(RuleSet::coventry().clone(), OnceLock::new())
}

/// The rules, or none; the word for how it ended; and what is said of them, or why there are none.
#[pyfunction]
fn load<'py>(
    py: Python<'py>,
    files: Vec<(String, Vec<u8>)>,
    bases: Vec<PyRef<'py, Rules>>,
) -> (Option<Rules>, &'static str, Bound<'py, PyBytes>) {
    let bases: Vec<RuleSet> = bases.iter().map(|base| base.0.clone()).collect();
    let loaded = made(py, || {
        let files: Vec<_> = files.iter().map(|(name, bytes)| (&**name, &**bytes)).collect();
        let rules = json_calls::rules(&files, &bases.iter().collect::<Vec<_>>())?;
        let about = json_calls::about(&rules);
        Ok((rules, about))
    });
    match loaded {
        Ok((rules, about)) => (Some(Rules(rules, OnceLock::new())), "ok", PyBytes::new(py, &about)),
        Err((status, error)) => (None, status, PyBytes::new(py, &error)),
    }
}

#[pyfunction]
fn about<'py>(py: Python<'py>, rules: &Rules) -> Answer<'py> {
    answered(py, || Ok(json_calls::about(&rules.0)))
}

#[pyfunction]
fn document<'py>(py: Python<'py>, rules: &Rules) -> Answer<'py> {
    answered(py, || Ok(json_calls::document(&rules.0)))
}

#[pyfunction]
fn form<'py>(py: Python<'py>, rules: &Rules) -> Answer<'py> {
    answered(py, || Ok(json_calls::form(&rules.0)))
}

#[pyfunction]
fn schema<'py>(py: Python<'py>, name: &str) -> Answer<'py> {
    answered(py, || json_calls::schema(name))
}

#[pyfunction]
fn screen<'py>(py: Python<'py>, rules: &Rules, request: &[u8]) -> Answer<'py> {
    answered(py, || json_calls::screen(&rules.0, request))
}

#[pyfunction]
fn screen_lines<'py>(py: Python<'py>, rules: &Rules, lines: &[u8]) -> Answer<'py> {
    answered(py, || Ok(json_calls::screen_lines(&rules.0, lines)))
}

#[pyfunction]
fn category<'py>(py: Python<'py>, rules: &Rules, request: &[u8]) -> Answer<'py> {
    answered(py, || json_calls::category(&rules.0, request))
}

#[pyfunction]
fn identity<'py>(py: Python<'py>, record: &[u8]) -> Answer<'py> {
    answered(py, || json_calls::identity(record))
}

#[pyfunction]
fn verify<'py>(py: Python<'py>, rules: &Rules, record: &[u8]) -> Answer<'py> {
    answered(py, || json_calls::verify(&rules.0, record))
}

#[pyfunction]
#[pyo3(signature = (rules, work, cancel))]
fn check<'py>(py: Python<'py>, rules: &Rules, work: Option<u64>, cancel: Option<&Cancel>) -> Answer<'py> {
    let budget = budget(work, cancel);
    answered(py, || json_calls::check(&rules.0, &budget))
}

#[pyfunction]
#[pyo3(signature = (from_, to, work, cancel))]
fn compare<'py>(
    py: Python<'py>,
    from_: &Rules,
    to: &Rules,
    work: Option<u64>,
    cancel: Option<&Cancel>,
) -> Answer<'py> {
    let budget = budget(work, cancel);
    answered(py, || json_calls::compare(&from_.0, &to.0, &budget))
}

#[pyfunction]
#[pyo3(signature = (rules, request, id, work, cancel))]
fn why_not<'py>(
    py: Python<'py>,
    rules: &Rules,
    request: &[u8],
    id: &str,
    work: Option<u64>,
    cancel: Option<&Cancel>,
) -> Answer<'py> {
    let budget = budget(work, cancel);
    answered(py, || json_calls::why_not(&rules.0, request, id, &budget))
}

#[pyfunction]
#[pyo3(signature = (rules, request, work, cancel))]
fn next_category<'py>(
    py: Python<'py>,
    rules: &Rules,
    request: &[u8],
    work: Option<u64>,
    cancel: Option<&Cancel>,
) -> Answer<'py> {
    let budget = budget(work, cancel);
    answered(py, || json_calls::next_category(&rules.0, request, &budget))
}

#[pymodule]
mod _native {
    #[pymodule_export]
    use super::{
        Cancel, Rules, about, built_in, category, check, compare, document, form, identity, load,
        next_category, schema, screen, screen_lines, tables::Batches, tables::Stream, tables::counts,
        tables::screen_requests, tables::screen_table, verify, why_not,
    };

    #[pymodule_export]
    const VERSION: &str = cse_screening::VERSION;
}
