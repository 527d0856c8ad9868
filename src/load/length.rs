//! How long a rule set is as one document.

use serde::Serialize;
use std::io;

/// Whether the JSON of something is longer than so many bytes, without making it. The order of the keys does
/// not change its length.
pub(crate) fn is_longer(tables: &impl Serialize, most: usize) -> bool {
    serde_json::to_writer(Counted { left: most }, tables).is_err()
}

/// Takes so many bytes and no more.
struct Counted {
    left: usize,
}

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len()).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
