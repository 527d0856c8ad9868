//! What the tool cannot do.

use super::blocks::{Block, Line, Section};

const LIMITS: [&str; 4] = [
    "It decides nothing in the place of a professional.",
    "A checklist misses children, and raises alarm over others.",
    "What is not known is not a no. What was not asked about is no answer.",
    "It knows what was recorded, and only that. Whether an answer is true, it cannot tell.",
];

pub(crate) fn section() -> Section {
    let limits = LIMITS.iter().map(|limit| Line::words(limit)).collect();
    Section::new("limits", "The limits of this tool", vec![Block::List(limits)])
}
