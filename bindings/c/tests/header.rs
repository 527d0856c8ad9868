//! The header that is committed is the one that cbindgen makes. `WRITE_HEADER=1` writes it anew.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test stops at the first thing that is wrong")]

use std::{env, fs, path::Path};

#[test]
fn the_header_is_that_of_the_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(folder.join("cbindgen.toml")).expect("its settings are read");
    let source = folder.join("src/lib.rs");
    let bindings =
        cbindgen::Builder::new().with_config(config).with_src(source).generate().expect("it is made");
    let mut made = Vec::new();
    bindings.write(&mut made);
    let made = String::from_utf8(made).unwrap();
    let header = folder.join("include/cse_screening.h");
    if env::var_os("WRITE_HEADER").is_some() {
        fs::write(&header, &made).unwrap();
    }
    let committed = fs::read_to_string(&header).unwrap_or_default();
    assert!(
        committed == made,
        "include/cse_screening.h is not as the code is; WRITE_HEADER=1 writes it anew"
    );
}
