//! What a caller gives: handles and bytes, each of which may be NULL.

use cse_screening::json_calls::CallError;
use std::slice;

/// What stands behind a handle; none for NULL.
///
/// # Safety
/// `handle` is NULL, or leads to a value that lives, and is not changed, as long as the borrow.
pub(crate) unsafe fn borrowed<'a, T>(handle: *const T) -> Option<&'a T> {
    // SAFETY: that is what the caller promises.
    unsafe { handle.as_ref() }
}

/// Bytes of the caller's. None at all may be NULL.
///
/// # Safety
/// `bytes` is NULL, or leads to `length` bytes that live, and are not changed, as long as the borrow.
pub(crate) unsafe fn bytes<'a>(what: &str, bytes: *const u8, length: u32) -> Result<&'a [u8], CallError> {
    if length == 0 {
        return Ok(&[]);
    }
    // A `u32` fits wherever there are 32 bits of memory.
    let Some(length) = usize::try_from(length).ok().filter(|_| !bytes.is_null()) else {
        return Err(CallError::misuse(format!("no {what} was given, and its length is not 0")));
    };
    if isize::try_from(length).is_err() {
        return Err(CallError::misuse(format!("the {what} is longer than memory can be")));
    }
    // SAFETY: it is not NULL, and the caller promises that so many bytes are there.
    Ok(unsafe { slice::from_raw_parts(bytes, length) })
}

/// The same, as text.
///
/// # Safety
/// As [`bytes`].
pub(crate) unsafe fn text<'a>(what: &str, given: *const u8, length: u32) -> Result<&'a str, CallError> {
    // SAFETY: the same is asked of the caller.
    let given = unsafe { bytes(what, given, length) }?;
    std::str::from_utf8(given).map_err(|_| CallError::misuse(format!("the {what} is not UTF-8")))
}
