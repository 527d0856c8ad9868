//! `cse-screening` for C: opaque handles and bytes. It holds no logic: each function is one call of
//! [`cse_screening::json_calls`].

mod given;

use cse_screening::json_calls::{self, CallError, CallErrorKind};
use cse_screening::{Budget, RuleSet};
use cse_screening_guard::{MESSAGE, guarded};
use given::{borrowed, bytes, text};
use std::ffi::c_char;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// The version of these functions: what a program was written for. It rises with every change that a program could
/// notice. A program compares it with `cse_abi_version()` once.
pub const CSE_ABI_VERSION: u32 = 1;

/// How a call ended.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The bytes are the answer.
    Ok = 0,
    /// What was given is no request, or no record, of these rules.
    Refused = 1,
    /// The record was read, and does not verify.
    NotVerified = 2,
    /// The rules are not sound, or are no rules.
    RulesRefused = 3,
    /// The call itself is wrong: NULL, text that is not UTF-8, an id that no row has.
    Misuse = 4,
    /// Somebody called it off.
    Cancelled = 5,
    /// The library failed. Its fault, and not that of what was given.
    Panic = 6,
}

impl From<CallErrorKind> for Status {
    fn from(kind: CallErrorKind) -> Self {
        match kind {
            CallErrorKind::Refused => Self::Refused,
            CallErrorKind::NotVerified => Self::NotVerified,
            CallErrorKind::RulesRefused => Self::RulesRefused,
            CallErrorKind::Cancelled => Self::Cancelled,
            // Kinds may be added; until they have a status here they are wrong calls.
            _ => Self::Misuse,
        }
    }
}

/// A rule set. It is counted: it lives until each of its handles is freed.
pub struct Rules(RuleSet);

/// Files of rules that are being gathered, and sets that they may extend.
pub struct Files(Mutex<Gathered>);

#[derive(Default)]
struct Gathered {
    files: Vec<(String, Vec<u8>)>,
    bases: Vec<Arc<Rules>>,
}

/// Calls off whatever was given it.
pub struct Cancel(Arc<AtomicBool>);

/// What a call gave back: its status, and bytes of JSON. Where the status is not `CSE_STATUS_OK`, the JSON is an object of
/// `kind`, `message` (fit for a log) and `detail` (which may hold a child's data, and is not).
pub struct Answer {
    status: Status,
    /// With a zero byte behind them, which does not count. So have the others.
    bytes: Vec<u8>,
    /// The message and the detail of an error.
    parts: Option<[Vec<u8>; 2]>,
    rules: Option<Arc<Rules>>,
}

impl Answer {
    fn new(status: Status, bytes: Vec<u8>) -> Self {
        if u32::try_from(bytes.len()).is_err() {
            let problem = "the answer is longer than 4 GiB; allowed: fewer lines in one call";
            return Self::of_error(&CallError::misuse(problem));
        }
        Self { status, bytes: ended(bytes), parts: None, rules: None }
    }

    fn of_error(error: &CallError) -> Self {
        let parts =
            [error.message().to_owned(), error.detail().to_string()].map(|part| ended(part.into_bytes()));
        Self { parts: Some(parts), ..Self::new(error.kind().into(), error.to_json()) }
    }

    fn panicked() -> Self {
        let json = format!(r#"{{"kind":"panic","message":"{MESSAGE}","detail":null}}"#);
        let parts = [MESSAGE, "null"].map(|part| ended(part.into()));
        Self { parts: Some(parts), ..Self::new(Status::Panic, json.into_bytes()) }
    }

    fn length(&self) -> u32 {
        // It was counted when it was made.
        u32::try_from(self.bytes.len().saturating_sub(1)).unwrap_or(0)
    }

    fn message(&self) -> *const c_char {
        self.parts.as_ref().map_or(ptr::null(), |[message, _]| message.as_ptr().cast())
    }

    fn detail(&self) -> *const c_char {
        self.parts.as_ref().map_or(ptr::null(), |[_, detail]| detail.as_ptr().cast())
    }
}

/// With a zero byte behind them.
fn ended(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.push(0);
    bytes
}

/// One call: its answer, its error, or that it panicked.
fn answered(call: impl FnOnce() -> Result<Answer, CallError>) -> *mut Answer {
    let answer = guarded(|| call().unwrap_or_else(|error| Answer::of_error(&error)));
    Box::into_raw(Box::new(answer.unwrap_or_else(|_| Answer::panicked())))
}

fn ok(bytes: Vec<u8>) -> Answer {
    Answer::new(Status::Ok, bytes)
}

fn no(what: &str) -> CallError {
    CallError::misuse(format!("no {what} was given"))
}

/// The rules behind a handle.
///
/// # Safety
/// As of each function that takes one.
unsafe fn rules_of<'a>(rules: *const Rules) -> Result<&'a RuleSet, CallError> {
    // SAFETY: the caller gives a live handle or NULL.
    let rules = unsafe { borrowed(rules) };
    rules.map(|rules| &rules.0).ok_or_else(|| no("rule set"))
}

/// The budget that a call was given.
///
/// # Safety
/// As of each function that takes a cancel handle.
unsafe fn budget(work: u64, cancel: *const Cancel) -> Budget {
    // SAFETY: the caller gives a live handle or NULL.
    let cancel = unsafe { borrowed(cancel) };
    let budget = Budget::new().of_work((work > 0).then_some(work));
    // It is counted, so that the handle may be freed while the call goes on.
    budget.cancelled_by(cancel.map(|cancel| Arc::clone(&cancel.0)))
}

/// The version of these functions in the library that was loaded.
#[unsafe(no_mangle)]
pub extern "C" fn cse_abi_version() -> u32 {
    CSE_ABI_VERSION
}

/// The version of the library: text that ends with a zero byte, and stays.
#[unsafe(no_mangle)]
pub extern "C" fn cse_library_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// How the call ended; `CSE_STATUS_MISUSE` for NULL.
///
/// # Safety
/// `answer` is NULL, or was given by this library and is not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_answer_status(answer: *const Answer) -> Status {
    // SAFETY: the caller gives a live answer or NULL.
    unsafe { borrowed(answer) }.map_or(Status::Misuse, |answer| answer.status)
}

/// The bytes of the answer, which live as long as it does; a zero byte follows them. NULL for NULL.
///
/// # Safety
/// As `cse_answer_status`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_answer_bytes(answer: *const Answer) -> *const u8 {
    // SAFETY: the caller gives a live answer or NULL.
    unsafe { borrowed(answer) }.map_or(ptr::null(), |answer| answer.bytes.as_ptr())
}

/// How many bytes the answer has, without the zero byte; 0 for NULL.
///
/// # Safety
/// As `cse_answer_status`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_answer_length(answer: *const Answer) -> u32 {
    // SAFETY: the caller gives a live answer or NULL.
    unsafe { borrowed(answer) }.map_or(0, Answer::length)
}

/// The message of an answer that is not ok: text that ends with a zero byte, fit for a log. NULL for one that is.
///
/// # Safety
/// As `cse_answer_status`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_answer_message(answer: *const Answer) -> *const c_char {
    // SAFETY: the caller gives a live answer or NULL.
    unsafe { borrowed(answer) }.map_or(ptr::null(), Answer::message)
}

/// The details of an answer that is not ok: JSON that ends with a zero byte. It may hold a child's data, and belongs in
/// no log. NULL for an answer that is ok.
///
/// # Safety
/// As `cse_answer_status`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_answer_detail(answer: *const Answer) -> *const c_char {
    // SAFETY: the caller gives a live answer or NULL.
    unsafe { borrowed(answer) }.map_or(ptr::null(), Answer::detail)
}

/// The rules that `cse_files_load` loaded: a handle of their own, to be freed with `cse_rules_free`, before or after the
/// answer. NULL where there are none.
///
/// # Safety
/// As `cse_answer_status`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_answer_rules(answer: *const Answer) -> *const Rules {
    // SAFETY: the caller gives a live answer or NULL.
    let answer = unsafe { borrowed(answer) };
    answer.and_then(|answer| answer.rules.clone()).map_or(ptr::null(), Arc::into_raw)
}

/// Frees an answer.
///
/// # Safety
/// `answer` is NULL, or was given by this library and is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_answer_free(answer: *mut Answer) {
    if !answer.is_null() {
        // SAFETY: it came from `Box::into_raw`, and the caller frees it once.
        drop(unsafe { Box::from_raw(answer) });
    }
}

/// The built-in rules: a handle, to be freed with `cse_rules_free`. NULL if the library failed.
#[unsafe(no_mangle)]
pub extern "C" fn cse_rules_built_in() -> *const Rules {
    static BUILT_IN: LazyLock<Arc<Rules>> = LazyLock::new(|| Arc::new(Rules(RuleSet::coventry().clone())));
    guarded(|| Arc::into_raw(Arc::clone(&BUILT_IN))).unwrap_or(ptr::null())
}

/// Another handle of the same rules, to be freed as the first.
///
/// # Safety
/// `rules` is NULL, or a handle that is not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_rules_retain(rules: *const Rules) -> *const Rules {
    if !rules.is_null() {
        // SAFETY: it came from `Arc::into_raw`, and the handle of the caller keeps it alive.
        unsafe { Arc::increment_strong_count(rules) };
    }
    rules
}

/// Frees a handle of rules. The rules live as long as another handle of them does.
///
/// # Safety
/// `rules` is NULL, or a handle that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_rules_free(rules: *const Rules) {
    if !rules.is_null() {
        // SAFETY: it came from `Arc::into_raw`, and the caller frees each handle once.
        drop(unsafe { Arc::from_raw(rules) });
    }
}

/// Begins to gather the files of a rule set.
#[unsafe(no_mangle)]
pub extern "C" fn cse_files_new() -> *mut Files {
    Box::into_raw(Box::new(Files(Mutex::default())))
}

/// Adds a file, by its name and its bytes, both of which are copied.
///
/// # Safety
/// `files` is NULL, or a handle that is not freed; `name` and `content` are NULL, or lead to as many bytes as is said.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_files_add(
    files: *const Files,
    name: *const u8,
    name_length: u32,
    content: *const u8,
    content_length: u32,
) -> Status {
    let added = guarded(|| {
        // SAFETY: the caller gives a live handle or NULL.
        let files = unsafe { borrowed(files) }.ok_or_else(|| no("handle of files"))?;
        // SAFETY: the caller gives as many bytes as it says.
        let name = unsafe { text("name", name, name_length) }?;
        // SAFETY: as above.
        let content = unsafe { bytes("content", content, content_length) }?;
        let mut gathered = files.0.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.files.push((name.to_owned(), content.to_vec()));
        Ok(Status::Ok)
    });
    status(added)
}

/// Makes a set known that the files may extend. The built-in one is known. The handle may be freed at once.
///
/// # Safety
/// Both are NULL, or handles that are not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_files_base(files: *const Files, rules: *const Rules) -> Status {
    let added = guarded(|| {
        // SAFETY: the caller gives a live handle or NULL.
        let files = unsafe { borrowed(files) }.ok_or_else(|| no("handle of files"))?;
        if rules.is_null() {
            return Err(no("rule set"));
        }
        // SAFETY: it came from `Arc::into_raw`, and the handle of the caller keeps it alive.
        unsafe { Arc::increment_strong_count(rules) };
        // SAFETY: the count was raised for it just now.
        let base = unsafe { Arc::from_raw(rules) };
        files.0.lock().unwrap_or_else(PoisonError::into_inner).bases.push(base);
        Ok(Status::Ok)
    });
    status(added)
}

fn status(done: Result<Result<Status, CallError>, cse_screening_guard::Panicked>) -> Status {
    match done {
        Ok(Ok(status)) => status,
        Ok(Err(error)) => error.kind().into(),
        Err(_) => Status::Panic,
    }
}

/// Loads the rules that were gathered. The answer is that of `cse_about`, and has the rules: `cse_answer_rules`.
///
/// # Safety
/// `files` is NULL, or a handle that is not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_files_load(files: *const Files) -> *mut Answer {
    answered(|| {
        // SAFETY: the caller gives a live handle or NULL.
        let files = unsafe { borrowed(files) }.ok_or_else(|| no("handle of files"))?;
        let gathered = files.0.lock().unwrap_or_else(PoisonError::into_inner);
        let named: Vec<_> = gathered.files.iter().map(|(name, bytes)| (&**name, &**bytes)).collect();
        let bases: Vec<_> = gathered.bases.iter().map(|base| &base.0).collect();
        let rules = json_calls::rules(&named, &bases)?;
        let about = json_calls::about(&rules);
        Ok(Answer { rules: Some(Arc::new(Rules(rules))), ..ok(about) })
    })
}

/// Frees what was gathered. Rules that were loaded stay.
///
/// # Safety
/// `files` is NULL, or a handle that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_files_free(files: *mut Files) {
    if !files.is_null() {
        // SAFETY: it came from `Box::into_raw`, and the caller frees it once.
        drop(unsafe { Box::from_raw(files) });
    }
}

/// What can call off a check, a comparison, or a search for changes.
#[unsafe(no_mangle)]
pub extern "C" fn cse_cancel_new() -> *mut Cancel {
    Box::into_raw(Box::new(Cancel(Arc::default())))
}

/// Calls off each call that was given this handle: those that go on, soon; later ones at once. Another thread may do it.
///
/// # Safety
/// `cancel` is NULL, or a handle that is not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_cancel_set(cancel: *const Cancel) {
    // SAFETY: the caller gives a live handle or NULL.
    if let Some(cancel) = unsafe { borrowed(cancel) } {
        cancel.0.store(true, Ordering::Relaxed);
    }
}

/// Frees the handle. Calls that were given it go on.
///
/// # Safety
/// `cancel` is NULL, or a handle that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_cancel_free(cancel: *mut Cancel) {
    if !cancel.is_null() {
        // SAFETY: it came from `Box::into_raw`, and the caller frees it once.
        drop(unsafe { Box::from_raw(cancel) });
    }
}

/// Which rules these are: `engine`, `rules`, `title` and `base`.
///
/// # Safety
/// Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_about(rules: *const Rules) -> *mut Answer {
    answered(|| {
        // SAFETY: the caller gives a live handle or NULL.
        let rules = unsafe { rules_of(rules) }?;
        Ok(ok(json_calls::about(rules)))
    })
}

/// The rules as one document, to be kept beside the records that they made. It is loaded as a file is.
///
/// # Safety
/// Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_document(rules: *const Rules) -> *mut Answer {
    answered(|| {
        // SAFETY: the caller gives a live handle or NULL.
        let rules = unsafe { rules_of(rules) }?;
        Ok(ok(json_calls::document(rules)))
    })
}

/// The record of a request.
///
/// # Safety
/// Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_screen(
    rules: *const Rules,
    request: *const u8,
    request_length: u32,
) -> *mut Answer {
    answered(|| {
        // SAFETY: the caller gives a live handle or NULL.
        let rules = unsafe { rules_of(rules) }?;
        // SAFETY: the caller gives as many bytes as it says.
        let request = unsafe { bytes("request", request, request_length) }?;
        json_calls::screen(rules, request).map(ok)
    })
}

/// One request a line, and one line for each: its record, or `line` and `error`. The errors go back to who sent the
/// lines, and into no log. Blank lines give nothing.
///
/// # Safety
/// Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_screen_lines(
    rules: *const Rules,
    lines: *const u8,
    lines_length: u32,
) -> *mut Answer {
    answered(|| {
        // SAFETY: the caller gives a live handle or NULL.
        let rules = unsafe { rules_of(rules) }?;
        // SAFETY: the caller gives as many bytes as it says.
        let lines = unsafe { bytes("lines", lines, lines_length) }?;
        Ok(ok(json_calls::screen_lines(rules, lines)))
    })
}

/// What a request comes to, and no more: `scope`, `category`, `indicated`, `possible`, `levels` and `no_category`.
/// No category is not "no risk".
///
/// # Safety
/// Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_category(
    rules: *const Rules,
    request: *const u8,
    request_length: u32,
) -> *mut Answer {
    answered(|| {
        // SAFETY: the caller gives a live handle or NULL.
        let rules = unsafe { rules_of(rules) }?;
        // SAFETY: the caller gives as many bytes as it says.
        let request = unsafe { bytes("request", request, request_length) }?;
        json_calls::category(rules, request).map(ok)
    })
}

/// What made a record: `format`, `engine` and `rules`.
///
/// # Safety
/// Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_identity(record: *const u8, record_length: u32) -> *mut Answer {
    answered(|| {
        // SAFETY: the caller gives as many bytes as it says.
        let record = unsafe { bytes("record", record, record_length) }?;
        json_calls::identity(record).map(ok)
    })
}

/// Screens the request of a record again and compares: `engine`, `redacted` and `sha256` of one that verifies.
///
/// # Safety
/// Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_verify(
    rules: *const Rules,
    record: *const u8,
    record_length: u32,
) -> *mut Answer {
    answered(|| {
        // SAFETY: the caller gives a live handle or NULL.
        let rules = unsafe { rules_of(rules) }?;
        // SAFETY: the caller gives as many bytes as it says.
        let record = unsafe { bytes("record", record, record_length) }?;
        json_calls::verify(rules, record).map(ok)
    })
}

/// What holds of the rules for every request.
///
/// `work` is the most that it may take: 0 is no limit, and 4194304 is enough for most sets. `cancel` may be NULL.
///
/// # Safety
/// Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_check(rules: *const Rules, work: u64, cancel: *const Cancel) -> *mut Answer {
    answered(|| {
        // SAFETY: the caller gives a live handle or NULL.
        let rules = unsafe { rules_of(rules) }?;
        // SAFETY: the caller gives a live handle or NULL.
        let budget = unsafe { budget(work, cancel) };
        json_calls::check(rules, &budget).map(ok)
    })
}

/// What changes from some rules to others.
///
/// `work` is the most that it may take: 0 is no limit, and 4194304 is enough for most sets. `cancel` may be NULL.
///
/// # Safety
/// Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_compare(
    from: *const Rules,
    to: *const Rules,
    work: u64,
    cancel: *const Cancel,
) -> *mut Answer {
    answered(|| {
        // SAFETY: the caller gives a live handle or NULL.
        let from = unsafe { rules_of(from) }?;
        // SAFETY: as above.
        let to = unsafe { rules_of(to) }?;
        // SAFETY: the caller gives a live handle or NULL.
        let budget = unsafe { budget(work, cancel) };
        json_calls::compare(from, to, &budget).map(ok)
    })
}

/// Why the row with this id did not apply to a request, and what would make it; or that it did apply.
///
/// `work` is the most that it may take: 0 is no limit, and 4194304 is enough for most sets. `cancel` may be NULL.
///
/// # Safety
/// Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_why_not(
    rules: *const Rules,
    request: *const u8,
    request_length: u32,
    id: *const u8,
    id_length: u32,
    work: u64,
    cancel: *const Cancel,
) -> *mut Answer {
    answered(|| {
        // SAFETY: the caller gives a live handle or NULL.
        let rules = unsafe { rules_of(rules) }?;
        // SAFETY: the caller gives as many bytes as it says.
        let request = unsafe { bytes("request", request, request_length) }?;
        // SAFETY: the caller gives as many bytes as it says.
        let id = unsafe { text("id", id, id_length) }?;
        // SAFETY: the caller gives a live handle or NULL.
        let budget = unsafe { budget(work, cancel) };
        json_calls::why_not(rules, request, id, &budget).map(ok)
    })
}

/// The category above that of a request, and the smallest changes that would lead to it.
///
/// `work` is the most that it may take: 0 is no limit, and 4194304 is enough for most sets. `cancel` may be NULL.
///
/// # Safety
/// Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_next_category(
    rules: *const Rules,
    request: *const u8,
    request_length: u32,
    work: u64,
    cancel: *const Cancel,
) -> *mut Answer {
    answered(|| {
        // SAFETY: the caller gives a live handle or NULL.
        let rules = unsafe { rules_of(rules) }?;
        // SAFETY: the caller gives as many bytes as it says.
        let request = unsafe { bytes("request", request, request_length) }?;
        // SAFETY: the caller gives a live handle or NULL.
        let budget = unsafe { budget(work, cancel) };
        json_calls::next_category(rules, request, &budget).map(ok)
    })
}

/// The JSON Schema with this name, such as `request.json`.
///
/// # Safety
/// Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_schema(name: *const u8, name_length: u32) -> *mut Answer {
    answered(|| {
        // SAFETY: the caller gives as many bytes as it says.
        let name = unsafe { text("name", name, name_length) }?;
        json_calls::schema(name).map(ok)
    })
}

/// The request of these rules as a form: a JSON Schema with labels and an order.
///
/// # Safety
/// Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_form(rules: *const Rules) -> *mut Answer {
    answered(|| {
        // SAFETY: the caller gives a live handle or NULL.
        let rules = unsafe { rules_of(rules) }?;
        Ok(ok(json_calls::form(rules)))
    })
}

/// Memory for what is given to a call. WebAssembly alone needs it, where a host has none that the library can see.
#[cfg(target_arch = "wasm32")]
#[unsafe(no_mangle)]
pub extern "C" fn cse_alloc(length: u32) -> *mut u8 {
    let memory = vec![0_u8; length as usize].into_boxed_slice();
    Box::into_raw(memory).cast()
}

/// Frees it, with the length that it was asked with.
///
/// # Safety
/// `memory` came from `cse_alloc` with this length, and is not freed yet.
#[cfg(target_arch = "wasm32")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cse_dealloc(memory: *mut u8, length: u32) {
    let memory = ptr::slice_from_raw_parts_mut(memory, length as usize);
    // SAFETY: it came from `Box::into_raw` with this length.
    drop(unsafe { Box::from_raw(memory) });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "that is what is tested")]
    use super::*;
    use std::ffi::CStr;

    #[test]
    fn a_panic_becomes_an_answer() {
        let answer = answered(|| panic!("Elm-Street-4711"));
        // SAFETY: it was made just now, and is freed once below.
        let said = unsafe { borrowed(answer) };
        assert_eq!(said.map(|answer| answer.status), Some(Status::Panic));
        let json = said.map(|answer| String::from_utf8_lossy(&answer.bytes).into_owned()).unwrap_or_default();
        assert!(json.contains(r#""kind":"panic""#) && !json.contains("Elm"), "{json}");
        // SAFETY: as above.
        let message = unsafe { cse_answer_message(answer) };
        // SAFETY: text with a zero byte behind it, which lives as long as the answer.
        assert_eq!(unsafe { CStr::from_ptr(message) }.to_str(), Ok(MESSAGE));
        // SAFETY: as above.
        unsafe { cse_answer_free(answer) };
    }
}
