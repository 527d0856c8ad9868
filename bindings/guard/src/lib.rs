//! Keeps a panic inside a binding: the host gets an error, and its standard error stream nothing.
//!
//! The library promises not to panic. Where it does all the same, a host that is not written in Rust must neither be
//! unwound through nor find what was given to a call on its standard error stream, where a panic would print it.
#![forbid(unsafe_code)]

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// What is said of a panic, in the place of its own message, which may repeat what was given.
pub const MESSAGE: &str =
    "the library failed: this is a fault of the library itself, and not of what was given";

/// A panic was caught.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Panicked;

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Makes a call, and catches a panic in it. Panics elsewhere are printed as ever.
///
/// # Errors
/// [`Panicked`], and nothing is printed.
pub fn guarded<T>(call: impl FnOnce() -> T) -> Result<T, Panicked> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            // A thread that is ending has no such variable any more, and makes no call either.
            if !INSIDE.try_with(Cell::get).unwrap_or(false) {
                before(panic);
            }
        }));
    });
    let outside = INSIDE.replace(true);
    // What a call shares with others, the rules, is not changed by it.
    let done = catch_unwind(AssertUnwindSafe(call));
    INSIDE.set(outside);
    done.map_err(|_| Panicked)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "that is what is tested")]
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn a_panic_is_caught_and_printed_only_outside_a_call() {
        static PRINTED: AtomicUsize = AtomicUsize::new(0);
        set_hook(Box::new(|_| {
            PRINTED.fetch_add(1, Ordering::Relaxed);
        }));
        assert_eq!(guarded(|| 1), Ok(1));
        assert_eq!(guarded(|| -> i32 { panic!("inside") }), Err(Panicked));
        let nested = guarded(|| {
            assert_eq!(guarded(|| -> i32 { panic!("inside") }), Err(Panicked));
            panic!("still inside")
        });
        assert_eq!((nested, PRINTED.load(Ordering::Relaxed)), (Err(Panicked), 0));
        assert!(catch_unwind(|| panic!("outside")).is_err());
        assert_eq!(PRINTED.load(Ordering::Relaxed), 1);
    }
}
