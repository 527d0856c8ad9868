//! One line of a file of lines, however many there are and however long one is.

use std::io::{self, BufRead, Read};

/// The longest line or row, in bytes, the end of a line not counted. A request of every question has some 10,000.
pub(crate) const LONGEST: usize = 1 << 20;

/// Reads the next line behind the text, with its line end: how many bytes were read, 0 at the end, and why it cannot be
/// taken. Of a line that cannot, nothing is left in the text.
pub(crate) fn read_line(from: &mut impl BufRead, text: &mut Vec<u8>) -> io::Result<(usize, Option<String>)> {
    let start = text.len();
    // Bytes, because a line that is not UTF-8 is one bad line and not the end.
    let read = from.by_ref().take(LONGEST as u64 + 1).read_until(b'\n', text)?;
    if read <= LONGEST || text.ends_with(b"\n") {
        return Ok((read, None));
    }
    text.truncate(start);
    let rest = from.skip_until(b'\n')?;
    Ok((read + rest, Some(format!("the line is too long; allowed are {LONGEST} bytes"))))
}
