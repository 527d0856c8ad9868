//! Any calls of the C library, in any order, with any bytes: handles are made, shared and freed, and each answer is read to
//! its end. What is read or freed that may not be, and what is never freed, the sanitizer finds.
//!
//! The input is a list of calls, each of which ends with a byte 0xFF. The first byte of one says which, the second which
//! of the handles at hand, and what follows is given to it.
#![no_main]

use cse_screening_c::*;
use libfuzzer_sys::fuzz_target;
use std::ffi::CStr;
use std::{ptr, slice};

/// Enough work that most searches end.
const WORK: u64 = 4096;

#[derive(Default)]
struct Host {
    rules: Vec<*const Rules>,
    answers: Vec<*mut Answer>,
    files: Vec<*mut Files>,
    cancels: Vec<*mut Cancel>,
}

/// One of the handles, or NULL.
fn one<T: Copy>(handles: &[T], which: u8, null: T) -> T {
    handles.get(usize::from(which)).copied().unwrap_or(null)
}

/// The same, which is not at hand any more.
fn taken<T: Copy>(handles: &mut Vec<T>, which: u8, null: T) -> T {
    if usize::from(which) < handles.len() { handles.swap_remove(usize::from(which)) } else { null }
}

impl Host {
    fn call(&mut self, call: u8, which: u8, given: &[u8]) {
        let (bytes, length) = (given.as_ptr(), u32::try_from(given.len()).unwrap());
        let rules = one(&self.rules, which % 8, ptr::null());
        let other = one(&self.rules, which / 8 % 4, ptr::null());
        let files = one(&self.files, which % 4, ptr::null_mut());
        let cancel = one(&self.cancels, which / 64, ptr::null_mut());
        let (text, id) = given.split_at(given.len() / 2);
        let halves = [(text.as_ptr(), text.len()), (id.as_ptr(), id.len())]
            .map(|(at, of)| (at, u32::try_from(of).unwrap()));
        let [(text, text_length), (id, id_length)] = halves;
        // SAFETY: every handle is at hand, and so not freed; the bytes live until the call returns.
        let answer = unsafe {
            match call {
                b'b' => return self.rules.push(cse_rules_built_in()),
                b'r' => return self.rules.push(cse_rules_retain(rules)),
                b'x' => return cse_rules_free(taken(&mut self.rules, which, ptr::null())),
                b'n' => return self.files.push(cse_files_new()),
                b'a' => return drop(cse_files_add(files, text, text_length.min(1), bytes, length)),
                b'e' => return drop(cse_files_base(files, rules)),
                b'y' => return cse_files_free(taken(&mut self.files, which, ptr::null_mut())),
                b'c' => return self.cancels.push(cse_cancel_new()),
                b'o' => return cse_cancel_set(cancel),
                b'z' => return cse_cancel_free(taken(&mut self.cancels, which, ptr::null_mut())),
                b'w' => return cse_answer_free(taken(&mut self.answers, which, ptr::null_mut())),
                b'l' => cse_files_load(files),
                b'A' => cse_about(rules),
                b'D' => cse_document(rules),
                b'F' => cse_form(rules),
                b'S' => cse_screen(rules, bytes, length),
                b'L' => cse_screen_lines(rules, bytes, length),
                b'C' => cse_category(rules, bytes, length),
                b'I' => cse_identity(bytes, length),
                b'V' => cse_verify(rules, bytes, length),
                b'K' => cse_check(rules, WORK, cancel),
                b'P' => cse_compare(rules, other, WORK, cancel),
                b'W' => cse_why_not(rules, text, text_length, id, id_length, WORK, cancel),
                b'N' => cse_next_category(rules, bytes, length, WORK, cancel),
                b'J' => cse_schema(bytes, length),
                // Bytes that are said to be there, and are not.
                b'0' => cse_screen(rules, ptr::null(), length),
                _ => return,
            }
        };
        self.read(answer);
    }

    fn read(&mut self, answer: *mut Answer) {
        // SAFETY: it was given just now.
        unsafe {
            let status = cse_answer_status(answer);
            assert!(status != Status::Panic, "the library panicked");
            let length = usize::try_from(cse_answer_length(answer)).unwrap();
            let bytes = slice::from_raw_parts(cse_answer_bytes(answer), length + 1);
            assert!(bytes[length] == 0 && std::str::from_utf8(bytes).is_ok());
            for text in [cse_answer_message(answer), cse_answer_detail(answer)] {
                assert_eq!(text.is_null(), status == Status::Ok);
                assert!(text.is_null() || !CStr::from_ptr(text).to_bytes().is_empty());
            }
            let rules = cse_answer_rules(answer);
            if !rules.is_null() {
                self.rules.push(rules);
            }
        }
        self.answers.push(answer);
    }
}

fuzz_target!(|input: &[u8]| {
    let mut host = Host::default();
    for call in input.split(|byte| *byte == 0xFF).take(64) {
        if let [call, which, given @ ..] = call {
            host.call(*call, *which, given);
        }
    }
    // In an order that has nothing to do with the one in which they were made.
    let Host { mut rules, mut answers, mut files, mut cancels } = host;
    rules.reverse();
    answers.sort();
    // SAFETY: each is at hand, and freed once.
    unsafe {
        rules.drain(..).for_each(|one| cse_rules_free(one));
        cancels.drain(..).for_each(|one| cse_cancel_free(one));
        answers.drain(..).for_each(|one| cse_answer_free(one));
        files.drain(..).for_each(|one| cse_files_free(one));
    }
});
