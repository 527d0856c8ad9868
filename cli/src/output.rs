//! Where a command writes: a file that is there whole or not at all, and never one that it reads.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// What a command writes to. It is settled before anything is read, so that a wrong name costs no time.
pub(crate) struct Output {
    to: To,
    force: bool,
}

enum To {
    StandardOutput,
    /// A device or a pipe: there is nothing to write over.
    Stream(PathBuf),
    File(PathBuf),
}

impl Output {
    /// A file, or - for standard output. `inputs` are the files and folders that the command reads.
    ///
    /// # Errors
    /// It is one of the inputs, or it is there already and `force` is not given, or it can be no file.
    pub(crate) fn to(file: &Path, force: bool, inputs: &[&Path]) -> io::Result<Self> {
        if file.as_os_str() == "-" {
            return Ok(Self { to: To::StandardOutput, force });
        }
        let found = match fs::metadata(file) {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if fs::symlink_metadata(file).is_ok() {
                    return Err(refused(file, "is a link that leads nowhere"));
                }
                return Ok(Self { to: To::File(file.to_owned()), force });
            }
            Err(error) => return Err(error),
        };
        if found.is_dir() {
            return Err(refused(file, "is a folder; allowed: the name of a file"));
        }
        // What stands behind a link is replaced, and the link stays.
        let real = fs::canonicalize(file)?;
        if !found.is_file() {
            return Ok(Self { to: To::Stream(file.to_owned()), force });
        }
        if inputs.iter().any(|input| is_read(&real, input)) {
            return Err(refused(file, "is read by this command, and would be lost; allowed: another file"));
        }
        if !force {
            return Err(there_already(file));
        }
        Ok(Self { to: To::File(real), force })
    }

    /// Writes all of it. Where that fails, what was there before stands as it was. That nobody reads any more is no
    /// failure.
    pub(crate) fn write(self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        match &self.to {
            To::StandardOutput => until_nobody_reads(written(BufWriter::new(io::stdout().lock()), write)),
            To::Stream(to) => {
                let stream = OpenOptions::new().write(true).open(to)?;
                until_nobody_reads(written(BufWriter::new(stream), write))
            }
            To::File(_) => {
                let mut draft = self.draft()?;
                written(BufWriter::new(&mut draft), write)?;
                draft.done()
            }
        }
    }

    /// The file, as long as it is not whole.
    ///
    /// # Errors
    /// It cannot be made; or this is no file.
    pub(crate) fn draft(self) -> io::Result<Draft> {
        let To::File(to) = self.to else {
            return Err(io::Error::other("this is no file; allowed: the name of a file"));
        };
        // In the same folder, so that it can take the other's place at once.
        let beside = to.with_file_name(format!(".{}.part", std::process::id()));
        let file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
        Ok(Draft { file, beside, to, force: self.force })
    }
}

/// A file that takes its place when it is whole, and is gone if it never is.
pub(crate) struct Draft {
    file: File,
    beside: PathBuf,
    to: PathBuf,
    force: bool,
}

impl Draft {
    /// Puts it in its place.
    ///
    /// # Errors
    /// It cannot be put there, or something is there by now.
    pub(crate) fn done(self) -> io::Result<()> {
        match fs::metadata(&self.to) {
            Ok(_) if !self.force => return Err(there_already(&self.to)),
            Ok(before) => fs::set_permissions(&self.beside, before.permissions())?,
            Err(_) => {}
        }
        self.file.sync_all()?;
        fs::rename(&self.beside, &self.to)
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Nothing is there any more once it has its place.
        let _ = fs::remove_file(&self.beside);
    }
}

/// That whoever read it has had enough is no failure.
///
/// # Errors
/// What else went wrong.
pub(crate) fn until_nobody_reads(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

fn written(mut out: impl Write, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    write(&mut out)?;
    out.flush()
}

fn refused(file: &Path, why: &str) -> io::Error {
    io::Error::other(format!("{} {why}", file.display()))
}

fn there_already(file: &Path) -> io::Error {
    let why = "is there already; allowed: another name, or --force to write over it";
    io::Error::new(ErrorKind::AlreadyExists, format!("{} {why}", file.display()))
}

/// Whether the file, which is there, is this input or a part of it.
fn is_read(file: &Path, input: &Path) -> bool {
    // Standard input may come from a file, whose name nobody gave.
    let input = if input.as_os_str() == "-" { Path::new("/dev/stdin") } else { input };
    if is_same(file, input) {
        return true;
    }
    let Ok(input) = fs::canonicalize(input) else { return false };
    if !input.is_dir() {
        return file == input;
    }
    // A set of rules, and those beside it, which it may extend.
    let is_json = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    is_json && file.starts_with(input.parent().unwrap_or(&input))
}

/// Whether two names lead to one file.
#[cfg(unix)]
fn is_same(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (fs::metadata(one), fs::metadata(other)) {
        (Ok(one), Ok(other)) => one.dev() == other.dev() && one.ino() == other.ino(),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_same(one: &Path, other: &Path) -> bool {
    one == other
}
