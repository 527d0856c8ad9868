//! The functions as C calls them: nothing is read or freed that may not be, whatever order the handles are freed in. Miri
//! runs what needs no rules: to load even a small set takes it too long.
#![allow(
    clippy::unwrap_used,
    clippy::undocumented_unsafe_blocks,
    clippy::multiple_unsafe_ops_per_block,
    reason = "a test"
)]

use cse_screening_c::*;
use std::ffi::CStr;
use std::{ptr, slice, thread};

const SMALL: &str = include_str!("../../../tests/small.json");
const REQUEST: &str = r#"{"child": {"age": 12}, "screening": {"indicators": {"first-sign": "yes"}}}"#;

fn length(text: &str) -> u32 {
    text.len().try_into().unwrap()
}

/// What an answer says, which is freed. The zero byte behind it is there.
fn said(answer: *mut Answer) -> (Status, Vec<u8>) {
    unsafe {
        let status = cse_answer_status(answer);
        let counted = usize::try_from(cse_answer_length(answer)).unwrap();
        let bytes = slice::from_raw_parts(cse_answer_bytes(answer), counted + 1).to_vec();
        let (message, detail) = (cse_answer_message(answer), cse_answer_detail(answer));
        assert_eq!((message.is_null(), detail.is_null()), (status == Status::Ok, status == Status::Ok));
        if !message.is_null() {
            assert!(!CStr::from_ptr(message).to_bytes().is_empty());
            assert!(!CStr::from_ptr(detail).to_bytes().is_empty());
        }
        cse_answer_free(answer);
        assert_eq!(bytes.last(), Some(&0));
        (status, bytes)
    }
}

fn loaded() -> *const Rules {
    unsafe {
        let files = cse_files_new();
        let name = "small.json";
        let added = cse_files_add(files, name.as_ptr(), length(name), SMALL.as_ptr(), length(SMALL));
        assert_eq!(added, Status::Ok);
        let answer = cse_files_load(files);
        cse_files_free(files);
        let rules = cse_answer_rules(answer);
        assert_eq!(said(answer).0, Status::Ok);
        assert!(!rules.is_null());
        rules
    }
}

#[test]
#[cfg_attr(miri, ignore = "too long")]
fn handles_do_not_need_one_another() {
    unsafe {
        let rules = loaded();
        let again = cse_rules_retain(rules);
        cse_rules_free(rules);
        assert_eq!(said(cse_screen(again, ptr::null(), 4)).0, Status::Misuse);
        let record = cse_screen(again, REQUEST.as_ptr(), length(REQUEST));
        cse_rules_free(again);
        let (status, bytes) = said(record);
        assert_eq!(status, Status::Ok);
        assert!(String::from_utf8(bytes).unwrap().contains("first-sign"));
    }
}

#[test]
#[cfg_attr(miri, ignore = "too long")]
fn threads_share_rules() {
    unsafe {
        let rules = loaded();
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let mine = cse_rules_retain(rules).expose_provenance();
                thread::spawn(move || {
                    let mine = ptr::with_exposed_provenance::<Rules>(mine);
                    let answer = cse_category(mine, REQUEST.as_ptr(), length(REQUEST));
                    cse_rules_free(mine);
                    said(answer)
                })
            })
            .collect();
        cse_rules_free(rules);
        for thread in threads {
            assert_eq!(thread.join().unwrap().0, Status::Ok);
        }
    }
}

#[test]
fn whatever_is_null_is_misuse() {
    unsafe {
        let (null, no_rules) = (ptr::null::<u8>(), ptr::null::<Rules>());
        let answers = [
            cse_screen(no_rules, REQUEST.as_ptr(), length(REQUEST)),
            cse_identity(null, 4),
            cse_schema([0xFF].as_ptr(), 1),
            cse_files_load(ptr::null()),
            cse_about(no_rules),
            cse_compare(no_rules, no_rules, 0, ptr::null()),
            cse_why_not(no_rules, REQUEST.as_ptr(), length(REQUEST), [0xFF].as_ptr(), 1, 0, ptr::null()),
        ];
        for answer in answers {
            assert_eq!(said(answer).0, Status::Misuse);
        }
        assert_eq!(said(cse_identity(null, 0)).0, Status::Refused);
        assert_eq!(cse_files_add(ptr::null(), null, 0, null, 0), Status::Misuse);
        assert_eq!(cse_files_base(ptr::null(), no_rules), Status::Misuse);
        assert_eq!(cse_answer_status(ptr::null()), Status::Misuse);
        assert!(cse_answer_bytes(ptr::null()).is_null() && cse_answer_rules(ptr::null()).is_null());
        assert!(cse_rules_retain(no_rules).is_null());
        cse_answer_free(ptr::null_mut());
        cse_rules_free(no_rules);
        cse_files_free(ptr::null_mut());
        cse_cancel_free(ptr::null_mut());
        cse_cancel_set(ptr::null());
    }
}

#[test]
fn files_are_copied_and_answers_outlive_them() {
    unsafe {
        let files = cse_files_new();
        let (name, content) = (String::from("manifest.json"), String::from("{"));
        let added = cse_files_add(files, name.as_ptr(), length(&name), content.as_ptr(), length(&content));
        assert_eq!(added, Status::Ok);
        drop((name, content));
        assert_eq!(cse_files_base(files, ptr::null()), Status::Misuse);
        assert_eq!(cse_files_add(files, [0xFF].as_ptr(), 1, ptr::null(), 0), Status::Misuse);
        let answers = [cse_files_load(files), cse_files_load(files)];
        cse_files_free(files);
        for answer in answers {
            assert!(cse_answer_rules(answer).is_null());
            let (status, bytes) = said(answer);
            assert_eq!(status, Status::RulesRefused);
            assert!(String::from_utf8(bytes).unwrap().contains("manifest.json"));
        }
        let record = r#"{"format": 2, "engine": "0.1.0",
            "rules": {"id": "a", "version": "1", "sha256": "0", "calendar": "england"}}"#;
        assert_eq!(said(cse_identity(record.as_ptr(), length(record))).0, Status::Ok);
    }
}

#[test]
fn a_cancel_handle_is_shared_by_threads() {
    unsafe {
        let cancel = cse_cancel_new();
        let theirs = cancel.expose_provenance();
        let thread = thread::spawn(move || cse_cancel_set(ptr::with_exposed_provenance::<Cancel>(theirs)));
        cse_cancel_set(cancel);
        thread.join().unwrap();
        cse_cancel_free(cancel);
    }
}

#[test]
#[cfg_attr(miri, ignore = "too long")]
fn a_base_is_kept_by_who_extends_it() {
    unsafe {
        let base = loaded();
        let files = cse_files_new();
        assert_eq!(cse_files_base(files, base), Status::Ok);
        assert_eq!(cse_files_base(files, ptr::null()), Status::Misuse);
        cse_rules_free(base);
        let local = r#"{"extends": {"id": "small", "version": "1.0.0"},
            "manifest": {"id": "local", "version": "1.0.0", "title": "Local"}}"#;
        assert_eq!(cse_files_add(files, ptr::null(), 0, local.as_ptr(), length(local)), Status::Ok);
        let answer = cse_files_load(files);
        let rules = cse_answer_rules(answer);
        assert_eq!(said(answer).0, Status::Ok);
        cse_files_free(files);
        let cancel = cse_cancel_new();
        cse_cancel_set(cancel);
        assert_eq!(said(cse_check(rules, 0, cancel)).0, Status::Cancelled);
        cse_cancel_free(cancel);
        cse_rules_free(rules);
    }
}
