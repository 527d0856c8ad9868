//! The files of a folder of rules or of cases. Whatever in it may have been meant as rules is read, or it is
//! a fault: nothing is passed over in silence.

use crate::tables::Tables;
use crate::tables::fault::{Fault, RulesError};
use crate::vocabulary::nearest;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The folders that a folder of rules may hold: the cases, and what an editor knows the tables by.
const FOLDERS: &[&str] = &["cases", "schema"];
/// Documents, which are for people and not read.
const DOCUMENTS: &[&str] = &["docx", "html", "md", "odt", "pdf", "txt"];
/// Files that are not read either: those of a repository, and what Windows leaves behind.
const OTHERS: &[&str] = &["desktop.ini", "LICENCE", "LICENSE", "NOTICE", "README", "Thumbs.db"];
/// So many bytes of a document are looked at, to see whether it is JSON under another name.
const START: u64 = 64;

/// What is said of any other file.
const NOT_READ: &str = "is not read; allowed: rules in files that end in `.json`, and documents that are no JSON in `.docx`, `.html`, `.md`, `.odt`, `.pdf` or `.txt`";

/// The names of files, and their bytes.
type Files = Vec<(String, Vec<u8>)>;

/// What a folder is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Rules,
    Cases,
}

/// The `.json` files of a folder in the order of their names, each with its bytes.
///
/// `most` are the bytes of all files together; none when there are more.
pub(crate) fn files(folder: &Path, holds: Holds, most: usize) -> Result<Option<Files>, RulesError> {
    let here = folder.canonicalize().map_err(|error| unreadable(folder, &error))?;
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        paths.push(entry.map_err(|error| unreadable(folder, &error))?.path());
    }
    paths.sort();
    let mut files = Vec::new();
    let mut faults = Vec::new();
    for path in paths {
        match is_read(&path, &here, holds) {
            Ok(true) => files.push(path),
            Ok(false) => {}
            Err(error) => faults.extend(error.into_faults()),
        }
    }
    if !faults.is_empty() {
        return Err(RulesError::new(faults));
    }
    let mut left = most as u64;
    let mut read = Vec::new();
    for path in files {
        // What the file says of its size is not relied on: it may grow while it is read.
        let mut bytes = Vec::new();
        let file = File::open(&path).and_then(|file| file.take(left + 1).read_to_end(&mut bytes));
        file.map_err(|error| unreadable(&path, &error))?;
        match left.checked_sub(bytes.len() as u64) {
            Some(rest) => left = rest,
            None => return Ok(None),
        }
        read.push((name_of(&path), bytes));
    }
    Ok(Some(read))
}

/// Whether what stands at a path is a file to read, or may stand there unread; otherwise why it may not.
fn is_read(path: &Path, here: &Path, holds: Holds) -> Result<bool, RulesError> {
    let name = name_of(path);
    let is_json = path.as_os_str().as_encoded_bytes().ends_with(b".json");
    // Those of editors, of version control and of the system.
    if name.starts_with('.') && !is_json {
        return Ok(false);
    }
    let fault = |problem: &str| Fault::new("", "", problem).in_file(&name);
    let real = path.canonicalize().map_err(|error| unreadable(path, &error))?;
    if !real.starts_with(here) {
        return Err(fault("is a link out of the folder; put the file itself here").into());
    }
    // Asked of the file before it is opened: to open a pipe is to wait for whoever writes to it.
    let kind = fs::metadata(&real).map_err(|error| unreadable(path, &error))?;
    if kind.is_dir() {
        return match holds {
            Holds::Rules if FOLDERS.contains(&&*name) => Ok(false),
            Holds::Rules => {
                let allowed = FOLDERS.join("`, `");
                let fault = fault(&format!("a folder that is not read; allowed: `{allowed}`"));
                Err(fault.near(0, &name, FOLDERS.iter().copied()).into())
            }
            Holds::Cases => Err(fault("a folder that is not read; cases stand in one folder").into()),
        };
    }
    if !kind.is_file() {
        return Err(fault("is neither a file nor a folder").into());
    }
    if is_json {
        return Ok(true);
    }
    let ending = path.extension().and_then(|ending| ending.to_str());
    let is_document = OTHERS.contains(&&*name) || ending.is_some_and(|ending| DOCUMENTS.contains(&ending));
    let lower = name.to_lowercase();
    if is_document && !lower.contains(".json") && !(ending != Some("md") && is_json_inside(&real, path)?) {
        return Ok(false);
    }
    let mut fault = fault(NOT_READ);
    fault.nearest = meant(&lower);
    Err(fault.into())
}

/// Whether a document begins as JSON does, in whatever encoding.
fn is_json_inside(file: &PathBuf, path: &Path) -> Result<bool, RulesError> {
    let mut start = Vec::new();
    let read = File::open(file).and_then(|file| file.take(START).read_to_end(&mut start));
    read.map_err(|error| unreadable(path, &error))?;
    let is_blank =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF);
    Ok(start.iter().find(|byte| !is_blank(byte)).is_some_and(|byte| matches!(byte, b'{' | b'[')))
}

/// The name that was meant by one that is not read.
fn meant(lower: &str) -> Option<String> {
    let stem = lower.split('.').next().filter(|stem| !stem.is_empty())?;
    if lower.contains(".json") {
        return Some(format!("{stem}.json"));
    }
    if FOLDERS.contains(&stem) {
        return None;
    }
    let tables: Vec<_> = Tables::NAMES.iter().map(|table| table.replace('_', "-")).collect();
    nearest(stem, tables.iter().map(String::as_str)).map(|table| format!("{table}.json"))
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

pub(crate) fn unreadable(what: &Path, error: &io::Error) -> Fault {
    Fault::new("", "", format!("cannot be read: {error}")).in_file(&name_of(what))
}
