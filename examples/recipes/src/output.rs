//! A file that is there whole or not at all, and never the one that is read.

use parquet::file::properties::WriterProperties;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// How Parquet is written: in groups of some thousands of rows, which are held in memory until they are whole.
#[must_use]
pub fn in_groups() -> WriterProperties {
    WriterProperties::builder().set_max_row_group_row_count(Some(65_536)).build()
}

/// A file that takes its place when it is whole, and is gone if it never is.
pub struct Draft {
    file: File,
    beside: PathBuf,
    to: PathBuf,
    force: bool,
}

impl Draft {
    /// Begins it, beside its place. `from` is the file that is read.
    ///
    /// # Errors
    /// It is that file, by whatever name; it is there and `force` is not given; or it cannot be made.
    pub fn new(to: &str, force: bool, from: &str) -> io::Result<Self> {
        // What stands behind a link is replaced, and the link stays.
        let to = match fs::canonicalize(to) {
            Ok(to) if !to.is_file() => return Err(refused(&to, "is no file; allowed: the name of one")),
            Ok(to) if is_same(&to, Path::new(from)) => {
                return Err(refused(
                    &to,
                    "is read by this command, and would be lost; allowed: another file",
                ));
            }
            Ok(to) if !force => return Err(there_already(&to)),
            Ok(to) => to,
            Err(error) if error.kind() == ErrorKind::NotFound => PathBuf::from(to),
            Err(error) => return Err(error),
        };
        let beside = to.with_file_name(format!(".{}.part", std::process::id()));
        let file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
        Ok(Self { file, beside, to, force })
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// It cannot be put there, or something is there by now.
    pub fn done(self) -> io::Result<()> {
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

/// Whether two names lead to one file.
fn is_same(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        // A hard link too.
        let of = |file| fs::metadata(file).map(|found| (found.dev(), found.ino())).ok();
        of(one).is_some() && of(one) == of(other)
    }
    #[cfg(not(unix))]
    {
        fs::canonicalize(other).is_ok_and(|other| one == other)
    }
}

fn refused(file: &Path, why: &str) -> io::Error {
    io::Error::other(format!("{} {why}", file.display()))
}

fn there_already(file: &Path) -> io::Error {
    let why = "is there already; allowed: another name, or --force to write over it";
    io::Error::new(ErrorKind::AlreadyExists, format!("{} {why}", file.display()))
}
