//! Bytes as they come from files: a byte-order mark is skipped, and an encoding other than UTF-8 is named.

/// With this some editors begin a file in UTF-8. It says nothing.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The bytes without a byte-order mark.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(MARK).unwrap_or(bytes)
}

/// Whether there is nothing to be seen of a text: it is no reason, whoever reads it.
pub(crate) fn is_blank(text: &str) -> bool {
    // Letters of some scripts that are drawn as nothing.
    const EMPTY_LETTERS: [char; 5] = ['\u{115F}', '\u{1160}', '\u{2800}', '\u{3164}', '\u{FFA0}'];
    let is_escaped = |letter: char| !letter.is_ascii() && letter.escape_debug().len() > 1;
    text.chars().all(|letter| {
        letter.is_whitespace() || letter.is_control() || is_escaped(letter) || EMPTY_LETTERS.contains(&letter)
    })
}

/// What is wrong with bytes that are no text in UTF-8: the line and the column, both from 1, and why.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotUtf8 {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) problem: &'static str,
}

/// JSON as text. The mark must be off.
pub(crate) fn json_text(bytes: &[u8]) -> Result<&str, NotUtf8> {
    if let Some(problem) = wide(bytes) {
        return Err(NotUtf8 { line: 1, column: 1, problem });
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').next_back().unwrap_or_default();
        // Bytes that only begin a letter are not counted: what follows them is part of the same.
        let column = line.iter().filter(|byte| **byte & 0xC0 != 0x80).count() + 1;
        NotUtf8 {
            line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
            column,
            problem: narrow(bytes),
        }
    })
}

/// Encodings of two and four bytes for a letter: known by their marks, and by the first bracket of the JSON,
/// which has a zero byte beside it.
const fn wide(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] | [0, 0, 0, _, ..] | [_, 0, 0, 0, ..] => {
            Some("this looks like UTF-32; save it as UTF-8")
        }
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, _, ..] | [_, 0, ..] => {
            Some("this looks like UTF-16; save it as UTF-8")
        }
        _ => None,
    }
}

/// Encodings of one byte for a letter cannot be told apart. Windows writes this one, which leaves five
/// bytes without a meaning.
fn narrow(bytes: &[u8]) -> &'static str {
    if bytes.iter().any(|byte| matches!(byte, 0 | 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)) {
        "this is not UTF-8; save it as UTF-8"
    } else {
        "this is not UTF-8 and looks like Windows-1252; save it as UTF-8"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_and_another_encoding_is_named_with_its_place() {
        assert_eq!(json_text(without_mark(b"\xEF\xBB\xBF{}")), Ok("{}"));
        assert_eq!(json_text("{\"a\": \"é\"}".as_bytes()), Ok("{\"a\": \"é\"}"));
        assert_eq!(json_text(b""), Ok(""));
        assert_eq!(json_text(b"1"), Ok("1"));
        let wrong = |bytes: &[u8]| {
            json_text(bytes)
                .map(str::len)
                .map_err(|NotUtf8 { line, column, problem }| (line, column, problem))
        };
        let utf_16: Vec<u8> = "{\"é\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf_16_be: Vec<u8> = "{\"é\"}".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let utf_32: Vec<u8> = "{\"é\"}".chars().flat_map(|letter| (letter as u32).to_le_bytes()).collect();
        let marked = |mark: &[u8], text: &[u8]| [mark, text].concat();
        for text in
            [utf_16.clone(), utf_16_be.clone(), marked(b"\xFF\xFE", &utf_16), marked(b"\xFE\xFF", &utf_16_be)]
        {
            assert_eq!(wrong(&text), Err((1, 1, "this looks like UTF-16; save it as UTF-8")), "{text:?}");
        }
        for text in [utf_32.clone(), marked(b"\xFF\xFE\0\0", &utf_32)] {
            assert_eq!(wrong(&text), Err((1, 1, "this looks like UTF-32; save it as UTF-8")), "{text:?}");
        }
        let windows = "this is not UTF-8 and looks like Windows-1252; save it as UTF-8";
        assert_eq!(wrong(b"{\n\"caf\xE9\"}"), Err((2, 5, windows)));
        // Columns are letters: the first is two bytes.
        assert_eq!(wrong(b"\"\xC3\xA9\x92\""), Err((1, 3, windows)));
        assert_eq!(wrong(b"\"\x81\""), Err((1, 2, "this is not UTF-8; save it as UTF-8")));
    }
}
