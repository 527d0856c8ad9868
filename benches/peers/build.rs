//! Says which compiler builds it: the heading of the tables names it.
#![allow(clippy::print_stdout, reason = "how a build script speaks to cargo")]

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output();
    let version = output.ok().and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    // `rustc 1.95.0 (hash date)`: the first two words.
    let version: Vec<&str> = version.split_whitespace().take(2).collect();
    println!("cargo::rustc-env=PEERS_RUSTC={}", version.join(" "));
}
