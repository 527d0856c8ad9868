//! Any bytes as a request: refused with a place, or read, screened, recorded and verified.
#![no_main]

use cse_screening::{Record, Request, RuleSet};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let request = match Request::from_slice(bytes) {
        Ok(request) => request,
        Err(error) => {
            assert!(!error.place().is_empty() && !error.to_string().is_empty());
            return;
        }
    };
    let written = serde_json::to_vec(&request).unwrap();
    assert!(Request::from_slice(&written).as_ref() == Ok(&request), "the request reads otherwise");

    let outcome = request.screen();
    let record = outcome.to_record();
    let kept = serde_json::to_vec(&record).unwrap();
    let mut straight = Vec::new();
    outcome.write_json(&mut straight);
    assert!(straight == kept, "the record is written otherwise");
    let read: Record = serde_json::from_slice(&kept).unwrap();
    assert!(read == record && read.request == request, "the record reads otherwise");
    assert!(read.verify(RuleSet::coventry()) == Ok(()), "the record is not verified");
});
