//! `make DIR` writes the vectors, `check DIR` says whether they are as they would be written, and `answer DIR` answers
//! them and prints one hash.

mod make;
mod run;

use run::Failed;
use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["make", folder] => make::write(Path::new(folder)),
        ["check", folder] => make::check(Path::new(folder)),
        ["answer", folder] => run::answer(Path::new(folder)),
        _ => Err(Failed("allowed: make DIR, check DIR, answer DIR".to_owned())),
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
