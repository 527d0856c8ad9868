//! Nothing on a page is other than it looks.

/// A space at which no line may break. It can be seen, as a space.
const KEEP: char = '\u{a0}';

/// The text with whatever cannot be seen, or turns the direction of writing, written out.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if hides(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A text in a style sheet, each character as its number: none can end it or mean anything there.
pub(crate) fn quoted(text: &str) -> String {
    let each: String = visible(text).chars().map(|c| format!("\\{:x} ", u32::from(c))).collect();
    format!("\"{each}\"")
}

fn hides(c: char) -> bool {
    if c.is_ascii() || c == KEEP {
        return c.is_control() && c != '\n';
    }
    // The standard library knows which characters print. An accent does, behind a letter.
    "a".chars().chain([c]).collect::<String>().escape_debug().count() > 2
}
