//! A file of lines, read one at a time, however many there are.

use crate::line::read_line;
use crate::progress::length_of_input;
use cse_screening::RequestError;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// With this some editors begin a file in UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Why a line that was refused is named here: more than this are counted, and no longer named.
const NAMED: usize = 100;

pub(crate) struct Lines<R> {
    from: R,
    /// How many bytes there are, where that is known.
    pub(crate) length: Option<u64>,
    number: u64,
    text: Vec<u8>,
    /// How many blank lines went by.
    pub(crate) blank: u64,
}

/// A line by its number, or why it cannot be taken.
pub(crate) struct Line<'l> {
    pub(crate) number: u64,
    /// How many bytes were read for it.
    pub(crate) read: u64,
    pub(crate) text: Result<&'l [u8], String>,
}

/// Why a line was refused: without anything that it says, and in full.
pub(crate) struct Why {
    pub(crate) without_values: String,
    pub(crate) full: String,
}

impl From<String> for Why {
    fn from(without_values: String) -> Self {
        Self { full: without_values.clone(), without_values }
    }
}

impl From<RequestError> for Why {
    fn from(error: RequestError) -> Self {
        Self { without_values: error.to_string(), full: error.full_text() }
    }
}

/// Opens a file; - is standard input.
pub(crate) fn open(file: &Path) -> io::Result<Lines<Box<dyn BufRead>>> {
    let (from, length): (Box<dyn BufRead>, _) = if file.as_os_str() == "-" {
        (Box::new(BufReader::new(io::stdin())), length_of_input())
    } else {
        let opened = File::open(file)?;
        let found = opened.metadata()?;
        if found.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let length = found.is_file().then_some(found.len());
        (Box::new(BufReader::with_capacity(1 << 16, opened)), length)
    };
    Ok(Lines { from, length, number: 0, text: Vec::new(), blank: 0 })
}

impl<R: BufRead> Lines<R> {
    /// The next line that is not blank. Blank ones are counted, and no more.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        let mut bytes = 0;
        loop {
            self.text.clear();
            let (read, problem) = read_line(&mut self.from, &mut self.text)?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            bytes += read as u64;
            if let Some(problem) = problem {
                return Ok(Some(Line { number: self.number, read: bytes, text: Err(problem) }));
            }
            if self.number == 1 && self.text.starts_with(MARK) {
                self.text.drain(..MARK.len());
            }
            if !self.text.trim_ascii().is_empty() {
                break;
            }
            self.blank += 1;
        }
        Ok(Some(Line { number: self.number, read: bytes, text: Ok(&self.text) }))
    }
}

/// The lines that were refused: all are counted, and the first are named.
#[derive(Default)]
pub(crate) struct Refused {
    pub(crate) count: u64,
    pub(crate) named: Vec<(u64, String)>,
}

impl Refused {
    pub(crate) fn add(&mut self, number: u64, why: String) {
        self.count += 1;
        if self.named.len() < NAMED {
            self.named.push((number, why));
        }
    }

    /// How many are counted and not named.
    pub(crate) fn more(&self) -> u64 {
        self.count.saturating_sub(self.named.len() as u64)
    }
}
