//! Recall: which stored records were made by rules, or by a version of the engine, that were withdrawn since.
//!
//! A file holds one record, or one a line. Of each only what made it and its reference are looked at, so records of
//! any rules are read, one at a time.

use crate::answer::unusable;
use crate::output::until_nobody_reads;
use crate::sheet::clean;
use crate::words::{counted, printable};
use clap::Args;
use cse_screening::RecordOrigin;
use cse_screening::in_force::{Withdrawals, Withdrawn};
use serde::Deserialize;
use serde_json::json;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Lists the stored records that were made by rules or an engine withdrawn since
#[derive(Args)]
#[command(
    after_help = "Examples:\n  cse recall records.jsonl --withdrawn withdrawn.json\n  cse recall records/ --withdrawn withdrawn.json --json > concerned.jsonl\n\nThe list of what was withdrawn names rules, an engine or both, and says why, as a list of objects:\n  {\"rules\": \"SHA-256\", \"engine\": \"0.1.0\", \"reason\": \"...\"}\n\nExit codes: 0 every record was read and none is concerned; 1 some are concerned; 2 a wrong call, or none is concerned as far as could be read, and something could not."
)]
pub(crate) struct RecallArguments {
    /// Files with one record, or one a line; folders with such files (.json, .jsonl); - is standard input
    #[arg(required = true)]
    records: Vec<PathBuf>,

    /// The list of what was withdrawn, as JSON
    #[arg(long, value_name = "LIST")]
    withdrawn: PathBuf,

    /// Write one object a line for machines
    #[arg(long)]
    json: bool,
}

/// What is read of a record beside what made it.
#[derive(Deserialize)]
struct Named {
    reference: Option<String>,
}

/// What was found.
#[derive(Default)]
struct Tally {
    records: usize,
    concerned: usize,
    /// Where something is no record.
    unread: usize,
}

pub(crate) fn run(arguments: &RecallArguments) -> ExitCode {
    let withdrawn = match read_list(&arguments.withdrawn) {
        Ok(withdrawn) => withdrawn,
        Err(message) => return unusable(&message),
    };
    let mut recall = Recall {
        withdrawn: &withdrawn,
        json: arguments.json,
        out: BufWriter::new(io::stdout().lock()),
        tally: Tally::default(),
    };
    let done = arguments.records.iter().try_for_each(|place| recall.place(place));
    let done = until_nobody_reads(done.and_then(|()| recall.out.flush()));
    let Tally { records, concerned, unread } = recall.tally;
    if let Err(error) = done {
        return unusable(&format!("the list cannot be written: {error}"));
    }
    let unread_too = match unread {
        0 => String::new(),
        some => {
            format!("; {} not read, which may be concerned, too", counted(some, "place was", "places were"))
        }
    };
    // Where even this cannot be said, the exit code still does.
    let _ = writeln!(
        io::stderr(),
        "{concerned} of {} concerned{unread_too}",
        counted(records, "record", "records")
    );
    match (concerned, unread) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::from(2),
        _ => ExitCode::from(1),
    }
}

/// The list of what was withdrawn.
///
/// # Errors
/// It cannot be read, or is no such list: in words.
pub(crate) fn read_list(file: &Path) -> Result<Withdrawals, String> {
    let text = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Withdrawals::from_json(&text).map_err(|error| format!("{}: {error}", file.display()))
}

/// What was withdrawn, in words.
pub(crate) fn what(withdrawn: &Withdrawn) -> String {
    let rules = withdrawn.rules.as_ref().map(|sha256| format!("the rules with the SHA-256 {sha256}"));
    let engine = withdrawn.engine.as_ref().map(|version| format!("the engine {version}"));
    [rules, engine].into_iter().flatten().collect::<Vec<_>>().join(" together with ")
}

struct Recall<'w, W: Write> {
    withdrawn: &'w Withdrawals,
    json: bool,
    out: W,
    tally: Tally,
}

impl<W: Write> Recall<'_, W> {
    /// A file, or the files of a folder in the order of their names. What cannot be read is told, and the rest goes on.
    fn place(&mut self, place: &Path) -> io::Result<()> {
        if !place.is_dir() {
            return self.file(place);
        }
        let files = fs::read_dir(place).and_then(|entries| {
            entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()
        });
        let mut files = match files {
            Ok(files) => files,
            Err(error) => {
                self.unread(place, None, &error.to_string());
                return Ok(());
            }
        };
        files.retain(|file| {
            file.extension().is_some_and(|ending| {
                ending.eq_ignore_ascii_case("json") || ending.eq_ignore_ascii_case("jsonl")
            })
        });
        files.sort();
        if files.is_empty() {
            self.unread(place, None, "the folder holds no .json and no .jsonl file");
        }
        files.iter().try_for_each(|file| self.file(file))
    }

    fn file(&mut self, file: &Path) -> io::Result<()> {
        let lines: Box<dyn BufRead> = if file.as_os_str() == "-" {
            Box::new(BufReader::new(io::stdin()))
        } else {
            match File::open(file) {
                Ok(open) => Box::new(BufReader::new(open)),
                Err(error) => {
                    self.unread(file, None, &error.to_string());
                    return Ok(());
                }
            }
        };
        self.lines(file, lines)
    }

    /// One record a line; or one record, if the first line is none and the whole is one.
    fn lines(&mut self, file: &Path, mut lines: Box<dyn BufRead>) -> io::Result<()> {
        let mut number = 0;
        let mut found = 0;
        let mut line = Vec::new();
        loop {
            line.clear();
            match lines.read_until(b'\n', &mut line) {
                Ok(0) => break,
                Ok(_) => number += 1,
                Err(error) => {
                    self.unread(file, Some(number + 1), &error.to_string());
                    return Ok(());
                }
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            found += 1;
            // What goes on over several lines ends within an object.
            let begins = found == 1
                && serde_json::from_slice::<serde_json::Value>(without_mark(&line))
                    .is_err_and(|error| error.is_eof());
            if begins {
                if let Err(error) = lines.read_to_end(&mut line) {
                    self.unread(file, None, &error.to_string());
                    return Ok(());
                }
                return self.record(file, None, &line);
            }
            self.record(file, Some(number), &line)?;
        }
        if found == 0 {
            self.unread(file, None, "it is empty");
        }
        Ok(())
    }

    fn record(&mut self, file: &Path, line: Option<usize>, text: &[u8]) -> io::Result<()> {
        let origin = match RecordOrigin::of_record(text) {
            Ok(origin) => origin,
            Err(error) => {
                self.unread(file, line, &format!("this is no record: {error}"));
                return Ok(());
            }
        };
        self.tally.records += 1;
        let meant = self.withdrawn.of(&origin);
        if meant.is_empty() {
            return Ok(());
        }
        self.tally.concerned += 1;
        let named = serde_json::from_slice::<Named>(without_mark(text)).ok();
        let reference = named.and_then(|named| named.reference);
        let reasons: Vec<_> = meant.iter().map(|one| one.reason.as_str()).collect();
        let rules = &origin.rules;
        if self.json {
            let shown = json!({
                "file": file.display().to_string(),
                "line": line,
                "reference": reference,
                "rules": {"id": rules.id, "version": rules.version, "sha256": rules.sha256},
                "engine": origin.engine,
                "reasons": reasons,
            });
            serde_json::to_writer(&mut self.out, &shown)?;
            return writeln!(self.out);
        }
        let reference = reference
            .map_or_else(|| "no reference".to_owned(), |text| format!("reference {}", printable(&text)));
        let fingerprint: String = rules.sha256.chars().take(12).collect();
        let shown = format!(
            "{}: {reference}; rules {} {} ({fingerprint}), engine {}; {}",
            at(file, line),
            rules.id,
            rules.version,
            origin.engine,
            reasons.join("; ")
        );
        writeln!(self.out, "{}", clean(&shown))
    }

    /// Says where something is no record, and nothing of what stands there.
    fn unread(&mut self, file: &Path, line: Option<usize>, why: &str) {
        self.tally.unread += 1;
        let _ = writeln!(io::stderr(), "{}", clean(&format!("{}: {why}", at(file, line))));
    }
}

fn at(file: &Path, line: Option<usize>) -> String {
    let file = file.display();
    line.map_or_else(|| file.to_string(), |line| format!("{file}, line {line}"))
}

fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}
