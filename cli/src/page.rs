//! A page of plain text: headings, and blocks of wrapped lines with hanging indents.

use anstyle::{AnsiColor, Style};
use cse_screening::rules::tables::Reading;

/// The widest line. Fits a terminal, and a sheet of paper.
const WIDTH: usize = 96;

/// Stands for a space at which no line may break.
pub(crate) const KEEP: char = '\u{a0}';

pub(crate) const PLAIN: Style = Style::new();
pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const URGENT: Style = AnsiColor::Red.on_default().bold();
/// References are there to be looked up, and not to be read over and over.
const QUIET: Style = Style::new().dimmed();

/// A page that grows downwards.
#[derive(Default)]
pub(crate) struct Page {
    text: String,
}

impl Page {
    /// A heading, with an empty line above it.
    pub(crate) fn heading(&mut self, heading: &str) {
        self.styled_heading(BOLD, heading);
    }

    /// A heading in a style of its own.
    pub(crate) fn styled_heading(&mut self, style: Style, heading: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.lines(style, "", 0, &heading.to_uppercase());
    }

    /// An empty line.
    pub(crate) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A heading within a section.
    pub(crate) fn subheading(&mut self, heading: &str) {
        self.lines(BOLD, "", 2, heading);
    }

    /// A paragraph.
    pub(crate) fn paragraph(&mut self, text: &str) {
        self.lines(PLAIN, "", 2, text);
    }

    /// A paragraph that stands out.
    pub(crate) fn strong(&mut self, style: Style, text: &str) {
        self.lines(style, "", 2, text);
    }

    /// An entry of a list.
    pub(crate) fn entry(&mut self, text: &str) {
        self.lines(PLAIN, "  - ", 4, text);
    }

    /// More about the entry above.
    pub(crate) fn more(&mut self, text: &str) {
        self.lines(PLAIN, "", 4, text);
    }

    /// How the words were read, where the entry above rests on a reading.
    pub(crate) fn reading(&mut self, reading: &Reading) {
        self.more(&format!("\"{}\" is read as: {}.", reading.words, reading.chosen));
    }

    /// A block with a word in front, such as MUST; above it, where the word is too long to stand in front.
    pub(crate) fn labelled(&mut self, style: Style, label: &str, hang: usize, text: &str) {
        if 2 + width(label) >= hang && !text.is_empty() {
            self.lines(style, "", 2, label);
            return self.lines(PLAIN, "", hang, text);
        }
        let lead = format!("  {}{:2$}", styled(style, label), "", hang.saturating_sub(2 + width(label)));
        self.lines(PLAIN, &lead, hang, text);
    }

    /// Wraps the text. The first line begins with the lead, which is `hang` wide; without one it is
    /// indented like the rest.
    fn lines(&mut self, style: Style, lead: &str, hang: usize, text: &str) {
        let indent = " ".repeat(hang);
        let mut lead = if lead.is_empty() { &indent } else { lead };
        for line in wrapped(text, WIDTH.saturating_sub(hang)) {
            let (before, reference) = reference_at_end(&line);
            self.text.push_str(&format!("{lead}{}{}\n", styled(style, before), styled(QUIET, reference)));
            lead = &indent;
        }
    }

    /// The whole page.
    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

fn styled(style: Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// Splits off the reference that a line ends with, if it does.
fn reference_at_end(line: &str) -> (&str, &str) {
    match line.rfind('[') {
        Some(at) if line.ends_with(']') => line.split_at_checked(at).unwrap_or((line, "")),
        _ => (line, ""),
    }
}

fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !line.is_empty() && width(&line) + 1 + width(word) > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines.into_iter().map(|line| line.replace(KEEP, " ")).collect()
}
