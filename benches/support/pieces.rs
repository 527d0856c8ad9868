//! Records as the pieces that they are written in, to know what copying them takes and no more.
//!
//! A piece is what does not change within: an item of a list, a field of a reason, an entry of the request. Pieces that
//! are alike stand once in one text, as they do where records are written from.

use std::collections::HashMap;
use std::ops::Range;

#[derive(Default)]
pub(crate) struct Pieces {
    text: Vec<u8>,
    records: Vec<Vec<Range<usize>>>,
}

impl Pieces {
    pub(crate) fn of(records: &[Vec<u8>]) -> Self {
        let mut all = Self::default();
        let mut known: HashMap<Vec<u8>, Range<usize>> = HashMap::new();
        for record in records {
            let pieces = cut(record).into_iter().map(|piece| {
                let add = || {
                    let start = all.text.len();
                    all.text.extend_from_slice(piece);
                    start..all.text.len()
                };
                known.entry(piece.to_vec()).or_insert_with(add).clone()
            });
            all.records.push(pieces.collect());
        }
        all
    }

    /// How many pieces a record has, on average.
    pub(crate) fn mean(&self) -> usize {
        self.records.iter().map(Vec::len).sum::<usize>() / self.records.len()
    }

    /// Copies a record piece by piece.
    pub(crate) fn copy(&self, record: usize, out: &mut Vec<u8>) {
        for piece in &self.records[record] {
            out.extend_from_slice(&self.text[piece.clone()]);
        }
    }
}

/// Cuts a record before each item, as deep as its part of the record is written piece by piece.
fn cut(record: &[u8]) -> Vec<&[u8]> {
    let (mut pieces, mut start, mut depth, mut deepest) = (Vec::new(), 0, 0, 1);
    let (mut in_text, mut escaped, mut text_at) = (false, false, 0);
    for (at, byte) in record.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => {
                in_text = !in_text;
                if in_text {
                    text_at = at + 1;
                }
            }
            _ if in_text => {}
            b':' if depth == 1 => {
                deepest = match &record[text_at..at - 1] {
                    b"reasons" | b"request" => 4,
                    b"steps" | b"gaps" | b"prompts" | b"findings" => 2,
                    _ => 1,
                };
            }
            // The day of a deadline differs, and what is before it does not.
            b':' if &record[text_at..at - 1] == b"date" => {
                pieces.push(&record[start..=at]);
                start = at + 1;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b',' if depth <= deepest => {
                pieces.push(&record[start..at]);
                start = at;
            }
            _ => {}
        }
    }
    pieces.push(&record[start..]);
    pieces
}
