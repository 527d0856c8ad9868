//! What is screened: a file or standard input, and what its first bytes say of it.

use super::Failure;
use crate::progress::length_of_input;
use crate::sheet::clean;
use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};
use std::path::Path;

/// So many bytes tell what a file is.
const HEAD: u64 = 512;

/// How to save as UTF-8, where a sheet is saved.
pub(super) const SAVE_AS: &str = "save it as UTF-8 (in Excel: “CSV UTF-8”)";

/// What is said of a table that is read as JSON.
pub(super) const LOOKS_LIKE_A_SHEET: &str =
    "this looks like a CSV: `cse rules columns DIR` writes a map for it, and --columns MAP reads it";

/// A file that is read from its beginning, or standard input.
pub(super) struct Input {
    /// The name to call it by.
    pub(super) name: String,
    pub(super) from: Box<dyn BufRead>,
    /// How many bytes there are, where that is known.
    pub(super) length: Option<u64>,
    head: Vec<u8>,
    is_called_a_sheet: bool,
}

impl Input {
    /// Opens the file; none, or -, is standard input.
    pub(super) fn open(file: Option<&Path>) -> Result<Self, Failure> {
        let file = file.filter(|file| file.as_os_str() != "-");
        let name = name_of(file);
        let opened: io::Result<(Box<dyn BufRead>, Option<u64>)> = match file {
            None => Ok((Box::new(BufReader::with_capacity(1 << 16, io::stdin())), length_of_input())),
            Some(file) => open(file),
        };
        let unreadable = |error: io::Error| Failure::Broken(format!("{name} cannot be read: {error}"));
        let (mut from, length) = opened.map_err(unreadable)?;
        let mut head = Vec::new();
        from.by_ref().take(HEAD).read_to_end(&mut head).map_err(unreadable)?;
        if let Some(problem) = no_text(&head) {
            return Err(Failure::Broken(format!("{name}: {problem}")));
        }
        let from = Box::new(Cursor::new(head.clone()).chain(from));
        let ending = file.and_then(Path::extension).unwrap_or_default();
        let is_called_a_sheet = ["csv", "tsv"].iter().any(|one| ending.eq_ignore_ascii_case(one));
        Ok(Self { name, from, length, head, is_called_a_sheet })
    }

    /// Everything.
    pub(super) fn whole(mut self) -> Result<Vec<u8>, Failure> {
        let mut text = Vec::new();
        match self.from.read_to_end(&mut text) {
            Ok(_) => Ok(text),
            Err(error) => Err(Failure::Broken(format!("{} cannot be read: {error}", self.name))),
        }
    }

    /// Whether it has the name of a table.
    pub(super) fn is_called_a_sheet(&self) -> bool {
        self.is_called_a_sheet
    }

    /// Whether its beginning is that of a table, and no JSON.
    pub(super) fn looks_like_a_sheet(&self) -> bool {
        looks_like_a_sheet(&self.head)
    }
}

fn open(file: &Path) -> io::Result<(Box<dyn BufRead>, Option<u64>)> {
    let opened = File::open(file)?;
    let found = opened.metadata()?;
    if found.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if is_output(&found) {
        return Err(io::Error::new(
            ErrorKind::InvalidInput,
            "what is written goes into the same file; allowed: another",
        ));
    }
    let length = found.is_file().then_some(found.len());
    Ok((Box::new(BufReader::with_capacity(1 << 16, opened)), length))
}

/// Whether standard output is this file: then it would be fed with what is written.
#[cfg(unix)]
fn is_output(file: &Metadata) -> bool {
    use std::os::fd::AsFd;
    use std::os::unix::fs::MetadataExt;
    let output = io::stdout().as_fd().try_clone_to_owned().and_then(|output| File::from(output).metadata());
    file.is_file() && output.is_ok_and(|output| (output.dev(), output.ino()) == (file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn is_output(_: &Metadata) -> bool {
    false
}

/// How a message calls it.
pub(super) fn name_of(file: Option<&Path>) -> String {
    let file = file.filter(|file| file.as_os_str() != "-");
    file.map_or_else(|| "standard input".to_owned(), |file| clean(&file.display().to_string()))
}

/// What is wrong with a file that is no text in UTF-8 from its first bytes on.
fn no_text(head: &[u8]) -> Option<String> {
    let utf_16 = head.starts_with(b"\xff\xfe")
        || head.starts_with(b"\xfe\xff")
        || matches!(head, [0, first, 0, second, ..] | [first, 0, second, 0, ..] if *first != 0 && *second != 0);
    if utf_16 {
        return Some(format!("this is UTF-16; allowed: UTF-8. Please {SAVE_AS}"));
    }
    // A folder of packed files, as in .xlsx and .ods; and the older form of .xls.
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0") {
        return Some(format!("this is a workbook, and not its sheet as text; {SAVE_AS}"));
    }
    None
}

/// What a text that was refused as JSON looks like, and how to have it screened.
pub(super) fn instead_of_json(text: &[u8]) -> Option<&'static str> {
    if looks_like_a_sheet(text) {
        return Some(LOOKS_LIKE_A_SHEET);
    }
    let mut lines = text.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let mut whole = || {
        lines
            .next()
            .is_some_and(|line| serde_json::from_slice::<serde_json::Value>(without_mark(line)).is_ok())
    };
    (whole() && lines.next().is_some()).then_some("this looks like JSONL, one request a line: use --jsonl")
}

/// Whether it begins with a line of several cells, and not as JSON does.
fn looks_like_a_sheet(text: &[u8]) -> bool {
    let text = without_mark(text).trim_ascii_start();
    let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let begins_as_json = matches!(first.first(), None | Some(b'{' | b'['));
    !begins_as_json && first.iter().any(|byte| matches!(byte, b',' | b';' | b'\t'))
}

/// With this some programs begin a file in UTF-8.
pub(super) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}
