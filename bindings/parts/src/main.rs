//! What is inside the packages, for a release.
//!
//! - `versions ROOT`: the one version of every package, and the SHA-256 of the built-in rules; fails where two differ.
//! - `sbom NAME MANIFEST PACKAGE TARGET`: the parts that are linked into a package, as CycloneDX JSON.
//! - `licences NAME MANIFEST PACKAGE TARGET`: their licences, with the texts.

mod inside;
mod versions;

use std::env;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// Why there is no answer.
struct Failed(String);

impl<E: Display> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["versions", root] => versions::same(Path::new(root)),
        ["sbom", name, manifest, package, target] => {
            inside::parts(manifest, package, target).and_then(|parts| inside::sbom(name, &parts, target))
        }
        ["licences", name, manifest, package, target] => {
            inside::parts(manifest, package, target).and_then(|parts| inside::licences(name, &parts, target))
        }
        _ => Err(Failed(
            "allowed: versions ROOT, sbom NAME MANIFEST PACKAGE TARGET, licences NAME MANIFEST PACKAGE TARGET"
                .to_owned(),
        )),
    };
    match done {
        Ok(said) => {
            let _ = writeln!(io::stdout(), "{said}");
            ExitCode::SUCCESS
        }
        Err(Failed(problem)) => {
            let _ = writeln!(io::stderr(), "{problem}");
            ExitCode::FAILURE
        }
    }
}
