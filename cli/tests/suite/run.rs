//! The command as a process, and folders to run it in.

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How a call ended, and what it said.
pub struct Call {
    pub code: i32,
    pub out: String,
    pub errors: String,
}

impl Call {
    pub fn json(&self) -> Value {
        assert_eq!(self.errors, "");
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}\n{}", self.out))
    }

    /// The text without its line breaks and indents.
    pub fn flat(&self) -> String {
        assert_eq!(self.errors, "");
        crate::support::flat(&self.out)
    }
}

/// The command, as it was built for these tests.
pub const CSE: &str = env!("CARGO_BIN_EXE_cse");

/// `cse NAME ARGUMENTS`, with nothing to read.
pub fn command(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(CSE);
    command.arg(name).args(arguments).env_remove("CLICOLOR_FORCE").stdin(Stdio::null());
    command
}

/// `cse NAME ARGUMENTS`, started, and waiting for what it shall read.
pub fn started(name: &str, arguments: &[&str]) -> Child {
    piped(&mut command(name, arguments))
}

/// `cse NAME ARGUMENTS` on this input.
pub fn cse(name: &str, arguments: &[&str], input: &[u8]) -> Call {
    ended(started(name, arguments), input)
}

/// The same, in this folder.
pub fn cse_in(folder: &str, name: &str, arguments: &[&str]) -> Call {
    ended(piped(command(name, arguments).current_dir(folder)), b"")
}

fn piped(command: &mut Command) -> Child {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn ended(mut process: Child, input: &[u8]) -> Call {
    let mut to = process.stdin.take().unwrap();
    let done = std::thread::scope(|scope| {
        // It may end before it has read all; what matters is what it says.
        scope.spawn(move || to.write_all(input));
        process.wait_with_output().unwrap()
    });
    Call {
        code: done.status.code().unwrap(),
        out: String::from_utf8(done.stdout).unwrap(),
        errors: String::from_utf8(done.stderr).unwrap(),
    }
}

/// A folder of its own for one test, which goes when the test does.
pub struct Folder(pub PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Folder {
    pub fn new(test: &str) -> Self {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("cse-{}-{number}-{test}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        fs::write(self.0.join(name), text).unwrap();
        self.path(name)
    }

    /// A set of one file.
    pub fn set(&self, name: &str, document: &Value) -> String {
        fs::create_dir_all(self.0.join(name)).unwrap();
        self.file(&format!("{name}/set.json"), document.to_string());
        self.path(name)
    }

    #[cfg(unix)]
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = entries.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// A file or folder of the project.
pub fn of_project(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path).to_str().unwrap().to_owned()
}
