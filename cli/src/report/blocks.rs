//! What a report consists of. The page and the text are both made from this, so they say the same.

use crate::html::visible::visible;
use cse_screening::{Category, Force};

/// The whole report.
pub(crate) struct Report {
    /// What is left blank, for people to write on.
    pub(crate) blanks: Vec<&'static str>,
    /// How each sheet is marked.
    pub(crate) marking: String,
    /// What stands at the foot of each sheet, in front of its number.
    pub(crate) reference: String,
    /// The rules by their title, if they are at hand.
    pub(crate) title: Option<String>,
    /// What the record is of, in a few lines.
    pub(crate) facts: Vec<(&'static str, Line)>,
    /// What must be read before all else.
    pub(crate) notices: Vec<Notice>,
    pub(crate) sections: Vec<Section>,
}

pub(crate) struct Section {
    pub(crate) id: &'static str,
    pub(crate) heading: String,
    pub(crate) blocks: Vec<Block>,
}

impl Section {
    pub(crate) fn new(id: &'static str, heading: impl Into<String>, blocks: Vec<Block>) -> Self {
        Self { id, heading: heading.into(), blocks }
    }
}

/// Something that stands out.
pub(crate) struct Notice {
    /// Whether it warns.
    pub(crate) warns: bool,
    pub(crate) heading: String,
    pub(crate) lines: Vec<Line>,
    pub(crate) list: Vec<Line>,
}

/// What stands one below the other in a section.
pub(crate) enum Block {
    Subheading(String),
    Paragraph(Line),
    List(Vec<Line>),
    /// Something with a heading of its own, lines about it, and a list.
    Entry {
        heading: Line,
        lines: Vec<Line>,
        list: Vec<Line>,
    },
    /// The steps of a stage, to be ticked off.
    Checklist {
        stage: String,
        tasks: Vec<Task>,
    },
    Table {
        caption: String,
        columns: Vec<&'static str>,
        rows: Vec<Row>,
    },
    /// What somebody wrote, line by line.
    Quotation(Vec<Line>),
    /// So many lines for a pen.
    Blanks(usize),
    /// A command, to be copied.
    Command(&'static str),
    /// What must not be overlooked beside what it warns of.
    Warning(Line),
}

/// A step.
pub(crate) struct Task {
    pub(crate) force: Force,
    pub(crate) who: Line,
    pub(crate) what: Line,
    pub(crate) due: Option<Line>,
    pub(crate) rests_on: Line,
    /// When and by whom it was done, or why it was not, where that was given.
    pub(crate) done: Option<Line>,
}

/// A row of a table.
pub(crate) struct Row {
    pub(crate) cells: Vec<Line>,
}

impl Row {
    pub(crate) fn new(cells: Vec<Line>) -> Self {
        Self { cells }
    }
}

/// A part of a line.
pub(crate) enum Part {
    Words(String),
    Strong(String),
    /// As records and requests write it.
    Code(String),
    /// The id of what stands before it.
    Id(String),
    /// What somebody wrote into the record.
    Theirs(String),
    Category(Option<Category>),
    /// A section of this report.
    Place {
        section: &'static str,
        words: &'static str,
    },
}

/// A line of text.
#[derive(Default)]
pub(crate) struct Line(pub(crate) Vec<Part>);

impl Line {
    pub(crate) fn words(words: &str) -> Self {
        Self::default().and(words)
    }

    pub(crate) fn strong(words: &str) -> Self {
        Self::default().part(Part::Strong(shown(words)))
    }

    pub(crate) fn code(code: &str) -> Self {
        Self::default().and_code(code)
    }

    pub(crate) fn category(category: Option<Category>) -> Self {
        Self::default().part(Part::Category(category))
    }

    pub(crate) fn theirs(text: &str) -> Self {
        Self::default().part(Part::Theirs(shown(text)))
    }

    pub(crate) fn and_place(self, section: &'static str, words: &'static str) -> Self {
        self.part(Part::Place { section, words })
    }

    pub(crate) fn and(self, words: &str) -> Self {
        self.part(Part::Words(shown(words)))
    }

    pub(crate) fn and_code(self, code: &str) -> Self {
        self.part(Part::Code(shown(code)))
    }

    pub(crate) fn and_id(self, id: &str) -> Self {
        self.and(" ").part(Part::Id(shown(id)))
    }

    pub(crate) fn then(mut self, line: Self) -> Self {
        self.0.extend(line.0);
        self
    }

    fn part(mut self, part: Part) -> Self {
        self.0.push(part);
        self
    }

    /// The lines with this between them.
    pub(crate) fn joined(lines: impl IntoIterator<Item = Self>, between: &str) -> Self {
        let mut joined = Self::default();
        for line in lines {
            joined = if joined.0.is_empty() { joined } else { joined.and(between) };
            joined = joined.then(line);
        }
        joined
    }
}

/// The text on one line, with nothing in it that cannot be seen.
pub(crate) fn shown(text: &str) -> String {
    visible(&text.replace(['\n', '\r', '\t'], " "))
}
